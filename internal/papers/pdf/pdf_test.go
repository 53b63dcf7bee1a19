package pdf

import (
	"bytes"
	"compress/zlib"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/errs"
)

var update = flag.Bool("update", false, "write the goldens")

// TestMinutes reads the same minutes as Chromium prints them and as Ghostscript writes them anew, and a table of LibreOffice. Headings, two columns of an attendance
// table, drawn bullets, hyphens, page numbers and heads are as a reader sees them. testdata/minutes.html is the source.
func TestMinutes(t *testing.T) {
	t.Parallel()
	for file, golden := range map[string]string{"minutes-chromium.pdf": "minutes.txt", "minutes-ghostscript.pdf": "minutes.txt", "table-libreoffice.pdf": "table.txt"} {
		src, err := os.ReadFile(filepath.Join("testdata", file))
		if err != nil {
			t.Fatal(err)
		}
		lines, err := Lines(src, Default())
		if err != nil {
			t.Fatalf("%s: %v", file, err)
		}
		got := Text(lines)
		path := filepath.Join("testdata", golden)
		if *update {
			if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		want, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(string(want), got); diff != "" {
			t.Errorf("%s: %s", file, diff)
		}
	}
}

// made writes a PDF of objects, which are numbered from 1; the first is the catalogue.
func made(objects ...string) []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.7\n")
	for i, o := range objects {
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	b.WriteString("trailer\n<</Root 1 0 R>>\n%%EOF\n")
	return b.Bytes()
}

func streamed(dict, s string) string {
	return fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", dict, len(s), s)
}

func deflated(s string) string {
	var b bytes.Buffer
	z := zlib.NewWriter(&b)
	_, _ = z.Write([]byte(s))
	_ = z.Close()
	return b.String()
}

const (
	catalogue = "<</Type/Catalog/Pages 2 0 R>>"
	tree      = "<</Type/Pages/Kids[3 0 R]/Count 1>>"
	helvetica = "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>"
)

// onePage is a page with a content and fonts.
func onePage(content string, fonts ...string) []byte {
	objects := []string{catalogue, tree, "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>", streamed("", content)}
	return made(append(objects, fonts...)...)
}

func read(t *testing.T, src []byte) string {
	t.Helper()
	lines, err := Lines(src, Default())
	if err != nil {
		t.Fatal(err)
	}
	return strings.TrimSuffix(Text(lines), "\n")
}

func TestOperators(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ content, want string }{
		"one string":      {"BT /F 12 Tf 72 700 Td (Care \\(leavers\\) \\2432) Tj ET", "Care (leavers) £2"},
		"kerned":          {"BT /F 12 Tf 72 700 Td [(W)80(ard)-500(s)] TJ ET", "Ward s"},
		"next lines":      {"BT /F 12 Tf 14 TL 72 700 Td (One) Tj T* (Two) Tj (Three) ' 0 -40 Td (Four) Tj ET", "One\nTwo\nThree\n\nFour"},
		"spacing":         {"BT /F 12 Tf 72 700 Td 1 0 (a b) \" ET", "a b"},
		"out of order":    {"BT /F 12 Tf 72 600 Td (below) Tj ET BT /F 12 Tf 1 0 0 1 72 700 Tm (above) Tj ET", "above\n\nbelow"},
		"drawn twice":     {"BT /F 12 Tf 72 700 Td (bold) Tj ET BT /F 12 Tf 72.3 700 Td (bold) Tj ET", "bold"},
		"raised":          {"BT /F 12 Tf 72 700 Td (the 3) Tj 5 Ts /F 7 Tf (rd) Tj 0 Ts /F 12 Tf ( of May) Tj ET", "the 3rd of May"},
		"stamp":           {"BT /F 60 Tf .7 .7 -.7 .7 100 100 Tm (DRAFT) Tj ET BT /F 12 Tf 72 700 Td (Text) Tj ET", "Text"},
		"head of a page":  {"/Artifact<</Type/Pagination/Subtype/Header>>BDC BT /F 9 Tf 72 800 Td (Panel) Tj ET EMC BT /F 12 Tf 72 700 Td (Text) Tj ET", "Text"},
		"read otherwise":  {"BT /F 12 Tf 72 700 Td (of) Tj /Span<</ActualText<FEFF00660069>>>BDC (XY) Tj EMC (ce) Tj ET", "office"},
		"inline picture":  {"BI /W 1 /H 1 ID \x00(EI( EI BT /F 12 Tf 72 700 Td (After) Tj ET", "After"},
		"saved state":     {"BT /F 12 Tf ET q 2 0 0 2 0 0 cm BT /F 6 Tf 36 350 Td (big) Tj ET Q BT 120 700 Td (small) Tj ET", "big small"},
		"drawn bullet":    {"80 702 4 4 re f BT /F 12 Tf 96 700 Td (entry) Tj ET", "• entry"},
		"line of a table": {"72 690 300 0.5 re f BT /F 12 Tf 72 700 Td (cell) Tj 150 0 Td (next) Tj ET", "cell next"},
		"hex and comment": {"BT /F 12 Tf 72 700 Td % no\n<48 69 2> Tj ET", "Hi"},
	} {
		t.Run(name, func(t *testing.T) {
			if got := read(t, onePage(tt.content, helvetica)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestFonts(t *testing.T) {
	t.Parallel()
	cmap := "begincmap 1 begincodespacerange <0000><FFFF> endcodespacerange 2 beginbfchar <0001><0041> <0002><00660066> endbfchar 2 beginbfrange <0010><0012><0061> <0020><0021>[<2013><D83DDE00>] endbfrange endcmap"
	for name, tt := range map[string]struct {
		content, want string
		fonts         []string
	}{
		"map of two bytes": {"<00010002001000110012002000210001>", "Affabc–😀A", []string{"<</Subtype/Type0/Encoding/Identity-H/DescendantFonts[7 0 R]/ToUnicode 6 0 R>>", streamed("/Filter/FlateDecode", deflated(cmap)), "<</Subtype/CIDFontType2/DW 500/W[1[700 600] 16 18 500]>>"}},
		"differences":      {"(AB C)", "£é C", []string{"<</Subtype/Type1/BaseFont/X/Encoding<</Differences[65/sterling/eacute/uni0043.alt]>>>>"}},
		"standard":         {"(it's `x')", "it’s ‘x’", []string{"<</Subtype/Type1/BaseFont/Times-Roman>>"}},
		"mac":              {"(\\245 \\320)", "• –", []string{"<</Subtype/TrueType/BaseFont/X/Encoding/MacRomanEncoding>>"}},
		"type 3":           {"(ab)", "ab", []string{"<</Subtype/Type3/FontMatrix[.01 0 0 .01 0 0]/FirstChar 97/Widths[50 50]/Encoding<</Differences[97/a/b]>>>>"}},
	} {
		t.Run(name, func(t *testing.T) {
			if got := read(t, onePage("BT /F 12 Tf 72 700 Td "+tt.content+" Tj ET", tt.fonts...)); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

// TestStructure reads files that are put together in other ways: objects in streams, a later object in place of an earlier one, no trailer, lengths that lie, pages
// that inherit, a page that lies on its side, and forms.
func TestStructure(t *testing.T) {
	t.Parallel()
	const content = "BT /F 12 Tf 72 500 Td (Text) Tj ET"
	packed := "1 0 2 30 3 68 5 190 " + strings.Repeat(" ", 20)
	body := fmt.Sprintf("%-30s%-38s%-122s%s", catalogue, tree, "<</Type/Page/Parent 2 0 R/Contents 4 0 R/Resources<</Font<</F 5 0 R>>>>>>", helvetica)
	inStreams := "%PDF-1.5\n9 0 obj\n" + streamed(fmt.Sprintf("/Type/ObjStm/N 4/First %d/Filter/FlateDecode", len(packed)), deflated(packed+body)) + "\nendobj\n4 0 obj\n" + streamed("", content) + "\nendobj\n8 0 obj\n" + streamed("/Type/XRef/Root 1 0 R", "") + "\nendobj"
	one := string(onePage(content, helvetica))
	for name, tt := range map[string]struct{ src, want string }{
		"objects in streams":  {inStreams, "Text"},
		"later object counts": {one + "4 0 obj\n" + streamed("", strings.Replace(content, "Text", "Newer", 1)) + "\nendobj", "Newer"},
		"no trailer":          {strings.Split(one, "trailer")[0], "Text"},
		"a length that lies":  {strings.Replace(one, "/Length 35", "/Length 3", 1), "Text"},
		"a length elsewhere":  {strings.Replace(one, "/Length 34", "/Length 7 0 R", 1) + "7 0 obj 34 endobj", "Text"},
		"junk before":         {"junk\n" + one, "Text"},
		"on its side":         {strings.Replace(one, "/MediaBox", "/Rotate 90/MediaBox", 1), ""},
		"contents in parts":   {strings.Replace(one, "/Contents 4 0 R", "/Contents[4 0 R 4 0 R]", 1), "Text"},
		"a form":              {string(made(catalogue, tree, "<</Type/Page/Contents 4 0 R/Resources<</XObject<</X 5 0 R>>>>>>", streamed("", "q 1 0 0 1 0 100 cm /X Do Q"), streamed("/Subtype/Form/Resources<</Font<</F 6 0 R>>>>", content), helvetica)), "Text"},
		"form calls itself":   {string(made(catalogue, tree, "<</Type/Page/Contents 4 0 R/Resources<</XObject<</X 4 0 R>>>>>>", streamed("/Subtype/Form", "/X Do"))), "!call each other"},
	} {
		t.Run(name, func(t *testing.T) {
			lines, err := Lines([]byte(tt.src), Default())
			got := strings.TrimSpace(Text(lines))
			if err != nil {
				got = "!" + errs.Text(err)
			}
			switch {
			case name == "on its side":
				if !strings.Contains(got, "no text") {
					t.Errorf("letters that stand upright on a page that lies on its side run across it: %q", got)
				}
			case strings.HasPrefix(tt.want, "!"):
				if !strings.HasPrefix(got, "!") || !strings.Contains(got, tt.want[1:]) {
					t.Errorf("got %q", got)
				}
			case got != tt.want:
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
	turned := onePage("BT /F 12 Tf 0 1 -1 0 300 100 Tm (Landscape) Tj ET", helvetica)
	if got := read(t, bytes.Replace(turned, []byte("/MediaBox"), []byte("/Rotate 90/MediaBox"), 1)); got != "Landscape" {
		t.Errorf("a landscape page: %q", got)
	}
}

// TestColumns: two columns of prose are read one after the other; a table of two columns row by row.
func TestColumns(t *testing.T) {
	t.Parallel()
	var prose, table strings.Builder
	var want, rows []string
	for i := range 30 {
		fmt.Fprintf(&prose, "BT /F 10 Tf 50 %d Td (Left line %02d of a column that is filled to its margin.) Tj ET BT /F 10 Tf 310 %d Td (Right line %02d of a column filled to its margin as is.) Tj ET\n", 800-14*i, i, 800-14*i, i)
		fmt.Fprintf(&table, "BT /F 10 Tf 50 %d Td (Measure %02d) Tj ET BT /F 10 Tf 310 %d Td (%d) Tj ET\n", 800-14*i, i, 800-14*i, i)
		want = append(want, fmt.Sprintf("Left line %02d of a column that is filled to its margin.", i))
		rows = append(rows, fmt.Sprintf("Measure %02d %d", i, i))
	}
	for i := range 30 {
		want = append(want, fmt.Sprintf("Right line %02d of a column filled to its margin as is.", i))
	}
	got := strings.ReplaceAll(read(t, onePage(prose.String(), helvetica)), "\n\n", "\n")
	if diff := cmp.Diff(strings.Join(want, "\n"), got); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(strings.Join(rows, "\n"), read(t, onePage(table.String(), helvetica))); diff != "" {
		t.Error(diff)
	}
}

// TestRefused: each is refused whole with its reason, and soon.
func TestRefused(t *testing.T) {
	t.Parallel()
	small := Limits{Bytes: 1 << 20, Pages: 3, Objects: 100, Unpacked: 1 << 20, Text: 1 << 16, Steps: 300_000}
	good := string(onePage("BT /F 12 Tf 72 700 Td (Text) Tj ET", helvetica))
	kids := strings.Repeat("3 0 R ", 4)
	for name, tt := range map[string]struct{ src, want string }{
		"no PDF":            {"hello", "does not begin as a PDF"},
		"empty":             {"", "does not begin as a PDF"},
		"too large":         {"%PDF-1.4" + strings.Repeat(" ", 1<<20), "larger than 1 MB"},
		"encrypted":         {strings.Replace(good, "<</Root 1 0 R>>", "<</Root 1 0 R/Encrypt 9 0 R>>", 1), "it is encrypted"},
		"a scan":            {string(onePage("q 500 0 0 700 0 0 cm /Im Do Q")), "it may be a scan"},
		"no pages":          {"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj", "no list of pages"},
		"missing page":      {strings.Replace(good, "[3 0 R]", "[33 0 R]", 1), "one of its pages is missing"},
		"circle of pages":   {strings.Replace(good, "[3 0 R]", "[2 0 R]", 1), "runs in a circle"},
		"page twice":        {strings.Replace(good, "3 0 R", kids, 1), "runs in a circle"},
		"many pages":        {string(made(catalogue, "<</Kids["+strings.Repeat("<</Type/Page>>", 4)+"]>>")), "more than 3 pages"},
		"many objects":      {"%PDF-1.4\n" + manyObjects(101), "more than 100 objects"},
		"unpacks to much":   {string(made(catalogue, tree, "<</Type/Page/Contents 4 0 R>>", streamed("/Filter/FlateDecode", deflated(strings.Repeat(" ", 2<<20))))), "unpacks to more than 1 MB"},
		"packed four deep":  {string(made(catalogue, tree, "<</Type/Page/Contents 4 0 R>>", streamed("/Filter[/FlateDecode/FlateDecode/FlateDecode/FlateDecode/FlateDecode]", "x"))), "packed 5 times over"},
		"damaged stream":    {string(made(catalogue, tree, "<</Type/Page/Contents 4 0 R>>", streamed("/Filter/FlateDecode", deflated(strings.Repeat("abc", 5000))[:20]))), "damaged"},
		"other filter":      {string(made(catalogue, tree, "<</Type/Page/Contents 4 0 R>>", streamed("/Filter/LZWDecode", "x"))), "page 1 cannot be read: it is packed in a way that is not read here (LZWDecode)"},
		"much text":         {string(onePage("BT /F 12 Tf "+strings.Repeat("("+strings.Repeat("a", 3000)+") Tj ", 40)+"ET", helvetica)), "more than 64 kB of text"},
		"much work":         {string(onePage(strings.Repeat("1 0 0 1 0 0 cm ", 60_000), helvetica)), "more work than"},
		"deep":              {string(onePage(strings.Repeat("[", 100), helvetica)), "more than 60 deep"},
		"unmapped letters":  {string(onePage("BT /F 12 Tf 72 700 Td <"+strings.Repeat("0005", 40)+"> Tj ET", "<</Subtype/Type0/Encoding/Identity-H/DescendantFonts[<</DW 500>>]>>")), "do not say which letters"},
		"unclosed strings":  {"%PDF-1.4\n" + strings.Repeat("1 0 obj (", 90_000), "more work than"},
		"unclosed comments": {"%PDF-1.4\n" + strings.Repeat("1 0 obj %", 90_000), "more work than"},
		"only trailers":     {"%PDF-1.4\n" + strings.Repeat("trailer", 140_000), "more work than"},
		"only streams":      {"%PDF-1.4\n" + strings.Repeat("1 0 obj<</Length 9>>stream\n", 30_000), "no list of pages"},
	} {
		t.Run(name, func(t *testing.T) {
			at := time.Now()
			lines, err := Lines([]byte(tt.src), small)
			if errs.Of(err) != errs.Invalid || !strings.Contains(errs.Text(err), tt.want) || lines != nil {
				t.Errorf("%d lines, %v", len(lines), err)
			}
			if took := time.Since(at); took > 10*time.Second {
				t.Errorf("took %s", took)
			}
		})
	}
}

func manyObjects(n int) string {
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "%d 0 obj 1 endobj\n", i+1)
	}
	return b.String()
}

// FuzzLines: whatever the bytes, reading ends within the limits with valid text or one errs.Invalid, and does the same again.
func FuzzLines(f *testing.F) {
	for _, name := range []string{"minutes-ghostscript.pdf", "table-libreoffice.pdf"} {
		src, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			f.Fatal(err)
		}
		f.Add(src)
	}
	f.Add(onePage("BT /F 12 Tf 72 700 Td [(a)-500(b)] TJ ET /X Do", helvetica))
	f.Add([]byte("%PDF-1.5\n1 0 obj<</Type/ObjStm/N 2/First 8>>stream\n2 0 3 2 <</Type/Catalog/Pages 3 0 R>>endstream trailer<</Root 2 0 R>>"))
	limits := Limits{Bytes: 1 << 20, Pages: 50, Objects: 2000, Unpacked: 4 << 20, Text: 1 << 18, Steps: 400_000}
	f.Fuzz(func(t *testing.T, src []byte) {
		lines, err := Lines(src, limits)
		again, err2 := Lines(src, limits)
		if (err == nil) != (err2 == nil) || !cmp.Equal(lines, again) {
			t.Fatalf("two readings differ: %v, %v", err, err2)
		}
		if err != nil {
			if errs.Of(err) != errs.Invalid || lines != nil || errs.Text(err) == "" {
				t.Fatal(err)
			}
			return
		}
		for _, l := range lines {
			if l.Page < 1 || strings.TrimSpace(l.Text) != l.Text || l.Text == "" || strings.ContainsAny(l.Text, "\n\f\x00") || !bytes.Equal([]byte(l.Text), bytes.ToValidUTF8([]byte(l.Text), nil)) {
				t.Fatalf("%+v", l)
			}
		}
	})
}

// TestDamaged reads files with bytes changed, cut out and copied over: each reading ends soon, and none panics.
func TestDamaged(t *testing.T) {
	t.Parallel()
	src, err := os.ReadFile("testdata/minutes-ghostscript.pdf")
	if err != nil {
		t.Fatal(err)
	}
	limits := Limits{Bytes: 1 << 20, Pages: 50, Objects: 2000, Unpacked: 4 << 20, Text: 1 << 18, Steps: 400_000}
	rng := rand.New(rand.NewPCG(1, 2))
	read := 0
	for range 150 {
		b := bytes.Clone(src)
		for range 1 + rng.IntN(20) {
			at, to := rng.IntN(len(b)-200), rng.IntN(len(b)-200)
			switch rng.IntN(3) {
			case 0:
				b[at] = byte(rng.IntN(256))
			case 1:
				b = append(b[:at:at], b[at+rng.IntN(100):]...)
			case 2:
				copy(b[to:to+50], b[at:at+50])
			}
		}
		at := time.Now()
		lines, err := Lines(b, limits)
		if took := time.Since(at); took > 20*time.Second || err != nil && (lines != nil || errs.Of(err) != errs.Invalid) {
			t.Fatalf("%d lines after %s: %v", len(lines), took, err)
		}
		if err == nil {
			read++
		}
	}
	if read == 0 || read == 150 {
		t.Errorf("%d of 150 were read: the damage is too great or too small to show anything", read)
	}
}
