package task

import (
	"throughline/internal/day"
	"throughline/internal/derived"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Delayed says that somebody has put a piece of work off.
type Delayed struct {
	ID     string // the put_off record
	By     string // worker
	Until  day.Day
	Reason string
}

// Resting says whether an item is put off now, for its worker.
func (i Item) Resting(today day.Day) bool { return i.PutOff.ID != "" && i.PutOff.Until.After(today) }

// RestingForManager is Resting in a manager's list: what the law sets and is overdue never rests there.
func (i Item) RestingForManager(today day.Day) bool {
	return i.Resting(today) && !(i.Overdue() && i.Statutory())
}

// PutOffList is the table of work that was put off. The newest word on a piece of work holds.
func PutOffList() derived.List {
	return derived.List{
		Table:   "put_off",
		Columns: []string{"subject", "record", "clock", "title", "id", "worker", "until", "reason"},
		Key:     4,
		Rows: func(s story.Story) [][]any {
			type work struct{ record, clock, title string }
			at := map[work]int{}
			var rows [][]any
			for _, p := range story.All[record.PutOff](s) {
				w := work{p.Body.Record, p.Body.Clock, p.Body.Title}
				row := []any{s.Subject, w.record, w.clock, w.title, p.ID, p.Body.Worker, p.Body.Until.String(), p.Body.Reason}
				if i, ok := at[w]; ok {
					rows[i] = row
					continue
				}
				at[w] = len(rows)
				rows = append(rows, row)
			}
			return rows
		},
	}
}
