package measure

import (
	"context"
	"fmt"
	"math"
	"slices"
	"strings"

	"throughline/internal/command"
	"throughline/internal/db"
	"throughline/internal/errs"
)

// The two views of a disparity. They answer different questions and are never mixed (specs/disproportionality.md 3, guard 6).
const (
	ByPopulation = "population" // of the children who live here
	ByStage      = "stage"      // of those who had come as far as the stage before
)

// Disparity compares groups of children by one measure. A disparity is a prompt to look, not a finding about anybody.
type Disparity struct {
	Measure, Title string
	View           string // ByPopulation or ByStage
	By             string // ByEthnicity or ByEthnicGroup
	Reference      string // the group that each is compared with, besides all others
	Period         Period
	Vintage        string // of the population, in that view
	Unknown        int    // events whose group is not known
	Known          string // percentage of events whose group is known (DIS-04)
	Cautions       []string
	Rows           []DisparityRow
}

// DisparityRow is one group. Rates are per 10,000 children in the view by population, percentages in the view by stage.
type DisparityRow struct {
	Group        string
	Events, Base int
	Rate         float64
	Interval     Interval
	Ratio        Ratio // to the reference; of the reference itself not known
	Others       Ratio // to everybody not in the group
	Gap          float64
	Expected     Expected
	Unknowns     [2]float64 // the ratio to the reference with all unknown events in the reference, and with all in the group; 0 where not known
	Finding      bool       // the ratio to all others still differs from 1 when all groups are looked at together (Benjamini-Hochberg, 5%)
	Caution      bool       // few events or a wide interval: guard 1
	Publishable  bool       // guard 1: the ratio may be published
	Words        string     // two sentences for members
}

// GroupCount is the events and the base of one group.
type GroupCount struct {
	Group        string
	Events, Base int
}

// Compare works a disparity out from counts. Groups of which nothing is known are in unknown, never among them.
func Compare(view, reference string, groups []GroupCount, unknown int) Disparity {
	d := Disparity{View: view, Reference: reference, Unknown: unknown}
	var ref GroupCount
	events, base := 0, 0
	for _, g := range groups {
		events, base = events+g.Events, base+g.Base
		if g.Group == reference {
			ref = g
		}
	}
	d.Known = percentage(events, events+unknown)
	if events+unknown > 0 && 100*events < 95*(events+unknown) {
		d.Cautions = append(d.Cautions, "The group is known of only "+d.Known+"% of the events: compare with care.")
	}
	if len(groups) > 2 {
		d.Cautions = append(d.Cautions, fmt.Sprintf("%d groups are compared: by chance alone one in twenty would seem to differ.", len(groups)))
	}
	per := RateRatio
	if view == ByStage {
		per = ProportionRatio
	}
	var ps []float64
	for _, g := range groups {
		r := DisparityRow{Group: g.Group, Events: g.Events, Base: g.Base}
		refRate := 0.0
		if view == ByStage {
			r.Rate, refRate = 100*share(g.Events, g.Base), 100*share(ref.Events, ref.Base)
			r.Interval = ProportionInterval(g.Events, g.Base).scaled(100)
		} else {
			r.Rate, r.Interval = RateInterval(g.Events, g.Base)
			refRate, _ = RateInterval(ref.Events, ref.Base)
		}
		if g.Group != reference {
			r.Ratio = per(g.Events, g.Base, ref.Events, ref.Base)
			if r.Ratio.Known {
				r.Gap = r.Rate - refRate
				r.Unknowns = [2]float64{per(g.Events, g.Base, ref.Events+unknown, larger(view, ref, unknown)).Value, per(g.Events+unknown, larger(view, g, unknown), ref.Events, ref.Base).Value}
			}
		}
		r.Others = per(g.Events, g.Base, events-g.Events, base-g.Base)
		r.Expected = ExpectedEvents(g.Events, g.Base, events, base)
		r.Publishable = g.Events > 5 && r.Expected.Known && r.Expected.Events >= 5
		in := r.Ratio.Interval
		if g.Group == reference {
			in = r.Others.Interval
		}
		r.Caution = g.Events < 10 || in.Known && in.High/in.Low > 4
		r.Words = r.words(view, reference)
		ps = append(ps, r.Others.PValue())
		d.Rows = append(d.Rows, r)
	}
	for i, finding := range BenjaminiHochberg(ps, 0.05) {
		d.Rows[i].Finding = finding && d.Rows[i].Others.Known
	}
	return d
}

// larger is a base when unknown events are put into it: of a stage they were there before.
func larger(view string, g GroupCount, unknown int) int {
	if view == ByStage {
		return g.Base + unknown
	}
	return g.Base
}

func share(n, of int) float64 {
	if of == 0 {
		return 0
	}
	return float64(n) / float64(of)
}

