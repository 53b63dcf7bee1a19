// Package draft makes minutes of records: the agenda, the numbered paragraphs with their answers and what was agreed, and who was
// there. It numbers paragraphs, lays the minutes out as blocks that exports write, and checks them before they are approved.
//
// The invariant: what Make lays out reads back, by package minutes, as the records that it was made from.
// Source: specs/scrutiny.md 2, 3 and 6.
package draft

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/internal/errs"
	"throughline/internal/scrutiny/minutes"
)

// Meeting is what minutes are made of. With one item and no date it is the page of an agenda item.
type Meeting struct {
	Authority, Body, MunicipalYear string
	Date                           string // ISO; empty for the page of an item
	Start, Ended                   string // 19:00
	Place, MediaLink, Officer      string
	Next                           string // day of the next meeting, ISO
	Attendance                     minutes.Attendance
	Items                          []Item
}

// Item is one agenda item.
type Item struct {
	Number     string // empty: the next number
	Title      string
	Start      string // planned, 19:05
	Purpose    string
	Preamble   []string // unnumbered prose before the first paragraph
	Agreed     []string // agreed under an item without numbered paragraphs
	Paragraphs []Paragraph
	Documents  []string
}

// Paragraph is one numbered paragraph and what stands under it, in order.
type Paragraph struct {
	Headings []string // that stand above it
	Number   string   // 5.10; empty: the next number
	Asker    string   // a group that asks, written in brackets before the text; members need none
	Text     string
	Parts    []Part
}

// PartKind is what a part under a paragraph is.
type PartKind string

// The kinds of parts.
const (
	Bullet   PartKind = "bullet"
	Answer   PartKind = "answer"
	Comment  PartKind = "comment" // a member's, by name
	Agreed   PartKind = "agreed"
	FollowUp PartKind = "follow_up"
)

// Part is one block under a paragraph. Who is the role of an answer or the name of a member; an answer may have none.
type Part struct {
	Kind PartKind
	Who  string
	Text string
}

// FromProposal gives what a proposal proposes, to be drafted again: in the round trip import, accept, draft nothing is lost.
func FromProposal(p minutes.Proposal) Meeting {
	var m Meeting
	if p.Meeting != nil {
		x := p.Meeting
		m = Meeting{Authority: string(x.Authority), Body: string(x.Body), MunicipalYear: string(x.MunicipalYear), Date: string(x.Date), Start: string(x.Start),
			Ended: string(x.Ended), Place: string(x.Place), MediaLink: string(x.MediaLink), Officer: string(x.ScrutinyOfficer), Next: string(x.NextMeeting)}
	}
	if p.Attendance != nil {
		m.Attendance = *p.Attendance
		m.Attendance.Officers = unplaced(m.Attendance.Officers)
		m.Attendance.ExecutiveMembers = unplaced(m.Attendance.ExecutiveMembers)
	}
	for _, it := range p.Agenda() {
		m.Items = append(m.Items, fromItem(it))
	}
	return m
}

// unplaced drops where a holder stood in the source.
func unplaced(hs []minutes.Holder) []minutes.Holder {
	out := slices.Clone(hs)
	for i := range out {
		out[i].Span = minutes.Span{}
	}
	return out
}

func fromItem(it *minutes.Item) Item {
	out := Item{Number: it.Number, Title: it.Title, Start: string(it.PlannedTime), Purpose: string(it.Purpose), Documents: it.Documents}
	for _, t := range it.Preamble {
		out.Preamble = append(out.Preamble, t.Text)
	}
	for _, t := range it.Agreed {
		out.Agreed = append(out.Agreed, t.Text)
	}
	heads := it.HeadingText
	for _, para := range it.Paragraphs {
		x := Paragraph{Number: para.Number, Text: para.Text.Text}
		for len(heads) > 0 && heads[0].Span.Start < para.Span.Start {
			x.Headings = append(x.Headings, heads[0].Text)
			heads = heads[1:]
		}
		x.Asker = para.Group
		type placed struct {
			at int
			Part
		}
		var parts []placed
		add := func(kind PartKind, who string, t minutes.Text) {
			parts = append(parts, placed{t.Span.Start, Part{kind, who, t.Text}})
		}
		for _, t := range para.BulletTexts {
			add(Bullet, "", t)
		}
		for _, a := range para.Answers {
			add(Answer, string(a.Role), a.Text)
		}
		for _, c := range para.Comments {
			add(Comment, c.Member, minutes.Text{Text: c.Text, Span: c.Span})
		}
		for _, t := range para.FollowUpTexts {
			add(FollowUp, "", t)
		}
		for _, t := range para.AgreedTexts {
			add(Agreed, "", t)
		}
		slices.SortStableFunc(parts, func(a, b placed) int { return cmp.Compare(a.at, b.at) })
		for _, p := range parts {
			x.Parts = append(x.Parts, p.Part)
		}
		out.Paragraphs = append(out.Paragraphs, x)
	}
	return out
}

// Number gives every item and paragraph its number. A number that is given is kept; one that does not come after the one before it
// is Invalid, with its place.
func Number(m Meeting) (Meeting, error) {
	m.Items = slices.Clone(m.Items)
	item := 0
	for i := range m.Items {
		it := &m.Items[i]
		n, err := next(it.Number, item)
		if err != nil {
			return Meeting{}, errs.New(errs.Invalid, "Item %s (%s): its number must come after %d", it.Number, it.Title, item)
		}
		item, it.Number = n, strconv.Itoa(n)
		it.Paragraphs = slices.Clone(it.Paragraphs)
		para := 0
		for k := range it.Paragraphs {
			p := &it.Paragraphs[k]
			given := ""
			if p.Number != "" {
				var ok bool
				if given, ok = strings.CutPrefix(p.Number, it.Number+"."); !ok {
					return Meeting{}, errs.New(errs.Invalid, "Paragraph %s stands in item %s: its number must begin with %s", p.Number, it.Number, it.Number)
				}
			}
			if para, err = next(given, para); err != nil {
				return Meeting{}, errs.New(errs.Invalid, "Paragraph %s: its number must come after the one before it", p.Number)
			}
			p.Number = fmt.Sprintf("%s.%d", it.Number, para)
		}
	}
	return m, nil
}

func next(given string, last int) (int, error) {
	if given == "" {
		return last + 1, nil
	}
	n, err := strconv.Atoi(given)
	if err != nil || n <= last || n > 999 {
		return 0, errs.New(errs.Invalid, "not a number after %d", last)
	}
	return n, nil
}

// longDay writes an ISO day as minutes do; what is no day is left as it is.
func longDay(iso string) string {
	t, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return iso
	}
	return t.Format("Monday 2 January 2006")
}

// clock writes 19:05 as 7.05 pm.
func clock(s string) string {
	t, err := time.Parse("15:04", s)
	if err != nil {
		return s
	}
	return t.Format("3.04 pm")
}
