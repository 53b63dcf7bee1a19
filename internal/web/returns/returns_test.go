package returns_test

import (
	"bytes"
	"fmt"
	"mime/multipart"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/returns/checking"
	"throughline/internal/web/webtest"
)

// sent is a file that a browser sends.
type sent struct{ part, name, body string }

// send sends a form with files as the analyst, follows nothing.
func send(t *testing.T, c *webtest.Council, cookie, path string, answers map[string]string, files ...sent) *webtest.Page {
	t.Helper()
	var b bytes.Buffer
	m := multipart.NewWriter(&b)
	for k, v := range answers {
		webtest.Need(t, m.WriteField(k, v))
	}
	for _, f := range files {
		w, err := m.CreateFormFile(f.part, f.name)
		webtest.Need(t, err)
		_, err = w.Write([]byte(f.body))
		webtest.Need(t, err)
	}
	webtest.Need(t, m.Close())
	r := httptest.NewRequestWithContext(t.Context(), "POST", path, &b)
	r.Header.Set("Content-Type", m.FormDataContentType())
	return c.Send(t, cookie, r)
}

func council(t *testing.T) (c *webtest.Council, cookie string) {
	t.Helper()
	s := webtest.New(t)
	return &webtest.Council{House: s.House, Handler: s.Handler}, s.SignIn(webtest.Analyst)
}

// brought sends a census and waits for its findings: the path of the return and of the check.
func brought(t *testing.T, c *webtest.Council, cookie string, answers map[string]string, body string) (ret, run string) {
	t.Helper()
	p := send(t, c, cookie, "/returns/new/cin", answers, sent{"this", "census.xml", body})
	p.Want(303)
	run = p.Header.Get("Location")
	webtest.Ended(t, c.House, strings.TrimPrefix(run, "/checks/"))
	at, _, err := c.House.Checking.Run(t.Context(), strings.TrimPrefix(run, "/checks/"))
	webtest.Need(t, err)
	return "/returns/" + at.ID, run
}

var intended = map[string]string{"name": "First draft", "year": "", "reading": "intended"}

func TestFindingsByRuleAndChild(t *testing.T) {
	t.Parallel()
	c, cookie := council(t)
	// One of the two children is in the records; a second has a number that differs by a nought.
	known := add(t, c, "EX0001")
	add(t, c, "00EX0002")
	ret, run := brought(t, c, cookie, intended, webtest.Census)
	get := func(path string) *webtest.Page { return c.Ask(t, cookie, "GET", path, nil).Want(200) }

	logged := c.Logged(t)
	p := get(run)
	p.Sound().Want(200, "Findings", "First draft", "census.xml", "2025-26", "As the guidance means it", "2 children", "rule 4220", "Take the findings with you")
	wantReading(t, c, logged, "return:"+strings.TrimPrefix(ret, "/returns/"), "GET /checks/{id}")
	href, ok := p.Find(`a[href*="rule?rule="]`).First().Attr("href")
	if !ok {
		t.Fatalf("no rule to open: %s", p.Text("main"))
	}

	logged = c.Logged(t)
	p = get(href)
	p.Sound().Want(200, "What it means", "How to mend it", "EX0001", "To mend:", "Rows are counted from 1 within each child")
	wantReading(t, c, logged, known, "GET /checks/{id}/rule")

	logged = c.Logged(t)
	p = get(run + "/children")
	p.Sound().Want(200, "2 children have findings", "EX0001", "EX0002", "not known here")
	wantReading(t, c, logged, known, "GET /checks/{id}/children")
	if links := p.Find(`td a[href^="/children/"]`); links.Length() != 1 || links.AttrOr("href", "") != "/children/"+webtest.ID(known) {
		t.Errorf("links to records: %d %s", links.Length(), links.AttrOr("href", ""))
	}
	p = get(run + "/child?n=1")
	p.Sound().Want(200, "Child EX0001", "Open the child’s record", "Child 1 in the file")
	if strings.Contains(p.Text("title"), "EX0001") {
		t.Error("a child's number is in the title")
	}
	get(run + "/child?n=2").Sound().Not("Open the child’s record")
	for _, path := range []string{run + "/child?n=3", run + "/child?n=0", run + "/child", run + "/rule?rule=none", run + "/children?page=2", run + "/children?page=x"} {
		c.Ask(t, cookie, "GET", path, nil).Want(404)
	}
	p = c.Ask(t, cookie, "POST", run+"/children", map[string][]string{"id": {"ex0002"}}).Want(200)
	if rows := p.Find("tbody tr").Length(); rows != 1 {
		t.Errorf("a search by id gives %d rows", rows)
	}
	c.Ask(t, cookie, "POST", run+"/children", map[string][]string{"id": {"nobody"}}).Want(200, "No child with this id has findings")
}

