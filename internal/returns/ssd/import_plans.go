package ssd

import (
	"reflect"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// values reads cells of one row that is not one record; what cannot be read is noted.
type values struct {
	g      *guest
	entity string
	i      int
}

func (v values) cell(field string) string {
	return strings.TrimSpace(v.g.r.x.Tables[v.entity].Cell(v.i, field))
}

func (v values) date(field string) day.Day { return v.g.date(v.entity, v.i, field) }

func (v values) code(field, set string) string {
	text := v.cell(field)
	if text == "-" { // none
		return ""
	}
	if err := inSet(set, text); err != nil {
		v.g.note(v.entity, v.i, field, reason(err))
		return ""
	}
	return text
}

func (v values) one(field string, p pairs) string {
	text := v.cell(field)
	if text == "" {
		return ""
	}
	code, err := p.in(text)
	if err != nil {
		v.g.note(v.entity, v.i, field, reason(err))
	}
	return code
}

func (v values) answer(field string) record.YesNo { return record.YesNo(v.one(field, yesNo)) }

func (v values) number(field string) *int {
	text := v.cell(field)
	if text == "" {
		return nil
	}
	n, err := strconv.Atoi(strings.TrimSuffix(text, ".0"))
	if err != nil || n < 0 {
		v.g.note(v.entity, v.i, field, "not a whole number, 0 or more")
		return nil
	}
	return &n
}

// once makes a record of a row, unless one is held that is the same: by id, or as same says. It gives its id.
func once[B record.Body](v values, id string, b B, same func(held B) bool) (string, error) {
	s, err := v.g.Story(v.g.subject)
	if err != nil {
		return "", err
	}
	for _, h := range story.All[B](s) {
		if !v.g.Used(h.ID) && (id != "" && h.ID == id || same(h.Body)) {
			v.g.Use(h.ID)
			v.g.Matched().Rows++
			return h.ID, nil
		}
	}
	rec, err := v.g.Add(v.g.subject, ours(id), b, v.entity, v.i+1)
	return rec, v.g.added(rec, err)
}

// equal says that a record says what a row does.
func equal[B record.Body](b B) func(B) bool {
	return func(held B) bool { return reflect.DeepEqual(held, b) }
}

// permanence brings in the way to a home for good.
func (g *guest) permanence() error {
	return g.each("ssd_permanence", "perm_person_id", func(i int, cell func(string) string) error {
		v := values{g, "ssd_permanence", i}
		adm := v.date("perm_adm_decision_date")
		placed := record.PlacedForAdoption{Reversed: v.date("perm_decision_reversed_date"), Reason: v.code("perm_decision_reversed_reason", "REASON_PLACED_CEASED")}
		adoption := record.Adoption{Matched: v.date("perm_matched_date"), AdopterSex: v.code("perm_adopter_sex", "SEX_ADOPTR"), AdopterLaw: v.code("perm_adopter_legal_status", "LS_ADOPTR"),
			Adopters: v.code("perm_number_of_adopters", "NB_ADOPTR"), ByCarer: v.answer("perm_adopted_by_carer_flag")}
		told := false // the decision, by an adoption
		if adoption != (record.Adoption{}) {
			adoption.Decided, told = adm, true
			same := func(h record.Adoption) bool {
				h.Year, h.Decided = 0, adm
				return h == adoption
			}
			if _, err := once(v, "", adoption, same); err != nil {
				return err
			}
		} else if told = !adm.IsZero(); told {
			s, err := g.Story(g.subject)
			if err != nil {
				return err
			}
			told = slices.ContainsFunc(story.All[record.Adoption](s), func(h record.Of[record.Adoption]) bool { return h.Body.Decided == adm })
		}
		if placed != (record.PlacedForAdoption{}) || !adm.IsZero() && !told {
			placed.Decided = adm
			same := func(h record.PlacedForAdoption) bool {
				return h.Reversed == placed.Reversed && h.Reason == placed.Reason && (h.Decided == adm || h.Decided.IsZero())
			}
			if _, err := once(v, "", placed, same); err != nil {
				return err
			}
		}
		worker, _, err := g.worker(cell("perm_adoption_worker_id"))
		if err != nil {
			return err
		}
		more := record.Permanence{Siblings: v.answer("perm_part_of_sibling_group"), SiblingsTogether: v.number("perm_siblings_placed_together"),
			SiblingsApart: v.number("perm_siblings_placed_apart"), FFADecided: v.date("perm_ffa_cp_decision_date"), Worker: worker}
		period := g.ids["ssd_cla_episodes"][cell("perm_cla_id")]
		ordered, order, err := g.ordered(v, period)
		if err != nil {
			return err
		}
		more.Ordered, more.Order = ordered, order
		if reflect.DeepEqual(more, record.Permanence{}) {
			return nil
		}
		more.Period = period
		_, err = once(v, "", more, func(h record.Permanence) bool { return period != "" && h.Period == period })
		return err
	})
}

// ordered is the order that made the home permanent, when the end of the period of care does not say it.
func (g *guest) ordered(v values, period string) (on day.Day, order string, err error) {
	on, order = v.date("perm_permanence_order_date"), v.one("perm_permanence_order_type", permanenceOrders)
	s, err := g.Story(g.subject)
	if err != nil {
		return on, order, err
	}
	if p, ok := story.Find[record.CarePeriod](s, period); ok && orders(p.Body.Ceased) == permanenceOrders.out(order) && p.Body.Ended == on {
		return day.Day{}, "", nil
	}
	return on, order, nil
}

// involvements brings in who worked with the child. It opens no record to anybody: an allocation is made here.
func (g *guest) involvements() error {
	const entity = "ssd_involvements"
	return g.each(entity, "invo_person_id", func(i int, cell func(string) string) error {
		v := values{g, entity, i}
		worker := cell("invo_professional_id")
		_, number, err := g.worker(worker)
		if err != nil {
			return err
		}
		if number == "" && record.SubjectType(worker) != record.WorkerSubject {
			number = worker // the system's own number of the worker
		}
		if number == "" && worker != "" {
			g.note(entity, i, "invo_professional_id", "the worker has no registration number")
		}
		b := record.Involvement{Registration: number, From: v.date("invo_involvement_start_date"), To: v.date("invo_involvement_end_date"), Reason: v.code("invo_worker_change_reason", "SW_REASON")}
		s, err := g.Story(g.subject)
		if err != nil {
			return err
		}
		if _, ok := story.Find[record.Allocation](s, cell("invo_involvements_id")); ok {
			g.Matched().Rows++
			return nil
		}
		_, err = once(v, cell("invo_involvements_id"), b, equal(b))
		return err
	})
}

// proceedings brings in the work before and in court.
func (g *guest) proceedings() error {
	const entity = "ssd_pre_proceedings"
	return g.each(entity, "prep_person_id", func(i int, cell func(string) string) error {
		v := values{g, entity, i}
		id := cell("prep_table_id")
		before := record.PreProceedings{
			Decided: v.date("prep_pre_pro_decision_date"), InitialMeeting: v.date("prep_initial_pre_pro_meeting_date"), Outcome: v.one("prep_pre_pro_outcome", steps),
			StepDecision: v.date("prep_agree_stepdown_issue_date"), Gateway: v.code("prep_legal_gateway_outcome", "legal_gateway"), LetterSent: v.date("prep_pre_pro_letter_date"),
			ProceedingsLetter: v.date("prep_care_pro_letter_date"), ReviewMeetings: v.number("prep_pre_pro_meetings_num"), Represented: v.answer("prep_pre_pro_parents_legal_rep"),
		}
		if family := cell("prep_plo_family_id"); family != id && ourSubject.MatchString(family) {
			before.Family = family
		}
		court := record.CareProceedings{
			Case: cell("prep_court_reference"), Represented: v.answer("prep_parents_legal_rep_point_of_issue"), ShortNotice: v.answer("prep_care_proc_short_notice"),
			WhyShortNotice: v.code("prep_proc_short_notice_reason", "short_notice_reason"), InitialApproved: v.answer("prep_la_inital_plan_approved"),
			InitialPlan: v.code("prep_la_initial_care_plan", "proceedings_plan"), FinalApproved: v.answer("prep_la_final_plan_approved"), FinalPlan: v.code("prep_la_final_care_plan", "proceedings_plan"),
		}
		inCourt := !reflect.DeepEqual(court, record.CareProceedings{})
		if !reflect.DeepEqual(before, record.PreProceedings{}) {
			referral, err := g.referralOf(before.Decided)
			if err != nil {
				return err
			}
			before.Referral = referral
			pre, err := once(v, id, before, func(h record.PreProceedings) bool { return !h.Decided.IsZero() && h.Decided == before.Decided })
			if err != nil || pre == "" {
				return err
			}
			id, court.PreProceedings = "", pre
		} else if !inCourt {
			g.Hold(entity, i+1, "no record here can say what the row says; it was held back")
		}
		if !inCourt {
			return nil
		}
		_, err := once(v, id, court, func(h record.CareProceedings) bool {
			return court.PreProceedings != "" && h.PreProceedings == court.PreProceedings || court.Case != "" && h.Case == court.Case
		})
		return err
	})
}

// referralOf is the child's last referral before a day.
func (g *guest) referralOf(on day.Day) (id string, err error) {
	s, err := g.Story(g.subject)
	var last day.Day
	for _, r := range story.All[record.Referral](s) {
		if !on.IsZero() && !r.Body.Date.After(on) && r.Body.Date.Compare(last) >= 0 {
			id, last = r.ID, r.Body.Date
		}
	}
	return id, err
}

// education brings in education, health and care plans: a request with what followed from it.
func (g *guest) education() error {
	return g.each("ssd_send", "send_person_id", func(_ int, cell func(string) string) error {
		for _, i := range g.r.by("ssd_ehcp_requests", "ehcr_send_table_id", cell("send_table_id")) {
			if err := g.plan(values{g, "ssd_ehcp_requests", i}); err != nil {
				return err
			}
		}
		return nil
	})
}

func (g *guest) plan(v values) error {
	id := v.cell("ehcr_ehcp_request_id")
	b := record.EHCP{Requested: v.date("ehcr_ehcp_req_date"), Decided: v.date("ehcr_ehcp_req_outcome_date"), Decision: v.code("ehcr_ehcp_req_outcome", "ehcp_request_outcome")}
	first := func(entity, field, value string) (values, bool) {
		rows := g.r.by(entity, field, value)
		if len(rows) == 0 {
			return values{}, false
		}
		return values{g, entity, rows[0]}, true
	}
	assessment := id
	if a, ok := first("ssd_ehcp_assessment", "ehca_ehcp_request_id", id); ok {
		assessment = a.cell("ehca_ehcp_assessment_id")
		b.Assessed, b.Outcome = a.date("ehca_ehcp_assessment_outcome_date"), a.code("ehca_ehcp_assessment_outcome", "ehcp_assessment_outcome")
		b.Exception = a.answer("ehca_ehcp_assessment_exceptions")
	}
	n, ok := first("ssd_ehcp_named_plan", "ehcn_ehcp_asmt_id", assessment)
	if !ok {
		n, ok = first("ssd_ehcp_named_plan", "ehcn_named_plan_id", id) // of a plan without an assessment, as this program writes it
	}
	if ok {
		b.Started, b.Ceased = n.date("ehcn_named_plan_start_date"), n.date("ehcn_named_plan_ceased_date")
		b.CeasedCode = n.code("ehcn_named_plan_ceased_reason", "ehcp_cease_reason")
	}
	if a, ok := first("ssd_ehcp_active_plans", "ehcp_ehcp_request_id", id); ok {
		b.Reviewed = a.date("ehcp_active_ehcp_last_review_date")
		for _, i := range g.r.by("ssd_sen_need", "senn_active_ehcp_id", a.cell("ehcp_active_ehcp_id")) {
			need := values{g, "ssd_sen_need", i}
			rank := need.number("senn_active_ehcp_need_rank")
			if code := need.code("senn_active_ehcp_need_type", "sen_type"); code != "" && rank != nil {
				b.Needs = append(b.Needs, record.SENNeed{Type: code, Rank: *rank})
			}
		}
	}
	_, err := once(v, id, b, func(h record.EHCP) bool { return !b.Requested.IsZero() && h.Requested == b.Requested })
	return err
}
