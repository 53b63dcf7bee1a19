package govuk_test

import (
	"fmt"
	"html/template"

	"throughline/internal/web/govuk"
)

// adapters turn the options of a fixture into our structs.
var adapters = map[string]func(opts) govuk.Component{
	"back-link": func(o opts) govuk.Component {
		return govuk.BackLink{Text: o.str("text"), HTML: o.html("html"), Href: o.str("href"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	},
	"breadcrumbs": func(o opts) govuk.Component {
		return govuk.Breadcrumbs{Items: o.links("items"), CollapseOnMobile: o.bool("collapseOnMobile"), Label: o.str("labelText"),
			Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	},
	"button":          button,
	"character-count": characterCount,
	"checkboxes": func(o opts) govuk.Component {
		f := o.fieldset("fieldset")
		var values []string
		for _, v := range anyList(o.get("values")) {
			values = append(values, fmt.Sprint(v))
		}
		o.read[o.path+"/values[]"] = true
		return govuk.Checkboxes{Name: o.str("name"), IDPrefix: o.str("idPrefix"), Values: values, Legend: f.Legend, Fieldset: f,
			DescribedBy: o.str("describedBy"), Hint: o.hint("hint"), Error: o.errorMessage("errorMessage"), Group: o.group("Inputs"),
			Items: o.choices(), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	},
	"date-input": dateInput,
	"details": func(o opts) govuk.Component {
		return govuk.Details{Summary: o.str("summaryText"), SummaryHTML: o.html("summaryHtml"), Text: o.str("text"), HTML: o.html("html"),
			Open: o.bool("open"), ID: o.str("id"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	},
	"error-message": func(o opts) govuk.Component { return o.errorMessageIn() },
	"error-summary": func(o opts) govuk.Component {
		var list []govuk.ErrorLink
		for _, i := range o.list("errorList") {
			list = append(list, govuk.ErrorLink{Text: i.str("text"), HTML: i.html("html"), Href: i.str("href"), Attributes: i.attrs("attributes")})
		}
		return govuk.ErrorSummary{Title: o.str("titleText"), TitleHTML: o.html("titleHtml"), Description: o.str("descriptionText"),
			DescriptionHTML: o.html("descriptionHtml"), List: list, NoAutoFocus: o.isTrue("disableAutoFocus"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	},
	"fieldset": func(o opts) govuk.Component { return o.fieldsetIn() },
	"file-upload": func(o opts) govuk.Component {
		wrapper := o.attrs("wrapperAttributes")
		for option, key := range map[string]string{"chooseFilesButtonText": "choose-files-button", "noFileChosenText": "no-file-chosen",
			"multipleFilesChosenText": "multiple-files-chosen", "dropInstructionText": "drop-instruction",
			"enteredDropZoneText": "entered-drop-zone", "leftDropZoneText": "left-drop-zone"} {
			wrapper = o.i18n(wrapper, option, key)
		}
		return govuk.FileUpload{Name: o.str("name"), ID: o.str("id"), Label: o.label("label"), Hint: o.hint("hint"),
			Error: o.errorMessage("errorMessage"), Group: o.group("Input"), DescribedBy: o.str("describedBy"), Classes: o.str("classes"),
			Attributes: o.attrs("attributes"), Disabled: o.bool("disabled"), Multiple: o.bool("multiple"), Enhanced: o.bool("javascript"),
			WrapperClasses: o.str("wrapperClasses"), WrapperAttributes: wrapper}
	},
	"footer": footer,
	"generic-header": func(o opts) govuk.Component {
		return govuk.GenericHeader{LogoText: o.str("logoText"), LogoHTML: o.html("logoHtml"), URL: o.str("url"),
			ContainerClasses: o.str("containerClasses"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	},
	"hint": func(o opts) govuk.Component { return o.hintIn() },
	"input": func(o opts) govuk.Component {
		w := o.obj("inputWrapper")
		return govuk.Input{Name: o.str("name"), ID: o.str("id"), Value: o.str("value"), Type: o.str("type"), Label: o.label("label"),
			Hint: o.hint("hint"), Error: o.errorMessage("errorMessage"), Group: o.group("Input"), Prefix: o.affix("prefix"), Suffix: o.affix("suffix"),
			Wrapper: govuk.Wrapper{Classes: w.str("classes"), Attributes: w.attrs("attributes")}, DescribedBy: o.str("describedBy"),
			Classes: o.str("classes"), Attributes: o.attrs("attributes"), Inputmode: o.str("inputmode"), Autocomplete: o.str("autocomplete"),
			Autocapitalize: o.str("autocapitalize"), Pattern: o.str("pattern"), Spellcheck: o.tristate("spellcheck"), Disabled: o.bool("disabled")}
	},
	"inset-text": func(o opts) govuk.Component {
		return govuk.InsetText{Text: o.str("text"), HTML: o.html("html"), ID: o.str("id"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	},
	"label": func(o opts) govuk.Component { return o.labelIn() },
	"notification-banner": func(o opts) govuk.Component {
		kind := o.str("type")
		return govuk.NotificationBanner{Success: kind == "success", Title: o.str("titleText"), TitleHTML: o.html("titleHtml"), TitleID: o.str("titleId"),
			TitleHeadingLevel: o.num("titleHeadingLevel"), Text: o.str("text"), HTML: o.html("html"), Role: o.str("role"),
			NoAutoFocus: o.isTrue("disableAutoFocus"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	},
	"pagination": pagination,
	"panel": func(o opts) govuk.Component {
		a := o.obj("actions")
		var actions []govuk.PanelAction
		for _, i := range a.list("items") {
			actions = append(actions, govuk.PanelAction{Text: i.str("text"), Href: i.str("href"), Type: i.str("type"), Classes: i.str("classes"), Attributes: i.attrs("attributes")})
		}
		return govuk.Panel{Title: o.str("titleText"), TitleHTML: o.html("titleHtml"), HeadingLevel: o.num("headingLevel"), Text: o.str("text"), HTML: o.html("html"),
			Actions: actions, ActionsClasses: a.str("classes"), ActionsAttributes: a.attrs("attributes"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	},
	"phase-banner": func(o opts) govuk.Component {
		return govuk.PhaseBanner{Tag: o.tag("tag"), Text: o.str("text"), HTML: o.html("html"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	},
	"radios": func(o opts) govuk.Component {
		f := o.fieldset("fieldset")
		return govuk.Radios{Name: o.str("name"), IDPrefix: o.str("idPrefix"), Value: o.str("value"), Legend: f.Legend, Fieldset: f, Hint: o.hint("hint"),
			Error: o.errorMessage("errorMessage"), Group: o.group("Inputs"), Items: o.choices(), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	},
	"select": func(o opts) govuk.Component {
		var items []govuk.Option
		for _, i := range o.list("items") {
			items = append(items, govuk.Option{Value: i.str("value"), NoValue: !i.has("value"), Text: i.str("text"), Selected: i.isTrue("selected"),
				Disabled: i.bool("disabled"), Attributes: i.attrs("attributes")})
		}
		return govuk.Select{Name: o.str("name"), ID: o.str("id"), Value: o.str("value"), Items: items, Label: o.label("label"), Hint: o.hint("hint"),
			Error: o.errorMessage("errorMessage"), Group: o.group("Input"), DescribedBy: o.str("describedBy"), Classes: o.str("classes"),
			Attributes: o.attrs("attributes"), Disabled: o.bool("disabled")}
	},
	"service-navigation": serviceNavigation,
	"skip-link": func(o opts) govuk.Component {
		return govuk.SkipLink{Text: o.str("text"), HTML: o.html("html"), Href: o.str("href"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	},
	"summary-list": summaryList,
	"table":        table,
	"tabs": func(o opts) govuk.Component {
		var items []govuk.Tab
		for _, i := range o.list("items") {
			p := i.obj("panel")
			items = append(items, govuk.Tab{Label: i.str("label"), ID: i.str("id"), Text: p.str("text"), HTML: p.html("html"),
				Attributes: i.attrs("attributes"), PanelAttributes: p.attrs("attributes")})
		}
		return govuk.Tabs{Title: o.str("title"), Items: items, ID: o.str("id"), IDPrefix: o.str("idPrefix"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	},
	"tag":       func(o opts) govuk.Component { return o.tagIn() },
	"task-list": taskList,
	"textarea":  func(o opts) govuk.Component { return textarea(o) },
	"warning-text": func(o opts) govuk.Component {
		return govuk.WarningText{Text: o.str("text"), HTML: o.html("html"), Hidden: o.str("iconFallbackText"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	},
}

func button(o opts) govuk.Component {
	return govuk.Button{Text: o.str("text"), HTML: o.html("html"), Href: o.str("href"), Type: o.str("type"), Name: o.str("name"), Value: o.str("value"),
		ID: o.str("id"), Classes: o.str("classes"), Attributes: o.attrs("attributes"), Disabled: o.bool("disabled"), Start: o.bool("isStartButton"),
		PreventDoubleClick: o.isTrue("preventDoubleClick")}
}

func textarea(o opts) govuk.Textarea {
	return govuk.Textarea{Name: o.str("name"), ID: o.str("id"), Value: o.str("value"), Rows: o.num("rows"), Label: o.label("label"), Hint: o.hint("hint"),
		Error: o.errorMessage("errorMessage"), Group: o.group("Input"), DescribedBy: o.str("describedBy"), Classes: o.str("classes"),
		Attributes: o.attrs("attributes"), Autocomplete: o.str("autocomplete"), Spellcheck: o.tristate("spellcheck"), Disabled: o.bool("disabled")}
}

func characterCount(o opts) govuk.Component {
	var texts govuk.Attrs
	for option, key := range map[string]string{"charactersUnderLimitText": "characters-under-limit", "charactersAtLimitText": "characters-at-limit",
		"charactersOverLimitText": "characters-over-limit", "wordsUnderLimitText": "words-under-limit", "wordsAtLimitText": "words-at-limit",
		"wordsOverLimitText": "words-over-limit"} {
		texts = o.i18n(texts, option, key)
	}
	return govuk.CharacterCount{Textarea: textarea(o), MaxLength: o.num("maxlength"), MaxWords: o.num("maxwords"), Threshold: o.num("threshold"),
		CountType: o.str("countType"), Description: o.str("textareaDescriptionText"), CountClasses: o.obj("countMessage").str("classes"), Texts: texts}
}

func dateInput(o opts) govuk.Component {
	f := o.fieldset("fieldset")
	d := govuk.DateInput{ID: o.str("id"), NamePrefix: o.str("namePrefix"), Legend: f.Legend, Fieldset: f, Hint: o.hint("hint"),
		Error: o.errorMessage("errorMessage"), Group: o.group("Inputs"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	values := o.obj("values")
	prefix := ""
	if d.NamePrefix != "" {
		prefix = d.NamePrefix + "-"
	}
	if !o.has("day") && !o.has("month") && !o.has("year") && !o.has("items") {
		d.Day, d.Month, d.Year = values.str(prefix+"day"), values.str(prefix+"month"), values.str(prefix+"year")
		return d
	}
	item := func(i opts, name string) {
		if i.has("name") {
			name = i.str("name")
		}
		value := values.str(prefix + name)
		if i.has("value") {
			value = i.str("value")
		}
		classes := i.str("classes")
		d.Items = append(d.Items, govuk.DateItem{Name: name, Label: i.str("label"), Value: value, ID: i.str("id"), Classes: classes,
			Wrong: i.bool("error"), NotWrong: i.has("error") && !i.bool("error"), Inputmode: i.str("inputmode"),
			Autocomplete: i.str("autocomplete"), Pattern: i.str("pattern"), Attributes: i.attrs("attributes")})
	}
	if o.has("items") {
		for _, i := range o.list("items") {
			item(i, "")
		}
		return d
	}
	for _, name := range []string{"day", "month", "year"} {
		if o.get(name) == false {
			continue
		}
		item(o.obj(name), name)
	}
	return d
}

func footer(o opts) govuk.Component {
	f := govuk.Footer{ContainerClasses: o.str("containerClasses"), Classes: o.str("classes"), Attributes: o.attrs("attributes"),
		Licence: o.content("contentLicence"), Copyright: o.content("copyright")}
	f.OGL = !o.has("contentLicence")
	if !f.Copyright.Given() {
		f.Copyright = crown("© Crown copyright", "")
	} else {
		f.Copyright = crown(f.Copyright.Text, f.Copyright.HTML)
	}
	m := o.obj("meta")
	f.Meta = govuk.FooterMeta{Title: m.str("visuallyHiddenTitle"), Items: m.links("items"), Text: m.str("text"), HTML: m.html("html")}
	for _, s := range o.list("navigation") {
		f.Navigation = append(f.Navigation, govuk.FooterSection{Title: s.str("title"), Items: s.links("items"), Columns: s.num("columns"), Width: s.str("width")})
	}
	return f
}

// crown is the copyright notice with the link that every fixture has; ours has none of its own.
func crown(text string, html template.HTML) govuk.Content {
	if html == "" {
		html = template.HTML(template.HTMLEscapeString(text))
	}
	return govuk.Content{HTML: `<a class="govuk-footer__link govuk-footer__copyright-logo" href="https://www.nationalarchives.gov.uk/information-management/re-using-public-sector-information/uk-government-licensing-framework/crown-copyright/"> ` + html + ` </a>`}
}

func pagination(o opts) govuk.Component {
	link := func(l opts) govuk.PageLink {
		return govuk.PageLink{Href: l.str("href"), Text: l.str("text"), HTML: l.html("html"), Label: l.str("labelText"), Attributes: l.attrs("attributes")}
	}
	p := govuk.Pagination{Previous: link(o.obj("previous")), Next: link(o.obj("next")), Landmark: o.str("landmarkLabel"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	for _, i := range o.list("items") {
		p.Items = append(p.Items, govuk.PageItem{Number: i.str("number"), Href: i.str("href"), Current: i.bool("current"), Ellipsis: i.bool("ellipsis"),
			Hidden: i.str("visuallyHiddenText"), Attributes: i.attrs("attributes")})
	}
	return p
}

func serviceNavigation(o opts) govuk.Component {
	s := govuk.ServiceNavigation{ServiceName: o.str("serviceName"), ServiceURL: o.str("serviceUrl"), Label: o.str("ariaLabel"), MenuText: o.str("menuButtonText"),
		MenuLabel: o.str("menuButtonLabel"), NavigationLabel: o.str("navigationLabel"), NavigationID: o.str("navigationId"),
		NavigationClasses: o.str("navigationClasses"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	collapse := o.bool("collapseNavigationOnMobile")
	s.AlwaysCollapse, s.NeverCollapse = collapse, o.has("collapseNavigationOnMobile") && !collapse
	slots := o.obj("slots")
	s.Start, s.NavStart, s.NavEnd = slots.html("start"), slots.html("navigationStart"), slots.html("navigationEnd")
	if _, isObject := slots.get("end").(map[string]any); isObject {
		end := slots.obj("end")
		s.End, s.EndInline = end.html("html"), end.str("align") == "inline"
	} else {
		s.End = slots.html("end")
	}
	for _, i := range o.list("navigation") {
		s.Items = append(s.Items, govuk.NavItem{Text: i.str("text"), HTML: i.html("html"), Href: i.str("href"), Current: i.bool("current"), Active: i.bool("active"), Attributes: i.attrs("attributes")})
	}
	return s
}

func summaryList(o opts) govuk.Component {
	s := govuk.SummaryList{Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	for _, r := range o.list("rows") {
		a := r.obj("actions")
		s.Rows = append(s.Rows, govuk.SummaryRow{Key: r.content("key"), Value: r.content("value"), Actions: a.links("items"), ActionsClasses: a.str("classes"), Classes: r.str("classes")})
	}
	if o.has("card") {
		c := o.obj("card")
		title, a := c.obj("title"), c.obj("actions")
		s.Card = &govuk.SummaryCard{Title: c.content("title"), HeadingLevel: title.num("headingLevel"), Actions: a.links("items"),
			ActionsClasses: a.str("classes"), Classes: c.str("classes"), Attributes: c.attrs("attributes")}
	}
	return s
}

func table(o opts) govuk.Component {
	t := govuk.Table{Caption: o.str("caption"), CaptionClasses: o.str("captionClasses"), FirstCellIsHeader: o.bool("firstCellIsHeader"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	cell := func(c opts) govuk.Cell {
		return govuk.Cell{Text: c.str("text"), HTML: c.html("html"), Format: c.str("format"), Classes: c.str("classes"), Colspan: c.num("colspan"), Rowspan: c.num("rowspan"), Attributes: c.attrs("attributes")}
	}
	for _, c := range o.list("head") {
		t.Head = append(t.Head, cell(c))
	}
	for r, row := range anyList(o.get("rows")) {
		cells, ok := row.([]any)
		if !ok {
			panic("a row that is no list: a Go slice has no holes")
		}
		var out []govuk.Cell
		for c, v := range cells {
			out = append(out, cell(opts{v.(map[string]any), fmt.Sprintf("%s/rows[%d][%d]", o.path, r, c), o.read}))
		}
		t.Rows = append(t.Rows, out)
	}
	return t
}

func taskList(o opts) govuk.Component {
	t := govuk.TaskList{IDPrefix: o.str("idPrefix"), Classes: o.str("classes"), Attributes: o.attrs("attributes")}
	for _, i := range o.list("items") {
		status := i.obj("status")
		t.Items = append(t.Items, govuk.Task{Title: i.content("title"), Href: i.str("href"), Hint: i.content("hint"),
			Status: govuk.Content{Text: status.str("text"), HTML: status.html("html")}, Tag: status.tag("tag"), StatusClasses: status.str("classes"), Classes: i.str("classes")})
	}
	return t
}

func anyList(v any) []any { l, _ := v.([]any); return l }
