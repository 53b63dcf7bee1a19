package annexa

import (
	"cmp"
	"fmt"
	"slices"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// contacts makes the child's rows of list 1: every contact of the last six months, whether it became a referral or not.
func (v *view) contacts() {
	var all []Contact
	for _, c := range story.All[record.ChildContact](v.s) {
		all = append(all, Contact{Subject: c.Subject, Day: c.Body.Date, Source: c.Body.Source, Meta: c.Meta})
	}
	for _, s := range v.s.Subjects() {
		all = append(all, v.Contacts[s]...)
	}
	slices.SortStableFunc(all, func(a, b Contact) int { return cmp.Or(a.Day.Compare(b.Day), cmp.Compare(a.Meta.ID, b.Meta.ID)) })
	for _, c := range all {
		if !v.in(c.Day, v.six) {
			continue
		}
		r := v.row(1, c.Meta)
		r.Subject = c.Subject
		r.day("Date of Contact", c.Day)
		r.code("Contact Source", cmp.Or(c.Source, "10"))
		v.add(r)
	}
}

// ContactsOf gives the children of a contact that are matched, by child, and the rows of list 1 of those whom nobody has matched yet. Those have
// no number: the reference of the contact with the child's place in it stands for one.
func ContactsOf(s story.Story, on day.Day) (matched map[string][]Contact, rows []Row) {
	c, ok := story.First[record.Contact](s)
	received := day.In(c.Body.Received)
	if !ok || !received.Within(on.AddMonths(-6), on) {
		return nil, nil
	}
	matched = map[string][]Contact{}
	for i, ch := range c.Body.Children {
		if ch.Subject != "" {
			matched[ch.Subject] = append(matched[ch.Subject], Contact{Subject: s.Subject, Day: received, Source: c.Body.Referrer.Source, Meta: c.Meta})
			continue
		}
		r := &Row{List: 1, Subject: s.Subject, Record: c.ID, At: c.At, Cells: make([]Cell, len(Of(1).Columns))}
		who := record.Child{Birth: ch.Birth, Expected: ch.Expected, Sex: ch.Sex, Ethnicity: ch.Ethnicity}
		r.text("Child Unique ID", fmt.Sprintf("%s/%d", cmp.Or(c.Body.Reference, c.ID), i+1))
		r.code("Gender", gender(who))
		r.code("Ethnicity", cmp.Or(who.Ethnicity, "NOBT"))
		born, age := bornOf(who, on)
		r.day("Date of Birth", born)
		if !born.IsZero() {
			r.number("Age of Child (Years)", age)
		}
		r.day("Date of Contact", received)
		r.code("Contact Source", cmp.Or(c.Body.Referrer.Source, "10"))
		rows = append(rows, *r)
	}
	return matched, rows
}

// earlyHelp makes the child's rows of list 2: every early help assessment or intervention that went on at some time in the last six months.
func (v *view) earlyHelp() {
	for _, e := range story.All[record.EarlyHelp](v.s) {
		b := e.Body
		start, end := cmp.Or(b.Assessed, b.Started), b.Ended
		if b.Started.IsZero() {
			end = cmp.Or(end, b.Completed) // an assessment from which no help followed
		}
		if start.IsZero() || !v.begun(start) || !v.touches(end, v.six) {
			continue
		}
		r := v.row(2, e.Meta)
		r.day("Assessment start date", start)
		r.day("Assessment completion date", v.till(end))
		r.text("Organisation completing assessment", cmp.Or(b.Organisation, v.Teams[b.Team]))
		v.add(r)
	}
}

// received is the child's referrals up to the extract date, in the order of their dates. One that waits for its decision is a contact so far.
func (v *view) received() (out []record.Of[record.Referral]) {
	for _, r := range story.All[record.Referral](v.s) {
		if !r.Body.Waiting() && !r.Body.Date.IsZero() && v.begun(r.Body.Date) {
			out = append(out, r)
		}
	}
	slices.SortStableFunc(out, func(a, b record.Of[record.Referral]) int { return a.Body.Date.Compare(b.Body.Date) })
	return out
}

// referrals makes the child's rows of list 3. The number of referrals counts those that began in the twelve months before the latest one, which is
// not counted itself, so it is the same in all rows of the child.
func (v *view) referrals() {
	all := v.received()
	if len(all) == 0 {
		return
	}
	latest := all[len(all)-1].Body.Date
	before := 0
	for _, r := range all[:len(all)-1] {
		if r.Body.Date.Within(latest.AddMonths(-12), latest) {
			before++
		}
	}
	for _, ref := range all {
		if !v.in(ref.Body.Date, v.six) {
			continue
		}
		r := v.row(3, ref.Meta)
		r.day("Date of referral", ref.Body.Date)
		r.code("Referral Source", cmp.Or(ref.Body.Source, "10"))
		r.yes("Referral NFA?", ref.Body.NFA)
		r.number("Number of Referrals in Last 12 Months", before)
		team, worker := v.allocated(ref.Body.Date)
		r.text("Allocated Team", cmp.Or(v.Teams[ref.Body.Team], team))
		r.text("Allocated Worker", worker)
		v.add(r)
	}
}

// The roles of an allocation that are no social worker's.
const (
	roleChair           = "chair"
	rolePersonalAdviser = "personal_adviser"
)

// allocated is the team and the worker who had the child on a day or, when nobody had, took the child on next; else who had the child last.
func (v *view) allocated(on day.Day) (team, worker string) {
	type time struct {
		from, to     day.Day
		team, worker string
	}
	var all []time
	for _, a := range story.All[record.Allocation](v.s) {
		if a.Body.Role != roleChair && a.Body.Role != rolePersonalAdviser && v.begun(a.Body.From) {
			all = append(all, time{a.Body.From, v.till(a.Body.To), v.Teams[a.Body.Team], v.Workers[a.Body.Worker]})
		}
	}
	if len(all) == 0 { // what a return told
		for _, i := range story.All[record.Involvement](v.s) {
			if v.begun(i.Body.From) {
				all = append(all, time{i.Body.From, v.till(i.Body.To), "", i.Body.Registration})
			}
		}
	}
	slices.SortStableFunc(all, func(a, b time) int { return a.from.Compare(b.from) })
	best := -1
	for i, a := range all {
		switch {
		case !a.from.After(on) && (a.to.IsZero() || a.to.After(on)):
			best = i // the newest of those who had the child
		case best < 0 && a.from.After(on):
			return a.team, a.worker
		}
	}
	if best < 0 {
		best = len(all) - 1
	}
	if best < 0 {
		return "", ""
	}
	return all[best].team, all[best].worker
}

// assessments makes the child's rows of list 4: every one that was open at some time in the last six months.
func (v *view) assessments() {
	for _, a := range story.All[record.Assessment](v.s) {
		if a.Body.Started.IsZero() || !v.begun(a.Body.Started) || !v.touches(a.Body.Authorised, v.six) {
			continue
		}
		r := v.row(4, a.Meta)
		r.day("Continuous Assessment Start Date", a.Body.Started)
		r.code("Child Seen During Continuous Assessment", v.seenDuring(a.Body))
		done := v.till(a.Body.Authorised)
		r.day("Continuous Assessment Date of Authorisation", done)
		if !done.IsZero() {
			r.yes("Was the child assessed as requiring LA children’s social care support", v.inNeed(a.Body))
		}
		team, worker := v.allocated(cmp.Or(done, v.On))
		r.text("Allocated Team", team)
		r.text("Allocated Worker", worker)
		v.add(r)
	}
}

func (v *view) seenDuring(a record.Assessment) string {
	switch {
	case !a.Seen.IsZero() && v.begun(a.Seen):
		return "Yes"
	case a.WhyNotSeen != "", a.Report != "": // it is written here, so that nothing said means not seen so far
		return "No"
	}
	return "Unknown"
}

// inNeed says whether an assessment that is done led to a service. A census tells no outcome: there the reason for closing the case does.
func (v *view) inNeed(a record.Assessment) bool {
	switch a.Outcome {
	case "no_further_action", "early_help":
		return false
	case "":
		ref, ok := story.Find[record.Referral](v.s, a.Referral)
		return !ok || v.open(ref.Body.Closed) || ref.Body.Closure != "RC8" && ref.Body.Closure != "RC9"
	}
	return true
}

// enquiries makes the child's rows of list 5: every one that was open at some time in the last six months. Both numbers count what came in the
// twelve months before the latest enquiry, without that enquiry and the conference that follows from it, and are the same in all rows.
func (v *view) enquiries() {
	var all []record.Of[record.S47Enquiry]
	for _, e := range story.All[record.S47Enquiry](v.s) {
		if !e.Body.Started.IsZero() && v.begun(e.Body.Started) {
			all = append(all, e)
		}
	}
	if len(all) == 0 {
		return
	}
	slices.SortStableFunc(all, func(a, b record.Of[record.S47Enquiry]) int { return a.Body.Started.Compare(b.Body.Started) })
	latest := all[len(all)-1]
	from := latest.Body.Started.AddMonths(-12)
	enquiries, conferences := 0, 0
	for _, e := range all[:len(all)-1] {
		if e.Body.Started.Within(from, latest.Body.Started) {
			enquiries++
		}
	}
	for _, c := range story.All[record.InitialCPConference](v.s) {
		if c.Body.Enquiry != latest.ID && c.Body.Date.Within(from, latest.Body.Started) {
			conferences++
		}
	}
	for _, e := range all {
		met, held := v.conference(e.ID)
		decided := cmp.Or(v.till(e.Body.Ended), held)
		if decided.IsZero() && e.Body.ICPCNotRequired != "" {
			decided = e.Body.Started // a census tells no other day
		}
		if !v.touches(decided, v.six) {
			continue
		}
		r := v.row(5, e.Meta)
		r.day("Strategy discussion initiating Section 47 Enquiry Start Date", e.Body.Started)
		switch onPlan := v.onPlan(e.Body.Started); {
		case e.Body.ICPCNotRequired == record.Yes && !onPlan:
			r.code("Was an Initial Child Protection Conference deemed unnecessary?", "Yes")
		case e.Body.ICPCNotRequired != "", met.ID != "", onPlan && !decided.IsZero():
			// A child who is on a plan already needs no new conference, and is still a No.
			r.code("Was an Initial Child Protection Conference deemed unnecessary?", "No")
		}
		if !held.IsZero() {
			r.day("Date of Initial Child Protection Conference", held)
			r.yes("Did the Initial Child Protection Conference Result in a Child Protection Plan", v.planOf(met))
		}
		r.number("Number of Section 47 Enquiries in the last 12 months", enquiries)
		r.number("Number of ICPCs in the last 12 months", conferences)
		team, worker := v.allocated(cmp.Or(decided, v.On))
		r.text("Allocated Team", team)
		r.text("Allocated Worker", worker)
		v.add(r)
	}
}

// conference is the initial conference that follows from an enquiry, and the day on which it was held; no day when it was not held yet.
func (v *view) conference(enquiry string) (met record.Of[record.InitialCPConference], held day.Day) {
	for _, c := range story.All[record.InitialCPConference](v.s) {
		if c.Body.Enquiry == enquiry {
			met, held = c, v.till(c.Body.Date)
		}
	}
	return met, held
}

// onPlan says whether a child protection plan ran on a day.
func (v *view) onPlan(on day.Day) bool {
	return slices.ContainsFunc(story.All[record.CPPlan](v.s), func(p record.Of[record.CPPlan]) bool {
		return p.Body.Started.Before(on) && (p.Body.Ended.IsZero() || p.Body.Ended.After(on))
	})
}

// planOf says whether a conference led to a plan: one that names it, or one that names none and began on its day.
func (v *view) planOf(c record.Of[record.InitialCPConference]) bool {
	return slices.ContainsFunc(story.All[record.CPPlan](v.s), func(p record.Of[record.CPPlan]) bool {
		return p.Body.Conference == c.ID || p.Body.Conference == "" && p.Body.Started == c.Body.Date
	})
}
