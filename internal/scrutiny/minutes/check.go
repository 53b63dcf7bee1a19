package minutes

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// check finds what does not agree within the minutes (specs/scrutiny.md 6): two figures about one thing, a period against its year,
// a written-out ratio that can be read two ways, an abbreviation that nobody explains, an action without owner or day, a question without an answer.
func (p *Proposal) check() []Contradiction {
	out := sameThing(p.Figures)
	for _, it := range p.Agenda() {
		for _, para := range it.Paragraphs {
			out = append(out, scopes(para)...)
		}
	}
	for _, it := range p.Agenda() {
		out = append(out, periodCheck(it)...)
	}
	out = append(out, p.terms()...)
	for _, it := range p.Agenda() {
		out = append(out, ratios(it, p.Figures)...)
	}
	return out
}

var (
	subject = regexp.MustCompile(`\p{Lu}[\p{L}&]+(?: (?:and|of|&|in) \p{Lu}[\p{L}]+| \p{Lu}[\p{L}]+)*`)
	spend   = regexp.MustCompile(`(?i)\b(overspen[dt]|underspen[dt]|saving|virement|income|budget|reserves)`)
	lowKey  = regexp.MustCompile(`(?i)\b(corporate parenting|early years|early help|looked after children|leaving care|clinical services|commissioning|placements?|send transport|family support|youth justice|fostering|residential)\b`)
)

// topic is what an amount is about, as far as its own clause says: a kind of money and a named service. Empty when either is missing.
func topic(f Figure) (string, bool) {
	about := clauseOf(f)
	kind := spend.FindString(about)
	if kind == "" {
		return "", false
	}
	kind = strings.Replace(strings.ToLower(kind), "spent", "spend", 1)
	if m := lowKey.FindString(about); m != "" {
		return kind + " " + strings.ToLower(m), true
	}
	for _, m := range subject.FindAllString(about, -1) {
		if len(strings.Fields(m)) > 1 {
			return kind + " " + strings.ToLower(m), true
		}
	}
	return "", false
}

// clauseOf is the part of a figure's sentence around it, cut at sentence ends and semicolons.
func clauseOf(f Figure) string {
	i := strings.Index(f.About, f.AsWritten)
	if i < 0 {
		return f.About
	}
	from, to := 0, len(f.About)
	if k := strings.LastIndexAny(f.About[:i], ";?"); k >= 0 {
		from = k + 1
	}
	if k := strings.IndexAny(f.About[i:], ";?"); k >= 0 {
		to = i + k
	}
	return f.About[from:to]
}

// sameThing finds amounts about one thing with different values in different paragraphs; each further value is set beside the first.
func sameThing(fs []Figure) []Contradiction {
	first := map[string]Figure{}
	seen := map[string]bool{}
	var out []Contradiction
	for _, f := range fs {
		if f.Unit != "GBP" {
			continue
		}
		t, ok := topic(f)
		if !ok {
			continue
		}
		a, known := first[t]
		key := t + "\x00" + string(f.Value)
		if !known {
			first[t] = f
		}
		if known && !seen[key] && a.Paragraph != f.Paragraph {
			out = append(out, Contradiction{"figure", []string{a.Paragraph, f.Paragraph},
				fmt.Sprintf("%s is %s in one place and %s in the other; the minutes do not say whether the basis differs (before or after reserves, period) or one is rounded", t, a.AsWritten, f.AsWritten)})
		}
		seen[key] = true
	}
	return out
}

var (
	monthAndYear = regexp.MustCompile(`(?i)\b(20\d\d)/(\d\d)\b[^.;]{0,30}?\b(?:month|period|p) ?(\d{1,2}),? (?:ending )?(january|february|march|april|may|june|july|august|september|october|november|december) (20\d\d)`)
	months       = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}
)

// periodCheck compares a financial year with the month that is named beside it: April is month 1.
func periodCheck(it *Item) []Contradiction {
	var out []Contradiction
	see := func(where, s string) {
		for _, m := range monthAndYear.FindAllStringSubmatch(s, -1) {
			month := slices.Index(months, strings.ToLower(m[4])) + 1
			year := atoi(m[5])
			if month < 4 {
				year--
			}
			period := (month+8)%12 + 1
			said := fmt.Sprintf("%s/%s month %s", m[1], m[2], m[3])
			is := fmt.Sprintf("%d/%02d month %d", year, (year+1)%100, period)
			if said != is && len(out) < maxAmounts {
				out = append(out, Contradiction{"period", append([]string{where}, naming(it, where, m[4]+" "+m[5])...), fmt.Sprintf("it says %s, but %s %s is %s", said, m[4], m[5], is)})
			}
		}
	}
	see("purpose", string(it.Purpose))
	for _, para := range it.Paragraphs {
		for _, t := range para.texts() {
			see(para.Number, t.Text)
		}
	}
	return out
}

// naming is the first other paragraph that names a month: it stands against the year that the place beside it says.
func naming(it *Item, where, month string) []string {
	for _, para := range it.Paragraphs {
		if para.Number == where {
			continue
		}
		for _, t := range para.texts() {
			if strings.Contains(strings.ToLower(t.Text), strings.ToLower(month)) {
				return []string{para.Number}
			}
		}
	}
	return nil
}

func atoi(s string) int {
	n := 0
	for _, r := range s {
		n = n*10 + int(r-'0') // digits by the pattern
	}
	return n
}

var abbreviation = regexp.MustCompile(`\b\p{Lu}{2}[\p{Lu}\d]{0,4}s?\b`)

// Known are abbreviations that minutes of children's services use without a word of explanation.
var Known = map[string]bool{
	"AGM": true, "AOB": true, "ASB": true, "ASYE": true, "CAMHS": true, "CCE": true, "CIN": true, "CLA": true, "CP": true, "CPP": true, "CSC": true,
	"CSE": true, "DBS": true, "DCS": true, "DFE": true, "DNA": true, "DSG": true, "EHCP": true, "EH": true, "FGC": true, "GP": true, "HMIP": true, "HR": true,
	"ICB": true, "IFA": true, "ILACS": true, "IRO": true, "IT": true, "LAC": true, "LADO": true, "LA": true, "LGA": true, "MASH": true, "MP": true, "NEET": true,
	"NHS": true, "PA": true, "PEP": true, "PDF": true, "QA": true, "SAR": true, "SEN": true, "SEND": true, "SENCO": true, "UASC": true, "UK": true, "VAT": true, "YJS": true, "YOS": true,
	"YOT": true, "YP": true,
}

// terms finds an abbreviation that differs from a known one by one letter too many: SPEND for SEND. Others that nobody explains
// are for the summary's glossary, not a contradiction.
func (p *Proposal) terms() []Contradiction {
	var out []Contradiction
	seen := map[string]bool{}
	for _, it := range p.Agenda() {
		for _, para := range it.Paragraphs {
			for _, t := range para.texts() {
				for _, x := range misnamed(t.Text) {
					if !seen[x] {
						seen[x] = true
						out = append(out, Contradiction{"term", []string{para.Number}, x})
					}
				}
				for _, w := range abbreviation.FindAllString(t.Text, -1) {
					if len(w) < 5 || Known[w] || seen[w] { // shorter ones differ by a letter from too many others
						continue
					}
					seen[w] = true
					for i := range w {
						if shorter := w[:i] + w[i+1:]; Known[shorter] && !strings.HasSuffix(w, "s") {
							out = append(out, Contradiction{"term", []string{para.Number}, w + " for " + shorter})
							break
						}
					}
				}
			}
		}
	}
	return out
}
