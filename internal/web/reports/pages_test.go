package reports_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"throughline/internal/browsertest"
	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/report"
	"throughline/internal/web/webtest"
)

// assessed adds children whose assessments were authorised on a day.
func assessed(s *webtest.Site, n int, referred, authorised string) {
	s.TB.Helper()
	for i := range n {
		child := webtest.Born(fmt.Sprint("Zephyrine", i), "Brandt", "2015-05-01")
		c := s.ChildOf(person.NewPerson{Child: &child}, webtest.North, webtest.Worker)
		ref := s.Add(c, record.Referral{Date: day.Must(referred), Source: "2A", PrimaryNeed: "N1", Decision: "assessment", DecidedBy: webtest.Screener})
		s.Add(c, record.Assessment{Referral: ref, Started: day.Must(referred), Authorised: day.Must(authorised)})
	}
}

// begin starts a report of 2024/25 on the pages and returns its address.
func begin(t *testing.T, c *webtest.Client) string {
	t.Helper()
	page := c.Post("/reports/new", "form", "annual", "ending", "2025", "title", "Annual report").Want(http.StatusOK, "Annual report", "Draft")
	if !strings.HasPrefix(page.Path, "/reports/") || page.Path == "/reports/new" {
		t.Fatalf("the report is at %s: %s", page.Path, page.Text("main"))
	}
	return page.Path
}

func TestFromDraftToPublic(t *testing.T) {
	s := webtest.New(t)
	assessed(s, 12, "2024-05-01", "2024-06-03")
	ana, all := s.Client(t, webtest.Analyst), s.Public(t)
	ana.Get("/reports").Sound().Want(http.StatusOK, "No report was begun yet", "Begin a report")
	ana.Post("/reports/new", "form", "", "ending", "2025", "title", "").Want(http.StatusUnprocessableEntity, "Choose what kind of report it is", "Enter the title of the report")
	at := begin(t, ana)
	id := strings.TrimPrefix(at, "/reports/")

	page := ana.Get(at).Sound().Want(http.StatusOK, "2022/23", "2023/24", "2024/25", "100.0%", "(12 of 12)", "Nobody has written the headlines yet", "Not published yet", "What cannot be counted yet")
	if got := page.Find(`main a[href="/figures/AS-02?year=2025"]`).Length(); got == 0 {
		t.Error("the figure does not lead to its measure")
	}
	for _, s := range report.Slots() {
		if page.Find(`main a[href="`+at+`/write?slot=`+s.Slot+`"]`).Length() != 1 {
			t.Errorf("no link to write in %s", s.Slot)
		}
	}

	form := ana.Get(at + "/write?slot=headlines").Sound().Form(at + "/write?slot=headlines")
	form.Set("text", "All were on time in N16 5TU.")
	again := ana.Send(at+"/write?slot=headlines", form).Sound().Want(http.StatusUnprocessableEntity, "“N16 5TU”, a postcode", "holders of a public office", "All were on time in N16 5TU.")
	form = again.Form(at + "/write?slot=headlines")
	form.Set("sure", "yes") // the town hall's
	ana.Send(at+"/write?slot=headlines", form).Want(http.StatusOK, "N16 5TU")
	ask := ana.Get(at+"/publish").Sound().Want(http.StatusOK, "“N16 5TU”, a postcode")
	ana.Send(at+"/publish", ask.Form(at+"/publish")).Want(http.StatusUnprocessableEntity, "nothing was published")
	form = ana.Get(at + "/write?slot=headlines").Form(at + "/write?slot=headlines")
	form.Set("text", "All were on time.\n\nMore is to come.")
	ana.Send(at+"/write?slot=headlines", form).Want(http.StatusOK, "0.1 All were on time.", "0.2 More is to come.", "Words by Ana Petrov")

	// A draft is nowhere in public.
	all.Get("/public/reports").Sound().Want(http.StatusOK, "Nothing is published yet").Not("Annual report")
	for _, n := range []string{"0", "1", "-1", "x", "2"} {
		all.Get("/public/reports/" + id + "/" + n).Want(http.StatusNotFound).Not("on time")
		all.Get("/public/reports/" + id + "/" + n + "/file?format=html").Want(http.StatusNotFound).Not("on time")
	}
	if p := all.Get(at); p.Path != "/sign-in" {
		t.Errorf("the public comes to %s", p.Path)
	}

	ask = ana.Get(at+"/publish").Sound().Want(http.StatusOK, "edition 1", "can be counted again to the same digits", "The words in Headlines", "Nobody wrote in Contacts, referrals and assessments")
	ana.Send(at+"/publish", ask.Form(at+"/publish")).Sound().Want(http.StatusOK, "Edition 1", "Yes: its", "All were on time", "100.0%")
	ana.Get("/reports").Want(http.StatusOK, "Edition 1, published")
	all.Get("/public").Want(http.StatusOK, "Reports on each year")
	all.Get("/public/reports").Sound().Want(http.StatusOK, "Annual report, edition 1")
	public := all.Get("/public/reports/"+id+"/1").Sound().Want(http.StatusOK, "All were on time", "100.0%", "(12 of 12)")
	public.Not("Ana Petrov", "Write", "Words by")
	if n := public.Find(`main a[href^="/figures"], main a[href^="/reports"]`).Length(); n > 0 {
		t.Errorf("%d links of the public page lead inside", n)
	}

	// Words and records since then are in the draft, not in the edition; the second says what is new.
	form = ana.Get(at + "/write?slot=headlines").Form(at + "/write?slot=headlines")
	form.Set("text", "Some were late after all.")
	ana.Send(at+"/write?slot=headlines", form).Want(http.StatusOK, "late after all")
	assessed(s, 8, "2024-05-01", "2024-12-02")
	ana.Get(at).Want(http.StatusOK, "60.0%", "(12 of 20)", "late after all")
	all.Get("/public/reports/"+id+"/1").Want(http.StatusOK, "All were on time", "100.0%").Not("late after all", "60.0%")
	ana.Get(at+"/editions/1").Want(http.StatusOK, "Yes: its", "100.0%").Not("late after all", "60.0%")
	ask = ana.Get(at+"/publish").Want(http.StatusOK, "edition 2")
	ana.Send(at+"/publish", ask.Form(at+"/publish")).Want(http.StatusOK, "AS-02/2024-25 is another figure", "the words of “Headlines”", "60.0%")
	all.Get("/public/reports/"+id+"/1").Want(http.StatusOK, "There is a newer edition", "100.0%")
	all.Get("/public/reports/"+id+"/2").Want(http.StatusOK, "60.0%").Not("There is a newer edition")
}

