package ssda903

import (
	"bytes"
	"encoding/csv"
	"io"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Provider is one entry of an Ofsted list of providers (tables.json, ofsted_list; convention provider_list).
type Provider struct {
	URN           string  // Ofsted's number, in upper case without blanks around it; in the peer reading as it stands
	NumericURN    bool    // the workbook holds the URN as a number; in the peer reading it then never matches the text of a return
	Type          string  // what Ofsted calls it, such as Children's Home; may be empty
	PlaceCodes    string  // placement codes with commas between them
	ProviderCodes string  // placement provider codes with commas between them
	Closed        day.Day // deregistration date; zero = open
	Postcode      string  // of the setting, in upper case without blanks
	Line          int     // row of the list
}

// Providers is an Ofsted list.
type Providers struct {
	All   []Provider
	Notes []Note

	byURN map[string][]int
}

// Find gives the providers with a URN, in the order of the list.
func (p *Providers) Find(urn string) []*Provider {
	at := p.byURN[urn]
	if len(at) == 0 {
		return nil
	}
	found := make([]*Provider, len(at))
	for i, n := range at {
		found[i] = &p.All[n]
	}
	return found
}

// AllNumeric says that every URN is a number, on which rule 1008 of the peer aborts.
func (p *Providers) AllNumeric() bool {
	for i := range p.All {
		if !p.All[i].NumericURN {
			return false
		}
	}
	return len(p.All) > 0
}

// AnyClosed says whether any provider has a closing date; if none has, rule 227 of the peer aborts.
func (p *Providers) AnyClosed() bool {
	for i := range p.All {
		if !p.All[i].Closed.IsZero() {
			return true
		}
	}
	return false
}

// NewProviders makes a list from its entries.
func NewProviders(all []Provider, reading Reading) *Providers {
	p := &Providers{All: all, byURN: make(map[string][]int, len(all))}
	for i, e := range all {
		if e.URN != "" && !(reading == Peer && e.NumericURN) {
			p.byURN[e.URN] = append(p.byURN[e.URN], i)
		}
	}
	return p
}

// MaxProviderBytes limits the file of a provider list. The whole of England is some 2 MB.
const MaxProviderBytes = 32 << 20

// ReadProviders reads one Ofsted list, as CSV or as an Excel workbook: one sheet of providers, or two named Providers and SA Providers.
func ReadProviders(name string, r io.Reader, reading Reading) (*Providers, error) {
	b, err := io.ReadAll(io.LimitReader(r, MaxProviderBytes+1))
	if err != nil {
		return nil, errs.As(errs.Invalid, err, "%s could not be read to its end; nothing was read", name)
	}
	if len(b) > MaxProviderBytes {
		return nil, errs.New(errs.Invalid, "%s is larger than %d MB, which no list of providers is; nothing was read", name, MaxProviderBytes>>20)
	}
	l := &providerList{name: name, reading: reading}
	if bytes.HasPrefix(b, []byte("PK\x03\x04")) {
		err = l.workbook(b)
	} else {
		err = l.csv(b)
	}
	if err != nil {
		return nil, err
	}
	if len(l.all) == 0 {
		return nil, errs.New(errs.Invalid, "%s has headings but no provider; nothing was read", name)
	}
	p := NewProviders(l.all, reading)
	p.Notes = l.notes
	return p, nil
}

// providerList is a list while it is read.
type providerList struct {
	name    string
	reading Reading
	all     []Provider
	notes   []Note
}

// providerColumns are the columns that are used, as their headings read in lower case.
type providerColumns struct{ urn, kind, places, codes, closed, postcode int }

func (l *providerList) csv(b []byte) error {
	b, encoding, err := toUTF8(l.name, b, Intended) // the peer takes no CSV here, so there is nothing to be as strict as
	if err != nil {
		return err
	}
	if encoding != "" {
		l.notes = append(l.notes, Note{File: l.name, Text: "the file is " + encoding + ", not UTF-8; it was read as that"})
	}
	in := csv.NewReader(bytes.NewReader(b))
	in.FieldsPerRecord, in.LazyQuotes, in.ReuseRecord = -1, true, true
	var cols providerColumns
	for found := false; ; {
		cells, err := in.Read()
		if err == io.EOF {
			if !found {
				return l.noHeadings("line 1", true)
			}
			return nil
		}
		if err != nil {
			return errs.As(errs.Invalid, err, "%s is not a CSV file; nothing was read", l.name)
		}
		line, _ := in.FieldPos(0)
		if !found {
			if cols, found = findProviderColumns(cells, false); !found && line > 20 {
				return l.noHeadings("line 1", true)
			}
			continue
		}
		l.add(cells, cols, line, false, false)
	}
}

func (l *providerList) noHeadings(where string, codes bool) error {
	want := "URN, Placement code, Placement provider code, Deregistration date, Setting address postcode"
	if !codes {
		want = "URN, Setting address postcode"
	}
	return errs.New(errs.Invalid, "%s %s: this is no Ofsted list of providers; it needs a line with the headings %s; nothing was read", l.name, where, want)
}

// findProviderColumns finds the headings in a row. A list of supported accommodation needs no codes: they are the same for all.
func findProviderColumns(cells []string, supported bool) (c providerColumns, ok bool) {
	find := func(name string) int {
		for i, s := range cells {
			if strings.ToLower(strings.TrimSpace(s)) == name {
				return i
			}
		}
		return -1
	}
	c = providerColumns{
		urn: find("urn"), kind: find("provider type"), places: find("placement code"), codes: find("placement provider code"),
		closed: find("deregistration date"), postcode: find("setting address postcode"),
	}
	ok = c.urn >= 0 && c.postcode >= 0 && (supported || c.places >= 0 && c.codes >= 0 && c.closed >= 0)
	return c, ok
}

// add takes one row. numeric says that its URN is a number; supported that it is of the sheet of supported accommodation.
func (l *providerList) add(cells []string, c providerColumns, line int, numeric, supported bool) {
	cell := func(i int) string {
		if i < 0 || i >= len(cells) {
			return ""
		}
		return cells[i]
	}
	p := Provider{
		URN: cell(c.urn), NumericURN: numeric, Type: strings.TrimSpace(cell(c.kind)), Line: line,
		PlaceCodes: cell(c.places), ProviderCodes: strings.ReplaceAll(cell(c.codes), "/", ","),
		Postcode: strings.ReplaceAll(upper(cell(c.postcode)), " ", ""),
	}
	if supported {
		p.PlaceCodes, p.ProviderCodes = "K3", "PR4"
	}
	if l.reading == Intended {
		p.URN = upper(strings.TrimSpace(p.URN))
		p.PlaceCodes, p.ProviderCodes = withoutBlanks(p.PlaceCodes), withoutBlanks(p.ProviderCodes)
		p.Postcode = withoutBlanks(p.Postcode)
	}
	if strings.TrimSpace(p.URN) == "" {
		return // lists end in notes and empty rows
	}
	if s := strings.TrimSpace(cell(c.closed)); s != "" {
		if p.Closed = LenientDate(s); p.Closed.IsZero() {
			p.Closed = excelDay(s)
		}
		if p.Closed.IsZero() {
			l.notes = append(l.notes, Note{l.name, line, "the deregistration date " + quoteShort(s) + " is no date; the provider counts as open"})
		}
	}
	l.all = append(l.all, p)
}

func withoutBlanks(s string) string { return strings.Join(strings.Fields(upper(s)), "") }

// excelDay reads a date as a workbook holds it: days since 30 December 1899, with the time of day after the point.
func excelDay(s string) day.Day {
	n, err := strconv.ParseFloat(s, 64)
	if err != nil || n < 61 || n > 200000 { // before 1 March 1900 Excel counts wrongly
		return day.Day{}
	}
	return day.New(1899, 12, 30).Add(int(n))
}
