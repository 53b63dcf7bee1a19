package care

import (
	"throughline/internal/day"
	"throughline/internal/synth/draw"
)

// Draw is somebody who comes into care on a day, as section 6 has them: age, sex, route and need fit together. Whoever draws children otherwise
// can make a Start of their own.
func Draw(s *draw.Stream, subject string, on day.Day) (Child, Start) {
	c := Child{Subject: subject, Sex: "F"}
	start := Start{On: on, HomePostcode: Home(s)}
	if s.Chance(startMale) {
		c.Sex = "M"
	}
	if s.Chance(startUASC) {
		start.Route, start.Need, start.HomePostcode = Asylum, "N8", ""
		c.Sex = "M"
		if s.Chance(0.08) {
			c.Sex = "F"
		}
		c.Born = born(s, on, []int{13, 15, 16, 17}[s.Weighted(6, 16, 33, 45)])
		return c, start
	}
	bands := [][2]int{{0, 0}, {1, 4}, {5, 9}, {10, 15}, {16, 17}}
	weights := append([]float64{}, startAges...)
	weights[3] -= 100 * startUASC * 0.22 // those who come alone are of 13 to 17
	weights[4] -= 100 * startUASC * 0.78
	band := bands[s.Weighted(weights...)]
	age := band[0] + s.IntN(band[1]-band[0]+1)
	if band[0] == 10 { // more of the older ones
		age = []int{10, 11, 12, 13, 14, 15}[s.Weighted(9, 11, 14, 18, 22, 26)]
	}
	if band[0] == 16 {
		age = 16 + s.Weighted(58, 42)
	}
	c.Born = born(s, on, age)
	if age == 0 && s.Chance(0.45) { // taken at birth or soon after
		c.Born = on.Add(-1 - s.IntN(20))
	}
	routes := routesYoung
	if age >= 16 {
		routes = routesOlder
	}
	start.Route = []Route{Section20, InterimOrder, PoliceProtection, EmergencyOrder, Remand}[s.Weighted(routes...)]
	if start.Route == Remand && age < 13 {
		start.Route = Section20
	}
	start.Need = []string{"N1", "N2", "N3", "N4", "N5", "N6", "N7", "N8"}[s.Weighted(needsOfStart...)]
	if start.Route == Remand {
		start.Need = "N6"
	}
	return c, start
}

// born is a day of birth of somebody who is of an age on a day, and not yet 18 for three weeks.
func born(s *draw.Stream, on day.Day, age int) day.Day {
	first, last := on.AddMonths(-12*(age+1)).Add(1), on.AddMonths(-12*age)
	if age == 17 {
		first = first.Add(21)
	}
	return s.Between(first, last)
}
