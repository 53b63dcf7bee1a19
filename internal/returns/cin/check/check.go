// Package check runs every rule of the Children in Need census on a return.
//
// The rules are data with a pure function each (rules_*.go), written from specs/cin/rules.json. A function sees the rows of one child:
// of every Child element with the same LAchildID together, wherever they stand in the file. There are two readings. Peer is what the
// sector's checker reports, its mistakes included: a rule on which that checker stops reports nothing here and is named as skipped.
// Intended is what the rule is for.
//
// The invariant: a file that cannot be read whole gives no findings at all. Children are checked while the file is still being decoded,
// and dropped with everything that was found when it turns out to be broken. Memory holds one child at a time, the ids and pupil numbers
// of all, and what was found; only children whose id repeats are held back and checked together, in a second pass.
package check

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/returns/cin"
	"throughline/internal/returns/finding"
)

// Source is a census file. Name is what messages call it.
type Source struct {
	Name string
	File io.ReadSeeker
}

// Options say how a return is checked.
type Options struct {
	Year     string                  // rule set, such as 2025-26; "" = by the header
	Reading  finding.Reading         // "" = intended
	Progress func(done, total int64) // bytes read, told now and then from the calling goroutine; nil = nobody
}

// MaxTogether is how many Child elements may share one id (or, in the peer reading, have none). Rules compare each with each.
const MaxTogether = 5000

// Check reads a census and runs every rule of its year. The error is Invalid with file, line and column when the file is no census that can
// be read or its year has no rules, Conflict when it was changed while being read.
func Check(ctx context.Context, src Source, o Options) (finding.Run, error) {
	if o.Reading == "" {
		o.Reading = finding.Intended
	}
	if o.Year != "" && rulesOf(o.Year) == nil {
		return finding.Run{}, noRules(o.Year)
	}
	c := &checker{name: src.Name, year: o.Year, reading: o.Reading, file: &progress{r: src.File, tell: o.Progress}}
	if err := c.file.measure(); err != nil {
		return finding.Run{}, errs.As(errs.Invalid, err, "%s cannot be read twice; save it as a file first", src.Name)
	}
	header, err := c.first(ctx)
	if errors.Is(err, errHeaderLate) {
		// The limits of the year must be known before the first child is looked at.
		f, openErr := cin.Open(ctx, c.file, src.Name)
		if openErr != nil {
			return finding.Run{}, openErr
		}
		if err := c.begin(&f.Header); err != nil {
			return finding.Run{}, err
		}
		header, err = c.first(ctx)
	}
	if err != nil {
		return finding.Run{}, err
	}
	if c.rules == nil { // no child at all
		if err := c.begin(&header); err != nil {
			return finding.Run{}, err
		}
	}
	if err := c.second(ctx, header.SHA256); err != nil {
		return finding.Run{}, err
	}
	return c.run(&header), nil
}

var errHeaderLate = errors.New("the Header stands after the children")

func noRules(year string) error {
	return errs.New(errs.Invalid, "there are no rules for the CIN census %s; there are for %s", year, strings.Join(years, ", "))
}

// begin settles the year once the header is known.
func (c *checker) begin(h *cin.Header) error {
	if c.year == "" {
		year, err := YearOf(h, c.name)
		if err != nil {
			return err
		}
		c.year = year
	}
	c.rules = rulesOf(c.year)
	if c.rules == nil {
		return noRules(c.year)
	}
	kept := *h
	start, err := strconv.Atoi(c.year[:4])
	if err != nil {
		return fmt.Errorf("year %s: %w", c.year, err)
	}
	c.y = newYear(&kept, start+1, c.reading)
	c.found = make([][]place, len(c.rules))
	c.totals.kinds = map[string]bool{}
	for i, r := range c.rules {
		if fn := r.in(c.y.peer); fn != nil {
			c.active = append(c.active, active{i, fn})
		}
	}
	return nil
}

// YearOf finds the rule set by the header: by Year, the calendar year in which the census ends, else by the reference date. The name is what messages
// call the file. It fails with errs.Invalid when the header names no year that has rules.
func YearOf(h *cin.Header, name string) (string, error) {
	if n, err := strconv.Atoi(strings.TrimSpace(h.Year.Text)); err == nil && n > 1 && n < 10000 {
		year := yearName(n)
		if rulesOf(year) == nil {
			return "", noRules(year)
		}
		return year, nil
	}
	if d, err := cin.ParseDate(h.ReferenceDate.Text); err == nil && !d.IsZero() {
		year := yearName(day.FinancialYearEnding(d))
		if rulesOf(year) == nil {
			return "", noRules(year)
		}
		return year, nil
	}
	return "", errs.New(errs.Invalid, "%s does not say which census year it is of; name the year, one of %s", name, strings.Join(years, ", "))
}

// yearName is 2025-26 for the year that ends in 2026.
func yearName(ends int) string { return fmt.Sprintf("%d-%02d", ends-1, ends%100) }

// progress counts the bytes of a file on their way.
type progress struct {
	r          io.ReadSeeker
	tell       func(done, total int64)
	done, size int64
	told       int64
}

// measure finds the length of the file.
func (p *progress) measure() error {
	if p.tell == nil {
		return nil
	}
	n, err := p.r.Seek(0, io.SeekEnd)
	p.size = n
	return err
}

func (p *progress) Seek(offset int64, whence int) (int64, error) {
	n, err := p.r.Seek(offset, whence)
	p.done = n
	return n, err
}

func (p *progress) Read(b []byte) (int, error) {
	n, err := p.r.Read(b)
	p.done += int64(n)
	if p.tell != nil && p.done > p.told && (p.done-p.told >= 256<<10 || p.done >= p.size) {
		p.told = p.done // a second pass tells nothing new
		p.tell(p.done, p.size)
	}
	return n, err
}
