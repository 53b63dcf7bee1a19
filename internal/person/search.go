package person

import (
	"cmp"
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/person/match"
)

// Hit is somebody found, with why.
type Hit struct {
	Subject    string
	Name       string
	Born       day.Day // or expected
	Unborn     bool
	Status     string // why the service is involved now, or ""
	Since      day.Day
	Restricted bool // the actor is cleared
	Score      float64
	Level      match.Level // of a duplicate warning; None in a search
	Why        []match.Reason
}

// mostKeys bounds the keys of one query, mostGrams those by which words with slips are found, mostCandidates the people whose records are
// compared with it.
const (
	mostKeys       = 96
	mostGrams      = 96
	mostCandidates = 60
)

// Search finds people by what is half known of them, the best first, at most limit. What access refuses is not there, nor counted; address parts
// and telephone numbers find only people whose addresses and numbers the actor may search; confidential ones find nobody.
func (r Room) Search(ctx context.Context, actor access.Actor, q string, limit int) ([]Hit, error) {
	if err := access.Could(actor, access.Search, access.Identity).Err(); err != nil {
		return nil, err
	}
	query := match.ParseQuery(q)
	if query.Empty() || limit <= 0 {
		return nil, nil
	}
	var hits []Hit
	err := r.candidates(ctx, actor, looking{query.Typed(), query.Pieces, len(query.Parts) == 0}, func(h Hit, p match.Person) {
		h.Score, h.Why = match.Score(query, match.Prepare(p))
		if h.Score >= match.Found {
			hits = append(hits, h)
		}
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Or(cmp.Compare(b.Score, a.Score), cmp.Compare(a.Subject, b.Subject)) })
	return hits[:min(len(hits), limit)], nil
}

// Duplicates lists the people that somebody who is about to be added may be, the likeliest first. A likely duplicate that is hidden from the
// actor is not shown and not hinted at: the record will be made twice, and those who may see both merge them later.
func (r Room) Duplicates(ctx context.Context, actor access.Actor, p match.Person) ([]Hit, error) {
	if err := access.Could(actor, access.Search, access.Identity).Err(); err != nil {
		return nil, err
	}
	var hits []Hit
	err := r.candidates(ctx, actor, looking{p.NameWords(), p.Pieces, false}, func(h Hit, other match.Person) {
		h.Level, h.Why = match.Likely(p, other)
		if h.Level != match.None {
			hits = append(hits, h)
		}
	})
	if err != nil {
		return nil, err
	}
	slices.SortStableFunc(hits, func(a, b Hit) int { return cmp.Compare(b.Level, a.Level) })
	return hits, nil
}

// DuplicatesOf is Duplicates for somebody who is recorded already.
func (r Room) DuplicatesOf(ctx context.Context, actor access.Actor, subject string) ([]Hit, error) {
	var p match.Person
	var self string
	err := r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		f, err := Facts(t, subject)
		if err != nil {
			return err
		}
		if err := access.Decide(actor, access.Search, access.Identity, f, r.Desk.Now()).Err(); err != nil {
			return err
		}
		self = f.Subject
		s, err := load(t, self, whoKinds)
		p = Matchable(s)
		return err
	})
	if err != nil {
		return nil, err
	}
	hits, err := r.Duplicates(ctx, actor, p)
	return slices.DeleteFunc(hits, func(h Hit) bool { return h.Subject == self }), err
}

// looking is what people are looked for by.
type looking struct {
	typed  []match.Word                       // words that may be slips of name words
	pieces func(known []string) []match.Piece // known are the words of names that they may be slips of
	words  bool                               // and nothing else is
}

// candidates hands the visible people who share most with what is looked for to found, each with what the actor may know them by.
func (r Room) candidates(ctx context.Context, actor access.Actor, l looking, found func(Hit, match.Person)) error {
	return r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		known, err := sharingGrams(t, l.typed)
		if err != nil {
			return err
		}
		rows, err := firstCut(t, actor, l.pieces(known))
		if err != nil {
			return err
		}
		subjects := make([]string, len(rows))
		for i, c := range rows {
			subjects[i] = c.Subject
		}
		stories, err := who(t, subjects, l.words)
		if err != nil {
			return err
		}
		for _, c := range rows {
			p := Matchable(stories[c.Subject])
			if !c.address {
				p.Addresses = nil
			}
			if !c.phone {
				p.Phones = nil
			}
			found(c.Hit, p)
		}
		return nil
	})
}
