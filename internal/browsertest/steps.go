package browsertest

import (
	"context"
	_ "embed"
	"fmt"
	"strings"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/dom"
	"github.com/chromedp/cdproto/input"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"
	"github.com/chromedp/chromedp/kb"
)

//go:embed locate.js
var locate string

// element is what locate.js tells about the one thing it was asked for.
type element struct {
	Count    int      `json:"count"`
	Seen     []string `json:"seen"` // what else there was of that sort
	X        float64  `json:"x"`
	Y        float64  `json:"y"`
	Covered  string   `json:"covered"` // what lies over it
	Disabled bool     `json:"disabled"`
	Checked  bool     `json:"checked"`
	Value    string   `json:"value"`
}

// found finds the one thing of a kind with a text, or ends the test with what there was instead.
func (p *Page) found(verb, kind, text string) element {
	p.t.Helper()
	e := eval[element](p, "("+locate+")("+quote(kind)+", "+quote(text)+")")
	if e.Count != 1 {
		p.Fatalf("%s %q: %d of that name; there are: %s", verb, text, e.Count, strings.Join(e.Seen, " | "))
	}
	return e
}

func (p *Page) click(verb, kind, text string) {
	p.t.Helper()
	const tries = 3 // a browser that is behind with drawing drops a click now and then; a person presses again
	for range tries {
		e := p.found(verb, kind, text)
		if e.Disabled {
			p.Fatalf("%s %q: it is disabled", verb, text)
		}
		if e.Covered != "" {
			p.Fatalf("%s %q: something lies over it: %s", verb, text, e.Covered)
		}
		p.do(fmt.Sprintf("%s %q", verb, text), chromedp.MouseClickXY(e.X, e.Y))
		// A page that was left knows nothing of the click any more, and one without scripts never does.
		if lost, err := tryEval[bool](p, "window.__arrived === false"); err != nil || p.noJS || !lost {
			return
		}
	}
	p.Fatalf("%s %q: the browser dropped the click %d times", verb, text, tries)
}

// Goto opens an address and returns the HTTP status of the page that came in the end.
func (p *Page) Goto(url string) int {
	p.t.Helper()
	p.do("go to "+url, chromedp.Navigate(url))
	return p.Status()
}

// Reload loads the page again.
func (p *Page) Reload() { p.t.Helper(); p.do("reload", chromedp.Reload()) }

// Back goes to the page before.
func (p *Page) Back() { p.t.Helper(); p.do("go back", chromedp.NavigateBack()) }

// Click clicks the link, button, tab or summary with this text, and waits for the page it leads to. Of several, the one in the main
// part counts. A part of the text is enough when nothing has exactly this text.
func (p *Page) Click(text string) { p.t.Helper(); p.click("click", "clickable", text) }

// SubmitButton clicks the button with this text, never a link.
func (p *Page) SubmitButton(text string) { p.t.Helper(); p.click("press the button", "button", text) }

// ClickCSS clicks the first visible element that a selector finds.
func (p *Page) ClickCSS(selector string) { p.t.Helper(); p.click("click", "css", selector) }

// Choose clicks the radio button with this label. A label may begin with the question that it answers: "Is this urgent? > Yes".
func (p *Page) Choose(label string) {
	p.t.Helper()
	p.click("choose", "radio", label)
	if !p.found("choose", "radio", label).Checked {
		p.Fatalf("the radio button %q was clicked but is not chosen", label)
	}
}

// Check ticks the checkbox with this label, if it is not ticked already.
func (p *Page) Check(label string) { p.t.Helper(); p.tick(label, true) }

// Uncheck takes the tick away.
func (p *Page) Uncheck(label string) { p.t.Helper(); p.tick(label, false) }

func (p *Page) tick(label string, want bool) {
	p.t.Helper()
	if p.found("tick", "checkbox", label).Checked == want {
		return
	}
	p.click("tick", "checkbox", label)
	if p.found("tick", "checkbox", label).Checked != want {
		p.Fatalf("the checkbox %q was clicked but did not change", label)
	}
}

