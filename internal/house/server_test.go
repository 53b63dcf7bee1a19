//go:build linux

package house_test

import (
	"bytes"
	"context"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"
)

// TestKillServer kills the PostgreSQL server, all its processes at once, under a writer at work, starts it again and waits until the same
// writer has a command acknowledged; then it kills the writer as well. What is left is proved as in TestKill. One in four of
// THROUGHLINE_KILLS: restarting costs more than opening.
func TestKillServer(t *testing.T) {
	s := newServer(t)
	k := killing{t: t, rand: rand.New(rand.NewPCG(5, 5)), kills: max(3, number(t, "THROUGHLINE_KILLS", 8)/4)}
	began, lost := time.Now(), 0
	for k.done < k.kills {
		k.house(s.database(), func(w *writer) {
			w.wait("its first acknowledged command", w.first)
			time.Sleep(5*time.Millisecond + time.Duration(k.rand.IntN(145_000))*time.Microsecond)
			s.kill()
			time.Sleep(time.Duration(k.rand.IntN(50_000)) * time.Microsecond)
			s.start()
			// What it said before the kill may still be in the channel.
			select {
			case <-w.ack:
			default:
			}
			w.wait("acknowledged command after the server came back", w.ack)
			w.kill()
			w.end()
			if len(w.lost) == 0 {
				t.Logf("kill %d: the writer noticed nothing", k.done)
			}
			lost += len(w.lost)
		})
	}
	t.Logf("%d commands were told that the database was gone", lost)
	k.report(time.Since(began))
}

// server is a PostgreSQL cluster of this test alone, with everything flushed to disk on commit.
type server struct {
	t           *testing.T
	bin, folder string
	attr        *syscall.SysProcAttr
	cmd         *exec.Cmd
	databases   int
}

func newServer(t *testing.T) *server {
	t.Helper()
	missing := func(what string) {
		if os.Getenv("THROUGHLINE_REQUIRE_ALL") == "1" {
			t.Fatalf("a PostgreSQL that may be killed is required here: %s", what)
		}
		t.Skipf("no PostgreSQL that may be killed: %s", what)
	}
	if set := os.Getenv("THROUGHLINE_TEST_POSTGRES"); set != "" {
		missing("THROUGHLINE_TEST_POSTGRES is set, and the server it names belongs to others")
	}
	bins, err := filepath.Glob("/usr/lib/postgresql/*/bin/postgres")
	if err != nil || len(bins) == 0 {
		missing("no /usr/lib/postgresql/*/bin/postgres")
	}
	s := &server{t: t, bin: filepath.Dir(bins[len(bins)-1]), attr: &syscall.SysProcAttr{Setpgid: true}}
	// Short, for the path of a socket, and open to the account that runs the server.
	if s.folder, err = os.MkdirTemp("/tmp", "throughline-kill-"); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if s.cmd != nil {
			s.kill()
		}
		if err := os.RemoveAll(s.folder); err != nil {
			t.Error(err)
		}
	})
	if os.Geteuid() == 0 { // PostgreSQL refuses to run as root
		u, err := user.Lookup("postgres")
		if err != nil {
			u, err = user.Lookup("nobody")
		}
		if err != nil {
			missing("neither account postgres nor nobody to run it as")
		}
		uid, _ := strconv.Atoi(u.Uid)
		gid, _ := strconv.Atoi(u.Gid)
		s.attr.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
		if err := os.Chown(s.folder, uid, gid); err != nil {
			t.Fatal(err)
		}
	}
	init := s.command("initdb", "-D", s.data(), "--no-sync", "--encoding=UTF8", "--locale=C.UTF-8", "--auth=trust", "--username=throughline")
	if out, err := init.CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	s.start()
	return s
}

func (s *server) data() string { return filepath.Join(s.folder, "data") }

func (s *server) command(name string, args ...string) *exec.Cmd {
	cmd := exec.Command(filepath.Join(s.bin, name), args...)
	cmd.Dir, cmd.SysProcAttr = s.folder, s.attr
	cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "LC_ALL=C.UTF-8", "TZ=UTC"}
	return cmd
}

func (s *server) url(database string) string {
	return "postgres://throughline@/" + database + "?host=" + s.folder + "&sslmode=disable"
}

// start starts the server and waits until it answers. It may have to try more than once: a server that was killed may not be gone yet.
func (s *server) start() {
	s.t.Helper()
	log, err := os.OpenFile(filepath.Join(s.folder, "log"), os.O_CREATE|os.O_APPEND|os.O_WRONLY, 0o600)
	if err != nil {
		s.t.Fatal(err)
	}
	defer log.Close()
	deadline := time.Now().Add(time.Minute)
	for {
		s.cmd = s.command("postgres", "-D", s.data(), "-k", s.folder, "-c", "listen_addresses=", "-c", "shared_buffers=32MB",
			"-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on")
		s.cmd.Stdout, s.cmd.Stderr = log, log
		if err := s.cmd.Start(); err != nil {
			s.t.Fatal(err)
		}
		ended := make(chan error, 1)
		cmd := s.cmd
		go func() { ended <- cmd.Wait() }()
		if s.await(ended, deadline) {
			return
		}
		if time.Now().After(deadline) {
			text, _ := os.ReadFile(log.Name())
			s.t.Fatalf("the server does not start:\n%s", text[max(0, len(text)-3000):])
		}
		time.Sleep(50 * time.Millisecond)
	}
}

func (s *server) await(ended <-chan error, deadline time.Time) bool {
	for time.Now().Before(deadline) {
		ctx, cancel := context.WithDeadline(s.t.Context(), deadline)
		conn, err := pgx.Connect(ctx, s.url("postgres"))
		cancel()
		if err == nil {
			return conn.Close(context.Background()) == nil
		}
		select {
		case <-ended:
			return false
		case <-time.After(20 * time.Millisecond):
		}
	}
	return false
}

// kill ends the server and every process that it started, with no chance to tidy up.
func (s *server) kill() {
	s.t.Helper()
	pids := append([]int{s.cmd.Process.Pid}, children(s.cmd.Process.Pid)...)
	for _, pid := range pids {
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil && err != syscall.ESRCH {
			s.t.Fatal(err)
		}
	}
}

// children lists the processes whose parent is pid.
func children(pid int) []int {
	stats, _ := filepath.Glob("/proc/[0-9]*/stat") // the only error is a bad pattern
	var out []int
	for _, p := range stats {
		text, err := os.ReadFile(p)
		if err != nil {
			continue // it ended meanwhile
		}
		// pid (name) state ppid ...: the name may hold anything, so look behind its end.
		_, rest, _ := bytes.Cut(text[bytes.LastIndexByte(text, ')')+1:], []byte(" "))
		var state string
		var parent int
		if _, err := fmt.Sscan(string(rest), &state, &parent); err == nil && parent == pid {
			child, _ := strconv.Atoi(filepath.Base(filepath.Dir(p)))
			out = append(out, child)
		}
	}
	return out
}

// database makes an empty database.
func (s *server) database() string {
	s.t.Helper()
	s.databases++
	name := fmt.Sprint("d", s.databases)
	conn, err := pgx.Connect(s.t.Context(), s.url("postgres"))
	if err != nil {
		s.t.Fatal(err)
	}
	defer conn.Close(context.Background())
	if _, err := conn.Exec(s.t.Context(), "create database "+name); err != nil {
		s.t.Fatal(err)
	}
	return s.url(name)
}
