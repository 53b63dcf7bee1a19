package duties_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/internal/clock"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task/duties"
)

// known is a child's story whose records were recorded on days of their own: "2026-06-01".
func known(pairs ...any) story.Story {
	rs := []record.Record{{Meta: record.Meta{ID: "r0", Subject: "child:1"}, Body: record.Child{Birth: d("2016-06-01")}}}
	for i := 0; i < len(pairs); i += 2 {
		at := d(pairs[i].(string)).Start().Add(10 * time.Hour)
		rs = append(rs, record.Record{Meta: record.Meta{ID: fmt.Sprintf("r%d", i/2+1), Subject: "child:1", At: at}, Body: pairs[i+1].(record.Body)})
	}
	return story.New("child:1", nil, rs)
}

// visitsDue are the visits that are due, with the record of each: "CLA-11 r2 2026-06-16".
func visitsDue(s story.Story) string {
	var out []string
	for _, x := range duties.Tasks(clock.Standard())(s) {
		if strings.HasPrefix(x.Clock, "CLA-1") {
			out = append(out, x.Clock+" "+x.Record+" "+x.Due.String())
		}
	}
	return strings.Join(out, ", ")
}

// TestPlacementAhead: a placement that is dated ahead does not hide the visits to the present one, and is visited in its own first week.
func TestPlacementAhead(t *testing.T) {
	t.Parallel()
	care := record.CarePeriod{Started: d("2026-05-01")}
	seen := func(on string) record.Visit {
		return record.Visit{Type: record.VisitCLA, Date: d(on), Seen: record.Yes}
	}
	now := record.CLAPlacement{From: d("2026-05-01"), To: d("2026-06-20"), Type: "U6"} // it ends on the day on which the next begins
	next := record.CLAPlacement{From: d("2026-06-20"), Type: "K2"}
	for name, tt := range map[string]struct {
		s    story.Story
		want string
	}{
		"the present one and the one ahead":         {known("2026-05-01", care, "2026-06-01", now, "2026-06-01", next, "2026-05-05", seen("2026-05-05")), "CLA-11 r2 2026-06-16, CLA-10 r3 2026-06-27"},
		"the visit is not due before the move":      {known("2026-05-01", care, "2026-06-01", now, "2026-06-01", next, "2026-06-01", seen("2026-05-30")), "CLA-10 r3 2026-06-27"},
		"never visited":                             {known("2026-05-01", care, "2026-06-01", now, "2026-06-01", next), "CLA-10 r2 2026-05-08, CLA-10 r3 2026-06-27"},
		"visited after the move":                    {known("2026-05-01", care, "2026-06-01", now, "2026-06-01", next, "2026-06-22", seen("2026-06-22")), "CLA-11 r3 2026-08-03"},
		"something was written down after the move": {known("2026-05-01", care, "2026-06-01", now, "2026-06-01", next, "2026-06-21", record.CLAReview{Date: d("2026-05-20")}), "CLA-10 r3 2026-06-27"},
		"recorded on the day":                       {known("2026-05-01", care, "2026-06-20", now, "2026-06-20", next), "CLA-10 r3 2026-06-27"},
		"two ahead": {known("2026-05-01", care, "2026-06-01", now, "2026-06-01", record.CLAPlacement{From: d("2026-06-20"), To: d("2026-07-10"), Type: "K2"}, "2026-06-01", record.CLAPlacement{From: d("2026-07-10"), Type: "U6"}),
			"CLA-10 r2 2026-05-08, CLA-10 r3 2026-06-27, CLA-10 r4 2026-07-17"},
		"nothing but one ahead": {known("2026-05-01", care, "2026-05-03", next), "CLA-10 r1 2026-05-08, CLA-10 r2 2026-06-27"},
		"a stay in hospital":    {known("2026-05-01", care, "2026-05-01", record.CLAPlacement{From: d("2026-05-01"), Type: "U6"}, "2026-06-01", record.CLAPlacement{From: d("2026-05-30"), Type: "T1"}, "2026-05-05", seen("2026-05-05")), "CLA-11 r2 2026-06-16"},
	} {
		if got := visitsDue(tt.s); got != tt.want {
			t.Errorf("%s: %s; want %s", name, got, tt.want)
		}
	}
}

