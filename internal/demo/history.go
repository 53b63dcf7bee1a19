package demo

import (
	"context"
	"fmt"
	"time"

	"throughline/internal/access"
	"throughline/internal/assessment"
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/frontdoor"
	"throughline/internal/record"
	"throughline/internal/workday"
)

// history plans two and a half years of referrals.
func (m *maker) history(from time.Time) {
	span := m.opts.Today.Sub(from)
	for i := range m.opts.Families {
		at := from.Add(span / time.Duration(m.opts.Families) * time.Duration(i))
		m.referral(m.inHours(at.Add(time.Duration(m.rnd.IntN(20*24)) * time.Hour)))
	}
}

// today plans what members asked, and today's open work.
func (m *maker) today() {
	if m.opts.Scrutiny {
		m.chamber()
	}
	if m.opts.Rooms || m.opts.Size != "" {
		m.rooms()
	}
	// What is open today: one that came in this morning, one from yesterday, and a pair of brothers and sisters.
	m.waiting(m.opts.Today.Add(-90*time.Minute), 2, false)
	m.waiting(m.inHours(m.opts.Today.AddDate(0, 0, -1)), 1, false)
	m.waiting(m.opts.Today.Add(-25*time.Minute), 1, true)
}

// inHours moves a time to office hours of the working day it is in, or of the next.
func (m *maker) inHours(at time.Time) time.Time {
	cal := calendar()
	d := cal.OnOrAfter(day.In(at))
	return d.Start().Add(9*time.Hour + time.Duration(m.rnd.IntN(7*60))*time.Minute)
}

func calendar() *workday.Calendar { return clock.Standard().Calendars().Working(workday.EW) }

// after is so many working days later, in office hours.
func (m *maker) after(at time.Time, n int) time.Time {
	d := calendar().Add(day.In(at), n)
	later := d.Start().Add(9*time.Hour + time.Duration(m.rnd.IntN(7*60))*time.Minute)
	if !later.After(at) {
		return at.Add(20 * time.Minute)
	}
	return later
}

func (m *maker) sending(at time.Time, children int, urgent bool) frontdoor.Sending {
	f := m.family(day.In(at))
	for children > 0 && len(f.children) != children {
		f = m.family(day.In(at))
	}
	s := frontdoor.Sending{
		Referrer: record.Referrer{Phone: "020 7946 0" + fmt.Sprintf("%03d", m.rnd.IntN(1000))}, Children: f.children, Mother: f.mother, Father: f.father,
		Address: f.address, Postcode: f.postcode, Concern: fmt.Sprintf(pick(m, concerns), f.children[0].Given), Consent: "given", Urgent: urgent,
	}
	if m.rnd.IntN(5) == 0 {
		s.Consent, s.WhyWithout = "dispensed", "risk_to_child"
	}
	return s
}

// waiting is a referral that nobody has decided yet.
func (m *maker) waiting(at time.Time, children int, urgent bool) {
	m.at(at, func(ctx context.Context) error {
		_, err := m.h.FrontDoor.Send(ctx, m.who["partner"], m.sending(at, children, urgent))
		return err
	})
}

// referral is one that is decided, and goes on from there.
func (m *maker) referral(at time.Time) {
	m.at(at, func(ctx context.Context) error {
		rc, err := m.h.FrontDoor.Send(ctx, m.who["partner"], m.sending(at, 0, false))
		if err != nil {
			return err
		}
		late := 0
		if m.rnd.IntN(9) == 0 {
			late = 2
		}
		decided := m.after(at, m.rnd.IntN(2)+late)
		m.at(decided, func(ctx context.Context) error { return m.decide(ctx, rc.Subject, decided) })
		return nil
	})
}

func (m *maker) decide(ctx context.Context, contact string, at time.Time) error {
	v, err := m.h.FrontDoor.Open(ctx, m.who["screener"], contact, "demo")
	if err != nil {
		return err
	}
	d := toAssess(pick(m, []string{"N1", "N2", "N5", "N9"}), pick(m, []string{teamNorth, teamNorth, teamSouth}))
	switch m.rnd.IntN(10) {
	case 0:
		d = frontdoor.ChildDecision{Decision: "no_further_action", Threshold: "1", Rationale: "The school is already helping and the parents have asked for that help. There is nothing that needs a social worker."}
	case 1:
		d = frontdoor.ChildDecision{Decision: "early_help", Threshold: "2", PrimaryNeed: "N5", Team: teamFrontDoor, Rationale: "The family agrees to early help, and nothing we know says that a child is being harmed."}
	}
	if err := m.say(ctx, v, d); err != nil || d.Decision != "assessment" {
		return err
	}
	return m.untaken(ctx, d.Team, at, func(report string) {
		worker := pick(m, []string{"social-worker", "social-worker", "social-worker-2"})
		if d.Team == teamSouth {
			worker = "social-worker-3"
		}
		m.authorised(report, d.Team, m.assess(report, d.Team, worker, at, m.days(at)))
	})
}

// toAssess is a decision that a team assesses.
func toAssess(need, team string) frontdoor.ChildDecision {
	return frontdoor.ChildDecision{Decision: "assessment", Threshold: "3", PrimaryNeed: need, Team: team,
		Rationale: "Two concerns in one term, and early help was not taken up. We need to see the children and understand what happens at home."}
}

