package papers

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"fmt"
	"io"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/errs"
)

func zipOf(t testing.TB, parts map[string]string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	for name, s := range parts {
		w, err := z.Create(name)
		if err == nil {
			_, err = io.WriteString(w, s)
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

const odtHead = `<office:document-content xmlns:office="o" xmlns:text="t" xmlns:style="s" xmlns:table="b">`

// odtOf is an OpenDocument text with a body, and lists: N is numbered on two levels (1. and 1.1), B has bullets, L small letters in brackets.
func odtOf(t testing.TB, body string) []byte {
	styles := `<office:automatic-styles><text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1" style:num-suffix="."/><text:list-level-style-number text:level="2" style:num-format="1" text:display-levels="2" text:start-value="1"/></text:list-style>` +
		`<text:list-style style:name="B"><text:list-level-style-bullet text:level="1" text:bullet-char="x"/></text:list-style><text:list-style style:name="L"><text:list-level-style-number text:level="1" style:num-prefix="(" style:num-suffix=")" style:num-format="a" text:start-value="3"/></text:list-style>` +
		`<style:style style:name="Para" style:list-style-name="N"/></office:automatic-styles>`
	return zipOf(t, map[string]string{
		"mimetype":    "application/vnd.oasis.opendocument.text",
		"content.xml": odtHead + styles + "<office:body><office:text>" + body + "</office:text></office:body></office:document-content>",
		"styles.xml":  odtHead + `<office:styles><text:outline-style style:name="Outline"><text:outline-level-style text:level="1" style:num-format="1"/><text:outline-level-style text:level="2" style:num-format="1" text:display-levels="2"/></text:outline-style></office:styles></office:document-content>`,
	})
}

func TestODT(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		body string
		want []string
	}{
		"paragraphs":        {`<text:p>One<text:s text:c="3"/>two<text:tab/>three</text:p><text:p/><text:p>Last<text:line-break/>line</text:p>`, []string{"One two three", "Last", "line"}},
		"spans and links":   {`<text:p>A <text:span>b<text:a>c</text:a></text:span> d</text:p>`, []string{"A bc d"}},
		"numbered headings": {`<text:h text:outline-level="1">Welcome</text:h><text:h text:outline-level="2">All</text:h><text:h text:outline-level="2">More</text:h><text:h text:outline-level="1" text:is-list-header="true">Not counted</text:h><text:h text:outline-level="1">Next</text:h><text:h text:outline-level="2">Again</text:h>`, []string{"1 Welcome", "1.1 All", "1.2 More", "Not counted", "2 Next", "2.1 Again"}},
		"lists in lists":    {`<text:list text:style-name="N"><text:list-item><text:p>Item</text:p><text:list><text:list-item><text:p>First</text:p><text:p>its second paragraph</text:p></text:list-item><text:list-item><text:p>Second</text:p></text:list-item></text:list></text:list-item><text:list-item><text:p>Next</text:p></text:list-item></text:list>`, []string{"1. Item", "1.1 First", "its second paragraph", "1.2 Second", "2. Next"}},
		"begun and goes on": {`<text:list text:style-name="N"><text:list-item><text:p>A</text:p></text:list-item></text:list><text:p>between</text:p><text:list text:style-name="N" text:continue-numbering="true"><text:list-item><text:p>B</text:p></text:list-item></text:list><text:list text:style-name="N"><text:list-item><text:p>C</text:p></text:list-item></text:list>`, []string{"1. A", "between", "2. B", "1. C"}},
		"bullets, letters":  {`<text:list text:style-name="B"><text:list-item><text:p>x</text:p></text:list-item></text:list><text:list text:style-name="L"><text:list-item><text:p>y</text:p></text:list-item><text:list-header><text:p>head</text:p></text:list-header><text:list-item text:start-value="9"><text:p>z</text:p></text:list-item></text:list>`, []string{"• x", "(c) y", "head", "(i) z"}},
		"typed numbers":     {`<text:list text:style-name="N"><text:list-item><text:p>4.1 Typed</text:p></text:list-item></text:list>`, []string{"4.1 Typed"}},
		"not of the text":   {`<text:tracked-changes><text:changed-region><text:deletion><text:p>gone</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>Kept<office:annotation><text:p>comment</text:p></office:annotation><text:note><text:note-body><text:p>foot</text:p></text:note-body></text:note> on</text:p>`, []string{"Kept on"}},
		"a table":           {`<table:table><table:table-row><table:table-cell><text:p>a</text:p></table:table-cell><table:table-cell><text:p>b</text:p></table:table-cell></table:table-row></table:table>`, []string{"a", "b"}},
	} {
		t.Run(name, func(t *testing.T) {
			src := odtOf(t, tt.body)
			if k := KindOf(src); k != ODT {
				t.Fatalf("taken for %q", k)
			}
			text, err := Text(ODT, src)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, strings.Split(strings.TrimSuffix(text, "\n\n"), "\n\n")); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestKindOf(t *testing.T) {
	t.Parallel()
	for want, srcs := range map[Kind][]string{
		DOCX: {string(zipOf(t, map[string]string{"word/document.xml": "<a/>", "content.xml": ""})), string(zipOf(t, map[string]string{"x": ""})), "PK\x03\x04 broken"},
		ODT:  {string(zipOf(t, map[string]string{"content.xml": "<a/>"}))},
		PDF:  {"%PDF-1.4", "junk before %PDF-2.0"},
		HTML: {"\ufeff \n<p>", "<?xml version=\"1.0\"?>"},
		"":   {"", "Agenda item", "PK"},
	} {
		for _, src := range srcs {
			if got := KindOf([]byte(src)); got != want {
				t.Errorf("%.20q is %q, want %q", src, got, want)
			}
		}
	}
}

// bomb is a zip file whose part unpacks to 25 MB of spaces.
func bomb(t testing.TB, name string) []byte {
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	z.RegisterCompressor(zip.Deflate, func(w io.Writer) (io.WriteCloser, error) { return flate.NewWriter(w, flate.BestSpeed) })
	w, err := z.Create(name)
	for range 25 {
		if err == nil {
			_, err = w.Write(bytes.Repeat([]byte(" "), 1<<20))
		}
	}
	if err == nil {
		err = z.Close()
	}
	if err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// TestHostile: bombs of zips and of entities, deep nesting, endless paragraphs and broken files are refused soon, for each kind.
func TestHostile(t *testing.T) {
	t.Parallel()
	entities := `<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY c SYSTEM "file:///etc/passwd">]>`
	many := map[string]string{"content.xml": "<a/>"}
	for i := range maxParts + 1 {
		many[fmt.Sprint(i)] = ""
	}
	for name, tt := range map[string]struct {
		kind Kind
		src  []byte
		want string
	}{
		"odt zip bomb":        {ODT, bomb(t, "content.xml"), "part content.xml unpacks to more than 24 MB"},
		"docx zip bomb":       {DOCX, bomb(t, "word/document.xml"), "part word/document.xml unpacks to more than 24 MB"},
		"odt styles bomb":     {ODT, bomb(t, "styles.xml"), "without content.xml"},
		"odt entities":        {ODT, zipOf(t, map[string]string{"content.xml": entities + "<p>&b;</p>"}), "content.xml is broken: XML syntax error"},
		"odt outside entity":  {ODT, zipOf(t, map[string]string{"content.xml": entities + "<p>&c;</p>"}), "content.xml is broken: XML syntax error"},
		"docx entities":       {DOCX, zipOf(t, map[string]string{"word/document.xml": entities + "<p>&b;</p>"}), "document.xml is broken: XML syntax error"},
		"odt deep":            {ODT, zipOf(t, map[string]string{"content.xml": strings.Repeat("<a>", maxDepth+1)}), "more than 200 deep"},
		"odt deep styles":     {ODT, zipOf(t, map[string]string{"content.xml": "<a/>", "styles.xml": strings.Repeat("<a>", maxDepth+1)}), "part styles.xml is broken: at line 1"},
		"odt many parts":      {ODT, zipOf(t, many), "parts; at most 4000"},
		"odt cut short":       {ODT, odtOf(t, "<text:p>a</text:p>")[:300], "its zip is broken"},
		"odt broken":          {ODT, zipOf(t, map[string]string{"content.xml": "<a><b></a>"}), "XML syntax error on line 1"},
		"odt long paragraph":  {ODT, zipOf(t, map[string]string{"content.xml": odtHead + "<text:p>" + strings.Repeat("word ", maxText/4) + "</text:p></office:document-content>"}), "a paragraph is longer than 2048 kB"},
		"odt much text":       {ODT, zipOf(t, map[string]string{"content.xml": odtHead + strings.Repeat("<text:p>"+strings.Repeat("word ", 2000)+"</text:p>", 300) + "</office:document-content>"}), "more than 2048 kB of text"},
		"docx many paragraph": {DOCX, zipOf(t, map[string]string{"word/document.xml": "<a>" + strings.Repeat("<p><t>"+strings.Repeat("word ", 2000)+"</t></p>", 300) + "</a>"}), "more than 2048 kB of text"},
		"html deep":           {HTML, []byte(strings.Repeat("<div>", 1000)), "more than 200 deep"},
		"html long tag":       {HTML, []byte("<p title=\"" + strings.Repeat("a", 2<<20)), "longer than 1 MB"},
		"pdf":                 {PDF, []byte("%PDF-1.4"), "no list of pages"},
		"no kind":             {Other, []byte("x"), "no kind whose text is read"},
	} {
		t.Run(name, func(t *testing.T) {
			at := time.Now()
			_, err := Text(tt.kind, tt.src)
			if errs.Of(err) != errs.Invalid || !strings.Contains(errs.Text(err), tt.want) || time.Since(at) > 20*time.Second {
				t.Errorf("%v after %s", err, time.Since(at))
			}
		})
	}
}

// fuzzed: whatever the bytes, the text is valid and within its limit, or the file is errs.Invalid.
func fuzzed(t *testing.T, k Kind, src []byte) {
	text, err := Text(k, src)
	if err != nil && (errs.Of(err) != errs.Invalid || errs.Text(err) == "") {
		t.Fatal(err)
	}
	if !utf8.ValidString(text) || len(text) > 2*maxText || strings.Contains(text, "\n\n\n") {
		t.Fatalf("%.100q", text)
	}
}

func FuzzODT(f *testing.F) {
	f.Add([]byte(odtHead + `<text:list-style style:name="N"><text:list-level-style-number text:level="1" style:num-format="1"/></text:list-style><text:list text:style-name="N"><text:list-item><text:p>a<text:s/>b</text:p></text:list-item></text:list></office:document-content>`))
	f.Add([]byte("<a><h outline-level=\"99999999999\">x</h><list><list-item start-value=\"-5\"><p>y</p></list-item></list></a>"))
	f.Fuzz(func(t *testing.T, src []byte) {
		fuzzed(t, ODT, src)
		fuzzed(t, ODT, zipOf(t, map[string]string{"content.xml": string(src), "styles.xml": string(src)}))
	})
}

func FuzzDOCX(f *testing.F) {
	f.Add([]byte(`<w:document xmlns:w="w"><w:p><w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr></w:pPr><w:t>a</w:t><w:br/></w:p></w:document>`))
	f.Fuzz(func(t *testing.T, src []byte) {
		fuzzed(t, DOCX, src)
		fuzzed(t, DOCX, zipOf(t, map[string]string{"word/document.xml": string(src), "word/numbering.xml": string(src), "word/styles.xml": string(src)}))
	})
}

func FuzzHTML(f *testing.F) {
	f.Add([]byte("<html><ul><li><p>a<br>b<script>c</script><svg><p>d"))
	f.Fuzz(func(t *testing.T, src []byte) { fuzzed(t, HTML, src) })
}
