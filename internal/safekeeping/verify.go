package safekeeping

import (
	"bytes"
	"context"
	"errors"
	"slices"
	"sort"
	"sync"

	"throughline/internal/db"
	"throughline/internal/document"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Report is what verify found. It holds ids, never the content of a record.
type Report struct {
	Entries     int64           `json:"entries"`
	Readings    int64           `json:"readings"`
	Records     int             `json:"records"`
	Subjects    int             `json:"subjects"`
	Checkpoints int             `json:"checkpoints"`
	Root        string          `json:"root"`
	Destroyed   []Destroyed     `json:"destroyed"`
	Faults      []journal.Fault `json:"faults"`
	Unchecked   []string        `json:"unchecked,omitempty"` // what this database does not let us prove, and what would
}

// Destroyed counts the bodies that were destroyed under one retention rule.
type Destroyed struct {
	Rule     string `json:"rule"`
	Subjects int    `json:"subjects"`
	Bodies   int    `json:"bodies"`
}

// Err is errs.Tampered when there are faults.
func (r Report) Err() error {
	if len(r.Faults) == 0 {
		return nil
	}
	return errs.New(errs.Tampered, "%d difference(s) found; the journal is not as it was written, or a table is not what follows from it", len(r.Faults))
}

// piecesOf is how many subjects are held in memory at once.
const piecesOf = 300

// Verify proves both trees against the checkpoints, opens every body, makes records and derived rows again, and names each
// record or row that differs. It also has the engine compare its indexes with the tables: what only an index lost, no reading of rows shows.
// The trees, the tables and the indexes are proved side by side, each on a consistent snapshot of its own, so work can go on meanwhile. Memory does not grow with the journal, but for some 150 bytes of each key. progress may be nil; it is told which part is
// running and how far it is, one call at a time.
func (k *Keeper) Verify(ctx context.Context, checkpoints []journal.Checkpoint, progress func(part string, done, of int64)) (rep Report, err error) {
	defer errs.Wrap(&err, "verify")
	rep.Checkpoints = len(checkpoints)
	rep.Faults = []journal.Fault{}
	var telling sync.Mutex
	tell := func(part string) func(done, of int64) {
		return func(done, of int64) {
			telling.Lock()
			defer telling.Unlock()
			if progress != nil {
				progress(part, done, of)
			}
		}
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	var trees journal.TreeReport
	treesEnd, storageEnd := make(chan error, 1), make(chan error, 1)
	go func() {
		treesEnd <- k.DB.Read(ctx, func(t *db.Tx) (err error) {
			trees, err = journal.VerifyTrees(t, checkpoints, tell("proving the journal"))
			return err
		})
	}()
	var stored storage
	go func() { storageEnd <- k.DB.Read(ctx, stored.check) }()
	comparing := k.DB.Read(ctx, func(t *db.Tx) error { return k.compareTables(ctx, t, &rep, tell("comparing records and rows")) })
	if comparing != nil && errs.Of(comparing) != errs.Internal {
		stop() // a reason of its own, such as a key vault that is closed: the rest would say nothing more
	}
	proving, checking := <-treesEnd, <-storageEnd
	if comparing != nil && ctx.Err() != nil {
		return rep, comparing
	}
	if checking != nil {
		return rep, errors.Join(comparing, proving, checking)
	}
	rep.Unchecked = stored.unchecked
	rep.Faults = slices.Concat(trees.Faults, rep.Faults, stored.faults)
	if rep.Faults == nil {
		rep.Faults = []journal.Fault{} // a list in JSON, not null
	}
	// A damaged file may not let itself be read to the end. Then what is damaged says why, and is worth more than the error.
	if failed := errors.Join(proving, comparing); failed != nil {
		if len(stored.faults) == 0 {
			return rep, failed
		}
		rep.Faults = append(rep.Faults, journal.Fault{Place: "database", What: "it could not be read to the end: " + failed.Error()})
	}
	for _, tr := range trees.Trees {
		switch tr.Log {
		case journal.Main:
			rep.Entries, rep.Root = tr.Size, tr.Root.String()
		case journal.Reads:
			rep.Readings = tr.Size
		}
	}
	return rep, nil
}

func (k *Keeper) compareTables(ctx context.Context, t *db.Tx, rep *Report, progress func(done, of int64)) error {
	var size int64
	if err := t.Row("select count(*) from record", nil, &size); err != nil {
		return err
	}
	w, err := k.newWalk(ctx, t)
	if err != nil {
		return err
	}
	if err := compareAliases(t, w.merges, rep); err != nil {
		return err
	}
	dead := map[string]*Destroyed{}
	rules := map[string]string{}
	for _, d := range w.open.Dead {
		rules[d.Subject] = d.Rule
		if dead[d.Rule] == nil {
			dead[d.Rule] = &Destroyed{Rule: d.Rule}
		}
		dead[d.Rule].Subjects++
	}
	for s, rule := range rules {
		var n int
		if err := t.Row("select count(*) from entry where subject = $1", []any{s}, &n); err != nil {
			return err
		}
		dead[rule].Bodies += n
	}
	for _, d := range dead {
		rep.Destroyed = append(rep.Destroyed, *d)
	}
	faults, err := document.Verify(ctx, t, k.Journal.Vault(), func(subject string) bool { _, gone := rules[subject]; return gone })
	if err != nil {
		return err
	}
	rep.Faults = append(rep.Faults, faults...)
	sort.Slice(rep.Destroyed, func(i, j int) bool { return rep.Destroyed[i].Rule < rep.Destroyed[j].Rule })
	if err := unfinished(t, rules, rep); err != nil {
		return err
	}
	if err := k.strays(t, rep); err != nil {
		return err
	}
	var done int64
	return w.each(piecesOf, func(p piece) error {
		rep.Faults = append(rep.Faults, p.faults...)
		// A body that does not open cannot be compared: its subject is named by the body, not by all that would follow from it.
		unread := map[string]bool{}
		for _, f := range p.faults {
			unread[f.Subject] = true
		}
		faults, err := compareRecords(t, p)
		if err != nil {
			return err
		}
		want := make(map[string]map[string][][]any, len(p.stories))
		for _, s := range p.stories {
			want[s.Subject] = k.Lists.Make(s)
		}
		more, err := k.Lists.Compare(t, p.after, p.upTo, want)
		if err != nil {
			return err
		}
		for _, f := range append(faults, more...) {
			if !unread[f.Subject] {
				rep.Faults = append(rep.Faults, f)
			}
		}
		rep.Records += len(p.records)
		rep.Subjects += len(p.stories)
		done += int64(len(p.records))
		progress(done, size)
		return nil
	})
}

// strays names rows whose subject can be none: the walk over the subjects does not come to them.
func (k *Keeper) strays(t *db.Tx, rep *Report) error {
	for _, table := range append([]string{"record"}, k.Lists.Tables()...) {
		subjects, err := db.Column[string](t, "select distinct subject from "+table+" where subject <= '' or subject > $1", lastSubject)
		if err != nil {
			return err
		}
		for _, s := range subjects {
			rep.Faults = append(rep.Faults, journal.Fault{Place: table + " row", Kind: table, Record: s, Subject: s, What: "the row is about no subject that there can be"})
		}
	}
	return nil
}

// unfinished names a disposal whose key is still there: the program stopped between recording it and destroying the key.
func unfinished(t *db.Tx, destroyed map[string]string, rep *Report) error {
	ds, err := story.OfKind[record.Disposal](t)
	if err != nil {
		return err
	}
	for _, d := range ds {
		if _, done := destroyed[d.Body.Subject]; !done {
			rep.Faults = append(rep.Faults, journal.Fault{Place: "key vault", Record: d.ID, Kind: d.Kind, Subject: d.Body.Subject,
				What: "a disposal is recorded but the key is still there: run the disposal again"})
		}
	}
	return nil
}

func compareAliases(t *db.Tx, want map[string]string, rep *Report) error {
	seen := map[string]bool{}
	err := t.Each(func(scan db.Scan) error {
		var from, into string
		if err := scan(&from, &into); err != nil {
			return err
		}
		seen[from] = true
		if want[from] != into {
			rep.Faults = append(rep.Faults, journal.Fault{Place: "alias row", Kind: "alias", Record: from, Subject: from, What: "the row follows from no merge"})
		}
		return nil
	}, "select subject, into_subject from alias")
	for from := range want {
		if !seen[from] {
			rep.Faults = append(rep.Faults, journal.Fault{Place: "alias row", Kind: "alias", Record: from, Subject: from, What: "the row is missing"})
		}
	}
	return err
}

// row is a line of the records table as stored.
type row struct {
	m    record.Meta
	at   string
	body []byte
}

func compareRecords(t *db.Tx, p piece) ([]journal.Fault, error) {
	have := map[string]row{}
	err := t.Each(func(scan db.Scan) error {
		var r row
		if err := scan(&r.m.ID, &r.m.Kind, &r.m.Subject, &r.m.Version, &r.m.Rev, &r.m.Seq, &r.at, &r.m.Actor, &r.m.Source, &r.m.Withdrawn, &r.body); err != nil {
			return err
		}
		have[r.m.ID] = r
		return nil
	}, "select id, kind, subject, version, rev, seq, at, actor, source, withdrawn, body from record where subject > $1 and subject <= $2", p.after, p.upTo)
	if err != nil {
		return nil, err
	}
	var faults []journal.Fault
	name := func(m record.Meta, what string) {
		faults = append(faults, journal.Fault{Place: "record", Record: m.ID, Kind: m.Kind, Subject: m.Subject, What: what})
	}
	for _, want := range p.records {
		got, ok := have[want.ID]
		delete(have, want.ID)
		switch {
		case !ok:
			name(want.Meta, "the record is missing")
		default:
			if what := differs(want, got); what != "" {
				name(want.Meta, "the record differs from its newest version in the journal: "+what)
			}
		}
	}
	for _, r := range have {
		name(r.m, "the record is in no journal entry")
	}
	return faults, nil
}

// differs names what is not the same; it never shows the content.
func differs(want stored, got row) string {
	at, err := db.ParseInstant(got.at)
	w := want.Meta
	w.At, got.m.At = w.At.UTC(), at
	if err != nil || w != got.m {
		return "its header"
	}
	// Equal bytes are the common case on SQLite; PostgreSQL stores JSON in an order of its own.
	if bytes.Equal(want.raw, got.body) {
		return ""
	}
	x, errX := story.Canonicalise(want.raw)
	y, errY := story.Canonicalise(got.body)
	if errX != nil || errY != nil || !bytes.Equal(x, y) {
		return "its body"
	}
	return ""
}
