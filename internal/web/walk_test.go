package web_test

import (
	"cmp"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
	"throughline/internal/web"
	"throughline/internal/web/shell"
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
	queued, waiting        string // the other child, and the contact in which they are
	facts                  access.Facts
}

// walk is the council that is walked.
type walk struct {
	*site
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
	w := &walk{site: newSite(t, filepath.Join(quick(t), "throughline.db")), cases: map[access.Role]map[stand]family{}, things: map[string]string{}, cookies: map[access.Role]string{}, missing: map[string]answer{}}
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
	w.write(t, changes...)
	for _, term := range access.Roles() {
		if worker := workerOf(access.Role(term.Name)); worker != "" {
			w.account(t, worker, "The "+term.Name, access.Role(term.Name))
		}
	}
	w.furnish(t)
	return w
}

// quick is a folder where writes need no disk, if this machine has one: the walk writes a row in the access log at nearly every step.
func quick(t *testing.T) string {
	t.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "throughline-walk-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() { need(t, os.RemoveAll(dir)) })
	return dir
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
	cited, err := measure.Cite(ctx, desk, w.actor(t, workerOf(access.Analyst)), "AS-02", measure.Query{Period: measure.Year(2026), Book: w.House.Book})
	need(t, err)
	question, err := scrutiny.Ask(ctx, desk, w.actor(t, workerOf(access.Member)), scrutiny.NewQuestion{Text: "How many are in time?", Topic: "Assessments"})
	need(t, err)
	w.things["cited"], w.things["figure"], w.things["question"] = cited.ID, "AS-01", question
	w.things["account"] = w.accounts[workerOf(access.Partner)]
	w.things["import"] = strings.Repeat("ab", 32)
	w.things["step"], w.things["draft"], w.things["link"] = "children", "note/1", "no-such-token"
	_, _, err = w.House.People.OpenBreakGlass(ctx, w.actor(t, keeper), w.cases[access.Public][another].child, "The police hold the child and need to know who has care")
	need(t, err)
	openings, err := w.House.People.PendingReviews(ctx, w.actor(t, workerOf(access.Governance)))
	need(t, err)
	w.things["opening"], w.things["notice"] = openings[0].ID, openings[0].ID
}

// probe says what a route is asked about and, for a form, what would be sent.
type probe struct {
	about string // child, adult, assessment, waiting (a contact), a key of things; "" where the path has no braces
	form  string // as in an address
	leave bool   // an allowed walker does not send it: it would sign them out, or change what others walk
	state bool   // the state of one's own account decides too, and may refuse
}

