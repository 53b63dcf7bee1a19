package housetest

import (
	"context"
	"fmt"

	"throughline/internal/access"
	"throughline/internal/command"
	"throughline/internal/errs"
	"throughline/internal/frontdoor"
	"throughline/internal/record"
)

// sending is a good referral of some children.
func (h *Hand) sending(children int) frontdoor.Sending {
	s := frontdoor.Sending{
		Referrer: record.Referrer{Name: "Sal Lead", Role: "Designated safeguarding lead", Phone: "020 7946 0000"},
		Mother:   record.ContactAdult{Known: frontdoor.Known, Given: "Ina", Family: "Brandt", Phone: "020 7946 0001"},
		Father:   record.ContactAdult{Known: frontdoor.Known, Given: "Karl", Family: "Brandt"},
		Address:  []string{"1 Example Road", "Testham"}, Postcode: "n1 1aa",
		Concern: "Came to school hungry on four days this week and told a teacher that nobody was at home overnight.",
		Consent: "given", Urgent: h.Draw(4, "urgent") == 3,
	}
	for range children {
		c := Child(h.Draw(300, "child"))
		s.Children = append(s.Children, record.ContactChild{Given: c.Names[0].Given, Family: c.Names[0].Family, Birth: c.Birth, Sex: c.Sex})
	}
	return s
}

// open is a contact with a child that fits.
func (h *Hand) open(ctx context.Context, what string, fits func(c record.Contact, i int) bool) (string, record.Of[record.Contact], int, error) {
	at := -1
	subject, c, err := latest(ctx, h, h.Contacts, what, func(c record.Contact) bool {
		for i := range c.Children {
			if fits(c, i) {
				return true
			}
		}
		return false
	})
	for i := range c.Body.Children {
		if fits(c.Body, i) {
			at = i
			break
		}
	}
	if err == nil && at < 0 {
		err = errs.New(errs.NotFound, "no child of a referral waits for that")
	}
	return subject, c, at, err
}

func unmatched(c record.Contact, i int) bool { return c.Children[i].Subject == "" }

func undecided(c record.Contact, i int) bool {
	_, told := c.Told(i)
	return c.Children[i].Subject != "" && !told
}

// decide decides all children of a referral that are matched and wait.
func (h *Hand) decide(ctx context.Context, decision string) (command.Receipt, error) {
	subject, c, _, err := h.open(ctx, "to decide", undecided)
	if err != nil {
		return command.Receipt{}, err
	}
	var ds []frontdoor.ChildDecision
	for i := range c.Body.Children {
		if !undecided(c.Body, i) {
			continue
		}
		d := frontdoor.ChildDecision{Child: i, Decision: decision, Threshold: "3", Rationale: "The school's account is clear and recent."}
		if decision != "no_further_action" && decision != "advice" {
			d.PrimaryNeed, d.Team = "N1", North
		}
		if decision == "assessment" {
			d.Worker = Ada.ID
		}
		ds = append(ds, d)
	}
	return h.House.FrontDoor.Decide(ctx, Manager, subject, c.Version, ds)
}

var door = []step{
	{"send a referral", 4, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		rc, err := h.House.FrontDoor.Send(ctx, Lead, h.sending(1+h.Draw(3, "children")))
		return rc.Command, err
	}},
	{"send one child", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		rc, err := h.House.FrontDoor.Send(ctx, Lead, h.sending(1))
		return rc.Command, err
	}},
	{"take a referral", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		s := h.sending(2)
		s.Referrer.Agency, s.Referrer.AgencyType, s.Referrer.Source = "agency:clinic", "school_nursing", "3C"
		rc, err := h.House.FrontDoor.Take(ctx, Screener, s, h.House.Desk.Now().AddDate(0, 0, -h.Draw(4, "days ago")))
		return rc.Command, err
	}},
	{"match a child", 3, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		subject, c, i, err := h.open(ctx, "to match", unmatched)
		if err != nil {
			return command.Receipt{}, err
		}
		m, err := h.House.FrontDoor.Match(ctx, Manager, subject, c.Version, i, h.pick(h.People, "who"))
		return m.Command, err
	}},
	{"create from a referral", 5, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		subject, c, i, err := h.open(ctx, "to create", unmatched)
		if err != nil {
			return command.Receipt{}, err
		}
		m, err := h.House.FrontDoor.CreateFrom(ctx, Screener, subject, c.Version, i)
		return m.Command, err
	}},
	{"decide: assessment", 6, func(ctx context.Context, h *Hand) (command.Receipt, error) { return h.decide(ctx, "assessment") }},
	{"decide: no further action", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) { return h.decide(ctx, "no_further_action") }},
	{"decide: early help", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) { return h.decide(ctx, "early_help") }},
	{"decide: strategy discussion", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		return h.decide(ctx, "strategy_discussion")
	}},
}

