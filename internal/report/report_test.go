package report_test

import (
	"archive/zip"
	"bytes"
	"encoding/csv"
	"fmt"
	"io"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/report"
	"throughline/internal/returns/sheet"
)

var analyst = access.Actor{ID: "worker:analyst", Roles: []access.Role{access.Analyst}}

// town is a council of a few children, and its reports.
type town struct {
	*commandtest.Desk
	report.Room
	t *testing.T
}

func each(t *testing.T, test func(t *testing.T, d town)) {
	t.Parallel()
	commandtest.Each(t, person.Lists(), func(t *testing.T, d *commandtest.Desk) {
		test(t, town{d, report.Room{Desk: d.Desk, Book: clock.Standard()}, t})
	})
}

// assessed adds children whose assessments were authorised on a day, so many working days after their referral as days says.
func (d town) assessed(n int, referred, authorised string) {
	d.t.Helper()
	_, err := d.Desk.Do(d.t.Context(), analyst, "Fill the town", func(tx *command.Tx) (out []record.Change, _ error) {
		for i := range n {
			s := tx.NewSubject(record.ChildSubject)
			ref := tx.NewID()
			out = append(out, record.New(tx.NewID(), s, record.Child{Names: []record.Name{{Given: "Ada", Family: fmt.Sprint("Alder", i), Use: "current"}}, Birth: day.Must("2015-05-05"), Sex: "F", Ethnicity: "WBRI"}),
				record.New(ref, s, record.Referral{Date: day.Must(referred)}),
				record.New(tx.NewID(), s, record.Assessment{Referral: ref, Started: day.Must(referred), Authorised: day.Must(authorised)}))
		}
		return out, nil
	})
	if err != nil {
		d.t.Fatal(err)
	}
}

func (d town) begin(form string, ending int) string {
	d.t.Helper()
	subject, err := d.Begin(d.t.Context(), analyst, record.Report{Form: form, Title: "Annual report", Ending: ending})
	if err != nil {
		d.t.Fatal(err)
	}
	return subject
}

func figure(t *testing.T, doc report.Document, id string) report.Figure {
	t.Helper()
	for _, p := range doc.Sections {
		for _, f := range p.Figures {
			if f.ID == id {
				return f
			}
		}
	}
	t.Fatalf("there is no figure %s", id)
	return report.Figure{}
}

// A change shows both its ends, what has happened since is beside it, and the sentence says what the table says.
func TestBothEndsOfAChange(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		d.assessed(8, "2023-05-01", "2023-06-01")  // in time
		d.assessed(12, "2024-05-01", "2024-06-03") // in time
		d.assessed(6, "2024-05-01", "2024-12-02")  // not
		d.assessed(7, "2026-05-01", "2026-06-01")
		doc, err := report.Draft(t.Context(), d.Desk.Desk, d.Book, record.Report{Form: record.AnnualReport, Title: "Annual report", Ending: 2025})
		if err != nil {
			t.Fatal(err)
		}
		f := figure(t, doc, "AS-02/2024-25")
		var texts []string
		for _, v := range f.Values {
			texts = append(texts, v.Text)
		}
		if diff := cmp.Diff([]string{"z", "100.0%", "66.7%", "100.0%"}, texts); diff != "" {
			t.Errorf("values (-want +got):\n%s", diff)
		}
		want := "Assessments completed in 45 working days: 66.7% in 2024/25 (12 of 18); it was 100.0% in 2023/24"
		found := false
		for _, p := range doc.Sections[0].Paragraphs {
			found = found || p.Figure == f.ID && strings.HasPrefix(p.Text, want)
		}
		if !found {
			t.Errorf("no paragraph says %q: %v", want, doc.Sections[0].Paragraphs)
		}
	})
}

