package care_test

import (
	"strings"
	"testing"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/care"
	"throughline/internal/synth/draw"
)

// TestStartValid: what cannot be is refused, what can be at the last moment is not.
func TestStartValid(t *testing.T) {
	t.Parallel()
	on := day.Must("2024-06-03")
	aged := func(years int) day.Day { return on.AddMonths(-12 * years) }
	child := func(born day.Day) care.Child { return care.Child{Subject: "child:a", Born: born, Sex: "M"} }
	tests := map[string]struct {
		child care.Child
		start care.Start
		why   string // "" = it can be
	}{
		"on the day of birth":          {child(on), care.Start{On: on, Route: care.PoliceProtection, HomePostcode: "ZQ1 1AA"}, ""},
		"before birth":                 {child(on.Add(1)), care.Start{On: on, HomePostcode: "ZQ1 1AA"}, "born"},
		"nobody":                       {care.Child{}, care.Start{On: on}, "born"},
		"two weeks before 18":          {child(aged(18).Add(14)), care.Start{On: on, HomePostcode: "ZQ1 1AA"}, "18"},
		"fifteen days before 18":       {child(aged(18).Add(15)), care.Start{On: on, HomePostcode: "ZQ1 1AA"}, ""},
		"interim order at 16":          {child(aged(16)), care.Start{On: on, Route: care.InterimOrder, HomePostcode: "ZQ1 1AA"}, "17"},
		"interim order the day before": {child(aged(16).Add(1)), care.Start{On: on, Route: care.InterimOrder, HomePostcode: "ZQ1 1AA"}, ""},
		"remand at 10":                 {child(aged(10)), care.Start{On: on, Route: care.Remand, HomePostcode: "ZQ1 1AA"}, "remand"},
		"alone at 11":                  {child(aged(11)), care.Start{On: on, Route: care.Asylum}, "asylum"},
		"alone at 12":                  {child(aged(12)), care.Start{On: on, Route: care.Asylum}, ""},
		"short breaks of a baby":       {child(aged(1)), care.Start{On: on, Route: care.ShortBreaks}, "short breaks"},
		"from nowhere":                 {child(aged(3)), care.Start{On: on}, "postcode"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			err := tt.start.Valid(tt.child)
			if (err == nil) != (tt.why == "") || err != nil && !strings.Contains(err.Error(), tt.why) {
				t.Fatalf("%v, want %q", err, tt.why)
			}
			if err == nil {
				for seed := range draw.Seed(60) {
					newest(t, care.Live(seed, tt.child, tt.start, day.Must("2050-01-01")))
				}
			}
		})
	}
}

// TestSiblings: brothers and sisters who come together go to one carer while they are young, and each has a life of their own.
func TestSiblings(t *testing.T) {
	t.Parallel()
	on, together, apart := day.Must("2022-05-03"), 0, 0
	for seed := range draw.Seed(80) {
		var first [2]record.CLAPlacement
		for i, subject := range []string{"child:a", "child:b"} {
			c := care.Child{Subject: subject, Born: on.AddMonths(-12 * (3 + 3*i)), Sex: "F"}
			l := tell(c, care.Start{}, care.Live(seed, c, care.Start{On: on, HomePostcode: "ZQ1 1AA", Family: "family:1"}, day.Must("2050-01-01")))
			first[i] = l.placements[0]
		}
		switch a, b := first[0], first[1]; {
		case a.Type != b.Type: // one of them with relatives
			apart++
		case a.Postcode == b.Postcode && a.URN == b.URN:
			together++
		default:
			t.Fatalf("seed %d: %+v and %+v", seed, a, b)
		}
	}
	if together < 40 {
		t.Errorf("%d together and %d apart", together, apart)
	}
}

// TestPeriods: what a life says of its periods is what its records say.
func TestPeriods(t *testing.T) {
	t.Parallel()
	again := 0
	for n := range 400 {
		c, start := drawn(51, n)
		until := day.Must("2026-01-15")
		if start.On.After(until) {
			continue
		}
		life := care.Live(51, c, start, until)
		l := tell(c, start, life)
		if len(life.Periods) != len(l.periods) {
			t.Fatalf("%d periods, %d records", len(life.Periods), len(l.periods))
		}
		if len(l.periods) > 1 {
			again++
		}
		for i, p := range life.Periods {
			if r := l.periods[i]; r.Started != p.From || r.Ended != p.Ended || r.Ceased != p.Ceased {
				t.Fatalf("%+v is recorded as %+v", p, r)
			}
		}
		if last := life.Periods[len(life.Periods)-1]; life.Ended() != last.Ended || life.Ceased() != last.Ceased {
			t.Fatalf("%+v", life.Periods)
		}
	}
	if again == 0 {
		t.Error("nobody came back")
	}
}

// TestPlaces: every provider lies somewhere, where its ring says; a home is nobody's office; a postcode of another country lies nowhere.
func TestPlaces(t *testing.T) {
	t.Parallel()
	offices, urns := map[string]bool{}, map[string]bool{}
	for _, p := range care.Market() {
		at, ok := care.Locate(p.Postcode)
		if !ok || urns[p.URN] || offices[p.Postcode] {
			t.Errorf("%+v lies at %+v, or is there twice", p, at)
		}
		urns[p.URN], offices[p.Postcode] = true, true
		if (p.Code == "PR1") != (at.Council == care.Authority) && p.Code != "PR4" && p.Code != "PR5" {
			t.Errorf("%+v is in %s", p, at.Council)
		}
	}
	s := draw.Seed(1).Stream("", "homes")
	for range 5000 {
		home := care.Home(s)
		if at, ok := care.Locate(home); !ok || at.Council != care.Authority || at.Postcode != home || offices[home] {
			t.Fatalf("%s: %+v", home, at)
		}
	}
	for _, no := range []string{"", "E8 1EA", "ZQ9 1AA", "ZQ1 0AA", "ZQ1 1AI", "ZQ1 1A", "ZQ1 1AAA"} {
		if at, ok := care.Locate(no); ok {
			t.Errorf("%q lies at %+v", no, at)
		}
	}
	if a, ok := care.Locate("zq11aa"); !ok || a.Postcode != "ZQ1 1AA" {
		t.Errorf("without a blank: %+v", a)
	}
}
