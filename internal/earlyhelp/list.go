package earlyhelp

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// Row is one line of the list: a case, or a child whom the front door passed on.
type Row struct {
	Subject string
	Case    record.EarlyHelpCase // zero for what the front door passed on
	Names   []string             // of the children
	Child   string               // of what the front door passed on
	Waits   []task.Item          // least time left first
	Mine    bool                 // the actor may open it
}

// List is everything in early help that is open, of both services, for whoever works there: one list (seed requirement SR-030). A case with a child
// whose existence is hidden from the actor is left out. It takes three queries, however many there are.
func (r Room) List(ctx context.Context, actor access.Actor) (rows []Row, err error) {
	defer errs.Wrap(&err, "early help")
	if err := access.Could(actor, access.List, access.None).Err(); err != nil {
		return nil, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		rows, err = r.list(t, actor)
		return err
	})
	slices.SortStableFunc(rows, func(a, b Row) int {
		if len(a.Waits) == 0 || len(b.Waits) == 0 {
			return len(b.Waits) - len(a.Waits)
		}
		return inOrder(a.Waits[0], b.Waits[0])
	})
	return rows, err
}

func inOrder(a, b task.Item) int {
	pair := []task.Item{a, b}
	task.Order(pair)
	switch {
	case a.Subject == b.Subject:
		return 0
	case pair[0].Subject == a.Subject:
		return -1
	}
	return 1
}

func (r Room) list(t *db.Tx, actor access.Actor) (rows []Row, err error) {
	waits, order := map[string][]task.Item{}, []string{}
	now := r.Desk.Now()
	err = t.Each(func(scan db.Scan) error {
		var k task.Task
		var moments [2]string
		if err := scan(&k.Subject, &k.Record, &k.Clock, &k.Title, &moments[0], &moments[1], &k.Worker, &k.Team, &k.Queue, &k.Urgent); err != nil {
			return err
		}
		for i, m := range []*clock.Moment{&k.Started, &k.Due} {
			var err error
			if *m, err = clock.ParseMoment(moments[i]); err != nil {
				return err
			}
		}
		if waits[k.Subject] == nil {
			order = append(order, k.Subject)
		}
		waits[k.Subject] = append(waits[k.Subject], k.At(r.Book, now))
		return nil
	}, "select subject, record, clock, title, started, due, worker, team, queue, urgent from task where queue = $1 and met = ''", Queue)
	if err != nil {
		return nil, err
	}
	cases := map[string]record.EarlyHelpCase{}
	if err := t.Each(func(scan db.Scan) error {
		var subject, body string
		var rev int
		if err := scan(&subject, &rev, &body); err != nil {
			return err
		}
		b, err := record.Decode(record.EarlyHelpCase{}.KindName(), rev, []byte(body))
		if c, ok := b.(record.EarlyHelpCase); ok {
			cases[subject] = c
		}
		return err
	}, "select subject, rev, cast(body as text) from record where kind = $1 and not withdrawn and subject in (select subject from task where queue = $2 and met = '')",
		record.EarlyHelpCase{}.KindName(), Queue); err != nil {
		return nil, err
	}
	names, err := r.names(t, actor, cases, order)
	if err != nil {
		return nil, err
	}
	for _, subject := range order {
		items := waits[subject]
		task.Order(items)
		row := Row{Subject: subject, Waits: items}
		if c, ok := cases[subject]; ok {
			row.Case = c
			if !row.name(c, names) {
				continue
			}
			row.Mine = c.Worker != "" && c.Worker == actor.ID || slices.Contains(actor.Teams, c.Team) || slices.Contains(actor.Manages, c.Team)
		} else if n, ok := names[subject]; ok {
			row.Child, row.Names = subject, []string{n}
			row.Mine = slices.Contains(actor.Teams, items[0].Team) || slices.Contains(actor.Manages, items[0].Team)
		} else {
			continue
		}
		rows = append(rows, row)
	}
	return rows, nil
}

// name takes the names of a case's children, and says whether all may be seen. A child whom nobody has matched yet has the name that was typed.
func (w *Row) name(c record.EarlyHelpCase, names map[string]string) bool {
	for _, ch := range c.Children {
		n := strings.TrimSpace(ch.Given + " " + ch.Family)
		if ch.Subject != "" {
			var ok bool
			if n, ok = names[ch.Subject]; !ok {
				return false
			}
		}
		w.Names = append(w.Names, n)
	}
	return true
}

// most is how many ids one query is asked about.
const most = 400

