package demo

import (
	"context"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
)

// about is what a question is about: measures, by their ids, and what no record of this service can count, in words.
type about struct{ measures, missing string }

// stillOpen are the questions that the minutes of December 2023 left without an answer or answered in part, and those of the cabinet's question time of October 2024 that were not
// answered with a number (register R4 of requirements/seed-requirements.md), in our words. Follows is the paragraph of the minutes whose question a question goes on with.
var stillOpen = []struct {
	follows, topic, text string
	about
}{
	{"4.10", "Consultation line", "How many calls has the consultation line had in the year?", about{measures: "FD-09"}},
	{"4.10", "Consultation line", "Do calls to the consultation line lead to fewer referrals?", about{measures: "FD-11 FD-03n"}},
	{"4.10", "Consultation line", "Do all sectors use the consultation line alike?", about{measures: "FD-10 FD-13"}},
	{"4.11", "Referrals", "Why do referrals grow faster here than in other boroughs?", about{measures: "FD-03n FD-19"}},
	{"4.11", "Referrals", "Where do referrals come from, and for which needs?", about{measures: "FD-05a FD-05b FD-05c FD-05d FD-18"}},
	{"4.12", "Thresholds", "Have thresholds changed while referrals rose and the numbers of children with plans and in care fell?", about{measures: "FD-06 CIN-01 CP-05n CLA-01n"}},
	{"4.15", "Placements", "What was learned from placements that broke down?", about{measures: "CLA-24 CLA-25"}},
	{"4.16", "Practice model", "Has every practitioner been trained in the practice model?", about{measures: "WF-19"}},
	{"4.19", "Child protection plans", "Which children have plans of under three months, and is any group over-represented among them?", about{measures: "CP-08 CP-18"}},
	{"4.20", "Anti-racist practice", "Who outside the service judges its anti-racist practice?", about{missing: "What others said of the service's anti-racist practice is kept in no record of this service."}},
	{"4.20", "Anti-racist practice", "What has worked in other authorities?", about{missing: "What other authorities found is in no record of this service."}},
	{"4.21", "Care leavers", "How is it made sure that care leavers get the same advice whoever advises them?", about{measures: "CL-21 CL-08"}},
	{"4.22", "Care leavers", "How many care leavers can afford their rent?", about{measures: "CL-18"}},
	{"4.22", "Care leavers", "How far is the supported housing strategy?", about{missing: "Progress of the housing strategy is kept by the housing service, and in no record here."}},
	{"4.24", "Workforce", "What did the staff survey say?", about{measures: "WF-15"}},
	{"4.24", "Workforce", "Which benefits other than pay help to recruit and to keep social workers?", about{measures: "WF-17"}},
	{"4.25", "Care leavers", "How often did care leavers move in the year?", about{measures: "CL-13"}},
	{"4.25", "Care leavers", "Is there a standard for how often a care leaver may have to move?", about{missing: "No standard for moves of care leavers is recorded."}},
	{"5.3", "Prices", "Are the pressures on prices receding?", about{measures: "COM-02 COM-02b COM-02c"}},
	{"5.4", "Cost of care", "How do rising costs go together with fewer children in care?", about{measures: "CLA-01n COM-13"}},
	{"5.5", "Residential care", "Are all staff of the homes that we pay trained in therapeutic care?", about{missing: "Training of providers' staff is not recorded."}},
	{"5.5", "Residential care", "What model of care do the providers promise?", about{missing: "The model of care of a placement is not recorded."}},
	{"5.5", "Residential care", "Who are the staff that are counted in the ratio of staff to children?", about{measures: "COM-05"}},
	{"5.6", "Residential care", "How are the providers rated that look after our children, and how many are unregistered?", about{measures: "COM-07 COM-06"}},
	{"5.8", "OBIS", "How is OBIS funded beyond the financial year?", about{missing: "The funding of OBIS is in no record of this service."}},
	{"5.9", "Early help", "What is the evidence that early help saves money later?", about{missing: "What a service saves elsewhere is not recorded."}},
	{"5.13", "Clinical service", "How long do children wait for the clinical service?", about{measures: "CS-02"}},
	{"5.13", "Clinical service", "Is the activity of the clinical service as expected?", about{measures: "CS-01 CS-03"}},
	{"5.14", "Budget", "Was the virement to the domestic abuse service made once only?", about{measures: "BUD-06"}},
	{"5.16", "Savings", "Which young people did the savings in targeted services reach?", about{missing: "Whom a saving reaches is not recorded."}},
	{"5.17", "Savings", "What did holding posts vacant do to the service?", about{measures: "SAV-03 WF-02 WF-07"}},
	{"5.19", "Schools grant", "How can an underspend of the schools grant offset the budget of education?", about{measures: "BUD-04"}},
	{"5.20", "Early years", "What is done about the overspend of early years?", about{measures: "BUD-01"}},
	{"5.21", "Traded services", "Which services traded with schools are at risk?", about{missing: "Income from services traded with schools is in no record of this service."}},
	{"", "Care leavers", "How often does a personal adviser see each care leaver?", about{measures: "CL-08 CL-02"}},
	{"", "Missing from care", "How many return interviews are offered, and how many accepted?", about{measures: "MIS-05 MIS-06"}},
	{"", "Young carers", "How many young carers are known, and how many are supported?", about{measures: "YC-01 YC-03"}},
	{"", "Access to records", "How many requests for records wait, and how long?", about{measures: "IG-02 IG-01"}},
	{"", "Commissioning", "By when will the review of commissioning be done?", about{missing: "The timetable of the review is in no record of this service."}},
	{"", "Children's centres", "What came of the consultation on childcare at children's centres?", about{missing: "The consultation is kept in no record of this service."}},
}

// open asks what the minutes left open, in writing after the meeting.
func (c *council) open(ctx context.Context) error {
	by := c.officer()
	m, err := c.room().Meeting(ctx, by, c.past)
	if err != nil {
		return err
	}
	asked := map[string]string{} // paragraph to reference
	for _, q := range c.questions {
		c.about[q.Body.Reference] = askedAbout[q.Body.Origin.Paragraph]
		asked[q.Body.Origin.Paragraph] = q.Body.Reference
	}
	for _, o := range stillOpen {
		ref, err := scrutiny.Ask(ctx, c.m.h.Desk, by, scrutiny.NewQuestion{Text: o.text, Topic: o.topic, Asker: commission, Meeting: m.Meeting.ID, Follows: asked[o.follows], Source: record.WrittenAfter, Received: day.In(c.m.h.Desk.Now())})
		if err != nil {
			return err
		}
		c.about[ref] = o.about
		q, err := scrutiny.Open(ctx, c.m.h.Desk, by, ref)
		if err != nil {
			return err
		}
		c.questions = append(c.questions, q.Question)
	}
	return nil
}

// finance says whether a question is one for the head of finance: it stands in the item on the budget, or follows one of it.
func (c *council) finance(q record.Question) bool {
	at := q.Origin.Paragraph
	for _, x := range c.questions {
		if x.Body.Reference == q.Follows {
			at = x.Body.Origin.Paragraph
		}
	}
	return strings.HasPrefix(at, "5.")
}
