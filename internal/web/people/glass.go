package people

import (
	"net/http"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// glassBar is the watermark of every page that is open only because of an emergency.
type glassBar struct{ ID, Until, Reason string }

func glassOf(r *shell.Request) *glassBar {
	g, ok := story.Find[record.BreakGlass](r.Reading.Story, r.Reading.Glass)
	if r.Reading.Glass == "" || !ok {
		return nil
	}
	return &glassBar{g.ID, clockTime(g.Body.Until), g.Body.Reason}
}

func clockTime(t time.Time) string { return strings.ToLower(t.In(day.London).Format("3:04PM")) }

type glassView struct {
	govuk.Page
	Form    form.Form
	Subject string // chosen from a search; empty: asked for by number and date of birth
}

type glassForm struct {
	Number form.Text
	Birth  form.Date
	Reason form.TextArea
}

func newGlassForm(r *shell.Request, chosen string) (*glassForm, glassView) {
	f := &glassForm{
		Number: form.Text{Name: "number", Label: "NHS number, UPN, local id or the id of an earlier system", Hint: "The whole number. Nobody is found by a part of it.", Width: 20, Required: "Enter the number", Complete: "off"},
		Birth:  form.Date{Name: "birth", Label: "Date of birth, or the expected date", Noun: "Date of birth", Required: "Enter the date of birth"},
		Reason: form.TextArea{Name: "reason", Label: "Why must you open this record now?", Hint: "At least 20 characters, in words that a reviewer can check. The people who work with the person read it.", Rows: 3, Max: 1000, Required: "Say why you must open this record now, in at least 20 characters"},
	}
	v := glassView{Page: r.Page("Open a record in an emergency"), Subject: chosen}
	v.Back = govuk.BackLink{Text: "Back to find a person", Href: "/people"}
	if chosen == "" {
		v.Form.Add(&f.Number, &f.Birth)
	}
	v.Form.Add(&f.Reason)
	return f, v
}

func askGlass(w http.ResponseWriter, r *shell.Request) error {
	_, v := newGlassForm(r, "")
	return r.Show(w, "people/glass", v)
}

// noMatch stands in the access log for a number and date of birth that open nothing.
const noMatch = record.ChildSubject + ":no-match"

// openGlass opens one record for 60 minutes. What does not exist, what stands behind a bar and what fits the number but not the date of
// birth are answered alike, after the same steps.
func openGlass(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	chosen := r.PostForm.Get("subject")
	f, v := newGlassForm(r, chosen)
	if chosen != "" && !r.PostForm.Has("reason") {
		return r.Show(w, "people/glass", v) // from a search: the reason is asked for first
	}
	if !v.Form.Parse(r.PostForm) {
		v.Errors = v.Form.Errors()
		return r.Show(w, "people/glass", v)
	}
	who, err := meant(r, chosen, f)
	if err != nil {
		return err
	}
	_, _, err = r.House().People.OpenBreakGlass(r.Context(), r.Actor, who, f.Reason.Value)
	switch {
	case err == nil:
		return r.See(w, Path(who)+"?done=opened")
	case errs.Of(err) == errs.Conflict:
		return r.See(w, Path(who))
	case errs.Of(err) == errs.NotFound && chosen == "":
		err = errs.Field("number", "No record was opened. Check the number and the date of birth: both must be right")
	case errs.Of(err) == errs.NotFound:
		err = errs.Field("reason", "No record was opened. Go back and search for the person again")
	}
	if !v.Form.Explain(err) {
		return err
	}
	v.Errors = v.Form.Errors()
	return r.Show(w, "people/glass", v)
}

// meant is whose record is to be opened: one that the actor found by a search, or the one person who has the number and was born on the day.
func meant(r *shell.Request, chosen string, f *glassForm) (string, error) {
	if chosen != "" {
		facts, err := currentFacts(r, chosen)
		if err != nil && errs.Of(err) != errs.NotFound {
			return "", err
		}
		if err != nil || !access.Decide(r.Actor, access.Search, access.Identity, facts, r.Now()).Allow {
			return noMatch, nil
		}
		return facts.Subject, nil
	}
	found := map[string]bool{}
	err := r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		clear(found)
		for _, k := range match.Keys(asPerson(f.Number.Value)) {
			if !slices.Contains([]match.Kind{match.UPNKey, match.NHSKey, match.LocalKey, match.FormerKey}, k.Kind) {
				continue
			}
			subjects, err := db.Column[string](t, "select p.subject from search_key k join person_card p on p.subject = k.subject where k.kind = $1 and k.value = $2 and p.born = $3",
				string(k.Kind), k.Value, f.Birth.Value.String())
			if err != nil {
				return err
			}
			for _, s := range subjects {
				found[s] = true
			}
		}
		return nil
	})
	if err != nil || len(found) != 1 {
		return noMatch, err
	}
	for s := range found {
		return s, nil
	}
	return noMatch, nil
}

