package measure

import "fmt"

// lacks says what a measure waits for: a record that nobody keeps here yet, or a fact that the record there is does not hold.
var lacks = map[string]string{
	"CIN-09": "a record of who has free school meals: a child's record names the school only",
	"CLA-18": "a record of foster carers with the places that they are approved for",
	"CLA-23": "a record of schools with the days on which a child came and left: a child's record names the present school only",
	"CLA-25": "a review by the Director of a placement that broke down",
	"CLA-31": "a placement plan with its day",
	"CLA-34": "an approval of a placement by the Director: a placement does not name one, and a request to the panel names no distance",
	"HL-10":  "checks of sight and hearing: health checks are assessments, dental checks and those of children under 5",

	"ED-01": "the terms of the schools, and the grade of a personal education plan: meetings on it are recorded with their day",
	"ED-02": "a record of attendance at school",
	"ED-04": "a record of schools with their kind and place",
	"ED-05": "the results of examinations",
	"ED-06": "the results of tests",

	"CL-11": "where a young person lived three months after the 18th birthday: a return says it once a year",
	"CL-13": "where a care leaver lives, with days: a return says it once a year, and the address of a child is the family's",
	"CL-14": "a record of the housing register",
	"CL-15": "a record of the housing quota and what was let of it",
	"CL-16": "a record of the housing register",
	"CL-18": "rent and income of a care leaver",
	"CL-19": "a record of the Memory Box",
	"CL-20": "where a care leaver lives, in or out of the borough, and whether by choice",
	"CL-21": "a record that somebody was told of the local offer",
	"CL-22": "a record of visits to the hub",

	"PF-01": "a record of private fostering",
	"PF-02": "a record of private fostering: visits know no such kind",

	"WF-06": "why a worker was away: an absence says when and who covers, and nothing of health",
	"WF-10": "a record of exit interviews",
	"WF-11": "a record of exit interviews",
	"WF-12": "a contract of apprentices: an employment is permanent, fixed or agency",
	"WF-15": "the answers to a staff survey",
	"WF-16": "the hourly rate of an agency worker",
	"WF-17": "a record of who was offered the retention scheme",
	"WF-19": "a record of training",

	"QA-07": "the actions of an audit, with their days: an audit holds grades only",
	"QA-08": "a record of the documents of an inspection and of who cleared them",
	"QA-11": "a record of each run of the checks on Annex A: they are shown on its page and not kept",

	"COM-01":  "the budget of placements: what they cost is told by COM-03w and COM-08",
	"COM-02":  "the section 251 return: COM-03w has the prices agreed, which are no outturn",
	"COM-02b": "the section 251 return: COM-08 has the prices agreed, which are no outturn",
	"COM-02c": "the section 251 return: COM-09 and COM-09i have the prices agreed, which are no outturn",
	"COM-04":  "a review of a placement by the Director: management oversight does not say in which post somebody decided",
	"COM-05":  "how many staff there are for a child by day and night",
	"COM-10":  "a record of the search for a placement, with the offers",
	"COM-11":  "a record of planned step-downs",
	"COM-13":  "a table of effects: price and volume of two years are told in the finance part of the report, and a figure here is one number",

	"BUD-01": "budget lines and forecasts",
	"BUD-02": "a record of reserves and grants",
	"BUD-03": "budget lines and forecasts",
	"BUD-04": "the account of the dedicated schools grant",
	"BUD-05": "forecasts of several periods",
	"BUD-06": "a record of virements",
	"BUD-07": "the section 251 return",
	"BUD-08": "the section 251 return",
	"BUD-09": "the section 251 and revenue outturn returns",
	"SAV-01": "a record of savings, with what was delivered",
	"SAV-02": "a record of savings",
	"SAV-03": "the vacancy factor of the budget",

	"SEND-06": "the school that an education, health and care plan names, and its kind",
	"SEND-07": "the price of a school place",
	"SEND-08": "the budget of the high needs block",
	"SEND-09": "a record of new places",
	"SEND-10": "a record of places in additionally resourced provision",
	"SEND-11": "each annual review: a plan holds the day of the last one only",
	"SEND-12": "the day on which the outcome of an annual review was told",
	"SEND-13": "a record of appeals to the tribunal",
	"SEND-14": "a request to social care for advice, with its days",

	"EY-01": "the codes of childcare that were issued and validated",
	"EY-02": "the codes of childcare that were issued and validated",
	"EY-03": "the early years census",
	"EY-04": "the early years census",
	"EY-05": "a record of childcare places by ward",
	"YJ-01": "the records of the youth justice service",
	"YJ-02": "the records of the youth justice service: convictions are recorded of looked-after children only",
	"YJ-03": "the records of the youth justice service",
	"YJ-04": "the records of the youth justice service",

	"IG-03": "a record of freedom of information requests",
	"IG-04": "a record of what was recovered after the loss of a system",
	"IG-05": "a record of life story work: a document filed as life story may be one photograph",
	"IG-06": "the instant at which a record was first entered: figures are counted from newest versions",

	"DIS-05": "the day on which an improvement action began, and the groups it is for: actions of the commission have neither",
}

// elsewhere are measures that are a table over many figures, with the page that shows it.
var elsewhere = map[string]string{
	"DIS-01": disparityPage, "DIS-02": disparityPage, "DIS-03": disparityPage,
}

const disparityPage = "Ethnic groups at each stage"

// waits is what Definition.Waits says of a measure that is not counted.
func waits(id, kind string) string {
	if page, ok := elsewhere[id]; ok {
		return fmt.Sprintf("is a table of many figures: see “%s” under Figures", page)
	}
	if why, ok := lacks[id]; ok {
		return "waits for " + why
	}
	return "waits for record " + kind
}
