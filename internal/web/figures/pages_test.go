package figures_test

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"

	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

// council is a small council with a history that ends on 2 March 2026.
func council(t *testing.T) *webtest.Council {
	t.Helper()
	return webtest.Marshwick(t, dbtest.Engines(t)[0].URL(t), 40, webtest.Start)
}

// Every number with a link opens a list that is as long as the number says; and the numbers of a breakdown add up.
func TestEveryNumberOpensItsList(t *testing.T) {
	t.Parallel()
	s := council(t)
	analyst := s.Session(t, "worker:analyst")
	opened := 0
	for _, at := range []string{"/figures/AS-02?year=2025&by=sex", "/figures/AS-02?year=2025&by=team", "/figures/FD-03n?year=2025&by=age", "/journey?year=2025"} {
		page := s.Ask(t, analyst, "GET", at, nil).Sound().Want(200)
		page.Find(`td a[href*="/list"]`).Each(func(_ int, a *goquery.Selection) {
			n, err := strconv.Atoi(strings.ReplaceAll(a.Text(), ",", ""))
			if err != nil {
				t.Errorf("%s: a link to a list says %q", at, a.Text())
				return
			}
			href, _ := a.Attr("href")
			list := s.Ask(t, analyst, "GET", href, nil).Want(200)
			if rows := list.Find("tbody tr").Length(); rows != n {
				t.Errorf("%s says %d, and %s has %d rows", at, n, href, rows)
			}
			opened++
		})
	}
	if opened < 10 {
		t.Errorf("only %d lists were opened", opened)
	}
}

// Who may open no list sees no small count, on the page or in a file of it, and cannot ask for days whose difference would show one.
func TestOutsideView(t *testing.T) {
	t.Parallel()
	s := council(t)
	officer := s.Session(t, "worker:scrutiny")
	page := s.Ask(t, officer, "GET", "/figures/AS-02?year=2025&by=ethnicity", nil).Sound().Want(200, "[c]")
	hidden := page.Find(`td:contains("[c]")`).Length()
	page.Find("h2#breakdown ~ div.app-scroll table tbody tr").Each(func(_ int, tr *goquery.Selection) {
		for i := range tr.Find("td").Length() {
			n, err := strconv.Atoi(tr.Find("td").Eq(i).Text())
			if err == nil && i > 0 && n >= 1 && n <= 5 && tr.Closest("table").Find("caption:contains('by ethnicity')").Length() > 0 {
				t.Errorf("a small count is shown: %s", tr.Text())
			}
		}
	})
	if page.Find(`a[href*="/list"]`).Length() > 0 {
		t.Error("a list is offered to who may not open it")
	}
	file := s.Ask(t, officer, "GET", "/figures/AS-02/file?format=csv&year=2025&by=ethnicity", nil).Want(200)
	if got := strings.Count(file.Body, ",[c]\r\n"); got != hidden {
		t.Errorf("%d cells are hidden in the file and %d on the page", got, hidden)
	}
	for _, more := range []string{"as-at=2025-03-30", "as-known=2025-04-01", "half=1"} {
		s.Ask(t, officer, "GET", "/figures/AS-02?"+more, nil).Want(403)
	}
	whole := page.Text(".govuk-summary-list__value")
	part := s.Ask(t, officer, "GET", "/figures/AS-02?year=2025&by=sex&key=Female", nil).Want(200)
	if got := part.Text(".govuk-summary-list__value"); !strings.HasPrefix(got, strings.Fields(whole)[0]) {
		t.Errorf("the figure of one group is shown: %s, not %s", got, whole)
	}
}

func TestCatalogue(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	ana := s.Client(t, webtest.Analyst)
	all := ana.Get("/figures").Sound().Want(200, "Assessments completed in 45 working days", "Counted here", "Not counted here yet: it waits for")
	if n := all.Find("tbody tr").Length(); n < 293 {
		t.Errorf("%d measures are listed, want all 293 and second readings", n)
	}
	found := ana.Get("/figures?q=45+working+days").Sound().Want(200, "AS-02", "nothing to count in this period")
	if found.Find(`tbody th a[href*="CLA-01"]`).Length() > 0 {
		t.Error("the search finds what does not have its words")
	}
	ana.Get("/figures?q=zzzz").Sound().Want(200, "No measure has these words")
	ana.Get("/figures?area=assessments").Sound().Want(200, "AS-05").Not("FD-01")
	ana.Get("/figures?area=nowhere").Want(404)
	ana.Get("/figures?q=" + strings.Repeat("x", 61)).Want(422)
	ana.Get("/figures?year=1066").Want(422)
	ana.Get("/figures/BUD-01").Sound().Want(200, "waits for")
}

