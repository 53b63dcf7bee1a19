package scrutiny

import (
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/scrutiny/draft"
	"throughline/internal/scrutiny/minutes"
	"throughline/internal/story"
)

// ParagraphText is a paragraph of minutes as an officer writes it: with the answers that a question had, which become records of the question.
type ParagraphText struct {
	Item     string // record of the agenda item
	Number   string // empty: the next of the item
	Sort     string
	Asker    string // a group that asks; members need none
	Text     string
	Headings []string
	Bullets  []string
	Answers  []Said
	Comments []record.MinuteComment
	FollowUp []string
	Agreed   []string
	Corrects string // record of a paragraph of approved minutes
}

// Said is one answer at a meeting: the role as minutes abbreviate it, and the words.
type Said struct{ Role, Text string }

// SaveParagraph writes a paragraph of draft minutes, or changes one, and gives its record. One that asks keeps a question with the answers that were given. The minutes of a meeting
// that are approved are frozen; what the public has seen of a question does not change here.
func (r Room) SaveParagraph(ctx context.Context, actor access.Actor, meeting, id string, version int64, p ParagraphText) (string, error) {
	err := numbered(func() error {
		_, err := r.do(ctx, actor, access.RunCommittee, "Draft a paragraph", func(tx *command.Tx) ([]record.Change, error) {
			w, err := r.write(tx, meeting)
			if err != nil {
				return nil, err
			}
			out, made, err := w.paragraph(id, version, p)
			if id == "" {
				defer func() { id = made }()
			}
			return out, err
		})
		return err
	})
	return id, err
}

// TakeNotes makes paragraphs of the notes of an item, in their order, after those that it has. It gives how many.
func (r Room) TakeNotes(ctx context.Context, actor access.Actor, meeting, item, text string) (n int, err error) {
	notes, err := draft.ReadNotes(text)
	if err != nil {
		return 0, err
	}
	err = numbered(func() error {
		_, err := r.do(ctx, actor, access.RunCommittee, "Take notes up", func(tx *command.Tx) (out []record.Change, err error) {
			w, err := r.write(tx, meeting)
			if err != nil {
				return nil, err
			}
			for _, x := range notes {
				p := ParagraphText{Item: item, Sort: string(x.Kind), Asker: x.Asker, Text: x.Text, Headings: x.Headings}
				for _, part := range x.Parts {
					switch part.Kind {
					case draft.Bullet:
						p.Bullets = append(p.Bullets, part.Text)
					case draft.Answer:
						p.Answers = append(p.Answers, Said{part.Who, part.Text})
					case draft.Comment:
						p.Comments = append(p.Comments, record.MinuteComment{Member: part.Who, Text: part.Text})
					case draft.FollowUp:
						p.FollowUp = append(p.FollowUp, part.Text)
					case draft.Agreed:
						p.Agreed = append(p.Agreed, part.Text)
					}
				}
				more, _, err := w.paragraph("", 0, p)
				if err != nil {
					return nil, err
				}
				out = append(out, more...)
			}
			n = len(notes)
			return out, nil
		})
		return err
	})
	return n, err
}

// RemoveParagraph takes a paragraph out of draft minutes. One whose question or action is followed stays.
func (r Room) RemoveParagraph(ctx context.Context, actor access.Actor, meeting, id string) error {
	_, err := r.do(ctx, actor, access.RunCommittee, "Take a paragraph out", func(tx *command.Tx) ([]record.Change, error) {
		w, err := r.write(tx, meeting)
		if err != nil {
			return nil, err
		}
		p, ok := story.Find[record.MinuteParagraph](w.story, id)
		if !ok {
			return nil, errs.New(errs.NotFound, "%s", access.Missing)
		}
		if q, ok := w.question(p.Body.Number); ok {
			return nil, errs.New(errs.Conflict, "Question %s stands in this paragraph, so it is not taken out. Change its words instead", q.Body.Reference)
		}
		return []record.Change{record.Remove(p)}, nil
	})
	return err
}

// writing makes the records of paragraphs in one command.
type writing struct {
	tx       *command.Tx
	story    story.Story
	meeting  record.Of[record.Meeting]
	register Register
	asked    []record.Of[record.Question] // of the meeting
	numbers  map[string]string            // paragraph to record
	last     string                       // reference of the question that was made last
}

