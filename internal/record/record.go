// Package record is the vocabulary: every kind of record, one file per area, and how its body is written and read.
//
// A record is one typed fact about a subject. Names and codes follow the Standard Safeguarding Dataset, the DfE returns
// and Annex A. A body keeps the schema revision it was written with; older revisions are read for ever (testdata/kinds
// has a frozen example of every revision ever released).
package record

import (
	"bytes"
	"encoding/json"

	"fmt"
	jsonv2 "github.com/go-json-experiment/json"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// Body is the typed content of a record. The method is on the value, so that a zero value names its kind.
type Body interface{ KindName() string }

// Validator is a body that can say what is wrong with it: unknown codes, impossible dates. It is asked before every
// write; on is the day of the command.
type Validator interface{ Valid(on day.Day) error }

// Meta is what is known of a record besides its body.
type Meta struct {
	ID, Kind, Subject string
	Version           int64
	Rev               int
	Seq               int64
	At                time.Time // when this version was recorded
	Actor             string    // who recorded it
	Source            string    // where it was imported from, or ""
	Withdrawn         bool      // its creation was undone
}

// Of is a record of one kind.
type Of[T Body] struct {
	Meta
	Body T
}

// Record is a record of any kind.
type Record struct {
	Meta
	Body Body
}

// As gives the record as one of a known kind.
func As[T Body](r Record) (Of[T], bool) {
	b, ok := r.Body.(T)
	return Of[T]{r.Meta, b}, ok
}

// Change is one version that a command wants written.
type Change struct {
	ID, Subject string
	Base        int64 // version it was made from, 0 for a new record
	Body        Body
	Withdraw    bool
	Source      string
}

// New is a change that makes a record.
func New(id, subject string, body Body) Change { return Change{ID: id, Subject: subject, Body: body} }

// Edit is a change to an existing record.
func Edit[T Body](r Of[T], body T) Change {
	return Change{ID: r.ID, Subject: r.Subject, Base: r.Version, Body: body, Source: r.Source}
}

// Remove withdraws a record, keeping its history.
func Remove[T Body](r Of[T]) Change {
	return Change{ID: r.ID, Subject: r.Subject, Base: r.Version, Body: r.Body, Withdraw: true, Source: r.Source}
}

// Kind is one sort of record.
type Kind struct {
	Name    string `json:"kind"`
	Title   string `json:"title"`
	Rev     int    `json:"revision"`
	Subject string `json:"subject"` // the type of subject it is about
	Class   string `json:"class"`   // access class (internal/access)
	SSD     string `json:"ssd"`     // table of the Standard Safeguarding Dataset that it feeds, or ""
	Source  string `json:"source"`  // where its shape comes from

	decode   func([]byte) (Body, error)
	upgrades []func(map[string]any) // upgrades[i] turns revision i+1 into i+2
}

func define[T Body](k Kind, upgrades ...func(map[string]any)) Kind {
	var zero T
	k.Name = zero.KindName()
	k.Rev = len(upgrades) + 1
	k.upgrades = upgrades
	k.decode = func(b []byte) (Body, error) {
		var v T
		err := jsonv2.Unmarshal(b, &v, jsonv2.MatchCaseInsensitiveNames(false))
		return v, err
	}
	return k
}

// Kinds lists every kind, by area.
func Kinds() []Kind { return kinds }

// Lookup finds a kind by name.
func Lookup(name string) (Kind, bool) {
	k, ok := byName[name]
	return k, ok
}

var byName = func() map[string]Kind {
	m := make(map[string]Kind, len(kinds))
	for _, k := range kinds {
		if _, twice := m[k.Name]; twice {
			panic("kind defined twice: " + k.Name)
		}
		m[k.Name] = k
	}
	return m
}()

// Encode writes a body as canonical JSON: the order of the struct, map keys sorted, no white space, no HTML escapes.
func Encode(b Body) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(b); err != nil {
		return nil, fmt.Errorf("encode %s: %w", b.KindName(), err)
	}
	return bytes.TrimSuffix(buf.Bytes(), []byte("\n")), nil
}

