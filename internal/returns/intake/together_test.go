package intake_test

import (
	"fmt"
	"strings"
	"sync"
	"testing"

	"throughline/internal/record"
	"throughline/internal/returns/intake"
	"throughline/internal/story"
)

// TestTwoImportsAtOnce: two files about the same children, brought in by two servers at the same time, make each child once, whichever comes first
// to each; both are there whole, and each can be undone.
func TestTwoImportsAtOnce(t *testing.T) {
	t.Parallel()
	eachHouse(t, func(h house) {
		const children = 24
		other := h.Server(h.t)
		for round := range 3 {
			file := func(reference string) string {
				var kids []string
				for i := range children {
					kids = append(kids, kid(fmt.Sprintf("LAchildID=R%dC%d %s", round, i, born), episode("CINreferralDate=2025-02-03")))
				}
				return census(reference, kids...)
			}
			var all sync.WaitGroup
			reports, errors := [2]intake.Report{}, [2]error{}
			ready := make(chan struct{})
			for i, src := range []string{file("2025-03-31"), file("2026-03-31")} {
				desk := h.Desk.Desk
				if i == 1 {
					desk = other.Desk
				}
				all.Go(func() {
					<-ready
					reports[i], errors[i] = intake.CIN(h.t.Context(), desk, analyst, "f.xml", strings.NewReader(src), intake.Options{Batch: 2})
				})
			}
			close(ready)
			all.Wait()
			for i, r := range reports {
				h.ok(errors[i])
				if !r.Complete || len(heldBack(r)) > 0 || r.Added.Children+r.Matched.Children != children {
					h.t.Errorf("round %d: %+v", round, r)
				}
			}
			if n := reports[0].Added.Children + reports[1].Added.Children; n != children {
				h.t.Errorf("round %d: %d children were made of %d", round, n, children)
			}
			have := map[string]int{}
			for _, s := range h.children() {
				have[strings.Join(ids(s), ",")]++
				if n := len(story.All[record.Referral](s)); n != 1 {
					h.t.Errorf("round %d: %s has %d referrals", round, s.Subject, n)
				}
			}
			for id, n := range have {
				if n != 1 {
					h.t.Errorf("round %d: %d children have %s", round, n, id)
				}
			}
			if len(have) != children*(round+1) {
				h.t.Errorf("round %d: %d children", round, len(have))
			}
		}
		h.verify()
	})
}
