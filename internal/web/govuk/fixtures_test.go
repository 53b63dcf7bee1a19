package govuk_test

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/web/govuk"
)

// The fixtures are what npm's govuk-frontend ships beside each component: options and the markup they give.
const fixtures = "../../../web-assets/node_modules/govuk-frontend/dist/govuk/components"

type fixture struct {
	Name    string          `json:"name"`
	Options json.RawMessage `json:"options"`
	HTML    string          `json:"html"`
}

func TestFixtures(t *testing.T) {
	if _, err := os.Stat(fixtures); err != nil {
		if os.Getenv("THROUGHLINE_REQUIRE_ALL") == "1" {
			t.Fatal("web-assets/node_modules/govuk-frontend is missing: run npm ci in web-assets")
		}
		t.Skip("web-assets/node_modules/govuk-frontend is missing (npm ci in web-assets): the components are not compared with its fixtures")
	}
	kit, err := govuk.New()
	if err != nil {
		t.Fatal(err)
	}
	same, excepted := 0, 0
	for name, adapt := range adapters {
		seen := map[string]bool{}
		for _, f := range readFixtures(t, name) {
			reason, listed := exceptions[name][f.Name]
			seen[f.Name] = true
			t.Run(name+"/"+f.Name, func(t *testing.T) {
				diff, err := compare(kit, adapt, f)
				switch {
				case err == nil && diff == "" && listed:
					t.Errorf("this fixture passes, take it off the list of exceptions (%s)", reason)
				case err == nil && diff == "":
					same++
				case listed:
					excepted++
				case err != nil:
					t.Error(err)
				default:
					t.Errorf("- fixture, + ours\n%s", diff)
				}
			})
		}
		for listed := range exceptions[name] {
			if !seen[listed] {
				t.Errorf("%s: the exception %q names no fixture", name, listed)
			}
		}
	}
	t.Logf("%d fixtures of %d components are the same, %d are listed exceptions", same, len(adapters), excepted)
	if same < 400 {
		t.Errorf("only %d fixtures were compared", same)
	}
}

func readFixtures(t *testing.T, component string) []fixture {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(fixtures, component, "fixtures.json"))
	if err != nil {
		t.Fatal(err)
	}
	var file struct {
		Fixtures []fixture `json:"fixtures"`
	}
	if err := json.Unmarshal(data, &file); err != nil {
		t.Fatal(err)
	}
	return file.Fixtures
}

func compare(kit *govuk.Kit, adapt func(opts) govuk.Component, f fixture) (diff string, err error) {
	defer func() {
		if r := recover(); r != nil {
			diff, err = "", fmt.Errorf("options: %v", r)
		}
	}()
	var options map[string]any
	if err := json.Unmarshal(f.Options, &options); err != nil {
		return "", err
	}
	read := map[string]bool{}
	got, err := kit.HTML(adapt(opts{options, "", read}))
	if err != nil {
		return "", err
	}
	if unread := unreadKeys(options, "", read); len(unread) > 0 {
		return "", fmt.Errorf("our component has no place for the options %s", strings.Join(unread, ", "))
	}
	want, err := tree(f.HTML)
	if err != nil {
		return "", err
	}
	have, err := tree(string(got))
	if err != nil {
		return "", err
	}
	return cmp.Diff(want, have), nil
}

// opts reads the options of a fixture and notes which were read: an option without a place in our struct is a difference
// even where it leaves no trace in the markup.
type opts struct {
	m    map[string]any
	path string
	read map[string]bool
}

func (o opts) get(key string) any {
	o.read[o.path+"/"+key] = true
	return o.m[key]
}

func (o opts) has(key string) bool { _, ok := o.m[key]; return ok }

func (o opts) str(key string) string {
	switch v := o.get(key).(type) {
	case nil:
		return ""
	case string:
		return v
	case float64:
		return fmt.Sprint(v)
	default:
		panic(fmt.Sprintf("%s/%s is %T: a Go string cannot be that", o.path, key, v))
	}
}

func (o opts) num(key string) int {
	switch v := o.get(key).(type) {
	case nil:
		return 0
	case float64:
		return int(v)
	case string:
		var n int
		if _, err := fmt.Sscan(v, &n); err == nil {
			return n
		}
	}
	panic(fmt.Sprintf("%s/%s is not a number", o.path, key))
}

func (o opts) bool(key string) bool {
	switch v := o.get(key).(type) {
	case nil:
		return false
	case bool:
		return v
	default:
		panic(fmt.Sprintf("%s/%s is %T: a Go bool cannot be that", o.path, key, v))
	}
}

// is is for an option that may only be given as true: false, where it differs from nothing, has no place.
func (o opts) isTrue(key string) bool {
	b := o.bool(key)
	if o.has(key) && !b {
		panic(fmt.Sprintf("%s/%s is given as false: our bool does not tell that from not given", o.path, key))
	}
	return b
}

func (o opts) obj(key string) opts {
	v := o.get(key)
	m, ok := v.(map[string]any)
	if !ok && v != nil && v != false && v != "" {
		panic(fmt.Sprintf("%s/%s is %T, not an object", o.path, key, v))
	}
	return opts{m, o.path + "/" + key, o.read}
}

func (o opts) list(key string) []opts {
	items, _ := o.get(key).([]any)
	out := make([]opts, len(items))
	for i, item := range items {
		m, ok := item.(map[string]any)
		if !ok {
			panic(fmt.Sprintf("%s/%s has an item that is no object: a Go slice of structs has no holes", o.path, key))
		}
		out[i] = opts{m, fmt.Sprintf("%s/%s[%d]", o.path, key, i), o.read}
	}
	return out
}

func unreadKeys(v any, path string, read map[string]bool) []string {
	var unread []string
	switch v := v.(type) {
	case map[string]any:
		for key, below := range v {
			p := path + "/" + key
			if !read[p] {
				unread = append(unread, p)
				continue
			}
			unread = append(unread, unreadKeys(below, p, read)...)
		}
	case []any:
		if read[path+"[]"] {
			return nil // read as a whole
		}
		for i, below := range v {
			unread = append(unread, unreadKeys(below, fmt.Sprintf("%s[%d]", path, i), read)...)
		}
	}
	slices.Sort(unread)
	return unread
}
