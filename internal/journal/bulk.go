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
// wrote, where it is not nil, gets each entry in order, from another goroutine, with the number of its record in the order in which this load began them;
// the entry's body is its own.
func (j *Journal) Bulk(t *db.Tx, next func() (Stamp, []Change, error), wrote func(e *Entry, record int)) (n int64, err error) {
	defer errs.Wrap(&err, "bulk append")
	h, err := takeHead(t, Main)
	if err != nil {
		return 0, err
	}
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	b := &bulk{vault: j.vault, next: next, wrote: wrote, size: h.size, at: h.at, places: map[string]int32{}, keys: map[string]vault.Key{}}
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
	var completed []byte
	row := make([]any, 0, 14)
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
		completed, h.edge = h.edge.pushTo(completed[:0], h.size, e.leaf)
		h.size++
		row = append(row[:0], &e.Seq, &e.at, &e.Command, &e.Actor, &e.Why, &e.Source, &e.Kind, &e.ID, &e.Subject, &e.Version, e.Rev, (*string)(&e.Op), &e.sealed, &completed)
		return row, nil
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
	vault   *vault.Vault
	next    func() (Stamp, []Change, error)
	wrote   func(*Entry, int)
	size    int64
	at      string
	places  map[string]int32 // of each record that this load wrote, in records
	records []version        // the newest of each
	keys    map[string]vault.Key
	over    bool

	header, leaf []byte // of the entry that is being sealed
}

type version struct {
	number  int64
	subject string
}

// sealedEntry is an entry ready to be stored, but for its place in the tree.
type sealedEntry struct {
	storedEntry
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
	n := 0
	for _, d := range deeds {
		n += len(d.changes)
	}
	out := make([]sealedEntry, 0, n)
	for _, d := range deeds {
		b.at = max(b.at, db.Instant(d.At))
		at, err := db.ParseInstant(b.at)
		if err != nil {
			return nil, err
		}
		command := commandID(d.Command, b.size)
		for _, c := range d.changes {
			place, err := b.place(&c)
			if err != nil {
				return nil, err
			}
			e := Entry{
				Seq: b.size, At: at, Command: command, Actor: d.Actor, Why: d.Why, Source: c.Source,
				Kind: c.Kind, ID: c.ID, Subject: c.Subject, Version: c.Base + 1, Rev: c.Rev, Op: c.Op, Body: c.Body,
			}
			if field := controlSign(&e); field != "" {
				return nil, errs.New(errs.Internal, "the %s of a record has a control sign in it", field)
			}
			b.header = appendHeader(b.header[:0], &e)
			sealed := b.keys[c.Subject].Seal(c.Body, b.header)
			b.leaf = appendLeaf(b.leaf[:0], e.Seq, b.at, b.header, sealed)
			if b.wrote != nil {
				b.wrote(&e, place)
			}
			e.Body = nil
			out = append(out, sealedEntry{storedEntry{e, b.at, sealed}, tlog.RecordHash(b.leaf)})
			b.size++
		}
	}
	return out, nil
}

// place takes down the new version of a record, and gives the record's number.
func (b *bulk) place(c *Change) (int, error) {
	i, seen := b.places[c.ID]
	var have version
	if seen {
		have = b.records[i]
	}
	if have.number != c.Base || seen && have.subject != c.Subject {
		return 0, errs.New(errs.Internal, "%s %s is written from version %d of %s, but this load wrote %d of %s", c.Kind, c.ID, c.Base, c.Subject, have.number, have.subject)
	}
	if !seen {
		i = int32(len(b.records))
		b.places[c.ID] = i
		b.records = append(b.records, version{subject: c.Subject})
	}
	b.records[i].number = c.Base + 1
	return int(i), nil
}
