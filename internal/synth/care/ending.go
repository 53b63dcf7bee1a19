package care

import (
	"fmt"

	"throughline/internal/day"
)

// guardiansSince is the day since which the return tells guardians who are relatives from others.
var guardiansSince = day.New(2018, 4, 1)

// ending draws why each period ended, as the last placement and the last legal status allow.
func (l *life) ending() {
	for _, p := range l.periods {
		s := l.stream(fmt.Sprintf("ending/%d", p.n))
		last := p.stays[len(p.stays)-1].place
		adult := p.to == l.child.birthday(18)
		pick := func(codes []string, weights []float64) string { return codes[s.Weighted(weights...)] }
		court := []string{"E4A", "E4B", "E13", "E3", "E41", "guardian"}
		switch {
		case p.ceased != "":
		case p.breaks:
			p.ceased = "E8"
		case p.adoption != nil && !p.adoption.adopted.IsZero():
			p.ceased = pick([]string{"E11", "E12"}, []float64{1 - consentWithheld, consentWithheld})
		case adult:
			switch {
			case last[0] == 'U' && s.Chance(stays):
				p.ceased = "E17"
			case last == "P1":
				p.ceased = "E4A"
			default:
				p.ceased = pick([]string{"E5", "E7", "E8", "E9"}, adultEnds)
			}
		case p.route == Remand:
			p.ceased = pick([]string{"E14", "E9", "E4A"}, remandEnds)
		case last == "P1":
			p.ceased = "E4A"
		case p.fate == short && !p.to.Before(l.child.birthday(16)):
			p.ceased = pick([]string{"E4A", "E4B", "E5", "E8"}, olderEnds)
		case p.fate == short:
			p.ceased = pick([]string{"E4A", "E4B", "E13", "E3"}, shortEnds)
		case p.fate == proceedings:
			p.ceased = pick(court, proceedingsEnds)
		default:
			p.ceased = pick(court, orderEnds)
		}
		if p.ceased == "guardian" {
			p.ceased = guardian(last, s.Weighted(friends...))
			if p.to.Before(guardiansSince) {
				p.ceased = map[string]string{"E45": "E43", "E46": "E43", "E47": "E44", "E48": "E44"}[p.ceased]
			}
		}
		if p.ceased == "E9" && p.to.Age(l.child.Born) < 12 {
			p.ceased = "E8"
		}
	}
}

// guardian is the code of a special guardianship order: to relatives who were the carers, or to others.
func guardian(last string, other int) string {
	switch {
	case last == "U1" || last == "U2" || last == "U3":
		return "E45"
	case last[0] == 'U' && other == 0:
		return "E46"
	case other == 2:
		return "E48"
	}
	return "E47"
}
