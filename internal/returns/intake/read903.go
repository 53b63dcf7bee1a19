package intake

import (
	"fmt"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/returns/episode"
	"throughline/internal/returns/intake/row903"
	"throughline/internal/returns/ssda903"
)

// care903 is what an SSDA903 says of one child besides who it is.
type care903 struct {
	at       row  // where the child stands first
	orphan   bool // the child has no row in Header
	mother   *record.Mother
	episodes []episode.Row
	places   []row           // of the episodes
	told     map[string]bool // kinds and places of episodes that a record came from
	health   []health903
	reviews  []fact[record.CLAReview]
	uasc     []fact[record.ImmigrationStatus]
	leaver   []fact[record.CareLeaver]
	adoption []fact[record.Adoption]
	placed   []fact[record.PlacedForAdoption]
	previous []fact[record.PreviousPermanence]
	missing  []fact[record.Missing]
	workers  []fact[record.Involvement]
	liberty  []fact[record.DeprivationOfLiberty]
}

// health903 is a row of OC2, which several records tell.
type health903 struct {
	row
	row903.Health
	columns map[string]bool // that say something
	left    []leftover
}

// child903 is where the rows of one child are.
type child903 struct {
	pos  int
	id   string
	rows [ssda903.Tables][]int
}

// children903 sorts the rows of a return by child: those of Header first, in order. Rows without a number are left over.
func children903(r *ssda903.Return) (out []*child903, nobody []record.Held) {
	by := map[string]*child903{}
	for t := range ssda903.Table(ssda903.Tables) {
		d := r.This[t]
		if d == nil {
			continue
		}
		for i := range d.Rows() {
			id := strings.TrimSpace(d.Cell(i, 0))
			if id == "" || len(id) > longest {
				nobody = append(nobody, record.Held{Place: row{of903: t.String(), number: i + 1}.String(),
					Why: "the row has no CHILD that can be a number, so there is nobody to file it under; it was held back"})
				continue
			}
			c := by[id]
			if c == nil {
				c = &child903{pos: len(out) + 1, id: id}
				by[id] = c
				out = append(out, c)
			}
			c.rows[t] = append(c.rows[t], i)
		}
	}
	return out, nobody
}

// reader903 reads the rows of one child.
type reader903 struct {
	r     *ssda903.Return
	c     *child903
	e     *entry
	today day.Day
	end   day.Day // of the year
	born  day.Day

	d   *ssda903.Data // the table that is read
	t   ssda903.Table
	row int
}

// read903 turns the rows of a child into an entry.
func read903(r *ssda903.Return, c *child903, year int, today day.Day) entry {
	_, end := day.FinancialYear(year)
	e := entry{pos: c.pos, year: year, identity: identity{id: c.id}, care: &care903{}}
	x := &reader903{r: r, c: c, e: &e, today: today, end: end}
	x.header()
	x.tables()
	return e
}

func (x *reader903) at() row {
	return row{child: x.c.pos, number: x.row + 1, line: x.d.Line(x.row), of903: x.t.String()}
}

func (x *reader903) cell(column string) string { return x.d.Cell(x.row, x.t.Col(column)) }

func (x *reader903) note(column, why string, args ...any) {
	x.e.note(fmt.Sprintf("%s, %s (line %d)", x.at(), column, x.d.Line(x.row)), why+"; it is kept as it came", args...)
}

func (x *reader903) date(column string) day.Day {
	text := x.cell(column)
	d := ssda903.StrictDate(text)
	if d.IsZero() && text != "" {
		x.note(column, "not a date like 31/03/2026")
	}
	return d
}

func (x *reader903) code(column, set string, on day.Day) string {
	code := x.cell(column)
	if code == "" {
		return ""
	}
	s, ok := codes.Set(set)
	if !ok {
		x.note(column, "there is no code set %s", set)
		return ""
	}
	if err := s.ValidAt(column, code, on); err != nil {
		x.note(column, "%s", strings.TrimSuffix(fieldText(err), "."))
		return ""
	}
	return code
}

func (x *reader903) answer(column string) record.YesNo {
	a, ok := row903.YesNo(x.cell(column))
	if !ok {
		x.note(column, "not 1 or 0")
	}
	return a
}

// left is what of the row its record does not say.
func (x *reader903) left(said []row903.Cell) []leftover {
	values := row903.Over(said, x.cell)
	if len(values) == 0 {
		return nil
	}
	return []leftover{{x.at(), values}}
}

