// Package genogram draws a family from its dated relationships, as it was on a day: generations in rows, couples joined, children below their parents.
//
// Invariant: a picture is a pure function of people, ties and a day; it says nothing that the list beside it does not say in words.
package genogram

import (
	"cmp"
	"slices"

	"throughline/internal/day"
)

// Person is somebody in a family. What a reader may not know of them is left empty, and then not drawn.
type Person struct {
	ID     string
	Given  string
	Family string
	Sex    string // M, F; anything else is drawn as not known
	Born   day.Day
	Died   day.Day
	Unborn bool
}

// Tie says that Other is the Type of Person ("parent") from a day to another; without days it holds always.
type Tie struct {
	Person, Other, Type string
	From, To            day.Day
}

// On says whether the tie holds on a day. The day it ended is still one of it.
func (t Tie) On(on day.Day) bool { return on.Within(t.From, t.To) }

// up is how many generations the other person of a tie is above the person. Ties that say nothing of generations have none.
var up = map[string]int{
	"parent": 1, "adoptive_parent": 1, "birth_parent": 1, "step_parent": 1, "guardian": 1, "special_guardian": 1, "arrangements_order_holder": 1, "prospective_adopter": 1,
	"foster_carer": 1, "connected_carer": 1, "private_foster_carer": 1, "carer": 1, "parents_sibling": 1, "grandparent": 2, "great_grandparent": 3,
	"child": -1, "adopted_child": -1, "birth_child": -1, "step_child": -1, "ward": -1, "special_guardian_child": -1, "arrangements_order_child": -1,
	"child_placed_for_adoption": -1, "foster_child": -1, "child_of_connected_carer": -1, "privately_fostered_child": -1, "cared_for": -1, "siblings_child": -1,
	"grandchild": -2, "great_grandchild": -3,
	"sibling": 0, "half_sibling": 0, "step_sibling": 0, "adoptive_sibling": 0, "foster_sibling": 0, "cousin": 0, "spouse": 0, "partner": 0, "former_partner": 0,
}

// parenthood are the ties by which a child hangs below somebody; true by birth or law, false by care only, which is drawn dashed.
var parenthood = map[string]bool{
	"parent": true, "adoptive_parent": true, "birth_parent": true,
	"step_parent": false, "guardian": false, "special_guardian": false, "arrangements_order_holder": false, "prospective_adopter": false, "foster_carer": false,
	"connected_carer": false, "private_foster_carer": false, "carer": false,
}

// below are the same ties from the other side.
var below = map[string]string{
	"child": "parent", "adopted_child": "adoptive_parent", "birth_child": "birth_parent", "step_child": "step_parent", "ward": "guardian",
	"special_guardian_child": "special_guardian", "arrangements_order_child": "arrangements_order_holder", "child_placed_for_adoption": "prospective_adopter",
	"foster_child": "foster_carer", "child_of_connected_carer": "connected_carer", "privately_fostered_child": "private_foster_carer", "cared_for": "carer",
}

// family is what there is to draw on a day.
type family struct {
	people  []Person
	level   map[string]int             // generation above the person whose picture it is; only of those who have one
	parents map[string]map[string]bool // child, parent: by birth or law
	couples map[[2]string]bool         // both in order of id; true while they are together
}

// at works out who is in the picture on a day, and in which row.
func at(focus string, people []Person, ties []Tie, on day.Day) family {
	f := family{level: map[string]int{focus: 0}, parents: map[string]map[string]bool{}, couples: map[[2]string]bool{}}
	here := map[string]bool{}
	for _, p := range people {
		if p.ID == focus || p.Born.IsZero() || p.Unborn || !p.Born.After(on) {
			f.people = append(f.people, p)
			here[p.ID] = true
		}
	}
	var now []Tie
	for _, t := range ties {
		if t.On(on) && here[t.Person] && here[t.Other] {
			if of, ok := below[t.Type]; ok { // told from the parent's side
				t = Tie{Person: t.Other, Other: t.Person, Type: of}
			}
			now = append(now, t)
		}
	}
	for _, t := range now {
		if law, ok := parenthood[t.Type]; ok {
			if f.parents[t.Person] == nil {
				f.parents[t.Person] = map[string]bool{}
			}
			f.parents[t.Person][t.Other] = f.parents[t.Person][t.Other] || law
		}
		switch t.Type {
		case "spouse", "partner":
			f.couples[pair(t.Person, t.Other)] = true
		case "former_partner":
			if k := pair(t.Person, t.Other); !f.couples[k] {
				f.couples[k] = false
			}
		}
	}
	for grown := true; grown; {
		grown = false
		for _, t := range now {
			n, ok := up[t.Type]
			if !ok {
				continue
			}
			for _, step := range []struct {
				from, to string
				by       int
			}{{t.Person, t.Other, n}, {t.Other, t.Person, -n}} {
				if base, known := f.level[step.from]; known {
					if _, have := f.level[step.to]; !have {
						f.level[step.to], grown = base+step.by, true
					}
				}
			}
		}
	}
	slices.SortStableFunc(f.people, func(a, b Person) int { return cmp.Or(a.Born.Compare(b.Born), cmp.Compare(a.ID, b.ID)) })
	return f
}

func pair(a, b string) [2]string {
	if a > b {
		a, b = b, a
	}
	return [2]string{a, b}
}

// rows puts the people of each generation in order: couples side by side, children in the order of their parents, then by age. The first row is the oldest. Those
// whose ties say nothing of a generation are in a last row of their own.
func (f family) rows(focus string) (rows [][]Person, others []Person) {
	by := map[int][]Person{}
	top, bottom := 0, 0
	for _, p := range f.people {
		l, ok := f.level[p.ID]
		if !ok {
			others = append(others, p)
			continue
		}
		by[l] = append(by[l], p)
		top, bottom = max(top, l), min(bottom, l)
	}
	place := map[string]int{}
	for l := top; l >= bottom; l-- {
		row := f.order(by[l], place)
		for i, p := range row {
			place[p.ID] = i
		}
		if len(row) > 0 {
			rows = append(rows, row)
		}
	}
	return rows, others
}

// order sorts a row by where the parents of each stand, and puts partners and parents of the same child beside each other.
func (f family) order(row []Person, place map[string]int) []Person {
	key := func(p Person) float64 {
		sum, n := 0.0, 0.0
		for parent := range f.parents[p.ID] {
			if at, ok := place[parent]; ok {
				sum, n = sum+float64(at), n+1
			}
		}
		if n == 0 {
			return -1
		}
		return sum / n
	}
	sorted := slices.Clone(row)
	slices.SortStableFunc(sorted, func(a, b Person) int { return cmp.Compare(key(a), key(b)) })
	var out []Person
	placed := map[string]bool{}
	var put func(p Person)
	put = func(p Person) {
		if placed[p.ID] {
			return
		}
		placed[p.ID] = true
		out = append(out, p)
		for _, other := range sorted {
			if !placed[other.ID] && f.together(p.ID, other.ID) {
				put(other)
			}
		}
	}
	for _, p := range sorted {
		put(p)
	}
	return out
}

// together says whether two are a couple, or parents of one child.
func (f family) together(a, b string) bool {
	if _, ok := f.couples[pair(a, b)]; ok {
		return true
	}
	for _, parents := range f.parents {
		_, x := parents[a]
		_, y := parents[b]
		if x && y {
			return true
		}
	}
	return false
}
