package outgoing

import (
	"cmp"
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/intake/cinrow"
	"throughline/internal/story"
)

// The columns of CINdetails in the order of the schema, rows that stand in it among them.
var episodeOrder = []string{
	"CINreferralDate", "ReferralSource", "PrimaryNeedCode", "CINclosureDate", "ReasonForClosure", "DateOfInitialCPC", "Assessments", "CINPlanDates",
	"Section47", "ReferralNFA", "ChildProtectionPlans", "PreProceedingsandFGDM",
}

// census makes one child's element of the census of a year.
type census struct {
	year     int
	from, to day.Day // first and last day of the census year
	s        story.Story
	left     left
	number   string // LAchildID
	all      bool   // a child without a number of the council is written too
	out      []Difference
	provenance
}

func newCensus(s story.Story, year int, p provenance) census {
	from, to := day.FinancialYear(year)
	return census{year: year, from: from, to: to, s: s, left: leftOf(s, record.ReturnCIN), provenance: p}
}

const (
	tooLate  = "it is of after the census year"
	tooEarly = "it ended before the census year"
)

// child is the Child element; ok is false when the census of the year has none of this child.
func (c *census) child() (_ element, ok bool) {
	child, found := story.First[record.Child](c.s)
	if !found {
		return element{}, false
	}
	n := numbersAt(c.s, c.to)
	id := c.left.resolve(child.ID, "ChildIdentifiers", cinrow.Identifiers(c.year, child.Body, n))
	c.number = id[0].Text
	c.late(child.Meta, id, "PersonDeathDate")
	episodes := c.episodes()
	switch {
	case len(episodes) == 0:
		c.differ(&c.out, c.number, child.Meta, "", "the child has no referral that was open in the census year, so the census has no element of the child")
		return element{}, false
	case c.number == "" && !c.all:
		c.out = append(c.out, Difference{Place: c.s.Subject, Why: "the child has no number of the council (LAchildID), which the census asks for: give one and export again. The child was left out"})
		return element{}, false
	}
	ch := element{name: "ChildCharacteristics", table: "ChildCharacteristics", kids: texts(c.left.resolve(child.ID, "ChildCharacteristics", cinrow.Characteristics(child.Body)))}
	dis := cinrow.ResolveList("Disability", "disability", child.Body.Disabilities, c.left[[2]string{child.ID, "Disabilities"}], c.readOn(child.ID, "Disabilities"))
	ch.kids = append(ch.kids, list("Disabilities", "Disability", dis)...)
	el := element{name: "Child", record: child.ID, kids: []element{{name: "ChildIdentifiers", table: "ChildIdentifiers", kids: texts(id)}, ch}}
	el.kids = append(el.kids, episodes...)
	return el, true
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

// late takes dates of after the census year out of a row, with the columns that go with them.
func (c *census) late(m record.Meta, cells []cinrow.Cell, date string, with ...string) bool {
	for i := range cells {
		if cells[i].Column != date || !cinrow.DateOf(cells[i:i+1], date).After(c.to) {
			continue
		}
		cells[i].Text = ""
		c.differ(&c.out, c.number, m, date, tooLate)
		for j := range cells {
			if slices.Contains(with, cells[j].Column) && cells[j].Text != "" {
				cells[j].Text = ""
				c.differ(&c.out, c.number, m, cells[j].Column, tooLate)
			}
		}
		return true
	}
	return false
}

func (c *census) episodes() (out []element) {
	for _, r := range story.All[record.Referral](c.s) {
		switch {
		case r.Body.Date.After(c.to):
			c.differ(&c.out, c.number, r.Meta, "", "the referral is of after the census year; it is left out with its rows")
		case r.Body.Closed.Before(c.from):
			c.differ(&c.out, c.number, r.Meta, "", "the referral was closed before the census year; it is left out with its rows")
		default:
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
	cells := c.left.resolve(r.ID, "CINdetails", cinrow.Referral(r.Body, held))
	c.late(r.Meta, cells, "CINclosureDate", "ReasonForClosure")
	if len(alone) > 0 {
		c.late(alone[0].Meta, cells, "DateOfInitialCPC")
	}
	kids := texts(cells)
	for _, a := range story.All[record.Assessment](c.s) {
		if a.Body.Referral == r.ID {
			kids = append(kids, c.assessment(a)...)
		}
	}
	for _, p := range story.All[record.CINPlan](c.s) {
		if p.Body.Referral == r.ID && c.within(p.Meta, p.Body.Started, p.Body.Ended) {
			cells := c.left.resolve(p.ID, "CINplanDates", cinrow.CINPlan(p.Body))
			c.late(p.Meta, cells, "CINPlanEndDate")
			kids = append(kids, element{name: "CINPlanDates", table: "CINplanDates", record: p.ID, kids: texts(cells)})
		}
	}
	for _, q := range story.All[record.S47Enquiry](c.s) {
		if q.Body.Referral == r.ID {
			kids = append(kids, c.enquiry(q)...)
		}
	}
	for _, p := range story.All[record.CPPlan](c.s) {
		if p.Body.Referral == r.ID && c.within(p.Meta, p.Body.Started, p.Body.Ended) {
			kids = append(kids, c.plan(p))
		}
	}
	for _, p := range story.All[record.PreProceedings](c.s) {
		if p.Body.Referral == r.ID && c.within(p.Meta, p.Body.Decided, p.Body.StepDecision) {
			cells := c.left.resolve(p.ID, "PreProceedings", cinrow.PreProceedings(p.Body))
			c.late(p.Meta, cells, "StepDecisionDate", "PPOutcome")
			for _, d := range []string{"LBPSentDate", "InitialPPMeetingDate", "CourtAppDate", "LetterInitCPDate"} {
				c.late(p.Meta, cells, d)
			}
			kids = append(kids, element{name: "PreProceedingsandFGDM", table: "PreProceedings", record: p.ID, kids: texts(cells)})
		}
	}
	for _, w := range c.whole(r.ID) {
		if w.Body.Year <= c.year {
			kids = append(kids, c.wholeElement(w))
		}
	}
	return element{name: "CINdetails", table: "CINdetails", record: r.ID, kids: ordered(kids, episodeOrder...)}
}

// within says whether a row that has a start and an end belongs to the year; one that does not is named.
func (c *census) within(m record.Meta, started, ended day.Day) bool {
	switch {
	case started.After(c.to):
		c.differ(&c.out, c.number, m, "", tooLate+"; it is left out")
	case ended.Before(c.from):
		c.differ(&c.out, c.number, m, "", tooEarly+"; it is left out")
	default:
		return true
	}
	return false
}

func (c *census) assessment(a record.Of[record.Assessment]) []element {
	if !c.within(a.Meta, a.Body.Started, a.Body.Authorised) {
		return nil
	}
	cells := c.left.resolve(a.ID, "Assessments", cinrow.Assessment(a.Body))
	c.late(a.Meta, cells, "AssessmentInternalReviewDate")
	unfinished := c.late(a.Meta, cells, "AssessmentAuthorisationDate")
	used := a.Body.Authorised
	if used.IsZero() {
		used = c.readOn(a.ID, "AssessmentFactorsList")
	}
	factors := a.Body.Factors
	if a.Body.Authorised.IsZero() && a.Body.Report != "" {
		factors = nil // of an assessment that is being written here: they are told with its authorisation
	}
	factors = cinrow.ResolveList("AssessmentFactors", "assessment_factors", factors, c.left[[2]string{a.ID, "AssessmentFactorsList"}], used)
	if unfinished && len(factors) > 0 {
		c.differ(&c.out, c.number, a.Meta, "AssessmentFactors", "they are told with the authorisation, which is of after the census year")
		factors = nil
	}
	kids := append(texts(cells), list("FactorsIdentifiedAtAssessment", "AssessmentFactors", factors)...)
	return []element{{name: "Assessments", table: "Assessments", record: a.ID, kids: kids}}
}

// enquiry is a Section47. One is over when its conference was held or is not needed. At the end of the census year nobody knows of a
// conference that was held later, so it decides nothing.
func (c *census) enquiry(q record.Of[record.S47Enquiry]) []element {
	conferences := c.conferences(q.Body.Referral, q.ID)
	var held record.InitialCPConference
	if len(conferences) > 0 {
		held = conferences[0].Body
	}
	met := held.Date
	if met.After(c.to) {
		met = day.Day{}
	}
	switch {
	case q.Body.Started.After(c.to):
		c.differ(&c.out, c.number, q.Meta, "", tooLate+"; it is left out")
		return nil
	case q.Body.Started.Before(c.from) && (met.Before(c.from) || met.IsZero() && q.Body.ICPCNotRequired == record.Yes):
		c.differ(&c.out, c.number, q.Meta, "", tooEarly+"; it is left out")
		return nil
	}
	cells := c.left.resolve(q.ID, "Section47", cinrow.Enquiry(q.Body, held))
	if len(conferences) > 0 {
		c.late(conferences[0].Meta, cells, "DateOfInitialCPC")
	}
	return []element{{name: "Section47", table: "Section47", record: q.ID, kids: texts(cells)}}
}

func (c *census) plan(p record.Of[record.CPPlan]) element {
	cells := c.left.resolve(p.ID, "ChildProtectionPlans", cinrow.Plan(p.Body))
	c.late(p.Meta, cells, "CPPendDate")
	kids := texts(cells)
	reviews := element{name: "Reviews"}
	for _, r := range story.All[record.CPReview](c.s) {
		if r.Body.Plan != p.ID {
			continue
		}
		if r.Body.Date.After(c.to) {
			c.differ(&c.out, c.number, r.Meta, "CPPreviewDate", tooLate)
			continue
		}
		if text := c.left.resolve(r.ID, "Reviews", cinrow.Review(r.Body))[0].Text; strings.TrimSpace(text) != "" {
			reviews.kids = append(reviews.kids, element{name: "CPPreviewDate", text: text, record: r.ID})
		}
	}
	if len(reviews.kids) > 0 {
		kids = append(kids, reviews)
	}
	return element{name: "ChildProtectionPlans", table: "ChildProtectionPlans", record: p.ID, kids: kids}
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

// tags are the elements of tables that have another name.
var tags = map[string]string{"CINplanDates": "CINPlanDates", "PreProceedings": "PreProceedingsandFGDM"}

// wholeElement writes a row as it came, with those under it.
func (c *census) wholeElement(w record.Of[record.AsReturned]) element {
	el := element{name: cmp.Or(tags[w.Body.Table], w.Body.Table), table: w.Body.Table, record: w.ID}
	lists := map[string][]string{}
	for _, v := range w.Body.Values {
		if v.Column == "AssessmentFactors" || v.Column == "CPPreviewDate" {
			lists[v.Column] = append(lists[v.Column], v.Text)
			continue
		}
		el.kids = append(el.kids, element{name: v.Column, text: v.Text})
	}
	el.kids = append(el.kids, list("FactorsIdentifiedAtAssessment", "AssessmentFactors", lists["AssessmentFactors"])...)
	el.kids = append(el.kids, list("Reviews", "CPPreviewDate", lists["CPPreviewDate"])...)
	for _, k := range c.whole(w.ID) {
		el.kids = append(el.kids, c.wholeElement(k))
	}
	if w.Body.Table == "CINdetails" {
		ordered(el.kids, episodeOrder...)
	}
	return el
}
