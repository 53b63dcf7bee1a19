package dbtest

import (
	"testing"

	"throughline/internal/db"
)

// Open opens a fresh database, without any tables, and closes it when the test ends.
func (e Engine) Open(t testing.TB) *db.DB {
	t.Helper()
	return Open(t, e.URL(t))
}

// Open opens a database by its address and closes it when the test ends: a second server on the same data, or one begun again.
func Open(t testing.TB, url string) *db.DB {
	t.Helper()
	d, err := db.Open(t.Context(), url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := d.Close(); err != nil {
			t.Errorf("closing %s: %v", url, err)
		}
	})
	return d
}
