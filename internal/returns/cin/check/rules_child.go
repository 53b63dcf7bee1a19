package check

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// identifierRules are the rules on ChildIdentifiers (specs/cin/rules.json, module ChildIdentifiers).
var identifierRules = []spec{
	{
		code: "1510", title: "UPN has the wrong check letter", flags: "ChildIdentifiers.UPN",
		message: "The first letter of the unique pupil number {UPN} does not fit its twelve digits, so at least one character is wrong.",
		mend:    "Ask the school or the Department's pupil number lookup for the child's number and copy it exactly.",
		group: func(g *group, _ *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				if letter := checkLetter(x.upn); letter != 0 && x.upn[0] != letter {
					m.flag(&x.row, nil, "UPN")
				}
			})
		},
	},
	{
		code: "1520", title: "UPN is used for more than one child", flags: "ChildIdentifiers.UPN",
		message: "The unique pupil number {UPN} also stands against another child in this return.",
		mend:    "Find out whose number it is. If both records are one child, merge them; if not, correct the other child's number.",
	},
	{
		code: "1530", title: "UPN names no known council", flags: "ChildIdentifiers.UPN",
		message: "Characters 2 to 4 of the unique pupil number {UPN} are not the number of any council that has issued pupil numbers.",
		mend:    "Check the number with the school: it is probably mistyped.",
		group: func(g *group, _ *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				if utf8.RuneCountInString(x.upn) != 13 {
					return
				}
				r := []rune(x.upn)[1:4]
				if s := string(r); !isDigits(s) || !sets().council(int(r[0]-'0')*100+int(r[1]-'0')*10+int(r[2]-'0')) {
					m.flag(&x.row, nil, "UPN")
				}
			})
		},
	},
	{
		code: "1540", title: "UPN has letters where digits belong", flags: "ChildIdentifiers.UPN",
		message: "Characters 5 to 12 of the unique pupil number {UPN} must all be digits, and they are not.",
		mend:    "Check the number with the school: a letter O for a zero is the usual slip, or the number is cut short.",
		group: func(g *group, _ *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				if r := []rune(x.upn); len(r) > 0 && (len(r) < 5 || !isDigits(string(r[4:min(12, len(r))]))) {
					m.flag(&x.row, nil, "UPN")
				}
			})
		},
	},
	{
		code: "1550", title: "UPN ends in a character that cannot be", flags: "ChildIdentifiers.UPN",
		message: "The last character of the unique pupil number {UPN} must be a digit, or for a temporary number a capital letter other than I, O and S.",
		mend:    "Check the number with the school and copy it exactly.",
		group: func(g *group, _ *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				if r := []rune(x.upn); len(r) == 13 && !isDigit(r[12]) && !strings.ContainsRune(temporaryLetters, r[12]) {
					m.flag(&x.row, nil, "UPN")
				}
			})
		},
	},
	{
		code: "1560Q", title: "Former UPN is not shaped like a UPN", flags: "ChildIdentifiers.FormerUPN", query: true,
		message: "The former unique pupil number {FormerUPN} must be a letter and twelve digits, or a letter, eleven digits and a letter.",
		mend:    "Check it with the school; leave the element out if the child never had another number.",
		differs: "The peer queries every temporary number (a letter, eleven digits and a letter), although a former number is often a temporary one.",
		group: func(g *group, y *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				if r := []rune(x.formerUPN); len(r) > 0 && !formerUPN(r, y.peer) {
					m.flag(&x.row, nil, "FormerUPN")
				}
			})
		},
	},
	{
		code: "1570", title: "Child's id is too long", flags: "ChildIdentifiers.LAchildID",
		message: "The child's id {LAchildID} is longer than 20 characters.",
		mend:    "Use the id by which the case system knows the child; it must be the same in every return.",
		group: func(g *group, _ *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				if utf8.RuneCountInString(x.kid.id) > 20 {
					m.flag(&x.row, nil, "LAchildID")
				}
			})
		},
	},
	{
		code: "1580", title: "Child's id has characters other than letters and digits", flags: "ChildIdentifiers.LAchildID",
		message: "The child's id {LAchildID} holds a character that is neither a letter nor a digit, such as a blank, a hyphen or a slash.",
		mend:    "Take the character out, in the same way in every return, so that years can still be joined.",
		group: func(g *group, _ *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				if strings.ContainsFunc(x.kid.id, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) }) {
					m.flag(&x.row, nil, "LAchildID")
				}
			})
		},
	},
	{
		code: "4180", title: "Sex is missing or not a code", flags: "ChildIdentifiers.Sex",
		message: "Sex is {Sex}; it must be M, F or U.",
		mend:    "Enter M, F or, where it is not known and for an unborn child, U.",
		group: func(g *group, _ *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				if x.sex != "M" && x.sex != "F" && x.sex != "U" {
					m.flag(&x.row, nil, "Sex")
				}
			})
		},
	},
	{
		code: "8500", title: "Child has no id", flags: "ChildIdentifiers.LAchildID",
		message: "The child has no LAchildID, so nothing about them can be told from what belongs to others.",
		mend:    "Enter the id by which the case system knows the child.",
		group: func(g *group, _ *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				if x.kid.id == "" {
					m.flag(&x.row, nil, "LAchildID")
				}
			})
		},
	},
	{
		code: "8510", title: "Child's id stands more than once", flags: "ChildIdentifiers.LAchildID",
		message: "The child's id {LAchildID} stands against more than one Child in this return.",
		mend:    "If it is one child, put everything under one Child element; if not, give each their own id.",
		differs: "The peer takes children without an id for repeats of each other. A missing id is reported by 8500.",
		group: func(g *group, _ *year, m *marks) {
			for i := range g.identifiers {
				for j := range g.identifiers {
					if a, b := &g.identifiers[i], &g.identifiers[j]; i != j && a.kid.absent == b.kid.absent {
						m.flag(&a.row, nil, "LAchildID")
						break
					}
				}
			}
		},
	},
	{
		code: "8520", title: "Born after the census year", flags: "ChildIdentifiers.PersonBirthDate", looks: "Header.ReferenceDate",
		orders:  "ChildIdentifiers.PersonBirthDate Header.ReferenceDate",
		message: "The child's date of birth {PersonBirthDate} is after the end of the census year, {last day of the census year}.",
		mend:    "Correct the date of birth. For a child not yet born at that date give ExpectedPersonBirthDate instead.",
		group: func(g *group, y *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				if x.birth.after(y.to) {
					m.flag(&x.row, nil, "PersonBirthDate")
				}
			})
		},
	},
	{
		code: "8525Q", title: "Both dates of birth, or neither", flags: "ChildIdentifiers.PersonBirthDate ChildIdentifiers.ExpectedPersonBirthDate", query: true,
		message: "A child has either a date of birth or an expected one; here the date of birth is {PersonBirthDate} and the expected one {ExpectedPersonBirthDate}.",
		mend:    "Once the child is born give PersonBirthDate only; before that ExpectedPersonBirthDate only.",
		group: func(g *group, _ *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				if x.birth.ok() == x.expected.ok() {
					m.flag(&x.row, nil, "PersonBirthDate", "ExpectedPersonBirthDate")
				}
			})
		},
	},
	{
		code: "8530Q", title: "Expected date of birth is long past or far off", flags: "ChildIdentifiers.ExpectedPersonBirthDate", query: true,
		looks: "Header.ReferenceDate", orders: "ChildIdentifiers.ExpectedPersonBirthDate Header.ReferenceDate",
		message: "The expected date of birth {ExpectedPersonBirthDate} is 30 days or more before, or nine months or more after, the end of the census year, {last day of the census year}.",
		mend:    "If the child has been born, give PersonBirthDate instead. Otherwise correct the expected date.",
		group: func(g *group, y *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				if x.expected.upTo(y.dueEarly) || y.dueLate.upTo(x.expected) {
					m.flag(&x.row, nil, "ExpectedPersonBirthDate")
				}
			})
		},
	},
	{
		code: "8535Q", title: "Died before birth", flags: "ChildIdentifiers.PersonDeathDate ChildIdentifiers.PersonBirthDate", query: true,
		orders:  "ChildIdentifiers.PersonDeathDate ChildIdentifiers.PersonBirthDate",
		message: "The date of death is {PersonDeathDate}, and the date of birth, {PersonBirthDate}, is missing or later.",
		mend:    "Check both dates and correct the one that is wrong.",
		group: func(g *group, _ *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				if x.death.ok() && (!x.birth.ok() || x.birth.after(x.death)) {
					m.flag(&x.row, nil, "PersonDeathDate", "PersonBirthDate")
				}
			})
		},
	},
	{
		code: "8545Q", title: "Died outside the census year", flags: "ChildIdentifiers.PersonDeathDate", query: true,
		looks: "Header.ReferenceDate", orders: "ChildIdentifiers.PersonDeathDate Header.ReferenceDate",
		message: "The date of death {PersonDeathDate} is not within the census year, {first day of the census year} to {last day of the census year}.",
		mend:    "Correct the date. A child who died before the year began should not be in this return.",
		group: func(g *group, y *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				if x.death.ok() && !x.death.within(y.from, y.to) {
					m.flag(&x.row, nil, "PersonDeathDate")
				}
			})
		},
	},
	{
		code: "8590", title: "Child has no episode", flags: "ChildIdentifiers.LAchildID", looks: "CINdetails.LAchildID",
		message: "The child {LAchildID} has no CINdetails, that is no referral at all.",
		mend:    "Add the referral for which the child is in the return, or leave the child out.",
		group: func(g *group, _ *year, m *marks) {
			if len(g.episodes) == 0 {
				eachIdentifier(g, func(x *identifier) { m.flag(&x.row, nil, "LAchildID") })
			}
		},
	},
	{
		code: "8750", title: "Sex of an unborn child", flags: "ChildIdentifiers.Sex ChildIdentifiers.PersonBirthDate ChildIdentifiers.ExpectedPersonBirthDate",
		message: "The child is not born yet (expected {ExpectedPersonBirthDate}), so Sex must be U; it is {Sex}.",
		mend:    "Enter U, or give the date of birth if the child has been born.",
		group: func(g *group, _ *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				if !x.birth.ok() && x.expected.ok() && x.sex != "U" {
					m.flag(&x.row, nil, "Sex", "PersonBirthDate", "ExpectedPersonBirthDate")
				}
			})
		},
	},
	{
		code: "8770Q", title: "School-age child without a UPN or a good reason", flags: "ChildIdentifiers.UPN ChildIdentifiers.UPNunknown", query: true,
		looks:  "ChildIdentifiers.PersonBirthDate CINdetails.ReferralNFA Header.ReferenceDate",
		orders: "ChildIdentifiers.PersonBirthDate Header.ReferenceDate",
		message: "The child, born on {PersonBirthDate}, is old enough for school and has had a referral that went further, but there is no UPN, " +
			"and the reason for that, {UPNunknown}, is not one of UN2 to UN7.",
		mend: "Find the pupil number, or enter the reason why there is none.",
		group: func(g *group, y *year, m *marks) {
			goes := false
			for i := range g.episodes {
				goes = goes || y.no(lower(g.episodes[i].nfa))
			}
			eachIdentifier(g, func(x *identifier) {
				if goes && x.birth.upTo(y.schoolAge) && x.upn == "" && !goodReason(strings.ToUpper(x.upnUnknown)) {
					m.flag(&x.row, nil, "UPN", "UPNunknown")
				}
			})
		},
	},
	{
		code: "8772", title: "UN7 used although the referral went further", flags: "ChildIdentifiers.UPNunknown CINdetails.ReferralNFA",
		message: "The reason for having no UPN is {ChildIdentifiers.UPNunknown}, which is for a referral with no further action, but not every referral of the child ended so.",
		mend:    "Find the pupil number or choose another reason; or correct ReferralNFA.",
		group:   unknownUPN,
	},
	{
		code: "8775Q", title: "Older than 25", flags: "ChildIdentifiers.PersonBirthDate CINdetails.CINclosureDate", query: true,
		looks: "Header.ReferenceDate", orders: "ChildIdentifiers.PersonBirthDate CINdetails.CINclosureDate Header.ReferenceDate",
		message: "Born on {ChildIdentifiers.PersonBirthDate}, this person turned 25 before the census year ended, and before the episode closed on {CINdetails.CINclosureDate} or while it is open.",
		mend:    "Check the date of birth. Close the episode if the person is no longer a child in need.",
		group: func(g *group, y *year, m *marks) {
			eachIdentifier(g, func(x *identifier) {
				if !x.birth.before(y.aged25) {
					return
				}
				at25 := x.birth.addMonths(25 * 12)
				for i := range g.episodes {
					if e := &g.episodes[i]; !e.closure.ok() || e.closure.after(at25) {
						m.both(&x.row, "PersonBirthDate", &e.row, "CINclosureDate")
					}
				}
			})
		},
	},
	{
		code: "8555Q", title: "Died before the referral", flags: "ChildIdentifiers.PersonDeathDate CINdetails.CINreferralDate", query: true,
		orders:  "ChildIdentifiers.PersonDeathDate CINdetails.CINreferralDate",
		message: "The date of death {ChildIdentifiers.PersonDeathDate} is before the referral on {CINdetails.CINreferralDate}.",
		mend:    "Correct the date that is wrong.",
		group: func(g *group, _ *year, m *marks) {
			eachDeath(g, func(x *identifier) {
				for i := range g.episodes {
					if e := &g.episodes[i]; x.death.before(e.referral) {
						m.both(&x.row, "PersonDeathDate", &e.row, "CINreferralDate")
					}
				}
			})
		},
	},
	{
		code: "4008", title: "Died before the CIN plan began", flags: "ChildIdentifiers.PersonDeathDate CINplanDates.CINPlanStartDate",
		orders:  "ChildIdentifiers.PersonDeathDate CINplanDates.CINPlanStartDate",
		message: "The date of death {ChildIdentifiers.PersonDeathDate} is before the start of a child in need plan, {CINplanDates.CINPlanStartDate}.",
		mend:    "Correct the date that is wrong.",
		group: func(g *group, _ *year, m *marks) {
			eachDeath(g, func(x *identifier) {
				for i := range g.cinPlans {
					if q := &g.cinPlans[i]; x.death.before(q.start) {
						m.both(&x.row, "PersonDeathDate", &q.row, "CINPlanStartDate")
					}
				}
			})
		},
	},
	{
		code: "4009Q", title: "Died before the CIN plan ended", flags: "ChildIdentifiers.PersonDeathDate CINplanDates.CINPlanEndDate", query: true,
		orders:  "ChildIdentifiers.PersonDeathDate CINplanDates.CINPlanEndDate",
		message: "The date of death {ChildIdentifiers.PersonDeathDate} is before the end of a child in need plan, {CINplanDates.CINPlanEndDate}.",
		mend:    "End the plan on the day of death at the latest, or correct the date of death.",
		group: func(g *group, _ *year, m *marks) {
			eachDeath(g, func(x *identifier) {
				for i := range g.cinPlans {
					if q := &g.cinPlans[i]; x.death.before(q.end) {
						m.both(&x.row, "PersonDeathDate", &q.row, "CINPlanEndDate")
					}
				}
			})
		},
	},
}

