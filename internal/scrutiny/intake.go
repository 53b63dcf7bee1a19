package scrutiny

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/scrutiny/draft"
	"throughline/internal/scrutiny/minutes"
	"throughline/internal/story"
)

// The sorts of what minutes propose. What is proposed is named by its sort and its place: "question 4.6".
const (
	ProposedItem        = "item"
	ProposedParagraph   = "paragraph"
	ProposedQuestion    = "question"
	ProposedAction      = "action"
	ProposedGap         = "gap"
	ProposedFigure      = "figure"
	ProposedPerson      = "person"
	ProposedDeclaration = "declaration"
)

// Proposed is one thing that minutes propose, with its place in their text. Nothing is recorded of it before an officer accepts it.
type Proposed struct {
	Key       string // "figure 5.2/1"
	Sort      string
	Paragraph string
	Text      string // what it says, as it is in the source
	Detail    string // kind, asker, answers by role; unit
	Span      minutes.Span
	Accepted  string // the record that it became, "" while it is none
	Link      string // what a page opens for that record
	Left      bool   // an officer has set it aside
	Needs     bool   // it needs an owner and a date: it is accepted by a form of its own
}

// Intake is a file of minutes that was brought in, with all that it proposes.
type Intake struct {
	Source   record.Of[record.MinutesSource]
	Meeting  record.Of[record.Meeting]
	Proposal minutes.Proposal
	Lines    []string // of its text
	Proposed []Proposed
	Roles    []RoleMatch
}

// RoleMatch is an abbreviation before answers and the office that the register has for it. Office is empty while nobody has said which it is: no person and no post is
// guessed.
type RoleMatch struct {
	Role    string
	Answers int
	Office  OfficeView
	Known   bool
	Perhaps string // a post of the attendance list whose initials fit
}

// BringIn reads a file of minutes for a meeting and keeps it, so that each record that is accepted from it can say where it stands. A file that cannot be read as minutes is
// errs.Invalid and leaves nothing; the same file a second time gives the first.
func (r Room) BringIn(ctx context.Context, actor access.Actor, meeting, name string, raw []byte) (id string, err error) {
	p, err := minutes.Read(name, raw)
	if err != nil {
		return "", err
	}
	_, err = r.do(ctx, actor, access.RunCommittee, "Bring minutes in", func(tx *command.Tx) ([]record.Change, error) {
		s, err := story.Load(tx.Tx, meeting)
		if err != nil {
			return nil, err
		}
		m, ok := story.First[record.Meeting](s)
		switch {
		case !ok:
			return nil, errs.Field("meeting", "Choose the meeting: the page of an agenda item does not say when it was")
		case p.Meeting != nil && p.Meeting.Date != "" && string(p.Meeting.Date) != m.Body.Date.String():
			return nil, errs.Field("meeting", "The minutes are of %s, and the meeting was on %s. Choose the right meeting", p.Meeting.Date, m.Body.Date)
		case m.Body.Date.After(tx.Today()):
			return nil, errs.Field("meeting", "That meeting is still to come")
		}
		for _, o := range story.All[record.MinutesSource](s) {
			if o.Body.SHA256 == p.SHA256 {
				id = o.ID
				return nil, nil
			}
		}
		id = tx.NewID()
		body := record.MinutesSource{File: name, SHA256: p.SHA256, Format: p.Format, Text: p.Text, Brought: tx.Now}
		for _, it := range p.Agenda() {
			body.Items = append(body.Items, strings.TrimSpace(it.Number+" "+it.Title))
		}
		return []record.Change{record.New(id, meeting, body)}, nil
	})
	return id, err
}

// Intake opens what a file proposes, and says of each thing whether it was accepted.
func (r Room) Intake(ctx context.Context, actor access.Actor, id string) (in Intake, err error) {
	if err := may(r.Desk, actor, access.RunCommittee); err != nil {
		return in, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		in, err = r.intake(t, id)
		return err
	})
	return in, err
}

