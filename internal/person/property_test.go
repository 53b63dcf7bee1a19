package person_test

import (
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// head may do everything that people's commands do.
var head = access.Actor{ID: "worker:head", Roles: []access.Role{access.Manager, access.SocialWorker}, Manages: []string{"team:a"}, Teams: []string{"team:a"}}

// history is a random history of commands on a house.
type history struct {
	house
	people   []string
	commands []string // receipts that may be undone
}

// TestRowsFollowFromStories: whatever commands, undos, merges and unmerges came, in any order, the derived rows are those that the list functions
// make from each person's story alone; and a command that is undone at once leaves every derived row as it was.
func TestRowsFollowFromStories(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		done, refusals := map[string]int{}, map[string]int{}
		rapid.Check(t, func(rt *rapid.T) {
			since := h.NewID()
			g := &history{house: h}
			for i := range rapid.IntRange(8, 25).Draw(rt, "steps") {
				h.Clock.Add(time.Duration(rapid.IntRange(0, 48).Draw(rt, "hours")) * time.Hour)
				step := steps[min(i, 4)] // four people to begin with, two of them merged
				if i > 4 {
					step = rapid.SampledFrom(often).Draw(rt, "step")
				}
				takeBack := i > 4 && rapid.IntRange(0, 3).Draw(rt, "take back") == 3
				var before map[string][]string
				if takeBack {
					before = h.rows(since)
				}
				rc, err := step.do(rt, g)
				switch errs.Of(err) {
				case errs.Internal:
					if err != nil {
						rt.Fatalf("%s: %v", step.name, err)
					}
				default:
					refusals[step.name]++
					continue
				}
				done[step.name]++
				if rc.Command == "" || len(rc.Entries) == 0 {
					continue
				}
				if !takeBack {
					g.commands = append(g.commands, rc.Command)
					continue
				}
				if _, err := h.Desk.Undo(t.Context(), head, rc.Command); err != nil {
					rt.Fatalf("undo of %s at once: %v", step.name, err)
				}
				if diff := cmp.Diff(before, h.rows(since)); diff != "" {
					rt.Fatalf("%s and its undo leave:\n%s", step.name, diff)
				}
			}
			got, want := h.rows(since), h.scratch(g.people)
			delete(got, "alias")
			for table := range got {
				if diff := cmp.Diff(append([]string{}, want[table]...), append([]string{}, got[table]...)); diff != "" {
					rt.Fatalf("%s differs from what the stories say (-stories +table):\n%s", table, diff)
				}
			}
			h.compareFacts(rt, g.people)
		})
		t.Logf("done %v, refused %v", done, refusals)
		for _, name := range []string{"merge", "part", "undo", "relate", "allocate"} {
			if done[name] == 0 {
				t.Errorf("no history had a %q that was done (%d refused)", name, refusals[name])
			}
		}
	})
}

// compareFacts checks that the facts from rows are those from the story.
func (h house) compareFacts(rt *rapid.T, people []string) {
	for _, p := range people {
		if record.SubjectType(p) != record.ChildSubject {
			continue
		}
		s, err := h.Desk.Story(h.t.Context(), p)
		if err != nil {
			rt.Fatal(err)
		}
		f, err := h.facts(p)
		if _, known := story.First[record.Child](s); !known {
			if errs.Of(err) != errs.NotFound {
				rt.Fatalf("facts of an undone child: %+v %v", f, err)
			}
			continue
		}
		if diff := cmp.Diff(person.FactsOf(s), f); err != nil || diff != "" {
			rt.Fatalf("facts of %s: %v\n%s", p, err, diff)
		}
	}
}

// often is the steps with those that need others before them more than once.
var often = func() []step {
	out := slices.Clone(steps)
	for _, s := range steps {
		switch s.name {
		case "merge", "part", "relate", "undo":
			out = append(out, s, s)
		}
	}
	return out
}()

type step struct {
	name string
	do   func(rt *rapid.T, g *history) (command.Receipt, error)
}

// pick gives a person, mostly one of this history; before there is any, an id of nobody.
func (g *history) pick(rt *rapid.T) string {
	if len(g.people) == 0 || rapid.IntRange(0, 19).Draw(rt, "nobody") == 19 {
		return "child:nobody"
	}
	return g.people[rapid.IntRange(0, 1000).Draw(rt, "person")%len(g.people)]
}

