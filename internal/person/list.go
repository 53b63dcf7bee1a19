package person

import (
	"reflect"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/derived"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// Lists are the derived rows of people: the card that lists show, the links that access knows, the search keys, the
// relationships, and who is in which family.
func Lists() derived.Lists {
	return derived.Lists{
		{
			Table:   "person_card",
			Columns: []string{"subject", "name", "sort_name", "born", "unborn", "status", "since", "restricted", "compartment", "front_door"},
			Key:     1, Rows: cardRows,
		},
		{Table: "access_link", Columns: []string{"subject", "relation", "actor"}, Key: 3, Rows: linkRows},
		{Table: "search_key", Columns: []string{"subject", "kind", "value"}, Key: 3, Rows: keyRows, Same: sameKeys},
		{
			Table:   "relation",
			Columns: []string{"subject", "record", "person", "other", "type", "started", "ended", "responsibility"},
			Key:     3, Rows: relationRows,
		},
		{Table: "family_member", Columns: []string{"subject", "person", "started", "ended"}, Key: 3, Rows: familyRows},
	}
}

// card is what a list shows of a person.
type card struct {
	name   record.Name
	born   day.Day // or expected
	unborn bool
}

func cardOf(s story.Story) (card, bool) {
	if c, ok := story.First[record.Child](s); ok {
		born := c.Body.Birth
		if c.Body.Unborn() {
			born = c.Body.Expected
		}
		return card{c.Body.Current(), born, c.Body.Unborn()}, true
	}
	if a, ok := story.First[record.Adult](s); ok {
		return card{a.Body.Current(), a.Body.Birth, false}, true
	}
	return card{}, false
}

func cardRows(s story.Story) [][]any {
	if l, ok := story.First[record.LADOReferral](s); ok {
		// Nothing of the person or the setting: a card is one table for all, and its compartment is a condition that a query may forget.
		text := "Allegation open"
		if ended(l.Body.Closed) {
			text = "Allegation closed"
		}
		return [][]any{{
			s.Subject, l.Body.Reference, match.Fold(l.Body.Reference), "", false, text, l.Body.Received.String(), false, string(access.LADOCompartment), false,
		}}
	}
	c, ok := cardOf(s)
	if !ok {
		return nil
	}
	in := Status(s)
	return [][]any{{
		s.Subject, c.name.Full(), sortName(c.name), c.born.String(), c.unborn, in.Text, in.Since.String(), restricted(s), "", waits(s),
	}}
}

// sortName is the folded name, family name first.
func sortName(n record.Name) string {
	return strings.TrimSpace(match.Fold(n.Family) + " " + match.Fold(n.Given))
}

func linkRows(s story.Story) [][]any {
	var rows [][]any
	add := func(relation, actor string) {
		if actor != "" {
			rows = append(rows, []any{s.Subject, relation, actor})
		}
	}
	for _, l := range links(s) {
		add(l.relation, l.actor)
	}
	if strings.HasPrefix(s.Subject, record.ContactSubject+":") {
		for _, c := range story.All[record.Contact](s) {
			add("agency", c.Body.Referrer.Agency)
		}
	}
	return rows
}

// sameKeys: the search keys follow from what Matchable says, and from nothing else.
func sameKeys(before, after story.Story) bool {
	return reflect.DeepEqual(Matchable(before), Matchable(after))
}

func keyRows(s story.Story) [][]any {
	// Made at every change of a person, and some thirty: so their cells lie side by side, and what they share is there once.
	keys := match.Keys(Matchable(s))
	rows := make([][]any, len(keys))
	cells := make([]any, 0, 3*len(keys))
	var subject, kind any = s.Subject, nil
	for i, k := range keys {
		if i == 0 || k.Kind != keys[i-1].Kind {
			kind = string(k.Kind)
		}
		cells = append(cells, subject, kind, k.Value)
		rows[i] = cells[3*i : 3*i+3 : 3*i+3]
	}
	return rows
}

// relationRows are the two sides of each relationship. The subject's own id is the one its story is told under; the other's is as
// recorded, and resolved when it is read.
func relationRows(s story.Story) [][]any {
	mine := s.Subjects()
	var rows [][]any
	for _, r := range story.All[record.Relationship](s) {
		kind, err := codes.RelationshipOf(r.Body.Type)
		if err != nil || slices.Contains(mine, r.Body.Other) {
			continue // an unknown type is refused when it is written; nobody is related to oneself, merged or not
		}
		back := kind.Inverse()
		forth := kind.MayHoldResponsibility()
		row := func(person, other, what string, pr bool) []any {
			return []any{s.Subject, r.ID, person, other, what, r.Body.From.String(), r.Body.To.String(), pr}
		}
		rows = append(rows,
			row(s.Subject, r.Body.Other, kind.Code.Code, r.Body.Responsibility && forth),
			row(r.Body.Other, s.Subject, back.Code.Code, r.Body.Responsibility && !forth && back.MayHoldResponsibility()))
	}
	return rows
}
