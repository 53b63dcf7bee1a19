package safekeeping

import (
	"context"
	"slices"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
)

// Rebuild throws away records and derived rows and makes them again from the journal, in one transaction: when it is
// interrupted, everything is as before.
func (k *Keeper) Rebuild(ctx context.Context, progress func(done, of int64)) (err error) {
	defer errs.Wrap(&err, "rebuild")
	return k.DB.Write(ctx, func(t *db.Tx) error { return k.rebuild(ctx, t, progress) })
}

func (k *Keeper) rebuild(ctx context.Context, t *db.Tx, progress func(done, of int64)) error {
	var size int64
	if err := t.Row("select size from log_head where log = $1", []any{journal.Main}, &size); err != nil {
		return err
	}
	w, err := k.newWalk(ctx, t)
	if err != nil {
		return err
	}
	return t.Refill(append([]string{"record", "alias"}, k.Lists.Tables()...), func() error {
		for from, into := range w.merges {
			if _, err := t.Exec("insert into alias (subject, into_subject) values ($1, $2)", from, into); err != nil {
				return err
			}
		}
		var done int64
		return w.each(piecesOf, func(p piece) error {
			if len(p.faults) > 0 {
				return errs.New(errs.Tampered, "%s. Restore a backup into a new place; nothing was changed here", p.faults[0])
			}
			if err := k.fill(t, p); err != nil {
				return err
			}
			done += int64(len(p.records))
			if progress != nil {
				progress(done, size)
			}
			return nil
		})
	})
}

// fill writes the records of a piece, and its derived rows, which are made meanwhile.
func (k *Keeper) fill(t *db.Tx, p piece) error {
	made := make(chan map[string][][]any, 1)
	go func() {
		rows := map[string][][]any{}
		for _, s := range p.stories {
			for table, rs := range k.Lists.Make(s) {
				rows[table] = append(rows[table], rs...)
			}
		}
		made <- rows
	}()
	i := -1
	_, err := t.Bulk("record", []string{"id", "kind", "subject", "version", "rev", "seq", "at", "actor", "source", "withdrawn", "body"}, func() ([]any, error) {
		if i++; i == len(p.records) {
			return nil, nil
		}
		r := p.records[i]
		return []any{r.ID, r.Kind, r.Subject, r.Version, r.Rev, r.Seq, db.Instant(r.At), r.Actor, r.Source, r.Withdrawn, string(r.raw)}, nil
	})
	if err != nil {
		return err
	}
	rows := <-made
	tables := make([]string, 0, len(rows))
	for table := range rows {
		tables = append(tables, table)
	}
	slices.Sort(tables)
	for _, table := range tables {
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
