package measure

import (
	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
)

var referralKind, contactKind = kind[record.Referral](), kind[record.Contact]()

// frontDoor are the measures of contacts and referrals. Source: DfE CIN census tables C1, C5; ADCS Safeguarding Pressures; specs/measures.md,
// Front door.
var frontDoor = map[string]counter{
	"FD-01": {
		plain: "How many contacts were received in the period. One contact may be about several children; it counts once.",
		shape: aNumber, rate: true, subject: record.ContactSubject, kinds: []string{contactKind}, class: access.Referral,
		count: contactsReceived,
	},
	"FD-02": {
		plain: "Of the contacts received in the period on which a decision was made for every child, how many became a referral to social work for at least one child.",
		note:  "Two contacts about one incident count as two.", subject: record.ContactSubject, kinds: []string{contactKind}, class: access.Referral,
		count: contactsConverted,
	},
	"FD-03": {
		plain: "How many referrals were received in the period, and for how many of every 10,000 children. Each child of a family counts.",
		shape: aNumber, rate: true, headline: true, kinds: []string{referralKind}, class: access.Referral, count: referralsReceived,
	},
	"FD-03n": {
		plain: "How many referrals were received in the period. Each child of a family counts.",
		shape: aNumber, kinds: []string{referralKind}, class: access.Referral, count: referralsReceived,
	},
	"FD-04": {
		plain: "Of the referrals received in the period, how many came within 12 months of an earlier referral of the same child. The earlier one counts whatever was decided on it.",
		kinds: []string{referralKind}, class: access.Referral, count: referredAgain,
	},
	"FD-05a": {plain: "Of the referrals received in the period, how many came from schools.", kinds: []string{referralKind}, class: access.Referral, count: fromSource("2A")},
	"FD-05b": {
		plain: "Of the referrals received in the period, how many came from health services.",
		kinds: []string{referralKind}, class: access.Referral, count: fromSource("3A", "3B", "3C", "3D", "3E", "3F"),
	},
	"FD-05c": {plain: "Of the referrals received in the period, how many came from the police.", kinds: []string{referralKind}, class: access.Referral, count: fromSource("6")},
	"FD-05d": {
		plain: "Where the referrals received in the period came from.",
		shape: aSpread, kinds: []string{referralKind}, class: access.Referral, count: bySource,
	},
	"FD-06": {
		plain: "Of the referrals received in the period, how many were decided as needing no further action: no assessment followed.",
		kinds: []string{referralKind}, class: access.Referral, count: noFurtherAction,
	},
	"FD-07": {
		plain: "Of the referrals received in the period, how many were decided by the end of the next working day.",
		kinds: []string{referralKind}, class: access.Referral,
		note:  "Counts referrals that came in through the front door. A census does not say when a decision was made, so imported referrals are not counted.",
		count: decidedInTime,
	},
	"FD-08": {
		plain: "What became of the contacts received in the period on which a decision was made for every child. A contact about several children counts once, with the decision that goes furthest.",
		shape: aSpread, bands: []string{"referral to social work", "early help", "information and advice", "no further action"},
		subject: record.ContactSubject, kinds: []string{contactKind}, class: access.Referral, count: contactOutcomes,
	},
	"FD-14": {
		plain: "Of the written referrals received in the period, how many say all of this: the father's name, whether consent was given, and the ethnicity and the view of each child.",
		bands: []string{"father's name", "consent", "ethnicity", "child's view"}, subject: record.ContactSubject, kinds: []string{contactKind}, class: access.Referral,
		count: complete,
	},
	"FD-17": {
		plain: "Of the contacts received in the period, how many came outside office hours: before 9am or from 5pm, at weekends or on bank holidays.",
		note:  "Counted by the time at which the contact came in, not by the team that took it.", subject: record.ContactSubject, kinds: []string{contactKind}, class: access.Referral,
		count: outOfHours,
	},
	"FD-18": {
		plain: "The primary need of the referrals that were assessed in the period: an assessment was completed in it.",
		shape: aSpread, kinds: []string{referralKind, kind[record.Assessment]()}, class: access.Referral, count: byNeed,
	},
	"FD-19": {
		plain: "By how much the rate of referrals changed in two years: the rate of this period less the rate of the same period two years before, as a percentage of the earlier one.",
		shape: aChange, rate: true, kinds: []string{referralKind}, class: access.Referral, count: referralsTwoYears,
	},
}

func contactsReceived(f *Facts, p span) (out []Contribution) {
	for _, c := range f.contacts.All {
		if on := day.In(c.Body.Received); p.has(on) {
			out = append(out, one(f, c.ID, true, on))
		}
	}
	return out
}

// outcome is what became of a contact by the end of a day: the decision that goes furthest of its children's; "" while a child waits.
func outcome(c *record.Contact, asAt day.Day) string {
	far := -1
	order := []string{"no_further_action", "advice", "early_help", "assessment", "strategy_discussion"}
	for i := range c.Children {
		told, ok := c.Told(i)
		if !ok || day.In(told.At).After(asAt) {
			return ""
		}
		for n, d := range order {
			if told.Decision == d && n > far {
				far = n
			}
		}
	}
	if far < 0 {
		return ""
	}
	return order[far]
}

func contactsConverted(f *Facts, p span) (out []Contribution) {
	for i := range f.contacts.All {
		c := &f.contacts.All[i]
		on := day.In(c.Body.Received)
		if what := outcome(&c.Body, p.asAt); p.has(on) && what != "" {
			out = append(out, one(f, c.ID, what == "assessment" || what == "strategy_discussion", on))
		}
	}
	return out
}

