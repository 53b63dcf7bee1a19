package demo

import (
	"context"
	"errors"
	"slices"
	"time"

	"throughline/internal/access"
	"throughline/internal/care"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/house"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// paid is a child for whose placement the panel lets something be paid, for whom it has approved another that is not found yet, and about whom it is asked something. In a synthetic authority it is one who is
// looked after already; else one of the north team comes into care.
func (m *maker) paid(at time.Time) {
	m.at(at, func(ctx context.Context) error {
		finance := m.who["finance-partner"]
		limit := func(worker string, yearly int64) error {
			_, err := m.h.Care.SetLimit(ctx, finance, worker, 0, yearly, "Scheme of delegation, table 3")
			return err
		}
		if err := errors.Join(limit("worker:manager", 5000000), limit("worker:director", 40000000)); err != nil {
			return err
		}
		on := day.In(at)
		child, placement, worker, manager, err := m.looked(ctx, on)
		switch {
		case err != nil:
			return err
		case child != "":
			if err := limit(manager.ID, 30000000); err != nil {
				return err
			}
		default:
			worker, manager = m.who["social-worker"], m.who["director"]
			if child, err = m.toPlace(ctx, worker); err != nil || child == "" {
				return err
			}
			rc, err := m.h.Care.Start(ctx, worker, child, care.Beginning{Status: "V2", Need: "N1", Home: "N8 1AB",
				Placing: care.Placing{From: on, Type: "U6", Provider: "PR4", Postcode: "N8 2AB", URN: record.NoURN}})
			if err != nil {
				return err
			}
			placement = placedBy(rc)
		}
		// The third waits for whoever decides.
		for i, q := range []care.Request{
			{For: "therapy", What: "Play therapy once a week", Provider: "Larkfield Therapy", Placement: placement, Starts: on, Weekly: 9000, Why: "The carers see fear at night, and the school does too."},
			{For: "placement", What: "A place in a home near the school", Starts: on.Add(30), Weekly: 412000, OneOff: 25000, Why: "The carers can keep the child for a few weeks only."},
			{For: "transport", What: "A taxi to school until the summer", Provider: "Quayside Cars", Placement: placement, Starts: on.Add(14), Weekly: 14000, Why: "Two buses take more than an hour, and the child has missed the first lesson on most days."},
		} {
			rc, err := m.h.Care.Ask(ctx, worker, child, q)
			if err != nil || i == 2 {
				return err
			}
			if _, err := m.h.Care.Decide(ctx, manager, child, rc.Entries[0].ID, 1, record.PanelApproved, ""); err != nil {
				return err
			}
		}
		return nil
	})
}

// looked is the first child who is looked after on a day, with a worker who has the case and a manager of its team. Without one there is no child.
func (m *maker) looked(ctx context.Context, on day.Day) (child, placement string, worker, manager access.Actor, err error) {
	err = m.h.DB.Read(ctx, func(t *db.Tx) error {
		managers := map[string]string{} // by team
		workers, err := story.OfKind[record.Worker](t)
		if err != nil {
			return err
		}
		for _, w := range workers {
			for _, team := range w.Body.Manages {
				if w.Body.Left.IsZero() && slices.Contains(w.Body.Roles, string(access.Manager)) && managers[team] == "" && w.Subject != "worker:manager" { // whose limit is that of a team manager
					managers[team] = w.Subject
				}
			}
		}
		subjects, err := db.Column[string](t, "select distinct subject from record where kind = 'cla_placement' and not withdrawn order by subject")
		if err != nil {
			return err
		}
		for _, s := range subjects {
			st, err := story.Load(t, s)
			if err != nil {
				return err
			}
			c, running := care.Running(st)
			pl, _, ok := c.PlacementOn(on)
			_, asked := care.OpenRequest(st)
			for _, a := range story.All[record.Allocation](st) {
				if !running || !ok || asked || a.Body.Role != person.RoleAllocated || !a.Body.To.IsZero() || managers[a.Body.Team] == "" {
					continue
				}
				if worker, err = house.ActorOf(t, a.Body.Worker); err != nil || !slices.Contains(worker.Roles, access.SocialWorker) {
					continue
				}
				if manager, err = house.ActorOf(t, managers[a.Body.Team]); err != nil {
					return err
				}
				f, err := person.Facts(t, s)
				if err != nil {
					return err
				}
				if access.Decide(worker, access.RequestSpending, access.Money, f, m.opts.Today).Allow && access.Decide(manager, access.AuthoriseSpending, access.Money, f, m.opts.Today).Allow && manager.ID != worker.ID {
					child, placement = f.Subject, pl.ID
					return nil
				}
			}
		}
		return nil
	})
	return child, placement, worker, manager, err
}

// placedBy is the placement that a command wrote.
func placedBy(rc command.Receipt) string {
	for _, e := range rc.Entries {
		if e.Kind == (record.CLAPlacement{}).KindName() {
			return e.ID
		}
	}
	return ""
}

// toPlace is the first child of a worker who is born and not looked after.
func (m *maker) toPlace(ctx context.Context, worker access.Actor) (child string, err error) {
	err = m.h.DB.Read(ctx, func(t *db.Tx) error {
		subjects, err := db.Column[string](t, "select subject from access_link where actor = $1 and relation = 'allocated' and subject >= 'child:' and subject < 'child;' order by subject", worker.ID)
		if err != nil {
			return err
		}
		for _, s := range subjects {
			st, err := story.Load(t, s)
			if err != nil {
				return err
			}
			c, ok := story.First[record.Child](st)
			if ok && !c.Body.Birth.IsZero() && day.In(m.opts.Today).Age(c.Body.Birth) < 16 && len(care.Courses(st)) == 0 {
				child = s
				return nil
			}
		}
		return nil
	})
	return child, err
}
