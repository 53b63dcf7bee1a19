package care

import (
	"fmt"
	"slices"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
)

// tellLeaver writes how a young person who left care was at each birthday from the 17th to the 21st. The return asks it of those who were looked
// after for 13 weeks since their 14th birthday, with a day of it since the 16th, and were not on the birthday (Children Act 1989 Sch 2 para 19B,
// s23A, s23C).
func (l *life) tellLeaver() {
	last := l.periods[len(l.periods)-1]
	if last.breaks || last.ceased == "E3" || last.ceased == "E11" || last.ceased == "E12" || !l.leaver() {
		return
	}
	l.tellPathway(last)
	l.tellAdviser(last)
	home := last.ceased == "E4A" || last.ceased == "E4B" || last.ceased == "E41" || last.ceased == "E13" || last.ceased[:2] == "E4"
	s := l.stream("leaver")
	for age := 17; age <= 21; age++ {
		on := l.child.birthday(age)
		if age <= 18 && !last.to.Before(on) { // 1007 and 1016 of the return's rules: whoever was in care on the birthday is asked about next year
			continue
		}
		b := record.CareLeaver{Year: day.FinancialYearEnding(on)}
		adult, touch := 0, inTouchYoung
		if age >= 19 {
			adult, touch = 1, inTouchAdult
		}
		b.InTouch = []string{"YES", "NO", "REFU", "NREQ"}[s.Weighted(touch...)]
		if back := s.Chance(0.5); age < 19 && home && back && on.Sub(last.to) > 183 {
			b.InTouch = "RHOM"
		}
		b.Activity, b.Accommodation = "0", "0"
		if b.InTouch == "YES" {
			b.Activity = []string{"F1", "F2", "P2", "F4", "F5", "P5"}[s.Weighted([][]float64{{1, 60, 10, 14, 8, 7}, {12, 33, 3, 12, 28, 12}}[adult]...)]
			if s.Chance(activityNot[adult]) {
				b.Activity = []string{"G4", "G5", "G6"}[s.Weighted(25, 65, 10)]
			}
			if old, ok := before2022[b.Activity]; ok && b.Year < 2022 {
				b.Activity = old
			}
			b.Accommodation = l.lodging(s.Float(), s.Float(), age, adult, last.ceased)
		}
		l.made(on.Add(7+s.IntN(40)), "Record how a care leaver is", fmt.Sprintf("leaver/%d", age), b)
	}
}

// tellPathway writes the pathway plan of a young person who will leave care or has left it, its reviews every half year until 21, and what they are
// entitled to (Care Leavers Regulations 2010; Children Act 1989 s23A to s24).
func (l *life) tellPathway(last *period) {
	s := l.stream("pathway")
	entitled := l.entitled()
	from := later(entitled, l.child.birthday(16)).Add(20 + s.IntN(80))
	body := record.PathwayPlan{Started: from}
	id := l.made(from, "Make a pathway plan", "pathway", body)
	adult := l.child.birthday(21)
	for on := from.Add(150 + s.IntN(45)); on.Before(adult); on = on.Add(150 + s.IntN(45)) {
		body.Reviews = append(slices.Clone(body.Reviews), on)
		l.changed(on, "Review a pathway plan", id, body)
	}
	if from.Before(adult) {
		body.Ended = adult
		l.changed(adult, "End a pathway plan", id, body)
	}
	eligible := func(name string, on day.Day, code string) {
		l.made(on, "Record what a care leaver is entitled to", "entitled/"+name, record.CareLeaver{Date: on, Eligibility: code})
	}
	if entitled.Before(last.to) {
		eligible("eligible", later(entitled, l.child.birthday(16)), "eligible")
	}
	if at18 := l.child.birthday(18); last.to.Before(at18) {
		code := "relevant"
		if permanent(last.ceased) != "" || last.ceased == "E4A" || last.ceased == "E4B" {
			code = "qualifying"
		}
		eligible("left", last.to.Add(1), code)
		if code == "relevant" {
			eligible("adult", at18, "former_relevant")
		}
	} else {
		eligible("adult", last.to.Add(1), "former_relevant")
	}
}

// tellAdviser writes the visits of the personal adviser from the time at which a young person leaves care, or turns 18, until 21: about every eight
// weeks (clock CL-08), a third of them late, and some to which nobody came.
func (l *life) tellAdviser(last *period) {
	s := l.stream("adviser")
	from, adult := later(last.to, l.child.birthday(18)), l.child.birthday(21)
	for n, on := 0, from.Add(7+s.IntN(14)); on.Before(adult); n, on = n+1, on.Add(42+s.IntN(24)) {
		if w := on.Weekday(); w == time.Saturday || w == time.Sunday {
			on = on.Add(2)
		}
		if !on.Before(adult) {
			return
		}
		v := record.Visit{Type: record.VisitLeavingCare, Date: on, Seen: record.Yes, Place: []string{"home", "community", "office", "video"}[s.Weighted(60, 20, 12, 8)], Worker: l.who(on)}
		if !s.Chance(0.9) {
			v.Seen, v.WhyNot = record.No, "The young person did not come."
		}
		l.made(on, "Record a visit", fmt.Sprintf("adviser/%d", n), v)
	}
}

// entitled is the day on which 13 weeks of care since the 14th birthday are over, with a day of it since the 16th.
func (l *life) entitled() day.Day {
	left := 91
	for _, p := range l.periods {
		from := later(p.from, l.child.birthday(14))
		if p.breaks || !from.Before(p.to) {
			continue
		}
		if days := p.to.Sub(from); days < left {
			left -= days
			continue
		}
		return from.Add(left)
	}
	return l.periods[len(l.periods)-1].to
}

// before2022 are the codes of training and employment before the return told the two apart.
var before2022 = map[string]string{"F4": "F3", "F5": "F3", "P4": "P3", "P5": "P3"}

// lodging is where a care leaver lives; suitable for most.
func (l *life) lodging(which, fit float64, age, adult int, ceased string) string {
	kinds := []string{"D", "E", "U", "B", "T", "K"}
	switch {
	case ceased == "E17" && which < 0.75:
		return "Z1"
	case ceased[:2] == "E4" && which < 0.8:
		return "B1"
	case age < 18:
		kinds = []string{"D", "D", "E", "B", "B", "K"}
	}
	kind := kinds[int(which*float64(len(kinds)))]
	if fit < suitable[adult] {
		return kind + "1"
	}
	return []string{kind + "2", "S2", "W2", "X2"}[int(fit*1000)%4]
}

// leaver says whether the periods make a care leaver.
func (l *life) leaver() bool {
	var care [2]int
	for _, p := range l.periods {
		if p.breaks {
			continue
		}
		for i, from := range []day.Day{l.child.birthday(14), l.child.birthday(16)} {
			if from = later(from, p.from); from.Before(p.to) {
				care[i] += p.to.Sub(from)
			}
		}
	}
	return care[0] >= 91 && care[1] >= 1
}
