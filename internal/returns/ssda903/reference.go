package ssda903

import (
	"bufio"
	"bytes"
	"cmp"
	"io"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/errs"
)

// Postcodes says where a postcode lies: its grid reference and its district. A postcode that is not in it does not exist.
type Postcodes struct {
	at        []postcode // by key
	districts []string   // codes, named by place; the first is empty
}

type postcode struct {
	key      uint64
	east     int32 // metres; noGrid in north when there is no reference
	north    int32
	district uint16
	seq      uint32 // place in the list: the first of two counts
}

const noGrid = -1 << 31

// Point is what is known of one postcode.
type Point struct {
	East, North int    // grid reference in metres
	Grid        bool   // whether there is one
	District    string // code of the lower-tier authority; empty when there is none
}

// Find looks a postcode up. Blanks in it and the case of its letters do not count.
func (p *Postcodes) Find(code string) (Point, bool) {
	key, ok := postcodeKey(code)
	if p == nil || !ok {
		return Point{}, false
	}
	i, ok := slices.BinarySearchFunc(p.at, key, func(e postcode, k uint64) int { return cmp.Compare(e.key, k) })
	if !ok {
		return Point{}, false
	}
	e := p.at[i]
	pt := Point{District: p.districts[e.district], Grid: e.north != noGrid}
	if pt.Grid {
		pt.East, pt.North = int(e.east), int(e.north)
	}
	return pt, true
}

// Len is how many postcodes there are.
func (p *Postcodes) Len() int { return len(p.at) }

// postcodeKey packs up to eight letters and digits into a number, leaving blanks out. Anything else is no postcode.
func postcodeKey[T string | []byte](s T) (key uint64, ok bool) {
	n := 0
	for i := 0; i < len(s); i++ {
		c := s[i]
		switch {
		case c == ' ':
			continue
		case c >= 'a' && c <= 'z':
			c -= 'a' - 'A'
		case c >= 'A' && c <= 'Z', c >= '0' && c <= '9':
		default:
			return 0, false
		}
		if n++; n > 8 {
			return 0, false
		}
		key = key<<8 | uint64(c)
	}
	return key, n > 0
}

// PostcodeSet is some postcodes, to read no more than them from a list of all.
type PostcodeSet map[uint64]struct{}

// Add adds a postcode. What is none is passed over: no list has it.
func (s PostcodeSet) Add(code string) {
	if key, ok := postcodeKey(code); ok {
		s[key] = struct{}{}
	}
}

// AddReturn adds the postcodes of both years' episodes.
func (s PostcodeSet) AddReturn(r *Return) {
	for _, d := range [...]*Data{r.This[Episodes], r.Last[Episodes]} {
		if d == nil {
			continue
		}
		for row := range d.Rows() {
			s.Add(d.Cell(row, EpisodesHOME_POST))
			s.Add(d.Cell(row, EpisodesPL_POST))
		}
	}
}

// AddProviders adds the postcodes of an Ofsted list.
func (s PostcodeSet) AddProviders(p *Providers) {
	for i := range p.All {
		s.Add(p.All[i].Postcode)
	}
}

// ReadPostcodes reads a list of postcodes with the columns pcd, oseast1m, osnrth1m and laua (or oslaua), as the Office for National Statistics
// publishes it; other columns do not matter. All two and a half million take some 60 MB; ReadPostcodesOf is the way to a single return.
func ReadPostcodes(name string, r io.Reader) (*Postcodes, error) {
	return ReadSomePostcodes(name, r, nil)
}

