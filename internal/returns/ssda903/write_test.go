package ssda903

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

func TestWriteCSV(t *testing.T) {
	d := NewData(UASC, "x", [][]string{{"a", "", "01/02/2010", ""}, {" b", "say \"hi\"", "x,y", "1\n2"}, {}})
	var out bytes.Buffer
	if err := WriteCSV(&out, d); err != nil {
		t.Fatal(err)
	}
	want := "CHILD,SEX,DOB,DUC\r\nA,,01/02/2010,\r\n\" B\",\"SAY \"\"HI\"\"\",\"X,Y\",\"1\n2\"\r\n,,,\r\n"
	if diff := cmp.Diff(want, out.String()); diff != "" {
		t.Error(diff)
	}
	if err := WriteCSV(failing{}, d); !errors.Is(err, errFull) {
		t.Error(err)
	}
	if _, err := WriteXML(failing{}, &Return{}); !errors.Is(err, errFull) {
		t.Error(err)
	}
}

var errFull = errors.New("the disk is full")

type failing struct{}

func (failing) Write([]byte) (int, error) { return 0, errFull }

// Every set that is read and written again is the same set.
func TestSetsComeBack(t *testing.T) {
	for _, dir := range setFolders(t) {
		r, err := ReadPath([]string{dir}, nil, Options{Reading: Peer})
		if err != nil {
			t.Fatal(err)
		}
		to := t.TempDir()
		for sub, tables := range map[string]*[Tables]*Data{"": &r.This, "prev": &r.Last} {
			if err := os.MkdirAll(filepath.Join(to, sub), 0o700); err != nil {
				t.Fatal(err)
			}
			err := Files(tables, func(name string) (io.WriteCloser, error) { return os.Create(filepath.Join(to, sub, name)) })
			if err != nil {
				t.Fatal(err)
			}
		}
		var previous []string
		if entries, err := os.ReadDir(filepath.Join(to, "prev")); err != nil || len(entries) == 0 {
			if err := os.Remove(filepath.Join(to, "prev")); err != nil {
				t.Fatal(err)
			}
		}
		again, err := ReadPath([]string{to}, previous, Options{Reading: Peer})
		if err != nil {
			t.Fatal(dir, err)
		}
		for year, pair := range map[string][2]*[Tables]*Data{"this": {&r.This, &again.This}, "last": {&r.Last, &again.Last}} {
			for i, d := range pair[0] {
				switch o := pair[1][i]; {
				case (d == nil) != (o == nil):
					t.Errorf("%s %s year: %s is on one side only", dir, year, Table(i))
				case d != nil:
					if diff := cmp.Diff(texts(d), texts(o)); diff != "" {
						t.Errorf("%s %s year, %s: %s", dir, year, d.Table, diff)
					}
				}
			}
		}
	}
}

// A clean set that is written as XML and read again, by either reading, is the same but for the order of rows and the tables XML does not have.
func TestCleanSetsThroughXML(t *testing.T) {
	for _, dir := range []string{"testdata/clean01", "testdata/clean02"} {
		for _, reading := range []Reading{Intended, Peer} {
			r, err := ReadPath([]string{dir}, nil, Options{Reading: reading})
			if err != nil {
				t.Fatal(err)
			}
			var out bytes.Buffer
			left, err := WriteXML(&out, r)
			if err != nil {
				t.Fatal(err)
			}
			for _, l := range left {
				if l.Table != SWEpisodes && l.Table != DoLo {
					t.Errorf("%s: %v was left out: %s", dir, l, l.Why)
				}
			}
			again, err := Read([]Input{{"x", &out}}, nil, Options{Reading: reading})
			if err != nil {
				t.Fatal(err)
			}
			for _, table := range xmlTables {
				if r.This[table] == nil {
					continue
				}
				want, got := sorted(r.This[table]), sorted(again.This[table])
				if table == UASC && reading == Peer {
					// The peer makes a row for every child whose mark is written out, also for 0.
					got = slices.DeleteFunc(got, func(row string) bool { return !slices.Contains(want, row) })
				}
				if diff := cmp.Diff(want, got); diff != "" {
					t.Errorf("%s %v %s: %s", dir, reading, table, diff)
				}
			}
			if len(again.Notes) != 0 {
				t.Errorf("%v", again.Notes)
			}
		}
	}
}

func sorted(d *Data) []string {
	rows := []string{}
	for _, row := range texts(d) {
		rows = append(rows, strings.Join(row, "\x00"))
	}
	slices.Sort(rows)
	return rows
}

