package scrutiny_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db/dbtest"
	"throughline/internal/demo"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
	"throughline/internal/web"
	"throughline/internal/web/webtest"
)

// council is a small council with its commission, whose history ends on 2 March 2026.
func council(t testing.TB) *webtest.Council {
	t.Helper()
	s := webtest.NewCouncil(t, dbtest.Engines(t)[0].URL(t))
	webtest.Need(t, demo.Make(t.Context(), s.House, s.Clock, demo.Options{Families: 8, Today: webtest.Start, Scrutiny: true}))
	webtest.Need(t, demo.Accounts(t.Context(), s.House))
	for _, p := range demo.Personas() {
		a, err := s.House.SignIn.AccountByEmail(t.Context(), p.Key+"@demo.example")
		webtest.Need(t, err)
		s.Accounts[p.Worker] = a.ID
	}
	return s
}

func room(s *webtest.Council) scrutiny.Room {
	return scrutiny.Room{Desk: s.House.Desk, Book: s.House.Book}
}

// pastMeeting is the meeting of the published minutes.
func pastMeeting(t testing.TB, s *webtest.Council) record.Of[record.Meeting] {
	t.Helper()
	ms, err := scrutiny.Meetings(t.Context(), s.House.Desk)
	webtest.Need(t, err)
	i := slices.IndexFunc(ms, func(m record.Of[record.Meeting]) bool { return m.Body.Date.String() == "2023-12-18" })
	return ms[i]
}

// open are all addresses that anybody may ask for, with every id that could be guessed.
func open(t testing.TB, s *webtest.Council) (out []string) {
	t.Helper()
	var meetings, questions []string
	ms, err := scrutiny.Meetings(t.Context(), s.House.Desk)
	webtest.Need(t, err)
	for _, m := range ms {
		meetings = append(meetings, webtest.ID(m.Subject))
	}
	qs, err := scrutiny.Questions(t.Context(), s.House.Desk, access.Actor{ID: "x", Roles: []access.Role{access.Scrutiny}})
	webtest.Need(t, err)
	for _, q := range qs {
		questions = append(questions, q.Body.Reference)
	}
	var reports []string
	cs, err := room(s).CabinetReports(t.Context(), access.Actor{ID: "x", Roles: []access.Role{access.Scrutiny}})
	webtest.Need(t, err)
	for _, c := range cs {
		reports = append(reports, webtest.ID(c.Subject))
	}
	for _, rt := range web.Routes() {
		if rt.Method != "GET" || !rt.Open || !strings.HasPrefix(rt.Path, "/public") {
			continue
		}
		var ids []string
		switch {
		case strings.HasPrefix(rt.Path, "/public/meetings/"):
			ids = meetings
		case strings.HasPrefix(rt.Path, "/public/questions/"):
			ids = questions
		case strings.HasPrefix(rt.Path, "/public/cabinet/"):
			ids = reports
		case strings.HasPrefix(rt.Path, "/public/data/"):
			for _, n := range []string{"questions", "actions", "meetings", "figures"} {
				ids = append(ids, n+".csv", n+".json")
			}
		case strings.Contains(rt.Path, "{"):
			continue // reports have a test of their own
		default:
			ids = []string{""}
		}
		for _, id := range ids {
			out = append(out, webtest.Address(rt.Path, id, ""))
		}
	}
	for _, q := range questions {
		out = append(out, "/public/what-happened?ref="+q)
	}
	return append(out, "/public/feed?format=atom")
}

