package measure_test

import (
	"fmt"
	"path/filepath"
	"runtime"
	"testing"
	"time"
	"weak"

	"throughline/internal/day"
	"throughline/internal/house"
	"throughline/internal/measure"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/synth/borough"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
)

// A stream holds no story: memory does not grow with the number of children (issue 4, must show 7).
func TestStreamHoldsNoStory(t *testing.T) {
	s, err := measure.NewStream(measure.Query{Period: measure.Year(2024)}, day.Must("2024-03-31"))
	if err != nil {
		t.Fatal(err)
	}
	const many = 4000
	var scores []weak.Pointer[int]
	for i := range many / 50 {
		var some []story.Story
		for k := range 50 {
			child := fmt.Sprintf("child:%d", 50*i+k)
			score := &new([8]int)[0] // of its own block: small ones share one with texts that are held
			scores = append(scores, weak.Make(score))
			some = append(some, story.New(child, nil, []record.Record{
				{Meta: record.Meta{ID: child + "/score", Subject: child, Kind: "sdq_score"}, Body: record.SDQScore{Date: day.Must("2023-06-01"), Score: score}},
				{Meta: record.Meta{ID: child + "/referral", Subject: child, Kind: "referral"}, Body: record.Referral{Date: day.Must("2023-06-01")}},
			}))
		}
		s.Add(some...)
	}
	runtime.GC()
	held := 0
	for _, p := range scores {
		if p.Value() != nil {
			held++
		}
	}
	if held > many/20 {
		t.Errorf("of %d children the stream holds %d", many, held)
	}
	for _, r := range s.Results(time.Now()) {
		if r.ID == "FD-03" && r.Numerator != many {
			t.Errorf("%d referrals of %d", r.Numerator, many)
		}
	}
}

// TestStream: what is counted over stories as they come is what is counted from the database in which the same authority was recorded.
func TestStream(t *testing.T) {
	until := time.Date(2024, 9, 30, 18, 0, 0, 0, time.UTC)
	a, err := borough.New(borough.Options{Size: borough.Hamlet, Seed: 3, Until: until}, 0)
	if err != nil {
		t.Fatal(err)
	}
	cfg := house.Config{DB: filepath.Join(t.TempDir(), "hamlet.db"), Now: func() time.Time { return until }}
	if err := house.Create(cfg, "marshwick"); err != nil {
		t.Fatal(err)
	}
	h, err := house.Open(t.Context(), cfg)
	if err != nil {
		t.Fatal(err)
	}
	defer h.Close()
	if _, err := a.Load(t.Context(), h.Keeper, nil); err != nil {
		t.Fatal(err)
	}
	q := measure.Query{Period: measure.Year(2024), AsAt: day.In(until), Each: []string{"ethnicity", "team"}}
	want, err := measure.Figures(t.Context(), h.Desk, q)
	if err != nil {
		t.Fatal(err)
	}
	s, err := measure.NewStream(q, day.In(until))
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Stories(func(st story.Story) error { s.Add(st); return nil }); err != nil {
		t.Fatal(err)
	}
	got := s.Results(want[0].AsKnown)
	if len(got) != len(want) || len(got) < 100 {
		t.Fatalf("%d figures, from the database %d", len(got), len(want))
	}
	records := 0
	for i := range got {
		records += len(got[i].Records)
		if diff := cmp.Diff(want[i], got[i], cmpopts.EquateEmpty(), cmp.AllowUnexported(day.Day{}), cmpopts.IgnoreFields(measure.Result{}, "Definition")); diff != "" {
			t.Errorf("%s (-database +stream):\n%s", got[i].ID, diff)
		}
	}
	if records < 1000 {
		t.Errorf("only %d records behind all figures", records)
	}
	if _, err := measure.NewStream(q, day.In(until), "XX-99"); err == nil {
		t.Error("a measure that does not exist was begun")
	}
}
