package borough_test

import (
	"testing"
	"time"

	"throughline/internal/day"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/synth/borough"
)

// A figure whose records a council has is not empty in a village: each of these was once, because nothing wrote its record.
func TestFiguresThatHaveRecordsAreFilled(t *testing.T) {
	until := time.Date(2026, 3, 31, 23, 0, 0, 0, time.UTC)
	s, err := measure.NewStream(measure.Query{Period: measure.Year(2026), AsAt: day.In(until)}, day.In(until), "FD-14", "FD-20", "CL-09", "WF-09", "WF-18", "MIS-09")
	if err != nil {
		t.Fatal(err)
	}
	allegations := 0
	if err := make1(t, borough.Options{Size: borough.Village, Seed: 1, Until: until}).Stories(func(st story.Story) error {
		s.Add(st)
		for _, l := range story.All[record.LADOReferral](st) {
			if allegations++; l.Body.Person == "" || l.Body.Job == "" || l.Body.Setting == "" || l.Body.Concern == "" || !l.Body.Born.Before(l.Body.Received.AddMonths(-12*18)) {
				t.Errorf("an allegation against nobody, nowhere or of nothing: %+v", l.Body)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	for _, r := range s.Results(until) {
		t.Logf("%s: %s, %d of %d, %d records", r.ID, r.Value, r.Numerator, r.Denominator, len(r.Records))
		if r.Numerator == 0 || r.Value == "" {
			t.Errorf("%s has no records: %d of %d", r.ID, r.Numerator, r.Denominator)
		}
	}
	if allegations == 0 {
		t.Error("nobody was alleged to have done anything")
	}
}
