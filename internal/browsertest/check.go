package browsertest

import (
	"context"
	_ "embed"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/chromedp"

	"throughline/internal/floors"
)

//go:embed check.js
var checkScript string

//go:embed keyboard.js
var keyboardScript string

//go:embed overflow.js
var overflowScript string

//go:embed colours.js
var coloursScript string

// CheckPage fails the test for each fault of our own rules that the page has: one h1, a main landmark, language and title, labels,
// unique ids, order of headings, table headers, descriptions of pictures, no sideways scrolling at 320 pixels (which is also 400% zoom of 1,280),
// everything reachable with Tab and the focus visible, no errors in the console. (WCAG 2.2 AA; web conventions, part 3.)
// The focus is at the top of the page afterwards.
func CheckPage(t testing.TB, p *Page) {
	t.Helper()
	report(t, p, "page check", p.Faults())
}

// Axe fails the test for each violation that axe-core finds for WCAG 2.0 to 2.2 A and AA and its best practices.
func Axe(t testing.TB, p *Page) {
	t.Helper()
	_, err := axeSource()
	lack(t, err)
	report(t, p, "axe", p.AxeFaults())
}

func report(t testing.TB, p *Page, by string, faults []string) {
	t.Helper()
	if len(faults) > 0 {
		t.Errorf("%s finds %d faults:\n  - %s%s", by, len(faults), strings.Join(faults, "\n  - "), p.where())
	}
}

// CheckSight is CheckPage without the walk by keyboard, which takes longer than all else together.
func CheckSight(t testing.TB, p *Page) {
	t.Helper()
	report(t, p, "page check", append(p.sight(), p.heard()...))
}

// Faults lists what CheckPage fails for.
func (p *Page) Faults() []string {
	p.t.Helper()
	return slices.Concat(p.sight(), p.keyboard(), p.heard())
}

// sight lists what can be seen without pressing a key.
func (p *Page) sight() []string {
	p.t.Helper()
	faults := eval[[]string](p, "("+checkScript+")()")
	return append(faults, p.narrow()...)
}

// heard lists what the page wrote to the console.
func (p *Page) heard() (faults []string) {
	for _, message := range p.Console() {
		faults = append(faults, "console: "+message)
	}
	return faults
}

// narrow looks at the page in a window of 320 pixels, then makes the window what it was.
func (p *Page) narrow() []string {
	p.t.Helper()
	width, height := p.width, p.height
	if width > 320 {
		p.Resize(320, 640)
	}
	faults := eval[[]string](p, "("+overflowScript+")()")
	if width > 320 {
		p.Resize(width, height)
		if !p.noJS { // where scripts are off nothing folds, and nothing would answer
			// The menu folds and unfolds with the width, in a frame of its own.
			eval[bool](p, "new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => setTimeout(() => done(true), 100))))", chromedp.EvalAwaitPromise)
		}
	}
	for i := range faults {
		faults[i] = "at 320 px " + faults[i]
	}
	return faults
}

// keyboard walks through the page with Tab.
func (p *Page) keyboard() []string {
	p.t.Helper()
	want := eval[int](p, keyboardScript)
	state := "on"
	for presses := 0; state == "on"; presses++ {
		if presses > 3*want+20 {
			state = "trap"
			break
		}
		p.tab()
		state = eval[string](p, "__keys.visit()")
	}
	return eval[[]string](p, fmt.Sprintf("__keys.faults(%t)", state == "trap"))
}

// tab presses Tab as a person does, without waiting for what it causes: it only moves the focus, and the next question comes after it.
func (p *Page) tab() {
	p.t.Helper()
	ctx, cancel := context.WithTimeout(p.ctx, step)
	defer cancel()
	err := chromedp.Do(ctx, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		for _, kind := range []input.DispatchKeyEventType{input.DispatchKeyEventTypeRawKeyDown, input.DispatchKeyEventTypeKeyUp} {
			if _, err := cdp.Call(ctx, t, input.DispatchKeyEvent, input.DispatchKeyEventParams{Type: kind, Key: "Tab", Code: "Tab", WindowsVirtualKeyCode: 9, NativeVirtualKeyCode: 9}); err != nil {
				return err
			}
		}
		return nil
	}))
	if err != nil {
		p.Fatalf("press Tab: %v", err)
	}
}

// axeSource is the script of axe-core, a development dependency of the web assets.
var axeSource = sync.OnceValues(func() (string, error) {
	root, err := floors.Root(".")
	if err != nil {
		return "", err
	}
	text, err := os.ReadFile(filepath.Join(root, "web-assets", "node_modules", "axe-core", "axe.min.js"))
	if err != nil {
		return "", fmt.Errorf("axe-core is missing (npm ci in web-assets brings it): %w", err)
	}
	return string(text), nil
})

// readable are the combinations of colours, sizes, weights and grounds in which axe has found the text of a page readable. It asks the browser
// what lies at each word, which is half of its time, and whether words can be read is a matter of these alone: a page with none that is new
// is not asked again in the same test process.
var readable sync.Map

// AxeFaults lists what Axe fails for. It needs a page with scripts.
func (p *Page) AxeFaults() []string {
	p.t.Helper()
	source, err := axeSource()
	if err != nil {
		p.t.Fatal(err)
	}
	if p.noJS {
		p.t.Fatal("axe works only in a window with scripts")
	}
	// Evaluated by the debugger, so that the content security policy of the page stays as it is.
	if !eval[bool](p, "typeof axe === 'object'") {
		eval[chromedp.Void](p, source)
	}
	colours := eval[[]string](p, "("+coloursScript+")()")
	fresh := slices.ContainsFunc(colours, func(c string) bool { _, ok := readable.Load(c); return !ok })
	faults := eval[[]string](p, `axe.run(document, {
		rules: {'color-contrast': {enabled: `+strconv.FormatBool(fresh)+`}},
		runOnly: {type: 'tag', values: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice']},
		resultTypes: ['violations'],
	}).then(r => r.violations.flatMap(v => v.nodes.map(n =>
		v.id + ' (' + v.impact + '): ' + v.help + ': ' + n.html.replace(/\s+/g, ' ').slice(0, 160))))`, chromedp.EvalAwaitPromise)
	if fresh && !slices.ContainsFunc(faults, func(f string) bool { return strings.HasPrefix(f, "color-contrast ") }) {
		for _, c := range colours {
			readable.Store(c, true)
		}
	}
	return faults
}
