package draw

import (
	"math"
	"regexp"
	"testing"
	"time"

	"throughline/internal/day"
)

// The first draws of a stream are written down: a new version of Go, or of this package, must give the same borough.
func TestStreamIsFixed(t *testing.T) {
	s := Seed(1).Stream("child:1", "birth")
	got := [4]uint64{s.Uint64(), s.Uint64(), s.Uint64(), s.Uint64()}
	want := [4]uint64{0x4c9d21038cf244bb, 0x2824b2a026b8314d, 0x3510f710cddf4b95, 0xbf10b34ef4ee7afe}
	if got != want {
		t.Errorf("the first draws are %#v, and were %#v", got, want)
	}
}

func TestStreamsAreApart(t *testing.T) {
	seen := map[uint64]string{}
	for _, s := range []Seed{0, 1, 2, 1 << 63} {
		for _, who := range []string{"", "a", "ab", "child:1", "child:2"} {
			for _, purpose := range []string{"", "b", "c", "bc", "birth"} {
				first := s.Stream(who, purpose).Uint64()
				name := who + "/" + purpose
				if other, ok := seen[first]; ok {
					t.Errorf("%q and %q of seed %d begin with the same number", other, name, s)
				}
				seen[first] = name
			}
		}
	}
	if Seed(1).Under("a") == Seed(1).Under("b") || Seed(1).Under("a") == Seed(2).Under("a") {
		t.Error("seeds under a seed must differ")
	}
}

func TestID(t *testing.T) {
	at := time.Date(2025, 3, 31, 10, 0, 0, 0, time.UTC)
	id := Seed(1).ID(at, "child:1", "referral/0")
	if !regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`).MatchString(id) {
		t.Errorf("%s is not a UUID of version 7", id)
	}
	if later := Seed(1).ID(at.Add(time.Millisecond), "child:1", "referral/0"); later <= id {
		t.Errorf("%s of a later time does not sort after %s", later, id)
	}
	if Seed(1).ID(at, "child:1", "referral/1") == id || Seed(2).ID(at, "child:1", "referral/0") == id || Seed(1).ID(at, "child:1", "referral/0") != id {
		t.Error("an id must follow from seed and names, and from nothing else")
	}
}

// Means and shares of many draws stand where the distribution says, within four standard errors.
func TestDistributions(t *testing.T) {
	const n = 40000
	tests := map[string]struct {
		draw     func(*Stream) float64
		mean, sd float64 // of one draw
		whole    bool
		least    float64
	}{
		"float":           {func(s *Stream) float64 { return s.Float() }, 0.5, 0.289, false, 0},
		"int of ten":      {func(s *Stream) float64 { return float64(s.IntN(10)) }, 4.5, 2.873, true, 0},
		"poisson 3":       {func(s *Stream) float64 { return float64(s.Poisson(3)) }, 3, math.Sqrt(3), true, 0},
		"poisson 80":      {func(s *Stream) float64 { return float64(s.Poisson(80)) }, 80, math.Sqrt(80), true, 0},
		"geometric 1.7":   {func(s *Stream) float64 { return float64(s.Geometric(1.7)) }, 1.7, 1.1, true, 1},
		"normal":          {func(s *Stream) float64 { return s.Normal() }, 0, 1, false, math.Inf(-1)},
		"log normal":      {func(s *Stream) float64 { return s.LogNormal(60, 0.5) }, 60 * math.Exp(0.125), 36.3, false, 0},
		"exponential":     {func(s *Stream) float64 { return s.Exponential(7) }, 7, 7, false, 0},
		"gamma shape 0.6": {func(s *Stream) float64 { return s.Gamma(0.6, 2) }, 1.2, math.Sqrt(0.6) * 2, false, 0},
		"gamma shape 4":   {func(s *Stream) float64 { return s.Gamma(4, 1.5) }, 6, 3, false, 0},
		"log series 0.94": {func(s *Stream) float64 { return float64(s.LogSeries(0.94)) }, 5.568, 7.86, true, 1},
		"weighted":        {func(s *Stream) float64 { return float64(s.Weighted(1, 0, 3)) }, 1.5, 0.866, true, 0},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := Seed(7).Stream(name, "test")
			sum := 0.0
			for range n {
				x := tt.draw(s)
				if x < tt.least || math.IsNaN(x) || tt.whole && x != math.Trunc(x) {
					t.Fatalf("%v cannot be drawn", x)
				}
				sum += x
			}
			if got, room := sum/n, 4*tt.sd/math.Sqrt(n); math.Abs(got-tt.mean) > room {
				t.Errorf("the mean is %.4f, not %.4f within %.4f", got, tt.mean, room)
			}
		})
	}
}

func TestLogSeriesShare(t *testing.T) {
	s, ones := Seed(3).Stream("", "series"), 0
	for range 20000 {
		if s.LogSeries(0.94) == 1 {
			ones++
		}
	}
	if share := float64(ones) / 20000; math.Abs(share-0.334) > 0.014 { // -p/ln(1-p)
		t.Errorf("%.3f are ones; a third would be right", share)
	}
}

func TestEdges(t *testing.T) {
	s := Seed(1).Stream("", "edges")
	from := day.Must("2025-03-31")
	for range 200 {
		if s.Chance(0) || !s.Chance(1) || s.IntN(1) != 0 || s.IntN(0) != 0 || s.Poisson(0) != 0 || s.Geometric(1) != 1 || s.Weighted() != 0 || s.Weighted(0, 0, 5) != 2 {
			t.Fatal("an edge does not hold")
		}
		if d := s.Between(from, from.Add(3)); !d.Within(from, from.Add(3)) {
			t.Fatalf("%s is not in the four days from %s", d, from)
		}
		if s.Between(from, from.Add(-5)) != from {
			t.Fatal("days the wrong way round are the first of them")
		}
	}
}
