package docstest

import (
	"bytes"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/house"
	"throughline/internal/journal"
	"throughline/internal/record"
)

// TestABackupIsProvedWithoutUs runs docs/verify-backup.py, which knows only docs/journal-format.md, on a backup, on an older checkpoint, and on
// backups in which one byte was changed.
func TestABackupIsProvedWithoutUs(t *testing.T) {
	t.Parallel()
	python, err := exec.LookPath("python3")
	switch {
	case err != nil && os.Getenv("THROUGHLINE_REQUIRE_ALL") == "1":
		t.Fatal("required here (THROUGHLINE_REQUIRE_ALL=1): python3 is missing")
	case err != nil:
		t.Skip("python3 is missing")
	}
	b := makeBackup(t)
	run := func(args ...string) (string, int) {
		out, err := exec.Command(python, append([]string{filepath.Join(root, "docs", "verify-backup.py")}, args...)...).CombinedOutput()
		if err != nil && len(out) == 0 {
			t.Fatal(err)
		}
		return string(out), exitOf(err)
	}
	out, code := run(b.dir, b.public, b.older)
	if code != 0 || !strings.Contains(out, "journal: 13 entries, proved against 2 checkpoint(s)") || !strings.Contains(out, "reads: 3 entries, proved against 2 checkpoint(s)") {
		t.Fatalf("an untouched backup: exit %d\n%s", code, out)
	}
	tests := map[string]struct {
		file, from, to string
		want           string
	}{
		"a word of a header": {"journal.ndjson", `"why":"Add number 7"`, `"why":"Add number 8"`, "journal.ndjson line 8 (child record-7 of child:7)"},
		"a sealed body":      {"journal.ndjson", `"body":"`, `"body":"AAAA`, "journal.ndjson line 1"},
		"a reading":          {"readings.ndjson", `"allowed":false`, `"allowed":true`, "readings.ndjson line 2"},
		"a root":             {"checkpoint.txt", "\nreads 3 ", "\nreads 2 ", "checkpoint.txt: the signature does not hold"},
		"an account":         {"account.ndjson", "", "{}\n", "account.ndjson: the file is not the one that was written"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			copied := filepath.Join(t.TempDir(), "backup")
			if err := os.CopyFS(copied, os.DirFS(b.dir)); err != nil {
				t.Fatal(err)
			}
			path := filepath.Join(copied, tt.file)
			have, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			changed := bytes.Replace(have, []byte(tt.from), []byte(tt.to), 1)
			if bytes.Equal(have, changed) {
				t.Fatalf("%s has no %q", tt.file, tt.from)
			}
			if err := os.WriteFile(path, changed, 0o600); err != nil {
				t.Fatal(err)
			}
			if out, code := run(copied, b.public); code != 5 || !strings.Contains(out, tt.want) {
				t.Errorf("exit %d, want 5 and %q:\n%s", code, tt.want, out)
			}
		})
	}
}

func exitOf(err error) int {
	if e, ok := err.(*exec.ExitError); ok {
		return e.ExitCode()
	}
	if err != nil {
		return -1
	}
	return 0
}

type backup struct{ dir, public, older string }

// makeBackup writes 13 entries and 3 readings, signs a checkpoint on the way, and backs up.
func makeBackup(t *testing.T) backup {
	t.Helper()
	ctx, dir := t.Context(), t.TempDir()
	now := time.Date(2026, 11, 25, 9, 0, 0, 0, time.UTC)
	c := house.Config{DB: filepath.Join(dir, "t.db"), Now: func() time.Time { now = now.Add(time.Second); return now }}
	if err := house.Create(c, "testshire"); err != nil {
		t.Fatal(err)
	}
	h, err := house.Open(ctx, c)
	if err != nil {
		t.Fatal(err)
	}
	defer func() {
		if err := h.Close(); err != nil {
			t.Error(err)
		}
	}()
	b := backup{dir: filepath.Join(dir, "backup"), public: filepath.Join(dir, "t.db.keys", "checkpoint.pub"), older: filepath.Join(dir, "older")}
	for i := range 13 {
		if i == 6 {
			p, err := h.Signer.Checkpoint(ctx, h.Desk.Journal, h.DB)
			if err == nil {
				err = journal.WriteNew(b.older, p.Note, 0o600)
			}
			if err != nil {
				t.Fatal(err)
			}
		}
		n := string(rune('0' + i%10))
		if i > 9 {
			n = "1" + n
		}
		if _, err := h.Desk.Do(ctx, access.Actor{ID: "worker:w"}, "Add number "+n, func(*command.Tx) ([]record.Change, error) {
			return []record.Change{record.New("record-"+n, "child:"+n, record.Child{Names: []record.Name{{Given: "Zoë", Family: "O’Neill <" + n + ">", Use: "current"}}})}, nil
		}); err != nil {
			t.Fatal(err)
		}
		if i%5 == 0 {
			if err := h.DB.Write(ctx, func(tx *db.Tx) error {
				return journal.LogReads(tx, c.Now(), []journal.Reading{{Actor: "worker:w", Subject: "child:" + n, Action: "read", Page: "GET /children/{id}", Why: "Zoë’s <team>", Allowed: i != 5}})
			}); err != nil {
				t.Fatal(err)
			}
		}
	}
	if _, err := h.Keeper.Backup(ctx, h.Signer, b.dir, now, nil); err != nil {
		t.Fatal(err)
	}
	return b
}
