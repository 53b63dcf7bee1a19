package care_test

import (
	"bytes"
	"fmt"
	"io"
	"path/filepath"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/returns/outgoing"
	"throughline/internal/returns/ssda903"
	"throughline/internal/story"
	"throughline/internal/synth/care"
)

// buffer is a file of an export.
type buffer struct{ bytes.Buffer }

func (*buffer) Close() error { return nil }

// TestDeskTakesIt: each event of some lives is a command that the desk takes, at its time, and the return of the database is that of the stories.
func TestDeskTakesIt(t *testing.T) {
	t.Parallel()
	d := commandtest.New(t, filepath.Join(t.TempDir(), "care.db"), person.Lists())
	until := day.Must("2027-06-30")
	var stories []story.Story
	for n := range 8 {
		c, start := drawn(44, n)
		l := care.Live(44, c, start, until)
		s := story903(t, n, c, l)
		stories = append(stories, s)
		do := func(at time.Time, actor, why string, changes []record.Change) {
			t.Helper()
			d.Clock.Set(at)
			if _, err := d.Do(t.Context(), access.Actor{ID: actor}, why, func(*command.Tx) ([]record.Change, error) { return changes, nil }); err != nil {
				t.Fatalf("%s on %s: %v", why, at, err)
			}
		}
		for i, e := range l.Events {
			if i == 0 {
				var who []record.Change
				for _, r := range s.Records {
					if len(r.ID) == 2 { // those of who the child is
						who = append(who, record.New(fmt.Sprintf("%s-%s", c.Subject, r.ID), c.Subject, r.Body))
					}
				}
				do(time.Date(2024, time.May, 1, 9, 0, 0, 0, time.UTC), "worker:desk", "Record a child", who) // sex has its codes since April 2024
			}
			do(e.At, e.Actor, e.Why, e.Changes)
		}
	}
	d.Clock.Set(time.Date(2027, time.July, 1, 9, 0, 0, 0, time.UTC))
	for _, year := range []int{2024, 2026} {
		files := map[string]*buffer{}
		_, err := outgoing.SSDA903(t.Context(), d.Desk, access.Actor{ID: "worker:analyst", Roles: []access.Role{access.Analyst}}, func(name string) (io.WriteCloser, error) {
			files[name] = &buffer{}
			return files[name], nil
		}, outgoing.SSDA903Options{Year: year, Form: ssda903.CSV})
		if err != nil {
			t.Fatal(err)
		}
		alone := map[string]*buffer{}
		if err := ssda903.Files(whole(stories, year), func(name string) (io.WriteCloser, error) {
			alone[name] = &buffer{}
			return alone[name], nil
		}); err != nil {
			t.Fatal(err)
		}
		for name, f := range files {
			if diff := cmp.Diff(alone[name].String(), f.String()); diff != "" {
				t.Errorf("%d, %s: %s", year, name, diff)
			}
		}
	}
	if err := d.DB.Read(t.Context(), func(tx *db.Tx) error {
		return story.Each(tx, record.ChildSubject, func(s story.Story) error {
			if len(s.Records) < 6 {
				t.Errorf("%s has %d records", s.Subject, len(s.Records))
			}
			return nil
		})
	}); err != nil {
		t.Fatal(err)
	}
}
