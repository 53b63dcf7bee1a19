package frontdoor

import (
	"cmp"
	"net/http"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	room "throughline/internal/frontdoor"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/task"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// enquiryRow is one enquiry of a contact, on the contact's page.
type enquiryRow struct {
	record.Of[record.AgencyEnquiry]
	Href string
	Item *task.Item
	Who  string
}

// more fills in what depends on the nature of the contact and on what is still to be done.
func (v *contactView) more(r *shell.Request, open room.View) error {
	c := open.Contact.Body
	v.Word = wordOf(c)
	v.About = append(v.About, row{"How it came in", channelWords(c)})
	if c.Nature != "" {
		v.About = append(v.About, row{"What it is", codes.Sentence("contact_nature", c.Nature)})
	}
	if c.Open() && (c.Screened() || c.Rating != "") {
		v.Ratings = ratings(r.House().Book, r.Today())
	}
	v.ToHear = room.AcknowledgedAt(c).IsZero()
	v.ToConfirm = room.ToConfirm(c) && c.Confirmed.IsZero()
	if !c.Confirmed.IsZero() {
		v.About = append(v.About, row{"Confirmed in writing", day.Moment(c.Confirmed)})
	}
	v.NightWaits = room.NightWaits(c)
	if !c.Night.Taken.IsZero() {
		v.About = append(v.About, row{"The night's work was taken on by", r.Name(c.Night.By) + ", " + day.Moment(c.Night.Taken)})
	}
	v.Tell = room.ByHand(c)
	for _, e := range open.Enquiries {
		v.Enquiries = append(v.Enquiries, enquiryRow{Of: e, Href: "/contacts/" + r.ID() + "/enquiries/" + e.ID, Who: r.Name(e.Body.AskedBy)})
	}
	if r.URL.Query().Has("taken") {
		v.Banner = govuk.NotificationBanner{Success: true, Text: "It is recorded. Its reference is " + c.Reference + ": give it to whoever told you. Now say who each child is."}
	}
	if err := v.calls(r, open.Contact); err != nil {
		return err
	}
	small, err := r.LastDid(r.House().FrontDoor.SmallUndoing(), open.Contact.Subject, "/contacts/"+r.ID()+"/undo", "You changed something here")
	if small != nil {
		small.With, v.Small = map[string]string{"what": "small"}, small
	}
	return err
}

// clock gives an enquiry its clock.
func (v *contactView) clock(i task.Item) {
	for j := range v.Enquiries {
		if v.Enquiries[j].ID == i.Record {
			v.Enquiries[j].Item = &i
		}
	}
}

// callRow is a call to the consultation line before the contact.
type callRow struct {
	ID, When, Text string
	Version        int64
	Linked         bool
}

// calls finds the calls that may be about the contact (SR-003).
func (v *contactView) calls(r *shell.Request, c record.Of[record.Contact]) error {
	calls, err := r.House().Line.Before(r.Context(), r.Actor, c)
	if err != nil {
		return err
	}
	var children []string
	for _, call := range calls {
		b := call.Body
		v.Calls = append(v.Calls, callRow{record.SubjectID(call.Subject), day.Moment(b.At), cmp.Or(b.Caller, codes.Sentence("agency_type", b.AgencyType)) + ", " + cmp.Or(b.Agency, codes.Sentence("agency_type", b.AgencyType)), call.Version,
			b.Contact == c.Subject || c.Body.Consultation == call.Subject})
		if b.Child != "" {
			children = append(children, b.Child)
		}
	}
	return r.Listed("a call to the consultation line", children...)
}

func back(w http.ResponseWriter, r *shell.Request, err error) error {
	if err != nil {
		return err
	}
	return r.See(w, "/contacts/"+r.ID())
}

func rate(w http.ResponseWriter, r *shell.Request) error {
	base, err := r.Posted()
	if err != nil {
		return err
	}
	_, err = r.House().FrontDoor.Rate(r.Context(), r.Actor, contactOf(r), base, r.PostForm.Get("rating"))
	return back(w, r, err)
}

func heard(w http.ResponseWriter, r *shell.Request) error {
	base, err := r.Posted()
	if err != nil {
		return err
	}
	_, err = r.House().FrontDoor.Heard(r.Context(), r.Actor, contactOf(r), base)
	return back(w, r, err)
}

func confirmed(w http.ResponseWriter, r *shell.Request) error {
	base, err := r.Posted()
	if err != nil {
		return err
	}
	_, err = r.House().FrontDoor.Confirmed(r.Context(), r.Actor, contactOf(r), base, r.Now())
	return back(w, r, err)
}

// createAll adds every child whom nobody recorded is like, one command each, so that each can be seen and undone by itself.
func createAll(w http.ResponseWriter, r *shell.Request) error {
	base, err := r.Posted()
	if err != nil {
		return err
	}
	v, err := r.House().FrontDoor.Open(r.Context(), r.Actor, contactOf(r), r.Route.Pattern())
	if err != nil {
		return err
	}
	for i, ch := range v.Children {
		if ch.Child != "" {
			continue
		}
		hits, err := r.House().People.Duplicates(r.Context(), r.Actor, asTyped(v.Contact.Body, ch.Typed))
		if err != nil {
			return err
		}
		var listed []string
		for _, h := range hits {
			listed = append(listed, h.Subject)
		}
		if err := r.Listed("may be the child of a referral", listed...); err != nil {
			return err
		}
		if len(hits) > 0 {
			continue
		}
		if _, err := r.House().FrontDoor.CreateFrom(r.Context(), r.Actor, contactOf(r), base, i); err != nil {
			return err
		}
		base++
	}
	return r.See(w, "/contacts/"+r.ID())
}

// askForm asks several agencies at once, in the same words.
type askForm struct {
	form.Form
	Agencies *form.Checkboxes
	Question *form.TextArea
	Rating   *form.Radios
}

func newAskForm(r *shell.Request) *askForm {
	today := r.Today()
	f := &askForm{
		Agencies: &form.Checkboxes{Name: "agencies", Label: "Whom do you ask?", Hint: "Each gets its own enquiry, with its own clock and its own answer.", Options: form.Coded("agency_type", today), Small: true, Required: "Choose the agencies to ask"},
		Question: &form.TextArea{Name: "question", Label: "What do you want to know?", Hint: "Ask for what bears on the decision, and no more.", Rows: 4, Required: "Write what you want to know, in at least 10 characters"},
		Rating:   &form.Radios{Name: "rating", Label: "How soon do you need it?", Options: ratings(r.House().Book, today), Inline: true, Required: "Choose how soon you need the answer"},
	}
	for i := range f.Agencies.Options {
		o := &f.Agencies.Options[i]
		o.Reveals = []form.Field{&form.Text{Name: "name-" + o.Value, Label: "Its name", Hint: "Leave out if there is only one", Complete: "off"}}
	}
	f.Add(f.Agencies, f.Question, f.Rating)
	return f
}

type askView struct {
	govuk.Page
	ID   string
	Form *askForm
}

func ask(w http.ResponseWriter, r *shell.Request) error {
	v, err := r.House().FrontDoor.Open(r.Context(), r.Actor, contactOf(r), r.Route.Pattern())
	if err != nil {
		return err
	}
	f := newAskForm(r)
	typed, banner, ok, err := r.Draft("ask/" + r.ID())
	if err != nil {
		return err
	}
	if ok {
		f.Fill(typed)
	} else {
		f.Rating.Value = v.Contact.Body.Rating
	}
	return showAsk(w, r, v, f, banner)
}

func showAsk(w http.ResponseWriter, r *shell.Request, v room.View, f *askForm, banner govuk.NotificationBanner) error {
	view := askView{Page: r.Page("Ask agencies about " + wordOf(v.Contact.Body) + " " + v.Contact.Body.Reference), ID: r.ID(), Form: f}
	view.Errors, view.Banner = f.Errors(), banner
	view.Scripts = []string{"autosave.js"}
	view.Back = govuk.BackLink{Text: codes.Capital(wordOf(v.Contact.Body)), Href: "/contacts/" + r.ID()}
	return r.Show(w, "frontdoor/ask", view)
}

func asked(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, err := r.House().FrontDoor.Open(r.Context(), r.Actor, contactOf(r), r.Route.Pattern())
	if err != nil {
		return err
	}
	f := newAskForm(r)
	if f.Parse(r.PostForm) {
		var questions []room.Question
		for _, kind := range f.Agencies.Values {
			questions = append(questions, room.Question{AgencyType: kind, Agency: r.PostForm.Get("name-" + kind), Text: f.Question.Value, Rating: f.Rating.Value})
		}
		_, err := r.House().FrontDoor.Ask(r.Context(), r.Actor, contactOf(r), questions)
		if err == nil {
			if err := r.Sent("ask/" + r.ID()); err != nil {
				return err
			}
			return r.See(w, "/contacts/"+r.ID()+"#enquiries")
		}
		if !f.Explain(err) {
			return err
		}
	}
	return showAsk(w, r, v, f, govuk.NotificationBanner{})
}

// answerForm takes down an agency's answer.
type answerForm struct {
	form.Form
	Answer   *form.TextArea
	Answerer *form.Text
}

func newAnswerForm() *answerForm {
	f := &answerForm{
		Answer:   &form.TextArea{Name: "answer", Label: "What do they answer?", Hint: "If they know nothing, write that: it is an answer.", Rows: 6, Max: room.MaxText, Required: "Write what the agency answered; if it knows nothing, write that"},
		Answerer: &form.Text{Name: "answerer", Label: "Who answered?", Complete: "off"},
	}
	f.Add(f.Answer, f.Answerer)
	return f
}

type enquiryView struct {
	govuk.Page
	ID, Record string
	Enquiry    record.Of[record.AgencyEnquiry]
	Rows       []row
	Item       *task.Item
	Form       *answerForm
	Why        string
}

func oneEnquiry(r *shell.Request) (v room.View, e record.Of[record.AgencyEnquiry], err error) {
	v, err = r.House().FrontDoor.Open(r.Context(), r.Actor, contactOf(r), r.Route.Pattern())
	if err != nil {
		return v, e, err
	}
	for _, one := range v.Enquiries {
		if one.ID == r.PathValue("record") {
			return v, one, nil
		}
	}
	return v, e, errs.New(errs.NotFound, access.Missing)
}

func enquiry(w http.ResponseWriter, r *shell.Request) error {
	v, e, err := oneEnquiry(r)
	if err != nil {
		return err
	}
	return showEnquiry(w, r, v, e, newAnswerForm(), nil)
}

func showEnquiry(w http.ResponseWriter, r *shell.Request, v room.View, e record.Of[record.AgencyEnquiry], f *answerForm, wrong []govuk.ErrorLink) error {
	b := e.Body
	view := enquiryView{Page: r.Page("Enquiry to " + b.Agency), ID: r.ID(), Record: e.ID, Enquiry: e, Form: f, Why: r.PostForm.Get("why")}
	view.Caption = codes.Capital(wordOf(v.Contact.Body)) + " " + v.Contact.Body.Reference
	view.Errors = append(f.Errors(), wrong...)
	view.Back = govuk.BackLink{Text: codes.Capital(wordOf(v.Contact.Body)), Href: "/contacts/" + r.ID()}
	view.Rows = []row{{"Asked", day.Moment(b.Asked) + " by " + r.Name(b.AskedBy)}, {"Question", b.Question}, {"They may share it because", b.Lawful}}
	if !b.Chased.IsZero() {
		view.Rows = append(view.Rows, row{"Asked again", day.Moment(b.Chased)})
	}
	if !b.Answered.IsZero() {
		view.Rows = append(view.Rows, row{"Answered", day.Moment(b.Answered) + cmp.Or(" by "+b.Answerer, "")}, row{"Answer", b.Answer}, row{"Taken down by", r.Name(b.TakenBy)})
	}
	if !b.Ended.IsZero() {
		view.Rows = append(view.Rows, row{"No longer needed", day.Moment(b.Ended) + ": " + b.WhyEnded})
	}
	items, err := r.House().Tasks.On(r.Context(), v.Contact.Subject)
	if err != nil {
		return err
	}
	for i := range items {
		if items[i].Record == e.ID {
			view.Item = &items[i]
		}
	}
	return r.Show(w, "frontdoor/enquiry", view)
}

func answered(w http.ResponseWriter, r *shell.Request) error {
	base, err := r.Posted()
	if err != nil {
		return err
	}
	v, e, err := oneEnquiry(r)
	if err != nil {
		return err
	}
	f := newAnswerForm()
	if f.Parse(r.PostForm) {
		_, err := r.House().FrontDoor.Answer(r.Context(), r.Actor, contactOf(r), room.Reply{Enquiry: e.ID, Version: base, Answer: f.Answer.Value, Answerer: f.Answerer.Value})
		if err == nil {
			return r.See(w, "/contacts/"+r.ID()+"#enquiries")
		}
		if !f.Explain(err) {
			return err
		}
	}
	return showEnquiry(w, r, v, e, f, nil)
}

func chased(w http.ResponseWriter, r *shell.Request) error {
	base, err := r.Posted()
	if err != nil {
		return err
	}
	if _, err := r.House().FrontDoor.Chase(r.Context(), r.Actor, contactOf(r), r.PathValue("record"), base); err != nil {
		return err
	}
	return r.See(w, "/contacts/"+r.ID()+"/enquiries/"+r.PathValue("record"))
}

func endEnquiry(w http.ResponseWriter, r *shell.Request) error {
	base, err := r.Posted()
	if err != nil {
		return err
	}
	_, err = r.House().FrontDoor.EndEnquiry(r.Context(), r.Actor, contactOf(r), r.PathValue("record"), base, strings.TrimSpace(r.PostForm.Get("why")))
	if errs.Of(err) == errs.Invalid {
		v, e, opened := oneEnquiry(r)
		if opened != nil {
			return opened
		}
		return showEnquiry(w, r, v, e, newAnswerForm(), []govuk.ErrorLink{{Text: errs.Text(err), Href: "#why"}})
	}
	return back(w, r, err)
}
