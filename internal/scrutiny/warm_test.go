package scrutiny_test

import (
	"context"
	"testing"
	"time"
)

// Warm counts the figures of published answers in the background: no reader waits for a count, what was not counted yet says so, and it ends with its context.
func TestWarm(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		h.assessments(7, "2022-10-01")
		fig := h.cite()
		ref := h.ask()
		w := h.answer(ref, "All of them.", 0, fig)
		h.publish(ref, w.Answer.Version)
		if p := h.public(ref); len(p.Figures) != 1 || p.Figures[0].Pending || !p.Figures[0].Equal {
			t.Fatalf("without Warm a reader waits for the count: %+v", p.Figures)
		}
		ctx, stop := context.WithCancel(t.Context())
		done := make(chan struct{})
		go func() {
			defer close(done)
			h.board.Warm(ctx, func(err error) { t.Error(err) })
		}()
		// Either it is still to be counted and says so, or it is counted: never is it shown as anything else.
		for began := time.Now(); ; time.Sleep(10 * time.Millisecond) {
			f := h.public(ref).Figures[0]
			if !f.Pending {
				if !f.Equal || f.Corrected != nil {
					t.Errorf("counted wrongly: %+v", f)
				}
				break
			}
			if f.Equal || f.Corrected != nil {
				t.Errorf("what is not counted claims to be: %+v", f)
			}
			if time.Since(began) > 2*time.Minute {
				t.Fatal("Warm never counted the figure")
			}
		}
		stop()
		<-done
		// Once it has run, a figure that is published later is pending until it runs again.
		again := h.ask()
		h.assessments(3, "2022-11-30")
		other := h.cite()
		w = h.answer(again, "Seven of ten.", 0, other)
		h.publish(again, w.Answer.Version)
		if f := h.public(again).Figures[0]; !f.Pending {
			t.Errorf("a reader waited for a count: %+v", f)
		}
	})
}
