package intake

import (
	"fmt"
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/returns/episode"
	"throughline/internal/returns/ssda903"
	"throughline/internal/story"
)

// episodes brings in the episodes of a child: as periods of care, legal statuses and placements. Where some are held already, those that the
// file has as well are met, an open one is closed, what follows is added, and what contradicts is a conflict. The result is cut again before it
// counts: if it does not give the episodes that it should, the child's episodes of this file are held back.
func (b *batch) episodes(s story.Story, e entry) error {
	rows, places := e.care.episodes, e.care.places
	e.care.told = map[string]bool{}
	if len(rows) == 0 {
		return nil
	}
	all, _ := episode.Of(s)
	if len(all) == 0 {
		return b.firstEpisodes(s.Subject, e)
	}
	met := map[int]bool{}
	recent := episode.ForYear(all, e.year)
	for i, r := range rows {
		if at := slices.Index(recent, r); at >= 0 {
			recent, met[i] = slices.Delete(recent, at, at+1), true
			b.result.matched.Rows++
		}
	}
	if len(met) == len(rows) {
		return nil
	}
	told := make([]episode.Row, len(all))
	for i, x := range all {
		told[i] = x.Row
	}
	kept, updated, added := e.unkept(rows, met, s), 0, 0
	for i, r := range rows {
		if met[i] || kept[i] {
			continue
		}
		at := slices.IndexFunc(told, func(h episode.Row) bool { return h.Decom == r.Decom })
		switch {
		case at >= 0 && closes(told[at], r):
			told[at] = r
			updated++
		case at >= 0:
			b.contradict(s, all, told[at], r, places[i])
		case slices.ContainsFunc(told, func(h episode.Row) bool { return crosses(h, r) }):
			b.hold(places[i], "the episode crosses one that is recorded; it was held back")
		default:
			told = append(told, r)
			added++
		}
	}
	if updated+added == 0 {
		return nil
	}
	return b.retell(s, e, told, updated, added)
}

// closes says whether an episode of the file goes on with one that is open here.
func closes(held, r episode.Row) bool {
	return held.Dec.IsZero() && !r.Dec.IsZero() && held.RNE == r.RNE && held.LS == r.LS && held.Place == r.Place && held.Provider == r.Provider
}

// crosses says whether two episodes of different starts share days.
func crosses(a, b episode.Row) bool {
	if b.Decom.Before(a.Decom) {
		a, b = b, a
	}
	return !a.Decom.IsZero() && !b.Decom.IsZero() && (a.Dec.IsZero() || b.Decom.Before(a.Dec))
}

// unkept says of each row whether it is one that no record could hold and that is kept already.
func (e entry) unkept(rows []episode.Row, met map[int]bool, s story.Story) map[int]bool {
	out := map[int]bool{}
	for i, r := range rows {
		values := valuesOf(r)
		for _, a := range story.All[record.AsReturned](s) {
			if !met[i] && a.Body.Record == "" && a.Body.Table == ssda903.Episodes.String() && slices.Equal(a.Body.Values, values) {
				out[i] = true
			}
		}
	}
	return out
}

func valuesOf(r episode.Row) (out []record.ReturnedValue) {
	for i, text := range r.Cells() {
		if text != "" {
			out = append(out, record.ReturnedValue{Column: episode.Columns()[i], Text: text})
		}
	}
	return out
}

// contradict notes the cells in which an episode of the file disagrees with one that is recorded.
func (b *batch) contradict(s story.Story, all []episode.Episode, held, r episode.Row, at row) {
	i := slices.IndexFunc(all, func(x episode.Episode) bool { return x.Row == held })
	var h record.Record
	if i >= 0 {
		h, _ = b.record(s, all[i].Period)
	}
	was, is := held.Cells(), r.Cells()
	for c, column := range episode.Columns() {
		if was[c] != is[c] {
			b.differ(h, at, diff{column, was[c], is[c]})
		}
	}
}

// firstEpisodes makes the records of a child of whom no episode is held.
func (b *batch) firstEpisodes(subject string, e entry) error {
	periods, unread := episode.Read(e.care.episodes, b.t.Today())
	b.unread(e, e.care.episodes, unread)
	for _, p := range periods {
		for _, c := range p.Records(subject, b.t.NewID) {
			c.Source = b.im.source(e.rowOn(c.Body))
			if err := b.put(c); err != nil {
				return err
			}
		}
	}
	b.result.added.Rows += len(e.care.episodes) - wholeOf(unread)
	for _, w := range b.wholeEpisodes(e, e.care.episodes, unread) {
		if err := b.keepRows([]wholeRow{w}, subject, "", e.year); err != nil {
			return err
		}
	}
	return nil
}

func wholeOf(unread []episode.Unread) (n int) {
	for _, u := range unread {
		if u.Row {
			n++
		}
	}
	return n
}

// unread names what of the file's episodes no record can say.
func (b *batch) unread(e entry, rows []episode.Row, unread []episode.Unread) {
	for _, u := range unread {
		i := slices.Index(e.care.episodes, rows[u.Index])
		if i < 0 {
			continue
		}
		place := e.care.places[i].String()
		if u.Column != "" {
			place += ", " + u.Column
		}
		b.result.notes = append(b.result.notes, record.Held{Place: place, Why: u.Why + "; it is kept as it came"})
	}
}

func (b *batch) wholeEpisodes(e entry, rows []episode.Row, unread []episode.Unread) (out []wholeRow) {
	for _, u := range unread {
		if !u.Row {
			continue
		}
		if i := slices.Index(e.care.episodes, rows[u.Index]); i >= 0 {
			out = append(out, wholeRow{row: e.care.places[i], values: valuesOf(rows[u.Index]), why: u.Why})
		}
	}
	return out
}