// TestVisitRegimes: the limits of reg 28 and 48 that depend on where the child lives and under which order (CLA-12, CLA-14 to CLA-19).
func TestVisitRegimes(t *testing.T) {
	t.Parallel()
	seen := func(on string) record.Visit {
		return record.Visit{Type: record.VisitCLA, Date: d(on), Seen: record.Yes}
	}
	status := func(code, from, to string) record.LegalStatus {
		l := record.LegalStatus{Status: code, From: d(from)}
		if to != "" {
			l.To = d(to)
		}
		return l
	}
	lives := func(kind string) record.CLAPlacement { return record.CLAPlacement{From: d("2026-03-02"), Type: kind} }
	holds := func(kind, from string) record.VisitArrangement {
		return record.VisitArrangement{Kind: kind, From: d(from)}
	}
	ended := holds(record.ConnectedPerson, "2026-03-02")
	ended.Ended, ended.Why = d("2026-03-20"), "approved"
	review := record.CLAReview{Date: d("2026-03-27")}
	care := record.CarePeriod{Started: d("2026-03-02")}
	brk := func(from, to string) record.CarePeriod {
		p := record.CarePeriod{Started: d(from)}
		if to != "" {
			p.Ended = d(to)
		}
		return p
	}
	for name, tt := range map[string]struct {
		bodies []record.Body
		want   string
	}{
		"long-term fostering after a year":                {[]record.Body{care, lives("U4"), seen("2027-03-02")}, "CLA-12 r2 2027-06-02"},
		"long-term fostering in its first year":           {[]record.Body{care, lives("U1"), seen("2027-03-01")}, "CLA-11 r2 2027-04-12"},
		"other fostering after a year":                    {[]record.Body{care, lives("U6"), seen("2027-03-02")}, "CLA-13 r2 2027-04-13"},
		"the child agreed to fewer":                       {[]record.Body{care, lives("U4"), seen("2027-03-02"), holds(record.LongTermAgreed, "2027-02-01")}, "CLA-18 r2 2027-09-02"},
		"agreed in another kind of placement":             {[]record.Body{care, lives("U6"), seen("2027-03-02"), holds(record.LongTermAgreed, "2027-02-01")}, "CLA-13 r2 2027-04-13"},
		"agreed in the placement before":                  {[]record.Body{record.CarePeriod{Started: d("2025-01-01")}, lives("U4"), seen("2027-03-02"), holds(record.LongTermAgreed, "2026-02-01")}, "CLA-12 r2 2027-06-02"},
		"parents who are assessed, weekly":                {[]record.Body{care, lives("P1"), holds(record.ParentsAssessed, "2026-03-02"), seen("2026-03-06")}, "CLA-14 r2 2026-03-13"},
		"parents who are assessed, never visited":         {[]record.Body{care, lives("P1"), holds(record.ParentsAssessed, "2026-03-02")}, "CLA-14 r2 2026-03-09"},
		"parents who are assessed, after the review":      {[]record.Body{care, lives("P1"), holds(record.ParentsAssessed, "2026-03-02"), seen("2026-03-30"), review}, "CLA-11 r2 2026-05-11"},
		"parents, no assessment open":                     {[]record.Body{care, lives("P1"), seen("2026-03-06")}, "CLA-11 r2 2026-04-17"},
		"connected person, weekly":                        {[]record.Body{care, lives("U3"), holds(record.ConnectedPerson, "2026-03-02"), seen("2026-03-06")}, "CLA-15 r2 2026-03-13"},
		"connected person, every four weeks after review": {[]record.Body{care, lives("U3"), holds(record.ConnectedPerson, "2026-03-02"), seen("2026-03-30"), review}, "CLA-15 r2 2026-04-27"},
		"connected person, approved by now":               {[]record.Body{care, lives("U3"), ended, seen("2026-03-30")}, "CLA-11 r2 2026-05-11"},
		"interim order, with a parent":                    {[]record.Body{care, lives("P1"), status("C1", "2026-03-02", ""), seen("2026-03-06")}, "CLA-15 r2 2026-03-13"},
		"interim order, foster carer":                     {[]record.Body{care, lives("U6"), status("C1", "2026-03-02", ""), seen("2026-03-06")}, "CLA-11 r2 2026-04-17"},
		"interim order that is over":                      {[]record.Body{care, lives("P1"), status("C1", "2026-03-02", "2026-03-20"), seen("2026-03-26")}, "CLA-11 r2 2026-05-07"},
		"care order made while with a parent":             {[]record.Body{care, lives("P1"), status("C1", "2026-03-02", "2026-04-20"), status("C2", "2026-04-20", ""), seen("2026-04-18")}, "CLA-16 r2 2026-04-27"},
		"visited after the order":                         {[]record.Body{care, lives("P1"), status("C2", "2026-04-20", ""), seen("2026-04-22")}, "CLA-11 r2 2026-06-03"},
		"the order was made before the placement":         {[]record.Body{record.CarePeriod{Started: d("2025-03-02")}, lives("P1"), status("C2", "2025-04-20", "")}, "CLA-10 r2 2026-03-09"},
		"the child asks, over Easter":                     {[]record.Body{care, lives("U6"), seen("2026-03-06"), holds(record.ChildAskedToMeet, "2026-04-01")}, "CLA-11 r2 2026-04-17, CLA-17 r4 2026-04-10"},
		"the child asked and was visited":                 {[]record.Body{care, lives("U6"), holds(record.ChildAskedToMeet, "2026-04-01"), seen("2026-04-01")}, "CLA-11 r2 2026-05-13"},
		"short breaks as a series":                        {[]record.Body{care, status("V4", "2026-03-02", "")}, "CLA-19 r1 2026-06-02"},
		"short breaks, visited once":                      {[]record.Body{care, status("V4", "2026-03-02", ""), seen("2026-05-01")}, "CLA-19 r1 2026-11-01"},
		"short breaks one by one count from the first":    {[]record.Body{brk("2026-01-10", "2026-01-12"), brk("2026-03-02", ""), status("V3", "2026-01-10", "2026-01-12"), status("V3", "2026-03-02", "")}, "CLA-19 r2 2026-04-10"},
		"a break of 17 days":                              {[]record.Body{brk("2026-01-10", "2026-01-27"), brk("2026-03-02", ""), status("V3", "2026-01-10", "2026-01-27"), status("V3", "2026-03-02", "")}, "CLA-19 r2 2026-04-10"},
		"a break of 18 days: the full regime":             {[]record.Body{brk("2026-01-10", "2026-01-28"), brk("2026-03-02", ""), status("V3", "2026-01-10", "2026-01-28"), status("V3", "2026-03-02", "")}, "CLA-10 r2 2026-03-09"},
		"80 days in 12 months: the full regime": {[]record.Body{brk("2025-04-01", "2025-04-17"), brk("2025-06-01", "2025-06-17"), brk("2025-08-01", "2025-08-17"), brk("2025-10-01", "2025-10-17"), brk("2025-12-01", "2025-12-17"), brk("2026-03-02", ""),
			status("V3", "2025-04-01", "2025-04-17"), status("V3", "2025-06-01", "2025-06-17"), status("V3", "2025-08-01", "2025-08-17"), status("V3", "2025-10-01", "2025-10-17"), status("V3", "2025-12-01", "2025-12-17"), status("V3", "2026-03-02", "")}, "CLA-10 r6 2026-03-09"},
	} {
		if got := visitsDue(child(tt.bodies...)); got != tt.want {
			t.Errorf("%s: %s; want %s", name, got, tt.want)
		}
	}
	// The words of the limit are those of what is due: four weeks, not one.
	for _, x := range duties.Tasks(clock.Standard())(child(care, lives("U3"), holds(record.ConnectedPerson, "2026-03-02"), seen("2026-03-30"), review)) {
		if at := x.At(clock.Standard(), d("2026-04-20").Start()); x.Clock == "CLA-15" && (at.Limit.Limit.String() != "4 weeks" || at.Overdue()) {
			t.Errorf("%s, %s", at.Limit.Limit, at.Words)
		}
	}
	for _, x := range duties.Tasks(clock.Standard())(child(care, status("V4", "2026-03-02", ""), review)) {
		if x.Clock == "CLA-20" || x.Clock == "CLA-33" && x.Due.String() != "2026-09-27" {
			t.Errorf("review of short breaks: %s due %s", x.Clock, x.Due)
		}
	}
}