// say makes the children of a contact known and decides the same for each.
func (m *maker) say(ctx context.Context, v frontdoor.View, d frontdoor.ChildDecision) error {
	by := m.who["screener"]
	for i := range v.Children {
		if _, err := m.h.FrontDoor.CreateFrom(ctx, by, v.Contact.Subject, v.Contact.Version+int64(i), i); err != nil {
			return err
		}
	}
	var ds []frontdoor.ChildDecision
	for i := range v.Children {
		one := d
		one.Child = i
		ds = append(ds, one)
	}
	_, err := m.h.FrontDoor.Decide(ctx, by, v.Contact.Subject, v.Contact.Version+int64(len(v.Children)), ds)
	return err
}

// untaken gives the assessments that were opened in a team at a time and that nobody has yet.
func (m *maker) untaken(ctx context.Context, team string, at time.Time, give func(report string)) error {
	items, err := m.h.Tasks.ForTeam(ctx, m.manager(team), team)
	if err != nil {
		return err
	}
	for _, item := range items {
		if record.SubjectType(item.Subject) != record.AssessmentSubject || item.Clock != assessment.Completion {
			continue
		}
		v, err := m.h.Assessment.Read(ctx, m.manager(team), item.Subject, "demo")
		if err != nil {
			return err
		}
		if v.Report.Body.Worker == "" && v.Report.At.Equal(at) {
			give(item.Subject)
		}
	}
	return nil
}

func (m *maker) manager(team string) access.Actor {
	if team == teamSouth {
		return m.who["manager-2"]
	}
	return m.who["manager"]
}

// days draws how many working days an assessment takes: in the first year about seven in ten are in time, later more.
func (m *maker) days(at time.Time) int {
	inTime := 69
	if at.After(m.opts.Today.AddDate(-1, -8, 0)) {
		inTime = 82
	}
	if m.rnd.IntN(100) < inTime {
		return 18 + m.rnd.IntN(27)
	}
	return 46 + m.rnd.IntN(25)
}

// assess plans the life of an assessment that was opened at a time, until its worker sends it two days before the nth working day, and says when that is.
func (m *maker) assess(report, team, worker string, at time.Time, n int) (ready time.Time) {
	given := m.after(at, 1)
	m.at(given, func(ctx context.Context) error {
		v, err := m.h.Assessment.Read(ctx, m.manager(team), report, "demo")
		if err != nil {
			return err
		}
		_, err = m.h.Assessment.Allocate(ctx, m.manager(team), report, v.Report.Version, team, "worker:"+worker)
		return err
	})
	seen := m.after(at, 5+m.rnd.IntN(6))
	m.at(seen, func(ctx context.Context) error { return m.write(ctx, report, worker, day.In(seen)) })
	ready = m.after(at, n-2)
	m.at(ready, func(ctx context.Context) error {
		v, err := m.h.Assessment.Read(ctx, m.who[worker], report, "demo")
		if err != nil {
			return err
		}
		if v.Missing != nil { // late: the reason is asked for
			e := v.Edit()
			e.Report.WhyLate = "A parent was in hospital, and we waited to see the children with both parents."
			if _, err := m.h.Assessment.Save(ctx, m.who[worker], report, e); err != nil {
				return err
			}
			if v, err = m.h.Assessment.Read(ctx, m.who[worker], report, "demo"); err != nil {
				return err
			}
		}
		_, err = m.h.Assessment.Submit(ctx, m.who[worker], report, v.Report.Version)
		return err
	})
	return ready
}

// authorised plans that the manager authorises an assessment two working days after it was sent.
func (m *maker) authorised(report, team string, ready time.Time) {
	done := m.after(ready, 2)
	if !done.After(ready) {
		done = ready.Add(30 * time.Minute)
	}
	m.at(done, func(ctx context.Context) error {
		v, err := m.h.Assessment.Read(ctx, m.manager(team), report, "demo")
		if err != nil {
			return err
		}
		_, err = m.h.Assessment.Authorise(ctx, m.manager(team), report, v.Report.Version, "Clear and fair to the family.")
		return err
	})
}

// write fills in the assessment for all its children.
func (m *maker) write(ctx context.Context, report, worker string, seen day.Day) error {
	v, err := m.h.Assessment.Read(ctx, m.who[worker], report, "demo")
	if err != nil {
		return err
	}
	e := v.Edit()
	e.Report.History = "The family has lived in Marshwick for several years. The school has known the children since reception."
	e.Report.Parenting = "Both parents speak warmly of the children. Routines have slipped since the father lost his work."
	e.Report.Environment = "A flat with two bedrooms. Grandparents live close by and help on two days a week."
	e.Report.Analysis = "What worries us is that the children hear adults argue and have begun to look after each other. What helps is a close family and a school that notices."
	e.Report.Plan = "Support with debt and routines, and time for each child with somebody they trust."
	for i := range e.Children {
		c := &e.Children[i]
		c.Seen, c.SeenAlone = seen, "yes"
		c.Views = pick(m, views)
		c.Needs = "To know what will happen next, and to sleep through the night."
		c.Factors = []string{pick(m, []string{"3B", "4B", "16A", "18B"})}
		c.Outcome = pick(m, []string{"no_further_action", "no_further_action", "child_in_need_plan", "early_help"})
	}
	_, err = m.h.Assessment.Save(ctx, m.who[worker], report, e)
	return err
}
