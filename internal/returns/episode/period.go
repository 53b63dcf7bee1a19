package episode

import (
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Period is a period of care with everything that its episodes are cut from.
type Period struct {
	Care       record.Of[record.CarePeriod]
	Statuses   []record.Of[record.LegalStatus]
	Placements []record.Of[record.CLAPlacement]
	Kept       []record.Of[record.AsReturned] // cells of its episodes that no field can hold
}

// Episode is a row with the records that it was cut from: where a finding about it is mended.
type Episode struct {
	Row
	Period, Status, Placement string // ids
}

// Gap is a time of which no episode could be made.
type Gap struct {
	Record   string  // id of the period; of the legal status or placement when no period has it
	From, To day.Day // To is empty when it goes on
	Why      string
}

// Of gives all episodes of a child's story, in order, and what no episode could be made of.
func Of(s story.Story) ([]Episode, []Gap) {
	periods, gaps := Periods(s)
	var out []Episode
	for _, p := range periods {
		cut, missing := Cut(p)
		out = append(out, cut...)
		gaps = append(gaps, missing...)
	}
	slices.SortStableFunc(out, func(a, b Episode) int { return Compare(a.Row, b.Row) })
	return out, gaps
}

// Periods gives the periods of care of a story with what belongs to each, in order of their start. A legal status or placement that names no
// period belongs to the one that it lies in.
func Periods(s story.Story) ([]Period, []Gap) {
	var periods []Period
	for _, c := range story.All[record.CarePeriod](s) {
		periods = append(periods, Period{Care: c})
	}
	slices.SortStableFunc(periods, func(a, b Period) int { return a.Care.Body.Started.Compare(b.Care.Body.Started) })
	var gaps []Gap
	find := func(id, named, what string, from, to day.Day) *Period {
		for i := range periods {
			if periods[i].Care.ID == named {
				return &periods[i]
			}
		}
		if named == "" {
			for i := range slices.Backward(periods) {
				c := periods[i].Care.Body
				if overlap(from, to, c.Started, c.Ended) {
					return &periods[i]
				}
			}
		}
		gaps = append(gaps, Gap{Record: id, From: from, To: to, Why: "the " + what + " lies in no period of care"})
		return nil
	}
	for _, l := range story.All[record.LegalStatus](s) {
		if p := find(l.ID, l.Body.Period, "legal status", l.Body.From, l.Body.To); p != nil {
			p.Statuses = append(p.Statuses, l)
		}
	}
	for _, l := range story.All[record.CLAPlacement](s) {
		if p := find(l.ID, l.Body.Period, "placement", l.Body.From, l.Body.To); p != nil {
			p.Placements = append(p.Placements, l)
		}
	}
	for _, k := range story.All[record.AsReturned](s) {
		for i := range periods {
			if k.Body.Table == table && k.Body.Record != "" && periods[i].Care.ID == k.Body.Record {
				periods[i].Kept = append(periods[i].Kept, k)
			}
		}
	}
	return periods, gaps
}

// overlap says whether two times share a day; one that begins on the day on which the other ends shares none. A time of one day is that day.
func overlap(from, to, start, end day.Day) bool {
	ends := func(to, start day.Day) bool { return !to.IsZero() && to.Compare(start) <= 0 }
	if from == to && !from.IsZero() || start == end && !start.IsZero() {
		return from.Within(start, end) || start.Within(from, to)
	}
	return !ends(to, start) && !ends(end, from)
}

// rank says which of several legal statuses at once the return is told. A placement or freeing order suspends the care order under it
// (Adoption and Children Act 2002 s29(1)); what a court or the police decided goes before an agreement (Children Act 1989 s20). Among equals
// the one that began last goes first.
func rank(ls string) int {
	switch {
	case ls == "E1" || ls == "D1":
		return 3
	case ls == "":
		return 0
	case strings.HasPrefix(ls, "V"):
		return 1
	}
	return 2
}

// running is the place of what runs on a day in a list, -1 for nothing. better says whether b goes before a.
func running[T any](list []T, on day.Day, span func(T) (from, to day.Day), better func(a, b T) bool) int {
	best := -1
	for i, x := range list {
		from, to := span(x)
		if from.Compare(on) > 0 || !to.IsZero() && to.Compare(on) <= 0 {
			continue
		}
		if best < 0 || better(list[best], x) {
			best = i
		}
	}
	return best
}

func statusSpan(s record.Of[record.LegalStatus]) (from, to day.Day) { return s.Body.From, s.Body.To }
func placementSpan(p record.Of[record.CLAPlacement]) (from, to day.Day) {
	return p.Body.From, p.Body.To
}

func betterStatus(a, b record.Of[record.LegalStatus]) bool {
	if ra, rb := rank(a.Body.Status), rank(b.Body.Status); ra != rb {
		return rb > ra
	}
	return b.Body.From.Compare(a.Body.From) >= 0
}

// betterPlacement: a temporary stay goes before the placement that waits meanwhile.
func betterPlacement(a, b record.Of[record.CLAPlacement]) bool {
	if ta, tb := temporary(a.Body.Type), temporary(b.Body.Type); ta != tb {
		return tb
	}
	return b.Body.From.Compare(a.Body.From) >= 0
}
