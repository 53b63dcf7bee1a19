package protection

import (
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Step is what may be done next for a child.
type Step string

// The steps, in the order of the way.
const (
	StepDiscuss    Step = "discuss"    // hold a strategy discussion
	StepOutcome    Step = "outcome"    // record what the enquiry came to
	StepAuthorise  Step = "authorise"  // a manager authorises it
	StepArrange    Step = "arrange"    // day and chair of the initial conference
	StepHold       Step = "hold"       // record the initial conference
	StepPlan       Step = "plan"       // work the child protection plan
	StepNeedPlan   Step = "need"       // make the child in need plan
	StepNeedReview Step = "needreview" // work the child in need plan
)

// Next gives the steps that the record opens by rule, each with the record that it goes on from. It is empty for a child without an open
// referral: a discussion can always be held for one with.
func Next(s story.Story) []Way {
	var out []Way
	ref, open := Open(s)
	if !open {
		return nil
	}
	if _, by, ok := concern(s); ok {
		out = append(out, Way{StepDiscuss, by})
	}
	if q, ok := Enquiry(s); ok && q.Body.ICPCNotRequired == "" {
		if q.Body.ProposedAt.IsZero() {
			out = append(out, Way{StepOutcome, q.ID})
		} else {
			out = append(out, Way{StepAuthorise, q.ID})
		}
	}
	if c, ok := Conference(s); ok {
		if c.Body.Planned.IsZero() {
			out = append(out, Way{StepArrange, c.ID})
		} else {
			out = append(out, Way{StepHold, c.ID})
		}
	}
	if p, ok := Plan(s); ok {
		out = append(out, Way{StepPlan, p.ID})
	}
	if _, ok := needed(s); ok {
		out = append(out, Way{StepNeedPlan, ref.ID})
	}
	if p, ok := NeedPlan(s); ok {
		out = append(out, Way{StepNeedReview, p.ID})
	}
	return out
}

// Way is one step and the record that it goes on from.
type Way struct {
	Step Step
	From string
}

// Seen is when a child was last seen by us, and last seen alone. Zero for never.
func Seen(s story.Story) (last, alone day.Day) {
	for _, v := range story.All[record.Visit](s) {
		if !ours(v.Body) {
			continue
		}
		if v.Body.Date.Compare(last) > 0 {
			last = v.Body.Date
		}
		if v.Body.Alone == record.Yes && v.Body.Date.Compare(alone) > 0 {
			alone = v.Body.Date
		}
	}
	return last, alone
}
