package signin

import (
	"context"
	"strings"
	"sync"
	"testing"
	"time"

	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/errs"
)

const (
	goodPassword  = "otter lantern cobalt"
	otherPassword = "violin tunnel mossy kettle"
)

func newStore(t *testing.T, e dbtest.Engine) *Store {
	t.Helper()
	d := e.Open(t)
	if err := d.Migrate(t.Context(), Migrations); err != nil {
		t.Fatal(err)
	}
	s, err := NewStore(d, NewPolicy("London Borough of Brightwater"), cheap, []byte(strings.Repeat("k", 32)))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func newAccount(t *testing.T, s *Store, email, password string) Account {
	t.Helper()
	a, err := s.Create(t.Context(), Account{Kind: Person, Worker: "W-" + email[:3], Name: "Person " + email[:3], Email: email}, password, now)
	if err != nil {
		t.Fatal(err)
	}
	return a
}

// enrolled is an account with a second factor; at the time now its code of this step is spent.
func enrolled(t *testing.T, s *Store, email string) (Account, []byte) {
	t.Helper()
	a := newAccount(t, s, email, goodPassword)
	_, token, err := s.SignIn(t.Context(), Attempt{Email: email, Password: goodPassword, Address: "enrol-" + email}, now)
	if err != nil {
		t.Fatal(err)
	}
	session := resume(t, s, token, now, Live)
	secret, err := s.EnrolCode(t.Context(), session, "", now)
	if err != nil {
		t.Fatal(err)
	}
	strong, err := s.ConfirmCode(t.Context(), session, codeAt(secret, now), now)
	if err != nil {
		t.Fatal(err)
	}
	resume(t, s, token, now, Ended)
	if got := resume(t, s, strong, now, Live); !got.Strong() {
		t.Fatalf("after enrolment the session is %+v", got)
	}
	return a, secret
}

func codeAt(secret []byte, t time.Time) string { return code(secret, stepOf(t), codeDigits) }

func resume(t *testing.T, s *Store, token string, at time.Time, want State) Session {
	t.Helper()
	session, account, state, err := s.Resume(t.Context(), token, at)
	if err != nil {
		t.Fatal(err)
	}
	if state != want {
		t.Fatalf("session is %s, want %s", state, want)
	}
	if (state == Live) != (account.ID != "") {
		t.Fatalf("state %s with account %q", state, account.ID)
	}
	return session
}

func wantKind(t *testing.T, err error, kind errs.Kind, part string) {
	t.Helper()
	if err == nil || errs.Of(err) != kind || !strings.Contains(errs.Text(err), part) {
		t.Fatalf("got %v (%v), want %v with %q", err, errs.Of(err), kind, part)
	}
}

func TestAccounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		s, ctx := newStore(t, e), t.Context()
		ayo := newAccount(t, s, "ayo@example.gov.uk", goodPassword)
		got, err := s.AccountByEmail(ctx, " AYO@example.gov.uk ")
		if err != nil || got.ID != ayo.ID || got.Worker != "W-ayo" || !got.Created.Equal(now) || !got.HasPassword || got.HasCode {
			t.Fatalf("%+v %v", got, err)
		}
		_, err = s.Create(ctx, Account{Kind: Person, Worker: "W-1", Name: "Another", Email: "Ayo@Example.gov.uk"}, "", now)
		wantKind(t, err, errs.Invalid, "email: Another account")
		_, err = s.Create(ctx, Account{Kind: Person, Worker: "W-2", Name: "Kiosk", Email: "kiosk@example.gov.uk"}, "kiosk", now)
		wantKind(t, err, errs.Invalid, "password")
		wantKind(t, s.SetPassword(ctx, ayo.ID, "Password2026!!!", "", now), errs.Invalid, "password")
		_, err = s.Create(ctx, Account{Kind: Service, Worker: "W-3", Name: "Import", Email: "import", Owner: "nobody", Expires: now.Add(day24)}, "", now)
		wantKind(t, err, errs.Invalid, "owner")
		service, err := s.Create(ctx, Account{Kind: Service, Worker: "W-3", Name: "Import", Email: "import", Owner: ayo.ID, Expires: now.Add(10 * day24)}, "", now)
		if err != nil {
			t.Fatal(err)
		}
		got.Email, got.Worker = "import", "W-new"
		wantKind(t, s.Update(ctx, got, now), errs.Invalid, "email")
		got.Email, got.Name = "ayo.new@example.gov.uk", "Ayo New"
		if err := s.Update(ctx, got, now); err != nil {
			t.Fatal(err)
		}
		if again, err := s.Account(ctx, ayo.ID); err != nil || again.Name != "Ayo New" || again.Worker != "W-new" {
			t.Errorf("%+v %v", again, err)
		}
		got.ID = "nobody"
		got.Email = "nobody@example.gov.uk"
		wantKind(t, s.Update(ctx, got, now), errs.NotFound, "")
		all, err := s.Accounts(ctx)
		if err != nil || len(all) != 2 {
			t.Errorf("%d accounts, %v", len(all), err)
		}
		// The service account has run out after ten days, and sweeping says so once.
		swept, err := s.Sweep(ctx, now.Add(10*day24))
		if err != nil || len(swept.Disabled) != 1 || swept.Disabled[0].ID != service.ID || swept.Disabled[0].Why != "expired" || len(swept.Warned) != 0 {
			t.Errorf("%+v %v", swept, err)
		}
	})
}

func TestSignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		s, ctx := newStore(t, e), t.Context()
		ayo, secret := enrolled(t, s, "ayo@example.gov.uk")
		later := now.Add(CodeStep)
		try := func(at time.Time, password, code string) (string, error) {
			_, token, err := s.SignIn(ctx, Attempt{Email: "ayo@example.gov.uk", Password: password, Code: code, Address: "192.0.2.1", Device: "Firefox\x00\xff"}, at)
			return token, err
		}
		for name, wrong := range map[string][2]string{
			"password":              {otherPassword, codeAt(secret, later)},
			"code":                  {goodPassword, "000000"},
			"no code":               {goodPassword, ""},
			"code of the enrolment": {goodPassword, codeAt(secret, now)},
		} {
			_, err := try(later, wrong[0], wrong[1])
			if errs.Of(err) != errs.Denied || errs.Text(err) != notRight {
				t.Errorf("wrong %s: %v", name, err)
			}
		}
		_, _, err := s.SignIn(ctx, Attempt{Email: "nobody@example.gov.uk", Password: goodPassword, Address: "192.0.2.9"}, later)
		if errs.Text(err) != notRight {
			t.Errorf("an account that does not exist is told apart: %v", err)
		}
		token, err := try(later, goodPassword, codeAt(secret, later))
		if err != nil {
			t.Fatal(err)
		}
		session := resume(t, s, token, later, Live)
		if !session.Strong() || !session.SteppedUp(later) || session.Account != ayo.ID || session.Device != "Firefox" {
			t.Errorf("%+v", session)
		}
		if _, err := try(later, goodPassword, codeAt(secret, later)); errs.Text(err) != notRight {
			t.Errorf("a code was used twice: %v", err)
		}
		// Raising the cost re-hashes at the next sign-in.
		s.cost.Passes++
		at := later.Add(CodeStep)
		if _, err := try(at, goodPassword, codeAt(secret, at)); err != nil {
			t.Fatal(err)
		}
		var stored string
		if err := s.db.Read(ctx, func(tx *db.Tx) error {
			return tx.Row("select password from account where id = $1", []any{ayo.ID}, &stored)
		}); err != nil || !strings.Contains(stored, "t=2") {
			t.Errorf("%s %v", stored, err)
		}
	})
}

