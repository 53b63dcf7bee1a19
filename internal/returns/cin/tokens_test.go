package cin

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// ours and theirs write what our tokens and encoding/xml make of a text: start and end tags, and texts joined over comments.
func ours(r io.Reader) ([]string, error) {
	t := newTokens(r, 16) // so small that it grows, and a token lies across its end
	var out []string
	for {
		tok, err := t.next()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		switch tok.kind {
		case startTag:
			out = append(out, "<"+tok.name)
		case endTag:
			out = append(out, "/")
		case textRun:
			out = addText(out, tok.bytes)
		case directive:
			out = append(out, "!")
		}
	}
}

func theirs(src []byte) ([]string, error) {
	d := xml.NewDecoder(bytes.NewReader(src))
	d.CharsetReader = func(_ string, in io.Reader) (io.Reader, error) { return in, nil }
	var out []string
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return out, nil
		}
		if err != nil {
			return out, err
		}
		switch x := tok.(type) {
		case xml.StartElement:
			out = append(out, "<"+x.Name.Local)
		case xml.EndElement:
			out = append(out, "/")
		case xml.CharData:
			out = addText(out, x)
		case xml.Directive:
			out = append(out, "!")
		}
	}
}

func addText(out []string, b []byte) []string {
	if n := len(out); n > 0 && out[n-1][0] == '=' {
		out[n-1] += string(b)
		return out
	}
	return append(out, "="+string(b))
}

// stricter says whether we may refuse what encoding/xml takes.
func stricter(src []byte, err error) bool {
	text := err.Error()
	for _, s := range []string{
		"an XML declaration in the middle",                                                                     // it takes one anywhere
		"invalid element name", "invalid attribute name", "expected a target name", "expected an element name", // names beyond ASCII are judged by a simpler table
		"illegal character code U+D",  // half a surrogate, given by number
		"the file ends in the middle", // a comment or instruction that never ends, or < within a directive
	} {
		if strings.Contains(text, s) {
			return true
		}
	}
	return bytes.Contains(src, []byte("<!")) // directives are refused by the parser, but for a bare document type
}

// FuzzTokens holds the tokens against encoding/xml: what it refuses is refused, and what both take is the same; nor does it matter how the
// bytes come.
func FuzzTokens(f *testing.F) {
	for _, s := range []string{
		`<a><b x="1" y='>'/>t&amp;&#65;&#x41;<!-- c --><![CDATA[<&]]></a>`, "<a>\r\n\r</a>", "<a>]]></a>", "<a>&lol;</a>", "<a b=c/>", "<a b='<'/>",
		"<p:a xmlns:p='u'></p:a>", "<a></a><b></b>", "<?xml version='1.0'?><a/>", "<a><!-- -- --></a>", "<!DOCTYPE a><a/>", "<a\n/>", "</a>", "<a></a >",
		"<a><?pi x?></a>", "<é/>", "<a>\x00</a>", "<a>\xe9</a>", "<a", "<a>&#xD800;</a>", "<a b='&'/>", "<a b='1'c='2'/>", "<:a/>", "<a:/>", "<a:b:c/>", "<-a/>",
	} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, src []byte) {
		got, err := ours(bytes.NewReader(src))
		slow, slowErr := ours(iotest.OneByteReader(bytes.NewReader(src)))
		if fmt.Sprint(err) != fmt.Sprint(slowErr) || cmp.Diff(got, slow) != "" {
			t.Fatalf("byte by byte: %v %v, at once: %v %v", slow, slowErr, got, err)
		}
		if slices.Contains(got, "!") {
			return // ours ends at the first >; the parser takes nothing but a bare document type
		}
		want, wantErr := theirs(src)
		switch {
		case err == nil && wantErr != nil:
			var unsupported *xml.SyntaxError
			if !errors.As(wantErr, &unsupported) && strings.Contains(wantErr.Error(), "version") {
				return // the version is looked at before the tokens
			}
			t.Fatalf("taken: %v; encoding/xml says %v", got, wantErr)
		case err != nil && wantErr == nil && !stricter(src, err):
			t.Fatalf("refused: %v; encoding/xml reads %v", err, want)
		case err == nil && cmp.Diff(want, got) != "":
			t.Fatal(cmp.Diff(want, got))
		}
	})
}

// TestPlaces: line and column of each token, whatever the size of the reads and however far into the window.
func TestPlaces(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var b strings.Builder
		b.WriteString("<r>")
		var want []Place
		for range rapid.IntRange(1, 300).Draw(t, "elements") {
			fill := rapid.SampledFrom([]string{"", "\n", " \r\n  ", "<!-- a\nb -->", "é", strings.Repeat("x", 700), "<?p\n?>"}).Draw(t, "fill")
			b.WriteString(fill)
			before := b.String()
			line := 1 + strings.Count(before, "\n")
			want = append(want, Place{line, len(before) - strings.LastIndex(before, "\n")})
			b.WriteString("<e/>")
		}
		b.WriteString("</r>")
		tok := newTokens(iotest.HalfReader(strings.NewReader(b.String())), 64<<10)
		var got []Place
		for {
			x, err := tok.next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if x.kind == startTag && x.name == "e" {
				got = append(got, tok.at)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatal(diff)
		}
	})
}

func TestPoolForgetsNothingItSays(t *testing.T) {
	var p pool
	rapid.Check(t, func(t *rapid.T) {
		b := rapid.SliceOfN(rapid.Byte(), 0, 40).Draw(t, "text")
		first := p.of(b)
		kept := string(b)
		for i := range b {
			b[i] ^= 0xff
		}
		p.of(b)
		if first != kept {
			t.Fatalf("%q became %q", kept, first)
		}
	})
}
