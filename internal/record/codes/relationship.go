package codes

import (
	"throughline/internal/day"
	"throughline/internal/errs"
)

// Responsibility says whether a person in a relationship can hold parental responsibility for the other. Whether this person
// does hold it, since when and by which act, is a dated fact of the relationship's record.
type Responsibility string

// The closed list. Source: Children Act 1989 s2 to s5, s12, s14C; Adoption and Children Act 2002 s25, s46.
const (
	Usual    Responsibility = "usual"    // most people so related hold it, or hold it by what makes the relationship
	Possible Responsibility = "possible" // only by an order, an agreement or an appointment
	Never    Responsibility = "none"     // the relationship gives no way to it
)

// Relationship is a kind of relationship as one side sees it: "A is parent of B".
type Relationship struct{ Code }

// RelationshipOf is the kind with a code of the set relationship. An unknown code is errs.Invalid.
func RelationshipOf(code string) (Relationship, error) {
	s, _ := Set("relationship")
	c, ok := s.Find(code)
	if !ok {
		return Relationship{}, s.Valid(code, day.Day{})
	}
	return Relationship{c}, nil
}

// Inverse is the same kind from the other side: the inverse of parent is child. The inverse of the inverse is the kind itself.
func (r Relationship) Inverse() Relationship {
	s, _ := Set("relationship")
	c, _ := s.Find(r.Code.Inverse)
	return Relationship{c}
}

// LabelFor is the label for a person of a sex (codes of the set sex): mother, father, or parent when it is not known.
func (r Relationship) LabelFor(sex string) string {
	switch {
	case sex == "F" && r.Female != "":
		return r.Female
	case sex == "M" && r.Male != "":
		return r.Male
	}
	return r.Label
}

// MayHoldResponsibility says whether a person so related can hold parental responsibility at all.
func (r Relationship) MayHoldResponsibility() bool { return r.Responsibility != Never }

// Consent checks a consent basis with its reason: dispensed with needs a reason, given takes none.
// The errors name the fields consent_basis and consent_dispensed_reason.
func Consent(basis, reason string) error {
	bases, _ := Set("consent_basis")
	if err := bases.Valid(basis, day.Day{}); err != nil {
		return err
	}
	if basis == "given" {
		if reason != "" {
			return errs.Field("consent_dispensed_reason", "Remove the reason: consent was given")
		}
		return nil
	}
	reasons, _ := Set("consent_dispensed_reason")
	return reasons.Valid(reason, day.Day{})
}
