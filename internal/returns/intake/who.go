package intake

import (
	"slices"

	"throughline/internal/day"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
)

// known is who a recorded child is.
type known struct {
	identity
	ids     []string // LA child ids now, of merged records too
	formers []string // LA child ids before
	upns    []string // UPNs now and before
	story   story.Story
}

func knownOf(s story.Story) known {
	k := known{story: s}
	for _, i := range story.All[record.Identifier](s) {
		ended := !i.Body.To.IsZero()
		switch i.Body.Type {
		case record.LAChildID:
			if ended {
				k.formers = append(k.formers, i.Body.Value)
			} else {
				k.ids = append(k.ids, i.Body.Value)
			}
		case record.FormerChildID:
			k.formers = append(k.formers, i.Body.Value)
		case record.UPN, record.FormerUPN:
			upn, err := match.ParseUPN(i.Body.Value)
			if err != nil {
				continue
			}
			k.upns = append(k.upns, upn)
			if i.Body.Type == record.UPN && !ended {
				k.upn = upn
			}
		}
	}
	if c, ok := story.First[record.Child](s); ok {
		k.birth, k.expected, k.sex = c.Body.Birth, c.Body.Expected, c.Body.Sex
	}
	return k
}

// How far a birth may lie from the expected date that was recorded: from the edge of survival to an expected date that was set too early.
const (
	mostEarly = 20 * 7
	mostLate  = 6 * 7
)

// birthFits says whether two records of when a child was or will be born can be of one child. What is not known fits everything.
func birthFits(a, b identity) bool {
	near := func(born, expected day.Day) bool {
		return born.IsZero() || expected.IsZero() || born.Sub(expected) >= -mostEarly && born.Sub(expected) <= mostLate
	}
	if !a.birth.IsZero() && !b.birth.IsZero() {
		return a.birth == b.birth
	}
	if !a.expected.IsZero() && !b.expected.IsZero() {
		return max(a.expected.Sub(b.expected), b.expected.Sub(a.expected)) <= mostEarly
	}
	return near(a.birth, b.expected) && near(b.birth, a.expected)
}

// upnFits says whether two UPNs can be of one child. A temporary one is replaced in time.
func upnFits(a, b string) bool {
	return a == b || a == "" || b == "" || match.TemporaryUPN(a) || match.TemporaryUPN(b)
}

// fits says whether an element of the file can be the recorded child.
func (e entry) fits(k known) bool {
	return birthFits(e.identity, k.identity) && e.upnFits(k)
}

func (e entry) upnFits(k known) bool {
	return upnFits(e.identity.upn, k.upn) || slices.Contains(k.upns, e.identity.upn) || e.former != "" && slices.Contains(k.upns, e.former)
}

// sameUPN says that both have a UPN and it is one.
func (e entry) sameUPN(k known) bool {
	return e.identity.upn != "" && slices.Contains(k.upns, e.identity.upn)
}

// register is who stands in the file, by LAchildID. It tells two children with one number apart from one child that changed.
type register map[string][]identity

func (r register) add(who identity) {
	if who.id != "" && !slices.Contains(r[who.id], who) {
		r[who.id] = append(r[who.id], who)
	}
}

// claims says whether another element of the file than who is the recorded child, by one of the child's own ids.
func (r register) claims(k known, who identity) bool {
	for _, id := range k.ids {
		for _, x := range r[id] {
			other := id != who.id || !birthFits(x, who) || !upnFits(x.upn, who.upn)
			if other && birthFits(x, k.identity) && upnFits(x.upn, k.upn) {
				return true
			}
		}
	}
	return false
}

// vague says whether somebody known as who could be either of two different children who share the number in this file.
func (r register) vague(id string, who identity) bool {
	fits := func(a, b identity) bool { return birthFits(a, b) && upnFits(a.upn, b.upn) }
	for i, x := range r[id] {
		for _, y := range r[id][:i] {
			if fits(x, who) && fits(y, who) && !fits(x, y) {
				return true
			}
		}
	}
	return false
}

