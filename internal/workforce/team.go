package workforce

import (
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// AddTeam adds a team and gives the new id. Its manager (a worker's id, or "") has the team in their line from then on, so that a manager
// cannot make themselves one: an administrator who names themselves is refused. It fails with errs.Invalid on name or manager.
func (r Room) AddTeam(ctx context.Context, actor access.Actor, name, manager string) (subject string, rc command.Receipt, err error) {
	rc, err = r.change(ctx, actor, "Add a team", func(t *command.Tx) ([]record.Change, error) {
		name = strings.Join(strings.Fields(name), " ")
		if name == "" {
			return nil, errs.Field("name", "Enter the name of the team")
		}
		have, err := story.OfKind[record.Team](t.Tx)
		if err != nil {
			return nil, err
		}
		if slices.ContainsFunc(have, func(o record.Of[record.Team]) bool { return strings.EqualFold(o.Body.Name, name) }) {
			return nil, errs.Field("name", "A team of this name is there already")
		}
		subject = t.NewSubject(record.TeamSubject)
		changes := []record.Change{record.New(t.NewID(), subject, record.Team{Name: name, Manager: manager})}
		if manager == "" {
			return changes, nil
		}
		w, err := worker(t, manager)
		switch {
		case errs.Of(err) == errs.NotFound && err != nil, err == nil && !w.Body.Left.IsZero():
			return nil, errs.Field("manager", "Choose a manager from the list")
		case err != nil:
			return nil, err
		case manager == actor.ID:
			return nil, errs.New(errs.Denied, "Nobody gives themselves a team. Ask another administrator")
		case !slices.Contains(w.Body.Roles, string(access.Manager)) && !slices.Contains(w.Body.Roles, string(access.Director)):
			return nil, errs.Field("manager", "This person is not a manager. Give them the role first, or choose somebody else")
		}
		w.Body.Manages = append(slices.Clone(w.Body.Manages), subject)
		return append(changes, record.Edit(w, w.Body)), nil
	})
	if err != nil {
		subject = ""
	}
	return subject, rc, err
}
