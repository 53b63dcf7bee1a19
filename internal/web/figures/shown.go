package figures

import (
	"fmt"
	"strconv"
	"strings"

	"throughline/internal/access"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/web/shell"
)

// shown is a figure as its reader may see it: exact for those whose work is inside, suppressed for members and scrutiny.
type shown struct {
	measure.Published
	Exact bool
	Shape string
	Rate  *measure.Rate // per 10,000 children, where the figure has one and it may be shown
	First bool          // the rate is what the comparators are of, whether there is one or not
	Note  string
}

// The shapes of figures, as measure.Result.Shape has them.
const (
	aShare  = "share"
	aMean   = "mean"
	aMedian = "median"
	aRatio  = "ratio"
	aChange = "change"
	aWeighs = "weighed"
)

func forReader(r *shell.Request, res measure.Result) shown {
	s := shown{Published: measure.Publish(res), Exact: access.ExactFigures(r.Actor), Shape: res.Shape, First: res.Headline, Note: res.Note}
	if s.Exact {
		s.Numerator, s.Value, s.Hidden = commas(res.Numerator), res.Value, false
		s.Denominator = ""
		if hasBase(res.Shape) {
			s.Denominator = commas(res.Denominator)
		}
	} else {
		s.outside(res)
	}
	if s.Hidden {
		s.Note = ""
	} else if res.Rate != nil && res.Rate.Value != "" {
		s.Rate = res.Rate
	}
	return s
}

// outside is a published figure with commas. What is no count and no share has the value that it was counted with; a small number below the line
// hides it too.
func (s *shown) outside(res measure.Result) {
	if s.Hidden || res.Shape == aShare || res.Shape == "" {
		s.Numerator, s.Denominator = grouped(s.Numerator), grouped(s.Denominator)
		return
	}
	s.Value, s.Numerator = res.Value, commas(res.Numerator)
	if hasBase(res.Shape) {
		below := measure.Publish(measure.Result{Shape: "number", Numerator: res.Denominator})
		s.Denominator = grouped(below.Numerator)
		if below.Hidden {
			s.Hidden, s.Value, s.Numerator = true, measure.Suppressed, measure.Suppressed
		}
	}
}

// grouped puts commas into what is a number.
func grouped(s string) string {
	if n, err := strconv.Atoi(s); err == nil {
		return commas(n)
	}
	return s
}

// hasBase says whether a figure has a number below the line.
func hasBase(shape string) bool {
	return shape == aShare || shape == aRatio || shape == aChange || shape == aWeighs
}

func commas(n int) string {
	s := strconv.Itoa(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return strings.Replace(s, "-", "−", 1)
}

// Words is the value as a sentence says it: 69.1% (2,350 of 3,400).
func (s shown) Words() string {
	switch {
	case s.Hidden:
		return "hidden, because the count is from 1 to 5 and people could be recognised"
	case s.Value == "" || s.Value == measure.NotApplicable:
		return "nothing to count in this period"
	case s.Unit == "%" && s.Shape == aChange:
		return fmt.Sprintf("%s%% (%s, before %s)", signed(s.Value), s.Numerator, s.Denominator)
	case s.Unit == "%" && s.Denominator != "":
		return fmt.Sprintf("%s%% (%s of %s)", s.Value, s.Numerator, s.Denominator)
	case s.Unit == "%":
		return s.Value + "%"
	case s.Shape == aRatio:
		return fmt.Sprintf("%s (%s to %s)", s.Value, s.Numerator, s.Denominator)
	case s.Shape == aMean || s.Shape == aMedian:
		return fmt.Sprintf("%s %s (%s of %s)", s.Value, s.Unit, s.Shape, s.Numerator)
	case s.Rate != nil && s.First:
		return fmt.Sprintf("%s per 10,000 children (%s)", s.Rate.Value, s.Numerator)
	case s.Rate != nil:
		return fmt.Sprintf("%s (%s per 10,000 children)", s.whole(), s.Rate.Value)
	}
	return s.whole()
}

// whole is a count with commas and its unit, where that is not a plain number.
func (s shown) whole() string {
	text := s.Value
	if n, err := strconv.Atoi(text); err == nil {
		text = commas(n)
	}
	return measure.InUnit(text, s.Unit)
}

func signed(value string) string {
	if strings.HasPrefix(value, "-") {
		return "−" + value[1:]
	}
	return "+" + value
}

// main is the value that a chart draws and comparators stand beside, and its unit.
func (s shown) main() (value float64, text, unit string, ok bool) {
	text, unit = s.Value, s.Unit
	if s.First && s.Rate != nil {
		text, unit = s.Rate.Value, "per 10,000"
	}
	value, err := strconv.ParseFloat(text, 64)
	if s.Hidden || err != nil {
		return 0, "", unit, false
	}
	if unit == "%" {
		text += "%"
	}
	return value, text, unit, true
}

// storedFor is a figure as it was stored when it was cited, as its reader may see it.
func storedFor(r *shell.Request, f record.Figure) (shown, error) {
	p, err := measure.PublishFigure(f)
	if err != nil || !access.ExactFigures(r.Actor) {
		return shown{Published: p}, err
	}
	p.Numerator, p.Value, p.Hidden = commas(f.Numerator), f.Value, false
	if f.Denominator > 0 {
		p.Denominator = commas(f.Denominator)
	}
	return shown{Published: p, Exact: true}, nil
}
