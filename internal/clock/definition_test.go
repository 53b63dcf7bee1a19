package clock

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/workday"
)

var update = flag.Bool("update", false, "rewrite the golden files")

func lookup(t testing.TB, id string) Definition {
	t.Helper()
	d, err := Lookup(id)
	if err != nil {
		t.Fatal(err)
	}
	return d
}

func TestEveryClockLoads(t *testing.T) {
	all := All()
	if len(all) != 213 {
		t.Fatalf("%d clocks", len(all))
	}
	for _, d := range all {
		if got := lookup(t, d.ID); !cmp.Equal(got, d) {
			t.Errorf("%s is looked up as %s", d.ID, got.ID)
		}
		if strings.Contains(d.Limit.String(), "%!") || strings.Contains(d.Limit.String(), "_") {
			t.Errorf("%s: limit in words is %q", d.ID, d.Limit)
		}
	}
	all[0].Name = "changed by a caller"
	if All()[0].Name == all[0].Name {
		t.Error("a caller can change the book")
	}
	if _, err := Lookup("XX-99"); errs.Of(err) != errs.NotFound {
		t.Errorf("unknown id: %v", err)
	}
}

// Nothing of the source is lost or renamed on the way through the types.
func TestDefinitionsWriteTheirSource(t *testing.T) {
	f, err := read(shipped)
	if err != nil {
		t.Fatal(err)
	}
	b, err := json.Marshal(f.Clocks)
	if err != nil {
		t.Fatal(err)
	}
	var got []map[string]any
	var want struct {
		Clocks []map[string]any `json:"clocks"`
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(shipped, &want); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(want.Clocks, got); diff != "" {
		t.Error(diff)
	}
}

func TestVectors(t *testing.T) {
	f, err := read(shipped)
	if err != nil {
		t.Fatal(err)
	}
	if len(f.Vectors) != 31 {
		t.Errorf("%d vectors", len(f.Vectors))
	}
	for _, v := range f.Vectors {
		t.Run(v.Clock+" "+v.Trigger.String(), func(t *testing.T) {
			got := Due(lookup(t, v.Clock), v.Trigger)
			if !got.Fixed() || !got.By.Equal(v.Due) {
				t.Errorf("due %s, want %s: %s", got.By, v.Due, v.Why)
			}
		})
	}
}

// Every clock once, from one trigger, reviewed by eye; a limit without a date shows its reason.
func TestDueOfEveryClock(t *testing.T) {
	trigger := At(time.Date(2024, 12, 20, 16, 30, 0, 0, day.London))
	var out strings.Builder
	fmt.Fprintln(&out, "Triggered on Friday 20 December 2024 at 16:30")
	for _, d := range All() {
		due := Due(d, trigger)
		line := due.String()
		if !due.Fixed() {
			line = "(" + string(due.None) + ") " + line
		}
		fmt.Fprintf(&out, "%-8s %-42s %s\n", d.ID, d.Limit, line)
		if due.Fixed() == (due.None != "") || !due.Fixed() && due.Words == "" {
			t.Errorf("%s: %+v", d.ID, due)
		}
	}
	const golden = "testdata/due.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Error(diff)
	}
}

func TestDueIsNeverAGuess(t *testing.T) {
	d := On(day.Must("2024-12-20"))
	for name, tt := range map[string]struct {
		def     Definition
		trigger Moment
		want    NoLimit
	}{
		"as soon as possible":               {lookup(t, "CL-02"), d, NotADate},
		"court's timetable":                 {lookup(t, "CT-05"), d, NotADate},
		"every review":                      {lookup(t, "CP-10"), d, NotADate},
		"hours from a day":                  {lookup(t, "MIS-01"), d, NeedsTime},
		"no trigger":                        {lookup(t, "AS-02"), Moment{}, NotTriggered},
		"school days without school":        {lookup(t, "ED-02"), d, NeedsSchoolCalendar},
		"a definition from somewhere else":  {Definition{Limit: Limit{N: 3, Unit: "fortnights"}}, d, UnknownUnit},
		"not a date even without a trigger": {lookup(t, "CL-02"), Moment{}, NotADate},
	} {
		t.Run(name, func(t *testing.T) {
			got := Due(tt.def, tt.trigger)
			if got.None != tt.want || got.Fixed() || got.Words == "" || !got.By.IsZero() {
				t.Errorf("got %+v", got)
			}
			if _, known := got.InTime(d); known {
				t.Error("in time or not was decided without a date")
			}
		})
	}
}

func TestOtherCalendars(t *testing.T) {
	terms, err := workday.NewTerms(workday.Standard().Working(workday.EW), []workday.Term{
		{Name: "Autumn", From: day.Must("2024-09-02"), To: day.Must("2024-12-20")},
		{Name: "Spring", From: day.Must("2025-01-06"), To: day.Must("2025-04-04")},
	}, nil)
	if err != nil {
		t.Fatal(err)
	}
	b := Standard().WithCalendars(workday.Standard().WithSchool(terms))
	if got := b.Due(lookup(t, "YJ-04"), On(day.Must("2024-12-18"))); got.By.String() != "2025-01-08" {
		t.Errorf("five school days over Christmas: %+v", got)
	}
	if got := b.Due(lookup(t, "ED-03"), On(day.Must("2025-01-06"))); got.By.String() != "2025-04-04" {
		t.Errorf("within the spring term: %+v", got)
	}
	if got := b.Due(lookup(t, "ED-03"), On(day.Must("2024-12-25"))); got.None != NeedsSchoolCalendar {
		t.Errorf("Christmas is in no term: %+v", got)
	}
}

