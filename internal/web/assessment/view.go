package assessment

import (
	"errors"
	"net/http"
	"slices"
	"strconv"
	"strings"

	room "throughline/internal/assessment"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
	"throughline/internal/web/work"
)

// showView is an assessment to be read, with what the reader may do about it.
type showView struct {
	govuk.Page
	ID       string
	Base     int64
	Who      govuk.IdentityBar
	Tag      govuk.Tag
	State    string
	Clock    govuk.Clock
	Limit    work.Limit
	Earlier  bool // there is a last assessment to show beside it
	Dates    govuk.SummaryList
	Points   []pointView
	Family   []passage
	Children []childView
	Closing  []passage
	Comments govuk.Timeline
	Missing  []govuk.ErrorLink
	Follow   []followView
	Mail     []followView
	Close    bool // a referral that stayed open can be tried again
	Resend   bool // mail that failed can be tried again
	Undo     *shell.Step
	Draft    string // when the reader's own draft was kept
	Can      offers
	Forms    *forms
}

// PracticeOf is where the council's own forms are answered for the child whose particular needs are at a path.
func (showView) PracticeOf(needs string) string {
	return strings.TrimSuffix(needs, "needs") + "practice"
}

// offers is what the page offers the reader now.
type offers struct {
	Write, Submit, Decide, Review, Reopen, Correct, Allocate bool
	Refused                                                  string // why a manager is not offered the decision
}

type pointView struct{ Name, Due, Decided string }

// passage is a titled text, in paragraphs.
type passage struct {
	Title string
	Text  []string
}

type childView struct {
	Name     string
	Facts    govuk.SummaryList
	Passages []passage
	Needs    string // where particular needs are assessed
}

func show(w http.ResponseWriter, r *shell.Request) error {
	return render(w, r, newForms(today(r)), 0, nil)
}

// render shows an assessment, with forms that were sent and refused, if any, and what was wrong.
func render(w http.ResponseWriter, r *shell.Request, f *forms, status int, wrong []govuk.ErrorLink) error {
	v, err := r.House().Assessment.Read(r.Context(), r.Actor, subject(r), r.Route.Pattern())
	if err != nil {
		return err
	}
	can, err := rightsOf(r, v)
	if err != nil {
		return err
	}
	body := v.Report.Body
	view := showView{Page: r.Page("Assessment"), ID: r.ID(), Base: v.Report.Version, Tag: stateTag(body), State: body.State, Clock: work.Clock(v.Clock.State, v.Clock.Words), Forms: f}
	view.Errors, view.Status = wrong, status
	view.Back = govuk.BackLink{Text: "Back to work", Href: "/work"}
	if def, err := r.House().Book.Lookup(room.Completion); err == nil {
		view.Limit = work.LimitOf(def)
	}
	view.Who = govuk.IdentityBar{Label: "Who this assessment is about", Name: childNames(v)}
	view.Dates = dates(r, v)
	for _, p := range v.Points {
		view.Points = append(view.Points, pointView{Name: capital(p.Name), Due: p.Due.Long(), Decided: decided(p, today(r))})
	}
	view.Family = passages(map[string]string{"history": body.History, "parenting": body.Parenting, "environment": body.Environment}, "", "history", "parenting", "environment")
	view.Closing = passages(map[string]string{"analysis": body.Analysis, "plan": body.Plan, "why_late": body.WhyLate}, "", "analysis", "plan")
	if body.WhyLate != "" {
		view.Closing = append(view.Closing, passages(map[string]string{"why_late": body.WhyLate}, "", "why_late")...)
	}
	for _, c := range v.Children {
		view.Children = append(view.Children, childOf(c))
	}
	view.Comments = comments(r, body)
	view.Can = offersOf(can, v)
	if view.Earlier, err = r.House().Assessment.HasEarlier(r.Context(), subject(r)); err != nil {
		return err
	}
	if view.Can.Write {
		view.Missing = missing(r.ID(), v.Missing)
	}
	if err := view.draft(r, can, body); err != nil {
		return err
	}
	if err := view.follow(r, v, can); err != nil {
		return err
	}
	if view.Undo, err = lastStep(r); err != nil {
		return err
	}
	if text := doneText[r.URL.Query().Get("done")]; text != "" && wrong == nil {
		view.Banner = govuk.NotificationBanner{Success: true, Text: text}
	}
	return r.Show(w, "assessment/show", view)
}

