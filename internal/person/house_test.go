package person_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/person"
	"throughline/internal/record"
	"throughline/internal/story"
)

// The staff of the tests. The manager's line holds team:a; other belongs nowhere near it.
var (
	manager    = access.Actor{ID: "worker:manager", Roles: []access.Role{access.Manager}, Manages: []string{"team:a"}}
	worker     = access.Actor{ID: "worker:sw", Roles: []access.Role{access.SocialWorker}, Teams: []string{"team:a"}}
	other      = access.Actor{ID: "worker:other", Roles: []access.Role{access.SocialWorker}, Teams: []string{"team:z"}}
	governance = access.Actor{ID: "worker:ig", Roles: []access.Role{access.Governance}}
	partner    = access.Actor{ID: "account:school", Roles: []access.Role{access.Partner}, Agency: "agency:school"}
)

// house is a desk with people on it.
type house struct {
	*commandtest.Desk
	t *testing.T
	person.Room
}

func eachHouse(t *testing.T, test func(t *testing.T, h house)) {
	t.Helper()
	commandtest.Each(t, person.Lists(), func(t *testing.T, d *commandtest.Desk) {
		test(t, house{Desk: d, t: t, Room: person.Room{Desk: d.Desk}})
	})
}

// add makes a person whom team:a holds and worker is allocated to.
func (h house) add(n person.NewPerson) string {
	h.t.Helper()
	var subject string
	_, err := h.Desk.Do(h.t.Context(), manager, "Add and allocate", func(t *command.Tx) ([]record.Change, error) {
		id, changes, err := person.Create(t, n)
		if err != nil {
			return nil, err
		}
		subject = id
		if n.Child == nil {
			return changes, nil
		}
		more, err := person.Allocation(t, story.Story{Subject: id}, record.Allocation{Worker: worker.ID, Team: "team:a"})
		return append(changes, more...), err
	})
	h.ok(err)
	return subject
}

func child(given, family, born string) record.Child {
	c := record.Child{Names: []record.Name{{Given: given, Family: family, Use: "current"}}}
	if born != "" {
		c.Birth = day.Must(born)
	}
	return c
}

func (h house) child(given, family, born string, more ...func(*person.NewPerson)) string {
	h.t.Helper()
	c := child(given, family, born)
	n := person.NewPerson{Child: &c}
	for _, m := range more {
		m(&n)
	}
	return h.add(n)
}

func (h house) adult(given, family string) string {
	h.t.Helper()
	return h.add(person.NewPerson{Adult: &record.Adult{Names: []record.Name{{Given: given, Family: family, Use: "current"}}}})
}

func (h house) ok(err error) {
	h.t.Helper()
	if err != nil {
		h.t.Fatal(err)
	}
}

// done is ok for a command's two results.
func (h house) done(rc command.Receipt, err error) command.Receipt {
	h.t.Helper()
	h.ok(err)
	return rc
}

// refused checks the kind of an error, and that it says what is named.
func (h house) refused(kind errs.Kind, says string, err error) {
	h.t.Helper()
	if err == nil || errs.Of(err) != kind || !strings.Contains(errs.Text(err), says) {
		h.t.Errorf("got %v %v; want %v that says %q", errs.Of(err), err, kind, says)
	}
}

// refuses is refused for a command's two results.
func (h house) refuses(kind errs.Kind, says string) func(command.Receipt, error) {
	return func(_ command.Receipt, err error) {
		h.t.Helper()
		h.refused(kind, says, err)
	}
}

func (h house) story(subject string) story.Story {
	h.t.Helper()
	s, err := h.Desk.Story(h.t.Context(), subject)
	h.ok(err)
	return s
}

func (h house) facts(subject string) (f access.Facts, err error) {
	err = h.DB.Read(h.t.Context(), func(t *db.Tx) error {
		f, err = person.Facts(t, subject)
		return err
	})
	return f, err
}

// ofPeople is the condition that a row belongs to an adult or child whose id is not before one.
const ofPeople = "(subject >= $1 and subject < 'adult;' or subject >= $2 and subject < 'child;')"

// rows dumps every derived row of the lists of people, in a fixed order: of everybody, or of those made since an id.
func (h house) rows(since ...string) map[string][]string {
	h.t.Helper()
	from := append(since, "")[0]
	out := map[string][]string{}
	h.ok(h.DB.Read(h.t.Context(), func(t *db.Tx) error {
		for _, l := range person.Lists() {
			text := make([]string, len(l.Columns))
			for i, c := range l.Columns {
				text[i] = "cast(" + c + " as text)"
				if slices.Contains([]string{"unborn", "restricted", "front_door", "responsibility"}, c) {
					text[i] = "case when " + c + " then 'true' else 'false' end"
				}
			}
			got, err := db.Column[string](t, "select "+strings.Join(text, " || '|' || ")+" as line from "+l.Table+" where "+ofPeople+" order by line", "adult:"+from, "child:"+from)
			if err != nil {
				return err
			}
			out[l.Table] = got
		}
		var err error
		out["alias"], err = db.Column[string](t, "select subject || '|' || into_subject as line from alias where "+ofPeople+" order by line", "adult:"+from, "child:"+from)
		return err
	}))
	return out
}

// scratch makes the same rows from nothing but the stories of the subjects.
func (h house) scratch(subjects []string) map[string][]string {
	h.t.Helper()
	out := map[string][]string{}
	h.ok(h.DB.Read(h.t.Context(), func(t *db.Tx) error {
		for _, subject := range subjects {
			canonical, err := story.Canonical(t, subject)
			if err != nil {
				return err
			}
			if canonical != subject {
				continue
			}
			s, err := story.Load(t, subject)
			if err != nil {
				return err
			}
			if !s.Empty() {
				scratchRows(s, out)
			}
		}
		return nil
	}))
	for _, lines := range out {
		slices.Sort(lines)
	}
	return out
}

func scratchRows(s story.Story, out map[string][]string) {
	for _, l := range person.Lists() {
		seen := map[string]bool{}
		for _, row := range l.Rows(s) {
			line := make([]string, len(row))
			for i, v := range row {
				switch v := v.(type) {
				case string:
					line[i] = v
				case bool:
					line[i] = map[bool]string{true: "true", false: "false"}[v]
				}
			}
			if key := strings.Join(line[:l.Key], "|"); !seen[key] {
				seen[key] = true
				out[l.Table] = append(out[l.Table], strings.Join(line, "|"))
			}
		}
	}
}

func same[T any](t *testing.T, what string, want, got T) {
	t.Helper()
	if diff := cmp.Diff(want, got, cmpopts.EquateComparable(day.Day{}), cmpopts.EquateEmpty()); diff != "" {
		t.Errorf("%s:\n%s", what, diff)
	}
}

func stale[T error](err error) bool {
	_, ok := errors.AsType[T](err)
	return ok
}
