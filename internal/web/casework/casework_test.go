package casework_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/people"
	"throughline/internal/web/webtest"
)

// zoe is a child with a brother, a mother and an open case.
func zoe(s *webtest.Site) (child, brother, mother string) {
	c := webtest.Born("Zoë", "Brandt", "2015-05-01")
	child = s.ChildOf(person.NewPerson{Child: &c, Addresses: []record.Address{{Lines: []string{"12 Mare Street"}, Postcode: "E8 3PA", From: day.Must("2020-01-01")}}}, webtest.North, webtest.Worker)
	b := webtest.Born("Emil", "Brandt", "2018-06-01")
	brother = s.ChildOf(person.NewPerson{Child: &b}, webtest.North, webtest.Worker)
	mother = s.Adult("Ewa", "Brandt", "1988-02-03")
	s.Add(child, record.Relationship{Other: mother, Type: "parent", Responsibility: true})
	s.Add(child, record.Relationship{Other: brother, Type: "sibling"})
	s.Add(child, record.Referral{Date: day.Must("2026-02-23"), Source: "2A", Decision: "assessment", Rationale: "Marks that nobody could explain.", Team: webtest.North, PrimaryNeed: "N1"})
	return child, brother, mother
}

func aDay(name, d string) []string {
	p := strings.Split(d, "-")
	return []string{name + "-day", p[2], name + "-month", p[1], name + "-year", p[0]}
}

func pairs(lists ...[]string) url.Values {
	v := url.Values{}
	for _, l := range lists {
		for i := 0; i+1 < len(l); i += 2 {
			v.Add(l[i], l[i+1])
		}
	}
	return v
}

// A note is written, found, changed with a reason and who asked, taken out, and each of these can be undone; what it said before stays readable for whoever may
// put back changes (acceptance scenario 22). The draft survives and goes with the note (complaint 1).
func TestNoteFromDraftToHistory(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	child, brother, _ := zoe(s)
	base := people.Path(child)
	c := s.Client(t, webtest.Worker)
	long := strings.Repeat("She sat under the table and drew. ", 900) + "Then she said a secretword."
	typed := pairs(aDay("date", "2026-03-01"), []string{"type", "visit", "title", "Visit after school", "with", "Ewa Brandt", "text", long, "also", brother})

	missing := pairs(aDay("date", "2026-03-01"), []string{"type", "visit", "text", long})
	c.Send(base+"/notes/new", missing).Sound().Want(422, "Say in a few words what it is about")
	if got := c.Get(base+"/notes/new").Want(200, "This is your draft").Find("textarea[name=text]").Text(); strings.TrimSpace(got) != strings.TrimSpace(long) {
		t.Errorf("the draft has %d characters of %d", len(got), len(long))
	}
	s.Client(t, webtest.Worker).Get("/home").Want(200, "A case note")
	c.Send(base+"/notes/new", typed).Sound().Want(200, "The note is recorded", "Visit after school", "Ada Lindqvist", "with Ewa Brandt", "You added a case note")
	c.Get(base+"/notes/new").Want(200).Not("This is your draft", "secretword")
	for _, id := range []string{child, brother} {
		notes := story.All[record.CaseNote](storyOf(s, id))
		if len(notes) != 1 || notes[0].Body.Length < 30_000 {
			t.Errorf("%s has %v", id, notes)
		}
	}
	if a, b := story.All[record.CaseNote](storyOf(s, child))[0].Body.Note, story.All[record.CaseNote](storyOf(s, brother))[0].Body.Note; a == b {
		t.Error("brother and sister share one text: one cannot be put right alone")
	}

	// Found by a word of the text, by kind and by day; not by another's.
	c.Post(base+"/notes", "words", "SECRETWORD").Sound().Want(200, "1 of 1", "secretword")
	c.Post(base+"/notes", "kind", "phone").Want(200, "Nothing was found")
	c.Post(base+"/notes", "kind", "visit", "from-day", "2", "from-month", "3", "from-year", "2026").Want(200, "Nothing was found")

	path := base + "/notes/" + story.All[record.CaseNote](storyOf(s, child))[0].ID
	c.Get(path).Sound().Want(200, "Visit after school", "secretword", "Change this note", "Take it out")
	change := c.Get(path + "/change").Sound().Form(path + "/change")
	change.Set("text", "She drew a house.")
	change.Del("significant")
	change.Set("significant", "yes")
	c.Send(path+"/change", change).Want(422, "Choose the reason", "Say who asked for it")
	change.Set("reason", "wrong_fact")
	change.Set("for", "Ewa Brandt")
	c.Send(path+"/change", change).Sound().Want(200, "The note is changed", "She drew a house.", "asked for by Ewa Brandt", "What it said before", "secretword")
	s.Client(t, webtest.Colleague).Get(path).Want(200, "She drew a house.").Not("secretword", "Take it out of the record") // of the team: reads, and does not put back
	change.Set("text", "From an old page")
	if p := c.Send(path+"/change", change); p.Status != 409 {
		t.Errorf("a change from an old version: %d", p.Status)
	}
	c.Get(base+"/chronology").Sound().Want(200, "Visit after school", "1 March 2026")

	c.Send(path+"/remove", pairs([]string{"reason", "twice", "for", "Mira Osei"})).Sound().Want(200, "The note is taken out", "asked for by Mira Osei", "recorded twice").Not("She drew a house")
	c.Get(path).Want(200, "Taken out by Ada Lindqvist", "She drew a house.")
	c.Get(base + "/chronology").Want(200).Not("Visit after school")
	s.Client(t, webtest.Colleague).Get(path).Want(200, "Taken out by").Not("She drew a house.")

	// The last act is taken back, by its author alone and once.
	undo := c.Get(base + "/notes").Form(base + "/casework/undo")
	if p := s.Client(t, webtest.Colleague).Send(base+"/casework/undo", undo); p.Status != 409 {
		t.Errorf("somebody else undoes it: %d", p.Status)
	}
	c.Send(base+"/casework/undo", undo).Want(200, "That was undone", "She drew a house.")
	if p := c.Send(base+"/casework/undo", undo); p.Status != 409 {
		t.Errorf("undone twice: %d", p.Status)
	}
}

