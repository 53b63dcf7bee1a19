package duties

import (
	"slices"

	"throughline/internal/day"
)

// List is one of the lists that a service works from, and that councils keep in spreadsheets where their system does not give it (complaint 8). It is the open
// work under some time limits.
type List struct {
	ID, Title, Says string
	Clocks          []string
	Owner           string  // the post that answers for it
	Review          day.Day // when it is looked at again (complaint 10)
}

var lists = []List{
	{ID: "visits", Title: "Visits", Says: "Children on a plan or looked after who are to be visited next.", Clocks: []string{"CIN-04", "CP-11", "CP-12", FirstVisit, YearVisit, LongVisit, LaterVisit, ParentsAssessed, WeeklyThenFour, OrderWithParent, ChildAsked, AgreedFewer, BreakVisit}, Owner: "Head of safeguarding"},
	{ID: "initial-conferences", Title: "Initial conferences", Says: "Enquiries that need an initial conference within 15 working days.", Clocks: []string{"S47-01"}, Owner: "Head of safeguarding"},
	{ID: "protection-reviews", Title: "Reviews and core groups of child protection plans", Says: "Core groups and review conferences that are to be held next.", Clocks: []string{"CP-06", "CP-07", "CP-08", "CP-09"}, Owner: "Head of safeguarding"},
	{ID: "care-reviews", Title: "Reviews of looked-after children", Says: "20 working days, three months, then every six months.", Clocks: []string{FirstReview, SecondReview, LaterReview, BreakReview}, Owner: "Head of corporate parenting"},
	{ID: "return-interviews", Title: "Return interviews", Says: "Children who came back from being missing and were not yet talked to.", Clocks: []string{Interview}, Owner: "Head of corporate parenting"},
	{ID: "health", Title: "Health assessments", Says: "Initial and review health assessments of looked-after children.", Clocks: []string{FirstHealth, UnderFive, FiveAndOver}, Owner: "Head of corporate parenting"},
	{ID: "dental", Title: "Dental checks", Says: "Looked-after children whose dental check is next.", Clocks: []string{Dental}, Owner: "Head of corporate parenting"},
	{ID: "education-plans", Title: "Personal education plans", Says: "To be made within ten working days, then each term.", Clocks: []string{FirstPEP, TermPEP}, Owner: "Head of the virtual school"},
	{ID: "supervision", Title: "Supervision", Says: "Cases and workers whose supervision is next.", Clocks: []string{"QA-03"}, Owner: "Principal social worker"},
	{ID: "allegations", Title: "Allegations", Says: "Open allegations against people who work with children, by their own limits. Only the designated officers see it.", Clocks: []string{"LADO-02", "LADO-03", "LADO-04", "LADO-05", "LADO-06", "LADO-07"}, Owner: "Designated officer"},
	{ID: "before-court", Title: "Before court", Says: "Pre-proceedings: the first meeting, and their end within 16 weeks.", Clocks: []string{FirstPPM, PPMEnds}, Owner: "Head of safeguarding"},
	{ID: "assessments", Title: "Assessments", Says: "Assessments that are open, children to be seen in them, and review points.", Clocks: []string{"AS-01", "AS-02", "AS-03", "AS-05", "AS-06", "AS-07"}, Owner: "Head of assessment"},
}

// Lists are all of them, in the order of the page.
func Lists() []List {
	out := slices.Clone(lists)
	for i := range out {
		out[i].Review = reviewed
	}
	return out
}

// reviewed is the day by which the owners look at the lists again.
var reviewed = day.Must("2027-04-01")

// Lookup gives one of them.
func Lookup(id string) (List, bool) {
	i := slices.IndexFunc(Lists(), func(l List) bool { return l.ID == id })
	if i < 0 {
		return List{}, false
	}
	return Lists()[i], true
}
