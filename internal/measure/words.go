package measure

import (
	"sync"

	"throughline/internal/record/codes"
)

// words are the labels of every code set by code, read once.
var words = sync.OnceValue(func() map[string]map[string]string {
	all := map[string]map[string]string{}
	for _, name := range codes.Sets() {
		s, _ := codes.Set(name)
		m := make(map[string]string, len(s.Codes))
		for _, c := range s.Codes {
			m[c.Code] = c.Label
		}
		all[name] = m
	}
	return all
})

// labels is a code set by the words that people read.
type labels string

// of is the label of a code; the code itself when the set does not have it, so that a wrong code stays visible.
func (set labels) of(code string) string {
	if code == "" {
		return notStated
	}
	if l, ok := words()[string(set)][code]; ok {
		return l
	}
	return code
}
