package web_test

import (
	"fmt"
	"net/http/httptest"
	"net/url"
	"slices"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/web"
	"throughline/internal/web/shell"
	"throughline/internal/web/webtest"
)

// Must-show 5: the whole route table as every role and as nobody, with one's own ids, others', hidden ones and guessed ones.
func TestWalk(t *testing.T) {
	t.Parallel()
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
	var total atomic.Int64
	t.Run("as", func(t *testing.T) { // ends with all of its councils
		for n := range councils {
			t.Run(fmt.Sprint(n+1), func(t *testing.T) {
				t.Parallel()
				w := newWalk(t)
				for i, term := range access.Roles() {
					if i%councils == n {
						t.Run(term.Name, func(t *testing.T) { total.Add(w.as(t, access.Role(term.Name), routes)) })
					}
				}
			})
		}
	})
	if total.Load() < 1000 {
		t.Errorf("only %d questions were asked", total.Load())
	}
}

// councils is how many are walked at once, each by every second role: one walk alone would be the longest test there is.
const councils = 2

// as walks every route in one role, and says how many questions that were.
func (w *walk) as(t *testing.T, role access.Role, routes []shell.Route) (asked int64) {
	t.Helper()
	actor := access.Actor{}
	if role != access.Public {
		actor = w.Actor(t, workerOf(role))
	}
	counts := map[string]int{}
	for i, rt := range routes {
		if i%30 == 29 { // a day's work: what somebody opened on that day is read again with each page
			w.Clock.Set(w.Clock.Now().Add(25 * time.Hour))
			delete(w.cookies, role)
		}
		p := probes[rt.Pattern()]
		if !p.personal() {
			w.impersonal(t, role, actor, rt, p)
			continue
		}
		w.missing[string(role)+rt.Pattern()] = w.unknown(t, role, actor, rt, p)
		for _, s := range stands {
			v := w.personal(t, role, actor, rt, p, s)
			counts[v.String()]++
			asked++
		}
	}
	t.Logf("%v", counts)
	return asked
}

