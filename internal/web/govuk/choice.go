package govuk

import (
	"html/template"
	"slices"
	"strconv"
	"strings"
)

// Radios is a question with one answer out of a few.
type Radios struct {
	Name       string
	IDPrefix   string // the name unless given; the id of the first radio
	Value      string // the answer
	Legend     Legend
	Fieldset   Fieldset // further classes and attributes of the fieldset
	Hint       Hint
	Error      ErrorMessage
	Group      FormGroup
	Items      []Choice
	Classes    string // govuk-radios--inline, govuk-radios--small
	Attributes Attrs
}

// Checkboxes is a question with any number of answers.
type Checkboxes struct {
	Name        string
	IDPrefix    string
	Values      []string
	Legend      Legend
	Fieldset    Fieldset
	DescribedBy string
	Hint        Hint
	Error       ErrorMessage
	Group       FormGroup
	Items       []Choice
	Classes     string
	Attributes  Attrs
}

// Choice is one radio or checkbox, or with Divider only a word between them ("or").
type Choice struct {
	Value           string
	Text            string
	HTML            template.HTML
	ID              string
	Name            string // checkboxes only, where each has its own
	Hint            Hint
	LabelClasses    string
	LabelAttributes Attrs
	Checked         bool
	Disabled        bool
	Divider         string
	Exclusive       bool          // checkboxes only: "None of these" unticks the others
	Conditional     []Component   // shown when this is chosen
	ConditionalHTML template.HTML // before Conditional
	Attributes      Attrs
}

// ChoiceView is a choice with its ids worked out. Templates use it.
type ChoiceView struct {
	Choice
	ID, Name      string
	Checked       bool
	Label         Label
	Hint          Hint
	DescribedBy   string
	ConditionalID string // empty without conditional content
}

// Template implements Component.
func (Radios) Template() string { return "govuk/radios" }

// Head is for the template.
func (r Radios) Head() Head {
	return group(or(r.IDPrefix, r.Name), r.Legend, r.Fieldset, r.Hint, r.Error, r.Group, r.Fieldset.DescribedBy)
}

// Choices is for the template.
func (r Radios) Choices() []ChoiceView {
	return choices(r.Items, or(r.IDPrefix, r.Name), r.Name, "radios", "", func(v string) bool { return r.Value != "" && v == r.Value })
}

// Template implements Component.
func (Checkboxes) Template() string { return "govuk/checkboxes" }

// Head is for the template.
func (c Checkboxes) Head() Head {
	return group(or(c.IDPrefix, c.Name), c.Legend, c.Fieldset, c.Hint, c.Error, c.Group, or(c.Fieldset.DescribedBy, c.DescribedBy))
}

// Choices is for the template.
func (c Checkboxes) Choices() []ChoiceView {
	return choices(c.Items, or(c.IDPrefix, c.Name), c.Name, "checkboxes", c.Head().BareDescribing,
		func(v string) bool { return slices.Contains(c.Values, v) })
}

func choices(items []Choice, prefix, name, kind, describedBy string, chosen func(string) bool) []ChoiceView {
	views := make([]ChoiceView, len(items))
	for i, item := range items {
		id := item.ID
		if id == "" {
			id = prefix // the first has no number: an error summary links to it
			if i > 0 {
				id += "-" + strconv.Itoa(i+1)
			}
		}
		v := ChoiceView{
			Choice:      item,
			ID:          id,
			Name:        or(item.Name, name),
			Checked:     item.Checked || item.Divider == "" && chosen(item.Value),
			Hint:        item.Hint,
			DescribedBy: describedBy,
			Label: Label{Text: item.Text, HTML: item.HTML, For: id, Attributes: item.LabelAttributes,
				Classes: join("govuk-"+kind+"__label", item.LabelClasses)},
		}
		if item.Hint.Given() {
			v.Hint.ID = id + "-item-hint"
			v.Hint.Classes = join("govuk-"+kind+"__hint", item.Hint.Classes)
			v.DescribedBy = join(describedBy, v.Hint.ID)
		}
		if len(item.Conditional) > 0 || item.ConditionalHTML != "" {
			v.ConditionalID = "conditional-" + id
		}
		views[i] = v
	}
	return views
}

// DateInput is a date in three boxes.
type DateInput struct {
	ID               string
	NamePrefix       string // with "dob" the boxes are dob-day, dob-month and dob-year
	Day, Month, Year string // what stands in the three usual boxes
	Items            []DateItem
	Legend           Legend
	Fieldset         Fieldset
	Hint             Hint
	Error            ErrorMessage
	Group            FormGroup
	Classes          string
	Attributes       Attrs
}

// DateItem is one box.
type DateItem struct {
	Name         string // day, month, year
	Label        string // the name with a capital unless given
	Value        string
	ID           string
	Classes      string
	Wrong        bool // this box is to blame; when an error blames none, all are marked
	NotWrong     bool // never marked
	Inputmode    string
	Autocomplete string
	Pattern      string
	Attributes   Attrs
}

// Template implements Component.
func (DateInput) Template() string { return "govuk/date-input" }

// Head is for the template.
func (d DateInput) Head() Head {
	f := d.Fieldset
	f.Role = "group" // so that JAWS reads the hint and the error
	return group(d.ID, d.Legend, f, d.Hint, d.Error, d.Group, d.Fieldset.DescribedBy)
}

// Inputs is for the template.
func (d DateInput) Inputs() []Input {
	items := d.Items
	if len(items) == 0 {
		items = []DateItem{{Name: "day", Value: d.Day}, {Name: "month", Value: d.Month}, {Name: "year", Value: d.Year}}
	}
	marked := func(i DateItem) bool { return strings.Contains(i.Classes, "govuk-input--error") }
	blamed := slices.ContainsFunc(items, func(i DateItem) bool { return i.Wrong || marked(i) })
	inputs := make([]Input, len(items))
	for i, item := range items {
		classes := "govuk-date-input__input"
		if !marked(item) && (item.Wrong || d.Error.Given() && !blamed && !item.NotWrong) {
			classes += " govuk-input--error"
		}
		if !strings.Contains(item.Classes, "govuk-input--width-") {
			if strings.HasSuffix(item.Name, "year") {
				classes += " govuk-input--width-4"
			} else {
				classes += " govuk-input--width-2"
			}
		}
		name := item.Name
		if d.NamePrefix != "" {
			name = d.NamePrefix + "-" + name
		}
		label := item.Label
		if label == "" && item.Name != "" {
			label = strings.ToUpper(item.Name[:1]) + item.Name[1:]
		}
		inputs[i] = Input{
			Name: name, ID: or(item.ID, d.ID+"-"+item.Name), Value: item.Value,
			Label:   Label{Text: label, Classes: "govuk-date-input__label"},
			Classes: join(classes, item.Classes), Inputmode: or(item.Inputmode, "numeric"),
			Autocomplete: item.Autocomplete, Pattern: item.Pattern, Attributes: item.Attributes,
		}
	}
	return inputs
}
