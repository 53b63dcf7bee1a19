package episode

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

func d(s string) day.Day {
	if s == "" {
		return day.Day{}
	}
	return day.Must(s)
}

func law(status, from, to string) record.LegalStatus {
	return record.LegalStatus{Status: status, From: d(from), To: d(to)}
}

func in(kind, from, to, change string) record.CLAPlacement {
	return record.CLAPlacement{Type: kind, Provider: "PR1", URN: "SC1", Postcode: "AB1 1AA", From: d(from), To: d(to), Change: change}
}

func sameCarer(p record.CLAPlacement) record.CLAPlacement {
	p.SameCarer = true
	return p
}

func tell(bodies ...record.Body) story.Story {
	var recs []record.Record
	for i, b := range bodies {
		recs = append(recs, record.Record{Meta: record.Meta{ID: string(rune('a' + i)), Kind: b.KindName(), Subject: subject}, Body: b})
	}
	return story.New(subject, nil, recs)
}

// TestOf: how a child's time in care is cut. A row here is DECOM RNE LS PLACE DEC REC REASON_PLACE_CHANGE; a gap is its days and why.
func TestOf(t *testing.T) {
	t.Parallel()
	care := record.CarePeriod{Started: d("2026-01-10"), Given: []record.CareNeed{{Need: "N1", HomePostcode: "AB1 9ZZ"}}}
	ended := care
	ended.Ended, ended.Ceased = d("2026-06-30"), "E4A"
	for name, tt := range map[string]struct {
		bodies []record.Body
		rows   []string
		gaps   []string
	}{
		"one status, one placement": {
			[]record.Body{ended, law("C1", "2026-01-10", ""), in("U1", "2026-01-10", "", "")},
			[]string{"2026-01-10 S C1 U1 2026-06-30 E4A "}, nil},
		"the status changes": {
			[]record.Body{ended, law("V2", "2026-01-10", "2026-02-01"), law("C1", "2026-02-01", "2026-06-30"), in("U1", "2026-01-10", "2026-06-30", "")},
			[]string{"2026-01-10 S V2 U1 2026-02-01 X1 ", "2026-02-01 L C1 U1 2026-06-30 E4A "}, nil},
		"a care order over an agreement that nobody ended": {
			[]record.Body{care, law("C1", "2026-02-01", ""), law("V2", "2026-01-10", ""), in("U1", "2026-01-10", "", "")},
			[]string{"2026-01-10 S V2 U1 2026-02-01 X1 ", "2026-02-01 L C1 U1   "}, nil},
		"a placement order over a care order": {
			[]record.Body{care, law("C2", "2026-01-10", ""), law("E1", "2026-02-01", "2026-04-01"), in("U1", "2026-01-10", "", "")},
			[]string{"2026-01-10 S C2 U1 2026-02-01 X1 ", "2026-02-01 L E1 U1 2026-04-01 X1 ", "2026-04-01 L C2 U1   "}, nil},
		"an order that is made beside one that goes on is no change": {
			[]record.Body{care, law("E1", "2026-01-10", ""), law("C2", "2026-02-01", "2026-03-01"), in("U1", "2026-01-10", "", "")},
			[]string{"2026-01-10 S E1 U1   "}, nil},
		"another carer": {
			[]record.Body{care, law("C1", "2026-01-10", ""), in("U1", "2026-01-10", "2026-03-01", "CREQB"), in("U4", "2026-03-01", "", "")},
			[]string{"2026-01-10 S C1 U1 2026-03-01 X1 CREQB", "2026-03-01 P C1 U4   "}, nil},
		"the same carer": {
			[]record.Body{care, law("C1", "2026-01-10", ""), in("U4", "2026-01-10", "2026-03-01", "PLACE"), sameCarer(in("U1", "2026-03-01", "", ""))},
			[]string{"2026-01-10 S C1 U4 2026-03-01 X1 PLACE", "2026-03-01 T C1 U1   "}, nil},
		"all at once": {
			[]record.Body{care, law("C1", "2026-01-10", "2026-03-01"), law("C2", "2026-03-01", ""), in("U1", "2026-01-10", "2026-03-01", "CARPL"), in("K2", "2026-03-01", "", "")},
			[]string{"2026-01-10 S C1 U1 2026-03-01 X1 CARPL", "2026-03-01 B C2 K2   "}, nil},
		"all but the carer": {
			[]record.Body{care, law("C2", "2026-01-10", "2026-03-01"), law("E1", "2026-03-01", ""), in("U4", "2026-01-10", "2026-03-01", "PLACE"), sameCarer(in("A5", "2026-03-01", "", ""))},
			[]string{"2026-01-10 S C2 U4 2026-03-01 X1 PLACE", "2026-03-01 U E1 A5   "}, nil},
		"the reason stands where the placement was left, not where the status changed": {
			[]record.Body{care, law("C1", "2026-01-10", "2026-02-01"), law("C2", "2026-02-01", ""), in("U1", "2026-01-10", "2026-03-01", "CARPL"), in("K2", "2026-03-01", "", "")},
			[]string{"2026-01-10 S C1 U1 2026-02-01 X1 ", "2026-02-01 L C2 U1 2026-03-01 X1 CARPL", "2026-03-01 P C2 K2   "}, nil},
		"a stay in hospital within a placement": {
			[]record.Body{care, law("C1", "2026-01-10", ""), in("U1", "2026-01-10", "", ""), in("T1", "2026-02-01", "2026-02-05", "")},
			[]string{"2026-01-10 S C1 U1 2026-02-01 X1 ", "2026-02-01 P C1 T1 2026-02-05 X1 ", "2026-02-05 P C1 U1   "}, nil},
		"back from hospital to a carer who once stayed the same": {
			[]record.Body{care, law("C1", "2026-01-10", ""), in("U4", "2026-01-10", "2026-02-01", ""), sameCarer(in("U1", "2026-02-01", "", "")), in("T1", "2026-03-01", "2026-03-05", "")},
			[]string{"2026-01-10 S C1 U4 2026-02-01 X1 ", "2026-02-01 T C1 U1 2026-03-01 X1 ", "2026-03-01 P C1 T1 2026-03-05 X1 ", "2026-03-05 P C1 U1   "}, nil},
		"short breaks under V4 are one series, wherever they are": {
			[]record.Body{ended, law("V4", "2026-01-10", ""), in("U1", "2026-01-10", "2026-01-12", ""), in("K2", "2026-03-01", "2026-03-03", ""), in("U1", "2026-05-01", "2026-05-02", "")},
			[]string{"2026-01-10 S V4 U1 2026-06-30 E4A "}, nil},
		"short breaks under V3 are a period each": {
			[]record.Body{
				record.CarePeriod{Started: d("2026-01-10"), Ended: d("2026-01-12"), Ceased: "E4A"}, record.CarePeriod{Started: d("2026-02-10"), Ended: d("2026-02-12"), Ceased: "E4A"},
				law("V3", "2026-01-10", "2026-01-12"), law("V3", "2026-02-10", "2026-02-12"), in("U1", "2026-01-10", "2026-01-12", ""), in("U1", "2026-02-10", "2026-02-12", "")},
			[]string{"2026-01-10 S V3 U1 2026-01-12 E4A ", "2026-02-10 S V3 U1 2026-02-12 E4A "}, nil},
		"police protection of one day": {
			[]record.Body{record.CarePeriod{Started: d("2026-01-10"), Ended: d("2026-01-10"), Ceased: "E4B"}, law("L1", "2026-01-10", "2026-01-10"), in("U1", "2026-01-10", "2026-01-10", "")},
			[]string{"2026-01-10 S L1 U1 2026-01-10 E4B "}, nil},
		"home, and back on the same day": {
			[]record.Body{ended, record.CarePeriod{Started: d("2026-06-30")}, law("C1", "2026-01-10", "2026-06-30"), law("V2", "2026-06-30", ""), in("U1", "2026-01-10", "2026-06-30", ""), in("U1", "2026-06-30", "", "")},
			[]string{"2026-01-10 S C1 U1 2026-06-30 E4A ", "2026-06-30 S V2 U1   "}, nil},
		"nothing is known of the start": {
			[]record.Body{record.CarePeriod{}, law("C1", "", "2026-03-01"), law("C2", "2026-03-01", ""), in("U1", "", "", "")},
			[]string{"2026-03-01 L C2 U1   "}, []string{".. 2026-03-01 neither the legal status nor the placement nor the period says when it began"}},
		"a week without a placement": {
			[]record.Body{care, law("C1", "2026-01-10", ""), in("U1", "2026-01-10", "2026-03-01", ""), in("U1", "2026-03-08", "", "")},
			[]string{"2026-01-10 S C1 U1 2026-03-01 X1 ", "2026-03-08 P C1 U1   "}, []string{"2026-03-01 2026-03-08 the child is looked after, and no placement is recorded"}},
		"the placement order lapsed and no other status is recorded": {
			[]record.Body{care, law("E1", "2026-01-10", "2026-02-01"), in("U1", "2026-01-10", "", "")},
			[]string{"2026-01-10 S E1 U1 2026-02-01 X1 "}, []string{"2026-02-01 .. the child is looked after, and no legal status is recorded"}},
		"a status outside care": {
			[]record.Body{ended, law("C1", "2026-01-10", "2026-06-30"), in("U1", "2026-01-10", "2026-06-30", ""), law("V2", "2026-09-01", "")},
			[]string{"2026-01-10 S C1 U1 2026-06-30 E4A "}, []string{"2026-09-01 .. the legal status lies in no period of care"}},
		"a placement that outlives care is cut": {
			[]record.Body{ended, law("C1", "2025-12-01", ""), in("U1", "2025-12-01", "2026-07-15", "")},
			[]string{"2026-01-10 S C1 U1 2026-06-30 E4A "}, nil},
		"no care": {[]record.Body{record.Missing{Type: "M"}}, nil, nil},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			all, gaps := Of(tell(tt.bodies...))
			var rows, holes []string
			for _, e := range all {
				rows = append(rows, e.Decom.String()+" "+e.RNE+" "+e.LS+" "+e.Place+" "+e.Dec.String()+" "+e.REC+" "+e.Change)
			}
			open := func(d day.Day) string {
				if d.IsZero() {
					return ".."
				}
				return d.String()
			}
			for _, g := range gaps {
				holes = append(holes, open(g.From)+" "+open(g.To)+" "+g.Why)
			}
			if diff := cmp.Diff(tt.rows, rows); diff != "" {
				t.Errorf("rows (-want +got):\n%s", diff)
			}
			if diff := cmp.Diff(tt.gaps, holes); diff != "" {
				t.Errorf("gaps (-want +got):\n%s", diff)
			}
		})
	}
}

