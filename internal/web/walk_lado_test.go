package web_test

import (
	"fmt"
	"net/url"
	"strings"
	"testing"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/earlyhelp"
	"throughline/internal/lado"
	"throughline/internal/record"
	"throughline/internal/web"
	"throughline/internal/web/webtest"
)

// The words by which an allegation would give itself away.
const (
	accused  = "Qvist Hallorann"
	workedAt = "Zephyr Lane Nursery"
)

// allegation puts one allegation into the walk's council, which names a child whom the manager works with.
func (w *walk) allegation(t *testing.T) {
	t.Helper()
	officer := w.Actor(t, workerOf(access.LADO))
	today := day.In(w.Clock.Now())
	rc, err := w.House.LADO.Take(t.Context(), officer, lado.Form{
		Referrer: record.Referrer{Name: "Sal", Agency: school}, Person: accused, Position: "employee", Setting: workedAt, Sector: "early_years", Category: "physical",
		Concern: "He pulled a child by the arm in front of two colleagues.", Known: today,
	}, today)
	webtest.Need(t, err)
	_, err = w.House.LADO.LinkChild(t.Context(), officer, rc.Subject, 1, w.cases[access.Manager][own].child, true)
	webtest.Need(t, err)
	_, err = w.House.LADO.Triage(t.Context(), officer, rc.Subject, 2, lado.Triage{Decision: lado.MeetsThreshold, Priority: "high", Category: "physical", Rationale: "Two people saw it happen."})
	webtest.Need(t, err)
	_, err = w.House.LADO.AddLead(t.Context(), officer, record.SafeguardingLead{Setting: workedAt, Sector: "early_years", Name: "Sal"})
	webtest.Need(t, err)
	help, err := w.House.EarlyHelp.Ask(t.Context(), w.Actor(t, workerOf(access.EarlyHelp)), earlyhelp.Request{
		Requester: record.Referrer{Name: "Sal"}, Service: "social_care", Team: north, Need: "The children miss school.", Children: []record.EarlyHelpChild{{Given: "Nobody", Family: "Known"}},
	})
	webtest.Need(t, err)
	w.things["help"], w.things["offer"] = webtest.ID(help.Subject), "0198c0de-0000-7000-8000-00000000dead"
	w.things["allegation"], w.things["reference"], w.things["lead"] = webtest.ID(rc.Subject), rc.Reference, "0198c0de-0000-7000-8000-00000000dead"
}

// Must-show 4: to everybody but the LADO an allegation does not exist: not in a list, a count, a search, a work list, a measure's page or its list, an
// export, nor on the page of a child whom it names, nor in the access log of that child.
func TestAnAllegationIsNowhere(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	signs := []string{accused, "Hallorann", workedAt, w.things["allegation"], w.things["reference"]}
	child := webtest.ID(w.cases[access.Manager][own].child)
	clean := func(role access.Role, what, text string) {
		for _, s := range signs {
			if strings.Contains(text, s) {
				t.Errorf("%s as %s says %q", what, role, s)
			}
		}
	}
	for _, term := range access.Roles() {
		role := access.Role(term.Name)
		if role == access.LADO {
			continue
		}
		for _, rt := range web.Routes() {
			p := probes[rt.Pattern()]
			if rt.Method != "GET" || strings.Contains(rt.Path, "{token}") || p.about == "allegation" {
				continue
			}
			with := w.things[p.about]
			switch p.about {
			case "child":
				with = child
			case "figure":
				for _, id := range []string{"LADO-01", "LADO-02", "LADO-03", "LADO-04", "LADO-05", "LADO-06"} {
					clean(role, rt.Pattern()+" of "+id, w.visit(t, role, rt, p, id, "", false).Body)
				}
				continue
			}
			clean(role, rt.Pattern(), w.visit(t, role, rt, p, with, "", false).Body)
		}
	}
	for _, term := range access.Roles() { // after the pages: who keeps the access log sees what others looked for
		role := access.Role(term.Name)
		if role == access.LADO {
			continue
		}
		for _, q := range []string{"Hallorann", accused, workedAt, w.things["reference"]} {
			page := w.Ask(t, w.cookie(t, role), "POST", "/people", url.Values{"q": {q}})
			page.Find("input, .govuk-error-summary").Remove() // what was typed is shown again
			clean(role, "a search", page.Text("main"))
		}
		page := w.Ask(t, w.cookie(t, role), "POST", "/people", url.Values{"q": {accused}, "in": {"notes"}})
		page.Find("input, .govuk-error-summary").Remove()
		clean(role, "a search in notes", page.Text("main"))
	}
}

// The answer about an allegation is the answer about one that does not exist, in bytes and in work, by every address, to a director and a manager too.
func TestAnAllegationIsAnsweredAsMissing(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	for _, role := range []access.Role{access.Manager, access.Director, access.SocialWorker, access.Governance, access.Auditor, access.Partner} {
		for _, rt := range web.Routes() {
			p := probes[rt.Pattern()]
			if p.about != "allegation" {
				continue
			}
			for _, send := range []bool{true, false} {
				before := w.Size(t)
				there := answerOf(w.visit(t, role, rt, p, w.things["allegation"], "", send), w.things["allegation"])
				none := answerOf(w.visit(t, role, rt, p, wrongIDs[0], "", send), wrongIDs[0])
				if !there.same(none) {
					t.Errorf("%s as %s tells an allegation that exists (%d) from one that does not (%d)", rt.Pattern(), role, there.status, none.status)
				}
				if w.Size(t) != before {
					t.Errorf("%s as %s: the journal grew", rt.Pattern(), role)
				}
			}
		}
	}
	w.takesAsLong(t, access.Manager, "/allegations/{id}", w.things["allegation"])
}

// A child's access log, which their manager reads, does not say that the LADO looked at an allegation which names the child.
func TestTheLADOLeavesNoTraceOnAChild(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	child := w.cases[access.Manager][own].child
	cookie := w.cookie(t, access.LADO)
	before := w.Logged(t)
	page := w.Ask(t, cookie, "GET", "/allegations/"+w.things["allegation"], nil)
	page.Want(200)
	if !strings.Contains(page.Body, accused) || !strings.Contains(page.Body, "Ash") {
		t.Error("the LADO does not see the allegation and the child's name")
	}
	w.Ask(t, cookie, "POST", "/allegations/"+w.things["allegation"]+"/child", url.Values{"q": {"Ash Common"}}).Want(200)
	mine := 0
	for _, r := range w.Readings(t, before) {
		if r.Subject == child && strings.Contains(r.Page, "allegation") {
			t.Errorf("the child's log says %v", r)
		}
		if r.Subject == "lado:"+w.things["allegation"] && r.Allowed {
			mine++
		}
	}
	if mine == 0 {
		t.Error("the reading of the allegation is not written down")
	}
	log := w.Ask(t, w.cookie(t, access.Manager), "GET", "/children/"+webtest.ID(child)+"/readings", nil)
	log.Want(200)
	if strings.Contains(log.Body, "allegation") {
		t.Error("the readings page of the child speaks of an allegation")
	}
	// Nothing is written on the child either.
	if n := w.Number(t, "select count(*) from record where subject = $1 and kind like '%allegation%'", child); n != 0 {
		t.Error(fmt.Sprint(n, " records of the allegation lie with the child"))
	}
}
