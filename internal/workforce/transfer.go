package workforce

import (
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// AskTransfer asks another team to take a case. Until it accepts, the case stays where it is: nobody is without an owner.
func (r Room) AskTransfer(ctx context.Context, actor access.Actor, child, to, reason string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Ask another team to take a case", func(t *command.Tx) ([]record.Change, error) {
		s, err := r.mayAllocate(t, actor, child)
		if err != nil {
			return nil, err
		}
		from := ""
		for _, row := range caseRows(s) {
			if team := row[3].(string); slices.Contains(actor.Manages, team) {
				from = team
			}
		}
		if from == "" {
			return nil, errs.New(errs.Conflict, "No team in your line has this case, so there is nothing to hand over")
		}
		for _, old := range story.All[record.Transfer](s) {
			if old.Body.State == record.TransferWaiting {
				return nil, errs.New(errs.Conflict, "Another team was asked on %s and has not answered. Take that back first; nothing was changed", old.Body.Asked.Long())
			}
		}
		teams, err := story.OfKind[record.Team](t.Tx)
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(teams, func(k record.Of[record.Team]) bool { return k.Subject == to }) {
			return nil, errs.Field("to", "Choose the team that is to have the case")
		}
		return []record.Change{record.New(t.NewID(), s.Subject, record.Transfer{
			From: from, To: to, Asked: t.Today(), AskedBy: actor.ID, Reason: strings.TrimSpace(reason), State: record.TransferWaiting,
		})}, nil
	})
}

// Answer is what a manager says to a transfer.
type Answer struct {
	State  string // record.TransferAccepted, TransferDeclined or TransferRevoked
	Worker string // of the new team, when it is accepted and that is known
	Note   string // why it is declined
}

// AnswerTransfer accepts or declines a transfer for the team that was asked, or takes it back for the team that asked. Accepting moves the case, with the day.
// base is the version that the actor saw.
func (r Room) AnswerTransfer(ctx context.Context, actor access.Actor, id string, base int64, a Answer) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, answerWords, func(t *command.Tx) ([]record.Change, error) {
		x, err := story.One[record.Transfer](t.Tx, id)
		if err != nil {
			return nil, err
		}
		f, err := person.Facts(t.Tx, x.Subject)
		if err != nil {
			return nil, err
		}
		team := x.Body.To
		if a.State == record.TransferRevoked {
			team = x.Body.From
		}
		// A bar or a restriction hides the child from whoever is asked, too.
		if d := access.Decide(actor, access.Search, access.Identity, f, t.Now); !d.Allow || !slices.Contains(actor.Manages, team) {
			return nil, errs.New(errs.NotFound, access.Missing)
		}
		if x.Body.State != record.TransferWaiting {
			return nil, errs.New(errs.Conflict, "This transfer was answered on %s. Nothing was changed", x.Body.Decided.Long())
		}
		body := x.Body
		body.State, body.Decided, body.By, body.Note = a.State, t.Today(), actor.ID, strings.TrimSpace(a.Note)
		var more []record.Change
		switch a.State {
		case record.TransferAccepted:
			s, err := t.Story(f.Subject)
			if err != nil {
				return nil, err
			}
			if a.Worker != "" {
				w, err := worker(t, a.Worker)
				if err != nil || !Carries(w.Body) || !slices.Contains(w.Body.Teams, body.To) {
					return nil, errs.Field("worker", "Choose a worker of the team who is still here")
				}
			}
			body.Worker = a.Worker
			if more, err = person.Allocation(t, s, record.Allocation{Team: body.To, Worker: a.Worker, Reason: "Transfer: " + body.Reason}); err != nil {
				return nil, err
			}
		case record.TransferDeclined:
			if len([]rune(body.Note)) < record.MinReason {
				return nil, errs.Field("note", "Write why, in at least %d characters", record.MinReason)
			}
		case record.TransferRevoked:
		default:
			return nil, errs.New(errs.Invalid, "Accept it, decline it or take it back")
		}
		c := record.Edit(x, body)
		c.Base = base
		return append(more, c), nil
	})
}

// Moving is a transfer as a list shows it.
type Moving struct {
	record.Of[record.Transfer]
	Name string
}

// Transfers lists the transfers to or from a team that wait, and those that were answered in the last 90 days, the longest waiting first: one query. The team
// must be one of the actor's. Children who are hidden from the actor are not in it.
func (r Room) Transfers(ctx context.Context, actor access.Actor, team string) (out []Moving, err error) {
	if team == "" || !slices.Contains(actor.Teams, team) && !slices.Contains(actor.Manages, team) {
		return nil, errs.New(errs.Denied, "This is a team that you are not in. Ask its manager")
	}
	cond, more := access.Visible(actor, access.Search, access.Identity).SQL("c", 1)
	since := r.Desk.Today().Add(-90)
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		out = nil
		return t.Each(func(s db.Scan) error {
			var m Moving
			var body string
			if err := s(&m.ID, &m.Subject, &m.Version, &m.Rev, &body, &m.Name); err != nil {
				return err
			}
			b, err := record.Decode("transfer", m.Rev, []byte(body))
			if err != nil {
				return err
			}
			m.Body = b.(record.Transfer)
			if (m.Body.From == team || m.Body.To == team) && (m.Body.State == record.TransferWaiting || m.Body.Decided.After(since)) {
				out = append(out, m)
			}
			return nil
		}, "select r.id, r.subject, r.version, r.rev, cast(r.body as text), c.name from record r join person_card c on c.subject = r.subject where r.kind = 'transfer' and not r.withdrawn and "+cond, more...)
	})
	slices.SortStableFunc(out, func(a, b Moving) int {
		if wa, wb := a.Body.State == record.TransferWaiting, b.Body.State == record.TransferWaiting; wa != wb {
			if wa {
				return -1
			}
			return 1
		}
		return a.Body.Asked.Compare(b.Body.Asked)
	})
	return out, err
}

