package borough_test

import (
	"path/filepath"
	"testing"

	"throughline/internal/house"
	"throughline/internal/synth/borough"
	"throughline/internal/synth/event"
)

// BenchmarkVillage is the generation of a village, without writing it anywhere.
func BenchmarkVillage(b *testing.B) {
	for b.Loop() {
		events, changes := 0, 0
		if err := make1(b, borough.Options{Size: borough.Village, Seed: 1}).Events(func(e event.Event) error {
			events++
			changes += len(e.Changes)
			return nil
		}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(events), "events")
		b.ReportMetric(float64(changes), "changes")
	}
}

// BenchmarkLoad is a village written into a database, through the journal.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		cfg := house.Config{DB: filepath.Join(b.TempDir(), "v.db")}
		if err := house.Create(cfg, "marshwick"); err != nil {
			b.Fatal(err)
		}
		h, err := house.Open(b.Context(), cfg)
		if err != nil {
			b.Fatal(err)
		}
		n, err := make1(b, borough.Options{Size: borough.Village, Seed: 1}).Load(b.Context(), h.Keeper, nil)
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(n), "versions")
		if err := h.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
