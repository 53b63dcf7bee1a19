package protection

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
	"throughline/internal/workday"
)

// tale builds the story of one child.
type tale struct {
	records []record.Record
	n       int
}

const childID = "child:0199aaaa-0000-7000-8000-000000000001"

func (t *tale) id(n int) string { return fmt.Sprintf("0199aaaa-0000-7000-8000-%012d", n) }

// add puts a record into the story and gives its id.
func (t *tale) add(b record.Body) string {
	t.n++
	id := t.id(t.n)
	t.records = append(t.records, record.Record{Meta: record.Meta{ID: id, Kind: b.KindName(), Subject: childID, Version: 1}, Body: b})
	return id
}

func (t *tale) story() story.Story { return story.New(childID, nil, slices.Clone(t.records)) }

// begun is a child with an open referral of a day, allocated to a worker.
func begun(on string) (*tale, string) {
	t := &tale{}
	t.add(record.Child{Birth: day.Must("2015-05-01")})
	ref := t.add(record.Referral{Date: day.Must(on), Decision: "assessment", Team: "team:north"})
	t.add(record.Allocation{Worker: "worker:ada", Team: "team:north", Role: "allocated", From: day.Must(on)})
	return t, ref
}

// run is the one open run of a clock, else the last.
func run(t *testing.T, s story.Story, id string) Run {
	t.Helper()
	var out Run
	for _, r := range Runs(s) {
		if r.Clock == id && !r.over {
			out = r
		}
	}
	if out.Clock == "" {
		t.Fatalf("no run of %s in %+v", id, Runs(s))
	}
	return out
}

func limit(r Run) string { return due(clock.Standard(), r.Clock, r.Started, r.Within).String() }

