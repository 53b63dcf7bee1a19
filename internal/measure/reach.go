package measure

import (
	"cmp"
	"math"
	"math/bits"
	"reflect"
	"slices"
	"time"
	"unsafe"

	"throughline/internal/day"
	"throughline/internal/record"
)

// Most of what an authority has recorded ended before the period that a figure is of. What a record of a subject can still say to a figure is told by
// its reach, which is kept beside the facts: so of most children nothing is read, and of the rest most measures are not asked.

// reach is how far a record reaches: days since 2000 of the last day that is in it. What goes on reaches for ever.
type reach int32

const (
	forEver reach = math.MaxInt32
	nowhere reach = math.MinInt32 // there is no record
)

// reachOf is the reach of a day; of no day it is nowhere.
func reachOf(d day.Day) reach {
	if d.IsZero() {
		return nowhere
	}
	return reach(d.Sub(epoch))
}

// atAnyTime is what a measure looks back to whose records count however old they are.
const atAnyTime = -1

// usuallyBack is for how many months before its period a measure looks at records unless it says more: what is due weeks after an event is counted when it
// is due.
const usuallyBack = 3

// from is the reach that a record must have for the measure to count something of it, or of its not being followed by another.
func (k *counter) from(p span) reach {
	if k.back == atAnyTime {
		return nowhere + 1
	}
	return reachOf(p.From.AddMonths(-max(k.back, usuallyBack)))
}

// reaches is how far the records of each kind reach, by the kind's place in Facts.
type reaches [64]reach

// from are the kinds of a set of which a record reaches a day, as a set.
func (r *reaches) from(kinds uint64, first reach) (live uint64) {
	for rest := kinds; rest != 0; rest &= rest - 1 {
		if i := bits.TrailingZeros64(rest); r[i] >= first {
			live |= 1 << i
		}
	}
	return live
}

// demand is what one or more measures ask of a subject: that a record of some kinds reaches a day. Then they read kinds.
type demand struct {
	kinds uint64
	from  reach
	reads uint64
}

// demands are those of one type of subject, by from.
type demands []demand

func (n demands) with(one demand) demands {
	for i := range n {
		if n[i].kinds == one.kinds && n[i].from == one.from {
			n[i].reads |= one.reads
			return n
		}
	}
	i, _ := slices.BinarySearchFunc(n, one.from, func(a demand, from reach) int { return cmp.Compare(a.from, from) })
	return slices.Insert(n, i, one)
}

// reads are the kinds that are to be read of a subject that has kinds; none when nothing can be counted.
func (n demands) reads(has uint64, r *reaches) (kinds uint64) {
	var live uint64
	for i := range n {
		if i == 0 || n[i].from != n[i-1].from {
			live = r.from(has, n[i].from)
		}
		if n[i].kinds&live != 0 {
			kinds |= n[i].reads
		}
	}
	return kinds
}

// until is the reach of one record: for ever when it goes on, when its kind has no end, and when it has no day at all.
func (b *bag[T]) until(body *T) reach {
	if b.goesOn == nil || b.goesOn(body) {
		return forEver
	}
	b.planned()
	if last := lastDay(b.plan, unsafe.Pointer(body)); last != nowhere {
		return last
	}
	return forEver
}

// lastDay is the last day in a struct at an address, which is of the type that the plan was made of.
func lastDay(plan []field, at unsafe.Pointer) reach {
	last := nowhere
	for i := range plan {
		f := &plan[i]
		if !f.dated {
			continue
		}
		p := unsafe.Add(at, f.at)
		switch f.what {
		case reflect.Struct:
			last = max(last, reachOf(*(*day.Day)(p)))
		case reflect.Interface:
			last = max(last, reachOfInstant(*(*time.Time)(p)))
		case reflect.Slice:
			list := reflect.NewAt(f.of, p).Elem()
			for n := range list.Len() {
				last = max(last, lastDay(f.each, unsafe.Add(list.UnsafePointer(), uintptr(n)*f.size)))
			}
		default:
			if f.of.Kind() == reflect.Struct {
				last = max(last, lastDay(f.each, p))
			} else {
				last = max(last, lastDayOf(reflect.NewAt(f.of, p).Elem()))
			}
		}
	}
	return last
}

// reachOfInstant is the day of an instant in Greenwich and one more, because in London it may be that.
func reachOfInstant(at time.Time) reach {
	if at.IsZero() {
		return nowhere
	}
	return reach(math.Floor(float64(at.Unix())/86400)) - reach(epoch.Time().Unix()/86400) + 1
}

