package frontdoor

import (
	"fmt"

	"throughline/internal/record"
)

// Gap is something that a good referral has and this one has not. It stops nothing; it is counted by agency (SR-009).
type Gap struct {
	Code  string // father, father_contact, mother, consent, birth, ethnicity, child_view
	Child int    // position of the child, or -1 when it is about the whole referral
	Text  string
}

// Quality says what is missing from a referral as it was received. Source: seed-requirements.md SR-009: father named and how to reach him,
// consent, ethnicity and the child's voice.
func Quality(c record.Contact) []Gap {
	var gaps []Gap
	add := func(code string, child int, text string, args ...any) {
		gaps = append(gaps, Gap{code, child, fmt.Sprintf(text, args...)})
	}
	switch {
	case c.Father.Known == "":
		add("father", -1, "Nothing is said of the father: ask for his name and how to reach him")
	case c.Father.Known == NotAsked:
		add("father", -1, "The father's details were not asked for: %s", c.Father.Why)
	case c.Father.Known != Known:
		add("father", -1, "The father's details are not known to the referrer")
	case c.Father.Phone == "" && c.Father.Birth.IsZero():
		add("father_contact", -1, "The father is named, with no telephone number or date of birth to find him by")
	}
	if c.Mother.Known != Known {
		add("mother", -1, "The mother's details are not given")
	}
	switch {
	case c.Consent == "":
		add("consent", -1, "Nothing is said about consent")
	case c.Consent != "given" && c.WhyWithout == "" && c.OtherNote == "":
		add("consent", -1, "Consent was dispensed with and no reason is given")
	}
	for i, ch := range c.Children {
		if ch.Birth.IsZero() && ch.Expected.IsZero() {
			add("birth", i, "No date of birth")
		}
		if ch.Ethnicity == "" {
			add("ethnicity", i, "Ethnicity is not given")
		}
		unborn := ch.Birth.IsZero() && !ch.Expected.IsZero()
		if ch.View == "" && !unborn {
			add("child_view", i, "Nothing is said of what the child thinks or wants")
		}
	}
	return gaps
}
