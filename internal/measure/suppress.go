package measure

import (
	"fmt"
	"math/big"
	"slices"
	"strconv"
)

// This file hides small counts in tables so that nobody can work them out: specs/measures.md, DfE rounding and suppression; web-conventions 5.
// Counts of 1 to 5 are hidden. Then, as long as what is shown gives one of them away, the next smallest count beside it that is not 0 is hidden
// too. What gives a count away is worked out over all tables of a figure together: their cells, totals and totals of totals.

// term is a cell in an equation: what is added up, or with minus the total.
type term struct {
	cell  int
	minus bool
}

// cells are the counts of all tables of a figure, and the sums that they stand in.
type cells struct {
	values []int
	total  []bool // a total is hidden only when nothing else is left
	hidden []bool
	sums   [][]term
	tied   [][]int // cells that are hidden together
}

func (c *cells) add(value int, total bool) int {
	c.values, c.total, c.hidden = append(c.values, value), append(c.total, total), append(c.hidden, false)
	return len(c.values) - 1
}

// sum says that parts add up to a whole.
func (c *cells) sum(whole int, parts ...int) {
	s := []term{{whole, true}}
	for _, p := range parts {
		s = append(s, term{p, false})
	}
	c.sums = append(c.sums, s)
}

// protect hides what must be hidden.
func (c *cells) protect() {
	for i, v := range c.values {
		if small(v) {
			c.hide(i)
		}
	}
	for {
		given := c.given()
		if given < 0 {
			return
		}
		next := c.beside(given)
		if next < 0 {
			return // everything that it stands with is hidden or 0
		}
		c.hide(next)
	}
}

func (c *cells) hide(i int) {
	c.hidden[i] = true
	for _, t := range c.tied {
		if slices.Contains(t, i) {
			for _, j := range t {
				if !c.hidden[j] {
					c.hide(j)
				}
			}
		}
	}
}

// beside is the cell to hide next: the smallest that is shown and not 0 in a sum with the given one, else in a sum with a hidden one; totals last.
func (c *cells) beside(given int) int {
	for _, near := range []bool{true, false} {
		best := -1
		for _, s := range c.sums {
			if near && !slices.ContainsFunc(s, func(t term) bool { return t.cell == given }) {
				continue
			}
			if !near && !slices.ContainsFunc(s, func(t term) bool { return c.hidden[t.cell] }) {
				continue
			}
			for _, t := range s {
				i := t.cell
				if c.hidden[i] || c.values[i] == 0 {
					continue
				}
				if best < 0 || c.total[best] && !c.total[i] || c.total[best] == c.total[i] && c.values[i] < c.values[best] {
					best = i
				}
			}
		}
		if best >= 0 {
			return best
		}
	}
	return -1
}

// given is a small hidden cell that what is shown gives away; -1 for none. A cell is given away when the sums have one solution for it, or when in one
// sum as many hidden counts as there are add up to their number: then each is 1.
func (c *cells) given() int {
	for _, s := range c.sums {
		n, rest, whole := 0, 0, false
		for _, t := range s {
			switch {
			case c.hidden[t.cell]:
				n++
				whole = whole || t.minus
			case t.minus:
				rest += c.values[t.cell]
			default:
				rest -= c.values[t.cell]
			}
		}
		if n > 0 && !whole && rest == n {
			for _, t := range s {
				if c.hidden[t.cell] && small(c.values[t.cell]) {
					return t.cell
				}
			}
		}
	}
	return c.solved()
}

