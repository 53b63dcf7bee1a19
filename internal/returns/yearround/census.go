package yearround

import (
	"bytes"
	"cmp"
	"encoding/xml"
	"fmt"
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/intake/cinrow"
	"throughline/internal/story"
)

// What is here says which rows of a child are in the census of a year, as internal/returns/outgoing does for the export; here each row knows its
// record. A test holds the two against each other, element by element. One thing differs: a child without a number of the council is written, so
// that the rule about it can speak.

// element is an element of the census: text, or other elements. record is the id of the record whose row it is, or is in.
type element struct {
	name, text, record string
	kids               []element
}

// The columns of CINdetails in the order of the schema, rows that stand in it among them.
var episodeOrder = []string{
	"CINreferralDate", "ReferralSource", "PrimaryNeedCode", "CINclosureDate", "ReasonForClosure", "DateOfInitialCPC", "Assessments", "CINPlanDates",
	"Section47", "ReferralNFA", "ChildProtectionPlans", "PreProceedingsandFGDM",
}

// tags are the elements of tables that have another name.
var tags = map[string]string{"CINplanDates": "CINPlanDates", "PreProceedings": "PreProceedingsandFGDM"}

// census makes one child's element of the census of a year.
type census struct {
	year     int
	from, to day.Day // first and last day of the census year
	s        story.Story
	left     map[[2]string][]record.ReturnedValue // what is left over of imported rows, by record and table
}

// written is the Child element; ok is false when the census of the year has none of this child.
func written(s story.Story, year int, from, to day.Day) (_ element, ok bool) {
	c := census{year: year, from: from, to: to, s: s, left: map[[2]string][]record.ReturnedValue{}}
	for _, a := range story.All[record.AsReturned](s) {
		if a.Body.Return == record.ReturnCIN && a.Body.Record != "" {
			key := [2]string{a.Body.Record, a.Body.Table}
			c.left[key] = append(c.left[key], a.Body.Values...)
		}
	}
	child, found := story.First[record.Child](s)
	if !found {
		return element{}, false
	}
	episodes := c.episodes()
	if len(episodes) == 0 {
		return element{}, false
	}
	id := c.resolve(child.ID, "ChildIdentifiers", cinrow.Identifiers(c.year, child.Body, numbers(s, to)))
	c.late(id, "PersonDeathDate")
	ch := c.row("ChildCharacteristics", child.ID, c.resolve(child.ID, "ChildCharacteristics", cinrow.Characteristics(child.Body)))
	dis := cinrow.ResolveList("Disability", "disability", child.Body.Disabilities, c.left[[2]string{child.ID, "Disabilities"}], c.readOn(child.ID, "Disabilities"))
	ch.kids = append(ch.kids, list("Disabilities", "Disability", child.ID, dis)...)
	el := element{name: "Child", record: child.ID, kids: []element{c.row("ChildIdentifiers", child.ID, id), ch}}
	el.kids = append(el.kids, episodes...)
	return el, true
}

// row is an element with the texts of cells that say something.
func (c *census) row(name, id string, cells []cinrow.Cell) element {
	el := element{name: name, record: id}
	for _, x := range cells {
		if strings.TrimSpace(x.Text) != "" {
			el.kids = append(el.kids, element{name: x.Column, text: x.Text, record: id})
		}
	}
	return el
}

// list wraps texts, or is nothing.
func list(wrapper, name, id string, values []string) []element {
	if len(values) == 0 {
		return nil
	}
	w := element{name: wrapper, record: id}
	for _, v := range values {
		w.kids = append(w.kids, element{name: name, text: v, record: id})
	}
	return []element{w}
}

// resolve is the row that is written: what its record says, and what is left over of the row that came in.
func (c *census) resolve(id, table string, cells []cinrow.Cell) []cinrow.Cell {
	values := c.left[[2]string{id, table}]
	out := make([]cinrow.Cell, len(cells))
	for i, x := range cells {
		out[i] = cinrow.Cell{Column: x.Column, Text: cinrow.Resolve(x, values)}
	}
	return out
}

// readOn is the day on which what is left over of a record's row came in: codes were judged by it.
func (c *census) readOn(id, table string) day.Day {
	for _, a := range story.All[record.AsReturned](c.s) {
		if a.Body.Record == id && a.Body.Table == table {
			return day.In(a.At)
		}
	}
	return day.Day{}
}

// late takes a date of after the census year out of a row, with the columns that go with it.
func (c *census) late(cells []cinrow.Cell, date string, with ...string) bool {
	for i := range cells {
		if cells[i].Column != date || !cinrow.DateOf(cells[i:i+1], date).After(c.to) {
			continue
		}
		cells[i].Text = ""
		for j := range cells {
			if slices.Contains(with, cells[j].Column) {
				cells[j].Text = ""
			}
		}
		return true
	}
	return false
}

// within says whether a row that has a start and an end belongs to the year.
func (c *census) within(started, ended day.Day) bool {
	return !started.After(c.to) && !ended.Before(c.from)
}

