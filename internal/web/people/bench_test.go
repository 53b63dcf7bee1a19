package people_test

import (
	"net/http"
	"slices"
	"testing"
	"time"

	"throughline/internal/web/people"
	"throughline/internal/web/webtest"
)

// BenchmarkRecordPage is the page of a child through the whole server on real SQLite: session, access, the durable row in the access log,
// story, tasks, template. The target is 200 a second on two cores, p99 under 50 ms. Run: go test -run '^$' -bench RecordPage ./internal/web/people
func BenchmarkRecordPage(b *testing.B) {
	s := webtest.New(b)
	c := s.Client(b, webtest.Worker)
	path := people.Path(zoe(s))
	c.Get(path).Want(http.StatusOK, "Zoë Brandt")
	var took []time.Duration
	b.ReportAllocs()
	for b.Loop() {
		at := time.Now()
		if p := c.Get(path); p.Status != http.StatusOK {
			b.Fatalf("status %d", p.Status)
		}
		took = append(took, time.Since(at))
	}
	slices.Sort(took)
	b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
