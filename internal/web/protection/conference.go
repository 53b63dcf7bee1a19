package protection

import (
	"net/http"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	room "throughline/internal/protection"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// conferring are the child's conference and those of the brothers and sisters of one act that were not held yet.
func conferring(r *shell.Request) ([]room.Part[record.InitialCPConference], error) {
	return going(r, func(c record.InitialCPConference) (string, day.Day) { return c.Together, c.Date }, func(held day.Day) error {
		if !held.IsZero() {
			return errs.New(errs.Conflict, "This conference was held on %s. Open the record to see how it stands", held.Long())
		}
		return nil
	})
}

// arrange sets day and chair. The limit, and the enquiry that it follows, are shown.
func arrange(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	parts, err := conferring(r)
	if err != nil {
		return err
	}
	c := parts[0].Record.Body
	s := newStep(r, "Arrange the initial conference", "/conference/"+id+"/arrange", "Arrange the conference")
	if q, ok := story.Find[record.S47Enquiry](r.Reading.Story, c.Enquiry); ok {
		s.hold("Enquiry began", q.Body.Started.Long())
	}
	s.hold("To be held by", c.Target.Long())
	chairs, err := chairOptions(r)
	if err != nil {
		return err
	}
	planned := &form.Date{Name: "planned", Label: "Day of the conference", Noun: "The day", Size: "m", Required: "Enter the day of the conference", Value: c.Planned}
	chair := &form.Select{Name: "chair", Label: "Who chairs it?", Size: "m", Empty: "Choose a chair", Required: "Choose who chairs the conference", Options: chairs, Value: c.Chair}
	late := &form.TextArea{Name: "why_late", Label: "Why it cannot be held by " + c.Target.Long(), Size: "m", Rows: 3, Value: c.WhyLate}
	s.ask(planned, chair)
	kids, err := s.pick(r, "Which children is it about?", siblings(parts, kid[record.InitialCPConference]), nil)
	if err != nil {
		return err
	}
	// Asked only once the day is after the limit.
	if r.Method == http.MethodPost {
		if err := r.ReadForm(); err != nil {
			return err
		}
		typed := &form.Date{Name: "planned"}
		typed.Take(r.PostForm)
		if typed.Check() == "" && typed.Value.After(c.Target) {
			s.ask(late)
		}
	} else if c.WhyLate != "" {
		s.ask(late)
	}
	return s.run(w, r, "arranged", func() error {
		_, err := r.House().Protection.Arrange(r.Context(), r.Actor, room.Arrangement{Planned: planned.Value, Chair: chair.Value, WhyLate: late.Value}, of(parts, kids.chosen()))
		return err
	}, kids.rename)
}

// chairOptions are the chairs who work here, by name.
func chairOptions(r *shell.Request) (out []form.Option, err error) {
	err = r.House().DB.Read(r.Context(), func(t *db.Tx) error {
		ws, err := story.OfKind[record.Worker](t)
		for _, w := range ws {
			if w.Body.Left.IsZero() && slices.Contains(w.Body.Roles, string(access.Chair)) {
				out = append(out, form.Option{Value: w.Subject, Label: w.Body.Name})
			}
		}
		slices.SortFunc(out, func(a, b form.Option) int { return strings.Compare(a.Label, b.Label) })
		return err
	})
	return out, err
}

// notConvene is a manager's decision that the conference is not held.
func notConvene(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	own, err := shell.Held[record.InitialCPConference](r, "record")
	if err != nil {
		return err
	}
	parts, err := conferring(r)
	if kind := errs.Of(err); err != nil && kind == errs.Denied {
		parts, err = []room.Part[record.InitialCPConference]{{Sibling: room.Sibling{Subject: r.Subject(), Name: r.Reading.View().Name.Full()}, Record: own}}, nil
	}
	if err != nil {
		return err
	}
	s := newStep(r, "Decide not to hold the conference", "/conference/"+id+"/not-convene", "Record the decision",
		"Your name is recorded with the decision. The enquiry ends, with no conference required.")
	s.hold("To be held by", parts[0].Record.Body.Target.Long())
	kids, err := s.pick(r, "For which children?", siblings(parts, kid[record.InitialCPConference]), nil)
	if err != nil {
		return err
	}
	why := &form.TextArea{Name: "reason", Label: "Why there is no conference", Size: "m", Rows: 4, Required: "Write why there is no conference"}
	s.ask(why)
	return s.run(w, r, "not-convened", func() error {
		_, err := r.House().Protection.NotConvene(r.Context(), r.Actor, why.Value, of(parts, kids.chosen()))
		return err
	}, kids.rename)
}

// heldChild is what is asked of one child of a conference.
type heldChild struct {
	decision *form.Radios
	category *form.Select
	aim      *form.TextArea
	reason   *form.TextArea
}

// hold records the conference. Day, chair, enquiry, children and the number of plans before are held; who was in the discussion is offered as the core group.
func hold(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	parts, err := conferring(r)
	if err != nil {
		return err
	}
	c := parts[0].Record.Body
	s := newStep(r, "Record the initial conference", "/conference/"+id+"/hold", "Record the conference")
	s.hold("Chaired by", r.Name(c.Chair))
	s.hold("To be held by", c.Target.Long())
	for _, p := range parts {
		s.hold("Plans before, "+p.Name, strconv.Itoa(len(story.All[record.CPPlan](p.Story))))
	}
	date, quorate := s.askHeld(r, "conference", c.Planned)
	all := make([]heldChild, len(parts))
	for i, p := range parts {
		at := "child-" + strconv.Itoa(i) + "-"
		h := heldChild{
			category: &form.Select{Name: at + "category", Label: "Category", Empty: "Choose", Options: form.Coded("category_of_abuse", r.Today())},
			aim:      &form.TextArea{Name: at + "aim", Label: "What must change for the child to be safe", Rows: 3},
			reason:   &form.TextArea{Name: at + "reason", Label: "Why this was decided", Size: "s", Rows: 3},
		}
		h.decision = &form.Radios{Name: at + "decision", Label: "Decision", Size: "s", Options: form.Coded("conference_decision", r.Today()), Required: "Choose what was decided for " + p.Name}
		for j := range h.decision.Options {
			if h.decision.Options[j].Value == room.PlanMade {
				h.decision.Options[j].Reveals = []form.Field{h.category, h.aim}
			}
		}
		s.group(headed(parts, i), false, h.decision, h.reason)
		all[i] = h
	}
	core := &form.TextArea{Name: "core_group", Label: "Who is in the core group", Hint: "If a plan was made", Size: "s", Rows: 3, Value: coreOf(r, c.Enquiry)}
	next := &form.Date{Name: "next_review", Label: "Day of the first review", Hint: "If it is arranged already. It must be held within 3 months", Noun: "The review", Size: "s"}
	s.ask(core, next)
	return s.run(w, r, "held", func() error {
		h := room.Held{Date: date.Value, Quorate: record.YesNo(quorate.Value), CoreGroup: core.Value, NextReview: next.Value}
		for i, a := range all {
			h.Children = append(h.Children, room.HeldChild{Child: parts[i].Subject, Conference: parts[i].Record.ID, Decision: a.decision.Value, Category: a.category.Value, Aim: a.aim.Value, Reason: a.reason.Value})
		}
		_, err := r.House().Protection.HoldConference(r.Context(), r.Actor, h)
		return err
	}, nil)
}

// coreOf is who may be in a core group: the worker, and who took part in the strategy discussion besides the police.
func coreOf(r *shell.Request, enquiry string) string {
	names := []string{}
	if n := allocatedName(r); n != "" {
		names = append(names, n+", social worker")
	}
	if !r.May(access.Read, access.Assessment) {
		return strings.Join(names, "\n")
	}
	q, _ := story.Find[record.S47Enquiry](r.Reading.Story, enquiry)
	d, _ := story.Find[record.StrategyDiscussion](r.Reading.Story, q.Body.Discussion)
	for _, p := range d.Body.Attendees {
		if p.Agency != "police" {
			names = append(names, p.Name+", "+strings.ToLower(codes.Sentence("agency_type", p.Agency)))
		}
	}
	return strings.Join(names, "\n")
}

// transferIn asks for the conference of children who moved here with a plan.
func transferIn(w http.ResponseWriter, r *shell.Request) error {
	s := newStep(r, "Child with a plan of another council", "/transfer-in", "Ask for the conference", "A conference is to be held within 15 working days of the day on which the other council told us.")
	all, err := r.House().Protection.Children(r.Context(), r.Actor, r.Subject(), false)
	if err != nil {
		return err
	}
	notified := &form.Date{Name: "notified", Label: "When did the other council tell us?", Noun: "The day", Size: "m", Required: "Enter the day of the notice", Max: r.Today(), Value: r.Today()}
	s.ask(notified)
	kids, err := s.pick(r, "Which children moved here with a plan?", all, nil)
	if err != nil {
		return err
	}
	return s.run(w, r, "asked", func() error {
		var ids []string
		for _, i := range kids.chosen() {
			ids = append(ids, all[i].Subject)
		}
		_, err := r.House().Protection.TransferIn(r.Context(), r.Actor, notified.Value, ids)
		return err
	}, kids.rename)
}
