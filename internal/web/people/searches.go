package people

import (
	"net/http"
	"strconv"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// mostSearches is how many searches one page shows.
const mostSearches = 200

type searchesView struct {
	govuk.Page
	Rows   []searchRow
	Worker string // whose searches these are, or "" for everybody's
	More   bool
}

type searchRow struct{ When, Who, Href, Typed, What string }

// searches is who searched for what, newest first. Searches of one worker are asked for by the worker's id, which names no child.
func searches(w http.ResponseWriter, r *shell.Request) error {
	v := searchesView{Page: r.Page("Who searched for what")}
	v.Wide = true
	v.Back = govuk.BackLink{Text: "Back to emergency access", Href: "/break-glass"}
	worker := r.URL.Query().Get("worker")
	if worker != "" {
		v.Worker = r.Name(worker)
	}
	rows, err := watch(r).Searches(r.Context(), r.Actor, worker, mostSearches+1)
	if err != nil {
		return err
	}
	v.More = len(rows) > mostSearches
	for _, s := range rows[:min(len(rows), mostSearches)] {
		row := searchRow{When: day.Moment(s.At), Who: r.Name(s.Worker), Href: "/searches?worker=" + s.Worker, Typed: s.Term, What: capital(s.Sorts)}
		if s.Gone {
			row.Typed = "Destroyed under a retention rule"
		}
		if strings.Contains(s.Page, "/people/new") {
			row.What += ", before a person was added"
		}
		v.Rows = append(v.Rows, row)
	}
	return r.Show(w, "people/searches", v)
}

// stopsFor is how long stops stay on the first page of information governance.
const stopsFor = 30 * 24 * time.Hour

type stopRow struct{ When, Who, Rule, Times, Searches string }

// stops is who was stopped for opening many records without a link to them (requirement R12).
func stops(r *shell.Request) ([]stopRow, error) {
	list, err := watch(r).Stops(r.Context(), r.Actor, r.Now().Add(-stopsFor))
	var out []stopRow
	for _, s := range list {
		out = append(out, stopRow{When: stopTimes(s), Who: r.Name(s.Worker), Rule: s.Rule, Times: strconv.Itoa(s.Times), Searches: "/searches?worker=" + s.Worker})
	}
	return out, err
}

func stopTimes(s person.Stopped) string {
	if s.Times == 1 {
		return day.Moment(s.Last)
	}
	return day.Moment(s.First) + " to " + clockTime(s.Last)
}
