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

	Registration string `json:"registration,omitempty"` // Social Work England's number: SW_ID of the SSDA903
}

// KindName is "worker".
func (Worker) KindName() string { return "worker" }

// Team is a team of workers.
type Team struct {
	Name    string `json:"name"`
	Manager string `json:"manager,omitempty"` // worker subject
	Parent  string `json:"parent,omitempty"`  // team subject: the service that it is a part of. It opens no record to anybody
}

// KindName is "team".
func (Team) KindName() string { return "team" }

// The states of an import.
const (
	ImportRunning  = "running"  // not all of the file is in yet, or the import was interrupted: importing the file again goes on
	ImportComplete = "complete" // all of the file was gone through
)

// ImportBatch is one file that was brought in. Its subject is the hash of the file, so that the same content comes in once.
//
// Invariant: every command of the import writes a version of this record, so that the record's own history names all of them, those of
// an interrupted import too. It holds places in the file and ids of records, never a value: what it says of a child outlives the child's own history.
type ImportBatch struct {
	Return    string           `json:"return"` // cin, minutes
	State     string           `json:"state,omitempty"`
	File      string           `json:"file"`
	SHA256    string           `json:"sha256"`
	Year      int              `json:"year,omitempty"` // the year ending
	LA        string           `json:"la,omitempty"`
	Rows      int              `json:"rows,omitempty"`     // of a census: Child elements in the file
	Commands  []string         `json:"commands,omitempty"` // the commands that wrote it, once it is complete
	Added     int              `json:"added"`
	Matched   int              `json:"matched"`
	Updated   int              `json:"updated,omitempty"`
	Held      []Held           `json:"held,omitempty"`
	Again     []int            `json:"again,omitempty"` // positions in the file of rows held back until a doubt is settled
	Conflicts []ImportConflict `json:"conflicts,omitempty"`
	At        time.Time        `json:"at"`
}

// Held is a row or a field that was not brought in, and why.
type Held struct {
	Place string `json:"place"`
	Why   string `json:"why"`
}

// ImportConflict is a fact of the file that disagrees with one recorded before, which was kept.
type ImportConflict struct {
	Place  string `json:"place"`
	Record string `json:"record"` // id of the record that was kept
	Field  string `json:"field"`
}

// KindName is "import_batch".
func (ImportBatch) KindName() string { return "import_batch" }
