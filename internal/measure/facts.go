package measure

import (
	"math/bits"
	"reflect"
	"slices"

	"throughline/internal/record"
	"throughline/internal/story"
)

// Facts is what measures need of one subject: its records by kind, slim, in the order of recording. Every measure is a pure function of
// Facts, whether they come from a story or from the row in which they are kept ready (see Lists).
type Facts struct {
	Subject string

	children       bag[record.Child]
	addresses      bag[record.Address]
	allocations    bag[record.Allocation]
	contacts       bag[record.Contact]
	referrals      bag[record.Referral]
	assessments    bag[record.Assessment]
	enquiries      bag[record.S47Enquiry]
	conferences    bag[record.InitialCPConference]
	plans          bag[record.CPPlan]
	planReviews    bag[record.CPReview]
	preProceedings bag[record.PreProceedings]
	periods        bag[record.CarePeriod]
	statuses       bag[record.LegalStatus]
	placements     bag[record.CLAPlacement]
	reviews        bag[record.CLAReview]
	missing        bag[record.Missing]
	health         bag[record.CLAHealth]
	immunisations  bag[record.CLAImmunisations]
	substances     bag[record.CLASubstanceMisuse]
	convictions    bag[record.CLAConviction]
	sdq            bag[record.SDQScore]
	liberty        bag[record.DeprivationOfLiberty]
	forAdoption    bag[record.PlacedForAdoption]
	adoptions      bag[record.Adoption]
	leavers        bag[record.CareLeaver]
	involvements   bag[record.Involvement]
	immigration    bag[record.ImmigrationStatus]
	atDoor         bag[record.ChildContact]
	earlyHelp      bag[record.EarlyHelp]
	discussions    bag[record.StrategyDiscussion]
	needPlans      bag[record.CINPlan]
	meetings       bag[record.PlanMeeting]
	visits         bag[record.Visit]
	proceedings    bag[record.CareProceedings]
	carePlans      bag[record.CLACarePlan]
	interviews     bag[record.ReturnInterview]
	pathways       bag[record.PathwayPlan]
	ehcps          bag[record.EHCP]
	audits         bag[record.Audit]
	complaints     bag[record.Complaint]
	calls          bag[record.Consultation]
	allegations    bag[record.LADOReferral]
	employments    bag[record.Employment]
	transfers      bag[record.Transfer]
	supervisions   bag[record.Supervision]
	kin            bag[record.Relationship] // parents, children, brothers and sisters
	posts          bag[record.Post]
	providers      bag[record.Provider]
	adopters       bag[record.ProspectiveAdopter]
	merged         bag[gone]
	carers         bag[record.YoungCarer]
	needs          bag[record.NeedAssessment]
	clinical       bag[record.ClinicalReferral]
	prices         bag[record.PlacementPrice]
	leads          bag[record.SafeguardingLead]
	questions      bag[record.Question]
	actions        bag[record.Action]
	sittings       bag[record.Meeting]
	requests       bag[record.AccessRequest]
	cabinet        bag[record.CabinetReport]
	claims         bag[record.FigureClaim]
	inspections    bag[record.InspectionPlan]

	reading  reader
	slots    []slot
	set      uint64  // a bit for each slot that something was put into
	has      uint64  // and for each of which there is a record, whether it was read or not
	reaches  reaches // of those
	byKind   *kindPlaces
	ofAdults uint64 // the kinds of which measures need those of adults
	seen     []seen
	cached   struct { // of the subject, worked out once
		ok                              bool
		ethnicity, group, sex, disabled string
	}
}

