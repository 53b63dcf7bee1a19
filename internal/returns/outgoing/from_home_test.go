package outgoing_test

import (
	"testing"

	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/ssda903"
)

// TestMissingFromHome: a child who was missing from home, before care or without any, is not in the return as missing; nor is how a young person was
// on a day a row of care leavers, which tells of a year.
func TestMissingFromHome(t *testing.T) {
	t.Parallel()
	d := day.Must
	h := newHouse(t, t.TempDir(), "one")
	_, err := h.Desk.Do(t.Context(), analyst, "Record", func(tx *command.Tx) (out []record.Change, err error) {
		subject := tx.NewSubject(record.ChildSubject)
		period := tx.NewID()
		out = append(out, record.New(period, subject, record.CarePeriod{Started: d("2025-09-01"), Given: []record.CareNeed{{Need: "N1"}}}))
		for _, b := range []record.Body{
			record.Child{Names: []record.Name{{Given: "Ada", Family: "Stone", Use: "current"}}, Birth: d("2010-02-03"), Sex: "F", Ethnicity: "WBRI"},
			record.Identifier{Type: record.LAChildID, Value: "C0001"},
			record.LegalStatus{Period: period, Status: "V2", From: d("2025-09-01")},
			record.CLAPlacement{Period: period, From: d("2025-09-01"), Type: "U4", Provider: "PR1"},
			record.Missing{Type: "M", From: d("2025-06-10"), To: d("2025-06-11"), FromHome: true},
			record.Missing{Type: "M", From: d("2025-11-02"), To: d("2025-11-03")},
			record.CareLeaver{Date: d("2026-01-09"), InTouch: "YES", Eligibility: "eligible"},
		} {
			out = append(out, record.New(tx.NewID(), subject, b))
		}
		return out, nil
	})
	h.ok(err)
	f, rep := h.export903(2026, ssda903.CSV)
	rows := rows903(f.read(t))
	if got := rows[ssda903.Missing.String()]; len(got) != 1 {
		t.Errorf("missing: %q, want the one from care", got)
	}
	if got := rows[ssda903.OC3.String()]; len(got) != 0 {
		t.Errorf("care leavers: %q", got)
	}
	for _, x := range rep.Differences {
		t.Errorf("named as a difference: %v", x)
	}
}