// pickWhere is pick among those to whom a story applies, if there are any.
func (g *history) pickWhere(rt *rapid.T, fits func(subject string, s story.Story) bool) string {
	var those []string
	for _, p := range g.people {
		if fits(p, g.story(p)) {
			those = append(those, p)
		}
	}
	if len(those) == 0 {
		return g.pick(rt)
	}
	return rapid.SampledFrom(those).Draw(rt, "person")
}

func (g *history) add(rt *rapid.T, n person.NewPerson) (command.Receipt, error) {
	var subject string
	rc, err := g.Desk.Do(g.t.Context(), head, "Add", func(t *command.Tx) ([]record.Change, error) {
		id, changes, err := person.Create(t, n)
		subject = id
		if err != nil || n.Child == nil {
			return changes, err
		}
		more, err := person.Allocation(t, story.Story{Subject: id}, record.Allocation{Worker: "worker:x", Team: "team:a"})
		return append(changes, more...), err
	})
	if err == nil {
		g.people = append(g.people, subject)
	}
	return rc, err
}

var (
	given    = rapid.SampledFrom([]string{"Ada", "Siân", "Mohammed", "Łucja", "Unborn"})
	family   = rapid.SampledFrom([]string{"Okafor", "Okafor-Hussain", "O’Brien", "van der Berg"})
	someDay  = rapid.SampledFrom([]day.Day{day.Must("2015-03-04"), day.Must("2015-04-03"), day.Must("2026-11-01")})
	staff    = rapid.SampledFrom([]string{"worker:x", "worker:y", "worker:z"})
	relTypes = rapid.SampledFrom([]string{"parent", "child", "sibling", "foster_carer", "friend"})
)

func name(rt *rapid.T) []record.Name {
	return []record.Name{{Given: given.Draw(rt, "given"), Family: family.Draw(rt, "family"), Use: "current"}}
}

