// Package rows gives the rows of the two returns to reports that show them beside what the checks found.
package rows

import (
	"context"

	"throughline/internal/returns/finding"
	"throughline/internal/returns/finding/show"
	"throughline/internal/returns/ssda903"
)

// SSDA903 is the tables of this year that were given, in the order of the return.
func SSDA903(r *ssda903.Return) show.Tables { return children903{r} }

type children903 struct{ *ssda903.Return }

// Each gives table after table.
func (r children903) Each(ctx context.Context, each func(show.Table) error) error {
	for _, d := range r.This {
		if d == nil {
			continue
		}
		if err := ctx.Err(); err != nil {
			return err
		}
		columns := d.Table.Columns()
		err := each(show.Table{Name: d.Table.String(), Columns: columns, Rows: func(row func(show.Row) error) error {
			cells := make([]string, len(columns))
			for i := range d.Rows() {
				for c := range cells {
					cells[c] = d.Cell(i, c)
				}
				if err := row(show.Row{Number: i, Cells: cells}); err != nil {
					return err
				}
			}
			return nil
		}})
		if err != nil {
			return err
		}
	}
	return nil
}

// Lines tells each finding of an SSDA903 run on which line of its file the row begins.
func Lines(run *finding.Run, r *ssda903.Return) {
	for i := range run.Findings {
		f := &run.Findings[i]
		t, ok := ssda903.TableNamed(f.Table)
		if d := r.This[t]; ok && f.Line == 0 && d != nil && f.Row >= 0 && f.Row < d.Rows() {
			f.Line = d.Line(f.Row)
		}
	}
}
