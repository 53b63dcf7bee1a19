package match

import "slices"

// compareNames takes the best fit over all pairs of names, as written and turned about.
func (p *comparison) compareNames() {
	p.given, p.family = different, different
	var bestA, bestB Name
	turned := false
	try := func(x, y Name, other bool) {
		g, full, vague := fitGiven(x.Given, y.Given)
		f := fitFamily(x.Family, y.Family)
		if g+f < p.given+p.family || g+f == p.given+p.family && max(g, f) < max(p.given, p.family) {
			p.given, p.family, p.full, p.vague = g, f, full, vague
			bestA, bestB, turned = x, y, other
		}
	}
	for _, x := range p.a.Names {
		for _, y := range p.b.Names {
			try(x, y, false)
		}
	}
	for _, x := range p.a.Names {
		for _, y := range p.b.Names {
			back := y
			back.Given, back.Family = y.Family, y.Given
			if g, _, _ := fitGiven(x.Given, back.Given); g <= variant && fitFamily(x.Family, back.Family) <= variant {
				try(x, back, true)
			}
		}
	}
	if len(p.a.Names) == 0 || len(p.b.Names) == 0 {
		p.given, p.family = missing, missing
		return
	}
	if p.family <= slip {
		p.because(Identity, "family_"+fitCodes[p.family], "family name"+fitTexts[p.family]+bestA.Family+pair(bestA.Family, bestB.Family))
	}
	if p.given <= slip {
		p.because(Identity, "given_"+fitCodes[p.given], "given name"+fitTexts[p.given]+bestA.Given+pair(bestA.Given, bestB.Given))
	}
	if p.given == missing && p.family <= slip {
		p.because(Identity, "given_missing", "one record has no given name")
	}
	if turned {
		p.because(Identity, "name_swapped", "given and family names the other way round")
	}
	for _, n := range []Name{bestA, bestB} {
		if n.Use == Former && p.family <= slip {
			p.because(Identity, "name_former", "former name")
			break
		}
	}
}

var (
	fitCodes = [...]string{"same", "variant", "near"}
	fitTexts = [...]string{": ", ", another form or spelling: ", " spelt differently: "}
)

func pair(a, b string) string {
	if a == b {
		return ""
	}
	return " ~ " + b
}

// placeholders stand where a given name is not known yet.
var placeholders = map[string]bool{
	"unborn": true, "baby": true, "infant": true, "unknown": true, "not": true, "known": true, "na": true, "tbc": true, "boy": true, "girl": true, "child": true,
	"unnamed": true, "twin": true, "male": true, "female": true, "of": true, "one": true, "two": true, "expected": true,
}

func nameWords(s string) []Word {
	return slices.DeleteFunc(words(s), func(w Word) bool { return w.short })
}

// fitGiven compares given names: every word of the shorter must have its like in the longer, as with a middle name left out. Full says that two
// words or more agree; vague that all that agrees is a name which many brothers share before their own (Mohammed Ali, Mohammed Hassan).
func fitGiven(a, b string) (fit nameFit, full, vague bool) {
	x, y := words(a), words(b)
	known := func(w Word) bool { return !placeholders[w.Folded] }
	if !slices.ContainsFunc(x, known) || !slices.ContainsFunc(y, known) {
		return missing, false, false
	}
	fit, agreed, common := fitWords(x, y, true)
	vague = fit <= variant && len(x) != len(y) && agreed == 1 && common
	return fit, fit <= variant && agreed >= 2, vague
}

func fitFamily(a, b string) nameFit {
	x, y := nameWords(a), nameWords(b)
	if len(x) == 0 || len(y) == 0 { // only particles, or nothing
		x, y = words(a), words(b)
	}
	if len(x) == 0 || len(y) == 0 {
		return missing
	}
	fit, _, _ := fitWords(x, y, false)
	return fit
}

// fitWords pairs the words of the shorter list with those of the longer. Two lists that are one word when joined are equal
// (Abdul Rahman, Abdulrahman).
func fitWords(x, y []Word, given bool) (fit nameFit, agreed int, common bool) {
	if len(x) > len(y) {
		x, y = y, x
	}
	if len(x) != len(y) {
		if f := fitWord(joinAll(x), joinAll(y)); f <= variant {
			return f, len(x), false
		}
	}
	taken := make([]bool, len(y))
	for i := range x {
		best, at := different, -1
		for j := range y {
			f := fitWord(x[i], y[j])
			if len(x[i].Folded) == 1 && len(y[j].Folded) > 1 && x[i].Folded[0] == y[j].Folded[0] || len(y[j].Folded) == 1 && len(x[i].Folded) > 1 && x[i].Folded[0] == y[j].Folded[0] {
				f = slip // an initial may be another name's
			}
			if !taken[j] && f < best {
				best, at = f, j
			}
		}
		if at >= 0 {
			taken[at] = true
			if best <= variant {
				agreed++
				common = common || given && slices.Contains(y[at].forms, "mohammed")
			}
		}
		fit = max(fit, best)
	}
	return fit, agreed, common
}

func joinAll(ws []Word) Word {
	out := ws[0]
	for _, w := range ws[1:] {
		out = join2(out, w)
	}
	return out
}

// fitWord compares two name words. Another spelling is one letter put in, left out, swapped or changed that leaves the sound; but not one
// vowel for another nor a vowel more at the end, which make another name too often (Maria and Marie, Zara and Zora, Paul and Paula).
func fitWord(a, b Word) nameFit {
	switch {
	case a.Folded == b.Folded:
		return equal
	case sameForm(a.Folded, a.forms, b.Folded, b.forms):
		if oneName(a.Folded, b.Folded) {
			return variant
		}
		return slip
	}
	short := min(length(a.Folded), length(b.Folded))
	slips := Edits(a.Folded, b.Folded)
	switch {
	case short >= 4 && sameSound(a.sounds, b.sounds) && slips == 1 && !vowelChanged(a.Folded, b.Folded):
		return variant
	case short >= 3 && slips == 1, short >= 6 && slips == 2:
		return slip
	case short >= 3 && sameSound(a.sounds, b.sounds) && (a.abjad != b.abjad || short >= 4 && JaroWinkler(a.Folded, b.Folded) >= 0.75):
		return slip
	}
	return different
}

// vowelChanged says, of two words one letter apart, whether that letter is a vowel in both, or a vowel that the longer has at its end.
func vowelChanged(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	vowel := func(c byte) bool { return isVowel(c) || c == 'y' }
	if len(a) < len(b) {
		return b[:len(a)] == a && vowel(b[len(b)-1])
	}
	for i := range len(a) {
		if a[i] != b[i] {
			return vowel(a[i]) && vowel(b[i])
		}
	}
	return false
}