// ReadSomePostcodes is ReadPostcodes for the postcodes in only; nil means all. The others are passed over unchecked.
func ReadSomePostcodes(name string, r io.Reader, only PostcodeSet) (*Postcodes, error) {
	p := &Postcodes{districts: []string{""}}
	byCode := map[string]uint16{"": 0}
	err := eachRecord(name, r, []string{"pcd|pcds", "oseast1m", "osnrth1m", "laua|oslaua"}, func(cell [][]byte, line int) error {
		key, ok := postcodeKey(cell[0])
		if !ok {
			return errs.New(errs.Invalid, "%s line %d: %s is no postcode; nothing was read", name, line, quoteShort(string(cell[0])))
		}
		if only != nil {
			if _, ok := only[key]; !ok {
				return nil
			}
		}
		e := postcode{key: key, north: noGrid, seq: uint32(len(p.at))}
		if len(cell[1]) > 0 && len(cell[2]) > 0 {
			east, errE := strconv.ParseInt(string(cell[1]), 10, 32)
			north, errN := strconv.ParseInt(string(cell[2]), 10, 32)
			if errE != nil || errN != nil || north < 0 {
				return errs.New(errs.Invalid, "%s line %d: the grid reference is not two whole numbers of metres; nothing was read", name, line)
			}
			e.east, e.north = int32(east), int32(north)
		}
		d, ok := byCode[string(cell[3])]
		if !ok {
			if len(p.districts) == 1<<16 {
				return errs.New(errs.Invalid, "%s line %d: there are more district codes than districts; nothing was read", name, line)
			}
			d = uint16(len(p.districts))
			code := strings.ToUpper(string(cell[3]))
			p.districts = append(p.districts, code)
			byCode[string(cell[3])] = d
		}
		e.district = d
		p.at = append(p.at, e)
		return nil
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(p.at, func(a, b postcode) int { return cmp.Or(cmp.Compare(a.key, b.key), cmp.Compare(a.seq, b.seq)) })
	p.at = slices.CompactFunc(p.at, func(a, b postcode) bool { return a.key == b.key })
	return p, nil
}

// ReadPostcodesOf is ReadSomePostcodes for those that a return and an Ofsted list, if there is one, speak of; it works out by them what the return says of
// places. o is what the return was read with.
func ReadPostcodesOf(name string, in io.Reader, r *Return, p *Providers, o Options) (*Postcodes, error) {
	set := PostcodeSet{}
	set.AddReturn(r)
	if p != nil {
		set.AddProviders(p)
	}
	var err error
	if o.Postcodes, err = ReadSomePostcodes(name, in, set); err != nil {
		return nil, err
	}
	r.Derive(o)
	return o.Postcodes, nil
}

// Authorities says to which upper-tier authority each district belongs.
type Authorities struct{ upper map[string]string }

// Upper is the code of the upper-tier authority of a district.
func (a *Authorities) Upper(district string) (string, bool) {
	if a == nil {
		return "", false
	}
	u, ok := a.upper[district]
	return u, ok
}

// Len is how many districts there are.
func (a *Authorities) Len() int { return len(a.upper) }

// ReadAuthorities reads a list of districts with the columns LTLA…CD and UTLA…CD, where … is a year: the Office for National Statistics publishes
// one a year, and the return goes by that of April 2021.
func ReadAuthorities(name string, r io.Reader) (*Authorities, error) {
	a := &Authorities{upper: map[string]string{}}
	err := eachRecord(name, r, []string{"ltla??cd", "utla??cd"}, func(cell [][]byte, line int) error {
		if len(cell[0]) == 0 || len(cell[1]) == 0 {
			return errs.New(errs.Invalid, "%s line %d: a code is missing; nothing was read", name, line)
		}
		a.upper[strings.ToUpper(string(cell[0]))] = strings.ToUpper(string(cell[1]))
		return nil
	})
	if err != nil {
		return nil, err
	}
	return a, nil
}

// eachRecord reads a CSV file of reference data line by line and gives each record's cells in the wanted columns, without their quotes and the
// blanks around them. A wanted column may have other names after |, and ? stands for one character. Cells hold no line ends.
func eachRecord(name string, r io.Reader, want []string, each func(cell [][]byte, line int) error) error {
	in := bufio.NewScanner(r)
	in.Buffer(make([]byte, 256<<10), 256<<10)
	var at []int
	var cells [][]byte
	out := make([][]byte, len(want))
	for line := 1; in.Scan(); line++ {
		b := bytes.TrimRight(in.Bytes(), "\r")
		if line == 1 {
			b = bytes.TrimPrefix(b, []byte(utf8Mark))
		}
		if len(bytes.TrimSpace(b)) == 0 {
			continue
		}
		cells = splitRecord(b, cells[:0])
		if at == nil {
			var err error
			if at, err = findColumns(name, cells, want); err != nil {
				return err
			}
			continue
		}
		for i, c := range at {
			if c >= len(cells) {
				return errs.New(errs.Invalid, "%s line %d has fewer cells than headings; nothing was read", name, line)
			}
			out[i] = cells[c]
		}
		if err := each(out, line); err != nil {
			return err
		}
	}
	if err := in.Err(); err != nil {
		return errs.As(errs.Invalid, err, "%s could not be read to its end, or has a line of more than 256 KB; nothing was read", name)
	}
	if at == nil {
		return errs.New(errs.Invalid, "%s is empty; nothing was read", name)
	}
	return nil
}

func findColumns(name string, headings [][]byte, want []string) ([]int, error) {
	at := make([]int, len(want))
	for i, w := range want {
		at[i] = slices.IndexFunc(headings, func(h []byte) bool {
			for alias := range strings.SplitSeq(w, "|") {
				if matches(strings.ToLower(string(h)), alias) {
					return true
				}
			}
			return false
		})
		if at[i] < 0 {
			return nil, errs.New(errs.Invalid, "%s line 1 has no column %s; nothing was read", name,
				strings.ReplaceAll(strings.ReplaceAll(w, "??", "21"), "|", " or "))
		}
	}
	return at, nil
}

func matches(s, pattern string) bool {
	if len(s) != len(pattern) {
		return false
	}
	for i := range len(s) {
		if pattern[i] != '?' && pattern[i] != s[i] {
			return false
		}
	}
	return true
}

// splitRecord splits one line at its commas.
func splitRecord(b []byte, cells [][]byte) [][]byte {
	for {
		var cell []byte
		if len(b) > 0 && b[0] == '"' {
			n := bytes.Index(b[1:], []byte(`",`))
			if n < 0 {
				return append(cells, bytes.TrimSpace(bytes.Trim(b, `"`)))
			}
			cell, b = b[1:1+n], b[n+3:]
		} else {
			n := bytes.IndexByte(b, ',')
			if n < 0 {
				return append(cells, bytes.TrimSpace(b))
			}
			cell, b = b[:n], b[n+1:]
		}
		cells = append(cells, bytes.TrimSpace(cell))
	}
}