func TestGuessLimit(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		s, ctx := newStore(t, e), t.Context()
		newAccount(t, s, "ayo@example.gov.uk", goodPassword)
		newAccount(t, s, "bea@example.gov.uk", goodPassword)
		guess := func(ctx context.Context, email, password, address string, at time.Time) error {
			_, _, err := s.SignIn(ctx, Attempt{Email: email, Password: password, Address: address}, at)
			return err
		}
		// Thirty at one moment from thirty addresses: ten are looked at.
		var wg sync.WaitGroup
		kinds := make([]errs.Kind, 30)
		for i := range kinds {
			wg.Go(func() {
				kinds[i] = errs.Of(guess(ctx, "ayo@example.gov.uk", otherPassword, "192.0.2."+string(rune('a'+i)), now))
			})
		}
		wg.Wait()
		count := map[errs.Kind]int{}
		for _, k := range kinds {
			count[k]++
		}
		if count[errs.Denied] != MaxGuesses || count[errs.Busy] != 20 {
			t.Errorf("%v", count)
		}
		wantKind(t, guess(ctx, "ayo@example.gov.uk", goodPassword, "192.0.2.99", now.Add(time.Minute)), errs.Busy, "Wait 4 minutes")
		if err := guess(ctx, "ayo@example.gov.uk", goodPassword, "192.0.2.99", now.Add(GuessWindow)); err != nil {
			t.Errorf("after five minutes: %v", err)
		}
		// One address trying many accounts is stopped too; an account that does not exist counts.
		for range MaxGuesses {
			wantKind(t, guess(ctx, "nobody@example.gov.uk", otherPassword, "198.51.100.1", now), errs.Denied, "")
		}
		wantKind(t, guess(ctx, "bea@example.gov.uk", goodPassword, "198.51.100.1", now), errs.Busy, "")
		// Right passwords are no guesses: a whole office signs in from one address.
		for i := range 3 * MaxGuesses {
			if err := guess(ctx, "bea@example.gov.uk", goodPassword, "203.0.113.7", now.Add(time.Duration(i)*time.Second)); err != nil {
				t.Fatalf("sign-in %d from one address: %v", i, err)
			}
		}
		// The codes of a signed-in session are limited as well.
		_, secret := enrolled(t, s, "cec@example.gov.uk")
		a, _ := s.AccountByEmail(ctx, "cec@example.gov.uk")
		live, err := s.Sessions(ctx, a.ID, now)
		if err != nil || len(live) != 1 {
			t.Fatal(live, err)
		}
		for range MaxGuesses {
			wantKind(t, s.StepUp(ctx, live[0], "000000", now), errs.Invalid, "code")
		}
		wantKind(t, s.StepUp(ctx, live[0], codeAt(secret, now.Add(CodeStep)), now), errs.Busy, "")
	})
}

