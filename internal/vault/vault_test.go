package vault_test

import (
	"bytes"
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"throughline/internal/db/dbtest"
	"throughline/internal/errs"
	"throughline/internal/vault"
)

func open(t *testing.T, url string, kek []byte, now func() time.Time) *vault.Vault {
	t.Helper()
	v, err := vault.Open(t.Context(), url, kek, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Error(err)
		}
	})
	return v
}

func TestAKeyIsMadeOnceAndIsTheSameEverywhere(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		url, kek := e.URL(t), vault.NewKEK()
		a, b := open(t, url, kek, time.Now), open(t, url, kek, time.Now)
		ka, err := a.Key(t.Context(), "child:1")
		if err != nil {
			t.Fatal(err)
		}
		kb, err := b.Key(t.Context(), "child:1")
		if err != nil {
			t.Fatal(err)
		}
		sealed := ka.Seal([]byte("a fact"), []byte("its place"))
		if plain, err := kb.Open(sealed, []byte("its place")); err != nil || string(plain) != "a fact" {
			t.Errorf("%q %v", plain, err)
		}
		if bytes.Contains(sealed, []byte("fact")) {
			t.Error("the sealed text can be read")
		}
		for name, f := range map[string]func() ([]byte, error){
			"another place": func() ([]byte, error) { return kb.Open(sealed, []byte("elsewhere")) },
			"a flipped bit": func() ([]byte, error) {
				s := bytes.Clone(sealed)
				s[len(s)-1] ^= 1
				return kb.Open(s, []byte("its place"))
			},
			"another's key": func() ([]byte, error) {
				k, err := a.Key(t.Context(), "child:2")
				if err != nil {
					return nil, err
				}
				return k.Open(sealed, []byte("its place"))
			},
		} {
			if plain, err := f(); errs.Of(err) != errs.Tampered {
				t.Errorf("%s: %q %v", name, plain, err)
			}
		}
	})
}

func TestTheWrongWrappingKeyOpensNothing(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		url := e.URL(t)
		open(t, url, vault.NewKEK(), time.Now)
		if _, err := vault.Open(t.Context(), url, vault.NewKEK(), time.Now); errs.Of(err) != errs.Denied {
			t.Errorf("%v", err)
		}
	})
}

func TestADestroyedKeyIsGoneOnEveryServerWithinAMinute(t *testing.T) {
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		at := time.Date(2026, 11, 25, 10, 0, 0, 0, time.UTC)
		now := func() time.Time { return at }
		url, kek := e.URL(t), vault.NewKEK()
		a, b := open(t, url, kek, now), open(t, url, kek, now)
		if _, err := b.Key(t.Context(), "child:1"); err != nil {
			t.Fatal(err)
		}
		if err := a.Destroy(t.Context(), "child:1", ""); errs.Of(err) != errs.Invalid {
			t.Errorf("without a rule: %v", err)
		}
		if err := a.Destroy(t.Context(), "child:1", "CIN-35Y"); err != nil {
			t.Fatal(err)
		}
		if _, err := a.Key(t.Context(), "child:1"); !isDestroyed(err) {
			t.Errorf("here: %v", err)
		}
		at = at.Add(time.Minute)
		if _, err := b.Key(t.Context(), "child:1"); !isDestroyed(err) {
			t.Errorf("on another server, a minute later: %v", err)
		}
		if err := b.Destroy(t.Context(), "child:1", "another rule"); err != nil {
			t.Fatal(err)
		}
		_, dead, err := b.All(t.Context())
		if err != nil || len(dead) != 1 || dead[0].Rule != "CIN-35Y" {
			t.Errorf("the tombstone was changed: %+v %v", dead, err)
		}
	})
}

func isDestroyed(err error) bool {
	_, ok := errors.AsType[*vault.Destroyed](err)
	return ok
}

func TestKeyFiles(t *testing.T) {
	path := filepath.Join(t.TempDir(), "wrapping.key")
	kek := vault.NewKEK()
	if err := vault.WriteKEK(path, kek); err != nil {
		t.Fatal(err)
	}
	if err := vault.WriteKEK(path, vault.NewKEK()); errs.Of(err) != errs.Conflict {
		t.Errorf("a key file was overwritten: %v", err)
	}
	back, err := vault.ReadKEK(path)
	if err != nil || !bytes.Equal(back, kek) {
		t.Errorf("%x %v", back, err)
	}
	if info, err := os.Stat(path); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("others can read the key: %v %v", info.Mode(), err)
	}
	if err := os.WriteFile(path, []byte("not a key"), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := vault.ReadKEK(path); errs.Of(err) != errs.Invalid {
		t.Errorf("%v", err)
	}
}
