package workday

import (
	"bytes"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
	"throughline/internal/errs"
)

func TestImportReplacesTheYearsItHas(t *testing.T) {
	f, err := os.Open("testdata/bank-holidays.json")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	imported, err := ReadGOVUK(f)
	if err != nil {
		t.Fatal(err)
	}
	c := Standard().With(imported)
	for d, off := range map[string]bool{
		"2024-12-26": true,  // 2024 is as computed
		"2031-05-26": false, // the invented move of the spring holiday
		"2031-06-02": true,
		"2031-06-03": true,
		"2030-05-27": true, // a year that the file does not have
		"2032-05-31": true,
	} {
		if c.Working(EW).IsWorkingDay(day.Must(d)) == off {
			t.Errorf("%s: off should be %v", d, off)
		}
	}
	if c.Working(UK).IsWorkingDay(day.Must("2031-07-14")) {
		t.Error("Northern Ireland's 2031 is not in the file and should stay computed")
	}
	if Standard().Working(EW).IsWorkingDay(day.Must("2031-05-26")) {
		t.Error("the standard set changed under the import")
	}
	want := []Difference{
		{EnglandAndWales, day.Must("2031-05-26"), "Spring bank holiday", false},
		{EnglandAndWales, day.Must("2031-06-02"), "Spring bank holiday", true},
		{EnglandAndWales, day.Must("2031-06-03"), "Invented celebration", true},
	}
	if diff := cmp.Diff(want, imported.Differences(), cmp.Comparer(func(a, b day.Day) bool { return a == b })); diff != "" {
		t.Error(diff)
	}
}

func TestImportSaysWhatIsWrong(t *testing.T) {
	whole, err := os.ReadFile("testdata/bank-holidays.json")
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct{ text, want string }{
		"truncated":        {string(whole[:500]), "not valid JSON at byte 500"},
		"a web page":       {"<!DOCTYPE html>", "not valid JSON at byte 1"},
		"another shape":    {`[1,2]`, "does not have the GOV.UK shape"},
		"nothing":          {`{}`, "holds no division"},
		"unknown division": {`{"wales":{"events":[]}}`, "wales: not a division"},
		"mislabelled":      {`{"scotland":{"division":"northern-ireland","events":[]}}`, `its division says "northern-ireland"`},
		"not a real date":  {strings.Replace(string(whole), "2024-05-06", "2024-02-30", 1), `england-and-wales: "2024-02-30" is not a real date`},
		"no date":          {strings.Replace(string(whole), "2024-05-06", "", 1), "an event has no date"},
		"twice":            {strings.Replace(string(whole), "2024-05-06", "2024-05-27", 1), "2024-05-27 is listed twice"},
		"year cut short":   {`{"scotland":{"events":[{"title":"New Year","date":"2030-01-01"}]}}`, "2030 has only 1 holidays"},
		"absurd year":      {`{"scotland":{"events":[{"title":"New Year","date":"9999-01-01"}]}}`, "outside 1950 to 2149"},
	} {
		t.Run(name, func(t *testing.T) {
			got, err := ParseGOVUK([]byte(tt.text))
			if got != nil || errs.Of(err) != errs.Invalid || !strings.Contains(errs.Text(err), tt.want) {
				t.Errorf("got %v, %q; want %q", got, errs.Text(err), tt.want)
			}
		})
	}
	if _, err := ReadGOVUK(bytes.NewReader(make([]byte, maxFile+1))); errs.Of(err) != errs.Invalid {
		t.Errorf("an endless file: %v", err)
	}
}

func FuzzParseGOVUK(f *testing.F) {
	whole, err := os.ReadFile("testdata/bank-holidays.json")
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Add([]byte(`{"scotland":{"division":"scotland","events":[{"title":"x","date":"2030-01-01"}]}}`))
	f.Add([]byte(`{"scotland":null}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		got, err := ParseGOVUK(b)
		if err != nil {
			if errs.Of(err) != errs.Invalid || got != nil {
				t.Fatalf("%v with %v", got, err)
			}
			return
		}
		for division, years := range got {
			for year, hs := range years {
				if len(hs) < Fewest {
					t.Fatalf("%s %d has %d", division, year, len(hs))
				}
				for i, h := range hs {
					if h.Date.Year() != year || i > 0 && !h.Date.After(hs[i-1].Date) {
						t.Fatalf("%s %d: %v", division, year, hs)
					}
				}
			}
		}
		got.Differences()
	})
}

func TestSchoolDays(t *testing.T) {
	ew := Standard().Working(EW)
	terms, err := NewTerms(ew, []Term{
		{"Spring 2025", day.Must("2025-01-06"), day.Must("2025-04-04")},
		{"Autumn 2024", day.Must("2024-09-02"), day.Must("2024-12-20")},
		{"Summer 2025", day.Must("2025-04-22"), day.Must("2025-07-22")},
	}, []day.Day{day.Must("2024-09-02"), day.Must("2025-01-06")})
	if err != nil {
		t.Fatal(err)
	}
	for name, tt := range map[string]struct {
		from string
		n    int
		want string
	}{
		"within a term":                       {"2024-09-03", 5, "2024-09-10"},
		"over Christmas and a training day":   {"2024-12-19", 2, "2025-01-07"},
		"from the holidays":                   {"2024-12-25", 1, "2025-01-07"},
		"over early May":                      {"2025-05-02", 1, "2025-05-06"},
		"past the last term known":            {"2025-07-21", 5, ""},
		"before the first term known":         {"2024-08-01", 5, ""},
		"a limit of nothing is not a limit":   {"2024-09-03", 0, ""},
		"the last day that the calendar has":  {"2025-07-21", 1, "2025-07-22"},
		"from the last day: nothing is after": {"2025-07-22", 1, ""},
	} {
		t.Run(name, func(t *testing.T) {
			got, ok := terms.Add(day.Must(tt.from), tt.n)
			if got.String() != tt.want || ok != (tt.want != "") {
				t.Errorf("got %s %v, want %q", got, ok, tt.want)
			}
		})
	}
	if end, ok := terms.TermEnd(day.Must("2024-10-01"), 1); !ok || end != day.Must("2024-12-20") {
		t.Errorf("the autumn term ends %s", end)
	}
	if end, ok := terms.TermEnd(day.Must("2024-12-24"), 1); ok {
		t.Errorf("Christmas Eve is in no term, got %s", end)
	}
	if _, ok := (*Terms)(nil).Add(day.Must("2024-10-01"), 1); ok {
		t.Error("no school calendar, yet an answer")
	}
	if Standard().WithSchool(terms).With(nil).School() != terms {
		t.Error("an import of bank holidays lost the terms")
	}
}

func TestTermsThatCannotBe(t *testing.T) {
	a := Term{"A", day.Must("2024-09-02"), day.Must("2024-12-20")}
	for name, terms := range map[string][]Term{
		"reversed": {{"A", a.To, a.From}},
		"undated":  {{"A", a.From, day.Day{}}},
		"endless":  {{"A", a.From, day.Must("2034-01-01")}},
		"overlap":  {a, {"B", a.To, day.Must("2025-01-31")}},
	} {
		t.Run(name, func(t *testing.T) {
			if _, err := NewTerms(Standard().Working(EW), terms, nil); errs.Of(err) != errs.Invalid {
				t.Errorf("got %v", err)
			}
		})
	}
}
