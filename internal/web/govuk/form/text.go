package form

import (
	"fmt"
	"net/url"
	"strings"
	"unicode"
	"unicode/utf16"
	"unicode/utf8"

	"throughline/internal/record/codes"
	"throughline/internal/web/govuk"
)

// Text is one line.
type Text struct {
	Name     string
	Label    string
	Hint     string
	Noun     string               // how errors call it; the label unless given
	Heading  bool                 // the label is the heading of the page
	Size     string               // of the label: s, m, l, xl
	Required string               // the error when nothing was typed; empty when it may be left out
	Max      int                  // characters; 0 for the usual 200
	Rule     func(v string) error // a further rule; its text is shown
	Width    int                  // 2, 3, 4, 5, 10 or 20 characters wide; 0 for the whole width
	Type     string               // text unless given: email, tel, password
	Prefix   string               // £
	Suffix   string               // hours
	Numeric  bool                 // a phone shows digits
	Complete string               // autocomplete, such as "name" or "off"

	Value string // the answer, without the spaces round it

	input
}

// TextArea is several lines.
type TextArea struct {
	Name     string
	Label    string
	Hint     string
	Noun     string
	Heading  bool
	Size     string
	Required string
	Max      int // characters, counted on the page as well; 0 for the usual 20,000, which is not
	Rows     int // 5 unless given

	Value string

	input
}

// Hidden carries a value from one page to the next.
type Hidden struct {
	Name  string
	Value string
}

// input is what one input keeps beside its answer.
type input struct {
	typed string
	taken bool
	err   string
}

func (i *input) fail(text string) {
	if i.err != "" {
		text = i.err + ". " + text
	}
	i.err = text
}

func (i input) shown(value string) string {
	if i.taken {
		return i.typed
	}
	return value
}

const (
	usualLine = 200
	usualArea = 20000
)

// Owns implements Field.
func (t *Text) Owns(name string) bool { return name == t.Name }

// Target implements Field.
func (t *Text) Target(string) string { return t.Name }

// Take implements Field.
func (t *Text) Take(v url.Values) { t.input = input{typed: v.Get(t.Name), taken: true} }

// Put implements Field.
func (t *Text) Put(v url.Values) { v.Set(t.Name, t.shown(t.Value)) }

// Forget implements Field.
func (t *Text) Forget() { t.Value, t.err = "", "" }

// Fail implements Field.
func (t *Text) Fail(_, text string) { t.fail(text) }

// Revealed implements Field.
func (t *Text) Revealed() (on, off []Field) { return nil, nil }

// Check implements Field.
func (t *Text) Check() string {
	t.Value = strings.TrimSpace(t.shown(t.Value))
	noun := first(t.Noun, t.Label)
	switch {
	case t.Value == "":
		return t.Required
	case !plain(t.Value, false):
		return noun + " must be one line of ordinary characters"
	case length(t.Value) > orElse(t.Max, usualLine):
		return fmt.Sprintf("%s must be %s characters or less", noun, thousands(orElse(t.Max, usualLine)))
	case t.Rule != nil:
		if err := t.Rule(t.Value); err != nil {
			return codes.Capital(err.Error())
		}
	}
	return ""
}

// View implements govuk.Viewer.
func (t Text) View() govuk.Component {
	i := govuk.Input{
		Name: t.Name, Value: t.shown(t.Value), Type: t.Type, Label: label(t.Label, t.Heading, t.Size),
		Hint: govuk.Hint{Text: t.Hint}, Error: govuk.ErrorMessage{Text: t.err},
		Prefix: govuk.Affix{Text: t.Prefix}, Suffix: govuk.Affix{Text: t.Suffix}, Autocomplete: t.Complete,
	}
	if t.Type == "password" {
		i.Value = "" // never sent back
	}
	if t.Width > 0 {
		i.Classes = fmt.Sprintf("govuk-input--width-%d", t.Width)
	}
	if t.Numeric {
		i.Inputmode, i.Spellcheck = "numeric", "false"
	}
	return i
}

// Owns implements Field.
func (t *TextArea) Owns(name string) bool { return name == t.Name }

