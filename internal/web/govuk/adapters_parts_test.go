package govuk_test

import (
	"fmt"
	"html/template"

	"throughline/internal/web/govuk"
)

// The parts that several components share.

func (o opts) html(key string) template.HTML { return template.HTML(o.str(key)) }

func (o opts) attrs(key string) govuk.Attrs {
	v := o.get(key)
	if v == nil {
		return nil
	}
	m, ok := v.(map[string]any)
	if !ok {
		panic(fmt.Sprintf("%s/%s is written as text: ours is a map", o.path, key))
	}
	attrs := govuk.Attrs{}
	for name := range m {
		a := opts{m, o.path + "/" + key, o.read}
		switch value := a.get(name).(type) {
		case nil:
			attrs[name] = ""
		case string:
			attrs[name] = value
		case bool, float64:
			attrs[name] = fmt.Sprint(value)
		case map[string]any: // {value, optional}
			item := a.obj(name)
			optional, given := item.bool("optional"), item.get("value")
			switch {
			case optional && given == true:
				attrs[name] = ""
			case optional && (given == nil || given == false):
			case given == nil:
				attrs[name] = ""
			default:
				attrs[name] = fmt.Sprint(given)
			}
		}
	}
	return attrs
}

// i18n adds a text of a script, or its plural forms, to attributes.
func (o opts) i18n(attrs govuk.Attrs, option, key string) govuk.Attrs {
	if !o.has(option) {
		return attrs
	}
	if attrs == nil {
		attrs = govuk.Attrs{}
	}
	switch v := o.get(option).(type) {
	case string:
		attrs["data-i18n."+key] = v
	case map[string]any:
		for plural := range v {
			attrs["data-i18n."+key+"."+plural] = o.obj(option).str(plural)
		}
	}
	return attrs
}

func (o opts) tristate(key string) string {
	if !o.has(key) {
		return ""
	}
	return fmt.Sprint(o.bool(key))
}

func (o opts) content(key string) govuk.Content {
	c := o.obj(key)
	return govuk.Content{Text: c.str("text"), HTML: c.html("html"), Classes: c.str("classes")}
}

func (o opts) links(key string) []govuk.Link {
	var links []govuk.Link
	for _, i := range o.list(key) {
		links = append(links, govuk.Link{Text: i.str("text"), HTML: i.html("html"), Href: i.str("href"), HiddenText: i.str("visuallyHiddenText"),
			Classes: i.str("classes"), Attributes: i.attrs("attributes")})
	}
	return links
}

func (o opts) label(key string) govuk.Label { return o.obj(key).labelIn() }
func (o opts) labelIn() govuk.Label {
	return govuk.Label{Text: o.str("text"), HTML: o.html("html"), For: o.str("for"), Classes: o.str("classes"), PageHeading: o.bool("isPageHeading"), Attributes: o.attrs("attributes")}
}

func (o opts) hint(key string) govuk.Hint { return o.obj(key).hintIn() }
func (o opts) hintIn() govuk.Hint {
	return govuk.Hint{Text: o.str("text"), HTML: o.html("html"), ID: o.str("id"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
}

func (o opts) tag(key string) govuk.Tag { return o.obj(key).tagIn() }
func (o opts) tagIn() govuk.Tag {
	return govuk.Tag{Text: o.str("text"), HTML: o.html("html"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
}

func (o opts) errorMessage(key string) govuk.ErrorMessage { return o.obj(key).errorMessageIn() }
func (o opts) errorMessageIn() govuk.ErrorMessage {
	e := govuk.ErrorMessage{Text: o.str("text"), HTML: o.html("html"), ID: o.str("id"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	if hidden := o.get("visuallyHiddenText"); hidden == false || hidden == "" {
		e.NoHiddenText = true
	} else {
		e.HiddenText = o.str("visuallyHiddenText")
	}
	return e
}

func (o opts) fieldset(key string) govuk.Fieldset { return o.obj(key).fieldsetIn() }
func (o opts) fieldsetIn() govuk.Fieldset {
	l := o.obj("legend")
	return govuk.Fieldset{Classes: o.str("classes"), Role: o.str("role"), DescribedBy: o.str("describedBy"), Attributes: o.attrs("attributes"), HTML: o.html("html"),
		Legend: govuk.Legend{Text: l.str("text"), HTML: l.html("html"), Classes: l.str("classes"), PageHeading: l.bool("isPageHeading")}}
}

func (o opts) affix(key string) govuk.Affix {
	a := o.obj(key)
	return govuk.Affix{Text: a.str("text"), HTML: a.html("html"), Classes: a.str("classes"), Attributes: a.attrs("attributes")}
}

// group reads a form group; the slots are called beforeInput or beforeInputs.
func (o opts) group(slot string) govuk.FormGroup {
	g := o.obj("formGroup")
	return govuk.FormGroup{Classes: g.str("classes"), Attributes: g.attrs("attributes"), Before: g.content("before" + slot), After: g.content("after" + slot)}
}

func (o opts) choices() []govuk.Choice {
	var items []govuk.Choice
	for _, i := range o.list("items") {
		label, conditional := i.obj("label"), i.obj("conditional")
		items = append(items, govuk.Choice{Value: i.str("value"), Text: i.str("text"), HTML: i.html("html"), ID: i.str("id"), Name: i.str("name"),
			Hint: i.hint("hint"), LabelClasses: label.str("classes"), LabelAttributes: label.attrs("attributes"), Checked: i.isTrue("checked"),
			Disabled: i.bool("disabled"), Divider: i.str("divider"), Exclusive: i.str("behaviour") == "exclusive",
			ConditionalHTML: conditional.html("html"), Attributes: i.attrs("attributes")})
	}
	return items
}
