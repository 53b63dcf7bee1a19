package sheet

import (
	"archive/zip"
	"bufio"
	"encoding/xml"
	"fmt"
	"hash/crc32"
	"io"
	"strconv"
	"strings"
)

const odsType = "application/vnd.oasis.opendocument.spreadsheet"

// ods writes an OpenDocument spreadsheet (ODF 1.3 part 2 for the package, part 3 for content.xml).
type ods struct {
	zip    *zip.Writer
	out    *bufio.Writer // content.xml
	names  names
	open   string // the sheet that is being written
	rows   int
	width  int
	ranges []odsRange
	err    error
}

// odsRange is the cells of a sheet that has a heading.
type odsRange struct {
	sheet         string
	columns, rows int
}

func newODS(w io.Writer) (*ods, error) {
	o := &ods{zip: zip.NewWriter(w), names: names{}}
	// The type stands first, not compressed and with its length before it, so that a program knows the file from its first bytes (part 2, 3.3).
	raw, err := o.zip.CreateRaw(&zip.FileHeader{
		Name: "mimetype", Method: zip.Store, CRC32: crc32.ChecksumIEEE([]byte(odsType)),
		CompressedSize64: uint64(len(odsType)), UncompressedSize64: uint64(len(odsType)),
	})
	if err == nil {
		_, err = io.WriteString(raw, odsType)
	}
	if err != nil {
		return nil, err
	}
	if err := o.part("META-INF/manifest.xml", odsManifest); err != nil {
		return nil, err
	}
	content, err := o.zip.Create("content.xml")
	if err != nil {
		return nil, err
	}
	o.out = bufio.NewWriterSize(content, 64<<10)
	o.say(odsOpen)
	return o, o.err
}

func (o *ods) part(name, text string) error {
	w, err := o.zip.Create(name)
	if err == nil {
		_, err = io.WriteString(w, text)
	}
	return err
}

func (o *ods) say(parts ...string) {
	for _, p := range parts {
		if o.err == nil {
			_, o.err = o.out.WriteString(p)
		}
	}
}

func (o *ods) Sheet(s Sheet) error {
	o.end()
	o.open, o.rows, o.width = o.names.take(s.Name), 0, len(s.Head)
	o.say(`<table:table table:name="`, escape(o.open), `" table:style-name="printed">`)
	for i := range max(len(s.Head), len(s.Columns), 1) {
		w := Narrow
		if i < len(s.Columns) {
			w = s.Columns[i]
		}
		o.say(`<table:table-column table:style-name="`, [...]string{"narrow", "middle", "wide"}[w], `" table:default-cell-style-name="plain"/>`)
	}
	if len(s.Head) > 0 {
		o.say(`<table:table-header-rows>`)
		head := make([]Cell, len(s.Head))
		for i, h := range s.Head {
			head[i] = Cell{Text: h, Style: Head}
		}
		if err := o.Row(head...); err != nil {
			return err
		}
		o.say(`</table:table-header-rows>`)
	}
	return o.err
}

func (o *ods) end() {
	if o.open == "" {
		return
	}
	if o.rows == 0 { // a table must have a row
		o.say(`<table:table-row><table:table-cell/></table:table-row>`)
	}
	if o.width > 0 {
		o.ranges = append(o.ranges, odsRange{o.open, o.width, o.rows})
	}
	o.say(`</table:table>`)
	o.open = ""
}

func (o *ods) Row(cells ...Cell) error {
	if o.rows >= MaxRows {
		return full(o.open)
	}
	o.rows++
	o.say(`<table:table-row>`)
	for _, c := range cells {
		_, number := c.numeric()
		o.say(`<table:table-cell`)
		if c.Style != Plain {
			o.say(` table:style-name="`, [...]string{"", "title", "head", "failing", "prose"}[c.Style], `"`)
		}
		switch {
		case c.Text == "":
			o.say(`/>`)
			continue
		case number:
			o.say(` office:value-type="float" office:value="`, escape(c.Text), `">`)
		default:
			o.say(` office:value-type="string">`)
		}
		for line := range strings.SplitSeq(clean(c.Text), "\n") {
			o.say(`<text:p>`)
			o.text(line)
			o.say(`</text:p>`)
		}
		o.say(`</table:table-cell>`)
	}
	if len(cells) == 0 {
		o.say(`<table:table-cell/>`)
	}
	o.say(`</table:table-row>`)
	return o.err
}

// text keeps blanks: OpenDocument, like HTML, takes several for one (part 3, 6.1.2).
func (o *ods) text(line string) {
	for line != "" {
		i := strings.IndexAny(line, " \t")
		if i < 0 {
			i = len(line)
		}
		o.say(escape(line[:i]))
		line = line[i:]
		blanks := len(line) - len(strings.TrimLeft(line, " "))
		switch {
		case blanks == 1 && i > 0 && len(line) > 1 && line[1] != '\t':
			o.say(" ")
		case blanks > 0:
			o.say(`<text:s text:c="`, itoa(blanks), `"/>`)
		case line != "":
			o.say(`<text:tab/>`)
			blanks = 1
		}
		line = line[blanks:]
	}
}

