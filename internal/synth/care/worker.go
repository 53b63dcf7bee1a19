package care

import (
	"fmt"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/synth/draw"
)

// spell is a social worker's time with the child.
type spell struct {
	Worker
	from, to day.Day
}

// pool are social workers for a life that is given none.
func pool() []Worker {
	out := make([]Worker, 60)
	for i := range out {
		out[i] = Worker{fmt.Sprintf("worker:care-%02d", i+1), fmt.Sprintf("SW9%05d", 10007+37*i)}
	}
	return out
}

// employ draws the child's social workers: one after the other without a gap from before care begins until some weeks after it ended, and writes
// them down as the return has them.
func (l *life) employ() {
	list := l.start.Workers
	if len(list) == 0 {
		list = pool()
	}
	for n, p := range l.periods {
		s := l.stream(fmt.Sprintf("workers/%d", n))
		from := p.from
		if s.Chance(knownBefore) {
			from = from.Add(-10 - s.IntN(120))
		}
		if n > 0 && from.Before(l.workers[len(l.workers)-1].to) {
			from = l.workers[len(l.workers)-1].to
		}
		if from.Before(l.child.Born) {
			from = l.child.Born
		}
		until := p.to.Add(5 + s.IntN(30))
		if n+1 < len(l.periods) && until.After(l.periods[n+1].from) {
			until = l.periods[n+1].from
		}
		until = afterYearEnd(later(until, from.Add(10)))
		reason, last := "FCONTA", -1
		for {
			i := s.IntN(len(list))
			if i == last {
				i = (i + 1) % len(list)
			}
			last = i
			to := from.Add(20 + int(s.Exponential(workerDays)))
			if until.Sub(to) < 20 {
				to = until
			}
			sp := spell{list[i], from, to}
			l.workers = append(l.workers, sp)
			why := reason
			l.lasting(sp.from, sp.to, "Allocate a social worker", "End a social worker's time with a child", fmt.Sprintf("worker/%d", len(l.workers)-1), func(ended bool) record.Body {
				b := record.Involvement{Registration: sp.Registration, From: sp.from, Reason: why}
				if ended {
					b.To = sp.to
				}
				return b
			})
			if to == until {
				break
			}
			from, reason = to, workerReasons(s)
		}
	}
}

// afterYearEnd moves a day out of the last week of a return's year: a last worker who ends then would look like one who was not succeeded.
func afterYearEnd(d day.Day) day.Day {
	_, end := day.FinancialYear(day.FinancialYearEnding(d))
	if end.Sub(d) < 7 {
		return end.Add(4)
	}
	return d
}

func workerReasons(s *draw.Stream) string {
	return []string{"MANAGE", "LEFTRL", "ORGRST", "TSPROC", "ABSENC", "CHCHAN", "PCCHAN", "OTHERS"}[s.Weighted(20, 34, 8, 22, 5, 2, 2, 7)]
}

// who is the child's social worker on a day: who records what happens. Before the first it is the first, after the last the last.
func (l *life) who(on day.Day) string {
	for _, w := range l.workers {
		if on.Before(w.to) {
			return w.Subject
		}
	}
	return l.workers[len(l.workers)-1].Subject
}
