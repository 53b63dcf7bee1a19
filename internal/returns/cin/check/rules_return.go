package check

import (
	"strconv"
	"strings"
	"time"

	"throughline/internal/day"
)

// returnRules are the rules on the Header and on the return as a whole (specs/cin/rules.json, scopes header and la).
var returnRules = []spec{
	{
		code: "100", title: "Reference date is not 31 March of the census year", flags: "Header.ReferenceDate", looks: "Header.Year",
		message: "The reference date is {ReferenceDate}; it must be 31 March of the year in the header, {Year}.",
		mend:    "Set the year and the reference date of the return in the case system and export it again.",
	},
	{
		code: "2883", title: "More protection plans began than conferences were held",
		looks:   "ChildProtectionPlans.CPPstartDate CINdetails.DateOfInitialCPC Section47.DateOfInitialCPC Header.ReferenceDate",
		orders:  "ChildProtectionPlans.CPPstartDate CINdetails.DateOfInitialCPC Section47.DateOfInitialCPC Header.ReferenceDate",
		message: "More protection plans began in the census year than initial conferences were held.",
		mend:    "Enter the initial conferences that are missing: every protection plan begins with one.",
		whole:   func(t *totals, _ *year) bool { return t.plansBegun > t.conferences },
	},
	{
		code: "2886Q", title: "Sex is not known for more than 2 % of children", looks: "ChildIdentifiers.Sex ChildIdentifiers.ExpectedPersonBirthDate", query: true,
		message: "Sex is missing or U for more than 2 % of the children who are born.",
		mend:    "Enter the sex of the children in question, or confirm that it is not known.",
		differs: "The peer leaves out a child with both dates of birth as if unborn, and stops when there are no children.",
		whole:   func(t *totals, _ *year) bool { return t.sexUnknown*50 > t.identifiers },
		stops: func(t *totals) string {
			if t.identifiers == 0 {
				return "the peer stops: there are no children"
			}
			return ""
		},
	},
	{
		code: "2887Q", title: "Few kinds of disability in the return", looks: "Disabilities.Disability", query: true,
		message: "Seven or fewer different codes of disability are used in the whole return.",
		mend:    "Check that disabilities are recorded with all the codes that apply, or confirm.",
		differs: "The peer counts children coded NONE instead of kinds of disability.",
		whole: func(t *totals, y *year) bool {
			if y.peer {
				return t.noneRows <= 7
			}
			return len(t.kinds) <= 7
		},
	},
	{
		code: "2888Q", title: "No child has more than one disability", looks: "Disabilities.Disability", query: true,
		message: "No disabled child in the return has more than one code of disability.",
		mend:    "Check that all disabilities of a child are recorded, or confirm.",
		differs: "One code given twice is one disability here; the peer counts it twice. It also leaves out children without an id.",
		whole:   func(t *totals, _ *year) bool { return t.disabled && t.mostDisabilities <= 1 },
	},
	{
		code: "8995Q", title: "No pre-proceedings at all", looks: "PreProceedings.LAchildID", query: true, from2026: true,
		message: "The return has no pre-proceedings block.",
		mend:    "Check that the case system exports pre-proceedings, or confirm that there were none.",
		whole:   func(t *totals, _ *year) bool { return t.pre == 0 },
	},
	{
		code: "9000Q", title: "No date on which pre-proceedings began", looks: "PreProceedings.PPStartDate", query: true, from2026: true,
		message: "No pre-proceedings block of the return has the date of the decision to begin.",
		mend:    "Check that the case system exports the date, or confirm that there were no pre-proceedings.",
		differs: "The peer counts blocks instead of dates, as in 8995Q.",
		whole: func(t *totals, y *year) bool {
			if y.peer {
				return t.pre == 0
			}
			return t.preBegun == 0
		},
	},
}

// totals is what is counted over the whole return. Those of one part of the children add up with those of another.
type totals struct {
	identifiers, sexUnknown int
	noneRows                int
	kinds                   map[string]bool
	plansBegun, conferences int
	pre, preBegun           int
	previousNoNumber        int // 8730
	openWithFactors         int // 8614
	joined                      // what depends on which Child elements are one child
}

// joined is what a group counts for the return, and what makes the peer stop.
type joined struct {
	disabled         bool // 2888Q: some child has a disability
	mostDisabilities int
	latePlans        int // 8565
	lateEnquiries    int
	factorsNoCode    int // 8897Q
}

func (j *joined) add(o joined) {
	j.disabled = j.disabled || o.disabled
	j.mostDisabilities = max(j.mostDisabilities, o.mostDisabilities)
	j.latePlans += o.latePlans
	j.lateEnquiries += o.lateEnquiries
	j.factorsNoCode += o.factorsNoCode
}

// count adds the rows of a group, which depend on no other child.
func (t *totals) count(g *group, y *year) {
	t.identifiers += len(g.identifiers)
	eachIdentifier(g, func(x *identifier) {
		unborn := x.expected.ok() && (y.peer || !x.birth.ok())
		if (x.sex == "" || x.sex == "U") && !unborn {
			t.sexUnknown++
		}
	})
	for i := range g.disabilities {
		switch code := g.disabilities[i].code; code {
		case "NONE":
			t.noneRows++
		case "":
		default:
			if !t.kinds[code] {
				t.kinds[strings.Clone(code)] = true
			}
		}
	}
	began := func(d date) int {
		if d.within(y.from, y.to) {
			return 1
		}
		return 0
	}
	for i := range g.episodes {
		t.conferences += began(g.episodes[i].conference)
	}
	for i := range g.enquiries {
		t.conferences += began(g.enquiries[i].conference)
	}
	eachPlan(g, func(p *plan) {
		t.plansBegun += began(p.start)
		if _, ok := wholeNumber(p.previous); p.previous != "" && !ok {
			t.previousNoNumber++
		}
	})
	eachPre(g, func(x *preProceeding) {
		t.pre++
		if x.start.ok() {
			t.preBegun++
		}
	})
	eachAssessment(g, func(a *assessment) {
		if !a.authorised.ok() && len(a.factors) > 0 {
			t.openWithFactors++
		}
	})
}

// count gives what depends on the joined children of a group.
func (g *group) count(y *year) joined {
	var j joined
	if len(g.disabilities) > 0 && (!y.peer || g.named()) {
		seen := map[string]bool{}
		n := 0
		for i := range g.disabilities {
			code := g.disabilities[i].code
			j.disabled = j.disabled || code != "NONE" && (y.peer || code != "")
			if code != "" && code != "NONE" && (y.peer || !seen[code]) {
				n++
			}
			seen[code] = true
		}
		j.mostDisabilities = n
	}
	if !y.peer {
		return j
	}
	eachEpisode(g, func(e *episode) {
		if !e.closure.ok() {
			return
		}
		for i := range g.cinPlans {
			if g.cinPlans[i].lateIn(e) {
				j.latePlans++
			}
		}
		for i := range g.enquiries {
			if g.enquiries[i].lateIn(e) {
				j.lateEnquiries++
			}
		}
	})
	eachAssessment(g, func(a *assessment) {
		if len(a.factors) > 0 && g.peerFailsFactors(a, y) {
			j.factorsNoCode++
		}
	})
	return j
}

// wrongReference is rule 100: whether the reference date is not 31 March of the year in the header.
func (y *year) wrongReference() bool {
	n, err := strconv.Atoi(strings.TrimSpace(y.header.Year.Text))
	return err != nil || !readDate(y.header.ReferenceDate.Text, y.reading).equals(ofDay(day.New(n, time.March, 31)))
}
