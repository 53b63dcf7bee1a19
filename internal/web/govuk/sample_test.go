package govuk_test

import (
	"net/url"
	"testing"
	"testing/fstest"

	"throughline/internal/day"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
)

// sampleView is a page with most of the components, for the tests that look at a whole page.
type sampleView struct {
	govuk.Page
	Form       *sampleForm
	Components []govuk.Component
}

type sampleForm struct {
	form.Form
	Name, Reason form.Text
	Age          form.Text
	Notes        form.TextArea
	Seen         form.Radios
	Needs        form.Checkboxes
	Born         form.Date
	Team         form.Select
	From         form.Hidden
}

const samplePage = `{{template "draft" .}}
<form method="post" action="/sample" novalidate data-draft="/drafts/sample">
{{range .Form.Fields}}{{component .}}{{end}}
{{component .DraftStatus}}
<div class="govuk-button-group">{{component .Send}}{{component .Later}}</div>
</form>
{{range .Components}}{{component .}}
{{end}}`

func (sampleView) DraftStatus() govuk.DraftStatus {
	return govuk.DraftStatus{Text: "Draft saved at 2:05pm"}
}
func (sampleView) Send() govuk.Button {
	return govuk.Button{Text: "Send for approval", PreventDoubleClick: true}
}
func (sampleView) Later() govuk.Button {
	return govuk.Button{Text: "Save draft", Classes: "govuk-button--secondary", Name: "_save", Value: "draft"}
}

