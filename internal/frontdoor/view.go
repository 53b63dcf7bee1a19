package frontdoor

import (
	"cmp"
	"context"
	"strconv"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
)

// View is a referral as the front door works on it.
type View struct {
	Contact   record.Of[record.Contact]
	DecideBy  day.Day // of a referral
	Due       clock.Moment
	Enquiries []record.Of[record.AgencyEnquiry]
	Gaps      []Gap             // what a good referral has and this has not
	Hints     map[string][]Hint // about wording, by input: concern, strengths, child-0-view
	Children  []ViewChild
}

// ViewChild is one child of it.
type ViewChild struct {
	Typed       record.ContactChild
	Child       string                         // the person, resolved after merges; empty until matched
	Name        string                         // as recorded; empty until matched
	Referral    record.Of[record.Referral]     // zero until matched; of a contact, zero unless it was accepted as a referral
	AtDoor      record.Of[record.ChildContact] // of a contact; zero until matched
	Differences []Difference
	Told        record.Feedback // zero while it waits
}

// Open opens a referral for a page of the front door. The reading is written down before anything is returned: of the referral, and of
// each child it was matched to; a refusal is written down too. page is the route, never an address with ids.
func (r Room) Open(ctx context.Context, actor access.Actor, contact, page string) (out View, err error) {
	now := r.Desk.Now()
	var refused error
	err = r.Desk.DB.Write(ctx, func(t *db.Tx) error {
		c, err := load(t, contact)
		if errs.Of(err) == errs.NotFound {
			// As for a hidden one: the same answer, with a row in the log.
			refused = err
			return journal.LogReads(t, now, []journal.Reading{{
				Actor: actor.ID, Subject: record.ContactSubject + ":?", Action: string(access.Read), Page: page, Why: "There is no such record",
			}})
		}
		if err != nil {
			return err
		}
		var grounds access.Decision
		grounds, refused = r.may(t, stamp{actor, now}, access.Read, c)
		out = View{Contact: c, DecideBy: Due(r.Book, c.Body.Received), Due: r.due(c.Body), Gaps: Quality(c.Body), Hints: hints(c.Body)}
		whole, err := story.Load(t, c.Subject)
		if err != nil {
			return err
		}
		out.Enquiries = story.All[record.AgencyEnquiry](whole)
		read := []string{c.Subject}
		for i, ch := range c.Body.Children {
			v := ViewChild{Typed: ch}
			v.Told, _ = c.Body.Told(i)
			if ch.Subject != "" {
				if err := r.viewChild(t, c.Body, i, &v); err != nil {
					return err
				}
				read = append(read, v.Child)
			}
			out.Children = append(out.Children, v)
		}
		readings := make([]journal.Reading, len(read))
		for i, subject := range read {
			readings[i] = journal.Reading{
				Actor: actor.ID, Subject: subject, Action: string(access.Read), Page: page, Why: grounds.Rule, Allowed: refused == nil,
			}
		}
		return journal.LogReads(t, now, readings)
	})
	if err = cmp.Or(err, refused); err != nil {
		return View{}, err
	}
	return out, nil
}

func (r Room) viewChild(t *db.Tx, c record.Contact, i int, v *ViewChild) error {
	canonical, err := story.Canonical(t, c.Children[i].Subject)
	if err != nil {
		return err
	}
	s, err := story.Load(t, canonical)
	if err != nil {
		return err
	}
	v.Child = canonical
	if child, ok := story.First[record.Child](s); ok {
		v.Name = child.Body.Current().Full()
	}
	v.Referral, _ = story.Find[record.Referral](s, c.Children[i].Referral)
	v.AtDoor, _ = story.Find[record.ChildContact](s, c.Children[i].AtDoor)
	v.Differences, err = r.differences(t, c, i, s)
	return err
}

func hints(c record.Contact) map[string][]Hint {
	out := map[string][]Hint{}
	note := func(field, text string) {
		if h := Language(text); len(h) > 0 {
			out[field] = h
		}
	}
	note("concern", c.Concern)
	note("strengths", c.Strengths)
	for i, ch := range c.Children {
		note("child-"+strconv.Itoa(i)+"-view", ch.View)
	}
	return out
}
