package care

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// A fact of care is one record of a kind: a health check, a time of being missing, how a care leaver is. All facts are recorded, corrected and taken out
// in one way, and each says here what it asks of access and what is wrong with it.

// The facts, by the words of their addresses.
const (
	Review        = "review"
	PEP           = "pep"
	Health        = "health"
	Immunisations = "immunisations"
	SDQ           = "sdq"
	Substances    = "substances"
	Offence       = "offence"
	MissingTime   = "missing"
	Interview     = "interview"
	CarePlan      = "care-plan"
	ToAdopt       = "placed-for-adoption"
	Adopted       = "adoption"
	Before        = "earlier-permanence"
	Liberty       = "liberty"
	Pathway       = "pathway"
	Contact       = "contact"
	Leaver        = "leaver"
)

// fact is what is particular to one of them.
type fact struct {
	what  string // as the commands call it
	class access.Class
	kind  string
	on    func(record.Body) day.Day                                                     // the day that it is about
	mine  func(record.Body) bool                                                        // whether a record of the kind is one of these; every one unless given
	tidy  func(actor access.Actor, s story.Story, b, was record.Body) record.Body       // what follows from what is held and need not be asked
	judge func(f *errs.Fields, s story.Story, b record.Body, own string, today day.Day) // own is the id of the record that is corrected
	also  func(s story.Story, id string, b record.Body) []record.Change                 // what else changes when it is new
}

// of makes the rule of one kind of record.
func factOf[T record.Body](what string, class access.Class, on func(T) day.Day, judge func(f *errs.Fields, s story.Story, b T, own string, today day.Day)) fact {
	var none T
	return fact{what: what, class: class, kind: none.KindName(),
		on: func(b record.Body) day.Day { t, _ := b.(T); return on(t) },
		judge: func(f *errs.Fields, s story.Story, b record.Body, own string, today day.Day) {
			t, _ := b.(T)
			judge(f, s, t, own, today)
		},
	}
}

func (x fact) is(b record.Body) bool {
	return b != nil && b.KindName() == x.kind && (x.mine == nil || x.mine(b))
}

func (x fact) right() right { return right{access.Record, x.class} }

// The words of its commands.
func (x fact) recording() string  { return "Record " + x.what }
func (x fact) correcting() string { return "Correct " + x.what }
func (x fact) takingOut() string  { return "Take out " + x.what }

// FactClass is the class of information that a fact is of; ok is false where there is no such fact.
func FactClass(word string) (class access.Class, ok bool) {
	x, ok := facts[word]
	return x.class, ok
}

// Noted is a fact as it is recorded.
type Noted struct {
	record.Record
	Fact string
	On   day.Day // empty where it is about a year
}

// FactsOf are the records of one fact, the newest first.
func FactsOf(s story.Story, word string) (out []Noted) {
	x, ok := facts[word]
	if !ok {
		return nil
	}
	for _, r := range s.Records {
		if x.is(r.Body) {
			out = append(out, Noted{r, word, x.on(r.Body)})
		}
	}
	slices.Reverse(out)
	slices.SortStableFunc(out, func(a, b Noted) int { return b.On.Compare(a.On) })
	return out
}

// RecordFact records a fact of a child. It fails with errs.Fields where something is missing or cannot be, and errs.NotFound where there is no such fact.
func (r Room) RecordFact(ctx context.Context, actor access.Actor, subject, word string, body record.Body) (command.Receipt, error) {
	x, ok := facts[word]
	if !ok || body == nil || body.KindName() != x.kind {
		return command.Receipt{}, missing()
	}
	return r.do(ctx, actor, x.recording(), x.right(), subject, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		b := body
		if x.tidy != nil {
			b = x.tidy(actor, s, b, nil)
		}
		var f errs.Fields
		x.judge(&f, s, b, "", tx.Today())
		if err := f.Err(); err != nil {
			return nil, err
		}
		id := tx.NewID()
		out := []record.Change{record.New(id, s.Subject, b)}
		if x.also != nil {
			out = append(out, x.also(s, id, b)...)
		}
		return out, nil
	})
}

