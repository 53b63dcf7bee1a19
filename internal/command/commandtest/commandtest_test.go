package commandtest_test

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/record"
)

func TestDesk(t *testing.T) {
	t.Parallel()
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		add := func(d *commandtest.Desk, name string) command.Receipt {
			t.Helper()
			rc, err := d.Do(t.Context(), access.Actor{ID: "worker:w"}, "Add a team", func(tx *command.Tx) ([]record.Change, error) {
				return []record.Change{record.New(tx.NewID(), tx.NewSubject(record.TeamSubject), record.Team{Name: name})}, nil
			})
			if err != nil {
				t.Fatal(err)
			}
			return rc
		}
		first := add(d, "First")
		d.Clock.Add(time.Hour)
		second := add(d.Server(t), "Second")
		if got := second.At.Sub(first.At); got != time.Hour {
			t.Errorf("the second command was recorded %v after the first; the clock was moved by an hour", got)
		}
		s, err := d.Story(t.Context(), second.Entries[0].Subject)
		if err != nil || len(s.Records) != 1 {
			t.Fatalf("the first server reads %d records of what the second wrote: %v", len(s.Records), err)
		}
		want := []string{first.Entries[0].ID, second.Entries[0].ID}
		if diff := cmp.Diff(want, commandtest.Query[string](t, d, "select id from record order by seq")); diff != "" {
			t.Error(diff)
		}
	})
}

func TestSameIDsOnEveryRun(t *testing.T) {
	t.Parallel()
	a, b := commandtest.New(t, t.TempDir()+"/a.db", nil), commandtest.New(t, t.TempDir()+"/b.db", nil)
	for range 3 {
		if x, y := a.NewID(), b.NewID(); x != y {
			t.Errorf("ids differ: %s and %s", x, y)
		}
	}
	if x, y := a.NewID(), a.Server(t).NewID(); x == y {
		t.Errorf("two servers made the same id %s", x)
	}
}
