package demo_test

import (
	"slices"
	"strings"
	"testing"

	"throughline/internal/access"
	"throughline/internal/care"
	"throughline/internal/db"
	"throughline/internal/demo"
	"throughline/internal/house"
	"throughline/internal/quality"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
	"throughline/internal/task"
	"throughline/internal/workforce"
)

// No persona of the demo opens an empty page: early help, allegations, a transfer that waits, an answer of an agency that came back.
func TestEveryRoomHasOpenWork(t *testing.T) {
	t.Parallel()
	h := made(t, demo.Options{Families: 12, Rooms: true, Scrutiny: true})
	as := func(key string) (a access.Actor) {
		t.Helper()
		if err := h.DB.Read(t.Context(), func(x *db.Tx) (err error) {
			a, err = house.ActorOf(x, "worker:"+key)
			return err
		}); err != nil {
			t.Fatal(err)
		}
		return a
	}
	if rows, err := h.EarlyHelp.List(t.Context(), as("early-help")); err != nil || len(rows) < 2 {
		t.Errorf("early help: %d (%v)", len(rows), err)
	}
	if rows, err := h.LADO.Open(t.Context(), as("lado")); err != nil || len(rows) < 2 {
		t.Errorf("allegations: %d (%v)", len(rows), err)
	}
	moving, err := workforce.Room{Desk: h.Desk}.Transfers(t.Context(), as("manager-2"), "team:assessment-south")
	if err != nil || len(moving) != 1 || moving[0].Body.State != record.TransferWaiting {
		t.Errorf("transfers: %+v (%v)", moving, err)
	}
	if l, err := h.Care.Ledger(t.Context(), as("finance-partner")); err != nil || len(l.Live) == 0 || len(l.Waiting) != 1 {
		t.Errorf("finance sees %d prices and %d requests that wait (%v)", len(l.Live), len(l.Waiting), err)
	}
	if rows, err := h.Care.Requests(t.Context(), as("finance-partner")); err != nil || !slices.ContainsFunc(rows, func(l care.Listed) bool { return l.Body.Standing() == record.PanelAsked }) {
		t.Errorf("no request waits for the panel: %+v (%v)", rows, err)
	}
	if rows, err := h.Requests.List(t.Context(), as("governance")); err != nil || len(rows) != 1 || rows[0].Due.IsZero() {
		t.Errorf("requests for a copy of a record: %+v (%v)", rows, err)
	}
	if all, err := (quality.Room{Desk: h.Desk}).All(t.Context(), as("director"), ""); err != nil || len(all) != 1 {
		t.Errorf("programmes: %+v (%v)", all, err)
	}
	rm := scrutiny.Room{Desk: h.Desk, Book: h.Book}
	if all, err := rm.Decisions(t.Context(), as("scrutiny")); err != nil || len(all) != 1 || all[0].Decision.Body.Until.Before(h.Desk.Today()) {
		t.Errorf("decisions that may be called in: %+v (%v)", all, err)
	}
	// What stands beside questions and meetings: of each one that is far on, and one at its beginning.
	reviews, err := rm.Reviews(t.Context(), as("scrutiny"))
	if err != nil || !slices.ContainsFunc(reviews, func(v record.Of[record.Review]) bool { return v.Body.State == "evidence" && len(v.Body.Findings) > 0 }) ||
		!slices.ContainsFunc(reviews, func(v record.Of[record.Review]) bool { return v.Body.State == "scoping" && len(v.Body.Comments) > 0 }) {
		t.Errorf("reviews: %+v (%v)", reviews, err)
	}
	inspections, err := rm.Inspections(t.Context(), as("scrutiny"))
	if err != nil || len(inspections) != 2 || inspections[0].Body.Edition != "draft" || len(inspections[1].Body.Judgements) < 4 {
		t.Fatalf("inspections: %+v (%v)", inspections, err)
	}
	if v, err := rm.Inspection(t.Context(), as("scrutiny"), inspections[1].Subject); err != nil || len(v.Actions) != 2 {
		t.Errorf("actions of an inspection's plan: %+v (%v)", v.Actions, err)
	}
	if reports, err := rm.CabinetReports(t.Context(), as("scrutiny")); err != nil || len(reports) != 2 || reports[0].Body.State != "drafted" || reports[1].Body.State != "published" {
		t.Errorf("cabinet reports: %+v (%v)", reports, err)
	}
	// Whoever works with children has something to do, and so has each manager's team.
	for _, key := range []string{"social-worker", "social-worker-2"} {
		if mine, err := h.Tasks.ForWorker(t.Context(), as(key), "worker:"+key); err != nil || len(mine) == 0 {
			t.Errorf("%s has nothing to do (%v)", key, err)
		}
	}
	team, err := h.Tasks.ForTeam(t.Context(), as("manager"), "team:assessment-north")
	if err != nil {
		t.Fatal(err)
	}
	for _, title := range []string{"Allocate the assessment", "Authorise the assessment"} {
		if !slices.ContainsFunc(team, func(i task.Item) bool { return i.Title == title }) {
			t.Errorf("the north team's manager has no work of the title %q", title)
		}
	}
	mine, err := h.Tasks.ForWorker(t.Context(), as("screener"), "worker:screener")
	if err != nil || !slices.ContainsFunc(mine, func(i task.Item) bool { return strings.HasPrefix(i.Title, "Read the answer of GP practice on R-") }) {
		t.Errorf("the screener's own work: %+v (%v)", mine, err)
	}
}
