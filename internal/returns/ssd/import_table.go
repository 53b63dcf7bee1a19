package ssd

import (
	"errors"
	"reflect"
	"strings"

	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/returns/intake"
	"throughline/internal/story"
)

// errRow refuses a whole row, not the cell alone.
var errRow = errors.New("the row says what no record here does")

// reason is an error in words.
func reason(err error) string {
	if f, ok := err.(errs.Fields); ok && len(f) == 1 {
		return strings.TrimSuffix(f[0].Text, ".")
	}
	return strings.TrimSuffix(errs.Text(err), ".")
}

func (t table[B]) whose() string { return t.person }

// incoming is a row of an extract as a record.
type incoming[B record.Body] struct {
	i    int
	id   string // as the extract calls it
	body B
}

// bring brings the child's rows in: each is a record that is held, brought up to what the row says, or a new one.
func (t table[B]) bring(g *guest) error {
	if t.blind {
		return nil
	}
	in, err := t.read(g)
	if err != nil || len(in) == 0 {
		return err
	}
	s, err := g.Story(g.subject)
	if err != nil {
		return err
	}
	var held []record.Of[B]
	for _, h := range story.All[B](s) {
		if !g.Used(h.ID) && (t.when == nil || t.when(h.Body)) {
			held = append(held, h)
		}
	}
	to := t.pair(in, held)
	for n, x := range in {
		if to[n] < 0 && t.here != nil {
			if here, err := t.here(g, x.id); here || err != nil {
				*count[B](g.Matched())++
				if err != nil {
					return err
				}
				continue
			}
		}
		if to[n] < 0 {
			id, err := g.Add(g.subject, ours(x.id), x.body, t.entity, x.i+1)
			if err != nil {
				return err
			}
			if id != "" {
				g.became(t.entity, x.id, id)
				*count[B](g.Added())++
			}
			continue
		}
		h := held[to[n]]
		g.Use(h.ID)
		g.became(t.entity, x.id, h.ID)
		*count[B](g.Matched())++
		if err := t.merge(g, x, h); err != nil {
			return err
		}
	}
	return nil
}

// count is where rows of a kind are counted.
func count[B record.Body](t *intake.Tally) *int {
	var zero B
	switch any(zero).(type) {
	case record.Referral:
		return &t.Referrals
	case record.Assessment:
		return &t.Assessments
	}
	return &t.Rows
}

// read turns the child's rows into records. A row of which nothing can be said is held back.
func (t table[B]) read(g *guest) (out []incoming[B], err error) {
	err = g.each(t.entity, t.person, func(i int, cell func(string) string) error {
		x := incoming[B]{i: i, id: cell(t.id), body: t.start}
		something := !reflect.ValueOf(t.start).IsZero()
		for _, c := range t.cols {
			text := cell(c.field)
			if text == "" || c.read == nil {
				continue
			}
			if c.parent != "" {
				if text, err = g.linked(t.entity, i, c.field, c.parent, text); err != nil {
					return err
				}
				if text == "" {
					continue
				}
			}
			err := c.read(&x.body, text)
			if errors.Is(err, errRow) {
				g.Hold(t.entity, i+1, "%s says %q, and no record here does; the row was held back", c.field, brief(text))
				return nil
			}
			if err != nil {
				g.note(t.entity, i, c.field, reason(err))
				continue
			}
			something = true
		}
		if t.more != nil {
			t.more(g, &x.body, x.id)
		}
		if !something || t.when != nil && !t.when(x.body) {
			g.Hold(t.entity, i+1, "no record here can say what the row says; it was held back")
			return nil
		}
		out = append(out, x)
		return nil
	})
	return out, err
}

// linked is the record here that a cell points to.
func (g *guest) linked(entity string, i int, field, parent, id string) (string, error) {
	switch parent {
	case "ssd_professionals":
		worker, _, err := g.worker(id)
		if err == nil && worker == "" {
			g.note(entity, i, field, "the worker has no account here")
		}
		return worker, err
	case "ssd_department":
		if record.SubjectType(id) == record.TeamSubject {
			if s, err := g.Story(id); err != nil || !s.Empty() {
				return id, err
			}
		}
		g.note(entity, i, field, "there is no such team here")
		return "", nil
	}
	rec := g.ids[parent][id]
	if rec == "" {
		g.note(entity, i, field, "the row that it points to is not in the extract, is another child's or was held back")
	}
	return rec, nil
}

// pair finds the record that each row is: by id, by all that it says, by what tells records of the kind apart.
func (t table[B]) pair(in []incoming[B], held []record.Of[B]) []int {
	to := make([]int, len(in))
	for n := range to {
		to[n] = -1
	}
	taken := make([]bool, len(held))
	for _, same := range []func(incoming[B], record.Of[B]) bool{
		func(x incoming[B], h record.Of[B]) bool { return x.id == h.ID },
		func(x incoming[B], h record.Of[B]) bool { return t.agrees(x.body, h.Body) },
		func(x incoming[B], h record.Of[B]) bool {
			var zero B
			return t.key != nil && t.key(x.body) != t.key(zero) && t.key(x.body) == t.key(h.Body)
		},
	} {
		for n, x := range in {
			for m, h := range held {
				if to[n] < 0 && !taken[m] && same(x, h) {
					to[n], taken[m] = m, true
				}
			}
		}
	}
	return to
}

// said is what a record says in a field that is read.
func (c column[B]) said(b B) string {
	if c.write == nil {
		return ""
	}
	return c.write(b)
}

// agrees says whether a record says all that a row says.
func (t table[B]) agrees(in, held B) bool {
	for _, c := range t.cols {
		if text := c.said(in); c.read != nil && text != "" && text != c.said(held) {
			return false
		}
	}
	return true
}

// merge fills in what a record lacks; what disagrees with it is named.
func (t table[B]) merge(g *guest, x incoming[B], h record.Of[B]) error {
	merged := h.Body
	for _, c := range t.cols {
		text, was := c.said(x.body), c.said(h.Body)
		if c.read == nil || text == "" || text == was {
			continue
		}
		if was != "" && !(c.gives != nil && c.gives(h.Body)) {
			g.Differ(h.Meta, t.entity, x.i+1, c.field, was, text)
			continue
		}
		if err := c.read(&merged, text); err != nil {
			return errs.As(errs.Internal, err, "%s: %q was read and cannot be read again", c.field, brief(text))
		}
	}
	if t.fill != nil {
		t.fill(&merged, x.body)
	}
	if reflect.DeepEqual(merged, h.Body) {
		return nil
	}
	ok, err := intake.EditAs(g.Guest, h, merged, t.entity, x.i+1)
	if ok {
		*count[B](g.Updated())++
	}
	return err
}
