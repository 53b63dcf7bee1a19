package signin

import (
	"context"
	"strings"
	"time"

	"github.com/google/uuid"

	"throughline/internal/db"
	"throughline/internal/errs"
)

// Create keeps a new account and gives it an id. The password may be empty: then the holder signs in through the
// identity provider or with an invitation. It fails with Invalid, naming fields.
func (s *Store) Create(ctx context.Context, a Account, password string, now time.Time) (_ Account, err error) {
	defer errs.Wrap(&err, "create account")
	a.ID, a.Status, a.Why = uuid.NewString(), Enabled, ""
	a.Created, a.Reopened, a.LastUsed = now, time.Time{}, time.Time{}
	a.Email, a.HasPassword, a.HasCode = foldEmail(a.Email), password != "", false
	if err := a.check(now); err != nil {
		return Account{}, err
	}
	hash, err := s.hash(a, password)
	if err != nil {
		return Account{}, err
	}
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		if err := ownerExists(tx, a); err != nil {
			return err
		}
		n, err := tx.Exec(`insert into account (`+accountColumns+`) values
			($1, $2, $3, $4, $5, $6, $7, $8, $9, '', '', $10, $11, $12, $12, 0) on conflict (email) do nothing`,
			a.ID, string(a.Kind), a.Worker, a.Name, a.Email, a.Owner, string(a.Status), a.Why, stored(a.Created), stored(a.Expires), hash, []byte{})
		if err == nil && n == 0 {
			return errs.Field("email", "Another account signs in with this already")
		}
		return err
	})
	if err != nil {
		return Account{}, err
	}
	return a, nil
}

// hash checks a password against the policy and hashes it; no password is no hash.
func (s *Store) hash(a Account, password string) (string, error) {
	if password == "" {
		return "", nil
	}
	if err := s.policy.Check(password, Holder{Account: a.Email, Name: a.Name, Email: a.Email, MFA: a.HasCode}); err != nil {
		return "", err
	}
	return s.cost.Hash(password), nil
}

func ownerExists(tx *db.Tx, a Account) error {
	if a.Owner == "" {
		return nil
	}
	owner, err := oneAccount(tx, "id", a.Owner)
	if errs.Of(err) == errs.NotFound || err == nil && owner.Kind != Person {
		return errs.Field("owner", "Name a person who has an account")
	}
	return err
}

// Account gives one account. It fails with NotFound.
func (s *Store) Account(ctx context.Context, id string) (Account, error) {
	return s.account(ctx, "id", id)
}

// AccountByEmail gives the account that signs in with the address. It fails with NotFound.
func (s *Store) AccountByEmail(ctx context.Context, email string) (Account, error) {
	return s.account(ctx, "email", foldEmail(email))
}

func (s *Store) account(ctx context.Context, column, value string) (Account, error) {
	var r row
	err := s.db.Read(ctx, func(tx *db.Tx) (err error) {
		r, err = oneAccount(tx, column, value)
		return err
	})
	return r.Account, err
}

// Accounts lists all accounts by name.
func (s *Store) Accounts(ctx context.Context) (accounts []Account, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err := db.All(tx, scanAccount, "select "+accountColumns+" from account order by name, id")
		accounts = make([]Account, len(rows))
		for i, r := range rows {
			accounts[i] = r.Account
		}
		return err
	})
	return accounts, err
}

// Sole says whether the first account can still be invited: found is false when there is no account yet, true when the only one has this
// address and its holder has neither a password nor a code nor a tie to the identity provider. It fails with Conflict otherwise.
func (s *Store) Sole(ctx context.Context, email string) (a Account, found bool, err error) {
	err = s.db.Read(ctx, func(tx *db.Tx) error {
		rows, err := db.All(tx, scanAccount, "select "+accountColumns+" from account order by created, id limit 2")
		if err != nil || len(rows) == 0 {
			return err
		}
		tied, err := db.Column[string](tx, "select subject from provider_identity where account = $1", rows[0].ID)
		if err != nil {
			return err
		}
		if r := rows[0]; len(rows) > 1 || r.Email != foldEmail(email) || r.HasPassword || r.HasCode || len(tied) > 0 {
			return errs.New(errs.Conflict, "There are accounts here already, so nothing was changed. An administrator adds people on the page /accounts")
		}
		a, found = rows[0].Account, true
		return nil
	})
	return a, found, err
}