// The limits at their edges: bank holidays, weekends, month ends (specs/clocks.json, test vectors S47-01, CP-01, CP-06, CP-08, CP-09, CP-11 and more of our own).
func TestLimitsAtTheirEdges(t *testing.T) {
	t.Parallel()
	enquiry := func(on string) *tale {
		x, ref := begun(on)
		x.add(record.S47Enquiry{Referral: ref, Started: day.Must(on)})
		return x
	}
	plan := func(p record.CPPlan, more ...func(x *tale, plan string)) *tale {
		x, ref := begun("2020-01-02")
		p.Referral = ref
		id := x.add(p)
		for _, m := range more {
			m(x, id)
		}
		return x
	}
	on := day.Must
	meeting := func(kind, at string) func(*tale, string) {
		return func(x *tale, plan string) { x.add(record.PlanMeeting{Type: kind, Plan: plan, Date: on(at)}) }
	}
	review := func(at string) func(*tale, string) {
		return func(x *tale, plan string) { x.add(record.CPReview{Plan: plan, Date: on(at)}) }
	}
	seen := func(at string, alone record.YesNo) func(*tale, string) {
		return func(x *tale, plan string) {
			x.add(record.Visit{Type: "cp", Plan: plan, Date: on(at), Seen: record.Yes, Alone: alone})
		}
	}
	conference := func(c record.InitialCPConference) *tale {
		x, ref := begun("2020-01-02")
		c.Referral = ref
		x.add(c)
		return x
	}
	need := func(p record.CINPlan, more ...func(x *tale, plan string)) *tale {
		x, ref := begun("2020-01-02")
		p.Referral = ref
		id := x.add(p)
		for _, m := range more {
			m(x, id)
		}
		return x
	}
	discussion := func(d record.StrategyDiscussion) *tale {
		x, ref := begun("2020-01-02")
		d.Referral = ref
		x.add(d)
		return x
	}
	assessed := func(at string) *tale {
		x, ref := begun("2020-01-02")
		x.add(record.Assessment{Referral: ref, Started: on("2020-01-03"), Authorised: on(at), Outcome: "child_in_need_plan"})
		return x
	}
	called := func(at string) *tale {
		x, ref := begun("2020-01-02")
		x.add(record.Assessment{Referral: ref, Started: on("2020-01-03"), Authorised: on(at), Outcome: "strategy_discussion"})
		return x
	}
	instant := func(local string) time.Time {
		at, err := time.ParseInLocation("2006-01-02T15:04", local, day.London)
		if err != nil {
			t.Fatal(err)
		}
		return at
	}
	for name, tt := range map[string]struct {
		tale  *tale
		clock string
		due   string
	}{
		"concern on Maundy Thursday":                {called("2026-04-02"), HoldADiscussion, "2026-04-09"},
		"concern on a Saturday":                     {called("2026-03-07"), HoldADiscussion, "2026-03-11"},
		"discussion on the Friday before Christmas": {discussion(record.StrategyDiscussion{Date: on("2026-12-24"), At: instant("2026-12-24T15:00")}), SendTheRecord, "2026-12-29"},
		"enquiry over Christmas":                    {enquiry("2024-12-13"), S47Conference, "2025-01-08"},
		"enquiry over Easter and May Day":           {enquiry("2025-04-11"), S47Conference, "2025-05-07"},
		"enquiry begun on a Sunday":                 {enquiry("2026-03-01"), S47Conference, "2026-03-20"},
		"outcome of an enquiry over Christmas":      {enquiry("2024-12-13"), S47Outcome, "2024-12-31"},
		"report before a conference, bank holiday":  {conference(record.InitialCPConference{Planned: on("2024-08-28")}), ReportToParents, "2024-08-23"},
		"report before a conference on a Monday":    {conference(record.InitialCPConference{Planned: on("2026-03-16")}), ReportToParents, "2026-03-12"},
		"transfer in over Easter":                   {conference(record.InitialCPConference{Notified: on("2026-03-30")}), TransferConference, "2026-04-22"},
		"decisions after a conference on a Friday":  {conference(record.InitialCPConference{Date: on("2026-05-01"), Decision: "plan"}), SendDecisions, "2026-05-05"},
		"minutes over Christmas":                    {conference(record.InitialCPConference{Date: on("2024-12-09"), Decision: "no_plan"}), SendMinutes, "2025-01-09"},
		"first core group over May Day":             {plan(record.CPPlan{Started: on("2024-05-01")}), FirstCoreGroup, "2024-05-16"},
		"later core group, in calendar weeks":       {plan(record.CPPlan{Started: on("2024-11-01")}, meeting("core_group", "2024-11-14")), LaterCoreGroup, "2024-12-26"},
		"first review clamped to a leap day":        {plan(record.CPPlan{Started: on("2023-11-30")}), FirstReview, "2024-02-29"},
		"first review falls on a Sunday and stays":  {plan(record.CPPlan{Started: on("2026-01-12")}), FirstReview, "2026-04-12"},
		"later review clamped to 28 February":       {plan(record.CPPlan{Started: on("2024-06-01")}, review("2024-08-31")), LaterReview, "2025-02-28"},
		"later review from an early one":            {plan(record.CPPlan{Started: on("2024-06-01")}, review("2024-08-31"), review("2024-10-15")), LaterReview, "2025-04-15"},
		"reviews recorded in the wrong order":       {plan(record.CPPlan{Started: on("2024-06-01")}, review("2024-10-15"), review("2024-08-31")), LaterReview, "2025-04-15"},
		"report for a review":                       {plan(record.CPPlan{Started: on("2024-06-01"), NextReview: on("2024-08-30")}), ReportForReview, "2024-08-22"},
		"visit over Christmas":                      {plan(record.CPPlan{Started: on("2024-12-01")}, seen("2024-12-20", record.Yes)), CPVisit, "2025-01-08"},
		"visit from the start of the plan":          {plan(record.CPPlan{Started: on("2026-03-18")}), CPVisit, "2026-04-01"},
		"visit before the plan does not count":      {plan(record.CPPlan{Started: on("2026-03-18")}, seen("2026-03-17", record.Yes)), CPVisit, "2026-04-01"},
		"a plan asks for more visits":               {plan(record.CPPlan{Started: on("2026-03-18"), VisitWithin: 5}), CPVisit, "2026-03-25"},
		"outer limit in weeks":                      {plan(record.CPPlan{Started: on("2024-12-01")}, seen("2024-12-04", record.Yes)), CPVisitOuter, "2025-01-01"},
		"seen by the school": {plan(record.CPPlan{Started: on("2026-03-18")}, func(x *tale, p string) {
			x.add(record.Visit{Type: "cp", Plan: p, Date: on("2026-03-20"), Seen: record.Yes, Agency: "school"})
		}), SeenByAnybody, "2026-05-01"},
		"15 months":                               {plan(record.CPPlan{Started: on("2024-11-30")}), LongPlan, "2026-02-28"},
		"told of a move on a Friday":              {plan(record.CPPlan{Started: on("2024-11-30"), MoveDecided: on("2026-05-22")}), TellOfMove, "2026-05-26"},
		"child in need plan after an assessment":  {assessed("2024-12-20"), NeedPlanMade, "2025-01-08"},
		"first review of a child in need plan":    {need(record.CINPlan{Started: on("2023-11-30")}), FirstNeedReview, "2024-02-29"},
		"later review of a child in need plan":    {need(record.CINPlan{Started: on("2024-06-01")}, meeting("cin_review", "2024-08-31")), LaterNeedReview, "2025-02-28"},
		"visit to a child in need over Christmas": {need(record.CINPlan{Started: on("2024-12-02")}), NeedVisit, "2025-01-02"},
		"a child in need plan that asks for more": {need(record.CINPlan{Started: on("2024-12-02"), VisitWithin: 10}), NeedVisit, "2024-12-16"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := limit(run(t, tt.tale.story(), tt.clock)); got != tt.due {
				t.Errorf("%s is due %s, want %s", tt.clock, got, tt.due)
			}
		})
	}
	t.Run("child seen within 24 hours of a discussion, over a weekend and the change of the clock", func(t *testing.T) {
		x, ref := begun("2026-03-27")
		d := x.add(record.StrategyDiscussion{Referral: ref, Date: on("2026-03-28"), At: instant("2026-03-28T16:30"), Decision: "s47_joint"})
		x.add(record.S47Enquiry{Referral: ref, Started: on("2026-03-28"), Discussion: d})
		if got := limit(run(t, x.story(), ChildSeen)); got != "2026-03-29T16:30:00Z" {
			t.Errorf("due %s", got)
		}
	})
}

