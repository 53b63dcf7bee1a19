package derived_test

import (
	"errors"
	"strings"
	"testing"

	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/derived"
	"throughline/internal/record"
	"throughline/internal/story"
)

// TestCompareReadsTruthValues: a column of truth values is stored differently by the two engines and compares equal on both; one
// that was flipped is named.
func TestCompareReadsTruthValues(t *testing.T) {
	t.Parallel()
	ls := derived.Lists{{Table: "flag", Columns: []string{"subject", "name", "up", "n"}, Key: 2, Rows: func(s story.Story) [][]any {
		return [][]any{{s.Subject, "first", true, 7}, {s.Subject, "second", false, int64(0)}}
	}}}
	dbtest.Each(t, func(t *testing.T, e dbtest.Engine) {
		d := e.Open(t)
		s := story.New("child:1", nil, []record.Record{{Meta: record.Meta{ID: "r1", Subject: "child:1"}, Body: record.Team{}}})
		err := d.Write(t.Context(), func(tx *db.Tx) error {
			for _, q := range []string{
				"create table flag (subject text not null, name text not null, up boolean not null, n bigint not null)",
				"create table derived_state (subject text not null, list text not null, hash text not null)",
			} {
				if _, err := tx.Exec(q); err != nil {
					return err
				}
			}
			for table, rows := range ls.Make(s) {
				i := -1
				if _, err := ls.Fill(tx, table, func() ([]any, error) {
					if i++; i == len(rows) {
						return nil, nil
					}
					return rows[i], nil
				}); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		for flip, want := range map[string]string{
			"":                                     "",
			"update flag set up = not up":          "up",
			"update flag set n = n + 1":            "n",
			"update derived_state set hash = 'ab'": "hash",
		} {
			err := d.Write(t.Context(), func(tx *db.Tx) error {
				if flip != "" {
					if _, err := tx.Exec(flip); err != nil {
						return err
					}
				}
				faults, err := ls.Compare(tx, "", "~", map[string]map[string][][]any{s.Subject: ls.Make(s)})
				if err != nil {
					return err
				}
				if want == "" && len(faults) > 0 || want != "" && len(faults) == 0 {
					t.Errorf("after %q: %v", flip, faults)
				}
				for _, f := range faults {
					if !strings.HasSuffix(f.What, ": "+want) {
						t.Errorf("after %q: %v", flip, f)
					}
				}
				return errUndo
			})
			if !errors.Is(err, errUndo) {
				t.Fatal(err)
			}
		}
	})
}

var errUndo = errors.New("taken back")
