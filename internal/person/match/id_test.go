package match

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"throughline/internal/errs"
)

// UPNs of conformance/cin/cin-dev-01-clean.xml: all pass the census rules.
const sampleUPNs = `A202224826552 A301278118151 B383233907236 C813477914261 D202094414286 E394490909593 F330425907511 G801951223186 J316649812014
K202971411690 L420507124463 M316813111094 N001537621321 P001015917788 Q001258011084 R316341509688 T330699415090 U001553418548 V316748505960 W301043414236`

func TestParseUPNAcceptsTheSamples(t *testing.T) {
	for _, u := range strings.Fields(sampleUPNs) {
		for _, in := range []string{u, " " + strings.ToLower(u), u[:4] + " " + u[4:]} {
			if got, err := ParseUPN(in); err != nil || got != u {
				t.Errorf("%q: %q %v", in, got, err)
			}
		}
	}
}

func TestParseUPNRefuses(t *testing.T) {
	for in, want := range map[string]string{
		"A20222482655":   `A UPN has 13 characters: a letter and 12 more; "A20222482655" has 12`,
		"":               `"" has 0`,
		"B202224826552":  `The check letter of UPN "B202224826552" does not fit its digits (it would be A)`,
		"A202224826553":  "does not fit its digits",
		"O202224826552":  `starts with "O"`,
		"1202224826552":  `starts with "1"`,
		"A2022B4826552":  `character 6 of "A2022B4826552" is "B"`,
		"A20222482655I":  "The last character of a UPN is a digit or, in a temporary one",
		"Ä20222482655":   "a letter other than I, O and S",
		"R20222141968O":  "The last character",
		"A202-24826552 ": `character 5`,
	} {
		got, err := ParseUPN(in)
		if err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "upn: ") || errs.Of(err) != errs.Invalid {
			t.Errorf("%q: %q, %v", in, got, err)
		}
	}
}

func TestTemporaryUPN(t *testing.T) {
	// 9 digits of 0, then B (1) in place 13: 13 mod 23 is P, counting from A = 0 without I and O.
	if u, err := ParseUPN("P00000000000B"); err != nil || !TemporaryUPN(u) {
		t.Error(u, err)
	}
	if _, err := ParseUPN("A00000000000B"); err == nil {
		t.Error("a wrong check letter passed")
	}
	if TemporaryUPN("A202224826552") {
		t.Error("a permanent UPN is called temporary")
	}
}

// The check letter exists to catch slips of the pen: one digit wrong, or two neighbours swapped.
func TestUPNCatchesOneSlip(t *testing.T) {
	samples := strings.Fields(sampleUPNs)
	rapid.Check(t, func(t *rapid.T) {
		u := []byte(rapid.SampledFrom(samples).Draw(t, "upn"))
		i := rapid.IntRange(1, 12).Draw(t, "place")
		d := byte('0' + rapid.IntRange(0, 9).Draw(t, "digit"))
		wrong := d != u[i]
		u[i] = d
		if _, err := ParseUPN(string(u)); wrong != (err != nil) {
			t.Fatalf("%s: %v", u, err)
		}
	})
	rapid.Check(t, func(t *rapid.T) {
		u := []byte(rapid.SampledFrom(samples).Draw(t, "upn"))
		i := rapid.IntRange(1, 11).Draw(t, "place")
		wrong := u[i] != u[i+1]
		u[i], u[i+1] = u[i+1], u[i]
		if _, err := ParseUPN(string(u)); wrong != (err != nil) {
			t.Fatalf("%s: %v", u, err)
		}
	})
}

func TestParseNHS(t *testing.T) {
	for _, in := range []string{"9434765919", "943 476 5919", "943-476-5919", " 9434765919 ", "9990000018", "9990000107"} {
		if got, err := ParseNHS(in); err != nil || len(got) != 10 {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
	for in, want := range map[string]string{
		"9434765918": "does not pass its check digit", "943476591": `"943476591" has 9`, "": "has 0", "94347659l9": `"94347659l9" has "l"`,
		"9990000000": "check digit", // remainder 10: no such number
		"1111111111": "nobody's", "٩٤٣٤٧٦٥٩١٩": "digits only",
	} {
		if got, err := ParseNHS(in); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "nhs_number: ") {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
	rapid.Check(t, func(t *rapid.T) { // one wrong digit never passes, and one check digit at most fits nine digits
		nine := fmt.Sprintf("%09d", rapid.IntRange(100000000, 999999999).Draw(t, "nine"))
		fits := 0
		for d := range 10 {
			if _, err := ParseNHS(fmt.Sprintf("%s%d", nine, d)); err == nil {
				fits++
			}
		}
		if fits > 1 {
			t.Fatalf("%s has %d check digits", nine, fits)
		}
	})
}

func TestParsePostcode(t *testing.T) {
	for in, want := range map[string]string{
		"n1 1aa": "N1 1AA", "N11AA": "N1 1AA", " sw1a  2aa ": "SW1A 2AA", "E1W-3SS": "E1W 3SS", "CR02YR": "CR0 2YR", "M1 1AE": "M1 1AE", "DN55 1PT": "DN55 1PT",
		"W1A 0AX": "W1A 0AX", "EC1A 1BB": "EC1A 1BB", "GIR 0AA": "GIR 0AA",
	} {
		if got, err := ParsePostcode(in); err != nil || got != want {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
	for in, want := range map[string]string{
		"N16": "A full postcode has 5 to 7", "": "has 0", "N16 5AC": `ends in "5AC"`, "N165 AAA": `ends in "AAA"`, "QQ1 1AA": `starts with "QQ1"`, "N1234 1AA": "has 8",
		"11 1AA": "starts with", "GIR 1AA": "starts with", "ZZ99 3VZ": `ends in "3VZ"`,
	} {
		if got, err := ParsePostcode(in); err == nil || !strings.Contains(err.Error(), want) || !strings.HasPrefix(err.Error(), "postcode: ") {
			t.Errorf("%q: %q %v", in, got, err)
		}
	}
}

func FuzzIdentifiers(f *testing.F) {
	for _, s := range []string{"A202224826552", "943 476 5919", "N1 1AA", "é", "A2022248265é", "\xff\xfe"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		for name, parse := range map[string]func(string) (string, error){"upn": ParseUPN, "nhs": ParseNHS, "postcode": ParsePostcode} {
			got, err := parse(s)
			if err != nil {
				if errs.Of(err) != errs.Invalid {
					t.Errorf("%s %q: %v", name, s, err)
				}
				continue
			}
			if again, err := parse(got); err != nil || again != got {
				t.Errorf("%s %q gives %q, which gives %q %v", name, s, got, again, err)
			}
		}
	})
}
