package task

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// row is a task with what its subject's card says of it to the actor.
type row struct {
	Task
	delayed Delayed
	by      string // who wrote the record that it is about
	name    string // of a subject with a card: a child, an adult, an allegation
	card    bool
	visible bool
}

// open lists the open tasks of a condition on the table t that the actor may see, in the order of work. It takes three queries, however many tasks there
// are: the tasks with the cards of their people; what referrals and reports say of whom they are about; and the cards of those.
func (l Lists) open(ctx context.Context, actor access.Actor, where string, args []any) (items []Item, err error) {
	defer errs.Wrap(&err, "work list")
	now := l.Now()
	err = l.DB.Read(ctx, func(t *db.Tx) error {
		items = nil
		rows, err := rowsOf(t, actor, where, args)
		if err != nil {
			return err
		}
		several, err := severalOf(t, actor, rows)
		if err != nil {
			return err
		}
		for _, r := range rows {
			people := []Person{{Subject: r.Subject, Name: r.name}}
			switch record.SubjectType(r.Subject) {
			case record.ChildSubject, record.AdultSubject, record.LADOSubject:
				if !r.card || !r.visible {
					continue
				}
			case record.ContactSubject, record.AssessmentSubject, record.EarlyHelpSubject:
				s, ok := several[r.Subject]
				if !ok || !s.allowed {
					continue
				}
				people = s.people
			default:
				people = nil // about no person
			}
			item := r.At(l.Book, now)
			item.People, item.PutOff, item.By = people, r.delayed, r.by
			items = append(items, item)
		}
		return nil
	})
	Order(items)
	return items, err
}

// rowsOf gives the open tasks of a condition.
func rowsOf(t *db.Tx, actor access.Actor, where string, args []any) ([]row, error) {
	cond, more := access.Visible(actor, access.List, access.Identity).SQL("c", len(args)+1)
	prefixed := "t." + strings.ReplaceAll(columns, ", ", ", t.")
	return db.All(t, func(s db.Scan) (r row, err error) {
		var until string
		r.Task, err = scan(func(into ...any) error {
			return s(append(into, &r.name, &r.card, &r.visible, &r.delayed.ID, &r.delayed.By, &until, &r.delayed.Reason, &r.by)...)
		})
		if err == nil && until != "" {
			r.delayed.Until, err = day.Parse(until)
		}
		return r, err
	}, "select "+prefixed+`, coalesce(c.name, ''), c.subject is not null, coalesce(`+cond+`, false),
		coalesce(p.id, ''), coalesce(p.worker, ''), coalesce(p.until, ''), coalesce(p.reason, ''), coalesce(w.actor, '')
		from task t left join record w on w.id = t.record left join person_card c on c.subject = t.subject
		left join put_off p on p.subject = t.subject and p.record = t.record and p.clock = t.clock and p.title = t.title
		where t.met = '' and `+where, append(slices.Clone(args), more...)...)
}

// sight is what the actor may see of a subject that is about several people.
type sight struct {
	allowed bool
	people  []Person
}

// severalOf says of the referrals and reports among the rows whom they are about, and whether the actor may see all of them.
func severalOf(t *db.Tx, actor access.Actor, rows []row) (map[string]sight, error) {
	var subjects []string
	for _, r := range rows {
		if k := record.SubjectType(r.Subject); (k == record.ContactSubject || k == record.AssessmentSubject || k == record.EarlyHelpSubject) && !slices.Contains(subjects, r.Subject) {
			subjects = append(subjects, r.Subject)
		}
	}
	out := map[string]sight{}
	named := map[string][]Person{}
	var all []string
	for part := range slices.Chunk(subjects, most) {
		args := []any{}
		in := inList(&args, part)
		err := t.Each(func(s db.Scan) error {
			var subject, kind, body string
			var rev int
			if err := s(&subject, &kind, &rev, &body); err != nil {
				return err
			}
			b, err := record.Decode(kind, rev, []byte(body))
			if err != nil {
				return err
			}
			named[subject] = about(story.New(subject, nil, []record.Record{{Meta: record.Meta{Subject: subject, Kind: kind}, Body: b}}))
			for _, p := range named[subject] {
				if p.Subject != "" && !slices.Contains(all, p.Subject) {
					all = append(all, p.Subject)
				}
			}
			return nil
		}, "select subject, kind, rev, cast(body as text) from record where kind in ('contact', 'assessment_report', 'early_help_case') and not withdrawn and subject in "+in+" order by id", args...)
		if err != nil {
			return nil, err
		}
	}
	now, err := survivors(t, all)
	if err != nil {
		return nil, err
	}
	// Whoever works the queue may see what is in it, unless the existence of one of the children is hidden from them.
	seen := map[string]map[string]string{}
	for kind, want := range map[string]struct {
		action access.Action
		class  access.Class
	}{record.ContactSubject: {access.Search, access.Identity}, record.AssessmentSubject: {access.List, access.Assessment}, record.EarlyHelpSubject: {access.List, access.None}} {
		if seen[kind], err = cards(t, access.Visible(actor, want.action, want.class), now); err != nil {
			return nil, err
		}
	}
	for subject, people := range named {
		s := sight{allowed: true, people: slices.Clone(people)}
		for i, p := range people {
			if p.Subject == "" {
				continue
			}
			name, ok := seen[record.SubjectType(subject)][now[p.Subject]]
			if !ok {
				s = sight{}
				break
			}
			s.people[i] = Person{Subject: now[p.Subject], Name: name}
		}
		out[subject] = s
	}
	return out, nil
}

// most is how many ids one query is asked about.
const most = 500

// survivors gives the record that each id's person has now: merged ones lead to what survived.
func survivors(t *db.Tx, ids []string) (map[string]string, error) {
	now := map[string]string{}
	for _, id := range ids {
		now[id] = id
	}
	next := slices.Clone(ids)
	for range 100 {
		moved := map[string]string{}
		for part := range slices.Chunk(next, most) {
			args := []any{}
			in := inList(&args, part)
			if err := t.Each(func(s db.Scan) error {
				var from, to string
				err := s(&from, &to)
				moved[from] = to
				return err
			}, "select subject, into_subject from alias where subject in "+in, args...); err != nil {
				return nil, err
			}
		}
		if len(moved) == 0 {
			return now, nil
		}
		next = next[:0]
		for id, at := range now {
			if to, ok := moved[at]; ok {
				now[id] = to
				next = append(next, to)
			}
		}
	}
	return nil, fmt.Errorf("merges go round in a circle")
}

// cards gives the names of those people whom a filter shows.
func cards(t *db.Tx, f access.Filter, people map[string]string) (map[string]string, error) {
	names := map[string]string{}
	var ids []string
	for _, id := range people {
		if !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for part := range slices.Chunk(ids, most) {
		args := []any{}
		in := inList(&args, part)
		cond, more := f.SQL("c", len(args)+1)
		if err := t.Each(func(s db.Scan) error {
			var id, name string
			err := s(&id, &name)
			names[id] = name
			return err
		}, "select c.subject, c.name from person_card c where c.subject in "+in+" and "+cond, append(args, more...)...); err != nil {
			return nil, err
		}
	}
	return names, nil
}
