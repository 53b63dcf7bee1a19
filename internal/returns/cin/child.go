package cin

// Table is a table of the census as the specification names it (specs/cin/schema.json, tables).
// Findings name a place by child, table, row and field; rows count from 1 within one Child element, in file order.
type Table uint8

// The tables that have rows within a Child.
const (
	ChildIdentifiers Table = iota
	ChildCharacteristics
	Disabilities
	CINdetails
	Assessments
	AssessmentFactorsList
	CINplanDates
	Section47
	ChildProtectionPlans
	Reviews
	PreProceedings
	tables
)

// Tables lists every table that has rows within a Child, in the order of the specification.
func Tables() []Table {
	all := make([]Table, tables)
	for i := range all {
		all[i] = Table(i)
	}
	return all
}

func (t Table) String() string {
	return [...]string{"ChildIdentifiers", "ChildCharacteristics", "Disabilities", "CINdetails", "Assessments",
		"AssessmentFactorsList", "CINplanDates", "Section47", "ChildProtectionPlans", "Reviews", "PreProceedings"}[t]
}

// Row is what every row has: where it begins and its number among the rows of its table in this Child, from 1.
// Number 0 means that the element is absent, or (for a Reviews block) that it makes no row.
type Row struct {
	Place
	Number int
}

// Child is one Child element. Pos is its 1-based position among the Child elements of the file.
type Child struct {
	Place
	Pos             int
	Identifiers     Identifiers
	Characteristics Characteristics
	Episodes        []Episode
	// Plans and Reviews that stand directly under Child, off the schema. Their episode is the last one before them.
	LoosePlans   []Plan
	LooseReviews []ReviewBlock
	// Notes say what in this Child was left out or stood where the schema does not put it.
	Notes []Note

	rows   [tables]int
	offset int64 // of its start tag in the text of the file
}

// Rows is the number of rows of a table that come from this Child.
func (c *Child) Rows(t Table) int { return c.rows[t] }

// Note is something off the schema that was not taken as data. Nothing is dropped without one.
type Note struct {
	Place
	Element string // the tag it is about
	Text    string // a sentence for people
}

// Identifiers is ChildIdentifiers.
type Identifiers struct {
	Row
	LAchildID, UPN, FormerUPN, UPNunknown, PersonBirthDate, ExpectedPersonBirthDate,
	GenderCurrent, Sex, PersonDeathDate Value
}

// Field is the value of a column, or nil when the table has no such column.
func (x *Identifiers) Field(name string) *Value {
	switch name {
	case "LAchildID":
		return &x.LAchildID
	case "UPN":
		return &x.UPN
	case "FormerUPN":
		return &x.FormerUPN
	case "UPNunknown":
		return &x.UPNunknown
	case "PersonBirthDate":
		return &x.PersonBirthDate
	case "ExpectedPersonBirthDate":
		return &x.ExpectedPersonBirthDate
	case "GenderCurrent":
		return &x.GenderCurrent
	case "Sex":
		return &x.Sex
	case "PersonDeathDate":
		return &x.PersonDeathDate
	}
	return nil
}

// Characteristics is ChildCharacteristics with its Disabilities: one value per element inside Disabilities, whatever
// its tag. The row of a disability is its index plus 1.
type Characteristics struct {
	Row
	Ethnicity    Value
	Disabilities []Value
}

// Field is the value of a column, or nil when the table has no such column.
func (x *Characteristics) Field(name string) *Value {
	if name == "Ethnicity" {
		return &x.Ethnicity
	}
	return nil
}

// Episode is CINdetails: one referral and what followed from it. ID is its number within the Child, from 1.
type Episode struct {
	Row
	ID int
	CINreferralDate, ReferralSource, PrimaryNeedCode, CINclosureDate, ReasonForClosure,
	DateOfInitialCPC, ReferralNFA Value
	Assessments    []Assessment
	CINPlans       []CINPlan
	Enquiries      []Enquiry
	Plans          []Plan
	PreProceedings []PreProceeding
}

// Field is the value of a column, or nil when the table has no such column.
func (x *Episode) Field(name string) *Value {
	switch name {
	case "CINreferralDate":
		return &x.CINreferralDate
	case "ReferralSource":
		return &x.ReferralSource
	case "PrimaryNeedCode":
		return &x.PrimaryNeedCode
	case "CINclosureDate":
		return &x.CINclosureDate
	case "ReasonForClosure":
		return &x.ReasonForClosure
	case "DateOfInitialCPC":
		return &x.DateOfInitialCPC
	case "ReferralNFA":
		return &x.ReferralNFA
	}
	return nil
}

// Assessment is Assessments. ID is its number within the episode, from 1.
type Assessment struct {
	Row
	ID                                                                                   int
	AssessmentActualStartDate, AssessmentInternalReviewDate, AssessmentAuthorisationDate Value
	// Factors are the elements inside the first FactorsIdentifiedAtAssessment, whatever their tags.
	Factors []Factor
	// LooseFactors stand outside that wrapper: directly under Assessments, or in a second wrapper. They make no rows.
	LooseFactors []Value
	// DirectFactor is the first of them that stands directly under Assessments.
	DirectFactor Value
}

// Factor is one row of AssessmentFactorsList.
type Factor struct {
	Row
	Value Value
}

// AllFactors gives every factor of the assessment as written: those of the wrapper, then the loose ones.
func (x *Assessment) AllFactors() []Value {
	all := make([]Value, 0, len(x.Factors)+len(x.LooseFactors))
	for _, f := range x.Factors {
		all = append(all, f.Value)
	}
	return append(all, x.LooseFactors...)
}

// Field is the value of a column, or nil when the table has no such column. Factors are lists: see AllFactors.
func (x *Assessment) Field(name string) *Value {
	switch name {
	case "AssessmentActualStartDate":
		return &x.AssessmentActualStartDate
	case "AssessmentInternalReviewDate":
		return &x.AssessmentInternalReviewDate
	case "AssessmentAuthorisationDate":
		return &x.AssessmentAuthorisationDate
	}
	return nil
}

// CINPlan is the element CINPlanDates, the table CINplanDates.
type CINPlan struct {
	Row
	CINPlanStartDate, CINPlanEndDate Value
}

// Field is the value of a column, or nil when the table has no such column.
func (x *CINPlan) Field(name string) *Value {
	switch name {
	case "CINPlanStartDate":
		return &x.CINPlanStartDate
	case "CINPlanEndDate":
		return &x.CINPlanEndDate
	}
	return nil
}