var doneText = map[string]string{
	"submitted":  "The assessment is with the manager.",
	"returned":   "The assessment is back in the worker’s list, with your comment.",
	"authorised": "The assessment is authorised. What it says is frozen.",
	"reviewed":   "Your decision at the review point is recorded.",
	"reopened":   "A new edition is open. It needs to be authorised again.",
	"followed":   "That was tried again. How it stands now is below.",
	"corrected":  "The day of the authorisation is corrected. The day recorded before is kept in the history.",
	"allocated":  "The assessment is allocated.",
	"undone":     "That was undone. The assessment is as it was before.",
}

func (v *showView) draft(r *shell.Request, can rights, body record.AssessmentReport) error {
	if !can.Write {
		return nil
	}
	d, ok, err := r.Drafts().Load(r.Context(), r.Actor.ID, draftName(r.ID()))
	if err != nil || !ok {
		return err
	}
	v.Draft = "You have a draft of " + day.Moment(d.Saved) + " that is not saved yet. "
	if writable(body) {
		v.Draft += "Write the assessment to go on with it."
	} else {
		v.Draft += "It is kept. You can go on with it when the assessment is returned or reopened."
	}
	return nil
}

// offersOf is what may be done now: by this reader, in this state.
func offersOf(can rights, v room.View) offers {
	body := v.Report.Body
	out := offers{
		Write:    can.Write && writable(body),
		Submit:   can.Submit && writable(body),
		Allocate: can.Allocate && body.State != record.Authorised,
		Reopen:   can.Authorise && body.State == record.Authorised,
	}
	mayDecide := can.Authorise && !can.Author
	out.Decide = mayDecide && body.State == record.Submitted
	out.Review = mayDecide && body.Completed.IsZero() && slices.ContainsFunc(v.Points, func(p room.Point) bool { return p.Met.IsZero() })
	out.Correct = mayDecide && !body.Completed.IsZero()
	if can.Authorise && can.Author && body.State == record.Submitted {
		out.Refused = "You wrote in this assessment or handed it in, so somebody else must decide on it. Ask another manager of the line."
	}
	return out
}

func dates(r *shell.Request, v room.View) govuk.SummaryList {
	body := v.Report.Body
	rows := []govuk.SummaryRow{
		govuk.Row("Referred", body.Referred.Long()),
	}
	if v.Clock.Due.Fixed() {
		rows = append(rows, govuk.Row("To be authorised by", v.Clock.Due.By.Day().Long()))
	}
	if !body.Completed.IsZero() {
		rows = append(rows, govuk.Row("First authorised", body.Completed.Long()))
	}
	worker := "Not allocated to a worker yet"
	if body.Worker != "" {
		worker = r.Name(body.Worker)
	}
	rows = append(rows, govuk.Row("Worker", worker), govuk.Row("Team", r.Name(body.Team)))
	var wrote []string
	for _, id := range body.Authors {
		wrote = append(wrote, r.Name(id))
	}
	if len(wrote) > 0 {
		rows = append(rows, govuk.Row("Written by", names(wrote)))
	}
	if body.SubmittedBy != "" {
		rows = append(rows, govuk.Row("Handed in", r.Name(body.SubmittedBy)+", "+day.Moment(body.SubmittedAt)))
	}
	if body.AuthorisedBy != "" {
		rows = append(rows, govuk.Row("Authorised", r.Name(body.AuthorisedBy)+", "+day.Moment(body.AuthorisedAt)))
	}
	return govuk.SummaryList{Rows: append(rows, govuk.Row("Edition", strconv.Itoa(v.Edition))), Classes: "govuk-summary-list--no-border"}
}