func TestXMLHasNoRoom(t *testing.T) {
	r := &Return{}
	r.This[Header] = NewData(Header, "h", [][]string{{"a"}, {"b"}, {"A"}})
	r.This[OC3] = NewData(OC3, "o", [][]string{{"b", "", "YES"}, {"B", "", "NO"}})
	r.This[Reviews] = NewData(Reviews, "r", [][]string{{"b", "", "1"}, {"c", "", "2"}})
	r.This[DoLo] = NewData(DoLo, "d", [][]string{{"b"}})
	left, err := WriteXML(io.Discard, r)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, l := range left {
		got = append(got, fmt.Sprintf("%s %d %s", l.Table, l.Row, l.Why))
	}
	slices.Sort(got)
	want := []string{"DoLo 0 the XML form has no such table", "Header 2 the child stands in Header before", "OC3 1 the XML form has room for one such row of a child", "Reviews 1 the child is not in Header"}
	slices.Sort(want)
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

// anyCell is a cell that may be in a file: anything but what a text file cannot hold.
func anyCell(free bool) *rapid.Generator[string] {
	alphabet := `[A-Z0-9/ ,"é'&<>;]{0,8}`
	if free {
		alphabet = `[A-Za-z0-9/ ,"\r\n\té€ßŉ&<>;]{0,12}`
	}
	return rapid.OneOf(rapid.StringMatching(`[0-9]{1,3}`), rapid.StringMatching(`[0-3][0-9]/[01][0-9]/20[0-2][0-9]`), rapid.Just(""), rapid.StringMatching(alphabet))
}

func TestWhatIsWrittenAsCSVIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := &Return{}
		for table := range Table(Tables) {
			if !rapid.Bool().Draw(t, "given") {
				continue
			}
			n := len(table.Columns())
			rows := rapid.SliceOfN(rapid.SliceOfN(anyCell(true), n, n), 0, 6).Draw(t, table.String())
			r.This[table] = NewData(table, table.FileName(), rows)
			for i, row := range rows {
				for c, v := range row {
					if r.This[table].Cell(i, c) != upper(v) || r.This[table].Blank(i, c) != (v == "") {
						t.Fatalf("%s row %d column %d is %q, not %q", table, i, c, r.This[table].Cell(i, c), v)
					}
				}
			}
		}
		if !slices.ContainsFunc(r.This[:], func(d *Data) bool { return d != nil }) {
			return
		}
		sameAgain(t, r, Options{Reading: Peer})
	})
}

func TestWhatIsWrittenAsXMLIsRead(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		r := &Return{}
		trimmed := rapid.Map(anyCell(false), strings.TrimSpace)
		children := rapid.SliceOfNDistinct(rapid.StringMatching(`[A-Z0-9&]{1,4}`), 0, 5, rapid.ID).Draw(t, "children")
		for _, table := range xmlTables {
			var rows [][]string
			for _, child := range children {
				most := map[Table]int{Header: 1, UASC: 1, OC3: 1, AD1: 1}[table]
				least := 0
				if table == Header {
					least = 1
				}
				if most == 0 {
					most = 3
				}
				for range rapid.IntRange(least, most).Draw(t, "rows of "+table.String()) {
					n := len(table.Columns())
					row := rapid.SliceOfN(trimmed, n, n).Draw(t, "row")
					row[0] = child
					row[n-1] = "X" // no row is blank, which the intended reading would leave out
					rows = append(rows, row)
				}
			}
			r.This[table] = NewData(table, "x", rows)
		}
		// SEX and date of birth of every table are those of Header, which is all that XML can hold.
		for _, table := range xmlTables[1:] {
			r.This[table] = likeHeader(r.This[Header], r.This[table])
		}
		var out bytes.Buffer
		left, err := WriteXML(&out, r)
		if err != nil || len(left) > 0 {
			t.Fatal(err, left)
		}
		again, err := Read([]Input{{"x", bytes.NewReader(out.Bytes())}}, nil, Options{})
		if err != nil {
			t.Fatal(err)
		}
		for _, table := range xmlTables {
			if diff := cmp.Diff(texts(r.This[table]), texts(again.This[table])); diff != "" {
				t.Fatalf("%s: %s\n%s", table, diff, out.String())
			}
		}
		if len(again.Notes) > 0 {
			t.Fatal(again.Notes)
		}
	})
}

// likeHeader puts the child's SEX and DOB of Header into the rows of a table.
func likeHeader(header, d *Data) *Data {
	rows := texts(d)
	for _, row := range rows {
		for i := range header.Rows() {
			if header.Cell(i, HeaderCHILD) != row[0] {
				continue
			}
			if c := d.Table.Col("DOB"); c >= 0 {
				row[c] = header.Cell(i, HeaderDOB)
			}
			if c := d.Table.Col("SEX"); c >= 0 {
				row[c] = header.Cell(i, HeaderSEX)
			}
		}
	}
	return NewData(d.Table, d.File, rows)
}
