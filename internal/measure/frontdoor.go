package measure

import (
	"time"

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
		plain: "How many contacts about a child were received in the period: a contact about three children is three. Calls to the consultation line and news about children whose case is open are not contacts.",
		shape: aNumber, rate: true, kinds: doorKinds, class: access.Referral, count: contactsReceived,
	},
	"FD-02": {
		plain: "Of the contacts received in the period on which a decision was made, how many became a referral to social work. A second contact about the same event is not counted.",
		kinds: doorKinds, class: access.Referral, count: contactsConverted,
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
		note:  "Counts referrals that came in through the front door, those too that a contact was accepted as: their day is the day of that. A census does not say when a decision was made, so imported referrals are not counted.",
		count: decidedInTime, earlier: fd07Before,
	},
	"FD-08": {
		plain: "What became of the contacts received in the period on which a decision was made. A second contact about the same event is not counted.",
		shape: aSpread, bands: []string{toReferral, "early help", "information and advice", "no further action", "other"},
		kinds: doorKinds, class: access.Referral, count: contactOutcomes,
	},
	"FD-09": {
		plain: "How many calls the consultation line answered in the period. A call need not name a child.",
		shape: aNumber, subject: record.CallSubject, kinds: callKinds, class: access.Referral, count: callsAnswered,
	},
	"FD-10": {
		plain: "For what kinds of agency the callers worked who called the consultation line in the period.",
		shape: aSpread, subject: record.CallSubject, kinds: callKinds, class: access.Referral, count: callsByAgency,
	},
	"FD-12": {
		plain:   "Of the calls that the consultation line answered in the period, in how many consent was discussed.",
		subject: record.CallSubject, kinds: callKinds, class: access.Referral, count: consentDiscussed,
	},
	"FD-14": {
		plain: "Of the written referrals received in the period, how many say all of this: the father's name, whether consent was given, and the ethnicity and the view of each child.",
		bands: []string{"father's name", "consent", "ethnicity", "child's view"}, subject: record.ContactSubject, kinds: []string{contactKind}, class: access.Referral,
		count: complete,
	},
	"FD-16": {
		plain: "Of the contacts received in the period that were given a priority, how many were decided within its target: by the shipped settings 4 hours for red, 24 for amber and 72 for green. " +
			"How many of each priority were in time is shown beside it.",
		bands: []string{"red", "amber", "green"}, kinds: []string{kind[record.ChildContact]()}, class: access.Referral, count: triagedInTime,
	},
	"FD-17": {
		plain: "Of the contacts received in the period, how many were taken by the emergency duty team or came outside office hours: before 9am or from 5pm, at weekends or on bank holidays.",
		note:  "A contact of which neither is recorded counts as within office hours.", kinds: doorKinds, class: access.Referral, count: outOfHours,
	},
	"FD-18": {
		plain: "The primary need of the referrals that were assessed in the period: an assessment was completed in it.",
		shape: aSpread, kinds: []string{referralKind, kind[record.Assessment]()}, class: access.Referral, count: byNeed,
	},
	"FD-19": {
		plain: "By how much the rate of referrals changed in two years: the rate of this period less the rate of the same period two years before, as a percentage of the earlier one.",
		shape: aChange, rate: true, kinds: []string{referralKind}, class: access.Referral, back: 24, count: referralsTwoYears,
	},
	"FD-20": {
		plain: "How many cases waited at the end of the day for another team to accept them, by how long they had waited.",
		shape: aSpread, bands: transferBands, snapshot: true, kinds: []string{kind[record.Transfer]()}, class: access.Referral, count: transfersWaiting,
	},
}

const toReferral = "referral to social work"

var (
	doorKinds = []string{kind[record.ChildContact](), referralKind}
	callKinds = []string{kind[record.Consultation]()}
)

// atDoor is one child's part of a contact: a record of its own or, for what came in through the front door here, the referral that names its
// contact.
type atDoor struct {
	id         string
	on         day.Day
	at         time.Time // zero when only the day is known
	outOfHours bool
	repeats    bool   // a second contact about the same event
	outcome    string // code set contact_outcome; empty while it waits
	decided    time.Time
	rating     string
	referral   string
}

// outcomeOf is the outcome of a contact that a decision at the front door is.
var outcomeOf = map[string]string{"assessment": "referral", "strategy_discussion": "referral", "early_help": "early_help", "advice": "advice", "no_further_action": "no_further_action"}

var outcomeNames = map[string]string{"referral": toReferral, "early_help": "early help", "advice": "information and advice", "no_further_action": "no further action"}

// doors are the contacts about a child that were received in the period. What came of them is as it was at the end of the as-at day.
func doors(f *Facts, p span) (out []atDoor) {
	for _, c := range f.atDoor.All {
		b := c.Body
		if !p.has(b.Date) || b.Outcome == "open_case" {
			continue
		}
		d := atDoor{c.ID, b.Date, b.Received, b.OutOfHours, b.Repeats != "", b.Outcome, b.Decided, b.Rating, b.Referral}
		out = append(out, d.asAt(p.asAt))
	}
	for _, r := range f.referrals.All {
		if b := r.Body; b.Contact != "" && p.has(b.Date) {
			d := atDoor{id: r.ID, on: b.Date, outcome: outcomeOf[b.Decision], decided: b.Decided, referral: r.ID}
			out = append(out, d.asAt(p.asAt))
		}
	}
	return out
}

