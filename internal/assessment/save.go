package assessment

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/record/codes"
)

// Saved says what a save did.
type Saved struct {
	Command  command.Receipt
	Versions map[string]int64 // of the report's record and each part, as they are now
	Joined   []Joined         // fields that others had changed meanwhile, and that were kept
}

// Joined is a field that somebody else changed while the actor wrote.
type Joined struct {
	Input, Label string
	By           string
	At           time.Time
}

// Collision is the refusal of a save in which fields were changed by two people differently. Nothing was written. Edit is what the actor
// sent, on the newest versions, with the others' changes to other fields taken in: with the colliding fields set to what
// was chosen, it is what to save next. It stands inside an errs.Conflict.
type Collision struct {
	Fields []FieldCollision
	Edit   Edit
}

func (c *Collision) Error() string {
	labels := make([]string, len(c.Fields))
	for i, f := range c.Fields {
		labels[i] = f.Input
	}
	return "changed by two people: " + strings.Join(labels, ", ")
}

// Save writes the text of an assessment that is being written. Fields that others changed meanwhile are kept; one that others
// changed differently is a *Collision inside errs.Conflict. It fails with errs.Conflict while a manager has the assessment and once it is
// authorised, and with errs.Invalid, by input (child-0-seen), for a code or a date that cannot be.
func (r Room) Save(ctx context.Context, actor access.Actor, report string, e Edit) (out Saved, err error) {
	out.Command, err = r.Desk.Do(ctx, actor, "Write in an assessment", func(tx *command.Tx) ([]record.Change, error) {
		w, _, err := r.open(tx.Tx, of(tx), report, access.WriteAssessment)
		if err != nil {
			return nil, err
		}
		if err := writable(w.report.Body); err != nil {
			return nil, err
		}
		s := saving{room: r, tx: tx, w: w, edit: e, out: Saved{Versions: map[string]int64{w.report.ID: w.report.Version}}}
		for _, p := range w.children {
			s.out.Versions[p.text.ID] = p.text.Version
		}
		changes, err := s.merge()
		out = s.out
		return changes, err
	})
	return out, err
}

// writable refuses text that a manager has or that is frozen.
func writable(r record.AssessmentReport) error {
	switch r.State {
	case record.Submitted:
		return errs.New(errs.Conflict, "This assessment is with the manager. Ask for it to be returned to change it; what you typed is kept")
	case record.Authorised:
		return errs.New(errs.Conflict, "This assessment is authorised and frozen. Ask the manager to reopen it to change it; what you typed is kept")
	}
	return nil
}

// saving collects what one save merges.
type saving struct {
	room       Room
	tx         *command.Tx
	w          whole
	edit       Edit
	out        Saved
	collisions []FieldCollision
	wrong      errs.Fields
}

func (s *saving) merge() ([]record.Change, error) {
	var changes []record.Change
	body, next := s.w.report.Body, s.edit
	next.Children = slices.Clone(s.edit.Children)
	if s.edit.Report.Base != 0 {
		mine := withReport(body, s.edit.Report)
		merged, err := threeWay(s, s.w.report, s.edit.Report.Base, reportText, mine, "")
		if err != nil {
			return nil, err
		}
		body = withReportText(body, merged)
		next.Report = reportEdit(s.w.report.Version, withReportText(body, chosen(merged, s.collisions, s.w.report.ID)))
	}
	for i, ch := range s.edit.Children {
		n := slices.IndexFunc(s.w.children, func(p part) bool { return p.text.ID == ch.Assessment })
		if n < 0 {
			return nil, errs.New(errs.NotFound, access.Missing)
		}
		p := s.w.children[n]
		in := fmt.Sprintf("child-%d-", n)
		s.check(in, ch)
		merged, err := threeWay(s, p.text, ch.Base, childText, withChild(p.text.Body, ch), in)
		if err != nil {
			return nil, err
		}
		next.Children[i] = childEdit(p.text.Meta, withChildText(p.text.Body, chosen(merged, s.collisions, p.text.ID)))
		if to := withChildText(p.text.Body, merged); !slices.Equal(childText(to), childText(p.text.Body)) {
			changes = append(changes, record.Edit(p.text, to))
			s.out.Versions[p.text.ID]++
		}
	}
	if err := s.wrong.Err(); err != nil {
		return nil, err
	}
	if len(s.collisions) > 0 {
		return nil, errs.As(errs.Conflict, &Collision{s.collisions, next}, "Somebody else changed the same part while you were writing. Nothing was lost: compare the two and choose")
	}
	changed := len(changes) > 0 || !slices.Equal(reportText(body), reportText(s.w.report.Body))
	if !changed {
		return nil, nil
	}
	if by := s.tx.Actor.ID; !slices.Contains(body.Authors, by) {
		body.Authors = append(slices.Clone(body.Authors), by)
	}
	if !slices.Equal(reportText(body), reportText(s.w.report.Body)) || len(body.Authors) != len(s.w.report.Body.Authors) {
		changes = append(changes, record.Edit(s.w.report, body))
		s.out.Versions[s.w.report.ID]++
	}
	return changes, nil
}

