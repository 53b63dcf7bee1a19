package intake

import (
	"slices"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/intake/cinrow"
	"throughline/internal/returns/intake/row903"
	"throughline/internal/returns/ssda903"
	"throughline/internal/story"
)

// care903 plans what an SSDA903 says of a child besides who it is.
func (b *batch) care903(e entry, subject string) error {
	s, err := b.story(subject)
	if err != nil {
		return err
	}
	c := e.care
	if c.orphan {
		if err := b.orphan(s, e); err != nil {
			return err
		}
	}
	if c.mother != nil {
		if err := b.mother(s, e); err != nil {
			return err
		}
	}
	if err := b.episodes(s, e); err != nil {
		return err
	}
	child, _ := story.First[record.Child](s)
	born, sex := child.Body.Birth, child.Body.Sex
	for _, meet := range []func() error{
		func() error {
			return simply(b, s, c.reviews, func(r record.CLAReview) []cinrow.Cell { return row903.Review(r, born) }, mergeReview903,
				func(r record.CLAReview) any { return r.Date })
		},
		func() error {
			return simply(b, s, c.uasc, func(r record.ImmigrationStatus) []cinrow.Cell { return row903.UASC(r, born, sex) }, mergeUASC,
				func(r record.ImmigrationStatus) any { return r.Status })
		},
		func() error { return b.health(s, e, born) },
		func() error {
			return simply(b, s, c.leaver, func(r record.CareLeaver) []cinrow.Cell { return row903.CareLeaver(r, born) }, mergeLeaver,
				func(r record.CareLeaver) any { return r.Year })
		},
		func() error {
			return simply(b, s, c.adoption, func(r record.Adoption) []cinrow.Cell { return row903.Adoption(r, born) }, mergeAdoption,
				func(r record.Adoption) any { return r.Year })
		},
		func() error {
			return simply(b, s, c.placed, func(r record.PlacedForAdoption) []cinrow.Cell { return row903.Placed(r, born) }, mergePlaced,
				func(r record.PlacedForAdoption) any { return r.Decided })
		},
		func() error {
			return simply(b, s, c.previous, func(r record.PreviousPermanence) []cinrow.Cell { return row903.Permanence(r, born) }, mergePermanence,
				func(r record.PreviousPermanence) any { return r })
		},
		func() error {
			return simply(b, s, c.missing, func(r record.Missing) []cinrow.Cell { return row903.Missing(r, born) }, mergeMissing,
				func(r record.Missing) any { return [2]any{r.From, r.FromHome} })
		},
		func() error {
			return simply(b, s, c.workers, func(r record.Involvement) []cinrow.Cell { return row903.Involvement(r, born) }, mergeInvolvement,
				func(r record.Involvement) any { return [2]any{r.Registration, r.From} })
		},
		func() error {
			return simply(b, s, c.liberty, func(r record.DeprivationOfLiberty) []cinrow.Cell { return row903.Liberty(r, born) }, mergeLiberty,
				func(r record.DeprivationOfLiberty) any { return r.From })
		},
	} {
		if err := meet(); err != nil {
			return err
		}
	}
	return b.keepRows(e.whole, subject, "", e.year)
}

// simply brings in rows that are one record each. A row is a record that says the same, else one that has the same key and a key to have.
func simply[B record.Body](b *batch, s story.Story, in []fact[B], said func(B) []cinrow.Cell, merge func(fact[B], B) (B, []diff), key func(B) any) error {
	k := sort[B]{merge: merge, count: rows, said: func(h record.Of[B]) []cinrow.Cell { return said(h.Body) }}
	known := func(x any) bool { return x != nil && x != any(day.Day{}) }
	k.same = []func(fact[B], record.Of[B]) bool{
		func(f fact[B], h record.Of[B]) bool {
			return key(f.body) == key(h.Body) && k.exact(f, h) && b.keptAs(s, h.ID, f.left)
		},
		func(f fact[B], h record.Of[B]) bool {
			return key(f.body) == key(h.Body) && k.exact(f, h) && len(f.left) == 0
		},
		func(f fact[B], h record.Of[B]) bool {
			return known(key(f.body)) && key(f.body) == key(h.Body) && k.exact(f, h)
		},
		func(f fact[B], h record.Of[B]) bool { return known(key(f.body)) && key(f.body) == key(h.Body) },
	}
	_, err := meet(b, s.Subject, in, story.All[B](s), k)
	return err
}