func (r DisparityRow) words(view, reference string) string {
	if !r.Ratio.Known || r.Ratio.Value <= 0 {
		return ""
	}
	ten := func(x float64) string { return fmt.Sprintf("%.0f", math.Round(10*x)) }
	of := "for the same number of children in each group"
	if view == ByStage {
		of = "of the same number in each group who had come as far"
	}
	return fmt.Sprintf("For every 10 children of the group %s to whom this happened, it happened to %s of the group %s, %s. The true figure is likely to be between %s and %s.",
		reference, ten(r.Ratio.Value), r.Group, of, ten(r.Ratio.Interval.Low), ten(r.Ratio.Interval.High))
}

// Disproportion counts a measure by ethnicity (ByEthnicity) or by main group (ByEthnicGroup) and compares the groups: a number with the
// population of each group, a share stage by stage. Unborn children are left out. It is errs.Invalid for a figure that is neither, and where the
// population of the groups is not recorded.
func Disproportion(ctx context.Context, d *command.Desk, id string, q Query, by string) (Disparity, error) {
	if by != ByEthnicity && by != ByEthnicGroup {
		return Disparity{}, errs.Field("by", "Compare by %s or %s", ByEthnicity, ByEthnicGroup)
	}
	q.By, q.Each = []string{by, ByAge}, nil
	p, err := compute(ctx, d, q.AsKnown, ask{id, q})
	if err != nil {
		return Disparity{}, err
	}
	var people populations
	if err := d.Read(ctx, func(t *db.Tx) (err error) { people, err = populationsIn(t, d, q.AsKnown); return err }); err != nil {
		return Disparity{}, err
	}
	return disparityOf(p.results[0], people, by)
}

// disparityOf compares the groups of a result that is grouped by an ethnic dimension and by age.
func disparityOf(r Result, people populations, by string) (Disparity, error) {
	view := ByPopulation
	if r.share() {
		view = ByStage
	} else if r.Shape != string(aNumber) {
		return Disparity{}, errs.New(errs.Invalid, "%s is neither a number nor a share: its groups cannot be compared", r.ID)
	}
	counts, unknown := map[string]GroupCount{}, 0
	for _, g := range r.Groups {
		key := g.Keys[0]
		switch {
		case g.Keys[1] == "unborn":
		case key == notKnown || key == coded("ethnicity", "NOBT") || key == coded("ethnicity", "REFU"):
			unknown += g.Numerator
		default:
			c := counts[key]
			counts[key] = GroupCount{key, c.Events + g.Numerator, c.Base + g.Denominator}
		}
	}
	reference := White
	keys := map[string]string{} // group: as a population writes it
	if by == ByEthnicity {
		reference = coded("ethnicity", "WBRI")
		for code := range groupOf {
			keys[coded("ethnicity", code)] = code
		}
	} else {
		for _, g := range EthnicGroups {
			keys[g] = lower(g)
		}
	}
	vintage := ""
	var groups []GroupCount
	for name, code := range keys {
		c := counts[name]
		c.Group = name
		if view == ByPopulation {
			p, n, ok := people.For(r.Period.To, code)
			if !ok {
				continue
			}
			if vintage != "" && vintage != p.Vintage {
				return Disparity{}, errs.New(errs.Invalid, "The populations of the groups are of different vintages (%s, %s): they cannot be compared", vintage, p.Vintage)
			}
			vintage, c.Base = p.Vintage, n
		}
		if c.Base > 0 || c.Events > 0 {
			groups = append(groups, c)
		}
	}
	if view == ByPopulation && len(groups) == 0 {
		return Disparity{}, errs.New(errs.Invalid, "No population by ethnic group is recorded for %s: record one, or compare stage by stage", r.Period)
	}
	slices.SortFunc(groups, func(a, b GroupCount) int {
		if by == ByEthnicGroup {
			return slices.Index(EthnicGroups, a.Group) - slices.Index(EthnicGroups, b.Group)
		}
		return strings.Compare(a.Group, b.Group)
	})
	out := Compare(view, reference, groups, unknown)
	out.Measure, out.Title, out.By, out.Period, out.Vintage = r.ID, r.Title, by, r.Period, vintage
	return out, nil
}

// Stage is one step of the way from a contact to care, in the order of the journey: an event that happens to a child, and who of those of the step
// before.
type Stage struct{ Name, Measure string }

// Stages are the steps at which disproportionality is looked at (DIS-01): the measures that count them.
var Stages = []Stage{
	{"contact", "FD-01"}, {"referral", "FD-03n"}, {"assessment", "AS-01"}, {"no action after assessment", "AS-08"}, {"section 47 enquiry", "S47-02"},
	{"initial conference", "CP-01"}, {"protection plan", "CP-04"}, {"start of care", "CLA-02n"}, {"in care", "CLA-01n"}, {"care application", "LEG-03"},
}
