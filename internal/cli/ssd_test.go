package cli_test

import (
	"bytes"
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"throughline/internal/cli"
	"throughline/internal/house"
)

// TestSSDThereAndBack: the two verbs together, in both forms: an extract comes in, is written, and is known when it comes again.
func TestSSDThereAndBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	for name, text := range map[string]string{
		"ssd_person.csv":       "pers_person_id,pers_forename,pers_surname,pers_sex,pers_dob\n7,Kim,Ito,F,2015-02-03\n",
		"ssd_cin_episodes.csv": "cine_referral_id,cine_person_id,cine_referral_date,cine_cin_primary_need_code\nR1,7,2026-01-05,N1\n",
	} {
		if err := os.MkdirAll(in, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(in, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	db := filepath.Join(dir, "a.db")
	c := house.Config{DB: db, Keys: db + ".keys", Vault: db + ".vault"}
	if err := house.Create(c, "testshire"); err != nil {
		t.Fatal(err)
	}
	run := func(want int, args ...string) string {
		t.Helper()
		var out, fails bytes.Buffer
		code := cli.Main(context.Background(), append(args, "--db", db), cli.Streams{In: strings.NewReader(""), Out: &out, Err: &fails, Getenv: func(string) string { return "" }})
		if code != want {
			t.Fatalf("%v: exit %d, want %d: %s", args, code, want, fails.String())
		}
		return out.String() + fails.String()
	}
	for _, step := range []struct {
		says string
		args []string
	}{
		{"A dry run", []string{"import", "ssd", in, "--dry-run"}},
		{"Added    1 children, 1 referrals", []string{"import", "ssd", in, "--as-at", "2026-03-31"}},
		{"Nothing was changed", []string{"import", "ssd", in}},
		{"ssd_cin_episodes             1", []string{"export", "ssd", "--to", filepath.Join(dir, "csv"), "--format", "csv"}},
		{`"ssd_person": 1`, []string{"export", "ssd", "--to", filepath.Join(dir, "json"), "--format", "json"}},
		{"1 children", []string{"export", "ssd", "--to", filepath.Join(dir, "parquet"), "--format", "parquet"}},
		{"0 children", []string{"export", "ssd", "--to", filepath.Join(dir, "before"), "--known", "2020-01-01"}},
		{"Matched  1 children, 1 referrals", []string{"import", "ssd", filepath.Join(dir, "parquet")}},
	} {
		if got := run(0, step.args...); !strings.Contains(got, step.says) {
			t.Errorf("%v says %q, want %q", step.args, got, step.says)
		}
	}
	run(2, "export", "ssd", "--to", filepath.Join(dir, "x"), "--format", "html")
	run(3, "import", "ssd", filepath.Join(dir, "a.db.keys"))
	files, err := os.ReadDir(filepath.Join(dir, "csv"))
	if err != nil || len(files) != 48 {
		t.Errorf("%d files, %v", len(files), err)
	}
}
