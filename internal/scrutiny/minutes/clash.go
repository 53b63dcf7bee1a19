package minutes

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What one paragraph says against itself (R2 of requirements/seed-requirements.md): amounts of one kind for different parts of the service, ratios that are named
// both ways round, names that are not those of their abbreviations, and what somebody should ask about before the minutes are approved.

var (
	forWhom  = regexp.MustCompile(`(?i)\b(?:for|across|in|to|within) ((?:both |all )?[\p{L}’'& -]{4,60}?)(?: services?)?(?:$|[.,;?)]| (?:be|is|was|were|are|will|has|had|which|that|at|by|budgets?)\b)`)
	equates  = regexp.MustCompile(`(?i)\b(?:equates?|equivalent|amounts?|comes?) to\b`)
	refersTo = regexp.MustCompile(`^(?:This|That|It|Which|These)\b`)
	word     = regexp.MustCompile(`\p{L}{5,}`)
)

// money is an amount of a paragraph with the words about it.
type money struct {
	figure Figure
	scope  string          // whom it is for, as written
	words  map[string]bool // of its sentence, and of the one before where it goes on with that
	share  Figure          // the percentage that it is said to be
}

// scopes finds a question about an amount for one part of the service that is answered by an amount for another: a reader takes one for the other. Where one is said to
// be a percentage, the whole that both imply is given, so that it can be checked.
func scopes(para Paragraph) []Contradiction {
	if !para.Kind.Asks() {
		return nil
	}
	asked := amounts(para.Number, para.Text)
	var answered []money
	for _, a := range para.Answers {
		if len(answered) > maxAmounts {
			break
		}
		answered = append(answered, amounts(para.Number, a.Text)...)
	}
	for _, a := range asked {
		for _, b := range answered {
			if a.scope == "" || b.scope == "" || a.scope == b.scope || a.figure.Value == b.figure.Value || !sameMatter(a, b) {
				continue
			}
			what := fmt.Sprintf("%s is for %s, %s for %s", a.figure.AsWritten, a.scope, b.figure.AsWritten, b.scope)
			for _, m := range []money{a, b} {
				if whole := implied(m); whole != "" {
					what += fmt.Sprintf("; %s and %s imply a whole of %s", m.share.AsWritten, m.figure.AsWritten, whole)
				}
			}
			return []Contradiction{{"figure", []string{para.Number}, what}}
		}
	}
	return nil
}

// Most that is compared, so that hostile minutes cost no more than their length: amounts of one text and of all answers to a question, and bytes behind an amount that say
// whom it is for. A paragraph at hand has three.
const (
	maxAmounts = 20
	maxScope   = 120
)

// amounts are the sums of money of a text with what is said about each.
func amounts(number string, t Text) []money {
	var all []money
	ss := sentences(t.Text)
	for i, s := range ss {
		if len(s) > maxJoined || len(all) >= maxAmounts {
			break
		}
		context := s
		if i > 0 && refersTo.MatchString(s) && len(ss[i-1]) < maxJoined {
			context = ss[i-1] + " " + s
		}
		fs := figures(number, newText(context, t.Span))
		words := map[string]bool{}
		for _, w := range word.FindAllString(strings.ToLower(context), -1) {
			words[w] = true
		}
		share := Figure{}
		for _, f := range fs {
			if f.Unit == "percent" && equates.MatchString(s) {
				share = f
			}
		}
		for _, f := range fs {
			at := strings.Index(s, f.AsWritten) + len(f.AsWritten)
			if f.Unit != "GBP" || at < len(f.AsWritten) || len(all) >= maxAmounts { // of the sentence before
				continue
			}
			m := money{figure: f, words: words, share: share}
			if x := forWhom.FindStringSubmatch(strings.ToValidUTF8(s[at:min(len(s), at+maxScope)], "")); x != nil {
				m.scope = strings.ToLower(strings.TrimSpace(x[1]))
			}
			all = append(all, m)
		}
	}
	return all
}

// common are long words that say nothing of a matter.
var common = map[string]bool{"which": true, "there": true, "their": true, "about": true, "would": true, "could": true, "should": true, "these": true, "those": true, "service": true,
	"services": true, "council": true, "children": true, "social": true, "education": true, "directorate": true, "applied": true, "where": true, "after": true, "being": true, "across": true,
	"equates": true, "officers": true, "report": true, "further": true, "forecast": true}

