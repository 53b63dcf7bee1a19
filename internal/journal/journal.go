// Package journal is the truth: every version of every record, in one order, append-only.
//
// Each entry is a leaf of a Merkle tree (RFC 6962, golang.org/x/mod/sumdb/tlog). The leaf covers the entry's header and
// the ciphertext of its body, so that destroying a subject's key leaves every proof valid. One transaction per command:
// position, hashes and the newest version in the records table are written together or not at all.
package journal

import (
	"context"
	"encoding/binary"
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/vault"
)

// The two logs.
const (
	Main  = "journal" // versions of records
	Reads = "reads"   // readings of identified people
)

// Op says what a version does.
type Op string

// A version either states the record's body, or withdraws the record: an undone creation is withdrawn, never deleted.
const (
	Put      Op = "put"
	Withdraw Op = "withdraw"
)

// Change is one version to be written.
type Change struct {
	Kind, ID, Subject string
	Base              int64 // the version it was made from; 0 for a new record
	Rev               int
	Op                Op
	Body              []byte // canonical JSON; for Withdraw, the last body
	Source            string // where an imported fact came from, or ""
}

// Stamp says who did what, in which command, when.
type Stamp struct {
	Command string // its name: entries carry it with their place added
	Actor   string
	Why     string // the command's own words, never clinical text
	At      time.Time
}

// Entry is one version as recorded. Body is plain canonical JSON; it is nil when the subject's key was destroyed.
type Entry struct {
	Seq               int64
	At                time.Time
	Command           string
	Actor, Why        string
	Source            string
	Kind, ID, Subject string
	Version           int64
	Rev               int
	Op                Op
	Body              []byte
}

// Stale is the refusal of a write that was made from an old version: it names both versions and both authors.
type Stale struct {
	Kind, ID          string
	Base, Current     int64
	BaseBy, CurrentBy string
	CurrentAt         time.Time
}

func (s *Stale) Error() string {
	return fmt.Sprintf("%s %s: written from version %d (%s), but version %d is newer (%s, %s)",
		s.Kind, s.ID, s.Base, s.BaseBy, s.Current, s.CurrentBy, db.Instant(s.CurrentAt))
}

// Journal appends and reads. It has no state of its own: any number of servers may share one database.
type Journal struct {
	vault *vault.Vault
}

// New makes a journal over a vault.
func New(v *vault.Vault) *Journal { return &Journal{v} }

// Vault is the vault behind the journal.
func (j *Journal) Vault() *vault.Vault { return j.vault }

// header is what is bound to a body besides its subject's key. Lengths are written before strings, so that no two
// headers share one form.
func header(e *Entry) []byte { return appendHeader(make([]byte, 0, 256), e) }

func appendHeader(b []byte, e *Entry) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(e.Version))
	b = binary.BigEndian.AppendUint32(b, uint32(e.Rev))
	for _, s := range [...]string{e.Command, e.Actor, e.Why, e.Source, e.Kind, e.ID, e.Subject, string(e.Op)} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	return b
}

// controlSign names the first field of a header that has a control sign in it, or "". A story is fetched as one text whose fields such signs
// divide (internal/story).
func controlSign(e *Entry) string {
	fields := [...]struct{ name, value string }{
		{"command", e.Command}, {"actor", e.Actor}, {"reason", e.Why}, {"source", e.Source}, {"kind", e.Kind}, {"id", e.ID}, {"subject", e.Subject},
	}
	for _, f := range fields {
		for i := range len(f.value) {
			if f.value[i] < ' ' {
				return f.name
			}
		}
	}
	return ""
}

// leaf is the hash of an entry: position, time, header and ciphertext.
func leaf(seq int64, at string, header, sealed []byte) tlog.Hash {
	return tlog.RecordHash(appendLeaf(make([]byte, 0, 16+len(at)+len(header)+len(sealed)), seq, at, header, sealed))
}

// appendLeaf is what is hashed.
func appendLeaf(b []byte, seq int64, at string, header, sealed []byte) []byte {
	b = binary.BigEndian.AppendUint64(b, uint64(seq))
	return append(append(append(b, at...), header...), sealed...)
}

const insertEntry = "insert into entry (" + storedColumns + ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)"

const upsertRecord = `insert into record (id, kind, subject, version, rev, seq, at, actor, source, withdrawn, body)
	values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
	on conflict (id) do update set version = excluded.version, rev = excluded.rev, seq = excluded.seq, at = excluded.at,
		actor = excluded.actor, source = excluded.source, withdrawn = excluded.withdrawn, body = excluded.body`

