package workday

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughline/internal/day"
	"throughline/internal/errs"
)

func TestAdd(t *testing.T) {
	c := Standard()
	for name, tt := range map[string]struct {
		code Code
		from string
		n    int
		want string
	}{
		"Friday before Christmas":            {EW, "2023-12-22", 1, "2023-12-27"},
		"trigger on Easter Saturday":         {EW, "2024-03-30", 1, "2024-04-02"},
		"trigger on a bank holiday":          {EW, "2024-04-01", 1, "2024-04-02"},
		"day 0 is the trigger even if off":   {EW, "2024-12-25", 0, "2024-12-25"},
		"back over the August bank holiday":  {EW, "2024-08-28", -2, "2024-08-23"},
		"back from a Sunday":                 {EW, "2024-09-01", -1, "2024-08-30"},
		"12 July counts in England":          {EW, "2024-07-01", 20, "2024-07-29"},
		"12 July does not count for FOI":     {UK, "2024-07-01", 20, "2024-07-30"},
		"Scotland's 15 June 2026 for FOI":    {UK, "2026-06-12", 1, "2026-06-16"},
		"15 June 2026 counts in England":     {EW, "2026-06-12", 1, "2026-06-15"},
		"complaints over Boxing Day":         {Complaint, "2024-12-24", 1, "2024-12-27"},
		"one-off day of September 2022":      {EW, "2022-09-16", 1, "2022-09-20"},
		"after the last known year":          {EW, "2150-12-24", 1, "2150-12-25"},
		"across the end of the known years":  {EW, "2149-12-31", 1, "2150-01-01"},
		"before the first known year":        {EW, "1949-12-26", -1, "1949-12-23"},
		"across the start of the known ones": {EW, "1949-12-30", 1, "1950-01-02"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := c.Working(tt.code).Add(day.Must(tt.from), tt.n); got != day.Must(tt.want) {
				t.Errorf("got %s, want %s", got, tt.want)
			}
		})
	}
}