var steps = []step{
	{"add a child", func(rt *rapid.T, g *history) (command.Receipt, error) {
		return g.add(rt, person.NewPerson{Child: &record.Child{Names: name(rt), Birth: someDay.Draw(rt, "born")}})
	}},
	{"add an unborn child", func(rt *rapid.T, g *history) (command.Receipt, error) {
		return g.add(rt, person.NewPerson{Child: &record.Child{Names: name(rt), Expected: day.Must("2027-01-01")}})
	}},
	{"add an adult", func(rt *rapid.T, g *history) (command.Receipt, error) {
		return g.add(rt, person.NewPerson{Adult: &record.Adult{Names: name(rt)}})
	}},
	{"add another child", func(rt *rapid.T, g *history) (command.Receipt, error) {
		return g.add(rt, person.NewPerson{Child: &record.Child{Names: name(rt), Birth: someDay.Draw(rt, "born")}})
	}},
	{"merge", func(rt *rapid.T, g *history) (command.Receipt, error) {
		return g.Merge(g.t.Context(), head, g.people[0], g.people[3], "Same person")
	}},
	{"correct", func(rt *rapid.T, g *history) (command.Receipt, error) {
		p := g.pick(rt)
		c, ok := story.First[record.Child](g.story(p))
		if !ok {
			return command.Receipt{}, errs.New(errs.NotFound, "no child")
		}
		c.Body.Names = name(rt)
		return g.EditChild(g.t.Context(), head, p, c.Version, c.Body)
	}},
	{"rename", func(rt *rapid.T, g *history) (command.Receipt, error) {
		p := g.pick(rt)
		c, ok := story.First[record.Child](g.story(p))
		if !ok {
			return command.Receipt{}, errs.New(errs.NotFound, "no child")
		}
		return g.Rename(g.t.Context(), head, p, c.Version, given.Draw(rt, "given"), family.Draw(rt, "family"), day.Day{})
	}},
	{"birth", func(rt *rapid.T, g *history) (command.Receipt, error) {
		p := g.pickWhere(rt, func(_ string, s story.Story) bool {
			c, _ := story.First[record.Child](s)
			return c.Body.Unborn()
		})
		c, _ := story.First[record.Child](g.story(p))
		return g.Birth(g.t.Context(), head, p, c.Version, person.Born{On: day.Must("2026-11-20"), Given: "Joy", Family: "Okafor"})
	}},
	{"identifier", func(rt *rapid.T, g *history) (command.Receipt, error) {
		i := record.Identifier{Type: record.UPN, Value: upn(rapid.IntRange(1, 4).Draw(rt, "upn"))}
		if rapid.Bool().Draw(rt, "local") {
			i = record.Identifier{Type: record.LAChildID, Value: fmt.Sprint("L", rapid.IntRange(1, 9).Draw(rt, "id"))}
		}
		return g.AddIdentifier(g.t.Context(), head, g.pick(rt), i)
	}},
	{"address", func(rt *rapid.T, g *history) (command.Receipt, error) {
		return g.AddAddress(g.t.Context(), head, g.pick(rt), record.Address{
			Lines: []string{rapid.SampledFrom([]string{"1 Hill Road", "Flat 2, Dale House"}).Draw(rt, "line")}, Postcode: "N16 5AA", Confidential: rapid.Bool().Draw(rt, "confidential"),
		})
	}},
	{"phone", func(rt *rapid.T, g *history) (command.Receipt, error) {
		return g.AddContactDetail(g.t.Context(), head, g.pick(rt), record.ContactDetail{Type: record.Phone, Value: "020 7946 0123", Confidential: rapid.Bool().Draw(rt, "confidential")})
	}},
	{"relate", func(rt *rapid.T, g *history) (command.Receipt, error) {
		return g.AddRelationship(g.t.Context(), head, g.pick(rt), record.Relationship{Other: g.pick(rt), Type: relTypes.Draw(rt, "type")})
	}},
	{"end a relationship", func(rt *rapid.T, g *history) (command.Receipt, error) {
		running := func(_ string, s story.Story) bool {
			r, ok := story.Latest[record.Relationship](s)
			return ok && r.Body.To.IsZero()
		}
		p := g.pickWhere(rt, running)
		r, ok := story.Latest[record.Relationship](g.story(p))
		if !ok {
			return command.Receipt{}, errs.New(errs.NotFound, "no relationship")
		}
		return g.EndRelationship(g.t.Context(), head, p, r.ID, day.Day{})
	}},
	{"allocate", func(rt *rapid.T, g *history) (command.Receipt, error) {
		role := rapid.SampledFrom([]string{person.RoleAllocated, person.RoleChair}).Draw(rt, "role")
		return g.Allocate(g.t.Context(), head, g.pick(rt), record.Allocation{Worker: staff.Draw(rt, "worker"), Team: "team:a", Role: role})
	}},
	{"restrict", func(rt *rapid.T, g *history) (command.Receipt, error) {
		return g.Restrict(g.t.Context(), head, g.pick(rt), "Threats", []string{staff.Draw(rt, "worker")})
	}},
	{"lift", func(rt *rapid.T, g *history) (command.Receipt, error) {
		return g.Unrestrict(g.t.Context(), head, g.pickWhere(rt, func(_ string, s story.Story) bool { return person.FactsOf(s).Restricted }))
	}},
	{"bar", func(rt *rapid.T, g *history) (command.Receipt, error) {
		return g.Bar(g.t.Context(), head, g.pick(rt), staff.Draw(rt, "worker"), "Neighbour")
	}},
	{"unbar", func(rt *rapid.T, g *history) (command.Receipt, error) {
		barred := func(_ string, s story.Story) bool { return len(person.FactsOf(s).Barred) > 0 }
		p, worker := g.pickWhere(rt, barred), staff.Draw(rt, "worker")
		if f := person.FactsOf(g.story(p)); len(f.Barred) > 0 {
			worker = f.Barred[0]
		}
		return g.Unbar(g.t.Context(), head, p, worker)
	}},
	{"emergency", func(rt *rapid.T, g *history) (command.Receipt, error) {
		_, rc, err := g.OpenBreakGlass(g.t.Context(), other, g.pick(rt), urgent)
		return rc, err
	}},
	{"merge", func(rt *rapid.T, g *history) (command.Receipt, error) {
		return g.Merge(g.t.Context(), head, g.pick(rt), g.pick(rt), "Same person")
	}},
	{"part", func(rt *rapid.T, g *history) (command.Receipt, error) {
		return g.Unmerge(g.t.Context(), head, g.pickWhere(rt, func(p string, s story.Story) bool { return s.Subject != p }))
	}},
	{"undo", func(rt *rapid.T, g *history) (command.Receipt, error) {
		if len(g.commands) == 0 {
			return command.Receipt{}, errs.New(errs.NotFound, "nothing to undo")
		}
		return g.Desk.Undo(g.t.Context(), head, g.commands[rapid.IntRange(0, 1000).Draw(rt, "command")%len(g.commands)])
	}},
}