// finding is what the search for a child gave.
type finding struct {
	known          // the child, when found
	found     bool // false: a new child, unless there is a doubt
	doubt     string
	upnOff    bool // the UPN is another child's: leave it out
	formerOff bool // so is the former one
}

// find says which recorded child an element is: byID are those that have its LAchildID (now, or else before), byUPN those that have
// its UPN or the one it names as former. It is pure, and never guesses: a doubt is given in words.
func find(e entry, byID, byUPN []known, file register) finding {
	const shared = "in this file the LAchildID stands for more than one child, and nothing tells which of them this is; add the date of birth and import again"
	if file.vague(e.identity.id, e.identity) {
		return finding{doubt: shared}
	}
	mine := slices.DeleteFunc(slices.Clone(byID), func(k known) bool { return !e.fits(k) && file.claims(k, e.identity) })
	var fit, exact, now []known
	for _, k := range mine {
		if e.fits(k) {
			fit = append(fit, k)
			if k.birth == e.identity.birth && k.upn == e.identity.upn {
				exact = append(exact, k)
			}
			if k.upn == e.identity.upn && k.upn != "" {
				now = append(now, k)
			}
		}
	}
	switch {
	case len(fit) < 2:
	case len(exact) == 1:
		fit = exact
	case len(exact) == 0 && len(now) == 1: // the others had the number before, or have none
		fit = now
	}
	switch {
	case len(fit) > 1:
		return finding{doubt: "more than one child here has this LAchildID; merge them if they are one, or correct the number, and import again"}
	case len(fit) == 1 && file.vague(e.identity.id, fit[0].identity):
		return finding{doubt: shared}
	case len(fit) == 1:
		return found(e, fit[0], byUPN)
	case len(mine) == 1 && e.sameUPN(mine[0]): // two numbers agree, so the date is a slip on one side: it is reported, not believed
		return found(e, mine[0], byUPN)
	case len(mine) > 0 && !birthFits(e.identity, mine[0].identity):
		return finding{doubt: "the child with this LAchildID here has another date of birth; correct whichever is wrong and import again"}
	case len(mine) > 0:
		return finding{doubt: "the child with this LAchildID here has another UPN; correct whichever is wrong, or name the old one as FormerUPN, and import again"}
	}
	return findByUPN(e, byUPN, file)
}

func findByUPN(e entry, byUPN []known, file register) finding {
	others := slices.DeleteFunc(slices.Clone(byUPN), func(k known) bool { return file.claims(k, e.identity) })
	switch {
	case len(others) == 0:
		return finding{upnOff: taken(e.identity.upn, known{}, byUPN), formerOff: taken(e.former, known{}, byUPN)}
	case len(others) > 1:
		return finding{doubt: "more than one child here has this UPN; merge them if they are one, or correct the number, and import again"}
	}
	k := others[0]
	switch {
	case e.identity.birth.IsZero() || k.birth.IsZero():
		return finding{doubt: "a child here has this UPN and another LAchildID or none, and there is no date of birth to check it by; add it and import again"}
	case e.identity.birth != k.birth:
		return finding{doubt: "the child with this UPN here has another date of birth; correct whichever is wrong and import again"}
	case certain(e.identity.sex) && certain(k.sex) && e.identity.sex != k.sex:
		return finding{doubt: "the child with this UPN here has another sex and another LAchildID or none; correct whichever is wrong and import again"}
	}
	return found(e, k, byUPN)
}

func certain(sex string) bool { return sex == "M" || sex == "F" }

func found(e entry, k known, byUPN []known) finding {
	return finding{known: k, found: true, upnOff: taken(e.identity.upn, k, byUPN), formerOff: taken(e.former, k, byUPN)}
}

// taken says whether a UPN that the child does not have is recorded for somebody else.
func taken(upn string, k known, byUPN []known) bool {
	return upn != "" && !slices.Contains(k.upns, upn) && slices.ContainsFunc(byUPN, func(o known) bool {
		return o.story.Subject != k.story.Subject && slices.Contains(o.upns, upn)
	})
}
