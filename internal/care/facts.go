package care

import (
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// facts are all facts of care. Sources: SSDA903 tables OC2, OC3, AD1, Missing, PlacedAdoption, PrevPerm, DoLo; clocks CLA-20 to CLA-22, H-01 to H-07, ED-01,
// ED-03, MIS-01, CL-05, CL-08; the statutory guidance on children who run away or go missing (2014).
var facts = map[string]fact{
	Review:        factOf("a review of a looked-after child", access.None, func(b record.CLAReview) day.Day { return b.Date }, judgeReview),
	PEP:           pep(),
	Health:        factOf("a health check", access.Health, func(b record.CLAHealth) day.Day { return b.Date }, judgeHealth),
	Immunisations: factOf("how immunisations stand", access.Health, func(b record.CLAImmunisations) day.Day { return b.Date }, judgeImmunisations),
	SDQ:           factOf("a strengths and difficulties score", access.Health, func(b record.SDQScore) day.Day { return b.Date }, judgeSDQ),
	Substances:    factOf("a finding on substance misuse", access.Health, func(b record.CLASubstanceMisuse) day.Day { return b.Date }, judgeSubstances),
	Offence:       factOf("a conviction or caution", access.Offence, func(b record.CLAConviction) day.Day { return b.Date }, judgeOffence),
	MissingTime:   missingTime(),
	Interview:     factOf("a return interview", access.None, interviewed, judgeInterview),
	CarePlan:      carePlan(),
	ToAdopt:       factOf("a decision on adoption", access.None, func(b record.PlacedForAdoption) day.Day { return b.Decided }, judgeToAdopt),
	Adopted:       factOf("the way to an adoption", access.ThirdParty, func(b record.Adoption) day.Day { return later(b.Decided, b.Matched) }, judgeAdoption),
	Before:        factOf("an earlier permanent home", access.None, func(record.PreviousPermanence) day.Day { return day.Day{} }, judgeBefore),
	Liberty:       factOf("a deprivation of liberty", access.None, func(b record.DeprivationOfLiberty) day.Day { return b.From }, judgeLiberty),
	Pathway:       factOf("a pathway plan", access.None, pathwayDay, judgePathway),
	Contact:       contact(),
	Leaver:        factOf("how a care leaver is", access.None, func(b record.CareLeaver) day.Day { return b.Date }, judgeLeaver),
}

func judgeReview(f *errs.Fields, s story.Story, v record.CLAReview, own string, today day.Day) {
	heldInCare(f, s, "date", v.Date, today, "on which it was held")
	needCode(f, "participation", "REVIEW_CODE", v.Participation, v.Date, "Choose how the child took part")
	if c, ok := story.First[record.Child](s); ok && !c.Body.Birth.IsZero() && !v.Date.IsZero() && (v.Date.Age(c.Body.Birth) < 4) != (v.Participation == "PN0") && v.Participation != "" {
		f.Add("participation", "“Under 4” is for a child who is under 4 on the day, and for no other")
	}
	if another(s, own, func(o record.CLAReview) bool { return o.Date == v.Date }) {
		f.Add("date", "A review on that day is recorded already")
	}
}

// pepMeeting is what a meeting on a personal education plan is among the meetings on plans.
const pepMeeting = "pep"

// pep is a meeting on a personal education plan. Meetings on other plans are protection's.
func pep() fact {
	x := factOf("a meeting on a personal education plan", access.None, func(b record.PlanMeeting) day.Day { return b.Date },
		func(f *errs.Fields, s story.Story, m record.PlanMeeting, own string, today day.Day) {
			heldInCare(f, s, "date", m.Date, today, "on which it was held")
			if m.Notes == "" {
				f.Add("notes", "Write what was agreed")
			}
			if another(s, own, func(o record.PlanMeeting) bool { return o.Type == pepMeeting && o.Date == m.Date }) {
				f.Add("date", "A meeting on that day is recorded already")
			}
		})
	x.mine = func(b record.Body) bool { m, _ := b.(record.PlanMeeting); return m.Type == pepMeeting }
	x.tidy = func(_ access.Actor, _ story.Story, b, _ record.Body) record.Body {
		m, _ := b.(record.PlanMeeting)
		m.Type, m.Plan, m.Came, m.Notes = pepMeeting, "", record.Typed(m.Came), record.Typed(m.Notes)
		return m
	}
	return x
}

// judgeHealth: one that was refused or not come to is recorded as not done, and the duty stays.
func judgeHealth(f *errs.Fields, s story.Story, h record.CLAHealth, own string, today day.Day) {
	needCode(f, "type", "health_check_type", h.Type, day.Day{}, "Choose the kind of check")
	heldInCare(f, s, "date", h.Date, today, "of the check")
	needAnswer(f, "done", h.Done, "Choose whether it was done")
	if c, ok := story.First[record.Child](s); ok && h.Type == "health_surveillance" && !c.Body.Birth.IsZero() && !h.Date.IsZero() && h.Date.Age(c.Body.Birth) >= 5 {
		f.Add("type", "A developmental check is for a child under 5")
	}
	if another(s, own, func(o record.CLAHealth) bool { return o.Type == h.Type && o.Date == h.Date && !h.Date.IsZero() }) {
		f.Add("date", "That check is recorded for that day already. Correct that one")
	}
}

func judgeImmunisations(f *errs.Fields, s story.Story, i record.CLAImmunisations, own string, today day.Day) {
	heldInCare(f, s, "date", i.Date, today, "on which that was found")
	needAnswer(f, "up_to_date", i.UpToDate, "Choose whether all immunisations that were due are given")
	if another(s, own, func(o record.CLAImmunisations) bool { return o.Date == i.Date && !i.Date.IsZero() }) {
		f.Add("date", "That is recorded for that day already. Correct that one")
	}
}

func judgeSDQ(f *errs.Fields, s story.Story, q record.SDQScore, own string, today day.Day) {
	heldInCare(f, s, "date", q.Date, today, "on which it was filled in or refused")
	switch {
	case q.Score != nil && q.Reason != "":
		f.Add("reason", "Where there is a score there is no reason why there is none")
	case q.Score == nil && q.Reason == "":
		f.Add("score", "Enter the score, or choose why there is none")
	case q.Score != nil && (*q.Score < 0 || *q.Score > 40):
		f.Add("score", "The score must be from 0 to 40")
	}
	checkCode(f, "reason", "SDQ_REASON", q.Reason, q.Date)
	if another(s, own, func(o record.SDQScore) bool { return o.Date == q.Date && !q.Date.IsZero() }) {
		f.Add("date", "A score is recorded for that day already. Correct that one")
	}
}

func judgeSubstances(f *errs.Fields, s story.Story, m record.CLASubstanceMisuse, _ string, today day.Day) {
	heldInCare(f, s, "date", m.Date, today, "on which that was found")
	needAnswer(f, "found", m.Found, "Choose whether the child was found to misuse substances")
	switch {
	case m.Found == record.No && (m.Received != "" || m.Offered != ""):
		f.Add("received", "Help is for a child who was found to misuse substances")
	case m.Found == record.Yes && m.Received == "":
		f.Add("received", "Choose whether the child received help")
	case m.Received == record.No && m.Offered == "":
		f.Add("offered", "Choose whether help was offered")
	case m.Received == record.Yes && m.Offered == record.No:
		f.Add("offered", "Help that was received was offered")
	}
}

func judgeOffence(f *errs.Fields, s story.Story, c record.CLAConviction, _ string, today day.Day) {
	heldInCare(f, s, "date", c.Date, today, "of the conviction or caution")
	needAnswer(f, "convicted", c.Convicted, "Choose whether the child was convicted or cautioned")
}

// missingTime is a time of being missing, or away without authorisation. Whether it was from home or from care follows from the record of care.
func missingTime() fact {
	x := factOf("a time of being missing", access.None, func(b record.Missing) day.Day { return b.From }, judgeMissing)
	x.tidy = func(_ access.Actor, s story.Story, b, _ record.Body) record.Body {
		m, _ := b.(record.Missing)
		m.FromHome = !m.From.IsZero() && !inCare(s, m.From)
		return m
	}
	return x
}

func judgeMissing(f *errs.Fields, s story.Story, m record.Missing, own string, today day.Day) {
	needCode(f, "type", "MISSING", m.Type, m.From, "Choose missing, or away without authorisation")
	needPast(f, "from", m.From, today, "on which it began")
	if m.FromHome && m.Type == "A" {
		f.Add("type", "The child was not looked after on that day, and only a looked-after child is away without authorisation: choose missing")
	}
	switch {
	case m.To.After(today) && !m.To.IsZero():
		f.Add("to", "The day of the return must be today or in the past. Leave it empty while the child is missing")
	case !m.To.IsZero() && m.To.Before(m.From):
		f.Add("to", "The child returned on or after the day on which it began")
	}
	switch {
	case !m.Returned.IsZero() && m.To.IsZero():
		f.Add("to", "Enter the day of the return as well")
	case !m.Returned.IsZero() && day.In(m.Returned) != m.To:
		f.Add("returned", "The time of the return must be on the day of the return")
	}
	if m.To.IsZero() && interviewAfter(s, own, "") {
		f.Add("to", "A return interview is recorded after this time, so the child returned")
	}
	if another(s, own, func(o record.Missing) bool {
		return !m.From.IsZero() && (o.From == m.From || overlapping(link{from: o.From, to: o.To}, link{from: m.From, to: m.To}))
	}) {
		f.Add("from", "Another time is recorded that runs into this one. End or correct that first")
	}
}

// interviewAfter says whether an interview is recorded after a time of being missing, other than its own.
func interviewAfter(s story.Story, missing, own string) bool {
	return missing != "" && another(s, own, func(i record.ReturnInterview) bool { return i.Missing == missing })
}

// interviewed is the day of an interview, or of its offer.
func interviewed(i record.ReturnInterview) day.Day {
	if !i.Held.IsZero() {
		return day.In(i.Held)
	}
	return i.OfferedOn
}

func judgeInterview(f *errs.Fields, s story.Story, i record.ReturnInterview, own string, today day.Day) {
	m, ok := story.Find[record.Missing](s, i.Missing)
	switch {
	case !ok:
		f.Add("missing", "Choose the time after which the child returned")
		return
	case m.Body.To.IsZero():
		f.Add("missing", "The child has not returned from that time. Record the return first")
	case m.Body.Type != "M":
		f.Add("missing", "An interview is offered to a child who was missing")
	case interviewAfter(s, i.Missing, own):
		f.Add("missing", "An interview after that time is recorded already. Correct that one")
	}
	needAnswer(f, "offered", i.Offered, "Choose whether an interview was offered")
	if i.Offered == record.No && (i.Accepted != "" || !i.Held.IsZero() || !i.OfferedOn.IsZero()) {
		f.Add("offered", "An interview that was accepted or held was offered")
	}
	if i.Offered == record.Yes {
		needPast(f, "offered_on", i.OfferedOn, today, "on which it was offered")
		needAnswer(f, "accepted", i.Accepted, "Choose whether the child wanted it")
		if !i.OfferedOn.IsZero() && i.OfferedOn.Before(m.Body.From) {
			f.Add("offered_on", "It was offered before the child went missing: check the days")
		}
	}
	switch {
	case i.Held.IsZero():
	case i.Accepted == record.No:
		f.Add("held", "An interview that the child did not want was not held")
	case day.In(i.Held).After(today):
		f.Add("held", "The interview must be held today or in the past")
	case !m.Body.Returned.IsZero() && i.Held.Before(m.Body.Returned), day.In(i.Held).Before(m.Body.To):
		f.Add("held", "The interview was held before the child returned: check day and time")
	}
}

// carePlan is one version of a care plan. A new one ends the one before it.
func carePlan() fact {
	x := factOf("a care plan", access.None, func(b record.CLACarePlan) day.Day { return b.Started }, func(f *errs.Fields, s story.Story, p record.CLACarePlan, own string, today day.Day) {
		heldInCare(f, s, "started", p.Started, today, "from which the plan holds")
		needCode(f, "permanence", "permanence_plan", p.Permanence, p.Started, "Choose which home the plan aims at")
		if another(s, own, func(o record.CLACarePlan) bool { return o.Started == p.Started && !p.Started.IsZero() }) {
			f.Add("started", "A plan from that day is recorded already. Correct that one")
		}
		if own == "" && another(s, own, func(o record.CLACarePlan) bool { return o.Started.After(p.Started) }) {
			f.Add("started", "A later plan is recorded already. Take that out first, or correct it")
		}
	})
	x.tidy = func(_ access.Actor, s story.Story, b, was record.Body) record.Body {
		p, _ := b.(record.CLACarePlan)
		if old, ok := was.(record.CLACarePlan); ok {
			p.Period, p.Ended = old.Period, old.Ended
			return p
		}
		if c, ok := Running(s); ok {
			p.Period = c.Care.ID
		}
		return p
	}
	x.also = func(s story.Story, _ string, b record.Body) (out []record.Change) {
		p, _ := b.(record.CLACarePlan)
		for _, o := range story.All[record.CLACarePlan](s) {
			if o.Body.Ended.IsZero() {
				old := o.Body
				old.Ended = p.Started
				out = append(out, record.Edit(o, old))
			}
		}
		return out
	}
	return x
}

func judgeToAdopt(f *errs.Fields, s story.Story, p record.PlacedForAdoption, _ string, today day.Day) {
	heldInCare(f, s, "decided", p.Decided, today, "of the decision that the child should be placed for adoption")
	checkCode(f, "reversed_reason", "REASON_PLACED_CEASED", p.Reason, p.Reversed)
	switch {
	case p.Reversed.IsZero() != (p.Reason == ""):
		f.Add("reversed_reason", "A decision that was given up has a day and a reason, both")
	case !p.Reversed.IsZero() && p.Reversed.Before(p.Decided), p.Reversed.After(today) && !p.Reversed.IsZero():
		f.Add("reversed", "It was given up after it was decided, and not in the future")
	}
}

func judgeAdoption(f *errs.Fields, _ story.Story, a record.Adoption, own string, today day.Day) {
	needPast(f, "decided", a.Decided, today, "on which it was decided that adoption is best")
	if !a.Matched.IsZero() && (a.Matched.Before(a.Decided) || a.Matched.After(today)) {
		f.Add("matched", "The child was matched after the decision, and not in the future")
	}
	checkCode(f, "adopters", "NB_ADOPTR", a.Adopters, a.Matched)
	checkCode(f, "adopter_sex", "SEX_ADOPTR", a.AdopterSex, a.Matched)
	checkCode(f, "adopter_legal_status", "LS_ADOPTR", a.AdopterLaw, a.Matched)
	if single := len(a.AdopterSex) == 2 && a.AdopterSex[1] == '1'; a.AdopterSex != "" && a.Adopters != "" && single != (a.Adopters == "1") {
		f.Add("adopter_sex", "One adopter is a single man or a single woman; two are a couple")
	}
}

func judgeBefore(f *errs.Fields, _ story.Story, p record.PreviousPermanence, own string, _ day.Day) {
	needCode(f, "option", "PREV_PERM", p.Option, day.Day{}, "Choose what kind of home it was, or that there was none")
	if p.Option == "Z1" && (p.Authority != "" || p.Ordered != "") {
		f.Add("option", "Where there was none there is no day and no authority")
	}
	if !p.Ordered.Valid() {
		f.Add("ordered", "Enter a date like 2019-05-31, with ZZ or ZZZZ for a part that is not known")
	}
}

func judgeLiberty(f *errs.Fields, s story.Story, d record.DeprivationOfLiberty, own string, today day.Day) {
	heldInCare(f, s, "from", d.From, today, "from which the order holds")
	if !d.To.IsZero() && d.To.Before(d.From) {
		f.Add("to", "The order ends on or after the day from which it holds")
	}
	if another(s, own, func(o record.DeprivationOfLiberty) bool {
		return overlapping(link{from: o.From, to: o.To}, link{from: d.From, to: d.To})
	}) {
		f.Add("from", "Another order runs into this one. End that first")
	}
}

func pathwayDay(p record.PathwayPlan) day.Day {
	return p.Latest(day.New(9999, time.December, 31))
}

func judgePathway(f *errs.Fields, s story.Story, p record.PathwayPlan, own string, today day.Day) {
	needPast(f, "started", p.Started, today, "on which the plan was made")
	if !p.Ended.IsZero() && (p.Ended.Before(p.Started) || p.Ended.After(today)) {
		f.Add("ended", "The plan ended after it was made, and not in the future")
	}
	for _, d := range p.Reviews {
		if d.Before(p.Started) || d.After(today) {
			f.Add("reviewed", "A review is after the plan was made, and not in the future")
		}
	}
	ofAge(f, s, "started", p.Started, 15)
	if p.Ended.IsZero() && another(s, own, func(o record.PathwayPlan) bool { return o.Ended.IsZero() }) {
		f.Add("started", "A pathway plan runs already. Record its review, or end it first")
	}
}

// ofAge notes a day on which a young person was younger than so many years.
func ofAge(f *errs.Fields, s story.Story, field string, on day.Day, years int) {
	c, ok := story.First[record.Child](s)
	if ok && !c.Body.Birth.IsZero() && !on.IsZero() && on.Age(c.Body.Birth) < years {
		f.Add(field, "On that day the young person was younger than %d", years)
	}
}

// contact is a contact of a personal adviser with a care leaver, made or tried. Other visits are protection's.
func contact() fact {
	x := factOf("a contact with a care leaver", access.None, func(b record.Visit) day.Day { return b.Date }, func(f *errs.Fields, s story.Story, v record.Visit, _ string, today day.Day) {
		needPast(f, "date", v.Date, today, "of the contact")
		ofAge(f, s, "date", v.Date, 16)
		needAnswer(f, "seen", v.Seen, "Choose whether there was contact")
		if v.Seen == record.No && v.WhyNot == "" {
			f.Add("why_not", "Write why there was none")
		}
		checkCode(f, "place", "visit_place", v.Place, v.Date)
		if v.Seen == record.Yes && v.Place == "" {
			f.Add("place", "Choose where, or how")
		}
	})
	x.mine = func(b record.Body) bool { v, _ := b.(record.Visit); return v.Type == record.VisitLeavingCare }
	x.tidy = func(actor access.Actor, _ story.Story, b, was record.Body) record.Body {
		v, _ := b.(record.Visit)
		v.Type, v.Worker, v.WhyNot, v.Notes, v.Views = record.VisitLeavingCare, actor.ID, record.Typed(v.WhyNot), record.Typed(v.Notes), record.Typed(v.Views)
		if v.Seen != record.No {
			v.WhyNot = ""
		}
		if old, ok := was.(record.Visit); ok {
			v.Worker = old.Worker
		}
		return v
	}
	return x
}

// judgeLeaver: of a day, or of the year that the return asks about, in which the young person has a birthday from the 17th to the 25th.
func judgeLeaver(f *errs.Fields, s story.Story, l record.CareLeaver, own string, today day.Day) {
	child, _ := story.First[record.Child](s)
	on := l.Date
	switch {
	case l.Year != 0 && !l.Date.IsZero():
		f.Add("date", "Enter the day, or choose the year, not both")
	case l.Year == 0:
		needPast(f, "date", l.Date, today, "on which it was so")
		ofAge(f, s, "date", l.Date, 16)
	default:
		_, on = day.FinancialYear(l.Year)
		if age := on.Age(child.Body.Birth); !child.Body.Birth.IsZero() && (age < 17 || age > 25) {
			f.Add("year", "The return asks of young people who have their 17th to 25th birthday in the year. On %s this one is %d", on.Long(), age)
		}
		if from, _ := day.FinancialYear(l.Year); from.After(today) {
			f.Add("year", "That year has not begun")
		}
	}
	needCode(f, "in_touch", "IN_TOUCH", l.InTouch, on, "Choose whether we are in touch")
	checkCode(f, "activity", "ACTIV", l.Activity, on)
	checkCode(f, "accommodation", "ACCOM", l.Accommodation, on)
	checkCode(f, "eligibility", "leaving_care_eligibility", l.Eligibility, on)
	if l.InTouch == "YES" && (l.Activity == "" || l.Accommodation == "") {
		f.Add("activity", "Say what the young person does and where they live, or that it is not known")
	}
	if another(s, own, func(o record.CareLeaver) bool { return o.Year == l.Year && o.Date == l.Date }) {
		f.Add("date", "That is recorded for that day or year already. Correct that one")
	}
}
