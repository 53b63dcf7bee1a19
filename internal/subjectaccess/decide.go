package subjectaccess

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/document"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// Decision is what somebody decides on an item.
type Decision struct {
	Record   string
	Print    string // of the words that they saw
	Base     int64  // version of the decision that they saw; 0 for none
	Decision string
	Passages []record.AccessPassage

	Exemption, Note string // of what is held back whole
}

// Decide records what happens with one item. It is errs.Conflict when the words, or the decision, are no longer those that were seen.
func (r Room) Decide(ctx context.Context, actor access.Actor, subject, id string, d Decision) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Decide on a part of a record", func(tx *command.Tx) ([]record.Change, error) {
		c, err := r.load(tx.Tx, actor, subject, id)
		if err != nil {
			return nil, err
		}
		if !c.Request.Body.Open() {
			return nil, errs.New(errs.Conflict, "This request has ended. Open it again first; nothing was changed")
		}
		i, err := c.Find(d.Record)
		if err != nil {
			return nil, err
		}
		if i.Print != d.Print {
			return nil, errs.New(errs.Conflict, "This part of the record was changed while you read it. Open it again; nothing was changed")
		}
		for _, p := range d.Passages {
			if p.Part >= len(i.Parts) || p.To > utf8.RuneCountInString(i.Parts[p.Part].Text) {
				return nil, errs.Field("passages", "This passage is not in the text. Open it again")
			}
		}
		b := record.AccessItem{Request: c.Request.ID, Of: c.Subject, Record: i.Record, Print: i.Print, Decision: d.Decision, Passages: d.Passages, Worker: actor.ID}
		if d.Decision == record.AccessWithhold {
			b.Exemption, b.Note = d.Exemption, strings.TrimSpace(d.Note)
		}
		if i.Decided == nil {
			if d.Base != 0 {
				return nil, errs.New(errs.Conflict, "The decision was taken back while you read this. Open it again; nothing was changed")
			}
			return []record.Change{record.New(tx.NewID(), c.Request.Body.Decisions, b)}, nil
		}
		edit := record.Edit(*i.Decided, b)
		edit.Base = d.Base
		return []record.Change{edit}, nil
	})
}

// mostAtOnce bounds what one command decides.
const mostAtOnce = 500

// GiveFacts decides to give what is undecided and is a plain fact about the person alone: no free text, no file, nobody else named, nothing restricted.
func (r Room) GiveFacts(ctx context.Context, actor access.Actor, subject, id string) (n int, rc command.Receipt, err error) {
	rc, err = r.Desk.Do(ctx, actor, "Give the plain facts of a record", func(tx *command.Tx) (changes []record.Change, err error) {
		c, err := r.load(tx.Tx, actor, subject, id)
		if err != nil {
			return nil, err
		}
		if !c.Request.Body.Open() {
			return nil, errs.New(errs.Conflict, "This request has ended. Open it again first; nothing was changed")
		}
		for _, i := range c.Items {
			if i.Decided == nil && i.Look == "" && len(changes) < mostAtOnce {
				changes = append(changes, record.New(tx.NewID(), c.Request.Body.Decisions, record.AccessItem{
					Request: c.Request.ID, Of: c.Subject, Record: i.Record, Print: i.Print, Decision: record.AccessGive, Worker: actor.ID}))
			}
		}
		if n = len(changes); n == 0 {
			return nil, errs.New(errs.Conflict, "No plain fact waits for a decision. Nothing was changed")
		}
		return changes, nil
	})
	return n, rc, err
}

// state tells whether a case is still the one that was read: its request, its words, its decisions.
func (c Case) state() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s %d", c.Request.ID, c.Request.Version)
	for _, i := range c.Items {
		fmt.Fprintf(&b, " %s %s", i.Record, i.Print)
		if i.Decided != nil {
			fmt.Fprintf(&b, " %d", i.Decided.Version)
		}
	}
	return b.String()
}

