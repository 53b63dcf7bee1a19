package person_test

import (
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/person"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
)

func TestCreate(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		c := record.Child{Names: []record.Name{{Given: "  Ada  Rose ", Family: "Okafor"}}, Birth: day.Must("2015-03-04"), Sex: "F"}
		id, _, err := h.CreateChild(ctx, manager, person.NewPerson{
			Child: &c, Identifiers: []record.Identifier{{Type: record.NHSNumber, Value: "999 123 4578"}},
			Addresses: []record.Address{{Lines: []string{" 12  High Street ", ""}, Postcode: "n165aa"}},
			Contacts:  []record.ContactDetail{{Type: record.Phone, Value: "020 7946 0000"}},
		})
		h.ok(err)
		s := h.story(id)
		got, _ := story.First[record.Child](s)
		same(t, "name", record.Name{Given: "Ada Rose", Family: "Okafor", Use: "current"}, got.Body.Current())
		a, _ := story.First[record.Address](s)
		same(t, "address", record.Address{Lines: []string{"12 High Street"}, Postcode: "N16 5AA", From: day.Must("2026-11-23")}, a.Body)
		n, _ := story.First[record.Identifier](s)
		same(t, "NHS number", "9991234578", n.Body.Value)

		unborn := record.Child{Names: []record.Name{{Given: "Unborn", Family: "Okafor"}}, Expected: day.Must("2027-02-01")}
		id, _, err = h.CreateChild(ctx, manager, person.NewPerson{Child: &unborn})
		h.ok(err)
		if got := h.rows()["person_card"]; len(got) != 2 || got[1] != id+"|Unborn Okafor|okafor unborn|2027-02-01|true|||false||false" {
			t.Errorf("cards %q", got)
		}

		both := unborn
		both.Birth = day.Must("2026-11-01")
		late := record.Child{Names: unborn.Names, Expected: day.Must("2027-09-01")}
		wrong := map[string]person.NewPerson{
			"birth":      {Child: &both},
			"expected":   {Child: &late},
			"family":     {Child: &record.Child{Birth: day.Must("2015-03-04")}},
			"sex":        {Child: &record.Child{Names: c.Names, Sex: "female"}},
			"nhs_number": {Child: &c, Identifiers: []record.Identifier{{Type: record.NHSNumber, Value: "999 123 4579"}}},
			"upn":        {Child: &c, Identifiers: []record.Identifier{{Type: record.UPN, Value: "A123"}}},
			"postcode":   {Child: &c, Addresses: []record.Address{{Postcode: "ZZ"}}},
			"lines":      {Child: &c, Addresses: []record.Address{{}}},
			"type":       {Child: &c, Contacts: []record.ContactDetail{{Type: "fax", Value: "1"}}},
			"value":      {Child: &c, Identifiers: []record.Identifier{{Type: record.LAChildID, Value: " "}}},
		}
		for field, n := range wrong {
			_, _, err := h.CreateChild(ctx, manager, n)
			h.refused(errs.Invalid, field+": ", err)
		}
		same(t, "people after refusals", 2, len(h.rows()["person_card"]))

		_, _, err = h.CreateChild(ctx, partner, person.NewPerson{Child: &c})
		h.refused(errs.Denied, "Your role does not include this", err)
		_, _, err = h.CreateAdult(ctx, access.Actor{}, person.NewPerson{Adult: &record.Adult{Names: c.Names}})
		h.refused(errs.Denied, "Sign in", err)
	})
}

