package episode

import (
	"slices"

	"throughline/internal/day"
)

// ForYear is the episodes that overlap a year to 31 March, as its return has them: one that runs past the year is open in it.
func ForYear(all []Episode, ending int) []Row {
	start, end := day.FinancialYear(ending)
	var out []Row
	for _, e := range all {
		r := e.Row
		if r.Decom.After(end) || r.Dec.Before(start) {
			continue
		}
		if r.Dec.After(end) {
			r.Dec, r.REC, r.Change = day.Day{}, "", ""
		}
		out = append(out, r)
	}
	return out
}

// Together joins the episodes of one child from an earlier and a later return: a row that both have is told once, and one that was open in the
// earlier gives way to the row of the later that began on the same day in the same way.
func Together(earlier, later []Row) []Row {
	out := slices.Clone(later)
	taken := make([]bool, len(later))
	take := func(same func(Row) bool) bool {
		for i, l := range later {
			if !taken[i] && same(l) {
				taken[i] = true
				return true
			}
		}
		return false
	}
	for _, e := range earlier {
		if take(func(l Row) bool { return l == e }) {
			continue
		}
		if e.Dec.IsZero() && take(func(l Row) bool { return l.Decom == e.Decom && l.RNE == e.RNE && l.LS == e.LS && l.Place == e.Place }) {
			continue
		}
		out = append(out, e)
	}
	slices.SortStableFunc(out, Compare)
	return out
}
