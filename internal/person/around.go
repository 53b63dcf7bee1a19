package person

import (
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Around is what the people round a child mean for somebody who goes to see the child.
type Around struct {
	Household []Relation // those whose current address is the child's
	Warnings  []RelativesWarning
}

// RelativesWarning is a warning in force about an adult who is related to the child now.
type RelativesWarning struct {
	Relation Relation
	Warning  record.Warning
}

// Around finds who lives with the person whose record a reading opened, and what their adult relatives' records warn of. Whoever may read a child may read
// the child's adult relatives (Facts); those whose existence the reader may not know are not among the relations. A confidential address counts for nobody
// who may not read it. It is one query.
func (r Room) Around(ctx context.Context, reading Reading) (out Around, err error) {
	current := slices.DeleteFunc(slices.Clone(reading.Relations), func(rel Relation) bool { return !rel.Ended.IsZero() })
	if len(current) == 0 {
		return out, nil
	}
	recs := map[string][]record.Record{} // by the relative whose story they are told in
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		clear(recs)
		return t.Each(func(scan db.Scan) error {
			var root string
			rec, err := story.ScanPart(func(to ...any) error { return scan(append([]any{&root}, to...)...) })
			recs[root] = append(recs[root], rec)
			return err
		}, related+down+` select d.root, `+story.Part+` from d join record r on r.subject = d.s where r.kind in ('address', 'warning') and not r.withdrawn order by r.id`, reading.Story.Subject)
	})
	if err != nil {
		return out, err
	}
	may := access.Decide(reading.Actor, access.Read, access.Address, reading.Facts, reading.At).Allow
	hidden := access.Decide(reading.Actor, access.Read, access.SourceRestricted, reading.Facts, reading.At).Allow
	here := ""
	if may {
		here = homeOf(story.All[record.Address](reading.Story), hidden)
	}
	for _, rel := range current {
		s := story.New(rel.Other, nil, recs[rel.Other])
		if here != "" && homeOf(story.All[record.Address](s), hidden) == here && !slices.ContainsFunc(out.Household, func(x Relation) bool { return x.Other == rel.Other }) {
			out.Household = append(out.Household, rel)
		}
		if record.SubjectType(rel.Other) != record.AdultSubject || slices.ContainsFunc(out.Warnings, func(w RelativesWarning) bool { return w.Relation.Other == rel.Other }) {
			continue
		}
		for _, w := range Warnings(s) {
			out.Warnings = append(out.Warnings, RelativesWarning{rel, w.Body})
		}
	}
	return out, nil
}

// homeOf is the newest current address in a form in which two that are the same compare equal; "" when there is none that may be read.
func homeOf(all []record.Of[record.Address], hidden bool) string {
	for _, a := range backwards(all) {
		if !a.Body.To.IsZero() || a.Body.Confidential && !hidden {
			continue
		}
		lines := match.Fold(strings.Join(a.Body.Lines, " "))
		postcode := strings.ReplaceAll(match.Fold(a.Body.Postcode), " ", "")
		if lines == "" && postcode == "" {
			continue
		}
		return lines + "|" + postcode
	}
	return ""
}
