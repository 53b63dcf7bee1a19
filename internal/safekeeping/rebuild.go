package safekeeping

import (
	"context"
	"maps"
	"slices"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/story"
)

// Rebuild throws away records and derived rows and makes them again from the journal, in one transaction: when it is
// interrupted, everything is as before.
func (k *Keeper) Rebuild(ctx context.Context, progress func(done, of int64)) (err error) {
	defer errs.Wrap(&err, "rebuild")
	return k.DB.Write(ctx, func(t *db.Tx) error { return k.rebuild(ctx, t, progress) })
}

func (k *Keeper) rebuild(ctx context.Context, t *db.Tx, progress func(done, of int64)) error {
	w, err := k.newWalk(ctx, t)
	if err != nil {
		return err
	}
	return k.refill(t, w.merges, func(fn func(made) error) error {
		return w.each(piecesOf, func(p piece) error {
			rows := make(chan map[string][][]any, 1)
			go func() { rows <- k.rows(p.stories) }() // while the records are written
			return fn(made{p, rows})
		})
	}, progress)
}

// made is a piece and where its derived rows come from.
type made struct {
	piece
	rows <-chan map[string][][]any
}

// refill throws away records and derived rows and writes those of each piece that it is given.
func (k *Keeper) refill(t *db.Tx, merges map[string]string, each func(func(made) error) error, progress func(done, of int64)) error {
	var size int64
	if err := t.Row("select size from log_head where log = $1", []any{journal.Main}, &size); err != nil {
		return err
	}
	return t.Refill(append([]string{"record", "alias"}, k.Lists.Tables()...), func() error {
		from, i := slices.Sorted(maps.Keys(merges)), -1
		if _, err := t.Bulk("alias", []string{"subject", "into_subject"}, func() ([]any, error) {
			if i++; i == len(from) {
				return nil, nil
			}
			return []any{from[i], merges[from[i]]}, nil
		}); err != nil {
			return err
		}
		var done int64
		return each(func(m made) error {
			if len(m.faults) > 0 {
				return errs.New(errs.Tampered, "%s. Restore a backup into a new place; nothing was changed here", m.faults[0])
			}
			if err := k.fillRecords(t, m.piece); err != nil {
				return err
			}
			if err := k.fillRows(t, <-m.rows); err != nil {
				return err
			}
			done += int64(len(m.records))
			if progress != nil {
				progress(done, size)
			}
			return nil
		})
	})
}

// rows makes the derived rows of stories, by table.
func (k *Keeper) rows(stories []story.Story) map[string][][]any {
	rows := map[string][][]any{}
	for _, s := range stories {
		for table, rs := range k.Lists.Make(s) {
			rows[table] = append(rows[table], rs...)
		}
	}
	return rows
}

// fillRecords writes the records of a piece.
func (k *Keeper) fillRecords(t *db.Tx, p piece) error {
	i := -1
	var at string
	row := make([]any, 0, 11)
	_, err := t.Bulk("record", []string{"id", "kind", "subject", "version", "rev", "seq", "at", "actor", "source", "withdrawn", "body"}, func() ([]any, error) {
		if i++; i == len(p.records) {
			return nil, nil
		}
		r := &p.records[i]
		at = db.Instant(r.At)
		row = append(row[:0], &r.ID, &r.Kind, &r.Subject, &r.Version, r.Rev, &r.Seq, &at, &r.Actor, &r.Source, r.Withdrawn, (*db.TextIn)(&r.raw))
		return row, nil
	})
	return err
}

// fillRows writes derived rows.
func (k *Keeper) fillRows(t *db.Tx, rows map[string][][]any) error {
	for _, table := range slices.Sorted(maps.Keys(rows)) {
		rs, i := rows[table], -1
		if _, err := k.Lists.Fill(t, table, func() ([]any, error) {
			if i++; i == len(rs) {
				return nil, nil
			}
			return rs[i], nil
		}); err != nil {
			return err
		}
	}
	return nil
}
