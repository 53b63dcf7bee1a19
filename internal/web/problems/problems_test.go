package problems_test

import (
	"fmt"
	"net/http"
	"slices"
	"strings"
	"testing"

	"throughline/internal/browsertest"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/returns/yearround"
	"throughline/internal/story"
	"throughline/internal/web/webtest"
)

// known is a child whom the census of 2025/26 finds nothing wrong with; change breaks something.
func known(given string, change func(*record.Child)) person.NewPerson {
	c := webtest.Born(given, "Brandt", "2015-05-01")
	c.Sex, c.Ethnicity, c.Disabilities = "F", "WBRI", []string{"NONE"}
	if change != nil {
		change(&c)
	}
	return person.NewPerson{Child: &c, Identifiers: []record.Identifier{
		{Type: record.LAChildID, Value: "L" + given, From: day.Must("2025-04-01")}, {Type: record.UPNUnknown, Value: "UN3", From: day.Must("2025-04-01")},
	}}
}

func noEthnicity(c *record.Child) { c.Ethnicity = "" }

// open gives a child a referral that is in the census of 2025/26.
func open(s *webtest.Site, child string) string {
	return s.Add(child, record.Referral{Date: day.Must("2026-01-12"), Source: "2A", PrimaryNeed: "N1", Decision: "assessment", DecidedBy: webtest.Screener})
}

func id(subject string) string { return webtest.ID(subject) }

func TestWorkerPutsRight(t *testing.T) {
	s := webtest.New(t)
	zoe := s.ChildOf(known("Zoë", noEthnicity), webtest.North, webtest.Worker)
	referral := open(s, zoe)
	s.Add(zoe, record.Assessment{Referral: referral, Started: day.Must("2026-01-12"), Report: "assessment:7"})
	s.Add(zoe, record.S47Enquiry{Referral: referral, Started: day.Must("2026-02-16"), ICPCNotRequired: record.No})
	sound := s.ChildOf(known("Ada", nil), webtest.North, webtest.Worker)
	open(s, sound)

	ada := s.Client(t, webtest.Worker)
	ada.Get("/home").Want(http.StatusOK, "Put right before the returns")
	// The assessment and the enquiry are not open too long on 2 March. They will be on 31 March.
	page := ada.Get("/problems").Sound().Want(http.StatusOK, "1 to put right now", "2 more on 31 March 2026", "In 1 of the children", "Zoë Brandt", "Ethnicity is (blank)", "Rule 4220")
	page.Not("Ada Brandt", "Your teams")
	for href, words := range map[string]string{
		"/children/" + id(zoe) + "/details#ethnicity": "Change the ethnicity", "/assessments/7": "Open the assessment", "/children/" + id(zoe) + "/problems": "Zoë Brandt",
	} {
		if got := page.Text(`main a[href="` + href + `"]`); !strings.Contains(got, words) {
			t.Errorf("the link to %s says %q; the page says %s", href, got, page.Text("main"))
		}
	}
	page.Want(http.StatusOK, "This is recorded in the section 47 enquiry. No page here changes that yet")

	ada.Get("/children/"+id(zoe)).Sound().Want(http.StatusOK, "1 thing to put right before the returns, and 2 more on 31 March 2026 if nothing is done")
	ada.Get("/children/" + id(sound)).Want(http.StatusOK).Not("to put right")
	ada.Get("/children/"+id(zoe)+"/problems").Sound().Want(http.StatusOK, "Zoë Brandt", "Ethnicity is (blank)", "On 31 March 2026, if nothing is done").Not("Parts of this record")
	ada.Get("/children/"+id(sound)+"/problems").Sound().Want(http.StatusOK, "There is nothing to put right")

	// Mended on the form that the link leads to: the page that follows shows it, and nothing was kept.
	form := ada.Get("/children/" + id(zoe) + "/details").Form("/children/" + id(zoe) + "/details")
	form.Set("ethnicity", "WBRI")
	ada.Send("/children/"+id(zoe)+"/details", form).Want(http.StatusOK, "2 things to put right before 31 March 2026")
	ada.Get("/problems").Want(http.StatusOK, "Nothing to put right now").Not("Ethnicity is (blank)")
}

