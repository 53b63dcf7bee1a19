package person

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/chronology/genogram"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Kin is a family round one person, for its picture: who, and how they are related to each other.
type Kin struct {
	People []genogram.Person
	Ties   []genogram.Tie
}

// KinOf gives the people to whom the person whose record a reading opened is or was related, and their relationships with each other. Nobody is in it whose
// existence the reader may not know; what a reader may not know of third parties is left out: then only names are there. It is two queries.
func (r Room) KinOf(ctx context.Context, reading Reading) (out Kin, err error) {
	self := reading.Story
	shown := map[string]bool{self.Subject: true}
	for _, rel := range reading.Relations {
		shown[rel.Other] = true
		out.Ties = append(out.Ties, genogram.Tie{Person: self.Subject, Other: rel.Other, Type: rel.Type, From: rel.Started, To: rel.Ended})
	}
	full := access.Decide(reading.Actor, access.Read, access.ThirdParty, reading.Facts, reading.At).Allow
	recs := map[string][]record.Record{}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		clear(recs)
		if err := t.Each(func(scan db.Scan) error {
			var root string
			rec, err := story.ScanPart(func(to ...any) error { return scan(append([]any{&root}, to...)...) })
			recs[root] = append(recs[root], rec)
			return err
		}, related+down+" select d.root, "+story.Part+" from d join record r on r.subject = d.s where r.kind in ('child', 'adult') and not r.withdrawn order by r.id", self.Subject); err != nil {
			return err
		}
		ties, err := db.All(t, func(scan db.Scan) (tie genogram.Tie, err error) {
			var from, to string
			if err = scan(&tie.Person, &tie.Other, &tie.Type, &from, &to); err != nil {
				return tie, err
			}
			if tie.From, err = dayOrNone(from); err == nil {
				tie.To, err = dayOrNone(to)
			}
			return tie, err
		}, related+down+` select distinct a.root, b.root, x.type, x.started, x.ended from d a join relation x on x.person = a.s join d b on b.s = x.other where a.root <> b.root
			order by 1, 2, 3, 4`, self.Subject)
		for _, tie := range ties {
			if shown[tie.Person] && shown[tie.Other] {
				out.Ties = append(out.Ties, tie)
			}
		}
		return err
	})
	if err != nil {
		return Kin{}, err
	}
	add := func(id string, s story.Story, known bool) {
		p, ok := kinsman(s, known)
		if ok {
			p.ID = id
			out.People = append(out.People, p)
		}
	}
	add(self.Subject, self, true)
	for _, rel := range reading.Relations {
		if !slices.ContainsFunc(out.People, func(p genogram.Person) bool { return p.ID == rel.Other }) {
			add(rel.Other, story.New(rel.Other, nil, recs[rel.Other]), full)
		}
	}
	return out, nil
}

// down are all ids of each related person (s), with the one that survives (root).
const down = `, d (root, s) as (select u.s, u.s from u where not exists (select 1 from alias a where a.subject = u.s)
	union select d.root, a.subject from alias a join d on a.into_subject = d.s)`

// kinsman is somebody as the picture shows them.
func kinsman(s story.Story, known bool) (p genogram.Person, ok bool) {
	if c, is := story.First[record.Child](s); is {
		n := c.Body.Current()
		p = genogram.Person{Given: n.Given, Family: n.Family, Unborn: c.Body.Unborn()}
		if known {
			p.Sex, p.Born, p.Died = c.Body.Sex, c.Body.Birth, c.Body.Death
		}
		return p, true
	}
	a, is := story.First[record.Adult](s)
	n := a.Body.Current()
	p = genogram.Person{Given: n.Given, Family: n.Family}
	if known {
		p.Sex, p.Born, p.Died = a.Body.Sex, a.Body.Birth, a.Body.Death
	}
	return p, is
}
