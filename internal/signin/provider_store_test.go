package signin

import (
	"testing"
	"time"

	"throughline/internal/db/dbtest"
	"throughline/internal/errs"
)

func TestProviderSignIn(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		s, ctx := newStore(t, e), t.Context()
		ayo := newAccount(t, s, "ayo@example.gov.uk", "")
		bea := newAccount(t, s, "bea@example.gov.uk", "")
		const issuer = "https://id.example.gov.uk"
		id := Identity{Issuer: issuer, Subject: "s-ayo", Email: "AYO@example.gov.uk", SessionID: "ps-1", Proved: now.Add(-time.Hour)}
		in := func(id Identity) (Account, string, error) { return s.SignInIdentity(ctx, id, "Firefox", now) }

		_, _, err := in(id) // the address is not verified
		wantKind(t, err, errs.Denied, "no account here")
		id.EmailVerified = true
		got, one, err := in(id)
		if err != nil || got.ID != ayo.ID {
			t.Fatal(got, err)
		}
		session := resume(t, s, one, now, Live)
		if !session.Strong() || session.SteppedUp(now) {
			t.Errorf("an old sign-in at the provider is no fresh proof: %+v", session)
		}
		// The subject is who somebody is, whatever their address says now.
		id.Email, id.SessionID, id.Proved = "bea@example.gov.uk", "ps-2", now
		got, two, err := in(id)
		if err != nil || got.ID != ayo.ID {
			t.Fatal(got, err)
		}
		if !resume(t, s, two, now, Live).SteppedUp(now) {
			t.Error("a fresh sign-in at the provider is a proof")
		}
		// An address given to a new colleague does not open the old one's account.
		_, _, err = in(Identity{Issuer: issuer, Subject: "s-new", Email: "ayo@example.gov.uk", EmailVerified: true})
		wantKind(t, err, errs.Denied, "no account here")
		_, _, err = in(Identity{Issuer: issuer, Subject: "s-nobody", Email: "nobody@example.gov.uk", EmailVerified: true})
		wantKind(t, err, errs.Denied, "no account here")

		if err := s.LinkIdentity(ctx, issuer, "s-bea", bea.ID, now); err != nil {
			t.Fatal(err)
		}
		wantKind(t, s.LinkIdentity(ctx, issuer, "s-bea", ayo.ID, now), errs.Conflict, "another account")
		if err := s.LinkIdentity(ctx, issuer, "s-bea", bea.ID, now); err != nil {
			t.Errorf("linking again changes nothing: %v", err)
		}
		_, beas, err := in(Identity{Issuer: issuer, Subject: "s-bea"})
		if err != nil {
			t.Fatal(err)
		}

		end := func(l Logout, want int64) {
			t.Helper()
			l.Issuer, l.Expires = issuer, now.Add(time.Hour)
			if n, err := s.EndByProvider(ctx, l, now); err != nil || n != want {
				t.Fatalf("%d ended, want %d: %v", n, want, err)
			}
		}
		end(Logout{ID: "j1", SessionID: "ps-1"}, 1)
		resume(t, s, one, now, Ended)
		resume(t, s, two, now, Live)
		_, err = s.EndByProvider(ctx, Logout{ID: "j1", Issuer: issuer, SessionID: "ps-2"}, now)
		wantKind(t, err, errs.Conflict, "before")
		end(Logout{ID: "j2", SessionID: "ps-unknown"}, 0)
		end(Logout{ID: "j3", Subject: "s-ayo"}, 1)
		resume(t, s, two, now, Ended)
		resume(t, s, beas, now, Live)
		if err := s.UnlinkIdentities(ctx, bea.ID, now); err != nil {
			t.Fatal(err)
		}
		resume(t, s, beas, now, Ended)
		_, _, err = in(Identity{Issuer: issuer, Subject: "s-bea"})
		wantKind(t, err, errs.Denied, "no account here")
		if err := s.Disable(ctx, ayo.ID, "left", now); err != nil {
			t.Fatal(err)
		}
		_, _, err = in(id)
		wantKind(t, err, errs.Denied, "closed (disabled)")
	})
}

func TestFlows(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		s, ctx := newStore(t, e), t.Context()
		f := Flow{State: NewToken(), Nonce: NewToken(), Verifier: NewToken()}
		if err := s.SaveFlow(ctx, f, now); err != nil {
			t.Fatal(err)
		}
		_, err := s.TakeFlow(ctx, NewToken(), now)
		wantKind(t, err, errs.NotFound, "Start again")
		_, err = s.TakeFlow(ctx, f.State, now.Add(FlowLasts))
		wantKind(t, err, errs.NotFound, "too long")
		if got, err := s.TakeFlow(ctx, f.State, now.Add(FlowLasts-time.Second)); err != nil || got != f {
			t.Fatalf("%+v %v", got, err)
		}
		_, err = s.TakeFlow(ctx, f.State, now)
		wantKind(t, err, errs.NotFound, "finished already")
	})
}
