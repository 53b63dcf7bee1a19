package scrutiny

import (
	"net/http"
	"slices"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// perPage is how many rows of a list a page shows.
const perPage = 20

// rowsView is a page with one list: the rows of this page, and the way to the others.
type rowsView[T any] struct {
	govuk.Page
	Rows                      []T
	Total                     int
	Pages                     govuk.Pagination
	CanRun, CanAsk, CanAnswer bool
	Waits                     int    // how many rows ask for something, where the list counts that
	Note                      string // what the whole list says
}

// rows makes such a page of a list that somebody loaded.
func rows[T any](r *shell.Request, heading string, all []T, err error) (v rowsView[T], _ error) {
	if err != nil {
		return v, err
	}
	v.Page = r.Page(heading)
	v.Back = govuk.BackLink{Text: "Scrutiny", Href: "/scrutiny"}
	v.CanRun, v.CanAsk, v.CanAnswer = r.May(access.RunCommittee, access.Question), r.May(access.AskQuestion, access.Question), r.May(access.AnswerQuestion, access.Question)
	v.Total = len(all)
	v.Rows, v.Pages, err = shell.Paged(r, all, perPage)
	return v, err
}

// showRows shows a page of which nothing but its list is to be said.
func showRows[T any](w http.ResponseWriter, r *shell.Request, name, heading string, all []T, err error) error {
	v, err := rows(r, heading, all, err)
	if err != nil {
		return err
	}
	return r.Show(w, name, v)
}

// each makes rows of records.
func each[F, T any](from []F, row func(F) T) (out []T) {
	for _, x := range from {
		out = append(out, row(x))
	}
	return out
}

// part is one part of a list that is shown in parts, such as the open and the ended.
type part[T any] struct {
	Key, Text string
	Rows      []T
	N         int // how many are in it; as many as there are rows unless given
}

// partLink leads to a part of a list.
type partLink struct {
	Href, Text string
	N          int
	This       bool
}

// partView is a page with one part of a list, and how many are in each.
type partView[T any] struct {
	rowsView[T]
	Parts []partLink
	This  string // the part that is shown
}

// partRows makes a page of a list in parts. The address says which (?show=ended); without it the first that has something is shown.
func partRows[T any](r *shell.Request, heading string, parts []part[T], err error) (v partView[T], _ error) {
	if err != nil {
		return v, err
	}
	q := r.URL.Query()
	this, asked := 0, q.Get("show")
	for i := range parts {
		parts[i].N = max(parts[i].N, len(parts[i].Rows))
	}
	for parts[this].N == 0 && this < len(parts)-1 && asked == "" {
		this++
	}
	if parts[this].N == 0 && asked == "" {
		this = 0
	}
	if asked != "" {
		if this = slices.IndexFunc(parts, func(p part[T]) bool { return p.Key == asked }); this < 0 {
			return v, errs.New(errs.NotFound, "There is no such part of the list")
		}
	}
	for i, p := range parts {
		v.Parts = append(v.Parts, partLink{r.URL.Path + "?show=" + p.Key, p.Text, p.N, i == this})
	}
	v.This = parts[this].Key
	if parts[this].N > len(parts[this].Rows) { // what it has is no rows of this kind: the page pages it itself
		v.rowsView = rowsView[T]{Page: r.Page(heading)}
		v.Back = govuk.BackLink{Text: "Scrutiny", Href: "/scrutiny"}
		return v, nil
	}
	v.rowsView, err = rows(r, heading, parts[this].Rows, nil)
	return v, err
}
