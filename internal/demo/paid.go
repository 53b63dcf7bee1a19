package demo

import (
	"context"
	"time"

	"throughline/internal/access"
	"throughline/internal/care"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/story"
)

// paid is a child of the north team who comes into care, whose placement the panel lets pay for, and for whom it has approved another that is not found yet.
func (m *maker) paid(at time.Time) {
	m.at(at, func(ctx context.Context) error {
		finance, worker, director := m.who["finance-partner"], m.who["social-worker"], m.who["director"]
		for _, h := range []struct {
			key   string
			limit int64
		}{{"manager", 5000000}, {"director", 40000000}} {
			if _, err := m.h.Care.SetLimit(ctx, finance, "worker:"+h.key, 0, h.limit, "Scheme of delegation, table 3"); err != nil {
				return err
			}
		}
		child, err := m.toPlace(ctx, worker)
		if err != nil || child == "" {
			return err
		}
		on := day.In(at)
		rc, err := m.h.Care.Start(ctx, worker, child, care.Beginning{Status: "V2", Need: "N1", Home: "N8 1AB",
			Placing: care.Placing{From: on, Type: "U6", Provider: "PR4", Postcode: "N8 2AB", URN: "XXXXXXX"}})
		if err != nil {
			return err
		}
		for _, q := range []care.Request{
			{For: "placement", What: "A foster carer of an agency", Provider: "Larkfield Fostering", Placement: placedBy(rc), Starts: on, Weekly: 98000, Why: "Nobody in the family can care for the child this month."},
			{For: "placement", What: "A place in a home near the school", Starts: on.Add(30), Weekly: 412000, OneOff: 25000, Why: "The carers can keep the child for a few weeks only."},
		} {
			rc, err := m.h.Care.Ask(ctx, worker, child, q)
			if err != nil {
				return err
			}
			if _, err := m.h.Care.Decide(ctx, director, child, rc.Entries[0].ID, 1, record.PanelApproved, ""); err != nil {
				return err
			}
		}
		return nil
	})
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
