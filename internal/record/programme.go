package record

import (
	"fmt"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// ServiceProgramme is work on a service itself, over months and with partners: a strategy with its milestones, what it is paid from, outreach to those who
// seldom use the service, and how it is evaluated. It is about no child. Its subject is its own (seed requirements SR-012, SR-013, SR-023, SR-027).
type ServiceProgramme struct {
	About      string              `json:"about"` // code set programme_about
	Title      string              `json:"title"`
	Purpose    string              `json:"purpose"`
	Principles []string            `json:"principles,omitempty"`
	Functions  []string            `json:"functions,omitempty"` // what it is to do, for whom
	Owner      string              `json:"owner"`               // the post that answers for it
	Partners   string              `json:"partners,omitempty"`  // who works on it together, in words
	From       day.Day             `json:"from"`
	Until      day.Day             `json:"until,omitzero"` // when it is to be done
	Milestones []Milestone         `json:"milestones,omitempty"`
	Outreach   []Outreach          `json:"outreach,omitempty"`
	Evaluation []ServiceEvaluation `json:"evaluation,omitempty"`
	Funding    []Funding           `json:"funding,omitempty"`
	Ended      day.Day             `json:"ended,omitzero"`
	Outcome    string              `json:"outcome,omitempty"` // what came of it, when it has ended
}

// Milestone is one thing that a programme brings about by a day.
type Milestone struct {
	What  string  `json:"what"`
	Owner string  `json:"owner"`
	Due   day.Day `json:"due"`
	Done  day.Day `json:"done,omitzero"`
	Note  string  `json:"note,omitempty"` // how far it is; the evidence that it is done
}

// Outreach is one step towards those who use a service seldom, and what came of it.
type Outreach struct {
	Sector   string  `json:"sector"` // whom it was meant for, in words: voluntary sector
	What     string  `json:"what"`
	On       day.Day `json:"on"`
	By       string  `json:"by,omitempty"` // who did it, in words
	Result   string  `json:"result,omitempty"`
	ResultOn day.Day `json:"result_on,omitzero"`
}

// ServiceEvaluation is how a service is looked at as a whole, planned or done: its method, what was found, what was decided.
type ServiceEvaluation struct {
	Method   string  `json:"method"`
	Planned  day.Day `json:"planned"` // the day by which it is to be done
	By       string  `json:"by,omitempty"`
	Done     day.Day `json:"done,omitzero"`
	Findings string  `json:"findings,omitempty"`
	Decision string  `json:"decision,omitempty"`
	Decided  day.Day `json:"decided,omitzero"`
}

// Funding is what a service is paid from in one year: one line of its budget (specs/finance.md 2).
type Funding struct {
	Year          int    `json:"year"`                    // the year ending 31 March
	What          string `json:"what"`                    // what is paid for
	Funder        string `json:"funder"`                  // code set funder
	Pence         int64  `json:"pence"`                   // a whole year
	Discretionary YesNo  `json:"discretionary,omitempty"` // no law makes the funder pay for it
}

// KindName is "service_programme".
func (ServiceProgramme) KindName() string { return "service_programme" }

// Valid refuses a programme of no name, purpose, owner or day; entries that say too little; days out of order or done in the future; unknown codes; and
// money below 0. The fields of an entry are named after its list and its place in it: milestones-0-due.
func (p ServiceProgramme) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "about", p.About, "Choose what it is about")
	checkCode(&f, "about", "programme_about", p.About, p.From)
	needText(&f, "title", p.Title, "Enter its name")
	needText(&f, "purpose", p.Purpose, "Write what it is for")
	needText(&f, "owner", p.Owner, "Enter the post that answers for it")
	needDay(&f, "from", p.From, on, "Enter the day on which it began")
	checkEnd(&f, "until", p.From, p.Until)
	past := func(field string, d day.Day) {
		if d.After(on) {
			f.Add(field, "The date must be today or in the past")
		}
	}
	checkEnd(&f, "ended", p.From, p.Ended)
	past("ended", p.Ended)
	if !p.Ended.IsZero() {
		needText(&f, "outcome", p.Outcome, "Write what came of it")
	}
	for i, m := range p.Milestones {
		at := fmt.Sprintf("milestones-%d-", i)
		needText(&f, at+"what", m.What, "Write what is to be reached")
		needText(&f, at+"owner", m.Owner, "Enter who answers for it")
		if m.Due.IsZero() {
			f.Add(at+"due", "Enter the day by which it is due")
		}
		past(at+"done", m.Done)
	}
	for i, o := range p.Outreach {
		at := fmt.Sprintf("outreach-%d-", i)
		needText(&f, at+"sector", o.Sector, "Enter whom it was meant for")
		needText(&f, at+"what", o.What, "Write what was done")
		needDay(&f, at+"on", o.On, on, "Enter the day")
		checkEnd(&f, at+"result_on", o.On, o.ResultOn)
		past(at+"result_on", o.ResultOn)
		if (o.Result == "") != o.ResultOn.IsZero() {
			f.Add(at+"result", "Enter what came of it with its day, or neither yet")
		}
	}
	for i, e := range p.Evaluation {
		at := fmt.Sprintf("evaluation-%d-", i)
		needText(&f, at+"method", e.Method, "Write how it is looked at")
		if e.Planned.IsZero() {
			f.Add(at+"planned", "Enter the day by which it is to be done")
		}
		past(at+"done", e.Done)
		past(at+"decided", e.Decided)
		checkEnd(&f, at+"decided", e.Done, e.Decided)
		if (e.Findings == "") != e.Done.IsZero() {
			f.Add(at+"findings", "Write what was found with the day on which it was done, or neither yet")
		}
		if (e.Decision == "") != e.Decided.IsZero() || e.Decision != "" && e.Findings == "" {
			f.Add(at+"decision", "A decision has a day, and findings that it rests on")
		}
	}
	for i, m := range p.Funding {
		at := fmt.Sprintf("funding-%d-", i)
		if m.Year < 2000 || m.Year > 2100 {
			f.Add(at+"year", "Enter the year in which it ends, such as 2027 for April 2026 to March 2027")
		}
		needText(&f, at+"what", m.What, "Write what is paid for")
		needText(&f, at+"funder", m.Funder, "Choose who pays")
		checkCode(&f, at+"funder", "funder", m.Funder, on)
		checkYesNo(&f, at+"discretionary", m.Discretionary)
		if m.Pence < 0 {
			f.Add(at+"pence", "The sum must be 0 or more")
		}
	}
	return f.Err()
}
