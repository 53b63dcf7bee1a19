package show

import "strings"

// topic is a table of a return in plain words.
type topic struct{ Title, Why string }

// topics say what each table is about and why it must be right. The two returns share no table but Header and Reviews, which mean another
// thing in each.
var topics = map[string]topic{
	"ssda903/Header":         {"The child", "Who the child is. Every other table is joined to this one, so a mistake here makes others look wrong."},
	"ssda903/Episodes":       {"Episodes of care", "Where the child lived, under which law and why that changed. Most published figures are counted from these rows, and next year's return goes on from them."},
	"ssda903/Reviews":        {"Reviews of the care plan", "Whether reviews were held in time and whether the child took part."},
	"ssda903/UASC":           {"Unaccompanied asylum-seeking children", "Funding and the national transfer scheme rest on these rows."},
	"ssda903/OC2":            {"Health, strengths and difficulties, offending", "Outcomes of children looked after for the whole year."},
	"ssda903/OC3":            {"Care leavers", "Where care leavers live, what they do, and whether the council is in touch."},
	"ssda903/AD1":            {"Adopted children", "Dates and adopters of the children adopted in the year; timeliness is counted from them."},
	"ssda903/PlacedAdoption": {"Decisions to place for adoption", "Plans for adoption, and plans that were given up."},
	"ssda903/PrevPerm":       {"Earlier permanence", "Children who come back into care after adoption or another permanent arrangement."},
	"ssda903/Missing":        {"Missing or away without leave", "When a child was missing and when they came back."},
	"ssda903/SWEpisodes":     {"Social workers of the child", "How often the child's social worker changed."},
	"ssda903/DoLo":           {"Deprivation of liberty orders", "When a child's liberty was restricted by a court."},

	"cin/Header":                {"The return itself", "Year, reference date and authority: every other check counts from them."},
	"cin/ChildIdentifiers":      {"The child", "Who the child is. Other returns and last year's census are joined by these."},
	"cin/ChildCharacteristics":  {"Ethnicity", "Figures by ethnicity rest on it."},
	"cin/Disabilities":          {"Disability", "Figures of disabled children rest on it."},
	"cin/CINdetails":            {"Episodes of need: referral to closure", "Each referral that led to work, and how it ended."},
	"cin/Assessments":           {"Assessments", "Assessments and how long they took; the 45 working days are counted from them."},
	"cin/AssessmentFactorsList": {"Factors found at assessment", "What was found to affect the child."},
	"cin/CINplanDates":          {"Child in need plans", "When a child in need plan ran."},
	"cin/Section47":             {"Section 47 enquiries", "Enquiries, and the time from the strategy discussion to the conference."},
	"cin/ChildProtectionPlans":  {"Child protection plans", "When a child was on a plan, for which kind of harm, and how often before."},
	"cin/Reviews":               {"Reviews of protection plans", "Whether plans were reviewed in time."},
	"annex-a/List_1":            {"Contacts", "What came to the front door, whether it became a referral or not."},
	"annex-a/List_2":            {"Early help", "Help below the threshold of social care; which of it is listed is agreed locally."},
	"annex-a/List_3":            {"Referrals", "How often families come back is counted from them."},
	"annex-a/List_4":            {"Assessments", "Whether assessments were in time, whether children were seen and what followed."},
	"annex-a/List_5":            {"Section 47 enquiries and conferences", "Whether children at risk of harm were looked at in time."},
	"annex-a/List_6":            {"Children in need", "Everybody with whom social care works. Other lists are parts of this one."},
	"annex-a/List_7":            {"Child protection plans", "Children who are at risk, when they were seen and whether plans are reviewed."},
	"annex-a/List_8":            {"Children in care", "Where children live, who visits them and what is planned for them."},
	"annex-a/List_9":            {"Care leavers", "Where young people live, what they do and whether the council is in touch."},
	"annex-a/List_10":           {"Adoption", "How long children wait for an adoptive home."},
	"annex-a/List_11":           {"Adopters", "How long adopters wait, and why they leave."},

	"cin/PreProceedings": {"Pre-proceedings and family group decision making", "What was done with the family before court."},
}

// topicOf is the table that a rule is about: the first that it flags, else the first that it looks at.
func topicOf(ret string, tables, fields []string) (table string, t topic) {
	whole := topic{"The return as a whole", "Counts that do not fit together, or nothing of a kind that every council has."}
	switch {
	case len(tables) > 0:
		table = tables[0]
	case len(fields) > 0:
		table, _, _ = strings.Cut(fields[0], ".")
		if _, known := topics[ret+"/"+table]; !known {
			return "", whole
		}
	default:
		return "", whole
	}
	t, known := topics[ret+"/"+table]
	if !known {
		return table, topic{Title: table}
	}
	return table, t
}

