package dbtest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"

	"github.com/jackc/pgx/v5"
)

// durability says what a committed transaction survives.
type durability string

const (
	fast    durability = "off" // a crash of the machine loses it: right for almost every test
	durable durability = "on"
)

// clusters are the servers that this test process has started. They are shared by its tests because starting one takes about a second.
var clusters = pool{running: map[string]func() (server, error){}}

type pool struct {
	mu      sync.Mutex
	running map[string]func() (server, error)
}

func (p *pool) start(prog program, mode durability) (server, error) {
	p.mu.Lock()
	key := prog.bin + string(mode)
	if p.running[key] == nil {
		p.running[key] = sync.OnceValues(func() (server, error) { return launch(prog, mode) })
	}
	start := p.running[key]
	p.mu.Unlock()
	return start()
}

const prefix = "throughline-pg-"

// keeper runs the server and outlives the test process by a moment: when file 3 ends, which the system sees to however that process
// ends, it stops the server at once and removes the folder. A server that fails by itself leaves its log.
const keeper = `
folder=$1; shift
"$@" </dev/null >"$folder/log" 2>&1 3<&- &
server=$!
(cat <&3 >/dev/null; : >"$folder/over"; kill -QUIT $server) 2>/dev/null &
wait $server
status=$?
if [ -e "$folder/over" ]; then rm -rf "$folder"; fi
exit $status
`

// launch makes a cluster in a temporary folder and waits until it answers on its Unix socket.
func launch(prog program, mode durability) (_ server, err error) {
	user, err := runAs()
	if err != nil {
		return server{}, err
	}
	base := os.TempDir()
	if user.other || len(base) > 50 {
		base = "/tmp" // open to the other account, and short: the path of a Unix socket has some 100 letters at most
	}
	sweep(base)
	folder, err := os.MkdirTemp(base, prefix)
	if err != nil {
		return server{}, err
	}
	defer func() {
		if err != nil {
			os.RemoveAll(folder)
		}
	}()
	data := filepath.Join(folder, "data")
	if err := user.own(folder); err != nil {
		return server{}, err
	}
	if err := initialise(prog, user, data); err != nil {
		return server{}, err
	}
	alive, hold, err := os.Pipe()
	if err != nil {
		return server{}, err
	}
	defer alive.Close()
	cmd := user.command(folder, "sh", "-c", keeper, "sh", folder,
		filepath.Join(prog.bin, "postgres"), "-D", data, "-k", folder,
		"-c", "listen_addresses=", "-c", "max_connections=300", "-c", "shared_buffers=32MB", "-c", "timezone=UTC",
		"-c", "fsync="+string(mode), "-c", "synchronous_commit="+string(mode), "-c", "full_page_writes="+string(mode))
	cmd.ExtraFiles = []*os.File{alive}
	if err := cmd.Start(); err != nil {
		hold.Close()
		return server{}, err
	}
	ended := make(chan error, 1)
	go func() {
		ended <- cmd.Wait()
		hold.Close() // reached only when the server fails by itself: until then the pipe stays open as long as this process lives
	}()
	s := server{admin: "postgres://throughline@/postgres?host=" + folder + "&sslmode=disable"}
	return s, s.await(ended, filepath.Join(folder, "log"))
}

func (s server) await(ended <-chan error, log string) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	for {
		conn, err := pgx.Connect(ctx, s.admin)
		if err == nil {
			return conn.Close(ctx)
		}
		select {
		case status := <-ended:
			return fmt.Errorf("the PostgreSQL server stopped while starting: %v\n%s", status, tail(log))
		case <-ctx.Done():
			return fmt.Errorf("the PostgreSQL server does not answer: %w\n%s", err, tail(log))
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// initialise fills the data folder. initdb takes a second, copying its result a fifth of that, so the first result is kept in the
// user's cache folder, one for each version.
func initialise(prog program, user account, data string) error {
	kept := ""
	if cache, err := os.UserCacheDir(); err == nil {
		kept = filepath.Join(cache, "throughline-test", "initdb-"+prog.version+"-"+strings.ToLower(locale))
		if _, err := os.Stat(filepath.Join(kept, "PG_VERSION")); err == nil {
			return copyTree(kept, data, user)
		}
	}
	cmd := user.command(filepath.Dir(data), filepath.Join(prog.bin, "initdb"), "-D", data, "--no-sync", "--encoding=UTF8", "--locale="+locale, "--auth=trust", "--username=throughline")
	if out, err := cmd.CombinedOutput(); err != nil {
		return fmt.Errorf("initdb: %w\n%s", err, out)
	}
	if kept != "" {
		keep(data, kept) // a cache that cannot be written only costs time
	}
	return nil
}

// keep stores a copy under a name of its own and moves it into place, so that no other process ever sees half of it.
func keep(data, kept string) {
	if os.MkdirAll(filepath.Dir(kept), 0o700) != nil {
		return
	}
	part, err := os.MkdirTemp(filepath.Dir(kept), "part-")
	if err != nil {
		return
	}
	defer os.RemoveAll(part)
	whole := filepath.Join(part, "data")
	if copyTree(data, whole, account{}) == nil {
		_ = os.Rename(whole, kept) // fails when another process was first, which is as good
	}
}

// sweep removes folders whose server is gone: what is left after the keeper too was killed.
func sweep(base string) {
	old, _ := filepath.Glob(filepath.Join(base, prefix+"*")) // the only error is a bad pattern
	for _, folder := range old {
		if info, err := os.Stat(folder); err != nil || time.Since(info.ModTime()) < 10*time.Minute {
			continue // perhaps just being made
		}
		text, err := os.ReadFile(filepath.Join(folder, "data", "postmaster.pid"))
		first, _, _ := bytes.Cut(text, []byte("\n"))
		pid, bad := strconv.Atoi(string(first))
		if err != nil || bad != nil || !running(pid) {
			os.RemoveAll(folder)
		}
	}
}

func tail(log string) string {
	text, err := os.ReadFile(log)
	if err != nil {
		return err.Error()
	}
	return string(text[max(0, len(text)-2000):])
}

// command prepares a program to run as the account, with none of the variables that would send PostgreSQL elsewhere.
func (a account) command(dir, name string, args ...string) *exec.Cmd {
	cmd := exec.Command(name, args...)
	cmd.Dir = dir
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=" + locale, "TZ=UTC"}
	a.apply(cmd)
	return cmd
}
