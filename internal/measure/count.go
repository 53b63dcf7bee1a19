package measure

import (
	"maps"

	"throughline/internal/access"
	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/workday"
)

// Contribution is one record's part in a figure.
type Contribution struct {
	Record  string
	Subject string // whose story it is in
	In      bool   // in the numerator; every contribution that is not held is in the denominator
	Started day.Day
	Due     day.Day
	Ended   day.Day
	Held    string // why it could not be counted; it is in neither number then

	Value    int      // what a mean or a median is made of, in the counter's unit times its scale
	Bands    []string // the parts of a distribution that it is in; several where answers are several
	On       day.Day  // the day that age, team, placement and home are of; Ended when empty, else the as-at day
	Referral string   // the referral that it belongs to: where its team and its source are
	Of       string   // of a ratio: what is counted below the line, once each; the subject when empty
}

// span is what a measure is asked about: a period cut at the as-at day, and that day.
type span struct {
	Period
	asAt   day.Day
	book   *clock.Book
	limits map[string]func(day.Day) day.Day // time limits that were looked up, by clock; nil keeps none
}

// working is the calendar of working days.
func (p span) working() *workday.Calendar { return p.book.Calendars().Working(workday.EW) }

// shape is how a figure is made of its contributions.
type shape string

const (
	aNumber    shape = "number"       // those in the numerator
	aShare     shape = "share"        // of all, those in the numerator, as a percentage
	aMean      shape = "mean"         // of the values
	aMedian    shape = "median"       // of the values
	aRatio     shape = "ratio"        // those in the numerator for each thing below the line
	aSpread    shape = "distribution" // over bands: a number, and each band's number and percentage
	aTotal     shape = "total"        // of the values
	aWeighed   shape = "weighed"      // the values of those in the numerator as a percentage of the values of the others; divided by them when the unit is another
	anIndex    shape = "index"        // of each band: its share of those in the numerator over its share of the others
	aChange    shape = "change"       // those in the numerator less the others, as a percentage of the others: this period and an earlier one
	percent          = "%"
	number           = "number"
	perTenK          = "per 10,000"
	daysUnit         = "days"
	monthsUnit       = "months"
	weeksUnit        = "weeks"
	fteUnit          = "FTE"
	notStated        = "not stated"
)

// counter is a measure that is counted here.
type counter struct {
	plain    string   // the definition in plain words
	shape    shape    // how it is made up; a share unless given
	unit     string   // what the value is in; follows from the shape unless given
	scale    int      // of Value: 10 for tenths; 1 unless given
	bands    []string // the parts of a distribution in order, those too that nobody is in; others come after
	snapshot bool     // counted as it stood on the as-at day, else over the period
	weighted bool     // a share of the values, not of how many there are
	rate     bool     // also as a rate per 10,000 children of the population
	headline bool     // the rate is what the comparators are of
	years    int      // counted over so many years that end with the period; 1 unless given
	back     int      // for how many months before the period records are looked at that ended then; atAnyTime, however long ago; usuallyBack unless more
	of       string   // the measure that it is a second reading of
	title    string   // of a second reading: what it counts
	subject  string   // whose stories it is counted over: children unless given
	kinds    []string // the records it is a function of
	class    access.Class
	note     string
	count    func(*Facts, span) []Contribution
	join     *join    // instead of count: it is counted over several stories at once
	earlier  []former // how versions before the present one counted, the first first
}

func (k *counter) form() shape {
	if k.shape == "" {
		return aShare
	}
	return k.shape
}

func (k *counter) inUnit() string {
	switch {
	case k.unit != "":
		return k.unit
	case k.form() == aShare, k.form() == aChange, k.form() == aWeighed:
		return percent
	case k.form() == aRatio, k.form() == anIndex:
		return "ratio"
	}
	return number
}

func (k *counter) over() string {
	if k.subject == "" {
		return record.ChildSubject
	}
	return k.subject
}

// overAll are the types of subject whose stories it needs.
func (k *counter) overAll() []string {
	if k.join != nil {
		return k.join.over
	}
	return []string{k.over()}
}

// counters are the measures whose records exist, by id. It never changes.
var counters = gather(
	frontDoor, earlyHelp, assessments, need, section47, protection, visiting, legal, lookedAfter, reviewsInCare, missingChildren, healthInCare,
	careLeavers, adoption, education, quality, lado, youngCarers, clinicalService, workforce, consulting, families, caseloads, commissioning, costs, entitled, answering, rights,
)

func gather(areas ...map[string]counter) map[string]counter {
	all := map[string]counter{}
	for _, a := range areas {
		maps.Copy(all, a)
	}
	return all
}

// kind is a kind's name.
func kind[T record.Body]() string { var zero T; return zero.KindName() }

// one is a list of one contribution, in the numerator or not.
func one(f *Facts, id string, in bool, on day.Day) Contribution {
	return Contribution{Record: id, Subject: f.Subject, In: in, On: on}
}

// due sets the two dates of a clock that is counted in days.
func due(c *Contribution, clockID string, from day.Day, p span) clock.Deadline {
	def, err := p.book.Lookup(clockID)
	if err != nil {
		c.Held = "The time limit " + clockID + " is not known"
		return clock.Deadline{}
	}
	limit := p.book.Due(def, clock.On(from))
	if !limit.Fixed() {
		c.Held = "No due date can be counted from its referral"
	}
	c.Started, c.Due = from, limit.By.Day()
	return limit
}

// open says whether something that began and perhaps ended was open at the end of a day: what ended on the day was not.
func open(from, to, on day.Day) bool {
	return !from.After(on) && (to.IsZero() || to.After(on))
}

// band is the first band whose upper end is not passed; the last when all are.
func band(n int, upTo []int, names []string) string {
	for i, top := range upTo {
		if n <= top {
			return names[i]
		}
	}
	return names[len(names)-1]
}
