package browsertest

import (
	"fmt"
	"runtime"
	"strings"
	"testing"
)

// TestPlantedFaults serves pages with one fault each: our own checks and axe must name it. The page without one must pass.
func TestPlantedFaults(t *testing.T) {
	t.Parallel()
	clean := shell(form + `<h2>Documents</h2><table><caption>Documents</caption><tr><th scope="col">Name</th></tr><tr><td>Plan</td></tr></table>
		<details><summary>Help</summary><a href="/x">More help</a></details>`)
	tests := map[string]struct {
		page string
		want string // in our own check
		axe  string // in axe
	}{
		"none":                 {page: clean},
		"no language":          {page: strings.Replace(clean, ` lang="en"`, "", 1), want: "no lang", axe: "html-has-lang"},
		"no title":             {page: strings.Replace(clean, "Referral</title>", "</title>", 1), want: "title is empty", axe: "document-title"},
		"two h1":               {page: shell(`<h1>Again</h1>`), want: "2 visible h1"},
		"no main":              {page: strings.NewReplacer("<main", "<div", "</main", "</div").Replace(shell("")), want: "0 main landmarks", axe: "landmark-one-main"},
		"heading skipped":      {page: shell("<h3>Third</h3>"), want: "heading h3 follows h1", axe: "heading-order"},
		"id twice":             {page: shell(`<p id="a">1</p><p id="a">2</p>`), want: `id "a" is used 2 times`},
		"dangling description": {page: shell(`<label for="f">F</label><input id="f" aria-describedby="gone">`), want: `names "gone"`},
		"link to nowhere":      {page: shell(`<a href="#gone">Go</a>`), want: `"#gone"`},
		"no label":             {page: shell(`<input name="x">`), want: "a field has no label", axe: "label"},
		"radios without group": {page: shell(`<input type="radio" name="r" id="r1"><label for="r1">A</label><input type="radio" name="r" id="r2"><label for="r2">B</label>`), want: "without a fieldset"},
		"empty button":         {page: shell(`<button></button>`), want: "no text", axe: "button-name"},
		"th without scope":     {page: shell(`<table><caption>C</caption><tr><th>N</th></tr><tr><td>1</td></tr></table>`), want: "th has no scope"},
		"table without name":   {page: shell(`<table><tr><th scope="col">N</th></tr></table>`), want: "no caption"},
		"merged cells":         {page: shell(`<table><caption>C</caption><tr><th scope="col">N</th><th scope="col">M</th></tr><tr><td colspan="2">1</td></tr></table>`), want: "merged table cell"},
		"picture without alt":  {page: shell(`<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">`), want: "no alt", axe: "image-alt"},
		"bare drawing":         {page: shell(`<svg width="5" height="5"></svg>`), want: "neither hidden nor described"},
		"inline script":        {page: shell(`<script>alert(1)</script>`), want: "inline script"},
		"refused by policy":    {page: shell(`<script src="http://localhost:1/x.js"></script>`), want: "Content Security Policy"},
		"script error":         {page: shell(`<p>x</p><script src="/script.js"></script>`), want: "script error: TypeError"},
		"too wide":             {page: shell(`<div class="wide">x</div>`), want: `at 320 px the page is 508 px wide: <div class="wide">`},
		"wide in its region":   {page: shell(`<div class="region" tabindex="0" role="region" aria-label="Wide"><div class="wide">x</div></div>`)},
		"unreachable":          {page: shell(`<a href="/x" tabindex="3">First</a><a href="/y">Then</a>`), want: "tabindex above 0", axe: "tabindex"},
		"focus invisible":      {page: shell(`<a href="/x" class="dull">Dull</a>`), want: `the focus cannot be seen on <a href="/x" class="dull">`},
		"pale text":            {page: shell(`<p class="pale">Pale</p>`), axe: "color-contrast"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := NewPage(t, Options{})
			p.Goto(serve(t, map[string]string{"/": tt.page}))
			expect(t, "own check", p.Faults(), tt.want)
			if _, err := axeSource(); err != nil {
				t.Log("axe is left out: ", err)
				return
			}
			if tt.axe != "" || tt.want == "" {
				expect(t, "axe", p.AxeFaults(), tt.axe)
			}
		})
	}
}

func expect(t *testing.T, by string, faults []string, want string) {
	t.Helper()
	switch {
	case want == "" && len(faults) > 0:
		t.Errorf("%s finds faults that are not there: %q", by, faults)
	case want != "" && !strings.Contains(strings.Join(faults, "\n"), want):
		t.Errorf("%s finds %q, want %q", by, faults, want)
	}
}

