package housetest

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Draw gives a number from 0 up to n; label says what for.
type Draw func(n int, label string) int

// Random draws from a seeded source.
func Random(seed uint64) Draw {
	r := rand.New(rand.NewPCG(seed, 7))
	return func(n int, _ string) int { return r.IntN(n) }
}

// Hand runs random commands of every room. What it knows of is what it made, or what Look found. It is used by one goroutine.
type Hand struct {
	House *house.House
	Draw  Draw
	Wait  func() // lets three days pass, where the house's clock is the test's

	People, Contacts, Reports, Glass []string // subjects, subjects, subjects, records
	Commands                         []string // newest last
}

// most bounds what a hand remembers.
const most = 60

func remember(list []string, s string) []string {
	if slices.Contains(list, s) {
		return list
	}
	if len(list) >= most {
		list = list[1:]
	}
	return append(list, s)
}

// note keeps what a command made.
func (h *Hand) note(command, kind, subject, id string) {
	h.Commands = remember(h.Commands, command)
	switch kind {
	case "child", "adult":
		h.People = remember(h.People, subject)
	case "contact":
		h.Contacts = remember(h.Contacts, subject)
	case "assessment_report":
		h.Reports = remember(h.Reports, subject)
	case "break_glass":
		h.Glass = remember(h.Glass, id)
	}
}

// Look remembers what is in the house already: the newest of it.
func (h *Hand) Look(ctx context.Context) error {
	type row struct{ command, kind, subject, id string }
	return h.House.DB.Read(ctx, func(t *db.Tx) error {
		rows, err := db.All(t, func(scan db.Scan) (r row, err error) {
			err = scan(&r.command, &r.kind, &r.subject, &r.id)
			return r, err
		}, "select command, kind, subject, id from entry order by seq desc limit 300")
		for _, r := range slices.Backward(rows) {
			h.note(r.command, r.kind, r.subject, r.id)
		}
		return err
	})
}

// Done is what a step did: its name and its command's receipt, which is empty when nothing was to be written. Err is why it was refused.
type Done struct {
	Name string
	command.Receipt
	Err error
}

// Refused says whether the step was refused as commands may be, in words for people. An error that is neither is a bug.
func (d Done) Refused() bool { return d.Err != nil && errs.Of(d.Err) != errs.Internal }

// Step runs one random step. Some need others before them, so a new hand in an empty house is refused more often than not.
func (h *Hand) Step(ctx context.Context) Done {
	s := weighted[h.Draw(len(weighted), "step")]
	return h.run(ctx, s)
}

// Run runs the step of a name.
func (h *Hand) Run(ctx context.Context, name string) Done {
	for _, s := range steps {
		if s.name == name {
			return h.run(ctx, s)
		}
	}
	panic("no step " + name)
}

func (h *Hand) run(ctx context.Context, s step) Done {
	rc, err := s.do(ctx, h)
	if err != nil {
		return Done{Name: s.name, Err: err}
	}
	if len(rc.Entries) == 0 {
		return Done{Name: s.name}
	}
	for _, e := range rc.Entries {
		h.note(rc.Command, e.Kind, e.Subject, e.ID)
	}
	return Done{Name: s.name, Receipt: rc}
}

// Prepare runs the steps that a step needs before it, so that it can be done.
func (h *Hand) Prepare(ctx context.Context, name string) error {
	for _, before := range needs[name] {
		if before == wait {
			if h.Wait != nil {
				h.Wait()
			}
			continue
		}
		var d Done
		for range 20 {
			if d = h.Run(ctx, before); d.Err == nil {
				break
			}
		}
		if d.Err != nil {
			return fmt.Errorf("%q needs %q before it: %w", name, before, d.Err)
		}
	}
	return nil
}

// Steps names every step.
func Steps() []string {
	out := make([]string, len(steps))
	for i, s := range steps {
		out[i] = s.name
	}
	return out
}

// pick gives one of a list; where it is empty, an id of nobody.
func (h *Hand) pick(list []string, what string) string {
	if len(list) == 0 {
		return "child:nobody"
	}
	return list[h.Draw(len(list), what)]
}

// find gives one of a list whose story fits, if there is one, else any.
func (h *Hand) find(ctx context.Context, list []string, what string, fits func(story.Story) bool) string {
	var those []string
	start := 0
	if len(list) > 0 {
		start = h.Draw(len(list), what+" from")
	}
	for i := range list {
		subject := list[(start+i)%len(list)]
		s, err := h.House.Desk.Story(ctx, subject)
		if err == nil && fits(s) {
			if those = append(those, subject); len(those) == 3 {
				break
			}
		}
	}
	if len(those) == 0 {
		return h.pick(list, what)
	}
	return h.pick(those, what)
}

// latest finds a subject with a record of a kind that fits, and gives both.
func latest[T record.Body](ctx context.Context, h *Hand, list []string, what string, fits func(T) bool) (string, record.Of[T], error) {
	subject := h.find(ctx, list, what, func(s story.Story) bool {
		r, ok := story.Latest[T](s)
		return ok && fits(r.Body)
	})
	s, err := h.House.Desk.Story(ctx, subject)
	if err != nil {
		return subject, record.Of[T]{}, err
	}
	r, ok := story.Latest[T](s)
	if !ok {
		return subject, r, errs.New(errs.NotFound, "nothing of that kind")
	}
	return subject, r, nil
}

func always[T any](T) bool { return true }
