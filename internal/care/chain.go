package care

import (
	"slices"

	"throughline/internal/day"
	"throughline/internal/errs"
)

// link is one legal status, or one placement, while it lasts. to is the day on which it ended, and the next may begin.
type link struct {
	id       string
	from, to day.Day
	left     string // of a placement: why it was left, a code of REASON_PLACE_CHANGE
}

// chain is what follows one another in one time of care: its legal statuses, or its placements. Nothing here makes a gap or an overlap where there
// was none.
type chain []link

// until is the day on which something new from a day would have to end: when what runs then ends, else when the next begins, else when care does.
func (c chain) until(on, ended day.Day) day.Day {
	to := ended
	for _, l := range c {
		if l.from.After(on) && l.from.CompareEnd(to) < 0 {
			to = l.from
		}
	}
	return to
}

// insert puts something new in from a day. What runs on that day ends then, and why it was left is why; why that was left until now is why the new one
// will be. It fails with errs.Fields when something begins on that day already.
func (c chain) insert(id string, on, ended day.Day, why string) (chain, error) {
	out := slices.Clone(c)
	n := link{id: id, from: on, to: c.until(on, ended)}
	for i, l := range out {
		switch {
		case l.from == on && l.to != on:
			return nil, errs.Field("from", "Something begins on %s already. Correct that instead", on.Long())
		case l.from.Compare(on) < 0 && (l.to.IsZero() || l.to.After(on)):
			n.left, n.to = l.left, sooner(n.to, l.to)
			out[i].to, out[i].left = on, why
		case l.to == on && l.from.Compare(on) < 0 && l.left == "":
			out[i].left = why
		}
	}
	return append(out, n), nil
}

func sooner(a, b day.Day) day.Day {
	if a.CompareEnd(b) <= 0 {
		return a
	}
	return b
}

func (c chain) find(id string) int {
	return slices.IndexFunc(c, func(l link) bool { return l.id == id })
}

// before is the place of what ended on the day on which a link began; -1 for none.
func (c chain) before(i int) int {
	return slices.IndexFunc(c, func(l link) bool { return !l.to.IsZero() && l.to == c[i].from && l.id != c[i].id })
}

// move lets a link begin on another day. What ended when it began ends on the new day, so that no gap and no overlap comes to be.
func (c chain) move(id string, on day.Day) (chain, error) {
	out, i := slices.Clone(c), c.find(id)
	if i < 0 || on == c[i].from {
		return out, nil
	}
	if end := c[i].to; !end.IsZero() && !on.Before(end) {
		return nil, errs.Field("from", "It ended on %s, so it must begin before that day. Take it out if it never was", end.Long())
	}
	if b := c.before(i); b >= 0 {
		if !c[b].from.IsZero() && !on.After(c[b].from) {
			return nil, errs.Field("from", "What was before it began on %s, so it must begin after that day. Take that out if it never was", c[b].from.Long())
		}
		out[b].to = on
	}
	out[i].from = on
	for j, l := range out { // where there was a gap before it, it may grow into the gap and no further
		if j != i && !overlapping(c[i], c[j]) && overlapping(out[i], l) {
			return nil, errs.Field("from", "Something else runs until %s: choose that day or a later one", l.to.Long())
		}
	}
	return out, nil
}

// remove takes a link out that never was. What was before it goes on until it ended, and was left for its reason.
func (c chain) remove(id string) (chain, error) {
	i := c.find(id)
	if i < 0 {
		return slices.Clone(c), nil
	}
	b := c.before(i)
	if b < 0 {
		return nil, errs.New(errs.Conflict, "Nothing was before this, so taking it out would leave a gap. Correct it instead. Nothing was changed")
	}
	out := slices.Clone(c)
	out[b].to, out[b].left = c[i].to, c[i].left
	return slices.Delete(out, i, i+1), nil
}

// bound moves the start and the end of care. What began with care begins on the new day; what ended with it, or has not ended, ends on the new one.
func (c chain) bound(was, now bounds) (chain, error) {
	out := slices.Clone(c)
	for i, l := range out {
		if !was.from.IsZero() && l.from == was.from {
			out[i].from = now.from
		}
		if l.to == was.to {
			out[i].to = now.to
		}
		n, oneDay := out[i], now.from == now.to
		switch {
		case n.from.After(now.to), n.from == now.to && !oneDay && !n.from.IsZero():
			return nil, errs.Field("ended", "A change is recorded for %s, which is not before that day. Take it out or correct it first", n.from.Long())
		case n.to.After(now.to):
			return nil, errs.Field("ended", "A change is recorded for %s, which is not before that day. Take it out or correct it first", n.to.Long())
		case n.from.Before(now.from), !n.to.IsZero() && n.from.Compare(n.to) >= 0 && !oneDay:
			return nil, errs.Field("started", "Something began or ended before care would begin, or on that day. Correct or take that out first")
		}
	}
	return out, nil
}

// bounds are the first and the last day of a time of care.
type bounds struct{ from, to day.Day }

func later(a, b day.Day) day.Day {
	if a.Compare(b) >= 0 {
		return a
	}
	return b
}

// overlapping says whether two links share a day; one that begins on the day on which the other ends shares none.
func overlapping(a, b link) bool {
	return (a.to.IsZero() || b.from.Compare(a.to) < 0) && (b.to.IsZero() || a.from.Compare(b.to) < 0)
}
