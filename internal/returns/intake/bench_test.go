package intake_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/internal/command/commandtest"
	"throughline/internal/returns/intake"
)

// BenchmarkImport10000 brings in a census of 10,000 children, more than most councils have, then the same facts in another file, then
// undoes both. SQLite; run it with -benchtime 1x.
func BenchmarkImport10000(b *testing.B) {
	var kids []string
	for i := range 10_000 {
		kids = append(kids, kid(fmt.Sprintf("LAchildID=C%07d Sex=F Ethnicity=WBRI Disability=NONE PersonBirthDate=20%02d-%02d-%02d", i*37, i%20, i%12+1, i%28+1),
			episode("CINreferralDate=2025-06-02 ReferralSource=1A PrimaryNeedCode=N1 ReferralNFA=0", assess("2025-06-10", "2025-07-01", "1A", "2B"))))
	}
	src := census("2026-03-31", kids...)
	for b.Loop() {
		d := commandtest.New(b, b.TempDir()+"/bench.db", lists())
		var reports []intake.Report
		for _, text := range []string{src, src + "<!-- the same facts -->"} {
			start := time.Now()
			r, err := intake.CIN(b.Context(), d.Desk, analyst, "bench.xml", strings.NewReader(text), intake.Options{})
			if err != nil || r.Done != 10_000 {
				b.Fatal(r, err)
			}
			reports = append(reports, r)
			b.ReportMetric(time.Since(start).Seconds(), []string{"s/import", "s/again"}[len(reports)-1])
		}
		for i := range reports {
			start := time.Now()
			if _, err := intake.Undo(b.Context(), d.Desk, analyst, reports[1-i].Subject); err != nil {
				b.Fatal(err)
			}
			b.ReportMetric(time.Since(start).Seconds(), []string{"s/undo_again", "s/undo_import"}[i])
		}
	}
}
