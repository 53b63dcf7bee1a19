package problems_test

import (
	"net/http"
	"strings"
	"testing"

	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

// into puts a child in care since before the year, with everything that the SSDA903 asks for but what change takes away.
func into(s *webtest.Site, child string, provider string) {
	on := day.Must
	period := s.Add(child, record.CarePeriod{Started: on("2024-06-03"), Given: []record.CareNeed{{Need: "N1", HomePostcode: "AB1 2CD"}}})
	s.Add(child, record.LegalStatus{Period: period, Status: "C2", From: on("2024-06-03")})
	s.Add(child, record.CLAPlacement{Period: period, Type: "U6", Provider: provider, URN: "SC123456", Postcode: "AB1 3CD", From: on("2024-06-03")})
	s.Add(child, record.Mother{Mother: record.No})
	s.Add(child, record.Involvement{Registration: "SWE1234567", From: on("2024-06-03"), Reason: "FCONTA"})
}

// TestChildrenLookedAfter: what the SSDA903 would find stands with what the census would: in the worker's list, in the child's record, and in the
// manager's counts; what the whole year is asked for waits for its end.
func TestChildrenLookedAfter(t *testing.T) {
	s := webtest.New(t)
	zoe := s.ChildOf(known("Zoë", noEthnicity), webtest.North, webtest.Worker)
	into(s, zoe, "")
	sound := s.ChildOf(known("Ada", nil), webtest.North, webtest.Worker)
	open(s, sound)

	ada := s.Client(t, webtest.Worker)
	page := ada.Get("/problems").Sound().Want(http.StatusOK, "Zoë Brandt", "2 to put right now", "Rule 526 of the SSDA903", "Rule 103 of the SSDA903",
		"This is recorded in the placement", "On 31 March 2026, if nothing is done", "Rule 191 of the SSDA903", "of which nothing is recorded yet")
	if got := page.Text(`main a[href="/children/` + id(zoe) + `/details#ethnicity"]`); !strings.Contains(got, "Change the ethnicity") {
		t.Errorf("the link to the ethnicity says %q", got)
	}
	page.Not("Rule 4220", "NONE")
	ada.Get("/children/"+id(zoe)).Sound().Want(http.StatusOK, "2 things to put right before the returns, and 1 more on 31 March 2026 if nothing is done")
	ada.Get("/children/"+id(zoe)+"/problems").Sound().Want(http.StatusOK, "Rule 526 of the SSDA903", "The SSDA903: needs postcodes: ", "The census: it compares the numbers of all children: 1520, 8510")

	mira := s.Client(t, webtest.Manager)
	mira.Get("/problems?team="+webtest.North).Sound().Want(http.StatusOK, "2 to put right now", "526 of the SSDA903")

	form := ada.Get("/children/" + id(zoe) + "/details").Form("/children/" + id(zoe) + "/details")
	form.Set("ethnicity", "WBRI")
	ada.Send("/children/"+id(zoe)+"/details", form).Want(http.StatusOK, "1 thing to put right before the returns, and 1 more")
}

// TestLinkFollowsTheField: a problem leads to the field that mends it under the name of that field, and the page has such a field.
func TestLinkFollowsTheField(t *testing.T) {
	s := webtest.New(t)
	ada := s.Client(t, webtest.Worker)
	for name, tt := range map[string]struct {
		change      func(*record.Child)
		ids         func([]record.Identifier) []record.Identifier
		words, href string
		rule        string
	}{
		"disability":      {change: func(c *record.Child) { c.Disabilities = nil }, words: "Change the disability", href: "/details#disabilities", rule: "8540"},
		"ethnicity":       {change: noEthnicity, words: "Change the ethnicity", href: "/details#ethnicity", rule: "4220"},
		"sex":             {change: func(c *record.Child) { c.Sex = "" }, words: "Change the sex", href: "/details#sex", rule: "4180"},
		"born too late":   {change: func(c *record.Child) { c.Birth = day.Must("1999-05-01") }, words: "Change the date of birth", href: "/details#birth-day", rule: "8775Q"},
		"died before":     {change: func(c *record.Child) { c.Death = day.Must("2014-01-01") }, words: "Change the date of death", href: "/details#death-day", rule: "8535Q"},
		"no pupil number": {ids: func(is []record.Identifier) []record.Identifier { return is[:1] }, words: "Give the pupil number, or why there is none", href: "/identifier#type", rule: "8770Q"},
		"no number":       {ids: func(is []record.Identifier) []record.Identifier { return is[1:] }, words: "Give the number", href: "/identifier#type", rule: "8500"},
	} {
		t.Run(name, func(t *testing.T) {
			p := known("Zoë", tt.change)
			if tt.ids != nil {
				p.Identifiers = tt.ids(p.Identifiers)
			}
			zoe := s.ChildOf(p, webtest.North, webtest.Worker)
			open(s, zoe)
			page := ada.Get("/children/"+id(zoe)+"/problems").Sound().Want(http.StatusOK, "Rule "+tt.rule+" of the census")
			base := "/children/" + id(zoe)
			if got := page.Text(`main a[href="` + base + tt.href + `"]`); !strings.Contains(got, tt.words) {
				t.Errorf("the link to %s says %q; the page says %s", tt.href, got, page.Text("main"))
			}
			at, anchor, _ := strings.Cut(tt.href, "#")
			if ada.Get(base+at).Want(http.StatusOK).Find("#"+anchor).Length() != 1 {
				t.Errorf("%s has no field %s", at, anchor)
			}
		})
	}
}

// TestUnbornLeadsToTheBirth: the form of an unborn child has the expected date, and one who is long due leads to the birth.
func TestUnbornLeadsToTheBirth(t *testing.T) {
	s := webtest.New(t)
	unborn := person.NewPerson{Child: &record.Child{Names: []record.Name{{Given: "Baby", Family: "Brandt", Use: "current"}}, Expected: day.Must("2026-01-20"), Sex: "U"},
		Identifiers: []record.Identifier{{Type: record.LAChildID, Value: "L9", From: day.Must("2025-12-01")}}}
	baby := s.ChildOf(unborn, webtest.North, webtest.Worker)
	open(s, baby)
	page := s.Client(t, webtest.Worker).Get("/children/"+id(baby)+"/problems").Sound().Want(http.StatusOK, "Rule 8530Q of the census")
	if got := page.Text(`main a[href="/children/` + id(baby) + `/birth"]`); got != "Record the birth" {
		t.Errorf("%q: %s", got, page.Text("main"))
	}
}