func TestEdit(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		c := child("Ada", "Okafor", "2015-03-04")
		c.Disabilities, c.School = []string{"HEAR"}, "Hill School"
		id := h.add(person.NewPerson{Child: &c})

		c.Names[0].Given, c.Language = "Adah", "en"
		h.done(h.EditChild(ctx, worker, id, 1, c))
		_, err := h.EditChild(ctx, manager, id, 1, c)
		h.refused(errs.Conflict, "Somebody else changed this", err)
		if !stale[*journal.Stale](err) {
			t.Errorf("%v names no versions", err)
		}
		h.refuses(errs.Denied, "not allocated")(h.EditChild(ctx, other, id, 2, c))
		h.refuses(errs.NotFound, access.Missing)(h.EditChild(ctx, worker, "child:nobody", 1, c))
		h.refuses(errs.NotFound, access.Missing)(h.EditAdult(ctx, worker, id, 2, record.Adult{Names: c.Names}))

		h.done(h.Rename(ctx, worker, id, 2, "Ada", "Smith", day.Must("2026-06-01")))
		got, _ := story.First[record.Child](h.story(id))
		same(t, "names", []record.Name{
			{Given: "Adah", Family: "Okafor", Use: "former", To: day.Must("2026-06-01")},
			{Given: "Ada", Family: "Smith", Use: "current", From: day.Must("2026-06-01")},
		}, got.Body.Names)
		h.refuses(errs.Invalid, "family: ")(h.Rename(ctx, worker, id, 4, " ", "", day.Day{}))
		h.refuses(errs.Invalid, "from: ")(h.Rename(ctx, worker, id, 4, "A", "B", day.Must("2027-01-01")))
	})
}

func TestBirth(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		unborn := record.Child{Names: []record.Name{{Given: "Unborn", Family: "Okafor", Use: "current"}}, Expected: day.Must("2026-12-01")}
		id := h.add(person.NewPerson{Child: &unborn})
		twin := h.add(person.NewPerson{Child: &unborn})

		h.refuses(errs.Invalid, "birth: ")(h.Birth(ctx, worker, id, 1, person.Born{}))
		h.refuses(errs.Invalid, "birth: ")(h.Birth(ctx, worker, id, 1, person.Born{On: day.Must("2026-11-24")}))
		rc := h.done(h.Birth(ctx, worker, id, 1, person.Born{On: day.Must("2026-11-22"), Given: "Hassan", Family: "Okafor", Sex: "M"}))
		h.done(h.Birth(ctx, worker, twin, 1, person.Born{On: day.Must("2026-11-22"), Given: "Hussain", Family: "Okafor", Sex: "M"}))
		h.refuses(errs.Conflict, "recorded already")(h.Birth(ctx, worker, id, 2, person.Born{On: day.Must("2026-11-22")}))

		got, _ := story.First[record.Child](h.story(id))
		same(t, "child", record.Child{Names: []record.Name{
			{Given: "Unborn", Family: "Okafor", Use: "former", To: day.Must("2026-11-22")},
			{Given: "Hassan", Family: "Okafor", Use: "current", From: day.Must("2026-11-22")},
		}, Birth: day.Must("2026-11-22"), Sex: "M"}, got.Body)

		hits, err := h.DuplicatesOf(ctx, worker, id)
		h.ok(err)
		for _, hit := range hits {
			if hit.Level == match.Probable {
				t.Errorf("the twin is called a likely duplicate: %+v", hit)
			}
		}
		_, err = h.Desk.Undo(ctx, worker, rc.Command)
		h.ok(err)
		got, _ = story.First[record.Child](h.story(id))
		same(t, "child after the undo", unborn, got.Body)
	})
}

