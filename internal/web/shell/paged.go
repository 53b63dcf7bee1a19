package shell

import (
	"cmp"
	"strconv"

	"throughline/internal/errs"
	"throughline/internal/web/govuk"
)

// Paged is the part of a list that a page shows, so many rows of it, and the way to the others: ?page=2, with whatever else the address asks for. A page that the
// list does not have is errs.NotFound.
func Paged[T any](r *Request, all []T, per int) ([]T, govuk.Pagination, error) {
	q := r.URL.Query()
	pages := max(1, (len(all)+per-1)/per)
	n, err := strconv.Atoi(cmp.Or(q.Get("page"), "1"))
	if err != nil || n < 1 || n > pages {
		return nil, govuk.Pagination{}, errs.New(errs.NotFound, "There is no such page of the list")
	}
	var p govuk.Pagination
	if pages == 1 {
		return all, p, nil
	}
	at := func(n int) string {
		q.Set("page", strconv.Itoa(n))
		return r.URL.Path + "?" + q.Encode()
	}
	p.Landmark = "Pages of the list"
	if n > 1 {
		p.Previous.Href = at(n - 1)
	}
	if n < pages {
		p.Next.Href = at(n + 1)
	}
	gap := false
	for i := 1; i <= pages; i++ {
		if i > 1 && i < pages && (i < n-1 || i > n+1) {
			if !gap {
				p.Items = append(p.Items, govuk.PageItem{Ellipsis: true})
			}
			gap = true
			continue
		}
		gap = false
		p.Items = append(p.Items, govuk.PageItem{Number: strconv.Itoa(i), Href: at(i), Current: i == n})
	}
	return all[(n-1)*per : min(len(all), n*per)], p, nil
}
