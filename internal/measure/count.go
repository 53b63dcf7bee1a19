package measure

import (
	"throughline/internal/access"
	"throughline/internal/assessment"
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Contribution is one record's part in a figure.
type Contribution struct {
	Record  string
	Subject string // whose story it is in
	In      bool   // in the numerator; every contribution that is not held is in the denominator
	Started day.Day
	Due     day.Day
	Ended   day.Day
	Held    string // why it could not be counted; it is in neither number then
	keys    []string
}

// span is what a measure is asked about: a period cut at the as-at day, and that day.
type span struct {
	Period
	asAt day.Day
	book *clock.Book
}

// counter is a measure that is counted here.
type counter struct {
	plain    string   // the definition in plain words
	unit     string   // "%" or "number"
	snapshot bool     // counted as it stood on the as-at day, else over the period
	kinds    []string // the records it is a function of
	class    access.Class
	note     string
	count    func(story.Story, span) []Contribution
}

const (
	percent = "%"
	number  = "number"
)

// counters are the measures whose records exist, by id. It never changes.
var counters = map[string]counter{
	"AS-01": {
		plain: "How many assessments were completed in the period. An assessment is completed on the day a manager authorises it.",
		unit:  number, kinds: []string{record.Assessment{}.KindName()}, class: access.Assessment,
		note:  "The rate per 10,000 children is not shown: it waits for the population figures.",
		count: completed,
	},
	"AS-02": {
		plain: "Of the assessments completed in the period, how many were completed within 45 working days of the day the referral was received. " +
			"An assessment is completed on the day a manager authorises it. Weekends and bank holidays are not counted. Assessments that are still open are not counted.",
		unit: percent, kinds: []string{record.Assessment{}.KindName(), record.Referral{}.KindName()}, class: access.Assessment,
		count: completedInTime,
	},
	"AS-05": {
		plain: "Of the assessments that were open at the end of the day, how many had been open for more than 45 working days since the referral was received.",
		unit:  percent, snapshot: true, kinds: []string{record.Assessment{}.KindName(), record.Referral{}.KindName()}, class: access.Assessment,
		count: openTooLong,
	},
	"FD-07": {
		plain: "Of the referrals received in the period, how many were decided by the end of the next working day.",
		unit:  percent, kinds: []string{record.Referral{}.KindName()}, class: access.Referral,
		note:  "Counts referrals that came in through the front door. A census does not say when a decision was made, so imported referrals are not counted.",
		count: decidedInTime,
	},
}

// completed is AS-01: assessments authorised in the period.
func completed(s story.Story, p span) (out []Contribution) {
	for _, a := range story.All[record.Assessment](s) {
		if p.has(a.Body.Authorised) {
			out = append(out, Contribution{Record: a.ID, Subject: s.Subject, In: true, Started: a.Body.Started, Ended: a.Body.Authorised})
		}
	}
	return out
}

// completedInTime is AS-02: assessments authorised in the period; in the numerator those authorised within 45 working days of
// the referral date, whatever day the assessment itself was started (clock AS-02). One that says it was authorised before its referral
// was received counts as the census counts it: it has used no working day (cincount); the return's own rules name the wrong date.
func completedInTime(s story.Story, p span) (out []Contribution) {
	for _, a := range story.All[record.Assessment](s) {
		if !p.has(a.Body.Authorised) {
			continue
		}
		c := Contribution{Record: a.ID, Subject: s.Subject, Ended: a.Body.Authorised}
		if r, ok := fromReferral(&c, s, a, p); ok {
			c.In, _ = assessment.InTime(a.Body, r.Body)
		}
		out = append(out, c)
	}
	return out
}

// openTooLong is AS-05: assessments started and not authorised by the end of the as-at day; in the numerator those past 45
// working days from the referral date on that day. An assessment whose case was closed without an end date cannot be open.
func openTooLong(s story.Story, p span) (out []Contribution) {
	for _, a := range story.All[record.Assessment](s) {
		if a.Body.Started.After(p.asAt) || !a.Body.Authorised.IsZero() && !a.Body.Authorised.After(p.asAt) {
			continue
		}
		c := Contribution{Record: a.ID, Subject: s.Subject}
		r, _ := fromReferral(&c, s, a, p)
		switch {
		case c.Held != "":
		case c.Started.After(p.asAt):
			continue // referred later
		case !r.Body.Closed.IsZero() && !r.Body.Closed.After(p.asAt):
			c.Held = "Its case was closed and the assessment has no end date: one of the two is wrong"
		default:
			now := a.Body
			now.Authorised = p.asAt
			inTime, _ := assessment.InTime(now, r.Body)
			c.In = !inTime
		}
		out = append(out, c)
	}
	return out
}

// fromReferral sets when the assessment's clock started and when it is due, or why that cannot be said.
func fromReferral(c *Contribution, s story.Story, a record.Of[record.Assessment], p span) (r record.Of[record.Referral], ok bool) {
	r, ok = story.Find[record.Referral](s, a.Body.Referral)
	switch {
	case !ok:
		c.Held = "Its referral is not recorded, so no clock can be counted"
	case r.Body.Date.IsZero():
		c.Held = "Its referral has no date, so no clock can be counted"
	default:
		due(c, assessment.Completion, r.Body.Date, p)
	}
	return r, c.Held == ""
}

// due sets the two dates of a clock that is counted in days.
func due(c *Contribution, clockID string, from day.Day, p span) clock.Deadline {
	def, err := p.book.Lookup(clockID)
	if err != nil {
		c.Held = "The time limit " + clockID + " is not known"
		return clock.Deadline{}
	}
	limit := p.book.Due(def, clock.On(from))
	if !limit.Fixed() {
		c.Held = "No due date can be counted from its referral"
	}
	c.Started, c.Due = from, limit.By.Day()
	return limit
}

// decidedInTime is FD-07: referrals that came in through the front door in the period; in the numerator those decided by the
// end of the next working day (clock FD-01). One whose day has not come yet is not counted.
func decidedInTime(s story.Story, p span) (out []Contribution) {
	for _, r := range story.All[record.Referral](s) {
		if r.Body.Contact == "" || !p.has(r.Body.Date) {
			continue
		}
		c := Contribution{Record: r.ID, Subject: s.Subject, Ended: day.In(r.Body.Decided)}
		if c.Ended.After(p.asAt) {
			c.Ended = day.Day{} // it was not decided yet
		}
		limit := due(&c, "FD-01", r.Body.Date, p)
		waits, _ := limit.InTime(clock.On(p.asAt.Add(1)))
		switch {
		case c.Held != "":
		case !c.Ended.IsZero():
			c.In, _ = limit.InTime(clock.On(c.Ended))
		case waits:
			continue // its day is not over
		}
		out = append(out, c)
	}
	return out
}
