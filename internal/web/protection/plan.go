package protection

import (
	"cmp"
	"net/http"
	"slices"
	"strconv"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	room "throughline/internal/protection"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// plans are the child's plan and those in force of the brothers and sisters whose plans began in one act.
func plans(r *shell.Request) ([]room.Part[record.CPPlan], error) {
	return going(r, func(p record.CPPlan) (string, day.Day) { return p.Together, p.Ended }, running)
}

// going are the record of a page and those of brothers and sisters that come from the same act and are not over. of tells from a record the mark of the act, and
// the day on which it was over; over refuses a page about one that is.
func going[T record.Body](r *shell.Request, of func(T) (act string, ended day.Day), over func(ended day.Day) error) ([]room.Part[T], error) {
	if _, err := shell.Held[T](r, "record"); err != nil {
		return nil, err
	}
	ended := func(p room.Part[T]) day.Day { _, on := of(p.Record.Body); return on }
	all, err := room.Together(r.Context(), *r.House().Protection, r.Actor, r.Subject(), r.PathValue("record"), false, func(p T) string { act, _ := of(p); return act })
	if err != nil {
		return nil, err
	}
	if err := over(ended(all[0])); err != nil {
		return nil, err
	}
	out := all[:1]
	var listed []string
	for _, p := range all[1:] {
		if ended(p).IsZero() {
			out = append(out, p)
			listed = append(listed, p.Subject)
		}
	}
	return out, r.Listed("brother or sister in one act", listed...)
}

func running(ended day.Day) error {
	if !ended.IsZero() {
		return errs.New(errs.Conflict, "This plan ended on %s. Open the record to see how it stands", ended.Long())
	}
	return nil
}

func kid[T record.Body](p room.Part[T]) room.Sibling { return p.Sibling }

// of names the records that were chosen.
func of[T record.Body](parts []room.Part[T], chosen []int) (out []room.Of) {
	for _, i := range chosen {
		out = append(out, room.Of{Child: parts[i].Subject, Record: parts[i].Record.ID})
	}
	return out
}

// headed is the heading over what is asked of one of several children; one alone needs none.
func headed[T record.Body](parts []room.Part[T], i int) string {
	if len(parts) == 1 {
		return ""
	}
	return parts[i].Name
}

// askHeld asks for the day of a conference or review, which is mostly the one it was arranged for, and whether it could decide.
func (s *step) askHeld(r *shell.Request, what string, arranged day.Day) (*form.Date, *form.Radios) {
	if arranged.IsZero() || arranged.After(r.Today()) {
		arranged = r.Today()
	}
	date := &form.Date{Name: "date", Label: "Day it was held", Noun: "The day", Size: "s", Required: "Enter the day of the " + what, Max: r.Today(), Value: arranged}
	quorate := &form.Radios{Name: "quorate", Label: "Were enough agencies there?", Size: "s", Inline: true, Options: form.YesNo(), Required: "Say whether enough agencies were there"}
	s.group("", true, date, quorate)
	return date, quorate
}

// askEnd asks when and why a plan ends.
func (s *step) askEnd(r *shell.Request, reasons []form.Option) (*form.Date, *form.Radios, *form.TextArea) {
	date := &form.Date{Name: "date", Label: "When did it end?", Noun: "The day", Size: "s", Required: "Enter the day of the end", Max: r.Today(), Value: r.Today()}
	ending := &form.Radios{Name: "end_reason", Label: "Why does it end?", Size: "s", Options: reasons, Required: "Choose why the plan ends"}
	why := &form.TextArea{Name: "why", Label: "In words", Size: "s", Rows: 3}
	s.ask(date, ending, why)
	return date, ending, why
}

// base carries the version that a form was made from.
func (s *step) base(version int64) func(*shell.Request) int64 {
	s.ask(&form.Hidden{Name: "base", Value: strconv.FormatInt(version, 10)})
	return func(r *shell.Request) int64 {
		n, _ := strconv.ParseInt(r.PostForm.Get("base"), 10, 64)
		return n
	}
}

// number is a field of a whole number; empty is 0.
func number(v string) int { n, _ := strconv.Atoi(v); return n }

func wholeNumber(v string) error {
	if n, err := strconv.Atoi(v); err != nil || n < 1 || n > 99 {
		return errs.New(errs.Invalid, "Enter a whole number of working days")
	}
	return nil
}

func visitField(within int, standard string) *form.Text {
	f := &form.Text{Name: "visit_within", Label: "Visits at least every", Hint: "Only if the plan asks for more than the standard, " + standard, Suffix: "working days", Width: 3, Numeric: true, Size: "s", Rule: wholeNumber}
	if within > 0 {
		f.Value = strconv.Itoa(within)
	}
	return f
}

func terms(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	p, err := shell.Held[record.CPPlan](r, "record")
	if err != nil {
		return err
	}
	s := newStep(r, "Change the child protection plan", "/plan/"+id+"/terms", "Save the plan")
	s.hold("Plan began", p.Body.Started.Long())
	s.hold("Category at the start", codes.Sentence("category_of_abuse", p.Body.InitialCategory))
	base := s.base(p.Version)
	aim := &form.TextArea{Name: "aim", Label: "What must change for the child to be safe", Size: "s", Rows: 4, Value: p.Body.Aim, Required: "Write what must change for the child to be safe"}
	category := &form.Select{Name: "category", Label: "Category now", Size: "s", Empty: "Choose", Options: form.Coded("category_of_abuse", r.Today()), Value: p.Body.LatestCategory, Required: "Choose the category"}
	core := &form.TextArea{Name: "core_group", Label: "Who is in the core group", Size: "s", Rows: 3, Value: p.Body.CoreGroup}
	visits := visitField(p.Body.VisitWithin, "10 working days")
	next := &form.Date{Name: "next_review", Label: "Day of the next review", Noun: "The review", Size: "s", Value: p.Body.NextReview}
	s.ask(aim, category, core, visits, next)
	return s.run(w, r, "terms", func() error {
		_, err := r.House().Protection.SetTerms(r.Context(), r.Actor, r.Subject(), id, base(r), room.Terms{
			Aim: aim.Value, Category: category.Value, CoreGroup: core.Value, VisitWithin: number(visits.Value), NextReview: next.Value,
		})
		return err
	}, nil)
}

// putting is how an action is put into a plan of either kind.
type putting func(base int64, place int, a record.PlanAction) (command.Receipt, error)

func action(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	p, err := shell.Held[record.CPPlan](r, "record")
	if err != nil {
		return err
	}
	return actionStep(w, r, "/plan/"+id, p.Version, p.Body.Actions, func(base int64, n int, a record.PlanAction) (command.Receipt, error) {
		return r.House().Protection.PutAction(r.Context(), r.Actor, r.Subject(), id, base, n, a)
	})
}

// actionStep adds an action, with n “new”, or changes the nth.
func actionStep(w http.ResponseWriter, r *shell.Request, path string, version int64, all []record.PlanAction, put putting) error {
	n, heading, a := -1, "Add an action", record.PlanAction{}
	if at := r.PathValue("n"); at != "new" {
		i, err := strconv.Atoi(at)
		if err != nil || i < 1 || i > len(all) {
			return errs.New(errs.NotFound, "%s", access.Missing)
		}
		n, heading, a = i-1, "Change an action", all[i-1]
	}
	s := newStep(r, heading, path+"/action/"+r.PathValue("n"), "Save the action")
	base := s.base(version)
	what := &form.TextArea{Name: "what", Label: "What is to be done", Size: "s", Rows: 2, Value: a.What, Required: "Write what is to be done"}
	owner := &form.Text{Name: "owner", Label: "Who will do it", Size: "s", Value: a.Owner, Required: "Write who will do it"}
	due := &form.Date{Name: "due", Label: "By when", Noun: "The day", Size: "s", Value: a.Due, Required: "Enter the day by which it is to be done"}
	s.ask(what, owner, due)
	done := &form.Date{Name: "done", Label: "Done on", Noun: "The day", Size: "s", Max: r.Today(), Value: a.Done}
	evidence := &form.TextArea{Name: "evidence", Label: "How you know that it was done", Size: "s", Rows: 2, Value: a.Evidence}
	if n >= 0 {
		s.ask(done, evidence)
	}
	return s.run(w, r, "action", func() error {
		_, err := put(base(r), n, record.PlanAction{What: what.Value, Owner: owner.Value, Due: due.Value, Done: done.Value, Evidence: evidence.Value})
		return err
	}, nil)
}

func coreGroup(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	parts, err := plans(r)
	if err != nil {
		return err
	}
	s := newStep(r, "Record a core group", "/plan/"+id+"/core-group", "Record the core group")
	date := &form.Date{Name: "date", Label: "Day it was held", Noun: "The day", Size: "s", Required: "Enter the day of the core group", Max: r.Today(), Value: r.Today()}
	came := &form.TextArea{Name: "came", Label: "Who was there", Hint: "The core group is filled in: take out who did not come", Size: "s", Rows: 4, Required: "Write who was there", Value: parts[0].Record.Body.CoreGroup}
	notes := &form.TextArea{Name: "notes", Label: "How the plan goes", Size: "s", Rows: 6}
	s.ask(date, came, notes)
	kids, err := s.pick(r, "Whose plans?", siblings(parts, kid[record.CPPlan]), nil)
	if err != nil {
		return err
	}
	return s.run(w, r, "core-group", func() error {
		_, err := r.House().Protection.HoldCoreGroup(r.Context(), r.Actor, room.Meeting{Date: date.Value, Came: came.Value, Notes: notes.Value, Plans: of(parts, kids.chosen())})
		return err
	}, kids.rename)
}

func reviewReport(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	p, err := shell.Held[record.CPPlan](r, "record")
	if err != nil {
		return err
	}
	s := newStep(r, "Report for the review conference", "/plan/"+id+"/report", "Keep the report", "It is kept with all the children whose plans began together.")
	s.hold("Review arranged for", p.Body.NextReview.Long())
	report := &form.TextArea{Name: "report", Label: "Report", Size: "s", Rows: 10, Value: p.Body.ReviewReport.Text}
	doc := documentField(r, "report_document", p.Body.ReviewReport.Document)
	to := &form.TextArea{Name: "report_to", Label: "Who gets it?", Hint: "Everybody who has it may read it: leave out whom it would endanger", Size: "s", Rows: 3, Value: cmp.Or(p.Body.ReviewReport.To, gets(r))}
	s.Links = append(s.Links, addDocument(r))
	sent := &form.Date{Name: "sent", Label: "When did the parents get it?", Noun: "The day", Size: "s", Max: r.Today(), Value: p.Body.ReviewReport.Sent, Required: "Enter the day on which the parents got it"}
	s.ask(report, doc, to, sent)
	return s.run(w, r, "papers", func() error {
		_, err := r.House().Protection.SendReviewReport(r.Context(), r.Actor, r.Subject(), id, record.Paper{Text: report.Value, Document: doc.Value, Sent: sent.Value, To: to.Value})
		return err
	}, nil)
}

type reviewChild struct {
	continues        *form.Radios
	category, ending *form.Select
	reason           *form.TextArea
}

// review records a review conference: for each child whether the plan goes on.
func review(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	parts, err := plans(r)
	if err != nil {
		return err
	}
	p := parts[0].Record.Body
	s := newStep(r, "Record a review conference", "/plan/"+id+"/review", "Record the review")
	s.hold("Plan began", p.Started.Long())
	s.hold("Review arranged for", p.NextReview.Long())
	if len(parts) > 1 {
		s.Intro = []string{"Leave a brother or sister empty whose plan was not reviewed."}
	}
	date, quorate := s.askHeld(r, "review", p.NextReview)
	all := make([]reviewChild, len(parts))
	for i, part := range parts {
		at := "child-" + strconv.Itoa(i) + "-"
		c := reviewChild{
			category: &form.Select{Name: at + "category", Label: "Category from now on", Empty: "As before: " + codes.Sentence("category_of_abuse", part.Record.Body.LatestCategory), Options: form.Coded("category_of_abuse", r.Today())},
			ending:   &form.Select{Name: at + "end_reason", Label: "Why the plan ends", Empty: "Choose", Options: form.Coded("cp_plan_end_reason", r.Today())},
			reason:   &form.TextArea{Name: at + "reason", Label: "What was decided, and why", Size: "s", Rows: 4},
		}
		c.continues = &form.Radios{Name: at + "continues", Label: "Does the plan go on?", Size: "s", Options: []form.Option{
			{Value: "yes", Label: "Yes", Reveals: []form.Field{c.category}}, {Value: "no", Label: "No, it ends", Reveals: []form.Field{c.ending}},
		}}
		s.group(headed(parts, i), false, c.continues, c.reason)
		all[i] = c
	}
	next := &form.Date{Name: "next_review", Label: "Day of the next review", Hint: "If the plan goes on. It must be held within 6 months", Noun: "The review", Size: "s"}
	s.ask(next)
	var chosen []int
	return s.run(w, r, "review", func() error {
		v := room.Review{Date: date.Value, Quorate: record.YesNo(quorate.Value), NextReview: next.Value}
		chosen = nil
		for i, c := range all {
			if i == 0 || c.continues.Value != "" || c.reason.Value != "" {
				chosen = append(chosen, i)
				v.Children = append(v.Children, room.ReviewChild{
					Child: parts[i].Subject, Plan: parts[i].Record.ID, Continues: record.YesNo(c.continues.Value), Category: c.category.Value, EndReason: c.ending.Value, Reason: c.reason.Value,
				})
			}
		}
		_, err := r.House().Protection.HoldReview(r.Context(), r.Actor, v)
		return err
	}, func(field string) string { return placed(field, chosen) })
}

func endPlan(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	parts, err := plans(r)
	if err != nil {
		return err
	}
	s := newStep(r, "End the child protection plan", "/plan/"+id+"/end", "End the plan", "Where the change was made, record the review conference that found it. This page is for a plan that ends without one.")
	s.hold("Plan began", parts[0].Record.Body.Started.Long())
	reasons := slices.DeleteFunc(form.Coded("cp_plan_end_reason", r.Today()), func(o form.Option) bool { return o.Value == "change_made" })
	date, ending, why := s.askEnd(r, reasons)
	kids, err := s.pick(r, "Whose plans end?", siblings(parts, kid[record.CPPlan]), nil)
	if err != nil {
		return err
	}
	return s.run(w, r, "ended", func() error {
		_, err := r.House().Protection.EndPlan(r.Context(), r.Actor, date.Value, ending.Value, why.Value, of(parts, kids.chosen()))
		return err
	}, kids.rename)
}

func oversight(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	return dayStep[record.CPPlan](w, r, "Review of a long plan", "/plan/"+id+"/oversight", "When did a senior manager, or the legal planning meeting, review the plan?", "oversight", func(on day.Day) error {
		_, err := r.House().Protection.Oversee(r.Context(), r.Actor, r.Subject(), id, on)
		return err
	})
}

func moveOut(w http.ResponseWriter, r *shell.Request) error {
	id := r.PathValue("record")
	p, err := shell.Held[record.CPPlan](r, "record")
	if err != nil {
		return err
	}
	s := newStep(r, "The family moves to another council", "/plan/"+id+"/move", "Record the move", "The other council is to be told within one working day.")
	to := &form.Text{Name: "to", Label: "Which council?", Size: "s", Value: p.Body.MoveTo, Required: "Write which council the family moves to"}
	decided := &form.Date{Name: "decided", Label: "When did you learn of the move?", Noun: "The day", Size: "s", Max: r.Today(), Value: p.Body.MoveDecided, Required: "Enter the day on which you learned of the move"}
	told := &form.Date{Name: "told", Label: "When was that council told?", Hint: "Leave empty if it was not told yet", Noun: "The day", Size: "s", Max: r.Today(), Value: p.Body.MoveTold}
	s.ask(to, decided, told)
	return s.run(w, r, "move", func() error {
		_, err := r.House().Protection.MoveOut(r.Context(), r.Actor, r.Subject(), id, room.Move{Decided: decided.Value, To: to.Value, Told: told.Value})
		return err
	}, nil)
}
