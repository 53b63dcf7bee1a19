package life

import (
	"fmt"
	"time"

	"throughline/internal/day"
	"throughline/internal/frontdoor"
	"throughline/internal/record"
	"throughline/internal/synth/draw"
)

// episode is one referral of a family and all that follows from it until it is closed.
type episode struct {
	*maker
	n        int
	on       day.Day
	source   Source
	code     string // of the source
	agency   string // kind of agency
	partner  Partner
	received time.Time
	decided  time.Time
	contact  record.Contact
	contact0 string // its record
	cases    []*single
	team     string
	worker   string // of the team, when it was given the case
}

// single is one child's part of an episode.
type single struct {
	*child
	ref   record.Referral
	refID string

	assessment   record.Assessment
	assessmentID string
}

func (e *episode) named(purpose string) string { return fmt.Sprintf("%s/%d", purpose, e.n) }

// draws is a stream of this episode.
func (e *episode) draws(purpose string) *draw.Stream { return e.stream(e.named(purpose)) }

// ofCase is a stream of one child in this episode.
func (e *episode) ofCase(s *single, purpose string) *draw.Stream {
	return e.of(s.child, e.named(purpose))
}

// referral makes the family's nth referral and all that follows from it. It gives the day of the next, zero when there is none.
func (m *maker) referral(n int, on day.Day, source string) day.Day {
	e := &episode{maker: m, n: n, on: on, source: Sources.Named(source)}
	if on.After(m.w.Today()) {
		return day.Day{}
	}
	for _, c := range m.children {
		grown := c.Born.AddMonths(12 * 18)
		if c.gone || !c.busyUntil.IsZero() && !on.After(c.busyUntil) || !on.Before(grown.Add(-30)) || n > 0 && c.Born.After(on) {
			continue
		}
		e.cases = append(e.cases, &single{child: c})
	}
	if len(e.cases) == 0 {
		return day.Day{}
	}
	e.receive()
	ended := e.decide()
	e.contacts()
	s := e.draws("again")
	gap := againDays(s)
	if ended.IsZero() || m.a.Alone || !s.Chance(again) {
		return day.Day{}
	}
	next := ended.Add(gap)
	for from := m.source(n + 1); from.Shape(next) == 0; {
		next = next.Add(1)
	}
	return next
}

// source is where the nth referral comes from.
func (m *maker) source(n int) Source {
	s := m.stream(fmt.Sprintf("source/%d", n))
	weights := make([]float64, len(Sources))
	for i, one := range Sources {
		weights[i] = one.Share
	}
	return Sources[s.Weighted(weights...)]
}

// receive is what comes in: a written referral about the children, as the referrer knows them.
func (e *episode) receive() {
	s := e.draws("received")
	e.code, e.agency = e.source.code(s, e.on)
	e.received = e.on.Start().Add(9*time.Hour + time.Duration(s.IntN(7*60))*time.Minute)
	if e.source.Name == "police" {
		e.received = e.on.Start().Add(time.Duration(s.IntN(23*60)) * time.Minute)
	}
	kind := e.agency
	if kind == "" {
		kind = "council_other" // somebody at the council takes it down
	}
	e.partner = e.w.Staff.Partner(kind, e.a.Key+e.named("partner"))
	id := e.id(e.received, "contact")
	ref := frontdoor.Reference(id)
	f := e.family
	e.contact = record.Contact{
		Reference: ref, Received: e.received.UTC(), Account: e.partner.Worker,
		Referrer: record.Referrer{Agency: e.partner.Agency, AgencyType: e.agency, Source: e.code, Name: e.partner.Name, Role: e.partner.Role},
		Address:  f.Lines, Postcode: f.Postcode, Concern: fmt.Sprintf(draw.Pick(s, concerns), e.cases[0].Given), Consent: "given",
		Urgent: s.Chance(0.06),
	}
	if e.agency == "" {
		e.contact.Referrer = record.Referrer{AgencyType: "other", Source: e.code, Name: "not given", Role: "member of the public"}
	}
	if s.Chance(0.3) {
		e.contact.Consent, e.contact.WhyWithout = "dispensed", "risk_to_child"
	}
	for _, c := range e.cases {
		one := record.ContactChild{Given: c.Given, Family: c.Family, Language: c.Language, Sex: c.Sex, Birth: c.Born}
		if c.Born.After(e.on) {
			one = record.ContactChild{Given: "Unborn", Family: c.Family, Expected: c.Born, Sex: "U"}
		} else if s.Chance(0.85) {
			one.Ethnicity = c.Ethnicity
		}
		if e.on.Before(SexCodes) {
			one.Sex = ""
		}
		e.contact.Children = append(e.contact.Children, one)
	}
	e.heard()
	switch {
	case f.Alone:
	default:
		e.contact.Mother = record.ContactAdult{Known: "yes", Given: f.Mother.Given, Family: f.Mother.Family, Phone: f.Mother.Phone}
		e.contact.Father = record.ContactAdult{Known: "not_known"}
		if f.Father.Subject != "" {
			e.contact.Father = record.ContactAdult{Known: "yes", Given: f.Father.Given, Family: f.Father.Family}
		}
	}
	e.contact0 = id
	e.record(e.received, e.partner.Worker, "Send a referral", e.held.New(id, frontdoor.Subject(ref), e.contact))
}

