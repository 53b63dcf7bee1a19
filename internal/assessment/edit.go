package assessment

import (
	"context"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/journal"
	"throughline/internal/record"
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
	Wishes                                       string
	Heard                                        []string
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
	a.Wishes, a.Heard = clean(e.Wishes), e.Heard
	return a
}

func childEdit(m record.Meta, a record.Assessment) ChildEdit {
	return ChildEdit{m.ID, m.Version, a.Seen, a.SeenAlone, a.WhyNotSeen, a.Views, a.Needs, a.Outcome, a.Factors, a.Wishes, a.Heard}
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
