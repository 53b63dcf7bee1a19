// Package problems has the pages that keep the returns clean all year: what is to be put right in the records of one's own children, of a team, and
// of one child.
//
// Invariant: what is shown is worked out from the records when the page is asked for. Children whom the reader may not see are neither shown nor
// counted; each child who is named is written down as read.
//
// Source: issue 3, "Clean all year"; complaints-as-tests.md rows 27 and 28.
package problems

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/returns/finding"
	"throughline/internal/returns/yearround"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// Path is where somebody's own list is.
const Path = "/problems"

// Routes are the pages of return problems.
func Routes() []shell.Route {
	return []shell.Route{
		{Method: "GET", Path: Path, Action: access.List, Class: access.Referral, Page: list},
		{Method: "GET", Path: "/children/{id}" + Path, Action: access.Read, Class: access.Referral, About: shell.AChild, Page: one},
	}
}

// frame is what each of the pages has: which year it is about, and how it counts.
type frame struct {
	govuk.Page
	Years   govuk.SubNavigation
	Year    string   // 2025/26
	Last    day.Day  // of the year
	Over    bool     // the year has ended
	Rules   []string // the returns that have no rules for the year yet, with the year of those that are used
	Outside []outside
}

// outside are the rules of a return that are left out for one reason.
type outside struct{ Why, Rules string }

type listView struct {
	frame
	Own      bool // the children of the reader
	Children []childRow
	Clean    int // children in whom there is nothing to put right
	Now      int
	Later    int
	Teams    []teamRow
	ByRule   []ruleRow // of a team
}

type childRow struct {
	Name, Href string
	Worker     string
	Now, Later []problem
}

type teamRow struct {
	Name, Href                 string
	Children, With, Now, Later int
}

type ruleRow struct {
	Title, Code, Return string
	Now, Later          int
}

// list is one's own children and, for a manager, the counts of each team; with ?team it is one team.
func list(w http.ResponseWriter, r *shell.Request) error {
	team := r.URL.Query().Get("team")
	ends, today, err := yearOf(r)
	if err != nil {
		return err
	}
	head, err := newFrame(r, "Put right before the returns", ends, today, team)
	if err != nil {
		return err
	}
	v := listView{frame: head, Own: team == ""}
	db := r.House().DB
	if team != "" {
		held, err := yearround.Team(r.Context(), db, r.Actor, team, ends, today)
		if err != nil {
			return err
		}
		v.Caption, v.Back = r.Name(team), govuk.BackLink{Text: "Your children and teams", Href: address(Path, ends, today, "")}
		v.ByRule = byRule(held)
		if err := v.show(r, held, ends, today); err != nil {
			return err
		}
		return r.Show(w, "problems/list", v)
	}
	held, err := yearround.Mine(r.Context(), db, r.Actor, ends, today)
	if err != nil {
		return err
	}
	if err := v.show(r, held, ends, today); err != nil {
		return err
	}
	for _, id := range r.Actor.Manages {
		held, err := yearround.Team(r.Context(), db, r.Actor, id, ends, today)
		if err != nil {
			return err
		}
		row := teamRow{Name: r.Name(id), Href: address(Path, ends, today, id), Children: len(held)}
		for _, c := range held {
			now, later := yearround.Counted(c.Problems)
			row.Now, row.Later = row.Now+now, row.Later+later
			if now > 0 {
				row.With++
			}
		}
		v.Teams = append(v.Teams, row)
	}
	return r.Show(w, "problems/list", v)
}

// show puts children in the list, most to put right first, and writes down that they were shown.
func (v *listView) show(r *shell.Request, held []yearround.Child, ends int, today day.Day) error {
	var shown []string
	for _, c := range held {
		now, later := yearround.Counted(c.Problems)
		if now+later == 0 {
			v.Clean++
			continue
		}
		v.Now, v.Later = v.Now+now, v.Later+later
		row := childRow{Name: c.Name, Href: address(childPath(c.Subject), ends, today, "")}
		var workers []string
		for _, w := range c.Workers {
			workers = append(workers, r.Name(w))
		}
		row.Worker = strings.Join(workers, ", ")
		row.Now, row.Later = parted(c.Problems, mender{base: "/children/" + idOf(c.Subject), edit: c.Edit, unborn: c.Unborn, assess: true})
		v.Children, shown = append(v.Children, row), append(shown, c.Subject)
	}
	slices.SortStableFunc(v.Children, func(a, b childRow) int {
		return (len(b.Now)-len(a.Now))*1000 + len(b.Later) - len(a.Later)
	})
	return r.Listed("row of the problems of the returns", shown...)
}

