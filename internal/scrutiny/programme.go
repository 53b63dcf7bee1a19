package scrutiny

import (
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// PreElection is the time before a poll in which nothing contentious is taken (Local Government Act 1986 s2 and the code under it). It is a rule for an item,
// not for a meeting: the meeting itself may stand.
type PreElection struct{ Notice, Poll day.Day }

// Blocks says whether a topic may not be taken on a day.
func (p PreElection) Blocks(e record.ProgrammeEntry, on day.Day) bool {
	return e.Contentious && !p.Notice.IsZero() && on.Within(p.Notice, p.Poll)
}

// SaveTopic records a topic of a work programme. Members may suggest; only who keeps the committee's records plans.
func (r Room) SaveTopic(ctx context.Context, actor access.Actor, committee, id string, version int64, e record.ProgrammeEntry) (string, error) {
	action := access.RunCommittee
	if id == "" && e.State == "suggested" {
		action = access.AskQuestion
		e.SuggestedBy = actor.ID
	}
	return save(ctx, r, actor, action, entry[record.ProgrammeEntry]{"Record a topic", committee, id, version, e, func(tx *command.Tx, _ record.ProgrammeEntry) error {
		s, err := story.Load(tx.Tx, committee)
		if err != nil {
			return err
		}
		if _, ok := story.First[record.Committee](s); !ok {
			return errs.New(errs.NotFound, "%s", access.Missing)
		}
		return nil
	}})
}

// MoveTopic plans a topic for a meeting, moves or removes it, with the reason, which stays in the programme (SR-330).
func (r Room) MoveTopic(ctx context.Context, actor access.Actor, committee, id, state, meeting, why string) error {
	_, err := r.do(ctx, actor, access.RunCommittee, "Move a topic", func(tx *command.Tx) ([]record.Change, error) {
		e, err := story.One[record.ProgrammeEntry](tx.Tx, id)
		if err != nil || e.Subject != committee {
			return nil, errs.New(errs.NotFound, "%s", access.Missing)
		}
		was := e.Body
		if e.Body.State, e.Body.Meeting = state, meeting; state == "removed" {
			e.Body.Meeting = ""
		}
		what := state
		if meeting != "" {
			m, err := story.One[record.Meeting](tx.Tx, meeting)
			if err != nil || m.Body.Committee != committee {
				return nil, errs.Field("meeting", "Choose a meeting of this committee")
			}
			what += ", " + m.Body.Date.Long()
		}
		if strings.TrimSpace(why) == "" && (was.Meeting != "" || state == "removed") {
			return nil, errs.Field("why", "Say why the programme changes")
		}
		e.Body.Changes = append(slices.Clip(e.Body.Changes), record.ProgrammeChange{At: tx.Now, By: actor.ID, What: what, Why: strings.TrimSpace(why)})
		return []record.Change{record.Edit(e, e.Body)}, nil
	})
	return err
}

// NextYear are the standing topics of a year that come again: as suggestions for the year after, without a meeting yet (SR-320). Those that are there already are
// left out.
func NextYear(entries []record.Of[record.ProgrammeEntry], from, to string) (out []record.ProgrammeEntry) {
	for _, e := range entries {
		b := e.Body
		if b.Year != from || !b.Yearly || b.State == "removed" {
			continue
		}
		if slices.ContainsFunc(entries, func(o record.Of[record.ProgrammeEntry]) bool {
			return o.Body.Year == to && strings.EqualFold(o.Body.Topic, b.Topic)
		}) {
			continue
		}
		out = append(out, record.ProgrammeEntry{Topic: b.Topic, Why: b.Why, Source: "standing", Year: to, Lead: b.Lead, State: "suggested", Contentious: b.Contentious, Yearly: true, Measures: b.Measures})
	}
	return out
}
