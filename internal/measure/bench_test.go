package measure_test

import (
	"os"
	"path/filepath"
	"slices"
	"syscall"
	"testing"
	"time"

	"throughline/internal/day"
	"throughline/internal/house"
	"throughline/internal/measure"
	"throughline/internal/story"
	"throughline/internal/synth/borough"
)

// BenchmarkAll counts all measures with all breakdowns for one year of a synthetic authority from its database. A village unless THROUGHLINE_BENCH_SIZE
// says borough; THROUGHLINE_BENCH_DB keeps the database between runs. Needs 0.5 GB on the disk for a borough.
func BenchmarkAll(b *testing.B) {
	size := borough.Village
	if s := os.Getenv("THROUGHLINE_BENCH_SIZE"); s != "" {
		size = borough.Size(s)
	}
	h := benchHouse(b, size)
	all := measure.Query{Period: measure.Year(2025), Each: measure.Dimensions(), Book: h.Book}
	plain := measure.Query{Period: all.Period, Book: h.Book}
	memory := h.Desk.Memory
	for _, bb := range []struct {
		name string
		held bool // by a server that was asked before
		q    measure.Query
		ids  []string
	}{
		{"all breakdowns", false, all, nil}, {"none", false, plain, nil}, {"held/all breakdowns", true, all, nil}, {"held/none", true, plain, nil},
		{"held/AS-02", true, all, []string{"AS-02"}}, {"held/CLA-01", true, all, []string{"CLA-01"}},
	} {
		b.Run(bb.name, func(b *testing.B) {
			if h.Desk.Memory = nil; bb.held {
				h.Desk.Memory = memory
				if _, err := measure.Figures(b.Context(), h.Desk, bb.q, "FD-03"); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportAllocs()
			records, rounds, busy := 0, 0, processorTime()
			for b.Loop() {
				rounds++
				rs, err := measure.Figures(b.Context(), h.Desk, bb.q, bb.ids...)
				if err != nil {
					b.Fatal(err)
				}
				records = 0
				for _, r := range rs {
					records += len(r.Records)
				}
			}
			b.ReportMetric(float64(records), "records/op")
			b.ReportMetric((processorTime()-busy).Seconds()/float64(rounds), "s-cpu/op")
		})
	}
}

// processorTime is what this process has used of all processors.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

func benchHouse(b *testing.B, size borough.Size) *house.House {
	b.Helper()
	dir := os.Getenv("THROUGHLINE_BENCH_DB")
	if dir == "" {
		dir = b.TempDir()
	}
	cfg := house.Config{DB: filepath.Join(dir, string(size)+".db")}
	_, err := os.Stat(cfg.DB)
	made := err == nil
	if !made {
		if err := house.Create(cfg, "marshwick"); err != nil {
			b.Fatal(err)
		}
	}
	h, err := house.Open(b.Context(), cfg)
	if err != nil {
		b.Fatal(err)
	}
	b.Cleanup(func() { _ = h.Close() })
	if !made {
		a, err := borough.New(borough.Options{Size: size, Seed: 1, Until: time.Date(2025, 6, 30, 18, 0, 0, 0, time.UTC)}, 0)
		if err != nil {
			b.Fatal(err)
		}
		n, err := a.Load(b.Context(), h.Keeper, nil)
		if err != nil {
			b.Fatal(err)
		}
		b.Logf("%d versions written", n)
	}
	return h
}

// BenchmarkStream counts all measures with all breakdowns for one year over the stories of a synthetic village, which are made before and held: what
// counting takes of `throughline measures --stream`.
func BenchmarkStream(b *testing.B) {
	until := time.Date(2025, 6, 30, 18, 0, 0, 0, time.UTC)
	a, err := borough.New(borough.Options{Size: borough.Village, Seed: 1, Until: until}, 0)
	if err != nil {
		b.Fatal(err)
	}
	var stories []story.Story
	if err := a.Stories(func(s story.Story) error { stories = append(stories, s); return nil }); err != nil {
		b.Fatal(err)
	}
	q := measure.Query{Period: measure.Year(2024), Each: measure.Dimensions()}
	busy, rounds := processorTime(), 0
	for b.Loop() {
		rounds++
		s, err := measure.NewStream(q, day.In(until))
		if err != nil {
			b.Fatal(err)
		}
		for some := range slices.Chunk(stories, 4096) {
			s.Add(some...)
		}
		s.Results(until)
	}
	b.ReportMetric(float64((processorTime()-busy).Microseconds())/float64(rounds*len(stories)), "µs-cpu/subject")
}
