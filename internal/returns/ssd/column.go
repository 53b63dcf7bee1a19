package ssd

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
)

// column says what a field has to do with a field of a record.
type column[B record.Body] struct {
	field  string                              // of the entity
	from   string                              // of the record, as its JSON names it
	parent string                              // the entity that the cell points to, or ""
	partly bool                                // what is written cannot be read back whole
	write  func(B) string                      // the cell; "" is null
	told   func(*telling, record.Of[B]) string // the cell where it takes more than the record; instead of write
	read   func(*B, string) error              // nil: what the cell says has no field here
	gives  func(B) bool                        // what a record says gives way to a row: a flag that was not set
	sql    string                              // the cell as an expression over the body of r; "" where none gives it
}

const midnight = "T00:00:00"

// stamp is a day in the form of the dataset: its midnight.
func stamp(d day.Day) string {
	if d.IsZero() {
		return ""
	}
	return d.String() + midnight
}

// unstamp reads a day: 2026-03-31, with a time of day that is left aside, as in 2026-03-31T00:00:00 or 2026-03-31 00:00:00.000; or 31/03/2026.
func unstamp(s string) (day.Day, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return day.Day{}, nil
	}
	text, rest := s, ""
	if len(s) > 10 {
		text, rest = s[:10], s[10:]
	}
	if rest != "" && rest[0] != 'T' && rest[0] != ' ' {
		return day.Day{}, notDate(s)
	}
	if p := strings.Split(text, "/"); len(p) == 3 {
		d, err := day.FromParts(p[0], p[1], p[2])
		if err != nil {
			return d, notDate(s)
		}
		return d, nil
	}
	d, err := day.Parse(text)
	if err != nil || len(text) != 10 {
		return day.Day{}, notDate(s)
	}
	return d, nil
}

func notDate(s string) error {
	return errs.New(errs.Invalid, "%q is not a date like 2026-03-31", brief(s))
}

// brief keeps a text of a file that goes into a message short.
func brief(s string) string {
	if r := []rune(s); len(r) > 40 {
		return string(r[:40]) + "…"
	}
	return s
}

func jsonText(from string) string { return "nullif(cast(r.body->>'" + from + "' as text), '')" }

// dayCol is a day of a record.
func dayCol[B record.Body](field, from string, at func(*B) *day.Day) column[B] {
	return column[B]{
		field: field, from: from, sql: jsonText(from) + " || '" + midnight + "'",
		write: func(b B) string { return stamp(*at(&b)) },
		read: func(b *B, s string) (err error) {
			*at(b), err = unstamp(s)
			return err
		},
	}
}

// textCol is a text or a code that both sides spell alike. set is the code set that a cell must be of; "" for free text.
func textCol[B record.Body, T ~string](field, from, set string, at func(*B) *T) column[B] {
	return column[B]{
		field: field, from: from, sql: jsonText(from),
		write: func(b B) string { return string(*at(&b)) },
		read: func(b *B, s string) error {
			s = strings.TrimSpace(s)
			if err := inSet(set, s); err != nil {
				return err
			}
			*at(b) = T(s)
			return nil
		},
	}
}

// inSet refuses a code that a set never had.
func inSet(set, code string) error {
	if set == "" || code == "" {
		return nil
	}
	s, ok := codes.Set(set)
	if !ok {
		return errs.New(errs.Internal, "there is no code set %s", set)
	}
	if !slices.ContainsFunc(s.Codes, func(c codes.Code) bool { return c.Code == code }) {
		return errs.New(errs.Invalid, "%q is not a code of the set %s", brief(code), set)
	}
	return nil
}

// pairs is a code here and what the dataset says for it, in order; the first of several that say the same is read back.
type pairs [][2]string

func (p pairs) out(code string) string {
	for _, x := range p {
		if x[0] == code {
			return x[1]
		}
	}
	return ""
}

func (p pairs) in(text string) (string, error) {
	for _, x := range p {
		if strings.EqualFold(x[1], text) || strings.EqualFold(x[0], text) {
			return x[0], nil
		}
	}
	return "", errs.New(errs.Invalid, "%q is not a value that this field has", brief(text))
}

func (p pairs) sql(from string) string {
	var b strings.Builder
	b.WriteString("case " + jsonText(from))
	for _, x := range p {
		if x[1] != "" {
			fmt.Fprintf(&b, " when '%s' then '%s'", x[0], quoted(x[1]))
		}
	}
	return b.String() + " end"
}

func quoted(s string) string { return strings.ReplaceAll(s, "'", "''") }

// codeCol is a code that the two sides spell differently.
func codeCol[B record.Body, T ~string](field, from string, p pairs, at func(*B) *T) column[B] {
	return column[B]{
		field: field, from: from, sql: p.sql(from),
		write: func(b B) string { return p.out(string(*at(&b))) },
		read: func(b *B, s string) error {
			code, err := "", error(nil)
			if s = strings.TrimSpace(s); s != "" {
				code, err = p.in(s)
			}
			*at(b) = T(code)
			return err
		},
	}
}

// yesNo is how the dataset writes an answer.
var yesNo = pairs{{string(record.Yes), "Y"}, {string(record.No), "N"}}

func answerCol[B record.Body](field, from string, at func(*B) *record.YesNo) column[B] {
	return codeCol(field, from, yesNo, at)
}

