package govuk

import (
	"html/template"
	"regexp"
)

// Site is what is the same on every page of one authority's service.
type Site struct {
	Service       string // the name in the header; "Throughline" unless given
	Authority     string // the council or trust
	Home          string // where the name leads; / unless given
	SignOut       string // where the sign-out button posts
	Accessibility string // the pages that every footer links to
	Cookies       string
	Privacy       string
	FooterLinks   []Link // further links
	Theme         string // address of the authority's colours (Theme.CSS), or empty
	Phase         PhaseBanner
}

// Page is what every page has. A view embeds it: type allocateView struct { govuk.Page; … }.
type Page struct {
	Title   string // of the document, without "Error:" and the name of the service
	Heading string // the h1; leave empty when a label or legend of the content is the h1
	Caption string // above the heading; what the page belongs to
	Lang    string // en unless given
	Nav     []NavItem
	User    User
	Find    string // where the box in the header posts that finds a person; none without it
	Errors  []ErrorLink
	Banner  NotificationBanner // what has just been done, or must be known
	Alert   Link               // what cannot wait, above everything on the page; shown when it has Href
	Back    BackLink           // shown when it has Href
	Crumbs  Breadcrumbs        // shown when it has items
	Scripts []string           // further modules of ours, such as "autosave.js"
	Wide    bool               // the content may use the whole width: work lists, comparisons
	Status  int                // the HTTP status; 422 with errors and 200 without unless given
	Print   PrintHead          // the head of a printed report
}

// User is who is signed in. Without a name nobody is.
type User struct {
	Name string
	Role string
}

// PrintHead stands at the head of a printed report only: title, period, and status ("Draft", "Exempt: paragraph 1").
type PrintHead struct {
	Title, Period, Status string
}

// Frame gives the page of a view that embeds it.
func (p Page) Frame() Page { return p }

// A View is a struct that embeds Page.
type View interface{ Frame() Page }

// layout is what the template govuk/page shows.
type layout struct {
	Site Site
	Page Page
	View any
}

// Title is the title of the document: what is wrong first, then the page, the service and the authority.
func (l layout) Title() string {
	title := or(l.Page.Title, l.Page.Heading)
	if len(l.Page.Errors) > 0 {
		title = "Error: " + title
	}
	for _, part := range []string{l.Site.Service, l.Site.Authority} {
		if part != "" {
			title += " – " + part
		}
	}
	return title
}

// referenced is a reference within a heading, such as Q-2026-001, R-2025-AB12CD or SR-2023/24-01: capitals, and then figures or capitals after each hyphen.
var referenced = regexp.MustCompile(`\b[A-Z]{1,3}(?:-[0-9A-Z/]+)+\b`)

// Headline is the h1, in which no line ends within a reference: read in two halves, it is taken for two.
func (l layout) Headline() template.HTML {
	return template.HTML(referenced.ReplaceAllString(template.HTMLEscapeString(l.Page.Heading), `<span class="app-nowrap">$0</span>`))
}

// Lang is the language of the page.
func (l layout) Lang() string { return or(l.Page.Lang, "en") }

// ErrorSummary lists the errors of the page.
func (l layout) ErrorSummary() ErrorSummary {
	return ErrorSummary{Title: "There is a problem", List: l.Page.Errors}
}

// Navigation is the menu of the page.
func (l layout) Navigation() ServiceNavigation {
	return ServiceNavigation{Items: l.Page.Nav, NavigationLabel: "Menu"}
}

// Footer is the foot of the page.
func (l layout) Footer() Footer {
	var links []Link
	for _, link := range []Link{
		{Text: "Accessibility statement", Href: l.Site.Accessibility},
		{Text: "Cookies", Href: l.Site.Cookies},
		{Text: "Privacy", Href: l.Site.Privacy},
	} {
		if link.Href != "" {
			links = append(links, link)
		}
	}
	return Footer{Meta: FooterMeta{Items: append(links, l.Site.FooterLinks...)}, Copyright: Content{Text: l.Site.Authority}}
}

// Skip is the first link of the page.
func (l layout) Skip() SkipLink { return SkipLink{Text: "Skip to main content", Href: "#main-content"} }

// Modules are the scripts of the page.
func (l layout) Modules() []string { return append([]string{"init.js"}, l.Page.Scripts...) }
