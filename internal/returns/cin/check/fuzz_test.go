package check

import (
	"bytes"
	"os"
	"slices"
	"testing"

	"throughline/internal/errs"
	"throughline/internal/returns/finding"
)

// FuzzCheck: no input makes a check panic; a refusal is Invalid; each finding names a rule of the year, a child of the file and columns
// that the rule flags, and is there once; a rule that stopped says nothing. Goroutines make coverage vary: run it with -fuzzminimizetime 1x.
func FuzzCheck(f *testing.F) {
	for _, name := range []string{"sample", "cin-dev-09-chaos"} {
		src, err := os.ReadFile("../testdata/" + name + ".xml")
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src[:min(len(src), 7000)])
	}
	for _, tt := range twoReadings {
		f.Add([]byte(tt.src))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		for _, reading := range []finding.Reading{finding.Intended, finding.Peer} {
			run, err := Check(t.Context(), Source{"f.xml", bytes.NewReader(src)}, Options{Year: "2026-27", Reading: reading})
			if err != nil {
				if errs.Of(err) != errs.Invalid || len(run.Findings) > 0 {
					t.Fatalf("%v", err)
				}
				continue
			}
			type cell struct {
				rule, table, field string
				pos, row           int
			}
			seen := map[cell]bool{}
			for _, x := range run.Findings {
				r, ok := run.Rule(x.Rule)
				if !ok || x.Pos < 0 || x.Pos > run.Children || x.Row < 1 || !slices.Contains(r.Tables, x.Table) || len(x.Fields) == 0 ||
					slices.ContainsFunc(run.Skipped, func(s finding.Skipped) bool { return s.Rule == x.Rule }) {
					t.Fatalf("%+v", x)
				}
				for _, field := range x.Fields {
					c := cell{x.Rule, x.Table, field, x.Pos, x.Row}
					if seen[c] || !slices.Contains(r.Fields, x.Table+"."+field) {
						t.Fatalf("%+v", x)
					}
					seen[c] = true
				}
				_, _ = r.Sentence(x), r.Mending(x)
			}
		}
	})
}
