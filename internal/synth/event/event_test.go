package event

import (
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"throughline/internal/day"
	"throughline/internal/record"
)

func TestHeldCountsVersions(t *testing.T) {
	var h Held
	started := day.Must("2024-05-01")
	made := h.New("p1", "child:1", record.CINPlan{Referral: "r", Started: started})
	if made.Base != 0 {
		t.Errorf("a new record was made from version %d", made.Base)
	}
	closed := h.Edit("p1", record.CINPlan{Referral: "r", Started: started, Ended: started.Add(90)})
	again := h.Edit("p1", record.CINPlan{Referral: "r", Started: started, Ended: started.Add(91)})
	gone := h.Withdraw("p1")
	if got := []int64{closed.Base, again.Base, gone.Base}; !cmp.Equal(got, []int64{1, 2, 3}) {
		t.Errorf("versions changed: %v", got)
	}
	if !gone.Withdraw || gone.Subject != "child:1" || gone.Body.(record.CINPlan).Ended != started.Add(91) {
		t.Errorf("withdrawn: %+v", gone)
	}
	if b, ok := Body[record.CINPlan](&h, "p1"); !ok || b.Ended != started.Add(91) {
		t.Errorf("held: %+v, %v", b, ok)
	}
	if _, ok := Body[record.CINPlan](&h, "p2"); ok {
		t.Error("a record that was never made is held")
	}
}

func TestSortKeepsOrderWithinATime(t *testing.T) {
	at := time.Date(2025, 1, 1, 9, 0, 0, 0, time.UTC)
	events := []Event{{At: at.Add(time.Hour), Why: "c"}, {At: at, Why: "a"}, {At: at, Why: "b"}}
	Sort(events)
	got := events[0].Why + events[1].Why + events[2].Why
	if got != "abc" {
		t.Errorf("the order is %s", got)
	}
}
