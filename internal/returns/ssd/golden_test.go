package ssd_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/ssd"
)

// siblings writes two siblings, an unborn child and a child with two records that were merged, by hand. It gives the instant before the merge and a
// correction.
func siblings(h house) (before time.Time) {
	h.staff()
	d := day.Must
	child := func(subject, given, birth, expected string) {
		c := record.Child{Names: []record.Name{{Given: given, Family: "Ito", Use: "current"}}, Sex: "F"}
		if birth != "" {
			c.Birth = d(birth)
		}
		if expected != "" {
			c.Expected, c.Sex = d(expected), ""
		}
		h.write(record.New("child-"+given, subject, c))
	}
	child("child:ana", "Ana", "2012-05-06", "")
	child("child:leo", "Leo", "2014-07-08", "")
	child("child:unborn", "Unborn", "", "2027-09-01")
	child("child:twice", "Anna", "2012-05-06", "")
	h.write(
		record.New("i1", "child:ana", record.Identifier{Type: record.LAChildID, Value: "101"}),
		record.New("i2", "child:twice", record.Identifier{Type: record.LAChildID, Value: "777"}),
		record.New("f", "family:ito", record.Family{Name: "Ito", Members: []record.Member{{Person: "child:ana"}, {Person: "child:leo"}, {Person: "child:twice"}, {Person: "child:unborn"}}}),
		record.New("r1", "child:ana", record.Referral{Date: d("2026-01-05"), Source: "2A", Decision: "assessment", PrimaryNeed: "N1", Team: "team:north", DecidedBy: "worker:ada"}),
		record.New("r2", "child:leo", record.Referral{Date: d("2026-01-05"), Source: "2A", PrimaryNeed: "N1", Closed: d("2026-02-02"), Closure: "RC8"}),
		record.New("r3", "child:unborn", record.Referral{Date: d("2027-05-05")}),
		record.New("r4", "child:twice", record.Referral{Date: d("2025-03-03"), NFA: true}),
		record.New("a1", "child:ana", record.Assessment{Referral: "r1", Report: "assessment:both", Started: d("2026-01-06"), Authorised: d("2026-02-20"), Seen: d("2026-01-08"), Factors: []string{"3A", "16A"}, Outcome: "child_in_need_plan"}),
		record.New("a2", "child:leo", record.Assessment{Referral: "r2", Report: "assessment:both", Started: d("2026-01-06"), WhyNotSeen: "away"}),
		record.New("rep", "assessment:both", record.AssessmentReport{Worker: "worker:ben", Team: "team:south", State: record.Writing}),
		record.New("p", "child:leo", record.CarePeriod{Started: d("2026-03-01"), Given: []record.CareNeed{{Need: "N1"}}}),
		record.New("l1", "child:leo", record.LegalStatus{Period: "p", Status: "V2", From: d("2026-03-01"), To: d("2026-05-01")}),
		record.New("l2", "child:leo", record.LegalStatus{Period: "p", Status: "C2", From: d("2026-05-01")}),
		record.New("c", "child:leo", record.CLAPlacement{Period: "p", From: d("2026-03-01"), Type: "U4", Provider: "PR1", Postcode: "AB2 3CD"}),
		record.New("v", "child:twice", record.CLAReview{Date: d("2026-04-01")}), // of nobody who was in care: has no period
		record.New("ad", "child:ana", record.Address{Lines: []string{"1 High Street", "Hill"}, Postcode: "AB1 1AA"}),
		record.New("ad2", "child:leo", record.Address{Lines: []string{"Refuge"}, Postcode: "AB1 9ZZ", Confidential: true}),
	)
	before = h.Clock.Now()
	h.Clock.Add(time.Hour)
	h.write(record.New("m", "child:twice", record.Merge{Into: "child:ana", Reason: "one child"}))
	h.write(record.Change{ID: "r1", Subject: "child:ana", Base: 1, Body: record.Referral{Date: d("2026-01-04"), Source: "2A", Decision: "assessment", PrimaryNeed: "N4", Team: "team:gone"}})
	return before
}

// filled says the rows of an export that has some, without cells that are null.
func filled(t testing.TB, d folder) string {
	var b strings.Builder
	for _, e := range ssd.Schema().Entities {
		for _, row := range rowsOf(t, d, e.Name) {
			fmt.Fprintf(&b, "%s\n", e.Name)
			for _, f := range e.Fields {
				if row[f.Name] != "" {
					fmt.Fprintf(&b, "  %s = %s\n", f.Name, row[f.Name])
				}
			}
		}
	}
	return b.String()
}

// TestSiblings: two siblings with one report, one unborn, one who is told under the record that survived; as they are now, and as they were known
// before the merge and a correction.
func TestSiblings(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h house) {
		before := siblings(h)
		for name, o := range map[string]ssd.Options{"now": {}, "before": {Known: before}} {
			d, _ := h.export(o)
			for _, f := range faults(h.t, d) {
				h.t.Errorf("%s: %s", name, f)
			}
			path := "testdata/siblings-" + name + ".golden"
			got := filled(h.t, d)
			if *update {
				h.ok(os.WriteFile(path, []byte(got), 0o644))
				continue
			}
			want, err := os.ReadFile(path)
			h.ok(err)
			if diff := cmp.Diff(string(want), got); diff != "" {
				h.t.Errorf("%s (-want +got)\n%s", name, diff)
			}
		}
	})
}
