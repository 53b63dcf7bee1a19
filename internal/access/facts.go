package access

import (
	"slices"
	"time"
)

// Actor is who asks. The zero Actor is a member of the public: nobody is signed in.
type Actor struct {
	ID      string   // the worker's id, else the account's id; the id that links, bars and authorship use
	Name    string   // as people see it
	Roles   []Role   // current roles
	Teams   []string // ids of the teams they are in today
	Manages []string // ids of the teams in their line today: their own and all below
	Agency  string   // a partner's agency
	Subject string   // a young person's own record
}

// roles are the roles that count: a person who is not signed in has exactly the public's.
func (a Actor) roles() []Role {
	if a.ID == "" {
		return []Role{Public}
	}
	return append([]Role{Public}, a.Roles...)
}

// Has says whether the actor holds the role.
func (a Actor) Has(r Role) bool { return slices.Contains(a.roles(), r) }

// Compartment is a part of the records that ordinary access never reaches, not even in an emergency.
type Compartment string

// The compartments. The zero value is the ordinary records.
const (
	Open            Compartment = ""
	LADOCompartment Compartment = "lado"     // allegations against people who work with children
	Adoption        Compartment = "adoption" // the link between a sealed record and the new identity
)

// Facts is what the caller knows about the subject and the item. The caller fills it from derived rows as of today;
// the zero Facts is right for an action that concerns no person: a figure, a question, an account.
type Facts struct {
	Subject     string      // id of the child, adult or other subject; empty when there is none
	AllocatedTo []string    // workers to whom the subject is allocated today
	Teams       []string    // teams that hold the case today
	Chairs      []string    // conference chairs and reviewing officers of the subject
	Sampled     []string    // auditors in whose current sample the subject is
	Requested   []string    // who prepares a copy of the record for somebody who asked for it, or reads it a second time
	Agencies    []string    // partner agencies whose own referral this is
	Restricted  bool        // existence is hidden from everybody who is not cleared
	Compartment Compartment // see Compartment
	Cleared     []string    // actors named to see a restricted record or a compartment
	Barred      []string    // actors with a conflict of interest
	FrontDoor   bool        // the subject has a referral in the front door's queue
	Authors     []string    // who wrote the item being acted on (all who wrote in this version)
	Glass       []Window    // emergency openings of this subject
}

// Relation is how the actor stands to the subject.
type Relation string

// The closed list of relations.
const (
	Anyone    Relation = "any"         // no relation is needed
	Allocated Relation = "allocated"   // the subject is allocated to the actor
	Team      Relation = "team"        // a team of the actor holds the case
	Line      Relation = "manager"     // a team in the actor's line holds the case
	ChairOf   Relation = "chair"       // the actor chairs or reviews the case
	Own       Relation = "own"         // a partner's own agency's referral, or a young person's own record
	Sampled   Relation = "sampled"     // the subject is in the actor's audit sample
	Requested Relation = "request"     // the actor answers a request for a copy of the record, or reads the answer a second time
	Queue     Relation = "queue"       // the subject has a referral in the front door's queue
	Keeper    Relation = "compartment" // the subject is in the compartment that the actor's role keeps
	Glass     Relation = "glass"       // the actor has an emergency opening that still runs
)

// relations are all relations that hold between the actor and the subject at the time.
func relations(a Actor, f Facts, now time.Time) []Relation {
	rs := []Relation{Anyone}
	add := func(r Relation, holds bool) {
		if holds {
			rs = append(rs, r)
		}
	}
	add(Allocated, names(f.AllocatedTo, a.ID))
	add(Team, overlap(f.Teams, a.Teams))
	add(Line, overlap(f.Teams, a.Manages))
	add(ChairOf, names(f.Chairs, a.ID))
	add(Own, names(f.Agencies, a.Agency) || a.Subject != "" && a.Subject == f.Subject)
	add(Sampled, names(f.Sampled, a.ID))
	add(Requested, names(f.Requested, a.ID))
	add(Queue, f.FrontDoor)
	add(Keeper, slices.Contains(keeps(a), f.Compartment))
	add(Glass, slices.ContainsFunc(f.Glass, func(w Window) bool { return w.Opens(a.ID, f.Subject, now) }))
	return rs
}

// keeps are the compartments that the actor's roles keep. Adoption has no role: its people are named one by one.
func keeps(a Actor) []Compartment {
	if a.Has(LADO) {
		return []Compartment{LADOCompartment}
	}
	return nil
}

// names says whether the list names the id. An empty id is nobody.
func names(list []string, id string) bool { return id != "" && slices.Contains(list, id) }

func overlap(a, b []string) bool {
	return slices.ContainsFunc(a, func(id string) bool { return names(b, id) })
}
