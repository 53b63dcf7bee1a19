package work_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

// kids makes children of North who wait for a worker, or whom somebody has.
func kids(s *webtest.Site, n int, worker string) {
	for i := range n {
		child := fmt.Sprintf("child:%s%d", strings.TrimPrefix(worker, "worker:"), i)
		s.Write(
			record.New(s.House.Desk.NewID(), child, record.Child{Names: []record.Name{{Given: fmt.Sprint("Kit", i), Family: "Ash", Use: "current"}}, Birth: day.Must("2014-03-01")}),
			record.New(s.House.Desk.NewID(), child, record.Allocation{Worker: worker, Team: webtest.North, Role: "allocated", From: s.Clock.Today().Add(-100)}),
			record.New(s.House.Desk.NewID(), child, record.CarePeriod{Started: s.Clock.Today().Add(-100)}))
	}
}

// TestTeamPages (acceptance scenario 14): waiting list, allocation, caseloads, transfer, absence and leaver, each with its form.
func TestTeamPages(t *testing.T) {
	s := webtest.New(t)
	kids(s, 2, "")
	mira, omar := s.Client(t, webtest.Manager), s.Client(t, webtest.OtherManager)
	page := mira.Get("/teams/north").Sound().Want(200, "Waiting for a worker: 2", "100 days", "Kit0 Ash", "Not set")
	if page.Find(`a[href="/children/0/give"]`).Length() != 1 {
		t.Error("no way to allocate")
	}
	omar.Get("/teams/north").Want(404)
	page = mira.Get("/children/0/give").Sound().Want(200, "Ada Lindqvist", "0 cases, 0 of 90 points. Has room", "Nobody yet")
	v := page.Form("/children/0/give")
	mira.Send("/children/0/give", v).Sound().Want(422, "Choose a worker")
	v.Set("worker", webtest.North+"/"+webtest.Worker)
	mira.Send("/children/0/give", v).Sound().Want(200, "The case is allocated", "With a worker: 1", "Looked after")
	mira.Get("/teams/north/caseloads").Sound().Want(200, "Ada Lindqvist", "Looked after 1", "Has room", "How cases are weighed", "answers for it")

	page = mira.Get("/children/1/transfer").Sound().Want(200, "South assessment team").Not(">North assessment team</option>")
	v = page.Form("/children/1/transfer")
	v.Set("to", webtest.South)
	v.Set("reason", "They moved house")
	mira.Send("/children/1/transfer", v).Sound().Want(200, "The other team is asked", "Waits for another team: 1", "0 days")
	page = omar.Get("/teams/south/transfers").Sound().Want(200, "Waits for your answer: 1", "They moved house")
	at := "/transfers/" + strings.TrimPrefix(page.Find(`form[action^="/transfers/"]`).AttrOr("action", ""), "/transfers/")
	v = page.Form(at)
	v.Set("do", "accept")
	omar.Send(at, v).Want(200, "It is recorded", "Accepted on 2 Mar 2026 by Omar Bell")
	omar.Get("/teams/south").Want(200, "Waiting for a worker: 1", "Kit1 Ash")
	mira.Get("/teams/north").Not("Kit1 Ash")

	page = mira.Get("/teams/north/away").Sound().Want(200, "Nobody is away")
	v = page.Form("/teams/north/away")
	v.Set("worker", webtest.Worker)
	v.Set("cover", webtest.Colleague)
	for k, x := range map[string]string{"from-day": "2", "from-month": "3", "from-year": "2026"} {
		v.Set(k, x)
	}
	mira.Send("/teams/north/away", v).Sound().Want(200, "Ben Carrow", "Not known")
	s.Client(t, webtest.Colleague).Get("/work").Sound().Want(200, "For Ada Lindqvist, who is away", "Kit0 Ash")
	mira.Get("/teams/north/caseloads").Want(200, "Away; Ben Carrow covers")

	page = mira.Get("/teams/north/move").Sound().Want(200, "Ada Lindqvist, 1")
	v = page.Form("/teams/north/move")
	v.Set("from", webtest.Worker)
	v.Set("to", "waiting")
	page = mira.Send("/teams/north/move", v).Sound().Want(200, "All cases of the worker moved", "Waiting for a worker: 1", "You moved 1 case")
	omar.Post("/teams/north/undo", "command", page.Find(`form[action="/teams/north/undo"] input`).AttrOr("value", "")).Want(404)
	mira.Send("/teams/north/undo", page.Form("/teams/north/undo")).Sound().Want(200, "It is as it was before", "With a worker: 1").Not("You moved")
	page = omar.Get("/teams/south/transfers").Sound().Want(200, "You accepted a case from another team")
	omar.Send("/teams/south/undo", page.Form("/teams/south/undo")).Want(200, "It is as it was before", "Waiting for a worker: 0")
	mira.Get("/teams/north").Want(200, "Kit1 Ash")
}

