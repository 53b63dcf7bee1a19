package demo

import (
	"context"
	"time"

	"throughline/internal/day"
	"throughline/internal/quality"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
	"throughline/internal/subjectaccess"
)

// programme is a programme of work on a service, with a milestone that is done, one that is overdue, and money that ends.
func (m *maker) programme(at time.Time) {
	m.at(at, func(ctx context.Context) error {
		on := day.In(at)
		_, err := quality.Room{Desk: m.h.Desk}.Begin(ctx, m.who["director"], record.ServiceProgramme{
			About: "consultation_line", Title: "A consultation line that is answered", Purpose: "Whoever works with a child can ask a social worker before they refer, and is called back on the same day.",
			Owner: "Head of the front door", Partners: "Schools, health visiting, the police", From: on.AddMonths(-6), Until: on.AddMonths(12),
			Milestones: []record.Milestone{
				{What: "One number, answered from eight to six", Owner: "Head of the front door", Due: on.AddMonths(-4), Done: on.AddMonths(-4), Note: "The number is on every school's page."},
				{What: "Those who called are asked whether it helped", Owner: "Performance analyst", Due: on.Add(10)},
			},
			Outreach: []record.Outreach{{Sector: "General practices", What: "A visit to the practice managers' meeting", On: on.AddMonths(-2), By: "The head of the front door"}},
			Funding: []record.Funding{
				{Year: day.FinancialYearEnding(on), What: "Two consultant social workers", Funder: "social_care", Pence: 11800000, Discretionary: record.Yes},
				{Year: day.FinancialYearEnding(on), What: "One health visitor on the line", Funder: "health", Pence: 5200000, Discretionary: record.Yes},
			},
		})
		return err
	})
}

// copied is a request for a copy of a record whose clock runs: who asks has shown who they are, and nothing of the record is decided.
func (m *maker) copied(at time.Time) {
	m.at(at, func(ctx context.Context) error {
		child, err := m.toPlace(ctx, m.who["social-worker"])
		if err != nil || child == "" {
			return err
		}
		by, on := m.who["governance"], day.In(at)
		id, _, err := m.h.Requests.Take(ctx, by, child, subjectaccess.New{Received: on.Add(-1), By: "parent", Name: "The child's mother", Reach: "by post",
			Asked: "Everything that was written about my child since the first referral.", Handler: by.ID})
		if err != nil {
			return err
		}
		_, err = m.h.Requests.Identify(ctx, by, child, id, 1, subjectaccess.Proof{On: on, What: "Passport, seen at the town hall"})
		return err
	})
}

// decided is a decision of the executive that was published, and may still be called in.
func (m *maker) decided(at time.Time) {
	m.at(at, func(ctx context.Context) error {
		on := day.In(at)
		_, err := scrutiny.Room{Desk: m.h.Desk, Book: m.h.Book}.SaveDecision(ctx, m.who["scrutiny"], "", 0, record.Decision{
			Title: "To buy six places for children in care within the borough for three years", Reference: "KD-14", Maker: "The cabinet", Authority: "Executive scheme of delegation, part 3", Key: true,
			Noticed: on.Add(-45), Expected: on, Taken: on, Published: on,
		})
		return err
	})
}
