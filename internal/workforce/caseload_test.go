package workforce_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/workforce"
)

func storyOf(bodies ...record.Body) story.Story {
	var rs []record.Record
	for i, b := range bodies {
		rs = append(rs, record.Record{Meta: record.Meta{ID: fmt.Sprintf("r%d", i), Subject: "child:1"}, Body: b})
	}
	return story.New("child:1", nil, rs)
}

var d = day.Must

func TestWorkOf(t *testing.T) {
	t.Parallel()
	plan := record.CPPlan{Started: d("2026-01-05")}
	care := record.CarePeriod{Started: d("2026-01-05")}
	for name, tt := range map[string]struct {
		bodies []record.Body
		want   workforce.Work
	}{
		"nothing":                         {nil, workforce.OtherWork},
		"plan":                            {[]record.Body{plan}, workforce.Protection},
		"plan ended":                      {[]record.Body{record.CPPlan{Started: d("2026-01-05"), Ended: d("2026-02-05")}}, workforce.OtherWork},
		"looked after and on a plan":      {[]record.Body{care, plan}, workforce.Protection},
		"looked after":                    {[]record.Body{care}, workforce.LookedAfter},
		"proceedings count first":         {[]record.Body{care, plan, record.CareProceedings{Issued: d("2026-02-01")}}, workforce.Proceedings},
		"proceedings over":                {[]record.Body{care, record.CareProceedings{Issued: d("2026-02-01"), Ordered: d("2026-06-01")}}, workforce.LookedAfter},
		"assessment":                      {[]record.Body{record.Referral{Date: d("2026-01-05")}, record.Assessment{Referral: "r0", Started: d("2026-01-05")}}, workforce.Assessing},
		"assessment of a closed referral": {[]record.Body{record.Referral{Date: d("2026-01-05"), Closed: d("2026-02-01")}, record.Assessment{Referral: "r0", Started: d("2026-01-05")}}, workforce.OtherWork},
		"child in need plan":              {[]record.Body{record.CINPlan{Started: d("2026-01-05")}}, workforce.InNeed},
		"care leaver":                     {[]record.Body{record.CareLeaver{}}, workforce.LeavingCare},
	} {
		if got := workforce.WorkOf(storyOf(tt.bodies...)); got != tt.want {
			t.Errorf("%s: %s, want %s", name, got, tt.want)
		}
	}
}

