package check

import (
	"strings"

	"throughline/internal/returns/cin"
)

// kid is one Child element.
type kid struct {
	id     string // LAchildID as written
	absent bool   // there is no LAchildID element, which the peer tells from an empty one in some rules
	pos    int
	place  int // in its group, from 0

	episodesBefore, plansBefore int // rows of the whole file before those of this Child, for 8832 of the peer
}

// fielder is a row as it stands in the file.
type fielder interface {
	Field(string) *cin.Value
}

// row is what every row of a group has.
type row struct {
	table  cin.Table
	number int // of the row in its table within its Child
	line   int // of the file on which the row begins
	kid    *kid
	src    fielder
	ep     episodeKey
}

// episodeKey says which rows belong to one episode. The peer joins by child and ordinal, so first episodes of two Child elements with
// one id are one to it; the intended reading keeps them apart.
type episodeKey int64

// text is a field of the row as the file has it.
func (r *row) text(field string) string {
	if field == "LAchildID" {
		return r.kid.id
	}
	if v := r.src.Field(field); v != nil {
		return v.Text
	}
	return ""
}

type identifier struct {
	row
	upn, formerUPN, upnUnknown, sex string
	birth, expected, death          date
}

type characteristic struct {
	row
	ethnicity string
}

type disability struct {
	row
	code string
}

type episode struct {
	row
	id                            int
	source, need, reason, nfa     string
	referral, closure, conference date
}

type assessment struct {
	row
	id                int
	start, authorised date
	factors           []cin.Factor // of the wrapper
	loose             []cin.Value  // outside it
	direct            string       // the first directly under Assessments, when the wrapper holds none
}

type cinPlan struct {
	row
	start, end date
}

type enquiry struct {
	row
	start, conference date
	target, notNeeded string
}

type plan struct {
	row
	id                      int
	start, end              date
	first, latest, previous string
}

type review struct {
	row
	plan int // CPPID
	on   date
}

type preProceeding struct {
	row
	start, letter, meeting, decision, court, care date
	offer, held, reviews, outcome                 string
}

// group is the rows of every Child element that has one LAchildID: usually of one.
type group struct {
	kids            []*kid
	identifiers     []identifier
	characteristics []characteristic
	disabilities    []disability
	episodes        []episode
	assessments     []assessment
	cinPlans        []cinPlan
	enquiries       []enquiry
	plans           []plan
	reviews         []review
	pre             []preProceeding
}

func (g *group) reset() {
	*g = group{g.kids[:0], g.identifiers[:0], g.characteristics[:0], g.disabilities[:0], g.episodes[:0], g.assessments[:0],
		g.cinPlans[:0], g.enquiries[:0], g.plans[:0], g.reviews[:0], g.pre[:0]}
}

// named says whether the children of the group have an id at all.
func (g *group) named() bool { return len(g.kids) > 0 && g.kids[0].id != "" }

func newKid(c *cin.Child) *kid {
	v := &c.Identifiers.LAchildID
	return &kid{id: v.Text, absent: !v.Given, pos: c.Pos}
}

// add puts the rows of one Child into the group. The child must not be changed while the group is in use.
func (g *group) add(c *cin.Child, y *year) {
	k := newKid(c)
	k.place = len(g.kids)
	g.kids = append(g.kids, k)
	at := func(t cin.Table, r cin.Row, src fielder, ep episodeKey) row {
		return row{table: t, number: r.Number, line: r.Line, kid: k, src: src, ep: ep}
	}
	if x := &c.Identifiers; x.Number > 0 {
		g.identifiers = append(g.identifiers, identifier{row: at(cin.ChildIdentifiers, x.Row, x, 0),
			upn: x.UPN.Text, formerUPN: x.FormerUPN.Text, upnUnknown: x.UPNunknown.Text, sex: x.Sex.Text,
			birth: y.date(colBirth, &x.PersonBirthDate), expected: y.date(colExpected, &x.ExpectedPersonBirthDate),
			death: y.date(colDeath, &x.PersonDeathDate)})
	}
	if x := &c.Characteristics; x.Number > 0 {
		g.characteristics = append(g.characteristics, characteristic{at(cin.ChildCharacteristics, x.Row, x, 0), x.Ethnicity.Text})
		for i := range x.Disabilities {
			v := &x.Disabilities[i]
			r := row{table: cin.Disabilities, number: i + 1, line: v.Line, kid: k, src: oneDisability{v}}
			g.disabilities = append(g.disabilities, disability{r, v.Text})
		}
	}
	for i := range c.Episodes {
		g.addEpisode(&c.Episodes[i], k, y, at)
	}
	g.addLoose(c, k, y, at)
}

// rowMaker makes the common part of a row.
type rowMaker func(cin.Table, cin.Row, fielder, episodeKey) row

