package signin

import (
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/PuerkitoBio/goquery"

	"throughline/internal/db/dbtest"
	"throughline/internal/errs"
	"throughline/internal/signin/signintest"
)

// browser follows redirects and fills in the provider's forms until it is sent back to us.
type browser struct {
	t      *testing.T
	client *http.Client
	back   string
}

func newBrowser(t *testing.T, back string) *browser {
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b := &browser{t: t, back: back, client: &http.Client{Jar: jar, Timeout: 20 * time.Second}}
	b.client.CheckRedirect = func(r *http.Request, _ []*http.Request) error {
		if strings.HasPrefix(r.URL.String(), back) {
			return http.ErrUseLastResponse
		}
		return nil
	}
	return b
}

// visit opens an address, answers each form with fill, and gives the query with which it was sent back.
func (b *browser) visit(to string, fill url.Values) url.Values {
	b.t.Helper()
	res, err := b.client.Get(to)
	for range 6 {
		if err != nil {
			b.t.Fatal(err)
		}
		if at := res.Header.Get("Location"); strings.HasPrefix(at, b.back) {
			_ = res.Body.Close()
			u, err := url.Parse(at)
			if err != nil {
				b.t.Fatal(err)
			}
			return u.Query()
		}
		doc, err2 := goquery.NewDocumentFromReader(res.Body)
		_ = res.Body.Close()
		form := doc.Find("form[method=post]").First()
		if err2 != nil || form.Length() == 0 {
			b.t.Fatalf("status %d, no form and not sent back: %s", res.StatusCode, doc.Text())
		}
		values := url.Values{}
		form.Find("input[name]").Each(func(_ int, in *goquery.Selection) {
			values.Set(in.AttrOr("name", ""), in.AttrOr("value", ""))
		})
		for k := range fill {
			values.Set(k, fill.Get(k))
		}
		action, err3 := res.Request.URL.Parse(form.AttrOr("action", ""))
		if err3 != nil {
			b.t.Fatal(err3)
		}
		res, err = b.client.PostForm(action.String(), values)
	}
	b.t.Fatal("too many forms")
	return nil
}

// TestRealProvider signs in at a provider that other people wrote, links the account, steps up, signs out there, and sees
// the session end here.
func TestRealProvider(t *testing.T) {
	logouts := make(chan string, 4)
	here := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		logouts <- r.PostFormValue("logout_token")
	}))
	defer here.Close()
	redirect := here.URL + "/back"
	issuer := signintest.Provider(t, redirect, here.URL+"/logout")

	s := newStore(t, dbtest.Engines(t)[0])
	ayo := newAccount(t, s, "ayo@example.gov.uk", "")
	ctx, at := t.Context(), time.Now().UTC()
	if err := s.Enable(ctx, ayo.ID, at); err != nil {
		t.Fatal(err)
	}
	o, err := NewOIDC(ctx, ProviderConfig{Issuer: issuer, ClientID: "throughline", Secret: signintest.Secret, Redirect: redirect})
	if err != nil {
		t.Fatal(err)
	}
	b := newBrowser(t, redirect)
	ayoAtProvider := url.Values{"login": {"ayo"}, "password": {"any"}}
	signIn := func(f Flow, to string) (Identity, string) {
		t.Helper()
		if err := s.SaveFlow(ctx, f, at); err != nil {
			t.Fatal(err)
		}
		q := b.visit(to, ayoAtProvider)
		kept, err := s.TakeFlow(ctx, q.Get("state"), at)
		if err != nil {
			t.Fatalf("%v: %v", q, err)
		}
		id, err := o.Finish(ctx, kept, q.Get("code"))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := o.Finish(ctx, kept, q.Get("code")); errs.Of(err) != errs.Denied {
			t.Fatalf("a code was used twice: %v", err)
		}
		got, token, err := s.SignInIdentity(ctx, id, "test", at)
		if err != nil || got.ID != ayo.ID {
			t.Fatal(got, err)
		}
		return id, token
	}
	id, _ := signIn(o.Begin())
	if id.Subject != "ayo" || id.Email != "ayo@example.gov.uk" || !id.EmailVerified || id.SessionID == "" {
		t.Fatalf("%+v", id)
	}
	// Spending a code twice makes the provider revoke its grant, so the second journey asks for consent again.
	fresh, token := signIn(o.BeginStepUp())
	if fresh.Proved.IsZero() || !resume(t, s, token, at, Live).SteppedUp(fresh.Proved) {
		t.Errorf("a forced sign-in is no proof: %+v", fresh)
	}

	b.visit(issuer+"/session/end?client_id=throughline&post_logout_redirect_uri="+url.QueryEscape(redirect), url.Values{"logout": {"yes"}})
	select {
	case raw := <-logouts:
		l, err := o.Logout(ctx, raw)
		if err != nil {
			t.Fatal(err)
		}
		n, err := s.EndByProvider(ctx, l, at)
		if err != nil || n == 0 {
			t.Fatalf("%d sessions ended: %v", n, err)
		}
		resume(t, s, token, at, Ended)
		if _, err := s.EndByProvider(ctx, l, at); errs.Of(err) != errs.Conflict {
			t.Errorf("a logout token was used twice: %v", err)
		}
	case <-time.After(2 * time.Minute):
		t.Fatal("the provider did not tell us that the person signed out")
	}
}
