package outgoing

import (
	"bufio"
	"cmp"
	"context"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/returns/intake/cinrow"
	"throughline/internal/story"
)

// CINOptions are what a census says of itself.
type CINOptions struct {
	Year     int    // the calendar year in which the census year ends
	LA       string // LEA: three digits
	Software string // SoftwareCode; Throughline unless given
	Release  string
	Serial   string    // SerialNo; 001 unless given
	Made     time.Time // DateTime; now unless given
	AsKnown  time.Time // stories as they were known at this instant; as they are now unless given
}

func (o CINOptions) checked(now time.Time) (CINOptions, error) {
	if o.Year < 2009 || o.Year > 2200 {
		return o, errs.New(errs.Usage, "%d is not a census year; give the year in which it ends, as in 2026 for 2025/26", o.Year)
	}
	if len(o.LA) != 3 || strings.Trim(o.LA, "0123456789") != "" {
		return o, errs.New(errs.Usage, "%q is not the number of a council: it has three digits, as in 202", o.LA)
	}
	if o.Software == "" {
		o.Software = "Throughline"
	}
	if o.Serial == "" {
		o.Serial = "001"
	}
	if len(o.Serial) < 3 || strings.Trim(o.Serial, "0123456789") != "" {
		return o, errs.New(errs.Usage, "%q is not a serial number: it has three digits or more, as in 001", o.Serial)
	}
	if o.Made.IsZero() {
		o.Made = now
	}
	return o, nil
}

// CIN writes the census of a year. What is in w is whole only when the error is nil. It fails with errs.Denied when the actor may not export and
// with errs.Usage when the options cannot be those of a census.
func CIN(ctx context.Context, desk *command.Desk, actor access.Actor, w io.Writer, o CINOptions) (rep Report, err error) {
	defer errs.Wrap(&err, "export the CIN census")
	if err := may(desk, actor); err != nil {
		return Report{}, err
	}
	if o, err = o.checked(desk.Now()); err != nil {
		return Report{}, err
	}
	rep = Report{Return: record.ReturnCIN, Year: o.Year, AsKnown: o.AsKnown, Rows: map[string]int{}}
	x := &xmlWriter{w: bufio.NewWriterSize(w, 64<<10)}
	_, to := day.FinancialYear(o.Year)
	var read []string
	err = desk.Read(ctx, func(t *db.Tx) error {
		p, known, err := provenanceOf(t, record.ReturnCIN, o.Year)
		if err != nil {
			return err
		}
		rep.Differences = known
		x.open("Message")
		header(x, o, to)
		x.open("Children")
		rep.Destroyed, err = story.EachAt(t, desk.Journal, record.ChildSubject, o.AsKnown, func(s story.Story) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			c := newCensus(s, o.Year, p)
			el, ok := c.child()
			rep.Differences = append(rep.Differences, c.out...)
			if !ok {
				return x.err
			}
			rep.Children++
			el.count(rep.Rows)
			x.element(el)
			read = append(read, s.Subject)
			return x.err
		})
		x.close("Children")
		x.close("Message")
		return errors.Join(err, x.err)
	})
	if err != nil {
		return rep, err
	}
	if err := x.w.Flush(); err != nil {
		return rep, fmt.Errorf("write: %w", err)
	}
	return rep, desk.LogListed(ctx, actor, "export cin", "a statutory return", read)
}

func header(x *xmlWriter, o CINOptions, to day.Day) {
	x.element(element{name: "Header", kids: []element{
		collection(o.Year, to),
		{name: "Source", kids: texts([]cinrow.Cell{
			{Column: "SourceLevel", Text: "L"}, {Column: "LEA", Text: o.LA}, {Column: "SoftwareCode", Text: o.Software}, {Column: "Release", Text: o.Release},
			{Column: "SerialNo", Text: o.Serial}, {Column: "DateTime", Text: o.Made.In(day.London).Format("2006-01-02T15:04:05")},
		})},
	}})
}

func collection(year int, reference day.Day) element {
	return element{name: "CollectionDetails", kids: texts([]cinrow.Cell{
		{Column: "Collection", Text: "CIN"}, {Column: "Year", Text: fmt.Sprint(year)}, {Column: "ReferenceDate", Text: reference.String()},
	})}
}

// element is an element of the census: text, or other elements.
type element struct {
	name, text string
	table      string // whose row it is
	record     string // id of the record that it is made of; that of the element it stands in where it is empty
	kids       []element
}

// texts are the elements of a row that say something.
func texts(cells []cinrow.Cell) (out []element) {
	for _, c := range cells {
		if strings.TrimSpace(c.Text) != "" {
			out = append(out, element{name: c.Column, text: c.Text})
		}
	}
	return out
}

// list wraps texts, or is nothing.
func list(wrapper, name string, values []string) []element {
	if len(values) == 0 {
		return nil
	}
	w := element{name: wrapper}
	for _, v := range values {
		w.kids = append(w.kids, element{name: name, text: v})
	}
	return []element{w}
}

func (e element) count(rows map[string]int) {
	if e.table != "" {
		rows[e.table]++
	}
	for _, k := range e.kids {
		k.count(rows)
	}
}

// xmlWriter writes elements, one a line, with a blank for each floor. A line break in a text is written as a reference, so a text is one line too.
type xmlWriter struct {
	w     *bufio.Writer
	depth int
	of    string              // record of the element that is being written
	ended func(record string) // told of each line, in order; nil when nobody asks
	err   error
}

func (x *xmlWriter) write(s string) {
	if x.err == nil {
		_, x.err = x.w.WriteString(s)
	}
}

func (x *xmlWriter) indent() { x.write(strings.Repeat(" ", x.depth)) }

// end writes the last of a line.
func (x *xmlWriter) end(s string) {
	x.write(s + "\n")
	if x.ended != nil {
		x.ended(x.of)
	}
}

func (x *xmlWriter) open(name string) {
	if x.depth == 0 {
		x.end(`<?xml version="1.0" encoding="UTF-8"?>`)
	}
	x.indent()
	x.end("<" + name + ">")
	x.depth++
}

func (x *xmlWriter) close(name string) {
	x.depth--
	x.indent()
	x.end("</" + name + ">")
}

func (x *xmlWriter) element(e element) {
	outer := x.of
	x.of = cmp.Or(e.record, outer)
	if e.text != "" {
		x.indent()
		x.write("<" + e.name + ">")
		if x.err == nil {
			x.err = xml.EscapeText(x.w, []byte(e.text))
		}
		x.end("</" + e.name + ">")
	} else {
		x.open(e.name)
		for _, k := range e.kids {
			x.element(k)
		}
		x.close(e.name)
	}
	x.of = outer
}

// ordered puts elements in the order of a schema's names, and keeps it within a name.
func ordered(kids []element, order ...string) []element {
	slices.SortStableFunc(kids, func(a, b element) int { return slices.Index(order, a.name) - slices.Index(order, b.name) })
	return kids
}
