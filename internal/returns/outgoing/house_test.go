package outgoing_test

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/command/commandtest"
	"throughline/internal/db"
	"throughline/internal/derived"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/returns/intake"
	"throughline/internal/returns/outgoing"
	"throughline/internal/story"
)

var analyst = access.Actor{ID: "worker:analyst", Roles: []access.Role{access.Analyst}}

var made = time.Date(2027, time.May, 4, 10, 15, 0, 0, time.UTC)

// lists are those that children are found by.
func lists() derived.Lists { return person.Lists() }

type house struct {
	*commandtest.Desk
	t testing.TB
}

// newHouse is an empty house on SQLite in the summer of 2027, after every return of the development sets.
func newHouse(t testing.TB, dir, name string) house {
	t.Helper()
	d := commandtest.New(t, filepath.Join(dir, name+".db"), lists())
	d.Clock.Set(time.Date(2027, time.July, 1, 9, 0, 0, 0, time.UTC))
	return house{d, t}
}

func (h house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

func (h house) cin(name string, src []byte) intake.Report {
	h.t.Helper()
	h.Clock.Add(time.Minute)
	r, err := intake.CIN(h.t.Context(), h.Desk.Desk, analyst, name, bytes.NewReader(src), intake.Options{})
	h.ok(err)
	return r
}

func (h house) exportCIN(o outgoing.CINOptions) ([]byte, outgoing.Report) {
	h.t.Helper()
	if o.LA == "" {
		o.LA = "202"
	}
	o.Made = made
	var b bytes.Buffer
	r, err := outgoing.CIN(h.t.Context(), h.Desk.Desk, analyst, &b, o)
	h.ok(err)
	return b.Bytes(), r
}

// records says every record that is in force but those of imports themselves.
func (h house) records() (out []string) {
	h.t.Helper()
	h.ok(h.DB.Read(h.t.Context(), func(t *db.Tx) error {
		out = nil
		return story.Each(t, record.ChildSubject, func(s story.Story) error {
			for _, r := range s.Records {
				out = append(out, fmt.Sprintf("%s %d %s", r.ID, r.Version, r.Kind))
			}
			return nil
		})
	}))
	slices.Sort(out)
	return out
}

func cinSets(t testing.TB) map[string][]byte {
	t.Helper()
	paths, err := filepath.Glob("../cin/testdata/cin-dev-*.xml")
	if err != nil || len(paths) != 12 {
		t.Fatalf("%d development sets, want 12: %v", len(paths), err)
	}
	out := map[string][]byte{}
	for _, p := range paths {
		src, err := os.ReadFile(p)
		if err != nil {
			t.Fatal(err)
		}
		out[filepath.Base(p)] = src
	}
	return out
}

func glob(t testing.TB, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(pattern)
	if err != nil || len(paths) == 0 {
		t.Fatalf("%s: %d files, %v", pattern, len(paths), err)
	}
	return paths
}

func contents(t testing.TB, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}