// What ends, stops or re-bases each clock.
func TestWhatStopsAClock(t *testing.T) {
	t.Parallel()
	on := day.Must
	open := func(x *tale, id string) bool {
		for _, r := range Runs(x.story()) {
			if r.Clock == id && !r.over && r.Met.IsZero() {
				return true
			}
		}
		return false
	}
	enquiry := func(q record.S47Enquiry) (*tale, string) {
		x, ref := begun("2026-03-02")
		q.Referral, q.Started = ref, on("2026-03-02")
		return x, x.add(q)
	}
	wants := func(t *testing.T, x *tale, id string, want bool) {
		t.Helper()
		if got := open(x, id); got != want {
			t.Errorf("%s runs: %v", id, got)
		}
	}
	t.Run("conference not required", func(t *testing.T) {
		x, _ := enquiry(record.S47Enquiry{ICPCNotRequired: record.Yes, Ended: on("2026-03-10"), AuthorisedAt: time.Date(2026, 3, 10, 9, 0, 0, 0, time.UTC)})
		wants(t, x, S47Conference, false)
		wants(t, x, S47Outcome, false)
		wants(t, x, ChildSeen, false)
		wants(t, x, TellNoConference, true)
	})
	t.Run("conference held late is met late", func(t *testing.T) {
		x, q := enquiry(record.S47Enquiry{})
		x.add(record.InitialCPConference{Enquiry: q, Date: on("2026-03-24")})
		wants(t, x, S47Conference, false)
		room := Room{Book: clock.Standard()}
		if in, known := room.InTime(run(t, x.story(), S47Conference)); in || !known {
			t.Errorf("held on the 16th working day: %v %v", in, known)
		}
		y, q := enquiry(record.S47Enquiry{})
		y.add(record.InitialCPConference{Enquiry: q, Date: on("2026-03-23")})
		if in, known := room.InTime(run(t, y.story(), S47Conference)); !in || !known {
			t.Errorf("held on the 15th working day: %v %v", in, known)
		}
	})
	t.Run("re-based only to the discussion that initiated it", func(t *testing.T) {
		x, ref := begun("2026-03-02")
		first := x.add(record.StrategyDiscussion{Referral: ref, Date: on("2026-03-03"), Decision: "s47_joint"})
		x.add(record.S47Enquiry{Referral: ref, Started: on("2026-03-04"), Discussion: first})
		x.add(record.StrategyDiscussion{Referral: ref, Date: on("2026-03-12"), Decision: "assessment"})
		if got := limit(run(t, x.story(), S47Conference)); got != "2026-03-24" {
			t.Errorf("due %s", got)
		}
	})
	t.Run("seen on the visit, also when it is entered late", func(t *testing.T) {
		x, _ := enquiry(record.S47Enquiry{})
		wants(t, x, ChildSeen, true)
		x.add(record.Visit{Type: "cin", Date: on("2026-03-01"), Seen: record.Yes})
		wants(t, x, ChildSeen, true)
		x.add(record.Visit{Type: "cin", Date: on("2026-03-03"), Seen: record.No, WhyNot: "out"})
		wants(t, x, ChildSeen, true)
		x.add(record.Visit{Type: "cin", Date: on("2026-03-03"), Seen: record.Yes})
		wants(t, x, ChildSeen, false)
	})
	t.Run("an unborn child cannot be seen", func(t *testing.T) {
		x := &tale{}
		x.add(record.Child{Expected: on("2026-08-01")})
		ref := x.add(record.Referral{Date: on("2026-03-02"), Decision: "assessment"})
		x.add(record.S47Enquiry{Referral: ref, Started: on("2026-03-02")})
		wants(t, x, ChildSeen, false)
		wants(t, x, S47Conference, true)
	})
	t.Run("the case is closed", func(t *testing.T) {
		x, _ := enquiry(record.S47Enquiry{})
		r := x.records[1].Body.(record.Referral)
		r.Closed = on("2026-03-05")
		x.records[1].Body = r
		for _, id := range Limits() {
			wants(t, x, id, false)
		}
	})
	t.Run("the plan ends", func(t *testing.T) {
		x, ref := begun("2026-03-02")
		x.add(record.CPPlan{Referral: ref, Started: on("2026-03-18"), Ended: on("2026-06-10")})
		for _, id := range Limits() {
			wants(t, x, id, false)
		}
	})
	t.Run("a visit on which the child was not seen, or the school's word, is no visit", func(t *testing.T) {
		x, ref := begun("2026-03-02")
		p := x.add(record.CPPlan{Referral: ref, Started: on("2026-03-18")})
		x.add(record.Visit{Type: "cp", Plan: p, Date: on("2026-03-20"), Seen: record.No, WhyNot: "out"})
		x.add(record.Visit{Type: "cp", Plan: p, Date: on("2026-03-21"), Seen: record.Yes, Agency: "school"})
		if got := limit(run(t, x.story(), CPVisit)); got != "2026-04-01" {
			t.Errorf("due %s", got)
		}
		wants(t, x, SeenAloneInTurn, false)
	})
	t.Run("alone on alternate visits", func(t *testing.T) {
		x, ref := begun("2026-03-02")
		p := x.add(record.CPPlan{Referral: ref, Started: on("2026-03-18")})
		visit := func(at string, alone record.YesNo) {
			x.add(record.Visit{Type: "cp", Plan: p, Date: on(at), Seen: record.Yes, Alone: alone})
		}
		visit("2026-03-20", record.Yes)
		wants(t, x, SeenAloneInTurn, false)
		visit("2026-03-27", record.No)
		wants(t, x, SeenAloneInTurn, true)
		visit("2026-04-03", record.Yes)
		wants(t, x, SeenAloneInTurn, false)
		visit("2026-04-10", "") // an import does not say
		wants(t, x, SeenAloneInTurn, false)
	})
	t.Run("visits of a child protection plan stand for those in need", func(t *testing.T) {
		x, ref := begun("2026-03-02")
		x.add(record.CINPlan{Referral: ref, Started: on("2026-03-03")})
		wants(t, x, NeedVisit, true)
		x.add(record.CPPlan{Referral: ref, Started: on("2026-03-18")})
		wants(t, x, NeedVisit, false)
		wants(t, x, FirstNeedReview, true)
	})
	t.Run("a plan answers the call for one, a discussion the concern", func(t *testing.T) {
		x, ref := begun("2026-03-02")
		x.add(record.Assessment{Referral: ref, Started: on("2026-03-02"), Authorised: on("2026-03-20"), Outcome: "child_in_need_plan"})
		wants(t, x, NeedPlanMade, true)
		p := x.add(record.CINPlan{Referral: ref, Started: on("2026-03-23"), Aim: "x"})
		wants(t, x, NeedPlanMade, true) // made, and not given to the family
		x.records[len(x.records)-1].Body = record.CINPlan{Referral: ref, Started: on("2026-03-23"), Aim: "x", Shared: on("2026-03-24")}
		wants(t, x, NeedPlanMade, false)
		_ = p
		y, ref := begun("2026-03-02")
		y.add(record.Assessment{Referral: ref, Started: on("2026-03-02"), Authorised: on("2026-03-20"), Outcome: "strategy_discussion"})
		wants(t, y, HoldADiscussion, true)
		y.add(record.StrategyDiscussion{Referral: ref, Date: on("2026-03-19"), Concern: on("2026-03-19")})
		wants(t, y, HoldADiscussion, true)
		y.add(record.StrategyDiscussion{Referral: ref, Date: on("2026-03-20"), Concern: on("2026-03-20")})
		wants(t, y, HoldADiscussion, false)
	})
}

