-- The Standard Safeguarding Dataset as views, for the entities that are one record, one row: what export ssd writes of them, now.
-- Made from the declarations of internal/returns/ssd (TestViews writes this file until it is released; a change after that is a new file).
-- Records that were withdrawn are not shown, and those of merged subjects are told under the one that survived.

create view ssd_told as
with recursive up (subject, person) as (
  select distinct c.subject, c.subject from record c where c.subject like 'child:%'
  union
  select u.subject, a.into_subject from up u join alias a on a.subject = u.person
), ends (subject, person) as (
  select u.subject, u.person from up u where not exists (select 1 from alias a where a.subject = u.person)
)
select e.subject, e.person from ends e
where e.person in (select o.person from ends o join record c on c.subject = o.subject where c.kind = 'child' and not c.withdrawn);

-- ssd_person is no view: who a child is takes the record that survived, its current name out of a list, and the numbers in force.

-- ssd_family is no view: a family is a list of members in one record.

-- ssd_address is no view: the lines of an address are a list, which the two engines take apart in different words.

-- ssd_disability is no view: disabilities are a list in one record.

create view ssd_immigration_status as
select
  r.id as immi_immigration_status_id,
  t.person as immi_person_id,
  nullif(cast(r.body->>'from' as text), '') || 'T00:00:00' as immi_immigration_status_start_date,
  nullif(cast(r.body->>'to' as text), '') || 'T00:00:00' as immi_immigration_status_end_date,
  case nullif(cast(r.body->>'status' as text), '') when 'uasc' then 'Unaccompanied Asylum Seeking Child' when 'refugee' then 'Refugee Status' when 'indefinite_leave' then 'Indefinite Leave to Remain' when 'discretionary_leave' then 'Discretionary Leave to Remain to 18' when 'adult_asylum_seeker' then 'Adult Asylum Seeker' end as immi_immigration_status
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'immigration_status' and not r.withdrawn;

create view ssd_mother as
select
  r.id as moth_table_id,
  t.person as moth_person_id,
  (select q.person from ssd_told q where q.subject = r.body->>'child') as moth_childs_person_id,
  nullif(cast(r.body->>'child_birth' as text), '') || 'T00:00:00' as moth_childs_dob
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'mother' and not r.withdrawn
  and r.body->>'child' in (select q.subject from ssd_told q);

create view ssd_legal_status as
select
  r.id as lega_legal_status_id,
  t.person as lega_person_id,
  nullif(cast(r.body->>'status' as text), '') as lega_legal_status,
  nullif(cast(r.body->>'from' as text), '') || 'T00:00:00' as lega_legal_status_start_date,
  nullif(cast(r.body->>'to' as text), '') || 'T00:00:00' as lega_legal_status_end_date
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'legal_status' and not r.withdrawn;

-- ssd_contacts is no view: a contact that came through the front door is a list of children in one record.

create view ssd_early_help_episodes as
select
  r.id as earl_episode_id,
  t.person as earl_person_id,
  nullif(cast(r.body->>'started' as text), '') || 'T00:00:00' as earl_episode_start_date,
  nullif(cast(r.body->>'ended' as text), '') || 'T00:00:00' as earl_episode_end_date,
  nullif(cast(r.body->>'reason' as text), '') as earl_episode_reason,
  coalesce(nullif(cast(r.body->>'outcome_note' as text), ''), case nullif(cast(r.body->>'outcome' as text), '') when 'step_up' then 'passed up to social care' when 'universal' then 'universal services are enough' when 'support_given' then 'the help was given and has ended' when 'advice' then 'advice only' when 'no_further_action' then 'no further action' when 'declined' then 'the family did not want it' when 'moved' then 'the family moved away' end) as earl_episode_end_reason,
  nullif(cast(r.body->>'organisation' as text), '') as earl_episode_organisation,
  (select min(p.subject) from record p where p.subject = nullif(cast(r.body->>'worker' as text), '') and p.kind = 'worker' and not p.withdrawn) as earl_episode_worker_id
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'early_help' and not r.withdrawn;

