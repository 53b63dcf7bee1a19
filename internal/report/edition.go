package report

import (
	"context"
	"fmt"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Room is where reports are written and published.
type Room struct {
	Desk *command.Desk
	Book *clock.Book
}

// Held is a report with its editions, oldest first.
type Held struct {
	Report   record.Of[record.Report]
	Editions []record.Of[record.ReportEdition]
}

// Latest is the newest edition.
func (h Held) Latest() (record.Of[record.ReportEdition], bool) {
	if len(h.Editions) == 0 {
		return record.Of[record.ReportEdition]{}, false
	}
	return h.Editions[len(h.Editions)-1], true
}

// Published is an edition by its number.
func (h Held) Published(number int) (e record.Of[record.ReportEdition], err error) {
	for _, e := range h.Editions {
		if e.Body.Number == number {
			return e, nil
		}
	}
	return e, errs.New(errs.NotFound, "There is no such edition of this report")
}

// All are the reports, newest first.
func (r Room) All(ctx context.Context) (out []Held, err error) {
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		out = nil
		return story.Each(t, record.ReportSubject, func(s story.Story) error {
			if h, ok := heldIn(s); ok {
				out = append([]Held{h}, out...)
			}
			return nil
		})
	})
	return out, err
}

// One is a report by its subject; errs.NotFound when there is none.
func (r Room) One(ctx context.Context, subject string) (Held, error) {
	s, err := r.Desk.Story(ctx, subject)
	if err != nil {
		return Held{}, err
	}
	h, ok := heldIn(s)
	if !ok || record.SubjectType(subject) != record.ReportSubject {
		return Held{}, errs.New(errs.NotFound, "There is no such report")
	}
	return h, nil
}

func heldIn(s story.Story) (h Held, ok bool) {
	h.Report, ok = story.First[record.Report](s)
	h.Editions = story.All[record.ReportEdition](s)
	return h, ok
}

// Begin starts a report.
func (r Room) Begin(ctx context.Context, actor access.Actor, body record.Report) (subject string, err error) {
	if err := r.may(actor); err != nil {
		return "", err
	}
	if _, _, err := columns(body, r.Desk.Today()); err != nil && body.Valid(r.Desk.Today()) == nil {
		return "", err
	}
	_, err = r.Desk.Do(ctx, actor, "Begin a report", func(t *command.Tx) ([]record.Change, error) {
		subject = t.NewSubject(record.ReportSubject)
		return []record.Change{record.New(t.NewID(), subject, body)}, nil
	})
	return subject, err
}

// Write puts somebody's words into a slot. base is the version of the report that they were written beside: another's words for the same slot
// since then are a conflict; for another slot they are kept beside.
func (r Room) Write(ctx context.Context, actor access.Actor, subject string, base int64, slot, text string) error {
	if err := r.may(actor); err != nil {
		return err
	}
	known := false
	for _, s := range Slots() {
		known = known || s.Slot == slot
	}
	if !known {
		return errs.Field("slot", "This report has no place named %q", slot)
	}
	_, err := r.Desk.Do(ctx, actor, "Write in a report", func(t *command.Tx) ([]record.Change, error) {
		s, err := t.Story(subject)
		if err != nil {
			return nil, err
		}
		rep, ok := story.First[record.Report](s)
		if !ok {
			return nil, errs.New(errs.NotFound, "There is no such report")
		}
		body := rep.Body
		if old, ok := body.Text(slot); ok && rep.Version != base {
			was, err := r.Desk.Journal.Version(t.Tx, rep.ID, base)
			if err != nil {
				return nil, err
			}
			before, err := record.Decode(was.Kind, was.Rev, was.Body)
			if err != nil {
				return nil, err
			}
			if seen, _ := before.(record.Report).Text(slot); seen.Text != old.Text {
				return nil, errs.New(errs.Conflict, "Somebody else wrote here while you did. Their words are kept; yours are below: put the two together")
			}
		}
		texts := make([]record.ReportText, 0, len(body.Texts)+1)
		for _, x := range body.Texts {
			if x.Slot != slot {
				texts = append(texts, x)
			}
		}
		body.Texts = append(texts, record.ReportText{Slot: slot, Text: text, By: actor.ID, At: t.Now.UTC()})
		return []record.Change{record.Edit(rep, body)}, nil
	})
	return err
}

