package measure

import (
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

// families are the measures that count families, of which each has several stories: those whom early help helps together, brothers and sisters in care, the
// one or two adopters of a home. Source: seed requirements S0 4.8 and 4.9; SCCIF; Annex A list 11; specs/measures.md.
var families = map[string]counter{
	"EH-05": {
		plain: "How many families early help was helping at the end of the day for each full-time equivalent of the early help practitioners employed here.",
		shape: aRatio, weighted: true, scale: 100, snapshot: true, kinds: []string{helpKind, kind[record.Employment]()}, class: access.Referral,
		note: "Beside the value stand the number of families and of practitioners. " + familyNote,
		join: &join{over: []string{record.ChildSubject, record.WorkerSubject}, pick: helpAndHelpers, count: familiesHelped},
	},
	"EH-09": {
		plain: "How many families the early help of social care and that of the education service were both helping at the end of the day.",
		shape: aNumber, snapshot: true, kinds: []string{helpKind}, class: access.Referral, note: familyNote,
		join: &join{over: []string{record.ChildSubject}, pick: helpOpen, count: helpedTwice},
	},
	"CLA-32": {
		plain:    "Of the groups of brothers and sisters of whom two or more were looked after at the end of the day, how many were all placed together.",
		snapshot: true, kinds: append([]string{placementKind, kind[record.Relationship]()}, careKinds...), class: access.Assessment,
		note: "Brothers and sisters are those recorded as such and those with a parent in common. Together is at the same address, with the same provider where both are known. Each group stands in the list with one child. Why a group is apart is not recorded yet.",
		join: &join{over: []string{record.ChildSubject, record.AdultSubject}, pick: kinInCare, count: kinTogether},
	},
	"AD-07": {
		plain: "How many families were approved as adopters and waited for a match at the end of the day.",
		shape: aNumber, snapshot: true, subject: record.AdultSubject, kinds: []string{kind[record.ProspectiveAdopter]()}, class: access.ThirdParty,
		note: "A couple is one, and stands in the list with one of the two.",
		join: &join{over: []string{record.AdultSubject}, pick: adoptersWaiting, count: oneOfFamily},
	},
}

const familyNote = "Children are of one family when their early help names the same family or the same request. Each family stands in the list with one child."

// The parts of these figures.
const (
	aHelp part = iota
	aHelper
	aChild
	aTie
)

// helpOpen is each time of early help that was open at the end of the day.
func helpOpen(f *Facts, p span, give func(piece)) {
	for i := range f.earlyHelp.All {
		e := &f.earlyHelp.All[i]
		if b := &e.Body; !b.Started.IsZero() && open(b.Started, b.Ended, p.asAt) {
			help := counts(aHelp, ofHelp(f, e, true, p.asAt), said(f.Subject, b.Family, b.Case)...)
			help.n = map[string]int{"social_care": 1, "education": 2}[b.Service]
			give(help)
		}
	}
}

func helpAndHelpers(f *Facts, p span, give func(piece)) {
	helpOpen(f, p, give)
	for i := range f.employments.All {
		e := &f.employments.All[i]
		if employed(&e.Body, p.asAt) && e.Body.Job == "early_help" {
			c := ofEmployment(f, e, false, p.asAt)
			c.Of = f.Subject
			give(counts(aHelper, c))
		}
	}
}

// familiesOf puts pieces together that share a key; each family is in the order of its pieces.
func familiesOf(ps []piece) [][]piece {
	ties := clusters{}
	for _, p := range ps {
		ties.tie(p.keys...)
	}
	at := map[string]int{}
	var out [][]piece
	for _, p := range ps {
		root := ties.root(p.keys[0])
		i, ok := at[root]
		if !ok {
			i = len(out)
			at[root], out = i, append(out, nil)
		}
		out[i] = append(out[i], p)
	}
	return out
}

func ofPart(ps []piece, of part) (out []piece) {
	for _, p := range ps {
		if p.part == of {
			out = append(out, p)
		}
	}
	return out
}

// familiesHelped is EH-05. A worker with two employments is one.
func familiesHelped(ps []piece, _ span) (counted []piece, note string) {
	for _, family := range familiesOf(ofPart(ps, aHelp)) {
		counted = append(counted, family[0])
	}
	hours := map[string]int{}
	helpers := ofPart(ps, aHelper)
	for _, p := range helpers {
		hours[p.subject] += p.may.Value
	}
	for _, p := range helpers {
		p.may.Value = hours[p.subject]
		counted = append(counted, p)
	}
	return counted, ""
}

// helpedTwice is EH-09.
func helpedTwice(ps []piece, _ span) (counted []piece, note string) {
	for _, family := range familiesOf(ps) {
		services := 0
		for _, p := range family {
			services |= p.n
		}
		if services == 3 {
			counted = append(counted, family[0])
		}
	}
	return counted, ""
}

func oneOfFamily(ps []piece, _ span) (counted []piece, note string) {
	for _, family := range familiesOf(ps) {
		counted = append(counted, family[0])
	}
	return counted, ""
}

// adoptersWaiting is AD-07.
func adoptersWaiting(f *Facts, p span, give func(piece)) {
	by := func(d day.Day) bool { return !d.IsZero() && !d.After(p.asAt) }
	for i := range f.adopters.All {
		a := &f.adopters.All[i]
		if b := &a.Body; by(b.Approved) && !by(b.Matched) && !by(b.Placed) && !by(b.Ordered) && !by(b.Left) {
			c := one(f, a.ID, true, p.asAt)
			c.Started = b.Approved
			key := f.Subject
			if b.Family != "" {
				key = "family " + b.Family
			}
			give(counts(aHelp, c, key))
		}
	}
}

// What a person is to another, by the codes of the set relationship. Foster and step-siblings are no brothers and sisters here, nor are those who share a
// parent's new partner: the duty to place together is for siblings (Children Act 1989 s22C(8)(c)).
var (
	parentOf  = map[string]bool{"parent": true, "birth_parent": true, "adoptive_parent": true}
	childOf   = map[string]bool{"child": true, "birth_child": true, "adopted_child": true}
	siblingOf = map[string]bool{"sibling": true, "half_sibling": true, "adoptive_sibling": true}
)

// kinInCare are the children in care with where they live, and what ties them to parents, brothers and sisters. A tie may be recorded with the child, with the
// brother or sister, or with the parent.
func kinInCare(f *Facts, p span, give func(piece)) {
	if record.SubjectType(f.Subject) == record.ChildSubject {
		pd, ok := inCare(f, p.asAt)
		if !ok {
			return
		}
		c := ofPeriod(f, pd, false, p.asAt)
		child := counts(aChild, c, f.names()...)
		if pl, ok := placementOn(f, pd, p.asAt); ok && pl.Body.Postcode != "" {
			child.id = pl.Body.Postcode + " " + strings.Trim(pl.Body.URN, "X")
		} else {
			child.id = ""
		}
		give(child)
	}
	for _, r := range f.kin.All {
		if parentOf[r.Body.Type] || siblingOf[r.Body.Type] || childOf[r.Body.Type] {
			give(tells(aTie, f, r.ID, append(f.names(), r.Body.Other)...))
		}
	}
}

// kinTogether is CLA-32. A group of whom one child's address is not recorded cannot be counted.
func kinTogether(ps []piece, _ span) (counted []piece, note string) {
	ties := clusters{}
	for _, p := range ps {
		ties.tie(p.keys...)
	}
	groups := map[string][]piece{}
	var order []string
	for _, p := range ofPart(ps, aChild) {
		root := ties.root(p.keys[0])
		if groups[root] == nil {
			order = append(order, root)
		}
		groups[root] = append(groups[root], p)
	}
	for _, root := range order {
		group := groups[root]
		if len(group) < 2 {
			continue
		}
		c := group[0].may
		c.In = true
		for _, p := range group {
			switch {
			case p.id == "":
				c.In, c.Held = false, "Where one of the brothers and sisters lives is not recorded"
			case !sameHome(p.id, group[0].id):
				c.In = false
			}
		}
		counted = append(counted, group[0])
	}
	return counted, ""
}

// sameHome says whether two homes, a postcode and a provider's number each, are one.
func sameHome(a, b string) bool {
	placeA, urnA, _ := strings.Cut(a, " ")
	placeB, urnB, _ := strings.Cut(b, " ")
	return placeA == placeB && (urnA == urnB || urnA == "" || urnB == "")
}
