package db

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"

	"throughline/internal/errs"
)

// Migrate brings the schema up to date: numbered files, forward only, each once, each with its checksum kept.
// A released file that was changed afterwards is refused. Blocks between "-- +sqlite" or "-- +postgres" and "-- +both"
// run on that engine only; all other text is portable.
func (d *DB) Migrate(ctx context.Context, m Migrations) (err error) {
	defer errs.Wrap(&err, "migrate %s", m.Name)
	names, err := fs.Glob(m.FS, "*.sql")
	if err != nil {
		return err
	}
	slices.Sort(names)
	return d.Write(ctx, func(t *Tx) error {
		// The first server to start takes the lock row; the others wait for it and then find nothing to do.
		if _, err := t.Exec("create table if not exists schema_version (name text primary key, file text not null, checksum text not null)"); err != nil {
			return err
		}
		if _, err := t.Exec("insert into schema_version (name, file, checksum) values ($1, '', '') on conflict (name) do update set file = ''", "lock/"+m.Name); err != nil {
			return err
		}
		for _, file := range names {
			b, err := fs.ReadFile(m.FS, file)
			if err != nil {
				return err
			}
			sum := sha256.Sum256(b)
			want := hex.EncodeToString(sum[:])
			have, err := Column[string](t, "select checksum from schema_version where name = $1", m.Name+"/"+file)
			if err != nil {
				return err
			}
			switch {
			case len(have) == 1 && have[0] == want:
				continue
			case len(have) == 1:
				return errs.New(errs.Conflict, "This database was made by another version of %s; use the program that made it, or restore into a new place", file)
			}
			if err := t.s.script(sectionOf(string(b), d.engine.section())); err != nil {
				return fmt.Errorf("%s: %w", file, err)
			}
			if _, err := t.Exec("insert into schema_version (name, file, checksum) values ($1, $2, $3)", m.Name+"/"+file, file, want); err != nil {
				return err
			}
		}
		return nil
	})
}

// sectionOf keeps the portable text and the blocks of one engine.
func sectionOf(text, engine string) string {
	var b strings.Builder
	keep := true
	for line := range strings.Lines(text) {
		if mark, ok := strings.CutPrefix(strings.TrimSpace(line), "-- +"); ok {
			keep = mark == engine || mark == "both"
			continue
		}
		if keep {
			b.WriteString(line)
		}
	}
	return b.String()
}
