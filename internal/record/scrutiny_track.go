package record

import (
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Why something is followed.
const (
	ActionAgreed     = "agreed"          // minuted as agreed
	ActionRequested  = "requested"       // asked for, and not minuted as agreed
	ActionPromised   = "promised"        // an officer's commitment
	ActionGap        = "information_gap" // a question that was met without a number
	ActionInspection = "inspection"      // of an inspection's action plan
	ActionStatutory  = "statutory"
)

// The states of an action. Only the commission closes.
const (
	ActionOpen       = "open"
	ActionAccepted   = "accepted" // by its owner
	ActionUnderWay   = "in_progress"
	ActionReported   = "reported"
	ActionClosed     = "closed"
	ActionSuperseded = "superseded"
	ActionNotAgreed  = "not_agreed"
)

// Action is something that somebody will do for a committee, until it is closed there. Its record's id is its reference.
type Action struct {
	Reference    string     `json:"reference"` // A-2026-001
	Sort         string     `json:"sort"`
	Meeting      string     `json:"meeting,omitempty"` // record
	Paragraph    string     `json:"paragraph,omitempty"`
	Text         string     `json:"text"`            // as minuted
	Plain        string     `json:"plain,omitempty"` // in plain words
	Owner        string     `json:"owner"`           // subject of the office
	Due          day.Day    `json:"due"`
	DueMeeting   string     `json:"due_meeting,omitempty"` // record of the meeting to which it is reported
	Output       string     `json:"output,omitempty"`      // what the commission gets
	Question     string     `json:"question,omitempty"`    // reference of the question that it came from
	Measure      string     `json:"measure,omitempty"`     // the measure that nobody could count
	Plan         string     `json:"plan,omitempty"`        // subject of the inspection plan
	State        string     `json:"state"`
	Progress     []Progress `json:"progress,omitempty"`
	Superseded   string     `json:"superseded,omitempty"`    // reference of what took its place
	Why          string     `json:"why,omitempty"`           // why it is superseded, not agreed, or was opened again
	ClosedAt     string     `json:"closed_at,omitempty"`     // record of the meeting
	ClosedMinute string     `json:"closed_minute,omitempty"` // number of the paragraph that closes it
	ClosedBy     string     `json:"closed_by,omitempty"`
	Outcome      string     `json:"outcome,omitempty"` // what came of it, as it may be published
	PublishedAt  time.Time  `json:"published_at,omitzero"`
	Origin       Span       `json:"origin,omitzero"`
}

// Progress is one report on how something stands. A colour needs its reason.
type Progress struct {
	At       time.Time `json:"at"`
	By       string    `json:"by"`
	Text     string    `json:"text"`
	RAG      string    `json:"rag,omitempty"`      // green, amber or red
	Evidence string    `json:"evidence,omitempty"` // what shows it
	Figures  []string  `json:"figures,omitempty"`  // records of cited figures
}

// KindName is "action".
func (Action) KindName() string { return "action" }

// Valid refuses an action without owner or due date: what nobody owns by no day fades.
func (a Action) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "text", a.Text, "Enter what will be done")
	needText(&f, "owner", a.Owner, "Choose the post that owns the action")
	if a.Due.IsZero() {
		f.Add("due", "Enter until when: an action without a date is not followed")
	}
	oneOf(&f, "sort", a.Sort, ActionAgreed, ActionRequested, ActionPromised, ActionGap, ActionInspection, ActionStatutory)
	oneOf(&f, "state", a.State, ActionOpen, ActionAccepted, ActionUnderWay, ActionReported, ActionClosed, ActionSuperseded, ActionNotAgreed)
	progress(&f, a.Progress)
	switch a.State {
	case ActionClosed:
		needText(&f, "meeting", a.ClosedAt, "Choose the meeting that closes it")
		needText(&f, "minute", a.ClosedMinute, "Enter the number of the minute that closes it")
	case ActionSuperseded, ActionNotAgreed:
		needText(&f, "why", a.Why, "Say why")
	}
	return f.Err()
}

func progress(f *errs.Fields, all []Progress) {
	for _, p := range all {
		oneOf(f, "rag", p.RAG, "", "green", "amber", "red")
		needText(f, "progress", p.Text, "Say how it stands, and why it has this colour")
	}
}

