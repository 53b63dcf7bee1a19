package annexa

import (
	"fmt"
	"strings"

	"throughline/internal/returns/finding"
)

// Rules lists every rule, in the order of a report: of each list its columns, then its rows, then what lists say of each other.
func Rules() []finding.Rule { return rules().all }

// what a rule of one column looks for. The code of a rule is list, column and this: L8-27-blank.
const (
	ruleBlank   = "blank"
	ruleMissing = "missing"
	ruleFault   = "fault"
	ruleDate    = "date"
	ruleFuture  = "future"
	ruleWhole   = "whole"
	ruleCode    = "code"
	ruleGroup   = "group"
	ruleSpelt   = "spelt"
	rulePlace   = "postcode"
	ruleUnsaid  = "unsaid"
)

func columnCode(l *List, column int, what string) string {
	return fmt.Sprintf("L%d-%02d-%s", l.Number, column+1, what)
}

// columnRules are those of one column.
func columnRules(l *List, i int) (out []finding.Rule) {
	c := l.Columns[i]
	h := strings.TrimSpace(c.Header)
	add := func(what string, s finding.Severity, title, message, mend string) {
		out = append(out, finding.Rule{
			Code: columnCode(l, i, what), Title: h + ": " + title, Severity: s, Tables: []string{l.Sheet}, Fields: []string{l.Sheet + "." + c.Header}, Message: message, Mend: mend,
		})
	}
	missing := finding.Error
	if c.Since != "" {
		missing = finding.Query
	}
	add(ruleMissing, missing, "column is missing", "The sheet has no column “"+h+"”.", "Add the column with exactly this header"+trailing(c.Header)+".")
	if c.Required() {
		add(ruleBlank, finding.Error, "blank", "“"+h+"” is blank, and every row must say it: "+c.Meaning+".", "Fill it in in the record and make the list again.")
	}
	if c.Blank == "discouraged" {
		add(ruleUnsaid, finding.Query, "blank", "“"+h+"” is blank: "+c.Meaning+".", "Inspectors choose cases by it. Fill it in, or say why it is not known.")
	}
	add(ruleFault, finding.Error, "error value", "“"+h+"” shows {"+c.Header+"}, which is an error of the spreadsheet.", "Mend the formula, or write the value in its place.")
	switch c.Type {
	case Date:
		add(ruleDate, finding.Error, "not a date", "{"+c.Header+"} is not a date.", "Write a date, as in 31/03/2026.")
		add(ruleSpelt, finding.Query, "date without its format", "{"+c.Header+"} is a number that stands for a date.", "Format the cell as a date, DD/MM/YYYY.")
		if !strings.HasPrefix(c.Header, "Date of Birth") {
			add(ruleFuture, finding.Error, "after the extract date", "{"+c.Header+"} is after the extract date.", "Check the date. What is planned does not belong in the list.")
		}
	case Whole:
		least := ""
		if c.Min != nil {
			least = fmt.Sprintf(", %d or more", *c.Min)
		}
		add(ruleWhole, finding.Error, "not a whole number", "{"+c.Header+"} is not a whole number"+least+".", "Write a whole number"+least+".")
	case Coded:
		add(ruleCode, finding.Error, "not a code", "{"+c.Header+"} is not a code of this field.", "Use one of: "+strings.Join(SetOf(c.Set).Values, "; ")+".")
		if len(SetOf(c.Set).Groups) > 0 {
			add(ruleGroup, finding.Error, "group, not code", "{"+c.Header+"} is a group of codes. Groups are made by the inspectors; the list has the code itself.", "Write the individual code with its letter.")
		}
		add(ruleSpelt, finding.Query, "code spelt otherwise", "{"+c.Header+"} is not spelt as the code is.", "Write it exactly, as in “"+SetOf(c.Set).Values[0]+"”.")
	case LA:
		add(ruleSpelt, finding.Query, "code spelt otherwise", "{"+c.Header+"} is not spelt as the code is.", "Write the council's name, or the code exactly, as in “"+SetOf(c.Set).Values[0]+"”.")
	case Postcode:
		add(rulePlace, finding.Error, "not a postcode", "{"+c.Header+"} has not the shape of a postcode.", "Write the whole postcode of where the child lives.")
	}
	return out
}

func trailing(header string) string {
	if strings.TrimSpace(header) != header {
		return ", which ends in a blank"
	}
	return ""
}

