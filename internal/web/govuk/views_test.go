package govuk_test

import (
	"net/http/httptest"
	"net/url"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"throughline/internal/errs"
	"throughline/internal/web/govuk"
	"throughline/internal/web/static"
)

func render(t *testing.T, views *govuk.Views, name string, view govuk.View) (*httptest.ResponseRecorder, *goquery.Document) {
	t.Helper()
	w := httptest.NewRecorder()
	if err := views.Render(w, name, view); err != nil {
		t.Fatal(err)
	}
	if dir := os.Getenv("THROUGHLINE_SAMPLE_DIR"); dir != "" {
		if err := os.WriteFile(dir+"/"+strings.ReplaceAll(t.Name(), "/", "-")+".html", w.Body.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	doc, err := goquery.NewDocumentFromReader(strings.NewReader(w.Body.String()))
	if err != nil {
		t.Fatal(err)
	}
	return w, doc
}

func TestPage(t *testing.T) {
	w, doc := render(t, sampleViews(t), "sample", sample(nil))
	if w.Code != 200 || w.Header().Get("Cache-Control") != "no-store" || w.Header().Get("Content-Type") != "text/html; charset=utf-8" {
		t.Errorf("%d %v", w.Code, w.Header())
	}
	if got := doc.Find("title").Text(); got != "Tell us about a child – Throughline – Exampleshire Council" {
		t.Errorf("title %q", got)
	}
	counts := map[string]int{
		"html[lang=en]": 1, "h1": 1, "main#main-content": 1, "header": 1, "footer": 1, "main h1": 1,
		"form[method=post][action='/sign-out'] button": 1, "a.govuk-skip-link[href='#main-content']": 1,
		"footer a[href='/accessibility']": 1, "footer a[href='/cookies']": 1, "footer a[href='/privacy']": 1,
		"main .govuk-notification-banner": 1, "a.govuk-back-link[href='/work']": 1, ".govuk-phase-banner": 1,
		".govuk-error-summary": 0, "script:not([src])": 0, "[style]": 0, "style": 0, "[onclick]": 0,
		"link[rel=stylesheet]": 1, "script[type=module]": 2,
	}
	for selector, want := range counts {
		if got := doc.Find(selector).Length(); got != want {
			t.Errorf("%s: %d, want %d", selector, got, want)
		}
	}
	if first := doc.Find("body > *").First(); !first.HasClass("govuk-skip-link") {
		t.Error("the skip link is not the first thing on the page")
	}
	if got := doc.Find("link[rel=stylesheet]").AttrOr("href", ""); got != static.URL("app.css") {
		t.Errorf("style sheet %s", got)
	}
	for _, word := range []string{"GOV.UK", "crown", "ZgotmplZ"} {
		if strings.Contains(w.Body.String(), word) {
			t.Errorf("the page has %q", word)
		}
	}
	uniqueIDs(t, doc)
	everyInputIsLabelled(t, doc)
}

func TestPageWithErrors(t *testing.T) {
	w, doc := render(t, sampleViews(t), "sample", sample(url.Values{"seen": {"no"}, "born-day": {"31"}, "born-month": {"2"}, "born-year": {"2020"}, "notes": {"<b>typed</b>"}}))
	if w.Code != 422 {
		t.Errorf("status %d", w.Code)
	}
	if got := doc.Find("title").Text(); !strings.HasPrefix(got, "Error: Tell us") {
		t.Errorf("title %q", got)
	}
	var links []string
	doc.Find(".govuk-error-summary__list a").Each(func(_ int, a *goquery.Selection) {
		href := a.AttrOr("href", "")
		links = append(links, href+" "+a.Text())
		if input := doc.Find(`[id="` + strings.TrimPrefix(href, "#") + `"]`); input.Length() != 1 || !input.Is("input, textarea, select") {
			t.Errorf("%s leads to no input", href)
		}
		if !strings.Contains(doc.Find(".govuk-error-message").Text(), a.Text()) {
			t.Errorf("%q is not said at its field", a.Text())
		}
	})
	want := []string{"#name Enter the child’s name", "#born-day Date of birth must be a real date, like 27 3 2007", "#reason Enter why the child was not seen", "#team Choose a team"}
	if !slices.Equal(links, want) {
		t.Errorf("summary\n got %q\nwant %q", links, want)
	}
	if got := doc.Find("textarea[name=notes]").Text(); got != "<b>typed</b>" {
		t.Errorf("typed text came back as %q", got)
	}
	if doc.Find("main > *").First().HasClass("govuk-error-summary") == false {
		if !doc.Find("main > .govuk-error-summary").Is("*") {
			t.Error("no error summary in main")
		}
	}
	uniqueIDs(t, doc)
	everyInputIsLabelled(t, doc)
}

func uniqueIDs(t *testing.T, doc *goquery.Document) {
	t.Helper()
	seen := map[string]bool{}
	doc.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		id := s.AttrOr("id", "")
		if seen[id] {
			t.Errorf("the id %q is there twice", id)
		}
		seen[id] = true
	})
	for _, attr := range []string{"aria-describedby", "aria-labelledby", "for"} {
		doc.Find("[" + attr + "]").Each(func(_ int, s *goquery.Selection) {
			for _, id := range strings.Fields(s.AttrOr(attr, "")) {
				if !seen[id] {
					t.Errorf("%s=%q names nothing", attr, id)
				}
			}
		})
	}
}

