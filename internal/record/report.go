package record

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// The forms of a report to members.
const (
	AnnualReport   = "annual"    // a financial year
	HalfYearReport = "half_year" // its first six months
	MidYearReport  = "mid_year"  // a financial year, and how it went on since
)

// Report is a report to members while it is written: its period and the words that people put into it. Its figures are not here: they follow from
// the records (internal/report), until an edition is published.
type Report struct {
	Form       string           `json:"form"` // annual, half_year or mid_year
	Title      string           `json:"title"`
	Ending     int              `json:"ending"` // calendar year in which its financial year ends
	Texts      []ReportText     `json:"texts,omitempty"`
	Priorities []ReportPriority `json:"priorities,omitempty"`
	Outcome    string           `json:"outcome,omitempty"` // what members did: noted, endorsed, recommended
}

// ReportText is what somebody wrote for one place of a report.
type ReportText struct {
	Slot string    `json:"slot"` // headlines, or a section of the outline
	Text string    `json:"text"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

// ReportPriority is a priority of the year, with the measures by which it is followed.
type ReportPriority struct {
	Text     string   `json:"text"`
	Measures []string `json:"measures,omitempty"`
}

// KindName is "report".
func (Report) KindName() string { return "report" }

// Valid refuses an unknown form or outcome, a report without a title and a year that is none.
func (r Report) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "title", r.Title, "Enter the title of the report")
	switch r.Form {
	case AnnualReport, HalfYearReport, MidYearReport:
	default:
		f.Add("form", "Choose what kind of report it is")
	}
	if r.Ending < 2000 || r.Ending > 2100 {
		f.Add("ending", "Enter the year in which the financial year ends, like 2026")
	}
	switch r.Outcome {
	case "", "noted", "endorsed", "recommended":
	default:
		f.Add("outcome", "A report is noted, endorsed or recommended to Full Council")
	}
	return f.Err()
}

// Text is the newest text of a slot.
func (r Report) Text(slot string) (t ReportText, ok bool) {
	for _, x := range r.Texts {
		if x.Slot == slot {
			t, ok = x, true
		}
	}
	return t, ok
}

// ReportEdition is one publication of a report: its words as they were, and each figure as it was shown. AsKnown is the instant that every figure is
// as known at, so that the edition can be counted again for ever.
type ReportEdition struct {
	Report    Report        `json:"report"`
	Number    int           `json:"number"` // from 1
	Published time.Time     `json:"published"`
	By        string        `json:"by"`
	AsKnown   time.Time     `json:"as_known"`
	Today     day.Day       `json:"today"` // the day of publication: what came after it is in no figure
	Claims    []ReportClaim `json:"claims"`
	Changes   []string      `json:"changes,omitempty"` // since the edition before, in words
}

// ReportClaim is one figure of an edition.
type ReportClaim struct {
	ID          string  `json:"id"` // AS-02/2024-25: what a question cites
	Measure     string  `json:"measure"`
	Definition  int     `json:"definition"`
	From        day.Day `json:"from"`
	To          day.Day `json:"to"`
	AsAt        day.Day `json:"as_at"`
	Numerator   int     `json:"numerator"`
	Denominator int     `json:"denominator"`
	Value       string  `json:"value"`
	Records     string  `json:"records"` // SHA-256 over the records behind it, as of a figure
}

// KindName is "report_edition".
func (ReportEdition) KindName() string { return "report_edition" }
