package record

import (
	"regexp"
	"slices"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Figure is a measure's value as it was cited: everything that is needed to compute it again as it was known then.
type Figure struct {
	Measure     string    `json:"measure"`    // AS-02
	Definition  int       `json:"definition"` // version of the definition
	Title       string    `json:"title"`
	Unit        string    `json:"unit"`
	Basis       string    `json:"basis"`
	From        day.Day   `json:"from"`
	To          day.Day   `json:"to"`
	AsAt        day.Day   `json:"as_at"`
	AsKnown     time.Time `json:"as_known"`
	Numerator   int       `json:"numerator"`
	Denominator int       `json:"denominator"`
	Value       string    `json:"value"`          // to the digit as shown, "69.1"
	Records     string    `json:"records"`        // SHA-256 over the sorted record ids behind it, each with whether it is in the numerator
	Held        int       `json:"held,omitempty"` // records that could not be counted
	By          string    `json:"by"`
	Scope       string    `json:"scope,omitempty"` // a breakdown, or "" for the whole authority
}

// KindName is "figure".
func (Figure) KindName() string { return "figure" }

// The states of a meeting. Agenda, draft minutes and minutes become public with the state that says so.
const (
	MeetingPlanned         = "planned"
	MeetingAgendaPublished = "agenda_published"
	MeetingHeld            = "held"
	MeetingMinutesDrafted  = "minutes_drafted"
	MeetingMinutesApproved = "minutes_approved"
	MeetingPostponed       = "postponed"
	MeetingCancelled       = "cancelled"
)

// Meeting is one meeting of a commission or panel.
type Meeting struct {
	Commission      string          `json:"commission"`
	Date            day.Day         `json:"date"`
	Place           string          `json:"place,omitempty"`
	Committee       string          `json:"committee,omitempty"` // subject of the committee; empty for one that is only named
	State           string          `json:"state,omitempty"`     // planned, agenda_published, held, minutes_drafted, minutes_approved, postponed or cancelled; empty is held, as session 1 wrote it
	Starts          string          `json:"starts,omitempty"`    // planned, 19:00
	Ends            string          `json:"ends,omitempty"`      // planned
	Started         string          `json:"started,omitempty"`   // as it was
	Ended           string          `json:"ended,omitempty"`     // as it was; with Started it gives the duration (SR-334)
	JoinLink        string          `json:"join_link,omitempty"` // for those who take part from elsewhere
	Webcast         string          `json:"webcast,omitempty"`
	WebcastUntil    day.Day         `json:"webcast_until,omitzero"` // until when the recording is kept
	AgendaPublished day.Day         `json:"agenda_published,omitzero"`
	AgendaRevised   day.Day         `json:"agenda_revised,omitzero"`
	LateReason      string          `json:"late_reason,omitempty"` // why the agenda had fewer than five clear days, as the minutes must say it
	MinutesDrafted  day.Day         `json:"minutes_drafted,omitzero"`
	MinutesApproved day.Day         `json:"minutes_approved,omitzero"`
	ApprovedAt      string          `json:"approved_at,omitempty"` // record of the meeting that approved them
	Reason          string          `json:"reason,omitempty"`      // why it was postponed or cancelled
	MovedTo         string          `json:"moved_to,omitempty"`    // record of the meeting that takes its place
	Changes         []MeetingChange `json:"changes,omitempty"`
}

// MeetingChange is one step of a meeting, for who asks how it came about.
type MeetingChange struct {
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	State  string    `json:"state"`
	Reason string    `json:"reason,omitempty"`
}

// KindName is "meeting".
func (Meeting) KindName() string { return "meeting" }

// Valid refuses a meeting of nobody or of no day.
func (m Meeting) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "commission", m.Commission, "Enter the name of the commission or panel")
	if m.Date.IsZero() {
		f.Add("date", "Enter the date of the meeting")
	}
	oneOf(&f, "state", m.State, "", MeetingPlanned, MeetingAgendaPublished, MeetingHeld, MeetingMinutesDrafted, MeetingMinutesApproved, MeetingPostponed, MeetingCancelled)
	for _, c := range []struct{ field, time string }{{"starts", m.Starts}, {"ends", m.Ends}, {"started", m.Started}, {"ended", m.Ended}} {
		clockTime(&f, c.field, c.time)
	}
	if m.State == MeetingPostponed || m.State == MeetingCancelled {
		needText(&f, "reason", m.Reason, "Say why the meeting does not take place as planned")
	}
	if (m.State == MeetingMinutesDrafted || m.State == MeetingMinutesApproved) && (m.Started == "" || m.Ended == "") && m.Committee != "" {
		f.Add("ended", "Enter when the meeting began and ended: minutes without times are not complete")
	}
	return f.Err()
}

