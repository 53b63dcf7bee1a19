// Package vault keeps one data key per subject, wrapped by a key that is held outside every database.
//
// The journal's bodies are ciphertext under these keys. The vault is its own database (a second SQLite file, or a second
// PostgreSQL database) and is never part of a backup of the journal: destroying a key under a retention rule therefore
// makes a subject's history unreadable here and in every backup, old ones too, while the journal's proofs still hold.
// What remains of a destroyed key is a tombstone: which subject, when, under which rule (security-and-resilience c5).
package vault

import (
	"context"
	"crypto/aes"
	"crypto/cipher"
	"crypto/rand"
	"embed"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"time"

	"throughline/internal/db"
	"throughline/internal/errs"
)

//go:embed *.sql
var schema embed.FS

// Key seals and opens the bodies of one subject.
type Key struct{ aead cipher.AEAD }

// Seal encrypts; bound is what the ciphertext is bound to, so that it cannot be moved to another row.
func (k Key) Seal(plain, bound []byte) []byte { return k.aead.Seal(nil, nil, plain, bound) }

// Open decrypts, and fails when a single bit of ciphertext or bound was changed.
func (k Key) Open(sealed, bound []byte) ([]byte, error) {
	plain, err := k.aead.Open(nil, nil, sealed, bound)
	if err != nil {
		return nil, errs.As(errs.Tampered, err, "A stored body does not decrypt: it was changed, or the key is not its own")
	}
	return plain, nil
}

// Tombstone is what remains of a destroyed key.
type Tombstone struct {
	Subject   string    `json:"subject"`
	Destroyed time.Time `json:"destroyed"`
	Rule      string    `json:"rule"`
}

// Destroyed is the error for a subject whose key is gone. It wraps errs.NotFound text for people.
type Destroyed struct{ Tombstone }

func (d *Destroyed) Error() string {
	return fmt.Sprintf("the history of %s was destroyed on %s under rule %s", d.Subject, d.Tombstone.Destroyed.Format("2 January 2006"), d.Rule)
}

// Vault hands out keys. It is safe for many goroutines.
type Vault struct {
	db  *db.DB
	kek cipher.AEAD

	mu    sync.RWMutex
	cache map[string]cached
	now   func() time.Time
}

type cached struct {
	key   Key
	until time.Time
}

// trust is how long a server uses a key without asking again: the longest that a key destroyed by another server stays
// usable here.
const trust = time.Minute

// mostCached bounds memory: about 1 kB a key.
const mostCached = 50_000

// Open opens the vault database and checks that the wrapping key is the one it was made with.
func Open(ctx context.Context, url string, kek []byte, now func() time.Time) (_ *Vault, err error) {
	defer errs.Wrap(&err, "open key vault")
	aead, err := newAEAD(kek)
	if err != nil {
		return nil, err
	}
	d, err := db.Open(ctx, url)
	if err != nil {
		return nil, err
	}
	v := &Vault{db: d, kek: aead, cache: map[string]cached{}, now: now}
	if err := d.Migrate(ctx, db.Migrations{Name: "vault", FS: schema}); err != nil {
		return nil, errors.Join(err, d.Close())
	}
	if _, err := v.Key(ctx, canary); err != nil {
		return nil, errors.Join(errs.As(errs.Denied, err, "The wrapping key is not the one that this key vault was made with; find the right key file. Nothing was changed"), d.Close())
	}
	return v, nil
}

// canary is a key of no subject: unwrapping it proves the wrapping key.
const canary = "vault"

// Close closes the vault database.
func (v *Vault) Close() error { return v.db.Close() }

// NewKEK makes a wrapping key: 32 random bytes.
func NewKEK() []byte {
	b := make([]byte, 32)
	rand.Read(b)
	return b
}

// ReadKEK reads a wrapping key file: 64 hexadecimal digits. WriteKEK makes one.
func ReadKEK(path string) ([]byte, error) {
	b, err := os.ReadFile(path)
	if err != nil {
		return nil, errs.As(errs.Invalid, err, "The key file %s cannot be read; without it no record can be opened", path)
	}
	kek, err := hex.DecodeString(strings.TrimSpace(string(b)))
	if err != nil || len(kek) != 32 {
		return nil, errs.New(errs.Invalid, "%s is not a Throughline key file (64 hexadecimal digits)", path)
	}
	return kek, nil
}

// WriteKEK writes a new wrapping key file, readable by its owner only. It never overwrites one.
func WriteKEK(path string, kek []byte) error {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return errs.As(errs.Conflict, err, "The key file %s cannot be made; an old one is never overwritten", path)
	}
	_, err = f.WriteString(hex.EncodeToString(kek) + "\n")
	return errors.Join(err, f.Sync(), f.Close())
}

func newAEAD(key []byte) (cipher.AEAD, error) {
	block, err := aes.NewCipher(key)
	if err != nil {
		return nil, errs.As(errs.Invalid, err, "The wrapping key must be 32 bytes")
	}
	return cipher.NewGCMWithRandomNonce(block)
}

