package intake

import (
	"fmt"
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/person/match"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/returns/cin"
)

// entry is one Child element as records need it: what cannot be one is left out and named in held.
type entry struct {
	pos       int
	identity  identity
	child     record.Child // without names
	upnReason string       // code of UPNunknown
	former    string       // FormerUPN
	referrals []referral
	refused   string // why the whole child is held back; empty when it is not
	held      []record.Held
	notes     []record.Held // kept, or no data of ours: people should know
}

// identity is what tells one child from another in a census, which has no names.
type identity struct {
	id              string // LAchildID
	upn             string // spelt as match.ParseUPN does; empty when it is missing or its check letter is wrong
	birth, expected day.Day
	sex             string
}

type referral struct {
	row         // of CINdetails
	body        record.Referral
	nfaGiven    bool
	assessments []assessment
}

type assessment struct {
	row  // of Assessments
	body record.Assessment
}

// row is where something stands in the file.
type row struct {
	child, number, line int
	table               cin.Table
}

func (r row) String() string {
	if r.number == 0 {
		return fmt.Sprintf("child %d", r.child)
	}
	return fmt.Sprintf("child %d, %s %d", r.child, r.table, r.number)
}

// place names a field of the row.
func (r row) place(v cin.Value) string {
	return fmt.Sprintf("%s, %s (line %d)", r, v.Name, v.Line)
}

// longest bounds what is taken as a number of a child; the census allows 10 characters for LAchildID and 13 for UPN.
const longest = 100

// identityOf reads who a child is. A birth in the future is none.
func identityOf(c cin.Child, today day.Day) identity {
	x := c.Identifiers
	who := identity{id: strings.TrimSpace(x.LAchildID.Text), sex: sexOf(x)}
	if upn, err := match.ParseUPN(x.UPN.Text); err == nil {
		who.upn = upn
	}
	if d, err := x.PersonBirthDate.Date(); err == nil && !d.After(today) {
		who.birth = d
	}
	if d, err := x.ExpectedPersonBirthDate.Date(); err == nil && who.birth.IsZero() {
		who.expected = d
	}
	return who
}

// sexOf is Sex, or GenderCurrent of censuses until 2023/24 as a sex: 1 is M, 2 is F, anything else unknown.
func sexOf(x cin.Identifiers) string {
	if !x.Sex.Missing() {
		s := strings.TrimSpace(x.Sex.Text)
		if s == "M" || s == "F" || s == "U" {
			return s
		}
		return ""
	}
	switch strings.TrimSpace(x.GenderCurrent.Text) {
	case "":
		return ""
	case "1":
		return "M"
	case "2":
		return "F"
	}
	return "U"
}

// read turns a Child element into an entry. It is pure; today is the day of the import.
func read(c cin.Child, today day.Day) entry {
	e := entry{pos: c.Pos, identity: identityOf(c, today)}
	at := row{child: c.Pos, line: c.Line}
	for _, n := range c.Notes {
		e.notes = append(e.notes, record.Held{Place: fmt.Sprintf("%s, %s (line %d)", at, n.Element, n.Line), Why: n.Text})
	}
	switch {
	case e.identity.id == "":
		e.refused = "the child has no LAchildID, so there is nobody to file it under; give it one and import again"
	case len(e.identity.id) > longest:
		e.refused = fmt.Sprintf("the LAchildID has more than %d characters", longest)
	}
	if e.refused != "" {
		return e
	}
	e.readIdentifiers(c.Identifiers, today)
	e.readCharacteristics(c.Characteristics, today)
	for _, ep := range c.Episodes {
		e.readEpisode(ep, today)
	}
	return e
}

func (e *entry) hold(place, why string, args ...any) {
	e.held = append(e.held, record.Held{Place: place, Why: fmt.Sprintf(why, args...)})
}

// date reads a date; one that cannot be read is left out.
func (e *entry) date(r row, v cin.Value) day.Day {
	d, err := v.Date()
	if err != nil {
		e.hold(r.place(v), "not a date like 2026-03-31; the date was left out")
	}
	return d
}

// code reads a code in use on a day; any other is left out.
func (e *entry) code(r row, v cin.Value, set string, on day.Day) string {
	code := strings.TrimSpace(v.Text)
	if code == "" {
		return ""
	}
	s, ok := codes.Set(set)
	if !ok {
		e.hold(r.place(v), "there is no code set %s; the code was left out", set)
		return ""
	}
	if err := s.ValidAt(v.Name, code, on); err != nil {
		e.hold(r.place(v), "%s. The code was left out", strings.TrimSuffix(fieldText(err), "."))
		return ""
	}
	return code
}

// fieldText is an error's sentence without the name of the field, which the place has.
func fieldText(err error) string {
	if f, ok := err.(errs.Fields); ok && len(f) == 1 {
		return f[0].Text
	}
	return errs.Text(err)
}

