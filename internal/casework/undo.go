package casework

import (
	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/person"
)

// Doings are the commands of this room that their author may take back for a day, by their own words.
var Doings = []string{
	"Add a case note", "Change a case note", "Take out a case note", "Record a supervision", "Record management oversight", "Add a warning", "Agree a warning",
	"Review a warning", "End a warning", "Mark a line of the chronology", "Add a line to the chronology", "Add a document", "Change a document", "Write a letter", "Agree a letter",
}

// Undoing takes back what was done here on a person.
func (r Room) Undoing() person.Undoing {
	return person.Undoing{Desk: r.Desk, Words: Doings, May: func(t *db.Tx, actor access.Actor, subject, _ string) (string, error) {
		f, err := person.Facts(t, subject)
		if err != nil {
			return "", err
		}
		return f.Subject, access.Decide(actor, access.Record, access.None, f, r.Desk.Now()).Err()
	}}
}
