package workforce

import (
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Covered is a colleague who is away and whose work somebody looks after.
type Covered struct {
	Worker string
	record.Absence
}

// Covering lists whose work a worker looks after today, in the order of the absences.
func (r Room) Covering(ctx context.Context, worker string) (out []Covered, err error) {
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		out = nil
		all, err := story.OfKind[record.Absence](t)
		for _, a := range all {
			if a.Body.Cover == worker && worker != "" && a.Body.On(r.Desk.Today()) {
				out = append(out, Covered{a.Subject, a.Body})
			}
		}
		return err
	})
	return out, err
}

// Staff is every worker by id, those who have left among them.
func (r Room) Staff(ctx context.Context) (map[string]record.Worker, error) {
	out := map[string]record.Worker{}
	err := r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		all, err := story.OfKind[record.Worker](t)
		for _, w := range all {
			out[w.Subject] = w.Body
		}
		return err
	})
	return out, err
}

// Carries says whether somebody holds cases: a social worker, or a practitioner of early help or leaving care.
func Carries(w record.Worker) bool {
	return w.Left.IsZero() && slices.ContainsFunc(w.Roles, func(role string) bool {
		return role == string(access.SocialWorker) || role == string(access.EarlyHelp) || role == string(access.PersonalAdviser)
	})
}

// Named is a worker or a team with its name.
type Named struct{ ID, Name string }

// Colleagues are those of some teams who hold cases, by name.
func (r Room) Colleagues(ctx context.Context, teams ...string) ([]Named, error) {
	staff, err := r.Staff(ctx)
	if err != nil {
		return nil, err
	}
	var out []Named
	for id, w := range staff {
		if Carries(w) && slices.ContainsFunc(w.Teams, func(t string) bool { return slices.Contains(teams, t) }) {
			out = append(out, Named{id, w.Name})
		}
	}
	sortNamed(out)
	return out, nil
}

// Teams are all teams, by name.
func (r Room) Teams(ctx context.Context) (out []Named, err error) {
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		out = nil
		all, err := story.OfKind[record.Team](t)
		for _, tm := range all {
			out = append(out, Named{tm.Subject, tm.Body.Name})
		}
		return err
	})
	sortNamed(out)
	return out, err
}

func sortNamed(all []Named) {
	slices.SortFunc(all, func(a, b Named) int {
		if c := strings.Compare(a.Name, b.Name); c != 0 {
			return c
		}
		return strings.Compare(a.ID, b.ID)
	})
}
