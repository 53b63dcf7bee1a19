package measure

import (
	"fmt"
	"slices"

	"throughline/internal/errs"
)

// former is how a measure was counted before its definition changed. It is kept for ever: what was published under it is counted again under it.
type former struct {
	count func(*Facts, span) []Contribution
	why   string // what the next version counts otherwise, as a sentence
}

// in is the measure as a version of its definition counts it, and what a reader must know when that is not the present one; 0 is the present version.
// errs.NotFound when there is no such version.
func (k counter) in(def Definition, version int) (as counter, d Definition, note string, err error) {
	first := def.Version - len(k.earlier) // the version of the specification
	switch {
	case version == 0 || version == def.Version:
		return k, def, "", nil
	case version < first || version > def.Version:
		return k, def, "", errs.New(errs.NotFound, "This program has version %d of measure %s and earlier ones back to %d; the figure was counted by version %d", def.Version, def.ID, first, version)
	}
	was := k.earlier[version-first]
	k.count, def.Version = was.count, version
	return k, def, fmt.Sprintf("Counted by version %d of its definition. Later versions count otherwise: %s", version, was.why), nil
}

// changes says what each later version of a definition counts otherwise, the oldest first.
func (k counter) changes(first int) (out []string) {
	for i, f := range k.earlier {
		out = append(out, fmt.Sprintf("Version %d: %s", first+i+1, f.why))
	}
	return out
}

// acceptedOnly is FD-07 as it was first counted: a referral that was recorded as such, without a contact, was not in it.
func acceptedOnly(f *Facts, p span) []Contribution {
	return slices.DeleteFunc(decidedInTime(f, p), func(c Contribution) bool {
		r, ok := f.referrals.find(c.Record)
		return !ok || r.Contact == ""
	})
}

// withOthersVisits counts as it was first counted: that another agency saw the child and told us was a visit of ours.
func withOthersVisits(count func(*Facts, span) []Contribution) []former {
	return []former{{
		count: func(f *Facts, p span) []Contribution {
			own := f.visits.All
			f.visits.All = slices.Clone(own)
			for i := range f.visits.All {
				f.visits.All[i].Body.Agency = ""
			}
			defer func() { f.visits.All = own }()
			return count(f, p)
		},
		why: "a child whom another agency saw and told us of was not visited by us.",
	}}
}

var fd07Before = []former{{acceptedOnly, "referrals that were recorded as such at the front door, without a contact before them, are counted too."}}
