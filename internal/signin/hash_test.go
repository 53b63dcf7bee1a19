package signin

import (
	"strings"
	"testing"

	"golang.org/x/crypto/argon2"
)

// cheap keeps tests quick; it is below what a real place may use.
var cheap = Cost{Memory: 64, Passes: 1, Lanes: 1, SaltLen: 16, KeyLen: 32}

func TestHash(t *testing.T) {
	t.Parallel()
	stored := cheap.Hash("otter lantern cobalt")
	if stored == cheap.Hash("otter lantern cobalt") {
		t.Error("two hashes of one password are equal: the salt is not random")
	}
	stronger := cheap
	stronger.Passes = 2
	for name, tt := range map[string]struct {
		cost       Cost
		password   string
		ok, rehash bool
	}{
		"right":                       {cheap, "otter lantern cobalt", true, false},
		"wrong":                       {cheap, "otter lantern cobal", false, false},
		"empty":                       {cheap, "", false, false},
		"right, cost raised since":    {stronger, "otter lantern cobalt", true, true},
		"wrong, cost raised since":    {stronger, "no", false, false},
		"other form of one character": {cheap, "otter lantern\u2007cobalt", true, false}, // figure space is a space under NFKC
	} {
		t.Run(name, func(t *testing.T) {
			ok, rehash, err := tt.cost.Verify(stored, tt.password)
			if err != nil || ok != tt.ok || rehash != tt.rehash {
				t.Errorf("%v %v %v", ok, rehash, err)
			}
		})
	}
	if DefaultCost.Memory < 19*1024 || DefaultCost.Passes < 2 {
		t.Error("the default cost is below what OWASP asks")
	}
}

// TestKnownHash ties the parameter order of the encoded form to the library's: swapped passes and memory would verify
// against themselves for ever.
func TestKnownHash(t *testing.T) {
	salt := []byte("0123456789abcdef")
	want := argon2.IDKey([]byte("otter"), salt, 2, 64, 1, 32)
	c, gotSalt, key, err := decodeHash("$argon2id$v=19$m=64,t=2,p=1$" + b64.EncodeToString(salt) + "$" + b64.EncodeToString(want))
	if err != nil || c.Memory != 64 || c.Passes != 2 || string(gotSalt) != string(salt) || string(key) != string(want) {
		t.Fatalf("%+v %v", c, err)
	}
	if ok, _, err := c.Verify(c.encode(salt, want), "otter"); !ok || err != nil {
		t.Error(ok, err)
	}
}

func FuzzDecodeHash(f *testing.F) {
	good := cheap.Hash("otter")
	for _, s := range []string{"", good, strings.Replace(good, "m=64", "m=4294967295", 1), strings.Replace(good, "p=1", "p=0", 1),
		strings.Replace(good, "m=64", "m=064", 1), good + "$", "$argon2i$v=19$m=64,t=1,p=1$AAAA$AAAA"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		c, salt, key, err := decodeHash(s)
		if err != nil {
			return
		}
		if c.Memory > maxMemory || c.Passes > maxPasses || c.Lanes == 0 {
			t.Fatalf("%q accepted out of bounds", s)
		}
		if got := c.encode(salt, key); got != s {
			t.Fatalf("%q reads as %q", s, got)
		}
	})
}