// whole keeps a row that no record can hold.
func (x *reader903) whole(why string) {
	w := wholeRow{row: x.at(), why: why}
	for _, column := range x.t.Columns()[1:] {
		if text := x.cell(column); text != "" {
			w.values = append(w.values, record.ReturnedValue{Column: column, Text: text})
		}
	}
	x.e.whole = append(x.e.whole, w)
	x.e.note(w.row.String(), "%s; the row is kept as it came", why)
}

// each goes through the child's rows of a table.
func (x *reader903) each(t ssda903.Table, fn func(n int)) {
	x.t, x.d = t, x.r.This[t]
	for n, i := range x.c.rows[t] {
		x.row = i
		fn(n)
	}
}

// header reads who the child is. The first row counts; a child without one is known by number and, if the rows say it, date of birth.
func (x *reader903) header() {
	e := x.e
	e.care.orphan = len(x.c.rows[ssda903.Header]) == 0
	x.each(ssda903.Header, func(n int) {
		if n > 0 {
			x.whole("the child has a row in Header before")
			return
		}
		e.care.at = x.at()
		if born := x.date("DOB"); born.After(x.today) {
			x.note("DOB", "the date of birth is in the future")
		} else {
			e.identity.birth, e.child.Birth, x.born = born, born, born
		}
		e.child.Sex = x.code("SEX", "sex", x.today)
		e.identity.sex = e.child.Sex
		e.child.Ethnicity = x.code("ETHNIC", "ethnicity", x.today)
		number := x.cell("UPN")
		upn, err := match.ParseUPN(number)
		s, _ := codes.Set("upn_unknown")
		switch {
		case number == "":
		case err == nil:
			e.identity.upn = upn
		case s.Valid(number, x.today) == nil:
			e.upnReason, upn = number, number
		default:
			upn = ""
			x.note("UPN", "neither a UPN whose check letter fits nor a reason for having none")
		}
		m := record.Mother{Mother: x.answer("MOTHER"), ChildBirth: x.date("MC_DOB")}
		if m != (record.Mother{}) {
			e.care.mother = &m
		}
		e.left = append(e.left, x.left(row903.Header(e.child, upn, m))...)
	})
	if !e.care.orphan {
		return
	}
	for t := range ssda903.Table(ssda903.Tables) {
		x.each(t, func(n int) {
			if e.care.at == (row{}) {
				e.care.at = x.at()
			}
			if col := t.Col("DOB"); col >= 0 && e.identity.birth.IsZero() {
				if born := ssda903.StrictDate(x.d.Cell(x.row, col)); !born.After(x.today) {
					e.identity.birth, e.child.Birth, x.born = born, born, born
				}
			}
		})
	}
}

// one adds a row that is one record; nothing says that the row holds nothing that a record could say.
func one[B record.Body](x *reader903, to *[]fact[B], body B, nothing bool, said []row903.Cell) {
	if nothing {
		x.whole("no record can say what the row says")
		return
	}
	*to = append(*to, fact[B]{row: x.at(), body: body, left: x.left(said)})
}

