package annexa

import (
	"bytes"
	"compress/gzip"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/vault"
)

// Room keeps the lists as they were made, who owns and clears them, and what is said of their fields. A copy is sealed under a key of its own and
// never changes: the database refuses it.
type Room struct{ Desk *command.Desk }

// Copy is the lists as they were made once.
type Copy struct {
	ID      string
	Maker   string // worker
	Made    time.Time
	On      day.Day
	AsKnown time.Time // zero: as the records were when it was made
	SHA256  string    // of the workbook
	Bytes   int
	Lists   []Freshness
	Cleared map[int]Word // by list: who signed it off, the newest
	Handed  []Word       // to whom it was handed over, oldest first
}

// Word is something that was said of a list or of a copy.
type Word struct {
	Words string
	Maker string // worker
	Made  time.Time
}

// Line is one row of a copy with the record that proves it.
type Line struct {
	List    int       `json:"list"`
	Subject string    `json:"subject"`
	Record  string    `json:"record"`
	At      time.Time `json:"at"`
	Cells   []string  `json:"cells"`
}

const pieceBytes = 1 << 20

func keyOfCopy(id string) string { return "annexa:" + id }

func bound(id, part string, n int) []byte {
	return []byte("annexa\x00" + id + "\x00" + part + "\x00" + strconv.Itoa(n))
}

// Make makes the lists and keeps them. It fails like Write does; nothing is kept then.
func (r Room) Make(ctx context.Context, actor access.Actor, o Options, authority string) (id string, err error) {
	defer errs.Wrap(&err, "make lists")
	if err := May(actor, r.Desk.Now()); err != nil {
		return "", err
	}
	if o.On.IsZero() {
		o.On = r.Desk.Today()
	}
	notes, err := r.Notes(ctx)
	if err != nil {
		return "", err
	}
	b, err := NewBook(Cover{Authority: authority, On: o.On, AsKnown: o.AsKnown, Notes: notes})
	if err != nil {
		return "", err
	}
	var rows, book bytes.Buffer
	z, err := gzip.NewWriterLevel(&rows, gzip.BestSpeed)
	if err != nil {
		return "", errors.Join(err, b.file.Close())
	}
	enc := json.NewEncoder(z)
	sum, err := Extract(ctx, r.Desk, actor, o, func(x Row) error {
		l := Line{List: x.List, Subject: x.Subject, Record: x.Record, At: x.At}
		for _, c := range x.Cells {
			l.Cells = append(l.Cells, c.String())
		}
		return errors.Join(enc.Encode(l), b.Row(x))
	})
	if err != nil {
		return "", errors.Join(err, b.file.Close())
	}
	if err := errors.Join(b.Close(&book), z.Close()); err != nil {
		return "", err
	}
	return r.keep(ctx, actor, sum, book.Bytes(), rows.Bytes())
}

