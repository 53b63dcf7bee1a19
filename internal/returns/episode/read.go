package episode

import (
	"errors"
	"slices"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// Unread is a row that no records can say, or one cell of a row that the records say without it, and why. A cell is kept in its period
// (Period.Kept) and comes back when the period is cut. A row is for the caller to keep as it came (record.AsReturned).
type Unread struct {
	Index  int // place in the rows that were given
	Row    bool
	Column string
	Why    string
}

// Read puts the episodes of one child together again. They may be in any order and of several years; a row given twice is read twice. Where rows
// do not follow from each other, what is known of the period breaks off and another begins, of which the start is not known. on is today: a
// code must be in use while what it is about lasts.
func Read(rows []Row, on day.Day) ([]Period, []Unread) {
	order := make([]int, len(rows))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return Compare(rows[a], rows[b]) })
	var parts []part
	var unread []Unread
	for _, i := range order {
		if column, why := refuse(rows[i]); why != "" {
			unread = append(unread, Unread{i, true, column, why})
			continue
		}
		r, kept := sift(rows[i], on, func(column, why string) {
			unread = append(unread, Unread{i, false, column, why})
		})
		after := -1
		for j := range slices.Backward(parts) {
			if parts[j].leads(r) {
				after = j
				break
			}
		}
		if after < 0 {
			parts = append(parts, begin(r))
			after = len(parts) - 1
		} else {
			parts[after].add(r)
		}
		if len(kept) > 0 {
			parts[after].Kept = append(parts[after].Kept, record.Of[record.AsReturned]{Body: record.AsReturned{
				Return: record.ReturnSSDA903, Table: table, On: r.Decom, Values: kept}})
		}
	}
	periods := make([]Period, len(parts))
	for i := range parts {
		parts[i].end()
		periods[i] = parts[i].Period
	}
	slices.SortStableFunc(unread, func(a, b Unread) int { return a.Index - b.Index })
	return periods, unread
}

// table is what the return calls the table of episodes.
const table = "Episodes"

// part is a period that is being put together, with its newest row.
type part struct {
	Period
	row Row
}

func (p *part) placed() *record.CLAPlacement { return &p.Placements[len(p.Placements)-1].Body }

// refuse says why a row cannot be told by records; why is empty when it can. What began with the episode and when is all that it needs.
func refuse(r Row) (column, why string) {
	switch {
	case r.Decom.IsZero():
		return "DECOM", "the episode has no start"
	case !slices.Contains([]string{"S", "L", "P", "T", "B", "U"}, r.RNE):
		return "RNE", "without a reason that is a code it is not known what began with the episode"
	case r.Dec.Before(r.Decom):
		return "DEC", "the episode ends before it starts"
	case r.LS == "V4" && (r.RNE == "P" || r.RNE == "T"):
		return "RNE", "short breaks under V4 are one series: a change of placement starts no episode in it"
	}
	return "", ""
}

// sift takes out of a row the cells that no field can hold, naming each.
func sift(r Row, on day.Day, name func(column, why string)) (Row, []record.ReturnedValue) {
	var kept []record.ReturnedValue
	out := func(column string, cell *string, why string) {
		if *cell == "" {
			return
		}
		kept = append(kept, record.ReturnedValue{Column: column, Text: *cell})
		*cell = ""
		name(column, why)
	}
	if r.Dec.IsZero() {
		out("REC", &r.REC, "there is a reason why the episode ceased, and no date")
	}
	if shortBreaks(r.LS) {
		const none = "for short breaks (V3, V4) the return has no postcodes and no URN"
		out("HOME_POST", &r.Home, none)
		out("PL_POST", &r.Postcode, none)
		out("URN", &r.URN, none)
	}
	care := record.CarePeriod{Ended: r.Dec, Given: []record.CareNeed{{From: r.Decom, Need: r.CIN}}}
	if r.REC != "X1" {
		care.Ceased = r.REC
	}
	lawful, placed := status(r, r.Decom), placement(r, r.Decom, r.Change)
	lawful.To, placed.To = r.Dec, r.Dec
	cells := map[string]struct {
		column string
		cell   *string
	}{"need": {"CIN", &r.CIN}, "ceased": {"REC", &r.REC}, "status": {"LS", &r.LS}, "type": {"PLACE", &r.Place},
		"provider": {"PLACE_PROVIDER", &r.Provider}, "change": {"REASON_PLACE_CHANGE", &r.Change}}
	for _, v := range []record.Validator{care, lawful, placed} {
		var f errs.Fields
		if err := v.Valid(on); errors.As(err, &f) {
			for _, wrong := range f {
				if c, ok := cells[wrong.Field]; ok {
					out(c.column, c.cell, wrong.Text)
				}
			}
		}
	}
	return r, kept
}

