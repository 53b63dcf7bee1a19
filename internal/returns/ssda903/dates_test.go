package ssda903

import (
	"fmt"
	"testing"
	"time"

	"pgregory.net/rapid"

	"throughline/internal/day"
)

func TestStrictDate(t *testing.T) {
	for in, want := range map[string]string{
		"01/04/2026": "2026-04-01", "1/4/2026": "2026-04-01", "1/04/2026": "2026-04-01", "01/4/2026": "2026-04-01", " 1/4/2026": "2026-04-01",
		" 1/12/2026": "2026-12-01", "29/02/2024": "2024-02-29", "29/02/2025": "", "31/04/2026": "", "30/02/2026": "", "00/00/0000": "", "0/1/2026": "",
		"1/0/2026": "", "32/01/2026": "", "01/13/2026": "", "01/04/26": "", "01/04/202": "", "01/04/20266": "", "001/4/2026": "", "01/004/2026": "",
		"01-04-2026": "", "2026-04-01": "", "01/04/2026 ": "", " 01/04/2026": "", "  1/4/2026": "", "1/ 4/2026": "", "01/04/2026 00:00": "",
		"22/09/1677": "1677-09-22", "21/09/1677": "", "11/04/2262": "2262-04-11", "12/04/2262": "", "29/02/1900": "", "29/02/2000": "2000-02-29",
		"": "", "ZZ/ZZ/ZZZZ": "", "ZZ/04/2026": "", "01/01/1970": "1970-01-01", "٠١/٠٤/٢٠٢٦": "", " /4/2026": "", "/4/2026": "", "1//2026": "", "1/4/2 26": "",
	} {
		if got := StrictDate(in).String(); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestLenientDate(t *testing.T) {
	for in, want := range map[string]string{
		"01/04/2026": "2026-04-01", "1-4-2026": "2026-04-01", "01.04.2026": "2026-04-01", "05.06.2026": "2026-06-05", "01/04/26": "2026-04-01",
		" 01/04/2026 ": "2026-04-01", "01/04/2026 00:00:00": "2026-04-01", "01/04/2026 9:30": "2026-04-01", "2026-04-01": "2026-04-01",
		"2026-04-01T00:00:00": "2026-04-01", "2026-04-01 23:59:59.5Z": "2026-04-01", "1/13/2026": "2026-01-13", "01/31/2026": "2026-01-31",
		"13/13/2026": "", "31/02/2026": "", "02/31/2026": "", "00/00/0000": "", "": "", " ": "", "abc": "", "ZZ/ZZ/ZZZZ": "", "1/4": "", "1/4/2026/5": "",
		"1 April 2026": "2026-04-01", "01-Apr-26": "2026-04-01", "29/02/2025": "", "01/04/2026 25:00": "", "20260401": "2026-04-01", "1/4/202": "",
		"2026/04/01": "2026-04-01", "12/04/2262": "", "75": "", "01/04/80": "1980-04-01", "1//4/2026": "", "123/4/2026": "", "1:2:3 01/04/2026": "",
	} {
		if got := LenientDate(in).String(); got != want {
			t.Errorf("%q: %q, want %q", in, got, want)
		}
	}
}

func TestEveryDayOfTheRangeIsRead(t *testing.T) {
	for d := firstDay; !d.After(lastDay); d = d.Add(1) {
		y, m, dd := d.Date()
		if got := civil(y, int(m), dd); got != d {
			t.Fatalf("%v was read as %v", d, got)
		}
	}
}

func TestStrictDateAgreesWithTheStandardLibrary(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.OneOf(
			rapid.StringMatching(`[0-3]?[0-9]/[01]?[0-9]/(1[6-9]|2[0-3])[0-9][0-9]`),
			rapid.StringMatching(`[ 0-9]{1,3}[/.-][0-9]{1,3}[/.-][0-9]{2,5}`),
		).Draw(t, "text")
		var want day.Day
		if p, err := time.Parse("_2/1/2006", s); err == nil {
			if d := day.New(p.Year(), p.Month(), p.Day()); d.Within(firstDay, lastDay) {
				want = d
			}
		}
		if got := StrictDate(s); got != want {
			t.Fatalf("%q: %v, want %v", s, got, want)
		}
		if !want.IsZero() && LenientDate(s) != want {
			t.Fatalf("%q: a strict date is no lenient one", s)
		}
	})
}

func TestDatesAreReadWithoutAllocation(t *testing.T) {
	var sum day.Day
	n := testing.AllocsPerRun(100, func() {
		for _, s := range [...]string{"01/04/2026", "1/4/26", "2026-04-01T00:00:00", "nonsense", ""} {
			sum = LenientDate(s)
			sum = StrictDate(s)
		}
	})
	if n != 0 {
		t.Errorf("%v allocations (%v)", n, sum)
	}
}

func TestDaysOfAColumn(t *testing.T) {
	d := NewData(Episodes, "x", [][]string{{"1", "01/04/2026"}, {"2", "2026-04-02"}, {"3", ""}})
	if got := fmt.Sprint(d.Days(EpisodesDECOM)); got != "[2026-04-01  ]" {
		t.Error(got)
	}
	if got := fmt.Sprint(d.LenientDays(EpisodesDECOM)); got != "[2026-04-01 2026-04-02 ]" {
		t.Error(got)
	}
	if once, again := d.Days(EpisodesDECOM), d.Days(EpisodesDECOM); &once[0] != &again[0] {
		t.Error("the dates were read twice")
	}
}

func FuzzDates(f *testing.F) {
	for _, s := range []string{"01/04/2026", " 1/4/2026", "2026-04-01T00:00:00Z", "1 April 26", "00/00/0000", "1:2", "20260401", "T:"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		strict, free := StrictDate(s), LenientDate(s)
		if !strict.IsZero() && strict != free {
			t.Errorf("%q: strictly %v, freely %v", s, strict, free)
		}
		if !free.IsZero() && !free.Within(firstDay, lastDay) {
			t.Errorf("%q: %v is out of range", s, free)
		}
		b := []byte(s)
		if len(b) >= 10 {
			if n, changed := tidyDate(b); changed && StrictDate(string(b[:n])) != free {
				t.Errorf("%q was tidied to %q", s, b[:n])
			}
		}
	})
}
