package outgoing

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/returns/episode"
	"throughline/internal/returns/intake/cinrow"
	"throughline/internal/returns/intake/row903"
	"throughline/internal/returns/ssda903"
	"throughline/internal/story"
)

// SSDA903Options say which return is written.
type SSDA903Options struct {
	Year    int       // the calendar year in which it ends
	AsKnown time.Time // stories as they were known at this instant; as they are now unless given
	Form    ssda903.Form
}

// SSDA903 writes the return of a year: for CSV a file of each table, made by create under its usual name; for XML one file named ssda903.xml. What
// was created is whole only when the error is nil. It fails with errs.Denied when the actor may not export and with errs.Usage when the year is none.
func SSDA903(ctx context.Context, desk *command.Desk, actor access.Actor, create func(name string) (io.WriteCloser, error), o SSDA903Options) (rep Report, err error) {
	defer errs.Wrap(&err, "export the SSDA903")
	if err := may(desk, actor); err != nil {
		return Report{}, err
	}
	if o.Year < 2000 || o.Year > 2200 {
		return Report{}, errs.New(errs.Usage, "%d is not the year of a return; give the year in which it ends, as in 2026 for 2025/26", o.Year)
	}
	rep = Report{Return: record.ReturnSSDA903, Year: o.Year, AsKnown: o.AsKnown, Rows: map[string]int{}}
	var rows [ssda903.Tables]*ssda903.Rows
	for i := range rows {
		rows[i] = ssda903.NewRows(ssda903.Table(i), ssda903.Table(i).FileName())
	}
	var read []string
	err = desk.Read(ctx, func(t *db.Tx) error {
		p, known, err := provenanceOf(t, record.ReturnSSDA903, o.Year)
		if err != nil {
			return err
		}
		rep.Differences = known
		rep.Destroyed, err = story.EachAt(t, desk.Journal, record.ChildSubject, o.AsKnown, func(s story.Story) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			c := newCare(s, o.Year, p)
			if c.write() {
				rep.Children++
				read = append(read, s.Subject)
				for i := range rows {
					for _, row := range c.rows[i] {
						rows[i].Add(row)
					}
				}
			}
			rep.Differences = append(rep.Differences, c.out...)
			return nil
		})
		return err
	})
	if err != nil {
		return rep, err
	}
	r := &ssda903.Return{Form: o.Form}
	for i := range rows {
		t := ssda903.Table(i)
		rep.Rows[t.String()] = rows[i].Len()
		if rows[i].Len() > 0 || t != ssda903.SWEpisodes && t != ssda903.DoLo { // tables of later years: there when there is something to say
			r.This[i] = rows[i].Data()
		}
	}
	if o.Form == ssda903.XML {
		err = writeXML(create, r, &rep)
	} else {
		err = ssda903.Files(&r.This, create)
	}
	if err != nil {
		return rep, err
	}
	return rep, desk.LogListed(ctx, actor, "export ssda903", "a statutory return", read)
}

func writeXML(create func(name string) (io.WriteCloser, error), r *ssda903.Return, rep *Report) error {
	w, err := create("ssda903.xml")
	if err != nil {
		return fmt.Errorf("create: %w", err)
	}
	left, err := ssda903.WriteXML(w, r)
	if e := w.Close(); err == nil {
		err = e
	}
	for _, l := range left {
		rep.Differences = append(rep.Differences, Difference{
			Place: fmt.Sprintf("export, %s %d", l.Table, l.Row+1), Child: r.This[l.Table].Cell(l.Row, 0), Why: l.Why + "; it was left out of the XML",
		})
	}
	return err
}

// care makes the rows of one child in the SSDA903 of a year.
type care struct {
	year     int
	from, to day.Day
	s        story.Story
	left     left
	number   string // CHILD
	// otherwise stands as CHILD where there is no number; "" leaves such a child out.
	otherwise string
	child     string // id of the record that says who the child is
	born      day.Day
	rows      [ssda903.Tables][][]string
	of        [ssda903.Tables][]origin // of each row
	gaps      []episode.Gap            // time of the year without an episode
	cut       []episode.Row            // the episodes of the year
	out       []Difference
	provenance
}

func newCare(s story.Story, year int, p provenance) *care {
	c := &care{year: year, s: s, left: leftOf(s, record.ReturnSSDA903), provenance: p}
	c.from, c.to = day.FinancialYear(year)
	return c
}

// put adds a row without CHILD. DOB and SEX of other tables than Header only repeat what that says.
func (c *care) put(t ssda903.Table, o origin, cells []cinrow.Cell, left []record.ReturnedValue) {
	row := make([]string, len(t.Columns()))
	row[0] = c.number
	for _, x := range cells {
		row[t.Col(x.Column)] = row903.Resolve(x, left, repeats(t, x.Column))
	}
	c.rows[t], c.of[t] = append(c.rows[t], row), append(c.of[t], o)
}

// add adds the row of one record.
func (c *care) add(t ssda903.Table, m record.Meta, cells []cinrow.Cell) {
	c.put(t, origin{record: m.ID, columns: map[string]string{"DOB": c.child, "SEX": c.child}}, cells, c.left[[2]string{m.ID, t.String()}])
}

