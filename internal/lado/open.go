package lado

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/task"
)

// Row is one allegation in a list, with what waits on it, least time left first.
type Row struct {
	Subject  string
	Referral record.LADOReferral
	Waits    []task.Item
}

// Open lists the open allegations, those that wait for the LADO first: overdue, urgent, then by the time left. Two queries whatever their number.
// For everybody but the LADO it is missing.
func (r Room) Open(ctx context.Context, actor access.Actor) (rows []Row, err error) {
	defer errs.Wrap(&err, "allegations")
	if err := Opens(actor); err != nil {
		return nil, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		if rows, err = referrals(t, actor, "c.status = 'Allegation open'"); err != nil {
			return err
		}
		waits, err := r.waits(t, actor)
		for i := range rows {
			rows[i].Waits = waits[rows[i].Subject]
		}
		return err
	})
	slices.SortStableFunc(rows, func(a, b Row) int { return compare(a, b) })
	return rows, err
}

// compare puts first what is worked first; an allegation that waits for nothing comes last.
func compare(a, b Row) int {
	if len(a.Waits) == 0 || len(b.Waits) == 0 {
		return len(b.Waits) - len(a.Waits)
	}
	pair := []task.Item{a.Waits[0], b.Waits[0]}
	if pair[0].Subject == pair[1].Subject {
		return 0
	}
	task.Order(pair)
	if pair[0].Subject == a.Subject {
		return -1
	}
	return 1
}

// Find lists allegations, closed and open, by a part of the reference, the adult's name, the setting or the referrer's name. Newest first.
func (r Room) Find(ctx context.Context, actor access.Actor, words string) (rows []Row, err error) {
	defer errs.Wrap(&err, "find an allegation")
	if err := Opens(actor); err != nil {
		return nil, err
	}
	want := strings.Fields(match.Fold(words))
	if len(want) == 0 {
		return nil, nil
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		all, err := referrals(t, actor, "true")
		rows = slices.DeleteFunc(all, func(w Row) bool {
			l := w.Referral
			in := match.Fold(strings.Join([]string{l.Reference, l.Person, l.Setting, l.Referrer.Name}, " "))
			return slices.ContainsFunc(want, func(word string) bool { return !strings.Contains(in, word) })
		})
		return err
	})
	slices.SortFunc(rows, func(a, b Row) int {
		return cmp.Or(b.Referral.Received.Compare(a.Referral.Received), cmp.Compare(a.Subject, b.Subject))
	})
	return rows, err
}

// referrals are those that the actor may list, on a condition of their cards.
func referrals(t *db.Tx, actor access.Actor, where string) (rows []Row, err error) {
	visible, args := access.Visible(actor, access.List, access.SourceRestricted).SQL("c", 2)
	err = t.Each(func(scan db.Scan) error {
		var subject, body string
		var rev int
		if err := scan(&subject, &rev, &body); err != nil {
			return err
		}
		b, err := record.Decode(record.LADOReferral{}.KindName(), rev, []byte(body))
		if l, ok := b.(record.LADOReferral); ok {
			rows = append(rows, Row{Subject: subject, Referral: l})
		}
		return err
	}, "select r.subject, r.rev, cast(r.body as text) from record r join person_card c on c.subject = r.subject where r.kind = $1 and not r.withdrawn and "+
		where+" and "+visible+" order by r.subject", append([]any{record.LADOReferral{}.KindName()}, args...)...)
	return rows, err
}

