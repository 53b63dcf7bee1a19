package scrutiny

import (
	"cmp"
	"context"
	"slices"
	"time"

	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// PublicMeeting is a meeting as anybody may see it. Before its agenda is published only day and place are told; an item that is not published, and what an exempt
// item is about, never.
type PublicMeeting struct {
	ID         string // in addresses
	Committee  string
	Date       day.Day
	Place      string
	Starts     string
	Ended      string
	State      string
	Reason     string // why it is put off, or why its agenda was late
	Webcast    string
	Agenda     day.Day // when it was published
	Approved   day.Day // its minutes
	Took       time.Duration
	Items      []PublicItem
	Present    []PublicPerson
	Apologies  []PublicPerson
	Interests  []record.Declaration
	Paragraphs []PublicParagraph // of approved minutes, and of draft minutes that were published elsewhere
	Questions  []Line
	Actions    []PublicAction
	Reports    []PublicCabinet // reports to the cabinet that stand under no item
}

// PublicItem is an agenda item. Exempt is the paragraph of Schedule 12A; such an item has no title here.
type PublicItem struct {
	Number, Title, Starts, Purpose, State, Why, Urgent string
	Exempt                                             int
	Papers                                             []PublicPaper
	Reports                                            []PublicCabinet
}

// PublicPaper is a published paper that is not exempt.
type PublicPaper struct {
	Title, Address string
	Published      day.Day
	Background     bool
	Summary        bool // not the record
}

// PublicPerson is who took part.
type PublicPerson struct{ Name, As, How, Arrived, Left string }

// PublicParagraph is a paragraph of minutes.
type PublicParagraph struct {
	Number, Sort, Text    string
	Bullets, FollowUp     []string
	Corrects, CorrectedBy []Correction // paragraphs of other approved minutes
}

// PublicAction is an action as anybody may see it: what was agreed, whose it is, until when, and what came of it.
type PublicAction struct {
	Reference, Text, Plain, Owner, State, Outcome string
	Committee                                     string
	Meeting                                       day.Day
	Paragraph                                     string
	Due                                           day.Day
	Overdue                                       int // days
	Minute                                        string
	Closed                                        day.Day
	Question                                      string // reference, where that is public
	Published                                     time.Time
}

// agendaOut says whether the public has the agenda.
func agendaOut(m record.Meeting) bool { return !m.AgendaPublished.IsZero() }

// PublicMeetings lists the meetings: those to come first, soonest first, then those that were, newest first.
func (b *Board) PublicMeetings(ctx context.Context) (out []PublicMeeting, err error) {
	err = b.desk.Read(ctx, func(t *db.Tx) error {
		ms, err := story.OfKind[record.Meeting](t)
		if err != nil {
			return err
		}
		out = nil
		for _, m := range ms {
			out = append(out, publicHead(m))
		}
		return nil
	})
	today := b.desk.Today()
	slices.SortStableFunc(out, func(x, y PublicMeeting) int {
		a, z := x.Date.Before(today), y.Date.Before(today)
		switch {
		case a != z && z:
			return -1
		case a != z:
			return 1
		case a:
			return y.Date.Compare(x.Date)
		}
		return x.Date.Compare(y.Date)
	})
	return out, err
}

func publicHead(m record.Of[record.Meeting]) PublicMeeting {
	p := PublicMeeting{ID: idOf(m.Subject), Committee: m.Body.Commission, Date: m.Body.Date, Place: m.Body.Place, Starts: m.Body.Starts, State: m.Body.State,
		Reason: cmp.Or(m.Body.Reason, m.Body.LateReason), Agenda: m.Body.AgendaPublished}
	if Minuted(m.Body) {
		p.Ended, p.Approved = m.Body.Ended, m.Body.MinutesApproved
		p.Took, _ = Duration(m.Body)
	}
	if m.Body.WebcastUntil.IsZero() || agendaOut(m.Body) {
		p.Webcast = m.Body.Webcast
	}
	return p
}

func idOf(subject string) string { return subject[len(record.SubjectType(subject))+1:] }

// PublicMeeting opens a meeting; errs.NotFound for one that does not exist.
func (b *Board) PublicMeeting(ctx context.Context, id string) (p PublicMeeting, err error) {
	err = b.desk.Read(ctx, func(t *db.Tx) error {
		s, err := story.Load(t, record.MeetingSubject+":"+id)
		if err != nil {
			return err
		}
		m, ok := story.First[record.Meeting](s)
		if !ok {
			return errs.New(errs.NotFound, "There is no such meeting. Check the address, or look in the list of meetings")
		}
		p = publicHead(m)
		if agendaOut(m.Body) {
			reports, err := cabinetOf(t, m.ID)
			if err != nil {
				return err
			}
			p.Items, p.Reports = publicItems(s, reports), reports[""]
		}
		if approved := m.Body.State == record.MeetingMinutesApproved; approved {
			if err := p.minutes(t, m.Body, s); err != nil {
				return err
			}
		}
		qs, err := newestFirst(t)
		if err != nil {
			return err
		}
		for _, q := range qs {
			if q.Body.Meeting == m.ID && len(q.Body.Publications) > 0 {
				p.Questions = append(p.Questions, lineOf(q.Body))
			}
		}
		as, err := publicActions(t, b.desk.Today())
		for _, a := range as {
			if a.record == m.ID {
				p.Actions = append(p.Actions, a.PublicAction)
			}
		}
		return err
	})
	return p, err
}

// publicItems are the items of a published agenda. One that was added since and is not published yet is not there; of an exempt one only its number and why it is closed.
func publicItems(s story.Story, reports map[string][]PublicCabinet) (out []PublicItem) {
	items := story.All[record.AgendaItem](s)
	slices.SortStableFunc(items, func(a, b record.Of[record.AgendaItem]) int { return byNumber(a.Body.Number, b.Body.Number) })
	for _, i := range items {
		a := i.Body
		if a.State == record.ItemDrafted || a.State == record.ItemCleared {
			continue
		}
		if a.Exempt > 0 {
			out = append(out, PublicItem{Number: a.Number, Exempt: a.Exempt, State: a.State})
			continue
		}
		p := PublicItem{Number: a.Number, Title: a.Title, Starts: a.Starts, Purpose: a.Purpose, State: a.State, Why: a.Why, Urgent: a.Urgent, Reports: reports[i.ID]}
		for _, d := range story.All[record.CommitteePaper](s) {
			if d.Body.Item == i.ID && !d.Body.Published.IsZero() && d.Body.Exempt == 0 {
				p.Papers = append(p.Papers, PublicPaper{d.Body.Title, d.Body.Address, d.Body.Published, d.Body.Background, d.Body.Summary})
			}
		}
		out = append(out, p)
	}
	return out
}

// minutes is what approved minutes tell. The paragraphs of an exempt item are left out.
func (p *PublicMeeting) minutes(t *db.Tx, meeting record.Meeting, s story.Story) error {
	closed := map[string]bool{}
	for _, i := range story.All[record.AgendaItem](s) {
		closed[i.ID] = i.Body.Exempt > 0
	}
	for _, a := range story.All[record.Attendance](s) {
		if a.Body.As == "public" {
			continue
		}
		who := PublicPerson{a.Body.Name, a.Body.As, a.Body.How, a.Body.Arrived, a.Body.Left}
		if a.Body.How == record.Present || a.Body.How == record.Virtual {
			p.Present = append(p.Present, who)
		} else {
			p.Apologies = append(p.Apologies, who)
		}
	}
	for _, d := range story.All[record.Declaration](s) {
		if !closed[d.Body.Item] {
			p.Interests = append(p.Interests, d.Body)
		}
	}
	paras := story.All[record.MinuteParagraph](s)
	slices.SortStableFunc(paras, func(a, b record.Of[record.MinuteParagraph]) int { return byNumber(a.Body.Number, b.Body.Number) })
	c, err := corrections(t, meeting, paras)
	for _, m := range paras {
		if m.Body.Approved && !closed[m.Body.Item] {
			one := PublicParagraph{Number: m.Body.Number, Sort: m.Body.Sort, Text: m.Body.Text, Bullets: m.Body.Bullets, FollowUp: m.Body.FollowUp}
			if x, ok := c.Corrects[m.ID]; ok && x.Approved {
				one.Corrects = []Correction{x}
			}
			for _, x := range c.CorrectedBy[m.ID] {
				if x.Approved {
					one.CorrectedBy = append(one.CorrectedBy, x)
				}
			}
			p.Paragraphs = append(p.Paragraphs, one)
		}
	}
	return err
}

// datedAction is a public action with the record of its meeting.
type datedAction struct {
	PublicAction
	record string
}

func publicActions(t *db.Tx, today day.Day) (out []datedAction, err error) {
	as, err := story.OfKind[record.Action](t)
	if err != nil {
		return nil, err
	}
	SortActions(as)
	g, err := register(t)
	if err != nil {
		return nil, err
	}
	ms, err := story.OfKind[record.Meeting](t)
	if err != nil {
		return nil, err
	}
	qs, err := story.OfKind[record.Question](t)
	if err != nil {
		return nil, err
	}
	meetings, open := map[string]record.Meeting{}, map[string]bool{}
	for _, m := range ms {
		meetings[m.ID] = m.Body
	}
	for _, q := range qs {
		open[q.Body.Reference] = len(q.Body.Publications) > 0
	}
	for _, a := range as {
		if a.Body.PublishedAt.IsZero() {
			continue
		}
		p := PublicAction{Reference: a.Body.Reference, Text: a.Body.Text, Plain: a.Body.Plain, Owner: g.Title(a.Body.Owner), State: a.Body.State, Outcome: a.Body.Outcome,
			Committee: meetings[a.Body.Meeting].Commission, Meeting: meetings[a.Body.Meeting].Date, Paragraph: a.Body.Paragraph, Due: a.Body.Due, Overdue: OverdueBy(a.Body, today),
			Minute: a.Body.ClosedMinute, Closed: meetings[a.Body.ClosedAt].Date, Published: a.Body.PublishedAt}
		if open[a.Body.Question] {
			p.Question = a.Body.Question
		}
		out = append(out, datedAction{p, a.Body.Meeting})
	}
	return out, nil
}

// PublicActions lists the public actions: what is to be done first.
func (b *Board) PublicActions(ctx context.Context) (out []PublicAction, err error) {
	err = b.desk.Read(ctx, func(t *db.Tx) error {
		out = nil
		as, err := publicActions(t, b.desk.Today())
		for _, a := range as {
			out = append(out, a.PublicAction)
		}
		return err
	})
	return out, err
}

// publicGap is the action of a question that could not be answered, where it is public.
func publicGap(t *db.Tx, id string) (*PublicAction, error) {
	if id == "" {
		return nil, nil
	}
	a, err := story.One[record.Action](t, id)
	if errs.Of(err) == errs.NotFound || err == nil && a.Body.PublishedAt.IsZero() {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	g, err := register(t)
	return &PublicAction{Reference: a.Body.Reference, Text: a.Body.Text, Owner: g.Title(a.Body.Owner), State: a.Body.State, Due: a.Body.Due, Outcome: a.Body.Outcome}, err
}

// Happened is what became of a question, for who asked it: nothing of its words, so that a reference alone gives nothing away.
type Happened struct {
	Reference string
	State     string // in words
	Received  day.Day
	Asked     string // the post that was asked
	AskedOn   day.Day
	Due       day.Day
	Into      string // the question it was merged with
	Why       string // it was ruled out or withdrawn
	Public    bool
	Steps     []record.QuestionStep
}

// WhatHappened answers "what happened to my question?" (SR-336).
func (b *Board) WhatHappened(ctx context.Context, ref string) (h Happened, err error) {
	err = b.desk.Read(ctx, func(t *db.Tx) error {
		q, _, _, err := load(t, ref)
		if err != nil {
			return errs.New(errs.NotFound, "There is no question %.20s. Check the reference", ref)
		}
		g, err := register(t)
		h = Happened{Reference: q.Body.Reference, State: QuestionWords(q.Body.State), Received: q.Body.Received, Due: q.Body.Due, Into: q.Body.MergedInto,
			Why: cmp.Or(q.Body.WhyNot, q.Body.WhyWithdrawn), Public: len(q.Body.Publications) > 0, Steps: q.Body.Steps}
		if n := len(q.Body.Asked); n > 0 {
			h.Asked, h.AskedOn = g.Title(q.Body.Asked[n-1].Office), day.In(q.Body.Asked[n-1].At)
		}
		if !Waits(q.Body) {
			h.Due = day.Day{}
		}
		return err
	})
	return h, err
}
