package protection

import (
	"net/http"

	"throughline/internal/command"
	"throughline/internal/day"
	room "throughline/internal/protection"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// needPlan makes the plan of children in need. Referral and assessment are carried over.
func needPlan(w http.ResponseWriter, r *shell.Request) error {
	all, err := r.House().Protection.Children(r.Context(), r.Actor, r.Subject(), false)
	if err != nil {
		return err
	}
	s := newStep(r, "Child in need plan", "/need", "Make the plan")
	if ref, ok := room.Open(r.Reading.Story); ok {
		s.hold("Referral", ref.Body.Date.Long()+", "+codes.Sentence("primary_need", ref.Body.PrimaryNeed))
	}
	aim := &form.TextArea{Name: "aim", Label: "What must change", Size: "s", Rows: 4, Required: "Write what must change"}
	started := &form.Date{Name: "started", Label: "Plan begins", Noun: "The day", Size: "s", Max: r.Today(), Value: r.Today(), Required: "Enter the day of the start"}
	shared := &form.Date{Name: "shared", Label: "When did the family get it?", Hint: "Leave empty if not yet", Noun: "The day", Size: "s", Max: r.Today()}
	next := &form.Date{Name: "next_review", Label: "Day of the first review", Hint: "If it is arranged already", Noun: "The review", Size: "s"}
	s.ask(aim)
	s.group("", true, started, shared, next)
	kids, err := s.pick(r, "Whose plan is it?", all, nil)
	if err != nil {
		return err
	}
	return s.run(w, r, "need", func() error {
		n := room.InNeed{Started: started.Value, Shared: shared.Value, Aim: aim.Value, NextReview: next.Value}
		for _, i := range kids.chosen() {
			n.Children = append(n.Children, all[i].Subject)
		}
		_, err := r.House().Protection.StartNeedPlan(r.Context(), r.Actor, n)
		return err
	}, kids.rename)
}

// needs are the child's plan and those in force of the brothers and sisters whose plans began in one act.
func needs(r *shell.Request) ([]room.Part[record.CINPlan], error) {
	return going(r, func(p record.CINPlan) (string, day.Day) { return p.Together, p.Ended }, running)
}

func needTerms(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	p, err := shell.Held[record.CINPlan](r, "record")
	if err != nil {
		return err
	}
	s := newStep(r, "Change the child in need plan", "/need/"+id+"/terms", "Save the plan")
	s.hold("Plan began", p.Body.Started.Long())
	base := s.base(p.Version)
	aim := &form.TextArea{Name: "aim", Label: "What must change", Size: "s", Rows: 4, Value: p.Body.Aim, Required: "Write what must change"}
	shared := &form.Date{Name: "shared", Label: "When did the family get it?", Noun: "The day", Size: "s", Max: r.Today(), Value: p.Body.Shared}
	visits := visitField(p.Body.VisitWithin, "20 working days")
	next := &form.Date{Name: "next_review", Label: "Day of the next review", Noun: "The review", Size: "s", Value: p.Body.NextReview}
	s.ask(aim, shared, visits, next)
	return s.run(w, r, "terms", func() error {
		_, err := r.House().Protection.SetNeedTerms(r.Context(), r.Actor, r.Subject(), id, base(r), room.NeedTerms{Aim: aim.Value, Shared: shared.Value, VisitWithin: number(visits.Value), NextReview: next.Value})
		return err
	}, nil)
}

func needAction(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	p, err := shell.Held[record.CINPlan](r, "record")
	if err != nil {
		return err
	}
	return actionStep(w, r, "/need/"+id, p.Version, p.Body.Actions, func(base int64, n int, a record.PlanAction) (command.Receipt, error) {
		return r.House().Protection.PutNeedAction(r.Context(), r.Actor, r.Subject(), id, base, n, a)
	})
}

func needReview(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	parts, err := needs(r)
	if err != nil {
		return err
	}
	s := newStep(r, "Review the child in need plan", "/need/"+id+"/review", "Record the review")
	s.hold("Plan began", parts[0].Record.Body.Started.Long())
	s.hold("What must change", parts[0].Record.Body.Aim)
	date := &form.Date{Name: "date", Label: "Day it was held", Noun: "The day", Size: "s", Required: "Enter the day of the review", Max: r.Today(), Value: r.Today()}
	next := &form.Date{Name: "next", Label: "Day of the next review", Noun: "The review", Size: "s"}
	s.group("", true, date, next)
	came := &form.TextArea{Name: "came", Label: "Who was there", Size: "s", Rows: 2}
	notes := &form.TextArea{Name: "notes", Label: "How the plan goes, and what was decided", Size: "s", Rows: 6, Required: "Write how the plan goes and what was decided"}
	s.ask(came, notes)
	kids, err := s.pick(r, "Whose plans?", siblings(parts, kid[record.CINPlan]), nil)
	if err != nil {
		return err
	}
	return s.run(w, r, "review", func() error {
		_, err := r.House().Protection.ReviewNeedPlan(r.Context(), r.Actor, room.Meeting{Date: date.Value, Came: came.Value, Notes: notes.Value, Next: next.Value, Plans: of(parts, kids.chosen())})
		return err
	}, kids.rename)
}

func endNeed(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	parts, err := needs(r)
	if err != nil {
		return err
	}
	s := newStep(r, "End the child in need plan", "/need/"+id+"/end", "End the plan")
	s.hold("Plan began", parts[0].Record.Body.Started.Long())
	date, ending, why := s.askEnd(r, form.Coded("cin_plan_end_reason", r.Today()))
	kids, err := s.pick(r, "Whose plans end?", siblings(parts, kid[record.CINPlan]), nil)
	if err != nil {
		return err
	}
	return s.run(w, r, "ended", func() error {
		_, err := r.House().Protection.EndNeedPlan(r.Context(), r.Actor, date.Value, ending.Value, why.Value, of(parts, kids.chosen()))
		return err
	}, kids.rename)
}
