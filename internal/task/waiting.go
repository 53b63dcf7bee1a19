package task

import (
	"time"

	"throughline/internal/clock"
	"throughline/internal/db"
)

// Waiting lists everything that waits at a time, of one team, one worker, or all of it, for the operator of the command line, who holds the keys.
// It gives no names. Pages use Lists, which asks access.
func Waiting(t *db.Tx, b *clock.Book, now time.Time, team, worker string) ([]Item, error) {
	where, args := "met = ''", []any{}
	for _, c := range []struct{ column, value string }{{"team", team}, {"worker", worker}} {
		if c.value != "" {
			args = append(args, c.value)
			where += " and " + c.column + " = " + []string{"$1", "$2"}[len(args)-1]
		}
	}
	tasks, err := db.All(t, scan, "select "+columns+" from task where "+where, args...)
	if err != nil {
		return nil, err
	}
	items := make([]Item, len(tasks))
	for i, task := range tasks {
		items[i] = task.At(b, now)
	}
	Order(items)
	return items, nil
}
