// Package access is the one decision point: may this person do this, to this class of information, about this subject?
//
// Invariant: what no grant allows is refused, and a bar beats every grant. The package is pure: the caller brings the
// facts (derived rows) and the time. One table of grants (grants.go) answers single questions (Decide), lists (Visible)
// and the printed matrix (Matrix), so that the three cannot differ.
//
// Source: requirements/security-and-resilience.md c3 (access model) and c4; complaints-as-tests.md rows 20 to 23.
package access

import "slices"

// Role is what a person is employed, elected or entitled to do here. A person may hold several.
type Role string

// The closed list of roles.
const (
	Screener        Role = "screener"
	EarlyHelp       Role = "early_help"
	SocialWorker    Role = "social_worker"
	Manager         Role = "manager"
	Chair           Role = "chair"
	LADO            Role = "lado"
	PersonalAdviser Role = "personal_adviser"
	Auditor         Role = "auditor"
	Analyst         Role = "analyst"
	Finance         Role = "finance"
	Commissioning   Role = "commissioning"
	Director        Role = "director"
	Member          Role = "member"
	Scrutiny        Role = "scrutiny"
	Partner         Role = "partner"
	Administrator   Role = "administrator"
	Governance      Role = "governance"
	YoungPerson     Role = "young_person"
	Public          Role = "public"
)

// Term is one word of the access vocabulary with its plain meaning.
type Term struct{ Name, Meaning string }

var roles = []Term{
	{string(Screener), "Front door worker: receives referrals, matches or creates people and decides what happens next."},
	{string(EarlyHelp), "Early help practitioner: works with families below the statutory threshold."},
	{string(SocialWorker), "Social worker: assesses, plans and records for the children allocated to them or their team."},
	{string(Manager), "Manager: allocates, authorises and oversees the work of the teams in their line."},
	{string(Chair), "Conference chair or independent reviewing officer: reads and minutes the cases they chair."},
	{string(LADO), "Local authority designated officer: handles allegations against people who work with children, kept apart from case records."},
	{string(PersonalAdviser), "Personal adviser: supports the care leavers allocated to them or their team."},
	{string(Auditor), "Practice auditor: reads the records drawn in a sample, and no others."},
	{string(Analyst), "Performance analyst: prepares returns and figures across all children, without narrative case content."},
	{string(Finance), "Finance officer: sees money, and nothing else of a record."},
	{string(Commissioning), "Commissioner of placements: sees and records money and contracts."},
	{string(Director), "Director or head of service: sees figures, and the records of the teams in their line."},
	{string(Member), "Councillor: asks questions and sees published figures, never a person's record."},
	{string(Scrutiny), "Scrutiny officer: prepares questions, answers and papers from aggregates, never a person's record."},
	{string(Partner), "Referring professional in another agency: refers, and follows their own agency's referrals."},
	{string(Administrator), "Administrator: manages accounts and settings, and sees no case record."},
	{string(Governance), "Information governance officer: reads the access log, reviews every emergency opening, and answers requests for a copy of a record."},
	{string(YoungPerson), "Young person: reads their own record."},
	{string(Public), "Anybody, not signed in: reads what is published."},
}

// Roles lists every role with one plain sentence, in a fixed order.
func Roles() []Term { return slices.Clone(roles) }

// Known says whether r is in the closed list.
func (r Role) Known() bool { return known(roles, string(r)) }

// Sentence is the plain meaning of the role; empty for an unknown one.
func (r Role) Sentence() string { return meaning(roles, string(r)) }

func known(terms []Term, name string) bool { return meaning(terms, name) != "" }

func meaning(terms []Term, name string) string {
	for _, t := range terms {
		if t.Name == name {
			return t.Meaning
		}
	}
	return ""
}
