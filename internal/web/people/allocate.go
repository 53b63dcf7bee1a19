package people

import (
	"net/http"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

type allocateView struct {
	frame
	Form    form.Form
	Running []worker
}

// allocate gives a case to a worker and a team, or to a chair.
func allocate(w http.ResponseWriter, r *shell.Request) error {
	v := allocateView{frame: newFrame(r, "Allocate")}
	for _, a := range r.Reading.View().Allocations {
		v.Running = append(v.Running, workerRow(r, a))
	}
	workers, teams, err := staff(r)
	if err != nil {
		return err
	}
	today := day.In(r.Now())
	role := &form.Radios{Name: "role", Label: "As what?", Required: "Choose in which role", Options: []form.Option{
		{Value: person.RoleAllocated, Label: "Allocated worker or team"},
		{Value: person.RoleChair, Label: "Conference chair or reviewing officer"},
	}, Value: person.RoleAllocated}
	team := &form.Select{Name: "team", Label: "Team", Hint: "The team that holds the case. Not needed for a chair.", Empty: "Choose a team", Options: teams}
	who := &form.Select{Name: "worker", Label: "Worker", Hint: "Leave empty when only the team is known yet", Empty: "Nobody yet", Options: workers}
	from := &form.Date{Name: "from", Label: "Since when?", Hint: "Leave empty for today", Noun: "The start", Max: today}
	reason := &form.Text{Name: "reason", Label: "Reason, if there is more to say", Max: 500, Complete: "off"}
	v.Form.Add(role, team, who, from, reason)
	if r.Method == http.MethodGet {
		return r.Show(w, "people/allocate", v)
	}
	if err := r.ReadForm(); err != nil {
		return err
	}
	if v.Form.Parse(r.PostForm) {
		_, err := r.House().People.Allocate(r.Context(), r.Actor, subject(r), record.Allocation{
			Worker: who.Value, Team: team.Value, Role: role.Value, From: from.Value, Reason: reason.Value,
		})
		if err == nil {
			return done(w, r, "allocated")
		}
		if !v.Form.Explain(err) {
			return err
		}
	}
	v.Errors = v.Form.Errors()
	return r.Show(w, "people/allocate", v)
}

func endAllocation(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if _, err := r.House().People.EndAllocation(r.Context(), r.Actor, subject(r), r.PostForm.Get("id"), day.Day{}); err != nil {
		return err
	}
	// Whoever ends the allocation through which they saw the case does not see it any more.
	f, err := currentFacts(r, subject(r))
	if err != nil || !access.Decide(r.Actor, access.Read, access.Identity, f, r.Now()).Allow {
		return elseSee(w, r, err, "/people?done=allocation-ended")
	}
	return done(w, r, "allocation-ended")
}

// lastAllocated is the allocation, or the end of one, that the reader made last and may still take back.
func lastAllocated(r *shell.Request) (*shell.Step, error) {
	if !r.May(access.Allocate, access.Identity) {
		return nil, nil
	}
	return r.LastDid(r.House().People.Undoing(), subject(r), base(r)+"/allocate/undo", "You changed who holds this case")
}

func undoAllocation(w http.ResponseWriter, r *shell.Request) error {
	if err := r.TakeBack(r.House().People.Undoing(), subject(r)); err != nil {
		return err
	}
	return done(w, r, "allocation-undone")
}

// staff are the council's own workers who have not left, and the teams, to choose from.
func staff(r *shell.Request) (workers, teams []form.Option, err error) {
	err = r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		workers, teams = nil, nil
		ws, err := story.OfKind[record.Worker](t)
		if err != nil {
			return err
		}
		for _, o := range ws {
			practitioner := slices.ContainsFunc(o.Body.Roles, func(role string) bool {
				return access.Could(access.Actor{ID: o.Subject, Roles: []access.Role{access.Role(role)}}, access.Search, access.Identity).Allow
			})
			if !practitioner || !o.Body.Left.IsZero() {
				continue
			}
			name := o.Body.Name
			if o.Body.Title != "" {
				name += ", " + strings.ToLower(o.Body.Title[:1]) + o.Body.Title[1:]
			}
			workers = append(workers, form.Option{Value: o.Subject, Label: name})
		}
		ts, err := story.OfKind[record.Team](t)
		for _, o := range ts {
			teams = append(teams, form.Option{Value: o.Subject, Label: o.Body.Name})
		}
		return err
	})
	byLabel := func(a, b form.Option) int { return strings.Compare(a.Label, b.Label) }
	slices.SortFunc(workers, byLabel)
	slices.SortFunc(teams, byLabel)
	return workers, teams, err
}