// Must-show 5: drafts and exempt matter are on no public page, in no feed and no file. Each place where words can be written has a word that must not get out.
func TestNothingUnpublishedGetsOut(t *testing.T) {
	t.Parallel()
	s := council(t)
	ctx, officer, director, rm := t.Context(), s.Actor(t, "worker:scrutiny"), s.Actor(t, "worker:director"), room(s)
	get := func(id string, err error) string {
		t.Helper()
		webtest.Need(t, err)
		return id
	}
	past := pastMeeting(t, s)
	cs, err := rm.Committees(ctx, officer)
	webtest.Need(t, err)
	g, err := rm.Offices(ctx, officer)
	webtest.Need(t, err)
	owner := g[0].Office.Subject
	const secret = "ZEBRAWORD"
	n := 0
	word := func() string { n++; return fmt.Sprintf("%s%d", secret, n) }
	next := get(rm.PlanMeeting(ctx, officer, record.Meeting{Committee: cs[0].Subject, Date: day.Must("2026-04-20"), JoinLink: "https://" + word() + ".example"}))
	shut := record.AgendaItem{Number: "1", Title: word(), Purpose: word(), Sort: "report", State: record.ItemCleared, Exempt: 3, Interest: word(), Presenters: []string{word()}}
	item := get(rm.SaveItem(ctx, officer, next, "", 0, shut))
	get(rm.SavePaper(ctx, officer, next, "", 0, record.CommitteePaper{Item: item, Title: word(), Author: word(), Address: "https://" + word() + ".example"}))
	free := get(rm.SaveItem(ctx, officer, next, "", 0, record.AgendaItem{Number: "2", Title: "An open item", Sort: "report", State: record.ItemCleared}))
	paper := get(rm.SavePaper(ctx, officer, next, "", 0, record.CommitteePaper{Item: free, Title: word(), Exempt: 1, Interest: word()}))
	webtest.Need(t, rm.SignOff(ctx, director, next, paper, "legal", word(), word()))
	webtest.Need(t, rm.MoveMeeting(ctx, officer, next, scrutiny.Move{To: record.MeetingAgendaPublished}))
	get(rm.SaveItem(ctx, officer, next, "", 0, record.AgendaItem{Number: "3", Title: word(), Purpose: word(), Sort: "report", State: record.ItemDrafted}))
	get(rm.SaveDeclaration(ctx, officer, next, "", 0, record.Declaration{Member: word(), Interest: word(), Sort: "other", Did: "stayed", Item: item}))
	get(rm.SaveTopic(ctx, officer, cs[0].Subject, "", 0, record.ProgrammeEntry{Topic: word(), Why: word(), Source: "suggestion", State: "suggested", Year: "2025/26"}))

	draft := get(scrutiny.Ask(ctx, s.House.Desk, officer, scrutiny.NewQuestion{Text: word(), Topic: word(), Asker: word()}))
	_, err = scrutiny.Answer(ctx, s.House.Desk, director, draft, scrutiny.Draft{Post: word(), Person: word(), Text: word()})
	webtest.Need(t, err)
	closed := get(scrutiny.Ask(ctx, s.House.Desk, officer, scrutiny.NewQuestion{Text: word(), Asker: word()}))
	webtest.Need(t, rm.Route(ctx, director, closed, owner, "", day.Day{}))
	// A published answer is changed afterwards: the public has the version that was published.
	lines, err := s.House.Board.PublicList(ctx)
	webtest.Need(t, err)
	for _, l := range lines {
		c, err := scrutiny.Open(ctx, s.House.Desk, officer, l.Reference)
		webtest.Need(t, err)
		if c.Answered {
			_, err = scrutiny.Answer(ctx, s.House.Desk, director, l.Reference, scrutiny.Draft{Post: "P", Person: "Q", Text: word(), Base: c.Answer.Version})
			webtest.Need(t, err)
			break
		}
	}
	private := get(rm.Follow(ctx, officer, record.Action{Sort: record.ActionAgreed, Text: word(), Plain: word(), Owner: owner, Due: day.Must("2026-05-01")}))
	public := get(rm.Follow(ctx, officer, record.Action{Sort: record.ActionAgreed, Text: "Public words", Owner: g[1].Office.Subject, Due: day.Must("2026-05-01")}))
	webtest.Need(t, rm.PublishAction(ctx, officer, public))
	webtest.Need(t, rm.ReportAction(ctx, director, public, scrutiny.Report{Text: word(), RAG: "green", Evidence: word()}))
	rec := get(rm.Recommend(ctx, officer, record.Recommendation{Text: word(), To: owner, Reason: word(), Evidence: word()}))
	get(rm.SaveIssue(ctx, officer, "", 0, record.YouthIssue{Group: word(), Raised: day.Must("2026-02-01"), Said: word(), State: "raised"}))
	seen := get(rm.SaveIssue(ctx, officer, "", 0, record.YouthIssue{Group: "A group", Raised: day.Must("2026-02-01"), Said: "Seen words", State: "working"}))
	webtest.Need(t, rm.PublishIssue(ctx, officer, seen))
	get(rm.SaveIssue(ctx, director, seen, 0, record.YouthIssue{Group: "A group", Raised: day.Must("2026-02-01"), Said: "Seen words", State: "done", Did: word()}))
	get(rm.SaveInspection(ctx, director, "", 0, record.InspectionPlan{Title: word(), Service: word(), Edition: "draft"}))
	src := get(rm.BringIn(ctx, officer, past.Subject, word()+".txt", []byte("Agenda item\n\nAnother item (19.05)\n\nMinutes:\n\n9.1 "+word()+" is told by 12 people.\n\nQuestions from the Commission\n\n9.2 "+word()+"?\n\n§  (DCSC) "+word()+"\n\nSupporting documents:\n")))
	_, err = rm.Accept(ctx, officer, src, []string{"paragraph 9.1", "question 9.2", "figure 9.1/1"})
	webtest.Need(t, err)
	// Reviews, reports to the cabinet, decisions and drafted minutes.
	review := get(rm.SaveReview(ctx, officer, "", 0, word(), cs[0].Subject, word(), record.ReviewTerms{Aims: word(), OutOfScope: word()}))
	webtest.Need(t, rm.CommentOnReview(ctx, officer, review, word(), word()))
	webtest.Need(t, rm.SettleComment(ctx, officer, review, 1, 0, word()))
	webtest.Need(t, rm.MoveReview(ctx, officer, review, scrutiny.ReviewMove{To: "consulted", Note: word()}))
	webtest.Need(t, rm.MoveReview(ctx, officer, review, scrutiny.ReviewMove{To: "scope_approved", Note: word()}))
	webtest.Need(t, rm.AddEvidence(ctx, officer, review, record.Evidence{Sort: "visit", On: day.Must("2026-02-01"), Title: word(), Themes: word()}))
	webtest.Need(t, rm.AddFinding(ctx, officer, review, word(), []int{1}))
	nv, err := rm.Meeting(ctx, officer, next)
	webtest.Need(t, err)
	report := record.CabinetReport{Title: word(), MeetingRecord: nv.Meeting.ID, Item: free, Member: word(), Director: word(), Wards: word(), Classification: "open", Author: word(), Sections: map[string]string{}, Recommends: []record.Recommends{{Sort: "note", Text: word()}}}
	for _, x := range scrutiny.CabinetSections {
		report.Sections[x.Key] = word()
	}
	get(rm.SaveCabinetReport(ctx, director, "", 0, report)) // a draft of an open item
	publish := func(b record.CabinetReport) string {
		id := get(rm.SaveCabinetReport(ctx, director, "", 0, b))
		for _, x := range []string{"finance", "legal", "equalities", "lead"} {
			webtest.Need(t, rm.SignCabinetReport(ctx, director, id, record.SignOff{Sort: x, Name: b.Author, Note: word()}))
		}
		webtest.Need(t, rm.PublishCabinetReport(ctx, officer, id))
		return id
	}
	report.Item = item // published, of an exempt item
	publish(report)
	report.Item, report.Classification, report.Exempt, report.Interest = free, "exempt", 3, word()
	publish(report)
	plain := record.CabinetReport{Title: "Seen report", MeetingRecord: nv.Meeting.ID, Item: free, Member: "M", Director: "D", Wards: "All", Classification: "open", Author: "A", Sections: map[string]string{}, Recommends: []record.Recommends{{Sort: "note", Text: "T"}}}
	for _, x := range scrutiny.CabinetSections {
		plain.Sections[x.Key] = "None."
	}
	seenReport := publish(plain)                                                                                                                              // its words are public, the notes of who signed it are not
	get(rm.SaveDecision(ctx, officer, "", 0, record.Decision{Title: word(), Maker: word(), Expected: day.Must("2026-02-24"), Taken: day.Must("2026-02-24")})) // neither announced nor published
	get(rm.SaveDecision(ctx, officer, "", 0, record.Decision{Title: "Seen decision", Maker: "Cabinet", Key: true, Noticed: day.Must("2026-01-05"), Expected: day.Must("2026-04-24")}))
	decision := get(rm.SaveDecision(ctx, officer, "", 0, record.Decision{Title: word(), Reference: word(), Maker: "Cabinet", Exempt: 3, Interest: word(), Expected: day.Must("2026-02-24"), Taken: day.Must("2026-02-24"), Published: day.Must("2026-02-24")}))
	webtest.Need(t, rm.CallIn(ctx, officer, decision, record.CallIn{Signatories: []string{word(), word(), word(), word(), word()}, Grounds: word(), Received: day.Must("2026-02-26")}))
	held := get(rm.PlanMeeting(ctx, officer, record.Meeting{Committee: cs[0].Subject, Date: day.Must("2026-02-20")}))
	minuted := get(rm.SaveItem(ctx, officer, held, "", 0, record.AgendaItem{Number: "1", Title: word(), Sort: "report", State: record.ItemTaken}))
	if _, err := rm.TakeNotes(ctx, officer, held, minuted, word()+"\n# "+word()+"\nQ: "+word()+"?\nA (DCSC): "+word()+"\nC ("+word()+"): "+word()+"\nAgreed: "+word()); err != nil {
		t.Fatal(err)
	}

	if private == "" || rec == "" || n < 100 {
		t.Fatalf("only %d words were planted", n)
	}

	visited := 0
	for _, at := range open(t, s) {
		page := s.Ask(t, "", "GET", at, nil)
		if page.Status >= 500 {
			t.Errorf("%s: %d", at, page.Status)
		}
		if i := strings.Index(page.Body, secret); i >= 0 {
			t.Errorf("%s says what is not published: …%s…", at, page.Body[max(0, i-60):min(len(page.Body), i+60)])
		}
		visited++
	}
	if visited < 80 {
		t.Errorf("only %d addresses were asked for", visited)
	}
	feed := s.Ask(t, "", "GET", "/public/feed?format=atom", nil)
	for _, p := range []*webtest.Page{feed, s.Ask(t, "", "GET", "/public/data/actions.csv", nil), s.Ask(t, "", "GET", "/public/data/actions.json", nil)} {
		if p.Status != 200 || !strings.Contains(p.Body, "Public words") {
			t.Errorf("a public action is not there: %d", p.Status)
		}
	}
	if !strings.HasPrefix(feed.Header.Get("Content-Type"), "application/atom+xml") {
		t.Errorf("the feed is %s", feed.Header.Get("Content-Type"))
	}
	s.Ask(t, "", "GET", "/public/young-people", nil).Want(200, "Seen words").Not("We did:")
	s.Ask(t, "", "GET", "/public/decisions", nil).Want(200, "Seen decision", "particulars are not open (paragraph 3", "received, not judged yet")
	s.Ask(t, "", "GET", "/public/cabinet/"+webtest.ID(seenReport), nil).Want(200, "Seen report")
	s.Ask(t, "", "GET", "/public/meetings/"+webtest.ID(next), nil).Want(200, "Seen report")
}

