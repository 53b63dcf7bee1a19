package workforce

import (
	"slices"

	"throughline/internal/day"
	"throughline/internal/derived"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Work is the kind of case that a child is, for the weight of a caseload. Where a child is of several kinds the first of them counts.
type Work string

// The kinds, the heaviest first.
const (
	Proceedings Work = "proceedings"
	Protection  Work = "protection"
	LookedAfter Work = "looked_after"
	Assessing   Work = "assessment"
	InNeed      Work = "child_in_need"
	LeavingCare Work = "leaving_care"
	OtherWork   Work = "other"
)

var works = []Work{Proceedings, Protection, LookedAfter, Assessing, InNeed, LeavingCare, OtherWork}

// Kinds are the kinds of case, the heaviest first.
func Kinds() []Work { return slices.Clone(works) }

var workWords = map[Work]string{
	Proceedings: "Care proceedings", Protection: "Child protection plan", LookedAfter: "Looked after", Assessing: "Assessment", InNeed: "Child in need plan",
	LeavingCare: "Leaving care", OtherWork: "Open case",
}

// String is the kind as people call it.
func (w Work) String() string { return workWords[w] }

// WorkOf is the kind of case that a child's records show now.
func WorkOf(s story.Story) Work {
	switch {
	case has(s, func(p record.CareProceedings) bool { return !p.Issued.IsZero() && p.Ordered.IsZero() }):
		return Proceedings
	case has(s, func(p record.CPPlan) bool { return !p.Started.IsZero() && p.Ended.IsZero() }):
		return Protection
	case has(s, func(p record.CarePeriod) bool { return p.Ended.IsZero() }):
		return LookedAfter
	case openReport(s) != "" || has(s, func(a record.Assessment) bool { return a.Authorised.IsZero() && openReferral(s, a.Referral) }):
		return Assessing
	case has(s, func(p record.CINPlan) bool { return !p.Started.IsZero() && p.Ended.IsZero() }):
		return InNeed
	case has(s, func(record.CareLeaver) bool { return true }):
		return LeavingCare
	}
	return OtherWork
}

func has[T record.Body](s story.Story, is func(T) bool) bool {
	return slices.ContainsFunc(story.All[T](s), func(r record.Of[T]) bool { return is(r.Body) })
}

func openReferral(s story.Story, id string) bool {
	r, ok := story.Find[record.Referral](s, id)
	return !ok || r.Body.Closed.IsZero() && !r.Body.NFA
}

// openReport is the assessment that is being written about the child; empty when there is none.
func openReport(s story.Story) string {
	report := ""
	for _, a := range story.All[record.Assessment](s) {
		if a.Body.Report != "" && a.Body.Authorised.IsZero() && openReferral(s, a.Body.Referral) {
			report = a.Body.Report
		}
	}
	return report
}

// Caseload is the table of who holds which open case. A case is open while an allocation runs; before anybody is allocated it waits in the team that the
// decision on the referral sent it to (as access sees it, too).
func Caseload() derived.List {
	return derived.List{
		Table:   "caseload",
		Columns: []string{"subject", "record", "worker", "team", "since", "team_since", "work", "priority", "review", "report"},
		Key:     2,
		Rows:    caseRows,
	}
}

func caseRows(s story.Story) [][]any {
	if record.SubjectType(s.Subject) != record.ChildSubject {
		return nil
	}
	all := story.All[record.Allocation](s)
	var rows [][]any
	add := func(id, worker, team string, since, teamSince day.Day, priority string, review day.Day) {
		rows = append(rows, []any{
			s.Subject, id, worker, team, since.String(), teamSince.String(), string(WorkOf(s)), priority, review.String(), openReport(s),
		})
	}
	inTeam := false
	for _, a := range all {
		if !a.Body.To.IsZero() || a.Body.Role == "chair" {
			continue
		}
		inTeam = inTeam || a.Body.Team != ""
		add(a.ID, a.Body.Worker, a.Body.Team, a.Body.From, teamSince(all, a.Body), a.Body.Priority, a.Body.Review)
	}
	refs := story.All[record.Referral](s)
	for _, r := range slices.Backward(refs) {
		if inTeam || r.Body.Team == "" || !r.Body.Closed.IsZero() || r.Body.NFA {
			continue
		}
		since := r.Body.Date
		if !r.Body.Decided.IsZero() {
			since = day.In(r.Body.Decided)
		}
		add(r.ID, "", r.Body.Team, since, since, "", day.Day{})
		inTeam = true
	}
	return rows
}

// teamSince is the day since when the team of an allocation has held the case without a break: an allocation that ended on the day, or the day before, of the
// next one of the same team goes before it.
func teamSince(all []record.Of[record.Allocation], a record.Allocation) day.Day {
	since := a.From
	for again := true; again; {
		again = false
		for _, b := range all {
			if b.Body.Team == a.Team && b.Body.Team != "" && b.Body.Role != "chair" && b.Body.From.Before(since) && !b.Body.To.IsZero() && !b.Body.To.Add(1).Before(since) {
				since, again = b.Body.From, true
			}
		}
	}
	return since
}