func (r Room) write(tx *command.Tx, meeting string) (*writing, error) {
	s, err := story.Load(tx.Tx, meeting)
	if err != nil {
		return nil, err
	}
	w := &writing{tx: tx, story: s, numbers: map[string]string{}}
	var ok bool
	w.meeting, ok = story.First[record.Meeting](s)
	switch {
	case !ok:
		return nil, errs.New(errs.NotFound, "%s", access.Missing)
	case w.meeting.Body.State == record.MeetingMinutesApproved:
		return nil, frozen()
	case !Minuted(w.meeting.Body):
		return nil, errs.New(errs.Conflict, "The meeting is %s: minutes are written once it was held", StateWords(w.meeting.Body.State))
	}
	if w.register, err = register(tx.Tx); err != nil {
		return nil, err
	}
	for _, p := range story.All[record.MinuteParagraph](s) {
		w.numbers[p.Body.Number] = p.ID
	}
	qs, err := story.OfKind[record.Question](tx.Tx)
	for _, q := range qs {
		if q.Body.Meeting == w.meeting.ID {
			w.asked = append(w.asked, q)
		}
	}
	return w, err
}

func (w *writing) question(number string) (record.Of[record.Question], bool) {
	i := slices.IndexFunc(w.asked, func(q record.Of[record.Question]) bool { return q.Body.Origin.Paragraph == number })
	if i < 0 {
		return record.Of[record.Question]{}, false
	}
	return w.asked[i], true
}

// paragraph gives the changes that write one paragraph, and its record.
func (w *writing) paragraph(id string, version int64, p ParagraphText) (out []record.Change, made string, err error) {
	item, ok := story.Find[record.AgendaItem](w.story, p.Item)
	if !ok {
		return nil, "", errs.Field("item", "Choose an item of the agenda")
	}
	kind := minutes.Kind(p.Sort)
	if !slices.Contains(ParagraphSorts, p.Sort) {
		return nil, "", errs.Field("sort", "Choose what the paragraph is")
	}
	if p.Number == "" {
		p.Number = w.next(item.Body.Number)
	}
	if n, found := strings.CutPrefix(p.Number, item.Body.Number+"."); !found || !whole(n) {
		return nil, "", errs.Field("number", "A paragraph of this item has a number like %s.1", item.Body.Number)
	}
	if other := w.numbers[p.Number]; other != "" && other != id {
		return nil, "", errs.Field("number", "There is a paragraph %s already", p.Number)
	}
	if p.Corrects != "" {
		c, err := story.One[record.MinuteParagraph](w.tx.Tx, p.Corrects)
		if err != nil || !c.Body.Approved || c.Subject == w.meeting.Subject {
			return nil, "", errs.Field("corrects", "Choose a paragraph of approved minutes of an earlier meeting")
		}
	}
	if len(p.Answers) > 0 && !kind.Asks() {
		return nil, "", errs.Field("answers", "Only a question or a request has answers")
	}
	body := record.MinuteParagraph{Item: p.Item, Number: p.Number, Sort: p.Sort, Text: strings.TrimSpace(p.Text), Bullets: p.Bullets, FollowUp: p.FollowUp, Headings: p.Headings, Comments: p.Comments, Agreed: p.Agreed,
		Corrects: p.Corrects, Order: len(w.numbers)}
	before := p.Number
	if id == "" {
		id = w.tx.NewID()
		out = append(out, record.New(id, w.meeting.Subject, body))
	} else {
		old, ok := story.Find[record.MinuteParagraph](w.story, id)
		if !ok {
			return nil, "", errs.New(errs.NotFound, "%s", access.Missing)
		}
		before = old.Body.Number
		body.Order, body.Origin, body.Questions, body.Actions = old.Body.Order, old.Body.Origin, old.Body.Questions, old.Body.Actions
		c := record.Edit(old, body)
		if version != 0 {
			c.Base = version
		}
		out = append(out, c)
		delete(w.numbers, before)
	}
	w.numbers[p.Number] = id
	more, err := w.ask(before, p, kind, item)
	return append(out, more...), id, err
}

// ParagraphSorts are what a paragraph that is drafted here may be.
var ParagraphSorts = []string{string(minutes.Narrative), string(minutes.Question), string(minutes.Request), string(minutes.Observation), string(minutes.Procedural), string(minutes.Closing)}

func whole(s string) bool {
	n, err := strconv.Atoi(s)
	return err == nil && n > 0 && n < 1000 && strconv.Itoa(n) == s
}

// next is the number after the last of an item.
func (w *writing) next(item string) string {
	last := 0
	for number := range w.numbers {
		if n, ok := strings.CutPrefix(number, item+"."); ok {
			if n, err := strconv.Atoi(n); err == nil {
				last = max(last, n)
			}
		}
	}
	return fmt.Sprintf("%s.%d", item, last+1)
}

