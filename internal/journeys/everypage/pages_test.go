package everypage_test

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/internal/browsertest"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/web"
	"throughline/internal/web/webtest"
)

// sample is one way to see a route: whose page, what stands in the braces of its path, what comes.
type sample struct {
	who  string // persona; "" is not signed in
	with string // what {id}, {step}, {token} or {form...} is
	then string // what {record} or {family} is
	to   string // where it leads instead of showing a page
	not  bool   // there is nothing to show: the error page
	once bool   // long, and shown by the same template to somebody else whom the browser looks at it as

	status int // where it is neither 200 nor 404
}

func (s sample) want() int { return cmp.Or(s.status, map[bool]int{false: 200, true: 404}[s.not]) }

// samples has at least one way to see each GET route.
func (f *furnished) samples() map[string][]sample {
	out := map[string][]sample{
		"GET /sign-in":                        {{}},
		"GET /sign-in/link/{token}":           {{with: f.link}},
		"GET /sign-in/provider":               {{not: true}}, // the demo has no identity provider
		"GET /sign-in/provider/back":          {{not: true}},
		"GET /sign-in/second-factor":          {{who: "halfway"}, {who: "invited", to: "/sign-in/password"}},
		"GET /sign-in/password":               {{who: "partner", status: 403}, {who: "invited"}},
		"GET /sign-in/step-up":                {{who: "partner"}},
		"GET /sessions":                       {{who: "partner"}},
		"GET /refer":                          {{who: "partner"}},
		"GET /refer/sent/{id}":                {{who: "partner", with: f.contact}},
		"GET /refer/new":                      {{who: "partner", to: "/refer/new/children"}},
		"GET /refer/new/{step}":               {{who: "partner", with: "children"}, {who: "partner", with: "family"}, {who: "partner", with: "worries"}, {who: "partner", with: "consent"}, {who: "partner", with: "you"}, {who: "partner", with: "nowhere", not: true}},
		"GET /refer/check":                    {{who: "partner"}},
		"GET /front-door":                     {{who: "screener"}},
		"GET /contacts/{id}":                  {{who: "screener", with: f.contact}},
		"GET /contacts/{id}/decide":           {{who: "screener", with: f.contact}},
		"GET /{$}":                            {{to: "/public"}, {who: "manager", to: "/work"}, {who: "partner", to: "/refer"}, {who: "governance", to: "/break-glass"}},
		"GET /home/draft/{form...}":           {{who: "social-worker", with: "decide/nothing", not: true}},
		"GET /home":                           {{who: "social-worker"}},
		"GET /work":                           {{who: "social-worker"}, {who: "manager"}},
		"GET /assessments/{id}":               {{who: "social-worker", with: f.report}, {who: "manager", with: f.report}},
		"GET /assessments/{id}/edit":          {{who: "social-worker", with: f.report}},
		"GET /assessments/{id}/allocate":      {{who: "manager", with: f.report}},
		"GET /figures":                        {{who: "analyst"}, {who: "scrutiny", once: true}},
		"GET /figures/{id}":                   {{who: "analyst", with: "AS-02"}, {who: "scrutiny", with: "AS-02"}, {who: "analyst", with: "CP-01"}, {who: "analyst", with: "XX-99", not: true}},
		"GET /figures/{id}/list":              {{who: "analyst", with: "AS-01"}},
		"GET /figures/{id}/file":              {{who: "analyst", with: "AS-02", status: 422}}, // no format is named
		"GET /figures/{id}/months":            {{who: "analyst", with: "AS-02"}},
		"GET /dashboard":                      {{who: "director"}, {who: "manager"}, {who: "scrutiny"}, {who: "screener"}, {who: "social-worker"}, {who: "analyst"}, {who: "member"}, {who: "administrator"}},
		"GET /journey":                        {{who: "analyst"}, {who: "scrutiny"}},
		"GET /journey/list":                   {{who: "analyst", status: 422}}, // no step is named
		"GET /disproportionality":             {{who: "analyst"}, {who: "scrutiny"}},
		"GET /cited":                          {{who: "director"}},
		"GET /cited/{id}":                     {{who: "director", with: f.cited}},
		"GET /public":                         {{}},
		"GET /public/questions/{id}":          {{with: f.question}, {with: "Q-1999-001", not: true}},
		"GET /public/reports":                 {{}},
		"GET /public/reports/{id}/{n}":        {{with: f.told}, {with: "none", not: true}},
		"GET /public/reports/{id}/{n}/file":   {{with: f.told, status: 422}}, // no format is named
		"GET /reports":                        {{who: "analyst"}, {who: "scrutiny"}},
		"GET /reports/new":                    {{who: "analyst"}},
		"GET /reports/{id}":                   {{who: "analyst", with: f.told}, {who: "scrutiny", with: f.told, once: true}},
		"GET /reports/{id}/file":              {{who: "analyst", with: f.told, status: 422}},
		"GET /reports/{id}/write":             {{who: "analyst", with: f.told, not: true}}, // no place is named: the room's own test opens one
		"GET /reports/{id}/publish":           {{who: "analyst", with: f.told}},
		"GET /reports/{id}/editions/{n}":      {{who: "analyst", with: f.told, once: true}, {who: "scrutiny", with: f.told}},
		"GET /reports/{id}/editions/{n}/file": {{who: "analyst", with: f.told, status: 422}},
		"GET /scrutiny":                       {{who: "member"}, {who: "scrutiny"}},
		"GET /scrutiny/ask":                   {{who: "member"}},
		"GET /scrutiny/minutes":               {{who: "scrutiny"}},
		"GET /scrutiny/questions/{id}":        {{who: "director", with: f.question}},
		"GET /scrutiny/questions/{id}/answer": {{who: "director", with: f.question}},
		"GET /imports":                        {{who: "analyst"}},
		"GET /returns":                        {{who: "analyst"}},
		"GET /returns/new":                    {{who: "analyst"}},
		"GET /returns/new/cin":                {{who: "analyst"}},
		"GET /returns/new/ssda903":            {{who: "analyst"}},
		"GET /returns/{id}":                   {{who: "analyst", with: f.brought}},
		"GET /returns/{id}/again":             {{who: "analyst", with: f.brought}},
		"GET /returns/{id}/compare":           {{who: "analyst", with: f.brought}},
		"GET /returns/{id}/delete":            {{who: "analyst", with: f.brought}},
		"GET /checks/{id}":                    {{who: "analyst", with: f.check}},
		"GET /checks/{id}/rule":               {{who: "analyst", with: f.check, not: true}}, // no rule is named: the journey of returns looks at one
		"GET /checks/{id}/children":           {{who: "analyst", with: f.check}},
		"GET /checks/{id}/child":              {{who: "analyst", with: f.check, not: true}},   // no child is named
		"GET /checks/{id}/report":             {{who: "analyst", with: f.check, status: 422}}, // no format is named
		"GET /annex-a":                        {{who: "analyst"}},
		"GET /annex-a/{id}":                   {{who: "analyst", with: f.lists}},
		"GET /annex-a/{id}/rows":              {{who: "analyst", with: f.lists}},
		"GET /annex-a/{id}/workbook":          {{who: "analyst", with: "0", not: true}}, // a file, which the room's own tests open
		"GET /inspection-lists/{id}":          {{who: "analyst", with: "8"}, {who: "analyst", with: "12", not: true}},
		"GET /people":                         {{who: "social-worker"}},
		"GET /people/new":                     {{who: "manager"}, {who: "screener"}},
		"GET /people/new/duplicates":          {{who: "manager"}},
		"GET /people/new/check":               {{who: "social-worker"}},
		"GET /searches":                       {{who: "governance"}},
		"GET /break-glass":                    {{who: "governance"}},
		"GET /break-glass/{id}":               {{who: "governance", with: f.opening}},
		"GET /break-glass/open":               {{who: "social-worker"}},
		"GET /accounts":                       {{who: "administrator"}},
		"GET /accounts/new":                   {{who: "administrator"}},
		"GET /accounts/teams":                 {{who: "administrator"}},
		"GET /accounts/recovery":              {{who: "administrator"}},
		"GET /accounts/{id}":                  {{who: "administrator", with: f.Accounts["worker:partner"]}},
		"GET /accessibility":                  {{}},
		"GET /cookies":                        {{}},
		"GET /privacy":                        {{}},

		"GET /children/{id}":                           {{who: "manager", with: f.child}, {who: "social-worker", with: f.unborn}, {who: "social-worker-3", with: f.child}},
		"GET /problems":                                {{who: "social-worker"}, {who: "manager"}},
		"GET /children/{id}/problems":                  {{who: "social-worker", with: f.child}, {who: "manager", with: f.unborn}},
		"GET /children/{id}/readings":                  {{who: "manager", with: f.child}, {who: "governance", with: f.child}},
		"GET /children/{id}/birth":                     {{who: "social-worker", with: f.unborn}},
		"GET /children/{id}/allocate":                  {{who: "manager", with: f.child}},
		"GET /children/{id}/relationship/{record}/end": {{who: "manager", with: f.child, then: f.relation}},
		"GET /children/{id}/family/{family}/join":      {{who: "manager", with: f.child, then: f.family}},
		"GET /children/{id}/family/{family}/leave":     {{who: "manager", with: f.child, then: f.family}},
		"GET /adults/{id}/family/{family}/join":        {{who: "manager", with: f.mother, then: f.family}},
		"GET /adults/{id}/family/{family}/leave":       {{who: "manager", with: f.mother, then: f.family}},
		"GET /adults/{id}":                             {{who: "social-worker", with: f.mother}},
		"GET /adults/{id}/readings":                    {{who: "manager", with: f.mother}},
		"GET /adults/{id}/relationship/{record}/end":   {{who: "manager", with: f.mother, then: f.relation}},
	}
	f.doorPages(out)
	for _, more := range []string{"/details", "/name", "/identifier", "/address", "/contact", "/relationship", "/family", "/merge", "/restrict"} {
		out["GET /children/{id}"+more] = []sample{{who: "manager", with: f.child}}
		out["GET /adults/{id}"+more] = []sample{{who: "manager", with: f.mother}}
	}
	f.chamberPages(out)
	f.guardedPages(out)
	f.workedPages(out)
	f.servedPages(out)
	f.programmePages(out)
	f.lookedPages(out)
	return out
}

