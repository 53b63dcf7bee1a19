package care

import (
	"fmt"
	"slices"
	"strings"

	"throughline/internal/synth/draw"
)

// Where things are. The synthetic authority lies in a country of its own: its postcodes begin with Z and a letter that Royal Mail has not given
// out, and its councils have codes that the Office for National Statistics has not. Each postcode has one grid reference, so that distances and
// "inside the authority" agree with what is drawn.

// Authority is the nine-character code of the synthetic authority; Council is its number in returns that ask for three digits.
const (
	Authority = "E09000099"
	Council   = "204"
)

// Place is where a postcode lies: metres east and north on a grid, and the code of its council.
type Place struct {
	Postcode    string
	East, North int
	Council     string
}

// area is a postcode district and the middle of it.
type area struct {
	outward     string
	council     string
	east, north int
}

// ring is how far out an area lies.
type ring int

const (
	inside ring = iota // in the authority
	near               // the councils around it, 2 to 9 miles
	region             // 10 to 18 miles
	far                // over 20 miles
)

var areas = [...][]area{
	inside: {
		{"ZQ1", Authority, 533200, 183600}, {"ZQ2", Authority, 534800, 184400}, {"ZQ3", Authority, 533900, 186100},
		{"ZQ4", Authority, 535600, 185900}, {"ZQ5", Authority, 536300, 184100}, {"ZQ6", Authority, 535200, 187300},
	},
	near: {
		{"ZN1", "E09000091", 530200, 189800}, {"ZN2", "E09000091", 528400, 191500}, {"ZN3", "E09000092", 541300, 187200},
		{"ZN4", "E09000092", 544200, 189900}, {"ZN5", "E09000093", 536900, 178300}, {"ZN6", "E09000093", 539800, 175600},
		{"ZN7", "E09000094", 526100, 180900}, {"ZN8", "E09000094", 524700, 184800},
	},
	region: {
		{"ZR1", "E10000091", 553600, 196200}, {"ZR2", "E10000091", 549800, 203900}, {"ZR3", "E10000092", 552700, 169100},
		{"ZR4", "E10000092", 556800, 176300}, {"ZR5", "E06000091", 515300, 202600}, {"ZR6", "E06000092", 514200, 170800},
	},
	far: {
		{"ZF1", "E10000093", 590300, 225400}, {"ZF2", "E10000093", 601700, 167800}, {"ZF3", "E06000093", 478900, 228600},
		{"ZF4", "E10000094", 561200, 258300}, {"ZF5", "E08000091", 408700, 289200}, {"ZF6", "E08000092", 391400, 402900},
	},
}

// letters are those that the second half of a postcode may have.
const letters = "ABDEFGHJLNPQRSTUWXYZ"

// homes is how many postcodes an area has.
const homes = 9 * len(letters) * len(letters)

// postcode is the nth postcode of an area.
func (a area) postcode(n int) string {
	n = ((n % homes) + homes) % homes
	return fmt.Sprintf("%s %d%c%c", a.outward, 1+n/(len(letters)*len(letters)), letters[n/len(letters)%len(letters)], letters[n%len(letters)])
}

// Locate says where a postcode of the synthetic country lies; blanks do not count. ok is false for any other.
func Locate(postcode string) (p Place, ok bool) {
	bare := strings.ToUpper(strings.ReplaceAll(postcode, " ", ""))
	if len(bare) != 6 {
		return Place{}, false
	}
	sector, a, b := int(bare[3]-'1'), strings.IndexByte(letters, bare[4]), strings.IndexByte(letters, bare[5])
	if bare[3] < '1' || bare[3] > '9' || a < 0 || b < 0 {
		return Place{}, false
	}
	for _, r := range areas {
		i := slices.IndexFunc(r, func(x area) bool { return x.outward == bare[:3] })
		if i < 0 {
			continue
		}
		// A sector is a block of 500 metres, three by three around the middle; its postcodes are spread over it.
		return Place{
			Postcode: bare[:3] + " " + bare[3:], Council: r[i].council,
			East:  r[i].east + (sector%3-1)*500 + (a-len(letters)/2)*24,
			North: r[i].north + (sector/3-1)*500 + (b-len(letters)/2)*24,
		}, true
	}
	return Place{}, false
}

// Home draws a postcode in the synthetic authority where a family lives: one in which nobody else is registered.
func Home(s *draw.Stream) string {
	a, n := draw.Pick(s, areas[inside]), s.IntN(homes)
	for registered[a.postcode(n)] {
		n++
	}
	return a.postcode(n)
}

// registered are the postcodes of all providers.
var registered = func() map[string]bool {
	out := map[string]bool{}
	for _, p := range Market() {
		out[p.Postcode] = true
	}
	return out
}()

// otherThan is the postcode unless it is the one that it must not be, then its neighbour.
func otherThan(postcode, not string, a area, n int) string {
	if strings.ReplaceAll(postcode, " ", "") == strings.ReplaceAll(not, " ", "") {
		return a.postcode(n + 1)
	}
	return postcode
}