// Brothers and sisters have clocks of their own: one who was not seen goes on.
func TestEachChildHasClocksOfTheirOwn(t *testing.T) {
	t.Parallel()
	a, ref := begun("2026-03-02")
	p := a.add(record.CPPlan{Referral: ref, Started: day.Must("2026-03-18"), Together: "x"})
	b, ref2 := begun("2026-03-02")
	p2 := b.add(record.CPPlan{Referral: ref2, Started: day.Must("2026-03-18"), Together: "x"})
	a.add(record.Visit{Type: "cp", Plan: p, Date: day.Must("2026-03-25"), Seen: record.Yes, Together: "y"})
	b.add(record.Visit{Type: "cp", Plan: p2, Date: day.Must("2026-03-25"), Seen: record.No, WhyNot: "out", Together: "y"})
	if got := limit(run(t, a.story(), CPVisit)); got != "2026-04-10" {
		t.Errorf("seen: %s", got)
	}
	if got := limit(run(t, b.story(), CPVisit)); got != "2026-04-01" {
		t.Errorf("not seen: %s", got)
	}
}

// CP-10: one late review fails the child; nothing can be said before three months.
func TestAllReviewed(t *testing.T) {
	t.Parallel()
	on := day.Must
	for name, tt := range map[string]struct {
		started    string
		reviews    []string
		on         string
		all, known bool
	}{
		"too young":                           {"2025-12-31", nil, "2026-03-30", false, false},
		"none is due before the day":          {"2025-12-31", nil, "2026-03-31", false, true},
		"held on the last day":                {"2025-12-31", []string{"2026-03-31"}, "2026-03-31", true, true},
		"one day late":                        {"2025-10-01", []string{"2026-01-02"}, "2026-03-31", false, true},
		"first in time, second on 28 Feb":     {"2025-06-01", []string{"2025-08-31", "2026-02-28"}, "2026-03-31", true, true},
		"second a day late":                   {"2025-06-01", []string{"2025-08-31", "2026-03-01"}, "2026-03-31", false, true},
		"second missing":                      {"2025-06-01", []string{"2025-08-31"}, "2026-03-31", false, true},
		"late in an earlier year is forgiven": {"2024-01-01", []string{"2024-04-09", "2024-10-01", "2025-03-31", "2025-09-30", "2026-03-30"}, "2026-03-31", true, true},
	} {
		t.Run(name, func(t *testing.T) {
			x, ref := begun("2024-01-01")
			p := x.add(record.CPPlan{Referral: ref, Started: on(tt.started)})
			for _, r := range tt.reviews {
				x.add(record.CPReview{Plan: p, Date: on(r)})
			}
			all, known := Room{Book: clock.Standard()}.AllReviewed(x.story(), p, on(tt.on))
			if all != tt.all || known != tt.known {
				t.Errorf("got %v %v", all, known)
			}
		})
	}
}

