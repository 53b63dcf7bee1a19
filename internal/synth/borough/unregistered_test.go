package borough

import (
	"fmt"
	"testing"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/event"
)

// Some of the children in homes that Ofsted does not inspect are with a provider that the register says is not registered, and nobody else is: without them
// the figure of unregistered placements is empty.
func TestSomeAreWithAProviderThatIsNotRegistered(t *testing.T) {
	a, err := New(Options{Size: Hamlet, Seed: 1, Until: time.Date(2025, 6, 30, 18, 0, 0, 0, time.UTC)}, 0)
	if err != nil {
		t.Fatal(err)
	}
	known := false
	for _, c := range a.register(Start).Changes {
		known = known || c.Subject == providerSubject(unregistered) && c.Body.(record.Provider).Registration == "unregistered"
	}
	if !known {
		t.Error("the register does not have the provider")
	}
	for kind, few := range map[string][2]int{"R1": {15, 45}, "K2": {0, 0}, "R2": {0, 0}} {
		var events []event.Event
		for n := range 100 {
			events = append(events, event.Event{At: time.Date(2024, 6, 3, 9, 0, 0, 0, time.UTC), Changes: []record.Change{
				record.New(fmt.Sprintf("%s/%d", kind, n), "child:1", record.CLAPlacement{Type: kind, From: day.New(2024, 6, 3)})}})
		}
		with := 0
		for _, e := range a.parts[0].corporate(events) {
			for _, c := range e.Changes {
				if p, ok := c.Body.(record.PlacementPrice); ok && p.Provider == providerSubject(unregistered) {
					with++
				}
			}
		}
		if with < few[0] || with > few[1] {
			t.Errorf("%d of 100 placements of type %s are with it", with, kind)
		}
	}
}
