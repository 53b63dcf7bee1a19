package draft

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strings"

	"throughline/internal/scrutiny/minutes"
)

// Draft is minutes made of records: numbered, laid out, and with what somebody should look at before they are approved.
type Draft struct {
	Meeting  Meeting
	Blocks   []Block
	Findings []minutes.Contradiction
}

// Make drafts minutes. A number out of order is Invalid; everything else that is doubtful is a finding.
func Make(m Meeting) (Draft, error) {
	m, err := Number(m)
	if err != nil {
		return Draft{}, err
	}
	return Draft{m, Layout(m), Check(m)}, nil
}

// Check looks numbered minutes over (specs/scrutiny.md 6): figures and periods that do not agree, abbreviations that nobody explains,
// actions without owner or day, questions without an answer, speakers who are not in the attendance list, answers of a role that no
// post of it fits, and text that would be read as something else than it is.
func Check(m Meeting) []minutes.Contradiction {
	var lines []string
	for _, b := range Layout(m) {
		lines = append(lines, b.Line())
	}
	d := minutes.Document{Source: "draft", ReadAs: "records", Text: strings.Join(lines, "\n\n") + "\n"}
	p, err := d.Proposal()
	if err != nil {
		return []minutes.Contradiction{{Kind: "text", What: "the draft does not read as minutes yet: no item has a numbered paragraph"}}
	}
	out := slices.Clone(p.Contradictions)
	add := func(kind, paragraph, what string, args ...any) {
		out = append(out, minutes.Contradiction{Kind: kind, Paragraphs: []string{paragraph}, What: fmt.Sprintf(what, args...)})
	}
	for _, a := range p.Actions {
		if a.Owner == "" {
			add("action", a.Paragraph, "what was agreed names no owner")
		}
		if a.Due == "" {
			add("action", a.Paragraph, "what was agreed names no day")
		}
	}
	for _, q := range p.Asked(minutes.Question, minutes.Request) {
		if len(q.Answers) == 0 {
			add("answer", q.Number, "no answer is minuted")
		}
	}
	if !m.Page() {
		speakers(m, p, add)
	}
	abbreviations(p, add)
	readsAs(m, FromProposal(p), add)
	return out
}

// speakers compares who speaks with who was there.
func speakers(m Meeting, p minutes.Proposal, add func(kind, paragraph, what string, args ...any)) {
	a := m.Attendance
	there := slices.Concat([]string{string(a.Chair), string(a.ViceChair)}, a.Councillors, a.Virtual, a.CoopteesPresent, a.Lateness)
	for _, h := range slices.Concat(a.ExecutiveMembers, a.Officers) {
		there = append(there, h.Name)
	}
	for _, it := range m.Items {
		for _, para := range it.Paragraphs {
			for _, x := range para.Parts {
				if x.Kind == Comment && !strings.Contains(x.Who, "Chair") && !slices.ContainsFunc(there, func(n string) bool { return samePerson(x.Who, n) }) {
					add("attendance", para.Number, "%s speaks, but is not in the attendance list", x.Who)
				}
			}
		}
	}
	for _, d := range p.Declarations {
		if !slices.ContainsFunc(there, func(n string) bool { return samePerson(d.Member, n) }) {
			add("attendance", "declarations", "%s declares an interest, but is not in the attendance list", d.Member)
		}
	}
	for _, r := range p.Roles {
		if len(r.Candidates) == 0 {
			add("attendance", "answers", "(%s) answers, but no post of the attendance list fits it", r.Role)
		}
	}
}

var honorifics = regexp.MustCompile(`^(?:(?:Cllr|Councillor|Deputy Mayor|Mayor|Mr|Mrs|Ms|Miss|Dr)\.? )+`)

// samePerson compares names without titles; a surname alone is enough.
func samePerson(a, b string) bool {
	a, b = strings.ToLower(honorifics.ReplaceAllString(a, "")), strings.ToLower(honorifics.ReplaceAllString(b, ""))
	return a != "" && (a == b || !strings.Contains(a, " ") && strings.HasSuffix(b, " "+a))
}

var capitals = regexp.MustCompile(`\b\p{Lu}{3,6}\b`)

// abbreviations names those that are neither well known, nor roles, nor explained in brackets somewhere.
func abbreviations(p minutes.Proposal, add func(kind, paragraph, what string, args ...any)) {
	seen := map[string]bool{}
	for _, r := range p.Roles {
		seen[r.Role] = true
	}
	for _, it := range p.Agenda() {
		for _, para := range it.Paragraphs {
			for _, a := range para.Answers {
				seen[string(a.Role)] = true
			}
		}
	}
	for _, it := range p.Agenda() {
		for _, para := range it.Paragraphs {
			texts := slices.Concat([]minutes.Text{para.Text}, para.BulletTexts, para.FollowUpTexts, para.AgreedTexts)
			for _, a := range para.Answers {
				texts = append(texts, a.Text)
			}
			for _, t := range texts {
				for _, w := range capitals.FindAllString(t.Text, -1) {
					if !seen[w] && !minutes.Known[w] && !strings.Contains(p.Text, "("+w+")") {
						add("term", para.Number, "%s is nowhere explained", w)
					}
					seen[w] = true
				}
			}
		}
	}
}

// readsAs names the first paragraph of each item that would be read back as something else.
func readsAs(m, back Meeting, add func(kind, paragraph, what string, args ...any)) {
	tidy := func(ps []Paragraph) []Paragraph {
		out := slices.Clone(ps)
		for i := range out {
			out[i].Text = strings.Join(strings.Fields(out[i].Text), " ")
			parts := make([]Part, 0, len(out[i].Parts))
			for _, x := range out[i].Parts {
				x.Text = strings.Join(strings.Fields(x.Text), " ")
				parts = append(parts, x)
			}
			out[i].Parts = parts
			out[i].Headings = append([]string{}, out[i].Headings...)
		}
		return out
	}
	for i, it := range m.Items {
		if i >= len(back.Items) {
			add("text", it.Number, "the item would not be read back as an item")
			return
		}
		want, got := tidy(it.Paragraphs), tidy(back.Items[i].Paragraphs)
		for k := range want {
			if k >= len(got) || !reflect.DeepEqual(want[k], got[k]) {
				add("text", want[k].Number, "this paragraph, or a part of it, would be read back as something else: look for a line that begins with a number, a bullet sign or “Agreed:”, that begins in lower case, or a name with a dash")
				break
			}
		}
	}
}