func (d atDoor) asAt(on day.Day) atDoor {
	if !d.decided.IsZero() && day.In(d.decided).After(on) {
		d.outcome, d.decided = "", time.Time{}
	}
	return d
}

func (d atDoor) contribution(f *Facts, in bool) Contribution {
	c := one(f, d.id, in, d.on)
	c.Started, c.Referral = d.on, d.referral
	if !d.decided.IsZero() {
		c.Ended = day.In(d.decided)
	}
	return c
}

func contactsReceived(f *Facts, p span) (out []Contribution) {
	for _, d := range doors(f, p) {
		out = append(out, d.contribution(f, true))
	}
	return out
}

func contactsConverted(f *Facts, p span) (out []Contribution) {
	for _, d := range doors(f, p) {
		if d.outcome != "" && !d.repeats {
			out = append(out, d.contribution(f, d.outcome == "referral"))
		}
	}
	return out
}

func contactOutcomes(f *Facts, p span) (out []Contribution) {
	for _, d := range doors(f, p) {
		if d.outcome == "" || d.repeats {
			continue
		}
		c := d.contribution(f, true)
		c.Bands = []string{"other"}
		if name := outcomeNames[d.outcome]; name != "" {
			c.Bands[0] = name
		}
		out = append(out, c)
	}
	return out
}

// eachCall gives a contribution for each call of the period.
func eachCall(f *Facts, p span, make func(*record.Consultation, *Contribution)) (out []Contribution) {
	for i := range f.calls.All {
		b := &f.calls.All[i].Body
		if on := day.In(b.At); p.has(on) {
			c := one(f, f.calls.All[i].ID, true, on)
			make(b, &c)
			out = append(out, c)
		}
	}
	return out
}

func callsAnswered(f *Facts, p span) []Contribution {
	return eachCall(f, p, func(*record.Consultation, *Contribution) {})
}

func callsByAgency(f *Facts, p span) []Contribution {
	return eachCall(f, p, func(b *record.Consultation, c *Contribution) {
		c.Bands = []string{labels("agency_type").of(b.AgencyType)}
	})
}

func consentDiscussed(f *Facts, p span) []Contribution {
	return eachCall(f, p, func(b *record.Consultation, c *Contribution) { c.In = b.ConsentDiscussed == record.Yes })
}

// triagedInTime is FD-16 (clock FD-03, which counts hours). One whose hours are not over is not counted.
func triagedInTime(f *Facts, p span) (out []Contribution) {
	def, err := p.book.Lookup("FD-03")
	if err != nil {
		return nil
	}
	for _, d := range doors(f, p) {
		if d.rating == "" {
			continue
		}
		c := d.contribution(f, false)
		hours := 0
		for _, pt := range def.Points {
			if pt.Name == d.rating {
				hours = pt.N
			}
		}
		switch by := d.at.Add(time.Duration(hours) * time.Hour); {
		case hours == 0:
			c.Held = "No target is set for the priority " + d.rating
		case d.at.IsZero():
			c.Held = "The time at which it was received is not recorded, so no hours can be counted"
		case !d.decided.IsZero():
			c.In = !d.decided.After(by)
		case !p.asAt.Add(1).Start().After(by):
			continue
		}
		if c.In {
			c.Bands = []string{d.rating}
		}
		out = append(out, c)
	}
	return out
}

// outOfHours is FD-17.
func outOfHours(f *Facts, p span) (out []Contribution) {
	for _, d := range doors(f, p) {
		late := d.outOfHours
		if !d.at.IsZero() {
			hour := d.at.In(day.London).Hour()
			late = late || hour < 9 || hour >= 17 || !p.working().IsWorkingDay(d.on)
		}
		out = append(out, d.contribution(f, late))
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

var transferBands = []string{"up to a week", "over 1 to 2 weeks", "over 2 to 4 weeks", "over 4 weeks"}

// transfersWaiting is FD-20. One that was decided on the day no longer waited at its end.
func transfersWaiting(f *Facts, p span) (out []Contribution) {
	for i := range f.transfers.All {
		t := &f.transfers.All[i]
		b := &t.Body
		if b.Asked.IsZero() || !open(b.Asked, b.Decided, p.asAt) || b.State != record.TransferWaiting && b.Decided.IsZero() {
			continue
		}
		c := one(f, t.ID, true, p.asAt)
		c.Started, c.Ended = b.Asked, b.Decided
		c.Bands = []string{band(p.asAt.Sub(b.Asked), []int{7, 14, 28}, transferBands)}
		out = append(out, c)
	}
	return out
}

// ofReferral is a contribution of a referral itself.
func ofReferral(f *Facts, r *fact[record.Referral], in bool) Contribution {
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

// decidedInTime is FD-07: referrals that came in through the front door in the period, as such or as contacts; in the numerator those decided by the
// end of the next working day (clock FD-01). One whose day has not come yet is not counted.
func decidedInTime(f *Facts, p span) (out []Contribution) {
	for i := range f.referrals.All {
		r := &f.referrals.All[i]
		if r.Body.Contact == "" && r.Body.Decided.IsZero() || !p.has(r.Body.Date) {
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
