package record

// Column is where a column of a return lives: the field of a kind that holds it.
type Column struct {
	Return string // ssda903, cin
	Table  string // as the specification spells it
	Name   string
	Kind   string // empty: no record holds it, and Note says why
	Field  string // JSON name; a field of a part is written part.field
	Note   string
}

// Columns lists every column of the two returns with its home. Source: specs/ssda903/tables.json, specs/cin/schema.json. A test keeps it whole.
func Columns() []Column {
	var out []Column
	for _, t := range columns {
		for _, c := range t.columns {
			out = append(out, Column{Return: t.of, Table: t.table, Name: c[0], Kind: c[1], Field: c[2], Note: c[3]})
		}
	}
	return out
}

const (
	byChild  = "the record's subject, by its council's number"
	repeated = "repeated in this table"
	place    = "place in the file"
)

var columns = []struct {
	of, table string
	columns   [][4]string // name, kind, field, note
}{
	{ReturnSSDA903, "Header", [][4]string{
		{"CHILD", "identifier", "value", "type la_child_id"},
		{"SEX", "child", "sex", ""},
		{"DOB", "child", "birth", ""},
		{"ETHNIC", "child", "ethnicity", ""},
		{"UPN", "identifier", "value", "type upn, or upn_unknown for a reason code"},
		{"MOTHER", "mother", "mother", ""},
		{"MC_DOB", "mother", "child_birth", ""},
	}},
	{ReturnSSDA903, "Episodes", [][4]string{
		{"CHILD", "identifier", "value", byChild},
		{"DECOM", "legal_status", "from", "or cla_placement from: the later of the two"},
		{"RNE", "", "", "derived from what begins on the day: the period, a legal status, a placement, with the same carer or not"},
		{"LS", "legal_status", "status", ""},
		{"CIN", "care_period", "given.need", ""},
		{"PLACE", "cla_placement", "type", ""},
		{"PLACE_PROVIDER", "cla_placement", "provider", ""},
		{"DEC", "legal_status", "to", "or cla_placement to, or care_period ended: the first of them"},
		{"REC", "care_period", "ceased", "X1 is derived: the period goes on"},
		{"REASON_PLACE_CHANGE", "cla_placement", "change", ""},
		{"HOME_POST", "care_period", "given.home_postcode", ""},
		{"PL_POST", "cla_placement", "postcode", ""},
		{"URN", "cla_placement", "urn", ""},
	}},
	{ReturnSSDA903, "Reviews", [][4]string{
		{"CHILD", "identifier", "value", byChild},
		{"DOB", "child", "birth", repeated},
		{"REVIEW", "cla_review", "date", ""},
		{"REVIEW_CODE", "cla_review", "participation", ""},
	}},
	{ReturnSSDA903, "UASC", [][4]string{
		{"CHILD", "identifier", "value", byChild},
		{"SEX", "child", "sex", repeated},
		{"DOB", "child", "birth", repeated},
		{"DUC", "immigration_status", "to", "status uasc"},
	}},
	{ReturnSSDA903, "OC2", [][4]string{
		{"CHILD", "identifier", "value", byChild},
		{"DOB", "child", "birth", repeated},
		{"SDQ_SCORE", "sdq_score", "score", ""},
		{"SDQ_REASON", "sdq_score", "reason", ""},
		{"CONVICTED", "cla_conviction", "convicted", ""},
		{"HEALTH_CHECK", "cla_health", "done", "type health_surveillance"},
		{"IMMUNISATIONS", "cla_immunisations", "up_to_date", ""},
		{"TEETH_CHECK", "cla_health", "done", "type dental_check"},
		{"HEALTH_ASSESSMENT", "cla_health", "done", "type health_assessment"},
		{"SUBSTANCE_MISUSE", "cla_substance_misuse", "found", ""},
		{"INTERVENTION_RECEIVED", "cla_substance_misuse", "received", ""},
		{"INTERVENTION_OFFERED", "cla_substance_misuse", "offered", ""},
	}},
	{ReturnSSDA903, "OC3", [][4]string{
		{"CHILD", "identifier", "value", byChild},
		{"DOB", "child", "birth", repeated},
		{"IN_TOUCH", "care_leaver", "in_touch", ""},
		{"ACTIV", "care_leaver", "activity", ""},
		{"ACCOM", "care_leaver", "accommodation", ""},
	}},
	{ReturnSSDA903, "AD1", [][4]string{
		{"CHILD", "identifier", "value", byChild},
		{"DOB", "child", "birth", repeated},
		{"DATE_INT", "adoption", "decided", ""},
		{"DATE_MATCH", "adoption", "matched", ""},
		{"FOSTER_CARE", "adoption", "by_carer", ""},
		{"NB_ADOPTR", "adoption", "adopters", ""},
		{"SEX_ADOPTR", "adoption", "adopter_sex", ""},
		{"LS_ADOPTR", "adoption", "adopter_legal_status", ""},
	}},
	{ReturnSSDA903, "PlacedAdoption", [][4]string{
		{"CHILD", "identifier", "value", byChild},
		{"DOB", "child", "birth", repeated},
		{"DATE_PLACED", "placed_for_adoption", "decided", ""},
		{"DATE_PLACED_CEASED", "placed_for_adoption", "reversed", ""},
		{"REASON_PLACED_CEASED", "placed_for_adoption", "reversed_reason", ""},
	}},
	{ReturnSSDA903, "PrevPerm", [][4]string{
		{"CHILD", "identifier", "value", byChild},
		{"DOB", "child", "birth", repeated},
		{"PREV_PERM", "previous_permanence", "option", ""},
		{"LA_PERM", "previous_permanence", "authority", ""},
		{"DATE_PERM", "previous_permanence", "ordered", "parts may be ZZ"},
	}},
	{ReturnSSDA903, "Missing", [][4]string{
		{"CHILD", "identifier", "value", byChild},
		{"DOB", "child", "birth", repeated},
		{"MISSING", "missing", "type", ""},
		{"MIS_START", "missing", "from", ""},
		{"MIS_END", "missing", "to", ""},
	}},
	{ReturnSSDA903, "SWEpisodes", [][4]string{
		{"CHILD", "identifier", "value", byChild},
		{"DOB", "child", "birth", repeated},
		{"SW_ID", "involvement", "registration", "of an allocation made here: worker registration"},
		{"SW_DECOM", "involvement", "from", "or allocation from"},
		{"SW_DEC", "involvement", "to", "or allocation to"},
		{"SW_REASON", "involvement", "reason", "or allocation change"},
	}},
	{ReturnSSDA903, "DoLo", [][4]string{
		{"CHILD", "identifier", "value", byChild},
		{"DOB", "child", "birth", repeated},
		{"DOLO_START", "deprivation_of_liberty", "from", ""},
		{"DOLO_END", "deprivation_of_liberty", "to", ""},
	}},
	{ReturnCIN, "Header", [][4]string{
		{"Collection", "", "", "of the file, not of a child: always CIN"},
		{"Year", "import_batch", "year", ""},
		{"ReferenceDate", "", "", "of the file: 31 March of Year"},
		{"SourceLevel", "", "", "of the file: always L"},
		{"LEA", "import_batch", "la", ""},
		{"SoftwareCode", "", "", "of the program that wrote the file"},
		{"Release", "", "", "of the program that wrote the file"},
		{"SerialNo", "", "", "of the file"},
		{"DateTime", "", "", "of the file: when it was made"},
	}},
	{ReturnCIN, "ChildIdentifiers", [][4]string{
		{"LAchildID", "identifier", "value", "type la_child_id"},
		{"UPN", "identifier", "value", "type upn"},
		{"FormerUPN", "identifier", "value", "type former_upn"},
		{"UPNunknown", "identifier", "value", "type upn_unknown"},
		{"PersonBirthDate", "child", "birth", ""},
		{"ExpectedPersonBirthDate", "child", "expected", ""},
		{"GenderCurrent", "child", "gender", "to 2023/24; also as sex"},
		{"Sex", "child", "sex", ""},
		{"PersonDeathDate", "child", "death", ""},
	}},
	{ReturnCIN, "ChildCharacteristics", [][4]string{
		{"LAchildID", "identifier", "value", byChild},
		{"Ethnicity", "child", "ethnicity", ""},
	}},
	{ReturnCIN, "Disabilities", [][4]string{
		{"LAchildID", "identifier", "value", byChild},
		{"Disability", "child", "disabilities", ""},
	}},
	{ReturnCIN, "CINdetails", [][4]string{
		{"LAchildID", "identifier", "value", byChild},
		{"CINdetailsID", "", "", place},
		{"CINreferralDate", "referral", "date", ""},
		{"ReferralSource", "referral", "source", ""},
		{"PrimaryNeedCode", "referral", "primary_need", ""},
		{"CINclosureDate", "referral", "closed", ""},
		{"ReasonForClosure", "referral", "closure", ""},
		{"DateOfInitialCPC", "initial_cp_conference", "date", "one without an enquiry"},
		{"ReferralNFA", "referral", "nfa", ""},
	}},
	{ReturnCIN, "Assessments", [][4]string{
		{"LAchildID", "identifier", "value", byChild},
		{"CINdetailsID", "assessment", "referral", ""},
		{"AssessmentID", "", "", place},
		{"AssessmentActualStartDate", "assessment", "started", ""},
		{"AssessmentInternalReviewDate", "assessment", "reviewed", ""},
		{"AssessmentAuthorisationDate", "assessment", "authorised", ""},
		{"AssessmentFactors", "assessment", "factors", ""},
	}},
	{ReturnCIN, "AssessmentFactorsList", [][4]string{
		{"LAchildID", "identifier", "value", byChild},
		{"CINdetailsID", "assessment", "referral", ""},
		{"AssessmentID", "", "", place},
		{"AssessmentFactor", "assessment", "factors", ""},
	}},
	{ReturnCIN, "CINplanDates", [][4]string{
		{"LAchildID", "identifier", "value", byChild},
		{"CINdetailsID", "cin_plan", "referral", ""},
		{"CINPlanStartDate", "cin_plan", "started", ""},
		{"CINPlanEndDate", "cin_plan", "ended", ""},
	}},
	{ReturnCIN, "Section47", [][4]string{
		{"LAchildID", "identifier", "value", byChild},
		{"CINdetailsID", "s47_enquiry", "referral", ""},
		{"S47ActualStartDate", "s47_enquiry", "started", ""},
		{"InitialCPCtarget", "initial_cp_conference", "target", ""},
		{"DateOfInitialCPC", "initial_cp_conference", "date", "one with this enquiry"},
		{"ICPCnotRequired", "s47_enquiry", "icpc_not_required", ""},
	}},
	{ReturnCIN, "ChildProtectionPlans", [][4]string{
		{"LAchildID", "identifier", "value", byChild},
		{"CINdetailsID", "cp_plan", "referral", ""},
		{"CPPID", "", "", place},
		{"CPPstartDate", "cp_plan", "started", ""},
		{"CPPendDate", "cp_plan", "ended", ""},
		{"InitialCategoryOfAbuse", "cp_plan", "initial_category", ""},
		{"LatestCategoryOfAbuse", "cp_plan", "latest_category", ""},
		{"NumberOfPreviousCPP", "cp_plan", "previous", ""},
	}},
	{ReturnCIN, "Reviews", [][4]string{
		{"LAchildID", "identifier", "value", byChild},
		{"CINdetailsID", "cp_plan", "referral", ""},
		{"CPPID", "cp_review", "plan", ""},
		{"CPPreviewDate", "cp_review", "date", ""},
	}},
	{ReturnCIN, "PreProceedings", [][4]string{
		{"LAchildID", "identifier", "value", byChild},
		{"CINdetailsID", "pre_proceedings", "referral", ""},
		{"PPStartDate", "pre_proceedings", "decided", ""},
		{"LBPSentDate", "pre_proceedings", "letter_sent", ""},
		{"FGDMMeetingOffer", "pre_proceedings", "fgdm_offered", ""},
		{"FGDMMeetingFac", "pre_proceedings", "fgdm_held", ""},
		{"InitialPPMeetingDate", "pre_proceedings", "initial_meeting", ""},
		{"ReviewMeetingsCount", "pre_proceedings", "review_meetings", ""},
		{"StepDecisionDate", "pre_proceedings", "step_decision", ""},
		{"PPOutcome", "pre_proceedings", "outcome", ""},
		{"CourtAppDate", "pre_proceedings", "court_application", ""},
		{"LetterInitCPDate", "pre_proceedings", "proceedings_letter", ""},
	}},
}
