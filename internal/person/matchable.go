package person

import (
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

// who loads the part of a person's story that tells who they are.
func who(t *db.Tx, canonical string) (story.Story, error) {
	return load(t, canonical, "('child', 'adult', 'identifier', 'address', 'contact_detail')")
}

// load gives the records of some kinds of a person and those merged into them. The kinds are the program's own words.
func load(t *db.Tx, canonical, kinds string) (story.Story, error) {
	recs, err := db.All(t, func(scan db.Scan) (record.Record, error) {
		var m record.Meta
		var raw []byte
		err := scan(&m.ID, &m.Kind, &m.Subject, &m.Version, &m.Rev, &raw)
		if err != nil {
			return record.Record{}, err
		}
		body, err := record.Decode(m.Kind, m.Rev, raw)
		return record.Record{Meta: m, Body: body}, err
	}, group+"select id, kind, subject, version, rev, body from record where subject in (select s from g) and kind in "+kinds+" and not withdrawn", canonical)
	return story.New(canonical, nil, recs), err
}
