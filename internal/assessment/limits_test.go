package assessment_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/assessment"
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// ofChild is a story of a born child with these records, r1 being the first of them.
func ofChild(bodies ...record.Body) story.Story {
	rs := []record.Record{{Meta: record.Meta{ID: "r0", Subject: "child:1"}, Body: record.Child{Names: []record.Name{{Given: "A"}}, Birth: day.Must("2015-01-01")}}}
	for i, b := range bodies {
		rs = append(rs, record.Record{Meta: record.Meta{ID: fmt.Sprintf("r%d", i+1), Subject: "child:1"}, Body: b})
	}
	return story.New("child:1", nil, rs)
}

// one gives the task of a clock, or of a title where there is no clock.
func one(t *testing.T, s story.Story, what string) (task.Task, bool) {
	t.Helper()
	var found []task.Task
	for _, x := range assessment.Tasks(clock.Standard())(s) {
		if x.Clock == what || x.Title == what {
			found = append(found, x)
		}
	}
	if len(found) > 1 {
		t.Fatalf("%s: %d tasks", what, len(found))
	}
	if len(found) == 0 {
		return task.Task{}, false
	}
	return found[0], true
}

func at(t *testing.T, when string) time.Time {
	t.Helper()
	out, err := time.ParseInLocation("2006-01-02T15:04", when, day.London)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// TestChildSeenClock is AS-03 at its boundaries.
func TestChildSeenClock(t *testing.T) {
	t.Parallel()
	ref := func(on string) record.Referral { return record.Referral{Date: day.Must(on), Decision: "assessment"} }
	seen := func(on string) record.Visit {
		return record.Visit{Type: record.VisitCIN, Date: day.Must(on), Seen: record.Yes}
	}
	writing := record.Assessment{Referral: "r1", Report: "assessment:1", Started: day.Must("2026-03-02")}
	for name, tt := range map[string]struct {
		bodies []record.Body
		due    string // "" where there is no task
		now    string
		state  clock.State
	}{
		"ten working days":                       {[]record.Body{ref("2026-03-02"), writing}, "2026-03-16", "2026-03-16T23:59", clock.DueSoon},
		"the minute after":                       {[]record.Body{ref("2026-03-02"), writing}, "2026-03-16", "2026-03-17T00:00", clock.Overdue},
		"over Good Friday and Easter":            {[]record.Body{ref("2026-03-27"), writing}, "2026-04-14", "2026-04-14T10:00", clock.DueSoon},
		"referred on a Saturday":                 {[]record.Body{ref("2026-02-28"), writing}, "2026-03-13", "2026-03-02T10:00", clock.Running},
		"seen on a visit":                        {[]record.Body{ref("2026-03-02"), writing, seen("2026-03-16")}, "2026-03-16", "2026-04-01T10:00", clock.MetInTime},
		"seen a day late":                        {[]record.Body{ref("2026-03-02"), writing, seen("2026-03-17")}, "2026-03-16", "2026-04-01T10:00", clock.MetLate},
		"a visit entered late counts by its day": {[]record.Body{ref("2026-03-02"), writing, seen("2026-03-20"), seen("2026-03-05")}, "2026-03-16", "2026-04-01T10:00", clock.MetInTime},
		"a visit before the referral":            {[]record.Body{ref("2026-03-02"), writing, seen("2026-03-01")}, "2026-03-16", "2026-03-20T10:00", clock.Overdue},
		"a visit at which nobody was seen":       {[]record.Body{ref("2026-03-02"), writing, record.Visit{Type: record.VisitCIN, Date: day.Must("2026-03-05"), Seen: record.No}}, "2026-03-16", "2026-03-20T10:00", clock.Overdue},
		"as the assessment says":                 {[]record.Body{ref("2026-03-02"), record.Assessment{Referral: "r1", Started: day.Must("2026-03-02"), Seen: day.Must("2026-03-10")}}, "2026-03-16", "2026-03-20T10:00", clock.MetInTime},
		"authorised: nothing to do":              {[]record.Body{ref("2026-03-02"), record.Assessment{Referral: "r1", Started: day.Must("2026-03-02"), Authorised: day.Must("2026-03-10")}}, "", "2026-03-20T10:00", ""},
		"the referral closed":                    {[]record.Body{record.Referral{Date: day.Must("2026-03-02"), Closed: day.Must("2026-03-09")}, writing}, "", "2026-03-20T10:00", ""},
	} {
		got, ok := one(t, ofChild(tt.bodies...), assessment.SeenClock)
		if ok != (tt.due != "") {
			t.Errorf("%s: task %v", name, ok)
			continue
		}
		if !ok {
			continue
		}
		if got.Due.String() != tt.due {
			t.Errorf("%s: due %s, want %s", name, got.Due, tt.due)
		}
		if i := got.At(clock.Standard(), at(t, tt.now)); i.State != tt.state {
			t.Errorf("%s: %s (%s), want %s", name, i.State, i.Words, tt.state)
		}
	}
	// A re-referral counts anew: the new assessment by its own referral, the old one not at all.
	twice := ofChild(ref("2026-01-05"), record.Assessment{Referral: "r1", Authorised: day.Must("2026-02-02"), Seen: day.Must("2026-01-06"), Started: day.Must("2026-01-05")},
		ref("2026-03-02"), record.Assessment{Referral: "r3", Started: day.Must("2026-03-02")})
	if got, ok := one(t, twice, assessment.SeenClock); !ok || got.Due.String() != "2026-03-16" || got.Record != "r4" || !got.Open() {
		t.Errorf("after a re-referral: %+v", got)
	}
	unborn := story.New("child:2", nil, []record.Record{
		{Meta: record.Meta{ID: "r1", Subject: "child:2"}, Body: record.Child{Expected: day.Must("2026-06-01")}},
		{Meta: record.Meta{ID: "r2", Subject: "child:2"}, Body: ref("2026-03-02")},
		{Meta: record.Meta{ID: "r3", Subject: "child:2"}, Body: record.Assessment{Referral: "r2", Started: day.Must("2026-03-02")}},
	})
	if _, ok := one(t, unborn, assessment.SeenClock); ok {
		t.Error("a child who is not born yet is to be seen")
	}
}

// TestNeedClocks are AS-05, AS-06 and AS-07 at their boundaries.
func TestNeedClocks(t *testing.T) {
	t.Parallel()
	n := func(typ, began, waiting, resumed, done string) record.NeedAssessment {
		d := func(s string) day.Day {
			if s == "" {
				return day.Day{}
			}
			return day.Must(s)
		}
		return record.NeedAssessment{Type: typ, Began: d(began), Waiting: d(waiting), Resumed: d(resumed), Done: d(done), Outcome: "Decided"}
	}
	for name, tt := range map[string]struct {
		need  record.NeedAssessment
		clock string
		due   string
		now   string
		state clock.State
	}{
		"young carer, the 45th working day":   {n("young_carer", "2026-03-02", "", "", ""), "AS-05", "2026-05-07", "2026-05-07T23:00", clock.DueSoon},
		"young carer, the day after":          {n("young_carer", "2026-03-02", "", "", ""), "AS-05", "2026-05-07", "2026-05-08T00:00", clock.Overdue},
		"young carer, over Christmas":         {n("young_carer", "2026-12-01", "", "", "2027-02-05"), "AS-05", "2027-02-05", "2027-03-01T00:00", clock.MetInTime},
		"homeless, decided that day":          {n("homeless_16_17", "2026-03-01", "", "", "2026-03-01"), "AS-06", "2026-03-01", "2026-03-02T00:00", clock.MetInTime}, // a Sunday
		"homeless, the same evening":          {n("homeless_16_17", "2026-03-06", "", "", ""), "AS-06", "2026-03-06", "2026-03-06T23:59", clock.DueSoon},
		"homeless, after midnight":            {n("homeless_16_17", "2026-03-06", "", "", ""), "AS-06", "2026-03-06", "2026-03-07T00:00", clock.Overdue},
		"homeless, a day late":                {n("homeless_16_17", "2026-03-06", "", "", "2026-03-07"), "AS-06", "2026-03-06", "2026-03-08T00:00", clock.MetLate},
		"age, 28 days":                        {n("age", "2026-03-02", "", "", ""), "AS-07", "2026-03-30", "2026-03-31T00:00", clock.Overdue},
		"age, documents came after six days":  {n("age", "2026-03-02", "2026-03-10", "2026-03-16", ""), "AS-07", "2026-04-05", "2026-04-05T12:00", clock.DueSoon},
		"age, while documents are waited for": {n("age", "2026-03-02", "2026-03-10", "", ""), "", "", "2026-09-01T12:00", clock.Undated},
		"age, decided without the documents":  {n("age", "2026-03-02", "2026-03-10", "", "2026-03-30"), "AS-07", "2026-03-30", "2026-04-10T12:00", clock.MetInTime},
	} {
		what := tt.clock
		if what == "" {
			what = "The age assessment waits for documents"
		}
		got, ok := one(t, ofChild(tt.need), what)
		if !ok {
			t.Errorf("%s: no task", name)
			continue
		}
		if got.Due.String() != tt.due {
			t.Errorf("%s: due %s, want %s", name, got.Due, tt.due)
		}
		if i := got.At(clock.Standard(), at(t, tt.now)); i.State != tt.state {
			t.Errorf("%s: %s (%s), want %s", name, i.State, i.Words, tt.state)
		}
	}
}

// TestNextSteps (acceptance scenario 12): the outcome of an authorised assessment opens its next step once, and a record of the step, whoever writes it, meets it.
func TestNextSteps(t *testing.T) {
	t.Parallel()
	ref := record.Referral{Date: day.Must("2026-03-02"), Decision: "assessment"}
	a := func(outcome, authorised string) record.Assessment {
		out := record.Assessment{Referral: "r1", Report: "assessment:1", Started: day.Must("2026-03-02"), Outcome: outcome}
		if authorised != "" {
			out.Authorised = day.Must(authorised)
		}
		return out
	}
	alloc := record.Allocation{Worker: "worker:a", Team: "team:a", From: day.Must("2026-03-02")}
	for name, tt := range map[string]struct {
		bodies []record.Body
		want   string
	}{
		"legal planning":                                 {[]record.Body{ref, a("legal_planning", "2026-04-01"), alloc}, "Hold the legal planning meeting"},
		"legal planning, held":                           {[]record.Body{ref, a("legal_planning", "2026-04-01"), alloc, record.PreProceedings{Referral: "r1", Decided: day.Must("2026-04-08")}}, ""},
		"legal planning, an old one":                     {[]record.Body{ref, a("legal_planning", "2026-04-01"), alloc, record.PreProceedings{Referral: "r1", Decided: day.Must("2025-04-08")}}, "Hold the legal planning meeting"},
		"early help":                                     {[]record.Body{ref, a("early_help", "2026-04-01"), alloc}, "Pass the family on to early help"},
		"early help, begun":                              {[]record.Body{ref, a("early_help", "2026-04-01"), alloc, record.EarlyHelp{Started: day.Must("2026-04-03")}}, ""},
		"early help that ended before":                   {[]record.Body{ref, a("early_help", "2026-04-01"), alloc, record.EarlyHelp{Started: day.Must("2025-04-03"), Ended: day.Must("2025-09-03")}}, "Pass the family on to early help"},
		"looked after":                                   {[]record.Body{ref, a("looked_after", "2026-04-01"), alloc}, "Arrange for the child to be looked after"},
		"looked after, in care":                          {[]record.Body{ref, a("looked_after", "2026-04-01"), alloc, record.CarePeriod{Started: day.Must("2026-03-20")}}, ""},
		"not authorised yet":                             {[]record.Body{ref, a("legal_planning", ""), alloc}, ""},
		"no further action, and the referral is open":    {[]record.Body{ref, a("no_further_action", "2026-04-01"), alloc}, "Close the referral"},
		"no further action, while a plan runs":           {[]record.Body{ref, a("no_further_action", "2026-04-01"), alloc, record.CINPlan{Started: day.Must("2026-01-05")}}, ""},
		"no further action, closed":                      {[]record.Body{record.Referral{Date: day.Must("2026-03-02"), Closed: day.Must("2026-04-01"), Closure: "RC8"}, a("no_further_action", "2026-04-01"), alloc}, ""},
		"a strategy discussion is the protection room's": {[]record.Body{ref, a("strategy_discussion", "2026-04-01"), alloc}, ""},
		"the referral closed":                            {[]record.Body{record.Referral{Date: day.Must("2026-03-02"), Closed: day.Must("2026-05-01")}, a("legal_planning", "2026-04-01"), alloc}, ""},
		"a later edition decided otherwise":              {[]record.Body{ref, a("legal_planning", "2026-04-01"), alloc, a("no_further_action", "2026-04-10")}, "Close the referral"},
		"imported":                                       {[]record.Body{ref, record.Assessment{Referral: "r1", Authorised: day.Must("2026-04-01"), Outcome: "legal_planning"}, alloc}, ""},
	} {
		var got []string
		for _, x := range assessment.Tasks(clock.Standard())(ofChild(tt.bodies...)) {
			if x.Clock == "" && x.Open() {
				got = append(got, x.Title+" "+x.Worker+" "+x.Team)
			}
		}
		var want []string
		if tt.want != "" {
			want = []string{tt.want + " worker:a team:a"}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}
