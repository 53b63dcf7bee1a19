package house_test

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"

	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/house/housetest"
	"throughline/internal/record"
)

// Facts of an older shape are told, to whoever asks for figures and in the log of the server; those of this build are not.
func TestFiguresReady(t *testing.T) {
	t.Parallel()
	h := housetest.New(t, filepath.Join(t.TempDir(), "t.db"), nil)
	log := func() string {
		var out bytes.Buffer
		ctx, stop := context.WithCancel(t.Context())
		stop()
		h.Keep(ctx, slog.New(slog.NewTextHandler(&out, nil)))
		return out.String()
	}
	exec := func(q string) {
		t.Helper()
		if err := h.DB.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(q); return err }); err != nil {
			t.Fatal(err)
		}
	}
	if err := h.FiguresReady(t.Context()); err != nil {
		t.Errorf("without any facts: %v", err)
	}
	if _, err := h.Desk.Do(t.Context(), housetest.Manager, "Add a child", func(tx *command.Tx) ([]record.Change, error) {
		return []record.Change{record.New(tx.NewID(), tx.NewSubject(record.ChildSubject), housetest.Child(1))}, nil
	}); err != nil {
		t.Fatal(err)
	}
	var shapes []string
	if err := h.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		shapes, err = db.Column[string](tx, "select distinct shape from measure_facts")
		return err
	}); err != nil || len(shapes) != 1 {
		t.Fatalf("shapes of facts: %q, %v", shapes, err)
	}
	if err := h.FiguresReady(t.Context()); err != nil || strings.Contains(log(), "older version") {
		t.Errorf("with facts of this build: %v", err)
	}
	exec("update measure_facts set shape = 'older' where subject = (select min(subject) from measure_facts)")
	if err := h.FiguresReady(t.Context()); errs.Of(err) != errs.Busy || !strings.Contains(errs.Text(err), "throughline rebuild") {
		t.Errorf("with a row of an older shape: %v", err)
	}
	if said := log(); !strings.Contains(said, "throughline rebuild") {
		t.Errorf("the log says %q", said)
	}
}
