package borough_test

import (
	"fmt"
	"testing"

	"throughline/internal/returns/outgoing"
	"throughline/internal/returns/ssda903"
	"throughline/internal/story"
	"throughline/internal/synth/borough"
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
// 2025/26 look at it with every date moved to that year. Where the homes lie is what the care package tests.
func TestSSDA903HasNoFindings(t *testing.T) {
	noFindings903(t, borough.Options{Size: borough.Village, Seed: 4}, 50)
	for seed := draw.Seed(200); seed < 204; seed++ {
		noFindings903(t, borough.Options{Size: borough.Hamlet, Seed: seed}, 5)
	}
}

func noFindings903(t *testing.T, o borough.Options, least int) {
	t.Helper()
	children := childrenOf(t, make1(t, o))
	for _, y := range []struct {
		year, moved int
		rules       string
	}{{2025, 1, "2025-26"}, {2026, 0, "2025-26"}, {2027, 0, "2026-27"}} {
		r := &ssda903.Return{This: lookedAfter(children, y.year, y.moved), Last: lookedAfter(children, y.year-1, y.moved)}
		r.Derive(ssda903.Options{})
		run, err := ssda903.Check(t.Context(), r, ssda903.CheckOptions{Year: y.rules})
		if err != nil {
			t.Fatal(err)
		}
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
