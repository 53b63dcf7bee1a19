package signin

import (
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/errs"
)

// TestOneCodeOneSession gives one right code to many attempts at the same moment.
func TestOneCodeOneSession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		s := newStore(t, e)
		ayo, secret := enrolled(t, s, "ayo@example.gov.uk")
		at := now.Add(CodeStep)
		var in atomic.Int32
		var wg sync.WaitGroup
		for range MaxGuesses {
			wg.Go(func() {
				_, _, err := s.SignIn(t.Context(), Attempt{Email: ayo.Email, Password: goodPassword, Code: codeAt(secret, at), Address: "192.0.2.1"}, at)
				switch {
				case err == nil:
					in.Add(1)
				case errs.Text(err) != notRight:
					t.Error(err)
				}
			})
		}
		wg.Wait()
		if in.Load() != 1 {
			t.Errorf("one code began %d sessions", in.Load())
		}
		// The same when all of them have read the account before any has spent the code.
		err := s.db.Write(t.Context(), func(tx *db.Tx) error {
			r, err := oneAccount(tx, "id", ayo.ID)
			if err != nil {
				return err
			}
			step := stepOf(at) + 5
			if err := useStep(tx, r, step); err != nil {
				return err
			}
			return useStep(tx, r, step)
		})
		wantKind(t, err, errs.Denied, notRight)
	})
}

// TestAccountClosesUnderASession is an account whose end comes while its holder is signed in.
func TestAccountClosesUnderASession(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		s, ctx := newStore(t, e), t.Context()
		agency, err := s.Create(ctx, Account{Kind: Person, Worker: "W-agency", Name: "Agency worker", Email: "agency@example.gov.uk",
			Expires: now.Add(5 * time.Minute)}, "", now)
		if err != nil {
			t.Fatal(err)
		}
		link, err := s.DemoLink(ctx, agency.ID, now)
		if err != nil {
			t.Fatal(err)
		}
		_, token, err := s.UseLink(ctx, link, "", now)
		if err != nil {
			t.Fatal(err)
		}
		resume(t, s, token, now.Add(5*time.Minute-time.Second), Live)
		resume(t, s, token, now.Add(5*time.Minute), Ended)
	})
}