// check notes codes that are not of their sets and dates that cannot be, under the name of the input.
func (s *saving) check(in string, ch ChildEdit) {
	today := s.tx.Today()
	if ch.Seen.After(today) {
		s.wrong.Add(in+"seen", "The date the child was seen must be today or in the past")
	}
	code := func(field, set, c string) {
		if c == "" {
			return
		}
		cs, _ := codes.Set(set)
		if err, ok := cs.ValidAt(in+field, c, today).(errs.Fields); ok {
			s.wrong = append(s.wrong, err...)
		}
	}
	code("outcome", "assessment_outcome", ch.Outcome)
	for _, f := range ch.Factors {
		code("factors", "assessment_factors", f)
	}
	for _, h := range ch.Heard {
		code("heard", "how_heard", h)
	}
	if !slices.Contains([]string{"", "yes", "no", "not_appropriate"}, ch.SeenAlone) {
		s.wrong.Add(in+"seen_alone", "Choose yes, no or not appropriate")
	}
}

// threeWay merges the actor's body of a record with what others made of it since the version that the actor started from.
func threeWay[T record.Body](s *saving, cur record.Of[T], base int64, text func(T) []Field, mine T, input string) ([]Field, error) {
	if base == cur.Version {
		return text(mine), nil
	}
	if base < 1 || base > cur.Version {
		return nil, errs.New(errs.Conflict, "This page was made from a version that does not exist. Open the assessment again; what you typed is kept")
	}
	versions, err := s.room.Desk.Journal.Versions(s.tx.Tx, cur.ID)
	if err != nil {
		return nil, err
	}
	bodies, err := decoded[T](versions)
	if err != nil {
		return nil, err
	}
	was := text(bodies[base-1])
	merged, collisions := Merge(was, text(cur.Body), text(mine))
	for _, c := range collisions {
		c.Record, c.Input = cur.ID, input+c.Path
		c.TheirBy, c.TheirAt = lastChange(versions, bodies, text, c.Path)
		s.collisions = append(s.collisions, c)
	}
	for i, f := range text(cur.Body) {
		if f.Value != was[i].Value && !slices.ContainsFunc(collisions, func(c FieldCollision) bool { return c.Path == f.Path }) {
			by, at := lastChange(versions, bodies, text, f.Path)
			s.out.Joined = append(s.out.Joined, Joined{input + f.Path, f.Label, by, at})
		}
	}
	return merged, nil
}

func decoded[T record.Body](versions []journal.Entry) ([]T, error) {
	bodies := make([]T, len(versions))
	for i, e := range versions {
		b, err := record.Decode(e.Kind, e.Rev, e.Body)
		if err != nil {
			return nil, err
		}
		bodies[i] = b.(T)
	}
	return bodies, nil
}

// lastChange is who changed a field last, and when.
func lastChange[T record.Body](versions []journal.Entry, bodies []T, text func(T) []Field, path string) (by string, at time.Time) {
	was := ""
	for i, b := range bodies {
		fs := text(b)
		n := slices.IndexFunc(fs, func(f Field) bool { return f.Path == path })
		if fs[n].Value != was {
			was, by, at = fs[n].Value, versions[i].Actor, versions[i].At
		}
	}
	return by, at
}

// chosen is the merged text with the actor's own words where they collide.
func chosen(merged []Field, collisions []FieldCollision, id string) []Field {
	out := slices.Clone(merged)
	for _, c := range collisions {
		for i := range out {
			if c.Record == id && out[i].Path == c.Path {
				out[i].Value = c.Mine
			}
		}
	}
	return out
}
