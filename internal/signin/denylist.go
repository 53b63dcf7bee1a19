package signin

import (
	_ "embed"
	"fmt"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

//go:embed common.txt
var commonWords string

// endings are what people add to a word when a form asks for more characters.
func endings() []string {
	ends := []string{"", "1", "12", "123", "1234", "12345", "123456", "1234567", "12345678", "123456789", "1234567890", "0", "01", "007", "69", "99", "100", "786", "2000",
		"!", "!!", "!!!", "1!", "12!", "123!", "1234!", "12345!", "?", "*", "#", "#1", "@1", "@12", "@123", "@1234", "_1", "_123", "abc", "abc123", "xyz"}
	for year := 1960; year <= 2030; year++ {
		ends = append(ends, fmt.Sprint(year))
		if year >= 2010 {
			ends = append(ends, fmt.Sprintf("%d!", year), fmt.Sprintf("@%d", year), fmt.Sprintf("%02d", year%100), fmt.Sprintf("%02d!", year%100))
		}
	}
	return ends
}

// words reads the embedded words.
func words() []string {
	var out []string
	for line := range strings.Lines(commonWords) {
		if !strings.HasPrefix(line, "#") {
			out = append(out, strings.Fields(line)...)
		}
	}
	return out
}

// DenyList generates passwords that are refused outright: common words, doubled, and with common endings. Over 3,000 of
// them have at least 12 characters, so that the list still bites where the length rule does not (ASVS 5.0 6.2.4).
func DenyList() []string {
	seen := map[string]bool{}
	var out []string
	add := func(s string) {
		if !seen[s] {
			seen[s] = true
			out = append(out, s)
		}
	}
	ends := endings()
	for _, w := range words() {
		for _, e := range ends {
			add(w + e)
		}
		add(w + w)
		add("the" + w)
		add("my" + w)
	}
	return out
}

// plain is a password as rules see it: one form of each character, lower case.
func plain(s string) string { return strings.ToLower(norm.NFKC.String(s)) }

// leet are the characters that stand for letters. One, exclamation mark, bar, i and l are one letter.
var leet = strings.NewReplacer("0", "o", "1", "i", "l", "i", "!", "i", "|", "i", "3", "e", "€", "e", "4", "a", "@", "a",
	"5", "s", "$", "s", "7", "t", "+", "t", "8", "b", "9", "g")

// folded is the form in which words are compared: plain, without separators, letters for look-alikes.
func folded(s string) string {
	s = strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || strings.ContainsRune("-_.,:;/\\'\"", r) {
			return -1
		}
		return r
	}, plain(s))
	return leet.Replace(s)
}

// core is the password without what is not a letter at both ends.
func core(s string) string {
	return strings.TrimFunc(plain(s), func(r rune) bool { return !unicode.IsLetter(r) })
}

// keyRows are the walks along a keyboard. Sequences of the alphabet and of numbers are found by their code points.
var keyRows = []string{"qwertyuiop", "asdfghjkl", "zxcvbnm", "azerty", "1qaz", "2wsx", "3edc", "4rfv", "5tgb", "6yhn", "7ujm", "8ik", "9ol"}

// surprises counts the characters that do not follow from the one before: not the same, not its neighbour in the
// alphabet, among the digits or on a keyboard.
func surprises(s string) int {
	n := 0
	var last rune
	for i, r := range s {
		if i == 0 || !follows(last, r) {
			n++
		}
		last = r
	}
	return n
}

func follows(a, b rune) bool {
	if d := a - b; d >= -1 && d <= 1 {
		return true
	}
	if a == '9' && b == '0' || a == '0' && b == '9' {
		return true
	}
	pair, back := string([]rune{a, b}), string([]rune{b, a})
	for _, row := range keyRows {
		if strings.Contains(row, pair) || strings.Contains(row, back) {
			return true
		}
	}
	return false
}

// unit is the shortest string that s repeats; s itself when it repeats none.
func unit(s string) string {
	for n := 1; n <= len(s)/2; n++ {
		if len(s)%n == 0 && strings.Repeat(s[:n], len(s)/n) == s {
			return s[:n]
		}
	}
	return s
}
