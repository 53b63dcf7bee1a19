package borough_test

import (
	"testing"

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
