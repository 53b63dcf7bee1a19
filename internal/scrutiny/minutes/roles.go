package minutes

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// ProposeRoles matches the roles that stand before answers to the posts of an attendance list, by their initials: "of" and "and"
// may drop or be a small letter, words such as Interim before the post may be left out, and so may the end of the post. A whole
// post beats the beginning of one; when two fit equally none is proposed. Remembered holds what the officer confirmed for this
// body before: role to post.
func ProposeRoles(answersByRole map[string]int, present []Holder, remembered map[string]string) []Role {
	var out []Role
	for _, role := range sortedKeys(answersByRole) {
		if role == "unattributed" {
			continue
		}
		r := Role{Role: role, Candidates: []Holder{}, Answers: answersByRole[role]}
		if post, ok := remembered[role]; ok {
			r.Proposed, r.Remembered = Optional(post), true
		}
		best := 0
		for _, h := range present {
			switch fit := fits(role, string(h.Post)); {
			case fit == 0:
			case fit > best:
				best, r.Candidates = fit, []Holder{h}
			case fit == best:
				r.Candidates = append(r.Candidates, h)
			}
		}
		if !r.Remembered && len(r.Candidates) > 0 {
			same := !slices.ContainsFunc(r.Candidates, func(h Holder) bool { return h.Post != r.Candidates[0].Post })
			if same {
				r.Proposed = r.Candidates[0].Post
			}
		}
		out = append(out, r)
	}
	return out
}

func sortedKeys(m map[string]int) []string {
	out := make([]string, 0, len(m))
	for k := range m {
		out = append(out, k)
	}
	slices.Sort(out)
	return out
}

// fits says how well an abbreviation fits a post: 0 not, 1 after a word such as Interim is left out, 2 the beginning of the post,
// 3 the whole post.
func fits(role, post string) int {
	if post == "" {
		return 0
	}
	if strings.EqualFold(role, post) {
		return 3
	}
	words := strings.FieldsFunc(post, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsNumber(r) && r != '\'' && r != '’' && r != '&'
	})
	if strings.Contains(role, " ") { // a post written out
		if strings.HasPrefix(strings.ToLower(post), strings.ToLower(role)) {
			return 2
		}
		return 0
	}
	for skip := 0; skip <= len(words); skip++ {
		if n := spelt(role, words[skip:]); n >= 0 {
			switch {
			case skip == 0 && n == len(words):
				return 3
			case skip == 0:
				return 2
			}
			return 1
		}
		if skip == len(words) || !qualifier[words[skip]] {
			return 0
		}
	}
	return 0
}

var qualifier = map[string]bool{"Interim": true, "Acting": true, "Deputy": false, "Corporate": true, "Strategic": true, "Group": true, "Executive": true}

func joining(w string) bool {
	switch strings.ToLower(w) {
	case "of", "and", "the", "for", "&", "in", "to":
		return true
	}
	return false
}

// spelt says how many words an abbreviation spells from the first on, -1 when it does not.
func spelt(role string, words []string) int {
	if role == "" {
		return 0
	}
	if len(words) == 0 {
		return -1
	}
	r, size := utf8.DecodeRuneInString(role)
	w, _ := utf8.DecodeRuneInString(words[0])
	match := unicode.ToLower(r) == unicode.ToLower(w) || r == '&' && joining(words[0])
	if joining(words[0]) {
		if match {
			if n := spelt(role[size:], words[1:]); n >= 0 {
				return n + 1
			}
		}
		if n := spelt(role, words[1:]); n >= 0 {
			return n + 1
		}
		return -1
	}
	if match && (unicode.IsUpper(r) || unicode.IsLower(w)) {
		if n := spelt(role[size:], words[1:]); n >= 0 {
			return n + 1
		}
	}
	return -1
}

// Fits says whether an abbreviation that stands before answers may stand for a post, by its initials.
func Fits(role, post string) bool { return fits(role, post) > 0 }
