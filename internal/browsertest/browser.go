// Package browsertest drives a real, headless Chromium through pages as a person would: by what is written on them, by mouse and by
// keyboard; and checks that those pages are usable by everybody.
//
// Chromium is taken from THROUGHLINE_CHROMIUM or found on PATH. Where it is missing, tests are skipped by name, or fail when
// THROUGHLINE_REQUIRE_ALL=1. A step that cannot be done ends the test with the page's address, its heading and a screenshot.
//
// Only tests may import this package.
package browsertest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/chromedp"
)

// Browser is one running Chromium. Each page made from it has its own cookies, like a person with a computer of their own.
type Browser struct {
	ctx context.Context
}

// shared is the browser of this test process. It is shared because starting one takes about a second.
var shared = sync.OnceValues(func() (*Browser, error) {
	sweep(os.TempDir())
	return launch(context.Background(), filepath.Join(os.TempDir(), profile+strconv.Itoa(os.Getpid())))
})

// profile begins the name of a browser's folder; the id of its test process follows.
const profile = "throughline-chromium-"

// Shared returns the browser that all tests of the process use. It ends with the process.
func Shared(t testing.TB) *Browser {
	t.Helper()
	need(t)
	b, err := shared()
	if err != nil {
		t.Fatalf("the browser does not start: %v", err)
	}
	return b
}

// Start starts a browser for one test, which may kill it.
func Start(t testing.TB) *Browser {
	t.Helper()
	need(t)
	ctx, cancel := context.WithCancel(context.Background())
	t.Cleanup(cancel)
	b, err := launch(ctx, "")
	if err != nil {
		t.Fatalf("the browser does not start: %v", err)
	}
	return b
}

// Kill ends the browser as a power cut would (SIGKILL): no page gets the chance to send anything more.
func (b *Browser) Kill(t testing.TB) {
	t.Helper()
	if err := chromedp.FromContext(b.ctx).Browser.Process().Kill(); err != nil {
		t.Fatalf("the browser cannot be killed: %v", err)
	}
	ctx, cancel := context.WithTimeout(b.ctx, step)
	defer cancel()
	var exit *exec.ExitError // it was killed, so an exit status is the good news
	if err := chromedp.WaitClosed(ctx); err != nil && !errors.As(err, &exit) && ctx.Err() == nil {
		t.Fatalf("the browser was killed, but: %v", err)
	}
}

func launch(ctx context.Context, dir string) (*Browser, error) {
	path, err := find()
	if err != nil {
		return nil, err
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path),
		// Tests show it only our own pages, and the sandbox needs rights that root and containers do not have.
		chromedp.NoSandbox, chromedp.DisableGPU, chromedp.WindowSize(1280, 900),
		// A page kept alive for "back" is not loaded again, so that nobody could tell when it is there.
		chromedp.Flag("disable-features", "Translate,BackForwardCache"),
		// No calls to the network of its own.
		chromedp.Flag("disable-quic", true), chromedp.Flag("disable-component-update", true), chromedp.Flag("no-pings", true),
		chromedp.Flag("host-resolver-rules", "MAP * ~NOTFOUND, EXCLUDE localhost, EXCLUDE 127.0.0.1, EXCLUDE *.localhost"))
	if dir != "" {
		options = append(options, chromedp.UserDataDir(dir))
	}
	ctx, _ = chromedp.NewExecAllocator(ctx, options...)
	ctx, _ = chromedp.NewContext(ctx)
	if err := chromedp.Do(ctx); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	return &Browser{ctx: ctx}, nil
}

func need(t testing.TB) {
	t.Helper()
	_, err := find()
	lack(t, err)
}

// lack skips the test when something is missing on this machine, or fails it where everything is required.
func lack(t testing.TB, err error) {
	t.Helper()
	switch {
	case err == nil:
	case os.Getenv("THROUGHLINE_REQUIRE_ALL") == "1":
		t.Fatalf("required here (THROUGHLINE_REQUIRE_ALL=1): %v", err)
	default:
		t.Skip(err)
	}
}

func find() (string, error) {
	if path := os.Getenv("THROUGHLINE_CHROMIUM"); path != "" {
		found, err := exec.LookPath(path)
		if err != nil {
			return "", fmt.Errorf("no Chromium where THROUGHLINE_CHROMIUM says: %w", err)
		}
		return found, nil
	}
	// The shell is Chromium without the windows, menus and side panels around a page, which cost more than the pages do. Debian's command for it is a
	// script that starts it and does not end with it, so it is looked for where it is.
	names := []string{"/usr/lib/chromium/chromium-headless-shell", "chromium", "chromium-browser", "google-chrome", "google-chrome-stable"}
	for _, name := range names {
		if path, err := exec.LookPath(name); err == nil {
			return path, nil
		}
	}
	return "", fmt.Errorf("no Chromium: none of %s is on PATH, and THROUGHLINE_CHROMIUM is not set", strings.Join(names, ", "))
}

// sweep removes the folders of browsers whose test process is gone: a process cannot remove its own after its end.
func sweep(base string) {
	old, _ := filepath.Glob(filepath.Join(base, profile+"*")) // the only error is a bad pattern
	for _, dir := range old {
		pid, err := strconv.Atoi(strings.TrimPrefix(filepath.Base(dir), profile))
		if info, gone := os.Stat(dir); err == nil && gone == nil && time.Since(info.ModTime()) > time.Minute && !running(pid) {
			os.RemoveAll(dir)
		}
	}
}
