package ssd

import (
	"slices"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/episode"
	"throughline/internal/story"
)

var madeOfCare = []Filled{
	{"ssd_cla_episodes", "clae_cla_episode_id", "the ids of care_period, legal_status and cla_placement together", false},
	{"ssd_cla_episodes", "clae_person_id", "care_period, the record's subject", false},
	{"ssd_cla_episodes", "clae_cla_placement_id", "cla_placement, the record's id", false},
	{"ssd_cla_episodes", "clae_cla_episode_start_date", "the later of legal_status.from and cla_placement.from", false},
	{"ssd_cla_episodes", "clae_cla_episode_start_reason", "what begins on the day", false},
	{"ssd_cla_episodes", "clae_cla_primary_need_code", "care_period.given.need", false},
	{"ssd_cla_episodes", "clae_cla_episode_ceased_date", "the first of legal_status.to, cla_placement.to and care_period.ended", false},
	{"ssd_cla_episodes", "clae_cla_episode_ceased_reason", "care_period.ceased; X1 while the period goes on", false},
	{"ssd_cla_episodes", "clae_cla_id", "care_period, the record's id", false},
	{"ssd_cla_episodes", "clae_cla_last_iro_contact_date", "visit.date, type iro, the newest in the period", false},
	{"ssd_cla_episodes", "clae_entered_care_date", "care_period.started", false},
	{"ssd_cla_immunisations", "clai_person_id", "cla_immunisations, the record's subject", false},
	{"ssd_cla_immunisations", "clai_immunisations_status", "cla_immunisations.up_to_date, of the newest", false},
	{"ssd_cla_immunisations", "clai_immunisations_status_date", "cla_immunisations.date, of the newest", false},
	{"ssd_care_leavers", "clea_table_id", "care_leaver, the id of the newest record", false},
	{"ssd_care_leavers", "clea_person_id", "care_leaver, the record's subject", false},
	{"ssd_care_leavers", "clea_care_leaver_eligibility", "care_leaver.eligibility, of the newest", false},
	{"ssd_care_leavers", "clea_care_leaver_latest_contact", "visit.date, type leaving_care, the newest", false},
	{"ssd_care_leavers", "clea_pathway_plan_review_date", "pathway_plan, made or last reviewed", false},
	{"ssd_care_leavers", "clea_care_leaver_personal_advisor", "allocation.worker, role personal_adviser, open", true},
	{"ssd_care_leavers", "clea_care_leaver_in_touch", "care_leaver.in_touch, of the newest year", false},
	{"ssd_care_leavers", "clea_care_leaver_accommodation", "care_leaver.accommodation, its letter", false},
	{"ssd_care_leavers", "clea_care_leaver_accom_suitable", "care_leaver.accommodation, its number", false},
	{"ssd_care_leavers", "clea_care_leaver_activity", "care_leaver.activity", false},
	{"ssd_care_leavers", "clea_care_leaver_allocated_team", "allocation.team, role allocated, open", true},
	{"ssd_care_leavers", "clea_care_leaver_worker_id", "allocation.worker, role allocated, open", true},
	{"ssd_permanence", "perm_table_id", "care_period, the record's id", false},
	{"ssd_permanence", "perm_person_id", "care_period, the record's subject", false},
	{"ssd_permanence", "perm_cla_id", "care_period, the record's id", false},
	{"ssd_permanence", "perm_adm_decision_date", "placed_for_adoption.decided, else adoption.decided", false},
	{"ssd_permanence", "perm_part_of_sibling_group", "permanence.siblings", false},
	{"ssd_permanence", "perm_siblings_placed_together", "permanence.siblings_together", false},
	{"ssd_permanence", "perm_siblings_placed_apart", "permanence.siblings_apart", false},
	{"ssd_permanence", "perm_ffa_cp_decision_date", "permanence.ffa_decided", false},
	{"ssd_permanence", "perm_adoption_worker_id", "permanence.worker", false},
	{"ssd_permanence", "perm_placement_order_date", "legal_status.from, status E1 or D1", false},
	{"ssd_permanence", "perm_matched_date", "adoption.matched", false},
	{"ssd_permanence", "perm_adopter_sex", "adoption.adopter_sex", false},
	{"ssd_permanence", "perm_adopter_legal_status", "adoption.adopter_legal_status", false},
	{"ssd_permanence", "perm_number_of_adopters", "adoption.adopters", false},
	{"ssd_permanence", "perm_placed_for_adoption_date", "cla_placement.from, type A3 to A6", false},
	{"ssd_permanence", "perm_adopted_by_carer_flag", "adoption.by_carer", false},
	{"ssd_permanence", "perm_placed_ffa_cp_date", "cla_placement.from, type U2 or U5", false},
	{"ssd_permanence", "perm_decision_reversed_date", "placed_for_adoption.reversed", false},
	{"ssd_permanence", "perm_decision_reversed_reason", "placed_for_adoption.reversed_reason", false},
	{"ssd_permanence", "perm_permanence_order_date", "permanence.ordered; care_period.ended, when it ceased by an order", false},
	{"ssd_permanence", "perm_permanence_order_type", "permanence.order; care_period.ceased", false},
}

