package care_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/care"
	"throughline/internal/synth/draw"
)

var days = cmpopts.EquateComparable(day.Day{})

// drawn is the nth child of a seed, who comes into care in the fourteen years to the summer of 2027.
func drawn(seed draw.Seed, n int) (care.Child, care.Start) {
	subject := fmt.Sprintf("child:care-%d-%d", seed, n)
	s := seed.Stream(subject, "test")
	on := s.Between(day.Must("2013-04-01"), day.Must("2027-06-01"))
	c, start := care.Draw(s, subject, on)
	if s.Chance(0.03) {
		c.Born = on.AddMonths(-12 * (5 + s.IntN(9))).Add(-s.IntN(300))
		start.Route, start.Need = care.ShortBreaks, "N2"
	}
	return c, start
}

// newest applies events in their order and gives each record as it is at the end; what does not follow on the version before is a fault.
func newest(t testing.TB, l care.Life) []record.Change {
	t.Helper()
	at := map[string]int{}
	versions := map[string]int64{}
	var out []record.Change
	for i, e := range l.Events {
		if i > 0 && e.At.Before(l.Events[i-1].At) {
			t.Fatalf("%s comes before %s", e.At, l.Events[i-1].At)
		}
		for _, c := range e.Changes {
			if c.Base != versions[c.ID] {
				t.Fatalf("%s %s: version %d is made from %d (%s on %s)", c.Subject, c.ID, versions[c.ID], c.Base, e.Why, e.At)
			}
			versions[c.ID]++
			if v, ok := c.Body.(record.Validator); ok {
				if err := v.Valid(day.In(e.At)); err != nil {
					t.Fatalf("%s on %s: %+v: %v", e.Why, e.At, c.Body, err)
				}
			}
			if n, ok := at[c.ID]; ok {
				out[n].Body = c.Body
				continue
			}
			at[c.ID] = len(out)
			out = append(out, record.New(c.ID, c.Subject, c.Body))
		}
	}
	return out
}

// TestTellsOnlyWhatWas: a life that is told up to an earlier day is the same life, with what happened up to then.
func TestTellsOnlyWhatWas(t *testing.T) {
	t.Parallel()
	for n := range 300 {
		c, start := drawn(11, n)
		whole := care.Live(11, c, start, day.Must("2060-01-01"))
		again := care.Live(11, c, start, day.Must("2060-01-01"))
		if diff := cmp.Diff(whole, again, days); diff != "" {
			t.Fatalf("the same seed gives another life: %s", diff)
		}
		newest(t, whole)
		s := draw.Seed(11).Stream(c.Subject, "until")
		until := start.On.Add(s.IntN(2500))
		part := care.Live(11, c, start, until)
		facts := map[string]record.Body{} // every version by record and number
		for _, e := range whole.Events {
			for _, ch := range e.Changes {
				facts[fmt.Sprint(ch.ID, ch.Base)] = ch.Body
			}
		}
		for _, e := range part.Events {
			if day.In(e.At).After(until) {
				t.Fatalf("recorded on %s, after %s", e.At, until)
			}
			for _, ch := range e.Changes {
				if diff := cmp.Diff(facts[fmt.Sprint(ch.ID, ch.Base)], ch.Body, days); diff != "" {
					t.Fatalf("told up to %s: %s", until, diff)
				}
			}
		}
		newest(t, part)
	}
}
