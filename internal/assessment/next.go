package assessment

import (
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// holder is who has a child's case now.
func holder(s story.Story) (worker, team string) {
	for _, al := range story.All[record.Allocation](s) {
		if al.Body.To.IsZero() && al.Body.Role != "chair" {
			worker, team = al.Body.Worker, al.Body.Team
		}
	}
	return worker, team
}

// seenTasks say that a child who is being assessed is to be seen (clock AS-03). A visit at which the child was seen meets it, and so does the day in the
// assessment. A child who is not born yet cannot be seen.
func seenTasks(b *clock.Book, s story.Story) []task.Task {
	if c, ok := story.First[record.Child](s); !ok || c.Body.Unborn() {
		return nil
	}
	var out []task.Task
	for _, a := range story.All[record.Assessment](s) {
		ref, ok := story.Find[record.Referral](s, a.Body.Referral)
		if !ok || ref.Body.Date.IsZero() || !ref.Body.Closed.IsZero() || !a.Body.Authorised.IsZero() {
			continue
		}
		t := task.Task{
			Record: a.ID, Clock: SeenClock, Title: "See the child", Started: clock.On(ref.Body.Date), Due: dueBy(b, SeenClock, ref.Body.Date),
			Met: clock.On(firstSeen(s, a.Body, ref.Body.Date)),
		}
		t.Worker, t.Team = holder(s)
		out = append(out, t)
	}
	return out
}

// firstSeen is the first day from the referral on which the child was seen; zero when there is none.
func firstSeen(s story.Story, a record.Assessment, referred day.Day) day.Day {
	first := a.Seen
	if first.Before(referred) {
		first = day.Day{}
	}
	for _, v := range story.All[record.Visit](s) {
		if v.Body.Seen == record.Yes && !v.Body.Date.Before(referred) && (first.IsZero() || v.Body.Date.Before(first)) {
			first = v.Body.Date
		}
	}
	return first
}

// steps are the outcomes that open a next step which nothing else makes a task of: a strategy discussion and a child in need plan follow from the same
// record in the protection room. What is done is what a record says, so that whichever room writes it, the task is met.
var steps = []struct {
	outcome, title string
	done           func(s story.Story, since day.Day) bool
}{
	{"early_help", "Pass the family on to early help", func(s story.Story, since day.Day) bool {
		return has(s, func(e record.EarlyHelp) bool { return !e.Started.Before(since) || e.Ended.IsZero() })
	}},
	{"initial_conference", "Arrange the initial conference", func(s story.Story, since day.Day) bool {
		return has(s, func(c record.InitialCPConference) bool {
			return c.Date.IsZero() || !c.Date.Before(since)
		}) || has(s, func(p record.CPPlan) bool { return p.Ended.IsZero() })
	}},
	{"looked_after", "Arrange for the child to be looked after", func(s story.Story, since day.Day) bool {
		return has(s, func(p record.CarePeriod) bool { return p.Ended.IsZero() || !p.Started.Before(since) })
	}},
	{"legal_planning", "Hold the legal planning meeting", func(s story.Story, since day.Day) bool {
		return has(s, func(p record.PreProceedings) bool {
			return p.Gateway != "" && p.StepDecision.IsZero() || !p.Decided.IsZero() && !p.Decided.Before(since)
		}) || has(s, func(p record.CareProceedings) bool {
			return !p.Issued.IsZero() && (p.Ordered.IsZero() || !p.Issued.Before(since))
		})
	}},
	{"disabled_children_service", "Make the plan with the disabled children’s service", planned},
	{"private_fostering", "Make the private fostering arrangement known and plan for it", planned},
	{"transferred", "Hand the case over to the other council and close it", func(story.Story, day.Day) bool { return false }},
}

func planned(s story.Story, since day.Day) bool {
	return has(s, func(p record.CINPlan) bool { return p.Ended.IsZero() || !p.Started.Before(since) })
}

func has[T record.Body](s story.Story, is func(T) bool) bool {
	for _, r := range story.All[T](s) {
		if is(r.Body) {
			return true
		}
	}
	return false
}

// nextTasks are the next steps that the outcome of the newest authorised assessment opens, while the referral is open and no record says that they were
// taken. Assessments that were imported ask for nothing: what followed from them is imported too.
func nextTasks(s story.Story) []task.Task {
	var newest record.Of[record.Assessment]
	for _, a := range story.All[record.Assessment](s) {
		if a.Body.Report != "" && !a.Body.Authorised.IsZero() {
			newest = a
		}
	}
	ref, ok := story.Find[record.Referral](s, newest.Body.Referral)
	if newest.ID == "" || !ok || !ref.Body.Closed.IsZero() {
		return nil
	}
	if newest.Body.Outcome == noFurtherAction { // what kept it open is over: it is to be closed now
		if keepsOpen(s) != "" {
			return nil
		}
		t := task.Task{Record: newest.ID, Title: closing, Started: clock.On(newest.Body.Authorised)}
		t.Worker, t.Team = holder(s)
		return []task.Task{t}
	}
	for _, st := range steps {
		if st.outcome != newest.Body.Outcome || st.done(s, newest.Body.Authorised) {
			continue
		}
		t := task.Task{Record: newest.ID, Title: st.title, Started: clock.On(newest.Body.Authorised)}
		t.Worker, t.Team = holder(s)
		return []task.Task{t}
	}
	return nil
}