func (r Room) intake(t *db.Tx, id string) (in Intake, err error) {
	if in.Source, err = story.One[record.MinutesSource](t, id); err != nil {
		return in, err
	}
	s, err := story.Load(t, in.Source.Subject)
	if err != nil {
		return in, err
	}
	in.Meeting, _ = story.First[record.Meeting](s)
	if in.Proposal, err = minutes.Parse(in.Source.Body.File, []byte(in.Source.Body.Text)); err != nil {
		return in, err
	}
	in.Proposal.SHA256 = in.Source.Body.SHA256 // of the file, whose text was taken out of its mark-up
	in.Lines = strings.Split(in.Source.Body.Text, "\n")
	g, err := register(t)
	if err != nil {
		return in, err
	}
	in.roles(g)
	done, err := accepted(t, s, in.Source.Body.SHA256)
	if err != nil {
		return in, err
	}
	in.Proposed = proposed(in.Proposal)
	for i := range in.Proposed {
		x := &in.Proposed[i]
		d, ok := done[x.Key]
		if !ok {
			d = done[x.Sort+" "+strings.Join(strings.Fields(x.Text), " ")] // the same words from another file
		}
		x.Accepted, x.Link = d.id, d.link
		x.Left = slices.ContainsFunc(in.Source.Body.Left, func(l record.Left) bool { return l.What == x.Key })
	}
	return in, nil
}

func (in *Intake) roles(g Register) {
	byRole := map[string]int{}
	for _, it := range in.Proposal.Agenda() {
		for role, n := range it.Counts.AnswersByRole {
			byRole[role] += n
		}
	}
	delete(byRole, "unattributed")
	for role, n := range byRole {
		m := RoleMatch{Role: role, Answers: n}
		m.Office, m.Known = g.ByShort(role)
		if !m.Known {
			for _, o := range g {
				if strings.EqualFold(o.Office.Body.Title, role) {
					m.Office, m.Known = o, true
				}
			}
		}
		for _, p := range in.Proposal.Roles {
			if p.Role == role {
				m.Perhaps = string(p.Proposed)
			}
		}
		in.Roles = append(in.Roles, m)
	}
	slices.SortFunc(in.Roles, func(a, b RoleMatch) int { return cmp.Compare(a.Role, b.Role) })
}

// proposed lists everything, in the order of the source.
func proposed(p minutes.Proposal) (out []Proposed) {
	if a := p.Attendance; a != nil {
		for _, h := range people(p) {
			out = append(out, Proposed{Key: ProposedPerson + " " + h.Name, Sort: ProposedPerson, Text: h.Name, Detail: strings.Trim(h.As+", "+h.How+", "+h.Post, ", ")})
		}
	}
	for i, d := range p.Declarations {
		out = append(out, Proposed{Key: fmt.Sprintf("%s %d", ProposedDeclaration, i), Sort: ProposedDeclaration, Text: d.Member + ": " + d.Interest, Span: d.Span})
	}
	figures := map[string]int{}
	for _, it := range p.Agenda() {
		out = append(out, Proposed{Key: ProposedItem + " " + it.Number, Sort: ProposedItem, Text: it.Title, Detail: string(it.PlannedTime)})
		for _, para := range it.Paragraphs {
			x := Proposed{Key: ProposedParagraph + " " + para.Number, Sort: ProposedParagraph, Paragraph: para.Number, Text: para.Text.Text, Detail: string(para.Kind), Span: para.Span}
			out = append(out, x)
			if para.Kind.Asks() {
				x.Key, x.Sort = ProposedQuestion+" "+para.Number, ProposedQuestion
				x.Detail = fmt.Sprintf("asked by %s, %s", para.AskedBy, counted(len(para.Answers), "answer"))
				out = append(out, x)
			}
			for _, a := range p.Actions {
				if a.Paragraph == para.Number {
					out = append(out, Proposed{Key: ProposedAction + " " + a.Ref, Sort: ProposedAction, Paragraph: a.Paragraph, Text: a.Text, Detail: string(a.Owner), Span: a.Span, Needs: true})
				}
			}
			for i, g := range p.InformationGaps {
				if g.Paragraph == para.Number {
					out = append(out, Proposed{Key: fmt.Sprintf("%s %s/%d", ProposedGap, g.Paragraph, i), Sort: ProposedGap, Paragraph: g.Paragraph, Text: g.Sentence, Span: g.Span, Needs: true})
				}
			}
			for _, f := range p.Figures {
				if f.Paragraph == para.Number {
					figures[f.Paragraph]++
					out = append(out, Proposed{Key: fmt.Sprintf("%s %s/%d", ProposedFigure, f.Paragraph, figures[f.Paragraph]), Sort: ProposedFigure, Paragraph: f.Paragraph, Text: f.About, Detail: f.AsWritten + " (" + f.Unit + ")", Span: f.Span})
				}
			}
		}
	}
	return out
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return strconv.Itoa(n) + " " + what + "s"
}

