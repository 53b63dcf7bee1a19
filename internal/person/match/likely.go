package match

import (
	"slices"

	"throughline/internal/day"
)

// Level says how strongly two records look like one person.
type Level int

// The levels of a duplicate warning.
const (
	None     Level = iota
	Possible       // a person should look: a twin, a parent of the same name, a changed name
	Probable       // very likely one person; still nothing is merged by itself
)

func (l Level) String() string { return [...]string{"none", "possible", "likely"}[l] }

// Likely says whether two records may be of one person, and why. It is symmetric in its level. Children of one birth differ in a given name
// only, and often by little (Hassan and Hussain, Jayden and Hayden), so a given name that is more than another spelling apart
// is never more than possible. To find the records to compare with, look up the Keys of the new one and take the highest sums of Worth.
func Likely(a, b Person) (Level, []Reason) {
	p := comparison{a: a, b: b}
	p.compareNames()
	p.compareBirth()
	p.compareIDs()
	p.compareHomes()
	level := p.level()
	if level == None {
		return None, nil
	}
	return level, p.why
}

// nameFit is how two given or family names compare, best first.
type nameFit int

const (
	equal     nameFit = iota // the same, or the shorter is part of the longer
	variant                  // forms of one name, or spellings of one sound
	slip                     // a slip of the pen apart: perhaps another name
	missing                  // one is not recorded
	different                // two names
)

// birthFit is how two dates of birth compare.
type birthFit int

const (
	sameDay birthFit = iota
	swappedDay
	nearDay
	nearExpected // born, or expected, within weeks of an expected date
	noDay
	otherDay
)

type comparison struct {
	a, b          Person
	given, family nameFit
	vague         bool // the names agree only in a word that many bear
	full          bool // the given names agree in two words or more
	birth         birthFit
	sameID        bool // one UPN, NHS number, or id of one system
	otherID       bool // two different UPNs or NHS numbers
	home          bool // one postcode or phone number
	why           []Reason
}

func (p *comparison) because(class Class, code, text string) {
	p.why = append(p.why, Reason{code, text, class})
}

func (p *comparison) level() Level {
	names := max(p.given, p.family)
	switch {
	case p.sameID && (names <= slip || p.given == missing || p.birth <= swappedDay):
		return Probable
	case p.sameID: // a number typed into the wrong record is to be found too
		return Possible
	case p.otherID:
		if names <= variant && p.birth == sameDay {
			return Possible
		}
		return None
	case p.family > slip && p.family != missing: // another family name
		if p.given <= variant && p.birth == sameDay && (p.home || p.full) {
			return Possible
		}
		return None
	}
	if p.family == missing && p.given == missing {
		return None
	}
	switch p.birth {
	case sameDay:
		switch {
		case p.given <= variant && p.family <= slip && !p.vague:
			return Probable
		case p.given == slip || p.given == different:
			p.because(Identity, "twin", "same date of birth, another given name: perhaps twins")
		}
		return Possible
	case swappedDay:
		switch {
		case p.given == equal && p.family == equal && !p.vague:
			return Probable
		case p.given <= slip:
			return Possible
		}
	case nearDay:
		if p.given <= variant && p.family <= slip {
			return Possible
		}
	case nearExpected:
		switch {
		case p.given == different && !p.home:
			return None
		case p.home && p.given == missing && p.family <= variant:
			return Probable
		case p.family <= slip:
			return Possible
		}
	case noDay:
		if p.given <= variant && p.family <= slip || p.given == slip && p.family <= variant && p.home {
			return Possible
		}
	case otherDay:
		gap := p.a.Born.Sub(p.b.Born)
		if p.given == equal && p.family == equal && p.home && max(gap, -gap) < 10*365 { // more years apart: parent and child of one name
			return Possible
		}
	}
	return None
}

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

func (p *comparison) compareBirth() {
	a, b := p.a, p.b
	switch {
	case a.Unborn() && b.Unborn():
		if gap := a.Expected.Sub(b.Expected); gap >= -28 && gap <= 28 {
			p.birth = nearExpected
			p.because(Identity, "expected_near", "expected dates of birth within four weeks")
			return
		}
		p.birth = otherDay
	case a.Unborn() && !b.Born.IsZero():
		p.birth = p.bornNear(b.Born, a.Expected)
	case b.Unborn() && !a.Born.IsZero():
		p.birth = p.bornNear(a.Born, b.Expected)
	case a.Born.IsZero() || b.Born.IsZero():
		p.birth = noDay
	case a.Born == b.Born:
		p.birth = sameDay
		p.because(Identity, "dob", "same date of birth")
	case swap(a.Born) == b.Born:
		p.birth = swappedDay
		p.because(Identity, "dob_swapped", "day and month of birth swapped")
	default:
		if v, code, text := compareDates(a.Born, b.Born, false); v >= 0.6 {
			p.birth = nearDay
			p.because(Identity, code, text)
			return
		}
		p.birth = otherDay
	}
}

// bornNear says whether a birth may be the one expected: up to 16 weeks early, up to 3 weeks late.
func (p *comparison) bornNear(born, expected day.Day) birthFit {
	if gap := born.Sub(expected); gap < -112 || gap > 21 {
		return otherDay
	}
	p.because(Identity, "expected_near", "born near the expected date of birth of the other record")
	return nearExpected
}

func (p *comparison) compareIDs() {
	for _, x := range p.a.IDs {
		for _, y := range p.b.IDs {
			tx, ty := x.Type, y.Type
			if tx == FormerUPN {
				tx = UPN
			}
			if ty == FormerUPN {
				ty = UPN
			}
			vx, vy := compact(x.Value), compact(y.Value)
			if tx != ty || vx == "" || vy == "" {
				continue
			}
			national := tx == UPN || tx == NHS
			switch {
			case vx == vy && (national || x.System == y.System):
				p.sameID = true
				p.because(Identity, "id_"+string(tx), "same "+idNames[tx])
			case vx != vy && national && x.Type == y.Type && x.Type != FormerUPN:
				p.otherID = true
			}
		}
	}
}

func (p *comparison) compareHomes() {
	a, b := Prepare(p.a), Prepare(p.b)
	if shares(a.postcodes, b.postcodes) {
		p.home = true
		p.because(Location, "postcode", "same postcode")
	}
	if shares(a.phones, b.phones) {
		p.home = true
		p.because(Contact, "phone", "same phone number")
	}
}

func shares(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}
