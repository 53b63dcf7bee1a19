package record

import (
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Committee is a body that meets: a scrutiny commission, a panel, a task group, or the cabinet. The days are the council's own; the statutory ones are their floor.
type Committee struct {
	Name       string  `json:"name"`
	Short      string  `json:"short,omitempty"` // what minutes call it: the Commission
	Sort       string  `json:"sort"`            // commission, panel, task_group, cabinet or council
	Seats      int     `json:"seats,omitempty"` // voting members; the quorum is a quarter of them, at least 3
	Quorum     int     `json:"quorum,omitempty"`
	NoticeDays int     `json:"notice_days,omitempty"` // clear working days for the agenda; never fewer than 5
	From       day.Day `json:"from,omitzero"`
	To         day.Day `json:"to,omitzero"`
}

// KindName is "committee".
func (Committee) KindName() string { return "committee" }

// Valid refuses a body without a name, of an unknown sort, or with less notice than the law asks for.
func (c Committee) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "name", c.Name, "Enter the name of the committee")
	oneOf(&f, "sort", c.Sort, "commission", "panel", "task_group", "cabinet", "council")
	if c.NoticeDays != 0 && c.NoticeDays < 5 {
		f.Add("notice_days", "The law asks for five clear days: enter 5 or more")
	}
	if c.Seats < 0 || c.Quorum < 0 || c.Quorum != 0 && c.Quorum < 3 {
		f.Add("quorum", "A quorum is at least 3")
	}
	period(&f, c.From, c.To)
	return f.Err()
}

// How a member of a committee stands in it.
const (
	SeatChair      = "chair"
	SeatViceChair  = "vice_chair"
	SeatMember     = "member"
	SeatCoOptee    = "co_optee"
	SeatSubstitute = "substitute"
)

// Seat is somebody's time on a committee.
type Seat struct {
	Name   string  `json:"name"`
	Worker string  `json:"worker,omitempty"` // their worker record, when they use Throughline
	Role   string  `json:"role"`             // chair, vice_chair, member, co_optee or substitute
	Group  string  `json:"group,omitempty"`  // political group, or the body that a co-optee comes from
	Basis  string  `json:"basis,omitempty"`  // why a co-optee sits there: parent governor, diocese, youth parliament
	Voting string  `json:"voting"`           // all, education or none
	From   day.Day `json:"from"`
	To     day.Day `json:"to,omitzero"` // the last day
}

// KindName is "committee_seat".
func (Seat) KindName() string { return "committee_seat" }

// Valid refuses a seat of nobody, without a beginning, and a co-optee without a basis or with a vote on everything.
func (s Seat) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "name", s.Name, "Enter the name of the member")
	oneOf(&f, "role", s.Role, SeatChair, SeatViceChair, SeatMember, SeatCoOptee, SeatSubstitute)
	oneOf(&f, "voting", s.Voting, "all", "education", "none")
	if s.Role == SeatCoOptee {
		needText(&f, "basis", s.Basis, "Say on what basis the co-opted member sits, for example parent governor")
		if s.Voting == "all" {
			f.Add("voting", "A co-opted member votes on education matters or not at all")
		}
	}
	if s.From.IsZero() {
		f.Add("from", "Enter the first day of the term")
	}
	period(&f, s.From, s.To)
	return f.Err()
}

// Office is a post that answers to members, such as the Director of Children's Social Care. Who holds it on which day is in its holders.
type Office struct {
	Title   string `json:"title"`
	Short   string `json:"short,omitempty"`   // as minutes abbreviate it: DCSC
	Contact string `json:"contact,omitempty"` // telephone or email
	Public  bool   `json:"public,omitempty"`  // the contact may be published (SR-344)
	Partner bool   `json:"partner,omitempty"` // of a partner authority: it has regard, and 28 days in health matters
}

// KindName is "office".
func (Office) KindName() string { return "office" }

// Valid refuses an office without a title.
func (o Office) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "title", o.Title, "Enter the title of the post")
	return f.Err()
}

// OfficeHolder is somebody's time in an office.
type OfficeHolder struct {
	Name   string  `json:"name"`
	Worker string  `json:"worker,omitempty"`
	Acting bool    `json:"acting,omitempty"` // interim
	From   day.Day `json:"from"`
	To     day.Day `json:"to,omitzero"` // the last day
}

// KindName is "office_holder".
func (OfficeHolder) KindName() string { return "office_holder" }

// Valid refuses nobody, and a time without a beginning.
func (h OfficeHolder) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "name", h.Name, "Enter the name of who holds the post")
	if h.From.IsZero() {
		f.Add("from", "Enter the first day in the post")
	}
	period(&f, h.From, h.To)
	return f.Err()
}

// The states of an agenda item.
const (
	ItemDrafted   = "drafted"
	ItemCleared   = "cleared"
	ItemPublished = "published"
	ItemTaken     = "taken"
	ItemDeferred  = "deferred"
	ItemWithdrawn = "withdrawn"
)

