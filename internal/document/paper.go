package document

import (
	"archive/zip"
	"encoding/xml"
	"fmt"
	"html"
	"io"
	"strings"
	"time"
)

// Style is how a block of a paper stands.
type Style int

// The styles.
const (
	Plain Style = iota
	Bold
	Heading
	Bullet
)

// Block is one paragraph of a paper, or one table.
type Block struct {
	Style Style
	Text  string     // lines are divided by \n
	Rows  [][]string // of a table; the first is its head. With rows there is no text
}

// Paper is what leaves the service as a file: a letter, a plan, an assessment, minutes, a chronology for a court. It is the same in each form, and the same paper gives the
// same bytes. It has no reader's rights in it: whoever makes it has looked at what may be in it.
type Paper struct {
	Title  string
	Untold bool // the title is for the file and the browser only, as of a letter
	Blocks []Block
}

// P adds paragraphs.
func (p *Paper) P(style Style, texts ...string) {
	for _, t := range texts {
		if strings.TrimSpace(t) != "" {
			p.Blocks = append(p.Blocks, Block{Style: style, Text: t})
		}
	}
}

// Table adds a table when it has a row below its head.
func (p *Paper) Table(rows [][]string) {
	if len(rows) > 1 {
		p.Blocks = append(p.Blocks, Block{Rows: rows})
	}
}

// blocks are the paper's blocks with its title.
func (p Paper) blocks() []Block {
	if p.Untold {
		return p.Blocks
	}
	return append([]Block{{Style: Heading, Text: p.Title}}, p.Blocks...)
}

// Form is a kind of file that a paper is written as.
type Form struct {
	Ending, Media, Label string
	write                func(Paper, io.Writer) error
}

// Write writes a paper in this form.
func (f Form) Write(p Paper, w io.Writer) error { return f.write(p, w) }

// Forms are the forms that need nothing but the program. A PDF is printed from the HTML by a browser where there is one.
func Forms() []Form {
	return []Form{
		{"docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "Word", Paper.WriteDOCX},
		{"odt", "application/vnd.oasis.opendocument.text", "OpenDocument", Paper.WriteODT},
		{"html", "text/html; charset=utf-8", "Web page", Paper.WriteHTML},
	}
}

// escape is text for XML and HTML, with lines divided by what the form has for that.
func escape(s, lineBreak string) string {
	return strings.ReplaceAll(html.EscapeString(plainText(s)), "\n", lineBreak)
}

// plainText drops characters that XML cannot hold.
func plainText(s string) string {
	return strings.Map(func(r rune) rune {
		if r < 32 && r != '\n' && r != '\t' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, ""))
}

// paperStyle is that of the HTML: A4, 12 point, heads of tables again on each sheet.
const paperStyle = `@page{size:A4;margin:20mm}body{font:12pt/1.4 Arial,Helvetica,sans-serif;color:#0b0c0c;max-width:170mm;margin:20mm auto}@media print{body{margin:0}}` +
	`h1{font-size:16pt}h2{font-size:13pt}table{border-collapse:collapse;width:100%}th,td{text-align:left;vertical-align:top;padding:4pt 6pt;border-bottom:1px solid #b1b4b6}thead{display:table-header-group}tr{break-inside:avoid}`

// WriteHTML writes a page of its own, which loads nothing.
func (p Paper) WriteHTML(w io.Writer) error {
	var b strings.Builder
	fmt.Fprintf(&b, "<!DOCTYPE html>\n<html lang=\"en-GB\">\n<head>\n<meta charset=\"utf-8\">\n<title>%s</title>\n<style>%s</style>\n</head>\n<body>\n", escape(p.Title, " "), paperStyle)
	list := false
	for n, x := range p.blocks() {
		if list != (x.Style == Bullet) {
			list = !list
			b.WriteString(map[bool]string{true: "<ul>\n", false: "</ul>\n"}[list])
		}
		text := escape(x.Text, "<br>")
		switch {
		case x.Rows != nil:
			b.WriteString("<table>\n<thead>")
			for i, row := range x.Rows {
				cell := map[bool]string{true: "th", false: "td"}[i == 0]
				b.WriteString("<tr>")
				for _, c := range row {
					scope := map[bool]string{true: ` scope="col"`}[i == 0]
					fmt.Fprintf(&b, "<%s%s>%s</%s>", cell, scope, escape(c, "<br>"), cell)
				}
				b.WriteString("</tr>")
				b.WriteString(map[bool]string{true: "</thead>\n<tbody>", false: ""}[i == 0])
				b.WriteString("\n")
			}
			b.WriteString("</tbody>\n</table>\n")
		case x.Style == Heading:
			level := map[bool]int{true: 1, false: 2}[n == 0] // the title, and what stands below it
			fmt.Fprintf(&b, "<h%d>%s</h%d>\n", level, text, level)
		case x.Style == Bold:
			fmt.Fprintf(&b, "<p><strong>%s</strong></p>\n", text)
		case x.Style == Bullet:
			fmt.Fprintf(&b, "<li>%s</li>\n", text)
		default:
			fmt.Fprintf(&b, "<p>%s</p>\n", text)
		}
	}
	if list {
		b.WriteString("</ul>\n")
	}
	b.WriteString("</body>\n</html>\n")
	_, err := io.WriteString(w, b.String())
	return err
}

// part is one file of a zip.
type part struct{ name, text string }

// pack writes a zip whose bytes depend on nothing but its content. The first part is stored as it is, which OpenDocument asks of its kind.
func pack(w io.Writer, parts []part) error {
	z := zip.NewWriter(w)
	for i, p := range parts {
		method := zip.Deflate
		if i == 0 {
			method = zip.Store
		}
		f, err := z.CreateHeader(&zip.FileHeader{Name: p.name, Method: method, Modified: time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC)})
		if err != nil {
			return err
		}
		if _, err := io.WriteString(f, p.text); err != nil {
			return err
		}
	}
	return z.Close()
}

