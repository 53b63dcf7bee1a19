package demo

import (
	"context"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/scrutiny"
)

// more are the pages beside questions and meetings: reviews, inspections with their plans, and reports to the cabinet. Of each there is one that is done or
// far on, and one at its beginning.
func (c *council) more(ctx context.Context) error {
	for _, add := range []func(context.Context) error{c.reviews, c.inspections, c.reports} {
		if err := add(ctx); err != nil {
			return err
		}
	}
	return nil
}

// reviews are one that has heard evidence, and one whose scope members comment on.
func (c *council) reviews(ctx context.Context) error {
	rm, by, member := c.room(), c.officer(), c.m.who["member"]
	today := day.In(c.m.h.Desk.Now())
	homes, err := rm.SaveReview(ctx, by, "", 0, "Homes for children in care close to the borough", c.committee, chairName, record.ReviewTerms{
		Aims: "To find out why so many children live far from their school and family, and what the council can do about it.", Objectives: "Know how many, where and at what price. Hear what children say of it.",
		Stakeholders: "Children in care, foster carers, providers, the virtual school", Methods: "Two sessions, a visit, and figures of three years", Timescale: "Six months", OutOfScope: "Adoption", Wanted: "What other councils do together",
	})
	if err != nil {
		return err
	}
	if err := rm.CommentOnReview(ctx, member, homes, "Councillor Sam Ibekwe", "Please look at brothers and sisters who live apart, too."); err != nil {
		return err
	}
	if _, err := rm.SaveReview(ctx, by, homes, 0, "Homes for children in care close to the borough", c.committee, chairName, record.ReviewTerms{
		Aims: "To find out why so many children live far from their school and family, and what the council can do about it.", Objectives: "Know how many, where and at what price, and how many live apart from brothers and sisters. Hear what children say of it.",
		Stakeholders: "Children in care, foster carers, providers, the virtual school", Methods: "Two sessions, a visit, and figures of three years", Timescale: "Six months", OutOfScope: "Adoption", Wanted: "What other councils do together",
	}); err != nil {
		return err
	}
	if err := rm.SettleComment(ctx, by, homes, 1, 2, "Brothers and sisters who live apart are among the objectives."); err != nil {
		return err
	}
	for _, step := range []scrutiny.ReviewMove{
		{To: "consulted", Note: "The lead member and the director of children's social care"}, {To: "scope_approved", Note: "Agreed by the chair under the commission's rules, to be noted at the next meeting"}, {To: "evidence"},
	} {
		if err := rm.MoveReview(ctx, by, homes, step); err != nil {
			return err
		}
	}
	for _, e := range []record.Evidence{
		{Sort: "focus_group", On: today.Add(-6), Title: "Young people of the Children in Care Council", People: 7, Themes: "Friends and school are far away; contact depends on who drives.", Consent: true},
		{Sort: "visit", On: today.Add(-4), Title: "A children's home within the borough", People: 3, Themes: "Two of four beds are let to other councils."},
		{Sort: "document", On: today.Add(-3), Title: "Sufficiency strategy", Themes: "The target for places near home has no date."},
	} {
		if err := rm.AddEvidence(ctx, by, homes, e); err != nil {
			return err
		}
	}
	if err := rm.AddFinding(ctx, by, homes, "Children lose school and friends when they move out of the borough, and places within it are let to others.", []int{1, 2}); err != nil {
		return err
	}
	advisers, err := rm.SaveReview(ctx, by, "", 0, "Advice for care leavers", c.committee, "Councillor Liesl Quarrie", record.ReviewTerms{
		Aims: "To find out whether every care leaver hears of all that they are owed.", Stakeholders: "Care leavers, personal advisers, the housing service", Methods: "One session and a survey", Timescale: "Three months",
	})
	if err != nil {
		return err
	}
	return rm.CommentOnReview(ctx, member, advisers, "Councillor Sam Ibekwe", "Ask those who live outside the borough as well.")
}

