package intake

import (
	"slices"

	"throughline/internal/day"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/story"
)

// entry plans one element: who it is, and what of it is new.
func (b *batch) entry(e entry) error {
	b.result.notes = append(b.result.notes, e.notes...)
	at := row{child: e.pos}
	if e.refused != "" {
		b.hold(at, "%s. The child was held back with all its rows", e.refused)
		return nil
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
		b.hold(e.row(), "the UPN is recorded for another child; it was left out here")
		e.identity.upn = ""
	}
	if f.formerOff {
		b.hold(e.row(), "the FormerUPN is recorded for another child; it was left out here")
		e.former = ""
	}
	subject := f.story.Subject
	if f.found {
		err = b.known(e, f)
	} else {
		subject = b.newSubject(e.pos)
		err = b.create(e, subject)
	}
	if err != nil {
		return b.refuse(at, err)
	}
	return b.referrals(e, subject)
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
	if _, err := b.add(subject, c, e.row()); err != nil {
		return err
	}
	b.result.added.Children++
	return b.identifiers(e, known{story: story.Story{Subject: subject}})
}

// known brings a recorded child up to what the file says. The name is never touched.
func (b *batch) known(e entry, f finding) error {
	before := len(b.changes)
	held, ok := story.First[record.Child](f.story)
	if !ok {
		c := e.child
		c.Names = []record.Name{placeholder(e.identity.id)}
		if _, err := b.add(f.story.Subject, c, e.row()); err != nil {
			return err
		}
	} else {
		merged, diffs := mergeChild(e.child, held.Body)
		disagree(b, held, e.row(), diffs)
		if !sameChild(merged, held.Body) {
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
	newID := !slices.Contains(k.ids, e.identity.id) && !slices.Contains(k.formers, e.identity.id)
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

// referrals plans the referrals of an element and what belongs to them.
func (b *batch) referrals(e entry, subject string) error {
	s, err := b.story(subject)
	if err != nil {
		return err
	}
	held := slices.DeleteFunc(story.All[record.Referral](s), func(r record.Of[record.Referral]) bool { return b.isUsed(r.ID) })
	for i, to := range pairReferrals(e.referrals, held) {
		in := e.referrals[i]
		if to < 0 {
			id, err := b.add(s.Subject, in.body, in.row)
			if err != nil {
				if err := b.refuse(in.row, err); err != nil {
					return err
				}
				continue
			}
			b.used[id] = true
			b.result.added.Referrals++
			if err := b.assessments(in, subject, id); err != nil {
				return err
			}
			continue
		}
		h := held[to]
		b.used[h.ID] = true
		b.result.matched.Referrals++
		merged, diffs := mergeReferral(in, h.Body)
		disagree(b, h, in.row, diffs)
		if merged != h.Body {
			if err := edit(b, h, merged, in.row); err != nil {
				if err := b.refuse(in.row, err); err != nil {
					return err
				}
			} else {
				b.result.updated.Referrals++
			}
		}
		if err := b.assessments(in, subject, h.ID); err != nil {
			return err
		}
	}
	return nil
}

func (b *batch) assessments(in referral, subject, id string) error {
	s, err := b.story(subject)
	if err != nil {
		return err
	}
	held := slices.DeleteFunc(story.All[record.Assessment](s), func(a record.Of[record.Assessment]) bool {
		return a.Body.Referral != id || b.isUsed(a.ID)
	})
	for i, to := range pairAssessments(in.assessments, held) {
		a := in.assessments[i]
		if to < 0 {
			a.body.Referral = id
			made, err := b.add(s.Subject, a.body, a.row)
			if err != nil {
				if err := b.refuse(a.row, err); err != nil {
					return err
				}
				continue
			}
			b.used[made] = true
			b.result.added.Assessments++
			continue
		}
		h := held[to]
		b.used[h.ID] = true
		b.result.matched.Assessments++
		merged, diffs := mergeAssessment(a, h.Body)
		disagree(b, h, a.row, diffs)
		if merged.Started == h.Body.Started && merged.Authorised == h.Body.Authorised && sameCodes(merged.Factors, h.Body.Factors) {
			continue
		}
		if err := edit(b, h, merged, a.row); err != nil {
			if err := b.refuse(a.row, err); err != nil {
				return err
			}
			continue
		}
		b.result.updated.Assessments++
	}
	return nil
}

func (b *batch) isUsed(id string) bool { return b.used[id] || b.im.used[id] }
