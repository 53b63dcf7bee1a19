// Package casework is the daily writing about a child: case notes, supervision, management oversight, warnings, documents and letters.
//
// Invariants: every command and every read asks access here, whatever the route table said before; nothing that was written is lost: a note that is changed or
// taken out keeps what it said in the history, with who asked for it and why; a long text is a subject of its own, so that a child's story stays small
// (decision 21).
//
// Source: issue 5; acceptance-scenarios.md 17, 22 and 24; complaints-as-tests.md 1, 6 and 23; clock QA-03.
package casework

import (
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/document"
	"throughline/internal/errs"
	"throughline/internal/form"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Room is the casework part of the service. It has no state of its own.
type Room struct {
	Desk    *command.Desk
	Scanner document.Scanner // nil where the council has no virus scanner: documents are then marked as not scanned
}

// missing is the answer for what does not exist, and for what is hidden.
func missing() error { return errs.New(errs.NotFound, "%s", access.Missing) }

// case_ is a person whom a command is about: who they are after merges, what access knows, and their story.
type case_ struct {
	access.Facts
	story story.Story
}

// open asks access and loads the story. A person who is hidden is missing.
func open(t *command.Tx, subject string, action access.Action) (case_, error) {
	f, err := person.Facts(t.Tx, subject)
	if err != nil {
		return case_{}, err
	}
	if err := access.Decide(t.Actor, action, access.None, f, t.Now).Err(); err != nil {
		return case_{}, err
	}
	s, err := story.Load(t.Tx, f.Subject)
	return case_{f, s}, err
}

// change runs a command about one person. The draft of its form, if it has one, goes with the record that it became.
func (r Room) change(ctx context.Context, actor access.Actor, why, subject, draft string, action access.Action,
	decide func(t *command.Tx, c case_) ([]record.Change, error)) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(t *command.Tx) ([]record.Change, error) {
		c, err := open(t, subject, action)
		if err != nil {
			return nil, err
		}
		changes, err := decide(t, c)
		if err == nil && draft != "" {
			err = form.DropIn(t.Tx, actor.ID, draft)
		}
		return changes, err
	})
}

// ofStory finds one record of a kind in a person's story; one of somebody else's is not found.
func ofStory[T record.Body](s story.Story, id string) (record.Of[T], error) {
	o, ok := story.Find[T](s, id)
	if !ok {
		return o, missing()
	}
	return o, nil
}

// held says who works with a child now: the allocated worker, and the team that has the case.
func held(s story.Story) (worker, team string) {
	for _, a := range story.All[record.Allocation](s) {
		if a.Body.To.IsZero() && a.Body.Role != person.RoleChair {
			worker, team = a.Body.Worker, a.Body.Team
		}
	}
	return worker, team
}

// Texts gives the long texts that records of a reading name, by the subject that each is kept under. What the reading's story does not name is not given. It is
// one query for each fifty.
func (r Room) Texts(ctx context.Context, reading person.Reading, notes ...string) (map[string]string, error) {
	if err := access.Decide(reading.Actor, access.Read, access.None, reading.Facts, reading.At).Err(); err != nil {
		return nil, err
	}
	named := map[string]bool{}
	restricted := access.Decide(reading.Actor, access.Read, access.SourceRestricted, reading.Facts, reading.At).Allow
	for _, rec := range reading.Story.Records {
		switch b := rec.Body.(type) {
		case record.CaseNote:
			named[b.Note] = true
		case record.Letter:
			named[b.Note] = true
		case record.Document:
			named[b.Words] = !b.Restricted || restricted
		}
	}
	out := map[string]string{}
	err := r.Desk.Read(ctx, func(t *db.Tx) error {
		clear(out)
		for part := range slices.Chunk(slices.DeleteFunc(slices.Clone(notes), func(n string) bool { return n == "" || !named[n] }), 50) {
			args := make([]any, len(part))
			marks := make([]string, len(part))
			for i, n := range part {
				args[i], marks[i] = n, "$"+itoa(i+1)
			}
			if err := t.Each(func(scan db.Scan) error {
				var subject, id string
				var rev int
				var raw []byte
				if err := scan(&subject, &id, &rev, &raw); err != nil {
					return err
				}
				b, err := record.Decode(record.NoteText{}.KindName(), rev, raw)
				if err == nil {
					out[subject] = b.(record.NoteText).Text
				}
				return err
			}, "select subject, id, rev, body from record where kind = 'note_text' and not withdrawn and subject in ("+strings.Join(marks, ", ")+")", args...); err != nil {
				return err
			}
		}
		return nil
	})
	return out, err
}
