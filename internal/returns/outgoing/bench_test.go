package outgoing_test

import (
	"bytes"
	"encoding/csv"
	"io"
	"runtime"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"throughline/internal/returns/intake"
	"throughline/internal/returns/outgoing"
	"throughline/internal/returns/ssda903"
)

// many is a development set over and over, with other ids and without pupil numbers, until it has n children.
func many(b *testing.B, name string, n int) (files, int) {
	src, year := set903(b, name)
	rows, err := csv.NewReader(bytes.NewReader(src["header.csv"])).ReadAll()
	if err != nil {
		b.Fatal(err)
	}
	children := len(rows) - 1
	out := files{}
	for file, text := range src {
		rows, err := csv.NewReader(bytes.NewReader(text)).ReadAll()
		if err != nil {
			b.Fatal(err)
		}
		var to bytes.Buffer
		w := csv.NewWriter(&to)
		_ = w.Write(rows[0]) // a Buffer takes everything
		for k := range (n + children - 1) / children {
			for _, row := range rows[1:] {
				for i, column := range rows[0] {
					switch column {
					case "CHILD":
						row[i] = row[i][:min(7, len(row[i]))] + "X" + strconv.Itoa(k)
					case "UPN":
						row[i] = "UN3"
					}
				}
				_ = w.Write(row)
			}
		}
		w.Flush()
		out[file] = to.Bytes()
	}
	return out, year
}

// highest watches how much memory the Go runtime holds in use until it is told to stop, and says the most.
func highest() (stop func() uint64) {
	var most atomic.Uint64
	done, ended := make(chan struct{}), make(chan struct{})
	go func() {
		defer close(ended)
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			most.Store(max(most.Load(), m.HeapInuse+m.StackInuse))
			select {
			case <-done:
				return
			case <-time.After(20 * time.Millisecond):
			}
		}
	}()
	return func() uint64 { close(done); <-ended; return most.Load() }
}

// BenchmarkThroughRecords10000 brings an SSDA903 of 10,000 children into records and writes it from them, as CSV and as XML. SQLite; run it with -benchtime 1x.
func BenchmarkThroughRecords10000(b *testing.B) {
	src, year := many(b, "clean01", 10_000)
	size := 0
	for _, text := range src {
		size += len(text)
	}
	b.ReportMetric(float64(size)/1e6, "MB")
	measured := func(name string, do func()) {
		runtime.GC()
		start, stop := time.Now(), highest()
		do()
		b.ReportMetric(time.Since(start).Seconds(), "s/"+name)
		b.ReportMetric(float64(stop())/1e6, "MB-heap/"+name)
	}
	for b.Loop() {
		h := newHouse(b, b.TempDir(), "bench")
		measured("import", func() {
			r, err := intake.SSDA903(b.Context(), h.Desk.Desk, analyst, "bench", src.inputs(), intake.Return903{Year: year}, intake.Options{})
			if err != nil || r.Added.Children < 10_000 || len(r.Conflicts) > 0 {
				b.Fatal(r.Added, r.Held, err)
			}
		})
		for name, form := range map[string]ssda903.Form{"csv": ssda903.CSV, "xml": ssda903.XML} {
			measured("export_"+name, func() {
				rep, err := outgoing.SSDA903(b.Context(), h.Desk.Desk, analyst, func(string) (io.WriteCloser, error) { return discard{}, nil }, outgoing.SSDA903Options{Year: year, Form: form})
				if err != nil || rep.Children < 10_000 {
					b.Fatal(rep.Children, err)
				}
			})
		}
	}
}

type discard struct{}

// Write takes everything and keeps nothing.
func (discard) Write(p []byte) (int, error) { return len(p), nil }

// Close does nothing.
func (discard) Close() error { return nil }