func TestIdentifiers(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		id := h.child("Ada", "Okafor", "2015-03-04")
		add := func(kind, value string) {
			h.t.Helper()
			h.done(h.AddIdentifier(ctx, worker, id, record.Identifier{Type: kind, Value: value}))
		}
		add(record.UPNUnknown, "UN1")
		add(record.UPN, upn(1))
		h.Clock.Add(48 * time.Hour)
		add(record.UPN, upn(2))
		add(record.LAChildID, "L1")
		add(record.LAChildID, "L2")
		h.refuses(errs.Invalid, "already")(h.AddIdentifier(ctx, worker, id, record.Identifier{Type: record.UPN, Value: upn(2)}))
		h.refuses(errs.Invalid, "check letter")(h.AddIdentifier(ctx, worker, id, record.Identifier{Type: record.UPN, Value: "A" + upn(2)[1:]}))
		h.refuses(errs.Invalid, "type: ")(h.AddIdentifier(ctx, worker, id, record.Identifier{Type: "passport", Value: "1"}))
		h.refuses(errs.Invalid, "from: ")(h.AddIdentifier(ctx, worker, id, record.Identifier{Type: record.UPN, Value: upn(3), From: day.Must("2027-01-01")}))
		var got []record.Identifier
		for _, i := range story.All[record.Identifier](h.story(id)) {
			got = append(got, i.Body)
		}
		mon, wed := day.Must("2026-11-23"), day.Must("2026-11-25")
		same(t, "identifiers", []record.Identifier{
			{Type: record.UPNUnknown, Value: "UN1", From: mon, To: mon},
			{Type: record.FormerUPN, Value: upn(1), From: mon, To: wed},
			{Type: record.UPN, Value: upn(2), From: wed},
			{Type: record.FormerChildID, Value: "L1", From: wed, To: wed},
			{Type: record.LAChildID, Value: "L2", From: wed},
		}, got)
	})
}

// upn makes a UPN with the right check letter (specs/cin/rules.json, rule 1510).
func upn(n int) string {
	digits := []byte("801200001001")
	digits[11] = byte('0' + n)
	sum := 0
	for i, d := range digits {
		sum += int(d-'0') * (i + 2)
	}
	return string("ABCDEFGHJKLMNPQRTUVWXYZ"[sum%23]) + string(digits)
}

func TestAddressesAndContacts(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		id := h.child("Ada", "Okafor", "2015-03-04")
		add := func(a record.Address) (command.Receipt, error) { return h.AddAddress(ctx, worker, id, a) }
		h.done(add(record.Address{Lines: []string{"1 Old Road"}, From: day.Must("2020-01-01")}))
		h.done(add(record.Address{Lines: []string{"2 New Road"}, From: day.Must("2026-11-01"), Confidential: true}))
		h.refuses(errs.Invalid, "from: ")(add(record.Address{Lines: []string{"0 Older Road"}, From: day.Must("2019-01-01")}))
		h.done(add(record.Address{Lines: []string{"0 Older Road"}, From: day.Must("2019-01-01"), To: day.Must("2020-01-01")}))
		h.refuses(errs.Invalid, "to: ")(add(record.Address{Lines: []string{"3 Odd Road"}, From: day.Must("2019-01-01"), To: day.Must("2018-01-01")}))
		h.refuses(errs.Invalid, "from: ")(add(record.Address{Lines: []string{"3 Next Road"}, From: day.Must("2027-01-01")}))
		var got []string
		for _, a := range story.All[record.Address](h.story(id)) {
			got = append(got, a.Body.Lines[0]+" "+a.Body.From.String()+" "+a.Body.To.String())
		}
		same(t, "addresses", []string{"1 Old Road 2020-01-01 2026-11-01", "2 New Road 2026-11-01 ", "0 Older Road 2019-01-01 2020-01-01"}, got)
		for _, k := range h.rows()["search_key"] {
			if k == id+"|address|new" || k == id+"|address|2" {
				t.Errorf("the confidential address has a search key %s", k)
			}
		}
		rc := h.done(h.AddContactDetail(ctx, worker, id, record.ContactDetail{Type: record.Email, Value: "a@example.org"}))
		h.done(h.EndContactDetail(ctx, worker, id, rc.Entries[0].ID))
		h.refuses(errs.Conflict, "already")(h.EndContactDetail(ctx, worker, id, rc.Entries[0].ID))
		h.refuses(errs.NotFound, "")(h.EndContactDetail(ctx, worker, h.child("B", "C", ""), rc.Entries[0].ID))
	})
}

