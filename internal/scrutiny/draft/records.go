package draft

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/record"
	"throughline/internal/scrutiny/minutes"
)

// Records are the accepted records of one meeting, from which its minutes are drafted.
type Records struct {
	Authority  string
	Committee  string // its full name
	Short      string // what minutes call it: the Commission; empty: the last word of its name
	Chair      string
	ViceChair  string
	Officer    string // the scrutiny officer, where their contact may be published
	Next       string // day of the next meeting, ISO
	Meeting    record.Meeting
	Items      []record.Of[record.AgendaItem]
	Paragraphs []record.Of[record.MinuteParagraph]
	Attendance []record.Attendance
	Questions  []Put
	Actions    []record.Action
}

// Put is a question that was put, with what was answered at the meeting.
type Put struct {
	Question record.Question
	Answers  []record.Answer
}

// FromRecords gives the meeting that records make. Of an exempt item only its title is given: what is exempt is not in public minutes. Paragraphs
// come by their numbers; answers by their question, which names its paragraph; what was agreed by its paragraph.
func FromRecords(r Records) Meeting {
	m := Meeting{Authority: r.Authority, Body: cmp.Or(r.Committee, r.Meeting.Commission), Date: r.Meeting.Date.String(), Start: cmp.Or(r.Meeting.Started, r.Meeting.Starts), Ended: r.Meeting.Ended,
		Place: r.Meeting.Place, MediaLink: r.Meeting.Webcast, Officer: r.Officer, Next: r.Next}
	m.Attendance = attendanceOf(r)
	items := slices.Clone(r.Items)
	slices.SortStableFunc(items, func(a, b record.Of[record.AgendaItem]) int {
		return cmp.Compare(whole(a.Body.Number), whole(b.Body.Number))
	})
	for _, o := range items {
		it := Item{Number: o.Body.Number, Title: o.Body.Title, Start: o.Body.Starts, Purpose: o.Body.Purpose}
		if o.Body.Exempt > 0 {
			it.Purpose = ""
			it.Preamble = []string{"This item is exempt (paragraph " + strconv.Itoa(o.Body.Exempt) + " of Schedule 12A)."}
			m.Items = append(m.Items, it)
			continue
		}
		r.paragraphs(&it, o.ID, short(r, m.Body))
		m.Items = append(m.Items, it)
	}
	return m
}

func short(r Records, body string) string {
	if r.Short != "" {
		return strings.TrimPrefix(r.Short, "the ")
	}
	w := strings.Fields(body)
	if len(w) == 0 {
		return "Committee"
	}
	return w[len(w)-1]
}

func whole(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}

// paragraphs fills an item. Headings are those that are recorded; where an item has none, they follow from the kinds: where paragraphs begin to ask, and where they are
// narrative again. What was agreed is written once, whether an action follows it already or not.
func (r Records) paragraphs(it *Item, item, short string) {
	var own []record.MinuteParagraph
	for _, p := range r.Paragraphs {
		if p.Body.Item == item {
			own = append(own, p.Body)
		}
	}
	slices.SortStableFunc(own, func(a, b record.MinuteParagraph) int {
		_, x, _ := strings.Cut(a.Number, ".")
		_, y, _ := strings.Cut(b.Number, ".")
		return cmp.Compare(whole(x), whole(y))
	})
	asking, body := false, ""
	headed := slices.ContainsFunc(own, func(b record.MinuteParagraph) bool { return len(b.Headings) > 0 })
	for _, b := range own {
		p := Paragraph{Number: b.Number, Text: b.Text, Headings: slices.Clone(b.Headings)}
		kind := minutes.Kind(b.Sort)
		if headed {
			asking = false
		} else if kind.Asks() && !asking {
			p.Headings, asking = []string{"Questions from the " + short}, true
		} else if kind == minutes.Narrative && asking {
			p.Headings, asking = []string{"Discussion"}, false
		}
		for _, h := range p.Headings {
			body = cmp.Or(minutes.Asking(h), body)
		}
		for _, s := range b.Bullets {
			p.Parts = append(p.Parts, Part{Bullet, "", s})
		}
		for _, q := range r.Questions {
			if q.Question.Origin.Paragraph != b.Number {
				continue
			}
			if asker := q.Question.Asker; q.Question.Young || bracketed(asker, b.Text, body, short, cmp.Or(r.Committee, r.Meeting.Commission)) {
				p.Asker = asker
			}
			answers := slices.Clone(q.Answers)
			slices.SortStableFunc(answers, func(a, b record.Answer) int { return cmp.Compare(a.Origin.From, b.Origin.From) })
			for _, a := range answers {
				p.Parts = append(p.Parts, Part{Answer, cmp.Or(a.Role, a.Post), a.Text})
			}
		}
		for _, c := range b.Comments {
			p.Parts = append(p.Parts, Part{Comment, c.Member, c.Text})
		}
		for _, s := range b.FollowUp {
			p.Parts = append(p.Parts, Part{FollowUp, "", s})
		}
		agreed := slices.Clone(b.Agreed)
		for _, a := range r.Actions {
			if a.Paragraph == b.Number && a.Sort == record.ActionAgreed && !slices.ContainsFunc(agreed, func(s string) bool { return SameWords(s, a.Text) }) {
				agreed = append(agreed, a.Text)
			}
		}
		for _, s := range agreed {
			p.Parts = append(p.Parts, Part{Agreed, "", s})
		}
		it.Paragraphs = append(it.Paragraphs, p)
	}
}

// bracketed says whether who asked is written in brackets before a question: neither its words nor the heading above say it.
func bracketed(asker, text string, said ...string) bool {
	return asker != "" && !strings.HasPrefix(asker, "Chair") && !strings.HasPrefix(asker, "Vice-Chair") && !strings.HasPrefix(asker, "Members") && !strings.HasPrefix(text, asker) && !slices.Contains(said, asker)
}

// SameWords says whether two texts differ in nothing but their spaces.
func SameWords(a, b string) bool {
	return slices.Equal(strings.Fields(a), strings.Fields(b))
}

// attendanceOf sorts who took part.
func attendanceOf(r Records) minutes.Attendance {
	out := minutes.Attendance{Chair: minutes.Optional(r.Chair), ViceChair: minutes.Optional(r.ViceChair)}
	for _, a := range r.Attendance {
		away := a.How == record.Apologies || a.How == record.Absent
		if a.LateNotice {
			out.Lateness = append(out.Lateness, a.Name)
		}
		if a.How == record.Virtual {
			out.Virtual = append(out.Virtual, a.Name)
		}
		switch {
		case away && a.As == "co_optee":
			out.CoopteesAbsent = append(out.CoopteesAbsent, a.Name)
		case away && a.How == record.Apologies:
			out.Apologies = append(out.Apologies, a.Name)
		case away:
		case a.As == "member":
			out.Councillors = append(out.Councillors, a.Name)
		case a.As == "co_optee":
			out.CoopteesPresent = append(out.CoopteesPresent, a.Name)
		case a.As == "executive":
			out.ExecutiveMembers = append(out.ExecutiveMembers, minutes.Holder{Name: a.Name, Post: minutes.Optional(a.Post)})
		case a.As == "officer":
			out.Officers = append(out.Officers, minutes.Holder{Name: a.Name, Post: minutes.Optional(a.Post)})
		}
	}
	return out
}