// Append writes the changes of one command. A change made from an old version is refused as *Stale inside an
// errs.Conflict; then nothing is written. under are statements that read what was there before, when nobody else can change it any more.
func (j *Journal) Append(t *db.Tx, st Stamp, changes []Change, under ...db.Statement) (_ []Entry, err error) {
	defer errs.Wrap(&err, "append %q", st.Why)
	if len(changes) == 0 {
		return nil, t.Batch(under)
	}
	// Keys first: making one is a transaction of the vault, and the head should be held for as short as can be.
	keys := make([]vault.Key, len(changes))
	for i, c := range changes {
		if keys[i], err = j.vault.Key(t.Context(), c.Subject); err != nil {
			return nil, err
		}
	}
	current, reads := currentVersions(changes)
	h, err := takeHead(t, Main, append(reads, under...)...) // nobody can change what they read once the head is ours
	if err != nil {
		return nil, err
	}
	h.at = max(h.at, db.Instant(st.At)) // time never runs backwards, though servers' clocks may differ
	at, err := db.ParseInstant(h.at)
	if err != nil {
		return nil, err
	}
	command := commandID(st.Command, h.size)
	entries := make([]Entry, len(changes))
	leaves := make([]tlog.Hash, len(changes))
	sealed := make([][]byte, len(changes))
	for i, c := range changes {
		cur := current[c.ID]
		if cur.Version != c.Base || c.Base > 0 && (cur.Subject != c.Subject || cur.Kind != c.Kind) {
			return nil, stale(t, c, cur)
		}
		e := Entry{
			Seq: h.size + int64(i), At: at, Command: command, Actor: st.Actor, Why: st.Why, Source: c.Source,
			Kind: c.Kind, ID: c.ID, Subject: c.Subject, Version: c.Base + 1, Rev: c.Rev, Op: c.Op, Body: c.Body,
		}
		current[c.ID] = e
		if field := controlSign(&e); field != "" {
			return nil, errs.New(errs.Internal, "the %s of a record has a control sign in it", field)
		}
		hd := header(&e)
		sealed[i] = keys[i].Seal(c.Body, hd)
		leaves[i] = leaf(e.Seq, h.at, hd, sealed[i])
		entries[i] = e
	}
	rest, err := write(t, entries, sealed, h.append(leaves...), h.at)
	if err != nil {
		return nil, err
	}
	return entries, t.Batch(append(rest, h.save()))
}

// bulkFrom is the number of changes from which loading beats single statements.
const bulkFrom = 200

// write stores the entries and gives the statements that are left to be run: all of them, or those of the records when there are many entries.
func write(t *db.Tx, entries []Entry, sealed, completed [][]byte, at string) (rest []db.Statement, err error) {
	row := func(i int) []any {
		e := &entries[i]
		return []any{e.Seq, at, e.Command, e.Actor, e.Why, e.Source, e.Kind, e.ID, e.Subject, e.Version, e.Rev, string(e.Op), sealed[i], completed[i]}
	}
	if len(entries) >= bulkFrom {
		i := -1
		if _, err := t.Bulk("entry", strings.Split(storedColumns, ", "), func() ([]any, error) {
			if i++; i == len(entries) {
				return nil, nil
			}
			return row(i), nil
		}); err != nil {
			return nil, err
		}
	} else {
		for i := range entries {
			rest = append(rest, db.Statement{Text: insertEntry, Args: row(i)})
		}
	}
	for i := range entries {
		e := &entries[i]
		rest = append(rest, db.Statement{Text: upsertRecord, Args: []any{
			e.ID, e.Kind, e.Subject, e.Version, e.Rev, e.Seq, at, e.Actor, e.Source, e.Op == Withdraw, string(e.Body),
		}})
	}
	return rest, nil
}

// currentVersions gives the statements that read what the changes would replace, and where they put it. A new record has none.
func currentVersions(changes []Change) (map[string]Entry, []db.Statement) {
	out := make(map[string]Entry, len(changes))
	var reads []db.Statement
	for _, c := range changes {
		if _, ok := out[c.ID]; ok {
			continue
		}
		out[c.ID] = Entry{}
		reads = append(reads, db.Statement{
			Text: "select kind, subject, version, actor, at from record where id = $1", Args: []any{c.ID},
			Row: func(scan db.Scan) error {
				var e Entry
				var at string
				if err := scan(&e.Kind, &e.Subject, &e.Version, &e.Actor, &at); err != nil {
					return err
				}
				var err error
				e.At, err = db.ParseInstant(at)
				out[c.ID] = e
				return err
			},
		})
	}
	return out, reads
}

func stale(t *db.Tx, c Change, cur Entry) error {
	s := &Stale{Kind: c.Kind, ID: c.ID, Base: c.Base, Current: cur.Version, CurrentBy: cur.Actor, CurrentAt: cur.At}
	by, err := db.Column[string](t, "select actor from entry where subject = $1 and id = $2 and version = $3", cur.Subject, c.ID, c.Base)
	if err != nil {
		return err
	}
	if len(by) == 1 {
		s.BaseBy = by[0]
	}
	if c.Base > 0 && cur.Version == c.Base {
		return errs.New(errs.Internal, "%s %s cannot move to another subject or kind", c.Kind, c.ID)
	}
	return errs.As(errs.Conflict, s, "Somebody else changed this while you were working on it. Nothing was lost: compare the two and choose")
}

const (
	entryColumns  = "seq, at, command, actor, why, source, kind, id, subject, version, rev, op, body"
	storedColumns = entryColumns + ", tree"
)

// storedEntry is an entry as its row has it: its time is text and its body is sealed.
type storedEntry struct {
	Entry
	at     string
	sealed []byte
}