func TestDatesOfTheYearAndEvents(t *testing.T) {
	for name, tt := range map[string]struct{ id, trigger, want string }{
		"SSDA903 after the year end":        {"RET-01", "2026-03-31", "2026-06-30"},
		"on the very date":                  {"RET-01", "2026-06-30", "2026-06-30"},
		"the day after is next year":        {"RET-01", "2026-07-01", "2027-06-30"},
		"phase transfer from autumn":        {"SE-09", "2025-09-01", "2026-02-15"},
		"approval before the placement":     {"CLA-05", "2026-03-31", "2026-03-31"},
		"before the placement, to the time": {"CLA-05", "2026-03-31T15:00", "2026-03-31T14:00:00Z"},
		"28 clear days":                     {"SC-03", "2024-03-30", "2024-03-01"},
		"six weeks' notice":                 {"PF-01", "2024-12-31", "2024-11-19"},
		"working days from an evening":      {"FD-01", "2024-06-14T23:30", "2024-06-17"},
		"UTC evening is the next day":       {"FD-01", "2024-06-13T23:30:00Z", "2024-06-17"},
		"hours over the autumn change":      {"AS-04", "2024-10-26T12:00", "2024-10-27T11:00:00Z"},
	} {
		t.Run(name, func(t *testing.T) {
			m, err := ParseMoment(tt.trigger)
			if err != nil {
				t.Fatal(err)
			}
			if got := Due(lookup(t, tt.id), m); got.By.String() != tt.want {
				t.Errorf("got %s, want %s", got.By, tt.want)
			}
		})
	}
}

func TestInTime(t *testing.T) {
	as02 := lookup(t, "AS-02")
	referral := On(day.Must("2023-04-03"))
	for met, want := range map[string]bool{"2023-06-11": true, "2023-06-12": true, "2023-06-13": false, "2023-04-03": true} {
		if got, known := InTime(as02, referral, On(day.Must(met))); !known || got != want {
			t.Errorf("%s: %v %v", met, got, known)
		}
	}
	if _, known := InTime(as02, referral, Moment{}); known {
		t.Error("an assessment that has not ended is neither in time nor late")
	}
	rhi, back := lookup(t, "MIS-01"), At(time.Date(2024, 12, 24, 22, 15, 0, 0, time.UTC))
	for met, want := range map[string]bool{"2024-12-27T22:15": true, "2024-12-27T22:16": false, "2024-12-27": true, "2024-12-28": false} {
		m, err := ParseMoment(met)
		if err != nil {
			t.Fatal(err)
		}
		if got, known := InTime(rhi, back, m); !known || got != want {
			t.Errorf("interview %s: %v %v", met, got, known)
		}
	}
}

func TestFileThatTheProgramDoesNotKnow(t *testing.T) {
	text := string(shipped)
	swap := func(old, new string) string {
		if !strings.Contains(text, old) {
			t.Fatalf("the file has no %s", old)
		}
		return strings.Replace(text, old, new, 1)
	}
	for name, tt := range map[string]struct{ text, want string }{
		"unknown field":    {swap(`"met_when"`, `"met_how"`), "met_how"},
		"unknown unit":     {swap(`"working_days"`, `"fortnights"`), `FD-01: "fortnights" is not a known unit`},
		"unknown calendar": {swap(`"calendar": "WD-EW"`, `"calendar": "WD-FR"`), `cannot be counted in calendar "WD-FR"`},
		"wrong calendar":   {swap(`"calendar": "WD-EW"`, `"calendar": "MONTH"`), `"working_days" cannot be counted in calendar "MONTH"`},
		"unknown level":    {swap(`"level": "guidance"`, `"level": "rumour"`), `"rumour" is not a known level`},
		"same id twice":    {swap(`"id": "FD-02"`, `"id": "FD-01"`), "FD-01: the clock is listed twice"},
		"limit of nothing": {swap(`"n": 1,`, `"n": 0,`), "is no limit"},
		"cut short":        {text[:len(text)/2], "cannot be read near byte"},
		"two files":        {text + text, "more after the end"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := read([]byte(tt.text))
			if errs.Of(err) != errs.Invalid || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("got %v, want %q", err, tt.want)
			}
		})
	}
}

func TestLimitInWords(t *testing.T) {
	for id, want := range map[string]string{
		"AS-02": "45 working days", "FD-01": "1 working day", "CP-01": "2 working days before", "SC-01": "5 clear working days before",
		"IG-01": "1 month", "EP-04": "72 hours in any 28 days", "CL-02": "as soon as possible", "CLA-32": "75 years from birth, or 15 from death",
	} {
		if got := lookup(t, id).Limit.String(); got != want {
			t.Errorf("%s: %q, want %q", id, got, want)
		}
	}
}

func TestUnitsAreAllUsed(t *testing.T) {
	for u := range units {
		if !slices.ContainsFunc(All(), func(d Definition) bool { return d.Limit.Unit == u }) {
			t.Errorf("no clock uses %q", u)
		}
	}
}
