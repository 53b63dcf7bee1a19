// Package report makes the reports to members: a year, its first half, or a year and how it went on since. Every figure in one is a claim with an id,
// a definition, an as-at day, a basis and comparators, counted from records when the report is opened, and frozen with the words when an edition is
// published. A published edition counts to the same digits for ever.
//
// Source: issue 4, "Annual report"; seed requirements SR-211 to SR-223; specs/web-conventions.md 5 and 6.
package report

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/internal/clock"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/record"
)

// Document is a report as it is read. It holds nothing that may not be published: numbers are suppressed.
type Document struct {
	Title    string
	Form     string
	Period   measure.Period
	AsKnown  time.Time
	Today    day.Day
	Edition  int // 0: a draft
	Columns  []string
	Words    []Paragraph // the headlines
	Themes   []Theme     // priorities
	Sections []Part
	Waiting  []Wait   // what members may ask for and nobody can count yet (SR-214)
	Changes  []string // since the edition before
}

// Part is one section.
type Part struct {
	Number     int
	Section    Section
	Paragraphs []Paragraph
	Figures    []Figure
	Groups     []Grouped
	Series     *Series
}

// Paragraph is a numbered paragraph, so that it can be cited: 3.2.
type Paragraph struct {
	Number string
	Text   string
	By     string // whose words; empty for what follows from a figure
	Figure string // the claim that it states
}

// Theme is a priority with the figures by which it is followed.
type Theme struct {
	Text    string
	Figures []string // ids of claims
}

// Wait is a measure that cannot be counted yet, and why.
type Wait struct{ ID, Title, Why string }

// Figure is one row of a section's table: a measure in each of the document's columns.
type Figure struct {
	ID          string // AS-02/2024-25
	Measure     string
	Title       string
	Unit        string
	Basis       string
	AsAt        day.Day
	Plain       string
	Definition  int
	Source      string
	Note        string
	Rated       bool    // what stands beside it are rates per 10,000 children
	Again       bool    // it stands in an earlier section too, where its id is
	Values      []Value // one a column, oldest first
	Comparators []measure.Comparator
}

// Value is a figure in one column. A gap has no text.
type Value struct {
	Text        string // with its unit; "c" when hidden, "z" when there was nothing to divide by
	Numerator   string
	Denominator string
	Known       bool // it is a number
	Hidden      bool
	Rate        string // per 10,000 children, of a number that has one
	number      float64
	plain       string // the number without its unit
}

// Grouped is a figure by ethnic group.
type Grouped struct {
	Measure, Title, Unit string
	Rows                 []measure.PublishedRow
}

// Series is a figure over five years, for a chart.
type Series struct {
	Title, Unit string
	Labels      []string
	Values      []Value
}

// Number is the value as a number, for a chart.
func (v Value) Number() float64 { return v.number }

// years is how many years a chart goes back.
const years = 5

// view is what a report is built from: its record and the instant it is told at.
type view struct {
	body    record.Report
	known   time.Time // zero: now
	today   day.Day
	book    *clock.Book
	edition int
	changes []string
	claims  []record.ReportClaim // of an edition, what it was published with; nil while it is not published
}

// tells says whether a measure is told of, else why not. An edition tells for ever of what it told when it was published, whatever can be counted since.
func (v view) tells(def measure.Definition) (why string) {
	switch {
	case !def.Live:
		return def.Waits()
	case v.claims != nil && !slices.ContainsFunc(v.claims, func(c record.ReportClaim) bool { return c.Measure == def.ID }):
		return "could not be counted yet when this edition was published"
	}
	return ""
}

// version is the version of its definition that a measure is counted by: of an edition the one that it was published with.
func (v view) version(id string) int {
	for _, c := range v.claims {
		if c.Measure == id {
			return c.Definition
		}
	}
	return 0
}

// Draft is a report as its figures are now.
func Draft(ctx context.Context, d *command.Desk, book *clock.Book, body record.Report) (Document, error) {
	doc, _, err := build(ctx, d, view{body: body, today: d.Today(), book: book})
	return doc, err
}

// Reopen is a published edition, counted again from the journal as it was known.
func Reopen(ctx context.Context, d *command.Desk, book *clock.Book, e record.ReportEdition) (Document, []record.ReportClaim, error) {
	return build(ctx, d, view{e.Report, e.AsKnown, e.Today, book, e.Number, e.Changes, e.Claims})
}

// column is one period of a report's tables.
type column struct {
	name   string
	period measure.Period
	asAt   day.Day
}

// columns are the periods that a report shows beside each other, oldest first, and the place of the one that it is about. A change always shows both its
// ends; what has happened since is a column of its own (SR-216, SR-218).
func columns(b record.Report, today day.Day) (cols []column, main int, err error) {
	span := measure.Year
	if b.Form == record.HalfYearReport {
		span = measure.Half
	}
	for ending := b.Ending - 2; ending <= b.Ending; ending++ {
		p := span(ending)
		cols = append(cols, column{p.String(), p, p.To})
	}
	main = len(cols) - 1
	p := &cols[main]
	if p.period.From.After(today) {
		return nil, 0, errs.Field("ending", "The period %s has not begun", p.period)
	}
	if p.asAt.After(today) {
		p.asAt, p.name = today, p.name+" so far"
		return cols, main, nil
	}
	since := measure.YearOf(today)
	if b.Form == record.MidYearReport {
		since = measure.Half(b.Ending + 1)
	}
	if since.From.After(today) || since.From.Before(p.period.To) {
		return cols, main, nil
	}
	at := today
	if since.To.Before(at) {
		at = since.To
	}
	return append(cols, column{"since then, to " + at.Long(), measure.Period{From: since.From, To: at}, at}), main, nil
}