func scanStored(scan db.Scan) (s storedEntry, err error) {
	err = scan(&s.Seq, &s.at, &s.Command, &s.Actor, &s.Why, &s.Source, &s.Kind, &s.ID, &s.Subject, &s.Version, &s.Rev, (*string)(&s.Op), &s.sealed)
	return s, err
}

// open fills in the time and the body; a destroyed key leaves the body nil.
func (s *storedEntry) open(key func(string) (vault.Key, error)) (err error) {
	if s.At, err = db.ParseInstant(s.at); err != nil {
		return errs.As(errs.Tampered, err, "Its time is not one: it was changed")
	}
	k, err := key(s.Subject)
	if _, gone := asDestroyed(err); gone {
		return nil
	}
	if err != nil {
		return err
	}
	if s.Body, err = k.Open(s.sealed, header(&s.Entry)); err != nil {
		return fmt.Errorf("entry %d (%s %s version %d of %s): %w", s.Seq, s.Kind, s.ID, s.Version, s.Subject, err)
	}
	return nil
}

// scanEntry reads a row and opens its body.
func scanEntry(scan db.Scan, key func(string) (vault.Key, error)) (Entry, error) {
	s, err := scanStored(scan)
	if err == nil {
		err = s.open(key)
	}
	return s.Entry, err
}

// ofRecord finds a record's entries among those of its subject, which it never leaves: an index by record would have to be written with
// every entry.
const ofRecord = "where subject = (select subject from record where id = $1) and id = $1"

// Versions gives every version of one record, oldest first.
func (j *Journal) Versions(t *db.Tx, id string) ([]Entry, error) {
	return j.entries(t, ofRecord+" order by version", id)
}

// Command gives the entries of one command, in order; none when there is no such command.
func (j *Journal) Command(t *db.Tx, command string) ([]Entry, error) {
	const window = 500
	from, ok := placeOf(command)
	var out []Entry
	for ok {
		es, err := j.entries(t, "where seq >= $1 and seq < $2 and command = $3 order by seq", from, from+window, command)
		if err != nil {
			return nil, err
		}
		out = append(out, es...)
		from, ok = from+window, len(es) == window
	}
	return out, nil
}

// commandID is the id that the entries of a command share: it ends with the position of the first. They stand together, so that finding
// them takes no index, which would have to be written with every entry.
func commandID(name string, first int64) string { return name + "." + strconv.FormatInt(first, 10) }

func placeOf(command string) (first int64, ok bool) {
	first, err := strconv.ParseInt(command[strings.LastIndexByte(command, '.')+1:], 10, 64)
	return first, err == nil && first >= 0 && first < math.MaxInt64/2
}

// Version gives one version of a record.
func (j *Journal) Version(t *db.Tx, id string, version int64) (Entry, error) {
	es, err := j.entries(t, ofRecord+" and version = $2", id, version)
	if err == nil && len(es) == 0 {
		err = errs.New(errs.NotFound, "There is no such version")
	}
	if err != nil {
		return Entry{}, err
	}
	return es[0], nil
}

// Subject gives every entry of a subject recorded up to an instant, in order; a zero instant means all.
func (j *Journal) Subject(t *db.Tx, subject string, until time.Time) ([]Entry, error) {
	if until.IsZero() {
		return j.entries(t, "where subject = $1 order by seq", subject)
	}
	return j.entries(t, "where subject = $1 and at <= $2 order by seq", subject, db.Instant(until))
}

func (j *Journal) entries(t *db.Tx, where string, args ...any) ([]Entry, error) {
	key := func(s string) (vault.Key, error) { return j.vault.Key(t.Context(), s) }
	return db.All(t, func(scan db.Scan) (Entry, error) {
		return scanEntry(scan, key)
	}, "select "+entryColumns+" from entry "+where, args...)
}

// BySubject streams all entries recorded up to an instant (zero: all), one subject after another, each in order.
// Memory does not grow with the journal.
func (j *Journal) BySubject(t *db.Tx, until time.Time, fn func(subject string, entries []Entry) error) error {
	keys, _, err := j.vault.All(t.Context())
	if err != nil {
		return err
	}
	upTo := "9999"
	if !until.IsZero() {
		upTo = db.Instant(until)
	}
	var group []Entry
	flush := func() error {
		if len(group) == 0 {
			return nil
		}
		err := fn(group[0].Subject, group)
		group = group[:0]
		return err
	}
	err = t.Each(func(scan db.Scan) error {
		e, err := scanEntry(scan, keys)
		if err != nil {
			return err
		}
		if len(group) > 0 && group[0].Subject != e.Subject {
			if err := flush(); err != nil {
				return err
			}
		}
		group = append(group, e)
		return nil
	}, "select "+entryColumns+" from entry where at <= $1 order by subject, seq", upTo)
	if err != nil {
		return err
	}
	return flush()
}

// Head is the newest state of both logs.
func (j *Journal) Head(ctx context.Context, d *db.DB) (trees []Tree, at time.Time, err error) {
	err = d.Read(ctx, func(t *db.Tx) error {
		trees, at, err = HeadIn(t)
		return err
	})
	return trees, at, err
}
