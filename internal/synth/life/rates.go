package life

import (
	"throughline/internal/day"
	"throughline/internal/synth/care"
	"throughline/internal/synth/draw"
)

// The tables of this file are what the authority is calibrated by. A year is named by its last day's calendar year.

// nothingFurther is the share of referrals that end at the front door (DfE, Hackney 2023 to 2025).
var nothingFurther = byYear{2023: 0.060, 2024: 0.085, 2025: 0.056}

// notInNeed is the share of assessed referrals after which no social work is needed, among White children (DfE: 42.7, 37.9 and 39.2 % of
// referrals; what is lifted for others is in NotInNeedBy).
var notInNeed = byYear{2023: 0.490, 2024: 0.455, 2025: 0.450}

// inTime is the share of assessments within 45 working days: 2022/23 well below England, then better (minutes of the commission; DfE from 2024).
var inTime = byYear{2020: 0.80, 2021: 0.74, 2022: 0.70, 2023: 0.685, 2024: 0.895, 2025: 0.865}

// lookedAfter is the chance of a child in need to come to be looked after (DfE: starts without unaccompanied children over episodes of need).
var lookedAfter = byYear{2019: 0.068, 2023: 0.064, 2024: 0.052, 2025: 0.041}

// Differences by ethnicity, planted so that the screens can find them (specs/synthetic-borough.md, section 9): White, Mixed, Asian, Black, Other.
// The difference in enquiries lies in the source: with the police it is greater.
var (
	EnquiryBy       = [5]float64{1, 1.25, 1.10, 1.35, 1.10}
	EnquiryByPolice = [5]float64{1, 1.50, 1.25, 1.70, 1.25}
	NotInNeedBy     = [5]float64{1, 1.15, 1.10, 1.20, 1.20}
)

// CareBy is what differs beyond that on the way into care: with it the children in care are of the groups that the Department publishes for Hackney
// (24, 24, 9, 40 and 5 %). Why is not published; no mechanism is claimed.
var CareBy = [5]float64{0.63, 1.80, 1.05, 1.52, 0.55}

// enquiry is the chance of a section 47 enquiry of a White child's assessed referral: about 1,050 enquiries a year of 3,700 referrals.
const enquiry = 0.225

// conference is the share of enquiries that end in an initial conference (31 % in England; some of the children are in care before it is held), and
// planned that of children at a conference who get a plan.
var conference = byYear{2019: 0.33, 2022: 0.29, 2023: 0.31, 2024: 0.37}

const planned = 0.90

// byYear is a number that holds from a year until the next that has one; before the first it is that of the first.
type byYear map[int]float64

func (b byYear) on(d day.Day) float64 {
	year := day.FinancialYearEnding(d)
	for y := year; y > 2000; y-- {
		if v, ok := b[y]; ok {
			return v
		}
	}
	for y := year; ; y++ {
		if v, ok := b[y]; ok {
			return v
		}
	}
}

// span is one part of a distribution: from and to, both included.
type span struct {
	weight   float64
	from, to int
}

func among(s *draw.Stream, spans []span) int {
	weights := make([]float64, len(spans))
	for i, p := range spans {
		weights[i] = p.weight
	}
	p := spans[s.Weighted(weights...)]
	return p.from + s.IntN(p.to-p.from+1)
}

// Working days of an assessment (England 2025, table C2): those within the limit, with the spike before it, and those after it.
var (
	early = []span{{1.8, 0, 0}, {11.7, 1, 10}, {17.3, 11, 20}, {15.8, 21, 30}, {20.2, 31, 40}, {18.9, 41, 45}}
	late  = []span{{5.8, 46, 50}, {4.3, 51, 60}, {4.2, 61, 80}}
)

func assessmentDays(s *draw.Stream, on day.Day) int {
	if s.Chance(inTime.on(on)) {
		return among(s, early)
	}
	return among(s, late)
}

// conferenceDays are the working days from an enquiry's start to the conference (England 2025, table C4).
var conferenceDays = []span{{8.7, 7, 10}, {72.7, 11, 15}, {8.9, 16, 20}, {9.7, 21, 28}}

// planDays are the days that a child protection plan lasts: those that ended within 3, 6, 12 and 24 months and after (Hackney, to fit the minutes).
var planDays = []span{{21, 40, 90}, {11, 95, 182}, {41, 185, 364}, {22, 366, 728}, {5, 732, 1000}}

// categories of abuse of a plan (England, table A6).
var categories = []struct {
	code  string
	share float64
}{{"NEG", 50.5}, {"EMO", 35.7}, {"PHY", 7.4}, {"SAB", 3.8}, {"MUL", 2.6}}

// needs are the primary needs of a referral that goes on (assumption after the table of 2020).
var needs = []struct {
	code  string
	share float64
}{{"N1", 56}, {"N5", 13}, {"N2", 9}, {"N4", 9}, {"N3", 4}, {"N8", 3}, {"N6", 2}, {"N7", 1}, {"N0", 3}}

// factors of an assessment, per 10,000 children of Hackney in 2025 (DfE); the rest are assumptions.
var factors = []struct {
	code   string
	weight float64
}{
	{"3B", 152}, {"3C", 28}, {"17A", 72}, {"16A", 50}, {"18C", 61}, {"18B", 44}, {"24A", 31}, {"11A", 30}, {"10A", 19}, {"13A", 11}, {"19B", 11},
	{"19C", 9}, {"3A", 2}, {"12A", 1}, {"4B", 78}, {"4A", 40}, {"1B", 30}, {"2B", 34}, {"2A", 9}, {"6A", 16}, {"5A", 26}, {"15A", 12}, {"7A", 9}, {"14A", 30},
}

// routes are the ways into care, and their shares without unaccompanied children (Hackney 2025, DfE).
var routes = []struct {
	route care.Route
	share float64
}{{care.Section20, 46}, {care.InterimOrder, 27}, {care.PoliceProtection, 21}, {care.EmergencyOrder, 3}, {care.Remand, 3}}

// careByAge lifts or lowers the chance of care by the age at which it begins: under 1, 1 to 4, 5 to 9, 10 to 15, 16 and over (DfE, starts by age).
func careByAge(age int) float64 {
	switch {
	case age < 1:
		return 4.0
	case age < 5:
		return 0.45
	case age < 10:
		return 0.62
	case age < 16:
		return 0.85
	}
	return 1.9
}

// needsDays is how long an episode of need lasts from its referral: 1.18 years on average (stock over ended).
func needsDays(s *draw.Stream) int { return 50 + int(s.Gamma(0.85, 390)) }

// again is the chance that a family is referred again after its case closed, and againDays when. Together they make about one referral in five one
// within twelve months of another.
const again = 0.40

func againDays(s *draw.Stream) int { return 10 + int(s.Exponential(230)) }
