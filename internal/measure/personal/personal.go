// Package personal looks for what may tell who somebody is in a text that others will read: a commentary, the words of a report, an answer. It warns; whoever
// writes decides, because a councillor and a director are named in public and a child is not.
//
// A warning must not tell who has a record here. A pair of words is named when it is somebody whom the author may see, or when both are ordinary names of
// people here: that many people have each of them, whoever has both. Who is hidden and has a rare name is not warned of.
package personal

import (
	"context"
	"fmt"
	"regexp"
	"strings"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/person/match"
)

// Found is something in a text, as it stands there, and what it may be.
type Found struct{ Text, What string }

// What it may be.
const (
	Name     = "a person's name"
	Birth    = "a date of birth"
	UPN      = "a unique pupil number"
	NHS      = "an NHS number"
	Postcode = "a postcode"
)

// String is for a list: “E8 1EA”, a postcode.
func (f Found) String() string { return fmt.Sprintf("“%s”, %s", f.Text, f.What) }

var (
	upn      = regexp.MustCompile(`\b[A-HJ-NP-RT-Za-hj-np-rt-z][0-9]{11}[0-9A-HJ-NP-RT-Z]\b`)
	nhs      = regexp.MustCompile(`\b[0-9]{3}[ -]?[0-9]{3}[ -]?[0-9]{4}\b`)
	postcode = regexp.MustCompile(`\b[A-Za-z]{1,2}[0-9][A-Za-z0-9]? ?[0-9][A-Za-z]{2}\b`)
	born     = regexp.MustCompile(`(?i)\b(?:born|birth|d\.?o\.?b\.?)\b[^.\n]{0,20}?\b([0-9]{1,2}[./-][0-9]{1,2}[./-][0-9]{2,4}|[0-9]{4}-[0-9]{2}-[0-9]{2}|[0-9]{1,2}(?:st|nd|rd|th)? [A-Za-z]{3,9} [0-9]{4})`)
	pair     = regexp.MustCompile(`^[\p{Lu}][\p{L}'’-]+$`)
)

// Numbers finds what is told by its form alone: numbers that are given out to one person, postcodes, and dates that are said to be of a birth.
func Numbers(text string) (out []Found) {
	add := func(s, what string, err error) {
		if err == nil {
			out = append(out, Found{s, what})
		}
	}
	for _, s := range upn.FindAllString(text, -1) {
		_, err := match.ParseUPN(s)
		add(s, UPN, err)
	}
	for _, s := range nhs.FindAllString(text, -1) {
		_, err := match.ParseNHS(s)
		add(s, NHS, err)
	}
	for _, s := range postcode.FindAllString(text, -1) {
		_, err := match.ParsePostcode(s)
		add(s, Postcode, err)
	}
	for _, m := range born.FindAllStringSubmatch(text, -1) {
		add(m[1], Birth, nil)
	}
	return out
}

// pairs are neighbouring words with capitals, as a given and a family name stand in a sentence. What stands between them may only be a blank.
func pairs(text string) (out [][2]string) {
	last := ""
	for _, w := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' || r == '\r' || r == '\u00a0' }) {
		open := strings.TrimLeft(w, "(“‘\"'[")
		bare := strings.TrimRight(open, ".,;:!?)”’\"']")
		bare = strings.TrimSuffix(strings.TrimSuffix(bare, "'s"), "’s")
		if !pair.MatchString(bare) {
			last = ""
			continue
		}
		if last != "" && open == w {
			out = append(out, [2]string{last, bare})
		}
		if last = bare; !strings.HasPrefix(open[len(bare):], "'s") && !strings.HasPrefix(open[len(bare):], "’s") && open != bare {
			last = "" // a sentence or a part of one ends here
		}
	}
	return out
}

// ordinary is how many people must have a name before it is nobody's in particular.
const ordinary = 3

// most bounds the pairs of one text that are looked up.
const most = 400

// Look finds what may tell who somebody is in texts that an author is about to save or to publish. Each finding comes once, in the order of the texts.
func Look(ctx context.Context, d *command.Desk, author access.Actor, texts ...string) (out []Found, err error) {
	seen := map[Found]bool{}
	add := func(fs ...Found) {
		for _, f := range fs {
			if !seen[f] {
				seen[f] = true
				out = append(out, f)
			}
		}
	}
	err = d.Read(ctx, func(t *db.Tx) error {
		out = nil
		clear(seen)
		for _, text := range texts {
			add(Numbers(text)...)
			ps := pairs(text)
			for _, p := range ps[:min(len(ps), most)] {
				f := Found{p[0] + " " + p[1], Name}
				if seen[f] {
					continue
				}
				is, err := named(t, author, p)
				if err != nil {
					return err
				}
				if is {
					add(f)
				}
			}
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("look for personal data: %w", err)
	}
	return out, nil
}

// named says whether two words are a name.
func named(t *db.Tx, author access.Actor, p [2]string) (bool, error) {
	a, b := strings.Join(match.Words(p[0]), ""), strings.Join(match.Words(p[1]), "") // a double name is found as one word
	if a == "" || b == "" || a == b {
		return false, nil
	}
	cond, args := access.Visible(author, access.List, access.Identity).SQL("p", 3)
	seen, err := db.Column[string](t, "select p.subject from search_key k join search_key l on l.subject = k.subject and l.kind = 'name' and l.value = $2 join person_card p on p.subject = k.subject "+
		"where k.kind = 'name' and k.value = $1 and "+cond+" limit 1", append([]any{a, b}, args...)...)
	if err != nil || len(seen) > 0 {
		return len(seen) > 0, err
	}
	for _, w := range []string{a, b} {
		have, err := db.Column[string](t, "select subject from search_key where kind = 'name' and value = $1 limit $2", w, int64(ordinary))
		if err != nil || len(have) < ordinary {
			return false, err
		}
	}
	return true, nil
}
