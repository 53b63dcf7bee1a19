package check

import (
	"slices"
	"strings"
	"sync"

	"throughline/internal/day"
	"throughline/internal/returns/cin"
	"throughline/internal/returns/cin/code"
	"throughline/internal/returns/finding"
	"throughline/internal/workday"
)

// year is what a rule knows beyond the rows: the census year, its limits and how things are read.
type year struct {
	reading finding.Reading
	peer    bool
	header  *cin.Header

	ends         int  // the calendar year in which the census year ends, by the rule set
	from, to     date // S and R of rules.json, conventions
	oldReferral  date // 8569Q
	longAssessed date // 8670Q
	longEnquiry  date // 8675Q
	dueEarly     date // 8530Q: expected births up to here
	dueLate      date // and from here
	schoolAge    date // 8770Q: born on this day or before
	aged25       date // 8775Q: born before this day
	columns      [columns]columnFacts
}

// column is a column that holds dates.
type column uint8

const (
	colReference column = iota
	colBirth
	colExpected
	colDeath
	colReferral
	colClosure
	colEpisodeCPC
	colAssessed
	colAuthorised
	colPlanStart
	colPlanEnd
	colEnquiry
	colEnquiryCPC
	colCPPStart
	colCPPEnd
	colReview
	colPPStart
	colPPLetter
	colPPMeeting
	colPPDecision
	colPPCourt
	colPPCare
	columns
)

var columnNames = [columns]string{
	"Header.ReferenceDate", "ChildIdentifiers.PersonBirthDate", "ChildIdentifiers.ExpectedPersonBirthDate", "ChildIdentifiers.PersonDeathDate",
	"CINdetails.CINreferralDate", "CINdetails.CINclosureDate", "CINdetails.DateOfInitialCPC",
	"Assessments.AssessmentActualStartDate", "Assessments.AssessmentAuthorisationDate", "CINplanDates.CINPlanStartDate", "CINplanDates.CINPlanEndDate",
	"Section47.S47ActualStartDate", "Section47.DateOfInitialCPC", "ChildProtectionPlans.CPPstartDate", "ChildProtectionPlans.CPPendDate",
	"Reviews.CPPreviewDate", "PreProceedings.PPStartDate", "PreProceedings.LBPSentDate", "PreProceedings.InitialPPMeetingDate",
	"PreProceedings.StepDecisionDate", "PreProceedings.CourtAppDate", "PreProceedings.LetterInitCPDate",
}

// columnFacts is what the notes say of a column of dates, and whether the peer can compare it.
type columnFacts struct {
	zoned, unread, other int       // values with a zone, that are no date, that are dates in another form than yyyy-mm-dd
	unreadAt, otherAt    cin.Value // the first of each
}

// date reads a value of a column and keeps what is odd about it.
func (y *year) date(c column, v *cin.Value) date {
	if v.Text == "" {
		return date{}
	}
	d := readDate(v.Text, y.reading)
	if isISO(v.Text) && d.ok() {
		return d
	}
	f := &y.columns[c]
	switch {
	case d.kind == zoned:
		f.zoned++
	case !d.ok():
		if f.unread++; f.unread == 1 {
			f.unreadAt = *v
		}
	default:
		if f.other++; f.other == 1 {
			f.otherAt = *v
		}
	}
	return d
}

func isISO(s string) bool { return len(s) == 10 && s[4] == '-' && s[7] == '-' }

// key says which episode a row belongs to.
func (y *year) key(k *kid, id int) episodeKey {
	if y.peer {
		return episodeKey(id)
	}
	return episodeKey(k.place)<<32 | episodeKey(id)
}

// yes and no read a flag: exactly true or 1 (false or 0) to the peer; in any case in the intended reading.
func (y *year) yes(s string) bool {
	switch y.flag(s) {
	case "true", "1":
		return true
	}
	return false
}

func (y *year) no(s string) bool {
	switch y.flag(s) {
	case "false", "0":
		return true
	}
	return false
}

func (y *year) flag(s string) string {
	if y.peer {
		return s
	}
	return lower(s)
}

// lower is strings.ToLower that does nothing to what is lower already, which nearly every flag is.
func lower(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= 0x80 || 'A' <= c && c <= 'Z' {
			return strings.ToLower(s)
		}
	}
	return s
}

// newYear works out the limits of a census year. The header gives the reference date; where it has none the intended reading takes
// 31 March of the rule set's year, and for the peer there is none.
func newYear(h *cin.Header, ends int, reading finding.Reading) *year {
	y := &year{reading: reading, peer: reading == finding.Peer, header: h, ends: ends}
	y.to = y.date(colReference, &h.ReferenceDate)
	if !y.to.ok() && !y.peer {
		_, last := day.FinancialYear(ends)
		y.to = ofDay(last)
	}
	y.from = y.to.addMonths(-12).addDays(1)
	y.dueEarly, y.dueLate = y.to.addDays(-30), y.to.addMonths(9)
	y.schoolAge = y.to.addMonths(4).addDays(31).addMonths(-6 * 12)
	y.aged25 = y.to.addMonths(-25 * 12)
	back := func(cal *workday.Calendar, d date, n int) date { return d.on(cal.Add(cal.OnOrAfter(d.day()), -n)) }
	if y.peer {
		cal := peerCalendar()
		y.oldReferral, y.longAssessed, y.longEnquiry = back(cal, y.from, 0), back(cal, y.to, 44), back(cal, y.to, 14)
		return y
	}
	cal := workday.Standard().Working(workday.EW)
	y.oldReferral = y.from.on(cal.Add(y.from.day(), -1))
	y.longAssessed, y.longEnquiry = back(cal, y.to, 45), back(cal, y.to, 15)
	return y
}

// peerCalendar has the bank holidays that the peer knows: 2022 to 2027.
var peerCalendar = sync.OnceValue(func() *workday.Calendar {
	var hs []workday.Holiday
	for _, d := range code.BankHolidays() {
		hs = append(hs, workday.Holiday{Date: d, Name: "bank holiday"})
	}
	return workday.New(hs)
})

// codeSets are the sets that rules ask for, ready to be asked quickly.
type codeSets struct {
	ethnicity, disability, source, factors map[string]bool
	councils                               []code.Range
	letters                                string
}

var sets = sync.OnceValue(func() codeSets {
	of := func(name string) map[string]bool {
		m := map[string]bool{}
		for _, c := range code.Codes(name) {
			m[c.Code] = true
		}
		return m
	}
	return codeSets{of("ethnicity"), of("disability"), of("referral_source"), of("assessment_factor_peer"), code.UPNCouncils(), code.UPNCheckLetters()}
})

func (s codeSets) council(number int) bool {
	return slices.ContainsFunc(s.councils, func(r code.Range) bool { return r.From <= number && number <= r.To })
}
