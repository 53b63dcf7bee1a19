// Package row903 says how records and rows of the SSDA903 correspond, as cinrow does for the CIN census: a row is what its record says and what
// is left over. Episodes have a package of their own (returns/episode).
// Source: specs/ssda903/tables.json.
package row903

import (
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/returns/intake/cinrow"
	"throughline/internal/returns/ssda903"
	"throughline/internal/story"
)

// Cell is one cell of a row.
type Cell = cinrow.Cell

// cells makes cells of names and texts in turn.
func cells(pairs ...string) (out []Cell) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, Cell{Column: pairs[i], Text: pairs[i+1]})
	}
	return out
}

// Date is a day as the return writes it.
func Date(d day.Day) string {
	if d.IsZero() {
		return ""
	}
	return d.Time().Format("02/01/2006")
}

// YesNo reads an answer; ok is false when the text is none. No text is no answer.
func YesNo(text string) (a record.YesNo, ok bool) {
	switch strings.TrimSpace(text) {
	case "":
		return "", true
	case "1":
		return record.Yes, true
	case "0":
		return record.No, true
	}
	return "", false
}

// Header is the row of that name, without CHILD.
func Header(c record.Child, upn string, m record.Mother) []Cell {
	return cells("SEX", c.Sex, "DOB", Date(c.Birth), "ETHNIC", c.Ethnicity, "UPN", upn, "MOTHER", m.Mother.Digit(), "MC_DOB", Date(m.ChildBirth))
}

// Review is a row of Reviews; born is the child's date of birth, which most tables repeat.
func Review(r record.CLAReview, born day.Day) []Cell {
	return cells("DOB", Date(born), "REVIEW", Date(r.Date), "REVIEW_CODE", r.Participation)
}

// UASC is a row of that table.
func UASC(s record.ImmigrationStatus, born day.Day, sex string) []Cell {
	return cells("SEX", sex, "DOB", Date(born), "DUC", Date(s.To))
}

// CareLeaver is a row of OC3.
func CareLeaver(c record.CareLeaver, born day.Day) []Cell {
	return cells("DOB", Date(born), "IN_TOUCH", c.InTouch, "ACTIV", c.Activity, "ACCOM", c.Accommodation)
}

// Adoption is a row of AD1.
func Adoption(a record.Adoption, born day.Day) []Cell {
	return cells("DOB", Date(born), "DATE_INT", Date(a.Decided), "DATE_MATCH", Date(a.Matched), "FOSTER_CARE", a.ByCarer.Digit(),
		"NB_ADOPTR", a.Adopters, "SEX_ADOPTR", a.AdopterSex, "LS_ADOPTR", a.AdopterLaw)
}

// Placed is a row of PlacedAdoption.
func Placed(p record.PlacedForAdoption, born day.Day) []Cell {
	return cells("DOB", Date(born), "DATE_PLACED", Date(p.Decided), "DATE_PLACED_CEASED", Date(p.Reversed), "REASON_PLACED_CEASED", p.Reason)
}

// Permanence is a row of PrevPerm.
func Permanence(p record.PreviousPermanence, born day.Day) []Cell {
	text := ""
	if parts := strings.Split(string(p.Ordered), "-"); len(parts) == 3 {
		text = parts[2] + "/" + parts[1] + "/" + parts[0]
	}
	return cells("DOB", Date(born), "PREV_PERM", p.Option, "LA_PERM", p.Authority, "DATE_PERM", text)
}

// PartDay reads DATE_PERM: DD/MM/YYYY with ZZ or ZZZZ for what is not known.
func PartDay(text string) (record.PartDay, bool) {
	parts := strings.Split(strings.TrimSpace(text), "/")
	if len(parts) != 3 {
		return "", strings.TrimSpace(text) == ""
	}
	p := record.PartDay(parts[2] + "-" + parts[1] + "-" + parts[0])
	if !p.Valid() {
		return "", false
	}
	return p, true
}

// Missing is a row of that table.
func Missing(m record.Missing, born day.Day) []Cell {
	return cells("DOB", Date(born), "MISSING", m.Type, "MIS_START", Date(m.From), "MIS_END", Date(m.To))
}

// Involvement is a row of SWEpisodes.
func Involvement(i record.Involvement, born day.Day) []Cell {
	return cells("DOB", Date(born), "SW_ID", i.Registration, "SW_DECOM", Date(i.From), "SW_DEC", Date(i.To), "SW_REASON", i.Reason)
}

// Liberty is a row of DoLo.
func Liberty(d record.DeprivationOfLiberty, born day.Day) []Cell {
	return cells("DOB", Date(born), "DOLO_START", Date(d.From), "DOLO_END", Date(d.To))
}

