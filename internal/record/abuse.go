package record

import (
	"fmt"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// DomesticAbuseCase is the work of the domestic abuse intervention service with a family: who is harmed and who harms, the children in the home,
// agreement and safe contact, the risk, the multi-agency risk assessment conference, the sessions with each adult, and how it ended. Its subject is its
// own: only its team and the children's allocated workers open it, and a child's record holds no more than a warning (seed requirement SR-311).
type DomesticAbuseCase struct {
	Reference string      `json:"reference"` // short, no personal data
	Referred  day.Day     `json:"referred"`
	Source    string      `json:"source"`            // code set referral_source
	By        string      `json:"by,omitempty"`      // who asks, in words
	Account   string      `json:"account,omitempty"` // who typed it in
	Need      string      `json:"need"`              // what happens, and what is asked for
	Harmed    AbuseAdult  `json:"harmed"`
	Harming   AbuseAdult  `json:"harming"`
	Children  []string    `json:"children,omitempty"` // child subjects: in the home
	Consent   string      `json:"consent"`            // code set service_consent: of the person who is harmed
	ConsentOn day.Day     `json:"consent_on,omitzero"`
	Safe      SafeWays    `json:"safe"`
	Warned    []WarnedFor `json:"warned,omitempty"` // what this case wrote on people's records

	Dash      *int    `json:"dash,omitempty"` // the score of the DASH risk checklist as recorded: 0 to 24 ticks
	DashOn    day.Day `json:"dash_on,omitzero"`
	Risk      string  `json:"risk,omitempty"` // code set abuse_risk
	MARAC     day.Day `json:"marac,omitzero"` // referred to the multi-agency risk assessment conference
	MARACOn   day.Day `json:"marac_on,omitzero"`
	MARACCame string  `json:"marac_came,omitempty"` // what was agreed there

	Team     string         `json:"team"`
	Worker   string         `json:"worker,omitempty"`
	Sessions []AbuseSession `json:"sessions,omitempty"`
	Closed   day.Day        `json:"closed,omitzero"`
	Outcome  string         `json:"outcome,omitempty"`         // code set abuse_end: why it ends
	Safer    string         `json:"harmed_outcome,omitempty"`  // code set harmed_outcome
	Changed  string         `json:"harming_outcome,omitempty"` // code set harming_outcome
	Why      string         `json:"why,omitempty"`
	ClosedBy string         `json:"closed_by,omitempty"`
}

// AbuseAdult is one of the two adults of a case.
type AbuseAdult struct {
	Person string `json:"person,omitempty"` // subject, when recorded
	Name   string `json:"name"`
}

// SafeWays are the safe ways to reach somebody, as they said.
type SafeWays struct {
	Letters YesNo    `json:"letters,omitempty"` // no: never write to the address
	Address []string `json:"address,omitempty"` // where nothing may be sent
	Phone   string   `json:"phone,omitempty"`   // a safe number
	Times   string   `json:"times,omitempty"`   // when to call
	Words   string   `json:"words,omitempty"`   // what else: a word to say, whom not to speak to
}

// WarnedFor is a record that a case wrote on a person, and takes back at its end.
type WarnedFor struct {
	Person string `json:"person"` // subject
	Record string `json:"record"`
}

// AbuseSession is one session with one of the adults, or with a child.
type AbuseSession struct {
	On      day.Day `json:"on"`
	With    string  `json:"with"`    // code set abuse_session_with
	Outcome string  `json:"outcome"` // code set session_outcome
	Note    string  `json:"note,omitempty"`
	Worker  string  `json:"worker,omitempty"`
}

// KindName is "domestic_abuse_case".
func (DomesticAbuseCase) KindName() string { return "domestic_abuse_case" }

// Valid refuses a case without a day, a need, both adults and the safe ways of contact, unknown codes, days out of order or in the future, and an end
// without its reason.
func (c DomesticAbuseCase) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "reference", c.Reference, "Give the case a reference without personal data")
	needDay(&f, "referred", c.Referred, on, "Enter the day on which the referral came")
	needText(&f, "source", c.Source, "Choose where the referral comes from")
	needText(&f, "need", c.Need, "Write what happens, and what is asked for")
	needText(&f, "harmed", c.Harmed.Name, "Enter who is harmed")
	needText(&f, "harming", c.Harming.Name, "Enter who harms")
	needText(&f, "team", c.Team, "Choose the team")
	needText(&f, "consent", c.Consent, "Say whether the person who is harmed agrees")
	needText(&f, "letters", string(c.Safe.Letters), "Say whether it is safe to write to the home")
	checkYesNo(&f, "letters", c.Safe.Letters)
	for _, s := range c.Children {
		if SubjectType(s) != ChildSubject {
			f.Add("children", "Choose a child")
		}
	}
	for _, code := range []struct {
		field, set, code string
		on               day.Day
	}{
		{"source", "referral_source", c.Source, c.Referred}, {"consent", "service_consent", c.Consent, c.Referred}, {"risk", "abuse_risk", c.Risk, on},
		{"harmed_outcome", "harmed_outcome", c.Safer, c.Closed}, {"harming_outcome", "harming_outcome", c.Changed, c.Closed},
	} {
		checkCode(&f, code.field, code.set, code.code, code.on)
	}
	if c.Dash != nil && (*c.Dash < 0 || *c.Dash > 24) {
		f.Add("dash", "The score must be from 0 to 24")
	}
	for _, d := range []struct {
		field string
		from  day.Day
		day   day.Day
	}{{"consent_on", day.Day{}, c.ConsentOn}, {"dash_on", day.Day{}, c.DashOn}, {"marac", day.Day{}, c.MARAC}, {"closed", c.Referred, c.Closed}} {
		pastAfter(&f, d.field, d.from, d.day, on)
	}
	checkEnd(&f, "marac_on", c.MARAC, c.MARACOn)
	if c.MARACCame != "" && c.MARACOn.IsZero() {
		f.Add("marac_on", "Enter the day on which the conference heard it")
	}
	for i, s := range c.Sessions {
		needDay(&f, "on", s.On, on, "Enter the day of the session")
		checkCode(&f, fmt.Sprintf("session-%d-with", i), "abuse_session_with", s.With, s.On)
		checkCode(&f, fmt.Sprintf("session-%d", i), "session_outcome", s.Outcome, s.On)
	}
	checkClosing(&f, "abuse_end", c.Closed, c.Outcome, c.Why)
	return f.Err()
}

// SafeContact says that somebody may be reached in safe ways only. On the record of the person who is harmed it says which; on a child's it holds no
// more than that nothing may be written home. Letters obey it.
type SafeContact struct {
	Ways  SafeWays `json:"ways"`
	From  day.Day  `json:"from"`
	Ended day.Day  `json:"ended,omitzero"`
	By    string   `json:"by,omitempty"`
}

// KindName is "safe_contact".
func (SafeContact) KindName() string { return "safe_contact" }

// Running says whether it is in force.
func (s SafeContact) Running() bool { return s.Ended.IsZero() }

// Valid refuses one of no day, and one that ends before it begins.
func (s SafeContact) Valid(on day.Day) error {
	var f errs.Fields
	needDay(&f, "from", s.From, on, "Enter the day from which it holds")
	checkYesNo(&f, "letters", s.Ways.Letters)
	pastAfter(&f, "ended", s.From, s.Ended, on)
	return f.Err()
}
