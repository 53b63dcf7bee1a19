package sqllint

import (
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/floors"
)

func TestModuleIsPortable(t *testing.T) {
	t.Parallel()
	root, err := floors.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	faults, read, err := Check(root)
	if err != nil {
		t.Fatal(err)
	}
	if read < 5 {
		t.Errorf("only %d statements found below %s: the check would prove nothing", read, root)
	}
	for _, fault := range faults {
		t.Error(fault)
	}
}

// planted has one statement at least for every rule.
var planted = map[string][]string{
	"question mark":            {"select a from t where b = ?", "select a from t where b = ?1", "select a from t where b ? 'k'"},
	"double colon":             {"select a::text from t"},
	"double quotes":            {`select a from t where b = "x"`},
	"ilike":                    {"select a from t where b ilike $1", "SELECT a FROM t WHERE b ILIKE $1"},
	"regular expression":       {"select a from t where b ~ $1", "select a from t where b similar to $1"},
	"glob":                     {"select a from t where b glob $1"},
	"greatest or least":        {"select greatest(a, b) from t", "select least(a, b) from t"},
	"max or min of two values": {"select max(a, b) from t", "select min(coalesce(a, 1), b) from t"},
	"instr or strpos":          {"select instr(a, 'x') from t", "select strpos(a, 'x') from t"},
	"group_concat":             {"select group_concat(a) from t"},
	"generate_series":          {"select a from generate_series(1, 3) g"},
	"JSON function":            {"select value from json_each($1)", "select jsonb_array_elements(a) from t", "select json_object('k', a) from t"},
	"lateral":                  {"select a from t, lateral (select 1) x"},
	"values with column names": {"select a from (values ($1, $2)) as v(a, b)"},
	"with that changes data":   {"with gone as (delete from t returning a) select a from gone"},
	"delete using":             {"delete from t using u where t.a = u.a", "delete from t as x using u where x.a = u.a"},
	"for update":               {"select a from t for update", "select a from t for no key update", "select a from t for share"},
	"generated key":            {"create table t (a bigserial)", "create table t (a integer primary key autoincrement)", "create table t (a bigint generated always as identity)"},
	"engine's aggregate":       {"select percentile_cont(0.5) within group (order by a) from t", "select bool_and(a) from t"},
	"grouping sets":            {"select a from t group by grouping sets (a, b)", "select a from t group by rollup (a)"},
	"virtual column":           {"create table t (a text, b text generated always as (a) virtual)"},
	"nulls not distinct":       {"create table t (a text, unique nulls not distinct (a))"},
	"create or replace":        {"create or replace view v as select a from t"},
	"materialized view":        {"create materialized view v as select a from t"},
	"alter column":             {"alter table t alter column a type text"},
	"table option":             {"create table t (a text) strict", "create table t (a text primary key) without rowid"},
	"blob":                     {"create table t (a blob)"},
	"comment on":               {"comment on table t is 'x'"},
	"trigger":                  {"create trigger g after insert on t begin select 1; end"},
	"time of the engine":       {"select now()", "insert into t (a) values (current_timestamp)"},
	"date arithmetic":          {"select date(a, '+1 day') from t", "select a + interval '1 day' from t", "select extract(year from a) from t"},
	"date type":                {"create table t (a text, b timestamptz not null)", "create table t (a date)"},
	"insert or":                {"insert or replace into t (a) values ($1)"},
	"distinct on":              {"select distinct on (a) a from t"},
	"array":                    {"select a from t where b = any($1)", "select unnest($1) from t"},
	"catalogue of one engine":  {"select name from sqlite_master", "select a from pg_class", "pragma user_version", "vacuum into $1"},
	"hex literal":              {"insert into t (a) values (x'0102')"},
	"case folding":             {"select a from t where lower(b) = $1"},
	"advisory lock or notify":  {"create table t (a text references u (a) deferrable)"},
}

func TestEveryRuleCatches(t *testing.T) {
	t.Parallel()
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			if len(planted[r.name]) == 0 {
				t.Fatal("no planted statement for this rule")
			}
			for _, sql := range planted[r.name] {
				// As a .sql file, where every rule counts and no statement must be recognised first.
				faults := checkTree(t, map[string]string{"m/0001.sql": sql})
				if !strings.Contains(strings.Join(faults, "\n"), ": "+r.name+" (") {
					t.Errorf("not caught: %s\n%q", sql, faults)
				}
			}
		})
	}
	for name := range planted {
		if !named(name) {
			t.Errorf("planted statements for a rule that does not exist: %s", name)
		}
	}
}

