package borough

import (
	"fmt"
	"io"
	"math"
	"strings"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/synth/life"
	"throughline/internal/synth/people"
	"throughline/internal/workday"
)

// Row is one line of the calibration sheet: what is published (or assumed), what the authority has, and how far it may be off.
type Row struct {
	Measure   string
	Year      int // ending 31 March
	Target    float64
	Got       float64
	Tolerance float64 // in the unit of the target: for counts the greater of 10 % and 2 root n, for shares percentage points
	Share     bool
	Source    string // tags of specs/synthetic-borough.md
}

// Off says whether the authority misses the target by more than the tolerance.
func (r Row) Off() bool { return math.Abs(r.Got-r.Target) > r.Tolerance }

// targets are those of sections 2 to 9 for an authority of the size of Hackney, by year.
var targets = []struct {
	measure string
	share   bool
	source  string
	room    float64 // 0: the usual tolerance
	want    map[int]float64
}{
	{"Contacts about children, those that became referrals among them", false, "A", 0, map[int]float64{2023: 14000, 2024: 14000, 2025: 14000}},
	{"Referrals in the year", false, "D", 0, map[int]float64{2020: 5031, 2023: 4148, 2024: 3782, 2025: 3653}},
	{"Children referred", false, "D", 0, map[int]float64{2023: 3735, 2024: 3458, 2025: 3343}},
	{"Re-referred within 12 months", true, "D", 0, map[int]float64{2024: 19.9, 2025: 19.9}},
	{"Referrals with no further action", true, "D", 0, map[int]float64{2023: 6.0, 2024: 8.5, 2025: 5.6}},
	{"Assessed and not in need, of referrals", true, "D", 0, map[int]float64{2023: 42.7, 2024: 37.9, 2025: 39.2}},
	{"Episodes of need started", false, "D", 0, map[int]float64{2023: 2129, 2024: 2027, 2025: 2016}},
	// Starts, ends and stock as published do not add up (2,129 less 1,662 is not 2,401 less 2,550): the ends have more room.
	{"Episodes of need ended", false, "D", 520, map[int]float64{2023: 1662, 2024: 1776, 2025: 1850}},
	{"Children in need at 31 March", false, "D", 0, map[int]float64{2023: 2550, 2024: 2401, 2025: 2184}},
	{"Assessments completed (0.93 of referrals)", false, "A", 0, map[int]float64{2023: 3858, 2024: 3517, 2025: 3397}},
	{"Assessments within 45 working days", true, "M, A", 0, map[int]float64{2023: 69, 2024: 85, 2025: 85.7}},
	{"Referrals from the police", true, "O", 0, map[int]float64{2023: 28, 2024: 28, 2025: 28}},
	{"Referrals from schools", true, "O", 0, map[int]float64{2023: 21, 2024: 21, 2025: 21}},
	{"Section 47 enquiries", false, "A", 150, map[int]float64{2023: 1050, 2024: 1050, 2025: 1050}},
	{"Initial conferences", false, "A", 0, map[int]float64{2023: 315, 2024: 315, 2025: 315}},
	{"Conferences within 15 working days", true, "E", 5, map[int]float64{2023: 81.4, 2024: 81.4, 2025: 81.4}},
	{"Protection plans started", false, "D", 0, map[int]float64{2023: 258, 2024: 288, 2025: 272}},
	{"of those second or later", true, "D", 7, map[int]float64{2023: 17.1, 2024: 20.8, 2025: 18.4}},
	{"Protection plans at 31 March", false, "D", 40, map[int]float64{2023: 181, 2024: 215, 2025: 225}},
	{"Looked after at 31 March", false, "D", 45, map[int]float64{2023: 391, 2024: 384, 2025: 352}},
	{"Came to be looked after", false, "D", 0, map[int]float64{2023: 185, 2024: 151, 2025: 133}},
	{"Ceased to be looked after", false, "D", 45, map[int]float64{2023: 204, 2024: 165, 2025: 168}},
	{"Came to be looked after: under 1", true, "D", 5, map[int]float64{2025: 15}},
	{"Came to be looked after: 1 to 4", true, "D", 5, map[int]float64{2025: 8}},
	{"Came to be looked after: 5 to 9", true, "D", 6, map[int]float64{2025: 16}},
	{"Came to be looked after: 10 to 15", true, "D", 8, map[int]float64{2025: 29}},
	{"Came to be looked after: 16 and over", true, "D", 8, map[int]float64{2025: 32}},
	{"Looked after: White", true, "D", 5, map[int]float64{2023: 25, 2025: 24}},
	{"Looked after: Mixed", true, "D", 5, map[int]float64{2023: 24, 2025: 24}},
	{"Looked after: Black", true, "D", 5, map[int]float64{2023: 41, 2025: 40}},
	{"Looked after: unaccompanied", true, "D", 0, map[int]float64{2023: 6, 2025: 7}},
	{"Looked after: under 1", true, "D", 0, map[int]float64{2025: 5}},
	{"Looked after: 1 to 4", true, "D", 4, map[int]float64{2025: 10}},
	{"Looked after: 5 to 9", true, "D", 4, map[int]float64{2025: 16}},
	{"Looked after: 10 to 15", true, "D", 5, map[int]float64{2025: 38}},
	{"Looked after: 16 and over", true, "D", 5, map[int]float64{2025: 33}},
	{calledLine, false, "A", 0, map[int]float64{2023: 2800, 2024: 2800, 2025: 2800}},
	{calledOfChild, true, "A", 5, map[int]float64{2023: 37, 2024: 37, 2025: 37}},
	{supervisedFour, true, "A", 4, map[int]float64{2025: 81}},
}

