package frontdoor

import (
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/ids"
	"throughline/internal/record"
)

// Reference makes the short reference of a referral from a fresh record id, whose randomness it rests on. It holds no personal data.
func Reference(id string) string { return ids.Reference("R-????-????", "referral", id) }

// freshReference makes a reference that no referral has. The reference is part of the referral's subject, so that one look tells.
func freshReference(tx *command.Tx) (string, error) {
	for range 20 {
		ref := Reference(tx.NewID())
		taken, err := db.Column[string](tx.Tx, "select id from record where subject = $1", Subject(ref))
		if err != nil || len(taken) == 0 {
			return ref, err
		}
	}
	return "", errs.New(errs.Busy, "No free reference was found. Send it again; nothing was lost")
}

// Subject is the subject of the referral with a reference.
func Subject(reference string) string { return record.ContactSubject + ":" + reference }
