// Package duties makes the work that follows for looked-after children and families before court from records that no room of their own keeps yet: reviews,
// visits, health, education, return interviews, pre-proceedings. Each row is the next thing due, by the limits of specs/clocks.json.
//
// Invariant: a rule is a pure function of one child's story, and gives at most one open row of a duty, but for a placement that is dated ahead beside the present one. When a room is built for one of these, its rule moves
// there. Source: complaints-as-tests.md 8 (the lists that councils keep in spreadsheets).
package duties

import (
	"slices"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// The time limits.
const (
	FirstReview  = "CLA-20"
	SecondReview = "CLA-21"
	LaterReview  = "CLA-22"

	BreakReview = "CLA-33" // of a series of short breaks

	FirstHealth = "H-01"
	UnderFive   = "H-03"
	FiveAndOver = "H-04"
	Dental      = "H-05"

	FirstPEP = "ED-01"
	TermPEP  = "ED-03"

	Interview = "MIS-01"

	FirstPPM = "PRE-01"
	PPMEnds  = "PRE-03"
)

// Clocks are all of them.
func Clocks() []string {
	return []string{FirstReview, SecondReview, LaterReview, BreakReview, FirstVisit, YearVisit, LongVisit, LaterVisit, ParentsAssessed, WeeklyThenFour,
		OrderWithParent, ChildAsked, AgreedFewer, BreakVisit, FirstHealth, UnderFive, FiveAndOver, Dental, FirstPEP, TermPEP,
		Interview, FirstPPM, PPMEnds}
}

// Duty is one thing that is due: from when its limit counts, and what it is about.
type Duty struct {
	Clock, Record, Title string
	From                 clock.Moment
	Within               int     // of the limit's unit, where a rule makes it longer than it begins: weekly visits become those of every four weeks
	Until                day.Day // from this day on something else takes its place; what is due after it is not due
}

// Tasks is the rule for the work list.
func Tasks(b *clock.Book) task.Rule {
	return func(s story.Story) []task.Task {
		if record.SubjectType(s.Subject) != record.ChildSubject {
			return nil
		}
		var out []task.Task
		worker, team := "", ""
		for _, d := range Of(s) {
			def, err := b.Lookup(d.Clock)
			if err != nil {
				continue
			}
			if d.Within > 0 {
				def.Limit.N = d.Within
			}
			due := b.Due(def, d.From).By
			if !d.Until.IsZero() && due.Day().After(d.Until) {
				continue
			}
			if out == nil {
				worker, team = holder(s)
			}
			out = append(out, task.Task{
				Record: d.Record, Clock: d.Clock, Title: d.Title, Started: d.From, Due: due, Worker: worker, Team: team,
			})
		}
		return out
	}
}

// holder is who has the child's case.
func holder(s story.Story) (worker, team string) {
	for _, a := range story.All[record.Allocation](s) {
		if a.Body.To.IsZero() && a.Body.Role != "chair" {
			worker, team = a.Body.Worker, a.Body.Team
		}
	}
	return worker, team
}

// Of gives what is due for a child now.
func Of(s story.Story) []Duty {
	var out []Duty
	if p, ok := inCare(s); ok {
		out = append(out, review(s, p))
		out = append(out, visits(s, p)...)
		out = append(out, health(s, p)...)
		out = append(out, education(s, p)...)
	}
	out = append(out, interview(s)...)
	return append(out, court(s)...)
}

// inCare is the period of care that runs. Without the day on which it began nothing can be counted.
func inCare(s story.Story) (record.Of[record.CarePeriod], bool) {
	all := story.All[record.CarePeriod](s)
	for _, p := range slices.Backward(all) {
		if p.Body.Ended.IsZero() && !p.Body.Started.IsZero() {
			return p, true
		}
	}
	return record.Of[record.CarePeriod]{}, false
}

// days are the days of some records from one on, in order.
func days[T record.Body](s story.Story, from day.Day, of func(T) day.Day) []day.Day {
	var out []day.Day
	for _, r := range story.All[T](s) {
		if d := of(r.Body); !d.IsZero() && !d.Before(from) {
			out = append(out, d)
		}
	}
	slices.SortFunc(out, day.Day.Compare)
	return out
}

func last(all []day.Day, otherwise day.Day) day.Day {
	if len(all) == 0 {
		return otherwise
	}
	return all[len(all)-1]
}

// review is the next review of the care plan: the first, the second three months after it, then every six months.
func review(s story.Story, p record.Of[record.CarePeriod]) Duty {
	held := days(s, p.Body.Started, func(r record.CLAReview) day.Day { return r.Date })
	d := Duty{Clock: FirstReview, Record: p.ID, Title: "Hold the first review", From: clock.On(last(held, p.Body.Started))}
	v := visiting{period: p, known: lastRecorded(s), statuses: story.All[record.LegalStatus](s)}
	if first, ok := v.shortBreaks(s); ok {
		held = days(s, first, func(r record.CLAReview) day.Day { return r.Date })
		return Duty{Clock: BreakReview, Record: p.ID, Title: "Hold the review of the short breaks", From: clock.On(last(held, first)), Within: laterBreak(len(held))}
	}
	switch len(held) {
	case 0:
	case 1:
		d.Clock, d.Title = SecondReview, "Hold the second review"
	default:
		d.Clock, d.Title = LaterReview, "Hold the next review"
	}
	return d
}

// health is the next health assessment and the next dental check. A check that was refused or not done is none.
func health(s story.Story, p record.Of[record.CarePeriod]) []Duty {
	done := func(kind string) []day.Day {
		return days(s, p.Body.Started, func(h record.CLAHealth) day.Day {
			if h.Type != kind || h.Done == record.No {
				return day.Day{}
			}
			return h.Date
		})
	}
	assessed := done("health_assessment")
	first := Duty{Clock: FirstHealth, Record: p.ID, Title: "Initial health assessment", From: clock.On(last(assessed, p.Body.Started))}
	if len(assessed) > 0 {
		first.Clock, first.Title = FiveAndOver, "Review health assessment"
		if c, ok := story.First[record.Child](s); ok && !c.Body.Birth.IsZero() && last(assessed, day.Day{}).Age(c.Body.Birth) < 5 {
			first.Clock = UnderFive
		}
	}
	return []Duty{first, {Clock: Dental, Record: p.ID, Title: "Dental check", From: clock.On(last(done("dental_check"), p.Body.Started))}}
}

// pep is the kind of meeting on a plan that a personal education plan is.
const pep = "pep"

// education is the personal education plan of a child of school age (3 when care began, or later).
func education(s story.Story, p record.Of[record.CarePeriod]) []Duty {
	c, ok := story.First[record.Child](s)
	if !ok || c.Body.Birth.IsZero() || p.Body.Started.Before(c.Body.Birth.AddMonths(36)) {
		return nil
	}
	held := days(s, p.Body.Started, func(m record.PlanMeeting) day.Day {
		if m.Type != pep {
			return day.Day{}
		}
		return m.Date
	})
	if len(held) == 0 {
		return []Duty{{Clock: FirstPEP, Record: p.ID, Title: "Make the personal education plan", From: clock.On(p.Body.Started)}}
	}
	return []Duty{{Clock: TermPEP, Record: p.ID, Title: "Review the personal education plan", From: clock.On(last(held, day.Day{}))}}
}

// interview is the talk after the child came back from being missing the last time. One that was offered and not wanted is no longer due.
func interview(s story.Story) []Duty {
	var back record.Of[record.Missing]
	for _, m := range story.All[record.Missing](s) {
		if m.Body.Type == "M" && !m.Body.To.IsZero() && (back.ID == "" || m.Body.To.After(back.Body.To)) {
			back = m
		}
	}
	if back.ID == "" {
		return nil
	}
	for _, i := range story.All[record.ReturnInterview](s) {
		if i.Body.Missing == back.ID && (!i.Body.Held.IsZero() || i.Body.Accepted == record.No) {
			return nil
		}
	}
	from := clock.On(back.Body.To)
	if !back.Body.Returned.IsZero() {
		from = clock.At(back.Body.Returned)
	}
	return []Duty{{Clock: Interview, Record: back.ID, Title: "Return interview", From: from}}
}

// court is the work before proceedings: the first meeting after the decision, and the end of it all within its weeks.
func court(s story.Story) []Duty {
	var out []Duty
	for _, p := range story.All[record.PreProceedings](s) {
		b := p.Body
		if !b.StepDecision.IsZero() || b.Outcome != "" || !b.CourtApplication.IsZero() {
			continue
		}
		if !b.Decided.IsZero() && b.InitialMeeting.IsZero() {
			out = append(out, Duty{Clock: FirstPPM, Record: p.ID, Title: "Hold the first pre-proceedings meeting", From: clock.On(b.Decided)})
		}
		if !b.LetterSent.IsZero() {
			out = append(out, Duty{Clock: PPMEnds, Record: p.ID, Title: "Decide how pre-proceedings end", From: clock.On(b.LetterSent)})
		}
	}
	return out
}
