package journal

import (
	"bytes"
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"

	"golang.org/x/mod/sumdb/tlog"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/vault"
)

// Fault is one place that is not as it was written.
type Fault struct {
	Place   string `json:"place"` // journal entry 17, tree node 40, record …, task row …
	Record  string `json:"record,omitempty"`
	Kind    string `json:"kind,omitempty"`
	Subject string `json:"subject,omitempty"`
	What    string `json:"what"`
}

func (f Fault) String() string {
	s := f.Place
	if f.Record != "" {
		s += fmt.Sprintf(" (%s %s of %s)", f.Kind, f.Record, f.Subject)
	}
	return s + ": " + f.What
}

// TreeReport is what reading the two trees from end to end showed.
type TreeReport struct {
	Trees  []Tree
	Faults []Fault
}

const treeBatch = 5000

// VerifyTrees recomputes every leaf and every node of both logs and compares them with what is stored, with the heads,
// and with the checkpoints. It keeps going after a fault, so that each is named. progress may be nil.
func VerifyTrees(t *db.Tx, checkpoints []Checkpoint, progress func(done, of int64)) (TreeReport, error) {
	var rep TreeReport
	for _, log := range []string{Main, Reads} {
		v := treeCheck{t: t, log: log, rep: &rep, roots: map[int64]tlog.Hash{}}
		for _, c := range checkpoints {
			for _, tr := range c.Trees {
				if tr.Log == log {
					v.wanted = append(v.wanted, tr.Size)
				}
			}
		}
		if err := v.run(progress); err != nil {
			return rep, err
		}
		for _, c := range checkpoints {
			for _, tr := range c.Trees {
				if tr.Log != log {
					continue
				}
				got, ok := v.roots[tr.Size]
				switch {
				case !ok:
					v.fault(Fault{Place: "checkpoint of " + c.At, What: fmt.Sprintf("it proves %d entries in the %s log, but only %d are here: entries were lost", tr.Size, log, v.size)})
				case got != tr.Root:
					v.fault(Fault{Place: "checkpoint of " + c.At, What: fmt.Sprintf("the first %d entries of the %s log are not the ones it proves: history was rewritten", tr.Size, log)})
				}
			}
		}
	}
	return rep, nil
}

// treeCheck walks one log. It follows the stored leaves, so that one changed entry is one fault and not a fault for
// everything after it: an entry is compared with its stored leaf, and nodes and checkpoints with the stored leaves.
type treeCheck struct {
	t      *db.Tx
	log    string
	rep    *TreeReport
	wanted []int64
	roots  map[int64]tlog.Hash
	size   int64
	edge   []known
	last   string // time of the entry before
}

// known is a hash of the tree, if it is known: what a missing entry completed is not.
type known struct {
	hash tlog.Hash
	ok   bool
}

func (v *treeCheck) fault(f Fault) { v.rep.Faults = append(v.rep.Faults, f) }

type leafRow struct {
	seq  int64
	at   string
	hash tlog.Hash // of what the row holds now
	tree []byte    // as stored
	name Fault     // Place, Record, Kind, Subject
}

func (v *treeCheck) run(progress func(done, of int64)) error {
	var size int64
	var at string
	var rawEdge []byte
	err := v.t.Row("select size, at, edge from log_head where log = $1", []any{v.log}, &size, &at, &rawEdge)
	if errs.Of(err) == errs.NotFound {
		v.fault(Fault{Place: v.log + " head", What: "the head is missing"})
		err = nil
	}
	if err != nil {
		return err
	}
	v.note(0)
	for from := int64(0); ; from += treeBatch {
		if err := v.t.Context().Err(); err != nil {
			return err
		}
		leaves, err := v.leaves(from)
		if err != nil {
			return err
		}
		if len(leaves) == 0 {
			// A gap is named entry by entry, the end is not: an entry far beyond the head was moved there.
			next, err := db.Column[int64](v.t, "select seq from "+tableOf[v.log]+" where seq >= $1 and seq < $2 order by seq limit 1", from, size)
			if err != nil {
				return err
			}
			if len(next) == 0 {
				break
			}
		}
		v.batch(from, leaves, min(from+treeBatch, max(size, v.endOf(leaves, from))))
		if progress != nil {
			progress(min(from+treeBatch, size), size)
		}
	}
	if v.size != size {
		v.fault(Fault{Place: v.log + " head", What: fmt.Sprintf("it says %d entries, but %d are here", size, v.size)})
	} else if !bytes.Equal(v.hashes().bytes(), rawEdge) {
		v.fault(Fault{Place: v.log + " head", What: "its hashes are not those of the entries"})
	} else if at != v.last {
		v.fault(Fault{Place: v.log + " head", What: "its time is not that of the newest entry"})
	}
	v.rep.Trees = append(v.rep.Trees, Tree{v.log, v.size, v.hashes().root()})
	return nil
}

