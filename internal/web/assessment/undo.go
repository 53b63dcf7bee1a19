package assessment

import (
	"net/http"

	"throughline/internal/day"
	"throughline/internal/person"
	"throughline/internal/web/shell"
)

// didWords is what the reader did, by the command's own words.
var didWords = map[string]string{
	"Submit an assessment": "sent this to the manager", "Return an assessment": "returned this to the worker", "Authorise an assessment": "authorised this", "Close a referral after an assessment": "closed the referral",
	"Allocate an assessment": "allocated this",
}

// lastStep is what the reader did last with the assessment and may still take back.
func lastStep(r *shell.Request) (*shell.Step, error) {
	return r.LastStep(r.House().Assessment.Undoing(), subject(r), path(r.ID(), "/undo"), func(d person.Done) string {
		return "You " + didWords[d.Why] + " on " + day.Moment(d.At) + "."
	})
}

// takeBack undoes what the reader did last with the assessment.
func takeBack(w http.ResponseWriter, r *shell.Request) error {
	if err := r.TakeBack(r.House().Assessment.Undoing(), subject(r)); err != nil {
		return err
	}
	return r.See(w, path(r.ID(), "?done=undone"))
}
