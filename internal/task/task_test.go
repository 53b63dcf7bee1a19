package task_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/frontdoor"
	"throughline/internal/frontdoor/frontdoortest"
	"throughline/internal/record"
	"throughline/internal/task"
)

func moment(t *testing.T, s string) clock.Moment {
	t.Helper()
	m, err := clock.ParseMoment(s)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func TestAt(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		id, started, due, met, now string
		words, colour              string
		state                      clock.State
	}{
		"two working days left":   {"AS-02", "2026-06-01", "2026-08-03", "", "2026-07-30T10:00", "2 working days left", "amber", clock.DueSoon},
		"plenty of time":          {"AS-02", "2026-06-01", "2026-08-03", "", "2026-06-10T10:00", "38 working days left", "green", clock.Running},
		"the last minute":         {"AS-02", "2026-06-01", "2026-08-03", "", "2026-08-03T23:59", "due today", "amber", clock.DueSoon},
		"one working day over":    {"AS-02", "2026-06-01", "2026-08-03", "", "2026-08-04T00:00", "overdue by 1 working day", "red", clock.Overdue},
		"over a bank holiday":     {"FD-01", "2026-04-02", "2026-04-07", "", "2026-04-08T09:00", "overdue by 1 working day", "red", clock.Overdue},
		"met in time":             {"AS-02", "2026-06-01", "2026-08-03", "2026-08-03", "2026-09-01T10:00", "met on 3 Aug 2026, in time", "", clock.MetInTime},
		"met late":                {"AS-02", "2026-06-01", "2026-08-03", "2026-08-05", "2026-09-01T10:00", "met on 5 Aug 2026, 2 working days late", "", clock.MetLate},
		"a day that somebody set": {"", "2026-06-01", "2026-08-03", "", "2026-08-05T10:00", "overdue by 2 days", "red", clock.Overdue},
		"a set day to come":       {"", "2026-06-01", "2026-08-03", "", "2026-06-05T10:00", "59 days left", "green", clock.Running},
		"no limit":                {"", "", "", "", "2026-06-01T10:00", "no time limit", "", clock.Undated},
		"no limit, done":          {"", "", "", "2026-06-01", "2026-06-01T10:00", "done on 1 Jun 2026", "", clock.Done},
		"a clock nobody knows":    {"XX-99", "2026-06-01", "2026-06-02", "", "2026-06-01T10:00", "no time limit", "", clock.Undated},
		"the second review point": {"AS-01", "2026-11-23", "2026-12-30", "", "2026-12-29T10:00", "1 working day left", "amber", clock.DueSoon},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now, err := time.ParseInLocation("2006-01-02T15:04", tt.now, day.London)
			if err != nil {
				t.Fatal(err)
			}
			i := task.Task{Clock: tt.id, Started: moment(t, tt.started), Due: moment(t, tt.due), Met: moment(t, tt.met)}.At(clock.Standard(), now)
			if i.Words != tt.words || i.Colour != tt.colour || i.State != tt.state {
				t.Errorf("%s, %q, %s; want %s, %q, %s", i.Words, i.Colour, i.State, tt.words, tt.colour, tt.state)
			}
			if known := i.Limit != nil; known != (i.Source() != "") {
				t.Errorf("source of the limit: %q", i.Source())
			}
		})
	}
}

// The order is total and by legal risk (SR: what the law sets first, then by how late).
func TestOrder(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
		items := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) task.Item {
			tk := task.Task{Title: rapid.StringN(1, 3, 3).Draw(t, "title"), Urgent: rapid.Bool().Draw(t, "urgent")}
			if rapid.Bool().Draw(t, "limited") {
				tk.Started = clock.On(day.In(now).Add(rapid.IntRange(-90, 0).Draw(t, "started")))
				tk.Clock = rapid.SampledFrom([]string{"AS-02", "AS-01", "CLA-20", "CP-07"}).Draw(t, "clock")
				tk.Due = clock.On(day.In(now).Add(rapid.IntRange(-20, 20).Draw(t, "due")))
			}
			return tk.At(clock.Standard(), now)
		}), 0, 12).Draw(t, "items")
		task.Order(items)
		for n := 1; n < len(items); n++ {
			a, b := items[n-1], items[n]
			switch {
			case b.Overdue() && !a.Overdue():
				t.Fatalf("%+v stands before what is overdue: %+v", a, b)
			case a.Overdue() && b.Overdue() && a.Weight() > b.Weight():
				t.Fatalf("overdue by %s stands before overdue by %s", a.Weight(), b.Weight())
			case a.Overdue() && b.Overdue() && a.Weight() == b.Weight() && a.Urgent == b.Urgent && a.Due.After(b.Due):
				t.Fatalf("overdue since %s stands before overdue since %s", a.Due, b.Due)
			case !a.Overdue() && !b.Overdue() && b.Urgent && !a.Urgent:
				t.Fatalf("%+v stands before what is urgent: %+v", a, b)
			case a.State == clock.Running && b.State == clock.Running && !a.Urgent && !b.Urgent && a.Due.After(b.Due):
				t.Fatalf("due %s stands before due %s", a.Due, b.Due)
			}
		}
	})
}

