package person_test

import (
	"testing"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
)

// TestLADOCompartment: an allegation has a card, so that lists and facts know it, and only the LADO knows that it is there.
func TestLADOCompartment(t *testing.T) {
	eachHouse(t, func(t *testing.T, h house) {
		child := h.add(person.NewPerson{Child: &record.Child{Names: []record.Name{{Given: "Ada", Family: "Stone", Use: "current"}}, Birth: day.Must("2015-05-06")}})
		lado := access.Actor{ID: "worker:lado", Roles: []access.Role{access.LADO}}
		subject := record.LADOSubject + ":0199aaaa-0000-7000-8000-000000000001"
		_, err := h.Desk.Do(t.Context(), lado, "Record an allegation", func(tx *command.Tx) ([]record.Change, error) {
			return []record.Change{record.New(tx.NewID(), subject, record.LADOReferral{
				Reference: "L-2026-014", Received: day.Must("2026-03-02"), Person: "Uwe Grau", Setting: "Hill Nursery", Children: []string{child},
			})}, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		director := access.Actor{ID: "worker:d", Roles: []access.Role{access.Director, access.Analyst, access.Finance, access.Manager}, Manages: []string{"team:a"}}
		auditor := access.Actor{ID: "worker:au", Roles: []access.Role{access.Auditor, access.Screener, access.Chair}}
		err = h.Desk.Read(t.Context(), func(tx *db.Tx) error {
			f, err := person.Facts(tx, subject)
			if err != nil {
				return err
			}
			if d := access.Decide(lado, access.Read, access.SourceRestricted, f, h.Now()); !d.Allow {
				t.Errorf("the LADO is refused: %s", d.Rule)
			}
			for _, who := range []access.Actor{manager, worker, governance, partner, director, auditor, {}} {
				for _, c := range access.Classes() {
					d := access.Decide(who, access.Read, access.Class(c.Name), f, h.Now())
					if err := d.Err(); d.Allow || errs.Of(err) != errs.NotFound || err.Error() != access.Missing {
						t.Errorf("%s reads %s: %+v", who.ID, c.Name, d)
					}
				}
			}
			for _, c := range access.Classes() {
				for _, who := range []access.Actor{manager, worker, governance, partner, director, auditor, {}, lado} {
					for _, action := range []access.Action{access.List, access.Search} {
						where, args := access.Visible(who, action, access.Class(c.Name)).SQL("p", 1)
						var n int
						if err := tx.Each(func(scan db.Scan) error {
							n++
							return nil
						}, "select p.subject from person_card p where p.compartment = 'lado' and "+where, args...); err != nil {
							return err
						}
						if n > 0 && who.ID != lado.ID {
							t.Errorf("%s finds the allegation by %s %s", who.ID, action, c.Name)
						}
						if n == 0 && who.ID == lado.ID && action == access.List && c.Name == string(access.SourceRestricted) {
							t.Error("the LADO has an empty list")
						}
					}
				}
			}
			for _, table := range []string{"access_link", "search_key", "relation", "family_member"} {
				if err := tx.Each(func(db.Scan) error {
					t.Errorf("%s knows of the allegation", table)
					return nil
				}, "select subject from "+table+" where subject = $1", subject); err != nil {
					return err
				}
			}
			return tx.Each(func(scan db.Scan) error {
				var name, born, status string
				if err := scan(&name, &born, &status); err != nil {
					return err
				}
				if name != "L-2026-014" || born != "" || status != "Allegation open" {
					t.Errorf("the card says %q, %q, %q", name, born, status)
				}
				return nil
			}, "select name, born, status from person_card where subject = $1", subject)
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
