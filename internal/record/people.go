package record

import (
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record/codes"
)

// Name is one name of a person, for the time it was used.
type Name struct {
	Given  string  `json:"given"`
	Family string  `json:"family"`
	Use    string  `json:"use"` // current, former, alias, preferred
	From   day.Day `json:"from,omitzero"`
	To     day.Day `json:"to,omitzero"`
}

// Full is given and family name in reading order.
func (n Name) Full() string { return strings.TrimSpace(n.Given + " " + n.Family) }

// Child is who a child is: facts as the returns define them. An unborn child has Expected and no Birth.
type Child struct {
	Names        []Name   `json:"names"`
	Birth        day.Day  `json:"birth,omitzero"`
	Expected     day.Day  `json:"expected,omitzero"`
	Death        day.Day  `json:"death,omitzero"`
	Sex          string   `json:"sex,omitempty"`          // code set sex (from CIN 2024/25)
	Gender       string   `json:"gender,omitempty"`       // own words or code; never used by a return after 2023/24
	Ethnicity    string   `json:"ethnicity,omitempty"`    // code set ethnicity
	Disabilities []string `json:"disabilities,omitempty"` // code set disability
	Language     string   `json:"language,omitempty"`     // code set language
	Interpreter  bool     `json:"interpreter,omitempty"`
	School       string   `json:"school,omitempty"`
}

// KindName is "child".
func (Child) KindName() string { return "child" }

// Current is the name in use: the last current one, else the first.
func (c Child) Current() Name { return currentName(c.Names) }

func currentName(names []Name) Name {
	for i := len(names) - 1; i >= 0; i-- {
		if names[i].Use == "current" && names[i].To.IsZero() {
			return names[i]
		}
	}
	if len(names) > 0 {
		return names[0]
	}
	return Name{}
}

// Unborn says whether the child is not yet born.
func (c Child) Unborn() bool { return c.Birth.IsZero() && !c.Expected.IsZero() }

// Valid refuses a child without a name, with two birth dates, or with a code that no return knows.
func (c Child) Valid(on day.Day) error {
	var f errs.Fields
	if n := c.Current(); n.Given == "" && n.Family == "" {
		f.Add("family", "Enter the child's name, or “Unborn” with the mother's family name")
	}
	if !c.Birth.IsZero() && !c.Expected.IsZero() {
		f.Add("birth", "Give a date of birth or an expected date, not both")
	}
	if c.Birth.After(on) {
		f.Add("birth", "Date of birth must be today or in the past; for an unborn child give the expected date")
	}
	checkCode(&f, "sex", "sex", c.Sex, on)
	checkCode(&f, "ethnicity", "ethnicity", c.Ethnicity, on)
	checkCode(&f, "language", "language", c.Language, on)
	for _, d := range c.Disabilities {
		checkCode(&f, "disabilities", "disability", d, on)
	}
	return f.Err()
}

// childSex turns revision 1, which kept GenderCurrent as the CIN census did until 2023/24, into revision 2 with sex
// (N00783). The census codes 1 and 2 became M and F; 0 (not known) and 9 (indeterminate) became U.
func childSex(m map[string]any) {
	g, ok := m["gender_current"].(string)
	delete(m, "gender_current")
	if !ok || m["sex"] != nil {
		return
	}
	switch g {
	case "1":
		m["sex"] = "M"
	case "2":
		m["sex"] = "F"
	default:
		m["sex"] = "U"
	}
}

// Adult is a parent, carer, relative or other adult in a child's life.
type Adult struct {
	Names       []Name  `json:"names"`
	Birth       day.Day `json:"birth,omitzero"`
	Death       day.Day `json:"death,omitzero"`
	Sex         string  `json:"sex,omitempty"`
	Ethnicity   string  `json:"ethnicity,omitempty"`
	Language    string  `json:"language,omitempty"`
	Interpreter bool    `json:"interpreter,omitempty"`
}

// KindName is "adult".
func (Adult) KindName() string { return "adult" }

// Current is the name in use.
func (a Adult) Current() Name { return currentName(a.Names) }

// Valid refuses an adult without a name or with an unknown code.
func (a Adult) Valid(on day.Day) error {
	var f errs.Fields
	if n := a.Current(); n.Given == "" && n.Family == "" {
		f.Add("family", "Enter the person's name")
	}
	if a.Birth.After(on) {
		f.Add("birth", "Date of birth must be in the past")
	}
	checkCode(&f, "sex", "sex", a.Sex, on)
	checkCode(&f, "ethnicity", "ethnicity", a.Ethnicity, on)
	checkCode(&f, "language", "language", a.Language, on)
	return f.Err()
}

// The types of identifier.
const (
	UPN           = "upn"
	FormerUPN     = "former_upn"
	UPNUnknown    = "upn_unknown" // reason code, code set upn_unknown
	NHSNumber     = "nhs_number"
	LAChildID     = "la_child_id"
	FormerChildID = "former_la_child_id"
)

// Identifier is one identifier of a person, for the time it was in force.
type Identifier struct {
	Type  string  `json:"type"` // code set identifier_type
	Value string  `json:"value"`
	From  day.Day `json:"from,omitzero"`
	To    day.Day `json:"to,omitzero"`
}