// waits are the open tasks of each allegation that the actor may list.
func (r Room) waits(t *db.Tx, actor access.Actor) (map[string][]task.Item, error) {
	out, now := map[string][]task.Item{}, r.Desk.Now()
	visible, args := access.Visible(actor, access.List, access.SourceRestricted).SQL("c", 2)
	err := t.Each(func(scan db.Scan) error {
		var k task.Task
		var moments [2]string
		if err := scan(&k.Subject, &k.Record, &k.Clock, &k.Title, &moments[0], &moments[1], &k.Worker, &k.Queue, &k.Urgent); err != nil {
			return err
		}
		for i, m := range []*clock.Moment{&k.Started, &k.Due} {
			var err error
			if *m, err = clock.ParseMoment(moments[i]); err != nil {
				return err
			}
		}
		if k.Clock != "LADO-10" {
			out[k.Subject] = append(out[k.Subject], k.At(r.Book, now))
		}
		return nil
	}, "select k.subject, k.record, k.clock, k.title, k.started, k.due, k.worker, k.queue, k.urgent from task k join person_card c on c.subject = k.subject where k.queue = $1 and k.met = '' and "+
		visible, append([]any{Queue}, args...)...)
	for _, items := range out {
		task.Order(items)
	}
	return out, err
}

// View is one allegation, whole.
type View struct {
	Subject  string
	Referral record.Of[record.LADOReferral]
	Meetings []record.Of[record.AllegationMeeting] // newest first
	Children []Named
	Earlier  []Row // other allegations about the same adult, or questions from the same setting
	Keep     Keeping
}

// Named is a child whom the allegation names, as far as the LADO may know them.
type Named struct{ Subject, Name string }

// Read opens an allegation. The reading is written down before anything is returned, under the allegation alone: the access log of a child, which
// their manager reads, must not say that there is one.
func (r Room) Read(ctx context.Context, actor access.Actor, subject, page string) (v View, err error) {
	var refused error
	err = r.Desk.DB.Write(ctx, func(t *db.Tx) error {
		d, no := r.may(t, actor, access.Read, subject)
		if refused = no; no != nil && errs.Of(no) != errs.NotFound {
			return no
		}
		reading := journal.Reading{Actor: actor.ID, Subject: subject, Action: string(access.Read), Page: page, Why: d.Rule, Allowed: no == nil}
		if no != nil {
			reading.Subject, reading.Why = record.LADOSubject+":?", "There is no such record" // the same for what is hidden and for what is not there
			return journal.LogReads(t, r.Desk.Now(), []journal.Reading{reading})
		}
		if v, err = r.view(t, actor, subject); err != nil {
			return err
		}
		return journal.LogReads(t, r.Desk.Now(), []journal.Reading{reading})
	})
	if err = cmp.Or(err, refused); err != nil {
		return View{}, err
	}
	return v, nil
}

func (r Room) view(t *db.Tx, actor access.Actor, subject string) (View, error) {
	s, l, err := load(t, subject)
	if err != nil {
		return View{}, err
	}
	v := View{Subject: subject, Referral: l, Meetings: story.All[record.AllegationMeeting](s), Keep: Keep(l.Body)}
	slices.SortFunc(v.Meetings, func(a, b record.Of[record.AllegationMeeting]) int { return b.Body.At.Compare(a.Body.At) })
	for _, c := range l.Body.Children {
		canonical, err := story.Canonical(t, c)
		if err != nil {
			return v, err
		}
		cond, args := access.Visible(actor, access.Search, access.Identity).SQL("c", 2)
		names, err := db.Column[string](t, "select c.name from person_card c where c.subject = $1 and "+cond, append([]any{canonical}, args...)...)
		if err != nil {
			return v, err
		}
		name := "a child whose record you may not see, or that was destroyed"
		if len(names) > 0 {
			name = names[0]
		}
		v.Children = append(v.Children, Named{canonical, name})
	}
	who := match.Fold(l.Body.Person)
	if who == "" || who == "not known" {
		return v, nil
	}
	all, err := referrals(t, actor, "true")
	v.Earlier = slices.DeleteFunc(all, func(o Row) bool {
		b := o.Referral
		return o.Subject == subject || match.Fold(b.Person) != who || !b.Born.IsZero() && !l.Body.Born.IsZero() && b.Born != l.Body.Born
	})
	return v, err
}