// An exempt item's question and action cannot be published, whoever tries.
func TestExemptIsNotPublished(t *testing.T) {
	t.Parallel()
	s := council(t)
	ctx, officer, rm, past := t.Context(), s.Actor(t, "worker:scrutiny"), room(s), pastMeeting(t, s)
	v, err := rm.Meeting(ctx, officer, past.Subject)
	webtest.Need(t, err)
	i := v.Items[0]
	i.Body.Exempt, i.Body.Interest = 3, "Prices"
	_, err = rm.SaveItem(ctx, officer, past.Subject, i.ID, i.Version, i.Body)
	webtest.Need(t, err)
	q := v.Questions[slices.IndexFunc(v.Questions, func(q record.Of[record.Question]) bool { return q.Body.Item == i.ID })]
	if err := scrutiny.PublishQuestion(ctx, s.House.Desk, officer, q.Body.Reference); err == nil {
		t.Error("a question of an exempt item was published")
	}
	g, err := rm.Offices(ctx, officer)
	webtest.Need(t, err)
	a, err := rm.Follow(ctx, officer, record.Action{Sort: record.ActionAgreed, Meeting: past.ID, Paragraph: q.Body.Origin.Paragraph, Text: "T", Owner: g[0].Office.Subject, Due: day.Must("2026-06-01")})
	webtest.Need(t, err)
	if err := rm.PublishAction(ctx, officer, a); err == nil {
		t.Error("an action of an exempt item was published")
	}
}