// Key gives the subject's key, making one the first time. It fails with *Destroyed when the key was destroyed.
func (v *Vault) Key(ctx context.Context, subject string) (Key, error) {
	if k, ok := v.cachedKey(subject); ok {
		return k, nil
	}
	var wrapped []byte
	var at, rule string
	look := func(t *db.Tx) error {
		return t.Row("select wrapped, destroyed, rule from data_key where subject = $1", []any{subject}, &wrapped, &at, &rule)
	}
	err := v.db.Read(ctx, look)
	if errs.Of(err) == errs.NotFound {
		fresh := v.kek.Seal(nil, nil, NewKEK(), []byte(subject))
		err = v.db.Write(ctx, func(t *db.Tx) error {
			_, err := t.Exec("insert into data_key (subject, wrapped, destroyed, rule) values ($1, $2, '', '') on conflict (subject) do nothing", subject, fresh)
			if err != nil {
				return err
			}
			return look(t) // another server may have been first
		})
	}
	if err != nil {
		return Key{}, fmt.Errorf("key of %s: %w", subject, err)
	}
	return v.unwrap(subject, wrapped, at, rule)
}

func (v *Vault) cachedKey(subject string) (Key, bool) {
	v.mu.RLock()
	defer v.mu.RUnlock()
	c, ok := v.cache[subject]
	return c.key, ok && v.now().Before(c.until)
}

func (v *Vault) unwrap(subject string, wrapped []byte, at, rule string) (Key, error) {
	if at != "" {
		when, err := db.ParseInstant(at)
		if err != nil {
			return Key{}, err
		}
		return Key{}, &Destroyed{Tombstone{subject, when, rule}}
	}
	raw, err := v.kek.Open(nil, nil, wrapped, []byte(subject))
	if err != nil {
		return Key{}, errs.As(errs.Tampered, err, "The stored key of %s does not unwrap: it was changed, or the wrapping key is not its own", subject)
	}
	aead, err := newAEAD(raw)
	if err != nil {
		return Key{}, err
	}
	k := Key{aead}
	v.mu.Lock()
	defer v.mu.Unlock()
	v.keep(subject, k)
	return k, nil
}

// Reserve makes the keys of many new subjects in one transaction, for bulk loads. Those that it made are at hand without asking again.
func (v *Vault) Reserve(ctx context.Context, subjects []string) error {
	made := make(map[string]Key, len(subjects))
	err := v.db.Write(ctx, func(t *db.Tx) error {
		clear(made)
		for _, s := range subjects {
			raw := NewKEK()
			n, err := t.Exec("insert into data_key (subject, wrapped, destroyed, rule) values ($1, $2, '', '') on conflict (subject) do nothing",
				s, v.kek.Seal(nil, nil, raw, []byte(s)))
			if err != nil {
				return err
			}
			if n == 0 {
				continue // another server was first, or it is no new subject
			}
			aead, err := newAEAD(raw)
			if err != nil {
				return err
			}
			made[s] = Key{aead}
		}
		return nil
	})
	if err != nil {
		return err
	}
	v.mu.Lock()
	defer v.mu.Unlock()
	for s, k := range made {
		v.keep(s, k)
	}
	return nil
}

// keep remembers a key. v.mu is held.
func (v *Vault) keep(subject string, k Key) {
	if len(v.cache) >= mostCached {
		clear(v.cache)
	}
	v.cache[subject] = cached{k, v.now().Add(trust)}
}

// All loads every key and tombstone at once, for verify and rebuild, which touch every subject (about 150 bytes each).
func (v *Vault) All(ctx context.Context) (func(subject string) (Key, error), []Tombstone, error) {
	type row struct {
		wrapped  []byte
		at, rule string
	}
	rows := map[string]row{}
	var dead []Tombstone
	err := v.db.Read(ctx, func(t *db.Tx) error {
		return t.Each(func(scan db.Scan) error {
			var s string
			var r row
			if err := scan(&s, &r.wrapped, &r.at, &r.rule); err != nil {
				return err
			}
			rows[s] = r
			if r.at != "" {
				when, err := db.ParseInstant(r.at)
				if err != nil {
					return err
				}
				dead = append(dead, Tombstone{s, when, r.rule})
			}
			return nil
		}, "select subject, wrapped, destroyed, rule from data_key order by subject")
	})
	return func(s string) (Key, error) {
		r, ok := rows[s]
		if !ok {
			return Key{}, errs.New(errs.Tampered, "The key of %s is missing from the key vault and no rule destroyed it", s)
		}
		if r.at != "" {
			when, err := db.ParseInstant(r.at)
			if err != nil {
				return Key{}, err
			}
			return Key{}, &Destroyed{Tombstone{s, when, r.rule}}
		}
		raw, err := v.kek.Open(nil, nil, r.wrapped, []byte(s))
		if err != nil {
			return Key{}, errs.As(errs.Tampered, err, "The stored key of %s does not unwrap", s)
		}
		aead, err := newAEAD(raw)
		return Key{aead}, err
	}, dead, err
}

// Destroy erases a subject's key for ever under a retention rule. It cannot be undone, and it does not ask again:
// the command that calls it has recorded who approved it.
func (v *Vault) Destroy(ctx context.Context, subject, rule string) error {
	if rule == "" {
		return errs.Field("rule", "Name the retention rule")
	}
	err := v.db.Write(ctx, func(t *db.Tx) error {
		_, err := t.Exec(`insert into data_key (subject, wrapped, destroyed, rule) values ($1, '', $2, $3)
			on conflict (subject) do update set wrapped = excluded.wrapped, destroyed = excluded.destroyed, rule = excluded.rule
			where data_key.destroyed = ''`, subject, db.Instant(v.now()), rule)
		return err
	})
	v.mu.Lock()
	defer v.mu.Unlock()
	delete(v.cache, subject)
	return err
}

// Forget drops every cached key: the next use asks the vault again.
func (v *Vault) Forget() {
	v.mu.Lock()
	defer v.mu.Unlock()
	clear(v.cache)
}