func TestRelationships(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		ada, ben, mother := h.child("Ada", "Okafor", "2015-03-04"), h.child("Ben", "Okafor", "2017-03-04"), h.adult("Grace", "Okafor")
		h.done(h.AddRelationship(ctx, worker, ada, record.Relationship{Other: mother, Type: "parent", Responsibility: true}))
		h.done(h.AddRelationship(ctx, worker, ben, record.Relationship{Other: mother, Type: "parent"}))
		h.done(h.AddRelationship(ctx, worker, ada, record.Relationship{Other: ben, Type: "sibling"}))
		h.refuses(errs.Conflict, "already")(h.AddRelationship(ctx, worker, ben, record.Relationship{Other: ada, Type: "sibling"}))
		h.refuses(errs.Invalid, "same person")(h.AddRelationship(ctx, worker, ada, record.Relationship{Other: ada, Type: "sibling"}))
		h.refuses(errs.Invalid, "type: ")(h.AddRelationship(ctx, worker, ada, record.Relationship{Other: mother, Type: "mummy"}))
		h.refuses(errs.Invalid, "parental_responsibility: ")(h.AddRelationship(ctx, worker, ada, record.Relationship{Other: ben, Type: "friend", Responsibility: true}))
		h.refuses(errs.NotFound, access.Missing)(h.AddRelationship(ctx, worker, ada, record.Relationship{Other: "adult:nobody", Type: "parent"}))

		see := func(subject string) []string {
			t.Helper()
			r, err := h.Read(ctx, worker, subject, access.Read, access.Identity, "test")
			h.ok(err)
			var out []string
			for _, rel := range r.View().Relations {
				line := rel.Name + " is " + rel.Label + " until " + rel.Ended.String()
				if rel.Responsibility {
					line += " with PR"
				}
				out = append(out, line)
			}
			return out
		}
		same(t, "Ada sees", []string{"Grace Okafor is parent until  with PR", "Ben Okafor is sibling until "}, see(ada))
		same(t, "Grace sees", []string{"Ada Okafor is child until ", "Ben Okafor is child until "}, see(mother))

		r, err := h.Read(ctx, worker, ben, access.Read, access.Identity, "test")
		h.ok(err)
		sibling := r.Relations[1]
		h.refuses(errs.NotFound, access.Missing)(h.EndRelationship(ctx, worker, mother, sibling.Record, day.Day{}))
		h.refuses(errs.Invalid, "to: ")(h.EndRelationship(ctx, worker, ben, sibling.Record, day.Must("2027-01-01")))
		h.done(h.EndRelationship(ctx, worker, ben, sibling.Record, day.Must("2026-11-01"))) // from the other side
		h.refuses(errs.Conflict, "already")(h.EndRelationship(ctx, worker, ada, sibling.Record, day.Day{}))
		same(t, "Ben sees", []string{"Grace Okafor is parent until ", "Ada Okafor is sibling until 2026-11-01"}, see(ben))

		// A relative who is hidden is neither named nor counted.
		h.done(h.Restrict(ctx, manager, ben, "Threats", nil))
		same(t, "Ada sees without Ben", []string{"Grace Okafor is parent until  with PR"}, see(ada))
		// An adult is opened by whoever works with one of the children.
		if _, err := h.Read(ctx, other, mother, access.Read, access.Identity, "test"); errs.Of(err) != errs.Denied {
			t.Errorf("somebody who works with neither child reads the mother: %v", err)
		}
	})
}

