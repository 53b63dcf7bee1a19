package measure

import (
	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/subjectaccess"
)

// rights are the measures of people's rights to their records, and of how old what is reported is when members get it. Source: UK GDPR articles 12 and 15;
// clock IG-01; seed requirements S1 l.40, S2, SR-354; specs/measures.md, Records and rights and Scrutiny.
var rights = map[string]counter{
	"IG-01": {
		plain: "Of the requests for a copy of a record that were answered in the period, how many were answered by their day: a month after the request came, or what an extension and a stopped clock made of it.",
		note:  "A request is answered on the day on which the first copy was given, or on which it ended without one. What is opened again later was answered then.",
		kinds: requestKinds, class: access.Identity, count: requestsInTime(func(*Facts, day.Day) bool { return true }),
	},
	"IG-01l": {
		of: "IG-01", title: "SARs on time, of care leavers",
		plain: "Of the requests for a copy of the record of somebody who was an adult by then and had been looked after, answered in the period, how many were answered by their day.",
		kinds: append([]string{kind[record.CarePeriod]()}, requestKinds...), class: access.Identity, count: requestsInTime(wasInCare),
	},
	"IG-02": {
		plain: "How many requests for a copy of a record were not answered at the end of the day although their day was over.",
		note:  "A request whose clock stands, because something was asked of the requester, is not late.",
		shape: aNumber, snapshot: true, kinds: requestKinds, class: access.Identity, count: requestsOpen(func(c *Contribution, on day.Day) bool { return c.Due.Before(on) }),
	},
	"IG-02d": {
		of: "IG-02", title: "Days for which requests for records have waited",
		plain: "For how many days the requests for a copy of a record that were not answered at the end of the day had waited since they came: the median.",
		shape: aMedian, unit: daysUnit, snapshot: true, kinds: requestKinds, class: access.Identity, count: requestsOpen(func(*Contribution, day.Day) bool { return true }),
	},
	"SCR-04": {
		plain: "How many days lay between the last day that a report to the cabinet is about and the meeting that got it, of the meetings in the period: the median.",
		note:  "Reports that do not say which time they are about are left out, and so are reports to the scrutiny commission, which do not say it yet.",
		shape: aMedian, unit: daysUnit, subject: record.CabinetSubject, kinds: []string{kind[record.CabinetReport]()}, class: access.Question, count: reportLag,
	},
	"SCR-05": {
		plain:   "Of the figures that were told to members in the meetings held in the period, how many say all that is needed to hold them against another: the unit, the basis, the day or the time that they are of, whom they cover, and where they come from.",
		note:    "Figures are those noted from papers, answers and minutes. A figure that this program counted says all of it.",
		subject: record.MeetingSubject, kinds: []string{kind[record.FigureClaim](), kind[record.Meeting]()}, class: access.Question, count: figuresWhole,
	},
}

var requestKinds = []string{kind[record.AccessRequest](), kind[record.Child]()}

// answeredOn is when a request was answered: on the day on which the first copy was given, or on which it ended without one.
func answeredOn(q *record.AccessRequest) day.Day {
	for _, e := range q.Editions {
		if !e.Sent.IsZero() {
			return e.Sent
		}
	}
	return q.Closed
}

// requestOn is what was recorded of a request by the end of a day.
func requestOn(q record.AccessRequest, on day.Day) record.AccessRequest {
	stops := q.Stops
	q.Stops = nil
	for _, s := range stops {
		if s.Asked.After(on) {
			break
		}
		if s.Answered.After(on) {
			s.Answered = day.Day{}
		}
		q.Stops = append(q.Stops, s)
	}
	if q.ExtendedOn.After(on) {
		q.ExtendedOn = day.Day{}
	}
	return q
}

// ofRequest is a contribution of a request as it stood at the end of a day. Due is empty while its clock stands.
func ofRequest(f *Facts, q *fact[record.AccessRequest], p span, on day.Day) Contribution {
	c := one(f, q.ID, true, on)
	c.Started, c.Due = q.Body.Received, subjectaccess.DueOn(p.book, requestOn(q.Body, on))
	return c
}

// wasInCare says whether a person was an adult on a day and had been looked after before.
func wasInCare(f *Facts, on day.Day) bool {
	if birth := f.child().Birth; birth.IsZero() || on.Age(birth) < 18 {
		return false
	}
	for i := range f.periods.All {
		if b := &f.periods.All[i].Body; b.Started.Before(on) || !b.Ended.IsZero() && !b.Ended.After(on) {
			return true
		}
	}
	return false
}

// requestsInTime is IG-01.
func requestsInTime(of func(*Facts, day.Day) bool) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) (out []Contribution) {
		for i := range f.requests.All {
			q := &f.requests.All[i]
			on := answeredOn(&q.Body)
			if !p.has(on) || !of(f, q.Body.Received) {
				continue
			}
			c := ofRequest(f, q, p, on)
			c.Ended, c.In = on, !on.After(c.Due)
			out = append(out, c)
		}
		return out
	}
}

// requestsOpen is IG-02: those not answered at the end of the day.
func requestsOpen(in func(*Contribution, day.Day) bool) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) (out []Contribution) {
		for i := range f.requests.All {
			q := &f.requests.All[i]
			if !open(q.Body.Received, answeredOn(&q.Body), p.asAt) {
				continue
			}
			if c := ofRequest(f, q, p, p.asAt); in(&c, p.asAt) {
				c.Value = p.asAt.Sub(c.Started)
				out = append(out, c)
			}
		}
		return out
	}
}

// reportLag is SCR-04.
func reportLag(f *Facts, p span) (out []Contribution) {
	for i := range f.cabinet.All {
		r := &f.cabinet.All[i]
		if b := &r.Body; b.State == "published" && !b.Covers.IsZero() && p.has(b.Meeting) {
			c := one(f, r.ID, true, b.Meeting)
			c.Started, c.Ended, c.Value = b.Covers, b.Meeting, b.Meeting.Sub(b.Covers)
			out = append(out, c)
		}
	}
	return out
}

// figuresWhole is SCR-05.
func figuresWhole(f *Facts, p span) (out []Contribution) {
	if len(f.sittings.All) == 0 || !p.has(f.sittings.All[0].Body.Date) {
		return nil
	}
	on := f.sittings.All[0].Body.Date
	for i := range f.claims.All {
		b := &f.claims.All[i].Body
		out = append(out, one(f, f.claims.All[i].ID, b.Unit != "" && b.Basis != "" && (b.Period != "" || !b.AsAt.IsZero()) && b.Scope != "" && b.Source != "", on))
	}
	return out
}

// slimClaim keeps which parts of a figure somebody gave, and none of their words.
func slimClaim(c *record.FigureClaim) {
	*c = record.FigureClaim{Unit: told(c.Unit), Basis: told(c.Basis), Period: told(c.Period), AsAt: c.AsAt, Scope: told(c.Scope), Source: told(c.Source)}
}

// slimRequest keeps days: neither who asked nor for what, nor what left.
func slimRequest(q *record.AccessRequest) {
	out := record.AccessRequest{Received: q.Received, ExtendedOn: q.ExtendedOn, Closed: q.Closed}
	for _, s := range q.Stops {
		out.Stops = append(out.Stops, record.AccessStop{Asked: s.Asked, Answered: s.Answered})
	}
	for _, e := range q.Editions {
		out.Editions = append(out.Editions, record.AccessEdition{Sent: e.Sent})
	}
	*q = out
}

func slimCabinet(c *record.CabinetReport) {
	*c = record.CabinetReport{Covers: c.Covers, Meeting: c.Meeting, State: c.State}
}
