package measure

import (
	"fmt"
	"math/rand/v2"
	"reflect"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// setOf is the code set of a field, where it is not told by its name.
var setOf = map[string]string{
	"child.sex": "sex", "child.ethnicity": "ethnicity", "child.disabilities": "disability", "referral.source": "referral_source", "referral.primary_need": "primary_need",
	"referral.closure": "reason_for_closure", "referral.decision": "referral_decision", "assessment.factors": "assessment_factors", "assessment.outcome": "assessment_outcome",
	"cp_plan.initial_category": "category_of_abuse", "cp_plan.latest_category": "category_of_abuse", "cp_plan.end_reason": "cp_plan_end_reason",
	"care_period.ceased": "REC", "legal_status.status": "LS", "cla_placement.type": "PLACE", "cla_placement.provider": "PLACE_PROVIDER",
	"cla_placement.change": "REASON_PLACE_CHANGE", "cla_placement.location": "PL_LOCATION", "cla_review.participation": "REVIEW_CODE", "missing.type": "MISSING",
	"cla_health.type": "health_check_type", "care_leaver.in_touch": "IN_TOUCH", "care_leaver.activity": "ACTIV", "care_leaver.accommodation": "ACCOM",
	"care_leaver.eligibility": "leaving_care_eligibility", "immigration_status.status": "immigration_status", "child_contact.source": "referral_source",
	"child_contact.outcome": "contact_outcome", "child_contact.rating": "contact_rating", "early_help.source": "referral_source", "early_help.outcome": "early_help_outcome",
	"strategy_discussion.initiator": "agency_type", "strategy_discussion.agencies": "agency_type", "strategy_discussion.decision": "strategy_decision",
	"plan_meeting.type": "plan_meeting_type", "visit.type": "visit_type", "care_proceedings.sought": "court_order", "cla_care_plan.permanence": "permanence_plan",
	"ehcp.decision": "ehcp_request_outcome", "audit.kind": "audit_kind", "audit.grade": "audit_grade", "audit.moderated_grade": "audit_grade",
	"complaint.stage": "complaint_stage", "complaint.theme": "complaint_theme", "complaint.outcome": "complaint_outcome", "consultation.agency_type": "agency_type",
	"lado_referral.sector": "lado_sector", "lado_referral.triage": "lado_triage", "lado_referral.outcome": "lado_outcome", "employment.contract": "worker_contract",
	"employment.job": "worker_job", "transfer.state": "transfer_state", "post.job": "worker_job", "early_help.service": "early_help_service",
}

var (
	dayType   = reflect.TypeFor[day.Day]()
	timeType  = reflect.TypeFor[time.Time]()
	yesNoType = reflect.TypeFor[record.YesNo]()
)

// invented makes records of any kinds about one subject: days that do not fit, links to what is not there, answers that nobody gave.
type invented struct {
	*rand.Rand
	ids map[string][]string // by kind
}

// linkTo are the kinds that a field names a record of.
var linkTo = map[string][]string{
	"referral": {"referral"}, "period": {"care_period"}, "enquiry": {"s47_enquiry"}, "conference": {"initial_cp_conference"}, "missing": {"missing"}, "earlier": {"audit"},
	"discussion": {"strategy_discussion"}, "step_down": {"referral"}, "plan": {"cp_plan", "cin_plan"},
}

func (v *invented) link(name string) string {
	kinds := linkTo[name]
	if len(kinds) == 0 {
		return "x"
	}
	ids := v.ids[kinds[v.IntN(len(kinds))]]
	if len(ids) == 0 || v.IntN(8) == 0 {
		return "nowhere"
	}
	return ids[v.IntN(len(ids))]
}

func (v *invented) day() day.Day { return day.Must("2019-01-01").Add(v.IntN(2400)) }

func (v *invented) code(set string) string {
	s, ok := codes.Set(set)
	if !ok || len(s.Codes) == 0 {
		panic("no code set " + set)
	}
	return s.Codes[v.IntN(len(s.Codes))].Code
}

func (v *invented) fill(kind string, x reflect.Value) {
	for i := range x.NumField() {
		f, name := x.Field(i), strings.Split(x.Type().Field(i).Tag.Get("json"), ",")[0]
		set := setOf[kind+"."+name]
		switch {
		case kind == "cabinet_report" && name == "state":
			f.SetString("published")
		case v.IntN(4) == 0: // nobody gave an answer
		case kind == "child" && name == "birth":
			f.Set(reflect.ValueOf(day.Must("2002-01-01").Add(v.IntN(1500 + 6000*v.IntN(2)))))
		case kind == "cla_placement" && name == "type" && v.IntN(3) == 0:
			f.SetString("A5")
		case kind == "care_period" && name == "ended" && v.IntN(2) == 0: // goes on
		case kind == "care_period" && name == "ceased" && v.IntN(3) == 0:
			f.SetString("E11")
		case f.Type() == dayType:
			f.Set(reflect.ValueOf(v.day()))
		case f.Type() == timeType:
			f.Set(reflect.ValueOf(v.day().Start().Add(time.Duration(v.IntN(86400)) * time.Second)))
		case f.Type() == yesNoType:
			f.SetString([]string{"yes", "no"}[v.IntN(2)])
		case name == "year":
			f.SetInt(int64(2019 + v.IntN(7)))
		case name == "fte":
			f.SetInt(int64(1 + v.IntN(100)))
		case name == "score":
			n := v.IntN(41)
			f.Set(reflect.ValueOf(&n))
		case name == "distance_tenths":
			n := v.IntN(400)
			f.Set(reflect.ValueOf(&n))
		case name == "postcode":
			f.SetString([]string{"E8 1EA", "N16 5TU", "E9 7AA", "nowhere"}[v.IntN(4)])
		case name == "role":
			f.SetString([]string{"allocated", "chair", "personal_adviser"}[v.IntN(3)])
		case kind == "relationship" && name == "type":
			f.SetString([]string{"sibling", "parent", "half_sibling", "friend"}[v.IntN(4)])
		case name == "other", name == "child":
			f.SetString(fmt.Sprintf("child:%d", v.IntN(4)))
		case name == "family", name == "urn", name == "post":
			f.SetString(fmt.Sprintf("%s%d", name, v.IntN(3)))
		case f.Type() == reflect.TypeFor[[]record.Inspection]():
			f.Set(reflect.ValueOf([]record.Inspection{{Date: v.day(), Judgement: v.code("ofsted_judgement")}}))
		case name == "team", name == "worker":
			f.SetString(fmt.Sprintf("%s:%d", name, v.IntN(3)))
		case set != "" && f.Kind() == reflect.Slice:
			for range 1 + v.IntN(3) {
				f.Set(reflect.Append(f, reflect.ValueOf(v.code(set))))
			}
		case set != "":
			f.SetString(v.code(set))
		case f.Kind() == reflect.String:
			f.SetString(v.link(name))
		case f.Type() == reflect.TypeFor[[]record.AuditAnswer]():
			f.Set(reflect.ValueOf([]record.AuditAnswer{{Question: v.code("audit_question"), Grade: v.code("audit_grade")}}))
		case f.Kind() == reflect.Bool:
			f.SetBool(v.IntN(4) == 0)
		}
	}
}

// of makes up to some records of each kind.
func (v *invented) of(f *Facts, subject string, most int) story.Story {
	v.ids = map[string][]string{}
	var recs []record.Record
	for _, s := range f.slots {
		k, _ := record.Lookup(s.kind())
		n := v.IntN(most + 1)
		if s.kind() == "child" {
			n = 1
		}
		if s.kind() == "contact" && !strings.HasPrefix(subject, "contact:") {
			n = 0
		}
		for range n {
			empty, err := record.Decode(k.Name, k.Rev, []byte("{}"))
			if err != nil {
				panic(err)
			}
			x := reflect.New(reflect.TypeOf(empty)).Elem()
			v.fill(k.Name, x)
			id := fmt.Sprintf("%08x-0000-7000-8000-%012x", v.Uint32(), v.Uint64N(1<<48))
			if v.IntN(10) == 0 {
				id = "short-" + id[:4]
			}
			v.ids[k.Name] = append(v.ids[k.Name], id)
			recs = append(recs, record.Record{Meta: record.Meta{ID: id, Subject: subject, Kind: k.Name}, Body: x.Interface().(record.Body)})
		}
	}
	return story.New(subject, nil, recs)
}
