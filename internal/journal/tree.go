package journal

import (
	"encoding/base64"
	"fmt"
	"math/bits"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/tlog"

	"throughline/internal/db"
	"throughline/internal/errs"
)

// head is the one row per log that is ever updated. Taking it is what puts commands in order.
type head struct {
	log  string
	size int64
	at   string
	edge edge
}

// edge holds the hashes of the complete subtrees at the right edge of a tree of some size, highest first: all that is
// needed to append, so that appending reads nothing.
type edge []tlog.Hash

func (e edge) bytes() []byte {
	b := make([]byte, 0, len(e)*tlog.HashSize)
	for _, h := range e {
		b = append(b, h[:]...)
	}
	return b
}

func edgeOf(b []byte, size int64) (edge, error) {
	if len(b) != bits.OnesCount64(uint64(size))*tlog.HashSize {
		return nil, fmt.Errorf("the edge of a tree of %d entries has %d bytes", size, len(b))
	}
	e := make(edge, len(b)/tlog.HashSize)
	for i := range e {
		copy(e[i][:], b[i*tlog.HashSize:])
	}
	return e, nil
}

// push appends one leaf to a tree of the given size. It returns the hashes that the leaf completes, which are stored with its entry: the
// leaf, then each subtree that ends with it, lowest first; and the new edge. Beside each other in one blob they cost an append no page and no
// statement of their own.
func (e edge) push(size int64, leaf tlog.Hash) (completed []byte, _ edge) {
	return e.pushTo(make([]byte, 0, 2*tlog.HashSize), size, leaf)
}

// pushTo is push with room for the hashes.
func (e edge) pushTo(room []byte, size int64, leaf tlog.Hash) (completed []byte, _ edge) {
	completed = append(room, leaf[:]...)
	h := leaf
	for n := size; n&1 == 1; n >>= 1 {
		left := e[len(e)-1]
		e = e[:len(e)-1]
		h = tlog.NodeHash(left, h)
		completed = append(completed, h[:]...)
	}
	return completed, append(e, h)
}

// root is the hash of the whole tree: the edge folded from the right.
func (e edge) root() tlog.Hash {
	if len(e) == 0 {
		h, _ := tlog.TreeHash(0, nil) // the empty tree reads no hashes, so it cannot fail
		return h
	}
	h := e[len(e)-1]
	for i := len(e) - 2; i >= 0; i-- {
		h = tlog.NodeHash(e[i], h)
	}
	return h
}

// takeHead locks the log's head for the rest of the transaction. then are statements that are to run
// under the lock, in the same trip to the server.
func takeHead(t *db.Tx, log string, then ...db.Statement) (head, error) {
	h := head{log: log}
	var raw []byte
	found := false
	take := t.Locking(db.Statement{
		Text: "select size, at, edge from log_head where log = $1", Args: []any{log},
		Row: func(scan db.Scan) error {
			found = true
			return scan(&h.size, &h.at, &raw)
		},
	})
	if err := t.Batch(append([]db.Statement{take}, then...)); err != nil {
		return h, err
	}
	if !found {
		return h, errs.New(errs.Tampered, "The head of the %s log is missing; nothing can be written. Run verify, and restore a backup", log)
	}
	var err error
	h.edge, err = edgeOf(raw, h.size)
	return h, err
}

func (h head) save() db.Statement {
	return db.Statement{Text: "update log_head set size = $1, at = $2, edge = $3 where log = $4", Args: []any{h.size, h.at, h.edge.bytes(), h.log}}
}

// append adds leaves to the log and gives, for each, the hashes to store with its entry.
func (h *head) append(leaves ...tlog.Hash) [][]byte {
	out := make([][]byte, len(leaves))
	for i, leaf := range leaves {
		out[i], h.edge = h.edge.push(h.size, leaf)
		h.size++
	}
	return out
}

// Tree is the size and root hash of a log.
type Tree struct {
	Log  string
	Size int64
	Root tlog.Hash
}

func (tr Tree) String() string {
	return fmt.Sprintf("%s: %d entries, root %s", tr.Log, tr.Size, tr.Root)
}

// text is what a checkpoint signs: the authority's origin line, then one line a log. The form follows C2SP
// tlog-checkpoint for the first log and adds the second as an extension line.
func checkpointText(origin, at string, trees []Tree) string {
	var b strings.Builder
	fmt.Fprintf(&b, "throughline/%s\n", origin)
	for i, tr := range trees {
		root := base64.StdEncoding.EncodeToString(tr.Root[:])
		if i == 0 {
			fmt.Fprintf(&b, "%d\n%s\n", tr.Size, root)
			continue
		}
		fmt.Fprintf(&b, "%s %d %s\n", tr.Log, tr.Size, root)
	}
	fmt.Fprintf(&b, "at %s\n", at)
	return b.String()
}

func parseCheckpointText(s string) (origin, at string, trees []Tree, err error) {
	bad := func(what string) (string, string, []Tree, error) {
		return "", "", nil, fmt.Errorf("not a checkpoint: %s", what)
	}
	lines := strings.Split(strings.TrimSuffix(s, "\n"), "\n")
	if len(lines) < 4 || !strings.HasPrefix(lines[0], "throughline/") {
		return bad("its first line does not name a Throughline journal")
	}
	one := func(log, size, root string) error {
		n, err := strconv.ParseInt(size, 10, 64)
		if err != nil || n < 0 {
			return fmt.Errorf("bad size %q", size)
		}
		b, err := base64.StdEncoding.DecodeString(root)
		if err != nil || len(b) != tlog.HashSize {
			return fmt.Errorf("bad root %q", root)
		}
		trees = append(trees, Tree{log, n, tlog.Hash(b)})
		return nil
	}
	if err := one(Main, lines[1], lines[2]); err != nil {
		return bad(err.Error())
	}
	for _, line := range lines[3:] {
		f := strings.Fields(line)
		switch {
		case len(f) == 2 && f[0] == "at":
			at = f[1]
		case len(f) == 3:
			if err := one(f[0], f[1], f[2]); err != nil {
				return bad(err.Error())
			}
		default:
			return bad("a line is not understood")
		}
	}
	return strings.TrimPrefix(lines[0], "throughline/"), at, trees, nil
}
