package person

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

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

// mostKeys bounds the keys of one query, mostCandidates the people whose records are compared with it.
const (
	mostKeys       = 96
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
	err := r.candidates(ctx, actor, query.Keys(), func(h Hit, p match.Person) {
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
	err := r.candidates(ctx, actor, match.Keys(p), func(h Hit, other match.Person) {
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

// candidates hands the visible people who share most with the keys to found, each with what the actor may know them by.
func (r Room) candidates(ctx context.Context, actor access.Actor, keys []match.Key, found func(Hit, match.Person)) error {
	keys = slices.Clone(keys)
	slices.SortStableFunc(keys, func(a, b match.Key) int { return cmp.Compare(b.Kind.Worth(), a.Kind.Worth()) })
	keys = keys[:min(len(keys), mostKeys)]
	q, args := candidateQuery(actor, keys)
	return r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		type row struct {
			Hit
			worth          int64
			address, phone bool
		}
		rows, err := db.All(t, func(scan db.Scan) (c row, err error) {
			var born, since string
			if err = scan(&c.Subject, &c.worth, &c.address, &c.phone, &c.Name, &born, &c.Unborn, &c.Status, &since, &c.Restricted); err != nil {
				return c, err
			}
			if c.Born, err = dayOrNone(born); err == nil {
				c.Since, err = dayOrNone(since)
			}
			return c, err
		}, q, args...)
		if err != nil {
			return err
		}
		// Those who share only what the actor may not search are worth nothing.
		rows = slices.DeleteFunc(rows, func(c row) bool { return c.worth <= 0 })
		subjects := make([]string, len(rows))
		for i, c := range rows {
			subjects[i] = c.Subject
		}
		stories, err := who(t, subjects)
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

// candidateQuery is the first cut: who shares keys of how much worth. The text is one of a few, whatever is asked, so that it stays prepared:
// the list of keys is filled up with ones that nobody has.
func candidateQuery(actor access.Actor, keys []match.Key) (string, []any) {
	room := mostKeys
	for _, size := range []int{24, 48} {
		if len(keys) <= size {
			room = size
			break
		}
	}
	var b strings.Builder
	args := make([]any, 0, 2*room+8)
	b.WriteString("with v (kind, value) as (values ")
	for i := range room {
		if i > 0 {
			b.WriteString(", ")
		}
		fmt.Fprintf(&b, "(cast($%d as text), cast($%d as text))", 2*i+1, 2*i+2)
		if i < len(keys) {
			args = append(args, string(keys[i].Kind), keys[i].Value)
		} else {
			args = append(args, "", "")
		}
	}
	filter := func(c access.Class) string {
		text, more := access.Visible(actor, access.Search, c).SQL("p", len(args)+1)
		args = append(args, more...)
		return text
	}
	shown, address, phone := filter(access.Identity), filter(access.Address), filter(access.Contact)
	worths := worthSQL()
	fmt.Fprintf(&b, `), m as materialized (
		select k.subject,
			sum(case when k.kind in (%[1]s) or k.kind in (%[2]s) then 0 else %[3]s end) as who,
			sum(case when k.kind in (%[1]s) then %[3]s else 0 end) as place,
			sum(case when k.kind in (%[2]s) then %[3]s else 0 end) as phone
		from v join search_key k on k.kind = v.kind and k.value = v.value group by k.subject),
	c as materialized (
		select p.subject, m.who, m.place, m.phone, %[5]s as by_place, %[6]s as by_phone, p.name, p.sort_name, p.born, p.unborn, p.status, p.since, p.restricted
		from m join person_card p on p.subject = m.subject where %[4]s)
	select subject, cast(who + case when by_place then place else 0 end + case when by_phone then phone else 0 end as bigint),
		by_place, by_phone, name, born, unborn, status, since, restricted
	from c order by 2 desc, sort_name, subject limit %[7]d`,
		quoted(placeKinds), quoted(phoneKinds), worths, shown, address, phone, mostCandidates)
	return b.String(), args
}

// The kinds of key that tell more than who somebody is.
var (
	placeKinds = []match.Kind{match.Postcode, match.Outward, match.Place}
	phoneKinds = []match.Kind{match.PhoneKey}
)

func quoted(kinds []match.Kind) string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = "'" + string(k) + "'"
	}
	return strings.Join(out, ", ")
}

// worthSQL is match.Kind.Worth as an expression.
func worthSQL() string {
	var b strings.Builder
	b.WriteString("case k.kind")
	for _, k := range []match.Kind{
		match.NameToken, match.Skeleton, match.NameForm, match.DOB, match.DOBSwapped, match.DOBYear, match.UPNKey, match.NHSKey, match.LocalKey,
		match.FormerKey, match.Postcode, match.Outward, match.Place, match.PhoneKey,
	} {
		fmt.Fprintf(&b, " when '%s' then %d", k, k.Worth())
	}
	return b.String() + " else 1 end"
}