func TestBetween(t *testing.T) {
	ew := Standard().Working(EW)
	for name, tt := range map[string]struct {
		from, to string
		want     int
	}{
		"same day":                      {"2024-05-01", "2024-05-01", 0},
		"same Sunday":                   {"2024-05-05", "2024-05-05", 0},
		"next working day":              {"2024-05-01", "2024-05-02", 1},
		"Friday to Sunday":              {"2024-05-03", "2024-05-05", 0},
		"over early May":                {"2024-05-03", "2024-05-07", 1},
		"backwards":                     {"2024-08-28", "2024-08-23", -2},
		"backwards over a weekend only": {"2024-05-05", "2024-05-04", 0},
		"45 working days of an audit":   {"2023-04-03", "2023-06-12", 45},
		"no trigger":                    {"", "2024-05-01", 0},
		"no end":                        {"2024-05-01", "", 0},
	} {
		t.Run(name, func(t *testing.T) {
			if got := ew.Between(day.Must(tt.from), day.Must(tt.to)); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestClearDaysAndRolledMonths(t *testing.T) {
	c := Standard()
	if got := c.ClearBefore(day.Must("2023-12-18"), 5); got != day.Must("2023-12-08") {
		t.Errorf("five clear working days before 18 December 2023: %s", got)
	}
	if got := c.MonthsRolled(day.Must("2024-11-29"), 1); got != day.Must("2024-12-30") {
		t.Errorf("a Sunday rolls to %s", got)
	}
	if got := c.MonthsRolled(day.Must("2024-11-25"), 1); got != day.Must("2024-12-27") {
		t.Errorf("Christmas Day rolls to %s", got)
	}
	if got := MonthsAfter(day.Must("2024-08-31"), 6); got != day.Must("2025-02-28") {
		t.Errorf("six months after 31 August 2024: %s", got)
	}
}

func TestNoDayAndZeroCalendar(t *testing.T) {
	ew := Standard().Working(EW)
	if !ew.Add(day.Day{}, 5).IsZero() || ew.IsWorkingDay(day.Day{}) || !ew.OnOrAfter(day.Day{}).IsZero() {
		t.Error("no day became a day")
	}
	var bare Calendar
	if got := bare.Add(day.Must("2024-12-24"), 1); got != day.Must("2024-12-25") {
		t.Errorf("a calendar without holidays counts Christmas Day, got %s", got)
	}
	var none Calendars
	if none.Working(EW).IsWorkingDay(day.Must("2024-12-25")) {
		t.Error("the zero set of calendars is the standard one")
	}
}

func TestFindRefusesAnUnknownCode(t *testing.T) {
	if _, err := Standard().Find("WD-FR"); errs.Of(err) != errs.Invalid {
		t.Errorf("got %v", err)
	}
	for _, c := range Codes() {
		if cal, err := Standard().Find(c); err != nil || cal == nil {
			t.Errorf("%s: %v", c, err)
		}
	}
}

func TestEnglandIsNeverStricterThanTheKingdom(t *testing.T) {
	c := Standard()
	for d := first; !d.After(last); d = d.Add(1) {
		if c.Working(UK).IsWorkingDay(d) && !c.Working(EW).IsWorkingDay(d) {
			t.Fatalf("%s is off in England and not in the United Kingdom", d)
		}
		if c.Working(EW).IsWorkingDay(d) != c.Working(Complaint).IsWorkingDay(d) {
			t.Fatalf("%s: complaints and England differ without an import", d)
		}
		if c.Working(EW).IsWorkingDay(d) != (!weekend(d) && c.Working(EW).Holiday(d) == "") {
			t.Fatalf("%s: bits and holidays differ", d)
		}
	}
}

// anyDay reaches over both ends of the known years.
func anyDay(t *rapid.T, label string) day.Day {
	return first.Add(rapid.IntRange(-4000, last.Sub(first)+4000).Draw(t, label))
}

func TestAddAndBetweenAreInverse(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := Standard().Working(rapid.SampledFrom(Codes()).Draw(t, "calendar"))
		from, n := anyDay(t, "from"), rapid.IntRange(-3000, 3000).Draw(t, "n")
		to := cal.Add(from, n)
		if got := cal.Between(from, to); got != n {
			t.Fatalf("%s %+d is %s, yet %d lie between", from, n, to, got)
		}
		if n != 0 && !cal.IsWorkingDay(to) {
			t.Fatalf("%s %+d ends on %s, which is no working day", from, n, to)
		}
		if next := cal.Add(from, n+1); n != -1 && !next.After(to) {
			t.Fatalf("%d days end on %s, one more on %s", n, to, next)
		}
	})
}

func TestBetweenCountsDaysOneByOne(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cal := Standard().Working(rapid.SampledFrom(Codes()).Draw(t, "calendar"))
		from := anyDay(t, "from")
		to := from.Add(rapid.IntRange(0, 800).Draw(t, "days"))
		want := 0
		for d := from.Add(1); !d.After(to); d = d.Add(1) {
			// Told apart by the definition, not by the table.
			if d.Weekday() != time.Saturday && d.Weekday() != time.Sunday && cal.Holiday(d) == "" {
				want++
			}
		}
		if got := cal.Between(from, to); got != want {
			t.Fatalf("%s to %s: %d, counted %d", from, to, got, want)
		}
		mid := from.Add(rapid.IntRange(0, to.Sub(from)).Draw(t, "middle"))
		if cal.Between(from, mid)+cal.Between(mid, to) != want || cal.Between(from, mid) > want {
			t.Fatalf("parts do not add up at %s", mid)
		}
	})
}

func BenchmarkBetween(b *testing.B) {
	ew := Standard().Working(EW)
	from, to := day.Must("2023-04-03"), day.Must("2023-06-12")
	for b.Loop() {
		ew.Between(from, to)
	}
}

func BenchmarkAdd(b *testing.B) {
	ew := Standard().Working(EW)
	from := day.Must("2023-04-03")
	for b.Loop() {
		ew.Add(from, 45)
	}
}
