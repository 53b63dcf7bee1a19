package person

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Opening is one emergency opening of a record.
type Opening struct {
	ID      string // of the record, for End, Review and Seen
	Subject string // resolved after merges
	Name    string // of the person
	record.BreakGlass
}

// OpenBreakGlass opens one person's record to the actor for 60 minutes, for a reason. The owners and information governance find it among
// their notices at once. It is refused with errs.Conflict when the actor can open the record anyhow, with errs.NotFound when the person does not
// exist or stands behind a bar (the refusal is written into the access log), and as access.OpenBreakGlass says.
func (r Room) OpenBreakGlass(ctx context.Context, actor access.Actor, subject, reason string) (w access.Window, rc command.Receipt, err error) {
	rc, err = r.Desk.Do(ctx, actor, "Open a record in an emergency", func(t *command.Tx) ([]record.Change, error) {
		// The reason and the role are judged before anybody is looked up, so that a bad reason tells nothing about who exists.
		if _, err := access.OpenBreakGlass(reason, actor, access.Facts{Subject: subject}, t.Now); err != nil {
			return nil, err
		}
		f, err := Facts(t.Tx, subject)
		if err != nil {
			return nil, err
		}
		if access.Decide(actor, access.Read, access.Identity, f, t.Now).Allow {
			return nil, errs.New(errs.Conflict, "You can open this record already, so no emergency access is needed")
		}
		if w, err = access.OpenBreakGlass(reason, actor, f, t.Now); err != nil {
			return nil, err
		}
		return []record.Change{record.New(t.NewID(), f.Subject, record.BreakGlass{
			Worker: w.Actor, Reason: w.Reason, From: w.From, Until: w.Until(),
		})}, nil
	})
	if k := errs.Of(err); k == errs.NotFound || k == errs.Denied {
		if e := r.logRefused(ctx, actor, subject, access.BreakGlass); e != nil {
			return access.Window{}, rc, e
		}
	}
	if err != nil {
		w = access.Window{}
	}
	return w, rc, err
}

func (r Room) logRefused(ctx context.Context, actor access.Actor, subject string, action access.Action) error {
	return r.Desk.DB.Write(ctx, func(t *db.Tx) error {
		return journal.LogReads(t, r.Desk.Now(), []journal.Reading{{
			Actor: actor.ID, Subject: clip(subject), Action: string(action), Page: "emergency access", Why: "refused",
		}})
	})
}

// EndBreakGlass closes the actor's own opening before its time.
func (r Room) EndBreakGlass(ctx context.Context, actor access.Actor, id string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "End emergency access", func(t *command.Tx) ([]record.Change, error) {
		g, err := story.One[record.BreakGlass](t.Tx, id)
		switch {
		case err != nil || g.Body.Worker != actor.ID || actor.ID == "":
			return nil, cmp.Or(internal(err), missing())
		case !t.Now.Before(until(g.Body)):
			return nil, errs.New(errs.Conflict, "This emergency access is over already. Nothing was changed")
		}
		g.Body.Ended = t.Now.UTC()
		return []record.Change{record.Edit(g, g.Body)}, nil
	})
}

// internal passes on an error that says more than "not found".
func internal(err error) error {
	if errs.Of(err) == errs.NotFound {
		return nil
	}
	return err
}

func until(g record.BreakGlass) time.Time {
	return access.Window{From: g.From, Ended: g.Ended}.Until()
}

// ReviewBreakGlass closes an opening with a finding (record.Justified or NotJustified) and a note. Nobody reviews their own. A finding of not justified
// ends an opening that still runs.
func (r Room) ReviewBreakGlass(ctx context.Context, actor access.Actor, id, outcome, note string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Review emergency access", func(t *command.Tx) ([]record.Change, error) {
		g, err := story.One[record.BreakGlass](t.Tx, id)
		if err != nil {
			return nil, cmp.Or(internal(err), missing())
		}
		f, err := Facts(t.Tx, g.Subject)
		if err != nil {
			return nil, err
		}
		f.Authors = []string{g.Body.Worker}
		if err := access.Decide(actor, access.ReviewBreakGlass, access.Audit, f, t.Now).Err(); err != nil {
			return nil, err
		}
		note = strings.TrimSpace(note)
		switch {
		case !g.Body.Reviewed.IsZero():
			return nil, errs.New(errs.Conflict, "This emergency access was reviewed already, on %s. Nothing was changed", g.Body.Reviewed.Format("2 January 2006"))
		case outcome != record.Justified && outcome != record.NotJustified:
			return nil, errs.Field("outcome", "Choose whether the opening was justified")
		case note == "":
			return nil, errs.Field("note", "Say what you found")
		}
		if outcome == record.NotJustified && t.Now.Before(until(g.Body)) {
			g.Body.Ended = t.Now.UTC()
		}
		g.Body.ReviewedBy, g.Body.Reviewed, g.Body.Outcome, g.Body.Note = actor.ID, t.Now.UTC(), outcome, note
		return []record.Change{record.Edit(g, g.Body)}, nil
	})
}

