// Package match finds people by what is half known of them: names in any spelling, dates, numbers, addresses; and says when two records
// may be of one person. It is pure: Keys makes the rows of the search table, ParseQuery the keys to look up, Score ranks what was
// found and says why, Likely warns of duplicates. Nothing here decides what a reader may see: leave out what access refuses first.
//
// Confidential addresses and phone numbers take no part at all: neither a hit nor a warning may tell where somebody is.
//
// Source: issue 2 (People), requirements/acceptance-scenarios.md 19 and 20, design/dependencies.md (Person search, Name similarity).
package match

import "throughline/internal/day"

// Person is what is known of somebody, as far as it helps to find them.
type Person struct {
	Names     []Name
	Born      day.Day
	Expected  day.Day // the expected date of birth; used while Born is not known
	IDs       []ID
	Addresses []Address
	Phones    []Phone
}

// Unborn says whether the person is not born yet as far as the record knows.
func (p Person) Unborn() bool { return p.Born.IsZero() && !p.Expected.IsZero() }

// Name is one name a person has, had or is called by.
type Name struct {
	Use    Use
	Given  string // all given names
	Family string
}

// Use says what a name is to its person.
type Use string

// The uses of a name.
const (
	Current Use = "current"
	Former  Use = "former"
	Alias   Use = "alias" // also known as
)

// ID is one identifier.
type ID struct {
	Type   IDType
	Value  string // as recorded
	System string // for local and former ids: whose number it is, when known
}

// IDType is the sort of an identifier.
type IDType string

// The sorts of identifier.
const (
	UPN       IDType = "upn"
	FormerUPN IDType = "former_upn"
	NHS       IDType = "nhs"
	Local     IDType = "local"  // this council's child id
	FormerID  IDType = "former" // an id of an earlier system or another council
)

// Address is one address. The postcode may also stand in the lines.
type Address struct {
	Lines        string
	Postcode     string
	Confidential bool
}

// Phone is one phone number, as recorded.
type Phone struct {
	Number       string
	Confidential bool
}
