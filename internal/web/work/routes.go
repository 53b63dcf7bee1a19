// Package work has the pages from which work is done and shared out: the work list of a person and of a team in the order of legal risk, and a team's waiting
// list, cases and caseloads.
//
// Invariant: a count is that of the rows under it; what is put off is shown as put off, and what the law sets and is overdue never leaves a manager's list.
// Source: issue 5 (teams, allocation, caseload; work list); acceptance-scenarios.md 14, 15; complaints-as-tests.md 8, 22.
package work

import (
	"throughline/internal/access"
	"throughline/internal/web/shell"
	"throughline/internal/workforce"
)

// Routes are the pages of work lists and teams.
func Routes() []shell.Route {
	list := func(method, path string, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: path, Action: access.List, Class: access.Assessment, Page: page}
	}
	child := func(method, path string, page shell.Handler) shell.Route {
		return shell.Route{Method: method, Path: "/children/{id}" + path, Action: access.Allocate, Class: access.Identity, About: shell.AChild, Page: page}
	}
	return []shell.Route{
		list("GET", "/work", work),
		list("GET", "/work/later/{id}", later),
		list("POST", "/work/later/{id}", putOff),
		list("POST", "/work/now/{id}", takeUp),
		list("GET", "/teams/{id}", team),
		list("GET", "/teams/{id}/caseloads", caseloads),
		list("GET", "/work/calendar", calendar),
		list("POST", "/work/calendar", makeCalendar),
		list("POST", "/work/calendar/end", endCalendar),
		{Method: "GET", Path: "/calendar/{token}", Action: access.ReadPublic, Class: access.None, Open: true, Page: feed},
		list("GET", "/teams/{id}/transfers", transfers),
		list("POST", "/transfers/{id}", answerTransfer),
		list("GET", "/teams/{id}/away", away),
		list("POST", "/teams/{id}/away", away),
		list("POST", "/teams/{id}/back", backAgain),
		list("GET", "/teams/{id}/move", moveAll),
		list("POST", "/teams/{id}/move", moveAll),
		list("GET", "/teams/{id}/standard", standard),
		list("POST", "/teams/{id}/standard", standard),
		list("POST", "/teams/{id}/undo", takeBack),
		child("GET", "/transfer", transferCase),
		child("POST", "/transfer", transferCase),
		child("GET", "/give", give),
		child("POST", "/give", give),
	}
}

func room(r *shell.Request) workforce.Room { return workforce.Room{Desk: r.House().Desk} }
