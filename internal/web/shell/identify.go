package shell

import (
	"net/http"
	"net/url"
	"strings"
	"time"
	"unicode"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/signin"
)

func (a *App) cookieName() string {
	if a.Secure {
		return "__Host-session"
	}
	return "session" // browsers refuse __Host- without TLS; the demo is served on the loopback address only
}

// SetCookie keeps the session in the browser until it closes. The limits are the server's.
func (a *App) SetCookie(w http.ResponseWriter, token string) {
	http.SetCookie(w, &http.Cookie{Name: a.cookieName(), Value: token, Path: "/", HttpOnly: true, Secure: a.Secure, SameSite: http.SameSiteLaxMode})
}

// DropCookie forgets the session in the browser.
func (a *App) DropCookie(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: a.cookieName(), Path: "/", MaxAge: -1, HttpOnly: true, Secure: a.Secure, SameSite: http.SameSiteLaxMode})
}

// identify finds out who asks. Without a live session the actor stays zero: a member of the public.
func (a *App) identify(r *Request) (signin.State, error) {
	c, err := r.Cookie(a.cookieName())
	if err != nil {
		return signin.Ended, nil
	}
	session, account, state, err := a.House.SignIn.Resume(r.Context(), c.Value, r.Now())
	if err != nil || state != signin.Live {
		return state, err
	}
	actor, err := a.actor(r, account)
	if err != nil {
		return state, err
	}
	r.Session, r.Account, r.Actor = session, account, actor
	return state, nil
}

// actor builds who the access rules see. What somebody may do is in their worker record, so that every change of it is in the journal;
// the account is only how they sign in.
func (a *App) actor(r *Request, account signin.Account) (actor access.Actor, err error) {
	err = a.House.DB.Read(r.Context(), func(t *db.Tx) error {
		actor, err = house.ActorOf(t, account.Worker)
		return err
	})
	return actor, err
}

// askToSignIn sends a reader to the sign-in page, which brings them back; a form that was sent is answered in words, because it
// cannot be sent again for them. Its draft is on the server.
func (a *App) askToSignIn(w http.ResponseWriter, r *Request, state signin.State) error {
	if r.Method != http.MethodGet {
		return errs.New(errs.Denied, "You were signed out before this was sent. Sign in and open the page again: what you had typed up to a few seconds before is there as a draft")
	}
	to := "/sign-in"
	if state == signin.Idle || state == signin.Expired {
		to += "?why=" + string(state)
	}
	a.SetNext(w, r.URL.RequestURI())
	return r.See(w, to)
}

// SetNext remembers for ten minutes where a reader wanted to go, for the sign-in pages alone.
func (a *App) SetNext(w http.ResponseWriter, to string) {
	const longest = 1000
	if len(to) > longest {
		to = "/"
	}
	http.SetCookie(w, &http.Cookie{Name: nextCookie, Value: to, Path: "/sign-in", MaxAge: int((10 * time.Minute).Seconds()), HttpOnly: true, Secure: a.Secure, SameSite: http.SameSiteLaxMode})
}

// DropNext forgets it: the reader is there, or somebody else will use this browser.
func (a *App) DropNext(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: nextCookie, Path: "/sign-in", MaxAge: -1, HttpOnly: true, Secure: a.Secure, SameSite: http.SameSiteLaxMode})
}

const nextCookie = "next"

// Next is where a reader wanted to go before they were asked to sign in; never another site.
func (r *Request) Next() string {
	c, err := r.Cookie(nextCookie)
	if err != nil {
		return "/"
	}
	u, err := url.Parse(c.Value)
	if err != nil || u.Scheme != "" || u.Opaque != "" || u.Host != "" || u.User != nil || !strings.HasPrefix(c.Value, "/") || strings.HasPrefix(c.Value, "//") ||
		strings.ContainsFunc(c.Value+u.Path, func(c rune) bool { return c == '\\' || unicode.IsControl(c) }) {
		return "/"
	}
	return c.Value
}
