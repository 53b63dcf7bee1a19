package ssda903

import (
	"bufio"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

// WriteCSV writes one table as the return wants it: headings and columns in order, cells as they are (dates are DD/MM/YYYY in a Return), quotes
// only where needed, UTF-8 without a mark, and lines that end in CR LF, as the councils' systems and Excel write and RFC 4180 says.
// A cell that begins or ends in a blank is quoted too, so that nobody trims it.
func WriteCSV(w io.Writer, d *Data) error {
	out := bufio.NewWriterSize(w, 64<<10)
	cols := d.Table.Columns()
	if _, err := out.WriteString(strings.Join(cols, ",") + "\r\n"); err != nil {
		return fmt.Errorf("write %s: %w", d.Table, err)
	}
	for row := range d.Rows() {
		for col := range cols {
			if col > 0 {
				out.WriteByte(',') // bufio keeps the first error and Flush tells it
			}
			writeCell(out, d.Cell(row, col))
		}
		out.WriteString("\r\n")
	}
	if err := out.Flush(); err != nil {
		return fmt.Errorf("write %s: %w", d.Table, err)
	}
	return nil
}

func writeCell(out *bufio.Writer, s string) {
	if s == "" || !strings.ContainsAny(s, "\",\r\n") && s[0] > ' ' && s[len(s)-1] > ' ' {
		out.WriteString(s)
		return
	}
	out.WriteByte('"')
	for {
		i := strings.IndexByte(s, '"')
		if i < 0 {
			break
		}
		out.WriteString(s[:i+1])
		out.WriteByte('"')
		s = s[i+1:]
	}
	out.WriteString(s)
	out.WriteByte('"')
}

// Files gives the tables of a year as CSV files: create is called with the usual name of each table that is loaded, in the order of the return.
func Files(tables *[Tables]*Data, create func(name string) (io.WriteCloser, error)) error {
	for _, d := range tables {
		if d == nil {
			continue
		}
		name := d.Table.FileName()
		w, err := create(name)
		if err != nil {
			return fmt.Errorf("create %s: %w", name, err)
		}
		if err := WriteCSV(w, d); err != nil {
			w.Close() // the fault of writing is the one to tell
			return err
		}
		if err := w.Close(); err != nil {
			return fmt.Errorf("close %s: %w", name, err)
		}
	}
	return nil
}

// Left is a row that the XML form cannot hold, and why.
type Left struct {
	Table Table
	Row   int
	Why   string
}

// WriteXML writes this year's tables of a return as XML (tables.json, xml): every element written out, also when blank, so that the peer does not
// fill it from elsewhere. A child is a row of Header, with the rows of the other tables that have its CHILD; social workers and deprivation of
// liberty have no XML form. Rows that have no place in it are not written and come back: those of a child who is not in Header or stands there
// twice, and a second row where XML has room for one.
func WriteXML(w io.Writer, r *Return) ([]Left, error) {
	x := &xmlWriter{out: bufio.NewWriterSize(w, 64<<10), r: r}
	x.write()
	if err := x.out.Flush(); err != nil {
		return nil, fmt.Errorf("write XML: %w", err)
	}
	return x.left, nil
}

type xmlWriter struct {
	out  *bufio.Writer
	r    *Return
	rows [Tables]map[string][]int // rows of a table by CHILD
	left []Left
}

func (x *xmlWriter) write() {
	header := x.r.This[Header]
	n := 0
	first := map[string]bool{}
	if header != nil {
		n = header.Rows()
		for i := range n {
			first[header.Cell(i, HeaderCHILD)] = true
		}
	}
	for t := range Table(Tables) {
		d := x.r.This[t]
		if d == nil || t == Header {
			continue
		}
		x.rows[t] = make(map[string][]int, n)
		for i := range d.Rows() {
			switch child := d.Cell(i, 0); { // CHILD is the first column of every table
			case t == SWEpisodes || t == DoLo:
				x.left = append(x.left, Left{t, i, "the XML form has no such table"})
			case !first[child]:
				x.left = append(x.left, Left{t, i, "the child is not in Header"})
			default:
				x.rows[t][child] = append(x.rows[t][child], i)
			}
		}
	}
	x.out.WriteString("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<EXPSSDA903>\n")
	for i := range n {
		child := header.Cell(i, HeaderCHILD)
		if !first[child] {
			x.left = append(x.left, Left{Header, i, "the child stands in Header before"})
			continue
		}
		first[child] = false
		x.child(header, i, child)
	}
	x.out.WriteString("</EXPSSDA903>\n")
}

// child writes one child. Of the tables whose columns are single elements of HEADER only the first row has room.
func (x *xmlWriter) child(header *Data, row int, child string) {
	x.out.WriteString("  <CHILD>\n    <HEADER>\n")
	for col := range Header.Columns() {
		x.element("      ", Header, col, header.Cell(row, col))
	}
	mark := "0"
	switch {
	case x.r.Form == XML && x.r.ThisMarks != nil:
		mark = x.r.ThisMarks[row]
	case len(x.rows[UASC][child]) > 0:
		mark = "1"
	}
	x.plain("      ", "UASC", mark)
	for _, s := range [...]struct {
		t    Table
		from int
	}{{UASC, UASCDUC}, {OC3, OC3IN_TOUCH}, {AD1, AD1DATE_INT}} {
		rows := x.rows[s.t][child]
		for col := s.from; col < len(s.t.Columns()); col++ {
			v := ""
			if len(rows) > 0 {
				v = x.r.This[s.t].Cell(rows[0], col)
			}
			x.element("      ", s.t, col, v)
		}
		for _, extra := range rows[min(1, len(rows)):] {
			x.left = append(x.left, Left{s.t, extra, "the XML form has room for one such row of a child"})
		}
	}
	for _, b := range [...]struct {
		t   Table
		tag string
	}{{Missing, "AMISSING"}, {Reviews, "AREVIEW"}, {PrevPerm, "PERMANENCE"}, {OC2, "OC2"}, {PlacedAdoption, "AD_PLACED"}} {
		x.block("      ", b.t, b.tag, child)
	}
	x.out.WriteString("    </HEADER>\n")
	x.block("    ", Episodes, "EPISODE", child)
	x.out.WriteString("  </CHILD>\n")
}

// block writes each row of a child as an element of its own, without what HEADER says: CHILD and the date of birth.
func (x *xmlWriter) block(indent string, t Table, tag, child string) {
	d := x.r.This[t]
	for _, row := range x.rows[t][child] {
		x.out.WriteString(indent + "<" + tag + ">\n")
		for col, name := range t.Columns() {
			if name != "CHILD" && name != "DOB" {
				x.element(indent+"  ", t, col, d.Cell(row, col))
			}
		}
		x.out.WriteString(indent + "</" + tag + ">\n")
	}
}

func (x *xmlWriter) element(indent string, t Table, col int, v string) {
	name := t.Columns()[col]
	switch name {
	case "CHILD":
		name = "CHILDID"
	case "PLACE":
		name = "PL"
	}
	x.plain(indent, name, v)
}

func (x *xmlWriter) plain(indent, name, v string) {
	x.out.WriteString(indent)
	if v == "" {
		x.out.WriteString("<" + name + "/>\n")
		return
	}
	x.out.WriteString("<" + name + ">")
	xml.EscapeText(x.out, []byte(v)) // bufio keeps the first error and Flush tells it
	x.out.WriteString("</" + name + ">\n")
}
