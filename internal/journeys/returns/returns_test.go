package returns_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughline/internal/browsertest"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/journeys/journeytest"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/web/webtest"
)

// wrong is a finding of the example: what it is called, and the cells that are mended.
const wrong, was, mended = "Episode ends before it starts", "11/04/2025", "11/07/2025"

// Must-show 6 of the returns: upload, progress, findings, mend, run again, the finding is gone; compared, taken away, deleted.
func TestAReturnIsCheckedInTheBrowser(t *testing.T) {
	example := func(name string) string {
		path, err := filepath.Abs(filepath.Join("../../../docs/examples/returns-2026", name))
		webtest.Need(t, err)
		return path
	}
	journeytest.One(t, 0, time.Date(2026, time.May, 5, 9, 0, 0, 0, time.UTC), func(t *testing.T, j *journeytest.Journey) {
		known := recorded(t, j, "EX0102")
		p := j.As("analyst")
		j.GoTo(p, "/figures")
		p.Click("Check a return")
		j.Look(p)
		p.Click("Check a new return")
		j.Look(p)
		p.Click("SSDA903: children looked after")
		j.Look(p)
		p.SelectOption("Collection year", "2025-26")
		p.SubmitButton("Check the return")
		j.Wants(p, "Choose the CSV files of the return, or its XML file") // nothing was chosen
		j.Look(p)

		// A file that was cut off is refused with its place.
		cut := filepath.Join(t.TempDir(), "episodes.csv")
		whole, err := os.ReadFile(example("episodes.csv"))
		webtest.Need(t, err)
		webtest.Need(t, os.WriteFile(cut, append(bytes.TrimSpace(whole), []byte("\n\"EX0102,")...), 0o600))
		p.SelectOption("Collection year", "2025-26")
		p.Upload("This year’s files", cut)
		p.SubmitButton("Check the return")
		j.Wants(p, "episodes.csv line 4 column 1", "a quote opens here and is not closed")
		j.Look(p)

		p.Fill("What you want to call it (optional)", "First draft")
		p.SelectOption("Collection year", "2025-26")
		p.Upload("This year’s files", example("header.csv"), example("episodes.csv"))
		p.SubmitButton("Check the return")
		j.Wants(p, "What is wrong, by rule", wrong, "First draft") // the page of the running check led there by itself
		first := p.URL()
		j.Look(p)
		p.Screenshot("findings")
		progress(t, j, first)

		p.Click(wrong)
		j.Wants(p, "What it means", "How to mend it", "EX0102", was, "line 3 of the file", "To mend: Correct whichever date is wrong.")
		j.Look(p)
		p.Screenshot("rule")
		p.Click("All findings of First draft")
		p.Click("By child")
		j.Wants(p, "children have findings", "EX0102")
		j.Look(p)
		p.Screenshot("children")
		p.Click("EX0102")
		j.Wants(p, "Child EX0102", wrong, "Open the child’s record")
		j.Look(p)
		p.Screenshot("child")
		p.Click("Open the child’s record")
		if at := p.URL(); !strings.HasSuffix(at, "/children/"+webtest.ID(known)) {
			t.Errorf("the record is at %s", at)
		}

		// The file is mended, and checked again.
		p.Goto(first)
		p.Click("Check again")
		j.Wants(p, "Leave this empty to check again what is kept: header.csv, episodes.csv")
		j.Look(p)
		corrected := filepath.Join(t.TempDir(), "episodes.csv")
		webtest.Need(t, os.WriteFile(corrected, bytes.ReplaceAll(whole, []byte(was), []byte(mended)), 0o600))
		p.Upload("This year’s files", example("header.csv"), corrected)
		p.SubmitButton("Check the return")
		j.Wants(p, "What is wrong, by rule")
		if second := p.URL(); second == first || p.Shows(wrong) {
			t.Errorf("after mending, %s shows the finding still", second)
		}
		p.Click("Compare with the check before")
		j.Wants(p, "Fixed", "Still there", wrong, "Child EX0102", was)
		facts := j.Facts(p)
		if facts["Fixed"] == "0" || facts["New"] != "0" || facts["Still there"] == "0" {
			t.Errorf("compared: %v", facts)
		}
		j.Look(p)
		p.Screenshot("compare")
		p.PDF("compare")

		p.Goto(first)
		for text, begins := range map[string]string{"A page to read and print (HTML)": "<!DOCTYPE", "A workbook with the wrong cells marked in words (Excel)": "PK"} {
			name, data := p.Download(text)
			if !strings.HasPrefix(name, "ssda903-2025-26-findings-2026-05-05.") || !bytes.HasPrefix(bytes.ToUpper(data), []byte(begins)) {
				t.Errorf("%s is %s, which begins %.20q", text, name, data)
			}
		}
		p.Click("First draft")
		j.Wants(p, "Checks, newest first")
		j.Look(p)
		p.Screenshot("return")
		p.Click("Delete this return")
		j.Wants(p, "Delete this return?", "It cannot be undone")
		j.Look(p)
		p.SubmitButton("Delete the return")
		j.Wants(p, "The return is deleted")
		j.Look(p)
		if status := p.Goto(first); status != 404 {
			t.Errorf("the findings of a deleted return: %d", status)
		}
	})
}

