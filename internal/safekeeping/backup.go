package safekeeping

import (
	"bufio"
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"time"

	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
)

// A backup is a folder of text files that can be read without Throughline: one JSON line for each journal entry (its body still
// sealed), for each reading, and for each row of the few tables that do not follow from the journal (accounts, drafts, returns that are being checked). Records and
// derived rows are not in it: restore makes them again. The key vault is not in it either: see docs/guides/administrator.md.

// Manifest says what a backup holds.
type Manifest struct {
	Format  int               `json:"format"`
	Made    time.Time         `json:"made"`
	Engine  string            `json:"engine"`
	Entries int64             `json:"entries"`
	Reads   int64             `json:"readings"`
	Rows    map[string]int64  `json:"rows"`
	Files   map[string]string `json:"files"` // SHA-256
}

const (
	formatVersion  = 1
	manifestFile   = "manifest.json"
	checkpointFile = "checkpoint.txt"
	entriesFile    = "journal.ndjson"
	readsFile      = "readings.ndjson"
)

// Kept are the tables that do not follow from the journal. They hold no case records but the sealed bytes of documents. What drafts and the files and findings of returns say is sealed.
var Kept = append([]string{"account", "provider_identity", "draft", documents}, checks...)

// documents are the sealed bytes of documents, which Document records name by their hash. Backups made before there were documents have none.
const documents = "document_part"

// checks are the returns that were brought to be checked, with their files and what was found. Backups made before they were kept have none of them.
var checks = []string{"return_check", "return_upload", "return_run", "return_piece"}

