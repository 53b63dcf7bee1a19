package browsertest

import (
	"bytes"
	"fmt"
	"html"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
)

// shell wraps a body into a page that is otherwise without fault.
func shell(body string) string {
	return `<!doctype html><html lang="en"><head><title>Referral</title><link rel="icon" href="data:,"><link rel="stylesheet" href="/style.css"></head>
<body><a href="#main" class="skip">Skip to main content</a><main id="main"><h1>Referral</h1>` + body + `</main></body></html>`
}

const style = `body { margin: 8px } a:focus, button:focus, input:focus, select:focus, textarea:focus, summary:focus { outline: 3px solid #000; }
.wide { width: 500px; height: 10px } .dull:focus { outline: none } .none { display: none }
.region { overflow-x: auto } .region:focus { outline: 3px solid #000 } .cover { position: absolute; top: 0; left: 0; width: 100%; height: 900px }
.pale { color: #bbb; background: #fff } .dim { opacity: .4 }`

const form = `<form method="post" action="/echo">
<label for="name">Child's name</label><input id="name" name="name">
<label for="why">Reason <span>(required)</span></label><textarea id="why" name="why">old text</textarea>
<fieldset><legend>Date of birth</legend><label for="d">Day</label><input id="d" name="dob-day"><label for="m">Month</label><input id="m" name="dob-month"></fieldset>
<fieldset><legend>Date seen</legend><label for="sd">Day</label><input id="sd" name="seen-day"></fieldset>
<fieldset><legend>Is this urgent?</legend><input type="radio" id="u1" name="urgent" value="y"><label for="u1">Yes</label><input type="radio" id="u2" name="urgent" value="n"><label for="u2">No</label></fieldset>
<fieldset><legend>Consent given?</legend><input type="radio" id="c1" name="consent" value="y"><label for="c1">Yes</label><input type="radio" id="c2" name="consent" value="n"><label for="c2">No</label></fieldset>
<label><input type="checkbox" name="sibling" value="1"> Has siblings</label>
<label for="team">Team</label><select id="team" name="team"><option value="">Choose</option><option value="fd">Front door</option></select>
<button>Save and continue</button></form>`

func serve(t *testing.T, pages map[string]string) string {
	t.Helper()
	mux := http.NewServeMux()
	mux.HandleFunc("GET /style.css", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		io.WriteString(w, style)
	})
	mux.HandleFunc("POST /echo", func(w http.ResponseWriter, r *http.Request) {
		r.ParseForm()
		time.Sleep(200 * time.Millisecond) // a slow server: the step must wait for it
		http.SetCookie(w, &http.Cookie{Name: "session", Value: "s1", HttpOnly: true})
		w.WriteHeader(http.StatusUnprocessableEntity)
		fmt.Fprint(w, shell("<p>"+html.EscapeString(r.PostForm.Encode())+"</p>"))
	})
	mux.HandleFunc("GET /cookie", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, shell("<p>cookie: "+r.Header.Get("Cookie")+".</p>"))
	})
	file := func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Disposition", "attachment; filename=list.csv")
		io.WriteString(w, "a,b\r\n")
	}
	mux.HandleFunc("GET /file", file)
	mux.HandleFunc("POST /file", file)
	for path, page := range pages {
		mux.HandleFunc("GET "+path, func(w http.ResponseWriter, r *http.Request) {
			w.Header().Set("Content-Type", "text/html; charset=utf-8")
			w.Header().Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data:")
			io.WriteString(w, page)
		})
	}
	mux.HandleFunc("GET /script.js", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/javascript")
		io.WriteString(w, "document.querySelector('#out').textContent = 'script ran'; setTimeout(() => { document.querySelector('#out').textContent = 'draft saved' }, 300)")
	})
	srv := httptest.NewServer(mux)
	t.Cleanup(srv.Close)
	return srv.URL
}

func TestSteps(t *testing.T) {
	t.Parallel()
	for _, noJS := range []bool{false, true} {
		t.Run(fmt.Sprintf("scripts off %t", noJS), func(t *testing.T) {
			t.Parallel()
			url := serve(t, map[string]string{
				"/":     shell(`<a href="/form">Make a referral</a> <details><summary>More</summary><p>Hidden words</p></details>`),
				"/form": shell(form),
			})
			p := NewPage(t, Options{NoJS: noJS})
			if got := p.Goto(url); got != http.StatusOK {
				t.Errorf("status %d", got)
			}
			if p.Shows("Hidden words") {
				t.Error("closed details are shown")
			}
			p.Click("More")
			p.WaitFor("Hidden words")
			p.Click("Make a referral")
			if got := p.URL(); got != url+"/form" {
				t.Fatalf("at %s after the click", got)
			}
			p.Fill("Child's name", "Zoë Ó Briain")
			p.Fill("Reason (required)", "line one\nline two")
			p.Fill("Date of birth > Day", "7")
			p.Fill("Date seen > Day", "8")
			p.Fill("Month", "2")
			p.Fill("Month", "")
			p.Choose("Is this urgent? > Yes")
			p.Choose("Consent given? > No")
			p.Check("Has siblings")
			p.Check("Has siblings")
			p.SelectOption("Team", "Front door")
			if !p.Chosen("Consent given? > No") || p.Chosen("Consent given? > Yes") || !p.Ticked("Has siblings") || p.Value("Team") != "fd" {
				t.Error("the form does not hold what was chosen")
			}
			p.SubmitButton("Save and continue")
			want := "consent=n&dob-day=7&dob-month=&name=Zo%C3%AB+%C3%93+Briain&seen-day=8&sibling=1&team=fd&urgent=y&why=line+one%0D%0Aline+two"
			if diff := cmp.Diff(want, p.Text("main p")); diff != "" {
				t.Error(diff)
			}
			if p.Status() != http.StatusUnprocessableEntity {
				t.Errorf("status %d", p.Status())
			}
			p.Back()
			if p.URL() != url+"/form" {
				t.Errorf("at %s after going back", p.URL())
			}
			if got := p.Console(); len(got) > 0 {
				t.Errorf("a 422 is no fault of the page: %q", got)
			}
		})
	}
}

