package care

import (
	"slices"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/draw"
	"throughline/internal/synth/event"
)

// book is what a life is written in: acts, each of one day, which are turned into events when the life is told to its end.
type book struct {
	seed  draw.Seed
	child string
	acts  []*act
	byDay map[actKey]*act
}

type actKey struct {
	on  day.Day
	why string
}

// act is what is recorded together: what was done on a day, in the command's own words.
type act struct {
	actKey
	writes []write
}

// write is one version of a record.
type write struct {
	id   string
	body record.Body
	edit bool
}

func (b *book) act(on day.Day, why string) *act {
	key := actKey{on, why}
	a, ok := b.byDay[key]
	if !ok {
		a = &act{actKey: key}
		b.acts, b.byDay[key] = append(b.acts, a), a
	}
	return a
}

// id is the id of the child's record with that name, of which the day is known.
func (b *book) id(on day.Day, name string) string {
	return b.seed.ID(on.Start().Add(9*time.Hour), b.child, "care/"+name)
}

// made notes a record that is made on a day, and gives its id. Its name must be the only one of the child.
func (b *book) made(on day.Day, why, name string, body record.Body) string {
	id := b.id(on, name)
	a := b.act(on, why)
	a.writes = append(a.writes, write{id: id, body: body})
	return id
}

// changed notes a change of a record on a day: all that it then says.
func (b *book) changed(on day.Day, why, id string, body record.Body) {
	a := b.act(on, why)
	a.writes = append(a.writes, write{id: id, body: body, edit: true})
}

// lasting notes a record of something that begins on one day and ends on another: made when it begins, changed when it ends. A zero end is none.
func (b *book) lasting(from, to day.Day, begins, ends, name string, body func(ended bool) record.Body) string {
	if from == to {
		return b.made(from, begins, name, body(true))
	}
	id := b.made(from, begins, name, body(false))
	if !to.IsZero() {
		b.changed(to, ends, id, body(true))
	}
	return id
}

// events tells the acts up to a day, in the order in which they were recorded. Everything of that day and before is recorded by the evening of
// that day. A version is recorded after the one that it was made from.
func (b *book) events(who func(day.Day) string, until day.Day) []event.Event {
	acts := slices.DeleteFunc(slices.Clone(b.acts), func(a *act) bool { return a.on.After(until) })
	slices.SortStableFunc(acts, func(x, y *act) int { return x.on.Compare(y.on) })
	var held event.Held
	recorded := map[string]time.Time{} // when each record was last written
	out := make([]event.Event, 0, len(acts))
	for _, a := range acts {
		at := b.recordedAt(a, until)
		for _, w := range a.writes {
			if last, ok := recorded[w.id]; ok && !at.After(last) {
				at = last.Add(time.Minute)
			}
		}
		e := event.Event{At: at, Actor: who(a.on), Why: a.why}
		for _, w := range a.writes {
			recorded[w.id] = at
			if w.edit {
				e.Changes = append(e.Changes, held.Edit(w.id, w.body))
			} else {
				e.Changes = append(e.Changes, held.New(w.id, b.child, w.body))
			}
		}
		out = append(out, e)
	}
	event.Sort(out)
	return out
}

// recordedAt is when an act is recorded: mostly the same day, sometimes some days later, in working hours.
func (b *book) recordedAt(a *act, until day.Day) time.Time {
	s := b.seed.Stream(b.child, "care/recorded/"+a.on.String()+"/"+a.why)
	on := a.on
	if !s.Chance(recordedSameDay) {
		on = on.Add(s.Geometric(recordedLate))
	}
	if on.After(until) {
		on = until
	}
	return on.Start().Add(time.Duration(9*60+s.IntN(8*60))*time.Minute + time.Duration(s.IntN(60))*time.Second)
}
