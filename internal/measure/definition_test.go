package measure

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/errs"
)

func TestCatalogue(t *testing.T) {
	t.Parallel()
	c := Standard()
	published, specified := 0, 0
	for _, d := range c.All() {
		if len(d.Published) > 0 {
			published++
		}
		if d.Of == "" {
			specified++
		} else if base, err := c.Lookup(d.Of); err != nil || base.Title == d.Title || d.Title == "" {
			t.Errorf("%s is a second reading of %q and titled %q", d.ID, d.Of, d.Title)
		}
		if d.Live {
			if d.Plain == "" || d.Waits() != "" {
				t.Errorf("%s is live: plain words %q, waits %q", d.ID, d.Plain, d.Waits())
			}
			if !strings.HasSuffix(d.Plain, ".") {
				t.Errorf("%s: the plain words are no sentence: %s", d.ID, d.Plain)
			}
		} else if lacks[d.ID] == "" && elsewhere[d.ID] == "" || d.Record == "" { // each says for which fact, not only for which kind of record
			t.Errorf("%s: %q", d.ID, d.Waits())
		}
	}
	if specified != 293 {
		t.Errorf("%d measures; the specification has 293", specified)
	}
	for _, id := range slices.Concat(slices.Collect(maps.Keys(lacks)), slices.Collect(maps.Keys(elsewhere))) {
		if d, err := c.Lookup(id); err != nil || d.Live {
			t.Errorf("%s is said to wait: live %t, %v", id, d.Live, err)
		}
	}
	if published < 90 {
		t.Errorf("%d measures have comparators", published)
	}
	if _, err := c.Lookup("ZZ-01"); errs.Of(err) != errs.NotFound {
		t.Errorf("an unknown measure: %v", err)
	}
}

// The comparators of AS-02 are those that specs/measures.md checks against published figures (claim 4.13).
func TestComparators(t *testing.T) {
	t.Parallel()
	d, err := Standard().Lookup("AS-02")
	if err != nil {
		t.Fatal(err)
	}
	got, gap := d.comparators(2023)
	want := []Comparator{
		{"Hackney", "2022/23", "69.1", "DfE LAIT"}, {"Statistical neighbours of Hackney (mean of 10)", "2022/23", "88.4", "DfE LAIT"},
		{"Inner London", "2022/23", "84.7", "DfE LAIT"}, {"London", "2022/23", "85.4", "DfE LAIT"}, {"England", "2022/23", "82.5", "DfE LAIT"},
	}
	if diff := cmp.Diff(want, got); diff != "" || gap {
		t.Errorf("gap %t %s", gap, diff)
	}
	if got, gap := d.comparators(2022); !gap || got[0].Value != "" {
		t.Errorf("2022 is a gap for Hackney: %t %+v", gap, got[0])
	}
	if got, _ := d.comparators(1999); len(got) != 0 {
		t.Errorf("nothing was published for 1999: %+v", got)
	}
}

func TestUnknownShapes(t *testing.T) {
	t.Parallel()
	ok := `{"title":"t","version":"1","measures":[{"id":"FD-07","title":"t","numerator":"n","unit":"%","record":"r","source":"s","comparators":[]},` +
		`{"id":"AS-01","title":"t","numerator":"n","unit":"%","record":"r","source":"s","comparators":[]},` +
		`{"id":"AS-02","title":"t","numerator":"n","unit":"%","record":"r","source":"s","comparators":[{"source":"x","values":{"2023":{"A":1.50,"B":null,"C":{"p":1},"D":[1,"a"]}}}]},` +
		`{"id":"AS-05","title":"t","numerator":"n","unit":"%","record":"r","source":"s","comparators":[]}]}`
	some := map[string]counter{}
	for _, id := range []string{"FD-07", "AS-01", "AS-02", "AS-05"} {
		some[id] = counters[id]
	}
	c, err := read([]byte(ok), some)
	if err != nil {
		t.Fatal(err)
	}
	d, _ := c.Lookup("AS-02")
	want := map[string]Cell{"A": {Text: "1.50"}, "B": {}, "C": {Parts: []Part{{"p", "1"}}}, "D": {Parts: []Part{{"1", "1"}, {"2", "a"}}}}
	if diff := cmp.Diff(want, d.Published[0].Values["2023"]); diff != "" {
		t.Error(diff)
	}
	for name, change := range map[string][2]string{
		"unknown field":       {`"id":"AS-02"`, `"colour":"red","id":"AS-02"`},
		"unknown value":       {`1.50`, `true`},
		"nested too deep":     {`{"p":1}`, `{"p":{"q":1}}`},
		"version no number":   {`"version":"1"`, `"version":"one"`},
		"no record":           {`"record":"r"`, `"record":""`},
		"twice":               {`"FD-07"`, `"AS-02"`},
		"counted, undefined":  {`"AS-05"`, `"AS-99"`},
		"more after the end":  {`"comparators":[]}]}`, `"comparators":[]}]} 7`},
		"years of what":       {`{"source":"x"`, `{"lait_code":"L","source":"x"`},
		"unknown key of file": {`"title":"t","version"`, `"subtitle":"t","version"`},
	} {
		bad := strings.Replace(ok, change[0], change[1], 1)
		if bad == ok {
			t.Errorf("%s: nothing was changed", name)
		}
		if _, err := read([]byte(bad), some); errs.Of(err) != errs.Invalid {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add(shipped[:4000])
	f.Add([]byte(`{"measures":[{"comparators":[{"values":{"1":{"a":[{}]}}}]}]}`))
	f.Fuzz(func(t *testing.T, b []byte) {
		if _, err := read(b, counters); err != nil && errs.Of(err) != errs.Invalid {
			t.Errorf("%v", err)
		}
	})
}
