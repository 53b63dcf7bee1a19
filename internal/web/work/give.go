package work

import (
	"fmt"
	"net/http"
	"slices"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
	"throughline/internal/workforce"
)

// LoadWords says what a worker holds, for a choice among workers.
func LoadWords(std workforce.Standard, l workforce.Load) string {
	word, _ := std.Level(l.Points, l.Limit)
	cases := "1 case"
	if l.Cases != 1 {
		cases = fmt.Sprintf("%d cases", l.Cases)
	}
	text := fmt.Sprintf("%s, %d of %d points. %s", cases, l.Points, l.Limit, word)
	if !l.Away.From.IsZero() {
		text += ". Away now"
	}
	return text
}

type giveView struct {
	govuk.Page
	ID   string
	Who  govuk.IdentityBar
	Form form.Form
}

// give allocates a case to a worker of the team, each shown with what they hold, or sets how pressing it is while it waits.
func give(w http.ResponseWriter, r *shell.Request) error {
	child := record.ChildSubject + ":" + r.ID()
	v := giveView{Page: r.Page("Give the case to a worker"), ID: r.ID()}
	view := r.Reading.View()
	v.Who = govuk.IdentityBar{Label: "Who this is about", Name: view.Name.Full()}
	v.Back = govuk.BackLink{Text: "Back to the child", Href: ItemPath(child)}
	who := &form.Radios{Name: "worker", Label: "Who takes the case?", Required: "Choose a worker, or leave it in the waiting list"}
	held := ""
	for _, team := range r.Actor.Manages {
		if slices.Contains(r.Reading.Facts.Teams, team) {
			held = team
		}
	}
	for _, team := range r.Actor.Manages {
		if held != "" && team != held {
			continue // another team takes a case by a transfer
		}
		std, err := room(r).Standard(r.Context(), team)
		if err != nil {
			return err
		}
		loads, err := room(r).Loads(r.Context(), r.Actor, std, team)
		if err != nil {
			return err
		}
		for _, l := range loads {
			if !l.Left.IsZero() {
				continue
			}
			who.Options = append(who.Options, form.Option{Value: team + "/" + l.Worker, Label: l.Name, Hint: LoadWords(std, l)})
		}
		who.Options = append(who.Options, form.Option{Value: team + "/", Label: "Nobody yet: leave it in the waiting list of " + r.Name(team)})
	}
	priority := &form.Select{Name: "priority", Label: "How soon does it need a worker?", Hint: "Only while it waits", Empty: "Not set"}
	set, _ := codes.Set("case_priority")
	for _, c := range set.Codes {
		priority.Options = append(priority.Options, form.Option{Value: c.Code, Label: capital(c.Label)})
	}
	review := &form.Date{Name: "review", Label: "When do you look at this again?", Hint: "Leave empty for no date", Noun: "The day of the review"}
	v.Form.Add(who, priority, review)
	if r.Method == http.MethodGet {
		return r.Show(w, "work/give", v)
	}
	if err := r.ParseForm(); err != nil {
		return errs.As(errs.Invalid, err, "The form did not arrive whole. Go back and send it again")
	}
	if v.Form.Parse(r.PostForm) {
		team, worker := who.Value, ""
		if i := strings.LastIndexByte(who.Value, '/'); i >= 0 {
			team, worker = who.Value[:i], who.Value[i+1:]
		}
		_, err := room(r).Give(r.Context(), r.Actor, child, workforce.Giving{Worker: worker, Team: team, Priority: priority.Value, Review: review.Value})
		if err == nil {
			return r.See(w, "/teams/"+strings.TrimPrefix(team, record.TeamSubject+":")+"?done=given")
		}
		if !v.Form.Explain(err) {
			return err
		}
	}
	v.Errors = v.Form.Errors()
	return r.Show(w, "work/give", v)
}
