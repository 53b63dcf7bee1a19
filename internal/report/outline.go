package report

// Section is a part of the outline of every report.
type Section struct {
	Slot     string // names the place for people's words
	Title    string
	Asks     string   // what the writer of its words is asked for
	Measures []string // in this order
	Groups   []string // of those, the measures that are shown by ethnic group too
	Chart    string   // of those, the measure that a chart shows over five years
}

// Headlines is the slot of the first page.
const Headlines = "headlines"

// outline are the sections as members asked for them (seed requirements SR-211, SR-212, SR-219). A section without measures is for words only; one
// whose measures cannot all be counted says which wait, and for what.
var outline = []Section{
	{Slot: "front_door", Title: "Contacts, referrals and assessments", Asks: "What changed at the front door, and why",
		Measures: []string{"FD-01", "FD-03", "FD-02", "FD-04", "FD-06", "FD-07", "FD-09", "AS-01", "AS-02", "AS-10", "AS-04"}, Groups: []string{"FD-03", "AS-04"}, Chart: "AS-02"},
	{Slot: "early_help", Title: "Early help", Asks: "What early help did, and for whom",
		Measures: []string{"EH-01", "EH-03", "EH-04", "EH-06", "EH-08"}, Chart: "EH-01"},
	{Slot: "children_in_need", Title: "Children in need", Asks: "What changed for children in need",
		Measures: []string{"CIN-01", "CIN-02", "CIN-04", "CIN-05", "CIN-06", "CIN-07"}, Groups: []string{"CIN-01"}, Chart: "CIN-01"},
	{Slot: "child_protection", Title: "Child protection", Asks: "What changed in child protection, and whether plans end too soon or too late",
		Measures: []string{"S47-01", "S47-04", "CP-01", "CP-02", "CP-04", "CP-05", "CP-07", "CP-08", "CP-09", "CP-12", "CP-13"}, Groups: []string{"S47-01", "CP-05"}, Chart: "CP-02"},
	{Slot: "looked_after", Title: "Children looked after", Asks: "Who is looked after, and why more or fewer than before",
		Measures: []string{"CLA-01", "CLA-02", "CLA-03", "CLA-04", "CLA-26", "CLA-27", "CLA-28"}, Groups: []string{"CLA-01"}, Chart: "CLA-01"},
	{Slot: "placements", Title: "Where children live", Asks: "Where children live, how near, and how often they move",
		Measures: []string{"CLA-11", "CLA-12", "CLA-13", "CLA-16", "CLA-17", "CLA-20", "CLA-21", "CLA-22", "CLA-32"}, Chart: "CLA-20"},
	{Slot: "missing", Title: "Children who go missing", Asks: "What is done for children who go missing",
		Measures: []string{"MIS-01", "MIS-02", "MIS-03", "MIS-05", "MIS-07", "MIS-09"}},
	{Slot: "health", Title: "Health of children looked after", Asks: "How children's health is looked after",
		Measures: []string{"HL-01", "HL-02", "HL-03", "HL-04", "HL-05", "HL-06", "HL-07"}},
	{Slot: "adoption", Title: "Adoption and permanence", Asks: "How children came to a permanent home",
		Measures: []string{"AD-01", "AD-03", "AD-04", "AD-06", "CLA-09", "CLA-29"}},
	{Slot: "care_leavers", Title: "Care leavers", Asks: "How young people live after care",
		Measures: []string{"CL-01", "CL-02", "CL-03", "CL-04", "CL-08", "CL-11"}, Chart: "CL-04"},
	{Slot: "adolescents", Title: "Vulnerable adolescents", Asks: "What is known of exploitation and of harm outside the home, and what is done"},
	{Slot: "allegations", Title: "Allegations against people who work with children", Asks: "What came to the designated officer, and how soon it was settled",
		Measures: []string{"LADO-01", "LADO-03", "LADO-04"}},
	{Slot: "workforce", Title: "Workforce", Asks: "Who works for children, and how many children each works with",
		Measures: []string{"WF-01", "WF-02", "WF-03", "WF-04", "WF-07"}},
	{Slot: "quality", Title: "Quality, audits and complaints", Asks: "What audits and complaints taught, and what was done about it",
		Measures: []string{"QA-01", "QA-03", "QA-06", "CO-01", "CO-02", "CO-03"}},
	{Slot: "developments", Title: "Service developments", Asks: "What was new this year, and what is planned"},
	{Slot: "young_people", Title: "Services for young people, and their part in shaping them", Asks: "What young people said and did"},
	{Slot: "money", Title: "Activity and the budget", Asks: "How what is told above bears on spending; see the budget report",
		Measures: []string{"CLA-01", "CLA-12", "CLA-15", "WF-04"}},
}

// Outline are the sections of a report, in order.
func Outline() []Section { return outline }

// Slots are the places for people's words, with what each asks for.
func Slots() []Section {
	return append([]Section{{Slot: Headlines, Title: "Headlines", Asks: "Achievements and what members should know first, one in each line"}}, outline...)
}