// newFacts makes empty facts, which can be filled again and again.
func newFacts() *Facts {
	f := &Facts{}
	f.contacts.slim = slimContact
	f.addresses.slim = slimAddress
	f.assessments.slim = func(a *record.Assessment) { a.Report, a.WhyNotSeen, a.Views, a.Needs = "", "", "", "" }
	f.children.slim = func(c *record.Child) { c.Names, c.Gender, c.Language, c.School, c.Interpreter = nil, "", "", "", false }
	f.referrals.slim = func(r *record.Referral) { // what people add to it later in words is left out too
		*r = record.Referral{
			Contact: r.Contact, Date: r.Date, Source: r.Source, Decision: r.Decision, Decided: r.Decided, PrimaryNeed: r.PrimaryNeed, NFA: r.NFA, Team: r.Team,
			Closed: r.Closed, Closure: r.Closure,
		}
	}
	f.atDoor.slim = func(c *record.ChildContact) { c.DecidedBy, c.Rationale, c.Team = "", "", "" }
	f.earlyHelp.slim = func(e *record.EarlyHelp) {
		e.Reason, e.OutcomeNote, e.Organisation, e.Worker = "", "", "", ""
	}
	f.discussions.slim = func(s *record.StrategyDiscussion) {
		*s = record.StrategyDiscussion{Referral: s.Referral, Date: s.Date, Initiator: s.Initiator, Agencies: s.Agencies, Decision: s.Decision}
	}
	f.visits.slim = func(v *record.Visit) {
		*v = record.Visit{Type: v.Type, Date: v.Date, Plan: v.Plan, Seen: v.Seen, Alone: v.Alone, Agency: v.Agency}
	}
	f.enquiries.slim = func(e *record.S47Enquiry) {
		*e = record.S47Enquiry{Referral: e.Referral, Started: e.Started, Ended: e.Ended, ICPCNotRequired: e.ICPCNotRequired, Discussion: e.Discussion, Seen: e.Seen}
	}
	f.conferences.slim = func(c *record.InitialCPConference) {
		*c = record.InitialCPConference{Referral: c.Referral, Enquiry: c.Enquiry, Target: c.Target, Date: c.Date}
	}
	f.plans.slim = func(p *record.CPPlan) {
		*p = record.CPPlan{Referral: p.Referral, Conference: p.Conference, Started: p.Started, Ended: p.Ended, InitialCategory: p.InitialCategory,
			LatestCategory: p.LatestCategory, Previous: p.Previous, EndReason: p.EndReason}
	}
	f.planReviews.slim = func(r *record.CPReview) {
		*r = record.CPReview{Plan: r.Plan, Date: r.Date, Continues: r.Continues, Quorate: r.Quorate, Participation: r.Participation}
	}
	f.needPlans.slim = func(p *record.CINPlan) { *p = record.CINPlan{Referral: p.Referral, Started: p.Started, Ended: p.Ended} }
	f.meetings.slim = func(m *record.PlanMeeting) { m.Came, m.Notes, m.Together = "", "", "" }
	f.proceedings.slim = func(c *record.CareProceedings) { c.Hearings, c.Case, c.WhyShortNotice = nil, "", "" }
	f.interviews.slim = func(r *record.ReturnInterview) { r.Interviewer = "" }
	f.complaints.slim = func(c *record.Complaint) { c.Text = "" }
	f.substances.slim = func(s *record.CLASubstanceMisuse) { s.Substance = "" }
	f.convictions.slim = func(c *record.CLAConviction) { c.Offence = "" }
	f.calls.slim = func(c *record.Consultation) {
		c.Agency = nameless(c.Agency)
		c.Caller, c.Topic, c.Advice, c.Worker, c.Role, c.Phone, c.Email, c.Strategies, c.Feedback = "", "", "", "", "", "", "", "", ""
		c.Named = make([]record.ContactChild, len(c.Named)) // how many were named, not who
	}
	f.allegations.slim = func(l *record.LADOReferral) { // of an allegation only what is counted: its other fields name people, and more are added
		*l = record.LADOReferral{
			Known: l.Known, Received: l.Received, Consultation: l.Consultation, Position: l.Position, Sector: l.Sector, Source: l.Source, Category: l.Category,
			ImmediateRisk: l.ImmediateRisk, Triage: l.Triage, Triaged: l.Triaged, Meetings: l.Meetings, Reviews: l.Reviews, Outcome: l.Outcome, Closed: l.Closed,
			At: l.At, Priority: l.Priority, ActBy: l.ActBy, Decided: l.Decided, Police: l.Police, PoliceEnded: l.PoliceEnded, Suspended: l.Suspended,
			SuspensionTold: l.SuspensionTold, Dismissed: l.Dismissed, BarringTold: l.BarringTold, Feedback: l.Feedback,
		}
	}
	f.inspections.slim = slimInspection
	f.carers.slim, f.clinical.slim = slimCarer, slimClinical
	f.requests.slim, f.cabinet.slim, f.claims.slim = slimRequest, slimCabinet, slimClaim
	f.leads.slim, f.questions.slim, f.actions.slim, f.sittings.slim = slimLead, slimQuestion, slimAction, slimSitting
	f.needs.slim = func(n *record.NeedAssessment) { n.Outcome, n.Worker = "", "" }
	f.allocations.slim = func(a *record.Allocation) { a.Reason = "" }
	f.periods.slim = func(p *record.CarePeriod) { p.Given = nil }
	f.placements.slim = func(p *record.CLAPlacement) { p.Postcode = bare(p.Postcode) } // brothers and sisters live together or do not
	f.transfers.slim = func(t *record.Transfer) { t.AskedBy, t.Reason, t.By, t.Worker, t.Note = "", "", "", "", "" }
	f.supervisions.slim = func(s *record.Supervision) { *s = record.Supervision{Date: s.Date} }
	f.kin.only = func(r *record.Relationship) bool { return parentOf[r.Type] || childOf[r.Type] || siblingOf[r.Type] }
	f.kin.slim = func(r *record.Relationship) { *r = record.Relationship{Other: r.Other, Type: r.Type} }
	f.providers.slim = func(p *record.Provider) {
		*p = record.Provider{URN: p.URN, Registration: p.Registration, Inspections: p.Inspections}
	}
	f.adopters.slim = func(a *record.ProspectiveAdopter) {
		*a = record.ProspectiveAdopter{Family: a.Family, Approved: a.Approved, Matched: a.Matched, Placed: a.Placed, Ordered: a.Ordered, Left: a.Left}
	}
	// The order is part of the form in which facts are kept: see shape.
	f.slots = []slot{
		&f.children, &f.addresses, &f.allocations, &f.contacts, &f.referrals, &f.assessments, &f.enquiries, &f.conferences, &f.plans, &f.planReviews,
		&f.preProceedings, &f.periods, &f.statuses, &f.placements, &f.reviews, &f.missing, &f.health, &f.immunisations, &f.substances, &f.convictions,
		&f.sdq, &f.liberty, &f.forAdoption, &f.adoptions, &f.leavers, &f.involvements, &f.immigration, &f.atDoor, &f.earlyHelp, &f.discussions,
		&f.needPlans, &f.meetings, &f.visits, &f.proceedings, &f.carePlans, &f.interviews, &f.pathways, &f.ehcps, &f.audits, &f.complaints, &f.calls,
		&f.allegations, &f.employments, &f.transfers, &f.supervisions, &f.kin, &f.posts, &f.providers, &f.adopters, &f.merged,
		&f.carers, &f.needs, &f.clinical, &f.prices, &f.leads, &f.questions, &f.actions, &f.sittings, &f.requests, &f.cabinet, &f.claims,
		&f.inspections,
	}
	f.byKind = placesOf(f.slots)
	f.ofAdults = 1<<f.byKind.must(f.kin.kind()) | 1<<f.byKind.must(f.adopters.kind())
	f.ends()
	return f
}

