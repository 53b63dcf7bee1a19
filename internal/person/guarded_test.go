package person

import (
	"testing"

	"pgregory.net/rapid"

	"throughline/internal/record"
)

// However an address is spaced, cased or put into a sentence, the text that holds it is found; a text without it is not.
func TestGuardedIsFoundHoweverItIsWritten(t *testing.T) {
	t.Parallel()
	g, ok := guard("adult:1", record.Address{Lines: []string{"7 Refuge Court"}, Postcode: "N4 2TT", Confidential: true})
	if !ok {
		t.Fatal("nothing to guard")
	}
	if _, ok := guard("adult:1", record.Address{Lines: []string{"7 Refuge Court"}, Postcode: "N4 2TT"}); ok {
		t.Error("an open address is guarded")
	}
	if _, ok := guard("adult:1", record.Address{Lines: []string{"1"}, Confidential: true}); ok {
		t.Error("a house called 1 would be found in every letter")
	}
	for _, harmless := range []string{"", "We visit on Friday.", "7 High Street", "N4", "the refuge"} {
		if g.GivenAwayBy(harmless) {
			t.Errorf("%q gives nothing away", harmless)
		}
	}
	rapid.Check(t, func(t *rapid.T) {
		secret := rapid.SampledFrom([]string{"7 Refuge Court", "N4 2TT"}).Draw(t, "secret")
		written := ""
		for _, r := range secret {
			s := string(r)
			if rapid.Bool().Draw(t, "lower") && r >= 'A' && r <= 'Z' {
				s = string(r + 'a' - 'A')
			}
			written += s + rapid.SampledFrom([]string{"", " ", ", ", "-", "\n"}).Draw(t, "gap")
		}
		before := rapid.StringMatching(`[a-zé .,]{0,20}`).Draw(t, "before")
		if !g.GivenAwayBy(before + " " + written + " " + before) {
			t.Fatalf("%q is not found", written)
		}
	})
}