// everyPage is each GET route with its samples; a route without one fails the test, and so does a sample without a route.
func everyPage(t *testing.T, f *furnished) map[string][]sample {
	t.Helper()
	samples := f.samples()
	var patterns []string
	for _, rt := range web.Routes() {
		if rt.Method != "GET" {
			continue
		}
		patterns = append(patterns, rt.Pattern())
		if len(samples[rt.Pattern()]) == 0 {
			t.Errorf("%s has no sample: say in samples() who sees it and of what", rt.Pattern())
		}
	}
	for pattern := range samples {
		if !slices.Contains(patterns, pattern) {
			t.Errorf("there is a sample of %s, and no such route", pattern)
		}
	}
	return samples
}

func (f *furnished) cookieOf(t *testing.T, who string) string {
	t.Helper()
	if who == "" {
		return ""
	}
	return f.Session(t, "worker:"+who)
}

// Every page there is: what a browser without scripts gets, and what stands in the answer's head.
func TestEveryPage(t *testing.T) {
	t.Parallel()
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		t.Parallel()
		f := furnish(t, e)
		var names []string
		webtest.Need(t, f.House.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
			names, err = db.Column[string](tx, "select name from person_card where subject >= 'adult:' and subject < 'child;'") // the card of an allegation bears its number
			return err
		}))
		cookies := map[string]string{}
		for pattern, samples := range everyPage(t, f) {
			_, path, _ := strings.Cut(pattern, " ")
			for _, s := range samples {
				if cookies[s.who] == "" {
					cookies[s.who] = f.cookieOf(t, s.who)
				}
				page := f.Ask(t, cookies[s.who], "GET", webtest.Address(path, s.with, s.then), nil)
				if !strings.Contains(page.Header.Get("Content-Security-Policy"), "default-src 'none'") || page.Header.Get("Cache-Control") != "no-store" || page.Header.Get("X-Content-Type-Options") != "nosniff" {
					t.Errorf("%s: headers %v", pattern, page.Header)
				}
				if s.to != "" {
					if page.Status != 303 || page.Header.Get("Location") != s.to {
						t.Errorf("%s as %s leads to %s with %d, not to %s", pattern, s.who, page.Header.Get("Location"), page.Status, s.to)
					}
					continue
				}
				page.Sound().Want(s.want())
				for _, name := range names {
					if name != "" && strings.Contains(page.Text("title"), name) {
						t.Errorf("%s: the title names a child: %q", pattern, page.Text("title"))
					}
				}
				for _, inline := range []string{"script:not([src])", "style", "[style]", "[onclick]", "[onchange]", "[onsubmit]", "[onload]", `[href^="javascript:"]`} {
					if n := page.Find(inline).Length(); n > 0 {
						t.Errorf("%s: %d of %s, which the content security policy refuses", pattern, n, inline)
					}
				}
			}
		}
		if e.SQLite() { // whose plans they are
			f.noScans(t)
		}
	})
}

