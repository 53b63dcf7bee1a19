package programmes

import (
	"fmt"
	"net/http"
	"net/url"
	"strconv"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/quality"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

type postsView struct {
	govuk.Page
	Keeps, All bool
	Says       []string
	Rows       []postRow
	Team       string
	Undo       *shell.Step
}

type postRow struct {
	Href, Job, Team, FTE, Funder, Until, Holder string
	AtRisk                                      bool
}

// fte is hundredths of full time as people write it.
func fte(n int) string {
	return strconv.FormatFloat(float64(n)/100, 'f', -1, 64)
}

func counted(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}

// posts says how long the posts of early help, or all, are paid for (SR-029).
func posts(w http.ResponseWriter, r *shell.Request) error {
	all := r.URL.Query().Get("show") == "all"
	s, err := room(r).Posts(r.Context(), r.Actor, all)
	if err != nil {
		return err
	}
	v := postsView{Page: page(r, "Posts of early help", "Programmes of work", "/programmes"), Keeps: quality.Keeps(r.Actor), All: all}
	if v.Wide = true; all {
		v.Heading = "Posts of all teams"
	}
	v.Says = []string{fmt.Sprintf("%s, %s full time; %d vacant.", counted(len(s.Posts), "post"), fte(s.FTE), s.Vacant), fmt.Sprintf("%s full time (%s) at risk: the money ends within 12 months. %s full time has money without an end.", fte(s.AtRisk), percent(int64(s.AtRisk), int64(s.FTE)), fte(s.NoEnd))}
	for _, p := range s.Posts {
		b := p.Body
		row := postRow{Job: codes.Sentence("worker_job", b.Job), Team: r.Name(p.Subject), FTE: fte(b.FTE), Funder: codes.Sentence("funder", b.Funder), AtRisk: p.AtRisk, Holder: r.Name(p.Holder)}
		if !b.FundedUntil.IsZero() {
			row.Until = b.FundedUntil.Long()
		}
		if p.Agency {
			row.Holder += ", agency"
		}
		if v.Keeps {
			row.Href = "/posts/" + p.ID
		}
		v.Rows = append(v.Rows, row)
	}
	if v.Team = r.URL.Query().Get("team"); v.Team != "" {
		if v.Undo, err = r.LastDid(room(r).PostUndoing(), v.Team, "/posts/undo", "You changed a post"); err != nil {
			return err
		}
		if v.Undo != nil {
			v.Undo.With = map[string]string{"team": v.Team}
		}
	}
	return r.Show(w, "programmes/posts", v)
}

func onePost(w http.ResponseWriter, r *shell.Request) error {
	now := r.Today()
	var was record.Of[record.Post]
	held := url.Values{"job": {"early_help"}, "fte": {"100"}}
	fields := []form.Field{
		&form.Select{Name: "job", Label: "Job", Options: form.Coded("worker_job", now), Required: "Choose the job"},
		&form.Text{Name: "fte", Label: "How much of full time?", Suffix: "%", Width: 3, Numeric: true, Required: "Enter a number from 1 to 100"},
		&form.Date{Name: "from", Label: "Since when is there the post?", Noun: "The day", Required: "Enter the day from which there is the post"},
		&form.Select{Name: "funder", Label: "Who pays for it?", Empty: "Not said", Options: form.Coded("funder", now)},
		&form.Date{Name: "funded_until", Label: "Until when is there money?", Hint: "Leave it empty when the money has no end", Noun: "The end of the money"},
		&form.Date{Name: "to", Label: "If the post ends: its last day", Noun: "The last day"},
	}
	title, button := "Set up a post", "Set it up"
	if r.ID() == "new" {
		in, err := teams(r)
		if err != nil {
			return err
		}
		fields = append([]form.Field{&form.Select{Name: "team", Label: "Team", Empty: "Choose a team", Options: in, Required: "Choose the team"}}, fields...)
		form.SetDay(held, "from", now)
	} else {
		var err error
		if was, err = room(r).PostOf(r.Context(), r.Actor, r.ID()); err != nil {
			return err
		}
		b := was.Body
		title, button = "Change a post", "Save"
		held = url.Values{"job": {b.Job}, "fte": {strconv.Itoa(b.FTE)}, "funder": {b.Funder}}
		form.SetDay(held, "from", b.From)
		form.SetDay(held, "to", b.To)
		form.SetDay(held, "funded_until", b.FundedUntil)
	}
	v := shell.SectionedForm{Page: page(r, title, "Posts", "/posts"), Action: "/posts/" + r.ID(), Draft: "post/" + r.ID(), Base: was.Version, Button: button, Sections: []shell.Section{{Fields: fields}}, After: "You can undo this for 24 hours. What was before is kept."}
	v.Caption = r.Name(was.Subject)
	return r.RunForm(w, v, held, func(base int64, typed url.Values) (string, error) {
		share, err := strconv.Atoi(typed.Get("fte"))
		if err != nil {
			return "", errs.Field("fte", "Enter a number from 1 to 100")
		}
		p := record.Post{Job: typed.Get("job"), FTE: share, From: form.Day(typed, "from"), To: form.Day(typed, "to"), Funder: typed.Get("funder"), FundedUntil: form.Day(typed, "funded_until")}
		team := was.Subject
		if r.ID() == "new" {
			team = typed.Get("team")
			_, err = room(r).SetUp(r.Context(), r.Actor, team, p)
		} else {
			_, err = room(r).ChangePost(r.Context(), r.Actor, was.ID, base, p)
		}
		back := url.Values{"team": {team}}
		if p.Job != "early_help" {
			back.Set("show", "all")
		}
		return "/posts?" + back.Encode(), err
	})
}

func teams(r *shell.Request) (out []form.Option, err error) {
	err = r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		all, err := story.OfKind[record.Team](t)
		for _, team := range all {
			out = append(out, form.Option{Value: team.Subject, Label: team.Body.Name})
		}
		return err
	})
	return out, err
}

func undoPost(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if err := r.TakeBack(room(r).PostUndoing(), r.PostForm.Get("team")); err != nil {
		return err
	}
	return r.See(w, "/posts?show=all")
}
