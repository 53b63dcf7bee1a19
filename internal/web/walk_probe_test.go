package web_test

import (
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"throughline/internal/access"
	"throughline/internal/web/shell"
	"throughline/internal/web/webtest"
)

// probe says what a route is asked about and, for a form, what would be sent.
type probe struct {
	about string // child, adult, assessment, waiting (a contact), a key of things; "" where the path has no braces
	form  string // as in an address
	leave bool   // an allowed walker does not send it: it would sign them out, or change what others walk
	state bool   // the state of one's own account decides too, and may refuse
}

// probes names what each route is tested with. A route that is not here fails the test: say what its id is, and what its form holds.
var probes = withScrutiny(withPeople(map[string]probe{
	"GET /sign-in": {}, "POST /sign-in": {form: "email=a%40example.org&password=wrong"}, "GET /sign-in/link/{token}": {about: "link"}, "POST /sign-in/link/{token}": {about: "link", state: true},
	"GET /sign-in/provider": {}, "GET /sign-in/provider/back": {}, "POST /sign-in/provider/logout": {}, "POST /sign-out": {leave: true},
	"GET /sign-in/second-factor": {}, "POST /sign-in/second-factor": {form: "code=000000"}, "GET /sessions": {}, "POST /sessions/end": {leave: true},
	"GET /sign-in/password": {state: true}, "POST /sign-in/password": {state: true}, "GET /sign-in/step-up": {state: true}, "POST /sign-in/step-up": {state: true},
	"POST /drafts/{form...}": {about: "draft", form: "text=x"}, "POST /drop-draft/{form...}": {about: "draft"},

	"GET /refer": {}, "GET /refer/sent/{id}": {about: "waiting"}, "GET /refer/new": {}, "GET /refer/new/{step}": {about: "step"}, "POST /refer/new/{step}": {about: "step", form: "child-0-given=A&child-0-family=B"},
	"GET /refer/check": {}, "POST /refer/check": {}, "POST /refer/discard": {},
	"GET /front-door/new": {}, "POST /front-door/new": {form: "channel=phone&concern=Too+short"}, "GET /front-door/handover": {}, "POST /front-door/handover": {form: "contact=gone"},
	"POST /contacts/{id}/create-all": {about: "waiting", form: "base=1"}, "POST /contacts/{id}/rate": {about: "waiting", form: "base=1&rating=green"},
	"POST /contacts/{id}/heard": {about: "waiting", form: "base=1"}, "POST /contacts/{id}/confirmed": {about: "waiting", form: "base=1"},
	"GET /contacts/{id}/ask": {about: "waiting"}, "POST /contacts/{id}/ask": {about: "waiting", form: "agencies=gp&rating=green&question=No"},
	"GET /contacts/{id}/enquiries/{record}": {about: "waiting"}, "POST /contacts/{id}/enquiries/{record}": {about: "waiting", form: "base=1&answer=Nothing+known"},
	"POST /contacts/{id}/enquiries/{record}/chase": {about: "waiting", form: "base=1"}, "POST /contacts/{id}/enquiries/{record}/end": {about: "waiting", form: "base=1&why=The+surgery+is+closed"},
	"GET /consultations": {}, "GET /consultations/new": {}, "POST /consultations/new": {form: "caller=A"}, "GET /consultations/{id}": {about: "call"}, "GET /consultations/{id}/edit": {about: "call"},
	"POST /consultations/{id}/edit": {about: "call", form: "base=1&caller=A"}, "GET /consultations/{id}/note": {about: "call"}, "POST /consultations/{id}/note": {about: "call", form: "base=1"},
	"POST /consultations/{id}/child": {about: "call", form: "base=1&subject=child:x"}, "POST /consultations/{id}/refer": {about: "call", form: "base=1&rating=amber"},
	"POST /consultations/{id}/said": {about: "call", form: "base=1"}, "POST /consultations/{id}/link": {about: "call", form: "base=1&contact=gone"}, "POST /consultations/{id}/undo": {about: "call", form: "command=x"},
	"GET /front-door": {}, "GET /contacts/{id}": {about: "waiting"}, "GET /contacts/{id}/decide": {about: "waiting"},
	"POST /contacts/{id}/match":  {about: "waiting", form: "base=1&child=0&subject=child:x"},
	"POST /contacts/{id}/create": {about: "waiting", form: "base=1&child=0"},
	"POST /contacts/{id}/decide": {about: "waiting", form: "base=1&decision-0-decision=advice&decision-0-threshold=1&decision-0-rationale=It+is+all+known+already+here"},

	"GET /{$}": {}, "GET /home": {}, "GET /home/draft/{form...}": {about: "draft"}, "POST /home/notices/{id}/seen": {about: "notice"}, "GET /work": {},
	"GET /work/later/{id}": {about: "work", state: true}, "POST /work/later/{id}": {about: "work", state: true}, "POST /work/now/{id}": {about: "work", state: true},
	"GET /teams/{id}": {about: "team"}, "GET /teams/{id}/caseloads": {about: "team"},
	"GET /children/{id}/give": {about: "child"}, "POST /children/{id}/give": {about: "child", form: "worker=team:north/worker:keeper"},
	"GET /allegations/refer": {}, "POST /allegations/refer": {form: "setting=Hill+Nursery"}, "GET /allegation-receipts/{id}": {about: "allegation"}, "GET /allegations": {}, "POST /allegations": {form: "q=L-2026"},
	"GET /allegations/new": {}, "POST /allegations/new": {form: "setting=Hill+Nursery"}, "GET /allegations/question": {}, "POST /allegations/question": {form: "setting=Hill+Nursery"},
	"GET /safeguarding-leads": {}, "POST /safeguarding-leads": {form: "setting=Hill"}, "POST /safeguarding-leads/{id}/end": {about: "lead"}, "GET /allegations/{id}": {about: "allegation"},
	"GET /allegations/{id}/triage": {about: "allegation"}, "POST /allegations/{id}/triage": {about: "allegation", form: "base=1&decision=advice&category=conduct&advice=None&rationale=It+is+all+known+already+here"},
	"GET /allegations/{id}/meeting": {about: "allegation"}, "POST /allegations/{id}/meeting": {about: "allegation", form: "base=1"}, "GET /allegations/{id}/steps": {about: "allegation"}, "POST /allegations/{id}/steps": {about: "allegation", form: "base=1"},
	"GET /allegations/{id}/adult": {about: "allegation"}, "POST /allegations/{id}/adult": {about: "allegation", form: "base=1&setting=Other"}, "GET /allegations/{id}/close": {about: "allegation"}, "POST /allegations/{id}/close": {about: "allegation", form: "base=1&outcome=false"},
	"GET /allegations/{id}/child": {about: "allegation"}, "POST /allegations/{id}/child": {about: "allegation", form: "q=" + hiddenName}, "POST /allegations/{id}/undo": {about: "allegation", form: "command=x"}, "POST /allegations/{id}/destroy": {about: "allegation"},
	"POST /allegations/{id}/written": {about: "allegation", form: "base=1"}, "POST /allegations/{id}/priority": {about: "allegation", form: "base=1&priority=urgent"}, "POST /allegations/{id}/mine": {about: "allegation", form: "base=1"},
	"POST /allegations/{id}/reopen": {about: "allegation", form: "base=1&reason=Why"}, "POST /allegations/{id}/feedback": {about: "allegation", form: "base=1&mark=3"}, "POST /allegations/{id}/keep": {about: "allegation", form: "base=1"},
	"POST /allegations/{id}/ask-to-destroy": {about: "allegation", form: "base=1"}, "POST /allegations/{id}/action": {about: "allegation", form: "base=1&action=0"}, "POST /allegations/{id}/link": {about: "allegation", form: "base=1&child=child:x"}, "POST /allegations/{id}/unlink": {about: "allegation", form: "base=1&child=child:x"},
	"GET /early-help": {}, "GET /early-help/new": {}, "POST /early-help/new": {form: "need=Help"}, "GET /support-directory": {}, "POST /support-directory": {form: "name=Club"}, "POST /support-directory/{id}": {about: "offer"},
	"GET /children/{id}/early-help": {about: "child"}, "POST /children/{id}/early-help": {about: "child", form: "source=x"}, "POST /children/{id}/early-help/undo": {about: "child", form: "command=x"}, "GET /early-help/{id}": {about: "help", state: true},
	"GET /early-help/{id}/consent": {about: "help", state: true}, "POST /early-help/{id}/consent": {about: "help", state: true, form: "base=1"},
	"GET /early-help/{id}/allocate": {about: "help", state: true}, "POST /early-help/{id}/allocate": {about: "help", state: true, form: "base=1"},
	"GET /early-help/{id}/assessment": {about: "help", state: true}, "POST /early-help/{id}/assessment": {about: "help", state: true, form: "base=1"},
	"GET /early-help/{id}/plan": {about: "help", state: true}, "POST /early-help/{id}/plan": {about: "help", state: true, form: "base=1"},
	"GET /early-help/{id}/meeting": {about: "help", state: true}, "POST /early-help/{id}/meeting": {about: "help", state: true, form: "base=1"},
	"GET /early-help/{id}/signpost": {about: "help", state: true}, "POST /early-help/{id}/signpost": {about: "help", state: true, form: "base=1"},
	"GET /early-help/{id}/step-up": {about: "help", state: true}, "POST /early-help/{id}/step-up": {about: "help", state: true, form: "base=1"},
	"GET /early-help/{id}/close": {about: "help", state: true}, "POST /early-help/{id}/close": {about: "help", state: true, form: "base=1"},
	"POST /early-help/{id}/match":      {about: "help", state: true, form: "base=1"},
	"POST /early-help/{id}/add-person": {about: "help", state: true, form: "base=1"},
	"POST /early-help/{id}/done":       {about: "help", state: true, form: "base=1"},
	"POST /early-help/{id}/came-of":    {about: "help", state: true, form: "base=1"},
	"POST /early-help/{id}/reopen":     {about: "help", state: true, form: "base=1"},
	"POST /early-help/{id}/undo":       {about: "help", state: true, form: "base=1"},
	"GET /assessments/{id}":            {about: "assessment"}, "GET /assessments/{id}/edit": {about: "assessment"}, "POST /assessments/{id}/edit": {about: "assessment", form: "base-report=1&history=Words&analysis=Words"},
	"POST /assessments/{id}/discard": {about: "assessment"}, "POST /assessments/{id}/submit": {about: "assessment", form: "base=1"},
	"POST /assessments/{id}/return": {about: "assessment", form: "base=1&comment=Say+more"}, "POST /assessments/{id}/authorise": {about: "assessment", form: "base=1&comment=Clear"},
	"POST /assessments/{id}/review": {about: "assessment", form: "base=1&review-comment=Go+on"}, "POST /assessments/{id}/reopen": {about: "assessment", form: "base=1&reopen-reason=New+information"},
	"POST /assessments/{id}/correct": {about: "assessment", form: "base=1&correct-date-day=1&correct-date-month=3&correct-date-year=2026&correct-reason=Typed+by+mistake"},
	"POST /assessments/{id}/follow":  {about: "assessment", form: "what=mail"}, "GET /assessments/{id}/beside": {about: "assessment"}, "POST /assessments/{id}/copy": {about: "assessment", form: "part=history"},
	"GET /children/{id}/needs": {about: "child"}, "POST /children/{id}/needs": {about: "child", form: "type=young_carer"}, "POST /children/{id}/needs/undo": {about: "child", form: "command=x"},
	"POST /children/{id}/needs/{record}": {about: "child", form: "base=1"},
	"GET /assessments/{id}/allocate":     {about: "assessment"}, "POST /assessments/{id}/allocate": {about: "assessment", form: "base=1&worker=team:north/worker:keeper"},

	"GET /figures": {}, "GET /figures/{id}": {about: "figure"}, "GET /figures/{id}/list": {about: "figure"}, "GET /figures/{id}/file": {about: "figure"}, "GET /figures/{id}/months": {about: "figure"},
	"POST /figures/{id}/comment": {about: "figure", form: "year=2026&text=Fewer"}, "GET /dashboard": {}, "GET /journey": {}, "GET /journey/list": {}, "GET /disproportionality": {}, "POST /figures/{id}/cite": {about: "figure", form: "year=2026"},
	"GET /cited": {}, "GET /cited/{id}": {about: "cited"}, "GET /public": {}, "GET /public/questions/{id}": {about: "question"},
	"GET /scrutiny": {}, "GET /scrutiny/ask": {}, "POST /scrutiny/ask": {form: "text=Why&topic=Why"}, "GET /scrutiny/minutes": {}, "POST /scrutiny/minutes": {},
	"GET /scrutiny/questions/{id}": {about: "question"}, "GET /scrutiny/questions/{id}/answer": {about: "question"},
	"POST /scrutiny/questions/{id}/answer":   {about: "question", form: "base=0&post=P&person=Q&text=Words"},
	"POST /scrutiny/questions/{id}/clear":    {about: "question", form: "version=1"},
	"POST /scrutiny/questions/{id}/publish":  {about: "question"},
	"POST /scrutiny/questions/{id}/withdraw": {about: "question", form: "reason=No+longer+asked", leave: true},
	"GET /public/reports":                    {}, "GET /public/reports/{id}/{n}": {about: "report"}, "GET /public/reports/{id}/{n}/file": {about: "report"},
	"GET /reports": {}, "GET /reports/new": {}, "POST /reports/new": {form: "form=annual&ending=2025&title=T"}, "GET /reports/{id}": {about: "report"}, "GET /reports/{id}/file": {about: "report"},
	"GET /reports/{id}/write": {about: "report"}, "POST /reports/{id}/write": {about: "report", form: "base=1&text=Words"}, "GET /reports/{id}/publish": {about: "report"},
	"POST /reports/{id}/publish": {about: "report", form: "version=0"}, "GET /reports/{id}/editions/{n}": {about: "report"}, "GET /reports/{id}/editions/{n}/file": {about: "report"},
	"GET /imports": {}, "POST /imports/cin": {}, "POST /imports/{id}/undo": {about: "import"},

	"GET /returns": {}, "GET /returns/new": {}, "GET /returns/new/cin": {}, "POST /returns/new/cin": {}, "GET /returns/new/ssda903": {}, "POST /returns/new/ssda903": {},
	"GET /returns/{id}": {about: "return"}, "GET /returns/{id}/again": {about: "return"}, "POST /returns/{id}/again": {about: "return"}, "GET /returns/{id}/compare": {about: "return"},
	"GET /returns/{id}/delete": {about: "return"}, "POST /returns/{id}/delete": {about: "return", leave: true},
	"GET /checks/{id}": {about: "check"}, "POST /checks/{id}/stop": {about: "check"}, "POST /checks/{id}/resume": {about: "check"}, "GET /checks/{id}/rule": {about: "check"},
	"GET /checks/{id}/children": {about: "check"}, "POST /checks/{id}/children": {about: "check", form: "id=1"}, "GET /checks/{id}/child": {about: "check"}, "GET /checks/{id}/report": {about: "check"},

	"GET /practice-forms": {}, "GET /practice-forms/new": {}, "POST /practice-forms/new": {form: "name=N&step=visit&text=%23+P"},
	"GET /practice-forms/{id}": {about: "practice"}, "POST /practice-forms/{id}": {about: "practice", form: "base=1&name=N&step=visit&text=%23+P"},
	"POST /practice-forms/{id}/publish": {about: "practice", form: "base=9"}, "POST /practice-forms/{id}/withdraw": {about: "practice", leave: true},
	"GET /children/{id}/practice": {about: "child"}, "GET /children/{id}/practice/{record}": {about: "child"}, "POST /children/{id}/practice/{record}": {about: "child", form: "edition=1&q-0-a=yes"},
	"GET /work/calendar": {}, "POST /work/calendar": {}, "POST /work/calendar/end": {}, "GET /calendar/{token}": {about: "link", state: true},
	"GET /teams/{id}/transfers": {about: "team"}, "POST /transfers/{id}": {about: "work", form: "do=accept"}, "GET /teams/{id}/away": {about: "team"}, "POST /teams/{id}/away": {about: "team", form: "note=x"},
	"GET /teams/{id}/standard": {about: "team"}, "POST /teams/{id}/standard": {about: "team", form: "reason=x"}, "POST /teams/{id}/undo": {about: "team", form: "command=x"}, "POST /teams/{id}/back": {about: "team", form: "id=x"}, "GET /teams/{id}/move": {about: "team"}, "POST /teams/{id}/move": {about: "team", form: "from=x"},
	"GET /children/{id}/transfer": {about: "child"}, "POST /children/{id}/transfer": {about: "child", form: "to=team:south&reason=They+moved+house"},
	"GET /lists": {}, "GET /lists/{id}": {about: "due"}, "GET /lists/{id}/file": {about: "due"},
	"GET /annex-a": {}, "POST /annex-a": {form: "on=2026-01-31", leave: true}, "GET /annex-a/{id}": {about: "lists"}, "GET /annex-a/{id}/rows": {about: "lists"}, "GET /annex-a/{id}/workbook": {about: "lists"},
	"POST /annex-a/{id}/clear": {about: "lists", form: "list=1"}, "POST /annex-a/{id}/hand-over": {about: "lists", form: "to=Somebody"},
	"GET /inspection-lists/{id}": {about: "list"}, "POST /inspection-lists/{id}": {about: "list", form: "owner=Somebody"},

	"GET /people": {}, "POST /people": {form: "q=" + hiddenName}, "GET /people/new": {}, "POST /people/new": {form: "kind=child&family=New&given=N&team=none"}, "POST /people/new/again": {},
	"GET /people/new/duplicates": {}, "POST /people/new/duplicates": {}, "GET /people/new/check": {}, "POST /people/new/check": {form: "mark=x"},
	"GET /searches": {}, "GET /break-glass": {}, "GET /break-glass/{id}": {about: "opening"}, "POST /break-glass/{id}": {about: "opening", form: "outcome=justified&note=Fine", leave: true},
	"GET /break-glass/open": {}, "POST /break-glass/open": {form: "number=X&birth-day=1&birth-month=1&birth-year=2020&reason=No"}, "POST /break-glass/end": {form: "id=x"},

	"GET /children/{id}/birth": {about: "child"}, "POST /children/{id}/birth": {about: "child", form: "version=1&birth-day=1&birth-month=3&birth-year=2026"},
	"GET /children/{id}/allocate": {about: "child"}, "POST /children/{id}/allocate": {about: "child", form: "role=allocated&team=team:north"},
	"POST /children/{id}/allocate/undo": {about: "child", form: "command=x"}, "POST /assessments/{id}/undo": {about: "assessment", form: "command=x"}, "POST /contacts/{id}/undo": {about: "waiting", form: "command=x"},
	"POST /children/{id}/allocate/end": {about: "child", form: "id=x"},

	"GET /accounts": {}, "GET /accounts/new": {}, "POST /accounts/new": {form: "name=N"}, "GET /accounts/teams": {}, "POST /accounts/teams": {form: "name="}, "GET /accounts/recovery": {}, "POST /accounts/recovery": {form: "code=x"},
	"GET /accounts/{id}": {about: "account"}, "POST /accounts/{id}/roles": {about: "account", form: "version=1&name=N&roles=manager"}, "POST /accounts/{id}/disable": {about: "account", form: "why=Left", leave: true},
	"POST /accounts/{id}/enable": {about: "account"}, "POST /accounts/{id}/invite": {about: "account"}, "POST /accounts/{id}/recover": {about: "account"},
	"POST /accounts/{id}/end-sessions": {about: "account", leave: true}, "POST /accounts/{id}/left": {about: "account", leave: true}, "POST /accounts/{id}/back": {about: "account"},
	"GET /problems": {}, "GET /children/{id}/problems": {about: "child"},
	"GET /accessibility": {}, "GET /cookies": {}, "GET /privacy": {},
}))

// withPeople adds the pages of one person, which children and adults have alike.
func withPeople(probes map[string]probe) map[string]probe {
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
	return withCasework(probes)
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
		return webtest.ID(f.child)
	case "adult":
		return webtest.ID(f.adult)
	case "assessment":
		return webtest.ID(f.report)
	case "waiting":
		return webtest.ID(f.waiting)
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
		w.cookies[role] = w.Session(t, workerOf(role))
	}
	return w.cookies[role]
}

// visit asks for a route with an id. A form is sent only when asked to be.
func (w *walk) visit(t *testing.T, role access.Role, rt shell.Route, p probe, with, then string, send bool) *webtest.Page {
	t.Helper()
	var form url.Values
	if rt.Method == "POST" {
		form = url.Values{}
		if send {
			form, _ = url.ParseQuery(p.form)
		}
	}
	return w.Ask(t, w.cookie(t, role), rt.Method, webtest.Address(rt.Path, with, then), form)
}