// Target implements Field.
func (t *TextArea) Target(string) string { return t.Name }

// Take implements Field.
func (t *TextArea) Take(v url.Values) {
	t.input = input{typed: strings.ReplaceAll(v.Get(t.Name), "\r\n", "\n"), taken: true}
}

// Put implements Field.
func (t *TextArea) Put(v url.Values) { v.Set(t.Name, t.shown(t.Value)) }

// Forget implements Field.
func (t *TextArea) Forget() { t.Value, t.err = "", "" }

// Fail implements Field.
func (t *TextArea) Fail(_, text string) { t.fail(text) }

// Revealed implements Field.
func (t *TextArea) Revealed() (on, off []Field) { return nil, nil }

// Check implements Field.
func (t *TextArea) Check() string {
	t.Value = t.shown(t.Value)
	if strings.TrimSpace(t.Value) == "" {
		t.Value = ""
		return t.Required
	}
	noun := first(t.Noun, t.Label)
	if !plain(t.Value, true) {
		return noun + " has characters that are not text; remove them"
	}
	if limit := orElse(t.Max, usualArea); length(t.Value) > limit {
		return fmt.Sprintf("%s must be %s characters or less", noun, thousands(limit))
	}
	return ""
}

// View implements govuk.Viewer.
func (t TextArea) View() govuk.Component {
	area := govuk.Textarea{
		Name: t.Name, Value: t.shown(t.Value), Rows: t.Rows, Label: label(t.Label, t.Heading, t.Size),
		Hint: govuk.Hint{Text: t.Hint}, Error: govuk.ErrorMessage{Text: t.err},
	}
	if t.Max == 0 {
		return area
	}
	return govuk.CharacterCount{Textarea: area, MaxLength: t.Max}
}

// Owns implements Field.
func (h *Hidden) Owns(string) bool { return false } // nobody can mend what cannot be seen

// Target implements Field.
func (h *Hidden) Target(string) string { return "" }

// Take implements Field.
func (h *Hidden) Take(v url.Values) { h.Value = v.Get(h.Name) }

// Put implements Field.
func (h *Hidden) Put(v url.Values) { v.Set(h.Name, h.Value) }

// Forget implements Field.
func (h *Hidden) Forget() { h.Value = "" }

// Fail implements Field.
func (h *Hidden) Fail(_, _ string) {}

// Check implements Field.
func (h *Hidden) Check() string { return "" }

// Revealed implements Field.
func (h *Hidden) Revealed() (on, off []Field) { return nil, nil }

// View implements govuk.Viewer.
func (h Hidden) View() govuk.Component { return govuk.Hidden{Name: h.Name, Value: h.Value} }

func label(text string, heading bool, size string) govuk.Label {
	l := govuk.Label{Text: text, PageHeading: heading}
	if heading && size == "" {
		size = "l"
	}
	if size != "" {
		l.Classes = "govuk-label--" + size
	}
	return l
}

func legend(text string, heading bool, size string) govuk.Legend {
	if heading {
		size = first(size, "l")
	}
	return govuk.Legend{Text: text, PageHeading: heading, Classes: "govuk-fieldset__legend--" + first(size, "s")}
}

// plain says whether a text has only characters that can be kept, shown and exported.
func plain(s string, lines bool) bool {
	if !utf8.ValidString(s) {
		return false
	}
	for _, r := range s {
		if unicode.IsControl(r) && !(r == '\t' || lines && r == '\n') {
			return false
		}
	}
	return true
}

// length counts as the script of the character count does, in UTF-16 units, so that page and server agree.
func length(s string) int {
	n := 0
	for _, r := range s {
		n += utf16.RuneLen(r)
	}
	return n
}

func first(a, b string) string {
	if a != "" {
		return a
	}
	return b
}

func orElse(n, otherwise int) int {
	if n == 0 {
		return otherwise
	}
	return n
}

func thousands(n int) string {
	if n >= 1000 {
		return fmt.Sprintf("%d,%03d", n/1000, n%1000)
	}
	return fmt.Sprint(n)
}