// asPerson is a person of whom only a number is known, of whichever sort it is.
func asPerson(number string) match.Person {
	var p match.Person
	for _, t := range []match.IDType{match.UPN, match.FormerUPN, match.NHS, match.Local, match.FormerID} {
		p.IDs = append(p.IDs, match.ID{Type: t, Value: number})
	}
	return p
}

func endGlass(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if _, err := r.House().People.EndBreakGlass(r.Context(), r.Actor, r.PostForm.Get("id")); err != nil {
		return err
	}
	return r.See(w, "/people?done=glass-ended")
}

type openingsView struct {
	govuk.Page
	Rows  []openingRow
	Stops []stopRow
}

type openingRow struct {
	ID, Worker, When, Reason, State string
}

// openings lists the emergency openings that wait for a review, oldest first, and who was stopped for opening many records. Whose record it was is told on the page of each.
func openings(w http.ResponseWriter, r *shell.Request) error {
	list, err := r.House().People.PendingReviews(r.Context(), r.Actor)
	if err != nil {
		return err
	}
	v := openingsView{Page: r.Page("Emergency access to review")}
	if r.URL.Query().Get("done") == "reviewed" {
		v.Banner = govuk.NotificationBanner{Success: true, Text: "The review is recorded."}
	}
	for _, o := range list {
		v.Rows = append(v.Rows, openingRow{o.ID, r.Name(o.Worker), day.Moment(o.From), o.Reason, stateOf(r, o)})
	}
	if v.Stops, err = stops(r); err != nil {
		return err
	}
	return r.Show(w, "people/openings", v)
}

func stateOf(r *shell.Request, o person.Opening) string {
	switch {
	case !o.Ended.IsZero():
		return "Ended at " + clockTime(o.Ended)
	case r.Now().Before(o.Until):
		return "Still open, until " + clockTime(o.Until)
	}
	return "Ran out at " + clockTime(o.Until)
}

type openingView struct {
	govuk.Page
	Opening openingRow
	Name    string
	Read    []readingRow
	Form    form.Form
	Action  string
}

// opening is one emergency opening with what was read through it, and the review. It says whose record it was, so it is written down.
func opening(w http.ResponseWriter, r *shell.Request) error {
	v, _, _, err := reviewView(r)
	if err != nil {
		return err
	}
	return r.Show(w, "people/opening", v)
}

func reviewView(r *shell.Request) (v openingView, outcome *form.Radios, note *form.TextArea, err error) {
	list, err := r.House().People.PendingReviews(r.Context(), r.Actor)
	if err != nil {
		return v, nil, nil, err
	}
	i := slices.IndexFunc(list, func(o person.Opening) bool { return o.ID == r.ID() })
	if i < 0 {
		return v, nil, nil, errs.New(errs.NotFound, "%s", access.Missing)
	}
	o := list[i]
	v.Page = r.Page("Review emergency access")
	v.Back = govuk.BackLink{Text: "Back to the list", Href: "/break-glass"}
	v.Opening, v.Name, v.Action = openingRow{o.ID, r.Name(o.Worker), day.Moment(o.From), o.Reason, stateOf(r, o)}, o.Name, "/break-glass/"+o.ID
	rows, err := r.House().People.WhoRead(r.Context(), r.Actor, o.Subject, o.From)
	if err != nil {
		return v, nil, nil, err
	}
	for _, row := range slices.Backward(rows) {
		if row.Why == "Emergency access "+o.ID {
			v.Read = append(v.Read, readingRow{When: day.Moment(row.At), What: capital(actionWords(row))})
		}
	}
	outcome = &form.Radios{Name: "outcome", Label: "Was the opening justified?", Required: "Choose whether the opening was justified",
		Options: []form.Option{{Value: record.Justified, Label: "Yes, it was justified"}, {Value: record.NotJustified, Label: "No, it was not justified", Hint: "An opening that still runs ends at once"}}}
	note = &form.TextArea{Name: "note", Label: "What did you find?", Required: "Say what you found", Rows: 4, Max: 2000}
	v.Form.Add(outcome, note)
	return v, outcome, note, nil
}

func review(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	v, outcome, note, err := reviewView(r)
	if err != nil {
		return err
	}
	if v.Form.Parse(r.PostForm) {
		_, err := r.House().People.ReviewBreakGlass(r.Context(), r.Actor, r.ID(), outcome.Value, note.Value)
		if err == nil {
			return r.See(w, "/break-glass?done=reviewed")
		}
		if !v.Form.Explain(err) {
			return err
		}
	}
	v.Errors = v.Form.Errors()
	return r.Show(w, "people/opening", v)
}
