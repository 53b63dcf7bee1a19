package care_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"throughline/internal/access"
	"throughline/internal/care"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/webtest"
)

// fill sets the three boxes of a date.
func fill(v url.Values, name string, d day.Day) {
	y, m, n := d.Date()
	v.Set(name+"-day", strconv.Itoa(n))
	v.Set(name+"-month", strconv.Itoa(int(m)))
	v.Set(name+"-year", strconv.Itoa(y))
}

// questions counts what a page asks: the boxes of a date and the buttons of a choice are one.
func questions(p *webtest.Page) int {
	asked := map[string]bool{}
	for _, name := range p.Find("main form input, main form select, main form textarea").Map(nameOf) {
		name, _, _ = strings.Cut(name, "-day")
		name, _, _ = strings.Cut(name, "-month")
		name, _, _ = strings.Cut(name, "-year")
		if name != "" && name != "base" {
			asked[name] = true
		}
	}
	return len(asked)
}

func nameOf(_ int, s *goquery.Selection) string { return s.AttrOr("name", "") }

// looked is a site with a child of the worker's who is looked after.
func looked(t *testing.T) *webtest.Site {
	s := webtest.New(t)
	today := s.Clock.Today()
	s.Write(record.New(s.House.Desk.NewID(), "child:one", record.Child{Names: []record.Name{{Given: "Zoë", Family: "Brandt", Use: "current"}}, Birth: day.Must("2015-03-01")}),
		record.New(s.House.Desk.NewID(), "child:one", record.Allocation{Worker: webtest.Worker, Team: webtest.North, Role: "allocated", From: today.Add(-90)}),
		record.New("period", "child:one", record.CarePeriod{Started: today.Add(-60)}),
		record.New("status", "child:one", record.LegalStatus{Period: "period", Status: "V2", From: today.Add(-60)}),
		record.New("place", "child:one", record.CLAPlacement{Period: "period", From: today.Add(-60), Type: "U6", Provider: "PR1", Postcode: "N16 8QQ"}))
	return s
}

// Complaint 19: a missing episode is recorded in at most 12 questions, the return interview among them; each form takes one page to open and one to send, and what is due is
// met. It is undone by its author.
func TestAMissingEpisodeIsAtMostTwelveQuestions(t *testing.T) {
	s := looked(t)
	today := s.Clock.Today()
	ada := s.Client(t, webtest.Worker)
	const facts = "/children/one/care/facts"
	ada.Get(facts).Sound().Want(200, "Initial health assessment", "Record a time of being missing").Not("Record a return interview", "Record a pathway plan")

	page := ada.Get(facts+"/missing").Sound().Want(200, "Missing since")
	n := questions(page)
	form := page.Form(facts + "/missing")
	fill(form, "from", today.Add(-3))
	fill(form, "to", today.Add(-2))
	form.Set("returned", "22.15")
	ada.Send(facts+"/missing", form).Want(422, "for example 14:30")
	form.Set("returned", "22:15")
	ada.Send(facts+"/missing", form).Sound().Want(200, "That is recorded", "Return interview", "returned on")

	page = ada.Get(facts+"/interview").Sound().Want(200, "Was an interview offered?")
	if n += questions(page); n > 12 {
		t.Errorf("a missing episode takes %d questions; the budget is 12", n)
	}
	t.Logf("a missing episode takes %d questions", n)
	form = page.Form(facts + "/interview")
	form.Set("offered", "yes")
	fill(form, "offered_on", today.Add(-1))
	form.Set("accepted", "yes")
	fill(form, "held", today.Add(-1))
	form.Set("held_at", "16:30")
	form.Set("interviewer", "Independent visitor")
	form.Set("independent", "yes")
	page = ada.Send(facts+"/interview", form).Sound().Want(200, "That is recorded", "Independent visitor").Not("Return interview, by")
	of := held(t, s)
	if i, _ := story.Latest[record.ReturnInterview](of); i.Body.Offered != record.Yes || day.In(i.Body.Held) != today.Add(-1) {
		t.Errorf("recorded: %+v", i.Body)
	}
	ada.Send("/children/one/care/undo", page.Form("/children/one/care/undo")).Want(200, "That was undone")
	ada.Get(facts).Want(200, "Return interview, by", "Record a return interview")

	m := care.FactsOf(held(t, s), care.MissingTime)[0]
	form = ada.Get(facts + "/missing/" + m.ID).Sound().Form(facts + "/missing/" + m.ID)
	if form.Get("returned") != "22:15" {
		t.Errorf("the hour that is held is shown as %q", form.Get("returned"))
	}
	s.Client(t, webtest.Outsider).Get(facts).Want(403)
	ada.Get(facts + "/weather").Want(404)
	ada.Get(facts + "/health/" + m.ID).Want(404) // a record of another fact
}