// PendingReviews lists the openings that the actor may review and nobody has, oldest first.
func (r Room) PendingReviews(ctx context.Context, actor access.Actor) ([]Opening, error) {
	if err := access.Could(actor, access.ReviewBreakGlass, access.Audit).Err(); err != nil {
		return nil, err
	}
	return r.openings(ctx, " and body ->> 'reviewed_by' is null", nil, func(o Opening, f access.Facts, now time.Time) bool {
		f.Authors = []string{o.Worker}
		return access.Decide(actor, access.ReviewBreakGlass, access.Audit, f, now).Allow
	})
}

// noticesFor is how long a notice that nobody reads is kept in the list after the opening.
const noticesFor = 30 * 24 * time.Hour

// Notices lists the emergency openings that the actor should know of and has not yet marked as seen, oldest first: those of people allocated to
// them or in their line, and all of them for information governance. An opening by the actor is no news to them.
func (r Room) Notices(ctx context.Context, actor access.Actor) ([]Opening, error) {
	since := db.Instant(r.Desk.Now().Add(-noticesFor))
	return r.openings(ctx, " and at >= $2", []any{since}, func(o Opening, f access.Facts, now time.Time) bool {
		return o.Worker != actor.ID && !slices.Contains(o.SeenBy, actor.ID) && owns(actor, f, now)
	})
}

// owns says whether the actor is told about openings of a person. A restriction or a bar that hides the person from them hides the notice.
func owns(actor access.Actor, f access.Facts, now time.Time) bool {
	if access.Decide(actor, access.ReviewBreakGlass, access.Audit, f, now).Allow {
		return true
	}
	inLine := slices.ContainsFunc(f.Teams, func(t string) bool { return slices.Contains(actor.Manages, t) })
	f.Glass = nil // an opening of one's own makes nobody an owner
	return (inLine || slices.Contains(f.AllocatedTo, actor.ID)) && access.Decide(actor, access.Read, access.Identity, f, now).Allow
}

// SeeNotice marks a notice as seen by the actor.
func (r Room) SeeNotice(ctx context.Context, actor access.Actor, id string) (command.Receipt, error) {
	return r.Desk.Do(ctx, actor, "Read a notice of emergency access", func(t *command.Tx) ([]record.Change, error) {
		g, err := story.One[record.BreakGlass](t.Tx, id)
		if err != nil {
			return nil, cmp.Or(internal(err), missing())
		}
		f, err := Facts(t.Tx, g.Subject)
		if err != nil {
			return nil, err
		}
		if !owns(actor, f, t.Now) {
			return nil, missing()
		}
		if slices.Contains(g.Body.SeenBy, actor.ID) {
			return nil, nil
		}
		g.Body.SeenBy = append(slices.Clone(g.Body.SeenBy), actor.ID)
		return []record.Change{record.Edit(g, g.Body)}, nil
	})
}

// openings lists emergency openings that pass a condition of SQL and then keep.
func (r Room) openings(ctx context.Context, where string, args []any, keep func(Opening, access.Facts, time.Time) bool) ([]Opening, error) {
	var out []Opening
	err := r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		out = nil
		kind := record.BreakGlass{}.KindName()
		ids, err := db.Column[string](t, "select id from record where kind = $1 and not withdrawn"+where+" order by id", append([]any{kind}, args...)...)
		if err != nil {
			return err
		}
		for _, id := range ids {
			g, err := story.One[record.BreakGlass](t, id)
			if err != nil {
				return err
			}
			f, err := Facts(t, g.Subject)
			if err != nil {
				return err
			}
			o := Opening{ID: id, Subject: f.Subject, BreakGlass: g.Body}
			if !keep(o, f, r.Desk.Now()) {
				continue
			}
			if err := t.Row("select name from person_card where subject = $1", []any{f.Subject}, &o.Name); err != nil {
				return err
			}
			out = append(out, o)
		}
		return nil
	})
	return out, err
}