// Two writers of one place: both keep their words.
func TestConflictKeepsBoth(t *testing.T) {
	s := webtest.New(t)
	ana := s.Client(t, webtest.Analyst)
	at := begin(t, ana)
	here := at + "/write?slot=front_door"
	mine, theirs := ana.Get(here).Form(here), ana.Get(here).Form(here)
	theirs.Set("text", "Their sentence.")
	ana.Send(here, theirs).Want(http.StatusOK, "Their sentence.")
	mine.Set("text", "My sentence.")
	page := ana.Send(here, mine).Sound().Want(http.StatusConflict, "Their sentence.", "Ana Petrov")
	if got := page.Form(here).Get("text"); got != "My sentence." {
		t.Errorf("one's own words became %q", got)
	}
	ana.Get(at).Want(http.StatusOK, "Their sentence.").Not("My sentence.")
	if got := ana.Get(here).Form(here).Get("text"); got != "My sentence." {
		t.Errorf("the draft holds %q", got)
	}
	both := page.Form(here)
	both.Set("text", "Their sentence.\nMy sentence.")
	ana.Send(here, both).Want(http.StatusOK, "Their sentence.", "My sentence.")
	ana.Get("/home").Want(http.StatusOK).Not("Words for a report")
	// A form that tells no version changes nothing; what was typed is kept.
	ana.Send(here, url.Values{"text": {"No base"}}).Want(http.StatusUnprocessableEntity)
	ana.Get(at).Not("No base")
	ana.Get(at + "/write?slot=nowhere").Want(http.StatusNotFound)
	// Nobody publishes words that they have not seen.
	ask := ana.Get(at + "/publish").Form(at + "/publish")
	more := ana.Get(at + "/write?slot=money").Form(at + "/write?slot=money")
	more.Set("text", "Unseen")
	ana.Send(at+"/write?slot=money", more).Want(http.StatusOK)
	ana.Send(at+"/publish", ask).Want(http.StatusConflict, "nothing was published")
	ana.Get(at).Want(http.StatusOK, "Not published yet")
}

