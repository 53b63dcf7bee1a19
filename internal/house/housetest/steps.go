package housetest

import (
	"context"
	"fmt"
	"slices"

	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

type step struct {
	name   string
	weight int
	do     func(ctx context.Context, h *Hand) (command.Receipt, error)
}

var steps = append(append(people, door...), work...)

var weighted = func() []step {
	var out []step
	for _, s := range steps {
		for range s.weight {
			out = append(out, s)
		}
	}
	return out
}()

// wait stands among the needs of a step where days must pass.
const wait = "wait"

// needs says which steps must be done before another one can.
var needs = func() map[string][]string {
	one := []string{"add a child"}
	two := []string{"add a child", "add a child"}
	opened := []string{"add a child", "emergency"}
	sent := []string{"send one child"}
	matched := append(slices.Clone(sent), "create from a referral")
	opening := append(slices.Clone(matched), "decide: assessment")
	written := append(slices.Clone(opening), "write in an assessment")
	submitted := append(slices.Clone(written), "submit")
	authorised := append(slices.Clone(submitted), wait, "authorise")
	return map[string][]string{
		"correct a child": one, "rename": one, "birth": {"add an unborn child"}, "identifier": one, "address": one, "phone": one,
		"end a phone": {"add a child", "phone"}, "relate": two, "end a relationship": {"add a child", "add a child", "relate"},
		"allocate": one, "end an allocation": one, "restrict": one, "lift a restriction": {"add a child", "restrict"},
		"bar": one, "unbar": {"add a child", "bar"}, "emergency": one, "end an emergency": opened, "review an emergency": opened,
		"merge": two, "part": {"add a child", "add a child", "merge"}, "undo": {"add a child", "correct a child"},
		"match a child": {"send one child", "add a child"}, "create from a referral": sent,
		"decide: assessment": matched, "decide: no further action": matched, "decide: early help": matched, "decide: strategy discussion": matched,
		"write in an assessment": opening, "submit": written, "return": submitted, "authorise": submitted, "review": opening,
		"reopen": authorised, "correct an authorisation": authorised, "allocate an assessment": opening,
	}
}()

// Batch is the words of a command that writes n records at once: the only commands whose size can be told from the journal alone.
func Batch(n int) string { return fmt.Sprintf("Batch of %d records", n) }

// add makes people whom North holds.
func (h *Hand) add(ctx context.Context, why string, of ...person.NewPerson) (command.Receipt, error) {
	return h.House.Desk.Do(ctx, Manager, why, func(t *command.Tx) ([]record.Change, error) {
		var all []record.Change
		for _, n := range of {
			subject, changes, err := person.Create(t, n)
			if err != nil {
				return nil, err
			}
			if n.Child != nil {
				more, err := person.Allocation(t, story.Story{Subject: subject}, record.Allocation{Worker: Ada.ID, Team: North})
				if err != nil {
					return nil, err
				}
				changes = append(changes, more...)
			}
			all = append(all, changes...)
		}
		return all, nil
	})
}

func (h *Hand) child() person.NewPerson {
	c := Child(h.Draw(300, "child"))
	return person.NewPerson{Child: &c}
}

func (h *Hand) who() record.Name { return Child(h.Draw(300, "name")).Names[0] }

// worker is one who may be allocated, barred or cleared.
func (h *Hand) worker() string { return h.pick([]string{Ada.ID, Ben.ID, Outsider.ID}, "worker") }

var people = []step{
	{"add a child", 4, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		return h.add(ctx, "Add a child", h.child())
	}},
	{"add an unborn child", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		c := Child(h.Draw(300, "child"))
		c.Birth, c.Expected = day.Day{}, h.House.Desk.Today().Add(h.Draw(200, "expected"))
		return h.add(ctx, "Add an unborn child", person.NewPerson{Child: &c})
	}},
	{"add an adult", 2, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		_, rc, err := h.House.People.CreateAdult(ctx, Manager, person.NewPerson{Adult: &record.Adult{Names: []record.Name{h.who()}}})
		return rc, err
	}},
	{"add many", 2, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		var of []person.NewPerson
		for range 1 + h.Draw(20, "how many") {
			of = append(of, h.child())
		}
		return h.add(ctx, Batch(2*len(of)), of...)
	}},
	{"correct a child", 3, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		p, c, err := latest(ctx, h, h.People, "child", always[record.Child])
		if err != nil {
			return command.Receipt{}, err
		}
		c.Body.Names = []record.Name{h.who()}
		return h.House.People.EditChild(ctx, Manager, p, c.Version, c.Body)
	}},
	{"rename", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		p, c, err := latest(ctx, h, h.People, "child", always[record.Child])
		if err != nil {
			return command.Receipt{}, err
		}
		n := h.who()
		return h.House.People.Rename(ctx, Manager, p, c.Version, n.Given, n.Family, day.Day{})
	}},
	{"birth", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		p, c, err := latest(ctx, h, h.People, "unborn child", record.Child.Unborn)
		if err != nil {
			return command.Receipt{}, err
		}
		return h.House.People.Birth(ctx, Manager, p, c.Version, person.Born{On: h.House.Desk.Today(), Given: "Joy", Family: "Okafor", Sex: "F"})
	}},
	{"identifier", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		return h.House.People.AddIdentifier(ctx, Manager, h.pick(h.People, "person"), record.Identifier{Type: record.LAChildID, Value: fmt.Sprint("L", h.Draw(90, "number"))})
	}},
	{"address", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		return h.House.People.AddAddress(ctx, Manager, h.pick(h.People, "person"), record.Address{
			Lines: []string{fmt.Sprint(1+h.Draw(40, "house"), " Hill Road")}, Postcode: "N16 5AA", Confidential: h.Draw(2, "confidential") == 1,
		})
	}},
	{"phone", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		return h.House.People.AddContactDetail(ctx, Manager, h.pick(h.People, "person"), record.ContactDetail{Type: record.Phone, Value: fmt.Sprint("020 7946 0", 100+h.Draw(800, "number"))})
	}},
	{"end a phone", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		p, c, err := latest(ctx, h, h.People, "phone", func(c record.ContactDetail) bool { return c.To.IsZero() })
		if err != nil {
			return command.Receipt{}, err
		}
		return h.House.People.EndContactDetail(ctx, Manager, p, c.ID)
	}},
	{"relate", 2, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		return h.House.People.AddRelationship(ctx, Manager, h.pick(h.People, "person"), record.Relationship{
			Other: h.pick(h.People, "other"), Type: h.pick([]string{"parent", "child", "sibling", "foster_carer", "friend"}, "type"),
		})
	}},
	{"end a relationship", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		p, r, err := latest(ctx, h, h.People, "relationship", func(r record.Relationship) bool { return r.To.IsZero() })
		if err != nil {
			return command.Receipt{}, err
		}
		return h.House.People.EndRelationship(ctx, Manager, p, r.ID, day.Day{})
	}},
	{"allocate", 2, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		return h.House.People.Allocate(ctx, Manager, h.pick(h.People, "person"), record.Allocation{
			Worker: h.worker(), Team: h.pick([]string{North, South}, "team"), Role: h.pick([]string{person.RoleAllocated, person.RoleChair}, "role"),
		})
	}},
	{"end an allocation", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		p, a, err := latest(ctx, h, h.People, "allocation", func(a record.Allocation) bool { return a.To.IsZero() })
		if err != nil {
			return command.Receipt{}, err
		}
		return h.House.People.EndAllocation(ctx, Manager, p, a.ID, day.Day{})
	}},
	{"restrict", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		return h.House.People.Restrict(ctx, Manager, h.pick(h.People, "person"), "Threats were made", []string{Manager.ID, h.worker()})
	}},
	{"lift a restriction", 2, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		p, _, err := latest(ctx, h, h.People, "restricted", func(r record.Restriction) bool { return r.To.IsZero() })
		if err != nil {
			return command.Receipt{}, err
		}
		return h.House.People.Unrestrict(ctx, Manager, p)
	}},
	{"bar", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		return h.House.People.Bar(ctx, Manager, h.pick(h.People, "person"), h.worker(), "A neighbour")
	}},
	{"unbar", 2, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		p, b, err := latest(ctx, h, h.People, "barred", func(b record.ConflictBar) bool { return b.To.IsZero() })
		if err != nil {
			return command.Receipt{}, err
		}
		return h.House.People.Unbar(ctx, Manager, p, b.Body.Worker)
	}},
	{"emergency", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		_, rc, err := h.House.People.OpenBreakGlass(ctx, Outsider, h.pick(h.People, "person"), "The child is in hospital and asks for help now")
		return rc, err
	}},
	{"end an emergency", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		return h.House.People.EndBreakGlass(ctx, Outsider, h.pick(h.Glass, "opening"))
	}},
	{"review an emergency", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		return h.House.People.ReviewBreakGlass(ctx, Guardian, h.pick(h.Glass, "opening"), h.pick([]string{record.Justified, record.NotJustified}, "outcome"), "Seen and talked over")
	}},
	{"merge", 3, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		return h.House.People.Merge(ctx, Manager, h.pick(h.People, "keep"), h.pick(h.People, "gone"), "Same person")
	}},
	{"part", 3, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		p := h.find(ctx, h.People, "merged", func(s story.Story) bool { return len(s.Merged) > 0 })
		s, err := h.House.Desk.Story(ctx, p)
		if err != nil {
			return command.Receipt{}, err
		}
		if len(s.Merged) > 0 {
			p = h.pick(s.Merged, "gone")
		}
		return h.House.People.Unmerge(ctx, Manager, p)
	}},
	{"undo", 5, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		if len(h.Commands) == 0 {
			return command.Receipt{}, errs.New(errs.NotFound, "nothing to undo")
		}
		// The newest can be undone most often; any earlier one may be.
		n := len(h.Commands)
		if h.Draw(2, "recent") == 1 {
			n = min(n, 4)
		}
		return h.House.Desk.Undo(ctx, Manager, h.Commands[len(h.Commands)-1-h.Draw(n, "command")])
	}},
}
