package assessment

import (
	"cmp"
	"context"
	"time"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
)

// View is an assessment as a page shows it.
type View struct {
	Report   record.Of[record.AssessmentReport]
	Children []ViewChild
	Edition  int
	Clock    clock.Status // the 45 working days
	Points   []Point      // the council's review points
	Follow   []Follow     // the next step of each child, once it is authorised
	Missing  error        // what Submit would refuse now (errs.Fields), or nil
}

// ViewChild is one child of it.
type ViewChild struct {
	Child    string // the person, resolved after merges
	Name     string
	Unborn   bool
	Part     record.Of[record.Assessment]
	Referral record.Of[record.Referral]
}

// Edit is the text as it is now, to be changed and saved.
func (v View) Edit() Edit {
	e := Edit{Report: reportEdit(v.Report.Version, v.Report.Body)}
	for _, c := range v.Children {
		e.Children = append(e.Children, childEdit(c.Part.Meta, c.Part.Body))
	}
	return e
}

// Read opens an assessment for a page. The reading of each child is written down before anything is returned, and so is a refusal. page is the
// route, never an address with ids.
func (r Room) Read(ctx context.Context, actor access.Actor, report, page string) (out View, err error) {
	now := r.Desk.Now()
	var refused error
	err = r.Desk.DB.Write(ctx, func(t *db.Tx) error {
		w, err := r.load(t, report)
		if errs.Of(err) == errs.NotFound {
			// As for a hidden one: the same answer, with a row in the log.
			refused = err
			return journal.LogReads(t, now, []journal.Reading{{
				Actor: actor.ID, Subject: record.AssessmentSubject + ":?", Action: string(access.Read), Page: page, Why: "There is no such record",
			}})
		}
		if err != nil {
			return err
		}
		var d access.Decision
		d, refused = w.may(stamp{actor, now}, access.Read, access.Assessment, nil)
		out = r.view(w, now)
		readings := make([]journal.Reading, len(out.Children))
		for i, c := range out.Children {
			readings[i] = journal.Reading{
				Actor: actor.ID, Subject: c.Child, Action: string(access.Read), Page: page, Why: d.Rule, Allowed: refused == nil,
			}
		}
		return journal.LogReads(t, now, readings)
	})
	if err = cmp.Or(err, refused); err != nil {
		return View{}, err
	}
	return out, nil
}

func (r Room) view(w whole, now time.Time) View {
	body := w.report.Body
	v := View{Report: w.report, Edition: body.Edition(), Points: ReviewPoints(r.Book, body)}
	if def, err := r.Book.Lookup(Completion); err == nil {
		v.Clock = r.Book.Evaluate(def, []clock.Event{
			{Kind: clock.Started, When: clock.On(body.Referred)}, {Kind: clock.Met, When: clock.On(body.Completed)},
		}, clock.At(now))
	}
	today := day.In(now)
	v.Missing = Check(body, w.parts(), today, r.late(body, today))
	v.Follow = w.follow()
	for _, p := range w.children {
		v.Children = append(v.Children, ViewChild{
			Child: p.story.Subject, Name: p.child.Current().Full(), Unborn: p.child.Unborn(), Part: p.text, Referral: p.referral,
		})
	}
	return v
}
