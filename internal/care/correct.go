package care

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// of finds the time of care that a record belongs to. Another child's record, or none, is not found.
func of(s story.Story, id string, seen int64) (Course, error) {
	for _, c := range Courses(s) {
		if c.Care.ID == id || c.statuses().find(id) >= 0 || slices.ContainsFunc(c.Placements, func(p record.Of[record.CLAPlacement]) bool { return p.ID == id }) {
			return c, c.fresh(seen)
		}
	}
	return Course{}, missing()
}

// CorrectStatus corrects a legal status, or moves it to another day; what was before it ends on that day.
func (r Room) CorrectStatus(ctx context.Context, actor access.Actor, subject string, seen int64, id string, from day.Day, status string) (command.Receipt, error) {
	return r.do(ctx, actor, correct, keep, subject, func(_ *command.Tx, s story.Story) ([]record.Change, error) {
		c, err := of(s, id, seen)
		if err != nil {
			return nil, err
		}
		ls, ok := story.Find[record.LegalStatus](s, id)
		if !ok {
			return nil, missing()
		}
		var f errs.Fields
		c.moved(&f, ls.Body.From, from)
		needCode(&f, "status", "LS", status, from, "Choose the legal status")
		if err := f.Err(); err != nil {
			return nil, err
		}
		ch, err := c.statuses().move(id, from)
		if err != nil {
			return nil, err
		}
		edited := c
		edited.Statuses = slices.Clone(c.Statuses)
		for i := range edited.Statuses {
			if edited.Statuses[i].ID == id {
				edited.Statuses[i].Body.Status = status
			}
		}
		return differing(edited.putStatuses(ch, record.LegalStatus{}), ls.ID, record.Edit(ls, statusAt(edited, ch, id)), ls.Body == statusAt(edited, ch, id))
	})
}

func statusAt(c Course, ch chain, id string) record.LegalStatus {
	for _, l := range c.Statuses {
		if i := ch.find(id); l.ID == id && i >= 0 {
			b := l.Body
			b.Period, b.From, b.To = c.Care.ID, ch[i].from, ch[i].to
			return b
		}
	}
	return record.LegalStatus{}
}

// differing puts the change of the record that is corrected in the place of what the chain says of it.
func differing(changes []record.Change, id string, own record.Change, same bool) ([]record.Change, error) {
	out := slices.DeleteFunc(changes, func(c record.Change) bool { return c.ID == id })
	if !same {
		out = append(out, own)
	}
	if len(out) == 0 {
		return nil, errs.New(errs.Conflict, "That is what is recorded already. Nothing was changed")
	}
	return out, nil
}

// moved judges the day to which something is moved. What began with care moves with the start of care alone.
func (c Course) moved(f *errs.Fields, was, now day.Day) {
	switch {
	case now == was && !now.IsZero():
	case was == c.Care.Body.Started:
		f.Add("from", "This began with care. Correct the day on which care began instead")
	default:
		c.within(f, "from", now)
	}
}

// CorrectPlacement corrects a placement, or moves it to another day; what was before it ends on that day. Of a stay the end is corrected too.
func (r Room) CorrectPlacement(ctx context.Context, actor access.Actor, subject string, seen int64, id string, p Placing) (command.Receipt, error) {
	return r.do(ctx, actor, correct, keep, subject, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		c, err := of(s, id, seen)
		if err != nil {
			return nil, err
		}
		pl, ok := story.Find[record.CLAPlacement](s, id)
		if !ok {
			return nil, missing()
		}
		var f errs.Fields
		c.moved(&f, pl.Body.From, p.From)
		status, _ := c.StatusOn(later(p.From, c.Care.Body.Started))
		body := p.check(&f, status.Body.Status, tx.Today())
		if Temporary(p.Type) != Temporary(pl.Body.Type) {
			f.Add("type", "A placement cannot become a stay away from one, nor the other way round. Take it out and record it anew")
		}
		if Temporary(p.Type) {
			c.stay(&f, p, id)
		}
		checkCode(&f, "left", "REASON_PLACE_CHANGE", p.Left, pl.Body.To)
		if err := f.Err(); err != nil {
			return nil, err
		}
		b := pl.Body
		b.Period, b.From, b.Type, b.Provider, b.URN, b.Postcode, b.SameCarer = c.Care.ID, body.From, body.Type, body.Provider, body.URN, body.Postcode, body.SameCarer
		if b.Postcode != pl.Body.Postcode { // where it is, was found for the other postcode
			b.Distance, b.Location, b.Authority = nil, "", ""
		}
		if Temporary(p.Type) {
			b.To = p.To
			return differing(nil, id, record.Edit(pl, b), b == pl.Body)
		}
		if !b.To.IsZero() && b.To != c.Care.Body.Ended {
			b.Change = p.Left
		}
		ch, err := c.placements().move(id, p.From)
		if err != nil {
			return nil, err
		}
		return differing(c.putPlacements(ch, record.CLAPlacement{}), id, record.Edit(pl, b), b == pl.Body)
	})
}