// probes names what each route is tested with. A route that is not here fails the test: say what its id is, and what its form holds.
var probes = map[string]probe{
	"GET /sign-in": {}, "POST /sign-in": {form: "email=a%40example.org&password=wrong"}, "GET /sign-in/link/{token}": {about: "link"}, "POST /sign-in/link/{token}": {about: "link", state: true},
	"GET /sign-in/provider": {}, "GET /sign-in/provider/back": {}, "POST /sign-in/provider/logout": {}, "POST /sign-out": {leave: true},
	"GET /sign-in/second-factor": {}, "POST /sign-in/second-factor": {form: "code=000000"}, "GET /sessions": {}, "POST /sessions/end": {leave: true},
	"GET /sign-in/password": {state: true}, "POST /sign-in/password": {state: true}, "GET /sign-in/step-up": {state: true}, "POST /sign-in/step-up": {state: true},
	"POST /drafts/{form...}": {about: "draft", form: "text=x"}, "POST /drop-draft/{form...}": {about: "draft"},

	"GET /refer": {}, "GET /refer/sent/{id}": {about: "waiting"}, "GET /refer/new": {}, "GET /refer/new/{step}": {about: "step"}, "POST /refer/new/{step}": {about: "step", form: "child-0-given=A&child-0-family=B"},
	"GET /refer/check": {}, "POST /refer/check": {}, "POST /refer/discard": {},
	"GET /front-door": {}, "GET /contacts/{id}": {about: "waiting"}, "GET /contacts/{id}/decide": {about: "waiting"},
	"POST /contacts/{id}/match":  {about: "waiting", form: "base=1&child=0&subject=child:x"},
	"POST /contacts/{id}/create": {about: "waiting", form: "base=1&child=0"},
	"POST /contacts/{id}/decide": {about: "waiting", form: "base=1&decision-0-decision=advice&decision-0-threshold=1&decision-0-rationale=It+is+all+known+already+here"},

	"GET /{$}": {}, "GET /home": {}, "POST /home/notices/{id}/seen": {about: "notice"}, "GET /work": {},
	"GET /assessments/{id}": {about: "assessment"}, "GET /assessments/{id}/edit": {about: "assessment"}, "POST /assessments/{id}/edit": {about: "assessment", form: "base-report=1&history=Words&analysis=Words"},
	"POST /assessments/{id}/discard": {about: "assessment"}, "POST /assessments/{id}/submit": {about: "assessment", form: "base=1"},
	"POST /assessments/{id}/return": {about: "assessment", form: "base=1&comment=Say+more"}, "POST /assessments/{id}/authorise": {about: "assessment", form: "base=1&comment=Clear"},
	"POST /assessments/{id}/review": {about: "assessment", form: "base=1&review-comment=Go+on"}, "POST /assessments/{id}/reopen": {about: "assessment", form: "base=1&reopen-reason=New+information"},
	"POST /assessments/{id}/correct": {about: "assessment", form: "base=1&correct-date-day=1&correct-date-month=3&correct-date-year=2026&correct-reason=Typed+by+mistake"},
	"GET /assessments/{id}/allocate": {about: "assessment"}, "POST /assessments/{id}/allocate": {about: "assessment", form: "base=1&worker=team:north/worker:keeper"},

	"GET /figures": {}, "GET /figures/{id}": {about: "figure"}, "GET /figures/{id}/list": {about: "figure"}, "POST /figures/{id}/cite": {about: "figure", form: "year=2026"},
	"GET /cited": {}, "GET /cited/{id}": {about: "cited"}, "GET /public": {}, "GET /public/questions/{id}": {about: "question"},
	"GET /scrutiny": {}, "GET /scrutiny/ask": {}, "POST /scrutiny/ask": {form: "text=Why&topic=Why"}, "GET /scrutiny/minutes": {}, "POST /scrutiny/minutes": {}, "POST /scrutiny/minutes/accept": {},
	"GET /scrutiny/questions/{id}": {about: "question"}, "GET /scrutiny/questions/{id}/answer": {about: "question"},
	"POST /scrutiny/questions/{id}/answer":   {about: "question", form: "base=0&post=P&person=Q&text=Words"},
	"POST /scrutiny/questions/{id}/clear":    {about: "question", form: "version=1"},
	"POST /scrutiny/questions/{id}/publish":  {about: "question"},
	"POST /scrutiny/questions/{id}/withdraw": {about: "question", form: "reason=No+longer+asked", leave: true},
	"GET /imports":                           {}, "POST /imports/cin": {}, "POST /imports/{id}/undo": {about: "import"},

	"GET /people": {}, "POST /people": {form: "q=" + hiddenName}, "GET /people/new": {}, "POST /people/new": {form: "kind=child&family=New&given=N&team=none"}, "POST /people/new/again": {},
	"GET /people/new/duplicates": {}, "POST /people/new/duplicates": {}, "GET /people/new/check": {}, "POST /people/new/check": {form: "mark=x"},
	"GET /break-glass": {}, "GET /break-glass/{id}": {about: "opening"}, "POST /break-glass/{id}": {about: "opening", form: "outcome=justified&note=Fine", leave: true},
	"GET /break-glass/open": {}, "POST /break-glass/open": {form: "number=X&birth-day=1&birth-month=1&birth-year=2020&reason=No"}, "POST /break-glass/end": {form: "id=x"},

	"GET /children/{id}/birth": {about: "child"}, "POST /children/{id}/birth": {about: "child", form: "version=1&birth-day=1&birth-month=3&birth-year=2026"},
	"GET /children/{id}/allocate": {about: "child"}, "POST /children/{id}/allocate": {about: "child", form: "role=allocated&team=team:north"},
	"POST /children/{id}/allocate/end": {about: "child", form: "id=x"},

	"GET /accounts": {}, "GET /accounts/new": {}, "POST /accounts/new": {form: "name=N"}, "GET /accounts/teams": {}, "POST /accounts/teams": {form: "name="}, "GET /accounts/recovery": {}, "POST /accounts/recovery": {form: "code=x"},
	"GET /accounts/{id}": {about: "account"}, "POST /accounts/{id}/roles": {about: "account", form: "version=1&name=N&roles=manager"}, "POST /accounts/{id}/disable": {about: "account", form: "why=Left", leave: true},
	"POST /accounts/{id}/enable": {about: "account"}, "POST /accounts/{id}/invite": {about: "account"}, "POST /accounts/{id}/recover": {about: "account"},
	"POST /accounts/{id}/end-sessions": {about: "account", leave: true}, "POST /accounts/{id}/left": {about: "account", leave: true}, "POST /accounts/{id}/back": {about: "account"},
	"GET /accessibility": {}, "GET /cookies": {}, "GET /privacy": {},
}

