package derived_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/db"
	"throughline/internal/derived"
	"throughline/internal/record"
	"throughline/internal/story"
)

// TestApart: of a list whose rows stand apart only those are written that change; where the table does not hold what the fingerprint says, all of them. What was
// put into a row by hand shows whether the row was left in place.
func TestApart(t *testing.T) {
	t.Parallel()
	const silent = "-" // has no row
	ls := derived.Lists{{Table: "said", Columns: []string{"subject", "piece", "words"}, Key: 2, Apart: true, Rows: func(s story.Story) (rows [][]any) {
		for _, r := range s.Records {
			if b, ok := r.Body.(record.Team); ok && b.Name != silent {
				rows = append(rows, []any{s.Subject, r.ID, b.Name})
			}
		}
		return rows
	}}}
	for name, tt := range map[string]struct {
		hash string // put in place of the fingerprint
		then []string
		want []string
	}{
		"one is changed":       {"", []string{"a", "B", "c"}, []string{"a by hand", "B", "c by hand"}},
		"one goes, one comes":  {"", []string{silent, "b", "c", "d"}, []string{"b by hand", "c by hand", "d"}},
		"all go":               {"", []string{silent, silent, silent}, nil},
		"of an older release":  {"ab", []string{"a", "B", "c"}, []string{"a", "B", "c"}},
		"nothing is different": {"", []string{"a", "b", "c"}, []string{"a by hand", "b by hand", "c by hand"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			commandtest.Each(t, ls, func(t *testing.T, d *commandtest.Desk) {
				exec := func(q string) {
					t.Helper()
					if err := d.DB.Write(t.Context(), func(tx *db.Tx) error { _, err := tx.Exec(q); return err }); err != nil {
						t.Fatal(err)
					}
				}
				exec("create table said (subject text not null, piece text not null, words text not null, primary key (subject, piece))")
				var ids []string
				say := func(words ...string) {
					t.Helper()
					if _, err := d.Do(t.Context(), access.Actor{ID: "worker:1"}, "say", func(tx *command.Tx) (out []record.Change, err error) {
						s, err := story.Load(tx.Tx, "team:1")
						for i, w := range words {
							if i == len(ids) {
								ids = append(ids, tx.NewID())
								out = append(out, record.New(ids[i], "team:1", record.Team{Name: w}))
							} else if was, ok := story.Find[record.Team](s, ids[i]); ok && was.Body.Name != w {
								out = append(out, record.Edit(was, record.Team{Name: w}))
							}
						}
						if len(out) == 0 { // something else of the same subject
							out = append(out, record.New(tx.NewID(), "team:1", record.Team{Name: silent}))
						}
						return out, err
					}); err != nil {
						t.Fatal(err)
					}
				}
				column := func(q string) (out []string) {
					t.Helper()
					if err := d.DB.Read(t.Context(), func(tx *db.Tx) (err error) { out, err = db.Column[string](tx, q); return err }); err != nil {
						t.Fatal(err)
					}
					return out
				}
				say("a", "b", "c")
				exec("update said set words = words || ' by hand'")
				if tt.hash != "" {
					exec("update derived_state set hash = '" + tt.hash + "'")
				}
				say(tt.then...)
				if diff := cmp.Diff(tt.want, column("select words from said order by piece")); diff != "" {
					t.Error(diff)
				}
				if n := len(column("select hash from derived_state")); n != min(1, len(tt.want)) {
					t.Errorf("%d fingerprints", n)
				}
			})
		})
	}
}
