package assessment

import (
	"net/http"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/web/shell"
)

// undone is what the reader did last here and may still take back.
type undone struct{ What, When, Command string }

// didWords is what the reader did, by the command's own words.
var didWords = map[string]string{
	"Submit an assessment": "sent this to the manager", "Return an assessment": "returned this to the worker", "Authorise an assessment": "authorised this", "Close a referral after an assessment": "closed the referral",
	"Allocate an assessment": "allocated this",
}

func undoneOf(r *shell.Request) (*undone, error) {
	d, ok, err := r.House().Assessment.Undoing().Last(r.Context(), r.Actor, subject(r))
	if err != nil || !ok {
		if errs.Of(err) == errs.Denied || errs.Of(err) == errs.NotFound {
			err = nil // nothing to offer
		}
		return nil, err
	}
	return &undone{didWords[d.Why], day.Moment(d.At), d.Command}, nil
}

// takeBack undoes what the reader did last with the assessment.
func takeBack(w http.ResponseWriter, r *shell.Request) error {
	if err := r.ParseForm(); err != nil {
		return errs.As(errs.Invalid, err, "The form did not arrive whole. Go back and send it again")
	}
	if _, err := r.House().Assessment.Undoing().TakeBack(r.Context(), r.Actor, subject(r), r.PostForm.Get("command")); err != nil {
		return err
	}
	return r.See(w, path(r.ID(), "?done=undone"))
}