func TestSessions(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		s, ctx := newStore(t, e), t.Context()
		ayo, secret := enrolled(t, s, "ayo@example.gov.uk")
		signIn := func(at time.Time) string {
			_, token, err := s.SignIn(ctx, Attempt{Email: ayo.Email, Password: goodPassword, Code: codeAt(secret, at), Address: "192.0.2.1"}, at)
			if err != nil {
				t.Fatal(err)
			}
			return token
		}
		at := now.Add(CodeStep)
		token := signIn(at)
		// Used every ten minutes it lives until the absolute limit, and not longer.
		for d := 10 * time.Minute; d < AbsoluteLimit; d += 10 * time.Minute {
			resume(t, s, token, at.Add(d), Live)
		}
		resume(t, s, token, at.Add(AbsoluteLimit), Expired)
		resume(t, s, NewToken(), at, Ended)
		resume(t, s, "", at, Ended)

		at = at.Add(AbsoluteLimit)
		token = signIn(at)
		resume(t, s, token, at.Add(14*time.Minute), Live)
		resume(t, s, token, at.Add(28*time.Minute), Live)
		resume(t, s, token, at.Add(43*time.Minute), Idle)

		at = at.Add(time.Hour)
		one, two := signIn(at), signIn(at.Add(CodeStep))
		at = at.Add(CodeStep)
		if live, err := s.Sessions(ctx, ayo.ID, at); err != nil || len(live) != 2 || live[0].Key != KeyOf(two) {
			t.Fatalf("%+v %v", live, err)
		}
		wantKind(t, s.EndSession(ctx, "somebody else", KeyOf(one), "revoked", at), errs.NotFound, "")
		resume(t, s, one, at, Live)
		if err := s.EndSession(ctx, ayo.ID, KeyOf(one), "revoked by its holder", at); err != nil {
			t.Fatal(err)
		}
		if got := resume(t, s, one, at, Ended); got.Why != "revoked by its holder" {
			t.Errorf("%+v", got)
		}
		resume(t, s, two, at, Live)
		if err := s.SetPassword(ctx, ayo.ID, otherPassword, KeyOf(two), at); err != nil {
			t.Fatal(err)
		}
		resume(t, s, two, at, Live)

		// Step-up: a fresh code, once.
		session := resume(t, s, two, at.Add(StepUpLasts), Live)
		at = at.Add(StepUpLasts)
		if session.SteppedUp(at) {
			t.Error("the proof of sign-in lasts too long")
		}
		if _, err := s.EnrolCode(ctx, session, "", at); errs.Of(err) != errs.Denied {
			t.Errorf("a second factor was replaced without a fresh proof: %v", err)
		}
		if err := s.StepUp(ctx, session, codeAt(secret, at), at); err != nil {
			t.Fatal(err)
		}
		wantKind(t, s.StepUp(ctx, session, codeAt(secret, at), at), errs.Invalid, "code")
		session = resume(t, s, two, at, Live)
		if !session.SteppedUp(at) {
			t.Error("the fresh proof is not kept")
		}
		if _, err := s.EnrolCode(ctx, session, "", at); err != nil {
			t.Error(err)
		}

		if err := s.Disable(ctx, ayo.ID, "left the council", at); err != nil {
			t.Fatal(err)
		}
		resume(t, s, two, at, Ended)
		_, _, err := s.SignIn(ctx, Attempt{Email: ayo.Email, Password: otherPassword, Code: codeAt(secret, at.Add(CodeStep)), Address: "192.0.2.1"}, at.Add(CodeStep))
		wantKind(t, err, errs.Denied, "closed (disabled)")
		wantKind(t, s.Disable(ctx, ayo.ID, " ", at), errs.Invalid, "why")
	})
}

func TestDormantAccounts(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		s, ctx := newStore(t, e), t.Context()
		ayo, secret := enrolled(t, s, "ayo@example.gov.uk")
		newAccount(t, s, "bea@example.gov.uk", "") // never used
		at := func(d int) time.Time { return now.Add(time.Duration(d) * day24) }
		signIn := func(when time.Time) error {
			_, _, err := s.SignIn(ctx, Attempt{Email: ayo.Email, Password: goodPassword, Code: codeAt(secret, when), Address: "192.0.2.1"}, when)
			return err
		}
		sweep := func(when time.Time, disabled, warned int) {
			t.Helper()
			swept, err := s.Sweep(ctx, when)
			if err != nil || len(swept.Disabled) != disabled || len(swept.Warned) != warned {
				t.Fatalf("day %v: %+v %v", when.Sub(now)/day24, swept, err)
			}
		}
		sweep(at(20), 0, 0)
		sweep(at(21), 0, 2)
		if err := signIn(at(25)); err != nil {
			t.Fatal(err)
		}
		// Refused at 30 days although no sweep has run, with the right password and code.
		wantKind(t, signIn(at(55)), errs.Denied, "unused for 30 days")
		sweep(at(55), 2, 0)
		sweep(at(55), 0, 0)
		if err := s.Enable(ctx, ayo.ID, at(60)); err != nil {
			t.Fatal(err)
		}
		sweep(at(60), 0, 0)
		if err := signIn(at(61)); err != nil {
			t.Error(err)
		}
		if a, err := s.Account(ctx, ayo.ID); err != nil || a.Status != Enabled || a.Why != "" || !a.LastUsed.Equal(at(61)) {
			t.Errorf("%+v %v", a, err)
		}
	})
}
