// Package figures has the pages of measures: the catalogue of all, a measure with its definition, trend, comparators and breakdowns, the list
// behind each number, the journey from contact to care, what each reader acts on, and a figure as it was cited.
//
// Invariant: whatever a reader sees of a figure went through forReader or a table made of what did, and every format of a table is written from
// the same cells.
package figures

import (
	"throughline/internal/access"
	"throughline/internal/web/shell"
)

// Routes are the pages of figures.
func Routes() []shell.Route {
	rt := func(method, path string, action access.Action, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: action, Class: access.Figure, Page: page}
	}
	return []shell.Route{
		{Method: "GET", Path: "/dashboard", Action: access.OwnAccount, Class: access.Account, Page: shell.Counting(dashboard)},
		rt("GET", "/figures", access.ReadMeasures, shell.Counting(catalogue)),
		rt("GET", "/figures/{id}", access.ReadMeasures, shell.Counting(one)),
		rt("GET", "/figures/{id}/file", access.ReadMeasures, shell.Counting(oneFile)),
		rt("GET", "/figures/{id}/months", access.OpenFigureList, shell.Counting(oneMonths)),
		rt("GET", "/figures/{id}/list", access.OpenFigureList, shell.Counting(list)),
		rt("POST", "/figures/{id}/comment", access.PublishFigure, comment),
		rt("POST", "/figures/{id}/cite", access.PublishFigure, shell.Counting(cite)),
		rt("GET", "/journey", access.ReadMeasures, shell.Counting(journey)),
		rt("GET", "/journey/list", access.OpenFigureList, shell.Counting(journeyList)),
		rt("GET", "/disproportionality", access.ReadMeasures, shell.Counting(disproportionality)),
		rt("GET", "/cited", access.ReadMeasures, allCited),
		rt("GET", "/cited/{id}", access.ReadMeasures, cited),
	}
}