func TestLegalRiskOrder(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 23, 9, 0, 0, 0, time.UTC)
	item := func(title, id string, due int, urgent bool) task.Item {
		tk := task.Task{Title: title, Clock: id, Urgent: urgent}
		if id != "" {
			tk.Started, tk.Due = clock.On(day.In(now).Add(-60)), clock.On(day.In(now).Add(due))
			// The due date of a task is its rule's word; At works it out from the start again, so a start that gives it is looked for.
			def, err := clock.Lookup(id)
			if err != nil {
				t.Fatal(err)
			}
			for s := -800; s <= 0; s++ {
				if d := clock.Due(def, clock.On(day.In(now).Add(s))); d.Fixed() && d.By.Equal(tk.Due) {
					tk.Started = clock.On(day.In(now).Add(s))
				}
			}
		}
		return tk.At(clock.Standard(), now)
	}
	items := []task.Item{
		item("no limit", "", 0, false),
		item("law, far off", "CLA-22", 120, false),
		item("guidance, near", "AS-02", 11, false),
		item("local, 20 days over", "CIN-04", -20, false),
		item("law, 3 days over", "CLA-22", -3, false),
		item("urgent", "", 0, true),
		item("procedure, 5 days over", "CP-07", -5, false),
		item("law, 10 days over", "CLA-22", -10, false),
		item("guidance, 1 day over", "AS-02", -3, false),
		item("law, due soon", "CLA-20", 1, false),
		item("guidance, due soon", "AS-02", 1, false),
	}
	task.Order(items)
	want := []string{
		"law, 10 days over", "law, 3 days over", "guidance, 1 day over", "procedure, 5 days over", "local, 20 days over", "urgent",
		"law, due soon", "guidance, due soon", "guidance, near", "law, far off", "no limit",
	}
	if diff := cmp.Diff(want, titles(items)); diff != "" {
		t.Error(diff)
	}
}