func byRule(held []yearround.Child) (out []ruleRow) {
	for _, c := range held {
		for _, t := range yearround.Things(c.Problems) {
			p := t[0]
			i := slices.IndexFunc(out, func(row ruleRow) bool { return row.Code == p.Rule.Code && row.Return == returns[p.Return] })
			if i < 0 {
				i = len(out)
				out = append(out, ruleRow{Title: p.Rule.Title, Code: p.Rule.Code, Return: returns[p.Return]})
			}
			if p.Now() {
				out[i].Now++
			} else {
				out[i].Later++
			}
		}
	}
	slices.SortStableFunc(out, func(a, b ruleRow) int {
		if d := b.Now + b.Later - a.Now - a.Later; d != 0 {
			return d
		}
		return strings.Compare(a.Code, b.Code)
	})
	return out
}

type oneView struct {
	frame
	Bar        govuk.IdentityBar
	Now, Later []problem
	Hidden     bool // parts of the record are not shown to this reader
}

// one is all of one child.
func one(w http.ResponseWriter, r *shell.Request) error {
	ends, today, err := yearOf(r)
	if err != nil {
		return err
	}
	s := r.Reading.Story
	all, err := yearround.Of(r.Context(), s, ends, today)
	if err != nil {
		return err
	}
	head, err := newFrame(r, "Put right before the returns", ends, today, "")
	if err != nil {
		return err
	}
	may := func(class access.Class) bool { return r.May(access.Read, class) }
	base := "/children/" + idOf(s.Subject)
	v := oneView{frame: head, Bar: govuk.IdentityBar{Name: r.Reading.View().Name.Full()}, Hidden: yearround.Part(may)}
	v.Years.Items = years(base+Path, ends, today, "")
	v.Title = "Put right before the returns – child’s record"
	v.Back = govuk.BackLink{Text: "Back to the record", Href: base}
	v.Now, v.Later = parted(yearround.Seen(all, may), mender{base: base, edit: r.May(access.EditPerson, access.Identity), unborn: r.Reading.View().Unborn, assess: may(access.Assessment)})
	return r.Show(w, "problems/one", v)
}

// yearOf is the year that the page is about: the one that runs, or the one before it, of which the return is still being made.
func yearOf(r *shell.Request) (ends int, today day.Day, err error) {
	today = day.In(r.Now())
	running := day.FinancialYearEnding(today)
	text := r.URL.Query().Get("year")
	if text == "" {
		return running, today, nil
	}
	if ends, err = strconv.Atoi(text); err != nil || ends != running && ends != running-1 {
		return 0, today, errs.New(errs.NotFound, "%s", access.Missing)
	}
	return ends, today, nil
}

func span(ends int) string { return fmt.Sprintf("%d/%02d", ends-1, ends%100) }

// address is that of a page for a year and a team; the year that runs needs no mention.
func address(path string, ends int, today day.Day, team string) string {
	var q []string
	if team != "" {
		q = append(q, "team="+team)
	}
	if ends != day.FinancialYearEnding(today) {
		q = append(q, fmt.Sprintf("year=%d", ends))
	}
	if len(q) == 0 {
		return path
	}
	return path + "?" + strings.Join(q, "&")
}

func years(path string, ends int, today day.Day, team string) (out []govuk.NavItem) {
	running := day.FinancialYearEnding(today)
	for _, y := range []int{running, running - 1} {
		out = append(out, govuk.NavItem{Text: "Year " + span(y), Href: address(path, y, today, team), Current: y == ends})
	}
	return out
}

func newFrame(r *shell.Request, heading string, ends int, today day.Day, team string) (frame, error) {
	_, last := day.FinancialYear(ends)
	f := frame{Page: r.Page(heading), Year: span(ends), Last: last, Over: !today.Before(last), Years: govuk.SubNavigation{Label: "Which year", Items: years(Path, ends, today, team)}}
	for _, of := range []string{record.ReturnCIN, record.ReturnSSDA903} {
		if set := yearround.RuleSet(of, ends); set != fmt.Sprintf("%d-%02d", ends-1, ends%100) {
			f.Rules = append(f.Rules, "The "+returns[of]+" has no rules for "+span(ends)+" here. Those of "+strings.ReplaceAll(set, "-", "/")+" are used.")
		}
		left, err := yearround.LeftOut(r.Context(), of, ends)
		if err != nil {
			return frame{}, err
		}
		f.Outside = append(f.Outside, byReason(of, left)...)
	}
	return f, nil
}

// byReason puts the rules of a return that are not asked together, by reason.
func byReason(of string, left []finding.Skipped) (out []outside) {
	for _, s := range left {
		why := "The " + returns[of] + ": " + s.Why
		i := slices.IndexFunc(out, func(o outside) bool { return o.Why == why })
		if i < 0 {
			out = append(out, outside{Why: why, Rules: s.Rule})
		} else {
			out[i].Rules += ", " + s.Rule
		}
	}
	return out
}

func idOf(subject string) string {
	_, id, _ := strings.Cut(subject, ":")
	return id
}

func childPath(subject string) string { return "/children/" + idOf(subject) + Path }