// ask keeps the question of a paragraph, and the answers that it had.
func (w *writing) ask(before string, p ParagraphText, kind minutes.Kind, item record.Of[record.AgendaItem]) (out []record.Change, err error) {
	q, there := w.question(before)
	if !kind.Asks() {
		if there {
			return nil, errs.Field("sort", "Question %s stands in this paragraph, so it stays one that asks", q.Body.Reference)
		}
		return nil, nil
	}
	asker := fullName(p.Asker, w.meeting.Body.Commission)
	state := record.QuestionPut
	if len(p.Answers) > 0 {
		state = record.QuestionAnswered
	}
	if there {
		old, err := oral(w.tx.Tx, q.Body.Reference)
		if err != nil {
			return nil, err
		}
		same := q.Body.Origin.Paragraph == p.Number && draft.SameWords(q.Body.Text, p.Text) && q.Body.Asker == asker && slices.EqualFunc(old, p.Answers, func(o record.Of[record.Answer], s Said) bool {
			return o.Body.Role == s.Role && draft.SameWords(o.Body.Text, s.Text)
		})
		switch {
		case same:
			return nil, nil
		case len(q.Body.Publications) > 0:
			return nil, errs.New(errs.Conflict, "Question %s is public, so its words and answers do not change here", q.Body.Reference)
		}
		b := q.Body
		b.Text, b.Asker, b.Young, b.Origin.Paragraph = strings.TrimSpace(p.Text), asker, youngGroup(p.Asker), p.Number
		if b.State == record.QuestionPut || b.State == record.QuestionAnswered {
			b.State = state
		}
		out = append(out, record.Edit(q, b))
		last := 0
		for i, s := range p.Answers {
			a := w.answer(s)
			if i < len(old) {
				a.Origin, a.By = old[i].Body.Origin, old[i].Body.By
			}
			a.Origin.From = max(a.Origin.From, last+1) // answers stand in this order
			last = a.Origin.From
			if i < len(old) {
				out = append(out, record.Edit(old[i], a))
			} else {
				out = append(out, record.New(w.tx.NewID(), q.Subject, a))
			}
		}
		for _, o := range old[min(len(old), len(p.Answers)):] {
			out = append(out, record.Remove(o))
		}
		return out, nil
	}
	ref, err := w.reference()
	if err != nil {
		return nil, err
	}
	b := record.Question{Reference: ref, Meeting: w.meeting.ID, Item: p.Item, Asker: asker, Text: strings.TrimSpace(p.Text), Topic: item.Body.Title, Received: w.meeting.Body.Date, Source: record.AtMeeting, State: state,
		Observes: kind == minutes.Observation, Unminuted: kind == minutes.Request && len(p.Agreed) == 0, Young: youngGroup(p.Asker), Origin: record.Span{Paragraph: p.Number},
		Steps: []record.QuestionStep{{At: w.tx.Now, By: w.tx.Actor.ID, State: state, Note: "Minuted in paragraph " + p.Number + "."}}}
	out = append(out, record.New(ref, Subject(ref), b))
	for i, s := range p.Answers {
		a := w.answer(s)
		a.Origin.From = i + 1
		out = append(out, record.New(fmt.Sprintf("%s-oral-%d", ref, i+1), Subject(ref), a))
	}
	return out, nil
}

// reference is the next of the year, also after others of this command.
func (w *writing) reference() (ref string, err error) {
	if w.last == "" {
		ref, err = freshReference(w.tx)
	} else {
		ref, err = after(w.last)
	}
	w.last = ref
	return ref, err
}

// answer is what somebody said. Who held the post is looked up for the day; an unknown role stays a word.
func (w *writing) answer(s Said) record.Answer {
	a := record.Answer{By: w.tx.Actor.ID, Text: strings.TrimSpace(s.Text), Given: w.meeting.Body.Date.Start(), Oral: true, Role: strings.TrimSpace(s.Role)}
	if o, ok := w.register.ByShort(a.Role); ok {
		a.Office, a.Post = o.Office.Subject, o.Office.Body.Title
		if h, ok := o.Holder(w.meeting.Body.Date); ok {
			a.Person = h.Name
		}
	}
	return a
}

// ApprovedParagraph is the record of a paragraph of approved minutes, by its number, for the minutes that correct it.
func (r Room) ApprovedParagraph(ctx context.Context, actor access.Actor, meeting, number string) (string, error) {
	s, err := r.told(ctx, actor, meeting)
	if err != nil {
		return "", err
	}
	for _, p := range story.All[record.MinuteParagraph](s) {
		if p.Body.Approved && p.Body.Number == number {
			return p.ID, nil
		}
	}
	return "", errs.Field("which", "The approved minutes of that meeting have no paragraph %s", number)
}
