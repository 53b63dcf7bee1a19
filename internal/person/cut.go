package person

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/person/match"
)

// The first cut of a search: who shares enough with what is looked for to be worth a closer look. What a key costs is how many people have it. A key that few
// have is read whole. One that a crowd has (a common name, the name of the town) is never read whole: those are looked for who have it together with the other
// things that were typed, and only where there are too few of them, some who have it alone. So a search costs about the same for a rare name and for the commonest.

// few is how many people may have a key that is read whole; mostRead is how many rows all such keys of one search may have together.
const (
	few      = 300
	mostRead = 900
)

// enough is how many visible people with what a crowd shares are looked for at a time: more than are compared. mostFound bounds how many there are in all.
const (
	enough    = 2 * mostCandidates
	mostFound = 240
)

// row is a person of the first cut.
type row struct {
	Hit
	address, phone bool // the actor may find them by these
	all            bool // nobody was left out of the short list
}

// firstCut is the visible people who share keys of the highest worth, at most mostCandidates. Those who share only what the actor may not search are not
// among them.
func firstCut(t *db.Tx, actor access.Actor, pieces []match.Piece) ([]row, error) {
	p, err := weighed(t, pieces)
	if err != nil {
		return nil, err
	}
	f := finder{t: t, actor: actor}
	found, all, err := f.together(p)
	if err != nil {
		return nil, err
	}
	// Where enough have all that was typed, nobody who has less can come before them.
	if !all || len(found) < mostCandidates {
		if found, err = f.fewer(p, found); err != nil {
			return nil, err
		}
	} else {
		p.read = nil
	}
	return f.ranked(p, found)
}

// plan is the keys of a search by what they cost.
type plan struct {
	read    []match.Weighed // few people have them
	crowded []match.Piece   // of each piece the keys that a crowd has; never none
	rare    bool            // a piece as it was typed has no crowd: whoever has it is among those who are read
}

// weighed sorts the keys by how many people have them.
func weighed(t *db.Tx, pieces []match.Piece) (p plan, err error) {
	type place struct {
		match.Weighed
		piece int
	}
	var keys []place
	seen := map[match.Key]bool{}
	for i, piece := range pieces {
		for _, k := range piece {
			if !seen[k.Key] {
				seen[k.Key] = true
				keys = append(keys, place{k, i})
			}
		}
	}
	slices.SortStableFunc(keys, func(a, b place) int { return cmp.Compare(b.Worth, a.Worth) })
	keys = keys[:min(len(keys), mostKeys)]
	asked := make([]match.Key, len(keys))
	for i, k := range keys {
		asked[i] = k.Key
	}
	sizes, err := sizesOf(t, asked, few+1)
	if err != nil {
		return p, err
	}
	crowded := make([]match.Piece, len(pieces))
	lines := 0
	for i, k := range keys {
		if sizes[i] > few || lines+int(sizes[i]) > mostRead {
			crowded[k.piece] = append(crowded[k.piece], k.Weighed)
			continue
		}
		lines += int(sizes[i])
		p.read = append(p.read, k.Weighed)
	}
	for i, piece := range crowded {
		if len(piece) > 0 {
			p.crowded = append(p.crowded, piece[:min(len(piece), mostWays)])
		}
		p.rare = p.rare || len(piece) == 0 || piece[0].Key != pieces[i][0].Key
	}
	return p, nil
}

// sizesOf is how many people have each key, counted no further than most.
func sizesOf(t *db.Tx, keys []match.Key, most int) ([]int64, error) {
	room := roomFor(len(keys), mostKeys)
	args := make([]any, 0, 3*room+1)
	for i := range room {
		if i < len(keys) {
			args = append(args, int64(i), string(keys[i].Kind), keys[i].Value)
		} else {
			args = append(args, int64(i), "", "")
		}
	}
	sizes := make([]int64, room)
	err := t.Each(func(scan db.Scan) error {
		var i, n int64
		err := scan(&i, &n)
		sizes[i] = n
		return err
	}, sizeQueries[room], append(args, int64(most))...)
	return sizes, err
}

// sizeQueries are the texts by how many keys they have place for.
var sizeQueries = func() map[int]string {
	out := map[int]string{}
	for _, room := range []int{24, 48, mostKeys} {
		out[room] = fmt.Sprintf(`with v (i, kind, value) as (values %s)
			select i, (select count(*) from (select 1 from search_key k where k.kind = v.kind and k.value = v.value limit $%d) c) from v where kind <> ''`,
			places(room, "bigint", "text", "text"), 3*room+1)
	}
	return out
}()

// finder looks for people whom one actor may find.
type finder struct {
	t     *db.Tx
	actor access.Actor
}

