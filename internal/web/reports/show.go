package reports

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/report"
	"throughline/internal/web/govuk"
	"throughline/internal/web/shell"
)

// body is a report as a page shows it: a draft, an edition, or what the public sees of one.
type body struct {
	Doc      report.Document
	Form     string
	Sections []section
	Head     slot // of the headlines
	Example  string
	Files    []file
}

// section is one section with what stands beside it for those who write.
type section struct {
	report.Part
	Slot    slot
	Figures []figure
}

// slot is a place for people's words.
type slot struct {
	Write string // the address of the form; empty for whoever only reads
	Said  string // whose words they are, and since when; empty for the public
	Any   bool   // there are words
}

// figure is a row of a table. A measure can stand in several sections; the anchor is of the first.
type figure struct {
	report.Figure
	Anchor bool
	Href   string // the page of the measure; empty for the public
}

// file is one download.
type file struct{ Text, Href string }

// bodyOf prepares a document. inside says whether the reader is signed in and sees figures; id is of the report, empty unless the reader may write.
func bodyOf(r *shell.Request, doc report.Document, words record.Report, inside bool, id, files string) body {
	b := body{Doc: doc, Form: report.FormName(doc.Form)}
	place := func(name string) (s slot) {
		t, ok := words.Text(name)
		s.Any = ok && t.Text != ""
		if s.Any && inside {
			s.Said = "Words by " + r.Name(t.By) + ", " + day.Moment(t.At)
		}
		if id != "" {
			s.Write = "/reports/" + id + "/write?slot=" + name
		}
		return s
	}
	b.Head = place(report.Headlines)
	for _, p := range doc.Sections {
		s := section{Part: p, Slot: place(p.Section.Slot)}
		for _, f := range p.Figures {
			row := figure{Figure: f, Anchor: !f.Again}
			if b.Example == "" {
				b.Example = f.ID
			}
			if inside {
				row.Href = "/figures/" + f.Measure + "?year=" + strconv.Itoa(words.Ending)
				if doc.Form == record.HalfYearReport {
					row.Href += "&half=1"
				}
			}
			s.Figures = append(s.Figures, row)
		}
		b.Sections = append(b.Sections, s)
	}
	b.Files = filesAt(files)
	return b
}

type draftView struct {
	govuk.Page
	body
	ID       string
	CanWrite bool
	Editions []record.ReportEdition // newest first
	Latest   int
}

// draft is a report as its figures are now.
func draft(w http.ResponseWriter, r *shell.Request) error {
	h, err := held(r)
	if err != nil {
		return err
	}
	words := h.Report.Body
	doc, err := report.Draft(r.Context(), r.House().Desk, r.House().Book, words)
	if err != nil {
		return err
	}
	v := draftView{Page: r.Page(words.Title), ID: r.ID(), CanWrite: r.May(access.PublishFigure, access.Figure)}
	writer := ""
	if v.CanWrite {
		writer = r.ID()
	}
	v.body = bodyOf(r, doc, words, true, writer, "/reports/"+r.ID()+"/file")
	for _, e := range slices.Backward(h.Editions) {
		v.Editions = append(v.Editions, e.Body)
	}
	if e, ok := h.Latest(); ok {
		v.Latest = e.Body.Number
	}
	v.Caption, v.Wide = v.Form+", "+doc.Period.String(), true
	v.Back = govuk.BackLink{Text: "Reports", Href: "/reports"}
	v.Print = govuk.PrintHead{Title: words.Title, Period: doc.Period.String(), Status: "Draft"}
	return r.Show(w, "reports/draft", v)
}

type editionView struct {
	govuk.Page
	body
	ID        string
	Edition   record.ReportEdition
	By        string
	Equal     bool // counted again now, it comes out the same
	Public    string
	Differs   []string
	OtherOnes []record.ReportEdition
}

// edition is what was published, counted again from the records as they were known.
func (s *shelf) edition(w http.ResponseWriter, r *shell.Request) error {
	h, e, err := editionOf(r)
	if err != nil {
		return err
	}
	b, err := s.open(r, h, e)
	if err != nil {
		return err
	}
	doc := b.doc
	at := fmt.Sprintf("/reports/%s/editions/%d", r.ID(), e.Number)
	v := editionView{
		Page: r.Page(e.Report.Title), ID: r.ID(), Edition: e, By: r.Name(e.By), Equal: b.equal(e),
		body: bodyOf(r, doc, e.Report, true, "", at+"/file"), Public: fmt.Sprintf("/public/reports/%s/%d", r.ID(), e.Number),
	}
	for i, c := range e.Claims {
		if i >= len(b.claims) || b.claims[i] != c {
			v.Differs = append(v.Differs, c.ID)
		}
	}
	for _, o := range slices.Backward(h.Editions) {
		if o.Body.Number != e.Number {
			v.OtherOnes = append(v.OtherOnes, o.Body)
		}
	}
	v.Caption, v.Wide = fmt.Sprintf("%s, %s, edition %d", v.Form, doc.Period, e.Number), true
	v.Back = govuk.BackLink{Text: "The report", Href: "/reports/" + r.ID()}
	v.Print = govuk.PrintHead{Title: e.Report.Title, Period: doc.Period.String(), Status: doc.Status()}
	return r.Show(w, "reports/edition", v)
}

type publicRow struct{ Title, Href, Form, Period, Edition, When string }

type publicListView struct {
	govuk.Page
	Reports []publicRow
}

// publicList is every edition, the newest of each report first.
func publicList(w http.ResponseWriter, r *shell.Request) error {
	all, err := room(r).All(r.Context())
	if err != nil {
		return err
	}
	v := publicListView{Page: r.Page("Reports on children’s social care")}
	v.Back = govuk.BackLink{Text: "Questions and answers", Href: "/public"}
	for _, h := range all {
		for _, o := range slices.Backward(h.Editions) {
			e := o.Body
			v.Reports = append(v.Reports, publicRow{
				e.Report.Title, fmt.Sprintf("/public/reports/%s/%d", idOf(h), e.Number), report.FormName(e.Report.Form), periodOf(e.Report).String(),
				strconv.Itoa(e.Number), day.Moment(e.Published),
			})
		}
	}
	return r.Show(w, "reports/public-list", v)
}

type publicView struct {
	govuk.Page
	body
	Published string
	Equal     bool
	Newer     string // the address of a newer edition
}

func (s *shelf) publicOne(w http.ResponseWriter, r *shell.Request) error {
	h, e, err := editionOf(r)
	if err != nil {
		return err
	}
	b, err := s.open(r, h, e)
	if err != nil {
		return err
	}
	at := fmt.Sprintf("/public/reports/%s/%d", r.ID(), e.Number)
	v := publicView{Page: r.Page(e.Report.Title), body: bodyOf(r, b.doc, e.Report, false, "", at+"/file"), Published: day.Moment(e.Published), Equal: b.equal(e)}
	if latest, ok := h.Latest(); ok && latest.Body.Number > e.Number {
		v.Newer = fmt.Sprintf("/public/reports/%s/%d", r.ID(), latest.Body.Number)
	}
	v.Caption, v.Wide = fmt.Sprintf("%s, %s, edition %d", v.Form, b.doc.Period, e.Number), true
	v.Back = govuk.BackLink{Text: "All reports", Href: "/public/reports"}
	v.Print = govuk.PrintHead{Title: e.Report.Title, Period: b.doc.Period.String(), Status: b.doc.Status()}
	return r.Show(w, "reports/public", v)
}
