package govuk

import "html/template"

// Components of the frame round a page.

// GenericHeader is the bar at the top: the name of the service, no crown.
type GenericHeader struct {
	LogoText         string
	LogoHTML         template.HTML
	URL              string // / unless given
	ContainerClasses string // govuk-width-container unless given
	Classes          string
	Attributes       Attrs
}

// Template implements Component.
func (GenericHeader) Template() string { return "govuk/generic-header" }

// ServiceNavigation is the menu below the header.
type ServiceNavigation struct {
	ServiceName       string
	ServiceURL        string
	Items             []NavItem
	Start, End        template.HTML // before and after everything
	EndInline         bool
	NavStart, NavEnd  template.HTML // list items before and after Items
	Label             string        // "Service information" unless given
	MenuText          string        // "Menu" unless given
	MenuLabel         string
	NavigationLabel   string
	NavigationID      string // "navigation" unless given
	NavigationClasses string
	AlwaysCollapse    bool // on a phone; without either only with two items or more
	NeverCollapse     bool
	Classes           string
	Attributes        Attrs
}

// NavItem is one place in the menu.
type NavItem struct {
	Text       string
	HTML       template.HTML
	Href       string
	Current    bool // this very page
	Active     bool // a page below it
	Attributes Attrs
}

// Template implements Component.
func (ServiceNavigation) Template() string { return "govuk/service-navigation" }

// Collapses says whether there is a menu button on a phone.
func (s ServiceNavigation) Collapses() bool {
	return s.AlwaysCollapse || !s.NeverCollapse && len(s.Items) > 1
}

// Landmark says whether the whole is a landmark, or only the list of links.
func (s ServiceNavigation) Landmark() bool {
	return s.ServiceName != "" || s.Start != "" || s.End != ""
}

// MenuButtonLabel is the name of the menu button when it is not its text.
func (s ServiceNavigation) MenuButtonLabel() string {
	if s.MenuLabel == or(s.MenuText, "Menu") {
		return ""
	}
	return s.MenuLabel
}

// Footer is the foot of the page, without crown and crest.
type Footer struct {
	Navigation       []FooterSection
	Meta             FooterMeta
	OGL              bool // the content is under the Open Government Licence
	Licence          Content
	Copyright        Content // shown when given
	ContainerClasses string
	Classes          string
	Attributes       Attrs
}

// FooterSection is a column of links.
type FooterSection struct {
	Title   string
	Items   []Link
	Columns int
	Width   string // "full" unless given
}

// FooterMeta is the line of small links.
type FooterMeta struct {
	Title string // read aloud; "Support links" unless given
	Items []Link
	Text  string
	HTML  template.HTML
}

// Given says whether there is such a line.
func (m FooterMeta) Given() bool {
	return len(m.Items) > 0 || m.Text != "" || m.HTML != ""
}

// Template implements Component.
func (Footer) Template() string { return "govuk/footer" }
