package web_test

import (
	"net/url"
	"strings"
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
	"throughline/internal/scrutiny"
	"throughline/internal/story"
	"throughline/internal/web/webtest"
)

// furnished is a council in which every page has something to show.
type furnished struct {
	*site
	child, unborn, mother     string // ids as in addresses
	relation, opening, family string
	contact, report           string
	question, cited           string
	link                      string
}

func id(subject string) string {
	_, id, _ := strings.Cut(subject, ":")
	return id
}

// furnish makes the council. Its families are few; its pages are all there.
func furnish(t *testing.T) *furnished {
	t.Helper()
	f := &furnished{site: newCouncil(t, dbtest.Engines(t)[0].URL(t), 3, webtest.Start)}
	ctx, h := t.Context(), f.House
	manager, screener := f.actor(t, "worker:manager"), f.actor(t, "worker:screener")
	add := func(n person.NewPerson) (subject string) {
		_, err := h.Desk.Do(ctx, manager, "Set up", func(tx *command.Tx) ([]record.Change, error) {
			id, changes, err := person.Create(tx, n)
			if subject = id; err != nil || n.Child == nil {
				return changes, err
			}
			more, err := person.Allocation(tx, story.Story{Subject: id}, record.Allocation{Worker: "worker:social-worker", Team: "team:assessment-north"})
			return append(changes, more...), err
		})
		need(t, err)
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
	f.child, f.unborn, f.mother = id(child), id(unborn), id(mother)
	_, err := h.People.AddRelationship(ctx, manager, child, record.Relationship{Other: mother, Type: "parent", Responsibility: true})
	need(t, err)
	r, err := h.People.Read(ctx, manager, child, access.Read, access.Identity, "set up")
	need(t, err)
	f.relation = r.Relations[0].Record
	_, _, err = h.People.OpenBreakGlass(ctx, f.actor(t, "worker:social-worker-3"), child, "The police hold the child and need to know who has care")
	need(t, err)
	family, _, err := h.People.StartFamily(ctx, manager, "Featherquill", child, day.Day{})
	need(t, err)
	_, err = h.People.JoinFamily(ctx, manager, family, mother, day.Day{})
	need(t, err)
	f.family = id(family)
	openings, err := h.People.PendingReviews(ctx, f.actor(t, "worker:governance"))
	need(t, err)
	f.opening = openings[0].ID

	waiting, err := h.FrontDoor.Send(ctx, f.actor(t, "worker:partner"), frontdoortest.Sending())
	need(t, err)
	v, err := h.FrontDoor.Open(ctx, screener, waiting.Subject, "set up")
	need(t, err)
	_, err = h.FrontDoor.CreateFrom(ctx, screener, waiting.Subject, v.Contact.Version, 0)
	need(t, err)
	f.contact = id(waiting.Subject)
	f.report = f.assessed(t)

	cited, err := measure.Cite(ctx, h.Desk, f.actor(t, "worker:analyst"), "AS-02", measure.Query{Period: measure.Year(2026), Book: h.Book})
	need(t, err)
	f.cited = cited.ID
	f.question, err = scrutiny.Ask(ctx, h.Desk, f.actor(t, "worker:member"), scrutiny.NewQuestion{Text: "How many are in time?", Topic: "Assessments"})
	need(t, err)
	w, err := scrutiny.Answer(ctx, h.Desk, f.actor(t, "worker:director"), f.question, scrutiny.Draft{Post: "Director", Person: "Helen Starling", Text: "Too few to say.", Figures: []string{cited.ID}})
	need(t, err)
	need(t, scrutiny.ClearAnswer(ctx, h.Desk, f.actor(t, "worker:scrutiny"), f.question, w.Answer.Version))
	need(t, scrutiny.PublishQuestion(ctx, h.Desk, f.actor(t, "worker:scrutiny"), f.question))

	// Somebody who was invited and has no password yet, and somebody who has one and no second factor yet.
	for _, worker := range []string{"worker:invited", "worker:halfway"} {
		f.write(t, record.New(h.Desk.NewID(), worker, record.Worker{Name: "Ivo Newcomer", Roles: []string{string(access.SocialWorker)}}))
		f.account(t, worker, "Ivo Newcomer", access.SocialWorker)
		invitation, err := h.SignIn.Invite(ctx, f.accounts[worker], f.accounts["worker:administrator"], f.Clock.Now())
		need(t, err)
		_, f.fixed[worker], err = h.SignIn.UseLink(ctx, invitation, "a test", f.Clock.Now())
		need(t, err)
	}
	session, _, _, err := h.SignIn.Resume(ctx, f.fixed["worker:halfway"], f.Clock.Now())
	need(t, err)
	need(t, h.SignIn.SetPassword(ctx, session.Account, "seven herons over the estuary", session.Key, f.Clock.Now()))
	f.link, err = h.SignIn.DemoLink(ctx, f.accounts["worker:partner"], f.Clock.Now())
	need(t, err)
	// Somebody who may be recorded already, and somebody who is not.
	f.ask(t, f.session(t, "worker:manager"), "POST", "/people/new", url.Values{"kind": {"child"}, "given": {"Zephyrine"}, "family": {"Featherquill"},
		"birth-day": {"1"}, "birth-month": {"5"}, "birth-year": {"2015"}, "team": {"none"}}).Want(303)
	f.ask(t, f.session(t, "worker:social-worker"), "POST", "/people/new", url.Values{"kind": {"child"}, "given": {"Quintus"}, "family": {"Onlyhere"},
		"birth-day": {"7"}, "birth-month": {"7"}, "birth-year": {"2019"}, "team": {"none"}}).Want(303)
	return f
}

// assessed takes a referral to an assessment that waits for its manager.
func (f *furnished) assessed(t *testing.T) string {
	t.Helper()
	ctx, door, screener := t.Context(), f.House.FrontDoor, f.actor(t, "worker:screener")
	s := frontdoortest.Sending()
	s.Children = s.Children[1:]
	s.Children[0].Given = "Noam"
	rc, err := door.Send(ctx, f.actor(t, "worker:partner"), s)
	need(t, err)
	v, err := door.Open(ctx, screener, rc.Subject, "set up")
	need(t, err)
	m, err := door.CreateFrom(ctx, screener, rc.Subject, v.Contact.Version, 0)
	need(t, err)
	v, err = door.Open(ctx, screener, rc.Subject, "set up")
	need(t, err)
	_, err = door.Decide(ctx, f.actor(t, "worker:manager"), rc.Subject, v.Contact.Version, []frontdoor.ChildDecision{{
		Decision: "assessment", Threshold: "3", PrimaryNeed: "N1", Team: "team:assessment-north", Worker: "worker:social-worker", Rationale: "The school's account is clear and recent.",
	}})
	need(t, err)
	a, _ := story.Latest[record.Assessment](f.story(t, m.Child))
	return id(a.Body.Report)
}
