// Package dbtest gives each test a fresh, empty database on every engine that this machine has.
//
// SQLite is always there. PostgreSQL is used when THROUGHLINE_TEST_POSTGRES holds the URL of a server (several, separated by spaces, are
// all used; the role must be allowed to create databases) or else when the programs of PostgreSQL 15 or newer are found: then a temporary cluster is
// started once for each test binary and removed when that process ends, however it ends. THROUGHLINE_TEST_POSTGRES=off leaves it out.
// What is missing is skipped by name, or fails the test when THROUGHLINE_REQUIRE_ALL=1.
//
// Only tests may import this package.
package dbtest

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Engine is one database engine that can make fresh databases.
type Engine struct {
	Name    string                                   // "sqlite", "postgresql-15": the name of the subtest
	fresh   func(t testing.TB) (url string, _ error) // makes a database and arranges its removal
	missing string                                   // why there is none
}

// URL makes a fresh database that lives as long as the test and returns its address: a file path for SQLite, postgres://… for PostgreSQL.
// It skips the test when the engine is missing on this machine.
func (e Engine) URL(t testing.TB) string {
	t.Helper()
	e.need(t)
	url, err := e.fresh(t)
	if err != nil {
		t.Fatalf("no fresh database on %s: %v", e.Name, err)
	}
	return url
}

// SQLite says whether this is the embedded engine, for the few tests about its file.
func (e Engine) SQLite() bool { return e.Name == "sqlite" }

// Missing says whether the engine cannot be had on this machine. Where everything is required nothing is missing: its use fails.
func (e Engine) Missing() bool {
	return e.missing != "" && os.Getenv("THROUGHLINE_REQUIRE_ALL") != "1"
}

func (e Engine) need(t testing.TB) {
	t.Helper()
	if e.missing == "" {
		return
	}
	if os.Getenv("THROUGHLINE_REQUIRE_ALL") == "1" {
		t.Fatalf("%s is required here (THROUGHLINE_REQUIRE_ALL=1) but cannot be had: %s", e.Name, e.missing)
	}
	t.Skipf("%s cannot be had: %s", e.Name, e.missing)
}

// Engines lists every engine, PostgreSQL also when it is missing: then its URL skips. Its databases trade durability for speed.
func Engines(t testing.TB) []Engine {
	t.Helper()
	return engines(t, fast)
}

// Durable is Engines with everything flushed to disk on commit, for tests that pull the plug.
func Durable(t testing.TB) []Engine {
	t.Helper()
	return engines(t, durable)
}

// Each runs a test on every engine, each in a subtest with the engine's name.
func Each(t *testing.T, test func(t *testing.T, e Engine)) {
	t.Helper()
	for _, e := range Engines(t) {
		t.Run(e.Name, func(t *testing.T) {
			e.need(t)
			test(t, e)
		})
	}
}

func engines(t testing.TB, mode durability) []Engine {
	t.Helper()
	folder := Quick
	if mode == durable {
		folder = testing.TB.TempDir
	}
	all := []Engine{{Name: "sqlite", fresh: func(t testing.TB) (string, error) {
		return filepath.Join(folder(t), "throughline.db"), nil
	}}}
	set := os.Getenv("THROUGHLINE_TEST_POSTGRES")
	switch {
	case set == "off":
		return append(all, Engine{Name: "postgresql", missing: "THROUGHLINE_TEST_POSTGRES is off"})
	case set != "":
		for i, url := range strings.Fields(set) {
			s := server{admin: url}
			all = append(all, Engine{Name: numbered("postgresql", i), fresh: s.database})
		}
		return all
	}
	found, missing := programs()
	for _, p := range found {
		all = append(all, Engine{Name: fmt.Sprintf("postgresql-%d", p.major), fresh: func(t testing.TB) (string, error) {
			s, err := clusters.start(p, mode)
			if err != nil {
				return "", fmt.Errorf("%w\nset THROUGHLINE_TEST_POSTGRES=off to test without PostgreSQL", err)
			}
			return s.database(t)
		}})
	}
	if len(found) == 0 {
		all = append(all, Engine{Name: "postgresql", missing: missing})
	}
	return all
}

func numbered(name string, i int) string {
	if i == 0 {
		return name
	}
	return fmt.Sprintf("%s-server-%d", name, i+1)
}