// AgendaItem is one item of a meeting's agenda.
type AgendaItem struct {
	Number     string   `json:"number"` // as the agenda shows it
	Title      string   `json:"title"`
	Sort       string   `json:"sort"`              // standing, report, budget, scoping, work_programme, questions, minutes, urgent or other
	Starts     string   `json:"starts,omitempty"`  // planned, 19:05
	Started    string   `json:"started,omitempty"` // as it was
	Purpose    string   `json:"purpose,omitempty"`
	Presenters []string `json:"presenters,omitempty"`
	State      string   `json:"state"`                 // drafted, cleared, published, taken, deferred or withdrawn
	Exempt     int      `json:"exempt,omitempty"`      // paragraph 1 to 7 of Schedule 12A; 0 is open
	Interest   string   `json:"interest,omitempty"`    // why the public interest in keeping it exempt is the greater
	Urgent     string   `json:"urgent,omitempty"`      // the chair's reason for a late item
	DeferredTo string   `json:"deferred_to,omitempty"` // record of a meeting
	Why        string   `json:"why,omitempty"`         // why it was deferred or withdrawn
}

// KindName is "agenda_item".
func (AgendaItem) KindName() string { return "agenda_item" }

// Valid refuses an item without number or title, an exemption without the test, and a deferral without meeting or reason.
func (a AgendaItem) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "number", a.Number, "Enter the number of the item")
	needText(&f, "title", a.Title, "Enter the title of the item")
	oneOf(&f, "sort", a.Sort, "standing", "report", "budget", "scoping", "work_programme", "questions", "minutes", "urgent", "other")
	oneOf(&f, "state", a.State, ItemDrafted, ItemCleared, ItemPublished, ItemTaken, ItemDeferred, ItemWithdrawn)
	clockTime(&f, "starts", a.Starts)
	clockTime(&f, "started", a.Started)
	exemption(&f, a.Exempt, a.Interest)
	if a.Sort == "urgent" {
		needText(&f, "urgent", a.Urgent, "Enter the chair's reason for taking the item late: the minutes must say it")
	}
	if a.State == ItemDeferred || a.State == ItemWithdrawn {
		needText(&f, "why", a.Why, "Say why")
	}
	if a.State == ItemDeferred {
		needText(&f, "deferred_to", a.DeferredTo, "Choose the meeting that takes it")
	}
	return f.Err()
}

// exemption notes a paragraph that does not exist, and one without the public-interest test.
func exemption(f *errs.Fields, paragraph int, test string) {
	if paragraph < 0 || paragraph > 7 {
		f.Add("exempt", "Schedule 12A has paragraphs 1 to 7")
	}
	if paragraph > 0 {
		needText(f, "interest", test, "Say why the public interest in keeping it exempt is the greater")
	}
}

// CommitteePaper is a document for an agenda item. The file itself lies with the council's committee system; its hash says which one was meant.
type CommitteePaper struct {
	Item       string    `json:"item,omitempty"` // record of the agenda item
	Title      string    `json:"title"`
	Author     string    `json:"author,omitempty"`
	File       string    `json:"file,omitempty"`
	SHA256     string    `json:"sha256,omitempty"`
	Address    string    `json:"address,omitempty"` // where the public finds it
	Edition    int       `json:"edition,omitempty"` // from 1
	Background bool      `json:"background,omitempty"`
	Summary    bool      `json:"summary,omitempty"` // somebody else's summary: not the record (SR-355)
	SignOffs   []SignOff `json:"sign_offs,omitempty"`
	Published  day.Day   `json:"published,omitzero"`
	Exempt     int       `json:"exempt,omitempty"` // paragraph of Schedule 12A
	Interest   string    `json:"interest,omitempty"`
}

// SignOff is somebody's word that a paper may go: finance, legal or equalities.
type SignOff struct {
	Sort string    `json:"sort"` // finance, legal, equalities or lead
	Name string    `json:"name"`
	By   string    `json:"by"`
	At   time.Time `json:"at"`
	Note string    `json:"note,omitempty"`
	If   string    `json:"if,omitempty"` // on what condition; without one it holds as it is
}

// KindName is "paper".
func (CommitteePaper) KindName() string { return "committee_paper" }

// Valid refuses a paper without a title and an address that is no web address.
func (p CommitteePaper) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "title", p.Title, "Enter the title of the paper")
	if p.Address != "" && !strings.HasPrefix(p.Address, "https://") {
		f.Add("address", "Enter an address that begins with https://")
	}
	exemption(&f, p.Exempt, p.Interest)
	for _, s := range p.SignOffs {
		oneOf(&f, "sort", s.Sort, "finance", "legal", "equalities", "lead")
	}
	return f.Err()
}

// How somebody took part in a meeting. Lateness is no absence: who is late is present, with the time they came.
const (
	Present   = "present"
	Virtual   = "virtual"
	Apologies = "apologies"
	Absent    = "absent"
)

