package casework

import (
	"fmt"
	"math"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/db"
)

// seeker is one search, in one transaction.
type seeker struct {
	bounds
	t      *db.Tx
	actor  access.Actor
	words  Terms
	now    time.Time
	facts  map[string]access.Facts
	looked int // how many texts were looked at
	steps  int // how many steps this way has taken

	fewLinked bool // few people are linked to the reader: of the others nothing needs to be asked
}

// size is how many texts the next step looks at.
func (s *seeker) size() int {
	n := s.first
	for range s.steps {
		n *= longer
	}
	s.steps++
	if s.looked < s.few {
		return min(n, s.few-s.looked)
	}
	return min(n, s.most-s.looked)
}

// text is a row that has the words and whose person the reader may read.
type text struct{ subject, piece, person, kind, made, root, name string }

// step looks at so many texts (size) before a place, the newest first, and gives those that have the words and may be read, want of them at most, and where the next step
// goes on ("" at the end).
type step func(before string, size, want int) (texts []text, at string, err error)

// end is after every id.
const end = "~"

func orEnd(before string) string {
	if before == "" {
		return end
	}
	return before
}

// way is how these words are best looked for. An index of words that has an order is asked from its newest text on, and left for the reader's own texts when a few of
// others have come. One that has none is asked when few texts have the words.
func (s *seeker) way() (step, error) {
	if err := s.count(); err != nil {
		return nil, err
	}
	if s.t.HavingInOrder() {
		next, changed := step(s.lookedUp), false
		return func(before string, size, want int) ([]text, string, error) {
			if s.looked >= s.few && !changed {
				changed = true
				if own, err := s.littleOwn(); err != nil {
					return nil, "", err
				} else if own {
					next, s.steps = s.own, 0
					size = s.size()
				}
			}
			return next(before, size, want)
		}, nil
	}
	var n int64
	q, arg := s.t.Having(s.words.all, 1)
	if err := s.t.Row("select count(*) from (select 1 from ("+q+") h limit $2) c", []any{arg, int64(s.few + 1)}, &n); err != nil {
		return nil, err
	}
	if n <= int64(s.few) {
		return s.lookedUp, nil
	}
	if own, err := s.littleOwn(); err != nil || own {
		return s.own, err
	}
	return s.newest, nil
}

// count finds out whether few people are linked to the reader.
func (s *seeker) count() error {
	reach, args, ok := s.visible().Reach(1)
	if !ok {
		return nil
	}
	var links int64
	err := s.t.Row(fmt.Sprintf("select count(*) from (select subject from (%s) q limit $%d) l", reach, len(args)+1), append(args, int64(s.ownLinks+1)), &links)
	s.fewLinked = links <= int64(s.ownLinks)
	return err
}

// linked begins a query with the ids (m.s) of the people who are linked to the reader, of whom few are. Those that were merged into them are among them.
func (s *seeker) linked(first int) (with string, ids []any) {
	reach, ids, _ := s.visible().Reach(first)
	return "m (s) as (select subject from (" + reach + ") q union select a.subject from alias a join m on a.into_subject = m.s)", ids
}

// littleOwn says whether few people are linked to the reader, with few texts.
func (s *seeker) littleOwn() (bool, error) {
	if !s.fewLinked {
		return false, nil
	}
	// Each person's texts are counted by the index: an engine that joins would read the whole table to count a few.
	var texts int64
	with, ids := s.linked(1)
	err := s.t.Row("with recursive "+with+", f as materialized (select s from m) select coalesce(cast(sum((select count(*) from wording g where g.person = f.s)) as bigint), 0) from f", ids, &texts)
	return texts <= int64(s.ownTexts), err
}

func (s *seeker) visible() access.Filter { return access.Visible(s.actor, access.List, access.None) }

// lookedUp asks the index of words.
func (s *seeker) lookedUp(before string, size, want int) ([]text, string, error) {
	q, arg := s.t.Having(s.words.all, 1)
	last := int64(math.MaxInt64)
	if before != "" {
		last = docOf(before)
	}
	a := args{arg, last, int64(size)}
	all := ""
	if !s.t.HavingInOrder() { // few: made whole, before an engine goes through all texts to have them in order
		all = "q as materialized (select doc from (" + q + ") w limit " + a.add(int64(s.few+1)) + "), "
		q = "select doc from q"
	}
	own := s.phrases(&a, 2)
	if s.fewLinked {
		with, ids := s.linked(len(a) + 1)
		a = append(a, ids...)
		all += with + ", n as materialized (select s from m), "
		own = " and g.person in (select s from n)" + own
	}
	out, n, to, err := s.judged(all+"h as materialized (select w.doc from ("+q+") w where w.doc < $2 order by w.doc desc limit $3), "+
		"t as materialized (select "+columnsOfText+" from h cross join wording g where g.doc = h.doc"+own+")", "h", a, want)
	if err != nil {
		return nil, "", err
	}
	s.looked += n
	if len(out) == want {
		to = out[want-1].made
	} else if n < size {
		to = ""
	}
	return out, to, nil
}

