package annexa

import (
	"cmp"
	"slices"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/episode"
	"throughline/internal/story"
)

// spell is one unbroken time of being looked after, as it stands on the extract date.
type spell struct {
	started, ended day.Day // no start: it began before what is recorded
	ceased         string  // code set REC
	need           string
	meta           record.Meta // of its newest period
	periods        []episode.Period
}

// care is the child's times of being looked after, oldest first, without short breaks: under V3 and V4 a child is not expected in the lists, and
// Ofsted takes the codes for errors. A period that breaks off goes on in the next one, or is not known to have ended.
func (v *view) care() (out []spell) {
	periods, _ := episode.Periods(v.s)
	going := false
	for _, p := range periods {
		c := p.Care.Body
		if !v.begun(c.Started) || shortBreaks(p) {
			continue
		}
		if !going || len(out) == 0 {
			out = append(out, spell{started: c.Started})
		}
		s := &out[len(out)-1]
		s.meta, s.periods = p.Care.Meta, append(s.periods, p)
		s.ended, s.ceased = v.till(c.Ended), c.Ceased
		if going = c.BreaksOff; going {
			s.ended = day.Day{}
		}
		if s.ended.IsZero() {
			s.ceased = ""
		}
		for _, g := range c.Given {
			if g.Need != "" && v.begun(g.From) {
				s.need = g.Need
			}
		}
	}
	return out
}

func shortBreaks(p episode.Period) bool {
	return len(p.Statuses) > 0 && !slices.ContainsFunc(p.Statuses, func(l record.Of[record.LegalStatus]) bool {
		return l.Body.Status != "V3" && l.Body.Status != "V4"
	})
}

// within says whether a spell ran at some time between two days.
func (s spell) within(from, to day.Day) bool { return !s.started.After(to) && !s.ended.Before(from) }

// at is the legal status and the placement of the last day of a spell that is known.
func (s spell) at(on day.Day) (status record.Of[record.LegalStatus], place record.Of[record.CLAPlacement]) {
	day := on
	if !s.ended.IsZero() {
		if day = s.ended.Add(-1); day.Before(s.started) {
			day = s.started
		}
	}
	var found episode.Episode
	for _, p := range s.periods {
		cut, _ := episode.Cut(p)
		for _, e := range cut {
			if !e.Decom.After(day) && e.Decom.Compare(found.Decom) >= 0 {
				found = e
			}
		}
	}
	for _, p := range s.periods {
		for _, l := range p.Statuses {
			if l.ID == found.Status {
				status = l
			}
		}
		for _, l := range p.Placements {
			if l.ID == found.Placement {
				place = l
			}
		}
	}
	return status, place
}

// placements is all placements of a spell, oldest first.
func (s spell) placements() (out []record.Of[record.CLAPlacement]) {
	for _, p := range s.periods {
		out = append(out, p.Placements...)
	}
	slices.SortStableFunc(out, func(a, b record.Of[record.CLAPlacement]) int { return a.Body.From.Compare(b.Body.From) })
	return out
}

