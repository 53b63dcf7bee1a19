package care_test

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/care"
	"throughline/internal/synth/draw"
)

// told is a life as its newest records have it, by kind.
type told struct {
	child      care.Child
	start      care.Start
	periods    []record.CarePeriod
	statuses   []record.LegalStatus
	placements []record.CLAPlacement
	missing    []record.Missing
	leaver     []record.CareLeaver
	health     []record.CLAHealth
	immunised  []record.CLAImmunisations
	sdq        []record.SDQScore
	misuse     []record.CLASubstanceMisuse
	convicted  []record.CLAConviction
}

func tell(t testing.TB, c care.Child, start care.Start, l care.Life) *told {
	out := &told{child: c, start: start}
	newestBody := map[string]record.Body{}
	var ids []string
	for _, e := range l.Events {
		for _, ch := range e.Changes {
			if _, ok := newestBody[ch.ID]; !ok {
				ids = append(ids, ch.ID)
			}
			newestBody[ch.ID] = ch.Body
		}
	}
	for _, id := range ids {
		switch b := newestBody[id].(type) {
		case record.CarePeriod:
			out.periods = append(out.periods, b)
		case record.LegalStatus:
			out.statuses = append(out.statuses, b)
		case record.CLAPlacement:
			out.placements = append(out.placements, b)
		case record.Missing:
			out.missing = append(out.missing, b)
		case record.CareLeaver:
			out.leaver = append(out.leaver, b)
		case record.CLAHealth:
			out.health = append(out.health, b)
		case record.CLAImmunisations:
			out.immunised = append(out.immunised, b)
		case record.SDQScore:
			out.sdq = append(out.sdq, b)
		case record.CLASubstanceMisuse:
			out.misuse = append(out.misuse, b)
		case record.CLAConviction:
			out.convicted = append(out.convicted, b)
		}
	}
	return out
}

// on is whether something runs on a day.
func on(d, from, to day.Day) bool { return !from.After(d) && (to.IsZero() || to.After(d)) }

// tally counts by name.
type tally map[string]float64

func (a tally) share(name string) float64 {
	sum := 0.0
	for _, n := range a {
		sum += n
	}
	return 100 * a[name] / sum
}

func band(age int) string {
	switch {
	case age < 1:
		return "<1"
	case age < 5:
		return "1-4"
	case age < 10:
		return "5-9"
	case age < 16:
		return "10-15"
	case age == 16:
		return "16"
	case age == 17:
		return "17"
	}
	return "18+"
}