func (r Room) keep(ctx context.Context, actor access.Actor, sum Summary, book, rows []byte) (string, error) {
	id := r.Desk.NewID()
	key, err := r.Desk.Journal.Vault().Key(ctx, keyOfCopy(id))
	if err != nil {
		return "", err
	}
	lists, err := json.Marshal(sum.Lists)
	if err != nil {
		return "", err
	}
	known := ""
	if !sum.AsKnown.IsZero() {
		known = db.Instant(sum.AsKnown)
	}
	hash := sha256.Sum256(book)
	return id, r.Desk.DB.Write(ctx, func(t *db.Tx) error {
		_, err := t.Exec("insert into annexa_copy (id, maker, made, on_day, known, sha256, size, lists) values ($1, $2, $3, $4, $5, $6, $7, $8)",
			id, actor.ID, db.Instant(r.Desk.Now()), sum.On.String(), known, hex.EncodeToString(hash[:]), len(book), string(lists))
		if err != nil {
			return err
		}
		for part, content := range map[string][]byte{"book": book, "rows": rows} {
			for n := 0; len(content) > 0; n++ {
				piece := content[:min(pieceBytes, len(content))]
				content = content[len(piece):]
				if _, err := t.Exec("insert into annexa_piece (parent, part, number, body) values ($1, $2, $3, $4)", id, part, n, key.Seal(piece, bound(id, part, n))); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

const copyColumns = "select id, maker, made, on_day, known, sha256, size, lists from annexa_copy"

func scanCopy(scan db.Scan) (c Copy, err error) {
	var made, on, known, lists string
	var size int64
	if err = scan(&c.ID, &c.Maker, &made, &on, &known, &c.SHA256, &size, &lists); err != nil {
		return c, err
	}
	c.Bytes, c.Cleared = int(size), map[int]Word{}
	if c.Made, err = db.ParseInstant(made); err != nil {
		return c, err
	}
	if c.On, err = day.Parse(on); err != nil {
		return c, err
	}
	if known != "" {
		if c.AsKnown, err = db.ParseInstant(known); err != nil {
			return c, err
		}
	}
	return c, json.Unmarshal([]byte(lists), &c.Lists)
}

// Copies are those that are kept, newest first.
func (r Room) Copies(ctx context.Context) ([]Copy, error) {
	return r.copies(ctx, copyColumns+" order by made desc, id desc")
}

var anID = regexp.MustCompile(`^[0-9a-f-]{36}$`)

// Copy is one of them. NotFound when there is none.
func (r Room) Copy(ctx context.Context, id string) (Copy, error) {
	if !anID.MatchString(id) {
		return Copy{}, errs.New(errs.NotFound, "There are no such lists")
	}
	all, err := r.copies(ctx, copyColumns+" where id = $1", id)
	if err == nil && len(all) == 0 {
		err = errs.New(errs.NotFound, "There are no such lists")
	}
	if err != nil {
		return Copy{}, err
	}
	return all[0], nil
}

func (r Room) copies(ctx context.Context, query string, args ...any) (out []Copy, err error) {
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		if out, err = db.All(t, scanCopy, query, args...); err != nil {
			return err
		}
		at := map[string]int{}
		for i, c := range out {
			at[c.ID] = i
		}
		return eachWord(t, "matter in ('cleared', 'handed')", func(w said) error {
			i, ok := at[w.parent]
			switch {
			case !ok:
			case w.matter == "cleared":
				out[i].Cleared[w.list] = w.Word
			default:
				out[i].Handed = append(out[i].Handed, w.Word)
			}
			return nil
		})
	})
	return out, err
}

// said is a row of annexa_word.
type said struct {
	Word
	matter, parent, field string
	list                  int
}

// eachWord gives what was said, oldest first.
func eachWord(t *db.Tx, where string, fn func(said) error) error {
	return t.Each(func(scan db.Scan) error {
		var w said
		var made string
		var list int64
		err := scan(&w.matter, &w.parent, &list, &w.field, &w.Words, &w.Maker, &made)
		if err == nil {
			w.list = int(list)
			w.Made, err = db.ParseInstant(made)
		}
		if err != nil {
			return err
		}
		return fn(w)
	}, "select matter, parent, list, field, words, maker, made from annexa_word where "+where+" order by made, id")
}

// open gives the content of a part of a copy.
func (r Room) open(ctx context.Context, id, part string) ([]byte, error) {
	key, err := r.Desk.Journal.Vault().Key(ctx, keyOfCopy(id))
	if _, gone := errors.AsType[*vault.Destroyed](err); gone {
		return nil, errs.As(errs.NotFound, err, "These lists are no longer kept")
	}
	if err != nil {
		return nil, err
	}
	var sealed [][]byte
	err = r.Desk.Read(ctx, func(t *db.Tx) (err error) {
		sealed, err = db.Column[[]byte](t, "select body from annexa_piece where parent = $1 and part = $2 order by number", id, part)
		return err
	})
	if err != nil {
		return nil, err
	}
	var out []byte
	for n, s := range sealed {
		plain, err := key.Open(s, bound(id, part, n))
		if err != nil {
			return nil, errs.As(errs.Tampered, err, "A kept list does not open as it was kept")
		}
		out = append(out, plain...)
	}
	return out, nil
}

// Book is the workbook of a copy, as it was made. It is errs.Tampered when it is not.
func (r Room) Book(ctx context.Context, c Copy) ([]byte, error) {
	b, err := r.open(ctx, c.ID, "book")
	if err != nil {
		return nil, err
	}
	if hash := sha256.Sum256(b); hex.EncodeToString(hash[:]) != c.SHA256 {
		return nil, errs.New(errs.Tampered, "The kept workbook is not the one that was made")
	}
	return b, nil
}

// Lines are the rows of one list of a copy, from the row from on, at most most, and how many there are.
func (r Room) Lines(ctx context.Context, c Copy, list, from, most int) (out []Line, of int, err error) {
	b, err := r.open(ctx, c.ID, "rows")
	if err != nil {
		return nil, 0, err
	}
	z, err := gzip.NewReader(bytes.NewReader(b))
	if err != nil {
		return nil, 0, errs.As(errs.Tampered, err, "A kept list does not open as it was kept")
	}
	dec := json.NewDecoder(z)
	for {
		var l Line
		if err := dec.Decode(&l); err == io.EOF {
			return out, of, nil
		} else if err != nil {
			return nil, 0, errs.As(errs.Tampered, err, "A kept list does not open as it was kept")
		}
		if l.List != list {
			continue
		}
		if of >= from && len(out) < most {
			out = append(out, l)
		}
		of++
	}
}

// Longest is how long an owner or a note may be.
const Longest = 1000

// say notes a word of one matter. What was said last of it is not said again.
func (r Room) say(ctx context.Context, actor access.Actor, w said) error {
	if err := May(actor, r.Desk.Now()); err != nil {
		return err
	}
	w.Words = strings.TrimSpace(w.Words)
	if len(w.Words) > Longest {
		return errs.Field(w.matter, "Use %d characters or fewer", Longest)
	}
	return r.Desk.DB.Write(ctx, func(t *db.Tx) error {
		was := ""
		err := eachWord(t, "matter in ('owner', 'note')", func(o said) error {
			if o.matter == w.matter && o.list == w.list && o.field == w.field {
				was = o.Words
			}
			return nil
		})
		if err != nil || (w.matter == "owner" || w.matter == "note") && was == w.Words {
			return err
		}
		_, err = t.Exec("insert into annexa_word (id, matter, parent, list, field, words, maker, made) values ($1, $2, $3, $4, $5, $6, $7, $8)",
			r.Desk.NewID(), w.matter, w.parent, w.list, w.field, w.Words, actor.ID, db.Instant(r.Desk.Now()))
		return err
	})
}

// Own says who owns a list: who answers for what it says.
func (r Room) Own(ctx context.Context, actor access.Actor, list int, owner string) error {
	return r.say(ctx, actor, said{matter: "owner", list: list, Word: Word{Words: owner}})
}

// Note keeps what the council says of a field; it goes into the workbook's Guidance sheet, column Comments.
func (r Room) Note(ctx context.Context, actor access.Actor, list int, header, note string) error {
	if Of(list) == nil || Of(list).Column(header) < 0 {
		return errs.New(errs.NotFound, "There is no such field")
	}
	return r.say(ctx, actor, said{matter: "note", list: list, field: header, Word: Word{Words: note}})
}

// Clear signs a list of a copy off.
func (r Room) Clear(ctx context.Context, actor access.Actor, c Copy, list int, words string) error {
	if Of(list) == nil {
		return errs.New(errs.NotFound, "There is no such list")
	}
	return r.say(ctx, actor, said{matter: "cleared", parent: c.ID, list: list, Word: Word{Words: words}})
}

// HandOver notes that a copy was handed over, and to whom.
func (r Room) HandOver(ctx context.Context, actor access.Actor, c Copy, to string) error {
	if strings.TrimSpace(to) == "" {
		return errs.Field("to", "Enter to whom the lists were handed over")
	}
	return r.say(ctx, actor, said{matter: "handed", parent: c.ID, Word: Word{Words: to}})
}

// Owners are the owners of lists, by list.
func (r Room) Owners(ctx context.Context) (map[int]Word, error) {
	out := map[int]Word{}
	err := r.Desk.Read(ctx, func(t *db.Tx) error {
		return eachWord(t, "matter = 'owner'", func(w said) error {
			out[w.list] = w.Word
			return nil
		})
	})
	return out, err
}

// Notes are what the council says of fields, by NoteKey.
func (r Room) Notes(ctx context.Context) (map[string]string, error) {
	out := map[string]string{}
	err := r.Desk.Read(ctx, func(t *db.Tx) error {
		return eachWord(t, "matter = 'note'", func(w said) error {
			out[NoteKey(w.list, w.field)] = w.Words
			return nil
		})
	})
	return out, err
}
