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
	"throughline/internal/returns/intake/cinrow"
)

// entry is one Child element as records need it. What no record can hold is kept as it came (left, whole) and named in notes; what is not
// brought in at all is named in held.
type entry struct {
	pos       int
	year      int // the census year; 0 when the file does not say
	identity  identity
	child     record.Child // without names
	upnReason string       // code of UPNunknown
	former    string       // FormerUPN
	left      []leftover   // of ChildIdentifiers, ChildCharacteristics and Disabilities
	referrals []referral
	whole     []wholeRow // referrals that are none
	refused   string     // why the whole child is held back; empty when it is not
	held      []record.Held
	notes     []record.Held
	empty     []string // "table, column" of elements without text, once for each
	respelt   []string // "table, column" of elements that the census writes in another way
	blocks    int      // plans whose reviews stood in more than one block
	care      *care903 // of a child of the SSDA903: referrals and blocks are then none
	foreign   *Arrival // of a child of foreign content: as with care
}

// leftover is what is left over of a row of a table.
type leftover struct {
	row
	values []record.ReturnedValue
}

// identity is what tells one child from another in a return, which has no names.
type identity struct {
	id              string // LAchildID, CHILD
	upn             string // spelt as match.ParseUPN does; empty when it is missing or its check letter is wrong
	birth, expected day.Day
	sex             string
}

// fact is one row that became a record.
type fact[B record.Body] struct {
	row
	body B
	left []leftover
}

// referral is a row of CINdetails and what stands in it.
type referral struct {
	fact[record.Referral]
	nfaGiven    bool
	conference  *record.InitialCPConference // one that was held without an enquiry
	assessments []fact[record.Assessment]
	plans       []fact[record.CINPlan]
	enquiries   []enquiry
	protection  []protection
	proceedings []fact[record.PreProceedings]
	whole       []wholeRow // rows that no record can hold
}

// enquiry is a row of Section47; its conference may be nil.
type enquiry struct {
	fact[record.S47Enquiry]
	conference *record.InitialCPConference
}

// protection is a row of ChildProtectionPlans.
type protection struct {
	fact[record.CPPlan]
	reviews []fact[record.CPReview]
}

// wholeRow is a row that no record can hold, with the rows that stand in it.
type wholeRow struct {
	row
	values []record.ReturnedValue
	why    string
	kids   []wholeRow
}

// row is where something stands in the file.
type row struct {
	child, number, line int
	table               cin.Table
	of903               string // the table of the SSDA903, whose rows are counted through the file
}

func (r row) String() string {
	switch {
	case r.number == 0:
		return fmt.Sprintf("child %d", r.child)
	case r.of903 != "":
		return fmt.Sprintf("%s %d", r.of903, r.number)
	}
	return fmt.Sprintf("child %d, %s %d", r.child, r.table, r.number)
}

func (r row) tableName() string {
	if r.of903 != "" {
		return r.of903
	}
	return r.table.String()
}

