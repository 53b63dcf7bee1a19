package ssda903

import (
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/returns/finding"
)

// vector is one development set of specs/ssda903 with what the sector's checker says of it.
type vector struct {
	name string
	set  struct{ CollectionYear, LocalAuthority string }
	want map[string]map[string][]int // rule, table, rows
	told struct {
		Failed  map[string]string          `json:"rules_failed"`
		Skipped []string                   `json:"rules_skipped"`
		Depends map[string]json.RawMessage `json:"depends_on_tie_order"`
	}
}

func vectors(t testing.TB) []vector {
	t.Helper()
	dirs, err := filepath.Glob("testdata/*/expected.json")
	if err != nil || len(dirs) < 16 {
		t.Fatalf("the sixteen development sets are not in testdata: %v, %v", dirs, err)
	}
	var all []vector
	for _, d := range dirs {
		d = filepath.Dir(d)
		v := vector{name: filepath.Base(d)}
		for file, into := range map[string]any{"dataset.json": &v.set, "expected.json": &v.want, "result.json": &v.told} {
			b, err := os.ReadFile(filepath.Join(d, file))
			if err != nil {
				t.Fatal(err)
			}
			if err := json.Unmarshal(b, into); err != nil {
				t.Fatal(d, file, err)
			}
		}
		all = append(all, v)
	}
	return all
}

// run checks a development set.
func (v vector) run(t testing.TB, reading finding.Reading) finding.Run {
	t.Helper()
	r, opts := v.read(t, reading)
	run, err := Check(context.Background(), r, opts)
	if err != nil {
		t.Fatal(err)
	}
	return run
}

func (v vector) read(t testing.TB, reading finding.Reading) (*Return, CheckOptions) {
	t.Helper()
	postcodes, authorities := references(t)
	read := Options{Authority: v.set.LocalAuthority, Postcodes: postcodes, Authorities: authorities}
	if reading == finding.Peer {
		read.Reading = Peer
	}
	dir := filepath.Join("testdata", v.name)
	r, err := ReadPath([]string{dir}, nil, read)
	if err != nil {
		t.Fatal(err)
	}
	return r, CheckOptions{
		Year: map[string]string{"2026": "2025-26", "2027": "2026-27"}[v.set.CollectionYear], Reading: reading, Authority: v.set.LocalAuthority,
		Postcodes: postcodes, Authorities: authorities, Providers: providersOf(t, dir, read.Reading),
	}
}

func references(t testing.TB) (*Postcodes, *Authorities) {
	t.Helper()
	f, err := os.Open("testdata/postcodes.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p, err := ReadPostcodes("postcodes.csv", f)
	if err != nil {
		t.Fatal(err)
	}
	g, err := os.Open("testdata/authorities.csv")
	if err != nil {
		t.Fatal(err)
	}
	defer g.Close()
	a, err := ReadAuthorities("authorities.csv", g)
	if err != nil {
		t.Fatal(err)
	}
	return p, a
}

// TestConformance: in the peer reading every rule flags exactly the rows that the sector's checker flags, on every development set. A rule
// that raised an error there flags nothing. Rules whose result hangs on the order of ties are in: the order is the sector's checker's own.
func TestConformance(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.name, func(t *testing.T) {
			run := v.run(t, finding.Peer)
			got := map[string]map[string][]int{}
			for _, f := range run.Findings {
				if got[f.Rule] == nil {
					got[f.Rule] = map[string][]int{}
				}
				got[f.Rule][f.Table] = append(got[f.Rule][f.Table], f.Row)
			}
			var skipped []string
			for _, s := range run.Skipped {
				skipped = append(skipped, s.Rule)
			}
			for _, r := range run.Rules {
				if _, failed := v.told.Failed[r.Code]; failed {
					if got[r.Code] != nil {
						t.Errorf("rule %s raised an error in the sector's checker, so it should flag nothing; ours flags %v", r.Code, got[r.Code])
					}
					continue
				}
				want := v.want[r.Code]
				for _, rows := range want {
					slices.Sort(rows)
				}
				if diff := cmp.Diff(want, got[r.Code]); diff != "" {
					t.Errorf("rule %s (- the sector's checker, + ours)\n%s", r.Code, diff)
				}
				if a, b := slices.Contains(v.told.Skipped, r.Code), slices.Contains(skipped, r.Code); a != b {
					t.Errorf("rule %s: skipped by the sector's checker: %v, by ours: %v", r.Code, a, b)
				}
			}
		})
	}
}

func providersOf(t testing.TB, dir string, reading Reading) *Providers {
	t.Helper()
	f, err := os.Open(filepath.Join(dir, "providers.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	p, err := ReadProviders("providers.csv", f, reading)
	if err != nil {
		t.Fatal(err)
	}
	return p
}
