// Package scrutiny has the pages of questions and answers: for members who ask, officers who answer and publish, and the public.
package scrutiny

import (
	"net/http"
	"slices"
	"strconv"
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/measure/personal"
	"throughline/internal/record"
	room "throughline/internal/scrutiny"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// Routes are scrutiny's pages, inside and in public.
func Routes() []shell.Route {
	rt := func(method, path string, action access.Action, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: action, Class: access.Question, Page: page}
	}
	public := func(path string, page shell.Handler) shell.Route {
		return shell.Route{Method: "GET", Path: path, Action: access.ReadPublic, Class: access.None, Open: true, Page: page}
	}
	return slices.Concat(committeeRoutes(), meetingRoutes(), actionRoutes(), recommendationRoutes(), pathRoutes(), claimRoutes(), youthRoutes(), reviewRoutes(), cabinetRoutes(), decisionRoutes(), draftRoutes(), checkerRoutes(), formPages("/scrutiny/minutes/{id}/action", access.RunCommittee, acceptAction), []shell.Route{
		{Method: "POST", Path: "/scrutiny/undo", Action: access.Undo, Class: access.Question, Page: undo},
		public("/public", publicList),
		public("/public/meetings", publicMeetings),
		public("/public/meetings/{id}", publicMeeting),
		public("/public/cabinet/{id}", publicCabinet),
		public("/public/actions", publicActions),
		public("/public/decisions", publicDecisions),
		public("/public/what-happened", whatHappened),
		public("/public/young-people", publicYouth),
		public("/public/figures", publicFigures),
		public("/public/feed", publicFeed),
		public("/public/data/{id}", openData),
		read("/scrutiny/meetings/{id}/pack", pack),
		public("/public/questions/{id}", publicOne),
		rt("GET", "/scrutiny", access.Read, list),
		rt("GET", "/scrutiny/ask", access.AskQuestion, ask),
		rt("POST", "/scrutiny/ask", access.AskQuestion, asked),
		rt("GET", "/scrutiny/minutes", access.RunCommittee, upload),
		rt("POST", "/scrutiny/minutes", access.RunCommittee, bringIn),
		rt("GET", "/scrutiny/minutes/{id}", access.RunCommittee, proposal),
		rt("POST", "/scrutiny/minutes/{id}/accept", access.RunCommittee, acceptProposed),
		rt("POST", "/scrutiny/minutes/{id}/leave", access.RunCommittee, leaveProposed),
		rt("GET", "/scrutiny/questions/{id}", access.Read, open),
		rt("GET", "/scrutiny/questions/{id}/answer", access.AnswerQuestion, answer),
		rt("POST", "/scrutiny/questions/{id}/answer", access.AnswerQuestion, answered),
		rt("POST", "/scrutiny/questions/{id}/clear", access.PublishQuestion, cleared),
		rt("POST", "/scrutiny/questions/{id}/publish", access.PublishQuestion, published),
		rt("POST", "/scrutiny/questions/{id}/withdraw", access.PublishQuestion, withdrawn),
	})
}

type listView struct {
	partView[questionRow]
	Next      []meetingRow // meetings to come, and those whose minutes are due
	Late      []actionRow  // actions that are overdue or wait for the commission
	Responses []recommendationRow
	More      int // of what is late or due and not shown here
}

// atOnce is how many rows of what is due the first page of scrutiny shows; the rest is in the list it leads to.
const atOnce = 6

type questionRow struct {
	record.Of[record.Question]
	State string
	Due   string
	Late  bool
}