// The states of a question.
const (
	QuestionSubmitted = "submitted" // not looked at yet
	QuestionMerged    = "merged"    // with another, which is answered
	QuestionRuledOut  = "ruled_out"
	QuestionPut       = "put" // at the meeting
	QuestionPart      = "part_answered"
	QuestionCarried   = "not_reached" // at the meeting: to be answered in writing
	QuestionAccepted  = "accepted"
	QuestionAnswered  = "answered"
	QuestionPublished = "published"
	QuestionWithdrawn = "withdrawn"
)

// Question is a question put to officers. Its record's id is its reference, so that two servers cannot give one reference twice.
type Question struct {
	Reference    string        `json:"reference"` // Q-2026-001: safe in public
	Meeting      string        `json:"meeting,omitempty"`
	Asker        string        `json:"asker"`              // name or group, as it may be published
	AskerBy      string        `json:"asker_by,omitempty"` // the member's worker record, when asked in Throughline
	Text         string        `json:"text"`
	Received     day.Day       `json:"received"`
	Origin       Span          `json:"origin,omitzero"`
	Topic        string        `json:"topic,omitempty"`
	State        string        `json:"state"`
	PublishedAt  time.Time     `json:"published_at,omitzero"`  // first
	Publications []Publication `json:"publications,omitempty"` // every edition that the public saw, oldest first
	WithdrawnAt  time.Time     `json:"withdrawn_at,omitzero"`
	WhyWithdrawn string        `json:"why_withdrawn,omitempty"` // as it may be published

	Item       string         `json:"item,omitempty"`        // record of the agenda item
	Source     string         `json:"source,omitempty"`      // pre_submitted, at_meeting or written_after
	Young      bool           `json:"young,omitempty"`       // asked by or for young people
	Observes   bool           `json:"observes,omitempty"`    // the Chair observes and may need no answer
	Unminuted  bool           `json:"unminuted,omitempty"`   // a request that was not minuted as agreed (SR-327)
	Measures   []string       `json:"measures,omitempty"`    // ids of the measures it is about (SR-339)
	MergedInto string         `json:"merged_into,omitempty"` // reference
	WhyNot     string         `json:"why_not,omitempty"`     // why it was ruled out, as it may be published
	Follows    string         `json:"follows,omitempty"`     // reference of the question to which it is supplementary
	Asked      []Asked        `json:"asked,omitempty"`       // who was asked for the answer, first to last: a later one takes it over
	Carried    string         `json:"carried,omitempty"`     // record of the meeting with whose agenda the written answer is published
	Due        day.Day        `json:"due,omitzero"`          // until when the written answer is due
	Moment     string         `json:"moment,omitempty"`      // where in the webcast, 1:02:03
	Gap        string         `json:"gap,omitempty"`         // action record into which "not recorded" was turned
	Steps      []QuestionStep `json:"steps,omitempty"`       // what happened to it
}

// Asked is somebody who was asked to answer a question.
type Asked struct {
	Office string    `json:"office"` // subject of the office
	At     time.Time `json:"at"`
	By     string    `json:"by"`
	Why    string    `json:"why,omitempty"` // why it went on to somebody else
}

// QuestionStep is one thing that happened to a question, in words that may be published.
type QuestionStep struct {
	At    time.Time `json:"at"`
	By    string    `json:"by"`
	State string    `json:"state"`
	Note  string    `json:"note,omitempty"`
}

// Publication is one edition of a published question: which version of the answer the public saw from then on.
type Publication struct {
	At      time.Time `json:"at"`
	By      string    `json:"by"`
	Answer  string    `json:"answer"` // record
	Version int64     `json:"version"`
	Oral    []Edition `json:"oral,omitempty"` // what was said at the meeting, as the published minutes have it
}

