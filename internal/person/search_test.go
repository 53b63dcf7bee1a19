package person_test

import (
	"fmt"
	"strings"
	"testing"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/person/match"
	"throughline/internal/record"
)

func TestSearch(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		for i := range 30 { // a crowd, so that finding is no accident
			h.child([]string{"Jack", "Olivia", "Noah", "Amelia", "Leo"}[i%5], []string{"Brown", "Taylor", "Walker", "Hughes", "Green", "Hall"}[i%6], fmt.Sprintf("2012-%02d-%02d", i%12+1, i%28+1))
		}
		sian := h.child("Siân", "Okafor-Hussain", "2015-03-04", func(n *person.NewPerson) {
			n.Identifiers = []record.Identifier{{Type: record.UPN, Value: upn(1)}, {Type: record.NHSNumber, Value: "999 123 4578"}, {Type: record.FormerChildID, Value: "MOS-0042"}}
			n.Addresses = []record.Address{{Lines: []string{"14 Rectory Lane"}, Postcode: "N16 5AA"}, {Lines: []string{"9 Refuge Walk"}, Postcode: "E8 1AA", Confidential: true}}
			n.Contacts = []record.ContactDetail{{Type: record.Phone, Value: "020 7946 0123"}, {Type: record.Phone, Value: "020 7946 0999", Confidential: true}}
		})
		h.done(h.Rename(t.Context(), worker, sian, 1, "Siân", "Okafor-Hussain", day.Must("2026-01-01")))
		moh := h.child("Muhammad", "Yusuf", "2014-09-01")
		renamed := h.child("Ella", "Kowalska", "2013-05-06")
		h.done(h.Rename(t.Context(), worker, renamed, 1, "Ella", "Whitfield", day.Must("2025-01-01")))
		unborn := h.add(person.NewPerson{Child: &record.Child{Names: []record.Name{{Given: "Unborn", Family: "Adeyemi"}}, Expected: day.Must("2027-01-15")}})

		tests := map[string]struct{ q, want, why string }{
			"exact":                         {"Siân Okafor-Hussain", sian, "name"},
			"no diacritic, half the double": {"Sian Okafor", sian, "name"},
			"one wrong letter in each":      {"Sien Okafur", sian, "name"},
			"letters transposed":            {"Sina Okaofr-Hussain", sian, "name"},
			"names the other way round":     {"Hussain Sian", sian, "name"},
			"transliterated":                {"Mohammed Youssef", moh, "name"},
			"Arabic script":                 {"محمد يوسف", moh, "name"},
			"former name":                   {"Ella Kowalska", renamed, "former"},
			"date of birth":                 {"4 March 2015", sian, "birth"},
			"day and month swapped":         {"03/04/2015", sian, "swapped"},
			"UPN":                           {strings.ToLower(upn(1)), sian, "UPN"},
			"NHS number":                    {"999-123-4578", sian, "NHS"},
			"legacy id":                     {"mos-0042", sian, ""},
			"part of the address":           {"Rectory Lane", sian, "address"},
			"part of the postcode":          {"Sian N16", sian, "postcode"},
			"telephone":                     {"+44 20 7946 0123", sian, "phone"},
			"expected date":                 {"Adeyemi 15/01/2027", unborn, "expected"},
		}
		for name, tt := range tests {
			hits, err := h.Search(t.Context(), worker, tt.q, 10)
			h.ok(err)
			if len(hits) == 0 || hits[0].Subject != tt.want {
				t.Errorf("%s: %q finds %+v", name, tt.q, hits)
				continue
			}
			var why []string
			for _, r := range hits[0].Why {
				why = append(why, r.Code+" "+r.Text)
			}
			if all := strings.ToLower(strings.Join(why, "; ")); len(why) == 0 || !strings.Contains(all, strings.ToLower(tt.why)) {
				t.Errorf("%s: %q was found because %q, which does not say %q", name, tt.q, all, tt.why)
			}
		}
		for _, q := range []string{"Refuge Walk", "E8 1AA", "020 7946 0999", "", " ,; ", "Zzyzx Qwghlm", strings.Repeat("x ", 5000), "\x00\xff", "1\x002"} {
			hits, err := h.Search(t.Context(), worker, q, 10)
			h.ok(err)
			if len(hits) != 0 {
				t.Errorf("%q finds %+v", q, hits)
			}
		}
		hits, err := h.Search(t.Context(), worker, "Jack Brown", 1)
		h.ok(err)
		same(t, "hits at a limit of one", 1, len(hits))

		// Who only may know that somebody is known finds by name, not by where they live or their number.
		for q, want := range map[string]int{"Sian Okafor": 1, "Rectory Lane": 0, "N16 5AA": 0, "020 7946 0123": 0} {
			hits, err := h.Search(t.Context(), other, q, 10)
			h.ok(err)
			same(t, "hits of a stranger for "+q, want, len(hits))
		}
		_, err = h.Search(t.Context(), partner, "Sian", 10)
		h.refused(errs.Denied, "", err)
	})
}