// Whole is what is said of a whole time of care.
type Whole struct {
	Started, Ended day.Day
	Ceased         string // code set REC
	Need, Home     string
}

// CorrectPeriod corrects when care began or ended, why it ended, and what the return asks of the whole of it. Without an end the child is looked after still.
func (r Room) CorrectPeriod(ctx context.Context, actor access.Actor, subject string, seen int64, id string, w Whole) (command.Receipt, error) {
	return r.do(ctx, actor, correct, keep, subject, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		c, err := of(s, id, seen)
		if err != nil {
			return nil, err
		}
		var f errs.Fields
		needPast(&f, "started", w.Started, tx.Today(), "on which care began")
		if !w.Ended.IsZero() {
			needPast(&f, "ended", w.Ended, tx.Today(), "on which care ended")
			ceasedCode(&f, w.Ceased, w.Ended)
			if w.Ended.Before(w.Started) {
				f.Add("ended", "Care ended after it began: check the days")
			}
		} else if w.Ceased != "" {
			f.Add("ended", "Enter the day on which care ended, or say nothing of why it ended")
		}
		needCode(&f, "need", "CIN", w.Need, w.Started, "Choose why the child is looked after")
		for _, o := range Courses(s) {
			a, b := link{from: w.Started, to: w.Ended}, link{from: o.Care.Body.Started, to: o.Care.Body.Ended}
			if o.Care.ID != c.Care.ID && overlapping(a, b) {
				f.Add("started", "The child was looked after%s as well: two times of care do not overlap", since(o.Care.Body.Started))
			}
		}
		first, _ := c.StatusOn(later(c.Care.Body.Started, day.Day{}))
		home := postcode(&f, "home", w.Home, !ShortBreaks(first.Body.Status))
		if err := f.Err(); err != nil {
			return nil, err
		}
		b := c.Care.Body
		b.Given = slices.Clone(b.Given)
		if len(b.Given) == 0 {
			b.Given = []record.CareNeed{{}}
		}
		last := &b.Given[len(b.Given)-1]
		last.Need, last.HomePostcode = w.Need, home
		b.Started, b.Ended, b.Ceased = w.Started, w.Ended, w.Ceased
		if b.Ended != c.Care.Body.Ended || b.Ended.IsZero() {
			b.BreaksOff = false
		}
		return c.rebound(b)
	})
}

// TakeOut takes a change out that never was, or that will not be. What was before it goes on.
func (r Room) TakeOut(ctx context.Context, actor access.Actor, subject string, seen int64, id string) (command.Receipt, error) {
	return r.do(ctx, actor, takeOut, keep, subject, func(_ *command.Tx, s story.Story) ([]record.Change, error) {
		c, err := of(s, id, seen)
		if err != nil {
			return nil, err
		}
		if pl, ok := story.Find[record.CLAPlacement](s, id); ok {
			if Temporary(pl.Body.Type) {
				return []record.Change{record.Remove(pl)}, nil
			}
			ch, err := c.placements().remove(id)
			if err != nil {
				return nil, err
			}
			return c.putPlacements(ch, record.CLAPlacement{}), nil
		}
		if _, ok := story.Find[record.LegalStatus](s, id); !ok {
			return nil, missing()
		}
		ch, err := c.statuses().remove(id)
		if err != nil {
			return nil, err
		}
		return c.putStatuses(ch, record.LegalStatus{}), nil
	})
}

// Version is what a record said from an instant on, and who recorded it.
type Version struct {
	record.Meta
	Body record.Body
}

// Versions are all that a record of care or a fact has said, the oldest first: what was corrected stays readable (acceptance scenario 5).
func (r Room) Versions(ctx context.Context, actor access.Actor, subject, id string) ([]Version, error) {
	return r.versions(ctx, actor, subject, id, right{access.Read, access.Address})
}

// PriceVersions are all that a price has been, the oldest first.
func (r Room) PriceVersions(ctx context.Context, actor access.Actor, subject, id string) ([]Version, error) {
	return r.versions(ctx, actor, subject, id, right{access.Read, access.Money})
}

// versions asks for the page, and for the class of the record itself.
func (r Room) versions(ctx context.Context, actor access.Actor, subject, id string, want right) (out []Version, err error) {
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		out = nil
		s, err := r.one(t, actor, r.Desk.Now(), subject, want)
		if err != nil {
			return err
		}
		i := slices.IndexFunc(s.Records, func(x record.Record) bool { return x.ID == id })
		if i < 0 {
			return missing()
		}
		if kind, ok := record.Lookup(s.Records[i].Body.KindName()); ok {
			if _, err := r.one(t, actor, r.Desk.Now(), subject, right{access.Read, access.Class(kind.Class)}); err != nil {
				return err
			}
		}
		entries, err := r.Desk.Journal.Versions(t, id)
		if err != nil {
			return err
		}
		for _, e := range entries {
			rec, ok, err := story.Entry(e)
			if err != nil {
				return err
			}
			if ok {
				out = append(out, Version{rec.Meta, rec.Body})
			}
		}
		return nil
	})
	return out, err
}
