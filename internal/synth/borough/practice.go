package borough

import (
	"fmt"
	"slices"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	agency "throughline/internal/record/codes"
	"throughline/internal/synth/draw"
	"throughline/internal/synth/event"
	"throughline/internal/synth/life"
)

// practised adds to a family's records what is recorded of practice: the supervision of each allocated case, and the calls to the consultation line before
// a referral in which its child was named.
func (p part) practised(events []event.Event) (out []event.Event) {
	type allocation struct {
		id, subject string
		body        record.Allocation
	}
	var all []allocation
	place := map[string]int{}
	for _, e := range events {
		for _, c := range e.Changes {
			switch b := c.Body.(type) {
			case record.Allocation:
				if b.Role != "allocated" || b.Worker == "" {
					continue
				}
				i, again := place[c.ID]
				if !again {
					i = len(all)
					place[c.ID], all = i, append(all, allocation{id: c.ID, subject: c.Subject})
				}
				all[i].body = b
			case record.Referral:
				if c.Base == 0 {
					out = append(out, p.rangBefore(events[0].At, c, b)...)
				}
			}
		}
	}
	for _, a := range all {
		out = append(out, p.supervised(a.id, a.subject, a.body)...)
	}
	return out
}

// Of the sessions about four in five are within the four weeks (assumption; clock QA-03).
const supervisedOnTime = 0.81

// supervised are the sessions of one allocation.
func (p part) supervised(id, subject string, a record.Allocation) (out []event.Event) {
	end := day.In(p.world.Until)
	if !a.To.IsZero() && a.To.Before(end) {
		end = a.To
	}
	since := p.world.PractisedSince()
	if !a.To.IsZero() && !a.To.After(since) {
		return nil
	}
	s := p.world.Seed.Stream(id, "supervision")
	gap := func() int {
		if s.Chance(supervisedOnTime) {
			return 21 + s.IntN(5)
		}
		return 29 + s.IntN(20)
	}
	on := a.From.Add(gap())
	if a.From.Before(since) {
		on = since.Add(s.IntN(26))
	}
	for n := 0; on.Before(end); n++ {
		held := working.OnOrAfter(on)
		at := held.Start().Add(10*time.Hour + time.Duration(s.IntN(6*60))*time.Minute)
		by := p.staff.Manager(a.Team, held)
		if !held.Before(end) || at.After(p.world.Until) {
			break
		}
		next := gap()
		if by != "" && by != a.Worker {
			body := record.Supervision{Date: held, Worker: a.Worker, Supervisor: by, Discussion: discussed[s.IntN(len(discussed))], Reflection: reflected[s.IntN(len(reflected))], Next: held.Add(28)}
			out = append(out, event.Event{At: at.UTC(), Actor: by, Why: "Record a supervision", Changes: []record.Change{record.New(p.world.Seed.ID(at, id, fmt.Sprintf("supervision/%d", n)), subject, body)}})
		}
		on = held.Add(next)
	}
	return out
}

// What is written of a session. Nobody is named.
var (
	discussed = []string{
		"The plan, what was done of it since the last session, and what is overdue.", "The last visit and what the child said.", "How the family takes part in the plan.", "What the school and the health visitor tell.",
	}
	reflected = []string{
		"What is a day like for this child? We know the evenings least.", "We hear the mother's voice more than the father's. What would he say?", "Is the plan still about what worried us at the start?",
		"What do we assume because of where the family comes from, and what did we ask?", "The child is quiet when adults speak. Next time alone, and outside the home.",
	}
)

// namedBefore is the share of referrals by agencies before which the agency rang the consultation line about the child (assumption; there are some 300 such
// calls a year of 2,500).
const namedBefore = 0.1

// rangBefore is the call of an agency about a child who was referred some days later, mostly on the advice of the call; on the same day where nothing was
// recorded of the family before, because a family is told from the day on which it first comes.
func (p part) rangBefore(first time.Time, c record.Change, r record.Referral) []event.Event {
	kind := callerOf[r.Source]
	s := p.world.Seed.Stream(c.ID, "named call")
	if kind == "" || !s.Chance(namedBefore) {
		return nil
	}
	days := 1 + s.IntN(9)
	if s.Chance(0.15) {
		days = 12 + s.IntN(60)
	}
	on := working.OnOrAfter(r.Date.Add(-days))
	if !on.Start().After(first) {
		on = r.Date
	}
	if on.After(r.Date) || on.Before(Start) || !working.IsWorkingDay(on) || on.Before(day.In(first)) {
		return nil
	}
	return []event.Event{p.call(s, on, kind, c.ID, record.Consultation{Child: c.Subject, Outcome: []string{"refer", "early_help", "own_help"}[s.Weighted(78, 12, 10)]})}
}

