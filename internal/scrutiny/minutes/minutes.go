// Package minutes reads published minutes into a proposal: the records that an officer may accept, each with its place in
// the source. It reads form W, the web page of one agenda item as text (ModernGov's "Agenda item" page), the page of a whole
// meeting, and form P, printed minutes; from text, PDF, HTML, ModernGov's XML, DOCX and ODT.
//
// The invariant: every text of a proposal is in the source, at the span it carries, with white space collapsed; nothing is
// made up, no role is turned into a person, and nothing becomes a record by being read. Everything follows from the grammar
// in specs/scrutiny.md section 3; the definitions and the shape of the JSON are those of
// conformance/scrutiny/expected-004.json and its README.
package minutes

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strings"
)

// Format is the web page of one agenda item.
const Format = "moderngov-agenda-item-page-as-text"

// MaxBytes is the longest text taken. The minutes of one item are about 30 kB, those of a long meeting some 200 kB.
const MaxBytes = 1 << 20

// Proposal is what minutes propose: those of one agenda item (Item), or of a whole meeting (Meeting, Attendance, Items, Totals).
type Proposal struct {
	Source          string          `json:"source"` // the name of the file
	SHA256          string          `json:"sha256"` // of the file, in hex
	Format          string          `json:"format"`
	ReadAs          string          `json:"read_as,omitempty"` // html, moderngov-xml, docx, odt or pdf; empty when the file is the text itself
	Text            string          `json:"-"`                 // what the spans point into: the file, or the text that was taken out of it
	Meeting         *Meeting        `json:"meeting,omitempty"`
	Attendance      *Attendance     `json:"attendance,omitempty"`
	Declarations    []Declaration   `json:"declarations,omitzero"`
	Item            *Item           `json:"item,omitempty"`
	Items           []Item          `json:"items,omitempty"`
	Totals          *Totals         `json:"counts,omitempty"`
	Roles           []Role          `json:"roles,omitempty"`
	Actions         []Action        `json:"actions"`
	Figures         []Figure        `json:"figures"`
	InformationGaps []Gap           `json:"information_gaps"`
	Contradictions  []Contradiction `json:"contradictions,omitempty"`
	Queries         []Contradiction `json:"queries,omitempty"` // one place that does not agree with itself, or leaves open what it means: to be asked before approval
	TextFaults      []Fault         `json:"text_faults"`
}

// Optional is a text that may be absent: empty here, null in JSON.
type Optional string

// MarshalJSON writes null for an absent text.
func (o Optional) MarshalJSON() ([]byte, error) {
	if o == "" {
		return []byte("null"), nil
	}
	return json.Marshal(string(o))
}

// Span is a place in the source: the line from 1, and the bytes from Start up to but not including End.
type Span struct {
	Line  int `json:"line"`
	Start int `json:"start"`
	End   int `json:"end"`
}

// Text is a piece of the minutes. Starts is its first nine words, by which it can be recognised.
type Text struct {
	Starts string `json:"starts"`
	Text   string `json:"text"`
	Span   Span   `json:"span"`
}

func newText(s string, at Span) Text {
	end := 0
	for range 9 {
		i := strings.IndexByte(s[end:], ' ') // white space is collapsed by now
		if i < 0 {
			return Text{s, s, at}
		}
		end += i + 1
	}
	return Text{s[:end-1], s, at}
}

// Item is one agenda item.
type Item struct {
	Number      string      `json:"number"`
	Title       string      `json:"title"`        // without the planned time
	PlannedTime Optional    `json:"planned_time"` // 20:05
	Purpose     Optional    `json:"purpose"`
	Counts      Counts      `json:"counts"`
	Headings    []string    `json:"headings"`
	HeadingText []Text      `json:"heading_texts,omitempty"` // the same with their places
	Preamble    []Text      `json:"preamble,omitempty"`      // prose before the first numbered paragraph
	Paragraphs  []Paragraph `json:"paragraphs"`
	Agreed      []Text      `json:"agreed_by_item,omitempty"` // agreed under an item without numbered paragraphs
	Documents   []string    `json:"supporting_documents,omitempty"`
}

// Counts are the sums by which a reading can be checked at a glance.
type Counts struct {
	Paragraphs         int            `json:"paragraphs"`
	QuestionParagraphs int            `json:"question_paragraphs"`
	Answered           int            `json:"answered"`
	Unanswered         []string       `json:"unanswered"`
	QuestionMarks      int            `json:"question_marks"`
	Answers            int            `json:"answers"`
	AnswersByRole      map[string]int `json:"answers_by_role"` // answers without a role under "unattributed"
	NarrativeBullets   int            `json:"narrative_bullets"`
	FollowUps          int            `json:"follow_up_paragraphs"`
	Agreed             int            `json:"agreed"`
}

// Kind is what a paragraph does.
type Kind string

// The kinds. Question, Request and Observation are question paragraphs.
const (
	Narrative   Kind = "narrative"
	Question    Kind = "question"    // asks
	Request     Kind = "request"     // asks without a question mark
	Observation Kind = "observation" // states, and may ask; needs no answer
	Procedural  Kind = "procedural"  // about the conduct of the meeting
	Closing     Kind = "closing"     // thanks
)

// Asks says whether the kind makes a question paragraph.
func (k Kind) Asks() bool { return k == Question || k == Request || k == Observation }