// CorrectFact corrects one; base is the version that the actor saw. What it said before is kept.
func (r Room) CorrectFact(ctx context.Context, actor access.Actor, subject, word, id string, base int64, body record.Body) (command.Receipt, error) {
	x, ok := facts[word]
	if !ok || body == nil || body.KindName() != x.kind {
		return command.Receipt{}, missing()
	}
	return r.do(ctx, actor, x.correcting(), x.right(), subject, func(tx *command.Tx, s story.Story) ([]record.Change, error) {
		held, err := x.find(s, id)
		if err != nil {
			return nil, err
		}
		b := body
		if x.tidy != nil {
			b = x.tidy(actor, s, b, held.Body)
		}
		var f errs.Fields
		x.judge(&f, s, b, id, tx.Today())
		return []record.Change{{ID: id, Subject: held.Subject, Base: base, Body: b, Source: held.Source}}, f.Err()
	})
}

// TakeOutFact takes one out that never was.
func (r Room) TakeOutFact(ctx context.Context, actor access.Actor, subject, word, id string, base int64) (command.Receipt, error) {
	x, ok := facts[word]
	if !ok {
		return command.Receipt{}, missing()
	}
	return r.do(ctx, actor, x.takingOut(), x.right(), subject, func(_ *command.Tx, s story.Story) ([]record.Change, error) {
		held, err := x.find(s, id)
		if err != nil {
			return nil, err
		}
		if word == MissingTime && interviewAfter(s, id, "") {
			return nil, errs.New(errs.Conflict, "A return interview is recorded after this time. Take that out first. Nothing was changed")
		}
		return []record.Change{{ID: id, Subject: held.Subject, Base: base, Body: held.Body, Withdraw: true, Source: held.Source}}, nil
	})
}

// find is one of the child's own records of the fact. Another is not found.
func (x fact) find(s story.Story, id string) (record.Record, error) {
	i := slices.IndexFunc(s.Records, func(r record.Record) bool { return r.ID == id && x.is(r.Body) })
	if i < 0 {
		return record.Record{}, missing()
	}
	return s.Records[i], nil
}

// another says whether a record of the kind, other than its own, is there that same says is the same.
func another[T record.Body](s story.Story, own string, same func(T) bool) bool {
	return slices.ContainsFunc(story.All[T](s), func(r record.Of[T]) bool { return r.ID != own && same(r.Body) })
}

// heldInCare notes a day on which the child was not looked after.
func heldInCare(f *errs.Fields, s story.Story, field string, on, today day.Day, what string) {
	needPast(f, field, on, today, what)
	if !on.IsZero() && !on.After(today) && !inCare(s, on) {
		f.Add(field, "The child was not looked after on that day")
	}
}

// inCare says whether a child was looked after on a day; the last day of care is one of them.
func inCare(s story.Story, on day.Day) bool {
	return slices.ContainsFunc(Courses(s), func(c Course) bool { return on.Within(c.Care.Body.Started, c.Care.Body.Ended) })
}

// needAnswer notes a question that was not answered with yes or no.
func needAnswer(f *errs.Fields, field string, v record.YesNo, say string) {
	if v != record.Yes && v != record.No {
		f.Add(field, "%s", say)
	}
}

// FactName is what a fact is called: a health check.
func FactName(word string) string { return facts[word].what }

// FactDue is the fact that meets a time limit of specs/clocks.json; ok is false where it is none of these.
func FactDue(limit string) (word string, ok bool) {
	word, ok = map[string]string{
		"CLA-20": Review, "CLA-21": Review, "CLA-22": Review, "H-01": Health, "H-03": Health, "H-04": Health, "H-05": Health, "ED-01": PEP, "ED-03": PEP, "MIS-01": Interview,
	}[limit]
	return word, ok
}