func TestCaseRows(t *testing.T) {
	t.Parallel()
	rows := workforce.Caseload().Rows
	for name, tt := range map[string]struct {
		bodies []record.Body
		want   [][]string // worker, team, since, team_since, priority
	}{
		"no case": {nil, nil},
		"waits by the decision of the front door": {
			[]record.Body{record.Referral{Date: d("2026-01-05"), Team: "team:a"}}, [][]string{{"", "team:a", "2026-01-05", "2026-01-05", ""}}},
		"no further action waits for nobody": {[]record.Body{record.Referral{Date: d("2026-01-05"), Team: "team:a", NFA: true}}, nil},
		"waits by an allocation to the team": {
			[]record.Body{record.Allocation{Team: "team:a", From: d("2026-01-05"), Priority: "high"}}, [][]string{{"", "team:a", "2026-01-05", "2026-01-05", "high"}}},
		"the worker's day and the team's": {
			[]record.Body{
				record.Allocation{Team: "team:a", From: d("2026-01-05"), To: d("2026-01-20")},
				record.Allocation{Team: "team:a", Worker: "worker:w", From: d("2026-01-20")},
			}, [][]string{{"worker:w", "team:a", "2026-01-20", "2026-01-05", ""}}},
		"ended the day before counts without a break": {
			[]record.Body{
				record.Allocation{Team: "team:a", Worker: "worker:v", From: d("2026-01-05"), To: d("2026-01-19")},
				record.Allocation{Team: "team:a", Worker: "worker:w", From: d("2026-01-20")},
			}, [][]string{{"worker:w", "team:a", "2026-01-20", "2026-01-05", ""}}},
		"a break of a day": {
			[]record.Body{
				record.Allocation{Team: "team:a", Worker: "worker:v", From: d("2026-01-05"), To: d("2026-01-18")},
				record.Allocation{Team: "team:a", Worker: "worker:w", From: d("2026-01-20")},
			}, [][]string{{"worker:w", "team:a", "2026-01-20", "2026-01-20", ""}}},
		"another team's time is not this team's": {
			[]record.Body{
				record.Allocation{Team: "team:b", From: d("2026-01-05"), To: d("2026-01-20")},
				record.Allocation{Team: "team:a", Worker: "worker:w", From: d("2026-01-20")},
			}, [][]string{{"worker:w", "team:a", "2026-01-20", "2026-01-20", ""}}},
		"a chair holds no case": {[]record.Body{record.Allocation{Worker: "worker:c", Role: "chair", From: d("2026-01-05")}}, nil},
		"an ended allocation":   {[]record.Body{record.Allocation{Team: "team:a", From: d("2026-01-05"), To: d("2026-01-05")}}, nil},
	} {
		var got [][]string
		for _, r := range rows(storyOf(tt.bodies...)) {
			got = append(got, []string{r[2].(string), r[3].(string), r[4].(string), r[5].(string), r[7].(string)})
		}
		if diff := cmp.Diff(tt.want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
}

func TestStandard(t *testing.T) {
	t.Parallel()
	std, err := workforce.Shipped()
	ok(t, err)
	if std.Owner == "" || std.Review.IsZero() || std.Source == "" {
		t.Errorf("a standard has an owner, a day of review and a source (complaint 10): %+v", std)
	}
	for _, tt := range []struct {
		points, fte int
		want        string
	}{{0, 100, "Has room"}, {80, 100, "Has room"}, {81, 100, "Nearly full"}, {90, 100, "Nearly full"}, {91, 100, "Over the limit"}, {46, 50, "Over the limit"}, {45, 50, "Nearly full"}} {
		if word, colour := std.Level(tt.points, std.Limit(tt.fte, "case_holder")); word != tt.want || colour == "" {
			t.Errorf("%d points at %d: %s", tt.points, tt.fte, word)
		}
	}
	if got := std.Limit(100, "newly_qualified"); got != 81 {
		t.Errorf("newly qualified: %d", got)
	}
	for _, bad := range []string{`{}`, `{"full_time":90,"amber_percent":90}`, `{"full_time":90,"amber_percent":101}`, `x`} {
		if _, err := workforce.ReadStandard([]byte(bad)); err == nil {
			t.Errorf("%s is taken for a standard", bad)
		}
	}
}

const north, south = "team:north", "team:south"

var (
	mira = access.Actor{ID: "worker:mira", Roles: []access.Role{access.Manager}, Teams: []string{north}, Manages: []string{north}}
	omar = access.Actor{ID: "worker:omar", Roles: []access.Role{access.Manager}, Teams: []string{south}, Manages: []string{south}}
	ada  = access.Actor{ID: "worker:ada", Roles: []access.Role{access.SocialWorker}, Teams: []string{north}}
)

// council is two teams with their people; kids children of North wait for a worker.
func council(t *testing.T, kids int, test func(t *testing.T, w *commandtest.Desk, r workforce.Room, children []string)) {
	t.Helper()
	lists := append(person.Lists(), workforce.Caseload())
	commandtest.Each(t, lists, func(t *testing.T, w *commandtest.Desk) {
		id := w.NewID
		changes := []record.Change{
			record.New(id(), north, record.Team{Name: "North", Manager: mira.ID}), record.New(id(), south, record.Team{Name: "South", Manager: omar.ID}),
			record.New(id(), mira.ID, record.Worker{Name: "Mira", Roles: []string{"manager"}, Teams: []string{north}, Manages: []string{north}}),
			record.New(id(), omar.ID, record.Worker{Name: "Omar", Roles: []string{"manager"}, Teams: []string{south}, Manages: []string{south}}),
			record.New(id(), ada.ID, record.Worker{Name: "Ada", Roles: []string{"social_worker"}, Teams: []string{north}}),
			record.New(id(), "worker:ben", record.Worker{Name: "Ben", Roles: []string{"social_worker"}, Teams: []string{north}}),
			record.New(id(), "worker:cleo", record.Worker{Name: "Cleo", Roles: []string{"social_worker"}, Teams: []string{south}}),
			record.New(id(), "worker:ben", record.Employment{From: d("2020-01-01"), Contract: "permanent", Job: "case_holder", FTE: 50}),
		}
		var children []string
		for i := range kids {
			child := fmt.Sprintf("child:%d", i)
			children = append(children, child)
			changes = append(changes,
				record.New(id(), child, record.Child{Names: []record.Name{{Given: fmt.Sprint("Kid ", i), Family: "Ash", Use: "current"}}, Birth: d("2015-03-01")}),
				record.New(id(), child, record.Allocation{Team: north, Role: "allocated", From: w.Today().Add(-10 + i)}))
		}
		write(t, w, changes...)
		test(t, w, workforce.Room{Desk: w.Desk}, children)
	})
}

// TestGive (acceptance scenario 14): a worker gets a case not before the team, from the team's own line, and the history stays.
func TestGive(t *testing.T) {
	council(t, 3, func(t *testing.T, w *commandtest.Desk, r workforce.Room, kids []string) {
		ctx := t.Context()
		waiting, err := r.Cases(ctx, mira, north)
		ok(t, err)
		if len(waiting) != 3 || !waiting[0].Waiting() || waiting[0].Days(w.Today()) != 10 {
			t.Fatalf("the longest waits first: %+v", waiting)
		}
		give := workforce.Giving{Worker: ada.ID, Team: north, Priority: "high", Review: w.Today().Add(14)}
		for name, tt := range map[string]struct {
			actor access.Actor
			edit  func(*workforce.Giving)
			kind  errs.Kind
			says  string
		}{
			"a social worker":     {ada, func(*workforce.Giving) {}, errs.Denied, ""},
			"another manager":     {omar, func(*workforce.Giving) {}, errs.Denied, ""},
			"another team":        {mira, func(g *workforce.Giving) { g.Team = south }, errs.Invalid, "team in your line"},
			"worker elsewhere":    {mira, func(g *workforce.Giving) { g.Worker = "worker:cleo" }, errs.Invalid, "still here"},
			"nobody known":        {mira, func(g *workforce.Giving) { g.Worker = "worker:none" }, errs.Invalid, "still here"},
			"before the team":     {mira, func(g *workforce.Giving) { g.From = w.Today().Add(-11) }, errs.Invalid, "before"},
			"in the future":       {mira, func(g *workforce.Giving) { g.From = w.Today().Add(1) }, errs.Invalid, "past"},
			"review in the past":  {mira, func(g *workforce.Giving) { g.Review = w.Today() }, errs.Invalid, "after today"},
			"priority of nowhere": {mira, func(g *workforce.Giving) { g.Priority = "xlow" }, errs.Invalid, ""},
		} {
			g := give
			tt.edit(&g)
			_, err := r.Give(ctx, tt.actor, kids[0], g)
			if err == nil {
				t.Fatalf("%s: taken", name)
			}
			refused(t, tt.kind, tt.says, err)
		}
		_, err = r.Give(ctx, mira, kids[0], give)
		ok(t, err)
		// The most pressing comes first in what still waits, whatever its day.
		_, err = r.Give(ctx, mira, kids[2], workforce.Giving{Team: north, Priority: "urgent"})
		ok(t, err)
		cases, err := r.Cases(ctx, mira, north)
		ok(t, err)
		if cases[0].Child != kids[2] || cases[1].Worker != ada.ID || cases[1].Since != w.Today() || cases[1].TeamSince != w.Today().Add(-10) {
			t.Errorf("%+v", cases)
		}
		if _, err := r.Cases(ctx, omar, north); errs.Of(err) != errs.Denied {
			t.Errorf("another manager lists the team: %v", err)
		}
		std, err := workforce.Shipped()
		ok(t, err)
		loads, err := r.Loads(ctx, mira, std, north)
		ok(t, err)
		if len(loads) != 2 || loads[0].Name != "Ada" || loads[0].Cases != 1 || loads[0].Points != std.Weights[workforce.OtherWork] || loads[1].Limit != std.FullTime/2 {
			t.Errorf("%+v", loads)
		}
		// Hidden from the manager: gone from list and count.
		write(t, w, record.New(w.NewID(), kids[1], record.ConflictBar{Worker: mira.ID, Reason: "relative", From: w.Today()}))
		cases, err = r.Cases(ctx, mira, north)
		ok(t, err)
		if len(cases) != 2 {
			t.Errorf("barred from one, and %d are listed", len(cases))
		}
	})
}

func write(t *testing.T, w *commandtest.Desk, changes ...record.Change) {
	t.Helper()
	_, err := w.Do(t.Context(), access.Actor{ID: "worker:setup"}, "Set up", func(*command.Tx) ([]record.Change, error) { return changes, nil })
	ok(t, err)
}
