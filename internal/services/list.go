package services

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Row is one line of the list of a service.
type Row[T record.Body] struct {
	record.Of[T]
	Child string // subject
	Name  string
	Born  day.Day // or expected
}

// Carers lists the young carers whom the actor may see, open and ended, in the order in which they were identified. One query, however many there are.
func (r Room) Carers(ctx context.Context, actor access.Actor) ([]Row[record.YoungCarer], error) {
	return rows[record.YoungCarer](ctx, r, actor, access.None)
}

// Waiting lists the clinical referrals that the actor may see, open and ended: urgent ones first, then who has waited longest.
func (r Room) Waiting(ctx context.Context, actor access.Actor) ([]Row[record.ClinicalReferral], error) {
	out, err := rows[record.ClinicalReferral](ctx, r, actor, access.Health)
	rank := map[string]int{"urgent": 0, "soon": 1, "routine": 2}
	slices.SortStableFunc(out, func(a, b Row[record.ClinicalReferral]) int {
		return cmp.Or(cmp.Compare(rank[a.Body.Priority], rank[b.Body.Priority]), a.Body.Referred.Compare(b.Body.Referred))
	})
	return out, err
}

// rows are the records of a kind in children's stories that the actor may list, by the card of whoever survived a merge.
func rows[T record.Body](ctx context.Context, r Room, actor access.Actor, class access.Class) (out []Row[T], err error) {
	var none T
	defer errs.Wrap(&err, "list of %s", none.KindName())
	if err := access.Could(actor, access.List, class).Err(); err != nil {
		return nil, err
	}
	visible, args := access.Visible(actor, access.List, class).SQL("c", 2)
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		out = nil
		return t.Each(func(scan db.Scan) error {
			var row Row[T]
			var rev int
			var body, born string
			if err := scan(&row.ID, &row.Version, &rev, &body, &row.Child, &row.Name, &born); err != nil {
				return err
			}
			if born != "" {
				var err error
				if row.Born, err = day.Parse(born); err != nil {
					return err
				}
			}
			b, err := record.Decode(none.KindName(), rev, []byte(body))
			if err != nil {
				return err
			}
			row.Body = b.(T)
			out = append(out, row)
			return nil
		}, `with recursive s (was, now) as (select r.subject, r.subject from record r where r.kind = $1 and not r.withdrawn
				union select s.was, a.into_subject from s join alias a on a.subject = s.now)
			select r.id, r.version, r.rev, cast(r.body as text), c.subject, c.name, c.born from record r join s on s.was = r.subject join person_card c on c.subject = s.now
			where r.kind = $1 and not r.withdrawn and `+visible+` order by r.id`, append([]any{none.KindName()}, args...)...)
	})
	return out, err
}

// AbuseRow is one line of the list of the domestic abuse service.
type AbuseRow struct {
	record.Of[record.DomesticAbuseCase]
	Names    []string // of the children
	Children []string // subjects
}

// Cases lists the cases of the actor's own teams, line and own, open and ended. One with somebody who is hidden from the actor is left out. Two queries,
// however many there are.
func (r Room) Cases(ctx context.Context, actor access.Actor) (out []AbuseRow, err error) {
	defer errs.Wrap(&err, "cases of domestic abuse")
	if err := access.Could(actor, access.List, access.None).Err(); err != nil {
		return nil, err
	}
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		out = nil
		all, err := story.OfKind[record.DomesticAbuseCase](t)
		if err != nil {
			return err
		}
		all = slices.DeleteFunc(all, func(c record.Of[record.DomesticAbuseCase]) bool {
			own := access.Facts{Subject: c.Subject, Teams: []string{c.Body.Team}}
			if c.Body.Worker != "" {
				own.AllocatedTo = []string{c.Body.Worker}
			}
			return !access.Decide(actor, access.List, access.None, own, r.Desk.Now()).Allow
		})
		seen, err := seen(t, actor, all)
		for _, c := range all {
			row := AbuseRow{Of: c}
			hidden := false
			for _, p := range people(c.Body) {
				s, ok := seen[p]
				hidden = hidden || !ok
				if ok && record.SubjectType(p) == record.ChildSubject {
					row.Names, row.Children = append(row.Names, s.name), append(row.Children, s.subject)
				}
			}
			if !hidden {
				out = append(out, row)
			}
		}
		return err
	})
	return out, err
}

// somebody is who an id stands for after merges.
type somebody struct{ subject, name string }

// seen are those people of some cases whom the actor may find, by the ids that the cases have.
func seen(t *db.Tx, actor access.Actor, cases []record.Of[record.DomesticAbuseCase]) (map[string]somebody, error) {
	const most = 400
	var ids []string
	for _, c := range cases {
		ids = append(ids, people(c.Body)...)
	}
	slices.Sort(ids)
	ids = slices.Compact(ids)
	out := map[string]somebody{}
	for part := range slices.Chunk(ids, most) {
		values, args := "", make([]any, len(part))
		for i, id := range part {
			if i > 0 {
				values += " union all "
			}
			values += fmt.Sprintf("select cast($%d as text), cast($%d as text)", i+1, i+1)
			args[i] = id
		}
		visible, more := access.Visible(actor, access.Search, access.Identity).SQL("c", len(args)+1)
		if err := t.Each(func(scan db.Scan) error {
			var was string
			var s somebody
			err := scan(&was, &s.subject, &s.name)
			out[was] = s
			return err
		}, "with recursive given (was, now) as ("+values+"), s (was, now) as (select was, now from given union select s.was, a.into_subject from s join alias a on a.subject = s.now) "+
			"select s.was, c.subject, c.name from s join person_card c on c.subject = s.now where "+visible, append(args, more...)...); err != nil {
			return nil, err
		}
	}
	return out, nil
}