// add records a child with a number of the council's.
func add(t *testing.T, c *webtest.Council, number string) (subject string) {
	t.Helper()
	_, err := c.House.Desk.Do(t.Context(), c.Actor(t, webtest.Manager), "Set up", func(tx *command.Tx) (changes []record.Change, err error) {
		subject, changes, err = person.Create(tx, person.NewPerson{Child: &record.Child{Names: []record.Name{{Given: "Orla", Family: "Quillfeather", Use: "current"}}, Birth: day.Must("2014-02-03"), Sex: "F"},
			Identifiers: []record.Identifier{{Type: record.LAChildID, Value: number}}})
		return changes, err
	})
	webtest.Need(t, err)
	return subject
}

func set(t *testing.T, c *webtest.Council, q string, args ...any) {
	t.Helper()
	webtest.Need(t, c.House.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec(q, args...)
		return err
	}))
}

func wantReading(t *testing.T, c *webtest.Council, from int64, subject, page string) {
	t.Helper()
	rows := c.Readings(t, from)
	for _, r := range rows {
		if r == (webtest.Reading{Actor: webtest.Analyst, Subject: subject, Page: page, Allowed: true}) {
			return
		}
	}
	t.Errorf("the access log has %v, not %s by %s", rows, subject, page)
}

func TestReportsInEveryFormat(t *testing.T) {
	t.Parallel()
	c, cookie := council(t)
	_, run := brought(t, c, cookie, intended, webtest.Census)
	for as, begins := range map[string]string{"text": "Children in need census", "json": `{"return":"cin"`, "csv": "rule,", "html": "<!", "xlsx": "PK", "ods": "PK"} {
		p := c.Ask(t, cookie, "GET", run+"/report?as="+as, nil).Want(200)
		if body := strings.TrimPrefix(p.Body, "\ufeff"); !strings.HasPrefix(strings.ToLower(body), strings.ToLower(begins)) {
			t.Errorf("%s begins with %.40q", as, p.Body)
		}
		if d := p.Header.Get("Content-Disposition"); !strings.Contains(d, "attachment") || !strings.Contains(d, "cin-2025-26-findings-2026-03-02") {
			t.Errorf("%s: %s", as, d)
		}
	}
	c.Ask(t, cookie, "GET", run+"/report?as=pdf", nil).Want(422)
}

func TestMendedAndCompared(t *testing.T) {
	t.Parallel()
	c, cookie := council(t)
	ret, first := brought(t, c, cookie, intended, webtest.Census)
	c.Ask(t, cookie, "GET", ret+"/compare", nil).Sound().Want(200, "only one finished check")
	c.Ask(t, cookie, "GET", ret+"/again", nil).Sound().Want(200, "check again what is kept: census.xml")
	mended := strings.Replace(webtest.Census, "<Ethnicity>ZZZZ</Ethnicity>", "<Ethnicity>WBRI</Ethnicity>", 1)
	p := send(t, c, cookie, ret+"/again", map[string]string{"reading": "intended"}, sent{"this", "corrected.xml", mended}).Want(303)
	second := p.Header.Get("Location")
	webtest.Ended(t, c.House, strings.TrimPrefix(second, "/checks/"))
	c.Ask(t, cookie, "GET", second, nil).Want(200, "corrected.xml", "Compare with the check before")
	for _, path := range []string{
		ret + "/compare", fmt.Sprintf("%s/compare?before=%s&after=%s", ret, first[8:], second[8:]), fmt.Sprintf("%s/compare?before=%s&after=%s", ret, second[8:], first[8:]),
	} {
		p = c.Ask(t, cookie, "GET", path, nil).Want(200).Sound()
		facts := strings.Join(strings.Fields(p.Text(".govuk-summary-list")), " ")
		if !strings.HasPrefix(facts, "Fixed1 New0 Still there9") {
			t.Errorf("%s: %s", path, facts)
		}
		p.Want(200, "Fixed", "ZZZZ", "Child EX0001").Not("used other rules")
	}
	c.Ask(t, cookie, "GET", fmt.Sprintf("%s/compare?before=%s&after=%s", ret, first[8:], first[8:]), nil).Want(422)
	c.Ask(t, cookie, "GET", ret+"/compare?before=x&after=y", nil).Want(404)
	// The same files with the other reading: nothing new is kept of them.
	p = send(t, c, cookie, ret+"/again", map[string]string{"reading": "peer"}).Want(303)
	webtest.Ended(t, c.House, strings.TrimPrefix(p.Header.Get("Location"), "/checks/"))
	c.Ask(t, cookie, "GET", ret+"/compare", nil).Sound().Want(200, "used other rules")
	c.Ask(t, cookie, "GET", ret, nil).Sound().Want(200, "corrected.xml", "As the sector’s checker", "Compare the newest two checks")
	if n := c.Number(t, "select count(*) from return_upload"); n != 2 {
		t.Errorf("%d sets of files", n)
	}
}

