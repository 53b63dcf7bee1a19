package ssda903

import (
	"strings"
	"testing"

	"throughline/internal/errs"
)

// Rows without the child's id join each with every one: the most that are taken must be checked in a bearable time, one more is refused.
func TestRowsWithoutCHILD(t *testing.T) {
	table := func(of Table, n int) *Data {
		rows := make([][]string, n)
		for i := range rows {
			rows[i] = make([]string, len(of.Columns()))
		}
		return NewData(of, of.FileName(), rows)
	}
	var r Return
	for _, of := range []Table{Header, UASC} {
		r.This[of], r.Last[of] = table(of, mostNameless), table(of, mostNameless)
	}
	r.ThisMarks, r.LastMarks = make([]string, mostNameless), make([]string, mostNameless)
	run, err := Check(t.Context(), &r, CheckOptions{Year: "2026-27"})
	if err != nil || len(run.Findings) == 0 {
		t.Fatalf("%d findings, %v", len(run.Findings), err)
	}
	r.Last[UASC] = table(UASC, mostNameless+1)
	_, err = Check(t.Context(), &r, CheckOptions{Year: "2026-27"})
	if errs.Of(err) != errs.Invalid || !strings.Contains(err.Error(), "1001 of 1001 rows of the table UASC") {
		t.Errorf("one row too many: %v", err)
	}
}

// A row without CHILD after one with it belongs to nobody, not to a child called "".
func TestABlankCHILDIsNobody(t *testing.T) {
	var r Return
	row := func(id string) []string {
		cells := make([]string, len(Header.Columns()))
		cells[0] = id
		return cells
	}
	r.This[Header] = NewData(Header, "header.csv", [][]string{row("A"), row(""), row(""), row("B"), row("")})
	v := ready(&r, 2027, CheckOptions{})
	if got := v.sheets[Header].of(v.nobody); len(v.kids) != 2 || len(got) != 3 {
		t.Errorf("children %q, rows of nobody %v", v.kids, got)
	}
}
