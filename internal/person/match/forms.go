package match

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed forms.txt
var formsText string

// forms maps a folded name to the heads of the lines of forms.txt that it stands in. It is compiled-in data, read once.
// A change of forms.txt or of Fold or Skeletons changes search keys: rebuild them.
var forms = sync.OnceValue(func() map[string][]string {
	out := map[string][]string{}
	for line := range strings.Lines(formsText) {
		if strings.HasPrefix(line, "#") {
			continue
		}
		names := Words(line)
		for _, n := range names {
			if !slices.Contains(out[n], names[0]) {
				out[n] = append(out[n], names[0])
			}
		}
	}
	return out
})

// Forms is the full names that a folded name word may stand for: elizabeth for liz, elizabeth and isabella for isabel. A compound with a
// common first part (Oluwa-, Chukwu-, Abdul-) also stands for its second part. It is empty when none is known.
func Forms(word string) []string {
	known := forms()
	out := known[word]
	for _, prefix := range compounds {
		if rest, ok := strings.CutPrefix(word, prefix); ok && len(rest) >= 3 {
			if heads := known[rest]; len(heads) > 0 {
				out = append(slices.Clip(out), heads...)
			} else {
				out = append(slices.Clip(out), rest)
			}
			break
		}
	}
	return out
}

// compounds are first parts of names that daily use leaves off, longest first.
var compounds = []string{"oluwa", "chukwu", "abdul", "abdel", "abdur", "abdi", "olu"}

// sameForm says whether two words stand for one name: a shared head, or one is the other's head.
func sameForm(a string, aForms []string, b string, bForms []string) bool {
	for _, f := range aForms {
		if f == b || slices.Contains(bForms, f) {
			return true
		}
	}
	return slices.Contains(bForms, a)
}
