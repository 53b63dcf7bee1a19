package cli_test

import (
	"bytes"
	"context"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughline/internal/cli"
	"throughline/internal/db"
	"throughline/internal/demo"
	"throughline/internal/house"
)

// interrupting is a place for messages that ends a program when one of them holds a text.
type interrupting struct {
	at   string
	stop func()
	bytes.Buffer
}

func (w *interrupting) Write(p []byte) (int, error) {
	if w.at != "" && strings.Contains(string(p), w.at) {
		w.stop()
	}
	return w.Buffer.Write(p)
}

// A demo that is interrupted while it is made, at its beginning or in its own days, leaves no half council: the next start makes it whole, and the one after that takes it up as it is, or renews
// what an update made old.
func TestDemoInterrupted(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	path := filepath.Join(dir, "demo.db")
	start := func(interruptAt string) (code int, said string) {
		ctx, stop := context.WithCancel(t.Context())
		defer stop()
		messages := &interrupting{at: interruptAt, stop: stop}
		code = cli.Main(ctx, []string{"demo", "--size", "hamlet", "--data", dir, "--today", "2026-03-02", "--once"},
			cli.Streams{In: strings.NewReader(""), Out: io.Discard, Err: messages, Getenv: func(string) string { return "" }})
		return code, messages.String()
	}

	halfMade(t, path)
	if code, said := start("is being made"); code != 1 || !strings.Contains(said, "made anew the next time") {
		t.Errorf("interrupted, it ends with %d: %s", code, said)
	}
	if _, err := os.Stat(path + ".ready"); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("an interrupted demo counts as made: %v", err)
	}
	if code, said := start(""); code != 0 || !strings.Contains(said, "was made in") {
		t.Fatalf("after the interruption it ends with %d: %s", code, said)
	}
	if code, said := start(""); code != 0 || said != "" {
		t.Errorf("taken up again it ends with %d: %s", code, said)
	}

	h, err := house.Open(t.Context(), house.Config{DB: path})
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if err := h.DB.Write(t.Context(), func(tx *db.Tx) error {
		_, err := tx.Exec("update measure_facts set shape = 'older'")
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if code, said := start(""); code != 0 || !strings.Contains(said, "made by an older version") || h.FiguresReady(t.Context()) != nil {
		t.Errorf("after an update it ends with %d: %s", code, said)
	}
	rep, err := h.Keeper.Verify(t.Context(), nil, nil)
	if err != nil || rep.Err() != nil || rep.Entries < 10000 {
		t.Errorf("%+v, %v", rep, err)
	}
	accounts, err := h.SignIn.Accounts(t.Context())
	if err != nil || len(accounts) != len(demo.Personas()) {
		t.Errorf("%d accounts for %d personas: %v", len(accounts), len(demo.Personas()), err)
	}
}

// halfMade leaves what a demo is that was interrupted while its own days were written.
func halfMade(t *testing.T, path string) {
	t.Helper()
	clock := &demo.Clock{}
	today := time.Date(2026, time.March, 2, 10, 0, 0, 0, time.UTC)
	clock.Set(today)
	c := house.Config{DB: path, Now: clock.Now}
	if err := house.Create(c, "marshwick"); err != nil {
		t.Fatal(err)
	}
	h, err := house.Open(t.Context(), c)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	own := 0.0 // where its own days begin, which are all that this demo has
	err = demo.Make(ctx, h, clock, demo.Options{Families: 2, Today: today, Progress: func(p demo.Progress) {
		if own == 0 {
			own = p.Part
		}
		if p.Part > own+0.3*(1-own) {
			stop()
		}
	}})
	if !errors.Is(err, context.Canceled) {
		t.Fatalf("it was not interrupted: %v", err)
	}
}
