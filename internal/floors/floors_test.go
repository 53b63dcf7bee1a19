package floors

import (
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

var update = flag.Bool("update", false, "write the floors into docs/architecture.md")

func TestImportsPointDown(t *testing.T) {
	root, err := Root(".")
	if err != nil {
		t.Fatal(err)
	}
	packages, err := Load(root)
	if err != nil {
		t.Fatal(err)
	}
	if len(packages) < 3 {
		t.Fatalf("only %d packages found below %s: the check would prove nothing", len(packages), root)
	}
	for _, fault := range Check(House, packages) {
		t.Error(fault)
	}
}

// TestPlanted proves that the check notices each kind of fault when real files hold it.
func TestPlanted(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		files map[string]string // file → what it imports, space separated
		want  []string
	}{
		"down is allowed": {
			files: map[string]string{"cmd/throughline/main.go": "internal/web", "internal/web/x.go": "internal/care internal/web/govuk internal/errs"},
		},
		"up is refused": {
			files: map[string]string{"internal/journal/x.go": "internal/story"},
			want:  []string{"internal/journal imports internal/story: truth points up to middle"},
		},
		"up from a folder below a listed one": {
			files: map[string]string{"internal/db/pool/x.go": "internal/journal"},
			want:  []string{"internal/db/pool imports internal/journal: ground points up to truth"},
		},
		"a file behind a build tag counts": {
			files: map[string]string{"internal/day/x_windows.go": "internal/cli"},
			want:  []string{"internal/day imports internal/cli: ground points up to faces"},
		},
		"a component does not know the pages": {
			files: map[string]string{"internal/web/govuk/x.go": "internal/web"},
			want:  []string{"internal/web/govuk imports internal/web: components points up to faces"},
		},
		"unknown package": {
			files: map[string]string{"internal/util/x.go": ""},
			want:  []string{"internal/util stands on no floor: add it to the table in internal/floors"},
		},
		"a name that only begins like a room": {
			files: map[string]string{"internal/careful/x.go": ""},
			want:  []string{"internal/careful stands on no floor: add it to the table in internal/floors"},
		},
		"rooms are walled": {
			files: map[string]string{"internal/court/x.go": "internal/care internal/court/order"},
			want:  []string{"internal/court imports internal/care: rooms may not import each other"},
		},
		"faces show each other only the front door": {
			files: map[string]string{"internal/cli/x.go": "internal/web internal/web/care", "internal/web/care/x.go": "internal/web"},
			want:  []string{"internal/cli imports internal/web/care: faces may not import what is inside another"},
		},
		"records import only the ground": {
			files: map[string]string{"internal/record/x.go": "internal/journal internal/day"},
			want:  []string{"internal/record imports internal/journal: vocabulary may import only ground"},
		},
		"test helpers are for tests": {
			files: map[string]string{"internal/care/x.go": "internal/db/dbtest", "internal/care/x_test.go": "internal/db/dbtest internal/demo"},
			want:  []string{"internal/care imports internal/db/dbtest, which only tests may import"},
		},
		"nested modules, testdata and hidden folders are not ours": {
			files: map[string]string{"tools/go.mod": "", "tools/x.go": "internal/web", "internal/day/testdata/x.go": "internal/web", ".ci/x.go": "internal/web"},
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			root := t.TempDir()
			plant(t, root, "go.mod", "module planted\n")
			for file, imports := range tt.files {
				plant(t, root, file, source(imports))
			}
			packages, err := Load(root)
			if err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(tt.want, Check(House, packages)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func TestEveryPackageIsOnOneFloor(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for _, f := range House {
		for _, p := range f.Packages {
			if seen[p] != "" {
				t.Errorf("%s is on the floors %s and %s", p, seen[p], f.Name)
			}
			seen[p] = f.Name
		}
	}
}

func TestArchitecturePage(t *testing.T) {
	t.Parallel()
	root, err := Root(".")
	if err != nil {
		t.Fatal(err)
	}
	page := filepath.Join(root, "docs", "architecture.md")
	text, err := os.ReadFile(page)
	if os.IsNotExist(err) {
		t.Skip("docs/architecture.md is missing")
	} else if err != nil {
		t.Fatal(err)
	}
	before, shown, after, ok := between(string(text))
	if !ok {
		t.Fatalf("%s has no floors table: put the lines %s and %s where it belongs, then run go test ./internal/floors -update", page, open, shut)
	}
	want := "\n" + Markdown(House)
	if *update {
		if err := os.WriteFile(page, []byte(before+open+want+shut+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, shown); diff != "" {
		t.Errorf("%s shows other floors (go test ./internal/floors -update writes them):\n%s", page, diff)
	}
}

const (
	open = "<!-- floors -->"
	shut = "<!-- /floors -->"
)

func between(text string) (before, inside, after string, ok bool) {
	before, rest, ok1 := strings.Cut(text, open)
	inside, after, ok2 := strings.Cut(rest, shut)
	return before, inside, after, ok1 && ok2
}

func plant(t *testing.T, root, file, text string) {
	t.Helper()
	path := filepath.Join(root, filepath.FromSlash(file))
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
}

func source(imports string) string {
	text := "package planted\n"
	for imp := range strings.FieldsSeq(imports) {
		text += "import _ \"planted/" + imp + "\"\n"
	}
	return text
}
