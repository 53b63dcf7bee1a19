package record

import (
	"throughline/internal/day"
	"throughline/internal/errs"
)

// CLACarePlan is one version of a looked-after child's care plan: what home it aims at (SSD CLA care plan, Annex A list 8).
type CLACarePlan struct {
	Period       string   `json:"period,omitempty"` // the care_period record
	Started      day.Day  `json:"started,omitzero"`
	Ended        day.Day  `json:"ended,omitzero"`
	Permanence   string   `json:"permanence,omitempty"`   // code set permanence_plan: the plan, or the first of two made side by side
	Alternatives []string `json:"alternatives,omitempty"` // code set permanence_plan: made side by side with it
}

// KindName is "cla_care_plan".
func (CLACarePlan) KindName() string { return "cla_care_plan" }

// Valid refuses unknown codes and a plan that ends before it starts.
func (p CLACarePlan) Valid(day.Day) error {
	var f errs.Fields
	checkCode(&f, "permanence", "permanence_plan", p.Permanence, p.Started)
	for _, a := range p.Alternatives {
		checkCode(&f, "alternatives", "permanence_plan", a, p.Started)
	}
	checkEnd(&f, "ended", p.Started, p.Ended)
	return f.Err()
}

// PathwayPlan is the plan of a young person who leaves or has left care, and its reviews (Annex A list 9, SSD care leavers, measure CL-07).
type PathwayPlan struct {
	Started day.Day   `json:"started,omitzero"`
	Ended   day.Day   `json:"ended,omitzero"`
	Reviews []day.Day `json:"reviews,omitempty"` // days on which it was reviewed
}

// KindName is "pathway_plan".
func (PathwayPlan) KindName() string { return "pathway_plan" }

// Latest is the day on which the plan was made or last reviewed, up to the day on.
func (p PathwayPlan) Latest(on day.Day) day.Day {
	var latest day.Day
	for _, d := range append([]day.Day{p.Started}, p.Reviews...) {
		if !d.After(on) && d.Compare(latest) > 0 {
			latest = d
		}
	}
	return latest
}

// Valid refuses a plan that ends, or is reviewed, before it starts, and a review in the future.
func (p PathwayPlan) Valid(on day.Day) error {
	var f errs.Fields
	checkEnd(&f, "ended", p.Started, p.Ended)
	for _, r := range p.Reviews {
		checkEnd(&f, "reviews", p.Started, r)
		if r.After(on) {
			f.Add("reviews", "A review must be today or in the past")
		}
	}
	return f.Err()
}

// Permanence is what is known of a child's way to a permanent home besides the decisions of PlacedForAdoption and Adoption and the end of the care
// period (SSD permanence, Annex A list 10).
type Permanence struct {
	Period           string  `json:"period,omitempty"` // the care_period record
	Siblings         YesNo   `json:"siblings,omitempty"`
	SiblingsTogether *int    `json:"siblings_together,omitempty"` // placed together, the child among them
	SiblingsApart    *int    `json:"siblings_apart,omitempty"`
	FFADecided       day.Day `json:"ffa_decided,omitzero"`      // decision on fostering for adoption or concurrent planning
	AdoptiveFamily   string  `json:"adoptive_family,omitempty"` // prospective_adopter family: who the child is matched with
	Ordered          day.Day `json:"ordered,omitzero"`          // the order that made the home permanent
	Order            string  `json:"order,omitempty"`           // code set permanence_order
	Worker           string  `json:"worker,omitempty"`          // adoption social worker
}

// KindName is "permanence".
func (Permanence) KindName() string { return "permanence" }

// Valid refuses answers and an order that are none, and fewer than no siblings.
func (p Permanence) Valid(day.Day) error {
	var f errs.Fields
	checkYesNo(&f, "siblings", p.Siblings)
	checkCount(&f, "siblings_together", p.SiblingsTogether)
	checkCount(&f, "siblings_apart", p.SiblingsApart)
	checkCode(&f, "order", "permanence_order", p.Order, p.Ordered)
	return f.Err()
}

// EHCP is one way from a request for an education, health and care assessment to the plan and its end (SSD ehcp_requests, ehcp_assessment,
// ehcp_named_plan, ehcp_active_plans, sen_need; measures SEND-01 to SEND-05). It is held for what social care must know: the plan itself is kept
// by the education service.
type EHCP struct {
	Requested  day.Day   `json:"requested,omitzero"`
	Decided    day.Day   `json:"decided,omitzero"`    // on the request
	Decision   string    `json:"decision,omitempty"`  // code set ehcp_request_outcome
	Assessed   day.Day   `json:"assessed,omitzero"`   // decision after the assessment
	Outcome    string    `json:"outcome,omitempty"`   // code set ehcp_assessment_outcome
	Exception  YesNo     `json:"exception,omitempty"` // an exception to the 20 weeks applies
	Started    day.Day   `json:"started,omitzero"`    // the plan
	Reviewed   day.Day   `json:"reviewed,omitzero"`   // last annual review
	Ceased     day.Day   `json:"ceased,omitzero"`
	CeasedCode string    `json:"ceased_reason,omitempty"` // code set ehcp_cease_reason
	Needs      []SENNeed `json:"needs,omitempty"`         // the greatest first
}

// SENNeed is one special educational need that a plan is for.
type SENNeed struct {
	Type string `json:"type"` // code set sen_type
	Rank int    `json:"rank"` // 1 is the greatest
}

// KindName is "ehcp".
func (EHCP) KindName() string { return "ehcp" }

// Valid refuses unknown codes and an answer that is none, and a plan that ceases before it starts.
func (e EHCP) Valid(day.Day) error {
	var f errs.Fields
	checkCode(&f, "decision", "ehcp_request_outcome", e.Decision, e.Decided)
	checkCode(&f, "outcome", "ehcp_assessment_outcome", e.Outcome, e.Assessed)
	checkYesNo(&f, "exception", e.Exception)
	checkCode(&f, "ceased_reason", "ehcp_cease_reason", e.CeasedCode, e.Ceased)
	for _, n := range e.Needs {
		checkCode(&f, "needs", "sen_type", n.Type, e.Started)
		if n.Rank < 1 {
			f.Add("needs", "Number the needs from 1, the greatest first")
		}
	}
	checkEnd(&f, "ceased", e.Started, e.Ceased)
	return f.Err()
}
