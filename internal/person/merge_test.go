package person_test

import (
	"encoding/json"
	"testing"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
)

// state is everything that exports and lists are made from, as text.
func (h house) state(subjects ...string) string {
	h.t.Helper()
	var all []any
	for _, s := range subjects {
		all = append(all, h.story(s))
	}
	b, err := json.MarshalIndent(append(all, h.rows()), "", " ")
	h.ok(err)
	return string(b)
}

func TestMerge(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		a := h.child("Ada", "Okafor", "2015-03-04", func(n *person.NewPerson) {
			n.Identifiers = []record.Identifier{{Type: record.UPN, Value: upn(1)}}
		})
		b, c := h.child("Adah", "Okafor", "2015-04-03"), h.child("Ada", "Smith", "2015-03-04")
		mother := h.adult("Grace", "Okafor")
		h.done(h.AddRelationship(ctx, worker, a, record.Relationship{Other: mother, Type: "parent"}))
		before := h.state(a, b, c, mother)

		ab := h.done(h.Merge(ctx, manager, b, a, "Same UPN"))
		if got := h.story(a); got.Subject != b || len(got.Merged) != 1 {
			t.Errorf("the old id gives the story of %s with %v", got.Subject, got.Merged)
		}
		h.refuses(errs.Conflict, "merged already")(h.Merge(ctx, manager, a, b, "Again"))
		h.refuses(errs.Conflict, "merged already")(h.Merge(ctx, manager, b, a, "Again"))
		h.refuses(errs.Conflict, "into another one before")(h.Merge(ctx, manager, c, a, "Gone already"))
		h.refuses(errs.Invalid, "one and the same")(h.Merge(ctx, manager, c, c, "Itself"))
		h.refuses(errs.Invalid, "reason: ")(h.Merge(ctx, manager, c, b, " "))
		h.refuses(errs.Denied, "")(h.Merge(ctx, worker, c, b, "Not mine to do"))
		h.refuses(errs.NotFound, access.Missing)(h.Merge(ctx, manager, c, "child:nobody", "Nobody"))

		h.done(h.Merge(ctx, manager, c, b, "Changed name"))
		h.refuses(errs.Conflict, "merged already")(h.Merge(ctx, manager, a, c, "A circle"))
		f, err := h.facts(a)
		h.ok(err)
		same(t, "subject of the facts of the first id", c, f.Subject)
		hits, err := h.Search(ctx, worker, upn(1), 10)
		h.ok(err)
		if len(hits) != 1 || hits[0].Subject != c || hits[0].Name != "Ada Smith" {
			t.Errorf("the number of the first record finds %+v", hits)
		}
		r, err := h.Read(ctx, worker, mother, access.Read, access.Identity, "test")
		h.ok(err)
		if len(r.Relations) != 1 || r.Relations[0].Other != c {
			t.Errorf("the mother's relations after two merges: %+v", r.Relations)
		}
		same(t, "merged records", []person.MergedRecord{
			{Subject: a, Into: b, Name: "Ada Okafor", Reason: "Same UPN"}, {Subject: b, Into: c, Name: "Adah Okafor", Reason: "Changed name"},
		}, person.MergedIn(h.story(c)))

		// Apart again, the first first.
		h.done(h.Unmerge(ctx, manager, a))
		same(t, "the first alone", a, h.story(a).Subject)
		same(t, "the second still merged", c, h.story(b).Subject)
		h.refuses(errs.Conflict, "not merged")(h.Unmerge(ctx, manager, a))
		h.done(h.Unmerge(ctx, manager, b))
		same(t, "everything after the round trip", before, h.state(a, b, c, mother))

		// And the last first, by undo and unmerge.
		ab = h.done(h.Merge(ctx, manager, b, a, "Same UPN"))
		bc := h.done(h.Merge(ctx, manager, c, b, "Changed name"))
		_, err = h.Desk.Undo(ctx, manager, bc.Command)
		h.ok(err)
		same(t, "the second alone with the first", b, h.story(a).Subject)
		_, err = h.Desk.Undo(ctx, manager, ab.Command)
		h.ok(err)
		same(t, "everything after two undos", before, h.state(a, b, c, mother))
	})
}

// TestMergeComesBackInACircle: a merge that was parted cannot come back by an undo of the parting once the other record was merged the other way
// round. It can when that is parted again.
func TestMergeComesBackInACircle(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		a, b := h.child("Ada", "Okafor", "2015-03-04"), h.child("Adah", "Okafor", "2015-04-03")
		h.done(h.Merge(ctx, manager, b, a, "Same person"))
		parted := h.done(h.Unmerge(ctx, manager, a))
		h.done(h.Merge(ctx, manager, a, b, "The other way round"))
		before := h.state(a, b)
		h.refuses(errs.Conflict, "merged into this one in the meantime")(h.Desk.Undo(ctx, manager, parted.Command))
		same(t, "everything after the refusal", before, h.state(a, b))
		h.done(h.Unmerge(ctx, manager, b))
		h.done(h.Desk.Undo(ctx, manager, parted.Command))
		same(t, "who survives, as before they were parted", b, h.story(a).Subject)
	})
}

func TestMergeOfAChildWithAnAdult(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		c, a := h.child("Ada", "Okafor", "2009-03-04"), h.adult("Ada", "Okafor")
		h.refuses(errs.Denied, "")(h.Merge(t.Context(), manager, c, a, "Nobody in the line works with the adult"))
		h.done(h.AddRelationship(t.Context(), worker, c, record.Relationship{Other: a, Type: "not_known"}))
		h.refuses(errs.Conflict, "adult's")(h.Merge(t.Context(), manager, a, c, "Grew up"))
		h.refuses(errs.Conflict, "adult's")(h.Merge(t.Context(), manager, c, a, "Grew up"))
	})
}

func TestMergeKeepsARestriction(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		open, hidden := h.child("Ada", "Okafor", "2015-03-04"), h.child("Ada", "Okafor", "2015-03-04")
		h.done(h.Restrict(ctx, manager, hidden, "Threats", nil))
		h.done(h.Merge(ctx, manager, open, hidden, "Same child"))
		if _, err := h.Read(ctx, worker, open, access.Read, access.Identity, "test"); errs.Of(err) != errs.NotFound {
			t.Errorf("the merge opened a restricted record: %v", err)
		}
		h.done(h.Unmerge(ctx, manager, hidden))
		_, err := h.Read(ctx, worker, open, access.Read, access.Identity, "test")
		h.ok(err)
	})
}
