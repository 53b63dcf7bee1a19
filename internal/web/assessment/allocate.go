package assessment

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	room "throughline/internal/assessment"
	"throughline/internal/errs"
	"throughline/internal/web/govuk"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
	"throughline/internal/web/work"
	"throughline/internal/workforce"
)

// allocateView gives an assessment to a worker.
type allocateView struct {
	govuk.Page
	ID     string
	Base   int64
	Who    govuk.IdentityBar
	Clock  govuk.Clock
	Worker *form.Radios
}

func allocate(w http.ResponseWriter, r *shell.Request) error {
	v, err := readToAllocate(r)
	if err != nil {
		return err
	}
	f, _, err := allocateForm(r, v)
	if err != nil {
		return err
	}
	return showAllocate(w, r, v, f, nil, 0)
}

func readToAllocate(r *shell.Request) (room.View, error) {
	v, err := r.House().Assessment.Read(r.Context(), r.Actor, subject(r), r.Route.Pattern())
	if err != nil {
		return v, err
	}
	can, err := rightsOf(r, v)
	if err == nil && !can.Allocate {
		err = errs.New(errs.Denied, "Only a manager of the line allocates an assessment")
	}
	return v, err
}

func showAllocate(w http.ResponseWriter, r *shell.Request, v room.View, worker *form.Radios, wrong []govuk.ErrorLink, status int) error {
	view := allocateView{Page: r.Page("Allocate the assessment"), ID: r.ID(), Base: v.Report.Version, Worker: worker, Clock: work.Clock(v.Clock.State, v.Clock.Words)}
	view.Who = govuk.IdentityBar{Label: "Who this assessment is about", Name: childNames(v)}
	view.Errors, view.Status = wrong, status
	view.Back = govuk.BackLink{Text: "Back to the assessment", Href: path(r.ID())}
	return r.Show(w, "assessment/allocate", view)
}

// allocateForm offers the social workers of the teams in the reader's line, each with what they hold against their limit.
func allocateForm(r *shell.Request, v room.View) (*form.Radios, *form.Form, error) {
	staff := workforce.Room{Desk: r.House().Desk}
	workers, err := staff.Staff(r.Context())
	if err != nil {
		return nil, nil, err
	}
	radios := &form.Radios{Name: "worker", Label: "Who will write it?", Size: "m", Required: "Choose a worker"}
	teams := slices.Clone(r.Actor.Manages)
	if own := slices.Index(teams, v.Report.Body.Team); own > 0 { // the team that has it comes first
		teams[0], teams[own] = teams[own], teams[0]
	}
	for _, team := range teams {
		std, err := staff.Standard(r.Context(), team)
		if err != nil {
			return nil, nil, err
		}
		loads, err := staff.Loads(r.Context(), r.Actor, std, team)
		if err != nil {
			return nil, nil, err
		}
		for _, l := range loads {
			if !l.Left.IsZero() || !slices.Contains(workers[l.Worker].Roles, string(access.SocialWorker)) {
				continue
			}
			radios.Options = append(radios.Options, form.Option{Value: team + "/" + l.Worker, Label: l.Name, Hint: r.Name(team) + ": " + work.LoadWords(std, l)})
		}
	}
	if v.Report.Body.Worker != "" {
		radios.Value = v.Report.Body.Team + "/" + v.Report.Body.Worker
	}
	f := &form.Form{}
	f.Add(radios)
	return radios, f, nil
}

func allocated(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.As(errs.Invalid, err, "The form did not arrive whole. Go back and send it again")
	}
	v, err := readToAllocate(r)
	if err != nil {
		return err
	}
	radios, f, err := allocateForm(r, v)
	if err != nil {
		return err
	}
	if f.Parse(r.PostForm) {
		base, _ := strconv.ParseInt(r.PostForm.Get("base"), 10, 64)
		team, worker, _ := strings.Cut(radios.Value, "/")
		_, err := r.House().Assessment.Allocate(r.Context(), r.Actor, subject(r), base, team, worker)
		switch {
		case err == nil:
			return r.See(w, path(r.ID(), "?done=allocated"))
		case errs.Of(err) == errs.Conflict:
			return showAllocate(w, r, v, radios, []govuk.ErrorLink{{Text: conflictText(err)}}, http.StatusConflict)
		case !f.Explain(err):
			return err
		}
	}
	return showAllocate(w, r, v, radios, f.Errors(), 0)
}