func eachIdentifier(g *group, fn func(*identifier)) {
	for i := range g.identifiers {
		fn(&g.identifiers[i])
	}
}

func eachDeath(g *group, fn func(*identifier)) {
	eachIdentifier(g, func(x *identifier) {
		if x.death.ok() {
			fn(x)
		}
	})
}

// unknownUPN is 8772.
func unknownUPN(g *group, y *year, m *marks) {
	eachIdentifier(g, func(x *identifier) {
		if x.upnUnknown != "UN7" {
			return
		}
		if len(g.episodes) == 0 {
			m.flag(&x.row, nil, "UPNunknown")
		}
		for i := range g.episodes {
			if e := &g.episodes[i]; !y.yes(lower(e.nfa)) {
				m.both(&x.row, "UPNunknown", &e.row, "ReferralNFA")
			}
		}
	})
}

// goodReason says whether a reason for having no UPN does for a child of school age.
func goodReason(code string) bool {
	return len(code) == 3 && code[:2] == "UN" && code[2] >= '2' && code[2] <= '7'
}

// checkLetter is the letter that belongs before twelve digits; 0 when the text is not 13 characters that end in twelve digits.
func checkLetter(upn string) byte {
	if utf8.RuneCountInString(upn) != 13 {
		return 0
	}
	_, first := utf8.DecodeRuneInString(upn)
	digits := upn[first:]
	if len(digits) != 12 || !isDigits(digits) {
		return 0
	}
	sum := 0
	for i := range 12 {
		sum += int(digits[i]-'0') * (i + 2)
	}
	letters := sets().letters
	return letters[sum%len(letters)]
}

