package measure

import (
	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

var healthKind = kind[record.CLAHealth]()

// healthInCare are the measures of the health of looked-after children: those who had been looked after for 12 months at the end of the day.
// Declined counts as not done. Source: SSDA903 OC2; specs/measures.md, Health and education of CLA.
var healthInCare = map[string]counter{
	"HL-01": {
		plain: "Of the children who began to be looked after in the period and stayed for 20 working days or more, how many had a health assessment within 20 working days.",
		note:  "Only assessments whose day is recorded count: a return says that there was one in the year, not when.",
		kinds: append([]string{healthKind}, careKinds...), class: access.Health, count: firstHealth,
	},
	"HL-02": {
		plain:    "Of the children who had been looked after for 12 months or more at the end of the day, how many had their health assessment in the year: two if they were under 5.",
		snapshot: true, kinds: append([]string{healthKind, kind[record.Child]()}, careKinds...), class: access.Health, count: yearly(everybody, healthAssessed),
	},
	"HL-03": {
		plain:    "Of the children who had been looked after for 12 months or more at the end of the day, how many had their teeth checked in the year. Babies are included.",
		snapshot: true, kinds: append([]string{healthKind}, careKinds...), class: access.Health, count: yearly(everybody, checked("dental_check")),
	},
	"HL-04": {
		plain:    "Of the children who had been looked after for 12 months or more at the end of the day, how many had all immunisations that were due.",
		snapshot: true, kinds: append([]string{kind[record.CLAImmunisations]()}, careKinds...), class: access.Health, count: yearly(everybody, immunised),
	},
	"HL-05": {
		plain:    "Of the children under 5 who had been looked after for 12 months or more at the end of the day, how many were up to date with their development checks.",
		snapshot: true, kinds: append([]string{healthKind, kind[record.Child]()}, careKinds...), class: access.Health, count: yearly(ages(0, 4), checked("health_surveillance")),
	},
	"HL-06": {
		plain:    "Of the children aged 4 to 16 who had been looked after for 12 months or more at the end of the day, for how many a strengths and difficulties score was received. From 2024/25 the ages are 5 to 16.",
		snapshot: true, kinds: append([]string{kind[record.SDQScore](), kind[record.Child]()}, careKinds...), class: access.Health, count: yearly(sdqAges, scored),
	},
	"HL-07": {
		plain: "The average strengths and difficulties score of the children of that age who had been looked after for 12 months or more at the end of the day. 0 to 13 is normal, 14 to 16 borderline, 17 to 40 a concern.",
		shape: aMean, unit: "score", snapshot: true, kinds: append([]string{kind[record.SDQScore](), kind[record.Child]()}, careKinds...), class: access.Health, count: scores,
	},
	"HL-08": {
		plain:    "Of the strengths and difficulties scores received, how many were 17 to 40: a cause for concern. Normal and borderline are shown beside it.",
		bands:    []string{"normal (0 to 13)", "borderline (14 to 16)", "concern (17 to 40)"},
		snapshot: true, kinds: append([]string{kind[record.SDQScore](), kind[record.Child]()}, careKinds...), class: access.Health, count: concern,
	},
	"HL-09": {
		plain:    "Of the children who had been looked after for 12 months or more at the end of the day, how many were found to misuse substances in the year. Help offered and received is shown beside it.",
		bands:    []string{"help received", "help offered and refused"},
		snapshot: true, kinds: append([]string{kind[record.CLASubstanceMisuse]()}, careKinds...), class: access.Health, count: misuse,
	},
}

// firstHealth is HL-01 (clock H-01). A child whose 20 working days are not over and who has no assessment yet is not counted.
func firstHealth(f *Facts, p span) []Contribution {
	out := startedCare(f, p)
	if len(out) == 0 {
		return nil
	}
	c := &out[0]
	due(c, "H-01", c.Started, p)
	if c.Held != "" {
		return out
	}
	if !c.Ended.IsZero() && c.Ended.Before(c.Due) {
		return nil // did not stay for 20 working days
	}
	c.In = metBy(f, c.Started, c.Due, p.asAt)
	if !c.In && !p.asAt.After(c.Due) {
		return nil // the 20 working days are not over
	}
	return out
}

// metBy says whether a health assessment was done between two days, as it was by the as-at day.
func metBy(f *Facts, from, by, asAt day.Day) bool {
	for _, h := range f.health.All {
		if h.Body.Type == "health_assessment" && h.Body.Done != record.No && h.Body.Date.Within(from, by) && !h.Body.Date.After(asAt) {
			return true
		}
	}
	return false
}

// yearly counts the children who were in care all year and of an age; in says which are in the numerator.
func yearly(of func(*Facts, day.Day) bool, in func(*Facts, day.Day) bool) func(*Facts, span) []Contribution {
	return func(f *Facts, p span) []Contribution {
		pd, ok := allYear(f, p.asAt)
		if !ok || !of(f, p.asAt) {
			return nil
		}
		return []Contribution{ofPeriod(f, pd, in(f, p.asAt), p.asAt)}
	}
}

func everybody(*Facts, day.Day) bool { return true }

func ages(from, to int) func(*Facts, day.Day) bool {
	return func(f *Facts, on day.Day) bool {
		age := ageOn(f.child(), on)
		return age >= from && age <= to
	}
}

// sdqAges are 4 to 16, from the year ending 31 March 2025 5 to 16.
func sdqAges(f *Facts, on day.Day) bool {
	if day.FinancialYearEnding(on) >= 2025 {
		return ages(5, 16)(f, on)
	}
	return ages(4, 16)(f, on)
}

// times is how often a check was done in the year; told says that a return told of the whole year that it was.
func times(f *Facts, check string, asAt day.Day) (n int, told bool) {
	for _, h := range f.health.All {
		if h.Body.Type != check || h.Body.Done == record.No || !inYear(h.Body.Date, h.Body.Year, asAt) {
			continue
		}
		if h.Body.Date.IsZero() {
			told = told || h.Body.Done == record.Yes
			continue
		}
		n++
	}
	return n, told
}

func checked(check string) func(*Facts, day.Day) bool {
	return func(f *Facts, asAt day.Day) bool {
		n, told := times(f, check, asAt)
		return told || n > 0
	}
}

func healthAssessed(f *Facts, asAt day.Day) bool {
	n, told := times(f, "health_assessment", asAt)
	needed := 1
	if age := ageOn(f.child(), asAt); age >= 0 && age < 5 {
		needed = 2
	}
	return told || n >= needed
}

// immunised goes by the newest answer of the year.
func immunised(f *Facts, asAt day.Day) bool {
	var last day.Day
	in := false
	for _, i := range f.immunisations.All {
		if inYear(i.Body.Date, i.Body.Year, asAt) && !i.Body.Date.Before(last) {
			last, in = i.Body.Date, i.Body.UpToDate == record.Yes
		}
	}
	return in
}

// score is the newest score of the year.
func score(f *Facts, asAt day.Day) (id string, n int, ok bool) {
	var last day.Day
	for _, s := range f.sdq.All {
		if s.Body.Score != nil && inYear(s.Body.Date, s.Body.Year, asAt) && !s.Body.Date.Before(last) {
			id, last, n, ok = s.ID, s.Body.Date, *s.Body.Score, true
		}
	}
	return id, n, ok
}

func scored(f *Facts, asAt day.Day) bool { _, _, ok := score(f, asAt); return ok }

func scores(f *Facts, p span) []Contribution {
	out := yearly(sdqAges, scored)(f, p)
	if len(out) == 0 || !out[0].In {
		return nil
	}
	out[0].Record, out[0].Value, _ = score(f, p.asAt)
	return out
}

func concern(f *Facts, p span) []Contribution {
	out := scores(f, p)
	for i := range out {
		out[i].In = out[i].Value >= 17
		out[i].Bands = []string{band(out[i].Value, []int{13, 16}, []string{"normal (0 to 13)", "borderline (14 to 16)", "concern (17 to 40)"})}
	}
	return out
}

func misuse(f *Facts, p span) []Contribution {
	var found record.CLASubstanceMisuse
	for _, s := range f.substances.All {
		if s.Body.Found == record.Yes && inYear(s.Body.Date, s.Body.Year, p.asAt) {
			found = s.Body
		}
	}
	out := yearly(everybody, func(*Facts, day.Day) bool { return found.Found == record.Yes })(f, p)
	for i := range out {
		switch {
		case found.Received == record.Yes:
			out[i].Bands = []string{"help received"}
		case found.Offered == record.Yes:
			out[i].Bands = []string{"help offered and refused"}
		}
	}
	return out
}
