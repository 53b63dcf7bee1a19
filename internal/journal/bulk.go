package journal

import (
	"context"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/vault"
)

// Bulk appends many commands in one transaction, many times faster than one by one: the first load of an authority. next gives them in order of
// their time; an empty list of changes ends it. A version of a record is either its first or follows from one that this load wrote.
// Nothing but the journal is written: records and derived rows must be made again in the same transaction (safekeeping.Load does both).
// wrote, where it is not nil, gets each entry in order, from another goroutine; the entry's body is its own.
func (j *Journal) Bulk(t *db.Tx, next func() (Stamp, []Change, error), wrote func(*Entry)) (n int64, err error) {
	defer errs.Wrap(&err, "bulk append")
	h, err := takeHead(t, Main)
	if err != nil {
		return 0, err
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	b := &bulk{vault: j.vault, next: next, wrote: wrote, size: h.size, at: h.at, versions: map[string]version{}, keys: map[string]vault.Key{}}
	batches := make(chan []sealedEntry, 2)
	var failed error // read when batches is closed
	go func() {
		defer close(batches)
		for {
			batch, err := b.batch(ctx)
			if err != nil || len(batch) == 0 {
				failed = err
				return
			}
			select {
			case batches <- batch:
			case <-ctx.Done():
				failed = context.Cause(ctx)
				return
			}
		}
	}()
	var batch []sealedEntry
	_, err = t.Bulk("entry", strings.Split(storedColumns, ", "), func() ([]any, error) {
		if len(batch) == 0 {
			if batch = <-batches; batch == nil {
				return nil, failed
			}
		}
		e := &batch[0]
		batch = batch[1:]
		n++
		h.at = e.at
		return append(e.row, h.append(e.leaf)[0]), nil
	})
	stop()
	for range batches { // until the other side is through: it uses next
	}
	if err != nil {
		return 0, err
	}
	return n, t.Batch([]db.Statement{h.save()})
}

// bulk makes the rows of a bulk load, beside the transaction that writes them.
type bulk struct {
	vault    *vault.Vault
	next     func() (Stamp, []Change, error)
	wrote    func(*Entry)
	size     int64
	at       string
	versions map[string]version // of the records that this load wrote
	keys     map[string]vault.Key
	over     bool
}

type version struct {
	number  int64
	subject string
}

// sealedEntry is an entry ready to be stored: its row without the tree.
type sealedEntry struct {
	row  []any
	at   string
	leaf tlog.Hash
}

// bulkBatch is how many commands are made ready at a time: their new keys are made in one transaction of the vault, which waits for the disk.
const bulkBatch = 2000

func (b *bulk) batch(ctx context.Context) ([]sealedEntry, error) {
	type deed struct {
		Stamp
		changes []Change
	}
	var deeds []deed
	var fresh []string
	for !b.over && len(deeds) < bulkBatch {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		st, changes, err := b.next()
		if err != nil {
			return nil, err
		}
		if len(changes) == 0 {
			b.over = true
			break
		}
		for _, c := range changes {
			if _, ok := b.keys[c.Subject]; !ok {
				b.keys[c.Subject] = vault.Key{}
				fresh = append(fresh, c.Subject)
			}
		}
		deeds = append(deeds, deed{st, changes})
	}
	if len(fresh) > 0 {
		if err := b.vault.Reserve(ctx, fresh); err != nil {
			return nil, err
		}
	}
	for _, s := range fresh {
		k, err := b.vault.Key(ctx, s)
		if err != nil {
			return nil, err
		}
		b.keys[s] = k
	}
	out := make([]sealedEntry, 0, 2*len(deeds))
	for _, d := range deeds {
		b.at = max(b.at, db.Instant(d.At))
		at, err := db.ParseInstant(b.at)
		if err != nil {
			return nil, err
		}
		command := commandID(d.Command, b.size)
		for _, c := range d.changes {
			have := b.versions[c.ID]
			if have.number != c.Base || c.Base > 0 && have.subject != c.Subject {
				return nil, errs.New(errs.Internal, "%s %s is written from version %d of %s, but this load wrote %d of %s", c.Kind, c.ID, c.Base, c.Subject, have.number, have.subject)
			}
			b.versions[c.ID] = version{c.Base + 1, c.Subject}
			e := Entry{
				Seq: b.size, At: at, Command: command, Actor: d.Actor, Why: d.Why, Source: c.Source,
				Kind: c.Kind, ID: c.ID, Subject: c.Subject, Version: c.Base + 1, Rev: c.Rev, Op: c.Op, Body: c.Body,
			}
			if field := controlSign(&e); field != "" {
				return nil, errs.New(errs.Internal, "the %s of a record has a control sign in it", field)
			}
			hd := header(&e)
			sealed := b.keys[c.Subject].Seal(c.Body, hd)
			row := make([]any, 0, 14)
			row = append(row, e.Seq, b.at, e.Command, e.Actor, e.Why, e.Source, e.Kind, e.ID, e.Subject, e.Version, e.Rev, string(e.Op), sealed)
			out = append(out, sealedEntry{row, b.at, leaf(e.Seq, b.at, hd, sealed)})
			b.size++
			if b.wrote != nil {
				b.wrote(&e)
			}
		}
	}
	return out, nil
}
