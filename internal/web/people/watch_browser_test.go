package people_test

import (
	"testing"

	"throughline/internal/access"
	"throughline/internal/browsertest"
	"throughline/internal/web/webtest"
)

// TestWatchIsUsable is the log of searches and the list of stops in the browser, wide and narrow.
func TestWatchIsUsable(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	zoe(s)
	s.Client(t, webtest.Worker).Post("/people", "q", "Zoe Brandt 1/5/2015").Want(200)
	if err := s.House.People.LogTooMany(t.Context(), s.Actor(webtest.Analyst), "child:x", access.Read, access.BulkRule+"50 in an hour", "GET /children/{id}"); err != nil {
		t.Fatal(err)
	}
	for _, width := range []int64{1366, 320} {
		p := s.Browser(t, webtest.Governance, browsertest.Options{Width: width, Height: 900})
		for name, path := range map[string]string{"searches": "/searches", "stops": "/break-glass"} {
			p.Goto(s.URL + path)
			p.Screenshot(name + map[int64]string{1366: "-wide", 320: "-narrow"}[width])
			browsertest.Axe(t, p)
			browsertest.CheckPage(t, p)
		}
	}
}
