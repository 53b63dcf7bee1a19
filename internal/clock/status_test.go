package clock

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
	"throughline/internal/errs"
)

func m(s string) Moment {
	got, err := ParseMoment(s)
	if err != nil {
		panic(err)
	}
	return got
}

func start(s string) Event { return Event{Kind: Started, When: m(s)} }
func met(s string) Event   { return Event{Kind: Met, When: m(s)} }

func extended(on, to string) Event {
	return Event{Kind: Extended, When: m(on), To: m(to), By: "Jo Manager", Reason: "expert report late"}
}

func TestEvaluate(t *testing.T) {
	pause := func(on string) Event { return Event{Kind: Paused, When: m(on), Reason: "identity asked for"} }
	resume := func(on string) Event { return Event{Kind: Resumed, When: m(on)} }
	rebase := func(on string) Event { return Event{Kind: Rebased, When: m(on), Reason: "new referral"} }
	cancel := func(on string) Event { return Event{Kind: Cancelled, When: m(on), Reason: "moved out"} }
	for name, tt := range map[string]struct {
		id     string
		events []Event
		now    string
		state  State
		due    string // of the limit in force
		past   bool   // the original limit
		left   int
		words  string
	}{
		"not started":                    {"AS-02", nil, "2023-04-03", NotStarted, "", false, 0, "not started"},
		"starts tomorrow":                {"AS-02", []Event{start("2023-04-04")}, "2023-04-03", NotStarted, "", false, 0, "not started"},
		"first day":                      {"AS-02", []Event{start("2023-04-03")}, "2023-04-03", Running, "2023-06-12", false, 45, "45 working days left"},
		"ten left is not yet amber":      {"AS-02", []Event{start("2023-04-03")}, "2023-05-26", Running, "2023-06-12", false, 10, "10 working days left"},
		"nine left is a fifth":           {"AS-02", []Event{start("2023-04-03")}, "2023-05-30", DueSoon, "2023-06-12", false, 9, "9 working days left"},
		"two left":                       {"AS-02", []Event{start("2023-04-03")}, "2023-06-08", DueSoon, "2023-06-12", false, 2, "2 working days left"},
		"weekend before":                 {"AS-02", []Event{start("2023-04-03")}, "2023-06-10", DueSoon, "2023-06-12", false, 1, "1 working day left"},
		"due today":                      {"AS-02", []Event{start("2023-04-03")}, "2023-06-12", DueSoon, "2023-06-12", false, 0, "due today"},
		"due today, late at night":       {"AS-02", []Event{start("2023-04-03")}, "2023-06-12T23:59", DueSoon, "2023-06-12", false, 0, "due today"},
		"a minute past midnight":         {"AS-02", []Event{start("2023-04-03")}, "2023-06-13T00:01", Overdue, "2023-06-12", true, -1, "overdue by 1 working day"},
		"overdue over a weekend only":    {"FD-01", []Event{start("2024-06-13")}, "2024-06-15", Overdue, "2024-06-14", true, 0, "overdue (due 14 Jun 2024)"},
		"overdue by a week":              {"AS-02", []Event{start("2023-04-03")}, "2023-06-19", Overdue, "2023-06-12", true, -5, "overdue by 5 working days"},
		"one-day clock is amber at once": {"FD-01", []Event{start("2024-06-13T09:00")}, "2024-06-13T09:05", DueSoon, "2024-06-14", false, 1, "1 working day left"},
		"met on the due date":            {"AS-02", []Event{start("2023-04-03"), met("2023-06-12")}, "2023-07-01", MetInTime, "2023-06-12", false, 0, "met on 12 Jun 2023, in time"},
		"met a day late":                 {"AS-02", []Event{start("2023-04-03"), met("2023-06-13")}, "2023-07-01", MetLate, "2023-06-12", true, 0, "met on 13 Jun 2023, 1 working day late"},
		"met late at the weekend":        {"FD-01", []Event{start("2024-06-13"), met("2024-06-15")}, "2024-07-01", MetLate, "2024-06-14", true, 0, "met on 15 Jun 2024, late (due 14 Jun 2024)"},
		"met later than the as-at date":  {"AS-02", []Event{start("2023-04-03"), met("2023-06-12")}, "2023-06-01", DueSoon, "2023-06-12", false, 7, "7 working days left"},
		"met before it started":          {"CLA-02", []Event{met("2024-12-20"), start("2024-12-23")}, "2025-01-10", MetInTime, "2025-01-02", false, 0, "met on 20 Dec 2024, in time"},
		"the earliest meets it":          {"AS-02", []Event{start("2023-04-03"), met("2023-06-20"), met("2023-06-09")}, "2023-07-01", MetInTime, "2023-06-12", false, 0, "met on 9 Jun 2023, in time"},
		"first start counts":             {"AS-02", []Event{start("2023-04-03"), start("2023-05-03")}, "2023-06-13", Overdue, "2023-06-12", true, -1, "overdue by 1 working day"},
		"extended and met in it":         {"CT-01", []Event{start("2023-01-04"), extended("2023-06-01", "2023-08-30"), met("2023-08-30")}, "2024-01-01", MetInTime, "2023-08-30", true, 0, "met on 30 Aug 2023, in time"},
		"an extension cannot shorten":    {"CT-01", []Event{start("2023-01-04"), extended("2023-06-01", "2023-06-30")}, "2023-06-20", DueSoon, "2023-07-05", false, 11, "15 days left"},
		"extended after it was met":      {"AS-02", []Event{start("2023-04-03"), met("2023-06-13"), extended("2023-06-14", "2023-06-30")}, "2023-07-01", MetLate, "2023-06-12", true, 0, "met on 13 Jun 2023, 1 working day late"},
		"extended to a Sunday":           {"AS-02", []Event{start("2023-04-03"), extended("2023-06-12", "2023-06-18")}, "2023-06-17", DueSoon, "2023-06-18", true, 0, "due 18 Jun 2023"},
		"calendar days to a Sunday":      {"EP-01", []Event{start("2024-06-08")}, "2024-06-15", DueSoon, "2024-06-16", false, 0, "1 day left"},
		"re-based, original kept":        {"AS-02", []Event{start("2023-04-03"), rebase("2023-05-02")}, "2023-06-20", Running, "2023-07-06", true, 12, "12 working days left"},
		"re-basing drops an extension":   {"AS-02", []Event{start("2023-04-03"), extended("2023-04-04", "2023-12-01"), rebase("2023-05-02")}, "2023-06-20", Running, "2023-07-06", true, 12, "12 working days left"},
		"paused":                         {"IG-01", []Event{start("2024-11-20"), pause("2024-11-22")}, "2024-11-27", OnHold, "2024-12-27", false, 20, "paused since 22 Nov 2024: identity asked for"},
		"paused and resumed":             {"IG-01", []Event{start("2024-11-20"), pause("2024-11-22"), resume("2024-11-27")}, "2024-11-28", Running, "2024-12-27", false, 19, "29 days left"},
		"re-basing ends a pause":         {"IG-02", []Event{start("2024-07-01"), pause("2024-07-02"), rebase("2024-07-03")}, "2024-07-04", Running, "2024-08-01", false, 19, "19 working days left"},
		"paused before it was triggered": {"IG-02", []Event{start("2024-07-01"), pause("2024-06-20"), resume("2024-07-02")}, "2024-07-02", Running, "2024-07-31", false, 20, "20 working days left"},
		"three days in hours":            {"MIS-01", []Event{start("2024-12-24T22:15")}, "2024-12-24T22:15", Running, "2024-12-27T22:15:00Z", false, 1, "72 hours left"},
		"paused working days":            {"IG-02", []Event{start("2024-07-01"), pause("2024-07-05"), resume("2024-07-09")}, "2024-07-10", Running, "2024-08-01", false, 15, "15 working days left"},
		"a pause does not save the late": {"IG-02", []Event{start("2024-07-01"), pause("2024-08-01")}, "2024-08-12", Overdue, "2024-07-30", true, -8, "overdue by 8 working days"},
		"met while paused":               {"IG-02", []Event{start("2024-07-01"), pause("2024-07-29"), met("2024-07-31")}, "2025-01-01", MetInTime, "2024-08-01", true, 0, "met on 31 Jul 2024, in time"},
		"cancelled":                      {"AS-02", []Event{start("2023-04-03"), cancel("2023-05-02")}, "2023-07-01", Gone, "2023-06-12", false, 0, "cancelled on 2 May 2023: moved out"},
		"met before it was cancelled":    {"AS-02", []Event{start("2023-04-03"), cancel("2023-05-02"), met("2023-05-02")}, "2023-07-01", MetInTime, "2023-06-12", false, 0, "met on 2 May 2023, in time"},
		"met after it was cancelled":     {"AS-02", []Event{start("2023-04-03"), met("2023-05-03"), cancel("2023-05-02")}, "2023-07-01", Gone, "2023-06-12", false, 0, "cancelled on 2 May 2023: moved out"},
		"hours left":                     {"MIS-01", []Event{start("2024-12-24T22:15")}, "2024-12-25T10:00", Running, "2024-12-27T22:15:00Z", false, 1, "60 hours left"},
		"last fifth of the hours":        {"MIS-01", []Event{start("2024-12-24T22:15")}, "2024-12-27T22:00", DueSoon, "2024-12-27T22:15:00Z", false, 0, "15 minutes left"},
		"overdue by hours":               {"MIS-01", []Event{start("2024-12-24T22:15")}, "2024-12-28T00:20", Overdue, "2024-12-27T22:15:00Z", true, 0, "overdue by 2 hours"},
		"hours at the end of a day":      {"MIS-01", []Event{start("2024-12-24T22:15")}, "2024-12-27", Overdue, "2024-12-27T22:15:00Z", true, 0, "overdue by 1 hour"},
		"hours paused":                   {"FD-03", []Event{start("2024-06-13T09:00"), pause("2024-06-13T10:00"), resume("2024-06-13T12:30")}, "2024-06-13T13:00", Running, "2024-06-13T14:30:00Z", false, 0, "2 hours left"},
		"report before a conference":     {"CP-01", []Event{start("2024-08-28")}, "2024-08-20", Running, "2024-08-23", false, 3, "3 working days left"},
		"conference moved later":         {"CP-01", []Event{start("2024-08-28"), rebase("2024-09-04"), met("2024-08-30")}, "2024-09-10", MetInTime, "2024-09-02", true, 0, "met on 30 Aug 2024, in time"},
		"a backward clock has no pause":  {"CP-01", []Event{start("2024-08-28"), pause("2024-08-20")}, "2024-08-27", Overdue, "2024-08-23", true, -1, "overdue by 1 working day"},
		"no fixed limit":                 {"CL-02", []Event{start("2024-01-02")}, "2024-06-01", Undated, "", false, 0, "as soon as possible"},
		"no fixed limit, met":            {"CL-02", []Event{start("2024-01-02"), met("2024-05-01")}, "2024-06-01", Done, "", false, 0, "met on 1 May 2024"},
		"the court sets the date":        {"CT-05", []Event{start("2024-01-02"), {Kind: DateSet, When: m("2024-01-10"), To: m("2024-03-01"), By: "Court"}}, "2024-03-04", Overdue, "2024-03-01", true, -1, "overdue by 3 days"},
		"hours without a time":           {"MIS-01", []Event{start("2024-12-24")}, "2024-12-28", Undated, "", false, 0, "cannot be worked out until the time of day is recorded"},
	} {
		t.Run(name, func(t *testing.T) {
			s := Evaluate(lookup(t, tt.id), tt.events, m(tt.now))
			type seen struct {
				State State
				Due   string
				Past  bool
				Left  int
				Words string
			}
			want := seen{tt.state, tt.due, tt.past, tt.left, tt.words}
			if diff := cmp.Diff(want, seen{s.State, s.Due.By.String(), s.PastOriginal, s.WorkingDaysLeft, s.Words}); diff != "" {
				t.Error(diff)
			}
			if s.State.Open() && !s.MetAt.IsZero() {
				t.Error("open and met")
			}
		})
	}
}

