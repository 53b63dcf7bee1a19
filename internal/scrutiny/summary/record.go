// Package summary makes summaries of meetings from accepted records, each sentence with its anchor, and checks somebody else's
// summary against the record: which names, posts, years, numbers and quotations do not match it.
//
// The invariant: what Make writes passes Check against the record that it was made from, and nothing in it lacks an anchor.
// Source: specs/scrutiny.md 6; requirements SR-355 to SR-357.
package summary

import (
	"strings"

	"throughline/internal/scrutiny/minutes"
)

// Record is what a summary may say: the accepted paragraphs of one or more meetings, and who held which post.
type Record struct {
	Body, Authority string
	Dates           []string // of the meetings, ISO
	People          []Person
	Items           []Item
	Actions         []minutes.Action
	Figures         []minutes.Figure
	Gaps            []minutes.Gap
	Roles           map[string]string // abbreviation to post, as the officer confirmed it
}

// Person is somebody of the attendance list or the register of posts. Posts are those held on the day of the meeting.
type Person struct {
	Name    string
	Posts   []string
	Present bool
}

// Item is an agenda item as it was minuted.
type Item struct {
	Number, Title, Purpose string
	Paragraphs             []minutes.Paragraph
	Prose                  []minutes.Text // unnumbered
	Agreed                 []minutes.Text // under an item without numbered paragraphs
}

// FromProposal makes a record of a proposal whose every part was accepted. Roles holds what was confirmed of abbreviations; without
// it the roles that the attendance list alone allows are taken.
func FromProposal(p minutes.Proposal, roles map[string]string) Record {
	r := Record{Actions: p.Actions, Figures: p.Figures, Gaps: p.InformationGaps, Roles: map[string]string{}}
	if p.Meeting != nil {
		r.Body, r.Authority = string(p.Meeting.Body), string(p.Meeting.Authority)
		if p.Meeting.Date != "" {
			r.Dates = []string{string(p.Meeting.Date)}
		}
	}
	for _, x := range p.Roles {
		if x.Proposed != "" {
			r.Roles[x.Role] = string(x.Proposed)
		}
	}
	for k, v := range roles {
		r.Roles[k] = v
	}
	if a := p.Attendance; a != nil {
		add := func(present bool, name string, posts ...string) {
			if name != "" {
				r.People = append(r.People, Person{name, posts, present})
			}
		}
		for _, h := range append(a.ExecutiveMembers, a.Officers...) {
			add(true, h.Name, string(h.Post))
		}
		add(true, string(a.Chair), "Chair")
		add(true, string(a.ViceChair), "Vice-Chair")
		for _, list := range [][]string{a.Councillors, a.Virtual} {
			for _, n := range list {
				add(true, n, "Councillor")
			}
		}
		for _, n := range a.CoopteesPresent {
			add(true, n, "co-opted member")
		}
		for _, list := range [][]string{a.Apologies, a.CoopteesAbsent} {
			for _, n := range list {
				add(false, n)
			}
		}
		add(true, string(p.Meeting.ScrutinyOfficer), "Scrutiny Officer")
	}
	for _, it := range p.Agenda() {
		r.Items = append(r.Items, Item{it.Number, it.Title, string(it.Purpose), it.Paragraphs, it.Preamble, it.Agreed})
	}
	return r
}

// Join puts the records of several meetings, or of several items' pages, together.
func Join(rs ...Record) Record {
	var out Record
	out.Roles = map[string]string{}
	for i, r := range rs {
		if i == 0 {
			out.Body, out.Authority = r.Body, r.Authority
		}
		out.Dates = append(out.Dates, r.Dates...)
		out.People = append(out.People, r.People...)
		out.Items = append(out.Items, r.Items...)
		out.Actions = append(out.Actions, r.Actions...)
		out.Figures = append(out.Figures, r.Figures...)
		out.Gaps = append(out.Gaps, r.Gaps...)
		for k, v := range r.Roles {
			out.Roles[k] = v
		}
	}
	return out
}

// passage is a paragraph with all that stands under it: what a sentence of a summary is held against.
type passage struct {
	anchor string // 5.10, or the number of an item
	text   string
	plain  string // folded, for quotations
	stems  map[string]bool
	roles  []string
	years  []string
	months []string // with their years: november 2020
	sums   []quantity
}

func (r Record) passages() []passage {
	var out []passage
	add := func(anchor string, roles []string, texts ...string) {
		s := strings.Join(texts, "\n")
		years, months := yearsOf(s)
		out = append(out, passage{anchor, s, folded(s), stems(s), roles, years, months, quantitiesOf(s)})
	}
	for _, it := range r.Items {
		texts := []string{it.Title, it.Purpose}
		for _, t := range append(it.Prose, it.Agreed...) {
			texts = append(texts, t.Text)
		}
		add(it.Number, nil, texts...)
		for _, p := range it.Paragraphs {
			texts := []string{p.Text.Text}
			var roles []string
			for _, a := range p.Answers {
				texts = append(texts, a.Text.Text)
				if a.Role != "" {
					roles = append(roles, string(a.Role))
				}
			}
			for _, list := range [][]minutes.Text{p.BulletTexts, p.FollowUpTexts, p.AgreedTexts} {
				for _, t := range list {
					texts = append(texts, t.Text)
				}
			}
			for _, c := range p.Comments {
				texts = append(texts, c.Member+": "+c.Text)
			}
			add(p.Number, roles, texts...)
		}
	}
	return out
}
