package form

import (
	"net/url"
	"slices"

	"throughline/internal/web/govuk"
)

// Option is one answer to choose. With Divider it is only a word between two others.
type Option struct {
	Value     string
	Label     string
	Hint      string
	Reveals   []Field // questions that are asked when this is chosen
	Exclusive bool    // checkboxes: "None of these"
	Divider   string
}

// YesNo is the options yes and no.
func YesNo() []Option { return []Option{{Value: "yes", Label: "Yes"}, {Value: "no", Label: "No"}} }

// Radios is a question with one answer.
type Radios struct {
	Name     string
	Label    string
	Hint     string
	Heading  bool // the label is the heading of the page
	Size     string
	Options  []Option
	Inline   bool
	Small    bool
	Required string // the error when nothing was chosen

	Value string

	input
}

// Select is a question with one answer out of a long list.
type Select struct {
	Name     string
	Label    string
	Hint     string
	Heading  bool
	Size     string
	Options  []Option
	Empty    string // the text of the first option, which is no answer: "Choose a team"
	Required string

	Value string

	input
}

// Checkboxes is a question with any number of answers.
type Checkboxes struct {
	Name     string
	Label    string
	Hint     string
	Heading  bool
	Size     string
	Options  []Option
	Small    bool
	Required string

	Values []string // in the order of the options

	typed []string
	taken bool
	err   string
}

// Has says whether an answer was chosen.
func (c Checkboxes) Has(value string) bool { return slices.Contains(c.Values, value) }

const notAmong = "Choose one of the answers on the page" // an old page, or one that was tampered with

func known(options []Option, value string) bool {
	return slices.ContainsFunc(options, func(o Option) bool { return o.Divider == "" && o.Value == value })
}

func revealed(options []Option, chosen func(string) bool) (on, off []Field) {
	for _, o := range options {
		if chosen(o.Value) {
			on = append(on, o.Reveals...)
		} else {
			off = append(off, o.Reveals...)
		}
	}
	return on, off
}

func choicesOf(options []Option) []govuk.Choice {
	items := make([]govuk.Choice, len(options))
	for i, o := range options {
		items[i] = govuk.Choice{Value: o.Value, Text: o.Label, Hint: govuk.Hint{Text: o.Hint}, Divider: o.Divider, Exclusive: o.Exclusive}
		for _, f := range o.Reveals {
			items[i].Conditional = append(items[i].Conditional, f.View())
		}
	}
	return items
}

// Owns implements Field.
func (r *Radios) Owns(name string) bool { return name == r.Name }

// Target implements Field: the first radio.
func (r *Radios) Target(string) string { return r.Name }

// Take implements Field.
func (r *Radios) Take(v url.Values) { r.input = input{typed: v.Get(r.Name), taken: true} }

// Put implements Field.
func (r *Radios) Put(v url.Values) { v.Set(r.Name, r.shown(r.Value)) }

// Forget implements Field.
func (r *Radios) Forget() { r.Value, r.err = "", "" }

// Fail implements Field.
func (r *Radios) Fail(_, text string) { r.fail(text) }

// Revealed implements Field.
func (r *Radios) Revealed() (on, off []Field) {
	answer := r.shown(r.Value)
	return revealed(r.Options, func(v string) bool { return v == answer })
}

// Check implements Field.
func (r *Radios) Check() string { return one(&r.Value, r.shown(r.Value), r.Options, r.Required) }

func one(value *string, answer string, options []Option, required string) string {
	*value = ""
	switch {
	case answer == "" && !known(options, ""):
		return required
	case !known(options, answer):
		return notAmong
	}
	*value = answer
	return ""
}

// View implements govuk.Viewer.
func (r Radios) View() govuk.Component {
	v := govuk.Radios{Name: r.Name, Value: r.shown(r.Value), Legend: legend(r.Label, r.Heading, r.Size), Hint: govuk.Hint{Text: r.Hint},
		Error: govuk.ErrorMessage{Text: r.err}, Items: choicesOf(r.Options)}
	if r.Inline {
		v.Classes = "govuk-radios--inline"
	}
	if r.Small {
		v.Classes += " govuk-radios--small"
	}
	return v
}

