package ssd_test

import (
	"bytes"
	"encoding/csv"
	"flag"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/errs"
	"throughline/internal/returns/ssd"
)

var update = flag.Bool("update", false, "write golden files anew")

// rowsOf reads a file of an export: the rows as fields with what they hold.
func rowsOf(t testing.TB, d folder, entity string) (out []map[string]string) {
	t.Helper()
	f := d[entity+".csv"]
	if f == nil {
		t.Fatalf("no file of %s", entity)
	}
	all, err := csv.NewReader(bytes.NewReader(f.b)).ReadAll()
	if err != nil {
		t.Fatalf("%s: %v", entity, err)
	}
	for _, r := range all[1:] {
		m := map[string]string{}
		for i, name := range all[0] {
			m[name] = r[i]
		}
		out = append(out, m)
	}
	return out
}

// faults says what of an export the dataset does not allow: keys that are missing or given twice, cells that point to nothing, and forms of days,
// numbers and codes that are none.
func faults(t testing.TB, d folder) (out []string) {
	t.Helper()
	m := ssd.Schema()
	values := map[string]map[string]bool{}
	open := map[string]bool{"address_type_suggested": true, "immigration_status_suggested": true, "cp_category": true, "missing_type": true, "gender": true, "assessment_factors": true}
	for _, e := range m.Entities {
		for n, row := range rowsOf(t, d, e.Name) {
			at := fmt.Sprintf("%s %d ", e.Name, n+1)
			for _, f := range e.Fields {
				text := row[f.Name]
				path := e.Name + "." + f.Name
				if values[path] == nil {
					values[path] = map[string]bool{}
				}
				switch {
				case f.Key && text == "":
					out = append(out, at+"no key")
				case f.Key && values[path][text]:
					out = append(out, at+"the key "+text+" twice")
				case f.Key && len(text) > 48:
					out = append(out, at+"a key of more than 48 characters: "+text)
				}
				values[path][text] = true
				if text == "" {
					continue
				}
				if f.Kind() == ssd.Moment && !stampShape.MatchString(text) || f.Kind() == ssd.Whole && !numberShape.MatchString(text) {
					out = append(out, at+f.Name+" "+text)
				}
				if f.Codes != "" && !open[f.Codes] && len(m.Codes[f.Codes]) > 0 && !slices.Contains(m.Codes[f.Codes], text) {
					out = append(out, at+f.Name+" has "+text+", which is no code of "+f.Codes)
				}
				for _, k := range f.Keys {
					if !strings.Contains(text, `"`+k+`":`) {
						out = append(out, at+f.Name+" lacks the key "+k)
					}
				}
			}
		}
	}
	for _, r := range m.Relations {
		for text := range values[r.Child] {
			if text != "" && !values[r.Parent][text] {
				out = append(out, r.Child+" points to "+text+", which no "+r.Parent+" is")
			}
		}
	}
	return out
}

var (
	stampShape  = regexp.MustCompile(`^\d{4}-\d{2}-\d{2}T00:00:00$`)
	numberShape = regexp.MustCompile(`^\d+$`)
)

func TestExportIsWhatTheDatasetAllows(t *testing.T) {
	t.Parallel()
	for seed := range uint64(4) {
		h := newHouse(t, fmt.Sprint(seed))
		h.borough(seed, 40)
		d, rep := h.export(ssd.Options{})
		for _, f := range faults(t, d) {
			t.Errorf("seed %d: %s", seed, f)
		}
		if rep.Children != 39 { // two of 40 are one
			t.Errorf("%d children", rep.Children)
		}
		for entity, n := range rep.Rows {
			if got := len(rowsOf(t, d, entity)); got != n {
				t.Errorf("%s: %d rows reported, %d written", entity, n, got)
			}
		}
		again, _ := h.export(ssd.Options{})
		if diff := cmp.Diff(texts(d), texts(again)); diff != "" {
			t.Errorf("written twice:\n%s", diff)
		}
	}
}

func texts(d folder) map[string]string {
	out := map[string]string{}
	for name, f := range d {
		out[name] = string(f.b)
	}
	return out
}

// TestEveryFieldThatIsSaidToBeFilledIs: the table of docs/ssd.md says of no field that it is filled when nothing ever fills it, and the other way
// about.
func TestEveryFieldThatIsSaidToBeFilledIs(t *testing.T) {
	t.Parallel()
	got := map[string]bool{}
	for seed := range uint64(8) {
		h := newHouse(t, fmt.Sprint("fill", seed))
		h.borough(seed+100, 40)
		d, _ := h.export(ssd.Options{})
		for _, e := range ssd.Schema().Entities {
			for _, row := range rowsOf(t, d, e.Name) {
				for name, text := range row {
					if text != "" {
						got[e.Name+"."+name] = true
					}
				}
			}
		}
	}
	for _, f := range ssd.Fields() {
		if name := f.Entity + "." + f.Field; (f.From != "") != got[name] {
			t.Errorf("%s is said to be filled from %q; filled: %t", name, f.From, got[name])
		}
	}
}

func TestExportIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse(t, "refused")
	d := folder{}
	_, err := ssd.Export(t.Context(), h.Desk.Desk, access.Actor{ID: "worker:x", Roles: []access.Role{access.SocialWorker}}, d.create, ssd.Options{})
	if errs.Of(err) != errs.Denied || len(d) != 0 {
		t.Errorf("got %v and %d files, want a refusal and none", err, len(d))
	}
}

func TestFieldsPage(t *testing.T) {
	t.Parallel()
	const page = "../../../docs/ssd.md"
	b, err := os.ReadFile(page)
	if err != nil {
		t.Fatal(err)
	}
	head, _, ok := strings.Cut(string(b), "<!-- fields -->")
	if !ok {
		t.Fatal("docs/ssd.md has no line <!-- fields -->")
	}
	var table strings.Builder
	if err := ssd.WriteFields(&table); err != nil {
		t.Fatal(err)
	}
	want := head + "<!-- fields -->\n" + table.String()
	if *update {
		if err := os.WriteFile(page, []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if diff := cmp.Diff(want, string(b)); diff != "" {
		t.Errorf("docs/ssd.md is not what the code does; run go test ./internal/returns/ssd -run TestFieldsPage -update\n%s", diff)
	}
}
