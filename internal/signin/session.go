package signin

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"time"
)

// Limits of a session (ASVS 5.0 7.3). A draft outlives them: it is kept on the server, not in the session.
const (
	IdleLimit     = 15 * time.Minute
	AbsoluteLimit = 12 * time.Hour
	StepUpLasts   = 10 * time.Minute // how long a fresh proof of identity counts for a sensitive action
	touchEvery    = time.Minute      // a request writes the time it came at most this often
)

// Method is how a session began.
type Method string

// The methods. A password alone opens only the page that enrols a second factor.
const (
	ByPassword Method = "password"
	ByCode     Method = "password and code"
	ByProvider Method = "identity provider"
	ByLink     Method = "one-time link"
)

// Session is one signed-in browser.
type Session struct {
	Key      string // SHA-256 of the cookie, in hex: the cookie itself is never stored
	Account  string
	Method   Method
	Created  time.Time
	LastSeen time.Time
	StepUp   time.Time // when the holder last proved who they are; zero before
	Ended    time.Time // zero while it was not ended
	Why      string    // why it ended
	Device   string    // what the browser calls itself, for the holder's own list
	Provider string    // the identity provider's id of its session, for its back-channel logout
}

// State is how a session stands.
type State string

// The states of a session. Only a live one is signed in.
const (
	Live    State = "live"
	Idle    State = "idle"    // unused for 15 minutes
	Expired State = "expired" // 12 hours after sign-in
	Ended   State = "ended"
)

// State says how the session stands at the time. A session used at a time before its own beginning is not live either.
func (s Session) State(now time.Time) State {
	switch {
	case !s.Ended.IsZero():
		return Ended
	case !now.Before(s.Created.Add(AbsoluteLimit)) || now.Before(s.Created):
		return Expired
	case !now.Before(s.LastSeen.Add(IdleLimit)):
		return Idle
	}
	return Live
}

// Strong says whether the session rests on more than a password.
func (s Session) Strong() bool { return s.Method != ByPassword }

// SteppedUp says whether the holder has proved who they are recently enough for a sensitive action.
func (s Session) SteppedUp(now time.Time) bool {
	return !s.StepUp.IsZero() && now.Sub(s.StepUp) < StepUpLasts && !now.Before(s.StepUp)
}

// NewToken makes 32 random bytes for a cookie or a link, as text.
func NewToken() string {
	b := make([]byte, 32)
	_, _ = rand.Read(b) // never fails: crypto/rand ends the program instead
	return base64.RawURLEncoding.EncodeToString(b)
}

// KeyOf is what is stored of a token.
func KeyOf(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
