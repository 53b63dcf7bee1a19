package everypage_test

import (
	"net/url"
	"testing"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db/dbtest"
	"throughline/internal/frontdoor"
	"throughline/internal/frontdoor/frontdoortest"
	"throughline/internal/measure"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/report"
	"throughline/internal/returns/annexa"
	"throughline/internal/scrutiny"
	"throughline/internal/story"
	"throughline/internal/web/webtest"
)

// furnished is a council in which every page has something to show.
type furnished struct {
	*webtest.Council
	child, unborn, mother     string // ids as in addresses
	relation, opening, family string
	contact, report           string
	door                      door
	question, cited           string
	link                      string
	brought, check            string // a return, and a finished check of it
	lists                     string // a copy of the lists of an inspection
	told                      string // a report with an edition
	chamber                   chamber
	guarded                   guarded
	worked                    worked
	served                    served
	looked                    looked
	programme                 programme
}

// furnish makes the council. Its families are few; its pages are all there.
func furnish(t *testing.T, e dbtest.Engine) *furnished {
	t.Helper()
	f := &furnished{Council: webtest.Marshwick(t, e.URL(t), 3, webtest.Start)}
	ctx, h := t.Context(), f.House
	manager, screener := f.Actor(t, "worker:manager"), f.Actor(t, "worker:screener")
	add := func(n person.NewPerson) (subject string) {
		_, err := h.Desk.Do(ctx, manager, "Set up", func(tx *command.Tx) ([]record.Change, error) {
			id, changes, err := person.Create(tx, n)
			if subject = id; err != nil || n.Child == nil {
				return changes, err
			}
			more, err := person.Allocation(tx, story.Story{Subject: id}, record.Allocation{Worker: "worker:social-worker", Team: "team:assessment-north"})
			return append(changes, more...), err
		})
		webtest.Need(t, err)
		return subject
	}
	name := func(given string) []record.Name {
		return []record.Name{{Given: given, Family: "Featherquill", Use: "current"}}
	}
	child := add(person.NewPerson{Child: &record.Child{Names: name("Zephyrine"), Birth: day.Must("2015-05-01"), Sex: "F", Ethnicity: "WBRI"},
		Identifiers: []record.Identifier{{Type: record.FormerChildID, Value: "OLD-1"}}, Addresses: []record.Address{{Lines: []string{"1 Example Road"}, Postcode: "N1 1AA"}},
		Contacts: []record.ContactDetail{{Type: "phone", Value: "020 7946 0001"}}})
	unborn := add(person.NewPerson{Child: &record.Child{Names: name(""), Expected: day.Must("2026-05-01"), Sex: "U"}})
	mother := add(person.NewPerson{Adult: &record.Adult{Names: name("Ina"), Birth: day.Must("1985-01-01")}})
	f.child, f.unborn, f.mother = webtest.ID(child), webtest.ID(unborn), webtest.ID(mother)
	_, err := h.People.AddRelationship(ctx, manager, child, record.Relationship{Other: mother, Type: "parent", Responsibility: true})
	webtest.Need(t, err)
	r, err := h.People.Read(ctx, manager, child, access.Read, access.Identity, "set up")
	webtest.Need(t, err)
	f.relation = r.Relations[0].Record
	_, _, err = h.People.OpenBreakGlass(ctx, f.Actor(t, "worker:social-worker-3"), child, "The police hold the child and need to know who has care")
	webtest.Need(t, err)
	family, _, err := h.People.StartFamily(ctx, manager, "Featherquill", child, day.Day{})
	webtest.Need(t, err)
	_, err = h.People.JoinFamily(ctx, manager, family, mother, day.Day{})
	webtest.Need(t, err)
	f.family = webtest.ID(family)
	openings, err := h.People.PendingReviews(ctx, f.Actor(t, "worker:governance"))
	webtest.Need(t, err)
	f.opening = openings[0].ID

	waiting, err := h.FrontDoor.Send(ctx, f.Actor(t, "worker:partner"), frontdoortest.Sending())
	webtest.Need(t, err)
	v, err := h.FrontDoor.Open(ctx, screener, waiting.Subject, "set up")
	webtest.Need(t, err)
	_, err = h.FrontDoor.CreateFrom(ctx, screener, waiting.Subject, v.Contact.Version, 0)
	webtest.Need(t, err)
	f.contact = webtest.ID(waiting.Subject)
	f.knock(t)
	f.report = f.assessed(t)
	f.guard(t)
	f.work(t)
	f.serve(t)
	f.lookAfter(t)
	f.develop(t)

	f.brought, f.check = webtest.Checked(t, h, "worker:analyst")
	f.lists, err = annexa.Room{Desk: h.Desk}.Make(ctx, f.Actor(t, "worker:analyst"), annexa.Options{}, "Marshwick")
	webtest.Need(t, err)
	cited, err := measure.Cite(ctx, h.Desk, f.Actor(t, "worker:analyst"), "AS-02", measure.Query{Period: measure.Year(2026), Book: h.Book})
	webtest.Need(t, err)
	f.cited = cited.ID
	reports := report.Room{Desk: h.Desk, Book: h.Book}
	told, err := reports.Begin(ctx, f.Actor(t, "worker:analyst"), record.Report{Form: record.AnnualReport, Title: "Annual report", Ending: 2025})
	webtest.Need(t, err)
	_, err = reports.Publish(ctx, f.Actor(t, "worker:analyst"), told)
	webtest.Need(t, err)
	f.told = webtest.ID(told)
	f.sit(t)
	f.question, err = scrutiny.Ask(ctx, h.Desk, f.Actor(t, "worker:member"), scrutiny.NewQuestion{Text: "How many are in time?", Topic: "Assessments"})
	webtest.Need(t, err)
	w, err := scrutiny.Answer(ctx, h.Desk, f.Actor(t, "worker:director"), f.question, scrutiny.Draft{Post: "Director", Person: "Helen Starling", Text: "Too few to say.", Figures: []string{cited.ID}})
	webtest.Need(t, err)
	webtest.Need(t, scrutiny.ClearAnswer(ctx, h.Desk, f.Actor(t, "worker:scrutiny"), f.question, w.Answer.Version))
	webtest.Need(t, scrutiny.PublishQuestion(ctx, h.Desk, f.Actor(t, "worker:scrutiny"), f.question))

	// Somebody who was invited and has no password yet, and somebody who has one and no second factor yet.
	for _, worker := range []string{"worker:invited", "worker:halfway"} {
		f.Write(t, record.New(h.Desk.NewID(), worker, record.Worker{Name: "Ivo Newcomer", Roles: []string{string(access.SocialWorker)}}))
		f.Account(t, worker, "Ivo Newcomer", access.SocialWorker)
		invitation, err := h.SignIn.Invite(ctx, f.Accounts[worker], f.Accounts["worker:administrator"], f.Clock.Now())
		webtest.Need(t, err)
		_, f.Fixed[worker], err = h.SignIn.UseLink(ctx, invitation, "a test", f.Clock.Now())
		webtest.Need(t, err)
	}
	session, _, _, err := h.SignIn.Resume(ctx, f.Fixed["worker:halfway"], f.Clock.Now())
	webtest.Need(t, err)
	webtest.Need(t, h.SignIn.SetPassword(ctx, session.Account, "seven herons over the estuary", session.Key, f.Clock.Now()))
	f.link, err = h.SignIn.DemoLink(ctx, f.Accounts["worker:partner"], f.Clock.Now())
	webtest.Need(t, err)
	// Somebody who may be recorded already, and somebody who is not.
	f.Ask(t, f.Session(t, "worker:manager"), "POST", "/people/new", url.Values{"kind": {"child"}, "given": {"Zephyrine"}, "family": {"Featherquill"},
		"birth-day": {"1"}, "birth-month": {"5"}, "birth-year": {"2015"}, "team": {"none"}}).Want(303)
	f.Ask(t, f.Session(t, "worker:social-worker"), "POST", "/people/new", url.Values{"kind": {"child"}, "given": {"Quintus"}, "family": {"Onlyhere"},
		"birth-day": {"7"}, "birth-month": {"7"}, "birth-year": {"2019"}, "team": {"none"}}).Want(303)
	return f
}