// episodes writes the episodes that the child's periods of care are cut into (returns/episode). A period of which nothing can be cut, because no
// legal status or no placement is recorded, is one row by itself: the child was looked after.
func (w *telling) episodes() []episode.Period {
	periods, _ := episode.Periods(w.s)
	for _, p := range periods {
		cut, _ := episode.Cut(p)
		slices.SortStableFunc(cut, func(a, b episode.Episode) int { return episode.Compare(a.Row, b.Row) })
		if len(cut) == 0 {
			c := p.Care.Body
			need := ""
			if len(c.Given) > 0 {
				need = c.Given[0].Need
			}
			cut = []episode.Episode{{Period: p.Care.ID, Row: episode.Row{Decom: c.Started, Dec: c.Ended, REC: c.Ceased, CIN: need}}}
		}
		iro := w.newest(record.VisitIRO, p.Care.Body.Started, p.Care.Body.Ended)
		seen := map[[2]string]int{}
		for _, e := range cut {
			same := [2]string{e.Status, e.Placement}
			seen[same]++
			d := w.row("ssd_cla_episodes")
			d.set("clae_cla_episode_id", mark(p.Care.ID, e.Status, e.Placement, strconv.Itoa(seen[same])))
			d.set("clae_person_id", w.s.Subject)
			d.set("clae_cla_placement_id", w.link("ssd_cla_placement", e.Placement))
			d.set("clae_cla_episode_start_date", stamp(e.Decom))
			d.set("clae_cla_episode_start_reason", e.RNE)
			d.set("clae_cla_primary_need_code", e.CIN)
			d.set("clae_cla_episode_ceased_date", stamp(e.Dec))
			d.set("clae_cla_episode_ceased_reason", e.REC)
			d.set("clae_cla_id", p.Care.ID)
			d.set("clae_cla_last_iro_contact_date", stamp(iro))
			d.set("clae_entered_care_date", stamp(p.Care.Body.Started))
			w.emit(d)
		}
	}
	return periods
}

// immunisations writes the newest answer of a looked-after child.
func (w *telling) immunisations() {
	var last record.Of[record.CLAImmunisations]
	found := false
	for _, i := range story.All[record.CLAImmunisations](w.s) {
		if i.Body.UpToDate != "" && (!found || moment(i.Body.Date, i.Body.Year).Compare(moment(last.Body.Date, last.Body.Year)) >= 0) {
			last, found = i, true
		}
	}
	if !found {
		return
	}
	if !w.hasKind("care_period") {
		w.leave(last.Meta, "ssd_cla_immunisations", "the person has no care_period, on which the dataset makes the row depend")
		return
	}
	d := w.row("ssd_cla_immunisations")
	d.set("clai_person_id", w.s.Subject)
	d.set("clai_immunisations_status", yesNo.out(string(last.Body.UpToDate)))
	d.set("clai_immunisations_status_date", stamp(last.Body.Date))
	w.emit(d)
}

