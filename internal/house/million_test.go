package house_test

import (
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/house"
	"throughline/internal/house/housetest"
	"throughline/internal/journal"
	"throughline/internal/record"
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
			b.Logf("%d entries appended in %v", entries, time.Since(began).Round(time.Millisecond))
			began = time.Now()
			if err := h.Keeper.Rebuild(b.Context(), nil); err != nil {
				b.Fatal(err)
			}
			b.Logf("records and derived rows made again in %v", time.Since(began).Round(time.Millisecond))
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

// pile appends 20 entries for each of n children, straight to the journal: corrections, referrals, assessments, addresses and allocations.
func pile(b *testing.B, h *house.House, n int) {
	b.Helper()
	ctx := b.Context()
	const perCommand = 250 // children
	for from := 0; from < n; from += perCommand {
		var changes []journal.Change
		var subjects []string
		put := func(subject, id string, base int64, body record.Body) {
			raw, err := record.Encode(body)
			if err != nil {
				b.Fatal(err)
			}
			k, _ := record.Lookup(body.KindName())
			changes = append(changes, journal.Change{Kind: k.Name, ID: id, Subject: subject, Base: base, Rev: k.Rev, Op: journal.Put, Body: raw})
		}
		today := h.Desk.Today()
		for i := from; i < min(n, from+perCommand); i++ {
			s := "child:" + h.Desk.NewID()
			subjects = append(subjects, s)
			who := h.Desk.NewID()
			for v := range int64(4) {
				c := housetest.Child(i)
				c.School = fmt.Sprint(100000 + v)
				put(s, who, v, c)
			}
			for k := range 4 {
				ref, text := h.Desk.NewID(), h.Desk.NewID()
				put(s, ref, 0, record.Referral{Date: today.Add(-i%900 - k), Source: "2A", Decision: "assessment", Rationale: "The school's account is clear and recent."})
				put(s, text, 0, record.Assessment{Referral: ref, Started: today.Add(-i%900 - k), Factors: []string{"1A"}, Views: "I like it here."})
				put(s, text, 1, record.Assessment{Referral: ref, Started: today.Add(-i%900 - k), Authorised: today, Factors: []string{"1A"}, Views: "I like it here.", Outcome: "child_in_need_plan"})
			}
			for k := range 2 {
				put(s, h.Desk.NewID(), 0, record.Address{Lines: []string{fmt.Sprint(1+i%90, " Hill Road")}, Postcode: "N16 5AA", From: today.Add(-k), To: today})
				put(s, h.Desk.NewID(), 0, record.Allocation{Worker: housetest.Ada.ID, Team: housetest.North, Role: "allocated", From: today.Add(-k)})
			}
		}
		if err := h.Desk.Journal.Vault().Reserve(ctx, subjects); err != nil {
			b.Fatal(err)
		}
		err := h.DB.Write(ctx, func(t *db.Tx) error {
			_, err := h.Desk.Journal.Append(t, journal.Stamp{Command: h.Desk.NewID(), Actor: housetest.Ada.ID, Why: "Bring in a pile", At: h.Desk.Now()}, changes)
			return err
		})
		if err != nil {
			b.Fatal(err)
		}
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