// together is who has all of the crowded pieces, each as it was typed. all says that they have everything that was looked for.
func (f finder) together(p plan) (found []string, all bool, err error) {
	if len(p.crowded) == 0 {
		return nil, false, nil
	}
	typed := make([]match.Piece, len(p.crowded))
	for i, piece := range p.crowded {
		typed[i] = piece[:1]
	}
	if len(typed) > 1 {
		first, err := f.fewest(typed)
		if err != nil {
			return nil, false, err
		}
		typed[0], typed[first] = typed[first], typed[0]
	}
	found, err = f.withAll(typed, enough)
	return found, !p.rare, err
}

// mostPairs bounds how many pairs of common things are looked for.
const mostPairs = 3

// fewer adds those who have two of the crowded pieces, in any spelling, and, while there are too few, those who have one.
func (f finder) fewer(p plan, found []string) ([]string, error) {
	add := func(pieces ...match.Piece) error {
		more, err := f.withAll(pieces, enough)
		for _, s := range more {
			if !slices.Contains(found, s) {
				found = append(found, s)
			}
		}
		return err
	}
	pairs := 0
	for i := range p.crowded {
		for j := range i {
			if pairs++; pairs > mostPairs {
				break
			}
			one, other := p.crowded[j], p.crowded[i]
			fewest, err := f.fewest([]match.Piece{one, other})
			if err != nil {
				return nil, err
			}
			if fewest == 1 {
				one, other = other, one
			}
			before := len(found)
			if len(p.crowded) == 2 { // all together have been looked for
				before = 0
			} else if err := add(one[:1], other[:1]); err != nil {
				return nil, err
			}
			if one, other = one.Names(), other.Names(); len(one) == 0 || len(other) == 0 || len(found)-before >= mostCandidates {
				continue
			}
			if err := add(one.Sound(), other); err != nil { // in any spelling
				return nil, err
			}
		}
	}
	for _, piece := range p.crowded {
		if len(found) >= mostCandidates {
			break
		}
		if err := add(piece[:1]); err != nil {
			return nil, err
		}
	}
	return found[:min(len(found), mostFound)], nil
}

// mostWays is how many keys of one piece that a crowd has are looked for.
const mostWays = 4

// withAll is visible people who have the first key of the first piece and one key of each other piece, at most so many.
func (f finder) withAll(pieces []match.Piece, most int) ([]string, error) {
	var args []any
	arg := func(v string) string {
		args = append(args, v)
		return fmt.Sprintf("$%d", len(args))
	}
	classes := []access.Class{access.Identity}
	has := func(alias string, k match.Weighed) string {
		if c := needed(k.Kind); !slices.Contains(classes, c) {
			classes = append(classes, c)
		}
		return alias + ".kind = " + arg(string(k.Kind)) + " and " + alias + ".value = " + arg(k.Value)
	}
	where := []string{has("a", pieces[0][0])}
	for _, piece := range pieces[1:] {
		or := make([]string, len(piece))
		for i, k := range piece {
			or[i] = "exists (select 1 from search_key b where b.subject = a.subject and " + has("b", k) + ")"
		}
		where = append(where, "("+strings.Join(or, " or ")+")")
	}
	for _, c := range classes {
		text, more := access.Visible(f.actor, access.Search, c).SQL("p", len(args)+1)
		where, args = append(where, text), append(args, more...)
	}
	args = append(args, int64(most))
	return db.Column[string](f.t, fmt.Sprintf("select a.subject from search_key a join person_card p on p.subject = a.subject where %s limit $%d",
		strings.Join(where, " and "), len(args)), args...)
}

// needed is the class of information that somebody must be allowed to search who finds people by a key of the kind.
func needed(kind match.Kind) access.Class {
	switch {
	case slices.Contains(placeKinds, kind):
		return access.Address
	case slices.Contains(phoneKinds, kind):
		return access.Contact
	}
	return access.Identity
}

// fewest is which of the pieces the fewest people have as it was typed, as far as that is worth counting: its people are gone through.
func (f finder) fewest(pieces []match.Piece) (int, error) {
	keys := make([]match.Key, len(pieces))
	for i, piece := range pieces {
		keys[i] = piece[0].Key
	}
	sizes, err := sizesOf(f.t, keys, 20*few)
	first := 0
	for i := range pieces {
		if sizes[i] < sizes[first] {
			first = i
		}
	}
	return first, err
}

// shortList is how many of those who share most are looked at more closely at first: who of them the actor may see, and what is left of their worth without
// what the actor may not know.
const shortList = 400

