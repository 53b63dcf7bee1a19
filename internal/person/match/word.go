package match

import "strings"

// how says in which way two words are alike.
type how int

const (
	apart     how = iota
	same          // equal when folded
	form          // two forms of one name
	spelt         // a slip of the pen, or another spelling of the same sound
	beginning     // one is the start of the other
	initial       // one is the first letter of the other
)

// alike is the likeness of a typed word and a recorded one, 0 to 1, and its manner.
func alike(q, t *Word) (float64, how) {
	a, b := q.Folded, t.Folded
	if a == b {
		return 1, same
	}
	if len(a) == 1 || len(b) == 1 {
		if a[0] == b[0] {
			return 0.75, initial
		}
		return 0, apart
	}
	if sameForm(a, q.forms, b, t.forms) {
		return 0.93, form
	}
	var ab, bb [maxRunes]rune
	ra, rb := runes(&ab, a), runes(&bb, b)
	jw := jaroWinkler(ra, rb)
	slips := maxRunes
	if d := len(ra) - len(rb); d >= -2 && d <= 2 && jw > 0.5 || min(len(ra), len(rb)) <= 3 {
		slips = edits(ra, rb)
	}
	best := 0.0
	if (jw >= 0.6 || q.abjad || t.abjad) && sameSound(q.sounds, t.sounds) {
		best = max(0.88, min(jw, 0.97))
		if slips == 1 {
			best = max(best, 0.94)
		}
	}
	switch n := min(len(ra), len(rb)); {
	case slips == 1 && n >= 4:
		best = max(best, 0.9, min(jw, 0.97))
	case slips == 1 && n == 3:
		best = max(best, 0.78)
	case slips == 1: // two letters
		best = max(best, 0.62)
	case slips == 2 && n >= 6:
		best = max(best, 0.8)
	case jw >= 0.85:
		best = max(best, jw*0.8)
	}
	if len(ra) >= 3 && len(rb) > len(ra) && strings.HasPrefix(b, a) && best < 0.87 {
		return 0.87, beginning
	}
	if best == 0 {
		return 0, apart
	}
	return best, spelt
}
