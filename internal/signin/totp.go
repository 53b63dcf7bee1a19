package signin

import (
	"crypto/hmac"
	"crypto/rand"
	"crypto/sha1" //nolint:gosec // RFC 6238's default, and the only one that every authenticator app knows
	"crypto/subtle"
	"encoding/base32"
	"encoding/binary"
	"fmt"
	"net/url"
	"strings"
	"time"
)

// Time-based one-time codes (RFC 6238): 6 digits, a step of 30 seconds, one step of drift either way, each used once.
const (
	CodeStep   = 30 * time.Second
	codeDigits = 6
	codeDrift  = 1
)

// NewSecret makes the shared secret of an authenticator app: 20 random bytes.
func NewSecret() []byte {
	secret := make([]byte, 20)
	_, _ = rand.Read(secret) // never fails: crypto/rand ends the program instead
	return secret
}

// SecretText is the secret as a person types it into an app.
func SecretText(secret []byte) string {
	return base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(secret)
}

// SecretURL is the address that an authenticator app reads from a QR code.
func SecretURL(secret []byte, issuer, account string) string {
	q := url.Values{"secret": {SecretText(secret)}, "issuer": {issuer}, "digits": {fmt.Sprint(codeDigits)}, "period": {"30"}}
	// Some apps show a plus sign where they should show a space.
	return "otpauth://totp/" + url.PathEscape(issuer+":"+account) + "?" + strings.ReplaceAll(q.Encode(), "+", "%20")
}

// stepOf counts 30-second steps since 1970.
func stepOf(t time.Time) int64 { return t.Unix() / int64(CodeStep/time.Second) }

// code is the code of a step.
func code(secret []byte, step int64, digits int) string {
	mac := hmac.New(sha1.New, secret)
	var counter [8]byte
	binary.BigEndian.PutUint64(counter[:], uint64(step))
	mac.Write(counter[:])
	sum := mac.Sum(nil)
	at := sum[len(sum)-1] & 0xf
	n := binary.BigEndian.Uint32(sum[at:at+4]) & 0x7fffffff
	mod := uint32(1)
	for range digits {
		mod *= 10
	}
	return fmt.Sprintf("%0*d", digits, n%mod)
}

// CheckCode says whether the code is right now, or one step before or after, and was not used before: the step must be
// later than lastStep, the step of the last code that was accepted (0 for none). The caller keeps the returned step.
func CheckCode(secret []byte, typed string, lastStep int64, now time.Time) (step int64, ok bool) {
	typed = strings.Map(func(r rune) rune {
		if r == ' ' || r == '-' {
			return -1
		}
		return r
	}, typed)
	here := stepOf(now)
	for s := here - codeDrift; s <= here+codeDrift; s++ {
		if subtle.ConstantTimeCompare([]byte(code(secret, s, codeDigits)), []byte(typed)) == 1 && s > lastStep && !ok {
			step, ok = s, true
		}
	}
	return step, ok
}
