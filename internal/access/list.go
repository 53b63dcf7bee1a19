package access

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
)

// Schema is the SQL of the two tables that a Filter reads, person_card and access_link: portable, without
// "if not exists". The tables are derived rows; whoever owns the migrations may add columns to person_card.
//
//go:embed schema.sql
var Schema string

// Filter is the decision of a list or a search as data: which subjects the actor may see as rows. The zero Filter
// shows nothing.
type Filter struct {
	Actor        string
	Teams        []string
	Manages      []string
	Agency       string
	Subject      string
	Compartments []Compartment // compartments that the actor's roles keep
	Paths        []FilterPath  // a subject is shown when one path is open
}

// FilterPath is one way to a subject: relations of which one must hold, and the gates that need not be open.
type FilterPath struct {
	On                []Relation
	PassesRestricted  bool
	PassesCompartment bool
}

// Visible gives the filter for rows of a class in a list, or in a search. It never widens for an emergency opening:
// that opens one record, and no list.
func Visible(a Actor, action Action, class Class) Filter {
	f := Filter{Actor: a.ID, Teams: a.Teams, Manages: a.Manages, Agency: a.Agency, Subject: a.Subject, Compartments: keeps(a)}
	byGate := map[gate][]Relation{}
	for _, role := range a.roles() {
		for _, g := range cells[cell{role, action, class}] {
			for _, r := range g.on {
				if r != Glass && !slices.Contains(byGate[g.through], r) {
					byGate[g.through] = append(byGate[g.through], r)
				}
			}
		}
	}
	for through := gate(0); through <= gateRestricted|gateCompartment; through++ {
		on := byGate[through]
		if len(on) == 0 {
			continue
		}
		if slices.Contains(on, Anyone) {
			on = []Relation{Anyone}
		}
		slices.Sort(on)
		f.Paths = append(f.Paths, FilterPath{on, through&gateRestricted != 0, through&gateCompartment != 0})
	}
	return f
}

// SQL is the filter as a condition on the row of person_card that the query knows by the alias, with placeholders
// numbered from first. Alias is the program's own word, never input. The text is portable (dependencies.md 4a) and
// its length depends only on the actor's roles and teams.
func (f Filter) SQL(alias string, first int) (text string, args []any) {
	q := query{alias: alias, first: first}
	paths := make([]string, 0, len(f.Paths))
	for _, p := range f.Paths {
		parts := []string{q.anyOf(p.On, f)}
		if !p.PassesRestricted {
			parts = append(parts, "(not "+alias+".restricted or "+q.linked("cleared", f.Actor)+")")
		}
		if !p.PassesCompartment {
			parts = append(parts, q.kept(f))
		}
		paths = append(paths, strings.Join(parts, " and "))
	}
	if len(paths) == 0 {
		return "false", nil
	}
	return "(not " + q.linked("barred", f.Actor) + " and (" + strings.Join(paths, " or ") + "))", q.args
}

// query collects arguments while text is built.
type query struct {
	alias string
	first int
	args  []any
}

// arg gives the placeholder of a value; the same value has one placeholder.
func (q *query) arg(v string) string {
	i := slices.Index(q.args, any(v))
	if i < 0 {
		i = len(q.args)
		q.args = append(q.args, v)
	}
	return fmt.Sprintf("$%d", q.first+i)
}

// linked is the condition that a link of the relation names one of the ids; empty ids are nobody.
func (q *query) linked(relation string, ids ...string) string {
	var in []string
	for _, id := range ids {
		if id != "" {
			in = append(in, q.arg(id))
		}
	}
	if len(in) == 0 {
		return "false"
	}
	return fmt.Sprintf("exists (select 1 from access_link k where k.subject = %s.subject and k.relation = '%s' and k.actor in (%s))",
		q.alias, relation, strings.Join(in, ", "))
}

func (q *query) inCompartment(cs []Compartment) string {
	if len(cs) == 0 {
		return "false"
	}
	in := make([]string, len(cs))
	for i, c := range cs {
		in[i] = q.arg(string(c))
	}
	return q.alias + ".compartment in (" + strings.Join(in, ", ") + ")"
}

func (q *query) kept(f Filter) string {
	return "(" + strings.Join([]string{q.alias + ".compartment = ''", q.inCompartment(f.Compartments), q.linked("cleared", f.Actor)}, " or ") + ")"
}

func (q *query) anyOf(on []Relation, f Filter) string {
	parts := make([]string, len(on))
	for i, r := range on {
		parts[i] = q.relation(r, f)
	}
	return "(" + strings.Join(parts, " or ") + ")"
}

func (q *query) relation(r Relation, f Filter) string {
	switch r {
	case Anyone:
		return "true"
	case Allocated:
		return q.linked("allocated", f.Actor)
	case Team:
		return q.linked("team", f.Teams...)
	case Line:
		return q.linked("team", f.Manages...)
	case ChairOf:
		return q.linked("chair", f.Actor)
	case Sampled:
		return q.linked("sampled", f.Actor)
	case Requested:
		return q.linked("request", f.Actor)
	case Queue:
		return q.alias + ".front_door"
	case Keeper:
		return q.inCompartment(f.Compartments)
	case Own:
		self := "false"
		if f.Subject != "" {
			self = q.alias + ".subject = " + q.arg(f.Subject)
		}
		return "(" + self + " or " + q.linked("agency", f.Agency) + ")"
	}
	return "false"
}