// Whose the tasks are: the worker's, the manager's for what goes wrong and what waits for authorisation, the chair's beside the worker's for a conference.
func TestTasks(t *testing.T) {
	t.Parallel()
	x, ref := begun("2026-03-02")
	x.add(record.Allocation{Worker: "worker:chair", Role: "chair", From: day.Must("2026-03-02")})
	x.add(record.S47Enquiry{Referral: ref, Started: day.Must("2026-03-02"), ProposedAt: time.Date(2026, 3, 9, 9, 0, 0, 0, time.UTC), Outcome: "conference"})
	x.add(record.CPPlan{Referral: ref, Started: day.Must("2026-03-18")})
	x.add(record.CPReview{Plan: x.id(x.n), Date: day.Must("2026-06-10"), Reason: "x"})
	var got []string
	for _, k := range Tasks(clock.Standard())(x.story()) {
		if k.Due.IsZero() && k.Clock != SeenAloneInTurn {
			t.Errorf("%s has no limit", k.Title)
		}
		got = append(got, strings.Join([]string{k.Clock, k.Title, k.Worker, k.Queue}, "|"))
	}
	for _, want := range []string{
		"S47-02|Authorise the outcome of the section 47 enquiry||authorise", "S47-01|Initial conference, not arranged yet|worker:ada|",
		"S47-01|Chair: Initial conference, not arranged yet|worker:chair|", "CP-09|Review conference, not arranged yet|worker:ada|", "CP-09|Chair: Review conference, not arranged yet|worker:chair|",
		"CP-05|Send the minutes of the conference|worker:chair|", "CP-12|The child must be visited: outer limit||review", "CP-11|Visit the child|worker:ada|", "AS-04|See the child in the section 47 enquiry|worker:ada|",
	} {
		if !slices.Contains(got, want) {
			t.Errorf("no task %s in\n%s", want, strings.Join(got, "\n"))
		}
	}
	for _, k := range Tasks(clock.Standard())(story.New("adult:1", nil, x.records)) {
		t.Errorf("an adult has the task %s", k.Title)
	}
}