func contactOutcomes(f *Facts, p span) (out []Contribution) {
	names := map[string]string{
		"assessment": "referral to social work", "strategy_discussion": "referral to social work", "early_help": "early help",
		"advice": "information and advice", "no_further_action": "no further action",
	}
	for i := range f.contacts.All {
		c := &f.contacts.All[i]
		on := day.In(c.Body.Received)
		if what := outcome(&c.Body, p.asAt); p.has(on) && what != "" {
			one := one(f, c.ID, true, on)
			one.Bands = []string{names[what]}
			out = append(out, one)
		}
	}
	return out
}

// complete is FD-14. Each item alone is a band.
func complete(f *Facts, p span) (out []Contribution) {
	for i := range f.contacts.All {
		c := &f.contacts.All[i].Body
		on := day.In(c.Received)
		if !p.has(on) {
			continue
		}
		ethnicity, view := len(c.Children) > 0, len(c.Children) > 0
		for _, ch := range c.Children {
			ethnicity = ethnicity && known(ch.Ethnicity)
			view = view && ch.View != ""
		}
		one := one(f, f.contacts.All[i].ID, false, on)
		for _, item := range []struct {
			name string
			ok   bool
		}{
			{"father's name", c.Father.Known == "yes" && (c.Father.Given != "" || c.Father.Family != "")}, {"consent", c.Consent != ""},
			{"ethnicity", ethnicity}, {"child's view", view},
		} {
			if item.ok {
				one.Bands = append(one.Bands, item.name)
			}
		}
		one.In = len(one.Bands) == 4
		out = append(out, one)
	}
	return out
}

// outOfHours is FD-17.
func outOfHours(f *Facts, p span) (out []Contribution) {
	for i := range f.contacts.All {
		at := f.contacts.All[i].Body.Received
		on := day.In(at)
		if !p.has(on) {
			continue
		}
		hour := at.In(day.London).Hour()
		out = append(out, one(f, f.contacts.All[i].ID, hour < 9 || hour >= 17 || !p.working().IsWorkingDay(on), on))
	}
	return out
}

// ofReferral is a contribution of a referral itself.
func ofReferral(f *Facts, r *record.Of[record.Referral], in bool) Contribution {
	c := one(f, r.ID, in, r.Body.Date)
	c.Referral, c.Started, c.Ended = r.ID, r.Body.Date, day.Day{}
	return c
}

func referralsReceived(f *Facts, p span) (out []Contribution) {
	for i := range f.referrals.All {
		if r := &f.referrals.All[i]; p.has(r.Body.Date) {
			out = append(out, ofReferral(f, r, true))
		}
	}
	return out
}

// referredAgain is FD-04: an earlier referral of the child up to 12 months before, the same date a year ago included. Two records of one day are
// one event seen twice: neither makes the other a second referral.
func referredAgain(f *Facts, p span) (out []Contribution) {
	for i := range f.referrals.All {
		r := &f.referrals.All[i]
		if !p.has(r.Body.Date) {
			continue
		}
		again := false
		for _, before := range f.referrals.All {
			again = again || before.Body.Date.Before(r.Body.Date) && !before.Body.Date.AddMonths(12).Before(r.Body.Date)
		}
		out = append(out, ofReferral(f, r, again))
	}
	return out
}

func fromSource(sources ...string) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) (out []Contribution) {
		for i := range f.referrals.All {
			r := &f.referrals.All[i]
			if !p.has(r.Body.Date) {
				continue
			}
			in := false
			for _, s := range sources {
				in = in || r.Body.Source == s
			}
			out = append(out, ofReferral(f, r, in))
		}
		return out
	}
}

func bySource(f *Facts, p span) (out []Contribution) {
	for i := range f.referrals.All {
		if r := &f.referrals.All[i]; p.has(r.Body.Date) {
			c := ofReferral(f, r, true)
			c.Bands = []string{labels("referral_source").of(r.Body.Source)}
			out = append(out, c)
		}
	}
	return out
}

func noFurtherAction(f *Facts, p span) (out []Contribution) {
	for i := range f.referrals.All {
		if r := &f.referrals.All[i]; p.has(r.Body.Date) {
			out = append(out, ofReferral(f, r, r.Body.NFA))
		}
	}
	return out
}

// decidedInTime is FD-07: referrals that came in through the front door in the period; in the numerator those decided by the
// end of the next working day (clock FD-01). One whose day has not come yet is not counted.
func decidedInTime(f *Facts, p span) (out []Contribution) {
	for i := range f.referrals.All {
		r := &f.referrals.All[i]
		if r.Body.Contact == "" || !p.has(r.Body.Date) {
			continue
		}
		c := Contribution{Record: r.ID, Subject: f.Subject, Ended: day.In(r.Body.Decided), Referral: r.ID}
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

// byNeed is FD-18: a referral with several assessments in the period counts once.
func byNeed(f *Facts, p span) (out []Contribution) {
	for i := range f.referrals.All {
		r := &f.referrals.All[i]
		for _, a := range f.assessments.All {
			if a.Body.Referral == r.ID && p.has(a.Body.Authorised) {
				c := ofReferral(f, r, true)
				c.On = a.Body.Authorised
				c.Bands = []string{labels("primary_need").of(r.Body.PrimaryNeed)}
				out = append(out, c)
				break
			}
		}
	}
	return out
}

// referralsTwoYears is FD-19: the referrals of the period, and outside the numerator those of the same period two years before.
func referralsTwoYears(f *Facts, p span) (out []Contribution) {
	before := span{Period: Period{p.From.AddMonths(-24), p.To.AddMonths(-24)}}
	for i := range f.referrals.All {
		switch r := &f.referrals.All[i]; {
		case p.has(r.Body.Date):
			out = append(out, ofReferral(f, r, true))
		case before.has(r.Body.Date):
			out = append(out, ofReferral(f, r, false))
		}
	}
	return out
}
