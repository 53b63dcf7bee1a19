package returns

import (
	"cmp"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/returns/checking"
	"throughline/internal/returns/finding"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// group is a rule that found something, in numbers.
type group struct {
	Code, Title, Severity string
	Href                  string
	Rows, Children        int
	Whole                 bool // it fired on the return as a whole, which has no row
}

// groupsOf are the rules that found something: errors first, each in the order of the run's rules.
func groupsOf(f finding.Run) []group {
	at := map[string]int{}
	var all []group
	for _, r := range f.Rules {
		if _, twice := at[r.Code]; twice {
			continue
		}
		at[r.Code] = len(all)
		all = append(all, group{Code: r.Code, Title: r.Title, Severity: severity(r), Href: "?rule=" + url.QueryEscape(r.Code)})
	}
	kids := map[string]map[who]bool{}
	for _, x := range f.Findings {
		i, ok := at[x.Rule]
		if !ok {
			continue
		}
		all[i].Rows++
		if kids[x.Rule] == nil {
			kids[x.Rule] = map[who]bool{}
		}
		if x.Child != "" || x.Pos > 0 {
			kids[x.Rule][who{x.Child, x.Pos}] = true
		}
	}
	for _, code := range f.LALevel {
		if i, ok := at[code]; ok {
			all[i].Whole = true
		}
	}
	for i := range all {
		all[i].Children = len(kids[all[i].Code])
	}
	all = slices.DeleteFunc(all, func(g group) bool { return g.Rows == 0 && !g.Whole })
	slices.SortStableFunc(all, func(a, b group) int { return cmp.Compare(a.Severity, b.Severity) }) // Error, Query
	return all
}

func severity(r finding.Rule) string {
	if r.Severity == finding.Query {
		return "Query"
	}
	return "Error"
}

func skipsOf(f finding.Run) (out []skip) {
	for _, s := range f.Skipped {
		i := slices.IndexFunc(out, func(k skip) bool { return k.Why == s.Why })
		if i < 0 {
			i = len(out)
			out = append(out, skip{Why: s.Why})
		}
		out[i].Rules = append(out[i].Rules, s.Rule)
	}
	return out
}

// who is a child of a return: two may have the same id, and one may have none.
type who struct {
	id  string
	pos int
}

// line is one finding as a page shows it.
type line struct {
	Rule, Title, Severity string
	RuleHref              string
	Child, ChildHref      string
	Record                string // address of the child's record here, when it is known and may be opened
	Place                 string
	Values                []finding.Value
	Says, Mend            string
}

// place is where a finding stands, as the reports say it.
func place(f finding.Finding) string {
	if f.Table == "" {
		return "The return as a whole"
	}
	s := fmt.Sprintf("%s row %d", f.Table, f.Row)
	if f.Line > 0 {
		s += fmt.Sprintf(", line %d of the file", f.Line)
	} else if f.Pos > 0 {
		s += fmt.Sprintf(", of child %s in the file", number(f.Pos))
	}
	return s
}

// lines makes findings readable, and writes down the children among them who are recorded here: they are identified people.
func lines(r *shell.Request, f finding.Run, id string, found []finding.Finding) ([]line, error) {
	var ids []string
	for _, x := range found {
		ids = append(ids, x.Child)
	}
	known, err := r.House().Checking.Known(r.Context(), r.Actor, ids)
	if err != nil {
		return nil, err
	}
	if err := listed(r, known); err != nil {
		return nil, err
	}
	kids := kidsOf(f)
	out := make([]line, 0, len(found))
	for _, x := range found {
		rule, _ := f.Rule(x.Rule)
		l := line{Rule: rule.Code, Title: rule.Title, Severity: severity(rule), RuleHref: "/checks/" + id + "/rule?rule=" + url.QueryEscape(rule.Code),
			Child: childWords(x.Child), Place: place(x), Says: rule.Sentence(x), Mend: rule.Mending(x)}
		for _, v := range x.Values {
			l.Values = append(l.Values, finding.Value{Field: finding.Called(v.Field), Text: cmp.Or(v.Text, "(blank)")})
		}
		if n := slices.IndexFunc(kids, func(k kid) bool { return k.who == who{x.Child, x.Pos} }); n >= 0 {
			l.ChildHref = fmt.Sprintf("/checks/%s/child?n=%d", id, n+1)
		}
		l.Record = record(known[x.Child])
		out = append(out, l)
	}
	return out, nil
}

func listed(r *shell.Request, known map[string]checking.Child) error {
	var subjects []string
	for _, c := range known {
		subjects = append(subjects, c.Subject)
	}
	slices.Sort(subjects)
	return r.Listed("finding of a return", subjects...)
}

func record(c checking.Child) string {
	_, id, ok := strings.Cut(c.Subject, ":")
	if !ok || !c.Open {
		return ""
	}
	return "/children/" + id
}

func childWords(id string) string {
	if id == "" {
		return "without an id"
	}
	return id
}

// kid is a child with findings.
type kid struct {
	who
	Worker          string
	Errors, Queries int
}

// kidsOf are the children with findings, in the order of their ids; the place in it, from 1, is their number in addresses.
func kidsOf(f finding.Run) []kid {
	at := map[who]int{}
	var all []kid
	queries := map[string]bool{}
	for _, r := range f.Rules {
		queries[r.Code] = r.Severity == finding.Query
	}
	for _, x := range f.Findings {
		w := who{x.Child, x.Pos}
		if w == (who{}) {
			continue
		}
		i, ok := at[w]
		if !ok {
			i = len(all)
			at[w] = i
			all = append(all, kid{who: w})
		}
		all[i].Worker = cmp.Or(all[i].Worker, x.Worker)
		if queries[x.Rule] {
			all[i].Queries++
		} else {
			all[i].Errors++
		}
	}
	slices.SortFunc(all, func(a, b kid) int { return cmp.Or(cmp.Compare(a.id, b.id), cmp.Compare(a.pos, b.pos)) })
	return all
}

// opened gives a finished check with what it found, and writes its opening down.
func opened(r *shell.Request, why string) (checking.Return, checking.Run, finding.Run, error) {
	ret, x, err := r.House().Checking.Run(r.Context(), r.ID())
	if err != nil {
		return ret, x, finding.Run{}, err
	}
	f, err := r.House().Checking.Found(r.Context(), x)
	if err != nil {
		return ret, x, f, err
	}
	return ret, x, f, note(r, ret, why)
}

// perPage is how many rows a page shows.
const perPage = 50

// paged is the part of a list that a page shows, and the way to the others.
func paged[T any](r *shell.Request, all []T, address string) ([]T, govuk.Pagination, error) {
	pages := max(1, (len(all)+perPage-1)/perPage)
	n, err := strconv.Atoi(cmp.Or(r.URL.Query().Get("page"), "1"))
	if err != nil || n < 1 || n > pages {
		return nil, govuk.Pagination{}, errs.New(errs.NotFound, "There is no such page of the list")
	}
	var p govuk.Pagination
	at := func(n int) string { return address + "page=" + strconv.Itoa(n) }
	if pages > 1 {
		if n > 1 {
			p.Previous.Href = at(n - 1)
		}
		if n < pages {
			p.Next.Href = at(n + 1)
		}
		gap := false
		for i := 1; i <= pages; i++ {
			if i == 1 || i == pages || i >= n-1 && i <= n+1 {
				p.Items = append(p.Items, govuk.PageItem{Number: strconv.Itoa(i), Href: at(i), Current: i == n})
				gap = false
			} else if !gap {
				p.Items = append(p.Items, govuk.PageItem{Ellipsis: true})
				gap = true
			}
		}
	}
	return all[(n-1)*perPage : min(len(all), n*perPage)], p, nil
}

type ruleView struct {
	govuk.Page
	Rule       finding.Rule
	Severity   string
	Meaning    string
	Mend       string
	Looks      string
	Rows       string
	Whole      bool
	Lines      []line
	Pages      govuk.Pagination
	RowNumbers string
}

func rule(w http.ResponseWriter, r *shell.Request) error {
	ret, x, f, err := opened(r, "findings of a return, of one rule")
	if err != nil {
		return err
	}
	of, ok := f.Rule(r.URL.Query().Get("rule"))
	if !ok {
		return errs.New(errs.NotFound, "There is no such rule")
	}
	var mine []finding.Finding
	for _, one := range f.Findings {
		if one.Rule == of.Code {
			mine = append(mine, one)
		}
	}
	base := "/checks/" + x.ID
	v := ruleView{Page: page(r, of.Title, "Rule "+of.Code, govuk.BackLink{Text: "All findings of " + ret.Name, Href: base}), Rule: of, Severity: severity(of), Meaning: of.Meaning(), Mend: of.HowToMend(),
		Looks: strings.Join(of.Fields, ", "), Rows: many(len(mine), "row", "rows"), Whole: slices.Contains(f.LALevel, of.Code), RowNumbers: rowNumbers(ret.Kind)}
	some, pages, err := paged(r, mine, base+"/rule?rule="+url.QueryEscape(of.Code)+"&")
	if err != nil {
		return err
	}
	v.Pages = pages
	if v.Lines, err = lines(r, f, x.ID, some); err != nil {
		return err
	}
	v.Print = govuk.PrintHead{Title: "Findings of rule " + of.Code, Period: f.Year, Status: "About children: keep it as the return is kept"}
	return r.Show(w, "returns/rule", v)
}

func rowNumbers(k checking.Kind) string {
	if k == checking.CIN {
		return "Rows are counted from 1 within each child, in the order of the file."
	}
	return "Rows are counted from 0 in each file: row 0 is the one below the headings."
}
