package measure

import (
	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

var employmentKinds = []string{kind[record.Employment]()}

// workforce are the measures of children's social workers. Published for 30 September and the year to it. Full-time equivalents are kept in
// hundredths. Source: children's social work workforce census; specs/measures.md, Workforce.
var workforce = map[string]counter{
	"WF-01": {
		plain: "How many children's social workers were in post at the end of the day, in full-time equivalents. Agency workers are not in post.",
		shape: aTotal, unit: fteUnit, scale: 100, snapshot: true, note: septemberNote, subject: record.WorkerSubject, kinds: employmentKinds, class: access.Account, count: inPost,
	},
	"WF-03": {
		plain: "The children's social workers who left in the year to the day, as a percentage of those in post on the day, in full-time equivalents. One who changes to other terms here has not left.",
		shape: aWeighed, scale: 100, snapshot: true, note: septemberNote, subject: record.WorkerSubject, kinds: employmentKinds, class: access.Account, count: turnover,
	},
	"WF-04": {
		plain:    "Of the children's social workers at the end of the day, agency workers and those in post, the share of agency workers in full-time equivalents.",
		weighted: true, scale: 100, snapshot: true, note: septemberNote, subject: record.WorkerSubject, kinds: employmentKinds, class: access.Account, count: agencyShare,
	},
	"WF-05": {
		plain:    "Of the agency workers at the end of the day, the share who cover a vacant post, in full-time equivalents.",
		weighted: true, scale: 100, snapshot: true, note: septemberNote, subject: record.WorkerSubject, kinds: employmentKinds, class: access.Account, count: agencyCovering,
	},
	"WF-08": {
		plain: "How many children's social workers began here in the period, in full-time equivalents. Agency workers are not counted.",
		shape: aTotal, unit: fteUnit, scale: 100, note: septemberNote, subject: record.WorkerSubject, kinds: employmentKinds, class: access.Account, count: starters,
	},
	"WF-08b": {
		plain: "How many children's social workers left in the period, in full-time equivalents. Agency workers are not counted.",
		shape: aTotal, unit: fteUnit, scale: 100, note: septemberNote, subject: record.WorkerSubject, kinds: employmentKinds, class: access.Account, count: left,
	},
	"WF-18": {
		plain:    "Of the children's social workers in post at the end of the day, the share who are senior practitioners, in full-time equivalents.",
		weighted: true, scale: 100, snapshot: true, note: septemberNote, subject: record.WorkerSubject, kinds: employmentKinds, class: access.Account, count: senior,
	},
	"WF-14": {
		plain: "How many people worked for each manager at the end of the day: all who are employed and are not senior, middle or first-line managers, agency workers included, for each one who is.",
		shape: aWeighed, unit: "ratio", snapshot: true, subject: record.WorkerSubject, kinds: employmentKinds, class: access.Account, count: managersAndOthers,
		note: "Counted in people, not in hours. Who is whose manager is not recorded, so the span of one manager is not told.",
	},
}

func manages(job string) bool {
	return job == "senior_manager" || job == "middle_manager" || job == "first_line_manager"
}

// managersAndOthers is WF-14: people, not hours. Who has two jobs at once is counted as what they manage in.
func managersAndOthers(f *Facts, p span) (out []Contribution) {
	for i := range f.employments.All {
		e := &f.employments.All[i]
		if !employed(&e.Body, p.asAt) || e.Body.Job == "" {
			continue
		}
		c := ofEmployment(f, e, !manages(e.Body.Job), p.asAt)
		c.Value = 1
		if len(out) == 0 || out[0].In && !c.In {
			out = []Contribution{c}
		}
	}
	return out
}

const septemberNote = "Published for 30 September and the year to it: ask for that day or year to compare."

// socialWorker says whether a job is a social worker's.
func socialWorker(job string) bool {
	switch job {
	case "senior_manager", "middle_manager", "first_line_manager", "senior_practitioner", "case_holder", "newly_qualified", "qualified_other", "reviewing_officer":
		return true
	}
	return false
}

// employed says whether an employment held at the end of a day: its last day is still of it.
func employed(e *record.Employment, on day.Day) bool {
	return !e.From.IsZero() && !e.From.After(on) && !e.To.Before(on)
}

func ofEmployment(f *Facts, e *fact[record.Employment], in bool, on day.Day) Contribution {
	c := one(f, e.ID, in, on)
	c.Started, c.Ended, c.Value = e.Body.From, e.Body.To, e.Body.FTE
	return c
}

// onDay are the employments of a social worker at the end of the as-at day.
func onDay(f *Facts, p span, counts, in func(*record.Employment) bool) (out []Contribution) {
	for i := range f.employments.All {
		e := &f.employments.All[i]
		if employed(&e.Body, p.asAt) && socialWorker(e.Body.Job) && counts(&e.Body) {
			out = append(out, ofEmployment(f, e, in(&e.Body), p.asAt))
		}
	}
	return out
}

func ofAgency(e *record.Employment) bool { return e.Contract == record.AgencyContract }
func ownStaff(e *record.Employment) bool { return e.Contract != record.AgencyContract }
func anyTerms(*record.Employment) bool   { return true }

func inPost(f *Facts, p span) []Contribution      { return onDay(f, p, ownStaff, anyTerms) }
func agencyShare(f *Facts, p span) []Contribution { return onDay(f, p, anyTerms, ofAgency) }

func agencyCovering(f *Facts, p span) []Contribution {
	return onDay(f, p, ofAgency, func(e *record.Employment) bool { return e.Post != "" })
}

func senior(f *Facts, p span) []Contribution {
	return onDay(f, p, ownStaff, func(e *record.Employment) bool { return e.Job == "senior_practitioner" })
}

// before says whether a worker was on the staff as a social worker on a day.
func onStaff(f *Facts, on day.Day) bool {
	for i := range f.employments.All {
		if e := &f.employments.All[i].Body; ownStaff(e) && socialWorker(e.Job) && employed(e, on) {
			return true
		}
	}
	return false
}

func starters(f *Facts, p span) (out []Contribution) {
	for i := range f.employments.All {
		e := &f.employments.All[i]
		if ownStaff(&e.Body) && socialWorker(e.Body.Job) && p.has(e.Body.From) && !onStaff(f, e.Body.From.Add(-1)) && !e.Body.Started.Before(e.Body.From) {
			out = append(out, ofEmployment(f, e, true, e.Body.From))
		}
	}
	return out
}

// left are the employments whose last day lies in the period and after which the worker was not on the staff.
func left(f *Facts, p span) (out []Contribution) {
	for i := range f.employments.All {
		e := &f.employments.All[i]
		if ownStaff(&e.Body) && socialWorker(e.Body.Job) && p.has(e.Body.To) && !onStaff(f, e.Body.To.Add(1)) {
			out = append(out, ofEmployment(f, e, true, e.Body.To))
		}
	}
	return out
}

// turnover is WF-03: who left in the year is above the line, who is in post is below it.
func turnover(f *Facts, p span) []Contribution {
	year := span{Period: yearTo(p.asAt), asAt: p.asAt, book: p.book}
	out := left(f, year)
	for _, c := range inPost(f, p) {
		if c.In = false; c.Ended != p.asAt {
			out = append(out, c)
		}
	}
	return out
}
