package person

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"

	"throughline/internal/db"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Matchable is what a story knows of a person that helps to find them. Everything is there, confidential parts too, marked so that match
// leaves them out.
func Matchable(s story.Story) match.Person {
	var p match.Person
	if c, ok := story.First[record.Child](s); ok {
		p.Born, p.Expected = c.Body.Birth, c.Body.Expected
	} else if a, ok := story.First[record.Adult](s); ok {
		p.Born = a.Body.Birth
	}
	for _, c := range story.All[record.Child](s) {
		p.Names = append(p.Names, matchNames(c.Body.Names, c.Subject == s.Subject)...)
	}
	for _, a := range story.All[record.Adult](s) {
		p.Names = append(p.Names, matchNames(a.Body.Names, a.Subject == s.Subject)...)
	}
	for _, i := range story.All[record.Identifier](s) {
		if t := idType(i.Body.Type); t != "" {
			p.IDs = append(p.IDs, match.ID{Type: t, Value: i.Body.Value})
		}
	}
	for _, a := range story.All[record.Address](s) {
		p.Addresses = append(p.Addresses, match.Address{
			Lines: strings.Join(a.Body.Lines, ", "), Postcode: a.Body.Postcode, Confidential: a.Body.Confidential,
		})
	}
	for _, c := range story.All[record.ContactDetail](s) {
		if c.Body.Type == record.Phone {
			p.Phones = append(p.Phones, match.Phone{Number: c.Body.Value, Confidential: c.Body.Confidential})
		}
	}
	return p
}

// matchNames says what each name is to its person. Names of a record that was merged in are names the person also goes by.
func matchNames(ns []record.Name, own bool) []match.Name {
	out := make([]match.Name, 0, len(ns))
	for _, n := range ns {
		use := match.Current
		switch {
		case n.Use == "former" || !n.To.IsZero():
			use = match.Former
		case n.Use == "alias" || n.Use == "preferred" || !own:
			use = match.Alias
		}
		out = append(out, match.Name{Use: use, Given: n.Given, Family: n.Family})
	}
	return out
}

func idType(t string) match.IDType {
	switch t {
	case record.UPN:
		return match.UPN
	case record.FormerUPN:
		return match.FormerUPN
	case record.NHSNumber:
		return match.NHS
	case record.LAChildID:
		return match.Local
	case record.FormerChildID:
		return match.FormerID
	}
	return ""
}

// group is the subject and all that were merged into it.
const group = `with recursive g (s) as (select cast($1 as text) union select a.subject from alias a join g on a.into_subject = g.s) `

// idsOf gives the ids of a person: the one whose record survives, and all that were merged into it.
func idsOf(t *db.Tx, canonical string) ([]string, error) {
	return db.Column[string](t, group+"select s from g order by s", canonical)
}

// whoKinds are the kinds of record that tell who somebody is, and namedKinds those of them that words alone are compared with: a text without a digit in it is
// neither a number nor a date, but may be the name of a road.
const (
	whoKinds   = "('child', 'adult', 'identifier', 'address', 'contact_detail')"
	namedKinds = "('child', 'adult', 'address')"
)

// who loads the part of each person's story that tells who they are, for at most mostCandidates people; words says that only what words are compared with is
// needed. Nearly nobody was merged, so that records are asked for under the ids of those who survive, together with the question who was merged into them.
// The ids are given and not looked for in the same query: an engine that cannot know how few there are reads every record of the kinds.
func who(t *db.Tx, canonical []string, words bool) (map[string]story.Story, error) {
	text := whoRecords
	if words {
		text = namedRecords
	}
	root := map[string]string{} // of those who were merged in
	recs := map[string][]record.Record{}
	found := func(scan db.Scan) error {
		r, err := story.ScanPart(scan)
		id := cmp.Or(root[r.Subject], r.Subject)
		recs[id] = append(recs[id], r)
		return err
	}
	args := filled(canonical)
	err := t.Batch([]db.Statement{{Text: text, Args: args, Row: found}, {Text: mergedIn[mostCandidates], Args: args, Row: func(scan db.Scan) error {
		var into, id string
		err := scan(&into, &id)
		root[id] = into
		return err
	}}})
	for part := range slices.Chunk(slices.Sorted(maps.Keys(root)), mostCandidates) {
		if err != nil {
			return nil, err
		}
		err = t.Each(found, text, filled(part)...)
	}
	out := make(map[string]story.Story, len(recs))
	for root, rs := range recs {
		out[root] = story.New(root, nil, rs)
	}
	return out, err
}

// filled is at most mostCandidates ids as arguments, filled up with ids that nobody has: the text stays the same whatever their number.
func filled(ids []string) []any { return filledTo(mostCandidates, ids) }

// filledTo is filled for a query with so many places.
func filledTo(room int, ids []string) []any {
	args := make([]any, room)
	for i := range args {
		args[i] = ""
		if i < len(ids) {
			args[i] = ids[i]
		}
	}
	return args
}

// anyOf is so many places as a list: ($1, $2).
func anyOf(room int) string {
	in := make([]string, room)
	for i := range in {
		in[i] = fmt.Sprintf("$%d", i+1)
	}
	return "(" + strings.Join(in, ", ") + ")"
}

var (
	whoRecords   = "select " + story.Part + " from record r where r.subject in " + anyOf(mostCandidates) + " and r.kind in " + whoKinds + " and not r.withdrawn order by r.id"
	namedRecords = "select " + story.Part + " from record r where r.subject in " + anyOf(mostCandidates) + " and r.kind in " + namedKinds + " and not r.withdrawn order by r.id"
)

// idsRooms are the numbers of ids that queries have place for.
var idsRooms = []int{1, 24, mostCandidates}

// idsRoom is how many places a query has for so many ids: one of a few sizes, so that its text stays prepared.
func idsRoom(n int) int {
	for _, size := range idsRooms {
		if n <= size {
			return size
		}
	}
	return mostCandidates
}

// mergedIn are queries, by how many ids they have place for, for everybody who was merged into one of those, with the one: at any number of removes.
var mergedIn = func() map[int]string {
	out := map[int]string{}
	for _, room := range idsRooms {
		out[room] = "with recursive g (root, s) as (select into_subject, subject from alias where into_subject in " + anyOf(room) +
			" union select g.root, a.subject from alias a join g on a.into_subject = g.s) select root, s from g"
	}
	return out
}()

// load gives the records of some kinds of a person and those merged into them. The kinds are the program's own words.
func load(t *db.Tx, canonical, kinds string) (story.Story, error) {
	recs, err := db.All(t, story.ScanPart, group+"select "+story.Part+" from record r where r.subject in (select s from g) and r.kind in "+kinds+" and not r.withdrawn", canonical)
	return story.New(canonical, nil, recs), err
}
