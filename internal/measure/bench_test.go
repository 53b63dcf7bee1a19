package measure_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"throughline/internal/house"
	"throughline/internal/measure"
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
	q := measure.Query{Period: measure.Year(2025), Each: measure.Dimensions(), Book: h.Book}
	for name, q := range map[string]measure.Query{"all breakdowns": q, "none": {Period: q.Period, Book: h.Book}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			records := 0
			for b.Loop() {
				rs, err := measure.Figures(b.Context(), h.Desk, q)
				if err != nil {
					b.Fatal(err)
				}
				records = 0
				for _, r := range rs {
					records += len(r.Records)
				}
			}
			b.ReportMetric(float64(records), "records/op")
		})
	}
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
