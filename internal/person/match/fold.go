package match

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
)

// Fold brings a text to the form in which names, addresses and queries are compared: compatibility-decomposed, without marks,
// lower case, in Latin letters where letters.go has a table for the script, words parted by single spaces. Apostrophes join
// (O’Brien → obrien), every other sign parts (Smith-Jones → smith jones). Letters of scripts without a table stay as they are.
// Fold(Fold(s)) = Fold(s).
func Fold(s string) string {
	if out, ok := foldASCII(s); ok {
		return out
	}
	s = vowelSigns.Replace(apostrophes.Replace(norm.NFKD.String(apostrophes.Replace(strings.ToValidUTF8(s, " ")))))
	var b strings.Builder
	b.Grow(len(s))
	gap := false
	var indic abugida
	for _, r := range s {
		r = unicode.ToLower(r)
		if out, handled := indic.next(r); handled {
			write(&b, &gap, out)
			continue
		} else if out != "" { // the vowel owed to the consonant before
			write(&b, &gap, out)
		}
		switch {
		case r == '\'' || unicode.Is(unicode.Mn, r) || unicode.Is(unicode.Me, r) || unicode.Is(unicode.Cf, r):
			// joins: an apostrophe, an accent, a vowel point, an invisible sign
		case latin[r] != "":
			write(&b, &gap, latin[r])
		case silent[r]:
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			write(&b, &gap, string(r))
		default:
			gap = true
		}
	}
	return b.String()
}

func write(b *strings.Builder, gap *bool, s string) {
	if s == "" {
		return
	}
	if *gap && b.Len() > 0 {
		b.WriteByte(' ')
	}
	*gap = false
	b.WriteString(s)
}

// foldASCII is Fold for plain texts, which are most; it says no when it meets anything else.
func foldASCII(s string) (string, bool) {
	b := make([]byte, 0, len(s))
	gap := false
	for i := range len(s) {
		c := s[i]
		switch {
		case c >= 0x80 || c == '`':
			return "", false
		case c == '\'':
			continue
		case 'A' <= c && c <= 'Z':
			c += 'a' - 'A'
		case 'a' <= c && c <= 'z' || '0' <= c && c <= '9':
		default:
			gap = true
			continue
		}
		if gap && len(b) > 0 {
			b = append(b, ' ')
		}
		gap = false
		b = append(b, c)
	}
	return string(b), true
}

// Words is the folded words of a text, in order.
func Words(s string) []string { return strings.Fields(Fold(s)) }

// apostrophes are the signs that people and machines write for one. They are replaced before NFKD, which turns some of them into a blank
// and a mark, and after it, because it makes others (ŉ).
var apostrophes = strings.NewReplacer("’", "'", "‘", "'", "‛", "'", "ʼ", "'", "ʻ", "'", "ʽ", "'", "ʾ", "'", "ʿ", "'", "`", "'", "´", "'", "′", "'", "＇", "'", "ʹ", "'")

// vowelSigns puts the two halves of a Bengali or Tamil vowel sign, which NFKD takes apart, together again.
var vowelSigns = strings.NewReplacer("\u09c7\u09be", "\u09cb", "\u09c7\u09d7", "\u09cc", "\u0bc6\u0bbe", "\u0bca", "\u0bc7\u0bbe", "\u0bcb", "\u0bc6\u0bd7", "\u0bcc")

// particles are the short words within names that carry little: they weigh little in a score and are no search keys of their own
// unless a query has nothing else.
var particles = map[string]bool{
	"al": true, "el": true, "ul": true, "ur": true, "ud": true, "bin": true, "bint": true, "ibn": true, "ben": true, "bte": true, "abu": true, "umm": true,
	"de": true, "da": true, "do": true, "dos": true, "das": true, "del": true, "della": true, "di": true, "du": true, "la": true, "le": true, "les": true,
	"van": true, "von": true, "der": true, "den": true, "ter": true, "ten": true, "zu": true, "af": true, "av": true, "y": true, "e": true, "i": true,
	"mac": true, "mc": true, "o": true, "st": true, "saint": true, "san": true, "nic": true, "ni": true, "ap": true, "ab": true, "ferch": true, "verch": true,
	"mr": true, "mrs": true, "ms": true, "miss": true, "mx": true, "dr": true, "jr": true, "jnr": true, "sr": true, "snr": true,
}
