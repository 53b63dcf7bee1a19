package show

import (
	"bytes"
	"net/http"
	"net/http/httptest"
	"testing"

	"throughline/internal/browsertest"
)

// TestPagesInABrowser opens the pages in Chromium without scripts on a phone's width too, looks at them with our own check and with axe, and
// follows the anchors.
func TestPagesInABrowser(t *testing.T) {
	pages := map[string][]byte{}
	for name, write := range map[string]func(*bytes.Buffer) error{
		"/ssda903": func(b *bytes.Buffer) error { return HTML(b, ssdaRun(), Options{Name: "returns/2026", On: checkedOn}) },
		"/cin":     func(b *bytes.Buffer) error { return HTML(b, cinRun(), Options{}) },
		"/none":    func(b *bytes.Buffer) error { return HTML(b, noneRun(), Options{}) },
		"/rules": func(b *bytes.Buffer) error {
			return Rules(b, HTMLFormat, List{"cin", "2025-26", cinRun().Rules}, Options{})
		},
	} {
		var b bytes.Buffer
		if err := write(&b); err != nil {
			t.Fatal(err)
		}
		pages[name] = b.Bytes()
	}
	srv := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		_, _ = w.Write(pages[r.URL.Path])
	}))
	defer srv.Close()
	p := browsertest.NewPage(t, browsertest.Options{})
	for name := range pages {
		p.Goto(srv.URL + name)
		browsertest.CheckPage(t, p)
		browsertest.Axe(t, p)
	}
	p.Goto(srv.URL + "/ssda903")
	p.Click("rule 612, Episode ends before it begins (3)")
	p.Click("C2 (2)")
	p.Eventually("the link leads to the child", "document.querySelector(':target').textContent === 'Child C2'")
	if got := p.Eval("document.querySelectorAll('[src],link[href^=http],script,img').length"); got != "0" {
		t.Errorf("the page needs %s other things", got)
	}
	t.Log(p.Screenshot("validate-report"))
}
