package measure

import (
	"fmt"
	"time"

	"throughline/internal/access"
	"throughline/internal/day"
	"throughline/internal/record"
)

// commissioning are the measures of placements that hold them against the register of providers or against their own past. Source: Ofsted; seed
// requirements S0 4.4 and SR-078; specs/measures.md.
var commissioning = map[string]counter{
	"CLA-35": {
		plain: "How many children were looked after at the end of the day, as a percentage of the most that there ever were at the end of a month.",
		shape: aWeighed, snapshot: true, back: atAnyTime, kinds: careKinds, class: access.Assessment,
		note: "The series begins with the first month in which a child is recorded as looked after; before the first return that was brought in it is not complete. Of groups, both numbers are of the children who were in the group when they were counted last.",
		join: &join{over: []string{record.ChildSubject}, pick: monthsInCare, count: peakOfCare},
	},
	"COM-07": {
		plain:    "Of the children looked after at the end of the day whose provider had been inspected by Ofsted, how many lived with one that was judged good or outstanding.",
		snapshot: true, kinds: append([]string{placementKind, kind[record.Provider]()}, careKinds...), class: access.Assessment,
		note: "The judgement is the one that stood on the day. Of a foster home it is the fostering agency's or service's. Children whose provider was never inspected are left out.",
		join: &join{over: []string{record.ChildSubject, record.ProviderSubject}, pick: placedWith, count: placedWithGood},
	},
}

// The parts of these figures.
const (
	inCareThen part = iota // for some months
	inCareToday
	aProvider
)

// monthOf numbers months.
func monthOf(d day.Day) int {
	year, month, _ := d.Date()
	return year*12 + int(month) - 1
}

// lastOf is the last day of a month.
func lastOf(month int) day.Day {
	return day.New(month/12, time.Month(month%12+1), 1).AddMonths(1).Add(-1)
}

// monthsInCare are the months at the end of which a child was looked after, together where one follows the other in the same period of care.
func monthsInCare(f *Facts, p span, give func(piece)) {
	if pd, ok := inCare(f, p.asAt); ok {
		today := counts(inCareToday, ofPeriod(f, pd, true, p.asAt))
		today.may.Value = 1
		give(today)
	}
	for i := range f.periods.All {
		pd := &f.periods.All[i]
		if pd.Body.Started.IsZero() {
			continue
		}
		last := p.asAt
		if !pd.Body.Ended.IsZero() && pd.Body.Ended.Before(last) {
			last = pd.Body.Ended
		}
		var run piece
		end := func() {
			if run.may != nil {
				run.may.On = lastOf(run.n)
				give(run)
			}
			run = piece{}
		}
		for m := monthOf(pd.Body.Started); !lastOf(m).After(last); m++ {
			in, ok := inCare(f, lastOf(m))
			if !ok || in.ID != pd.ID {
				end()
				continue
			}
			if run.may == nil {
				run = counts(inCareThen, ofPeriod(f, pd, false, lastOf(m)))
				run.may.Value, run.from = 1, lastOf(m)
			}
			run.n = m
		}
		end()
	}
}

// peakOfCare is CLA-35. Of two months with as many the first is the peak. The as-at day itself may be the peak: then both numbers are its own.
func peakOfCare(ps []piece, p span) (counted []piece, note string) {
	change := map[int]int{}
	first := monthOf(p.asAt)
	for _, c := range ofPart(ps, inCareThen) {
		from := monthOf(c.from)
		first = min(first, from)
		change[from]++
		change[c.n+1]--
	}
	today := ofPart(ps, inCareToday)
	most, peak, n := 0, 0, 0
	for m := first; m <= monthOf(p.asAt); m++ {
		if n += change[m]; n > most {
			most, peak = n, m
		}
	}
	if len(today) == 0 && most == 0 {
		return nil, ""
	}
	if len(today) > most {
		for _, c := range today {
			again := *c.may
			again.In = false
			then := c
			then.may = &again
			counted = append(counted, c, then)
		}
		return counted, "The day itself is the peak."
	}
	for _, c := range ofPart(ps, inCareThen) {
		if monthOf(c.from) <= peak && peak <= c.n {
			counted = append(counted, c)
		}
	}
	return append(today, counted...), fmt.Sprintf("The peak was %d on %s; the series begins in %s.", most, lastOf(peak).Long(), lastOf(first).Start().Format("January 2006"))
}

func placedWith(f *Facts, p span, give func(piece)) {
	for i := range f.providers.All {
		b := &f.providers.All[i].Body
		judged := b.JudgedOn(p.asAt)
		if b.URN == "" || judged == "" {
			continue
		}
		provider := tells(aProvider, f, f.providers.All[i].ID, b.URN)
		if judged == "good" || judged == "outstanding" {
			provider.n = 1
		}
		give(provider)
	}
	if record.SubjectType(f.Subject) != record.ChildSubject {
		return
	}
	if pd, ok := inCare(f, p.asAt); ok {
		if pl, ok := placementOn(f, pd, p.asAt); ok && pl.Body.URN != "" {
			c := one(f, pl.ID, false, p.asAt)
			c.Started, c.Ended = pl.Body.From, pl.Body.To
			give(counts(inCareToday, c, pl.Body.URN))
		}
	}
}

// placedWithGood is COM-07.
func placedWithGood(ps []piece, _ span) (counted []piece, note string) {
	judged := map[string]int{}
	for _, p := range ofPart(ps, aProvider) {
		judged[p.keys[0]] = p.n
	}
	for _, p := range ofPart(ps, inCareToday) {
		good, ok := judged[p.keys[0]]
		if !ok {
			continue
		}
		p.may.In = good == 1
		counted = append(counted, p)
	}
	return counted, ""
}
