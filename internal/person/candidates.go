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

// lookUp is the keys that are worth most, each once; grams are not looked up by themselves.
func lookUp(keys []match.Weighed) []match.Weighed {
	slices.SortStableFunc(keys, func(a, b match.Weighed) int { return cmp.Compare(b.Worth, a.Worth) })
	seen := map[match.Key]bool{}
	keys = slices.DeleteFunc(keys, func(k match.Weighed) bool {
		again := k.Kind == match.Gram || seen[k.Key]
		seen[k.Key] = true
		return again
	})
	return keys[:min(len(keys), mostKeys)]
}

// crowd is how many people may share a part of an address or a year before it tells nobody apart.
const crowd = 2000

// withoutCrowds leaves out the parts of addresses and the years that a crowd shares, such as the name of the town, unless nothing else was typed. They
// still count for those whom the other keys find.
func withoutCrowds(t *db.Tx, keys []match.Weighed, pieces int) ([]match.Weighed, error) {
	crowded := map[match.Key]bool{}
	for _, k := range keys {
		if !slices.Contains(commonKinds, k.Kind) {
			continue
		}
		var n int64
		if err := t.Row("select count(*) from (select subject from search_key where kind = $1 and value = $2 limit $3) c", []any{string(k.Kind), k.Value, int64(crowd)}, &n); err != nil {
			return nil, err
		}
		if n == crowd {
			crowded[k.Key] = true
		}
	}
	if len(crowded) >= pieces {
		return keys, nil
	}
	return slices.DeleteFunc(keys, func(k match.Weighed) bool { return crowded[k.Key] }), nil
}

// commonKinds are the kinds of key that thousands may share.
var commonKinds = []match.Kind{match.Outward, match.Place, match.DOBYear}

// sharingGrams is the words of anybody's names that share a gram with a typed word. A borough of 30,000 people has some 10,000 different words: the
// index is read in leaps from one to the next, so that a name that a thousand people have costs as much as one that a single person has.
func sharingGrams(t *db.Tx, typed []match.Word) ([]string, error) {
	var grams []string
	for _, w := range typed {
		grams = append(grams, match.Grams(w.Folded)...)
	}
	slices.Sort(grams)
	grams = slices.Compact(grams)
	if len(grams) == 0 {
		return nil, nil
	}
	grams = grams[:min(len(grams), mostGrams)]
	room := roomFor(len(grams), mostGrams)
	args := make([]any, 0, 2*room)
	for i := range room {
		if i < len(grams) {
			args = append(args, grams[i]+" ", grams[i]+"!") // "!" is what follows a blank
		} else {
			args = append(args, "", "")
		}
	}
	found, err := db.Column[string](t, gramQueries[room], args...)
	words := make([]string, 0, len(found))
	for _, value := range found {
		_, word, _ := strings.Cut(value, " ")
		words = append(words, word)
	}
	slices.Sort(words)
	return slices.Compact(words), err
}

// roomFor is how many places a query has for so many values: one of a few sizes, so that its text stays prepared.
func roomFor(n, most int) int {
	for _, size := range []int{24, 48} {
		if n <= size {
			return size
		}
	}
	return most
}

// gramQueries are the texts by how many grams they have place for.
var gramQueries = func() map[int]string {
	out := map[int]string{}
	for _, room := range []int{24, 48, mostGrams} {
		out[room] = "with recursive v (low, high) as (values " + places(room, "text", "text") + `), w (low, high, value) as (
			select low, high, (select min(k.value) from search_key k where k.kind = 'tri' and k.value >= v.low and k.value < v.high) from v where low <> ''
			union all
			select low, high, (select min(k.value) from search_key k where k.kind = 'tri' and k.value > w.value and k.value < w.high) from w where value is not null)
			select value from w where value is not null`
	}
	return out
}()