func (x *reader903) tables() {
	c := x.e.care
	x.each(ssda903.Episodes, func(int) {
		var cells []string
		for _, column := range episode.Columns() {
			cells = append(cells, x.cell(column))
		}
		r, err := episode.Parse(cells)
		if err != nil {
			x.whole("a date of the episode cannot be read")
			return
		}
		for i, text := range r.Cells() {
			if text != cells[i] {
				x.e.respelt = append(x.e.respelt, "Episodes, "+episode.Columns()[i])
			}
		}
		c.episodes, c.places = append(c.episodes, r), append(c.places, x.at())
	})
	x.each(ssda903.Reviews, func(int) {
		b := record.CLAReview{Date: x.date("REVIEW")}
		b.Participation = x.code("REVIEW_CODE", "REVIEW_CODE", b.Date)
		one(x, &c.reviews, b, b == record.CLAReview{}, row903.Review(b, x.born))
	})
	x.each(ssda903.UASC, func(int) {
		b := record.ImmigrationStatus{Status: record.UASC, To: x.date("DUC")}
		one(x, &c.uasc, b, false, row903.UASC(b, x.born, x.e.child.Sex))
	})
	x.each(ssda903.OC2, func(n int) { x.oc2(n) })
	x.each(ssda903.OC3, func(int) {
		b := record.CareLeaver{Year: x.e.year, InTouch: x.code("IN_TOUCH", "IN_TOUCH", x.end), Activity: x.code("ACTIV", "ACTIV", x.end),
			Accommodation: x.code("ACCOM", "ACCOM", x.end)}
		one(x, &c.leaver, b, b == record.CareLeaver{Year: x.e.year}, row903.CareLeaver(b, x.born))
	})
	x.each(ssda903.AD1, func(int) {
		b := record.Adoption{Year: x.e.year, Decided: x.date("DATE_INT"), Matched: x.date("DATE_MATCH"), ByCarer: x.answer("FOSTER_CARE")}
		b.Adopters, b.AdopterSex = x.code("NB_ADOPTR", "NB_ADOPTR", b.Matched), x.code("SEX_ADOPTR", "SEX_ADOPTR", b.Matched)
		b.AdopterLaw = x.code("LS_ADOPTR", "LS_ADOPTR", b.Matched)
		one(x, &c.adoption, b, b == record.Adoption{Year: x.e.year}, row903.Adoption(b, x.born))
	})
	x.each(ssda903.PlacedAdoption, func(int) {
		b := record.PlacedForAdoption{Decided: x.date("DATE_PLACED"), Reversed: x.date("DATE_PLACED_CEASED")}
		b.Reason = x.code("REASON_PLACED_CEASED", "REASON_PLACED_CEASED", b.Reversed)
		one(x, &c.placed, b, b == record.PlacedForAdoption{}, row903.Placed(b, x.born))
	})
	x.each(ssda903.PrevPerm, func(int) {
		b := record.PreviousPermanence{Option: x.code("PREV_PERM", "PREV_PERM", day.Day{}), Authority: x.code("LA_PERM", "LA_PERM", day.Day{})}
		ordered, ok := row903.PartDay(x.cell("DATE_PERM"))
		if !ok {
			x.note("DATE_PERM", "not a date like 31/03/2026, with ZZ or ZZZZ for what is not known")
		}
		b.Ordered = ordered
		one(x, &c.previous, b, b == record.PreviousPermanence{}, row903.Permanence(b, x.born))
	})
	x.each(ssda903.Missing, func(int) {
		b := record.Missing{From: x.date("MIS_START"), To: x.date("MIS_END")}
		b.Type = x.code("MISSING", "MISSING", b.From)
		one(x, &c.missing, b, b == record.Missing{}, row903.Missing(b, x.born))
	})
	x.each(ssda903.SWEpisodes, func(int) {
		b := record.Involvement{Registration: x.cell("SW_ID"), From: x.date("SW_DECOM"), To: x.date("SW_DEC"), Reason: x.code("SW_REASON", "SW_REASON", day.Day{})}
		one(x, &c.workers, b, b == record.Involvement{}, row903.Involvement(b, x.born))
	})
	x.each(ssda903.DoLo, func(int) {
		b := record.DeprivationOfLiberty{From: x.date("DOLO_START"), To: x.date("DOLO_END")}
		one(x, &c.liberty, b, b == record.DeprivationOfLiberty{}, row903.Liberty(b, x.born))
	})
}

// oc2 reads what was found in the year. A second row of a child says of the same year what the first does, so no record can hold it.
func (x *reader903) oc2(n int) {
	h := health903{row: x.at(), columns: map[string]bool{}}
	for _, column := range ssda903.OC2.Columns()[2:] {
		if x.cell(column) != "" {
			h.columns[column] = true
		}
	}
	if n > 0 || len(h.columns) == 0 {
		x.whole("the row says nothing, or the child has one before")
		return
	}
	if text := x.cell("SDQ_SCORE"); text != "" {
		if score, err := strconv.Atoi(strings.TrimSpace(text)); err == nil && score >= 0 && score <= 40 {
			h.SDQ.Score = &score
		} else {
			x.note("SDQ_SCORE", "not a score from 0 to 40")
		}
	}
	h.SDQ.Reason = x.code("SDQ_REASON", "SDQ_REASON", day.Day{})
	h.Conviction.Convicted = x.answer("CONVICTED")
	h.Checks = map[string]record.YesNo{}
	for _, column := range ssda903.OC2.Columns() {
		if kind, ok := row903.Checked()[column]; ok {
			h.Checks[kind] = x.answer(column)
		}
	}
	h.Immunisations.UpToDate = x.answer("IMMUNISATIONS")
	h.Misuse.Found, h.Misuse.Received, h.Misuse.Offered = x.answer("SUBSTANCE_MISUSE"), x.answer("INTERVENTION_RECEIVED"), x.answer("INTERVENTION_OFFERED")
	h.left = x.left(h.Cells(x.born))
	x.e.care.health = append(x.e.care.health, h)
}
