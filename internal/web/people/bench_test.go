package people_test

import (
	"net/http"
	"net/http/httptest"
	"slices"
	"sync"
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
	cookie := s.SignIn(webtest.Worker)
	var mu sync.Mutex
	var took []time.Duration
	b.ReportAllocs()
	b.SetParallelism(2)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			req := httptest.NewRequestWithContext(b.Context(), http.MethodGet, path, nil)
			req.AddCookie(&http.Cookie{Name: "session", Value: cookie})
			at, w := time.Now(), httptest.NewRecorder()
			s.Handler.ServeHTTP(w, req)
			d := time.Since(at)
			if w.Code != http.StatusOK {
				b.Errorf("status %d", w.Code)
			}
			mu.Lock()
			took = append(took, d)
			mu.Unlock()
		}
	})
	slices.Sort(took)
	b.ReportMetric(float64(len(took))/b.Elapsed().Seconds(), "pages/s")
	b.ReportMetric(float64(took[len(took)*99/100].Microseconds())/1000, "p99-ms")
}
