package casework

import (
	"context"
	"regexp"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
)

// Terms is what is looked for in texts: words that must all be there, and phrases whose words must stand together.
type Terms struct {
	all     []string   // every word once
	phrases [][]string // as typed; a single word is one of one word
}

// mostTerms bounds how many words are looked for.
const mostTerms = 16

var quotedText = regexp.MustCompile(`["“”„«»]([^"“”„«»]*)["“”„«»]?`)

// ParseTerms reads what somebody typed: what stands between quotation marks is a phrase, everything else words. Case, accents and signs do not count.
func ParseTerms(typed string) (w Terms) {
	add := func(words []string) {
		if words = words[:max(0, min(len(words), mostTerms-len(w.all)))]; len(words) == 0 {
			return
		}
		w.phrases = append(w.phrases, words)
		for _, one := range words {
			if !slices.Contains(w.all, one) {
				w.all = append(w.all, one)
			}
		}
	}
	for _, m := range quotedText.FindAllStringSubmatch(typed, -1) {
		add(foldedWords(m[1]))
	}
	for _, one := range foldedWords(quotedText.ReplaceAllString(typed, " ")) {
		add([]string{one})
	}
	return w
}

// Quoted says whether somebody asked for a phrase by its signs.
func Quoted(typed string) bool { return strings.ContainsAny(typed, `"“”„«»`) }

// Empty says whether nothing is looked for.
func (w Terms) Empty() bool { return len(w.all) == 0 }

// Found is a text that has what was looked for.
type Found struct {
	Subject string // the person, as the record is told now
	Name    string
	Kind    string // of the record that says it: case_note, letter, document, visit, supervision, management_oversight, chronology_note
	Record  string // its id
	On      day.Day
	Title   string // of a note, a letter or a document
	Type    string // code of its kind
	Worker  string // who wrote it
	Text    Snippet
	key     string // where the next page goes on
}

// Page is part of an answer, the newest texts first.
type Page struct {
	Found []Found
	Next  string // where the next page goes on; "" at the end
	// Looked is set when not all texts were looked through, because the words are in very many: what is on the page is all that the texts from Next on have.
	Looked bool
}

// bounds is how much one search does, whatever has been written since the service began. It goes back from the newest texts in steps, each longer than the one before,
// until the page is full or it has looked at most. Whoever has little of their own goes through that, when the words are in more than few texts.
type bounds struct {
	few      int // texts that have the words, before another way is thought of
	most     int // texts
	first    int // texts of the first step
	ownLinks int
	ownTexts int
}

var usual = bounds{few: 3000, most: 12_000, first: 100, ownLinks: 500, ownTexts: 10_000}

// longer is how many times as long as the step before a step is.
const longer = 4

// Find finds texts that have what is looked for, of the people whose notes the reader may read in a list: what access refuses is not there, nor counted, and an
// emergency opening widens nothing. before is Next of the page before, or "". It is one step to the note: the caller writes down whose texts were shown.
func (r Room) Find(ctx context.Context, actor access.Actor, w Terms, before string, limit int) (Page, error) {
	p, _, err := r.find(ctx, actor, w, before, limit, usual)
	return p, err
}

// find is Find, and says how many texts it looked at.
func (r Room) find(ctx context.Context, actor access.Actor, w Terms, before string, limit int, b bounds) (p Page, looked int, err error) {
	if err := access.Could(actor, access.List, access.None).Err(); err != nil {
		return p, 0, err
	}
	if w.Empty() || limit <= 0 {
		return p, 0, nil
	}
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		p = Page{}
		s := &seeker{t: t, actor: actor, words: w, now: r.Desk.Now(), bounds: b}
		defer func() { looked = s.looked }()
		next, err := s.way()
		if err != nil {
			return err
		}
		for {
			texts, at, err := next(before, s.size(), limit+1-len(p.Found))
			if err != nil {
				return err
			}
			found, err := s.open(texts)
			if err != nil {
				return err
			}
			p.Found = append(p.Found, found...)
			if len(p.Found) > limit {
				p.Found = p.Found[:limit]
				p.Next = p.Found[limit-1].key
				return nil
			}
			if at == "" {
				return nil
			}
			if s.looked >= b.most {
				p.Next, p.Looked = at, true
				return nil
			}
			before = at
		}
	})
	return p, looked, err
}