// newest is the day of the newest visit of a type within a time.
func (w *telling) newest(kind string, from, to day.Day) (last day.Day) {
	for _, v := range story.All[record.Visit](w.s) {
		if v.Body.Type == kind && v.Body.Date.Within(from, to) && v.Body.Date.Compare(last) > 0 {
			last = v.Body.Date
		}
	}
	return last
}

// eligibility is what the law calls a care leaver.
var eligibility = pairs{
	{"relevant", "Relevant"}, {"former_relevant", "Former Relevant"}, {"eligible", "Eligible"}, {"qualifying", "Qualifying"}, {"none", "No Current Eligibility"},
}

// permanenceOrders are the orders that make a home permanent.
var permanenceOrders = pairs{
	{"adoption", "Adoption"}, {"special_guardianship", "Special Guardianship"}, {"child_arrangements", "Child Arrangements Order/Residence Order"},
}

// leaver writes how a care leaver is: of the newest year.
func (w *telling) leaver() {
	var last record.Of[record.CareLeaver]
	found := false
	for _, c := range story.All[record.CareLeaver](w.s) {
		if !found || moment(c.Body.Date, c.Body.Year).Compare(moment(last.Body.Date, last.Body.Year)) >= 0 {
			last, found = c, true
		}
	}
	if !found {
		return
	}
	d := w.row("ssd_care_leavers")
	d.set("clea_table_id", last.ID)
	d.set("clea_person_id", w.s.Subject)
	d.set("clea_care_leaver_eligibility", eligibility.out(last.Body.Eligibility))
	d.set("clea_care_leaver_in_touch", last.Body.InTouch)
	d.set("clea_care_leaver_latest_contact", stamp(w.newest(record.VisitLeavingCare, day.Day{}, day.Day{})))
	var reviewed day.Day
	for _, p := range story.All[record.PathwayPlan](w.s) {
		if d := p.Body.Latest(w.w.on); d.Compare(reviewed) > 0 {
			reviewed = d
		}
	}
	d.set("clea_pathway_plan_review_date", stamp(reviewed))
	if home := last.Body.Accommodation; len(home) == 2 {
		d.set("clea_care_leaver_accommodation", home[:1])
		d.set("clea_care_leaver_accom_suitable", home[1:])
	}
	if last.Body.Activity != "0" { // no answer
		d.set("clea_care_leaver_activity", last.Body.Activity)
	}
	for _, a := range story.All[record.Allocation](w.s) {
		if a.Body.Role == "personal_adviser" && a.Body.To.IsZero() {
			d.set("clea_care_leaver_personal_advisor", w.link("ssd_professionals", a.Body.Worker))
		}
		if a.Body.Role == "allocated" && a.Body.To.IsZero() {
			d.set("clea_care_leaver_allocated_team", w.link("ssd_department", a.Body.Team))
			d.set("clea_care_leaver_worker_id", w.link("ssd_professionals", a.Body.Worker))
		}
	}
	w.emit(d)
}

// orders are the ends of care that are an order for good (SSDA903 REC).
func orders(ceased string) string {
	switch {
	case ceased == "E11" || ceased == "E12":
		return "Adoption"
	case strings.HasPrefix(ceased, "E4") && ceased >= "E43" && ceased <= "E48" && len(ceased) == 3 && ceased[2] <= '9':
		return "Special Guardianship"
	case ceased == "E41":
		return "Child Arrangements Order/Residence Order"
	}
	return ""
}

