// Package frontdoortest is a small council for tests of the front door, of assessments and of work lists: teams, workers, a school, and
// the rooms joined as the program joins them.
//
// Only tests may import this package.
package frontdoortest

import (
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/assessment"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/derived"
	"throughline/internal/frontdoor"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// The council's teams and the school's agency.
const (
	North  = "team:north"
	South  = "team:south"
	School = "agency:school"
)

// World is the council.
type World struct {
	*commandtest.Desk
	T      testing.TB
	Door   frontdoor.Room
	Assess assessment.Room
	Work   task.Lists
	People person.Room

	Lead, OtherLead             access.Actor // of the school; of another agency
	Screener                    access.Actor
	Worker, Colleague, Outsider access.Actor // of North, of North, of South
	Manager, OtherManager       access.Actor // of North, of South
}

// Lists are the derived rows that the rooms need.
func Lists() derived.Lists {
	b := clock.Standard()
	return append(append(person.Lists(), task.List(frontdoor.Tasks(b), assessment.Tasks(b))), frontdoor.Lists()...)
}

// Each runs a test in a council of its own on every engine.
func Each(t *testing.T, test func(t *testing.T, w *World)) {
	t.Helper()
	commandtest.Each(t, Lists(), func(t *testing.T, d *commandtest.Desk) { test(t, New(t, d)) })
}

// New makes the council on a desk.
func New(t testing.TB, d *commandtest.Desk) *World {
	t.Helper()
	b := clock.Standard()
	w := &World{
		Desk: d, T: t,
		Door:   frontdoor.Room{Desk: d.Desk, Book: b, Facts: person.Facts, OpenAssessment: assessment.Open},
		Assess: assessment.Room{Desk: d.Desk, Book: b, Facts: person.Facts},
		Work:   task.Lists{DB: d.DB, Book: b, Now: d.Clock.Now},
		People: person.Room{Desk: d.Desk},

		Lead:         access.Actor{ID: "worker:lead", Roles: []access.Role{access.Partner}, Agency: School},
		OtherLead:    access.Actor{ID: "worker:nurse", Roles: []access.Role{access.Partner}, Agency: "agency:clinic"},
		Screener:     access.Actor{ID: "worker:screener", Roles: []access.Role{access.Screener}},
		Worker:       access.Actor{ID: "worker:ada", Roles: []access.Role{access.SocialWorker}, Teams: []string{North}},
		Colleague:    access.Actor{ID: "worker:ben", Roles: []access.Role{access.SocialWorker}, Teams: []string{North}},
		Outsider:     access.Actor{ID: "worker:cleo", Roles: []access.Role{access.SocialWorker}, Teams: []string{South}},
		Manager:      access.Actor{ID: "worker:mira", Roles: []access.Role{access.Manager, access.SocialWorker}, Teams: []string{North}, Manages: []string{North}},
		OtherManager: access.Actor{ID: "worker:omar", Roles: []access.Role{access.Manager}, Manages: []string{South}},
	}
	w.Write(
		record.New(w.NewID(), North, record.Team{Name: "North", Manager: w.Manager.ID}),
		record.New(w.NewID(), South, record.Team{Name: "South", Manager: w.OtherManager.ID}),
		record.New(w.NewID(), w.Lead.ID, record.Worker{
			Name: "Sal Lead", Title: "Designated safeguarding lead", Roles: []string{"partner"}, Agency: School, AgencyType: "school", Source: "2A",
		}),
		record.New(w.NewID(), w.OtherLead.ID, record.Worker{
			Name: "Nia Nurse", Title: "School nurse", Roles: []string{"partner"}, Agency: "agency:clinic", AgencyType: "school_nursing", Source: "3C",
		}),
		record.New(w.NewID(), w.Worker.ID, record.Worker{Name: "Ada Worker", Roles: []string{"social_worker"}, Teams: []string{North}}),
		record.New(w.NewID(), w.Colleague.ID, record.Worker{Name: "Ben Worker", Roles: []string{"social_worker"}, Teams: []string{North}}),
		record.New(w.NewID(), w.Outsider.ID, record.Worker{Name: "Cleo Worker", Roles: []string{"social_worker"}, Teams: []string{South}}),
	)
	return w
}

// Write puts records in without asking anybody.
func (w *World) Write(changes ...record.Change) {
	w.T.Helper()
	if _, err := w.Do(w.T.Context(), access.Actor{ID: "worker:setup"}, "Set up", func(*command.Tx) ([]record.Change, error) { return changes, nil }); err != nil {
		w.T.Fatal(err)
	}
}

// At moves the clock to a London wall-clock time: 2026-03-31T14:05.
func (w *World) At(local string) {
	w.T.Helper()
	at, err := time.ParseInLocation("2006-01-02T15:04", local, day.London)
	if err != nil {
		w.T.Fatal(err)
	}
	w.Clock.Set(at)
}

// Sending is a good referral of two siblings.
func Sending() frontdoor.Sending {
	return frontdoor.Sending{
		Referrer: record.Referrer{Name: "Sal Lead", Role: "Designated safeguarding lead", Phone: "020 7946 0000"},
		Children: []record.ContactChild{
			{Given: "Zoë", Family: "Brandt", Birth: day.Must("2015-05-01"), Sex: "F", Ethnicity: "WOTH", View: "I do not like going home on Fridays.", UPN: "N301234567890"},
			{Given: "Noah", Family: "Brandt", Birth: day.Must("2018-09-12"), Sex: "M"},
		},
		Mother:  record.ContactAdult{Known: frontdoor.Known, Given: "Ina", Family: "Brandt", Phone: "020 7946 0001"},
		Father:  record.ContactAdult{Known: frontdoor.Known, Given: "Karl", Family: "Brandt", Birth: day.Must("1985-02-03")},
		Address: []string{"1 Example Road", "Testham"}, Postcode: "n1 1aa",
		Concern: "Zoë came to school hungry on four days this week and told her teacher that nobody was at home overnight.",
		Consent: "given",
	}
}

// Send sends a referral as the school's lead.
func (w *World) Send(s frontdoor.Sending) frontdoor.Receipt {
	w.T.Helper()
	rc, err := w.Door.Send(w.T.Context(), w.Lead, s)
	if err != nil {
		w.T.Fatal(err)
	}
	return rc
}

// Version is the version that a page of the referral or report would name.
func (w *World) Version(subject string) int64 {
	w.T.Helper()
	s := w.Of(subject)
	return s.Records[0].Version
}

// Of is the story of a subject.
func (w *World) Of(subject string) story.Story {
	w.T.Helper()
	s, err := w.Story(w.T.Context(), subject)
	if err != nil {
		w.T.Fatal(err)
	}
	return s
}

// CreateAll adds every child of a referral as a new person.
func (w *World) CreateAll(contact string) []string {
	w.T.Helper()
	c, _ := story.Latest[record.Contact](w.Of(contact))
	var out []string
	for i := range c.Body.Children {
		m, err := w.Door.CreateFrom(w.T.Context(), w.Screener, contact, w.Version(contact), i)
		if err != nil {
			w.T.Fatal(err)
		}
		out = append(out, m.Child)
	}
	return out
}

// Decision is a complete decision for a child.
func Decision(child int, decision string) frontdoor.ChildDecision {
	d := frontdoor.ChildDecision{Child: child, Decision: decision, Threshold: "3", Rationale: "The school's account is clear and recent."}
	switch decision {
	case "no_further_action", "advice":
	default:
		d.PrimaryNeed, d.Team = "N1", North
	}
	return d
}

// Assessed takes two siblings from the referral to an assessment that the worker is to write, and gives the report and the children.
func (w *World) Assessed() (report string, children []string) {
	w.T.Helper()
	return w.AssessedFrom(Sending())
}

// AssessedFrom is Assessed for another referral.
func (w *World) AssessedFrom(s frontdoor.Sending) (report string, children []string) {
	w.T.Helper()
	rc := w.Send(s)
	children = w.CreateAll(rc.Subject)
	var decisions []frontdoor.ChildDecision
	for i := range children {
		d := Decision(i, "assessment")
		d.Worker = w.Worker.ID
		decisions = append(decisions, d)
	}
	if _, err := w.Door.Decide(w.T.Context(), w.Manager, rc.Subject, w.Version(rc.Subject), decisions); err != nil {
		w.T.Fatal(err)
	}
	a, _ := story.Latest[record.Assessment](w.Of(children[0]))
	return a.Body.Report, children
}