// TestShortBreaksNameNoPlace: rules 214 and 398.
func TestShortBreaksNameNoPlace(t *testing.T) {
	t.Parallel()
	care := record.CarePeriod{Started: d("2026-01-10"), Given: []record.CareNeed{{Need: "N2", HomePostcode: "AB1 9ZZ"}}}
	all, _ := Of(tell(care, law("V4", "2026-01-10", "2026-03-01"), law("V2", "2026-03-01", ""), in("U1", "2026-01-10", "", "")))
	want := []Row{
		{Decom: d("2026-01-10"), RNE: "S", LS: "V4", CIN: "N2", Place: "U1", Provider: "PR1", Dec: d("2026-03-01"), REC: "X1"},
		{Decom: d("2026-03-01"), RNE: "L", LS: "V2", CIN: "N2", Place: "U1", Provider: "PR1", Home: "AB1 9ZZ", Postcode: "AB1 1AA", URN: "SC1"},
	}
	if diff := cmp.Diff(want, rowsOf(all), cmp.AllowUnexported(day.Day{})); diff != "" {
		t.Error(diff)
	}
}

// TestForYear: an episode that runs past 31 March is open in that year's return, and is returned again with its end.
func TestForYear(t *testing.T) {
	t.Parallel()
	care := record.CarePeriod{Started: d("2025-01-10"), Ended: d("2026-04-01"), Ceased: "E4A"}
	all, _ := Of(tell(care, law("C1", "2025-01-10", "2025-04-01"), law("C2", "2025-04-01", ""), in("U1", "2025-01-10", "", "CARPL")))
	for year, want := range map[int][]string{
		2024: nil,
		2025: {"10/01/2025,S,C1,,U1,PR1,,,,,AB1 1AA,SC1"},
		2026: {"01/04/2025,L,C2,,U1,PR1,,,,,AB1 1AA,SC1", "10/01/2025,S,C1,,U1,PR1,01/04/2025,X1,,,AB1 1AA,SC1"},
		2027: {"01/04/2025,L,C2,,U1,PR1,01/04/2026,E4A,CARPL,,AB1 1AA,SC1"},
		2028: nil,
	} {
		if diff := cmp.Diff(want, lines(ForYear(all, year))); diff != "" {
			t.Errorf("year ending %d:\n%s", year, diff)
		}
	}
}

// TestMendedCellIsNotOverwritten: what a return said gives way to what the record says since.
func TestMendedCellIsNotOverwritten(t *testing.T) {
	t.Parallel()
	periods, unread := Read([]Row{{Decom: d("2026-01-10"), RNE: "S", LS: "C3", CIN: "N1", Place: "U1", Provider: "PR9"}}, today)
	if len(unread) != 2 || unread[0].Row || unread[1].Row {
		t.Fatalf("%+v", unread)
	}
	periods[0].Statuses[0].Body.Status = "C1"
	all := told(t, periods)
	if all[0].LS != "C1" || all[0].Provider != "PR9" {
		t.Errorf("%+v", all[0])
	}
}
