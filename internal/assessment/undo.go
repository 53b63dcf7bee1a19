package assessment

import (
	"maps"
	"slices"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/person"
)

// undoable are the commands that their author may take back for a time, with what they need to be allowed.
var undoable = map[string]access.Action{
	"Submit an assessment": access.SubmitAssessment, "Return an assessment": access.AuthoriseAssessment, "Authorise an assessment": access.AuthoriseAssessment,
	"Allocate an assessment": access.Allocate, "Close a referral after an assessment": access.AuthoriseAssessment,
}

// Undoing takes back what was done with a report: that it was handed in, returned, authorised or allocated.
func (r Room) Undoing() person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: slices.Collect(maps.Keys(undoable)), May: func(t *db.Tx, actor access.Actor, report, why string) (string, error) {
		w, err := r.load(t, report)
		if err != nil {
			return "", err
		}
		// Whoever may not see the report is told that it is not there, whatever they once did.
		action, class := access.Read, access.Assessment
		if why != "" {
			action = undoable[why]
		}
		if action == access.Allocate {
			class = access.Identity
		}
		_, err = w.may(stamp{actor, r.Desk.Now()}, action, class, nil)
		return report, err
	}}
}