func TestAllocations(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		id := h.child("Ada", "Okafor", "2015-03-04")
		give := func(a record.Allocation) (command.Receipt, error) { return h.Allocate(ctx, manager, id, a) }
		h.refuses(errs.Conflict, "already")(give(record.Allocation{Worker: worker.ID, Team: "team:a"}))
		h.refuses(errs.Invalid, "worker: ")(give(record.Allocation{}))
		h.refuses(errs.Invalid, "worker: ")(give(record.Allocation{Team: "team:a", Role: person.RoleChair}))
		h.refuses(errs.Invalid, "role: ")(give(record.Allocation{Team: "team:a", Role: "boss"}))
		h.refuses(errs.Invalid, "from: ")(give(record.Allocation{Team: "team:a", From: day.Must("2027-01-01")}))
		h.refuses(errs.Denied, "")(h.Allocate(ctx, worker, id, record.Allocation{Worker: other.ID, Team: "team:a"}))
		h.done(give(record.Allocation{Worker: "worker:chair", Role: person.RoleChair}))
		h.done(h.Bar(ctx, manager, id, other.ID, "Family friend"))
		h.refuses(errs.Invalid, "conflict of interest")(give(record.Allocation{Worker: other.ID, Team: "team:a"}))
		h.done(h.Restrict(ctx, manager, id, "Threats", []string{worker.ID}))
		h.refuses(errs.Invalid, "not cleared")(give(record.Allocation{Worker: "worker:new", Team: "team:a"}))
		h.done(h.ClearWorker(ctx, manager, id, "worker:new"))
		rc := h.done(give(record.Allocation{Worker: "worker:new", Team: "team:a"}))
		f, err := h.facts(id)
		h.ok(err)
		same(t, "facts", access.Facts{
			Subject: id, AllocatedTo: []string{"worker:new"}, Teams: []string{"team:a"}, Chairs: []string{"worker:chair"}, Restricted: true,
			Cleared: []string{manager.ID, "worker:new", worker.ID}, Barred: []string{other.ID},
		}, f)
		same(t, "facts from the story", f, person.FactsOf(h.story(id)))

		h.refuses(errs.Invalid, "to: ")(h.EndAllocation(ctx, manager, id, rc.Entries[1].ID, day.Must("2026-11-01")))
		h.refuses(errs.Conflict, "already")(h.EndAllocation(ctx, manager, id, rc.Entries[0].ID, day.Day{}))
		h.done(h.EndAllocation(ctx, manager, id, rc.Entries[1].ID, day.Day{}))
		if f, _ = h.facts(id); len(f.AllocatedTo)+len(f.Teams) != 0 {
			t.Errorf("facts after the end of the allocation: %+v", f)
		}
	})
}

func TestRestrictionAndBar(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		id := h.child("Ada", "Okafor", "2015-03-04")
		read := func(a access.Actor) error {
			_, err := h.Read(ctx, a, id, access.Read, access.Identity, "test")
			return err
		}
		h.refuses(errs.Denied, "")(h.Restrict(ctx, worker, id, "Threats", nil))
		h.refuses(errs.Invalid, "reason: ")(h.Restrict(ctx, manager, id, " ", nil))
		h.refuses(errs.Conflict, "not restricted")(h.Unrestrict(ctx, manager, id))
		h.done(h.Restrict(ctx, manager, id, "Threats", nil))
		h.refuses(errs.Conflict, "already")(h.Restrict(ctx, manager, id, "Threats", nil))
		h.refused(errs.NotFound, access.Missing, read(worker)) // allocated, yet not cleared
		h.refuses(errs.NotFound, access.Missing)(h.EditChild(ctx, worker, id, 1, child("X", "Y", "")))
		h.done(h.ClearWorker(ctx, manager, id, worker.ID))
		h.ok(read(worker))
		h.refuses(errs.Invalid, "worker: ")(h.UnclearWorker(ctx, manager, id, manager.ID))
		h.done(h.UnclearWorker(ctx, manager, id, worker.ID))
		h.refused(errs.NotFound, access.Missing, read(worker))
		h.done(h.Unrestrict(ctx, manager, id))
		h.ok(read(worker))

		h.refuses(errs.Invalid, "worker: ")(h.Bar(ctx, manager, id, "", "x"))
		h.refuses(errs.Invalid, "reason: ")(h.Bar(ctx, manager, id, worker.ID, ""))
		h.done(h.Bar(ctx, manager, id, worker.ID, "Neighbour"))
		h.refuses(errs.Conflict, "already")(h.Bar(ctx, manager, id, worker.ID, "Neighbour"))
		h.refused(errs.NotFound, access.Missing, read(worker)) // the bar beats the allocation
		h.refuses(errs.Conflict, "No conflict")(h.Unbar(ctx, manager, id, other.ID))
		h.done(h.Unbar(ctx, manager, id, worker.ID))
		h.ok(read(worker))
	})
}
