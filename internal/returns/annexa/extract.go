package annexa

import (
	"context"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Options are what an extract is asked for.
type Options struct {
	On      day.Day                             // the extract date; today unless given
	AsKnown time.Time                           // stories as they were known at this instant; as they are now unless given
	Where   func(postcode string) (Place, bool) // where a postcode lies; nil when no list of postcodes was given
	Names   map[string]string                   // names of councils by their code
	Page    string                              // what the log of readings says was opened
}

// Summary says what an extract holds.
type Summary struct {
	On        day.Day     `json:"on"`
	AsKnown   time.Time   `json:"as_known,omitzero"`
	Lists     []Freshness `json:"lists"`
	Children  int         `json:"children"`  // who stand in some list
	Destroyed int         `json:"destroyed"` // entries that a retention rule made unreadable; only of an earlier instant
}

// Freshness is how many rows a list has and when the newest of its records was written.
type Freshness struct {
	List   int       `json:"list"`
	Name   string    `json:"name"`
	Rows   int       `json:"rows"`
	Newest time.Time `json:"newest,omitzero"`
}

// May asks whether the actor may make the lists: whoever prepares returns.
func May(actor access.Actor, now time.Time) error {
	return access.Decide(actor, access.ExportReturn, access.None, access.Facts{}, now).Err()
}

// Extract gives every row of every list, child by child; what emit gets may be kept. Every child who is given is read, and that is written down
// before the extract counts as done.
//
// It fails with errs.Denied when the actor may not prepare returns and errs.Usage when the extract date is in the future.
func Extract(ctx context.Context, desk *command.Desk, actor access.Actor, o Options, emit func(Row) error) (sum Summary, err error) {
	defer errs.Wrap(&err, "make the Annex A lists")
	if err := May(actor, desk.Now()); err != nil {
		return Summary{}, err
	}
	if o.On.IsZero() {
		o.On = desk.Today()
	}
	if o.On.After(desk.Today()) {
		return Summary{}, errs.New(errs.Usage, "%s is in the future: the extract date must be today or in the past", o.On.Short())
	}
	sum = Summary{On: o.On, AsKnown: o.AsKnown}
	for _, l := range All() {
		sum.Lists = append(sum.Lists, Freshness{List: l.Number, Name: l.Name})
	}
	var read []string
	take := func(rows []Row) error {
		for _, r := range rows {
			f := &sum.Lists[r.List-1]
			f.Rows++
			if r.At.After(f.Newest) {
				f.Newest = r.At
			}
			if err := emit(r); err != nil {
				return err
			}
		}
		return nil
	}
	err = desk.Read(ctx, func(t *db.Tx) error {
		a, unmatched, err := around(t, desk, o)
		if err != nil {
			return err
		}
		if err := take(unmatched); err != nil {
			return err
		}
		destroyed, err := story.EachAt(t, desk.Journal, record.ChildSubject, o.AsKnown, func(s story.Story) error {
			if err := ctx.Err(); err != nil {
				return err
			}
			rows := Child(s, a)
			if len(rows) == 0 {
				return nil
			}
			sum.Children++
			read = append(read, s.Subject)
			return take(rows)
		})
		sum.Destroyed += destroyed
		if err != nil {
			return err
		}
		_, err = story.EachAt(t, desk.Journal, record.AdultSubject, o.AsKnown, func(s story.Story) error {
			rows := Adopter(s, o.On)
			if len(rows) > 0 {
				read = append(read, s.Subject)
			}
			return take(rows)
		})
		return err
	})
	if err != nil {
		return sum, err
	}
	return sum, desk.LogListed(ctx, actor, o.Page, "the lists of an inspection", read)
}

// around reads what children's rows need besides their stories.
func around(t *db.Tx, desk *command.Desk, o Options) (a Around, unmatched []Row, err error) {
	a = Around{On: o.On, Where: o.Where, Names: o.Names, Contacts: map[string][]Contact{}, Workers: map[string]string{}, Teams: map[string]string{}}
	workers, err := story.OfKind[record.Worker](t)
	if err != nil {
		return a, nil, err
	}
	for _, w := range workers {
		a.Workers[w.Subject] = w.Body.Name
	}
	teams, err := story.OfKind[record.Team](t)
	if err != nil {
		return a, nil, err
	}
	for _, m := range teams {
		a.Teams[m.Subject] = m.Body.Name
	}
	_, err = story.EachAt(t, desk.Journal, record.ContactSubject, o.AsKnown, func(s story.Story) error {
		matched, rows := ContactsOf(s, o.On)
		for child, cs := range matched {
			a.Contacts[child] = append(a.Contacts[child], cs...)
		}
		unmatched = append(unmatched, rows...)
		return nil
	})
	return a, unmatched, err
}