func TestAmberIsTheCouncils(t *testing.T) {
	events := []Event{start("2023-04-03")}
	b, err := Standard().With(Settings{Amber: &Amber{Percent: 50, WorkingDays: 0}})
	if err != nil {
		t.Fatal(err)
	}
	def := lookup(t, "AS-02")
	for now, want := range map[string]State{"2023-05-09": Running, "2023-05-10": DueSoon} { // 23 and 22 of 45 left
		if got := b.Evaluate(def, events, m(now)); got.State != want {
			t.Errorf("%s: %s with %d left", now, got.State, got.WorkingDaysLeft)
		}
	}
	if got := b.Evaluate(lookup(t, "FD-01"), []Event{start("2024-06-13")}, m("2024-06-13")); got.State != Running {
		t.Errorf("one working day left, and the council asked for none: %s", got.State)
	}
}

func TestRecordingDelay(t *testing.T) {
	events := []Event{
		{Kind: Started, When: m("2024-12-20"), Entered: time.Date(2024, 12, 27, 9, 0, 0, 0, time.UTC)},
		{Kind: Met, When: m("2024-12-23"), Entered: time.Date(2024, 12, 23, 17, 0, 0, 0, time.UTC)},
	}
	s := Evaluate(lookup(t, "FD-01"), events, m("2025-01-01"))
	if diff := cmp.Diff(&Delay{Days: 7, WorkingDays: 3}, s.StartDelay); diff != "" {
		t.Errorf("start: %s", diff)
	}
	if diff := cmp.Diff(&Delay{}, s.MetDelay); diff != "" {
		t.Errorf("met: %s", diff)
	}
	if s.State != MetInTime {
		t.Errorf("the true date decides, got %s", s.State)
	}
	events[1].When, events[1].Entered = m("2024-12-23"), time.Date(2024, 12, 19, 9, 0, 0, 0, time.UTC)
	if diff := cmp.Diff(&Delay{}, Evaluate(lookup(t, "FD-01"), events, m("2025-01-01")).MetDelay); diff != "" {
		t.Errorf("recorded beforehand: %s", diff)
	}
	if s := Evaluate(lookup(t, "FD-01"), []Event{start("2024-12-20"), met("2024-12-23")}, m("2025-01-01")); s.StartDelay != nil || s.MetDelay != nil {
		t.Error("a delay without an entry date")
	}
}

