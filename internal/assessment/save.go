package assessment

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/journal"
	"throughline/internal/record"
	"throughline/internal/record/codes"
)

// Edit is the text of an assessment as somebody wants it, and the versions that they started from.
type Edit struct {
	Report   ReportEdit
	Children []ChildEdit // those left out are not touched
}

// ReportEdit is the text that all the children share. With Base 0 it is not touched.
type ReportEdit struct {
	Base                                                     int64
	History, Parenting, Environment, Analysis, Plan, WhyLate string
}

// ChildEdit is one child's part.
type ChildEdit struct {
	Assessment                                   string // record id
	Base                                         int64
	Seen                                         day.Day
	SeenAlone, WhyNotSeen, Views, Needs, Outcome string
	Factors                                      []string
}

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

// clean gives typed text its one form of line ends.
func clean(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\r\n", "\n")
}

func withReport(r record.AssessmentReport, e ReportEdit) record.AssessmentReport {
	r.History, r.Parenting, r.Environment = clean(e.History), clean(e.Parenting), clean(e.Environment)
	r.Analysis, r.Plan, r.WhyLate = clean(e.Analysis), clean(e.Plan), clean(e.WhyLate)
	return r
}

func reportEdit(base int64, r record.AssessmentReport) ReportEdit {
	return ReportEdit{base, r.History, r.Parenting, r.Environment, r.Analysis, r.Plan, r.WhyLate}
}

func withChild(a record.Assessment, e ChildEdit) record.Assessment {
	a.Seen, a.SeenAlone, a.WhyNotSeen = e.Seen, e.SeenAlone, clean(e.WhyNotSeen)
	a.Views, a.Needs, a.Outcome, a.Factors = clean(e.Views), clean(e.Needs), e.Outcome, e.Factors
	return a
}

func childEdit(m record.Meta, a record.Assessment) ChildEdit {
	return ChildEdit{m.ID, m.Version, a.Seen, a.SeenAlone, a.WhyNotSeen, a.Views, a.Needs, a.Outcome, a.Factors}
}

// EditAt is the text of an assessment as it was in the versions given, record id to version: what a form that was made from them started
// with, to lay the posted fields over. Records without a version are as they are now.
func (r Room) EditAt(ctx context.Context, actor access.Actor, report string, bases map[string]int64) (e Edit, err error) {
	err = r.Desk.Read(ctx, func(t *db.Tx) error {
		w, _, err := r.open(t, stamp{actor, r.Desk.Now()}, report, access.WriteAssessment)
		if err != nil {
			return err
		}
		body, version, err := atVersion(r, t, w.report, bases)
		if err != nil {
			return err
		}
		e = Edit{Report: reportEdit(version, body)}
		for _, p := range w.children {
			body, version, err := atVersion(r, t, p.text, bases)
			if err != nil {
				return err
			}
			m := p.text.Meta
			m.Version = version
			e.Children = append(e.Children, childEdit(m, body))
		}
		return nil
	})
	return e, err
}

func atVersion[T record.Body](r Room, t *db.Tx, cur record.Of[T], bases map[string]int64) (T, int64, error) {
	base, ok := bases[cur.ID]
	if !ok || base == cur.Version {
		return cur.Body, cur.Version, nil
	}
	entry, err := r.Desk.Journal.Version(t, cur.ID, base)
	if err != nil {
		return cur.Body, 0, err
	}
	bodies, err := decoded[T]([]journal.Entry{entry})
	if err != nil {
		return cur.Body, 0, err
	}
	return bodies[0], base, nil
}
