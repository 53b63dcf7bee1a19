package lado

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/journal"
	"throughline/internal/person"
	"throughline/internal/record"
)

// mostCandidates is how many children a search shows.
const mostCandidates = 10

// Candidates are the children whom a search finds, to be linked to an allegation. They are written down as found by a search, like any others: the
// access log of a child must not say that somebody came from an allegation.
func (r Room) Candidates(ctx context.Context, actor access.Actor, words string) ([]person.Hit, error) {
	if err := Opens(actor); err != nil {
		return nil, err
	}
	hits, err := person.Room{Desk: r.Desk}.Search(ctx, actor, words, mostCandidates)
	if err != nil {
		return nil, err
	}
	hits = slices.DeleteFunc(hits, func(h person.Hit) bool { return record.SubjectType(h.Subject) != record.ChildSubject })
	if len(hits) == 0 {
		return nil, nil
	}
	return hits, r.Desk.DB.Write(ctx, func(t *db.Tx) error {
		var readings []journal.Reading
		for _, h := range hits {
			readings = append(readings, journal.Reading{Actor: actor.ID, Subject: h.Subject, Action: string(access.List), Page: "POST /people", Why: "hit of a search", Allowed: true})
		}
		return journal.LogReads(t, r.Desk.Now(), readings)
	})
}
