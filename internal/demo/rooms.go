package demo

import (
	"context"
	"time"

	"throughline/internal/day"
	"throughline/internal/earlyhelp"
	"throughline/internal/frontdoor"
	"throughline/internal/lado"
	"throughline/internal/record"
	"throughline/internal/workforce"
)

// rooms plans what is open today in the rooms beside the front door and the assessments, so that no persona opens an empty page: early help of a family that
// agreed and of one that was not asked yet, an allegation that is worked on and one that waits, an answer that came back, a case that another team is asked
// to take.
func (m *maker) rooms() {
	ago := func(days int) time.Time { return m.inHours(m.opts.Today.AddDate(0, 0, -days)) }
	m.helped(ago(16), true)
	m.helped(m.opts.Today.Add(-20*time.Hour), false) // not "a day ago in office hours", which on a Monday has not come yet
	m.alleged(ago(8), true)
	m.alleged(m.opts.Today.Add(-2*time.Hour), false)
	m.asked(m.opts.Today.Add(-26 * time.Hour))
	m.moving(ago(3))
	m.paid(ago(12))
	m.programme(ago(20))
	m.copied(ago(5))
	if m.opts.Scrutiny {
		m.decided(m.opts.Today.Add(-26 * time.Hour))
	}
	m.assessing(ago(31), "social-worker", 2, 19)  // sent, and waits for its manager
	m.assessing(ago(13), "social-worker", 2, 44)  // being written
	m.assessing(ago(9), "social-worker-2", 1, 44) // being written
	m.assessing(ago(5), "", 1, 44)                // nobody has it yet
}

// assessing is a referral whose children a worker of the north team assesses, within so many working days; without a worker the manager has yet to say who does. What a synthetic
// authority of a size has open in one team today is chance, and may be nothing.
func (m *maker) assessing(at time.Time, worker string, children, days int) {
	m.at(at, func(ctx context.Context) error {
		rc, err := m.h.FrontDoor.Send(ctx, m.who["partner"], m.sending(at, children, false))
		if err != nil {
			return err
		}
		v, err := m.h.FrontDoor.Open(ctx, m.who["screener"], rc.Subject, "demo")
		if err != nil {
			return err
		}
		if err := m.say(ctx, v, toAssess("N2", teamNorth)); err != nil || worker == "" {
			return err
		}
		return m.untaken(ctx, teamNorth, at, func(report string) { m.assess(report, teamNorth, worker, at, days) })
	})
}

// helped is a request for early help by the persona, whose first child is a new person.
func (m *maker) helped(at time.Time, agreed bool) {
	m.at(at, func(ctx context.Context) error {
		by, f := m.who["early-help"], m.family(day.In(at))
		q := earlyhelp.Request{
			Requester: record.Referrer{Name: "Marian Holt", Role: "Designated safeguarding lead", Agency: "Harbour Lane Primary School", AgencyType: "school", Source: "2A"},
			Service:   "social_care", Team: teamEarlyHelp, Need: "Mornings are hard since the parents work nights: the children come late and have not eaten.",
			Strengths: "Both parents speak warmly of the children and come when the school asks.", Threshold: "2", Requested: day.In(at),
		}
		for _, c := range f.children {
			q.Children = append(q.Children, record.EarlyHelpChild{Given: c.Given, Family: c.Family, Birth: c.Birth, Sex: c.Sex, Views: c.View})
		}
		if agreed {
			q.Consent = record.FamilyConsent{Answer: "given", By: f.mother.Given + " " + f.mother.Family}
		}
		out, err := m.h.EarlyHelp.Ask(ctx, by, q)
		if err != nil || !agreed {
			return err
		}
		for i := range q.Children {
			v, err := m.h.EarlyHelp.Read(ctx, by, out.Subject, "demo")
			if err != nil {
				return err
			}
			if _, err := m.h.EarlyHelp.AddPerson(ctx, by, out.Subject, v.Case.Version, i); err != nil {
				return err
			}
		}
		return nil
	})
}

// alleged is an allegation that a partner refers; the LADO decides it on the next working day, or has not yet.
func (m *maker) alleged(at time.Time, decided bool) {
	m.at(at, func(ctx context.Context) error {
		rc, err := m.h.LADO.Refer(ctx, m.who["partner"], lado.Form{
			Referrer: record.Referrer{Phone: "020 7946 0118"}, Person: pick(m, []string{"Rowan Tidewell", "Perry Saltmarsh"}), Position: "employee", Job: "Sports coach", Setting: "Lantern Street after-school club",
			Sector: "school", Category: "conduct", Concern: "Two children said that the coach shouted at them and took one of them by the arm. Another adult saw it.",
			Known: day.In(at), Happened: day.In(at).Add(-1),
		})
		if err != nil || !decided {
			return err
		}
		then := m.after(at, 1)
		m.at(then, func(ctx context.Context) error {
			by := m.who["lado"]
			v, err := m.h.LADO.Read(ctx, by, rc.Subject, "demo")
			if err != nil {
				return err
			}
			_, err = m.h.LADO.Triage(ctx, by, rc.Subject, v.Referral.Version, lado.Triage{Decision: lado.MeetsThreshold, Category: "conduct", Priority: "routine",
				Rationale: "An adult may have harmed a child in their care, and there is a witness whom nobody has spoken to yet."})
			return err
		})
		return nil
	})
}

// asked is a contact on which the front door asked two agencies; one of them has answered.
func (m *maker) asked(at time.Time) {
	m.at(at, func(ctx context.Context) error {
		rc, err := m.h.FrontDoor.Send(ctx, m.who["partner"], m.sending(at, 2, false))
		if err != nil {
			return err
		}
		by := m.who["screener"]
		_, err = m.h.FrontDoor.Ask(ctx, by, rc.Subject, []frontdoor.Question{
			{AgencyType: "gp", Rating: "amber", Text: "When were the children last seen, and by whom?"}, {AgencyType: "police", Rating: "green", Text: "Were you called to the address in the last year?"},
		})
		if err != nil {
			return err
		}
		then := m.opts.Today.Add(-50 * time.Minute)
		m.at(then, func(ctx context.Context) error {
			v, err := m.h.FrontDoor.Open(ctx, by, rc.Subject, "demo")
			if err != nil {
				return err
			}
			for _, e := range v.Enquiries {
				if e.Body.AgencyType == "gp" {
					_, err = m.h.FrontDoor.Answer(ctx, by, rc.Subject, frontdoor.Reply{Enquiry: e.ID, Version: e.Version, Answerer: "Practice manager", Answer: "Both were seen in the spring for their injections. Two later appointments were not kept."})
				}
			}
			return err
		})
		return nil
	})
}

// moving is a case of the north team that the south team is asked to take.
func (m *maker) moving(at time.Time) {
	m.at(at, func(ctx context.Context) error {
		rm := workforce.Room{Desk: m.h.Desk}
		cases, err := rm.Cases(ctx, m.who["manager"], teamNorth)
		if err != nil || len(cases) == 0 {
			return err
		}
		_, err = rm.AskTransfer(ctx, m.who["manager"], cases[len(cases)-1].Child, teamSouth, "The family has moved to the south of the borough, and the school with it.")
		return err
	})
}
