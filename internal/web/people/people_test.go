package people_test

import (
	"strings"
	"testing"

	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/web/people"
	"throughline/internal/web/webtest"
)

// zoe is a child with everything that a record page shows.
func zoe(s *webtest.Site) string {
	c := webtest.Born("Zoë", "Brandt", "2015-05-01")
	c.Sex, c.Ethnicity, c.Language, c.Interpreter, c.Disabilities, c.School = "F", "WOTH", "pl", true, []string{"HEAR"}, "Oakfield School"
	id := s.ChildOf(person.NewPerson{
		Child:       &c,
		Identifiers: []record.Identifier{{Type: record.NHSNumber, Value: "9434765919"}, {Type: record.FormerChildID, Value: "MOS-4411"}},
		Addresses:   []record.Address{{Lines: []string{"12 Mare Street"}, Postcode: "E8 3PA", From: day.Must("2020-01-01")}},
		Contacts:    []record.ContactDetail{{Type: record.Phone, Value: "020 7946 0123"}},
	}, webtest.North, webtest.Worker)
	mother := s.Adult("Ewa", "Brandt", "1988-02-03")
	s.Add(id, record.Relationship{Other: mother, Type: "parent", Responsibility: true, From: day.Must("2015-05-01")})
	ref := s.Add(id, record.Referral{Date: day.Must("2026-02-23"), Source: "2A", Decision: "assessment", DecidedBy: webtest.Screener, Decided: webtest.Start.AddDate(0, 0, -6), Rationale: "Marks that nobody could explain.", Team: webtest.North, PrimaryNeed: "N1"})
	s.Add(id, record.Assessment{Referral: ref, Started: day.Must("2026-02-24"), Seen: day.Must("2026-02-26"), SeenAlone: "yes", Views: "I like my nan."})
	return id
}

func TestRecordIsOneScreenOfWhatMatters(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	id := zoe(s)
	p := s.Client(t, webtest.Worker).Get(people.Path(id)).Sound()
	p.Want(200, "Zoë Brandt", "1 May 2015 (10 years)", "Assessment in progress, since 24 February 2026", "School", "Marks that nobody could explain.",
		"Last seen alone: 26 February 2026, in an assessment", "I like my nan.", "Ada Lindqvist", "North assessment team", "Ewa Brandt", "parent", "has parental responsibility",
		"12 Mare Street, E8 3PA", "020 7946 0123", "9434765919", "MOS-4411", "Hearing", "Polish (interpreter needed)", "Oakfield School", "Referral by: school", "23 February 2026")
	if title := p.Text("title"); strings.Contains(title, "Brandt") || !strings.Contains(title, "Child’s record") {
		t.Errorf("title %q", title)
	}
	// An assessment of ours leads to its report.
	s.Add(id, record.Assessment{Started: day.Must("2026-02-28"), Report: "assessment:0190aaaa"})
	if s.Client(t, webtest.Worker).Get(people.Path(id)).Find(`.app-timeline a[href="/assessments/0190aaaa"]`).Length() == 0 {
		t.Error("the timeline does not lead to the report")
	}
	if strings.Contains(p.Path, "Brandt") {
		t.Errorf("address %q", p.Path)
	}
	mother := p.Find(`a:contains("Ewa Brandt")`).First().AttrOr("href", "")
	s.Client(t, webtest.Worker).Get(mother).Sound().Want(200, "Ewa Brandt", "Zoë Brandt", "child")
}

func TestRecordLeavesOutWhatTheReaderMayNotRead(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	id := zoe(s)
	s.Client(t, webtest.Analyst).Get(people.Path(id)).Sound().Want(200, "Zoë Brandt", "Oakfield School").
		Not("Mare Street", "7946", "Hearing", "Marks that nobody", "I like my nan", "/details", "/restrict", "/readings", "1988")
	s.Client(t, webtest.Outsider).Get(people.Path(id)).Sound().Want(403, "You cannot do this").Not("Brandt")
	s.Client(t, webtest.Councillor).Get(people.Path(id)).Sound().Want(404).Not("Brandt")
	s.Public(t).Get(people.Path(id)).Want(200, "Sign in").Not("Brandt")
}

