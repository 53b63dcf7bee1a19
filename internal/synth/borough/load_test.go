package borough_test

import (
	"path/filepath"
	"testing"
	"time"

	"throughline/internal/db"
	"throughline/internal/house"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/synth/borough"
)

// What is loaded verifies, and its stories are those that the authority tells without a database.
func TestLoadVerifies(t *testing.T) {
	until := time.Date(2020, 6, 30, 18, 0, 0, 0, time.UTC)
	o := borough.Options{Size: borough.Hamlet, Seed: 5, Until: until}
	cfg := house.Config{DB: filepath.Join(t.TempDir(), "h.db"), Now: func() time.Time { return until }}
	if err := house.Create(cfg, "marshwick"); err != nil {
		t.Fatal(err)
	}
	h, err := house.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	// Loaded in two parts, as the demo does: the rest comes command by command.
	split := until.AddDate(0, 0, -3)
	n, rest, err := make1(t, o).LoadUntil(t.Context(), h.Keeper, split, nil)
	if err != nil || n < 5000 || len(rest) == 0 {
		t.Fatalf("%d versions, %d events are left: %v", n, len(rest), err)
	}
	for _, e := range rest {
		if !e.At.After(split) {
			t.Fatalf("%s was left, and is not after %s", e.At, split)
		}
	}
	rep, err := h.Keeper.Verify(t.Context(), nil, nil)
	if err != nil || rep.Err() != nil {
		t.Fatalf("%+v, %v", rep, err)
	}
	loaded := map[string]int{}
	if err := h.DB.Read(t.Context(), func(tx *db.Tx) error {
		return story.Each(tx, record.ChildSubject, func(s story.Story) error {
			loaded[s.Subject] = len(s.Records)
			return nil
		})
	}); err != nil {
		t.Fatal(err)
	}
	o.Until = split
	told := childrenOf(t, make1(t, o))
	for _, s := range told {
		if loaded[s.Subject] == 0 {
			t.Errorf("%s was told and not loaded", s.Subject)
		}
	}
	if len(told) != len(loaded) {
		t.Errorf("%d children were told, and %d loaded", len(told), len(loaded))
	}
}
