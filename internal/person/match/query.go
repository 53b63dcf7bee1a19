package match

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"throughline/internal/day"
)

// Query is what a person typed into the search box, taken apart.
type Query struct {
	Words []Word // names and words of addresses
	Parts []Part // everything else
	Comma bool   // written "family name, given names"
}

// Part is one thing of a query that is no word, with everything that it may be: 01022015 is a date and a number.
type Part struct {
	Typed    string
	Dates    []day.Day // both centuries when the year has two digits
	Year     string
	Number   string   // an identifier of any sort, as they are compared
	Houses   []string // house numbers: folded words with a digit
	Postcode string   // compact, full
	Outward  string   // the first part of a postcode
	Sector   string   // that and a digit, compact: N165
	Phone    string
}

// Word is one word of a query or of a name.
type Word struct {
	Folded string
	Typed  string // as it was written
	sounds []string
	forms  []string
	short  bool // a particle
	abjad  bool // written in a script that leaves short vowels out
}

// maxQuery and maxWords bound what a query may ask for; nobody types more to find a person.
const (
	maxQuery = 200
	maxWords = 12
)

var (
	upnInText    = regexp.MustCompile(`(?i)\b[A-Z][0-9]{11}[0-9A-Z]\b`)
	digitsInText = regexp.MustCompile(`(?:\+|\b)[0-9(][0-9 ()-]{8,18}[0-9]\b`)
	sectorInText = regexp.MustCompile(`(?i)\b([A-Z]{1,2}[0-9][0-9A-Z]?)[ \t]*([0-9])\b`)
	yearShape    = regexp.MustCompile(`^(?:19|20)[0-9]{2}$`)
)

// ParseQuery takes a query apart: dates in the forms used in the UK, UPNs, NHS numbers and phone numbers with or without blanks,
// postcodes and their first parts, other numbers, and words. It accepts any text; beyond 200 characters or 12 words it reads no further.
func ParseQuery(text string) Query {
	var q Query
	text = strings.ToValidUTF8(text, " ")
	if utf8.RuneCountInString(text) > maxQuery {
		text = string([]rune(text)[:maxQuery])
	}
	text = q.takeAll(text, upnInText, func(m []string, p *Part) bool {
		p.Number = compact(m[0])
		return true
	})
	for _, form := range dateForms {
		text = q.takeAll(text, form.re, func(m []string, p *Part) bool {
			if p.Dates = datesOf(m, form.order); onlyDigits(m[0]) {
				p.Number = m[0]
			}
			return len(p.Dates) > 0
		})
	}
	text = q.takeAll(text, postcodeInRow, func(m []string, p *Part) bool {
		p.Postcode = compact(m[0])
		return true
	})
	text = q.takeAll(text, digitsInText, func(m []string, p *Part) bool {
		p.Number, p.Phone = compact(m[0]), phoneDigits(m[0])
		if !strings.HasPrefix(p.Phone, "0") || len(p.Phone) < 10 || len(p.Phone) > 11 {
			p.Phone = ""
		}
		return p.Phone != "" || len(p.Number) == 10 || onlyDigits(m[0])
	})
	text = q.takeAll(text, sectorInText, func(m []string, p *Part) bool {
		p.Outward, p.Sector = compact(m[1]), compact(m[0])
		apart := strings.ContainsAny(m[0], " \t")
		if !apart {
			p.Number = p.Sector
		}
		return outwardShape.MatchString(p.Outward) && (apart || !outwardShape.MatchString(p.Sector))
	})
	before, _, comma := strings.Cut(text, ",")
	q.Comma = comma && len(Words(before)) == 1
	for _, typed := range strings.FieldsFunc(text, func(r rune) bool { return r == ',' || r == ';' || unicode.IsSpace(r) }) {
		if len(q.Parts)+len(q.Words) >= maxWords {
			break
		}
		if strings.ContainsAny(typed, "0123456789") {
			q.Parts = append(q.Parts, numbered(typed))
		} else {
			q.Words = append(q.Words, words(typed)...)
		}
	}
	q.Words = q.Words[:min(len(q.Words), maxWords)]
	return q
}

// takeAll hands every match to take, keeps the parts it accepts and blanks them out of the text.
func (q *Query) takeAll(text string, re *regexp.Regexp, take func([]string, *Part) bool) string {
	var rest strings.Builder
	at := 0
	for _, m := range re.FindAllStringSubmatchIndex(text, -1) {
		groups := make([]string, len(m)/2)
		for i := range groups {
			if m[2*i] >= 0 {
				groups[i] = text[m[2*i]:m[2*i+1]]
			}
		}
		p := Part{Typed: groups[0]}
		if take(groups, &p) {
			q.Parts = append(q.Parts, p)
			rest.WriteString(text[at:m[0]] + " ")
			at = m[1]
		}
	}
	return rest.String() + text[at:]
}

// numbered reads one typed piece with a digit: a local id, a house number, the first part of a postcode, a year.
func numbered(typed string) Part {
	p := Part{Typed: typed, Number: compact(typed), Houses: Words(typed)}
	if outwardShape.MatchString(p.Number) {
		p.Outward = p.Number
	}
	if yearShape.MatchString(typed) {
		p.Year = typed
	}
	return p
}

func onlyDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// words is the words of a name with what is needed to compare them.
func words(typed string) []Word {
	folded := Words(typed)
	pieces := strings.FieldsFunc(typed, func(r rune) bool { return r == ' ' || r == '-' || r == '‐' || r == '.' || r == '\t' || r == '–' })
	var out []Word
	for i, f := range folded {
		w := Word{Folded: f, Typed: f, sounds: Skeletons(f), forms: Forms(f), short: particles[f]}
		if len(pieces) == len(folded) {
			w.Typed = pieces[i]
		}
		w.abjad = strings.ContainsFunc(w.Typed, func(r rune) bool { return unicode.In(r, unicode.Arabic, unicode.Hebrew) })
		out = append(out, w)
	}
	return out
}

// Empty says whether there is nothing to look for.
func (q Query) Empty() bool { return len(q.Words) == 0 && len(q.Parts) == 0 }

// Sorts says what sorts of thing were typed, without what they were: "words, a date".
func (q Query) Sorts() string {
	var out []string
	add := func(is bool, what string) {
		if is && !slices.Contains(out, what) {
			out = append(out, what)
		}
	}
	add(len(q.Words) > 0, "words")
	for _, p := range q.Parts {
		add(len(p.Dates) > 0, "a date")
		add(p.Phone != "", "a telephone number")
		add(p.Postcode != "" || p.Sector != "", "a postcode")
		add(len(p.Dates) == 0 && p.Phone == "" && p.Postcode == "" && p.Sector == "", "a number")
	}
	add(len(out) == 0, "nothing")
	return strings.Join(out, ", ")
}

// keys is the keys to look up for a part.
func (p Part) keys() (s keySet) {
	for _, d := range p.Dates {
		s.add(DOB, d.String())
		s.add(DOBSwapped, d.String())
	}
	for _, v := range idSpellings(p.Number) {
		for _, k := range []Kind{UPNKey, NHSKey, LocalKey, FormerKey} {
			s.add(k, v)
		}
	}
	for _, h := range p.Houses {
		s.add(Place, h)
	}
	s.add(DOBYear, p.Year)
	s.add(Postcode, p.Postcode)
	s.add(Outward, p.Outward)
	s.add(PhoneKey, p.Phone)
	return s
}
