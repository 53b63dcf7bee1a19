package signin

import (
	"context"
	"math"
	"strings"
	"time"

	"throughline/internal/db"
	"throughline/internal/errs"
)

// Attempt is what somebody typed to sign in.
type Attempt struct {
	Email    string
	Password string
	Code     string // from the authenticator app; not looked at when none is enrolled
	Address  string // the network address that the attempt came from
	Device   string // what the browser calls itself
}

// notRight is one sentence for every wrong attempt, so that it does not tell which accounts exist.
const notRight = "The email address, password or code is not right. Check all three and try again"

// SignIn checks an attempt and begins a session. An account without a second factor gets a session that is not Strong:
// it opens only the page that enrols one. It fails with Denied when anything is wrong, in one sentence whatever it was;
// with Denied and the reason when all was right but the account is closed; with Busy after ten guesses in five minutes
// at the account or from the address.
func (s *Store) SignIn(ctx context.Context, t Attempt, now time.Time) (_ Account, token string, err error) {
	defer errs.Wrap(&err, "sign in")
	keys := []string{KeyOf("account:" + foldEmail(t.Email)), KeyOf("address:" + t.Address)}
	var found *row
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		found = nil
		if err := reserve(tx, keys, now); err != nil {
			return err
		}
		r, err := oneAccount(tx, "email", foldEmail(t.Email))
		if err != nil && errs.Of(err) == errs.NotFound {
			return nil
		}
		found = &r
		return err
	})
	if err != nil {
		return Account{}, "", err
	}
	// The costly part runs outside any transaction.
	if found == nil || found.Kind != Person || !found.HasPassword {
		s.cost.Waste(t.Password)
		return Account{}, "", errs.New(errs.Denied, notRight)
	}
	ok, rehash, err := s.cost.Verify(found.password, t.Password)
	if err != nil {
		return Account{}, "", err
	}
	step, codeOK, err := s.checkCode(*found, t.Code, now)
	if err != nil {
		return Account{}, "", err
	}
	if !ok || !codeOK {
		return Account{}, "", errs.New(errs.Denied, notRight)
	}
	method, newHash := ByPassword, ""
	if found.HasCode {
		method = ByCode
	}
	if rehash {
		newHash = s.cost.Hash(t.Password)
	}
	var account Account
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		r, err := oneAccount(tx, "id", found.ID)
		if err != nil {
			return err
		}
		if r.password != found.password { // changed in this very moment
			return errs.New(errs.Denied, notRight)
		}
		if err := useStep(tx, r, step); err != nil {
			return err
		}
		if why := r.Closed(now); why != "" {
			return errs.New(errs.Denied, "This account is closed (%s). Ask your administrator to open it again", why)
		}
		if newHash != "" {
			if _, err := tx.Exec("update account set password = $1 where id = $2", newHash, r.ID); err != nil {
				return err
			}
		}
		if err := release(tx, keys, now); err != nil {
			return err
		}
		account = r.Account
		token, err = begin(tx, r.ID, method, t.Device, "", now, now)
		return err
	})
	if err != nil {
		return Account{}, "", err
	}
	account.LastUsed = now
	return account, token, nil
}

// checkCode says whether the code is right; it always is for an account that has none yet.
func (s *Store) checkCode(r row, typed string, now time.Time) (step int64, ok bool, err error) {
	if !r.HasCode {
		return 0, true, nil
	}
	secret, err := s.open(r.secret, r.ID)
	if err != nil {
		return 0, false, err
	}
	step, ok = CheckCode(secret, typed, r.step, now)
	return step, ok, nil
}

// useStep spends a code. Two attempts with one code at one moment: the second finds it spent.
func useStep(tx *db.Tx, r row, step int64) error {
	if !r.HasCode {
		return nil
	}
	n, err := tx.Exec("update account set code_step = $1 where id = $2 and code_step < $1", step, r.ID)
	if err == nil && n == 0 {
		return errs.New(errs.Denied, notRight)
	}
	return err
}

// reserve counts a guess before it is checked, so that guesses made at one moment are counted too.
func reserve(tx *db.Tx, keys []string, now time.Time) error {
	for _, key := range keys {
		g, err := lockGuesses(tx, key)
		if err != nil {
			return err
		}
		after, wait := g.next(now)
		if wait > 0 {
			return errs.New(errs.Busy, "Too many tries. Wait %d minutes, then try again", int(math.Ceil(wait.Minutes())))
		}
		if err := keepGuesses(tx, key, after); err != nil {
			return err
		}
	}
	return nil
}

// release takes back the guess made at the time: it was right.
func release(tx *db.Tx, keys []string, at time.Time) error {
	for _, key := range keys {
		g, err := lockGuesses(tx, key)
		if err != nil {
			return err
		}
		if err := keepGuesses(tx, key, g.without(at)); err != nil {
			return err
		}
	}
	return nil
}

// lockGuesses reads the guesses of a key and holds its row until the transaction ends.
func lockGuesses(tx *db.Tx, key string) (guesses, error) {
	var times string
	err := tx.Row("insert into guess (key, times, last) values ($1, '', '') on conflict (key) do update set key = excluded.key returning times", []any{key}, &times)
	if err != nil {
		return nil, err
	}
	return parseGuesses(times)
}

func keepGuesses(tx *db.Tx, key string, g guesses) error {
	last := time.Time{}
	if len(g) > 0 {
		last = g[len(g)-1]
	}
	_, err := tx.Exec("update guess set times = $1, last = $2 where key = $3", g.String(), stored(last), key)
	return err
}

// validText is s without what a database does not keep as text.
func validText(s string) string { return strings.ReplaceAll(strings.ToValidUTF8(s, ""), "\x00", "") }
