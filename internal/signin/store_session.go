package signin

import (
	"context"
	"time"

	"throughline/internal/db"
	"throughline/internal/errs"
)

const sessionColumns = "key, account, method, created, last_seen, step_up, ended, why, device, provider"

func scanSession(scan db.Scan) (s Session, err error) {
	var created, seen, stepUp, ended string
	if err := scan(&s.Key, &s.Account, &s.Method, &created, &seen, &stepUp, &ended, &s.Why, &s.Device, &s.Provider); err != nil {
		return s, err
	}
	return s, instants([]string{created, seen, stepUp, ended}, &s.Created, &s.LastSeen, &s.StepUp, &s.Ended)
}

// begin starts a session and gives its cookie. The holder has just proved who they are, unless proved is zero.
func begin(tx *db.Tx, account string, m Method, device, provider string, proved, now time.Time) (token string, err error) {
	token = NewToken()
	const deviceLength = 200
	if len(device) > deviceLength {
		device = device[:deviceLength]
	}
	_, err = tx.Exec("insert into session ("+sessionColumns+") values ($1, $2, $3, $4, $4, $5, '', '', $6, $7)",
		KeyOf(token), account, string(m), stored(now), stored(proved), validText(device), provider)
	if err != nil {
		return "", err
	}
	return token, one(tx.Exec("update account set last_used = $1 where id = $2", stored(now), account))
}

// Resume gives the session of a cookie and the account behind it, and notes that it was used. Only State live is signed
// in; for every other state the account is empty. A cookie that nobody was given is Ended.
func (s *Store) Resume(ctx context.Context, token string, now time.Time) (_ Session, _ Account, _ State, err error) {
	defer errs.Wrap(&err, "resume session")
	var session Session
	var account row
	err = s.db.Read(ctx, func(tx *db.Tx) (err error) {
		if session, err = oneSession(tx, KeyOf(token)); err != nil {
			return err
		}
		account, err = oneAccount(tx, "id", session.Account)
		return err
	})
	switch {
	case errs.Of(err) == errs.NotFound && err != nil:
		return Session{}, Account{}, Ended, nil
	case err != nil:
		return Session{}, Account{}, Ended, err
	}
	if state := session.State(now); state != Live {
		return session, Account{}, state, nil
	}
	if account.Closed(now) != "" {
		return session, Account{}, Ended, nil
	}
	if now.Sub(session.LastSeen) < touchEvery {
		return session, account.Account, Live, nil
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec("update session set last_seen = $1 where key = $2 and ended = ''", stored(now), session.Key); err != nil {
			return err
		}
		_, err := tx.Exec("update account set last_used = $1 where id = $2", stored(now), account.ID)
		return err
	})
	session.LastSeen, account.LastUsed = now, now
	return session, account.Account, Live, err
}

func oneSession(tx *db.Tx, key string) (Session, error) {
	found, err := db.All(tx, scanSession, "select "+sessionColumns+" from session where key = $1", key)
	if err == nil && len(found) == 0 {
		err = errs.New(errs.NotFound, "There is no such session")
	}
	if err != nil {
		return Session{}, err
	}
	return found[0], nil
}

// Sessions lists the live sessions of an account, newest first.
func (s *Store) Sessions(ctx context.Context, account string, now time.Time) (live []Session, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		live = nil
		found, err := db.All(tx, scanSession, "select "+sessionColumns+" from session where account = $1 and ended = '' order by created desc, key", account)
		for _, one := range found {
			if one.State(now) == Live {
				live = append(live, one)
			}
		}
		return err
	})
	return live, err
}

// EndSession ends one session of the account; ending it again changes nothing. It fails with NotFound when the account
// has no such session.
func (s *Store) EndSession(ctx context.Context, account, key, why string, now time.Time) (err error) {
	defer errs.Wrap(&err, "end session")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		found, err := oneSession(tx, key)
		if err != nil {
			return err
		}
		if found.Account != account {
			return errs.New(errs.NotFound, "There is no such session")
		}
		return endSession(tx, key, why, now)
	})
}

func endSession(tx *db.Tx, key, why string, now time.Time) error {
	_, err := tx.Exec("update session set ended = $1, why = $2 where key = $3 and ended = ''", stored(now), why, key)
	return err
}

// EndSessions ends every session of the account but the one named by keep (which may be empty).
func (s *Store) EndSessions(ctx context.Context, account, keep, why string, now time.Time) (err error) {
	defer errs.Wrap(&err, "end sessions")
	return s.db.Write(ctx, func(tx *db.Tx) error { return endSessions(tx, account, keep, why, now) })
}

func endSessions(tx *db.Tx, account, keep, why string, now time.Time) error {
	_, err := tx.Exec("update session set ended = $1, why = $2 where account = $3 and ended = '' and key <> $4", stored(now), why, account, keep)
	return err
}