// Publish freezes a report's words and figures as its next edition. What was recorded by then is what the figures are of, and nothing is ever
// recorded at or before that instant afterwards.
func (r Room) Publish(ctx context.Context, actor access.Actor, subject string) (record.ReportEdition, error) {
	var none record.ReportEdition
	if err := r.may(actor); err != nil {
		return none, err
	}
	h, err := r.One(ctx, subject)
	if err != nil {
		return none, err
	}
	trees, at, err := r.Desk.Journal.Head(ctx, r.Desk.DB)
	if err != nil {
		return none, err
	}
	size := trees[0].Size // the journal's, which stands first
	e := record.ReportEdition{Report: h.Report.Body, Number: len(h.Editions) + 1, By: actor.ID, AsKnown: at, Today: r.Desk.Today()}
	if _, e.Claims, err = Reopen(ctx, r.Desk, r.Book, e); err != nil {
		return none, err
	}
	if before, ok := h.Latest(); ok {
		e.Changes = changes(before.Body, e)
	}
	_, err = r.Desk.Do(ctx, actor, "Publish a report", func(t *command.Tx) ([]record.Change, error) {
		// The head is held until the end of the transaction, so that nothing slips in at the instant that the figures are as known at.
		if _, err := t.Exec("update log_head set size = size where log = $1", journal.Main); err != nil {
			return nil, err
		}
		late, err := db.Column[int64](t.Tx, "select seq from entry where seq >= $1 and at <= $2 limit 1", size, db.Instant(at))
		if err != nil {
			return nil, err
		}
		s, err := t.Story(subject)
		if err != nil {
			return nil, err
		}
		if now, ok := heldIn(s); len(late) > 0 || !ok || len(now.Editions) != len(h.Editions) || now.Report.Version != h.Report.Version {
			return nil, errs.New(errs.Conflict, "The report or the records changed while it was being published. Look at it again, then publish; nothing was changed")
		}
		if !t.Now.After(at) {
			t.Now = at.Add(1000) // the edition is recorded after what it was counted from; a microsecond is the journal's grain
		}
		e.Published = t.Now.UTC()
		return []record.Change{record.New(t.NewID(), subject, e)}, nil
	})
	return e, err
}

// Recomputed says how a published edition counts today from the journal as it was known: no difference, for ever.
func (r Room) Recomputed(ctx context.Context, e record.ReportEdition) (differences []string, err error) {
	_, claims, err := Reopen(ctx, r.Desk, r.Book, e)
	if err != nil {
		return nil, err
	}
	now := e
	now.Claims = claims
	for i, c := range e.Claims {
		if i >= len(claims) || c != claims[i] {
			return append(changes(e, now), fmt.Sprintf("%s comes out otherwise", c.ID)), nil
		}
	}
	return nil, nil
}

// changes says in words what is new in an edition.
func changes(before, now record.ReportEdition) (out []string) {
	had := map[string]record.ReportClaim{}
	for _, c := range before.Claims {
		had[c.ID] = c
	}
	for _, c := range now.Claims {
		old, ok := had[c.ID]
		switch {
		case !ok:
			out = append(out, c.ID+" is new")
		case old.Definition != c.Definition:
			out = append(out, fmt.Sprintf("%s is counted by version %d of its definition; it was version %d", c.ID, c.Definition, old.Definition))
		case old.Value != c.Value || old.Numerator != c.Numerator || old.Denominator != c.Denominator:
			out = append(out, c.ID+" is another figure") // which: the tables of the two editions, where small numbers are hidden
		}
		delete(had, c.ID)
	}
	for _, c := range before.Claims {
		if _, left := had[c.ID]; left {
			out = append(out, c.ID+" is left out")
		}
	}
	for _, s := range Slots() {
		a, _ := before.Report.Text(s.Slot)
		b, _ := now.Report.Text(s.Slot)
		if a.Text != b.Text {
			out = append(out, "the words of “"+s.Title+"”")
		}
	}
	return out
}

func (r Room) may(actor access.Actor) error {
	return access.Decide(actor, access.PublishFigure, access.Figure, access.Facts{}, r.Desk.Now()).Err()
}
