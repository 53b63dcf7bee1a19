package ssda903

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"throughline/internal/errs"
)

// needed are the columns by which the intended reading knows a table and without which it says little. A file that lacks one of the others is
// read with that column blank.
var needed = [Tables][]int{
	Header:         {HeaderCHILD, HeaderSEX, HeaderDOB, HeaderETHNIC},
	Episodes:       {EpisodesCHILD, EpisodesDECOM, EpisodesRNE, EpisodesLS, EpisodesCIN, EpisodesPLACE, EpisodesDEC, EpisodesREC},
	Reviews:        {ReviewsCHILD, ReviewsREVIEW, ReviewsREVIEW_CODE},
	UASC:           {UASCCHILD, UASCDUC},
	OC2:            {OC2CHILD, OC2SDQ_SCORE, OC2CONVICTED, OC2HEALTH_CHECK, OC2IMMUNISATIONS, OC2TEETH_CHECK, OC2HEALTH_ASSESSMENT, OC2SUBSTANCE_MISUSE},
	OC3:            {OC3CHILD, OC3IN_TOUCH, OC3ACTIV, OC3ACCOM},
	AD1:            {AD1CHILD, AD1DATE_INT, AD1DATE_MATCH, AD1FOSTER_CARE, AD1NB_ADOPTR, AD1SEX_ADOPTR, AD1LS_ADOPTR},
	PlacedAdoption: {PlacedAdoptionCHILD, PlacedAdoptionDATE_PLACED},
	PrevPerm:       {PrevPermCHILD, PrevPermPREV_PERM},
	Missing:        {MissingCHILD, MissingMISSING, MissingMIS_START},
	SWEpisodes:     {SWEpisodesCHILD, SWEpisodesSW_ID, SWEpisodesSW_DECOM},
	DoLo:           {DoLoCHILD, DoLoDOLO_START},
}

// heading reads the first record and finds the table that it belongs to.
func (f *csvFile) heading() (Table, error) {
	if !f.skipBlank() {
		return 0, errs.New(errs.Invalid, "%s is empty; a table without rows still has a line of headings; nothing was read", f.name)
	}
	line := f.line
	for last := false; !last; {
		if len(f.headings) == MaxColumns {
			return 0, f.refuse(line, MaxColumns+1, "there are more than %d headings, and no table has more than 13", MaxColumns)
		}
		from, to, l, err := f.cell(len(f.headings) + 1)
		if err != nil {
			return 0, err
		}
		last = l
		f.headings = append(f.headings, heading{text: string(f.b[from:to]), col: -1})
	}
	if f.reading == Peer {
		return f.exactly(line)
	}
	return f.nearly(line)
}

// exactly finds the table whose headings are the same set, letter by letter.
func (f *csvFile) exactly(line int) (Table, error) {
	for t := range Table(Tables) {
		if len(f.headings) != len(t.Columns()) {
			continue
		}
		fits := 0
		for i, h := range f.headings {
			f.headings[i].col = t.Col(h.text)
			if f.headings[i].col >= 0 && !slices.ContainsFunc(f.headings[:i], func(o heading) bool { return o.text == h.text }) {
				fits++
			}
		}
		if fits == len(f.headings) {
			return t, nil
		}
	}
	return 0, f.unknown(line)
}

// nearly finds the table all of whose needed columns are there and of which most columns are. Headings may differ in case, blanks for
// underscores, and use the names of the XML form; columns that the table does not have are left out.
func (f *csvFile) nearly(line int) (Table, error) {
	names := make([]string, len(f.headings))
	for i, h := range f.headings {
		names[i] = plainHeading(h.text)
	}
	best, most := Table(Tables), 0
	for t := range Table(Tables) {
		n := 0
		for _, c := range t.Columns() {
			if slices.Contains(names, c) {
				n++
			}
		}
		whole := !slices.ContainsFunc(needed[t], func(c int) bool { return !slices.Contains(names, t.Columns()[c]) })
		if whole && n > most {
			best, most = t, n
		}
	}
	if best == Tables {
		return 0, f.unknown(line)
	}
	for i, n := range names {
		col := best.Col(n)
		if j := slices.Index(names, n); j < i && col >= 0 {
			return 0, f.refuse(line, i+1, "the heading %s stands here and in column %d, so it is not known which counts", n, j+1)
		}
		f.headings[i].col = col
		switch text := f.headings[i].text; {
		case col >= 0 && text != n:
			f.note(line, "the heading %s was read as %s", quoteShort(text), n)
		case col < 0 && n != "":
			f.note(line, "the column %s is not part of %s and was left out", quoteShort(text), best)
		}
	}
	for _, c := range best.Columns() {
		if !slices.Contains(names, c) {
			f.note(line, "the column %s is not in the file and was read as blank; the department's system wants every column of %s", c, best)
		}
	}
	return best, nil
}

// plainHeading is a heading as the return would write it.
func plainHeading(s string) string {
	s = strings.ToUpper(strings.TrimSpace(s))
	s = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return '_'
		}
		return r
	}, s)
	switch s {
	case "CHILDID", "CHILD_ID":
		return "CHILD"
	case "PL":
		return "PLACE"
	}
	return s
}

// unknown is the error for a file that fits no table: it names the nearest one and what differs.
func (f *csvFile) unknown(line int) error {
	var names []string
	for _, h := range f.headings {
		if f.reading == Intended {
			h.text = plainHeading(h.text)
		}
		names = append(names, h.text)
	}
	best, least, shared := Table(0), 1<<30, 0
	for t := range Table(Tables) {
		both := 0
		for _, c := range t.Columns() {
			if slices.Contains(names, c) {
				both++
			}
		}
		if apart := len(names) + len(t.Columns()) - 2*both; apart < least {
			best, least, shared = t, apart, both
		}
	}
	if shared == 0 {
		return f.refuse(line, 1, "the first line has no heading of any table of the SSDA903, so this is not a file of the return")
	}
	var missing, odd []string
	for _, c := range best.Columns() {
		if !slices.Contains(names, c) {
			missing = append(missing, c)
		}
	}
	at := 1
	for i, n := range names {
		if best.Col(n) < 0 || slices.Index(names, n) < i {
			if len(odd) == 0 {
				at = i + 1
			}
			if len(odd) < 10 {
				odd = append(odd, fmt.Sprintf("%s (column %d)", quoteShort(f.headings[i].text), i+1))
			}
		}
	}
	text := "the headings fit no table of the SSDA903; nearest is " + best.String()
	if len(missing) > 0 {
		text += ", but these are missing: " + strings.Join(missing, ", ")
	}
	if len(odd) > 0 {
		text += "; these do not belong or stand twice: " + strings.Join(odd, ", ")
	}
	return f.refuse(line, at, "%s", text)
}

// quoteShort shows a piece of a file in a message: in quotes, and not too long.
func quoteShort(s string) string {
	const most = 40
	if len(s) > most {
		n := most
		for n > 0 && !utf8.RuneStart(s[n]) {
			n--
		}
		s = s[:n] + "…"
	}
	return fmt.Sprintf("%q", s)
}
