package dbtest

import (
	"os"
	"testing"
)

// Quick is a folder of the test where writes need no disk, if this machine has one with room. Tests write at nearly every step, at least a row in the
// access log, and few pull the plug of the machine: a process that is killed loses nothing here either. Those that do take Durable.
func Quick(t testing.TB) string {
	t.Helper()
	const memory, room = "/dev/shm", 2 << 30
	if free(memory) < room {
		return t.TempDir()
	}
	dir, err := os.MkdirTemp(memory, "throughline-test-")
	if err != nil {
		return t.TempDir()
	}
	t.Cleanup(func() {
		if err := os.RemoveAll(dir); err != nil {
			t.Error(err)
		}
	})
	return dir
}