func init() {
	for _, kind := range []string{"child", "adult"} {
		root := map[string]string{"child": "/children/{id}", "adult": "/adults/{id}"}[kind]
		probes["GET "+root], probes["GET "+root+"/readings"] = probe{about: kind}, probe{about: kind}
		for path, form := range map[string]string{
			"/details": "version=1&given=New&family=Name", "/name": "version=1&given=New&family=Name", "/identifier": "type=former_child_id&value=X1", "/address": "lines=Here",
			"/contact": "type=phone&value=1", "/relationship": "q=" + hiddenName, "/relationship/{record}/end": "x=y", "/family": "name=", "/family/{family}/join": "x=y", "/family/{family}/leave": "x=y", "/merge": "q=" + hiddenName, "/restrict": "do=restrict&reason=Why",
		} {
			ends := strings.HasSuffix(path, "/end") || strings.HasSuffix(path, "/leave") // needs no answer: it would part what others walk
			probes["GET "+root+path], probes["POST "+root+path] = probe{about: kind}, probe{about: kind, form: form, leave: ends}
		}
		probes["POST "+root+"/contact/end"], probes["POST "+root+"/unmerge"] = probe{about: kind, form: "id=x"}, probe{about: kind, form: "gone=x"}
	}
}

// answer is what came, as far as anybody outside can tell: a reference for the service desk and the id that was asked for are taken out.
type answer struct {
	status int
	body   string
	header http.Header
}

func answerOf(p *webtest.Page, asked string) answer {
	h := p.Header.Clone()
	h.Del("Date")
	body := p.Body
	if len(asked) > 20 { // an id, not a letter that every page has
		body = strings.ReplaceAll(body, asked, "ID")
	}
	return answer{p.Status, body, h}
}

func (a answer) same(b answer) bool {
	return a.status == b.status && a.body == b.body && maps.EqualFunc(a.header, b.header, slices.Equal)
}

// verdict is what the matrix says of a walker, a route and a case.
type verdict struct {
	allow, hide bool
	first       bool // refused by the role alone, before anybody is looked up
}

func (v verdict) String() string {
	switch {
	case v.allow:
		return "allowed"
	case v.hide:
		return "hidden"
	}
	return "refused"
}

