package checking

import (
	"context"
	"encoding/json"
	"errors"
	"time"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/returns/finding"
	"throughline/internal/returns/finding/show"
	"throughline/internal/vault"
)

// row is a row of return_check as it is stored.
type row struct {
	Return
	sealed []byte
}

const returnColumns = "select id, kind, maker, made, name from return_check"

func scanReturn(scan db.Scan) (x row, err error) {
	var made, kind string
	if err = scan(&x.ID, &kind, &x.Maker, &made, &x.sealed); err == nil {
		x.Kind = Kind(kind)
		x.Made, err = db.ParseInstant(made)
	}
	return x, err
}

// Returns gives every return, newest first, with its files and runs. One whose deletion was cut short is cleared away on the way.
func (r *Room) Returns(ctx context.Context) (out []Return, err error) {
	defer errs.Wrap(&err, "list returns")
	var all []row
	err = r.DB.Read(ctx, func(t *db.Tx) error {
		all, err = db.All(t, scanReturn, returnColumns+" order by made desc, id desc")
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, x := range all {
		ret, err := r.fill(ctx, x)
		if _, gone := errors.AsType[*vault.Destroyed](err); gone {
			if err := r.clear(ctx, x.ID); err != nil {
				return nil, err
			}
			continue
		}
		if err != nil {
			return nil, err
		}
		out = append(out, ret)
	}
	return out, nil
}

// Return gives one return. NotFound when there is none.
func (r *Room) Return(ctx context.Context, id string) (_ Return, err error) {
	defer errs.Wrap(&err, "open return")
	if err := sound(id); err != nil {
		return Return{}, err
	}
	var all []row
	err = r.DB.Read(ctx, func(t *db.Tx) error {
		all, err = db.All(t, scanReturn, returnColumns+" where id = $1", id)
		return err
	})
	if err != nil {
		return Return{}, err
	}
	if len(all) == 0 {
		return Return{}, errs.New(errs.NotFound, "There is no such return")
	}
	return r.fill(ctx, all[0])
}

// fill opens what is sealed of a return and adds its files and runs.
func (r *Room) fill(ctx context.Context, x row) (Return, error) {
	key, err := r.Vault.Key(ctx, subject(x.ID))
	if err != nil {
		return Return{}, err
	}
	ret := x.Return
	if err := openJSON(key, x.ID, "name", x.sealed, &ret.Name); err != nil {
		return Return{}, err
	}
	err = r.DB.Read(ctx, func(t *db.Tx) (err error) {
		ret.Uploads, err = db.All(t, func(scan db.Scan) (u Upload, err error) {
			var made string
			var files []byte
			if err = scan(&u.ID, &u.Maker, &made, &files); err != nil {
				return u, err
			}
			if u.Made, err = db.ParseInstant(made); err != nil {
				return u, err
			}
			return u, openJSON(key, x.ID, u.ID, files, &u.Files)
		}, "select id, maker, made, files from return_upload where parent = $1 order by made, id", x.ID)
		if err != nil {
			return err
		}
		ret.Runs, err = db.All(t, func(scan db.Scan) (Run, error) { return r.scanRun(scan, key) }, runColumns+" where parent = $1 order by made, id", x.ID)
		return err
	})
	return ret, err
}

const runColumns = "select id, parent, upload, maker, made, asked, state, beat, halt, share, ended, outcome from return_run"

func (r *Room) scanRun(scan db.Scan, key vault.Key) (x Run, err error) {
	var made, asked, state, beat, ended string
	var outcome []byte
	if err = scan(&x.ID, &x.Return, &x.Upload, &x.Maker, &made, &asked, &state, &beat, &x.Halting, &x.Share, &ended, &outcome); err != nil {
		return x, err
	}
	x.State = State(state)
	var said time.Time
	for _, at := range []struct {
		text string
		to   *time.Time
	}{{made, &x.Made}, {ended, &x.Ended}, {beat, &said}} {
		if *at.to, err = db.ParseInstant(at.text); err != nil {
			return x, err
		}
	}
	if x.State == Running && said.Before(r.stale()) {
		x.State = Interrupted
	}
	if err = json.Unmarshal([]byte(asked), &x.Asked); err == nil && len(outcome) > 0 {
		err = openJSON(key, x.Return, "outcome/"+x.ID, outcome, &x.Outcome)
	}
	return x, err
}

// Run gives a run and its return. NotFound when there is none.
func (r *Room) Run(ctx context.Context, id string) (Return, Run, error) {
	if err := sound(id); err != nil {
		return Return{}, Run{}, err
	}
	var parent string
	err := r.DB.Read(ctx, func(t *db.Tx) error { return t.Row("select parent from return_run where id = $1", []any{id}, &parent) })
	if err != nil {
		return Return{}, Run{}, err
	}
	ret, err := r.Return(ctx, parent)
	if err != nil {
		return Return{}, Run{}, err
	}
	for _, x := range ret.Runs {
		if x.ID == id {
			return ret, x, nil
		}
	}
	return Return{}, Run{}, errs.New(errs.NotFound, "There is no such check")
}

// Found gives what a finished run found. Conflict while it is not done.
func (r *Room) Found(ctx context.Context, x Run) (out finding.Run, err error) {
	defer errs.Wrap(&err, "open findings")
	if x.State != Done {
		return out, errs.New(errs.Conflict, "This check is not done, so there is nothing to show yet")
	}
	key, err := r.Vault.Key(ctx, subject(x.Return))
	if err != nil {
		return out, err
	}
	in, err := r.unpack(ctx, key, x.Return, x.ID)
	if err != nil {
		return out, err
	}
	return out, json.NewDecoder(in).Decode(&out)
}

// Report is what a report of a run needs beside its findings: the names of the files, and their rows for a workbook.
func (r *Room) Report(ctx context.Context, ret Return, x Run, workbook bool) (name string, tables show.Tables, err error) {
	defer errs.Wrap(&err, "read the files again")
	list := ret.Files(x.Upload)
	name = fileNames(list)
	if !workbook {
		return name, nil, nil
	}
	read, err := r.reread(ctx, ret, x)
	if err != nil {
		return name, nil, err
	}
	return name, read.tables(), nil
}

// reread reads the kept files of a run.
func (r *Room) reread(ctx context.Context, ret Return, x Run) (*reading, error) {
	files, err := r.load(ctx, ret.ID, ret.Files(x.Upload))
	if err != nil {
		return nil, err
	}
	return source{ret.Kind, x.Asked, files}.read(ctx)
}