func TestManagerSeesTeams(t *testing.T) {
	s := webtest.New(t)
	for i := range 3 {
		open(s, s.ChildOf(known(fmt.Sprint("North", i), noEthnicity), webtest.North, webtest.Worker))
	}
	open(s, s.ChildOf(known("Quiet", nil), webtest.North, webtest.Colleague))
	open(s, s.ChildOf(known("South", noEthnicity), webtest.South, webtest.Outsider))
	hidden := s.ChildOf(known("Hidden", noEthnicity), webtest.North, webtest.Colleague)
	open(s, hidden)
	s.Add(hidden, record.Restriction{Reason: "A relative works here", Cleared: []string{webtest.Colleague}, From: day.Must("2026-03-02")})
	barred := s.ChildOf(known("Barred", noEthnicity), webtest.North, webtest.Worker)
	open(s, barred)
	s.Add(barred, record.ConflictBar{Worker: webtest.Worker, Reason: "A cousin", From: day.Must("2026-03-02")})

	// Four of the line's children with a problem, one without; the restricted one is not counted.
	mira := s.Client(t, webtest.Manager)
	page := mira.Get("/problems").Sound().Want(http.StatusOK, "Your teams", "North assessment team")
	if got := strings.Fields(page.Text("main tbody td")); !slices.Equal(got, []string{"5", "4", "4", "0"}) && strings.Join(got, "") != "5440" {
		t.Errorf("children, with problems, now, later: %q", page.Text("main tbody td"))
	}
	page.Not("South", "Hidden", "Zoë")
	logged := len(readings(t, s, webtest.Manager))
	team := mira.Get("/problems?team="+webtest.North).Sound().Want(http.StatusOK, "North0 Brandt", "North2 Brandt", "Barred Brandt", "Ada Lindqvist", "4 to put right now", "In 1 of the children", "4220")
	team.Not("Hidden", "Quiet", "South")
	if got := readings(t, s, webtest.Manager); len(got)-logged != 4 || slices.Contains(got, hidden) {
		t.Errorf("%d children were written down as read, 4 were shown: %v", len(got)-logged, got)
	}
	for _, other := range []string{webtest.South, "team:none", "x' or 1=1"} {
		p := mira.Get("/problems?team=" + strings.ReplaceAll(other, " ", "+"))
		p.Want(http.StatusNotFound)
	}

	ben := s.Client(t, webtest.Colleague)
	ben.Get("/problems").Want(http.StatusOK, "Hidden Brandt").Not("North0", "Quiet Brandt", "Your teams")
	ben.Get("/problems?team=" + webtest.North).Want(http.StatusNotFound) // a member of the team has no line
	s.Client(t, webtest.Worker).Get("/problems").Want(http.StatusOK, "North1 Brandt", "3 to put right now").Not("Barred", "Hidden", "South")
	s.Client(t, webtest.Worker).Get("/children/" + id(barred) + "/problems").Want(http.StatusNotFound)
}

// readings are the children whom a worker was shown as rows of this page.
func readings(t *testing.T, s *webtest.Site, worker string) (out []string) {
	t.Helper()
	webtest.Need(t, s.House.DB.Read(t.Context(), func(x *db.Tx) (err error) {
		out, err = db.Column[string](x, "select subject from read_entry where actor = $1 and page = 'GET /problems' and allowed order by seq", worker)
		return err
	}))
	return out
}

func TestWhoMayNot(t *testing.T) {
	s := webtest.New(t)
	zoe := s.ChildOf(known("Zoë", noEthnicity), webtest.North, webtest.Worker)
	open(s, zoe)
	s.Client(t, webtest.Outsider).Get("/problems").Sound().Want(http.StatusOK, "You are not allocated to any child").Not("Zoë")
	s.Client(t, webtest.OtherManager).Get("/problems").Sound().Want(http.StatusOK, "South assessment team").Not("Zoë", "North")
	s.Client(t, webtest.Analyst).Get("/problems").Want(http.StatusOK).Not("Zoë")
	s.Client(t, webtest.Partner).Get("/problems").Want(http.StatusForbidden)
	if p := s.Public(t).Get("/problems"); p.Path != "/sign-in" {
		t.Errorf("the public comes to %s", p.Path)
	}
	for _, who := range []string{webtest.Outsider, webtest.OtherManager, webtest.Analyst} {
		if p := s.Client(t, who).Get("/children/" + id(zoe) + "/problems"); p.Status == http.StatusOK || p.Shows("Ethnicity") {
			t.Errorf("%s reads the problems of a child: %d", who, p.Status)
		}
	}
}