func TestFiles(t *testing.T) {
	s := webtest.New(t)
	assessed(s, 3, "2024-05-01", "2024-06-03") // a small number
	assessed(s, 9, "2024-05-01", "2024-12-02")
	ana, all := s.Client(t, webtest.Analyst), s.Public(t)
	at := begin(t, ana)
	ask := ana.Get(at + "/publish")
	ana.Send(at+"/publish", ask.Form(at+"/publish")).Want(http.StatusOK)
	public := "/public/reports/" + strings.TrimPrefix(at, "/reports/") + "/1"
	for _, c := range []struct {
		who  *webtest.Client
		path string
		name string
	}{
		{ana, at + "/file", "annual-report-2024-25-draft"}, {ana, at + "/editions/1/file", "annual-report-2024-25-edition-1"}, {all, public + "/file", "annual-report-2024-25-edition-1"},
	} {
		for format, begins := range map[string]string{"html": "<!DOCTYPE html>", "csv": "section,", "ods": "PK", "xlsx": "PK"} {
			p := c.who.Get(c.path + "?format=" + format).Want(http.StatusOK)
			if !strings.HasPrefix(p.Body, begins) || p.Header.Get("Content-Disposition") != `attachment; filename="`+c.name+"."+format+`"` {
				t.Errorf("%s %s: %.20q, %s", c.path, format, p.Body, p.Header.Get("Content-Disposition"))
			}
			if begins == "PK" {
				if _, err := zip.NewReader(bytes.NewReader([]byte(p.Body)), int64(len(p.Body))); err != nil {
					t.Errorf("%s %s: %v", c.path, format, err)
				}
			}
		}
		c.who.Get(c.path+"?format=exe").Want(http.StatusUnprocessableEntity, "Choose the format")
	}
	// No page shows a number of one to five that counts people.
	for _, page := range []*webtest.Page{ana.Get(at), ana.Get(at + "/editions/1"), all.Get(public)} {
		if regexp.MustCompile(`govuk-table__cell--numeric">[1-5]</td>`).MatchString(page.Body) || strings.Contains(page.Body, "3 of 12") {
			t.Errorf("%s shows a small number", page.Path)
		}
		page.Want(http.StatusOK, "is hidden")
	}
}

func TestWhoMayNot(t *testing.T) {
	s := webtest.New(t)
	ana := s.Client(t, webtest.Analyst)
	at := begin(t, ana)
	// Who sees figures reads the draft, and writes nothing.
	ada := s.Client(t, webtest.Worker)
	ada.Get("/reports").Want(http.StatusOK, "Annual report").Not("Begin a report")
	ada.Get(at).Sound().Want(http.StatusOK, "Draft").Not("Write in", "Write the headlines")
	if n := ada.Get(at).Find(`main a[href$="/publish"]`).Length(); n > 0 {
		t.Error("a social worker is led to publishing")
	}
	for _, path := range []string{"/reports/new", at + "/write?slot=headlines", at + "/publish"} {
		ada.Get(path).Want(http.StatusForbidden)
	}
	ada.Post(at+"/write?slot=headlines", "base", "1", "text", "Mine").Want(http.StatusForbidden)
	ada.Post(at+"/publish", "version", "1").Want(http.StatusForbidden)
	ana.Get(at).Want(http.StatusOK, "Not published yet").Not("Mine")
	for _, who := range []string{webtest.Councillor, webtest.Partner, webtest.Admin} {
		for _, path := range []string{"/reports", at, at + "/file?format=csv", at + "/editions/1"} {
			s.Client(t, who).Get(path).Want(http.StatusForbidden)
		}
	}
	// An address of something else is no report.
	child := s.Child(webtest.Born("Zoë", "Brandt", "2015-05-01"))
	for _, id := range []string{webtest.ID(child), "none", "x%2Fy"} {
		ana.Get("/reports/" + id).Want(http.StatusNotFound)
		s.Public(t).Get("/public/reports/" + id + "/1").Want(http.StatusNotFound)
	}
}

// The long pages are looked at with every page there is (internal/journeys/everypage), which knows no place to write in.
func TestUsableByEverybody(t *testing.T) {
	s := webtest.New(t)
	at := begin(t, s.Client(t, webtest.Analyst))
	for _, width := range []int64{1280, 320} {
		p := s.Browser(t, webtest.Analyst, browsertest.Options{Width: width, Height: 900})
		p.Goto(s.URL + at + "/write?slot=headlines")
		browsertest.Axe(t, p)
		browsertest.CheckPage(t, p)
	}
}
