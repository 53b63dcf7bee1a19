package figures

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// board is what one kind of reader acts on.
type board struct {
	role   access.Role
	intro  string
	groups []boardGroup
	ways   []listLink
}

type boardGroup struct {
	title string
	ids   []string
}

// boards are in the order in which somebody with several roles is shown theirs: the widest view first.
var boards = []board{
	{access.Director, "How the service stands, from the door to care and after it.", []boardGroup{
		{"In time", []string{"FD-07", "AS-02", "CP-02", "CP-12", "CLA-26"}},
		{"How many", []string{"FD-03n", "CIN-01", "CP-05n", "CLA-01n"}},
		{"What it may mean", []string{"FD-04", "AS-04", "CP-07", "CLA-20", "WF-04"}},
		{"After care", []string{"CL-03", "CL-04"}}},
		[]listLink{{"The journey from contact to care", journeyPath}, {"Ethnic groups at each stage", stagesPath}, {"Questions from members", "/scrutiny"}}},
	{access.Manager, "What your teams finish in time, what waits, and whose it is.", []boardGroup{
		{"In time", []string{"AS-02", "CIN-05", "CIN-06", "CP-02", "CP-12", "CP-13", "CLA-26"}},
		{"What waits", []string{"AS-05"}},
		{"What comes back", []string{"FD-04", "AS-04", "CP-07"}}},
		[]listLink{{"What waits, overdue first", "/work"}, {"Put right before the returns", "/problems"}}},
	{access.Analyst, "The figures that are asked for most, and what the records lack.", []boardGroup{
		{"Asked for most", []string{"FD-03n", "FD-04", "AS-02", "CIN-01", "CP-05n", "CLA-01n", "CLA-20", "CL-03"}},
		{"What the records lack", []string{"FD-14", "AS-07", "AS-06"}}},
		[]listLink{{"All figures", "/figures"}, {"Figures that were cited", "/cited"}, {"The journey from contact to care", journeyPath}, {"Ethnic groups at each stage", stagesPath}, {"Check a return", "/returns"}}},
	{access.Scrutiny, "The figures that members ask about. Small counts are hidden.", []boardGroup{
		{"Asked about", []string{"FD-03n", "FD-04", "AS-02", "AS-04", "CP-05n", "CP-12", "CLA-01n", "CLA-20", "CL-03", "CL-04"}}},
		[]listLink{{"Questions and answers", "/scrutiny"}, {"The journey from contact to care", journeyPath}, {"Ethnic groups at each stage", stagesPath}}},
	{access.Screener, "What comes to the front door, and how soon it is decided.", []boardGroup{
		{"In time", []string{"FD-07", "FD-16"}},
		{"What comes", []string{"FD-01", "FD-08", "FD-02", "FD-06", "FD-04", "FD-17"}}},
		[]listLink{{"Referrals that wait", "/front-door"}}},
	{access.SocialWorker, "What you and your colleagues finish in time.", []boardGroup{
		{"In time", []string{"AS-02", "AS-07", "CIN-05", "CP-13", "CLA-26", "AS-05"}}},
		[]listLink{{"What is to be done, overdue first", "/work"}, {"Put right before the returns", "/problems"}}},
	{access.EarlyHelp, "Early help, and who comes back.", []boardGroup{{"Early help", []string{"EH-01", "EH-02", "EH-03", "EH-07", "EH-08"}}}, []listLink{{"What is to be done", "/work"}}},
	{access.Chair, "Conferences and reviews.", []boardGroup{{"In time", []string{"CP-02", "CP-12", "CLA-26"}}, {"How many", []string{"CP-01", "CP-04", "CP-07"}}}, nil},
	{access.LADO, "Allegations.", []boardGroup{{"Allegations", []string{"LADO-01", "LADO-02", "LADO-03"}}}, nil},
	{access.PersonalAdviser, "Young people who left care.", []boardGroup{{"After care", []string{"CL-01", "CL-02", "CL-03", "CL-04", "CL-05"}}}, nil},
	{access.Auditor, "What audits find.", []boardGroup{{"Quality", []string{"QA-01", "QA-02", "QA-03"}}, {"In time", []string{"AS-02", "CP-12"}}}, nil},
}