// Decode reads a body of any revision.
func Decode(kind string, rev int, b []byte) (Body, error) {
	k, ok := byName[kind]
	if !ok {
		return nil, errs.New(errs.Internal, "unknown kind %q: this program is older than the record", kind)
	}
	if rev < 1 || rev > k.Rev {
		return nil, errs.New(errs.Internal, "%s revision %d: this program knows up to %d", kind, rev, k.Rev)
	}
	if rev < k.Rev {
		var m map[string]any
		if err := json.Unmarshal(b, &m); err != nil {
			return nil, fmt.Errorf("decode %s: %w", kind, err)
		}
		for _, up := range k.upgrades[rev-1:] {
			up(m)
		}
		var err error
		if b, err = json.Marshal(m); err != nil {
			return nil, err
		}
	}
	body, err := k.decode(b)
	if err != nil {
		return nil, fmt.Errorf("decode %s: %w", kind, err)
	}
	return body, nil
}

// SubjectType is the type in a subject's id: "child" in "child:0190…".
func SubjectType(subject string) string {
	t, _, _ := strings.Cut(subject, ":")
	return t
}

// SubjectID is a subject's id without its type, as it stands in addresses.
func SubjectID(subject string) string {
	_, id, _ := strings.Cut(subject, ":")
	return id
}

// The types of subject.
const (
	ChildSubject      = "child"
	AdultSubject      = "adult"
	FamilySubject     = "family"
	ContactSubject    = "contact"
	CallSubject       = "consultation"
	AssessmentSubject = "assessment"
	WorkerSubject     = "worker"
	TeamSubject       = "team"
	MeetingSubject    = "meeting"
	QuestionSubject   = "question"
	MeasureSubject    = "measure"
	ImportSubject     = "import"
	AuthoritySubject  = "authority"
	LADOSubject       = "lado"
	ProviderSubject   = "provider"
	ReportSubject     = "report"
	FormSubject       = "form"
	NoteSubject       = "note"
	SettingSubject    = "setting"
	EarlyHelpSubject  = "early_help"
	DirectorySubject  = "directory"
	AbuseSubject      = "domestic_abuse"
	AccessSubject     = "access_request"
	ProgrammeSubject  = "programme"
)

// IsPerson says whether a subject is a person whose reading is written down.
func IsPerson(subject string) bool {
	t := SubjectType(subject)
	return t == ChildSubject || t == AdultSubject
}

