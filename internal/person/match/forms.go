package match

import (
	_ "embed"
	"slices"
	"strings"
	"sync"
)

//go:embed forms.txt
var formsText string

// formTable is forms.txt: compiled-in data, read once. A change of it, of Fold or of Skeletons changes search keys: rebuild them.
type formTable struct {
	heads     map[string][]string // a folded name to the first names of its lines
	loose     map[[2]string]bool  // name and head of a line: whether the name is given in its own right too
	spellings map[string]bool     // heads of lines in which all are one name
}

var forms = sync.OnceValue(func() formTable {
	t := formTable{map[string][]string{}, map[[2]string]bool{}, map[string]bool{}}
	pet := false
	for line := range strings.Lines(formsText) {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			pet = line == "[pet]"
			continue
		}
		names := strings.Fields(line)
		head := Fold(names[0])
		t.spellings[head] = t.spellings[head] || !pet
		for _, n := range names {
			folded := Fold(n)
			if !slices.Contains(t.heads[folded], head) {
				t.heads[folded] = append(t.heads[folded], head)
				t.loose[[2]string{folded, head}] = pet && strings.HasSuffix(n, "*")
			}
		}
	}
	return t
})

// Forms is the full names that a folded name word may stand for: elizabeth for liz, elizabeth and isabella for isabel. A compound with a
// common first part (Oluwa-, Chukwu-, Abdul-) also stands for its second part. It is empty when none is known.
func Forms(word string) []string {
	known := forms().heads
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

// oneName says, of two words that are forms of one name, whether a person would hardly have both as the names of two children: two spellings,
// or a full name and a pet name that is no name in its own right.
func oneName(a, b string) bool {
	t := forms()
	for _, head := range Forms(a) {
		if !slices.Contains(Forms(b), head) && b != head {
			continue
		}
		looseA, inA := t.loose[[2]string{a, head}]
		looseB, inB := t.loose[[2]string{b, head}]
		if !inA || !inB { // a compound and its second part
			return true
		}
		if !looseA && !looseB && (t.spellings[head] || a == head || b == head) {
			return true
		}
	}
	return slices.Contains(Forms(b), a) && !slices.Contains(t.heads[b], a)
}