// solved finds a small hidden cell that the sums determine: by elimination, in exact fractions.
func (c *cells) solved() int {
	var unknown []int
	column := map[int]int{}
	for i, h := range c.hidden {
		if h {
			column[i] = len(unknown)
			unknown = append(unknown, i)
		}
	}
	var rows [][]*big.Rat
	for _, s := range c.sums {
		row, any := make([]*big.Rat, len(unknown)), false
		for k := range row {
			row[k] = new(big.Rat)
		}
		for _, t := range s {
			if k, ok := column[t.cell]; ok {
				one := big.NewRat(1, 1)
				if t.minus {
					one.Neg(one)
				}
				row[k].Add(row[k], one)
				any = true
			}
		}
		if any {
			rows = append(rows, row)
		}
	}
	done := 0
	for k := range unknown {
		pivot := -1
		for r := done; r < len(rows); r++ {
			if rows[r][k].Sign() != 0 {
				pivot = r
				break
			}
		}
		if pivot < 0 {
			continue
		}
		rows[done], rows[pivot] = rows[pivot], rows[done]
		by := new(big.Rat).Inv(rows[done][k])
		for j := range rows[done] {
			rows[done][j].Mul(rows[done][j], by)
		}
		for r := range rows {
			if r == done || rows[r][k].Sign() == 0 {
				continue
			}
			f := new(big.Rat).Set(rows[r][k])
			for j := range rows[r] {
				rows[r][j].Sub(rows[r][j], new(big.Rat).Mul(f, rows[done][j]))
			}
		}
		done++
	}
	for _, row := range rows[:done] {
		only, n := -1, 0
		for k, x := range row {
			if x.Sign() != 0 {
				only, n = k, n+1
			}
		}
		if n == 1 && small(c.values[unknown[only]]) {
			return unknown[only]
		}
	}
	return -1
}

// shown is a count as it may be seen.
func (c *cells) shown(i int) string {
	if c.hidden[i] {
		return Suppressed
	}
	return strconv.Itoa(c.values[i])
}

// PublishedTables is a figure with its breakdowns and bands as members and the public may see them. All forms of it (page, file, chart) are made
// from this one.
type PublishedTables struct {
	Figure     Published
	Breakdowns []PublishedBreakdown
	Bands      []PublishedRow
	BandUnit   string // what the values of the bands are in
}

// PublishedBreakdown is one breakdown.
type PublishedBreakdown struct {
	By   string
	Rows []PublishedRow
}

// PublishedRow is one group or band. "c" is hidden, "z" is nothing to divide by.
type PublishedRow struct {
	Key, Numerator, Denominator, Value string
	Hidden                             bool
}

// trio is a count with what is above and below the line.
type trio struct{ num, out, den int }

