package docstest

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"
)

// step is one command line of a page, what the page shows of its output, and the exit code it tells of.
type step struct {
	page string
	line int
	args []string
	exit int
	show []string
}

// steps reads the blocks marked console. A line that begins with "$ " is run; the lines after it are lines of its output, in which … stands
// for anything; a line of … alone stands for any lines. "# exit 5" at the end of a command says how it leaves.
func steps(t *testing.T, page, text string) []step {
	t.Helper()
	var out []step
	inside := false
	for i, line := range strings.Split(text, "\n") {
		switch {
		case strings.HasPrefix(line, "```"):
			inside = line == "```console"
		case !inside || strings.TrimSpace(line) == "" || line == "…":
		case strings.HasPrefix(line, "$ "):
			s := step{page: page, line: i + 1}
			command, exit, told := strings.Cut(line[2:], "# exit ")
			if told {
				if _, err := fmt.Sscan(exit, &s.exit); err != nil {
					t.Fatalf("%s line %d: %v", page, i+1, err)
				}
			}
			s.args = strings.Fields(command)
			out = append(out, s)
		case len(out) == 0:
			t.Fatalf("%s line %d: output before any command", page, i+1)
		default:
			out[len(out)-1].show = append(out[len(out)-1].show, line)
		}
	}
	return out
}

// TestCommandLinesOfPages builds the program, makes the demo with it, and runs every command line of docs/cli.md and of the guides, in the order
// in which they stand. Each page has the demo to itself.
func TestCommandLinesOfPages(t *testing.T) {
	t.Parallel()
	bin := t.TempDir()
	built := filepath.Join(bin, "throughline")
	if out, err := exec.Command("go", "build", "-o", built, filepath.Join(root, "cmd", "throughline")).CombinedOutput(); err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	made := filepath.Join(t.TempDir(), "made")
	if err := os.Mkdir(made, 0o700); err != nil {
		t.Fatal(err)
	}
	if out, code := perform(t, built, made, []string{"throughline", "demo", "--once", "--size", "hamlet", "--today", "2026-11-25"}); code != 0 {
		t.Fatalf("the demo cannot be made: exit %d\n%s", code, out)
	}
	ran := 0
	all := pages(t)
	for _, page := range sorted(all) {
		todo := steps(t, page, all[page])
		if len(todo) == 0 {
			continue
		}
		ran += len(todo)
		t.Run(page, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "here")
			if err := os.CopyFS(dir, os.DirFS(made)); err != nil {
				t.Fatal(err)
			}
			if err := os.CopyFS(dir, os.DirFS(filepath.Join(root, "docs", "examples"))); err != nil {
				t.Fatal(err)
			}
			for _, s := range todo {
				s.run(t, built, dir)
			}
		})
	}
	if ran < 10 {
		t.Errorf("only %d command lines found: the check proves little", ran)
	}
}

func sorted(m map[string]string) []string {
	var keys []string
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}

func (s step) run(t *testing.T, built, dir string) {
	t.Helper()
	out, code := perform(t, built, dir, s.args)
	if code != s.exit {
		t.Errorf("%s line %d: %s: exit %d, the page says %d\n%s", s.page, s.line, strings.Join(s.args, " "), code, s.exit, out)
		return
	}
	have := strings.Split(out, "\n")
	at := 0
	for _, want := range s.show {
		pattern := regexp.MustCompile("^" + strings.ReplaceAll(regexp.QuoteMeta(strings.TrimRight(want, " ")), "…", ".*") + "$")
		i := slices.IndexFunc(have[at:], func(l string) bool { return pattern.MatchString(strings.TrimRight(l, " \r")) })
		if i < 0 {
			t.Errorf("%s line %d: %s does not print, or not in this order:\n%s\nIt prints:\n%s", s.page, s.line, strings.Join(s.args, " "), want, clip(out))
			return
		}
		at += i + 1
	}
}

func clip(s string) string {
	if len(s) > 3000 {
		return s[:3000] + "…"
	}
	return s
}

// perform runs one command line: of the program, or one of the few others that pages use.
func perform(t *testing.T, built, dir string, args []string) (out string, code int) {
	t.Helper()
	name := args[0]
	switch name {
	case "throughline":
		name = built
	case "cp", "cat", "ls", "mkdir":
	default:
		t.Fatalf("a page runs %q, which this test does not", name)
	}
	ctx, stop := context.WithTimeout(t.Context(), 3*time.Minute)
	defer stop()
	cmd := exec.CommandContext(ctx, name, args[1:]...)
	cmd.Dir = dir
	cmd.Env = append(os.Environ(), "THROUGHLINE_DB=throughline-demo/demo.db", "THROUGHLINE_KEYS=", "THROUGHLINE_VAULT=")
	var both bytes.Buffer
	cmd.Stdout, cmd.Stderr = &both, &both
	err := cmd.Run()
	if err != nil && exitOf(err) < 0 {
		t.Fatalf("%s: %v", strings.Join(args, " "), err)
	}
	return both.String(), exitOf(err)
}
