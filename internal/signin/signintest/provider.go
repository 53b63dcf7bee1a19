// Package signintest runs an identity provider that other people wrote: the npm package oidc-provider, under node.
//
// Only tests may import this package.
package signintest

import (
	"bufio"
	"context"
	_ "embed"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"throughline/internal/floors"
)

//go:embed provider.mjs
var script []byte

// ID and Secret are what the service is called and proves itself with at the provider.
const (
	ID     = "throughline"
	Secret = "a secret of the test only, long enough"
)

// Provider starts the provider and gives its address. Anybody may sign in there under any name without spaces, with any password; their verified
// address is that name at example.gov.uk. Where node or the package is missing the test is skipped by name, or fails when
// THROUGHLINE_REQUIRE_ALL=1.
func Provider(t testing.TB, redirect, logout string) (issuer string) {
	t.Helper()
	node, err := exec.LookPath("node")
	if err != nil {
		missing(t, "node")
	}
	root, err := floors.Root(".")
	if err != nil {
		t.Fatal(err)
	}
	library := filepath.Join(root, "web-assets", "node_modules", "oidc-provider", "lib", "index.js")
	if _, err := os.Stat(library); err != nil {
		missing(t, "npm package oidc-provider (npm ci in web-assets)")
	}
	file := filepath.Join(t.TempDir(), "provider.mjs")
	if err := os.WriteFile(file, script, 0o600); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cmd := exec.CommandContext(ctx, node, "--no-warnings", file, library, redirect, logout)
	var noise strings.Builder
	cmd.Stderr = &noise
	in, err := cmd.StdinPipe() // its end tells the provider to go, should this process die first
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		cancel()
		_ = cmd.Wait()
		if t.Failed() {
			t.Log(noise.String())
		}
	})
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("the provider did not start: %v", err)
	}
	return strings.TrimSpace(line)
}

// missing skips by name, or fails where everything is required.
func missing(t testing.TB, what string) {
	t.Helper()
	if os.Getenv("THROUGHLINE_REQUIRE_ALL") == "1" {
		t.Fatalf("%s is required here (THROUGHLINE_REQUIRE_ALL=1) but missing", what)
	}
	t.Skipf("%s is missing", what)
}