// The states of a recommendation.
const (
	RecommendationMade        = "made"
	RecommendationNotified    = "notified"
	RecommendationAccepted    = "accepted"
	RecommendationPart        = "accepted_in_part"
	RecommendationRejected    = "rejected"
	RecommendationNoted       = "noted"
	RecommendationImplemented = "implemented"
	RecommendationNot         = "not_implemented"
	RecommendationLapsed      = "lapsed"
)

// Recommendation is what a committee recommends to the executive or a partner. Its record's id is its reference.
type Recommendation struct {
	Reference string     `json:"reference"` // SR-2026/27-01: municipal year
	Text      string     `json:"text"`
	To        string     `json:"to"` // subject of the office
	Reason    string     `json:"reason,omitempty"`
	Evidence  string     `json:"evidence,omitempty"`
	Cost      string     `json:"cost,omitempty"`
	Meeting   string     `json:"meeting,omitempty"`
	Paragraph string     `json:"paragraph,omitempty"`
	Review    string     `json:"review,omitempty"` // subject of the review
	State     string     `json:"state"`
	Received  day.Day    `json:"received,omitzero"` // when the executive had the report
	Notified  day.Day    `json:"notified,omitzero"` // when it had the notice to respond; the later of the two starts the clock
	Due       day.Day    `json:"due,omitzero"`      // when the response is due
	Response  string     `json:"response,omitempty"`
	Responded day.Day    `json:"responded,omitzero"`
	By        string     `json:"by,omitempty"`   // who responded, name and post
	Plan      string     `json:"plan,omitempty"` // what will be done, by whom, until when
	Progress  []Progress `json:"progress,omitempty"`
	Impact    string     `json:"impact,omitempty"` // what changed for children
	Published bool       `json:"published,omitempty"`
}

// KindName is "recommendation".
func (Recommendation) KindName() string { return "recommendation" }

// Valid refuses a recommendation to nobody, a rejection without a reason and an end without its impact or reason.
func (r Recommendation) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "text", r.Text, "Enter the recommendation")
	needText(&f, "to", r.To, "Choose to whom it is made")
	oneOf(&f, "state", r.State, RecommendationMade, RecommendationNotified, RecommendationAccepted, RecommendationPart, RecommendationRejected, RecommendationNoted,
		RecommendationImplemented, RecommendationNot, RecommendationLapsed)
	switch r.State {
	case RecommendationAccepted, RecommendationPart, RecommendationRejected, RecommendationNoted:
		needText(&f, "response", r.Response, "Enter the response: the law asks what will be done, and why if nothing is")
	case RecommendationImplemented, RecommendationNot, RecommendationLapsed:
		needText(&f, "impact", r.Impact, "Say what changed, or why nothing did")
	}
	progress(&f, r.Progress)
	return f.Err()
}

// FigureClaim is a number that somebody said or wrote: in a paper, an answer or a minute. It is of a measure of ours, of a budget line, or of neither.
type FigureClaim struct {
	Where       string  `json:"where"` // record of the answer, paper or paragraph that says it
	Meeting     string  `json:"meeting,omitempty"`
	Paragraph   string  `json:"paragraph,omitempty"`
	AsWritten   string  `json:"as_written"`
	Value       string  `json:"value"`             // decimal, in whole units (pounds, not millions), or 4:1
	Unit        string  `json:"unit"`              // GBP, percent, ratio, or what is counted
	About       string  `json:"about"`             // the sentence it stands in
	Subject     string  `json:"subject,omitempty"` // what it counts, in few words: two claims of one subject are held against each other
	Approximate bool    `json:"approximate,omitempty"`
	Basis       string  `json:"basis,omitempty"` // before_reserves or after_reserves; snapshot, in_year or ended
	Period      string  `json:"period,omitempty"`
	AsAt        day.Day `json:"as_at,omitzero"`
	Scope       string  `json:"scope,omitempty"`  // whom or what part it covers
	Source      string  `json:"source,omitempty"` // oral, paper page, published table
	Measure     string  `json:"measure,omitempty"`
	Figure      string  `json:"figure,omitempty"` // record of the cited figure that shows this number
	BudgetLine  string  `json:"budget_line,omitempty"`
	State       string  `json:"state"` // matched, unmatched, external or settled
	Note        string  `json:"note,omitempty"`
	Origin      Span    `json:"origin,omitzero"`
}

