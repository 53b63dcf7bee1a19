package match

import (
	"slices"
	"strings"
)

// maxSkeletons bounds the readings of one word.
const maxSkeletons = 4

// Skeletons is how a folded word sounds when its vowels are left out and consonants that spellings confuse are one: what
// Mohammed, Muhammad and Mehmet, Yusuf and Youssef, Siddiq and Sidique, Stephen and Stefan share. It is made for names of
// any origin, unlike Soundex. A letter with two readings (ch, x, g before e or i, w) gives two skeletons; there are one to four,
// sorted. A word in a script without a table is its own skeleton.
func Skeletons(word string) []string {
	w := []byte(word)
	for _, c := range w {
		if c < 'a' || c > 'z' {
			return []string{word}
		}
	}
	if len(w) == 0 {
		return nil
	}
	w = []byte(sunLetters(word))
	readings := [][]byte{nil}
	add := func(options string) { // "|" parts readings
		if !strings.Contains(options, "|") {
			for i, r := range readings {
				readings[i] = append(r, options...)
			}
			return
		}
		var next [][]byte
		for opt := range strings.SplitSeq(options, "|") {
			for _, r := range readings {
				if len(next) < maxSkeletons {
					next = append(next, append(slices.Clone(r), opt...))
				}
			}
		}
		readings = next
	}
	for i := 0; i < len(w); {
		n, sound := consonant(w, i)
		add(sound)
		i += n
	}
	var out []string
	for _, r := range readings {
		out = append(out, string(squeeze(r)))
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// squeeze makes one of sounds that stand together twice ("mm", "ck"), and then takes the vowel marks out, but the first.
func squeeze(r []byte) []byte {
	out := r[:0]
	var last byte
	for i, c := range r {
		if c == last {
			continue
		}
		last = c
		if c == 'a' && i > 0 {
			continue
		}
		out = append(out, c)
	}
	return out
}

// sunLetters writes names with Abd as they are said: abdulrahman, abdelrahman and abdurrahman become abdurahman.
func sunLetters(w string) string {
	if !strings.HasPrefix(w, "abd") {
		return w
	}
	i := 3
	for i < len(w) && isVowel(w[i]) {
		i++
	}
	if i+1 < len(w) && w[i] == 'l' && strings.IndexByte("rsnztd", w[i+1]) >= 0 {
		return w[:i] + w[i+1:]
	}
	return w
}

func isVowel(c byte) bool { return strings.IndexByte("aeiou", c) >= 0 }

// clusters are letters that are one sound, longest first. At the start of a word only: those with ^.
var clusters = []struct{ spelt, sound string }{
	{"^ng", "n"}, {"^kn", "n"}, {"^wr", "r"}, {"^ps", "s"}, {"^kh", "k|h"}, {"^dj", "j"}, {"^wh", "f"}, {"^mc", "mk"}, {"^mac", "mk"}, {"^x", "h|s"},
	{"tsch", "s"}, {"shch", "s"}, {"sch", "s"}, {"tch", "s"}, {"chr", "kr"}, {"chl", "kl"}, {"chh", "s"}, {"ght", "t"}, {"ch", "s|k"}, {"kh", "k|a"},
	{"sh", "s"}, {"zh", "s"}, {"sz", "s"}, {"cz", "s"}, {"ts", "s"}, {"tz", "s"}, {"ph", "f"}, {"ck", "k"}, {"qu", "k"}, {"dj", "j"}, {"dg", "j"},
}

// clustersBy is clusters by their first letter, in the same order.
var clustersBy = func() (by [256][]struct{ spelt, sound string }) {
	for _, c := range clusters {
		first := strings.TrimPrefix(c.spelt, "^")[0]
		by[first] = append(by[first], c)
	}
	return by
}()

// consonant reads the sound at i: how many letters it takes, and its readings as Skeletons' add understands them. Vowels are "a".
func consonant(w []byte, i int) (int, string) {
	rest := string(w[i:])
	for _, c := range clustersBy[w[i]] {
		spelt, start := strings.CutPrefix(c.spelt, "^")
		if start && i > 0 || !strings.HasPrefix(rest, spelt) {
			continue
		}
		if spelt == "mac" && (len(rest) < 5 || isVowel(rest[3])) { // Macy, Macaulay
			continue
		}
		return len(spelt), c.sound
	}
	var next byte
	if i+1 < len(w) {
		next = w[i+1]
	}
	soft := next == 'e' || next == 'i' || next == 'y'
	switch c := w[i]; c {
	case 'a', 'e', 'i', 'o', 'u':
		return 1, "a"
	case 'y':
		switch {
		case i == 0 && isVowel(next):
			return 1, "j"
		case i == 0 && next != 0: // Yvonne; Arabic يوسف, which writes no short vowel
			return 1, "j|a"
		}
		return 1, "a"
	case 'h':
		if i == 0 {
			return 1, "h"
		}
		return 1, "a" // unspoken, yet it parts what stands round it: محمد is written m-h-m-d
	case 'w':
		if i == 0 {
			return 1, "f"
		}
		return 1, "a|f" // Nawaz and Navaz, Dawood and Daoud
	case 'c':
		switch {
		case soft:
			return 1, "s"
		case i == 0 && isVowel(next): // Somali Cali, Cumar
			return 1, "k|a"
		}
		return 1, "k"
	case 'x': // Alex; Somali Axmed
		return 1, "ks|a"
	case 'g':
		if soft {
			return 1, "k|j"
		}
		return 1, "k"
	case 'd', 't':
		return 1, "t"
	case 'v', 'f':
		return 1, "f"
	case 'k', 'q':
		return 1, "k"
	case 'z', 's':
		return 1, "s"
	default: // b j l m n p r
		return 1, string(c)
	}
}

// sameSound says whether two folded words share a skeleton of at least two sounds.
func sameSound(a, b []string) bool {
	for _, x := range a {
		if len(x) >= 2 && slices.Contains(b, x) {
			return true
		}
	}
	return false
}
