package dbtest

import (
	"bufio"
	"context"
	"database/sql"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/jackc/pgx/v5"
	_ "github.com/jackc/pgx/v5/stdlib"
	_ "modernc.org/sqlite"
)

func connect(t *testing.T, e Engine, url string) *sql.DB {
	t.Helper()
	driver := "pgx"
	if e.SQLite() {
		driver = "sqlite"
	}
	d, err := sql.Open(driver, url)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { d.Close() })
	return d
}

func TestEachDatabaseIsFresh(t *testing.T) {
	t.Parallel()
	Each(t, func(t *testing.T, e Engine) {
		t.Parallel()
		first, second := e.URL(t), e.URL(t)
		if first == second {
			t.Fatalf("the same database twice: %s", first)
		}
		for _, url := range []string{first, second} {
			if _, err := connect(t, e, url).Exec("create table fresh (id text primary key)"); err != nil {
				t.Error(err)
			}
		}
	})
}

func TestTextSortsByBytes(t *testing.T) {
	t.Parallel()
	Each(t, func(t *testing.T, e Engine) {
		rows, err := connect(t, e, e.URL(t)).Query("with v(a) as (values ('b'), ('É'), ('a'), ('B')) select a from v order by a")
		if err != nil {
			t.Fatal(err)
		}
		defer rows.Close()
		var got []string
		for rows.Next() {
			var s string
			if err := rows.Scan(&s); err != nil {
				t.Fatal(err)
			}
			got = append(got, s)
		}
		if err := rows.Err(); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff([]string{"B", "a", "b", "É"}, got); diff != "" {
			t.Error(diff)
		}
	})
}

func TestOpen(t *testing.T) {
	t.Parallel()
	Each(t, func(t *testing.T, e Engine) {
		want := "postgres"
		if e.SQLite() {
			want = "sqlite"
		}
		if got := e.Open(t).Engine(); got != want {
			t.Errorf("engine %q, want %q", got, want)
		}
	})
}

func TestDatabaseIsDroppedAfterTheTest(t *testing.T) {
	for _, e := range Engines(t) {
		if e.SQLite() {
			continue // its folder goes with the test
		}
		var url string
		t.Run(e.Name, func(t *testing.T) {
			url = e.URL(t)
			connect(t, e, url).Ping() // a connection that is still open must not keep the database
		})
		if url == "" {
			t.Skip("PostgreSQL cannot be had here")
		}
		if conn, err := pgx.Connect(t.Context(), url); err == nil {
			conn.Close(t.Context())
			t.Errorf("%s is still there", url)
		}
	}
}

func TestDurable(t *testing.T) {
	t.Parallel()
	for modeName, tt := range map[string]struct {
		engines func(testing.TB) []Engine
		want    string
	}{"fast": {Engines, "off"}, "durable": {Durable, "on"}} {
		for _, e := range tt.engines(t) {
			if e.SQLite() || os.Getenv("THROUGHLINE_TEST_POSTGRES") != "" {
				continue // the settings of somebody else's server are theirs
			}
			t.Run(modeName+"/"+e.Name, func(t *testing.T) {
				d := connect(t, e, e.URL(t))
				for _, setting := range []string{"fsync", "synchronous_commit", "full_page_writes"} {
					var got string
					if err := d.QueryRow("select current_setting($1)", setting).Scan(&got); err != nil {
						t.Fatal(err)
					}
					if got != tt.want {
						t.Errorf("%s is %s, want %s", setting, got, tt.want)
					}
				}
			})
		}
	}
}

