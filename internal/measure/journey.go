package measure

import (
	"cmp"
	"context"
	"slices"

	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// Journey is how many contacts of a time went how far: contact, referral, assessment, section 47 enquiry, initial conference, protection plan, looked
// after (SR-017). It follows each contact by the links of the records, so that what a child was referred for before is not in it.
type Journey struct {
	Period Period
	AsAt   day.Day
	Steps  []JourneyStep
}

// JourneyStep is one step. Each is reached by one record of each contact: the first.
type JourneyStep struct {
	Name     string
	Count    int
	OfBefore string // percentage of the step before, without those who skipped it
	OfAll    string // percentage of the contacts
	Days     Spread // from the step before to this one
	Records  []RecordRef
	Skipped  int          // of Count: those who had not taken the step before (care without a plan)
	Groups   []GroupCount // by the dimension asked for: those who reached it, of those who reached the step before
}

// JourneySteps are the names of the steps, in order.
var JourneySteps = []string{"contact", "referral", "assessment", "section 47 enquiry", "initial conference", "protection plan", "looked after"}

// reached is where one contact came.
type reached struct {
	record string
	on     day.Day
}

// way follows one contact, as it had come by the end of the as-at day. A later step is reached only with all before it, but for care, which a child may
// enter from an assessment or an enquiry without a conference: it counts with the steps that were taken.
func way(f *Facts, d atDoor, asAt day.Day) (steps [7]reached) {
	steps[0] = reached{d.id, d.on}
	r, ok := f.referrals.find(d.referral)
	if !ok || d.outcome != "" && d.outcome != "referral" || d.outcome == "" && r.Contact != "" {
		return steps // it waits, or something else came of it
	}
	first := func(step int, id string, on day.Day) {
		if !on.IsZero() && !on.After(asAt) && (steps[step].on.IsZero() || on.Before(steps[step].on)) {
			steps[step] = reached{id, on}
		}
	}
	first(1, d.referral, r.Date)
	if steps[1].on.IsZero() || r.NFA {
		return steps
	}
	for _, a := range f.assessments.All {
		if a.Body.Referral == d.referral {
			first(2, a.ID, a.Body.Started)
		}
	}
	for _, e := range f.enquiries.All {
		if e.Body.Referral == d.referral {
			first(3, e.ID, e.Body.Started)
		}
	}
	for _, c := range f.conferences.All {
		if c.Body.Referral == d.referral {
			first(4, c.ID, c.Body.Date)
		}
	}
	for _, p := range f.plans.All {
		if p.Body.Referral == d.referral {
			first(5, p.ID, p.Body.Started)
		}
	}
	for _, pd := range carePeriods(f) {
		if on := pd.Body.Started; !on.Before(r.Date) && !on.IsZero() && (r.Closed.IsZero() || !on.After(r.Closed)) {
			first(6, pd.ID, on)
		}
	}
	return steps
}

// JourneyOf follows the contacts that were received in a period; q.By may name one dimension.
func JourneyOf(ctx context.Context, d *command.Desk, q Query) (Journey, error) {
	if len(q.By) > 1 {
		return Journey{}, errs.Field("by", "The journey can be grouped by one thing at a time")
	}
	if err := checkQuery(q); err != nil {
		return Journey{}, err
	}
	w, err := prepare(ask{"FD-01", q}, todayOf(d, q.AsKnown))
	if err != nil {
		return Journey{}, err
	}
	j := newJourney(w.span)
	known := q.AsKnown
	err = d.Read(ctx, func(t *db.Tx) error {
		_, err := eachFacts(t, d, known, journeySeeks(q.By), func(_ string, f *Facts) error { j.add(f, q.By); return nil })
		return err
	})
	if err != nil {
		return Journey{}, err
	}
	out := j.close()
	out.Period = w.Period
	return out, nil
}

// journeySeeks is what a journey needs of the facts.
func journeySeeks(by []string) sought {
	door := kindsOf(doorKinds...)
	reads := door | kindsOf(childKind, mergeKind, assessmentKind, enquiryKind, conferenceKind, planKind) | kindsOf(careKinds...)
	for _, d := range by {
		reads |= kindsOf(toldBy[d]...)
	}
	return sought{types: map[string]demands{record.ChildSubject: {{door, nowhere + 1, reads}}}}
}

// following adds journeys up.
type following struct {
	span   span
	steps  []JourneyStep
	days   [][]int
	groups []map[string]*GroupCount
}

func newJourney(p span) *following {
	j := &following{span: p}
	for _, name := range JourneySteps {
		j.steps, j.days, j.groups = append(j.steps, JourneyStep{Name: name}), append(j.days, nil), append(j.groups, map[string]*GroupCount{})
	}
	return j
}

func (j *following) add(f *Facts, by []string) {
	for _, d := range doors(f, j.span) {
		if d.repeats {
			continue
		}
		steps := way(f, d, j.span.asAt)
		key := ""
		if len(by) == 1 {
			c := d.contribution(f, true)
			key = dimensions[by[0]](f, &c, j.span.asAt)
		}
		before := steps[0].on
		for i, s := range steps {
			base := i == 0 || !steps[i-1].on.IsZero()
			if s.on.IsZero() && !(base && len(by) == 1) {
				continue
			}
			g := j.groups[i][key]
			if g == nil {
				g = &GroupCount{Group: key}
				j.groups[i][key] = g
			}
			if base {
				g.Base++
			}
			if s.on.IsZero() {
				continue
			}
			if base {
				g.Events++
			} else {
				j.steps[i].Skipped++
			}
			j.steps[i].Count++
			j.steps[i].Records = append(j.steps[i].Records, RecordRef{Record: s.record, Subject: f.Subject, In: true, Started: s.on})
			if i > 0 {
				j.days[i] = append(j.days[i], s.on.Sub(before))
			}
			before = s.on
		}
	}
}

func (j *following) close() Journey {
	out := Journey{Period: j.span.Period, AsAt: j.span.asAt}
	for i := range j.steps {
		s := &j.steps[i]
		s.Days = spreadOf(j.days[i], 1)
		s.OfAll = percentage(s.Count, j.steps[0].Count)
		if i > 0 {
			s.OfBefore = percentage(s.Count-s.Skipped, j.steps[i-1].Count)
		}
		slices.SortFunc(s.Records, func(a, b RecordRef) int { return cmp.Compare(a.Record, b.Record) })
		for _, g := range j.groups[i] {
			if g.Group != "" {
				s.Groups = append(s.Groups, *g)
			}
		}
		slices.SortFunc(s.Groups, func(a, b GroupCount) int { return cmp.Compare(a.Group, b.Group) })
	}
	out.Steps = j.steps
	return out
}