// ranked is the visible people who share most, of those who have a key that is read and those who were found.
func (f finder) ranked(p plan, found []string) ([]row, error) {
	q, args := f.ranking(p, found)
	for limit := int64(shortList); ; limit = 1 << 40 {
		rows, err := db.All(f.t, func(scan db.Scan) (c row, err error) {
			var worth int64
			var born, since string
			if err = scan(&c.Subject, &worth, &c.address, &c.phone, &c.Name, &born, &c.Unborn, &c.Status, &since, &c.Restricted, &c.all); err != nil {
				return c, err
			}
			if c.Born, err = dayOrNone(born); err == nil {
				c.Since, err = dayOrNone(since)
			}
			return c, err
		}, q, append(args, limit)...)
		if err != nil {
			return nil, err
		}
		if len(rows) == mostCandidates || len(rows) > 0 && rows[0].all || limit > shortList {
			return rows, nil
		}
	}
}

// ranking is the query of ranked. The text is one of a few, whatever is asked, so that it stays prepared: lists are filled up with what nobody has. The last
// argument, the length of the short list, is left to the caller. What three sorts of key are worth is added up in one number, which has four digits for each.
func (f finder) ranking(p plan, found []string) (string, []any) {
	var crowded []match.Weighed
	for _, piece := range p.crowded {
		crowded = append(crowded, piece...)
	}
	readRoom, foundRoom := roomFor(len(p.read), mostKeys), 24
	if len(found) > foundRoom {
		foundRoom = mostFound
	}
	var args []any
	values := func(keys []match.Weighed, room int) (first int) {
		first = len(args)
		for i := range room {
			if i < len(keys) {
				args = append(args, string(keys[i].Kind), keys[i].Value, int64(keys[i].Worth)*part(keys[i].Kind))
			} else {
				args = append(args, "", "", int64(0))
			}
		}
		return first
	}
	read := placesFrom(values(p.read, readRoom), readRoom, "text", "text", "bigint")
	// What a crowd has is asked of each person by the whole key of the row, one by one: an engine that is given these keys as a table reads all keys of the person.
	crowd := "0"
	crowdRoom := crowdRooms[slices.IndexFunc(crowdRooms, func(size int) bool { return len(crowded) <= size })]
	for i, first := 0, values(crowded, crowdRoom); i < crowdRoom; i++ {
		kind := first + 3*i + 1
		crowd += fmt.Sprintf(" + case when cast($%d as text) = '' then 0 else coalesce((select cast($%d as bigint) from search_key k where k.subject = x.subject and k.kind = $%d and k.value = $%d), 0) end",
			kind, kind+2, kind, kind+1)
	}
	first := len(args)
	for i := range foundRoom {
		args = append(args, "")
		if i < len(found) {
			args[len(args)-1] = found[i]
		}
	}
	filter := func(c access.Class) string {
		text, more := access.Visible(f.actor, access.Search, c).SQL("p", len(args)+1)
		args = append(args, more...)
		return text
	}
	shown, address, phone := filter(access.Identity), filter(access.Address), filter(access.Contact)
	return fmt.Sprintf(`with v (kind, value, worth) as (values %[1]s), f (subject) as (values %[2]s),
	r as materialized (select k.subject, cast(sum(v.worth) as bigint) as worth from v join search_key k on k.kind = v.kind and k.value = v.value group by k.subject),
	x as materialized (select subject, worth from r union all select subject, 0 from f where subject <> '' and subject not in (select subject from r)),
	m as materialized (select x.subject, x.worth + %[3]s as worth from x),
	n as materialized (select subject, worth %% %[10]d as who, worth / %[10]d %% %[10]d as place, worth / %[11]d as phone from m),
	s as materialized (select subject, who, place, phone from n order by who + place + phone desc, subject limit $%[8]d),
	c as materialized (
		select p.subject, s.who, s.place, s.phone, %[5]s as by_place, %[6]s as by_phone, p.name, p.sort_name, p.born, p.unborn, p.status, p.since, p.restricted
		from s join person_card p on p.subject = s.subject where %[4]s),
	d as materialized (select c.*, who + case when by_place then place else 0 end + case when by_phone then phone else 0 end as worth from c)
	select subject, worth, by_place, by_phone, name, born, unborn, status, since, restricted, (select count(*) from s) < %[9]d
	from d where worth > 0 order by worth desc, sort_name, subject limit %[7]d`,
		read, placesFrom(first, foundRoom, "text"), crowd, shown, address, phone, mostCandidates, len(args)+1, shortList, onePart, onePart*onePart), args
}

// crowdRooms are how many keys that a crowd has a ranking has place for. Most searches have none, and no more than the last can be: mostWays of each piece.
var crowdRooms = []int{0, 4, 16, mostKeys}

// onePart is more than all keys of one sort can be worth: mostKeys of the highest worth.
const onePart = 10_000

// part is what a worth of the kind is multiplied by.
func part(k match.Kind) int64 {
	switch needed(k) {
	case access.Address:
		return onePart
	case access.Contact:
		return onePart * onePart
	}
	return 1
}