create view ssd_cin_episodes as
select
  r.id as cine_referral_id,
  t.person as cine_person_id,
  nullif(cast(r.body->>'date' as text), '') || 'T00:00:00' as cine_referral_date,
  nullif(cast(r.body->>'primary_need' as text), '') as cine_cin_primary_need_code,
  nullif(cast(r.body->>'source' as text), '') as cine_referral_source_code,
  case nullif(cast(r.body->>'source' as text), '') when '1A' then 'relative or carer' when '1B' then 'acquaintance, neighbour, childminder' when '1C' then 'the child' when '1D' then 'other individual, stranger' when '2A' then 'school' when '2B' then 'education service other than a school' when '3A' then 'GP' when '3B' then 'health visitor' when '3C' then 'school nurse' when '3D' then 'other primary health' when '3E' then 'emergency department' when '3F' then 'other health' when '4' then 'housing (council or association)' when '5A' then 'council, social care (e.g. adults)' when '5B' then 'council, other department' when '5C' then 'another council' when '5D' then 'council, early help' when '6' then 'police' when '7' then 'other legal body: court, probation, Cafcass, prison, immigration' when '8' then 'other, e.g. voluntary body or children''s centre' when '9' then 'anonymous' when '10' then 'not known' end as cine_referral_source_desc,
  case nullif(cast(r.body->>'decision' as text), '') when 'no_further_action' then '{"SINGLE_ASSESSMENT_FLAG":"N","NFA_FLAG":"Y","STRATEGY_DISCUSSION_FLAG":"N","CLA_REQUEST_FLAG":"N","NON_AGENCY_ADOPTION_FLAG":"N","PRIVATE_FOSTERING_FLAG":"N","CP_TRANSFER_IN_FLAG":"N","CP_CONFERENCE_FLAG":"N","CARE_LEAVER_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"N"}' when 'assessment' then '{"SINGLE_ASSESSMENT_FLAG":"Y","NFA_FLAG":"N","STRATEGY_DISCUSSION_FLAG":"N","CLA_REQUEST_FLAG":"N","NON_AGENCY_ADOPTION_FLAG":"N","PRIVATE_FOSTERING_FLAG":"N","CP_TRANSFER_IN_FLAG":"N","CP_CONFERENCE_FLAG":"N","CARE_LEAVER_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"N"}' when 'strategy_discussion' then '{"SINGLE_ASSESSMENT_FLAG":"N","NFA_FLAG":"N","STRATEGY_DISCUSSION_FLAG":"Y","CLA_REQUEST_FLAG":"N","NON_AGENCY_ADOPTION_FLAG":"N","PRIVATE_FOSTERING_FLAG":"N","CP_TRANSFER_IN_FLAG":"N","CP_CONFERENCE_FLAG":"N","CARE_LEAVER_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"N"}' when 'early_help' then '{"SINGLE_ASSESSMENT_FLAG":"N","NFA_FLAG":"N","STRATEGY_DISCUSSION_FLAG":"N","CLA_REQUEST_FLAG":"N","NON_AGENCY_ADOPTION_FLAG":"N","PRIVATE_FOSTERING_FLAG":"N","CP_TRANSFER_IN_FLAG":"N","CP_CONFERENCE_FLAG":"N","CARE_LEAVER_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"Y"}' when 'advice' then '{"SINGLE_ASSESSMENT_FLAG":"N","NFA_FLAG":"N","STRATEGY_DISCUSSION_FLAG":"N","CLA_REQUEST_FLAG":"N","NON_AGENCY_ADOPTION_FLAG":"N","PRIVATE_FOSTERING_FLAG":"N","CP_TRANSFER_IN_FLAG":"N","CP_CONFERENCE_FLAG":"N","CARE_LEAVER_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"Y"}' end as cine_referral_outcome_json,
  case when cast(r.body->>'nfa' as text) in ('true', '1') then 'Y' else 'N' end as cine_referral_nfa,
  nullif(cast(r.body->>'closure' as text), '') as cine_close_reason,
  nullif(cast(r.body->>'closed' as text), '') || 'T00:00:00' as cine_close_date,
  (select min(p.subject) from record p where p.subject = nullif(cast(r.body->>'team' as text), '') and p.kind = 'team' and not p.withdrawn) as cine_referral_team,
  (select min(p.subject) from record p where p.subject = nullif(cast(r.body->>'decided_by' as text), '') and p.kind = 'worker' and not p.withdrawn) as cine_referral_worker_id
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'referral' and not r.withdrawn;

