package everypage_test

import (
	"testing"

	"throughline/internal/day"
	"throughline/internal/record"
)

// programme is a programme of work with an entry of every kind, and a post.
type programme struct{ id, post string }

func (f *furnished) develop(t *testing.T) {
	t.Helper()
	today := day.In(f.Clock.Now())
	f.programme = programme{f.House.Desk.NewID(), f.House.Desk.NewID()}
	f.Write(t, record.New(f.programme.id, record.ProgrammeSubject+":"+f.programme.id, record.ServiceProgramme{
		About: "early_help", Title: "Early help strategy", Purpose: "Help before it is too late", Principles: []string{"One plan for each family"}, Functions: []string{"A directory of support"}, Owner: "Head of early help", From: today.Add(-100),
		Milestones: []record.Milestone{{What: "The directory opens", Owner: "Commissioner", Due: today.Add(-1)}}, Outreach: []record.Outreach{{Sector: "Voluntary sector", What: "Spoke at the forum", On: today.Add(-9)}},
		Evaluation: []record.ServiceEvaluation{{Method: "Survey", Planned: today.Add(9)}}, Funding: []record.Funding{{Year: 2027, What: "Staff", Funder: "education", Pence: 100000, Discretionary: record.Yes}},
	}), record.New(f.programme.post, "team:early-help", record.Post{Job: "early_help", FTE: 100, From: today.Add(-300), Funder: "health", FundedUntil: today.Add(60)}))
}

func (f *furnished) programmePages(out map[string][]sample) {
	for _, path := range []string{"/programmes", "/programmes/new", "/posts"} {
		out["GET "+path] = []sample{{who: "manager"}}
	}
	out["GET /programmes/{id}"] = []sample{{who: "member", with: f.programme.id}, {who: "manager", with: f.programme.id}}
	out["GET /programmes/{id}/edit"] = []sample{{who: "manager", with: f.programme.id}}
	out["GET /programmes/{id}/{part}/{n}"] = []sample{{who: "manager", with: f.programme.id, then: "none", not: true}} // its forms are sent in the room's own test
	out["GET /posts/{id}"] = []sample{{who: "manager", with: f.programme.post}}
}
