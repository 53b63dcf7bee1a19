package floors

import (
	"fmt"
	"go/parser"
	"go/token"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/mod/modfile"
)

// Root is the folder of the module that contains dir: the nearest one upwards with a go.mod.
func Root(dir string) (string, error) {
	dir, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for d := dir; ; d = filepath.Dir(d) {
		if _, err := os.Stat(filepath.Join(d, "go.mod")); err == nil {
			return d, nil
		}
		if filepath.Dir(d) == d {
			return "", fmt.Errorf("no go.mod in %s or above it", dir)
		}
	}
}

// Load reads which packages of the module at root import which, for every build configuration at once (build tags are not looked at).
// Folders that the go command ignores (testdata, names that begin with a dot or underscore, nested modules) are left out.
func Load(root string) ([]Package, error) {
	gomod, err := os.ReadFile(filepath.Join(root, "go.mod"))
	if err != nil {
		return nil, err
	}
	l := loader{root: root, module: modfile.ModulePath(gomod), found: map[string]*Package{}}
	if l.module == "" {
		return nil, fmt.Errorf("%s/go.mod names no module", root)
	}
	if err := filepath.WalkDir(root, l.visit); err != nil {
		return nil, err
	}
	var all []Package
	for _, name := range slices.Sorted(maps.Keys(l.found)) {
		all = append(all, *l.found[name])
	}
	return all, nil
}

type loader struct {
	root, module string
	found        map[string]*Package
}

func (l loader) visit(file string, e fs.DirEntry, err error) error {
	switch {
	case err != nil:
		return err
	case e.IsDir() && file != l.root && ignored(file):
		return filepath.SkipDir
	case e.IsDir() || !strings.HasSuffix(file, ".go") || strings.HasPrefix(e.Name(), "_") || strings.HasPrefix(e.Name(), "."):
		return nil
	}
	parsed, err := parser.ParseFile(token.NewFileSet(), file, nil, parser.ImportsOnly)
	if err != nil {
		return err
	}
	rel, err := filepath.Rel(l.root, filepath.Dir(file))
	if err != nil {
		return err
	}
	name := filepath.ToSlash(rel)
	if l.found[name] == nil {
		l.found[name] = &Package{Path: name}
	}
	p := l.found[name]
	for _, spec := range parsed.Imports {
		imp, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return err
		}
		own, ok := strings.CutPrefix(imp, l.module+"/")
		switch {
		case !ok:
		case strings.HasSuffix(file, "_test.go"):
			p.TestImports = append(p.TestImports, own)
		default:
			p.Imports = append(p.Imports, own)
		}
	}
	return nil
}

func ignored(dir string) bool {
	name := filepath.Base(dir)
	if name == "testdata" || name == "vendor" || name == "node_modules" || strings.HasPrefix(name, ".") || strings.HasPrefix(name, "_") {
		return true
	}
	_, err := os.Stat(filepath.Join(dir, "go.mod"))
	return err == nil
}