// A plan that asks for visits every five working days is overdue after five, and says so by that limit.
func TestAPlanMayAskForMore(t *testing.T) {
	t.Parallel()
	x, ref := begun("2026-03-02")
	x.add(record.CPPlan{Referral: ref, Started: day.Must("2026-03-18"), VisitWithin: 5})
	for _, k := range Tasks(clock.Standard())(x.story()) {
		if k.Clock != CPVisit {
			continue
		}
		last := k.At(clock.Standard(), day.Must("2026-03-25").Start())
		late := k.At(clock.Standard(), day.Must("2026-03-26").Start())
		if last.Overdue() || !late.Overdue() || late.Limit.Limit.N != 5 {
			t.Errorf("on the fifth working day: %s; after it: %s, limit %v", last.State, late.State, late.Limit.Limit)
		}
		return
	}
	t.Error("no visit is due")
}

// All live clocks are those of the specification's areas.
func TestLimitsAreDefined(t *testing.T) {
	t.Parallel()
	for _, id := range Limits() {
		if _, err := clock.Lookup(id); err != nil {
			t.Error(err)
		}
	}
	for _, d := range clock.All() {
		if slices.Contains([]string{"strategy", "s47", "child protection", "child in need"}, d.Area) && !slices.Contains(Limits(), d.ID) {
			t.Errorf("%s %s is not live", d.ID, d.Name)
		}
	}
}

