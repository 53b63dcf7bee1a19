package pictures_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
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
	fmt.Fprintf(&b, "\n## Taking them again\n\nOne command makes an authority, takes all of them and the two of the README in Chromium, and writes this page. Look at each before you commit it.\n\n```sh\n%s=village go test -tags pictures -count=1 -timeout 30m -run 'TestTake$' ./internal/journeys/pictures\n```\n\n"+
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
