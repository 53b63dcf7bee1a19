package govuk

import (
	"html/template"
	"strings"
)

// Label names an input.
type Label struct {
	Text        string
	HTML        template.HTML
	For         string
	Classes     string
	PageHeading bool // the label is the h1 of the page
	Attributes  Attrs
}

// Template implements Component.
func (Label) Template() string { return "govuk/label" }

// Legend names a group of inputs.
type Legend struct {
	Text        string
	HTML        template.HTML
	Classes     string
	PageHeading bool
}

// Given says whether there is a legend.
func (l Legend) Given() bool { return l.Text != "" || l.HTML != "" }

// Fieldset groups inputs under a legend. A radios, checkboxes or date input makes its own; this one is for other groups.
type Fieldset struct {
	Legend      Legend
	Classes     string
	Role        string
	DescribedBy string
	Attributes  Attrs
	HTML        template.HTML
	Body        []Component // after HTML
}

// Template implements Component.
func (Fieldset) Template() string { return "govuk/fieldset" }

// Hint helps with an answer.
type Hint struct {
	Text       string
	HTML       template.HTML
	ID         string
	Classes    string
	Attributes Attrs
}

// Template implements Component.
func (Hint) Template() string { return "govuk/hint" }

// Given says whether there is a hint.
func (h Hint) Given() bool { return h.Text != "" || h.HTML != "" }

// ErrorMessage says what is wrong with one answer and how to mend it.
type ErrorMessage struct {
	Text         string
	HTML         template.HTML
	ID           string
	Classes      string
	Attributes   Attrs
	HiddenText   string // what is read aloud before it; "Error" unless given
	NoHiddenText bool
}

// Template implements Component.
func (ErrorMessage) Template() string { return "govuk/error-message" }

// Given says whether there is an error.
func (e ErrorMessage) Given() bool { return e.Text != "" || e.HTML != "" }

// FormGroup is the box around a question; Before and After are put beside the input itself.
type FormGroup struct {
	Classes       string
	Attributes    Attrs
	Before, After Content
}

// Head is what stands before an input, with every id worked out. Templates use it.
type Head struct {
	ID             string
	Label          Label
	Hint           Hint
	Error          ErrorMessage
	Group          FormGroup
	DescribedBy    string
	Fieldset       Fieldset
	HasFieldset    bool
	BareDescribing string // the describers of a group without fieldset: its checkboxes name them one by one
}

func head(id string, l Label, h Hint, e ErrorMessage, g FormGroup, describedBy string) Head {
	l.For = id
	if h.Given() {
		h.ID = id + "-hint"
		describedBy = join(describedBy, h.ID)
	}
	if e.Given() {
		e.ID = id + "-error"
		describedBy = join(describedBy, e.ID)
	}
	return Head{ID: id, Label: l, Hint: h, Error: e, Group: g, DescribedBy: describedBy}
}

func group(id string, l Legend, f Fieldset, h Hint, e ErrorMessage, g FormGroup, describedBy string) Head {
	got := head(id, Label{}, h, e, g, describedBy)
	if l.Given() {
		f.Legend = l
	}
	got.HasFieldset = f.Legend.Given() || f.Classes != "" || len(f.Attributes) > 0
	f.DescribedBy = got.DescribedBy
	got.Fieldset = f
	if !got.HasFieldset {
		got.BareDescribing = got.DescribedBy
	}
	return got
}

// Input is one line of text.
type Input struct {
	Name, ID, Value string // ID is the name unless given
	Type            string // text unless given
	Label           Label
	Hint            Hint
	Error           ErrorMessage
	Group           FormGroup
	Prefix, Suffix  Affix
	Wrapper         Wrapper
	DescribedBy     string
	Classes         string
	Attributes      Attrs
	Inputmode       string
	Autocomplete    string
	Autocapitalize  string
	Pattern         string
	Spellcheck      string // "true" or "false"
	Disabled        bool
}

