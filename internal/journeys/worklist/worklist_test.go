package worklist_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/browsertest"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

var start = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

const north = "team:assessment-north"

func write(j *journeytest.Journey, changes ...record.Change) {
	j.T.Helper()
	_, err := j.House.Desk.Do(j.T.Context(), access.Actor{ID: "worker:setup"}, "Set up", func(*command.Tx) ([]record.Change, error) { return changes, nil })
	webtest.Need(j.T, err)
}

// fields counts what a page asks: radios and the boxes of a date are one.
func fields(p *browsertest.Page) int {
	n := p.Eval(`new Set([...document.querySelectorAll('main form input, main form select, main form textarea')].filter(e => e.type !== 'hidden' && e.type !== 'submit').map(e => e.name.replace(/-(day|month|year)$/, ''))).size`)
	out := 0
	fmt.Sscan(n, &out)
	return out
}

// TestScenario14And15TheTeamAndMyWork: a manager allocates from the waiting list with the loads in view; the worker's list then begins with what the law sets and is
// overdue; it is put off with a reason, and stays in the manager's list. The clicks and fields are counted (complaint 5, 15).
func TestScenario14And15TheTeamAndMyWork(t *testing.T) {
	t.Parallel()
	journeytest.One(t, 6, start, func(t *testing.T, j *journeytest.Journey) {
		j.Secrets = []string{"Thistlewood", "Wilhelmina"}
		id, today := j.House.Desk.NewID, day.In(start)
		child := "child:" + id()
		write(j,
			record.New(id(), child, record.Child{Names: []record.Name{{Given: "Wilhelmina", Family: "Thistlewood", Use: "current"}}, Birth: day.Must("2014-05-01"), Sex: "F"}),
			record.New(id(), child, record.Allocation{Team: north, Role: "allocated", From: today.Add(-70), Priority: "urgent"}),
			record.New(id(), child, record.CarePeriod{Started: today.Add(-70)}))
		mira := j.As("manager")
		clicks := 0
		click := func(p *browsertest.Page, text string) {
			p.Click(text)
			clicks++
		}
		mira.Goto(j.URL + "/work")
		j.Look(mira)
		mira.Goto(j.URL + "/teams/assessment-north")
		mira.WaitFor("Waiting for a worker")
		j.Look(mira)
		if first := mira.Text("tbody tr"); !strings.Contains(first, "Wilhelmina Thistlewood") || !strings.Contains(first, "70 days") || !strings.Contains(first, "Urgent") {
			mira.Errorf("the most pressing does not come first: %s", first)
		}
		clicks = 0
		click(mira, "Allocate Wilhelmina Thistlewood")
		j.Look(mira)
		asked := fields(mira)
		mira.ClickCSS(`input[name="worker"][value="` + north + `/worker:social-worker"]`)
		clicks++
		mira.SubmitButton("Save")
		clicks++
		mira.WaitFor("The case is allocated")
		t.Logf("allocating from the waiting list: %d clicks, %d fields on the page, 1 needed", clicks, asked)
		if clicks > 3 || asked > 3 {
			t.Errorf("allocating takes %d clicks and asks %d fields", clicks, asked)
		}
		for _, at := range []string{"caseloads", "transfers", "away", "move"} {
			mira.Goto(j.URL + "/teams/assessment-north/" + at)
			j.Look(mira)
		}

		ada := j.As("social-worker")
		ada.Goto(j.URL + "/work")
		ada.WaitFor("My work")
		j.Look(ada)
		row := ada.Text(`tr:has(a[aria-label^="Put off: Hold the first review"][aria-label*="Wilhelmina"])`)
		if !strings.Contains(row, "Law") || !strings.Contains(row, "Overdue") || !strings.Contains(row, "20 working days") {
			ada.Errorf("the row does not say that the law sets it, how long the limit is and that it is overdue: %s", row)
		}
		// What is overdue by law stands before everything else in the list.
		order := ada.Texts("main table:first-of-type tbody tr")
		seenOther := false
		for _, r := range order {
			law := strings.Contains(r, "Law") && strings.Contains(r, "Overdue")
			if law && seenOther {
				ada.Errorf("overdue by law stands after something else: %s", r)
			}
			seenOther = seenOther || !law
		}
		clicks = 0
		ada.ClickCSS(`a[aria-label^="Put off: Hold the first review"][aria-label*="Wilhelmina"]`)
		clicks++
		j.Look(ada)
		if n := fields(ada); n > 2 {
			ada.Errorf("putting off asks %d fields", n)
		}
		ada.Fill("When does it come back? > Day", "9")
		ada.Fill("When does it come back? > Month", "3")
		ada.Fill("When does it come back? > Year", "2026")
		ada.Fill("Why is it put off?", "The reviewing officer is away")
		ada.SubmitButton("Put off")
		clicks++
		ada.WaitFor("It is put off")
		t.Logf("putting work off: %d clicks, 2 fields", clicks)
		mira.Goto(j.URL + "/work?team=" + north)
		mira.WaitFor("Put off until 9 Mar 2026")
		j.Look(mira)
		ada.Goto(j.URL + "/lists")
		ada.WaitFor("Reviews of looked-after children")
		j.Look(ada)
		click(ada, "Reviews of looked-after children")
		ada.WaitFor("Wilhelmina Thistlewood")
		j.Look(ada)
		ada.Goto(j.URL + "/work/calendar")
		j.Look(ada)
	})
}
