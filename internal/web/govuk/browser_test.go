package govuk_test

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"throughline/internal/browsertest"
	"throughline/internal/web/govuk"
	"throughline/internal/web/static"
)

// policy is the strictest that the kit has to work under.
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"

// drafts keeps what autosave.js sends, as a server would.
type drafts struct {
	sync.Mutex
	kept []url.Values
	at   []time.Time
	down bool
}

func (d *drafts) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	d.Lock()
	defer d.Unlock()
	body, err := io.ReadAll(r.Body)
	values, parseErr := url.ParseQuery(string(body))
	if d.down || err != nil || parseErr != nil || r.Header.Get("Sec-Fetch-Site") != "same-origin" ||
		!strings.HasPrefix(r.Header.Get("Content-Type"), "application/x-www-form-urlencoded") {
		http.Error(w, "no", http.StatusServiceUnavailable)
		return
	}
	d.kept, d.at = append(d.kept, values), append(d.at, time.Now())
	w.WriteHeader(http.StatusNoContent)
}

func (d *drafts) last() (url.Values, time.Time) {
	d.Lock()
	defer d.Unlock()
	if len(d.kept) == 0 {
		return nil, time.Time{}
	}
	return d.kept[len(d.kept)-1], d.at[len(d.at)-1]
}

func (d *drafts) setDown(down bool) { d.Lock(); d.down = down; d.Unlock() }

// autosaved is a page with the fields that a draft must not have.
const autosaved = `<form method="post" action="/sample" data-draft="/drafts/sample" novalidate>
{{component .Notes}}{{component .Secret}}{{component .Letter}}
<input type="hidden" name="_return" value="/work"><input type="hidden" name="version" value="7">
{{component .Status}}{{component .Send}}</form>`

type autosavedView struct{ govuk.Page }

func (autosavedView) Notes() govuk.Textarea {
	return govuk.Textarea{Name: "notes", Label: govuk.Label{Text: "What is happening?"}}
}
func (autosavedView) Secret() govuk.Input {
	return govuk.Input{Name: "code", Type: "password", Label: govuk.Label{Text: "Your password"}}
}
func (autosavedView) Letter() govuk.FileUpload {
	return govuk.FileUpload{Name: "letter", Label: govuk.Label{Text: "Letter"}}
}
func (autosavedView) Status() govuk.DraftStatus { return govuk.DraftStatus{} }
func (autosavedView) Send() govuk.Button        { return govuk.Button{Text: "Send"} }

func serveSample(t *testing.T) (string, *drafts) {
	t.Helper()
	views, d := sampleViews(t), &drafts{}
	show := func(name string, view func(*http.Request) govuk.View) http.HandlerFunc {
		return func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Security-Policy", policy)
			if err := views.Render(w, name, view(r)); err != nil {
				t.Error(err)
			}
		}
	}
	mux := http.NewServeMux()
	mux.Handle("GET "+static.Prefix, static.Handler())
	mux.HandleFunc("GET /sample", show("sample", func(*http.Request) govuk.View { return sample(nil) }))
	mux.HandleFunc("POST /sample", show("sample", func(r *http.Request) govuk.View {
		if err := r.ParseForm(); err != nil {
			t.Error(err)
		}
		v := sample(r.PostForm)
		v.Banner = govuk.NotificationBanner{}
		return v
	}))
	mux.HandleFunc("GET /autosaved", show("autosaved", func(*http.Request) govuk.View {
		return autosavedView{govuk.Page{Title: "Draft", Heading: "Draft", Scripts: []string{"autosave.js"}}}
	}))
	mux.HandleFunc("GET /elsewhere", show("other/empty", func(*http.Request) govuk.View {
		return autosavedView{govuk.Page{Title: "Elsewhere", Heading: "Elsewhere"}}
	}))
	mux.Handle("POST /drafts/sample", d)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return server.URL, d
}