// rowOn is the row of the file that a record of an episode came from: one that begins on the record's day and says what the record says, and
// that no record of the kind came from before; else the first.
func (e entry) rowOn(body record.Body) row {
	var on day.Day
	says := func(episode.Row) bool { return true }
	switch x := body.(type) {
	case record.CarePeriod:
		on = x.Started
	case record.LegalStatus:
		on = x.From
		says = func(r episode.Row) bool { return r.LS == x.Status }
	case record.CLAPlacement:
		on = x.From
		says = func(r episode.Row) bool { return r.Place == x.Type && r.Postcode == x.Postcode }
	case record.AsReturned:
		on = x.On
	}
	found := -1
	for i, r := range e.care.episodes {
		if r.Decom != on {
			continue
		}
		if key := fmt.Sprint(body.KindName(), i); says(r) && !e.care.told[key] {
			e.care.told[key] = true
			return e.care.places[i]
		}
		if found < 0 {
			found = i
		}
	}
	return e.care.places[max(found, 0)]
}

// retell changes the records of a child's care so that they tell other episodes than before.
func (b *batch) retell(s story.Story, e entry, told []episode.Row, updated, added int) error {
	periods, unread := episode.Read(told, b.t.Today())
	changes, stories := len(b.changes), b.stories[s.Subject]
	held, _ := episode.Periods(s)
	for _, p := range periods {
		if err := b.period(s.Subject, e, held, p); err != nil {
			return err
		}
	}
	now, err := b.story(s.Subject)
	if err != nil {
		return err
	}
	cut, _ := episode.Of(now)
	got, want := textsOfRows(cut), []string{}
	for i, r := range told {
		if !slices.ContainsFunc(unread, func(u episode.Unread) bool { return u.Row && u.Index == i }) {
			want = append(want, strings.Join(r.Cells(), "\x00"))
		}
	}
	slices.Sort(want)
	if !slices.Equal(got, want) {
		b.changes = b.changes[:changes]
		if len(stories.Records) > 0 {
			b.stories[s.Subject] = stories
		} else {
			delete(b.stories, s.Subject)
		}
		b.hold(e.care.places[0], "the child's episodes cannot be joined to those recorded; all of this file were held back")
		return nil
	}
	b.result.updated.Rows += updated
	b.result.matched.Rows += updated
	b.result.added.Rows += added
	b.unread(e, told, unread)
	return b.keepRows(b.wholeEpisodes(e, told, unread), s.Subject, "", e.year)
}

func textsOfRows(all []episode.Episode) []string {
	out := make([]string, len(all))
	for i, x := range all {
		out[i] = strings.Join(x.Cells(), "\x00")
	}
	slices.Sort(out)
	return out
}

// period brings a period of care to what it should say. Its records are known by their start.
func (b *batch) period(subject string, e entry, held []episode.Period, p episode.Period) error {
	at := slices.IndexFunc(held, func(h episode.Period) bool {
		if !p.Care.Body.Started.IsZero() || !h.Care.Body.Started.IsZero() {
			return h.Care.Body.Started == p.Care.Body.Started
		}
		return slices.ContainsFunc(h.Placements, func(x record.Of[record.CLAPlacement]) bool {
			return slices.ContainsFunc(p.Placements, func(y record.Of[record.CLAPlacement]) bool {
				return x.Body.From == y.Body.From && x.Body.Type == y.Body.Type
			})
		})
	})
	if at < 0 {
		for _, c := range p.Records(subject, b.t.NewID) {
			c.Source = b.im.source(e.rowOn(c.Body))
			if err := b.put(c); err != nil {
				return err
			}
		}
		return nil
	}
	h := held[at]
	if err := become(b, subject, e, []record.Of[record.CarePeriod]{h.Care}, []record.CarePeriod{p.Care.Body}, func(a, b record.CarePeriod) bool { return true }); err != nil {
		return err
	}
	statuses, placements, kept := []record.LegalStatus{}, []record.CLAPlacement{}, []record.AsReturned{}
	for _, x := range p.Statuses {
		x.Body.Period = h.Care.ID
		statuses = append(statuses, x.Body)
	}
	for _, x := range p.Placements {
		x.Body.Period = h.Care.ID
		placements = append(placements, x.Body)
	}
	for _, x := range p.Kept {
		x.Body.Record = h.Care.ID
		kept = append(kept, x.Body)
	}
	if err := become(b, subject, e, h.Statuses, statuses, func(a, b record.LegalStatus) bool { return a.From == b.From && a.Status == b.Status }); err != nil {
		return err
	}
	if err := become(b, subject, e, h.Placements, placements, func(a, b record.CLAPlacement) bool { return a.From == b.From && a.Type == b.Type }); err != nil {
		return err
	}
	return become(b, subject, e, h.Kept, kept, func(a, b record.AsReturned) bool { return a.On == b.On && slices.Equal(a.Values, b.Values) })
}

// become edits held records to what they should say and adds those that are missing.
func become[B record.Body](b *batch, subject string, e entry, held []record.Of[B], want []B, same func(a, b B) bool) error {
	for i, to := range pair(want, held, func(w B, h record.Of[B]) bool { return same(w, h.Body) }) {
		var err error
		switch {
		case to < 0:
			_, err = b.add(subject, want[i], e.rowOn(want[i]))
		case !equal(held[to].Body, want[i]):
			err = edit(b, held[to], want[i], e.rowOn(want[i]))
		}
		if err != nil {
			return err
		}
	}
	return nil
}
