// Package cincount counts measure AS-02 straight from CIN census XML, for tests only: a second opinion that shares
// nothing with the reader, the records or the measures. It unmarshals the whole file at once and reads dates with its own
// pattern.
//
// AS-02 (specs/measures.json, specs/clocks.json): of the assessments authorised in the period, those authorised within 45
// working days of the referral. Day 0 is the referral, day 1 the next working day; the 45th day itself is in time. An
// assessment authorised on or before the referral date has used no working day and is in time.
//
// Both sides of a comparison treat rows like this; every row is one Assessments element inside a CINdetails, so two Child
// elements with one LAchildID, or two equal assessments, count as often as they are written:
//   - no LAchildID (absent, empty or blank): held back, it can be filed under nobody;
//   - an authorisation date that is there but is no date: held back, it cannot be placed in a period;
//   - authorised in the period, referral date missing or no date: held back, no clock can start;
//   - no authorisation date: open, neither counted nor held back;
//   - authorised outside the period: not counted, whatever its referral date.
//
// A row that is held back is in neither number.
package cincount

import (
	"encoding/xml"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"throughline/internal/day"
)

// Limit is the number of working days an assessment may take.
const Limit = 45

// Result is the two numbers, and the rows that could not be counted.
type Result struct {
	InTime, Completed int
	HeldBack          []Held
}

// Held is one assessment that could not be counted: the position of its Child in the file, of its CINdetails in the Child and
// of the assessment in the CINdetails, each from 1.
type Held struct {
	Child, Episode, Assessment int
	Why                        string
}

type message struct {
	Reference string  `xml:"Header>CollectionDetails>ReferenceDate"`
	Children  []child `xml:"Children>Child"`
}

type child struct {
	ID       []string `xml:"ChildIdentifiers>LAchildID"`
	Episodes []struct {
		Referral    []string `xml:"CINreferralDate"`
		Assessments []struct {
			Authorised []string `xml:"AssessmentAuthorisationDate"`
		} `xml:"Assessments"`
	} `xml:"CINdetails"`
}

// Count counts the assessments authorised from one day to another, both included.
func Count(src []byte, from, to day.Day, isWorkingDay func(day.Day) bool) (Result, error) {
	var m message
	if err := xml.Unmarshal(src, &m); err != nil {
		return Result{}, err
	}
	var r Result
	for i, c := range m.Children {
		for j, e := range c.Episodes {
			referral, referralErr := date(first(e.Referral))
			for k, a := range e.Assessments {
				authorised, err := date(first(a.Authorised))
				held := func(why string) { r.HeldBack = append(r.HeldBack, Held{i + 1, j + 1, k + 1, why}) }
				switch {
				case err == nil && authorised.IsZero():
				case strings.TrimSpace(first(c.ID)) == "":
					held("no LAchildID")
				case err != nil:
					held(err.Error())
				case authorised.Compare(from) < 0 || authorised.Compare(to) > 0:
				case referralErr != nil:
					held(referralErr.Error())
				case referral.IsZero():
					held("no referral date")
				default:
					r.Completed++
					if took(referral, authorised, isWorkingDay) <= Limit {
						r.InTime++
					}
				}
			}
		}
	}
	return r, nil
}

// Period is the census year of the file: 1 April to the 31 March that is nearest to its reference date.
func Period(src []byte) (from, to day.Day, err error) {
	var m message
	if err := xml.Unmarshal(src, &m); err != nil {
		return from, to, err
	}
	ref, err := date(m.Reference)
	if err != nil || ref.IsZero() {
		return from, to, fmt.Errorf("reference date %q: no date", m.Reference)
	}
	y := ref.Year()
	if ref.Compare(day.New(y, time.September, 29)) > 0 { // nearer to the next 31 March
		y++
	}
	return day.New(y-1, time.April, 1), day.New(y, time.March, 31), nil
}

// took is the number of working days after the referral up to and including the authorisation.
func took(referral, authorised day.Day, isWorkingDay func(day.Day) bool) int {
	n := 0
	for d := referral.Add(1); d.Compare(authorised) <= 0 && n <= Limit; d = d.Add(1) {
		if isWorkingDay(d) {
			n++
		}
	}
	return n
}

func first(s []string) string {
	if len(s) == 0 {
		return ""
	}
	return s[0]
}

var (
	yearFirst = regexp.MustCompile(`^(\d{4})[-/]?(\d{1,2})[-/]?(\d{1,2})(?:[T Z+-].*)?$`)
	dayFirst  = regexp.MustCompile(`^(\d{1,2})[-/](\d{1,2})[-/](\d{4})(?:[T ].*)?$`)
)

// date is no day for nothing, and an error for what is no date.
func date(s string) (day.Day, error) {
	s = strings.TrimSpace(s)
	if s == "" {
		return day.Day{}, nil
	}
	var y, m, d string
	if g := yearFirst.FindStringSubmatch(s); g != nil {
		y, m, d = g[1], g[2], g[3]
	} else if g := dayFirst.FindStringSubmatch(s); g != nil {
		d, m, y = g[1], g[2], g[3]
	} else {
		return day.Day{}, fmt.Errorf("%q is no date", s)
	}
	yy, _ := strconv.Atoi(y) // digits by the pattern
	mm, _ := strconv.Atoi(m)
	dd, _ := strconv.Atoi(d)
	got := day.New(yy, time.Month(mm), dd)
	if _, gm, gd := got.Date(); gm != time.Month(mm) || gd != dd {
		return day.Day{}, fmt.Errorf("%q is no date", s)
	}
	return got, nil
}
