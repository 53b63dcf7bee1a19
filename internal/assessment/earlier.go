package assessment

import (
	"context"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Earlier opens the newest authorised assessment before this one of any of the same children, to be shown beside it. ok is false when there is none, and
// when there is one that the actor may not read: another child in it may be hidden. Its reading is written down.
func (r Room) Earlier(ctx context.Context, actor access.Actor, report, page string) (v View, ok bool, err error) {
	var before string
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		w, err := r.load(t, report)
		if err != nil {
			return err
		}
		before = w.before()
		return nil
	})
	if err != nil || before == "" {
		return View{}, false, err
	}
	v, err = r.Read(ctx, actor, before, page)
	if kind := errs.Of(err); err != nil && (kind == errs.Denied || kind == errs.NotFound) {
		return View{}, false, nil
	}
	return v, err == nil, err
}

// before is the report of the newest authorised assessment of any of the children other than this one; empty when there is none.
func (w whole) before() string {
	report, newest := "", day.Day{}
	for _, p := range w.children {
		for _, a := range story.All[record.Assessment](p.story) {
			if a.Body.Report == "" || a.Body.Report == w.report.Subject || a.Body.Authorised.IsZero() {
				continue
			}
			if newest.IsZero() || a.Body.Authorised.After(newest) {
				report, newest = a.Body.Report, a.Body.Authorised
			}
		}
	}
	return report
}

// HasEarlier says whether there is an assessment to show beside this one, without opening it.
func (r Room) HasEarlier(ctx context.Context, report string) (has bool, err error) {
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		w, err := r.load(t, report)
		has = err == nil && w.before() != ""
		return err
	})
	return has, err
}
