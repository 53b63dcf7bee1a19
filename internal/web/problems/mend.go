package problems

import (
	"slices"
	"strings"

	"throughline/internal/record"
	"throughline/internal/returns/yearround"
)

// problem is one thing to put right, as a page says it.
type problem struct {
	What, Do string // what is wrong, and what to do about it
	Query    bool   // it may be right as it is
	Code     string // of the rule
	Return   string // what asks for it: census or SSDA903
	Ways     []way
}

// way is where a problem is mended.
type way struct {
	Link, Href string // a page; or
	Where      string // where it is recorded and whom to ask, when no page mends it
}

// returns are what the returns are called where a rule is named.
var returns = map[string]string{record.ReturnCIN: "census", record.ReturnSSDA903: "SSDA903"}

// parted puts problems into words: those of now, and those of the end of the year.
func parted(ps []yearround.Problem, m mender) (now, later []problem) {
	for _, t := range yearround.Things(ps) {
		p := t[0]
		q := problem{What: p.Sentence(), Do: p.Mending(), Query: !p.Fixable(), Code: p.Rule.Code, Return: returns[p.Return]}
		for _, row := range t {
			if w := m.of(row); !slices.Contains(q.Ways, w) {
				q.Ways = append(q.Ways, w)
			}
		}
		if p.Now() {
			now = append(now, q)
		} else {
			later = append(later, q)
		}
	}
	return now, later
}

// mender knows which pages of a child there are for this reader.
type mender struct {
	base   string // of the child's record
	edit   bool   // the reader may correct who the child is
	unborn bool
	assess bool // the reader may read assessments
}

// box is a field of a form of the record: what its link says, and where it is.
type box struct{ words, at string }

var (
	birth    = box{"Change the date of birth", "/details#birth-day"}
	expected = box{"Change the expected date of birth", "/details#expected-day"}
	death    = box{"Change the date of death", "/details#death-day"}
	sex      = box{"Change the sex", "/details#sex"}
	ethnic   = box{"Change the ethnicity", "/details#ethnicity"}
	number   = box{"Give the number", "/identifier#type"}
	upn      = box{"Give the pupil number, or why there is none", "/identifier#type"}
)

// boxes are the fields of the returns that a form of the record has.
var boxes = map[string]box{
	"ChildIdentifiers.PersonBirthDate": birth, "ChildIdentifiers.ExpectedPersonBirthDate": expected, "ChildIdentifiers.PersonDeathDate": death,
	"ChildIdentifiers.Sex": sex, "ChildIdentifiers.GenderCurrent": {"Change the gender", "/details#gender"}, "ChildIdentifiers.LAchildID": number,
	"ChildIdentifiers.UPN": upn, "ChildIdentifiers.UPNunknown": upn, "ChildIdentifiers.FormerUPN": {"Give the former pupil number", "/identifier#type"},
	"ChildCharacteristics.Ethnicity": ethnic, "Disabilities.Disability": {"Change the disability", "/details#disabilities"},
	"Header.DOB": birth, "Header.SEX": sex, "Header.ETHNIC": ethnic, "Header.UPN": upn, "Header.CHILD": number,
}

// boxOf finds the field of a form, if there is one. Other tables of the SSDA903 only repeat the date of birth and the sex that Header has; the form of a
// child has one of the two dates of birth, whichever it is time for.
func (m mender) boxOf(p yearround.Problem) (box, bool) {
	field := p.Field
	if _, column, _ := strings.Cut(field, "."); p.Return == record.ReturnSSDA903 && (column == "DOB" || column == "SEX") {
		field = "Header." + column
	}
	at, ok := boxes[field]
	switch {
	case at == birth && m.unborn:
		at = expected
	case at == expected && !m.unborn:
		at = birth
	}
	return at, ok
}

// recorded is what the records of a kind are called.
var recorded = map[string]string{
	record.Child{}.KindName(): "the child’s details", record.Identifier{}.KindName(): "the child’s numbers",
	record.Referral{}.KindName(): "the referral", record.Assessment{}.KindName(): "the assessment",
	record.CINPlan{}.KindName(): "the child in need plan", record.S47Enquiry{}.KindName(): "the section 47 enquiry",
	record.InitialCPConference{}.KindName(): "the initial conference", record.CPPlan{}.KindName(): "the child protection plan",
	record.CPReview{}.KindName(): "the review of the child protection plan", record.PreProceedings{}.KindName(): "the pre-proceedings",
	record.CarePeriod{}.KindName(): "the period of care", record.LegalStatus{}.KindName(): "the legal status", record.CLAPlacement{}.KindName(): "the placement",
	record.CLAReview{}.KindName(): "the review of the child looked after", record.Mother{}.KindName(): "whether she is a mother",
	record.ImmigrationStatus{}.KindName(): "the immigration status", record.PlacedForAdoption{}.KindName(): "the decision to place for adoption",
	record.Adoption{}.KindName(): "the adoption", record.PreviousPermanence{}.KindName(): "the earlier permanence order", record.Missing{}.KindName(): "the time missing",
	record.Involvement{}.KindName(): "the social workers’ times", record.DeprivationOfLiberty{}.KindName(): "the deprivation of liberty",
	record.CareLeaver{}.KindName(): "the care leaver’s record", record.SDQScore{}.KindName(): "the strengths and difficulties questionnaire",
	record.CLAConviction{}.KindName(): "the convictions", record.CLAHealth{}.KindName(): "the health checks", record.CLAImmunisations{}.KindName(): "the immunisations",
	record.CLASubstanceMisuse{}.KindName(): "the substance misuse",
	record.AsReturned{}.KindName():         "a row that came in with a return and that no record could hold",
}

// of says where a problem is mended: a link to the field, or where it is recorded and whom to ask.
func (m mender) of(p yearround.Problem) way {
	at, ok := m.boxOf(p)
	switch {
	case (ok || p.Kind == (record.Child{}).KindName()) && !m.edit:
		return way{Where: "This is in the child’s details, which you may not change: ask the allocated worker."}
	case m.unborn && p.Rule.Code == "8530Q":
		return way{Link: "Record the birth", Href: m.base + "/birth"}
	case ok:
		return way{Link: at.words, Href: m.base + at.at}
	case p.Kind == (record.Child{}).KindName():
		return way{Link: "Change details", Href: m.base + "/details"}
	case p.Report != "" && m.assess:
		return way{Link: "Open the assessment", Href: "/assessments/" + idOf(p.Report)}
	}
	what := recorded[p.Kind]
	if what == "" {
		what = "a record of the child"
	}
	if p.Record == "" {
		return way{Where: "This belongs to " + what + ", of which nothing is recorded yet. No page here records that yet: ask the analyst who brings in the returns."}
	}
	return way{Where: "This is recorded in " + what + ". No page here changes that yet: ask the analyst who brings in the returns."}
}
