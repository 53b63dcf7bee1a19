package dbtest

import (
	"cmp"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// oldest is the first major version that Throughline supports.
const oldest = 15

// locale sorts text by bytes in UTF-8; macOS knows it only as C.
var locale = map[bool]string{true: "C", false: "C.UTF-8"}[runtime.GOOS == "darwin"]

// program is one installed PostgreSQL server.
type program struct {
	bin     string // folder with initdb and postgres
	version string // "15.18"
	major   int
}

// programs finds one server for each major version, oldest first; when there is none it says what is missing. It looks only once.
var programs = sync.OnceValues(func() (found []program, missing string) {
	if runtime.GOOS == "windows" {
		return nil, "on Windows set THROUGHLINE_TEST_POSTGRES to the URL of a server"
	}
	if _, err := runAs(); err != nil {
		return nil, err.Error()
	}
	var tooOld []string
	for _, bin := range folders() {
		p, err := look(bin)
		switch {
		case err != nil:
		case p.major < oldest:
			tooOld = append(tooOld, p.version)
		case !slices.ContainsFunc(found, func(q program) bool { return q.major == p.major }):
			found = append(found, p)
		}
	}
	slices.SortFunc(found, func(a, b program) int { return cmp.Compare(a.major, b.major) })
	missing = "no initdb and postgres on PATH or in /usr/lib/postgresql/*/bin, and THROUGHLINE_TEST_POSTGRES is not set"
	if len(tooOld) > 0 {
		missing = fmt.Sprintf("found PostgreSQL %s, but %d or newer is needed", strings.Join(tooOld, ", "), oldest)
	}
	return found, missing
})

// folders lists where server programs may be, those on PATH first.
func folders() []string {
	dirs := filepath.SplitList(os.Getenv("PATH"))
	for _, pattern := range []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin", "/usr/local/opt/postgresql@*/bin"} {
		more, _ := filepath.Glob(pattern) // the only error is a bad pattern
		dirs = append(dirs, more...)
	}
	return dirs
}

func look(dir string) (program, error) {
	initdb, err := filepath.EvalSymlinks(filepath.Join(dir, "initdb"))
	if err != nil {
		return program{}, err
	}
	bin := filepath.Dir(initdb)
	out, err := exec.Command(filepath.Join(bin, "postgres"), "--version").Output()
	if err != nil {
		return program{}, err
	}
	version, err := parseVersion(string(out))
	if err != nil {
		return program{}, err
	}
	digits, _, _ := strings.Cut(version, ".")
	major, err := strconv.Atoi(digits)
	return program{bin: bin, version: version, major: major}, err
}

// parseVersion reads "15.18" out of "postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)"; of "18beta2" it keeps "18".
func parseVersion(line string) (string, error) {
	_, rest, ok := strings.Cut(line, "(PostgreSQL) ")
	end := strings.IndexFunc(rest, func(r rune) bool { return r != '.' && (r < '0' || r > '9') })
	if end < 0 {
		end = len(rest)
	}
	version := strings.Trim(rest[:end], ".")
	if !ok || version == "" {
		return "", fmt.Errorf("not a version of PostgreSQL: %q", line)
	}
	return version, nil
}
