package access

import (
	"database/sql"
	"fmt"
	"slices"
	"testing"

	_ "modernc.org/sqlite"
	"pgregory.net/rapid"
)

// TestVisibleIsDecide draws actors and subjects and compares the SQL condition, run by a real engine, with Decide.
func TestVisibleIsDecide(t *testing.T) {
	db, err := sql.Open("sqlite", ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	db.SetMaxOpenConns(1)
	if _, err := db.Exec(Schema); err != nil {
		t.Fatal(err)
	}
	shown, asked := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		tx, err := db.Begin()
		if err != nil {
			t.Fatal(err)
		}
		defer tx.Rollback()
		subjects := map[string]Facts{}
		for i := range 4 {
			f := drawFacts(t, fmt.Sprintf("P%d", i))
			subjects[f.Subject] = f
			store(t, tx, f)
		}
		a := drawActor(t)
		for _, action := range []Action{List, Search, SeeOwnReferrals, ExportChild} {
			for _, class := range Classes() {
				class := Class(class.Name)
				cond, args := Visible(a, action, class).SQL("c", 1)
				got := query1(t, tx, "select c.subject from person_card c where "+cond+" order by c.subject", args)
				var want []string
				for id, f := range subjects {
					if Decide(a, action, class, f, now).Allow {
						want = append(want, id)
					}
				}
				slices.Sort(want)
				if !slices.Equal(got, want) {
					t.Fatalf("%+v may %s %s:\n list   %v\n decide %v\n where %s %v", a, action, class, got, want, cond, args)
				}
				if text, args, ok := Visible(a, action, class).Reach(1); ok {
					if reached := query1(t, tx, text, args); slices.ContainsFunc(want, func(id string) bool { return !slices.Contains(reached, id) }) {
						t.Fatalf("%+v may %s %s:\n reach  %v\n decide %v\n %s %v", a, action, class, reached, want, text, args)
					}
				}
				asked += len(subjects)
				shown += len(want)
			}
		}
	})
	// A property that compares nothing with nothing proves nothing. Some hundred are drawn in a short run.
	if shown < 10 {
		t.Errorf("only %d of %d questions allowed something: draw better facts", shown, asked)
	}
}

func TestFilterPlaceholders(t *testing.T) {
	a := Actor{ID: "W1", Roles: []Role{SocialWorker}, Teams: []string{"T1"}}
	_, args := Visible(a, List, Identity).SQL("c", 4)
	if len(args) != 2 {
		t.Errorf("the same value has one placeholder; got %v", args)
	}
	if text, args := Visible(Actor{}, List, Identity).SQL("c", 1); text != "false" || args != nil {
		t.Errorf("nobody sees nothing: %s %v", text, args)
	}
	if text, _ := (Filter{}).SQL("c", 1); text != "false" {
		t.Errorf("the zero filter shows %s", text)
	}
}

var people = []string{"W1", "W2"}
var teams = []string{"T1", "T2"}

func some(t *rapid.T, of []string, label string) []string {
	return rapid.SliceOfNDistinct(rapid.SampledFrom(of), 0, len(of), rapid.ID).Draw(t, label)
}

func sometimes(t *rapid.T, label string) bool { return rapid.IntRange(0, 3).Draw(t, label) == 0 }

func drawActor(t *rapid.T) Actor {
	var names []Role
	for _, r := range Roles() {
		names = append(names, Role(r.Name))
	}
	a := Actor{
		ID:      rapid.SampledFrom([]string{"W1", "W1", "W1", ""}).Draw(t, "id"),
		Roles:   rapid.SliceOfN(rapid.SampledFrom(names), 0, 3).Draw(t, "roles"),
		Teams:   some(t, teams, "teams"),
		Manages: some(t, teams, "manages"),
		Agency:  rapid.SampledFrom([]string{"", "A1"}).Draw(t, "agency"),
		Subject: rapid.SampledFrom([]string{"", "P1"}).Draw(t, "self"),
	}
	return a
}

func drawFacts(t *rapid.T, subject string) Facts {
	f := Facts{
		Subject:     subject,
		AllocatedTo: some(t, people, "allocated"),
		Teams:       some(t, teams, "case teams"),
		Chairs:      some(t, people, "chairs"),
		Sampled:     some(t, people, "sampled"),
		Requested:   some(t, people, "requested"),
		Agencies:    some(t, []string{"A1", "A2"}, "agencies"),
		Restricted:  sometimes(t, "restricted"),
		Cleared:     some(t, people, "cleared"),
		FrontDoor:   rapid.Bool().Draw(t, "front door"),
	}
	if sometimes(t, "barred") {
		f.Barred = some(t, people, "bars")
	}
	if sometimes(t, "compartment") {
		f.Compartment = rapid.SampledFrom([]Compartment{LADOCompartment, Adoption}).Draw(t, "which")
	}
	if rapid.Bool().Draw(t, "glass") {
		f.Glass = []Window{{Actor: "W1", Subject: subject, From: now, Reason: "An emergency of the test"}}
	}
	return f
}

func store(t *rapid.T, tx *sql.Tx, f Facts) {
	exec := func(text string, args ...any) {
		if _, err := tx.Exec(text, args...); err != nil {
			t.Fatal(err)
		}
	}
	exec("insert into person_card (subject, restricted, compartment, front_door) values ($1, $2, $3, $4)",
		f.Subject, f.Restricted, string(f.Compartment), f.FrontDoor)
	for relation, ids := range map[string][]string{"allocated": f.AllocatedTo, "team": f.Teams, "chair": f.Chairs,
		"sampled": f.Sampled, "request": f.Requested, "agency": f.Agencies, "cleared": f.Cleared, "barred": f.Barred} {
		for _, id := range ids {
			exec("insert into access_link (subject, actor, relation) values ($1, $2, $3)", f.Subject, id, relation)
		}
	}
}

func query1(t *rapid.T, tx *sql.Tx, text string, args []any) []string {
	rows, err := tx.Query(text, args...)
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	defer rows.Close()
	var ids []string
	for rows.Next() {
		var id string
		if err := rows.Scan(&id); err != nil {
			t.Fatal(err)
		}
		ids = append(ids, id)
	}
	if err := rows.Err(); err != nil {
		t.Fatal(err)
	}
	return ids
}
