package cinrow

import (
	"slices"
	"strconv"
	"strings"

	"throughline/internal/day"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/returns/cin"
)

// canon is a text in the one spelling of its column, or "" when the column cannot be read from it. A code is its own spelling.
func canon(column, text string) string {
	v := cin.Value{Text: text}
	switch {
	case isDate(column):
		d, err := v.Date()
		if err != nil {
			return ""
		}
		return d.String()
	case isFlag(column):
		yes, given, err := v.Flag()
		if err != nil || !given {
			return ""
		}
		return bit(yes)
	case isCount(column):
		n, given, err := v.Count()
		if err != nil || !given {
			return ""
		}
		return strconv.Itoa(n)
	case isUPN(column):
		upn, err := match.ParseUPN(text)
		if err != nil {
			return ""
		}
		return upn
	}
	return strings.TrimSpace(text)
}

// spellings are the ways in which the schema lets a yes or no be written; a file's own one is kept, because checks tell them apart.
var spellings = []string{"0", "1", "false", "true", "FALSE", "TRUE"}

func schemaFlag(column, text string) bool { return isFlag(column) && slices.Contains(spellings, text) }

// Left is what is left over of a row.
type Left struct {
	Values  []record.ReturnedValue
	Empty   []string // columns that were there without text
	Respelt []string // columns whose text the census writes in another way: a date in another order, blanks around a code
}

// Over compares what a row says, column by column, with what its record alone says.
func Over(said []Cell, given func(column string) *cin.Value) Left {
	var l Left
	for _, c := range said {
		v := given(c.Column)
		switch {
		case v == nil:
			continue
		case v.Given && strings.TrimSpace(v.Text) == "":
			l.Empty = append(l.Empty, c.Column)
			fallthrough
		case !v.Given:
			if c.Text != "" { // the record cannot say that nothing was said
				l.Values = append(l.Values, record.ReturnedValue{Column: c.Column})
			}
		case v.Text == c.Text:
		case c.Text != "" && canon(c.Column, v.Text) == c.Text && !schemaFlag(c.Column, v.Text):
			l.Respelt = append(l.Respelt, c.Column)
		default:
			l.Values = append(l.Values, record.ReturnedValue{Column: c.Column, Text: v.Text})
		}
	}
	return l
}

// Whole is all of a row, for one that no record can hold.
func Whole(columns []Cell, given func(column string) *cin.Value) (out []record.ReturnedValue, empty []string) {
	for _, c := range columns {
		switch v := given(c.Column); {
		case v == nil || !v.Given:
		case strings.TrimSpace(v.Text) == "":
			empty = append(empty, c.Column)
		default:
			out = append(out, record.ReturnedValue{Column: c.Column, Text: v.Text})
		}
	}
	return out, empty
}

// OverList compares a list of codes as it came with what of it is recorded. When they differ in more than order the whole list is left over.
func OverList(column string, came []cin.Value, recorded []string) Left {
	var l Left
	var texts, plain []string
	for _, v := range came {
		t := strings.TrimSpace(v.Text)
		switch {
		case t == "":
			l.Empty = append(l.Empty, column)
			continue
		case t != v.Text:
			l.Respelt = append(l.Respelt, column)
		}
		plain = append(plain, t)
		texts = append(texts, v.Text)
	}
	if !sameList(plain, recorded) {
		l.Respelt = nil
		for _, t := range texts {
			l.Values = append(l.Values, record.ReturnedValue{Column: column, Text: t})
		}
	}
	return l
}

func sameList(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}

// Resolve is what is written in a column: what the record says, or what the row said that came in when the record says the same or can say
// nothing of it.
func Resolve(c Cell, left []record.ReturnedValue) string {
	i := slices.IndexFunc(left, func(v record.ReturnedValue) bool { return v.Column == c.Column })
	if i < 0 {
		return c.Text
	}
	text := left[i].Text
	read := canon(c.Column, text)
	switch {
	case text == "":
		if c.Text == "0" && isFlag(c.Column) || c.Column == "Sex" || c.Column == "GenderCurrent" {
			return ""
		}
	case c.Text == "" && (read == "" || keepsUnsaid(c.Column)):
		return text
	case c.Text == "": // it could be read, so somebody has taken it out since
	case read == c.Text && schemaFlag(c.Column, text):
		return text
	case read == "" && c.Column == "ReferralNFA" && c.Text == "0":
		return text
	}
	return c.Text
}

// keepsUnsaid names the columns in which a text that can be read may still be one that no record can hold: a birth in the future, a second
// number, a code that was not in use on the day.
func keepsUnsaid(column string) bool {
	return column == "PersonBirthDate" || column == "ExpectedPersonBirthDate" || !isDate(column) && !isFlag(column) && !isCount(column)
}

// ResolveList is the list that is written: what is recorded, or the list as it came while its known codes are those recorded. on is the day on
// which it was read.
func ResolveList(column, set string, recorded []string, left []record.ReturnedValue, on day.Day) []string {
	var texts, known []string
	s, ok := codes.Set(set)
	for _, v := range left {
		if v.Column != column {
			continue
		}
		t := strings.TrimSpace(v.Text)
		texts = append(texts, v.Text)
		if ok && s.Valid(t, on) == nil && !slices.Contains(known, t) {
			known = append(known, t)
		}
	}
	if len(texts) == 0 || !sameList(known, recorded) {
		return recorded
	}
	return texts
}

// Spelling says that left-over texts of a column say nothing that a record cannot say: they are absent, or a spelling of yes or no.
func Spelling(column string, texts []string) bool {
	for _, t := range texts {
		if t != "" && !schemaFlag(column, t) {
			return false
		}
	}
	return true
}