func everyInputIsLabelled(t *testing.T, doc *goquery.Document) {
	t.Helper()
	doc.Find("input:not([type=hidden]), textarea, select").Each(func(_ int, s *goquery.Selection) {
		if doc.Find(`label[for="`+s.AttrOr("id", "?")+`"]`).Length() != 1 {
			t.Errorf("the input %q has not one label", s.AttrOr("name", ""))
		}
	})
}

func TestRenderFailsWhole(t *testing.T) {
	views := sampleViews(t)
	for _, name := range []string{"other/broken", "no/such/page"} {
		w := httptest.NewRecorder()
		err := views.Render(w, name, sample(nil))
		if errs.Of(err) != errs.Internal || err == nil {
			t.Errorf("%s: %v", name, err)
		}
		if w.Body.Len() != 0 || len(w.Header()) != 0 {
			t.Errorf("%s: something was written: %v %q", name, w.Header(), w.Body)
		}
	}
}

func TestStatus(t *testing.T) {
	for name, tt := range map[string]struct {
		page govuk.Page
		want int
	}{
		"plain":            {govuk.Page{Title: "x"}, 200},
		"with errors":      {govuk.Page{Title: "x", Errors: []govuk.ErrorLink{{Text: "y"}}}, 422},
		"as the page says": {govuk.Page{Title: "x", Status: 404, Errors: []govuk.ErrorLink{{Text: "y"}}}, 404},
	} {
		w, doc := render(t, sampleViews(t), "other/empty", struct{ govuk.Page }{tt.page})
		if w.Code != tt.want {
			t.Errorf("%s: %d", name, w.Code)
		}
		if doc.Find(".app-account").Length() != 0 {
			t.Errorf("%s: a sign-out button with nobody signed in", name)
		}
	}
}

func TestAttrs(t *testing.T) {
	for name, tt := range map[string]struct {
		attrs govuk.Attrs
		want  string
	}{
		"sorted and escaped": {govuk.Attrs{"data-b": `"<&>`, "aria-label": "x"}, ` aria-label="x" data-b="&#34;&lt;&amp;&gt;"`},
		"none":               {nil, ""},
	} {
		got, err := tt.attrs.HTML()
		if err != nil || string(got) != tt.want {
			t.Errorf("%s: %q, %v", name, got, err)
		}
	}
	for _, bad := range []string{"onclick", "OnFocus", "style", "srcdoc", "a b", "a>", "", `x"y`, "1a"} {
		if got, err := (govuk.Attrs{bad: "x"}).HTML(); err == nil {
			t.Errorf("%q was accepted: %q", bad, got)
		}
	}
}

func TestTextIsEscapedEverywhere(t *testing.T) {
	kit, err := govuk.New()
	if err != nil {
		t.Fatal(err)
	}
	const bad = `</script><script>x()</script>" onfocus="x()`
	for _, c := range []govuk.Component{
		govuk.Input{Name: bad, Value: bad, Label: govuk.Label{Text: bad}, Hint: govuk.Hint{Text: bad}, Error: govuk.ErrorMessage{Text: bad}},
		govuk.Textarea{Name: bad, Value: "</textarea>" + bad, Label: govuk.Label{Text: bad}},
		govuk.Radios{Name: bad, Legend: govuk.Legend{Text: bad}, Items: []govuk.Choice{{Value: bad, Text: bad}}},
		govuk.Table{Caption: bad, Rows: [][]govuk.Cell{govuk.Cells(bad)}},
		govuk.Link{Href: "javascript:x()", Text: bad}, govuk.Clock{State: govuk.ClockState(bad), Detail: bad}, govuk.Hidden{Name: bad, Value: bad},
	} {
		html, err := kit.HTML(c)
		if err != nil {
			t.Errorf("%T: %v", c, err)
		}
		doc, err := goquery.NewDocumentFromReader(strings.NewReader(string(html)))
		if err != nil {
			t.Fatal(err)
		}
		if doc.Find("script, [onfocus], a[href^='javascript']").Length() != 0 {
			t.Errorf("%T lets markup through: %s", c, html)
		}
	}
}

func TestNotAComponent(t *testing.T) {
	kit, err := govuk.New()
	if err != nil {
		t.Fatal(err)
	}
	if _, err := kit.HTML("text"); err == nil {
		t.Error("a text was taken for a component")
	}
}

func BenchmarkRender(b *testing.B) {
	views, view := sampleViews(b), sample(nil)
	for b.Loop() {
		if err := views.Render(httptest.NewRecorder(), "sample", view); err != nil {
			b.Fatal(err)
		}
	}
}

// A reference in a heading stays on one line, and everything else of the heading is text.
func TestHeadlineKeepsReferencesWhole(t *testing.T) {
	for heading, want := range map[string][]string{
		"Question Q-2026-001":                     {"Q-2026-001"},
		"Request R-2026-7KX2QM for a copy":        {"R-2026-7KX2QM"},
		"SR-2023/24-01 and P-W5A6-8HSF":           {"SR-2023/24-01", "P-W5A6-8HSF"},
		"Femi Ashworth-Cole's <b>work</b> & more": nil,
		"SSDA903 of 2025-26":                      nil,
	} {
		view := sample(nil)
		view.Page.Heading = heading
		_, doc := render(t, sampleViews(t), "sample", view)
		h1 := doc.Find("h1")
		var got []string
		h1.Find(".app-nowrap").Each(func(_ int, s *goquery.Selection) { got = append(got, s.Text()) })
		if h1.Text() != heading || !slices.Equal(got, want) {
			t.Errorf("%q is shown as %q with %v whole", heading, h1.Text(), got)
		}
	}
}