// A form that was written from an older version is refused, with who changed it; what was typed is kept.
func TestStaleFormKeepsWhatWasTyped(t *testing.T) {
	t.Parallel()
	s := council(t)
	past := pastMeeting(t, s)
	at := "/scrutiny/meetings/" + webtest.ID(past.Subject) + "/change"
	officer := s.Session(t, "worker:scrutiny")
	form := url.Values{"version": {"1"}, "place": {"The other hall"}, "date-day": {"18"}, "date-month": {"12"}, "date-year": {"2023"}, "started": {"7pm"}, "ended": {"9.50pm"}}
	s.Ask(t, officer, "POST", at, form).Want(303)
	form.Set("place", "A third hall")
	s.Ask(t, officer, "POST", at, form).Want(409, "kept as a draft")
	if page := s.Ask(t, officer, "GET", at, nil).Want(200, "This is your draft"); page.Find(`input[value="A third hall"]`).Length() != 1 {
		t.Error("what was typed is not there")
	}
	form = url.Values{"version": {"2"}, "ended": {"late"}}
	s.Ask(t, officer, "POST", at, form).Want(422, "Enter a time like 19:00")
}

// Must-show 6: a public page is under 100 kB without scripts. That it is made in under 20 ms is measured by BenchmarkPublicPages.
func TestPublicPagesAreLight(t *testing.T) {
	t.Parallel()
	s := council(t)
	past := webtest.ID(pastMeeting(t, s).Subject)
	for _, at := range light(past) {
		page := s.Ask(t, "", "GET", at, nil).Sound().Want(200)
		if len(page.Body) > 100_000 {
			t.Errorf("%s is %d bytes", at, len(page.Body))
		}
		if n := page.Find("script:not([src])").Length(); n > 0 {
			t.Errorf("%s has %d scripts in it", at, n)
		}
	}
}

