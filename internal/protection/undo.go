package protection

import (
	"maps"
	"slices"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/person"
)

// undoable are the commands that their author may take back for a time, with what they need to be allowed.
var undoable = map[string]right{
	"Record a strategy discussion": discuss, "Send the record of a strategy discussion": discuss, "Record the outcome of an enquiry": discuss,
	"Authorise the outcome of an enquiry": authorise, "Return the outcome of an enquiry": authorise, "Decide not to hold an initial conference": authorise,
	"Tell the outcome of an enquiry": discuss, "Close a case": authorise, "Arrange an initial conference": keep, "Record an initial conference": keep, "File papers of a conference": keep,
	"Ask for a transfer-in conference": keep, "Change a child protection plan": keep, "Change an action of a child protection plan": keep, "Record a core group": keep,
	"Record a review conference": keep, "File papers of a review": keep, "Send the report for a review": keep, "End a child protection plan": keep,
	"Review a long child protection plan": keep, "Record a move to another council": keep, "Record a visit": keep, "Change how soon a child is visited": keep, "End what changed how soon a child is visited": keep, "Make a child in need plan": keep,
	"Change a child in need plan": keep, "Change an action of a child in need plan": keep, "Review a child in need plan": keep, "End a child in need plan": keep,
}

// Undoing takes back a step that was taken with a child, for all the children of that act.
func (r Room) Undoing() person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: slices.Collect(maps.Keys(undoable)), May: func(t *db.Tx, actor access.Actor, subject, why string) (string, error) {
		want, ok := undoable[why]
		if !ok {
			want = right{access.Read, access.None}
		}
		s, err := r.one(t, actor, r.Desk.Now(), subject, want)
		return s.Subject, err
	}}
}
