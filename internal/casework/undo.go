package casework

import (
	"context"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/person"
	"throughline/internal/story"
)

// Doings are the commands of this room that their author may take back for a day, by their own words.
var Doings = []string{
	"Add a case note", "Change a case note", "Take out a case note", "Record a supervision", "Record management oversight", "Add a warning", "Agree a warning",
	"Review a warning", "End a warning", "Mark a line of the chronology", "Add a line to the chronology", "Add a document", "Change a document", "Write a letter", "Agree a letter",
}

// Undoable is what the actor did last here on a person and may still take back.
func (r Room) Undoable(ctx context.Context, actor access.Actor, subject string) (d person.Done, ok bool, err error) {
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		s, err := story.Canonical(t, subject)
		if err == nil {
			d, ok, err = person.LastDone(t, actor.ID, s, r.Desk.Now(), Doings...)
		}
		return err
	})
	return d, ok, err
}

// Undo takes back what the actor did last here.
func (r Room) Undo(ctx context.Context, actor access.Actor, subject, commandID string) (command.Receipt, error) {
	return person.TakeBack(ctx, r.Desk, actor, commandID, func(t *db.Tx) (string, error) {
		f, err := person.Facts(t, subject)
		if err != nil {
			return "", err
		}
		return f.Subject, access.Decide(actor, access.Record, access.None, f, r.Desk.Now()).Err()
	}, Doings...)
}