// lookedAfter makes the child's row of list 8: the latest period of care, when it runs or ended in the last six months.
func (v *view) lookedAfter(care []spell) {
	if len(care) == 0 {
		return
	}
	s := care[len(care)-1]
	if !v.touches(s.ended, v.six) {
		return
	}
	end := cmp.Or(s.ended, v.On)
	r := v.row(8, s.meta)
	r.yes("Unaccompanied Asylum Seeking Child (UASC) within the Last 12 Months (Y/N)", v.uasc(v.twelve))
	r.day("Date Started to be Looked After", s.started)
	r.code("Child's Category of Need", s.need)
	r.yes("Is this a second or subsequent period of being a Looked After Child within the last 12 months (Y/N)",
		slices.ContainsFunc(care[:len(care)-1], func(o spell) bool { return o.within(v.twelve, v.On) }))
	status, place := s.at(v.On)
	r.day("Start date of current legal status", cmp.Or(status.Body.From, when(status.ID != "", s.started)))
	r.code("Child's Legal Status", status.Body.Status)
	review, attended := v.lastReview(s.started, end)
	r.day("Date of Latest Statutory Review", review)
	r.day("Date of Last Social Work Visit", v.lastVisit(record.VisitCLA, s.started, end).Body.Date)
	r.code("What is the permanence plan for this child?", v.permanencePlan(s.started))
	r.day("Date of Last IRO Visit / Contact to the Child", v.latest(attended, v.lastVisit(record.VisitIRO, s.started, end).Body.Date))
	r.day("Date of Last Health Assessment", v.lastCheck("health_assessment"))
	r.day("Date of Last Dental Check", v.lastCheck("dental_check"))
	r.number("Number of Placements in the Last 12 months", v.placements(care))
	if !s.ended.IsZero() {
		r.day("Date Ceased to be Looked After ", s.ended)
		r.code("Reason Ceased to be Looked After", ceasedKey(s.ceased))
	}
	v.placed(r, place, s)
	missing, away, last := v.missing(s)
	r.number("Number of Episodes the Child has been ‘Missing’ from their Placement in the last 12 months", missing)
	r.number("Number of Episodes the Child has been ‘Absent’ from their Placement in the last 12 months", away)
	if last.ID != "" {
		offered, accepted := v.returnInterview(last)
		r.code("Was the child offered a Return Interview after their last missing episode (Y/N)?", offered)
		r.code("Did the child accept a Return Interview after their last missing episode (Y/N)?", accepted)
	}
	team, worker := v.allocated(end)
	r.text("Allocated Team", team)
	r.text("Allocated Worker", worker)
	v.add(r)
}

func when(ok bool, d day.Day) day.Day {
	if ok {
		return d
	}
	return day.Day{}
}

// placed fills in what the list says of the latest placement.
func (v *view) placed(r *Row, p record.Of[record.CLAPlacement], s spell) {
	r.day("Start Date of Most Recent Placement", cmp.Or(p.Body.From, when(p.ID != "", s.started)))
	r.code("Placement Type", placementKey(p.Body.Type))
	r.code("Placement Provider", providerOf(p.Body))
	r.text("Placement postcode", p.Body.Postcode)
	if urn := p.Body.URN; urn != record.NoURN {
		r.text("URN of Placement", urn)
	}
	in, authority := v.place(p.Body)
	r.code("Placement Location", in)
	r.text("LA of Placement", cmp.Or(SetOf("la_of_placement").Code(authority), authority))
}

// place is where a placement is: the key of a code of placement_location, and the authority. A list of postcodes that has the postcode goes before
// what was recorded when the child was placed.
func (v *view) place(p record.CLAPlacement) (in, authority string) {
	switch p.Location {
	case "IN":
		in = "In"
	case "OUT":
		in = "Out"
	}
	authority = cmp.Or(v.Names[p.Authority], p.Authority)
	if v.Where == nil || p.Postcode == "" {
		return in, authority
	}
	if place, ok := v.Where(p.Postcode); ok {
		return map[bool]string{true: "In", false: "Out"}[place.Home], place.Authority
	}
	return in, authority
}

// providerOf is who provides a placement; children who live with parents have no provider in the return and "Parents" in the list.
func providerOf(p record.CLAPlacement) string {
	if p.Provider == "" && p.Type == "P1" {
		return "PR0"
	}
	return p.Provider
}

// placementKey is the code of the list for a code of the SSDA903. The workbook of 2019 has none for what later lists split: supported accommodation
// (K3) goes where H5 stood, and the parts of Z1 go to Z1.
func placementKey(code string) string {
	switch code {
	case "K3":
		return "H5"
	case "Z11", "Z12", "Z13", "Z14":
		return "Z1"
	}
	return code
}

// ceasedKey is the code of the list for why care ended: it has none for the two special guardianship codes of before 2018.
func ceasedKey(code string) string {
	switch code {
	case "E43":
		return "E45"
	case "E44":
		return "E46"
	}
	return code
}

// uasc says whether the child was an unaccompanied asylum-seeking child at some time from a day on; no day asks for any time.
func (v *view) uasc(from day.Day) bool {
	return slices.ContainsFunc(story.All[record.ImmigrationStatus](v.s), func(i record.Of[record.ImmigrationStatus]) bool {
		return i.Body.Status == record.UASC && v.begun(i.Body.From) && (from.IsZero() || v.touches(i.Body.To, from))
	})
}

