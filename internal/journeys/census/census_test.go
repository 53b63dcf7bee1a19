package census_test

import (
	"encoding/xml"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
	"throughline/internal/web/webtest"
	"throughline/internal/workday"
)

// The thread from the other end: a council that keeps its case system brings in a census, and answers a question of the published minutes.
func TestThreadFromTheOtherEnd(t *testing.T) {
	const census = "../../returns/cin/testdata/cin-dev-01-clean.xml"
	minutes, err := filepath.Glob("../../scrutiny/minutes/testdata/003_*.txt")
	if err != nil || len(minutes) != 1 {
		t.Fatalf("the minutes: %v %v", minutes, err)
	}
	file, err := filepath.Abs(census)
	webtest.Need(t, err)
	item, err := filepath.Abs(minutes[0])
	webtest.Need(t, err)
	want := countCensus(t, census, 2026)
	journeytest.One(t, 1, time.Date(2026, time.May, 5, 9, 0, 0, 0, time.UTC), func(t *testing.T, j *journeytest.Journey) {
		before := j.Figure("AS-02", 2026)

		p := j.As("analyst")
		j.GoTo(p, "/imports")
		p.SubmitButton("Read the file")
		j.Wants(p, "Choose the census file") // nothing was chosen
		j.Look(p)
		j.GoTo(p, "/imports")
		p.Upload("Children in need census (XML)", file)
		p.SubmitButton("Read the file")
		j.Wants(p, "What the import did", "census 2026, authority 202")
		j.Look(p)
		entries := j.Size(t)
		j.GoTo(p, "/imports")
		j.Wants(p, "cin-dev-01-clean.xml")
		j.Look(p)
		p.Upload("Children in need census (XML)", file)
		p.SubmitButton("Read the file")
		j.Wants(p, "This content was brought in before: nothing was changed.")
		if j.Size(t) != entries {
			t.Error("the second import wrote something")
		}
		p.Click("See assessments completed in 45 working days")
		p.Click("2025/26")
		after := j.Figure("AS-02", 2026)
		if got := (journeytest.Numbers{Numerator: after.Numerator - before.Numerator, Denominator: after.Denominator - before.Denominator}); got != want {
			t.Errorf("the import moved AS-02 by %v; counted from the XML it is %v", got, want)
		}
		j.Wants(p, fmt.Sprintf("(%d of %d)", after.Numerator, after.Denominator))
		j.Look(p)
		p.SubmitButton("Keep this figure so that it can be cited")
		j.Wants(p, "As it was cited", fmt.Sprintf("(%d of %d)", after.Numerator, after.Denominator))
		p.Goto(j.URL + "/figures/AS-01?year=2026")
		p.SubmitButton("Keep this figure so that it can be cited")
		j.Wants(p, "As it was cited")
		completed := j.Facts(p)["Value"]

		rooms, clerk := scrutiny.Room{Desk: j.House.Desk, Book: j.House.Book}, j.Actor(t, "worker:scrutiny")
		committee, err := rooms.SaveCommittee(t.Context(), clerk, "", 0, record.Committee{Name: "Children and Young People Scrutiny Commission", Sort: "commission", Seats: 12})
		webtest.Need(t, err)
		_, err = rooms.PlanMeeting(t.Context(), clerk, record.Meeting{Committee: committee, Date: day.Must("2023-12-04")})
		webtest.Need(t, err)
		officer := j.As("scrutiny")
		j.GoTo(officer, "/scrutiny")
		officer.Click("Bring published minutes in")
		j.Look(officer)
		officer.SelectOption("Meeting", "4 December 2023, Children and Young People Scrutiny Commission")
		officer.Upload("File of the minutes", item)
		officer.SubmitButton("Read the file")
		j.Wants(officer, "What the minutes propose", "0 accepted")
		j.Look(officer)
		officer.Click("Next page")
		officer.Check("Question (asked by Commission, 1 answer) of paragraph 4.13")
		officer.SubmitButton("Accept what is ticked")
		officer.Click("open it: Question, paragraph 4.13")
		j.Wants(officer, "From the published minutes, paragraph 4.13", "much lower than England and statistical neighbours")
		j.Look(officer)
		ref := officer.URL()[strings.LastIndex(officer.URL(), "/")+1:]

		// Three were late: a count that must not be published, and neither must a number that gives it away.
		if n := after.Denominator - after.Numerator; n < 1 || n > 5 {
			t.Fatalf("AS-02 is %v: this part of the thread is about a count that is suppressed", after)
		}
		value := fmt.Sprintf("%.1f%%", 100*float64(after.Numerator)/float64(after.Denominator))
		answer := func(text string) {
			director := j.As("director")
			director.Goto(j.URL + "/scrutiny/questions/" + ref + "/answer")
			director.Fill("Post that answers", "Director of Children's Social Care")
			director.Fill("Answer", text)
			director.Check("Assessments completed in 45 working days, 2025/26")
			director.Check("Assessments completed, 2025/26")
			director.SubmitButton("Save the answer")
			j.Wants(director, "Not cleared yet", text)
			j.Look(director)
			officer = j.As("scrutiny")
			officer.Goto(j.URL + "/scrutiny/questions/" + ref)
			officer.SubmitButton("Clear the answer for publishing")
			j.Wants(officer, "Cleared by Grace Tilling")
			officer.SubmitButton("Publish question and answer")
		}
		answer("It is " + value + " in the last year.")
		j.Wants(officer, "gives away a count of 1 to 5 that is suppressed")
		j.Look(officer)
		j.Ask(t, "", "GET", "/public/questions/"+ref, nil).Want(404)
		answer("Nearly all of them are now finished in time; a new team and weekly review meetings made the difference.")
		j.Wants(officer, "Published")

		public := j.As("")
		j.GoTo(public, "/public/questions/"+ref)
		j.Wants(public, "What was the reason for this underperformance", "paragraph 4.13 of the minutes", "Nearly all of them", "Assessments completed in 45 working days",
			"Hidden, because the count is from 1 to 5", "Assessments completed", completed, "comes out the same to the digit")
		if text := public.Text("main"); strings.Contains(text, value) || strings.Contains(text, fmt.Sprint(after.Numerator)) {
			public.Errorf("the suppressed figure can be read: %s", text)
		}
		j.Anonymous("/public/questions/" + ref)
	})
}

// countCensus counts AS-02 from the XML, without what the import uses: elements by their names, days by the calendar.
func countCensus(t *testing.T, path string, ending int) (n journeytest.Numbers) {
	t.Helper()
	raw, err := os.ReadFile(path)
	webtest.Need(t, err)
	var m struct {
		Episodes []struct {
			Referred    string `xml:"CINreferralDate"`
			Assessments []struct {
				Authorised string `xml:"AssessmentAuthorisationDate"`
			} `xml:"Assessments"`
		} `xml:"Children>Child>CINdetails"`
	}
	webtest.Need(t, xml.Unmarshal(raw, &m))
	calendar := clock.Standard().Calendars().Working(workday.EW)
	for _, e := range m.Episodes {
		for _, a := range e.Assessments {
			if a.Authorised == "" {
				continue
			}
			from, to := day.Must(e.Referred), day.Must(a.Authorised)
			if day.FinancialYearEnding(to) != ending {
				continue
			}
			days := 0
			for d := from.Add(1); !d.After(to); d = d.Add(1) {
				if calendar.IsWorkingDay(d) {
					days++
				}
			}
			n.Denominator++
			if days <= 45 {
				n.Numerator++
			}
		}
	}
	return n
}
