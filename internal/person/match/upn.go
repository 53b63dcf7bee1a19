package match

import (
	"strings"

	"throughline/internal/errs"
)

// upnLetters are the check letters, by remainder; I, O and S are not used.
const upnLetters = "ABCDEFGHJKLMNPQRTUVWXYZ"

// ParseUPN checks a unique pupil number and gives it without blanks and in capitals: a check letter and twelve digits, of which
// a temporary number has a letter in the last place. The check letter is the sum of each digit (a last letter counts its place among the
// check letters, from 0) times its position, 2 to 13, modulo 23. The authority number in places 2 to 4 is not checked: the code set la_code_upn has the list.
// A fault is errs.Invalid on the field upn. Source: specs/cin/rules.json, rules 1510, 1540, 1550.
func ParseUPN(s string) (string, error) {
	u := strings.ToUpper(strings.Join(strings.Fields(s), ""))
	if len(u) != 13 {
		return "", errs.Field("upn", "A UPN has 13 characters: a letter and 12 more; %q has %d", s, length(u))
	}
	if strings.IndexByte(upnLetters, u[0]) < 0 {
		return "", errs.Field("upn", "A UPN starts with a letter other than I, O and S; %q starts with %q", s, u[:1])
	}
	sum := 0
	for i := 1; i < 13; i++ {
		c := u[i]
		switch value := strings.IndexByte(upnLetters, c); {
		case c >= '0' && c <= '9':
			sum += int(c-'0') * (i + 1)
		case i == 12 && value >= 0:
			sum += value * (i + 1)
		case i == 12:
			return "", errs.Field("upn", "The last character of a UPN is a digit or, in a temporary one, a letter other than I, O and S; %q ends in %q", s, u[12:])
		default:
			return "", errs.Field("upn", "Characters 2 to 12 of a UPN are digits; character %d of %q is %q", i+1, s, u[i:i+1])
		}
	}
	if want := upnLetters[sum%23]; u[0] != want {
		return "", errs.Field("upn", "The check letter of UPN %q does not fit its digits (it would be %c): check each character", s, want)
	}
	return u, nil
}

// TemporaryUPN says whether a UPN that ParseUPN gave is a temporary one.
func TemporaryUPN(upn string) bool { return len(upn) == 13 && upn[12] > '9' }

// ParseNHS checks an NHS number and gives its ten digits. Each of the first nine digits times 10 down to 2, summed; 11 less the remainder
// by 11 is the tenth (11 counts as 0; 10 is no number). A fault is errs.Invalid on the field nhs_number.
// Source: NHS Data Dictionary, NHS NUMBER.
func ParseNHS(s string) (string, error) {
	n := strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' || r == '\t' || r == '\u00a0' {
			return -1
		}
		return r
	}, s)
	for _, r := range n {
		if r < '0' || r > '9' {
			return "", errs.Field("nhs_number", "An NHS number has digits only, like 999 123 4560; %q has %q", s, string(r))
		}
	}
	if len(n) != 10 {
		return "", errs.Field("nhs_number", "An NHS number has 10 digits; %q has %d", s, len(n))
	}
	sum := 0
	for i := range 9 {
		sum += int(n[i]-'0') * (10 - i)
	}
	if check := (11 - sum%11) % 11; check != int(n[9]-'0') {
		return "", errs.Field("nhs_number", "NHS number %q does not pass its check digit: check each digit", s)
	}
	if strings.Count(n, n[:1]) == 10 {
		return "", errs.Field("nhs_number", "%q is one digit ten times, which fills a box but is nobody's NHS number", s)
	}
	return n, nil
}
