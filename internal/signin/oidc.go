package signin

import (
	"context"
	"net/http"
	"time"

	"github.com/coreos/go-oidc/v3/oidc"
	"golang.org/x/oauth2"

	"throughline/internal/errs"
)

// ProviderConfig says how to reach the council's identity provider (OpenID Connect, authorisation code with PKCE).
type ProviderConfig struct {
	Issuer   string
	ClientID string
	Secret   string // empty for a public client
	Redirect string // our own address to which the provider sends the browser back
	HTTP     *http.Client
	Now      func() time.Time // the time that expiry is compared with; nil is the system's
}

// OIDC is a client of the council's identity provider. It keeps nothing: Store keeps a flow between Begin and Finish.
type OIDC struct {
	config   ProviderConfig
	oauth    oauth2.Config
	provider *oidc.Provider
	verifier *oidc.IDTokenVerifier
}

// NewOIDC reads what the provider says of itself. It fails with Busy when the provider cannot be reached.
func NewOIDC(ctx context.Context, c ProviderConfig) (*OIDC, error) {
	if c.HTTP == nil {
		c.HTTP = &http.Client{Timeout: 10 * time.Second}
	}
	// The key set outlives this call's context, so the client is handed over by a context of its own.
	provider, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), c.HTTP), c.Issuer)
	if err != nil {
		return nil, errs.As(errs.Busy, err, "The council's sign-in service cannot be reached. Try again in a few minutes")
	}
	return &OIDC{
		config: c, provider: provider,
		oauth: oauth2.Config{ClientID: c.ClientID, ClientSecret: c.Secret, RedirectURL: c.Redirect,
			Endpoint: provider.Endpoint(), Scopes: []string{oidc.ScopeOpenID, "email", "profile"}},
		verifier: provider.VerifierContext(oidc.ClientContext(context.WithoutCancel(ctx), c.HTTP), &oidc.Config{ClientID: c.ClientID, Now: c.Now}),
	}, nil
}

// Flow is a sign-in that has begun. The browser carries State in a cookie, so that nobody can finish it elsewhere.
type Flow struct {
	State    string
	Nonce    string
	Verifier string // PKCE
}

// FlowLasts is how long a person may take at the provider.
const FlowLasts = 15 * time.Minute

// Begin gives a new flow and the address to send the browser to. The provider may know the person already.
func (o *OIDC) Begin() (Flow, string) { return o.begin() }

// BeginStepUp is Begin for a sensitive action: the provider must ask the person again.
func (o *OIDC) BeginStepUp() (Flow, string) {
	return o.begin(oauth2.SetAuthURLParam("prompt", "login"), oauth2.SetAuthURLParam("max_age", "0"))
}

func (o *OIDC) begin(more ...oauth2.AuthCodeOption) (Flow, string) {
	f := Flow{State: NewToken(), Nonce: NewToken(), Verifier: oauth2.GenerateVerifier()}
	more = append(more, oidc.Nonce(f.Nonce), oauth2.S256ChallengeOption(f.Verifier))
	return f, o.oauth.AuthCodeURL(f.State, more...)
}

// Identity is who the provider says somebody is.
type Identity struct {
	Issuer        string
	Subject       string
	Email         string
	EmailVerified bool
	Name          string
	SessionID     string    // the provider's session, for its back-channel logout; may be empty
	Proved        time.Time // when the person last proved who they are to the provider; zero when it does not say
}

// Finish exchanges the code that the browser brought back for an identity. It fails with Denied when anything does not
// fit the flow: a wrong or repeated code, a token for another client, another nonce, a bad signature or a token that has run out.
func (o *OIDC) Finish(ctx context.Context, f Flow, code string) (Identity, error) {
	denied := func(err error) (Identity, error) {
		return Identity{}, errs.As(errs.Denied, err, "The council's sign-in did not succeed. Start again from the sign-in page")
	}
	ctx = oidc.ClientContext(ctx, o.config.HTTP)
	tokens, err := o.oauth.Exchange(ctx, code, oauth2.VerifierOption(f.Verifier))
	if err != nil {
		return denied(err)
	}
	raw, ok := tokens.Extra("id_token").(string)
	if !ok {
		return denied(errs.New(errs.Denied, "the provider sent no id token"))
	}
	token, err := o.verifier.Verify(ctx, raw)
	if err != nil {
		return denied(err)
	}
	if f.Nonce == "" || token.Nonce != f.Nonce {
		return denied(errs.New(errs.Denied, "the nonce of the id token is another flow's"))
	}
	var claims claims
	if err := token.Claims(&claims); err != nil {
		return denied(err)
	}
	if claims.Email == "" && o.provider.UserInfoEndpoint() != "" { // many providers keep the id token small
		info, err := o.provider.UserInfo(ctx, oauth2.StaticTokenSource(tokens))
		if err != nil {
			return denied(err)
		}
		if info.Subject != token.Subject { // OpenID Connect Core 5.3.2
			return denied(errs.New(errs.Denied, "the user information is about somebody else"))
		}
		if err := info.Claims(&claims); err != nil {
			return denied(err)
		}
	}
	id := Identity{Issuer: token.Issuer, Subject: token.Subject, Email: claims.Email, EmailVerified: claims.EmailVerified,
		Name: claims.Name, SessionID: claims.SessionID}
	if claims.AuthTime > 0 {
		id.Proved = time.Unix(claims.AuthTime, 0).UTC()
	}
	return id, nil
}

type claims struct {
	Email         string `json:"email"`
	EmailVerified bool   `json:"email_verified"`
	Name          string `json:"name"`
	SessionID     string `json:"sid"`
	AuthTime      int64  `json:"auth_time"`
}

// Logout is the provider's word that a person signed out there (OpenID Connect Back-Channel Logout 1.0).
type Logout struct {
	ID        string // of the token; each is acted on once
	Issuer    string
	Subject   string // may be empty when SessionID is not
	SessionID string // may be empty: then every session of the subject ends
	Expires   time.Time
}

// Logout reads the logout token that the provider posted. It fails with Invalid.
func (o *OIDC) Logout(ctx context.Context, raw string) (Logout, error) {
	t, err := o.verifier.VerifyLogout(oidc.ClientContext(ctx, o.config.HTTP), raw)
	if err != nil {
		return Logout{}, errs.As(errs.Invalid, err, "This is not a logout token for this service")
	}
	if t.Subject == "" && t.SessionID == "" {
		return Logout{}, errs.New(errs.Invalid, "This logout token names nobody")
	}
	return Logout{ID: t.TokenID, Issuer: t.Issuer, Subject: t.Subject, SessionID: t.SessionID, Expires: t.Expiry}, nil
}
