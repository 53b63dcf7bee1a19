package borough_test

import (
	"testing"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/borough"
	"throughline/internal/synth/draw"
	"throughline/internal/synth/event"
)

// Whatever is recorded follows on what was recorded before, can be recorded on its day, and comes in the order of time.
func TestEventsFollowOnEachOther(t *testing.T) {
	for name, o := range map[string]borough.Options{
		"clean":        {Size: borough.Village, Seed: 3},
		"lost history": {Size: borough.Village, Seed: 3, Lost: true},
		"dirty":        {Size: borough.Village, Seed: 3, Dirty: true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			o.Until = time.Date(2024, 6, 26, 10, 0, 0, 0, time.UTC)
			versions := map[string]int64{}
			subjects := map[string]string{}
			var last time.Time
			faults := 0
			err := make1(t, o).Events(func(e event.Event) error {
				if e.At.Before(last) || e.At.After(o.Until) || e.Actor == "" || e.Why == "" || len(e.Changes) == 0 {
					t.Fatalf("%s after %s: %q by %q", e.At, last, e.Why, e.Actor)
				}
				last = e.At
				for _, c := range e.Changes {
					if versions[c.ID] != c.Base {
						t.Fatalf("%s: %s %s has version %d, and %d was changed", e.Why, c.Body.KindName(), c.ID, versions[c.ID], c.Base)
					}
					versions[c.ID]++
					if s, ok := subjects[c.ID]; ok && s != c.Subject {
						t.Fatalf("%s was of %s and is of %s", c.ID, s, c.Subject)
					}
					subjects[c.ID] = c.Subject
					if v, ok := c.Body.(record.Validator); ok {
						if err := v.Valid(day.In(e.At)); err != nil {
							if faults++; faults < 12 {
								t.Errorf("%s on %s: %+v: %v", e.Why, e.At, c.Body, err)
							}
						}
					}
				}
				return nil
			})
			if err != nil {
				t.Fatal(err)
			}
			if len(versions) < 20000 {
				t.Errorf("only %d records", len(versions))
			}
		})
	}
}

// The same seed gives the same events, and another seed others.
func TestSameSeedSameEvents(t *testing.T) {
	sum := func(seed draw.Seed) (h uint64) {
		until := time.Date(2020, 11, 26, 10, 0, 0, 0, time.UTC)
		h = 14695981039346656037
		err := make1(t, borough.Options{Size: borough.Village, Seed: seed, Until: until}).Events(func(e event.Event) error {
			for _, c := range e.Changes {
				b, err := record.Encode(c.Body)
				if err != nil {
					return err
				}
				for _, part := range []string{e.At.String(), e.Actor, e.Why, c.ID, c.Subject, string(b)} {
					for i := range len(part) {
						h = (h ^ uint64(part[i])) * 1099511628211
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	if one := sum(1); one != sum(1) || one == sum(2) {
		t.Error("events must follow from the seed, and from nothing else")
	}
}
