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
}

func ofEnquiry(f *Facts, e *record.Of[record.S47Enquiry], in bool) Contribution {
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
func conferenceOf(f *Facts, enquiry string, asAt day.Day) (record.Of[record.InitialCPConference], bool) {
	for _, c := range f.conferences.All {
		if c.Body.Enquiry == enquiry && !c.Body.Date.IsZero() && !c.Body.Date.After(asAt) {
			return c, true
		}
	}
	return record.Of[record.InitialCPConference]{}, false
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
