// Package govuk has the components of GOV.UK Frontend 6 (npm govuk-frontend 6.6.0) as Go structs with templates, a few
// of our own in the same manner, the page around them, and Views, which renders pages. A component is a value with a
// template of the same name:
//
//	{{template "govuk/radios" .Worker}}      where .Worker is a govuk.Radios
//	{{component .Worker}}                    the same, for any component
//
// The one promise: the markup is that of the fixtures which the npm package ships, but for the crown and the font,
// which a council may not show. fixtures_test.go compares the two and lists what is left out, with the reason.
package govuk

import (
	"embed"
	"fmt"
	"html/template"
	"io"
	"regexp"
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/web/static"
)

//go:embed templates/*.html
var sources embed.FS

// A Component is a value that knows the template that shows it.
type Component interface {
	Template() string // such as "govuk/radios"
}

// A Viewer is something that can be shown as a component: a field of a form.
type Viewer interface {
	View() Component
}

// Kit is the parsed set of component templates. It is safe for use by several goroutines.
type Kit struct {
	set *template.Template
}

// New parses the component templates, which are part of the binary.
func New() (*Kit, error) {
	set := template.New("govuk")
	set.Funcs(funcs(set))
	set, err := set.ParseFS(sources, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("component templates: %w", err)
	}
	return &Kit{set: set}, nil
}

// Templates is a fresh set with every component and the functions that they need, for page templates to be added to.
//
//	component X   shows any Component or Viewer
//	asset NAME    the address of a built-in file
//	moment T      an instant as people read it, in London
func (k *Kit) Templates() (*template.Template, error) {
	set := template.New("page").Funcs(funcs(k.set))
	set, err := set.ParseFS(sources, "templates/*.html")
	if err != nil {
		return nil, fmt.Errorf("component templates: %w", err)
	}
	return set, nil
}

// Render writes one component, or a Viewer's.
func (k *Kit) Render(w io.Writer, c any) error {
	html, err := component(k.set, c)
	if err != nil {
		return err
	}
	_, err = io.WriteString(w, string(html))
	return err
}

// HTML is one component as markup that is safe to put into a page.
func (k *Kit) HTML(c any) (template.HTML, error) { return component(k.set, c) }

func funcs(set *template.Template) template.FuncMap {
	return template.FuncMap{
		"component": func(c any) (template.HTML, error) { return component(set, c) },
		"asset":     static.URL,
		"moment":    day.Moment,
	}
}

func component(set *template.Template, c any) (template.HTML, error) {
	if v, ok := c.(Viewer); ok {
		c = v.View()
	}
	known, ok := c.(Component)
	if !ok {
		return "", fmt.Errorf("%T is not a component", c)
	}
	var b strings.Builder
	if err := set.ExecuteTemplate(&b, known.Template(), known); err != nil {
		return "", err
	}
	return template.HTML(b.String()), nil // made by an escaping template
}

// Attrs are further attributes of an element. Names come from our own code; values are escaped.
type Attrs map[string]string

var attrName = regexp.MustCompile(`^[A-Za-z_:][A-Za-z0-9_:.-]*$`)

// HTML is the attributes in the order of their names, each with a space before it. It refuses what our content
// security policy forbids: event handlers and inline styles.
func (a Attrs) HTML() (template.HTMLAttr, error) {
	names := make([]string, 0, len(a))
	for name := range a {
		lower := strings.ToLower(name)
		if !attrName.MatchString(name) || strings.HasPrefix(lower, "on") || lower == "style" || lower == "srcdoc" {
			return "", fmt.Errorf("the attribute %q is not allowed on a component", name)
		}
		names = append(names, name)
	}
	slices.Sort(names)
	var b strings.Builder
	for _, name := range names {
		fmt.Fprintf(&b, ` %s="%s"`, name, template.HTMLEscapeString(a[name]))
	}
	return template.HTMLAttr(b.String()), nil
}

// Content is a piece of a component: text, or markup, or another component. The first given of Component, HTML and
// Text is shown.
type Content struct {
	Text      string
	HTML      template.HTML
	Component Component
	Classes   string
}

// Given says whether there is anything to show.
func (c Content) Given() bool { return c.Text != "" || c.HTML != "" || c.Component != nil }

func or(s, otherwise string) string {
	if s == "" {
		return otherwise
	}
	return s
}

func join(parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(s string) bool { return s == "" }), " ")
}
