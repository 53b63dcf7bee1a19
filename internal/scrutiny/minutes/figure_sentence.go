package minutes

import (
	"strconv"
	"strings"
)

// sentence reads the figures of one sentence, from left to right.
type sentence struct {
	paragraph, s string
	at           Span
	timed        bool   // periods are measured here
	ratios       bool   // a pair of numbers is a ratio
	noun         string // the last noun that was counted
	found        []Figure
}

// sentenceFigures finds the figures of one sentence.
func sentenceFigures(paragraph, s string, at Span, timed bool) []Figure {
	r := sentence{paragraph: paragraph, s: s, at: at, timed: timed, ratios: ratio.MatchString(s)}
	for _, m := range figure.FindAllStringSubmatchIndex(s, -1) {
		switch q := (quoted{s, m}); {
		case q.has("pounds"):
			r.money(q)
		case q.has("low"), q.has("percent"), q.has("wordcent"):
			r.percent(q)
		case q.has("one"), q.has("part"), q.has("fraction"):
			r.share(q)
		case q.has("from"):
			r.pair(q)
		default:
			r.count(m[0], m[1])
		}
	}
	return r.found
}

// quoted is one match of figure in a sentence.
type quoted struct {
	s string
	m []int
}

// part is where a named group stands; from is negative when it is not there.
func (q quoted) part(group string) (from, to int) {
	i := 2 * figure.SubexpIndex(group)
	return q.m[i], q.m[i+1]
}

func (q quoted) has(group string) bool { from, _ := q.part(group); return from >= 0 }

func (q quoted) text(group string) string {
	from, to := q.part(group)
	if from < 0 {
		return ""
	}
	return q.s[from:to]
}

func (q quoted) before() string { return q.s[max(0, q.m[0]-near):q.m[0]] }
func (q quoted) after() string  { return q.s[q.m[1]:min(len(q.s), q.m[1]+near)] }

func (r *sentence) put(from, to int, unit string, v Value) {
	r.found = append(r.found, Figure{Paragraph: r.paragraph, AsWritten: r.s[from:to], Value: v, Unit: unit, About: around(r.s, from), Approximate: roughly.MatchString(r.s[max(0, from-near):from]), Span: r.at})
}

// count puts a number with the noun that it counts, if it counts any.
func (r *sentence) count(from, to int) {
	before, after := r.s[max(0, from-near):from], r.s[to:min(len(r.s), to+near)]
	if partOfMore(before, after) {
		return
	}
	unit := counted(r.s[from:to], before, after, r.noun, r.timed)
	if unit == "" && r.noun == "" && changes.MatchString(before) {
		unit = changing(r.s[:from])
	}
	if unit != "" {
		r.noun = unit
		r.put(from, to, unit, Value(scaled(r.s[from:to], 0)))
	}
}

func (r *sentence) money(q quoted) {
	v := Value(scaled(q.text("pounds"), scale[q.text("scale")]))
	if under.MatchString(q.after()) || underOf.MatchString(q.before()) {
		v = "-" + v
	}
	r.put(q.m[0], q.m[1], "GBP", v)
}

// percent puts one percentage, or both ends of a range.
func (r *sentence) percent(q quoted) {
	switch {
	case q.has("low"):
		from, to := q.part("low")
		r.put(from, to, "percent", Value(scaled(q.text("low"), 0)))
		from, _ = q.part("high")
		r.put(from, q.m[1], "percent", Value(scaled(q.text("high"), 0)))
	case q.has("percent"):
		r.put(q.m[0], q.m[1], "percent", Value(scaled(q.text("percent"), 0)))
	default:
		if n := spelled(q.text("wordcent")); n >= 0 && n <= 100 {
			r.put(q.m[0], q.m[1], "percent", Value(strconv.Itoa(n)))
		}
	}
}

// share puts "1 in 4", "two thirds of" and "¼ of".
func (r *sentence) share(q quoted) {
	switch {
	case q.has("one"):
		if a, b := spelled(q.text("one")), spelled(q.text("in")); a > 0 && a < b && !partOfMore(q.before(), q.after()) && !ofTime(q.after()) {
			r.put(q.m[0], q.m[1], "share", Value(strconv.Itoa(a)+":"+strconv.Itoa(b)))
		} else if q.text("one")[0] <= '9' { // 12 in 10 schools: a count after all
			r.count(q.part("one"))
		}
	case q.has("fraction"):
		r.put(q.m[0], q.m[1]-len(" of"), "share", fractions[q.text("fraction")])
	default:
		part := strings.ToLower(q.text("part"))
		if part != "half" {
			part = strings.TrimSuffix(part, "s")
		}
		if ordinal.MatchString(q.before()) || ofTime(q.after()) || strings.HasPrefix(strings.TrimSpace(q.after()), "20") || part != "half" && !q.has("parts") {
			return
		}
		r.put(q.m[0], q.m[1]-len(" of"), "share", Value(strconv.Itoa(spelled(q.text("parts")))+":"+strconv.Itoa(inWords[part])))
	}
}

// pair puts a ratio, or both ends of a change or range, which have the noun of the second.
func (r *sentence) pair(q quoted) {
	if partOfMore(q.before(), q.after()) {
		return
	}
	low, lowEnd := q.part("from")
	high, highEnd := q.part("to")
	first, second := Value(scaled(q.text("from"), 0)), Value(scaled(q.text("to"), 0))
	if r.ratios {
		r.put(q.m[0], q.m[1], "ratio", first+":"+second)
		return
	}
	if strings.Contains(r.s[lowEnd:high], ":") || yearLike(q.text("from")) || refers.MatchString(q.before()) {
		return
	}
	n := len(r.found)
	r.count(high, highEnd)
	if len(r.found) > n {
		counted := r.found[n]
		r.found = r.found[:n]
		r.put(low, lowEnd, counted.Unit, first)
		r.found = append(r.found, counted)
	} else if unit := changing(r.s[:q.m[0]]); r.noun == "" && unit != "" && changes.MatchString(q.before()) {
		r.put(low, lowEnd, unit, first)
		r.put(high, highEnd, unit, second)
		r.noun = unit
	}
}
