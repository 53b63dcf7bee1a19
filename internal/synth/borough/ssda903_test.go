package borough_test

import (
	"bytes"
	"fmt"
	"io"
	"testing"
	"time"

	"throughline/internal/returns/finding"
	"throughline/internal/returns/outgoing"
	"throughline/internal/returns/ssda903"
	"throughline/internal/story"
	"throughline/internal/synth/borough"
	"throughline/internal/synth/care"
	"throughline/internal/synth/draw"
)

type tables = [ssda903.Tables]*ssda903.Data

// lookedAfter puts the children of an authority into one return of a year, every date moved by years.
func lookedAfter(children []story.Story, year, moved int) tables {
	var rows [ssda903.Tables][][]string
	for _, s := range children {
		one, ok := outgoing.SSDA903ChildOf(s, outgoing.SSDA903ChildOptions{Year: year})
		if !ok {
			continue
		}
		for table, d := range one.Return().This {
			for i := range d.Rows() {
				row := make([]string, len(d.Table.Columns()))
				for col := range row {
					row[col] = d.Cell(i, col)
					if on := ssda903.StrictDate(row[col]); moved != 0 && !on.IsZero() {
						row[col] = on.AddMonths(12 * moved).Time().Format("02/01/2006")
					}
				}
				rows[table] = append(rows[table], row)
			}
		}
	}
	var out tables
	for i := range out {
		out[i] = ssda903.NewData(ssda903.Table(i), ssda903.Table(i).FileName(), rows[i])
	}
	return out
}

// Three years of the return of children looked after, with the year before beside each, have no finding. There are no rules of 2024/25: those of
// 2025/26 look at it with every date moved to that year. The files that are written beside the returns tell where homes and providers are, so that all but
// two rules run (issue 4 line 2).
func TestSSDA903HasNoFindings(t *testing.T) {
	noFindings903(t, borough.Options{Size: borough.Village, Seed: 4}, 50)
	for seed := draw.Seed(200); seed < 204; seed++ {
		noFindings903(t, borough.Options{Size: borough.Hamlet, Seed: seed}, 5)
	}
}

// With the faults of real systems the return has findings, of several kinds.
func TestDirtySSDA903HasFindings(t *testing.T) {
	children := childrenOf(t, make1(t, borough.Options{Size: borough.Village, Seed: 4, Dirty: true, Until: time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC)}))
	rules := map[string]int{}
	for _, f := range check903(t, children, 2026, 0, "2025-26").Findings {
		rules[f.Rule]++
	}
	if len(rules) < 2 {
		t.Errorf("findings of %v", rules)
	}
}

// country is the reference data as a reader of the written files has them.
func country(t testing.TB) (*ssda903.Postcodes, *ssda903.Authorities, *ssda903.Providers) {
	t.Helper()
	files := map[string]*file{}
	if err := care.WriteReference(func(name string) (io.WriteCloser, error) {
		files[name] = &file{}
		return files[name], nil
	}); err != nil {
		t.Fatal(err)
	}
	postcodes, err := ssda903.ReadPostcodes(care.PostcodesFile, files[care.PostcodesFile])
	if err != nil {
		t.Fatal(err)
	}
	authorities, err := ssda903.ReadAuthorities(care.AuthoritiesFile, files[care.AuthoritiesFile])
	if err != nil {
		t.Fatal(err)
	}
	providers, err := ssda903.ReadProviders(care.ProvidersFile, files[care.ProvidersFile], ssda903.Intended)
	if err != nil || len(providers.Notes) > 0 {
		t.Fatal(err, providers)
	}
	return postcodes, authorities, providers
}

type file struct{ bytes.Buffer }

func (*file) Close() error { return nil }

// check903 checks the return of a year, with the year before beside it.
func check903(t testing.TB, children []story.Story, year, moved int, rules string) finding.Run {
	t.Helper()
	postcodes, authorities, providers := country(t)
	r := &ssda903.Return{This: lookedAfter(children, year, moved), Last: lookedAfter(children, year-1, moved)}
	r.Derive(ssda903.Options{Authority: care.Authority, Postcodes: postcodes, Authorities: authorities})
	run, err := ssda903.Check(t.Context(), r, ssda903.CheckOptions{Year: rules, Authority: care.Authority, Postcodes: postcodes, Authorities: authorities, Providers: providers})
	if err != nil {
		t.Fatal(err)
	}
	if len(run.Skipped) > 2 {
		t.Errorf("%d: rules that did not run: %v", year, run.Skipped)
	}
	return run
}

func noFindings903(t *testing.T, o borough.Options, least int) {
	t.Helper()
	children := childrenOf(t, make1(t, o))
	for _, y := range []struct {
		year, moved int
		rules       string
	}{{2025, 1, "2025-26"}, {2026, 0, "2025-26"}, {2027, 0, "2026-27"}} {
		run := check903(t, children, y.year, y.moved, y.rules)
		if n := run.Rows["Episodes"]; n < least {
			t.Errorf("seed %d, %d: only %d episodes", o.Seed, y.year, n)
		}
		shown := map[string]int{}
		for _, f := range run.Findings {
			if shown[f.Rule]++; shown[f.Rule] <= 2 {
				t.Errorf("seed %d, %d: %s %s row %d %s %s", o.Seed, y.year, f.Rule, f.Table, f.Row, f.Child, fmt.Sprint(f.Values))
			}
		}
	}
}