// The states of a figure claim.
const (
	ClaimMatched   = "matched"   // a figure or line of ours shows the number
	ClaimUnmatched = "unmatched" // nobody knows yet where it comes from
	ClaimExternal  = "external"  // somebody else's number, with its source
	ClaimSettled   = "settled"   // looked at, with a note
)

// KindName is "figure_claim".
func (FigureClaim) KindName() string { return "figure_claim" }

// Valid refuses a claim without a number or a unit, a matched one without its figure, and an external one without its source.
func (c FigureClaim) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "as_written", c.AsWritten, "Enter the number as it is written")
	needText(&f, "unit", c.Unit, "Enter the unit")
	oneOf(&f, "state", c.State, ClaimMatched, ClaimUnmatched, ClaimExternal, ClaimSettled)
	oneOf(&f, "basis", c.Basis, "", "before_reserves", "after_reserves", "snapshot", "in_year", "ended")
	if c.State == ClaimMatched && c.Figure == "" && c.BudgetLine == "" {
		f.Add("figure", "Choose the figure or the budget line that shows this number")
	}
	if c.State == ClaimExternal {
		needText(&f, "source", c.Source, "Say whose number it is, and where it is published")
	}
	if c.State == ClaimSettled {
		needText(&f, "note", c.Note, "Say what was found")
	}
	return f.Err()
}

// MinutesSource is a file of minutes as it was brought in: the records that were accepted from it say where in it they stand.
type MinutesSource struct {
	File    string    `json:"file"`
	SHA256  string    `json:"sha256"`
	Format  string    `json:"format"`
	Text    string    `json:"text"` // as it was read
	Items   []string  `json:"items,omitempty"`
	Brought time.Time `json:"brought"`
	Left    []Left    `json:"left,omitempty"` // what was looked at and not taken
}

// Left is a proposal that the officer did not take.
type Left struct {
	What string    `json:"what"` // its key in the proposal, such as action 5.8/1
	By   string    `json:"by"`
	At   time.Time `json:"at"`
}

// KindName is "minutes_source".
func (MinutesSource) KindName() string { return "minutes_source" }

// Valid refuses a source without text.
func (m MinutesSource) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "text", m.Text, "The file holds no text")
	needText(&f, "sha256", m.SHA256, "The file has no hash")
	return f.Err()
}

// MinuteParagraph is one numbered paragraph of minutes that was accepted. Approved minutes do not change: a correction is a paragraph of a later meeting.
type MinuteParagraph struct {
	Item      string   `json:"item,omitempty"`
	Number    string   `json:"number"` // 5.10
	Sort      string   `json:"sort"`   // narrative, question, request, observation, procedural, closing, comment
	Text      string   `json:"text"`
	Bullets   []string `json:"bullets,omitempty"`
	FollowUp  []string `json:"follow_up,omitempty"`
	Questions []string `json:"questions,omitempty"` // references
	Actions   []string `json:"actions,omitempty"`   // references
	Order     int      `json:"order"`
	Approved  bool     `json:"approved,omitempty"`
	Corrects  string   `json:"corrects,omitempty"` // record of the paragraph of an earlier meeting
	Origin    Span     `json:"origin,omitzero"`

	Headings []string        `json:"headings,omitempty"` // that stand above it
	Comments []MinuteComment `json:"comments,omitempty"` // of members, by name
	Agreed   []string        `json:"agreed,omitempty"`   // what was agreed, as minuted; an action follows it once it has owner and day
}

// MinuteComment is what a member is minuted to have said.
type MinuteComment struct {
	Member string `json:"member"`
	Text   string `json:"text"`
}

// KindName is "minute_paragraph".
func (MinuteParagraph) KindName() string { return "minute_paragraph" }

// Valid refuses a paragraph without number or words.
func (m MinuteParagraph) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "number", m.Number, "Enter the number of the paragraph")
	needText(&f, "text", m.Text, "Enter the paragraph")
	return f.Err()
}