// However visits, core groups and reviews fall, each chain of limits has one open end, that starts at the last one, and the tasks are the open ends.
func TestChainsHaveOneOpenEnd(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		x, ref := begun("2024-01-02")
		start := day.Must("2024-02-01")
		p := x.add(record.CPPlan{Referral: ref, Started: start})
		var last [2]day.Day
		for i, n := range []int{rapid.IntRange(0, 5).Draw(rt, "core groups"), rapid.IntRange(0, 5).Draw(rt, "reviews")} {
			for range n {
				on := start.Add(rapid.IntRange(0, 700).Draw(rt, "day"))
				if on.Compare(last[i]) > 0 {
					last[i] = on
				}
				if i == 0 {
					x.add(record.PlanMeeting{Type: "core_group", Plan: p, Date: on})
				} else {
					x.add(record.CPReview{Plan: p, Date: on})
				}
			}
		}
		for i, ids := range [][2]string{{FirstCoreGroup, LaterCoreGroup}, {FirstReview, LaterReview}} {
			var open []Run
			for _, r := range Runs(x.story()) {
				if (r.Clock == ids[0] || r.Clock == ids[1]) && r.Met.IsZero() {
					open = append(open, r)
				}
			}
			want, from := ids[0], start
			if !last[i].IsZero() {
				want, from = ids[1], last[i]
			}
			if len(open) != 1 || open[0].Clock != want || open[0].Started.Day() != from {
				rt.Fatalf("open: %+v, want %s from %s", open, want, from)
			}
		}
	})
}

// A limit in working days is never on a day that is none, and never moves back when the start moves on.
func TestConferenceLimitIsAWorkingDay(t *testing.T) {
	t.Parallel()
	cal := workday.Standard().Working(workday.EW)
	rapid.Check(t, func(rt *rapid.T) {
		from := day.Must("2023-01-01").Add(rapid.IntRange(0, 1500).Draw(rt, "start"))
		a, b := due(clock.Standard(), S47Conference, clock.On(from), 0).Day(), due(clock.Standard(), S47Conference, clock.On(from.Add(1)), 0).Day()
		if !cal.IsWorkingDay(a) || b.Before(a) || cal.Between(from, a) != 15 {
			rt.Fatalf("from %s: %s, then %s", from, a, b)
		}
	})
}