// overseen says whether somebody is in a team of the actor's line.
func overseen(actor access.Actor, w record.Worker) bool {
	return slices.ContainsFunc(w.Teams, func(t string) bool { return slices.Contains(actor.Manages, t) })
}

// Away records that a worker is away and who covers: the worker, or a manager of one of their teams. Whoever covers must be a colleague of the same team, so
// that covering opens nothing that was shut.
func (r Room) Away(ctx context.Context, actor access.Actor, who string, a record.Absence) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Record that a worker is away", func(t *command.Tx) ([]record.Change, error) {
		w, err := worker(t, who)
		if err != nil {
			return nil, err
		}
		if who != actor.ID && !overseen(actor, w.Body) {
			return nil, errs.New(errs.Denied, "Only the worker or a manager of their team records this")
		}
		if a.Cover != "" {
			c, err := worker(t, a.Cover)
			same := err == nil && slices.ContainsFunc(c.Body.Teams, func(team string) bool { return slices.Contains(w.Body.Teams, team) })
			if !same || a.Cover == who || !Carries(c.Body) {
				return nil, errs.Field("cover", "Choose a colleague of the same team")
			}
		}
		return []record.Change{record.New(t.NewID(), who, a)}, nil
	})
}

// Back ends a worker's absence: yesterday was the last day away, or the absence did not begin.
func (r Room) Back(ctx context.Context, actor access.Actor, id string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Record that a worker is back from being away", func(t *command.Tx) ([]record.Change, error) {
		a, err := story.One[record.Absence](t.Tx, id)
		if err != nil {
			return nil, err
		}
		w, err := worker(t, a.Subject)
		if err != nil {
			return nil, err
		}
		if a.Subject != actor.ID && !overseen(actor, w.Body) {
			return nil, errs.New(errs.NotFound, access.Missing)
		}
		yesterday := t.Today().Add(-1)
		if a.Body.From.After(yesterday) {
			return []record.Change{record.Remove(a)}, nil
		}
		body := a.Body
		body.To = yesterday
		return []record.Change{record.Edit(a, body)}, nil
	})
}

// Absences lists those of the workers of some teams that run or are to come.
func (r Room) Absences(ctx context.Context, teams ...string) (out []record.Of[record.Absence], err error) {
	today := r.Desk.Today()
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		out = nil
		staff, err := story.OfKind[record.Worker](t)
		if err != nil {
			return err
		}
		all, err := story.OfKind[record.Absence](t)
		for _, a := range all {
			of := slices.ContainsFunc(staff, func(w record.Of[record.Worker]) bool {
				return w.Subject == a.Subject && slices.ContainsFunc(w.Body.Teams, func(x string) bool { return slices.Contains(teams, x) })
			})
			if of && (a.Body.To.IsZero() || !a.Body.To.Before(today)) {
				out = append(out, a)
			}
		}
		return err
	})
	slices.SortStableFunc(out, func(a, b record.Of[record.Absence]) int { return a.Body.From.Compare(b.Body.From) })
	return out, err
}

// MoveAll gives everything that a worker holds in a team of the actor's line to a colleague of the team, or back to its waiting list (to is empty): the cases and
// the assessments that are open, as one command. It is how nothing is left without an owner when somebody leaves. It says how many cases moved.
func (r Room) MoveAll(ctx context.Context, actor access.Actor, team, from, to string) (n int, rc command.Receipt, err error) {
	if !slices.Contains(actor.Manages, team) {
		return 0, rc, errs.New(errs.NotFound, "There is no such team in your line")
	}
	held, err := r.cases(ctx, actor, "k.team = $1 and k.worker = $2", []any{team, from})
	if err != nil {
		return 0, rc, err
	}
	rc, err = r.Desk.Do(ctx, actor, moveAllWords, func(t *command.Tx) ([]record.Change, error) {
		n = 0
		if len(held) == 0 {
			return nil, errs.New(errs.Conflict, "This worker holds no case of the team any more. Nothing was changed")
		}
		if to != "" {
			w, err := worker(t, to)
			if err != nil || !Carries(w.Body) || !slices.Contains(w.Body.Teams, team) || to == from {
				return nil, errs.Field("to", "Choose a worker of the team who is still here")
			}
		}
		var out []record.Change
		reports := map[string]bool{}
		for _, c := range held {
			s, err := r.mayAllocate(t, actor, c.Child)
			if err != nil {
				return nil, err
			}
			more, err := person.Allocation(t, s, record.Allocation{Team: team, Worker: to, Reason: "Moved with all cases of a worker"})
			if err != nil {
				return nil, err
			}
			out, n = append(out, more...), n+1
			if c.Report == "" || reports[c.Report] {
				continue
			}
			reports[c.Report] = true
			rs, err := t.Story(c.Report)
			if err != nil {
				return nil, err
			}
			if rep, ok := story.Latest[record.AssessmentReport](rs); ok && rep.Body.Worker == from && rep.Body.State != record.Authorised {
				body := rep.Body
				body.Worker = to
				out = append(out, record.Edit(rep, body))
			}
		}
		return out, nil
	})
	if err != nil {
		n = 0
	}
	return n, rc, err
}
