package casework

import (
	"fmt"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/db"
)

// seeker is one search, in one transaction.
type seeker struct {
	t     *db.Tx
	actor access.Actor
	words Terms
	now   time.Time
	facts map[string]access.Facts
}

// text is a row that has the words and whose person the reader may read.
type text struct{ subject, piece, person, kind, made, root, name string }

// step gives the texts before a place, where the next step goes on ("" at the end), and whether it stopped for having read much.
type step func(before string) (texts []text, at string, much bool, err error)

// end is after every id.
const end = "~"

func orEnd(before string) string {
	if before == "" {
		return end
	}
	return before
}

// way is how these words are best looked for.
func (s *seeker) way(before string) (step, error) {
	var n int64
	q, arg := s.t.Having(s.words.all, 1)
	if err := s.t.Row("select count(*) from (select 1 from ("+q+") h limit $2) c", []any{arg, int64(manyTexts + 1)}, &n); err != nil {
		return nil, err
	}
	if n <= manyTexts {
		return s.lookedUp, nil
	}
	reach, args, ok := s.visible().Reach(1)
	if ok {
		// Each person's texts are counted by the index: an engine that joins would read the whole table to count a few.
		var people int64
		if err := s.t.Row(fmt.Sprintf("with recursive l (s) as (%s), m (s) as (select s from l union select a.subject from alias a join m on a.into_subject = m.s), "+
			"f as materialized (select s from m limit $%d) select count(*), coalesce(cast(sum((select count(*) from wording g where g.person = f.s)) as bigint), 0) from f",
			reach, len(args)+1), append(args, int64(ownPeople+1)), &people, &n); err != nil {
			return nil, err
		}
		if people <= ownPeople && n <= ownTexts {
			return s.own, nil
		}
	}
	return s.newest, nil
}

func (s *seeker) visible() access.Filter { return access.Visible(s.actor, access.List, access.None) }

// lookedUp asks the index of words.
func (s *seeker) lookedUp(before string) ([]text, string, bool, error) {
	q, arg := s.t.Having(s.words.all, 1)
	a := args{arg, int64(manyTexts + 1), orEnd(before)}
	phrases := s.phrases(&a, 2)
	texts, at, err := s.judged(fmt.Sprintf("h as materialized (select doc from (%s) q limit $2), t as materialized (select %s from h cross join wording g where g.doc = h.doc and g.made < $3%s", q, columnsOfText, phrases), a)
	return texts, at, false, err
}

// columnsOfText are what is known of a text before its person is.
const columnsOfText = "g.subject, g.piece, g.person, g.kind, g.made"

// newestFirst is how many texts are asked for first, whose they are and whether the reader may read them. Whoever may read most needs no more for a page.
const newestFirst = 300

// judged is the texts of t whose people the reader may read, the newest first, at most oneGo, and where to go on. with begins the query, up to the condition of t.
func (s *seeker) judged(with string, a args) (out []text, at string, err error) {
	visible := a.filter(s.visible())
	place := a.add(int64(0))
	q := fmt.Sprintf(`with recursive %s order by g.made desc limit %s),
		p (of, at) as (select person, person from t union select p.of, a.into_subject from p join alias a on a.subject = p.at),
		x as materialized (select t.subject, t.piece, t.person, t.kind, t.made, c.subject as root, c.name from t join p on p.of = t.person join person_card c on c.subject = p.at
			where %s order by t.made desc limit %d),
		z as (select count(*) as n from t)
		select z.n, coalesce(x.subject, ''), coalesce(x.piece, ''), coalesce(x.person, ''), coalesce(x.kind, ''), coalesce(x.made, ''), coalesce(x.root, ''), coalesce(x.name, '')
		from z left join x on true order by 6 desc`, with, place, visible, oneGo)
	for _, most := range []int64{newestFirst, 1 << 40} {
		a[len(a)-1] = most
		var n int64
		out = nil
		if err := s.t.Each(func(scan db.Scan) error {
			var x text
			err := scan(&n, &x.subject, &x.piece, &x.person, &x.kind, &x.made, &x.root, &x.name)
			if x.subject != "" {
				out = append(out, x)
			}
			return err
		}, q, a...); err != nil {
			return nil, "", err
		}
		if len(out) == oneGo {
			return out, out[oneGo-1].made, nil
		}
		if n < most {
			break
		}
	}
	return out, "", nil
}

// own reads what was written about the people whom something links to the reader.
func (s *seeker) own(before string) ([]text, string, bool, error) {
	reach, ids, _ := s.visible().Reach(1)
	a := args(ids)
	visible := a.filter(s.visible())
	at := a.add(orEnd(before))
	phrases := s.phrases(&a, 1)
	return s.rows(fmt.Sprintf(`with recursive l (s) as (%s),
		m (root, s) as (select c.subject, c.subject from person_card c where c.subject in (select s from l) and %s union select m.root, a.subject from alias a join m on a.into_subject = m.s),
		t as materialized (select m.root, g.subject, g.piece, g.person, g.kind, g.made from m cross join wording g where g.person = m.s and g.made < %s%s)
		select t.subject, t.piece, t.person, t.kind, t.made, c.subject, c.name from t join person_card c on c.subject = t.root order by t.made desc limit %s`,
		reach, visible, at, phrases, a.add(int64(oneGo))), a)
}

// newest reads the newest texts, stretch by stretch, until there are some that have the words or much was read.
func (s *seeker) newest(before string) ([]text, string, bool, error) {
	for range mostStretches {
		from := orEnd(before)
		last, err := db.Column[string](s.t, "select made from wording where made < $1 order by made desc limit 1 offset $2", from, int64(oneStretch-1))
		if err != nil {
			return nil, "", false, err
		}
		to := ""
		if len(last) == 1 {
			to = last[0]
		}
		a := args{from, to}
		phrases := s.phrases(&a, 1)
		texts, at, err := s.judged("t as materialized (select "+columnsOfText+" from wording g where g.made < $1 and g.made >= $2"+phrases, a)
		switch {
		case err != nil || at != "": // there are more in this stretch
			return texts, at, false, err
		case len(texts) > 0 || to == "":
			return texts, to, false, nil
		}
		before = to
	}
	return nil, before, true, nil
}

// phrases is the conditions on the words of a text for phrases of so many words or more.
func (s *seeker) phrases(a *args, least int) string {
	out := ""
	for _, p := range s.words.phrases {
		if len(p) >= least {
			out += " and g.words like " + a.add("% "+strings.Join(p, " ")+" %")
		}
	}
	return out
}

func (s *seeker) rows(q string, a args) (out []text, at string, much bool, err error) {
	out, err = db.All(s.t, func(scan db.Scan) (x text, err error) {
		err = scan(&x.subject, &x.piece, &x.person, &x.kind, &x.made, &x.root, &x.name)
		return x, err
	}, q, a...)
	if len(out) == oneGo {
		at = out[oneGo-1].made
	}
	return out, at, false, err
}

// args gathers the values of a query.
type args []any

func (a *args) add(v any) string {
	*a = append(*a, v)
	return fmt.Sprintf("$%d", len(*a))
}

// filter adds what a reader may see as a condition on the card c.
func (a *args) filter(f access.Filter) string {
	text, more := f.SQL("c", len(*a)+1)
	*a = append(*a, more...)
	return text
}