// Close writes the filters and what stays in sight, and ends the workbook.
func (o *ods) Close() error {
	o.end()
	if len(o.names) == 0 {
		if err := o.Sheet(Sheet{Name: "Sheet"}); err != nil {
			return err
		}
		o.end()
	}
	if len(o.ranges) > 0 {
		o.say(`<table:database-ranges>`)
		for i, r := range o.ranges {
			o.say(`<table:database-range table:name="filter`, itoa(i+1), `" table:display-filter-buttons="true" table:target-range-address="`,
				escape("'"+r.sheet+"'.A1:'"+r.sheet+"'."+column(r.columns)+itoa(r.rows)), `"/>`)
		}
		o.say(`</table:database-ranges>`)
	}
	o.say(`</office:spreadsheet></office:body></office:document-content>`)
	if o.err == nil {
		o.err = o.out.Flush()
	}
	if o.err != nil {
		return o.err
	}
	if err := o.part("styles.xml", odsStyles); err != nil {
		return err
	}
	if err := o.part("settings.xml", o.settings()); err != nil {
		return err
	}
	return o.zip.Close()
}

// settings freezes the heading of each sheet that has one.
func (o *ods) settings() string {
	var b strings.Builder
	b.WriteString(odsSettings)
	for _, r := range o.ranges {
		fmt.Fprintf(&b, `<config:config-item-map-entry config:name="%s"><config:config-item config:name="VerticalSplitMode" config:type="short">2</config:config-item>`+
			`<config:config-item config:name="VerticalSplitPosition" config:type="int">1</config:config-item>`+
			`<config:config-item config:name="PositionBottom" config:type="int">1</config:config-item></config:config-item-map-entry>`, escape(r.sheet))
	}
	b.WriteString(`</config:config-item-map-named></config:config-item-map-entry></config:config-item-map-indexed></config:config-item-set></office:settings></office:document-settings>`)
	return b.String()
}

func escape(s string) string {
	if !strings.ContainsAny(s, "<>&\"'") {
		return s
	}
	var b strings.Builder
	_ = xml.EscapeText(&b, []byte(s)) // a strings.Builder does not fail
	return b.String()
}

func itoa(n int) string { return strconv.Itoa(n) }

// column is the letters of a column counted from 1.
func column(n int) string {
	s := ""
	for ; n > 0; n = (n - 1) / 26 {
		s = string(rune('A'+(n-1)%26)) + s
	}
	return s
}

const (
	xmlHead     = `<?xml version="1.0" encoding="UTF-8"?>` + "\n"
	odsManifest = xmlHead + `<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0" manifest:version="1.3">` +
		`<manifest:file-entry manifest:full-path="/" manifest:version="1.3" manifest:media-type="` + odsType + `"/>` +
		`<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>` +
		`<manifest:file-entry manifest:full-path="styles.xml" manifest:media-type="text/xml"/>` +
		`<manifest:file-entry manifest:full-path="settings.xml" manifest:media-type="text/xml"/></manifest:manifest>`
	odsOpen = xmlHead + `<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"` +
		` xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"` +
		` xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0" xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3">` +
		`<office:automatic-styles>` +
		`<style:style style:name="printed" style:family="table" style:master-page-name="Across"/>` +
		`<style:style style:name="narrow" style:family="table-column"><style:table-column-properties style:column-width="2.8cm"/></style:style>` +
		`<style:style style:name="middle" style:family="table-column"><style:table-column-properties style:column-width="5cm"/></style:style>` +
		`<style:style style:name="wide" style:family="table-column"><style:table-column-properties style:column-width="15cm"/></style:style>` +
		`<style:style style:name="plain" style:family="table-cell"><style:table-cell-properties style:vertical-align="top"/></style:style>` +
		`<style:style style:name="title" style:family="table-cell"><style:text-properties fo:font-size="16pt" fo:font-weight="bold"/></style:style>` +
		`<style:style style:name="head" style:family="table-cell"><style:table-cell-properties fo:background-color="#e8e8e8" fo:border-bottom="1pt solid #0b0c0c"/><style:text-properties fo:font-weight="bold"/></style:style>` +
		`<style:style style:name="failing" style:family="table-cell"><style:table-cell-properties fo:background-color="#fbe4e0" fo:border="1pt solid #a3240f"/><style:text-properties fo:font-weight="bold" fo:color="#7a1a0b"/></style:style>` +
		`<style:style style:name="prose" style:family="table-cell"><style:table-cell-properties fo:wrap-option="wrap" style:vertical-align="top"/></style:style>` +
		`</office:automatic-styles><office:body><office:spreadsheet>`
	// Printed, a sheet is as wide as the paper laid across, and as long as it is.
	odsStyles = xmlHead + `<office:document-styles xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:style="urn:oasis:names:tc:opendocument:xmlns:style:1.0"` +
		` xmlns:fo="urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0" office:version="1.3"><office:automatic-styles><style:page-layout style:name="across">` +
		`<style:page-layout-properties fo:page-width="29.7cm" fo:page-height="21cm" style:print-orientation="landscape" fo:margin="1.2cm" style:scale-to-X="1" style:scale-to-Y="0"/>` +
		`</style:page-layout></office:automatic-styles><office:master-styles><style:master-page style:name="Across" style:page-layout-name="across"/></office:master-styles></office:document-styles>`
	odsSettings = xmlHead + `<office:document-settings xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" xmlns:config="urn:oasis:names:tc:opendocument:xmlns:config:1.0" office:version="1.3">` +
		`<office:settings><config:config-item-set config:name="ooo:view-settings"><config:config-item-map-indexed config:name="Views"><config:config-item-map-entry>` +
		`<config:config-item config:name="ViewId" config:type="string">view1</config:config-item><config:config-item-map-named config:name="Tables">`
)
