package access

import (
	"fmt"
	"slices"
	"strings"
	"time"
)

// Restriction is a state of a subject in the matrix.
type Restriction string

// The restrictions that the matrix walks.
const (
	IsOpen      Restriction = "open"
	IsHidden    Restriction = "restricted"
	IsCleared   Restriction = "cleared" // restricted, and the actor is cleared
	IsBarred    Restriction = "barred"
	InLADO      Restriction = "lado"     // in the LADO's compartment
	InAdoption  Restriction = "adoption" // in the adoption compartment
	NamedInside Restriction = "named"    // in the adoption compartment, and the actor is named for it
)

// Restrictions lists them in the order of the matrix.
func Restrictions() []Restriction {
	return []Restriction{IsOpen, IsCleared, IsHidden, IsBarred, InLADO, InAdoption, NamedInside}
}

// Relations lists the relations in the order of the matrix. Any comes first and means that none is needed.
func Relations() []Relation {
	return []Relation{Anyone, Allocated, Team, Line, ChairOf, Own, Sampled, Requested, Queue, Glass}
}

// Row is one role, action and class of the matrix with what is allowed. Where nothing at all is allowed there is no row.
type Row struct {
	Role   Role
	Action Action
	Class  Class
	Allows map[Restriction][]Relation // only restrictions under which some relation allows
}

// String is the row on one line: restrictions with the same relations stand together.
func (r Row) String() string {
	var order []string
	under := map[string][]string{}
	for _, x := range Restrictions() {
		on := r.Allows[x]
		if len(on) == 0 {
			continue
		}
		key := fmt.Sprint(on)
		if under[key] == nil {
			order = append(order, key)
		}
		under[key] = append(under[key], string(x))
	}
	parts := make([]string, len(order))
	for i, key := range order {
		parts[i] = strings.Join(under[key], ",") + ": " + strings.Trim(key, "[]")
	}
	return fmt.Sprintf("%-16s %-20s %-17s %s", r.Role, r.Action, r.Class, strings.Join(parts, "; "))
}

// Matrix asks Decide about every role, action, class, relation and restriction, and gives the rows in which something is
// allowed. A role other than public is shown without what everybody has. Source of the need: ASVS 5.0 8.1.2.
func Matrix() []Row {
	var rows []Row
	for _, role := range roles {
		for _, action := range actions {
			for _, class := range classes {
				row := Row{Role(role.Name), Action(action.Name), Class(class.Name), map[Restriction][]Relation{}}
				for _, x := range Restrictions() {
					if on := allowing(row, x); len(on) > 0 {
						row.Allows[x] = on
					}
				}
				if len(row.Allows) > 0 && (row.Role == Public || !Decide(Actor{}, row.Action, row.Class, Facts{}, time.Time{}).Allow) {
					rows = append(rows, row)
				}
			}
		}
	}
	return rows
}

// allowing are the relations under which the row's question is allowed; only Anyone when no relation is needed.
func allowing(row Row, x Restriction) []Relation {
	if x != IsOpen && slices.Contains(subjectless, row.Class) {
		return nil
	}
	var on []Relation
	for _, rel := range Relations() {
		a, f, now := Example(row.Role, rel, x)
		if !Decide(a, row.Action, row.Class, f, now).Allow {
			continue
		}
		if rel == Anyone {
			return []Relation{Anyone}
		}
		on = append(on, rel)
	}
	return on
}

// Example makes an actor of the role who stands to a subject in one relation under one restriction, and nothing else.
// Walks over the route table use it too.
func Example(role Role, rel Relation, x Restriction) (Actor, Facts, time.Time) {
	const me, subject, team = "W-EXAMPLE", "P-EXAMPLE", "T-EXAMPLE"
	now := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	a := Actor{ID: me, Roles: []Role{role}}
	if role == Public {
		a = Actor{}
	}
	f := Facts{Subject: subject}
	switch rel {
	case Allocated:
		f.AllocatedTo = []string{me}
	case Team:
		a.Teams, f.Teams = []string{team}, []string{team}
	case Line:
		a.Manages, f.Teams = []string{team}, []string{team}
	case ChairOf:
		f.Chairs = []string{me}
	case Own:
		if role == YoungPerson {
			a.Subject = subject
		} else {
			a.Agency, f.Agencies = "A-EXAMPLE", []string{"A-EXAMPLE"}
		}
	case Sampled:
		f.Sampled = []string{me}
	case Requested:
		f.Requested = []string{me}
	case Queue:
		f.FrontDoor = true
	case Glass:
		f.Glass = []Window{{Actor: me, Subject: subject, From: now.Add(-time.Minute), Reason: "An example of an emergency"}}
	}
	switch x {
	case IsHidden:
		f.Restricted = true
	case IsCleared:
		f.Restricted, f.Cleared = true, []string{me}
	case IsBarred:
		f.Barred = []string{me}
	case InLADO:
		f.Compartment = LADOCompartment
	case InAdoption:
		f.Compartment = Adoption
	case NamedInside:
		f.Compartment, f.Cleared = Adoption, []string{me}
	}
	return a, f, now
}

// MatrixText is the matrix as a page of text, for `access matrix` and its golden file.
func MatrixText() string {
	rows := Matrix()
	var b strings.Builder
	asked := len(roles) * len(actions) * len(classes) * len(Relations()) * len(Restrictions())
	fmt.Fprintf(&b, "%d questions asked; the %d lines below are all that is allowed, each to the relations named, under the\n", asked, len(rows))
	fmt.Fprintf(&b, "restrictions named. Every role also has what public has. A barred actor is allowed nothing about the person.\n\n")
	last := Role("")
	for _, r := range rows {
		if r.Role != last {
			fmt.Fprintf(&b, "\n%s\n", r.Role.Sentence())
			last = r.Role
		}
		b.WriteString(strings.TrimRight(r.String(), " ") + "\n")
	}
	return b.String()
}

// ExactFigures says whether the actor may see small counts. Whoever may not open the list behind a figure sees it
// with counts of 1 to 5 and their complements suppressed.
func ExactFigures(a Actor) bool {
	return Could(a, OpenFigureList, Figure).Allow
}
