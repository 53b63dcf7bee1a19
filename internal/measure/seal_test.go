package measure

import (
	"errors"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/record"
)

// Between counting a figure and storing it somebody else may record something: at a later instant that is no matter, at the same
// instant the figure would not come out the same again, so it is refused and counted anew.
func TestSeal(t *testing.T) {
	t.Parallel()
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		actor := access.Actor{ID: "worker:w"}
		write := func() {
			t.Helper()
			if _, err := d.Do(t.Context(), actor, "Write", func(tx *command.Tx) ([]record.Change, error) {
				s, r := tx.NewSubject(record.ChildSubject), tx.NewID()
				return []record.Change{record.New(r, s, record.Referral{Date: day.Must("2022-08-15")}),
					record.New(tx.NewID(), s, record.Assessment{Referral: r, Authorised: day.Must("2022-09-01")})}, nil
			}); err != nil {
				t.Fatal(err)
			}
		}
		for name, tt := range map[string]struct {
			between func()
			want    error
		}{
			"nothing":             {func() {}, nil},
			"at the same instant": {write, errMoved},
			"a moment later":      {func() { d.Clock.Add(time.Microsecond); write() }, nil},
			"both":                {func() { write(); d.Clock.Add(time.Microsecond); write() }, errMoved},
		} {
			d.Clock.Add(time.Second)
			write()
			p, err := compute(t.Context(), d.Desk, time.Time{}, ask{"AS-02", Query{Period: Year(2023)}})
			if err != nil {
				t.Fatal(err)
			}
			tt.between()
			f, err := seal(t.Context(), d.Desk, actor, p)
			if !errors.Is(err, tt.want) {
				t.Errorf("%s: %v", name, err)
			}
			if err != nil {
				continue
			}
			if got, err := Recompute(t.Context(), d.Desk, f.Body); err != nil || !got.Equal {
				t.Errorf("%s: %+v %v", name, got.Why, err)
			}
		}
	})
}