// Update changes who holds an account: worker, name, email, owner and expiry. It holds from the next request of a running
// session.
func (s *Store) Update(ctx context.Context, a Account, now time.Time) (err error) {
	defer errs.Wrap(&err, "update account")
	a.Email = foldEmail(a.Email)
	if err := a.check(now); err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := ownerExists(tx, a); err != nil {
			return err
		}
		taken, err := db.Column[string](tx, "select id from account where email = $1 and id <> $2", a.Email, a.ID)
		if err != nil {
			return err
		}
		if len(taken) > 0 {
			return errs.Field("email", "Another account signs in with this already")
		}
		return one(tx.Exec(`update account set worker = $1, name = $2, email = $3, owner = $4, expires = $5 where id = $6 and kind = $7`,
			a.Worker, a.Name, a.Email, a.Owner, stored(a.Expires), a.ID, string(a.Kind)))
	})
}

// one turns an update that met no account into NotFound.
func one(n int64, err error) error {
	if err == nil && n == 0 {
		return errs.New(errs.NotFound, "There is no such account")
	}
	return err
}

// SetPassword gives an account a new password and ends all its sessions but the one named by keep (which may be empty).
// It fails with Invalid on the field "password". The caller has made sure that the holder, or a recovery, asked for it.
func (s *Store) SetPassword(ctx context.Context, id, password, keep string, now time.Time) (err error) {
	defer errs.Wrap(&err, "set password")
	a, err := s.Account(ctx, id)
	if err != nil {
		return err
	}
	if password == "" {
		return errs.Field("password", "Enter a new password")
	}
	hash, err := s.hash(a, password)
	if err != nil {
		return err
	}
	return s.db.Write(ctx, func(tx *db.Tx) error {
		if err := one(tx.Exec("update account set password = $1 where id = $2", hash, id)); err != nil {
			return err
		}
		return endSessions(tx, id, keep, "the password was changed", now)
	})
}

// Disable closes an account and ends its sessions at once. The caller lists the holder's work for somebody else.
func (s *Store) Disable(ctx context.Context, id, why string, now time.Time) (err error) {
	defer errs.Wrap(&err, "disable account")
	if strings.TrimSpace(why) == "" {
		return errs.Field("why", "Say why the account is disabled")
	}
	return s.db.Write(ctx, func(tx *db.Tx) error { return disable(tx, id, why, now) })
}

func disable(tx *db.Tx, id, why string, now time.Time) error {
	if err := one(tx.Exec("update account set status = $1, why = $2 where id = $3", string(Disabled), why, id)); err != nil {
		return err
	}
	return endSessions(tx, id, "", "the account was disabled", now)
}

// Enable opens a disabled or dormant account again; 30 days of grace begin. A service account that has expired needs
// Update with a new expiry too.
func (s *Store) Enable(ctx context.Context, id string, now time.Time) (err error) {
	defer errs.Wrap(&err, "enable account")
	return s.db.Write(ctx, func(tx *db.Tx) error {
		return one(tx.Exec("update account set status = $1, why = '', reopened = $2 where id = $3", string(Enabled), stored(now), id))
	})
}

// Swept is what Sweep found.
type Swept struct {
	Disabled []Account // closed now: unused for 30 days, or expired
	Warned   []Account // unused for 21 days and more: tell the holder, or the owner
}

// Sweep disables what is dormant or expired, ends those sessions and clears what has run out. Run it daily: sign-in
// refuses such accounts on its own, so that a missed run opens nothing.
func (s *Store) Sweep(ctx context.Context, now time.Time) (swept Swept, err error) {
	defer errs.Wrap(&err, "sweep accounts")
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		swept = Swept{}
		rows, err := db.All(tx, scanAccount, "select "+accountColumns+" from account where status = $1 order by name, id", string(Enabled))
		if err != nil {
			return err
		}
		for _, r := range rows {
			switch why := r.Closed(now); {
			case why != "":
				if err := disable(tx, r.ID, why, now); err != nil {
					return err
				}
				r.Status, r.Why = Disabled, why
				swept.Disabled = append(swept.Disabled, r.Account)
			case Dormancy(r.lastActive(), now) == Fading:
				swept.Warned = append(swept.Warned, r.Account)
			}
		}
		for _, q := range []string{"delete from provider_flow where expires <= $1", "delete from provider_logout where expires <= $1"} {
			if _, err := tx.Exec(q, stored(now)); err != nil {
				return err
			}
		}
		_, err = tx.Exec("delete from guess where last <= $1", stored(now.Add(-GuessWindow)))
		return err
	})
	return swept, err
}
