package browsertest

import (
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/network"
	"github.com/chromedp/cdproto/page"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
)

// step is how long one step may take before it counts as failed: generous, for machines that do much at once.
const step = 60 * time.Second

// Options says what kind of window a page opens in. The zero value is a desktop window with scripts.
type Options struct {
	Width, Height int64 // CSS pixels; 1280 by 900 when zero
	NoJS          bool  // scripts are switched off, as for a person whose browser has none
	Cookies       []*network.Cookie
}

// Page is one window of one person. It is used by one goroutine.
type Page struct {
	t             testing.TB
	ctx           context.Context
	width, height int64
	noJS          bool
	downloads     string // folder

	mu       sync.Mutex
	loading  bool           // a navigation was asked for and has not ended
	changed  chan struct{}  // closed and replaced when loading changes
	status   int64          // of the last document
	messages []string       // errors that the page wrote to the console
	main     cdp.FrameID    // the top frame
	dialogs  []string       // texts of the dialogs that appeared; each is accepted
	answers  sync.WaitGroup // dialogs being accepted
}

// NewPage opens an empty window with cookies of its own. It closes when the test ends.
func (b *Browser) NewPage(t testing.TB, o Options) *Page {
	t.Helper()
	p := &Page{t: t, width: orElse(o.Width, 1280), height: orElse(o.Height, 900), noJS: o.NoJS, downloads: t.TempDir(), changed: make(chan struct{})}
	ctx, cancel := chromedp.NewContext(b.ctx, chromedp.WithNewBrowserContext(), chromedp.WithListener(p.listen))
	p.ctx = ctx
	t.Cleanup(func() {
		cancel()
		p.answers.Wait()
	})
	// The first call has no timeout of its own, because its context is the life of the window.
	if err := chromedp.Do(ctx); err != nil {
		t.Fatalf("no new window: %v", err)
	}
	p.mu.Lock()
	p.main = cdp.FrameID(chromedp.FromContext(ctx).Target.TargetID)
	p.mu.Unlock()
	p.do("open a window", chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		if _, err := cdp.Call(ctx, t, emulation.SetFocusEmulationEnabled, emulation.SetFocusEmulationEnabledParams{Enabled: true}); err != nil {
			return err
		}
		_, err := cdp.Call(ctx, t, emulation.SetScriptExecutionDisabled, emulation.SetScriptExecutionDisabledParams{Value: o.NoJS})
		return err
	}), chromedp.EmulateViewport(p.width, p.height))
	p.keepDownloads()
	p.setCookies(o.Cookies)
	return p
}

// NewPage opens a window in the shared browser.
func NewPage(t testing.TB, o Options) *Page {
	t.Helper()
	return Shared(t).NewPage(t, o)
}

func orElse(n, otherwise int64) int64 {
	if n == 0 {
		return otherwise
	}
	return n
}

// listen runs in the order in which the browser sends its events, and must not ask it anything.
func (p *Page) listen(ev any) {
	p.mu.Lock()
	defer p.mu.Unlock()
	switch ev := ev.(type) {
	case *page.EventFrameRequestedNavigation:
		if ev.FrameID == p.main && ev.Disposition == page.ClientNavigationDispositionCurrentTab {
			p.setLoading(true)
		}
	case *page.EventFrameStartedLoading:
		if ev.FrameID == p.main {
			p.setLoading(true)
		}
	case *page.EventFrameStoppedLoading:
		if ev.FrameID == p.main {
			p.setLoading(false)
		}
	case *page.EventNavigatedWithinDocument:
		if ev.FrameID == p.main {
			p.setLoading(false)
		}
	case *network.EventResponseReceived:
		if ev.Type == network.ResourceTypeDocument && ev.FrameID == p.main {
			p.status = ev.Response.Status
		}
	case *runtime.EventExceptionThrown:
		text := ev.ExceptionDetails.Text
		if ev.ExceptionDetails.Exception != nil {
			text = ev.ExceptionDetails.Exception.Description
		}
		p.messages = append(p.messages, "script error: "+text)
	case *log.EventEntryAdded:
		// Refusals and wrong forms are answered with 4xx on purpose, so what the network says is not a fault of the page.
		if ev.Entry.Level == log.EntryLevelError && ev.Entry.Source != log.EntrySourceNetwork {
			p.messages = append(p.messages, string(ev.Entry.Source)+": "+ev.Entry.Text)
		}
	case *page.EventJavascriptDialogOpening:
		p.dialogs = append(p.dialogs, ev.Message)
		p.answers.Go(func() {
			_, _ = chromedp.Call(p.ctx, page.HandleJavaScriptDialog, page.HandleJavaScriptDialogParams{Accept: true}) // fails only when the window is gone
		})
	}
}

