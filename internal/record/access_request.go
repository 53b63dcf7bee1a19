package record

import (
	"slices"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// AccessRequest is somebody's request for a copy of what is held about a person (UK GDPR article 15): who asks, what they had to show, the time that it takes,
// and what left. What was decided on each part of the record is kept under a subject of its own, so that the story of the person stays small.
type AccessRequest struct {
	Reference   string          `json:"reference"`
	Received    day.Day         `json:"received"`
	By          string          `json:"by"` // code set access_requester
	Name        string          `json:"name"`
	Reach       string          `json:"reach,omitempty"` // how to reach them, in words
	Asked       string          `json:"asked"`           // what they asked for, in their own words
	Decisions   string          `json:"decisions"`       // the subject that its AccessItems are kept under
	IdentityOn  day.Day         `json:"identity_on,omitzero"`
	Identity    string          `json:"identity,omitempty"` // what was seen
	AuthorityOn day.Day         `json:"authority_on,omitzero"`
	Authority   string          `json:"authority,omitempty"` // why they may ask for somebody else
	Stops       []AccessStop    `json:"stops,omitempty"`
	ExtendedOn  day.Day         `json:"extended_on,omitzero"` // when the requester was told
	WhyExtended string          `json:"why_extended,omitempty"`
	Handler     string          `json:"handler"`          // worker who prepares it
	Reader      string          `json:"reader,omitempty"` // worker who is asked to read it a second time
	Editions    []AccessEdition `json:"editions,omitempty"`
	Reopened    []AccessReason  `json:"reopened,omitempty"`
	Closed      day.Day         `json:"closed,omitzero"`
	Outcome     string          `json:"outcome,omitempty"` // code set access_outcome
	WhyClosed   string          `json:"why_closed,omitempty"`
}

// AccessStop is a time in which the clock stands: something was asked of the requester (Data (Use and Access) Act 2025).
type AccessStop struct {
	Asked    day.Day `json:"asked"`
	What     string  `json:"what"`
	Answered day.Day `json:"answered,omitzero"`
}

// AccessReason is an act on a request that needs a reason.
type AccessReason struct {
	On  day.Day `json:"on"`
	By  string  `json:"by"`
	Why string  `json:"why"`
}

// AccessEdition is what was made to leave, once a second person had read it. Editions stay as they were.
type AccessEdition struct {
	On       day.Day `json:"on"`
	By       string  `json:"by"`      // the second reader
	Archive  string  `json:"archive"` // the Document with its bytes, under the request's own subject
	SHA256   string  `json:"sha256"`
	Given    int     `json:"given"`
	Redacted int     `json:"redacted"`
	Withheld int     `json:"withheld"`
	Passages int     `json:"passages"` // that were taken out
	Sent     day.Day `json:"sent,omitzero"`
	How      string  `json:"how,omitempty"`
}

// The requester who asks for their own record.
const AskedForSelf = "self"

// KindName is "access_request".
func (AccessRequest) KindName() string { return "access_request" }

// Open says whether it is still being answered.
func (a AccessRequest) Open() bool { return a.Closed.IsZero() }

// Stopped says whether the clock stands.
func (a AccessRequest) Stopped() bool {
	return slices.ContainsFunc(a.Stops, func(s AccessStop) bool { return s.Answered.IsZero() })
}

// Valid refuses a request of no day or of the future, by nobody, for nothing; what was shown without its day or the other way round; a stop within a stop; an
// extension and an end without their reason.
func (a AccessRequest) Valid(on day.Day) error {
	var f errs.Fields
	needDay(&f, "received", a.Received, on, "Enter the day on which the request came")
	needText(&f, "by", a.By, "Choose who asks")
	checkCode(&f, "by", "access_requester", a.By, a.Received)
	needText(&f, "name", a.Name, "Enter the name of who asks")
	needText(&f, "asked", a.Asked, "Write what they ask for")
	needText(&f, "handler", a.Handler, "Choose who prepares the answer")
	if a.Reader != "" && a.Reader == a.Handler {
		f.Add("reader", "The second reader is somebody else than who prepares the answer")
	}
	pair := func(field string, d day.Day, text, what string) {
		if !d.IsZero() || text != "" {
			needDay(&f, field+"_on", d, on, "Enter the day on which it was shown")
			needText(&f, field, text, what)
		}
	}
	pair("identity", a.IdentityOn, a.Identity, "Write what was seen")
	pair("authority", a.AuthorityOn, a.Authority, "Write why they may ask for somebody else")
	var last day.Day
	for i, s := range a.Stops {
		needDay(&f, "asked_on", s.Asked, on, "Enter the day on which it was asked")
		needText(&f, "what", s.What, "Write what was asked of them")
		checkEnd(&f, "answered", s.Asked, s.Answered)
		if s.Asked.Before(a.Received) || s.Asked.Before(last) || s.Answered.IsZero() && i < len(a.Stops)-1 {
			f.Add("asked_on", "The clock stands already then: enter a later day")
		}
		last = s.Answered
	}
	if !a.ExtendedOn.IsZero() || a.WhyExtended != "" {
		needDay(&f, "extended_on", a.ExtendedOn, on, "Enter the day on which they were told")
		needText(&f, "why_extended", a.WhyExtended, "Write why it takes longer: how complex it is, or how many requests there are")
	}
	for _, e := range a.Editions {
		if !e.Sent.IsZero() {
			needText(&f, "how", e.How, "Write how it was given")
		}
	}
	if !a.Closed.IsZero() || a.Outcome != "" {
		needDay(&f, "closed", a.Closed, on, "Enter the day on which it ended")
		needText(&f, "outcome", a.Outcome, "Choose how it ended")
		checkCode(&f, "outcome", "access_outcome", a.Outcome, a.Closed)
	}
	return f.Err()
}

// AccessItem is what was decided about one part of a record that somebody asked for: a note, a visit, a document.
type AccessItem struct {
	Request   string          `json:"request"`            // id of the AccessRequest
	Of        string          `json:"of"`                 // whose record it is
	Record    string          `json:"record"`             // id of the record
	Print     string          `json:"print"`              // of the words that the decision was made on: when they change, it is made anew
	Decision  string          `json:"decision"`           // code set access_decision
	Passages  []AccessPassage `json:"passages,omitempty"` // that are taken out
	Exemption string          `json:"exemption,omitempty"`
	Note      string          `json:"note,omitempty"` // for the requester, in plain words: why it is held back
	Worker    string          `json:"worker"`
}

// AccessPassage is a passage that is taken out of one part of an item: characters from From up to To, not counting To.
type AccessPassage struct {
	Part      int    `json:"part"`
	From      int    `json:"from"`
	To        int    `json:"to"`
	Exemption string `json:"exemption"` // code set access_exemption
	Note      string `json:"note"`      // for the requester, in plain words
}

// The decisions.
const (
	AccessGive     = "give"
	AccessRedact   = "redact"
	AccessWithhold = "withhold"
)

// KindName is "access_item".
func (AccessItem) KindName() string { return "access_item" }

// Valid refuses a decision that holds anything back without a ground of the law and a note in plain words (complaint 24), and one that takes out nothing.
func (a AccessItem) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "record", a.Record, "Name the part of the record")
	needText(&f, "decision", a.Decision, "Choose whether it is given")
	checkCode(&f, "decision", "access_decision", a.Decision, day.Day{})
	reason := func(exemption, note string) {
		needText(&f, "exemption", exemption, "Choose the ground on which it is held back")
		checkCode(&f, "exemption", "access_exemption", exemption, day.Day{})
		needText(&f, "note", note, "Write for the reader why it is held back, in plain words")
	}
	if a.Decision == AccessWithhold {
		reason(a.Exemption, a.Note)
	}
	if (a.Decision == AccessRedact) != (len(a.Passages) > 0) {
		f.Add("passages", "Choose the passages to take out")
	}
	for _, p := range a.Passages {
		reason(p.Exemption, p.Note)
		if p.Part < 0 || p.From < 0 || p.To <= p.From {
			f.Add("passages", "A passage has at least one character")
		}
	}
	return f.Err()
}
