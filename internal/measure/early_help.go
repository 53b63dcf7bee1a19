package measure

import (
	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

var helpKind = kind[record.EarlyHelp]()

// earlyHelp are the measures of early help. Source: ADCS Safeguarding Pressures; Annex A list 2; specs/measures.md, Early help.
var earlyHelp = map[string]counter{
	"EH-01": {
		plain: "How many early help assessments were completed in the period, and for how many of every 10,000 children.",
		shape: aNumber, rate: true, kinds: []string{helpKind}, class: access.Referral, count: helpAssessed,
	},
	"EH-02": {
		plain: "How early help ended that ended in the period.",
		shape: aSpread, kinds: []string{helpKind}, class: access.Referral, count: helpOutcomes,
	},
	"EH-03": {
		plain: "Of the times of early help that ended in the period, how many were passed up to social care.",
		kinds: []string{helpKind}, class: access.Referral, count: helpSteppedUp,
	},
	"EH-04": {
		plain: "Of the episodes of need that ended in the period, after how many early help took the child on.",
		kinds: []string{referralKind, helpKind}, class: access.Referral, count: steppedDown,
	},
	"EH-06": {
		plain: "Of the times of early help that began in the period, how many were asked for by schools, GPs, voluntary and other bodies, families and children themselves.",
		kinds: []string{helpKind}, class: access.Referral, count: helpNotStatutory,
	},
	"EH-07": {
		plain: "Of the referrals received in the period, before how many the child had early help at any time in the 12 months before.",
		kinds: []string{referralKind, helpKind}, class: access.Referral, count: helpBefore,
	},
	"EH-08": {
		plain: "Of the times of early help that ended in the year before the period, after how many the child was referred to social care within 12 months.",
		note:  "Those that ended in the year before, so that each has had its 12 months.", kinds: []string{referralKind, helpKind}, class: access.Referral, back: 12, count: backAfterHelp,
	},
}

func ofHelp(f *Facts, e *fact[record.EarlyHelp], in bool, on day.Day) Contribution {
	c := one(f, e.ID, in, on)
	c.Started, c.Ended = e.Body.Started, e.Body.Ended
	return c
}

// eachHelp gives a contribution for each time of early help that a day of lies in the period.
func eachHelp(f *Facts, p Period, of func(*record.EarlyHelp) day.Day, in func(*fact[record.EarlyHelp]) bool) (out []Contribution) {
	for i := range f.earlyHelp.All {
		e := &f.earlyHelp.All[i]
		if on := of(&e.Body); p.has(on) {
			out = append(out, ofHelp(f, e, in(e), on))
		}
	}
	return out
}

func helpStarted(e *record.EarlyHelp) day.Day       { return e.Started }
func helpEnded(e *record.EarlyHelp) day.Day         { return e.Ended }
func anyHelp(*fact[record.EarlyHelp]) bool          { return true }
func wentUp(e *fact[record.EarlyHelp]) bool         { return e.Body.Outcome == "step_up" }
func helpSteppedUp(f *Facts, p span) []Contribution { return eachHelp(f, p.Period, helpEnded, wentUp) }
func helpAssessed(f *Facts, p span) []Contribution {
	return eachHelp(f, p.Period, func(e *record.EarlyHelp) day.Day { return e.Completed }, anyHelp)
}

func helpOutcomes(f *Facts, p span) []Contribution {
	out := eachHelp(f, p.Period, helpEnded, anyHelp)
	for i := range out {
		e, _ := f.earlyHelp.find(out[i].Record)
		out[i].Bands = []string{labels("early_help_outcome").of(e.Outcome)}
	}
	return out
}

// steppedDown is EH-04: early help names the case that it follows, as it was by the as-at day.
func steppedDown(f *Facts, p span) (out []Contribution) {
	for i := range f.referrals.All {
		r := &f.referrals.All[i]
		if !isNeed(&r.Body, p.asAt) || !p.has(r.Body.Closed) {
			continue
		}
		in := false
		for _, e := range f.earlyHelp.All {
			in = in || e.Body.StepDown == r.ID && !e.Body.Started.After(p.asAt)
		}
		c := ofReferral(f, r, in)
		c.Ended, c.On = r.Body.Closed, r.Body.Closed
		out = append(out, c)
	}
	return out
}

func helpNotStatutory(f *Facts, p span) []Contribution {
	return eachHelp(f, p.Period, helpStarted, func(e *fact[record.EarlyHelp]) bool {
		switch e.Body.Source {
		case "1A", "1B", "1C", "1D", "2A", "3A", "8":
			return true
		}
		return e.Body.AgencyType == "voluntary"
	})
}

// helpBefore is EH-07. Help that began on the day of the referral or after it does not count.
func helpBefore(f *Facts, p span) (out []Contribution) {
	for i := range f.referrals.All {
		r := &f.referrals.All[i]
		if !p.has(r.Body.Date) {
			continue
		}
		in := false
		for _, e := range f.earlyHelp.All {
			b := e.Body
			in = in || b.Started.Before(r.Body.Date) && (b.Ended.IsZero() || !b.Ended.AddMonths(12).Before(r.Body.Date))
		}
		out = append(out, ofReferral(f, r, in))
	}
	return out
}

func backAfterHelp(f *Facts, p span) []Contribution {
	before := Period{p.From.AddMonths(-12), p.To.AddMonths(-12)}
	return eachHelp(f, before, helpEnded, func(e *fact[record.EarlyHelp]) bool {
		for _, r := range f.referrals.All {
			if on := r.Body.Date; !on.Before(e.Body.Ended) && !on.IsZero() && !on.After(e.Body.Ended.AddMonths(12)) && !on.After(p.asAt) {
				return true
			}
		}
		return false
	})
}
