package ssd

import (
	"encoding/json"
	"strings"
	"sync"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// labels are the codes of a set with what they are called.
func labels(set string) (p pairs) {
	s, _ := codes.Set(set)
	for _, c := range s.Codes {
		p = append(p, [2]string{c.Code, c.Label})
	}
	return p
}

func sourceWords() column[record.Referral] {
	p := labels("referral_source")
	return saysCol("cine_referral_source_desc", "source", p.sql("source"), func(r record.Referral) string { return p.out(r.Source) })
}

var decisions = pairs{
	{"no_further_action", "NFA_FLAG"}, {"assessment", "SINGLE_ASSESSMENT_FLAG"}, {"strategy_discussion", "STRATEGY_DISCUSSION_FLAG"},
	{"early_help", "OTHER_OUTCOMES_EXIST_FLAG"}, {"advice", "OTHER_OUTCOMES_EXIST_FLAG"},
}

var outcomes = pairs{
	{"no_further_action", "NFA_FLAG"}, {"strategy_discussion", "STRATEGY_DISCUSSION_FLAG"}, {"looked_after", "CLA_REQUEST_FLAG"},
	{"private_fostering", "PRIVATE_FOSTERING_FLAG"}, {"legal_planning", "LEGAL_ACTION_FLAG"}, {"child_in_need_plan", "PROV_OF_SERVICES_FLAG"},
	{"disabled_children_service", "PROV_OF_SERVICES_FLAG"}, {"early_help", "OTHER_OUTCOMES_EXIST_FLAG"}, {"initial_conference", "OTHER_OUTCOMES_EXIST_FLAG"},
	{"transferred", "OTHER_OUTCOMES_EXIST_FLAG"},
}

var immigration = pairs{
	{"uasc", "Unaccompanied Asylum Seeking Child"}, {"refugee", "Refugee Status"}, {"indefinite_leave", "Indefinite Leave to Remain"},
	{"discretionary_leave", "Discretionary Leave to Remain to 18"}, {"adult_asylum_seeker", "Adult Asylum Seeker"},
}

var healthChecks = pairs{{"health_assessment", "Health Assessment"}, {"dental_check", "Dental Check"}, {"health_surveillance", "Health Surveillance"}}

// steps are the outcomes of pre-proceedings that the dataset can say.
var steps = pairs{{"A", "Decision to Issue Care Proceedings"}, {"B", "Decision to step down"}}

// chapters are the entities that are one record, one row, in the order of the child's journey: what is pointed to stands first.
var chapters = sync.OnceValue(func() []chapter {
	return []chapter{
		table[record.ImmigrationStatus]{
			entity: "ssd_immigration_status", id: "immi_immigration_status_id", person: "immi_person_id",
			cols: []column[record.ImmigrationStatus]{
				dayCol("immi_immigration_status_start_date", "from", func(b *record.ImmigrationStatus) *day.Day { return &b.From }),
				dayCol("immi_immigration_status_end_date", "to", func(b *record.ImmigrationStatus) *day.Day { return &b.To }),
				codeCol("immi_immigration_status", "status", immigration, func(b *record.ImmigrationStatus) *string { return &b.Status }),
			},
			key: func(b record.ImmigrationStatus) any { return [2]any{b.Status, b.From} },
		},
		table[record.Referral]{
			entity: "ssd_cin_episodes", id: "cine_referral_id", person: "cine_person_id",
			cols: []column[record.Referral]{
				dayCol("cine_referral_date", "date", func(b *record.Referral) *day.Day { return &b.Date }),
				textCol("cine_cin_primary_need_code", "primary_need", "primary_need", func(b *record.Referral) *string { return &b.PrimaryNeed }),
				textCol("cine_referral_source_code", "source", "referral_source", func(b *record.Referral) *string { return &b.Source }),
				sourceWords(),
				outcomeCol("ssd_cin_episodes", "cine_referral_outcome_json", "decision", decisions, func(b *record.Referral) *string { return &b.Decision }),
				flagCol("cine_referral_nfa", "nfa", func(b *record.Referral) *bool { return &b.NFA }),
				textCol("cine_close_reason", "closure", "reason_for_closure", func(b *record.Referral) *string { return &b.Closure }),
				dayCol("cine_close_date", "closed", func(b *record.Referral) *day.Day { return &b.Closed }),
				linkCol("cine_referral_team", "team", "ssd_department", func(b *record.Referral) *string { return &b.Team }),
				linkCol("cine_referral_worker_id", "decided_by", "ssd_professionals", func(b *record.Referral) *string { return &b.DecidedBy }),
			},
			key: func(b record.Referral) any { return b.Date },
		},
		table[record.Assessment]{
			entity: "ssd_cin_assessments", id: "cina_assessment_id", person: "cina_person_id",
			cols: []column[record.Assessment]{
				linkCol("cina_referral_id", "referral", "ssd_cin_episodes", func(b *record.Assessment) *string { return &b.Referral }),
				dayCol("cina_assessment_start_date", "started", func(b *record.Assessment) *day.Day { return &b.Started }),
				saysCol("cina_assessment_child_seen", "seen", "case when "+jsonText("seen")+" is not null then 'Y' when "+jsonText("why_not_seen")+" is not null then 'N' end",
					func(b record.Assessment) string {
						switch {
						case !b.Seen.IsZero():
							return "Y"
						case b.WhyNotSeen != "":
							return "N"
						}
						return ""
					}),
				dayCol("cina_assessment_auth_date", "authorised", func(b *record.Assessment) *day.Day { return &b.Authorised }),
				outcomeCol("ssd_cin_assessments", "cina_assessment_outcome_json", "outcome", outcomes, func(b *record.Assessment) *string { return &b.Outcome }),
				saysCol("cina_assessment_outcome_nfa", "outcome", "case when "+jsonText("outcome")+" = 'no_further_action' then 'Y' when "+jsonText("outcome")+" is not null then 'N' end",
					func(b record.Assessment) string {
						switch b.Outcome {
						case "":
							return ""
						case "no_further_action":
							return "Y"
						}
						return "N"
					}),
				reportCol("cina_assessment_team", "team", "ssd_department", func(r report) string { return r.team }),
				reportCol("cina_assessment_worker_id", "worker", "ssd_professionals", func(r report) string { return r.worker }),
			},
			key:  func(b record.Assessment) any { return [2]any{b.Referral, b.Started} },
			more: factorsOf,
			fill: func(b *record.Assessment, in record.Assessment) {
				if len(b.Factors) == 0 {
					b.Factors = in.Factors
				}
			},
		},
		table[record.Assessment]{
			entity: "ssd_assessment_factors", id: "cinf_table_id", blind: true,
			when: func(b record.Assessment) bool { return len(b.Factors) > 0 }, whenSQL: "r.body->'factors'->>0 is not null",
			cols: []column[record.Assessment]{
				{field: "cinf_assessment_id", from: "id", sql: "r.id", told: func(_ *telling, r record.Of[record.Assessment]) string { return r.ID }},
				{field: "cinf_assessment_factors_json", from: "factors", sql: "cast(r.body->'factors' as text)", write: func(b record.Assessment) string { return list(b.Factors) }},
			},
		},
		table[record.CINPlan]{
			entity: "ssd_cin_plans", id: "cinp_cin_plan_id", person: "cinp_person_id",
			cols: []column[record.CINPlan]{
				linkCol("cinp_referral_id", "referral", "ssd_cin_episodes", func(b *record.CINPlan) *string { return &b.Referral }),
				dayCol("cinp_cin_plan_start_date", "started", func(b *record.CINPlan) *day.Day { return &b.Started }),
				dayCol("cinp_cin_plan_end_date", "ended", func(b *record.CINPlan) *day.Day { return &b.Ended }),
			},
			key: func(b record.CINPlan) any { return [2]any{b.Referral, b.Started} },
		},
		enquiries(),
		conferences(),
		table[record.CPPlan]{
			entity: "ssd_cp_plans", id: "cppl_cp_plan_id", person: "cppl_person_id",
			cols: []column[record.CPPlan]{
				linkCol("cppl_referral_id", "referral", "ssd_cin_episodes", func(b *record.CPPlan) *string { return &b.Referral }),
				linkCol("cppl_icpc_id", "conference", "ssd_initial_cp_conference", func(b *record.CPPlan) *string { return &b.Conference }),
				dayCol("cppl_cp_plan_start_date", "started", func(b *record.CPPlan) *day.Day { return &b.Started }),
				dayCol("cppl_cp_plan_end_date", "ended", func(b *record.CPPlan) *day.Day { return &b.Ended }),
				abuseCol("cppl_cp_plan_initial_category", "initial_category", func(b *record.CPPlan) *string { return &b.InitialCategory }),
				abuseCol("cppl_cp_plan_latest_category", "latest_category", func(b *record.CPPlan) *string { return &b.LatestCategory }),
			},
			key: func(b record.CPPlan) any { return b.Started },
		},
		table[record.CPReview]{
			entity: "ssd_cp_reviews", id: "cppr_cp_review_id", person: "cppr_person_id", needs: "cp_plan",
			cols: []column[record.CPReview]{
				linkCol("cppr_cp_plan_id", "plan", "ssd_cp_plans", func(b *record.CPReview) *string { return &b.Plan }),
				dayCol("cppr_cp_review_date", "date", func(b *record.CPReview) *day.Day { return &b.Date }),
				answerCol("cppr_cp_review_outcome_continue_cp", "continues", func(b *record.CPReview) *record.YesNo { return &b.Continues }),
				answerCol("cppr_cp_review_quorate", "quorate", func(b *record.CPReview) *record.YesNo { return &b.Quorate }),
				textCol("cppr_cp_review_participation", "participation", "REVIEW_CODE", func(b *record.CPReview) *string { return &b.Participation }),
			},
			key: func(b record.CPReview) any { return [2]any{b.Plan, b.Date} },
		},
		table[record.LegalStatus]{
			entity: "ssd_legal_status", id: "lega_legal_status_id", person: "lega_person_id",
			cols: []column[record.LegalStatus]{
				textCol("lega_legal_status", "status", "LS", func(b *record.LegalStatus) *string { return &b.Status }),
				dayCol("lega_legal_status_start_date", "from", func(b *record.LegalStatus) *day.Day { return &b.From }),
				dayCol("lega_legal_status_end_date", "to", func(b *record.LegalStatus) *day.Day { return &b.To }),
			},
			key:  func(b record.LegalStatus) any { return [2]any{b.Status, b.From} },
			more: onlyPeriod,
			fill: func(b *record.LegalStatus, in record.LegalStatus) {
				if b.Period == "" {
					b.Period = in.Period
				}
			},
		},
		table[record.CLAPlacement]{
			entity: "ssd_cla_placement", id: "clap_cla_placement_id", person: "clap_person_id",
			cols: []column[record.CLAPlacement]{
				linkCol("clap_cla_id", "period", "ssd_cla_episodes", func(b *record.CLAPlacement) *string { return &b.Period }),
				dayCol("clap_cla_placement_start_date", "from", func(b *record.CLAPlacement) *day.Day { return &b.From }),
				textCol("clap_cla_placement_type", "type", "PLACE", func(b *record.CLAPlacement) *string { return &b.Type }),
				textCol("clap_cla_placement_urn", "urn", "", func(b *record.CLAPlacement) *string { return &b.URN }),
				textCol("clap_cla_placement_provider", "provider", "PLACE_PROVIDER", func(b *record.CLAPlacement) *string { return &b.Provider }),
				postcodeCol("clap_cla_placement_postcode", "postcode", func(b *record.CLAPlacement) *string { return &b.Postcode }),
				dayCol("clap_cla_placement_end_date", "to", func(b *record.CLAPlacement) *day.Day { return &b.To }),
				textCol("clap_cla_placement_change_reason", "change", "REASON_PLACE_CHANGE", func(b *record.CLAPlacement) *string { return &b.Change }),
			},
			key:  func(b record.CLAPlacement) any { return [2]any{b.Type, b.From} },
			more: sameCarer,
		},
		table[record.CLAConviction]{
			entity: "ssd_cla_convictions", id: "clac_cla_conviction_id", person: "clac_person_id", needs: "care_period",
			start: record.CLAConviction{Convicted: record.Yes},
			when:  func(b record.CLAConviction) bool { return b.Convicted == record.Yes }, whenSQL: jsonText("convicted") + " = 'yes'",
			cols: []column[record.CLAConviction]{
				dayCol("clac_cla_conviction_date", "date", func(b *record.CLAConviction) *day.Day { return &b.Date }),
			},
		},
		table[record.CLAHealth]{
			entity: "ssd_cla_health", id: "clah_health_check_id", person: "clah_person_id", needs: "care_period",
			when: func(b record.CLAHealth) bool { return b.Done == record.Yes }, whenSQL: jsonText("done") + " = 'yes'",
			cols: []column[record.CLAHealth]{
				codeCol("clah_health_check_type", "type", healthChecks, func(b *record.CLAHealth) *string { return &b.Type }),
				dayCol("clah_health_check_date", "date", func(b *record.CLAHealth) *day.Day { return &b.Date }),
				codeCol("clah_health_check_status", "done", pairs{{"yes", "Completed"}}, func(b *record.CLAHealth) *record.YesNo { return &b.Done }),
			},
		},
		table[record.CLASubstanceMisuse]{
			entity: "ssd_cla_substance_misuse", id: "clas_substance_misuse_id", person: "clas_person_id", needs: "care_period",
			start: record.CLASubstanceMisuse{Found: record.Yes},
			when:  func(b record.CLASubstanceMisuse) bool { return b.Found == record.Yes }, whenSQL: jsonText("found") + " = 'yes'",
			cols: []column[record.CLASubstanceMisuse]{
				dayCol("clas_substance_misuse_date", "date", func(b *record.CLASubstanceMisuse) *day.Day { return &b.Date }),
				answerCol("clas_intervention_received", "received", func(b *record.CLASubstanceMisuse) *record.YesNo { return &b.Received }),
			},
		},
		claReviews(),
		table[record.PreviousPermanence]{
			entity: "ssd_cla_previous_permanence", id: "lapp_table_id", person: "lapp_person_id", needs: "care_period",
			when:    func(b record.PreviousPermanence) bool { return b != record.PreviousPermanence{} },
			whenSQL: "coalesce(" + jsonText("option") + ", " + jsonText("authority") + ", " + jsonText("ordered") + ") is not null",
			cols: []column[record.PreviousPermanence]{
				textCol("lapp_previous_permanence_option", "option", "PREV_PERM", func(b *record.PreviousPermanence) *string { return &b.Option }),
				textCol("lapp_previous_permanence_la", "authority", "LA_PERM", func(b *record.PreviousPermanence) *string { return &b.Authority }),
				partDayCol("lapp_previous_permanence_order_date", "ordered", func(b *record.PreviousPermanence) *record.PartDay { return &b.Ordered }),
			},
		},
		table[record.SDQScore]{
			entity: "ssd_sdq_scores", id: "csdq_table_id", person: "csdq_person_id", needs: "care_period",
			when:    func(b record.SDQScore) bool { return !b.Date.IsZero() || b.Score != nil || b.Reason != "" },
			whenSQL: "coalesce(" + jsonText("date") + ", cast(r.body->>'score' as text), " + jsonText("reason") + ") is not null",
			cols: []column[record.SDQScore]{
				dayCol("csdq_sdq_completed_date", "date", func(b *record.SDQScore) *day.Day { return &b.Date }),
				countCol("csdq_sdq_score", "score", func(b *record.SDQScore) **int { return &b.Score }),
				textCol("csdq_sdq_reason", "reason", "SDQ_REASON", func(b *record.SDQScore) *string { return &b.Reason }),
			},
		},
		missing(),
		earlyHelp(),
		childContacts(),
		visits("ssd_cin_visits", "cinv_cin_visit", record.VisitCIN, "referral"),
		visits("ssd_cp_visits", "cppv_cp_visit", record.VisitCP, "cp_plan"),
		visits("ssd_cla_visits", "clav_cla_visit", record.VisitCLA, "care_period"),
		carePlans(),
		table[record.VoiceOfChild]{
			entity: "ssd_voice_of_child", id: "voch_table_id", person: "voch_person_id", blind: true, // the dataset has no day, which a record needs
			cols: []column[record.VoiceOfChild]{
				answerCol("voch_explained_worries", "worries_explained", func(b *record.VoiceOfChild) *record.YesNo { return &b.WorriesExplained }),
				answerCol("voch_story_help_understand", "story_helped", func(b *record.VoiceOfChild) *record.YesNo { return &b.StoryHelped }),
				answerCol("voch_agree_worker", "agrees_with_worker", func(b *record.VoiceOfChild) *record.YesNo { return &b.AgreesWithWorker }),
				answerCol("voch_plan_safe", "plan_safe", func(b *record.VoiceOfChild) *record.YesNo { return &b.PlanSafe }),
				answerCol("voch_tablet_help_explain", "tablet_helped", func(b *record.VoiceOfChild) *record.YesNo { return &b.TabletHelped }),
			},
		},
	}
})

// reportCol is a worker or team of the report that a child's assessment is part of.
func reportCol(field, from, parent string, of func(report) string) column[record.Assessment] {
	return column[record.Assessment]{
		field: field, from: "report, its " + from, parent: parent, partly: true,
		sql:  "(select min(cast(a.body->>'" + from + "' as text)) from record a where a.subject = r.body->>'report' and a.kind = 'assessment_report' and not a.withdrawn)",
		told: func(w *telling, r record.Of[record.Assessment]) string { return of(w.w.reports[r.Body.Report]) },
	}
}

// list is a JSON array of codes.
func list(codes []string) string {
	b, err := json.Marshal(codes)
	if err != nil {
		panic(err) // texts can always be written
	}
	return string(b)
}

// abuseCol is a category of abuse, written as its code; "Neglect (NEG)" is read as well.
func abuseCol(field, from string, at func(*record.CPPlan) *string) column[record.CPPlan] {
	c := textCol(field, from, "category_of_abuse", at)
	plain := c.read
	c.read = func(b *record.CPPlan, s string) error {
		if open := strings.LastIndexByte(s, '('); open >= 0 && strings.Contains(s[open:], ")") {
			s, _, _ = strings.Cut(s[open+1:], ")")
		}
		return plain(b, s)
	}
	return c
}

// partDayCol is a day as DD/MM/YYYY, with zz for what is not known.
func partDayCol(field, from string, at func(*record.PreviousPermanence) *record.PartDay) column[record.PreviousPermanence] {
	text := "cast(r.body->>'" + from + "' as text)"
	return column[record.PreviousPermanence]{
		field: field, from: from,
		sql: "replace(nullif(substr(" + text + ", 9, 2) || '/' || substr(" + text + ", 6, 2) || '/' || substr(" + text + ", 1, 4), '//'), 'Z', 'z')",
		write: func(b record.PreviousPermanence) string {
			p := strings.Split(strings.ToLower(string(*at(&b))), "-")
			if len(p) != 3 {
				return ""
			}
			return p[2] + "/" + p[1] + "/" + p[0]
		},
		read: func(b *record.PreviousPermanence, s string) error {
			s = strings.ToUpper(strings.TrimSpace(s))
			if s == "" {
				return nil
			}
			part := record.PartDay(s)
			if p := strings.Split(s, "/"); len(p) == 3 {
				part = record.PartDay(p[2] + "-" + p[1] + "-" + p[0])
			}
			if !part.Valid() {
				return notDate(s)
			}
			*at(b) = part
			return nil
		},
	}
}

// enquiries are enquiries under section 47. That a conference followed, or was not needed, is the one outcome that a record holds.
func enquiries() chapter {
	const entity, field = "ssd_s47_enquiry", "s47e_s47_outcome_json"
	yes, no := flags(entity, field, "CP_CONFERENCE_FLAG"), flags(entity, field)
	return table[record.S47Enquiry]{
		entity: entity, id: "s47e_s47_enquiry_id", person: "s47e_person_id",
		cols: []column[record.S47Enquiry]{
			linkCol("s47e_referral_id", "referral", "ssd_cin_episodes", func(b *record.S47Enquiry) *string { return &b.Referral }),
			dayCol("s47e_s47_start_date", "started", func(b *record.S47Enquiry) *day.Day { return &b.Started }),
			dayCol("s47e_s47_end_date", "ended", func(b *record.S47Enquiry) *day.Day { return &b.Ended }),
			{
				field: field, from: "icpc_not_required, or that a conference follows", partly: true,
				sql: "case when exists (select 1 from record c where c.kind = 'initial_cp_conference' and c.subject = r.subject and not c.withdrawn and c.body->>'enquiry' = r.id)" +
					" then '" + yes + "' when " + jsonText("icpc_not_required") + " = 'no' then '" + yes + "' when " + jsonText("icpc_not_required") + " = 'yes' then '" + no + "' end",
				told: func(w *telling, r record.Of[record.S47Enquiry]) string {
					for _, c := range story.All[record.InitialCPConference](w.s) {
						if c.Body.Enquiry == r.ID && c.Subject == r.Subject {
							return yes
						}
					}
					switch r.Body.ICPCNotRequired {
					case record.No:
						return yes
					case record.Yes:
						return no
					}
					return ""
				},
				read: func(b *record.S47Enquiry, s string) error {
					on, err := raised(s)
					if err == nil && strings.TrimSpace(s) != "" {
						b.ICPCNotRequired = record.Yes
						for _, f := range on {
							if f == "CP_CONFERENCE_FLAG" {
								b.ICPCNotRequired = record.No
							}
						}
					}
					return err
				},
			},
		},
		key: func(b record.S47Enquiry) any { return b.Started },
	}
}

// conferences are initial conferences, each with the plan that it agreed.
func conferences() chapter {
	planOf := func(w *telling, r record.Of[record.InitialCPConference]) string {
		for _, p := range story.All[record.CPPlan](w.s) {
			if p.Body.Conference == r.ID && p.Subject == r.Subject {
				return p.ID
			}
		}
		return ""
	}
	const planSQL = "(select min(c.id) from record c where c.kind = 'cp_plan' and c.subject = r.subject and not c.withdrawn and c.body->>'conference' = r.id)"
	return table[record.InitialCPConference]{
		entity: "ssd_initial_cp_conference", id: "icpc_icpc_id", person: "icpc_person_id",
		cols: []column[record.InitialCPConference]{
			linkCol("icpc_s47_enquiry_id", "enquiry", "ssd_s47_enquiry", func(b *record.InitialCPConference) *string { return &b.Enquiry }),
			{field: "icpc_cp_plan_id", from: "id, in cp_plan.conference", sql: planSQL, told: planOf},
			linkCol("icpc_referral_id", "referral", "ssd_cin_episodes", func(b *record.InitialCPConference) *string { return &b.Referral }),
			{field: "icpc_icpc_transfer_in", from: "enquiry: a conference without one is of a child who came with a plan",
				sql: "case when " + jsonText("enquiry") + " is null then 'Y' else 'N' end",
				write: func(b record.InitialCPConference) string {
					if b.Enquiry == "" {
						return "Y"
					}
					return "N"
				}},
			dayCol("icpc_icpc_target_date", "target", func(b *record.InitialCPConference) *day.Day { return &b.Target }),
			dayCol("icpc_icpc_date", "date", func(b *record.InitialCPConference) *day.Day { return &b.Date }),
			{field: "icpc_icpc_outcome_cp_flag", from: "id, in cp_plan.conference",
				sql: "case when " + planSQL + " is not null then 'Y' when " + jsonText("date") + " is not null then 'N' end",
				told: func(w *telling, r record.Of[record.InitialCPConference]) string {
					switch {
					case planOf(w, r) != "":
						return "Y"
					case !r.Body.Date.IsZero():
						return "N"
					}
					return ""
				}},
		},
		key: func(b record.InitialCPConference) any { return [2]any{b.Enquiry, b.Date} },
	}
}

// claReviews are reviews that were held; the period of care is the one that the day lies in.
func claReviews() chapter {
	return table[record.CLAReview]{
		entity: "ssd_cla_reviews", id: "clar_cla_review_id", person: "clar_cla_person_id",
		cols: []column[record.CLAReview]{
			{
				field: "clar_cla_id", from: "date: the period of care that it lies in",
				sql: "(select min(c.id) from record c join ssd_told q on q.subject = c.subject where c.kind = 'care_period' and not c.withdrawn and q.person = t.person" +
					" and coalesce(c.body->>'started', '') <= r.body->>'date' and coalesce(nullif(c.body->>'ended', ''), '9999') >= r.body->>'date')",
				told: func(w *telling, r record.Of[record.CLAReview]) string {
					first := ""
					for _, p := range story.All[record.CarePeriod](w.s) {
						if d := r.Body.Date; !d.IsZero() && d.Within(p.Body.Started, p.Body.Ended) && (first == "" || p.ID < first) {
							first = p.ID
						}
					}
					return first
				},
			},
			dayCol("clar_cla_review_date", "date", func(b *record.CLAReview) *day.Day { return &b.Date }),
			{field: "clar_cla_review_cancelled", from: "date: only reviews that were held are recorded", sql: "'N'", write: func(record.CLAReview) string { return "N" },
				read: func(_ *record.CLAReview, s string) error {
					if strings.EqualFold(strings.TrimSpace(s), "Y") {
						return errRow
					}
					return nil
				}},
			textCol("clar_cla_review_participation", "participation", "REVIEW_CODE", func(b *record.CLAReview) *string { return &b.Participation }),
		},
		key: func(b record.CLAReview) any { return b.Date },
	}
}

// missing are times of being missing or away. The dataset names the types in words with the code in brackets; the code is written.
func missing() chapter {
	c := textCol("miss_missing_episode_type", "type", "MISSING", func(b *record.Missing) *string { return &b.Type })
	plain := c.read
	c.read = func(b *record.Missing, s string) error {
		switch s = strings.TrimSpace(s); {
		case strings.HasPrefix(strings.ToLower(s), "missing"):
			s = "M"
		case strings.HasPrefix(strings.ToLower(s), "a"):
			s = "A" // away, absent
		}
		return plain(b, s)
	}
	return table[record.Missing]{
		entity: "ssd_missing", id: "miss_table_id", person: "miss_person_id",
		when: func(b record.Missing) bool { return !b.FromHome }, whenSQL: "coalesce(cast(r.body->>'from_home' as text), '') not in ('true', '1')",
		cols: []column[record.Missing]{
			dayCol("miss_missing_episode_start_date", "from", func(b *record.Missing) *day.Day { return &b.From }),
			c,
			dayCol("miss_missing_episode_end_date", "to", func(b *record.Missing) *day.Day { return &b.To }),
			interviewCol("miss_missing_rhi_offered", "offered", func(b record.ReturnInterview) record.YesNo { return b.Offered }),
			interviewCol("miss_missing_rhi_accepted", "accepted", func(b record.ReturnInterview) record.YesNo { return b.Accepted }),
		},
		key: func(b record.Missing) any { return b.From },
	}
}

// interviewCol is an answer of the interviews after a child came back: yes when one of them says so.
func interviewCol(field, from string, of func(record.ReturnInterview) record.YesNo) column[record.Missing] {
	return column[record.Missing]{
		field: field, from: "id, in return_interview." + from,
		sql: "(select max(case i.body->>'" + from + "' when 'yes' then 'Y' when 'no' then 'N' end) from record i where i.kind = 'return_interview' and i.subject = r.subject and not i.withdrawn and i.body->>'missing' = r.id)",
		told: func(w *telling, r record.Of[record.Missing]) string {
			answer := ""
			for _, i := range story.All[record.ReturnInterview](w.s) {
				if i.Body.Missing == r.ID && i.Subject == r.Subject {
					answer = max(answer, yesNo.out(string(of(i.Body))))
				}
			}
			return answer
		},
	}
}
