package lado

import (
	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/person"
)

// undoable are the commands that their author may take back for a day: all of the room, but the referral itself and a disposal.
var undoable = []string{
	"Make a question a referral", "Decide on an allegation", "Change the priority of an allegation", "Record steps on an allegation", "Correct who an allegation is about",
	"Link a child to an allegation", "Unlink a child from an allegation", "Close an allegation", "Open an allegation again", "Record what a referrer says",
	"Record a meeting on an allegation", "Record that an agreed action was done", "Keep an allegation longer", "Ask for an allegation to be destroyed",
}

// Undoing takes back what was done on an allegation.
func (r Room) Undoing() person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: undoable, May: func(t *db.Tx, actor access.Actor, subject, _ string) (string, error) {
		_, err := r.may(t, actor, access.Undo, subject)
		return subject, err
	}}
}
