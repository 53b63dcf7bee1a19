package earlyhelp

import (
	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/person"
)

// undoable are the commands that their author may take back for a day.
var undoable = []string{
	"Ask for early help", begun, "Say who a child of early help is", "Add a child from early help", "Record whether a family agrees", "Give early help to a worker",
	"Write an early help assessment", "Write an early help plan", "Record that an action of early help was done", "Record a meeting of a team around the family",
	"Point a family to other support", "Record what came of other support", "End early help", "Open early help again", "Pass early help up to social care",
}

// Undoing takes back what was done on a case: what was passed up waits at the front door no longer, what was begun is withdrawn.
func (r Room) Undoing() person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: undoable, May: func(t *db.Tx, actor access.Actor, subject, why string) (string, error) {
		if why != "" { // asked already: it is the same for all of them
			return subject, nil
		}
		_, c, err := load(t, subject)
		if err == nil {
			_, err = r.may(t, actor, access.Record, c)
		}
		return subject, err
	}}
}

// begun is the command by which early help begins from a child's records.
const begun = "Begin early help"

// BeginUndoing takes back, from a child's page, the beginning of early help, for every child of it: the episode of need is open again. Whoever steps a family
// down is mostly not of the team that helps it from then on.
func (r Room) BeginUndoing() person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: []string{begun}, May: func(t *db.Tx, actor access.Actor, child, _ string) (string, error) {
		return child, r.mayChild(t, actor, child, access.Record)
	}}
}