// TestColoursAreJudgedOnce plants pale words on a page after ten on which everything can be read: what is new is judged, wherever it comes.
func TestColoursAreJudgedOnce(t *testing.T) {
	t.Parallel()
	if _, err := axeSource(); err != nil {
		lack(t, err)
	}
	url := serve(t, map[string]string{
		"/": shell(form), "/pale": shell(form + `<p class="pale">Pale</p>`), "/inside": shell(`<div class="dim">` + form + `</div>`), "/typed": shell(strings.Replace(form, `id="why"`, `id="why" class="pale"`, 1)),
	})
	p := NewPage(t, Options{})
	for path, want := range map[string]string{"/pale": "color-contrast", "/inside": "color-contrast", "/typed": "color-contrast", "/": ""} {
		for range 2 { // what was refused is refused again
			p.Goto(url + "/")
			expect(t, "axe", p.AxeFaults(), "")
			p.Goto(url + path)
			expect(t, "axe on "+path, p.AxeFaults(), want)
		}
	}
}

// TestKeyboardTrap serves a script that keeps the focus where it is.
func TestKeyboardTrap(t *testing.T) {
	t.Parallel()
	p := NewPage(t, Options{})
	p.Goto(serve(t, map[string]string{"/": shell(`<label for="f">F</label><input id="f"><a href="/x">After</a>`)}))
	p.Eval(`document.querySelector('#f').addEventListener('keydown', e => { if (e.key === 'Tab') e.preventDefault() })`)
	got := strings.Join(p.Faults(), "\n")
	for _, want := range []string{"Tab does not reach <a href=\"/x\">After</a>", `the focus is caught at <input id="f">`} {
		if !strings.Contains(got, want) {
			t.Errorf("no %q in %s", want, got)
		}
	}
}

// TestFailuresSayWhere checks what a person reads when a step cannot be done.
func TestFailuresSayWhere(t *testing.T) {
	t.Parallel()
	url := serve(t, map[string]string{"/": shell(form + `<a href="/a">Change</a><a href="/b">Change</a><button disabled>Send</button>`), "/covered": shell(`<a href="/x">Under</a><div class="cover"></div>`)})
	tests := map[string]struct {
		do   func(*Page)
		want []string
	}{
		"no such link":       {func(p *Page) { p.Click("Delete") }, []string{`click "Delete": 0 of that name`, "Save and continue", url + "/", "heading: Referral", ".png"}},
		"two of that name":   {func(p *Page) { p.Click("Change") }, []string{`click "Change": 2 of that name`}},
		"two groups":         {func(p *Page) { p.Choose("Yes") }, []string{"2 of that name", "Consent given? > Yes"}},
		"disabled":           {func(p *Page) { p.Click("Send") }, []string{"it is disabled"}},
		"no such field":      {func(p *Page) { p.Fill("Surname", "x") }, []string{`fill in "Surname": 0`, "Date of birth > Day"}},
		"no such option":     {func(p *Page) { p.SelectOption("Team", "Court") }, []string{`"Team" has no option "Court"`}},
		"covered":            {func(p *Page) { p.Goto(url + "/covered"); p.Click("Under") }, []string{"something lies over it", "cover"}},
		"server not there":   {func(p *Page) { p.Goto("http://127.0.0.1:1/") }, []string{"go to http://127.0.0.1:1/"}},
		"button, not a link": {func(p *Page) { p.SubmitButton("Skip to main content") }, []string{"press the button"}},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			p := NewPage(t, Options{})
			p.Goto(url)
			rec := &recorder{TB: t}
			p.t = rec
			done := make(chan struct{})
			go func() { // ended by Fatalf, as a test would be
				defer close(done)
				tt.do(p)
			}()
			<-done
			for _, want := range tt.want {
				if !strings.Contains(rec.text, want) {
					t.Errorf("no %q in:\n%s", want, rec.text)
				}
			}
		})
	}
}

// TestMissing checks what a machine without Chromium shows: a named skip, or a failure where everything is required.
func TestMissing(t *testing.T) {
	t.Setenv("THROUGHLINE_CHROMIUM", "/nowhere/chromium")
	for require, want := range map[string]string{"": "skipped", "1": "failed"} {
		t.Setenv("THROUGHLINE_REQUIRE_ALL", require)
		rec := &recorder{TB: t}
		done := make(chan struct{})
		go func() {
			defer close(done)
			Shared(rec)
		}()
		<-done
		if rec.ended != want || !strings.Contains(rec.text, "no Chromium") {
			t.Errorf("THROUGHLINE_REQUIRE_ALL=%q: %s with %q, want %s naming Chromium", require, rec.ended, rec.text, want)
		}
	}
}

// recorder notes how and why a test would have ended.
type recorder struct {
	testing.TB
	ended, text string
}

func (r *recorder) Fatalf(format string, args ...any) {
	r.ended, r.text = "failed", fmt.Sprintf(format, args...)
	runtime.Goexit()
}

func (r *recorder) Skip(args ...any) {
	r.ended, r.text = "skipped", fmt.Sprint(args...)
	runtime.Goexit()
}