// light are the public pages of scrutiny that are measured: every one that needs no id, a meeting and a question.
func light(meeting string) (out []string) {
	for _, rt := range web.Routes() {
		if rt.Method == "GET" && rt.Open && strings.HasPrefix(rt.Path, "/public") && !strings.Contains(rt.Path, "{") && rt.Path != "/public/feed" {
			out = append(out, rt.Path)
		}
	}
	return append(out, "/public/meetings/"+meeting, "/public/questions/Q-2026-001")
}

// The lists of scrutiny come in parts with counts, and long ones in pages; a page or part that a list does not have is not there.
func TestLongListsComeInParts(t *testing.T) {
	t.Parallel()
	s := council(t)
	officer := s.Session(t, "worker:scrutiny")
	qs, err := scrutiny.Questions(t.Context(), s.House.Desk, s.Actor(t, "worker:scrutiny"))
	webtest.Need(t, err)
	seen := map[string]bool{}
	for _, part := range []string{"waiting", "answered", "published", "closed"} {
		for n := 1; ; n++ {
			page := s.Ask(t, officer, "GET", fmt.Sprintf("/scrutiny?show=%s&page=%d", part, n), nil)
			if page.Status != 200 {
				break
			}
			refs := page.Find("tbody th a[href^='/scrutiny/questions/']")
			if refs.Length() > 20 {
				t.Errorf("%s, page %d: %d rows", part, n, refs.Length())
			}
			for i := range refs.Length() {
				ref := refs.Eq(i).Text()
				if seen[ref] {
					t.Errorf("%s stands in two places", ref)
				}
				seen[ref] = true
			}
		}
	}
	if len(seen) != len(qs) || len(qs) < 40 {
		t.Errorf("%d of %d questions are in the parts", len(seen), len(qs))
	}
	for _, at := range []string{"/scrutiny?show=none", "/scrutiny?page=99", "/scrutiny?page=0", "/scrutiny?page=x", "/scrutiny/actions?show=none", "/public?page=99", "/scrutiny/claims?show=disagree&page=99"} {
		s.Ask(t, officer, "GET", at, nil).Want(404)
	}
	for _, at := range []string{"/scrutiny/actions?show=ended", "/scrutiny/claims?show=known", "/scrutiny/claims?show=disagree"} {
		s.Ask(t, officer, "GET", at, nil).Want(200)
	}
}