// Confirm is the word of the second reader: they have read what leaves, and it is made. They are neither who prepares the answer nor anybody who decided on a
// part of it. seen says that they looked at the words that were taken out in one place and stand in another, where there are any.
func (r Room) Confirm(ctx context.Context, actor access.Actor, subject, id string, base int64, seen bool) (rc command.Receipt, err error) {
	c, err := r.Load(ctx, actor, subject, id)
	if err != nil {
		return rc, err
	}
	if err := c.confirmable(actor, seen); err != nil {
		return rc, err
	}
	b, err := r.archive(ctx, c)
	if err != nil {
		return rc, err
	}
	number := len(c.Request.Body.Editions) + 1
	file := document.Made(fmt.Sprintf("%s-%d.zip", c.Request.Body.Reference, number), "application/zip", b)
	return r.change(ctx, actor, "Confirm a copy of a record", subject, id, access.None, base, func(h *handling) ([]record.Change, error) {
		again, err := r.load(h.tx.Tx, actor, subject, id)
		if err != nil {
			return nil, err
		}
		if again.state() != c.state() {
			return nil, errs.New(errs.Conflict, "The record or a decision was changed while the copy was made. Read it again; nothing left")
		}
		doc := h.tx.NewID()
		if err := file.Keep(ctx, h.tx.Tx, r.Desk.Journal.Vault(), h.now.Decisions, doc); err != nil {
			return nil, err
		}
		n := Count(c.Items)
		h.now.Editions = append(h.now.Editions[:len(h.now.Editions):len(h.now.Editions)], record.AccessEdition{
			On: h.tx.Today(), By: actor.ID, Archive: doc, SHA256: file.SHA256, Given: n.Given, Redacted: n.Redacted, Withheld: n.Withheld, Passages: n.Passages,
		})
		return []record.Change{record.New(doc, h.now.Decisions, record.Document{
			Type: "other", Title: fmt.Sprintf("Copy of the record, request %s, edition %d", h.now.Reference, number), Date: h.tx.Today(), File: file.Name, Media: file.Media, Size: file.Size,
			SHA256: file.SHA256, Parts: file.Parts(), Scan: file.Scan, Worker: actor.ID,
		})}, nil
	})
}

// confirmable says why somebody may not let a copy leave.
func (c Case) confirmable(actor access.Actor, seen bool) error {
	q := c.Request.Body
	switch lacks := Lacks(q, c.Items); {
	case !q.Open():
		return errs.New(errs.Conflict, "This request has ended. Open it again first; nothing left")
	case actor.ID == q.Handler || slices.ContainsFunc(c.Items, func(i Item) bool { return i.Decided != nil && i.Decided.Body.Worker == actor.ID }):
		return errs.New(errs.Denied, "You prepared this answer, so somebody else must read it before it leaves")
	case len(lacks) > 0:
		return errs.New(errs.Conflict, "It cannot leave yet. %s", strings.Join(lacks, " "))
	case !seen && len(Leaks(c.Items)) > 0:
		return errs.Field("seen", "Words that were taken out in one place stand in another. Look at each, then say so")
	}
	return nil
}

// Edition gives the bytes of an edition as it left, the first being 1.
func (r Room) Edition(ctx context.Context, actor access.Actor, subject, id string, number int) (name string, b []byte, err error) {
	c, err := r.Load(ctx, actor, subject, id)
	if err != nil {
		return "", nil, err
	}
	if number < 1 || number > len(c.Request.Body.Editions) {
		return "", nil, missing()
	}
	s, err := r.Desk.Story(ctx, c.Request.Body.Decisions)
	if err != nil {
		return "", nil, err
	}
	doc, err := documentOf(s, c.Request.Body.Editions[number-1].Archive)
	if err != nil {
		return "", nil, err
	}
	b, err = r.fileOf(ctx, doc)
	return doc.Body.File, b, err
}

// File gives the bytes of an item's file to those who answer the request: they must see what they decide on.
func (r Room) File(ctx context.Context, actor access.Actor, subject, id, recordID string) (record.Document, []byte, error) {
	c, err := r.Load(ctx, actor, subject, id)
	if err != nil {
		return record.Document{}, nil, err
	}
	i, err := c.Find(recordID)
	if err == nil && i.File == nil {
		err = missing()
	}
	if err != nil {
		return record.Document{}, nil, err
	}
	b, err := r.fileOf(ctx, *i.File)
	return i.File.Body, b, err
}

func (r Room) fileOf(ctx context.Context, d record.Of[record.Document]) ([]byte, error) {
	var b bytes.Buffer
	err := document.Write(ctx, r.Desk.DB, r.Desk.Journal.Vault(), d, func() {}, &b)
	return b.Bytes(), err
}
