package listoflists_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"

	"throughline/internal/browsertest"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/returns/annexa"
	"throughline/internal/web/webtest"
)

// site is a council with one child of whom the police told, thirty days ago.
func site(t *testing.T) (s *webtest.Site, child string) {
	t.Helper()
	s = webtest.New(t)
	child = s.Child(webtest.Born("Ada", "Example", "2015-06-10"))
	s.Add(child, record.Identifier{Type: record.LAChildID, Value: "EX77"})
	s.Add(child, record.ChildContact{Date: s.Clock.Today().Add(-30), Source: "6"})
	return s, child
}

// made makes the lists and gives the path of the copy.
func made(t *testing.T, c *webtest.Client, answers ...string) string {
	t.Helper()
	to := c.Post("/annex-a", answers...).Want(200).Path
	if !strings.HasPrefix(to, "/annex-a/") {
		t.Fatalf("it leads to %q", to)
	}
	return to
}

func TestListOfLists(t *testing.T) {
	t.Parallel()
	s, child := site(t)
	c := s.Client(t, webtest.Analyst)
	c.Get("/annex-a").Sound().Want(200, "Inspection lists", "1. Contacts", "11. Adopters")
	copyPath := made(t, c)
	c.Get(copyPath).Sound().Want(200, "Hash (SHA-256)", "Download the workbook", "not yet")

	p := c.Get(copyPath + "/rows?list=1")
	p.Sound().Want(200, "EX77", "q) 6: Police", "Rows 1 to 1 of 1")
	if href := p.Find(`td a[href^="/children/"]`).AttrOr("href", ""); href != "/children/"+webtest.ID(child) {
		t.Errorf("the row leads to %q", href)
	}
	c.Get(copyPath+"/rows?list=7").Sound().Want(200, "Nobody stands in this list")
	for _, path := range []string{copyPath + "/rows?list=x", copyPath + "/rows?list=12", copyPath + "x/rows?list=1", "/annex-a/0", "/inspection-lists/0", "/inspection-lists/12"} {
		c.Get(path).Want(404)
	}
}

func TestOwnerNotesClearanceAndHandingOver(t *testing.T) {
	t.Parallel()
	s, _ := site(t)
	c := s.Client(t, webtest.Analyst)
	form := c.Get("/inspection-lists/8").Sound().Want(200, "Children in care").Form("/inspection-lists/8")
	form.Set("owner", "Head of care")
	form.Set("note-25", "Homes of before 2020 have no number")
	c.Send("/inspection-lists/8", form).Want(200)
	c.Get("/inspection-lists/8").Want(200)
	copyPath := made(t, c)
	c.Get("/annex-a").Sound().Want(200, "Head of care", "no")
	c.Get(copyPath+"/rows?list=8").Want(200, "Homes of before 2020 have no number")

	w := workbook(t, c, copyPath)
	rows := 0
	for _, s := range w.Sheets {
		rows += len(s.Entries)
	}
	if rows == 0 {
		t.Error("the workbook has no rows")
	}
	c.Post(copyPath+"/clear", "list", "8").Want(200)
	c.Post(copyPath+"/clear", "list", "12").Want(404)
	c.Post(copyPath + "/clear").Want(422)
	c.Post(copyPath+"/hand-over", "to", " ").Want(422, "to whom")
	c.Post(copyPath+"/hand-over", "to", "An inspector, Ofsted").Want(200)
	c.Get(copyPath).Sound().Want(200, "An inspector, Ofsted")
	p := c.Get("/annex-a")
	p.Sound().Want(200, "to An inspector, Ofsted")
	if n := p.Find(`form[action$="/clear"]`).Length(); n != 0 {
		t.Errorf("%d lists can be signed off on the page of all copies", n)
	}
	if n := c.Get(copyPath).Find(`form[action$="/clear"]`).Length(); n != annexa.Lists-1 {
		t.Errorf("%d lists are left to be signed off", n)
	}
	c.Post("/inspection-lists/8", "owner", strings.Repeat("x", annexa.Longest+1)).Want(422, "1000 characters or fewer")
}

// workbook downloads a copy, which has the hash that its page says.
func workbook(t *testing.T, c *webtest.Client, copyPath string) *annexa.Workbook {
	t.Helper()
	p := c.Get(copyPath + "/workbook")
	if p.Status != http.StatusOK || !strings.Contains(p.Header.Get("Content-Disposition"), "annex-a-") {
		t.Fatalf("status %d, %s", p.Status, p.Header)
	}
	hash := sha256.Sum256([]byte(p.Body))
	if !c.Get(copyPath).Shows(hex.EncodeToString(hash[:])) {
		t.Error("the page says another hash")
	}
	w, err := annexa.Read("a.xlsx", bytes.NewReader([]byte(p.Body)), int64(len(p.Body)))
	if err != nil {
		t.Fatal(err)
	}
	return w
}

