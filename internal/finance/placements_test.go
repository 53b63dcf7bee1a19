package finance_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/day"
	"throughline/internal/finance"
	"throughline/internal/record"
)

var on = day.Must

func placed(child, kind, from, to string, prices ...record.PlacementPrice) finance.Placement {
	p := finance.Placement{ID: child + from, Child: child, Body: record.CLAPlacement{Type: kind, From: on(from)}, Prices: prices}
	if to != "" {
		p.Body.To = on(to)
	}
	return p
}

func price(week int64, from, to string) record.PlacementPrice {
	p := record.PlacementPrice{For: "placement", Week: week, From: on(from)}
	if to != "" {
		p.To = on(to)
	}
	return p
}

var half = finance.Span{From: on("2024-04-01"), To: on("2024-09-30")} // 183 nights; 182 to 31 March 2025

// Worked by hand: nights are counted on fingers, pence with a pencil.
func TestPlacementCosts(t *testing.T) {
	t.Parallel()
	extra := price(700, "2024-09-30", "")
	extra.For = "staffing"
	eighteen := placed("a", "K2", "2024-04-01", "", price(700, "2024-04-01", ""))
	eighteen.Birth = on("2006-10-11")
	for name, tt := range map[string]struct {
		given []finance.Placement
		want  finance.Line
	}{
		"a week: the last day is not paid":             {[]finance.Placement{placed("a", "K2", "2024-04-01", "2024-04-08", price(70000, "2024-04-01", ""))}, finance.Line{Ever: 1, Nights: 7, Spent: 70000}},
		"all year, open":                               {[]finance.Placement{placed("a", "K2", "2020-01-01", "", price(7, "2020-01-01", ""))}, finance.Line{Children: 1, Ever: 1, Nights: 183, Spent: 183, Ahead: 182, Committed: 182}},
		"ends in the rest of the year":                 {[]finance.Placement{placed("a", "K2", "2024-09-30", "2024-10-02", price(7, "2024-09-30", ""))}, finance.Line{Children: 1, Ever: 1, Nights: 1, Spent: 1, Ahead: 1, Committed: 1}},
		"ended on the last day":                        {[]finance.Placement{placed("a", "K2", "2024-09-29", "2024-09-30", price(7, "2024-09-29", ""))}, finance.Line{Ever: 1, Nights: 1, Spent: 1}},
		"the day before the 18th birthday is the last": {[]finance.Placement{eighteen}, finance.Line{Children: 1, Ever: 1, Nights: 183, Spent: 18300, Ahead: 10, Committed: 1000}},
		"a new price ends the old the day before":      {[]finance.Placement{placed("a", "K2", "2024-04-01", "2024-04-05", price(70, "2024-04-01", "2024-04-02"), price(140, "2024-04-03", ""))}, finance.Line{Ever: 1, Nights: 4, Spent: 60}},
		"each price rounded once":                      {[]finance.Placement{placed("a", "K2", "2024-04-01", "2024-04-02", price(10, "2024-04-01", "")), placed("b", "K2", "2024-04-01", "2024-04-03", price(5, "2024-04-01", ""))}, finance.Line{Ever: 2, Nights: 3, Spent: 2}}, // 10/7 and 10/7
		"extra staff for one night":                    {[]finance.Placement{placed("a", "K2", "2024-09-29", "2024-10-01", price(7, "2024-09-29", ""), extra)}, finance.Line{Children: 1, Ever: 1, Nights: 2, Spent: 102}},
		"no price for two of three nights":             {[]finance.Placement{placed("a", "K2", "2024-04-01", "2024-04-04", price(7, "2024-04-02", "2024-04-02"))}, finance.Line{Ever: 1, Nights: 3, Spent: 1, Unpriced: 2}},
		"two placements of one child":                  {[]finance.Placement{placed("a", "K2", "2024-04-01", "2024-04-02"), placed("a", "K2", "2024-04-02", "2024-04-03")}, finance.Line{Ever: 1, Nights: 2, Unpriced: 2}},
		"before, after, and a stay in hospital":        {[]finance.Placement{placed("a", "K2", "2023-04-01", "2024-04-01", price(7, "2023-04-01", "")), placed("b", "K2", "2025-04-01", ""), placed("c", "T1", "2024-05-01", "2024-06-01")}, finance.Line{}},
	} {
		c := finance.PlacementCosts(tt.given, half, on("2025-03-31"))
		c.Total.Kind = ""
		if diff := cmp.Diff(tt.want, c.Total); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
}

// Residential care at 5,044 pounds a week is the 263,000 pounds a year of the minutes (seed 002; specs/finance.md 5).
func TestAverageWeek(t *testing.T) {
	t.Parallel()
	c := finance.PlacementCosts([]finance.Placement{placed("a", "K2", "2024-04-01", "", price(504400, "2024-04-01", ""))}, finance.Span{From: on("2024-04-01"), To: on("2025-03-31")}, on("2025-03-31"))
	if w, y := c.Total.Week(), c.Total.Expected(); w != 504400 || y != 26300857 {
		t.Errorf("%d a week, %d a year", w, y)
	}
}

// Volume and price add up to the change, and fewer nights at a higher price are told as both (seed 004, 5.4).
func TestChange(t *testing.T) {
	t.Parallel()
	v, p, ok := finance.Change(finance.Line{Nights: 100, Spent: 100000}, finance.Line{Nights: 90, Spent: 108000})
	if !ok || v != -10000 || p != 18000 {
		t.Errorf("volume %d, price %d, %v", v, p, ok)
	}
	if _, _, ok := finance.Change(finance.Line{}, finance.Line{Nights: 1, Spent: 1}); ok {
		t.Error("there was nothing before")
	}
	rapid.Check(t, func(t *rapid.T) {
		n, m := rapid.Int64Range(0, 1e10), rapid.IntRange(1, 1e6)
		a, b := finance.Line{Nights: m.Draw(t, "was"), Spent: n.Draw(t, "spent")}, finance.Line{Nights: m.Draw(t, "is"), Spent: n.Draw(t, "spends")}
		if v, p, ok := finance.Change(a, b); !ok || v+p != b.Spent-a.Spent {
			t.Fatalf("%d and %d are not %d", v, p, b.Spent-a.Spent)
		}
	})
}

// The lines add up to the whole, and what is spent by a day and committed after it is the same year wherever it is cut.
func TestAddsUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		var all []finance.Placement
		for i := range rapid.IntRange(0, 12).Draw(t, "placements") {
			from := on("2023-10-01").Add(rapid.IntRange(0, 600).Draw(t, "from"))
			p := finance.Placement{Child: string(rune('a' + i%5)), Body: record.CLAPlacement{Type: rapid.SampledFrom([]string{"K2", "U4", "P1", "A5", "T1", "Z1"}).Draw(t, "type"), From: from}}
			if rapid.Bool().Draw(t, "ended") {
				p.Body.To = from.Add(rapid.IntRange(0, 300).Draw(t, "days"))
			}
			p.Prices = []record.PlacementPrice{{For: "placement", Week: 7 * rapid.Int64Range(0, 9999).Draw(t, "day"), From: from}} // by the day, so that no cut rounds
			all = append(all, p)
		}
		end := on("2025-03-31")
		whole := finance.PlacementCosts(all, finance.Span{From: on("2024-04-01"), To: end}, end)
		cut := finance.PlacementCosts(all, finance.Span{From: on("2024-04-01"), To: on("2024-04-01").Add(rapid.IntRange(0, 364).Draw(t, "cut"))}, end)
		if whole.Total.Expected() != cut.Total.Expected() || whole.Total.Nights != cut.Total.Nights+cut.Total.Ahead {
			t.Fatalf("%+v, cut %+v", whole.Total, cut.Total)
		}
		nights, spent := 0, int64(0)
		for _, l := range whole.Lines {
			nights, spent = nights+l.Nights, spent+l.Spent
		}
		if nights != whole.Total.Nights || spent != whole.Total.Spent {
			t.Fatalf("lines of %d nights and %d pence, in all %+v", nights, spent, whole.Total)
		}
	})
}
