package house_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/house"
	"throughline/internal/journal"
	"throughline/internal/safekeeping"
)

// trees are the proved tables and their indexes.
func trees(t *testing.T, h *house.House) (out []tree) {
	t.Helper()
	err := h.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		out, err = db.All(tx, func(scan db.Scan) (tr tree, err error) {
			return tr, scan(&tr.name, &tr.table, &tr.root)
		}, "select name, tbl_name, rootpage from sqlite_schema where type in ('table', 'index') and tbl_name in ('"+strings.Join(proved, "', '")+"') order by name")
		for i := range out {
			q := "select coalesce(name, case cid when -1 then 'rowid' else 'expression' end) from pragma_index_xinfo('" + out[i].name + "') order by seqno"
			if !out[i].index() {
				q = "select name from pragma_table_info('" + out[i].name + "') order by cid"
			}
			if err == nil {
				out[i].columns, err = db.Column[string](tx, q)
			}
			withoutNumbers := false
			if err == nil {
				err = tx.Row("select wr from pragma_table_list where name = $1", []any{out[i].table}, &withoutNumbers)
			}
			if err != nil || !withoutNumbers {
				continue
			}
			if out[i].index() { // it holds the whole key of its rows, and is sorted by what it holds
				out[i].key = strings.Join(out[i].columns, ", ")
			} else {
				err = tx.Row("select group_concat(name, ', ') from (select name from pragma_table_info($1) where pk > 0 order by pk)", []any{out[i].name}, &out[i].key)
			}
		}
		return err
	})
	if err != nil || len(out) < len(proved) {
		t.Fatalf("%d trees: %v", len(out), err)
	}
	return out
}

// file is a house's SQLite file, whole and without a write-ahead log.
type file struct {
	house *house.House // gives the keys and lists
	image
	trees []tree
	path  string // where changed copies go
}

func newFile(t *testing.T, h *house.House) file {
	t.Helper()
	f := file{house: h, path: h.Config.DB + ".copy"}
	if err := h.DB.Copy(t.Context(), f.path); err != nil {
		t.Fatal(err)
	}
	var err error
	if f.b, err = os.ReadFile(f.path); err != nil {
		t.Fatal(err)
	}
	f.page = int(binary.BigEndian.Uint16(f.b[16:]))
	f.with(t, func(c *house.House) { f.trees = trees(t, c) })
	return f
}

// with opens the file as it lies there.
func (f file) with(t *testing.T, do func(*house.House)) {
	t.Helper()
	d, err := db.Open(t.Context(), f.path)
	if err != nil {
		t.Fatal(err)
	}
	c := &house.House{DB: d, Keeper: &safekeeping.Keeper{DB: d, Journal: f.house.Keeper.Journal, Lists: f.house.Keeper.Lists}}
	do(c)
	if err := d.Close(); err != nil {
		t.Fatal(err)
	}
}

// flipped verifies the file with one bit changed, and says what SQLite then returns when returns is wanted.
func (f file) flipped(t *testing.T, at int, bit byte, returns bool) (rep safekeeping.Report, content string, err error) {
	t.Helper()
	b := bytes.Clone(f.b)
	b[at] ^= bit
	if err := os.WriteFile(f.path, b, 0o600); err != nil {
		t.Fatal(err)
	}
	f.with(t, func(c *house.House) {
		rep, err = c.Keeper.Verify(t.Context(), nil, nil)
		if returns && err == nil && rep.Err() == nil {
			content = f.content(t, c)
		}
	})
	return rep, content, err
}