// CP-11 is met by the lead social worker alone, on a visit under the plan; CP-12 by any of us; CP-13 by any agency.
func TestWhoseVisitCounts(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		visit                record.Visit
		lead, outer, anybody string
	}{
		"the lead":           {record.Visit{Type: record.VisitCP, Worker: "worker:ada"}, "2026-03-25", "2026-03-25", "2026-03-25"},
		"a colleague":        {record.Visit{Type: record.VisitCP, Worker: "worker:ben"}, "2026-03-18", "2026-03-25", "2026-03-25"},
		"nobody says who":    {record.Visit{Type: record.VisitCP}, "2026-03-25", "2026-03-25", "2026-03-25"},
		"not under the plan": {record.Visit{Type: record.VisitCIN, Worker: "worker:ada"}, "2026-03-18", "2026-03-25", "2026-03-25"},
		"the school":         {record.Visit{Type: record.VisitCP, Agency: "school"}, "2026-03-18", "2026-03-18", "2026-03-25"},
	} {
		x, ref := begun("2026-03-02")
		x.add(record.CPPlan{Referral: ref, Started: day.Must("2026-03-18")})
		tt.visit.Date, tt.visit.Seen = day.Must("2026-03-25"), record.Yes
		x.add(tt.visit)
		for id, want := range map[string]string{CPVisit: tt.lead, CPVisitOuter: tt.outer, SeenByAnybody: tt.anybody} {
			if got := run(t, x.story(), id).Started.Day().String(); got != want {
				t.Errorf("%s: %s counts from %s, not %s", name, id, got, want)
			}
		}
	}
	// Whoever was allocated on the day was the lead, whoever is now.
	x, ref := begun("2026-03-02")
	x.records[2].Body = record.Allocation{Worker: "worker:ada", Role: "allocated", From: day.Must("2026-03-02"), To: day.Must("2026-03-30")}
	x.add(record.Allocation{Worker: "worker:ben", Role: "allocated", From: day.Must("2026-03-30")})
	x.add(record.CPPlan{Referral: ref, Started: day.Must("2026-03-18")})
	x.add(record.Visit{Type: record.VisitCP, Worker: "worker:ada", Date: day.Must("2026-03-25"), Seen: record.Yes})
	if got := run(t, x.story(), CPVisit).Started.Day().String(); got != "2026-03-25" {
		t.Errorf("the lead before: %s", got)
	}
}

// CP-10 is a task of the manager: the next review that the year hangs on, until one of its reviews was late.
func TestReviewsOfTheYear(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		started string
		reviews []string
		ended   string
		due     string // empty: no task
	}{
		"the first":                      {"2025-06-01", nil, "", "2025-09-01"},
		"all in time so far":             {"2025-06-01", []string{"2025-08-31"}, "", "2026-02-28"},
		"one of the year was late":       {"2025-06-01", []string{"2025-09-02"}, "", ""},
		"late in the year before":        {"2025-03-01", []string{"2025-06-02", "2025-12-02"}, "", "2026-06-02"},
		"late and due on 31 March":       {"2024-12-31", []string{"2025-04-01"}, "", "2025-10-01"},
		"late and due on 1 April":        {"2025-01-01", []string{"2025-04-02"}, "", ""},
		"a plan that ended is no matter": {"2025-06-01", nil, "2025-08-01", ""},
	} {
		x, ref := begun("2024-01-01")
		p := x.add(record.CPPlan{Referral: ref, Started: day.Must(tt.started), Ended: ended(tt.ended)})
		for _, r := range tt.reviews {
			x.add(record.CPReview{Plan: p, Date: day.Must(r)})
		}
		got := ""
		for _, k := range Tasks(clock.Standard())(x.story()) {
			if k.Clock == ReviewsInTime {
				got = k.Due.String()
				if at := k.At(clock.Standard(), k.Due.Day().Add(1).Start()); !at.Overdue() || k.Queue != task.Review {
					t.Errorf("%s: %s %s", name, at.State, k.Queue)
				}
			}
		}
		if got != tt.due {
			t.Errorf("%s: due %q, want %q", name, got, tt.due)
		}
	}
}

func ended(on string) day.Day {
	if on == "" {
		return day.Day{}
	}
	return day.Must(on)
}