// Affix is a unit before or after an input, such as £.
type Affix struct {
	Text       string
	HTML       template.HTML
	Classes    string
	Attributes Attrs
}

// Given says whether there is an affix.
func (a Affix) Given() bool { return a.Text != "" || a.HTML != "" }

// Wrapper is the box around an input and its affixes.
type Wrapper struct {
	Classes    string
	Attributes Attrs
}

// Template implements Component.
func (Input) Template() string { return "govuk/input" }

// Head is for the template.
func (i Input) Head() Head {
	return head(or(i.ID, i.Name), i.Label, i.Hint, i.Error, i.Group, i.DescribedBy)
}

// Wrapped says whether the input stands in a box with something beside it.
func (i Input) Wrapped() bool {
	return i.Prefix.Given() || i.Suffix.Given() || i.Group.Before.Given() || i.Group.After.Given()
}

// Textarea is several lines of text.
type Textarea struct {
	Name, ID, Value string
	Rows            int // 5 unless given
	Label           Label
	Hint            Hint
	Error           ErrorMessage
	Group           FormGroup
	DescribedBy     string
	Classes         string
	Attributes      Attrs
	Autocomplete    string
	Spellcheck      string
	Disabled        bool
	Count           Hint // the line that CharacterCount puts below
}

// Template implements Component.
func (Textarea) Template() string { return "govuk/textarea" }

// Head is for the template.
func (t Textarea) Head() Head {
	return head(or(t.ID, t.Name), t.Label, t.Hint, t.Error, t.Group, t.DescribedBy)
}

// Verbatim is the value with a line break before it, which a browser drops, when it begins with one itself.
// Without that the first empty line of a text would be lost each time it is saved.
func (t Textarea) Verbatim() string {
	if strings.HasPrefix(t.Value, "\n") || strings.HasPrefix(t.Value, "\r\n") {
		return "\n" + t.Value
	}
	return t.Value
}

// FileUpload chooses a file. Enhanced adds the script that lets people drop one; axe-core 4.14 finds the button which that
// script makes wanting (label-content-name-mismatch), so leave it out until the kit has mended it.
type FileUpload struct {
	Name, ID          string
	Label             Label
	Hint              Hint
	Error             ErrorMessage
	Group             FormGroup
	DescribedBy       string
	Classes           string
	Attributes        Attrs
	Disabled          bool
	Multiple          bool
	Enhanced          bool
	WrapperClasses    string
	WrapperAttributes Attrs // also the texts of the script, data-i18n.…
}

// Template implements Component.
func (FileUpload) Template() string { return "govuk/file-upload" }

// Head is for the template.
func (f FileUpload) Head() Head {
	return head(or(f.ID, f.Name), f.Label, f.Hint, f.Error, f.Group, f.DescribedBy)
}

// Select is a list to choose one from. Prefer radios up to about 12 choices.
type Select struct {
	Name, ID    string
	Value       string // the option that is chosen
	Items       []Option
	Label       Label
	Hint        Hint
	Error       ErrorMessage
	Group       FormGroup
	DescribedBy string
	Classes     string
	Attributes  Attrs
	Disabled    bool
}

// Option is one line of a select.
type Option struct {
	Value      string
	NoValue    bool // the text is the value
	Text       string
	Selected   bool
	Disabled   bool
	Attributes Attrs
}

// Template implements Component.
func (Select) Template() string { return "govuk/select" }

// Head is for the template.
func (s Select) Head() Head {
	return head(or(s.ID, s.Name), s.Label, s.Hint, s.Error, s.Group, s.DescribedBy)
}

// Options is the items with the chosen one marked.
func (s Select) Options() []Option {
	items := append([]Option(nil), s.Items...)
	for i, o := range items {
		value := o.Value
		if o.NoValue {
			value = o.Text
		}
		items[i].Selected = o.Selected || s.Value != "" && value == s.Value
	}
	return items
}
