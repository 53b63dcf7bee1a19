package measure

import (
	"slices"
	"strings"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

var leaverKinds = []string{kind[record.CareLeaver](), kind[record.Child]()}

// careLeavers are the measures of young people who left care, as the SSDA903 tells of them: once a year, around the birthday. A statement counts
// in the period in which its year ends. Source: SSDA903 OC3; specs/measures.md, Care leavers.
var careLeavers = map[string]counter{
	"CL-01": {
		plain: "How many care leavers had their 19th, 20th or 21st birthday in the year. Those who died or went home for six months or more are left out.",
		shape: aNumber, kinds: leaverKinds, class: access.Assessment, count: leavers(19, 21, func(record.CareLeaver) bool { return true }),
	},
	"CL-02": {
		plain: "Of the care leavers who had their 17th to 25th birthday in the year, with how many the council was in touch. The ages are shown beside it.",
		bands: []string{"17 to 18", "19 to 21", "22 to 25"}, kinds: leaverKinds, class: access.Assessment, count: inTouch,
	},
	"CL-03": {
		plain: "Of the care leavers aged 19 to 21, how many lived in suitable accommodation. Those who went abroad and those whose residence is not known are left out; those not in touch are included.",
		kinds: leaverKinds, class: access.Assessment, count: suitable,
	},
	"CL-04": {
		plain: "Of the care leavers aged 19 to 21, how many were in education, employment or training. What is not known counts as not.",
		kinds: leaverKinds, class: access.Assessment, count: leavers(19, 21, func(l record.CareLeaver) bool { return busy(l.Activity) }),
	},
	"CL-05": {
		plain: "Of the care leavers aged 19 to 21, how many were in higher education.",
		kinds: leaverKinds, class: access.Assessment, count: leavers(19, 21, func(l record.CareLeaver) bool { return l.Activity == "F1" || l.Activity == "P1" }),
	},
	"CL-06": {
		plain: "Of the care leavers aged 19 to 21, how many were not in education, employment or training, and why.",
		bands: []string{"illness or disability", "pregnancy or parenting", "other reasons"}, kinds: leaverKinds, class: access.Assessment, count: notBusy,
	},
	"CL-10": {
		plain: "Where the care leavers aged 19 to 21 lived.",
		shape: aSpread, kinds: leaverKinds, class: access.Assessment, count: accommodation,
	},
	"CL-12": {
		plain: "How many care leavers aged 19 to 21 lived in unsuitable accommodation, and of what kind.",
		shape: aSpread, bands: []string{"custody", "bed and breakfast", "no fixed abode", "other"}, kinds: leaverKinds, class: access.Assessment, count: unsuitable,
	},
}

// eachLeaver gives what was said of young people who reached an age in the year. One statement a year counts: the last recorded.
func eachLeaver(f *Facts, p span, from, to int, give func(id string, age int, l record.CareLeaver)) {
	for i, l := range f.leavers.All {
		_, end := day.FinancialYear(l.Body.Year)
		again := slices.ContainsFunc(f.leavers.All[i+1:], func(o fact[record.CareLeaver]) bool { return o.Body.Year == l.Body.Year })
		if !p.has(end) || again || l.Body.InTouch == "DIED" || l.Body.InTouch == "RHOM" {
			continue
		}
		if age := ageOn(f.child(), end); age >= from && age <= to {
			give(l.ID, age, l.Body)
		}
	}
}

func leavers(from, to int, in func(record.CareLeaver) bool) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) (out []Contribution) {
		eachLeaver(f, p, from, to, func(id string, _ int, l record.CareLeaver) {
			_, end := day.FinancialYear(l.Year)
			out = append(out, one(f, id, in(l), end))
		})
		return out
	}
}

func inTouch(f *Facts, p span) (out []Contribution) {
	eachLeaver(f, p, 17, 25, func(id string, age int, l record.CareLeaver) {
		_, end := day.FinancialYear(l.Year)
		c := one(f, id, l.InTouch == "YES", end)
		if c.In {
			c.Bands = []string{band(age, []int{18, 21}, []string{"17 to 18", "19 to 21", "22 to 25"})}
		}
		out = append(out, c)
	})
	return out
}

// suitable is CL-03. The second sign of a code says whether a place is suitable (1) or not (2); G and H are abroad, R is not known.
func suitable(f *Facts, p span) (out []Contribution) {
	eachLeaver(f, p, 19, 21, func(id string, _ int, l record.CareLeaver) {
		if a := l.Accommodation; !strings.HasPrefix(a, "G") && !strings.HasPrefix(a, "H") && !strings.HasPrefix(a, "R") {
			_, end := day.FinancialYear(l.Year)
			out = append(out, one(f, id, strings.HasSuffix(a, "1"), end))
		}
	})
	return out
}

// busy says whether an activity is education, employment or training.
func busy(activity string) bool {
	return len(activity) == 2 && (activity[0] == 'F' || activity[0] == 'P')
}

func notBusy(f *Facts, p span) []Contribution {
	out := leavers(19, 21, func(l record.CareLeaver) bool { return strings.HasPrefix(l.Activity, "G") })(f, p)
	for i := range out {
		if l, _ := f.leavers.find(out[i].Record); out[i].In {
			out[i].Bands = []string{map[string]string{"G4": "illness or disability", "G6": "pregnancy or parenting"}[l.Activity]}
			if out[i].Bands[0] == "" {
				out[i].Bands[0] = "other reasons"
			}
		}
	}
	return out
}

func accommodation(f *Facts, p span) []Contribution {
	out := leavers(19, 21, func(record.CareLeaver) bool { return true })(f, p)
	for i := range out {
		l, _ := f.leavers.find(out[i].Record)
		out[i].Bands = []string{labels("ACCOM").of(l.Accommodation)}
	}
	return out
}

func unsuitable(f *Facts, p span) (out []Contribution) {
	eachLeaver(f, p, 19, 21, func(id string, _ int, l record.CareLeaver) {
		if !strings.HasSuffix(l.Accommodation, "2") {
			return
		}
		_, end := day.FinancialYear(l.Year)
		c := one(f, id, true, end)
		c.Bands = []string{"other"}
		if name := map[string]string{"X2": "custody", "W2": "bed and breakfast", "S2": "no fixed abode"}[l.Accommodation]; name != "" {
			c.Bands[0] = name
		}
		out = append(out, c)
	})
	return out
}
