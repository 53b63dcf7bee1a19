package programmes_test

import (
	"net/url"
	"strconv"
	"strings"
	"testing"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

func on(v url.Values, name string, d day.Day) {
	y, m, n := d.Date()
	v.Set(name+"-day", strconv.Itoa(n))
	v.Set(name+"-month", strconv.Itoa(int(m)))
	v.Set(name+"-year", strconv.Itoa(y))
}

// TestProgrammeOfWork (SR-012, SR-013, SR-023, SR-027): a strategy with milestones, outreach tracked to its result, an evaluation with findings and decision, and what pays for
// it with the joint split; members read it and change nothing; its keeper takes back what they did.
func TestProgrammeOfWork(t *testing.T) {
	s := webtest.New(t)
	today := s.Clock.Today()
	mira, kim := s.Client(t, webtest.Manager), s.Client(t, webtest.Councillor)
	kim.Get("/programmes").Sound().Want(200, "There is no programme yet").Not("Begin a programme")
	v := mira.Get("/programmes/new?about=early_help").Sound().Want(200, "Its principles").Form("/programmes/new")
	mira.Send("/programmes/new", v).Sound().Want(422, "Enter its name", "Write what it is for", "Enter the post that answers for it")
	v.Set("about", "early_help")
	v.Set("title", "Early help strategy")
	v.Set("purpose", "Help for families before it is too late, by all partners together")
	v.Set("principles", "Families come first\r\n\r\nOne plan for each family")
	v.Set("owner", "Head of early help")
	page := mira.Send("/programmes/new", v).Sound().Want(200, "One plan for each family", "0 of 0 reached", "Undo this", "Posts of early help")
	at := page.Path
	if !strings.HasPrefix(at, "/programmes/") {
		t.Fatal(at)
	}
	add := func(part string, set func(url.Values)) *webtest.Page {
		v := mira.Get(at + "/" + part + "/new").Sound().Want(200).Form(at + "/" + part + "/new")
		set(v)
		return mira.Send(at+"/"+part+"/new", v).Sound()
	}
	add("milestone", func(v url.Values) { v.Set("what", "Directory of support opens") }).Want(422, "Enter who answers for it", "Enter the day by which it is due")
	add("milestone", func(v url.Values) {
		v.Set("what", "Directory of support opens")
		v.Set("owner", "Commissioner")
		on(v, "due", today.Add(-1))
	}).Want(200, "Directory of support opens", "Overdue", "0 of 1 reached")
	add("outreach", func(v url.Values) {
		v.Set("sector", "Voluntary sector")
		v.Set("what", "Spoke at the forum")
		on(v, "on", today.Add(-20))
		v.Set("result", "Six more calls")
	}).Want(422, "Enter what came of it with its day")
	add("outreach", func(v url.Values) {
		v.Set("sector", "Voluntary sector")
		v.Set("what", "Spoke at the forum")
		on(v, "on", today.Add(-20))
		v.Set("result", "") // the draft has it
	}).Want(200, "Voluntary sector: Spoke at the forum", "No result yet")
	add("evaluation", func(v url.Values) {
		v.Set("method", "Survey of 50 callers")
		on(v, "planned", today.Add(40))
	}).Want(200, "Survey of 50 callers", "Planned")
	money := func(funder, sum, free string) func(url.Values) {
		return func(v url.Values) {
			v.Set("year", "2026")
			v.Set("what", "Practitioners")
			v.Set("funder", funder)
			v.Set("pence", sum)
			v.Set("discretionary", free)
		}
	}
	add("funding", money("education", "a lot", "yes")).Want(422)
	add("funding", money("education", "40,000", "yes")).Want(200)
	add("funding", money("social_care", "60000.50", "no")).Want(200, "2025/26: £100,000.50 a year", "£40,000 (40%) is discretionary", "60%")

	// What was planned is done, with findings and a decision; what was begun has a result.
	change := func(path string, set func(url.Values)) *webtest.Page {
		v := mira.Get(at + path).Sound().Want(200).Form(at + path)
		set(v)
		return mira.Send(at+path, v).Sound()
	}
	change("/outreach/1", func(v url.Values) { v.Set("result", "Six more calls"); on(v, "result_on", today) }).Want(200, "Six more calls")
	change("/evaluation/1", func(v url.Values) {
		on(v, "done", today)
		v.Set("findings", "Callers wait too long")
		v.Set("decision", "A second screener on Mondays")
		on(v, "decided", today)
	}).Want(200, "Found: Callers wait too long", "A second screener on Mondays")
	page = change("/milestone/1", func(v url.Values) { on(v, "done", today) }).Want(200, "1 of 1 reached", "Done late")
	kim.Get(at).Sound().Want(200, "Six more calls", "40%").Not("Change this", "Add a milestone")
	kim.Get(at + "/edit").Want(403)
	s.Client(t, webtest.Partner).Get("/programmes").Want(403)
	mira.Get(at + "/milestone/2").Want(404)
	mira.Get(at + "/nothing/new").Want(404)
	mira.Get("/programmes/nothing").Want(404)

	mira.Send(at+"/undo", page.Form(at+"/undo")).Want(200, "0 of 1 reached")
	change("/milestone/1", func(v url.Values) { v.Set("out", "yes") }).Want(200, "0 of 0 reached").Not("Directory of support opens")
	change("/edit", func(v url.Values) { on(v, "ended", today) }).Want(422, "Write what came of it")
	change("/edit", func(v url.Values) { on(v, "ended", today); v.Set("outcome", "It goes on as the family strategy") }).Want(200, "It goes on as the family strategy")
	mira.Get("/programmes?about=early_help").Want(200, "Early help strategy", "Ended on")
	mira.Get("/programmes?about=consultation_line").Want(200, "There is no programme yet")

	// A form that is refused keeps the version that it was made from: what somebody changed meanwhile is not overwritten when it is sent again.
	late := mira.Get(at + "/edit").Form(at + "/edit")
	change("/edit", func(v url.Values) { v.Set("owner", "Head of families") }).Want(200, "Head of families")
	late.Set("title", "")
	again := mira.Send(at+"/edit", late).Want(422, "Enter its name").Form(at + "/edit")
	again.Set("title", "Another strategy")
	mira.Send(at+"/edit", again).Want(409)
	mira.Get(at).Want(200, "Head of families").Not("Another strategy")
}

// TestPosts (SR-029): posts of early help with the end of their money, those at risk first; set up, changed and taken back.
func TestPosts(t *testing.T) {
	s := webtest.New(t)
	today := s.Clock.Today()
	mira := s.Client(t, webtest.Manager)
	s.Write(record.New(s.House.Desk.NewID(), webtest.North, record.Post{Job: "case_holder", FTE: 100, From: today.Add(-900)}))
	mira.Get("/posts").Sound().Want(200, "No post is recorded", "0 posts, 0 full time")
	v := mira.Get("/posts/new").Sound().Want(200).Form("/posts/new")
	v.Set("team", webtest.North)
	v.Set("fte", "150")
	mira.Send("/posts/new", v).Want(422, "from 1 to 100")
	v.Set("fte", "80")
	v.Set("funder", "government_grant")
	on(v, "funded_until", today.Add(100))
	page := mira.Send("/posts/new", v).Sound().Want(200, "1 post, 0.8 full time; 1 vacant", "0.8 full time (100%) at risk", "Ring-fenced government grant", "At risk", "Undo this")
	at := page.Find(`th a[href^="/posts/"]`).AttrOr("href", "")
	v = mira.Get(at).Sound().Want(200, "North assessment team").Form(at)
	v.Set("funded_until-day", "")
	v.Set("funded_until-month", "")
	v.Set("funded_until-year", "")
	page = mira.Send(at, v).Want(200, "No end", "0 full time (0%) at risk").Not("At risk</strong>")
	mira.Send("/posts/undo", page.Form("/posts/undo")).Want(200, "At risk", "2 posts")
	mira.Get("/posts?show=all").Sound().Want(200, "Case holder", "Not said", "Only posts of early help")
	s.Client(t, webtest.Councillor).Get("/posts").Want(200, "Ring-fenced").Not("Set up a post")
	s.Client(t, webtest.Councillor).Get(at).Want(403)
	mira.Get("/posts/nothing").Want(404)
}
