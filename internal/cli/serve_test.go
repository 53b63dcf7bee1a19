package cli_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"throughline/internal/cli"
	"throughline/internal/web/webtest"
)

// output is what a running program has printed so far.
type output struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (o *output) Write(p []byte) (int, error) {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.Write(p)
}

func (o *output) String() string {
	o.mu.Lock()
	defer o.mu.Unlock()
	return o.text.String()
}

// served is a server that was started through the command line.
type served struct {
	out, err output
	stop     func() int // ends it as an interrupt does, and gives the exit code
}

// serve runs the verb until the test stops it or it ends by itself.
func serve(t *testing.T, dir string, args ...string) *served {
	t.Helper()
	settings := filepath.Join(dir, "throughline.json")
	b, err := json.Marshal(map[string]string{"authority": "Marshwick Council", "listen": "127.0.0.1:0", "db": filepath.Join(dir, "t.db")})
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(settings, b, 0o600); err != nil {
		t.Fatal(err)
	}
	s := &served{}
	ctx, cancel := context.WithCancel(t.Context())
	code := make(chan int, 1)
	go func() {
		code <- cli.Main(ctx, append([]string{"serve", "--config", settings}, args...), cli.Streams{In: strings.NewReader(""), Out: &s.out, Err: &s.err, Getenv: func(string) string { return "" }})
	}()
	s.stop = sync.OnceValue(func() int { cancel(); return <-code })
	t.Cleanup(func() { s.stop() })
	for range 2400 { // two minutes, for a machine that does much at once
		if strings.Contains(s.err.String(), "is at http://") {
			return s
		}
		select {
		case c := <-code:
			code <- c
			return s
		case <-time.After(50 * time.Millisecond):
		}
	}
	t.Fatalf("the server says nothing: %s", s.err.String())
	return nil
}

// link waits for the invitation that is printed after the address.
func (s *served) link(t *testing.T) string {
	t.Helper()
	for range 6000 {
		if line, ok := strings.CutSuffix(s.out.String(), "\n"); ok {
			return line
		}
		time.Sleep(20 * time.Millisecond)
	}
	t.Fatalf("no invitation is printed: %q, %q", s.out.String(), s.err.String())
	return ""
}

// person is a browser in which links are opened and forms are sent.
type person struct {
	t  *testing.T
	at *url.URL // where they are
	c  *http.Client
}

func newPerson(t *testing.T) *person {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &person{t: t, c: &http.Client{Jar: jar}}
}

