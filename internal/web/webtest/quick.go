package webtest

import (
	"os"
	"testing"
)

// Quick is a folder where writes need no disk, if this machine has one. Tests of pages write at nearly every step, at least a row in the
// access log, and none of them pulls the plug of the machine: a process that is killed loses nothing here either.
func Quick(tb testing.TB) string {
	tb.Helper()
	dir, err := os.MkdirTemp("/dev/shm", "throughline-test-")
	if err != nil {
		return tb.TempDir()
	}
	tb.Cleanup(func() { Need(tb, os.RemoveAll(dir)) })
	return dir
}