// lastReview is the newest review of a spell, and the newest in which the child took part.
func (v *view) lastReview(from, to day.Day) (last, attended day.Day) {
	for _, x := range story.All[record.CLAReview](v.s) {
		if !x.Body.Date.Within(from, to) {
			continue
		}
		last = v.latest(last, x.Body.Date)
		switch x.Body.Participation {
		case "PN1", "PN2", "PN3", "PN4": // the child was there
			attended = v.latest(attended, x.Body.Date)
		}
	}
	return last, attended
}

// permanencePlans are the keys of the list's codes for the plans of the Standard Safeguarding Dataset, which has none of its own for a special
// guardianship or child arrangements order: the long-term home with relatives or friends is nearest.
var permanencePlans = map[string]string{
	"REMAINSUP": "Return to family", "RETURN1M": "Return to family", "RETURN6M": "Return to family", "RETURNEV": "Return to family", "ADOPTION": "Adoption",
	"LTRELFR": "SGO/CAO", "SUPPLIV": "Supported living in the community", "RESPLMT": "Long-term residential placement", "LTFOST18": "Long-term fostering",
	"OTHERPLN": "other",
}

// permanencePlan is the key of the code for the newest care plan of a period of care.
func (v *view) permanencePlan(since day.Day) string {
	var last record.Of[record.CLACarePlan]
	for _, p := range story.All[record.CLACarePlan](v.s) {
		if p.Body.Permanence != "" && v.begun(p.Body.Started) && !p.Body.Started.Before(since) && p.Body.Started.Compare(last.Body.Started) >= 0 {
			last = p
		}
	}
	return permanencePlans[last.Body.Permanence]
}

// returnInterview says whether a talk was offered after a time missing and whether the child took it. Nothing recorded is not known.
func (v *view) returnInterview(m record.Of[record.Missing]) (offered, accepted string) {
	offered = "Unknown"
	for _, i := range story.All[record.ReturnInterview](v.s) {
		if i.Body.Missing != m.ID || !v.begun(i.Body.OfferedOn) {
			continue
		}
		held := !i.Body.Held.IsZero() && v.begun(day.In(i.Body.Held))
		switch {
		case held:
			offered, accepted = "Yes", "Yes"
		case i.Body.Offered == record.No:
			offered, accepted = "No", ""
		default:
			offered, accepted = answer(i.Body.Offered), answer(i.Body.Accepted)
		}
	}
	return offered, accepted
}

// lastCheck is when a health check of a kind was done last, of those whose day is known.
func (v *view) lastCheck(kind string) day.Day {
	var days []day.Day
	for _, h := range story.All[record.CLAHealth](v.s) {
		if h.Body.Type == kind && h.Body.Done != record.No {
			days = append(days, h.Body.Date)
		}
	}
	return v.latest(days...)
}

// placements counts the placements of the last twelve months: all that ran at some time in them, of any spell. A change of the kind of placement
// with the same carer is no other placement.
func (v *view) placements(care []spell) int {
	n := 0
	for _, s := range care {
		for _, p := range s.placements() {
			b := p.Body
			if v.begun(b.From) && v.touches(b.To, v.twelve) && !(b.SameCarer && v.in(b.From, v.twelve)) {
				n++
			}
		}
	}
	return max(n, 1)
}

// missing counts the times in which the child was missing or away in a spell, at most twelve months back, and finds the last time missing.
func (v *view) missing(s spell) (missing, away int, last record.Of[record.Missing]) {
	from := v.twelve
	if s.started.After(from) {
		from = s.started
	}
	for _, m := range story.All[record.Missing](v.s) {
		if m.Body.FromHome || !v.in(m.Body.From, from) || m.Body.From.After(s.ended) {
			continue
		}
		if m.Body.Type == "A" {
			away++
			continue
		}
		missing++
		if last.ID == "" || m.Body.From.Compare(last.Body.From) >= 0 {
			last = m
		}
	}
	return missing, away, last
}
