package chronology

import (
	"flag"
	"fmt"
	"go/ast"
	"go/format"
	"go/parser"
	"go/token"
	"maps"
	"os"
	"path/filepath"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/record"
	"throughline/internal/record/codes"
)

var update = flag.Bool("update", false, "write sets.go and the golden files")

// TestSetsAreThoseOfTheRecords: which code set a field is written with is said beside the field, in internal/record. The table here is made from those
// comments, so that a record is read in the words of its own codes.
func TestSetsAreThoseOfTheRecords(t *testing.T) {
	t.Parallel()
	want := map[string]string{}
	types := structs(t)
	for _, k := range record.Kinds() {
		b, err := record.Decode(k.Name, k.Rev, []byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		collect(types, reflect.TypeOf(b).Name(), k.Name, want)
	}
	if *update {
		var b strings.Builder
		b.WriteString("package chronology\n\n// sets are the code sets of the fields of records, by kind and path. Made from the comments of internal/record: go test ./internal/chronology -run Sets -update\nvar sets = map[string]string{\n")
		for _, key := range slices.Sorted(maps.Keys(want)) {
			fmt.Fprintf(&b, "\t%q: %q,\n", key, want[key])
		}
		b.WriteString("}\n")
		text, err := format.Source([]byte(b.String()))
		if err == nil {
			err = os.WriteFile("sets.go", text, 0o644)
		}
		if err != nil {
			t.Fatal(err)
		}
		return
	}
	for key, set := range sets {
		if want[key] != "" && want[key] != set {
			t.Errorf("%s is written with %s, not %s", key, want[key], set)
		}
	}
	// Kinds of other areas grow by themselves, and their codes are shown as they are stored until the table is made again. Those of casework are complete.
	missing := map[string]string{}
	for key, set := range want {
		kind, _, _ := strings.Cut(key, ".")
		if sets[key] == "" && slices.Contains([]string{"case_note", "supervision", "management_oversight", "warning", "document", "letter", "chronology_note", "visit", "cp_plan"}, kind) {
			missing[key] = set
		} else if sets[key] == "" {
			t.Logf("%s is shown as it is stored; write the table again with -update", key)
		}
	}
	if diff := cmp.Diff(map[string]string{}, missing); diff != "" {
		t.Errorf("fields whose codes would be shown as they are stored; write them with -update:\n%s", diff)
	}
}

func structs(t *testing.T) map[string]*ast.StructType {
	t.Helper()
	out := map[string]*ast.StructType{}
	paths, err := filepath.Glob("../record/*.go")
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range paths {
		f, err := parser.ParseFile(token.NewFileSet(), p, nil, parser.ParseComments)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(f, func(n ast.Node) bool {
			if ts, ok := n.(*ast.TypeSpec); ok {
				if st, ok := ts.Type.(*ast.StructType); ok {
					out[ts.Name.Name] = st
				}
			}
			return true
		})
	}
	return out
}

var setIn = regexp.MustCompile(`code set (\w+)`)

func collect(types map[string]*ast.StructType, name, path string, into map[string]string) {
	st := types[name]
	if st == nil {
		return
	}
	for _, f := range st.Fields.List {
		if f.Tag == nil {
			continue
		}
		tag, _, _ := strings.Cut(reflect.StructTag(strings.Trim(f.Tag.Value, "`")).Get("json"), ",")
		key := path + "." + tag
		if m := setIn.FindStringSubmatch(f.Comment.Text()); m != nil {
			if _, ok := codes.Set(m[1]); ok {
				into[key] = m[1]
			}
		}
		elem := f.Type
		for {
			switch e := elem.(type) {
			case *ast.ArrayType:
				elem = e.Elt
				continue
			case *ast.StarExpr:
				elem = e.X
				continue
			}
			break
		}
		if id, ok := elem.(*ast.Ident); ok {
			collect(types, id.Name, key, into)
		}
	}
}
