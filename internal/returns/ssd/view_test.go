package ssd_test

import (
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/db"
	"throughline/internal/returns/ssd"
)

const migration = "../../db/migrations/0005_ssd_views.sql"

// TestViewsMigration: the views of the database are those that the declarations give. A released migration is never changed: a difference is then
// written as a new file, and this test goes on with that.
func TestViewsMigration(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	if err := ssd.WriteViews(&b); err != nil {
		t.Fatal(err)
	}
	if *update {
		if err := os.WriteFile(migration, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	got, err := os.ReadFile(migration)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(b.String(), string(got)); diff != "" {
		t.Error(diff)
	}
}

// TestEveryEntityIsAViewOrSaysWhy: of all 48.
func TestEveryEntityIsAViewOrSaysWhy(t *testing.T) {
	t.Parallel()
	for _, v := range ssd.Views() {
		if (v.SQL == "") == (v.Why == "") {
			t.Errorf("%s: %+v", v.Entity, v)
		}
	}
}

// TestViewsAreTheExport: the rows of each view are those of the file, on both engines, with merged, unborn and withdrawn records.
func TestViewsAreTheExport(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h house) {
		h.borough(11, 60)
		d, _ := h.export(ssd.Options{})
		seen := 0
		for _, v := range ssd.Views() {
			if v.SQL == "" {
				continue
			}
			var want, got []string
			e := ssd.Schema().Entity(v.Entity)
			for _, row := range rowsOf(t, d, v.Entity) {
				line := ""
				for _, f := range e.Fields {
					line += f.Name + "=" + row[f.Name] + " "
				}
				want = append(want, line)
			}
			h.ok(h.DB.Read(h.t.Context(), func(t *db.Tx) error {
				return t.EachRow(func(cols []string, vals []any) error {
					line := ""
					for i, c := range cols {
						text := ""
						switch v := vals[i].(type) {
						case nil:
						case []byte:
							text = string(v)
						default:
							text = fmt.Sprint(v)
						}
						line += c + "=" + text + " "
					}
					got = append(got, line)
					return nil
				}, "select * from "+v.Entity)
			}))
			slices.Sort(want)
			slices.Sort(got)
			if diff := cmp.Diff(want, got); diff != "" {
				h.t.Errorf("%s (-file +view):\n%s", v.Entity, diff)
			}
			if len(want) > 0 {
				seen++
			}
		}
		if seen < 25 {
			h.t.Errorf("only %d views have rows", seen)
		}
	})
}