// attendee is somebody of the attendance list, as they took part.
type attendee struct {
	Name, As, How, Post string
	Late                bool
}

// people are the people of an attendance list, once each. Who sent apologies for lateness was there.
func people(p minutes.Proposal) (out []attendee) {
	a := p.Attendance
	add := func(x attendee) {
		if x.Name != "" && !slices.ContainsFunc(out, func(o attendee) bool { return strings.EqualFold(o.Name, x.Name) }) {
			x.Late = slices.ContainsFunc(a.Lateness, func(l string) bool { return strings.EqualFold(l, x.Name) })
			out = append(out, x)
		}
	}
	for _, n := range append([]string{string(a.Chair), string(a.ViceChair)}, a.Councillors...) {
		how := record.Present
		if slices.Contains(a.Virtual, n) {
			how = record.Virtual
		}
		add(attendee{Name: n, As: "member", How: how})
	}
	for _, n := range a.Apologies {
		add(attendee{Name: n, As: "member", How: record.Apologies})
	}
	for _, n := range a.CoopteesPresent {
		add(attendee{Name: n, As: "co_optee", How: record.Present})
	}
	for _, n := range a.CoopteesAbsent {
		add(attendee{Name: n, As: "co_optee", How: record.Apologies})
	}
	for _, h := range a.ExecutiveMembers {
		add(attendee{Name: h.Name, As: "executive", How: record.Present, Post: string(h.Post)})
	}
	for _, h := range a.Officers {
		add(attendee{Name: h.Name, As: "officer", How: record.Present, Post: string(h.Post)})
	}
	return out
}

type became struct{ id, link string }

// accepted are the records that came from a source, by what they were proposed as, and those of the same meeting by their words: the same minutes may lie in several
// places (SR-360).
func accepted(t *db.Tx, s story.Story, sha string) (map[string]became, error) {
	out := map[string]became{}
	put := func(key, words, id, link string, from record.Span) {
		if from.SHA256 == sha {
			out[key] = became{id, link}
		} else {
			sort, _, _ := strings.Cut(key, " ")
			out[sort+" "+strings.Join(strings.Fields(words), " ")] = became{id, link}
		}
	}
	for _, o := range story.All[record.AgendaItem](s) {
		out[ProposedItem+" "+o.Body.Number] = became{o.ID, ""}
	}
	for _, o := range story.All[record.MinuteParagraph](s) {
		put(ProposedParagraph+" "+o.Body.Number, o.Body.Text, o.ID, "", o.Body.Origin)
	}
	for _, o := range story.All[record.Attendance](s) {
		out[ProposedPerson+" "+o.Body.Name] = became{o.ID, ""}
	}
	for _, o := range story.All[record.Declaration](s) {
		put(ProposedDeclaration+" ?", o.Body.Member+": "+o.Body.Interest, o.ID, "", record.Span{})
	}
	for _, o := range story.All[record.FigureClaim](s) {
		put(o.Body.Origin.Paragraph, o.Body.About, o.ID, "", o.Body.Origin)
	}
	qs, err := story.OfKind[record.Question](t)
	if err != nil {
		return nil, err
	}
	m, _ := story.First[record.Meeting](s)
	for _, q := range qs {
		if q.Body.Origin.SHA256 == sha || q.Body.Meeting == m.ID {
			put(ProposedQuestion+" "+q.Body.Origin.Paragraph, q.Body.Text, q.ID, "/scrutiny/questions/"+q.Body.Reference, q.Body.Origin)
		}
	}
	as, err := story.OfKind[record.Action](t)
	for _, a := range as {
		if a.Body.Origin.SHA256 == sha {
			sort := ProposedAction
			if a.Body.Sort == record.ActionGap {
				sort = ProposedGap
			}
			out[sort+" "+a.Body.Origin.Paragraph] = became{a.ID, "/scrutiny/actions/" + a.Body.Reference}
		}
	}
	return out, err
}

