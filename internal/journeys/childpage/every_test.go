package childpage_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/browsertest"
	"throughline/internal/db"
	"throughline/internal/db/dbtest"
	"throughline/internal/demo"
	"throughline/internal/record"
	"throughline/internal/synth/borough"
	"throughline/internal/web/webtest"
)

// onScreen measures a child's page: how far down what must be known at once reaches, and the parts of it that say something.
const onScreen = `JSON.stringify({
	bottom: Math.ceil(document.getElementById('at-a-glance').getBoundingClientRect().bottom + scrollY),
	parts: [...document.querySelectorAll('#at-a-glance h2')].filter(h => h.nextElementSibling && h.nextElementSibling.innerText.trim() !== '').map(h => h.textContent.trim()),
})`

// TestComplaint15EveryOpenChild: the parts of the summary are there for each open child of the hamlet, and fit on one screen of 1366 by 768.
func TestComplaint15EveryOpenChild(t *testing.T) {
	if testing.Short() {
		t.Skip("looking at every open child takes a minute: left out of the short tests")
	}
	t.Parallel()
	browsertest.Shared(t)
	today := time.Date(2026, time.March, 2, 9, 0, 0, 0, time.UTC)
	c := webtest.NewCouncil(t, filepath.Join(dbtest.Quick(t), "throughline.db")) // the pages do not depend on the engine
	webtest.Need(t, demo.Make(t.Context(), c.House, c.Clock, demo.Options{Size: borough.Hamlet, Today: today}))
	var open, teams []string
	webtest.Need(t, c.House.DB.Read(t.Context(), func(tx *db.Tx) (err error) {
		if open, err = db.Column[string](tx, "select distinct subject from caseload where subject >= 'child:' and subject < 'child;' order by subject"); err != nil {
			return err
		}
		teams, err = db.Column[string](tx, "select distinct team from caseload where team <> ''")
		return err
	}))
	if len(open) < 30 {
		t.Fatalf("the hamlet has only %d open children", len(open))
	}
	c.Write(t, record.New(c.House.Desk.NewID(), "worker:all", record.Worker{Name: "Ottilie Marsh", Roles: []string{string(access.Manager)}, Teams: teams, Manages: teams}))
	c.Account(t, "worker:all", "Ottilie Marsh", access.Manager)
	p := c.Browser(t, "worker:all", browsertest.Options{Width: 1366, Height: 768})
	p.NeedsArial()
	fits, deepest := 0, 0
	for _, child := range open {
		if status := p.Goto(c.URL + "/children/" + webtest.ID(child)); status != 200 {
			t.Fatalf("%s: status %d", child, status)
		}
		var got struct {
			Bottom int
			Parts  []string
		}
		webtest.Need(t, json.Unmarshal([]byte(p.Eval(onScreen)), &got))
		for _, part := range []string{"Why we are involved", "What the plan wants", "Seen and heard", "What is due next", "Who lives where", "Risks", "Who works with this child"} {
			if !slices.Contains(got.Parts, part) {
				t.Errorf("%s: %q is not there, or says nothing: %q", child, part, got.Parts)
			}
		}
		deepest = max(deepest, got.Bottom)
		if got.Bottom <= 768 {
			fits++
		} else {
			p.Errorf("what must be known reaches down to %d pixels", got.Bottom)
		}
	}
	t.Logf("complaint 15: %d of %d open children fit on one screen of 1366 by 768; the longest page needs %d pixels", fits, len(open), deepest)
}
