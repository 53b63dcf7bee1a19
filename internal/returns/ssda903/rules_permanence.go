package ssda903

import (
	"strings"

	"throughline/internal/day"
)

// permanenceRules are about earlier permanence arrangements of children who start to be looked after.
var permanenceRules = []rule{
	{
		code: "630", title: "Previous permanence missing or incomplete", flags: on(Episodes), tables: on(PrevPerm, Episodes), fields: "Episodes.RNE Episodes.DECOM " + permanenceFields,
		message: "The child started to be looked after on {Episodes.DECOM}, so it must be said whether it had left care for a permanent home before; of that, the code is {PrevPerm.PREV_PERM}, the authority {PrevPerm.LA_PERM} and the date {PrevPerm.DATE_PERM}.",
		mend:    "Add a row to PrevPerm: Z1 if the child had no such home, else P1 to P4 with authority and date.",
		check: rows(Episodes, func(v *view, i int32) bool {
			if v.Episodes.RNE[i] != cS || !ge(v.Episodes.DECOM[i], v.start) {
				return false
			}
			p, earlier := &v.PrevPerm, v.PrevPerm.of(v.Episodes.kid[i])
			for _, j := range earlier {
				if p.PREV_PERM[j] == blank || p.PREV_PERM[j] != cZ1 && (p.LA_PERM[j] == blank || p.blank(PrevPermDATE_PERM, j)) {
					return true
				}
			}
			return len(earlier) == 0
		}),
	},
	{
		code: "631", title: "Unknown previous permanence", flags: on(PrevPerm), fields: "PrevPerm.PREV_PERM",
		message: "The previous permanence option is {PrevPerm.PREV_PERM}, which is not one of P1 to P4 or Z1.",
		mend:    "Give P1 (adopted), P2 (special guardianship), P3 (child arrangements order), P4 (unknown) or Z1 (none).",
		check:   notIn(PrevPerm, PrevPermPREV_PERM, prevPermCodes),
	},
	{
		code: "632", title: "Previous permanence date malformed or after care began", flags: on(Episodes, PrevPerm), fields: "PrevPerm.DATE_PERM Episodes.DECOM",
		message: "The date of the earlier permanence order is {PrevPerm.DATE_PERM}, which is no date or not before care began on {Episodes.DECOM}.",
		mend:    "Give the date as day, month and year; ZZ stands for an unknown day or month, ZZZZ for an unknown year.",
		differs: "The sector's checker goes by the first episode of the year though the child may have come back since, and takes a date with unknown parts for about the last day that it can mean, an unknown year for 2000.",
		check: func(v *view, h *hits) {
			starts, _ := v.pick(false, startsCare)
			for i := range v.PrevPerm.n {
				k := v.PrevPerm.kid[i]
				j := starts[k]
				if j < 0 {
					j = v.Episodes.earliest[k]
				}
				if j < 0 || v.PrevPerm.blank(PrevPermDATE_PERM, i) {
					continue
				}
				if d, ok := firstPossible(v.PrevPerm.text(PrevPermDATE_PERM, i)); !ok || ge(d, v.Episodes.DECOM[j]) {
					h.pair(PrevPerm, i, Episodes, j)
				}
			}
		},
		peer: func(v *view, h *hits) {
			for i := range v.PrevPerm.n {
				j := v.Episodes.earliest[v.PrevPerm.kid[i]]
				if j < 0 || v.PrevPerm.blank(PrevPermDATE_PERM, i) {
					continue
				}
				if d := zDate(v.PrevPerm.text(PrevPermDATE_PERM, i)); d.IsZero() || ge(d, v.Episodes.DECOM[j]) {
					h.pair(PrevPerm, i, Episodes, j)
				}
			}
		},
	},
	{
		code: "633", title: "Unknown authority of previous permanence", flags: on(PrevPerm), fields: "PrevPerm.LA_PERM",
		message: "The authority in which the earlier permanence order was made is {PrevPerm.LA_PERM}, which is not one of the codes.",
		mend:    "Give the three digits of the council, WAL, SCO, NIR, NUK for outside the United Kingdom, or 999 when it is not known.",
		differs: "The sector's checker has the list of 2021 without the two councils of Dorset, of Northamptonshire and of Cumbria.",
		check: rows(PrevPerm, func(v *view, i int32) bool {
			c := v.PrevPerm.LA_PERM[i]
			return c != blank && !laPermCodes.has(c) && !newCouncil(v.PrevPerm.text(PrevPermLA_PERM, i))
		}),
		peer: notIn(PrevPerm, PrevPermLA_PERM, laPermCodes),
	},
	{
		code: "634", title: "Previous permanence for a child who did not start this year", flags: on(Episodes, PrevPerm),
		fields:  permanenceFields + " Episodes.DECOM",
		message: "A previous permanence option ({PrevPerm.PREV_PERM}) is given, but no episode of the child began on or after 1 April 2016, since when it is asked for.",
		mend:    "Take the row out of PrevPerm, or correct the episodes.",
		differs: "The sector's checker puts the start of the current year in place of 1 April 2016.",
		check:   startedBefore(func(*view) day.Day { return april2016 }),
		peer:    startedBefore(func(v *view) day.Day { return v.start }),
	},
	{
		code: "635", title: "Previous permanence details without the code", flags: on(PrevPerm), fields: permanenceFields,
		message: "An authority ({PrevPerm.LA_PERM}) or a date ({PrevPerm.DATE_PERM}) of an earlier permanence order is given, but the code {PrevPerm.PREV_PERM} does not say that there was one.",
		mend:    "Give P1 to P4, or leave authority and date blank.",
		differs: "The sector's checker tests for a blank code only and lets Z1, which says that there was no order, pass.",
		check: rows(PrevPerm, func(v *view, i int32) bool {
			return details(v, i) && (withoutCode(v, i) || v.PrevPerm.PREV_PERM[i] == cZ1)
		}),
		peer: rows(PrevPerm, func(v *view, i int32) bool { return details(v, i) && withoutCode(v, i) }),
	},
}

