// Package lado has the pages of the local authority designated officer, and the written form with which others refer an allegation to them.
package lado

import (
	"net/url"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"throughline/internal/access"
	"throughline/internal/day"
	room "throughline/internal/lado"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk/form"
	"throughline/internal/web/shell"
)

// Routes are the pages. All but the written form and its receipt answer to the LADO alone; for everybody else they are not there.
func Routes() []shell.Route {
	route := func(method, path string, action access.Action, about shell.About, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: action, Class: access.SourceRestricted, About: about, Page: page}
	}
	out := []shell.Route{
		route("GET", "/allegations/refer", access.Refer, shell.Nothing, refer),
		route("POST", "/allegations/refer", access.Refer, shell.Nothing, referred),
		route("GET", "/allegation-receipts/{id}", access.Refer, shell.AnAllegation, receipt),

		route("GET", "/allegations", access.List, shell.Nothing, board),
		route("POST", "/allegations", access.List, shell.Nothing, found),
		route("GET", "/allegations/new", access.Record, shell.Nothing, take),
		route("POST", "/allegations/new", access.Record, shell.Nothing, taken),
		route("GET", "/allegations/question", access.Record, shell.Nothing, ask),
		route("POST", "/allegations/question", access.Record, shell.Nothing, asked),
		route("GET", "/safeguarding-leads", access.List, shell.Nothing, leads),
		route("POST", "/safeguarding-leads", access.Record, shell.Nothing, addLead),
		route("POST", "/safeguarding-leads/{id}/end", access.Record, shell.Nothing, endLead),
		route("GET", "/allegations/{id}", access.Read, shell.AnAllegation, show),
	}
	for _, e := range editors {
		out = append(out, route("GET", "/allegations/{id}/"+e.name, access.Record, shell.AnAllegation, e.show), route("POST", "/allegations/{id}/"+e.name, access.Record, shell.AnAllegation, e.take))
	}
	for name, do := range acts {
		out = append(out, route("POST", "/allegations/{id}/"+name, access.Record, shell.AnAllegation, act(do)))
	}
	return append(out,
		route("GET", "/allegations/{id}/child", access.Record, shell.AnAllegation, child),
		route("POST", "/allegations/{id}/child", access.Record, shell.AnAllegation, childFound),
		route("POST", "/allegations/{id}/undo", access.Undo, shell.AnAllegation, undo),
		route("POST", "/allegations/{id}/destroy", access.Record, shell.AnAllegation, destroy))
}

func subjectOf(r *shell.Request) string { return record.LADOSubject + ":" + r.ID() }

func subjectID(subject string) string {
	_, id, _ := strings.Cut(subject, ":")
	return id
}

// read opens the allegation of a page.
func read(r *shell.Request) (room.View, error) {
	return r.House().LADO.Read(r.Context(), r.Actor, subjectOf(r), r.Route.Pattern())
}

// row is a question and its answer.
type row struct{ Key, Value string }

func options(set string, on day.Day) (out []form.Option) {
	s, _ := codes.Set(set)
	for _, c := range s.On(on) {
		out = append(out, form.Option{Value: c.Code, Label: capital(c.Label)})
	}
	return out
}

func capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// label is a code in words.
func label(set, code string) string { return codes.Sentence(set, code) }

// short is a code in words, as far as its colon.
func short(set, code string) string {
	before, _, _ := strings.Cut(label(set, code), ":")
	return before
}

func set(v url.Values, name string, d day.Day) {
	if !d.IsZero() {
		y, m, dd := d.Date()
		v.Set(name+"-day", strconv.Itoa(dd))
		v.Set(name+"-month", strconv.Itoa(int(m)))
		v.Set(name+"-year", strconv.Itoa(y))
	}
}

func date(v url.Values, name string) day.Day {
	d, err := day.FromParts(v.Get(name+"-day"), v.Get(name+"-month"), v.Get(name+"-year"))
	if err != nil {
		return day.Day{}
	}
	return d
}

func get(v url.Values, name string) string { return strings.TrimSpace(v.Get(name)) }
