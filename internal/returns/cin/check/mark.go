package check

import (
	"cmp"
	"slices"
	"strings"

	"throughline/internal/returns/cin"
	"throughline/internal/returns/finding"
)

// mark is one cell that a rule flags, with the row that it was held against, if there is one.
type mark struct {
	rule  int // its place in the rule set
	row   *row
	field string
	with  *row
	also  *row // of a third table
}

// marks is what the rules find in one group.
type marks struct {
	rule int
	all  []mark
}

func (m *marks) flag(r, with *row, fields ...string) {
	for _, f := range fields {
		m.all = append(m.all, mark{m.rule, r, f, with, nil})
	}
}

// both flags two rows that do not go together, each held against the other.
func (m *marks) both(a *row, field string, b *row, fieldB string) {
	m.flag(a, b, field)
	m.flag(b, a, fieldB)
}

// three flags rows of three tables that do not go together.
func (m *marks) three(a *row, field string, b *row, fieldB string, c *row, fieldC string) {
	m.all = append(m.all, mark{m.rule, a, field, b, c}, mark{m.rule, b, fieldB, c, a}, mark{m.rule, c, fieldC, a, b})
}

// findings makes findings of marks: one for each row that a rule flags, with every column that it flags there.
func (m *marks) findings(rules []*rule, g *group, y *year, keep func(rule int, f place)) {
	if len(m.all) == 0 {
		return
	}
	slices.SortStableFunc(m.all, func(a, b mark) int {
		return cmp.Or(cmp.Compare(a.rule, b.rule), cmp.Compare(a.row.kid.pos, b.row.kid.pos), cmp.Compare(a.row.table, b.row.table),
			cmp.Compare(a.row.number, b.row.number))
	})
	for from := 0; from < len(m.all); {
		to := from + 1
		for to < len(m.all) && sameRow(m.all[from], m.all[to]) {
			to++
		}
		at := m.all[from]
		keep(at.rule, place{rules[at.rule].finding(m.all[from:to], g, y), int(at.row.table)})
		from = to
	}
}

func sameRow(a, b mark) bool {
	return a.rule == b.rule && a.row.kid == b.row.kid && a.row.table == b.row.table && a.row.number == b.row.number
}

// finding is one row that the rule flags.
func (r *rule) finding(ms []mark, g *group, y *year) finding.Finding {
	at := ms[0].row
	f := finding.Finding{Rule: r.Code, Table: at.table.String(), Row: at.number, Child: strings.Clone(at.kid.id), Pos: at.kid.pos, Line: at.line}
	for _, m := range ms {
		if !slices.Contains(f.Fields, m.field) {
			f.Fields = append(f.Fields, m.field)
		}
	}
	if len(f.Fields) > 1 {
		order := func(field string) int { return slices.Index(r.flagged, f.Table+"."+field) }
		slices.SortStableFunc(f.Fields, func(a, b string) int { return cmp.Compare(order(a), order(b)) })
	}
	f.Values = make([]finding.Value, 0, len(f.Fields)+len(r.speaks))
	for _, field := range f.Fields {
		f.Values = append(f.Values, finding.Value{Field: field, Text: strings.Clone(at.text(field))})
	}
	for _, name := range r.speaks {
		if text, ok := g.value(name, ms[0], y); ok {
			name = strings.TrimPrefix(name, f.Table+".")
			if !slices.Contains(f.Fields, name) {
				f.Values = append(f.Values, finding.Value{Field: name, Text: strings.Clone(text)})
			}
		}
	}
	return f
}

// value is what a name in a message stands for, seen from a marked cell: a column of the row itself, of the row it was held against, of
// the row's episode or child, of the header, or an end of the census year.
func (g *group) value(name string, m mark, y *year) (string, bool) {
	switch name {
	case firstDayOfYear:
		return y.from.String(), true
	case lastDayOfYear:
		return y.to.String(), true
	}
	if other, ok := strings.CutPrefix(name, "the other "); ok {
		if m.with == nil {
			return "", false
		}
		return m.with.text(other), true
	}
	table, field, ok := strings.Cut(name, ".")
	if !ok {
		return m.row.text(name), true
	}
	switch {
	case table == m.row.table.String():
		return m.row.text(field), true
	case m.with != nil && table == m.with.table.String():
		return m.with.text(field), true
	case m.also != nil && table == m.also.table.String():
		return m.also.text(field), true
	case table == "Header":
		if v := y.header.Field(field); v != nil {
			return v.Text, true
		}
	case table == cin.CINdetails.String():
		for i := range g.episodes {
			if e := &g.episodes[i].row; e.ep == m.row.ep && e.kid == m.row.kid {
				return e.text(field), true
			}
		}
	case table == cin.ChildIdentifiers.String():
		for i := range g.identifiers {
			if x := &g.identifiers[i].row; x.kid == m.row.kid {
				return x.text(field), true
			}
		}
	}
	return "", false
}

// Names in messages that are no columns.
const (
	firstDayOfYear = "first day of the census year"
	lastDayOfYear  = "last day of the census year"
)

// speaksOf lists the names in braces in texts.
func speaksOf(texts ...string) []string {
	var names []string
	for _, text := range texts {
		for {
			_, rest, ok := strings.Cut(text, "{")
			if !ok {
				break
			}
			name, after, ok := strings.Cut(rest, "}")
			if !ok {
				break
			}
			if !slices.Contains(names, name) {
				names = append(names, name)
			}
			text = after
		}
	}
	return names
}