// judge asks access what must come, with facts that are stated by hand. A page about several people needs each step for each of them.
func (w *walk) judge(a access.Actor, rt shell.Route, p probe, f family) verdict {
	of := func(action access.Action, class access.Class, facts access.Facts) verdict {
		d := access.Decide(a, action, class, facts, w.Clock.Now())
		return verdict{allow: d.Allow, hide: d.Hide}
	}
	if rt.About == shell.AChild {
		return of(rt.Action, rt.Class, f.facts)
	}
	if rt.About == shell.AnAdult {
		facts := f.facts
		facts.Subject, facts.Agencies, facts.Chairs = f.adult, nil, nil
		return of(rt.Action, rt.Class, facts)
	}
	if !access.Could(a, rt.Action, rt.Class).Allow {
		return verdict{first: true}
	}
	var steps []access.Facts
	type ask struct {
		action access.Action
		class  access.Class
	}
	asks := []ask{{rt.Action, rt.Class}}
	switch p.about {
	case "assessment":
		steps = []access.Facts{f.facts}
		// The page on which one writes or allocates is a page on which one reads.
		if rt.Method == "GET" || strings.HasSuffix(rt.Path, "/allocate") {
			asks = []ask{{access.Read, access.Assessment}, {rt.Action, rt.Class}}
		}
	case "waiting":
		child := access.Facts{Subject: f.queued, FrontDoor: true, Agencies: []string{school}, Restricted: f.facts.Restricted, Cleared: f.facts.Cleared, Barred: f.facts.Barred}
		steps = []access.Facts{{Subject: f.waiting, FrontDoor: true, Agencies: []string{school}}, child}
		if rt.Action == access.DecideReferral && (rt.Method == "GET" || strings.HasSuffix(rt.Path, "/decide")) {
			asks = []ask{{access.Read, access.Referral}}
		}
	}
	for _, q := range asks {
		for _, facts := range steps {
			if v := of(q.action, q.class, facts); !v.allow {
				return v
			}
		}
	}
	return verdict{allow: true}
}

// idOf is what stands in the braces of a route for a case.
func (w *walk) idOf(p probe, f family) string {
	switch p.about {
	case "":
		return ""
	case "child":
		return id(f.child)
	case "adult":
		return id(f.adult)
	case "assessment":
		return id(f.report)
	case "waiting":
		return id(f.waiting)
	}
	return w.things[p.about]
}

// personal says whether an id identifies people, so that it stands in one of several ways to a walker.
func (p probe) personal() bool {
	return slices.Contains([]string{"child", "adult", "assessment", "waiting"}, p.about)
}

func (w *walk) cookie(t *testing.T, role access.Role) string {
	t.Helper()
	if role == access.Public {
		return ""
	}
	if w.cookies[role] == "" {
		w.cookies[role] = w.session(t, workerOf(role))
	}
	return w.cookies[role]
}

// go asks for a route with an id. A form is sent only when asked to be.
func (w *walk) visit(t *testing.T, role access.Role, rt shell.Route, p probe, with, then string, send bool) *webtest.Page {
	t.Helper()
	var form url.Values
	if rt.Method == "POST" {
		form = url.Values{}
		if send {
			form, _ = url.ParseQuery(p.form)
		}
	}
	return w.ask(t, w.cookie(t, role), rt.Method, address(rt.Path, with, then), form)
}

// Must-show 5: the whole route table as every role and as nobody, with one's own ids, others', hidden ones and guessed ones.
func TestWalk(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	routes := web.Routes()
	for _, rt := range routes {
		if _, ok := probes[rt.Pattern()]; !ok {
			t.Errorf("%s names no ids to be tested with: add it to probes", rt.Pattern())
		}
		if strings.Contains(rt.Path, "{") && rt.Path != "/{$}" && probes[rt.Pattern()].about == "" {
			t.Errorf("%s has an id, and probes does not say what of", rt.Pattern())
		}
	}
	for pattern := range probes {
		if !slices.ContainsFunc(routes, func(rt shell.Route) bool { return rt.Pattern() == pattern }) {
			t.Errorf("probes has %s, which is no route", pattern)
		}
	}
	if t.Failed() {
		return
	}
	total := 0
	for _, term := range access.Roles() {
		role := access.Role(term.Name)
		t.Run(term.Name, func(t *testing.T) {
			actor := access.Actor{}
			if role != access.Public {
				actor = w.actor(t, workerOf(role))
			}
			counts := map[string]int{}
			for _, rt := range routes {
				p := probes[rt.Pattern()]
				if !p.personal() {
					w.impersonal(t, role, actor, rt, p)
					continue
				}
				w.missing[term.Name+rt.Pattern()] = w.unknown(t, role, actor, rt, p)
				for _, s := range stands {
					v := w.personal(t, role, actor, rt, p, s)
					counts[v.String()]++
					total++
				}
			}
			t.Logf("%v", counts)
		})
	}
	if total < 1000 {
		t.Errorf("only %d questions were asked", total)
	}
}

