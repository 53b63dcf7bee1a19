package checking

import (
	"context"
	"encoding/json"
	"io"
	"sync/atomic"
	"time"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/returns/finding"
	"throughline/internal/vault"
)

// Stop asks a running check to stop; the server that runs it sees that within a second or so. Stopping one that has ended changes nothing.
func (r *Room) Stop(ctx context.Context, id string) error {
	if _, _, err := r.Run(ctx, id); err != nil {
		return err
	}
	return r.DB.Write(ctx, func(t *db.Tx) error {
		_, err := t.Exec("update return_run set halt = $2 where id = $1 and state = 'running'", id, true)
		return err
	})
}

// Resume runs a check again that was interrupted or stopped. Conflict when it runs, is done, or somebody else was quicker.
func (r *Room) Resume(ctx context.Context, id string) (err error) {
	defer errs.Wrap(&err, "run again")
	ret, x, err := r.Run(ctx, id)
	if err != nil {
		return err
	}
	key, err := r.Vault.Key(ctx, subject(ret.ID))
	if err != nil {
		return err
	}
	if x.State != Interrupted && x.State != Stopped {
		return errs.New(errs.Conflict, "Only a check that was stopped or interrupted can be run again. To check the same files once more, open the return")
	}
	read, err := r.reread(ctx, ret, x)
	if err != nil {
		return err
	}
	mine, err := r.claim(ctx, id)
	if err != nil {
		return err
	}
	if !mine {
		return errs.New(errs.Conflict, "Somebody has just started this check again. Open it to see how far it is")
	}
	r.begin(key, x, read)
	return nil
}

// claim takes a run that no server runs. Of several servers that try, the update of the row lets one through.
func (r *Room) claim(ctx context.Context, id string) (mine bool, err error) {
	err = r.DB.Write(ctx, func(t *db.Tx) error {
		n, err := t.Exec(`update return_run set state = 'running', holder = $2, beat = $3, halt = $4, share = 0, ended = '', outcome = $5
			where id = $1 and (state in ('stopped', 'interrupted') or state = 'running' and beat < $6)`,
			id, r.holder, db.Instant(r.Now()), false, []byte{}, db.Instant(r.stale()))
		mine = n == 1
		return err
	})
	return mine, err
}

// begin runs a check that this server holds, in the background.
func (r *Room) begin(key vault.Key, x Run, read *reading) {
	r.work.Go(func() {
		ctx, cancel := context.WithCancel(r.ctx)
		defer cancel()
		var share atomic.Int64
		var halted, taken bool
		watched := make(chan struct{})
		watching, enough := context.WithCancel(context.WithoutCancel(ctx))
		go func() {
			defer close(watched)
			halted, taken = r.watch(watching, x.ID, &share)
			if halted || taken {
				cancel()
			}
		}()
		run, err := r.turn(ctx, read, &share)
		enough()
		<-watched
		if taken {
			return // deleted, or another server's now
		}
		state := Done
		switch {
		case err == nil:
		case halted:
			state = Stopped
		case r.ctx.Err() != nil:
			state = Interrupted
		default:
			state = Failed
		}
		r.end(key, x, state, run, err)
	})
}

// turn waits for a free place and checks.
func (r *Room) turn(ctx context.Context, read *reading, share *atomic.Int64) (finding.Run, error) {
	select {
	case r.slots <- struct{}{}:
	case <-ctx.Done():
		return finding.Run{}, ctx.Err()
	}
	defer func() { <-r.slots }()
	return read.check(ctx, func(percent int) { share.Store(int64(percent)) })
}

// watch says now and then that the check runs and how far it is, until the context ends. It comes back early when somebody asked for a
// stop, or when the run is no longer this server's.
func (r *Room) watch(ctx context.Context, id string, share *atomic.Int64) (halted, taken bool) {
	tick := time.NewTicker(r.beat)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return false, false
		case <-tick.C:
		}
		err := r.DB.Write(ctx, func(t *db.Tx) error {
			n, err := t.Exec("update return_run set beat = $3, share = $4 where id = $1 and holder = $2 and state = 'running'", id, r.holder, db.Instant(r.Now()), share.Load())
			if taken = err == nil && n == 0; taken || err != nil {
				return err
			}
			return t.Row("select halt from return_run where id = $1", []any{id}, &halted)
		})
		if err == nil && (halted || taken) {
			return halted, taken
		}
		halted, taken = false, false // the database was busy: the next beat says it
	}
}

// endWithin is how long a server takes to write down how a check ended. If it cannot, the run counts as interrupted.
const endWithin = 30 * time.Second

// end keeps how a check ended. A return that the rules cannot be run on is not kept.
func (r *Room) end(key vault.Key, x Run, state State, run finding.Run, cause error) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(r.ctx), endWithin)
	defer cancel()
	if err := r.keep(ctx, key, x, state, run, cause); err != nil && state == Done {
		// What was found could not be kept: say so rather than seem to run for ever. If that fails too, the run counts as interrupted.
		_ = r.keep(ctx, key, x, Failed, finding.Run{}, errs.As(errs.Busy, err, "What the rules found could not be kept. Run the check again"))
	}
}

func (r *Room) keep(ctx context.Context, key vault.Key, x Run, state State, run finding.Run, cause error) error {
	out := Outcome{}
	var pieces []piece
	var err error
	switch state {
	case Done:
		out = outcomeOf(run)
		pieces, err = pack(key, x.Return, x.ID, func(w io.Writer) error { return json.NewEncoder(w).Encode(run) })
	case Failed:
		out.Why = errs.Text(cause)
		if out.Why == "" {
			out.Why = "There was a fault of ours. Run the check again; if it fails again, tell the service desk"
		}
	}
	if err != nil {
		return err
	}
	sealed, err := sealJSON(key, x.Return, "outcome/"+x.ID, out)
	if err != nil {
		return err
	}
	now := db.Instant(r.Now())
	return r.DB.Write(ctx, func(t *db.Tx) error {
		n, err := t.Exec("update return_run set state = $3, holder = '', share = $4, ended = $5, outcome = $6 where id = $1 and holder = $2 and state = 'running'",
			x.ID, r.holder, string(state), shareOf(state), now, sealed)
		if err != nil || n == 0 { // deleted meanwhile: nothing may be left of it
			return err
		}
		if state == Failed && errs.Of(cause) == errs.Invalid {
			return dropUnused(t, x)
		}
		return insertPieces(t, x.Return, pieces)
	})
}

func shareOf(s State) int {
	if s == Done {
		return 100
	}
	return 0
}

// dropUnused removes the content of a set of files that no other run has used.
func dropUnused(t *db.Tx, x Run) error {
	var others int64
	if err := t.Row("select count(*) from return_run where upload = $1 and id <> $2", []any{x.Upload, x.ID}, &others); err != nil || others > 0 {
		return err
	}
	_, err := t.Exec("delete from return_piece where parent = $1 and owner like $2", x.Return, x.Upload+"/%")
	if err == nil {
		_, err = t.Exec("delete from return_upload where id = $1", x.Upload)
	}
	return err
}

func outcomeOf(run finding.Run) Outcome {
	out := Outcome{Year: run.Year, Children: run.Children, Ran: run.Ran, Skipped: len(run.Skipped)}
	queries := map[string]bool{}
	for _, rule := range run.Rules {
		queries[rule.Code] = rule.Severity == finding.Query
	}
	count := func(code string) {
		if queries[code] {
			out.Queries++
		} else {
			out.Errors++
		}
	}
	for _, f := range run.Findings {
		count(f.Rule)
	}
	for _, code := range run.LALevel {
		count(code)
	}
	return out
}
