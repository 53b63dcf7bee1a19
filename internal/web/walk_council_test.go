package web_test

import (
	"cmp"
	"path/filepath"
	"strings"
	"testing"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db/dbtest"
	"throughline/internal/form/practice"
	"throughline/internal/measure"
	"throughline/internal/quality"
	"throughline/internal/record"
	"throughline/internal/report"
	"throughline/internal/returns/annexa"
	"throughline/internal/scrutiny"
	"throughline/internal/web/webtest"
)

// What a walk asks about: one's own case; another team's; one that is restricted and the walker is not cleared; one from which a
// conflict of interest bars; one that does not exist.
type stand string

const (
	own        stand = "own"
	another    stand = "another team's"
	restricted stand = "restricted"
	barred     stand = "barred"
	guessed    stand = "guessed"
)

var stands = []stand{own, another, restricted, barred}

// The people whose cases they are.
const (
	north, south = "team:north", "team:south"
	keeper       = "worker:keeper" // of the restricted records, and nobody else
	stranger     = "worker:stranger"
	school       = "agency:school"
	hiddenName   = "Umbrella" // family name of everybody restricted or barred: on no page of who may not know
)

// family is one case: a child, an adult of the family, an assessment, a decided referral, and another child whose referral waits.
type family struct {
	child, adult, relation string
	report                 string
	queued, waiting        string   // the other child, and the contact in which they are
	things                 []string // ids of records of the child: the second ids of addresses
	facts                  access.Facts
}

// walk is the council that is walked.
type walk struct {
	*webtest.Council
	cases   map[access.Role]map[stand]family
	things  map[string]string // ids that belong to no person: of a figure, a question, an account
	cookies map[access.Role]string
	missing map[string]answer // what came for a guessed id, by role and route
}

func workerOf(r access.Role) string {
	if r == access.Public {
		return ""
	}
	return "worker:" + string(r)
}

// newWalk makes a council in which every role has a case of its own and stands in every other way to another.
func newWalk(t *testing.T) *walk {
	t.Helper()
	w := &walk{Council: webtest.NewCouncil(t, filepath.Join(dbtest.Quick(t), "throughline.db")), cases: map[access.Role]map[stand]family{}, things: map[string]string{}, cookies: map[access.Role]string{}, missing: map[string]answer{}}
	id := w.House.Desk.NewID
	changes := []record.Change{
		record.New(id(), north, record.Team{Name: "North", Manager: workerOf(access.Manager)}), record.New(id(), south, record.Team{Name: "South", Manager: stranger}),
		record.New(id(), keeper, record.Worker{Name: "Keeper", Roles: []string{string(access.SocialWorker)}, Teams: []string{north}}),
		record.New(id(), stranger, record.Worker{Name: "Stranger", Roles: []string{string(access.Manager)}, Teams: []string{south}, Manages: []string{south}}),
	}
	for _, term := range access.Roles() {
		role := access.Role(term.Name)
		worker := workerOf(role)
		cases := map[stand]family{}
		for _, s := range stands {
			var more []record.Change
			cases[s], more = w.family(worker, role, s)
			changes = append(changes, more...)
		}
		w.cases[role] = cases
		if worker == "" {
			continue
		}
		body := record.Worker{Name: "The " + term.Name, Roles: []string{term.Name}}
		switch role {
		case access.Partner:
			body.Agency, body.AgencyType, body.Source = school, "school", "2A"
		case access.YoungPerson:
			body.Child = cases[own].child
		case access.Manager, access.Director:
			body.Teams, body.Manages = []string{north}, []string{north}
		case access.Member, access.Scrutiny, access.Administrator, access.Governance, access.Analyst, access.Finance, access.Commissioning:
		default:
			body.Teams = []string{north}
		}
		changes = append(changes, record.New(id(), worker, body))
	}
	w.Write(t, changes...)
	for _, term := range access.Roles() {
		if worker := workerOf(access.Role(term.Name)); worker != "" {
			w.Account(t, worker, "The "+term.Name, access.Role(term.Name))
		}
	}
	w.furnish(t)
	return w
}