// TestPutOff: put off is out of the worker's way until the day, but what the law sets and is overdue never leaves a manager's list.
func TestPutOff(t *testing.T) {
	t.Parallel()
	today := day.Must("2026-11-23")
	now := today.Start().Add(9 * time.Hour)
	for name, tt := range map[string]struct {
		clock, started, due, until string
		rests, forManager          bool
	}{
		"guidance, running":               {"AS-02", "2026-11-02", "2027-01-06", "2026-11-30", true, true},
		"guidance, overdue":               {"AS-02", "2026-08-03", "2026-10-06", "2026-11-30", true, true},
		"law, running":                    {"CLA-22", "2026-07-01", "2027-01-01", "2026-11-30", true, true},
		"law, overdue":                    {"CLA-22", "2026-05-01", "2026-11-01", "2026-11-30", true, false},
		"came back today":                 {"AS-02", "2026-11-02", "2027-01-06", "2026-11-23", false, false},
		"law, overdue, came back earlier": {"CLA-22", "2026-05-01", "2026-11-01", "2026-11-20", false, false},
	} {
		i := task.Task{Clock: tt.clock, Started: moment(t, tt.started), Due: moment(t, tt.due)}.At(clock.Standard(), now)
		if i.Resting(today) {
			t.Errorf("%s: rests though nobody put it off", name)
		}
		i.PutOff = task.Delayed{ID: "x", Until: day.Must(tt.until), Reason: "The school is closed"}
		if i.Resting(today) != tt.rests || i.RestingForManager(today) != tt.forManager {
			t.Errorf("%s: rests %v, for the manager %v", name, i.Resting(today), i.RestingForManager(today))
		}
	}
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func titles(items []task.Item) []string {
	out := []string{}
	for _, i := range items {
		out = append(out, i.Title)
	}
	return out
}

func TestFrontDoorQueue(t *testing.T) {
	t.Parallel()
	frontdoortest.Each(t, func(t *testing.T, w *frontdoortest.World) {
		ctx := t.Context()
		w.At("2026-11-27T09:00")
		late := w.Send(frontdoortest.Sending())
		w.At("2026-11-30T18:00")
		calm := w.Send(frontdoortest.Sending())
		s := frontdoortest.Sending()
		s.Urgent = true
		w.At("2026-12-01T09:00")
		urgent := w.Send(s)
		items, err := w.Work.Queue(ctx, w.Screener, task.FrontDoor)
		ok(t, err)
		want := []string{"Decide referral " + late.Reference, "Decide referral " + urgent.Reference, "Decide referral " + calm.Reference}
		if diff := cmp.Diff(want, titles(items)); diff != "" {
			t.Error(diff)
		}
		if items[0].Words != "overdue by 1 working day" || items[2].Words != "due today" || items[1].Words != "1 working day left" {
			t.Errorf("%s; %s; %s", items[0].Words, items[1].Words, items[2].Words)
		}
		if items[0].People[0].Name != "Zoë Brandt" || items[0].People[0].Subject != "" {
			t.Errorf("before anybody is matched the typed name is shown: %+v", items[0].People)
		}
		for _, a := range []access.Actor{w.Worker, w.Lead, {}} {
			if _, err := w.Work.Queue(ctx, a, task.FrontDoor); errs.Of(err) != errs.Denied {
				t.Errorf("%s opens the front door's queue: %v", a.ID, err)
			}
		}
		if _, err := w.Work.Queue(ctx, w.Screener, "elsewhere"); errs.Of(err) != errs.NotFound {
			t.Errorf("a queue that is none: %v", err)
		}
	})
}

func TestTeamAndWorkerLists(t *testing.T) {
	t.Parallel()
	frontdoortest.Each(t, func(t *testing.T, w *frontdoortest.World) {
		ctx := t.Context()
		_, kids := w.Assessed()
		all := []string{"Decide at the first review point", "See the child", "See the child", "Decide at the second review point", "Write the assessment"}
		own := []string{"See the child", "See the child", "Write the assessment"}
		for name, tt := range map[string]struct {
			list func() ([]task.Item, error)
			want []string
			kind errs.Kind
		}{
			"own work":                  {func() ([]task.Item, error) { return w.Work.ForWorker(ctx, w.Worker, w.Worker.ID) }, own, -1},
			"the line sees a worker's":  {func() ([]task.Item, error) { return w.Work.ForWorker(ctx, w.Manager, w.Worker.ID) }, own, -1},
			"another line sees nothing": {func() ([]task.Item, error) { return w.Work.ForWorker(ctx, w.OtherManager, w.Worker.ID) }, []string{}, -1},
			"a colleague has no line":   {func() ([]task.Item, error) { return w.Work.ForWorker(ctx, w.Colleague, w.Worker.ID) }, []string{}, -1},
			"nobody's work":             {func() ([]task.Item, error) { return w.Work.ForWorker(ctx, w.Manager, "") }, []string{}, errs.NotFound},
			"the team, its manager":     {func() ([]task.Item, error) { return w.Work.ForTeam(ctx, w.Manager, frontdoortest.North) }, all, -1},
			"the team, a colleague":     {func() ([]task.Item, error) { return w.Work.ForTeam(ctx, w.Colleague, frontdoortest.North) }, all, -1},
			"the team, an outsider":     {func() ([]task.Item, error) { return w.Work.ForTeam(ctx, w.Outsider, frontdoortest.North) }, []string{}, errs.Denied},
			"several queues at once":    {func() ([]task.Item, error) { return w.Work.Queue(ctx, w.Manager, task.Authorise, task.Review) }, []string{all[0], all[3]}, -1},
			"another manager's queue":   {func() ([]task.Item, error) { return w.Work.Queue(ctx, w.OtherManager, task.Review) }, []string{}, -1},
		} {
			items, err := tt.list()
			if tt.kind >= 0 && (err == nil || errs.Of(err) != tt.kind) || tt.kind < 0 && err != nil {
				t.Errorf("%s: %v", name, err)
			}
			if diff := cmp.Diff(tt.want, titles(items)); diff != "" {
				t.Errorf("%s: %s", name, diff)
			}
		}
		// A sibling who is hidden from somebody takes the row, and the count, away from them.
		w.Write(record.New(w.NewID(), kids[1], record.ConflictBar{Worker: w.Manager.ID, Reason: "relative", From: day.Must("2026-01-01")}))
		items, err := w.Work.ForTeam(ctx, w.Manager, frontdoortest.North)
		ok(t, err)
		if len(items) != 1 || items[0].Subject != kids[0] { // only the other's own row is left
			t.Errorf("the manager is barred from one sibling and sees %v", titles(items))
		}
	})
}

// A row may be read by whoever reads the table, so it names nobody.
func TestRowsHoldNoNames(t *testing.T) {
	t.Parallel()
	frontdoortest.Each(t, func(t *testing.T, w *frontdoortest.World) {
		_, _ = w.Assessed()
		rc := w.Send(frontdoortest.Sending())
		w.CreateAll(rc.Subject)
		_, err := w.Door.Decide(t.Context(), w.Screener, rc.Subject, w.Version(rc.Subject), []frontdoor.ChildDecision{frontdoortest.Decision(0, "advice")})
		ok(t, err)
		rows := commandtest.Query[string](t, w.Desk, "select title || record || clock || queue from task where title like '%Zo%' or title like '%Brandt%' or title like '%Noah%'")
		if len(rows) != 0 {
			t.Errorf("rows with names: %v", rows)
		}
		if all := commandtest.Query[int64](t, w.Desk, "select count(*) from task"); all[0] < 7 {
			t.Errorf("%d rows, want at least two of referrals, three of the report and one for each child's clock", all[0])
		}
	})
}