// TestCalibration holds what is drawn against section 6 to 8 of specs/synthetic-borough.md: Hackney at 31 March 2025, or as the row says.
func TestCalibration(t *testing.T) {
	t.Parallel()
	const perYear, first, last, measured = 160, 1996, 2027, 10
	seed := draw.Seed(5)
	var all []*told
	for year := first; year <= last; year++ {
		from, to := day.FinancialYear(year)
		for n := range perYear {
			subject := fmt.Sprintf("child:cal-%d-%d", year, n)
			s := seed.Stream(subject, "calibration")
			c, start := care.Draw(s, subject, s.Between(from, to))
			all = append(all, tell(t, c, start, care.Live(seed, c, start, day.Must("2050-01-01"))))
		}
	}
	stock, started, ceasedAge, ceasedWhy, law, place, provider, where, need, asylum := 0.0, 0.0, tally{}, tally{}, tally{}, tally{}, tally{}, tally{}, tally{}, tally{}
	ageStock, ageStart, route := tally{}, tally{}, tally{}
	three, begun, ended, short, kin, again, ceased, changes := 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, tally{}
	inYear, gone, spells := 0.0, 0.0, 0.0
	for year := last - measured + 1; year <= last; year++ {
		from, to := day.FinancialYear(year)
		for _, l := range all {
			looked := false
			for i, p := range l.periods {
				if p.Started.Within(from, to) {
					started++
					a := band(p.Started.Age(l.child.Born))
					if a == "17" {
						a = "16"
					}
					ageStart[a]++
					if i == 0 {
						route[l.start.Route.String()]++
					}
				}
				if p.Ended.Within(from, to) {
					ceased++
					if len(l.periods) > 1 && i > 0 {
						again++
					}
					ceasedWhy[p.Ceased]++
					ceasedAge[band(p.Ended.Age(l.child.Born))]++
				}
				looked = looked || !p.Started.After(to) && !p.Ended.Before(from)
				if !on(to, p.Started, p.Ended) {
					continue
				}
				stock++
				a := band(to.Age(l.child.Born))
				if a == "17" {
					a = "16"
				}
				ageStock[a]++
				need[p.Given[0].Need]++
				if l.start.Route == care.Asylum {
					asylum["yes"]++
				} else {
					asylum["no"]++
				}
				best := ""
				for _, s := range l.statuses {
					if on(to, s.From, s.To) && (best == "" || s.Status == "E1") {
						best = s.Status
					}
				}
				law[best]++
				n := 0
				for _, pl := range l.placements {
					if pl.Type[0] == 'T' {
						continue
					}
					if !pl.From.After(to) && (pl.To.IsZero() || !pl.To.Before(from)) && !pl.SameCarer {
						n++
					}
					if !on(to, pl.From, pl.To) {
						continue
					}
					place[kind(pl.Type)]++
					provider[pl.Provider]++
					if pl.Type == "U1" || pl.Type == "U3" {
						kin++
					}
					at, ok := care.Locate(pl.Postcode)
					home, okHome := care.Locate(l.start.HomePostcode)
					if !okHome {
						home, _ = care.Locate("ZQ4 5AA")
					}
					if !ok {
						t.Fatalf("%q", pl.Postcode)
					}
					miles := math.Hypot(float64(at.East-home.East), float64(at.North-home.North)) / 1609.3
					switch {
					case at.Council == care.Authority:
						where["inside"]++
					default:
						where["outside"]++
					}
					if miles > 20 {
						where["over 20"]++
					}
				}
				if n >= 3 {
					three++
				}
			}
			for _, pl := range l.placements {
				if pl.Type[0] == 'T' {
					continue
				}
				if pl.From.Within(from, to) {
					begun++
				}
				if pl.To.Within(from, to) {
					if pl.Change != "" {
						changes[pl.Change]++
					}
					ended++
					if pl.To.Sub(pl.From) <= 7 {
						short++
					}
				}
			}
			if looked {
				inYear++
				n := 0.0
				for _, m := range l.missing {
					if m.From.Within(from, to) {
						n++
					}
				}
				spells += n
				if n > 0 {
					gone++
				}
			}
		}
	}
	var out strings.Builder
	row := func(name string, want, got, room float64) {
		mark := ""
		if math.Abs(got-want) > room {
			mark = "  <-- outside"
			t.Errorf("%s: %.2f, want %.2f within %.2f", name, got, want, room)
		}
		fmt.Fprintf(&out, "%-28s want %7.2f got %7.2f +-%5.2f%s\n", name, want, got, room, mark)
	}
	row("stock / ceased, years", 2.1, stock/ceased, 0.25)
	for _, r := range []struct {
		name  string
		of    tally
		codes string
		want  float64
		room  float64
	}{
		{"start <1", ageStart, "<1", 15, 3}, {"start 1-4", ageStart, "1-4", 8, 3}, {"start 5-9", ageStart, "5-9", 16, 3}, {"start 10-15", ageStart, "10-15", 29, 3}, {"start 16+", ageStart, "16", 32, 3},
		{"route S20 and asylum", route, "section 20,asylum", 52, 4}, {"route ICO", route, "interim care order", 24, 3}, {"route police", route, "police protection", 18, 3},
		{"stock <1", ageStock, "<1", 5, 3}, {"stock 1-4", ageStock, "1-4", 10, 3}, {"stock 5-9", ageStock, "5-9", 16, 3}, {"stock 10-15", ageStock, "10-15", 38, 4}, {"stock 16+", ageStock, "16", 33, 4},
		{"stock asylum", asylum, "yes", 7, 2}, {"need N1", need, "N1", 54, 4}, {"need N8", need, "N8", 9, 4},
		{"law C2", law, "C2", 59, 4}, {"law C1", law, "C1", 18, 4}, {"law E1", law, "E1", 4, 2}, {"law V2", law, "V2", 17, 4},
		{"place foster", place, "foster", 74, 3}, {"place homes", place, "homes", 8, 3}, {"place supported", place, "supported", 9, 3}, {"place parents", place, "parents", 3, 2}, {"place adoption", place, "adoption", 1.5, 2}, {"place other res", place, "other", 3, 2},
		{"provider own", provider, "PR1", 42, 4}, {"provider private", provider, "PR4", 46, 4}, {"provider voluntary", provider, "PR5", 4, 3},
		{"ceased <1", ceasedAge, "<1", 5, 3}, {"ceased 1-4", ceasedAge, "1-4", 16, 3}, {"ceased 5-9", ceasedAge, "5-9", 13, 3}, {"ceased 10-15", ceasedAge, "10-15", 11, 3}, {"ceased 16", ceasedAge, "16", 8, 3}, {"ceased 17", ceasedAge, "17", 4, 3}, {"ceased 18", ceasedAge, "18+", 43, 4},
		{"home planned", ceasedWhy, "E4A", 18, 3}, {"home unplanned", ceasedWhy, "E4B", 8, 3}, {"relatives", ceasedWhy, "E13", 4, 2}, {"SGO", ceasedWhy, "E43,E44,E45,E46,E47,E48", 18, 4}, {"CAO", ceasedWhy, "E41", 3, 2}, {"adopted", ceasedWhy, "E11,E12", 6, 3},
		{"18+ stays", ceasedWhy, "E17", 14, 4}, {"independent", ceasedWhy, "E5,E6", 23, 4}, {"other", ceasedWhy, "E3,E7,E8,E9,E14,E16", 6, 3},
		{"status only", changes, "PLACE", 6, 3}, {"care plan", changes, "CARPL", 63, 5}, {"behaviour", changes, "CREQB", 19, 4},
	} {
		sum := 0.0
		for _, c := range strings.Split(r.codes, ",") {
			sum += r.of.share(c)
		}
		row(r.name, r.want, sum, r.room)
	}
	row("inside %", 28, 100*where["inside"]/stock, 4)
	row("over 20 miles %", 9, 100*where["over 20"]/stock, 3)
	row("3+ placements %", 14, 100*three/stock, 2)
	// Published 1.09, of a stock that fell, with 0.38 starts for each child in it; care of 2.1 years in a steady authority makes it 0.46.
	row("placements / stock", 1.17, begun/stock, 0.12)
	row("ended within 7 days %", 10, 100*short/ended, 4)
	row("kin of foster %", 18, 100*kin/place["foster"], 4)
	row("second period %", 7, 100*again/ceased, 2.5)
	row("missing of in care %", 14, 100*gone/inYear, 3)
	row("spells each", 5.57, spells/gone, 0.8)
	row("started a year", perYear*1.07, started/measured, 20)
	row("stock", 380, stock/measured, 2000)
	t.Log("\n" + out.String())
	_ = slices.Sort[[]string]
}

// kind is the group of a placement type in the published table.
func kind(place string) string {
	switch place {
	case "K1", "K2":
		return "homes"
	case "K3", "H5":
		return "supported"
	case "P1":
		return "parents"
	case "R1", "R2", "R3", "R5":
		return "other"
	case "S1":
		return "school"
	}
	if place[0] == 'A' {
		return "adoption"
	}
	return "foster"
}