// lastDayOf is lastDay of any value.
func lastDayOf(v reflect.Value) reach {
	switch v.Type() {
	case dayOfWeek:
		return reachOf(v.Interface().(day.Day))
	case instant:
		return reachOfInstant(v.Interface().(time.Time))
	}
	last := nowhere
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() {
			return lastDayOf(v.Elem())
		}
	case reflect.Slice:
		for i := range v.Len() {
			last = max(last, lastDayOf(v.Index(i)))
		}
	case reflect.Struct:
		for i := range v.NumField() {
			last = max(last, lastDayOf(v.Field(i)))
		}
	}
	return last
}

// hasDays says whether there may be a day in values of a type.
func hasDays(t reflect.Type) bool {
	switch {
	case t == dayOfWeek, t == instant:
		return true
	case t.Kind() == reflect.Slice, t.Kind() == reflect.Pointer:
		return hasDays(t.Elem())
	case t.Kind() == reflect.Struct:
		for i := range t.NumField() {
			if hasDays(t.Field(i).Type) {
				return true
			}
		}
	}
	return false
}

// over says of records that happened: none goes on.
func over[T any](*T) bool { return false }

// ends tells of each kind that has an end whether a record goes on. Of a kind that is not named here every record does.
func (f *Facts) ends() {
	f.addresses.goesOn = func(a *record.Address) bool { return a.To.IsZero() }
	f.allocations.goesOn = func(a *record.Allocation) bool { return a.To.IsZero() }
	f.contacts.goesOn = over[record.Contact]
	f.referrals.goesOn = func(r *record.Referral) bool { return r.Closed.IsZero() }
	f.assessments.goesOn = func(a *record.Assessment) bool { return a.Authorised.IsZero() }
	f.enquiries.goesOn = func(e *record.S47Enquiry) bool { return e.Ended.IsZero() }
	f.conferences.goesOn = func(c *record.InitialCPConference) bool { return c.Date.IsZero() }
	f.plans.goesOn = func(p *record.CPPlan) bool { return p.Ended.IsZero() }
	f.planReviews.goesOn = over[record.CPReview]
	f.periods.goesOn = func(p *record.CarePeriod) bool { return p.Ended.IsZero() }
	f.statuses.goesOn = func(s *record.LegalStatus) bool { return s.To.IsZero() }
	f.placements.goesOn = func(p *record.CLAPlacement) bool { return p.To.IsZero() }
	f.reviews.goesOn = over[record.CLAReview]
	f.missing.goesOn = func(m *record.Missing) bool { return m.To.IsZero() }
	f.health.goesOn = over[record.CLAHealth]
	f.immunisations.goesOn = over[record.CLAImmunisations]
	f.substances.goesOn = over[record.CLASubstanceMisuse]
	f.convictions.goesOn = over[record.CLAConviction]
	f.sdq.goesOn = over[record.SDQScore]
	f.involvements.goesOn = func(i *record.Involvement) bool { return i.To.IsZero() }
	f.atDoor.goesOn = over[record.ChildContact]
	f.earlyHelp.goesOn = func(e *record.EarlyHelp) bool { return e.Ended.IsZero() }
	f.discussions.goesOn = over[record.StrategyDiscussion]
	f.needPlans.goesOn = func(p *record.CINPlan) bool { return p.Ended.IsZero() }
	f.meetings.goesOn = over[record.PlanMeeting]
	f.visits.goesOn = over[record.Visit]
	f.proceedings.goesOn = func(c *record.CareProceedings) bool { return c.Ordered.IsZero() }
	f.carePlans.goesOn = func(p *record.CLACarePlan) bool { return p.Ended.IsZero() }
	f.interviews.goesOn = over[record.ReturnInterview]
	f.pathways.goesOn = func(p *record.PathwayPlan) bool { return p.Ended.IsZero() }
	f.audits.goesOn = func(a *record.Audit) bool { return a.Done.IsZero() }
	f.complaints.goesOn = func(c *record.Complaint) bool { return c.Closed.IsZero() }
	f.calls.goesOn = over[record.Consultation]
	f.allegations.goesOn = func(l *record.LADOReferral) bool { return l.Closed.IsZero() }
	f.carers.goesOn = func(c *record.YoungCarer) bool { return c.Closed.IsZero() }
	f.clinical.goesOn = func(c *record.ClinicalReferral) bool { return c.Closed.IsZero() }
	f.requests.goesOn = func(q *record.AccessRequest) bool { return q.Closed.IsZero() }
	f.cabinet.goesOn = over[record.CabinetReport]
	f.inspections.goesOn = over[record.InspectionPlan]
	f.prices.goesOn = func(p *record.PlacementPrice) bool { return p.To.IsZero() }
}
