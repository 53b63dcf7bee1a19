package demo

import (
	"context"
	"fmt"
	"time"

	"throughline/internal/assessment"
	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/errs"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
	"throughline/internal/story"
)

// commission is who asks.
const commission = "Children and Young People Scrutiny Commission"

// chamber plans what members asked: a question that was answered with a figure and published, a correction of a record afterwards, so that
// the figure as published and the figure as it is known now stand beside each other, and a question that waits.
func (m *maker) chamber() {
	m.committee()
	asked := m.inHours(m.opts.Today.AddDate(0, 0, -33))
	ending := day.FinancialYearEnding(day.In(m.opts.Today)) - 1
	var ref string
	m.at(asked, func(ctx context.Context) error {
		meeting, err := scrutiny.HoldMeeting(ctx, m.h.Desk, m.who["scrutiny"], record.Meeting{Commission: commission, Date: day.In(asked), Place: "Council chamber"})
		if err != nil {
			return err
		}
		ref, err = scrutiny.Ask(ctx, m.h.Desk, m.who["member"], scrutiny.NewQuestion{Meeting: meeting, Topic: "Assessments",
			Text: "How many assessments of children were completed within 45 working days last year, and what is being done about those that were not?"})
		return err
	})
	m.at(asked.Add(26*time.Hour), func(ctx context.Context) error {
		f, err := measure.Cite(ctx, m.h.Desk, m.who["analyst"], "AS-02", measure.Query{Period: measure.Year(ending), Book: m.h.Book})
		if err != nil {
			return err
		}
		shown, err := measure.PublishFigure(f.Body)
		if err != nil {
			return err
		}
		text := "Managers now decide at two review points before the limit, and every week look at the assessments that are close to it."
		if !shown.Hidden { // in a very small demo the number may not be said
			text = fmt.Sprintf("In %s, %s%% of assessments were completed within 45 working days. ", measure.Year(ending), f.Body.Value) + text
		}
		_, err = scrutiny.Answer(ctx, m.h.Desk, m.who["director"], ref, scrutiny.Draft{Post: "Director of Children's Social Care", Person: "Helen Starling", Text: text, Figures: []string{f.ID}})
		return err
	})
	m.at(asked.Add(50*time.Hour), func(ctx context.Context) error {
		c, err := scrutiny.Open(ctx, m.h.Desk, m.who["scrutiny"], ref)
		if err != nil {
			return err
		}
		if err := scrutiny.ClearAnswer(ctx, m.h.Desk, m.who["scrutiny"], ref, c.Answer.Version); err != nil {
			return err
		}
		return scrutiny.PublishQuestion(ctx, m.h.Desk, m.who["scrutiny"], ref)
	})
	m.at(m.inHours(m.opts.Today.AddDate(0, 0, -12)), func(ctx context.Context) error { return m.putRight(ctx, ending) })
	waits := m.inHours(m.opts.Today.AddDate(0, 0, -3))
	m.at(waits, func(ctx context.Context) error {
		_, err := scrutiny.Ask(ctx, m.h.Desk, m.who["member"], scrutiny.NewQuestion{Topic: "Referrals", Text: "How soon do schools hear what became of a child whom they referred?"})
		return err
	})
}

// putRight corrects the recorded day of one assessment of a year: it was signed on paper and entered too late.
func (m *maker) putRight(ctx context.Context, ending int) error {
	late, err := m.lateReports(ctx, ending)
	if err != nil {
		return err
	}
	// The first that the manager may still open: most cases went to another team since, or are closed.
	var report string
	var v assessment.View
	for _, one := range late {
		if v, err = m.h.Assessment.Read(ctx, m.who["manager"], one, "demo"); err == nil {
			report = one
			break
		}
		if k := errs.Of(err); k != errs.Denied && k != errs.NotFound {
			return err
		}
	}
	if report == "" {
		return nil
	}
	signed := calendar().Add(v.Report.Body.Referred, 44)
	_, err = m.h.Assessment.CorrectAuthorised(ctx, m.who["manager"], report, v.Report.Version, signed, "Signed on paper on that day, and entered late.")
	return err
}

// lateReports are reports of assessments by the north team that were late in a year.
func (m *maker) lateReports(ctx context.Context, ending int) (reports []string, err error) {
	f, err := measure.Compute(ctx, m.h.Desk, "AS-02", measure.Query{Period: measure.Year(ending), Book: m.h.Book})
	if err != nil {
		return nil, err
	}
	err = m.h.DB.Read(ctx, func(t *db.Tx) error {
		for _, ref := range f.Records {
			if ref.In || len(reports) == 40 {
				continue
			}
			s, err := story.Load(t, ref.Subject)
			if err != nil {
				return err
			}
			a, ok := story.Find[record.Assessment](s, ref.Record)
			if !ok || a.Body.Report == "" {
				continue
			}
			if r, ok := story.Find[record.Referral](s, a.Body.Referral); ok && r.Body.Team == teamNorth {
				reports = append(reports, a.Body.Report)
			}
		}
		return nil
	})
	return reports, err
}