// BenchmarkPublicPages measures what the server does for a public page.
func BenchmarkPublicPages(b *testing.B) {
	s := council(b)
	past := webtest.ID(pastMeeting(b, s).Subject)
	for _, at := range light(past) {
		req, err := http.NewRequest("GET", at, nil)
		webtest.Need(b, err)
		s.Handler.ServeHTTP(&nobody{head: http.Header{}}, req)
		b.Run(strings.TrimSuffix(at, past), func(b *testing.B) {
			for b.Loop() {
				w := &nobody{head: http.Header{}}
				s.Handler.ServeHTTP(w, req)
				if w.status != 200 && w.status != 0 {
					b.Fatalf("%s: %d", at, w.status)
				}
			}
		})
	}
}

// nobody reads an answer and forgets it.
type nobody struct {
	head   http.Header
	status int
}

func (n *nobody) Header() http.Header         { return n.head }
func (n *nobody) Write(b []byte) (int, error) { return len(b), nil }
func (n *nobody) WriteHeader(status int)      { n.status = status }

// A review and a report to the cabinet are made by their forms: what is missing is said beside its field, and each page leads to the next (SR-303 to SR-305, SR-346 to SR-354).
func TestReviewAndCabinetReportByTheirForms(t *testing.T) {
	t.Parallel()
	s := council(t)
	officer, member, director := s.Session(t, "worker:scrutiny"), s.Session(t, "worker:member"), s.Session(t, "worker:director")
	cs, err := room(s).Committees(t.Context(), s.Actor(t, "worker:scrutiny"))
	webtest.Need(t, err)
	made := func(at string, form url.Values) string {
		t.Helper()
		return s.Ask(t, officer, "POST", at, form).Want(303).Header.Get("Location")
	}
	s.Ask(t, officer, "POST", "/scrutiny/reviews/new", url.Values{"title": {"Foster carers"}, "committee": {cs[0].Subject}}).Want(422, "Enter what the review is to find out")
	at := made("/scrutiny/reviews/new", url.Values{"title": {"Foster carers"}, "committee": {cs[0].Subject}, "aims": {"Why carers leave"}})
	s.Ask(t, member, "POST", at+"/comment", url.Values{"member": {"Councillor Field"}, "text": {"Hear those who left"}}).Want(303)
	s.Ask(t, member, "GET", at, nil).Want(200, "Hear those who left", "To be settled").Not("Change the scope", "Say what it changed")
	made(at+"/move", url.Values{"to": {"consulted"}, "note": {"The cabinet member"}})
	s.Ask(t, officer, "POST", at+"/move", url.Values{"to": {"scope_approved"}, "note": {"Minute 6.1"}}).Want(409, "1 comment")
	made(at+"/settle?record=1", url.Values{"in": {"1"}, "changed": {"They are in the methods"}})
	made(at+"/move", url.Values{"to": {"scope_approved"}, "note": {"Minute 6.1"}})
	s.Ask(t, officer, "GET", at, nil).Want(200, "In version 1: They are in the methods", "scope approved")
	s.Ask(t, member, "GET", at+"/comment", nil).Want(200)
	s.Ask(t, member, "POST", at+"/comment", url.Values{"member": {"X"}, "text": {"Late"}}).Want(409, "approved")

	s.Ask(t, member, "GET", "/scrutiny/cabinet/new", nil).Want(403)
	report := url.Values{"title": {"Annual report"}, "body": {"Cabinet"}, "member": {"Councillor Field"}, "director": {"Helen Starling"}, "wards": {"All wards"}, "key": {"no"}, "exempt": {"0"}, "recommends": {"do it"},
		"meeting-day": {"23"}, "meeting-month": {"1"}, "meeting-year": {"2023"}, "covers-day": {"31"}, "covers-month": {"3"}, "covers-year": {"2022"}}
	s.Ask(t, director, "POST", "/scrutiny/cabinet/new", report).Want(422, "Begin each line with note, endorse, agree or council")
	report.Set("recommends", "note: the report")
	at = s.Ask(t, director, "POST", "/scrutiny/cabinet/new", report).Want(303).Header.Get("Location")
	s.Ask(t, officer, "GET", at, nil).Want(200, "298 days", "Risk assessment", "Not signed off: finance").Not("Publish the report")
	s.Ask(t, officer, "POST", at+"/publish", url.Values{}).Want(409, "cannot be published yet")

	s.Ask(t, member, "POST", "/scrutiny/check", url.Values{"meeting": {pastMeeting(t, s).ID}, "text": {"Councillor Zed Nobody said that “nothing at all was ever done”."}}).Want(200, "not match the record", "Quotation")
}