func TestCheck(t *testing.T) {
	b := Standard()
	running := []Event{start("2023-04-03")}
	paused := append(running[:1:1], Event{Kind: Paused, When: m("2023-05-02"), Reason: "r"})
	for name, tt := range map[string]struct {
		id     string
		events []Event
		next   Event
		kind   errs.Kind
		want   string
	}{
		"extension without a person":    {"CT-01", running, Event{Kind: Extended, When: m("2023-05-01"), To: m("2024-01-01"), Reason: "r"}, errs.Invalid, "by: say who decided it"},
		"extension without a reason":    {"CT-01", running, Event{Kind: Extended, When: m("2023-05-01"), To: m("2024-01-01"), By: "x", Reason: " "}, errs.Invalid, "reason: give the reason"},
		"extension without a date":      {"CT-01", running, Event{Kind: Extended, When: m("2023-05-01"), By: "x", Reason: "r"}, errs.Invalid, "to: give the new date"},
		"extension that shortens":       {"CT-01", running, extended("2023-05-01", "2023-10-02"), errs.Invalid, "must be later than the present one, 2 Oct 2023"},
		"extension of what has no date": {"CL-02", running, extended("2023-05-01", "2023-10-02"), errs.Conflict, "no date to extend"},
		"before the start":              {"CT-01", nil, met("2023-05-01"), errs.Conflict, "has not started yet"},
		"second start":                  {"CT-01", running, start("2023-05-01"), errs.Conflict, "already started on 3 Apr 2023"},
		"after it was met":              {"CT-01", append(running[:1:1], met("2023-05-01")), extended("2023-05-02", "2024-01-01"), errs.Conflict, "closed (met on 1 May 2023)"},
		"second pause":                  {"IG-02", paused, Event{Kind: Paused, When: m("2023-05-03"), Reason: "r"}, errs.Conflict, "paused since 2 May 2023"},
		"pause of a backward clock":     {"CP-01", running, Event{Kind: Paused, When: m("2023-04-01"), Reason: "r"}, errs.Conflict, "hangs on a coming event"},
		"resumed before the pause":      {"IG-02", paused, Event{Kind: Resumed, When: m("2023-05-01")}, errs.Conflict, "was not paused then"},
		"date set on a counted limit":   {"AS-02", running, Event{Kind: DateSet, When: m("2023-05-01"), To: m("2023-06-01"), By: "x"}, errs.Conflict, "is worked out (45 working days)"},
		"unknown kind":                  {"AS-02", running, Event{Kind: "forgotten", When: m("2023-05-01")}, errs.Invalid, "kind: choose"},
		"no date":                       {"AS-02", running, Event{Kind: Met}, errs.Invalid, "when: give the date"},
		"cancelled without a reason":    {"AS-02", running, Event{Kind: Cancelled, When: m("2023-05-01")}, errs.Invalid, "reason: give the reason"},
	} {
		t.Run(name, func(t *testing.T) {
			err := b.Check(lookup(t, tt.id), tt.events, tt.next)
			if err == nil || errs.Of(err) != tt.kind || !strings.Contains(errs.Text(err), tt.want) {
				t.Errorf("got %v", err)
			}
		})
	}
	for name, tt := range map[string]struct {
		id     string
		events []Event
		next   Event
	}{
		"start":       {"AS-02", nil, start("2023-04-03")},
		"met":         {"AS-02", running, met("2023-04-03")},
		"extended":    {"CT-01", running, extended("2023-05-01", "2023-10-03")},
		"resumed":     {"IG-02", paused, Event{Kind: Resumed, When: m("2023-05-02")}},
		"date set":    {"CT-05", running, Event{Kind: DateSet, When: m("2023-05-01"), To: m("2023-06-01"), By: "Court"}},
		"after a set": {"CT-05", append(running[:1:1], Event{Kind: DateSet, When: m("2023-05-01"), To: m("2023-06-01"), By: "Court"}), extended("2023-05-02", "2023-06-02")},
	} {
		t.Run("allowed: "+name, func(t *testing.T) {
			if err := b.Check(lookup(t, tt.id), tt.events, tt.next); err != nil {
				t.Error(err)
			}
		})
	}
}

