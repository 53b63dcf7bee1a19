//go:build pictures

package pictures_test

import (
	"cmp"
	"fmt"
	"image/png"
	"net/url"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"throughline/internal/browsertest"
	"throughline/internal/day"
	"throughline/internal/db/dbtest"
	"throughline/internal/demo"
	"throughline/internal/record"
	"throughline/internal/subjectaccess"
	"throughline/internal/synth/borough"
	"throughline/internal/web/webtest"
)

// TestTake takes the pictures again, of an authority of the size that is asked for. It is a tool, not a test: what it shows is for people to judge.
func TestTake(t *testing.T) {
	size := cmp.Or(os.Getenv(ask), "village")
	browsertest.Shared(t)
	t.Setenv("THROUGHLINE_SCREENSHOTS", t.TempDir())
	today := day.In(time.Now()).Start().Add(10 * time.Hour)
	c := webtest.NewCouncil(t, filepath.Join(dbtest.Quick(t), "throughline.db"))
	webtest.Need(t, demo.Make(t.Context(), c.House, c.Clock, demo.Options{Size: borough.Size(size), Today: today, Scrutiny: true}))
	webtest.Need(t, demo.Accounts(t.Context(), c.House))
	for _, p := range demo.Personas() {
		a, err := c.House.SignIn.AccountByEmail(t.Context(), p.Key+"@demo.example")
		webtest.Need(t, err)
		c.Accounts[p.Worker] = a.ID
	}
	known := furnish(t, c)
	for _, s := range screens {
		p := s.open(t, c, known)
		for width, to := range map[int64]string{1366: s.file, 360: s.file + "-phone"} {
			take(t, p, width, 1900-400*(width/1000), filepath.Join("screens", to))
		}
	}
	for _, s := range atFront {
		take(t, s.open(t, c, known), 1100, 1470, s.file)
	}
	webtest.Need(t, os.WriteFile(docs+"/screens.md", []byte(page("Taken on "+day.In(today).Long()+" from an invented "+size)), 0o644))
}

// furnish adds what the authority lacks, and finds what pictures show.
func furnish(t *testing.T, c *webtest.Council) *strings.Replacer {
	t.Helper()
	today := day.In(c.Clock.Now())
	p := c.Browser(t, "worker:family-worker", browsertest.Options{})
	p.Goto(c.URL + "/work")
	child := regexp.MustCompile(`/children/([0-9a-f-]{36})/protection`).FindStringSubmatch(p.Eval(`[...document.querySelectorAll('main a[href$="/protection"]')].find(a => a.textContent.includes("core group")).getAttribute("href")`))
	if child == nil {
		t.Fatal("the social worker has no child with a plan")
	}
	request, _, err := c.House.Requests.Take(t.Context(), c.Actor(t, "worker:governance"), "child:"+child[1], subjectaccess.New{
		Received: today.Add(-9), By: "parent", Name: "Ina Featherquill", Asked: "Everything since we moved here.", Handler: "worker:governance"})
	webtest.Need(t, err)
	programme := c.House.Desk.NewID()
	c.Write(t, record.New(programme, record.ProgrammeSubject+":"+programme, record.ServiceProgramme{
		About: "early_help", Title: "Early help strategy", Purpose: "Families get help near home, before anything has to be decided for them.", Owner: "Head of early help", From: today.Add(-200), Until: today.Add(400),
		Partners:   "Schools, health visitors, the voluntary sector",
		Principles: []string{"One plan for each family", "Nobody tells their story twice"}, Functions: []string{"A directory of support", "One front door over social care and education"},
		Milestones: []record.Milestone{{What: "The directory opens", Owner: "Commissioner", Due: today.Add(-90), Done: today.Add(-96)}, {What: "Schools begin plans of their own", Owner: "Head of early help", Due: today.Add(-3)}, {What: "The third family centre opens", Owner: "Head of early help", Due: today.Add(120)}},
		Outreach:   []record.Outreach{{Sector: "Voluntary sector", What: "Spoke at the forum", On: today.Add(-40)}},
		Evaluation: []record.ServiceEvaluation{{Method: "Survey of families whose plan ended", Planned: today.Add(60)}},
		Funding:    []record.Funding{{Year: 2027, What: "Practitioners", Funder: "education", Pence: 41_250_000, Discretionary: record.Yes}},
	}))
	return strings.NewReplacer("{child}", child[1], "{request}", request, "{programme}", programme, "{question}", answered(t, c))
}

// answered is the last published question whose answer shows a share beside its words, or else any with a figure.
func answered(t *testing.T, c *webtest.Council) (reference string) {
	t.Helper()
	for n := 99; n > 0; n-- {
		ref := fmt.Sprintf("Q-%d-%03d", c.Clock.Now().Year(), n)
		page := c.Ask(t, "", "GET", "/public/questions/"+ref, url.Values(nil))
		figures := page.Find(".app-figure dd strong")
		if page.Status != 200 || figures.Length() == 0 {
			continue
		}
		if reference == "" {
			reference = ref
		}
		if figures.Length() == 1 && strings.Contains(figures.Text(), "%") {
			return ref
		}
	}
	if reference == "" {
		t.Fatal("no published answer has a figure")
	}
	return reference
}

func (s picture) open(t *testing.T, c *webtest.Council, known *strings.Replacer) *browsertest.Page {
	t.Helper()
	who := s.who
	if who != "" {
		who = "worker:" + who
	}
	p := c.Browser(t, who, browsertest.Options{Width: 1366, Height: 768})
	at := known.Replace(s.from)
	for _, step := range append([]string{""}, s.then...) {
		if step != "" {
			selector, words, _ := strings.Cut(step, "|")
			at = p.Eval(fmt.Sprintf(`([...document.querySelectorAll(%q)].find(a => a.textContent.includes(%q)) || {getAttribute: () => ""}).getAttribute("href")`, selector, words))
		}
		if status := p.Goto(c.URL + at); at == "" || status != 200 {
			p.Errorf("%s: %q has status %d (%s)", s.file, at, status, step) // the others are taken all the same
		}
	}
	return p
}

// take stores a picture of so many pixels of a page, in few colours.
func take(t *testing.T, p *browsertest.Page, width, most int64, name string) {
	t.Helper()
	p.Resize(width, 768)
	p.Eval("document.activeElement.blur()")
	file, err := os.Open(p.Screenshot("picture"))
	webtest.Need(t, err)
	whole, err := png.Decode(file)
	_ = file.Close()
	webtest.Need(t, err)
	cut := whole.Bounds()
	cut.Max.Y = min(cut.Max.Y, cut.Min.Y+int(most))
	out, err := os.Create(filepath.Join(docs, "pictures", name+".png"))
	webtest.Need(t, err)
	encoder := png.Encoder{CompressionLevel: png.BestCompression}
	webtest.Need(t, encoder.Encode(out, paletted(whole, cut)))
	webtest.Need(t, out.Close())
}
