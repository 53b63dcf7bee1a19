package measure

import (
	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

var ladoKinds = []string{kind[record.LADOReferral]()}

// lado are the measures of allegations against people who work with children. Their records lie in a compartment: the numbers are told, the list
// behind them opens to the LADO alone. Source: KCSIE; Working Together 2023; London procedures; specs/measures.md, LADO.
var lado = map[string]counter{
	"LADO-01": {
		plain: "How many allegations were referred to the local authority designated officer in the period. Questions are not in it.",
		shape: aNumber, subject: record.LADOSubject, kinds: ladoKinds, class: access.SourceRestricted, count: allegationsReferred(nil),
	},
	"LADO-02": {
		plain: "Where those worked about whom allegations were referred in the period.",
		shape: aSpread, subject: record.LADOSubject, kinds: ladoKinds, class: access.SourceRestricted,
		count: allegationsReferred(func(l *record.LADOReferral) string { return labels("lado_sector").of(l.Sector) }),
	},
	"LADO-03": {
		plain:   "Of the allegations referred in the period, how many were referred in writing within 1 working day of when the employer came to know.",
		subject: record.LADOSubject, kinds: ladoKinds, class: access.SourceRestricted, count: referredInTime,
	},
	"LADO-04": {
		plain:   "Of the allegations referred in the period and triaged, in how many the harm threshold was met. In the rest advice was given, or they were not for the LADO.",
		subject: record.LADOSubject, kinds: ladoKinds, class: access.SourceRestricted, count: thresholdMet,
	},
	"LADO-05": {
		plain: "The outcomes of the allegations that were closed in the period.",
		shape: aSpread, subject: record.LADOSubject, kinds: ladoKinds, class: access.SourceRestricted, count: allegationOutcomes,
	},
	"LADO-06": {
		plain: "Of the allegations closed in the period, how many were closed within 3 months of the referral. Within 1 month and within 12 months is shown beside it.",
		bands: []string{"within 1 month", "within 3 months", "within 12 months"}, subject: record.LADOSubject, kinds: ladoKinds, class: access.SourceRestricted, count: allegationsClosed,
	},
}

func eachAllegation(f *Facts, p span, of func(*record.LADOReferral) day.Day, make func(*record.LADOReferral, *Contribution) bool) (out []Contribution) {
	for i := range f.allegations.All {
		l := &f.allegations.All[i]
		on := of(&l.Body)
		if l.Body.Consultation || !p.has(on) {
			continue
		}
		c := one(f, l.ID, true, on)
		c.Started, c.Ended = l.Body.Received, l.Body.Closed
		if make(&l.Body, &c) {
			out = append(out, c)
		}
	}
	return out
}

func allegationReceived(l *record.LADOReferral) day.Day { return l.Received }
func allegationClosed(l *record.LADOReferral) day.Day   { return l.Closed }

func allegationsReferred(band func(*record.LADOReferral) string) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) []Contribution {
		return eachAllegation(f, p, allegationReceived, func(l *record.LADOReferral, c *Contribution) bool {
			if band != nil {
				c.Bands = []string{band(l)}
			}
			return true
		})
	}
}

// referredInTime is LADO-03 (clock LADO-01).
func referredInTime(f *Facts, p span) []Contribution {
	return eachAllegation(f, p, allegationReceived, func(l *record.LADOReferral, c *Contribution) bool {
		if c.In = false; l.Known.IsZero() {
			c.Held = "When the employer came to know is not recorded"
			return true
		}
		due(c, "LADO-01", l.Known, p)
		c.Ended = l.Received
		c.In = c.Held == "" && !l.Received.After(c.Due)
		return true
	})
}

func thresholdMet(f *Facts, p span) []Contribution {
	return eachAllegation(f, p, allegationReceived, func(l *record.LADOReferral, c *Contribution) bool {
		c.In = l.Triage == "threshold_met"
		return l.Triage != "" && !l.Triaged.After(p.asAt)
	})
}

func allegationOutcomes(f *Facts, p span) []Contribution {
	return eachAllegation(f, p, allegationClosed, func(l *record.LADOReferral, c *Contribution) bool {
		c.Bands = []string{labels("lado_outcome").of(l.Outcome)}
		return true
	})
}

// allegationsClosed is LADO-06 (clocks LADO-05 to LADO-07).
func allegationsClosed(f *Facts, p span) []Contribution {
	return eachAllegation(f, p, allegationClosed, func(l *record.LADOReferral, c *Contribution) bool {
		for _, b := range []struct {
			months int
			name   string
		}{{1, "within 1 month"}, {3, "within 3 months"}, {12, "within 12 months"}} {
			if !l.Closed.After(l.Received.AddMonths(b.months)) {
				c.Bands = append(c.Bands, b.name)
			}
		}
		c.Due = l.Received.AddMonths(3)
		c.In = !l.Closed.After(c.Due)
		return true
	})
}
