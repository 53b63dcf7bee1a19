package journal

import (
	"bytes"
	"context"
	"fmt"
	"slices"

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
	edge   edge
	last   string // time of the entry before
}

func (v *treeCheck) fault(f Fault) { v.rep.Faults = append(v.rep.Faults, f) }

type leafRow struct {
	seq  int64
	at   string
	hash tlog.Hash
	name Fault // Place, Record, Kind, Subject
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
		nodes, err := v.nodes(from)
		if err != nil {
			return err
		}
		if len(leaves) == 0 && len(nodes) == 0 {
			break
		}
		v.batch(from, leaves, nodes, min(from+treeBatch, max(size, v.endOf(leaves, from))))
		if progress != nil {
			progress(min(from+treeBatch, size), size)
		}
	}
	if v.size != size {
		v.fault(Fault{Place: v.log + " head", What: fmt.Sprintf("it says %d entries, but %d are here", size, v.size)})
	} else if !bytes.Equal(v.edge.bytes(), rawEdge) {
		v.fault(Fault{Place: v.log + " head", What: "its hashes are not those of the entries"})
	} else if at != v.last {
		v.fault(Fault{Place: v.log + " head", What: "its time is not that of the newest entry"})
	}
	v.rep.Trees = append(v.rep.Trees, Tree{v.log, v.size, v.edge.root()})
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
		v.roots[size] = v.edge.root()
	}
}

// batch checks the entries from one position up to another.
func (v *treeCheck) batch(from int64, leaves []leafRow, nodes map[int64][]byte, to int64) {
	i := 0
	for seq := from; seq < to; seq++ {
		idx := tlog.StoredHashIndex(0, seq)
		stored, have := nodes[idx]
		delete(nodes, idx)
		var row *leafRow
		if i < len(leaves) && leaves[i].seq == seq {
			row = &leaves[i]
			i++
		}
		place := fmt.Sprintf("%s entry %d", v.log, seq)
		var h tlog.Hash
		switch {
		case row == nil:
			v.fault(Fault{Place: place, What: "the entry is missing"})
		case row.at < v.last:
			f := row.name
			f.What = "its time is before that of the entry before it"
			v.fault(f)
		}
		if row != nil {
			v.last = row.at
		}
		switch {
		case !have || len(stored) != tlog.HashSize:
			f := Fault{Place: place, What: "its hash is missing from the tree"}
			if row != nil {
				h = row.hash
				f.Record, f.Kind, f.Subject = row.name.Record, row.name.Kind, row.name.Subject
			}
			v.fault(f)
		default:
			h = tlog.Hash(stored)
			if row != nil && row.hash != h {
				f := row.name
				f.What = "the entry and its hash do not agree: one of them was changed"
				v.fault(f)
			}
		}
		var made []node
		made, v.edge = v.edge.push(seq, h)
		for _, n := range made[1:] {
			got, have := nodes[n.idx]
			delete(nodes, n.idx)
			if !have || !bytes.Equal(got, n.hash[:]) {
				f := Fault{Place: fmt.Sprintf("%s tree node %d", v.log, n.idx), What: fmt.Sprintf("the stored hash over the entries up to %d is missing or was changed", seq)}
				if row != nil {
					f.Record, f.Kind, f.Subject = row.name.Record, row.name.Kind, row.name.Subject
				}
				v.fault(f)
			}
		}
		v.size = seq + 1
		v.note(v.size)
	}
	for idx := range nodes {
		v.fault(Fault{Place: fmt.Sprintf("%s tree node %d", v.log, idx), What: "a hash that belongs to no entry"})
	}
}

func (v *treeCheck) nodes(from int64) (map[int64][]byte, error) {
	out := make(map[int64][]byte, 2*treeBatch)
	lo, hi := tlog.StoredHashIndex(0, from), tlog.StoredHashIndex(0, from+treeBatch)
	err := v.t.Each(func(scan db.Scan) error {
		var idx int64
		var h []byte
		if err := scan(&idx, &h); err != nil {
			return err
		}
		out[idx] = h
		return nil
	}, "select idx, hash from tree_hash where log = $1 and idx >= $2 and idx < $3", v.log, lo, hi)
	return out, err
}

func (v *treeCheck) leaves(from int64) ([]leafRow, error) {
	if v.log == Reads {
		return db.All(v.t, func(scan db.Scan) (leafRow, error) {
			var r Reading
			var at string
			err := scan(&r.Seq, &at, &r.Actor, &r.Subject, &r.Action, &r.Page, &r.Why, &r.Allowed)
			return leafRow{r.Seq, at, r.leaf(r.Seq, at), Fault{Place: fmt.Sprintf("access log entry %d", r.Seq), Record: r.Page, Kind: "reading", Subject: r.Subject}}, err
		}, "select "+readColumns+" from read_entry where seq >= $1 and seq < $2 order by seq", from, from+treeBatch)
	}
	return db.All(v.t, func(scan db.Scan) (leafRow, error) {
		var e Entry
		var at, op string
		var sealed []byte
		if err := scan(&e.Seq, &at, &e.Command, &e.Actor, &e.Why, &e.Source, &e.Kind, &e.ID, &e.Subject, &e.Version, &e.Rev, &op, &sealed); err != nil {
			return leafRow{}, err
		}
		e.Op = Op(op)
		return leafRow{e.Seq, at, leaf(e.Seq, at, header(&e), sealed),
			Fault{Place: fmt.Sprintf("journal entry %d", e.Seq), Record: e.ID, Kind: e.Kind, Subject: e.Subject}}, nil
	}, "select "+entryColumns+" from entry where seq >= $1 and seq < $2 order by seq", from, from+treeBatch)
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
// not decrypt becomes a fault and is left out.
func (o *Opener) Range(t *db.Tx, after, upTo string) (entries []Entry, faults []Fault, err error) {
	err = t.Each(func(scan db.Scan) error {
		e, _, _, err := scanEntry(scan, o.keys)
		if errs.Of(err) == errs.Tampered {
			faults = append(faults, Fault{Place: fmt.Sprintf("journal entry %d", e.Seq), Record: e.ID, Kind: e.Kind, Subject: e.Subject, What: errs.Text(err)})
			return nil
		}
		if err != nil {
			return err
		}
		entries = append(entries, e)
		return nil
	}, "select "+entryColumns+" from entry where subject > $1 and subject <= $2 order by subject, seq", after, upTo)
	return entries, faults, err
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