// Health is what was found of a child in a year, as records: the row of OC2.
type Health struct {
	SDQ           record.SDQScore
	Conviction    record.CLAConviction
	Checks        map[string]record.YesNo // by type
	Immunisations record.CLAImmunisations
	Misuse        record.CLASubstanceMisuse
}

// Checked are the columns of OC2 that are health checks, with the type of check.
func Checked() map[string]string {
	return map[string]string{"HEALTH_CHECK": "health_surveillance", "TEETH_CHECK": "dental_check", "HEALTH_ASSESSMENT": "health_assessment"}
}

// Cells is the row of OC2.
func (h Health) Cells(born day.Day) []Cell {
	score := ""
	if h.SDQ.Score != nil {
		score = strconv.Itoa(*h.SDQ.Score)
	}
	check := func(column string) string { return h.Checks[Checked()[column]].Digit() }
	return cells(
		"DOB", Date(born), "SDQ_SCORE", score, "SDQ_REASON", h.SDQ.Reason, "CONVICTED", h.Conviction.Convicted.Digit(),
		"HEALTH_CHECK", check("HEALTH_CHECK"), "IMMUNISATIONS", h.Immunisations.UpToDate.Digit(), "TEETH_CHECK", check("TEETH_CHECK"),
		"HEALTH_ASSESSMENT", check("HEALTH_ASSESSMENT"), "SUBSTANCE_MISUSE", h.Misuse.Found.Digit(),
		"INTERVENTION_RECEIVED", h.Misuse.Received.Digit(), "INTERVENTION_OFFERED", h.Misuse.Offered.Digit(),
	)
}

// Over is what a row says and its record does not.
func Over(said []Cell, given func(column string) string) (out []record.ReturnedValue) {
	for _, c := range said {
		if t := given(c.Column); t != c.Text {
			out = append(out, record.ReturnedValue{Column: c.Column, Text: t})
		}
	}
	return out
}

func isDate(column string) bool {
	switch column {
	case "DOB", "MC_DOB", "REVIEW", "DUC", "DATE_INT", "DATE_MATCH", "DATE_PLACED", "DATE_PLACED_CEASED", "MIS_START", "MIS_END", "SW_DECOM", "SW_DEC", "DOLO_START", "DOLO_END":
		return true
	}
	return false
}

// canon is a cell in the one spelling of its column; "" for a date that is none.
func canon(column, text string) string {
	switch {
	case isDate(column):
		return Date(ssda903.StrictDate(text))
	case column == "UPN":
		if upn, err := match.ParseUPN(text); err == nil {
			return upn
		}
	case column == "SDQ_SCORE":
		if n, err := strconv.Atoi(strings.TrimSpace(text)); err == nil {
			return strconv.Itoa(n)
		}
	}
	return strings.TrimSpace(text)
}

// Resolve is the cell that is written. repeated says that the column repeats what another table says of the child.
func Resolve(c Cell, left []record.ReturnedValue, repeated bool) string {
	for _, v := range left {
		if v.Column != c.Column {
			continue
		}
		read := canon(c.Column, v.Text)
		switch {
		case repeated, c.Text == "" && (!isDate(c.Column) || read == ""), read == c.Text && read != "":
			return v.Text
		}
	}
	return c.Text
}

// Same says whether a text of a column reads as what a record says.
func Same(column, text, said string) bool { return canon(column, text) == said }

// HealthOf is what records say of a child's health in a year, the newest of each, and the ids of those records. ok-ness of a year is that some
// record is of it.
func HealthOf(s story.Story, year int) (h Health, ids []string) {
	h.Checks = map[string]record.YesNo{}
	in := func(y int, on day.Day) bool {
		return y == year || y == 0 && !on.IsZero() && day.FinancialYearEnding(on) == year
	}
	for _, r := range s.Records {
		took := true
		switch b := r.Body.(type) {
		case record.SDQScore:
			if took = in(b.Year, b.Date); took {
				h.SDQ = b
			}
		case record.CLAConviction:
			if took = in(b.Year, b.Date); took && h.Conviction.Convicted != record.Yes {
				h.Conviction = b
			}
		case record.CLAHealth:
			if took = in(b.Year, b.Date); took && h.Checks[b.Type] != record.Yes {
				h.Checks[b.Type] = b.Done
			}
		case record.CLAImmunisations:
			if took = in(b.Year, b.Date); took {
				h.Immunisations = b
			}
		case record.CLASubstanceMisuse:
			if took = in(b.Year, b.Date); took {
				h.Misuse = b
			}
		default:
			took = false
		}
		if took {
			ids = append(ids, r.ID)
		}
	}
	return h, ids
}
