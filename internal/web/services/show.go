package services

import (
	"net/http"
	"slices"
	"strings"

	"throughline/internal/task"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// showView is one record.
type showView struct {
	govuk.Page
	At       string // its address
	State    string
	Ended    bool
	Warning  []row // what must be known before anything else
	People   []link
	Waits    []task.Item
	Buttons  []link // the next steps
	Links    []link // what else can be done
	Parts    []part
	Undo     *shell.Step
	ReadOnly string
}

type link struct{ Text, Href string }

// part is a heading with answers or a table.
type part struct {
	Heading string
	Rows    []row
	Table   table
	Empty   string
}

type table struct {
	Caption string
	Heads   []string
	Lines   [][]string
}

// row is a question and its answer.
type row struct{ Key, Value string }

func given(rows ...row) (out []row) {
	for _, r := range rows {
		if strings.TrimSpace(r.Value) != "" {
			out = append(out, r)
		}
	}
	return out
}

func (p pages[V]) showOne(w http.ResponseWriter, r *shell.Request) error {
	v, err := p.read(r)
	if err != nil {
		return err
	}
	caption, reference, subject, _ := p.about(v)
	out := showView{Page: r.Page(p.title + " " + reference), At: p.path + "/" + r.ID()}
	out.Caption, out.Back = caption, govuk.BackLink{Text: "Other services", Href: "/services"}
	out.Banner = done(r)
	p.show(p, r, v, &out)
	items, err := r.House().Tasks.On(r.Context(), subject)
	if err != nil {
		return err
	}
	for _, i := range items {
		if i.Open() && strings.HasSuffix(i.Title, reference) {
			out.Waits = append(out.Waits, i)
		}
	}
	if out.Undo, err = r.LastStep(p.undoing(r), r.ID(), out.At+"/undo", nil); err != nil {
		return err
	}
	return r.Show(w, "services/show", out)
}

// steps puts the editors that fit into buttons and links: those that are named first are the next steps.
func (p pages[V]) steps(v V, out *showView, next ...string) {
	for _, e := range p.editors {
		if e.fits != nil && !e.fits(v) {
			continue
		}
		l := link{e.title, out.At + "/" + e.name}
		if slices.Contains(next, e.name) {
			out.Buttons = append(out.Buttons, l)
		} else {
			out.Links = append(out.Links, l)
		}
	}
}

// listView is the list of a service.
type listView struct {
	govuk.Page
	Intro  string
	Counts []counts
	Heads  []string
	Lines  []line
	Past   int
	All    string // the address with what has ended; "" when that is shown
}

// counts is one small table of numbers.
type counts struct {
	Caption string
	Rows    []row
}

type line struct {
	Href, Reference, Names string
	Cells                  []string
	Flag                   string
	Next                   string
}

func (p pages[V]) showList(w http.ResponseWriter, r *shell.Request) error {
	v, shown, err := p.list(r)
	if err != nil {
		return err
	}
	v.Wide, v.Banner, v.Back = true, done(r), govuk.BackLink{Text: "Other services", Href: "/services"}
	if err := r.Listed("row of the list of a service", shown...); err != nil {
		return err
	}
	return r.Show(w, "services/list", v)
}

// past says whether what has ended is shown as well.
func past(r *shell.Request) bool { return r.URL.Query().Get("show") == "all" }

// done is what has just been done.
func done(r *shell.Request) govuk.NotificationBanner {
	for name, text := range map[string]string{"saved": "Saved.", "undone": "It is as it was before.", "sent": "The service has it now. Its team decides what follows."} {
		if r.URL.Query().Has(name) {
			return govuk.NotificationBanner{Success: true, Text: text}
		}
	}
	return govuk.NotificationBanner{}
}
