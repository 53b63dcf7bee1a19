package ssda903

import (
	"math/bits"

	"throughline/internal/day"
)

// The conventions of specs/ssda903/rules.json as functions. A comparison with a missing day is false, whichever way it looks.

func lt(a, b day.Day) bool { return a.Before(b) }
func gt(a, b day.Day) bool { return a.After(b) }
func le(a, b day.Day) bool { return !a.IsZero() && !b.IsZero() && a.Compare(b) <= 0 }
func ge(a, b day.Day) bool { return le(b, a) }
func eq(a, b day.Day) bool { return a == b && !a.IsZero() }

// within says whether a day lies from a to b, both included; a missing day on any side makes it false.
func within(d, a, b day.Day) bool { return le(a, d) && le(d, b) }

// inYear says whether a day lies in the collection year.
func (v *view) inYear(d day.Day) bool { return within(d, v.start, v.end) }

// or is the day, or another one when it is missing.
func or(d, otherwise day.Day) day.Day {
	if d.IsZero() {
		return otherwise
	}
	return d
}

// birthday is the day on which somebody born on dob turns n; 29 February becomes 28 February in a common year (convention plus_years).
func birthday(dob day.Day, n int) day.Day { return dob.AddMonths(12 * n) }

// younger says whether somebody is younger than n years on a day: dob + n years > on. False when a day is missing.
func younger(dob day.Day, n int, on day.Day) bool {
	if dob.IsZero() || on.IsZero() {
		return false
	}
	// Most answers need no calendar: a year has 365 or 366 days.
	switch lived := on.Sub(dob); {
	case lived < 365*n:
		return true
	case lived > 366*n:
		return false
	}
	return gt(birthday(dob, n), on)
}

// aged says whether somebody is at least n years old on a day: dob + n years <= on. False when a day is missing.
func aged(dob day.Day, n int, on day.Day) bool {
	return !dob.IsZero() && !on.IsZero() && !younger(dob, n, on)
}

// extremes is the rows with the least and the greatest day among rows in file order: the first of equals, missing days passed over (convention
// earliest_latest); -1 when there is none.
func extremes(rows []int32, days []day.Day) (earliest, latest int32) {
	earliest, latest = -1, -1
	for _, i := range rows {
		switch {
		case days[i].IsZero():
			continue
		case earliest < 0:
			earliest, latest = i, i
			continue
		}
		if days[i].Before(days[earliest]) {
			earliest = i
		}
		if days[i].After(days[latest]) {
			latest = i
		}
	}
	return earliest, latest
}

// lookedAfterAllYear says of each child whether it was continuously looked after (convention of that name). A blank CHILD was not.
func (v *view) lookedAfterAllYear() []bool {
	all := make([]bool, v.nobody+1)
	e := &v.Episodes
	for k := range v.nobody {
		seen, broken := false, false
		for _, i := range e.of(k) {
			decom, dec := e.DECOM[i], e.DEC[i]
			in := le(decom, v.end) && (dec.IsZero() || ge(dec, v.start))
			seen = seen || in
			broken = broken ||
				e.RNE[i] == cS && gt(decom, v.start) && le(decom, v.end) ||
				e.REC[i] != cX1 && ge(dec, v.start) && lt(dec, v.end) ||
				in && respite.has(e.LS[i])
		}
		all[k] = seen && !broken
	}
	return all
}

// previous is the row before place p of the CD order when it is of the same child, else -1. A blank CHILD is never the same child.
func (v *view) previous(p int) int32 {
	e := &v.Episodes
	if p == 0 || e.kid[v.cd[p]] == v.nobody || e.kid[v.cd[p-1]] != e.kid[v.cd[p]] {
		return -1
	}
	return v.cd[p-1]
}

// next is the row after place p of the CD order when it is of the same child, else -1.
func (v *view) next(p int) int32 {
	if p+1 == len(v.cd) || v.previous(p+1) < 0 {
		return -1
	}
	return v.cd[p+1]
}