func newSampleForm() *sampleForm {
	f := &sampleForm{
		Name:   form.Text{Name: "name", Label: "Child’s full name", Hint: "As on the birth certificate, if known", Required: "Enter the child’s name"},
		Reason: form.Text{Name: "reason", Label: "Why not?", Required: "Enter why the child was not seen"},
		Age:    form.Text{Name: "hours", Label: "Hours a week", Suffix: "hours", Width: 3, Numeric: true},
		Notes:  form.TextArea{Name: "notes", Label: "What is happening?", Required: "Enter what is happening", Max: 2000},
		Born:   form.Date{Name: "born", Label: "Date of birth", Hint: "For example, 27 3 2007", Noun: "Date of birth", Max: day.Must("2026-06-03"), Required: "Enter the date of birth"},
		Needs: form.Checkboxes{Name: "needs", Label: "What may help?", Options: []form.Option{
			{Value: "interpreter", Label: "An interpreter", Hint: "Also for sign language"}, {Value: "advocate", Label: "An advocate"},
			{Divider: "or"}, {Value: "none", Label: "None of these", Exclusive: true}}},
		Team: form.Select{Name: "team", Label: "Team", Empty: "Choose a team", Required: "Choose a team",
			Options: []form.Option{{Value: "north", Label: "North"}, {Value: "south", Label: "South"}}},
		From: form.Hidden{Name: "from", Value: "queue"},
	}
	f.Seen = form.Radios{Name: "seen", Label: "Was the child seen alone?", Required: "Say whether the child was seen alone", Options: []form.Option{
		{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No", Reveals: []form.Field{&f.Reason}}}}
	f.Add(&f.Name, &f.Born, &f.Seen, &f.Needs, &f.Age, &f.Notes, &f.Team, &f.From)
	return f
}

func sample(values url.Values) sampleView {
	f := newSampleForm()
	v := sampleView{Page: govuk.Page{
		Title: "Tell us about a child", Heading: "Tell us about a child", Caption: "New referral",
		Nav: []govuk.NavItem{{Text: "My work", Href: "/work", Active: true}, {Text: "Front door", Href: "/front-door"}, {Text: "Measures", Href: "/measures"},
			{Text: "Scrutiny", Href: "/scrutiny"}},
		User:    govuk.User{Name: "Amina Okafor-Hussain", Role: "Team manager"},
		Back:    govuk.BackLink{Href: "/work", Text: "Back to my work"},
		Banner:  govuk.NotificationBanner{Success: true, Text: "The referral was sent. Its reference is R-2026-0417.", NoAutoFocus: true},
		Scripts: []string{"autosave.js"},
		Print:   govuk.PrintHead{Title: "Referral", Period: "June 2026", Status: "Draft"},
	}}
	if values != nil {
		f.Parse(values)
		v.Errors = f.Errors()
	}
	v.Form = f
	link := func(text, hidden string) govuk.Link { return govuk.Link{Text: text, Href: "/x", HiddenText: hidden} }
	v.Components = []govuk.Component{
		govuk.IdentityBar{Name: "Siân Example", Facts: []govuk.Fact{{Key: "Born", Value: govuk.Content{Text: "3 May 2019 (7 years)"}}, {Key: "Team", Value: govuk.Content{Text: "North"}}, {Key: "Allocated to", Value: govuk.Content{Text: "Jo Sample"}}},
			Badges: []govuk.Badge{{Text: "Child protection plan", Kind: "warning"}, {Text: "Interpreter needed"}, {Text: "Address confidential", Kind: "quiet"}}},
		govuk.SubNavigation{Label: "Parts of this record", Items: []govuk.NavItem{{Text: "Summary", Href: "/s", Current: true}, {Text: "Timeline", Href: "/t"}, {Text: "Documents", Href: "/d"}, {Text: "Who read this", Href: "/w"}}},
		govuk.SummaryList{Rows: []govuk.SummaryRow{govuk.Row("Name", "Siân Example", link("Change", "name")), govuk.Row("Born", "3 May 2019", link("Change", "date of birth")), govuk.Row("Reference", "0123456789012345678901234567890123456789012345678901234567890123456789")}},
		govuk.Scroll{Label: "Work due this week", Body: govuk.Table{Caption: "Work due this week", CaptionClasses: "govuk-table__caption--m", FirstCellIsHeader: true,
			Head: []govuk.Cell{{Text: "Reference"}, {Text: "Step"}, {Text: "Time limit"}, {Text: "Received"}, {Text: "Children", Format: "numeric"}},
			Rows: [][]govuk.Cell{
				{{Component: link("R-2026-0417", "")}, {Text: "Decide referral"}, {Component: govuk.Clock{State: govuk.Overdue, Detail: "by 2 working days"}}, {Text: "1 June 2026"}, govuk.Number("2")},
				{{Text: "R-2026-0418"}, {Text: "Decide referral"}, {Component: govuk.Clock{State: govuk.Due, Detail: "today at 5pm"}}, {Text: "2 June 2026"}, govuk.Number("1")},
				{{Text: "R-2026-0419"}, {Text: "Assessment"}, {Component: govuk.Clock{State: govuk.Running, Detail: "31 working days left"}}, {Text: "3 June 2026"}, govuk.Number("1")},
				{{Text: "R-2026-0420"}, {Text: "Assessment"}, {Component: govuk.Clock{State: govuk.Met}}, {Text: "3 June 2026"}, govuk.Number("1")},
				{{Text: "R-2026-0421"}, {Text: "Assessment"}, {Component: govuk.Clock{State: govuk.Late}}, {Text: "3 June 2026"}, govuk.Number("1")},
				{{Text: "R-2026-0422"}, {Text: "Assessment"}, {Component: govuk.Clock{State: govuk.Stopped}}, {Text: "3 June 2026"}, govuk.Number("1,204")},
			}}},
		govuk.Scroll{Label: "Prices", Body: govuk.Table{Caption: "Prices", CaptionClasses: "govuk-table__caption--m", Classes: govuk.StackClass, FirstCellIsHeader: true,
			Head: govuk.Cells("Placement", "For", "Paid", "A week", "A year", "Allowed by"),
			Rows: [][]govuk.Cell{{{Component: link("Children’s homes", "")}, {Text: "The placement"}, {Text: "from 7 September 2026"}, {Text: "£5,994.73"}, {Text: "£312,582.35"}, {}}}}},
		govuk.Timeline{Items: []govuk.TimelineItem{
			{Title: govuk.Content{Text: "Assessment authorised"}, Machine: "2026-06-02", When: "2 June 2026", By: "Amina Okafor-Hussain", Text: "Plan agreed with the family."},
			{Title: govuk.Content{Component: link("Referral decided", "")}, Machine: "2026-05-01", When: "1 May 2026"}}},
		govuk.Compare{Left: govuk.Side{Heading: "Yours, 2:05pm", Text: "Seen at home.\nSettled."}, Right: govuk.Side{Heading: "Jo Sample’s, 2:03pm", Text: "Seen at school.", Chosen: true}},
		govuk.TaskList{Items: []govuk.Task{{Title: govuk.Content{Text: "Development"}, Href: "/a", Status: govuk.Content{Text: "Completed"}},
			{Title: govuk.Content{Text: "Parenting"}, Href: "/b", Hint: govuk.Content{Text: "Father’s details are missing"}, Tag: govuk.Tag{Text: "Incomplete", Classes: "govuk-tag--blue"}}}},
		govuk.InsetText{Text: "A decision is due within one working day of the referral."},
		govuk.WarningText{Text: "Once authorised this cannot be changed, only followed by a new version."},
		govuk.Details{Summary: "How this is counted", Text: "Children whose assessment ended in the period."},
		govuk.Tabs{IDPrefix: "views", Items: []govuk.Tab{{Label: "Chart", Text: "A chart."}, {Label: "Data", Text: "A table."}}},
		govuk.FileUpload{Name: "letter", Label: govuk.Label{Text: "Letter from the school"}},
		govuk.Pagination{Previous: govuk.PageLink{Href: "/p/1"}, Next: govuk.PageLink{Href: "/p/3"}, Items: []govuk.PageItem{{Number: "1", Href: "/p/1"}, {Number: "2", Href: "/p/2", Current: true}, {Ellipsis: true}, {Number: "9", Href: "/p/9"}}},
		govuk.Panel{Title: "Referral sent", HeadingLevel: 2, Text: "Your reference is R-2026-0417"},
		govuk.Input{Name: "upn", Label: govuk.Label{Text: "Unique pupil number"}, Value: "A123456789012"},
		govuk.Textarea{Name: "more", Label: govuk.Label{Text: "Anything else"}},
	}
	return v
}

func sampleViews(t testing.TB) *govuk.Views {
	t.Helper()
	kit, err := govuk.New()
	if err != nil {
		t.Fatal(err)
	}
	views, err := govuk.NewViews(kit, fstest.MapFS{
		"sample.html":       {Data: []byte(samplePage)},
		"autosaved.html":    {Data: []byte(autosaved)},
		"other/empty.html":  {Data: []byte(`<p class="govuk-body">Nothing</p>`)},
		"other/broken.html": {Data: []byte(`<p>{{.NoSuchField}}</p>`)},
		"shared/draft.html": {Data: []byte(`{{define "draft"}}<p class="govuk-body">Nothing is sent before you press “Send for approval”.</p>{{end}}`)},
	}, govuk.Site{Authority: "Exampleshire Council", SignOut: "/sign-out", Accessibility: "/accessibility", Cookies: "/cookies", Privacy: "/privacy",
		Phase: govuk.PhaseBanner{Tag: govuk.Tag{Text: "Beta"}, Text: "This is a new service."}}, false)
	if err != nil {
		t.Fatal(err)
	}
	return views
}