// columnsOfText are what is known of a text before its person is.
const columnsOfText = "g.doc, g.subject, g.piece, g.person, g.kind, g.made"

// judged is the texts of t whose people the reader may read, the newest first, at most want. with begins the query and makes t and, with a column doc, what is looked
// at: how many these are is given too, and the oldest of them.
func (s *seeker) judged(with, lookedAt string, a args, want int) (out []text, n int, last string, err error) {
	visible := a.filter(s.visible())
	q := fmt.Sprintf(`with recursive %s,
		p (of, at) as (select person, person from t union select p.of, a.into_subject from p join alias a on a.subject = p.at),
		x as materialized (select t.subject, t.piece, t.person, t.kind, t.made, c.subject as root, c.name from t join p on p.of = t.person join person_card c on c.subject = p.at
			where %s order by t.made desc limit %s),
		z as materialized (select count(*) as n, min(doc) as last from %s)
		select z.n, coalesce((select g.made from wording g where g.doc = z.last), ''),
			coalesce(x.subject, ''), coalesce(x.piece, ''), coalesce(x.person, ''), coalesce(x.kind, ''), coalesce(x.made, ''), coalesce(x.root, ''), coalesce(x.name, '')
		from z left join x on true order by 7 desc`, with, visible, a.add(int64(want)), lookedAt)
	var looked int64
	err = s.t.Each(func(scan db.Scan) error {
		var x text
		err := scan(&looked, &last, &x.subject, &x.piece, &x.person, &x.kind, &x.made, &x.root, &x.name)
		if x.subject != "" {
			out = append(out, x)
		}
		return err
	}, q, a...)
	return out, int(looked), last, err
}

// own reads what was written about the people whom something links to the reader.
func (s *seeker) own(before string, size, want int) (out []text, at string, err error) {
	reach, ids, _ := s.visible().Reach(1)
	a := args(ids)
	visible := a.filter(s.visible())
	from := a.add(orEnd(before))
	people := fmt.Sprintf(`with recursive l (s) as (%s),
		m (root, s) as (select c.subject, c.subject from person_card c where c.subject in (select s from l) and %s union select m.root, a.subject from alias a join m on a.into_subject = m.s)
		`, reach, visible)
	to, err := s.oldest(people+"select g.made from m cross join wording g where g.person = m.s and g.made < "+from, a, size)
	if err != nil {
		return nil, "", err
	}
	last := a.add(to)
	phrases := s.phrases(&a, 1)
	err = s.t.Each(func(scan db.Scan) error {
		var x text
		err := scan(&x.subject, &x.piece, &x.person, &x.kind, &x.made, &x.root, &x.name)
		out = append(out, x)
		return err
	}, fmt.Sprintf(`%s, t as materialized (select m.root, g.subject, g.piece, g.person, g.kind, g.made from m cross join wording g where g.person = m.s and g.made < %s and g.made >= %s%s)
		select t.subject, t.piece, t.person, t.kind, t.made, c.subject, c.name from t join person_card c on c.subject = t.root order by t.made desc limit %s`,
		people, from, last, phrases, a.add(int64(want))), a...)
	if len(out) == want {
		to = out[want-1].made
	}
	return out, to, err
}

// oldest is the oldest of the newest texts of a query, size of them; "" when there are no more.
func (s *seeker) oldest(q string, a args, size int) (string, error) {
	place := a.add(int64(size - 1))
	to, err := db.Column[string](s.t, q+" order by 1 desc limit 1 offset "+place, a...)
	s.looked += size
	if len(to) == 0 {
		return "", err
	}
	return to[0], err
}

// newest reads the newest texts.
func (s *seeker) newest(before string, size, want int) ([]text, string, error) {
	from := orEnd(before)
	to, err := s.oldest("select made from wording where made < $1", args{from}, size)
	if err != nil {
		return nil, "", err
	}
	a := args{from, to}
	phrases := s.phrases(&a, 1)
	out, _, _, err := s.judged("t as materialized (select "+columnsOfText+" from wording g where g.made < $1 and g.made >= $2"+phrases+")", "t", a, want)
	if len(out) == want {
		to = out[want-1].made
	}
	return out, to, err
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
