package record

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"strings"
	"testing"
)

// TestEveryColumnHasAHome: testdata/columns/columns.json has the tables and columns of specs/ssda903/tables.json and specs/cin/schema.json. Each
// is in Columns once, and where it says that a kind holds it, the kind has that field.
func TestEveryColumnHasAHome(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("testdata/columns/columns.json")
	if err != nil {
		t.Fatal(err)
	}
	var want map[string]map[string][]string
	if err := json.Unmarshal(raw, &want); err != nil {
		t.Fatal(err)
	}
	listed := map[string]int{}
	for _, c := range Columns() {
		listed[c.Return+" "+c.Table+" "+c.Name]++
		if c.Kind == "" {
			if c.Note == "" {
				t.Errorf("%s %s.%s: no kind holds it, and nothing says why", c.Return, c.Table, c.Name)
			}
			continue
		}
		k, ok := Lookup(c.Kind)
		if !ok {
			t.Errorf("%s.%s: there is no kind %q", c.Table, c.Name, c.Kind)
			continue
		}
		body, err := k.decode([]byte("{}"))
		if err != nil {
			t.Fatal(err)
		}
		if !hasField(reflect.TypeOf(body), c.Field) {
			t.Errorf("%s.%s: %s has no field %q", c.Table, c.Name, c.Kind, c.Field)
		}
	}
	total := 0
	for of, tables := range want {
		for table, columns := range tables {
			for _, name := range columns {
				total++
				if n := listed[fmt.Sprintf("%s %s %s", of, table, name)]; n != 1 {
					t.Errorf("%s %s.%s is listed %d times", of, table, name, n)
				}
			}
		}
	}
	if total < 150 || total != len(listed) {
		t.Errorf("the specifications have %d columns, the list %d", total, len(listed))
	}
}

func hasField(typ reflect.Type, path string) bool {
	name, rest, nested := strings.Cut(path, ".")
	for i := range typ.NumField() {
		f := typ.Field(i)
		if tag, _, _ := strings.Cut(f.Tag.Get("json"), ","); tag != name {
			continue
		}
		if !nested {
			return true
		}
		return f.Type.Kind() == reflect.Slice && hasField(f.Type.Elem(), rest)
	}
	return false
}