// KindName is "identifier".
func (Identifier) KindName() string { return "identifier" }

// Valid refuses an unknown type, an empty value, an unknown reason for having no UPN, and an end before the start. Check digits are
// verified where a person types the number (internal/person), so that an import can bring in what a system really holds.
func (i Identifier) Valid(on day.Day) error {
	var f errs.Fields
	switch i.Type {
	case UPN, FormerUPN, NHSNumber, LAChildID, FormerChildID:
	case UPNUnknown:
		checkCode(&f, "value", "upn_unknown", i.Value, on)
	default:
		f.Add("type", "%q is not a type of identifier; use upn, former_upn, upn_unknown, nhs_number, la_child_id or former_la_child_id", i.Type)
	}
	if strings.TrimSpace(i.Value) == "" {
		f.Add("value", "Enter the number")
	}
	checkSpan(&f, i.From, i.To)
	return f.Err()
}

// Address is where a person lives or lived. A confidential address is shown only to those who need it, and never printed
// on a letter to somebody else.
type Address struct {
	Lines        []string `json:"lines"`
	Postcode     string   `json:"postcode,omitempty"`
	From         day.Day  `json:"from,omitzero"`
	To           day.Day  `json:"to,omitzero"`
	Confidential bool     `json:"confidential,omitempty"`
}

// KindName is "address".
func (Address) KindName() string { return "address" }

// Valid refuses an address that says nothing, and an end before the start.
func (a Address) Valid(day.Day) error {
	var f errs.Fields
	if strings.TrimSpace(strings.Join(a.Lines, "")) == "" && a.Postcode == "" {
		f.Add("lines", "Enter at least one line of the address, or the postcode")
	}
	checkSpan(&f, a.From, a.To)
	return f.Err()
}

// The types of contact detail.
const (
	Phone = "phone"
	Email = "email"
)

// ContactDetail is a telephone number or mail address. A confidential one is shown like a confidential address.
type ContactDetail struct {
	Type         string  `json:"type"` // phone, email
	Value        string  `json:"value"`
	To           day.Day `json:"to,omitzero"`
	Confidential bool    `json:"confidential,omitempty"`
}

// KindName is "contact_detail".
func (ContactDetail) KindName() string { return "contact_detail" }

// Valid refuses an unknown type and an empty value.
func (c ContactDetail) Valid(day.Day) error {
	var f errs.Fields
	if c.Type != Phone && c.Type != Email {
		f.Add("type", "%q is not a type of contact detail; use phone or email", c.Type)
	}
	if strings.TrimSpace(c.Value) == "" {
		f.Add("value", "Enter the telephone number or mail address")
	}
	return f.Err()
}

// Relationship says what another person is to the subject: Type "parent" means that Other is the subject's parent. It is
// recorded once and shown from both sides, with the inverse (code set relationship). Responsibility says that Other holds parental
// responsibility for the subject or, where Type gives no way to that ("child"), that the subject holds it for Other.
type Relationship struct {
	Other          string  `json:"other"`
	Type           string  `json:"type"` // code set relationship
	From           day.Day `json:"from,omitzero"`
	To             day.Day `json:"to,omitzero"`
	Responsibility bool    `json:"parental_responsibility,omitempty"`
}

// KindName is "relationship".
func (Relationship) KindName() string { return "relationship" }

// Valid refuses a relationship with nobody, an unknown type, parental responsibility where neither side can hold it, and an end before
// the start.
func (r Relationship) Valid(day.Day) error {
	var f errs.Fields
	if !IsPerson(r.Other) {
		f.Add("other", "Choose the other person")
	}
	if kind, err := codes.RelationshipOf(r.Type); err != nil {
		f.Add("type", "Choose what the person is: %q is not a code of the set relationship", r.Type)
	} else if r.Responsibility && !kind.MayHoldResponsibility() && !kind.Inverse().MayHoldResponsibility() {
		f.Add("parental_responsibility", "A person so related (%s) cannot hold parental responsibility", kind.Label)
	}
	checkSpan(&f, r.From, r.To)
	return f.Err()
}

// checkSpan notes an end before its start.
func checkSpan(f *errs.Fields, from, to day.Day) {
	if to.Before(from) {
		f.Add("to", "The end (%s) must not be before the start (%s)", to.Short(), from.Short())
	}
}

// Family is a group of people who are worked with together.
type Family struct {
	Name    string   `json:"name"`
	Members []Member `json:"members"`
}

// Member is one person's time in a family.
type Member struct {
	Person string  `json:"person"`
	From   day.Day `json:"from,omitzero"`
	To     day.Day `json:"to,omitzero"`
}

// KindName is "family".
func (Family) KindName() string { return "family" }

// Merge says that the subject turned out to be the same person as Into. Withdrawing it separates them again.
type Merge struct {
	Into   string `json:"into"`
	Reason string `json:"reason"`
}

// KindName is "merge".
func (Merge) KindName() string { return "merge" }

// Valid refuses a merge into nobody, or without a reason.
func (m Merge) Valid(day.Day) error {
	var f errs.Fields
	if !IsPerson(m.Into) {
		f.Add("keep", "Choose the record to keep")
	}
	if strings.TrimSpace(m.Reason) == "" {
		f.Add("reason", "Say how you know that this is one person")
	}
	return f.Err()
}
