package house_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"throughline/internal/db/dbtest"
	"throughline/internal/house"
	"throughline/internal/house/housetest"
	"throughline/internal/record"
	"throughline/internal/safekeeping"
)

// BenchmarkVerify verifies a journal of THROUGHLINE_ENTRIES entries (20,000 unless set; docs/benchmarks.md has the figure for a million),
// 20 of each child, with records and derived rows, and reports the most memory that the process held meanwhile.
func BenchmarkVerify(b *testing.B) {
	for _, e := range dbtest.Engines(b) {
		b.Run(e.Name, func(b *testing.B) {
			h := housetest.New(b, e.URL(b), nil)
			entries := number(b, "THROUGHLINE_ENTRIES", 20_000)
			began := time.Now()
			pile(b, h, entries/20)
			b.Logf("%d entries loaded, with records and derived rows, in %v", entries, time.Since(began).Round(time.Millisecond))
			for b.Loop() {
				forgetPeak()
				rep := clean(b, b.Context(), h)
				if rep.Entries < int64(entries) {
					b.Fatalf("%d entries", rep.Entries)
				}
			}
			b.ReportMetric(float64(entries)*float64(b.N)/b.Elapsed().Seconds(), "entries/s")
			b.ReportMetric(peak(b), "peak-MB")
		})
	}
}

// pile loads 20 entries for each of n children: corrections, referrals, assessments, addresses and allocations.
func pile(b *testing.B, h *house.House, n int) {
	b.Helper()
	today := h.Desk.Today()
	next := func() (d safekeeping.Deed, err error) {
		if n--; n < 0 {
			return d, nil
		}
		d = safekeeping.Deed{At: h.Desk.Now(), Actor: housetest.Ada.ID, Why: "Bring in a child"}
		s := "child:" + h.Desk.NewID()
		put := func(id string, base int64, body record.Body) {
			d.Changes = append(d.Changes, record.Change{ID: id, Subject: s, Base: base, Body: body})
		}
		who := h.Desk.NewID()
		for v := range int64(4) {
			c := housetest.Child(n)
			c.School = fmt.Sprint(100000 + v)
			put(who, v, c)
		}
		for k := range 4 {
			ref, text := h.Desk.NewID(), h.Desk.NewID()
			put(ref, 0, record.Referral{Date: today.Add(-n%900 - k), Source: "2A", Decision: "assessment", Rationale: "The school's account is clear and recent."})
			put(text, 0, record.Assessment{Referral: ref, Started: today.Add(-n%900 - k), Factors: []string{"1A"}, Views: "I like it here."})
			put(text, 1, record.Assessment{Referral: ref, Started: today.Add(-n%900 - k), Authorised: today, Factors: []string{"1A"}, Views: "I like it here.", Outcome: "child_in_need_plan"})
		}
		for k := range 2 {
			put(h.Desk.NewID(), 0, record.Address{Lines: []string{fmt.Sprint(1+n%90, " Hill Road")}, Postcode: "N16 5AA", From: today.Add(-k), To: today})
			put(h.Desk.NewID(), 0, record.Allocation{Worker: housetest.Ada.ID, Team: housetest.North, Role: "allocated", From: today.Add(-k)})
		}
		return d, nil
	}
	began, part := time.Now(), "journal"
	_, err := h.Keeper.Load(b.Context(), h.Desk.NewID, next, func(now string, _, _ int64) {
		if now != part {
			b.Logf("%s after %v", part, time.Since(began).Round(time.Millisecond))
			part = now
		}
	})
	if err != nil {
		b.Fatal(err)
	}
}

// forgetPeak makes the system forget the most memory that this process held, where it can.
func forgetPeak() { _ = os.WriteFile("/proc/self/clear_refs", []byte("5"), 0) }

// peak is that memory, in megabytes; 0 where the system does not say.
func peak(b *testing.B) float64 {
	b.Helper()
	text, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(text)) {
		var kB float64
		if _, err := fmt.Sscanf(line, "VmHWM: %f kB", &kB); err == nil {
			return kB / 1024
		}
	}
	return 0
}