// fieldWords say what the columns of both returns hold.
var fieldWords = map[string]string{
	"CHILD": "the council's own id of the child", "SEX": "sex", "DOB": "date of birth", "ETHNIC": "ethnicity", "UPN": "unique pupil number",
	"MOTHER": "whether the young woman is a mother", "MC_DOB": "birth date of her first child",
	"DECOM": "date the episode began", "RNE": "reason for the new episode", "LS": "legal status", "CIN": "main category of need", "PLACE": "kind of placement",
	"PLACE_PROVIDER": "who provides the placement", "DEC": "date the episode ended", "REC": "reason the episode ended",
	"REASON_PLACE_CHANGE": "reason the placement changed", "HOME_POST": "home postcode", "PL_POST": "postcode of the placement", "URN": "Ofsted number of the placement",
	"PL_LA": "authority of the placement", "PL_LOCATION": "placement inside or outside the council's area", "PL_DISTANCE": "miles from home to the placement",
	"REVIEW": "date of the review", "REVIEW_CODE": "how the child took part", "DUC": "date the status of an unaccompanied child ends",
	"SDQ_SCORE": "strengths and difficulties score", "SDQ_REASON": "why there is no score", "CONVICTED": "convicted or cautioned in the year",
	"HEALTH_CHECK": "development checks up to date", "IMMUNISATIONS": "immunisations up to date", "TEETH_CHECK": "teeth checked", "HEALTH_ASSESSMENT": "yearly health assessment done",
	"SUBSTANCE_MISUSE": "problem with substances", "INTERVENTION_RECEIVED": "help with substances received", "INTERVENTION_OFFERED": "help with substances offered",
	"IN_TOUCH": "whether the council is in touch", "ACTIV": "main activity", "ACCOM": "where they live",
	"DATE_INT": "date of the decision for adoption", "DATE_MATCH": "date matched with adopters", "FOSTER_CARE": "adopted by the foster carer", "NB_ADOPTR": "number of adopters",
	"SEX_ADOPTR": "sex of the adopters", "LS_ADOPTR": "legal status of the adopters",
	"DATE_PLACED": "date of the decision to place", "DATE_PLACED_CEASED": "date the decision was reversed", "REASON_PLACED_CEASED": "why it was reversed",
	"PREV_PERM": "kind of earlier permanence", "LA_PERM": "authority that arranged it", "DATE_PERM": "date of the earlier order",
	"MISSING": "missing, or away without leave", "MIS_START": "date the child went missing", "MIS_END": "date the child came back",
	"SW_ID": "number of the social worker", "SW_DECOM": "date the worker began", "SW_DEC": "date the worker ended", "SW_REASON": "why the worker changed",
	"DOLO_START": "date the order began", "DOLO_END": "date the order ended",

	"Collection": "name of the collection", "Year": "census year", "ReferenceDate": "last day of the year counted", "SourceLevel": "level of the source", "LEA": "authority number",
	"SoftwareCode": "software", "Release": "release of the software", "SerialNo": "serial number of the file", "DateTime": "when the file was made",
	"LAchildID": "the council's own id of the child", "FormerUPN": "former pupil number", "UPNunknown": "why there is no pupil number", "PersonBirthDate": "date of birth",
	"ExpectedPersonBirthDate": "expected date of birth", "GenderCurrent": "gender", "Sex": "sex", "PersonDeathDate": "date of death", "Ethnicity": "ethnicity", "Disability": "disability",
	"CINdetailsID": "number of the episode", "CINreferralDate": "date of referral", "ReferralSource": "who referred", "PrimaryNeedCode": "main need", "CINclosureDate": "date the case closed",
	"ReasonForClosure": "why it closed", "DateOfInitialCPC": "date of the initial child protection conference", "ReferralNFA": "referral with no further action",
	"AssessmentActualStartDate": "date the assessment began", "AssessmentInternalReviewDate": "date of the internal review", "AssessmentAuthorisationDate": "date the assessment was signed off",
	"AssessmentFactors": "factors found", "AssessmentFactor": "factor found", "CINPlanStartDate": "date the plan began", "CINPlanEndDate": "date the plan ended",
	"S47ActualStartDate": "date the enquiry began", "InitialCPCtarget": "date by which the conference was due", "ICPCnotRequired": "no conference needed",
	"CPPID": "number of the plan", "CPPstartDate": "date the protection plan began", "CPPendDate": "date the protection plan ended", "InitialCategoryOfAbuse": "category of abuse at the start",
	"LatestCategoryOfAbuse": "latest category of abuse", "NumberOfPreviousCPP": "number of earlier plans", "CPPreviewDate": "date of the review",
	"PPStartDate": "date pre-proceedings began", "LBPSentDate": "date the letter before proceedings was sent", "FGDMMeetingOffer": "family group meeting offered",
	"FGDMMeetingFac": "family group meeting held", "InitialPPMeetingDate": "date of the first meeting", "ReviewMeetingsCount": "number of review meetings",
	"StepDecisionDate": "date of the decision on the next step", "PPOutcome": "outcome", "CourtAppDate": "date of the application to court", "LetterInitCPDate": "date of the letter of initiation",
}

// labelled is a field with what it holds: DECOM (date the episode began).
func labelled(field string) string {
	_, bare, found := strings.Cut(field, ".")
	if !found {
		bare = field
	}
	bare = strings.TrimSuffix(bare, "_last")
	if words := fieldWords[bare]; words != "" {
		return field + " (" + words + ")"
	}
	return field
}

// looksAt are the fields of a rule in words.
func looksAt(fields []string) string {
	parts := make([]string, len(fields))
	for i, f := range fields {
		parts[i] = labelled(f)
	}
	return strings.Join(parts, ", ")
}
