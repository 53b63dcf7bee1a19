package pictures_test

import (
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
	"throughline/internal/demo"
	"throughline/internal/record"
	"throughline/internal/subjectaccess"
	"throughline/internal/synth/borough"
	"throughline/internal/web/webtest"
)

const (
	docs = "../../../docs"
	ask  = "THROUGHLINE_PICTURES" // the size of the authority that pictures are taken from
)

// picture is one page, as one persona sees it. The way there begins at a page; each further step is the first link found by a
// selector, or, after a bar, the first whose words have those
type picture struct {
	file, title, says string
	who               string // key of a persona; "" is the public
	from              string // a page, in which {child} and the like are what the authority has
	then              []string
}

var screens = []picture{
	{"work-list", "The work list of a social worker", "everything due and overdue, in order of legal risk, with who set each limit", "family-worker", "/work", nil},
	{"child", "The child's page", "why we are involved, last seen, what is due next, who lives there, who works with the child", "family-worker", "/children/{child}", nil},
	{"chronology", "The chronology", "written by itself from dated facts; each line leads to its source", "family-worker", "/children/{child}/chronology", nil},
	{"protection", "Protection and plans", "the steps open now, the time limits that run, the plan", "family-worker", "/children/{child}/protection", nil},
	{"plan-as-paper", "A plan as paper", "what leaves the house as a file, and who may get it", "family-worker", "/children/{child}/papers", []string{`main a[href*="/papers/"]|rotection plan`}},
	{"family-tree", "The family tree", "drawn from dated relationships, on any day, and as a list", "family-worker", "/children/{child}/family-tree", nil},
	{"front-door", "The front door's board", "ordered by time left, with the numbers of the last seven days", "screener", "/front-door", nil},
	{"screening", "Screening a contact", "what was sent, who it may be, and what was decided or is to be", "screener", "/front-door", []string{`main table a[href^="/contacts/"]`}},
	{"take-a-call", "Taking a call", "several children in one contact", "screener", "/front-door/new", nil},
	{"consultation-line", "The consultation line", "calls, and which agencies use it little", "screener", "/consultations", nil},
	{"consultation-call", "A call to the consultation line", "what was asked, what was advised, and the note to the caller", "screener", "/consultations", []string{`main table a[href^="/consultations/"]`}},
	{"assessment", "Writing an assessment", "one text for brothers and sisters, and a part of each child", "social-worker-3", "/work", []string{`main a[href^="/assessments/"]`, `main a[href$="/edit"]`}},
	{"early-help", "Early help", "one list over social care and education", "early-help", "/early-help", nil},
	{"allegations", "Allegations", "seen by the LADO only", "lado", "/allegations", nil},
	{"placements-and-prices", "Placements and prices", "what is paid tonight, and what does not fit; on a telephone each row is a block", "commissioner", "/placement-prices", nil},
	{"request-for-a-copy", "A request for a copy of a record", "who asks, by when, what is still to be decided", "governance", "/children/{child}/access-requests/{request}", nil},
	{"programme", "A programme of work", "milestones, evaluation, outreach and what pays for it", "director", "/programmes/{programme}", nil},
	{"scrutiny-answer", "An answer to scrutiny with its figure", "as it was known when it was cited, and counted again", "", "/public/questions/{question}", nil},
	{"public-meeting", "The public page of a meeting", "agenda, questions, what was agreed", "", "/public/meetings", []string{`main li a[href^="/public/meetings/"]|18 December 2023`}},
}

// atFront are the pictures of the README.
var atFront = []picture{
	{"front-door", "", "", "screener", "/front-door", nil},
	{"figure", "", "", "analyst", "/figures/AS-02?year=2026", nil},
}

// page is docs/screens.md, taken on a day from an authority of a size.
func page(taken string) string {
	var b strings.Builder
	fmt.Fprintf(&b, "# %d pages, on a desk and on a telephone\n\n%s, at 1366 and 360 pixels wide; long pages are cut. Everybody in them is invented.\n\n", len(screens), taken)
	b.WriteString("| Page | On a desk | On a telephone |\n| --- | --- | --- |\n")
	for _, s := range screens {
		fmt.Fprintf(&b, "| **%[1]s**: %[2]s | ![%[1]s: %[2]s](pictures/screens/%[3]s.png) | ![The same on a telephone](pictures/screens/%[3]s-phone.png) |\n", s.title, s.says, s.file)
	}
	fmt.Fprintf(&b, "\n## Taking them again\n\nOne command makes an authority, takes all of them and the two of the README in Chromium, and writes this page. Look at each before you commit it.\n\n```sh\n%s=village go test -count=1 -timeout 30m -run 'TestTake$' ./internal/journeys/pictures\n```\n\n"+
		"Which pages they are is a list in `internal/journeys/pictures`; `TestScreens` fails when this page is not what the list says, or when a picture is missing or weighs more than 200 kB.\n", ask)
	return b.String()
}

var takenLine = regexp.MustCompile(`(?m)^Taken on .* from an invented [a-z]+`)

func TestScreens(t *testing.T) {
	t.Parallel()
	b, err := os.ReadFile(docs + "/screens.md")
	if err != nil {
		t.Fatal(err)
	}
	if got, want := string(b), page(takenLine.FindString(string(b))); got != want {
		t.Errorf("docs/screens.md is not what the list of pictures says. Take them again, as it tells:\n%s", want)
	}
	var files []string
	for _, s := range screens {
		files = append(files, "screens/"+s.file, "screens/"+s.file+"-phone")
	}
	for _, s := range atFront {
		files = append(files, s.file)
	}
	for _, f := range files {
		info, err := os.Stat(filepath.Join(docs, "pictures", f+".png"))
		if err != nil {
			t.Error(err)
		} else if info.Size() > 200_000 {
			t.Errorf("%s weighs %d bytes: nobody should wait for a picture", f, info.Size())
		}
	}
}

// TestTake takes the pictures again. It is a tool, not a test: what it shows is for people to judge.
func TestTake(t *testing.T) {
	size := os.Getenv(ask)
	if size == "" {
		t.Skip(ask + " is not set to the size of an authority: no picture is taken")
	}
	browsertest.Shared(t)
	t.Setenv("THROUGHLINE_SCREENSHOTS", t.TempDir())
	today := day.In(time.Now()).Start().Add(10 * time.Hour)
	c := webtest.NewCouncil(t, filepath.Join(webtest.Quick(t), "throughline.db"))
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
