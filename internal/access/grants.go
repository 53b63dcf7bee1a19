package access

// grant allows each of its roles each of its actions on each of its classes when one of its relations holds.
type grant struct {
	rule    string // the rule in words; shown when it allows
	roles   []Role
	actions []Action
	classes []Class
	on      []Relation
	through gate // gates that this grant passes although the actor is not cleared
}

// gate is a set of things that hide a subject. The conflict bar is none of them: nothing passes it.
type gate uint8

const (
	gateRestricted gate = 1 << iota
	gateCompartment
)

var (
	everyday = []Class{Identity, Address, Contact, Health, Education, Referral, Assessment, None}
	casework = join(everyday, Offence, Immigration, ThirdParty)
	whole    = join(casework, Legal, SourceRestricted)
	details  = []Class{Identity, Address, Contact}

	see  = []Action{Read, List}
	mine = []Relation{Allocated}
	ours = []Relation{Allocated, Team}

	practitioners = []Role{Screener, EarlyHelp, SocialWorker, Manager, Chair, LADO, PersonalAdviser}
	staff         = []Role{Screener, EarlyHelp, SocialWorker, Manager, Chair, LADO, PersonalAdviser, Auditor, Analyst,
		Finance, Commissioning, Director, Scrutiny, Administrator, Governance}
)

func join[T any](list []T, more ...T) []T { return append(append([]T(nil), list...), more...) }

