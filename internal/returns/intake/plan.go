package intake

import (
	"slices"

	"throughline/internal/day"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/returns/cin"
	"throughline/internal/returns/intake/cinrow"
	"throughline/internal/returns/intake/row903"
	"throughline/internal/story"
)

// entry plans one element: who it is, and what of it is new.
func (b *batch) entry(e entry) error {
	if b.im.retry == nil { // else they are in the report already
		b.result.notes = append(b.result.notes, e.notes...)
	}
	at := row{child: e.pos}
	if e.refused != "" {
		b.hold(at, "%s. The child was held back with all its rows", e.refused)
		return nil
	}
	if e.foreign != nil && e.foreign.Group {
		return b.group(e)
	}
	f, err := b.whose(e)
	if err != nil {
		return err
	}
	if f.doubt != "" {
		b.hold(at, "%s. The child was held back with all its rows", f.doubt)
		b.result.again = append(b.result.again, e.pos)
		return nil
	}
	b.result.held = append(b.result.held, e.held...)
	if f.upnOff {
		b.note(e.row(), "the UPN is recorded for another child; it is kept as it came, and nobody is found by it")
		e.unread("UPN", e.identity.upn)
		e.identity.upn = ""
	}
	if f.formerOff {
		b.note(e.row(), "the FormerUPN is recorded for another child; it is kept as it came, and nobody is found by it")
		e.unread("FormerUPN", e.former)
		e.former = ""
	}
	subject := f.story.Subject
	if f.found {
		err = b.known(e, f)
	} else if err = b.foreignSubject(e); err == nil {
		subject = b.newSubject(e.pos)
		err = b.create(e, subject)
	}
	if err != nil {
		return b.refuse(at, err)
	}
	b.together(e, subject)
	switch {
	case e.care != nil:
		return b.care903(e, subject)
	case e.foreign != nil:
		return b.guest(e, subject, !f.found)
	}
	if err := b.referrals(e, subject); err != nil {
		return err
	}
	return b.keepRows(e.whole, subject, "", e.year)
}

// unread keeps a number that no record here may hold.
func (e *entry) unread(column, text string) {
	v := record.ReturnedValue{Column: column, Text: text}
	for i := range e.left {
		if e.left[i].tableName() == e.row().tableName() {
			e.left[i].values = append(slices.Clip(e.left[i].values), v)
			return
		}
	}
	e.left = append(e.left, leftover{e.row(), []record.ReturnedValue{v}})
}

// together names elements of one file that are one child: they are written as one.
func (b *batch) together(e entry, subject string) {
	first, again := b.seen(subject)
	if !again {
		b.met[subject] = e.pos
		return
	}
	if first == e.pos {
		return
	}
	b.hold(e.row(), "one child with child %d of the file, under whom the rows of both are kept", first)
	b.hold(row{child: first, number: 1, table: cin.ChildIdentifiers}, "one child with child %d of the file; what one of them lacked was filled in from the other", e.pos)
}

// saidOf is what a child's records say in the rows of the return about them.
func (b *batch) saidOf(e entry, c record.Of[record.Child], k known) []cinrow.Cell {
	if e.care != nil {
		upn := k.upn
		for _, i := range story.All[record.Identifier](k.story) {
			if upn == "" && i.Body.Type == record.UPNUnknown && i.Body.To.IsZero() {
				upn = i.Body.Value
			}
		}
		mother, _ := story.Latest[record.Mother](k.story)
		return row903.Header(c.Body, upn, mother.Body)
	}
	return saidOfChild(e.year, c, k)
}

// seen says at which position of the file a child was met first.
func (b *batch) seen(subject string) (pos int, ok bool) {
	if pos, ok = b.met[subject]; !ok {
		pos, ok = b.im.met[subject]
	}
	return pos, ok
}

// newSubject gives the subject of a new child; a batch that is tried again gives the same, as its key is made by then.
func (b *batch) newSubject(pos int) string {
	s, ok := b.im.subjects[pos]
	if !ok {
		s = b.t.NewSubject(record.ChildSubject)
		b.im.subjects[pos] = s
	}
	b.fresh = append(b.fresh, s)
	return s
}

// placeholder is the name of a child of whom only the census tells: it has no names. Whoever gives the child a name replaces it.
func placeholder(id string) record.Name {
	return record.Name{Given: "Child", Family: id, Use: "current"}
}

