package cin

import (
	"errors"
	"fmt"
	"io"
	"strings"
)

// message reads the whole file: one Message with one Header and one Children, in whichever order.
func (p *parser) message() error {
	if err := p.root(); err != nil {
		return err
	}
	var header, children bool
	err := p.elements(func(tag string) error {
		switch tag {
		case "Header":
			if header {
				return p.refuse(p.at, "there is a second Header; a census has one")
			}
			header = true
			return p.readHeader()
		case "Children":
			if children {
				return p.refuse(p.at, "there is a second Children; a census has one")
			}
			children = true
			return p.readChildren()
		}
		return p.unknown(tag)
	})
	if err != nil {
		return err
	}
	switch {
	case !header:
		return p.refuse(p.at, "the file has no Header, so it cannot be known which return it is")
	case !children:
		return p.refuse(p.at, "the file has no Children element, so it is not a CIN census")
	}
	return p.end()
}

// root finds the first element and insists on Message.
func (p *parser) root() error {
	for {
		tok, err := p.next()
		if err == io.EOF {
			return p.refuse(p.at, "the file holds no element at all: it is empty or was cut short")
		}
		if err != nil {
			return err
		}
		switch tok.kind {
		case startTag:
			if tok.name != "Message" {
				return p.refuse(p.at, "the first element is <%s>; a CIN census begins with <Message>", tok.name)
			}
			return nil
		case textRun:
			if !blank(tok.bytes) {
				return p.refuse(p.at, "there is text before the first element, so this is not XML")
			}
		}
	}
}

// end insists that nothing but blanks and comments follows the Message.
func (p *parser) end() error {
	for {
		tok, err := p.next()
		if err == io.EOF {
			return nil
		}
		if err != nil {
			return err
		}
		if tok.kind != textRun || !blank(tok.bytes) {
			return p.refuse(p.at, "something follows the end of the Message; two files may have been joined")
		}
	}
}

func (p *parser) readHeader() error {
	p.header.Place = p.at
	err := p.elements(func(tag string) error {
		switch tag {
		case "CollectionDetails":
			return p.row(p.header.collectionDetail, nil)
		case "Source":
			return p.row(p.header.source, nil)
		case "Content":
			return p.over() // Content/CBDSLevels/CBDSLevel: says Child, and nothing else
		}
		return p.unknown(tag)
	})
	if err != nil {
		return err
	}
	switch c := strings.TrimSpace(p.header.Collection.Text); {
	case strings.EqualFold(c, "CIN"):
	case c == "":
		p.note("Collection", "the Header does not say which return this is; it was read as a CIN census")
	default:
		return p.refuse(p.header.Collection.Place, "the Header says that this is the return %q, not CIN", c)
	}
	return nil
}

// over walks over a known element that holds nothing to keep.
func (p *parser) over() error {
	for depth := 1; depth > 0; {
		tok, err := p.next()
		if err != nil {
			return err
		}
		switch tok.kind {
		case startTag:
			depth++
		case endTag:
			depth--
		}
	}
	return nil
}

func (p *parser) readChildren() error {
	return p.elements(func(tag string) error {
		if tag != "Child" {
			return p.unknown(tag)
		}
		return p.readChild()
	})
}

func (p *parser) readChild() error {
	if err := p.ctx.Err(); err != nil {
		return fmt.Errorf("reading %s: %w", p.name, err)
	}
	p.header.Children++
	c := Child{Place: p.at, Pos: p.header.Children, offset: p.tok.began}
	p.child, p.from, p.inChild, p.notes = &c, p.tok.offset(), 0, &c.Notes
	err := p.elements(p.childElement)
	p.child, p.notes = nil, &p.header.Notes
	if err != nil {
		return err
	}
	if p.each == nil {
		return nil
	}
	if err := p.each(&p.header, &c); err != nil {
		return fmt.Errorf("%s line %d, child %d: %w", p.name, c.Line, c.Pos, err)
	}
	return nil
}

func (p *parser) childElement(tag string) error {
	c := p.child
	switch tag {
	case "ChildIdentifiers":
		if c.Identifiers.Number > 0 {
			return p.skip(tag, "a second %s was left out: only the first counts", tag)
		}
		c.Identifiers.Row = p.newRow(ChildIdentifiers)
		return p.row(c.Identifiers.Field, nil)
	case "ChildCharacteristics":
		if c.Characteristics.Number > 0 {
			return p.skip(tag, "a second %s was left out: only the first counts", tag)
		}
		c.Characteristics.Row = p.newRow(ChildCharacteristics)
		return p.readCharacteristics(&c.Characteristics)
	case "CINdetails":
		e := Episode{Row: p.newRow(CINdetails), ID: len(c.Episodes) + 1}
		err := p.readEpisode(&e)
		c.Episodes = append(c.Episodes, e)
		return err
	case "ChildProtectionPlans":
		p.note(tag, "%s stands directly under Child; it was taken to belong to the last CINdetails before it", tag)
		return p.readPlan(&c.LoosePlans, len(c.Episodes))
	case "Reviews":
		p.note(tag, "%s stands directly under Child; it was taken to belong to the last plan before it", tag)
		return p.readReviews(&c.LooseReviews, len(c.Episodes), len(c.LoosePlans))
	}
	return p.unknown(tag)
}

// newRow numbers the row that begins at the current tag.
func (p *parser) newRow(t Table) Row {
	p.child.rows[t]++
	return Row{Place: p.at, Number: p.child.rows[t]}
}

// row reads the elements of a row: columns by field, everything else by nested, which may be nil.
// The function nested returns errNotMine for a tag it does not know.
func (p *parser) row(field func(string) *Value, nested func(tag string) error) error {
	return p.elements(func(tag string) error {
		if v := field(tag); v != nil {
			return p.text(tag, v)
		}
		if nested != nil {
			if err := nested(tag); err != errNotMine {
				return err
			}
		}
		return p.unknown(tag)
	})
}

var errNotMine = errors.New("no such element in this row")

// list reads every element inside the open one, whatever its tag, as a text.
func (p *parser) list(add func(Value)) error {
	return p.elements(func(tag string) error {
		var v Value
		err := p.text(tag, &v)
		add(v)
		return err
	})
}
