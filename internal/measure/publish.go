package measure

import (
	"fmt"
	"strings"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
)

// The shorthand of published values (DfE symbols).
const (
	Suppressed    = "c" // hidden to protect confidentiality
	NotApplicable = "z" // there was nothing to divide by
)

// Published is a figure as members and the public may see it. It holds no id of a record or a person.
type Published struct {
	ID, Title   string
	Numerator   string // "c" when hidden; empty for nothing to say
	Denominator string // empty for a plain number
	Value       string
	Unit        string
	Basis       string
	Period      Period
	AsAt        day.Day
	AsKnown     time.Time
	Hidden      bool   // suppressed
	Plain       string // the definition in plain words
	Definition  int    // its version
	Source      string
	Polarity    string
	Comparators []Comparator
}

// InUnit is a value with its unit, as a sentence says it: 46 days, £1505 a week. A plain number has none.
func InUnit(value, unit string) string {
	if unit == "number" || unit == "" {
		return value
	}
	if every, money := strings.CutPrefix(unit, "£"); money { // £ a week
		return "£" + value + every
	}
	return value + " " + unit
}

// Same says whether two publications show the same numbers.
func (p Published) Same(o Published) bool {
	return p.Numerator == o.Numerator && p.Denominator == o.Denominator && p.Value == o.Value
}

// Publish is the figure at the publishing boundary. It is the one place where numbers are suppressed (see suppress).
func Publish(r Result) Published {
	p := Published{
		ID: r.ID, Title: r.Title, Unit: r.Unit, Basis: r.Basis, Period: r.Period, AsAt: r.AsAt, AsKnown: r.AsKnown,
		Plain: r.Definition.Plain, Definition: r.Definition.Version, Source: r.Source, Polarity: r.Polarity, Comparators: r.Comparators,
	}
	p.show(r.share(), r.Numerator, r.Denominator)
	if r.share() && !p.Hidden && r.Value != "" {
		p.Value = r.Value // of a weighed share not that of the two numbers
	}
	if !r.share() && r.Shape != "" && r.Shape != string(aNumber) && !p.Hidden {
		if p.Value = r.Value; p.Value == "" { // a mean, a median, a ratio: not the number of what it is of
			p.Value = NotApplicable
		}
	}
	return p
}

// PublishFigure is Publish of a figure as it was stored when it was cited.
func PublishFigure(f record.Figure) (Published, error) {
	def, err := definitionOf(f)
	if err != nil {
		return Published{}, err
	}
	r := Result{
		ID: f.Measure, Title: f.Title, Unit: f.Unit, Basis: f.Basis, Period: Period{f.From, f.To}, AsAt: f.AsAt, AsKnown: f.AsKnown,
		Numerator: f.Numerator, Denominator: f.Denominator, Value: f.Value, Definition: def, Source: def.Source, Polarity: def.Polarity,
	}
	if k := counters[f.Measure]; k.form() != aShare && k.form() != aNumber { // of those two the unit says it
		r.Shape = string(k.form())
	}
	r.Comparators, _ = def.comparators(r.Period.Ending())
	return Publish(r), nil
}

func (p *Published) show(share bool, num, den int) {
	if p.Hidden = suppress(share, num, den); p.Hidden {
		p.Numerator, p.Value = Suppressed, Suppressed
		if share {
			p.Denominator = Suppressed
		}
		return
	}
	p.Numerator, p.Value = fmt.Sprint(num), fmt.Sprint(num)
	if share {
		p.Denominator, p.Value = fmt.Sprint(den), percentage(num, den)
		if den == 0 {
			p.Value = NotApplicable
		}
	}
}

// suppress says whether a figure is hidden: a count of 1 to 5 (the numerator, the rest of the denominator, or the denominator
// itself). Nothing of a hidden figure is shown, because any two of numerator, denominator and percentage give the third.
// Zero is shown. Source: specs/measures.md, DfE rounding and suppression; web-conventions 5.
func suppress(share bool, num, den int) bool {
	if !share {
		return small(num)
	}
	return small(num) || small(den-num) // and so whenever the denominator is small
}

func small(n int) bool { return n >= 1 && n <= 5 }

// PublishedPoint is a point of a published trend.
type PublishedPoint struct {
	Year Published
	Half *Published
}

// PublishTrend publishes a trend. Where a year and its first half are both shown, the second half can be worked out: a half
// year is hidden when that would give a count of 1 to 5 away.
func PublishTrend(points []Point) []PublishedPoint {
	out := make([]PublishedPoint, len(points))
	for i, pt := range points {
		out[i].Year = Publish(pt.Year)
		if pt.Half == nil {
			continue
		}
		h := Publish(*pt.Half)
		num, den := pt.Year.Numerator-pt.Half.Numerator, pt.Year.Denominator-pt.Half.Denominator
		if !h.Hidden && !out[i].Year.Hidden && suppress(pt.Year.share(), num, den) {
			h.Numerator, h.Value, h.Hidden = Suppressed, Suppressed, true
			if pt.Year.share() {
				h.Denominator = Suppressed
			}
		}
		out[i].Half = &h
	}
	return out
}
