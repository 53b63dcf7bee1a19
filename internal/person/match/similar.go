package match

import "unicode/utf8"

// maxRunes is the length at which a word is cut for comparison: no name word is longer, and it keeps hostile input cheap.
const maxRunes = 64

// JaroWinkler is the similarity of two words, 0 (nothing in common) to 1 (equal), with Winkler's bonus of 0.1 for each of up to four
// equal first letters. It is symmetric. Words are compared rune by rune; fold them first.
func JaroWinkler(a, b string) float64 {
	var ab, bb [maxRunes]rune
	return jaroWinkler(runes(&ab, a), runes(&bb, b))
}

func runes(buf *[maxRunes]rune, s string) []rune {
	n := 0
	for _, r := range s {
		if n == maxRunes {
			break
		}
		buf[n] = r
		n++
	}
	return buf[:n]
}

func jaroWinkler(a, b []rune) float64 {
	if len(a) == 0 || len(b) == 0 {
		if len(a) == len(b) {
			return 1
		}
		return 0
	}
	reach := max(0, max(len(a), len(b))/2-1)
	var inA, inB uint64 // letters that have a partner
	common := 0
	for i, r := range a {
		for j := max(0, i-reach); j <= min(i+reach, len(b)-1); j++ {
			if inB>>j&1 == 0 && b[j] == r {
				inA |= 1 << i
				inB |= 1 << j
				common++
				break
			}
		}
	}
	if common == 0 {
		return 0
	}
	moved, j := 0, 0
	for i, r := range a {
		if inA>>i&1 == 0 {
			continue
		}
		for inB>>j&1 == 0 {
			j++
		}
		if b[j] != r {
			moved++
		}
		j++
	}
	m := float64(common)
	jaro := (m/float64(len(a)) + m/float64(len(b)) + (m-float64(moved/2))/m) / 3
	prefix := 0
	for prefix < min(len(a), len(b), 4) && a[prefix] == b[prefix] {
		prefix++
	}
	return jaro + float64(prefix)*0.1*(1-jaro)
}

// Edits is the number of single-letter changes between two words: a letter put in, left out or changed, or two neighbours
// swapped (Damerau's optimal string alignment).
func Edits(a, b string) int {
	var ab, bb [maxRunes]rune
	return edits(runes(&ab, a), runes(&bb, b))
}

func edits(a, b []rune) int {
	var rows [3][maxRunes + 1]int
	before, above, here := &rows[0], &rows[1], &rows[2]
	for j := range len(b) + 1 {
		above[j] = j
	}
	for i := 1; i <= len(a); i++ {
		here[0] = i
		for j := 1; j <= len(b); j++ {
			change := 1
			if a[i-1] == b[j-1] {
				change = 0
			}
			d := min(above[j]+1, here[j-1]+1, above[j-1]+change)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, before[j-2]+1)
			}
			here[j] = d
		}
		before, above, here = above, here, before
	}
	return above[len(b)]
}

func length(s string) int { return utf8.RuneCountInString(s) }
