package assessment

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// Part is what the check of a submission needs of one child.
type Part struct {
	Name     string  // for the sentence that names what is missing
	Unborn   bool    // cannot be seen nor heard yet
	Referred day.Day // referral date of this child; zero when not known
	Text     record.Assessment
}

// none is the factor that says that none was found: it stands alone, and nothing further is done (census rule 8873Q).
const none = "21"

// noFurtherAction is the outcome that ends the work.
const noFurtherAction = "no_further_action"

// Check says everything that is missing before an assessment may go to a manager, per child and by input. late says that 45 working days have
// passed since the referral, so that the reason must be there.
func Check(r record.AssessmentReport, parts []Part, on day.Day, late bool) error {
	var f errs.Fields
	if strings.TrimSpace(r.Analysis) == "" {
		f.Add("analysis", "Write the analysis: what the information means for the children")
	}
	if late && strings.TrimSpace(r.WhyLate) == "" {
		f.Add("why_late", "Write why the assessment took longer than 45 working days")
	}
	for i, p := range parts {
		p.check(&f, fmt.Sprintf("child-%d-", i), on)
	}
	return f.Err()
}

func (p Part) check(f *errs.Fields, in string, on day.Day) {
	a := p.Text
	need := func(ok bool, field, text string, args ...any) {
		if !ok {
			f.Add(in+field, text, args...)
		}
	}
	if !p.Unborn {
		seen := !a.Seen.IsZero()
		need(seen || strings.TrimSpace(a.WhyNotSeen) != "", "seen", "Enter when %s was seen, or write why not", p.Name)
		need(!seen || a.SeenAlone != "", "seen_alone", "Say whether %s was seen alone", p.Name)
		need(strings.TrimSpace(a.Views) != "", "views", "Write what %s thinks and wants, or how you tried to find out", p.Name)
		need(!a.Seen.After(on), "seen", "The date %s was seen must be today or in the past", p.Name)
		need(!a.Seen.Before(p.Referred), "seen", "The date %s was seen is before the referral of %s: check it", p.Name, p.Referred.Long())
	}
	need(a.Outcome != "", "outcome", "Choose the outcome for %s", p.Name)
	need(len(a.Factors) > 0, "factors", "Choose the factors for %s, or “none found”", p.Name)
	if slices.Contains(a.Factors, none) {
		need(len(a.Factors) == 1, "factors", "For %s, “none found” is chosen beside other factors: remove it, or the others", p.Name)
		need(a.Outcome == "" || a.Outcome == noFurtherAction, "factors", "For %s, “none found” goes only with no further action", p.Name)
	}
	set, _ := codes.Set("assessment_factors")
	for _, c := range a.Factors {
		if err, ok := set.ValidAt(in+"factors", c, on).(errs.Fields); ok {
			*f = append(*f, err...)
		}
	}
}

func (w whole) parts() []Part {
	out := make([]Part, len(w.children))
	for i, p := range w.children {
		out[i] = Part{Name: p.child.Current().Full(), Unborn: p.child.Unborn(), Referred: p.referral.Body.Date, Text: p.text.Body}
	}
	return out
}

// late says whether more than 45 working days have passed since the referral and the assessment was never completed.
func (r Room) late(report record.AssessmentReport, on day.Day) bool {
	def, err := r.Book.Lookup(Completion)
	if err != nil || !report.Completed.IsZero() {
		return false
	}
	return r.Book.Calendars().Working(def.Limit.Calendar).Between(report.Referred, on) > def.Limit.N
}

// Submit hands an assessment to the manager. What is missing is errs.Fields, all at once, per child; in another state than being written it is errs.Conflict.
func (r Room) Submit(ctx context.Context, actor access.Actor, report string, base int64) (command.Receipt, error) {
	return r.act(ctx, actor, "Submit an assessment", report, access.SubmitAssessment, func(tx *command.Tx, w whole) ([]record.Change, error) {
		body := w.report.Body
		if err := writable(body); err != nil {
			return nil, err
		}
		if err := Check(body, w.parts(), tx.Today(), r.late(body, tx.Today())); err != nil {
			return nil, err
		}
		body.State, body.SubmittedBy, body.SubmittedAt = record.Submitted, actor.ID, tx.Now.UTC()
		manager, err := managerOf(tx, body.Team)
		if err != nil {
			return nil, err
		}
		return []record.Change{w.edit(base, body)}, r.tell(tx, manager, "submitted", report)
	})
}

// managerOf is who leads a team; "" when nobody is named.
func managerOf(tx *command.Tx, team string) (string, error) {
	if team == "" {
		return "", nil
	}
	s, err := tx.Story(team)
	if err != nil {
		return "", err
	}
	t, _ := story.Latest[record.Team](s)
	return t.Body.Manager, nil
}

// tell makes the message with the command that it tells of.
func (r Room) tell(tx *command.Tx, worker, what, report string) error {
	if r.Tell == nil {
		return nil
	}
	return r.Tell(tx, worker, what, report)
}

// act runs a command on a report that the actor is allowed the action on, for every child.
func (r Room) act(ctx context.Context, actor access.Actor, why, report string, action access.Action,
	decide func(*command.Tx, whole) ([]record.Change, error)) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		w, _, err := r.open(tx.Tx, of(tx), report, action)
		if err != nil {
			return nil, err
		}
		return decide(tx, w)
	})
}