// impersonal walks a route that identifies nobody: the role decides.
func (w *walk) impersonal(t *testing.T, role access.Role, a access.Actor, rt shell.Route, p probe) {
	t.Helper()
	allow := access.Could(a, rt.Action, rt.Class).Allow
	if allow && p.leave {
		return
	}
	before := w.size(t)
	page := w.visit(t, role, rt, p, w.things[p.about], "", !allow)
	if !(allow && p.state && page.Status == 403) {
		w.refusal(t, role, rt, page, allow, "")
	}
	if !allow && w.size(t) != before {
		t.Errorf("%s as %s was refused and the journal grew", rt.Pattern(), role)
	}
	if rt.Method == "GET" && p.about != "" && allow && !rt.Open && p.about != "step" {
		for _, wrong := range wrongIDs {
			if got := w.visit(t, role, rt, p, wrong, "", false); got.Status != 404 && got.Status != 303 && got.Status != 307 {
				t.Errorf("%s as %s with %.20q: %d", rt.Pattern(), role, wrong, got.Status)
			}
		}
	}
}

// refusal fails unless what came is what must come: a page or an error about the form for who may, the sign-in page for who is not
// signed in, and the same sentence of refusal for who may not.
func (w *walk) refusal(t *testing.T, role access.Role, rt shell.Route, page *webtest.Page, allow bool, about string) {
	t.Helper()
	signIn := role == access.Public && !rt.Open
	switch {
	case signIn && rt.Method == "GET":
		if page.Status != 303 || !strings.HasPrefix(page.Header.Get("Location"), "/sign-in") {
			t.Errorf("%s as nobody: %d to %q", rt.Pattern(), page.Status, page.Header.Get("Location"))
		}
	case signIn, !allow:
		if page.Status != 403 {
			t.Errorf("%s as %s%s must be refused: %d; it says: %s", rt.Pattern(), role, about, page.Status, page.Text("main"))
		}
	case page.Status == 403 || page.Status >= 500:
		t.Errorf("%s as %s%s may be done: %d; it says: %s", rt.Pattern(), role, about, page.Status, page.Text("main"))
	}
	if signIn || !allow {
		for _, name := range []string{"Ash", "Elm", "Oak", hiddenName} {
			if strings.Contains(page.Body, name) {
				t.Errorf("%s as %s%s was refused and says %q", rt.Pattern(), role, about, name)
			}
		}
	}
}

// wrongIDs are ids that nobody has: of the right shape, and of none.
var wrongIDs = []string{
	"0198c0de-0000-7000-8000-00000000dead", "x", "-1", "..", "' or 1=1 --", "<b>", strings.Repeat("9", 150), "\x00", "\xff\xfe", "Zoë", "child:x", "%2e%2e%2f",
}

// unknown walks a route with ids that nobody has: every one gives the same answer.
func (w *walk) unknown(t *testing.T, role access.Role, a access.Actor, rt shell.Route, p probe) answer {
	t.Helper()
	var first answer
	n := len(wrongIDs)
	if role != access.Manager { // the strange ones as one who may do most, the plain one as everybody
		n = 1
	}
	for i, wrong := range wrongIDs[:n] {
		before, logged := w.size(t), w.logged(t)
		page := w.visit(t, role, rt, p, wrong, wrong, true)
		got := answerOf(page, wrong)
		if i == 0 {
			first = got
		}
		switch {
		case wrong == ".." && page.Status == 307:
			// A path of its own: the client is led to a clean one, before any route.
		case role == access.Public:
			w.refusal(t, role, rt, page, false, " with an unknown id")
		case rt.About != shell.AChild && rt.About != shell.AnAdult && !access.Could(a, rt.Action, rt.Class).Allow:
			w.refusal(t, role, rt, page, false, " with an unknown id")
		case page.Status != 404:
			t.Errorf("%s as %s with %.20q: %d, not 404", rt.Pattern(), role, wrong, page.Status)
		case !got.same(first):
			t.Errorf("%s as %s with %.20q differs from what comes for another id that nobody has", rt.Pattern(), role, wrong)
		case (rt.About == shell.AChild || rt.About == shell.AnAdult) && w.logged(t) != logged+1:
			t.Errorf("%s as %s with %.20q is not in the access log", rt.Pattern(), role, wrong)
		}
		if w.size(t) != before {
			t.Errorf("%s as %s with %.20q: the journal grew", rt.Pattern(), role, wrong)
		}
	}
	return first
}

