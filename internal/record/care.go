package record

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// CarePeriod is one unbroken time of being looked after, from the day it starts to the day it ends for good. What the SSDA903 calls an episode
// is not a record: it is cut out of a period, its legal statuses and its placements (returns/episode). Under V3 each short break is a period of
// its own; under V4 the whole series is one.
type CarePeriod struct {
	Started   day.Day    `json:"started,omitzero"` // empty: it began before what is recorded
	Ended     day.Day    `json:"ended,omitzero"`
	Ceased    string     `json:"ceased,omitempty"`     // code set REC, never X1: why it ended
	BreaksOff bool       `json:"breaks_off,omitempty"` // Ended is where what is known breaks off: the child stayed in care
	Given     []CareNeed `json:"given,omitempty"`      // one is usual
}

// CareNeed is what the return asks of a whole period: why the child is looked after and where the home was.
type CareNeed struct {
	From         day.Day `json:"from,omitzero"`           // empty: from the start of the period
	Need         string  `json:"need,omitempty"`          // code set CIN
	HomePostcode string  `json:"home_postcode,omitempty"` // where the child lived when the period began
}

// KindName is "care_period".
func (CarePeriod) KindName() string { return "care_period" }

// Valid refuses unknown codes, and X1 as the end: that says that the period goes on.
func (p CarePeriod) Valid(day.Day) error {
	var f errs.Fields
	checkCode(&f, "ceased", "REC", p.Ceased, p.Ended)
	if p.Ceased == "X1" {
		f.Add("ceased", "X1 says that the child is still looked after: give the reason why it ended, or leave the end open")
	}
	if p.BreaksOff && (p.Ended.IsZero() || p.Ceased != "") {
		f.Add("ended", "Give the day on which what is known breaks off, and no reason why care ended")
	}
	for _, g := range p.Given {
		checkCode(&f, "need", "CIN", g.Need, later(g.From, p.Started))
	}
	return f.Err()
}

func later(a, b day.Day) day.Day {
	if a.Compare(b) >= 0 {
		return a
	}
	return b
}

// LegalStatus is a legal status under which a child is looked after, while it lasts. Several may run at once.
type LegalStatus struct {
	Period string  `json:"period,omitempty"` // the care_period record
	Status string  `json:"status,omitempty"` // code set LS
	From   day.Day `json:"from,omitzero"`    // empty: it began before what is recorded
	To     day.Day `json:"to,omitzero"`      // the day it ended; the next may begin on the same day
}

// KindName is "legal_status".
func (LegalStatus) KindName() string { return "legal_status" }

// Valid refuses an unknown status.
func (s LegalStatus) Valid(on day.Day) error {
	var f errs.Fields
	checkCodeWhile(&f, "status", "LS", s.Status, s.From, s.To, on)
	return f.Err()
}

// NoURN stands for Ofsted's number in a placement that has none, as the SSDA903 writes it (specs/ssda903).
const NoURN = "XXXXXXX"

// CLAPlacement is where a looked-after child is placed, and with whom. A placement within another (a stay in hospital or a holiday, PLACE T0 to
// T4) runs beside it.
type CLAPlacement struct {
	Period    string  `json:"period,omitempty"` // the care_period record
	From      day.Day `json:"from,omitzero"`    // empty: it began before what is recorded
	To        day.Day `json:"to,omitzero"`      // the day it ended; the next may begin on the same day
	Type      string  `json:"type,omitempty"`   // code set PLACE
	Provider  string  `json:"provider,omitempty"`
	URN       string  `json:"urn,omitempty"` // Ofsted's number; XXXXXXX where there is none
	Postcode  string  `json:"postcode,omitempty"`
	SameCarer bool    `json:"same_carer,omitempty"` // with the carer of the placement before it
	Change    string  `json:"change,omitempty"`     // code set REASON_PLACE_CHANGE: why this placement was left

	// Where it is, as it was found when the child was placed. No return asks for it: the department works it out from the postcodes.
	Distance  *int   `json:"distance_tenths,omitempty"` // tenths of a mile in a straight line from the child's home; 0 is an answer
	Location  string `json:"location,omitempty"`        // code set PL_LOCATION: in or out of the authority
	Authority string `json:"authority,omitempty"`       // code set PL_LA: the authority in which it is
}

