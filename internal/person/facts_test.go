package person_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/person"
	"throughline/internal/record"
)

// TestFactsOfAll: of many people at once access knows what it knows of each, of those who were merged and merged on too; and twenty take no more statements
// than two.
func TestFactsOfAll(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		var people []string
		for i := range 30 {
			people = append(people, h.child("Ada", fmt.Sprintf("Okafor%d", i), "2015-03-04"))
		}
		first, second, third := h.child("Ivy", "Stone", "2016-01-02"), h.child("Ivie", "Stone", "2016-01-02"), h.child("Ivy", "Ston", "2016-01-02")
		_, _, err := h.OpenBreakGlass(t.Context(), other, third, urgent)
		h.ok(err)
		h.done(h.Merge(t.Context(), head, second, third, "The same child"))
		h.done(h.Merge(t.Context(), head, first, second, "The same child"))
		mother := h.adult("Rosa", "Stone")
		h.done(h.AddRelationship(t.Context(), head, first, record.Relationship{Other: mother, Type: "parent"}))
		people = append(people, first, second, third, mother)

		all := func(subjects ...string) (found map[string]access.Facts, statements int) {
			h.ok(h.DB.Read(db.Watched(t.Context(), func(string, int) { statements++ }), func(tx *db.Tx) (err error) {
				found, err = person.FactsOfAll(tx, subjects)
				return err
			}))
			return found, statements
		}
		found, _ := all(append([]string{"child:nobody", first}, people...)...)
		if len(found) != len(people) {
			t.Errorf("%d of %d are known", len(found), len(people))
		}
		for _, p := range people {
			f, err := h.facts(p)
			h.ok(err)
			if diff := cmp.Diff(f, found[p]); diff != "" {
				t.Errorf("facts of %s, alone and among others:\n%s", p, diff)
			}
		}
		for _, p := range []string{first, second, third} {
			if f := found[p]; f.Subject != first || len(f.Glass) != 1 || f.Glass[0].Actor != other.ID {
				t.Errorf("facts of a child merged from three: %+v", f)
			}
		}
		if f := found[mother]; len(f.AllocatedTo) == 0 || !cmp.Equal(f.AllocatedTo, found[first].AllocatedTo) {
			t.Errorf("who works with the child works with the mother: %+v, %+v", f, found[first])
		}
		_, few := all(people[:2]...)
		if _, many := all(people[:20]...); many != few {
			t.Errorf("%d statements for twenty, %d for two", many, few)
		}
	})
}
