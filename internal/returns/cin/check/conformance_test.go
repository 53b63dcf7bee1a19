package check

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/returns/cin/code"
	"throughline/internal/returns/finding"
)

// expected is what the sector's checker reports on a set (conformance/cin/README.md).
type expected struct {
	Ruleset  string
	Children int
	Rows     map[string]int
	Issues   map[string][][5]any
	LALevel  []string `json:"la_level"`
	Crashed  map[string]string
}

// comparing is how agreement is judged, for the rules that are not judged by their locations (rules.json, compare).
var comparing = map[string]string{"8540": "none", "8898": "none", "8832": "none", "2887Q": "fired", "9000Q": "fired"}

// issues gives the locations of a run as the README of the sets writes them.
func issues(run finding.Run) map[string][][5]any {
	out := map[string][][5]any{}
	for _, f := range run.Findings {
		for _, field := range f.Fields {
			var child any
			if f.Child != "" {
				child = f.Child
			}
			out[f.Rule] = append(out[f.Rule], [5]any{child, float64(f.Pos), f.Table, float64(f.Row), field})
		}
	}
	return out
}

// TestConformance holds the peer reading of the twelve development sets against what the peer reports.
func TestConformance(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("testdata/*.expected.json")
	if err != nil || len(files) != 12 {
		t.Fatalf("%d sets, want 12: %v", len(files), err)
	}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".expected.json")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			var want expected
			if err := json.Unmarshal(src, &want); err != nil {
				t.Fatal(err)
			}
			year := "20" + strings.NewReplacer("cin20", "", "_", "-").Replace(want.Ruleset)
			run := checkFile(t, "../testdata/"+name+".xml", Options{Year: year, Reading: finding.Peer})
			if run.Children != want.Children {
				t.Errorf("%d children, want %d", run.Children, want.Children)
			}
			if diff := cmp.Diff(want.Rows, run.Rows); diff != "" {
				t.Errorf("rows: %s", diff)
			}
			got := issues(run)
			for _, r := range run.Rules {
				how := comparing[r.Code]
				if _, crashed := want.Crashed[r.Code]; crashed || how == "none" {
					continue
				}
				if slices.Contains(run.LALevel, r.Code) != slices.Contains(want.LALevel, r.Code) {
					t.Errorf("%s on the return: got %v, want %v", r.Code, run.LALevel, want.LALevel)
				}
				if how == "fired" {
					continue
				}
				if diff := cmp.Diff(sorted(want.Issues[r.Code]), sorted(got[r.Code])); diff != "" {
					t.Errorf("%s: %s", r.Code, diff)
				}
			}
			// The rules on which the peer stops are those that are named as skipped; 8898 and 8540 never report.
			var stopped []string
			for _, s := range run.Skipped {
				stopped = append(stopped, s.Rule)
			}
			var crashed []string
			for rule := range want.Crashed {
				if rule != "8898" {
					crashed = append(crashed, rule)
				}
			}
			slices.Sort(stopped)
			slices.Sort(crashed)
			if !slices.Equal(stopped, crashed) {
				t.Errorf("stopped %v, the peer %v", stopped, crashed)
			}
		})
	}
	if len(code.BankHolidays()) < 40 {
		t.Error("bank holidays are missing")
	}
}

func sorted(in [][5]any) []string {
	out := []string{}
	for _, x := range in {
		b, err := json.Marshal(x)
		if err != nil {
			return nil
		}
		out = append(out, string(b))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

func checkFile(t testing.TB, file string, o Options) finding.Run {
	t.Helper()
	f, err := os.Open(file)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	run, err := Check(t.Context(), Source{Name: filepath.Base(file), File: f}, o)
	if err != nil {
		t.Fatal(err)
	}
	return run
}