create view ssd_cin_assessments as
select
  r.id as cina_assessment_id,
  t.person as cina_person_id,
  (select p.id from record p join ssd_told q on q.subject = p.subject where p.id = nullif(cast(r.body->>'referral' as text), '') and p.kind = 'referral' and not p.withdrawn and q.person = t.person) as cina_referral_id,
  nullif(cast(r.body->>'started' as text), '') || 'T00:00:00' as cina_assessment_start_date,
  case when nullif(cast(r.body->>'seen' as text), '') is not null then 'Y' when nullif(cast(r.body->>'why_not_seen' as text), '') is not null then 'N' end as cina_assessment_child_seen,
  nullif(cast(r.body->>'authorised' as text), '') || 'T00:00:00' as cina_assessment_auth_date,
  case nullif(cast(r.body->>'outcome' as text), '') when 'no_further_action' then '{"NFA_FLAG":"Y","NFA_S47_END_FLAG":"N","STRATEGY_DISCUSSION_FLAG":"N","CLA_REQUEST_FLAG":"N","PRIVATE_FOSTERING_FLAG":"N","LEGAL_ACTION_FLAG":"N","PROV_OF_SERVICES_FLAG":"N","PROV_OF_SB_CARE_FLAG":"N","SPECIALIST_ASSESSMENT_FLAG":"N","REFERRAL_TO_OTHER_AGENCY_FLAG":"N","OTHER_ACTIONS_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"N","TOTAL_NO_OF_OUTCOMES":"1","COMMENTS":""}' when 'strategy_discussion' then '{"NFA_FLAG":"N","NFA_S47_END_FLAG":"N","STRATEGY_DISCUSSION_FLAG":"Y","CLA_REQUEST_FLAG":"N","PRIVATE_FOSTERING_FLAG":"N","LEGAL_ACTION_FLAG":"N","PROV_OF_SERVICES_FLAG":"N","PROV_OF_SB_CARE_FLAG":"N","SPECIALIST_ASSESSMENT_FLAG":"N","REFERRAL_TO_OTHER_AGENCY_FLAG":"N","OTHER_ACTIONS_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"N","TOTAL_NO_OF_OUTCOMES":"1","COMMENTS":""}' when 'looked_after' then '{"NFA_FLAG":"N","NFA_S47_END_FLAG":"N","STRATEGY_DISCUSSION_FLAG":"N","CLA_REQUEST_FLAG":"Y","PRIVATE_FOSTERING_FLAG":"N","LEGAL_ACTION_FLAG":"N","PROV_OF_SERVICES_FLAG":"N","PROV_OF_SB_CARE_FLAG":"N","SPECIALIST_ASSESSMENT_FLAG":"N","REFERRAL_TO_OTHER_AGENCY_FLAG":"N","OTHER_ACTIONS_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"N","TOTAL_NO_OF_OUTCOMES":"1","COMMENTS":""}' when 'private_fostering' then '{"NFA_FLAG":"N","NFA_S47_END_FLAG":"N","STRATEGY_DISCUSSION_FLAG":"N","CLA_REQUEST_FLAG":"N","PRIVATE_FOSTERING_FLAG":"Y","LEGAL_ACTION_FLAG":"N","PROV_OF_SERVICES_FLAG":"N","PROV_OF_SB_CARE_FLAG":"N","SPECIALIST_ASSESSMENT_FLAG":"N","REFERRAL_TO_OTHER_AGENCY_FLAG":"N","OTHER_ACTIONS_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"N","TOTAL_NO_OF_OUTCOMES":"1","COMMENTS":""}' when 'legal_planning' then '{"NFA_FLAG":"N","NFA_S47_END_FLAG":"N","STRATEGY_DISCUSSION_FLAG":"N","CLA_REQUEST_FLAG":"N","PRIVATE_FOSTERING_FLAG":"N","LEGAL_ACTION_FLAG":"Y","PROV_OF_SERVICES_FLAG":"N","PROV_OF_SB_CARE_FLAG":"N","SPECIALIST_ASSESSMENT_FLAG":"N","REFERRAL_TO_OTHER_AGENCY_FLAG":"N","OTHER_ACTIONS_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"N","TOTAL_NO_OF_OUTCOMES":"1","COMMENTS":""}' when 'child_in_need_plan' then '{"NFA_FLAG":"N","NFA_S47_END_FLAG":"N","STRATEGY_DISCUSSION_FLAG":"N","CLA_REQUEST_FLAG":"N","PRIVATE_FOSTERING_FLAG":"N","LEGAL_ACTION_FLAG":"N","PROV_OF_SERVICES_FLAG":"Y","PROV_OF_SB_CARE_FLAG":"N","SPECIALIST_ASSESSMENT_FLAG":"N","REFERRAL_TO_OTHER_AGENCY_FLAG":"N","OTHER_ACTIONS_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"N","TOTAL_NO_OF_OUTCOMES":"1","COMMENTS":""}' when 'disabled_children_service' then '{"NFA_FLAG":"N","NFA_S47_END_FLAG":"N","STRATEGY_DISCUSSION_FLAG":"N","CLA_REQUEST_FLAG":"N","PRIVATE_FOSTERING_FLAG":"N","LEGAL_ACTION_FLAG":"N","PROV_OF_SERVICES_FLAG":"Y","PROV_OF_SB_CARE_FLAG":"N","SPECIALIST_ASSESSMENT_FLAG":"N","REFERRAL_TO_OTHER_AGENCY_FLAG":"N","OTHER_ACTIONS_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"N","TOTAL_NO_OF_OUTCOMES":"1","COMMENTS":""}' when 'early_help' then '{"NFA_FLAG":"N","NFA_S47_END_FLAG":"N","STRATEGY_DISCUSSION_FLAG":"N","CLA_REQUEST_FLAG":"N","PRIVATE_FOSTERING_FLAG":"N","LEGAL_ACTION_FLAG":"N","PROV_OF_SERVICES_FLAG":"N","PROV_OF_SB_CARE_FLAG":"N","SPECIALIST_ASSESSMENT_FLAG":"N","REFERRAL_TO_OTHER_AGENCY_FLAG":"N","OTHER_ACTIONS_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"Y","TOTAL_NO_OF_OUTCOMES":"1","COMMENTS":""}' when 'initial_conference' then '{"NFA_FLAG":"N","NFA_S47_END_FLAG":"N","STRATEGY_DISCUSSION_FLAG":"N","CLA_REQUEST_FLAG":"N","PRIVATE_FOSTERING_FLAG":"N","LEGAL_ACTION_FLAG":"N","PROV_OF_SERVICES_FLAG":"N","PROV_OF_SB_CARE_FLAG":"N","SPECIALIST_ASSESSMENT_FLAG":"N","REFERRAL_TO_OTHER_AGENCY_FLAG":"N","OTHER_ACTIONS_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"Y","TOTAL_NO_OF_OUTCOMES":"1","COMMENTS":""}' when 'transferred' then '{"NFA_FLAG":"N","NFA_S47_END_FLAG":"N","STRATEGY_DISCUSSION_FLAG":"N","CLA_REQUEST_FLAG":"N","PRIVATE_FOSTERING_FLAG":"N","LEGAL_ACTION_FLAG":"N","PROV_OF_SERVICES_FLAG":"N","PROV_OF_SB_CARE_FLAG":"N","SPECIALIST_ASSESSMENT_FLAG":"N","REFERRAL_TO_OTHER_AGENCY_FLAG":"N","OTHER_ACTIONS_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"Y","TOTAL_NO_OF_OUTCOMES":"1","COMMENTS":""}' end as cina_assessment_outcome_json,
  case when nullif(cast(r.body->>'outcome' as text), '') = 'no_further_action' then 'Y' when nullif(cast(r.body->>'outcome' as text), '') is not null then 'N' end as cina_assessment_outcome_nfa,
  (select min(p.subject) from record p where p.subject = (select min(cast(a.body->>'team' as text)) from record a where a.subject = r.body->>'report' and a.kind = 'assessment_report' and not a.withdrawn) and p.kind = 'team' and not p.withdrawn) as cina_assessment_team,
  (select min(p.subject) from record p where p.subject = (select min(cast(a.body->>'worker' as text)) from record a where a.subject = r.body->>'report' and a.kind = 'assessment_report' and not a.withdrawn) and p.kind = 'worker' and not p.withdrawn) as cina_assessment_worker_id
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'assessment' and not r.withdrawn;