// write makes all rows of the child; it says whether there are any.
func (c *care) write() bool {
	child, ok := story.First[record.Child](c.s)
	if !ok {
		return false
	}
	c.child, c.born = child.ID, child.Body.Birth
	n := numbersAt(c.s, c.to)
	c.number = cmp.Or(n.ID, c.otherwise)
	inCare := c.episodes()
	c.dated(child.Body.Sex, inCare)
	c.annual(inCare)
	c.whole()
	any := slices.ContainsFunc(c.rows[:], func(r [][]string) bool { return len(r) > 0 })
	switch {
	case !any:
		c.differ(&c.out, c.number, child.Meta, "", "the child was not looked after in the year and is no care leaver of it, so the return has no row of the child")
		return false
	case c.number == "":
		c.out = append(c.out, Difference{Place: c.s.Subject, Why: "the child has no number of the council (CHILD), which the return asks for: give one and export again. The child was left out"})
		return false
	}
	upn := n.UPN
	if upn == "" {
		upn = n.UPNUnknown
	}
	values := c.left[[2]string{child.ID, ssda903.Header.String()}]
	if !c.orphan(child.ID) {
		more, of := c.rows[ssda903.Header], c.of[ssda903.Header]
		c.rows[ssda903.Header], c.of[ssda903.Header] = nil, nil
		mother := c.mother()
		c.put(ssda903.Header, c.originOfHeader(child.ID, mother.ID), row903.Header(child.Body, upn, mother.Body), values)
		c.rows[ssda903.Header], c.of[ssda903.Header] = append(c.rows[ssda903.Header], more...), append(c.of[ssda903.Header], of...)
	}
	return true
}

// orphan says whether the return of the year that was imported has no row in Header of the child.
func (c *care) orphan(id string) bool {
	for _, a := range story.All[record.AsReturned](c.s) {
		if a.Body.Record == id && a.Body.Table == ssda903.Header.String() && a.Body.Year == c.year && a.Body.Values[0].Column == "CHILD" {
			return true
		}
	}
	return false
}

// mother is whether the child was a mother by the end of the year. It is asked of those who were looked after in the year, short breaks aside (rules
// 165, 399, 628), so of others it is written only as it came.
func (c *care) mother() (m record.Of[record.Mother]) {
	ls := 1 + slices.Index(episode.Columns(), "LS")
	asked := slices.ContainsFunc(c.rows[ssda903.Episodes], func(r []string) bool { return r[ls] != "V3" && r[ls] != "V4" })
	for _, x := range story.All[record.Mother](c.s) {
		if !asked && !c.came(x.Meta) {
			continue
		}
		if x.Body.ChildBirth.After(c.to) {
			c.differ(&c.out, c.number, x.Meta, "MC_DOB", tooLate)
			continue
		}
		if m.Body.Mother != record.Yes {
			m = x
		}
	}
	return m
}

// episodes makes the rows of Episodes; it says whether the child was looked after in the year.
func (c *care) episodes() bool {
	all, gaps := episode.Of(c.s)
	for _, g := range gaps {
		if !g.From.After(c.to) && !g.To.Before(c.from) {
			c.gaps = append(c.gaps, g)
			c.out = append(c.out, Difference{Place: g.Record, Child: c.number, Why: g.Why + "; no episode was made of it"})
		}
	}
	for _, e := range all {
		rows := episode.ForYear([]episode.Episode{e}, c.year)
		if len(rows) == 0 {
			c.differ(&c.out, c.number, c.metaOf(e), "", "the episode does not lie in the year; it is left out")
			continue
		}
		if rows[0] != e.Row {
			c.differ(&c.out, c.number, c.metaOf(e), "DEC", "the episode ended after the year, so it is open in it")
		}
		c.rows[ssda903.Episodes] = append(c.rows[ssda903.Episodes], append([]string{c.number}, rows[0].Cells()...))
		c.of[ssda903.Episodes] = append(c.of[ssda903.Episodes], c.originOf(e))
		c.cut = append(c.cut, rows[0])
	}
	return len(c.rows[ssda903.Episodes]) > 0
}

// metaOf is the record that the row of an episode came in as: what began with it.
func (c *care) metaOf(e episode.Episode) record.Meta {
	var m record.Meta
	for _, r := range c.s.Records {
		switch b := r.Body.(type) {
		case record.LegalStatus:
			if r.ID == e.Status && b.From == e.Decom {
				return r.Meta
			}
		case record.CLAPlacement:
			if r.ID == e.Placement && b.From == e.Decom {
				return r.Meta
			}
		}
		if r.ID == e.Period {
			m = r.Meta
		}
	}
	return m
}

// within says whether something that has a start and an end belongs to the year; what does not is named.
func (c *care) within(m record.Meta, started, ended day.Day) bool {
	switch {
	case started.After(c.to):
		c.differ(&c.out, c.number, m, "", "it is of after the year; it is left out")
	case ended.Before(c.from):
		c.differ(&c.out, c.number, m, "", "it ended before the year; it is left out")
	default:
		return true
	}
	return false
}

// late takes an end of after the year out of cells, with what goes with it.
func (c *care) late(m record.Meta, cells []cinrow.Cell, ended day.Day, columns ...string) {
	if !ended.After(c.to) {
		return
	}
	for i := range cells {
		if slices.Contains(columns, cells[i].Column) && cells[i].Text != "" {
			cells[i].Text = ""
			c.differ(&c.out, c.number, m, cells[i].Column, "it is of after the year")
		}
	}
}