// dashboardView is the page of one reader.
type dashboardView struct {
	govuk.Page
	Intro     string
	Groups    []dashboardGroup
	Ways      []listLink
	Last, Now string
	Teams     []string
	Waiting   *waiting // questions that nobody has answered; nil where that is not the reader's to do
	Answers   []answered
	Other     bool // no board is made for the reader
}

type dashboardGroup struct {
	Title string
	Rows  []dashboardRow
}

type dashboardRow struct {
	ID, Title, Href string
	Last, Now       string
	Good            string
	Open            []listLink
	Teams           []cell
}

// waiting is what members asked and nobody has answered: the next due first.
type waiting struct {
	Count, Late int
	Rows        []waitingRow // the first of them
}

type waitingRow struct {
	Reference, Text, Due string
	Late                 bool
}

// answered is a published question with the figures of its answer: what a member stands on in public.
type answered struct {
	Reference, Text string
	Figures         []string
}

// dashboard is what its reader acts on: the last whole year, the year so far, and the lists behind them.
func dashboard(w http.ResponseWriter, r *shell.Request) error {
	v := dashboardView{Page: r.Page("Dashboard")}
	i := slices.IndexFunc(boards, func(b board) bool { return r.Actor.Has(b.role) })
	figures := access.Could(r.Actor, access.ReadMeasures, access.Figure).Allow
	if i < 0 || !figures {
		v.Other = true
		var err error
		if r.May(access.List, access.Question) {
			v.Other = false
			err = v.answers(r)
		}
		if err != nil {
			return err
		}
		return r.Show(w, "figures/dashboard", v)
	}
	b := boards[i]
	v.Intro, v.Ways = b.intro, b.ways
	if b.role == access.Director && r.May(access.AnswerQuestion, access.Question) {
		if err := v.wait(r); err != nil {
			return err
		}
	}
	this := day.FinancialYearEnding(r.House().Desk.Today())
	v.Last, v.Now = measure.Year(this-1).String(), measure.Year(this).String()
	var ids []string
	for _, g := range b.groups {
		for _, id := range g.ids {
			if def, err := measure.Standard().Lookup(id); err == nil && def.Live && !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
	}
	last, now := asked{Ending: this - 1, Today: r.House().Desk.Today(), book: r}, asked{Ending: this, Today: r.House().Desk.Today(), book: r}
	q := last.query()
	var teams []string
	if b.role == access.Manager {
		teams = r.Actor.Manages
		q.Each = []string{measure.ByTeam}
		for _, t := range teams {
			v.Teams = append(v.Teams, r.Name(t))
		}
	}
	before, err := measure.Figures(r.Context(), r.House().Desk, q, ids...)
	if err != nil {
		return err
	}
	sofar, err := measure.Figures(r.Context(), r.House().Desk, now.query(), ids...)
	if err != nil {
		return err
	}
	open := access.Could(r.Actor, access.OpenFigureList, access.Figure).Allow
	for _, g := range b.groups {
		out := dashboardGroup{Title: g.title}
		for _, id := range g.ids {
			k := slices.Index(ids, id)
			if k < 0 {
				continue // it waits for its record
			}
			def := before[k].Definition
			row := dashboardRow{ID: id, Title: def.Title, Href: last.to("/figures/" + id), Last: forReader(r, before[k]).Words(), Now: forReader(r, sofar[k]).Words(), Good: good(def.Polarity)}
			if open {
				l := loaded{asked: last, def: def, res: before[k]}
				for _, x := range l.lists()[min(1, len(l.lists())-1):] {
					row.Open = append(row.Open, listLink{x.Text, x.Href})
				}
			}
			for _, t := range teams {
				row.Teams = append(row.Teams, teamCell(last, id, before[k], t))
			}
			out.Rows = append(out.Rows, row)
		}
		if len(out.Rows) > 0 {
			v.Groups = append(v.Groups, out)
		}
	}
	return r.Show(w, "figures/dashboard", v)
}

// teamCell is a team's part of a figure, with the list of it.
func teamCell(a asked, id string, res measure.Result, team string) cell {
	for _, b := range res.Breakdowns {
		for _, g := range b.Groups {
			if b.By != measure.ByTeam || g.Keys[0] != team {
				continue
			}
			text := g.Value
			if n, err := strconv.Atoi(text); err == nil {
				text = commas(n)
			}
			if res.Shape == aShare && text != "" {
				text = fmt.Sprintf("%s%% (%s of %s)", text, commas(g.Numerator), commas(g.Denominator))
			}
			if text == "" {
				continue
			}
			return cell{text, a.to("/figures/"+id+"/list", "by", measure.ByTeam, "key", team)}
		}
	}
	return cell{Text: "None"}
}

// wait fills in the questions that wait for an answer: what a director must do before what a director may look at.
func (v *dashboardView) wait(r *shell.Request) error {
	all, err := scrutiny.Questions(r.Context(), r.House().Desk, r.Actor)
	if err != nil {
		return err
	}
	slices.Reverse(all) // the oldest first
	qs := slices.DeleteFunc(all, func(q record.Of[record.Question]) bool { return !scrutiny.Waits(q.Body) })
	slices.SortStableFunc(qs, func(a, b record.Of[record.Question]) int {
		switch x, y := a.Body.Due, b.Body.Due; {
		case x == y:
			return 0
		case y.IsZero() || !x.IsZero() && x.Before(y):
			return -1
		}
		return 1
	})
	today := r.House().Desk.Today()
	v.Waiting = &waiting{Count: len(qs)}
	for _, q := range qs {
		row := waitingRow{Reference: q.Body.Reference, Text: q.Body.Text}
		if !q.Body.Due.IsZero() {
			row.Due, row.Late = q.Body.Due.Short(), today.After(q.Body.Due)
		}
		if row.Late {
			v.Waiting.Late++
		}
		if len(v.Waiting.Rows) < mostWaiting {
			v.Waiting.Rows = append(v.Waiting.Rows, row)
		}
	}
	return nil
}

// mostWaiting is how many questions that wait stand on the dashboard; the others are a click away.
const mostWaiting = 5

// answers are the published questions that cite figures, newest first.
func (v *dashboardView) answers(r *shell.Request) error {
	qs, err := scrutiny.Questions(r.Context(), r.House().Desk, r.Actor)
	if err != nil {
		return err
	}
	v.Intro = "What was answered in public, with the figures that stand behind it."
	v.Ways = []listLink{{"Questions and answers", "/scrutiny"}}
	if r.May(access.AskQuestion, access.Question) {
		v.Ways = append(v.Ways, listLink{"Ask a question", "/scrutiny/ask"})
	}
	for _, q := range qs {
		if q.Body.State != record.QuestionPublished {
			continue
		}
		c, err := scrutiny.Open(r.Context(), r.House().Desk, r.Actor, q.Body.Reference)
		if err != nil {
			return err
		}
		a := answered{Reference: q.Body.Reference, Text: q.Body.Text}
		for _, f := range c.Figures {
			s, err := storedFor(r, f.Body)
			if err != nil {
				return err
			}
			a.Figures = append(a.Figures, s.Title+", "+s.Period.String()+": "+s.Words())
		}
		if v.Answers = append(v.Answers, a); len(v.Answers) == mostAnswers {
			break
		}
	}
	return nil
}

// mostAnswers is how many answers a dashboard shows; the others are a click away.
const mostAnswers = 20
