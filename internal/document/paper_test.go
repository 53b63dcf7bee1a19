package document

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"throughline/internal/papers"
)

var update = flag.Bool("update", false, "write the goldens")

func sample() Paper {
	p := Paper{Title: "Chronology for court"}
	p.P(Plain, "Ada Example\n1 Road", "4 March 2027")
	p.P(Bold, "Why we <wrote> & what it's for")
	p.P(Bullet, "First", "Second")
	p.Table([][]string{{"Date", "What happened"}, {"1 March 2027", "Visit\nSeen alone"}, {"2 March 2027", ""}})
	p.P(Plain, "  ", "End")
	return p
}

// TestPaper keeps each form of one paper (complaint 6): its page in whole, the text of the others as our own reader finds it; each is made twice and is the same.
func TestPaper(t *testing.T) {
	t.Parallel()
	for _, f := range Forms() {
		var a, b bytes.Buffer
		if err := errors.Join(f.Write(sample(), &a), f.Write(sample(), &b)); err != nil || !bytes.Equal(a.Bytes(), b.Bytes()) {
			t.Fatalf("%s: %v", f.Ending, err)
		}
		kind := papers.KindOf(a.Bytes())
		if string(kind) != f.Ending {
			t.Errorf("a file %s is taken for %q", f.Ending, kind)
		}
		text, err := papers.Text(kind, a.Bytes())
		if err != nil {
			t.Fatal(err)
		}
		if kind == papers.HTML {
			path := "testdata/paper.html"
			if *update {
				if err := errors.Join(os.MkdirAll("testdata", 0o755), os.WriteFile(path, a.Bytes(), 0o644)); err != nil {
					t.Fatal(err)
				}
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(string(want), a.String()); diff != "" {
				t.Errorf("%s: %s", f.Ending, diff)
			}
		} else {
			wellFormed(t, a.Bytes())
		}
		want := []string{"Chronology for court", "Ada Example", "1 Road", "4 March 2027", "Why we <wrote> & what it's for", "• First", "• Second", "Date", "What happened", "1 March 2027", "Visit", "Seen alone", "2 March 2027", "End"}
		if diff := cmp.Diff(want, strings.Split(strings.TrimSpace(text), "\n\n")); diff != "" {
			t.Errorf("%s: %s", f.Ending, diff)
		}
	}
}

func wellFormed(t interface {
	Fatal(...any)
	Fatalf(string, ...any)
}, b []byte) {
	z, err := zip.NewReader(bytes.NewReader(b), int64(len(b)))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range z.File {
		if f.Name == "mimetype" {
			if f.Method != zip.Store || f != z.File[0] {
				t.Fatal("the kind of an OpenDocument must come first and as it is")
			}
			continue
		}
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		d := xml.NewDecoder(r)
		for {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
}

// TestPaperText: whatever is written becomes text and never mark-up, in every form, and none of it is lost.
func TestPaperText(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := rapid.StringOfN(rapid.RuneFrom([]rune("aé€😀<>&\"'\n\x00\x0b\ufffe")), 1, 60, -1).Draw(t, "text")
		p := Paper{Title: s, Untold: true}
		p.P(Style(rapid.IntRange(0, 3).Draw(t, "style")), "begin "+s+" end")
		p.Table([][]string{{"head"}, {"cell " + s}})
		for _, f := range Forms() {
			var b bytes.Buffer
			if err := f.Write(p, &b); err != nil {
				t.Fatal(err)
			}
			if f.Ending != "html" {
				wellFormed(t, b.Bytes())
			}
			text, err := papers.Text(papers.KindOf(b.Bytes()), b.Bytes())
			if err != nil {
				t.Fatal(err)
			}
			want := strings.Join(strings.Fields(strings.TrimPrefix(plainText("begin "+s+" end head cell "+s), "• ")), "")
			if got := strings.Join(strings.Fields(strings.ReplaceAll(text, "•", "")), ""); got != want {
				t.Fatalf("%s: %q, want %q", f.Ending, got, want)
			}
		}
	})
}