// inspections are one whose plan is final and followed by actions, and a visit of late whose plan is a draft.
func (c *council) inspections(ctx context.Context) error {
	rm, by, director := c.room(), c.officer(), c.m.who["director"]
	today := day.In(c.m.h.Desk.Now())
	seen := today.AddMonths(-14)
	plan, err := rm.SaveInspection(ctx, director, "", 0, record.InspectionPlan{Title: "Inspection of children's services", Service: "Children's social care", Inspector: "Ofsted", Kind: "ILACS", From: seen, To: seen.Add(11), Published: seen.Add(46),
		Judgements: []record.Judgement{{Area: "Impact of leaders", Grade: "good"}, {Area: "Help and protection", Grade: "requires improvement to be good"}, {Area: "Children in care", Grade: "good"}, {Area: "Care leavers", Grade: "requires improvement to be good"},
			{Area: "Overall effectiveness", Grade: "requires improvement to be good"}},
		Strengths: []string{"Workers know the children well.", "The clinical service is offered early."}, Edition: "final"})
	if err != nil {
		return err
	}
	for _, a := range []record.Action{
		{Text: "Every case that waits for another team is looked at each week.", Owner: c.offices["HoS"], Due: today.Add(40), Output: "The number that waits, each quarter"},
		{Text: "Each care leaver is told of the local offer at 16, 18 and 21.", Owner: c.offices["DCSC"], Due: today.Add(75), Output: "A report to the commission"},
	} {
		a.Sort, a.Plan = record.ActionInspection, plan
		ref, err := rm.Follow(ctx, by, a)
		if err != nil {
			return err
		}
		if err := rm.PublishAction(ctx, by, ref); err != nil {
			return err
		}
	}
	visited := calendar().OnOrAfter(today.Add(-60))
	_, err = rm.SaveInspection(ctx, director, "", 0, record.InspectionPlan{Title: "Focused visit: children who need protection", Service: "Children's social care", Inspector: "Ofsted", Kind: "Focused visit", From: visited, To: visited.Add(1), Published: visited.Add(35),
		Strengths: []string{"Strategy discussions are held on the day."}, Edition: "draft"})
	return err
}

// reports are one to the cabinet that is signed off and published, and one whose finance comments are signed on a condition.
func (c *council) reports(ctx context.Context) error {
	rm, by, director := c.room(), c.officer(), c.m.who["director"]
	today := day.In(c.m.h.Desk.Now())
	_, ended := day.FinancialYear(day.FinancialYearEnding(today) - 1)
	sections := map[string]string{}
	for _, s := range scrutiny.CabinetSections {
		sections[s.Key] = "This does not apply."
	}
	for key, text := range map[string]string{
		"member": "Where a child lives decides which friends they keep.", "director": "The report asks for places within the borough, for three years.", "reasons": "Places outside cost more, and children lose their school.",
		"alternatives": "To go on buying place by place was considered: prices rise each year. A home of our own was considered: it would take four years.", "equalities": "Black children are over-represented among those who live far away. They gain most.",
		"consultations": "The Children in Care Council was asked twice.", "risk": "Too few offers may come. The search is begun again after three months.", "finance": "The cost is within the budget of placements for the year.",
		"legal": "The council must secure enough places near (Children Act 1989, section 22G).",
	} {
		sections[key] = text
	}
	report := record.CabinetReport{Title: "Six places for children in care within the borough", Decision: "KD-14", Key: true, KeyReason: "It affects more than one ward and costs more than £500,000.", Body: "Cabinet", Meeting: calendar().OnOrAfter(today.Add(6)),
		Member: "Councillor Rosalind Achebe", Classification: "open", Wards: "All wards", Director: "Helen Starling", Covers: ended, Authority: "Executive scheme of delegation, part 3", Sections: sections,
		Recommends: []record.Recommends{{Sort: "agree", Text: "That six places are bought for three years."}, {Sort: "note", Text: "That the commission reviews where children in care live."}}, Author: "Head of commissioning"}
	published, err := rm.SaveCabinetReport(ctx, director, "", 0, report)
	if err != nil {
		return err
	}
	signed := []record.SignOff{{Sort: "finance", Name: "Anselm Trew, Head of Finance"}, {Sort: "legal", Name: "Odette Farley, Legal Services"}, {Sort: "equalities", Name: "Idris Calloway, Head of Service"}, {Sort: "lead", Name: "Helen Starling, Director"}}
	for _, s := range signed {
		if err := rm.SignCabinetReport(ctx, director, published, s); err != nil {
			return err
		}
	}
	if err := rm.PublishCabinetReport(ctx, by, published); err != nil {
		return err
	}
	draft := report
	draft.Title, draft.Decision, draft.Key, draft.KeyReason, draft.Authority = "Children's social care annual report", "", false, "", ""
	draft.Meeting = calendar().OnOrAfter(today.Add(34))
	draft.Sections = map[string]string{"member": "The report says what was done for children in the year.", "director": "Each figure can be opened to its definition.", "finance": "The report itself costs nothing.", "equalities": "The report counts by ethnic group."}
	draft.Recommends = []record.Recommends{{Sort: "note", Text: "That the report is noted."}}
	second, err := rm.SaveCabinetReport(ctx, director, "", 0, draft)
	if err != nil {
		return err
	}
	return rm.SignCabinetReport(ctx, director, second, record.SignOff{Sort: "finance", Name: "Anselm Trew, Head of Finance", If: "the costs of placements are those of the outturn"})
}