// impersonal walks a route that identifies nobody: the role decides.
func (w *walk) impersonal(t *testing.T, role access.Role, a access.Actor, rt shell.Route, p probe) {
	t.Helper()
	allow := access.Could(a, rt.Action, rt.Class).Allow
	if allow && p.leave {
		return
	}
	before := w.Size(t)
	page := w.visit(t, role, rt, p, w.things[p.about], "", !allow)
	if !(allow && p.state && page.Status == 403) {
		w.refusal(t, role, rt, page, allow, "")
	}
	if !allow && w.Size(t) != before {
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
	ids := wrongIDs[:1]
	if role == access.Manager { // the strange ones as one who may do most, three of them on each route; the plain one as everybody
		for i := range 3 {
			ids = append(slices.Clone(ids), wrongIDs[1+(len(rt.Path)+4*i)%(len(wrongIDs)-1)])
		}
	}
	for i, wrong := range ids {
		before, logged := w.Size(t), w.Logged(t)
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
		case (rt.About == shell.AChild || rt.About == shell.AnAdult) && w.Logged(t) != logged+1:
			t.Errorf("%s as %s with %.20q is not in the access log", rt.Pattern(), role, wrong)
		}
		if w.Size(t) != before {
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
	// Whatever the matrix says: a bar lets nobody in, a restriction only those who keep the access log and the agency that sent the
	// referral; and who is kept out is not told that there is anything.
	known := s == restricted && (role == access.Governance || role == access.Partner)
	if (s == restricted || s == barred) && role != access.Public && !known && (v.allow || !v.hide && !v.first) {
		t.Errorf("%s as %s is %s with a %s record", rt.Pattern(), role, v, s)
	}
	if v.allow && p.leave {
		return v
	}
	with := w.idOf(p, f)
	about := fmt.Sprintf(" with %s %s", s, p.about)
	before, logged := w.Size(t), w.Logged(t)
	page := w.visit(t, role, rt, p, with, f.relation, !v.allow)
	if v.hide {
		if got, want := answerOf(page, with), w.missing[string(role)+rt.Pattern()]; !got.same(want) {
			t.Errorf("%s as %s%s can be told from a record that does not exist: %d and %d; %s", rt.Pattern(), role, about, got.status, want.status, page.Text("main"))
		}
	} else {
		w.refusal(t, role, rt, page, v.allow, about)
		if v.allow && page.Status == 404 && !strings.HasSuffix(rt.Path, "/end") && !hasSecond(rt.Path) { // of a second id, nobody says here whether there is one
			t.Errorf("%s as %s%s may be done, and is not there", rt.Pattern(), role, about)
		}
	}
	if !v.allow && w.Size(t) != before {
		t.Errorf("%s as %s%s was refused and the journal grew", rt.Pattern(), role, about)
	}
	w.written(t, role, rt, p, f, v, w.Readings(t, logged), about)
	if v.allow && s == own && hasSecond(rt.Path) {
		w.second(t, role, rt, p, with)
	}
	return v
}

// hasSecond says whether an address has a second id: what else stands in braces is a word or a number of its page.
func hasSecond(path string) bool {
	for _, word := range []string{"{fact}", "{part}", "{n}", "{edition}"} {
		path = strings.ReplaceAll(path, word, "")
	}
	return strings.Count(path, "{") > 1
}

// second asks a page of somebody's own case for a record of a family that is hidden from them: the answer is that for a record which nobody has.
func (w *walk) second(t *testing.T, role access.Role, rt shell.Route, p probe, with string) {
	t.Helper()
	want := answerOf(w.visit(t, role, rt, p, with, wrongIDs[0], true), wrongIDs[0])
	if want.status < 400 {
		t.Errorf("%s as %s answers %d for a second id that nobody has", rt.Pattern(), role, want.status)
	}
	for _, id := range w.cases[role][restricted].things {
		before := w.Size(t)
		page := w.visit(t, role, rt, p, with, id, true)
		if got := answerOf(page, id); !got.same(want) {
			t.Errorf("%s as %s with a hidden family's second id can be told from one that nobody has: %d and %d; %s", rt.Pattern(), role, got.status, want.status, page.Text("main"))
		}
		if w.Size(t) != before {
			t.Errorf("%s as %s with a hidden family's second id: the journal grew", rt.Pattern(), role)
		}
	}
}

// written fails unless the access log has the reading, or the attempt: who, of whom, by which page.
func (w *walk) written(t *testing.T, role access.Role, rt shell.Route, p probe, f family, v verdict, rows []webtest.Reading, about string) {
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
		want := webtest.Reading{Actor: workerOf(role), Subject: subject, Page: rt.Pattern(), Allowed: v.allow}
		i := slices.IndexFunc(rows, func(r webtest.Reading) bool { return r == want })
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
		search := w.Ask(t, w.cookie(t, role), "POST", "/people", url.Values{"q": {hiddenName}})
		if role != access.Public && search.Status == 200 {
			// The families from whom others are barred are not hidden from this role: only the restricted ones, and its own bar.
			for _, f := range []family{w.cases[role][restricted], w.cases[role][barred]} {
				for _, subject := range []string{f.child, f.queued, f.adult} {
					if strings.Contains(search.Body, webtest.ID(subject)) {
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
					if strings.Contains(page.Body, webtest.ID(subject)) {
						t.Errorf("%s as %s leads to a %s record: %s", rt.Pattern(), role, s, subject)
					}
				}
			}
		}
	}
}

// What is hidden is answered in the time of what does not exist.
func TestHiddenTakesAsLong(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	f := w.cases[access.SocialWorker][restricted]
	for path, hidden := range map[string]string{
		"/children/{id}": f.child, "/children/{id}/readings": f.child, "/adults/{id}": f.adult, "/assessments/{id}": f.report,
	} {
		w.takesAsLong(t, access.SocialWorker, path, webtest.ID(hidden))
	}
}

// takesAsLong proves that the answer about what is hidden from a role costs the work of the answer about what does not exist, but for a few
// statements by key: a tenth of a millisecond of several. Work is counted, for time says nothing on a busy machine.
func (w *walk) takesAsLong(t *testing.T, role access.Role, path, hidden string) {
	t.Helper()
	cookie := w.cookie(t, role)
	work := func(id string) (statements, rows int) {
		ctx := db.Watched(t.Context(), func(_ string, n int) { statements, rows = statements+1, rows+n })
		if page := w.Send(t, cookie, httptest.NewRequestWithContext(ctx, "GET", webtest.Address(path, id, ""), nil)); page.Status != 404 {
			t.Fatalf("%s: %d", path, page.Status)
		}
		return statements, rows
	}
	statements, rows := work(wrongIDs[0])
	more, longer := work(hidden)
	t.Logf("%s: missing %d statements, %d rows; hidden %d and %d", path, statements, rows, more, longer)
	if statements < 5 {
		t.Errorf("%s: only %d statements were counted", path, statements)
	}
	if max(more-statements, statements-more) > 8 || max(longer-rows, rows-longer) > 16 {
		t.Errorf("%s: missing takes %d statements and %d rows, hidden %d and %d", path, statements, rows, more, longer)
	}
}

// A reading that cannot be written down does not take place.
func TestNoLogNoPage(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	f := w.cases[access.Manager][own]
	paths := []string{"/children/" + webtest.ID(f.child), "/children/" + webtest.ID(f.child) + "/details", "/children/" + webtest.ID(f.child) + "/readings", "/adults/" + webtest.ID(f.adult),
		"/assessments/" + webtest.ID(f.report), "/contacts/" + webtest.ID(f.waiting), "/figures/AS-05/list"}
	rename := func(from, to string) {
		webtest.Need(t, w.House.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("alter table " + from + " rename to " + to)
			return err
		}))
	}
	cookie := w.cookie(t, access.Manager)
	for _, path := range paths {
		w.Ask(t, cookie, "GET", path, nil).Want(200)
	}
	rename("read_entry", "read_entry_away")
	for _, path := range paths {
		page := w.Ask(t, cookie, "GET", path, nil)
		if page.Status != 500 {
			t.Errorf("%s without an access log: %d", path, page.Status)
		}
		page.Not("Ash", "Elm", "Oak", "Common")
	}
	rename("read_entry_away", "read_entry")
	for _, path := range paths {
		w.Ask(t, cookie, "GET", path, nil).Want(200)
	}
}

// A session that was ended, or was not used for 15 minutes, opens nothing.
func TestEndedSessionOpensNothing(t *testing.T) {
	t.Parallel()
	w := newWalk(t)
	child := "/children/" + webtest.ID(w.cases[access.SocialWorker][own].child)
	cookie := w.Session(t, workerOf(access.SocialWorker))
	w.Ask(t, cookie, "GET", child, nil).Want(200)
	logged := w.Logged(t)
	w.Ask(t, cookie, "POST", "/sign-out", url.Values{}).Want(303)
	if page := w.Ask(t, cookie, "GET", child, nil); page.Status != 303 || page.Header.Get("Location") != "/sign-in" {
		t.Errorf("after signing out: %d to %s", page.Status, page.Header.Get("Location"))
	}
	cookie = w.Session(t, workerOf(access.SocialWorker))
	w.Clock.Set(w.Clock.Now().Add(16 * time.Minute))
	if page := w.Ask(t, cookie, "GET", child, nil); page.Status != 303 || page.Header.Get("Location") != "/sign-in?why=idle" {
		t.Errorf("after 16 minutes: %d to %s", page.Status, page.Header.Get("Location"))
	}
	if w.Logged(t) != logged {
		t.Error("a reading is in the access log")
	}
}
