package ssd

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/csv"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
	"unicode/utf8"

	"github.com/parquet-go/parquet-go"

	"throughline/internal/errs"
	"throughline/internal/record"
)

// Input is one file of an extract: ssd_person.csv, ssd_person.parquet.
type Input struct {
	Name string
	Body io.ReaderAt
	Size int64
}

// Extract is a dataset that was read, in memory.
type Extract struct {
	SHA256 string // of all files together, in whatever order they are given
	Tables map[string]*Table
	Notes  []record.Held // files and columns that were left aside
}

// Table is an entity of an extract. A cell that is null or empty is "".
type Table struct {
	Entity *Entity
	File   string
	rows   [][]string // cells of the fields that the file has
	lines  []int      // of each row: where it begins, or its number in a Parquet file
	at     []int      // place of a field among the cells, -1 for one that the file lacks
}

// Rows is how many rows there are.
func (t *Table) Rows() int { return len(t.rows) }

// Cell is what a field of a row holds.
func (t *Table) Cell(row int, field string) string {
	i, ok := t.Entity.cols[field]
	if !ok || t.at[i] < 0 {
		return ""
	}
	return t.rows[row][t.at[i]]
}

const (
	longestCell = 100_000
	longestFile = 8 << 30
)

// ReadExtract reads the files of an extract. Files are known by their names, columns by theirs; what has another name is left aside and noted. It
// fails with errs.Invalid, with file, line and column, when a file cannot be read: nothing of the extract counts then.
func ReadExtract(ctx context.Context, inputs []Input) (*Extract, error) {
	x := &Extract{Tables: map[string]*Table{}}
	var sums []string
	for _, in := range inputs {
		base := strings.ToLower(path.Base(in.Name))
		ext := path.Ext(base)
		e := Schema().Entity(strings.TrimSuffix(base, ext))
		if e == nil || ext != ".csv" && ext != ".parquet" {
			x.Notes = append(x.Notes, record.Held{Place: in.Name, Why: "no file of the dataset has this name; it was left aside"})
			continue
		}
		if x.Tables[e.Name] != nil {
			return nil, errs.New(errs.Invalid, "%s: the extract has %s already, in %s: give one of them", in.Name, e.Name, x.Tables[e.Name].File)
		}
		if in.Size > longestFile {
			return nil, errs.New(errs.Invalid, "%s: a file of more than 8 GiB is not read", in.Name)
		}
		sum := sha256.New()
		if _, err := io.Copy(sum, io.NewSectionReader(in.Body, 0, in.Size)); err != nil {
			return nil, errs.As(errs.Invalid, err, "%s cannot be read", in.Name)
		}
		sums = append(sums, e.Name+" "+hex.EncodeToString(sum.Sum(nil)))
		t := &Table{Entity: e, File: in.Name}
		var err error
		if ext == ".csv" {
			err = t.readCSV(ctx, io.NewSectionReader(in.Body, 0, in.Size), x)
		} else {
			err = t.readParquet(ctx, in, x)
		}
		if err != nil {
			return nil, err
		}
		x.Tables[e.Name] = t
	}
	if x.Tables["ssd_person"] == nil {
		return nil, errs.New(errs.Invalid, "There is no ssd_person.csv and no ssd_person.parquet: without it nobody knows whose the other rows are")
	}
	slices.Sort(sums)
	all := sha256.Sum256([]byte("ssd\n" + strings.Join(sums, "\n") + "\n"))
	x.SHA256 = hex.EncodeToString(all[:])
	return x, nil
}

// columns finds the fields that a file's columns are.
func (t *Table) columns(names []string, x *Extract) error {
	t.at = make([]int, len(t.Entity.Fields))
	for i := range t.at {
		t.at[i] = -1
	}
	for n, name := range names {
		name = strings.ToLower(strings.TrimSpace(name))
		i, ok := t.Entity.cols[name]
		switch {
		case !ok:
			x.Notes = append(x.Notes, record.Held{Place: t.File, Why: fmt.Sprintf("%s has no field %q; the column was left aside", t.Entity.Name, brief(name))})
		case t.at[i] >= 0:
			return errs.New(errs.Invalid, "%s, line 1, column %d: %s stands there a second time", t.File, n+1, name)
		default:
			t.at[i] = n
		}
	}
	if key := t.Entity.KeyCol(); t.at[key] < 0 && t.Entity.Status == "core" {
		return errs.New(errs.Invalid, "%s, line 1: the column %s is missing, without which no row can be told from another", t.File, t.Entity.Fields[key].Name)
	}
	return nil
}

