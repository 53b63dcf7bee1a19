package episode

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/day"
	"throughline/internal/record"
)

var (
	start    = day.Must("2025-05-01") // codes of PLACE changed in April 2025
	laws     = []string{"C1", "C2", "E1", "V2", "J1", "L1"}
	kinds    = []string{"U1", "U4", "K2", "T1", "A5", "P1"}
	endings  = []string{"E4A", "E8", "E11", "E46"}
	reasons  = []string{"", "CARPL", "CREQB", "PLACE"}
	anything = func(t *rapid.T, label string, list []string) string { return rapid.SampledFrom(list).Draw(t, label) }
)

// wellFormed draws the episodes of one child as the rules want them: each period begins with S, or is of before the first row, and goes on by X1
// to an episode of the next reason.
func wellFormed(t *rapid.T) []Row {
	var rows []Row
	on := start
	for p := range rapid.IntRange(1, 4).Draw(t, "periods") {
		rne := "S"
		if p == 0 {
			rne = anything(t, "first", []string{"S", "L", "P", "T", "B", "U"})
		}
		need, home := anything(t, "need", []string{"N1", "N5", "N8"}), anything(t, "home", []string{"", "AB1 1AA"})
		var r Row
		n := rapid.IntRange(1, 6).Draw(t, "episodes")
		for i := range n {
			if i > 0 {
				rne = anything(t, "rne", []string{"L", "P", "T", "B", "U"})
			}
			r.Decom, r.RNE, r.CIN, r.Home, r.Change = on, rne, need, home, ""
			if rne != "P" && rne != "T" || i == 0 {
				r.LS = rapid.SampledFrom(laws).Filter(func(s string) bool { return s != r.LS }).Draw(t, "ls")
			}
			if rne != "L" || i == 0 {
				r.Place, r.Provider = anything(t, "place", kinds), anything(t, "provider", []string{"PR1", "PR4"})
				r.Postcode, r.URN = anything(t, "postcode", []string{"", "AB2 2BB", "AB3 3CC"}), anything(t, "urn", []string{"", "SC1", "1234567"})
			}
			on = on.Add(rapid.IntRange(1, 90).Draw(t, "days"))
			r.Dec, r.REC = on, "X1"
			if i > 0 && rne != "L" {
				rows[len(rows)-1].Change = anything(t, "reason", reasons)
			}
			rows = append(rows, r)
		}
		last := &rows[len(rows)-1]
		last.REC = anything(t, "ceased", endings)
		on = on.Add(rapid.IntRange(0, 200).Draw(t, "at home"))
	}
	if rapid.Bool().Draw(t, "open") {
		last := &rows[len(rows)-1]
		last.Dec, last.REC = day.Day{}, ""
	}
	return rows
}

// TestWellFormedRowsComeBack: episodes as the rules want them are told whole, without a period that breaks off, and cut into the same rows.
func TestWellFormedRowsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		rows := wellFormed(rt)
		given := rapid.Permutation(rows).Draw(rt, "order")
		periods, unread := Read(given, today)
		if len(unread) > 0 {
			rt.Fatalf("unread: %+v", unread)
		}
		began := 1
		for _, r := range rows[1:] {
			if r.RNE == "S" {
				began++
			}
		}
		if len(periods) != began {
			rt.Fatalf("%d periods of %d", len(periods), began)
		}
		for _, p := range periods {
			if p.Care.Body.BreaksOff {
				rt.Fatalf("breaks off: %+v", p.Care.Body)
			}
		}
		if diff := cmp.Diff(lines(rows), lines(rowsOf(told(t, periods)))); diff != "" {
			rt.Fatal(diff)
		}
	})
}

// TestAnyRowsComeBack: whatever rows a return has, each is told and comes back as it was, or is listed as unread. Every record is one that the
// desk takes.
func TestAnyRowsComeBack(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		rows := wellFormed(rt)
		near := func(label string, d day.Day) day.Day {
			if rapid.IntRange(0, 4).Draw(rt, label+" gone") == 0 || d.IsZero() {
				return day.Day{}
			}
			return d.Add(rapid.IntRange(-1, 1).Draw(rt, label))
		}
		text := func(label string, codes ...string) string { return anything(rt, label, append(codes, "", "?", "x1")) }
		for range rapid.IntRange(0, 8).Draw(rt, "faults") {
			i := rapid.IntRange(0, len(rows)-1).Draw(rt, "row")
			r := &rows[i]
			switch rapid.IntRange(0, 14).Draw(rt, "fault") {
			case 0:
				r.Decom = near("decom", r.Decom)
			case 1:
				r.RNE = text("rne", "S", "L", "P", "T", "B", "U")
			case 2:
				r.LS = text("ls", "C1", "E1", "V3", "V4")
			case 3:
				r.CIN = text("cin", "N1", "N2")
			case 4:
				r.Place = text("place", "U1", "T0", "Z12", "H5")
			case 5:
				r.Provider = text("provider", "PR1")
			case 6:
				r.Dec = near("dec", r.Dec)
			case 7:
				r.REC = text("rec", "X1", "E8")
			case 8:
				r.Change = text("change", "CARPL")
			case 9:
				r.Home = text("home")
			case 10:
				r.Postcode = text("postcode", "AB1 1AA")
			case 11:
				r.URN = text("urn", "XXXXXXX")
			case 12: // all on one day
				r.Dec = r.Decom
			case 13: // given twice
				rows = append(rows, *r)
			case 14: // not given
				if len(rows) > 1 {
					rows = slices.Delete(rows, i, i+1)
				}
			}
		}
		periods, unread := Read(rows, today)
		back := rowsOf(told(t, periods))
		for _, u := range unread {
			if u.Why == "" || u.Column == "" {
				rt.Fatalf("no reason: %+v", u)
			}
			if u.Row {
				back = append(back, rows[u.Index])
			}
		}
		if diff := cmp.Diff(lines(rows), lines(back)); diff != "" {
			rt.Fatal(diff)
		}
	})
}

