package outgoing_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/outgoing"
	"throughline/internal/returns/ssda903"
	"throughline/internal/story"
)

// TestSSDA903Child: one child from their story is written as the return writes them. What only came in with the return of the year and says nothing of
// it by itself is not there, for a story does not know what came with which return; every cell is of a record of the child.
func TestSSDA903Child(t *testing.T) {
	t.Parallel()
	left := map[string]bool{"UPN": true, "MOTHER": true, "MC_DOB": true} // what no record can hold of these is left over of the row, and no record's
	for _, name := range []string{"clean01", "dev04", "dev11_xml", "dev14_xml_sparse"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			src, year := set903(t, name)
			h := newHouse(t, t.TempDir(), "one")
			h.ssda903(name, src, year)
			out, _ := h.export903(year, ssda903.CSV)
			whole, alone := rows903(out.read(t)), map[string][]string{}
			for _, s := range h.stories() {
				c, ok := outgoing.SSDA903ChildOf(s, outgoing.SSDA903ChildOptions{Year: year})
				if !ok {
					continue
				}
				for table, rows := range rows903(c.Return()) {
					alone[table] = append(alone[table], rows...)
				}
				own := map[string]bool{"": false}
				for _, r := range s.Records {
					own[r.ID] = true
				}
				for i, d := range c.Return().This {
					for row := range d.Rows() {
						for col, column := range ssda903.Table(i).Columns() {
							if id := c.Record(ssda903.Table(i), row, column); !own[id] && !(id == "" && (d.Blank(row, col) || left[column])) {
								t.Errorf("%s: %s %d, %s is of %q", s.Subject, ssda903.Table(i), row, column, id)
							}
						}
					}
				}
			}
			for table, rows := range whole {
				said := func(row string) string { // whether a girl is a mother is asked of those looked after; of others it only came in
					if cells := strings.Split(row, "|"); table == "Header" && len(cells) > 5 {
						return strings.Join(cells[:5], "|")
					}
					return row
				}
				has := map[string]int{}
				for _, r := range alone[table] {
					has[said(r)]++
				}
				var lacks []string
				for _, r := range rows {
					r = said(r)
					if has[r]--; has[r] < 0 {
						lacks = append(lacks, r)
					}
				}
				if len(lacks) > 0 && (table == "Header" || table == "Episodes" || table == "OC3") {
					t.Errorf("%s: %d rows are not written of the child alone: %q", table, len(lacks), lacks[:min(3, len(lacks))])
				}
				if len(lacks) > 0 {
					t.Logf("%s: %d of %d rows only came in", table, len(lacks), len(rows))
				}
				for r, n := range has {
					if n > 0 {
						t.Errorf("%s: the export has no row %q", table, r)
					}
				}
			}
		})
	}
}

// looked is the story of a child who came into care in the year, with everything that one row of Episodes says.
func looked(more ...record.Body) story.Story {
	on := day.Must
	bodies := append([]record.Body{
		record.Child{Birth: on("2012-05-01"), Sex: "F", Ethnicity: "WBRI"},
		record.Identifier{Type: record.UPN, Value: "A123456789012", From: on("2020-04-01")},
		record.CarePeriod{Started: on("2025-06-02"), Given: []record.CareNeed{{Need: "N1", HomePostcode: "AA1 1AA"}}},
		record.LegalStatus{Period: "r02", Status: "V2", From: on("2025-06-02")},
		record.CLAPlacement{Period: "r02", Type: "U6", Provider: "PR1", URN: "SC123456", Postcode: "AA1 2AA", From: on("2025-06-02")},
	}, more...)
	var rs []record.Record
	for i, b := range bodies {
		rs = append(rs, record.Record{Meta: record.Meta{ID: fmt.Sprintf("r%02d", i), Kind: b.KindName(), Subject: "child:1", Version: 1, Seq: int64(i + 1),
			At: time.Date(2025, 6, 1, 9, 0, 0, 0, time.UTC)}, Body: b})
	}
	return story.New("child:1", nil, rs)
}

