package casework

import (
	"testing"

	"throughline/internal/access"
	"throughline/internal/db"
)

// FindBy is what each way of looking finds by itself, as ids of records.
func FindBy(t *testing.T, r Room, actor access.Actor, w Terms, limit int) map[string][]string {
	t.Helper()
	out := map[string][]string{}
	if err := r.Desk.DB.Read(t.Context(), func(tx *db.Tx) error {
		s := &seeker{t: tx, actor: actor, words: w, now: r.Desk.Now()}
		for name, way := range map[string]step{"index": s.lookedUp, "own": s.own, "newest": s.newest} {
			out[name] = []string{}
			for before := ""; ; {
				texts, at, _, err := way(before)
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
				if before = at; at == "" || len(out[name]) >= limit {
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
