package sheet

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"io"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"
	"pgregory.net/rapid"

	"throughline/internal/errs"
)

// book writes one workbook with the given sheets.
func book(t interface{ Fatal(...any) }, f Format, sheets []Sheet, rows [][][]Cell) []byte {
	var out bytes.Buffer
	b, err := New(&out, f)
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range sheets {
		if err := b.Sheet(s); err != nil {
			t.Fatal(err)
		}
		for _, r := range rows[i] {
			if err := b.Row(r...); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := b.Close(); err != nil {
		t.Fatal(err)
	}
	return out.Bytes()
}

// readXLSX gives names and texts by sheet, in order.
func readXLSX(t interface{ Fatal(...any) }, file []byte) (names []string, cells [][][]string) {
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range f.GetSheetList() {
		rows, err := f.GetRows(n)
		if err != nil {
			t.Fatal(err)
		}
		names, cells = append(names, n), append(cells, rows)
	}
	return names, cells
}

// readODS reads content.xml again and undoes what OpenDocument does to blanks.
func readODS(t interface{ Fatal(...any) }, file []byte) (names []string, cells [][][]string) {
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	c, err := z.Open("content.xml")
	if err != nil {
		t.Fatal(err)
	}
	d := xml.NewDecoder(c)
	var text strings.Builder
	paragraphs := 0
	inside := false
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return names, cells
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			switch e.Name.Local {
			case "table":
				names, cells = append(names, attr(e, "name")), append(cells, nil)
			case "table-row":
				cells[len(cells)-1] = append(cells[len(cells)-1], nil)
			case "table-cell":
				text.Reset()
				paragraphs = 0
			case "p":
				if paragraphs > 0 {
					text.WriteByte('\n')
				}
				paragraphs++
				inside = true
			case "s":
				n, err := strconv.Atoi(attr(e, "c"))
				if err != nil {
					t.Fatal(err)
				}
				text.WriteString(strings.Repeat(" ", n))
			case "tab":
				text.WriteByte('\t')
			}
		case xml.CharData:
			if inside {
				// What a reader may do to blanks as they stand: at the ends of a paragraph they vanish, several are one.
				if s := string(e); s == " " || strings.Contains(s, "  ") || strings.ContainsAny(s, "\t\n") {
					t.Fatal("blanks that OpenDocument would take away: " + strconv.Quote(s))
				}
				text.Write(e)
			}
		case xml.EndElement:
			switch e.Name.Local {
			case "p":
				inside = false
			case "table-cell":
				r := &cells[len(cells)-1][len(cells[len(cells)-1])-1]
				*r = append(*r, text.String())
			}
		}
	}
}

func attr(e xml.StartElement, name string) string {
	for _, a := range e.Attr {
		if a.Name.Local == name {
			return a.Value
		}
	}
	return ""
}

// trim drops blank cells and rows at the end, which excelize does not give back.
func trim(rows [][]string) [][]string {
	var out [][]string
	for _, r := range rows {
		for len(r) > 0 && r[len(r)-1] == "" {
			r = r[:len(r)-1]
		}
		out = append(out, append([]string{}, r...))
	}
	for len(out) > 0 && len(out[len(out)-1]) == 0 {
		out = out[:len(out)-1]
	}
	return out
}

