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