// A published edition comes out the same for ever, whatever is recorded or corrected afterwards; the next edition says what is new in it.
func TestEditionsHold(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		d.assessed(12, "2024-05-01", "2024-06-03")
		subject := d.begin(record.AnnualReport, 2025)
		if err := d.Write(t.Context(), analyst, subject, 1, report.Headlines, "More were on time."); err != nil {
			t.Fatal(err)
		}
		first, err := d.Publish(t.Context(), analyst, subject)
		if err != nil {
			t.Fatal(err)
		}
		read := func() string {
			doc, _, err := report.Reopen(t.Context(), d.Desk.Desk, d.Book, first)
			var b bytes.Buffer
			if err == nil {
				err = doc.WriteHTML(&b)
			}
			if err != nil {
				t.Fatal(err)
			}
			return b.String()
		}
		before := read()
		d.Clock.Add(90 * 24 * time.Hour)
		d.assessed(9, "2024-05-01", "2024-12-02") // late entry of a year that is told already
		if differences, err := d.Recomputed(t.Context(), first); err != nil || len(differences) > 0 {
			t.Errorf("the first edition comes out otherwise: %v %v", differences, err)
		}
		if diff := cmp.Diff(before, read()); diff != "" {
			t.Errorf("the first edition reads otherwise:\n%s", diff)
		}
		second, err := d.Publish(t.Context(), analyst, subject)
		if err != nil {
			t.Fatal(err)
		}
		if second.Number != 2 || !strings.Contains(strings.Join(second.Changes, "; "), "AS-02/2024-25 is another figure") {
			t.Errorf("edition %d: %v", second.Number, second.Changes)
		}
		held, err := d.One(t.Context(), subject)
		if err != nil || len(held.Editions) != 2 {
			t.Fatalf("%d editions: %v", len(held.Editions), err)
		}
		if e, err := held.Published(1); err != nil || e.Body.Claims[0] != first.Claims[0] {
			t.Errorf("the first edition is another: %v", err)
		}
	})
}

// Words for different places are kept beside each other; for the same place the second writer is told.
func TestTwoWriters(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		subject := d.begin(record.AnnualReport, 2025)
		for _, slot := range []string{report.Headlines, "front_door"} {
			if err := d.Write(t.Context(), analyst, subject, 1, slot, "First words"); err != nil {
				t.Errorf("%s: %v", slot, err)
			}
		}
		if err := d.Write(t.Context(), analyst, subject, 1, report.Headlines, "Other words"); errs.Of(err) != errs.Conflict {
			t.Errorf("words over another's: %v", err)
		}
		h, err := d.One(t.Context(), subject)
		if err != nil {
			t.Fatal(err)
		}
		if x, _ := h.Report.Body.Text(report.Headlines); x.Text != "First words" {
			t.Errorf("the first words became %q", x.Text)
		}
		if err := d.Write(t.Context(), analyst, subject, h.Report.Version, report.Headlines, "Both"); err != nil {
			t.Errorf("words after reading: %v", err)
		}
		if err := d.Write(t.Context(), analyst, subject, 1, "no such place", "x"); errs.Of(err) != errs.Invalid {
			t.Errorf("an unknown place: %v", err)
		}
		if err := d.Write(t.Context(), access.Actor{ID: "worker:m", Roles: []access.Role{access.Member}}, subject, 1, report.Headlines, "x"); errs.Of(err) != errs.Denied {
			t.Errorf("a member writes: %v", err)
		}
	})
}

// No format shows a number of one to five, and all formats show the same.
func TestSmallNumbersAreInNoFormat(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		d.assessed(3, "2024-05-01", "2024-06-03")
		d.assessed(9, "2024-05-01", "2024-12-02")
		doc, err := report.Draft(t.Context(), d.Desk.Desk, d.Book, record.Report{Form: record.AnnualReport, Title: "Annual report", Ending: 2025})
		if err != nil {
			t.Fatal(err)
		}
		if f := figure(t, doc, "AS-02/2024-25"); f.Values[2].Text != "c" || f.Values[2].Numerator != "c" {
			t.Errorf("3 of 12 is shown as %+v", f.Values[2])
		}
		var text bytes.Buffer
		if err := doc.WriteCSV(&text); err != nil {
			t.Fatal(err)
		}
		lines, err := csv.NewReader(bytes.NewReader(text.Bytes())).ReadAll()
		if err != nil {
			t.Fatal(err)
		}
		var html bytes.Buffer
		if err := doc.WriteHTML(&html); err != nil {
			t.Fatal(err)
		}
		for _, line := range lines[1:] {
			if !strings.Contains(html.String(), `id="`+line[1]+`"`) {
				t.Errorf("%s is in the CSV and not in the page", line[1])
			}
			for i := 4; i < 10; i++ { // the columns, the numerator and the denominator
				if n, err := strconv.Atoi(line[i]); err == nil && n >= 1 && n <= 5 && line[8] != "" {
					t.Errorf("%s shows %d: %v", line[1], n, line)
				}
			}
		}
		if regexp.MustCompile(`<td class="n">[1-5]</td>`).MatchString(html.String()) {
			t.Error("the page shows a number of one to five")
		}
		for _, f := range []sheet.Format{sheet.ODS, sheet.XLSX} {
			var book bytes.Buffer
			if err := doc.WriteBook(&book, f); err != nil || book.Len() < 1000 {
				t.Errorf("%s: %d bytes, %v", f, book.Len(), err)
			}
		}
	})
}