func decided(p room.Point, today day.Day) string {
	switch {
	case !p.Met.IsZero():
		return "Decided on " + p.Met.Long()
	case p.Due.Before(today):
		return "Overdue: nobody has decided yet"
	}
	return "Not yet"
}

func passages(texts map[string]string, note string, inputs ...string) []passage {
	var out []passage
	for _, input := range inputs {
		out = append(out, passage{Title: fieldLabel(input) + note, Text: paragraphs(texts[input])})
	}
	return out
}

// paragraphs are the lines of a text that are not empty.
func paragraphs(text string) []string {
	var out []string
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}

func childOf(c room.ViewChild) childView {
	a := c.Part.Body
	set, _ := codes.Set("assessment_factors")
	var found []string
	for _, code := range a.Factors {
		found = append(found, capital(set.Label(code)))
	}
	say := func(value, otherwise string) string {
		if value == "" {
			return otherwise
		}
		return value
	}
	var rows []govuk.SummaryRow
	if c.Unborn {
		rows = append(rows, govuk.Row("Seen", "Not born yet"))
	} else {
		seen := "Not recorded yet"
		switch {
		case !a.Seen.IsZero():
			seen = a.Seen.Long()
		case a.WhyNotSeen != "":
			seen = "Not seen: " + a.WhyNotSeen
		}
		rows = append(rows, govuk.Row("Seen", seen))
		if !a.Seen.IsZero() {
			rows = append(rows, govuk.Row("Seen alone", say(a.SeenAlone, "Not recorded yet")))
			if a.SeenAlone != "" {
				rows[len(rows)-1].Value.Text = shown("-seen_alone", a.SeenAlone)
			}
		}
	}
	if len(a.Heard) > 0 {
		how, _ := codes.Set("how_heard")
		var said []string
		for _, code := range a.Heard {
			said = append(said, how.Label(code))
		}
		rows = append(rows, govuk.Row("Heard", capital(strings.Join(said, "; "))))
	}
	outcome := "Not chosen yet"
	if a.Outcome != "" {
		outcome = shown("-outcome", a.Outcome)
	}
	rows = append(rows, govuk.Row("Factors", say(strings.Join(found, "; "), "Not chosen yet")), govuk.Row("Outcome", outcome))
	out := childView{Name: c.Name, Needs: work.ItemPath(c.Child) + "/needs", Facts: govuk.SummaryList{Rows: rows}}
	inputs := []string{"views", "wishes", "needs"}
	if c.Unborn {
		inputs = inputs[2:]
	}
	out.Passages = passages(map[string]string{"views": a.Views, "wishes": a.Wishes, "needs": a.Needs}, "", inputs...)
	return out
}

func comments(r *shell.Request, body record.AssessmentReport) govuk.Timeline {
	t := govuk.Timeline{HeadingLevel: 3}
	for _, c := range slices.Backward(body.Comments) {
		t.Items = append(t.Items, govuk.TimelineItem{
			Title: govuk.Content{Text: capital(c.Did)}, Machine: day.In(c.At).String(), When: day.Moment(c.At), By: r.Name(c.By), Text: c.Text,
		})
	}
	return t
}

// missing lists what a submission would refuse, each with a link to where it is written.
func missing(id string, err error) []govuk.ErrorLink {
	fields, _ := errors.AsType[errs.Fields](err)
	var out []govuk.ErrorLink
	for _, f := range fields {
		at := f.Field
		if strings.HasSuffix(at, "-seen") {
			at += "-day"
		}
		out = append(out, govuk.ErrorLink{Text: f.Text, Href: path(id, "/edit#", at)})
	}
	return out
}
