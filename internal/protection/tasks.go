package protection

import (
	"slices"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// Tasks is the rule for the work list: every limit that runs, for whose it is. What was met stands on the page of the child.
func Tasks(b *clock.Book) task.Rule {
	return func(s story.Story) []task.Task {
		if record.SubjectType(s.Subject) != record.ChildSubject {
			return nil
		}
		var out []task.Task
		worker, team := allocated(s)
		chair := chairOf(s)
		for _, r := range Runs(s) {
			if r.over || !r.Met.IsZero() {
				continue
			}
			t := task.Task{Record: r.Record, Clock: r.Clock, Title: r.Title, Started: r.Started, Due: due(b, r.Clock, r.Started, r.Within), Team: team, Worker: worker}
			switch r.whose {
			case managers:
				t.Worker, t.Queue = "", task.Review
			case deciding:
				t.Worker, t.Queue = "", task.Authorise
			case chairs_:
				if chair != "" {
					t.Worker = chair
				}
			}
			t.Urgent = r.Clock == ChildSeen || r.Clock == HoldADiscussion
			out = append(out, t)
			if chair != "" && chairing[r.Clock] != "" {
				t.Title, t.Worker, t.Queue, t.Urgent = chairing[r.Clock]+r.Title, chair, "", false
				out = append(out, t)
			}
		}
		out = append(out, yearTasks(b, s, team)...)
		return append(out, endTasks(s)...)
	}
}

// yearTasks are the reviews on which it hangs whether a plan counts as reviewed in time in its year to 31 March (clock CP-10): the next one, as long as every
// review of the plan that fell due in the same year was held in time. After a late one there is nothing to be saved.
func yearTasks(b *clock.Book, s story.Story, team string) []task.Task {
	var out []task.Task
	for _, p := range story.All[record.CPPlan](s) {
		if p.Body.Started.IsZero() || !p.Body.Ended.IsZero() {
			continue
		}
		var next day.Day
		var late []day.Day
		for _, r := range Runs(s) {
			if r.Record != p.ID || r.Clock != FirstReview && r.Clock != LaterReview {
				continue
			}
			switch limit := due(b, r.Clock, r.Started, 0).Day(); {
			case r.Met.IsZero():
				next = limit
			case r.Met.Day().After(limit):
				late = append(late, limit)
			}
		}
		lost := slices.ContainsFunc(late, func(d day.Day) bool { return yearOf(d) == yearOf(next) })
		if next.IsZero() || lost {
			continue
		}
		out = append(out, task.Task{Record: p.ID, Clock: ReviewsInTime, Title: "Review in time, or the plan does not count as reviewed in time in its year",
			Started: onDay(p.Body.Started), Due: onDay(next), Team: team, Queue: task.Review})
	}
	return out
}

// yearOf is the calendar year in which the year of a return begins that a day lies in: from 1 April to 31 March.
func yearOf(d day.Day) int {
	y, m, _ := d.Date()
	if m < 4 {
		y--
	}
	return y
}

// chairing are the limits that a chair has as well as the worker, with what goes before the title.
var chairing = map[string]string{S47Conference: "Chair: ", TransferConference: "Chair: ", FirstReview: "Chair: ", LaterReview: "Chair: "}

// InTime says whether a run that was met was met in time, and whether that can be said.
func (r Room) InTime(run Run) (inTime, known bool) {
	def, err := r.Book.Lookup(run.Clock)
	if err != nil {
		return false, false
	}
	if run.Within > 0 {
		def.Limit.N = run.Within
	}
	return r.Book.InTime(def, run.Started, run.Met)
}

// AllReviewed says whether every review of a plan that fell due in the 12 months to a day was held in time (clock CP-10, the statistic of DfE). It cannot be said of a plan that
// was open for less than 3 months.
func (r Room) AllReviewed(s story.Story, plan string, on day.Day) (all, known bool) {
	p, ok := story.Find[record.CPPlan](s, plan)
	if !ok || p.Body.Started.AddMonths(3).After(on) {
		return false, false
	}
	all = true
	for _, run := range Runs(s) {
		if run.Record != plan || run.Clock != FirstReview && run.Clock != LaterReview {
			continue
		}
		limit := r.due(run.Clock, run.Started).Day()
		if limit.After(on) || !limit.After(on.AddMonths(-12)) {
			continue
		}
		if run.Met.IsZero() || run.Met.Day().After(on) && limit.Before(on) || run.Met.Day().After(limit) {
			all = false
		}
	}
	return all, true
}