// flagCol is a fact that is so or is not.
func flagCol[B record.Body](field, from string, at func(*B) *bool) column[B] {
	return column[B]{
		field: field, from: from, gives: func(b B) bool { return !*at(&b) }, sql: "case when cast(r.body->>'" + from + "' as text) in ('true', '1') then 'Y' else 'N' end",
		write: func(b B) string {
			if *at(&b) {
				return "Y"
			}
			return "N"
		},
		read: func(b *B, s string) error {
			a, err := "", error(nil)
			if s = strings.TrimSpace(s); s != "" {
				a, err = yesNo.in(s)
			}
			*at(b) = a == string(record.Yes)
			return err
		},
	}
}

// countCol is a number of which 0 is an answer.
func countCol[B record.Body](field, from string, at func(*B) **int) column[B] {
	return column[B]{
		field: field, from: from, sql: "cast(r.body->>'" + from + "' as integer)",
		write: func(b B) string { return number(*at(&b)) },
		read: func(b *B, s string) error {
			if s = strings.TrimSpace(s); s == "" {
				return nil
			}
			n, err := strconv.Atoi(strings.TrimSuffix(s, ".0"))
			if err != nil || n < 0 {
				return errs.New(errs.Invalid, "%q is not a whole number, 0 or more", brief(s))
			}
			*at(b) = &n
			return nil
		},
	}
}

func number(n *int) string {
	if n == nil {
		return ""
	}
	return strconv.Itoa(*n)
}

// linkCol is the record that a record belongs to.
func linkCol[B record.Body](field, from, parent string, at func(*B) *string) column[B] {
	return column[B]{
		field: field, from: from, parent: parent,
		write: func(b B) string { return *at(&b) },
		read: func(b *B, s string) error {
			*at(b) = strings.TrimSpace(s)
			return nil
		},
	}
}

// postcodeCol is a postcode, which the dataset writes without spaces.
func postcodeCol[B record.Body](field, from string, at func(*B) *string) column[B] {
	return column[B]{
		field: field, from: from, sql: "nullif(replace(cast(r.body->>'" + from + "' as text), ' ', ''), '')",
		write: func(b B) string { return strings.ReplaceAll(*at(&b), " ", "") },
		read: func(b *B, s string) error {
			*at(b) = spaced(s)
			return nil
		},
	}
}

// spaced puts the blank into a postcode: before its last three characters.
func spaced(s string) string {
	s = strings.ReplaceAll(strings.TrimSpace(s), " ", "")
	if len(s) < 5 || len(s) > 7 {
		return s
	}
	return s[:len(s)-3] + " " + s[len(s)-3:]
}

// saysCol is a cell that follows from a record and is not read back.
func saysCol[B record.Body](field, from, sql string, write func(B) string) column[B] {
	return column[B]{field: field, from: from, sql: sql, write: write, partly: true}
}

// flags is a JSON object with all keys of a field, "Y" for those that are named and "N" for the others.
func flags(entity, field string, yes ...string) string {
	e := Schema().Entity(entity)
	var b strings.Builder
	for i, key := range e.Fields[e.Col(field)].Keys {
		value := ""
		switch {
		case slices.Contains(yes, key):
			value = "Y"
		case strings.HasSuffix(key, "_FLAG"):
			value = "N"
		case key == "TOTAL_NO_OF_OUTCOMES":
			value = strconv.Itoa(len(yes))
		}
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, "%q:%q", key, value)
	}
	return "{" + b.String() + "}"
}

// outcomeCol is a code that the dataset writes as flags of a JSON object. Several codes may be one flag; the first is read back.
func outcomeCol[B record.Body](entity, field, from string, p pairs, at func(*B) *string) column[B] {
	whole := make(pairs, len(p))
	for i, x := range p {
		whole[i] = [2]string{x[0], flags(entity, field, x[1])}
	}
	return column[B]{
		field: field, from: from, partly: true, sql: whole.sql(from),
		write: func(b B) string { return whole.out(*at(&b)) },
		read: func(b *B, s string) error {
			yes, err := raised(s)
			if err != nil || len(yes) == 0 {
				return err
			}
			for _, x := range p {
				if len(yes) == 1 && x[1] == yes[0] && !several(p, x[1]) {
					*at(b) = x[0]
					return nil
				}
			}
			return errs.New(errs.Invalid, "no one outcome here says %s", strings.Join(yes, ", "))
		},
	}
}

// several says whether a flag stands for more than one code.
func several(p pairs, flag string) bool {
	n := 0
	for _, x := range p {
		if x[1] == flag {
			n++
		}
	}
	return n > 1
}

// raised gives the flags of a JSON object that are set, in order of name.
func raised(s string) ([]string, error) {
	if strings.TrimSpace(s) == "" {
		return nil, nil
	}
	var m map[string]any
	if err := json.Unmarshal([]byte(s), &m); err != nil {
		return nil, errs.New(errs.Invalid, "not a JSON object of flags")
	}
	var out []string
	for _, k := range slices.Sorted(maps.Keys(m)) {
		if v, ok := m[k].(string); ok && strings.HasSuffix(k, "_FLAG") && strings.EqualFold(strings.TrimSpace(v), "Y") {
			out = append(out, k)
		}
	}
	return out, nil
}
