package frontdoor

import (
	"crypto/sha256"
	"encoding/binary"

	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
)

// letters are those of a reference: none that is read or heard as another (0 and O, 1, I and L, U and V).
const letters = "23456789ABCDEFGHJKMNPQRSTWXYZ"

// Reference makes the short reference of a referral from a fresh record id, whose randomness it rests on. It holds no personal data.
func Reference(id string) string {
	sum := sha256.Sum256([]byte("referral " + id))
	n := binary.BigEndian.Uint64(sum[:8])
	b := []byte("R-0000-0000")
	for _, i := range []int{2, 3, 4, 5, 7, 8, 9, 10} {
		b[i] = letters[n%uint64(len(letters))]
		n /= uint64(len(letters))
	}
	return string(b)
}

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
