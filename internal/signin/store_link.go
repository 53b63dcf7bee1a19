package signin

import (
	"context"
	"time"

	"throughline/internal/db"
	"throughline/internal/errs"
)

// Purpose is what a one-time link is for.
type Purpose string

// The purposes of one-time links.
const (
	ForDemo       Purpose = "demo"       // signs a persona of the demo in, fully
	ForInvitation Purpose = "invitation" // lets a new holder set a password and a second factor
	ForRecovery   Purpose = "recovery"   // the same for a holder who lost them, after a second person agreed
)

// How long links live.
const (
	DemoLink       = 24 * time.Hour
	InvitationLink = 72 * time.Hour
	RecoveryLink   = time.Hour
	recoveryAsked  = 24 * time.Hour // how long a recovery waits for its second person
)

// Invite gives the token of a one-time link for a new account; by is the account id of the administrator who asks.
func (s *Store) Invite(ctx context.Context, account, by string, now time.Time) (token string, err error) {
	return s.link(ctx, account, ForInvitation, by, "", InvitationLink, now)
}

// DemoLink gives the token of a one-time link that signs in without anything else. Only the verb demo may offer it.
func (s *Store) DemoLink(ctx context.Context, account string, now time.Time) (token string, err error) {
	return s.link(ctx, account, ForDemo, "demo", "", DemoLink, now)
}

// AskRecovery notes that a holder lost their password or second factor, as told by one person. Nothing opens until
// another person confirms; the request's id is for the page where they do.
func (s *Store) AskRecovery(ctx context.Context, account, by string, now time.Time) (request string, err error) {
	if by == account || by == "" {
		return "", errs.New(errs.Denied, "Somebody else must ask for the recovery of your account")
	}
	return s.link(ctx, account, ForRecovery, by, "", recoveryAsked, now)
}

func (s *Store) link(ctx context.Context, account string, p Purpose, by, confirmed string, lasts time.Duration, now time.Time) (token string, err error) {
	defer errs.Wrap(&err, "%s link", p)
	token = NewToken()
	return token, s.db.Write(ctx, func(tx *db.Tx) error {
		if _, err := oneAccount(tx, "id", account); err != nil {
			return err
		}
		return insertLink(tx, link{KeyOf(token), account, p, now.Add(lasts), by, confirmed}, now)
	})
}

type link struct {
	key       string
	account   string
	purpose   Purpose
	expires   time.Time
	by        string
	confirmed string
}

func insertLink(tx *db.Tx, l link, now time.Time) error {
	_, err := tx.Exec("insert into sign_in_link (key, account, purpose, created, expires, used, asked_by, confirmed) values ($1, $2, $3, $4, $5, '', $6, $7)",
		l.key, l.account, string(l.purpose), stored(now), stored(l.expires), l.by, l.confirmed)
	return err
}

// take spends a link or a request: it exists, has not run out and was not used. Otherwise NotFound, in one sentence.
func take(tx *db.Tx, token string, now time.Time) (l link, err error) {
	gone := errs.New(errs.NotFound, "This link has been used or has run out. Ask for a new one")
	err = tx.Row("update sign_in_link set used = $1 where key = $2 and used = '' and expires > $1 returning key, account, purpose, asked_by, confirmed",
		[]any{stored(now), KeyOf(token)}, &l.key, &l.account, &l.purpose, &l.by, &l.confirmed)
	if err != nil && errs.Of(err) == errs.NotFound {
		return l, gone
	}
	return l, err
}

// ConfirmRecovery lets a second person agree: neither the one who asked nor the holder. It gives the token of the link for
// the holder, to be handed over in person or by telephone. It fails with Denied for the wrong person, and with
// NotFound when the request has run out or was used.
func (s *Store) ConfirmRecovery(ctx context.Context, request, by string, now time.Time) (token string, err error) {
	defer errs.Wrap(&err, "confirm recovery")
	token = NewToken()
	return token, s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := take(tx, request, now)
		if err != nil {
			return err
		}
		if l.purpose != ForRecovery || l.confirmed != "" {
			return errs.New(errs.NotFound, "This is not a recovery that waits for a second person")
		}
		if by == "" || by == l.by || by == l.account {
			return errs.New(errs.Denied, "A second person must confirm: not the one who asked, and not the holder of the account")
		}
		return insertLink(tx, link{KeyOf(token), l.account, ForRecovery, now.Add(RecoveryLink), l.by, by}, now)
	})
}

// UseLink spends a link and begins a session. A demo link signs in fully. An invitation or a recovery takes away password
// and second factor, ends every session, and begins one that opens only the pages that set them anew. It fails with
// NotFound when the link was used or has run out, and with Denied when the account is closed.
func (s *Store) UseLink(ctx context.Context, token, device string, now time.Time) (_ Account, cookie string, err error) {
	defer errs.Wrap(&err, "use link")
	var account Account
	err = s.db.Write(ctx, func(tx *db.Tx) error {
		l, err := take(tx, token, now)
		if err != nil {
			return err
		}
		if l.purpose == ForRecovery && l.confirmed == "" {
			return errs.New(errs.NotFound, "This link has been used or has run out. Ask for a new one")
		}
		r, err := oneAccount(tx, "id", l.account)
		if err != nil {
			return err
		}
		if why := r.Closed(now); why != "" {
			return errs.New(errs.Denied, "This account is closed (%s). Ask your administrator to open it again", why)
		}
		method := ByLink
		if l.purpose != ForDemo {
			method = ByPassword
			if err := one(tx.Exec("update account set password = '', code_secret = $1, code_pending = $1, code_step = 0 where id = $2", []byte{}, r.ID)); err != nil {
				return err
			}
			if err := endSessions(tx, r.ID, "", "the account was set up anew", now); err != nil {
				return err
			}
			r.HasPassword, r.HasCode = false, false
		}
		account = r.Account
		cookie, err = begin(tx, r.ID, method, device, "", time.Time{}, now) // a link shows that somebody has the link, not who they are
		return err
	})
	if err != nil {
		return Account{}, "", err
	}
	account.LastUsed = now
	return account, cookie, nil
}
