// Package money is amounts in whole pence, as people type and read them.
//
// Invariant: an amount that was read is exact, and reads back as itself; no float is used anywhere. Source: specs/finance.md (money is
// stored in whole pence).
package money

import (
	"math"
	"strconv"
	"strings"

	"throughline/internal/errs"
)

// Most is the largest amount that is read: what a year of it costs still fits.
const Most = int64(1_000_000_000_00)

// Parse reads pounds as they are typed, with or without £, commas and pence: £1,234.50. It fails with errs.Invalid.
func Parse(s string) (pence int64, err error) {
	wrong := errs.New(errs.Invalid, "Enter an amount in pounds, such as 850 or 1,234.50")
	s = strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(s), "£"))
	pounds, rest, point := strings.Cut(s, ".")
	if !grouped(pounds) || point && len(rest) != 2 {
		return 0, wrong
	}
	digits := strings.ReplaceAll(pounds, ",", "") + (rest + "00")[:2]
	if strings.Trim(digits, "0123456789") != "" || len(digits) > 15 {
		return 0, wrong
	}
	n, err := strconv.ParseInt(digits, 10, 64)
	if err != nil {
		return 0, wrong
	}
	if n > Most {
		return 0, errs.New(errs.Invalid, "The amount is more than %s: check it", Text(Most))
	}
	return n, nil
}

// grouped says whether the commas of whole pounds stand where they should, and something is there.
func grouped(pounds string) bool {
	groups := strings.Split(pounds, ",")
	if groups[0] == "" || len(groups) > 1 && len(groups[0]) > 3 {
		return false
	}
	for _, g := range groups[1:] {
		if len(g) != 3 {
			return false
		}
	}
	return true
}

// Text is an amount as people read it: £1,234.50, and £850 without pence.
func Text(pence int64) string {
	sign, n := "", uint64(pence)
	if pence < 0 {
		sign, n = "−", uint64(-(pence+1))+1
	}
	pounds := strconv.FormatUint(n/100, 10)
	for i := len(pounds) - 3; i > 0; i -= 3 {
		pounds = pounds[:i] + "," + pounds[i:]
	}
	out := sign + "£" + pounds
	if n%100 != 0 {
		out += "." + strconv.FormatUint(100+n%100, 10)[1:]
	}
	return out
}

// Typed is an amount as it stands in a box to type in: 1234.50; nothing for 0.
func Typed(pence int64) string {
	if pence == 0 {
		return ""
	}
	return strings.ReplaceAll(strings.TrimPrefix(Text(pence), "£"), ",", "")
}

// Yearly is what something costs in a year by the rule of approvals: 52 weeks and what is paid once. ok is false where it is more than can be told.
// Source: acceptance scenario 13.
func Yearly(weekly, once int64) (pence int64, ok bool) {
	if weekly < 0 || once < 0 || weekly > (math.MaxInt64-once)/52 {
		return 0, false
	}
	return weekly*52 + once, true
}

// Days is what days cost at a price a week: a seventh of the week each, rounded once, halves to the even penny. Source: specs/finance.md 5.
func Days(weekly int64, days int) int64 {
	n := weekly * int64(days)
	q, rest := n/7, n%7
	if 2*rest > 7 { // a seventh is never a half
		q++
	}
	return q
}

// Annual is what a price a week costs in a year of 365 days. Approvals go by Yearly, which takes 52 weeks: finance.md 5 keeps both rules apart.
func Annual(weekly int64) int64 { return Days(weekly, 365) }
