package outgoing

import (
	"throughline/internal/record"
	"throughline/internal/returns/episode"
	"throughline/internal/returns/intake/row903"
	"throughline/internal/returns/ssda903"
	"throughline/internal/story"
)

// SSDA903Child is one child as the SSDA903 of a year writes them.
type SSDA903Child struct {
	rows [ssda903.Tables][][]string
	of   [ssda903.Tables][]origin
	gaps []episode.Gap
}

// origin is what a row is made of: a record, and for some columns another one, or none.
type origin struct {
	record  string
	columns map[string]string // nil where one record says all
}

// SSDA903ChildOptions say how one child is written.
type SSDA903ChildOptions struct {
	Year   int    // the calendar year in which the year of the return ends
	Number string // what stands as CHILD for a child without a number of the council, whom a return leaves out; "" leaves them out here too
}

// SSDA903ChildOf writes one child from their story alone, as SSDA903 does; ok is false when the return of the year has none of this child, of whom there
// may still be gaps.
func SSDA903ChildOf(s story.Story, o SSDA903ChildOptions) (_ SSDA903Child, ok bool) {
	c := newCare(s, o.Year, provenance{of: record.ReturnSSDA903})
	c.otherwise = o.Number
	if !c.write() {
		return SSDA903Child{gaps: c.gaps}, false
	}
	return SSDA903Child{c.rows, c.of, c.gaps}, true
}

// Return is a return of this child alone. It has every table, the empty ones too, so that what is missing can be told from what was not given.
func (c SSDA903Child) Return() *ssda903.Return {
	r := &ssda903.Return{}
	for i := range c.rows {
		r.This[i] = ssda903.NewData(ssda903.Table(i), ssda903.Table(i).FileName(), c.rows[i])
	}
	r.Derive(ssda903.Options{})
	return r
}

// Number is what stands as CHILD in the child's rows.
func (c SSDA903Child) Number() string {
	for _, rows := range c.rows {
		if len(rows) > 0 {
			return rows[0][0]
		}
	}
	return ""
}

// Gaps are the times of care in the year of which no episode could be made.
func (c SSDA903Child) Gaps() []episode.Gap { return c.gaps }

// Record is the id of the record that says a column of a row, which is counted from 0; "" where there is no such record, or no such row.
func (c SSDA903Child) Record(t ssda903.Table, row int, column string) string {
	if row < 0 || row >= len(c.of[t]) {
		return ""
	}
	o := c.of[t][row]
	if id, ok := o.columns[column]; ok {
		return id
	}
	return o.record
}

// originOf is what an episode is made of: what began with it, and the legal status, the placement and the period for what each of them says.
func (c *care) originOf(e episode.Episode) origin {
	began, ended := c.metaOf(e).ID, e.Placement
	if e.RNE == "S" {
		began = e.Period
	}
	if e.REC != "" && e.REC != "X1" {
		ended = e.Period
	}
	return origin{began, map[string]string{
		"LS": e.Status, "PLACE": e.Placement, "PLACE_PROVIDER": e.Placement, "PL_POST": e.Placement, "URN": e.Placement, "REASON_PLACE_CHANGE": e.Placement,
		"CIN": e.Period, "HOME_POST": e.Period, "REC": e.Period, "DEC": ended,
	}}
}

// originOfHeader is what a row of Header is made of.
func (c *care) originOfHeader(child, mother string) origin {
	o := origin{child, map[string]string{"MOTHER": mother, "MC_DOB": mother, "UPN": ""}}
	for _, i := range story.All[record.Identifier](c.s) {
		started, over := !i.Body.From.After(c.to), !i.Body.To.IsZero() && i.Body.To.Compare(c.to) <= 0
		switch i.Body.Type {
		case record.UPN, record.UPNUnknown:
			if started && !over {
				o.columns["UPN"] = i.ID
			}
		}
	}
	return o
}

// originOfHealth is what the row of OC2 is made of: ids are the records of the year.
func (c *care) originOfHealth(ids []string) origin {
	o := origin{record: ids[0], columns: map[string]string{"DOB": c.child}}
	for _, column := range ssda903.OC2.Columns()[ssda903.OC2SDQ_SCORE:] {
		o.columns[column] = ""
	}
	in := map[string]bool{}
	for _, id := range ids {
		in[id] = true
	}
	for _, r := range c.s.Records {
		if !in[r.ID] {
			continue
		}
		for _, column := range healthColumns(r.Body) {
			o.columns[column] = r.ID
		}
	}
	return o
}

// allYear says whether the child was looked after for the whole year without a break, short breaks aside, as the rules of the return understand it
// (specs/ssda903/rules.json, convention continuously_looked_after).
func (c *care) allYear() bool {
	for _, r := range c.cut {
		switch {
		case r.LS == "V3" || r.LS == "V4",
			r.RNE == "S" && r.Decom.Within(c.from.Add(1), c.to) && !r.Decom.IsZero(),
			r.REC != "X1" && !r.Dec.IsZero() && r.Dec.Within(c.from, c.to.Add(-1)):
			return false
		}
	}
	return len(c.cut) > 0
}

// repeats says whether a column only repeats what Header says of the child.
func repeats(t ssda903.Table, column string) bool {
	return t != ssda903.Header && (column == "DOB" || column == "SEX")
}

// healthColumns are the columns of OC2 that a record of health says.
func healthColumns(b record.Body) []string {
	switch b := b.(type) {
	case record.SDQScore:
		return []string{"SDQ_SCORE", "SDQ_REASON"}
	case record.CLAConviction:
		return []string{"CONVICTED"}
	case record.CLAHealth:
		for column, kind := range row903.Checked() {
			if kind == b.Type {
				return []string{column}
			}
		}
	case record.CLAImmunisations:
		return []string{"IMMUNISATIONS"}
	case record.CLASubstanceMisuse:
		return []string{"SUBSTANCE_MISUSE", "INTERVENTION_RECEIVED", "INTERVENTION_OFFERED"}
	}
	return nil
}
