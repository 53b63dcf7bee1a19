package pdf

import (
	"cmp"
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// row is the runs that stand on one baseline.
type row struct {
	y, size float64
	runs    []run
}

func (r row) left() float64 { return r.runs[0].x }

func (r row) right() float64 {
	end := 0.0
	for _, x := range r.runs {
		end = max(end, x.end)
	}
	return end
}

// layout puts a page's runs into lines in the order of reading: from top to bottom, and column by column where the page is set in columns.
func layout(runs []run, dots []dot, page int) []Line {
	var out []Line
	for _, edge := range []bool{false, true} {
		var some []run
		for _, r := range runs {
			if r.edge == edge && r.text != "" {
				some = append(some, r)
			}
		}
		lines := write(columns(listed(rowsOf(some), dots)), page)
		for i := range lines {
			lines[i].Edge = edge
		}
		out = append(out, lines...)
	}
	return out
}

// rowsOf groups runs by their baselines. A raised or lowered sign belongs to the line beside it.
func rowsOf(runs []run) []row {
	slices.SortStableFunc(runs, func(a, b run) int { return cmp.Compare(a.y, b.y) })
	var rows []row
	for _, r := range runs {
		if n := len(rows); n > 0 && r.y-rows[n-1].y < 0.45*max(r.size, rows[n-1].size) {
			last := &rows[n-1]
			if r.size > last.size { // the largest letters say where the line is
				last.y, last.size = r.y, r.size
			}
			last.runs = append(last.runs, r)
			continue
		}
		rows = append(rows, row{r.y, r.size, []run{r}})
	}
	for i := range rows {
		slices.SortStableFunc(rows[i].runs, func(a, b run) int { return cmp.Compare(a.x, b.x) })
		rows[i].runs = once(rows[i].runs)
	}
	return slices.DeleteFunc(rows, func(r row) bool {
		return !slices.ContainsFunc(r.runs, func(x run) bool { return strings.TrimSpace(x.text) != "" })
	})
}

// listed puts a bullet before the rows that a drawn dot stands before.
func listed(rows []row, dots []dot) []row {
	for _, d := range dots {
		at, _ := slices.BinarySearchFunc(rows, d.y, func(r row, y float64) int { return cmp.Compare(r.y, y) })
		if at == len(rows) {
			continue
		}
		r := &rows[at]
		if over, before := r.y-d.y, r.left()-d.x; over < 0.6*r.size && before > d.size && before < 4*r.size && d.size < 0.7*r.size {
			r.runs = append([]run{{text: "• ", x: d.x, end: d.x + d.size, y: r.y, size: r.size}}, r.runs...)
		}
	}
	return rows
}

// once drops text that is drawn twice at one place, as some programs make bold letters.
func once(runs []run) []run {
	return slices.CompactFunc(runs, func(a, b run) bool { return a.text == b.text && math.Abs(a.x-b.x) < 0.1*a.size && len(a.text) > 0 })
}

// columns finds a page that is set in two columns of prose and puts the left one before the right one. A table is none: its cells are not filled like lines of prose,
// so it is read row by row.
func columns(rows []row) []row {
	if len(rows) < 24 {
		return rows
	}
	left, right := math.Inf(1), 0.0
	for _, r := range rows {
		left, right = min(left, r.left()), max(right, r.right())
	}
	width := right - left
	best, at := 0, 0.0
	for step := range 31 {
		x := left + width*(0.35+0.01*float64(step))
		n := 0
		for _, r := range rows {
			if a, b := halves(r, x); a != nil && b != nil && end(a) < x && end(a)-a[0].x > 0.6*(x-left) && end(b)-b[0].x > 0.6*(right-x) {
				n++
			}
		}
		if n > best {
			best, at = n, x
		}
	}
	if best < 15 || best*2 < len(rows) {
		return rows
	}
	var out, second []row
	flush := func() { out, second = append(out, second...), nil }
	for _, r := range rows {
		a, b := halves(r, at)
		switch {
		case a == nil && b == nil: // runs across: the columns end here
			flush()
			out = append(out, r)
			continue
		case b != nil:
			second = append(second, row{r.y, r.size, b})
		}
		if a != nil {
			out = append(out, row{r.y, r.size, a})
		}
	}
	flush()
	return out
}

// halves are the runs on the left and right of a place; both are nil when one crosses it.
func halves(r row, x float64) (a, b []run) {
	for _, k := range r.runs {
		switch {
		case k.end <= x:
			a = append(a, k)
		case k.x >= x:
			b = append(b, k)
		case strings.TrimSpace(k.text) != "":
			return nil, nil
		}
	}
	return a, b
}

func end(runs []run) float64 { return row{runs: runs}.right() }

// write makes lines of rows.
func write(rows []row, page int) []Line {
	var pitches []float64
	for i := 1; i < len(rows); i++ {
		if d := rows[i].y - rows[i-1].y; d > 0 && d < 3*rows[i].size {
			pitches = append(pitches, d)
		}
	}
	slices.Sort(pitches)
	usual := 0.0
	if len(pitches) > 0 {
		usual = pitches[len(pitches)/4]
	}
	var out []Line
	for i, r := range rows {
		gap := i == 0
		if i > 0 {
			pitch := usual
			if pitch == 0 || pitch > 1.9*r.size {
				pitch = 1.3 * r.size
			}
			d := r.y - rows[i-1].y
			gap = d < 0 || d > 1.3*max(pitch, r.size)
		}
		if t := joined(r.runs); t != "" {
			out = append(out, Line{Page: page, Text: t, Gap: gap})
		}
	}
	return out
}

// joined is the text of a row, with a space where there is room for one.
func joined(runs []run) string {
	var b strings.Builder
	last := run{}
	for i, r := range runs {
		if i > 0 && r.x-last.end > 0.16*min(r.size, last.size) {
			b.WriteByte(' ')
		}
		b.WriteString(r.text)
		last = r
	}
	s := strings.Map(func(r rune) rune {
		switch {
		case unicode.IsSpace(r):
			return ' '
		case unicode.IsControl(r):
			return -1
		}
		return r
	}, b.String())
	s = ligatures.Replace(strings.Join(strings.Fields(s), " "))
	if !utf8.ValidString(s) {
		s = strings.ToValidUTF8(s, "\ufffd")
	}
	return s
}

var ligatures = strings.NewReplacer("ﬁ", "fi", "ﬂ", "fl", "ﬀ", "ff", "ﬃ", "ffi", "ﬄ", "ffl", "ﬅ", "st", "ﬆ", "st")
