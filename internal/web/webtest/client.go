package webtest

import (
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/chromedp/cdproto/network"

	"throughline/internal/browsertest"
)

// Client is a browser without scripts, signed in as somebody.
type Client struct {
	Site *Site
	TB   testing.TB
	http *http.Client
}

// Client signs a worker in.
func (s *Site) Client(tb testing.TB, worker string) *Client {
	tb.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		tb.Fatal(err)
	}
	at, err := url.Parse(s.URL)
	if err != nil {
		tb.Fatal(err)
	}
	jar.SetCookies(at, []*http.Cookie{{Name: "session", Value: s.SignIn(worker), Path: "/"}})
	return &Client{Site: s, TB: tb, http: &http.Client{Jar: jar}}
}

// Public is a client that is not signed in. It keeps cookies, so that it can sign in.
func (s *Site) Public(tb testing.TB) *Client {
	tb.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		tb.Fatal(err)
	}
	return &Client{Site: s, TB: tb, http: &http.Client{Jar: jar}}
}

// SetCookie puts a cookie in, as if the browser had it.
func (c *Client) SetCookie(name, value, path string) {
	c.TB.Helper()
	at, err := url.Parse(c.Site.URL + path)
	if err != nil {
		c.TB.Fatal(err)
	}
	c.http.Jar.SetCookies(at, []*http.Cookie{{Name: name, Value: value, Path: path}})
}

// Browser opens a real window in which a worker is signed in.
func (s *Site) Browser(tb testing.TB, worker string, o browsertest.Options) *browsertest.Page {
	tb.Helper()
	o.Cookies = append(o.Cookies, &network.Cookie{Name: "session", Value: s.SignIn(worker), Domain: "127.0.0.1", Path: "/", HTTPOnly: true})
	return browsertest.NewPage(tb, o)
}

// Page is what came.
type Page struct {
	TB     testing.TB
	Status int
	Path   string // where the client was led in the end
	Header http.Header
	Body   string

	read *goquery.Document
}

// Find gives what a selector finds. The page is read when first asked: a walk compares thousands as they came.
func (p *Page) Find(selector string) *goquery.Selection {
	p.TB.Helper()
	if p.read == nil {
		var err error
		p.read, err = goquery.NewDocumentFromReader(strings.NewReader(p.Body))
		if err != nil {
			p.TB.Fatal(err)
		}
	}
	return p.read.Find(selector)
}

// Get opens an address, following where it leads.
func (c *Client) Get(path string) *Page {
	c.TB.Helper()
	res, err := c.http.Get(c.Site.URL + path)
	return c.page(res, err)
}

// Post sends a form: names and values in turn.
func (c *Client) Post(path string, pairs ...string) *Page {
	c.TB.Helper()
	v := url.Values{}
	for i := 0; i+1 < len(pairs); i += 2 {
		v.Add(pairs[i], pairs[i+1])
	}
	return c.Send(path, v)
}

// Send sends a form.
func (c *Client) Send(path string, v url.Values) *Page {
	c.TB.Helper()
	res, err := c.http.PostForm(c.Site.URL+path, v)
	return c.page(res, err)
}

func (c *Client) page(res *http.Response, err error) *Page {
	c.TB.Helper()
	if err != nil {
		c.TB.Fatal(err)
	}
	body, err := io.ReadAll(res.Body)
	if err != nil {
		c.TB.Fatal(err)
	}
	if err := res.Body.Close(); err != nil {
		c.TB.Fatal(err)
	}
	return &Page{TB: c.TB, Status: res.StatusCode, Path: res.Request.URL.RequestURI(), Header: res.Header, Body: string(body)}
}

// Text is what can be read below a selector, with each run of white space made one space.
func (p *Page) Text(selector string) string {
	return strings.Join(strings.Fields(p.Find(selector).Text()), " ")
}

// Shows says whether the main part of the page has a text.
func (p *Page) Shows(text string) bool { return strings.Contains(p.Text("main"), text) }

// Want fails the test unless the page came with the status and its main part shows every text.
func (p *Page) Want(status int, texts ...string) *Page {
	p.TB.Helper()
	if p.Status != status {
		p.TB.Errorf("%s: status %d, want %d; the page says: %s", p.Path, p.Status, status, p.Text("main"))
	}
	for _, t := range texts {
		if !p.Shows(t) {
			p.TB.Errorf("%s does not show %q; it says: %s", p.Path, t, p.Text("main"))
		}
	}
	return p
}

// Not fails the test when the whole page holds one of the texts.
func (p *Page) Not(texts ...string) *Page {
	p.TB.Helper()
	for _, t := range texts {
		if strings.Contains(p.Body, t) {
			p.TB.Errorf("%s holds %q; it says: %s", p.Path, t, p.Text("main"))
		}
	}
	return p
}

// Form gives what stands in the form that posts to an address, as a browser would send it, for a test that changes some of it.
func (p *Page) Form(action string) url.Values {
	p.TB.Helper()
	v := url.Values{}
	form := p.Find(`form[action="` + action + `"]`).First()
	if form.Length() == 0 {
		p.TB.Fatalf("%s has no form that posts to %s; it says: %s", p.Path, action, p.Text("main"))
	}
	form.Find("input, textarea, select").Each(func(_ int, s *goquery.Selection) {
		name, kind := s.AttrOr("name", ""), s.AttrOr("type", "text")
		_, checked := s.Attr("checked")
		switch {
		case name == "" || (kind == "radio" || kind == "checkbox") && !checked:
		case goquery.NodeName(s) == "textarea":
			v.Add(name, s.Text())
		case goquery.NodeName(s) == "select":
			v.Add(name, s.Find("option[selected]").AttrOr("value", ""))
		default:
			v.Add(name, s.AttrOr("value", ""))
		}
	})
	return v
}

// Sound fails the test for what is wrong with any page: not one h1, an input without a label, an id twice, a duplicate-less title.
func (p *Page) Sound() *Page {
	p.TB.Helper()
	if n := p.Find("h1").Length(); n != 1 {
		p.TB.Errorf("%s has %d h1", p.Path, n)
	}
	if p.Find("main").Length() != 1 || p.Text("title") == "" {
		p.TB.Errorf("%s has no main part or no title", p.Path)
	}
	seen := map[string]bool{}
	p.Find("[id]").Each(func(_ int, s *goquery.Selection) {
		id := s.AttrOr("id", "")
		if seen[id] {
			p.TB.Errorf("%s has the id %q twice", p.Path, id)
		}
		seen[id] = true
	})
	p.Find("input, select, textarea").Each(func(_ int, s *goquery.Selection) {
		if s.AttrOr("type", "") == "hidden" {
			return
		}
		if id := s.AttrOr("id", ""); id == "" || p.Find(`label[for="`+id+`"]`).Length() == 0 {
			p.TB.Errorf("%s: the input %q has no label", p.Path, s.AttrOr("name", id))
		}
	})
	p.Find("table").Each(func(_ int, s *goquery.Selection) {
		if s.Find("caption").Length() == 0 || s.Find("th:not([scope])").Length() > 0 {
			p.TB.Errorf("%s: a table has no caption, or a header without scope", p.Path)
		}
	})
	return p
}