func (c *census) episodes() (out []element) {
	for _, r := range story.All[record.Referral](c.s) {
		if c.within(r.Body.Date, r.Body.Closed) {
			out = append(out, c.episode(r))
		}
	}
	for _, w := range c.whole("") {
		if w.Body.Year == c.year {
			out = append(out, c.wholeElement(w))
		}
	}
	return out
}

func (c *census) conferences(referral, enquiry string) (out []record.Of[record.InitialCPConference]) {
	for _, x := range story.All[record.InitialCPConference](c.s) {
		if x.Body.Referral == referral && x.Body.Enquiry == enquiry {
			out = append(out, x)
		}
	}
	return out
}

func (c *census) episode(r record.Of[record.Referral]) element {
	var held record.InitialCPConference
	alone := c.conferences(r.ID, "")
	if len(alone) > 0 {
		held = alone[0].Body
	}
	cells := c.resolve(r.ID, "CINdetails", cinrow.Referral(r.Body, held))
	c.late(cells, "CINclosureDate", "ReasonForClosure")
	if len(alone) > 0 {
		c.late(cells, "DateOfInitialCPC")
	}
	el := c.row("CINdetails", r.ID, cells)
	add := func(e element) { el.kids = append(el.kids, e) }
	for _, a := range story.All[record.Assessment](c.s) {
		if a.Body.Referral == r.ID && c.within(a.Body.Started, a.Body.Authorised) {
			add(c.assessment(a))
		}
	}
	for _, p := range story.All[record.CINPlan](c.s) {
		if p.Body.Referral == r.ID && c.within(p.Body.Started, p.Body.Ended) {
			cells := c.resolve(p.ID, "CINplanDates", cinrow.CINPlan(p.Body))
			c.late(cells, "CINPlanEndDate")
			add(c.row("CINPlanDates", p.ID, cells))
		}
	}
	for _, q := range story.All[record.S47Enquiry](c.s) {
		if q.Body.Referral == r.ID {
			el.kids = append(el.kids, c.enquiry(q)...)
		}
	}
	for _, p := range story.All[record.CPPlan](c.s) {
		if p.Body.Referral == r.ID && c.within(p.Body.Started, p.Body.Ended) {
			add(c.plan(p))
		}
	}
	for _, p := range story.All[record.PreProceedings](c.s) {
		if p.Body.Referral == r.ID && c.within(p.Body.Decided, p.Body.StepDecision) {
			add(c.preProceedings(p))
		}
	}
	for _, w := range c.whole(r.ID) {
		if w.Body.Year <= c.year {
			add(c.wholeElement(w))
		}
	}
	ordered(el.kids)
	return el
}

func (c *census) assessment(a record.Of[record.Assessment]) element {
	cells := c.resolve(a.ID, "Assessments", cinrow.Assessment(a.Body))
	c.late(cells, "AssessmentInternalReviewDate")
	unfinished := c.late(cells, "AssessmentAuthorisationDate")
	used := a.Body.Authorised
	if used.IsZero() {
		used = c.readOn(a.ID, "AssessmentFactorsList")
	}
	factors := a.Body.Factors
	if a.Body.Authorised.IsZero() && a.Body.Report != "" {
		factors = nil // of an assessment that is being written here: they are told with its authorisation
	}
	factors = cinrow.ResolveList("AssessmentFactors", "assessment_factors", factors, c.left[[2]string{a.ID, "AssessmentFactorsList"}], used)
	if unfinished {
		factors = nil
	}
	el := c.row("Assessments", a.ID, cells)
	el.kids = append(el.kids, list("FactorsIdentifiedAtAssessment", "AssessmentFactors", a.ID, factors)...)
	return el
}

// enquiry is a Section47. One is over when its conference was held or is not needed.
func (c *census) enquiry(q record.Of[record.S47Enquiry]) []element {
	conferences := c.conferences(q.Body.Referral, q.ID)
	var held record.InitialCPConference
	if len(conferences) > 0 {
		held = conferences[0].Body
	}
	over := q.Body.Started.Before(c.from) && (held.Date.Before(c.from) || held.Date.IsZero() && q.Body.ICPCNotRequired == record.Yes)
	if over || q.Body.Started.After(c.to) {
		return nil
	}
	cells := c.resolve(q.ID, "Section47", cinrow.Enquiry(q.Body, held))
	if len(conferences) > 0 {
		c.late(cells, "DateOfInitialCPC")
	}
	return []element{c.row("Section47", q.ID, cells)}
}

func (c *census) plan(p record.Of[record.CPPlan]) element {
	cells := c.resolve(p.ID, "ChildProtectionPlans", cinrow.Plan(p.Body))
	c.late(cells, "CPPendDate")
	el := c.row("ChildProtectionPlans", p.ID, cells)
	reviews := element{name: "Reviews", record: p.ID}
	for _, r := range story.All[record.CPReview](c.s) {
		if r.Body.Plan != p.ID || r.Body.Date.After(c.to) {
			continue
		}
		if text := c.resolve(r.ID, "Reviews", cinrow.Review(r.Body))[0].Text; strings.TrimSpace(text) != "" {
			reviews.kids = append(reviews.kids, element{name: "CPPreviewDate", text: text, record: r.ID})
		}
	}
	if len(reviews.kids) > 0 {
		el.kids = append(el.kids, reviews)
	}
	return el
}