// names are those of the children that the actor may find at all, under the ids that the list has. A merged record has the name of the one that
// survived.
func (r Room) names(t *db.Tx, actor access.Actor, cases map[string]record.EarlyHelpCase, order []string) (map[string]string, error) {
	now := map[string]string{} // the id in the list, and the record that it stands for
	for _, subject := range order {
		ids := []string{subject}
		if c, ok := cases[subject]; ok {
			ids = ids[:0]
			for _, ch := range c.Children {
				ids = append(ids, ch.Subject)
			}
		}
		for _, id := range ids {
			if id != "" {
				now[id] = id
			}
		}
	}
	ids := slices.Sorted(maps.Keys(now))
	if err := inParts(t, ids, "select subject, into_subject from alias where ", "subject", nil, func(from, _ string) error {
		canonical, err := story.Canonical(t, from)
		now[from] = canonical
		return err
	}); err != nil {
		return nil, err
	}
	found, visible := map[string]string{}, access.Visible(actor, access.Search, access.Identity)
	if err := inParts(t, slices.Sorted(maps.Values(now)), "select c.subject, c.name from person_card c where ", "c.subject", &visible, func(id, name string) error {
		found[id] = name
		return nil
	}); err != nil {
		return nil, err
	}
	names := map[string]string{}
	for id, canonical := range now {
		if n, ok := found[canonical]; ok {
			names[id] = n
		}
	}
	return names, nil
}

// inParts runs a query of two columns over many ids, some at a time; f, where there is one, is on the alias c.
func inParts(t *db.Tx, ids []string, query, column string, f *access.Filter, fn func(a, b string) error) error {
	for part := range slices.Chunk(ids, most) {
		marks, args := make([]string, len(part)), make([]any, len(part))
		for i, id := range part {
			marks[i], args[i] = fmt.Sprintf("$%d", i+1), id
		}
		where := column + " in (" + strings.Join(marks, ", ") + ")"
		if f != nil {
			cond, more := f.SQL("c", len(args)+1)
			where, args = where+" and "+cond, append(args, more...)
		}
		type pair struct{ a, b string }
		got, err := db.All(t, func(scan db.Scan) (p pair, err error) { err = scan(&p.a, &p.b); return p, err }, query+where, args...)
		if err != nil {
			return err
		}
		for _, p := range got {
			if err := fn(p.a, p.b); err != nil {
				return err
			}
		}
	}
	return nil
}

// View is one case, whole.
type View struct {
	Subject   string
	Case      record.Of[record.EarlyHelpCase]
	Meetings  []record.Of[record.FamilyMeeting] // newest first
	Signposts []record.Of[record.Signpost]      // newest first
	Children  []Child
}

// Child is a child of a case.
type Child struct {
	record.EarlyHelpChild
	Name  string                        // as recorded; as typed until matched
	Since []record.Of[record.EarlyHelp] // earlier early help
}

// Read opens a case. The reading is written down before anything is returned: of the case, and of each child.
func (r Room) Read(ctx context.Context, actor access.Actor, subject, page string) (v View, err error) {
	var refused error
	err = r.Desk.DB.Write(ctx, func(t *db.Tx) error {
		v, refused = View{}, nil
		s, c, err := load(t, subject)
		if errs.Of(err) == errs.NotFound {
			refused = err
			return journal.LogReads(t, r.Desk.Now(), []journal.Reading{{Actor: actor.ID, Subject: record.EarlyHelpSubject + ":?", Action: string(access.Read), Page: page, Why: "There is no such record"}})
		}
		if err != nil {
			return err
		}
		var d access.Decision
		d, refused = r.may(t, actor, access.Read, c)
		v = View{Subject: subject, Case: c, Meetings: story.All[record.FamilyMeeting](s), Signposts: story.All[record.Signpost](s)}
		slices.SortFunc(v.Meetings, func(a, b record.Of[record.FamilyMeeting]) int {
			return cmp.Or(b.Body.On.Compare(a.Body.On), cmp.Compare(b.ID, a.ID))
		})
		slices.SortFunc(v.Signposts, func(a, b record.Of[record.Signpost]) int {
			return cmp.Or(b.Body.On.Compare(a.Body.On), cmp.Compare(b.ID, a.ID))
		})
		read := []string{subject}
		for _, ch := range c.Body.Children {
			one, err := childOf(t, subject, ch)
			if err != nil {
				return err
			}
			if one.Subject != "" {
				read = append(read, one.Subject)
			}
			v.Children = append(v.Children, one)
		}
		readings := make([]journal.Reading, len(read))
		for i, id := range read {
			readings[i] = journal.Reading{Actor: actor.ID, Subject: id, Action: string(access.Read), Page: page, Why: d.Rule, Allowed: refused == nil}
		}
		return journal.LogReads(t, r.Desk.Now(), readings)
	})
	if err = cmp.Or(err, refused); err != nil {
		return View{}, err
	}
	return v, nil
}

func childOf(t *db.Tx, subject string, ch record.EarlyHelpChild) (Child, error) {
	out := Child{EarlyHelpChild: ch, Name: strings.TrimSpace(ch.Given + " " + ch.Family)}
	if ch.Subject == "" {
		return out, nil
	}
	canonical, err := story.Canonical(t, ch.Subject)
	if err != nil {
		return out, err
	}
	s, err := story.Load(t, canonical)
	if err != nil {
		return out, err
	}
	out.Subject = canonical
	if c, ok := story.First[record.Child](s); ok {
		out.Name = c.Body.Current().Full()
	}
	for _, e := range story.All[record.EarlyHelp](s) {
		if e.Body.Case != subject && !e.Body.Started.IsZero() {
			out.Since = append(out.Since, e)
		}
	}
	return out, nil
}
