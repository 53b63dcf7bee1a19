package signin

import (
	"context"
	"crypto/subtle"
	"time"

	"throughline/internal/db"
	"throughline/internal/errs"
)

// EnrolCode gives the secret for an authenticator app. It counts only once ConfirmCode has seen a code made from it. The secret is new,
// unless shown (KeyOf its text) is the one that waits for its first code already: a mistyped code must not change it under the app.
// A strong session needs a fresh proof of who it is, so that a browser left open cannot be given another app: it fails with Denied otherwise.
func (s *Store) EnrolCode(ctx context.Context, session Session, shown string, now time.Time) (secret []byte, err error) {
	defer errs.Wrap(&err, "enrol code")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := oneAccount(tx, "id", session.Account)
		if err != nil {
			return err
		}
		if (r.HasCode || session.Strong()) && !session.SteppedUp(now) {
			return errs.New(errs.Denied, "Show first that it is still you, then set up the new app")
		}
		if len(r.pending) > 0 && shown != "" {
			if secret, err = s.open(r.pending, r.ID); err != nil || subtle.ConstantTimeCompare([]byte(KeyOf(SecretText(secret))), []byte(shown)) == 1 {
				return err
			}
		}
		secret = NewSecret()
		return one(tx.Exec("update account set code_pending = $1 where id = $2", s.sealed(secret, r.ID), r.ID))
	})
	return secret, err
}

// ConfirmCode finishes enrolment with the first code of the app. Every session of the account ends; the token of a new,
// strong one is given. It fails with Invalid on the field "code".
func (s *Store) ConfirmCode(ctx context.Context, session Session, typed string, now time.Time) (token string, err error) {
	defer errs.Wrap(&err, "confirm code")
	err = s.guarded(ctx, session.Account, now, func(tx *db.Tx, r row) error {
		if len(r.pending) == 0 {
			return errs.New(errs.Conflict, "Set up your authenticator app again from the start")
		}
		secret, err := s.open(r.pending, r.ID)
		if err != nil {
			return err
		}
		step, ok := CheckCode(secret, typed, 0, now)
		if !ok {
			return errs.Field("code", "This code is not right. Enter the six digits that the app shows now")
		}
		if err := one(tx.Exec("update account set code_secret = $1, code_pending = $2, code_step = $3 where id = $4", r.pending, []byte{}, step, r.ID)); err != nil {
			return err
		}
		if err := endSessions(tx, r.ID, "", "a second factor was set up", now); err != nil {
			return err
		}
		token, err = begin(tx, r.ID, ByCode, session.Device, "", now, now)
		return err
	})
	return token, err
}

// StepUp notes that the holder of a session has just proved who they are with a code. It fails with Invalid on the field
// "code", and with Conflict for an account without one (its holder steps up at the identity provider).
func (s *Store) StepUp(ctx context.Context, session Session, typed string, now time.Time) (err error) {
	defer errs.Wrap(&err, "step up")
	return s.guarded(ctx, session.Account, now, func(tx *db.Tx, r row) error {
		if !r.HasCode {
			return errs.New(errs.Conflict, "Sign in again to go on")
		}
		step, ok, err := s.checkCode(r, typed, now)
		if err != nil {
			return err
		}
		if !ok {
			return errs.Field("code", "This code is not right, or was used before. Wait for the next one")
		}
		if err := useStep(tx, r, step); err != nil {
			return err
		}
		_, err = tx.Exec("update session set step_up = $1 where key = $2 and ended = ''", stored(now), session.Key)
		return err
	})
}

// guarded runs do for an account under the limit on guesses. A guess is counted even when do fails.
func (s *Store) guarded(ctx context.Context, account string, now time.Time, do func(*db.Tx, row) error) error {
	keys := []string{KeyOf("code of:" + account)}
	if err := s.db.Write(ctx, func(tx *db.Tx) error { return reserve(tx, keys, now) }); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := oneAccount(tx, "id", account)
		if err != nil {
			return err
		}
		if err := do(tx, r); err != nil {
			return err
		}
		return release(tx, keys, now)
	})
}