func (c *census) preProceedings(p record.Of[record.PreProceedings]) element {
	cells := c.resolve(p.ID, "PreProceedings", cinrow.PreProceedings(p.Body))
	c.late(cells, "StepDecisionDate", "PPOutcome")
	for _, d := range []string{"LBPSentDate", "InitialPPMeetingDate", "CourtAppDate", "LetterInitCPDate"} {
		c.late(cells, d)
	}
	return c.row("PreProceedingsandFGDM", p.ID, cells)
}

// whole are the rows that no record could hold and that stand under a record or row; "" for those under the child itself.
func (c *census) whole(parent string) (out []record.Of[record.AsReturned]) {
	for _, a := range story.All[record.AsReturned](c.s) {
		if a.Body.Return == record.ReturnCIN && a.Body.Record == "" && a.Body.Parent == parent {
			out = append(out, a)
		}
	}
	return out
}

// wholeElement writes a row as it came, with those under it.
func (c *census) wholeElement(w record.Of[record.AsReturned]) element {
	el := element{name: cmp.Or(tags[w.Body.Table], w.Body.Table), record: w.ID}
	lists := map[string][]string{}
	for _, v := range w.Body.Values {
		if v.Column == "AssessmentFactors" || v.Column == "CPPreviewDate" {
			lists[v.Column] = append(lists[v.Column], v.Text)
			continue
		}
		el.kids = append(el.kids, element{name: v.Column, text: v.Text, record: w.ID})
	}
	el.kids = append(el.kids, list("FactorsIdentifiedAtAssessment", "AssessmentFactors", w.ID, lists["AssessmentFactors"])...)
	el.kids = append(el.kids, list("Reviews", "CPPreviewDate", w.ID, lists["CPPreviewDate"])...)
	for _, k := range c.whole(w.ID) {
		el.kids = append(el.kids, c.wholeElement(k))
	}
	if w.Body.Table == "CINdetails" {
		ordered(el.kids)
	}
	return el
}

// ordered puts the elements of an episode in the order of the schema, and keeps it within a name.
func ordered(kids []element) {
	slices.SortStableFunc(kids, func(a, b element) int { return slices.Index(episodeOrder, a.name) - slices.Index(episodeOrder, b.name) })
}

// numbers are the identifiers in force on a day.
func numbers(s story.Story, on day.Day) (n cinrow.Numbers) {
	var own bool
	for _, i := range story.All[record.Identifier](s) {
		b := i.Body
		started, over := !b.From.After(on), !b.To.IsZero() && b.To.Compare(on) <= 0
		switch {
		case b.Type == record.LAChildID && started && !over, b.Type == record.FormerChildID && !b.To.IsZero() && !over && started:
			// The number of the record that survived a merge comes first.
			if survivor := i.Subject == s.Subject; n.ID == "" || survivor || !own {
				n.ID, own = b.Value, survivor
			}
		case b.Type == record.UPN && started && !over, b.Type == record.FormerUPN && !b.To.IsZero() && !over && started:
			n.UPN = b.Value
		case b.Type == record.FormerUPN && started:
			n.FormerUPN = b.Value
		case b.Type == record.UPNUnknown && started && !over:
			n.UPNUnknown = b.Value
		}
	}
	if n.UPN != "" {
		n.UPNUnknown = ""
	}
	return n
}

// message is a census of one child with a reference date. lines has the record of each line, counted from 1.
func message(child element, ends int, on day.Day) (text []byte, lines []string) {
	w := writer{lines: []string{""}}
	w.line("", `<?xml version="1.0" encoding="UTF-8"?>`)
	w.element(element{name: "Message", kids: []element{
		{name: "Header", kids: []element{
			{name: "CollectionDetails", kids: []element{{name: "Collection", text: "CIN"}, {name: "Year", text: fmt.Sprint(ends)}, {name: "ReferenceDate", text: on.String()}}},
		}},
		{name: "Children", kids: []element{child}},
	}})
	return w.out.Bytes(), w.lines
}

type writer struct {
	out   bytes.Buffer
	lines []string
}

func (w *writer) line(id, s string) {
	w.out.WriteString(s + "\n")
	w.lines = append(w.lines, id)
}

func (w *writer) element(e element) {
	if e.text == "" {
		w.line(e.record, "<"+e.name+">")
		for _, k := range e.kids {
			w.element(k)
		}
		w.line(e.record, "</"+e.name+">")
		return
	}
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(e.text)) // a Builder takes everything; line breaks are written as references, so an element is one line
	w.line(e.record, "<"+e.name+">"+b.String()+"</"+e.name+">")
}

// cut parts TABLE.FIELD.
func cut(name string) (table, field string, ok bool) { return strings.Cut(name, ".") }
