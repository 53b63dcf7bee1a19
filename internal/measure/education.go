package measure

import (
	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

var ehcpKind = kind[record.EHCP]()

// education are the measures of education, health and care plans that social care can count. Source: SEN2; SSDA903; specs/measures.md, SEND, Health
// and education of CLA, Children in need.
var education = map[string]counter{
	"CIN-08": {
		plain:    "Of the children of school age in need at the end of the day, how many had an education, health and care plan.",
		snapshot: true, kinds: append([]string{ehcpKind, kind[record.Child]()}, needKinds...), class: access.Education, count: needWithPlan,
	},
	"ED-03": {
		plain:    "Of the children of school age who had been looked after for 12 months or more at the end of the day, how many had an education, health and care plan.",
		snapshot: true, kinds: append([]string{ehcpKind, kind[record.Child]()}, careKinds...), class: access.Education, count: yearly(schoolAge, planned),
	},
	"SEND-01": {
		plain: "How many requests for an education, health and care assessment were received in the period.",
		shape: aNumber, note: calendarNote, kinds: []string{ehcpKind}, class: access.Education, count: requested,
	},
	"SEND-02": {
		plain: "Of the requests for an education, health and care assessment received in the period and decided, how many were refused.",
		note:  calendarNote, kinds: []string{ehcpKind}, class: access.Education, count: refused,
	},
	"SEND-03": {
		plain: "Of the education, health and care plans made in the period without an exception, how many were made within 20 weeks of the request.",
		note:  calendarNote, kinds: []string{ehcpKind}, class: access.Education, count: plannedInTime(false),
	},
	"SEND-04": {
		plain: "Of all education, health and care plans made in the period, how many were made within 20 weeks of the request.",
		note:  calendarNote, kinds: []string{ehcpKind}, class: access.Education, count: plannedInTime(true),
	},
	"SEND-05": {
		plain: "How many children known to social care had an education, health and care plan at the end of the day.",
		shape: aNumber, snapshot: true, note: "The council's whole number is held by the education service.", kinds: []string{ehcpKind}, class: access.Education, count: plansHeld,
	},
}

const calendarNote = "Published by calendar year. Only children known to social care are counted here."

// schoolAge is 4 to 15 on 31 August before the day: reception to year 11.
func schoolAge(f *Facts, on day.Day) bool {
	year := on.Year()
	if on.Before(day.New(year, 8, 31)) {
		year--
	}
	age := ageOn(f.child(), day.New(year, 8, 31))
	return age >= 4 && age <= 15
}

func planned(f *Facts, on day.Day) bool {
	for _, e := range f.ehcps.All {
		if !e.Body.Started.IsZero() && open(e.Body.Started, e.Body.Ceased, on) {
			return true
		}
	}
	return false
}

func needWithPlan(f *Facts, p span) []Contribution {
	if !schoolAge(f, p.asAt) {
		return nil
	}
	out := inNeed(f, p)
	for i := range out {
		out[i].In = planned(f, p.asAt)
	}
	return out
}

func requested(f *Facts, p span) (out []Contribution) {
	for _, e := range f.ehcps.All {
		if p.has(e.Body.Requested) {
			out = append(out, one(f, e.ID, true, e.Body.Requested))
		}
	}
	return out
}

func refused(f *Facts, p span) (out []Contribution) {
	for _, e := range f.ehcps.All {
		b := e.Body
		if p.has(b.Requested) && (b.Decision == "Y" || b.Decision == "N") && !b.Decided.After(p.asAt) {
			out = append(out, one(f, e.ID, b.Decision == "N", b.Requested))
		}
	}
	return out
}

// plannedInTime is SEND-03 and SEND-04: 20 calendar weeks (clock SE-04).
func plannedInTime(all bool) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) (out []Contribution) {
		for _, e := range f.ehcps.All {
			b := e.Body
			if !p.has(b.Started) || !all && b.Exception == record.Yes {
				continue
			}
			c := one(f, e.ID, !b.Started.After(b.Requested.Add(20*7)), b.Started)
			c.Started, c.Due, c.Ended = b.Requested, b.Requested.Add(20*7), b.Started
			if b.Requested.IsZero() {
				c.Held, c.In = "The day of the request is not recorded", false
			}
			out = append(out, c)
		}
		return out
	}
}

func plansHeld(f *Facts, p span) []Contribution {
	for _, e := range f.ehcps.All {
		if !e.Body.Started.IsZero() && open(e.Body.Started, e.Body.Ceased, p.asAt) {
			c := one(f, e.ID, true, p.asAt)
			c.Started = e.Body.Started
			return []Contribution{c}
		}
	}
	return nil
}