// KindName is "cla_placement".
func (CLAPlacement) KindName() string { return "cla_placement" }

// Valid refuses unknown codes and a distance below 0.
func (p CLAPlacement) Valid(on day.Day) error {
	var f errs.Fields
	checkCodeWhile(&f, "type", "PLACE", p.Type, p.From, p.To, on)
	checkCodeWhile(&f, "provider", "PLACE_PROVIDER", p.Provider, p.From, p.To, on)
	checkCode(&f, "change", "REASON_PLACE_CHANGE", p.Change, p.To)
	checkCount(&f, "distance_tenths", p.Distance)
	checkCode(&f, "location", "PL_LOCATION", p.Location, day.Day{})
	checkCode(&f, "authority", "PL_LA", p.Authority, day.Day{})
	return f.Err()
}

// CLAReview is a review of a looked-after child's case that was held.
type CLAReview struct {
	Date          day.Day `json:"date,omitzero"`           // REVIEW
	Participation string  `json:"participation,omitempty"` // code set REVIEW_CODE
}

// KindName is "cla_review".
func (CLAReview) KindName() string { return "cla_review" }

// Valid refuses an unknown code.
func (r CLAReview) Valid(day.Day) error {
	var f errs.Fields
	checkCode(&f, "participation", "REVIEW_CODE", r.Participation, r.Date)
	return f.Err()
}

// Missing is a time in which a child was missing, or a looked-after child was away without authorisation. One who was missing from home is in no
// return and counted apart (measure MIS-09).
type Missing struct {
	Type     string    `json:"type,omitempty"` // code set MISSING
	From     day.Day   `json:"from,omitzero"`
	To       day.Day   `json:"to,omitzero"`
	FromHome bool      `json:"from_home,omitempty"` // the child was not looked after
	Returned time.Time `json:"returned,omitzero"`   // the instant of To, where it is known: the 72 hours of the return interview count from it
}

// KindName is "missing".
func (Missing) KindName() string { return "missing" }

// Valid refuses an unknown code, an absence from home, and a return on another day than the end.
func (m Missing) Valid(day.Day) error {
	var f errs.Fields
	checkCode(&f, "type", "MISSING", m.Type, m.From)
	if m.FromHome && m.Type == "A" {
		f.Add("type", "Only a looked-after child is away without authorisation: choose missing")
	}
	if !m.Returned.IsZero() && day.In(m.Returned) != m.To {
		f.Add("returned", "The child returned on the day on which the time ends")
	}
	return f.Err()
}

// DeprivationOfLiberty is an order of the High Court that allows a looked-after child's liberty to be restricted (SSDA903 from 2026/27).
type DeprivationOfLiberty struct {
	From day.Day `json:"from,omitzero"` // DOLO_START
	To   day.Day `json:"to,omitzero"`   // DOLO_END
}

// KindName is "deprivation_of_liberty".
func (DeprivationOfLiberty) KindName() string { return "deprivation_of_liberty" }

// Involvement is a social worker's time with a child as a return tells it. It opens no record to anybody: who may see a child follows from an
// Allocation, which names a worker who is known here.
type Involvement struct {
	Registration string  `json:"registration"` // SW_ID: Social Work England's number, or XX and a number for who has none
	Allocation   string  `json:"allocation,omitempty"`
	From         day.Day `json:"from,omitzero"`
	To           day.Day `json:"to,omitzero"`
	Reason       string  `json:"reason,omitempty"` // code set SW_REASON
}

// KindName is "involvement".
func (Involvement) KindName() string { return "involvement" }

// Valid refuses an unknown reason. It is checked without a day: the table goes back to workers who began before it was asked for.
func (i Involvement) Valid(day.Day) error {
	var f errs.Fields
	checkCode(&f, "reason", "SW_REASON", i.Reason, day.Day{})
	return f.Err()
}