// recorded adds a child who has a number in the example.
func recorded(t *testing.T, j *journeytest.Journey, number string) (subject string) {
	t.Helper()
	_, err := j.House.Desk.Do(t.Context(), j.Actor(t, "worker:manager"), "Set up", func(tx *command.Tx) (changes []record.Change, err error) {
		subject, changes, err = person.Create(tx, person.NewPerson{Child: &record.Child{Names: []record.Name{{Given: "Orla", Family: "Quillfeather", Use: "current"}}, Birth: day.Must("2012-02-03"), Sex: "F"},
			Identifiers: []record.Identifier{{Type: record.LAChildID, Value: number}}})
		return changes, err
	})
	webtest.Need(t, err)
	return subject
}

// progress shows a check while it runs, in a window without scripts: the page comes again by itself and is followed by the findings. How long
// a check of a few rows takes is not for a test to rely on, so the row of the check is set to how it stands half way.
func progress(t *testing.T, j *journeytest.Journey, check string) {
	t.Helper()
	set := func(state string, share int) {
		webtest.Need(t, j.House.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("update return_run set state = $1, share = $2, holder = 'another', beat = $3", state, share, db.Instant(j.Clock.Now()))
			return err
		}))
	}
	set("running", 37)
	p := j.As("analyst")
	j.GoTo(p, strings.TrimPrefix(check, j.URL)+"?still")
	j.Wants(p, "The return is being checked", "37 percent done", "Stop the check")
	p.Screenshot("progress")
	plain := j.Browser(t, "worker:analyst", browsertest.Options{Width: 320, Height: 640, NoJS: true})
	plain.Goto(check)
	j.Wants(plain, "37 percent done")
	set("running", 73)
	j.Wants(plain, "73 percent done")
	set("done", 100)
	j.Wants(plain, "What is wrong, by rule")
	browsertest.CheckPage(t, plain)
}

// The same without scripts, in a narrow window, with a census.
func TestACensusIsCheckedWithoutScripts(t *testing.T) {
	census, err := filepath.Abs("../../../docs/examples/census.xml")
	webtest.Need(t, err)
	journeytest.One(t, 0, time.Date(2026, time.May, 5, 9, 0, 0, 0, time.UTC), func(t *testing.T, j *journeytest.Journey) {
		p := j.Browser(t, "worker:analyst", browsertest.Options{Width: 320, Height: 640, NoJS: true})
		p.Goto(j.URL + "/returns")
		p.Click("Check a new return")
		p.Click("Children in need census")
		browsertest.CheckPage(t, p)
		p.Upload("The census file (XML)", census)
		p.SubmitButton("Check the return")
		j.Wants(p, "CIN census", "What is wrong, by rule")
		browsertest.CheckPage(t, p)
		p.Screenshot("narrow-findings")
		p.ClickCSS("tbody a")
		j.Wants(p, "How to mend it")
		browsertest.CheckPage(t, p)
		p.Screenshot("narrow-rule")
		p.ClickCSS("h3 a")
		browsertest.CheckPage(t, p)
		p.Back()
		p.Back()
		p.Click("Check again")
		p.Choose("As the sector’s checker")
		p.SubmitButton("Check the return")
		j.Wants(p, "What is wrong, by rule", "As the sector’s checker")
		p.Click("Compare with the check before")
		j.Wants(p, "used other rules")
		browsertest.CheckPage(t, p)
		p.Screenshot("narrow-compare")
	})
}