// TestSSDA903ChildRecords: each column is of the record that says it, and a child without a number is written only when one is given for them.
func TestSSDA903ChildRecords(t *testing.T) {
	t.Parallel()
	score := 12
	s := looked(
		record.Mother{Mother: record.No},                                     // r05
		record.SDQScore{Year: 2026, Score: &score},                           // r06
		record.CLAHealth{Type: "dental_check", Year: 2026, Done: record.Yes}, // r07
		record.CLAReview{Date: day.Must("2025-07-01"), Participation: "PN1"}, // r08
		record.CarePeriod{Started: day.Must("2020-06-02"), Ended: day.Must("2021-01-01"), Ceased: "E4A"},
	)
	if _, ok := outgoing.SSDA903ChildOf(s, outgoing.SSDA903ChildOptions{Year: 2026}); ok {
		t.Error("a child without a number is written without being asked for")
	}
	if _, ok := outgoing.SSDA903ChildOf(s, outgoing.SSDA903ChildOptions{Year: 2019, Number: "X"}); ok {
		t.Error("a child is written in a year without anything")
	}
	c, ok := outgoing.SSDA903ChildOf(s, outgoing.SSDA903ChildOptions{Year: 2026, Number: "X"})
	if !ok {
		t.Fatal("the child is not written")
	}
	got := map[string]string{}
	for i, d := range c.Return().This {
		for row := range d.Rows() {
			for col, column := range ssda903.Table(i).Columns() {
				if d.Cell(row, col) != "" {
					got[fmt.Sprint(ssda903.Table(i), " ", column)] = c.Record(ssda903.Table(i), row, column)
				}
			}
		}
	}
	want := map[string]string{
		"Header CHILD": "r00", "Header SEX": "r00", "Header DOB": "r00", "Header ETHNIC": "r00", "Header UPN": "r01", "Header MOTHER": "r05",
		"Episodes CHILD": "r02", "Episodes DECOM": "r02", "Episodes RNE": "r02", "Episodes LS": "r03", "Episodes CIN": "r02", "Episodes PLACE": "r04",
		"Episodes PLACE_PROVIDER": "r04", "Episodes HOME_POST": "r02", "Episodes PL_POST": "r04", "Episodes URN": "r04",
		"Reviews CHILD": "r08", "Reviews DOB": "r00", "Reviews REVIEW": "r08", "Reviews REVIEW_CODE": "r08",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
	if id := c.Record(ssda903.OC3, 0, "IN_TOUCH"); id != "" {
		t.Errorf("a row that there is not is of %q", id)
	}

	// Time in care without a placement is no episode, with a row or without.
	bare := story.New("child:1", nil, slices.DeleteFunc(slices.Clone(looked().Records), func(r record.Record) bool { return r.Kind == "cla_placement" }))
	c, ok = outgoing.SSDA903ChildOf(bare, outgoing.SSDA903ChildOptions{Year: 2026, Number: "X"})
	if gaps := c.Gaps(); ok || len(gaps) != 1 || gaps[0].Record != "r02" || !strings.Contains(gaps[0].Why, "no placement") {
		t.Errorf("%v %+v", ok, gaps)
	}
}

// TestHealthIsAskedOfThoseInCareAllYear: what is known of the health of a child makes a row of OC2 when the child was looked after for the whole year;
// a short break, a start after the first day and an end before the last one make a break in it.
func TestHealthIsAskedOfThoseInCareAllYear(t *testing.T) {
	t.Parallel()
	on := day.Must
	for name, tt := range map[string]struct {
		started, ended, ceased, status string
		want                           bool
	}{
		"all year":                       {"2024-06-02", "", "", "C2", true},
		"from the first day":             {"2025-04-01", "", "", "C2", true},
		"from the second day":            {"2025-04-02", "", "", "C2", false},
		"until the last day":             {"2024-06-02", "2026-03-31", "E4A", "C2", true},
		"until the last day but one":     {"2024-06-02", "2026-03-30", "E4A", "C2", false},
		"until after the year":           {"2024-06-02", "2026-05-01", "E4A", "C2", true},
		"short breaks":                   {"2024-06-02", "", "", "V4", false},
		"not in the year but the health": {"2022-06-02", "2023-05-01", "E4A", "C2", false},
	} {
		var ended day.Day
		if tt.ended != "" {
			ended = on(tt.ended)
		}
		s := looked()
		s = story.New(s.Subject, nil, append(s.Records[:2:2], []record.Record{
			{Meta: record.Meta{ID: "r02", Kind: "care_period", Subject: s.Subject, Version: 1, Seq: 3}, Body: record.CarePeriod{Started: on(tt.started), Ended: ended, Ceased: tt.ceased}},
			{Meta: record.Meta{ID: "r03", Kind: "legal_status", Subject: s.Subject, Version: 1, Seq: 4}, Body: record.LegalStatus{Period: "r02", Status: tt.status, From: on(tt.started), To: ended}},
			{Meta: record.Meta{ID: "r04", Kind: "cla_placement", Subject: s.Subject, Version: 1, Seq: 5}, Body: record.CLAPlacement{Period: "r02", Type: "U6", From: on(tt.started), To: ended}},
			{Meta: record.Meta{ID: "r05", Kind: "cla_health", Subject: s.Subject, Version: 1, Seq: 6}, Body: record.CLAHealth{Type: "dental_check", Year: 2026, Done: record.Yes}},
		}...))
		c, ok := outgoing.SSDA903ChildOf(s, outgoing.SSDA903ChildOptions{Year: 2026, Number: "X"})
		if got := ok && c.Return().This[ssda903.OC2].Rows() == 1; got != tt.want {
			t.Errorf("%s: a row of OC2 is %v", name, got)
		}
		if got := c.Record(ssda903.OC2, 0, "TEETH_CHECK"); tt.want && got != "r05" {
			t.Errorf("%s: it is of %q", name, got)
		}
	}
	if !slices.Contains(ssda903.OC2.Columns(), "TEETH_CHECK") {
		t.Error("no such column")
	}
}
