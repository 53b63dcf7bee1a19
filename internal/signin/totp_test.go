package signin

import (
	"net/url"
	"testing"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"
)

var now = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)

// TestCodeVectors are the SHA-1 rows of RFC 6238 appendix B.
func TestCodeVectors(t *testing.T) {
	secret := []byte("12345678901234567890")
	for at, want := range map[int64]string{
		59: "94287082", 1111111109: "07081804", 1111111111: "14050471",
		1234567890: "89005924", 2000000000: "69279037", 20000000000: "65353130",
	} {
		if got := code(secret, stepOf(time.Unix(at, 0)), 8); got != want {
			t.Errorf("at %d: %s, want %s", at, got, want)
		}
	}
}

func TestCheckCode(t *testing.T) {
	t.Parallel()
	secret := NewSecret()
	here := stepOf(now)
	for name, tt := range map[string]struct {
		typed string
		last  int64
		ok    bool
	}{
		"this step":           {code(secret, here, 6), 0, true},
		"the step before":     {code(secret, here-1, 6), 0, true},
		"the step after":      {code(secret, here+1, 6), 0, true},
		"two steps before":    {code(secret, here-2, 6), 0, false},
		"two steps after":     {code(secret, here+2, 6), 0, false},
		"used already":        {code(secret, here, 6), here, false},
		"older than the last": {code(secret, here-1, 6), here, false},
		"newer than the last": {code(secret, here+1, 6), here, true},
		"typed with a space":  {code(secret, here, 6)[:3] + " " + code(secret, here, 6)[3:], 0, true},
		"empty":               {"", 0, false},
		"too long":            {code(secret, here, 6) + "0", 0, false},
	} {
		t.Run(name, func(t *testing.T) {
			step, ok := CheckCode(secret, tt.typed, tt.last, now)
			if ok != tt.ok {
				t.Fatalf("ok = %v", ok)
			}
			if _, again := CheckCode(secret, tt.typed, step, now); ok && again {
				t.Error("accepted twice")
			}
		})
	}
}

// TestSecretURL lets another implementation read the address and make the code from it.
func TestSecretURL(t *testing.T) {
	secret := NewSecret()
	key, err := otp.NewKeyFromURL(SecretURL(secret, "Throughline Brightwater", "ayo@example.gov.uk"))
	if err != nil {
		t.Fatal(err)
	}
	theirs, err := totp.GenerateCode(key.Secret(), now)
	if err != nil {
		t.Fatal(err)
	}
	if _, ok := CheckCode(secret, theirs, 0, now); !ok {
		t.Error("an authenticator app would show another code")
	}
	if key.Issuer() != "Throughline Brightwater" || key.AccountName() != "ayo@example.gov.uk" || key.Period() != 30 {
		t.Errorf("%q %q %d", key.Issuer(), key.AccountName(), key.Period())
	}
	if _, err := url.Parse(key.URL()); err != nil {
		t.Error(err)
	}
}
