// Command results reads the stream of "go test -json" on its standard input, prints one line for each package and all that failing tests
// wrote, and lists every skipped test. It fails when a test failed or was skipped: where everything is installed, nothing may be left out.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"
)

type event struct {
	Action, Package, Test, Output, ImportPath string
	Elapsed                                   float64
}

func main() {
	ok, err := report(os.Stdin, os.Stdout)
	if err != nil {
		fmt.Fprintln(os.Stderr, "results:", err)
	}
	if err != nil || !ok {
		os.Exit(1)
	}
}

// report copies what matters. It is false when a test failed or was skipped, or when nothing was tested.
func report(r io.Reader, w io.Writer) (ok bool, err error) {
	said := map[string][]string{} // package and test → its output
	var skipped, failed []string
	passed := 0
	lines := bufio.NewReader(r)
	for {
		line, err := lines.ReadString('\n')
		if err == io.EOF && line == "" {
			break
		}
		if err != nil && err != io.EOF {
			return false, err
		}
		var e event
		if json.Unmarshal([]byte(line), &e) != nil {
			fmt.Fprint(w, line) // the go command itself
			continue
		}
		key := e.Package + " " + e.Test
		switch {
		case e.Action == "output":
			said[key] = append(said[key], e.Output)
		case e.Action == "build-output":
			fmt.Fprint(w, e.Output)
		case e.Action == "build-fail":
			failed = append(failed, e.ImportPath+" does not build")
		case e.Action == "skip" && e.Test != "":
			skipped = append(skipped, key+": "+reason(said[key]))
		case e.Action == "fail" && e.Test != "":
			failed = append(failed, key)
			fmt.Fprint(w, strings.Join(said[key], ""))
		case e.Action == "fail":
			failed = append(failed, e.Package)
			fmt.Fprint(w, strings.Join(said[key], ""))
		case e.Action == "pass" && e.Test == "":
			fmt.Fprintf(w, "ok   %-50s %7.1f s\n", e.Package, e.Elapsed)
		case e.Action == "pass":
			passed++
		}
		if e.Action == "pass" || e.Action == "skip" {
			delete(said, key)
		}
	}
	list(w, "SKIPPED", skipped)
	list(w, "FAILED", failed)
	fmt.Fprintf(w, "%d tests passed, %d failed or did not build, %d skipped\n", passed, len(failed), len(skipped))
	return passed > 0 && len(failed) == 0 && len(skipped) == 0, nil
}

func list(w io.Writer, what string, names []string) {
	slices.Sort(names)
	for _, n := range slices.Compact(names) {
		fmt.Fprintf(w, "%s %s\n", what, n)
	}
}

// reason is what a skipped test said, without the marks that go test puts around it.
func reason(output []string) string {
	var words []string
	for _, line := range output {
		line = strings.TrimSpace(line)
		if !strings.HasPrefix(line, "===") && !strings.HasPrefix(line, "---") {
			words = append(words, line)
		}
	}
	return strings.Join(words, " ")
}