// call is a call to the line that the front door answered.
func (p part) call(s *draw.Stream, on day.Day, kind, key string, b record.Consultation) event.Event {
	at := on.Start().Add(9*time.Hour + time.Duration(s.IntN(7*60))*time.Minute)
	partner := p.staff.Partner(kind, key)
	worker, _ := p.staff.Worker(life.FrontDoor, on, key)
	b.At, b.Caller, b.Agency, b.AgencyType, b.Worker, b.Minutes = at.UTC(), partner.Name+", "+partner.Role, partner.Agency, kind, worker, 6+s.IntN(24)
	b.Threshold = []string{"2", "3", "4"}[s.Weighted(20, 50, 30)]
	if s.Chance(0.85) {
		b.ConsentDiscussed, b.Consent = record.Yes, []string{"seek", "given", "dispense", "refused"}[s.Weighted(42, 40, 12, 6)]
	}
	id := p.world.Seed.ID(at, key, "named call")
	return event.Event{At: at.Add(10 * time.Minute).UTC(), Actor: worker, Why: "Record a call", Changes: []record.Change{record.New(id, record.CallSubject+":"+id, b)}}
}

// callerOf is the kind of agency that rings, by the source of the referral; a source of which nobody rings has none.
var callerOf = func() map[string]string {
	out := map[string]string{}
	agencies, _ := agency.Set("agency_type")
	for _, c := range agencies.Codes {
		if slices.Contains([]string{"school", "police", "health_visiting", "gp", "mental_health", "voluntary", "council_early_help", "housing"}, c.Code) {
			out[c.MapsTo] = c.Code
		}
	}
	return out
}()

// settings are the safeguarding leads of the settings that work with children: those whose people ring the line, and nurseries, which hardly do. They are
// named once, when the authority opens (measure FD-15).
func (p part) settings(first day.Day) (out []event.Event) {
	at := first.Start().Add(100 * time.Minute)
	seed := p.world.Seed
	had := map[string]bool{}
	add := func(setting, sector, key string) {
		if had[setting] {
			return
		}
		had[setting] = true
		s := seed.Stream(key, "safeguarding lead")
		name, _ := workerName(s)
		id := seed.ID(at, key, "safeguarding lead")
		body := record.SafeguardingLead{Setting: setting, Sector: sector, Name: name, Role: "Designated safeguarding lead", Trained: first.Add(-30 - s.IntN(600)), From: first.Add(-s.IntN(900))}
		out = append(out, event.Event{At: at.UTC(), Actor: "system:lado", Why: "Add a safeguarding lead", Changes: []record.Change{record.New(id, record.SettingSubject+":"+id, body)}})
	}
	for _, kind := range []struct{ code, sector string }{{"school", "school"}, {"health_visiting", "health"}, {"gp", "health"}, {"mental_health", "health"}, {"voluntary", "voluntary"}} {
		for n, partner := range p.staff.partners[kind.code] {
			add(partner.Agency, kind.sector, fmt.Sprintf("lead/%s/%d", kind.code, n))
		}
	}
	for n := range max(2, int(24*p.size)) {
		key := fmt.Sprintf("lead/nursery/%d", n)
		add(draw.Pick(seed.Stream(key, "place"), places)+" Nursery", "early_years", key)
	}
	return out
}

// grades are those of audits, the best first.
var grades = []string{"outstanding", "good", "requires_improvement", "inadequate"}

// moderated is that somebody else looks at a third of the audits, and mostly gives the same grade; a record that was not good is audited again half a year
// later in one case of four (assumptions; specs/audit.md).
func (p part) moderated(audit event.Event, s *draw.Stream) (out []event.Event) {
	c := audit.Changes[0]
	body := c.Body.(record.Audit)
	on := working.Add(body.Done, 2+s.IntN(9))
	other := p.staff.Manager(life.FamilyTeams[s.IntN(len(life.FamilyTeams))], on)
	same, which := s.Chance(0.8), s.Weighted(6, 52, 36, 6)
	if s.Chance(0.35) && other != "" && other != body.Auditor {
		body.Moderated, body.Moderator, body.ModeratedGrade = on, other, body.Grade
		if !same {
			body.ModeratedGrade = grades[which]
		}
		c.Base, c.Body = 1, body
		out = append(out, event.Event{At: on.Start().Add(17 * time.Hour).UTC(), Actor: other, Why: "Moderate an audit", Changes: []record.Change{c}})
	}
	if final := body.Final(); (final == "requires_improvement" || final == "inadequate") && s.Chance(0.25) {
		again := working.OnOrAfter(body.Done.Add(160 + s.IntN(60)))
		at := again.Start().Add(15 * time.Hour)
		by := p.staff.Manager(life.FamilyTeams[s.IntN(len(life.FamilyTeams))], again)
		re := record.Audit{Kind: "re_audit", Planned: again.Add(3), Done: again, Auditor: by, Team: body.Team, Grade: grades[s.Weighted(5, 60, 32, 3)], Earlier: c.ID}
		out = append(out, event.Event{At: at.UTC(), Actor: by, Why: "Record an audit", Changes: []record.Change{record.New(p.world.Seed.ID(at, c.ID, "re-audit"), c.Subject, re)}})
	}
	return out
}
