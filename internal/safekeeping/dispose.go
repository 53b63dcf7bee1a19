package safekeeping

import (
	"context"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Dispose destroys a subject's history for ever under a retention rule: it records the disposal, removes the records and rows, then
// destroys the key. It cannot be undone, here or from any backup. Stopped half-way, it is finished by running it again; verify
// names a disposal whose key is still there. approver must be somebody other than the actor.
func (k *Keeper) Dispose(ctx context.Context, desk *command.Desk, actor access.Actor, subject, rule, approver string) (err error) {
	defer errs.Wrap(&err, "dispose of %s", subject)
	switch {
	case rule == "":
		return errs.Field("rule", "Name the retention rule")
	case approver == "" || approver == actor.ID:
		return errs.Field("approver", "A second person must approve a disposal")
	}
	_, err = desk.Do(ctx, actor, "Dispose of a record", func(tx *command.Tx) ([]record.Change, error) {
		done, err := story.OfKind[record.Disposal](tx.Tx)
		if err != nil {
			return nil, err
		}
		for _, d := range done {
			if d.Body.Subject == subject {
				return nil, nil // recorded before; only the key may be left
			}
		}
		s, err := story.Load(tx.Tx, subject)
		if err != nil {
			return nil, err
		}
		if s.Empty() {
			return nil, errs.New(errs.NotFound, "There is no such record")
		}
		return []record.Change{record.New(tx.NewID(), record.AuthoritySubject+":here", record.Disposal{Subject: subject, Rule: rule, ApprovedBy: approver})}, nil
	})
	if err != nil {
		return err
	}
	// The key first: from here on nothing can bring the history back, so what is left below is only rows to be swept.
	if err := k.Journal.Vault().Destroy(ctx, subject, rule); err != nil {
		return err
	}
	return k.DB.Write(ctx, func(t *db.Tx) error {
		if _, err := t.Exec("delete from record where subject = $1", subject); err != nil {
			return err
		}
		if _, err := t.Exec("delete from alias where subject = $1", subject); err != nil {
			return err
		}
		for _, table := range k.Lists.Tables() {
			if _, err := t.Exec("delete from "+table+" where subject = $1", subject); err != nil {
				return err
			}
		}
		return nil
	})
}
