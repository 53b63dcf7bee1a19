package minutes

// Meeting is what the head of printed minutes, or of a meeting's web page, says about the meeting. What it does not say is absent.
type Meeting struct {
	Authority       Optional `json:"authority"`
	Body            Optional `json:"body"`
	MunicipalYear   Optional `json:"municipal_year"` // 2023/24
	Date            Optional `json:"date"`           // ISO
	Start           Optional `json:"start"`          // 19:00
	Place           Optional `json:"place"`
	Ended           Optional `json:"ended"`        // 21:50
	NextMeeting     Optional `json:"next_meeting"` // ISO
	MediaLink       Optional `json:"media_link"`
	ScrutinyOfficer Optional `json:"scrutiny_officer"`
}

// Attendance is who was there, as the head lists them, with what the paragraphs under "Apologies" add. Absence and lateness are
// different things: somebody may be in attendance and have sent apologies for lateness.
type Attendance struct {
	Chair            Optional `json:"chair"`
	ViceChair        Optional `json:"vice_chair"`
	Councillors      []string `json:"councillors"`
	Apologies        []string `json:"apologies"`
	Lateness         []string `json:"apologies_for_lateness"`
	Virtual          []string `json:"virtual,omitempty"`
	CoopteesPresent  []string `json:"cooptees_present"`
	CoopteesAbsent   []string `json:"cooptees_absent"`
	ExecutiveMembers []Holder `json:"executive_members"`
	Officers         []Holder `json:"officers"`
	Public           Optional `json:"public"`
}

// Holder is a person with the post that the attendance list gives them.
type Holder struct {
	Name string   `json:"name"`
	Post Optional `json:"post"`
	Span Span     `json:"span"`
}

// Declaration is one member's interest.
type Declaration struct {
	Member   string `json:"member"`
	Interest string `json:"interest"`
	Span     Span   `json:"span"`
}

// Comment is what a member said where the minutes list comments by name (Cllr Name - text).
type Comment struct {
	Member string `json:"member"`
	Text   string `json:"text"`
	Span   Span   `json:"span"`
}

// Role is an abbreviation that stands before answers, and which posts of the attendance list it may be. Proposed is set only when
// one post alone fits best, or the officer said so before; an officer confirms it in any case. It is never a person who is
// proposed, but a post: who held it is in the register of posts.
type Role struct {
	Role       string   `json:"role"`
	Proposed   Optional `json:"proposed_post"`
	Candidates []Holder `json:"candidates"`
	Remembered bool     `json:"remembered"` // confirmed for this body before
	Answers    int      `json:"answers"`
}

// Totals are the sums over a whole meeting.
type Totals struct {
	Items              int            `json:"items"`
	Paragraphs         int            `json:"paragraphs"`
	QuestionParagraphs int            `json:"question_paragraphs"`
	Answered           int            `json:"answered"`
	Answers            int            `json:"answers"`
	AnswersByRole      map[string]int `json:"answers_by_role"`
	MemberComments     int            `json:"member_comments"`
	Declarations       int            `json:"declarations"`
	Agreed             int            `json:"agreed"`
}

// Contradiction is two places of the minutes that do not agree, or a word that is not what it seems. It is a list to think about.
type Contradiction struct {
	Kind       string   `json:"kind"` // of two places: figure, period, term, ratio, times; to be asked: comparison, rating, term, base
	Paragraphs []string `json:"paragraphs"`
	What       string   `json:"what"`
}

// Asked is a question paragraph with where it stands.
type Asked struct {
	Item      string // the number of the item
	ItemTitle string
	Paragraph
}

// Agenda gives the items: one for the page of an item, all for a meeting.
func (p *Proposal) Agenda() []*Item {
	if p.Item != nil {
		return []*Item{p.Item}
	}
	out := make([]*Item, len(p.Items))
	for i := range p.Items {
		out[i] = &p.Items[i]
	}
	return out
}

// Asked gives the paragraphs of some kinds in their order: Question, Request, Observation.
func (p *Proposal) Asked(kinds ...Kind) []Asked {
	var out []Asked
	for _, it := range p.Agenda() {
		for _, para := range it.Paragraphs {
			for _, k := range kinds {
				if para.Kind == k {
					out = append(out, Asked{it.Number, it.Title, para})
				}
			}
		}
	}
	return out
}

// Questions, Requests and Observations give what was asked, with the answers under each; FollowUps the prose under paragraphs.
func (p *Proposal) Questions() []Asked    { return p.Asked(Question) }
func (p *Proposal) Requests() []Asked     { return p.Asked(Request) }
func (p *Proposal) Observations() []Asked { return p.Asked(Observation) }

// FollowUp is unnumbered prose under a paragraph.
type FollowUp struct {
	Paragraph string
	Text      Text
}

// FollowUps gives the unnumbered prose under paragraphs in its order.
func (p *Proposal) FollowUps() []FollowUp {
	var out []FollowUp
	for _, it := range p.Agenda() {
		for _, para := range it.Paragraphs {
			for _, t := range para.FollowUpTexts {
				out = append(out, FollowUp{para.Number, t})
			}
		}
	}
	return out
}
