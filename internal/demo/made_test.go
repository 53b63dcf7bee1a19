package demo_test

import (
	"path/filepath"
	"testing"
	"time"

	"throughline/internal/demo"
	"throughline/internal/house"
)

// made is a new house on 2 March 2026 with the demo in it.
func made(t *testing.T, o demo.Options) *house.House {
	t.Helper()
	clock := &demo.Clock{}
	o.Today = time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	clock.Set(o.Today)
	cfg := house.Config{DB: filepath.Join(t.TempDir(), "t.db"), Now: clock.Now}
	if err := house.Create(cfg, "testshire"); err != nil {
		t.Fatal(err)
	}
	h, err := house.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := demo.Make(t.Context(), h, clock, o); err != nil {
		t.Fatal(err)
	}
	return h
}