// Every measure of the outline is one of the catalogue, and every place has a name of its own.
func TestOutline(t *testing.T) {
	seen := map[string]bool{}
	for _, s := range report.Slots() {
		if s.Slot == "" || s.Title == "" || s.Asks == "" || seen[s.Slot] {
			t.Errorf("%+v: a place needs a name of its own, a title and a question", s)
		}
		seen[s.Slot] = true
		has := map[string]bool{}
		for _, id := range s.Measures {
			if _, err := measure.Standard().Lookup(id); err != nil || has[id] {
				t.Errorf("%s: %s twice, or %v", s.Slot, id, err)
			}
			has[id] = true
		}
		for _, id := range append(s.Groups, s.Chart) {
			if id != "" && !has[id] {
				t.Errorf("%s: %s is grouped or drawn but not shown", s.Slot, id)
			}
		}
	}
}

// A form's periods: a half year beside halves, a year with what came since, a year that goes on is cut at today.
func TestColumns(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		cases := []struct {
			form   string
			ending int
			want   []string
		}{
			{record.HalfYearReport, 2026, []string{"first half of 2023/24", "first half of 2024/25", "first half of 2025/26"}},
			{record.AnnualReport, 2025, []string{"2022/23", "2023/24", "2024/25"}},
		}
		for _, c := range cases {
			doc, err := report.Draft(t.Context(), d.Desk.Desk, d.Book, record.Report{Form: c.form, Title: "A report", Ending: c.ending})
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(c.want, doc.Columns[:len(c.want)]); diff != "" {
				t.Errorf("%s %d (-want +got):\n%s", c.form, c.ending, diff)
			}
		}
		year := day.FinancialYearEnding(d.Desk.Today())
		doc, err := report.Draft(t.Context(), d.Desk.Desk, d.Book, record.Report{Form: record.AnnualReport, Title: "A report", Ending: year})
		if err != nil || !strings.HasSuffix(doc.Columns[2], "so far") {
			t.Errorf("a year that goes on: %v %v", doc.Columns, err)
		}
		_, err = report.Draft(t.Context(), d.Desk.Desk, d.Book, record.Report{Form: record.AnnualReport, Title: "A report", Ending: year + 1})
		if errs.Of(err) != errs.Invalid {
			t.Errorf("a year that has not begun: %v", err)
		}
	})
}

