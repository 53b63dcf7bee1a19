package day

import (
	"encoding/json"
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestParseRefusesWhatIsNotADay(t *testing.T) {
	for _, s := range []string{"2023-02-29", "2023-13-01", "31/03/2026", "2023-1-1", "20230101", "2023-01-01T00:00", "x"} {
		if d, err := Parse(s); err == nil {
			t.Errorf("%q became %v", s, d)
		}
	}
	if d, err := Parse(""); err != nil || !d.IsZero() {
		t.Errorf("empty: %v %v", d, err)
	}
}

func TestFromParts(t *testing.T) {
	for name, tt := range map[string]struct{ d, m, y, want, err string }{
		"numbers":       {"27", "3", "2007", "2007-03-27", ""},
		"month by name": {"27", "mar", "2007", "2007-03-27", ""},
		"leap day":      {"29", "2", "2024", "2024-02-29", ""},
		"no leap day":   {"29", "2", "2023", "", "29 2 2023 is not a real date"},
		"year missing":  {"1", "2", "", "", "the date must include a year"},
		"two missing":   {"", "2", "", "", "the date must include a day and a year"},
		"short year":    {"1", "2", "24", "", "1 2 24 is not a real date; use numbers, like 27 3 2007"},
		"nothing":       {"", " ", "", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := FromParts(tt.d, tt.m, tt.y)
			if got.String() != tt.want {
				t.Errorf("got %v", got)
			}
			if text := errText(err); text != tt.err {
				t.Errorf("error %q, want %q", text, tt.err)
			}
		})
	}
}

func errText(err error) string {
	if err == nil {
		return ""
	}
	return err.Error()
}

func TestAge(t *testing.T) {
	for name, tt := range map[string]struct {
		born, on string
		want     int
	}{
		"day before birthday":       {"2010-05-02", "2020-05-01", 9},
		"birthday":                  {"2010-05-02", "2020-05-02", 10},
		"leap child, 28 February":   {"2008-02-29", "2023-02-28", 14},
		"leap child, 1 March":       {"2008-02-29", "2023-03-01", 15},
		"leap child, own birthday":  {"2008-02-29", "2024-02-29", 16},
		"day of birth":              {"2023-01-01", "2023-01-01", 0},
		"unborn child before birth": {"2023-06-01", "2023-01-01", -1},
	} {
		t.Run(name, func(t *testing.T) {
			if got := Must(tt.on).Age(Must(tt.born)); got != tt.want {
				t.Errorf("got %d, want %d", got, tt.want)
			}
		})
	}
}

func TestInLondon(t *testing.T) {
	summer := time.Date(2023, 6, 30, 23, 30, 0, 0, time.UTC)
	if got := In(summer).String(); got != "2023-07-01" {
		t.Errorf("23:30 UTC in June is %s in London", got)
	}
	winter := time.Date(2023, 12, 31, 23, 30, 0, 0, time.UTC)
	if got := In(winter).String(); got != "2023-12-31" {
		t.Errorf("23:30 UTC in December is %s in London", got)
	}
}

func TestMonthsClamp(t *testing.T) {
	for from, want := range map[string]string{"2023-11-30": "2024-02-29", "2022-11-30": "2023-02-28", "2023-10-31": "2024-01-31"} {
		if got := Must(from).AddMonths(3).String(); got != want {
			t.Errorf("%s + 3 months = %s, want %s", from, got, want)
		}
	}
}

func TestRoundTrips(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		d := New(1900, 1, 1).Add(rapid.IntRange(0, 90000).Draw(t, "n"))
		if back, err := Parse(d.String()); err != nil || back != d {
			t.Fatalf("%v -> %v %v", d, back, err)
		}
		b, _ := json.Marshal(struct{ D Day }{d})
		var s struct{ D Day }
		if err := json.Unmarshal(b, &s); err != nil || s.D != d {
			t.Fatalf("json %s -> %v %v", b, s.D, err)
		}
		n := rapid.IntRange(-5000, 5000).Draw(t, "m")
		if d.Add(n).Sub(d) != n {
			t.Fatal("add and sub disagree")
		}
	})
}

func TestEpochIsADay(t *testing.T) {
	d := Must("1970-01-01")
	if d.IsZero() || d.String() != "1970-01-01" {
		t.Errorf("%v", d)
	}
}

func TestFinancialYear(t *testing.T) {
	from, to := FinancialYear(2023)
	if from.String() != "2022-04-01" || to.String() != "2023-03-31" {
		t.Errorf("%v %v", from, to)
	}
	if FinancialYearEnding(from) != 2023 || FinancialYearEnding(to) != 2023 || FinancialYearEnding(to.Add(1)) != 2024 {
		t.Error("year ending")
	}
}

func TestCompareEnd(t *testing.T) {
	early, late, open := Must("2026-03-31"), Must("2026-04-01"), Day{}
	for _, c := range []struct {
		a, b Day
		want int
	}{{early, late, -1}, {late, early, 1}, {early, early, 0}, {early, open, -1}, {open, early, 1}, {open, open, 0}} {
		if got := c.a.CompareEnd(c.b); got < 0 != (c.want < 0) || got > 0 != (c.want > 0) {
			t.Errorf("%q against %q: %d", c.a, c.b, got)
		}
	}
}