// family makes the records of a case, and says by hand what access must know of it: the walk does not ask the derived rows that it tests.
func (w *walk) family(worker string, role access.Role, s stand) (f family, out []record.Change) {
	id, today := w.House.Desk.NewID, day.In(w.Clock.Now())
	f = family{child: "child:" + id(), adult: "adult:" + id(), report: "assessment:" + id(), queued: "child:" + id(), waiting: "contact:" + id(), relation: id()}
	add := func(subject string, b record.Body) string {
		rid := id()
		out = append(out, record.New(rid, subject, b))
		return rid
	}
	surname := "Common"
	if s == restricted || s == barred {
		surname = hiddenName
	}
	name := func(given string) []record.Name {
		return []record.Name{{Given: given, Family: surname, Use: "current"}}
	}
	add(f.child, record.Child{Names: name("Ash"), Birth: day.Must("2014-03-01")})
	add(f.queued, record.Child{Names: name("Elm"), Birth: day.Must("2015-03-01")})
	add(f.adult, record.Adult{Names: name("Oak"), Birth: day.Must("1984-03-01")})
	out = append(out, record.New(f.relation, f.child, record.Relationship{Other: f.adult, Type: "parent"}))

	team, holder := north, cmp.Or(worker, keeper)
	if s == another {
		team, holder = south, stranger
	}
	if s == restricted {
		holder = keeper
	}
	f.facts = access.Facts{Subject: f.child, AllocatedTo: []string{holder}, Teams: []string{team}}
	add(f.child, record.Allocation{Worker: holder, Team: team, Role: "allocated", From: today})
	if role == access.Chair && s == own {
		f.facts.Chairs = []string{worker}
		add(f.child, record.Allocation{Worker: worker, Role: "chair", From: today})
	}
	decided := add(f.child, record.Referral{Contact: "contact:" + id(), Date: today, Source: "2A", Agency: school, Decision: "assessment", DecidedBy: "worker:screener", Decided: w.Clock.Now(), PrimaryNeed: "N1", Team: team})
	f.facts.Agencies = []string{school}
	part := add(f.child, record.Assessment{Referral: decided, Report: f.report, Started: today})
	paper := record.Document{Type: "police", Title: surname + " paper", Date: today, File: "a.txt", Media: "text/plain", Size: 1, SHA256: strings.Repeat("0", 64), Parts: 1, Scan: record.NotScan}
	text := "note:" + id()
	add(text, record.NoteText{Of: f.child, Text: "What the " + surname + " family said"})
	f.things = []string{f.relation, decided, part,
		add(f.child, record.CaseNote{Type: "phone", Date: today, Title: "The " + surname + " family rang", Note: text, Worker: holder}), add(f.child, paper),
		add(f.child, record.Letter{Type: "appointment", Date: today, Name: "Oak " + surname, Role: "parent", Title: "A visit to " + surname, Note: text}),
		add(f.child, record.Warning{Type: "animal", Text: "The dog of " + surname, From: today, Review: today.Add(90)}), add(f.child, record.Professional{Name: "Oak " + surname, Role: "Teacher"}),
	}
	add(f.report, record.AssessmentReport{Children: []record.ReportChild{{Child: f.child, Assessment: part}}, Referred: today, Worker: holder, Team: team, State: record.Writing})

	// The contact in which the other child waits.
	ref := add(f.queued, record.Referral{Contact: f.waiting, Date: today, Source: "2A", Agency: school})
	add(f.waiting, record.Contact{
		Reference: "R" + strings.ToUpper(f.waiting[len(f.waiting)-6:]), Received: w.Clock.Now(), Account: "worker:lead", Concern: "Hungry every day", Consent: "given",
		Referrer: record.Referrer{Agency: school, AgencyType: "school", Source: "2A", Name: "Sal", Role: "Lead"},
		Children: []record.ContactChild{{Given: "Elm", Family: surname, Birth: day.Must("2015-03-01"), Subject: f.queued, Referral: ref}},
		Mother:   record.ContactAdult{Known: "not_known"}, Father: record.ContactAdult{Known: "not_known"},
	})
	for _, person := range []string{f.child, f.queued, f.adult} {
		switch {
		case s == restricted:
			add(person, record.Restriction{Reason: "A relative works here", Cleared: []string{keeper}, From: today})
		case s == barred && worker != "":
			add(person, record.ConflictBar{Worker: worker, Reason: "A cousin", From: today})
		}
	}
	if s == restricted {
		f.facts.Restricted, f.facts.Cleared = true, []string{keeper}
	}
	if s == barred && worker != "" {
		f.facts.Barred = []string{worker}
	}
	return f, out
}