func (v *treeCheck) endOf(leaves []leafRow, from int64) int64 {
	if len(leaves) == 0 {
		return from
	}
	return leaves[len(leaves)-1].seq + 1
}

func (v *treeCheck) note(size int64) {
	if slices.Contains(v.wanted, size) {
		v.roots[size] = v.hashes().root()
	}
}

// hashes are the edge; a hash that is not known is zero there, which is that of no tree.
func (v *treeCheck) hashes() edge {
	e := make(edge, len(v.edge))
	for i, k := range v.edge {
		e[i] = k.hash
	}
	return e
}

// batch checks the entries from one position up to another.
func (v *treeCheck) batch(from int64, leaves []leafRow, to int64) {
	for seq := from; seq < to; seq++ {
		if len(leaves) > 0 && leaves[0].seq == seq {
			v.entry(&leaves[0])
			leaves = leaves[1:]
		} else {
			v.fault(Fault{Place: fmt.Sprintf("%s entry %d", v.log, seq), What: "the entry is missing"})
			v.complete(seq, known{}, nil, Fault{})
		}
		v.size = seq + 1
		v.note(v.size)
	}
}

// entry checks one entry against its stored leaf, and what its leaf completes.
func (v *treeCheck) entry(row *leafRow) {
	say := func(what string) {
		f := row.name
		f.What = what
		v.fault(f)
	}
	if row.at < v.last {
		say("its time is before that of the entry before it")
	}
	v.last = row.at
	h := known{row.hash, true}
	if len(row.tree) < tlog.HashSize {
		say("its hash is missing from the tree")
	} else if h.hash = tlog.Hash(row.tree[:tlog.HashSize]); h.hash != row.hash {
		say("the entry and its hash do not agree: one of them was changed")
	}
	v.complete(row.seq, h, row.tree, row.name)
}

// complete adds a leaf to the edge and checks the stored hashes of the subtrees that end with it. A subtree with a missing entry in it is
// taken as it is stored: the loss was named already.
func (v *treeCheck) complete(seq int64, h known, stored []byte, name Fault) {
	at := 0
	for n := seq; n&1 == 1; n >>= 1 {
		left := v.edge[len(v.edge)-1]
		v.edge = v.edge[:len(v.edge)-1]
		at += tlog.HashSize
		have := len(stored) >= at+tlog.HashSize
		if !left.ok || !h.ok {
			if h = (known{ok: have}); have {
				h.hash = tlog.Hash(stored[at : at+tlog.HashSize])
			}
			continue
		}
		h.hash = tlog.NodeHash(left.hash, h.hash)
		if !have || !bytes.Equal(stored[at:at+tlog.HashSize], h.hash[:]) {
			name.What = fmt.Sprintf("the stored hash over %d entries up to %d is missing or was changed", 1<<(at/tlog.HashSize), seq)
			v.fault(name)
		}
	}
	if len(stored) > at+tlog.HashSize {
		name.What = "more hashes are stored with it than it completes"
		v.fault(name)
	}
	v.edge = append(v.edge, h)
}

// tableOf is the table of a log.
var tableOf = map[string]string{Main: "entry", Reads: "read_entry"}

