// Package safekeeping proves and preserves what the journal holds: verify, rebuild, checkpoint, backup, restore and disposal under
// a retention rule.
//
// Invariant: everything but the journal can be made again from it, and is compared with it entry by entry.
package safekeeping

import (
	"context"
	"slices"

	"throughline/internal/db"
	"throughline/internal/derived"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Keeper does the work on one database.
type Keeper struct {
	DB      *db.DB
	Journal *journal.Journal
	Lists   derived.Lists
	Hold    int // how many bytes of records a first load holds in memory before it reads them back instead; 1 GB when 0
}

// lastSubject sorts after every subject.
const lastSubject = "~"

// walk goes through all subjects in order, in pieces of bounded size, and gives for each piece what the journal alone says.
type walk struct {
	k      *Keeper
	t      *db.Tx
	open   *journal.Opener
	held   *held             // what a load wrote, instead of the journal
	merges map[string]string // subject to the one it was merged into, from the journal
}

// piece is what the journal says of the subjects after one and up to another.
type piece struct {
	after, upTo string
	records     []stored      // newest versions, in order of subject
	stories     []story.Story // one for each subject that survives, with the records of those merged into it
	destroyed   int           // versions that a destroyed key made unreadable
	faults      []journal.Fault
}

// stored is a record with its body as the journal has it, at the revision it was written with.
type stored struct {
	record.Record
	raw []byte
}

func plain(recs []stored) []record.Record {
	out := make([]record.Record, len(recs))
	for i, r := range recs {
		out[i] = r.Record
	}
	return out
}

func (k *Keeper) newWalk(ctx context.Context, t *db.Tx) (*walk, error) {
	open, err := k.Journal.Opener(ctx)
	if err != nil {
		return nil, err
	}
	w := &walk{k: k, t: t, open: open, merges: map[string]string{}}
	from, err := db.Column[string](t, "select distinct subject from entry where kind = $1", record.Merge{}.KindName())
	if err != nil {
		return nil, err
	}
	return w, w.merge(from)
}

// merge finds who the subjects with a merge are merged into.
func (w *walk) merge(from []string) error {
	for _, s := range from {
		recs, _, _, err := w.subjects(before(s), s)
		if err != nil {
			return err
		}
		if m, ok := story.ActiveMerge(story.New(s, nil, plain(recs))); ok {
			w.merges[s] = m.Body.Into
		}
	}
	return nil
}

// before is a text that sorts before s and after everything that sorts before s, for ranges of one subject.
func before(s string) string { return s[:len(s)-1] + string(rune(s[len(s)-1]-1)) + "~" }

// subjects gives the newest version of every record in a range.
func (w *walk) subjects(after, upTo string) (recs []stored, destroyed int, faults []journal.Fault, err error) {
	if w.held != nil {
		recs, err = w.held.between(after, upTo)
		return recs, 0, nil, err
	}
	entries, faults, err := w.open.Range(w.t, after, upTo)
	if err != nil {
		return nil, 0, nil, err
	}
	newest, destroyed, err := story.Newest(entries)
	raw := make(map[string][]byte, len(newest))
	for _, e := range entries {
		if e.Body != nil {
			raw[e.ID] = e.Body
		}
	}
	recs = make([]stored, len(newest))
	for i, r := range newest {
		recs[i] = stored{r, raw[r.ID]}
	}
	return recs, destroyed, faults, err
}

// each calls fn for every piece; per is how many subjects a piece holds.
func (w *walk) each(per int, fn func(piece) error) error {
	after := ""
	for {
		if err := w.t.Context().Err(); err != nil {
			return err
		}
		subjects, err := w.next(after, per)
		if err != nil {
			return err
		}
		p := piece{after: after, upTo: lastSubject}
		if len(subjects) == per {
			p.upTo = subjects[per-1]
		}
		if err := w.read(&p); err != nil {
			return err
		}
		if err := fn(p); err != nil {
			return err
		}
		if p.upTo == lastSubject {
			return nil
		}
		after = p.upTo
	}
}

// read reads a piece and makes its stories. Of what is held several pieces may be read at a time.
func (w *walk) read(p *piece) (err error) {
	if p.records, p.destroyed, p.faults, err = w.subjects(p.after, p.upTo); err != nil {
		return err
	}
	return w.tell(p)
}

// next gives the next n subjects after one.
func (w *walk) next(after string, n int) ([]string, error) {
	if w.held != nil {
		return w.held.next(after, n), nil
	}
	return w.k.Journal.Subjects(w.t, after, n)
}

// tell makes the stories of a piece.
func (w *walk) tell(p *piece) error {
	for i := 0; i < len(p.records); {
		subject := p.records[i].Subject
		n := i
		for n < len(p.records) && p.records[n].Subject == subject {
			n++
		}
		own := p.records[i:n]
		i = n
		if _, gone := w.merges[subject]; gone {
			continue
		}
		merged := w.mergedInto(subject)
		recs := plain(own)
		for _, m := range merged {
			more, _, _, err := w.subjects(before(m), m)
			if err != nil {
				return err
			}
			recs = append(recs, plain(more)...)
		}
		p.stories = append(p.stories, story.New(subject, merged, recs))
	}
	return nil
}

func (w *walk) mergedInto(subject string) []string {
	var out []string
	for grown := true; grown; {
		grown = false
		for from, into := range w.merges {
			if (into == subject || slices.Contains(out, into)) && !slices.Contains(out, from) {
				out = append(out, from)
				grown = true
			}
		}
	}
	slices.Sort(out)
	return out
}
