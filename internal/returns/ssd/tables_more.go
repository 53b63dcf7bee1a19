package ssd

import (
	"encoding/json"
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// earlyHelp is help below the threshold of social care.
func earlyHelp() chapter {
	words := labels("early_help_outcome")
	return table[record.EarlyHelp]{
		entity: "ssd_early_help_episodes", id: "earl_episode_id", person: "earl_person_id",
		cols: []column[record.EarlyHelp]{
			dayCol("earl_episode_start_date", "started", func(b *record.EarlyHelp) *day.Day { return &b.Started }),
			dayCol("earl_episode_end_date", "ended", func(b *record.EarlyHelp) *day.Day { return &b.Ended }),
			textCol("earl_episode_reason", "reason", "", func(b *record.EarlyHelp) *string { return &b.Reason }),
			{
				field: "earl_episode_end_reason", from: "outcome_note, else outcome, what the code is called",
				sql: "coalesce(" + jsonText("outcome_note") + ", " + words.sql("outcome") + ")",
				write: func(b record.EarlyHelp) string {
					if b.OutcomeNote != "" {
						return b.OutcomeNote
					}
					return words.out(b.Outcome)
				},
				read: func(b *record.EarlyHelp, s string) error {
					s = strings.TrimSpace(s)
					if code, err := words.in(s); err == nil && s != "" {
						b.Outcome = code
					} else {
						b.OutcomeNote = s
					}
					return nil
				},
			},
			textCol("earl_episode_organisation", "organisation", "", func(b *record.EarlyHelp) *string { return &b.Organisation }),
			linkCol("earl_episode_worker_id", "worker", "ssd_professionals", func(b *record.EarlyHelp) *string { return &b.Worker }),
		},
		key: func(b record.EarlyHelp) any { return b.Started },
	}
}

// contactOutcomes are what came of a contact, as the dataset flags it.
var contactOutcomes = pairs{
	{"referral", "NEW_REFERRAL_FLAG"}, {"open_case", "EXISTING_REFERRAL_FLAG"}, {"advice", "ADVICE_FLAG"}, {"no_further_action", "NFA_FLAG"},
	{"early_help", "OTHER_OUTCOMES_EXIST_FLAG"}, {"other", "OTHER_OUTCOMES_EXIST_FLAG"},
}

// childContacts are contacts about one child. What came through the front door is written by telling.contact.
func childContacts() chapter {
	words := labels("referral_source")
	return table[record.ChildContact]{
		entity: "ssd_contacts", id: "cont_contact_id", person: "cont_person_id",
		unseen: "a contact that came through the front door is a list of children in one record",
		cols: []column[record.ChildContact]{
			dayCol("cont_contact_date", "date", func(b *record.ChildContact) *day.Day { return &b.Date }),
			textCol("cont_contact_source_code", "source", "referral_source", func(b *record.ChildContact) *string { return &b.Source }),
			saysCol("cont_contact_source_desc", "source", words.sql("source"), func(b record.ChildContact) string { return words.out(b.Source) }),
			outcomeCol("ssd_contacts", "cont_contact_outcome_json", "outcome", contactOutcomes, func(b *record.ChildContact) *string { return &b.Outcome }),
		},
		here: frontDoor,
		key:  func(b record.ChildContact) any { return [2]any{b.Date, b.Source} },
	}
}

// visits are visits of one type. prefix is what the fields begin with; needs is what the person must have for the row to be of somebody.
func visits(entity, prefix, kind, needs string) chapter {
	short := prefix[:5]
	cols := []column[record.Visit]{
		dayCol(prefix+"_date", "date", func(b *record.Visit) *day.Day { return &b.Date }),
		answerCol(prefix+"_seen", "seen", func(b *record.Visit) *record.YesNo { return &b.Seen }),
		answerCol(prefix+"_seen_alone", "alone", func(b *record.Visit) *record.YesNo { return &b.Alone }),
	}
	at := func(b *record.Visit) *string { return &b.Plan }
	switch kind {
	case record.VisitCP:
		cols = append(cols, linkCol(short+"cp_plan_id", "plan", "ssd_cp_plans", at))
	case record.VisitCLA:
		cols = append(cols, linkCol(short+"cla_id", "plan", "ssd_cla_episodes", at))
	}
	if kind != record.VisitCLA {
		cols = append(cols, answerCol(prefix+"_bedroom", "bedroom", func(b *record.Visit) *record.YesNo { return &b.Bedroom }))
	}
	return table[record.Visit]{
		entity: entity, id: prefix + "_id", person: short + "person_id", needs: needs, start: record.Visit{Type: kind},
		when: func(b record.Visit) bool { return b.Type == kind }, whenSQL: "r.body->>'type' = '" + kind + "'",
		cols: cols, key: func(b record.Visit) any { return b.Date },
	}
}

// carePlans are versions of a looked-after child's care plan: what home it aims at, as an object of all the options.
func carePlans() chapter {
	const entity, field = "ssd_cla_care_plan", "lacp_cla_care_plan_json"
	keys := Schema().Entity(entity).Fields[Schema().Entity(entity).Col(field)].Keys
	return table[record.CLACarePlan]{
		entity: entity, id: "lacp_table_id", person: "lacp_person_id", needs: "care_period", unseen: "plans made side by side are a list in one record",
		cols: []column[record.CLACarePlan]{
			dayCol("lacp_cla_care_plan_start_date", "started", func(b *record.CLACarePlan) *day.Day { return &b.Started }),
			dayCol("lacp_cla_care_plan_end_date", "ended", func(b *record.CLACarePlan) *day.Day { return &b.Ended }),
			{
				field: field, from: "permanence and alternatives",
				write: func(b record.CLACarePlan) string {
					if b.Permanence == "" {
						return ""
					}
					var out strings.Builder
					for i, k := range keys {
						answer := `"N"`
						if k == b.Permanence || slices.Contains(b.Alternatives, k) {
							answer = `"Y"`
						}
						if i > 0 {
							out.WriteByte(',')
						}
						out.WriteString(`"` + k + `":` + answer)
					}
					return "{" + out.String() + "}"
				},
				read: func(b *record.CLACarePlan, s string) error {
					if strings.TrimSpace(s) == "" {
						return nil
					}
					var m map[string]any
					if err := json.Unmarshal([]byte(s), &m); err != nil {
						return errs.New(errs.Invalid, "not a JSON object of plans")
					}
					for _, k := range keys {
						v, ok := m[k].(string)
						if v = strings.ToUpper(strings.TrimSpace(v)); !ok || v != "Y" && v != "YES" && v != "1" {
							continue
						}
						if b.Permanence == "" {
							b.Permanence = k
						} else {
							b.Alternatives = append(b.Alternatives, k)
						}
					}
					return nil
				},
			},
		},
		key: func(b record.CLACarePlan) any { return b.Started },
	}
}

var madeOfPlans = []Filled{
	{"ssd_pre_proceedings", "prep_table_id", "pre_proceedings, the record's id; care_proceedings of one that nothing went before", false},
	{"ssd_pre_proceedings", "prep_person_id", "pre_proceedings, the record's subject", false},
	{"ssd_pre_proceedings", "prep_plo_family_id", "pre_proceedings.family; the record's id when it names none", false},
	{"ssd_pre_proceedings", "prep_pre_pro_decision_date", "pre_proceedings.decided", false},
	{"ssd_pre_proceedings", "prep_initial_pre_pro_meeting_date", "pre_proceedings.initial_meeting", false},
	{"ssd_pre_proceedings", "prep_pre_pro_outcome", "pre_proceedings.outcome A or B; the dataset has no word for C", true},
	{"ssd_pre_proceedings", "prep_agree_stepdown_issue_date", "pre_proceedings.step_decision", false},
	{"ssd_pre_proceedings", "prep_legal_gateway_outcome", "pre_proceedings.gateway", false},
	{"ssd_pre_proceedings", "prep_pre_pro_letter_date", "pre_proceedings.letter_sent", false},
	{"ssd_pre_proceedings", "prep_care_pro_letter_date", "pre_proceedings.proceedings_letter", false},
	{"ssd_pre_proceedings", "prep_pre_pro_meetings_num", "pre_proceedings.review_meetings", false},
	{"ssd_pre_proceedings", "prep_pre_pro_parents_legal_rep", "pre_proceedings.represented", false},
	{"ssd_pre_proceedings", "prep_parents_legal_rep_point_of_issue", "care_proceedings.represented", false},
	{"ssd_pre_proceedings", "prep_court_reference", "care_proceedings.case", false},
	{"ssd_pre_proceedings", "prep_care_proc_court_hearings", "care_proceedings.hearings, how many", true},
	{"ssd_pre_proceedings", "prep_care_proc_short_notice", "care_proceedings.short_notice", false},
	{"ssd_pre_proceedings", "prep_proc_short_notice_reason", "care_proceedings.why_short_notice", false},
	{"ssd_pre_proceedings", "prep_la_inital_plan_approved", "care_proceedings.initial_approved", false},
	{"ssd_pre_proceedings", "prep_la_initial_care_plan", "care_proceedings.initial_plan", false},
	{"ssd_pre_proceedings", "prep_la_final_plan_approved", "care_proceedings.final_approved", false},
	{"ssd_pre_proceedings", "prep_la_final_care_plan", "care_proceedings.final_plan", false},
	{"ssd_send", "send_table_id", "ehcp, the id of the child's first", false},
	{"ssd_send", "send_person_id", "ehcp, the record's subject", false},
	{"ssd_send", "send_upn", "identifier.value, type upn in force", false},
	{"ssd_send", "send_upn_unknown", "identifier.value, type upn_unknown", false},
	{"ssd_ehcp_requests", "ehcr_ehcp_request_id", "ehcp, the record's id", false},
	{"ssd_ehcp_requests", "ehcr_send_table_id", "ehcp, the id of the child's first", false},
	{"ssd_ehcp_requests", "ehcr_ehcp_req_date", "ehcp.requested", false},
	{"ssd_ehcp_requests", "ehcr_ehcp_req_outcome_date", "ehcp.decided", false},
	{"ssd_ehcp_requests", "ehcr_ehcp_req_outcome", "ehcp.decision", false},
	{"ssd_ehcp_assessment", "ehca_ehcp_assessment_id", "ehcp, the record's id", false},
	{"ssd_ehcp_assessment", "ehca_ehcp_request_id", "ehcp, the record's id", false},
	{"ssd_ehcp_assessment", "ehca_ehcp_assessment_outcome_date", "ehcp.assessed", false},
	{"ssd_ehcp_assessment", "ehca_ehcp_assessment_outcome", "ehcp.outcome", false},
	{"ssd_ehcp_assessment", "ehca_ehcp_assessment_exceptions", "ehcp.exception", false},
	{"ssd_ehcp_named_plan", "ehcn_named_plan_id", "ehcp, the record's id", false},
	{"ssd_ehcp_named_plan", "ehcn_ehcp_asmt_id", "ehcp, the record's id", false},
	{"ssd_ehcp_named_plan", "ehcn_named_plan_start_date", "ehcp.started", false},
	{"ssd_ehcp_named_plan", "ehcn_named_plan_ceased_date", "ehcp.ceased", false},
	{"ssd_ehcp_named_plan", "ehcn_named_plan_ceased_reason", "ehcp.ceased_reason", false},
	{"ssd_ehcp_active_plans", "ehcp_active_ehcp_id", "ehcp, the record's id, while the plan is open", false},
	{"ssd_ehcp_active_plans", "ehcp_ehcp_request_id", "ehcp, the record's id", false},
	{"ssd_ehcp_active_plans", "ehcp_active_ehcp_last_review_date", "ehcp.reviewed", false},
	{"ssd_sen_need", "senn_table_id", "ehcp, the record's id and the need's place", false},
	{"ssd_sen_need", "senn_active_ehcp_id", "ehcp, the record's id, while the plan is open", false},
	{"ssd_sen_need", "senn_active_ehcp_need_type", "ehcp.needs.type", false},
	{"ssd_sen_need", "senn_active_ehcp_need_rank", "ehcp.needs.rank", false},
}

// proceedings writes the work before and in court: a row of each pre-proceedings with the proceedings that followed, and of proceedings that
// nothing went before.
func (w *telling) proceedings() {
	courts := story.All[record.CareProceedings](w.s)
	told := map[string]bool{}
	for _, p := range story.All[record.PreProceedings](w.s) {
		d := w.proceedingsRow(p.ID, p.Body.Family)
		b := p.Body
		d.set("prep_pre_pro_decision_date", stamp(b.Decided))
		d.set("prep_initial_pre_pro_meeting_date", stamp(b.InitialMeeting))
		d.set("prep_pre_pro_outcome", steps.out(b.Outcome))
		d.set("prep_agree_stepdown_issue_date", stamp(b.StepDecision))
		d.set("prep_legal_gateway_outcome", b.Gateway)
		d.set("prep_pre_pro_letter_date", stamp(b.LetterSent))
		d.set("prep_care_pro_letter_date", stamp(b.ProceedingsLetter))
		d.set("prep_pre_pro_meetings_num", number(b.ReviewMeetings))
		d.set("prep_pre_pro_parents_legal_rep", yesNo.out(string(b.Represented)))
		for _, c := range courts {
			if c.Body.PreProceedings == p.ID && !told[p.ID] {
				told[p.ID], told[c.ID] = true, true
				court(d, c.Body)
			}
		}
		w.emit(d)
	}
	for _, c := range courts {
		if !told[c.ID] {
			d := w.proceedingsRow(c.ID, "")
			court(d, c.Body)
			w.emit(d)
		}
	}
}

func (w *telling) proceedingsRow(id, family string) *draft {
	d := w.row("ssd_pre_proceedings")
	d.set("prep_table_id", id)
	d.set("prep_person_id", w.s.Subject)
	if family == "" {
		family = id
	}
	d.set("prep_plo_family_id", family)
	return d
}

func court(d *draft, b record.CareProceedings) {
	d.set("prep_parents_legal_rep_point_of_issue", yesNo.out(string(b.Represented)))
	d.set("prep_court_reference", b.Case)
	if n := len(b.Hearings); n > 0 {
		d.set("prep_care_proc_court_hearings", number(&n))
	}
	d.set("prep_care_proc_short_notice", yesNo.out(string(b.ShortNotice)))
	d.set("prep_proc_short_notice_reason", b.WhyShortNotice)
	d.set("prep_la_inital_plan_approved", yesNo.out(string(b.InitialApproved)))
	d.set("prep_la_initial_care_plan", b.InitialPlan)
	d.set("prep_la_final_plan_approved", yesNo.out(string(b.FinalApproved)))
	d.set("prep_la_final_care_plan", b.FinalPlan)
}

// education writes what is known of education, health and care plans.
func (w *telling) education() {
	all := story.All[record.EHCP](w.s)
	for i, r := range all {
		b := r.Body
		if i == 0 {
			d := w.row("ssd_send")
			d.set("send_table_id", r.ID)
			d.set("send_person_id", w.s.Subject)
			upn := inForce(w.s, record.UPN)
			d.set("send_upn", upn)
			if upn == "" {
				d.set("send_upn_unknown", inForce(w.s, record.UPNUnknown))
			}
			w.emit(d)
		}
		d := w.row("ssd_ehcp_requests")
		d.set("ehcr_ehcp_request_id", r.ID)
		d.set("ehcr_send_table_id", all[0].ID)
		d.set("ehcr_ehcp_req_date", stamp(b.Requested))
		d.set("ehcr_ehcp_req_outcome_date", stamp(b.Decided))
		d.set("ehcr_ehcp_req_outcome", b.Decision)
		w.emit(d)
		assessed := !b.Assessed.IsZero() || b.Outcome != "" || b.Exception != ""
		if assessed {
			d = w.row("ssd_ehcp_assessment")
			d.set("ehca_ehcp_assessment_id", r.ID)
			d.set("ehca_ehcp_request_id", r.ID)
			d.set("ehca_ehcp_assessment_outcome_date", stamp(b.Assessed))
			d.set("ehca_ehcp_assessment_outcome", b.Outcome)
			d.set("ehca_ehcp_assessment_exceptions", yesNo.out(string(b.Exception)))
			w.emit(d)
		}
		if b.Started.IsZero() {
			continue
		}
		d = w.row("ssd_ehcp_named_plan")
		d.set("ehcn_named_plan_id", r.ID)
		if assessed {
			d.set("ehcn_ehcp_asmt_id", r.ID)
		}
		d.set("ehcn_named_plan_start_date", stamp(b.Started))
		d.set("ehcn_named_plan_ceased_date", stamp(b.Ceased))
		d.set("ehcn_named_plan_ceased_reason", b.CeasedCode)
		w.emit(d)
		if !b.Ceased.IsZero() {
			continue
		}
		d = w.row("ssd_ehcp_active_plans")
		d.set("ehcp_active_ehcp_id", r.ID)
		d.set("ehcp_ehcp_request_id", r.ID)
		d.set("ehcp_active_ehcp_last_review_date", stamp(b.Reviewed))
		w.emit(d)
		for n, need := range b.Needs {
			place, rank := n+1, need.Rank
			d = w.row("ssd_sen_need")
			d.set("senn_table_id", r.ID+"."+number(&place))
			d.set("senn_active_ehcp_id", r.ID)
			d.set("senn_active_ehcp_need_type", need.Type)
			d.set("senn_active_ehcp_need_rank", number(&rank))
			w.emit(d)
		}
	}
}

// hasPlan says whether a plan of the child is open.
func hasPlan(s story.Story) bool {
	for _, r := range story.All[record.EHCP](s) {
		if !r.Body.Started.IsZero() && r.Body.Ceased.IsZero() {
			return true
		}
	}
	return false
}
