package person_test

import (
	"fmt"
	"strings"
	"testing"
	"time"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/person"
)

func TestSearchesAreWrittenDownSealed(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		w := person.Watch{Room: h.Room, Vault: h.Vault}
		ada := h.child("Ada", "Okafor", "2015-03-04")
		h.ok(w.LogSearch(ctx, worker, "Ada Okafor 4/3/2015", "POST /people", "hit of a search", ada, ada))
		h.Clock.Add(time.Minute)
		h.ok(w.LogSearch(ctx, other, "Zoë \xff"+strings.Repeat("ö", 500), "POST /people", "hit of a search"))

		// Who, when, what sort of thing and how many people are plain; what was typed is nowhere to be read.
		var log []journal.Reading
		h.ok(h.DB.Read(ctx, func(tx *db.Tx) (err error) {
			log, err = journal.LastReadBy(tx, worker.ID, 10)
			return err
		}))
		same(t, "rows of one search", 2, len(log))
		same(t, "the hit", []string{ada, "list", "hit of a search"}, []string{log[0].Subject, log[0].Action, log[0].Why})
		same(t, "the search", []string{"search", "search", "POST /people"}, []string{log[1].Subject, log[1].Action, log[1].Page})
		if why := log[1].Why; !strings.HasPrefix(why, "words, a date; 2 shown; term ") || strings.Contains(why, "Ada") || strings.Contains(why, "2015") {
			t.Errorf("the log says %q", why)
		}

		got, err := w.Searches(ctx, governance, "", 10)
		h.ok(err)
		same(t, "searches", 2, len(got))
		same(t, "the older", person.Searched{Worker: worker.ID, At: h.Clock.Now().Add(-time.Minute), Page: "POST /people", Sorts: "words, a date; 2 shown", Term: "Ada Okafor 4/3/2015"}, got[1])
		same(t, "the newer is cut", "Zoë ?"+strings.Repeat("ö", 195), got[0].Term)
		got, err = w.Searches(ctx, governance, worker.ID, 10)
		h.ok(err)
		same(t, "of one worker", 1, len(got))
		// That they were looked at is in the log, and is no search itself.
		h.ok(h.DB.Read(ctx, func(tx *db.Tx) (err error) {
			log, err = journal.LastReadBy(tx, governance.ID, 10)
			return err
		}))
		same(t, "looks at the searches", 2, len(log))
		same(t, "a look", string(access.ReadAccessLog), log[0].Action)
		_, err = w.Searches(ctx, manager, "", 10)
		h.refused(errs.Denied, "", err)

		// A searcher whose key was destroyed is still in the list; what they typed is gone.
		h.ok(h.Vault.Destroy(ctx, other.ID, "test"))
		got, err = w.Searches(ctx, governance, "", 10)
		h.ok(err)
		same(t, "gone", []any{true, "", "words; 0 shown"}, []any{got[0].Gone, got[0].Term, got[0].Sorts})
		// A search that cannot be written down fails.
		h.refused(errs.Internal, "", w.LogSearch(ctx, other, "Ada", "POST /people", "hit of a search"))
	})
}

// What somebody opened in the last 24 hours counts, each child once, however many rows they wrote before (requirement R12).
func TestADaysOpeningsCount(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		open := func(n, times int) {
			t.Helper()
			var rows []journal.Reading
			for range times {
				rows = append(rows, journal.Reading{Actor: worker.ID, Subject: fmt.Sprintf("child:%d", n), Action: string(access.Read), Page: "GET /children/{id}", Why: "a test", Allowed: true})
			}
			h.ok(h.DB.Write(ctx, func(t *db.Tx) error { return journal.LogReads(t, h.Clock.Now(), rows) }))
		}
		stopped := func() string {
			t.Helper()
			rule, _, err := h.TooMany(ctx, worker, "child:next")
			h.ok(err)
			return rule
		}
		begun := h.Clock.Now()
		for n := range access.BulkDay { // a few in each hour
			open(n, 2)
			h.Clock.Add(6 * time.Minute)
		}
		same(t, "within a day", access.BulkRule+"200 in a day", stopped())
		h.Clock.Add(begun.Add(24 * time.Hour).Sub(h.Clock.Now()))
		same(t, "when the first is a day old", "", stopped())
		open(0, 1)
		same(t, "and is opened again", access.BulkRule+"200 in a day", stopped())
	})
}

func TestStopsAreListedByWorkerAndDay(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(t *testing.T, h house) {
		ctx := t.Context()
		w := person.Watch{Room: h.Room, Vault: h.Vault}
		stop := func(a access.Actor, id string) {
			t.Helper()
			h.ok(h.LogTooMany(ctx, a, id, access.ReadAccessLog, access.BulkRule+"50 in an hour", "GET /children/{id}"))
		}
		start := h.Clock.Now()
		stop(worker, "child:1")
		h.Clock.Add(25 * time.Hour)
		stop(worker, "child:2")
		h.Clock.Add(time.Minute)
		stop(other, "child:2")
		stop(worker, "child:3\x00")
		now := h.Clock.Now()
		got, err := w.Stops(ctx, governance, start)
		h.ok(err)
		rule := access.BulkRule + "50 in an hour"
		same(t, "stops", []person.Stopped{
			{Worker: worker.ID, First: now.Add(-time.Minute), Last: now, Times: 2, Rule: rule},
			{Worker: other.ID, First: now, Last: now, Times: 1, Rule: rule},
			{Worker: worker.ID, First: start, Last: start, Times: 1, Rule: rule},
		}, got)
		got, err = w.Stops(ctx, governance, start.Add(time.Hour))
		h.ok(err)
		same(t, "later ones", 2, len(got))
		_, err = w.Stops(ctx, manager, start)
		h.refused(errs.Denied, "", err)
		just, err := h.JustStopped(ctx, worker)
		h.ok(err)
		h.Clock.Add(2 * time.Hour)
		later, err := h.JustStopped(ctx, worker)
		h.ok(err)
		never, err := h.JustStopped(ctx, manager)
		h.ok(err)
		same(t, "stopped just now, two hours ago, never", []bool{true, false, false}, []bool{just, later, never})
	})
}