// personal walks a route about somebody who stands in one way to the walker.
func (w *walk) personal(t *testing.T, role access.Role, a access.Actor, rt shell.Route, p probe, s stand) verdict {
	t.Helper()
	f := w.cases[role][s]
	v := w.judge(a, rt, p, f)
	if role == access.Public {
		v = verdict{}
	}
	if v.allow && p.leave {
		return v
	}
	with := w.idOf(p, f)
	about := fmt.Sprintf(" with %s %s", s, p.about)
	before, logged := w.size(t), w.logged(t)
	page := w.visit(t, role, rt, p, with, f.relation, !v.allow)
	if v.hide {
		if got, want := answerOf(page, with), w.missing[string(role)+rt.Pattern()]; !got.same(want) {
			t.Errorf("%s as %s%s can be told from a record that does not exist: %d and %d; %s", rt.Pattern(), role, about, got.status, want.status, page.Text("main"))
		}
	} else {
		w.refusal(t, role, rt, page, v.allow, about)
		if v.allow && page.Status == 404 && !strings.HasSuffix(rt.Path, "/end") && !strings.Contains(rt.Path, "/family/") {
			t.Errorf("%s as %s%s may be done, and is not there", rt.Pattern(), role, about)
		}
	}
	if !v.allow && w.size(t) != before {
		t.Errorf("%s as %s%s was refused and the journal grew", rt.Pattern(), role, about)
	}
	w.written(t, role, rt, p, f, v, w.readings(t, logged), about)
	return v
}

// written fails unless the access log has the reading, or the attempt: who, of whom, by which page.
func (w *walk) written(t *testing.T, role access.Role, rt shell.Route, p probe, f family, v verdict, rows []reading, about string) {
	t.Helper()
	if role == access.Public {
		if len(rows) > 0 {
			t.Errorf("%s as nobody reached the records: %v", rt.Pattern(), rows)
		}
		return
	}
	var of []string
	switch {
	case rt.About == shell.AChild:
		of = []string{f.child}
	case rt.About == shell.AnAdult:
		of = []string{f.adult}
	case v.first || rt.Method != "GET" || p.about == "waiting" && rt.Action == access.SeeOwnReferrals:
		return // nobody was looked up; or a form, whose command is in the journal when it was allowed
	case p.about == "assessment":
		of = []string{f.child}
	case p.about == "waiting":
		of = []string{f.waiting, f.queued}
	}
	for _, subject := range of {
		want := reading{Actor: workerOf(role), Subject: subject, Page: rt.Pattern(), Allowed: v.allow}
		i := slices.IndexFunc(rows, func(r reading) bool { return r == want })
		// Who may read an assessment and not write it has read it when they are refused.
		if rt.About == shell.AnAssessment && i < 0 {
			want.Allowed = true
			i = slices.Index(rows, want)
		}
		if i < 0 {
			t.Errorf("%s as %s%s: the access log has %v, not %v", rt.Pattern(), role, about, rows, want)
		}
	}
}

// No list, count or search tells of somebody who is hidden from its reader.
func TestHiddenIsInNoList(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	for _, term := range access.Roles() {
		role := access.Role(term.Name)
		if role == access.Partner {
			continue // its own agency's referrals, under the names that it typed itself, are its to follow
		}
		search := w.ask(t, w.cookie(t, role), "POST", "/people", url.Values{"q": {hiddenName}})
		if role != access.Public && search.Status == 200 {
			// The families from whom others are barred are not hidden from this role: only the restricted ones, and its own bar.
			for _, f := range []family{w.cases[role][restricted], w.cases[role][barred]} {
				for _, subject := range []string{f.child, f.queued, f.adult} {
					if strings.Contains(search.Body, id(subject)) {
						t.Errorf("a search as %s finds %s", role, subject)
					}
				}
			}
		}
		for _, rt := range web.Routes() {
			if rt.Method != "GET" || probes[rt.Pattern()].personal() || strings.Contains(rt.Path, "{token}") {
				continue
			}
			page := w.visit(t, role, rt, probes[rt.Pattern()], w.things[probes[rt.Pattern()].about], "", false)
			for _, s := range []stand{restricted, barred} {
				f := w.cases[role][s]
				for _, subject := range []string{f.child, f.queued, f.adult, f.report, f.waiting} {
					if strings.Contains(page.Body, id(subject)) {
						t.Errorf("%s as %s leads to a %s record: %s", rt.Pattern(), role, s, subject)
					}
				}
			}
		}
	}
}

