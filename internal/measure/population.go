package measure

import (
	"time"

	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/story"
)

// populations are the vintages that are recorded.
type populations []record.Population

// populationsIn are those known now or, with an instant, then.
func populationsIn(t *db.Tx, d *command.Desk, known time.Time) (out populations, err error) {
	if known.IsZero() {
		all, err := story.OfKind[record.Population](t)
		for _, p := range all {
			out = append(out, p.Body)
		}
		return out, err
	}
	subjects, err := db.Column[string](t, "select distinct subject from record where kind = $1 order by subject", kind[record.Population]())
	if err != nil {
		return nil, err
	}
	for _, s := range subjects {
		st, err := story.Known(t, d.Journal, s, known)
		if err != nil {
			return nil, err
		}
		for _, p := range story.All[record.Population](st) {
			out = append(out, p.Body)
		}
	}
	return out, nil
}

// childAges are the ages of a rate per 10,000 children, both included.
const firstAge, lastAge = 0, 17

// For is the vintage that a rate of a period stands on: the newest mid-year estimate whose day is not after the end of the period, which for a year
// to 31 March is the mid-year in it; without one, the newest other count by then. Only one that tells the ages apart will do. ok is false when there
// is none. Source: specs/measures.md, DfE rounding (prior mid-year); disproportionality.md 1.
func (ps populations) For(end day.Day, ethnicity string) (p record.Population, count int, ok bool) {
	for _, q := range ps {
		if q.Area != "" || q.Date.After(end) {
			continue
		}
		n, told := Children(q, ethnicity)
		if !told {
			continue
		}
		if !ok || midYear(q.Date) && !midYear(p.Date) || midYear(q.Date) == midYear(p.Date) && !q.Date.Before(p.Date) {
			p, count, ok = q, n, true
		}
	}
	return p, count, ok
}

func midYear(d day.Day) bool { _, m, dd := d.Date(); return m == time.June && dd == 30 }

// Children is how many children aged 0 to 17 a vintage counts; with an ethnicity, a code or a main group in small letters, of those. ok is false
// when it does not tell.
func Children(p record.Population, ethnicity string) (n int, ok bool) {
	for _, sex := range [][]string{{""}, {"M", "F"}} {
		total, told := 0, true
		for _, s := range sex {
			n, ok := chain(p.Groups, s, ethnicity)
			total, told = total+n, told && ok
		}
		if told {
			return total, true
		}
	}
	// A main group is the sum of its codes.
	total, found := 0, 0
	for code, group := range groupOf {
		if lower(group) != ethnicity {
			continue
		}
		n, told := Children(p, code)
		if !told {
			return 0, false
		}
		total, found = total+n, found+1
	}
	return total, found > 0
}

// chain adds up groups that cover the ages 0 to 17 one after another, each age once.
func chain(groups []record.PopulationGroup, sex, ethnicity string) (total int, ok bool) {
	for next := firstAge; next <= lastAge; {
		best := -1
		for i, g := range groups {
			if g.Sex == sex && g.Ethnicity == ethnicity && g.From == next && g.To <= lastAge && (best < 0 || g.To > groups[best].To) {
				best = i
			}
		}
		if best < 0 {
			return 0, false
		}
		total, next = total+groups[best].Count, groups[best].To+1
	}
	return total, true
}

// lower is a main group as a population writes it.
func lower(group string) string {
	b := []byte(group)
	b[0] |= 0x20
	return string(b)
}

// rate gives the result its rate.
func (t *tally) rate(ps populations, end day.Day) {
	r := &Rate{Ages: "0 to 17"}
	p, n, ok := ps.For(end, "")
	if !ok || n == 0 {
		r.Why = "The rate per 10,000 children is not shown: no population is recorded for this time."
		t.Rate = r
		return
	}
	r.Population, r.Vintage, r.Value = n, p.Vintage, per10k(t.Numerator, n)
	t.Rate = r
}

// changeOfRate gives FD-19 its value: the change of the rate, not of the number. Blank when a population is not recorded.
func (t *tally) changeOfRate(ps populations, end day.Day) {
	now, n, ok := ps.For(end, "")
	then, m, also := ps.For(end.AddMonths(-24), "")
	t.Rate = &Rate{Ages: "0 to 17"}
	if !ok || !also || n == 0 || m == 0 {
		t.Value, t.Rate.Why = "", "The change of the rate is not shown: no population is recorded for one of the two years."
		return
	}
	t.Rate.Population, t.Rate.Vintage = n, now.Vintage+"; before: "+then.Vintage
	// The two rates are num/n and den/m: what is to be compared are num·m and den·n.
	t.Rate.Value = per10k(t.Numerator, n)
	t.Value = change(t.Numerator*m, t.Denominator*n)
}