create view ssd_assessment_factors as
select
  r.id as cinf_table_id,
  r.id as cinf_assessment_id,
  cast(r.body->'factors' as text) as cinf_assessment_factors_json
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'assessment' and not r.withdrawn
  and r.body->'factors'->>0 is not null;

create view ssd_cin_plans as
select
  r.id as cinp_cin_plan_id,
  (select p.id from record p join ssd_told q on q.subject = p.subject where p.id = nullif(cast(r.body->>'referral' as text), '') and p.kind = 'referral' and not p.withdrawn and q.person = t.person) as cinp_referral_id,
  t.person as cinp_person_id,
  nullif(cast(r.body->>'started' as text), '') || 'T00:00:00' as cinp_cin_plan_start_date,
  nullif(cast(r.body->>'ended' as text), '') || 'T00:00:00' as cinp_cin_plan_end_date,
  cast(null as text) as cinp_cin_plan_team,
  cast(null as text) as cinp_cin_plan_worker_id
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'cin_plan' and not r.withdrawn;

create view ssd_cin_visits as
select
  r.id as cinv_cin_visit_id,
  t.person as cinv_person_id,
  nullif(cast(r.body->>'date' as text), '') || 'T00:00:00' as cinv_cin_visit_date,
  case nullif(cast(r.body->>'seen' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as cinv_cin_visit_seen,
  case nullif(cast(r.body->>'alone' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as cinv_cin_visit_seen_alone,
  case nullif(cast(r.body->>'bedroom' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as cinv_cin_visit_bedroom
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'visit' and not r.withdrawn
  and r.body->>'type' = 'cin'
  and exists (select 1 from record n join ssd_told q on q.subject = n.subject where n.kind = 'referral' and not n.withdrawn and q.person = t.person);

create view ssd_s47_enquiry as
select
  r.id as s47e_s47_enquiry_id,
  (select p.id from record p join ssd_told q on q.subject = p.subject where p.id = nullif(cast(r.body->>'referral' as text), '') and p.kind = 'referral' and not p.withdrawn and q.person = t.person) as s47e_referral_id,
  t.person as s47e_person_id,
  nullif(cast(r.body->>'started' as text), '') || 'T00:00:00' as s47e_s47_start_date,
  nullif(cast(r.body->>'ended' as text), '') || 'T00:00:00' as s47e_s47_end_date,
  cast(null as text) as s47e_s47_nfa,
  case when exists (select 1 from record c where c.kind = 'initial_cp_conference' and c.subject = r.subject and not c.withdrawn and c.body->>'enquiry' = r.id) then '{"NFA_FLAG":"N","LEGAL_ACTION_FLAG":"N","PROV_OF_SERVICES_FLAG":"N","PROV_OF_SB_CARE_FLAG":"N","CP_CONFERENCE_FLAG":"Y","NFA_CONTINUE_SINGLE_FLAG":"N","MONITOR_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"N","TOTAL_NO_OF_OUTCOMES":"1","OUTCOME_COMMENTS":""}' when nullif(cast(r.body->>'icpc_not_required' as text), '') = 'no' then '{"NFA_FLAG":"N","LEGAL_ACTION_FLAG":"N","PROV_OF_SERVICES_FLAG":"N","PROV_OF_SB_CARE_FLAG":"N","CP_CONFERENCE_FLAG":"Y","NFA_CONTINUE_SINGLE_FLAG":"N","MONITOR_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"N","TOTAL_NO_OF_OUTCOMES":"1","OUTCOME_COMMENTS":""}' when nullif(cast(r.body->>'icpc_not_required' as text), '') = 'yes' then '{"NFA_FLAG":"N","LEGAL_ACTION_FLAG":"N","PROV_OF_SERVICES_FLAG":"N","PROV_OF_SB_CARE_FLAG":"N","CP_CONFERENCE_FLAG":"N","NFA_CONTINUE_SINGLE_FLAG":"N","MONITOR_FLAG":"N","OTHER_OUTCOMES_EXIST_FLAG":"N","TOTAL_NO_OF_OUTCOMES":"0","OUTCOME_COMMENTS":""}' end as s47e_s47_outcome_json,
  cast(null as text) as s47e_s47_completed_by_team,
  cast(null as text) as s47e_s47_completed_by_worker_id
from record r join ssd_told t on t.subject = r.subject
where r.kind = 's47_enquiry' and not r.withdrawn;

create view ssd_initial_cp_conference as
select
  r.id as icpc_icpc_id,
  cast(null as text) as icpc_icpc_meeting_id,
  (select p.id from record p join ssd_told q on q.subject = p.subject where p.id = nullif(cast(r.body->>'enquiry' as text), '') and p.kind = 's47_enquiry' and not p.withdrawn and q.person = t.person) as icpc_s47_enquiry_id,
  t.person as icpc_person_id,
  (select min(c.id) from record c where c.kind = 'cp_plan' and c.subject = r.subject and not c.withdrawn and c.body->>'conference' = r.id) as icpc_cp_plan_id,
  (select p.id from record p join ssd_told q on q.subject = p.subject where p.id = nullif(cast(r.body->>'referral' as text), '') and p.kind = 'referral' and not p.withdrawn and q.person = t.person) as icpc_referral_id,
  case when nullif(cast(r.body->>'enquiry' as text), '') is null then 'Y' else 'N' end as icpc_icpc_transfer_in,
  nullif(cast(r.body->>'target' as text), '') || 'T00:00:00' as icpc_icpc_target_date,
  nullif(cast(r.body->>'date' as text), '') || 'T00:00:00' as icpc_icpc_date,
  case when (select min(c.id) from record c where c.kind = 'cp_plan' and c.subject = r.subject and not c.withdrawn and c.body->>'conference' = r.id) is not null then 'Y' when nullif(cast(r.body->>'date' as text), '') is not null then 'N' end as icpc_icpc_outcome_cp_flag,
  cast(null as text) as icpc_icpc_outcome_json,
  cast(null as text) as icpc_icpc_team,
  cast(null as text) as icpc_icpc_worker_id
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'initial_cp_conference' and not r.withdrawn;

create view ssd_cp_plans as
select
  r.id as cppl_cp_plan_id,
  (select p.id from record p join ssd_told q on q.subject = p.subject where p.id = nullif(cast(r.body->>'referral' as text), '') and p.kind = 'referral' and not p.withdrawn and q.person = t.person) as cppl_referral_id,
  (select p.id from record p join ssd_told q on q.subject = p.subject where p.id = nullif(cast(r.body->>'conference' as text), '') and p.kind = 'initial_cp_conference' and not p.withdrawn and q.person = t.person) as cppl_icpc_id,
  t.person as cppl_person_id,
  nullif(cast(r.body->>'started' as text), '') || 'T00:00:00' as cppl_cp_plan_start_date,
  nullif(cast(r.body->>'ended' as text), '') || 'T00:00:00' as cppl_cp_plan_end_date,
  cast(null as text) as cppl_cp_plan_ola,
  nullif(cast(r.body->>'initial_category' as text), '') as cppl_cp_plan_initial_category,
  nullif(cast(r.body->>'latest_category' as text), '') as cppl_cp_plan_latest_category
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'cp_plan' and not r.withdrawn;

create view ssd_cp_visits as
select
  r.id as cppv_cp_visit_id,
  t.person as cppv_person_id,
  (select p.id from record p join ssd_told q on q.subject = p.subject where p.id = nullif(cast(r.body->>'plan' as text), '') and p.kind = 'cp_plan' and not p.withdrawn and q.person = t.person) as cppv_cp_plan_id,
  nullif(cast(r.body->>'date' as text), '') || 'T00:00:00' as cppv_cp_visit_date,
  case nullif(cast(r.body->>'seen' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as cppv_cp_visit_seen,
  case nullif(cast(r.body->>'alone' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as cppv_cp_visit_seen_alone,
  case nullif(cast(r.body->>'bedroom' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as cppv_cp_visit_bedroom
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'visit' and not r.withdrawn
  and r.body->>'type' = 'cp'
  and exists (select 1 from record n join ssd_told q on q.subject = n.subject where n.kind = 'cp_plan' and not n.withdrawn and q.person = t.person);

create view ssd_cp_reviews as
select
  r.id as cppr_cp_review_id,
  t.person as cppr_person_id,
  (select p.id from record p join ssd_told q on q.subject = p.subject where p.id = nullif(cast(r.body->>'plan' as text), '') and p.kind = 'cp_plan' and not p.withdrawn and q.person = t.person) as cppr_cp_plan_id,
  cast(null as text) as cppr_cp_review_due,
  nullif(cast(r.body->>'date' as text), '') || 'T00:00:00' as cppr_cp_review_date,
  cast(null as text) as cppr_cp_review_meeting_id,
  case nullif(cast(r.body->>'continues' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as cppr_cp_review_outcome_continue_cp,
  case nullif(cast(r.body->>'quorate' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as cppr_cp_review_quorate,
  nullif(cast(r.body->>'participation' as text), '') as cppr_cp_review_participation
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'cp_review' and not r.withdrawn
  and exists (select 1 from record n join ssd_told q on q.subject = n.subject where n.kind = 'cp_plan' and not n.withdrawn and q.person = t.person);

-- ssd_cla_episodes is no view: episodes are cut out of periods, legal statuses and placements by a function (returns/episode).

create view ssd_cla_convictions as
select
  r.id as clac_cla_conviction_id,
  t.person as clac_person_id,
  nullif(cast(r.body->>'date' as text), '') || 'T00:00:00' as clac_cla_conviction_date,
  cast(null as text) as clac_cla_conviction_offence
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'cla_conviction' and not r.withdrawn
  and nullif(cast(r.body->>'convicted' as text), '') = 'yes'
  and exists (select 1 from record n join ssd_told q on q.subject = n.subject where n.kind = 'care_period' and not n.withdrawn and q.person = t.person);

create view ssd_cla_health as
select
  r.id as clah_health_check_id,
  t.person as clah_person_id,
  case nullif(cast(r.body->>'type' as text), '') when 'health_assessment' then 'Health Assessment' when 'dental_check' then 'Dental Check' when 'health_surveillance' then 'Health Surveillance' end as clah_health_check_type,
  nullif(cast(r.body->>'date' as text), '') || 'T00:00:00' as clah_health_check_date,
  case nullif(cast(r.body->>'done' as text), '') when 'yes' then 'Completed' end as clah_health_check_status
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'cla_health' and not r.withdrawn
  and nullif(cast(r.body->>'done' as text), '') = 'yes'
  and exists (select 1 from record n join ssd_told q on q.subject = n.subject where n.kind = 'care_period' and not n.withdrawn and q.person = t.person);

-- ssd_cla_immunisations is no view: one row a child: the newest of several records.

create view ssd_cla_substance_misuse as
select
  r.id as clas_substance_misuse_id,
  t.person as clas_person_id,
  nullif(cast(r.body->>'date' as text), '') || 'T00:00:00' as clas_substance_misuse_date,
  cast(null as text) as clas_substance_misused,
  case nullif(cast(r.body->>'received' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as clas_intervention_received
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'cla_substance_misuse' and not r.withdrawn
  and nullif(cast(r.body->>'found' as text), '') = 'yes'
  and exists (select 1 from record n join ssd_told q on q.subject = n.subject where n.kind = 'care_period' and not n.withdrawn and q.person = t.person);

create view ssd_cla_placement as
select
  r.id as clap_cla_placement_id,
  (select p.id from record p join ssd_told q on q.subject = p.subject where p.id = nullif(cast(r.body->>'period' as text), '') and p.kind = 'care_period' and not p.withdrawn and q.person = t.person) as clap_cla_id,
  t.person as clap_person_id,
  nullif(cast(r.body->>'from' as text), '') || 'T00:00:00' as clap_cla_placement_start_date,
  nullif(cast(r.body->>'type' as text), '') as clap_cla_placement_type,
  nullif(cast(r.body->>'urn' as text), '') as clap_cla_placement_urn,
  cast(null as text) as clap_cla_placement_distance,
  nullif(cast(r.body->>'provider' as text), '') as clap_cla_placement_provider,
  nullif(replace(cast(r.body->>'postcode' as text), ' ', ''), '') as clap_cla_placement_postcode,
  nullif(cast(r.body->>'to' as text), '') || 'T00:00:00' as clap_cla_placement_end_date,
  nullif(cast(r.body->>'change' as text), '') as clap_cla_placement_change_reason
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'cla_placement' and not r.withdrawn;

create view ssd_cla_reviews as
select
  r.id as clar_cla_review_id,
  (select min(c.id) from record c join ssd_told q on q.subject = c.subject where c.kind = 'care_period' and not c.withdrawn and q.person = t.person and coalesce(c.body->>'started', '') <= r.body->>'date' and coalesce(nullif(c.body->>'ended', ''), '9999') >= r.body->>'date') as clar_cla_id,
  t.person as clar_cla_person_id,
  cast(null as text) as clar_cla_review_due_date,
  nullif(cast(r.body->>'date' as text), '') || 'T00:00:00' as clar_cla_review_date,
  'N' as clar_cla_review_cancelled,
  nullif(cast(r.body->>'participation' as text), '') as clar_cla_review_participation
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'cla_review' and not r.withdrawn;

create view ssd_cla_visits as
select
  r.id as clav_cla_visit_id,
  (select p.id from record p join ssd_told q on q.subject = p.subject where p.id = nullif(cast(r.body->>'plan' as text), '') and p.kind = 'care_period' and not p.withdrawn and q.person = t.person) as clav_cla_id,
  t.person as clav_person_id,
  nullif(cast(r.body->>'date' as text), '') || 'T00:00:00' as clav_cla_visit_date,
  case nullif(cast(r.body->>'seen' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as clav_cla_visit_seen,
  case nullif(cast(r.body->>'alone' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as clav_cla_visit_seen_alone
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'visit' and not r.withdrawn
  and r.body->>'type' = 'cla'
  and exists (select 1 from record n join ssd_told q on q.subject = n.subject where n.kind = 'care_period' and not n.withdrawn and q.person = t.person);

create view ssd_cla_previous_permanence as
select
  r.id as lapp_table_id,
  t.person as lapp_person_id,
  nullif(cast(r.body->>'option' as text), '') as lapp_previous_permanence_option,
  nullif(cast(r.body->>'authority' as text), '') as lapp_previous_permanence_la,
  replace(nullif(substr(cast(r.body->>'ordered' as text), 9, 2) || '/' || substr(cast(r.body->>'ordered' as text), 6, 2) || '/' || substr(cast(r.body->>'ordered' as text), 1, 4), '//'), 'Z', 'z') as lapp_previous_permanence_order_date
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'previous_permanence' and not r.withdrawn
  and coalesce(nullif(cast(r.body->>'option' as text), ''), nullif(cast(r.body->>'authority' as text), ''), nullif(cast(r.body->>'ordered' as text), '')) is not null
  and exists (select 1 from record n join ssd_told q on q.subject = n.subject where n.kind = 'care_period' and not n.withdrawn and q.person = t.person);

-- ssd_cla_care_plan is no view: plans made side by side are a list in one record.

create view ssd_sdq_scores as
select
  r.id as csdq_table_id,
  t.person as csdq_person_id,
  nullif(cast(r.body->>'date' as text), '') || 'T00:00:00' as csdq_sdq_completed_date,
  cast(r.body->>'score' as integer) as csdq_sdq_score,
  nullif(cast(r.body->>'reason' as text), '') as csdq_sdq_reason
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'sdq_score' and not r.withdrawn
  and coalesce(nullif(cast(r.body->>'date' as text), ''), cast(r.body->>'score' as text), nullif(cast(r.body->>'reason' as text), '')) is not null
  and exists (select 1 from record n join ssd_told q on q.subject = n.subject where n.kind = 'care_period' and not n.withdrawn and q.person = t.person);

create view ssd_missing as
select
  r.id as miss_table_id,
  t.person as miss_person_id,
  nullif(cast(r.body->>'from' as text), '') || 'T00:00:00' as miss_missing_episode_start_date,
  nullif(cast(r.body->>'type' as text), '') as miss_missing_episode_type,
  nullif(cast(r.body->>'to' as text), '') || 'T00:00:00' as miss_missing_episode_end_date,
  (select max(case i.body->>'offered' when 'yes' then 'Y' when 'no' then 'N' end) from record i where i.kind = 'return_interview' and i.subject = r.subject and not i.withdrawn and i.body->>'missing' = r.id) as miss_missing_rhi_offered,
  (select max(case i.body->>'accepted' when 'yes' then 'Y' when 'no' then 'N' end) from record i where i.kind = 'return_interview' and i.subject = r.subject and not i.withdrawn and i.body->>'missing' = r.id) as miss_missing_rhi_accepted
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'missing' and not r.withdrawn
  and coalesce(cast(r.body->>'from_home' as text), '') not in ('true', '1');

-- ssd_care_leavers is no view: one row a young person: the newest of several records, with visits, plans and allocations.

-- ssd_permanence is no view: one row a period of care, of five kinds of record.

-- ssd_involvements is no view: two kinds of record, of which one may stand for the other; workers are found by number.

-- ssd_professionals is no view: caseloads are counted on a day.

-- ssd_send is no view: one row a child, of all their plans.

create view ssd_ehcp_requests as
select
  r.id as ehcr_ehcp_request_id,
  (select min(e.id) from record e join ssd_told q on q.subject = e.subject where e.kind = 'ehcp' and not e.withdrawn and q.person = t.person) as ehcr_send_table_id,
  nullif(cast(r.body->>'requested' as text), '') || 'T00:00:00' as ehcr_ehcp_req_date,
  nullif(cast(r.body->>'decided' as text), '') || 'T00:00:00' as ehcr_ehcp_req_outcome_date,
  nullif(cast(r.body->>'decision' as text), '') as ehcr_ehcp_req_outcome
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'ehcp' and not r.withdrawn;

create view ssd_ehcp_assessment as
select
  r.id as ehca_ehcp_assessment_id,
  r.id as ehca_ehcp_request_id,
  nullif(cast(r.body->>'assessed' as text), '') || 'T00:00:00' as ehca_ehcp_assessment_outcome_date,
  nullif(cast(r.body->>'outcome' as text), '') as ehca_ehcp_assessment_outcome,
  case nullif(cast(r.body->>'exception' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as ehca_ehcp_assessment_exceptions
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'ehcp' and not r.withdrawn
  and coalesce(nullif(cast(r.body->>'assessed' as text), ''), nullif(cast(r.body->>'outcome' as text), ''), nullif(cast(r.body->>'exception' as text), '')) is not null;

create view ssd_ehcp_named_plan as
select
  r.id as ehcn_named_plan_id,
  case when coalesce(nullif(cast(r.body->>'assessed' as text), ''), nullif(cast(r.body->>'outcome' as text), ''), nullif(cast(r.body->>'exception' as text), '')) is not null then r.id end as ehcn_ehcp_asmt_id,
  nullif(cast(r.body->>'started' as text), '') || 'T00:00:00' as ehcn_named_plan_start_date,
  nullif(cast(r.body->>'ceased' as text), '') || 'T00:00:00' as ehcn_named_plan_ceased_date,
  nullif(cast(r.body->>'ceased_reason' as text), '') as ehcn_named_plan_ceased_reason
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'ehcp' and not r.withdrawn
  and nullif(cast(r.body->>'started' as text), '') is not null;

create view ssd_ehcp_active_plans as
select
  r.id as ehcp_active_ehcp_id,
  r.id as ehcp_ehcp_request_id,
  nullif(cast(r.body->>'reviewed' as text), '') || 'T00:00:00' as ehcp_active_ehcp_last_review_date
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'ehcp' and not r.withdrawn
  and nullif(cast(r.body->>'started' as text), '') is not null and nullif(cast(r.body->>'ceased' as text), '') is null;

-- ssd_sen_need is no view: needs are a list in one record.

-- ssd_pre_proceedings is no view: pre-proceedings and the proceedings that followed are two records in one row.

create view ssd_voice_of_child as
select
  r.id as voch_table_id,
  t.person as voch_person_id,
  case nullif(cast(r.body->>'worries_explained' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as voch_explained_worries,
  case nullif(cast(r.body->>'story_helped' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as voch_story_help_understand,
  case nullif(cast(r.body->>'agrees_with_worker' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as voch_agree_worker,
  case nullif(cast(r.body->>'plan_safe' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as voch_plan_safe,
  case nullif(cast(r.body->>'tablet_helped' as text), '') when 'yes' then 'Y' when 'no' then 'N' end as voch_tablet_help_explain
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'voice_of_child' and not r.withdrawn;

create view ssd_linked_identifiers as
select
  r.id as link_table_id,
  t.person as link_person_id,
  case nullif(cast(r.body->>'type' as text), '') when 'la_child_id' then 'Case Number' when 'former_la_child_id' then 'Case Number' when 'upn' then 'Unique Pupil Number' when 'former_upn' then 'Unique Pupil Number' when 'nhs_number' then 'NHS Number' end as link_identifier_type,
  nullif(cast(r.body->>'value' as text), '') as link_identifier_value,
  nullif(cast(r.body->>'from' as text), '') || 'T00:00:00' as link_valid_from_date,
  nullif(cast(r.body->>'to' as text), '') || 'T00:00:00' as link_valid_to_date
from record r join ssd_told t on t.subject = r.subject
where r.kind = 'identifier' and not r.withdrawn
  and r.body->>'type' in ('la_child_id', 'former_la_child_id', 'upn', 'former_upn', 'nhs_number');

-- ssd_s251_finance is no view: not recorded.

create view ssd_department as
select
  r.subject as dept_team_id,
  nullif(cast(r.body->>'name' as text), '') as dept_team_name,
  cast(null as text) as dept_team_parent_id,
  cast(null as text) as dept_team_parent_name
from record r
where r.kind = 'team' and not r.withdrawn;

-- ssd_version_log is no view: no record: the version that the program writes.

-- ssd_api_data_staging is no view: not recorded.