func build(ctx context.Context, d *command.Desk, v view) (doc Document, claims []record.ReportClaim, err error) {
	defer errs.Wrap(&err, "report")
	cols, main, err := columns(v.body, v.today)
	if err != nil {
		return doc, nil, err
	}
	doc = Document{Title: v.body.Title, Form: v.body.Form, Period: cols[main].period, Today: v.today, Edition: v.edition, Changes: v.changes}
	for _, c := range cols {
		doc.Columns = append(doc.Columns, c.name)
	}
	got, known, err := count(ctx, d, v, cols, main)
	if err != nil {
		return doc, nil, err
	}
	doc.AsKnown = known
	if t, ok := v.body.Text(Headlines); ok {
		for i, line := range paragraphs(t.Text) {
			doc.Words = append(doc.Words, Paragraph{Number: fmt.Sprint("0.", i+1), Text: line, By: t.By})
		}
	}
	for i, s := range outline {
		part := Part{Number: i + 1, Section: s}
		say := func(p Paragraph) {
			p.Number = fmt.Sprintf("%d.%d", part.Number, len(part.Paragraphs)+1)
			part.Paragraphs = append(part.Paragraphs, p)
		}
		if t, ok := v.body.Text(s.Slot); ok {
			for _, line := range paragraphs(t.Text) {
				say(Paragraph{Text: line, By: t.By})
			}
		}
		for _, id := range s.Measures {
			def, err := measure.Standard().Lookup(id)
			if err != nil {
				return doc, nil, err
			}
			if why := v.tells(def); why != "" {
				w := Wait{id, def.Title, why}
				if !slices.Contains(doc.Waiting, w) {
					doc.Waiting = append(doc.Waiting, w)
				}
				continue
			}
			f := figureOf(got.of[id], cols, main)
			f.Again = slices.ContainsFunc(claims, func(c record.ReportClaim) bool { return c.ID == f.ID })
			part.Figures = append(part.Figures, f)
			say(Paragraph{Text: sentence(f, cols, main), Figure: f.ID})
			r := got.of[id][main]
			if !f.Again {
				claims = append(claims, record.ReportClaim{
					ID: f.ID, Measure: id, Definition: r.Definition.Version, From: r.Period.From, To: r.Period.To, AsAt: r.AsAt,
					Numerator: r.Numerator, Denominator: r.Denominator, Value: r.Value, Records: r.RecordsHash,
				})
			}
			if slices.Contains(s.Groups, id) {
				g := Grouped{Measure: id, Title: r.Title, Unit: r.Unit}
				for _, b := range measure.PublishTables(r).Breakdowns {
					g.Rows = append(g.Rows, b.Rows...)
				}
				part.Groups = append(part.Groups, g)
			}
			if id == s.Chart {
				part.Series = seriesOf(r, got.chart[id])
			}
		}
		doc.Sections = append(doc.Sections, part)
	}
	for _, p := range v.body.Priorities {
		t := Theme{Text: p.Text}
		for _, c := range claims {
			if slices.Contains(p.Measures, c.Measure) {
				t.Figures = append(t.Figures, c.ID)
			}
		}
		doc.Themes = append(doc.Themes, t)
	}
	return doc, claims, nil
}

// counted is every figure of a report.
type counted struct {
	of    map[string][]measure.Result // by measure, one a column
	chart map[string][]measure.Result // by measure, one a year
}

// count asks for all figures in one pass.
func count(ctx context.Context, d *command.Desk, v view, cols []column, main int) (c counted, known time.Time, err error) {
	var asked []measure.Asked
	var put []func(measure.Result)
	c = counted{map[string][]measure.Result{}, map[string][]measure.Result{}}
	ask := func(to map[string][]measure.Result, id string, q measure.Query) {
		q.Book, q.Version = v.book, v.version(id)
		asked = append(asked, measure.Asked{ID: id, Query: q})
		put = append(put, func(r measure.Result) { to[id] = append(to[id], r) })
	}
	for _, s := range outline {
		for _, id := range s.Measures {
			if def, err := measure.Standard().Lookup(id); err != nil || v.tells(def) != "" || c.of[id] != nil {
				continue
			}
			c.of[id] = []measure.Result{}
			for i, col := range cols {
				q := measure.Query{Period: col.period, AsAt: col.asAt}
				if i == main && slices.Contains(grouped, id) {
					q.Each = []string{measure.ByEthnicGroup}
				}
				ask(c.of, id, q)
			}
			if !slices.Contains(charted, id) {
				continue
			}
			for ending := v.body.Ending - years + 1; ending <= v.body.Ending; ending++ {
				p := measure.Year(ending)
				if v.body.Form == record.HalfYearReport {
					p = measure.Half(ending)
				}
				at := p.To
				if v.today.Before(at) {
					at = v.today
				}
				ask(c.chart, id, measure.Query{Period: p, AsAt: at})
			}
		}
	}
	results, known, err := measure.Together(ctx, d, v.known, asked...)
	if err != nil {
		return c, known, err
	}
	for i, r := range results {
		put[i](r)
	}
	return c, known, nil
}

// grouped and charted are the measures of the outline that need more than their figure.
var grouped, charted = func() (g, c []string) {
	for _, s := range outline {
		g = append(g, s.Groups...)
		if s.Chart != "" {
			c = append(c, s.Chart)
		}
	}
	return g, c
}()

// paragraphs are the lines of a text that say something.
func paragraphs(text string) (out []string) {
	for line := range strings.Lines(text) {
		if line = strings.TrimSpace(line); line != "" {
			out = append(out, line)
		}
	}
	return out
}
