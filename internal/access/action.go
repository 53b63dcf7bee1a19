package access

import "slices"

// Action is what somebody wants to do. The route table names one for every route.
type Action string

// The closed list of actions.
const (
	Read                Action = "read"
	List                Action = "list"
	Search              Action = "search"
	Refer               Action = "refer"
	SeeOwnReferrals     Action = "see_own_referrals"
	DecideReferral      Action = "decide_referral"
	CreatePerson        Action = "create_person"
	EditPerson          Action = "edit_person"
	MergePerson         Action = "merge_person"
	RestrictPerson      Action = "restrict_person"
	Allocate            Action = "allocate"
	WriteAssessment     Action = "write_assessment"
	SubmitAssessment    Action = "submit_assessment"
	AuthoriseAssessment Action = "authorise_assessment"
	Record              Action = "record"
	Undo                Action = "undo"
	ExportChild         Action = "export_child"
	BreakGlass          Action = "break_glass"
	ReviewBreakGlass    Action = "review_break_glass"
	ReadAccessLog       Action = "read_access_log"
	ReadMeasures        Action = "read_measures"
	OpenFigureList      Action = "open_figure_list"
	PublishFigure       Action = "publish_figure"
	AskQuestion         Action = "ask_question"
	AnswerQuestion      Action = "answer_question"
	PublishQuestion     Action = "publish_question"
	RunCommittee        Action = "run_committee"
	ReadPublic          Action = "read_public"
	ManageAccounts      Action = "manage_accounts"
	KeepForms           Action = "keep_forms"
	OwnAccount          Action = "own_account"
	ImportReturn        Action = "import_return"
	ExportReturn        Action = "export_return"
	RequestSpending     Action = "request_spending"
	AuthoriseSpending   Action = "authorise_spending"
	SetLimits           Action = "set_limits"
	SeeProgrammes       Action = "see_programmes"
	KeepProgrammes      Action = "keep_programmes"
)

var actions = []Term{
	{string(Read), "Open a record, or one class of what it holds."},
	{string(List), "See a subject as a row of a list, a queue or a count."},
	{string(Search), "Find a subject by name, date of birth, identifier or address part."},
	{string(Refer), "Send a referral."},
	{string(SeeOwnReferrals), "Follow the referrals that one's own agency sent."},
	{string(DecideReferral), "Decide what happens after a referral."},
	{string(CreatePerson), "Add a person."},
	{string(EditPerson), "Correct who a person is, where they live and how to reach them."},
	{string(MergePerson), "Merge two records of one person, or part them again; both must allow it."},
	{string(RestrictPerson), "Restrict or open a record, clear or bar a named worker."},
	{string(Allocate), "Give a case to a worker or a team, or take it back."},
	{string(WriteAssessment), "Start an assessment and write in it."},
	{string(SubmitAssessment), "Hand an assessment to a manager."},
	{string(AuthoriseAssessment), "Authorise an assessment or return it with a comment; never one's own."},
	{string(Record), "Write any other record: a note, a visit, a plan, a payment."},
	{string(Undo), "Put a record back as it was before the last change."},
	{string(ExportChild), "Export one child's whole file, as when somebody asks for a copy of their record."},
	{string(BreakGlass), "Open one record for 60 minutes in an emergency, with a reason."},
	{string(ReviewBreakGlass), "Close an emergency opening with a finding; never one's own."},
	{string(ReadAccessLog), "See who read a record, when and why."},
	{string(ReadMeasures), "See figures."},
	{string(OpenFigureList), "Open the list behind a figure; each row still needs list."},
	{string(PublishFigure), "Publish a figure."},
	{string(AskQuestion), "Put a question for scrutiny."},
	{string(AnswerQuestion), "Write an answer and cite a figure."},
	{string(PublishQuestion), "Publish a question and its answer."},
	{string(RunCommittee), "Keep a committee's records: members, meetings, agenda, minutes, and what was agreed."},
	{string(ReadPublic), "Read what is published."},
	{string(ManageAccounts), "Open, change, disable and recover accounts, and end sessions."},
	{string(KeepForms), "Write, publish and withdraw the council’s own practice forms."},
	{string(OwnAccount), "Use one's own landing page, drafts, sessions and password."},
	{string(ImportReturn), "Import a census, a return or minutes."},
	{string(ExportReturn), "Write a census, a return or an inspection’s lists from the records of all children."},
	{string(RequestSpending), "Ask that a placement or a service for a child may be paid for."},
	{string(AuthoriseSpending), "Decide on what is asked to be paid for; never one's own, and only up to one's limit."},
	{string(SeeProgrammes), "See programmes of work on a service, what pays for it and its posts."},
	{string(KeepProgrammes), "Keep programmes of work on a service: milestones, outreach, evaluation, funding and posts."},
	{string(SetLimits), "Say up to what cost a year somebody may approve."},
}

// Actions lists every action with its meaning, in a fixed order.
func Actions() []Term { return slices.Clone(actions) }

// Known says whether a is in the closed list.
func (a Action) Known() bool { return known(actions, string(a)) }

// Class is the class of information that a field or a record belongs to.
type Class string

// The closed list of classes.
const (
	Identity         Class = "identity"
	Address          Class = "address"
	Contact          Class = "contact"
	Health           Class = "health"
	Education        Class = "education"
	Offence          Class = "offence"
	Immigration      Class = "immigration"
	ThirdParty       Class = "third_party"
	Legal            Class = "legal"
	SourceRestricted Class = "source_restricted"
	Money            Class = "money"
	Referral         Class = "referral"
	Assessment       Class = "assessment"
	Figure           Class = "figure"
	Question         Class = "question"
	Account          Class = "account"
	Audit            Class = "audit"
	None             Class = "none"
)

var classes = []Term{
	{string(Identity), "Names, date of birth, sex, ethnicity, language, identifiers, who works with them, warnings."},
	{string(Address), "Where a person lives and lived, unless marked confidential."},
	{string(Contact), "Telephone numbers, mail addresses and preferred ways of contact."},
	{string(Health), "Health and disability."},
	{string(Education), "School, attendance, special educational needs."},
	{string(Offence), "Offences, cautions and police involvement."},
	{string(Immigration), "Nationality and immigration status."},
	{string(ThirdParty), "Information about somebody other than the subject."},
	{string(Legal), "Legal advice and court papers: privileged."},
	{string(SourceRestricted), "What its source allowed to few: police statements, and addresses marked confidential."},
	{string(Money), "Costs, payments, contracts and budgets."},
	{string(Referral), "A contact or referral and its outcome."},
	{string(Assessment), "An assessment."},
	{string(Figure), "A measure's result."},
	{string(Question), "A scrutiny question and its answer."},
	{string(Account), "An account of this service."},
	{string(Audit), "The access log and the reviews of emergency openings."},
	{string(None), "The rest of a case: notes, visits, plans, meetings; or no particular class."},
}

// Classes lists every class with its meaning, in a fixed order.
func Classes() []Term { return slices.Clone(classes) }

// Known says whether c is in the closed list.
func (c Class) Known() bool { return known(classes, string(c)) }
