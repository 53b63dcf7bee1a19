package person

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Reading is a person's record, opened for one page and written down in the access log.
type Reading struct {
	Story     story.Story
	Facts     access.Facts
	Decision  access.Decision
	Relations []Relation // to people whose existence the actor may know
	Actor     access.Actor
	At        time.Time
	Glass     string // id of the emergency opening that let the actor in, or ""
}

// Read opens a person's record for a page: the id is resolved after merges, access is asked, and the reading is written down before anything is returned; when it
// cannot be written, nothing is. A refusal is written down too. What is hidden and what does not exist are refused alike: the same error,
// from the same queries, with a row in the log either way. page is the route, never an address with ids.
func (r Room) Read(ctx context.Context, actor access.Actor, subject string, action access.Action, class access.Class, page string) (Reading, error) {
	var out Reading
	var refused error
	err := r.Desk.DB.Write(ctx, func(t *db.Tx) (err error) {
		out, refused, err = r.read(t, actor, subject, action, class, page)
		return err
	})
	if err = cmp.Or(err, refused); err != nil {
		return Reading{}, err
	}
	return out, nil
}

// read is Read within a transaction. A refusal is no error of the transaction: the row in the log must stay.
func (r Room) read(t *db.Tx, actor access.Actor, subject string, action access.Action, class access.Class, page string) (out Reading, refused, err error) {
	now := r.Desk.Now()
	f, opened, err := facts(t, subject)
	unknown := errs.Of(err) == errs.NotFound
	if err != nil && !unknown {
		return out, nil, err
	}
	d := access.Decision{Hide: true, Rule: "There is no such record"}
	logged := clip(subject)
	if !unknown {
		d = access.Decide(actor, action, class, f, now)
		logged = f.Subject
	}
	why := d.Rule
	glass := ""
	if d.Allow {
		if glass = byGlass(actor, action, class, f, opened, now); glass != "" {
			why = "Emergency access " + glass
		}
	}
	if err := journal.LogReads(t, now, []journal.Reading{{
		Actor: actor.ID, Subject: logged, Action: string(action), Page: page, Why: why, Allowed: d.Allow,
	}}); errs.Of(err) == errs.NotFound {
		// A log that lost its head is our fault, not a person who does not exist.
		return out, nil, errs.As(errs.Internal, err, "the access log cannot be written")
	} else if err != nil {
		return out, nil, err
	}
	if refused := d.Err(); refused != nil {
		return out, refused, nil
	}
	s, err := story.Load(t, f.Subject)
	if err != nil {
		return out, nil, err
	}
	rels, err := relations(t, f.Subject, actor, true)
	return Reading{Story: s, Facts: f, Decision: d, Relations: rels, Actor: actor, At: now, Glass: glass}, nil, err
}

// byGlass gives the emergency opening on which an allowed reading rests, if it rests on one.
func byGlass(actor access.Actor, action access.Action, class access.Class, f access.Facts, opened []record.Of[record.BreakGlass], now time.Time) string {
	without := f
	without.Glass = nil
	if access.Decide(actor, action, class, without, now).Allow {
		return ""
	}
	for _, g := range opened {
		if window(g, f.Subject).Opens(actor.ID, f.Subject, now) {
			return g.ID
		}
	}
	return ""
}

// clip bounds an id that somebody sent: what is no id of ours still has its row in the log.
func clip(id string) string {
	r := []rune(clean(id))
	return string(r[:min(len(r), 60)])
}

// clean makes a text that somebody sent for an id fit for a query; it is then as unknown as it was.
func clean(id string) string { return strings.ReplaceAll(strings.ToValidUTF8(id, "?"), "\x00", "?") }

// WhoRead answers "who read this person's record, when and why" since a time, newest first, refused readings too, whichever of the
// person's merged ids was read. It needs access.ReadAccessLog, and is itself written down.
func (r Room) WhoRead(ctx context.Context, actor access.Actor, subject string, since time.Time) ([]journal.Reading, error) {
	var out []journal.Reading
	var refused error
	err := r.Desk.DB.Write(ctx, func(t *db.Tx) (err error) {
		out = nil
		var reading Reading
		if reading, refused, err = r.read(t, actor, subject, access.ReadAccessLog, access.Audit, "who read this record"); err != nil || refused != nil {
			return err
		}
		ids, err := idsOf(t, reading.Facts.Subject)
		if err != nil {
			return err
		}
		out, err = journal.WhoRead(t, ids, since)
		slices.SortStableFunc(out, func(a, b journal.Reading) int { return cmp.Compare(b.Seq, a.Seq) })
		return err
	})
	if err = cmp.Or(err, refused); err != nil {
		return nil, err
	}
	return out, nil
}
