package db

import (
	"context"
	"errors"

	"throughline/internal/errs"
)

// A first load writes some gigabytes into an empty file. Through the write-ahead log each page is written twice, with a checksum, and looked for in the
// log by whoever reads it again. With a rollback journal instead, pages that the file did not have are written to their place at once; what goes into
// the journal is the few pages that it had. A load that is broken off is rolled back, by the next who opens the file if need be: the file is cut to
// the length that it had.

// aloneCache is how many pages a writer that is alone keeps in memory, in kB, as SQLite writes it.
const aloneCache = "-128000"

// alone has the writer write without the log, and hands out no readers, until together is called. It changes nothing when somebody has the file open,
// in this program or another; together is never nil.
func (sqliteEngine) alone(ctx context.Context, readers, writers pool) (together func() error, err error) {
	nothing := func() error { return nil }
	r, ok := readers.(*keptSessions)
	if !ok {
		return nothing, nil
	}
	release, ok, err := r.withhold()
	if !ok || err != nil {
		return nothing, err
	}
	w, err := writers.lease(ctx)
	if err != nil {
		release()
		return nothing, err
	}
	mode, err := pragmas(w, "busy_timeout = 0", "journal_mode = delete") // without waiting for whoever else has the file
	if (sqliteEngine{}).classify(err) == errs.Busy {
		mode, err = "", nil
	}
	_, again := pragmas(w, "busy_timeout = 10000")
	if err = errors.Join(err, again); err != nil || mode != "delete" {
		release()
		return nothing, errors.Join(err, writers.release(w, err))
	}
	together = func() error {
		defer release()
		w, err := writers.lease(context.WithoutCancel(ctx))
		if err != nil {
			return err
		}
		w.(*sqliteSession).alone = false
		_, err = pragmas(w, "cache_size = -16000", "secure_delete = 1", "journal_mode = wal")
		return errors.Join(err, writers.release(w, err))
	}
	w.(*sqliteSession).alone = true
	_, err = pragmas(w, "cache_size = "+aloneCache, "secure_delete = 0") // there is nothing yet that could linger
	if err = errors.Join(err, writers.release(w, err)); err != nil {
		return nothing, errors.Join(err, together())
	}
	return together, nil
}