// wasUASC says of each child whether it is marked as an unaccompanied asylum seeker in this year's or last year's Header. A year without Header
// goes by the rows of its UASC table that say anything.
func (v *view) wasUASC() []bool {
	v.marks.once.Do(func() {
		v.marks.uasc = make([]bool, v.nobody+1)
		for _, y := range [2]*year{v.year, v.last} {
			marks := v.r.ThisMarks
			if y == v.last {
				marks = v.r.LastMarks
			}
			if y.Header.loaded() {
				for i, m := range marks {
					if isOne(m) {
						v.marks.uasc[y.Header.kid[i]] = true
					}
				}
				continue
			}
			u := &y.UASC
			for i := range u.n {
				if u.SEX[i] != blank || !u.blank(UASCDOB, i) || !u.blank(UASCDUC, i) {
					v.marks.uasc[u.kid[i]] = true
				}
			}
		}
	})
	return v.marks.uasc
}

// qSort is the order in which numpy's unstable introsort leaves days: rows with a missing day come last in file order (convention Q_sort).
// Only the peer reading has a use for it, where the order of equal days matters.
func qSort(n int32, key func(int32) day.Day) []int32 {
	t, missing := make([]int32, 0, n), []int32(nil)
	for i := range n {
		if key(i).IsZero() {
			missing = append(missing, i)
		} else {
			t = append(t, i)
		}
	}
	introsort(t, func(a, b int32) bool { return key(a).Compare(key(b)) < 0 })
	return append(t, missing...)
}

// introsort sorts as numpy does: median of three, parts of 16 or fewer by insertion, heap sort when the parts are too uneven.
func introsort(t []int32, less func(a, b int32) bool) {
	type part struct{ lo, hi, depth int }
	todo := []part{{0, len(t) - 1, 2 * (bits.Len(uint(len(t))) - 1)}}
	for len(todo) > 0 {
		p := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		lo, hi, depth := p.lo, p.hi, p.depth
		heaped := depth < 0
		if heaped {
			heapSort(t[lo:hi+1], less)
		}
		for !heaped && hi-lo > 15 {
			m := lo + (hi-lo)/2
			if less(t[m], t[lo]) {
				t[m], t[lo] = t[lo], t[m]
			}
			if less(t[hi], t[m]) {
				t[hi], t[m] = t[m], t[hi]
			}
			if less(t[m], t[lo]) {
				t[m], t[lo] = t[lo], t[m]
			}
			pivot := t[m]
			i, j := lo, hi-1
			t[m], t[j] = t[j], t[m]
			for {
				for i++; less(t[i], pivot); i++ {
				}
				for j--; less(pivot, t[j]); j-- {
				}
				if i >= j {
					break
				}
				t[i], t[j] = t[j], t[i]
			}
			t[i], t[hi-1] = t[hi-1], t[i]
			depth--
			if i-lo < hi-i {
				todo = append(todo, part{i + 1, hi, depth})
				hi = i - 1
			} else {
				todo = append(todo, part{lo, i - 1, depth})
				lo = i + 1
			}
		}
		if heaped {
			continue
		}
		for i := lo + 1; i <= hi; i++ {
			x, j := t[i], i
			for ; j > lo && less(x, t[j-1]); j-- {
				t[j] = t[j-1]
			}
			t[j] = x
		}
	}
}

// heapSort is the fallback of introsort.
func heapSort(t []int32, less func(a, b int32) bool) {
	sink := func(root, n int) {
		x := t[root]
		for child := 2*root + 1; child < n; child = 2*root + 1 {
			if child+1 < n && less(t[child], t[child+1]) {
				child++
			}
			if !less(x, t[child]) {
				break
			}
			t[root] = t[child]
			root = child
		}
		t[root] = x
	}
	for i := len(t)/2 - 1; i >= 0; i-- {
		sink(i, len(t))
	}
	for i := len(t) - 1; i > 0; i-- {
		t[0], t[i] = t[i], t[0]
		sink(0, i)
	}
}

// isOne says whether a text reads as the number 1.
func isOne(s string) bool {
	if s == "1" || s == "0" || s == "" { // nearly all are
		return s == "1"
	}
	n, ok := numeral(s)
	return ok && n == 1
}

// dateText is a day as the return writes it, 31/03/2026; "" for the zero day.
func dateText(d day.Day) string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format("02/01/2006")
}
