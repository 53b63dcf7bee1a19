package record

import (
	"throughline/internal/day"
	"throughline/internal/errs"
)

// The return asks of each child who was looked after all year what was done in it (SSDA903 table OC2). A record of this file says it of the
// year, as a return does, or of a day, as a worker does: then the year is the one of the day.

// CLAHealth is a health check of a looked-after child that was done, or was not done in a year.
type CLAHealth struct {
	Type string  `json:"type"`           // code set health_check_type
	Date day.Day `json:"date,omitzero"`  // when it was done
	Year int     `json:"year,omitempty"` // the year ending 31 March, when no day is known
	Done YesNo   `json:"done,omitempty"` // HEALTH_ASSESSMENT, TEETH_CHECK, HEALTH_CHECK
}

// KindName is "cla_health".
func (CLAHealth) KindName() string { return "cla_health" }

// Valid refuses an unknown type and an answer that is none.
func (h CLAHealth) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "type", h.Type, "Choose the kind of check")
	checkCode(&f, "type", "health_check_type", h.Type, day.Day{})
	checkYesNo(&f, "done", h.Done)
	return f.Err()
}

// CLAImmunisations says whether a looked-after child had all immunisations that were due.
type CLAImmunisations struct {
	Date     day.Day `json:"date,omitzero"` // when that was found
	Year     int     `json:"year,omitempty"`
	UpToDate YesNo   `json:"up_to_date,omitempty"` // IMMUNISATIONS
}

// KindName is "cla_immunisations".
func (CLAImmunisations) KindName() string { return "cla_immunisations" }

// Valid refuses an answer that is none.
func (i CLAImmunisations) Valid(day.Day) error {
	var f errs.Fields
	checkYesNo(&f, "up_to_date", i.UpToDate)
	return f.Err()
}

// CLASubstanceMisuse says whether a looked-after child was found to misuse substances, and what help there was.
type CLASubstanceMisuse struct {
	Date     day.Day `json:"date,omitzero"`
	Year     int     `json:"year,omitempty"`
	Found    YesNo   `json:"found,omitempty"`    // SUBSTANCE_MISUSE
	Received YesNo   `json:"received,omitempty"` // INTERVENTION_RECEIVED
	Offered  YesNo   `json:"offered,omitempty"`  // INTERVENTION_OFFERED

	Substance string `json:"substance,omitempty"` // in words
}

// KindName is "cla_substance_misuse".
func (CLASubstanceMisuse) KindName() string { return "cla_substance_misuse" }

// Valid refuses answers that are none.
func (m CLASubstanceMisuse) Valid(day.Day) error {
	var f errs.Fields
	checkYesNo(&f, "found", m.Found)
	checkYesNo(&f, "received", m.Received)
	checkYesNo(&f, "offered", m.Offered)
	return f.Err()
}

// CLAConviction says whether a looked-after child was convicted of an offence or received a youth caution.
type CLAConviction struct {
	Date      day.Day `json:"date,omitzero"`
	Year      int     `json:"year,omitempty"`
	Convicted YesNo   `json:"convicted,omitempty"` // CONVICTED
	Offence   string  `json:"offence,omitempty"`   // in words
}

// KindName is "cla_conviction".
func (CLAConviction) KindName() string { return "cla_conviction" }

// Valid refuses an answer that is none.
func (c CLAConviction) Valid(day.Day) error {
	var f errs.Fields
	checkYesNo(&f, "convicted", c.Convicted)
	return f.Err()
}

// SDQScore is the carer's strengths and difficulties questionnaire: its score, or why there is none.
type SDQScore struct {
	Date   day.Day `json:"date,omitzero"` // when it was filled in
	Year   int     `json:"year,omitempty"`
	Score  *int    `json:"score,omitempty"`  // SDQ_SCORE: 0 to 40; 0 is a score
	Reason string  `json:"reason,omitempty"` // code set SDQ_REASON
}

// KindName is "sdq_score".
func (SDQScore) KindName() string { return "sdq_score" }

// Valid refuses a score that the questionnaire cannot have and an unknown reason.
func (s SDQScore) Valid(day.Day) error {
	var f errs.Fields
	if s.Score != nil && (*s.Score < 0 || *s.Score > 40) {
		f.Add("score", "The score must be from 0 to 40")
	}
	checkCode(&f, "reason", "SDQ_REASON", s.Reason, s.Date)
	return f.Err()
}