// of fills the facts from a story.
func (f *Facts) of(s story.Story) *Facts {
	f.clear()
	f.take(&s)
	return f
}

// needed fills the facts with what is asked of a story about a subject of a type. It is false, and little was done, when nothing of the story reaches what is
// asked. The newest records are looked at first: once one of a kind reaches the last that is asked for, the others of that kind are not.
func (f *Facts) needed(s *story.Story, subjectType string, asked demands) bool {
	f.clear()
	if len(asked) == 0 {
		return false
	}
	f.seen = f.seen[:0]
	all, enough := f.ofInterest(subjectType), asked[len(asked)-1].from
	for n := len(s.Records) - 1; n >= 0; n-- {
		r := &s.Records[n]
		i, ok := f.byKind.find(r.Kind)
		if !ok || all&(1<<i) == 0 {
			continue
		}
		if f.has&(1<<i) == 0 || f.reaches[i] < enough {
			reach := f.slots[i].reachOf(r)
			if reach == nowhere {
				continue
			}
			f.hold(i, reach)
		}
		f.seen = append(f.seen, seen{i, r})
	}
	kinds := asked.reads(f.has, &f.reaches)
	if kinds == 0 {
		return false
	}
	for _, x := range slices.Backward(f.seen) {
		if kinds&(1<<x.slot) != 0 {
			f.slots[x.slot].put(x.r)
		}
	}
	f.merge(s)
	return true
}

// seen is a record that was looked at, and its place in slots.
type seen struct {
	slot int
	r    *record.Record
}

// ofInterest are the kinds that measures need of a type of subject: of an adult, whose kin they are and whether they would adopt.
func (f *Facts) ofInterest(subjectType string) uint64 {
	if subjectType == record.AdultSubject {
		return f.ofAdults
	}
	return everyKind
}

// take adds the records of a story.
func (f *Facts) take(s *story.Story) {
	all := f.ofInterest(record.SubjectType(s.Subject))
	for n := range s.Records {
		r := &s.Records[n]
		if i, ok := f.byKind.find(r.Kind); ok && all&(1<<i) != 0 {
			if reach := f.slots[i].take(r); reach != nowhere {
				f.hold(i, reach)
			}
		}
	}
	f.merge(s)
}

