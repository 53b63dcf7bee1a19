package listoflists

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/task"
	"throughline/internal/task/duties"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
	"throughline/internal/web/work"
)

// dueRoutes are the lists of what is due that a service works from (complaint 8).
func dueRoutes() []shell.Route {
	rt := func(path string, page shell.Handler) shell.Route {
		return shell.Route{Method: "GET", Path: path, Action: access.List, Class: access.Assessment, Page: page}
	}
	return []shell.Route{rt("/lists", allDue), rt("/lists/{id}", oneDue), rt("/lists/{id}/file", dueFile)}
}

type allDueView struct {
	govuk.Page
	Lists []dueLine
}

// dueLine is one list with its counts, which are those of its rows.
type dueLine struct {
	Title, Says, Href   string
	Due, Overdue, ByLaw int
}

func allDue(w http.ResponseWriter, r *shell.Request) error {
	var clocks []string
	for _, l := range duties.Lists() {
		clocks = append(clocks, l.Clocks...)
	}
	items, err := r.House().Tasks.ByClock(r.Context(), r.Actor, clocks...)
	if err != nil {
		return err
	}
	v := allDueView{Page: r.Page("Lists of what is due")}
	for _, l := range duties.Lists() {
		line := dueLine{Title: l.Title, Says: l.Says, Href: "/lists/" + l.ID}
		for _, i := range items {
			if slices.Contains(l.Clocks, i.Clock) {
				line.Due++
				if i.Overdue() {
					line.Overdue++
					if i.Statutory() {
						line.ByLaw++
					}
				}
			}
		}
		v.Lists = append(v.Lists, line)
	}
	return r.Show(w, "listoflists/due", v)
}

type oneDueView struct {
	govuk.Page
	List   duties.List
	Review string
	Rows   []dueRow
	Count  string
	File   string
	Limits []work.Limit
}

type dueRow struct {
	Href, Title, Who, Due, Worker, Team, Weight, Limit string
	Clock                                              govuk.Clock
}

// asked is the list of the address with its rows, whose people are written down.
func asked(r *shell.Request) (duties.List, []task.Item, error) {
	l, ok := duties.Lookup(r.ID())
	if !ok {
		return l, nil, errs.New(errs.NotFound, "There is no such list")
	}
	items, err := r.House().Tasks.ByClock(r.Context(), r.Actor, l.Clocks...)
	if err != nil {
		return l, nil, err
	}
	return l, items, r.ListedItems(items)
}

func oneDue(w http.ResponseWriter, r *shell.Request) error {
	l, items, err := asked(r)
	if err != nil {
		return err
	}
	v := oneDueView{Page: r.Page(l.Title), List: l, Review: l.Review.Long(), File: "/lists/" + l.ID + "/file"}
	v.Wide = true
	v.Back = govuk.BackLink{Text: "Lists of what is due", Href: "/lists"}
	overdue := 0
	for _, i := range items {
		if i.Overdue() {
			overdue++
		}
		row := dueRow{Href: work.ItemPath(i.Subject), Title: i.Title, Who: people(i), Clock: work.Clock(i.State, i.Words), Worker: r.Name(i.Worker), Team: r.Name(i.Team)}
		if !i.Due.IsZero() {
			row.Due = i.Due.Short()
		}
		if i.Limit != nil {
			at := work.LimitOf(*i.Limit)
			row.Weight, row.Limit = i.Weight().String(), at.Length
			if !slices.Contains(v.Limits, at) {
				v.Limits = append(v.Limits, at)
			}
		}
		v.Rows = append(v.Rows, row)
	}
	v.Count = fmt.Sprintf("%d due, %d overdue", len(items), overdue)
	return r.Show(w, "listoflists/due-one", v)
}

func people(i task.Item) string {
	var names []string
	for _, p := range i.People {
		names = append(names, p.Name)
	}
	return strings.Join(names, ", ")
}

// dueFile is a list as a file. One of more people than may be exported without an approver names nobody.
func dueFile(w http.ResponseWriter, r *shell.Request) error {
	l, items, err := asked(r)
	if err != nil {
		return err
	}
	var who []string
	for _, i := range items {
		for _, p := range i.People {
			if !slices.Contains(who, p.Subject) {
				who = append(who, p.Subject)
			}
		}
	}
	named := !access.ExportNeedsApprover(len(who))
	var b bytes.Buffer
	out := csv.NewWriter(&b)
	rows := [][]string{{"what to do", "who it is about", "due", "how it stands", "limit", "set by", "source", "worker", "team"}}
	for _, i := range items {
		row := []string{i.Title, "", i.Due.String(), i.Words, "", i.Weight().String(), i.Source(), r.Name(i.Worker), r.Name(i.Team)}
		if named {
			row[1] = people(i)
		} else {
			row[1] = "too many people for a file that names them"
		}
		if i.Limit != nil {
			row[4] = i.Limit.Limit.String()
		}
		for n := range row {
			row[n] = plainCell(row[n])
		}
		rows = append(rows, row)
	}
	if err := out.WriteAll(rows); err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+l.ID+"-"+r.House().Desk.Today().String()+`.csv"`)
	_, err = w.Write(b.Bytes())
	return err
}

// plainCell keeps a spreadsheet from taking a text for a formula.
func plainCell(s string) string {
	if s != "" && strings.ContainsRune("=+-@\t\r", rune(s[0])) {
		return "'" + s
	}
	return s
}