// temporaryLetters may end a temporary UPN.
const temporaryLetters = "ABCDEFGHJKLMNPQRTUVWXYZ"

func isDigit(r rune) bool { return '0' <= r && r <= '9' }

// formerUPN says whether a text is shaped like a UPN: a permanent one only, for the peer.
func formerUPN(r []rune, permanent bool) bool {
	if len(r) != 13 || !unicode.IsLetter(r[0]) || !isDigits(string(r[1:12])) {
		return false
	}
	return isDigit(r[12]) || !permanent && strings.ContainsRune(temporaryLetters, r[12])
}

// characteristicRules are the rules on ChildCharacteristics and Disabilities.
var characteristicRules = []spec{
	{
		code: "4220", title: "Ethnicity is missing or not a code", flags: "ChildCharacteristics.Ethnicity",
		message: "Ethnicity is {Ethnicity}, which is not one of the codes.",
		mend:    "Enter one of the codes; REFU where the family declined to say, NOBT where it is not known yet.",
		group: func(g *group, _ *year, m *marks) {
			for i := range g.characteristics {
				if x := &g.characteristics[i]; !sets().ethnicity[x.ethnicity] {
					m.flag(&x.row, nil, "Ethnicity")
				}
			}
		},
	},
	{
		code: "8540", title: "Disability is missing or not a code",
		flags:   "ChildIdentifiers.PersonBirthDate Disabilities.Disability CINdetails.ReferralNFA",
		message: "A child who is born and whose referral went further needs at least one disability code, or NONE; there is none here, or one that is not a code.",
		mend:    "Enter NONE or the codes of the child's disabilities.",
		differs: "The peer never reports this rule: it fails inside and the failure is passed over.",
		group:   disabilityNeeded, peer: never,
	},
	{
		code: "8790", title: "Disability beside NONE", flags: "Disabilities.Disability",
		message: "The child has the code NONE (no disability) and also {Disability}.",
		mend:    "Take out NONE, or the other codes.",
		group: func(g *group, _ *year, m *marks) {
			none := false
			for i := range g.disabilities {
				none = none || strings.EqualFold(g.disabilities[i].code, "NONE")
			}
			for i := range g.disabilities {
				if d := &g.disabilities[i]; none && strings.ToUpper(d.code) != "NONE" {
					m.flag(&d.row, nil, "Disability")
				}
			}
		},
	},
	{
		code: "8794", title: "Disability given twice", flags: "Disabilities.Disability",
		message: "The disability {Disability} stands more than once for this child.",
		mend:    "Leave each code once.",
		differs: "The peer leaves out children without an id; each of them is checked alone here.",
		group: func(g *group, y *year, m *marks) {
			if y.peer && !g.named() {
				return
			}
			for i := range g.disabilities {
				for j := range g.disabilities {
					if a, b := &g.disabilities[i], &g.disabilities[j]; i != j && a.code != "" && a.code == b.code {
						m.flag(&a.row, &b.row, "Disability")
						break
					}
				}
			}
		},
	},
}

