package measure

import (
	"testing"

	"throughline/internal/day"
	"throughline/internal/record"
)

func TestPopulations(t *testing.T) {
	t.Parallel()
	of := func(vintage, date string, groups ...record.PopulationGroup) record.Population {
		return record.Population{Vintage: vintage, Date: day.Must(date), Groups: groups}
	}
	whole := func(n int) record.PopulationGroup { return record.PopulationGroup{From: 0, To: 17, Count: n} }
	ward := of("ward", "2022-06-30", whole(7))
	ward.Area = "E05009367"
	ps := populations{
		of("mid-2021", "2021-06-30", whole(100)), of("mid-2022", "2022-06-30", whole(200)), of("mid-2022 revised", "2022-06-30", whole(210)),
		of("census", "2021-03-21", whole(90)), of("mid-2023", "2023-06-30", whole(300)), ward,
		of("adults", "2022-12-31", record.PopulationGroup{From: 18, To: 90, Count: 5}),
	}
	for end, want := range map[string]string{
		"2023-03-31": "mid-2022 revised", "2022-06-30": "mid-2022 revised", "2022-06-29": "mid-2021", "2021-06-29": "census", "2021-03-20": "", "2030-03-31": "mid-2023",
	} {
		if got, _, ok := ps.For(day.Must(end), ""); got.Vintage != want || ok != (want != "") {
			t.Errorf("%s: %q", end, got.Vintage)
		}
	}
	g := func(from, to int, sex, ethnicity string, n int) record.PopulationGroup {
		return record.PopulationGroup{From: from, To: to, Sex: sex, Ethnicity: ethnicity, Count: n}
	}
	for name, tt := range map[string]struct {
		groups    []record.PopulationGroup
		ethnicity string
		want      int
		ok        bool
	}{
		"a total beside its parts":      {[]record.PopulationGroup{g(0, 17, "", "", 10), g(0, 4, "", "", 3), g(5, 17, "", "", 7)}, "", 10, true},
		"parts":                         {[]record.PopulationGroup{g(5, 17, "", "", 7), g(0, 4, "", "", 3)}, "", 10, true},
		"parts that overlap":            {[]record.PopulationGroup{g(0, 4, "", "", 3), g(4, 17, "", "", 7)}, "", 0, false},
		"a part is missing":             {[]record.PopulationGroup{g(0, 4, "", "", 3), g(6, 17, "", "", 7)}, "", 0, false},
		"one too old":                   {[]record.PopulationGroup{g(0, 18, "", "", 11)}, "", 0, false},
		"by sex":                        {[]record.PopulationGroup{g(0, 17, "M", "", 4), g(0, 17, "F", "", 6)}, "", 10, true},
		"one sex":                       {[]record.PopulationGroup{g(0, 17, "M", "", 4)}, "", 0, false},
		"a main group":                  {[]record.PopulationGroup{g(0, 17, "", "", 10), g(0, 17, "", "black", 4)}, "black", 4, true},
		"a main group by its codes":     {[]record.PopulationGroup{g(0, 17, "", "BCRB", 4), g(0, 17, "", "BAFR", 2), g(0, 17, "", "BOTH", 1)}, "black", 7, true},
		"a code of the group is not in": {[]record.PopulationGroup{g(0, 17, "", "BCRB", 4), g(0, 17, "", "BAFR", 2)}, "black", 0, false},
		"another group":                 {[]record.PopulationGroup{g(0, 17, "", "", 10)}, "asian", 0, false},
	} {
		if n, ok := Children(record.Population{Groups: tt.groups}, tt.ethnicity); n != tt.want || ok != tt.ok {
			t.Errorf("%s: %d %t", name, n, ok)
		}
	}
}

// 3,653 referrals of 54,191 children are 674.1 per 10,000, as published for 2025.
func TestRates(t *testing.T) {
	t.Parallel()
	people := populations{{Vintage: "mid-2024", Date: day.Must("2024-06-30"), Groups: []record.PopulationGroup{{To: 17, Count: 54191}}},
		{Vintage: "mid-2022", Date: day.Must("2022-06-30"), Groups: []record.PopulationGroup{{To: 17, Count: 55171}}}}
	w, err := prepare(ask{"FD-03", Query{Period: Year(2025)}}, day.Must("2025-06-01"))
	if err != nil {
		t.Fatal(err)
	}
	w.all.num = 3653
	if r := w.result(&w.q, people); r.Rate.Value != "674.1" || r.Rate.Vintage != "mid-2024" || r.Value != "3653" || !r.Headline {
		t.Errorf("%+v %s", r.Rate, r.Value)
	}
	if r := w.result(&w.q, nil); r.Rate.Value != "" || r.Rate.Why == "" || r.Note == "" {
		t.Errorf("without a population: %+v", r.Rate)
	}
	// 674.1 against 751.8 two years before is 10.3% less; the numbers alone would say 11.9%.
	w, err = prepare(ask{"FD-19", Query{Period: Year(2025)}}, day.Must("2025-06-01"))
	if err != nil {
		t.Fatal(err)
	}
	w.all.num, w.all.out = 3653, 4148
	if r := w.result(&w.q, people); r.Value != "-10.3" {
		t.Errorf("change %s", r.Value)
	}
	if r := w.result(&w.q, people[:1]); r.Value != "" || r.Note == "" {
		t.Errorf("change without the earlier population: %q", r.Value)
	}
}

func TestSpread(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		values []int
		scale  int
		want   Spread
	}{
		"none":        {nil, 1, Spread{}},
		"one":         {[]int{7}, 1, Spread{"7.0", "7", "7.0", "7.0", "7.0", "7"}},
		"two":         {[]int{10, 1}, 1, Spread{"5.5", "1", "3.3", "5.5", "7.8", "10"}}, // 3.25 and 7.75, halves up
		"five":        {[]int{5, 3, 1, 2, 4}, 1, Spread{"3.0", "1", "2.0", "3.0", "4.0", "5"}},
		"tenths":      {[]int{15, 25}, 10, Spread{"2.0", "1.5", "1.8", "2.0", "2.3", "2.5"}}, // 1.75 and 2.25
		"below zero":  {[]int{-3, -4}, 1, Spread{"-3.5", "-4", "-3.8", "-3.5", "-3.3", "-3"}},
		"much spread": {[]int{0, 0, 0, 1000}, 1, Spread{"250.0", "0", "0.0", "0.0", "250.0", "1000"}},
	} {
		if got := spreadOf(tt.values, tt.scale); got != tt.want {
			t.Errorf("%s: %+v", name, got)
		}
	}
}
