package summary

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

var (
	speaksNext = regexp.MustCompile(`^,? (?:also )?` + speaks + `\b`)
	monthLast  = regexp.MustCompile(`(?i)\b(january|february|march|april|may|june|july|august|september|october|november|december),? $`)
	roughly    = regexp.MustCompile(`(?i)\b(?:around|about|approximately|roughly|some|circa|almost|nearly|over|more than|less than|under|just|close to|an estimated|up to) $`)
	counts     = regexp.MustCompile(`(?i)\b(?:questions?|answers?|answered|actions?|agreed|items?|paragraphs?|responses?|requests?)\b`)
	fractions  = strings.NewReplacer("¼", "25%", "½", "50%", "¾", "75%", "⅓", "33%", "⅔", "67%")
	spelled    = map[string]float64{"one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10, "eleven": 11, "twelve": 12}
)

func monthBefore(s string) string {
	if m := monthLast.FindStringSubmatch(s); m != nil {
		return strings.ToLower(m[1])
	}
	return ""
}

// normalYear writes 2022/23 for 2022-23, 2022 to 2023 and the like.
func normalYear(s string) string {
	if len(s) == 4 {
		return s
	}
	return s[:4] + "/" + s[len(s)-2:]
}

// yearsOf are the years of a text, with the month before each where there is one.
func yearsOf(s string) (years, withMonth []string) {
	for _, at := range yearsIn.FindAllStringIndex(s, -1) {
		y := normalYear(s[at[0]:at[1]])
		years = append(years, y)
		if m := monthBefore(s[:at[0]]); m != "" {
			withMonth = append(withMonth, m+" "+y)
		}
	}
	return years, withMonth
}

// year says what is wrong with a year; empty when the record gives it about what the sentence is about.
func (c *checker) year(text, month string, about map[string]bool) string {
	want := normalYear(text)
	fits := func(have string) bool { return have == want || len(want) == 4 && strings.HasPrefix(have, want+"/") }
	for _, d := range c.r.Dates {
		if len(d) >= 7 && len(want) == 4 && d[:4] == want && (month == "" || months[month] == d[5:7]) {
			return ""
		}
	}
	best, bestYears, bestMonths := 0, []string(nil), []string(nil)
	most := -1 // what the passage that has the year shares with the sentence
	for _, p := range c.ps {
		years, withMonth := p.years, p.months
		n := shared(about, p.stems)
		ok := slices.ContainsFunc(years, fits)
		if month != "" && slices.ContainsFunc(withMonth, func(s string) bool { return strings.HasPrefix(s, month+" ") }) {
			ok = slices.Contains(withMonth, month+" "+want)
		}
		if ok && n > most {
			most = n
		}
		if len(years) > 0 && n > best {
			best, bestYears, bestMonths = n, years, withMonth
		}
	}
	others := bestYears
	if month != "" && len(bestMonths) > 0 {
		others = bestMonths
	}
	switch {
	case most < 0 && len(others) > 0 && best > 1:
		return fmt.Sprintf("the minutes do not give it; about this they give %s", strings.Join(unique(others), ", "))
	case most < 0:
		return "the minutes do not give it"
	case best >= 4 && best >= most+3:
		return fmt.Sprintf("the minutes give it about something else; about this they give %s", strings.Join(unique(others), ", "))
	}
	return ""
}

func unique(list []string) []string {
	var out []string
	for _, s := range list {
		if !slices.Contains(out, s) {
			out = append(out, s)
		}
	}
	return out
}

var months = map[string]string{"january": "01", "february": "02", "march": "03", "april": "04", "may": "05", "june": "06", "july": "07", "august": "08",
	"september": "09", "october": "10", "november": "11", "december": "12"}

// quantity is a number with its unit: pounds, percent, or a count.
type quantity struct {
	unit  string
	value float64
	step  float64 // the worth of one in its last digit
}

var quantityForm = regexp.MustCompile(`^(£ ?)?(\d+(?:,\d{3})*)(\.\d+)? ?(bn|billion|m|million|k|thousand|%|per ?cent|percent)?$`)

func quantityOf(s string) (quantity, bool) {
	m := quantityForm.FindStringSubmatch(strings.TrimSpace(s))
	if m == nil {
		return quantity{}, false
	}
	v, err := strconv.ParseFloat(strings.ReplaceAll(m[2], ",", "")+m[3], 64)
	if err != nil {
		return quantity{}, false
	}
	q := quantity{value: v, step: math.Pow(10, -float64(max(0, len(m[3])-1)))}
	if m[1] != "" {
		q.unit = "£"
	}
	scale := 1.0
	switch m[4] {
	case "bn", "billion":
		scale = 1e9
	case "m", "million":
		scale = 1e6
	case "k", "thousand":
		scale = 1e3
	case "":
	default:
		q.unit = "%"
	}
	q.value, q.step = q.value*scale, q.step*scale
	return q, true
}

// quantitiesOf are the numbers of a passage, written out ones and fractions included.
func quantitiesOf(s string) []quantity {
	var out []quantity
	s = fractions.Replace(s)
	plain := blankOut(s, yearsIn)
	for _, n := range numbersIn.FindAllString(plain, -1) {
		if q, ok := quantityOf(n); ok {
			out = append(out, q)
		}
	}
	for _, w := range words(s) {
		if v, ok := spelled[w]; ok {
			out = append(out, quantity{value: v, step: 1})
		}
	}
	return out
}

// same says whether a number of the summary is one of the record: equal, or the record's rounded to as many digits where the
// sentence says roughly, or money that is written shorter.
func same(want, have quantity, rough bool) bool {
	if want.unit != have.unit {
		return false
	}
	if math.Abs(want.value-have.value) < 1e-6*math.Max(1, have.value) {
		return true
	}
	if !rough && want.unit != "£" || want.step <= have.step {
		return rough && have.value > 0 && math.Abs(want.value-have.value)/have.value < 0.03
	}
	return math.Abs(math.Round(have.value/want.step)*want.step-want.value) < 1e-6*math.Max(1, want.value)
}

// number says what is wrong with a number; empty when the record gives it about what the sentence is about.
func (c *checker) number(text, before, sentence string, about map[string]bool) string {
	want, ok := quantityOf(text)
	if !ok {
		return ""
	}
	rough := roughly.MatchString(before)
	elsewhere := ""
	for _, p := range c.ps {
		if !slices.ContainsFunc(p.sums, func(have quantity) bool { return same(want, have, rough) }) {
			continue
		}
		if shared(about, p.stems) > 0 || len(about) < 2 {
			return ""
		}
		elsewhere = p.anchor
	}
	if want.unit == "" && counts.MatchString(sentence) && c.counted(want.value) {
		return ""
	}
	if elsewhere != "" {
		return fmt.Sprintf("the minutes give this number in %s, about something else", elsewhere)
	}
	return "the minutes do not give this number"
}

// counted says whether a number is one of the sums of the record: how many questions, answers, actions, items or paragraphs.
func (c *checker) counted(v float64) bool {
	sums := []int{len(c.r.Items), len(c.r.Actions), len(c.r.Gaps)}
	all := map[string]int{}
	for _, it := range c.r.Items {
		own := map[string]int{}
		for _, p := range it.Paragraphs {
			own["paragraphs"]++
			own[string(p.Kind)]++
			if p.Kind.Asks() {
				own["asked"]++
				own["marks"] += *p.QuestionMarks
				if len(p.Answers) > 0 {
					own["answered"]++
				} else {
					own["open"]++
				}
				own["by "+p.AskedBy]++
			}
			for _, a := range p.Answers {
				own["answers"]++
				own["of "+string(a.Role)]++
			}
		}
		for k, n := range own {
			sums = append(sums, n)
			all[k] += n
		}
	}
	for _, n := range all {
		sums = append(sums, n)
	}
	return slices.Contains(sums, int(v)) && v == math.Trunc(v)
}