func (p *person) page(res *http.Response, err error) *goquery.Document {
	p.t.Helper()
	if err != nil {
		p.t.Fatal(err)
	}
	defer res.Body.Close()
	b, err := io.ReadAll(res.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	d, err := goquery.NewDocumentFromReader(bytes.NewReader(b))
	if err != nil {
		p.t.Fatal(err)
	}
	p.at = res.Request.URL
	return d
}

// send sends the page's main form with some answers.
func (p *person) send(d *goquery.Document, answers url.Values) *goquery.Document {
	p.t.Helper()
	f := d.Find("main form[method=post]").First()
	f.Find("input[type=hidden]").Each(func(_ int, s *goquery.Selection) {
		if n := s.AttrOr("name", ""); !answers.Has(n) {
			answers.Set(n, s.AttrOr("value", ""))
		}
	})
	to, err := p.at.Parse(f.AttrOr("action", ""))
	if err != nil {
		p.t.Fatal(err)
	}
	return p.page(p.c.PostForm(to.String(), answers))
}

func says(t *testing.T, d *goquery.Document, text string) {
	t.Helper()
	if have := strings.Join(strings.Fields(d.Find("main").Text()), " "); !strings.Contains(have, text) {
		t.Fatalf("the page does not say %q but: %s", text, have)
	}
}

// TestFirstAdministrator makes an authority, its first administrator, and walks the invitation to the end.
func TestFirstAdministrator(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	const lena = "Lena Quist <Lena@marshwick.example>"
	for _, wrong := range []string{"lena", "lena@marshwick.example", "Lena Quist"} {
		if s := serve(t, dir, "--create", "marshwick", "--administrator", wrong); s.stop() != 2 || !strings.Contains(s.err.String(), "must be a name and a mail address") {
			t.Errorf("%q: %s", wrong, s.err.String())
		}
	}
	if left, _ := filepath.Glob(filepath.Join(dir, "t.db*")); len(left) > 0 {
		t.Errorf("wrong usage made %v", left)
	}
	s := serve(t, dir, "--create", "marshwick", "--administrator", lena)
	lost := s.link(t)
	if code := s.stop(); code != 0 {
		t.Fatalf("exit %d: %s", code, s.err.String())
	}
	if strings.Contains(s.err.String(), lost[strings.LastIndex(lost, "/")+1:]) {
		t.Error("the invitation is in the log")
	}
	// Nobody has used it: it can be had again. Somebody else is refused.
	if s := serve(t, dir, "--administrator", "Eve Other <eve@marshwick.example>"); s.stop() != 1 || !strings.Contains(s.err.String(), "There are accounts here already") {
		t.Errorf("a second administrator is made: %s", s.err.String())
	}
	s = serve(t, dir, "--administrator", lena)
	p := newPerson(t)
	d := p.page(p.c.Get(s.link(t)))
	says(t, d, "This link signs you in once")
	d = p.send(d, url.Values{})
	if p.at.Path != "/sign-in/password" {
		t.Fatalf("an invited person is led to %s", p.at.Path)
	}
	for _, tt := range []struct{ password, again, says string }{
		{"", "", "Enter a new password"},
		{"otter lantern", "otter lantern", "Use at least 15 characters"},
		{"LenaQuist-LenaQuist", "LenaQuist-LenaQuist", "must not be your name"},
		{"Marshwick-marshwick1", "Marshwick-marshwick1", "mostly your name, this service or this council"},
		{"passwordpassword", "passwordpassword", "attackers try first"},
		{"otter lantern cobalt", "otter lantern cobald", "not the same"},
	} {
		d = p.send(d, url.Values{"password": {tt.password}, "again": {tt.again}})
		says(t, d, tt.says)
		if d.Find(`input[type=password][value]:not([value=""])`).Length() > 0 {
			t.Errorf("the password %q comes back in the page", tt.password)
		}
	}
	// Without a password nothing else opens.
	if p.page(p.c.Get(s.address(t) + "/accounts")); p.at.Path != "/sign-in/password" {
		t.Errorf("without a password, /accounts leads to %s", p.at.Path)
	}
	d = p.send(p.page(p.c.Get(s.address(t)+"/sign-in/password")), url.Values{"password": {"otter lantern cobalt"}, "again": {"otter lantern cobalt"}})
	says(t, d, "Set up your authenticator app")
	key := d.Find("main code").Text()
	d = p.send(d, url.Values{"code": {"000000"}})
	says(t, d, "This code is not right")
	if again := d.Find("main code").Text(); again != key {
		t.Error("a mistyped code changed the key under the app")
	}
	d = p.send(d, url.Values{"code": {webtest.Code(t, key, time.Now())}})
	if p.at.Path != "/accounts" {
		t.Fatalf("in the end they are at %s", p.at.Path)
	}
	says(t, d, "Lena Quist")
	// From now on nobody is invited from the command line.
	if code := s.stop(); code != 0 {
		t.Fatalf("exit %d: %s", code, s.err.String())
	}
	if s := serve(t, dir, "--administrator", lena); s.stop() != 1 || s.out.String() != "" {
		t.Errorf("the flag opens an account that is in use: %s %s", s.out.String(), s.err.String())
	}
	if _, err := os.Stat(filepath.Join(dir, "t.db.checkpoints")); err != nil {
		t.Errorf("no checkpoint is signed at the end: %v", err)
	}
}

func (s *served) address(t *testing.T) string {
	t.Helper()
	u, err := url.Parse(s.link(t))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%s://%s", u.Scheme, u.Host)
}
