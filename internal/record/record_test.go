package record

import (
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
)

var update = flag.Bool("update", false, "write what the frozen bodies decode to today as the new goldens")

const frozen = "testdata/kinds"

// TestFrozenBodies decodes a body of every revision of every kind that was ever released. A frozen body (kind/rev1.json, more of them as
// rev1-*.json) is never edited: what was written with it is in journals for ever. Its golden is what it means today.
func TestFrozenBodies(t *testing.T) {
	t.Parallel()
	for _, k := range Kinds() {
		t.Run(k.Name, func(t *testing.T) {
			t.Parallel()
			for rev := 1; rev <= k.Rev; rev++ {
				paths := examples(t, k.Name, rev)
				if len(paths) == 0 {
					t.Errorf("revision %d has no frozen body: write one to %s/%s/rev%d.json with every field that the revision has", rev, frozen, k.Name, rev)
				}
				for _, p := range paths {
					thaw(t, k, rev, p)
				}
			}
			if extra := examples(t, k.Name, k.Rev+1); len(extra) > 0 {
				t.Errorf("%s is of a revision that this program does not know", extra[0])
			}
		})
	}
	dirs, err := os.ReadDir(frozen)
	if err != nil {
		t.Fatal(err)
	}
	for _, d := range dirs {
		if _, ok := Lookup(d.Name()); !ok {
			t.Errorf("%s/%s: the kind is gone, but journals still hold it", frozen, d.Name())
		}
	}
}

func examples(t testing.TB, kind string, rev int) []string {
	t.Helper()
	var out []string
	for _, pattern := range []string{"rev%d.json", "rev%d-*.json"} {
		paths, err := filepath.Glob(filepath.Join(frozen, kind, fmt.Sprintf(pattern, rev)))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, paths...)
	}
	return out
}

// thaw compares what a frozen body decodes to with its golden, and checks that writing it again and reading that changes nothing.
func thaw(t *testing.T, k Kind, rev int, path string) {
	t.Helper()
	raw, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	body, err := Decode(k.Name, rev, raw)
	if err != nil {
		t.Fatalf("%s: %v", path, err)
	}
	now, err := Encode(body)
	if err != nil {
		t.Fatal(err)
	}
	var got bytes.Buffer
	if err := json.Indent(&got, now, "", "  "); err != nil {
		t.Fatal(err)
	}
	got.WriteByte('\n')
	golden := strings.TrimSuffix(path, ".json") + ".golden"
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatalf("%v; write it with: go test ./internal/record -run TestFrozenBodies -update", err)
	}
	if diff := cmp.Diff(string(want), got.String()); diff != "" {
		t.Errorf("%s means something else than it did (-then +now):\n%s", path, diff)
	}
	again, err := Decode(k.Name, k.Rev, now)
	if err != nil {
		t.Fatalf("%s, written today: %v", path, err)
	}
	if b, err := Encode(again); err != nil || !bytes.Equal(b, now) {
		t.Errorf("%s does not survive being written and read (%v):\n%s\n%s", path, err, now, b)
	}
	if rev == k.Rev {
		if lost := strangers(t, raw, now); len(lost) > 0 {
			t.Errorf("%s: read and forgotten: %s", path, strings.Join(lost, ", "))
		}
	}
}

// strangers names what is in a body of the newest revision and is no longer there after reading: a field that was renamed or removed
// without a new revision.
func strangers(t *testing.T, before, after []byte) []string {
	t.Helper()
	var b, a any
	if err := json.Unmarshal(before, &b); err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(after, &a); err != nil {
		t.Fatal(err)
	}
	var lost []string
	var walk func(path string, b, a any)
	walk = func(path string, b, a any) {
		switch b := b.(type) {
		case map[string]any:
			m, _ := a.(map[string]any)
			for name, v := range b {
				if _, ok := m[name]; !ok {
					lost = append(lost, path+"."+name)
					continue
				}
				walk(path+"."+name, v, m[name])
			}
		case []any:
			l, _ := a.([]any)
			for i, v := range b {
				if i >= len(l) {
					lost = append(lost, fmt.Sprintf("%s[%d]", path, i))
					continue
				}
				walk(fmt.Sprintf("%s[%d]", path, i), v, l[i])
			}
		}
	}
	walk("", b, a)
	return lost
}

