package returns

import (
	"cmp"
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/returns/finding"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

type childrenView struct {
	govuk.Page
	ID       string
	Parts    govuk.SubNavigation
	Children []childLine
	Of       string
	Worker   bool // the return says who works with a child
	Pages    govuk.Pagination
	Asked    string // what was looked for
}

// childLine is a child in the list.
type childLine struct {
	Href, ID, Place, Worker, Record string
	Errors, Queries                 int
}

func children(w http.ResponseWriter, r *shell.Request) error { return showChildren(w, r, "") }

// find looks for a child by the council's id. It is sent as a form, because an id has no place in an address.
func find(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.As(errs.Invalid, err, "The form did not arrive whole. Go back and send it again")
	}
	return showChildren(w, r, strings.TrimSpace(r.PostForm.Get("id")))
}

func showChildren(w http.ResponseWriter, r *shell.Request, asked string) error {
	ret, x, f, err := opened(r, "findings of a return, by child")
	if err != nil {
		return err
	}
	type numbered struct {
		n int
		kid
	}
	var all []numbered
	v := childrenView{Page: runPage(r, ret, "Findings by child"), ID: x.ID, Parts: parts(x.ID, "/children"), Asked: asked}
	for i, k := range kidsOf(f) {
		if asked == "" || strings.EqualFold(k.id, asked) {
			all = append(all, numbered{i + 1, k})
		}
		v.Worker = v.Worker || k.Worker != ""
	}
	v.Of = many(len(all), "child has", "children have") + " findings"
	some, pages, err := paged(r, all, "/checks/"+x.ID+"/children?")
	if err != nil {
		return err
	}
	if asked == "" {
		v.Pages = pages
	}
	var ids []string
	for _, k := range some {
		ids = append(ids, k.id)
	}
	known, err := r.House().Checking.Known(r.Context(), r.Actor, ids)
	if err != nil {
		return err
	}
	if err := listed(r, known); err != nil {
		return err
	}
	for _, k := range some {
		l := childLine{Href: fmt.Sprintf("/checks/%s/child?n=%d", x.ID, k.n), ID: childWords(k.id), Worker: k.Worker, Record: record(known[k.id]), Errors: k.Errors, Queries: k.Queries}
		if k.pos > 0 {
			l.Place = "child " + number(k.pos) + " in the file"
		}
		v.Children = append(v.Children, l)
	}
	return r.Show(w, "returns/children", v)
}

type childView struct {
	govuk.Page
	Record, Place, Worker string
	Lines                 []line
	RowNumbers            string
	Pages                 govuk.Pagination
}

// child shows everything that was found of one child. The child is named by its number in the list, so that no id is in an address.
func child(w http.ResponseWriter, r *shell.Request) error {
	ret, x, f, err := opened(r, "findings of a return, of one child")
	if err != nil {
		return err
	}
	kids := kidsOf(f)
	n, err := strconv.Atoi(r.URL.Query().Get("n"))
	if err != nil || n < 1 || n > len(kids) {
		return errs.New(errs.NotFound, "There is no such child with findings")
	}
	k := kids[n-1]
	var mine []finding.Finding
	for _, one := range f.Findings {
		if (who{one.Child, one.Pos}) == k.who {
			mine = append(mine, one)
		}
	}
	v := childView{Page: page(r, "Child "+childWords(k.id), ret.Name, govuk.BackLink{Text: "Findings by child", Href: "/checks/" + x.ID + "/children"}), Worker: k.Worker, RowNumbers: rowNumbers(ret.Kind)}
	v.Title = "Findings of one child" // a title stays in the history of the browser
	if k.pos > 0 {
		v.Place = "Child " + number(k.pos) + " in the file. "
	}
	some, pages, err := paged(r, mine, fmt.Sprintf("/checks/%s/child?n=%d&", x.ID, n))
	if err != nil {
		return err
	}
	v.Pages = pages
	if v.Lines, err = lines(r, f, x.ID, some); err != nil {
		return err
	}
	for _, l := range v.Lines {
		v.Record = cmp.Or(v.Record, l.Record)
	}
	v.Print = govuk.PrintHead{Title: "Findings of one child", Period: f.Year, Status: "About a child: keep it as the return is kept"}
	return r.Show(w, "returns/child", v)
}