// Clock QA-03: a supervision counts only with reflection, is recorded by one of the two, and moves the next limit.
func TestSupervisionAndOversight(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	child, _, _ := zoe(s)
	base := people.Path(child)
	s.Client(t, webtest.Worker).Get(base).Want(200, "Hold supervision of this case")
	m := s.Client(t, webtest.Manager)
	page := m.Get(base+"/supervision").Sound().Want(200, "Reflection")
	form := page.Form(base + "/supervision")
	if form.Get("worker") != webtest.Worker || form.Get("supervisor") != webtest.Manager {
		t.Errorf("it is asked who talked with whom, although both are known: %v", form)
	}
	m.Send(base+"/supervision", form).Want(422, "a supervision counts only with it")
	form.Set("reflection", "What is a day like for her?")
	form.Set("actions", "See her alone; Ada; soon")
	m.Send(base+"/supervision", form).Want(422, "Line 1: write the day as")
	form.Set("actions", "See her alone; Ada; 9 3 2026")
	m.Send(base+"/supervision", form).Sound().Want(200, "The supervision is recorded", "What is a day like for her?")
	items, err := s.House.Tasks.On(t.Context(), child)
	if err != nil {
		t.Fatal(err)
	}
	var met, open bool
	for _, i := range items {
		if i.Clock == "QA-03" {
			met = met || !i.Open() && i.Met.String() == "2026-03-02"
			open = open || i.Open() && i.Due.String() == "2026-03-30" && i.Worker == webtest.Worker
		}
	}
	if !met || !open {
		t.Errorf("the clock of supervision: %+v", items)
	}
	outside := pairs(aDay("date", "2026-03-02"), []string{"worker", webtest.Colleague, "supervisor", webtest.Manager, "reflection", "x"})
	s.Client(t, webtest.Worker).Send(base+"/supervision", outside).Want(422, "Record a supervision in which you took part")

	if p := s.Client(t, webtest.Worker).Get(base + "/oversight"); p.Status != 403 {
		t.Errorf("a social worker decides as a manager: %d", p.Status)
	}
	decided := pairs(aDay("date", "2026-03-02"), []string{"reason", "risk", "decision", "A visit each week."}, aDay("review", "2026-03-16"))
	m.Send(base+"/oversight", decided).Want(422, "Write why")
	decided.Set("rationale", "Two injuries in a month.")
	m.Send(base+"/oversight", decided).Sound().Want(200, "The decision is recorded", "Management oversight: risk and safety")
	m.Get(base).Want(200, "Management oversight: look again")
	m.Get(base+"/chronology").Want(200, "Two injuries in a month.")
}

