package measure

import (
	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

var enquiryKind, conferenceKind = kind[record.S47Enquiry](), kind[record.InitialCPConference]()

// section47 are the measures of enquiries under section 47. Source: DfE CIN census table C4; specs/measures.md, Section 47.
var section47 = map[string]counter{
	"S47-01": {
		plain: "How many enquiries under section 47 were started in the period, and for how many of every 10,000 children.",
		shape: aNumber, rate: true, headline: true, kinds: []string{enquiryKind}, class: access.Assessment, count: enquiriesStarted,
	},
	"S47-02": {
		plain: "How many enquiries under section 47 were started in the period, compared between ethnic groups.",
		shape: aNumber, rate: true, kinds: []string{enquiryKind, kind[record.Child]()}, class: access.Assessment, count: enquiriesStarted,
	},
	"S47-04": {
		plain: "Of the enquiries under section 47 that were started in the period and are finished, how many led to an initial child protection conference.",
		note:  "An enquiry is finished when its end is recorded, when its conference was held, or when no conference was needed.",
		kinds: []string{enquiryKind, conferenceKind}, class: access.Assessment, count: enquiriesToConference,
	},
	"S47-03": {
		plain: "Of the strategy discussions held in the period that an agency asked for, how many led to an enquiry under section 47. Grouped by source it is by the agency that asked.",
		kinds: []string{discussionKind, enquiryKind}, class: access.Assessment, count: discussionsToEnquiry,
	},
	"S47-05": {
		plain: "Of the enquiries under section 47 started in the period, in how many the child was seen on the day of the start or the day after.",
		note:  "Only the day is recorded, not the hour: the limit of 24 hours is read as the next day.", kinds: []string{enquiryKind}, class: access.Assessment, count: seenInEnquiry,
	},
	"S47-06": {
		plain: "Of the strategy discussions held in the period, at how many the police, health and education all took part. Each of them alone is shown beside it.",
		bands: []string{"police", "health", "education"}, kinds: []string{discussionKind}, class: access.Assessment, count: allThere,
	},
}

var discussionKind = kind[record.StrategyDiscussion]()

// discussionsToEnquiry is S47-03: the discussion decided on an enquiry, or an enquiry names it.
func discussionsToEnquiry(f *Facts, p span) (out []Contribution) {
	for _, s := range f.discussions.All {
		if !p.has(s.Body.Date) || s.Body.Initiator == "" {
			continue
		}
		in := s.Body.Decision == "s47_joint" || s.Body.Decision == "s47_single"
		for _, e := range f.enquiries.All {
			in = in || e.Body.Discussion == s.ID
		}
		c := one(f, s.ID, in, s.Body.Date)
		c.Referral = s.Body.Referral
		out = append(out, c)
	}
	return out
}

// seenInEnquiry is S47-05 (clock AS-04).
func seenInEnquiry(f *Facts, p span) (out []Contribution) {
	for i := range f.enquiries.All {
		e := &f.enquiries.All[i]
		by := e.Body.Started.Add(1)
		if !p.has(e.Body.Started) {
			continue
		}
		seen := e.Body.Seen.Within(e.Body.Started, by) && !e.Body.Seen.After(p.asAt)
		if !seen && !p.asAt.After(by) {
			continue // its day is not over
		}
		c := ofEnquiry(f, e, seen)
		c.Due = by
		out = append(out, c)
	}
	return out
}

// sides are the agencies of a strategy discussion by what side they are on.
var sides = map[string]string{
	"police": "police", "gp": "health", "health_visiting": "health", "school_nursing": "health", "primary_health_other": "health", "emergency_department": "health",
	"midwifery": "health", "mental_health": "health", "health_other": "health", "school": "education", "early_years": "education", "education_service": "education",
}

func allThere(f *Facts, p span) (out []Contribution) {
	for _, s := range f.discussions.All {
		if !p.has(s.Body.Date) {
			continue
		}
		c := one(f, s.ID, false, s.Body.Date)
		c.Referral = s.Body.Referral
		for _, side := range []string{"police", "health", "education"} {
			for _, a := range s.Body.Agencies {
				if sides[a] == side {
					c.Bands = append(c.Bands, side)
					break
				}
			}
		}
		c.In = len(c.Bands) == 3
		out = append(out, c)
	}
	return out
}

func ofEnquiry(f *Facts, e *fact[record.S47Enquiry], in bool) Contribution {
	c := one(f, e.ID, in, e.Body.Started)
	c.Started, c.Ended, c.Referral = e.Body.Started, e.Body.Ended, e.Body.Referral
	return c
}

func enquiriesStarted(f *Facts, p span) (out []Contribution) {
	for i := range f.enquiries.All {
		if e := &f.enquiries.All[i]; p.has(e.Body.Started) {
			out = append(out, ofEnquiry(f, e, true))
		}
	}
	return out
}

// conferenceOf is the conference that was held after an enquiry by the end of a day.
func conferenceOf(f *Facts, enquiry string, asAt day.Day) (fact[record.InitialCPConference], bool) {
	for _, c := range f.conferences.All {
		if c.Body.Enquiry == enquiry && !c.Body.Date.IsZero() && !c.Body.Date.After(asAt) {
			return c, true
		}
	}
	return fact[record.InitialCPConference]{}, false
}

func enquiriesToConference(f *Facts, p span) (out []Contribution) {
	for i := range f.enquiries.All {
		e := &f.enquiries.All[i]
		if !p.has(e.Body.Started) {
			continue
		}
		conf, held := conferenceOf(f, e.ID, p.asAt)
		ended := !e.Body.Ended.IsZero() && !e.Body.Ended.After(p.asAt)
		if !held && !ended && e.Body.ICPCNotRequired != record.Yes {
			continue
		}
		c := ofEnquiry(f, e, held)
		if held {
			c.Ended = conf.Body.Date
		}
		out = append(out, c)
	}
	return out
}