// source is the row as a record's provenance names it.
func (r row) source() string {
	if r.of903 != "" {
		return fmt.Sprintf("%s %d", r.of903, r.number)
	}
	return fmt.Sprintf("child %d %s %d", r.child, r.table, r.number)
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
func read(c cin.Child, year int, today day.Day) entry {
	e := entry{pos: c.Pos, year: year, identity: identityOf(c, today)}
	at := row{child: c.Pos, line: c.Line}
	for _, n := range c.Notes {
		e.held = append(e.held, record.Held{Place: fmt.Sprintf("%s, %s (line %d)", at, n.Element, n.Line), Why: n.Text})
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
	e.readLoose(c)
	return e
}

func (e *entry) hold(place, why string, args ...any) {
	e.held = append(e.held, record.Held{Place: place, Why: fmt.Sprintf(why, args...)})
}

func (e *entry) note(place, why string, args ...any) {
	e.notes = append(e.notes, record.Held{Place: place, Why: fmt.Sprintf(why, args...)})
}

// date reads a date; one that cannot be read is kept as it came.
func (e *entry) date(r row, v cin.Value) day.Day {
	d, err := v.Date()
	if err != nil {
		e.note(r.place(v), "not a date like 2026-03-31; it is kept as it came")
	}
	return d
}

// code reads a code in use on a day; any other is kept as it came.
func (e *entry) code(r row, v cin.Value, set string, on day.Day) string {
	code := strings.TrimSpace(v.Text)
	if code == "" {
		return ""
	}
	s, ok := codes.Set(set)
	if !ok {
		e.note(r.place(v), "there is no code set %s; the code is kept as it came", set)
		return ""
	}
	if err := s.ValidAt(v.Name, code, on); err != nil {
		e.note(r.place(v), "%s. The code is kept as it came", strings.TrimSuffix(fieldText(err), "."))
		return ""
	}
	return code
}

// answer reads a yes or no.
func (e *entry) answer(r row, v cin.Value) record.YesNo {
	yes, given, err := v.Flag()
	switch {
	case err != nil:
		e.note(r.place(v), "not true, false, 1 or 0; it is kept as it came")
	case given && yes:
		return record.Yes
	case given:
		return record.No
	}
	return ""
}

// count reads a whole number.
func (e *entry) count(r row, v cin.Value) *int {
	n, given, err := v.Count()
	if err != nil {
		e.note(r.place(v), "not a whole number, 0 or more; it is kept as it came")
	}
	if err != nil || !given {
		return nil
	}
	return &n
}

// over keeps what is left over of a row and counts what is written in another way.
func (e *entry) over(r row, l cinrow.Left) []leftover {
	for _, c := range l.Empty {
		e.empty = append(e.empty, r.table.String()+", "+c)
	}
	for _, c := range l.Respelt {
		e.respelt = append(e.respelt, r.table.String()+", "+c)
	}
	if len(l.Values) == 0 {
		return nil
	}
	return []leftover{{r, l.Values}}
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
		e.note(r.place(x.PersonBirthDate), "the date of birth is in the future; it is kept as it came")
	}
	e.child.Birth = e.identity.birth
	if expected := e.date(r, x.ExpectedPersonBirthDate); !expected.IsZero() && !e.child.Birth.IsZero() {
		e.note(r.place(x.ExpectedPersonBirthDate), "the child has a date of birth as well; the expected date is kept as it came")
	}
	e.child.Expected = e.identity.expected
	e.child.Death = e.date(r, x.PersonDeathDate)
	e.code(r, x.Sex, "sex", today)
	e.child.Sex = e.identity.sex
	e.child.Gender = e.code(r, x.GenderCurrent, "gender_current", day.Day{})
	e.upnReason = e.code(r, x.UPNunknown, "upn_unknown", today)
	e.former = e.upn(r, x.FormerUPN)
	e.upn(r, x.UPN)
	if x.Number == 0 {
		return
	}
	numbers := cinrow.Numbers{ID: e.identity.id, UPN: e.identity.upn, FormerUPN: e.former, UPNUnknown: e.upnReason}
	if numbers.UPN != "" { // it has no second home: see identifiers
		numbers.UPNUnknown = ""
	}
	if numbers.FormerUPN == numbers.UPN {
		numbers.FormerUPN = ""
	}
	e.left = append(e.left, e.over(r, cinrow.Over(cinrow.Identifiers(e.year, e.child, numbers), x.Field))...)
}

// upn reads a UPN. A wrong one is kept as it came: it may be another child's.
func (e *entry) upn(r row, v cin.Value) string {
	if strings.TrimSpace(v.Text) == "" {
		return ""
	}
	upn, err := match.ParseUPN(v.Text)
	if err != nil {
		e.note(r.place(v), "not a UPN: 13 characters whose check letter fits; it is kept as it came, and nobody is found by it")
		return ""
	}
	return upn
}

func (e *entry) readCharacteristics(x cin.Characteristics, today day.Day) {
	r := row{child: e.pos, number: x.Number, line: x.Line, table: cin.ChildCharacteristics}
	e.child.Ethnicity = e.code(r, x.Ethnicity, "ethnicity", today)
	d := row{child: e.pos, number: 1, table: cin.Disabilities}
	for i, v := range x.Disabilities {
		d := row{child: e.pos, number: i + 1, line: v.Line, table: cin.Disabilities}
		if code := e.code(d, v, "disability", today); code != "" && !slices.Contains(e.child.Disabilities, code) {
			e.child.Disabilities = append(e.child.Disabilities, code)
		}
	}
	e.left = append(e.left, e.over(r, cinrow.Over(cinrow.Characteristics(e.child), x.Field))...)
	e.left = append(e.left, e.over(d, cinrow.OverList("Disability", x.Disabilities, e.child.Disabilities))...)
}