// Attendance is one person at one meeting.
type Attendance struct {
	Name       string `json:"name"`
	Seat       string `json:"seat,omitempty"`        // record of the seat, of members
	Office     string `json:"office,omitempty"`      // subject of the office, of officers and executive members
	As         string `json:"as"`                    // member, co_optee, executive, officer or public
	How        string `json:"how"`                   // present, virtual, apologies or absent
	LateNotice bool   `json:"late_notice,omitempty"` // apologies for lateness, which is not absence (SR-316)
	Arrived    string `json:"arrived,omitempty"`     // when later than the start
	Left       string `json:"left,omitempty"`        // when before the end
	SitsFor    string `json:"sits_for,omitempty"`    // for whom a substitute sits
	Post       string `json:"post,omitempty"`        // as the minutes name it, where no office is recorded
	Invited    bool   `json:"invited,omitempty"`     // officers and partners: asked to attend (s9FA)
	Refusal    string `json:"refusal,omitempty"`     // why somebody who must attend did not
}

// KindName is "attendance".
func (Attendance) KindName() string { return "attendance" }

// Valid refuses nobody, and an arrival of who was not there.
func (a Attendance) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "name", a.Name, "Enter the name")
	oneOf(&f, "as", a.As, "member", "co_optee", "executive", "officer", "public")
	oneOf(&f, "how", a.How, Present, Virtual, Apologies, Absent)
	clockTime(&f, "arrived", a.Arrived)
	clockTime(&f, "left", a.Left)
	there := a.How == Present || a.How == Virtual
	if !there && (a.Arrived != "" || a.Left != "") {
		f.Add("how", "Somebody who came late or left early was there: choose present, and keep apologies for those who did not come")
	}
	return f.Err()
}

// Declaration is an interest that a member declares at a meeting.
type Declaration struct {
	Member   string `json:"member"`
	Seat     string `json:"seat,omitempty"`
	Interest string `json:"interest"`
	Sort     string `json:"sort"`           // pecuniary (disclosable), registrable or other
	Item     string `json:"item,omitempty"` // record of the agenda item
	Did      string `json:"did"`            // stayed, left or dispensation
}

// KindName is "declaration".
func (Declaration) KindName() string { return "declaration" }

// Valid refuses who stays with a disclosable pecuniary interest: without a dispensation they leave (Localism Act 2011 s31).
func (d Declaration) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "member", d.Member, "Enter the member")
	needText(&f, "interest", d.Interest, "Enter the interest")
	oneOf(&f, "sort", d.Sort, "pecuniary", "registrable", "other")
	oneOf(&f, "did", d.Did, "stayed", "left", "dispensation")
	if d.Sort == "pecuniary" && d.Did == "stayed" {
		f.Add("did", "With a disclosable pecuniary interest a member leaves, or has a dispensation")
	}
	return f.Err()
}

// ProgrammeEntry is a topic of a committee's work programme.
type ProgrammeEntry struct {
	Topic       string            `json:"topic"`
	Why         string            `json:"why,omitempty"`
	Source      string            `json:"source"` // standing, request, suggestion, performance, budget or statutory
	Year        string            `json:"year"`   // municipal year, 2026/27
	Meeting     string            `json:"meeting,omitempty"`
	Lead        string            `json:"lead,omitempty"`
	State       string            `json:"state"`                 // suggested, planned, moved, removed or done
	Contentious bool              `json:"contentious,omitempty"` // not to be taken in a pre-election period
	Yearly      bool              `json:"yearly,omitempty"`      // comes again each year
	SuggestedBy string            `json:"suggested_by,omitempty"`
	Measures    []string          `json:"measures,omitempty"`
	Changes     []ProgrammeChange `json:"changes,omitempty"`
}

// ProgrammeChange is a change of the work programme, with its reason.
type ProgrammeChange struct {
	At   time.Time `json:"at"`
	By   string    `json:"by"`
	What string    `json:"what"`
	Why  string    `json:"why"`
}

// KindName is "programme_entry".
func (ProgrammeEntry) KindName() string { return "programme_entry" }

// Valid refuses a topic without words, of an unknown source or state.
func (p ProgrammeEntry) Valid(day.Day) error {
	var f errs.Fields
	needText(&f, "topic", p.Topic, "Enter the topic")
	oneOf(&f, "source", p.Source, "standing", "request", "suggestion", "performance", "budget", "statutory")
	oneOf(&f, "state", p.State, "suggested", "planned", "moved", "removed", "done")
	return f.Err()
}

// The types of subject of committees and of what they follow.
const (
	CommitteeSubject      = "committee"
	OfficeSubject         = "office"
	ActionSubject         = "action"
	RecommendationSubject = "recommendation"
	ReviewSubject         = "review"
	InspectionSubject     = "inspection"
	CabinetSubject        = "cabinet_report"
	YouthSubject          = "youth_issue"
	DecisionSubject       = "decision"
)