// Accept makes records of what an officer has accepted: items, paragraphs, questions with what was answered, figures, attendance and declarations. Each keeps the hash of its
// file and its place there. What is accepted already is passed over; an action and a gap need owner and date, and are accepted with AcceptProposed. It gives how many records
// were made.
func (r Room) Accept(ctx context.Context, actor access.Actor, source string, keys []string) (n int, err error) {
	err = numbered(func() error {
		_, err := r.do(ctx, actor, access.RunCommittee, "Accept from minutes", func(tx *command.Tx) (out []record.Change, err error) {
			in, err := r.intake(tx.Tx, source)
			if err != nil {
				return nil, err
			}
			a := taking{tx: tx, in: in, items: map[string]string{}}
			if a.register, err = register(tx.Tx); err != nil {
				return nil, err
			}
			s, err := story.Load(tx.Tx, in.Source.Subject)
			if err != nil {
				return nil, err
			}
			for _, i := range story.All[record.AgendaItem](s) {
				a.items[i.Body.Number] = i.ID
			}
			for _, x := range in.Proposed {
				if x.Accepted != "" || !slices.Contains(keys, x.Key) || x.Needs {
					continue
				}
				if err := a.take(x); err != nil {
					return nil, err
				}
			}
			n = len(a.out)
			if n == 0 {
				return nil, errs.New(errs.Invalid, "Tick what you accept. Nothing was recorded")
			}
			return a.out, nil
		})
		return err
	})
	return n, err
}

// taking makes the records of one acceptance.
type taking struct {
	tx       *command.Tx
	in       Intake
	register Register
	items    map[string]string // number to record
	out      []record.Change
	last     string // reference of the question that was made last
}

func (a *taking) span(x Proposed) record.Span {
	return record.Span{File: a.in.Source.Body.File, SHA256: a.in.Source.Body.SHA256, Paragraph: x.Paragraph, From: x.Span.Start, To: x.Span.End}
}

func (a *taking) add(b record.Body) string {
	id := a.tx.NewID()
	a.out = append(a.out, record.New(id, a.in.Source.Subject, b))
	return id
}

func (a *taking) take(x Proposed) error {
	switch x.Sort {
	case ProposedItem:
		a.item(strings.TrimPrefix(x.Key, ProposedItem+" "))
	case ProposedParagraph:
		it, p := a.find(x.Paragraph)
		body := record.MinuteParagraph{Item: a.item(it.Number), Number: p.Number, Sort: string(p.Kind), Text: p.Text.Text, Order: len(a.out), Origin: a.span(x)}
		for _, b := range p.BulletTexts {
			body.Bullets = append(body.Bullets, b.Text)
		}
		for _, f := range p.FollowUpTexts {
			body.FollowUp = append(body.FollowUp, f.Text)
		}
		for _, c := range p.Comments {
			body.Comments = append(body.Comments, record.MinuteComment{Member: c.Member, Text: c.Text})
		}
		for _, g := range p.AgreedTexts {
			body.Agreed = append(body.Agreed, g.Text)
		}
		body.Headings = a.headings(p.Number)
		a.add(body)
	case ProposedQuestion:
		return a.question(x)
	case ProposedFigure:
		for i, n := 0, 0; i < len(a.in.Proposal.Figures); i++ {
			f := a.in.Proposal.Figures[i]
			if f.Paragraph != x.Paragraph {
				continue
			}
			if n++; fmt.Sprintf("%s %s/%d", ProposedFigure, f.Paragraph, n) != x.Key {
				continue
			}
			at := a.span(x)
			at.Paragraph = x.Key // which of the paragraph's figures it is
			a.add(record.FigureClaim{Where: a.in.Source.ID, Meeting: a.in.Meeting.ID, Paragraph: f.Paragraph, AsWritten: f.AsWritten, Value: string(f.Value), Unit: f.Unit, About: f.About, Approximate: f.Approximate,
				Source: "minutes", State: record.ClaimUnmatched, Origin: at})
		}
	case ProposedPerson:
		for _, h := range people(a.in.Proposal) {
			if ProposedPerson+" "+h.Name == x.Key {
				a.add(record.Attendance{Name: h.Name, As: h.As, How: h.How, LateNotice: h.Late, Post: h.Post, Office: a.officeOf(h.Post)})
			}
		}
	case ProposedDeclaration:
		for i, d := range a.in.Proposal.Declarations {
			if fmt.Sprintf("%s %d", ProposedDeclaration, i) == x.Key {
				a.add(record.Declaration{Member: d.Member, Interest: d.Interest, Sort: "other", Did: "stayed"})
			}
		}
	}
	return nil
}