func TestEveryFormOfARecordIsSound(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	id := zoe(s)
	c := s.Client(t, webtest.Manager)
	for _, page := range []string{"", "/details", "/name", "/identifier", "/address", "/contact", "/relationship", "/merge", "/restrict", "/allocate", "/readings"} {
		c.Get(people.Path(id)+page).Sound().Want(200, "Zoë Brandt")
	}
	worker := s.Client(t, webtest.Worker)
	for _, page := range []string{"/merge", "/restrict", "/allocate", "/readings"} {
		worker.Get(people.Path(id) + page).Sound().Want(403)
	}
	ghost := "/children/0190aaaa-0000-7000-8000-000000000000"
	for _, page := range []string{"", "/details", "/readings", "/restrict"} {
		c.Get(ghost+page).Sound().Want(404, "We cannot find that page or record")
	}
}

func TestHiddenRecordLooksLikeAMissingOne(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	id := zoe(s)
	s.Client(t, webtest.Manager).Post(people.Path(id)+"/restrict", "do", "restrict", "reason", "Witness in a trial").Want(200, "Only people who are cleared can find it", "Restricted record")
	worker := s.Client(t, webtest.Worker)
	missing := worker.Get("/children/0190aaaa-0000-7000-8000-000000000000")
	for _, page := range []string{"", "/details", "/address", "/relationship"} {
		hidden := worker.Get(people.Path(id) + page)
		if hidden.Status != missing.Status || hidden.Body != missing.Body {
			t.Errorf("%s: a hidden record is answered with %d, a missing one with %d, or the pages differ", page, hidden.Status, missing.Status)
		}
	}
	for _, q := range []string{"Zoe Brandt", "9434765919", "1/5/2015", "E8 3PA"} {
		worker.Post("/people", "q", q).Want(200, "Nobody found").Not("Brandt</")
	}
	s.Client(t, webtest.Manager).Post("/people", "q", "Zoe Brandt").Want(200, "1 person found", "Restricted record")
}

func TestFind(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	id := zoe(s)
	c := s.Client(t, webtest.Worker)
	c.Get("/people").Sound().Want(200, "Find a person", "Add a person")
	for _, q := range []string{"Zoe Brant", "brandt zoe", "1/5/2015", "943 476 5919", "MOS-4411", "5/1/2015 Brandt", "E8 3PA"} {
		p := c.Post("/people", "q", q).Sound()
		p.Want(200, "Zoë Brandt", "Born 1 May 2015, 10 years", "Assessment in progress, since 24 Feb 2026", "Ada Lindqvist", "Found by:")
		if p.Path != "/people" {
			t.Errorf("%q: the address is %s", q, p.Path)
		}
		if href := p.Find("main a").First().AttrOr("href", ""); href != people.Path(id) {
			t.Errorf("%q leads to %q, want %q", q, href, people.Path(id))
		}
	}
	c.Post("/people", "q", "Xanthippe Quill").Sound().Want(200, "Nobody found", "Try a date of birth alone", "Add a person")
	c.Post("/people", "q", "  ").Sound().Want(422, "Enter something to look for")
	// Somebody else's case may be found, with who to ask, and not opened; its address is no key for them.
	out := s.Client(t, webtest.Outsider)
	out.Post("/people", "q", "Zoe Brandt").Sound().Want(200, "Zoë Brandt", "This record is not open to you. Ask Ada Lindqvist, North assessment team", "Open in an emergency").Not(people.Path(id))
	out.Post("/people", "q", "Mare Street E8 3PA").Want(200).Not("Zoë")
	s.Client(t, webtest.Councillor).Get("/people").Want(403)
	// Information governance sees who searched for what, of everybody or of one; nobody else does.
	g := s.Client(t, webtest.Governance)
	g.Get("/searches").Sound().Want(200, "Zoe Brant", "Ada Lindqvist", "Words; 1 shown", "A date; 1 shown", "A number; 1 shown", "Xanthippe Quill", "Words; 0 shown", "Mare Street E8 3PA")
	g.Get("/searches?worker="+webtest.Outsider).Sound().Want(200, "Mare Street E8 3PA").Not("Xanthippe Quill")
	c.Get("/searches").Want(403)
}

func TestReadingsSayWhoAndWhy(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	id := zoe(s)
	s.Client(t, webtest.Worker).Get(people.Path(id)).Want(200)
	s.Client(t, webtest.Outsider).Get(people.Path(id)).Want(403)
	p := s.Client(t, webtest.Manager).Get(people.Path(id) + "/readings").Sound()
	p.Want(200, "Ada Lindqvist", "The allocated worker and their team read the case", "Cleo Marsh", "Refused", "The role needs a relationship to the case", "The record", "Who has read the record")
	s.Client(t, webtest.Governance).Get(people.Path(id)+"/readings").Sound().Want(200, "Cleo Marsh", "Refused").Not("Zoë")
	s.Client(t, webtest.Worker).Get(people.Path(id) + "/readings").Want(403)
}
