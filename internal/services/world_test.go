package services_test

import (
	"testing"

	"throughline/internal/access"
	"throughline/internal/assessment"
	"throughline/internal/casework"
	"throughline/internal/clock"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/services"
	"throughline/internal/task"
)

// The people of a small council. The helper and her colleague are in the team of the three services.
const (
	helpers = "team:helpers"
	north   = "team:north"
)

var (
	helper    = access.Actor{ID: "worker:helper", Roles: []access.Role{access.EarlyHelp}, Teams: []string{helpers}}
	colleague = access.Actor{ID: "worker:colleague", Roles: []access.Role{access.EarlyHelp}, Teams: []string{helpers}}
	lead      = access.Actor{ID: "worker:lead", Roles: []access.Role{access.Manager}, Teams: []string{helpers}, Manages: []string{helpers}}
	social    = access.Actor{ID: "worker:social", Roles: []access.Role{access.SocialWorker}, Teams: []string{north}}
	deskmate  = access.Actor{ID: "worker:deskmate", Roles: []access.Role{access.SocialWorker}, Teams: []string{north}}
	boss      = access.Actor{ID: "worker:boss", Roles: []access.Role{access.Manager}, Teams: []string{north}, Manages: []string{north}}
	stranger  = access.Actor{ID: "worker:stranger", Roles: []access.Role{access.SocialWorker, access.Analyst, access.Director}, Teams: []string{"team:far"}, Manages: []string{"team:far"}}
	partner   = access.Actor{ID: "worker:partner", Roles: []access.Role{access.Partner}, Agency: "agency:school"}
)

const (
	ivy    = "child:0198c0de-0000-7000-8000-000000000001"
	max    = "child:0198c0de-0000-7000-8000-000000000002"
	mother = "adult:0198c0de-0000-7000-8000-000000000003"
	father = "adult:0198c0de-0000-7000-8000-000000000004"
	nobody = "0198c0de-0000-7000-8000-00000000dead"
)

type world struct {
	commandtest.World
	room  services.Room
	case_ casework.Room
	work  task.Lists
}

// each runs a test on every engine, in a council with two children, whom a social worker works with, and their parents.
func each(t *testing.T, test func(t *testing.T, w world)) {
	t.Parallel()
	b := clock.Standard()
	commandtest.Each(t, append(person.Lists(), task.List(services.Tasks(b), assessment.Tasks(b))), func(t *testing.T, d *commandtest.Desk) {
		w := world{commandtest.World{Desk: d, T: t}, services.Room{Desk: d.Desk, Book: b, Facts: person.Facts}, casework.Room{Desk: d.Desk}, task.Lists{DB: d.DB, Book: b, Now: d.Clock.Now}}
		worker := func(a access.Actor) record.Change {
			return record.New(d.NewID(), a.ID, record.Worker{Name: a.ID, Roles: []string{string(a.Roles[0])}, Teams: a.Teams})
		}
		child := func(id, given string, born string) record.Change {
			return record.New(d.NewID(), id, record.Child{Names: []record.Name{{Given: given, Family: "Ash", Use: "current"}}, Birth: day.Must(born), Sex: "F"})
		}
		adult := func(id, given string) record.Change {
			return record.New(d.NewID(), id, record.Adult{Names: []record.Name{{Given: given, Family: "Ash", Use: "current"}}})
		}
		changes := []record.Change{
			worker(helper), worker(colleague), worker(lead), worker(social), child(ivy, "Ivy", "2013-05-01"), child(max, "Max", "2016-05-01"), adult(mother, "Una"), adult(father, "Otto"),
			record.New(d.NewID(), ivy, record.Address{Lines: []string{"14 Kiln Row", "Marshwick"}, Postcode: "MW1 4AB", From: day.Must("2020-01-01")}),
		}
		for _, k := range []string{ivy, max} {
			changes = append(changes, record.New(d.NewID(), k, record.Allocation{Worker: social.ID, Team: north, Role: person.RoleAllocated, From: day.Must("2026-11-02")}),
				record.New(d.NewID(), k, record.Relationship{Other: mother, Type: "parent", Responsibility: true}), record.New(d.NewID(), k, record.Relationship{Other: father, Type: "parent"}))
		}
		w.Write(changes...)
		test(t, w)
	})
}

// titles are what waits in the team of the services, as the lead sees it.
func (w world) titles() (out []string) {
	w.T.Helper()
	items, err := w.work.ForTeam(w.T.Context(), lead, helpers)
	w.OK(err)
	for _, i := range items {
		out = append(out, i.Title)
	}
	return out
}

func carer() services.NewCarer {
	return services.NewCarer{Source: "school", By: "Mrs Hale, pastoral lead", For: []record.CaredFor{{Person: mother, Who: "mother", Condition: "long_term"}}, Tasks: []string{"household", "siblings"},
		Views: "I like helping. I am tired on Mondays.", Team: helpers}
}

func clinical() services.NewClinical {
	return services.NewClinical{Source: "5A", By: "The social worker", Need: "She does not sleep and is afraid of the dark.", Priority: "soon", Consent: "given", Team: helpers}
}

func abuse() services.NewAbuse {
	return services.NewAbuse{Source: "6", By: "Public protection", Need: "He follows her from work and reads her letters.", Harmed: record.AbuseAdult{Person: mother, Name: "Una Ash"},
		Harming: record.AbuseAdult{Person: father, Name: "Otto Ash"}, Children: []string{max}, Consent: "given", Team: helpers,
		Safe: record.SafeWays{Letters: record.No, Phone: "020 7946 0911", Times: "Weekdays from 10 to 12", Words: "Say that it is the library"}}
}
