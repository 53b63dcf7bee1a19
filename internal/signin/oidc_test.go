package signin

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"net/url"
	"testing"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/coreos/go-oidc/v3/oidc/oidctest"

	"throughline/internal/errs"
)

// council is a provider whose every answer a test can spoil.
type council struct {
	*httptest.Server
	key       *ecdsa.PrivateKey
	challenge string // of the flow under way
	claims    map[string]any
	signer    *ecdsa.PrivateKey // other than key when the signature is to be bad
}

func newCouncil(t *testing.T) *council {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &council{key: key, signer: key}
	base := &oidctest.Server{PublicKeys: []oidctest.PublicKey{{PublicKey: key.Public(), KeyID: "k", Algorithm: oidc.ES256}}, Algorithms: []string{oidc.ES256}}
	mux := http.NewServeMux()
	mux.Handle("/", base)
	mux.HandleFunc("POST /token", func(w http.ResponseWriter, r *http.Request) {
		sum := sha256.Sum256([]byte(r.PostFormValue("code_verifier")))
		if r.PostFormValue("code") != "good" || base64.RawURLEncoding.EncodeToString(sum[:]) != c.challenge {
			http.Error(w, `{"error":"invalid_grant"}`, http.StatusBadRequest)
			return
		}
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(map[string]any{"access_token": "x", "token_type": "Bearer", "id_token": c.sign(c.claims)})
	})
	c.Server = httptest.NewServer(mux)
	t.Cleanup(c.Close)
	base.SetIssuer(c.URL)
	return c
}

func (c *council) sign(claims map[string]any) string {
	b, err := json.Marshal(claims)
	if err != nil {
		panic(err)
	}
	return oidctest.SignIDToken(c.signer, "k", oidc.ES256, string(b))
}

func TestOIDC(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		code   string
		change func(c *council, f *Flow)
		ok     bool
	}{
		"right":                     {"good", func(*council, *Flow) {}, true},
		"wrong code":                {"bad", func(*council, *Flow) {}, false},
		"another flow's verifier":   {"good", func(_ *council, f *Flow) { f.Verifier = NewToken() }, false},
		"another flow's nonce":      {"good", func(c *council, _ *Flow) { c.claims["nonce"] = NewToken() }, false},
		"no nonce on either side":   {"good", func(c *council, f *Flow) { delete(c.claims, "nonce"); f.Nonce = "" }, false},
		"token for another client":  {"good", func(c *council, _ *Flow) { c.claims["aud"] = "another" }, false},
		"token of another issuer":   {"good", func(c *council, _ *Flow) { c.claims["iss"] = "https://elsewhere.example" }, false},
		"token that has run out":    {"good", func(c *council, _ *Flow) { c.claims["exp"] = now.Add(-time.Second).Unix() }, false},
		"token of a forged key":     {"good", func(c *council, _ *Flow) { c.signer, _ = ecdsa.GenerateKey(elliptic.P256(), rand.Reader) }, false},
		"claims of another type":    {"good", func(c *council, _ *Flow) { c.claims["email"] = []int{1} }, false},
		"provider that went silent": {"good", func(c *council, _ *Flow) { c.Close() }, false},
	} {
		t.Run(name, func(t *testing.T) {
			c := newCouncil(t)
			o, err := NewOIDC(t.Context(), ProviderConfig{Issuer: c.URL, ClientID: "throughline", Redirect: "https://here.example/back", Now: func() time.Time { return now }})
			if err != nil {
				t.Fatal(err)
			}
			flow, to := o.BeginStepUp()
			u, err := url.Parse(to)
			if err != nil {
				t.Fatal(err)
			}
			q := u.Query()
			if q.Get("state") != flow.State || q.Get("nonce") != flow.Nonce || q.Get("code_challenge_method") != "S256" || q.Get("prompt") != "login" ||
				q.Get("redirect_uri") != "https://here.example/back" || q.Get("response_type") != "code" {
				t.Fatalf("%v", q)
			}
			c.challenge = q.Get("code_challenge")
			c.claims = map[string]any{"iss": c.URL, "aud": "throughline", "sub": "s-1", "exp": now.Add(time.Minute).Unix(), "iat": now.Unix(), "nonce": flow.Nonce,
				"email": "ayo@example.gov.uk", "email_verified": true, "name": "Ayo", "sid": "session-1", "auth_time": now.Unix()}
			tt.change(c, &flow)
			id, err := o.Finish(t.Context(), flow, tt.code)
			if !tt.ok {
				if errs.Of(err) != errs.Denied || id != (Identity{}) {
					t.Fatalf("%+v %v", id, err)
				}
				return
			}
			want := Identity{c.URL, "s-1", "ayo@example.gov.uk", true, "Ayo", "session-1", now}
			if err != nil || id != want {
				t.Errorf("%+v %v", id, err)
			}
		})
	}
}

func TestOIDCLogout(t *testing.T) {
	t.Parallel()
	c := newCouncil(t)
	o, err := NewOIDC(t.Context(), ProviderConfig{Issuer: c.URL, ClientID: "throughline", Now: func() time.Time { return now }})
	if err != nil {
		t.Fatal(err)
	}
	good := map[string]any{"iss": c.URL, "aud": "throughline", "sub": "s-1", "sid": "session-1", "jti": "j-1", "iat": now.Unix(), "exp": now.Add(time.Minute).Unix(),
		"events": map[string]any{"http://schemas.openid.net/event/backchannel-logout": map[string]any{}}}
	for name, tt := range map[string]struct {
		change func(map[string]any)
		ok     bool
	}{
		"right":                       {func(map[string]any) {}, true},
		"without a session":           {func(m map[string]any) { delete(m, "sid") }, true},
		"an id token is no logout":    {func(m map[string]any) { m["nonce"] = "n" }, false},
		"no event":                    {func(m map[string]any) { delete(m, "events") }, false},
		"for another client":          {func(m map[string]any) { m["aud"] = "another" }, false},
		"run out":                     {func(m map[string]any) { m["exp"] = now.Add(-time.Hour).Unix() }, false},
		"neither subject nor session": {func(m map[string]any) { delete(m, "sid"); delete(m, "sub") }, false},
	} {
		t.Run(name, func(t *testing.T) {
			m := maps.Clone(good)
			tt.change(m)
			l, err := o.Logout(t.Context(), c.sign(m))
			if tt.ok != (err == nil) || err != nil && errs.Of(err) != errs.Invalid {
				t.Fatalf("%+v %v", l, err)
			}
			if tt.ok && (l.ID != "j-1" || l.Subject != "s-1" || l.Issuer != c.URL || !l.Expires.Equal(now.Add(time.Minute))) {
				t.Errorf("%+v", l)
			}
		})
	}
	if _, err := o.Logout(t.Context(), "not a token"); errs.Of(err) != errs.Invalid {
		t.Error(err)
	}
	gone := newCouncil(t)
	gone.Close()
	if _, err := NewOIDC(t.Context(), ProviderConfig{Issuer: gone.URL, ClientID: "throughline"}); errs.Of(err) != errs.Busy {
		t.Errorf("a provider that is away: %v", err)
	}
}
