// Package event is what a synthetic life is made of: at a time, somebody records something.
package event

import (
	"slices"
	"time"

	"throughline/internal/record"
)

// Event is one command of a synthetic authority: what is recorded together. Its changes are written in their order; one that edits a record names
// the version that it was made from, as record.Edit does.
type Event struct {
	At      time.Time // when it is recorded
	Actor   string    // who records it: a worker's subject, without "worker:" where it is a system
	Why     string    // the command's own words, as in the history of a record: "Decide a referral"
	Changes []record.Change
}

// Sort puts events in the order of their time and keeps that of events of one time.
func Sort(events []Event) {
	slices.SortStableFunc(events, func(a, b Event) int { return a.At.Compare(b.At) })
}

// Held keeps, while a life is made, the newest version and body of each of its records, so that a correction knows what it corrects.
type Held struct{ records map[string]record.Change }

// New is a change that makes a record.
func (h *Held) New(id, subject string, body record.Body) record.Change {
	if h.records == nil {
		h.records = map[string]record.Change{}
	}
	c := record.New(id, subject, body)
	h.records[id] = c
	return c
}

// Edit is a change of a record that New made, from its newest version. A record that was never made cannot be changed: that is a fault of the
// program, and it panics.
func (h *Held) Edit(id string, body record.Body) record.Change {
	c, ok := h.records[id]
	if !ok {
		panic("synth: record " + id + " is changed before it is made")
	}
	c.Base, c.Body, c.Withdraw = c.Base+1, body, false
	h.records[id] = c
	return c
}

// Withdraw is a change that withdraws a record, keeping its history.
func (h *Held) Withdraw(id string) record.Change {
	c := h.Edit(id, h.records[id].Body)
	c.Withdraw = true
	h.records[id] = c
	return c
}

// Body is the newest body of a record that New made; false when there is none.
func Body[T record.Body](h *Held, id string) (T, bool) {
	b, ok := h.records[id].Body.(T)
	return b, ok
}
