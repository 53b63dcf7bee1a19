package care

import (
	"fmt"
	"slices"

	"throughline/internal/day"
	"throughline/internal/record"
)

// tellCourt writes the care proceedings of a period: from the application to the final order, with the hearings as they were held.
func (l *life) tellCourt(p *period) {
	at := slices.IndexFunc(p.statuses, func(s status) bool { return s.code == "C1" })
	if at < 0 {
		return
	}
	s := l.stream(fmt.Sprintf("court/%d", p.n))
	interim := p.statuses[at]
	issued := later(interim.from.Add(-s.IntN(6)), l.child.Born)
	if at > 0 {
		issued = later(issued, p.statuses[at-1].from)
	}
	final := interim.to
	if p.fate == short { // home again while the court goes on
		final = later(final, issued.Add(int(s.LogNormal(proceedingsMedian, proceedingsSigma))))
		if grown := l.child.birthday(18); final.After(grown) {
			final = grown
		}
	}
	length := final.Sub(issued)
	family := l.child.Subject
	if l.start.Family != "" {
		family = l.start.Family
	}
	number := l.seed.Stream(family, fmt.Sprintf("care/case/%d", p.n)).IntN(100000)
	body := record.CareProceedings{
		Case: fmt.Sprintf("ZQ%02dC%05d", issued.Year()%100, number), Issued: issued, Sought: record.OrderCare, ShortNotice: record.No,
		Represented: yesNo(s.Chance(0.9)), InitialPlan: "H", InitialApproved: record.Yes,
	}
	if s.Chance(0.1) {
		body.Sought = record.OrderSupervision
	}
	if p.route != Section20 && s.Chance(0.6) {
		body.ShortNotice, body.WhyShortNotice = record.Yes, []string{"A", "B", "C"}[s.Weighted(70, 22, 8)]
	}
	id := l.made(issued, "Issue care proceedings", fmt.Sprintf("court/%d", p.n), body)
	hearings := []record.Hearing{{Date: interim.from.Add(1), Type: "contested_interim"}}
	if issued.Before(interim.from) || s.Chance(0.5) {
		hearings[0].Date = interim.from
	}
	hearings = append(hearings, record.Hearing{Date: issued.Add(12 + s.IntN(8)), Type: "case_management"})
	if length > 150 {
		hearings = append(hearings, record.Hearing{Date: issued.Add(length/2 - s.IntN(20)), Type: "further_case_management"})
	}
	if length > 100 {
		hearings = append(hearings, record.Hearing{Date: final.Add(-20 - s.IntN(25)), Type: "issues_resolution"})
	}
	for _, h := range hearings {
		if h.Date.Before(final) && h.Date.After(issued) {
			body.Hearings = append(slices.Clone(body.Hearings), h)
			l.changed(h.Date, "Record a hearing", id, body)
		}
	}
	body.Hearings = append(slices.Clone(body.Hearings), record.Hearing{Date: final, Type: "final"})
	body.Ordered, body.FinalApproved = final, record.Yes
	body.Order, body.FinalPlan = l.order(p, s.Chance(0.5))
	l.changed(final, "Record the final order", id, body)
}

// order is what the court made at the final hearing, and the plan that it approved.
func (l *life) order(p *period, either bool) (order, plan string) {
	switch {
	case p.adoption != nil:
		return "placement", "C"
	case slices.ContainsFunc(p.statuses, func(s status) bool { return s.code == "C2" }):
		return "care", "A"
	}
	switch permanent(p.ceased) {
	case "special_guardianship":
		return "special_guardianship", "E"
	case "child_arrangements":
		return "child_arrangements", "F"
	}
	if either {
		return "no_order", "G"
	}
	return "supervision", "D"
}

// permanent is the order behind a reason for the end of care, empty for one that made no home permanent (code set permanence_order).
func permanent(ceased string) string {
	switch ceased {
	case "E11", "E12":
		return "adoption"
	case "E43", "E44", "E45", "E46", "E47", "E48":
		return "special_guardianship"
	case "E41":
		return "child_arrangements"
	}
	return ""
}

// tellPlans writes the care plans of a period, and the order that made another home permanent.
func (l *life) tellPlans(p *period) {
	s := l.stream(fmt.Sprintf("plans/%d", p.n))
	type version struct {
		from         day.Day
		aim          string
		alternatives []string
	}
	first := version{from: p.from.Add(3 + s.IntN(8)), aim: "RETURN6M"}
	switch {
	case p.route == Asylum || l.aged(16, p.from):
		first.aim = "SUPPLIV"
	case p.fate == short:
		first.aim = []string{"RETURN1M", "RETURN6M"}[s.IntN(2)]
	case slices.ContainsFunc(p.statuses, func(s status) bool { return s.code == "C1" }):
		first.alternatives = []string{"LTRELFR"}
		if !l.aged(5, p.from) {
			first.alternatives = []string{"ADOPTION", "LTRELFR"}
		}
	}
	versions := []version{first}
	last := p.stays[len(p.stays)-1].place
	for _, st := range p.statuses {
		switch {
		case st.code == "C2" && p.adoption != nil:
			versions = append(versions, version{from: st.from, aim: "ADOPTION"})
			if r := p.adoption.reversed; !r.IsZero() {
				versions = append(versions, version{from: r, aim: "LTFOST18"})
			}
		case st.code == "C2" && (last == "U1" || last == "U3"):
			versions = append(versions, version{from: st.from, aim: "LTRELFR"})
		case st.code == "C2" && last == "P1":
			versions = append(versions, version{from: st.from, aim: "RETURNEV"})
		case st.code == "C2" && (last == "K2" || last == "R1" || last == "S1"):
			versions = append(versions, version{from: st.from, aim: "RESPLMT"})
		case st.code == "C2":
			versions = append(versions, version{from: st.from, aim: "LTFOST18"})
		}
	}
	for i, v := range versions {
		to := p.to
		if i+1 < len(versions) {
			to = versions[i+1].from
		}
		if !v.from.Before(to) {
			continue
		}
		l.lasting(v.from, to, "Make a care plan", "End a care plan", fmt.Sprintf("plan/%d/%d", p.n, i), func(ended bool) record.Body {
			b := record.CLACarePlan{Period: p.id, Started: v.from, Permanence: v.aim, Alternatives: v.alternatives}
			if ended {
				b.Ended = to
			}
			return b
		})
	}
	if order := permanent(p.ceased); order != "" {
		l.made(p.to, ends, fmt.Sprintf("permanence/%d", p.n), record.Permanence{Period: p.id, Ordered: p.to, Order: order})
	}
}
