// Package checking keeps returns that are brought to be checked, runs the checks in the background and keeps what they found.
//
// Invariants: files and findings are stored as ciphertext under a key of the return's own, so that deleting a return is destroying that key and
// then its rows; a file that cannot be read whole leaves nothing behind; a check is run by one server at a time, which holds its row; a run
// that lost its server is seen to have lost it.
package checking

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"regexp"
	"slices"
	"sync"
	"time"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/returns/finding"
	"throughline/internal/vault"
)

// Kind is which return.
type Kind string

// The returns that can be checked.
const (
	SSDA903 Kind = "ssda903"
	CIN     Kind = "cin"
)

// Part says what a file is to a return.
type Part string

// The parts. A census has This only.
const (
	This        Part = "this"        // this year's return
	Last        Part = "last"        // last year's
	Providers   Part = "providers"   // Ofsted's list
	Postcodes   Part = "postcodes"   // grid references and districts
	Authorities Part = "authorities" // districts and their upper-tier authorities
)

// Parts are those of a kind, in the order in which people are asked.
func (k Kind) Parts() []Part {
	if k == CIN {
		return []Part{This}
	}
	return []Part{This, Last, Providers, Postcodes, Authorities}
}

// File is one uploaded file.
type File struct {
	Part Part
	Name string // as the person knows it
	Body []byte
}

// Asked is how a return is to be checked.
type Asked struct {
	Year      string          `json:"year"` // 2025-26; "" = as the census file says
	Reading   finding.Reading `json:"reading"`
	Authority string          `json:"authority,omitempty"` // nine-character code of the council
}

// State is how a run stands.
type State string

// The states. Interrupted: its server went away before the end.
const (
	Running     State = "running"
	Done        State = "done"
	Stopped     State = "stopped"
	Failed      State = "failed"
	Interrupted State = "interrupted"
)

// Return is a return with its sets of files and its runs.
type Return struct {
	ID      string
	Kind    Kind
	Name    string
	Maker   string // worker
	Made    time.Time
	Uploads []Upload // oldest first
	Runs    []Run    // oldest first
}

// Upload is one set of files.
type Upload struct {
	ID    string
	Maker string
	Made  time.Time
	Files []Listed
}

// Listed is a file without its content.
type Listed struct {
	Part  Part   `json:"part"`
	Name  string `json:"name"`
	Bytes int    `json:"bytes"`
	Kept  string `json:"kept"` // whose pieces: an upload and a number. A set may share a file with the one before it
}

// Run is one check.
type Run struct {
	ID      string
	Return  string
	Upload  string
	Maker   string
	Made    time.Time
	Asked   Asked
	State   State
	Share   int // of the work done, in percent
	Halting bool
	Ended   time.Time
	Outcome Outcome
}

// Outcome is a run in numbers, or why it failed.
type Outcome struct {
	Year     string `json:"year,omitempty"` // that was checked
	Errors   int    `json:"errors"`
	Queries  int    `json:"queries"`
	Children int    `json:"children"`
	Ran      int    `json:"ran"`
	Skipped  int    `json:"skipped"`
	Why      string `json:"why,omitempty"`
}

// Files of the run's set, in words of the person who chose them.
func (r Return) Files(upload string) []Listed {
	for _, u := range r.Uploads {
		if u.ID == upload {
			return u.Files
		}
	}
	return nil
}

// Latest is the newest set of files, and false when there is none.
func (r Return) Latest() (Upload, bool) {
	if len(r.Uploads) == 0 {
		return Upload{}, false
	}
	return r.Uploads[len(r.Uploads)-1], true
}

// Finished are the runs that can be looked at and compared, oldest first.
func (r Return) Finished() []Run {
	return slices.DeleteFunc(slices.Clone(r.Runs), func(x Run) bool { return x.State != Done })
}

// Room is one server's part of it. It is safe for many goroutines; Close it before its database.
type Room struct {
	DB    *db.DB
	Vault *vault.Vault
	Now   func() time.Time
	NewID func() string

	beat   time.Duration // how often a running check says that it runs
	holder string        // this server
	slots  chan struct{} // checks at once
	ctx    context.Context
	cancel context.CancelFunc
	work   sync.WaitGroup
}

// Limits of a server.
const (
	atOnce = 2                // checks that run side by side; others wait for their turn
	lost   = 30 * time.Second // after so long without a word from its server a run counts as interrupted
)

// New makes a server's room.
func New(d *db.DB, v *vault.Vault, now func() time.Time, newID func() string) *Room {
	name := make([]byte, 12)
	rand.Read(name)
	r := &Room{DB: d, Vault: v, Now: now, NewID: newID, beat: time.Second, holder: hex.EncodeToString(name), slots: make(chan struct{}, atOnce)}
	r.ctx, r.cancel = context.WithCancel(context.Background())
	return r
}

// Close ends the checks of this server; each is kept as interrupted, so that somebody can run it again. It waits for them.
func (r *Room) Close() {
	r.cancel()
	r.work.Wait()
}

var anID = regexp.MustCompile(`^[0-9a-f-]{36}$`)

// sound refuses what cannot be an id, before a database sees it.
func sound(id string) error {
	if !anID.MatchString(id) {
		return errs.New(errs.NotFound, "There is no such return")
	}
	return nil
}

// subject is whose key seals a return.
func subject(id string) string { return "return:" + id }

// deleted is the rule under which a return's key is destroyed.
const deleted = "returns are deleted by those who check them"