// All forms are written in, published and opened again alike, and the next edition says which words are new (SR-215). In no form does a page say an HTML id twice,
// though a measure stands in several sections.
func TestFormsFromDraftToNextEdition(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		d.assessed(12, "2024-05-01", "2024-06-03")
		d.assessed(8, "2025-05-01", "2025-12-02")
		for form, columns := range map[string][]string{
			record.AnnualReport:   {"2022/23", "2023/24", "2024/25"},
			record.HalfYearReport: {"first half of 2022/23", "first half of 2023/24", "first half of 2024/25"},
			record.MidYearReport:  {"2022/23", "2023/24", "2024/25", "since then, to 30 September 2025"},
		} {
			subject := d.begin(form, 2025)
			if err := d.Write(t.Context(), analyst, subject, 1, "front_door", "As it was.\n\nA second line."); err != nil {
				t.Fatal(err)
			}
			first, err := d.Publish(t.Context(), analyst, subject)
			if err != nil {
				t.Fatalf("%s: %v", form, err)
			}
			doc, claims, err := report.Reopen(t.Context(), d.Desk.Desk, d.Book, first)
			if err != nil || !slices.Equal(claims, first.Claims) {
				t.Fatalf("%s opens otherwise: %v", form, err)
			}
			if diff := cmp.Diff(columns, doc.Columns[:min(len(columns), len(doc.Columns))]); diff != "" {
				t.Errorf("%s (-want +got):\n%s", form, diff)
			}
			if p := doc.Sections[0].Paragraphs; p[0].Text != "As it was." || p[0].Number != "1.1" || p[0].By != analyst.ID || p[1].Text != "A second line." {
				t.Errorf("%s: the words are %+v", form, p[:2])
			}
			var page bytes.Buffer
			if err := doc.WriteHTML(&page); err != nil {
				t.Fatal(err)
			}
			ids := map[string]bool{}
			for _, m := range regexp.MustCompile(` id="([^"]*)"`).FindAllStringSubmatch(page.String(), -1) {
				if ids[m[1]] {
					t.Errorf("%s: the id %s stands twice", form, m[1])
				}
				ids[m[1]] = true
			}
			twice := map[string]int{}
			for _, s := range doc.Sections {
				for _, f := range s.Figures {
					twice[f.ID]++
				}
			}
			if !slices.ContainsFunc(slices.Collect(maps.Values(twice)), func(n int) bool { return n > 1 }) {
				t.Errorf("%s: no measure stands in two sections, so nothing was tried", form)
			}

			if err := d.Write(t.Context(), analyst, subject, 2, "front_door", "As it is."); err != nil {
				t.Fatal(err)
			}
			second, err := d.Publish(t.Context(), analyst, subject)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff([]string{"the words of “Contacts, referrals and assessments”"}, second.Changes); diff != "" {
				t.Errorf("%s, what is new (-want +got):\n%s", form, diff)
			}
			if doc, _, err := report.Reopen(t.Context(), d.Desk.Desk, d.Book, first); err != nil || doc.Sections[0].Paragraphs[0].Text != "As it was." {
				t.Errorf("%s: the words of the first edition changed: %v", form, err)
			}
		}
	})
}

// An edition of a time in which a measure could not be counted yet reads as it did then, with a program that counts the measure.
func TestEditionTellsWhatItTold(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		d.assessed(12, "2024-05-01", "2024-06-03")
		e, err := d.Publish(t.Context(), analyst, d.begin(record.AnnualReport, 2025))
		if err != nil {
			t.Fatal(err)
		}
		e.Claims = slices.DeleteFunc(slices.Clone(e.Claims), func(c record.ReportClaim) bool { return c.Measure == "CLA-32" || c.Measure == "WF-07" })
		doc, claims, err := report.Reopen(t.Context(), d.Desk.Desk, d.Book, e)
		if err != nil || !slices.Equal(claims, e.Claims) {
			t.Errorf("the edition tells otherwise: %v", err)
		}
		if !slices.Contains(doc.Waiting, report.Wait{ID: "WF-07", Title: "Average caseload", Why: "could not be counted yet when this edition was published"}) {
			t.Errorf("what waits: %v", doc.Waiting)
		}
		if differences, err := d.Recomputed(t.Context(), e); err != nil || len(differences) > 0 {
			t.Errorf("it comes out otherwise: %v %v", differences, err)
		}
	})
}

// The numbers of a workbook are numbers, in each column, and a rate has a row of its own.
func TestNumbersOfWorkbook(t *testing.T) {
	each(t, func(t *testing.T, d town) {
		d.assessed(12, "2024-05-01", "2024-06-03")
		d.assessed(6, "2024-05-01", "2024-12-02")
		doc, err := report.Draft(t.Context(), d.Desk.Desk, d.Book, record.Report{Form: record.AnnualReport, Title: "Annual report", Ending: 2025})
		if err != nil {
			t.Fatal(err)
		}
		for f, mark := range map[sheet.Format][2]string{sheet.ODS: {"content.xml", `office:value="66.7"`}, sheet.XLSX: {"xl/worksheets/sheet4.xml", "<v>66.7</v>"}} {
			var book bytes.Buffer
			if err := doc.WriteBook(&book, f); err != nil {
				t.Fatal(err)
			}
			z, err := zip.NewReader(bytes.NewReader(book.Bytes()), int64(book.Len()))
			if err != nil {
				t.Fatal(err)
			}
			part, err := z.Open(mark[0])
			if err != nil {
				t.Fatal(err)
			}
			text, err := io.ReadAll(part)
			if err != nil || !strings.Contains(string(text), mark[1]) {
				t.Errorf("%s: 66.7 is no number (%v)", f, err)
			}
		}
	})
}
