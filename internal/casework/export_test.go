package casework

import (
	"context"

	"pgregory.net/rapid"

	"throughline/internal/access"
	"throughline/internal/db"
)

// FindBy is what each way of looking finds by itself, in steps of so many texts of which so many are wanted, as ids of records.
func FindBy(ctx context.Context, t rapid.TB, r Room, actor access.Actor, w Terms, size, want int) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	if err := r.Desk.DB.Read(ctx, func(tx *db.Tx) error {
		ways := map[string]func(s *seeker) step{"index": func(s *seeker) step { return s.lookedUp }, "own": func(s *seeker) step { return s.own }, "newest": func(s *seeker) step { return s.newest }}
		for name, way := range ways {
			s := &seeker{t: tx, actor: actor, words: w, now: r.Desk.Now(), bounds: usual}
			out[name] = []string{}
			for before := ""; ; {
				texts, at, err := way(s)(before, size, want)
				if err != nil {
					return err
				}
				found, err := s.open(texts)
				if err != nil {
					return err
				}
				for _, f := range found {
					out[name] = append(out[name], f.Record)
				}
				if before = at; at == "" {
					break
				}
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// FindBound is Find with narrow bounds, and how many texts it looked at: most of them at most, other ways after a few, of the reader's own texts if there are no more than
// own.
func (r Room) FindBound(ctx context.Context, actor access.Actor, w Terms, before string, limit, few, most, own int) (Page, int, error) {
	return r.find(ctx, actor, w, before, limit, bounds{few: few, most: most, first: 3, ownLinks: own, ownTexts: own})
}

// Looked is how many texts Find looks at.
func (r Room) Looked(ctx context.Context, actor access.Actor, w Terms, limit int) (Page, int, error) {
	return r.find(ctx, actor, w, "", limit, usual)
}

// DocOf is the number of a text by the id of its record.
func DocOf(id string) int64 { return docOf(id) }