func TestYears(t *testing.T) {
	s := webtest.New(t)
	zoe := s.ChildOf(known("Zoë", noEthnicity), webtest.North, webtest.Worker)
	open(s, zoe)
	c := s.Client(t, webtest.Worker)
	for q, want := range map[string]int{"?year=2026": 200, "?year=2025": 200, "?year=2024": 404, "?year=2027": 404, "?year=x": 404, "?year=2025&team=team:north": 404} {
		c.Get("/problems" + q).Want(want)
	}
	c.Get("/problems?year=2025").Sound().Want(200, "Year 2024/25", "Nothing to put right now").Not("Ethnicity")
	c.Get("/children/"+id(zoe)+"/problems?year=2025").Sound().Want(200, "nothing to put right", "2024/25")
}

// TestBothEngines: the children of a worker and of a team are found alike.
func TestBothEngines(t *testing.T) {
	for _, e := range dbtest.Engines(t) {
		t.Run(e.Name, func(t *testing.T) {
			s := webtest.Marshwick(t, e.URL(t), 3, webtest.Start)
			manager, worker := s.Actor(t, "worker:manager"), s.Actor(t, "worker:social-worker")
			_, err := s.House.Desk.Do(t.Context(), manager, "Set up", func(tx *command.Tx) ([]record.Change, error) {
				subject, changes, err := person.Create(tx, known("Zephyrine", noEthnicity))
				if err != nil {
					return nil, err
				}
				more, err := person.Allocation(tx, story.Story{Subject: subject}, record.Allocation{Worker: worker.ID, Team: manager.Manages[0]})
				return append(append(changes, more...), record.New(s.House.Desk.NewID(), subject, record.Referral{Date: day.Must("2026-02-16"), Source: "2A", PrimaryNeed: "N1", Decision: "assessment", DecidedBy: worker.ID})), err
			})
			webtest.Need(t, err)
			today := day.In(webtest.Start)
			mine, err := yearround.Mine(t.Context(), s.House.DB, worker, 2026, today)
			webtest.Need(t, err)
			ofTeam, err := yearround.Team(t.Context(), s.House.DB, manager, manager.Manages[0], 2026, today)
			webtest.Need(t, err)
			for name, list := range map[string][]yearround.Child{"mine": mine, "team": ofTeam} {
				i := slices.IndexFunc(list, func(c yearround.Child) bool { return c.Name == "Zephyrine Brandt" })
				if i < 0 || !list[i].Edit || len(list[i].Problems) != 1 || !slices.Equal(list[i].Workers, []string{worker.ID}) {
					t.Errorf("%s: %+v", name, list)
				}
			}
			s.Ask(t, s.Session(t, worker.ID), "GET", "/problems", nil).Want(http.StatusOK, "Zephyrine Brandt")
		})
	}
}

func TestUsableByEverybody(t *testing.T) {
	s := webtest.New(t)
	zoe := s.ChildOf(known("Zoë", noEthnicity), webtest.North, webtest.Worker)
	s.Add(zoe, record.S47Enquiry{Referral: open(s, zoe), Started: day.Must("2026-02-16"), ICPCNotRequired: record.No})
	for _, at := range []struct{ who, path string }{
		{webtest.Worker, "/problems"}, {webtest.Manager, "/problems"}, {webtest.Manager, "/problems?team=" + webtest.North}, {webtest.Worker, "/children/" + id(zoe) + "/problems"},
	} {
		for _, width := range []int64{1366, 320} {
			p := s.Browser(t, at.who, browsertest.Options{Width: width, Height: 900})
			p.Goto(s.URL + at.path)
			p.Screenshot(fmt.Sprintf("problems-%s-%d", strings.Trim(strings.NewReplacer("/", "-", "?", "-", "=", "-", ":", "-", id(zoe), "zoe").Replace(at.who[7:]+at.path), "-"), width))
			browsertest.Axe(t, p)
			browsertest.CheckPage(t, p)
		}
	}
}

// BenchmarkTeam is the list of a team of 300 children, each with a referral, an assessment and something to put right.
func BenchmarkTeam(b *testing.B) {
	s := webtest.New(b)
	for i := range 300 {
		c := s.ChildOf(known(fmt.Sprint("N", i), noEthnicity), webtest.North, webtest.Worker)
		s.Add(c, record.Assessment{Referral: open(s, c), Started: day.Must("2026-01-12")})
	}
	mira := s.Actor(webtest.Manager)
	for b.Loop() {
		if cs, err := yearround.Team(b.Context(), s.House.DB, mira, webtest.North, 2026, s.Clock.Today()); err != nil || len(cs) != 300 {
			b.Fatal(len(cs), err)
		}
	}
}