// viewAsked is the share of written referrals whose referrer asked each child what they say, or says how one too young to be asked seemed (assumption).
const viewAsked = 0.6

// heard writes what the children say. Nobody is named, and of a child who is not born nothing is said.
func (e *episode) heard() {
	s := e.draws("views")
	if !s.Chance(viewAsked) {
		return
	}
	for i, c := range e.cases {
		which := s.IntN(len(views))
		switch {
		case c.Born.After(e.on):
		case e.on.Age(c.Born) < 3:
			e.contact.Children[i].View = "Too young to be asked. Looked for a parent and was comforted by them."
		default:
			e.contact.Children[i].View = views[which]
		}
	}
}

// limit is the last time at which a referral is decided: one working day after it came in, as nearly all are.
func (e *episode) limit() time.Time {
	s := e.draws("decided")
	d, days := calendar.OnOrAfter(e.on), 1
	if e.on == d && e.received.Before(e.on.Start().Add(14*time.Hour)) && s.Chance(0.6) {
		days = 0
	}
	if s.Chance(0.05) {
		days += 1 + s.IntN(3)
	}
	if late := calendar.Add(d, days); day.FinancialYearEnding(late) != day.FinancialYearEnding(e.on) {
		days = min(days, 1) // nothing is left undecided over the end of the year (rule 8569Q)
		if day.FinancialYearEnding(d) != day.FinancialYearEnding(e.on) {
			days = 0
		}
	}
	d = calendar.Add(d, days)
	at := d.Start().Add(9*time.Hour + time.Duration(s.IntN(8*60))*time.Minute)
	if !at.After(e.received) {
		at = e.received.Add(25 * time.Minute)
	}
	return at
}

// decide is the front door's decision: who the children are, and what happens next. It gives the day on which the last child's case was closed; zero
// while one is open.
func (e *episode) decide() day.Day {
	e.decided = e.limit()
	on := day.In(e.decided)
	screener := e.worker0(FrontDoor, on)
	var changes []record.Change
	s := e.draws("decision")
	nfa := !e.a.Alone && s.Chance(nothingFurther.on(e.on))
	decision, threshold := "assessment", []string{"3", "4"}[s.Weighted(75, 25)]
	straight := !nfa && s.Chance(0.04)
	switch {
	case nfa:
		decision, threshold = []string{"no_further_action", "advice"}[s.Weighted(70, 30)], []string{"1", "2"}[s.Weighted(40, 60)]
	case straight:
		decision, threshold = "strategy_discussion", "4"
	}
	need := e.need(s)
	e.team = e.assessmentTeam()
	for i, c := range e.cases {
		changes = append(changes, e.person(c.child, e.decided)...)
		c.refID = e.id(e.decided, e.named("referral"))
		c.ref = record.Referral{
			Contact: frontdoor.Subject(e.contact.Reference), Date: e.on, Source: e.code, Agency: e.partner.Agency,
			Decision: decision, Threshold: threshold, Rationale: rationales[decision], DecidedBy: screener, Decided: e.decided.UTC(), PrimaryNeed: need,
		}
		if nfa {
			c.ref.NFA, c.ref.PrimaryNeed, c.ref.Closed, c.ref.Closure = true, "", on, "RC7"
			c.busyUntil = on
		} else {
			c.ref.Team = e.team
		}
		e.contact.Children[i].Subject, e.contact.Children[i].Referral = c.Subject, c.refID
		e.contact.Feedback = append(e.contact.Feedback, record.Feedback{Child: i, At: e.decided.UTC(), By: screener, Decision: decision,
			Text: frontdoor.Feedback(e.contact.Reference, decision, e.received, e.decided)})
		changes = append(changes, e.held.New(c.refID, c.Subject, c.ref))
	}
	changes = append(changes, e.held.Edit(e.contact0, e.contact))
	if nfa {
		e.record(e.decided, screener, "Decide a referral", changes...)
		return on
	}
	return e.assess(changes, screener)
}