// TestFrozenBodiesSetEveryField: a field that no frozen body has can be renamed or change its type without any test noticing, and every
// body written until then would lose it.
func TestFrozenBodiesSetEveryField(t *testing.T) {
	t.Parallel()
	for _, k := range Kinds() {
		set := map[string]bool{}
		var typ reflect.Type
		for _, p := range examples(t, k.Name, k.Rev) {
			raw, err := os.ReadFile(p)
			if err != nil {
				t.Fatal(err)
			}
			body, err := Decode(k.Name, k.Rev, raw)
			if err != nil {
				t.Fatal(err)
			}
			typ = reflect.TypeOf(body)
			fields(reflect.ValueOf(body), "", func(path string, v reflect.Value) { set[path] = set[path] || !v.IsZero() })
		}
		if typ == nil {
			continue // TestFrozenBodies says so
		}
		for path, ok := range set {
			if !ok {
				t.Errorf("%s: no frozen body of revision %d sets %s. Add %s/%s/rev%d-%s.json; leave the older ones as they are",
					k.Name, k.Rev, path, frozen, k.Name, k.Rev, strings.ToLower(path[strings.LastIndexByte(path, '.')+1:]))
			}
		}
	}
}

// fields calls fn for every field of a value, those of structs in lists too.
func fields(v reflect.Value, path string, fn func(path string, v reflect.Value)) {
	switch {
	case v.Type() == reflect.TypeFor[day.Day]() || v.Type() == reflect.TypeFor[time.Time]():
	case v.Kind() == reflect.Struct:
		for i := range v.NumField() {
			p := strings.TrimPrefix(path+"."+v.Type().Field(i).Name, ".")
			fn(p, v.Field(i))
			fields(v.Field(i), p, fn)
		}
	case v.Kind() == reflect.Slice:
		for i := range v.Len() {
			fields(v.Index(i), path+"[]", fn)
		}
	}
}

func TestDecodeRefuses(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		kind string
		rev  int
		body string
		says string
	}{
		"kind of a newer program":     {"hologram", 1, `{}`, "this program is older than the record"},
		"revision of a newer program": {"child", 3, `{}`, "this program knows up to 2"},
		"revision 0":                  {"child", 0, `{}`, "this program knows up to 2"},
		"cut off":                     {"child", 2, `{"names":[`, "decode child"},
		"cut off, older revision":     {"child", 1, `{"names":[`, "decode child"},
		"another type":                {"team", 1, `{"name":7}`, "decode team"},
		"a day that is none":          {"child", 2, `{"birth":"2015-02-30"}`, "decode child"},
		"a list, older revision":      {"child", 1, `[]`, "decode child"},
	} {
		if body, err := Decode(tt.kind, tt.rev, []byte(tt.body)); err == nil || !strings.Contains(err.Error(), tt.says) {
			t.Errorf("%s: %v, %v; want an error that says %q", name, body, err, tt.says)
		}
	}
}

func TestEveryKindIsComplete(t *testing.T) {
	t.Parallel()
	seen := map[string]bool{}
	for _, k := range Kinds() {
		if k.Title == "" || k.Subject == "" || k.Class == "" || k.Source == "" || seen[k.Name] {
			t.Errorf("%+v", k)
		}
		seen[k.Name] = true
	}
}

// FuzzDecode: whatever bytes a database gives back, reading them ends in a body or an error; a body that was read can be written, and reads as
// the same again.
func FuzzDecode(f *testing.F) {
	for i, k := range Kinds() {
		for rev := 1; rev <= k.Rev; rev++ {
			for _, p := range examples(f, k.Name, rev) {
				b, err := os.ReadFile(p)
				if err != nil {
					f.Fatal(err)
				}
				f.Add(i, rev, b)
			}
		}
	}
	f.Add(0, 1, []byte("null"))
	f.Add(0, 1, []byte(`{"gender_current":null}`))
	f.Fuzz(func(t *testing.T, kind, rev int, b []byte) {
		k := Kinds()[uint(kind)%uint(len(Kinds()))]
		body, err := Decode(k.Name, rev, b)
		if err != nil {
			return
		}
		once, err := Encode(body)
		if err != nil {
			t.Fatalf("read but cannot be written: %v", err)
		}
		again, err := Decode(k.Name, k.Rev, once)
		if err != nil {
			t.Fatalf("written but cannot be read: %v\n%s", err, once)
		}
		if twice, err := Encode(again); err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("%v\n%s\n%s", err, once, twice)
		}
	})
}
