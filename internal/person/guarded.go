package person

import (
	"strings"
	"unicode"

	"throughline/internal/db"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Guarded is an address or number that must not be disclosed: whose it is, and what would give it away. It never leaves the server.
type Guarded struct {
	Of    string // subject
	Kind  string // "address" or "contact_detail"
	Lines []string
	parts []string // folded: any of them in a text gives it away
}

// GivenAwayBy says whether a text holds the address or number: its postcode, its first line, the number, however it is spaced or spelled.
func (g Guarded) GivenAwayBy(text string) bool {
	flat := squeeze(text)
	for _, p := range g.parts {
		if strings.Contains(flat, p) {
			return true
		}
	}
	return false
}

// squeeze folds a text and leaves only letters and digits.
func squeeze(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return r
		}
		return -1
	}, match.Fold(s))
}

// leastPart is the shortest text that is taken to give something away: a house called "1" would be found in every letter.
const leastPart = 5

func guard(of string, b record.Body) (Guarded, bool) {
	g := Guarded{Of: of, Kind: b.KindName()}
	add := func(s string) {
		if p := squeeze(s); len([]rune(p)) >= leastPart {
			g.parts = append(g.parts, p)
		}
	}
	switch b := b.(type) {
	case record.Address:
		if !b.Confidential {
			return g, false
		}
		g.Lines = b.Lines
		add(b.Postcode)
		if len(b.Lines) > 0 {
			add(b.Lines[0])
		}
	case record.ContactDetail:
		if !b.Confidential {
			return g, false
		}
		add(b.Value)
	default:
		return g, false
	}
	return g, len(g.parts) > 0
}

// GuardedRound gives what must not be disclosed of a person and of everybody who is or was related to them. It is for the rules of letters, not for a page: what it
// holds the reader may not be allowed to read.
func GuardedRound(t *db.Tx, s story.Story) (out []Guarded, err error) {
	for _, r := range s.Records {
		if g, ok := guard(s.Subject, r.Body); ok {
			out = append(out, g)
		}
	}
	err = t.Each(func(scan db.Scan) error {
		var root string
		rec, err := story.ScanPart(func(to ...any) error { return scan(append([]any{&root}, to...)...) })
		if err != nil {
			return err
		}
		if g, ok := guard(root, rec.Body); ok {
			out = append(out, g)
		}
		return nil
	}, related+down+" select d.root, "+story.Part+" from d join record r on r.subject = d.s where r.kind in ('address', 'contact_detail') and not r.withdrawn order by r.id", s.Subject)
	return out, err
}

// KeptFrom says whether somebody's record warns that they must not have contact, or are a risk to children: what is sent to them is looked at by a second person.
func KeptFrom(t *db.Tx, subject string) (bool, error) {
	if !record.IsPerson(subject) {
		return false, nil
	}
	canonical, err := story.Canonical(t, subject)
	if err != nil {
		return false, err
	}
	s, err := load(t, canonical, "('warning')")
	for _, w := range Warnings(s) {
		if w.Body.Type == "no_contact" || w.Body.Type == "adult_risk" {
			return true, err
		}
	}
	return false, err
}