// Fill replaces what is in the field with this label, as if pasted. "Date of birth > Day" names a field of a group.
func (p *Page) Fill(label, value string) {
	p.t.Helper()
	p.found("fill in", "field", label)
	p.do("fill in "+label, chromedp.Evaluate[chromedp.Void](`__found.focus(); __found.select()`), insert(value))
	if got := p.Value(label); got != strings.ReplaceAll(value, "\r\n", "\n") {
		p.Fatalf("%q was filled in with %q but holds %q", label, value, got)
	}
}

func insert(value string) chromedp.Action[chromedp.Void] {
	if value == "" {
		return chromedp.KeyEvent(kb.Delete)
	}
	return chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		_, err := cdp.Call(ctx, t, input.InsertText, input.InsertTextParams{Text: value})
		return err
	})
}

// Value is what the field with this label holds.
func (p *Page) Value(label string) string {
	p.t.Helper()
	return p.found("read", "field", label).Value
}

// Chosen says whether the radio button with this label is chosen.
func (p *Page) Chosen(label string) bool {
	p.t.Helper()
	return p.found("read", "radio", label).Checked
}

// Ticked says whether the checkbox with this label is ticked.
func (p *Page) Ticked(label string) bool {
	p.t.Helper()
	return p.found("read", "checkbox", label).Checked
}

// SelectOption chooses an option by its text in the drop-down with this label.
func (p *Page) SelectOption(label, option string) {
	p.t.Helper()
	p.found("select", "select", label)
	ok := eval[bool](p, `(text => {
		const o = [...__found.options].find(o => o.text.replace(/\s+/g, ' ').trim() === text && !o.disabled);
		if (!o) return false;
		__found.focus();
		__found.value = o.value;
		o.selected = true;
		__found.dispatchEvent(new Event('input', {bubbles: true}));
		__found.dispatchEvent(new Event('change', {bubbles: true}));
		return true;
	})(`+quote(option)+")")
	if !ok {
		p.Fatalf("%q has no option %q", label, option)
	}
	p.do("select " + option)
}

// Upload puts files into the file field with this label.
func (p *Page) Upload(label string, files ...string) {
	p.t.Helper()
	p.found("upload", "file", label)
	p.do("upload to "+label, chromedp.Func(func(ctx context.Context, t *chromedp.Target) error {
		object, err := chromedp.Evaluate[*runtime.RemoteObject]("__found")(ctx, t)
		if err != nil {
			return err
		}
		_, err = cdp.Call(ctx, t, dom.SetFileInputFiles, dom.SetFileInputFilesParams{Files: files, ObjectID: object.ObjectID})
		return err
	}))
}

var keys = map[string]string{
	"Tab": kb.Tab, "Enter": kb.Enter, "Escape": kb.Escape, "Space": " ", "Backspace": kb.Backspace, "Delete": kb.Delete,
	"ArrowUp": kb.ArrowUp, "ArrowDown": kb.ArrowDown, "ArrowLeft": kb.ArrowLeft, "ArrowRight": kb.ArrowRight, "Home": kb.Home, "End": kb.End,
}

var modifiers = map[string]chromedp.Modifier{"Shift": chromedp.ModifierShift, "Control": chromedp.ModifierCtrl, "Alt": chromedp.ModifierAlt}

// Press presses keys one after the other where the focus is: names such as "Tab", "Enter", "Space", "Shift+Tab", "Control+a", or single letters.
func (p *Page) Press(names ...string) {
	p.t.Helper()
	for _, name := range names {
		key, held := name, chromedp.ModifierNone
		for before, after, ok := strings.Cut(key, "+"); ok && after != ""; before, after, ok = strings.Cut(key, "+") {
			m, known := modifiers[before]
			if !known {
				p.t.Fatalf("no key %q", name)
			}
			key, held = after, held|m
		}
		if code, ok := keys[key]; ok {
			key = code
		} else if len([]rune(key)) != 1 {
			p.t.Fatalf("no key %q", name)
		}
		p.do("press "+name, chromedp.KeyEvent(key, chromedp.KeyModifiers(held)))
	}
}

// Type types a text where the focus is, key by key.
func (p *Page) Type(text string) { p.t.Helper(); p.do("type", chromedp.KeyEvent(text)) }
