package house

import (
	"context"
	"log/slog"
	"time"
)

// How often a server looks after its own data.
const (
	CheckpointEvery = 10 * time.Minute
	DeliverEvery    = time.Minute
	VerifyEvery     = 24 * time.Hour // security-and-resilience c2 R8: a changed record is found within a day
)

// Keep looks after the data until the context ends: it signs a checkpoint every ten minutes and at the end, closes unused accounts, delivers mail, and
// proves the whole journal once a day. What it finds goes to the log: ids, never content.
func (h *House) Keep(ctx context.Context, log *slog.Logger) {
	checkpoint := time.NewTicker(CheckpointEvery)
	verify := time.NewTicker(VerifyEvery)
	deliver := time.NewTicker(DeliverEvery)
	defer checkpoint.Stop()
	defer verify.Stop()
	defer deliver.Stop()
	if err := h.FiguresReady(context.WithoutCancel(ctx)); err != nil {
		log.Error("figures cannot be counted", "error", err)
	}
	for {
		select {
		case <-checkpoint.C:
			if _, err := h.Checkpoint(ctx); err != nil {
				log.Error("checkpoint failed", "error", err)
			}
			if _, err := h.SignIn.Sweep(ctx, h.Config.Now()); err != nil {
				log.Error("closing unused accounts failed", "error", err)
			}
		case <-deliver.C:
			if _, err := h.Outbox.Deliver(ctx); err != nil {
				log.Error("delivering mail failed", "error", err)
			}
		case <-verify.C:
			h.proveAll(ctx, log)
		case <-ctx.Done():
			end, stop := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
			defer stop()
			if _, err := h.Checkpoint(end); err != nil {
				log.Error("checkpoint failed", "error", err)
			}
			return
		}
	}
}

// proveAll runs verify against every checkpoint of the second place.
func (h *House) proveAll(ctx context.Context, log *slog.Logger) {
	points, err := h.Checkpoints()
	if err != nil {
		log.Error("a checkpoint is not as it was signed", "error", err)
	}
	rep, err := h.Keeper.Verify(ctx, points, nil)
	if err != nil {
		log.Error("verify could not run", "error", err)
		return
	}
	for _, f := range rep.Faults {
		log.Error("verify found a difference", "fault", f.String())
	}
	log.Info("verified", "entries", rep.Entries, "faults", len(rep.Faults), "root", rep.Root)
}
