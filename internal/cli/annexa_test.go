package cli_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"throughline/internal/cli"
	"throughline/internal/house"
)

// TestAnnexAThereAndBack: a dataset comes in, its lists are written, checked, brought into an empty house and known when they come again.
func TestAnnexAThereAndBack(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	in := filepath.Join(dir, "in")
	for name, text := range map[string]string{
		"ssd_person.csv":          "pers_person_id,pers_forename,pers_surname,pers_sex,pers_dob,pers_ethnicity\n7,Kim,Ito,F,2015-02-03,BAFR\n",
		"ssd_cin_episodes.csv":    "cine_referral_id,cine_person_id,cine_referral_date,cine_cin_primary_need_code,cine_referral_source_code\nR1,7,2026-01-05,N1,6\n",
		"ssd_cin_assessments.csv": "cina_assessment_id,cina_person_id,cina_referral_id,cina_assessment_start_date\nA1,7,R1,2026-01-06\n",
	} {
		if err := os.MkdirAll(in, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(in, name), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	book, html := filepath.Join(dir, "lists.xlsx"), filepath.Join(dir, "findings.html")
	one, other := filepath.Join(dir, "one.db"), filepath.Join(dir, "other.db")
	for _, db := range []string{one, other} {
		if err := house.Create(house.Config{DB: db, Keys: db + ".keys", Vault: db + ".vault"}, "testshire"); err != nil {
			t.Fatal(err)
		}
	}
	for _, step := range []struct {
		db   string
		code int
		says string
		args []string
	}{
		{one, 0, "Added", []string{"import", "ssd", in, "--as-at", "2026-03-31"}},
		{one, 0, "4 Assessments                           1", []string{"export", "annex-a", "--on", "2026-02-01", "--to", book, "--name", "Testshire"}},
		{one, 1, "already there", []string{"export", "annex-a", "--to", book}},
		{one, 0, "0 children", []string{"export", "annex-a", "--on", "2026-02-01", "--as-known", "2020-01-01", "--to", filepath.Join(dir, "before.xlsx")}},
		{one, 2, "in the future", []string{"export", "annex-a", "--on", "2190-01-01", "--to", filepath.Join(dir, "never.xlsx")}},
		{one, 0, `"list": 11`, []string{"export", "annex-a", "--on", "2026-02-01", "--to", filepath.Join(dir, "json.xlsx"), "--format", "json"}},
		{one, 0, "Checked", []string{"validate", "annex-a", book, "--no-detail"}},
		{one, 0, `"return":"annex-a","year":"2026-02-01"`, []string{"validate", "annex-a", book, "--format", "json"}},
		{one, 0, "", []string{"validate", "annex-a", book, "--to", html}},
		{one, 0, "L3-period", []string{"validate", "annex-a", book, "--on", "2027-01-01", "--format", "csv"}},
		{one, 3, "The rules found", []string{"validate", "annex-a", book, "--on", "2027-01-01", "--fail-on-findings"}},
		{one, 2, "text, json, csv or html", []string{"validate", "annex-a", book, "--format", "ods"}},
		{one, 3, "no Excel workbook", []string{"validate", "annex-a", filepath.Join(in, "ssd_person.csv")}},
		{one, 0, "X-care-need", []string{"rules", "annex-a", "--format", "csv"}},
		{other, 0, "A dry run", []string{"import", "annex-a", book, "--dry-run"}},
		{other, 0, "Added    1 children, 1 referrals, 1 assessments", []string{"import", "annex-a", book}},
		{other, 0, "Nothing was changed", []string{"import", "annex-a", book}},
		{other, 0, "4 Assessments                           1", []string{"export", "annex-a", "--on", "2026-02-01", "--to", filepath.Join(dir, "again.xlsx")}},
	} {
		var out, fails bytes.Buffer
		code := cli.Main(t.Context(), append(step.args, "--db", step.db), cli.Streams{In: strings.NewReader(""), Out: &out, Err: &fails, Getenv: func(string) string { return "" }})
		if got := out.String() + fails.String(); code != step.code || !strings.Contains(got, step.says) {
			t.Errorf("%v: exit %d, want %d; it says %.600q, want %q", step.args, code, step.code, got, step.says)
		}
	}
	if b, err := os.ReadFile(html); err != nil || !bytes.Contains(b, []byte("Annex A (the lists of an inspection)")) {
		t.Errorf("the report: %v", err)
	}
	if _, err := os.Stat(filepath.Join(dir, "never.xlsx")); err == nil {
		t.Error("a failed export left a file")
	}
}