func TestSampleIsUsableByEverybody(t *testing.T) {
	address, _ := serveSample(t)
	p := browsertest.NewPage(t, browsertest.Options{Width: 1366, Height: 900})
	p.Goto(address + "/sample")
	p.Eventually("the kit starts", `document.body.classList.contains("govuk-frontend-supported") && document.querySelector(".govuk-tabs__panel--hidden") !== null`)
	p.Screenshot("sample-1366")
	checkPage(t, p)
	browsertest.Axe(t, p)
	p.Click("Send for approval")
	if title := p.Eval("document.title"); !strings.HasPrefix(title, "Error: ") {
		t.Errorf("title %q", title)
	}
	if focus := p.Eval("document.activeElement.className"); focus != "govuk-error-summary" {
		t.Errorf("the focus is on %q, not on the error summary", focus)
	}
	p.Screenshot("errors-1366")
	p.Click("Enter the date of birth")
	if focus := p.Eval("document.activeElement.id"); focus != "born-day" {
		t.Errorf("the error leads to %q", focus)
	}
	p.Choose("Was the child seen alone? > No")
	p.Fill("Why not?", "Asleep")
	checkPage(t, p)
	browsertest.Axe(t, p)
	p.Resize(320, 700)
	p.Screenshot("errors-320")
	browsertest.Axe(t, p)
	// A table of facts stands as blocks, names beside values, all in sight; one whose figures are compared scrolls in a region that the keyboard reaches.
	const price, work = `document.querySelector(".app-stack")`, `document.querySelector("[aria-label='Work due this week']")`
	for js, want := range map[string]string{
		price + `.scrollWidth <= ` + price + `.parentElement.clientWidth`:                                   "true",
		`getComputedStyle(` + price + `.querySelector("td:nth-of-type(4)"), "::before").content`:            `"A year" / ""`,
		price + `.querySelector("td:nth-of-type(4)").getBoundingClientRect().right <= innerWidth`:           "true",
		`getComputedStyle(` + price + `.querySelector("td:last-child")).display`:                            "none",
		work + `.scrollWidth > ` + work + `.clientWidth && ` + work + `.tabIndex === 0`:                     "true",
		`[...` + price + `.querySelectorAll("[role]")].map(e => e.getAttribute("role")).slice(0, 3).join()`: "rowgroup,row,columnheader",
	} {
		if got := p.Eval(js); got != want {
			t.Errorf("at 320 px %s is %s, not %s", js, got, want)
		}
	}
	p.PDF("sample")
	if got := p.Console(); len(got) > 0 {
		t.Errorf("the console says %q", got)
	}
}

// checkPage allows what GOV.UK Frontend asks for: the h2 of a banner or of the error summary stands before the h1.
func checkPage(t *testing.T, p *browsertest.Page) {
	t.Helper()
	faults := slices.DeleteFunc(p.Faults(), func(s string) bool {
		return strings.HasPrefix(s, "the first heading is an h2: <h2 class=\"govuk-notification-banner__title\"") ||
			strings.HasPrefix(s, "the first heading is an h2: <h2 class=\"govuk-error-summary__title\"")
	})
	if len(faults) > 0 {
		p.Errorf("%s", strings.Join(faults, "\n"))
	}
}

func TestSampleWithoutScript(t *testing.T) {
	address, _ := serveSample(t)
	p := browsertest.NewPage(t, browsertest.Options{Width: 1000, Height: 900, NoJS: true})
	p.Goto(address + "/sample")
	p.Fill("Child’s full name", "Siân Example")
	p.Fill("Why not?", "Asleep") // not hidden without script
	p.Choose("Was the child seen alone? > No")
	p.Click("Send for approval")
	if got := p.Heading(); got != "Tell us about a child" {
		t.Errorf("heading %q", got)
	}
	p.Screenshot("without-script")
	if !p.Exists(".govuk-error-summary") || !p.Exists(`input[name=name][value="Siân Example"]`) || !p.Exists(`input[name=reason][value=Asleep]`) {
		t.Error("the errors or what was typed did not come back")
	}
}

func TestAutosave(t *testing.T) {
	address, d := serveSample(t)
	p := browsertest.NewPage(t, browsertest.Options{})
	p.Goto(address + "/autosaved")
	p.Fill("Your password", "correct horse")
	p.Fill("What is happening?", "Settled at home,\nsleeps well & eats")
	typed := time.Now()
	p.Eventually("the draft is saved", `/^Draft saved at \d{1,2}:\d\d[ap]m$/.test(document.querySelector("[data-draft-status]").textContent)`)
	got, at := d.last()
	if at.Sub(typed) > 5*time.Second {
		t.Errorf("saved %v after the last keystroke", at.Sub(typed))
	}
	if notes := strings.ReplaceAll(got.Get("notes"), "\r\n", "\n"); notes != "Settled at home,\nsleeps well & eats" || got.Get("version") != "7" {
		t.Errorf("kept %v", got)
	}
	for _, never := range []string{"code", "letter", "_return"} {
		if got.Has(never) {
			t.Errorf("a draft has %s", never)
		}
	}

	d.setDown(true)
	p.Fill("What is happening?", "Second thoughts")
	p.Eventually("the failure is told", `document.querySelector("[data-draft-status]").textContent === "Not saved yet: we will keep trying"`)
	d.setDown(false)
	p.Eventually("it is tried again", `document.querySelector("[data-draft-status]").textContent.startsWith("Draft saved at")`)
	if got, _ := d.last(); got.Get("notes") != "Second thoughts" {
		t.Errorf("kept %v", got)
	}

	p.Fill("What is happening?", "Leaving at once")
	p.Goto(address + "/elsewhere")
	deadline := time.Now().Add(time.Minute)
	for {
		if got, _ := d.last(); got.Get("notes") == "Leaving at once" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("what was typed just before leaving is lost; the last draft is %v", d.kept[len(d.kept)-1])
		}
		time.Sleep(20 * time.Millisecond)
	}
	if stored := p.Eval("String(localStorage.length + sessionStorage.length)"); stored != "0" {
		t.Errorf("%s things in browser storage", stored)
	}
	if errors := slices.DeleteFunc(p.Console(), func(s string) bool { return strings.Contains(s, "503") }); len(errors) > 0 {
		t.Errorf("the console says %q", errors)
	}
}
