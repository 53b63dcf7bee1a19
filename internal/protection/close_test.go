package protection_test

import (
	"strings"
	"testing"

	"throughline/internal/command/commandtest"
	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/protection"
	"throughline/internal/record"
)

// titles are the tasks of a child that have some words in their title.
func (w *world) titles(kid, words string) []string {
	w.T.Helper()
	return commandtest.Query[string](w.T, w.Desk, "select title from task where subject = $1 and title like '%"+words+"%' and met = ''", kid)
}

// A case ends by a manager's decision with its reason, when nothing goes on any more, for brothers and sisters in one act; it can be taken back
// (acceptance scenarios 2 and 4; complaint 18).
func TestCloseCase(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		kids := w.enquired()
		closing := protection.Closing{On: day.Must("2026-03-02"), Closure: "RC7", Why: because, Children: kids}
		_, err := w.room.CloseCase(t.Context(), w.Manager, closing)
		wantKind(t, "an enquiry goes on", err, errs.Conflict)
		w.propose(protection.NoAction, kids...)
		w.authorise(kids[0])
		_, err = w.room.CloseCase(t.Context(), w.Manager, closing)
		wantKind(t, "an assessment is being written", err, errs.Conflict)
		for _, k := range kids {
			a := latest[record.Assessment](w, k)
			a.Body.Authorised, a.Body.Outcome = day.Must("2026-03-02"), "no_further_action"
			w.Write(record.Edit(latest[record.Assessment](w, k), a.Body))
			if got := w.titles(k, "Nothing goes on"); len(got) != 1 {
				t.Errorf("the manager is not asked whether the case ends: %v", got)
			}
		}
		_, err = w.room.CloseCase(t.Context(), w.Worker, closing)
		wantKind(t, "the worker", err, errs.Denied)
		for field, change := range map[string]func(*protection.Closing){
			"date":    func(c *protection.Closing) { c.On = day.Must("2026-03-01") }, // before the enquiry ended
			"closure": func(c *protection.Closing) { c.Closure = "RC8" },             // an enquiry followed, too
			"why":     func(c *protection.Closing) { c.Why = "Done." },
		} {
			c := closing
			change(&c)
			_, err := w.room.CloseCase(t.Context(), w.Manager, c)
			wantField(t, field, err, field)
		}
		before := [2]string{state(t, w, kids[0]), state(t, w, kids[1])}
		rc, err := w.room.CloseCase(t.Context(), w.Manager, closing)
		ok(t, err)
		for _, k := range kids {
			ref := latest[record.Referral](w, k).Body
			if ref.Closed != closing.On || ref.Closure != "RC7" || ref.ClosedBy != w.Manager.ID || ref.ClosedWhy != because || ref.NFA {
				t.Errorf("%+v", ref)
			}
			if got := strings.Join(w.titles(k, ""), "|"); got != "The case is closed: end its allocation" {
				t.Errorf("after the end: %s", got)
			}
		}
		_, err = w.room.CloseCase(t.Context(), w.Manager, closing)
		wantKind(t, "closed already", err, errs.Conflict)
		_, err = w.room.Undoing().TakeBack(t.Context(), w.Manager, kids[1], rc.Command)
		ok(t, err)
		for i, k := range kids {
			if got := state(t, w, k); got != before[i] {
				t.Errorf("child %d is not as before:\n%s\n%s", i, before[i], got)
			}
		}
	})
}

// What ends by itself never closes what goes on beside it (acceptance scenario 4).
func TestACaseWithAPlanIsNotClosed(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		kids := w.planned() // a plan for the first; a child in need plan is asked for, for the second
		if got := protection.GoesOn(w.Of(kids[0])); got != "a child protection plan is in force" {
			t.Error(got)
		}
		if got := w.titles(kids[1], "Nothing goes on"); len(got) != 0 {
			t.Errorf("a plan is asked for, and the manager is asked to close: %v", got)
		}
	})
}
