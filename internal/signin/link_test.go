package signin

import (
	"testing"
	"time"

	"throughline/internal/db/dbtest"
	"throughline/internal/errs"
)

func TestLinks(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		s, ctx := newStore(t, e), t.Context()
		ayo := newAccount(t, s, "ayo@example.gov.uk", "")

		link, err := s.DemoLink(ctx, ayo.ID, now)
		if err != nil {
			t.Fatal(err)
		}
		_, _, err = s.UseLink(ctx, link, "", now.Add(DemoLink))
		wantKind(t, err, errs.NotFound, "run out")
		got, cookie, err := s.UseLink(ctx, link, "Firefox", now)
		if err != nil || got.ID != ayo.ID {
			t.Fatal(got, err)
		}
		if session := resume(t, s, cookie, now, Live); !session.Strong() {
			t.Errorf("%+v", session)
		}
		_, _, err = s.UseLink(ctx, link, "", now)
		wantKind(t, err, errs.NotFound, "used")
		_, _, err = s.UseLink(ctx, NewToken(), "", now)
		wantKind(t, err, errs.NotFound, "used")
		_, err = s.DemoLink(ctx, "nobody", now)
		wantKind(t, err, errs.NotFound, "")

		invitation, err := s.Invite(ctx, ayo.ID, "admin", now)
		if err != nil {
			t.Fatal(err)
		}
		_, weak, err := s.UseLink(ctx, invitation, "", now.Add(time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		if session := resume(t, s, weak, now.Add(time.Hour), Live); session.Strong() {
			t.Error("an invitation alone signs in fully")
		}
		resume(t, s, cookie, now.Add(time.Minute), Ended)

		spare, err := s.DemoLink(ctx, ayo.ID, now)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.Disable(ctx, ayo.ID, "left", now); err != nil {
			t.Fatal(err)
		}
		_, _, err = s.UseLink(ctx, spare, "", now)
		wantKind(t, err, errs.Denied, "closed")
	})
}

func TestRecoveryNeedsASecondPerson(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		s, ctx := newStore(t, e), t.Context()
		ayo, secret := enrolled(t, s, "ayo@example.gov.uk")
		_, err := s.AskRecovery(ctx, ayo.ID, ayo.ID, now)
		wantKind(t, err, errs.Denied, "Somebody else")
		request, err := s.AskRecovery(ctx, ayo.ID, "admin-1", now)
		if err != nil {
			t.Fatal(err)
		}
		// The request itself opens nothing, and neither of the two may confirm it.
		_, _, err = s.UseLink(ctx, request, "", now)
		wantKind(t, err, errs.NotFound, "")
		for _, by := range []string{"admin-1", ayo.ID, ""} {
			_, err = s.ConfirmRecovery(ctx, request, by, now)
			wantKind(t, err, errs.Denied, "second person")
		}
		token, err := s.ConfirmRecovery(ctx, request, "manager-2", now)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.ConfirmRecovery(ctx, request, "manager-2", now)
		wantKind(t, err, errs.NotFound, "")
		_, err = s.ConfirmRecovery(ctx, token, "manager-3", now)
		wantKind(t, err, errs.NotFound, "")
		_, _, err = s.UseLink(ctx, token, "", now.Add(RecoveryLink))
		wantKind(t, err, errs.NotFound, "run out")
		at := now.Add(RecoveryLink - time.Second)
		got, cookie, err := s.UseLink(ctx, token, "", at)
		if err != nil || got.HasCode || got.HasPassword {
			t.Fatalf("%+v %v", got, err)
		}
		// The old password and code are dead.
		later := at.Add(CodeStep)
		_, _, err = s.SignIn(ctx, Attempt{Email: ayo.Email, Password: goodPassword, Code: codeAt(secret, later)}, later)
		wantKind(t, err, errs.Denied, notRight)
		// And the way back leads through a new password and a new factor.
		session := resume(t, s, cookie, at, Live)
		if session.Strong() {
			t.Fatal("recovery alone signs in fully")
		}
		if err := s.SetPassword(ctx, ayo.ID, otherPassword, session.Key, at); err != nil {
			t.Fatal(err)
		}
		fresh, err := s.EnrolCode(ctx, session, "", at)
		if err != nil {
			t.Fatal(err)
		}
		_, err = s.ConfirmCode(ctx, session, codeAt(secret, at), at)
		wantKind(t, err, errs.Invalid, "code")
		strong, err := s.ConfirmCode(ctx, session, codeAt(fresh, at), at)
		if err != nil {
			t.Fatal(err)
		}
		resume(t, s, strong, at, Live)
	})
}

func TestSealedSecretsDoNotMove(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		s := newStore(t, e)
		sealed := s.sealed([]byte("secret"), "A1")
		if got, err := s.open(sealed, "A1"); err != nil || string(got) != "secret" {
			t.Fatal(err)
		}
		if _, err := s.open(sealed, "A2"); err == nil {
			t.Error("a secret opens for another account")
		}
		sealed[len(sealed)-1] ^= 1
		if _, err := s.open(sealed, "A1"); err == nil {
			t.Error("a changed secret opens")
		}
		if _, err := NewStore(s.db, s.policy, s.cost, []byte("short")); err == nil {
			t.Error("a short key is accepted")
		}
	})
}
