package casework

import (
	"net/http"
	"slices"

	"throughline/internal/access"
	room "throughline/internal/casework"
	"throughline/internal/db"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/people"
	"throughline/internal/web/shell"
)

const stepsHint = "One on each line. Add who and by when behind semicolons: Ring the school; Ada; 27 3 2026"

// supervision is a talk of a worker and a supervisor about the child, recorded by one of the two.
func supervision(w http.ResponseWriter, r *shell.Request) error {
	v := formView{Head: people.NewHead(r, "Record supervision"), Action: people.Base(r) + "/supervision", Button: "Record the supervision",
		Note: "What you type is kept as your draft by itself."}
	workers, err := practitioners(r)
	if err != nil {
		return err
	}
	date := &form.Date{Name: "date", Label: "When was it?", Noun: "The day", Required: "Enter the day of the supervision", Max: r.Today(), Value: r.Today()}
	worker := &form.Select{Name: "worker", Label: "Whose supervision?", Empty: "Choose one", Required: "Choose whose supervision it was", Options: workers}
	supervisor := &form.Select{Name: "supervisor", Label: "Who supervised?", Empty: "Choose one", Required: "Choose who supervised", Options: workers}
	worker.Value, supervisor.Value = whoTalks(r)
	discussion := &long{form.TextArea{Name: "discussion", Label: "What was talked about", Rows: 5, Max: 20_000}}
	reflection := &long{form.TextArea{Name: "reflection", Label: "Reflection", Hint: "What is a day like for the child? What may we be missing? How does this work affect us? A supervision counts only with it.",
		Required: "Write what was reflected on: a supervision counts only with it", Rows: 6, Max: 20_000}}
	actions := &form.TextArea{Name: "actions", Label: "What was agreed", Hint: stepsHint, Rows: 4}
	next := &form.Date{Name: "next", Label: "When is the next one?", Hint: "Leave empty if it is not arranged yet", Noun: "The next one", Min: r.Today()}
	v.Form.Add(date, worker, supervisor, discussion, reflection, actions, next)
	draft := "supervision/" + r.ID()
	return writing(w, r, v, draft, "supervision", "/notes", func() error {
		steps, err := room.Steps(actions.Value)
		if err != nil {
			return err
		}
		_, err = r.House().Casework.AddSupervision(r.Context(), r.Actor, r.Subject(), draft, record.Supervision{
			Date: date.Value, Worker: worker.Value, Supervisor: supervisor.Value, Discussion: discussion.Value, Reflection: reflection.Value, Actions: steps, Next: next.Value,
		})
		return err
	})
}

// whoTalks is who probably took part: the allocated worker, and the manager who records it.
func whoTalks(r *shell.Request) (worker, supervisor string) {
	for _, a := range r.Reading.View().Allocations {
		if a.Body.Role != person.RoleChair && a.Body.Worker != "" {
			worker = a.Body.Worker
		}
	}
	if r.Actor.ID != worker && r.Actor.Has(access.Manager) {
		supervisor = r.Actor.ID
	}
	return worker, supervisor
}

// practitioners are the council's own workers to choose from: those who may record on some case and have not left.
func practitioners(r *shell.Request) ([]form.Option, error) {
	var out []form.Option
	err := r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		out = nil
		ws, err := story.OfKind[record.Worker](t)
		for _, o := range ws {
			may := slices.ContainsFunc(o.Body.Roles, func(role string) bool {
				return access.Could(access.Actor{ID: o.Subject, Roles: []access.Role{access.Role(role)}}, access.Record, access.None).Allow
			})
			if may && o.Body.Left.IsZero() && o.Body.Child == "" {
				out = append(out, form.Option{Value: o.Subject, Label: o.Body.Name})
			}
		}
		return err
	})
	slices.SortFunc(out, func(a, b form.Option) int {
		if a.Label < b.Label {
			return -1
		}
		return 1
	})
	return out, err
}

// oversight is a manager's decision on the case.
func oversight(w http.ResponseWriter, r *shell.Request) error {
	v := formView{Head: people.NewHead(r, "Record management oversight"), Action: people.Base(r) + "/oversight", Button: "Record the decision",
		Note: "What you type is kept as your draft by itself."}
	date := &form.Date{Name: "date", Label: "When did you decide?", Noun: "The day", Required: "Enter the day of the decision", Max: r.Today(), Value: r.Today()}
	reason := &form.Select{Name: "reason", Label: "What is it about?", Empty: "Choose one", Required: "Choose what it is about", Options: people.Options("oversight_reason", r.Today())}
	decision := &long{form.TextArea{Name: "decision", Label: "What do you decide or direct?", Required: "Write what you decided", Rows: 5, Max: 20_000}}
	why := &long{form.TextArea{Name: "rationale", Label: "Why?", Required: "Write why", Rows: 5, Max: 20_000}}
	actions := &form.TextArea{Name: "actions", Label: "What is to be done", Hint: stepsHint, Rows: 4}
	look := &form.Date{Name: "review", Label: "When will you look at it again?", Hint: "It goes into your work list. Leave empty if you will not", Noun: "The day", Min: r.Today()}
	v.Form.Add(date, reason, decision, why, actions, look)
	draft := "oversight/" + r.ID()
	return writing(w, r, v, draft, "oversight", "/notes", func() error {
		steps, err := room.Steps(actions.Value)
		if err != nil {
			return err
		}
		_, err = r.House().Casework.AddOversight(r.Context(), r.Actor, r.Subject(), draft, record.ManagementOversight{
			Date: date.Value, Reason: reason.Value, Decision: decision.Value, Rationale: why.Value, Actions: steps, Review: look.Value,
		})
		return err
	})
}
