package ssda903

import (
	"slices"
	"strconv"
	"strings"

	"throughline/internal/returns/finding"
)

// hits is where a rule puts what it finds.
type hits struct {
	v     *view
	marks [Tables][]mark
}

// mark is a flagged row and the rows that its message may speak of.
type mark struct {
	row int32
	n   int8
	by  [3]neighbour
}

type neighbour struct {
	label string
	sheet *sheet
	row   int32
}

// row flags a row of this year's table. The mark is good until the next call.
func (h *hits) row(t Table, row int32) *mark {
	h.marks[t] = append(h.marks[t], mark{row: row})
	return &h.marks[t][len(h.marks[t])-1]
}

// beside lets the message speak of another row as {LABEL.FIELD}. A row of -1 is none.
func (m *mark) beside(label string, s *sheet, row int32) *mark {
	if row >= 0 && int(m.n) < len(m.by) {
		m.by[m.n] = neighbour{label, s, row}
		m.n++
	}
	return m
}

// pair flags two rows of this year's tables, each of which can speak of the other.
func (h *hits) pair(t Table, row int32, u Table, other int32) {
	h.row(t, row).beside(u.String(), h.v.sheets[u], other)
	h.row(u, other).beside(t.String(), h.v.sheets[t], row)
}

// take gives what was found, by table, then row, each row once, and empties the hits for the next rule.
func (h *hits) take(r *rule) []finding.Finding {
	n := 0
	for t := range h.marks {
		n += len(h.marks[t])
	}
	if n == 0 {
		return nil
	}
	out := make([]finding.Finding, 0, n)
	for t := range h.marks {
		marks := h.marks[t]
		if len(marks) == 0 {
			continue
		}
		if byRow := func(a, b mark) int { return int(a.row) - int(b.row) }; !slices.IsSortedFunc(marks, byRow) {
			slices.SortStableFunc(marks, byRow)
		}
		l := newLayout(r, Table(t))
		for i := range marks {
			if i == 0 || marks[i].row != marks[i-1].row {
				out = append(out, h.v.finding(r, l, &marks[i]))
			}
		}
		h.marks[t] = marks[:0]
	}
	return out
}

// layout is what the findings of a rule in one table carry: the rule's columns of the table and the other values that the texts speak of.
type layout struct {
	table  Table
	fields []string
	values []spoken
}

// spoken is one value: {label.field+ageY}, under the name by which the text calls it.
type spoken struct {
	name, label, field string
	age                int
}

func newLayout(r *rule, t Table) layout {
	l := layout{table: t}
	for _, f := range strings.Fields(r.fields) {
		table, field, _ := strings.Cut(f, ".")
		if table == t.String() {
			l.fields = append(l.fields, field)
			l.values = append(l.values, spoken{name: field, label: table, field: field})
		}
	}
	for _, text := range [2]string{r.message, r.mend} {
		for _, found := range placeholder.FindAllStringSubmatch(text, -1) {
			l.add(found[1])
		}
	}
	return l
}

func (l *layout) add(name string) {
	s := spoken{name: name, field: name, label: l.table.String()}
	if label, field, ok := strings.Cut(name, "."); ok {
		s.label, s.field = label, field
	}
	field, plus, ok := strings.Cut(s.field, "+")
	if ok {
		s.field = field
		s.age, _ = strconv.Atoi(strings.TrimSuffix(plus, "y"))
	} else if s.label == l.table.String() {
		s.name = s.field // of the row itself, as finding.Sentence looks it up
	}
	if !slices.ContainsFunc(l.values, func(have spoken) bool { return have.name == s.name }) {
		l.values = append(l.values, s)
	}
}

// finding is the place of a mark with its values.
func (v *view) finding(r *rule, l layout, m *mark) finding.Finding {
	s := v.sheets[l.table]
	f := finding.Finding{Rule: r.code, Table: l.table.String(), Row: int(m.row), Fields: l.fields, Values: make([]finding.Value, 0, len(l.values))}
	if m.row >= s.n {
		return f // the peer's rule 706 gives row numbers of another file
	}
	kid := s.kid[m.row]
	if kid != v.nobody {
		f.Child, f.Worker = v.kids[kid], v.worker(kid)
	}
	for _, val := range l.values {
		f.Values = append(f.Values, finding.Value{Field: val.name, Text: v.spoken(val, s, m, kid)})
	}
	return f
}

// spoken is the text of a value.
func (v *view) spoken(val spoken, s *sheet, m *mark, kid int32) string {
	if val.label == "year" {
		if val.field == "start" {
			return dateText(v.start)
		}
		return dateText(v.end)
	}
	row := int32(-1)
	for _, n := range m.by[:m.n] {
		if n.label == val.label {
			s, row = n.sheet, n.row
		}
	}
	if row < 0 {
		switch t, ok := TableNamed(val.label); {
		case val.label == s.table.String():
			row = m.row
		case ok:
			s = v.sheets[t]
			row = s.first(kid)
		case val.label == "last":
			s = v.last.sheets[s.table]
			row = s.first(kid)
		}
	}
	if row < 0 {
		return ""
	}
	if val.age > 0 {
		col := s.table.Col(val.field)
		return dateText(birthday(StrictDate(s.text(col, row)), val.age))
	}
	return v.cell(s, val.field, row)
}

// cell is the text of a cell by name, derived columns included.
func (v *view) cell(s *sheet, field string, row int32) string {
	if col := s.table.Col(field); col >= 0 {
		return s.text(col, row)
	}
	places, marks := v.r.ThisPlaces, v.r.ThisMarks
	if s.last {
		places, marks = v.r.LastPlaces, v.r.LastMarks
	}
	switch {
	case field == "UASC" && marks != nil:
		return marks[row]
	case places == nil:
		return ""
	case field == "PL_LA":
		return places.LA[row]
	case field == "PL_LOCATION":
		return places.Location[row]
	case field == "PL_DISTANCE" && places.Distance[row] == places.Distance[row]: // a number
		return strconv.FormatFloat(places.Distance[row], 'f', 1, 64)
	}
	return ""
}

// worker is the social worker of a child: the one of its newest row in SWEpisodes.
func (v *view) worker(kid int32) string {
	s := &v.SWEpisodes
	_, newest := extremes(s.of(kid), s.SW_DECOM)
	if newest < 0 {
		return ""
	}
	return s.text(SWEpisodesSW_ID, newest)
}
