package work

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
	"throughline/internal/record/codes"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
	"throughline/internal/workforce"
)

// teamView is a team's cases: those that wait for a worker, and those that have one.
type teamView struct {
	govuk.Page
	Nav2    govuk.SubNavigation
	Waiting []caseRow
	Active  []caseRow
	Manages bool
	Undo    []undone
	Only    string // the worker whose cases are shown alone
}

type caseRow struct {
	Name, Href, Status string
	Work               string
	Worker             string
	Since              string
	Days               string
	Priority           govuk.Tag
	Review             string
	ReviewOver         bool
	Give, Move         string
}

// section is a page of a team.
type section struct{ text, path string }

var sections = []section{{"Waiting and cases", ""}, {"Caseloads", "/caseloads"}, {"Transfers", "/transfers"}, {"Who is away", "/away"}, {"Move all cases", "/move"}}

// teamOf is the team of the address, which the reader must be in or manage.
func teamOf(r *shell.Request) (string, error) {
	team := record.TeamSubject + ":" + r.ID()
	if !slices.Contains(teamsOf(r.Actor), team) {
		return "", errs.New(errs.NotFound, "There is no such team among yours. Ask the manager of the team")
	}
	return team, nil
}

func teamPage(r *shell.Request, team, heading, at string) (govuk.Page, govuk.SubNavigation) {
	p := r.Page(heading)
	p.Caption, p.Wide = r.Name(team), true
	p.Back = govuk.BackLink{Text: "Work", Href: teamPath(team)}
	for i := range p.Nav {
		if p.Nav[i].Href == "/work" {
			p.Nav[i].Active = true
		}
	}
	nav := govuk.SubNavigation{Label: "About the team"}
	for _, s := range sections {
		nav.Items = append(nav.Items, govuk.NavItem{Text: s.text, Href: "/teams/" + r.ID() + s.path, Current: s.path == at})
	}
	return p, nav
}

// team shows the waiting list and the cases of a team (acceptance scenario 14).
func team(w http.ResponseWriter, r *shell.Request) error {
	id, err := teamOf(r)
	if err != nil {
		return err
	}
	var v teamView
	v.Page, v.Nav2 = teamPage(r, id, "Waiting list and cases", "")
	v.Manages = slices.Contains(r.Actor.Manages, id)
	cases, err := room(r).Cases(r.Context(), r.Actor, id)
	if err != nil {
		return err
	}
	staff, err := room(r).Staff(r.Context())
	if err != nil {
		return err
	}
	if err := listedCases(r, cases); err != nil {
		return err
	}
	only := r.URL.Query().Get("worker")
	if only != "" {
		v.Only = r.Name(record.WorkerSubject + ":" + only)
	}
	today := r.House().Desk.Today()
	for _, c := range cases {
		row := caseRowOf(r, c, today, v.Manages)
		left := staff[c.Worker].Left
		switch {
		case only != "" && c.Worker != record.WorkerSubject+":"+only:
		case c.Waiting(), !left.IsZero():
			if !left.IsZero() {
				row.Worker = r.Name(c.Worker) + " left on " + left.Short()
			}
			v.Waiting = append(v.Waiting, row)
		default:
			row.Give = ""
			v.Active = append(v.Active, row)
		}
	}
	switch r.URL.Query().Get("done") {
	case "given":
		v.Banner = govuk.NotificationBanner{Success: true, Text: "The case is allocated."}
	case "moved":
		v.Banner = govuk.NotificationBanner{Success: true, Text: "All cases of the worker moved."}
	case "undone":
		v.Banner = govuk.NotificationBanner{Success: true, Text: "That was undone. It is as it was before."}
	}
	if v.Undo, err = undoable(r, id); err != nil {
		return err
	}
	return r.Show(w, "work/team", v)
}

// listedCases writes down whom a list of cases shows.
func listedCases(r *shell.Request, cases []workforce.Case) error {
	subjects := make([]string, len(cases))
	for i, c := range cases {
		subjects[i] = c.Child
	}
	return r.Listed("row of a team's cases", subjects...)
}