// rowRule is a rule about rows: within a list, or of lists with each other.
type rowRule struct {
	code          string
	list          int // 0: several
	severity      finding.Severity
	title         string
	fields        []string // headers of the list; LIST.header where it is another's
	message, mend string
}

var rowRules = []rowRule{
	{"L1-key", 1, finding.Error, "Contact twice", []string{"Child Unique ID", "Date of Contact", "Contact Source"}, "The child has another row with the same contact, in row {other}.", "Keep one row for each child and contact."},
	{"L2-key", 2, finding.Error, "Early help twice", []string{"Child Unique ID", "Assessment start date"}, "The child has another row that began on {Assessment start date}, in row {other}.", "Keep one row."},
	{"L3-key", 3, finding.Error, "Referral twice", []string{"Child Unique ID", "Date of referral", "Referral Source"}, "The child has another row with the same referral, in row {other}.", "Keep one row for each referral."},
	{"L4-key", 4, finding.Error, "Assessment twice", []string{"Child Unique ID", "Continuous Assessment Start Date"}, "The child has another row with an assessment of {Continuous Assessment Start Date}, in row {other}.", "Keep one row for each assessment."},
	{"L5-key", 5, finding.Error, "Enquiry twice", []string{"Child Unique ID", "Strategy discussion initiating Section 47 Enquiry Start Date"}, "The child has another row with an enquiry of {Strategy discussion initiating Section 47 Enquiry Start Date}, in row {other}.", "Keep one row for each enquiry."},
	{"L6-one", 6, finding.Error, "Child twice", []string{"Child Unique ID"}, "The child has another row, {other}: the list has one row for each child, of the latest episode.", "Keep the latest episode only."},
	{"L7-one", 7, finding.Error, "Child twice", []string{"Child Unique ID"}, "The child has another row, {other}: the list has one row for each child, of the latest plan.", "Keep the latest plan only."},
	{"L8-one", 8, finding.Error, "Child twice", []string{"Child Unique ID"}, "The child has another row, {other}: the list has one row for each child, of the latest period of care.", "Keep the latest period of care only."},
	{"L9-one", 9, finding.Error, "Young person twice", []string{"Child Unique ID"}, "The young person has another row, {other}.", "Keep one row."},
	{"L10-one", 10, finding.Error, "Child twice", []string{"Child Unique ID"}, "The child has another row, {other}.", "Keep the row of the latest decision."},
	{"L11-key", 11, finding.Error, "Adopter twice", []string{"Individual adopter identifier", "Date enquiry received"}, "The adopter has another row, {other}.", "Keep one row for each adopter and enquiry."},

	{"L1-period", 1, finding.Error, "Outside the period", []string{"Date of Contact"}, "The contact of {Date of Contact} is more than six months before the extract date, {extract date}.", "Leave the row out."},
	{"L2-period", 2, finding.Error, "Outside the period", []string{"Assessment start date", "Assessment completion date"}, "The help ended on {Assessment completion date}, more than six months before the extract date, {extract date}.", "Leave the row out."},
	{"L3-period", 3, finding.Error, "Outside the period", []string{"Date of referral"}, "The referral of {Date of referral} is more than six months before the extract date, {extract date}.", "Leave the row out."},
	{"L4-period", 4, finding.Error, "Outside the period", []string{"Continuous Assessment Date of Authorisation"}, "The assessment was authorised on {Continuous Assessment Date of Authorisation}, more than six months before the extract date, {extract date}.", "Leave the row out."},
	{"L5-period", 5, finding.Query, "Outside the period", []string{"Strategy discussion initiating Section 47 Enquiry Start Date", "Date of Initial Child Protection Conference"}, "The enquiry began on {Strategy discussion initiating Section 47 Enquiry Start Date}, was decided, and had no conference in the six months before the extract date, {extract date}.", "Leave the row out."},
	{"L6-period", 6, finding.Error, "Outside the period", []string{"CIN Closure Date"}, "The episode was closed on {CIN Closure Date}, more than six months before the extract date, {extract date}.", "Leave the row out."},
	{"L7-period", 7, finding.Error, "Outside the period", []string{"Child Protection Plan End Date"}, "The plan ended on {Child Protection Plan End Date}, more than six months before the extract date, {extract date}.", "Leave the row out."},
	{"L8-period", 8, finding.Error, "Outside the period", []string{"Date Ceased to be Looked After "}, "The child ceased to be looked after on {Date Ceased to be Looked After }, more than six months before the extract date, {extract date}.", "Leave the row out."},
	{"L10-period", 10, finding.Error, "Outside the period", []string{"Date of Adoption Order ", "Date of Decision that Child Should No Longer be Placed for Adoption"}, "The child was adopted, or adoption was given up, more than twelve months before the extract date, {extract date}.", "Leave the row out."},
	{"L11-period", 11, finding.Error, "Outside the period", []string{"Date of Adoption Order", "Date of leaving adoption process"}, "The adopter's way ended more than twelve months before the extract date, {extract date}.", "Leave the row out."},

	{"age", 0, finding.Error, "Age does not follow from the date of birth", []string{"Date of Birth", "Age of Child (Years)"}, "A child born on {Date of Birth} is {reckoned} on the extract date, not {Age of Child (Years)}.", "Write whole years at the last birthday, and -1 for a child who is not born."},
	{"age-fraction", 0, finding.Error, "Age with a fraction", []string{"Age of Child (Years)"}, "The age {Age of Child (Years)} has a part of a year.", "Write whole years at the last birthday."},

	{"L2-order", 2, finding.Error, "End before the start", []string{"Assessment start date", "Assessment completion date"}, "{Assessment completion date} is before the start, {Assessment start date}.", "Correct the date that is wrong."},
	{"L4-order", 4, finding.Error, "Authorised before the start", []string{"Continuous Assessment Start Date", "Continuous Assessment Date of Authorisation"}, "{Continuous Assessment Date of Authorisation} is before the start, {Continuous Assessment Start Date}.", "Correct the date that is wrong."},
	{"L5-order", 5, finding.Error, "Conference before the enquiry", []string{"Strategy discussion initiating Section 47 Enquiry Start Date", "Date of Initial Child Protection Conference"}, "The conference of {Date of Initial Child Protection Conference} is before the enquiry, {Strategy discussion initiating Section 47 Enquiry Start Date}.", "Correct the date that is wrong."},
	{"L6-order", 6, finding.Error, "Closed before the start", []string{"CIN Start Date", "CIN Closure Date"}, "{CIN Closure Date} is before the start, {CIN Start Date}.", "Correct the date that is wrong."},
	{"L7-order", 7, finding.Error, "End before the start", []string{"Child Protection Plan Start Date", "Child Protection Plan End Date"}, "{Child Protection Plan End Date} is before the start, {Child Protection Plan Start Date}.", "Correct the date that is wrong."},
	{"L8-order", 8, finding.Error, "Ceased before the start", []string{"Date Started to be Looked After", "Date Ceased to be Looked After "}, "{Date Ceased to be Looked After } is before the start, {Date Started to be Looked After}.", "Correct the date that is wrong."},
	{"L8-placed", 8, finding.Error, "Placed before care began", []string{"Date Started to be Looked After", "Start Date of Most Recent Placement"}, "The placement of {Start Date of Most Recent Placement} is before the child came into care, {Date Started to be Looked After}.", "Correct the date that is wrong."},
	{"L10-order", 10, finding.Error, "Steps of adoption out of order", []string{"Date of Decision that Child Should be Placed for Adoption", "Date Placed for Adoption", "Date of Adoption Order "}, "A step is before the one that it follows: decision {Date of Decision that Child Should be Placed for Adoption}, placed {Date Placed for Adoption}, order {Date of Adoption Order }.", "Correct the date that is wrong."},

	{"L4-outcome", 4, finding.Error, "Outcome without authorisation, or without outcome", []string{"Continuous Assessment Date of Authorisation", "Was the child assessed as requiring LA children’s social care support"}, "An assessment has an outcome when it is authorised, and only then.", "Give both, or neither while it goes on."},
	{"L5-unnecessary", 5, finding.Error, "Conference that was unnecessary", []string{"Was an Initial Child Protection Conference deemed unnecessary?", "Date of Initial Child Protection Conference"}, "A conference was held on {Date of Initial Child Protection Conference} that was found unnecessary.", "Write “b) No” when a conference was needed, and for a child who was on a plan already."},
	{"L5-result", 5, finding.Error, "Conference and its result", []string{"Date of Initial Child Protection Conference", "Did the Initial Child Protection Conference Result in a Child Protection Plan"}, "A conference that was held has a result, and one that was not has none.", "Give the date and the result, or neither."},
	{"L3-same", 3, finding.Error, "Number of referrals differs", []string{"Number of Referrals in Last 12 Months"}, "Another row of the child, {other}, says {other value} and this one {Number of Referrals in Last 12 Months}: the number is one of the child.", "Count the referrals that began in the twelve months before the child's latest one, and write the number in all rows."},
	{"L3-fewer", 3, finding.Error, "Fewer referrals than rows", []string{"Number of Referrals in Last 12 Months"}, "The rows of the child show {shown} referrals before the latest one, and the number is {Number of Referrals in Last 12 Months}.", "Count the referrals that began in the twelve months before the latest one."},
	{"L5-same", 5, finding.Error, "Numbers of enquiries or conferences differ", []string{"Number of Section 47 Enquiries in the last 12 months", "Number of ICPCs in the last 12 months"}, "Another row of the child, {other}, has other numbers: they are of the child.", "Count before the child's latest enquiry, and write the numbers in all rows."},
	{"L5-fewer", 5, finding.Error, "Fewer enquiries or conferences than rows", []string{"Number of Section 47 Enquiries in the last 12 months", "Number of ICPCs in the last 12 months"}, "The rows of the child show {shown} before the latest enquiry, and the numbers are {Number of Section 47 Enquiries in the last 12 months} and {Number of ICPCs in the last 12 months}.", "Count what came in the twelve months before the child's latest enquiry, without the conference that follows from it."},
	{"L6-closure", 6, finding.Error, "Closure and its reason", []string{"CIN Closure Date", "Reason for Closure"}, "A closed episode has a date and a reason, and an open one neither.", "Give both, or neither."},
	{"L6-closed", 6, finding.Error, "Status and closure do not fit", []string{"CIN Closure Date", "Case status"}, "The status is {Case status} and the closure date {CIN Closure Date}.", "A closed episode is “e) Closed episode”, whatever else ran in it, and an open one is not."},
	{"L6-assessed", 6, finding.Error, "Closed after assessment", []string{"Reason for Closure"}, "{Reason for Closure} is the closure of a child who was found not in need.", "Leave the row out: the list is of children in need."},
	{"L7-visit", 7, finding.Query, "Seen alone without a visit", []string{"Date of the Last Statutory Visit", "Was the Child Seen Alone?"}, "The row says whether the child was seen alone, and no visit.", "Give the date of the visit."},
	{"L8-breaks", 8, finding.Error, "Short breaks", []string{"Child's Legal Status"}, "{Child's Legal Status} is of short breaks, which are not in the list.", "Leave the row out, or correct the legal status."},
	{"L8-ceased", 8, finding.Error, "End of care and its reason", []string{"Date Ceased to be Looked After ", "Reason Ceased to be Looked After"}, "A child who left care has a date and a reason, and one in care neither.", "Give both, or neither."},
	{"L8-interview", 8, finding.Error, "Return interview and times missing", []string{"Number of Episodes the Child has been ‘Missing’ from their Placement in the last 12 months", "Was the child offered a Return Interview after their last missing episode (Y/N)?"}, "A child who was missing was offered an interview or not, and one who was not missing has no answer.", "Answer when the number of times missing is 1 or more, and only then."},
	{"L8-accepted", 8, finding.Error, "Interview accepted that was not offered", []string{"Was the child offered a Return Interview after their last missing episode (Y/N)?", "Did the child accept a Return Interview after their last missing episode (Y/N)?"}, "The child accepted an interview that was not offered.", "Correct the answer that is wrong."},
	{"L8-where", 8, finding.Error, "Inside the council's area and outside England", []string{"Placement Location", "LA of Placement"}, "The placement is {Placement Location} the council's area and at {LA of Placement}.", "Correct the one that is wrong."},
	{"L9-age", 9, finding.Error, "Leaving care group and age", []string{"Eligibility Category", "Age of Child (Years)"}, "A young person of {Age of Child (Years)} is not “{Eligibility Category}”.", "Eligible and relevant children are 16 or 17; former relevant children are 18 to 24."},
	{"L9-suitable", 9, finding.Error, "Accommodation and its suitability", []string{"Type of Accommodation", "Suitability of Accommodation"}, "Accommodation that is known is suitable or not.", "Give both, or neither."},
	{"L10-reversed", 10, finding.Error, "Reversal and its reason", []string{"Date of Decision that Child Should No Longer be Placed for Adoption", "Reason Why Child No Longer Placed for Adoption"}, "A decision that was given up has a date and a reason.", "Give both, or neither."},
	{"L11-left", 11, finding.Error, "Leaving and its reason", []string{"Date of leaving adoption process", "Reason for leaving adoption process"}, "An adopter who left has a date and a reason.", "Give both, or neither."},
	{"L11-couple", 11, finding.Error, "Couple with two numbers of children", []string{"Family identifier", "No. of children placed"}, "Another row of the family, {other}, says {other value} children were placed, and this one {No. of children placed}.", "The number is one of the family."},

	{"X-person", 0, finding.Error, "Child told in two ways", []string{"Date of Birth", "Gender", "Ethnicity"}, "{What} is {here} here and {there} in {other list}, row {other}.", "The same child is the same in every list: correct the record and make the lists again."},
	{"X-disability", 0, finding.Query, "Disability told in two ways", []string{"Does the Child have a Disability"}, "The disability is {here} here and {there} in {other list}, row {other}.", "Correct the record and make the lists again."},
	{"X-plan-need", 7, finding.Error, "On a plan and not in need", []string{"Child Unique ID"}, "The child is on a plan or was in the six months, and is not in List_6.", "A child with a child protection plan is a child in need: add the row to List_6."},
	{"X-plan-status", 7, finding.Error, "On a plan with another status", []string{"Child Protection Plan End Date"}, "The plan is open, and List_6 has the status {status}.", "The status is “b) Child Protection plan”, or “a) Looked after child” when the child is that too."},
	{"X-care-need", 8, finding.Error, "In care and not in need", []string{"Child Unique ID"}, "The child is looked after or was in the six months, and is not in List_6.", "A looked-after child is a child in need: add the row to List_6."},
	{"X-care-status", 8, finding.Error, "In care with another status", []string{"Date Ceased to be Looked After "}, "The child is looked after, and List_6 has the status {status}.", "The status is “a) Looked after child”."},
	{"X-status-plan", 6, finding.Error, "Status of a plan that List_7 has not", []string{"Case status"}, "The status is {Case status}, and List_7 has no open plan of the child.", "Add the plan to List_7, or correct the status."},
	{"X-status-care", 6, finding.Error, "Status of care that List_8 has not", []string{"Case status"}, "The status is {Case status}, and List_8 has no child in care with this number.", "Add the child to List_8, or correct the status."},
	{"X-status-assessment", 6, finding.Query, "Status of an assessment that List_4 has not", []string{"Case status"}, "The status is {Case status}, and List_4 has no open assessment of the child.", "Add the assessment to List_4, or correct the status."},
	{"X-assessment-need", 4, finding.Error, "Assessed and not in need", []string{"Continuous Assessment Date of Authorisation"}, "The assessment goes on, and the child is not in List_6.", "A child with an open assessment is in List_6."},
	{"X-result-plan", 5, finding.Error, "Conference with a plan that List_7 has not", []string{"Did the Initial Child Protection Conference Result in a Child Protection Plan"}, "The conference of {Date of Initial Child Protection Conference} led to a plan, and the child is not in List_7.", "Add the plan to List_7, or correct the result."},
	{"X-start-referral", 6, finding.Query, "Episode without its referral", []string{"CIN Start Date"}, "The episode began on {CIN Start Date}, and List_3 has no referral of the child on that day.", "The start of an episode is the day of its referral."},
	{"X-adoption-care", 10, finding.Query, "To be adopted and not in care", []string{"Child Unique ID"}, "The child is to be placed for adoption, and is not in care in List_8.", "Add the child to List_8, or give the adoption order or the reversal."},
	{"X-eligible-care", 9, finding.Error, "Eligible and not in care", []string{"Eligibility Category"}, "An eligible child is looked after, and the child is not in care in List_8.", "Add the child to List_8, or correct the group."},
	{"X-family", 10, finding.Query, "Adoptive family that List_11 has not", []string{"Family identifier"}, "The family {Family identifier} is not in List_11.", "Add the adopters, unless another agency approved them."},
}

// needsOn are rules that need the extract date.
func needsOn(code string) bool {
	return strings.HasSuffix(code, "-period") || strings.HasSuffix(code, "-"+ruleFuture) || code == "age"
}