// need is the primary need of the family; a young person alone has nobody who could care.
func (e *episode) need(s *draw.Stream) string {
	weights := make([]float64, len(needs))
	for i, n := range needs {
		weights[i] = n.share
	}
	code := needs[s.Weighted(weights...)].code
	if e.a.Alone {
		return "N8"
	}
	return code
}

// person records a child who is not recorded yet, with numbers, address and parents.
func (m *maker) person(c *child, at time.Time) []record.Change {
	on := day.In(at)
	if c.recorded {
		return nil
	}
	c.recorded = true
	s := m.of(c, "person")
	body := record.Child{Names: []record.Name{{Given: c.Given, Family: c.Family, Use: "current"}}, Birth: c.Born, Sex: c.Sex, Ethnicity: c.Ethnicity,
		Disabilities: c.Disabilities, Language: c.Language}
	if c.Former != "" {
		body.Names = append([]record.Name{{Given: c.Given, Family: c.Former, Use: "former"}}, body.Names...)
	}
	if s.Chance(0.04) {
		body.Ethnicity = []string{"NOBT", "REFU"}[s.Weighted(70, 30)]
	}
	if c.Born.After(on) {
		c.unborn = true
		body = record.Child{Names: []record.Name{{Given: "Unborn", Family: c.Family, Use: "current"}}, Expected: c.Born, Sex: "U", Ethnicity: "NOBT"}
		m.after = append(m.after, func() {
			told := c.Born.Add(1 + s.IntN(2))
			if day.FinancialYearEnding(told) != day.FinancialYearEnding(c.Born) {
				told = c.Born
			}
			m.record(told.Start().Add(20*time.Hour), "system:hospital", "Record a birth", m.birth(c, told)...)
		})
	}
	c.bodyID = m.id(at, fmt.Sprintf("child/%d", c.n))
	c.body = m.sexed(c, body, on)
	out := []record.Change{m.held.New(c.bodyID, c.Subject, c.body)}
	number := func(i record.Identifier) {
		out = append(out, m.held.New(m.id(at, fmt.Sprintf("number/%d", c.n)), c.Subject, i))
	}
	number(record.Identifier{Type: record.LAChildID, Value: c.LocalID, From: on})
	if !c.unborn {
		out = append(out, m.numbers(c, at)...)
	}
	home := record.Address{Lines: m.family.Lines, Postcode: m.family.Postcode, From: on}
	c.address = m.id(at, fmt.Sprintf("address/%d", c.n))
	out = append(out, m.held.New(c.address, c.Subject, home))
	return append(out, m.parents(c, at)...)
}

// SexCodes is the first day on which a record may hold sex as the returns have it; before, the gender of the census is recorded, and on this day
// each child's sex is taken over from it.
var SexCodes = day.New(2024, time.April, 1)

// sexed is a child as it is recorded on a day.
func (m *maker) sexed(c *child, body record.Child, on day.Day) record.Child {
	if !on.Before(SexCodes) {
		return body
	}
	now := body
	body.Gender = map[string]string{"M": "1", "F": "2", "U": "0"}[body.Sex]
	body.Sex = ""
	if now.Birth.IsZero() || !now.Birth.AddMonths(12*25).After(SexCodes) {
		return body // it is recorded again when it is born; and of whoever is 25 no return tells any more
	}
	m.after = append(m.after, func() {
		now.Gender = body.Gender
		c.body = now
		m.record(SexCodes.Start().Add(7*time.Hour), "system:codes", "Take over sex from the gender of the census", m.held.Edit(c.bodyID, now))
	})
	return body
}

