package borough

import (
	"fmt"
	"slices"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/draw"
	"throughline/internal/synth/event"
	"throughline/internal/synth/life"
)

// soil puts the faults of real systems into a family's records (specs/synthetic-borough.md, section 11, rule 5): what is missing or wrong stays so in
// every version of its record, things are written down late, cases are opened again and people are recorded twice.
func soil(seed draw.Seed, events []event.Event) []event.Event {
	last := map[string]time.Time{}
	var out []event.Event
	for n, e := range events {
		changes := slices.Clone(e.Changes)
		for i := range changes {
			changes[i].Body = spoil(seed, changes[i])
		}
		e.Changes = changes
		if s := seed.Stream(changes[0].ID, fmt.Sprintf("late/%d", changes[0].Base)); n > 0 && s.Chance(0.3) {
			e.At = e.At.Add(time.Duration(s.Gamma(0.8, 6/0.8)*24) * time.Hour)
		}
		for _, c := range changes {
			if !e.At.After(last[c.ID]) {
				e.At = last[c.ID].Add(time.Minute)
			}
		}
		for _, c := range changes {
			last[c.ID] = e.At
		}
		out = append(out, e)
	}
	event.Sort(out)
	out = append(out, again(seed, out)...)
	out = append(out, twice(seed, out)...)
	event.Sort(out)
	return out
}

// spoil gives a record's body with the fault that its id draws, if it draws one.
func spoil(seed draw.Seed, c record.Change) record.Body {
	s := seed.Stream(c.ID, "fault")
	luck := s.Float()
	switch b := c.Body.(type) {
	case record.Child:
		switch {
		case luck < 0.08:
			b.Ethnicity = ""
		case luck < 0.11 && !b.Birth.IsZero():
			y, m, _ := b.Birth.Date() // whoever did not know the day wrote the 15th
			b.Birth = day.New(y, m, 15)
		case luck < 0.13:
			b.Disabilities = nil
		}
		return b
	case record.Referral:
		if luck < 0.01 {
			b.Closure = ""
		}
		return b
	case record.Assessment:
		if luck < 0.02 {
			b.Factors = nil
		}
		return b
	case record.CLAPlacement:
		switch {
		case luck < 0.015:
			b.From = b.From.Add(1) // a gap of one day
		case luck < 0.03 && !b.To.IsZero():
			b.To = b.To.Add(1) // an overlap of one day
		}
		return b
	case record.LegalStatus:
		if luck < 0.015 {
			b.From = b.From.Add(1)
		}
		return b
	case record.Identifier:
		if luck < 0.01 && b.Type == record.UPN {
			b.Value = b.Value[:5] + "O" + b.Value[6:]
		}
		return b
	case record.CPPlan:
		if luck < 0.03 {
			b.Previous = nil
		}
		return b
	}
	return c.Body
}

// again opens a few closed cases again, and closes them weeks later: they overlap with what came after.
func again(seed draw.Seed, events []event.Event) (out []event.Event) {
	newest, versions := fold(events)
	for _, c := range newest {
		r, ok := c.Body.(record.Referral)
		s := seed.Stream(c.ID, "opened again")
		if !ok || r.Closed.IsZero() || r.NFA || !s.Chance(0.02) {
			continue
		}
		var at time.Time
		for _, e := range events {
			if slices.ContainsFunc(e.Changes, func(x record.Change) bool { return x.ID == c.ID }) {
				at = e.At
			}
		}
		closed, reason := r.Closed, r.Closure
		r.Closed, r.Closure = day.Day{}, ""
		c.Base, c.Body = versions[c.ID], r
		actor := "system:repair"
		out = append(out, event.Event{At: at.Add(20 * 24 * time.Hour), Actor: actor, Why: "Open a case again", Changes: []record.Change{c}})
		r.Closed, r.Closure = closed.Add(60+s.IntN(200)), reason
		c.Base, c.Body = c.Base+1, r
		out = append(out, event.Event{At: r.Closed.Start().Add(15 * time.Hour), Actor: actor, Why: "Close a case", Changes: []record.Change{c}})
	}
	return out
}

// twice records one child in a hundred a second time, under another number and a slip in the name, with a referral of its own.
func twice(seed draw.Seed, events []event.Event) (out []event.Event) {
	upn := map[string]record.Identifier{}
	newest, _ := fold(events)
	for _, c := range newest {
		if i, ok := c.Body.(record.Identifier); ok && i.Type == record.UPN {
			upn[c.Subject] = i
		}
	}
	for _, e := range events {
		for _, c := range e.Changes {
			r, ok := c.Body.(record.Referral)
			if !ok || c.Base > 0 || !seed.Stream(c.Subject, "twice").Chance(0.01) {
				continue
			}
			var found record.Child
			for _, x := range newest {
				if b, is := x.Body.(record.Child); is && x.Subject == c.Subject {
					found = b
				}
			}
			if len(found.Names) == 0 || found.Birth.IsZero() {
				continue
			}
			s := seed.Stream(c.ID, "second record")
			at := e.At.Add(time.Duration(20+s.IntN(200)) * 24 * time.Hour)
			on := day.In(at)
			subject := record.ChildSubject + ":" + seed.ID(at, c.Subject, "twice")
			id := func(what string) string { return seed.ID(at, subject, what) }
			name := found.Names[len(found.Names)-1]
			name.Given = slip(name.Given)
			found.Names = []record.Name{name}
			if on.Before(found.Birth) {
				continue
			}
			if on.Before(life.SexCodes) {
				found.Sex = ""
			}
			changes := []record.Change{
				record.New(id("child"), subject, found),
				record.New(id("number"), subject, record.Identifier{Type: record.LAChildID, Value: fmt.Sprintf("D%06d", s.IntN(1000000)), From: on}),
				record.New(id("referral"), subject, record.Referral{Date: on, Source: r.Source, Agency: r.Agency, Decision: "no_further_action", PrimaryNeed: "N9", Closed: on.Add(2), Closure: "RC7"}),
			}
			if number, has := upn[c.Subject]; has {
				number.From = on
				changes = append(changes, record.New(id("upn"), subject, number))
			}
			out = append(out, event.Event{At: at, Actor: e.Actor, Why: "Add a child", Changes: changes})
			return out // one of a family is enough
		}
	}
	return out
}

// slip is a name as somebody hears it.
func slip(name string) string {
	r := []rune(name)
	if len(r) < 4 {
		return name + "e"
	}
	r[1], r[2] = r[2], r[1]
	return string(r)
}