// sameMatter says whether two amounts share a word that names a matter and is none of whom they are for.
func sameMatter(a, b money) bool {
	for w := range a.words {
		if b.words[w] && !common[w] && !strings.Contains(a.scope, w) && !strings.Contains(b.scope, w) {
			return true
		}
	}
	return false
}

// implied is the whole of which an amount is its percentage, in pounds to three figures; empty when no percentage is said.
func implied(m money) string {
	share, err1 := strconv.ParseFloat(string(m.share.Value), 64)
	amount, err2 := strconv.ParseFloat(string(m.figure.Value), 64)
	if err1 != nil || err2 != nil || share <= 0 || share > 100 {
		return ""
	}
	whole := amount / share * 100
	switch {
	case whole >= 1e6:
		return fmt.Sprintf("£%.1fm", whole/1e6)
	case whole >= 1e3:
		return fmt.Sprintf("£%.0fk", whole/1e3)
	}
	return fmt.Sprintf("£%.0f", whole)
}

var pairOf = regexp.MustCompile(`(?i)\b(child(?:ren)?|staff|adult|worker|pupil|teacher|carer|resident)s?(?:-|–| to | : ?)(child(?:ren)?|staff|adult|worker|pupil|teacher|carer|resident)s?(?: [\p{L}]+){0,2} ratios?\b|\bratios? of (child(?:ren)?|staff|adult|worker|pupil|teacher|carer|resident)s? to (child(?:ren)?|staff|adult|worker|pupil|teacher|carer|resident)s?\b`)

// ratios finds a ratio that is not 1 to 1 and is named both ways round (child-staff, staff-child): whether four look after one or one after four is not said.
func ratios(it *Item, fs []Figure) []Contradiction {
	orders := map[string][2]string{}
	for _, para := range it.Paragraphs {
		for _, t := range para.texts() {
			for _, m := range pairOf.FindAllStringSubmatch(t.Text, -1) {
				a, b := strings.ToLower(m[1]+m[3]), strings.ToLower(m[2]+m[4])
				orders[a+" "+b] = [2]string{a, b}
			}
		}
	}
	in := map[string]bool{}
	for _, para := range it.Paragraphs {
		in[para.Number] = true
	}
	for _, o := range orders {
		if _, both := orders[o[1]+" "+o[0]]; !both || o[0] >= o[1] {
			continue
		}
		var where []string
		value := ""
		for _, f := range fs {
			n, to, _ := strings.Cut(string(f.Value), ":")
			if f.Unit != "ratio" || !in[f.Paragraph] || n == to || value != "" && value != string(f.Value) {
				continue
			}
			if value = string(f.Value); len(where) < maxAmounts && !slices.Contains(where, f.Paragraph) {
				where = append(where, f.Paragraph)
			}
		}
		if len(where) > 0 {
			n, to, _ := strings.Cut(value, ":")
			return []Contradiction{{"ratio", where, fmt.Sprintf("the ratio is called %s-%s and %s-%s: %s to %s is %s %s to %s %s, or the other way round", o[0], o[1], o[1], o[0], n, to, n, o[1], to, o[0])}}
		}
	}
	return nil
}

// Names are what abbreviations of children's services stand for, by statute or by the guidance that made them (specs/scrutiny.md 6, the glossary).
var Names = map[string]string{
	"CAMHS": "Child and Adolescent Mental Health Services", "CIN": "Child in Need", "CPP": "Child Protection Plan", "DSG": "Dedicated Schools Grant",
	"EHCP": "Education, Health and Care Plan", "ICPC": "Initial Child Protection Conference", "IRO": "Independent Reviewing Officer", "LADO": "Local Authority Designated Officer",
	"LGA": "Local Government Association", "MASH": "Multi-Agency Safeguarding Hub", "NEET": "Not in Education, Employment or Training", "PEP": "Personal Education Plan",
	"SEND": "Special Educational Needs and Disabilities", "UASC": "Unaccompanied Asylum-Seeking Children",
}

// obsolete are names that have been replaced.
var obsolete = map[string]string{"ASW": "the approved social worker (ASW) was replaced by the approved mental health professional in 2008; a qualifying course in social work is not meant by it"}

