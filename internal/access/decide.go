package access

import (
	"slices"
	"time"

	"throughline/internal/errs"
)

// Decision is an answer with the rule it rests on, so that "why was I refused?" has an answer.
type Decision struct {
	Allow  bool
	Hide   bool   // refused, and the answer must be the same as for a subject that does not exist
	Rule   string // the rule in words
	Reason string // a sentence for the person, saying what they can do. When Hide is set it is for the log only
}

// Missing is the sentence for a subject that does not exist, and so for a hidden one.
const Missing = "There is no such record. Check the number, or search for the person."

// Err is nil when allowed, NotFound with Missing when hidden, else Denied with the reason.
func (d Decision) Err() error {
	switch {
	case d.Allow:
		return nil
	case d.Hide:
		return errs.New(errs.NotFound, Missing)
	}
	return errs.New(errs.Denied, "%s", d.Reason)
}

// Rules that refuse.
const (
	ruleUnknown     = "Unknown words are refused"
	ruleBar         = "A conflict of interest bars"
	ruleCompartment = "A compartment opens only to those named or keeping it"
	ruleRestricted  = "A restricted record opens only to those cleared"
	ruleOwnWork     = "Nobody authorises or reviews their own work"
	ruleSignIn      = "Only what is published is open without signing in"
	ruleNoRelation  = "The role needs a relationship to the case"
	ruleNoGrant     = "What no rule allows is refused"
)

// Decide says whether the actor may do the action to the class of information, given the facts about its subject.
// It refuses by default, and bars beat grants. The time matters only to emergency openings.
func Decide(a Actor, action Action, class Class, f Facts, now time.Time) Decision {
	if !action.Known() || !class.Known() {
		return Decision{Rule: ruleUnknown, Reason: "This page asks for something that no rule knows. Tell the service desk."}
	}
	if names(f.Barred, a.ID) {
		return Decision{Hide: true, Rule: ruleBar, Reason: "A conflict of interest is recorded between you and this person."}
	}
	rels := relations(a, f, now)
	closed := gates(a, f)
	g, related := find(a, action, class, rels, closed)
	known := g != nil || f.Subject == "" || mayKnow(a, rels, closed)
	switch {
	case g != nil && ownWork(action) && names(f.Authors, a.ID):
		return Decision{Rule: ruleOwnWork, Reason: "You wrote this, so somebody else must decide on it."}
	case g != nil:
		return Decision{Allow: true, Rule: g.rule, Reason: g.rule + "."}
	case closed&gateCompartment != 0:
		return Decision{Hide: true, Rule: ruleCompartment, Reason: "This record is kept in a compartment. Only people named for it can open it."}
	case closed&gateRestricted != 0:
		return Decision{Hide: true, Rule: ruleRestricted, Reason: "This record is restricted and you are not cleared for it."}
	case a.ID == "":
		return Decision{Hide: !known, Rule: ruleSignIn, Reason: "Sign in to see this."}
	case related:
		return Decision{Hide: !known, Rule: ruleNoRelation, Reason: "You are not allocated to this case, nor in its team, its line or its review. Ask the manager of the case."}
	}
	return Decision{Hide: !known, Rule: ruleNoGrant, Reason: "Your role does not include this. Ask your manager if your work needs it."}
}

// Could says whether any subject exists, in principle, on which the actor may do this: the gate of a list page or a form
// that has no subject yet. The rows still need Visible, the command still needs Decide.
func Could(a Actor, action Action, class Class) Decision {
	if g, related := find(a, action, class, nil, 0); g != nil || related {
		return Decision{Allow: true, Rule: "The role includes this for some cases", Reason: "Your role includes this for some cases."}
	}
	return Decide(a, action, class, Facts{}, time.Time{})
}

// find gives the first grant that allows. related says whether a grant would allow under another relation.
func find(a Actor, action Action, class Class, rels []Relation, closed gate) (_ *grant, related bool) {
	for _, role := range a.roles() {
		for _, g := range cells[cell{role, action, class}] {
			if meets(g.on, rels) && closed&^g.through == 0 {
				return g, true
			}
			related = true
		}
	}
	return nil, related
}

func meets[T comparable](a, b []T) bool {
	return slices.ContainsFunc(a, func(v T) bool { return slices.Contains(b, v) })
}

// gates are those that stand between the actor and the subject.
func gates(a Actor, f Facts) gate {
	var closed gate
	cleared := names(f.Cleared, a.ID)
	if f.Restricted && !cleared {
		closed |= gateRestricted
	}
	if f.Compartment != Open && !cleared && !slices.Contains(keeps(a), f.Compartment) {
		closed |= gateCompartment
	}
	return closed
}

// knowing are the actions that tell an actor that a subject exists. Break-glass is not among them: its page answers
// the same before a reason is given whether the subject exists or not.
var knowing = []Action{Read, List, Search, SeeOwnReferrals}

// subjectless are the classes whose items belong to no person; their Facts carry no Subject.
var subjectless = []Class{Figure, Question, Account}

// mayKnow says whether some grant lets the actor know that this subject exists. Without it a refusal must look like
// a missing record: a partner guessing ids learns nothing.
func mayKnow(a Actor, rels []Relation, closed gate) bool {
	for _, role := range a.roles() {
		for _, g := range knowers[role] {
			if meets(g.on, rels) && closed&^g.through == 0 {
				return true
			}
		}
	}
	return false
}

func ownWork(a Action) bool {
	return a == AuthoriseAssessment || a == ReviewBreakGlass || a == AuthoriseSpending
}
