package cin

import (
	"bytes"
	"context"
	"encoding/xml"
	"fmt"
	"io"
	"runtime"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"throughline/internal/errs"
)

// rootEnd is the offset just after the end tag of the first element, found with the plain decoder.
func rootEnd(src []byte) int {
	dec := xml.NewDecoder(bytes.NewReader(src))
	for depth := 0; ; {
		tok, err := dec.RawToken()
		if err != nil {
			return 0
		}
		switch tok.(type) {
		case xml.StartElement:
			depth++
		case xml.EndElement:
			if depth--; depth == 0 {
				return int(dec.InputOffset())
			}
		}
	}
}

// FuzzRead: no input makes Read panic; a refusal is a sentence with the name of the file and hands on no child; what is read
// is numbered; and a readable file that is cut anywhere before the end of its root is refused.
func FuzzRead(f *testing.F) {
	f.Add(testdata(f, "sample.xml"), uint16(900))
	f.Add([]byte(message(kid)), uint16(1))
	f.Add([]byte(`<?xml version="1.0" encoding="windows-1252"?>`+message("<Child><CINdetails><Assessments><AssessmentFactors>1A</AssessmentFactors></Assessments></CINdetails></Child>")), uint16(77))
	f.Add([]byte("\xff\xfe<\x00M\x00"), uint16(2))
	f.Add([]byte(`<!DOCTYPE a [<!ENTITY b "c">]><Message/>`), uint16(3))
	f.Fuzz(func(t *testing.T, src []byte, cut uint16) {
		n := 0
		h, err := Read(t.Context(), bytes.NewReader(src), "f.xml", func(c Child) error {
			if n++; c.Pos != n || c.Line < 1 || c.Col < 1 || c.Rows(CINdetails) != len(c.Episodes) {
				t.Fatalf("child %d: %+v", n, c)
			}
			return nil
		})
		if err != nil {
			if n != 0 || errs.Of(err) != errs.Invalid || !strings.HasPrefix(errs.Text(err), "f.xml ") {
				t.Fatalf("%d children, then %v", n, err)
			}
			return
		}
		if n != h.Children || h.Bytes != int64(len(src)) {
			t.Fatalf("%d children, header %+v", n, h)
		}
		end := rootEnd(bytes.TrimPrefix(src, []byte("\xef\xbb\xbf")))
		if h.Encoding != "UTF-8" || end == 0 {
			return
		}
		if _, err := Open(t.Context(), bytes.NewReader(src[:int(cut)%end]), "f.xml"); errs.Of(err) != errs.Invalid {
			t.Fatalf("cut at %d of %d: %v", int(cut)%end, end, err)
		}
	})
}

// TestTruncatedIsRefused cuts real files at any byte before the end of the root, in every encoding.
func TestTruncatedIsRefused(t *testing.T) {
	utf8 := testdata(t, "cin-dev-09-chaos.xml")
	wide := make([]byte, 0, 2*len(utf8)+2)
	wide = append(wide, 0xff, 0xfe)
	for _, b := range utf8 {
		wide = append(wide, b, 0)
	}
	end := rootEnd(utf8)
	rapid.Check(t, func(t *rapid.T) {
		cut := rapid.IntRange(0, end-1).Draw(t, "cut")
		for _, src := range [][]byte{utf8[:cut], wide[:2+2*cut], wide[:1+2*cut]} {
			if _, err := Open(context.Background(), bytes.NewReader(src), "f.xml"); errs.Of(err) != errs.Invalid {
				t.Fatalf("cut at %d: %v", cut, err)
			}
		}
	})
}

// big is a census of about size bytes that is never in memory: one real file's children, over and over.
type big struct {
	head, body, tail []byte
	bodies           int64
	at               int64
}

func newBig(t testing.TB, size int) *big {
	src := testdata(t, "cin-dev-01-clean.xml")
	from, to := bytes.Index(src, []byte("<Children>"))+len("<Children>"), bytes.LastIndex(src, []byte("</Children>"))
	return &big{head: src[:from], body: src[from:to], tail: src[to:], bodies: int64(size/(to-from)) + 1}
}

func (b *big) size() int64 {
	return int64(len(b.head)) + b.bodies*int64(len(b.body)) + int64(len(b.tail))
}

func (b *big) Seek(offset int64, whence int) (int64, error) {
	if whence != io.SeekStart {
		return 0, fmt.Errorf("only from the start")
	}
	b.at = offset
	return b.at, nil
}

func (b *big) Read(p []byte) (int, error) {
	head, bodies := int64(len(b.head)), b.bodies*int64(len(b.body))
	var from []byte
	switch {
	case b.at < head:
		from = b.head[b.at:]
	case b.at < head+bodies:
		from = b.body[(b.at-head)%int64(len(b.body)):]
	case b.at < b.size():
		from = b.tail[b.at-head-bodies:]
	default:
		return 0, io.EOF
	}
	n := copy(p, from)
	b.at += int64(n)
	return n, nil
}

// TestMemoryIsFlat: ten times the file does not need more heap than a fixed allowance.
func TestMemoryIsFlat(t *testing.T) {
	peak := func(size int) uint64 {
		runtime.GC()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		start, high, n := m.HeapAlloc, uint64(0), 0
		h, err := Read(t.Context(), newBig(t, size), "big.xml", func(Child) error {
			if n++; n%500 == 0 {
				runtime.GC()
				runtime.ReadMemStats(&m)
				high = max(high, m.HeapAlloc)
			}
			return nil
		})
		if err != nil || h.Children != n || n < size/1200 {
			t.Fatalf("%d children: %+v %v", n, h, err)
		}
		return high - min(start, high)
	}
	small, large := peak(1<<20), peak(10<<20)
	if large > small+1<<20 {
		t.Errorf("heap grows with the file: %d bytes live for 1 MB, %d for 10 MB", small, large)
	}
}

func BenchmarkRead10MB(b *testing.B) {
	src := newBig(b, 10<<20)
	b.SetBytes(src.size())
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Read(b.Context(), src, "big.xml", func(Child) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}
