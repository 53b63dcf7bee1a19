package subjectaccess

import "unicode"

// Places are where words stand in a text, whatever their case: pairs of characters, from and up to.
func Places(text, words string) (out [][2]int) {
	in, want := lower(text), lower(words)
	for len(want) > 0 && unicode.IsSpace(want[0]) {
		want = want[1:]
	}
	for len(want) > 0 && unicode.IsSpace(want[len(want)-1]) {
		want = want[:len(want)-1]
	}
	for i := 0; len(want) > 0 && i+len(want) <= len(in); i++ {
		if string(in[i:i+len(want)]) == string(want) {
			out = append(out, [2]int{i, i + len(want)})
			i += len(want) - 1
		}
	}
	return out
}

// lower folds case character by character, so that places stay as they are.
func lower(s string) []rune {
	out := []rune(s)
	for i, r := range out {
		out[i] = unicode.ToLower(r)
	}
	return out
}