func caseRowOf(r *shell.Request, c workforce.Case, today day.Day, manages bool) caseRow {
	row := caseRow{
		Name: c.Name, Href: ItemPath(c.Child), Status: c.Status, Work: c.Work.String(), Worker: r.Name(c.Worker), Since: c.Since.Short(), Priority: priorityTag(c.Priority),
		Days: days(c.Days(today)),
	}
	if !c.Review.IsZero() {
		row.Review, row.ReviewOver = c.Review.Short(), c.Review.Before(today)
	}
	if manages && access.Could(r.Actor, access.Allocate, access.Identity).Allow {
		row.Give, row.Move = ItemPath(c.Child)+"/give", ItemPath(c.Child)+"/transfer"
		if c.Report != "" && c.Waiting() {
			row.Give = ItemPath(c.Report) + "/allocate" // the brothers and sisters with it
		}
	}
	return row
}

func days(n int) string {
	if n == 1 {
		return "1 day"
	}
	return strconv.Itoa(n) + " days"
}

// priorityTag is a priority in a word and a colour.
func priorityTag(code string) govuk.Tag {
	set, _ := codes.Set("case_priority")
	colour := map[string]string{"low": "green", "medium": "yellow", "high": "red", "urgent": "purple"}[code]
	if colour == "" {
		return govuk.Tag{Text: "Not set", Classes: "govuk-tag--grey"}
	}
	return govuk.Tag{Text: capital(set.Label(code)), Classes: "govuk-tag--" + colour}
}

// loadsView is what the workers of a team hold.
type loadsView struct {
	govuk.Page
	Nav2     govuk.SubNavigation
	Rows     []loadRow
	Cases    int
	Standard []string // points of each kind, in words
	Limit    int
	Owner    string
	Review   string
	Change   string // where its manager changes it
	May      bool
}

type loadRow struct {
	Name, Title, Href string
	FTE               string
	Cases             int
	Kinds             string
	Points, Limit     int
	Level             govuk.Tag
	Away              string
}

var loadColours = map[string]string{"red": "red", "amber": "yellow", "green": "green"}

// caseloads shows what each worker holds against their limit.
func caseloads(w http.ResponseWriter, r *shell.Request) error {
	id, err := teamOf(r)
	if err != nil {
		return err
	}
	std, err := room(r).Standard(r.Context(), id)
	if err != nil {
		return err
	}
	loads, err := room(r).Loads(r.Context(), r.Actor, std, id)
	if err != nil {
		return err
	}
	v := loadsView{Limit: std.FullTime, Owner: std.Owner}
	if record.SubjectType(std.Owner) == record.WorkerSubject {
		v.Owner = r.Name(std.Owner)
	}
	if !std.Review.IsZero() {
		v.Review = std.Review.Long()
	}
	v.Change, v.May = casesPath(id)+"/standard", slices.Contains(r.Actor.Manages, id)
	v.Page, v.Nav2 = teamPage(r, id, "Caseloads", "/caseloads")
	for _, k := range workforce.Kinds() {
		v.Standard = append(v.Standard, fmt.Sprintf("%s: %d", k, std.Weights[k]))
	}
	for _, l := range loads {
		word, colour := std.Level(l.Points, l.Limit)
		row := loadRow{
			Name: l.Name, Title: l.Title, Href: "/teams/" + r.ID() + "?worker=" + strings.TrimPrefix(l.Worker, record.WorkerSubject+":"),
			FTE: fmt.Sprintf("%d.%02d", l.FTE/100, l.FTE%100), Cases: l.Cases, Points: l.Points, Limit: l.Limit,
			Level: govuk.Tag{Text: word, Classes: "govuk-tag--" + loadColours[colour]},
		}
		var kinds []string
		for _, k := range workforce.Kinds() {
			if n := l.By[k]; n > 0 {
				kinds = append(kinds, fmt.Sprintf("%s %d", k, n))
			}
		}
		row.Kinds = strings.Join(kinds, ", ")
		switch {
		case !l.Left.IsZero():
			row.Away = "Left on " + l.Left.Short()
			row.Level = govuk.Tag{Text: "Has left", Classes: "govuk-tag--red"}
		case !l.Away.From.IsZero() && l.Away.Cover != "":
			row.Away = "Away; " + r.Name(l.Away.Cover) + " covers"
		case !l.Away.From.IsZero():
			row.Away = "Away; nobody covers"
		}
		v.Cases += l.Cases
		v.Rows = append(v.Rows, row)
	}
	if r.URL.Query().Get("done") == "standard" {
		v.Banner = govuk.NotificationBanner{Success: true, Text: "Cases are weighed in this way from now on."}
	}
	return r.Show(w, "work/caseloads", v)
}
