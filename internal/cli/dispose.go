package cli

import (
	"fmt"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/record"
	"throughline/internal/story"
)

type disposeCmd struct {
	ID         string `arg:"" help:"The person: child:ID or adult:ID."`
	Rule       string `required:"" help:"The retention rule, as the council's schedule names it." placeholder:"RULE"`
	By         string `required:"" help:"The worker who disposes (worker:…)." placeholder:"WORKER"`
	ApprovedBy string `required:"" help:"The other worker who approved it (worker:…)." placeholder:"WORKER"`
	Forever    bool   `help:"Say that it is meant: nothing brings the history back."`
}

// Help is shown by --help.
func (disposeCmd) Help() string {
	return "The person's history becomes unreadable here and in every backup; the journal's proofs still hold. Referrals and reports about nobody else go with it.\n" +
		"Example: throughline dispose child:0190… --rule CIN-35Y --by worker:a --approved-by worker:b --forever"
}

// Run disposes of a person's history.
func (c disposeCmd) Run(a *app) error {
	if t := record.SubjectType(c.ID); t != record.ChildSubject && t != record.AdultSubject {
		return errs.New(errs.Usage, "Give the id of a person, as child:… or adult:…")
	}
	if !c.Forever {
		return errs.New(errs.Usage, "This cannot be undone. Add --forever when the schedule, the person and the approval have been checked; nothing was changed")
	}
	return a.with(func(h *house.House) error {
		for _, who := range []string{c.By, c.ApprovedBy} {
			err := h.DB.Read(a.ctx, func(t *db.Tx) error {
				s, err := story.Load(t, who)
				if err != nil {
					return err
				}
				if w, ok := story.First[record.Worker](s); !ok || !w.Body.Left.IsZero() {
					return errs.New(errs.Invalid, "%s is no worker here; nothing was changed", who)
				}
				return nil
			})
			if err != nil {
				return err
			}
		}
		gone, err := h.Keeper.Dispose(a.ctx, h.Desk, access.Actor{ID: c.By}, c.ID, c.Rule, c.ApprovedBy)
		if err != nil {
			return err
		}
		if a.Format == "json" {
			return a.json(gone)
		}
		for _, g := range gone {
			fmt.Fprintln(a.Out, "destroyed", g)
		}
		return nil
	})
}
