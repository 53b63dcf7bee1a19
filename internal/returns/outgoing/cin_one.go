package outgoing

import (
	"bufio"
	"bytes"

	"throughline/internal/day"
	"throughline/internal/story"
)

// CINChild is one child as the census of a year writes them.
type CINChild struct {
	year int
	el   element
}

// CINChildOptions say how one child is written.
type CINChildOptions struct {
	Year       int  // the calendar year in which the census year ends
	Numberless bool // a child without a number of the council, whom a census leaves out, is written too, so that the rule about it can speak
}

// CINChildOf writes one child from their story alone, as CIN does; ok is false when the census of the year has none of this child.
func CINChildOf(s story.Story, o CINChildOptions) (_ CINChild, ok bool) {
	c := newCensus(s, o.Year, provenance{})
	c.all = o.Numberless
	el, ok := c.child()
	return CINChild{o.Year, el}, ok
}

// Message is a census of this child alone with a day as its reference date; it does not say whose census it is. records has the id of the record that
// each line is made of, counted from 1; it is empty for the lines around the child.
func (c CINChild) Message(reference day.Day) (text []byte, records []string) {
	var b bytes.Buffer
	records = []string{""}
	x := &xmlWriter{w: bufio.NewWriter(&b), ended: func(record string) { records = append(records, record) }}
	x.element(element{name: "Message", kids: []element{
		{name: "Header", kids: []element{collection(c.year, reference)}},
		{name: "Children", kids: []element{c.el}},
	}})
	_ = x.w.Flush() // a Buffer takes everything
	return b.Bytes(), records
}