// TestStandardOfATeam: a manager changes how cases are weighed, with the reason; what was set before is kept, and it can be taken back.
func TestStandardOfATeam(t *testing.T) {
	s := webtest.New(t)
	kids(s, 2, webtest.Worker)
	ada, mira := s.Client(t, webtest.Worker), s.Client(t, webtest.Manager)
	mira.Get("/teams/north/caseloads").Want(200, "Change how cases are weighed")
	ada.Get("/teams/north/standard").Sound().Want(200, "The manager of the team sets").Not("Why is it changed")
	v := mira.Get("/teams/north/standard").Sound().Want(200, "Nothing: the standard that the program comes with counts").Form("/teams/north/standard")
	v.Set("looked_after", "0")
	v.Set("full_time", "many")
	mira.Send("/teams/north/standard", v).Sound().Want(422, "Write why it is changed")
	v.Set("reason", "Looked-after children were weighed too low")
	mira.Send("/teams/north/standard", v).Sound().Want(422, "Enter a whole number from 1 to 100", "Enter a whole number from 1 to 1000")
	v.Set("looked_after", "10")
	v.Set("full_time", "80")
	mira.Send("/teams/north/standard", v).Sound().Want(200, "Cases are weighed in this way from now on")
	mira.Get("/teams/north/caseloads").Want(200, "Somebody who works full time may hold 80 points", "Looked after: 10")
	page := mira.Get("/teams/north/standard").Sound().Want(200, "Looked-after children were weighed too low", "You changed how cases are weighed")
	mira.Send("/teams/north/undo", page.Form("/teams/north/undo")).Want(200, "It is as it was before")
	mira.Get("/teams/north/caseloads").Want(200, "Somebody who works full time may hold 90 points")
}

