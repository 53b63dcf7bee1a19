package annexa

import (
	"cmp"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// The keys of the code set eligibility.
const (
	relevant       = "Relevant child"
	formerRelevant = "Former relevant child"
	qualifying     = "Qualifying care leaver"
	eligible       = "Eligible child"
)

// Until which birthday the council owes leaving care services (Children Act 1989 s23CZB), and the days of care since 14 that make a child
// eligible (Care Leavers (England) Regulations 2010 reg 3: thirteen weeks).
const (
	leaverUntil = 25
	weeks13     = 13 * 7
)

// eligibility is the leaving care group on the extract date, by age and the times of care; "" when the child is in none. An adopted child, and one who has died,
// is in none.
func (v *view) eligibility(care []spell) string {
	c := v.child.Body
	if c.Birth.IsZero() || !v.open(c.Death) {
		return ""
	}
	age := v.On.Age(c.Birth)
	if age < 16 || age >= leaverUntil {
		return ""
	}
	at := func(n int) day.Day { return birthday(c.Birth, n) }
	days, after16, now := 0, false, false
	for _, s := range care {
		if s.ceased == "E11" || s.ceased == "E12" {
			return ""
		}
		from, to := s.started, cmp.Or(s.ended, v.On)
		if from.IsZero() || from.Before(at(14)) {
			from = at(14)
		}
		if to.After(at(18)) {
			to = at(18)
		}
		if to.After(from) {
			days += to.Sub(from)
		}
		after16 = after16 || s.within(at(16), at(18).Add(-1))
		now = now || s.ended.IsZero()
	}
	switch {
	case !after16:
		return ""
	case age < 18 && now && days >= weeks13:
		return eligible
	case age < 18 && now:
		return "" // looked after for a short time so far
	case days < weeks13:
		return qualifying
	case age < 18:
		return relevant
	}
	return formerRelevant
}

// birthday is the day on which somebody attains an age.
func birthday(born day.Day, age int) day.Day {
	b := born.AddMonths(12 * age)
	if b.Age(born) < age { // born on 29 February
		b = b.Add(1)
	}
	return b
}

// leaver makes the child's row of list 9: everybody who is owed leaving care services. Where no period of care is recorded, a return that told of the
// young person as a care leaver says so.
func (v *view) leaver(care []spell) {
	told := v.leaverTold()
	group := v.eligibility(care)
	if said, ok := eligibilities[told.Body.Eligibility]; ok && v.open(v.child.Body.Death) {
		group = said
	} else if group == "" && len(care) == 0 && told.ID != "" && v.open(v.child.Body.Death) && !v.child.Body.Birth.IsZero() {
		switch age := v.On.Age(v.child.Body.Birth); {
		case age >= leaverUntil || age < 16:
		case age >= 18:
			group = formerRelevant
		default:
			group = relevant
		}
	}
	if group == "" {
		return
	}
	m := told.Meta
	if m.ID == "" {
		m = care[len(care)-1].meta
	}
	r := v.row(9, m)
	r.yes("Unaccompanied Asylum Seeking Child (UASC), or formerly UASC if 18 or over (Y/N)", v.uasc(day.Day{}))
	team, worker := v.allocated(v.On)
	r.text("Allocated Team", team)
	r.text("Allocated Worker", worker)
	r.text("Allocated Personal Advisor", v.adviser())
	r.code("Eligibility Category", group)
	r.day("Latest Pathway Plan Review Date", v.pathwayReviewed())
	contact := v.lastContact()
	touch := inTouch(told.Body.InTouch)
	if touch == "" { // nobody was asked yet: a child in care is in touch
		touch = yesNo(group == eligible || !contact.IsZero() && v.On.Sub(contact) <= inTouchDays)
	}
	r.code("LA In Touch ", touch)
	r.day("Latest Date of Contact", contact)
	if code := told.Body.Accommodation; len(code) > 1 {
		r.code("Type of Accommodation", code[:1])
		r.code("Suitability of Accommodation", map[byte]string{'1': "Suitable", '2': "Unsuitable"}[code[1]])
	}
	r.code("Activity Status", activity(told.Body.Activity))
	v.add(r)
}

// eligibilities are the keys of the list's codes for what a worker decided, which goes before what the times of care say.
var eligibilities = map[string]string{
	"eligible": eligible, "relevant": relevant, "former_relevant": formerRelevant, "qualifying": qualifying, "none": "",
}

// inTouchDays is how far back a contact counts as being in touch when no return says so: eight weeks (regulation 9, visits).
const inTouchDays = 56

// leaverTold is what was told last of the young person as a care leaver: on a day, or around the birthday in the year of a return.
func (v *view) leaverTold() (last record.Of[record.CareLeaver]) {
	var newest day.Day
	for _, c := range story.All[record.CareLeaver](v.s) {
		d := c.Body.Date
		if d.IsZero() {
			from, to := day.FinancialYear(c.Body.Year)
			d = from
			if born := v.child.Body.Birth; !born.IsZero() {
				if d = birthday(born, to.Age(born)); d.Before(from) {
					d = from
				}
			}
		}
		if v.begun(d) && d.Compare(newest) >= 0 {
			last, newest = c, d
		}
	}
	return last
}

// adviser is the personal adviser, now or last.
func (v *view) adviser() string {
	name, from := "", day.Day{}
	for _, a := range story.All[record.Allocation](v.s) {
		if a.Body.Role == rolePersonalAdviser && v.begun(a.Body.From) && a.Body.From.Compare(from) >= 0 {
			name, from = v.Workers[a.Body.Worker], a.Body.From
		}
	}
	return name
}

// pathwayReviewed is when the pathway plan was reviewed last, else when it began.
func (v *view) pathwayReviewed() (newest day.Day) {
	for _, p := range story.All[record.PathwayPlan](v.s) {
		newest = v.latest(newest, p.Body.Latest(v.On))
	}
	return newest
}

// lastContact is when the personal adviser or a social worker met the young person last.
func (v *view) lastContact() (newest day.Day) {
	for _, x := range story.All[record.Visit](v.s) {
		if x.Body.Type == record.VisitLeavingCare || x.Body.Type == record.VisitCLA && x.Body.Seen != record.No {
			newest = v.latest(newest, x.Body.Date)
		}
	}
	return newest
}

// inTouch is the key of the list's code for a code of the SSDA903.
func inTouch(code string) string {
	switch code {
	case "YES":
		return "Yes"
	case "NO":
		return "No"
	case "DIED":
		return "Died"
	}
	return code // REFU, NREQ, RHOM: letters are not told apart
}

// activity is the key of the list's code: the two codes that were split in 2021 have gone to the part that is not an apprenticeship.
func activity(code string) string {
	switch code {
	case "F3":
		return "F5"
	case "P3":
		return "P5"
	}
	return strings.Trim(code, "0")
}