var explained = regexp.MustCompile(`((?:\p{L}[\p{L}’'-]*,? (?:(?:and|of|in|for|or) )?){1,7})\((\p{Lu}{3,6})s?\)`)

// misnamed finds an abbreviation in brackets behind a name that is not its own, though it has its initials: Direct Schools Grant (DSG).
func misnamed(s string) []string {
	var out []string
	for _, m := range explained.FindAllStringSubmatch(s, -1) {
		full := Names[m[2]]
		if full == "" {
			continue
		}
		written, known := significant(m[1]), significant(full)
		if len(written) < len(known) {
			continue
		}
		written = written[len(written)-len(known):]
		differ, initials := 0, true
		for i, w := range written {
			a, _ := utf8.DecodeRuneInString(w)
			b, _ := utf8.DecodeRuneInString(known[i])
			initials = initials && a == b
			if stem(w) != stem(known[i]) {
				differ++
			}
		}
		if initials && differ > 0 && differ*2 <= len(known) {
			tail := strings.Fields(strings.TrimSpace(m[1]))
			tail = tail[max(0, len(tail)-len(strings.Fields(full))):]
			out = append(out, strings.Join(tail, " ")+" for "+full)
		}
	}
	return out
}

func stem(s string) string {
	s = strings.TrimSuffix(strings.TrimSuffix(s, "ies"), "s")
	return s[:min(len(s), 7)]
}

func significant(s string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(s), func(r rune) bool { return !unicode.IsLetter(r) && r != '’' && r != '\'' }) {
		switch w {
		case "and", "of", "in", "for", "or", "the":
		default:
			out = append(out, w)
		}
	}
	return out
}

var (
	compared = regexp.MustCompile(`\b(\p{Lu}{3,6})\b[^.;?]{0,60}\b(?:than|from|unlike|compared (?:to|with))\b (?:that of )?(?:the )?(\p{Lu}{3,6})\b`)
	onTrack  = regexp.MustCompile(`(?i)\b(?:all\b.{0,40}\bon[- ]track|fully on[- ]track|no (?:risks?|concerns?))\b`)
	rated    = regexp.MustCompile(`(?i)\b(?:amber|red)\b`)
	rating   = regexp.MustCompile(`\bRAG\b|(?i)\b(?:rated|rating|marked|shown)\b`)
	changed  = regexp.MustCompile(`(?i)\b(?:fell|fallen|rose|risen|dropped|grew|grown|decreased?|increased?|reduced|reduction|decrease|increase|fall|rise|drop|growth)\b[^.;]{0,40}?\b(\d+(?:\.\d+)?) ?%`)
	based    = regexp.MustCompile(`(?i)\b(?:since|from|compared|between|than|on the (?:previous|last)|over the (?:last|past)|year[- ]on[- ]year|last year|previous|a year (?:ago|earlier)|in 20\d\d)\b`)
)

// queries are what a clerk should ask before the minutes are approved: a thing that is compared with itself, savings that are all on track and yet rated amber or
// red, a name that is no longer in use, and a change in per cent of which no base is said.
func (p *Proposal) queries() []Contradiction {
	var out []Contradiction
	seen := map[string]bool{}
	for _, it := range p.Agenda() {
		for _, para := range it.Paragraphs {
			ask := func(kind, what string) {
				if !seen[para.Number+kind+what] {
					seen[para.Number+kind+what] = true
					out = append(out, Contradiction{kind, []string{para.Number}, what})
				}
			}
			for _, t := range para.texts() {
				for _, w := range abbreviation.FindAllString(t.Text, -1) {
					if obsolete[w] != "" {
						ask("term", obsolete[w])
					}
				}
				for _, s := range sentences(t.Text) {
					for _, m := range compared.FindAllStringSubmatch(s, -1) {
						if m[1] == m[2] && strings.Contains(s, "than") {
							ask("comparison", m[1]+" is compared with itself; one of the two is probably another service")
						}
					}
					if onTrack.MatchString(s) && rated.MatchString(s) && rating.MatchString(s) {
						ask("rating", "what is said to be on track is rated amber or red; the rating needs its reason")
					}
					if m := changed.FindStringSubmatch(s); m != nil && !based.MatchString(s) {
						ask("base", "a change of "+m[1]+"% without the two figures, or the days, that it lies between")
					}
				}
			}
		}
	}
	return out
}
