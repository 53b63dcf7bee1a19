package measure_test

import (
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/db/dbtest"
	"throughline/internal/measure"
	"throughline/internal/person"
)

// For any history, merges and their undoing among it: what a server holds in memory gives the figures that the table gives, however long ago it was read.
func TestHeldIsAsKept(t *testing.T) {
	t.Parallel()
	ids := []string{"AS-02", "FD-04", "CIN-01", "WF-07"}
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		d := town{commandtest.New(t, e.URL(t), append(person.Lists(), measure.Lists()...)), t}
		held := &command.Desk{DB: d.DB, Journal: d.Journal, Lists: d.Lists, Now: d.Now, NewID: d.NewID, Memory: &command.Memory{}}
		q := year
		q.Each = []string{measure.ByTeam, measure.ByEthnicity}
		counted := 0
		same := func(rt interface {
			Fatal(...any)
			Fatalf(string, ...any)
		}) {
			want, err := measure.Figures(t.Context(), d.Desk.Desk, q, ids...)
			if err != nil {
				rt.Fatal(err)
			}
			got, err := measure.Figures(t.Context(), held, q, ids...)
			if err != nil {
				rt.Fatal(err)
			}
			if diff := cmp.Diff(want, got, days); diff != "" {
				rt.Fatalf("(-table +memory): %s", diff)
			}
			for _, r := range got {
				counted += len(r.Records)
			}
		}
		h := &history{town: d}
		rapid.Check(t, func(rt *rapid.T) {
			for range rapid.IntRange(0, 3).Draw(rt, "steps") {
				h.step(rt)
				d.Clock.Add(time.Minute)
			}
			same(rt)
		})
		if counted == 0 {
			t.Error("nothing was counted")
		}
		// Many ask at once while somebody writes.
		var wg sync.WaitGroup
		for range 4 {
			wg.Go(func() {
				for range 5 {
					if _, err := measure.Figures(t.Context(), held, q, ids...); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for i := range 5 {
			d.child(1000+i, "2022-05-01")
		}
		wg.Wait()
		same(t)
	})
}
