package measure

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"time"

	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/story"
)

// past is what the facts that are kept ready, which are those of today, do not tell of what was known at an instant: the subjects about which something was
// recorded later. A figure as known then counts those again as they were known, and takes the facts of all others as they are.
//
// A subject's story then differs from its story now only if one of the records in it was changed since, or if a merge that leads to it was: both are entries
// about a subject in it. So touched has each subject with a later entry, whatever it is told under now, and whatever it was told under then. A subject
// whose key was destroyed is touched too: its versions of then can be counted and not read.
type past struct {
	known   time.Time
	touched map[string]bool
	into    map[string]string   // merges as they were known
	from    map[string][]string // the same, by survivor
	dead    []string            // whose key was destroyed
}

// pastOf finds what was recorded after an instant. It is nil when that is more than half of the journal: then reading the whole of it is the shorter way.
func pastOf(t *db.Tx, d *command.Desk, known time.Time) (*past, error) {
	size, _, err := head(t)
	if err != nil {
		return nil, err
	}
	first, err := firstAfter(t, size, known)
	if err != nil || size-first > size/2 {
		return nil, err
	}
	p := &past{known: known, touched: map[string]bool{}, from: map[string][]string{}}
	if p.into, err = mergesAt(t, d, known); err != nil {
		return nil, err
	}
	for from, into := range p.into {
		p.from[into] = append(p.from[into], from)
	}
	now, err := aliases(t)
	if err != nil {
		return nil, err
	}
	later, err := db.Column[string](t, "select subject from entry where seq >= $1", first) // often more than once: to ask for each once would read an index of all
	if err != nil {
		return nil, err
	}
	_, dead, err := d.Journal.Vault().All(t.Context())
	if err != nil {
		return nil, err
	}
	for _, tomb := range dead {
		p.dead = append(p.dead, tomb.Subject)
	}
	for _, s := range append(later, p.dead...) {
		p.touched[s], p.touched[survivor(now, s)], p.touched[survivor(p.into, s)] = true, true, true
	}
	return p, nil
}

// firstAfter is the position of the first entry after an instant; the journal's size when there is none. Positions have no gaps and time never runs
// backwards in the journal, so that it needs no index by time.
func firstAfter(t *db.Tx, size int64, known time.Time) (int64, error) {
	last := db.Instant(known)
	var failed error
	first := sort.Search(int(size), func(seq int) bool {
		var at string
		if failed == nil {
			failed = t.Row("select at from entry where seq = $1", []any{int64(seq)}, &at)
		}
		return failed != nil || at > last
	})
	return int64(first), failed
}

// mergesAt are the merges in force at an instant: what was merged, and into what.
func mergesAt(t *db.Tx, d *command.Desk, known time.Time) (map[string]string, error) {
	out := map[string]string{}
	from, err := db.Column[string](t, "select distinct subject from record where kind = $1", record.Merge{}.KindName())
	if err != nil {
		return nil, err
	}
	for _, s := range from {
		recs, err := recordsAt(t, d, s, known)
		if err != nil {
			return nil, err
		}
		if m, ok := story.ActiveMerge(story.New(s, nil, recs)); ok {
			out[s] = m.Body.Into
		}
	}
	return out, nil
}

// recordsAt are a subject's own records as they were known, withdrawn ones too.
func recordsAt(t *db.Tx, d *command.Desk, subject string, known time.Time) ([]record.Record, error) {
	entries, err := d.Journal.Subject(t, subject, known)
	if err != nil {
		return nil, err
	}
	recs, _, err := story.Newest(entries)
	return recs, err
}

// untouched are hands that are given only what the past is not to tell.
func (p *past) untouched(hands []func(string, *Facts) error) []func(string, *Facts) error {
	out := make([]func(string, *Facts) error, len(hands))
	for i, hand := range hands {
		out[i] = func(of string, f *Facts) error {
			if p.touched[f.Subject] {
				return nil
			}
			return hand(of, f)
		}
	}
	return out
}

// each gives the facts of the touched subjects that are sought as they were known, in order, and counts the versions that a destroyed key made unreadable.
func (p *past) each(t *db.Tx, d *command.Desk, want sought, hand func(string, *Facts) error) (destroyed int, err error) {
	f := newFacts()
	for _, s := range slices.Sorted(maps.Keys(p.touched)) {
		of := record.SubjectType(s)
		if _, merged := p.into[s]; merged || len(want.types[of]) == 0 {
			continue
		}
		st, err := p.story(t, d, s)
		if err != nil {
			return 0, err
		}
		if st == nil {
			continue
		}
		if err := hand(of, f.of(*st)); err != nil {
			return 0, err
		}
	}
	for _, s := range p.dead {
		if len(want.types[record.SubjectType(s)]) == 0 {
			continue
		}
		var n int
		if err := t.Row("select count(*) from entry where subject = $1 and at <= $2", []any{s, db.Instant(p.known)}, &n); err != nil {
			return 0, err
		}
		destroyed += n
	}
	return destroyed, nil
}

// story is what was known of a subject and of all that were merged into it; nil when nothing of its own was.
func (p *past) story(t *db.Tx, d *command.Desk, subject string) (*story.Story, error) {
	var recs []record.Record
	group := []string{subject}
	for i := 0; i < len(group); i++ {
		own, err := recordsAt(t, d, group[i], p.known)
		if err != nil {
			return nil, fmt.Errorf("%s as it was known: %w", subject, err)
		}
		if i == 0 && len(own) == 0 {
			return nil, nil
		}
		recs = append(recs, own...)
		for _, s := range p.from[group[i]] {
			if !slices.Contains(group, s) {
				group = append(group, s)
			}
		}
	}
	merged := slices.Sorted(slices.Values(group[1:]))
	st := story.New(subject, merged, recs)
	return &st, nil
}
