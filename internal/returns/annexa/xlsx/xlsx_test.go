package xlsx

import (
	"archive/zip"
	"bytes"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/xuri/excelize/v2"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// pack makes a zip file of parts, name and content in turn.
func pack(t testing.TB, parts ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for i := 0; i < len(parts); i += 2 {
		w, err := z.Create(parts[i])
		if err == nil {
			_, err = io.WriteString(w, parts[i+1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

const (
	workbookXML = `<workbook xmlns:r="r"><sheets><sheet name="List_1" sheetId="1" r:id="rId1"/></sheets></workbook>`
	relsXML     = `<Relationships><Relationship Id="rId1" Type="x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="rId2" Type="x/sharedStrings" Target="sharedStrings.xml"/><Relationship Id="rId3" Type="x/styles" Target="/xl/styles.xml"/></Relationships>`
	stringsXML  = `<sst><si><t>Date of Contact</t></si><si><r><t>two </t></r><r><t>parts</t></r><rPh><t>spoken</t></rPh></si></sst>`
	stylesXML   = `<styleSheet><numFmts><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/><numFmt numFmtId="165" formatCode="0.00&quot;days&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/><xf numFmtId="14"/><xf numFmtId="165"/></cellXfs></styleSheet>`
)

// book is a workbook with one sheet.
func book(t testing.TB, sheet string) []byte {
	return pack(t, "xl/workbook.xml", workbookXML, "xl/_rels/workbook.xml.rels", relsXML, "xl/sharedStrings.xml", stringsXML, "xl/styles.xml", stylesXML, "xl/worksheets/sheet1.xml", sheet)
}

func readAll(b []byte) (out []string, err error) {
	x, err := Open("a.xlsx", bytes.NewReader(b), int64(len(b)))
	if err != nil {
		return nil, err
	}
	for _, s := range x.Sheets() {
		err := x.Rows(s, func(n int, cells []Cell) error {
			texts := []string{fmt.Sprint(n)}
			for _, c := range cells {
				texts = append(texts, fmt.Sprintf("%d:%s", c.Kind, c.Text))
			}
			out = append(out, strings.Join(texts, "|"))
			return nil
		})
		if err != nil {
			return out, err
		}
	}
	return out, nil
}

func TestCells(t *testing.T) {
	got, err := readAll(book(t, `<worksheet><sheetData>
		<row r="2"><c r="A2" t="s"><v>0</v></c><c r="C2" t="s"><v>1</v></c></row>
		<row><c s="1"><v>46111</v></c><c s="2"><v>46111.75</v></c><c s="3"><v>46111</v></c><c><v>1.5</v></c><c t="e"><v>#N/A</v></c><c t="b"><v>1</v></c></row>
		<row r="9"><c r="B9" t="inlineStr"><is><t>in </t><t>line</t></is></c><c t="str"><f>A1&amp;"x"</f><v>shown</v></c><c t="d"><v>2026-03-30T00:00:00</v></c><c t="s"><v>99</v></c><c t="inlineStr"><is><t>  </t></is></c></row>
		<row r="10"><c r="A10"/></row>
	</sheetData></worksheet>`))
	want := []string{
		"2|1:Date of Contact|0:|1:two parts",
		"3|3:30/03/2026|3:30/03/2026|2:46111|2:1.5|4:#N/A|1:TRUE",
		"9|0:|1:in line|1:shown|3:30/03/2026|4:#REF!",
	}
	if diff := cmp.Diff(want, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestDatesOf1904(t *testing.T) {
	b := pack(t, "xl/workbook.xml", `<workbook xmlns:r="r"><workbookPr date1904="1"/><sheets><sheet name="S" r:id="rId1"/></sheets></workbook>`, "xl/_rels/workbook.xml.rels", relsXML,
		"xl/styles.xml", stylesXML, "xl/worksheets/sheet1.xml", `<worksheet><row><c s="1"><v>44649</v></c></row></worksheet>`)
	got, err := readAll(b)
	if diff := cmp.Diff([]string{"1|3:30/03/2026"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

// What another program writes is read as that program reads it.
func TestWhatExcelizeWrites(t *testing.T) {
	f := excelize.NewFile()
	defer f.Close()
	style, err := f.NewStyle(&excelize.Style{NumFmt: 14})
	if err != nil {
		t.Fatal(err)
	}
	for _, err := range []error{
		f.SetCellValue("Sheet1", "A1", "text"), f.SetCellValue("Sheet1", "B1", 7), f.SetCellValue("Sheet1", "C1", 46111), f.SetCellStyle("Sheet1", "C1", "C1", style),
		f.SetCellValue("Sheet1", "A3", true),
	} {
		if err != nil {
			t.Fatal(err)
		}
	}
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	got, err := readAll(b.Bytes())
	if diff := cmp.Diff([]string{"1|1:text|2:7|3:30/03/2026", "3|1:TRUE"}, got); diff != "" || err != nil {
		t.Error(diff, err)
	}
}

func TestHostile(t *testing.T) {
	many := make([]string, 0, 2*(maxParts+1))
	for i := range maxParts + 1 {
		many = append(many, fmt.Sprintf("p%d", i), "")
	}
	good := book(t, `<worksheet><row><c><v>1</v></c></row></worksheet>`)
	flipped := bytes.Clone(good)
	at := bytes.Index(flipped, []byte("sheet1.xml")) + len("sheet1.xml") + 4
	flipped[at] ^= 0xff
	tests := map[string]struct {
		file []byte
		says string
	}{
		"empty":                     {nil, "no Excel workbook"},
		"text":                      {[]byte("a,b,c\n1,2,3\n"), "no Excel workbook"},
		"cut short":                 {good[:len(good)/2], "no Excel workbook"},
		"a zip file of something":   {pack(t, "a.txt", "hello"), "no Excel workbook"},
		"no sheets":                 {pack(t, "xl/workbook.xml", "<workbook/>"), "has no sheets"},
		"sheet is missing":          {pack(t, "xl/workbook.xml", workbookXML, "xl/_rels/workbook.xml.rels", relsXML), "its part xl/worksheets/sheet1.xml is missing"},
		"too many parts":            {pack(t, many...), "parts"},
		"sheet ends in the middle":  {book(t, `<worksheet><row><c><v>1</v>`), "is broken"},
		"entity that nothing names": {book(t, `<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet><row><c t="inlineStr"><is><t>&a;</t></is></c></row></worksheet>`), "is broken"},
		"another encoding":          {book(t, `<?xml version="1.0" encoding="UTF-7"?><worksheet/>`), "is broken"},
		"damaged content":           {flipped, "broken"},
		"row beyond the last":       {book(t, `<worksheet><row r="1048577"/></worksheet>`), "after row 0"},
		"rows out of order":         {book(t, `<worksheet><row r="5"/><row r="5"/></worksheet>`), "after row 5"},
		"row of no number":          {book(t, `<worksheet><row r="x"/></worksheet>`), "numbered"},
		"column beyond the last":    {book(t, `<worksheet><row><c r="XFE1"/></row></worksheet>`), "a cell is called"},
		"cells out of order":        {book(t, `<worksheet><row><c r="B1"/><c r="A1"/></row></worksheet>`), "a cell is called"},
		"cell without a column":     {book(t, `<worksheet><row><c r="17"/></row></worksheet>`), "a cell is called"},
		"more cells than a row has": {book(t, `<worksheet><row>`+strings.Repeat("<c/>", maxColumn+1)+`</row></worksheet>`), "more than 16384 cells"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			_, err := readAll(tt.file)
			if errs.Of(err) != errs.Invalid || !strings.Contains(err.Error(), tt.says) || !strings.HasPrefix(errs.Text(err), "a.xlsx") {
				t.Errorf("got %v", err)
			}
		})
	}
}

// A small file that unpacks to much is refused before it is held.
func TestZipBomb(t *testing.T) {
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, p := range [][2]string{{"xl/workbook.xml", workbookXML}, {"xl/_rels/workbook.xml.rels", relsXML}} {
		w, err := z.Create(p[0])
		if err == nil {
			_, err = io.WriteString(w, p[1])
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	w, err := z.Create("xl/worksheets/sheet1.xml")
	if err != nil {
		t.Fatal(err)
	}
	blank := bytes.Repeat([]byte(" "), 1<<20)
	if _, err := io.WriteString(w, "<worksheet>"); err != nil {
		t.Fatal(err)
	}
	for range 16 {
		if _, err := w.Write(blank); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if b.Len() > 100<<10 {
		t.Fatalf("the bomb has %d bytes", b.Len())
	}
	x, err := open("a.xlsx", bytes.NewReader(b.Bytes()), int64(b.Len()), 8<<20, 1<<20) // less than the real limits, so that the test is quick
	if err != nil {
		t.Fatal(err)
	}
	if err := x.Rows("List_1", func(int, []Cell) error { return nil }); errs.Of(err) != errs.Invalid || !strings.Contains(err.Error(), "unpacks to more than") {
		t.Errorf("got %v", err)
	}
}

func TestTooMuchText(t *testing.T) {
	b := pack(t, "xl/workbook.xml", workbookXML, "xl/_rels/workbook.xml.rels", relsXML, "xl/sharedStrings.xml", "<sst>"+strings.Repeat("<si><t>"+strings.Repeat("a", 1_000)+"</t></si>", 200)+"</sst>")
	if _, err := open("a.xlsx", bytes.NewReader(b), int64(len(b)), 8<<20, 100_000); errs.Of(err) != errs.Invalid || !strings.Contains(err.Error(), "more text") {
		t.Errorf("got %v", err)
	}
}

func TestDateFormat(t *testing.T) {
	for code, want := range map[string]bool{
		"dd/mm/yyyy": true, "[$-809]dd mmmm yyyy;@": true, "yyyy-mm-dd hh:mm": true, "General": false, "0.00": false, `0"d"`: false, "[h]:mm:ss": false, `#,##0\d`: false, "[Red]0": false,
	} {
		if got := dateFormat(code); got != want {
			t.Errorf("%s: %v", code, got)
		}
	}
}

func FuzzRows(f *testing.F) {
	f.Add(`<worksheet><row r="2"><c r="A2" t="s"><v>0</v></c></row></worksheet>`, stringsXML, stylesXML)
	f.Add(`<worksheet><row><c s="1"><v>46111</v></c><c t="d"><v>2026</v></c></row></worksheet>`, "<sst/>", stylesXML)
	f.Add(`<worksheet><row><c t="inlineStr"><is><r><t>a</t></r></is></c></row>`, "<sst><si><t>", "<styleSheet><cellXfs><xf/></cellXfs></styleSheet>")
	f.Fuzz(func(t *testing.T, sheet, texts, styles string) {
		b := pack(t, "xl/workbook.xml", workbookXML, "xl/_rels/workbook.xml.rels", relsXML, "xl/sharedStrings.xml", texts, "xl/styles.xml", styles, "xl/worksheets/sheet1.xml", sheet)
		x, err := Open("a.xlsx", bytes.NewReader(b), int64(len(b)))
		if err != nil {
			plain(t, err)
			return
		}
		last := 0
		err = x.Rows("List_1", func(n int, cells []Cell) error {
			if n <= last || len(cells) == 0 || len(cells) > maxKept || cells[len(cells)-1].Kind == Blank {
				t.Errorf("row %d after %d with %d cells", n, last, len(cells))
			}
			last = n
			for _, c := range cells {
				if (c.Kind == Blank) != (c == Cell{}) || (c.Kind == Date) == (c.Day == day.Day{}) {
					t.Errorf("%+v", c)
				}
			}
			return nil
		})
		if err != nil {
			plain(t, err)
		}
	})
}

func FuzzOpen(f *testing.F) {
	f.Add(book(f, `<worksheet><row><c><v>1</v></c></row></worksheet>`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := readAll(b); err != nil {
			plain(t, err)
		}
	})
}

// plain says that an error is one of the file.
func plain(t *testing.T, err error) {
	t.Helper()
	if errs.Of(err) != errs.Invalid {
		t.Errorf("not an error of the file: %v", err)
	}
}