// grants is the whole of what is allowed. What is not here is refused.
var grants = []grant{
	// Finding people.
	{"Practitioners may find whether a person is known, and who works with them",
		practitioners, []Action{Search}, []Class{Identity}, []Relation{Anyone}, 0},
	{"The front door finds what is in its queue by what the case holds",
		[]Role{Screener, Manager}, []Action{Search}, casework, []Relation{Queue}, 0},
	{"A manager finds the cases of their line by what they hold",
		[]Role{Manager}, []Action{Search}, casework, []Relation{Line}, 0},
	{"Whoever works with a case may find it by what the case holds",
		[]Role{SocialWorker, EarlyHelp, PersonalAdviser}, []Action{Search}, everyday, ours, 0},
	{"A keeper of a compartment finds what it holds",
		[]Role{LADO}, []Action{Search}, details, []Relation{Keeper}, 0},
	{"Practitioners add a person whom no search found",
		[]Role{Screener, EarlyHelp, SocialWorker, Manager, LADO}, []Action{CreatePerson}, []Class{Identity}, []Relation{Anyone}, 0},

	// Allegations.
	{"Whoever works with children tells the LADO of an allegation, in writing",
		join(practitioners, Partner, Director, Commissioning), []Action{Refer}, []Class{SourceRestricted}, []Relation{Anyone}, 0},

	// The front door.
	{"A partner refers",
		[]Role{Partner}, []Action{Refer}, []Class{Referral}, []Relation{Anyone}, 0},
	{"A partner follows the referrals of their own agency",
		[]Role{Partner}, []Action{SeeOwnReferrals}, []Class{Referral}, []Relation{Own}, gateRestricted},
	{"The front door works with whoever is in its queue",
		[]Role{Screener, Manager}, see, casework, []Relation{Queue}, 0},
	{"The front door decides what is in its queue",
		[]Role{Screener, Manager}, []Action{DecideReferral, Undo}, []Class{Referral}, []Relation{Queue}, 0},
	{"The front door records and corrects people in its queue",
		[]Role{Screener, Manager}, []Action{EditPerson, MergePerson, Undo}, details, []Relation{Queue}, 0},
	{"The front door writes on what is in its queue",
		[]Role{Screener}, []Action{Record}, []Class{Referral, None}, []Relation{Queue}, 0},

	// Casework.
	{"The allocated worker and their team read the case",
		[]Role{SocialWorker}, see, casework, ours, 0},
	{"The allocated social worker reads court papers and restricted sources",
		[]Role{SocialWorker}, see, []Class{Legal, SourceRestricted}, mine, 0},
	{"The allocated practitioner and their team read the case",
		[]Role{EarlyHelp, PersonalAdviser}, see, everyday, ours, 0},
	{"The allocated practitioner reads the sensitive parts",
		[]Role{EarlyHelp, PersonalAdviser}, see, []Class{Offence, Immigration, ThirdParty}, mine, 0},
	{"The allocated worker and their team keep the case",
		[]Role{SocialWorker}, []Action{Record}, casework, ours, 0},
	{"The allocated social worker records court papers and restricted sources",
		[]Role{SocialWorker}, []Action{Record}, []Class{Legal, SourceRestricted}, mine, 0},
	{"The allocated practitioner and their team keep the case",
		[]Role{EarlyHelp, PersonalAdviser}, []Action{Record}, []Class{Contact, Health, Education, None}, ours, 0},
	{"The allocated worker and their team correct details",
		[]Role{SocialWorker, EarlyHelp, PersonalAdviser}, []Action{EditPerson}, details, ours, 0},
	{"The allocated worker puts back a change",
		[]Role{SocialWorker, EarlyHelp, PersonalAdviser}, []Action{Undo}, everyday, mine, 0},
	{"The allocated worker and their team write the assessment",
		[]Role{SocialWorker}, []Action{WriteAssessment}, []Class{Assessment}, ours, 0},
	{"The allocated worker submits the assessment",
		[]Role{SocialWorker}, []Action{SubmitAssessment}, []Class{Assessment}, mine, 0},
	{"The allocated practitioner writes the early help assessment",
		[]Role{EarlyHelp}, []Action{WriteAssessment, SubmitAssessment}, []Class{Assessment}, mine, 0},

	{"The allocated worker and their team ask the panel, and see what is asked for and paid",
		[]Role{SocialWorker}, join(see, RequestSpending), []Class{Money}, ours, 0},

	// Oversight in the line.
	{"A manager reads the cases of their line",
		[]Role{Manager}, see, join(whole, Money), []Relation{Line}, 0},
	{"A manager keeps the cases of their line",
		[]Role{Manager}, []Action{Record, Undo}, whole, []Relation{Line}, 0},
	{"A manager corrects, merges, restricts and allocates in their line",
		[]Role{Manager}, []Action{EditPerson, MergePerson, RestrictPerson, Allocate}, details, []Relation{Line}, 0},
	{"A manager allocates from the front door's queue",
		[]Role{Manager}, []Action{Allocate}, []Class{Identity}, []Relation{Queue}, 0},
	{"A manager authorises what their line wrote",
		[]Role{Manager}, []Action{AuthoriseAssessment}, []Class{Assessment}, []Relation{Line}, 0},
	{"A manager asks the panel for the cases of their line",
		[]Role{Manager}, []Action{RequestSpending}, []Class{Money}, []Relation{Line}, 0},
	{"Managers and directors decide in their line what may be paid for, up to their limit",
		[]Role{Manager, Director}, []Action{AuthoriseSpending}, []Class{Money}, []Relation{Line}, 0},
	{"A manager exports a file of their line",
		[]Role{Manager}, []Action{ExportChild}, []Class{None}, []Relation{Line}, 0},
	{"A manager sees who read the cases of their line",
		[]Role{Manager}, []Action{ReadAccessLog}, []Class{Audit}, []Relation{Line}, 0},
	{"A director reads the cases of their line",
		[]Role{Director}, see, join(casework, Legal, Money), []Relation{Line}, 0},
	{"A chair reads the cases they chair",
		[]Role{Chair}, see, whole, []Relation{ChairOf}, 0},
	{"A chair minutes the cases they chair",
		[]Role{Chair}, []Action{Record, Undo}, []Class{None}, []Relation{ChairOf}, 0},
	{"An auditor reads their sample",
		[]Role{Auditor}, see, casework, []Relation{Sampled}, 0},
	{"An auditor records findings on their sample",
		[]Role{Auditor}, []Action{Record}, []Class{None}, []Relation{Sampled}, 0},
	{"An auditor sees who read their sample",
		[]Role{Auditor}, []Action{ReadAccessLog}, []Class{Audit}, []Relation{Sampled}, 0},

	// Kept apart.
	{"The LADO reads the LADO compartment",
		[]Role{LADO}, see, whole, []Relation{Keeper}, 0},
	{"The LADO keeps the LADO compartment",
		[]Role{LADO}, []Action{Record, Undo, EditPerson}, join(details, Offence, ThirdParty, Legal, SourceRestricted, None), []Relation{Keeper}, 0},

	// Without case content.
	{"An analyst prepares returns across all children",
		[]Role{Analyst}, []Action{List}, []Class{Identity, Education, Referral, Assessment}, []Relation{Anyone}, 0},
	{"An analyst mends the data that returns need",
		[]Role{Analyst}, []Action{Read}, []Class{Identity, Education}, []Relation{Anyone}, 0},
	{"An analyst imports returns",
		[]Role{Analyst}, []Action{ImportReturn}, []Class{None}, []Relation{Anyone}, 0},
	{"An analyst writes returns from the records",
		[]Role{Analyst}, []Action{ExportReturn}, []Class{None}, []Relation{Anyone}, 0},
	{"Finance and commissioning see and keep money",
		[]Role{Finance, Commissioning}, join(see, Record, Undo), []Class{Money}, []Relation{Anyone}, 0},
	{"Finance and directors set the limits of those who approve",
		[]Role{Finance, Director}, []Action{SetLimits}, []Class{Money}, []Relation{Anyone}, 0},

	// Figures and the chamber.
	{"Staff who answer for performance see figures",
		[]Role{SocialWorker, Screener, EarlyHelp, Manager, Chair, LADO, PersonalAdviser, Auditor, Analyst, Finance, Commissioning, Director, Scrutiny},
		[]Action{ReadMeasures}, []Class{Figure}, []Relation{Anyone}, 0},
	{"Whoever works in or asks about a service sees the programmes of work on it",
		[]Role{SocialWorker, Screener, EarlyHelp, Manager, Chair, Auditor, Analyst, Finance, Commissioning, Director, Scrutiny, Member},
		[]Action{SeeProgrammes}, []Class{Figure}, []Relation{Anyone}, 0},
	{"Managers, analysts and directors keep the programmes of work on a service",
		[]Role{Manager, Analyst, Director}, []Action{KeepProgrammes}, []Class{Figure}, []Relation{Anyone}, 0},
	{"A figure opens to its list for those who may see rows",
		[]Role{Manager, Auditor, Analyst, Director}, []Action{OpenFigureList}, []Class{Figure}, []Relation{Anyone}, 0},
	{"Analysts and directors publish figures",
		[]Role{Analyst, Director}, []Action{PublishFigure}, []Class{Figure}, []Relation{Anyone}, 0},
	{"Members and scrutiny officers ask",
		[]Role{Member, Scrutiny}, []Action{AskQuestion}, []Class{Question}, []Relation{Anyone}, 0},
	{"Those who ask and those who answer see questions before they are published",
		[]Role{Member, Scrutiny, Analyst, Director}, see, []Class{Question}, []Relation{Anyone}, 0},
	{"Directors, analysts and scrutiny officers draft answers",
		[]Role{Director, Analyst, Scrutiny}, []Action{AnswerQuestion}, []Class{Question}, []Relation{Anyone}, 0},
	{"Scrutiny officers and directors publish",
		[]Role{Scrutiny, Director}, []Action{PublishQuestion}, []Class{Question}, []Relation{Anyone}, 0},
	{"Scrutiny officers keep the committees' records",
		[]Role{Scrutiny}, []Action{RunCommittee}, []Class{Question}, []Relation{Anyone}, 0},
	{"Those who ask and those who answer take back what they did",
		[]Role{Member, Scrutiny, Analyst, Director}, []Action{Undo}, []Class{Question}, []Relation{Anyone}, 0},
	{"What is published is for everybody",
		[]Role{Public}, []Action{ReadPublic}, []Class{Figure, Question, None}, []Relation{Anyone}, 0},

	// The service itself.
	{"Whoever is signed in uses their own account",
		join(staff, Member, Partner, YoungPerson), []Action{OwnAccount}, []Class{Account}, []Relation{Anyone}, 0},
	{"An administrator manages accounts",
		[]Role{Administrator}, []Action{ManageAccounts}, []Class{Account}, []Relation{Anyone}, 0},
	{"Whoever answers for practice keeps the council’s own forms",
		[]Role{Administrator, Director}, []Action{KeepForms}, []Class{Account}, []Relation{Anyone}, 0},
	{"Information governance sees who read any record",
		[]Role{Governance}, []Action{ReadAccessLog, ReviewBreakGlass}, []Class{Audit}, []Relation{Anyone}, gateRestricted | gateCompartment},
	{"Information governance finds whom a request for a record is about",
		[]Role{Governance}, []Action{Search}, []Class{Identity}, []Relation{Anyone}, 0},
	{"Information governance takes requests for a copy of a record, and says who answers them",
		[]Role{Governance}, []Action{ExportChild}, []Class{Identity}, []Relation{Anyone}, 0},
	{"Whoever answers a request for a copy of a record, or reads the answer a second time, exports that record",
		[]Role{Governance, Manager}, []Action{ExportChild}, []Class{None}, []Relation{Requested}, 0},

	// In an emergency.
	{"A practitioner may open one record in an emergency",
		practitioners, []Action{BreakGlass}, []Class{None}, []Relation{Anyone}, gateRestricted},
	{"An emergency opening shows its one person for 60 minutes",
		practitioners, []Action{Read}, casework, []Relation{Glass}, gateRestricted},

	// The young person.
	{"A young person reads their own record",
		[]Role{YoungPerson}, []Action{Read}, []Class{Identity, Address, Contact, Health, Education, Assessment, None}, []Relation{Own}, gateRestricted},
}

// cell is what a grant is looked up by.
type cell struct {
	role   Role
	action Action
	class  Class
}

// cells and knowers are grants by cell, and the grants of a role that tell of a subject's existence. They never change.
var cells, knowers = indexed(grants)

func indexed(gs []grant) (map[cell][]*grant, map[Role][]*grant) {
	byCell, byRole := map[cell][]*grant{}, map[Role][]*grant{}
	for i := range gs {
		g := &gs[i]
		for _, r := range g.roles {
			for _, a := range g.actions {
				for _, c := range g.classes {
					byCell[cell{r, a, c}] = append(byCell[cell{r, a, c}], g)
				}
			}
			if meets(g.actions, knowing) && !meets(g.classes, subjectless) {
				byRole[r] = append(byRole[r], g)
			}
		}
	}
	return byCell, byRole
}
