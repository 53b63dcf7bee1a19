package measure

import (
	"strings"
	"testing"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
)

func TestCompare(t *testing.T) {
	t.Parallel()
	d := Compare(ByPopulation, White, []GroupCount{{White, 64, 8000}, {Black, 38, 1900}, {Mixed, 55, 4200}, {Other, 6, 900}, {Asian, 3, 5000}}, 20)
	row := map[string]DisparityRow{}
	for _, r := range d.Rows {
		row[r.Group] = r
	}
	if b := row[Black]; b.Words != "For every 10 children of the group White to whom this happened, it happened to 25 of the group Black, for the same number of children in each group. "+
		"The true figure is likely to be between 17 and 37." || !b.Finding || b.Caution || !b.Publishable || b.Gap < 119.9 || b.Gap > 120.1 {
		t.Errorf("%+v", b)
	}
	if b := row[Black]; b.Unknowns[0] >= b.Ratio.Value || b.Unknowns[1] <= b.Ratio.Value {
		t.Errorf("unknowns in the reference, then in the group: %v around %g", b.Unknowns, b.Ratio.Value)
	}
	if w := row[White]; w.Ratio.Known || !w.Others.Known || w.Words != "" {
		t.Errorf("the reference: %+v", w)
	}
	if o := row[Other]; !o.Caution || o.Finding || !o.Publishable {
		t.Errorf("6 events: %+v", o)
	}
	if a := row[Asian]; a.Publishable || !a.Caution {
		t.Errorf("3 events: %+v", a)
	}
	if d.Known != "89.2" || len(d.Cautions) != 2 || !strings.Contains(d.Cautions[1], "5 groups") {
		t.Errorf("%s %q", d.Known, d.Cautions)
	}
	s := Compare(ByStage, White, []GroupCount{{White, 64, 312}, {Black, 38, 120}}, 0)
	if r := s.Rows[1]; r.Ratio.Value < 1.54 || r.Ratio.Value > 1.55 || r.Interval.High > 100 || !strings.Contains(r.Words, "who had come as far") {
		t.Errorf("%+v", r)
	}
	if e := Compare(ByStage, White, nil, 0); len(e.Rows) != 0 || len(e.Cautions) != 0 {
		t.Errorf("nothing: %+v", e)
	}
}

// NOBT and REFU are not known, never Other; unborn children are in no rate.
func TestDisparityOfStories(t *testing.T) {
	t.Parallel()
	people := populations{{Vintage: "census 2021", Date: day.Must("2021-03-21"), Groups: []record.PopulationGroup{
		{To: 17, Ethnicity: "white", Count: 100}, {To: 17, Ethnicity: "black", Count: 50}, {To: 17, Ethnicity: "WBRI", Count: 60}}}}
	group := func(n int, keys ...string) Group { return Group{Keys: keys, Numerator: n} }
	r := Result{ID: "S47-02", Shape: string(aNumber), Period: Year(2024), Groups: []Group{
		group(3, White, "5 to 9"), group(4, White, "10 to 15"), group(9, Black, "5 to 9"), group(2, Black, "unborn"), group(5, notKnown, "5 to 9"), group(1, Other, "5 to 9")}}
	d, err := disparityOf(r, people, ByEthnicGroup)
	if err != nil {
		t.Fatal(err)
	}
	if len(d.Rows) != 2 || d.Rows[0].Events != 7 || d.Rows[1].Events != 9 || d.Rows[1].Base != 50 || d.Unknown != 5 || d.Vintage != "census 2021" || d.View != ByPopulation {
		t.Errorf("%+v", d)
	}
	codes := r
	codes.Groups = []Group{group(3, "White British", "5 to 9"), group(4, "declined to say", "10 to 15"), group(1, "not yet known (also unborn)", "5 to 9")}
	if d, err := disparityOf(codes, people, ByEthnicity); err != nil || d.Unknown != 5 || len(d.Rows) != 1 || d.Reference != "White British" {
		t.Errorf("%+v %v", d, err)
	}
	if _, err := disparityOf(r, nil, ByEthnicGroup); errs.Of(err) != errs.Invalid {
		t.Errorf("no population: %v", err)
	}
	r.Shape = string(aMean)
	if _, err := disparityOf(r, people, ByEthnicGroup); errs.Of(err) != errs.Invalid {
		t.Errorf("a mean: %v", err)
	}
	for _, s := range Stages {
		if k, ok := counters[s.Measure]; !ok || k.form() != aNumber && k.form() != aShare {
			t.Errorf("stage %s: %s", s.Name, s.Measure)
		}
	}
}
