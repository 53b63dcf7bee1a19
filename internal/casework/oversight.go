package casework

import (
	"context"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// AddSupervision records a supervision about a child. Whoever records it was one of the two.
func (r Room) AddSupervision(ctx context.Context, actor access.Actor, subject, draft string, s record.Supervision) (command.Receipt, error) {
	return r.change(ctx, actor, "Record a supervision", subject, draft, access.Record, func(t *command.Tx, c case_) ([]record.Change, error) {
		if s.Worker != actor.ID && s.Supervisor != actor.ID {
			return nil, errs.Field("supervisor", "Record a supervision in which you took part")
		}
		if !s.Next.IsZero() && !s.Next.After(s.Date) {
			return nil, errs.Field("next", "The next one must be after this one")
		}
		return []record.Change{record.New(t.NewID(), c.Subject, s)}, nil
	})
}

// AddOversight records a manager's decision on a case: somebody who may authorise in the line of the case.
func (r Room) AddOversight(ctx context.Context, actor access.Actor, subject, draft string, m record.ManagementOversight) (command.Receipt, error) {
	return r.change(ctx, actor, "Record management oversight", subject, draft, access.Record, func(t *command.Tx, c case_) ([]record.Change, error) {
		if err := access.Decide(actor, access.AuthoriseAssessment, access.Assessment, c.Facts, t.Now).Err(); err != nil {
			return nil, err
		}
		m.By = actor.ID
		return []record.Change{record.New(t.NewID(), c.Subject, m)}, nil
	})
}

// Steps reads what was agreed from a text: one step on each line, who does it and by when behind semicolons if it is known. A day that cannot be read is refused
// with its line.
func Steps(text string) ([]record.Step, error) {
	var out []record.Step
	for i, line := range strings.Split(text, "\n") {
		if line = strings.TrimSpace(line); line == "" {
			continue
		}
		parts := strings.Split(line, ";")
		s := record.Step{Text: strings.TrimSpace(parts[0])}
		if len(parts) > 1 {
			s.Who = strings.TrimSpace(parts[1])
		}
		if len(parts) > 2 && strings.TrimSpace(parts[2]) != "" {
			on, err := readDay(parts[2])
			if err != nil {
				return nil, errs.Field("actions", "Line %d: write the day as 27 3 2026; “%s” cannot be read", i+1, strings.TrimSpace(parts[2]))
			}
			s.By = on
		}
		if len(parts) > 3 {
			return nil, errs.Field("actions", "Line %d has more than what, who and by when; put each step on a line of its own", i+1)
		}
		out = append(out, s)
	}
	return out, nil
}

// readDay reads 27 3 2026, 27/3/2026, 27.3.2026 or 2026-03-27.
func readDay(s string) (day.Day, error) {
	s = strings.TrimSpace(s)
	if d, err := day.Parse(s); err == nil {
		return d, nil
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == ' ' || r == '/' || r == '.' })
	if len(parts) != 3 || len(parts[2]) != 4 {
		return day.Day{}, errs.New(errs.Invalid, "not a day")
	}
	pad := func(s string) string {
		if len(s) == 1 {
			return "0" + s
		}
		return s
	}
	return day.Parse(parts[2] + "-" + pad(parts[1]) + "-" + pad(parts[0]))
}

// StepLines is a list of steps as Steps reads it.
func StepLines(steps []record.Step) string {
	var out []string
	for _, s := range steps {
		line := s.Text
		if s.Who != "" || !s.By.IsZero() {
			line += "; " + s.Who
		}
		if !s.By.IsZero() {
			line += "; " + s.By.String()
		}
		out = append(out, line)
	}
	return strings.Join(out, "\n")
}