// orphan keeps that the return has no row in Header of a child of whom other tables tell.
func (b *batch) orphan(s story.Story, e entry) error {
	child, ok := story.First[record.Child](s)
	if !ok {
		return nil
	}
	body := record.AsReturned{
		Return: record.ReturnSSDA903, Year: e.year, Table: ssda903.Header.String(), Record: child.ID, Why: "the return has no row in Header of the child",
		Values: []record.ReturnedValue{{Column: "CHILD"}},
	}
	for _, a := range story.All[record.AsReturned](s) {
		if a.Body.Record == child.ID && a.Body.Table == body.Table && a.Body.Year == e.year && slices.Equal(a.Body.Values, body.Values) {
			return nil
		}
	}
	b.note(e.row(), "the child has no row in Header")
	_, err := b.add(s.Subject, body, e.row())
	return err
}

// mother brings in whether the child is a mother. One who was none may have become one: that is told beside the older answer.
func (b *batch) mother(s story.Story, e entry) error {
	in := fact[record.Mother]{row: e.row(), body: *e.care.mother}
	held := story.All[record.Mother](s)
	k := sort[record.Mother]{
		merge: func(f fact[record.Mother], h record.Mother) (record.Mother, []diff) {
			var d filler
			d.answer("MOTHER", &h.Mother, f.body.Mother)
			d.day("MC_DOB", &h.ChildBirth, f.body.ChildBirth)
			return h, d.diffs
		},
		count: func(*Tally) *int { return new(int) },
		said:  func(record.Of[record.Mother]) []cinrow.Cell { return nil },
	}
	k.same = []func(fact[record.Mother], record.Of[record.Mother]) bool{
		func(f fact[record.Mother], h record.Of[record.Mother]) bool { return k.exact(f, h) },
		func(f fact[record.Mother], h record.Of[record.Mother]) bool {
			return !(h.Body.Mother == record.No && f.body.Mother == record.Yes) && !(h.Body.Mother == record.Yes && f.body.Mother == record.No && b.im.report.Year != 0)
		},
	}
	_, err := meet(b, s.Subject, []fact[record.Mother]{in}, held, k)
	return err
}

// health brings in a row of OC2: one record for each thing that it says.
func (b *batch) health(s story.Story, e entry, born day.Day) error {
	for _, h := range e.care.health {
		var made []string
		note := func(ids []string, err error) error {
			made = append(made, ids...)
			return err
		}
		says := func(columns ...string) bool {
			return slices.ContainsFunc(columns, func(c string) bool { return h.columns[c] })
		}
		var err error
		if says("SDQ_SCORE", "SDQ_REASON") {
			h.SDQ.Year = e.year
			err = note(annual(b, s, h.row, h.SDQ, func(x record.SDQScore) int { return x.Year }, mergeSDQ))
		}
		if err == nil && says("CONVICTED") {
			h.Conviction.Year = e.year
			err = note(annual(b, s, h.row, h.Conviction, func(x record.CLAConviction) int { return x.Year }, mergeConviction))
		}
		for _, column := range ssda903.OC2.Columns() {
			if kind, ok := row903.Checked()[column]; ok && err == nil && says(column) {
				check := record.CLAHealth{Type: kind, Year: e.year, Done: h.Checks[kind]}
				err = note(annual(b, s, h.row, check, func(x record.CLAHealth) int {
					if x.Type != kind {
						return -1
					}
					return x.Year
				}, mergeCheck))
			}
		}
		if err == nil && says("IMMUNISATIONS") {
			h.Immunisations.Year = e.year
			err = note(annual(b, s, h.row, h.Immunisations, func(x record.CLAImmunisations) int { return x.Year }, mergeImmunisations))
		}
		if err == nil && says("SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED") {
			h.Misuse.Year = e.year
			err = note(annual(b, s, h.row, h.Misuse, func(x record.CLASubstanceMisuse) int { return x.Year }, mergeMisuse))
		}
		if err != nil {
			return err
		}
		if len(h.left) == 0 || made[0] == "" {
			continue
		}
		var held []cinrow.Cell
		if _, old := b.record(s, made[0]); old {
			year, _ := row903.HealthOf(s, e.year)
			held = year.Cells(born)
		}
		if err := b.leave(s.Subject, made[0], h.left, held); err != nil {
			return err
		}
	}
	return nil
}

// annual brings in one thing that is told of a year.
func annual[B record.Body](b *batch, s story.Story, at row, body B, year func(B) int, merge func(fact[B], B) (B, []diff)) ([]string, error) {
	k := sort[B]{merge: merge, count: rows, said: func(record.Of[B]) []cinrow.Cell { return nil },
		same: []func(fact[B], record.Of[B]) bool{func(f fact[B], h record.Of[B]) bool { return year(f.body) == year(h.Body) }}}
	return meet(b, s.Subject, []fact[B]{{row: at, body: body}}, story.All[B](s), k)
}
