package person_test

import (
	"testing"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
)

func TestFamilies(t *testing.T) {
	commandtest.Each(t, person.Lists(), func(t *testing.T, d *commandtest.Desk) {
		room := person.Room{Desk: d.Desk}
		worker := access.Actor{ID: "worker:sw", Name: "Sam Worker", Roles: []access.Role{access.SocialWorker, access.Screener, access.Manager}, Teams: []string{"team:1"}, Manages: []string{"team:1"}}
		add := func(given string) string {
			t.Helper()
			s, _, err := room.CreateChild(t.Context(), worker, person.NewPerson{Child: &record.Child{
				Names: []record.Name{{Given: given, Family: "Lovett", Use: "current"}}, Birth: day.Must("2016-05-04"), Sex: "F"}})
			if err != nil {
				t.Fatal(err)
			}
			_, err = d.Desk.Do(t.Context(), worker, "Allocate", func(tx *command.Tx) ([]record.Change, error) {
				return []record.Change{record.New(tx.NewID(), s, record.Allocation{Team: "team:1", Worker: worker.ID, Role: person.RoleAllocated, From: tx.Today()})}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return s
		}
		ann, bea := add("Ann"), add("Bea")
		family, _, err := room.StartFamily(t.Context(), worker, "Lovett family", ann, day.Must("2020-01-01"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := room.JoinFamily(t.Context(), worker, family, bea, day.Must("2021-06-01")); err != nil {
			t.Fatal(err)
		}
		if _, err := room.JoinFamily(t.Context(), worker, family, bea, day.Day{}); errs.Of(err) != errs.Conflict {
			t.Errorf("joined twice: %v", err)
		}
		if _, err := room.LeaveFamily(t.Context(), worker, family, bea, day.Must("2021-05-01")); errs.Of(err) != errs.Invalid {
			t.Errorf("left before joining: %v", err)
		}
		if _, err := room.LeaveFamily(t.Context(), worker, family, bea, day.Must("2022-02-02")); err != nil {
			t.Fatal(err)
		}
		if _, err := room.LeaveFamily(t.Context(), worker, family, bea, day.Day{}); errs.Of(err) != errs.Conflict {
			t.Errorf("left twice: %v", err)
		}
		if _, err := room.JoinFamily(t.Context(), worker, "family:none", bea, day.Day{}); errs.Of(err) != errs.NotFound {
			t.Errorf("joined a family that is not there: %v", err)
		}
		reading, err := room.Read(t.Context(), worker, bea, access.Read, access.Identity, "test")
		if err != nil {
			t.Fatal(err)
		}
		families, err := room.Families(t.Context(), reading)
		if err != nil || len(families) != 1 {
			t.Fatal(families, err)
		}
		got := families[0]
		if got.Name != "Lovett family" || len(got.Members) != 2 || !got.Members[0].Current || got.Members[1].Current || got.Members[1].To != day.Must("2022-02-02") {
			t.Errorf("%+v", got)
		}

		// Somebody whose existence the reader may not know is not in the family they see.
		other := access.Actor{ID: "worker:boss", Name: "Boss", Roles: []access.Role{access.Manager}, Manages: []string{"team:1"}}
		if _, err := room.Restrict(t.Context(), other, ann, "Police operation: the address must not become known", nil); err != nil {
			t.Fatal(err)
		}
		if reading, err = room.Read(t.Context(), worker, bea, access.Read, access.Identity, "test"); err != nil {
			t.Fatal(err)
		}
		if families, err = room.Families(t.Context(), reading); err != nil || len(families) != 1 || len(families[0].Members) != 1 || families[0].Members[0].Person != bea {
			t.Errorf("a hidden person is shown: %+v %v", families, err)
		}
	})
}