// Backup writes a consistent copy into a new folder while work goes on. It is written beside its place and moved there when it is
// whole, so a folder of that name is always a complete backup.
func (k *Keeper) Backup(ctx context.Context, signer *journal.Signer, dir string, now time.Time, progress func(done, of int64)) (m Manifest, err error) {
	defer errs.Wrap(&err, "backup")
	if _, err := os.Stat(dir); err == nil {
		return m, errs.New(errs.Conflict, "%s is already there; choose a new folder. Nothing was written", dir)
	}
	part := dir + ".partial"
	if err := os.RemoveAll(part); err != nil {
		return m, err
	}
	if err := os.MkdirAll(part, 0o700); err != nil {
		return m, err
	}
	defer func() {
		if err != nil {
			err = errors.Join(err, os.RemoveAll(part))
		}
	}()
	m = Manifest{Format: formatVersion, Made: now.UTC(), Engine: k.DB.Engine(), Rows: map[string]int64{}, Files: map[string]string{}}
	err = k.DB.Read(ctx, func(t *db.Tx) error {
		trees, at, err := journal.HeadIn(t)
		if err != nil {
			return err
		}
		c, err := signer.Sign(trees, at)
		if err != nil {
			return err
		}
		if err := m.write(part, checkpointFile, func(w io.Writer) (int64, error) {
			_, err := w.Write(c.Note)
			return 1, err
		}); err != nil {
			return err
		}
		if err := m.write(part, entriesFile, func(w io.Writer) (int64, error) {
			m.Entries, err = journal.Dump(t, journal.Main, w, progress)
			return m.Entries, err
		}); err != nil {
			return err
		}
		if err := m.write(part, readsFile, func(w io.Writer) (int64, error) {
			m.Reads, err = journal.Dump(t, journal.Reads, w, nil)
			return m.Reads, err
		}); err != nil {
			return err
		}
		for _, table := range Kept {
			if err := m.write(part, table+".ndjson", func(w io.Writer) (int64, error) { return dumpTable(t, table, w) }); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return m, err
	}
	b, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return m, err
	}
	if err := journal.WriteNew(filepath.Join(part, manifestFile), append(b, '\n'), 0o600); err != nil {
		return m, err
	}
	return m, os.Rename(part, dir)
}

// write makes one file of the backup, durable, and notes its hash.
func (m *Manifest) write(dir, name string, fill func(io.Writer) (int64, error)) (err error) {
	f, err := os.OpenFile(filepath.Join(dir, name), os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	w := bufio.NewWriterSize(io.MultiWriter(f, h), 1<<18)
	n, err := fill(w)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if err := errors.Join(w.Flush(), f.Sync()); err != nil {
		return err
	}
	m.Rows[name], m.Files[name] = n, hex.EncodeToString(h.Sum(nil))
	return nil
}

// answers are the columns of kept tables that are true or false. SQLite gives them as numbers; a backup is the same from either engine.
var answers = map[string]bool{"return_run.halt": true}

// dumpTable writes every row as a JSON object, in order of its first two columns.
func dumpTable(t *db.Tx, table string, w io.Writer) (n int64, err error) {
	err = t.EachRow(func(cols []string, vals []any) error {
		row := make(map[string]any, len(cols))
		for i, c := range cols {
			row[c] = vals[i]
			switch v := vals[i].(type) {
			case []byte:
				row[c] = map[string]any{"base64": v}
			case int64:
				if answers[table+"."+c] {
					row[c] = v != 0
				}
			}
		}
		line, err := json.Marshal(row)
		if err != nil {
			return err
		}
		n++
		_, err = w.Write(append(line, '\n'))
		return err
	}, "select * from "+table+" order by 1, 2")
	return n, err
}

// Restored says what a restore did and what it found wrong with the backup.
type Restored struct {
	Manifest Manifest        `json:"manifest"`
	Faults   []journal.Fault `json:"faults"`
	Verify   Report          `json:"verify"`
}

// Err is errs.Tampered when the backup, or what was restored from it, is not as it was written.
func (r Restored) Err() error {
	if len(r.Faults) == 0 {
		return r.Verify.Err()
	}
	return errs.New(errs.Tampered, "The backup differs from what was written in %d place(s)", len(r.Faults))
}

// Restore fills a new, empty, migrated database from a backup, makes records and derived rows again, and verifies all of it.
// It is one transaction: when it is interrupted or the backup cannot be read, the database stays empty. A backup that was changed is
// restored as far as it can be read, every changed place is named, and the error says so: the caller decides.
func (k *Keeper) Restore(ctx context.Context, signer *journal.Signer, dir string, progress func(part string, done, of int64)) (r Restored, err error) {
	defer errs.Wrap(&err, "restore")
	if progress == nil {
		progress = func(string, int64, int64) {}
	}
	r.Faults = []journal.Fault{}
	b, err := os.ReadFile(filepath.Join(dir, manifestFile))
	if err != nil {
		return r, errs.As(errs.Invalid, err, "%s is not a backup: it has no manifest", dir)
	}
	if err := json.Unmarshal(b, &r.Manifest); err != nil || r.Manifest.Format != formatVersion {
		return r, errs.As(errs.Invalid, errors.Join(err, fmt.Errorf("format %d", r.Manifest.Format)), "The manifest of %s cannot be read", dir)
	}
	fault := func(f journal.Fault) { r.Faults = append(r.Faults, f) }
	point, err := signer.ReadFile(filepath.Join(dir, checkpointFile))
	if err != nil {
		fault(journal.Fault{Place: checkpointFile, What: errs.Text(err)})
	}
	names := make([]string, 0, len(r.Manifest.Files))
	for name := range r.Manifest.Files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		sum, err := hashFile(filepath.Join(dir, name))
		if err != nil || sum != r.Manifest.Files[name] {
			fault(journal.Fault{Place: name, What: "the file is not the one that was written (SHA-256)"})
		}
	}
	err = k.DB.Write(ctx, func(t *db.Tx) error {
		var n int64
		if err := t.Row("select size from log_head where log = $1", []any{journal.Main}, &n); err != nil {
			return err
		}
		if n != 0 {
			return errs.New(errs.Conflict, "The database already holds %d entries; restore into a new, empty place. Nothing was changed", n)
		}
		for _, log := range []struct {
			name, file string
			of         int64
		}{{journal.Main, entriesFile, r.Manifest.Entries}, {journal.Reads, readsFile, r.Manifest.Reads}} {
			faults, err := loadLog(t, log.name, filepath.Join(dir, log.file), func(done int64) { progress("loading", done, log.of) })
			if err != nil {
				return err
			}
			r.Faults = append(r.Faults, faults...)
		}
		for _, table := range Kept {
			if _, there := r.Manifest.Files[table+".ndjson"]; !there && (slices.Contains(checks, table) || table == documents) {
				continue
			}
			if err := loadTable(t, table, filepath.Join(dir, table+".ndjson")); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		return r, err
	}
	if err := k.Rebuild(ctx, func(done, of int64) { progress("making records again", done, of) }); err != nil {
		if errs.Of(err) != errs.Tampered {
			return r, err
		}
		fault(journal.Fault{Place: "rebuild", What: errs.Text(err)})
	}
	var points []journal.Checkpoint
	if point.Note != nil {
		points = append(points, point)
	}
	r.Verify, err = k.Verify(ctx, points, progress)
	return r, err
}

func hashFile(path string) (_ string, err error) {
	f, err := os.Open(path)
	if err != nil {
		return "", err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	h := sha256.New()
	if _, err := io.Copy(h, f); err != nil {
		return "", err
	}
	return hex.EncodeToString(h.Sum(nil)), nil
}

// named finds the record's id in a line that is no longer JSON.
var named = regexp.MustCompile(`"id":"([^"]{1,80})"`)

// loadLog loads the lines of a log. A line that cannot be read is named by its place, and by its record where that can still be
// seen; what is left goes in, so that verify can say what else is wrong.
func loadLog(t *db.Tx, log, path string, progress func(done int64)) (faults []journal.Fault, err error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, errs.As(errs.Invalid, err, "The backup is incomplete: %s is missing", filepath.Base(path))
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	in := bufio.NewReaderSize(f, 1<<18)
	var done int64
	return faults, journal.Load(t, log, func() (line []byte, err error) {
		line, err = in.ReadBytes('\n')
		if err == io.EOF && len(line) > 0 {
			faults = append(faults, journal.Fault{Place: fmt.Sprintf("%s line %d", filepath.Base(path), done+1), What: "the line is cut off"})
			return nil, io.EOF
		}
		if done++; done%treeReport == 0 {
			progress(done)
		}
		return line, err
	}, func(line []byte, f journal.Fault) {
		if f.Record == "" {
			if m := named.FindSubmatch(line); m != nil {
				f.Record = string(m[1])
			}
		}
		f.Place = fmt.Sprintf("%s line %d (%s)", filepath.Base(path), done, f.Place)
		faults = append(faults, f)
	})
}

const treeReport = 20_000

var column = regexp.MustCompile(`^[a-z_]+$`)

func loadTable(t *db.Tx, table, path string) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return errs.As(errs.Invalid, err, "The backup is incomplete: %s is missing", filepath.Base(path))
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	in := bufio.NewReaderSize(f, 1<<18)
	for n := 1; ; n++ {
		line, err := in.ReadBytes('\n')
		if err == io.EOF && len(line) == 0 {
			return nil
		}
		if err != nil && err != io.EOF {
			return fmt.Errorf("%s line %d: %w", filepath.Base(path), n, err)
		}
		if len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		unread := func(err error) error {
			return errs.As(errs.Invalid, err, "%s line %d cannot be read. Nothing was restored", filepath.Base(path), n)
		}
		var row map[string]any
		d := json.NewDecoder(bytes.NewReader(line))
		d.UseNumber()
		if err := d.Decode(&row); err != nil {
			return unread(err)
		}
		cols := slices.Sorted(maps.Keys(row))
		vals, marks := make([]any, len(cols)), make([]string, len(cols))
		for j, c := range cols {
			if vals[j], err = plainValue(row[c]); err != nil {
				return unread(err)
			}
			marks[j] = fmt.Sprintf("$%d", j+1)
			if !column.MatchString(c) {
				return errs.New(errs.Invalid, "%s line %d names a column that cannot be. Nothing was restored", filepath.Base(path), n)
			}
		}
		if _, err := t.Exec("insert into "+table+" ("+strings.Join(cols, ", ")+") values ("+strings.Join(marks, ", ")+")", vals...); err != nil {
			return err
		}
	}
}

func plainValue(v any) (any, error) {
	switch v := v.(type) {
	case json.Number:
		return v.Int64()
	case map[string]any:
		var b struct{ Base64 []byte }
		raw, err := json.Marshal(v)
		if err == nil {
			err = json.Unmarshal(raw, &b)
		}
		if b.Base64 == nil {
			b.Base64 = []byte{} // empty is not missing
		}
		return b.Base64, err
	default:
		return v, nil
	}
}
