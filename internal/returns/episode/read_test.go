package episode

import (
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
	"throughline/internal/record"
)

func row(t *testing.T, cells ...string) Row {
	t.Helper()
	r, err := Parse(append(cells, slices.Repeat([]string{""}, len(Columns())-len(cells))...))
	if err != nil {
		t.Fatal(err)
	}
	return r
}

// TestRead: what rows are told as.
func TestRead(t *testing.T) {
	t.Parallel()
	type want struct {
		care   record.CarePeriod
		laws   []record.LegalStatus
		places []record.CLAPlacement
	}
	place := func(kind, from, to, change string) record.CLAPlacement {
		return record.CLAPlacement{Type: kind, From: d(from), To: d(to), Change: change}
	}
	need := func(more ...record.CareNeed) []record.CareNeed {
		return append([]record.CareNeed{{Need: "N1"}}, more...)
	}
	for name, tt := range map[string]struct {
		rows []Row
		want []want
	}{
		"into care, an order, a move, home": {
			[]Row{
				row(t, "01/05/2026", "S", "V2", "N1", "U1", "", "01/06/2026", "X1"),
				row(t, "01/06/2026", "L", "C1", "N1", "U1", "", "01/07/2026", "X1", "CREQB"),
				row(t, "01/07/2026", "P", "C1", "N1", "K2", "", "01/08/2026", "E4A"),
			},
			[]want{{record.CarePeriod{Started: d("2026-05-01"), Ended: d("2026-08-01"), Ceased: "E4A", Given: need()},
				[]record.LegalStatus{law("V2", "2026-05-01", "2026-06-01"), law("C1", "2026-06-01", "2026-08-01")},
				[]record.CLAPlacement{place("U1", "2026-05-01", "2026-07-01", "CREQB"), place("K2", "2026-07-01", "2026-08-01", "")}}}},
		"the first row is of the middle: when the placement began is not known": {
			[]Row{row(t, "01/06/2026", "L", "C1", "N1", "U1")},
			[]want{{record.CarePeriod{Given: need()}, []record.LegalStatus{law("C1", "2026-06-01", "")}, []record.CLAPlacement{place("U1", "", "", "")}}}},
		"a row is missing: what is known breaks off": {
			[]Row{
				row(t, "01/05/2026", "S", "V2", "N1", "U1", "", "01/06/2026", "X1"),
				row(t, "01/07/2026", "P", "C1", "N1", "K2", "", "01/08/2026", "E4A"),
			},
			[]want{
				{record.CarePeriod{Started: d("2026-05-01"), Ended: d("2026-06-01"), BreaksOff: true, Given: need()},
					[]record.LegalStatus{law("V2", "2026-05-01", "2026-06-01")}, []record.CLAPlacement{place("U1", "2026-05-01", "2026-06-01", "")}},
				{record.CarePeriod{Ended: d("2026-08-01"), Ceased: "E4A", Given: need()},
					[]record.LegalStatus{law("C1", "", "2026-08-01")}, []record.CLAPlacement{place("K2", "2026-07-01", "2026-08-01", "")}},
			}},
		"only the status changed, says the row, and names another placement": {
			[]Row{
				row(t, "01/05/2026", "S", "V2", "N1", "U1", "", "01/06/2026", "X1"),
				row(t, "01/06/2026", "L", "C1", "N1", "K2"),
			},
			[]want{
				{record.CarePeriod{Started: d("2026-05-01"), Ended: d("2026-06-01"), BreaksOff: true, Given: need()},
					[]record.LegalStatus{law("V2", "2026-05-01", "2026-06-01")}, []record.CLAPlacement{place("U1", "2026-05-01", "2026-06-01", "")}},
				{record.CarePeriod{Given: need()}, []record.LegalStatus{law("C1", "2026-06-01", "")}, []record.CLAPlacement{place("K2", "", "", "")}},
			}},
		"short breaks between say nothing of the home, which does not change": {
			[]Row{
				row(t, "01/05/2026", "S", "V2", "N1", "U1", "", "01/06/2026", "X1", "", "AB1 1AA"),
				row(t, "01/06/2026", "L", "V4", "N1", "U1", "", "01/07/2026", "X1"),
				row(t, "01/07/2026", "L", "V2", "N1", "U1", "", "", "", "", "AB1 1AA"),
			},
			[]want{{record.CarePeriod{Started: d("2026-05-01"), Given: []record.CareNeed{{Need: "N1", HomePostcode: "AB1 1AA"}}},
				[]record.LegalStatus{law("V2", "2026-05-01", "2026-06-01"), law("V4", "2026-06-01", "2026-07-01"), law("V2", "2026-07-01", "")},
				[]record.CLAPlacement{place("U1", "2026-05-01", "", "")}}}},
		"another need in the middle": {
			[]Row{
				row(t, "01/05/2026", "S", "V2", "N1", "U1", "", "01/06/2026", "X1"),
				row(t, "01/06/2026", "L", "C1", "N5", "U1"),
			},
			[]want{{record.CarePeriod{Started: d("2026-05-01"), Given: need(record.CareNeed{From: d("2026-06-01"), Need: "N5"})},
				[]record.LegalStatus{law("V2", "2026-05-01", "2026-06-01"), law("C1", "2026-06-01", "")},
				[]record.CLAPlacement{place("U1", "2026-05-01", "", "")}}}},
		"nothing": {nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			periods, unread := Read(tt.rows, today)
			if len(unread) > 0 {
				t.Fatalf("%+v", unread)
			}
			var got []want
			for _, p := range periods {
				w := want{care: p.Care.Body}
				for _, s := range p.Statuses {
					w.laws = append(w.laws, s.Body)
				}
				for _, s := range p.Placements {
					w.places = append(w.places, s.Body)
				}
				got = append(got, w)
			}
			if diff := cmp.Diff(tt.want, got, cmp.AllowUnexported(want{}, day.Day{})); diff != "" {
				t.Error(diff)
			}
		})
	}
}