func (e *entry) readIdentifiers(x cin.Identifiers, today day.Day) {
	r := row{child: e.pos, number: x.Number, line: x.Line, table: cin.ChildIdentifiers}
	if birth := e.date(r, x.PersonBirthDate); birth.After(today) {
		e.hold(r.place(x.PersonBirthDate), "the date of birth is in the future; it was left out")
	}
	e.child.Birth = e.identity.birth
	if expected := e.date(r, x.ExpectedPersonBirthDate); !expected.IsZero() && !e.child.Birth.IsZero() {
		e.hold(r.place(x.ExpectedPersonBirthDate), "the child has a date of birth as well; the expected date was left out")
	}
	e.child.Expected = e.identity.expected
	e.child.Death = e.date(r, x.PersonDeathDate)
	e.code(r, x.Sex, "sex", today)
	e.child.Sex = e.identity.sex
	e.child.Gender = e.code(r, x.GenderCurrent, "gender_current", day.Day{})
	e.upnReason = e.code(r, x.UPNunknown, "upn_unknown", today)
	e.former = e.upn(r, x.FormerUPN)
	e.upn(r, x.UPN)
}

// upn reads a UPN. A wrong one is left out: it may be another child's.
func (e *entry) upn(r row, v cin.Value) string {
	if strings.TrimSpace(v.Text) == "" {
		return ""
	}
	upn, err := match.ParseUPN(v.Text)
	if err != nil {
		e.hold(r.place(v), "not a UPN: 13 characters whose check letter fits; it was left out, as it may be another child's")
		return ""
	}
	return upn
}

func (e *entry) readCharacteristics(x cin.Characteristics, today day.Day) {
	r := row{child: e.pos, number: x.Number, line: x.Line, table: cin.ChildCharacteristics}
	e.child.Ethnicity = e.code(r, x.Ethnicity, "ethnicity", today)
	for i, v := range x.Disabilities {
		d := row{child: e.pos, number: i + 1, line: v.Line, table: cin.Disabilities}
		if code := e.code(d, v, "disability", today); code != "" && !slices.Contains(e.child.Disabilities, code) {
			e.child.Disabilities = append(e.child.Disabilities, code)
		}
	}
}

// readEpisode reads a referral and its assessments. Without the date of the referral there is nothing that they belong to.
func (e *entry) readEpisode(x cin.Episode, today day.Day) {
	r := row{child: e.pos, number: x.Number, line: x.Line, table: cin.CINdetails}
	date, err := x.CINreferralDate.Date()
	if err != nil || date.IsZero() {
		v := x.CINreferralDate
		if !v.Given {
			v.Name, v.Line = "CINreferralDate", x.Line
		}
		e.hold(r.place(v), "the referral has no date that can be read; the referral was held back")
		for _, a := range x.Assessments {
			e.hold(row{e.pos, a.Number, a.Line, cin.Assessments}.String(), "held back with its referral")
		}
		return
	}
	ref := referral{row: r, body: record.Referral{
		Date: date, Source: e.code(r, x.ReferralSource, "referral_source", date), PrimaryNeed: e.code(r, x.PrimaryNeedCode, "primary_need", date),
		Closed: e.date(r, x.CINclosureDate), Closure: e.code(r, x.ReasonForClosure, "reason_for_closure", date),
	}}
	nfa, given, err := x.ReferralNFA.Flag()
	if err != nil {
		e.hold(r.place(x.ReferralNFA), "not true, false, 1 or 0; it was left out")
	}
	ref.body.NFA, ref.nfaGiven = nfa, given
	for _, a := range x.Assessments {
		if got, ok := e.readAssessment(a, today); ok {
			ref.assessments = append(ref.assessments, got)
		}
	}
	e.referrals = append(e.referrals, ref)
}

// readAssessment reads an assessment. One that was authorised counts without its start; one with neither date says nothing.
func (e *entry) readAssessment(x cin.Assessment, today day.Day) (assessment, bool) {
	r := row{child: e.pos, number: x.Number, line: x.Line, table: cin.Assessments}
	a := assessment{row: r, body: record.Assessment{
		Started: e.date(r, x.AssessmentActualStartDate), Authorised: e.date(r, x.AssessmentAuthorisationDate),
	}}
	if a.body.Started.IsZero() && a.body.Authorised.IsZero() {
		e.hold(r.String(), "the assessment has neither a start nor an authorisation date that can be read; it was held back")
		return a, false
	}
	if x.AssessmentActualStartDate.Missing() {
		e.hold(r.String(), "the assessment has no AssessmentActualStartDate; it was brought in without one")
	}
	used := a.body.Authorised
	if used.IsZero() {
		used = today
	}
	for _, v := range x.AllFactors() {
		if code := e.code(r, v, "assessment_factors", used); code != "" && !slices.Contains(a.body.Factors, code) {
			a.body.Factors = append(a.body.Factors, code)
		}
	}
	return a, true
}
