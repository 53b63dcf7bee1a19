package figures

import (
	"fmt"
	"net/http"
	"strconv"
	"strings"

	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// listView is the list behind one number.
type listView struct {
	govuk.Page
	Figure shown
	Of     string // which number of the figure it is the list of
	Total  int    // records behind that number
	Rows   []listRow
	Hidden int // may not be seen as rows
	From   int // of the first row on this page
	Pages  govuk.Pagination
	Held   []measure.Held
	HasDue bool
}

type listRow struct {
	measure.Row
	Href  string
	Count string
}

// perPage is how many rows a page has. Each is written down in the access log before the page leaves.
const perPage = 200

// list opens a number of a figure to the records behind it.
func list(w http.ResponseWriter, r *shell.Request) error {
	a, err := ask(r)
	if err != nil {
		return err
	}
	res, err := measure.Read(r.Context(), r.House().Desk, r.Actor, r.ID(), a.query())
	if err != nil {
		return err
	}
	f := forReader(r, res)
	all := res.Records
	res.Records = nil
	for _, ref := range all {
		if a.Part == "" || ref.In == (a.Part == "in") {
			res.Records = append(res.Records, ref)
		}
	}
	path := "/figures/" + res.ID
	v, err := listOf(r, res, a.Page, func(page int) string { return a.to(path+"/list", "page", strconv.Itoa(page)) })
	if err != nil {
		return err
	}
	v.Page = r.Page("The list behind " + res.ID)
	v.Caption, v.Of, v.Figure = res.Title, a.of(r, numerator(res)), f
	v.Back = govuk.BackLink{Text: "The figure", Href: a.to(path, "part", "", "key", "", "band", "")}
	return r.Show(w, "figures/list", v)
}

// listOf is one page of the records of a result. Each person shown is written down in the access log before the page leaves.
func listOf(r *shell.Request, res measure.Result, number int, at func(page int) string) (v listView, err error) {
	rows, err := measure.List(r.Context(), r.House().Desk, r.Actor, res)
	if err != nil {
		return v, err
	}
	v = listView{Figure: forReader(r, res), Total: len(res.Records), Hidden: rows.Hidden, Held: res.Held}
	first := (number - 1) * perPage
	page := rows.Shown[min(first, len(rows.Shown)):min(first+perPage, len(rows.Shown))]
	v.From, v.Pages = first+1, pages(number, len(rows.Shown), at)
	subjects := make([]string, len(page))
	for i, row := range page {
		subjects[i] = row.Subject
		v.HasDue = v.HasDue || !row.Due.IsZero()
	}
	if err := r.Listed("row of figure "+res.ID, subjects...); err != nil {
		return v, err
	}
	counts := numerator(res)
	for _, row := range page {
		x := listRow{Row: row, Count: "✓ in " + counts}
		if !row.In {
			x.Count = "✕ not in " + counts
		}
		kind, id, _ := strings.Cut(row.Subject, ":")
		switch kind {
		case record.ChildSubject:
			x.Href = "/children/" + id
		case record.ContactSubject:
			x.Href = "/contacts/" + id
		}
		v.Rows = append(v.Rows, x)
	}
	return v, nil
}

// inTime says whether the numerator of a share is what was done by its due date: nothing that ended later is in it, and nothing in time is out.
func inTime(res measure.Result) bool {
	due := false
	for _, ref := range res.Records {
		if ref.Due.IsZero() || ref.Ended.IsZero() {
			continue
		}
		if due = true; ref.In == ref.Ended.After(ref.Due) {
			return false
		}
	}
	return due && res.Shape == aShare && strings.HasPrefix(res.Polarity, "high")
}

// numerator is what people call the numerator of a figure.
func numerator(res measure.Result) string {
	if inTime(res) {
		return "time"
	}
	return "the numerator"
}

// of says which number a list is behind, where its numerator is called so.
func (a asked) of(r *shell.Request, numerator string) string {
	var parts []string
	if a.Where != nil {
		parts = append(parts, dimensionTitle(a.Where.By)+": "+keyTitle(r, a.Where.By, a.Where.Key))
	}
	if a.Band != "" {
		parts = append(parts, "Part: "+a.Band)
	}
	switch a.Part {
	case "in":
		parts = append(parts, "only those in "+numerator)
	case "out":
		parts = append(parts, "only those not in "+numerator)
	}
	return codes.Capital(strings.Join(parts, "; "))
}

// pages leads through a long list.
func pages(number, rows int, at func(int) string) govuk.Pagination {
	n := (rows + perPage - 1) / perPage
	if n < 2 {
		return govuk.Pagination{}
	}
	p := govuk.Pagination{Landmark: "Pages of the list"}
	if number > 1 {
		p.Previous = govuk.PageLink{Href: at(number - 1)}
	}
	if number < n {
		p.Next = govuk.PageLink{Href: at(number + 1)}
	}
	gap := false
	for i := 1; i <= n; i++ {
		if i > 1 && i < n && (i < number-1 || i > number+1) {
			if !gap {
				p.Items = append(p.Items, govuk.PageItem{Ellipsis: true})
			}
			gap = true
			continue
		}
		gap = false
		p.Items = append(p.Items, govuk.PageItem{Number: strconv.Itoa(i), Href: at(i), Current: i == number})
	}
	return p
}

// Length says how long the list is and how much of it is here.
func (v listView) Length() string {
	records := "records are"
	if v.Total == 1 {
		records = "record is"
	}
	s := fmt.Sprintf("%s %s behind this number.", commas(v.Total), records)
	if v.Hidden > 0 {
		s += fmt.Sprintf(" %s of them you may not see as rows; together they are all of it.", commas(v.Hidden))
	}
	if n := len(v.Rows); n > 0 && n+v.Hidden < v.Total {
		s += fmt.Sprintf(" Rows %s to %s are on this page.", commas(v.From), commas(v.From+n-1))
	}
	return s
}
