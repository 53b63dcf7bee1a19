package record

import (
	"regexp"
	"slices"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Provider is an entry of the register of providers of placements: one setting or agency, or the council's own service. It has no address: where a
// child lives is in the placement (specs/commissioning.md 1).
type Provider struct {
	Name         string       `json:"name"`
	URN          string       `json:"urn,omitempty"`    // Ofsted's number, as the placements have it
	Type         string       `json:"type,omitempty"`   // code set provision_type
	Sector       string       `json:"sector,omitempty"` // code set provider_sector
	Owner        string       `json:"owner,omitempty"`  // the organisation that owns it
	Authority    string       `json:"authority,omitempty"`
	Places       *int         `json:"places,omitempty"`
	Registration string       `json:"registration,omitempty"` // code set registration_status
	Opened       day.Day      `json:"opened,omitzero"`
	Closed       day.Day      `json:"closed,omitzero"`
	Inspections  []Inspection `json:"inspections,omitempty"` // full inspections
}

// Inspection is one full inspection of a provider and its judgement of overall experiences and progress.
type Inspection struct {
	Date      day.Day `json:"date"`
	Judgement string  `json:"judgement"` // code set ofsted_judgement
}

// KindName is "provider".
func (Provider) KindName() string { return "provider" }

// Valid refuses a provider without a name, unknown codes, fewer than no places, and an end before the start.
func (p Provider) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "name", p.Name, "Enter the name of the provider")
	checkCode(&f, "type", "provision_type", p.Type, day.Day{})
	checkCode(&f, "sector", "provider_sector", p.Sector, day.Day{})
	checkCount(&f, "places", p.Places)
	checkCode(&f, "registration", "registration_status", p.Registration, day.Day{})
	checkEnd(&f, "closed", p.Opened, p.Closed)
	for _, i := range p.Inspections {
		needText(&f, "inspections", i.Judgement, "Choose the judgement")
		checkCode(&f, "inspections", "ofsted_judgement", i.Judgement, i.Date)
	}
	return f.Err()
}

// JudgedOn is the judgement that a provider had on a day, or "" when it had not been inspected.
func (p Provider) JudgedOn(on day.Day) string {
	var latest Inspection
	for _, i := range p.Inspections {
		if !i.Date.After(on) && i.Date.Compare(latest.Date) >= 0 {
			latest = i
		}
	}
	return latest.Judgement
}

// PlacementPrice is what a placement costs a week, for one thing and one time. A new price ends the one before it on the day before it begins: From
// and To are both paid for (specs/finance.md 5; measures COM-01 to COM-09).
type PlacementPrice struct {
	Placement string  `json:"placement"`          // the cla_placement record
	Provider  string  `json:"provider,omitempty"` // provider subject that is paid
	For       string  `json:"for"`                // code set price_item
	Week      int64   `json:"week_pence"`         // pence a week; a day is a seventh
	From      day.Day `json:"from"`
	To        day.Day `json:"to,omitzero"` // the last day; empty: to the end of the placement

	Request   string  `json:"request,omitempty"`  // the panel_request that allows it; empty of one that came from elsewhere
	PaidTo    day.Day `json:"paid_to,omitzero"`   // the last night that may have been paid for before it was known that it ended earlier; empty: nothing is to be recovered
	Recovered day.Day `json:"recovered,omitzero"` // the day on which finance noted that nothing more is to be recovered
	Why       string  `json:"why,omitempty"`      // why it was changed last
}

// KindName is "placement_price".
func (PlacementPrice) KindName() string { return "placement_price" }

// Valid refuses a price of nothing, for nothing, below 0 or of no day, unknown codes, and an end before the start. 0 is a price: parents are paid
// nothing.
func (p PlacementPrice) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "placement", p.Placement, "Choose the placement")
	needText(&f, "for", p.For, "Choose what the price is for")
	checkCode(&f, "for", "price_item", p.For, p.From)
	if p.Week < 0 {
		f.Add("week_pence", "The price must be 0 or more")
	}
	if p.From.IsZero() {
		f.Add("from", "Enter the day from which the price holds")
	}
	checkEnd(&f, "to", p.From, p.To)
	return f.Err()
}

// Population is one named vintage of a population: how many people lived in the authority, by groups. Rates name the vintage that they stand on
// (specs/disproportionality.md 1). Its subject is the authority.
type Population struct {
	Vintage string            `json:"vintage"` // ONS mid-2023, as published in July 2024
	Source  string            `json:"source"`
	Date    day.Day           `json:"date"`             // the day it counts: 30 June for a mid-year estimate, 21 March 2021 for the census
	Area    string            `json:"area,omitempty"`   // empty: the whole authority; else its ONS code, E05009367
	Groups  []PopulationGroup `json:"groups,omitempty"` // they may overlap: totals beside their parts
}

// PopulationGroup is one count. What is empty is not told apart.
type PopulationGroup struct {
	From      int    `json:"from"` // age in whole years
	To        int    `json:"to"`   // both ends included
	Sex       string `json:"sex,omitempty"`
	Ethnicity string `json:"ethnicity,omitempty"` // code set ethnicity, or the main group: white, mixed, asian, black, other
	Count     int    `json:"count"`
}

// The main ethnic groups (specs/disproportionality.md 1).
var mainGroups = []string{"white", "mixed", "asian", "black", "other"}

var onsCode = regexp.MustCompile(`^[EWSNK][0-9]{8}$`)

// KindName is "population".
func (Population) KindName() string { return "population" }

// Valid refuses a population without a name, a source or a day, an area that is none, groups that no age or person can be in, and counts below 0.
func (p Population) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "vintage", p.Vintage, "Name the vintage")
	needText(&f, "source", p.Source, "Say where the numbers were published")
	if p.Date.IsZero() {
		f.Add("date", "Enter the day on which the people are counted")
	}
	if p.Area != "" && !onsCode.MatchString(p.Area) {
		f.Add("area", "%q is not a code of the Office for National Statistics", p.Area)
	}
	for _, g := range p.Groups {
		if g.From < 0 || g.To < g.From {
			f.Add("groups", "The ages %d to %d are none", g.From, g.To)
		}
		if g.Count < 0 {
			f.Add("groups", "The number must be 0 or more")
		}
		checkCode(&f, "groups", "sex", g.Sex, day.Day{})
		if !slices.Contains(mainGroups, g.Ethnicity) {
			checkCode(&f, "groups", "ethnicity", g.Ethnicity, p.Date)
		}
	}
	return f.Err()
}