// Complaint 11, as finance sees it: a price without the name of the child; a placement that has ended stops it, and what was paid is to be recovered; a request that was
// approved is tied to a placement.
func TestFinanceSeesWhatIsPaid(t *testing.T) {
	s := looked(t)
	today := s.Clock.Today()
	// The analyst works in finance now.
	was, err := s.House.Desk.Story(t.Context(), webtest.Analyst)
	if err != nil {
		t.Fatal(err)
	}
	w, _ := story.First[record.Worker](was)
	now := w.Body
	now.Roles = []string{string(access.Finance)}
	s.Write(record.Edit(w, now),
		record.New("asked", "child:one", record.PanelRequest{Reference: "P-AAAA-BBBB", For: "placement", What: "A foster carer", Starts: today.Add(-60), Weekly: 70000, Why: "She cannot stay at home", Approver: "worker:x",
			Rounds: []record.PanelRound{{Act: record.PanelAsked, By: webtest.Worker, At: s.Clock.Now()}, {Act: record.PanelApproved, By: "worker:x", At: s.Clock.Now()}}}))
	fin := s.Client(t, webtest.Analyst)
	fin.Get("/placement-prices").Sound().Want(200, "Placements without a price: 1", "Approved and waiting for a placement: 1", "Nothing is paid tonight")
	const tie = "/children/one/care/panel/asked/tie"
	form := fin.Get(tie).Sound().Want(200, "Fostering by the council").Not("Brandt").Form(tie)
	form.Set("placement", "place")
	fin.Send(tie, form).Sound().Want(200, "The request pays for the placement", "£700 a week").Not("Brandt", "cannot stay at home")
	fin.Get("/placement-prices").Sound().Want(200, "£700 a week", "£700.00", "£36,500 a year", "£36,500.00", "P-AAAA-BBBB", "Placements without a price: 0").Not("Brandt", "N16")
	p, ok := story.Latest[record.PlacementPrice](held(t, s))
	if !ok {
		t.Fatal("no price was made")
	}
	path := "/children/one/care/prices/" + p.ID
	form = fin.Get(path + "/change").Sound().Want(200).Not("Brandt").Form(path + "/change")
	form.Set("week", "701")
	form.Set("why", "The carer asked for more")
	fin.Send(path+"/change", form).Want(422, "was approved for £700")
	form.Set("week", "630")
	page := fin.Send(path+"/change", form).Sound().Want(200, "The price is changed", "£630 a week", "£700 a week").Not("Brandt")
	fin.Send("/children/one/care/prices/undo", page.Form("/children/one/care/prices/undo")).Want(200, "That was undone")

	// The placement ended ten days ago, and nobody had said so: nine nights may have been paid for.
	ada := s.Client(t, webtest.Worker)
	ada.Get("/children/one/care").Sound().Want(200, "£700 a week")
	const end = "/children/one/care/end"
	form = ada.Get(end).Form(end)
	fill(form, "ended", today.Add(-10))
	form.Set("ceased", "E4A")
	ada.Send(end, form).Want(200, "The end of care is recorded")
	fin.Get("/placement-prices/check").Sound().Want(200, "To be recovered", "£1,000 for 10 nights").Not("Brandt")
	page = fin.Get(path).Sound().Want(200, "£1,000 for 10 nights", "Nothing more is to be recovered")
	fin.Send(path+"/recovered", page.Form(path+"/recovered")).Want(200, "It is noted", "Recovery closed")
	ada.Get("/placement-prices").Want(200)
	s.Client(t, webtest.Outsider).Get(path).Want(403)
}

func held(t *testing.T, s *webtest.Site) story.Story {
	t.Helper()
	of, err := s.House.Desk.Story(t.Context(), "child:one")
	if err != nil {
		t.Fatal(err)
	}
	return of
}
