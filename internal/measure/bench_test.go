package measure_test

import (
	"os"
	"path/filepath"
	"runtime"
	"strconv"
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

// BenchmarkGrowth counts all measures with all breakdowns of one year over the stories of an authority as they are made, without a database. It reports
// how long making them and how long counting them took, and the most memory that was held at once. THROUGHLINE_BENCH_SIZE names one size; of England it
// takes as many authorities as THROUGHLINE_BENCH_AUTHORITIES says (151), one after another.
func BenchmarkGrowth(b *testing.B) {
	sizes := []borough.Size{borough.Hamlet, borough.Village}
	if s := os.Getenv("THROUGHLINE_BENCH_SIZE"); s != "" {
		sizes = []borough.Size{borough.Size(s)}
	}
	for _, size := range sizes {
		b.Run(string(size), func(b *testing.B) {
			for b.Loop() {
				growth(b, size)
			}
		})
	}
}

func growth(b *testing.B, size borough.Size) {
	authorities := 1
	if size == borough.England {
		authorities = borough.Authorities
		if n, err := strconv.Atoi(os.Getenv("THROUGHLINE_BENCH_AUTHORITIES")); err == nil {
			authorities = n
		}
	}
	began := time.Now()
	var counting, busy time.Duration
	var subjects, figures int
	var held uint64
	until := time.Date(2025, 6, 30, 18, 0, 0, 0, time.UTC)
	q := measure.Query{Period: measure.Year(2025), Each: measure.Dimensions()}
	for n := range authorities {
		a, err := borough.New(borough.Options{Size: size, Seed: 1, Until: until}, n)
		if err != nil {
			b.Fatal(err)
		}
		s, err := measure.NewStream(q, day.In(until))
		if err != nil {
			b.Fatal(err)
		}
		var some []story.Story
		count := func() {
			from, cpu := time.Now(), processorTime()
			s.Add(some...)
			counting, busy = counting+time.Since(from), busy+processorTime()-cpu
			subjects += len(some)
			some = some[:0]
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			held = max(held, m.HeapInuse)
		}
		if err := a.Stories(func(st story.Story) error {
			if some = append(some, st); len(some) == 4096 {
				count()
			}
			return nil
		}); err != nil {
			b.Fatal(err)
		}
		count()
		from, cpu := time.Now(), processorTime()
		for _, r := range s.Results(until) {
			if len(r.Records) > 0 {
				figures++
			}
		}
		counting, busy = counting+time.Since(from), busy+processorTime()-cpu
	}
	b.ReportMetric(counting.Seconds(), "s-counting/op")
	b.ReportMetric(busy.Seconds(), "s-counting-cpu/op")
	b.ReportMetric((time.Since(began) - counting).Seconds(), "s-making/op")
	b.ReportMetric(float64(subjects), "subjects/op")
	b.ReportMetric(float64(figures), "figures/op")
	b.ReportMetric(float64(held>>20), "MB-held")
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
