// Package lado has the pages of the local authority designated officer, and the written form with which others refer an allegation to them.
package lado

import (
	"strings"

	"throughline/internal/access"
	room "throughline/internal/lado"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/web/shell"
)

// Routes are the pages. All but the written form and its receipt answer to the LADO alone; for everybody else they are not there.
func Routes() []shell.Route {
	route := func(method, path string, action access.Action, about shell.About, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: action, Class: access.SourceRestricted, About: about, Page: page}
	}
	out := []shell.Route{
		route("GET", "/allegations/refer", access.Refer, shell.Nothing, refer),
		route("POST", "/allegations/refer", access.Refer, shell.Nothing, refer),
		route("GET", "/allegation-receipts/{id}", access.Refer, shell.AnAllegation, receipt),

		route("GET", "/allegations", access.List, shell.Nothing, board),
		route("POST", "/allegations", access.List, shell.Nothing, found),
		route("GET", "/allegations/new", access.Record, shell.Nothing, take),
		route("POST", "/allegations/new", access.Record, shell.Nothing, take),
		route("GET", "/allegations/question", access.Record, shell.Nothing, ask),
		route("POST", "/allegations/question", access.Record, shell.Nothing, ask),
		route("GET", "/safeguarding-leads", access.List, shell.Nothing, leads),
		route("POST", "/safeguarding-leads", access.Record, shell.Nothing, addLead),
		route("POST", "/safeguarding-leads/{id}/end", access.Record, shell.Nothing, endLead),
		route("GET", "/allegations/{id}", access.Read, shell.AnAllegation, show),
	}
	for _, e := range editors {
		out = append(out, route("GET", "/allegations/{id}/"+e.name, access.Record, shell.AnAllegation, e.run), route("POST", "/allegations/{id}/"+e.name, access.Record, shell.AnAllegation, e.run))
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

// read opens the allegation of a page.
func read(r *shell.Request) (room.View, error) {
	return r.House().LADO.Read(r.Context(), r.Actor, subjectOf(r), r.Route.Pattern())
}

// row is a question and its answer.
type row struct{ Key, Value string }

// short is a code in words, as far as its colon.
func short(set, code string) string {
	before, _, _ := strings.Cut(codes.Sentence(set, code), ":")
	return before
}