// content is everything that SQLite returns from tables, and from indexes without the help of the table.
func (f file) content(t *testing.T, c *house.House) string {
	t.Helper()
	var out strings.Builder
	err := c.DB.Read(t.Context(), func(tx *db.Tx) error {
		for _, tr := range f.trees {
			q := "select rowid, * from " + tr.table + " not indexed order by rowid"
			if tr.key != "" {
				q = "select * from " + tr.table
			}
			if tr.index() {
				q = "select " + strings.Join(tr.columns, ", ") + " from " + tr.table + " indexed by " + tr.name
			}
			fmt.Fprintln(&out, tr.name)
			err := tx.EachRow(func(_ []string, vals []any) error { _, err := fmt.Fprintf(&out, "%q\n", vals); return err }, q)
			if err != nil {
				fmt.Fprintln(&out, err)
			}
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return out.String()
}

// rows are the rows of a tree's table by their number.
func rows(t *testing.T, c *house.House, tr tree) map[int64]map[string]any {
	t.Helper()
	out := map[int64]map[string]any{}
	err := c.DB.Read(t.Context(), func(tx *db.Tx) error {
		number := "rowid"
		if tr.key != "" {
			number = "row_number() over (order by " + tr.key + ")"
		}
		return tx.EachRow(func(cols []string, vals []any) error {
			row := map[string]any{}
			for i, v := range vals[1:] {
				row[cols[i+1]] = v
			}
			out[vals[0].(int64)] = row
			return nil
		}, "select "+number+" as number, * from "+tr.table)
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

// names says whether a fault names the row that a spot belongs to, as it was.
func (s spot) names(row map[string]any, faults []journal.Fault) bool {
	is := func(f journal.Fault, place string) bool { // in the words of the proof of the table, or of its index
		return f.Place == place || strings.HasPrefix(f.What, place+": ")
	}
	for _, f := range faults {
		ok := false
		switch s.table {
		case "entry":
			ok = is(f, fmt.Sprint("journal entry ", row["seq"])) || f.Kind == text(row["kind"]) && f.Record == row["id"]
		case "read_entry":
			ok = is(f, fmt.Sprint("access log entry ", row["seq"])) || f.Place == fmt.Sprint("reads entry ", row["seq"])
		case "record":
			ok = f.Record == row["id"]
		default:
			ok = f.Subject == row["subject"]
		}
		if ok {
			return true
		}
	}
	return false
}

// TestVerifySeesFlipsInTheFile flips bits of the SQLite file itself, past the database, one at a time.
func TestVerifySeesFlipsInTheFile(t *testing.T) {
	t.Parallel()
	for _, e := range dbtest.Engines(t) {
		if e.SQLite() {
			f := newFile(t, furnished(t, e))
			t.Run("in every column", func(t *testing.T) { everyColumn(t, f) })
			t.Run("anywhere", func(t *testing.T) { anywhere(t, f) })
		}
	}
}

// everyColumn flips in every column of every table that verify proves, and in every column of every index over it, each time in a byte
// that a live row lies in. Verify names the row, each time.
func everyColumn(t *testing.T, f file) {
	r := rand.New(rand.NewPCG(9, 9))
	for _, tr := range f.trees {
		byColumn := map[string][]spot{}
		for _, s := range f.spots(tr) {
			byColumn[s.column] = append(byColumn[s.column], s)
		}
		var was map[int64]map[string]any
		f.whole(t, func(c *house.House) { was = rows(t, c, tr) })
		if len(byColumn) == 0 && len(was) > 0 {
			t.Errorf("%s has no bytes to flip", tr.name)
		}
		for _, column := range slices.Sorted(maps.Keys(byColumn)) {
			for range max(1, number(t, "THROUGHLINE_FLIPS", 4)/4) {
				s := byColumn[column][r.IntN(len(byColumn[column]))]
				at, bit := s.at[r.IntN(len(s.at))], byte(1)<<r.IntN(8)
				what := fmt.Sprintf("bit %#x of byte %d of the file, %s.%s of %v", bit, at, s.name, column, was[s.rowid])
				if was[s.rowid] == nil {
					t.Fatalf("%s: the test does not know the row %d", what, s.rowid)
				}
				rep, _, err := f.flipped(t, at, bit, false)
				switch {
				case err != nil:
					t.Errorf("%s: verify does not say what is wrong, it fails: %v", what, err)
				case len(rep.Faults) == 0:
					t.Errorf("%s: verify found nothing", what)
				case !s.names(was[s.rowid], rep.Faults):
					t.Errorf("%s: not named by\n%v", what, rep.Faults[:min(6, len(rep.Faults))])
				}
			}
		}
		t.Logf("%s: %v", tr.name, slices.Sorted(maps.Keys(byColumn)))
	}
}

// anywhere flips on any byte of the pages of the proved tables and their indexes: headers of cells, pointers, bytes
// that nothing uses. Verify may find the file in order only when SQLite returns from it what it returned before, from each table and each index.
func anywhere(t *testing.T, f file) {
	var before string
	f.whole(t, func(c *house.House) { before = f.content(t, c) })
	var pages []int
	for _, tr := range f.trees {
		pages = append(pages, int(tr.root-1)*f.page)
		for _, s := range f.spots(tr) {
			pages = append(pages, s.at[0]/f.page*f.page)
		}
	}
	slices.Sort(pages)
	pages = slices.Compact(pages)
	r := rand.New(rand.NewPCG(10, 10))
	saw := map[string]int{}
	flips := 7 * number(t, "THROUGHLINE_FLIPS", 4)
	for i := 0; i < flips || (saw["named"] == 0 || saw["harmless"] == 0) && i < 20*flips; i++ {
		at, bit := pages[r.IntN(len(pages))]+r.IntN(f.page), byte(1)<<r.IntN(8)
		rep, content, err := f.flipped(t, at, bit, true)
		switch {
		case err != nil:
			saw["cannot be read"]++
		case rep.Err() != nil:
			saw["named"]++
		case content == before:
			saw["harmless"]++
		default:
			t.Errorf("bit %#x of byte %d: verify found nothing, but SQLite returns something else", bit, at)
		}
	}
	t.Log(len(pages), "pages:", saw)
	if saw["named"] == 0 || saw["harmless"] == 0 {
		t.Errorf("the flips prove nothing: %v", saw)
	}
}

// whole opens the file as it was.
func (f file) whole(t *testing.T, do func(*house.House)) {
	t.Helper()
	if err := os.WriteFile(f.path, f.b, 0o600); err != nil {
		t.Fatal(err)
	}
	f.with(t, do)
}
