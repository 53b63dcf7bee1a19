package safekeeping

import (
	"context"

	"throughline/internal/db"
	"throughline/internal/derived"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Add writes commands of the past on top of what is there, in order of their time and in one transaction: what Load is for an authority, this is for some
// weeks of one. Each entry keeps the time of its command, or has that of the newest entry where that is later. Derived rows are made once for each subject,
// after the last command. newID names the commands. It fails as a command does, and then nothing of it is written.
func (k *Keeper) Add(ctx context.Context, newID func() string, deeds []Deed) (err error) {
	defer errs.Wrap(&err, "add %d commands", len(deeds))
	ready := make([]loading, len(deeds))
	for i, d := range deeds {
		ready[i] = loading{Deed: d, name: newID()}
		if err := ready[i].prepare(); err != nil {
			return err
		}
	}
	touched, merging := concerned(ready)
	return k.DB.Write(ctx, func(t *db.Tx) error {
		direct, late := touched, []derived.Touched(nil)
		if !merging { // those whose records are told in somebody else's story come after it
			merged, err := db.Column[string](t, "select subject from alias")
			if err != nil {
				return err
			}
			direct, late = apart(touched, merged)
		}
		rows := k.Lists.Refreshing(direct)
		under := rows.Reads()
		var written []record.Record
		for _, l := range ready {
			entries, err := k.Journal.Append(t, journal.Stamp{Command: l.name, Actor: l.Actor, Why: l.Why, At: l.At}, l.ready, under...)
			if err != nil {
				return err
			}
			under = nil // with the first, under whose lock nobody else changes what they read
			for _, e := range entries {
				r, _, err := story.Entry(e)
				if err != nil {
					return err
				}
				written = append(written, r)
			}
		}
		if err := rows.Finish(t, written); err != nil {
			return err
		}
		return k.Lists.Refresh(t, late)
	})
}

// concerned is whom commands write about, and whether one of them merges.
func concerned(all []loading) (touched []derived.Touched, merging bool) {
	at := map[string]int{} // subject to its place
	for _, l := range all {
		for _, c := range l.ready {
			i, seen := at[c.Subject]
			if !seen {
				i = len(touched)
				at[c.Subject], touched = i, append(touched, derived.Touched{Subject: c.Subject})
			}
			if c.Kind == (record.Merge{}).KindName() {
				touched[i].Merge, merging = true, true
			}
		}
	}
	return touched, merging
}

// apart takes those who were merged into somebody from the others.
func apart(touched []derived.Touched, merged []string) (direct, late []derived.Touched) {
	into := make(map[string]bool, len(merged))
	for _, s := range merged {
		into[s] = true
	}
	for _, tc := range touched {
		if into[tc.Subject] {
			late = append(late, tc)
		} else {
			direct = append(direct, tc)
		}
	}
	return direct, late
}