func never(*group, *year, *marks) {}

// disabilityNeeded is 8540. Each kind of row is looked at once: a thousand elements of one id would else be joined each with every one.
func disabilityNeeded(g *group, y *year, m *marks) {
	var wrong []*disability
	for i := range g.disabilities {
		if d := &g.disabilities[i]; !sets().disability[d.code] {
			wrong = append(wrong, d)
		}
	}
	if len(g.disabilities) > 0 && len(wrong) == 0 {
		return
	}
	var born *identifier // the first of them
	goesOn := false
	eachIdentifier(g, func(x *identifier) {
		if born == nil && x.birth.ok() {
			born = x
		}
	})
	for i := range g.episodes {
		goesOn = goesOn || y.no(g.episodes[i].nfa)
	}
	if born == nil || !goesOn {
		return
	}
	for _, d := range wrong {
		m.flag(&d.row, nil, "Disability")
	}
	beside := func(own *row) *row {
		if len(wrong) > 0 {
			return &wrong[len(wrong)-1].row
		}
		return own
	}
	eachIdentifier(g, func(x *identifier) {
		if x.birth.ok() {
			m.flag(&x.row, beside(&x.row), "PersonBirthDate")
		}
	})
	for i := range g.episodes {
		if e := &g.episodes[i]; y.no(e.nfa) {
			m.flag(&e.row, beside(&born.row), "ReferralNFA")
		}
	}
}
