package summary

import (
	"fmt"
	"slices"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/scrutiny/minutes"
)

// Part says what a sentence of a summary tells.
type Part string

// The parts of a summary of one item, in their order.
const (
	Reported   Part = "reported"
	Asked      Part = "asked"
	Answered   Part = "answered"
	Agreed     Part = "agreed"
	Unanswered Part = "unanswered"
)

// Anchor is where in the record a sentence comes from.
type Anchor struct {
	Paragraph string       `json:"paragraph"`
	Span      minutes.Span `json:"span"`
}

// Sentence is one sentence of a summary. Without an anchor it cannot be published.
type Sentence struct {
	Part    Part     `json:"part"`
	Text    string   `json:"text"`
	Anchors []Anchor `json:"anchors"`
}

// Section is the summary of one agenda item.
type Section struct {
	Number    string     `json:"number"`
	Title     string     `json:"title"`
	Sentences []Sentence `json:"sentences"`
}

// Make summarises a record: for each item what was reported with its figures, who asked how much, who answered, what was agreed in
// its own words with owner and due date, and what was not answered. Nothing is free text: every sentence follows from records.
func Make(r Record) []Section {
	var out []Section
	for _, it := range r.Items {
		s := Section{Number: it.Number, Title: it.Title}
		m := maker{r: r, s: &s}
		for _, p := range it.Paragraphs {
			if p.Kind == minutes.Narrative {
				m.reported(p)
			}
		}
		m.asked(it)
		m.answered(it)
		for _, t := range it.Agreed {
			m.agreed(it.Number, t)
		}
		for _, p := range it.Paragraphs {
			for _, t := range p.AgreedTexts {
				m.agreed(p.Number, t)
			}
		}
		m.unanswered(it)
		if len(s.Sentences) > 0 {
			out = append(out, s)
		}
	}
	return out
}

type maker struct {
	r Record
	s *Section
}

func (m maker) say(part Part, text string, anchors ...Anchor) {
	m.s.Sentences = append(m.s.Sentences, Sentence{part, text, anchors})
}

// reported quotes each block of a narrative paragraph that holds a figure: the words are the record's own.
func (m maker) reported(p minutes.Paragraph) {
	for _, t := range append([]minutes.Text{p.Text}, p.BulletTexts...) {
		if slices.ContainsFunc(m.r.Figures, func(f minutes.Figure) bool { return f.Paragraph == p.Number && f.Span == t.Span }) {
			m.say(Reported, "It was reported: “"+inner(t.Text)+"”.", Anchor{p.Number, t.Span})
		}
	}
}

// inner is a text to stand in quotation marks: without its end stop, and with its own quotation marks made single.
func inner(s string) string {
	return strings.NewReplacer("“", "‘", "”", "’", "\"", "'").Replace(strings.TrimRight(s, " .;"))
}

// asked says per asker how many question paragraphs there are.
func (m maker) asked(it Item) {
	var order []string
	by := map[string][]Anchor{}
	for _, p := range it.Paragraphs {
		if !p.Kind.Asks() {
			continue
		}
		if by[p.AskedBy] == nil {
			order = append(order, p.AskedBy)
		}
		by[p.AskedBy] = append(by[p.AskedBy], Anchor{p.Number, p.Span})
	}
	for _, who := range order {
		n := len(by[who])
		noun := "questions"
		if n == 1 {
			noun = "question"
		}
		m.say(Asked, fmt.Sprintf("%s: %d %s.", who, n, noun), by[who]...)
	}
}

// answered says which post answered where, with the person who held it when one alone in the record does.
func (m maker) answered(it Item) {
	var order []string
	by := map[string][]Anchor{}
	for _, p := range it.Paragraphs {
		for _, a := range p.Answers {
			role := string(a.Role)
			if by[role] == nil {
				order = append(order, role)
			}
			by[role] = append(by[role], Anchor{p.Number, a.Span})
		}
	}
	for _, role := range order {
		who := "Without a named post"
		if role != "" {
			who = role
			if post := m.r.Roles[role]; post != "" {
				who = post
				if name := m.holder(post); name != "" {
					who += ", " + name
				}
			}
		}
		n := len(by[role])
		noun := "answers"
		if n == 1 {
			noun = "answer"
		}
		m.say(Answered, fmt.Sprintf("%s: %d %s.", who, n, noun), by[role]...)
	}
}

func (m maker) holder(post string) string {
	name := ""
	for _, p := range m.r.People {
		if p.Present && slices.Contains(p.Posts, post) {
			if name != "" {
				return ""
			}
			name = p.Name
		}
	}
	return name
}

// agreed gives what was agreed verbatim, with owner and due day or that they are not given.
func (m maker) agreed(number string, t minutes.Text) {
	owner, due := "no owner is named", "no date is given"
	for _, a := range m.r.Actions {
		if a.Paragraph == number && a.Text == t.Text {
			if a.Owner != "" {
				owner = "owner: " + string(a.Owner)
			}
			if a.Due != "" {
				due = "due " + string(a.Due)
			}
		}
	}
	m.say(Agreed, fmt.Sprintf("It was agreed: “%s”; %s, %s.", inner(t.Text), owner, due), Anchor{number, t.Span})
}

// unanswered names what has no answer, and quotes what was said not to be to hand.
func (m maker) unanswered(it Item) {
	for _, p := range it.Paragraphs {
		if p.Kind.Asks() && len(p.Answers) == 0 {
			m.say(Unanswered, "No answer is minuted to paragraph "+p.Number+".", Anchor{p.Number, p.Span})
		}
		for _, g := range m.r.Gaps {
			if g.Paragraph == p.Number {
				m.say(Unanswered, "Not available at the meeting: “"+inner(g.Sentence)+"”.", Anchor{p.Number, g.Span})
			}
		}
	}
}

// Publishable refuses a summary that may not be published: a sentence without an anchor or with one that the record does not have,
// a person who was not at the meeting, a number that no figure claim or sum of the record is, or a quotation that is no exact piece of it.
func Publishable(sections []Section, r Record) error {
	anchors := map[string]bool{}
	for _, p := range r.passages() {
		anchors[p.anchor] = true
	}
	for _, s := range sections {
		for _, x := range s.Sentences {
			if len(x.Anchors) == 0 {
				return errs.New(errs.Invalid, "Item %s: “%s” has no anchor in the minutes. Say which paragraph it comes from, or take it out", s.Number, x.Text)
			}
			for _, a := range x.Anchors {
				if !anchors[a.Paragraph] {
					return errs.New(errs.Invalid, "Item %s: “%s” is anchored in paragraph %s, which the minutes do not have", s.Number, x.Text, a.Paragraph)
				}
			}
			for _, f := range Check(x.Text, r) {
				return errs.New(errs.Invalid, "Item %s: “%s” in “%s”: %s", s.Number, f.Text, x.Text, f.Why)
			}
		}
	}
	return nil
}