// Names that are counted in a place of their own (practice.go, life.Call).
const (
	calledLine     = "Calls to the consultation line"
	calledOfChild  = "Calls in which a child was named"
	supervisedFour = "Supervisions within four weeks and a weekend of the one before"
)

// Calibrate counts what an authority of the size of Hackney has and sets it beside what is published.
func Calibrate(a *Authority) ([]Row, error) {
	c := counts{n: map[key]float64{}}
	if err := a.Stories(func(s story.Story) error {
		switch record.SubjectType(s.Subject) {
		case record.ChildSubject:
			c.child(s)
			c.supervised(s)
		case record.CallSubject:
			c.call(s)
		}
		return nil
	}); err != nil {
		return nil, err
	}
	var out []Row
	for _, t := range targets {
		for y := Start.Year(); y < 2100; y++ {
			want, ok := t.want[y]
			if !ok {
				continue
			}
			r := Row{Measure: t.measure, Year: y, Target: want, Got: c.n[key{t.measure, y}], Share: t.share, Source: t.source, Tolerance: t.room}
			if t.share {
				if of := c.n[key{t.measure + "/of", y}]; of > 0 {
					r.Got *= 100 / of
				}
			}
			switch {
			case r.Tolerance > 0:
			case t.share:
				r.Tolerance = 3
			default:
				r.Tolerance = max(want/10, 2*math.Sqrt(want))
			}
			out = append(out, r)
		}
	}
	return append(out, c.planted()...), nil
}

// planted are the differences by ethnicity that were planted, over all years: how much likelier an enquiry or no further work is than for White
// children. The difference in enquiries lies in the source.
func (c counts) planted() (out []Row) {
	for _, t := range []struct {
		what   string
		wanted [5]float64
		room   float64
	}{
		{"Enquiry after a referral by the police", life.EnquiryByPolice, 0.30},
		{"Enquiry after another referral", life.EnquiryBy, 0.22},
		{"No social work after the assessment", life.NotInNeedBy, 0.12},
	} {
		rate := func(g people.Group) float64 {
			return c.n[key{t.what + people.Groups[g], 0}] / c.n[key{t.what + people.Groups[g] + "/of", 0}]
		}
		for g := people.Mixed; g <= people.Other; g++ {
			out = append(out, Row{Measure: t.what + ": " + people.Groups[g] + " to White", Target: t.wanted[g], Got: rate(g) / rate(people.White), Tolerance: t.room, Source: "A"})
		}
	}
	return out
}

