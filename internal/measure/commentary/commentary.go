// Package commentary keeps what those who answer for a measure say of it. Each is a record with its owner and its day; nothing is overwritten: who
// thinks otherwise later writes another.
package commentary

import (
	"cmp"
	"context"
	"slices"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Write records a commentary of today by the actor. It is errs.Denied for who may not publish figures, errs.NotFound for no measure, and errs.Invalid
// without words. Names and numbers that personal.Look finds in it are the caller's to show first: sure says that the author looked at them, and the journal
// keeps that with the command.
func Write(ctx context.Context, d *command.Desk, actor access.Actor, id string, period measure.Period, text, action string, sure bool) error {
	if err := access.Decide(actor, access.PublishFigure, access.Figure, access.Facts{}, d.Now()).Err(); err != nil {
		return err
	}
	if _, err := measure.Standard().Lookup(id); err != nil {
		return err
	}
	why := "Comment on a figure"
	if sure {
		why = "Comment on a figure; its author says that it names nobody who is not in public office"
	}
	_, err := d.Do(ctx, actor, why, func(tx *command.Tx) ([]record.Change, error) {
		return []record.Change{record.New(tx.NewID(), record.MeasureSubject+":"+id, record.Commentary{
			Measure: id, From: period.From, To: period.To, Text: text, Action: action, By: actor.ID, On: d.Today(),
		})}, nil
	})
	return err
}

// Of lists the commentaries on a measure, newest first.
func Of(ctx context.Context, d *command.Desk, id string) (out []record.Of[record.Commentary], err error) {
	err = d.Read(ctx, func(t *db.Tx) error {
		all, err := story.OfKind[record.Commentary](t)
		out = slices.DeleteFunc(all, func(c record.Of[record.Commentary]) bool { return c.Body.Measure != id })
		return err
	})
	slices.SortFunc(out, func(a, b record.Of[record.Commentary]) int { return cmp.Compare(b.ID, a.ID) })
	return out, err
}

// Question is a question of members whose answer cites the measure.
type Question struct {
	Reference, Text, State string
}

// Asked lists the questions whose answers cite a figure of a measure, newest first: all for those who see questions before they are published, else
// the published ones.
func Asked(ctx context.Context, d *command.Desk, actor access.Actor, id string) (out []Question, err error) {
	all := access.Decide(actor, access.Read, access.Question, access.Facts{}, d.Now()).Allow
	err = d.Read(ctx, func(t *db.Tx) error {
		figures, err := story.OfKind[record.Figure](t)
		if err != nil {
			return err
		}
		cites := map[string]bool{}
		for _, f := range figures {
			cites[f.ID] = f.Body.Measure == id
		}
		answers, err := story.OfKind[record.Answer](t)
		if err != nil {
			return err
		}
		about := map[string]bool{}
		for _, a := range answers {
			about[a.Subject] = about[a.Subject] || slices.ContainsFunc(a.Body.Figures, func(f string) bool { return cites[f] })
		}
		questions, err := story.OfKind[record.Question](t)
		for _, q := range questions {
			if about[q.Subject] && (all || q.Body.State == record.QuestionPublished) {
				out = append(out, Question{q.Body.Reference, q.Body.Text, q.Body.State})
			}
		}
		return err
	})
	slices.SortFunc(out, func(a, b Question) int { return cmp.Compare(b.Reference, a.Reference) })
	return out, err
}
