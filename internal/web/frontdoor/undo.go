package frontdoor

import (
	"cmp"
	"net/http"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/web/shell"
)

// lastDecision is a decision of the reader that they may still take back.
type lastDecision struct {
	Reference, When, Command, Action string

	Tell []string // what the referrer is to be told by the reader
	To   string
}

func lastDecisions(r *shell.Request) ([]lastDecision, error) {
	list, err := r.House().FrontDoor.LastDecisions(r.Context(), r.Actor)
	var out []lastDecision
	for _, d := range list {
		_, id, _ := strings.Cut(d.Contact, ":")
		one := lastDecision{Reference: d.Reference, When: day.Moment(d.At), Command: d.Command, Action: "/contacts/" + id + "/undo", Tell: d.Tell}
		for _, part := range []string{cmp.Or(d.Referrer.Name, "whoever told you"), d.Referrer.Phone, d.Referrer.Email} {
			if part != "" {
				one.To += ", " + part
			}
		}
		one.To = strings.TrimPrefix(one.To, ", ")
		out = append(out, one)
	}
	return out, err
}

// undo takes back the reader's last decision on a referral: it waits again.
func undo(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ReadForm(); err != nil {
		return err
	}
	if r.PostForm.Get("what") == "small" {
		err := r.TakeBack(r.House().FrontDoor.SmallUndoing(), contactOf(r))
		if err == nil {
			if _, gone := r.House().FrontDoor.Standing(r.Context(), r.Actor, contactOf(r)); errs.Of(gone) == errs.NotFound {
				return r.See(w, "/front-door") // its recording was undone
			}
		}
		return back(w, r, err)
	}
	if err := r.TakeBack(r.House().FrontDoor.DecisionUndoing(), contactOf(r)); err != nil {
		return err
	}
	return r.See(w, "/contacts/"+r.ID()+"?undone")
}