func TestClockAsJSON(t *testing.T) {
	c := Standard().Run(lookup(t, "FD-01"), "child-1", "referral-1", []Event{start("2024-06-13"), met("2024-06-14T10:00")}, m("2024-06-20"))
	b, err := json.Marshal(c)
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Clock                 struct{ ID string }
		Subject, Record       string
		State, Words, Started string
		MetAt                 Moment `json:"met_at"`
		Original, Due         Deadline
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if got.Clock.ID != "FD-01" || got.Subject != "child-1" || got.Record != "referral-1" || got.State != "met in time" ||
		got.Started != "2024-06-13" || !got.MetAt.Equal(c.MetAt) || !got.Due.By.Equal(On(day.Must("2024-06-14"))) {
		t.Errorf("%s", b)
	}
}

// Day 1 of care proceedings is the day of issue, so day 18 is 17 days later (docs/decisions/0020); every other clock counts from the day after its trigger.
func TestTheDayOfIssueIsDayOne(t *testing.T) {
	def, err := Standard().Lookup("CT-02")
	if err != nil {
		t.Fatal(err)
	}
	issued := On(day.Must("2026-03-02"))
	if got := Due(def, issued).By; got != On(day.Must("2026-03-19")) {
		t.Errorf("issued on %s, due on %s", issued, got)
	}
	for met, want := range map[string]bool{"2026-03-02": true, "2026-03-19": true, "2026-03-20": false} {
		if got, known := InTime(def, issued, On(day.Must(met))); got != want || !known {
			t.Errorf("held on %s: in time %t, known %t", met, got, known)
		}
	}
	var marked []string
	for _, d := range Standard().All() {
		if d.firstDayCounts() {
			marked = append(marked, d.ID)
		}
	}
	if len(marked) != 1 || marked[0] != "CT-02" {
		t.Errorf("the first day counts in %v", marked)
	}
}
