package cli

import (
	"fmt"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/house"
	"throughline/internal/measure"
	"throughline/internal/task"
)

// operator is whoever runs the program on the server: they hold the keys, and act for the service. Their readings are written down
// as the command line's.
var operator = access.Actor{ID: "command line", Name: "Command line", Roles: []access.Role{access.Analyst}}

type measuresCmd struct {
	AsAt    string   `help:"The last day that counts; today unless given." placeholder:"DATE"`
	AsKnown string   `help:"As the records were known at this day's end, or at this instant (RFC 3339); now unless given." placeholder:"DATE|TIME"`
	Year    int      `help:"The financial year ending in this calendar year; that of --as-at unless given." placeholder:"YEAR"`
	Half    bool     `help:"The first half of the year: 1 April to 30 September."`
	ID      []string `name:"id" help:"Only these measures; may be repeated." placeholder:"AS-02"`
	By      []string `help:"Break the figure down by these, separated by commas." placeholder:"DIMENSION"`

	Stream      string `help:"Count a synthetic authority as it is made, without a database: hamlet, village, borough, county or england (one authority after another). Says what making and counting took." enum:",hamlet,village,borough,county,england" default:"" placeholder:"SIZE"`
	Seed        uint64 `help:"With --stream: the seed of the authority." default:"1"`
	Authorities int    `help:"With --stream england: only the first so many." placeholder:"N"`
}

// Help is shown by --help.
func (measuresCmd) Help() string {
	return "Measures whose records do not exist yet are listed as waiting.\nExample: throughline measures --id AS-02 --as-at 2026-03-31 --format json"
}

// Run prints figures.
func (c measuresCmd) Run(a *app) error {
	q, err := c.query(a)
	if err != nil {
		return err
	}
	if c.Stream != "" {
		return c.stream(a, q)
	}
	return a.with(func(h *house.House) error {
		q.Book = h.Book
		sheet, err := measure.Print(a.ctx, h.Desk, operator, q, c.ID...)
		if err != nil {
			return err
		}
		return sheet.Write(a.Out, a.Format)
	})
}

func (c measuresCmd) query(a *app) (q measure.Query, err error) {
	if q.AsAt, err = parseDay("--as-at", c.AsAt); err != nil {
		return q, err
	}
	if q.AsKnown, err = parseInstant("--as-known", c.AsKnown); err != nil {
		return q, err
	}
	q.By = c.By
	ending := c.Year
	if ending == 0 {
		on := q.AsAt
		if on.IsZero() {
			on = day.In(a.now())
		}
		ending = day.FinancialYearEnding(on)
	}
	q.Period = measure.Year(ending)
	if c.Half {
		q.Period = measure.Half(ending)
	}
	return q, nil
}

// parseInstant reads an instant, or a day, whose end it means.
func parseInstant(flag, s string) (time.Time, error) {
	if s == "" {
		return time.Time{}, nil
	}
	if d, err := day.Parse(s); err == nil {
		return d.Add(1).Start().Add(-time.Microsecond), nil
	}
	t, err := time.Parse(time.RFC3339, s)
	if err != nil {
		return t, errs.As(errs.Usage, err, "%s: give a day like 2026-03-31 or an instant like 2026-03-31T17:00:00Z", flag)
	}
	return t, nil
}

type workCmd struct {
	Team   string `help:"Only this team's work (team:…)." placeholder:"TEAM"`
	Worker string `help:"Only this worker's work (worker:…)." placeholder:"WORKER"`
	AsAt   string `help:"Time left as it is on this day; now unless given." placeholder:"DATE"`
}

// Help is shown by --help.
func (workCmd) Help() string {
	return "Names are not printed: the list is for counts and for finding what is overdue.\nExample: throughline work --team team:assessment-north"
}

// Run prints what waits, overdue first.
func (c workCmd) Run(a *app) error {
	on, err := parseDay("--as-at", c.AsAt)
	if err != nil {
		return err
	}
	now := a.now()
	if !on.IsZero() {
		now = on.Start().Add(12 * time.Hour)
	}
	return a.with(func(h *house.House) error {
		var items []task.Item
		err := h.DB.Read(a.ctx, func(t *db.Tx) (err error) {
			items, err = task.Waiting(t, h.Book, now, c.Team, c.Worker)
			return err
		})
		if err != nil {
			return err
		}
		type line struct {
			Subject string `json:"subject"`
			Title   string `json:"title"`
			Clock   string `json:"clock,omitempty"`
			Started string `json:"started"`
			Due     string `json:"due,omitempty"`
			State   string `json:"state"`
			Left    string `json:"left"`
			Worker  string `json:"worker,omitempty"`
			Team    string `json:"team,omitempty"`
			Urgent  bool   `json:"urgent"`
			Source  string `json:"source,omitempty"`
		}
		lines, rows := []line{}, [][]string{}
		for _, i := range items {
			l := line{i.Subject, i.Title, i.Clock, i.Started.String(), i.Due.String(), string(i.State), i.Words, i.Worker, i.Team, i.Urgent, i.Source()}
			lines = append(lines, l)
			urgent := ""
			if i.Urgent {
				urgent = "urgent"
			}
			rows = append(rows, []string{i.Words, urgent, i.Title, i.Clock, i.Started.Short(), i.Due.Short(), i.Team, i.Worker, i.Subject})
		}
		if a.Format == "json" {
			return a.json(lines)
		}
		if len(rows) == 0 {
			_, err := fmt.Fprintln(a.Out, "Nothing waits.")
			return err
		}
		return a.table(strings.Split("left,urgent,what,clock,started,due,team,worker,subject", ","), rows)
	})
}
