package signin

import (
	"context"
	"time"

	"throughline/internal/db"
	"throughline/internal/errs"
)

// SaveFlow keeps a flow while the person is at the identity provider.
func (s *Store) SaveFlow(ctx context.Context, f Flow, now time.Time) (err error) {
	defer errs.Wrap(&err, "save flow")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		_, err := tx.Exec("insert into provider_flow (key, nonce, verifier, expires) values ($1, $2, $3, $4)",
			KeyOf(f.State), f.Nonce, f.Verifier, stored(now.Add(FlowLasts)))
		return err
	})
}

// TakeFlow gives the flow of a state, once. It fails with NotFound when there is none, or no longer.
func (s *Store) TakeFlow(ctx context.Context, state string, now time.Time) (f Flow, err error) {
	defer errs.Wrap(&err, "take flow")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		f = Flow{State: state}
		err := tx.Row("delete from provider_flow where key = $1 and expires > $2 returning nonce, verifier",
			[]any{KeyOf(state), stored(now)}, &f.Nonce, &f.Verifier)
		if err != nil && errs.Of(err) == errs.NotFound {
			return errs.New(errs.NotFound, "This sign-in took too long or was finished already. Start again from the sign-in page")
		}
		return err
	})
	return f, err
}

// LinkIdentity ties a person at the provider to an account: an administrator's decision. It fails with Conflict when that
// person is tied to another account.
func (s *Store) LinkIdentity(ctx context.Context, issuer, subject, account string, now time.Time) (err error) {
	defer errs.Wrap(&err, "link identity")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := oneAccount(tx, "id", account); err != nil {
			return err
		}
		return tie(tx, issuer, subject, account, now)
	})
}

func tie(tx *db.Tx, issuer, subject, account string, now time.Time) error {
	var owner string
	// The update changes nothing; it makes the row come back whether it was there before or not.
	err := tx.Row(`insert into provider_identity (issuer, subject, account, linked) values ($1, $2, $3, $4)
		on conflict (issuer, subject) do update set issuer = excluded.issuer returning account`, []any{issuer, subject, account, stored(now)}, &owner)
	if err == nil && owner != account {
		return errs.New(errs.Conflict, "This person already signs in to another account")
	}
	return err
}

// UnlinkIdentities parts an account from the provider and ends its sessions.
func (s *Store) UnlinkIdentities(ctx context.Context, account string, now time.Time) (err error) {
	defer errs.Wrap(&err, "unlink identities")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := tx.Exec("delete from provider_identity where account = $1", account); err != nil {
			return err
		}
		return endSessions(tx, account, "", "the identity provider was unlinked", now)
	})
}

// SignInIdentity begins a session for somebody whom the provider vouches for. The first time, a verified email address
// finds the account, unless that account is tied to somebody at this provider already. It fails with Denied, saying why.
func (s *Store) SignInIdentity(ctx context.Context, id Identity, device string, now time.Time) (_ Account, token string, err error) {
	defer errs.Wrap(&err, "sign in by provider")
	var account Account
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := identified(tx, id, now)
		if err != nil {
			return err
		}
		if why := r.Closed(now); why != "" || r.Kind != Person {
			return errs.New(errs.Denied, "This account is closed (%s). Ask your administrator to open it again", why)
		}
		account = r.Account
		token, err = begin(tx, r.ID, ByProvider, device, providerSession(id.Issuer, id.SessionID), id.Proved, now)
		return err
	})
	if err != nil {
		return Account{}, "", err
	}
	account.LastUsed = now
	return account, token, nil
}

func identified(tx *db.Tx, id Identity, now time.Time) (row, error) {
	nobody := errs.New(errs.Denied, "You are signed in at the council, but you have no account here. Ask your administrator for one")
	accounts, err := db.Column[string](tx, "select account from provider_identity where issuer = $1 and subject = $2", id.Issuer, id.Subject)
	if err != nil {
		return row{}, err
	}
	if len(accounts) == 1 {
		return oneAccount(tx, "id", accounts[0])
	}
	if id.Email == "" || !id.EmailVerified {
		return row{}, nobody
	}
	r, err := oneAccount(tx, "email", foldEmail(id.Email))
	if errs.Of(err) == errs.NotFound && err != nil {
		return row{}, nobody
	}
	if err != nil {
		return row{}, err
	}
	tied, err := db.Column[string](tx, "select subject from provider_identity where issuer = $1 and account = $2", id.Issuer, r.ID)
	if err != nil {
		return row{}, err
	}
	if len(tied) > 0 { // an address given to a new colleague must not open the old one's account
		return row{}, nobody
	}
	return r, tie(tx, id.Issuer, id.Subject, r.ID, now)
}

// providerSession is how a session remembers the provider's session; empty when the provider does not name one.
func providerSession(issuer, sid string) string {
	if sid == "" {
		return ""
	}
	return issuer + " " + sid
}

// EndByProvider ends the sessions that a logout token names and says how many. It fails with Conflict when the token was
// acted on before.
func (s *Store) EndByProvider(ctx context.Context, l Logout, now time.Time) (ended int64, err error) {
	defer errs.Wrap(&err, "provider logout")
	const why = "signed out at the identity provider"
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		n, err := tx.Exec("insert into provider_logout (id, expires) values ($1, $2) on conflict (id) do nothing", KeyOf(l.Issuer+" "+l.ID), stored(l.Expires))
		if err != nil {
			return err
		}
		if n == 0 {
			return errs.New(errs.Conflict, "This logout token was used before")
		}
		if l.SessionID != "" {
			ended, err = tx.Exec("update session set ended = $1, why = $2 where provider = $3 and ended = ''", stored(now), why, providerSession(l.Issuer, l.SessionID))
			return err
		}
		ended, err = tx.Exec(`update session set ended = $1, why = $2 where method = $3 and ended = ''
			and account in (select account from provider_identity where issuer = $4 and subject = $5)`, stored(now), why, string(ByProvider), l.Issuer, l.Subject)
		return err
	})
	return ended, err
}