func TestWhatCannotBeReadIsRefused(t *testing.T) {
	t.Parallel()
	c, cookie := council(t)
	cut := webtest.Census[:len(webtest.Census)/2]
	for name, x := range map[string]struct {
		path    string
		answers map[string]string
		files   []sent
		says    []string
		beside  string // whose input has the message
	}{
		"nothing chosen":       {"/returns/new/cin", intended, []sent{{"this", "", ""}}, []string{"Choose the census file"}, "this"},
		"no census":            {"/returns/new/cin", intended, []sent{{"this", `C:\returns\notes.txt`, "Dear all"}}, []string{"notes.txt is not XML"}, "this"},
		"cut off":              {"/returns/new/cin", intended, []sent{{"this", "census.xml", cut}}, []string{"census.xml line ", "column", "cut short"}, "this"},
		"two":                  {"/returns/new/cin", intended, []sent{{"this", "a.xml", webtest.Census}, {"this", "b.xml", webtest.Census}}, []string{"A census is one XML file"}, "this"},
		"a table of no return": {"/returns/new/ssda903", map[string]string{"year": "2025-26", "reading": "intended"}, []sent{{"this", "shopping.csv", "milk,bread\n1,2\n"}}, []string{"shopping.csv line 1", "not a file of the return"}, "this"},
		"no list of providers": {"/returns/new/ssda903", map[string]string{"year": "2025-26", "reading": "intended"}, []sent{{"this", "header.csv", header}, {"providers", "ofsted.csv", "a,b\n1,2\n"}}, []string{"ofsted.csv line 1"}, "providers"},
		"no year":              {"/returns/new/ssda903", map[string]string{"reading": "intended"}, []sent{{"this", "header.csv", header}}, []string{"Choose the collection year"}, "year"},
		"no code":              {"/returns/new/ssda903", map[string]string{"year": "2025-26", "reading": "intended", "authority": "Hackney"}, []sent{{"this", "header.csv", header}}, []string{"a letter and eight digits"}, "authority"},
		"a question not asked": {"/returns/new/cin", intended, []sent{{"last", "a.xml", webtest.Census}}, []string{"does not ask"}, "this"},
	} {
		p := send(t, c, cookie, x.path, x.answers, x.files...).Want(422).Sound()
		p.Want(422, x.says...)
		if href := p.Find(".govuk-error-summary a").AttrOr("href", ""); href != "#"+x.beside {
			t.Errorf("%s: the error leads to %s, not to %s", name, href, x.beside)
		}
		if p.Find("#"+x.beside+"-error").Length() != 1 {
			t.Errorf("%s: there is no message beside %s", name, x.beside)
		}
	}
	for _, table := range []string{"return_check", "return_upload", "return_run", "return_piece"} {
		if n := c.Number(t, "select count(*) from "+table); n != 0 {
			t.Errorf("%s has %d rows", table, n)
		}
	}
	ret, _ := brought(t, c, cookie, intended, webtest.Census)
	send(t, c, cookie, ret+"/again", map[string]string{"reading": "intended"}, sent{"this", "census.xml", cut}).Sound().Want(422, "cut short")
	c.Ask(t, cookie, "POST", "/returns/new/cin", map[string][]string{"year": {""}}).Want(422, "Choose the files again")
}

const header = "CHILD,SEX,DOB,ETHNIC,UPN,MOTHER,MC_DOB\n1,1,01/02/2015,WBRI,UN3,,\n"

func TestTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	c, cookie := council(t)
	p := send(t, c, cookie, "/returns/new/cin", intended, sent{"this", "census.xml", strings.Repeat("x", checking.MostBytes+1)}).Want(422).Sound()
	p.Want(422, "larger than 60 MB together", "throughline validate")
	send(t, c, cookie, "/returns/new/cin", intended, sent{"this", "a.xml", strings.Repeat("x", 40<<20)}, sent{"this", "b.xml", strings.Repeat("x", 40<<20)}).Want(422, "larger than 60 MB together")
	if n := c.Number(t, "select count(*) from return_piece"); n != 0 {
		t.Errorf("%d pieces are kept", n)
	}
}

