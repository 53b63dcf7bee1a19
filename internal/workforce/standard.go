package workforce

import (
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// setStandardWords is the command's own name.
const setStandardWords = "Change how a team weighs its cases"

// Standard is how a team weighs its cases now: as its manager set it last, else as the program ships it.
func (r Room) Standard(ctx context.Context, team string) (Standard, error) {
	all, err := r.Standards(ctx, team)
	if err != nil || len(all) == 0 {
		shipped, bad := Shipped()
		if err == nil {
			err = bad
		}
		return shipped, err
	}
	return standardOf(all[0].Body), nil
}

// Standards are all that were set for a team, the newest first.
func (r Room) Standards(ctx context.Context, team string) (out []record.Of[record.CaseloadStandard], err error) {
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		s, err := story.Load(t, team)
		out = story.All[record.CaseloadStandard](s)
		slices.Reverse(out)
		return err
	})
	return out, err
}

func standardOf(c record.CaseloadStandard) Standard {
	return Standard{
		Owner: c.By, Review: c.Review, Source: "the team’s manager", FullTime: c.FullTime, Amber: c.Amber, New: c.New,
		Weights: map[Work]int{Proceedings: c.Proceedings, Protection: c.Protection, LookedAfter: c.LookedAfter, Assessing: c.Assessment, InNeed: c.InNeed, LeavingCare: c.LeavingCare, OtherWork: c.Other},
	}
}

// SetStandard changes how a team of the actor's line weighs its cases, from today on, with the reason. What was set before is kept.
func (r Room) SetStandard(ctx context.Context, actor access.Actor, team string, std Standard, reason string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, setStandardWords, func(t *command.Tx) ([]record.Change, error) {
		if !slices.Contains(actor.Manages, team) {
			return nil, errs.New(errs.NotFound, "There is no such team in your line")
		}
		if !std.Review.IsZero() && !std.Review.After(t.Today()) {
			return nil, errs.Field("review", "The day of the review must be after today")
		}
		w := std.Weights
		return []record.Change{record.New(t.NewID(), team, record.CaseloadStandard{
			Made: t.Today(), By: actor.ID, Reason: strings.TrimSpace(reason), Review: std.Review, FullTime: std.FullTime, Amber: std.Amber, New: std.New,
			Proceedings: w[Proceedings], Protection: w[Protection], LookedAfter: w[LookedAfter], Assessment: w[Assessing], InNeed: w[InNeed], LeavingCare: w[LeavingCare], Other: w[OtherWork],
		})}, nil
	})
}

// StandardUndoing takes back a change of the standard of a team of the actor's line.
func (r Room) StandardUndoing() person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: []string{setStandardWords}, May: func(_ *db.Tx, actor access.Actor, team, _ string) (string, error) {
		if !slices.Contains(actor.Manages, team) {
			return "", errs.New(errs.NotFound, "There is no such team in your line")
		}
		return team, nil
	}}
}

// The commands by which many cases move, or one comes from another team, in their own words.
const (
	moveAllWords = "Move all cases of a worker"
	answerWords  = "Answer a transfer between teams"
)

// Move is one of them that its author may still take back.
type Move struct {
	person.Done
	Cases int // that came into the team by it
	child string
}

// Transfer says whether it is the answer to a transfer.
func (m Move) Transfer() bool { return m.Why == answerWords }

// Moves are the actor's moves of cases into or within a team of their line that can still be taken back, the newest first.
func (r Room) Moves(ctx context.Context, actor access.Actor, team string) (out []Move, err error) {
	if !slices.Contains(actor.Manages, team) {
		return nil, nil
	}
	now := r.Desk.Now()
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		out = nil
		// A case that moved in the last 24 hours is held since today or yesterday: few rows, found without reading the journal through.
		all, err := db.All(t, func(s db.Scan) (m Move, err error) {
			return m, s(&m.Command, &m.child, &m.Cases)
		}, `select e.command, min(k.subject), count(distinct k.subject) from caseload k join entry e on e.subject = k.subject and e.id = k.record and e.version = 1
			where k.team = $1 and k.since >= $2 and e.actor = $3 and e.at > $4 and e.why in ($5, $6) group by e.command`,
			team, day.In(now).Add(-1).String(), actor.ID, db.Instant(now.Add(-person.UndoFor)), moveAllWords, answerWords)
		if err != nil {
			return err
		}
		for _, m := range all {
			d, ok, err := person.LastDone(t, actor.ID, m.child, now, moveAllWords, answerWords)
			if err != nil {
				return err
			}
			if ok && d.Command == m.Command {
				m.Done = d
				out = append(out, m)
			}
		}
		return nil
	})
	slices.SortFunc(out, func(a, b Move) int { return b.At.Compare(a.At) })
	return out, err
}

// UndoMove takes back a move of cases, or a change of a team's standard, that the actor made: all of it. It is errs.Conflict when somebody has gone on with
// one of the cases.
func (r Room) UndoMove(ctx context.Context, actor access.Actor, team, commandID string) (command.Receipt, error) {
	moves, err := r.Moves(ctx, actor, team)
	if err != nil {
		return command.Receipt{}, err
	}
	i := slices.IndexFunc(moves, func(m Move) bool { return m.Command == commandID })
	if i < 0 {
		return r.StandardUndoing().TakeBack(ctx, actor, team, commandID)
	}
	moving := person.Undoing{Desk: r.Desk, Words: []string{moveAllWords, answerWords}, May: func(t *db.Tx, actor access.Actor, child, _ string) (string, error) {
		children, err := moved(t, r, commandID)
		if err != nil {
			return "", err
		}
		for _, c := range children {
			f, err := person.Facts(t, c)
			if err != nil {
				return "", err
			}
			if err := access.Decide(actor, access.Allocate, access.Identity, f, r.Desk.Now()).Err(); err != nil {
				return "", err
			}
		}
		return child, nil
	}}
	return moving.TakeBack(ctx, actor, moves[i].child, commandID)
}

// moved are the children whose cases a command moved.
func moved(t *db.Tx, r Room, commandID string) (out []string, err error) {
	entries, err := r.Desk.Journal.Command(t, commandID)
	for _, e := range entries {
		if e.Kind == (record.Allocation{}).KindName() && !slices.Contains(out, e.Subject) {
			out = append(out, e.Subject)
		}
	}
	return out, err
}