func TestBooks(t *testing.T) {
	t.Parallel()
	sheets := []Sheet{
		{Name: "Summary", Columns: []Width{Middle, Wide}},
		{Name: "Episodes", Head: []string{"Row", "CHILD", "DECOM"}},
		{Name: "episodes", Head: []string{"Row"}},
		{Name: `A/name: far [too] long for a * sheet ' in Excel?`},
	}
	rows := [][][]Cell{
		{{{Text: "SSDA903", Style: Title}}, {}, {{Text: "Problems"}, {Text: "17", Number: true}}},
		{
			{{Text: "0", Number: true}, {Text: "007"}, {Text: "=1+1", Style: Failing}},
			{{Text: "1", Number: true}, {Text: "  two  blanks "}, {Text: "<a> & \"b\"\nsecond line\ttab"}},
			{{Text: "2", Number: true}, {Text: ""}, {Text: "", Style: Failing}},
			{{Text: "-69.5", Number: true}, {Text: "c", Number: true}, {Text: "1e5", Number: true}},
			{{Text: "3", Number: true}, {Text: "a\x00b\xffc"}, {Text: "Zoë"}},
		},
		nil,
		{{{Text: "x"}}},
	}
	wantNames := []string{"Summary", "Episodes", "episodes 2", "A name  far  too  long for a"}
	want := [][][]string{
		{{"SSDA903"}, {}, {"Problems", "17"}},
		{
			{"Row", "CHILD", "DECOM"},
			{"0", "007", "=1+1"},
			{"1", "  two  blanks ", "<a> & \"b\"\nsecond line\ttab"},
			{"2"},
			{"-69.5", "c", "1e5"},
			{"3", "a\uFFFDb\uFFFDc", "Zoë"},
		},
		{{"Row"}},
		{{"x"}},
	}
	for f, read := range map[Format]func(interface{ Fatal(...any) }, []byte) ([]string, [][][]string){XLSX: readXLSX, ODS: readODS} {
		t.Run(string(f), func(t *testing.T) {
			t.Parallel()
			names, cells := read(t, book(t, f, sheets, rows))
			for i := range cells {
				cells[i] = trim(cells[i])
			}
			for i, n := range names {
				names[i] = strings.TrimSpace(n)
			}
			if diff := cmp.Diff(wantNames, names); diff != "" {
				t.Error(diff)
			}
			if diff := cmp.Diff(want, cells); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestFormulasStayText looks into the XLSX for what excelize's reader would hide.
// A number with a decimal point is a number in both formats; what only looks like one, or is none, is text that no spreadsheet reckons with.
func TestNumbersAreNumbers(t *testing.T) {
	t.Parallel()
	row := []Cell{{Text: "69.1", Number: true}, {Text: "-3", Number: true}, {Text: "69.2"}, {Text: "c", Number: true}, {Text: "NaN", Number: true}, {Text: "1.2.3", Number: true}}
	for _, tt := range []struct {
		f          Format
		part, mark string
		want       []string
	}{
		{XLSX, "xl/worksheets/sheet1.xml", "<v>", []string{"<v>69.1</v>", "<v>-3</v>"}},
		{ODS, "content.xml", `office:value-type="float"`, []string{`office:value="69.1"`, `office:value="-3"`}},
	} {
		file := book(t, tt.f, []Sheet{{Name: "S"}}, [][][]Cell{{row}})
		z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
		if err != nil {
			t.Fatal(err)
		}
		part, err := z.Open(tt.part)
		if err != nil {
			t.Fatal(err)
		}
		text, err := io.ReadAll(part)
		if err != nil {
			t.Fatal(err)
		}
		for _, w := range tt.want {
			if !strings.Contains(string(text), w) {
				t.Errorf("%s has no %s: %s", tt.f, w, text)
			}
		}
		if n := strings.Count(string(text), tt.mark); n != len(tt.want) {
			t.Errorf("%s has %d numbers: %s", tt.f, n, text)
		}
	}
}

func TestFormulasStayText(t *testing.T) {
	t.Parallel()
	file := book(t, XLSX, []Sheet{{Name: "S", Head: []string{"h"}}}, [][][]Cell{{{{Text: "=HYPERLINK(\"http://x\")"}}, {{Text: "+1"}}, {{Text: "12", Number: false}}}})
	f, err := excelize.OpenReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	for _, cell := range []string{"A2", "A3", "A4"} {
		if formula, err := f.GetCellFormula("S", cell); err != nil || formula != "" {
			t.Errorf("%s is a formula: %q %v", cell, formula, err)
		}
		kind, err := f.GetCellType("S", cell)
		if err != nil || (kind != excelize.CellTypeInlineString && kind != excelize.CellTypeSharedString) {
			t.Errorf("%s is not text: %v %v", cell, kind, err)
		}
	}
	if layout, err := f.GetPageLayout("S"); err != nil || *layout.Orientation != "landscape" || *layout.FitToWidth != 1 {
		t.Errorf("it is not printed across the paper: %+v %v", layout, err)
	}
	panes, err := f.GetPanes("S")
	if err != nil || !panes.Freeze || panes.YSplit != 1 {
		t.Errorf("the heading is not kept in sight: %+v %v", panes, err)
	}
}

// TestODSPackage checks what a program looks at before it reads a sheet.
func TestODSPackage(t *testing.T) {
	t.Parallel()
	file := book(t, ODS, []Sheet{{Name: "Header", Head: []string{"CHILD", "DOB"}}}, [][][]Cell{{{{Text: "1"}, {Text: "2"}}}})
	// Magic number of ODF packages (part 2, 3.3): the local header of mimetype, then the type itself at byte 38.
	if got := string(file[30:38]); got != "mimetype" {
		t.Errorf("first entry is %q", got)
	}
	if got := string(file[38 : 38+len(odsType)]); got != odsType {
		t.Errorf("type is %q", got)
	}
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, f := range z.File {
		names = append(names, f.Name)
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		body, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		if f.Name == "mimetype" {
			continue
		}
		if err := xml.Unmarshal(body, new(struct{})); err != nil {
			t.Errorf("%s: %v", f.Name, err)
		}
		for part, want := range map[string]string{
			"content.xml":  `table:target-range-address="&#39;Header&#39;.A1:&#39;Header&#39;.B2"`,
			"settings.xml": `config:name="Header"`,
			"styles.xml":   `style:scale-to-X="1" style:scale-to-Y="0"`,
		} {
			if f.Name == part && !strings.Contains(string(body), want) {
				t.Errorf("%s has no %s", part, want)
			}
		}
	}
	if diff := cmp.Diff([]string{"mimetype", "META-INF/manifest.xml", "content.xml", "styles.xml", "settings.xml"}, names); diff != "" {
		t.Error(diff)
	}
}

// TestAnyTextComesBack is the property: what was put in a cell is read again, in both formats.
func TestAnyTextComesBack(t *testing.T) {
	t.Parallel()
	piece := rapid.OneOf(rapid.SampledFrom([]string{" ", "  ", "\t", "\n", "<", "&", "'", "=", "0", "é", "]]>", "_x000D_"}), rapid.StringMatching(`[a-zA-Z0-9.,/-]{1,6}`))
	rapid.Check(t, func(t *rapid.T) {
		texts := rapid.SliceOfN(rapid.Map(rapid.SliceOfN(piece, 0, 8), func(p []string) string { return strings.Join(p, "") }), 1, 5).Draw(t, "texts")
		cells := make([]Cell, len(texts))
		for i, s := range texts {
			cells[i] = Cell{Text: s}
		}
		cells = append(cells, Cell{Text: "end"})
		want := append(append([]string{}, texts...), "end")
		for f, read := range map[Format]func(interface{ Fatal(...any) }, []byte) ([]string, [][][]string){XLSX: readXLSX, ODS: readODS} {
			_, got := read(t, book(t, f, []Sheet{{Name: "S"}}, [][][]Cell{{cells}}))
			if diff := cmp.Diff(want, got[0][0]); diff != "" {
				t.Fatalf("%s: %s", f, diff)
			}
		}
	})
}

func TestUnknownFormat(t *testing.T) {
	t.Parallel()
	if _, err := New(io.Discard, "doc"); errs.Of(err) != errs.Usage {
		t.Errorf("got %v", err)
	}
}

func TestFullSheet(t *testing.T) {
	t.Parallel()
	b, err := New(io.Discard, ODS)
	if err != nil {
		t.Fatal(err)
	}
	if err := b.Sheet(Sheet{Name: "Episodes"}); err != nil {
		t.Fatal(err)
	}
	for range MaxRows {
		if err := b.Row(); err != nil {
			t.Fatal(err)
		}
	}
	if err := b.Row(); errs.Of(err) != errs.Invalid {
		t.Errorf("a row too many: %v", err)
	}
}

func TestLongText(t *testing.T) {
	t.Parallel()
	got := clean(strings.Repeat("é", MaxText+5))
	if n := len([]rune(got)); n != MaxText || !strings.HasSuffix(got, "é…") {
		t.Errorf("%d characters", n)
	}
	if clean(strings.Repeat("é", MaxText)) != strings.Repeat("é", MaxText) {
		t.Error("a text that fits was cut")
	}
}
