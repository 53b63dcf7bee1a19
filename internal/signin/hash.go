package signin

import (
	"crypto/rand"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strconv"
	"strings"

	"golang.org/x/crypto/argon2"
	"golang.org/x/text/unicode/norm"

	"throughline/internal/errs"
)

// Cost is what one guess at a password costs: argon2id's memory in KiB, passes and lanes (RFC 9106).
type Cost struct {
	Memory  uint32
	Passes  uint32
	Lanes   uint8
	SaltLen uint32
	KeyLen  uint32
}

// DefaultCost is 19 MiB, two passes, one lane: tens of milliseconds a guess, and the least that OWASP's password
// storage cheat sheet asks of argon2id.
var DefaultCost = Cost{Memory: 19 * 1024, Passes: 2, Lanes: 1, SaltLen: 16, KeyLen: 32}

// Bounds on what a stored hash may ask for, so that a damaged row cannot exhaust the server.
const (
	maxMemory = 1 << 20 // KiB
	maxPasses = 64
)

// Hash makes the stored form of a password: $argon2id$v=19$m=…,t=…,p=…$salt$key. The password is taken in NFKC, so that
// the same characters typed on another keyboard match.
func (c Cost) Hash(password string) string {
	salt := make([]byte, c.SaltLen)
	_, _ = rand.Read(salt) // never fails: crypto/rand ends the program instead
	return c.encode(salt, c.key(password, salt))
}

func (c Cost) key(password string, salt []byte) []byte {
	return argon2.IDKey([]byte(norm.NFKC.String(password)), salt, c.Passes, c.Memory, c.Lanes, c.KeyLen)
}

var b64 = base64.RawStdEncoding

func (c Cost) encode(salt, key []byte) string {
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, c.Memory, c.Passes, c.Lanes,
		b64.EncodeToString(salt), b64.EncodeToString(key))
}

// Verify says whether the password made the stored hash, and whether it should be hashed again because the cost has
// changed since. It fails with Internal when the stored form cannot be read. It takes the same time for any password.
func (c Cost) Verify(stored, password string) (ok, rehash bool, err error) {
	was, salt, key, err := decodeHash(stored)
	if err != nil {
		return false, false, err
	}
	if subtle.ConstantTimeCompare(key, was.key(password, salt)) != 1 {
		return false, false, nil
	}
	return true, was != c, nil
}

// Waste takes as long as Verify does. It is for an account that does not exist, so that time does not tell.
func (c Cost) Waste(password string) {
	c.key(password, make([]byte, c.SaltLen))
}

func decodeHash(stored string) (c Cost, salt, key []byte, err error) {
	defer errs.Wrap(&err, "stored password hash")
	parts := strings.Split(stored, "$")
	if len(parts) != 6 || parts[0] != "" || parts[1] != "argon2id" {
		return c, nil, nil, fmt.Errorf("is not argon2id")
	}
	if parts[2] != fmt.Sprintf("v=%d", argon2.Version) {
		return c, nil, nil, fmt.Errorf("has version %q", parts[2])
	}
	values, err := hashParameters(parts[3])
	if err != nil {
		return c, nil, nil, err
	}
	if salt, err = b64.Strict().DecodeString(parts[4]); err != nil {
		return c, nil, nil, fmt.Errorf("salt: %w", err)
	}
	if key, err = b64.Strict().DecodeString(parts[5]); err != nil {
		return c, nil, nil, fmt.Errorf("key: %w", err)
	}
	c = Cost{values[0], values[1], uint8(values[2]), uint32(len(salt)), uint32(len(key))}
	switch {
	case c.Memory < 8*uint32(c.Lanes) || c.Memory > maxMemory || c.Passes < 1 || c.Passes > maxPasses || c.Lanes < 1:
		return c, nil, nil, fmt.Errorf("cost m=%d,t=%d,p=%d is out of bounds", c.Memory, c.Passes, c.Lanes)
	case len(salt) < 8 || len(salt) > 64 || len(key) < 16 || len(key) > 64:
		return c, nil, nil, fmt.Errorf("salt of %d and key of %d bytes are out of bounds", len(salt), len(key))
	}
	return c, salt, key, nil
}

// hashParameters reads "m=19456,t=2,p=1", in that order and in the shortest form.
func hashParameters(s string) (values [3]uint32, err error) {
	parts := strings.Split(s, ",")
	if len(parts) != 3 {
		return values, fmt.Errorf("parameters %q", s)
	}
	for i, name := range []string{"m=", "t=", "p="} {
		digits, ok := strings.CutPrefix(parts[i], name)
		bits := 32
		if i == 2 {
			bits = 8
		}
		n, err := strconv.ParseUint(digits, 10, bits)
		if !ok || err != nil || strconv.FormatUint(n, 10) != digits {
			return values, fmt.Errorf("parameter %q", parts[i])
		}
		values[i] = uint32(n)
	}
	return values, nil
}