// leads says whether an episode goes on from the newest one of a part: the day, REC X1, and an RNE that says what really changed. An episode of
// one day stands alone: several of them on that day have no order.
func (p *part) leads(r Row) bool {
	before := p.row
	if before.REC != "X1" || before.Dec != r.Decom || r.RNE == "S" || before.Dec == before.Decom || r.Dec == r.Decom {
		return false
	}
	switch r.RNE {
	case "L":
		return before.Change == "" && p.stays(r)
	case "P", "T":
		return r.LS == before.LS
	}
	return true
}

// stays compares a row with the placement as it is recorded; a row of short breaks says less of it.
func (p *part) stays(r Row) bool {
	pl := p.placed()
	if r.Place != pl.Type || r.Provider != pl.Provider {
		return false
	}
	return shortBreaks(r.LS) || r.Postcode == pl.Postcode && r.URN == pl.URN
}

// begin makes a period of its first row. What does not begin with the row began before what is known.
func begin(r Row) part {
	var started, lawful, placed day.Day
	switch r.RNE {
	case "S":
		started, lawful, placed = r.Decom, r.Decom, r.Decom
	case "L":
		lawful = r.Decom
	case "P", "T":
		placed = r.Decom
	default:
		lawful, placed = r.Decom, r.Decom
	}
	p := part{row: r}
	p.Care.Body = record.CarePeriod{Started: started, Given: []record.CareNeed{{Need: r.CIN, HomePostcode: r.Home}}}
	p.Statuses = append(p.Statuses, record.Of[record.LegalStatus]{Body: status(r, lawful)})
	p.Placements = append(p.Placements, record.Of[record.CLAPlacement]{Body: placement(r, placed, "")})
	p.placed().Change = r.Change
	return p
}

func status(r Row, from day.Day) record.LegalStatus {
	return record.LegalStatus{Status: r.LS, From: from}
}

func placement(r Row, from day.Day, change string) record.CLAPlacement {
	return record.CLAPlacement{From: from, Type: r.Place, Provider: r.Provider, URN: r.URN, Postcode: r.Postcode,
		SameCarer: r.RNE == "T" || r.RNE == "U", Change: change}
}

// add puts the next row on.
func (p *part) add(r Row) {
	if r.RNE != "P" && r.RNE != "T" {
		p.Statuses[len(p.Statuses)-1].Body.To = r.Decom
		p.Statuses = append(p.Statuses, record.Of[record.LegalStatus]{Body: status(r, r.Decom)})
	}
	if r.RNE != "L" {
		p.placed().To = r.Decom
		p.Placements = append(p.Placements, record.Of[record.CLAPlacement]{Body: placement(r, r.Decom, "")})
	}
	p.placed().Change = r.Change
	care := &p.Care.Body
	g := care.Given[len(care.Given)-1]
	now := record.CareNeed{From: r.Decom, Need: r.CIN, HomePostcode: r.Home}
	if shortBreaks(r.LS) {
		now.HomePostcode = g.HomePostcode
	}
	if now.Need != g.Need || now.HomePostcode != g.HomePostcode {
		care.Given = append(care.Given, now)
	}
	p.row = r
}

// end ends a period with its newest row.
func (p *part) end() {
	r := p.row
	if r.Dec.IsZero() {
		return
	}
	care := &p.Care.Body
	care.Ended = r.Dec
	p.Statuses[len(p.Statuses)-1].Body.To = r.Dec
	p.placed().To = r.Dec
	if r.REC == "X1" {
		care.BreaksOff = true
		return
	}
	care.Ceased = r.REC
}