// What was made stays as it was when the records change, and the database refuses to change it.
func TestCopiesDoNotChange(t *testing.T) {
	t.Parallel()
	s, child := site(t)
	c := s.Client(t, webtest.Analyst)
	before := made(t, c)
	s.Add(child, record.ChildContact{Date: s.Clock.Today().Add(-20), Source: "2A"})
	after := made(t, c)
	if a, b := len(workbook(t, c, before).Sheets[0].Entries), len(workbook(t, c, after).Sheets[0].Entries); a != 1 || b != 2 {
		t.Errorf("%d rows before and %d after", a, b)
	}
	c.Get(before+"/rows?list=1").Want(200, "Rows 1 to 1 of 1")
	for _, q := range []string{"update annexa_copy set sha256 = ''", "delete from annexa_copy", "update annexa_piece set body = ''", "delete from annexa_piece", "delete from annexa_word", "update annexa_word set words = ''"} {
		c.Post(before+"/clear", "list", "1").Want(200) // so that there is a word
		err := s.House.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec(q)
			return err
		})
		if err == nil {
			t.Errorf("%s went through", q)
		}
	}
}

// As known earlier: what was recorded since is not in it. A day of the future, and one that is none, are told in words.
func TestDays(t *testing.T) {
	t.Parallel()
	s, child := site(t)
	s.Clock.Advance(48 * 60 * 60 * 1e9)
	c := s.Client(t, webtest.Analyst)
	s.Add(child, record.ChildContact{Date: s.Clock.Today().Add(-40), Source: "2A"})
	yesterday := s.Clock.Today().Add(-1).Time().Format("2/1/2006")
	c.Get(made(t, c, "on", yesterday)+"/rows?list=1").Want(200, "Rows 1 to 2 of 2")
	c.Get(made(t, c, "on", s.Clock.Today().String(), "known", yesterday)+"/rows?list=1").Want(200, "Rows 1 to 1 of 1")
	c.Post("/annex-a", "on", s.Clock.Today().Add(1).String()).Want(422, "in the future", "Nothing was made")
	c.Post("/annex-a", "on", "soon").Want(422, "day, month and year")
}

// Who is hidden from the actor is in the workbook, for inspectors must have all, and on no page.
func TestHiddenChildren(t *testing.T) {
	t.Parallel()
	s, child := site(t)
	c := s.Client(t, webtest.Analyst)
	s.Add(child, record.Restriction{Reason: "Known to staff", Cleared: []string{webtest.Manager}, From: s.Clock.Today()})
	copyPath := made(t, c)
	c.Get(copyPath+"/rows?list=1").Sound().Want(200, "1 of them are about people").Not("EX77")
	if n := len(workbook(t, c, copyPath).Sheets[0].Entries); n != 1 {
		t.Errorf("%d rows in the workbook", n)
	}
}

func TestOnlyThoseWhoPrepareReturns(t *testing.T) {
	t.Parallel()
	s, _ := site(t)
	copyPath := made(t, s.Client(t, webtest.Analyst))
	for _, who := range []string{webtest.Manager, webtest.Worker} {
		c := s.Client(t, who)
		for _, path := range []string{"/annex-a", copyPath, copyPath + "/rows?list=1", copyPath + "/workbook", "/inspection-lists/1"} {
			if p := c.Get(path); p.Status != 403 && p.Status != 404 {
				t.Errorf("%s sees %s: %d", who, path, p.Status)
			}
		}
	}
}

func TestInABrowser(t *testing.T) {
	s, _ := site(t)
	p := s.Browser(t, webtest.Analyst, browsertest.Options{Width: 1366, Height: 768})
	p.Goto(s.URL + "/annex-a")
	browsertest.Axe(t, p)
	p.Click("Make the lists")
	p.WaitFor("Hash (SHA-256)")
	browsertest.Axe(t, p)
	p.Screenshot("annex-a-copy")
	p.Click("Contacts")
	p.WaitFor("Rows 1 to 1 of 1")
	browsertest.Axe(t, p)
	p.Screenshot("annex-a-rows")
	p.Goto(s.URL + "/inspection-lists/8")
	browsertest.Axe(t, p)
	p.Goto(s.URL + "/annex-a")
	browsertest.Axe(t, p)
	p.Resize(320, 640)
	p.Eventually("the menu folds", `document.querySelector(".govuk-service-navigation__toggle")?.hidden === false`)
	browsertest.CheckPage(t, p)
	p.Screenshot("annex-a-320")
}
