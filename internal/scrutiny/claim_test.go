package scrutiny_test

import (
	"testing"

	"throughline/internal/errs"
	"throughline/internal/record"
)

// A claim is tied to nothing that cannot be opened: no budget line is recorded yet, so money that no figure shows stays unmatched (SR-339, R2).
func TestMoneyStaysUnmatchedWithoutABudgetLine(t *testing.T) {
	each(t, func(t *testing.T, h hall) {
		ctx, rm, c := t.Context(), h.room(), h.chamber()
		m := h.meet(c, "2026-11-16")
		src, err := rm.BringIn(ctx, officer, m.Subject, "a.txt", []byte("Agenda item\n\nBudget (19.05)\n\nMinutes:\n\n5.1 The overspend was £660k for 12 homes.\n\nQuestions from the Commission\n\n5.2 Why?\n\nSupporting documents:\n"))
		h.must(err)
		_, err = rm.Accept(ctx, officer, src, []string{"paragraph 5.1", "figure 5.1/1", "figure 5.1/2"})
		h.must(err)
		cs, err := rm.Claims(ctx, officer)
		h.must(err)
		if len(cs.All) != 2 {
			t.Fatalf("%+v", cs.All)
		}
		for _, x := range cs.All {
			says := "no money"
			if x.Body.Unit == "GBP" {
				says = "not recorded"
			}
			err := rm.SettleClaim(ctx, director, x.ID, x.Version, record.FigureClaim{State: record.ClaimMatched, BudgetLine: "Placements"})
			kind(t, x.Body.AsWritten, err, errs.Invalid, says)
			if o, err := rm.Claim(ctx, officer, x.ID); err != nil || o.Body.State != record.ClaimUnmatched {
				t.Errorf("%s is %s: %v", x.Body.AsWritten, o.Body.State, err)
			}
		}
	})
}