func TestKeyboardOnly(t *testing.T) {
	t.Parallel()
	url := serve(t, map[string]string{"/": shell(form)})
	p := NewPage(t, Options{})
	p.Goto(url)
	p.Press("Tab", "Tab")
	p.Type("Sam")
	p.Press("Tab", "Tab", "Tab", "Tab", "Tab", "Space", "ArrowDown", "Tab", "Tab", "Space", "Tab", "ArrowDown", "Tab", "Enter")
	want := "dob-day=&dob-month=&name=Sam&seen-day=&sibling=1&team=fd&urgent=n&why=old+text"
	if diff := cmp.Diff(want, p.Text("main p")); diff != "" {
		t.Error(diff)
	}
}

func TestScripts(t *testing.T) {
	t.Parallel()
	url := serve(t, map[string]string{"/": shell(`<p id="out">no script</p><script src="/script.js"></script>`)})
	p := NewPage(t, Options{})
	p.Goto(url)
	p.WaitFor("draft saved")
	off := NewPage(t, Options{NoJS: true})
	off.Goto(url)
	if got := off.Text("#out"); got != "no script" {
		t.Errorf("with scripts off: %q", got)
	}
}

func TestWindowsDoNotShareCookies(t *testing.T) {
	t.Parallel()
	url := serve(t, map[string]string{"/": shell(form)})
	one := NewPage(t, Options{})
	one.Goto(url)
	one.SubmitButton("Save and continue")
	for name, tt := range map[string]struct {
		page *Page
		want string
	}{
		"same window":  {one, "cookie: session=s1."},
		"other person": {NewPage(t, Options{}), "cookie: ."},
		"same person":  {NewPage(t, Options{Cookies: one.Cookies()}), "cookie: session=s1."},
	} {
		tt.page.Goto(url + "/cookie")
		if got := tt.page.Text("main p"); got != tt.want {
			t.Errorf("%s: %q, want %q", name, got, tt.want)
		}
	}
}

func TestDownload(t *testing.T) {
	t.Parallel()
	for _, noJS := range []bool{false, true} {
		p := NewPage(t, Options{NoJS: noJS})
		url := serve(t, map[string]string{"/": shell(`<a href="/file">Download the list</a><form method="post" action="/file"><button>Export</button></form>`)})
		p.Goto(url)
		for _, words := range []string{"Download the list", "Export", "Export"} {
			name, data := p.Download(words)
			if name != "list.csv" || string(data) != "a,b\r\n" {
				t.Errorf("%s: %q with %q", words, name, data)
			}
		}
		if p.URL() != url+"/" {
			t.Errorf("a download led to %s", p.URL())
		}
	}
}

func TestPictures(t *testing.T) {
	t.Parallel()
	p := NewPage(t, Options{Width: 400, Height: 300})
	p.Goto(serve(t, map[string]string{"/": shell(form)}))
	for path, magic := range map[string]string{p.Screenshot("a page"): "\x89PNG", p.PDF("a page"): "%PDF"} {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if !bytes.HasPrefix(data, []byte(magic)) {
			t.Errorf("%s begins with %q", path, data[:4])
		}
	}
}

// TestKill kills a browser in the middle of things and goes on in a new one.
func TestKill(t *testing.T) {
	t.Parallel()
	url := serve(t, map[string]string{"/": shell(form)})
	b := Start(t)
	p := b.NewPage(t, Options{})
	p.Goto(url)
	cookies := p.Cookies()
	b.Kill(t)
	if _, err := tryEval[bool](p, "true"); err == nil {
		t.Error("the page of a killed browser still answers")
	}
	again := Start(t).NewPage(t, Options{Cookies: cookies})
	if got := again.Goto(url); got != http.StatusOK {
		t.Errorf("status %d in the new browser", got)
	}
}

func TestSweep(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	old := time.Now().Add(-time.Hour)
	for name, at := range map[string]time.Time{"999999999": old, fmt.Sprint(os.Getpid()): old, "999999998": time.Now(), "other": old} {
		dir := filepath.Join(base, profile+name)
		if err := os.Mkdir(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(dir, at, at); err != nil {
			t.Fatal(err)
		}
	}
	sweep(base)
	left, _ := filepath.Glob(filepath.Join(base, "*"))
	if len(left) != 3 || strings.Contains(strings.Join(left, " "), "999999999") {
		t.Errorf("left: %q", left)
	}
}
