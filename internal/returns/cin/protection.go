package cin

// Enquiry is Section47.
type Enquiry struct {
	Row
	S47ActualStartDate, InitialCPCtarget, DateOfInitialCPC, ICPCnotRequired Value
}

// Field is the value of a column, or nil when the table has no such column.
func (x *Enquiry) Field(name string) *Value {
	switch name {
	case "S47ActualStartDate":
		return &x.S47ActualStartDate
	case "InitialCPCtarget":
		return &x.InitialCPCtarget
	case "DateOfInitialCPC":
		return &x.DateOfInitialCPC
	case "ICPCnotRequired":
		return &x.ICPCnotRequired
	}
	return nil
}

// Plan is ChildProtectionPlans. ID (CPPID) is its number within the episode, from 1.
// EpisodeID is the ID of its episode; 0 for a plan that stands under Child before any episode.
type Plan struct {
	Row
	ID, EpisodeID int
	CPPstartDate, CPPendDate, InitialCategoryOfAbuse, LatestCategoryOfAbuse,
	NumberOfPreviousCPP Value
	Reviews []ReviewBlock
}

// ReviewDates gives the dates of all review blocks of the plan, in file order.
func (x *Plan) ReviewDates() []Value {
	var all []Value
	for _, b := range x.Reviews {
		all = append(all, b.Dates...)
	}
	return all
}

// Field is the value of a column, or nil when the table has no such column.
func (x *Plan) Field(name string) *Value {
	switch name {
	case "CPPstartDate":
		return &x.CPPstartDate
	case "CPPendDate":
		return &x.CPPendDate
	case "InitialCategoryOfAbuse":
		return &x.InitialCategoryOfAbuse
	case "LatestCategoryOfAbuse":
		return &x.LatestCategoryOfAbuse
	case "NumberOfPreviousCPP":
		return &x.NumberOfPreviousCPP
	}
	return nil
}

// ReviewBlock is one Reviews element with all its dates. The schema has one block per plan; some systems write one block
// per review. The table has one row per block that holds a date, and shows the first date only.
type ReviewBlock struct {
	Row
	EpisodeID, PlanID int
	Dates             []Value
}

// PreProceeding is PreProceedingsandFGDM (census 2026/27), the table PreProceedings.
type PreProceeding struct {
	Row
	PPStartDate, LBPSentDate, FGDMMeetingOffer, FGDMMeetingFac, InitialPPMeetingDate, ReviewMeetingsCount,
	StepDecisionDate, PPOutcome, CourtAppDate, LetterInitCPDate Value
}

// Field is the value of a column, or nil when the table has no such column.
func (x *PreProceeding) Field(name string) *Value {
	switch name {
	case "PPStartDate":
		return &x.PPStartDate
	case "LBPSentDate":
		return &x.LBPSentDate
	case "FGDMMeetingOffer":
		return &x.FGDMMeetingOffer
	case "FGDMMeetingFac":
		return &x.FGDMMeetingFac
	case "InitialPPMeetingDate":
		return &x.InitialPPMeetingDate
	case "ReviewMeetingsCount":
		return &x.ReviewMeetingsCount
	case "StepDecisionDate":
		return &x.StepDecisionDate
	case "PPOutcome":
		return &x.PPOutcome
	case "CourtAppDate":
		return &x.CourtAppDate
	case "LetterInitCPDate":
		return &x.LetterInitCPDate
	}
	return nil
}