// report finds a report in one of the states.
func (h *Hand) report(ctx context.Context, states ...string) (string, record.Of[record.AssessmentReport], error) {
	return latest(ctx, h, h.Reports, "report", func(r record.AssessmentReport) bool {
		for _, s := range states {
			if r.State == s {
				return true
			}
		}
		return false
	})
}

// save fills in everything that a submission needs; what differs between two saves is drawn.
func (h *Hand) save(ctx context.Context, actor access.Actor) (command.Receipt, error) {
	report, _, err := h.report(ctx, record.Writing, record.Returned)
	if err != nil {
		return command.Receipt{}, err
	}
	e, err := h.House.Assessment.EditAt(ctx, actor, report, nil)
	if err != nil {
		return command.Receipt{}, err
	}
	e.Report.Analysis = fmt.Sprintf("What it means, in words number %d.", h.Draw(1000, "analysis"))
	e.Report.Plan = fmt.Sprintf("The plan, number %d.", h.Draw(1000, "plan"))
	e.Report.WhyLate = "The family was away."
	for i := range e.Children {
		c := &e.Children[i]
		c.Seen, c.SeenAlone, c.Views = h.House.Desk.Today(), "yes", fmt.Sprintf("“I like it here”, said on visit %d.", h.Draw(1000, "views"))
		c.Factors, c.Outcome = []string{"21"}, "no_further_action"
		if h.Draw(2, "outcome") == 1 {
			c.Factors, c.Outcome = []string{"1A"}, "child_in_need_plan"
		}
	}
	s, err := h.House.Assessment.Save(ctx, actor, report, e)
	return s.Command, err
}

var work = []step{
	{"write in an assessment", 6, func(ctx context.Context, h *Hand) (command.Receipt, error) { return h.save(ctx, Ada) }},
	{"submit", 6, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		report, r, err := h.report(ctx, record.Writing, record.Returned)
		if err != nil {
			return command.Receipt{}, err
		}
		return h.House.Assessment.Submit(ctx, Ada, report, r.Version)
	}},
	{"return", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		report, r, err := h.report(ctx, record.Submitted)
		if err != nil {
			return command.Receipt{}, err
		}
		return h.House.Assessment.Return(ctx, Other, report, r.Version, "Say more about the father.")
	}},
	{"authorise", 6, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		report, r, err := h.report(ctx, record.Submitted)
		if err != nil {
			return command.Receipt{}, err
		}
		return h.House.Assessment.Authorise(ctx, Manager, report, r.Version, "Well heard.")
	}},
	{"review", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		report, r, err := h.report(ctx, record.Writing, record.Submitted)
		if err != nil {
			return command.Receipt{}, err
		}
		return h.House.Assessment.Review(ctx, Manager, report, r.Version, "On the way.")
	}},
	{"reopen", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		report, r, err := h.report(ctx, record.Authorised)
		if err != nil {
			return command.Receipt{}, err
		}
		return h.House.Assessment.Reopen(ctx, Manager, report, r.Version, "The father came back.")
	}},
	{"correct an authorisation", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		report, r, err := h.report(ctx, record.Authorised)
		if err != nil {
			return command.Receipt{}, err
		}
		return h.House.Assessment.CorrectAuthorised(ctx, Manager, report, r.Version, r.Body.Completed.Add(-h.Draw(4, "days")), "It was signed on paper earlier.")
	}},
	{"allocate an assessment", 1, func(ctx context.Context, h *Hand) (command.Receipt, error) {
		report, r, err := h.report(ctx, record.Writing, record.Returned, record.Submitted)
		if err != nil {
			return command.Receipt{}, err
		}
		to := Ben.ID
		if r.Body.Worker == Ben.ID {
			to = Ada.ID
		}
		return h.House.Assessment.Allocate(ctx, Manager, report, r.Version, North, to)
	}},
}