// TestCutKeepsTheRules: however legal statuses and placements lie across each other, the episodes of a period follow each other as the rules
// want them, and each day of the period is in one episode or in a gap. Reading them gives the same again.
func TestCutKeepsTheRules(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		p := Period{Care: record.Of[record.CarePeriod]{Meta: record.Meta{ID: "care"}, Body: record.CarePeriod{Started: start}}}
		if rapid.Bool().Draw(rt, "ended") {
			p.Care.Body.Ended, p.Care.Body.Ceased = start.Add(rapid.IntRange(1, 60).Draw(rt, "end")), "E8"
		}
		span := func() (from, to day.Day) {
			if n := rapid.IntRange(-5, 50).Draw(rt, "from"); n > -5 {
				from = start.Add(n)
			}
			if n := rapid.IntRange(0, 30).Draw(rt, "length"); n > 0 {
				to = start.Add(n + max(0, from.Sub(start)))
			}
			return from, to
		}
		for range rapid.IntRange(0, 4).Draw(rt, "statuses") {
			s := record.LegalStatus{Status: anything(rt, "law", laws)}
			s.From, s.To = span()
			p.Statuses = append(p.Statuses, record.Of[record.LegalStatus]{Body: s})
		}
		for i := range rapid.IntRange(0, 4).Draw(rt, "placements") {
			pl := record.CLAPlacement{Type: anything(rt, "kind", kinds), URN: string(rune('A' + i)), SameCarer: rapid.Bool().Draw(rt, "same"), Change: anything(rt, "why", reasons)}
			pl.From, pl.To = span()
			p.Placements = append(p.Placements, record.Of[record.CLAPlacement]{Body: pl})
		}
		all, gaps := Cut(p)
		for i, e := range all {
			switch {
			case !e.Dec.IsZero() && !e.Dec.After(e.Decom):
				rt.Fatalf("ends on %s: %+v", e.Dec, e)
			case (e.RNE == "S") != (e.Decom == start):
				rt.Fatalf("S: %+v", e)
			case e.Dec.IsZero() != (e.REC == ""):
				rt.Fatalf("a reason without a date or a date without a reason: %+v", e)
			case (e.REC == "E8") != (!e.Dec.IsZero() && e.Dec == p.Care.Body.Ended):
				rt.Fatalf("E8 ends what is not the period: %+v", e)
			}
			if i == 0 || all[i-1].Dec != e.Decom {
				continue
			}
			before := all[i-1]
			moved := e.URN != before.URN
			switch e.RNE {
			case "L":
				if moved {
					rt.Fatalf("rule 434: %+v after %+v", e, before)
				}
			case "P", "T", "B", "U":
				if !moved || (e.RNE == "P" || e.RNE == "T") && e.LS != before.LS {
					rt.Fatalf("rules 435, 436: %+v after %+v", e, before)
				}
			default:
				rt.Fatalf("%s in the middle: %+v", e.RNE, e)
			}
		}
		end := p.Care.Body.Ended
		if end.IsZero() {
			end = start.Add(100)
		}
		for on := start; on.Before(end); on = on.Add(1) {
			n := 0
			for _, e := range all {
				if on.Compare(e.Decom) >= 0 && (e.Dec.IsZero() || on.Before(e.Dec)) {
					n++
				}
			}
			for _, g := range gaps {
				if on.Compare(g.From) >= 0 && (g.To.IsZero() || on.Before(g.To)) {
					n++
				}
			}
			if n != 1 {
				rt.Fatalf("%s is told %d times:\n%+v\n%+v", on, n, all, gaps)
			}
		}
		rows := rowsOf(all)
		again, unread := Read(rows, today)
		if len(unread) > 0 {
			rt.Fatalf("%+v", unread)
		}
		if diff := cmp.Diff(lines(rows), lines(rowsOf(told(t, again)))); diff != "" {
			rt.Fatal(diff)
		}
	})
}

// TestTogetherTellsEachOnce: two returns that were cut from one story are the story again.
func TestTogetherTellsEachOnce(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(rt *rapid.T) {
		periods, _ := Read(wellFormed(rt), today)
		all := told(t, periods)
		earlier, later := ForYear(all, 2026), ForYear(all, 2027)
		got := Together(earlier, later)
		want := rowsOf(all)
		want = slices.DeleteFunc(want, func(r Row) bool { return r.Decom.After(day.Must("2027-03-31")) })
		for i := range want {
			if want[i].Dec.After(day.Must("2027-03-31")) {
				want[i].Dec, want[i].REC, want[i].Change = day.Day{}, "", ""
			}
		}
		if diff := cmp.Diff(lines(want), lines(got)); diff != "" {
			rt.Fatal(diff)
		}
	})
}

func FuzzParse(f *testing.F) {
	for _, s := range []string{"", "31/03/2026", "1/4/2026", "29/02/2025", "00/00/0000", "31/03/26", "+1/04/2026", "031/03/2026", "01/01/0001"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		cells := make([]string, len(Columns()))
		cells[0] = s
		r, err := Parse(cells)
		if err != nil {
			return
		}
		again, err := Parse(r.Cells())
		if err != nil || again != r {
			t.Fatalf("%q is %+v, which is written as %q and read as %+v, %v", s, r, r.Cells()[0], again, err)
		}
	})
}