// permanence writes the way to a home for good, for each period of care in which there is something of it.
func (w *telling) permanence(periods []episode.Period) {
	if len(periods) == 0 {
		for _, a := range story.All[record.Adoption](w.s) {
			w.leave(a.Meta, "ssd_permanence", "the person has no care_period, on which the dataset makes the row depend")
		}
		for _, p := range story.All[record.PlacedForAdoption](w.s) {
			w.leave(p.Meta, "ssd_permanence", "the person has no care_period, on which the dataset makes the row depend")
		}
		for _, m := range story.All[record.Permanence](w.s) {
			w.leave(m.Meta, "ssd_permanence", "the person has no care_period, on which the dataset makes the row depend")
		}
		return
	}
	of := make([]journey, len(periods))
	at := func(d day.Day) int { // the period of a day; the last when it lies in none
		for i := range slices.Backward(periods) {
			if c := periods[i].Care.Body; d.Within(c.Started, c.Ended) {
				return i
			}
		}
		return len(periods) - 1
	}
	for _, a := range story.All[record.Adoption](w.s) {
		d := a.Body.Decided
		if d.IsZero() {
			d = a.Body.Matched
		}
		i := at(d)
		if of[i].adoption != nil {
			w.leave(of[i].adoption.Meta, "ssd_permanence", "the period of care has a later adoption record, which is written")
		}
		of[i].adoption = &a
	}
	for _, p := range story.All[record.PlacedForAdoption](w.s) {
		i := at(p.Body.Decided)
		if of[i].placed != nil {
			w.leave(of[i].placed.Meta, "ssd_permanence", "the period of care has a later decision, which is written")
		}
		of[i].placed = &p
	}
	for _, m := range story.All[record.Permanence](w.s) {
		i := slices.IndexFunc(periods, func(p episode.Period) bool { return p.Care.ID == m.Body.Period })
		if i < 0 {
			i = at(m.Body.Ordered)
		}
		if of[i].more != nil {
			w.leave(of[i].more.Meta, "ssd_permanence", "the period of care has a later record of it, which is written")
		}
		of[i].more = &m
	}
	for i, p := range periods {
		w.journey(p, of[i])
	}
}

// journey is the way to a home for good in one period of care.
type journey struct {
	adoption *record.Of[record.Adoption]
	placed   *record.Of[record.PlacedForAdoption]
	more     *record.Of[record.Permanence]
}

func (w *telling) journey(p episode.Period, j journey) {
	d := w.row("ssd_permanence")
	d.set("perm_table_id", p.Care.ID)
	d.set("perm_person_id", w.s.Subject)
	d.set("perm_cla_id", p.Care.ID)
	something := false
	put := func(field, text string) {
		if text != "" && d.get(field) == "" {
			d.set(field, text)
			something = true
		}
	}
	if placed := j.placed; placed != nil {
		put("perm_adm_decision_date", stamp(placed.Body.Decided))
		put("perm_decision_reversed_date", stamp(placed.Body.Reversed))
		put("perm_decision_reversed_reason", placed.Body.Reason)
	}
	if adoption := j.adoption; adoption != nil {
		b := adoption.Body
		put("perm_adm_decision_date", stamp(b.Decided))
		put("perm_matched_date", stamp(b.Matched))
		put("perm_adopter_sex", b.AdopterSex)
		put("perm_adopter_legal_status", b.AdopterLaw)
		put("perm_number_of_adopters", b.Adopters)
		put("perm_adopted_by_carer_flag", yesNo.out(string(b.ByCarer)))
	}
	if more := j.more; more != nil {
		b := more.Body
		put("perm_part_of_sibling_group", yesNo.out(string(b.Siblings)))
		put("perm_siblings_placed_together", number(b.SiblingsTogether))
		put("perm_siblings_placed_apart", number(b.SiblingsApart))
		put("perm_ffa_cp_decision_date", stamp(b.FFADecided))
		put("perm_adoption_worker_id", w.link("ssd_professionals", b.Worker))
		put("perm_permanence_order_date", stamp(b.Ordered))
		put("perm_permanence_order_type", permanenceOrders.out(b.Order))
	}
	for _, l := range p.Statuses {
		if l.Body.Status == "E1" || l.Body.Status == "D1" {
			put("perm_placement_order_date", stamp(l.Body.From))
		}
	}
	for _, l := range p.Placements {
		switch l.Body.Type {
		case "A3", "A4", "A5", "A6":
			put("perm_placed_for_adoption_date", stamp(l.Body.From))
		case "U2", "U5":
			put("perm_placed_ffa_cp_date", stamp(l.Body.From))
		}
	}
	if order := orders(p.Care.Body.Ceased); order != "" {
		put("perm_permanence_order_date", stamp(p.Care.Body.Ended))
		put("perm_permanence_order_type", order)
	}
	if something {
		w.emit(d)
	}
}
