package scrutiny_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/demo"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/synth/borough"
	"throughline/internal/web/webtest"
)

// TestRecountIsTheWholeJournal: in a generated authority figures of all stages, as known at instants before and after a merge, its undoing and a correction of old
// dates, comes out the same from the few subjects that changed since as from a reading of the whole journal; and so it does once keys were destroyed.
func TestRecountIsTheWholeJournal(t *testing.T) {
	t.Parallel()
	s := webtest.NewCouncil(t, dbtest.Engines(t)[0].URL(t))
	webtest.Need(t, demo.Make(t.Context(), s.House, s.Clock, demo.Options{Size: borough.Hamlet, Today: webtest.Start}))
	desk := s.House.Desk
	whole := &command.Desk{DB: desk.DB, Journal: desk.Journal, Now: desk.Now, NewID: desk.NewID} // it keeps nothing ready, and reads everything
	instant := func(share int64) (at time.Time) {
		webtest.Need(t, desk.Read(t.Context(), func(t *db.Tx) error {
			var text string
			err := t.Row("select at from entry where seq = (select size * $1 / 100 from log_head where log = 'journal')", []any{share}, &text)
			if err == nil {
				at, err = db.ParseInstant(text)
			}
			return err
		}))
		return at
	}
	// The whole journal is read once for each type of subject, so only figures of children and the rate among them are counted.
	ids := []string{"AS-01", "AS-02", "CIN-01", "CS-03", "EH-01", "CP-01", "CLA-01", "CP-05", "S47-01"}
	do := func(fn func(tx *command.Tx) ([]record.Change, error)) command.Receipt {
		s.Clock.Set(s.Clock.Now().Add(time.Hour))
		got, err := desk.Do(t.Context(), access.Actor{ID: "worker:w"}, "Change what was known", fn)
		webtest.Need(t, err)
		return got
	}
	times := map[string]time.Time{"at 97%": instant(97), "before the merge": s.Clock.Now()}
	var children []string
	webtest.Need(t, desk.Read(t.Context(), func(t *db.Tx) (err error) {
		children, err = db.Column[string](t, "select subject from record where kind = 'assessment' and not withdrawn group by subject order by subject limit 12")
		return err
	}))
	merge := func(from, into string) func(tx *command.Tx) ([]record.Change, error) {
		return func(tx *command.Tx) ([]record.Change, error) {
			return []record.Change{record.New(tx.NewID(), from, record.Merge{Into: into, Reason: "same person"})}, nil
		}
	}
	undone := do(merge(children[0], children[1])).Entries[0].ID
	do(merge(children[1], children[2]))
	do(merge(children[3], children[4]))
	times["merged"] = s.Clock.Now()
	do(func(tx *command.Tx) ([]record.Change, error) {
		m, err := story.One[record.Merge](tx.Tx, undone)
		return []record.Change{record.Remove(m)}, err
	})
	times["one merge undone"] = s.Clock.Now()
	for _, c := range []string{children[1], children[5], children[6]} {
		do(func(tx *command.Tx) (out []record.Change, err error) {
			st, err := tx.Story(c)
			for _, a := range story.All[record.Assessment](st) {
				a.Body.Authorised = day.Must("2025-05-06")
				out = append(out, record.Edit(a, a.Body))
			}
			return out, err
		})
	}
	s.Clock.Set(s.Clock.Now().Add(time.Hour))
	compare := func(what string) {
		for name, at := range times {
			q := measure.Query{AsKnown: at, Period: measure.Year(2025), Each: []string{measure.ByEthnicity}}
			want, err := measure.Figures(t.Context(), whole, q, ids...)
			webtest.Need(t, err)
			got, err := measure.Figures(t.Context(), desk, q, ids...)
			webtest.Need(t, err)
			if diff := cmp.Diff(want, got, cmpopts.EquateComparable(day.Day{}), cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("%s, as known %s (-whole journal +few subjects):\n%.3000s", what, name, diff)
			}
			if !slices.ContainsFunc(got, func(r measure.Result) bool { return r.Numerator > 0 }) {
				t.Errorf("%s: nothing was counted", name)
			}
		}
	}
	compare("nothing destroyed")
	for _, c := range children[7:9] {
		webtest.Need(t, desk.Journal.Vault().Destroy(t.Context(), c, "RET-01"))
	}
	delete(times, "merged")
	delete(times, "before the merge")
	compare("two keys destroyed")
}
