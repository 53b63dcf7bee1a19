package assessment

import (
	"context"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/record"
)

// Standing says how a report stands, for somebody who may read it: its state, and who decided on it last. It shows nothing of the report.
func (r Room) Standing(ctx context.Context, actor access.Actor, report string) (state, by string, err error) {
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		w, err := r.load(t, report)
		if err != nil {
			return err
		}
		if _, err := w.may(stamp{actor, r.Desk.Now()}, access.Read, access.Assessment, nil); err != nil {
			return err
		}
		state, by = w.report.Body.State, w.report.Body.SubmittedBy
		if state == record.Authorised {
			by = w.report.Body.AuthorisedBy
		}
		return nil
	})
	return state, by, err
}
