package journal

import (
	"encoding/binary"
	"errors"
	"time"

	"golang.org/x/mod/sumdb/tlog"

	"throughline/internal/db"
	"throughline/internal/vault"
)

// Reading is one reading, or refused reading, of an identified person (security-and-resilience c4). It holds no clinical text.
type Reading struct {
	Seq     int64     `json:"seq"`
	At      time.Time `json:"at"`
	Actor   string    `json:"actor"`
	Subject string    `json:"subject"`
	Action  string    `json:"action"`
	Page    string    `json:"page"`
	Why     string    `json:"why"`
	Allowed bool      `json:"allowed"`
}

func (r *Reading) leaf(seq int64, at string) tlog.Hash {
	b := binary.BigEndian.AppendUint64(nil, uint64(seq))
	b = append(b, at...)
	for _, s := range []string{r.Actor, r.Subject, r.Action, r.Page, r.Why} {
		b = binary.BigEndian.AppendUint32(b, uint32(len(s)))
		b = append(b, s...)
	}
	if r.Allowed {
		b = append(b, 1)
	} else {
		b = append(b, 0)
	}
	return tlog.RecordHash(b)
}

// LogReads writes readings down. It is called, and must succeed, before the page that shows them leaves.
func LogReads(t *db.Tx, at time.Time, readings []Reading) error {
	if len(readings) == 0 {
		return nil
	}
	h, err := takeHead(t, Reads)
	if err != nil {
		return err
	}
	h.at = max(h.at, db.Instant(at))
	statements := make([]db.Statement, len(readings))
	for i := range readings {
		r := &readings[i]
		seq := h.size
		completed := h.append(r.leaf(seq, h.at))[0]
		statements[i] = db.Statement{
			Text: "insert into read_entry (" + storedReadColumns + ") values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
			Args: []any{seq, h.at, r.Actor, r.Subject, r.Action, r.Page, r.Why, r.Allowed, completed},
		}
	}
	return t.Batch(append(statements, h.save()))
}

const (
	readColumns       = "seq, at, actor, subject, action, page, why, allowed"
	storedReadColumns = readColumns + ", tree"
)

func scanReading(scan db.Scan) (r Reading, err error) {
	var at string
	if err = scan(&r.Seq, &at, &r.Actor, &r.Subject, &r.Action, &r.Page, &r.Why, &r.Allowed); err == nil {
		r.At, err = db.ParseInstant(at)
	}
	return
}

// WhoRead answers "who read this person's record, when and why", newest first. subjects are the person's id and the ids
// merged into it.
func WhoRead(t *db.Tx, subjects []string, since time.Time) ([]Reading, error) {
	var out []Reading
	for _, s := range subjects {
		rs, err := db.All(t, scanReading, "select "+readColumns+" from read_entry where subject = $1 and at >= $2 order by seq desc", s, db.Instant(since))
		if err != nil {
			return nil, err
		}
		out = append(out, rs...)
	}
	return out, nil
}

// ReadBy is what one person read since an instant, newest first, at most n.
func ReadBy(t *db.Tx, actor string, since time.Time, n int) ([]Reading, error) {
	return db.All(t, scanReading, "select "+readColumns+" from read_entry where actor = $1 and at >= $2 order by seq desc limit $3", actor, db.Instant(since), n)
}

// LastReadBy is what one person read last, newest first, at most n, refused readings too.
func LastReadBy(t *db.Tx, actor string, n int) ([]Reading, error) {
	return db.All(t, scanReading, "select "+readColumns+" from read_entry where actor = $1 order by seq desc limit $2", actor, n)
}

// Last is when one person read one subject last.
type Last struct {
	Subject string
	At      time.Time
	Allowed bool
}

// LastOfEach is one row for each subject that one person read or was refused since an instant, by the newest n rows of that person. Of the readings
// that were allowed those of one action are left out; of those refused, only the ones whose reason begins with stopped count. The database sums
// up, because somebody at work has thousands of rows a day and each page asks. Rows are numbered as they come, so those before the newest that is
// too old are not looked at.
func LastOfEach(t *db.Tx, actor string, since time.Time, n int, without, stopped string) ([]Last, error) {
	return db.All(t, func(scan db.Scan) (l Last, err error) {
		var at string
		if err = scan(&l.Subject, &l.Allowed, &at); err == nil {
			l.At, err = db.ParseInstant(at)
		}
		return
	}, `select subject, allowed, max(at) from (select subject, allowed, at, action, why from read_entry where actor = $1
		and seq > coalesce((select seq from read_entry where actor = $1 and at <= $3 order by seq desc limit 1), 0) order by seq desc limit $2) r
		where at > $3 and (allowed and action <> $4 or not allowed and substr(why, 1, $5) = $6) group by subject, allowed`,
		actor, n, db.Instant(since), without, len(stopped), stopped)
}

func asDestroyed(err error) (*vault.Destroyed, bool) {
	return errors.AsType[*vault.Destroyed](err)
}
