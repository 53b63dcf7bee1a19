package workforce_test

import (
	"slices"
	"strings"
	"testing"

	"throughline/internal/access"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/workforce"
)

var (
	admin   = access.Actor{ID: "worker:admin", Roles: []access.Role{access.Administrator}}
	manager = access.Actor{ID: "worker:manager", Roles: []access.Role{access.Manager}, Manages: []string{"team:a"}}
)

func each(t *testing.T, test func(t *testing.T, d *commandtest.Desk, r workforce.Room)) {
	t.Helper()
	commandtest.Each(t, nil, func(t *testing.T, d *commandtest.Desk) { test(t, d, workforce.Room{Desk: d.Desk}) })
}

func ok(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func refused(t *testing.T, kind errs.Kind, says string, err error) {
	t.Helper()
	if err == nil || errs.Of(err) != kind || !strings.Contains(errs.Text(err), says) {
		t.Errorf("got %v %v; want %v that says %q", errs.Of(err), err, kind, says)
	}
}

func worker(t *testing.T, d *commandtest.Desk, id string) record.Of[record.Worker] {
	t.Helper()
	var w record.Of[record.Worker]
	ok(t, d.DB.Read(t.Context(), func(tx *db.Tx) error {
		s, err := story.Load(tx, id)
		w, _ = story.First[record.Worker](s)
		return err
	}))
	return w
}

func social(name string) record.Worker {
	return record.Worker{Name: name, Roles: []string{"social_worker"}}
}

func TestAddWorkerSaysWhatIsWrong(t *testing.T) {
	each(t, func(t *testing.T, d *commandtest.Desk, r workforce.Room) {
		for name, tt := range map[string]struct {
			worker record.Worker
			says   string
		}{
			"no name":             {record.Worker{Name: "  ", Roles: []string{"manager"}}, "name: Enter the person's name"},
			"no role":             {record.Worker{Name: "A"}, "roles: Choose at least one role"},
			"unknown role":        {record.Worker{Name: "A", Roles: []string{"wizard"}}, "roles"},
			"the public":          {record.Worker{Name: "A", Roles: []string{"public"}}, "roles"},
			"unknown team":        {record.Worker{Name: "A", Roles: []string{"manager"}, Teams: []string{"team:none"}}, "teams"},
			"unknown line":        {record.Worker{Name: "A", Roles: []string{"manager"}, Manages: []string{"team:none"}}, "manages"},
			"partner, no agency":  {record.Worker{Name: "A", Roles: []string{"partner"}}, "agency: Enter the agency"},
			"partner, two roles":  {record.Worker{Name: "A", Roles: []string{"partner", "manager"}, Agency: "x", AgencyType: "school", Source: "2A"}, "no other role"},
			"partner, wrong type": {record.Worker{Name: "A", Roles: []string{"partner"}, Agency: "x", AgencyType: "circus", Source: "2A"}, "agency_type"},
			"worker with agency":  {record.Worker{Name: "A", Roles: []string{"manager"}, Agency: "x"}, "agency: Only people from another agency"},
			"young, no record":    {record.Worker{Name: "A", Roles: []string{"young_person"}}, "record of their own"},
		} {
			t.Run(name, func(t *testing.T) {
				id, _, err := r.AddWorker(t.Context(), admin, tt.worker)
				refused(t, errs.Invalid, tt.says, err)
				if id != "" {
					t.Errorf("refused, and the id %s given", id)
				}
			})
		}
		_, _, err := r.AddWorker(t.Context(), manager, social("A"))
		refused(t, errs.Denied, "Your role does not include this", err)
	})
}

func TestChangeLeaveReturn(t *testing.T) {
	each(t, func(t *testing.T, d *commandtest.Desk, r workforce.Room) {
		team, _, err := r.AddTeam(t.Context(), admin, " North  team ", "")
		ok(t, err)
		w := social(" Ada   Lindqvist ")
		w.Teams = []string{team, team, ""}
		w.Registration = "SW1234567"
		id, _, err := r.AddWorker(t.Context(), admin, w)
		ok(t, err)
		was := worker(t, d, id)
		if was.Body.Name != "Ada Lindqvist" || !slices.Equal(was.Body.Teams, []string{team}) {
			t.Errorf("recorded %+v", was.Body)
		}
		_, err = r.ChangeWorker(t.Context(), admin, id, was.Version, record.Worker{Name: "Ada Lindqvist", Roles: []string{"manager"}, Manages: []string{team}})
		ok(t, err)
		if got := worker(t, d, id).Body; got.Registration != "SW1234567" {
			t.Errorf("a change of roles lost the registration: %+v", got)
		}
		_, err = r.ChangeWorker(t.Context(), admin, id, was.Version, social("Ada"))
		refused(t, errs.Conflict, "", err)
		_, err = r.ChangeWorker(t.Context(), access.Actor{ID: id, Roles: admin.Roles}, id, was.Version+1, social("Ada"))
		refused(t, errs.Denied, "Nobody changes their own", err)
		_, err = r.ChangeWorker(t.Context(), manager, id, was.Version+1, social("Ada"))
		refused(t, errs.Denied, "", err)
		_, err = r.ChangeWorker(t.Context(), admin, "worker:none", 1, social("Ada"))
		refused(t, errs.NotFound, "no such worker", err)

		_, err = r.Leave(t.Context(), admin, id, d.Today().Add(1))
		refused(t, errs.Invalid, "today or in the past", err)
		_, err = r.Return(t.Context(), admin, id)
		refused(t, errs.Conflict, "has not left", err)
		_, err = r.Leave(t.Context(), admin, id, day.Day{})
		ok(t, err)
		if got := worker(t, d, id).Body; got.Left != d.Today() || got.Name != "Ada Lindqvist" {
			t.Errorf("left: %+v", got)
		}
		_, err = r.Leave(t.Context(), admin, id, day.Day{})
		refused(t, errs.Conflict, "has left already", err)
		_, err = r.ChangeWorker(t.Context(), admin, id, worker(t, d, id).Version, social("Ada"))
		refused(t, errs.Conflict, "has left", err)
		_, err = r.Return(t.Context(), admin, id)
		ok(t, err)
		if got := worker(t, d, id).Body; !got.Left.IsZero() || !slices.Equal(got.Manages, []string{team}) {
			t.Errorf("back: %+v", got)
		}
		_, err = r.Leave(t.Context(), access.Actor{ID: id, Roles: admin.Roles}, id, day.Day{})
		refused(t, errs.Denied, "Another administrator", err)
	})
}

func TestTeams(t *testing.T) {
	each(t, func(t *testing.T, d *commandtest.Desk, r workforce.Room) {
		_, _, err := r.AddTeam(t.Context(), admin, " ", "")
		refused(t, errs.Invalid, "name", err)
		sw, _, err := r.AddWorker(t.Context(), admin, social("Ada"))
		ok(t, err)
		boss, _, err := r.AddWorker(t.Context(), admin, record.Worker{Name: "Mira", Roles: []string{"manager"}})
		ok(t, err)
		_, _, err = r.AddTeam(t.Context(), admin, "North", sw)
		refused(t, errs.Invalid, "not a manager", err)
		_, _, err = r.AddTeam(t.Context(), admin, "North", "worker:none")
		refused(t, errs.Invalid, "Choose a manager", err)
		_, _, err = r.AddTeam(t.Context(), manager, "North", "")
		refused(t, errs.Denied, "", err)
		team, rc, err := r.AddTeam(t.Context(), admin, "North", boss)
		ok(t, err)
		if got := worker(t, d, boss).Body.Manages; !slices.Equal(got, []string{team}) {
			t.Errorf("the manager's line is %v", got)
		}
		_, _, err = r.AddTeam(t.Context(), admin, "NORTH", "")
		refused(t, errs.Invalid, "there already", err)
		_, err = d.Undo(t.Context(), admin, rc.Command)
		ok(t, err)
		if got := worker(t, d, boss).Body.Manages; len(got) != 0 {
			t.Errorf("after the undo the line is %v", got)
		}
	})
}
