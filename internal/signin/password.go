// Package signin is who somebody is: accounts, passwords, codes, sessions, and the council's own identity provider.
//
// The rules are pure functions of their inputs and of a time that is passed in; Store keeps accounts and sessions.
// Source: requirements/security-and-resilience.md c2 R1 to R3 (the Hackney attack of 2020 began with a dormant account
// whose password was its name), c6 and c7 (ASVS 5.0 chapters 6 and 7, Cyber Essentials).
package signin

import (
	"net/mail"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"throughline/internal/errs"
)

// Lengths of a password, in characters.
const (
	MinWithMFA    = 12
	MinWithoutMFA = 15
	MaxPassword   = 256
)

// leftover is how many characters must remain when every known word has been taken out of a password.
const leftover = 6

// fewSurprises is how few unpredictable characters make a password a walk along the keyboard.
const fewSurprises = 6

// Policy decides whether a password may be used. It never asks for kinds of characters, and never for a change by date.
type Policy struct {
	context []string // folded words of this place, longest first
}

// NewPolicy makes a policy that also knows the words of this place: the council's name, the product's name.
func NewPolicy(context ...string) *Policy {
	return &Policy{context: contextWords(append(context, "throughline"))}
}

// known are the passwords and words that every policy denies. They are made when the first password is judged: most commands judge none, and it
// takes longer than all else that they do to begin.
var known = sync.OnceValue(func() (k struct {
	denied map[string]bool // whole passwords: plain and folded
	words  map[string]bool // folded common words
}) {
	k.denied, k.words = map[string]bool{}, map[string]bool{}
	for _, s := range DenyList() {
		k.denied[plain(s)] = true
		k.denied[folded(s)] = true
	}
	for _, w := range words() {
		k.words[folded(w)] = true
	}
	return k
})

// Holder is the person whose password is checked: none of these may be it, or nearly all of it.
type Holder struct {
	Account string // the name they sign in with
	Name    string
	Email   string
	MFA     bool // a second factor is in use
}

// Check fails with Invalid on the field "password", saying what to do.
func (p *Policy) Check(password string, h Holder) error {
	refuse := func(text string, args ...any) error { return errs.Field("password", text, args...) }
	if !utf8.ValidString(password) || strings.ContainsFunc(password, unicode.IsControl) {
		return refuse("Use characters that a keyboard can type")
	}
	least := MinWithoutMFA
	if h.MFA {
		least = MinWithMFA
	}
	own := contextWords([]string{h.Account, h.Name, h.Email})
	switch n := utf8.RuneCountInString(password); {
	case isName(password, h):
		return refuse("Your password must not be your name or the name you sign in with")
	case n < least:
		return refuse("Use at least %d characters; three or four unrelated words are easy to remember", least)
	case n > MaxPassword:
		return refuse("Use at most %d characters", MaxPassword)
	case common(password):
		return refuse("This password is on the list that attackers try first. Use three or four unrelated words")
	case surprises(plain(password)) < fewSurprises:
		return refuse("This password follows a pattern, such as keys in a row. Use three or four unrelated words")
	case p.little(password, own):
		return refuse("This password is mostly your name, this service or this council. Use three or four unrelated words")
	}
	return nil
}

func isName(password string, h Holder) bool {
	local, _, _ := strings.Cut(h.Email, "@")
	for _, name := range []string{h.Account, h.Name, h.Email, local} {
		f, whole := folded(name), folded(password)
		if f != "" && (whole == f || unit(whole) == f || folded(core(password)) == f) {
			return true
		}
	}
	return false
}

// common says whether the password is on the deny list, or is once affixes, look-alikes and repetition are taken off,
// or is made of two common words.
func common(password string) bool {
	known := known()
	forms := []string{plain(password), folded(password), folded(core(password)), folded(strings.TrimRight(plain(password), "0123456789!?*#."))}
	for _, f := range forms {
		u := unit(f)
		if known.denied[f] || known.denied[u] || len(u) <= 4 {
			return true
		}
		for cut := 3; cut <= len(f)-3; cut++ {
			if known.words[f[:cut]] && known.words[f[cut:]] {
				return true
			}
		}
	}
	return false
}

// little says whether little is left once the words of this place and person are taken out, or only a common word.
func (p *Policy) little(password string, own []string) bool {
	rest, found, denied := folded(password), false, known().denied
	for _, w := range mergeLongestFirst(p.context, own) {
		if strings.Contains(rest, w) {
			rest, found = strings.ReplaceAll(rest, w, ""), true
		}
	}
	return found && (utf8.RuneCountInString(rest) < leftover || denied[rest] || denied[folded(core(rest))])
}

// contextWords are the folded words of names and addresses that are long enough to mean something, longest first.
func contextWords(names []string) []string {
	var out []string
	for _, name := range names {
		if a, err := mail.ParseAddress(name); err == nil {
			local, domain, _ := strings.Cut(a.Address, "@")
			name = local + " " + domain
		}
		split := func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }
		parts := strings.FieldsFunc(name, split)
		for _, w := range append(parts, strings.Join(parts, "")) {
			if f := folded(w); len(f) >= 3 && !slices.Contains([]string{"and", "the", "gov", "com", "org"}, w) {
				out = append(out, f)
			}
		}
	}
	return mergeLongestFirst(out, nil)
}

func mergeLongestFirst(a, b []string) []string {
	all := slices.Concat(a, b)
	slices.SortFunc(all, func(x, y string) int {
		if d := len(y) - len(x); d != 0 {
			return d
		}
		return strings.Compare(x, y)
	})
	return slices.Compact(all)
}
