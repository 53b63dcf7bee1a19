package workday

import (
	"encoding/json"
	"os"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
)

// spec is the part of the clock specification that lists holidays; the file is the one that package clock embeds.
type spec struct {
	EW    []day.Day `json:"bank_holidays_england_wales"`
	Other []struct {
		Date day.Day `json:"date"`
	} `json:"other_uk_bank_holidays_for_foi"`
}

func readSpec(t *testing.T) spec {
	t.Helper()
	b, err := os.ReadFile("../clock/clocks.json")
	if err != nil {
		t.Fatal(err)
	}
	var s spec
	if err := json.Unmarshal(b, &s); err != nil {
		t.Fatal(err)
	}
	return s
}

func TestComputedHolidaysAreTheSpecifications(t *testing.T) {
	s := readSpec(t)
	var ew, other, wantOther []string
	for year := 2019; year <= 2027; year++ {
		home := dates(Holidays(EnglandAndWales, year))
		ew = append(ew, home...)
		elsewhere := append(dates(Holidays(Scotland, year)), dates(Holidays(NorthernIreland, year))...)
		slices.Sort(elsewhere)
		for _, d := range slices.Compact(elsewhere) {
			if !slices.Contains(home, d) {
				other = append(other, d)
			}
		}
	}
	for _, h := range s.Other {
		wantOther = append(wantOther, h.Date.String())
	}
	// The specification's list was made before the proclamation of 3 February 2026.
	wantOther = append(wantOther, "2026-06-15")
	slices.Sort(wantOther)
	if diff := cmp.Diff(texts(s.EW), ew); diff != "" {
		t.Errorf("England and Wales (-spec +computed):\n%s", diff)
	}
	if diff := cmp.Diff(wantOther, other); diff != "" {
		t.Errorf("elsewhere in the United Kingdom (-spec +computed):\n%s", diff)
	}
}

func dates(hs []Holiday) []string {
	var out []string
	for _, h := range hs {
		out = append(out, h.Date.String())
	}
	return out
}

func texts(ds []day.Day) []string {
	var out []string
	for _, d := range ds {
		out = append(out, d.String())
	}
	return out
}

func TestSubstituteAndOneOffDays(t *testing.T) {
	for name, tt := range map[string]struct {
		in         Division
		year       int
		have, lack []string
	}{
		"Christmas on Saturday, both move":       {EnglandAndWales, 2010, []string{"2010-12-27", "2010-12-28"}, []string{"2010-12-25", "2010-12-26"}},
		"Christmas on Sunday gives way":          {EnglandAndWales, 2016, []string{"2016-12-26", "2016-12-27"}, []string{"2016-12-25"}},
		"Boxing Day on Saturday":                 {EnglandAndWales, 2015, []string{"2015-12-25", "2015-12-28"}, []string{"2015-12-26"}},
		"New Year's Day on Saturday":             {EnglandAndWales, 2011, []string{"2011-01-03"}, []string{"2011-01-01"}},
		"New Year at the weekend in Scotland":    {Scotland, 2028, []string{"2028-01-03", "2028-01-04"}, []string{"2028-01-01"}},
		"spring moved for the Diamond Jubilee":   {EnglandAndWales, 2012, []string{"2012-06-04", "2012-06-05"}, []string{"2012-05-28"}},
		"royal wedding next to early May":        {EnglandAndWales, 2011, []string{"2011-04-29", "2011-05-02"}, nil},
		"early May moved in 1995":                {EnglandAndWales, 1995, []string{"1995-05-08"}, []string{"1995-05-01"}},
		"no early May before 1978":               {EnglandAndWales, 1977, []string{"1977-06-07"}, []string{"1977-05-02"}},
		"no New Year's Day before 1974":          {EnglandAndWales, 1973, []string{"1973-04-20"}, []string{"1973-01-01"}},
		"no Easter Monday in Scotland":           {Scotland, 2024, []string{"2024-03-29", "2024-08-05"}, []string{"2024-04-01", "2024-08-26"}},
		"World Cup in Scotland only":             {EnglandAndWales, 2026, nil, []string{"2026-06-15"}},
		"the funeral was kept everywhere":        {NorthernIreland, 2022, []string{"2022-09-19"}, nil},
		"latest Easter of the century":           {EnglandAndWales, 2038, []string{"2038-04-23", "2038-04-26"}, nil},
		"earliest Easter of these years, 23 Mar": {EnglandAndWales, 2008, []string{"2008-03-21", "2008-03-24"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			got := dates(Holidays(tt.in, tt.year))
			for _, d := range tt.have {
				if !slices.Contains(got, d) {
					t.Errorf("%s is missing from %v", d, got)
				}
			}
			for _, d := range tt.lack {
				if slices.Contains(got, d) {
					t.Errorf("%s should not be in %v", d, got)
				}
			}
		})
	}
}

func TestEasterSunday(t *testing.T) {
	for year, want := range map[int]string{1954: "1954-04-18", 1981: "1981-04-19", 2000: "2000-04-23", 2019: "2019-04-21", 2024: "2024-03-31", 2038: "2038-04-25", 2100: "2100-03-28", 2285: "2285-03-22"} {
		if got := EasterSunday(year).String(); got != want {
			t.Errorf("Easter %d is %s, want %s", year, got, want)
		}
	}
}

func TestUsualYearsHaveEightHolidaysOnWeekdays(t *testing.T) {
	for year := 2024; year <= LastYear; year++ {
		hs := Holidays(EnglandAndWales, year)
		if len(hs) != 8 {
			t.Errorf("%d has %d: %v", year, len(hs), dates(hs))
		}
		for i, h := range hs {
			if weekend(h.Date) || i > 0 && !h.Date.After(hs[i-1].Date) {
				t.Errorf("%s %s", h.Date, h.Name)
			}
		}
	}
}
