package house

import (
	"context"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/measure"
)

// FiguresReady is errs.Busy, and says what to do, when what is kept ready for figures was made by another version of Throughline. Figures would then be counted from every
// record, which takes minutes in a borough: a page does better to say so.
func (h *House) FiguresReady(ctx context.Context) error {
	ready := false
	err := h.DB.Read(ctx, func(t *db.Tx) (err error) {
		ready, err = measure.Readable(t)
		return err
	})
	if err == nil && !ready {
		err = errs.New(errs.Busy, "The figures' facts were made by an older version of Throughline. Whoever runs the service must run throughline rebuild; until then no figures are counted here")
	}
	return err
}
