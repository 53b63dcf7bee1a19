package work

import (
	"fmt"
	"net/url"
	"slices"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/task"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// beginning is how many rows of each list the page of all lists shows, and perPage how many a page of one list alone.
const beginning, perPage = 25, 40

// noLimit is in the address for work that no time limit of a document asks for.
const noLimit = "none"

// asked is what the address asks to see. It names a list, a time limit and a worker, never whom the work is about nor what was found.
type asked struct {
	team, list, duty, worker string
	overdue, whole           bool // whole: every row on one page, to print
}

func askedOf(r *shell.Request) asked {
	q := r.URL.Query()
	return asked{team: q.Get("team"), list: q.Get("list"), duty: q.Get("duty"), worker: q.Get("worker"), overdue: q.Get("overdue") != "", whole: q.Get("all") != ""}
}

// chosen says whether some of the work was chosen.
func (a asked) chosen() bool { return a.duty != "" || a.worker != "" || a.overdue }

// href is the address that asks for this.
func (a asked) href() string {
	q := url.Values{}
	for name, value := range map[string]string{"team": a.team, "list": a.list, "duty": a.duty, "worker": a.worker} {
		if value != "" {
			q.Set(name, value)
		}
	}
	if a.overdue {
		q.Set("overdue", "yes")
	}
	if a.whole {
		q.Set("all", "yes")
	}
	if len(q) == 0 {
		return "/work"
	}
	return "/work?" + q.Encode()
}

// fits says whether a piece of work is of those that were chosen.
func (a asked) fits(i task.Item) bool {
	return (a.duty == "" || a.duty == dutyOf(i)) && (a.worker == "" || a.worker == holder(i)) && (!a.overdue || i.Overdue())
}

// dutyOf is the time limit that a piece of work is asked for by.
func dutyOf(i task.Item) string {
	if i.Limit == nil {
		return noLimit
	}
	return i.Clock
}

// holder is the worker who has a piece of work, as an address names them.
func holder(i task.Item) string { return strings.TrimPrefix(i.Worker, record.WorkerSubject+":") }

// show makes the rows that the page shows, writes down whom they show, and offers the ways to the others. The counts stay those of the whole.
func (v *listView) show(r *shell.Request) error {
	a := askedOf(r)
	v.offer(r, a)
	if a.list != "" {
		if v.Resting.Key == a.list {
			v.Lists = nil
		} else {
			v.Lists, v.Resting = slices.DeleteFunc(v.Lists, func(l list) bool { return l.Key != a.list }), list{}
			if len(v.Lists) == 0 {
				return errs.New(errs.NotFound, "There is no such list of work. Open your work again")
			}
		}
		v.Teams, v.Supers = nil, nil
		back := asked{team: a.team, duty: a.duty, worker: a.worker, overdue: a.overdue}
		v.Back = govuk.BackLink{Text: "All lists", Href: back.href()}
	}
	var shown []task.Item
	for n := range v.Lists {
		items, err := v.Lists[n].part(r, a)
		if err != nil {
			return err
		}
		shown = append(shown, v.rows(r, &v.Lists[n], items)...)
	}
	if v.Resting.Key != "" {
		items, err := v.Resting.part(r, a)
		if err != nil {
			return err
		}
		shown = append(shown, v.rows(r, &v.Resting, items)...)
	}
	for _, l := range append(slices.Clone(v.Lists), v.Resting) {
		if len(l.Rows) < l.Fit {
			whole := a
			whole.whole = true
			v.Whole = whole.href()
		}
	}
	return r.ListedItems(shown)
}

// part is what the page shows of a list: all that was chosen, the beginning of it, or one page.
func (l *list) part(r *shell.Request, a asked) (items []task.Item, err error) {
	for _, i := range l.items {
		if a.fits(i) {
			items = append(items, i)
		}
	}
	l.Fit, l.Chosen = len(items), a.chosen()
	switch {
	case a.whole:
	case a.list != "":
		items, l.Pages, err = shell.Paged(r, items, perPage)
	case len(items) > beginning:
		a.list = l.Key
		l.All, items = a.href(), items[:beginning]
	}
	return items, err
}

// rows puts pieces of work into a list, with where their time limits come from.
func (v *listView) rows(r *shell.Request, l *list, items []task.Item) []task.Item {
	for _, i := range items {
		l.Rows = append(l.Rows, v.rowOf(r, i))
		if i.Limit == nil {
			continue
		}
		if at := LimitOf(*i.Limit); !slices.Contains(v.Limits, at) {
			v.Limits = append(v.Limits, at)
		}
	}
	return items
}

// choose is the form that chooses some of the work; empty while there is little.
type choose struct {
	Some                   bool // some of the work was chosen
	Team, List, Everything string
	Fields                 []govuk.Component
}

// offer makes the form: every duty and, in a team, every worker with their counts over all lists of the page.
func (v *listView) offer(r *shell.Request, a asked) {
	type count struct {
		key, name  string
		n, overdue int
	}
	var all []task.Item
	for _, l := range append(slices.Clone(v.Lists), v.Resting) {
		all = append(all, l.items...)
	}
	if len(all) <= beginning && !a.chosen() {
		return
	}
	counts := func(key func(task.Item) (string, string)) (out []count) {
		at := map[string]int{}
		for _, i := range all {
			k, name := key(i)
			if k == "" {
				continue
			}
			n, ok := at[k]
			if !ok {
				n = len(out)
				at[k], out = n, append(out, count{key: k, name: name})
			}
			out[n].n++
			if i.Overdue() {
				out[n].overdue++
			}
		}
		return out
	}
	options := func(first, now string, cs []count) []govuk.Option {
		items := []govuk.Option{{Value: "", Text: first}}
		for _, c := range cs {
			text := fmt.Sprintf("%s: %d to do", c.name, c.n)
			if c.overdue > 0 {
				text += fmt.Sprintf(", %d overdue", c.overdue)
			}
			items = append(items, govuk.Option{Value: c.key, Text: text, Selected: c.key == now})
		}
		return items
	}
	duties := counts(func(i task.Item) (string, string) {
		if i.Limit == nil {
			return noLimit, "No time limit of a document"
		}
		return i.Clock, i.Limit.Name
	})
	slices.SortStableFunc(duties, func(x, y count) int { return strings.Compare(x.name, y.name) })
	v.Choose = choose{Some: a.chosen(), Team: a.team, List: a.list, Everything: asked{team: a.team, list: a.list}.href()}
	v.Choose.Fields = []govuk.Component{govuk.Select{Name: "duty", ID: "duty", Label: govuk.Label{Text: "Which duty"}, Items: options("All duties", a.duty, duties)}}
	if a.team != "" {
		workers := counts(func(i task.Item) (string, string) { return holder(i), r.Name(i.Worker) })
		slices.SortStableFunc(workers, func(x, y count) int { return strings.Compare(x.name, y.name) })
		v.Choose.Fields = append(v.Choose.Fields, govuk.Select{Name: "worker", ID: "worker", Label: govuk.Label{Text: "Who has it"}, Items: options("Everybody", a.worker, workers)})
	}
	v.Choose.Fields = append(v.Choose.Fields, govuk.Checkboxes{Name: "overdue", Classes: "govuk-checkboxes--small", Items: []govuk.Choice{{Value: "yes", Text: "Only what is overdue", Checked: a.overdue}}})
}