// perRole are the pages that are made otherwise for each role. The browser looks at the others once; TestEveryPage sees them as everybody.
var perRole = map[string]bool{"GET /dashboard": true, "GET /work": true, "GET /children/{id}": true, "GET /refer/new/{step}": true}

// scripted finds what scripts show otherwise than it stands in the page. Those of a button only keep it from being pressed twice; and one page of
// each person is looked at without scripts for the menu, which all pages have.
const scripted = "main [data-module]:not([data-module=govuk-button]), [data-draft]"

// Every page there is in Chromium in a window of 320 pixels: axe, our own rules, the keyboard's way through it, and no scrolling sideways; and with
// scripts switched off, where scripts change how it looks, our own rules and no scrolling sideways.
func TestEveryPageInTheBrowser(t *testing.T) {
	if testing.Short() {
		t.Skip("a look at every page takes minutes: left out of the short tests")
	}
	browsertest.Shared(t)
	f := furnish(t, dbtest.Engines(t)[0])
	type visit struct {
		pattern string
		sample
	}
	by := map[string][]visit{}
	every := everyPage(t, f)
	nothing := false // the error page, which is the same for all, was taken
	for _, pattern := range slices.Sorted(maps.Keys(every)) {
		looked := 0
		for _, s := range every[pattern] {
			if s.to == "" && !s.once && !(s.not && nothing) && (looked == 0 || perRole[pattern]) {
				nothing, looked = nothing || s.not, looked+1
				by[s.who] = append(by[s.who], visit{pattern, s})
			}
		}
	}
	for _, who := range slices.Sorted(maps.Keys(by)) {
		t.Run("as "+who, func(t *testing.T) {
			t.Parallel()
			worker := ""
			if who != "" {
				worker = "worker:" + who
			}
			narrow := f.Browser(t, worker, browsertest.Options{Width: 320, Height: 640})
			plain := f.Browser(t, worker, browsertest.Options{Width: 320, Height: 640, NoJS: true})
			first := true
			for _, v := range by[who] {
				_, path, _ := strings.Cut(v.pattern, " ")
				at := f.URL + webtest.Address(path, v.with, v.then)
				want := v.want()
				start := time.Now()
				if got := narrow.Goto(at); got != want {
					narrow.Errorf("%s: status %d, want %d", v.pattern, got, want)
				}
				browsertest.Axe(t, narrow)
				browsertest.CheckPage(t, narrow)
				if first || narrow.Exists(scripted) {
					first = false
					if got := plain.Goto(at); got != want {
						plain.Errorf("%s without scripts: status %d, want %d", v.pattern, got, want)
					}
					browsertest.CheckSight(t, plain)
				}
				t.Logf("%s: %s", v.pattern, time.Since(start).Round(time.Millisecond))
			}
		})
	}
}
