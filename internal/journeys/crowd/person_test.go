package crowd_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"time"

	"github.com/PuerkitoBio/goquery"
)

// one is somebody at a browser without scripts. What they do follows from their own random numbers.
type one struct {
	email, password string
	code            func(time.Time) string // of the authenticator app
	at              string                 // the server
	think           time.Duration          // on average between two things that they do
	names           []string               // that they look for

	http     *http.Client
	rand     *rand.Rand
	children []string // addresses of children's pages that they have come upon
	took     []took
	kept     []string // what they recorded and the server acknowledged
	failed   []string
}

// took is how long an answer took.
type took struct {
	what string
	time time.Duration
}

// begin signs in at the page where everybody does.
func (o *one) begin(ctx context.Context) bool {
	jar, err := cookiejar.New(nil)
	if err != nil {
		o.fail("begin", err.Error())
		return false
	}
	o.http = &http.Client{Jar: jar, Timeout: time.Minute}
	p, ok := o.ask(ctx, "sign in", "/sign-in", url.Values{"email": {o.email}, "password": {o.password}, "code": {o.code(time.Now())}})
	if ok && p.at == "/sign-in" {
		o.fail("sign in", p.text("main"))
		return false
	}
	return ok
}

// deck is what people do in twenty steps: a quarter work lists, a fifth searches, a third children's pages, a fifth records. It is shuffled, not drawn
// from at random, so that twenty steps hold each of them however slow the machine is.
var deck = slices.Concat(slices.Repeat([]string{"work list"}, 5), slices.Repeat([]string{"search"}, 4), slices.Repeat([]string{"child's page"}, 7), slices.Repeat([]string{"record"}, 4))

// work takes so many steps, or goes on until the time is up.
func (o *one) work(ctx context.Context, steps int) {
	hand := slices.Clone(deck)
	for i := 0; i < steps && o.pause(ctx); i++ {
		if i%len(hand) == 0 {
			o.rand.Shuffle(len(hand), func(a, b int) { hand[a], hand[b] = hand[b], hand[a] })
		}
		switch what := hand[i%len(hand)]; {
		case what == "work list":
			if p, ok := o.ask(ctx, what, "/work", nil); ok {
				o.note(p)
			}
		case what == "search" || len(o.children) == 0:
			if p, ok := o.ask(ctx, "search", "/people", url.Values{"q": {o.names[o.rand.IntN(len(o.names))]}}); ok {
				o.note(p)
			}
		case what == "child's page":
			o.ask(ctx, what, o.child(), nil)
		default:
			o.record(ctx)
		}
	}
}

// pause thinks; false when the time is up.
func (o *one) pause(ctx context.Context) bool {
	select {
	case <-ctx.Done():
		return false
	case <-time.After(time.Duration(o.rand.ExpFloat64() * float64(o.think))):
		return ctx.Err() == nil
	}
}

func (o *one) child() string { return o.children[o.rand.IntN(len(o.children))] }

// record opens the form for a telephone number on a child's page, fills it in and sends it.
func (o *one) record(ctx context.Context) {
	path := o.child() + "/contact"
	p, ok := o.ask(ctx, "form", path, nil)
	if !ok || p.status == http.StatusNotFound || p.status == http.StatusForbidden {
		return // somebody may read whom they may not write about
	}
	form := p.form(path)
	if form == nil {
		o.fail("form", p.text("main"))
		return
	}
	number := fmt.Sprintf("07700 9%05d", o.rand.IntN(100000))
	form.Set("type", "phone")
	form.Set("value", number)
	if p, ok = o.ask(ctx, "record", path, form); !ok {
		return
	}
	if p.status != http.StatusOK || p.at == path {
		o.fail("record", fmt.Sprint(p.status, " ", p.text("main")))
		return
	}
	o.kept = append(o.kept, number)
}

type page struct {
	*goquery.Document
	status int
	at     string
}

func (p page) text(selector string) string {
	return strings.Join(strings.Fields(p.Find(selector).Text()), " ")
}

// form is what stands in the form that posts to an address; nil when there is none.
func (p page) form(action string) url.Values {
	form := p.Find(`form[action="` + action + `"]`).First()
	if form.Length() == 0 {
		return nil
	}
	v := url.Values{}
	form.Find("input, textarea, select").Each(func(_ int, s *goquery.Selection) {
		name, kind := s.AttrOr("name", ""), s.AttrOr("type", "text")
		if _, checked := s.Attr("checked"); name != "" && (checked || kind != "radio" && kind != "checkbox") {
			v.Add(name, s.AttrOr("value", ""))
		}
	})
	return v
}

var ofChild = regexp.MustCompile(`^/children/[0-9a-f-]+$`)

// note keeps the children that a page leads to.
func (o *one) note(p page) {
	p.Find("main a[href]").Each(func(_ int, s *goquery.Selection) {
		if href := s.AttrOr("href", ""); ofChild.MatchString(href) && len(o.children) < 60 {
			o.children = append(o.children, href)
		}
	})
}

// ask gets an address, or sends a form to it, follows where it leads, and takes the time. An answer of the server's own failing is a failure.
func (o *one) ask(ctx context.Context, what, path string, form url.Values) (page, bool) {
	method, body := http.MethodGet, io.Reader(nil)
	if form != nil {
		method, body = http.MethodPost, strings.NewReader(form.Encode())
	}
	// What was begun is ended, so that nothing is in doubt when the time is up.
	r, err := http.NewRequestWithContext(context.WithoutCancel(ctx), method, o.at+path, body)
	if err != nil {
		o.fail(what, err.Error())
		return page{}, false
	}
	if form != nil {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		r.Header.Set("Origin", o.at)
	}
	began := time.Now()
	res, err := o.http.Do(r)
	if err != nil {
		o.fail(what, err.Error())
		return page{}, false
	}
	defer res.Body.Close()
	text, err := io.ReadAll(res.Body)
	if err != nil {
		o.fail(what, err.Error())
		return page{}, false
	}
	o.took = append(o.took, took{what, time.Since(began)})
	doc, err := goquery.NewDocumentFromReader(bytes.NewReader(text))
	if err != nil {
		o.fail(what, err.Error())
		return page{}, false
	}
	p := page{doc, res.StatusCode, res.Request.URL.Path}
	if res.StatusCode >= 500 || res.StatusCode == http.StatusTooManyRequests {
		o.fail(what, fmt.Sprint(res.StatusCode, " ", p.text("main")))
		return p, false
	}
	return p, true
}

func (o *one) fail(what, why string) { o.failed = append(o.failed, what+": "+why) }

// crowd lets everybody come within a time, and work for so many steps or until another time is up.
func crowd(ctx context.Context, people []*one, arrive time.Duration, steps int) {
	var wg sync.WaitGroup
	for i, o := range people {
		wg.Go(func() {
			time.Sleep(arrive * time.Duration(i) / time.Duration(len(people)))
			if o.begin(ctx) {
				o.work(ctx, steps)
			}
		})
	}
	wg.Wait()
}
