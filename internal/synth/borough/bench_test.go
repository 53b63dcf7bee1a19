package borough_test

import (
	"os"
	"path/filepath"
	"syscall"
	"testing"
	"time"

	"throughline/internal/house"
	"throughline/internal/synth/borough"
	"throughline/internal/synth/event"
)

// benchSize is how large an authority benchmarks make: THROUGHLINE_BENCH_SIZE, or a village.
func benchSize() borough.Size {
	if s := os.Getenv("THROUGHLINE_BENCH_SIZE"); s != "" {
		return borough.Size(s)
	}
	return borough.Village
}

// processorTime is what this process has used of all processors, its kernel's part included.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// BenchmarkEvents is the generation of an authority, without writing it anywhere.
func BenchmarkEvents(b *testing.B) {
	for b.Loop() {
		cpu := processorTime()
		events, changes := 0, 0
		if err := make1(b, borough.Options{Size: benchSize(), Seed: 1}).Events(func(e event.Event) error {
			events++
			changes += len(e.Changes)
			return nil
		}); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(events), "events")
		b.ReportMetric(float64(changes), "changes")
		b.ReportMetric((processorTime() - cpu).Seconds(), "s-cpu/op")
	}
}

// BenchmarkLoad is an authority written into a database, through the journal.
func BenchmarkLoad(b *testing.B) {
	for b.Loop() {
		began, cpu := time.Now(), processorTime()
		cfg := house.Config{DB: filepath.Join(b.TempDir(), "v.db")}
		if err := house.Create(cfg, "marshwick"); err != nil {
			b.Fatal(err)
		}
		h, err := house.Open(b.Context(), cfg)
		if err != nil {
			b.Fatal(err)
		}
		part := "journal"
		n, err := make1(b, borough.Options{Size: benchSize(), Seed: 1}).Load(b.Context(), h.Keeper, func(now string, _, _ int64) {
			if now != part {
				b.Logf("%s after %.1f s, %.1f s of processor time", now, time.Since(began).Seconds(), (processorTime() - cpu).Seconds())
				part = now
			}
		})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(n), "versions")
		if err := h.Close(); err != nil {
			b.Fatal(err)
		}
		b.ReportMetric((processorTime() - cpu).Seconds(), "s-cpu/op")
	}
}
