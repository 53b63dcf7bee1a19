package care

import (
	"fmt"
	"slices"
	"time"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/draw"
)

// tellReviews writes the reviews that were held: within 20 working days, then within three months, then within six (Care Planning Regulations
// 2010, reg 33), some of them late.
func (l *life) tellReviews(p *period) {
	s := l.stream(fmt.Sprintf("reviews/%d", p.n))
	on := p.from
	for n, within := range []int{26, 85} {
		due := on.Add(within)
		on = held(s, due)
		if !on.Before(p.to) {
			return
		}
		l.review(p, n, on, s)
	}
	for n := 2; ; n++ {
		on = held(s, on.Add(175))
		if !on.Before(p.to) {
			return
		}
		l.review(p, n, on, s)
	}
}

// held is when a review that is due is held: some days before, seldom some weeks after, on a weekday.
func held(s *draw.Stream, due day.Day) day.Day {
	on := due.Add(-s.IntN(9))
	if !s.Chance(reviewsInTime) {
		on = due.Add(8 + s.IntN(40))
	}
	for on.Weekday() == time.Saturday || on.Weekday() == time.Sunday {
		on = on.Add(-1)
	}
	return on
}

func (l *life) review(p *period, n int, on day.Day, s *draw.Stream) {
	code := "PN0"
	codes := []string{"PN1", "PN2", "PN3", "PN4", "PN5", "PN6", "PN7"}
	switch {
	case on.Before(l.child.birthday(4)):
	case on.Before(l.child.birthday(8)):
		code = codes[s.Weighted(22, 4, 14, 6, 14, 34, 6)]
	default:
		code = codes[s.Weighted(58, 3, 2, 5, 8, 18, 6)]
	}
	l.made(on, "Hold a review of a looked-after child", fmt.Sprintf("review/%d/%d", p.n, n), record.CLAReview{Date: on, Participation: code})
}

// still is a stretch of a period in which neither placement nor legal status changes.
type still struct {
	from, to day.Day
	place    string
}

// stills cuts a period at every change.
func (p *period) stills() []still {
	edges := []day.Day{p.from, p.to}
	for _, s := range p.statuses {
		edges = append(edges, s.from, s.to)
	}
	for _, st := range p.stays {
		edges = append(edges, st.from, st.to)
		for _, a := range st.away {
			edges = append(edges, a.from, a.to)
		}
	}
	slices.SortFunc(edges, day.Day.Compare)
	edges = slices.Compact(edges)
	var out []still
	for i := 1; i < len(edges); i++ {
		x := still{from: edges[i-1], to: edges[i]}
		for _, st := range p.stays {
			if st.from.Compare(x.from) <= 0 && x.from.Before(st.to) {
				x.place = st.place
				for _, a := range st.away {
					if a.from.Compare(x.from) <= 0 && x.from.Before(a.to) {
						x.place = a.place
					}
				}
			}
		}
		out = append(out, x)
	}
	return out
}

// tellMissing writes when the child was missing or away: years in which it happens, often several times, each inside one placement.
func (l *life) tellMissing(p *period) {
	s := l.stream(fmt.Sprintf("missing/%d", p.n))
	tens := l.child.birthday(10)
	type spell struct {
		kind      string
		out, back time.Time
	}
	var spells []spell
	stills := p.stills()
	for year := later(p.from, tens); year.Before(p.to); year = year.Add(365) {
		end := year.Add(365)
		if p.to.Before(end) {
			end = p.to
		}
		chance := missingYoung
		if l.child.group(year) == 4 {
			chance = missingOlder
		}
		if !s.Chance(chance * float64(min(365, end.Sub(year)+60)) / 365) {
			continue
		}
		for range s.LogSeries(missingSeries) {
			out := s.Between(year, end.Add(-1)).Start().Add(time.Duration(10*60+s.IntN(14*60)) * time.Minute) // between ten and midnight
			back := out.Add(time.Duration(s.LogNormal(missingHours, missingSigma)*60) * time.Minute).UTC()
			kind := "M"
			if s.Chance(awayShare) {
				kind = "A"
			}
			from, to := day.In(out), day.In(back)
			if slices.ContainsFunc(stills, func(x still) bool {
				return x.from.Before(from) && to.Before(x.to) && x.place != "T1" && x.place != "R5" && x.place != "K1"
			}) {
				spells = append(spells, spell{kind, out, back})
			}
		}
	}
	slices.SortStableFunc(spells, func(a, b spell) int { return a.out.Compare(b.out) })
	var before day.Day
	n := 0
	for _, m := range spells {
		from, to := day.In(m.out), day.In(m.back)
		if !before.IsZero() && !from.After(before) {
			continue
		}
		before = to
		name := fmt.Sprintf("%d/%d", p.n, n)
		id := l.lasting(from, to, "Report a child missing", "Report a missing child found", "missing/"+name, func(ended bool) record.Body {
			b := record.Missing{Type: m.kind, From: from}
			if ended {
				b.To, b.Returned = to, m.back
			}
			return b
		})
		l.interview(name, id, m.back)
		n++
	}
}

// tellLiberty writes orders of the High Court that restrict a child's liberty in a children's home.
func (l *life) tellLiberty(p *period) {
	s := l.stream(fmt.Sprintf("liberty/%d", p.n))
	for i, x := range p.stills() {
		if x.place != "K2" || x.from.Before(l.child.birthday(12)) || x.to.Sub(x.from) < 60 || !s.Chance(libertyOrdered) {
			continue
		}
		from := x.from.Add(3 + s.IntN(20))
		to := from.Add(28 + s.IntN(x.to.Sub(from)-30))
		l.lasting(from, to, "Record a deprivation of liberty order", "End a deprivation of liberty order", fmt.Sprintf("liberty/%d/%d", p.n, i), func(ended bool) record.Body {
			b := record.DeprivationOfLiberty{From: from}
			if ended {
				b.To = to
			}
			return b
		})
	}
}