// numbers are those of the health service and of the school. A child who starts school later has the pupil number from then.
func (m *maker) numbers(c *child, at time.Time) (out []record.Change) {
	on := day.In(at)
	number := func(at time.Time, i record.Identifier) record.Change {
		return m.held.New(m.id(at, fmt.Sprintf("number/%d", c.n)), c.Subject, i)
	}
	if c.NHS != "" {
		out = append(out, number(at, record.Identifier{Type: record.NHSNumber, Value: c.NHS, From: on}))
	}
	school := record.Identifier{Type: record.UPN, Value: c.UPN, From: c.SchoolFrom()}
	if c.UPN == "" {
		school = record.Identifier{Type: record.UPNUnknown, Value: c.UPNUnknown, From: c.SchoolFrom()}
	}
	if !school.From.After(on) {
		school.From = on
		return append(out, number(at, school))
	}
	early := m.id(at, fmt.Sprintf("number/%d", c.n))
	body := record.Identifier{Type: record.UPNUnknown, Value: "UN1", From: on}
	out = append(out, m.held.New(early, c.Subject, body))
	starts := school.From.Start().Add(10 * time.Hour)
	body.To = school.From
	m.after = append(m.after, func() {
		m.record(starts, "system:schools", "Take pupil numbers from the schools", m.held.Edit(early, body), number(starts, school))
	})
	return out
}

// birth is what the hospital tells of a child who was expected.
func (m *maker) birth(c *child, on day.Day) []record.Change {
	s := m.of(c, "birth")
	body := record.Child{Names: []record.Name{{Given: c.Given, Family: c.Family, Use: "current"}}, Birth: c.Born, Sex: c.Sex, Ethnicity: c.Ethnicity,
		Disabilities: c.Disabilities, Language: c.Language}
	if s.Chance(0.04) {
		body.Ethnicity = "NOBT"
	}
	c.body = m.sexed(c, body, on)
	return append([]record.Change{m.held.Edit(c.bodyID, c.body)}, m.numbers(c, on.Start().Add(12*time.Hour))...)
}

// parents records the parents who are not recorded yet, and whose parents they are.
func (m *maker) parents(c *child, at time.Time) (out []record.Change) {
	if m.family.Alone {
		return nil
	}
	for _, p := range []struct {
		who   string
		adult *record.Adult
		id    string
		phone string
	}{
		{"mother", &record.Adult{Names: []record.Name{{Given: m.family.Mother.Given, Family: m.family.Mother.Family, Use: "current"}}, Birth: m.family.Mother.Born, Sex: "F"}, m.family.Mother.Subject, m.phone()},
		{"father", &record.Adult{Names: []record.Name{{Given: m.family.Father.Given, Family: m.family.Father.Family, Use: "current"}}, Birth: m.family.Father.Born, Sex: "M"}, m.family.Father.Subject, ""},
	} {
		if p.id == "" {
			continue
		}
		if !m.known[p.id] {
			m.known[p.id] = true
			if day.In(at).Before(SexCodes) {
				p.adult.Sex = ""
			}
			out = append(out, m.held.New(m.id(at, p.who), p.id, *p.adult))
			if p.phone != "" {
				out = append(out, m.held.New(m.id(at, p.who+"/phone"), p.id, record.ContactDetail{Type: record.Phone, Value: p.phone}))
			}
		}
		r := record.Relationship{Other: p.id, Type: "parent", Responsibility: true}
		out = append(out, m.held.New(m.id(at, fmt.Sprintf("%s/of/%d", p.who, c.n)), c.Subject, r))
	}
	return out
}

// phone is the mother's number, where somebody wrote it down.
func (m *maker) phone() string {
	if m.stream("phone").Chance(0.5) {
		return m.family.Mother.Phone
	}
	return ""
}

// worker0 is who of a team does a thing that is not one case's, on a day.
func (e *episode) worker0(team string, on day.Day) string {
	w, _ := e.w.Staff.Worker(team, on, e.a.Key+e.named("desk"))
	return w
}

// The teams that have cases. Those that are two or more are named by where the family lives.
const (
	FrontDoor        = "team:front-door"
	AssessmentNorth  = "team:assessment-north"
	AssessmentSouth  = "team:assessment-south"
	EarlyHelpTeam    = "team:early-help"
	LeavingCare      = "team:leaving-care"
	Conferences      = "team:conferences"
	FamilyTeam1      = "team:family-1"
	DisabledChildren = "team:disabled-children"
)

// FamilyTeams are those that work with children in need and with plans; CareTeams those of children in care.
var (
	FamilyTeams = []string{FamilyTeam1, "team:family-2", "team:family-3", "team:family-4", "team:family-5", "team:family-6"}
	CareTeams   = []string{"team:children-in-care-1", "team:children-in-care-2", "team:children-in-care-3"}
)

func (m *maker) assessmentTeam() string {
	if m.family.Locality < 3 {
		return AssessmentNorth
	}
	return AssessmentSouth
}

func (m *maker) familyTeam() string { return FamilyTeams[m.family.Locality%len(FamilyTeams)] }
func (m *maker) careTeam() string   { return CareTeams[m.family.Locality%len(CareTeams)] }
