package docstest

import (
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"throughline/internal/web"
)

var (
	address = regexp.MustCompile("`(/[a-z][a-z0-9/{}-]*)`")
	notYet  = regexp.MustCompile(`(?s)(<!-- not-there -->\n)(.*)(<!-- /not-there -->)`)
)

// TestAddressesOfGuidesAnswer checks that every address which a guide names is a route, or is listed as not there yet; and that the list
// names nothing that is there.
func TestAddressesOfGuidesAnswer(t *testing.T) {
	t.Parallel()
	routes := map[string]bool{}
	for _, r := range web.Routes() {
		routes[r.Path] = true
	}
	missing := map[string]bool{}
	named := 0
	list := ""
	for page, text := range pages(t) {
		if !strings.HasPrefix(page, "docs/guides/") {
			continue
		}
		if m := notYet.FindStringSubmatch(text); m != nil {
			list = m[2]
			text = notYet.ReplaceAllString(text, "")
		}
		for _, m := range address.FindAllStringSubmatch(text, -1) {
			if named++; !routes[m[1]] {
				missing[m[1]] = true
			}
		}
	}
	if named < 20 {
		t.Fatalf("only %d addresses found in the guides: the check would prove nothing", named)
	}
	want := "None: all are there.\n"
	if len(missing) > 0 {
		all := make([]string, 0, len(missing))
		for a := range missing {
			all = append(all, a)
		}
		slices.Sort(all)
		want = "- `" + strings.Join(all, "`\n- `") + "`\n"
	}
	if *update {
		path := filepath.Join(root, "docs", "guides", "README.md")
		b, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, notYet.ReplaceAll(b, []byte("${1}"+want+"${3}")), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if list != want {
		t.Errorf("docs/guides/README.md lists as not there yet:\n%s\nbut the guides name these that the server does not answer (go test ./docs/docstest -update writes it):\n%s", list, want)
	}
}