// headings are those that stand above a paragraph.
func (a *taking) headings(number string) []string {
	for _, it := range draft.FromProposal(a.in.Proposal).Items {
		for _, p := range it.Paragraphs {
			if p.Number == number {
				return p.Headings
			}
		}
	}
	return nil
}

// officeOf is the office of the register whose title a post is, to the letter.
func (a *taking) officeOf(post string) string {
	for _, o := range a.register {
		if post != "" && strings.EqualFold(o.Office.Body.Title, post) {
			return o.Office.Subject
		}
	}
	return ""
}

// item gives the record of an agenda item, made when it is not there yet.
func (a *taking) item(num string) string {
	if id := a.items[num]; id != "" || num == "" {
		return id
	}
	for _, it := range a.in.Proposal.Agenda() {
		if it.Number == num {
			a.items[num] = a.add(record.AgendaItem{Number: num, Title: cmp.Or(it.Title, "Item "+num), Sort: "other", Starts: string(it.PlannedTime), Purpose: string(it.Purpose), State: record.ItemTaken})
		}
	}
	return a.items[num]
}

func (a *taking) find(num string) (minutes.Item, minutes.Paragraph) {
	for _, it := range a.in.Proposal.Agenda() {
		for _, p := range it.Paragraphs {
			if p.Number == num {
				return *it, p
			}
		}
	}
	return minutes.Item{}, minutes.Paragraph{}
}

// question makes a question with the answers that were given at the meeting. An answer names the office that the register has for its role, and who held it on the day; an
// unknown role stays a word.
func (a *taking) question(x Proposed) (err error) {
	it, p := a.find(x.Paragraph)
	ref, err := a.reference()
	if err != nil {
		return err
	}
	m := a.in.Meeting.Body
	q := record.Question{
		Reference: ref, Meeting: a.in.Meeting.ID, Item: a.item(it.Number), Asker: fullName(p.AskedBy, m.Commission), Text: p.Text.Text, Topic: it.Title, Received: m.Date,
		Source: record.AtMeeting, Origin: a.span(x), State: record.QuestionPut, Observes: p.Kind == minutes.Observation, Unminuted: p.Kind == minutes.Request && len(p.AgreedTexts) == 0,
		Young: youngGroup(p.Group),
	}
	if len(p.Answers) > 0 {
		q.State = record.QuestionAnswered
	}
	for _, g := range a.in.Proposal.InformationGaps {
		if g.Paragraph == p.Number {
			q.State = record.QuestionPart
		}
	}
	q.Steps = []record.QuestionStep{{At: a.tx.Now, By: a.tx.Actor.ID, State: q.State, Note: "Taken from the published minutes, paragraph " + p.Number + "."}}
	a.out = append(a.out, record.New(ref, Subject(ref), q))
	for i, ans := range p.Answers {
		at := a.span(x)
		at.From, at.To = ans.Span.Start, ans.Span.End
		b := record.Answer{By: a.tx.Actor.ID, Text: ans.Text.Text, Given: m.Date.Start(), Oral: true, Role: string(ans.Role), Origin: at}
		for _, rm := range a.in.Roles {
			if rm.Role == b.Role && rm.Known {
				b.Office, b.Post = rm.Office.Office.Subject, rm.Office.Office.Body.Title
				if h, ok := rm.Office.Holder(m.Date); ok {
					b.Person = h.Name
				}
			}
		}
		a.out = append(a.out, record.New(fmt.Sprintf("%s-oral-%d", ref, i+1), Subject(ref), b))
	}
	return nil
}

// youngGroup says whether a group in brackets before a question is one of young people, which it is unless its name says otherwise: a member, a parent or somebody of the
// public may stand there too.
func youngGroup(group string) bool { return group != "" && !grown.MatchString(group) }

var grown = regexp.MustCompile(`(?i)\b(?:cllrs?|councillors?|public|residents?|parents?|carers? forum|governors?|unions?|co-?opt\w*|mayor|headteachers?|healthwatch)\b`)

// reference is the next of the year, also after others of this acceptance.
func (a *taking) reference() (string, error) {
	if a.last == "" {
		ref, err := freshReference(a.tx)
		a.last = ref
		return ref, err
	}
	ref, err := after(a.last)
	a.last = ref
	return ref, err
}