// What is hidden is answered in the same time as what does not exist: the same queries run for both.
func TestHiddenTakesAsLong(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	f := w.cases[access.SocialWorker][restricted]
	const rounds = 41
	for path, with := range map[string][2]string{
		"/children/{id}":          {id(f.child), wrongIDs[0]},
		"/children/{id}/readings": {id(f.child), wrongIDs[0]},
		"/adults/{id}":            {id(f.adult), wrongIDs[0]},
		"/assessments/{id}":       {id(f.report), wrongIDs[0]},
	} {
		var took [2][]time.Duration
		for range rounds {
			for i, one := range with { // in turn, so that a busy machine slows both
				start := time.Now()
				page := w.ask(t, w.cookie(t, access.SocialWorker), "GET", address(path, one, ""), nil)
				took[i] = append(took[i], time.Since(start))
				if page.Status != 404 {
					t.Fatalf("%s: %d", path, page.Status)
				}
			}
		}
		slices.Sort(took[0])
		slices.Sort(took[1])
		hidden, missing := took[0][rounds/2], took[1][rounds/2]
		t.Logf("%s: hidden %s, missing %s", path, hidden, missing)
		if hidden > 4*missing+5*time.Millisecond || missing > 4*hidden+5*time.Millisecond {
			t.Errorf("%s: hidden takes %s, missing %s", path, hidden, missing)
		}
	}
}

// A reading that cannot be written down does not take place.
func TestNoLogNoPage(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	f := w.cases[access.Manager][own]
	paths := []string{"/children/" + id(f.child), "/children/" + id(f.child) + "/details", "/children/" + id(f.child) + "/readings", "/adults/" + id(f.adult),
		"/assessments/" + id(f.report), "/contacts/" + id(f.waiting), "/figures/AS-05/list"}
	rename := func(from, to string) {
		need(t, w.House.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("alter table " + from + " rename to " + to)
			return err
		}))
	}
	cookie := w.cookie(t, access.Manager)
	for _, path := range paths {
		w.ask(t, cookie, "GET", path, nil).Want(200)
	}
	rename("read_entry", "read_entry_away")
	for _, path := range paths {
		page := w.ask(t, cookie, "GET", path, nil)
		if page.Status != 500 {
			t.Errorf("%s without an access log: %d", path, page.Status)
		}
		page.Not("Ash", "Elm", "Oak", "Common")
	}
	rename("read_entry_away", "read_entry")
	for _, path := range paths {
		w.ask(t, cookie, "GET", path, nil).Want(200)
	}
}

// A session that was ended, or was not used for 15 minutes, opens nothing.
func TestEndedSessionOpensNothing(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	child := "/children/" + id(w.cases[access.SocialWorker][own].child)
	cookie := w.session(t, workerOf(access.SocialWorker))
	w.ask(t, cookie, "GET", child, nil).Want(200)
	logged := w.logged(t)
	w.ask(t, cookie, "POST", "/sign-out", url.Values{}).Want(303)
	if page := w.ask(t, cookie, "GET", child, nil); page.Status != 303 || page.Header.Get("Location") != "/sign-in" {
		t.Errorf("after signing out: %d to %s", page.Status, page.Header.Get("Location"))
	}
	cookie = w.session(t, workerOf(access.SocialWorker))
	w.Clock.Set(w.Clock.Now().Add(16 * time.Minute))
	if page := w.ask(t, cookie, "GET", child, nil); page.Status != 303 || page.Header.Get("Location") != "/sign-in?why=idle" {
		t.Errorf("after 16 minutes: %d to %s", page.Status, page.Header.Get("Location"))
	}
	if w.logged(t) != logged {
		t.Error("a reading is in the access log")
	}
}
