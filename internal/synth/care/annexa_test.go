package care_test

import (
	"bytes"
	"slices"
	"testing"

	"throughline/internal/day"
	"throughline/internal/returns/annexa"
	"throughline/internal/synth/care"
)

// TestAnnexA: the lists of children in care, care leavers and children to be adopted, made of several hundred lives, pass every rule of the workbook
// but those that ask for a team: whose case it is, says the authority, not the life.
func TestAnnexA(t *testing.T) {
	t.Parallel()
	on := day.Must("2026-06-30")
	b, err := annexa.NewBook(annexa.Cover{On: on})
	if err != nil {
		t.Fatal(err)
	}
	around := annexa.Around{On: on, Where: func(postcode string) (annexa.Place, bool) {
		p, ok := care.Locate(postcode)
		return annexa.Place{Authority: "Hackney", Home: p.Council == care.Authority}, ok
	}}
	var rows []annexa.Row
	for n := range 700 {
		c, start := drawn(33, n)
		rows = append(rows, annexa.Child(story903(t, n, c, care.Live(33, c, start, on)), around)...)
	}
	slices.SortStableFunc(rows, func(a, b annexa.Row) int { return a.List - b.List })
	for _, r := range rows {
		if err := b.Row(r); err != nil {
			t.Fatal(err)
		}
	}
	var file bytes.Buffer
	if err := b.Close(&file); err != nil {
		t.Fatal(err)
	}
	w, err := annexa.Read("lists.xlsx", bytes.NewReader(file.Bytes()), int64(file.Len()))
	if err != nil {
		t.Fatal(err)
	}
	run := annexa.Check(w, annexa.CheckOptions{On: on})
	for sheet, least := range map[string]int{"List_8": 100, "List_9": 150, "List_10": 5} {
		if run.Rows[sheet] < least {
			t.Errorf("%s has only %d rows: this proves little", sheet, run.Rows[sheet])
		}
	}
	for _, f := range run.Findings {
		if !slices.Contains(f.Fields, "Allocated Team") {
			t.Errorf("%s in %s: %s %v", f.Rule, f.Table, f.Child, f.Values)
		}
	}
}