// kinds is the list of everything that can be recorded. The order is that of the child's journey.
var kinds = []Kind{
	define[Child](Kind{Title: "Child", Subject: ChildSubject, Class: "identity", SSD: "ssd_person", Source: "SSD person; CIN census module 1"}, childSex),
	define[Adult](Kind{Title: "Adult", Subject: AdultSubject, Class: "third_party", SSD: "ssd_person", Source: "SSD person"}),
	define[Identifier](Kind{Title: "Identifier", Subject: "person", Class: "identity", SSD: "ssd_linked_identifiers", Source: "SSD linked identifiers; DfE UPN guide"}),
	define[Address](Kind{Title: "Address", Subject: "person", Class: "address", SSD: "ssd_address", Source: "SSD address"}),
	define[ContactDetail](Kind{Title: "Contact detail", Subject: "person", Class: "contact", Source: "local"}),
	define[Relationship](Kind{Title: "Relationship", Subject: "person", Class: "identity", SSD: "ssd_family", Source: "SSD family"}),
	define[Professional](Kind{Title: "Professional of another service", Subject: ChildSubject, Class: "contact", Source: "complaint 16"}),
	define[Family](Kind{Title: "Family", Subject: FamilySubject, Class: "identity", SSD: "ssd_family", Source: "SSD family"}),
	define[Merge](Kind{Title: "Merge of two records of one person", Subject: "person", Class: "identity", Source: "local"}),

	define[Restriction](Kind{Title: "Restriction", Subject: ChildSubject, Class: "identity", Source: "security-and-resilience c3"}),
	define[ConflictBar](Kind{Title: "Conflict of interest bar", Subject: ChildSubject, Class: "audit", Source: "security-and-resilience c3"}),
	define[BreakGlass](Kind{Title: "Emergency access", Subject: ChildSubject, Class: "audit", Source: "security-and-resilience c3"}),
	define[Disposal](Kind{Title: "Disposal", Subject: AuthoritySubject, Class: "audit", Source: "security-and-resilience c5"}),

	define[Contact](Kind{Title: "Contact", Subject: ContactSubject, Class: "referral", SSD: "ssd_contacts", Source: "SSD contacts; Annex A list 1"}),
	define[AgencyEnquiry](Kind{Title: "Enquiry to an agency about a contact", Subject: ContactSubject, Class: "referral", Source: "issue 5, front door; requirements/hackney-tools-features.md 1.8; clock FD-03"}),
	define[ChildContact](Kind{Title: "Contact about a child", Subject: ChildSubject, Class: "referral", SSD: "ssd_contacts", Source: "SSD contacts; Annex A list 1; measures FD-01, FD-02, FD-08"}),
	define[Consultation](Kind{Title: "Call to the consultation line", Subject: CallSubject, Class: "referral", Source: "seed requirements SR-001 to SR-008; measures FD-09 to FD-15"}),
	define[EarlyHelp](Kind{Title: "Early help", Subject: ChildSubject, Class: "none", SSD: "ssd_early_help_episodes", Source: "SSD early help episodes; Annex A list 2"}),
	define[EarlyHelpCase](Kind{Title: "Early help of a family", Subject: EarlyHelpSubject, Class: "none", Source: "seed requirements SR-024 to SR-031; clocks EH-01 to EH-03"}),
	define[FamilyMeeting](Kind{Title: "Meeting of the team around a family", Subject: EarlyHelpSubject, Class: "none", Source: "clock EH-02"}),
	define[Signpost](Kind{Title: "Pointing a family to other support", Subject: EarlyHelpSubject, Class: "none", Source: "seed requirement SR-026"}),
	define[SupportOffer](Kind{Title: "Entry of the directory of support", Subject: DirectorySubject, Class: "none", Source: "seed requirements SR-026, SR-032, SR-033"}),
	define[Referral](Kind{Title: "Referral", Subject: ChildSubject, Class: "referral", SSD: "ssd_cin_episodes", Source: "SSD CIN episodes; CIN census CINdetails"}),
	define[Allocation](Kind{Title: "Allocation", Subject: ChildSubject, Class: "referral", SSD: "ssd_involvements", Source: "SSD involvements"}),
	define[Transfer](Kind{Title: "Transfer of a case between teams", Subject: ChildSubject, Class: "referral", Source: "acceptance scenario 14; hackney-tools-features 1.7"}),
	define[PutOff](Kind{Title: "Work that was put off", Subject: "any", Class: "none", Source: "local"}),
	define[Assessment](Kind{Title: "Assessment of a child", Subject: ChildSubject, Class: "assessment", SSD: "ssd_cin_assessments", Source: "SSD CIN assessments; CIN census Assessments"}),
	define[AssessmentReport](Kind{Title: "Assessment report", Subject: AssessmentSubject, Class: "assessment", Source: "Working Together 2023 chapter 3"}),

	define[NeedAssessment](Kind{Title: "Assessment of a particular need", Subject: ChildSubject, Class: "assessment", Source: "specs/clocks.json AS-05, AS-06, AS-07"}),
	define[YoungCarer](Kind{Title: "Young carer", Subject: ChildSubject, Class: "none", Source: "seed requirements SR-150 to SR-154; Children Act 1989 s17ZA; measures YC-01 to YC-03"}),
	define[ClinicalReferral](Kind{Title: "Referral to the clinical service", Subject: ChildSubject, Class: "health", Source: "seed requirements SR-166, SR-167; measures CS-01 to CS-04"}),
	define[DomesticAbuseCase](Kind{Title: "Case of the domestic abuse service", Subject: AbuseSubject, Class: "source_restricted", Source: "seed requirement SR-311"}),
	define[SafeContact](Kind{Title: "Safe contact", Subject: "person", Class: "source_restricted", Source: "seed requirement SR-311"}),
	define[PracticeForm](Kind{Title: "Practice form of the council", Subject: FormSubject, Class: "none", Source: "complaint 28; acceptance scenario 21"}),
	define[PracticeEdition](Kind{Title: "Edition of a practice form", Subject: FormSubject, Class: "none", Source: "complaint 28; acceptance scenario 21"}),
	define[PracticeAnswers](Kind{Title: "Answers to a practice form", Subject: ChildSubject, Class: "assessment", Source: "complaint 28; acceptance scenario 21"}),

	define[StrategyDiscussion](Kind{Title: "Strategy discussion", Subject: ChildSubject, Class: "assessment", Source: "Working Together 2023 chapter 3; measures S47-03, S47-06"}),
	define[S47Enquiry](Kind{Title: "Section 47 enquiry", Subject: ChildSubject, Class: "assessment", SSD: "ssd_s47_enquiry", Source: "SSD s47 enquiry; CIN census Section47"}),
	define[InitialCPConference](Kind{Title: "Initial child protection conference", Subject: ChildSubject, Class: "none", SSD: "ssd_initial_cp_conference", Source: "SSD initial CP conference; CIN census Section47, CINdetails"}),
	define[CPPlan](Kind{Title: "Child protection plan", Subject: ChildSubject, Class: "none", SSD: "ssd_cp_plans", Source: "SSD CP plans; CIN census ChildProtectionPlans"}),
	define[CPReview](Kind{Title: "Review of a child protection plan", Subject: ChildSubject, Class: "none", SSD: "ssd_cp_reviews", Source: "SSD CP reviews; CIN census Reviews"}),
	define[CINPlan](Kind{Title: "Child in need plan", Subject: ChildSubject, Class: "none", SSD: "ssd_cin_plans", Source: "SSD CIN plans; CIN census CINPlanDates"}),
	define[PlanMeeting](Kind{Title: "Meeting on a plan", Subject: ChildSubject, Class: "none", Source: "clocks CIN-02, CIN-03, CP-06, CP-07"}),
	define[Visit](Kind{Title: "Visit", Subject: ChildSubject, Class: "none", SSD: "ssd_cin_visits, ssd_cp_visits, ssd_cla_visits", Source: "SSD visits; Annex A lists 6, 7, 8, 9"}),
	define[VoiceOfChild](Kind{Title: "Voice of the child", Subject: ChildSubject, Class: "none", SSD: "ssd_voice_of_child", Source: "SSD voice of the child (draft)"}),
	define[VisitArrangement](Kind{Title: "What changes how soon a child is to be visited", Subject: ChildSubject, Class: "none", Source: "Care Planning Regulations 2010 reg 28; clocks CLA-14, CLA-15, CLA-17, CLA-18"}),
	define[PreProceedings](Kind{Title: "Pre-proceedings", Subject: ChildSubject, Class: "legal", SSD: "ssd_pre_proceedings", Source: "SSD pre-proceedings; CIN census module 5"}),
	define[CareProceedings](Kind{Title: "Care proceedings", Subject: ChildSubject, Class: "legal", SSD: "ssd_pre_proceedings", Source: "SSD pre-proceedings; measures LEG-01 to LEG-03"}),

	define[CarePeriod](Kind{Title: "Period of being looked after", Subject: ChildSubject, Class: "address", SSD: "ssd_cla_episodes", Source: "SSD CLA episodes (clae_cla_id); SSDA903 Episodes"}),
	define[LegalStatus](Kind{Title: "Legal status", Subject: ChildSubject, Class: "none", SSD: "ssd_legal_status", Source: "SSD legal status; SSDA903 Episodes"}),
	define[CLAPlacement](Kind{Title: "Placement of a looked-after child", Subject: ChildSubject, Class: "address", SSD: "ssd_cla_placement", Source: "SSD CLA placement; SSDA903 Episodes"}),
	define[CLACarePlan](Kind{Title: "Care plan of a looked-after child", Subject: ChildSubject, Class: "none", SSD: "ssd_cla_care_plan", Source: "SSD CLA care plan; Annex A list 8"}),
	define[CLAReview](Kind{Title: "Review of a looked-after child", Subject: ChildSubject, Class: "none", SSD: "ssd_cla_reviews", Source: "SSD CLA reviews; SSDA903 Reviews"}),
	define[CLAHealth](Kind{Title: "Health check of a looked-after child", Subject: ChildSubject, Class: "health", SSD: "ssd_cla_health", Source: "SSD CLA health; SSDA903 OC2"}),
	define[CLAImmunisations](Kind{Title: "Immunisations of a looked-after child", Subject: ChildSubject, Class: "health", SSD: "ssd_cla_immunisations", Source: "SSD CLA immunisations; SSDA903 OC2"}),
	define[CLASubstanceMisuse](Kind{Title: "Substance misuse of a looked-after child", Subject: ChildSubject, Class: "health", SSD: "ssd_cla_substance_misuse", Source: "SSD CLA substance misuse; SSDA903 OC2"}),
	define[CLAConviction](Kind{Title: "Conviction of a looked-after child", Subject: ChildSubject, Class: "offence", SSD: "ssd_cla_convictions", Source: "SSD CLA convictions; SSDA903 OC2"}),
	define[SDQScore](Kind{Title: "Strengths and difficulties score", Subject: ChildSubject, Class: "health", SSD: "ssd_sdq_scores", Source: "SSD SDQ scores; SSDA903 OC2"}),
	define[Missing](Kind{Title: "Missing or away", Subject: ChildSubject, Class: "none", SSD: "ssd_missing", Source: "SSD missing; SSDA903 Missing"}),
	define[ReturnInterview](Kind{Title: "Return interview", Subject: ChildSubject, Class: "none", SSD: "ssd_missing", Source: "SSD missing; Annex A list 8; measures MIS-05 to MIS-07"}),
	define[DeprivationOfLiberty](Kind{Title: "Deprivation of liberty order", Subject: ChildSubject, Class: "none", Source: "SSDA903 DoLo"}),
	define[PreviousPermanence](Kind{Title: "Previous permanence", Subject: ChildSubject, Class: "none", SSD: "ssd_cla_previous_permanence", Source: "SSD CLA previous permanence; SSDA903 PrevPerm"}),
	define[PlacedForAdoption](Kind{Title: "Decision on placing for adoption", Subject: ChildSubject, Class: "none", SSD: "ssd_permanence", Source: "SSD permanence; SSDA903 PlacedAdoption"}),
	define[Adoption](Kind{Title: "Adoption", Subject: ChildSubject, Class: "third_party", SSD: "ssd_permanence", Source: "SSD permanence; SSDA903 AD1"}),
	define[Permanence](Kind{Title: "Way to a permanent home", Subject: ChildSubject, Class: "third_party", SSD: "ssd_permanence", Source: "SSD permanence; Annex A list 10"}),
	define[CareLeaver](Kind{Title: "Care leaver", Subject: ChildSubject, Class: "none", SSD: "ssd_care_leavers", Source: "SSD care leavers; SSDA903 OC3"}),
	define[PathwayPlan](Kind{Title: "Pathway plan", Subject: ChildSubject, Class: "none", SSD: "ssd_care_leavers", Source: "SSD care leavers; Annex A list 9; measure CL-07"}),
	define[Involvement](Kind{Title: "Involvement of a social worker", Subject: ChildSubject, Class: "referral", SSD: "ssd_involvements", Source: "SSD involvements; SSDA903 SWEpisodes"}),
	define[ImmigrationStatus](Kind{Title: "Immigration status", Subject: ChildSubject, Class: "immigration", SSD: "ssd_immigration_status", Source: "SSD immigration status; SSDA903 UASC"}),
	define[EHCP](Kind{Title: "Education, health and care plan", Subject: ChildSubject, Class: "education", SSD: "ssd_ehcp_requests, ssd_ehcp_assessment, ssd_ehcp_named_plan, ssd_ehcp_active_plans, ssd_sen_need", Source: "SSD EHCP tables; measures SEND-01 to SEND-05"}),
	define[Mother](Kind{Title: "Looked-after child who is a mother", Subject: ChildSubject, Class: "third_party", SSD: "ssd_mother", Source: "SSD mother; SSDA903 Header"}),
	define[AsReturned](Kind{Title: "What a return said that no field can hold", Subject: ChildSubject, Class: "source_restricted", Source: "local"}),

	define[CaseNote](Kind{Title: "Case note", Subject: ChildSubject, Class: "none", Source: "acceptance-scenarios.md 22"}),
	define[NoteText](Kind{Title: "Text of a note, a letter or a document", Subject: NoteSubject, Class: "none", Source: "local"}),
	define[Supervision](Kind{Title: "Supervision", Subject: ChildSubject, Class: "none", Source: "clock QA-03; measure WF-13"}),
	define[ManagementOversight](Kind{Title: "Management oversight", Subject: ChildSubject, Class: "none", Source: "specs/audit.md"}),
	define[Warning](Kind{Title: "Warning", Subject: "person", Class: "identity", Source: "acceptance-scenarios.md 17"}),
	define[Document](Kind{Title: "Document", Subject: ChildSubject, Class: "none", Source: "acceptance-scenarios.md 24"}),
	define[Letter](Kind{Title: "Letter", Subject: ChildSubject, Class: "none", Source: "complaints-as-tests.md 6 and 23"}),
	define[ChronologyNote](Kind{Title: "Note on the chronology", Subject: ChildSubject, Class: "none", Source: "complaints-as-tests.md 14"}),

	define[PlacementPrice](Kind{Title: "Price of a placement", Subject: ChildSubject, Class: "money", SSD: "ssd_s251_finance", Source: "specs/finance.md 5; measures COM-01 to COM-09"}),
	define[PanelRequest](Kind{Title: "Request to the panel", Subject: ChildSubject, Class: "money", Source: "acceptance scenario 13; specs/finance.md 5"}),
	define[ApprovalLimit](Kind{Title: "Limit up to which a worker approves", Subject: WorkerSubject, Class: "money", Source: "acceptance scenario 13; specs/finance.md 5"}),
	define[Provider](Kind{Title: "Provider of placements", Subject: ProviderSubject, Class: "money", Source: "specs/commissioning.md 1; measure COM-07"}),
	define[Audit](Kind{Title: "Audit of a record", Subject: ChildSubject, Class: "none", Source: "specs/audit.md; measures QA-01 to QA-06"}),
	define[Complaint](Kind{Title: "Complaint", Subject: ChildSubject, Class: "none", Source: "Representations Procedure Regulations 2006; measures CO-01 to CO-03"}),
	define[ProspectiveAdopter](Kind{Title: "Prospective adopter", Subject: AdultSubject, Class: "third_party", Source: "Annex A list 11"}),
	define[AccessRequest](Kind{Title: "Request for a copy of a record", Subject: ChildSubject, Class: "none", Source: "UK GDPR articles 12 and 15; seed requirement SR-160; complaint 24; clock IG-01"}),
	define[AccessItem](Kind{Title: "Decision on a part of a record that somebody asked for", Subject: AccessSubject, Class: "none", Source: "Data Protection Act 2018 Schedules 2 to 4; complaint 24"}),
	define[LADOReferral](Kind{Title: "Allegation against somebody who works with children", Subject: LADOSubject, Class: "source_restricted", Source: "seed requirements SR-034 to SR-040; measures LADO-01 to LADO-06"}),
	define[AllegationMeeting](Kind{Title: "Meeting about an allegation", Subject: LADOSubject, Class: "source_restricted", Source: "seed requirements SR-036, SR-037; clocks LADO-03, LADO-04"}),
	define[SafeguardingLead](Kind{Title: "Safeguarding lead of a setting", Subject: SettingSubject, Class: "contact", Source: "seed requirement SR-034"}),

	define[Worker](Kind{Title: "Worker", Subject: WorkerSubject, Class: "account", SSD: "ssd_professionals", Source: "SSD professionals"}),
	define[Employment](Kind{Title: "Employment of a worker", Subject: WorkerSubject, Class: "account", SSD: "ssd_professionals", Source: "SSD professionals; measures WF-01 to WF-08"}),
	define[Absence](Kind{Title: "Absence of a worker, and who covers", Subject: WorkerSubject, Class: "account", Source: "local"}),
	define[CaseloadStandard](Kind{Title: "How a team weighs its cases", Subject: TeamSubject, Class: "account", Source: "local"}),
	define[CalendarFeed](Kind{Title: "Calendar feed of a worker", Subject: WorkerSubject, Class: "account", Source: "RFC 5545"}),
	define[Team](Kind{Title: "Team", Subject: TeamSubject, Class: "account", SSD: "ssd_department", Source: "SSD department"}),
	define[Post](Kind{Title: "Post in a team", Subject: TeamSubject, Class: "account", Source: "measures WF-01, WF-02, WF-05"}),

	define[ServiceProgramme](Kind{Title: "Programme of work on a service", Subject: ProgrammeSubject, Class: "figure", Source: "seed requirements SR-012, SR-013, SR-023, SR-027; specs/finance.md 2"}),
	define[Figure](Kind{Title: "Published figure", Subject: MeasureSubject, Class: "figure", Source: "specs/scrutiny.md 2, figure_claim"}),
	define[Commentary](Kind{Title: "Commentary on a figure", Subject: MeasureSubject, Class: "figure", Source: "specs/web-conventions.md 6: what changed, why, what is being done"}),
	define[Population](Kind{Title: "Population", Subject: AuthoritySubject, Class: "figure", Source: "specs/disproportionality.md 1; ONS mid-year estimates and census"}),
	define[Report](Kind{Title: "Report to members", Subject: ReportSubject, Class: "figure", Source: "seed requirements SR-211 to SR-223"}),
	define[ReportEdition](Kind{Title: "Edition of a report", Subject: ReportSubject, Class: "figure", Source: "seed requirements SR-211 to SR-223; specs/scrutiny.md 2, figure_claim"}),
	define[Meeting](Kind{Title: "Meeting", Subject: MeetingSubject, Class: "question", Source: "specs/scrutiny.md 2"}),
	define[Question](Kind{Title: "Question", Subject: QuestionSubject, Class: "question", Source: "specs/scrutiny.md 2"}),
	define[Answer](Kind{Title: "Answer", Subject: QuestionSubject, Class: "question", Source: "specs/scrutiny.md 2"}),

	define[Committee](Kind{Title: "Committee", Subject: CommitteeSubject, Class: "question", Source: "specs/scrutiny.md 2, body"}),
	define[Seat](Kind{Title: "Seat on a committee", Subject: CommitteeSubject, Class: "question", Source: "specs/scrutiny.md 2, membership"}),
	define[ProgrammeEntry](Kind{Title: "Topic of a work programme", Subject: CommitteeSubject, Class: "question", Source: "specs/scrutiny.md 2, work_programme_entry; SR-320, SR-330, SR-338"}),
	define[Office](Kind{Title: "Office that answers to members", Subject: OfficeSubject, Class: "question", Source: "specs/scrutiny.md 2, post; SR-342, SR-344"}),
	define[OfficeHolder](Kind{Title: "Holder of an office", Subject: OfficeSubject, Class: "question", Source: "SR-342"}),
	define[AgendaItem](Kind{Title: "Agenda item", Subject: MeetingSubject, Class: "question", Source: "specs/scrutiny.md 2"}),
	define[CommitteePaper](Kind{Title: "Paper for a meeting", Subject: MeetingSubject, Class: "question", Source: "specs/scrutiny.md 2; SR-340, SR-355"}),
	define[Attendance](Kind{Title: "Attendance at a meeting", Subject: MeetingSubject, Class: "question", Source: "specs/scrutiny.md 2; SR-314 to SR-316"}),
	define[Declaration](Kind{Title: "Declaration of an interest", Subject: MeetingSubject, Class: "question", Source: "Localism Act 2011 s31; SR-318"}),
	define[MinutesSource](Kind{Title: "Minutes as they were brought in", Subject: MeetingSubject, Class: "question", Source: "specs/scrutiny.md 3"}),
	define[MinuteParagraph](Kind{Title: "Paragraph of minutes", Subject: MeetingSubject, Class: "question", Source: "specs/scrutiny.md 2"}),
	define[FigureClaim](Kind{Title: "Figure that somebody claimed", Subject: MeetingSubject, Class: "question", Source: "specs/scrutiny.md 2, figure_claim; registers R1 and R2"}),
	define[Action](Kind{Title: "Action", Subject: ActionSubject, Class: "question", Source: "specs/scrutiny.md 2; SR-326, register R3"}),
	define[Recommendation](Kind{Title: "Recommendation", Subject: RecommendationSubject, Class: "question", Source: "Local Government Act 2000 s9FE; specs/scrutiny.md 2"}),
	define[Review](Kind{Title: "Scrutiny review", Subject: ReviewSubject, Class: "question", Source: "specs/scrutiny.md 2"}),
	define[InspectionPlan](Kind{Title: "Inspection and its action plan", Subject: InspectionSubject, Class: "question", Source: "SR-205 to SR-210; X-23"}),
	define[CabinetReport](Kind{Title: "Report to the cabinet", Subject: CabinetSubject, Class: "question", Source: "SR-346 to SR-354"}),
	define[Decision](Kind{Title: "Decision of the executive", Subject: DecisionSubject, Class: "question", Source: "specs/scrutiny.md 2, decision_notice; Executive Arrangements Regulations 2012 regs 9 to 11; SR-345"}),
	define[CallIn](Kind{Title: "Call-in of a decision", Subject: DecisionSubject, Class: "question", Source: "Local Government Act 2000 s9F; specs/scrutiny.md 2, call_in"}),
	define[YouthIssue](Kind{Title: "Issue that young people raised", Subject: YouthSubject, Class: "question", Source: "SR-364"}),

	define[ImportBatch](Kind{Title: "Import", Subject: ImportSubject, Class: "audit", Source: "local"}),
}