func (t *Table) readCSV(ctx context.Context, body io.Reader, x *Extract) error {
	buf := bufio.NewReaderSize(body, 64<<10)
	if mark, err := buf.Peek(3); err == nil && bytes.Equal(mark, []byte("\xef\xbb\xbf")) {
		buf.Discard(3) // cannot fail: the bytes are there
	}
	r := csv.NewReader(buf)
	head, err := r.Read()
	if errors.Is(err, io.EOF) {
		return errs.New(errs.Invalid, "%s is empty: its first line must name its columns", t.File)
	}
	if err != nil {
		return t.unreadable(err)
	}
	if err := t.columns(head, x); err != nil {
		return err
	}
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return t.unreadable(err)
		}
		line, _ := r.FieldPos(0)
		for i, c := range cells {
			if fault := faultOf(c); fault != "" {
				line, column := r.FieldPos(i)
				return errs.New(errs.Invalid, "%s, line %d, column %d: %s", t.File, line, column, fault)
			}
			if c == "NULL" { // as SQL Server's tools write it
				cells[i] = ""
			}
		}
		t.rows, t.lines = append(t.rows, cells), append(t.lines, line)
		if len(t.rows)%4096 == 0 {
			if err := ctx.Err(); err != nil {
				return err
			}
		}
	}
}

// faultOf says why a cell cannot be kept.
func faultOf(c string) string {
	switch {
	case len(c) > longestCell:
		return fmt.Sprintf("a cell of more than %d bytes", longestCell)
	case !utf8.ValidString(c):
		return "not UTF-8: save the file as UTF-8 and import it again"
	case strings.ContainsRune(c, 0):
		return "a cell with the sign NUL, which no text has"
	}
	return ""
}

func (t *Table) unreadable(err error) error {
	if p, ok := errors.AsType[*csv.ParseError](err); ok {
		what := "a quote where none can be"
		switch {
		case errors.Is(err, csv.ErrFieldCount):
			what = "the line has more or fewer cells than the first one"
		case errors.Is(err, csv.ErrQuote):
			what = "a quoted cell is not closed, or text follows its end"
		}
		return errs.New(errs.Invalid, "%s, line %d, column %d: %s", t.File, p.Line, p.Column, what)
	}
	return errs.As(errs.Invalid, err, "%s cannot be read", t.File)
}

// readParquet reads a file of Parquet. The library panics at some files that are none; that is an error like any other here.
func (t *Table) readParquet(ctx context.Context, in Input, x *Extract) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = errs.New(errs.Invalid, "%s is damaged or is no Parquet file", t.File)
		}
	}()
	f, err := parquet.OpenFile(in.Body, in.Size, parquet.SkipBloomFilters(true), parquet.SkipPageIndex(true))
	if err != nil {
		return errs.New(errs.Invalid, "%s is damaged or is no Parquet file: %v", t.File, err)
	}
	var names []string
	var nodes []parquet.Node
	for _, c := range f.Schema().Fields() {
		if !c.Leaf() || c.Repeated() {
			return errs.New(errs.Invalid, "%s: the column %s is a list or a group; the dataset has plain columns", t.File, brief(c.Name()))
		}
		names, nodes = append(names, c.Name()), append(nodes, c)
	}
	if err := t.columns(names, x); err != nil {
		return err
	}
	buf := make([]parquet.Row, 128)
	for _, g := range f.RowGroups() {
		if err := t.rowGroup(ctx, g, buf, nodes); err != nil {
			return err
		}
	}
	return nil
}

func (t *Table) rowGroup(ctx context.Context, g parquet.RowGroup, buf []parquet.Row, nodes []parquet.Node) (err error) {
	rows := g.Rows()
	defer func() { err = errors.Join(err, rows.Close()) }()
	for {
		if err := ctx.Err(); err != nil {
			return err
		}
		n, err := rows.ReadRows(buf)
		for _, row := range buf[:n] {
			cells := make([]string, len(nodes))
			for _, v := range row {
				at := v.Column()
				if at < 0 || at >= len(cells) {
					return errs.New(errs.Invalid, "%s is damaged: row %d has a cell of no column", t.File, len(t.rows)+1)
				}
				text, err := cellOf(v, nodes[at])
				fault := faultOf(text)
				if err != nil {
					fault = err.Error()
				}
				if fault != "" {
					return errs.New(errs.Invalid, "%s, row %d, column %d: %s", t.File, len(t.rows)+1, at+1, fault)
				}
				cells[at] = text
			}
			t.rows, t.lines = append(t.rows, cells), append(t.lines, len(t.rows)+1)
		}
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return errs.New(errs.Invalid, "%s is damaged after row %d: %v", t.File, len(t.rows), err)
		}
		if n == 0 {
			return errs.New(errs.Invalid, "%s is damaged after row %d", t.File, len(t.rows))
		}
	}
}