// furnish makes what belongs to no person.
func (w *walk) furnish(t *testing.T) {
	t.Helper()
	ctx, desk := t.Context(), w.House.Desk
	cited, err := measure.Cite(ctx, desk, w.Actor(t, workerOf(access.Analyst)), "AS-02", measure.Query{Period: measure.Year(2026), Book: w.House.Book})
	webtest.Need(t, err)
	question, err := scrutiny.Ask(ctx, desk, w.Actor(t, workerOf(access.Member)), scrutiny.NewQuestion{Text: "How many are in time?", Topic: "Assessments"})
	webtest.Need(t, err)
	w.things["cited"], w.things["figure"], w.things["question"] = cited.ID, "AS-01", question
	w.things["account"] = w.Accounts[workerOf(access.Partner)]
	w.things["return"], w.things["check"] = webtest.Checked(t, w.House, workerOf(access.Analyst))
	w.things["list"], w.things["due"] = "8", "assessments"
	call, _, err := w.House.Line.Record(ctx, w.Actor(t, workerOf(access.Screener)), record.Consultation{Caller: "Sal Lead", AgencyType: "school", Reason: "threshold", Topic: "A worry"})
	webtest.Need(t, err)
	w.things["call"] = webtest.ID(call)
	w.furnishScrutiny(t)
	w.allegation(t)
	w.serve(t)
	form, _, err := practice.Room{Desk: desk}.Save(ctx, w.Actor(t, workerOf(access.Administrator)), "", 0, record.PracticeForm{Name: "Ours", Step: "visit", Owner: workerOf(access.Administrator), Text: "# P\n? a: A"})
	webtest.Need(t, err)
	w.things["practice"] = webtest.ID(form)
	w.things["programme"], err = quality.Room{Desk: desk}.Begin(ctx, w.Actor(t, workerOf(access.Director)), record.ServiceProgramme{About: "early_help", Title: "Ours", Purpose: "P", Owner: "O", From: desk.Today()})
	webtest.Need(t, err)
	w.things["work"], w.things["team"] = strings.Repeat("ab", 12), webtest.ID(north)
	reports := report.Room{Desk: desk, Book: w.House.Book}
	told, err := reports.Begin(ctx, w.Actor(t, workerOf(access.Analyst)), record.Report{Form: record.AnnualReport, Title: "Annual report", Ending: 2025})
	webtest.Need(t, err)
	_, err = reports.Publish(ctx, w.Actor(t, workerOf(access.Analyst)), told)
	webtest.Need(t, err)
	w.things["report"] = webtest.ID(told)
	lists, err := annexa.Room{Desk: w.House.Desk}.Make(t.Context(), w.Actor(t, workerOf(access.Analyst)), annexa.Options{}, "Test")
	webtest.Need(t, err)
	w.things["lists"] = lists
	w.things["import"] = strings.Repeat("ab", 32)
	w.things["step"], w.things["draft"], w.things["link"] = "children", "note/1", "no-such-token"
	_, _, err = w.House.People.OpenBreakGlass(ctx, w.Actor(t, keeper), w.cases[access.Public][another].child, "The police hold the child and need to know who has care")
	webtest.Need(t, err)
	openings, err := w.House.People.PendingReviews(ctx, w.Actor(t, workerOf(access.Governance)))
	webtest.Need(t, err)
	w.things["opening"], w.things["notice"] = openings[0].ID, openings[0].ID
}
