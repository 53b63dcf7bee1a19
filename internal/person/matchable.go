package person

import (
	"fmt"
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

// whoKinds are the kinds of record that tell who somebody is.
const whoKinds = "('child', 'adult', 'identifier', 'address', 'contact_detail')"

// who loads the part of each person's story that tells who they are, for at most mostCandidates people. The ids are found first and the records
// then asked for by id: an engine that is given both at once cannot know how few ids there are, and reads every record of the kinds.
func who(t *db.Tx, canonical []string) (map[string]story.Story, error) {
	root := map[string]string{} // of each id
	var ids []string
	err := t.Each(func(scan db.Scan) error {
		var r, id string
		err := scan(&r, &id)
		root[id] = r
		ids = append(ids, id)
		return err
	}, whoIDs, filled(canonical)...)
	recs := map[string][]record.Record{}
	for part := range slices.Chunk(ids, mostCandidates) {
		if err != nil {
			return nil, err
		}
		err = t.Each(func(scan db.Scan) error {
			r, err := story.ScanPart(scan)
			recs[root[r.Subject]] = append(recs[root[r.Subject]], r)
			return err
		}, whoRecords, filled(part)...)
	}
	out := make(map[string]story.Story, len(recs))
	for root, rs := range recs {
		out[root] = story.New(root, nil, rs)
	}
	return out, err
}

// filled is at most mostCandidates ids as arguments, filled up with ids that nobody has: the text stays the same whatever their number.
func filled(ids []string) []any {
	args := make([]any, mostCandidates)
	for i := range args {
		args[i] = ""
		if i < len(ids) {
			args[i] = ids[i]
		}
	}
	return args
}

var (
	anyCandidate = func() string {
		in := make([]string, mostCandidates)
		for i := range in {
			in[i] = fmt.Sprintf("$%d", i+1)
		}
		return "(" + strings.Join(in, ", ") + ")"
	}()
	whoIDs = "with recursive g (root, s) as (select subject, subject from person_card where subject in " + anyCandidate +
		" union select g.root, a.subject from alias a join g on a.into_subject = g.s) select root, s from g"
	whoRecords = "select " + story.Part + " from record r where r.subject in " + anyCandidate + " and r.kind in " + whoKinds + " and not r.withdrawn order by r.id"
)

// load gives the records of some kinds of a person and those merged into them. The kinds are the program's own words.
func load(t *db.Tx, canonical, kinds string) (story.Story, error) {
	recs, err := db.All(t, story.ScanPart, group+"select "+story.Part+" from record r where r.subject in (select s from g) and r.kind in "+kinds+" and not r.withdrawn", canonical)
	return story.New(canonical, nil, recs), err
}
