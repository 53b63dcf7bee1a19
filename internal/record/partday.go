package record

import (
	"regexp"
	"strings"

	"throughline/internal/day"
)

// YesNo is an answer: yes, no, or none yet. The returns write it as 1 and 0 or true and false.
type YesNo string

// The answers.
const (
	Yes YesNo = "yes"
	No  YesNo = "no"
)

// Digit is the answer as both returns write it: 1, 0, or nothing.
func (a YesNo) Digit() string {
	switch a {
	case Yes:
		return "1"
	case No:
		return "0"
	}
	return ""
}

// PartDay is a day of which parts may not be known: 2019-05-31, 2019-05-ZZ, 2019-ZZ-ZZ, ZZZZ-ZZ-ZZ. Empty is no answer. Source: SSDA903 guide,
// DATE_PERM.
type PartDay string

var partShape = regexp.MustCompile(`^([0-9]{4}|ZZZZ)-([0-9]{2}|ZZ)-([0-9]{2}|ZZ)$`)

// Valid says whether it is empty or can be a day: known parts are numbers that a date can have, whatever the others are.
func (p PartDay) Valid() bool {
	if p == "" {
		return true
	}
	if !partShape.MatchString(string(p)) {
		return false
	}
	// The year, month and day that leave most room stand in for what is not known.
	parts := strings.Split(string(p), "-")
	for i, open := range []string{"2000", "01", "01"} {
		if parts[i][0] == 'Z' {
			parts[i] = open
		}
	}
	_, err := day.Parse(strings.Join(parts, "-"))
	return err == nil
}

// Day is the day when all of it is known.
func (p PartDay) Day() (day.Day, bool) {
	if p == "" || strings.Contains(string(p), "Z") {
		return day.Day{}, false
	}
	d, err := day.Parse(string(p))
	return d, err == nil
}
