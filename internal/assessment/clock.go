package assessment

import (
	"slices"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
	"throughline/internal/workday"
)

// The time limits of an assessment.
const (
	Completion  = "AS-02" // 45 working days from the referral to the authorisation
	ReviewClock = "AS-01" // the council's own review points, from the referral
	SeenClock   = "AS-03" // the council's own: the child is seen
	CarerClock  = "AS-05" // the needs of a young carer
	HomeClock   = "AS-06" // somewhere to stay for somebody of 16 or 17 who is homeless
	AgeClock    = "AS-07" // the age of an unaccompanied child
)

// Clocks are the time limits that this room runs. AS-04, a child seen in an enquiry, is the protection room's.
func Clocks() []string {
	return []string{Completion, ReviewClock, SeenClock, CarerClock, HomeClock, AgeClock}
}

// WorkingDays is how many working days of England an assessment took: after the referral date, up to and including the day it was authorised. It is
// 0 or less when authorised on or before the referral date, and 0 when one of the dates is missing.
func WorkingDays(a record.Assessment, r record.Referral) int {
	return workday.Standard().Working(workday.EW).Between(r.Date, a.Authorised)
}

// InTime says whether a completed assessment met AS-02, and whether that can be said: both dates must be there. It is the count of the census
// and of the measure, which has (end − referral) ≤ 45 working days: what was authorised on the Saturday after the 45th working day took 45.
func InTime(a record.Assessment, r record.Referral) (inTime, known bool) {
	def, err := clock.Lookup(Completion)
	if err != nil || r.Date.IsZero() || a.Authorised.IsZero() {
		return false, false
	}
	return WorkingDays(a, r) <= def.Limit.N, true
}

// Point is one review point of a report.
type Point struct {
	Name string
	Due  day.Day
	Met  day.Day // when a manager decided; zero when nobody has
}

// ReviewPoints are the council's review points of a report, as far as they came or are to come before it is completed. A manager's decision
// meets every point that is due by then, or else the next one.
func ReviewPoints(b *clock.Book, r record.AssessmentReport) []Point {
	def, err := b.Lookup(ReviewClock)
	if err != nil || r.Referred.IsZero() {
		return nil
	}
	var points []Point
	add := func(name string, d clock.Definition) {
		if due := b.Due(d, clock.On(r.Referred)); due.Fixed() && !due.By.Day().After(r.Completed) {
			points = append(points, Point{Name: name, Due: due.By.Day()})
		}
	}
	if len(def.Points) == 0 {
		add("review point", def)
	}
	for _, p := range def.Points {
		d, _ := def.At(p.Name)
		add(p.Name, d)
	}
	for _, on := range r.ReviewedOn {
		met := false
		for i := range points {
			p := &points[i]
			if p.Met.IsZero() && (!p.Due.After(on) || !met) {
				p.Met, met = on, true
			}
		}
	}
	return points
}

// Tasks is the rule for assessments. On a report: who is to do what now, with the 45 working days, and the review points. On a child: the
// child's own 45 working days, which stand in a work list only when there is no report to work on (an imported assessment).
func Tasks(b *clock.Book) task.Rule {
	return func(s story.Story) []task.Task {
		if r, ok := story.Latest[record.AssessmentReport](s); ok {
			return reportTasks(b, r)
		}
		if record.SubjectType(s.Subject) != record.ChildSubject {
			return nil
		}
		return slices.Concat(childTasks(b, s), seenTasks(b, s), needTasks(b, s), nextTasks(s))
	}
}

func due(b *clock.Book, from day.Day) clock.Moment { return dueBy(b, Completion, from) }

func dueBy(b *clock.Book, id string, from day.Day) clock.Moment {
	def, err := b.Lookup(id)
	if err != nil {
		return clock.Moment{}
	}
	return b.Due(def, clock.On(from)).By
}

func reportTasks(b *clock.Book, r record.Of[record.AssessmentReport]) []task.Task {
	main := task.Task{
		Record: r.ID, Clock: Completion, Started: clock.On(r.Body.Referred), Due: due(b, r.Body.Referred), Met: clock.On(r.Body.Completed),
		Team: r.Body.Team,
	}
	open := main
	if !r.Body.Completed.IsZero() {
		// A later edition has no limit of its own: the limit was met, or missed, by the first.
		open.Clock, open.Started, open.Due, open.Met = "", clock.Moment{}, clock.Moment{}, clock.Moment{}
	}
	main.Title = "Assessment authorised"
	switch {
	case r.Body.State == record.Authorised:
		return []task.Task{main}
	case r.Body.State == record.Submitted:
		open.Title, open.Queue = "Authorise the assessment", task.Authorise
	case r.Body.Worker == "":
		open.Title = "Allocate the assessment"
	case r.Body.State == record.Returned:
		open.Title, open.Worker = "Change the returned assessment", r.Body.Worker
	default:
		open.Title, open.Worker = "Write the assessment", r.Body.Worker
	}
	if !r.Body.Completed.IsZero() {
		return []task.Task{main, open}
	}
	out := []task.Task{open}
	for _, p := range ReviewPoints(b, r.Body) {
		out = append(out, task.Task{
			Record: r.ID, Clock: ReviewClock, Title: "Decide at the " + p.Name, Started: clock.On(r.Body.Referred), Due: clock.On(p.Due),
			Met: clock.On(p.Met), Team: r.Body.Team, Queue: task.Review,
		})
	}
	return out
}

func childTasks(b *clock.Book, s story.Story) []task.Task {
	var out []task.Task
	for _, a := range story.All[record.Assessment](s) {
		ref, ok := story.Find[record.Referral](s, a.Body.Referral)
		if !ok || ref.Body.Date.IsZero() || a.Body.Authorised.IsZero() && !ref.Body.Closed.IsZero() {
			continue // nothing to count from, or the episode ended before the assessment did
		}
		t := task.Task{
			Record: a.ID, Clock: Completion, Title: "Complete the assessment", Started: clock.On(ref.Body.Date), Due: due(b, ref.Body.Date),
			Met: clock.On(a.Body.Authorised),
		}
		if a.Body.Report == "" {
			t.Worker, t.Team = holder(s)
		}
		out = append(out, t)
	}
	return out
}
