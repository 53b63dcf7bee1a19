package ssda903

import (
	"slices"
	"sync"

	"throughline/internal/day"
)

func newYear(tables [Tables]*Data, last bool) *year {
	y := &year{}
	y.sheets = [Tables]*sheet{
		&y.Header.sheet, &y.Episodes.sheet, &y.Reviews.sheet, &y.UASC.sheet, &y.OC2.sheet, &y.OC3.sheet, &y.AD1.sheet,
		&y.PlacedAdoption.sheet, &y.PrevPerm.sheet, &y.Missing.sheet, &y.SWEpisodes.sheet, &y.DoLo.sheet,
	}
	for t, s := range y.sheets {
		s.table, s.last, s.data = Table(t), last, tables[t]
		s.codes, s.days = make([][]code, len(tableColumns[t])), make([][]day.Day, len(tableColumns[t]))
		if s.data == nil {
			continue
		}
		s.n = int32(s.data.Rows())
		s.kid = make([]int32, s.n)
	}
	return y
}

// ready turns a return into a view.
func ready(r *Return, ends int, opts CheckOptions) *view {
	v := &view{
		year: newYear(r.This, false), last: newYear(r.Last, true), r: r, ends: ends,
		reading: opts.Reading, authority: opts.Authority, postcodes: opts.Postcodes, authorities: opts.Authorities, providers: opts.Providers,
	}
	v.start, v.end = day.FinancialYear(ends)
	if opts.On.Before(v.end) {
		v.end = opts.On
	}
	years := [2]*year{v.year, v.last}

	var wait sync.WaitGroup
	wait.Go(func() { v.number(years) })
	codes := encoder{}
	for _, y := range years {
		for t, s := range y.sheets {
			if s.data == nil {
				continue
			}
			for _, col := range codeColumns[t] {
				s.codes[col] = codes.column(s.data, col)
			}
			for _, col := range dateColumns[t] {
				s.days[col] = s.data.Days(col)
			}
		}
		y.name()
	}
	wait.Wait()

	v.cd = v.cdOrder(v.year)
	for _, y := range years {
		v.spans(y)
	}
	v.allYear = v.lookedAfterAllYear()
	return v
}

// number gives every CHILD a number, ascending by code point, and finds the rows of each.
func (v *view) number(years [2]*year) {
	ids := make(map[string]int32, min(1<<12, years[0].Header.n+years[1].Header.n)) // most are in Header; one child is checked alone very often
	for _, y := range years {
		for _, s := range y.sheets {
			before, id := "", int32(-1)
			for i := range s.n {
				// The first column of every table is CHILD. Rows of one child mostly stand together.
				name := s.data.Cell(int(i), 0)
				if name == "" {
					before, id = "", -1
				} else if name != before {
					var known bool
					if id, known = ids[name]; !known {
						id = int32(len(v.kids))
						ids[name] = id
						v.kids = append(v.kids, name)
					}
					before = name
				}
				s.kid[i] = id
			}
		}
	}
	order := make([]int32, len(v.kids))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		if v.kids[a] < v.kids[b] {
			return -1
		}
		return 1
	})
	rank, names := make([]int32, len(order)), make([]string, len(order))
	for to, from := range order {
		rank[from], names[to] = int32(to), v.kids[from]
	}
	v.kids, v.nobody = names, int32(len(names))
	for _, y := range years {
		for _, s := range y.sheets {
			for i, id := range s.kid {
				if id < 0 {
					s.kid[i] = v.nobody
				} else {
					s.kid[i] = rank[id]
				}
			}
			s.index(v.nobody + 1)
		}
	}
}

// index finds the rows of each of n children.
func (s *sheet) index(n int32) {
	if s.n == 0 {
		return
	}
	s.starts = make([]int32, n+1)
	for _, k := range s.kid {
		s.starts[k+1]++
	}
	for k := range n {
		s.starts[k+1] += s.starts[k]
	}
	s.rows = make([]int32, s.n)
	next := slices.Clone(s.starts)
	for i, k := range s.kid {
		s.rows[next[k]] = int32(i)
		next[k]++
	}
}

// cdOrder is the episodes by CHILD, then DECOM, blank and missing last, ties in file order (convention CD_order).
func (v *view) cdOrder(y *year) []int32 {
	e := &y.Episodes
	rows := slices.Clone(e.rows)
	for k := range v.nobody + 1 {
		if e.n != 0 {
			slices.SortStableFunc(rows[e.starts[k]:e.starts[k+1]], func(a, b int32) int { return e.DECOM[a].CompareEnd(e.DECOM[b]) })
		}
	}
	return rows
}

// spans finds each child's earliest and latest episode.
func (v *view) spans(y *year) {
	e := &y.Episodes
	e.earliest, e.latest = make([]int32, v.nobody+1), make([]int32, v.nobody+1)
	for k := range v.nobody + 1 {
		e.earliest[k], e.latest[k] = -1, -1
		if k == v.nobody {
			break // a blank CHILD is nobody
		}
		e.earliest[k], e.latest[k] = extremes(e.of(k), e.DECOM)
		if e.has(k) && e.earliest[k] < 0 {
			e.undated = true
		}
	}
}

// encoder gives texts their codes. Texts outside the code sets get numbers as they come.
type encoder map[string]code

func (c encoder) column(d *Data, col int) []code {
	out := make([]code, d.Rows())
	before, last := "", blank
	for i := range out {
		text := d.Cell(i, col)
		if text != before {
			before, last = text, c.of(text)
		}
		out[i] = last
	}
	return out
}

func (c encoder) of(text string) code {
	if c, ok := codeOf(text); ok {
		return c
	}
	own, ok := c[text]
	if !ok {
		own = code(512 + len(c)) // above every code that a set can hold
		c[text] = own
	}
	return own
}