// create makes a child.
func (b *batch) create(e entry, subject string) error {
	c := e.child
	c.Names = []record.Name{placeholder(e.identity.id)}
	if e.foreign != nil {
		return b.createForeign(e, subject, c)
	}
	id, err := b.add(subject, c, e.row())
	if err != nil {
		return err
	}
	b.result.added.Children++
	if err := b.leave(subject, id, e.left, nil); err != nil {
		return err
	}
	return b.identifiers(e, known{story: story.Story{Subject: subject}})
}

// known brings a recorded child up to what the file says. The name is never touched.
func (b *batch) known(e entry, f finding) error {
	before := len(b.changes)
	held, ok := story.First[record.Child](f.story)
	if !ok {
		c := e.child
		c.Names = []record.Name{placeholder(e.identity.id)}
		id, err := b.add(f.story.Subject, c, e.row())
		if err != nil {
			return err
		}
		if err := b.leave(f.story.Subject, id, e.left, nil); err != nil {
			return err
		}
	} else {
		if err := b.leave(f.story.Subject, held.ID, e.left, b.saidOf(e, held, f.known)); err != nil {
			return err
		}
		merged, diffs := mergeChild(e.child, held.Body)
		disagree(b, held, e.row(), diffs)
		names, renamed := named(held.Body, f.known, e)
		merged.Names = names
		if renamed || !sameChild(merged, held.Body) {
			if err := edit(b, held, merged, e.row()); err != nil {
				return err
			}
		}
	}
	b.result.matched.Children++
	if err := b.identifiers(e, f.known); err != nil {
		return err
	}
	if len(b.changes) > before {
		b.result.updated.Children++
	}
	return nil
}

// sameChild compares what a census can change.
func sameChild(a, b record.Child) bool {
	return a.Birth == b.Birth && a.Expected == b.Expected && a.Death == b.Death && a.Sex == b.Sex && a.Gender == b.Gender &&
		a.Ethnicity == b.Ethnicity && slices.Equal(a.Disabilities, b.Disabilities)
}

// identifiers adds the numbers that the child does not have yet. A number that took another's place ends it.
func (b *batch) identifiers(e entry, k known) error {
	subject, from := k.story.Subject, b.im.changedOn(b.t.Today())
	has := map[record.Identifier]bool{} // by type and value
	for _, i := range story.All[record.Identifier](k.story) {
		has[record.Identifier{Type: i.Body.Type, Value: i.Body.Value}] = true
	}
	give := func(kind, value string, from day.Day) error {
		if value == "" || has[record.Identifier{Type: kind, Value: value}] {
			return nil
		}
		if _, err := b.add(subject, record.Identifier{Type: kind, Value: value, From: from}, e.row()); err != nil {
			return b.refuse(e.row(), err)
		}
		return nil
	}
	end := func(kind, former string) error {
		for _, i := range story.All[record.Identifier](k.story) {
			if i.Body.Type != kind || !i.Body.To.IsZero() {
				continue
			}
			body := i.Body
			body.Type, body.To = former, from
			if body.To.Before(body.From) {
				body.To = body.From
			}
			if err := edit(b, i, body, e.row()); err != nil {
				return err
			}
		}
		return nil
	}
	newID := e.identity.id != "" && !slices.Contains(k.ids, e.identity.id) && !slices.Contains(k.formers, e.identity.id)
	if newID {
		since := day.Day{}
		if len(k.ids) > 0 {
			since = from
			if err := end(record.LAChildID, record.FormerChildID); err != nil {
				return err
			}
		}
		if err := give(record.LAChildID, e.identity.id, since); err != nil {
			return err
		}
	}
	upn := e.identity.upn
	switch {
	case upn == "" || slices.Contains(k.upns, upn):
	case k.upn != "" && match.TemporaryUPN(upn) && !match.TemporaryUPN(k.upn): // an older census
		if err := give(record.FormerUPN, upn, day.Day{}); err != nil {
			return err
		}
	default:
		since := day.Day{}
		if k.upn != "" {
			since = from
			if err := end(record.UPN, record.FormerUPN); err != nil {
				return err
			}
		}
		if err := end(record.UPNUnknown, record.UPNUnknown); err != nil {
			return err
		}
		if err := give(record.UPN, upn, since); err != nil {
			return err
		}
		k.upns = append(slices.Clip(k.upns), upn)
	}
	if e.former != "" && !slices.Contains(k.upns, e.former) {
		if err := give(record.FormerUPN, e.former, day.Day{}); err != nil {
			return err
		}
	}
	if len(k.upns) > 0 {
		return nil // a reason for having none says nothing of a child who has one
	}
	return give(record.UPNUnknown, e.upnReason, day.Day{})
}

func (b *batch) isUsed(id string) bool { return b.used[id] || b.im.used[id] }
