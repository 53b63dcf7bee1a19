package house_test

import (
	"bytes"
	"context"
	"log/slog"
	"path/filepath"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/house"
	"throughline/internal/record"
)

// A server left alone for a day has signed checkpoints, and has found a row that somebody changed behind its back.
func TestAServerProvesItselfOnceADay(t *testing.T) {
	cfg := house.Config{DB: filepath.Join(t.TempDir(), "h.db")}
	if err := house.Create(cfg, "testshire"); err != nil {
		t.Fatal(err)
	}
	h, err := house.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if _, err := h.Desk.Do(t.Context(), access.Actor{ID: "worker:a"}, "Add a team", func(tx *command.Tx) ([]record.Change, error) {
		return []record.Change{record.New(tx.NewID(), "team:1", record.Team{Name: "North"})}, nil
	}); err != nil {
		t.Fatal(err)
	}
	if err := h.DB.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec("update record set actor = 'worker:b'"); return err }); err != nil {
		t.Fatal(err)
	}
	var log bytes.Buffer
	synctest.Test(t, func(t *testing.T) {
		ctx, stop := context.WithCancel(context.Background())
		done := make(chan struct{})
		go func() {
			defer close(done)
			h.Keep(ctx, slog.New(slog.NewTextHandler(&log, nil)))
		}()
		time.Sleep(house.VerifyEvery + house.CheckpointEvery)
		stop()
		<-done
	})
	points, err := h.Checkpoints()
	if err != nil || len(points) != 1 { // nothing was written after the first
		t.Errorf("%d checkpoints, %v", len(points), err)
	}
	if !strings.Contains(log.String(), "verify found a difference") || strings.Contains(log.String(), "North") {
		t.Errorf("log: %s", log.String())
	}
}