// WriteDOCX writes a Word file: A4, 12 point Arial, headings in Word's own style so that its outline shows them.
func (p Paper) WriteDOCX(w io.Writer) error {
	var b strings.Builder
	b.WriteString(xml.Header + `<w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:body>`)
	for _, x := range p.blocks() {
		if x.Rows == nil {
			wordParagraph(&b, x.Style, x.Text)
			continue
		}
		b.WriteString(`<w:tbl><w:tblPr><w:tblW w:w="5000" w:type="pct"/><w:tblBorders><w:insideH w:val="single" w:sz="4" w:color="B1B4B6"/><w:bottom w:val="single" w:sz="4" w:color="B1B4B6"/></w:tblBorders></w:tblPr><w:tblGrid>` +
			strings.Repeat("<w:gridCol/>", len(x.Rows[0])) + "</w:tblGrid>")
		for i, row := range x.Rows {
			b.WriteString("<w:tr><w:trPr><w:cantSplit/>" + map[bool]string{true: "<w:tblHeader/>"}[i == 0] + "</w:trPr>")
			for _, c := range row {
				b.WriteString("<w:tc><w:tcPr/>")
				wordParagraph(&b, map[bool]Style{true: Bold}[i == 0], c)
				b.WriteString("</w:tc>")
			}
			b.WriteString("</w:tr>")
		}
		b.WriteString("</w:tbl>")
	}
	b.WriteString(`<w:sectPr><w:pgSz w:w="11906" w:h="16838"/><w:pgMar w:top="1134" w:right="1134" w:bottom="1134" w:left="1134" w:header="0" w:footer="0" w:gutter="0"/></w:sectPr></w:body></w:document>`)
	return pack(w, []part{
		{"[Content_Types].xml", xml.Header + `<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/><Override PartName="/word/styles.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.styles+xml"/><Override PartName="/docProps/core.xml" ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>`},
		{"_rels/.rels", xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="word/document.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/package/2006/relationships/metadata/core-properties" Target="docProps/core.xml"/></Relationships>`},
		{"docProps/core.xml", xml.Header + `<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>` + escape(p.Title, " ") + `</dc:title><dc:language>en-GB</dc:language></cp:coreProperties>`},
		{"word/_rels/document.xml.rels", xml.Header + `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/></Relationships>`},
		{"word/styles.xml", xml.Header + `<w:styles xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"><w:docDefaults><w:rPrDefault><w:rPr><w:rFonts w:ascii="Arial" w:hAnsi="Arial" w:cs="Arial"/><w:sz w:val="24"/><w:lang w:val="en-GB"/></w:rPr></w:rPrDefault><w:pPrDefault><w:pPr><w:spacing w:after="160"/></w:pPr></w:pPrDefault></w:docDefaults><w:style w:type="paragraph" w:default="1" w:styleId="Normal"><w:name w:val="Normal"/></w:style><w:style w:type="paragraph" w:styleId="Heading1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/><w:pPr><w:keepNext/><w:outlineLvl w:val="0"/></w:pPr><w:rPr><w:b/><w:sz w:val="32"/></w:rPr></w:style><w:style w:type="paragraph" w:styleId="ListParagraph"><w:name w:val="List Paragraph"/><w:basedOn w:val="Normal"/><w:pPr><w:ind w:left="720" w:hanging="360"/></w:pPr></w:style></w:styles>`},
		{"word/document.xml", b.String()},
	})
}

func wordParagraph(b *strings.Builder, style Style, text string) {
	pr, rpr := "", ""
	switch style {
	case Heading:
		pr = `<w:pPr><w:pStyle w:val="Heading1"/></w:pPr>`
	case Bullet:
		pr, text = `<w:pPr><w:pStyle w:val="ListParagraph"/></w:pPr>`, "• "+text
	case Bold:
		rpr = "<w:rPr><w:b/></w:rPr>"
	}
	b.WriteString("<w:p>" + pr + "<w:r>" + rpr + `<w:t xml:space="preserve">` + escape(text, `</w:t><w:br/><w:t xml:space="preserve">`) + "</w:t></w:r></w:p>")
}

const odfSpaces = `xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:meta="urn:oasis:names:tc:opendocument:xmlns:meta:1.0" office:version="1.2"`

// WriteODT writes an OpenDocument text (ODF 1.2), the government's standard for documents that people edit.
func (p Paper) WriteODT(w io.Writer) error {
	var b strings.Builder
	b.WriteString(xml.Header + "<office:document-content " + odfSpaces + `><office:automatic-styles><style:style style:name="Strong" style:family="paragraph" style:parent-style-name="Standard"><style:text-properties fo:font-weight="bold"/></style:style><text:list-style style:name="Bullets"><text:list-level-style-bullet text:level="1" text:bullet-char="•"><style:list-level-properties text:space-before="6mm" text:min-label-width="6mm"/></text:list-level-style-bullet></text:list-style></office:automatic-styles><office:body><office:text>`)
	tables := 0
	for _, x := range p.blocks() {
		if x.Rows == nil {
			odtParagraph(&b, x.Style, x.Text)
			continue
		}
		tables++
		fmt.Fprintf(&b, `<table:table table:name="Table%d"><table:table-column table:number-columns-repeated="%d"/>`, tables, len(x.Rows[0]))
		for i, row := range x.Rows {
			if i == 0 {
				b.WriteString("<table:table-header-rows>")
			}
			b.WriteString("<table:table-row>")
			for _, c := range row {
				b.WriteString(`<table:table-cell office:value-type="string">`)
				odtParagraph(&b, map[bool]Style{true: Bold}[i == 0], c)
				b.WriteString("</table:table-cell>")
			}
			b.WriteString("</table:table-row>")
			if i == 0 {
				b.WriteString("</table:table-header-rows>")
			}
		}
		b.WriteString("</table:table>")
	}
	b.WriteString("</office:text></office:body></office:document-content>")
	return pack(w, []part{
		{"mimetype", "application/vnd.oasis.opendocument.text"},
		{"META-INF/manifest.xml", xml.Header + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.2"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/><manifest:file-entry manifest:full-path="meta.xml" manifest:media-type="text/xml"/></manifest:manifest>`},
		{"meta.xml", xml.Header + "<office:document-meta " + odfSpaces + "><office:meta><dc:title>" + escape(p.Title, " ") + "</dc:title><dc:language>en-GB</dc:language></office:meta></office:document-meta>"},
		{"styles.xml", xml.Header + "<office:document-styles " + odfSpaces + `><office:styles><style:default-style style:family="paragraph"><style:paragraph-properties fo:margin-bottom="3mm"/><style:text-properties fo:font-family="Arial" fo:font-size="12pt" fo:language="en" fo:country="GB"/></style:default-style><style:style style:name="Standard" style:family="paragraph"/><style:style style:name="Heading_20_1" style:display-name="Heading 1" style:family="paragraph" style:parent-style-name="Standard" style:default-outline-level="1"><style:text-properties fo:font-size="16pt" fo:font-weight="bold"/></style:style></office:styles><office:automatic-styles><style:page-layout style:name="A4"><style:page-layout-properties fo:page-width="210mm" fo:page-height="297mm" fo:margin="20mm"/></style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Standard" style:page-layout-name="A4"/></office:master-styles></office:document-styles>`},
		{"content.xml", b.String()},
	})
}

func odtParagraph(b *strings.Builder, style Style, text string) {
	inner := escape(text, "<text:line-break/>")
	switch style {
	case Heading:
		b.WriteString(`<text:h text:style-name="Heading_20_1" text:outline-level="1">` + inner + "</text:h>")
	case Bullet:
		b.WriteString(`<text:list text:style-name="Bullets"><text:list-item><text:p>` + inner + "</text:p></text:list-item></text:list>")
	case Bold:
		b.WriteString(`<text:p text:style-name="Strong">` + inner + "</text:p>")
	default:
		b.WriteString(`<text:p text:style-name="Standard">` + inner + "</text:p>")
	}
}
