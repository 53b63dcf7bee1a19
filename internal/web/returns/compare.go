package returns

import (
	"net/http"

	"throughline/internal/errs"
	"throughline/internal/returns/checking"
	"throughline/internal/returns/finding"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

type compareView struct {
	govuk.Page
	ID                    string
	Before, After         runLine
	Runs                  []runLine
	Fixed, New            int
	Still, Open           int
	Rules                 []changedRule
	FixedLines, NewLines  []line
	OpenLines             []line
	MoreFixed, MoreNew    int // not shown
	MoreOpen              int
	OtherYear, OtherReads bool
}

// Warning says that the two checks did not do the same.
func (compareView) Warning() govuk.WarningText {
	return govuk.WarningText{Text: "The two checks used other rules: another year or another reading. What is fixed or new may be so for that reason alone."}
}

// changedRule is what became of one rule's findings, in numbers.
type changedRule struct {
	Code, Title, Severity   string
	Href                    string
	Fixed, New, Still, Open int
}

// mostCompared is how many fixed, new and open findings a page shows of each; reports and the pages of the rules have all.
const mostCompared = 100

func compare(w http.ResponseWriter, r *shell.Request) error {
	ret, err := r.House().Checking.Return(r.Context(), r.ID())
	if err != nil {
		return err
	}
	done := ret.Finished()
	back := govuk.BackLink{Text: ret.Name, Href: "/returns/" + ret.ID}
	v := compareView{Page: page(r, "Compare two checks", ret.Name, back), ID: ret.ID}
	if len(done) < 2 {
		return r.Show(w, "returns/compare", v)
	}
	before, after, err := chosen(done, r.URL.Query().Get("before"), r.URL.Query().Get("after"))
	if err != nil {
		return err
	}
	v.Before, v.After = lineOf(r, before), lineOf(r, after)
	v.OtherYear, v.OtherReads = before.Outcome.Year != after.Outcome.Year, before.Asked.Reading != after.Asked.Reading
	for _, x := range done {
		v.Runs = append([]runLine{lineOf(r, x)}, v.Runs...)
	}
	was, err := r.House().Checking.Found(r.Context(), before)
	if err != nil {
		return err
	}
	is, err := r.House().Checking.Found(r.Context(), after)
	if err != nil {
		return err
	}
	if err := note(r, ret, "findings of a return, two checks compared"); err != nil {
		return err
	}
	c := checking.Compare(was, is)
	v.Fixed, v.New, v.Still, v.Open = c.Fixed, c.New, c.Still, c.Open
	var fixed, fresh, open []finding.Finding
	for _, x := range c.Rules {
		one := changedRule{Code: x.Rule.Code, Title: x.Rule.Title, Severity: severity(x.Rule), Fixed: len(x.Fixed), New: len(x.New), Still: len(x.Still), Open: len(x.Open)}
		for _, whole := range []struct {
			as checking.Whole
			at *int
		}{{"fixed", &one.Fixed}, {"new", &one.New}, {"still", &one.Still}, {"open", &one.Open}} {
			if x.Whole == whole.as {
				*whole.at++
			}
		}
		if one.New+one.Still > 0 {
			one.Href = "/checks/" + after.ID + "/rule?rule=" + x.Rule.Code
		}
		v.Rules = append(v.Rules, one)
		fixed, fresh, open = append(fixed, x.Fixed...), append(fresh, x.New...), append(open, x.Open...)
	}
	for _, part := range []struct {
		all  []finding.Finding
		of   finding.Run
		id   string
		to   *[]line
		more *int
	}{{fixed, was, before.ID, &v.FixedLines, &v.MoreFixed}, {fresh, is, after.ID, &v.NewLines, &v.MoreNew}, {open, was, before.ID, &v.OpenLines, &v.MoreOpen}} {
		some := part.all[:min(len(part.all), mostCompared)]
		*part.more = len(part.all) - len(some)
		if *part.to, err = lines(r, part.of, part.id, some); err != nil {
			return err
		}
	}
	v.Print = govuk.PrintHead{Title: "Two checks compared: " + ret.Name, Period: is.Year, Status: "About children: keep it as the return is kept"}
	return r.Show(w, "returns/compare", v)
}

// chosen are the two checks that are compared, the older first: the newest two unless an address says others.
func chosen(done []checking.Run, before, after string) (a, b checking.Run, err error) {
	i, j := len(done)-2, len(done)-1
	if before != "" || after != "" {
		i, j = -1, -1
		for n, x := range done {
			if x.ID == before {
				i = n
			}
			if x.ID == after {
				j = n
			}
		}
	}
	switch {
	case i < 0 || j < 0:
		return a, b, errs.New(errs.NotFound, "There are no such checks of this return")
	case i == j:
		return a, b, errs.New(errs.Invalid, "Choose two different checks")
	}
	return done[min(i, j)], done[max(i, j)], nil
}