func (g *group) addEpisode(e *cin.Episode, k *kid, y *year, at rowMaker) {
	ep := y.key(k, e.ID)
	g.episodes = append(g.episodes, episode{row: at(cin.CINdetails, e.Row, e, ep), id: e.ID,
		source: e.ReferralSource.Text, need: e.PrimaryNeedCode.Text, reason: e.ReasonForClosure.Text, nfa: e.ReferralNFA.Text,
		referral: y.date(colReferral, &e.CINreferralDate), closure: y.date(colClosure, &e.CINclosureDate),
		conference: y.date(colEpisodeCPC, &e.DateOfInitialCPC)})
	for i := range e.Assessments {
		x := &e.Assessments[i]
		a := assessment{row: at(cin.Assessments, x.Row, withFactors{x}, ep), id: x.ID, factors: x.Factors, loose: x.LooseFactors,
			start: y.date(colAssessed, &x.AssessmentActualStartDate), authorised: y.date(colAuthorised, &x.AssessmentAuthorisationDate)}
		if len(x.Factors) == 0 {
			a.direct = x.DirectFactor.Text
		}
		g.assessments = append(g.assessments, a)
	}
	for i := range e.CINPlans {
		x := &e.CINPlans[i]
		g.cinPlans = append(g.cinPlans, cinPlan{at(cin.CINplanDates, x.Row, x, ep),
			y.date(colPlanStart, &x.CINPlanStartDate), y.date(colPlanEnd, &x.CINPlanEndDate)})
	}
	for i := range e.Enquiries {
		x := &e.Enquiries[i]
		g.enquiries = append(g.enquiries, enquiry{at(cin.Section47, x.Row, x, ep), y.date(colEnquiry, &x.S47ActualStartDate),
			y.date(colEnquiryCPC, &x.DateOfInitialCPC), x.InitialCPCtarget.Text, x.ICPCnotRequired.Text})
	}
	for i := range e.Plans {
		g.addPlan(&e.Plans[i], ep, y, at)
	}
	for i := range e.PreProceedings {
		x := &e.PreProceedings[i]
		g.pre = append(g.pre, preProceeding{row: at(cin.PreProceedings, x.Row, x, ep),
			start: y.date(colPPStart, &x.PPStartDate), letter: y.date(colPPLetter, &x.LBPSentDate),
			meeting: y.date(colPPMeeting, &x.InitialPPMeetingDate), decision: y.date(colPPDecision, &x.StepDecisionDate),
			court: y.date(colPPCourt, &x.CourtAppDate), care: y.date(colPPCare, &x.LetterInitCPDate),
			offer: x.FGDMMeetingOffer.Text, held: x.FGDMMeetingFac.Text, reviews: x.ReviewMeetingsCount.Text, outcome: x.PPOutcome.Text})
	}
}

func (g *group) addPlan(x *cin.Plan, ep episodeKey, y *year, at rowMaker) {
	g.plans = append(g.plans, plan{row: at(cin.ChildProtectionPlans, x.Row, x, ep), id: x.ID,
		start: y.date(colCPPStart, &x.CPPstartDate), end: y.date(colCPPEnd, &x.CPPendDate),
		first: x.InitialCategoryOfAbuse.Text, latest: x.LatestCategoryOfAbuse.Text, previous: x.NumberOfPreviousCPP.Text})
	for i := range x.Reviews {
		g.addReviews(&x.Reviews[i], ep, x.ID, y, at)
	}
}

// addReviews adds the dates of one block. They share the row of the block; the peer sees the first of them only.
func (g *group) addReviews(b *cin.ReviewBlock, ep episodeKey, plan int, y *year, at rowMaker) {
	for i := range b.Dates {
		if i > 0 && y.peer {
			return
		}
		v := &b.Dates[i]
		g.reviews = append(g.reviews, review{at(cin.Reviews, b.Row, oneReview{v}, ep), plan, y.date(colReview, v)})
	}
}

// addLoose adds plans and reviews directly under Child. The peer gives them to the episode whose number is the count of episodes of the
// child, the intended reading to the last episode before them (schema.json, import_quirks).
func (g *group) addLoose(c *cin.Child, k *kid, y *year, at rowMaker) {
	episodeOf := func(before int) episodeKey {
		if y.peer {
			return y.key(k, len(c.Episodes))
		}
		return y.key(k, before)
	}
	for i := range c.LoosePlans {
		x := &c.LoosePlans[i]
		g.addPlan(x, episodeOf(x.EpisodeID), y, at)
	}
	for i := range c.LooseReviews {
		b := &c.LooseReviews[i]
		plan := b.PlanID
		if plan == 0 && b.EpisodeID > 0 {
			plan = len(c.Episodes[b.EpisodeID-1].Plans)
		}
		g.addReviews(b, episodeOf(b.EpisodeID), plan, y, at)
	}
}

// oneDisability and oneReview are rows of one column.
type (
	oneDisability struct{ v *cin.Value }
	oneReview     struct{ v *cin.Value }
)

func (x oneDisability) Field(name string) *cin.Value { return only(x.v, name, "Disability") }
func (x oneReview) Field(name string) *cin.Value     { return only(x.v, name, "CPPreviewDate") }

func only(v *cin.Value, name, column string) *cin.Value {
	if name == column {
		return v
	}
	return nil
}

// withFactors is an assessment whose factors read as one text.
type withFactors struct{ *cin.Assessment }

func (a withFactors) Field(name string) *cin.Value {
	if name != "AssessmentFactors" {
		return a.Assessment.Field(name)
	}
	var all []string
	for _, v := range a.AllFactors() {
		all = append(all, v.Text)
	}
	return &cin.Value{Name: name, Text: strings.Join(all, ", ")}
}