func (v *treeCheck) leaves(from int64) ([]leafRow, error) {
	if v.log == Reads {
		return db.All(v.t, func(scan db.Scan) (leafRow, error) {
			var r Reading
			var at string
			var tree []byte
			err := scan(&r.Seq, &at, &r.Actor, &r.Subject, &r.Action, &r.Page, &r.Why, &r.Allowed, &tree)
			return leafRow{r.Seq, at, r.leaf(r.Seq, at), tree, Fault{Place: fmt.Sprintf("access log entry %d", r.Seq), Record: r.Page, Kind: "reading", Subject: r.Subject}}, err
		}, "select "+storedReadColumns+" from read_entry where seq >= $1 and seq < $2 order by seq", from, from+treeBatch)
	}
	return db.All(v.t, func(scan db.Scan) (leafRow, error) {
		var e Entry
		var at, op string
		var sealed, tree []byte
		if err := scan(&e.Seq, &at, &e.Command, &e.Actor, &e.Why, &e.Source, &e.Kind, &e.ID, &e.Subject, &e.Version, &e.Rev, &op, &sealed, &tree); err != nil {
			return leafRow{}, err
		}
		e.Op = Op(op)
		return leafRow{e.Seq, at, leaf(e.Seq, at, header(&e), sealed), tree,
			Fault{Place: fmt.Sprintf("journal entry %d", e.Seq), Record: e.ID, Kind: e.Kind, Subject: e.Subject}}, nil
	}, "select "+storedColumns+" from entry where seq >= $1 and seq < $2 order by seq", from, from+treeBatch)
}

// Subjects gives the next n subjects after one, in order; it is how verify and rebuild walk the journal in bounded memory.
func (j *Journal) Subjects(t *db.Tx, after string, n int) ([]string, error) {
	return db.Column[string](t, "select distinct subject from entry where subject > $1 order by subject limit $2", after, n)
}

// Opener opens bodies with keys loaded once; see vault.All.
type Opener struct {
	j    *Journal
	keys func(subject string) (vault.Key, error)
	Dead []Destruction
}

// Range gives the entries of the subjects after one and up to another, in order of subject and position. An entry that does
// not decrypt becomes a fault and is left out. Bodies are opened on all cores.
func (o *Opener) Range(t *db.Tx, after, upTo string) (entries []Entry, faults []Fault, err error) {
	rows, err := db.All(t, scanStored, "select "+entryColumns+" from entry where subject > $1 and subject <= $2 order by subject, seq", after, upTo)
	if err != nil {
		return nil, nil, err
	}
	failed := make([]error, len(rows))
	hands := min(runtime.GOMAXPROCS(0), 1+len(rows)/200)
	var others sync.WaitGroup
	for hand := range hands {
		others.Go(func() {
			var of string // the key at hand
			var key vault.Key
			var missing error
			same := func(subject string) (vault.Key, error) {
				if subject != of {
					of = subject
					key, missing = o.keys(subject)
				}
				return key, missing
			}
			for i := hand * len(rows) / hands; i < (hand+1)*len(rows)/hands; i++ {
				failed[i] = rows[i].open(same)
			}
		})
	}
	others.Wait()
	entries = make([]Entry, 0, len(rows))
	for i := range rows {
		e := &rows[i].Entry
		switch err := failed[i]; {
		case errs.Of(err) == errs.Tampered:
			faults = append(faults, Fault{Place: fmt.Sprintf("journal entry %d", e.Seq), Record: e.ID, Kind: e.Kind, Subject: e.Subject, What: errs.Text(err)})
		case err != nil:
			return nil, nil, err
		default:
			entries = append(entries, *e)
		}
	}
	return entries, faults, nil
}

// Opener loads every key.
func (j *Journal) Opener(ctx context.Context) (*Opener, error) {
	keys, dead, err := j.vault.All(ctx)
	if err != nil {
		return nil, err
	}
	o := &Opener{j: j, keys: keys}
	for _, d := range dead {
		o.Dead = append(o.Dead, Destruction{d.Subject, d.Rule})
	}
	return o, nil
}

// Destruction is a subject whose history is unreadable, and the rule.
type Destruction struct{ Subject, Rule string }