func TestSearchHides(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		with := func(n *person.NewPerson) { n.Identifiers = []record.Identifier{{Type: record.UPN, Value: upn(1)}} }
		hidden, shown := h.child("Ada", "Okafor", "2015-03-04", with), h.child("Ada", "Okafor", "2015-03-04")
		find := func(a access.Actor, q string) (subjects []string) {
			t.Helper()
			hits, err := h.Search(ctx, a, q, 10)
			h.ok(err)
			dups, err := h.Duplicates(ctx, a, match.Person{
				Names: []match.Name{{Use: match.Current, Given: "Ada", Family: "Okafor"}}, Born: day.Must("2015-03-04"), IDs: []match.ID{{Type: match.UPN, Value: upn(1)}},
			})
			h.ok(err)
			for _, hit := range hits {
				subjects = append(subjects, hit.Subject)
			}
			for _, hit := range dups {
				subjects = append(subjects, hit.Subject)
			}
			return subjects
		}
		h.done(h.Restrict(ctx, manager, hidden, "Threats", nil))
		same(t, "an uncleared worker finds", []string{shown, shown}, find(worker, "Ada Okafor"))
		same(t, "and by the number only the duplicate warning for", []string{shown}, find(worker, upn(1)))
		same(t, "a cleared manager finds", []string{hidden, shown, hidden, shown}, find(manager, "Ada Okafor"))
		h.done(h.Bar(ctx, manager, shown, worker.ID, "Neighbour"))
		same(t, "a barred worker finds", nil, find(worker, "Ada Okafor"))
		_, err := h.DuplicatesOf(ctx, worker, hidden)
		h.refused(errs.NotFound, access.Missing, err)
		_, err = h.DuplicatesOf(ctx, worker, "child:nobody")
		h.refused(errs.NotFound, access.Missing, err)
		// An opening shows one record, and no list.
		_, _, err = h.OpenBreakGlass(ctx, other, hidden, urgent)
		h.ok(err)
		same(t, "after an emergency opening", []string{shown, shown}, find(other, "Ada Okafor"))
	})
}

func TestDuplicates(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		ada := h.child("Ada", "Okafor", "2015-03-04")
		twin := h.child("Ida", "Okafor", "2015-03-04")
		h.child("Zoe", "Walker", "2011-01-02")
		hits, err := h.Duplicates(ctx, worker, match.Person{Names: []match.Name{{Use: match.Current, Given: "Ada", Family: "Okaffor"}}, Born: day.Must("2015-03-04")})
		h.ok(err)
		if len(hits) == 0 || hits[0].Subject != ada || hits[0].Level != match.Probable || len(hits[0].Why) == 0 {
			t.Errorf("a misspelt double is warned of as %+v", hits)
		}
		hits, err = h.DuplicatesOf(ctx, worker, ada)
		h.ok(err)
		for _, hit := range hits {
			if hit.Subject == ada || hit.Subject == twin && hit.Level == match.Probable {
				t.Errorf("duplicates of Ada: %+v", hit)
			}
		}
		_, err = h.Duplicates(ctx, partner, match.Person{})
		h.refused(errs.Denied, "", err)
	})
}

// Where more share a key than are looked at at first, and the first of them are hidden, the others are still found; and what a crowd shares finds
// people by itself, and beside a name does not drown the one who is meant.
func TestSearchInACrowd(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		const hidden = 500
		crowd(t, h.DB, 2100) // all in Marshwick
		h.ok(h.DB.Write(t.Context(), func(tx *db.Tx) error {
			_, err := tx.Exec("update person_card set restricted = true where subject < $1", crowdSubject(hidden))
			return err
		}))
		find := func(q string) []string {
			t.Helper()
			hits, err := h.Search(t.Context(), worker, q, 20)
			h.ok(err)
			var out []string
			for _, hit := range hits {
				if hit.Subject < crowdSubject(hidden) {
					t.Errorf("%q finds %s, who is hidden", q, hit.Subject)
				}
				out = append(out, hit.Subject)
			}
			return out
		}
		meant := h.child("Ottoline", "Featherstonehaugh", "2015-03-04", func(n *person.NewPerson) {
			n.Addresses = []record.Address{{Lines: []string{"3 Ferry Steps", "Marshwick"}, Postcode: "N16 5AA"}}
		})
		same(t, "people of the town", 20, len(find("Marshwick")))
		for _, q := range []string{"Featherstonehaugh Marshwick", "Fetherstonhaugh, Marshwick", "Otoline Marshwick N16", "Marshwick Ferry"} {
			if got := find(q); len(got) == 0 || got[0] != meant {
				t.Errorf("%q finds %v", q, got)
			}
		}
	})
}