func (p *Page) setLoading(on bool) {
	if p.loading != on {
		p.loading = on
		close(p.changed)
		p.changed = make(chan struct{})
	}
}

// settle waits until a navigation that the last step caused has ended. A page that stays as it is settles at once.
func (p *Page) settle(ctx context.Context) error {
	// An answer from the page means that all it did before, such as asking for another page, has been told to us.
	_, _ = chromedp.Run(ctx, chromedp.Evaluate[bool]("true")) // fails when the page is already going away, which is what is awaited
	for {
		p.mu.Lock()
		loading, changed := p.loading, p.changed
		p.mu.Unlock()
		if !loading {
			return nil
		}
		select {
		case <-changed:
		case <-ctx.Done():
			return fmt.Errorf("the next page did not finish loading: %w", ctx.Err())
		}
	}
}

// do runs browser actions as one step and waits for what they cause.
func (p *Page) do(what string, actions ...chromedp.Action[chromedp.Void]) {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, step)
	defer cancel()
	err := chromedp.Do(ctx, actions...)
	if err == nil {
		err = p.settle(ctx)
	}
	if err != nil {
		p.Fatalf("%s: %v", what, err)
	}
}

// eval asks the page something. It works on pages without scripts too.
func eval[T any](p *Page, js string, options ...chromedp.EvaluateOption) T {
	p.t.Helper()
	v, err := tryEval[T](p, js, options...)
	if err != nil {
		p.Fatalf("asking the page: %v", err)
	}
	return v
}

func tryEval[T any](p *Page, js string, options ...chromedp.EvaluateOption) (T, error) {
	ctx, cancel := context.WithTimeout(p.ctx, step)
	defer cancel()
	return chromedp.Run(ctx, chromedp.Evaluate[T](js, options...))
}

// quote writes a value as a script literal.
func quote(v any) string {
	text, err := json.Marshal(v)
	if err != nil {
		panic(err) // only strings and numbers come here
	}
	return string(text)
}

// Fatalf ends the test and says where the page stood.
func (p *Page) Fatalf(format string, args ...any) {
	p.t.Helper()
	p.t.Fatalf("%s%s", fmt.Sprintf(format, args...), p.where())
}

// Errorf fails the test and says where the page stands.
func (p *Page) Errorf(format string, args ...any) {
	p.t.Helper()
	p.t.Errorf("%s%s", fmt.Sprintf(format, args...), p.where())
}

func (p *Page) where() string {
	ctx, cancel := context.WithTimeout(p.ctx, 5*time.Second)
	defer cancel()
	at, err := chromedp.Run(ctx, chromedp.Evaluate[[]string](`[location.href, (document.querySelector('h1') || {}).innerText || '',
		(document.querySelector('.govuk-error-summary') || {}).innerText || '']`))
	if err != nil {
		return fmt.Sprintf("\n  the page does not answer: %v", err)
	}
	text := fmt.Sprintf("\n  page:    %s\n  heading: %s", at[0], at[1])
	if at[2] != "" {
		text += "\n  errors:  " + at[2]
	}
	shot, err := chromedp.Run(ctx, chromedp.FullScreenshot(100))
	if err != nil {
		return text
	}
	dir := os.Getenv("THROUGHLINE_SCREENSHOTS")
	if dir == "" {
		dir = filepath.Join(os.TempDir(), "throughline-failures") // not in the test's folder, which goes away with the test
	}
	if path, err := save(dir, "failed-"+p.t.Name()+".png", shot); err == nil {
		text += "\n  picture: " + path
	}
	return text
}

var notInNames = regexp.MustCompile(`[^A-Za-z0-9._-]+`)

func save(dir, name string, data []byte) (string, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return "", err
	}
	path := filepath.Join(dir, notInNames.ReplaceAllString(name, "-"))
	return path, os.WriteFile(path, data, 0o644)
}

// Console returns the errors that scripts and the content security policy of the pages caused so far, without those the network caused.
func (p *Page) Console() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.messages)
}

// Dialogs returns the texts of the dialogs that appeared so far. Each was accepted.
func (p *Page) Dialogs() []string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.dialogs)
}
