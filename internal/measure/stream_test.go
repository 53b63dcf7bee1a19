package measure_test

import (
	"path/filepath"
	"testing"
	"time"

	"throughline/internal/day"
	"throughline/internal/house"
	"throughline/internal/measure"
	"throughline/internal/story"
	"throughline/internal/synth/borough"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// TestStream: what is counted over stories as they come is what is counted from the database in which the same authority was recorded.
func TestStream(t *testing.T) {
	until := time.Date(2024, 9, 30, 18, 0, 0, 0, time.UTC)
	a, err := borough.New(borough.Options{Size: borough.Hamlet, Seed: 3, Until: until}, 0)
	if err != nil {
		t.Fatal(err)
	}
	cfg := house.Config{DB: filepath.Join(t.TempDir(), "hamlet.db"), Now: func() time.Time { return until }}
	if err := house.Create(cfg, "marshwick"); err != nil {
		t.Fatal(err)
	}
	h, err := house.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if _, err := a.Load(t.Context(), h.Keeper, nil); err != nil {
		t.Fatal(err)
	}
	q := measure.Query{Period: measure.Year(2024), AsAt: day.In(until), Each: []string{"ethnicity", "team"}}
	want, err := measure.Figures(t.Context(), h.Desk, q)
	if err != nil {
		t.Fatal(err)
	}
	s, err := measure.NewStream(q, day.In(until))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Stories(func(st story.Story) error { s.Add(st); return nil }); err != nil {
		t.Fatal(err)
	}
	got := s.Results(want[0].AsKnown)
	if len(got) != len(want) || len(got) < 100 {
		t.Fatalf("%d figures, from the database %d", len(got), len(want))
	}
	records := 0
	for i := range got {
		records += len(got[i].Records)
		if diff := cmp.Diff(want[i], got[i], cmpopts.EquateEmpty(), cmp.AllowUnexported(day.Day{}), cmpopts.IgnoreFields(measure.Result{}, "Definition")); diff != "" {
			t.Errorf("%s (-database +stream):\n%s", got[i].ID, diff)
		}
	}
	if records < 1000 {
		t.Errorf("only %d records behind all figures", records)
	}
	if _, err := measure.NewStream(q, day.In(until), "XX-99"); err == nil {
		t.Error("a measure that does not exist was begun")
	}
}
