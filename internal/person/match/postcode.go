package match

import (
	"regexp"
	"strings"

	"throughline/internal/errs"
)

// Shapes of postcodes, without the blank and in capitals. Source: BS 7666, as the Royal Mail's Programmers' Guide gives the positions:
// the area is one or two letters, the district a digit, two digits, or a digit and a letter; the inward part never uses C, I, K, M, O, V.
var (
	outwardShape  = regexp.MustCompile(`^(?:[A-PR-UWYZ][0-9][0-9A-HJKPSTUW]?|[A-PR-UWYZ][A-HK-Y][0-9][0-9ABEHMNPRVWXY]?|GIR)$`)
	inwardShape   = regexp.MustCompile(`^[0-9][ABD-HJLNP-UW-Z]{2}$`)
	looseInward   = regexp.MustCompile(`^[0-9][A-Z]{2}$`) // as mistyped postcodes have it
	postcodeInRow = regexp.MustCompile(`(?i)\b[A-Z]{1,2}[0-9][0-9A-Z]?[ \t]*[0-9][A-Z]{2}\b`)
)

// ParsePostcode checks the shape of a postcode and gives it in capitals with one blank: N1 1AA. Whether it exists is not known here.
// A fault is errs.Invalid on the field postcode.
func ParsePostcode(s string) (string, error) {
	c := compact(s)
	if len(c) < 5 || len(c) > 7 {
		return "", errs.Field("postcode", "A full postcode has 5 to 7 letters and digits, like N1 1AA; %q has %d", s, length(c))
	}
	outward, inward := c[:len(c)-3], c[len(c)-3:]
	switch {
	case !inwardShape.MatchString(inward):
		return "", errs.Field("postcode", "A postcode ends in a digit and two letters (not C, I, K, M, O or V), like N1 1AA; %q ends in %q", s, inward)
	case outward == "GIR" && inward != "0AA" || !outwardShape.MatchString(outward):
		return "", errs.Field("postcode", "A postcode starts like N1, N16, E1W, SW1A or CR0; %q starts with %q", s, outward)
	}
	return outward + " " + inward, nil
}

// compact is the letters and digits of a text in capitals.
func compact(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z':
			return r - 'a' + 'A'
		case r >= 'A' && r <= 'Z' || r >= '0' && r <= '9':
			return r
		case r < 0x80:
			return -1
		}
		return r
	}, s)
}

// postcodeOf is the compact postcode of an address: its own field, else the last one in its lines; empty when there is none.
// A postcode of the wrong shape is kept as it is, so that it can be found as it was written.
func postcodeOf(a Address) string {
	if a.Postcode != "" {
		return compact(a.Postcode)
	}
	found := postcodeInRow.FindAllString(a.Lines, -1)
	if len(found) == 0 {
		return ""
	}
	return compact(found[len(found)-1])
}

// outwardOf is the first part of a compact postcode: N16 of N165AA.
func outwardOf(c string) string {
	if at := len(c) - 3; at > 0 && looseInward.MatchString(c[at:]) {
		return c[:at]
	}
	return c
}
