package safekeeping

import (
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Dispose destroys a person's history for ever under a retention rule, and with it the referrals and assessment reports that are about
// nobody else any more. It records the disposal, destroys the keys, then removes the records and rows. It cannot be undone, here or from any
// backup. Stopped half-way, it is finished by running it again; verify names a disposal whose key is still there. The approver must be
// somebody other than the actor. It gives the subjects that were disposed of.
func (k *Keeper) Dispose(ctx context.Context, desk *command.Desk, actor access.Actor, subject, rule, approver string) (gone []string, err error) {
	defer errs.Wrap(&err, "dispose of %s", subject)
	switch {
	case rule == "":
		return nil, errs.Field("rule", "Name the retention rule")
	case approver == "" || approver == actor.ID:
		return nil, errs.Field("approver", "A second person must approve a disposal")
	}
	_, err = desk.Do(ctx, actor, "Dispose of a record", func(tx *command.Tx) (changes []record.Change, err error) {
		if gone, err = unfinishedDisposal(tx.Tx, subject); err != nil || gone != nil {
			return nil, err
		}
		s, err := tx.Story(subject)
		if err != nil {
			return nil, err
		}
		if s.Empty() {
			return nil, errs.New(errs.NotFound, "There is no such record")
		}
		if gone, err = k.withIt(tx.Tx, s); err != nil {
			return nil, err
		}
		for _, g := range gone {
			changes = append(changes, record.New(tx.NewID(), record.AuthoritySubject+":here", record.Disposal{Subject: g, With: subject, Rule: rule, ApprovedBy: approver}))
		}
		return changes, nil
	})
	if err != nil {
		return nil, err
	}
	// The keys first: from here on nothing can bring the history back, so what is left below is only rows to be swept.
	for _, g := range gone {
		if err := k.Journal.Vault().Destroy(ctx, g, rule); err != nil {
			return nil, err
		}
	}
	return gone, k.DB.Write(ctx, func(t *db.Tx) error {
		for _, g := range gone {
			for _, table := range append([]string{"record", "alias", documents}, k.Lists.Tables()...) {
				if _, err := t.Exec("delete from "+table+" where subject = $1", g); err != nil {
					return err
				}
			}
		}
		return nil
	})
}

// unfinishedDisposal gives the subjects of a disposal that was recorded before: only its keys or rows may be left.
func unfinishedDisposal(t *db.Tx, subject string) (gone []string, err error) {
	done, err := story.OfKind[record.Disposal](t)
	for _, d := range done {
		if d.Body.With == subject {
			gone = append(gone, d.Body.Subject)
		}
	}
	return gone, err
}

// withIt is what goes with a person: the records merged into theirs, and each referral and report of which no other child is left.
func (k *Keeper) withIt(t *db.Tx, s story.Story) ([]string, error) {
	gone := s.Subjects()
	before, err := story.OfKind[record.Disposal](t)
	if err != nil {
		return nil, err
	}
	left := func(children []string) (bool, error) {
		for _, c := range children {
			canonical, err := story.Canonical(t, c)
			if err != nil {
				return false, err
			}
			if c == "" || !slices.Contains(gone, canonical) && !slices.ContainsFunc(before, func(d record.Of[record.Disposal]) bool { return d.Body.Subject == canonical }) {
				return true, nil
			}
		}
		return false, nil
	}
	shared := map[string]func(story.Story) []string{}
	for _, a := range story.All[record.Assessment](s) {
		shared[a.Body.Report] = func(r story.Story) (children []string) {
			if rep, ok := story.Latest[record.AssessmentReport](r); ok {
				for _, c := range rep.Body.Children {
					children = append(children, c.Child)
				}
			}
			return children
		}
	}
	for _, r := range story.All[record.Referral](s) {
		shared[r.Body.Contact] = func(c story.Story) (children []string) {
			if con, ok := story.Latest[record.Contact](c); ok {
				for _, ch := range con.Body.Children {
					children = append(children, ch.Subject)
				}
			}
			return children
		}
	}
	delete(shared, "")
	for subject, childrenOf := range shared {
		sh, err := story.Load(t, subject)
		if err != nil {
			return nil, err
		}
		others, err := left(childrenOf(sh))
		if err != nil {
			return nil, err
		}
		if !others && !sh.Empty() {
			gone = append(gone, subject)
		}
	}
	gone = append(gone, texts(s)...)
	slices.Sort(gone[1:])
	return gone, nil
}

// texts are the long texts, and the copies of the record, that records of a person name, each a subject of its own: they are about nobody else.
func texts(s story.Story) (out []string) {
	add := func(note string) {
		if note != "" && !slices.Contains(out, note) {
			out = append(out, note)
		}
	}
	for _, r := range s.Records {
		switch b := r.Body.(type) {
		case record.CaseNote:
			add(b.Note)
		case record.Letter:
			add(b.Note)
		case record.Document:
			add(b.Words)
		case record.AccessRequest: // what was decided for a copy, and the copies themselves
			add(b.Decisions)
		}
	}
	return out
}