// TestPutOffAndCalendar: put off with a reason, out of the worker's list; what the law sets and is overdue stays in the manager's; the calendar names nobody.
func TestPutOffAndCalendar(t *testing.T) {
	s := webtest.New(t)
	kids(s, 1, webtest.Worker)
	ada, mira := s.Client(t, webtest.Worker), s.Client(t, webtest.Manager)
	page := ada.Get("/work").Sound().Want(200, "Hold the first review", "Kit0 Ash", "Law", "Overdue by")
	if first := page.Find("tbody tr").First().Text(); !strings.Contains(first, "Law") {
		t.Errorf("what the law sets does not come first: %s", first)
	}
	var at string
	for i := range page.Find("tbody tr").Length() {
		row := page.Find("tbody tr").Eq(i)
		if strings.Contains(row.Text(), "Hold the first review") {
			at = row.Find(`a[href^="/work/later/"]`).AttrOr("href", "")
		}
	}
	f := ada.Get(at).Sound().Want(200, "Hold the first review", "The law sets this limit")
	v := f.Form(at)
	ada.Send(at, v).Sound().Want(422, "Enter the day on which it comes back", "Write why it is put off")
	for k, x := range map[string]string{"until-day": "9", "until-month": "3", "until-year": "2026"} {
		v.Set(k, x)
	}
	v.Set("reason", "The reviewing officer is away")
	page = ada.Send(at, v).Sound().Want(200, "It is put off", "Put off until 9 Mar 2026 by Ada Lindqvist: The reviewing officer is away", "Take it up now")
	mira.Get("/work?team="+webtest.North).Sound().Want(200, "Put off until 9 Mar 2026 by Ada Lindqvist")
	team := mira.Get("/work?team=" + webtest.North)
	if n := team.Find("h2").FilterFunction(func(_ int, h *goquery.Selection) bool { return h.Text() == "Put off" }).Length(); n != 0 {
		t.Error("the manager's list hides what the law sets and is overdue")
	}
	s.Client(t, webtest.Outsider).Get(at).Want(404)
	now := strings.Replace(at, "later", "now", 1)
	ada.Send(now, page.Form(now)).Want(200, "It is in the list again").Not("Take it up now")

	page = ada.Get("/work/calendar").Sound().Want(200, "Make an address")
	page = ada.Send("/work/calendar", page.Form("/work/calendar")).Sound().Want(200, "shown only this once", "/calendar/")
	address := page.Text("code")
	path := address[strings.Index(address, "/calendar/"):]
	got := s.Public(t).Get(path)
	if got.Status != 200 || !strings.HasPrefix(got.Body, "BEGIN:VCALENDAR") || !strings.Contains(got.Body, "Hold the first review") || strings.Contains(got.Body, "Ash") || strings.Contains(got.Body, "Kit0") {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	ada.Post("/work/calendar/end").Want(200, "answers nothing any more")
	s.Public(t).Get(path).Want(404)
}

// TestWhoSetIt: a day that no document sets says who set it, and leads to it; a manager sees whose supervision is due, worker by worker (QA-03).
func TestWhoSetIt(t *testing.T) {
	s := webtest.New(t)
	kids(s, 2, webtest.Worker)
	today := s.Clock.Today()
	_, err := s.House.Casework.AddWarning(t.Context(), s.Actor(webtest.Worker), "child:ada0", record.Warning{Type: "animal", Text: "A dog in the yard", From: today.Add(-10), Review: today.Add(20), Told: record.Yes})
	if err != nil {
		t.Fatal(err)
	}
	ada, mira := s.Client(t, webtest.Worker), s.Client(t, webtest.Manager)
	page := ada.Get("/work").Sound().Want(200, "Review the warning", "on "+today.Add(-10).Short()).Not(">Nothing<")
	row := page.Find("tr").FilterFunction(func(_ int, r *goquery.Selection) bool { return strings.Contains(r.Text(), "Review the warning") })
	if by := row.Find("td").Last().Text(); !strings.Contains(by, "Ada Lindqvist") {
		t.Errorf("set by %q", by)
	}
	ada.Get(row.Find("th a").First().AttrOr("href", "")).Want(200, "A dog in the yard")
	page = mira.Get("/work").Sound().Want(200, "Supervision of your workers", "Ada Lindqvist")
	if text := page.Find("#supervision + div tbody tr").First().Text(); !strings.Contains(text, "2") || !strings.Contains(text, "Overdue") {
		t.Errorf("supervision: %s", text)
	}
	mira.Get(page.Find("#supervision + div tbody a").First().AttrOr("href", "")).Want(200, "Only the cases of Ada Lindqvist")
	ada.Get("/work").Not("Supervision of your workers")
}

// TestLongListInPages: a long list shows its beginning and the way to the rest, page by page or all at once; the counts stay those of the whole, whatever is
// chosen; an address names nobody whom the work is about; and only whom the page shows is written down.
func TestLongListInPages(t *testing.T) {
	s := webtest.New(t)
	kids(s, 12, webtest.Worker)
	kids(s, 1, webtest.Colleague)
	mira := s.Client(t, webtest.Manager)
	at := "/work?team=" + webtest.North
	numbers := func(p *webtest.Page) (to, overdue int) {
		t.Helper()
		if _, err := fmt.Sscanf(p.Text(".app-work-list__count"), "%d to do, %d overdue", &to, &overdue); err != nil {
			t.Fatalf("%s: %v in %q", p.Path, err, p.Text(".app-work-list__count"))
		}
		return to, overdue
	}
	rows := func(p *webtest.Page) *goquery.Selection {
		return p.Find(`main .app-scroll[aria-label="With workers"] tbody tr`)
	}

	first := mira.Get(at).Sound().Want(200, "These are the first 25.", "Every row on one page, to print")
	to, overdue := numbers(first)
	if n := rows(first).Length(); n != 25 || to <= 50 || overdue == 0 || overdue == to {
		t.Fatalf("%d rows of %d, %d overdue", n, to, overdue)
	}
	ada := s.Client(t, webtest.Worker)
	if mine := ada.Get("/work").Sound().Find(`main .app-scroll[aria-label="My work"] tbody tr`); mine.Length() != 25 {
		t.Errorf("%d rows of a worker's own", mine.Length())
	}

	// Page by page, then at once: the same rows in the same order.
	var pages, whole []string
	next := fmt.Sprintf("See all %d: With workers", to)
	page := mira.Get(first.Find("a").FilterFunction(func(_ int, a *goquery.Selection) bool { return a.Text() == next }).AttrOr("href", "")).Sound().Want(200, "With workers")
	for {
		if n, _ := numbers(page); n != to {
			t.Errorf("%s counts %d, want %d", page.Path, n, to)
		}
		rows(page).Each(func(_ int, tr *goquery.Selection) { pages = append(pages, tr.Text()) })
		href, more := page.Find(`a[rel="next"]`).Attr("href")
		if !more {
			break
		}
		page = mira.Get(href).Sound()
	}
	rows(mira.Get(first.Find(`a[href*="all=yes"]`).AttrOr("href", "")).Sound()).Each(func(_ int, tr *goquery.Selection) { whole = append(whole, tr.Text()) })
	if len(whole) != to || !slices.Equal(pages, whole) {
		t.Errorf("%d rows in pages, %d at once, the count is %d", len(pages), len(whole), to)
	}
	mira.Get(at + "&list=held&page=99").Want(404)
	mira.Get(at + "&list=nothing").Want(404)

	// What is chosen, by duty, by worker and by what is overdue, as the form offers it.
	chosen := 0
	first.Find(`select[name="duty"] option`).Each(func(_ int, o *goquery.Selection) {
		if o.AttrOr("value", "") == "" {
			return
		}
		var n int
		text := o.Text()
		if _, err := fmt.Sscanf(text[strings.LastIndex(text, ": ")+2:], "%d to do", &n); err != nil {
			t.Errorf("%q: %v", text, err)
		}
		chosen += n
		p := mira.Get(at+"&all=yes&duty="+o.AttrOr("value", "")).Want(200, fmt.Sprintf("%d are what you chose.", n))
		if got := rows(p).Length(); got != n {
			t.Errorf("%s: %d rows, the form says %d", text, got, n)
		}
		if all, _ := numbers(p); all != to {
			t.Errorf("%s: the count became %d", text, all)
		}
	})
	if chosen != to {
		t.Errorf("the duties have %d, the list %d", chosen, to)
	}
	if got := rows(mira.Get(at + "&all=yes&overdue=yes")).Length(); got != overdue {
		t.Errorf("%d rows are overdue, the count says %d", got, overdue)
	}
	bens := mira.Get(at + "&worker=" + strings.TrimPrefix(webtest.Colleague, "worker:")).Sound()
	if n := rows(bens).Length(); n == 0 || rows(bens).FilterFunction(func(_ int, tr *goquery.Selection) bool { return strings.Contains(tr.Text(), "Ben Carrow") }).Length() != n {
		t.Errorf("%d rows of one worker's work: %s", n, bens.Text("main"))
	}
	mira.Get(at+"&duty=nothing").Sound().Want(200, "None of it is what you chose", "Show everything")
	first.Find("main a, main option, main input").Each(func(_ int, e *goquery.Selection) {
		if v := e.AttrOr("value", ""); strings.Contains(v, "Kit") || strings.Contains(v, "Ash") {
			t.Errorf("the form holds a name: %q", v)
		}
	})

	// Kit 0 of Ben's is the only child of his: whom the page does not show is not written down as read.
	read := func() (n int) {
		t.Helper()
		webtest.Need(t, s.House.DB.Read(t.Context(), func(tx *db.Tx) error {
			return tx.Row("select count(*) from read_entry where actor = $1", []any{webtest.Manager}, &n)
		}))
		return n
	}
	before := read()
	mira.Get(at + "&worker=" + strings.TrimPrefix(webtest.Colleague, "worker:"))
	if n := read() - before; n != 1 {
		t.Errorf("%d readings for a page that shows one child", n)
	}
}
