package ssda903

import (
	"context"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"strings"
	"testing"

	"throughline/internal/returns/finding"
)

// manyChildren copies a development set, with other child ids, until it has so many children, and gives its files as a folder.
func manyChildren(t testing.TB, set string, n int) string {
	t.Helper()
	dir := t.TempDir()
	heads, err := os.ReadFile(filepath.Join("testdata", set, "header.csv"))
	if err != nil {
		t.Fatal(err)
	}
	times := n / (strings.Count(string(heads), "\n") - 1)
	files, err := filepath.Glob(filepath.Join("testdata", set, "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	prev, err := filepath.Glob(filepath.Join("testdata", set, "prev", "*.csv"))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range append(files, prev...) {
		b, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		head, body, _ := strings.Cut(string(b), "\n")
		at := -1
		for i, c := range strings.Split(strings.TrimSpace(head), ",") {
			if c == "CHILD" {
				at = i
			}
		}
		out, _ := filepath.Rel(filepath.Join("testdata", set), f)
		out = filepath.Join(dir, out)
		if err := os.MkdirAll(filepath.Dir(out), 0o755); err != nil {
			t.Fatal(err)
		}
		var s strings.Builder
		s.WriteString(head + "\n")
		for k := range times {
			for line := range strings.Lines(body) {
				cells := strings.Split(line, ",")
				if at >= 0 && at < len(cells) {
					end := strings.TrimRight(cells[at], "\r\n")
					cells[at] = end + "X" + strconv.Itoa(k) + cells[at][len(end):]
				}
				s.WriteString(strings.Join(cells, ","))
			}
			if at < 0 {
				break
			}
		}
		if err := os.WriteFile(out, []byte(s.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func benchmarkCheck(b *testing.B, set string, children int, read bool) {
	dir := manyChildren(b, set, children)
	postcodes, authorities := references(b)
	providers := providersOf(b, filepath.Join("testdata", set), Intended)
	o := Options{Authority: "E10000012", Postcodes: postcodes, Authorities: authorities}
	load := func() *Return {
		r, err := ReadPath([]string{dir}, nil, o)
		if err != nil {
			b.Fatal(err)
		}
		return r
	}
	r := load()
	b.ReportAllocs()
	for b.Loop() {
		if read {
			r = load()
		}
		run, err := Check(context.Background(), r, CheckOptions{
			Year: "2026-27", Reading: finding.Intended, Authority: "E10000012", Postcodes: postcodes, Authorities: authorities, Providers: providers,
		})
		if err != nil {
			b.Fatal(err)
		}
		b.ReportMetric(float64(len(run.Findings)), "findings")
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	b.ReportMetric(float64(m.Sys)/1e6, "MB-sys")
}

func BenchmarkCheckClean10k(b *testing.B)         { benchmarkCheck(b, "clean01", 10_000, false) }
func BenchmarkReadAndCheckClean10k(b *testing.B)  { benchmarkCheck(b, "clean01", 10_000, true) }
func BenchmarkReadAndCheckDirty10k(b *testing.B)  { benchmarkCheck(b, "dev01", 10_000, true) }
func BenchmarkReadAndCheckClean100k(b *testing.B) { benchmarkCheck(b, "clean01", 100_000, true) }
