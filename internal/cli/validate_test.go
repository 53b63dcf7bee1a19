package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"html"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

const (
	sets903 = "../returns/ssda903/testdata"
	setsCIN = "../returns/cin/check/testdata"
)

// said is what one command line printed and how it left.
type said struct {
	out, err string
	code     int
}

func throughline(t *testing.T, args ...string) said {
	t.Helper()
	var out, messages bytes.Buffer
	code := Main(t.Context(), args, Streams{Out: &out, Err: &messages, Getenv: func(string) string { return "" }})
	return said{out.String(), messages.String(), code}
}

func decoded(t *testing.T, text []byte, into any) {
	t.Helper()
	if err := json.Unmarshal(text, into); err != nil {
		t.Fatalf("%v\n%s", err, text)
	}
}

func fromFile(t *testing.T, path string, into any) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	decoded(t, b, into)
}

// TestValidateSSDA903AgreesWithTheChecker runs the verb on every development set, as somebody would who compares numbers: its JSON in the peer
// reading is expected.json, but for the rules that the README of the sets leaves out.
func TestValidateSSDA903AgreesWithTheChecker(t *testing.T) {
	t.Parallel()
	dirs, err := filepath.Glob(filepath.Join(sets903, "*", "expected.json"))
	if err != nil || len(dirs) != 16 {
		t.Fatalf("%d sets, want 16: %v", len(dirs), err)
	}
	for _, d := range dirs {
		dir := filepath.Dir(d)
		t.Run(filepath.Base(dir), func(t *testing.T) {
			t.Parallel()
			var set struct{ CollectionYear, LocalAuthority string }
			fromFile(t, filepath.Join(dir, "dataset.json"), &set)
			var told struct {
				Failed  map[string]string          `json:"rules_failed"`
				Depends map[string]json.RawMessage `json:"depends_on_tie_order"`
			}
			fromFile(t, filepath.Join(dir, "result.json"), &told)
			var want map[string]map[string][]int
			fromFile(t, d, &want)
			args := []string{
				"validate", "ssda903", dir, "--year", map[string]string{"2026": "2025-26", "2027": "2026-27"}[set.CollectionYear], "--authority", set.LocalAuthority,
				"--postcodes", filepath.Join(sets903, "postcodes.csv"), "--authorities", filepath.Join(sets903, "authorities.csv"),
				"--reading", "peer", "--format", "json", "--no-detail",
			}
			for _, name := range []string{"providers.csv", "providers.xlsx"} {
				if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
					args = append(args, "--providers", filepath.Join(dir, name))
					break
				}
			}
			got := throughline(t, args...)
			if got.code != 0 {
				t.Fatalf("exit %d: %s", got.code, got.err)
			}
			var run struct {
				Return, Year, Reading string
				Findings              map[string]map[string][]int
			}
			decoded(t, []byte(got.out), &run)
			if run.Return != "ssda903" || run.Reading != "peer" || run.Year == "" {
				t.Errorf("%s %s %s", run.Return, run.Year, run.Reading)
			}
			// Which rules there are is for the tests of the rules to say; here it is what the verb makes of them.
			var known []struct{ Rule string }
			decoded(t, []byte(throughline(t, "rules", "ssda903", "--year", run.Year, "--format", "json").out), &known)
			for _, rules := range []map[string]map[string][]int{want, run.Findings} {
				for code, tables := range rules {
					_, failed := told.Failed[code]
					if failed || told.Depends[code] != nil || !slices.ContainsFunc(known, func(r struct{ Rule string }) bool { return r.Rule == code }) {
						delete(rules, code)
					}
					for table := range tables {
						slices.Sort(tables[table])
					}
				}
			}
			if diff := cmp.Diff(want, run.Findings); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestValidateCINAgreesWithTheChecker is the same for the census, by the comparison of its README.
func TestValidateCINAgreesWithTheChecker(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join(setsCIN, "*.expected.json"))
	if err != nil || len(files) != 12 {
		t.Fatalf("%d sets, want 12: %v", len(files), err)
	}
	// Rules that rules.json says to leave out, or to judge by whether they fire (conformance/cin/README.md).
	leaveOut, fires := []string{"8540", "8898", "8832"}, []string{"2887Q", "9000Q"}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".expected.json")
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var want struct {
				Ruleset string
				Issues  map[string][][5]any
				LALevel []string `json:"la_level"`
				Crashed map[string]string
			}
			fromFile(t, file, &want)
			year := strings.ReplaceAll(strings.TrimPrefix(want.Ruleset, "cin"), "_", "-")
			got := throughline(t, "validate", "cin", censusFile(t, name), "--year", year, "--reading", "peer", "--format", "json", "--no-detail")
			if got.code != 0 {
				t.Fatalf("exit %d: %s", got.code, got.err)
			}
			var run struct {
				Findings map[string][][5]any
				LALevel  []string `json:"la_level"`
			}
			decoded(t, []byte(got.out), &run)
			sets := func(rules map[string][][5]any, whole []string) map[string]map[string]bool {
				out := map[string]map[string]bool{}
				for code, places := range rules {
					out[code] = map[string]bool{}
					for _, p := range places {
						out[code][fmt.Sprint(p)] = true
					}
				}
				for _, code := range whole {
					if out[code] == nil {
						out[code] = map[string]bool{}
					}
					out[code]["the return as a whole"] = true
				}
				for code := range out {
					if _, crashed := want.Crashed[code]; crashed || slices.Contains(leaveOut, code) {
						delete(out, code)
					} else if slices.Contains(fires, code) {
						out[code] = map[string]bool{"fires": true}
					}
				}
				return out
			}
			if diff := cmp.Diff(sets(want.Issues, want.LALevel), sets(run.Findings, run.LALevel)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func censusFile(t *testing.T, name string) string {
	t.Helper()
	for _, dir := range []string{setsCIN, "../returns/cin/testdata"} {
		path := filepath.Join(dir, name+".xml")
		if _, err := os.Stat(path); err == nil {
			return path
		}
	}
	t.Fatalf("there is no %s.xml", name)
	return ""
}

func TestValidateLeaves(t *testing.T) {
	t.Parallel()
	clean, dirty := censusFile(t, "cin-dev-01-clean"), censusFile(t, "cin-dev-12-allrules")
	foreign := filepath.Join(t.TempDir(), "photo.xml")
	if err := os.WriteFile(foreign, []byte("\x89PNG\r\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	kept := filepath.Join(t.TempDir(), "kept.html")
	if err := os.WriteFile(kept, []byte("mine"), 0o600); err != nil {
		t.Fatal(err)
	}
	tests := map[string]struct {
		args    string
		code    int
		out     string // part of it; "" = nothing printed
		message string
	}{
		"findings are no failure":          {"cin " + dirty, 0, "What is wrong", ""},
		"unless they are":                  {"cin --fail-on-findings " + dirty, 3, "errors and", "problems"},
		"nothing found":                    {"cin --fail-on-findings --reading peer " + clean, 0, "Nothing to mend", ""},
		"a year without rules":             {"cin --year 1999-00 " + dirty, 2, "", "Choose one of 2024-25"},
		"SSDA903 in a year without rules":  {"ssda903 --year 1999-00 " + sets903 + "/clean01", 2, "", "Choose one of 2025-26"},
		"SSDA903 without a year":           {"ssda903 " + sets903 + "/clean01", 2, "", "--year"},
		"a reading that there is not":      {"cin --reading best " + dirty, 2, "", "--reading"},
		"no such file":                     {"cin nowhere.xml", 3, "", "nowhere.xml cannot be opened"},
		"no such folder":                   {"ssda903 --year 2025-26 nowhere", 3, "", "nowhere"},
		"no census":                        {"cin " + foreign, 3, "", "photo.xml is not XML"},
		"reference data that is not there": {"ssda903 --year 2025-26 --postcodes nowhere.csv " + sets903 + "/clean01", 3, "", "nowhere.csv cannot be opened"},
		"a report that is there":           {"cin --to " + kept + " " + dirty, 1, "", "already there"},
		"a folder that is not there":       {"cin --to nowhere/x.html " + dirty, 1, "", "cannot be written"},
		"a format that there is not":       {"cin --format pdf " + dirty, 2, "", "--format"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := throughline(t, append([]string{"validate"}, strings.Fields(tt.args)...)...)
			if got.code != tt.code || !strings.Contains(strings.ToLower(got.out), strings.ToLower(tt.out)) || !strings.Contains(got.err, tt.message) {
				t.Errorf("exit %d, want %d\n%s\n%s", got.code, tt.code, got.err, got.out)
			}
			if tt.out == "" && got.out != "" {
				t.Errorf("printed although it could not be done:\n%s", got.out)
			}
			if strings.Count(got.err, "\n") > 1 {
				t.Errorf("more than one line says why:\n%s", got.err)
			}
		})
	}
	t.Cleanup(func() {
		if b, err := os.ReadFile(kept); err != nil || string(b) != "mine" {
			t.Errorf("a file that was there is now %q, %v", b, err)
		}
	})
}

// TestValidateTo writes each kind of report by the ending of its name.
func TestValidateTo(t *testing.T) {
	t.Parallel()
	magic := map[string]string{"html": "<!DOCTYPE html>", "json": `{"return":"ssda903"`, "csv": "rule,severity,", "xlsx": "PK\x03\x04", "ods": "PK\x03\x04", "txt": "SSDA903"}
	dir := t.TempDir()
	for ending, begins := range magic {
		path := filepath.Join(dir, "report."+ending)
		got := throughline(t, "validate", "ssda903", sets903+"/dev01", "--year", "2025-26", "--to", path)
		if got.code != 0 || got.out != "" {
			t.Fatalf("%s: exit %d: %s%s", ending, got.code, got.err, got.out)
		}
		b, err := os.ReadFile(path)
		if err != nil || !strings.HasPrefix(string(b), begins) {
			t.Errorf("%s begins with %q, %v", ending, b[:min(20, len(b))], err)
		}
		info, err := os.Stat(path)
		if err != nil || info.Mode().Perm() != 0o600 {
			t.Errorf("%s can be read by others: %v %v", ending, info.Mode(), err)
		}
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != len(magic) {
		t.Errorf("%d files are left, want %d: %v", len(left), len(magic), err)
	}
}

// TestAReportIsWholeOrNotThere: what cannot be written to its end leaves nothing.
func TestAReportIsWholeOrNotThere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if got := throughline(t, "validate", "cin", censusFile(t, "cin-dev-12-allrules"), "--to", filepath.Join(dir, "x.pdf"), "--format", "csv"); got.code != 0 {
		t.Fatalf("an ending that says nothing: exit %d: %s", got.code, got.err)
	}
	a := &app{Streams: Streams{}}
	failing := fmt.Errorf("the disk is full")
	err := a.deliver(filepath.Join(dir, "report.html"), func(w io.Writer) error {
		if _, err := w.Write([]byte("half")); err != nil {
			t.Fatal(err)
		}
		return failing
	})
	if err == nil || !strings.Contains(err.Error(), "nothing was kept of it") {
		t.Errorf("got %v", err)
	}
	left, err := os.ReadDir(dir)
	if err != nil || len(left) != 1 {
		t.Errorf("left: %v %v", left, err)
	}
}

func TestRulesVerb(t *testing.T) {
	t.Parallel()
	// All of each year; specs/ssda903/rules.json and specs/cin/rules.json have 322 and 121, of which the years before 2026/27 lack 11 and 12.
	for ret, want := range map[string]int{"ssda903 --year 2025-26": 311, "ssda903 --year 2026-27": 322, "cin --year 2024-25": 109, "cin --year 2025-26": 109, "cin --year 2026-27": 121} {
		got := throughline(t, append([]string{"rules", "--format", "json"}, strings.Fields(ret)...)...)
		var rules []struct{ Rule, Title, Severity, Message, Mend string }
		decoded(t, []byte(got.out), &rules)
		if got.code != 0 || len(rules) != want {
			t.Errorf("%s: exit %d, %d rules, want %d", ret, got.code, len(rules), want)
		}
		codes, titles := map[string]bool{}, map[string]string{}
		for _, r := range rules {
			if r.Rule == "" || r.Title == "" || r.Severity == "" || r.Message == "" || r.Mend == "" {
				t.Errorf("%s: something is not said: %+v", ret, r)
			}
			if codes[r.Rule] || titles[r.Title] != "" {
				t.Errorf("%s: %s is there twice, or says what %s says: %s", ret, r.Rule, titles[r.Title], r.Title)
			}
			codes[r.Rule], titles[r.Title] = true, r.Rule
			if len(strings.Fields(r.Message)) < 4 || !strings.HasSuffix(strings.TrimSpace(r.Message), ".") || !strings.HasSuffix(strings.TrimSpace(r.Mend), ".") {
				t.Errorf("%s: %s is no sentence: %q %q", ret, r.Rule, r.Message, r.Mend)
			}
		}
		for _, format := range []string{"text", "csv", "html"} {
			shown := throughline(t, append([]string{"rules", "--format", format}, strings.Fields(ret)...)...)
			if shown.code != 0 {
				t.Errorf("%s as %s: exit %d, %s", ret, format, shown.code, shown.err)
			}
			for title, code := range titles {
				if !strings.Contains(shown.out, code) || !strings.Contains(shown.out, html.EscapeString(title)) && !strings.Contains(strings.ReplaceAll(shown.out, `""`, `"`), title) {
					t.Errorf("%s as %s does not show %s: %s", ret, format, code, title)
				}
			}
		}
	}
	for _, line := range []string{"rules cin --format xlsx", "rules cin --year 1999-00", "rules ssda903 --year x", "kinds --format html"} {
		if got := throughline(t, strings.Fields(line)...); got.code != 2 || got.out != "" {
			t.Errorf("%s: exit %d, %s", line, got.code, got.err)
		}
	}
}

// TestAnalystsSeeNoBraces: every sentence about every rule can be read without a value.
func TestAnalystsSeeNoBraces(t *testing.T) {
	t.Parallel()
	for _, line := range []string{"rules cin --year 2026-27", "rules ssda903 --year 2026-27"} {
		if got := throughline(t, strings.Fields(line)...); strings.ContainsAny(got.out, "{}") || strings.Contains(got.out, "[]") {
			t.Errorf("%s leaves a slot open", line)
		}
	}
}
