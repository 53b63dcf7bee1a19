// Package cin reads Children in Need census XML as councils' systems write it.
//
// The invariant: a file is read whole or not at all. It is checked from end to end before the first child is handed on,
// so nothing of a truncated, malformed or foreign file ever reaches a caller. Memory does not grow with the file: one
// Child is held at a time. Values are kept exactly as written, because the validation rules need malformed values.
//
// Elements are known by local name: default namespaces, prefixes, order and unknown elements do not matter. Where an
// element that may stand once is repeated, the first counts and a Note says so. Sources: specs/cin/schema.json (tree,
// tables, ids, import_quirks) and conformance/cin/README.md (numbering of rows).
package cin

import (
	"context"
	"errors"
	"io"

	"throughline/internal/errs"
)

// Limits. A file beyond one of them is refused. The largest English council makes a census of about 50 MB.
const (
	MaxFileBytes     = 2 << 30 // the whole file
	MaxChildBytes    = 8 << 20 // one Child element
	MaxChildElements = 20_000  // elements in one Child
	MaxTokenBytes    = 1 << 20 // one text, tag or comment
	MaxDepth         = 32      // elements inside one another; the schema needs 7
	MaxNotes         = 100     // notes kept per Child; further ones are counted in the last
)

// Header is the Header of a return, and what is known of the file it came in.
type Header struct {
	Place
	Collection, Year, ReferenceDate, SourceLevel, LEA, SoftwareCode, Release, SerialNo, DateTime Value

	Children int    // number of Child elements in the file
	Encoding string // how the file is encoded: UTF-8, UTF-16, windows-1252 ...
	SHA256   string // of the file as it was handed in, in hex
	Bytes    int64  // its length
	Notes    []Note // about the return outside its Child elements
}

// Field is the value of a column of the table Header, or nil when the table has no such column.
func (h *Header) Field(name string) *Value {
	if v := h.collectionDetail(name); v != nil {
		return v
	}
	return h.source(name)
}

func (h *Header) collectionDetail(name string) *Value {
	switch name {
	case "Collection":
		return &h.Collection
	case "Year":
		return &h.Year
	case "ReferenceDate":
		return &h.ReferenceDate
	}
	return nil
}

func (h *Header) source(name string) *Value {
	switch name {
	case "SourceLevel":
		return &h.SourceLevel
	case "LEA":
		return &h.LEA
	case "SoftwareCode":
		return &h.SoftwareCode
	case "Release":
		return &h.Release
	case "SerialNo":
		return &h.SerialNo
	case "DateTime":
		return &h.DateTime
	}
	return nil
}

var errDiffers = errors.New("the SHA-256 is another one")

// File is a census file that has been checked from end to end.
type File struct {
	Header Header
	name   string
	r      io.ReadSeeker
}

// Open checks the whole of a census file and reads its Header. The name is what messages call the file.
// Errors are Invalid with the file, the line and the column when the file is not a census that can be read; anything
// else (the disk, a cancelled context) keeps its own kind. The reader must stay open and unchanged for Each.
func Open(ctx context.Context, r io.ReadSeeker, name string) (*File, error) {
	h, err := pass(ctx, r, name, nil)
	if err != nil {
		return nil, err
	}
	return &File{Header: h, name: name, r: r}, nil
}

// Each reads the file again and hands on its children in file order. An error of each ends the reading and comes back
// with the child's place, its kind kept. Conflict means that the file was changed after Open; the caller must then drop
// what it was given. Each may be called more than once.
func (f *File) Each(ctx context.Context, each func(Child) error) error {
	var stopped bool
	h, err := pass(ctx, f.r, f.name, func(_ *Header, c *Child) error {
		err := each(*c)
		stopped = err != nil
		return err
	})
	changed := func(err error) error {
		return errs.As(errs.Conflict, err, "%s was changed while it was being read; keep nothing of it and read it again", f.name)
	}
	switch {
	case err != nil && !stopped && errs.Of(err) == errs.Invalid: // it was sound when it was opened
		return changed(err)
	case err != nil:
		return err
	}
	if h.SHA256 != f.Header.SHA256 {
		return changed(errDiffers)
	}
	return nil
}

// Read is Open and then Each. The function each is not called at all unless the whole file is sound.
func Read(ctx context.Context, r io.ReadSeeker, name string, each func(Child) error) (Header, error) {
	f, err := Open(ctx, r, name)
	if err != nil {
		return Header{}, err
	}
	return f.Header, f.Each(ctx, each)
}

// Once reads the file in one pass and hands on its children as they come, before the rest of the file has been seen: when it
// comes back with an error, whatever was made of them must be dropped. That is for callers that keep nothing until the end.
// The header is what is known so far: its Line is 0 as long as no Header element has been read. The child is the caller's to keep.
// Errors are those of Open and of each.
func Once(ctx context.Context, r io.ReadSeeker, name string, each func(*Header, *Child) error) (Header, error) {
	return pass(ctx, r, name, each)
}

// Mark says where a Child stands in a file.
type Mark struct {
	pos    int
	place  Place
	offset int64
}

// Mark remembers the place of the child for Again.
func (c *Child) Mark() Mark { return Mark{c.Pos, c.Place, c.offset} }

// Compare orders marks as they stand in the file.
func (m Mark) Compare(o Mark) int { return m.pos - o.pos }

// Again reads some children of a file that has been read before; marks are in file order. Nothing else of the file is looked at, but all of
// it is hashed: a SHA-256 (in hex) other than the first one means that the file was changed and what was handed on must be dropped.
// Errors are those of Once; one that is Invalid means that the file was changed, too.
func Again(ctx context.Context, r io.ReadSeeker, name string, marks []Mark, each func(*Child) error) (sum string, err error) {
	src, err := rewind(r, name)
	if err != nil {
		return "", err
	}
	p := newParser(ctx, src, name, func(_ *Header, c *Child) error { return each(c) })
	for _, m := range marks {
		if err := p.tok.skipTo(m.offset, m.place); err != nil {
			return "", p.fault(err)
		}
		tok, err := p.next()
		if err != nil && err != io.EOF {
			return "", err
		}
		if err != nil || tok.kind != startTag || tok.name != "Child" {
			return "", p.refuse(m.place, "here stood a Child, and it does no longer")
		}
		p.header.Children = m.pos - 1
		if err := p.readChild(); err != nil {
			return "", err
		}
	}
	if _, err := io.Copy(io.Discard, src.text); err != nil {
		return "", p.fault(err)
	}
	return src.sum(), nil
}

// pass reads the file once from its beginning to its end.
func pass(ctx context.Context, r io.ReadSeeker, name string, each func(*Header, *Child) error) (Header, error) {
	src, err := rewind(r, name)
	if err != nil {
		return Header{}, err
	}
	p := newParser(ctx, src, name, each)
	if err := p.message(); err != nil {
		return Header{}, err
	}
	p.header.Encoding, p.header.SHA256, p.header.Bytes = src.encoding, src.sum(), src.raw.n
	return p.header, nil
}

// rewind opens a file from its beginning.
func rewind(r io.ReadSeeker, name string) (*source, error) {
	if _, err := r.Seek(0, io.SeekStart); err != nil {
		return nil, errs.As(errs.Invalid, err,
			"%s cannot be read twice, so it cannot be checked before it is read; save it as a file first", name)
	}
	window := 64 << 10
	if held, ok := r.(interface{ Len() int }); ok { // in memory: the census of one child, which a page about it makes and checks, is a few kilobytes
		window = min(window, max(held.Len()+1, 1<<10))
	}
	return open(r, name, window)
}
