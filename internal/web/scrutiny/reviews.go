package scrutiny

import (
	"net/http"
	"slices"
	"strconv"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	room "throughline/internal/scrutiny"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// reviewRoutes are the reviews, from their scope to the monitoring of what came of them.
func reviewRoutes() []shell.Route {
	return slices.Concat(
		[]shell.Route{read("/scrutiny/reviews", reviews), read("/scrutiny/reviews/{id}", review)},
		formPages("/scrutiny/reviews/new", access.RunCommittee, editReview),
		formPages("/scrutiny/reviews/{id}/scope", access.RunCommittee, editReview),
		formPages("/scrutiny/reviews/{id}/comment", access.AskQuestion, commentOnReview),
		formPages("/scrutiny/reviews/{id}/settle", access.RunCommittee, settleComment),
		formPages("/scrutiny/reviews/{id}/evidence", access.RunCommittee, addEvidence),
		formPages("/scrutiny/reviews/{id}/finding", access.RunCommittee, addFinding),
		formPages("/scrutiny/reviews/{id}/check", access.RunCommittee, checkReview),
		formPages("/scrutiny/reviews/{id}/move", access.RunCommittee, moveReview),
	)
}

func reviewPath(id string) string { return "/scrutiny/reviews/" + id }

type reviewRow struct {
	ID, Title, State string
	Comments, Open   int // of the scope; how many are not settled
}

func reviewLine(v record.Of[record.Review]) reviewRow {
	row := reviewRow{ID: record.SubjectID(v.Subject), Title: v.Body.Title, State: room.ReviewWords(v.Body.State), Comments: len(v.Body.Comments)}
	for _, c := range v.Body.Comments {
		if c.Changed == "" {
			row.Open++
		}
	}
	return row
}

func reviews(w http.ResponseWriter, r *shell.Request) error {
	vs, err := committeeRoom(r).Reviews(r.Context(), r.Actor)
	return showRows(w, r, "scrutiny/reviews", "Reviews", each(vs, reviewLine), err)
}

type reviewView struct {
	govuk.Page
	room.ReviewView
	Row                                                reviewRow
	Scope                                              record.ReviewTerms
	Version                                            int
	Older                                              []versionRow
	Comments                                           []commentRow
	Evidence                                           []evidenceRow
	Steps                                              []reviewStepRow
	Answers                                            []recommendationRow
	Dues                                               []checkRow
	Next                                               string
	CanScope, CanComment, CanEvidence, CanFind, CanRun bool
	CanCheck, CanRecommend                             bool
	Undo                                               *shell.Step
}

type versionRow struct {
	record.ReviewTerms
	N   int
	Who string
}

type commentRow struct {
	record.ReviewComment
	N int
}

type evidenceRow struct {
	record.Evidence
	N    int
	Word string
}

type reviewStepRow struct{ When, Who, What, Note string }

type checkRow struct {
	room.CheckDue
	Clock govuk.Clock
}

var evidenceWords = map[string]string{"session": "Evidence session", "visit": "Visit", "focus_group": "Focus group", "survey": "Survey", "document": "Document", "literature": "Literature"}

func openReview(r *shell.Request) (room.ReviewView, error) {
	return committeeRoom(r).Review(r.Context(), r.Actor, record.ReviewSubject+":"+r.ID())
}

func review(w http.ResponseWriter, r *shell.Request) error {
	o, err := openReview(r)
	if err != nil {
		return err
	}
	b, today := o.Review.Body, day.In(r.Now())
	v := reviewView{Page: r.Page(b.Title), ReviewView: o, Row: reviewLine(o.Review), Version: len(b.Terms), Scope: b.Terms[len(b.Terms)-1], CanRun: r.May(access.RunCommittee, access.Question)}
	v.Caption, v.Back = o.Committee.Name, govuk.BackLink{Text: "Reviews", Href: "/scrutiny/reviews"}
	for i, t := range slices.Backward(b.Terms[:len(b.Terms)-1]) {
		v.Older = append(v.Older, versionRow{t, i + 1, r.Name(t.By)})
	}
	for i, c := range b.Comments {
		v.Comments = append(v.Comments, commentRow{c, i + 1})
	}
	for i, e := range b.Evidence {
		v.Evidence = append(v.Evidence, evidenceRow{e, i + 1, evidenceWords[e.Sort]})
	}
	for _, s := range b.Steps {
		v.Steps = append(v.Steps, reviewStepRow{moment(s.At), r.Name(s.By), room.ReviewWords(s.State), s.Note})
	}
	g, err := committeeRoom(r).Offices(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v.Answers = each(o.Recommendations, func(x record.Of[record.Recommendation]) recommendationRow { return recommendationLine(x, g, today) })
	for _, c := range o.Checks {
		row := checkRow{CheckDue: c, Clock: govuk.Clock{State: govuk.Met}}
		if c.Done.IsZero() {
			row.Clock = clockOf(c.Due, today)
		}
		v.Dues = append(v.Dues, row)
	}
	if next := room.ReviewSteps(b.State); len(next) > 0 && v.CanRun {
		v.Next = room.ReviewWords(next[0])
	}
	sent := slices.Index(record.ReviewStates, b.State) >= slices.Index(record.ReviewStates, "sent")
	open := slices.Index(record.ReviewStates, b.State) < slices.Index(record.ReviewStates, "scope_approved")
	v.CanComment = open && r.May(access.AskQuestion, access.Question)
	v.CanScope, v.CanEvidence, v.CanFind = v.CanRun && !sent, v.CanRun && !sent && !open, v.CanRun && !sent && len(b.Evidence) > 0
	v.CanCheck, v.CanRecommend = v.CanRun && b.State == "monitoring", v.CanFind && len(b.Findings) > 0
	if v.Undo, err = lastStep(r, o.Review.Subject, r.URL.Path); err != nil {
		return err
	}
	return r.Show(w, "scrutiny/review", v)
}

// area is a text area of a form.
func area(name, label, hint, value string, rows int) *form.TextArea {
	return &form.TextArea{Name: name, Label: label, Hint: hint, Rows: rows, Value: value}
}

func editReview(r *shell.Request) (*editor, error) {
	subject, b, version := "", record.Review{}, int64(0)
	e := &editor{heading: "Begin a review", button: "Save the scope", back: govuk.BackLink{Text: "Reviews", Href: "/scrutiny/reviews"},
		intro: []string{"Draft the scope first. Members comment on it, the cabinet member and officers are asked, and the commission approves it."}}
	var t record.ReviewTerms
	if r.ID() != "" {
		v, err := openReview(r)
		if err != nil {
			return nil, err
		}
		subject, b, version = v.Review.Subject, v.Review.Body, v.Review.Version
		t = b.Terms[len(b.Terms)-1]
		e.heading, e.back, e.intro = "Change the scope", govuk.BackLink{Text: b.Title, Href: reviewPath(r.ID())}, []string{"The version before is kept. Say of each comment afterwards which version has it."}
	}
	cs, err := committeeRoom(r).Committees(r.Context(), r.Actor)
	if err != nil {
		return nil, err
	}
	title := &form.Text{Name: "title", Label: "Title", Required: "Enter the title of the review", Value: b.Title}
	committee := &form.Select{Name: "committee", Label: "Committee", Empty: "Choose a committee", Required: "Choose the committee", Value: b.Committee}
	for _, c := range cs {
		committee.Options = append(committee.Options, form.Option{Value: c.Subject, Label: c.Body.Name})
	}
	lead := &form.Text{Name: "lead", Label: "Lead member", Value: b.Lead}
	aims := area("aims", "What is it to find out?", "", t.Aims, 3)
	aims.Required = "Enter what the review is to find out"
	objectives, wanted := area("objectives", "Objectives", "", t.Objectives, 3), area("wanted", "Evidence that is wanted", "", t.Wanted, 3)
	holders, methods := area("stakeholders", "Who has a stake in it", "", t.Stakeholders, 2), area("methods", "Methods", "", t.Methods, 2)
	when := &form.Text{Name: "timescale", Label: "Timescale", Value: t.Timescale}
	out := area("out_of_scope", "What is not part of it", "", t.OutOfScope, 2)
	why := area("why", "Why the scope changes", "Needed once the commission has approved it", "", 2)
	e.fields, e.version = []form.Field{title, lead, aims, objectives, wanted, holders, methods, when, out}, version
	if subject == "" {
		e.fields = slices.Insert(e.fields, 1, form.Field(committee))
	} else {
		e.fields = append(e.fields, why)
	}
	e.save = func(version int64) (string, error) {
		s, err := committeeRoom(r).SaveReview(r.Context(), r.Actor, subject, version, title.Value, committee.Value, lead.Value, record.ReviewTerms{Aims: aims.Value, Objectives: objectives.Value, Stakeholders: holders.Value, Methods: methods.Value,
			Timescale: when.Value, OutOfScope: out.Value, Wanted: wanted.Value, Why: why.Value})
		return reviewPath(record.SubjectID(s)), err
	}
	return e, nil
}

// onReview is a form about a review that leads back to it.
func onReview(r *shell.Request, heading, button string, build func(v room.ReviewView, e *editor) (func(version int64) error, error)) (*editor, error) {
	v, err := openReview(r)
	if err != nil {
		return nil, err
	}
	e := &editor{heading: heading, caption: v.Review.Body.Title, button: button, back: govuk.BackLink{Text: v.Review.Body.Title, Href: reviewPath(r.ID())}, version: v.Review.Version}
	do, err := build(v, e)
	e.save = func(version int64) (string, error) { return reviewPath(r.ID()), do(version) }
	return e, err
}

func commentOnReview(r *shell.Request) (*editor, error) {
	return onReview(r, "Comment on the scope", "Send the comment", func(v room.ReviewView, e *editor) (func(int64) error, error) {
		e.intro = []string{v.Review.Body.Terms[len(v.Review.Body.Terms)-1].Aims}
		member := &form.Text{Name: "member", Label: "Member", Required: "Enter the member"}
		if !r.May(access.RunCommittee, access.Question) {
			member.Value = r.Actor.Name
		}
		text := area("text", "Comment", "", "", 4)
		text.Required = "Enter the comment"
		e.fields = []form.Field{member, text}
		return func(int64) error {
			return committeeRoom(r).CommentOnReview(r.Context(), r.Actor, v.Review.Subject, member.Value, text.Value)
		}, nil
	})
}

func settleComment(r *shell.Request) (*editor, error) {
	return onReview(r, "What the comment changed", "Save", func(v room.ReviewView, e *editor) (func(int64) error, error) {
		n, err := strconv.Atoi(r.URL.Query().Get("record"))
		if err != nil || n < 1 || n > len(v.Review.Body.Comments) {
			return nil, errs.New(errs.NotFound, "There is no such comment. Open the review again")
		}
		c := v.Review.Body.Comments[n-1]
		e.intro = []string{c.Member + ": " + c.Text}
		version := &form.Select{Name: "in", Label: "Which version of the scope has it?", Value: strconv.Itoa(c.Version), Options: []form.Option{{Value: "0", Label: "None: it changed nothing"}}}
		for i := range v.Review.Body.Terms {
			version.Options = append(version.Options, form.Option{Value: strconv.Itoa(i + 1), Label: "Version " + strconv.Itoa(i+1)})
		}
		changed := area("changed", "What it changed, or why it changed nothing", "", c.Changed, 3)
		changed.Required = "Say what the comment changed, or why it changed nothing"
		e.fields = []form.Field{version, changed}
		return func(int64) error {
			in, _ := strconv.Atoi(version.Value) // one of its options
			return committeeRoom(r).SettleComment(r.Context(), r.Actor, v.Review.Subject, n, in, changed.Value)
		}, nil
	})
}

func addEvidence(r *shell.Request) (*editor, error) {
	return onReview(r, "Evidence", "Record the evidence", func(v room.ReviewView, e *editor) (func(int64) error, error) {
		sort := &form.Radios{Name: "evidence", Label: "What is it?", Required: "Choose what it is"}
		for _, s := range []string{"session", "visit", "focus_group", "survey", "document", "literature"} {
			sort.Options = append(sort.Options, form.Option{Value: s, Label: evidenceWords[s]})
		}
		on := &form.Date{Name: "on", Label: "When", Required: "Enter the day"}
		title := &form.Text{Name: "title", Label: "Who or what was heard, visited or read", Required: "Say what was heard or read"}
		people := number("people", "How many took part", "A number only: nobody who took part is named", 0)
		themes := area("themes", "What came out of it", "Do not name a child or a family", "", 4)
		consent := tick("consent", "Those who took part agreed to its use", false)
		consent.Label = "Of a focus group"
		e.fields = []form.Field{sort, on, title, people, themes, consent}
		return func(int64) error {
			return committeeRoom(r).AddEvidence(r.Context(), r.Actor, v.Review.Subject, record.Evidence{Sort: sort.Value, On: on.Value, Title: title.Value, People: numberOf(people), Themes: themes.Value, Consent: yes(consent)})
		}, nil
	})
}

func addFinding(r *shell.Request) (*editor, error) {
	return onReview(r, "A finding", "Record the finding", func(v room.ReviewView, e *editor) (func(int64) error, error) {
		text := area("finding", "What was found", "Do not name a child or a family", "", 4)
		text.Required = "Enter what was found"
		shown := &form.Checkboxes{Name: "shown", Label: "Which evidence shows it?"}
		for i, x := range v.Review.Body.Evidence {
			shown.Options = append(shown.Options, form.Option{Value: strconv.Itoa(i + 1), Label: x.Title, Hint: evidenceWords[x.Sort] + ", " + x.On.Long()})
		}
		e.fields = []form.Field{text, shown}
		if len(shown.Options) == 0 {
			return nil, errs.New(errs.Conflict, "There is no evidence yet that could show a finding")
		}
		return func(int64) error {
			var ns []int
			for _, s := range shown.Values {
				n, _ := strconv.Atoi(s) // one of its options
				ns = append(ns, n)
			}
			return committeeRoom(r).AddFinding(r.Context(), r.Actor, v.Review.Subject, text.Value, ns)
		}, nil
	})
}

func checkReview(r *shell.Request) (*editor, error) {
	return onReview(r, "What came of the review", "Save the check", func(v room.ReviewView, e *editor) (func(int64) error, error) {
		on := &form.Date{Name: "on", Label: "When it was looked at", Required: "Enter the day", Value: day.In(r.Now())}
		text := area("text", "What came of it", "", "", 4)
		text.Required = "Say what came of it"
		e.fields = []form.Field{on, text}
		return func(int64) error {
			return committeeRoom(r).CheckReview(r.Context(), r.Actor, v.Review.Subject, text.Value, on.Value)
		}, nil
	})
}

func moveReview(r *shell.Request) (*editor, error) {
	return onReview(r, "How the review goes on", "Save", func(v room.ReviewView, e *editor) (func(int64) error, error) {
		state := v.Review.Body.State
		next := room.ReviewSteps(state)
		if len(next) == 0 {
			return nil, errs.New(errs.Conflict, "The review is closed")
		}
		to := &form.Radios{Name: "to", Label: "What comes next?", Value: next[0], Required: "Choose what comes next"}
		for _, s := range next {
			to.Options = append(to.Options, form.Option{Value: s, Label: room.ReviewWords(s)})
		}
		note := area("note", "Who was asked, the minute that approved it, or why it goes back", "", "", 2)
		received := &form.Date{Name: "received", Label: "Report received by the executive", Value: day.In(r.Now())}
		notified := &form.Date{Name: "notified", Label: "Notice to respond received", Value: day.In(r.Now())}
		e.fields = []form.Field{to, note}
		if state == "approved" {
			e.fields = append(e.fields, received, notified)
			e.intro = []string{"All its recommendations are notified at once: the executive has two months, beginning with the later of these days."}
		}
		return func(version int64) error {
			return committeeRoom(r).MoveReview(r.Context(), r.Actor, v.Review.Subject, room.ReviewMove{To: to.Value, Version: version, Note: note.Value, Received: received.Value, Notified: notified.Value})
		}, nil
	})
}