// Edition is one version of one record.
type Edition struct {
	Record  string `json:"record"`
	Version int64  `json:"version"`
}

// Span is where in a source file a thing was said.
type Span struct {
	File      string `json:"file"`
	SHA256    string `json:"sha256"`
	Paragraph string `json:"paragraph"`
	From      int    `json:"from"` // byte offsets
	To        int    `json:"to"`
}

// KindName is "question".
func (Question) KindName() string { return "question" }

// Valid refuses a question of nobody, without words, of the future or in an unknown state.
func (q Question) Valid(on day.Day) error {
	var f errs.Fields
	needText(&f, "text", q.Text, "Enter the question")
	needText(&f, "asker", q.Asker, "Enter who asks, as it may be published")
	if q.Received.IsZero() || q.Received.After(on) {
		f.Add("received", "The date the question was received must be today or in the past")
	}
	switch q.State {
	case QuestionSubmitted, QuestionAccepted, QuestionPut, QuestionPart, QuestionCarried, QuestionAnswered, QuestionPublished:
	case QuestionMerged:
		needText(&f, "into", q.MergedInto, "Enter the question that it is merged with")
	case QuestionRuledOut:
		needText(&f, "reason", q.WhyNot, "Say why the question is ruled out, as it may be published")
	case QuestionWithdrawn:
		needText(&f, "reason", q.WhyWithdrawn, "Say why the question is withdrawn")
	default:
		f.Add("state", "A question cannot be %q", q.State)
	}
	oneOf(&f, "source", q.Source, "", PreSubmitted, AtMeeting, WrittenAfter)
	return f.Err()
}

// When a question came.
const (
	PreSubmitted = "pre_submitted"
	AtMeeting    = "at_meeting"
	WrittenAfter = "written_after"
)

// Answer is one answer to a question. Figures are the figures it cites: the thread from case to chamber.
type Answer struct {
	Post      string    `json:"post"` // Director of Children's Social Care
	Person    string    `json:"person"`
	By        string    `json:"by"` // worker who wrote this version
	Text      string    `json:"text"`
	Figures   []string  `json:"figures,omitempty"` // ids of figure records
	Given     time.Time `json:"given"`
	ClearedBy string    `json:"cleared_by,omitempty"` // of exactly these words; a change is cleared again
	ClearedAt time.Time `json:"cleared_at,omitzero"`
	Oral      bool      `json:"oral,omitempty"`   // said at the meeting, as its minutes have it; the written answer stands beside it
	Office    string    `json:"office,omitempty"` // subject of the office that answers, where the register has it
	Role      string    `json:"role,omitempty"`   // as the minutes abbreviate it: DCSC
	Part      bool      `json:"part,omitempty"`   // it answers a part of the question only
	Origin    Span      `json:"origin,omitzero"`
}

// KindName is "answer".
func (Answer) KindName() string { return "answer" }

// Valid refuses an answer of nobody or without words.
func (a Answer) Valid(day.Day) error {
	var f errs.Fields
	if !a.Oral { // minutes may name a role, or nobody: then nobody is guessed
		needText(&f, "post", a.Post, "Enter the post of who answers")
		needText(&f, "person", a.Person, "Enter the name of who answers")
	}
	needText(&f, "text", a.Text, "Enter the answer")
	return f.Err()
}

func needText(f *errs.Fields, field, text, mend string) {
	if strings.TrimSpace(text) == "" {
		f.Add(field, "%s", mend)
	}
}

// oneOf notes a word that is none of those allowed.
func oneOf(f *errs.Fields, field, v string, allowed ...string) {
	if !slices.Contains(allowed, v) {
		f.Add(field, "%q is not one of the choices", v)
	}
}

var hoursMinutes = regexp.MustCompile(`^([01]\d|2[0-3]):[0-5]\d$`)

// clockTime notes what is no time of day.
func clockTime(f *errs.Fields, field, v string) {
	if v != "" && !hoursMinutes.MatchString(v) {
		f.Add(field, "Enter a time like 19:00")
	}
}

// period notes an end that lies before its beginning.
func period(f *errs.Fields, from, to day.Day) {
	if to.Before(from) {
		f.Add("to", "The end must not be before the beginning")
	}
}