// places is rows of typed placeholders: (cast($1 as text), cast($2 as text)), …
func places(rows int, types ...string) string {
	all := make([]string, rows)
	for i := range all {
		cells := make([]string, len(types))
		for j, t := range types {
			cells[j] = fmt.Sprintf("cast($%d as %s)", len(types)*i+j+1, t)
		}
		all[i] = "(" + strings.Join(cells, ", ") + ")"
	}
	return strings.Join(all, ", ")
}

// row is a person of the first cut.
type row struct {
	Hit
	worth          int64
	address, phone bool
	least          int64 // the most that anybody may be worth who was left out
	all            bool  // nobody was left out
}

// shortList is how many of those who share most are looked at more closely at first: who of them the actor may see, and what is left of their worth without
// what the actor may not know.
const shortList = 400

// firstCut is the visible people who share keys of the highest worth, at most mostCandidates. Those who share only what the actor may not search are not
// among them.
func firstCut(t *db.Tx, actor access.Actor, keys []match.Weighed) ([]row, error) {
	q, args := candidateQuery(actor, keys)
	for limit := int64(shortList); ; limit = 1 << 40 {
		rows, err := db.All(t, func(scan db.Scan) (c row, err error) {
			var born, since string
			if err = scan(&c.Subject, &c.worth, &c.address, &c.phone, &c.Name, &born, &c.Unborn, &c.Status, &since, &c.Restricted, &c.least, &c.all); err != nil {
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
		// Whoever was left out can be worth no more than the last of the short list.
		n := len(rows)
		if enough := n > 0 && (rows[0].all || n == mostCandidates && rows[n-1].worth >= rows[n-1].least); enough || limit > shortList {
			return slices.DeleteFunc(rows, func(c row) bool { return c.worth <= 0 }), nil
		}
	}
}

// candidateQuery is the first cut: who shares keys of how much worth. The text is one of a few, whatever is asked, so that it stays prepared:
// the list of keys is filled up with ones that nobody has. The last argument, the length of the short list, is left to the caller.
func candidateQuery(actor access.Actor, keys []match.Weighed) (string, []any) {
	room := roomFor(len(keys), mostKeys)
	args := make([]any, 0, 3*room+8)
	for i := range room {
		if i < len(keys) {
			args = append(args, string(keys[i].Kind), keys[i].Value, int64(keys[i].Worth))
		} else {
			args = append(args, "", "", int64(0))
		}
	}
	filter := func(c access.Class) string {
		text, more := access.Visible(actor, access.Search, c).SQL("p", len(args)+1)
		args = append(args, more...)
		return text
	}
	shown, address, phone := filter(access.Identity), filter(access.Address), filter(access.Contact)
	return fmt.Sprintf(`with v (kind, value, worth) as (values %[1]s), m as materialized (
		select k.subject,
			cast(sum(case when k.kind in (%[2]s) or k.kind in (%[3]s) then 0 else v.worth end) as bigint) as who,
			cast(sum(case when k.kind in (%[2]s) then v.worth else 0 end) as bigint) as place,
			cast(sum(case when k.kind in (%[3]s) then v.worth else 0 end) as bigint) as phone
		from v join search_key k on k.kind = v.kind and k.value = v.value group by k.subject),
	s as materialized (select subject, who, place, phone, who + place + phone as most from m order by who + place + phone desc, subject limit $%[8]d),
	c as materialized (
		select p.subject, s.who, s.place, s.phone, %[5]s as by_place, %[6]s as by_phone, p.name, p.sort_name, p.born, p.unborn, p.status, p.since, p.restricted
		from s join person_card p on p.subject = s.subject where %[4]s)
	select subject, who + case when by_place then place else 0 end + case when by_phone then phone else 0 end,
		by_place, by_phone, name, born, unborn, status, since, restricted, (select min(most) from s), (select count(*) from s) < %[9]d
	from c order by 2 desc, sort_name, subject limit %[7]d`,
		places(room, "text", "text", "bigint"), quoted(placeKinds), quoted(phoneKinds), shown, address, phone, mostCandidates, len(args)+1, shortList), args
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
