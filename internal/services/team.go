package services

import (
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Team is a team that works in a service, or somebody in it.
type Team struct{ Subject, Name string }

// Teams are those that a service can be: the teams in which practitioners beside social workers are (role early_help), by name.
func (r Room) Teams(ctx context.Context) (out []Team, err error) {
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		staff, err := practitioners(t)
		if err != nil {
			return err
		}
		teams, err := story.OfKind[record.Team](t)
		out = nil
		for _, tm := range teams {
			if slices.ContainsFunc(staff, func(w record.Of[record.Worker]) bool { return slices.Contains(w.Body.Teams, tm.Subject) }) {
				out = append(out, Team{tm.Subject, tm.Body.Name})
			}
		}
		return err
	})
	byName(out)
	return out, err
}

// Members are those who work in a team now, by name.
func (r Room) Members(ctx context.Context, team string) (out []Team, err error) {
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		staff, err := practitioners(t)
		out = nil
		for _, w := range staff {
			if slices.Contains(w.Body.Teams, team) {
				out = append(out, Team{w.Subject, w.Body.Name})
			}
		}
		return err
	})
	byName(out)
	return out, err
}

func byName(ts []Team) {
	slices.SortFunc(ts, func(a, b Team) int { return strings.Compare(a.Name+a.Subject, b.Name+b.Subject) })
}

func practitioners(t *db.Tx) ([]record.Of[record.Worker], error) {
	all, err := story.OfKind[record.Worker](t)
	return slices.DeleteFunc(all, func(w record.Of[record.Worker]) bool {
		return !w.Body.Left.IsZero() || !slices.Contains(w.Body.Roles, string(access.EarlyHelp))
	}), err
}
