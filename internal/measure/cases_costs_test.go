package measure

// Prices are in pence a week. 31 March 2024 is a Sunday; the year has 366 days.
var costsWorked = []worked{
	{"COM-03", "two placements of a week's price each, one with extra staff", 2024, "",
		"a@child:1 care_period started:2023-06-01; p@child:1 cla_placement period:a from:2023-06-01 type:K2; m@child:1 placement_price placement:p for:placement week_pence:500000 from:2023-06-01; n@child:1 placement_price placement:p for:staffing week_pence:100000 from:2024-03-31 to:2024-03-31;" +
			"b@child:2 care_period started:2023-06-01; q@child:2 cla_placement period:b from:2023-06-01 type:U6; o@child:2 placement_price placement:q for:placement week_pence:55000 from:2023-06-01", "i=600000 i=55000"},
	{"COM-03", "a price that ended the day before, one that begins the day after, with parents, gone that day", 2024, "",
		"a@child:1 care_period started:2023-06-01; p@child:1 cla_placement period:a from:2023-06-01 type:K2; m@child:1 placement_price placement:p week_pence:500000 from:2023-06-01 to:2024-03-30;" +
			"b@child:2 care_period started:2023-06-01; q@child:2 cla_placement period:b from:2023-06-01 type:U6; o@child:2 placement_price placement:q week_pence:55000 from:2024-04-01;" +
			"c@child:3 care_period started:2023-06-01; r@child:3 cla_placement period:c from:2023-06-01 type:P1;" +
			"d@child:4 care_period started:2023-06-01 ended:2024-03-31; s@child:4 cla_placement period:d from:2023-06-01 to:2024-03-31 type:K2; z@child:4 placement_price placement:s week_pence:500000 from:2023-06-01", "h h i=0"},
	{"COM-03w", "priced, and not", 2024, "", "a care_period started:2023-06-01; p cla_placement period:a from:2023-06-01 type:K2; m placement_price placement:p week_pence:500000 from:2023-06-01", "i=500000"},
	{"COM-03w", "none", 2024, "", "a care_period started:2023-06-01; p cla_placement period:a from:2023-06-01 type:K2", "h"},

	{"COM-06", "a provider that is not registered, by its price; one that has applied, by its number; a registered one", 2024, "",
		"k@child:1 child birth:2008-04-01; p@child:1 cla_placement from:2024-03-31 type:K2; m@child:1 placement_price placement:p for:placement provider:provider:1 week_pence:1 from:2024-03-31; x@provider:1 provider registration:unregistered;" +
			"j@child:2 child birth:2007-01-01; q@child:2 cla_placement from:2023-01-01 to:2023-04-02 type:K2 urn:7; y@provider:2 provider registration:applied urn:7; r@child:3 cla_placement from:2023-06-01 type:K2 urn:8; z@provider:3 provider registration:registered urn:8", "i:under 16 i:16 and over"},
	{"COM-06", "moved within it; ended on the first day; without a number", 2024, "",
		"k@child:1 child birth:2010-01-01; p@child:1 cla_placement from:2023-06-01 to:2023-07-01 type:K2 urn:7; q@child:1 cla_placement from:2023-07-01 type:K2 urn:7; y@provider:2 provider registration:unregistered urn:7;" +
			"r@child:3 cla_placement from:2023-01-01 to:2023-04-01 type:K2 urn:7; s@child:4 cla_placement from:2023-06-01 type:K2 urn:XXXXXXX; z@provider:3 provider registration:unregistered urn:XXXXXXX", "i:under 16"},
	{"COM-06d", "the last night of the year; a week across its beginning", 2024, "", "p@child:1 cla_placement from:2024-03-31 type:K2 urn:7; q@child:2 cla_placement from:2023-03-28 to:2023-04-04 type:K2 urn:7; y@provider:2 provider registration:unregistered urn:7", "i=1 i=3"},
	{"COM-06d", "registered", 2024, "", "p@child:1 cla_placement from:2024-03-31 type:K2 urn:7; y@provider:2 provider registration:registered urn:7", ""},
	{"COM-06s", "there that day, left that day, in hospital", 2024, "", "k@child:1 child birth:2008-03-31; p@child:1 cla_placement from:2024-03-31 type:K2 urn:7; q@child:2 cla_placement from:2023-03-28 to:2024-03-31 type:K2 urn:7; r@child:3 cla_placement from:2024-03-30 type:T1 urn:7; y@provider:2 provider registration:unregistered urn:7", "i:16 and over"},
	{"COM-06s", "nobody", 2024, "", "y@provider:2 provider registration:unregistered urn:7", ""},

	// 365 nights of £5,000 a week above the line, 365 nights below it: £5,000 × 365 / 7.
	{"COM-08", "one night, and the night of the day on which it ended is not one", 2024, "", "p cla_placement from:2024-03-30 to:2024-03-31 type:K2; m placement_price placement:p week_pence:500000 from:2024-03-30", "i=182500000 o=700"},
	{"COM-08", "two nights, one with extra staff; a night without a price is not counted", 2024, "", "p cla_placement from:2023-03-01 to:2023-04-04 type:K1; m placement_price placement:p for:placement week_pence:100 from:2023-04-01 to:2023-04-02; n placement_price placement:p for:staffing week_pence:10 from:2023-04-02 to:2023-04-02", "i=76650 o=1400"},
	{"COM-08", "no price; foster care", 2024, "", "p cla_placement from:2023-06-01 type:K2; q cla_placement from:2023-06-01 type:U6; m placement_price placement:q week_pence:500 from:2023-06-01", "h"},

	{"COM-09", "own carers; an agency; a relative", 2024, "", "a care_period started:2023-06-01; p cla_placement period:a from:2023-06-01 type:U6 provider:PR1; m placement_price placement:p week_pence:55000 from:2023-06-01", "i=55000"},
	{"COM-09", "an agency", 2024, "", "a care_period started:2023-06-01; p cla_placement period:a from:2023-06-01 type:U6 provider:PR4; m placement_price placement:p week_pence:55000 from:2023-06-01", ""},
	{"COM-09i", "an agency", 2024, "", "a care_period started:2023-06-01; p cla_placement period:a from:2023-06-01 type:U4 provider:PR5; m placement_price placement:p week_pence:105000 from:2023-06-01", "i=105000"},
	{"COM-09i", "a relative", 2024, "", "a care_period started:2023-06-01; p cla_placement period:a from:2023-06-01 type:U1 provider:PR4; m placement_price placement:p week_pence:105000 from:2023-06-01", ""},
}

