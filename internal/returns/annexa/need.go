package annexa

import (
	"cmp"
	"slices"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// service is a time in which something was done with a child in need.
type service struct {
	status   string // key of the code set case_status
	from, to day.Day
	referral string // the referral that it belongs to; "" when nothing says
	meta     record.Meta
}

// The keys of case_status, in the order of precedence.
const (
	lookedAfterChild = "Looked after child"
	protectionPlan   = "Child Protection plan"
	inNeedPlan       = "Child in need plan"
	openAssessment   = "Open assessment"
	closedEpisode    = "Closed episode"
)

var precedence = []string{lookedAfterChild, protectionPlan, inNeedPlan, openAssessment}

// services is everything that makes a child one in need, as it stands on the extract date.
func (v *view) services(care []spell) (out []service) {
	add := func(status string, m record.Meta, from, to day.Day, referral string) {
		if v.begun(from) {
			out = append(out, service{status, from, v.till(to), referral, m})
		}
	}
	for _, s := range care {
		add(lookedAfterChild, s.meta, s.started, s.ended, "")
	}
	for _, p := range story.All[record.CPPlan](v.s) {
		add(protectionPlan, p.Meta, p.Body.Started, p.Body.Ended, p.Body.Referral)
	}
	for _, p := range story.All[record.CINPlan](v.s) {
		add(inNeedPlan, p.Meta, p.Body.Started, p.Body.Ended, p.Body.Referral)
	}
	for _, a := range story.All[record.Assessment](v.s) {
		add(openAssessment, a.Meta, a.Body.Started, a.Body.Authorised, a.Body.Referral)
		if !v.open(a.Body.Authorised) && v.inNeed(a.Body) {
			// Found in need: until a plan is recorded or the case is closed, the child is in need without one.
			if ref, ok := story.Find[record.Referral](v.s, a.Body.Referral); ok {
				add(inNeedPlan, a.Meta, a.Body.Authorised, ref.Body.Closed, a.Body.Referral)
			}
		}
	}
	return out
}

// of says whether a service belongs to an episode of need. One that names no referral belongs to the episode that it lies in.
func (s service) of(r record.Of[record.Referral], closed day.Day) bool {
	if s.referral != "" {
		return s.referral == r.ID
	}
	return (s.to.IsZero() || !s.to.Before(r.Body.Date)) && (closed.IsZero() || !closed.Before(s.from))
}

// need makes the child's row of list 6: the latest episode of need that was open in the last six months and in which something was done. A care
// leaver is in it only while something of that goes on; so is nobody whom an assessment found not in need.
func (v *view) need(care []spell) {
	all := slices.DeleteFunc(v.services(care), func(s service) bool { return !v.touches(s.to, v.six) })
	if len(all) == 0 {
		return
	}
	for _, ref := range slices.Backward(v.received()) {
		closed := v.till(ref.Body.Closed)
		if !v.touches(closed, v.six) || !closed.IsZero() && (ref.Body.Closure == "RC8" || ref.Body.Closure == "RC9") {
			continue
		}
		mine := slices.DeleteFunc(slices.Clone(all), func(s service) bool { return !s.of(ref, closed) || s.status == openAssessment && v.foundNotInNeed(s) })
		if len(mine) > 0 {
			v.needRow(ref.Meta, ref.Body, closed, mine, care)
			return
		}
	}
	// Nothing of the referral is recorded: a council may keep only what one return holds.
	mine := slices.DeleteFunc(all, func(s service) bool {
		_, known := story.Find[record.Referral](v.s, s.referral)
		return known || s.status == openAssessment && v.foundNotInNeed(s)
	})
	if len(mine) == 0 {
		return
	}
	var last day.Day
	going := false
	for _, s := range mine {
		going = going || s.to.IsZero()
		last = v.latest(last, s.to)
	}
	ref := record.Referral{}
	if !going {
		ref.Closed, ref.Closure = last, ceasedClosure(care, last)
	}
	v.needRow(mine[0].meta, ref, ref.Closed, mine, care)
}

// foundNotInNeed says whether the assessment of a service is done and found the child not in need.
func (v *view) foundNotInNeed(s service) bool {
	a, ok := story.Find[record.Assessment](v.s, s.meta.ID)
	return ok && !v.open(a.Body.Authorised) && !v.inNeed(a.Body)
}

func (v *view) needRow(m record.Meta, ref record.Referral, closed day.Day, mine []service, care []spell) {
	going := func(status string) bool {
		return slices.ContainsFunc(mine, func(s service) bool { return s.status == status && s.to.IsZero() })
	}
	if going(lookedAfterChild) || going(protectionPlan) {
		closed = day.Day{} // the record of the referral is behind: a child in care or on a plan is in need
	}
	status := closedEpisode
	if closed.IsZero() {
		status = inNeedPlan
		if i := slices.IndexFunc(precedence, going); i >= 0 {
			status = precedence[i]
		}
	}
	r := v.row(6, m)
	r.day("CIN Start Date", ref.Date)
	r.code("Primary Need Code", cmp.Or(ref.PrimaryNeed, careNeed(care), "N0"))
	r.day("Date Child Was Last Seen", v.lastSeen())
	if !closed.IsZero() {
		r.day("CIN Closure Date", closed)
		r.code("Reason for Closure", ref.Closure)
	}
	r.code("Case status", status)
	team, worker := v.allocated(cmp.Or(closed, v.On))
	r.text("Allocated Team", cmp.Or(team, v.Teams[ref.Team]))
	r.text("Allocated Worker", worker)
	v.add(r)
}

// lastSeen is when a social worker saw the child last.
func (v *view) lastSeen() day.Day {
	var days []day.Day
	for _, a := range story.All[record.Assessment](v.s) {
		days = append(days, a.Body.Seen)
	}
	for _, x := range story.All[record.Visit](v.s) {
		switch {
		case x.Body.Seen == record.No:
		case x.Body.Type == record.VisitCIN, x.Body.Type == record.VisitCP, x.Body.Type == record.VisitCLA: // made by a social worker
			days = append(days, x.Body.Date)
		}
	}
	for _, e := range story.All[record.S47Enquiry](v.s) {
		days = append(days, e.Body.Seen)
	}
	return v.latest(days...)
}

// careNeed is the category of need of the latest period of care.
func careNeed(care []spell) string {
	if len(care) == 0 {
		return ""
	}
	return care[len(care)-1].need
}

// closures says which end of an episode of need goes with which end of a period of care.
var closures = map[string]string{
	"E11": "RC1", "E12": "RC1", "E2": "RC2", "E41": "RC3", "E43": "RC4", "E44": "RC4", "E45": "RC4", "E46": "RC4", "E47": "RC4", "E48": "RC4", "E3": "RC5", "E7": "RC6",
}

func ceasedClosure(care []spell, on day.Day) string {
	for _, s := range care {
		if s.ended == on {
			return cmp.Or(closures[s.ceased], "RC7")
		}
	}
	return "RC7"
}

// protection makes the child's row of list 7: the latest plan, when it runs or ended in the last six months.
func (v *view) protection() {
	var all []record.Of[record.CPPlan]
	for _, p := range story.All[record.CPPlan](v.s) {
		if !p.Body.Started.IsZero() && v.begun(p.Body.Started) {
			all = append(all, p)
		}
	}
	if len(all) == 0 {
		return
	}
	slices.SortStableFunc(all, func(a, b record.Of[record.CPPlan]) int { return a.Body.Started.Compare(b.Body.Started) })
	plan := all[len(all)-1]
	if !v.touches(plan.Body.Ended, v.six) {
		return
	}
	r := v.row(7, plan.Meta)
	r.day("Child Protection Plan Start Date", plan.Body.Started)
	r.code("Initial Category of Abuse", abuse(cmp.Or(plan.Body.InitialCategory, plan.Body.LatestCategory)))
	r.code("Latest Category of Abuse", abuse(cmp.Or(plan.Body.LatestCategory, plan.Body.InitialCategory)))
	ended := v.till(plan.Body.Ended)
	if x := v.lastVisit(record.VisitCP, plan.Body.Started, cmp.Or(ended, v.On)); x.ID != "" {
		r.day("Date of the Last Statutory Visit", x.Body.Date)
		r.code("Was the Child Seen Alone?", answer(x.Body.Alone))
	}
	var reviews []day.Day
	for _, x := range story.All[record.CPReview](v.s) {
		if x.Body.Plan == plan.ID {
			reviews = append(reviews, x.Body.Date)
		}
	}
	r.day("Date of latest review conference", v.latest(reviews...))
	r.day("Child Protection Plan End Date", ended)
	r.yes("Subject to Emergency Protection Order or Protected Under Police Powers in Last Six Months (Y/N)", v.underPowers())
	before := len(all) - 1
	if n := plan.Body.Previous; n != nil && *n > before {
		before = *n // plans of before what is recorded here
	}
	r.number("Number of Previous Child Protection Plans", before)
	team, worker := v.allocated(cmp.Or(ended, v.On))
	r.text("Allocated Team", team)
	r.text("Allocated Worker", worker)
	v.add(r)
}

// abuse is the key of a code set of Annex A for a category as the census has it.
func abuse(category string) string {
	return map[string]string{
		"NEG": "Neglect", "PHY": "Physical abuse", "SAB": "Sexual abuse", "EMO": "Emotional abuse", "MUL": "Multiple/not recommended",
	}[category]
}

// lastVisit is the newest visit of a kind between two days; a visit at which the child was not met counts, as it was made.
func (v *view) lastVisit(kind string, from, to day.Day) (last record.Of[record.Visit]) {
	for _, x := range story.All[record.Visit](v.s) {
		if x.Body.Type == kind && x.Body.Date.Within(from, to) && x.Body.Date.Compare(last.Body.Date) >= 0 {
			last = x
		}
	}
	return last
}

// answer is the key of a code of yes_no_unknown.
func answer(a record.YesNo) string {
	switch a {
	case record.Yes:
		return "Yes"
	case record.No:
		return "No"
	}
	return "Unknown"
}

// underPowers says whether an emergency protection order or police protection ran at some time in the last six months.
func (v *view) underPowers() bool {
	return slices.ContainsFunc(story.All[record.LegalStatus](v.s), func(l record.Of[record.LegalStatus]) bool {
		return (l.Body.Status == "L1" || l.Body.Status == "L2") && v.begun(l.Body.From) && v.touches(l.Body.To, v.six)
	})
}