// merge says whose facts these are.
func (f *Facts) merge(s *story.Story) {
	f.Subject = s.Subject
	for _, m := range s.Merged {
		f.merged.All = append(f.merged.All, fact[gone]{ID: m})
		f.hold(f.byKind.must(f.merged.kind()), forEver)
	}
	if len(f.children.All) > 1 { // of a merged person the surviving subject's own identity goes first
		if own, ok := story.First[record.Child](*s); ok {
			for i, c := range f.children.All {
				if c.ID == own.ID {
					f.children.All[0], f.children.All[i] = c, f.children.All[0]
				}
			}
		}
	}
}

func (f *Facts) clear() {
	f.Subject, f.cached.ok, f.has = "", false, 0
	for ; f.set != 0; f.set &= f.set - 1 {
		f.slots[bits.TrailingZeros64(f.set)].clear()
	}
}

// hold notes that there is a record of a kind, and how far it reaches.
func (f *Facts) hold(slot int, r reach) {
	bit := uint64(1) << slot
	if f.has&bit != 0 {
		r = max(r, f.reaches[slot])
	}
	f.set, f.has, f.reaches[slot] = f.set|bit, f.has|bit, r
}

// live are the kinds of which a record reaches a day.
func (f *Facts) live(from reach) uint64 { return f.reaches.from(f.has, from) }

// empty says whether nothing that measures need is recorded.
func (f *Facts) empty() bool {
	for _, s := range f.slots {
		if s.len() > 0 && s != slot(&f.merged) {
			return false
		}
	}
	return true
}

// names are the subject's ids: its own, and those that were merged into it.
func (f *Facts) names() []string {
	out := []string{f.Subject}
	for _, m := range f.merged.All {
		out = append(out, m.ID)
	}
	return out
}

// slot is the records of one kind, whatever the kind.
type slot interface {
	kind() string
	take(r *record.Record) reach    // nowhere when no measure needs it
	reachOf(r *record.Record) reach // what take would give, or more, and nothing is taken
	put(r *record.Record)           // take, without asking how far it reaches
	clear()
	len() int
	body() reflect.Type
	append([]byte) []byte
	reach() reach
	read(r *reader, n int)
}

// fact is one record: its id and what measures need of its body.
type fact[T record.Body] struct {
	ID   string
	Body T
}

// bag is the records of one kind.
type bag[T record.Body] struct {
	All    []fact[T]
	slim   func(*T)      // leaves out what no measure needs
	only   func(*T) bool // those that a measure needs; nil: all
	plan   []field       // how a body is read, once it was
	goesOn func(*T) bool // whether a record has no end yet; nil: none ever has
}

func (b *bag[T]) kind() string { var zero T; return zero.KindName() }
func (b *bag[T]) len() int     { return len(b.All) }
func (b *bag[T]) clear()       { b.All = b.All[:0] }

func (b *bag[T]) take(r *record.Record) reach {
	n := len(b.All)
	if b.put(r); len(b.All) == n {
		return nowhere
	}
	return b.until(&b.All[n].Body)
}

func (b *bag[T]) put(r *record.Record) {
	if _, ok := r.Body.(T); !ok || b.only != nil && !b.only(in[T](r.Body)) {
		return
	}
	n := len(b.All)
	b.All = append(b.All, fact[T]{r.ID, *in[T](r.Body)})
	if b.slim != nil {
		b.slim(&b.All[n].Body)
	}
}

// reachOf looks at the whole body: what the slim one leaves out can only reach further.
func (b *bag[T]) reachOf(r *record.Record) reach {
	if _, ok := r.Body.(T); !ok || b.only != nil && !b.only(in[T](r.Body)) {
		return nowhere
	}
	if b.goesOn == nil {
		return forEver
	}
	return b.until(in[T](r.Body))
}

// reach is that of the record that reaches furthest.
func (b *bag[T]) reach() reach {
	most := nowhere
	for i := range b.All {
		most = max(most, b.until(&b.All[i].Body))
	}
	return most
}

// gone is a subject that was merged into this one: the fact's id is the subject. It stands where the merge is, so that one makes the facts anew.
type gone struct{}

func (gone) KindName() string { return kind[record.Merge]() }

// find gives a record by id.
func (b *bag[T]) find(id string) (*T, bool) {
	if id == "" {
		return nil, false
	}
	for i := range b.All {
		if b.All[i].ID == id {
			return &b.All[i].Body, true
		}
	}
	return nil, false
}

// child is who the child is; the zero Child when that is not recorded.
func (f *Facts) child() *record.Child {
	if len(f.children.All) == 0 {
		return &nobody
	}
	return &f.children.All[0].Body
}

// nobody is never changed.
var nobody record.Child
