package document

import (
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"strings"
	"testing"

	"throughline/internal/errs"
	"throughline/internal/record"
)

func packed(t testing.TB, name, content string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	w, err := z.Create(name)
	if err == nil {
		_, err = io.WriteString(w, content)
	}
	if err = errors.Join(err, z.Close()); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestTake(t *testing.T) {
	t.Parallel()
	word := packed(t, "word/document.xml", `<w:document xmlns:w="w"><w:p><w:r><w:t>She likes </w:t></w:r><w:r><w:t>drawing</w:t></w:r></w:p><w:p><w:t>and her nan</w:t></w:p></w:document>`)
	for name, tt := range map[string]struct {
		file    string
		content []byte
		media   string
		words   string
		says    string
	}{
		"text":                        {"note.txt", []byte("She likes drawing"), "text/plain", "She likes drawing", ""},
		"Word":                        {"C:\\reports\\report.DOCX", word, "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "She likes drawing\nand her nan", ""},
		"OpenDocument":                {"a.odt", packed(t, "content.xml", `<d><h>Plan</h><p>One<s/>two</p></d>`), "application/vnd.oasis.opendocument.text", "Plan\nOne two", ""},
		"web page":                    {"a.html", []byte("<style>x{}</style><p>She said <b>no</b></p><script>alert(1)</script>"), "text/html", "She said no", ""},
		"PDF":                         {"a.pdf", []byte("%PDF-1.7\n1 0 obj<</Type/Catalog/Pages<</Kids[<</Type/Page/Contents 2 0 R/Resources<</Font<</F<</BaseFont/Helvetica>>>>>>>>]>>>>endobj 2 0 obj<<>>stream\nBT /F 12 Tf (She likes drawing) Tj ET\nendstream"), "application/pdf", "She likes drawing", ""},
		"PDF that cannot be read":     {"a.pdf", []byte("%PDF-1.7 ..."), "application/pdf", "", ""},
		"Word, broken further on":     {"a.docx", packed(t, "word/document.xml", "<a><p><t>Begun</t></p><p"), "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Begun", ""},
		"empty":                       {"a.txt", nil, "", "", "not empty"},
		"a program":                   {"a.exe", []byte("MZ"), "", "", "not kept"},
		"without an ending":           {"report", []byte("x"), "", "", "not kept"},
		"a program called a PDF":      {"a.pdf", []byte("MZ..."), "", "", "not one inside"},
		"another zip called Word":     {"a.docx", packed(t, "x", "x"), "", "", "not one inside"},
		"bytes called text":           {"a.txt", []byte("a\x00b"), "", "", "not one inside"},
		"too large":                   {"a.txt", bytes.Repeat([]byte("x"), Most+1), "", "", "larger than 25"},
		"as large as may be":          {"a.txt", bytes.Repeat([]byte("x"), Most), "text/plain", "x", ""},
		"one byte more than one part": {"a.txt", bytes.Repeat([]byte("y"), partSize+1), "text/plain", "y", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f, err := Take(t.Context(), tt.file, bytes.NewReader(tt.content), nil)
			if tt.says != "" {
				if errs.Of(err) != errs.Invalid || !strings.Contains(err.Error(), tt.says) {
					t.Fatalf("%v; want an error that says %q", err, tt.says)
				}
				return
			}
			if err != nil {
				t.Fatal(err)
			}
			if f.Media != tt.media || !strings.Contains(f.Words, tt.words) || f.Scan != record.NotScan || f.Size != int64(len(tt.content)) || !bytes.Equal(f.bytes(), tt.content) {
				t.Errorf("%s %q %s %d", f.Media, f.Words, f.Scan, f.Size)
			}
			if strings.Contains(f.Words, "alert") || strings.Contains(f.Name, "\\") || strings.Contains(f.Name, "/") {
				t.Errorf("words %q, name %q", f.Words, f.Name)
			}
			if want := (len(tt.content) + partSize - 1) / partSize; f.Parts() != want {
				t.Errorf("%d parts, want %d", f.Parts(), want)
			}
		})
	}
}

// daemon is ClamAV's side of INSTREAM: it gives what it was sent, and answers in one line.
func daemon(t *testing.T, answer string, got *bytes.Buffer) string {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	go func() {
		conn, err := l.Accept()
		if err != nil {
			return
		}
		defer conn.Close() //nolint:errcheck // the test is over
		in := bufio.NewReader(conn)
		if cmd, err := in.ReadString(0); err != nil || cmd != "zINSTREAM\x00" {
			return
		}
		for {
			var n uint32
			if err := binary.Read(in, binary.BigEndian, &n); err != nil || n == 0 {
				break
			}
			if _, err := io.CopyN(got, in, int64(n)); err != nil {
				return
			}
		}
		_, _ = io.WriteString(conn, answer)
	}()
	return l.Addr().String()
}

func TestClam(t *testing.T) {
	t.Parallel()
	content := bytes.Repeat([]byte("She likes drawing. "), 20_000)
	for name, tt := range map[string]struct {
		answer string
		kind   errs.Kind
		says   string
	}{
		"clean":       {"stream: OK\x00", 0, ""},
		"infected":    {"stream: Eicar-Test-Signature FOUND\x00", errs.Invalid, "Eicar-Test-Signature"},
		"too large":   {"INSTREAM size limit exceeded. ERROR\x00", errs.Busy, "does not answer"},
		"no answer":   {"", errs.Busy, "does not answer"},
		"half a word": {"stream: O", errs.Busy, "does not answer"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var got bytes.Buffer
			f, err := Take(t.Context(), "a.txt", bytes.NewReader(content), Clam{Address: daemon(t, tt.answer, &got)})
			if tt.says == "" {
				if err != nil || f.Scan != record.ScanClean || f.Scanner != "ClamAV" || !bytes.Equal(got.Bytes(), content) {
					t.Errorf("%v %s %s; the scanner got %d of %d bytes", err, f.Scan, f.Scanner, got.Len(), len(content))
				}
				return
			}
			if errs.Of(err) != tt.kind || !strings.Contains(err.Error(), tt.says) || f.Size != 0 {
				t.Errorf("%v %v", f, err)
			}
		})
	}
	if _, err := Take(t.Context(), "a.txt", strings.NewReader("x"), Clam{Address: "127.0.0.1:1"}); errs.Of(err) != errs.Busy {
		t.Errorf("no scanner there: %v", err)
	}
}

// FuzzTake: whatever somebody sends ends in a file or in an error, with the text that can be kept.
func FuzzTake(f *testing.F) {
	f.Add("a.docx", packed(f, "word/document.xml", "<a>x</a>"))
	f.Add("a.odt", packed(f, "content.xml", "<a>x"))
	f.Add("a.html", []byte("<p>x<script>"))
	f.Add("../\"a\u202e.txt", []byte("x"))
	f.Fuzz(func(t *testing.T, name string, content []byte) {
		file, err := Take(context.Background(), name, bytes.NewReader(content), nil)
		if err != nil {
			return
		}
		if strings.ContainsAny(file.Name, "/\\\"\n\u202e") || len([]rune(file.Name)) > 120 {
			t.Errorf("the name %q", file.Name)
		}
		if strings.ContainsRune(file.Words, 0) || len([]rune(file.Words)) > mostWords {
			t.Errorf("the words %.60q", file.Words)
		}
		if !bytes.Equal(file.bytes(), content) {
			t.Error("not the bytes that were sent")
		}
	})
}