// Write prints the sheet as a table of Markdown.
func Write(w io.Writer, rows []Row) error {
	var b strings.Builder
	b.WriteString("| Measure | Year to 31 March | Target | Source | Got | Tolerance | |\n| --- | --- | ---: | --- | ---: | ---: | --- |\n")
	for _, r := range rows {
		unit, verdict := "", ""
		if r.Share {
			unit = " %"
		}
		if r.Off() {
			verdict = "off"
		}
		year := "all"
		if r.Year > 0 {
			year = fmt.Sprint(r.Year)
		}
		fmt.Fprintf(&b, "| %s | %s | %s%s | %s | %s%s | ±%s | %s |\n", r.Measure, year, short(r.Target), unit, r.Source, short(r.Got), unit, short(r.Tolerance), verdict)
	}
	_, err := io.WriteString(w, b.String())
	return err
}

func short(f float64) string {
	if f < 5 && f > 0 {
		return strings.TrimRight(strings.TrimRight(fmt.Sprintf("%.2f", f), "0"), ".")
	}
	return strings.TrimSuffix(fmt.Sprintf("%.1f", f), ".0")
}

type key struct {
	what string
	year int
}

// counts are what calibration counts, over all children.
type counts struct{ n map[key]float64 }

func (c counts) add(what string, on day.Day) { c.n[key{what, day.FinancialYearEnding(on)}]++ }

// share counts one of a whole, and whether it is in the part.
func (c counts) share(what string, on day.Day, in bool) {
	c.add(what+"/of", on)
	if in {
		c.add(what, on)
	}
}

var working = clock.Standard().Calendars().Working(workday.EW)

func (c counts) call(s story.Story) {
	for _, x := range story.All[record.Consultation](s) {
		on := day.In(x.Body.At)
		c.add(calledLine, on)
		c.share(calledOfChild, on, x.Body.Child != "" || len(x.Body.Named) > 0)
	}
}

// supervised holds each supervision of a worker in a case against the one before.
func (c counts) supervised(s story.Story) {
	last := map[string]day.Day{}
	for _, x := range story.All[record.Supervision](s) {
		before, on := last[x.Body.Worker], x.Body.Date
		last[x.Body.Worker] = on
		if gap := on.Sub(before); !before.IsZero() && gap > 0 && gap < 70 {
			c.share(supervisedFour, on, gap <= 28)
		}
	}
}