const permanenceFields = "PrevPerm.PREV_PERM PrevPerm.LA_PERM PrevPerm.DATE_PERM"

// april2016 is the day since which previous permanence is asked for.
var april2016 = day.New(2016, 4, 1)

func withoutCode(v *view, i int32) bool { return v.PrevPerm.PREV_PERM[i] == blank }

// details says whether a row of PrevPerm has an authority or a date.
func details(v *view, i int32) bool {
	return v.PrevPerm.LA_PERM[i] != blank || !v.PrevPerm.blank(PrevPermDATE_PERM, i)
}

// newCouncil says whether a three-digit code belongs to a council made after the list of LA_PERM: Dorset and Bournemouth, Christchurch and Poole
// (2019), North and West Northamptonshire (2021), Cumberland and Westmorland and Furness (2023).
func newCouncil(code string) bool {
	switch code {
	case "838", "839", "940", "941", "942", "943":
		return true
	}
	return false
}

// startedBefore flags rows of PrevPerm that say anything, and all episodes of the child, when the latest episode began before a day.
func startedBefore(day func(*view) day.Day) func(*view, *hits) {
	return func(v *view, h *hits) {
		for i := range v.PrevPerm.n {
			k := v.PrevPerm.kid[i]
			latest := v.Episodes.latest[k]
			if latest < 0 || withoutCode(v, i) && !details(v, i) || !lt(v.Episodes.DECOM[latest], day(v)) {
				continue
			}
			for _, j := range v.Episodes.of(k) {
				h.pair(PrevPerm, i, Episodes, j)
			}
		}
	}
}

// fillUnknown puts 01 for the parts ZZ of a date and 2000 for a part ZZZZ, and says which of day, month and year were so. ok is false when the text does not
// have three parts.
func fillUnknown(s string) (text string, unknown [3]bool, ok bool) {
	if strings.Count(s, "/") != 2 {
		return "", unknown, false
	}
	parts := strings.Split(s, "/")
	for i, p := range parts {
		switch p {
		case "ZZ":
			parts[i], unknown[i] = "01", true
		case "ZZZZ":
			parts[i], unknown[i] = "2000", true
		}
	}
	return strings.Join(parts, "/"), unknown, true
}

// zDate reads a date with parts ZZ or ZZZZ as the peer does (rule 632): the last day of the month for an unknown day, a year less a day later
// for an unknown month. The zero day = no date.
func zDate(s string) day.Day {
	if d := StrictDate(s); !d.IsZero() {
		return d
	}
	text, unknown, ok := fillUnknown(s)
	if !ok {
		return day.Day{}
	}
	d := StrictDate(text)
	switch {
	case d.IsZero():
	case unknown[1]:
		d = d.AddMonths(12).Add(-1)
	case unknown[0]:
		d = d.AddMonths(1).Add(-1)
	}
	return d
}

// firstPossible is the first day that a date with unknown parts can mean; the zero day when the year is not known. ok is false when it is no date.
func firstPossible(s string) (d day.Day, ok bool) {
	if d := StrictDate(s); !d.IsZero() {
		return d, true
	}
	text, unknown, ok := fillUnknown(s)
	if d = StrictDate(text); !ok || d.IsZero() {
		return day.Day{}, false
	}
	if unknown[2] {
		return day.Day{}, true
	}
	return d, true
}
