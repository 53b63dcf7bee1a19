package browsertest

import (
	"context"
	"fmt"
	"os"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/storage"
	"github.com/chromedp/chromedp"
)

// URL is the address of the page.
func (p *Page) URL() string { p.t.Helper(); return eval[string](p, "location.href") }

// Status is the HTTP status of the page that was loaded last.
func (p *Page) Status() int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return int(p.status)
}

// Title is the title of the page.
func (p *Page) Title() string { p.t.Helper(); return eval[string](p, "document.title") }

// Heading is the text of the page's h1.
func (p *Page) Heading() string { p.t.Helper(); return p.Text("h1") }

// Text is the visible text of the first element that a selector finds, with each run of white space made one space. It waits for it.
func (p *Page) Text(selector string) string {
	p.t.Helper()
	p.Eventually("there is "+selector, "document.querySelector("+quote(selector)+") !== null")
	return eval[string](p, "document.querySelector("+quote(selector)+").innerText.replace(/\\s+/g, ' ').trim()")
}

// Texts are the visible texts of all elements that a selector finds now.
func (p *Page) Texts(selector string) []string {
	p.t.Helper()
	return eval[[]string](p, "[...document.querySelectorAll("+quote(selector)+")].map(e => e.innerText.replace(/\\s+/g, ' ').trim())")
}

// Exists says whether a selector finds anything now.
func (p *Page) Exists(selector string) bool {
	p.t.Helper()
	return eval[bool](p, "document.querySelector("+quote(selector)+") !== null")
}

// Shows says whether a text can be read on the page now. White space counts as one space.
func (p *Page) Shows(text string) bool { p.t.Helper(); return eval[bool](p, shows(text)) }

// WaitFor waits until a text can be read on the page.
func (p *Page) WaitFor(text string) {
	p.t.Helper()
	p.Eventually("the page shows "+quote(text), shows(text))
}

func shows(text string) string {
	return "document.body.innerText.replace(/\\s+/g, ' ').includes(" + quote(text) + ")"
}

// Eventually waits until a script expression is true; what names it in sentences.
func (p *Page) Eventually(what, js string) {
	p.t.Helper()
	for end := time.Now().Add(step); ; time.Sleep(20 * time.Millisecond) {
		ok, err := tryEval[bool](p, js) // fails while one page gives way to the next
		if err == nil && ok {
			return
		}
		if time.Now().After(end) {
			p.Fatalf("not after %s: %s (%v)", step, what, err)
		}
	}
}

// Eval asks the page a script expression and returns its value as text.
func (p *Page) Eval(js string) string { p.t.Helper(); return eval[string](p, "String("+js+")") }

// NeedsArial skips the test, or fails it where everything is required, on a machine without Arial or a font of its measures (Debian's package
// fonts-liberation): what fits on a screen says nothing there, because the font that stands in is wider.
func (p *Page) NeedsArial() {
	p.t.Helper()
	width := p.Eval("(() => { const c = document.createElement('canvas').getContext('2d'); c.font = '100px arial'; return Math.round(c.measureText('mmmm').width) })()")
	if arial := "333"; width != arial {
		lack(p.t, fmt.Errorf("no font with Arial's measures (Debian's package fonts-liberation): four letters m are %s pixels wide, not %s", width, arial))
	}
}

// Resize changes the size of the window, in CSS pixels, and waits until the page has been drawn in it. A click that comes before that is
// aimed by the browser at what the old window showed there, and is lost.
func (p *Page) Resize(width, height int64) {
	p.t.Helper()
	if p.width == width && p.height == height {
		return
	}
	p.width, p.height = width, height
	p.do("resize", chromedp.EmulateViewport(width, height), chromedp.Func(drawn))
}

// drawn waits for one frame: a picture of a single pixel is taken from a frame made after it was asked for, with or without scripts.
func drawn(ctx context.Context, t *chromedp.Target) error {
	_, err := cdp.Call(ctx, t, page.CaptureScreenshot, page.CaptureScreenshotParams{Clip: &page.Viewport{Width: 1, Height: 1, Scale: 1}})
	return err
}

// Screenshot stores a picture of the whole page in THROUGHLINE_SCREENSHOTS, or with the test's artifacts, and returns its path.
func (p *Page) Screenshot(name string) string {
	p.t.Helper()
	return p.store(name+".png", chromedp.FullScreenshot(100))
}

// PDF prints the page on A4, tagged for screen readers, stores it like a screenshot and returns its path.
func (p *Page) PDF(name string) string {
	p.t.Helper()
	return p.store(name+".pdf", chromedp.PrintToPDF(chromedp.PDFPaper(chromedp.PaperA4), chromedp.PDFOutlineAndTagged()))
}

func (p *Page) store(name string, make chromedp.Action[[]byte]) string {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, step)
	defer cancel()
	data, err := chromedp.Run(ctx, make)
	if err != nil {
		p.Fatalf("%s: %v", name, err)
	}
	dir := os.Getenv("THROUGHLINE_SCREENSHOTS")
	if dir == "" {
		dir = p.t.ArtifactDir()
	}
	path, err := save(dir, name, data)
	if err != nil {
		p.t.Fatal(err)
	}
	return path
}

// Cookies returns what the server has given this window, for a new window of the same person.
func (p *Page) Cookies() []*network.Cookie {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, step)
	defer cancel()
	got, err := chromedp.CallBrowser(ctx, storage.GetCookies, storage.GetCookiesParams{BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID})
	if err != nil {
		p.Fatalf("cookies: %v", err)
	}
	return got.Cookies
}

func (p *Page) setCookies(cookies []*network.Cookie) {
	p.t.Helper()
	if len(cookies) == 0 {
		return
	}
	params := storage.SetCookiesParams{BrowserContextID: chromedp.FromContext(p.ctx).BrowserContextID}
	for _, c := range cookies {
		one := &network.CookieParam{Name: c.Name, Value: c.Value, Domain: c.Domain, Path: c.Path, Secure: c.Secure, HTTPOnly: c.HTTPOnly, SameSite: c.SameSite}
		if !c.Session {
			one.Expires = cdp.TimeSinceEpoch(c.Expires)
		}
		params.Cookies = append(params.Cookies, one)
	}
	ctx, cancel := context.WithTimeout(p.ctx, step)
	defer cancel()
	if _, err := chromedp.CallBrowser(ctx, storage.SetCookies, params); err != nil {
		p.Fatalf("cookies: %v", err)
	}
}
