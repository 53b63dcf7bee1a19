package govuk

import (
	"html/template"
	"strings"
)

// Components that only show something.

// Button sends a form, or, with Href, looks like a button and is a link.
type Button struct {
	Text               string
	HTML               template.HTML
	Href               string
	Type               string // submit unless given
	Name, Value        string
	ID                 string
	Classes            string
	Attributes         Attrs
	Disabled           bool
	Start              bool // the large arrow that begins a service
	PreventDoubleClick bool // ignore a second press within a second
}

// Template implements Component.
func (Button) Template() string { return "govuk/button" }

// BackLink leads to the page before. Text is "Back" unless given.
type BackLink struct {
	Text       string
	HTML       template.HTML
	Href       string
	Classes    string
	Attributes Attrs
}

// Template implements Component.
func (BackLink) Template() string { return "govuk/back-link" }

// Link is an ordinary link; HiddenText is read aloud after its text, so that "Change" says what it changes.
type Link struct {
	Text       string
	HTML       template.HTML
	Href       string
	HiddenText string
	Classes    string
	Attributes Attrs
}

// Template implements Component.
func (Link) Template() string { return "govuk/link" }

// Breadcrumbs shows where a page lies. An item without Href is the page itself.
type Breadcrumbs struct {
	Items            []Link
	CollapseOnMobile bool
	Label            string // "Breadcrumb" unless given
	Classes          string
	Attributes       Attrs
}

// Template implements Component.
func (Breadcrumbs) Template() string { return "govuk/breadcrumbs" }

// Details hides something that only some readers need.
type Details struct {
	Summary     string
	SummaryHTML template.HTML
	Text        string
	HTML        template.HTML
	Body        []Component // after Text and HTML
	Open        bool
	ID          string
	Classes     string
	Attributes  Attrs
}

// Template implements Component.
func (Details) Template() string { return "govuk/details" }

// InsetText sets a passage apart, such as a statutory rule.
type InsetText struct {
	Text       string
	HTML       template.HTML
	ID         string
	Classes    string
	Attributes Attrs
}

// Template implements Component.
func (InsetText) Template() string { return "govuk/inset-text" }

// WarningText is for what has serious consequences.
type WarningText struct {
	Text       string
	HTML       template.HTML
	Hidden     string // what is read aloud before it; "Warning" unless given
	Classes    string
	Attributes Attrs
}

// Template implements Component.
func (WarningText) Template() string { return "govuk/warning-text" }

// Tag is a state in a word. Colour classes only repeat what the word says: govuk-tag--green and so on.
type Tag struct {
	Text       string
	HTML       template.HTML
	Classes    string
	Attributes Attrs
}

// Template implements Component.
func (Tag) Template() string { return "govuk/tag" }

// Given says whether there is a tag to show.
func (t Tag) Given() bool { return t.Text != "" || t.HTML != "" }

// Panel is the large confirmation at the end of a journey or, with the class govuk-panel--interruption, a stop on the way.
type Panel struct {
	Title             string
	TitleHTML         template.HTML
	HeadingLevel      int // 1 unless given
	Text              string
	HTML              template.HTML
	Actions           []PanelAction // interruptions only
	ActionsClasses    string
	ActionsAttributes Attrs
	Classes           string
	Attributes        Attrs
}

// PanelAction is a button, or with Href and no Type a link, on an interruption.
type PanelAction struct {
	Text       string
	Href       string
	Type       string
	Classes    string
	Attributes Attrs
}

// Template implements Component.
func (Panel) Template() string { return "govuk/panel" }

// Interruption says whether the panel stops the reader, rather than confirms.
func (p Panel) Interruption() bool { return strings.Contains(p.Classes, "govuk-panel--interruption") }

// Button is the action as an inverse button. It is for the template.
func (a PanelAction) Button() Button {
	return Button{Text: a.Text, Type: or(a.Type, "button"), Href: a.Href, Attributes: a.Attributes,
		Classes: join("govuk-button--inverse", a.Classes)}
}

// PhaseBanner says that a service is new and being tried.
type PhaseBanner struct {
	Tag        Tag
	Text       string
	HTML       template.HTML
	Classes    string
	Attributes Attrs
}

// Template implements Component.
func (PhaseBanner) Template() string { return "govuk/phase-banner" }

// TagView is the tag with its place in the banner. It is for the template.
func (p PhaseBanner) TagView() Tag {
	p.Tag.Classes = join("govuk-phase-banner__content__tag", p.Tag.Classes)
	return p.Tag
}

// Given says whether there is a banner to show.
func (p PhaseBanner) Given() bool { return p.Text != "" || p.HTML != "" }

// NotificationBanner tells of something that is not the page's own subject, or with Success that a thing was done.
type NotificationBanner struct {
	Success           bool
	Title             string // "Success" or "Important" unless given
	TitleHTML         template.HTML
	TitleID           string
	TitleHeadingLevel int // 2 unless given
	Text              string
	HTML              template.HTML
	Role              string
	NoAutoFocus       bool
	Classes           string
	Attributes        Attrs
}

// Template implements Component.
func (NotificationBanner) Template() string { return "govuk/notification-banner" }

// Given says whether there is a banner to show.
func (n NotificationBanner) Given() bool { return n.Text != "" || n.HTML != "" }

// SkipLink jumps over the header.
type SkipLink struct {
	Text       string
	HTML       template.HTML
	Href       string // #content unless given
	Classes    string
	Attributes Attrs
}

// Template implements Component.
func (SkipLink) Template() string { return "govuk/skip-link" }

// ErrorSummary lists what is wrong at the top of a page, each with a link to its input.
type ErrorSummary struct {
	Title           string
	TitleHTML       template.HTML
	Description     string
	DescriptionHTML template.HTML
	List            []ErrorLink
	NoAutoFocus     bool
	Classes         string
	Attributes      Attrs
}

// ErrorLink is one error. Href is "#" and the id of the input, or empty when no input is to blame.
type ErrorLink struct {
	Text       string
	HTML       template.HTML
	Href       string
	Attributes Attrs
}

// Template implements Component.
func (ErrorSummary) Template() string { return "govuk/error-summary" }
