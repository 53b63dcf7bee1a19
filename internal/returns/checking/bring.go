package checking

import (
	"cmp"
	"context"
	"encoding/json"
	"io"
	"slices"
	"strconv"
	"strings"
	"time"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/returns/finding"
)

// MostBytes is what the files of one set may have together. A page is told before it reads more.
const MostBytes = 60 << 20

// TooLarge is what a person is told who brings more.
const TooLarge = "The files are larger than 60 MB together, which is more than this page takes. Nothing was kept. A return of that size is checked with the command line: throughline validate"

// Bring keeps a new return, when it can be read whole, and starts its first check. by is the worker; name what people shall call it, "" for a
// name made of kind and year.
func (r *Room) Bring(ctx context.Context, by string, kind Kind, name string, files []File, asked Asked) (id, run string, err error) {
	defer errs.Wrap(&err, "bring return")
	if kind != SSDA903 && kind != CIN {
		return "", "", errs.New(errs.Invalid, "Choose which return it is")
	}
	ret := Return{ID: r.NewID(), Kind: kind, Name: named(kind, name, asked), Maker: by, Made: r.Now()}
	run, err = r.add(ctx, ret, true, by, files, asked)
	return ret.ID, run, err
}

// Again starts another check of a return. Files of a part replace all that it had of that part; parts without new files keep theirs, so
// that without any the same files are checked again.
func (r *Room) Again(ctx context.Context, by, id string, files []File, asked Asked) (run string, err error) {
	defer errs.Wrap(&err, "check again")
	ret, err := r.Return(ctx, id)
	if err != nil {
		return "", err
	}
	return r.add(ctx, ret, false, by, files, asked)
}

// named is what a return is called when nobody says.
func named(kind Kind, name string, asked Asked) string {
	if name = strings.TrimSpace(name); name != "" {
		return name
	}
	words := map[Kind]string{SSDA903: "SSDA903", CIN: "CIN census"}[kind]
	return strings.TrimSpace(words + " " + asked.Year)
}

// add reads the files whole, keeps them, with their return when that is new, and starts a check of them. The key of a new return is made when
// its files are known to be good: nothing is left of others.
func (r *Room) add(ctx context.Context, ret Return, fresh bool, by string, files []File, asked Asked) (string, error) {
	asked.Reading = cmp.Or(asked.Reading, finding.Intended)
	up := Upload{ID: r.NewID(), Maker: by, Made: r.Now()}
	old, again := ret.Latest()
	kept := slices.DeleteFunc(slices.Clone(old.Files), func(k Listed) bool {
		return slices.ContainsFunc(files, func(f File) bool { return f.Part == k.Part })
	})
	before, err := r.load(ctx, ret.ID, kept)
	if err != nil {
		return "", err
	}
	read, err := source{ret.Kind, asked, append(slices.Clone(files), before...)}.read(ctx)
	if err != nil {
		return "", err
	}
	key, err := r.Vault.Key(ctx, subject(ret.ID))
	if err != nil {
		return "", err
	}
	name, err := sealJSON(key, ret.ID, "name", ret.Name)
	if err != nil {
		return "", err
	}
	var pieces []piece
	for n, f := range files {
		owner := up.ID + "/" + strconv.Itoa(n)
		more, err := pack(key, ret.ID, owner, func(w io.Writer) error {
			_, err := w.Write(f.Body)
			return err
		})
		if err != nil {
			return "", err
		}
		pieces = append(pieces, more...)
		up.Files = append(up.Files, Listed{f.Part, f.Name, len(f.Body), owner})
	}
	up.Files = append(up.Files, kept...)
	list, err := sealJSON(key, ret.ID, up.ID, up.Files)
	if err != nil {
		return "", err
	}
	words, err := json.Marshal(asked)
	if err != nil {
		return "", err
	}
	run := Run{ID: r.NewID(), Return: ret.ID, Upload: up.ID, Maker: by, Made: r.Now(), Asked: asked}
	if len(files) == 0 && again {
		run.Upload = old.ID
	}
	now := db.Instant(run.Made)
	err = r.DB.Write(ctx, func(t *db.Tx) error {
		if fresh {
			if _, err := t.Exec("insert into return_check (id, kind, maker, made, name) values ($1, $2, $3, $4, $5)", ret.ID, string(ret.Kind), by, db.Instant(ret.Made), name); err != nil {
				return err
			}
		}
		if run.Upload == up.ID {
			if _, err := t.Exec("insert into return_upload (id, parent, maker, made, files) values ($1, $2, $3, $4, $5)", up.ID, ret.ID, by, now, list); err != nil {
				return err
			}
			if err := insertPieces(t, ret.ID, pieces); err != nil {
				return err
			}
		}
		_, err := t.Exec(`insert into return_run (id, parent, upload, maker, made, asked, state, holder, beat, halt, share, ended, outcome)
			values ($1, $2, $3, $4, $5, $6, 'running', $7, $8, $9, 0, '', $10)`, run.ID, ret.ID, run.Upload, by, now, string(words), r.holder, now, false, []byte{})
		return err
	})
	if err != nil {
		return "", err
	}
	r.begin(key, run, read)
	return run.ID, nil
}

// load gives kept files with their content.
func (r *Room) load(ctx context.Context, id string, list []Listed) ([]File, error) {
	if len(list) == 0 {
		return nil, nil
	}
	key, err := r.Vault.Key(ctx, subject(id))
	if err != nil {
		return nil, err
	}
	var out []File
	for _, k := range list {
		in, err := r.unpack(ctx, key, id, k.Kept)
		if err != nil {
			return nil, err
		}
		body, err := io.ReadAll(in)
		if err != nil {
			return nil, errs.As(errs.Tampered, err, "A kept file does not unpack")
		}
		out = append(out, File{k.Part, k.Name, body})
	}
	return out, nil
}

// Delete destroys a return: its key first, so that whatever happens then nothing of it can be read here or in a copy, then its rows. A check
// that runs stops when it next says that it does.
func (r *Room) Delete(ctx context.Context, id string) (err error) {
	defer errs.Wrap(&err, "delete return")
	if _, err := r.Return(ctx, id); err != nil {
		return err
	}
	if err := r.Vault.Destroy(ctx, subject(id), deleted); err != nil {
		return err
	}
	return r.clear(ctx, id)
}

// clear removes the rows of a return.
func (r *Room) clear(ctx context.Context, id string) error {
	return r.DB.Write(ctx, func(t *db.Tx) error {
		for _, q := range []string{
			"delete from return_piece where parent = $1", "delete from return_run where parent = $1",
			"delete from return_upload where parent = $1", "delete from return_check where id = $1",
		} {
			if _, err := t.Exec(q, id); err != nil {
				return err
			}
		}
		return nil
	})
}

// stale is the time before which a run's server must have spoken for the run to count as running.
func (r *Room) stale() time.Time { return r.Now().Add(-lost) }