// desk fills in what is due: the first thing that whoever keeps the committee's records, or answers, must see.
func (v *listView) desk(r *shell.Request) error {
	today, rm := day.In(r.Now()), committeeRoom(r)
	ms, err := room.Meetings(r.Context(), r.House().Desk)
	if err != nil {
		return err
	}
	for i := len(ms) - 1; i >= 0; i-- { // the soonest first
		if m := ms[i]; !m.Body.Date.Before(today) && m.Body.State != record.MeetingCancelled && m.Body.State != record.MeetingPostponed || m.Body.State == record.MeetingHeld {
			v.Next = append(v.Next, meetingLine(r, m))
		}
	}
	g, err := rm.Offices(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	as, err := rm.Actions(r.Context(), r.Actor)
	for _, a := range as {
		if room.OverdueBy(a.Body, today) > 0 || a.Body.State == record.ActionReported {
			v.Late = append(v.Late, actionLine(a, g, today))
		}
	}
	if err != nil {
		return err
	}
	xs, err := rm.Recommendations(r.Context(), r.Actor)
	for _, x := range xs {
		if x.Body.State == record.RecommendationNotified {
			v.Responses = append(v.Responses, recommendationLine(x, g, today))
		}
	}
	return err
}

// questionParts are the parts of the list of questions, in the order in which they ask for something.
func questionParts(qs []record.Of[record.Question], today day.Day) []part[questionRow] {
	parts := []part[questionRow]{{Key: "waiting", Text: "Waiting for an answer"}, {Key: "answered", Text: "Answered, not published"}, {Key: "published", Text: "Published"}, {Key: "closed", Text: "Merged, ruled out, withdrawn or observed"}}
	for _, q := range qs {
		row := questionRow{Of: q, State: room.QuestionWords(q.Body.State)}
		at := 3
		switch {
		case room.Waits(q.Body):
			at = 0
			if !q.Body.Due.IsZero() {
				row.Due, row.Late = q.Body.Due.Short(), today.After(q.Body.Due)
			}
		case q.Body.State == record.QuestionAnswered:
			at = 1
		case q.Body.State == record.QuestionPublished:
			at = 2
		}
		parts[at].Rows = append(parts[at].Rows, row)
	}
	return parts
}

func list(w http.ResponseWriter, r *shell.Request) error {
	qs, err := room.Questions(r.Context(), r.House().Desk, r.Actor)
	v := listView{}
	if v.partView, err = partRows(r, "Scrutiny", questionParts(qs, day.In(r.Now())), err); err != nil {
		return err
	}
	v.Back = govuk.BackLink{}
	if err := v.desk(r); err != nil {
		return err
	}
	v.More = max(0, len(v.Late)-atOnce)
	v.Late = v.Late[:min(len(v.Late), atOnce)]
	return r.Show(w, "scrutiny/list", v)
}

func newAskForm(r *shell.Request) (*form.Form, *form.TextArea, *form.Text, *form.Text) {
	text := &form.TextArea{Name: "text", Label: "Your question", Hint: "One question at a time gets one answer. Do not name a child or a family.", Required: "Write the question", Rows: 4}
	topic := &form.Text{Name: "topic", Label: "What it is about", Hint: "For example, assessments", Required: "Say in a word or two what it is about", Width: 20}
	asker := &form.Text{Name: "asker", Label: "Who asks, as it may be published", Value: r.Actor.Name}
	f := &form.Form{}
	f.Add(text, topic, asker)
	return f, text, topic, asker
}

type askView struct {
	govuk.Page
	Form *form.Form
}

func ask(w http.ResponseWriter, r *shell.Request) error {
	f, _, _, _ := newAskForm(r)
	typed, banner, ok, err := r.Draft("question-new")
	if err != nil {
		return err
	}
	if ok {
		f.Fill(typed)
	}
	return showAsk(w, r, f, banner)
}

func showAsk(w http.ResponseWriter, r *shell.Request, f *form.Form, banner govuk.NotificationBanner) error {
	v := askView{Page: r.Page("Ask a question"), Form: f}
	v.Errors, v.Banner, v.Scripts = f.Errors(), banner, []string{"autosave.js"}
	v.Back = govuk.BackLink{Text: "Questions", Href: "/scrutiny"}
	return r.Show(w, "scrutiny/ask", v)
}

func asked(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	f, text, topic, asker := newAskForm(r)
	if f.Parse(r.PostForm) {
		ref, err := room.Ask(r.Context(), r.House().Desk, r.Actor, room.NewQuestion{Text: text.Value, Topic: topic.Value, Asker: asker.Value})
		if err == nil {
			if err := r.Sent("question-new"); err != nil {
				return err
			}
			return r.See(w, "/scrutiny/questions/"+ref)
		}
		if !f.Explain(err) {
			return err
		}
	}
	return showAsk(w, r, f, govuk.NotificationBanner{})
}

type openView struct {
	govuk.Page
	Case                               room.Case
	Ref                                string
	Figures                            []figureLine
	CanAnswer, CanClear, CanPublish    bool
	Cleared, Own, Published, Withdrawn bool
	AnsweredBy, ClearedBy              string

	State                             string
	Steps                             []stepRow
	Asked                             []askedRow
	Measures                          []measureRow
	Waits, CanKeep, CanRoute, CanUndo bool
	Undo                              *shell.Step
}

type stepRow struct {
	record.QuestionStep
	Who string
}

type askedRow struct {
	Post, When, Why string
}

// measureRow is a measure that a question is about.
type measureRow struct {
	ID, Title, Waits string
}

type figureLine struct {
	ID    string
	Words string
	Title string
}

func open(w http.ResponseWriter, r *shell.Request) error {
	c, err := room.Open(r.Context(), r.House().Desk, r.Actor, r.ID())
	if err != nil {
		return err
	}
	a := c.Answer.Body
	v := openView{Page: r.Page("Question " + c.Question.Body.Reference), Case: c, Ref: r.ID(), CanAnswer: r.May(access.AnswerQuestion, access.Question)}
	v.Back = govuk.BackLink{Text: "Questions", Href: "/scrutiny"}
	v.Published = c.Question.Body.State == record.QuestionPublished && !c.Pending
	v.Withdrawn = c.Question.Body.State == record.QuestionWithdrawn
	may := r.May(access.PublishQuestion, access.Question)
	v.Own = a.By == r.Actor.ID
	v.Cleared = c.Answered && a.ClearedBy != ""
	v.CanClear = may && c.Answered && !v.Cleared && !v.Own
	shut := c.Question.Body.State == record.QuestionMerged || c.Question.Body.State == record.QuestionRuledOut
	v.CanPublish = may && (v.Cleared || !c.Answered && (len(c.Oral) > 0 || c.Gap.ID != "")) && !v.Published && !v.Withdrawn && !shut
	v.AnsweredBy, v.ClearedBy = r.Name(a.By), r.Name(a.ClearedBy)
	for _, f := range c.Figures {
		line, err := lineOf(f)
		if err != nil {
			return err
		}
		v.Figures = append(v.Figures, line)
	}
	q := c.Question.Body
	v.State, v.Waits, v.CanKeep, v.CanRoute = room.QuestionWords(q.State), room.Waits(q), r.May(access.RunCommittee, access.Question), v.CanAnswer
	for _, s := range q.Steps {
		v.Steps = append(v.Steps, stepRow{s, r.Name(s.By)})
	}
	for _, a := range q.Asked {
		v.Asked = append(v.Asked, askedRow{c.Offices.Title(a.Office), moment(a.At), a.Why})
	}
	for _, id := range q.Measures {
		if d, err := measure.Standard().Lookup(id); err == nil {
			v.Measures = append(v.Measures, measureRow{id, d.Title, d.Waits()})
		}
	}
	if v.Undo, err = lastStep(r, room.Subject(r.ID()), r.URL.Path); err != nil {
		return err
	}
	return r.Show(w, "scrutiny/open", v)
}

func lineOf(f record.Of[record.Figure]) (figureLine, error) {
	p, err := measure.PublishFigure(f.Body)
	return figureLine{f.ID, room.FigureWords(p), p.Title + ", " + p.Period.String()}, err
}

type answerView struct {
	govuk.Page
	Form     *form.Form
	Ref      string
	Base     int64
	Question string
	Found    []personal.Found // what may tell who somebody is: the author is asked once more
}

func newAnswerForm(r *shell.Request, c room.Case) (*form.Form, *form.Text, *form.Text, *form.TextArea, *form.Checkboxes, error) {
	figures, err := measure.Cited(r.Context(), r.House().Desk)
	if err != nil {
		return nil, nil, nil, nil, nil, err
	}
	own := func(f record.Of[record.Figure]) bool { // a figure of the question: of a measure that it is about, or cited in an answer to it
		return slices.Contains(c.Question.Body.Measures, f.Body.Measure) || slices.Contains(c.Answer.Body.Figures, f.ID) ||
			slices.ContainsFunc(c.Oral, func(o record.Of[record.Answer]) bool { return slices.Contains(o.Body.Figures, f.ID) })
	}
	slices.SortStableFunc(figures, func(a, b record.Of[record.Figure]) int {
		switch of, other := own(a), own(b); {
		case of == other:
			return 0
		case of:
			return -1
		}
		return 1
	})
	var opts []form.Option
	for _, f := range figures {
		line, err := lineOf(f)
		if err != nil {
			return nil, nil, nil, nil, nil, err
		}
		opts = append(opts, form.Option{Value: f.ID, Label: line.Title + ": " + line.Words, Hint: "As known on " + f.Body.AsKnown.Format("2 January 2006")})
	}
	a := c.Answer.Body
	post := &form.Text{Name: "post", Label: "Post that answers", Hint: "For example, Director of Children's Social Care", Required: "Enter the post that answers", Value: a.Post}
	person := &form.Text{Name: "person", Label: "Who holds the post", Required: "Enter the name of who holds the post", Value: a.Person}
	if asked := c.Question.Body.Asked; post.Value == "" && len(asked) > 0 { // whoever was asked last answers
		office, _ := c.Offices.Find(asked[len(asked)-1].Office)
		post.Value = office.Office.Body.Title
		if h, ok := office.Holder(r.Today()); ok && person.Value == "" {
			person.Value = h.Name
		}
	}
	if person.Value == "" {
		person.Value = r.Actor.Name
	}
	text := &form.TextArea{Name: "text", Label: "Answer", Hint: "Every number should be one of a figure that you cite below. Do not name a child or a family.", Required: "Write the answer", Rows: 8, Value: a.Text}
	cited := &form.Checkboxes{Name: "figures", Label: "Figures that the answer cites", Hint: "A figure is kept on the page of its measure, so that it can be cited.", Options: opts, Values: a.Figures}
	f := &form.Form{}
	f.Add(post, person, text)
	if len(opts) > 0 {
		f.Add(cited)
	}
	return f, post, person, text, cited, nil
}

func answer(w http.ResponseWriter, r *shell.Request) error {
	c, err := room.Open(r.Context(), r.House().Desk, r.Actor, r.ID())
	if err != nil {
		return err
	}
	f, _, _, _, _, err := newAnswerForm(r, c)
	if err != nil {
		return err
	}
	base := c.Answer.Version
	typed, banner, ok, err := r.Draft("answer/" + r.ID())
	if err != nil {
		return err
	}
	if ok {
		f.Fill(typed)
		if b, err := shell.Base(typed); err == nil {
			base = b
		}
	}
	return showAnswer(w, r, c, f, base, banner, nil)
}

func showAnswer(w http.ResponseWriter, r *shell.Request, c room.Case, f *form.Form, base int64, banner govuk.NotificationBanner, found []personal.Found) error {
	v := answerView{Page: r.Page("Answer " + c.Question.Body.Reference), Form: f, Ref: r.ID(), Base: base, Question: c.Question.Body.Text, Found: found}
	if len(found) > 0 {
		v.Status = http.StatusUnprocessableEntity
	}
	v.Errors, v.Banner, v.Scripts = f.Errors(), banner, []string{"autosave.js"}
	v.Back = govuk.BackLink{Text: "The question", Href: "/scrutiny/questions/" + r.ID()}
	return r.Show(w, "scrutiny/answer", v)
}

func answered(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	// Kept first: whatever happens below, what was typed is on the server.
	if _, err := r.Drafts().Save(r.Context(), r.Actor.ID, "answer/"+r.ID(), r.PostForm); err != nil {
		return err
	}
	c, err := room.Open(r.Context(), r.House().Desk, r.Actor, r.ID())
	if err != nil {
		return err
	}
	f, post, person, text, cited, err := newAnswerForm(r, c)
	if err != nil {
		return err
	}
	base, err := strconv.ParseInt(r.PostForm.Get("base"), 10, 64)
	if err != nil {
		return errs.New(errs.Invalid, "The form is not complete. Open the question again; your draft is kept")
	}
	if f.Parse(r.PostForm) {
		if r.PostForm.Get("sure") != "yes" {
			found, err := personal.Look(r.Context(), r.House().Desk, r.Actor, text.Value) // the post and who holds it are public
			if err != nil {
				return err
			}
			if len(found) > 0 {
				return showAnswer(w, r, c, f, base, govuk.NotificationBanner{}, found)
			}
		}
		_, err := room.Answer(r.Context(), r.House().Desk, r.Actor, r.ID(), room.Draft{Post: post.Value, Person: person.Value, Text: text.Value, Figures: cited.Values, Base: base})
		if err == nil {
			if err := r.Sent("answer/" + r.ID()); err != nil {
				return err
			}
			return r.See(w, "/scrutiny/questions/"+r.ID())
		}
		if !f.Explain(err) {
			return err
		}
	}
	return showAnswer(w, r, c, f, base, govuk.NotificationBanner{}, nil)
}

func cleared(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	version, err := strconv.ParseInt(r.PostForm.Get("version"), 10, 64)
	if err != nil {
		return errs.New(errs.Invalid, "The form is not complete. Open the question again; nothing was changed")
	}
	if err := room.ClearAnswer(r.Context(), r.House().Desk, r.Actor, r.ID(), version); err != nil {
		return err
	}
	return r.See(w, "/scrutiny/questions/"+r.ID())
}

func published(w http.ResponseWriter, r *shell.Request) error {
	if err := room.PublishQuestion(r.Context(), r.House().Desk, r.Actor, r.ID()); err != nil {
		return err
	}
	return r.See(w, "/scrutiny/questions/"+r.ID())
}

func withdrawn(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if err := room.Withdraw(r.Context(), r.House().Desk, r.Actor, r.ID(), r.PostForm.Get("reason")); err != nil {
		return err
	}
	return r.See(w, "/scrutiny/questions/"+r.ID())
}

func publicList(w http.ResponseWriter, r *shell.Request) error {
	lines, err := r.House().Board.PublicList(r.Context())
	v, err := rows(r, "Questions about children's social care, and what was answered", lines, err)
	if err != nil {
		return err
	}
	v.Back = govuk.BackLink{}
	return r.Show(w, "scrutiny/public-list", v)
}

type publicView struct {
	govuk.Page
	Question room.PublicQuestion
	Figures  []publicFigure
}

type publicFigure struct {
	room.PublicFigure
	Words     string
	Corrected string
}

func publicOne(w http.ResponseWriter, r *shell.Request) error {
	q, err := r.House().Board.Public(r.Context(), r.ID())
	if err != nil {
		return err
	}
	v := publicView{Page: r.Page("Question " + q.Reference), Question: q}
	v.Back = govuk.BackLink{Text: "All questions", Href: "/public"}
	for _, f := range q.Figures {
		line := publicFigure{PublicFigure: f, Words: room.FigureWords(f.Cited)}
		if f.Corrected != nil {
			line.Corrected = room.FigureWords(*f.Corrected)
		}
		v.Figures = append(v.Figures, line)
		if f.Pending {
			shell.LookAgain(w)
		}
	}
	return r.Show(w, "scrutiny/public", v)
}

func moment(t time.Time) string { return day.Moment(t) }
