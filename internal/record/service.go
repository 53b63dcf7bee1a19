package record

import (
	"time"

	"throughline/internal/day"
)

// Worker is a member of staff, a member of the council, a partner's professional: somebody who acts in the system. Roles and teams here
// are what access decides on, so that every change of what somebody may do is in the journal.
type Worker struct {
	Name       string   `json:"name"`
	Title      string   `json:"title,omitempty"`
	Roles      []string `json:"roles"`
	Teams      []string `json:"teams,omitempty"`   // team subjects
	Manages    []string `json:"manages,omitempty"` // team subjects
	Agency     string   `json:"agency,omitempty"`  // a partner's agency
	AgencyType string   `json:"agency_type,omitempty"`
	Source     string   `json:"source,omitempty"` // the referral source code of a partner's agency
	Child      string   `json:"child,omitempty"`  // a young person's own record
	Left       day.Day  `json:"left,omitzero"`
}

// KindName is "worker".
func (Worker) KindName() string { return "worker" }

// Team is a team of workers.
type Team struct {
	Name    string `json:"name"`
	Manager string `json:"manager,omitempty"` // worker subject
}

// KindName is "team".
func (Team) KindName() string { return "team" }

// ImportBatch is one file that was brought in. Its id is the hash of the file, so that the same content comes in once.
type ImportBatch struct {
	Return   string    `json:"return"` // cin, minutes
	File     string    `json:"file"`
	SHA256   string    `json:"sha256"`
	Year     int       `json:"year,omitempty"` // the year ending
	LA       string    `json:"la,omitempty"`
	Commands []string  `json:"commands,omitempty"` // the commands that wrote it, for undoing it as one action
	Added    int       `json:"added"`
	Matched  int       `json:"matched"`
	Held     []Held    `json:"held,omitempty"`
	At       time.Time `json:"at"`
}

// Held is a row that was not brought in, and why.
type Held struct {
	Place string `json:"place"`
	Why   string `json:"why"`
}

// KindName is "import_batch".
func (ImportBatch) KindName() string { return "import_batch" }