// Owns implements Field.
func (s *Select) Owns(name string) bool { return name == s.Name }

// Target implements Field.
func (s *Select) Target(string) string { return s.Name }

// Take implements Field.
func (s *Select) Take(v url.Values) { s.input = input{typed: v.Get(s.Name), taken: true} }

// Put implements Field.
func (s *Select) Put(v url.Values) { v.Set(s.Name, s.shown(s.Value)) }

// Forget implements Field.
func (s *Select) Forget() { s.Value, s.err = "", "" }

// Fail implements Field.
func (s *Select) Fail(_, text string) { s.fail(text) }

// Revealed implements Field: a select reveals nothing.
func (s *Select) Revealed() (on, off []Field) { return nil, nil }

// Check implements Field.
func (s *Select) Check() string { return one(&s.Value, s.shown(s.Value), s.Options, s.Required) }

// View implements govuk.Viewer.
func (s Select) View() govuk.Component {
	v := govuk.Select{Name: s.Name, Value: s.shown(s.Value), Label: label(s.Label, s.Heading, s.Size), Hint: govuk.Hint{Text: s.Hint},
		Error: govuk.ErrorMessage{Text: s.err}}
	if s.Empty != "" {
		v.Items = append(v.Items, govuk.Option{Text: s.Empty})
	}
	for _, o := range s.Options {
		v.Items = append(v.Items, govuk.Option{Value: o.Value, Text: o.Label})
	}
	return v
}

// Owns implements Field.
func (c *Checkboxes) Owns(name string) bool { return name == c.Name }

// Target implements Field: the first checkbox.
func (c *Checkboxes) Target(string) string { return c.Name }

// Take implements Field.
func (c *Checkboxes) Take(v url.Values) {
	c.typed, c.taken, c.err = slices.Clone(v[c.Name]), true, ""
}

// Put implements Field.
func (c *Checkboxes) Put(v url.Values) {
	if ticked := c.ticked(); len(ticked) > 0 {
		v[c.Name] = slices.Clone(ticked)
	}
}

// Forget implements Field.
func (c *Checkboxes) Forget() { c.Values, c.err = nil, "" }

// Fail implements Field.
func (c *Checkboxes) Fail(_, text string) {
	i := input{err: c.err}
	i.fail(text)
	c.err = i.err
}

func (c Checkboxes) ticked() []string {
	if c.taken {
		return c.typed
	}
	return c.Values
}

// Revealed implements Field.
func (c *Checkboxes) Revealed() (on, off []Field) {
	ticked := c.ticked()
	return revealed(c.Options, func(v string) bool { return slices.Contains(ticked, v) })
}

// Check implements Field.
func (c *Checkboxes) Check() string {
	ticked := c.ticked()
	c.Values = nil
	for _, v := range ticked {
		if !known(c.Options, v) {
			return notAmong
		}
	}
	alone := ""
	for _, o := range c.Options {
		if o.Divider == "" && slices.Contains(ticked, o.Value) {
			c.Values = append(c.Values, o.Value)
			if o.Exclusive {
				alone = o.Label
			}
		}
	}
	switch {
	case len(c.Values) == 0:
		return c.Required
	case alone != "" && len(c.Values) > 1:
		c.Values = nil
		return "Choose either “" + alone + "” or other answers, not both"
	}
	return ""
}

// View implements govuk.Viewer.
func (c Checkboxes) View() govuk.Component {
	v := govuk.Checkboxes{Name: c.Name, Values: c.ticked(), Legend: legend(c.Label, c.Heading, c.Size), Hint: govuk.Hint{Text: c.Hint},
		Error: govuk.ErrorMessage{Text: c.err}, Items: choicesOf(c.Options)}
	if c.Small {
		v.Classes = "govuk-checkboxes--small"
	}
	return v
}