// Care leavers, span of control, dip samples, the consultation line and what members asked.
var entitledWorked = []worked{
	{"CL-07", "made six months ago to the day", 2024, "2024-03-30", "k child birth:2004-01-01; l care_leaver date:2022-01-01 eligibility:former_relevant; p pathway_plan started:2023-09-30", "i"},
	{"CL-07", "a day longer ago; reviewed since, but after the day", 2024, "2024-03-31", "k child birth:2004-01-01; l care_leaver date:2022-01-01 eligibility:former_relevant; p pathway_plan started:2023-09-30 reviews:2024-04-01", "o"},
	{"CL-07", "no plan; 21 that day and without; qualifying", 2024, "", "k child birth:2003-04-01; l care_leaver date:2022-01-01 eligibility:former_relevant", "o"},
	{"CL-07", "21 that day and without a plan", 2024, "", "k child birth:2003-03-31; l care_leaver date:2022-01-01 eligibility:former_relevant; p pathway_plan started:2022-01-01 ended:2024-03-31", ""},
	{"CL-07", "21 with a plan that goes on", 2024, "", "k child birth:2002-01-01; l care_leaver date:2022-01-01 eligibility:former_relevant; p pathway_plan started:2022-01-01 reviews:2023-12-01", "i"},
	{"CL-07", "qualifying; still eligible; told by a return only", 2024, "", "k child birth:2005-01-01; l care_leaver date:2022-01-01 eligibility:relevant; m care_leaver date:2024-03-31 eligibility:qualifying; n care_leaver year:2023 in_touch:YES", ""},
	{"CL-07e", "16¼ that day, with a plan", 2024, "", "k child birth:2007-12-31; l care_leaver date:2024-01-01 eligibility:eligible; p pathway_plan started:2024-03-31", "i"},
	{"CL-07e", "without one", 2024, "", "k child birth:2007-12-31; l care_leaver date:2024-01-01 eligibility:eligible; p pathway_plan started:2024-04-01", "o"},
	{"CL-07e", "a day younger", 2024, "2024-03-30", "k child birth:2007-12-31; l care_leaver date:2024-01-01 eligibility:eligible", ""},
	{"CL-17", "two changes of adviser in the year", 2024, "", "k child birth:2004-01-01; l care_leaver date:2022-01-01 eligibility:former_relevant; a allocation worker:worker:1 role:personal_adviser from:2022-01-01; b allocation worker:worker:2 role:personal_adviser from:2023-04-01; c allocation worker:worker:1 role:personal_adviser from:2024-03-31", "i"},
	{"CL-17", "one a day too early", 2024, "", "k child birth:2004-01-01; l care_leaver date:2022-01-01 eligibility:former_relevant; a allocation worker:worker:1 role:personal_adviser from:2022-01-01; b allocation worker:worker:2 role:personal_adviser from:2023-03-31; c allocation worker:worker:1 role:personal_adviser from:2024-03-31", "o"},
	{"CL-17", "the same worker again; an adviser after a social worker; one to come", 2024, "", "k child birth:2004-01-01; l care_leaver date:2022-01-01 eligibility:former_relevant; a allocation worker:worker:1 role:personal_adviser from:2023-05-01; b allocation worker:worker:1 role:personal_adviser from:2023-06-01; c allocation worker:worker:2 role:allocated from:2023-04-01; d allocation worker:worker:3 role:personal_adviser from:2024-04-01", "o"},
	{"CL-17", "nobody owed", 2024, "", "k child birth:2004-01-01; a allocation worker:worker:1 role:personal_adviser from:2023-05-01", ""},

	{"WF-14", "a manager on the last day", 2024, "", "a employment from:2020-01-01 to:2024-03-31 job:first_line_manager contract:permanent fte:100", "o=1"},
	{"WF-14", "left the day before", 2024, "", "a employment from:2020-01-01 to:2024-03-30 job:case_holder contract:permanent fte:100", ""},
	{"WF-14", "a worker", 2024, "", "b employment from:2020-01-01 job:case_holder contract:agency fte:50", "i=1"},
	{"WF-14", "both at once", 2024, "", "b employment from:2020-01-01 job:case_holder contract:permanent fte:50; c employment from:2024-03-31 job:middle_manager contract:permanent fte:50", "o=1"},
	{"WF-14", "to come", 2024, "", "b employment from:2024-04-01 job:case_holder contract:permanent fte:50", ""},

	{"QA-09", "each graded question of a dip sample", 2024, "", `a audit kind:dip_sample done:2023-04-01 answers:[{"question":"planning","grade":"good"},{"question":"impact","grade":"requires_improvement"},{"question":"assessment","grade":""}]`, "i o"},
	{"QA-09", "a case audit; a dip sample after the year", 2024, "", `a audit kind:case done:2023-04-01 answers:[{"question":"planning","grade":"good"}]; b audit kind:dip_sample done:2024-04-01 answers:[{"question":"planning","grade":"good"}]`, ""},
	{"QA-09n", "first and last day", 2024, "", "a audit kind:dip_sample done:2023-04-01; b audit kind:dip_sample done:2024-03-31; c audit kind:dip_sample planned:2024-03-01", "i i"},
	{"QA-12", "each judgement of a report of the first and of the last day", 2024, "",
		`a inspection_plan from:2023-02-01 published:2023-04-01 judgements:[{"area":"leaders","grade":"Good"},{"area":"leavers","grade":"requires\u0020improvement\u0020to\u0020be\u0020good"},{"area":"partnership","grade":"not\u0020judged"}]; b inspection_plan published:2024-03-31 judgements:[{"area":"care","grade":"inadequate"}]`, "i:good i:requires improvement i:other i:inadequate"},
	{"QA-12", "published the day before; a visit without judgements; not published", 2024, "",
		`a inspection_plan published:2023-03-31 judgements:[{"area":"leaders","grade":"good"}]; b inspection_plan published:2023-06-01; c inspection_plan from:2023-06-01 judgements:[{"area":"leaders","grade":"good"}]`, ""},
	{"QA-09n", "a case audit", 2024, "", "a audit kind:case done:2023-04-01", ""},

	{"FD-15", "one that rang under another spelling, one that did not, two leads of one", 2024, "",
		"a@setting:1 safeguarding_lead setting:Hill from:2020-01-01; b@setting:2 safeguarding_lead setting:Vale from:2020-01-01; c@setting:2 safeguarding_lead setting:Vale from:2020-01-01; x@consultation:1 consultation at:2023-04-01T12:00:00Z agency:HILL", "o i"},
	{"FD-15", "a call a year and a day ago; a lead that ended the day before", 2024, "",
		"a@setting:1 safeguarding_lead setting:Hill from:2020-01-01; b@setting:2 safeguarding_lead setting:Vale from:2020-01-01 to:2024-03-30; x@consultation:1 consultation at:2023-03-31T12:00:00Z agency:Hill", "i"},

	{"SCR-01", "reported on the day, a day late, not at all, reopened", 2024, "",
		`a action sort:agreed due:2023-04-01 state:reported progress:[{"at":"2023-03-01T12:00:00Z"},{"at":"2023-04-01T12:00:00Z"}]; b action sort:agreed due:2024-03-31 state:closed progress:[{"at":"2024-04-01T12:00:00Z"}]; c action sort:agreed due:2023-06-01 state:open; d action sort:agreed due:2023-06-01 state:in_progress progress:[{"at":"2023-05-01T12:00:00Z"}]`, "i o o o"},
	{"SCR-01", "closed without a report", 2024, "", "a action sort:agreed due:2023-06-01 state:closed", "h"},
	{"SCR-01", "promised; superseded; due the day before and the day after", 2024, "", "a action sort:promised due:2023-06-01 state:open; b action sort:agreed due:2023-06-01 state:superseded; c action sort:agreed due:2023-03-31 state:open; d action sort:agreed due:2024-04-01 state:open", ""},

	{"SCR-02", "reached, carried and answered since, carried, withdrawn", 2024, "", "m@meeting:1 meeting date:2024-03-31 state:held; a@question:1 question meeting:m state:published; b@question:2 question meeting:m state:published carried:n; c@question:3 question meeting:m state:not_reached; d@question:4 question meeting:m state:withdrawn carried:n", "o i i"},
	{"SCR-02", "a meeting that was planned, one of the day before, none", 2024, "", "m@meeting:1 meeting date:2023-06-01 state:planned; n@meeting:2 meeting date:2023-03-31; a@question:1 question meeting:m state:accepted; b@question:2 question meeting:n state:published; c@question:3 question state:published", ""},
	{"SCR-03", "a measure was named and answered; not recorded; no figure was asked for", 2024, "", "m@meeting:1 meeting date:2023-04-01; a@question:1 question meeting:m state:published measures:AS-02; b@question:2 question meeting:m state:published gap:A-2023-001; c@question:3 question meeting:m state:published", "o i"},
	{"SCR-03", "ruled out", 2024, "", "m@meeting:1 meeting date:2023-04-01; a@question:1 question meeting:m state:ruled_out measures:AS-02", ""},
}