// TestPublicPageLooksAgain: a public page with a figure that is still being counted says so and asks again by itself, without a script; once it is counted, it
// does not.
func TestPublicPageLooksAgain(t *testing.T) {
	t.Parallel()
	s := council(t)
	figures, err := s.House.Board.PublicFigures(t.Context())
	webtest.Need(t, err)
	if len(figures) == 0 {
		t.Fatal("no answer cites a figure")
	}
	ended, end := context.WithCancel(t.Context())
	end()
	s.House.Board.Warm(ended, func(err error) { t.Error(err) }) // whoever counts in the background has counted nothing yet
	at := "/public/questions/" + figures[0].Question
	p := s.Ask(t, "", "GET", at, nil).Sound().Want(200, "It is being counted again. The page shows it by itself", "Look again now")
	if p.Header.Get("Refresh") == "" {
		t.Error("the page does not ask again")
	}
	for _, f := range figures {
		kept, err := measure.Figure(t.Context(), s.House.Desk, f.ID)
		webtest.Need(t, err)
		_, err = measure.RecounterOf(s.House.Desk).Figure(t.Context(), kept)
		webtest.Need(t, err)
	}
	if p := s.Ask(t, "", "GET", at, nil).Sound().Want(200, "It comes out the same to the digit"); p.Header.Get("Refresh") != "" {
		t.Error("a page that waits for nothing asks again")
	}
}