// Acceptance scenario 17: banner on every page, agreed by a manager who did not write it, reviewed within a year, ended with a reason; an adult's warning shows on
// the child's page.
func TestWarning(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	child, _, mother := zoe(s)
	base := people.Path(child)
	c, m := s.Client(t, webtest.Worker), s.Client(t, webtest.Manager)
	bad := pairs([]string{"type", "animal", "text", "A dog that bit the postman.", "told", "no"}, aDay("review", "2027-03-03"))
	c.Send(base+"/warnings", bad).Sound().Want(422, "There is a problem")
	bad.Del("review-year")
	bad.Set("review-year", "2027")
	bad.Set("review-day", "1")
	c.Send(base+"/warnings", bad).Want(422, "Write why the person is not told")
	bad.Set("why_not", "She would not open the door.")
	c.Send(base+"/warnings", bad).Sound().Want(200, "A dog that bit the postman.", "no manager has agreed it yet", "Warning: dangerous animal")
	for _, page := range []string{"", "/notes", "/chronology", "/details", "/family-tree", "/records"} {
		c.Get(base+page).Sound().Want(200, "Warning: dangerous animal")
	}
	w := story.All[record.Warning](storyOf(s, child))[0]
	path := base + "/warnings/" + w.ID
	c.Get(path).Sound().Want(200, "No manager has agreed it yet").Not("Agree this warning", "End the warning")
	if p := c.Post(path, "do", "agree"); p.Status != 403 {
		t.Errorf("who is no manager agrees it: %d", p.Status)
	}
	m.Get(path).Sound().Want(200, "Agree this warning")
	m.Post(path, "do", "agree").Want(200, "You agreed the warning", "by Mira Osei").Not("Agree this warning")
	m.Post(path, "do", "review").Sound().Want(422, "Write what the review found")
	m.Post(path, "do", "review", "outcome", "The dog is still there.").Want(200, "The review is recorded", "The dog is still there.", "2 March 2027")
	m.Post(path, "do", "end").Want(422, "Choose why the warning ends")
	m.Post(path, "do", "end", "end_reason", "no_longer").Sound().Want(200, "The warning is ended", "the risk is no longer there")
	c.Get(base).Want(200).Not("app-badge--warning")
	m.Send(path, pairs([]string{"do", "end", "end_reason", "error"})).Want(409)
	undo := m.Get(path).Form(base + "/casework/undo")
	m.Send(base+"/casework/undo", undo).Want(200, "That was undone")
	c.Get(base).Want(200, "Warning: dangerous animal")

	// Of the mother: on her page, and before anybody visits the child.
	c.Send(people.Path(mother)+"/warnings", pairs([]string{"type", "violence", "text", "Threatened a worker in 2025.", "told", "yes"})).Sound().Want(200, "Threatened a worker")
	c.Get(base).Want(200, "Violence or threats towards staff", "Ewa Brandt, parent", "Threatened a worker in 2025.")
}

// What is due on a warning that nobody looks at is overdue the day after.
func TestWarningReviewIsOverdue(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	child, _, _ := zoe(s)
	s.Add(child, record.Warning{Type: "animal", Text: "A dog.", From: day.Must("2025-03-02"), Review: day.Must("2026-03-02"), By: webtest.Worker, Agreed: webtest.Manager})
	s.Client(t, webtest.Worker).Get(people.Path(child)).Want(200, "review by 2 Mar 2026", "Review the warning: dangerous animal")
	s.Clock.Advance(24 * time.Hour)
	s.Client(t, webtest.Worker).Get(people.Path(child)).Want(200, "review overdue since 2 Mar 2026")
}