// PublishTables is a figure with all its tables at the publishing boundary.
func PublishTables(r Result) PublishedTables {
	c := &cells{}
	line := func(num, den int, total bool) trio {
		t := trio{num: c.add(num, total), out: -1, den: -1}
		if r.hasBase() {
			t.den = c.add(den, total)
			c.tied = append(c.tied, []int{t.num, t.den})
		}
		if r.share() {
			t.out = c.add(den-num, total)
			c.sum(t.den, t.num, t.out)
			c.tied = append(c.tied, []int{t.num, t.out, t.den})
		}
		return t
	}
	adds := func(whole trio, parts []trio) {
		pick := func(of func(trio) int) {
			var ps []int
			for _, p := range parts {
				ps = append(ps, of(p))
			}
			c.sum(of(whole), ps...)
		}
		pick(func(t trio) int { return t.num })
		if r.share() {
			pick(func(t trio) int { return t.out })
			pick(func(t trio) int { return t.den })
		}
	}
	whole := line(r.Numerator, r.Denominator, true)
	lines := make([][]trio, len(r.Breakdowns))
	named := map[string]map[string]trio{}
	for i, b := range r.Breakdowns {
		named[b.By] = map[string]trio{}
		for _, g := range b.Groups {
			t := line(g.Numerator, g.Denominator, false)
			lines[i], named[b.By][g.Keys[0]] = append(lines[i], t), t
		}
		adds(whole, lines[i])
	}
	// The codes of ethnicity add up to their groups.
	for _, b := range r.Breakdowns {
		groups := named[ByEthnicGroup]
		if b.By != ByEthnicity || groups == nil {
			continue
		}
		parts := map[string][]trio{}
		for _, g := range b.Groups {
			key := groupOfLabel(g.Keys[0])
			parts[key] = append(parts[key], named[ByEthnicity][g.Keys[0]])
		}
		for key, ts := range parts {
			if t, ok := groups[key]; ok {
				adds(t, ts)
			}
		}
	}
	base, baseCell := r.Numerator, whole.num
	if r.share() {
		base, baseCell = r.Denominator, whole.den
	}
	var bands []int
	total := 0
	for _, b := range r.Bands {
		n, rest := c.add(b.Count, false), c.add(base-b.Count, true)
		c.sum(baseCell, n, rest)
		c.tied = append(c.tied, []int{n, rest}) // a percentage and its base give both away
		bands, total = append(bands, n), total+b.Count
	}
	if total == base && len(bands) > 0 {
		c.sum(baseCell, bands...)
	}
	c.protect()

	out := PublishedTables{Figure: Publish(r), BandUnit: r.BandUnit()}
	if c.hidden[whole.num] {
		out.Figure.hide(r.hasBase())
	}
	row := func(key string, t trio, value string) PublishedRow {
		p := PublishedRow{Key: key, Numerator: c.shown(t.num), Value: value, Hidden: c.hidden[t.num]}
		if t.den >= 0 {
			p.Denominator = c.shown(t.den)
		}
		switch {
		case p.Hidden:
			p.Value = Suppressed
			if t.den >= 0 {
				p.Denominator = Suppressed
			}
		case value == "":
			p.Value = NotApplicable
		}
		return p
	}
	for i, b := range r.Breakdowns {
		pb := PublishedBreakdown{By: b.By}
		for k, g := range b.Groups {
			pb.Rows = append(pb.Rows, row(g.Keys[0], lines[i][k], g.Value))
		}
		out.Breakdowns = append(out.Breakdowns, pb)
	}
	for i, b := range r.Bands {
		p := PublishedRow{Key: b.Name, Numerator: c.shown(bands[i]), Value: b.Value, Hidden: c.hidden[bands[i]]}
		switch {
		case p.Hidden:
			p.Value = Suppressed
		case b.Value == "":
			p.Value = NotApplicable
		}
		out.Bands = append(out.Bands, p)
	}
	return out
}

// groupOfLabel is the main group of a code's words.
func groupOfLabel(label string) string {
	for code, g := range groupOf {
		if coded("ethnicity", code) == label {
			return g
		}
	}
	return notKnown
}

func (p *Published) hide(base bool) {
	p.Hidden, p.Numerator, p.Value = true, Suppressed, Suppressed
	if base {
		p.Denominator = Suppressed
	}
}

// Rows is the table as lines of text cells, with its heading: what every file form of it is written from.
func (p PublishedTables) Rows() [][]string {
	f := p.Figure
	rows := [][]string{{"measure", "title", "period", "as_at", "breakdown", "group", "numerator", "denominator", "value", "unit"}}
	add := func(by, key, num, den, value, unit string) {
		rows = append(rows, []string{f.ID, f.Title, f.Period.String(), f.AsAt.String(), by, safe(key), num, den, value, unit})
	}
	add("", "", f.Numerator, f.Denominator, f.Value, f.Unit)
	for _, b := range p.Breakdowns {
		for _, r := range b.Rows {
			add(b.By, r.Key, r.Numerator, r.Denominator, r.Value, f.Unit)
		}
	}
	for _, r := range p.Bands {
		add("part", r.Key, r.Numerator, "", r.Value, p.BandUnit)
	}
	return rows
}

// Rounded is a count of England or a region as the DfE rounds it: to the nearest 10, halves up. What rounds to 0 and is not 0 is "k".
func Rounded(n int) string {
	r := (n + 5) / 10 * 10
	if n > 0 && r == 0 {
		return "k"
	}
	return fmt.Sprint(r)
}
