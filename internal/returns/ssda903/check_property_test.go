package ssda903

import (
	"context"
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/returns/finding"
)

// flaggedRow is a flagged row of a return as it was read.
type flaggedRow struct {
	rule, table string
	row         int
}

// chosen is a return of some rows of another, in the given order, and which rows those were.
func chosen(r *Return, rows [2][Tables][]int) *Return {
	out := &Return{Form: r.Form, Reading: r.Reading}
	for y, from := range [2]*[Tables]*Data{&r.This, &r.Last} {
		to := [2]*[Tables]*Data{&out.This, &out.Last}[y]
		for t, d := range from {
			if d == nil {
				continue
			}
			var cells [][]string
			for _, i := range rows[y][t] {
				row := make([]string, len(d.Table.Columns()))
				for c := range row {
					row[c] = d.Cell(i, c)
				}
				cells = append(cells, row)
			}
			to[t] = NewData(d.Table, d.File, cells)
		}
	}
	if r.Form == XML { // the marks of an XML return are its own
		for _, i := range rows[0][Header] {
			out.ThisMarks = append(out.ThisMarks, r.ThisMarks[i])
		}
	}
	return out
}

// flagged checks a return of chosen rows and says what is flagged, by the rows as they were read.
func flagged(t *testing.T, r *Return, rows [2][Tables][]int, opts CheckOptions) map[flaggedRow]bool {
	t.Helper()
	part := chosen(r, rows)
	part.Derive(Options{Authority: opts.Authority, Postcodes: opts.Postcodes, Authorities: opts.Authorities})
	run, err := Check(context.Background(), part, opts)
	if err != nil {
		t.Fatal(err)
	}
	out := map[flaggedRow]bool{}
	for _, f := range run.Findings {
		table, _ := TableNamed(f.Table)
		out[flaggedRow{f.Rule, f.Table, rows[0][table][f.Row]}] = true
	}
	return out
}

// allRows is every row of a return in the order of its files.
func allRows(r *Return) (rows [2][Tables][]int) {
	for y, tables := range [2]*[Tables]*Data{&r.This, &r.Last} {
		for t, d := range tables {
			if d == nil {
				continue
			}
			for i := range d.Rows() {
				rows[y][t] = append(rows[y][t], i)
			}
		}
	}
	return rows
}

// acrossChildren are the rules that look beyond one child: 444 wants to see a pupil number twice, 1001 is skipped when a table has no row at all.
var acrossChildren = map[string]bool{"444": true, "1001": true}

// TestChildByChild: as intended, what is found in a return is what is found in each child's own rows, so one child can be checked by itself. Only rules
// that look beyond one child are left out.
func TestChildByChild(t *testing.T) {
	for _, v := range vectors(t) {
		r, opts := v.read(t, finding.Intended)
		whole := flagged(t, r, allRows(r), opts)
		maps.DeleteFunc(whole, func(p flaggedRow, _ bool) bool { return acrossChildren[p.rule] })
		byChild := map[string]*[2][Tables][]int{}
		all := allRows(r)
		for y, tables := range [2]*[Tables]*Data{&r.This, &r.Last} {
			for table, d := range tables {
				for _, i := range all[y][table] {
					child := d.Cell(i, 0)
					if byChild[child] == nil {
						byChild[child] = &[2][Tables][]int{}
					}
					byChild[child][y][table] = append(byChild[child][y][table], i)
				}
			}
		}
		apart := map[flaggedRow]bool{}
		for _, child := range slices.Sorted(maps.Keys(byChild)) {
			maps.Copy(apart, flagged(t, r, *byChild[child], opts))
		}
		compare(t, v.name, whole, apart)
	}
}

// TestOrderOfRows: as intended, it does not matter in which order a file has its rows, but for rows of a child that are equal in what orders them.
func TestOrderOfRows(t *testing.T) {
	rng := rand.New(rand.NewPCG(9, 3))
	for _, v := range vectors(t) {
		r, opts := v.read(t, finding.Intended)
		rows := withoutTies(r)
		want := flagged(t, r, rows, opts)
		for range 3 {
			for y := range rows {
				for table := range rows[y] {
					rng.Shuffle(len(rows[y][table]), func(i, j int) {
						rows[y][table][i], rows[y][table][j] = rows[y][table][j], rows[y][table][i]
					})
				}
			}
			compare(t, v.name, want, flagged(t, r, rows, opts))
		}
	}
}

// withoutTies leaves out rows of a child that have the same dates as one before, and such as lack a date that orders them.
func withoutTies(r *Return) [2][Tables][]int {
	rows := allRows(r)
	for y, tables := range [2]*[Tables]*Data{&r.This, &r.Last} {
		for table, d := range tables {
			if d == nil {
				continue
			}
			orders := map[Table]int{Episodes: EpisodesDECOM, PlacedAdoption: PlacedAdoptionDATE_PLACED, Missing: MissingMIS_START,
				SWEpisodes: SWEpisodesSW_DECOM, DoLo: DoLoDOLO_START}
			col, ok := orders[Table(table)]
			if !ok {
				col = 0
			}
			seen := map[string]bool{}
			rows[y][table] = slices.DeleteFunc(rows[y][table], func(i int) bool {
				key := d.Cell(i, 0)
				if ok {
					if d.Days(col)[i].IsZero() {
						return true
					}
					key += " " + d.Days(col)[i].String()
				}
				double := seen[key] && Table(table) != Reviews
				seen[key] = true
				return double
			})
		}
	}
	return rows
}

func compare(t *testing.T, name string, want, got map[flaggedRow]bool) {
	t.Helper()
	differ := map[string][]flaggedRow{}
	for p := range want {
		if !got[p] {
			differ[p.rule+" only before"] = append(differ[p.rule+" only before"], p)
		}
	}
	for p := range got {
		if !want[p] && !acrossChildren[p.rule] {
			differ[p.rule+" only after"] = append(differ[p.rule+" only after"], p)
		}
	}
	if diff := cmp.Diff(map[string][]flaggedRow{}, differ, cmp.AllowUnexported(flaggedRow{})); diff != "" {
		t.Errorf("%s: %s", name, diff)
	}
}