// Complaint 14: the chronology writes itself, of a child or of brothers and sisters as far as the reader may read them; each line leads to its source; people add
// significance and analysis; the court layout leaves out what was marked so.
func TestChronology(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	child, brother, _ := zoe(s)
	base := people.Path(child)
	visit := s.Add(child, record.Visit{Type: record.VisitCIN, Date: day.Must("2026-02-25"), Seen: record.Yes, Alone: record.Yes, Views: "I like my nan.", Worker: webtest.Worker})
	s.Add(brother, record.Visit{Type: record.VisitCIN, Date: day.Must("2026-02-26"), Seen: record.No, WhyNot: "Asleep"})
	hidden := webtest.Born("Mika", "Brandt", "2012-01-01")
	other := s.ChildOf(person.NewPerson{Child: &hidden}, webtest.South, "")
	s.Add(child, record.Relationship{Other: other, Type: "half_sibling"})
	s.Add(other, record.Referral{Date: day.Must("2026-01-05"), Source: "1A"})
	c := s.Client(t, webtest.Worker)

	page := c.Get(base+"/chronology").Sound().Want(200, "23 February 2026", "Referral by: school", "“I like my nan.”", "Seen alone", "Lived at").Not("Asleep")
	page.Find(".app-timeline__title a").Each(func(_ int, a *goquery.Selection) {
		c.Get(a.AttrOr("href", "")).Sound().Want(200)
	})
	c.Get(base+"/chronology?whose=family").Sound().Want(200, "Asleep", "Emil").Not("5 January 2026")
	rows, err := s.House.People.WhoRead(t.Context(), s.Actor(webtest.Manager), brother, s.Clock.Now().Add(-time.Hour))
	if err != nil || len(rows) < 2 || rows[1].Actor != webtest.Worker || !rows[1].Allowed {
		t.Errorf("the brother's part was shown and not written down: %v %v", rows, err)
	}
	c.Get(base+"/chronology?whose=child&about=visits").Want(200, "1 of").Not("Referral by")
	c.Get(base+"/chronology?whose=child&from-day=24&from-month=2&from-year=2026").Want(200, "“I like my nan.”").Not("Referral by")

	mark := base + "/chronology/" + visit
	form := c.Get(mark).Sound().Form(mark)
	form.Set("significance", "turning_point")
	form.Set("analysis", "The first time that she spoke.")
	c.Send(mark, form).Sound().Want(200, "The line is marked", "Turning point", "The first time that she spoke.")
	if p := c.Send(mark, form); p.Status != 409 {
		t.Errorf("marked again from an old page: %d", p.Status)
	}
	c.Get(base+"/chronology?whose=child&only=significant").Want(200, "1 of", "I like my nan")
	line := pairs(aDay("date", "2026-01-20"), []string{"title", "The father moved out", "significance", "not_significant"})
	c.Send(base+"/chronology/line", line).Sound().Want(200, "The line is in the chronology", "The father moved out")
	c.Get(base+"/chronology/court").Sound().Want(200, "Zoë Brandt, born 1 May 2015", "The first time that she spoke.").Not("The father moved out")
	if out := c.Get(base + "/chronology/court/file/html"); out.Status != 200 || !strings.Contains(out.Body, "Zoë Brandt, born 1 May 2015") || !strings.Contains(out.Body, "The first time that she spoke.") || strings.Contains(out.Body, "The father moved out") {
		t.Errorf("the chronology as a file: %d %s", out.Status, out.Body)
	}
	own := story.All[record.ChronologyNote](storyOf(s, child))
	for _, n := range own {
		if n.Body.Source == "" {
			form := c.Get(base + "/chronology/" + n.ID).Sound().Form(base + "/chronology/" + n.ID)
			form.Set("significance", "significant")
			c.Send(base+"/chronology/"+n.ID, form).Want(200, "Significant")
		}
	}
	c.Get(base+"/chronology/court").Want(200, "The father moved out")
	c.Get(base + "/chronology/0190aaaa-0000-7000-8000-000000000000").Want(404)
}

// Acceptance scenario 7: who may not read the case reads none of it, and is told as of what does not exist.
func TestWritingIsShut(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	child, _, _ := zoe(s)
	base := people.Path(child)
	s.Client(t, webtest.Worker).Send(base+"/notes/new", pairs(aDay("date", "2026-03-01"), []string{"type", "visit", "title", "Visit secretword", "text", "Secretword"}))
	note := base + "/notes/" + story.All[record.CaseNote](storyOf(s, child))[0].ID
	for _, who := range []string{webtest.Outsider, webtest.Analyst, webtest.Councillor, webtest.Partner, webtest.Screener} {
		for _, path := range []string{base + "/notes", note, base + "/chronology"} {
			if p := s.Client(t, who).Get(path); p.Status != 403 && p.Status != 404 || strings.Contains(strings.ToLower(p.Text("main")), "secretword") {
				t.Errorf("%s opens %s: %d %s", who, path, p.Status, p.Text("main"))
			}
		}
	}
	if p := s.Client(t, webtest.Outsider).Post(base+"/notes", "words", "secretword"); p.Status != 403 && p.Status != 404 || strings.Contains(strings.ToLower(p.Text("main")), "secretword") {
		t.Errorf("an outsider looks for words: %d %s", p.Status, p.Text("main"))
	}
	s.Client(t, webtest.Analyst).Get(base+"/records").Want(200).Not("secretword", "Case note")
}

func storyOf(s *webtest.Site, subject string) story.Story {
	st, err := s.House.Desk.Story(s.TB.Context(), subject)
	if err != nil {
		s.TB.Fatal(err)
	}
	return st
}
