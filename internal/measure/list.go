package measure

import (
	"context"
	"fmt"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Row is one record behind a figure, as a list shows it.
type Row struct {
	Record, Subject     string // Subject as it is known now, after merges
	Name                string
	In                  bool
	Started, Due, Ended day.Day
}

// Rows is the list behind a figure. Of the figure's records, len(Shown) may be shown to the actor as rows and Hidden may not;
// together they are all of them.
type Rows struct {
	Shown  []Row
	Hidden int
}

// List opens a figure to the list behind it: errs.Denied for who may open no figure, and for each row what access says of its
// subject today. The caller writes the reading down.
func List(ctx context.Context, d *command.Desk, actor access.Actor, r Result) (rows Rows, err error) {
	if err := access.Decide(actor, access.OpenFigureList, access.Figure, access.Facts{}, d.Now()).Err(); err != nil {
		return Rows{}, err
	}
	k, ok := counters[r.ID]
	if !ok {
		return Rows{}, errs.New(errs.NotFound, "There is no list behind %s", r.ID)
	}
	err = d.Read(ctx, func(t *db.Tx) error {
		into, err := aliases(t)
		if err != nil {
			return err
		}
		var people []string
		var others []RecordRef
		seen := map[string]bool{}
		for _, ref := range r.Records {
			switch s := survivor(into, ref.Subject); {
			case !record.IsPerson(s):
				others = append(others, ref)
			case !seen[s]:
				seen[s] = true
				people = append(people, s)
			}
		}
		// A figure may be of cases and of workers: of each person what access says of that person, of the rest what it says of such records.
		names, err := visible(t, access.Visible(actor, access.List, k.class), people)
		if err != nil {
			return err
		}
		if err := titled(t, actor, k.class, d.Now(), others, names); err != nil {
			return err
		}
		rows = Rows{}
		for _, ref := range r.Records {
			s := survivor(into, ref.Subject)
			name, may := names[s]
			if !may {
				rows.Hidden++
				continue
			}
			rows.Shown = append(rows.Shown, Row{ref.Record, s, name, ref.In, ref.Started, ref.Due, ref.Ended})
		}
		return nil
	})
	if err != nil {
		return Rows{}, fmt.Errorf("list of %s: %w", r.ID, err)
	}
	return rows, nil
}

// titled adds the names of subjects that are no persons: the reference of a contact, else what kind of record it is. Nobody is related to such a
// subject, so only those may see it who may see all.
func titled(t *db.Tx, actor access.Actor, class access.Class, now time.Time, refs []RecordRef, names map[string]string) error {
	for _, ref := range refs {
		class := class
		if of := record.SubjectType(ref.Subject); of == record.WorkerSubject || of == record.TeamSubject {
			class = access.Account
		}
		if !access.Decide(actor, access.List, class, access.Facts{Subject: ref.Subject}, now).Allow {
			continue
		}
		r, err := story.Record(t, ref.Record)
		if err != nil {
			return err
		}
		kind, _ := record.Lookup(r.Kind)
		names[ref.Subject] = kind.Title
		if c, ok := record.As[record.Contact](r); ok {
			names[ref.Subject] = c.Body.Reference
		}
	}
	return nil
}

// chunk is the number of subjects in one question to the database: the text of the query is always the same.
const chunk = 100

// visible gives the names of those subjects that the filter lets through.
func visible(t *db.Tx, f access.Filter, subjects []string) (map[string]string, error) {
	var in strings.Builder
	for i := range chunk {
		if i > 0 {
			in.WriteString(", ")
		}
		fmt.Fprintf(&in, "$%d", i+1)
	}
	cond, more := f.SQL("p", chunk+1)
	q := "select p.subject, p.name from person_card p where p.subject in (" + in.String() + ") and " + cond
	names := map[string]string{}
	for len(subjects) > 0 {
		n := min(chunk, len(subjects))
		args := make([]any, 0, chunk+len(more))
		for i := range chunk {
			args = append(args, subjects[min(i, n-1)])
		}
		if err := t.Each(func(scan db.Scan) error {
			var s, name string
			if err := scan(&s, &name); err != nil {
				return err
			}
			names[s] = name
			return nil
		}, q, append(args, more...)...); err != nil {
			return nil, err
		}
		subjects = subjects[n:]
	}
	return names, nil
}

func aliases(t *db.Tx) (map[string]string, error) {
	into := map[string]string{}
	err := t.Each(func(scan db.Scan) error {
		var from, to string
		if err := scan(&from, &to); err != nil {
			return err
		}
		into[from] = to
		return nil
	}, "select subject, into_subject from alias")
	return into, err
}

func survivor(into map[string]string, s string) string {
	for range len(into) {
		next, merged := into[s]
		if !merged {
			break
		}
		s = next
	}
	return s
}
