package outgoing

import (
	"slices"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/episode"
	"throughline/internal/returns/intake/row903"
	"throughline/internal/returns/ssda903"
	"throughline/internal/story"
)

// dated makes the rows of tables whose rows have dates.
func (c *care) dated(sex string, inCare bool) {
	for _, r := range story.All[record.CLAReview](c.s) {
		if c.within(r.Meta, r.Body.Date, r.Body.Date) && c.ofYear(r.Meta, r.Body.Date, ssda903.Reviews) {
			c.add(ssda903.Reviews, r.Meta, row903.Review(r.Body, c.born))
		}
	}
	for _, r := range story.All[record.ImmigrationStatus](c.s) {
		if r.Body.Status == record.UASC && (inCare || c.came(r.Meta)) && c.within(r.Meta, r.Body.From, r.Body.To) {
			c.add(ssda903.UASC, r.Meta, row903.UASC(r.Body, c.born, sex))
		}
	}
	for _, r := range story.All[record.PlacedForAdoption](c.s) {
		if !(inCare || c.came(r.Meta)) || !c.within(r.Meta, r.Body.Decided, r.Body.Reversed) {
			continue
		}
		cells := row903.Placed(r.Body, c.born)
		c.late(r.Meta, cells, r.Body.Reversed, "DATE_PLACED_CEASED", "REASON_PLACED_CEASED")
		c.add(ssda903.PlacedAdoption, r.Meta, cells)
	}
	started := c.startedInYear()
	for _, r := range story.All[record.PreviousPermanence](c.s) {
		if started || c.came(r.Meta) {
			c.add(ssda903.PrevPerm, r.Meta, row903.Permanence(r.Body, c.born))
		}
	}
	for _, r := range story.All[record.Missing](c.s) {
		if !r.Body.FromHome && c.within(r.Meta, r.Body.From, r.Body.To) && c.ofYear(r.Meta, r.Body.From, ssda903.Missing) {
			cells := row903.Missing(r.Body, c.born)
			c.late(r.Meta, cells, r.Body.To, "MIS_END")
			c.add(ssda903.Missing, r.Meta, cells)
		}
	}
	for _, r := range story.All[record.Involvement](c.s) {
		switch {
		case r.Body.From.After(c.to):
			c.differ(&c.out, c.number, r.Meta, "", "it is of after the year; it is left out")
		case c.came(r.Meta), inCare && !r.Body.To.Before(c.careBegan()) && !r.Body.To.Before(c.from.Add(-365)): // the table tells of two years (rule SW07STG2)
			cells := row903.Involvement(r.Body, c.born)
			c.late(r.Meta, cells, r.Body.To, "SW_DEC")
			c.add(ssda903.SWEpisodes, r.Meta, cells)
		}
	}
	for _, r := range story.All[record.DeprivationOfLiberty](c.s) {
		if c.within(r.Meta, r.Body.From, r.Body.To) && c.ofYear(r.Meta, r.Body.From, ssda903.DoLo) {
			cells := row903.Liberty(r.Body, c.born)
			c.late(r.Meta, cells, r.Body.To, "DOLO_END")
			c.add(ssda903.DoLo, r.Meta, cells)
		}
	}
}

// came says whether a record came in with the return of the year.
func (c *care) came(m record.Meta) bool {
	_, _, ok := c.place(m.Source)
	return ok
}

// ofYear says whether a record without a date is of the year: what is left over of its row says of which.
func (c *care) ofYear(m record.Meta, on day.Day, t ssda903.Table) bool {
	if !on.IsZero() {
		return true
	}
	for _, a := range story.All[record.AsReturned](c.s) {
		if a.Body.Record == m.ID && a.Body.Table == t.String() {
			return a.Body.Year == c.year
		}
	}
	return c.came(m)
}

// startedInYear says whether a period of care began in the year.
func (c *care) startedInYear() bool {
	for _, p := range story.All[record.CarePeriod](c.s) {
		if !p.Body.Started.IsZero() && p.Body.Started.Within(c.from, c.to) {
			return true
		}
	}
	return false
}

// careBegan is the start of the first period of care that touches the year; no day when it is not known.
func (c *care) careBegan() (first day.Day) {
	periods, _ := episode.Periods(c.s)
	for i, p := range periods {
		if b := p.Care.Body; !b.Started.After(c.to) && !b.Ended.Before(c.from) {
			if b.Started.IsZero() {
				return day.Day{}
			}
			if i == 0 || first.IsZero() || b.Started.Before(first) {
				first = b.Started
			}
		}
	}
	return first
}

// annual makes the rows of tables that tell of the year as a whole.
func (c *care) annual(inCare bool) {
	if h, ids := row903.HealthOf(c.s, c.year); len(ids) > 0 && c.healthAsked(ids) {
		var values []record.ReturnedValue
		for _, id := range ids {
			values = append(values, c.left[[2]string{id, ssda903.OC2.String()}]...)
		}
		c.put(ssda903.OC2, c.originOfHealth(ids), h.Cells(c.born), values)
	}
	for _, r := range story.All[record.CareLeaver](c.s) {
		if r.Body.Year == c.year {
			c.add(ssda903.OC3, r.Meta, row903.CareLeaver(r.Body, c.born))
		}
	}
	for _, r := range story.All[record.Adoption](c.s) {
		if r.Body.Year == c.year || r.Body.Year == 0 && inCare && c.adopted() {
			c.add(ssda903.AD1, r.Meta, row903.Adoption(r.Body, c.born))
		}
	}
}

// adopted says whether a period of care ended in the year with an adoption.
func (c *care) adopted() bool {
	for _, p := range story.All[record.CarePeriod](c.s) {
		if b := p.Body; (b.Ceased == "E11" || b.Ceased == "E12") && !b.Ended.IsZero() && b.Ended.Within(c.from, c.to) {
			return true
		}
	}
	return false
}

// whole adds the rows that no record could hold, as they came with the return of the year.
func (c *care) whole() {
	for _, a := range story.All[record.AsReturned](c.s) {
		t, ok := ssda903.TableNamed(a.Body.Table)
		if a.Body.Return != record.ReturnSSDA903 || a.Body.Record != "" || a.Body.Year != c.year || !ok {
			continue
		}
		row := make([]string, len(t.Columns()))
		row[0] = c.number
		for _, v := range a.Body.Values {
			if col := t.Col(v.Column); col >= 0 {
				row[col] = v.Text
			}
		}
		c.rows[t], c.of[t] = append(c.rows[t], row), append(c.of[t], origin{record: a.ID})
	}
}

// healthAsked says whether the return asks for the health of the child, of which there are the records of these ids: it does of those who were looked
// after all year. What came in with the return of the year goes out again.
func (c *care) healthAsked(ids []string) bool {
	if c.allYear() {
		return true
	}
	for _, r := range c.s.Records {
		if slices.Contains(ids, r.ID) && c.came(r.Meta) {
			return true
		}
	}
	return false
}
