package protection

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Sibling is a child with whom an act may be shared.
type Sibling struct {
	Subject, Name string
	Story         story.Story
}

// siblingTypes are the relationships of two children of one family.
var siblingTypes = []string{"sibling", "half_sibling", "step_sibling", "adoptive_sibling"}

// Children gives the child and, after it, the brothers and sisters over whom the actor has the same right: by a relationship, a family in which both
// are now, or one assessment. Those over whom the actor has none are not told of. Steps of discussions and enquiries ask discussing, others not.
func (r Room) Children(ctx context.Context, actor access.Actor, subject string, discussing bool) (out []Sibling, err error) {
	want := keep
	if discussing {
		want = discuss
	}
	now := r.Desk.Now()
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		s, err := r.one(t, actor, now, subject, want)
		if err != nil {
			return err
		}
		out = []Sibling{{s.Subject, nameOf(s), s}}
		kin, err := kin(t, s)
		if err != nil {
			return err
		}
		for _, k := range kin {
			o, err := r.one(t, actor, now, k, want)
			switch errs.Of(err) {
			case errs.Denied, errs.NotFound:
				if err != nil {
					continue
				}
			}
			if err != nil {
				return err
			}
			out = append(out, Sibling{o.Subject, nameOf(o), o})
		}
		return nil
	})
	return out, err
}

func nameOf(s story.Story) string {
	c, _ := story.First[record.Child](s)
	return c.Body.Current().Full()
}

// kin are the brothers and sisters of a child, resolved after merges, without the child.
func kin(t *db.Tx, s story.Story) ([]string, error) {
	var ids []string
	add := func(q string, args ...any) error {
		more, err := db.Column[string](t, q, args...)
		ids = append(ids, more...)
		return err
	}
	for _, id := range s.Subjects() {
		for _, kind := range siblingTypes {
			if err := add("select other from relation where person = $1 and ended = '' and type = $2 order by other", id, kind); err != nil {
				return nil, err
			}
		}
		if err := add(`select o.person from family_member m join family_member o on o.subject = m.subject
			where m.person = $1 and m.ended = '' and o.ended = '' order by o.person`, id); err != nil {
			return nil, err
		}
	}
	// Those who are assessed together are a family here, whatever else is recorded of them.
	for _, a := range story.All[record.Assessment](s) {
		if a.Body.Report == "" || !a.Body.Authorised.IsZero() && a.Body.Authorised.Before(opened(s)) {
			continue
		}
		rs, err := story.Load(t, a.Body.Report)
		if err != nil {
			return nil, err
		}
		if rep, ok := story.Latest[record.AssessmentReport](rs); ok {
			for _, c := range rep.Body.Children {
				ids = append(ids, c.Child)
			}
		}
	}
	var out []string
	for _, id := range ids {
		if record.SubjectType(id) != record.ChildSubject {
			continue
		}
		c, err := story.Canonical(t, id)
		if err != nil {
			return nil, err
		}
		if c != s.Subject && !slices.Contains(out, c) {
			out = append(out, c)
		}
	}
	return out, nil
}

// Part is one child of an act: the child and the child's own record.
type Part[T record.Body] struct {
	Sibling
	Record record.Of[T]
}

// Together gives the child's record and those of brothers and sisters that were made in the same act, as they are now, as far as the actor has the right to
// go on with them. shared tells the mark of an act from a body.
func Together[T record.Body](ctx context.Context, r Room, actor access.Actor, subject, id string, discussing bool, shared func(T) string) (out []Part[T], err error) {
	want := keep
	if discussing {
		want = discuss
	}
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		out, err = parts(t, r, actor, subject, id, want, shared)
		return err
	})
	return out, err
}

func parts[T record.Body](t *db.Tx, r Room, actor access.Actor, subject, id string, want right, shared func(T) string) ([]Part[T], error) {
	now := r.Desk.Now()
	s, err := r.one(t, actor, now, subject, want)
	if err != nil {
		return nil, err
	}
	own, err := find[T](s, id)
	if err != nil {
		return nil, err
	}
	out := []Part[T]{{Sibling{s.Subject, nameOf(s), s}, own}}
	mark := shared(own.Body)
	if mark == "" {
		return out, nil // an import may have brought a whole council in one command
	}
	commands, err := db.Column[string](t, "select command from entry where subject = $1 and id = $2 and version = 1", own.Subject, own.ID)
	if err != nil || len(commands) == 0 {
		return out, err
	}
	entries, err := r.Desk.Journal.Command(t, commands[0])
	if err != nil {
		return nil, err
	}
	for _, e := range entries {
		if e.Kind != own.Kind || e.ID == own.ID {
			continue
		}
		c, err := story.Canonical(t, e.Subject)
		if err != nil {
			return nil, err
		}
		o, err := r.one(t, actor, now, c, want)
		if kind := errs.Of(err); err != nil && (kind == errs.Denied || kind == errs.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if rec, ok := story.Find[T](o, e.ID); ok && shared(rec.Body) == mark {
			out = append(out, Part[T]{Sibling{o.Subject, nameOf(o), o}, rec})
		}
	}
	return out, nil
}
