package casework

import (
	"slices"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/task"
)

// SupervisionClock is the time limit for the supervision of a case: four weeks after the last, or after the case was allocated.
const SupervisionClock = "QA-03"

// Tasks is the rule for what casework leaves to be done: the next supervision of each allocated child, the review of each warning and the manager's word on it,
// and the day on which a manager wanted to look again.
func Tasks(b *clock.Book) task.Rule {
	return func(s story.Story) []task.Task {
		worker, team := held(s)
		out := supervisions(b, s, worker, team)
		out = append(out, warnings(s, worker, team)...)
		return append(out, looks(s, worker, team)...)
	}
}

// supervisions are the supervisions that were due and held, one row each, and the one that is due next. The first counts from the allocation. Nothing is due of a
// case that nobody is allocated to.
func supervisions(b *clock.Book, s story.Story, worker, team string) []task.Task {
	def, err := b.Lookup(SupervisionClock)
	if err != nil || record.SubjectType(s.Subject) != record.ChildSubject {
		return nil
	}
	held := story.All[record.Supervision](s)
	slices.SortStableFunc(held, func(a, b record.Of[record.Supervision]) int { return a.Body.Date.Compare(b.Body.Date) })
	var out []task.Task
	for _, in := range stretches(s) {
		from, of := in.from, in.allocation
		row := func(title, id string, met day.Day) {
			out = append(out, task.Task{
				Record: id, Clock: SupervisionClock, Title: title, Started: clock.On(from), Due: b.Due(def, clock.On(from)).By, Met: clock.On(met),
				Worker: worker, Team: team,
			})
		}
		for _, h := range held {
			if d := h.Body.Date; !d.Before(in.from) && !d.After(in.to) {
				row("Supervision of this case", h.ID, d)
				from, of = d, h.ID
			}
		}
		if in.to.IsZero() {
			row("Hold supervision of this case", of, day.Day{})
		}
	}
	return out
}

// stretch is a time in which a child was allocated to workers without a day between them; to is zero while it goes on.
type stretch struct {
	from, to   day.Day
	allocation string // the record of the first
}

// stretches are the times in which a child was allocated. A case that passes from one worker to the next keeps its limit.
func stretches(s story.Story) []stretch {
	all := slices.DeleteFunc(story.All[record.Allocation](s), func(a record.Of[record.Allocation]) bool {
		return a.Body.Worker == "" || a.Body.Role == person.RoleChair || a.Body.From.IsZero()
	})
	slices.SortStableFunc(all, func(a, b record.Of[record.Allocation]) int { return a.Body.From.Compare(b.Body.From) })
	var out []stretch
	for _, a := range all {
		if n := len(out); n > 0 {
			last := &out[n-1]
			if last.to.IsZero() || !a.Body.From.After(last.to.Add(1)) {
				if a.Body.To.IsZero() || a.Body.To.After(last.to) {
					last.to = a.Body.To
				}
				continue
			}
		}
		out = append(out, stretch{a.Body.From, a.Body.To, a.ID})
	}
	return out
}

// warnings are the next review of each warning in force, and a manager's agreement that is still missing.
func warnings(s story.Story, worker, team string) []task.Task {
	var out []task.Task
	for _, w := range person.Warnings(s) {
		what := "warning: " + label("warning_type", w.Body.Type)
		who := worker
		if who == "" {
			who = w.Body.By // of an adult, with whom nobody is allocated to work
		}
		if w.Body.Agreed == "" {
			out = append(out, task.Task{Record: w.ID, Title: "Agree the " + what, Started: clock.On(w.Body.From), Team: team, Queue: task.Review})
		}
		out = append(out, task.Task{
			Record: w.ID, Title: "Review the " + what, Started: clock.On(w.Body.Looked()), Due: clock.On(w.Body.Review), Worker: who, Team: team,
		})
	}
	return out
}

// looks are the days on which a manager wanted to look at the case again; a later oversight meets those before it.
func looks(s story.Story, worker, team string) []task.Task {
	var out []task.Task
	all := story.All[record.ManagementOversight](s)
	for _, m := range all {
		if m.Body.Review.IsZero() {
			continue
		}
		var met day.Day
		for _, later := range all {
			if later.Body.Date.After(m.Body.Date) && (met.IsZero() || later.Body.Date.Before(met)) {
				met = later.Body.Date
			}
		}
		if worker == "" && team == "" && met.IsZero() {
			continue // the case is closed
		}
		out = append(out, task.Task{
			Record: m.ID, Title: "Management oversight: look again", Started: clock.On(m.Body.Date), Due: clock.On(m.Body.Review), Met: clock.On(met), Worker: m.Body.By, Team: team,
		})
	}
	return out
}

func label(set, code string) string { return codes.Label(set, code) }
