package annexa

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"errors"
	"hash/crc32"
	"io"
	"io/fs"
	"slices"
	"strings"
)

// sorted is a zip file whose parts stand in the order of their names, whatever order they are written in: the library writes sheets in the order
// of a map. Parts are kept compressed until the end.
type sorted struct {
	w     io.Writer
	parts []*part
}

type part struct {
	name   string
	packed bytes.Buffer
	flate  *flate.Writer
	crc    uint32
	size   uint64
}

// Create begins a part and ends the one before.
func (s *sorted) Create(name string) (io.Writer, error) {
	if err := s.end(); err != nil {
		return nil, err
	}
	p := &part{name: name}
	var err error
	if p.flate, err = flate.NewWriter(&p.packed, flate.DefaultCompression); err != nil {
		return nil, err
	}
	s.parts = append(s.parts, p)
	return p, nil
}

// end ends the part that is being written, if there is one.
func (s *sorted) end() error {
	if len(s.parts) == 0 || s.parts[len(s.parts)-1].flate == nil {
		return nil
	}
	p := s.parts[len(s.parts)-1]
	err := p.flate.Close()
	p.flate = nil
	return err
}

// Write adds to a part.
func (p *part) Write(b []byte) (int, error) {
	p.crc = crc32.Update(p.crc, crc32.IEEETable, b)
	p.size += uint64(len(b))
	return p.flate.Write(b)
}

// AddFS is asked for by nobody here.
func (s *sorted) AddFS(fs.FS) error { return errors.ErrUnsupported }

// Close writes the parts.
func (s *sorted) Close() error {
	if err := s.end(); err != nil {
		return err
	}
	slices.SortStableFunc(s.parts, func(a, b *part) int { return strings.Compare(a.name, b.name) })
	z := zip.NewWriter(s.w)
	for _, p := range s.parts {
		w, err := z.CreateRaw(&zip.FileHeader{
			Name: p.name, Method: zip.Deflate, CRC32: p.crc, UncompressedSize64: p.size, CompressedSize64: uint64(p.packed.Len()),
		})
		if err != nil {
			return err
		}
		if _, err := p.packed.WriteTo(w); err != nil {
			return err
		}
	}
	return z.Close()
}
