package command_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
)

var (
	ann = access.Actor{ID: "worker:ann"}
	bob = access.Actor{ID: "worker:bob"}
)

func write(t *testing.T, d *commandtest.Desk, by access.Actor, changes ...record.Change) (command.Receipt, error) {
	t.Helper()
	d.Clock.Add(time.Second)
	return d.Desk.Do(t.Context(), by, "Test", func(*command.Tx) ([]record.Change, error) { return changes, nil })
}

func must(t *testing.T, rc command.Receipt, err error) command.Receipt {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
	return rc
}

func team(t *testing.T, d *commandtest.Desk) record.Of[record.Team] {
	t.Helper()
	s, err := d.Desk.Story(t.Context(), "team:1")
	if err != nil {
		t.Fatal(err)
	}
	o, _ := story.Latest[record.Team](s)
	return o
}

func newTeam(t *testing.T, d *commandtest.Desk) command.Receipt {
	t.Helper()
	rc, err := write(t, d, ann, record.New(d.NewID(), "team:1", record.Team{Name: "North"}))
	return must(t, rc, err)
}

func TestAnOldVersionIsRefusedWithBothVersionsAndBothAuthors(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		newTeam(t, d)
		old := team(t, d)
		rc, err := write(t, d, bob, record.Edit(old, record.Team{Name: "North and east"}))
		must(t, rc, err)
		_, err = write(t, d, ann, record.Edit(old, record.Team{Name: "North and west"}))
		stale, ok := errors.AsType[*journal.Stale](err)
		if !ok || errs.Of(err) != errs.Conflict {
			t.Fatalf("err = %v", err)
		}
		if stale.Base != 1 || stale.BaseBy != "worker:ann" || stale.Current != 2 || stale.CurrentBy != "worker:bob" {
			t.Errorf("%+v", stale)
		}
		if got := team(t, d); got.Body.Name != "North and east" {
			t.Errorf("overwritten: %v", got.Body)
		}
		// Made twice under one id: the second is refused too.
		if _, err := write(t, d, bob, record.New(old.ID, "team:1", record.Team{Name: "Again"})); errs.Of(err) != errs.Conflict {
			t.Errorf("made again: %v", err)
		}
	})
}

func TestNothingOfAFailedCommandIsKept(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		newTeam(t, d)
		size := commandtest.Query[int](t, d, "select cast(size as bigint) from log_head where log = 'journal'")[0]
		stale := team(t, d)
		stale.Version = 7
		if _, err := write(t, d, ann, record.New(d.NewID(), "team:2", record.Team{Name: "South"}), record.Edit(stale, record.Team{Name: "x"})); err == nil {
			t.Fatal("a stale change was written")
		}
		if _, err := write(t, d, ann, record.New(d.NewID(), "team:3", record.Team{Name: "West"}), record.New(d.NewID(), "child:1", record.Child{Names: []record.Name{{Given: "A"}}, Sex: "X"})); errs.Of(err) != errs.Invalid {
			t.Fatalf("an unknown code: %v", err)
		}
		if now := commandtest.Query[int](t, d, "select cast(size as bigint) from log_head where log = 'journal'")[0]; now != size {
			t.Errorf("the journal grew from %d to %d", size, now)
		}
		if n := commandtest.Query[int](t, d, "select count(*) from record")[0]; n != 1 {
			t.Errorf("%d records", n)
		}
	})
}

func TestUndo(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		made := newTeam(t, d)
		rc, err := write(t, d, bob, record.Edit(team(t, d), record.Team{Name: "Wrong"}))
		edited := must(t, rc, err)

		if _, err := d.Desk.Undo(t.Context(), ann, made.Command); errs.Of(err) != errs.Conflict || !strings.Contains(errs.Text(err), "Undo the later change first") {
			t.Errorf("the first of two: %v", err)
		}
		rc, err = d.Desk.Undo(t.Context(), ann, edited.Command)
		undone := must(t, rc, err)
		if got := team(t, d); got.Body.Name != "North" || got.Version != 3 || got.Actor != "worker:ann" {
			t.Errorf("%+v", got)
		}
		rc, err = d.Desk.Undo(t.Context(), ann, undone.Command)
		must(t, rc, err)
		if got := team(t, d); got.Body.Name != "Wrong" {
			t.Errorf("an undo undone: %+v", got)
		}
		if _, err := d.Desk.Undo(t.Context(), ann, "no-such-command"); errs.Of(err) != errs.NotFound {
			t.Errorf("%v", err)
		}
	})
}

func TestUndoOfACreationWithdrawsItAndCanBeUndone(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		made := newTeam(t, d)
		rc, err := d.Desk.Undo(t.Context(), bob, made.Command)
		undone := must(t, rc, err)
		if got := team(t, d); got.ID != "" {
			t.Errorf("still told: %+v", got)
		}
		rc, err = d.Desk.Undo(t.Context(), bob, undone.Command)
		must(t, rc, err)
		if got := team(t, d); got.Body.Name != "North" {
			t.Errorf("not back: %+v", got)
		}
	})
}

func TestUndoAllTakesSeveralCommandsBackAsOne(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		commands := []string{newTeam(t, d).Command}
		for _, name := range []string{"A", "B"} {
			rc, err := write(t, d, bob, record.Edit(team(t, d), record.Team{Name: name}), record.New(d.NewID(), "team:"+name, record.Team{Name: name}))
			commands = append(commands, must(t, rc, err).Command)
		}
		rc, err := d.Desk.UndoAll(t.Context(), ann, commands, "Take all back")
		must(t, rc, err)
		if n := commandtest.Query[int](t, d, "select count(*) from record where not withdrawn")[0]; n != 0 {
			t.Errorf("%d records are left", n)
		}
	})
}

func TestTimeNeverRunsBackwards(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		newTeam(t, d)
		other := d.Server(t)
		d.Clock.Add(-time.Hour) // a server whose clock is behind
		if _, err := other.Desk.Do(t.Context(), bob, "Test", func(tx *command.Tx) ([]record.Change, error) {
			return []record.Change{record.New(tx.NewID(), "team:2", record.Team{Name: "South"})}, nil
		}); err != nil {
			t.Fatal(err)
		}
		at := commandtest.Query[string](t, d, "select at from entry order by seq")
		if len(at) != 2 || at[1] < at[0] {
			t.Errorf("%v", at)
		}
	})
}

// What was known at an instant does not change when records are corrected, merged or withdrawn afterwards.
func TestKnownAtAnInstant(t *testing.T) {
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) {
		newTeam(t, d)
		then := d.Clock.Now()
		rc, err := write(t, d, bob, record.Edit(team(t, d), record.Team{Name: "Later"}), record.New(d.NewID(), "team:1", record.Team{Name: "Second"}))
		must(t, rc, err)
		err = d.DB.Read(t.Context(), func(tx *db.Tx) error {
			s, err := story.Known(tx, d.Journal, "team:1", then)
			if err != nil {
				return err
			}
			all := story.All[record.Team](s)
			if len(all) != 1 || all[0].Body.Name != "North" {
				t.Errorf("%+v", all)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