// assessed takes a referral to an assessment that waits for its manager.
func (f *furnished) assessed(t *testing.T) string {
	t.Helper()
	ctx, door, screener := t.Context(), f.House.FrontDoor, f.Actor(t, "worker:screener")
	s := frontdoortest.Sending()
	s.Children = s.Children[1:]
	s.Children[0].Given = "Noam"
	rc, err := door.Send(ctx, f.Actor(t, "worker:partner"), s)
	webtest.Need(t, err)
	v, err := door.Open(ctx, screener, rc.Subject, "set up")
	webtest.Need(t, err)
	m, err := door.CreateFrom(ctx, screener, rc.Subject, v.Contact.Version, 0)
	webtest.Need(t, err)
	v, err = door.Open(ctx, screener, rc.Subject, "set up")
	webtest.Need(t, err)
	_, err = door.Decide(ctx, f.Actor(t, "worker:manager"), rc.Subject, v.Contact.Version, []frontdoor.ChildDecision{{
		Decision: "assessment", Threshold: "3", PrimaryNeed: "N1", Team: "team:assessment-north", Worker: "worker:social-worker", Rationale: "The school's account is clear and recent.",
	}})
	webtest.Need(t, err)
	a, _ := story.Latest[record.Assessment](f.Story(t, m.Child))
	return webtest.ID(a.Body.Report)
}