// TestKilledProcessLeavesNothing kills a test process that has a server and waits for server and folder to go.
func TestKilledProcessLeavesNothing(t *testing.T) {
	found, missing := programs()
	if len(found) == 0 || os.Getenv("THROUGHLINE_TEST_POSTGRES") != "" {
		t.Skip("no temporary PostgreSQL to be started here: ", missing)
	}
	if os.Getenv("DBTEST_CHILD") == "1" {
		s, err := clusters.start(found[0], fast)
		fmt.Println("admin", s.admin, err)
		time.Sleep(time.Minute)
		return
	}
	t.Parallel()
	child := exec.Command(os.Args[0], "-test.run=^TestKilledProcessLeavesNothing$")
	child.Env = append(os.Environ(), "DBTEST_CHILD=1")
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	defer child.Wait()
	defer child.Process.Kill()
	var admin string
	for lines := bufio.NewScanner(out); admin == "" && lines.Scan(); {
		if fields := strings.Fields(lines.Text()); len(fields) == 3 && fields[0] == "admin" && fields[2] == "<nil>" {
			admin = fields[1]
		}
	}
	config, err := pgx.ParseConfig(admin)
	if err != nil || admin == "" {
		t.Fatalf("the child started no server (%q): %v", admin, err)
	}
	conn, err := pgx.ConnectConfig(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close(t.Context())
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	folder := config.Host
	deadline := time.Now().Add(2 * time.Minute)
	for time.Now().Before(deadline) {
		if _, err := os.Stat(folder); os.IsNotExist(err) {
			ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
			defer cancel()
			if err := conn.Ping(ctx); err == nil {
				t.Error("the folder is gone but the server still answers")
			}
			return
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Errorf("%s is still there two minutes after its test process was killed", folder)
}

func TestSweepRemovesOnlyTheDead(t *testing.T) {
	t.Parallel()
	base := t.TempDir()
	long := time.Now().Add(-time.Hour)
	for name, tt := range map[string]struct {
		pid string
		at  time.Time
	}{
		"dead":     {pid: "999999999\n/x\n", at: long},
		"no-pid":   {at: long},
		"alive":    {pid: fmt.Sprintf("%d\n/x\n", os.Getpid()), at: long},
		"starting": {at: time.Now()},
	} {
		folder := filepath.Join(base, prefix+name)
		if err := os.MkdirAll(filepath.Join(folder, "data"), 0o755); err != nil {
			t.Fatal(err)
		}
		if tt.pid != "" {
			if err := os.WriteFile(filepath.Join(folder, "data", "postmaster.pid"), []byte(tt.pid), 0o644); err != nil {
				t.Fatal(err)
			}
		}
		if err := os.Chtimes(folder, tt.at, tt.at); err != nil {
			t.Fatal(err)
		}
	}
	sweep(base)
	left, err := os.ReadDir(base)
	if err != nil {
		t.Fatal(err)
	}
	var got []string
	for _, e := range left {
		got = append(got, strings.TrimPrefix(e.Name(), prefix))
	}
	if diff := cmp.Diff([]string{"alive", "starting"}, got); diff != "" {
		t.Error(diff)
	}
}

func TestParseVersion(t *testing.T) {
	t.Parallel()
	for line, want := range map[string]string{
		"postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n": "15.18",
		"postgres (PostgreSQL) 18beta2\n":                        "18",
		"postgres (PostgreSQL) 18.4\n":                           "18.4",
		"postgres (EnterpriseDB) 15":                             "",
		"postgres (PostgreSQL) devel":                            "",
		"":                                                       "",
	} {
		got, err := parseVersion(line)
		if got != want || (err != nil) != (want == "") {
			t.Errorf("parseVersion(%q) = %q, %v; want %q", line, got, err, want)
		}
	}
}

// TestMissing checks what a machine without PostgreSQL shows: a named skip, or a failure where everything is required.
func TestMissing(t *testing.T) {
	t.Setenv("THROUGHLINE_TEST_POSTGRES", "off")
	for require, want := range map[string]string{"": "skip", "1": "fail"} {
		t.Setenv("THROUGHLINE_REQUIRE_ALL", require)
		engines := Engines(t)
		rec := &recorder{TB: t}
		func() {
			defer func() { _ = recover() }()
			engines[len(engines)-1].URL(rec)
		}()
		if rec.ended != want || !strings.Contains(rec.text, "postgresql") {
			t.Errorf("THROUGHLINE_REQUIRE_ALL=%q: %q with %q, want %q naming postgresql", require, rec.ended, rec.text, want)
		}
	}
}

// recorder notes how a test would have ended.
type recorder struct {
	testing.TB
	ended, text string
}

func (r *recorder) Skipf(format string, args ...any)  { r.end("skip", format, args) }
func (r *recorder) Fatalf(format string, args ...any) { r.end("fail", format, args) }
func (r *recorder) end(how, format string, args []any) {
	r.ended, r.text = how, fmt.Sprintf(format, args...)
	panic(how)
}
