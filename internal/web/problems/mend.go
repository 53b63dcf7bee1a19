package problems

import (
	"slices"

	"throughline/internal/record"
	"throughline/internal/returns/yearround"
)

// problem is one thing to put right, as a page says it.
type problem struct {
	What, Do string // what is wrong, and what to do about it
	Query    bool   // it may be right as it is
	Code     string // of the rule
	Ways     []way
}

// way is where a problem is mended.
type way struct {
	Link, Href string // a page; or
	Where      string // where it is recorded and whom to ask, when no page mends it
}

// parted puts problems into words: those of now, and those of the end of the year.
func parted(ps []yearround.Problem, m mender) (now, later []problem) {
	for _, t := range yearround.Things(ps) {
		p := t[0]
		q := problem{What: p.Sentence(), Do: p.Mending(), Query: !p.Fixable(), Code: p.Rule.Code}
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

// fields are the columns that a form of the record has, with the first of its boxes.
var fields = map[string]struct{ words, at string }{
	"PersonBirthDate":         {"Change the date of birth", "/details#birth-day"},
	"ExpectedPersonBirthDate": {"Change the expected date of birth", "/details#expected-day"},
	"PersonDeathDate":         {"Change the date of death", "/details#death-day"},
	"Sex":                     {"Change the sex", "/details#sex"},
	"GenderCurrent":           {"Change the gender", "/details#gender"},
	"Ethnicity":               {"Change the ethnicity", "/details#ethnicity"},
	"Disability":              {"Change the disability", "/details#disabilities"},
	"LAchildID":               {"Give the number", "/identifier"},
	"UPN":                     {"Give the pupil number, or why there is none", "/identifier"},
	"UPNunknown":              {"Give the pupil number, or why there is none", "/identifier"},
	"FormerUPN":               {"Give the former pupil number", "/identifier"},
}

// recorded is what the records of a kind are called.
var recorded = map[string]string{
	record.Child{}.KindName(): "the child’s details", record.Referral{}.KindName(): "the referral", record.Assessment{}.KindName(): "the assessment",
	record.CINPlan{}.KindName(): "the child in need plan", record.S47Enquiry{}.KindName(): "the section 47 enquiry",
	record.InitialCPConference{}.KindName(): "the initial conference", record.CPPlan{}.KindName(): "the child protection plan",
	record.CPReview{}.KindName(): "the review of the child protection plan", record.PreProceedings{}.KindName(): "the pre-proceedings",
	record.AsReturned{}.KindName(): "a row that came in with a return and that no record could hold",
}

// of says where a problem is mended: a link, or where it is recorded and whom to ask.
func (m mender) of(p yearround.Problem) way {
	if p.Kind == (record.Child{}).KindName() {
		if !m.edit {
			return way{Where: "This is in the child’s details, which you may not change: ask the allocated worker."}
		}
		if m.unborn && p.Rule.Code == "8530Q" {
			return way{Link: "Record the birth", Href: m.base + "/birth"}
		}
		for _, f := range p.Fields {
			if at, ok := fields[f]; ok {
				return way{Link: at.words, Href: m.base + at.at}
			}
		}
		return way{Link: "Change details", Href: m.base + "/details"}
	}
	if p.Report != "" && m.assess {
		return way{Link: "Open the assessment", Href: "/assessments/" + idOf(p.Report)}
	}
	what := recorded[p.Kind]
	if what == "" {
		what = "a record of the child"
	}
	return way{Where: "This is recorded in " + what + ". No page here changes that yet: ask the analyst who brings in the returns."}
}