// after is the reference after another.
func after(ref string) (string, error) {
	i := strings.LastIndexByte(ref, '-')
	n, err := strconv.Atoi(ref[i+1:])
	return fmt.Sprintf("%s-%03d", ref[:i], n+1), err
}

// AcceptProposed makes an action of something that minutes agreed, or of a number that was not to hand. Owner and date are the officer's: minutes seldom say them. It gives the
// action's reference. A gap is joined to its question, where that was accepted.
func (r Room) AcceptProposed(ctx context.Context, actor access.Actor, source, key, owner string, due day.Day) (ref string, err error) {
	err = numbered(func() error {
		_, err := r.do(ctx, actor, access.RunCommittee, "Accept from minutes", func(tx *command.Tx) ([]record.Change, error) {
			in, err := r.intake(tx.Tx, source)
			if err != nil {
				return nil, err
			}
			i := slices.IndexFunc(in.Proposed, func(p Proposed) bool { return p.Key == key && p.Needs })
			if i < 0 {
				return nil, errs.New(errs.NotFound, "The minutes propose no such action")
			}
			x := in.Proposed[i]
			if x.Accepted != "" {
				return nil, errs.New(errs.Conflict, "This was accepted before, as %s", x.Accepted)
			}
			a := taking{tx: tx, in: in}
			at := a.span(x)
			_, at.Paragraph, _ = strings.Cut(x.Key, " ") // which of the paragraph's it is
			body := record.Action{Sort: record.ActionAgreed, Meeting: in.Meeting.ID, Paragraph: x.Paragraph, Text: x.Text, Owner: owner, Due: due, Origin: at}
			var more []record.Change
			if x.Sort == ProposedGap {
				body.Sort, body.Output = record.ActionGap, "The figure, or the reason why it cannot be counted"
			}
			qs, err := story.OfKind[record.Question](tx.Tx)
			if err != nil {
				return nil, err
			}
			var asked *record.Of[record.Question]
			for _, q := range qs {
				if q.Body.Origin.SHA256 == in.Source.Body.SHA256 && q.Body.Origin.Paragraph == x.Paragraph {
					asked, body.Question = &q, q.Body.Reference
				}
			}
			c, err := r.follow(tx, body)
			if err != nil {
				return nil, err
			}
			ref = c.ID
			if asked != nil && asked.Body.Gap == "" {
				asked.Body.Gap = ref
				more = append(more, record.Edit(*asked, asked.Body))
			}
			return append(more, c), nil
		})
		return err
	})
	return ref, err
}

// Leave sets proposals aside: looked at, and not accepted.
func (r Room) Leave(ctx context.Context, actor access.Actor, source string, keys []string) error {
	_, err := r.do(ctx, actor, access.RunCommittee, "Leave a proposal", func(tx *command.Tx) ([]record.Change, error) {
		in, err := r.intake(tx.Tx, source)
		if err != nil {
			return nil, err
		}
		b := in.Source.Body
		b.Left = slices.Clip(b.Left)
		for _, x := range in.Proposed {
			if slices.Contains(keys, x.Key) && x.Accepted == "" && !x.Left {
				b.Left = append(b.Left, record.Left{What: x.Key, By: actor.ID, At: tx.Now})
			}
		}
		if len(b.Left) == len(in.Source.Body.Left) {
			return nil, errs.New(errs.Invalid, "Tick what you set aside. Nothing was changed")
		}
		return []record.Change{record.Edit(in.Source, b)}, nil
	})
	return err
}

// Around is the text of a source at a span: the lines that it stands in.
func (in Intake) Around(s minutes.Span) string {
	text := in.Source.Body.Text
	if s.Start < 0 || s.End > len(text) || s.Start >= s.End {
		return ""
	}
	return strings.ToValidUTF8(text[s.Start:s.End], "")
}

// Sources lists the files of minutes that were brought in, newest first.
func (r Room) Sources(ctx context.Context, actor access.Actor) ([]record.Of[record.MinutesSource], error) {
	out, err := all[record.MinutesSource](ctx, r, actor)
	slices.SortStableFunc(out, func(a, b record.Of[record.MinutesSource]) int { return b.Body.Brought.Compare(a.Body.Brought) })
	return out, err
}