func named(name string) bool {
	for _, r := range rules {
		if r.name == name {
			return true
		}
	}
	return false
}

func TestGoFiles(t *testing.T) {
	t.Parallel()
	const schema = "create table task (\n  open boolean not null,\n  n bigint\n);\n"
	tests := map[string]struct {
		file, code string
		want       []string // beginnings of the faults
	}{
		"in a raw string, with its line": {"a/a.go", "const q = `select a\nfrom t\nwhere b ilike $1`", []string{"a/a.go:4: ilike"}},
		"in a sum":                       {"a/a.go", `var q = "select a from t " + "where b " + "ilike $1"`, []string{"a/a.go:2: ilike"}},
		"in a sum with a variable":       {"a/a.go", `func f(cols string) string { return "select " + cols + "::text from t" }`, []string{"a/a.go:2: double colon"}},
		"in a piece":                     {"a/a.go", `const q = " and name ilike $2"`, []string{"a/a.go:2: ilike"}},
		"as an argument":                 {"a/a.go", `var _ = f("delete from t using u where t.a = u.a", "x")`, []string{"a/a.go:2: delete using"}},
		"in capitals":                    {"a/a.go", `const q = "SELECT a FROM t FOR UPDATE"`, []string{"a/a.go:2: for update"}},
		"boolean and number":             {"a/a.go", `const q = "select n from task where open = 1"`, []string{"a/a.go:2: a boolean compared"}},
		"number and number":              {"a/a.go", `const q = "select n from task where n = 1"`, nil},
		"portable":                       {"a/a.go", "const q = `insert into t (a, b) select a, count(*) filter (where c) from u where (a, b) > ($1, $2) and d->>'k' = 'why?' -- really?\ngroup by a order by a nulls last limit $3 on conflict (a) do update set b = t.b + excluded.b returning b`", nil},
		"max of one":                     {"a/a.go", `const q = "select max(a), min(coalesce(a, 0)) from t"`, nil},
		"prose":                          {"a/a.go", `const p = "Select a child from the list. Is this now() right? ~ \"yes\""`, nil},
		"prose in small letters":         {"a/a.go", `const p = "and what happens next (if anything)?"`, nil},
		"struct tags":                    {"a/a.go", "type t struct { A string `help:\"select one? ~\"` }", nil},
		"engine file":                    {"internal/db/sqlite.go", `const q = "vacuum into $1"`, nil},
		"beside the engine file":         {"internal/db/other.go", `const q = "vacuum into $1"`, []string{"internal/db/other.go:2: catalogue"}},
		"test file":                      {"a/a_test.go", `const q = "select a::text from t"`, nil},
		"test helper":                    {"internal/db/dbtest/a.go", `const q = "select a::text from t"`, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := checkTree(t, map[string]string{tt.file: "package a\n" + tt.code + "\n", "m/0001.sql": schema})
			for i, fault := range got {
				if i < len(tt.want) && strings.HasPrefix(fault, tt.want[i]) {
					got[i] = tt.want[i]
				}
			}
			if diff := cmp.Diff(tt.want, got); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEngineBlocksOfMigrations(t *testing.T) {
	t.Parallel()
	sql := "create table t (a text);\n-- +sqlite\ncreate trigger g before update on t begin select 1; end;\n-- +postgres\nselect a::text from t;\n-- +both\nselect a ilike 'x' from t;\n"
	got := checkTree(t, map[string]string{"m/0001.sql": sql})
	if len(got) != 1 || !strings.HasPrefix(got[0], "m/0001.sql:7: ilike") {
		t.Errorf("got %s", strconv.Quote(strings.Join(got, "\n")))
	}
}

func checkTree(t *testing.T, files map[string]string) []string {
	t.Helper()
	root := t.TempDir()
	for file, text := range files {
		path := filepath.Join(root, filepath.FromSlash(file))
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	faults, _, err := Check(root)
	if err != nil {
		t.Fatal(err)
	}
	return faults
}
