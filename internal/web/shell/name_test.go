package shell_test

import (
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/web/shell"
	"throughline/internal/web/webtest"
)

// Names of workers are read once; what nobody is called is asked for once as well, and does not make the others be read again. Who came since is found.
func TestNamesAreReadOnce(t *testing.T) {
	c := webtest.NewCouncil(t, filepath.Join(dbtest.Quick(t), "throughline.db"))
	c.Write(t, record.New(c.House.Desk.NewID(), "worker:one", record.Worker{Name: "Ottilie Marsh"}))
	app := &shell.App{House: c.House}
	name := func(id string) (name string, lists, all int) {
		ctx := db.Watched(t.Context(), func(q string, _ int) {
			if all++; strings.Contains(q, "where kind = ") {
				lists++
			}
		})
		r := &shell.Request{App: app}
		r.Request = httptest.NewRequestWithContext(ctx, "GET", "/", nil)
		return r.Name(id), lists, all
	}
	for _, step := range []struct {
		id, want   string
		lists, all bool // whether lists were read, and anything at all
	}{
		{"worker:one", "Ottilie Marsh", true, true},
		{"system:migration", "somebody who is no longer listed", false, true},
		{"worker:nobody", "somebody who is no longer listed", false, true},
		{"worker:one", "Ottilie Marsh", false, false},
		{"system:migration", "somebody who is no longer listed", false, false},
	} {
		got, lists, all := name(step.id)
		if got != step.want || lists > 0 != step.lists || all > 0 != step.all {
			t.Errorf("%s is called %q, after %d statements, %d of them for lists", step.id, got, all, lists)
		}
	}
	// A name that was changed from somewhere else is there a minute later.
	one, _ := story.First[record.Worker](c.Story(t, "worker:one"))
	one.Body.Name = "Ottilie Brook"
	c.Write(t, record.Edit(one, one.Body))
	c.Clock.Set(c.House.Desk.Now().Add(2 * time.Minute))
	if got, lists, _ := name("worker:one"); got != "Ottilie Brook" || lists == 0 {
		t.Errorf("who was renamed is called %q", got)
	}
	c.Write(t, record.New(c.House.Desk.NewID(), "worker:two", record.Worker{Name: "Idris Vale"}))
	if got, _, _ := name("worker:two"); got != "Idris Vale" {
		t.Errorf("who came since is called %q", got)
	}
}