func TestCommentary(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	ana := s.Client(t, webtest.Analyst)
	ana.Get("/figures/AS-02?year=2025").Sound().Want(200, "Nobody has written about this figure yet")
	ana.Post("/figures/AS-02/comment", "year", "2025", "text", "More staff since <June>.", "action", "Weekly reviews.").Want(200, "More staff since <June>.", "Weekly reviews.", "Ana Petrov, 2 March 2026, on 2024/25")
	ana.Post("/figures/AS-02/comment", "year", "2025", "text", " ").Want(422)
	again := ana.Post("/figures/AS-02/comment", "year", "2025", "text", "They moved to N16 5TU.", "action", "None.").Sound().Want(422, "“N16 5TU”, a postcode", "They moved to N16 5TU.", "None.")
	ana.Get("/figures/AS-02").Not("N16 5TU") // nothing was saved
	form := again.Form("/figures/AS-02/comment")
	form.Set("sure", "yes")
	ana.Send("/figures/AS-02/comment", form).Want(200, "N16 5TU", "on 2024/25")
	ana.Post("/figures/XX-99/comment", "year", "2025", "text", "x").Want(404)
	s.Client(t, webtest.Worker).Get("/figures/AS-02").Sound().Want(200, "More staff since").Not("Save the commentary")
	s.Client(t, webtest.Worker).Post("/figures/AS-02/comment", "year", "2025", "text", "x").Want(403)
}

func TestFiles(t *testing.T) {
	t.Parallel()
	s := council(t)
	analyst := s.Session(t, "worker:analyst")
	for format, begins := range map[string]string{"csv": "table,row,column,value", "ods": "PK", "xlsx": "PK", "svg": "<?xml"} {
		for _, at := range []string{"/figures/AS-02/file?", "/figures/AS-02/months?", "/journey?"} {
			p := s.Ask(t, analyst, "GET", at+url.Values{"format": {format}, "year": {"2025"}}.Encode(), nil)
			if p.Status == 404 && format == "svg" {
				continue // too few values to draw
			}
			if p.Status != 200 || !strings.HasPrefix(p.Body, begins) || !strings.Contains(p.Header.Get("Content-Disposition"), "."+format) {
				t.Errorf("%s%s: %d, %q begins with %.20q", at, format, p.Status, p.Header.Get("Content-Disposition"), p.Body)
			}
		}
	}
	s.Ask(t, analyst, "GET", "/figures/AS-02/file?format=doc", nil).Want(422)
}

// A long list has pages; each row stands on one of them.
func TestLongList(t *testing.T) {
	t.Parallel()
	s := webtest.New(t)
	for i := range 205 {
		c := webtest.Born("Child", fmt.Sprintf("N%03d", i), "2015-01-01")
		child := s.Child(c)
		s.Add(child, record.Referral{Date: day.Must("2026-01-05"), Source: "1A"})
	}
	ana := s.Client(t, webtest.Analyst)
	one := ana.Get("/figures/FD-03n/list?year=2026").Sound().Want(200, "205 records are behind this number", "Rows 1 to 200")
	two := ana.Get("/figures/FD-03n/list?year=2026&page=2").Sound().Want(200, "Rows 201 to 205")
	if a, b := one.Find("tbody tr").Length(), two.Find("tbody tr").Length(); a != 200 || b != 5 {
		t.Errorf("%d and %d rows", a, b)
	}
}

// After an update that nobody followed with a rebuild, pages of figures say what to do instead of counting for minutes; what was cited opens as before.
func TestFactsOfAnOlderVersion(t *testing.T) {
	t.Parallel()
	s := council(t)
	analyst := s.Session(t, "worker:analyst")
	webtest.Need(t, s.House.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("update measure_facts set shape = 'older'")
		return err
	}))
	for _, at := range []string{"/dashboard", "/figures", "/figures/AS-02?year=2025", "/figures/AS-02/list?year=2025", "/journey", "/disproportionality"} {
		s.Ask(t, analyst, "GET", at, nil).Sound().Want(503, "older version of Throughline", "throughline rebuild")
	}
	s.Ask(t, analyst, "GET", "/cited", nil).Sound().Want(200)
}