func (c counts) child(s story.Story) {
	who, _ := story.First[record.Child](s)
	const contacts = "Contacts about children, those that became referrals among them"
	for _, x := range story.All[record.ChildContact](s) {
		c.add(contacts, x.Body.Date)
	}
	var last day.Day
	years := map[int]bool{}
	type need struct{ from, to day.Day }
	var needs []need
	for _, r := range story.All[record.Referral](s) {
		on := r.Body.Date
		c.add("Referrals in the year", on)
		c.add(contacts, on)
		if y := day.FinancialYearEnding(on); !years[y] {
			years[y] = true
			c.add("Children referred", on)
		}
		c.share("Re-referred within 12 months", on, !last.IsZero() && on.Sub(last) <= 365)
		last = on
		c.share("Referrals with no further action", on, r.Body.NFA)
		c.share("Referrals from the police", on, r.Body.Source == "6")
		c.share("Referrals from schools", on, r.Body.Source == "2A")
		none := r.Body.Closure == "RC8" || r.Body.Closure == "RC9"
		for _, a := range story.All[record.Assessment](s) {
			if a.Body.Referral == r.ID && !a.Body.Authorised.IsZero() {
				c.add("Assessments completed (0.93 of referrals)", a.Body.Authorised)
				c.share("Assessments within 45 working days", a.Body.Authorised, working.Between(on, a.Body.Authorised) <= 45)
				none = none || a.Body.Outcome == "no_further_action" || a.Body.Outcome == "early_help"
			}
		}
		c.share("Assessed and not in need, of referrals", on, none)
		c.plant(s, who.Body.Ethnicity, r, none)
		if !r.Body.NFA && !none {
			c.add("Episodes of need started", on)
			needs = append(needs, need{on, r.Body.Closed})
			if !r.Body.Closed.IsZero() {
				c.add("Episodes of need ended", r.Body.Closed)
			}
		}
	}
	for _, q := range story.All[record.S47Enquiry](s) {
		c.add("Section 47 enquiries", q.Body.Started)
	}
	for _, x := range story.All[record.InitialCPConference](s) {
		if x.Body.Date.IsZero() {
			continue
		}
		c.add("Initial conferences", x.Body.Date)
		c.share("Conferences within 15 working days", x.Body.Date, !x.Body.Date.After(x.Body.Target))
	}
	for _, p := range story.All[record.CPPlan](s) {
		c.add("Protection plans started", p.Body.Started)
		c.share("of those second or later", p.Body.Started, p.Body.Previous != nil && *p.Body.Previous > 0)
	}
	for _, p := range story.All[record.CarePeriod](s) {
		c.add("Came to be looked after", p.Body.Started)
		c.byAge("Came to be looked after: ", p.Body.Started, p.Body.Started.Age(who.Body.Birth))
		if !p.Body.Ended.IsZero() {
			c.add("Ceased to be looked after", p.Body.Ended)
		}
	}
	for y := range 12 {
		_, end := day.FinancialYear(Start.Year() + 1 + y)
		open := func(from, to day.Day) bool { return !from.After(end) && (to.IsZero() || to.After(end)) }
		for _, n := range needs {
			if open(n.from, n.to) {
				c.add("Children in need at 31 March", end)
				break
			}
		}
		for _, p := range story.All[record.CPPlan](s) {
			if open(p.Body.Started, p.Body.Ended) {
				c.add("Protection plans at 31 March", end)
			}
		}
		for _, p := range story.All[record.CarePeriod](s) {
			if open(p.Body.Started, p.Body.Ended) {
				c.lookedAfter(s, who.Body, end)
			}
		}
	}
}

// plant counts what was planted, of a referral that was assessed.
func (c counts) plant(s story.Story, ethnicity string, r record.Of[record.Referral], none bool) {
	g, known := people.GroupOf(ethnicity)
	if !known || r.Body.NFA || r.Body.Decision != "assessment" {
		return
	}
	enquired := false
	for _, q := range story.All[record.S47Enquiry](s) {
		enquired = enquired || q.Body.Referral == r.ID
	}
	what := "Enquiry after another referral"
	if r.Body.Source == "6" {
		what = "Enquiry after a referral by the police"
	}
	add := func(what string, in bool) {
		c.n[key{what + people.Groups[g] + "/of", 0}]++
		if in {
			c.n[key{what + people.Groups[g], 0}]++
		}
	}
	add(what, enquired)
	if !enquired {
		add("No social work after the assessment", none)
	}
}

func (c counts) lookedAfter(s story.Story, who record.Child, end day.Day) {
	c.add("Looked after at 31 March", end)
	g, known := people.GroupOf(who.Ethnicity)
	for i, name := range people.Groups {
		c.share("Looked after: "+name, end, known && int(g) == i)
	}
	alone := false
	for _, i := range story.All[record.ImmigrationStatus](s) {
		alone = alone || i.Body.Status == record.UASC
	}
	c.share("Looked after: unaccompanied", end, alone)
	c.byAge("Looked after: ", end, end.Age(who.Birth))
}

func (c counts) byAge(what string, on day.Day, age int) {
	for _, band := range []struct {
		name     string
		from, to int
	}{{"under 1", 0, 0}, {"1 to 4", 1, 4}, {"5 to 9", 5, 9}, {"10 to 15", 10, 15}, {"16 and over", 16, 99}} {
		c.share(what+band.name, on, band.from <= age && age <= band.to)
	}
}