func TestSSDA903WithItsOtherFiles(t *testing.T) {
	t.Parallel()
	c, cookie := council(t)
	var files []sent
	for _, part := range []string{"this", "last"} {
		paths, err := filepath.Glob("../../returns/ssda903/testdata/dev01/*.csv")
		webtest.Need(t, err)
		for _, path := range paths {
			b, err := os.ReadFile(path)
			webtest.Need(t, err)
			if filepath.Base(path) != "providers.csv" {
				files = append(files, sent{part, filepath.Base(path), string(b)})
			} else if part == "this" {
				files = append(files, sent{"providers", "providers.csv", string(b)})
			}
		}
	}
	p := send(t, c, cookie, "/returns/new/ssda903", map[string]string{"year": "2025-26", "reading": "peer", "authority": "E10000012", "name": ""}, files...).Want(303)
	run := p.Header.Get("Location")
	x := webtest.Ended(t, c.House, strings.TrimPrefix(run, "/checks/"))
	if x.State != checking.Done {
		t.Fatalf("%s: %s", x.State, x.Outcome.Why)
	}
	p = c.Ask(t, cookie, "GET", run, nil).Want(200).Sound()
	p.Want(200, "SSDA903 2025-26", "As the sector’s checker", "Rules that were skipped", "needs")
	href := p.Find(`a[href*="rule?rule="]`).First().AttrOr("href", "")
	c.Ask(t, cookie, "GET", href, nil).Sound().Want(200, "line", "Rows are counted from 0 in each file")
	c.Ask(t, cookie, "GET", run+"/report?as=xlsx", nil).Want(200)
	c.Ask(t, cookie, "GET", "/returns", nil).Sound().Want(200, "SSDA903 2025-26", "Done")
}

func TestDeleteIsConfirmed(t *testing.T) {
	t.Parallel()
	c, cookie := council(t)
	ret, run := brought(t, c, cookie, intended, webtest.Census)
	c.Ask(t, cookie, "GET", ret+"/delete", nil).Sound().Want(200, "Delete this return?", "1 file and 1 check", "cannot be undone")
	c.Ask(t, cookie, "GET", run, nil).Want(200)
	p := c.Ask(t, cookie, "POST", ret+"/delete", map[string][]string{}).Want(303)
	c.Ask(t, cookie, "GET", p.Header.Get("Location"), nil).Sound().Want(200, "The return is deleted", "No return is kept here")
	for _, path := range []string{ret, run, run + "/children", run + "/report?as=csv", ret + "/delete"} {
		c.Ask(t, cookie, "GET", path, nil).Want(404)
	}
}

// While a check runs its page comes again by itself, without scripts, unless its reader holds it still; and it can be stopped and run again.
func TestProgress(t *testing.T) {
	t.Parallel()
	c, cookie := council(t)
	ret, run := brought(t, c, cookie, intended, webtest.Census)
	stand := func(state string) {
		set(t, c, "update return_run set state = $1, share = 37, holder = 'another', beat = $2", state, db.Instant(c.House.Config.Now()))
	}
	stand("running")
	p := c.Ask(t, cookie, "GET", run, nil).Want(200).Sound()
	p.Want(200, "The return is being checked", "37 percent done", "Stop the check")
	if p.Header.Get("Refresh") != "2" {
		t.Errorf("Refresh: %q", p.Header.Get("Refresh"))
	}
	p = c.Ask(t, cookie, "GET", run+"?still", nil).Want(200).Sound()
	p.Want(200, "This page stays as it is")
	if p.Header.Get("Refresh") != "" {
		t.Error("a page that is held still moves")
	}
	c.Ask(t, cookie, "GET", run+"/children", nil).Want(409)
	c.Ask(t, cookie, "GET", run+"/report?as=csv", nil).Want(409)
	c.Ask(t, cookie, "POST", run+"/stop", map[string][]string{}).Want(303)
	c.Ask(t, cookie, "GET", run, nil).Want(200, "Stopping").Not("Stop the check")
	c.Ask(t, cookie, "POST", run+"/resume", map[string][]string{}).Want(409)
	for state, says := range map[string]string{"stopped": "Somebody stopped the check", "interrupted": "The server was stopped before the check was done"} {
		stand(state)
		p = c.Ask(t, cookie, "GET", run, nil).Want(200).Sound()
		p.Want(200, says, "Run again")
		if p.Header.Get("Refresh") != "" {
			t.Errorf("%s: the page moves", state)
		}
	}
	set(t, c, "delete from return_piece where owner = $1", strings.TrimPrefix(run, "/checks/"))
	c.Ask(t, cookie, "POST", run+"/resume", map[string][]string{}).Want(303)
	webtest.Ended(t, c.House, strings.TrimPrefix(run, "/checks/"))
	c.Ask(t, cookie, "GET", run, nil).Want(200, "What is wrong, by rule")
	c.Ask(t, cookie, "GET", ret, nil).Sound().Want(200, "Done")
}
