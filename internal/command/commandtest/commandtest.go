// Package commandtest gives tests a command desk on a fresh database: migrations run, a fresh key vault, a clock that moves only when
// told, and the same ids on every run.
//
// Only tests may import this package.
package commandtest

import (
	"math/rand/v2"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/db/migrations"
	"throughline/internal/derived"
	"throughline/internal/ids"
	"throughline/internal/journal"
	"throughline/internal/vault"
)

// Start is when every fake clock begins: a Monday morning in winter, 9 o'clock in London.
var Start = time.Date(2026, time.November, 23, 9, 0, 0, 0, time.UTC)

// Desk is a command desk for a test, with what stands behind it.
type Desk struct {
	*command.Desk
	Clock *Clock
	Vault *vault.Vault
	URL   string // of the main database

	vaultURL string
	kek      []byte
}

// Each runs a test on every engine, each on a desk of its own in a subtest with the engine's name.
func Each(t *testing.T, lists derived.Lists, test func(t *testing.T, d *Desk)) {
	t.Helper()
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) { test(t, New(t, e.URL(t), lists)) })
}

// New makes a desk on the database at url, which is empty or was made by New before. It is closed when the test ends.
func New(t testing.TB, url string, lists derived.Lists) *Desk {
	t.Helper()
	d := &Desk{Clock: NewClock(Start), URL: url, vaultURL: filepath.Join(t.TempDir(), "vault.db"), kek: vault.NewKEK()}
	d.open(t, lists, 1)
	return d
}

// Server is a second server on the same data, vault and clock, with connections and ids of its own.
func (d *Desk) Server(t testing.TB) *Desk {
	t.Helper()
	s := &Desk{Clock: d.Clock, URL: d.URL, vaultURL: d.vaultURL, kek: d.kek}
	s.open(t, d.Lists, 2)
	return s
}

func (d *Desk) open(t testing.TB, lists derived.Lists, seed byte) {
	t.Helper()
	v, err := vault.Open(t.Context(), d.vaultURL, d.kek, d.Clock.Now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := v.Close(); err != nil {
			t.Errorf("closing the vault: %v", err)
		}
	})
	base := dbtest.Open(t, d.URL)
	if err := base.Migrate(t.Context(), migrations.Main); err != nil {
		t.Fatal(err)
	}
	d.Vault = v
	d.Desk = &command.Desk{
		DB: base, Journal: journal.New(v), Lists: lists, Now: d.Clock.Now,
		NewID: ids.New(d.Clock.Now, rand.NewChaCha8([32]byte{seed})).Next,
	}
}

// Query collects the single column of a query on the main database.
func Query[T any](t testing.TB, d *Desk, q string, args ...any) []T {
	t.Helper()
	var out []T
	if err := d.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		out, err = db.Column[T](tx, q, args...)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	return out
}

// Clock stands still until it is moved. It is safe for many goroutines.
type Clock struct {
	mu  sync.Mutex
	now time.Time
}

// NewClock makes a clock that shows a time.
func NewClock(at time.Time) *Clock { return &Clock{now: at} }

// Now is the time it shows.
func (c *Clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

// Set moves it to a time.
func (c *Clock) Set(at time.Time) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = at
}

// Add moves it on.
func (c *Clock) Add(by time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(by)
}

// Beside is a desk on another, empty database with the same vault and clock: where a backup is restored to.
func (d *Desk) Beside(t testing.TB, url string) *Desk {
	t.Helper()
	s := &Desk{Clock: d.Clock, URL: url, vaultURL: d.vaultURL, kek: d.kek}
	s.open(t, d.Lists, 3)
	return s
}