// Paragraph is one numbered paragraph and what stands under it.
type Paragraph struct {
	Number string `json:"number"` // 5.10
	Kind   Kind   `json:"kind"`
	Text
	Bullets       []string  `json:"bullets,omitempty"` // their first nine words
	BulletTexts   []Text    `json:"bullet_texts,omitempty"`
	AskedBy       string    `json:"asked_by,omitempty"` // question paragraphs only: the body, Chair, a member or a group
	Group         string    `json:"-"`                  // who asked, where brackets before the question say it
	QuestionMarks *int      `json:"question_marks,omitempty"`
	Answers       []Answer  `json:"answers,omitzero"` // nil for narrative, else a list, perhaps empty
	FollowUp      []string  `json:"follow_up,omitempty"`
	FollowUpTexts []Text    `json:"follow_up_texts,omitempty"`
	Agreed        []string  `json:"agreed,omitempty"` // whole texts
	AgreedTexts   []Text    `json:"agreed_texts,omitempty"`
	Comments      []Comment `json:"member_comments,omitempty"`
}

// Answer is a bullet under a question paragraph. Role is the abbreviation or post at its start, as written: which person
// held it is for the officer to say.
type Answer struct {
	Role Optional `json:"role"`
	Text
}

// Action is proposed from an agreed block. Owner is set only where the text says who will act; a date is never guessed.
type Action struct {
	Ref       string   `json:"ref"` // 5.8/1
	Paragraph string   `json:"paragraph"`
	Text      string   `json:"text"` // verbatim
	Owner     Optional `json:"owner_proposed"`
	Output    Optional `json:"output"`
	Due       Optional `json:"due"`
	Span      Span     `json:"span"`
}

// Gap is an answer that says the information was not there.
type Gap struct {
	Paragraph string `json:"paragraph"`
	What      string `json:"what"`     // what was missing, and what became of it
	Sentence  string `json:"sentence"` // which says so, as written
	Span      Span   `json:"span"`     // of the answer
}

// Fault is something wrong with the text itself.
type Fault struct {
	Paragraph Optional `json:"paragraph"`
	Fault     string   `json:"fault"`
	Span      Span     `json:"span"`
}

// Parse reads the text of minutes: of one agenda item (form W), of a meeting's web page, or printed (form P). The name is what
// the proposal and messages call the source. Anything else is Invalid, with a sentence on what it looks like and what is accepted.
func Parse(name string, src []byte) (Proposal, error) { return parse(name, src, false) }

// parse reads a text. Of one whose lines are blocks already, taken out of mark-up, none are joined.
func parse(name string, src []byte, whole bool) (Proposal, error) {
	if err := refuse(name, src); err != nil {
		return Proposal{}, err
	}
	ls := lines(src)
	switch shape := shapeOf(ls, src); shape {
	case shapeReport, shapeSummary:
		return Proposal{}, notThis(name, "it looks like "+shape.String())
	case shapePage, shapePrinted:
		p := newProposal(name, src)
		if err := meetingMinutes(&p, ls, shape == shapePrinted, whole); err != nil {
			return Proposal{}, err
		}
		p.derive()
		return p, nil
	}
	return parseItem(name, src, ls)
}

func newProposal(name string, src []byte) Proposal {
	sum := sha256.Sum256(src)
	return Proposal{
		Source: name, SHA256: hex.EncodeToString(sum[:]), Format: Format, Text: string(src),
		Actions: []Action{}, Figures: []Figure{}, InformationGaps: []Gap{}, TextFaults: []Fault{},
	}
}

// parseItem reads form W.
func parseItem(name string, src []byte, ls []line) (Proposal, error) {
	page, err := split(name, ls)
	if err != nil {
		return Proposal{}, err
	}
	p := newProposal(name, src)
	p.Item = &Item{}
	p.Item.Title, p.Item.PlannedTime = title(page.title.text)
	p.Item.Purpose = Optional(join(page.purpose))
	for _, l := range page.documents {
		p.Item.Documents = append(p.Item.Documents, l.text)
	}
	b := &body{item: p.Item, faults: &p.TextFaults}
	for _, l := range signs(page.body) {
		b.line(l)
	}
	if err := b.finish(name); err != nil {
		return Proposal{}, err
	}
	if !page.ended {
		end := Span{Line: page.last.span.Line, Start: page.last.span.End, End: page.last.span.End}
		p.TextFaults = append(p.TextFaults, Fault{"", "no \"Supporting documents:\" at the end: the text may be cut short", end})
	}
	p.Item.count()
	p.derive()
	return p, nil
}

// count fills the sums.
func (it *Item) count() {
	c := Counts{Unanswered: []string{}, AnswersByRole: map[string]int{}, Paragraphs: len(it.Paragraphs)}
	for _, p := range it.Paragraphs {
		if p.Kind.Asks() {
			c.QuestionParagraphs++
			c.QuestionMarks += *p.QuestionMarks
			if len(p.Answers) > 0 {
				c.Answered++
			} else {
				c.Unanswered = append(c.Unanswered, p.Number)
			}
		}
		for _, a := range p.Answers {
			c.Answers++
			role := string(a.Role)
			if role == "" {
				role = "unattributed"
			}
			c.AnswersByRole[role]++
		}
		if p.Kind == Narrative {
			c.NarrativeBullets += len(p.Bullets)
		}
		c.FollowUps += len(p.FollowUp)
		c.Agreed += len(p.Agreed)
	}
	it.Counts = c
}
