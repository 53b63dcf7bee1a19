package ssda903

var libertyOrder = spell{DoLo, DoLoDOLO_START, DoLoDOLO_END}

// libertyRules are about orders that deprive a child of liberty. The return has them since 2026-27.
var libertyRules = []rule{
	{
		code: "700", since: 2027, title: "DoLO start absent or malformed", flags: on(DoLo), fields: "DoLo.DOLO_START",
		message: "The deprivation-of-liberty order begins on {DoLo.DOLO_START}, which is not a date of the form DD/MM/YYYY.",
		mend:    "Give the day from which the order had effect as day, month and four-digit year.",
		check:   missingOrMalformed(DoLo, DoLoDOLO_START),
	},
	{
		code: "701", since: 2027, title: "DoLO end malformed", flags: on(DoLo), fields: "DoLo.DOLO_END",
		message: "The deprivation-of-liberty order ends on {DoLo.DOLO_END}, which is not a date of the form DD/MM/YYYY.",
		mend:    "Give the date as day, month and four-digit year, or leave it blank if the order was in force at the year end.",
		check:   malformed(DoLo, DoLoDOLO_END),
	},
	{
		code: "702", since: 2027, title: "DoLO ends before its start", flags: on(DoLo), fields: "DoLo.DOLO_START DoLo.DOLO_END",
		message: "The deprivation-of-liberty order ended on {DoLo.DOLO_END}, before it began on {DoLo.DOLO_START}.",
		mend:    "Correct whichever date is wrong.",
		differs: "The sector's checker also flags an order that began and ended on one day, which an urgent order may do.",
		check:   rows(DoLo, func(v *view, i int32) bool { return lt(v.DoLo.DOLO_END[i], v.DoLo.DOLO_START[i]) }),
		peer:    rows(DoLo, func(v *view, i int32) bool { return le(v.DoLo.DOLO_END[i], v.DoLo.DOLO_START[i]) }),
	},
	{
		code: "703", since: 2027, title: "DoLO starts after the year end", flags: on(DoLo), fields: "DoLo.DOLO_START",
		message: "The deprivation-of-liberty order began on {DoLo.DOLO_START}, after the year ended on {year.end}.",
		mend:    "Correct the date, or keep the order for next year's return.",
		check:   rows(DoLo, func(v *view, i int32) bool { return gt(v.DoLo.DOLO_START[i], v.end) }),
	},
	{
		code: "704", since: 2027, title: "DoLO ends outside the year", flags: on(DoLo), fields: "DoLo.DOLO_END",
		message: "The deprivation-of-liberty order ended on {DoLo.DOLO_END}, which is not in the year from {year.start} to {year.end}.",
		mend:    "Take out an order that ended before the year. If it ended after the year end, leave the end blank.",
		check:   rows(DoLo, libertyOrder.endsOutside),
	},
	{
		code: "705", since: 2027, title: "DoLOs overlap", flags: on(DoLo), fields: "DoLo.DOLO_START DoLo.DOLO_END",
		message: "This deprivation-of-liberty order began on {DoLo.DOLO_START}, when another for the same child, from {previous.DOLO_START} to {previous.DOLO_END}, had not ended.",
		mend:    "End the earlier order before this one begins, or make one row of an order that was extended.",
		differs: "The sector's checker puts orders in the sequence of their ends, an open one by its start, and holds each against the one before only.",
		check:   libertyOrder.overlap,
		peer:    libertyOrder.overlapAsPeer,
	},
	{
		code: "706", since: 2027, title: "Open DoLO of last year does not carry on", flags: on(DoLo, Episodes), tables: on(DoLo), last: on(DoLo),
		fields:  "DoLo.DOLO_START DoLo_last.DOLO_START DoLo_last.DOLO_END Episodes.CHILD",
		message: "Last year's return left a deprivation-of-liberty order open that began on {last.DOLO_START}; this year's return does not have it.",
		mend:    "Add that order with the day on which it ended; if its start was wrong last year, have that return corrected.",
		differs: "The sector's checker compares the texts of the dates, and puts what it finds on the rows of this year's file that have the numbers of last year's rows.",
		check:   libertyOrder.carriesOn,
		peer: func(v *view, h *hits) {
			d, l := &v.DoLo, &v.last.DoLo
			for j := range min(l.n, d.n) { // beyond this year's last row there is nothing to mark
				if !l.blank(DoLoDOLO_END, j) {
					continue
				}
				found := false
				for _, i := range d.of(l.kid[j]) {
					found = found || d.text(DoLoDOLO_START, i) == l.text(DoLoDOLO_START, j)
				}
				if !found {
					h.row(DoLo, j).beside("last", v.last.sheets[DoLo], j)
				}
			}
		},
	},
	{
		code: "707", since: 2027, title: "DoLO open or outside when care ended", flags: on(DoLo), tables: on(Episodes, DoLo),
		fields:  "DoLo.DOLO_START DoLo.DOLO_END Episodes.DECOM Episodes.DEC",
		message: "The deprivation-of-liberty order from {DoLo.DOLO_START} to {DoLo.DOLO_END} ends outside the child's care, or is still open although care has ended.",
		mend:    "End the order on the day on which care ended at the latest, or correct the episodes.",
		differs: "The sector's checker takes a malformed end of the order for an open one.",
		check:   libertyOrder.outsideCare(false),
		peer:    libertyOrder.outsideCare(true),
	},
	{
		code: "708", since: 2027, title: "DoLO before birth", flags: on(DoLo), fields: "DoLo.DOLO_START DoLo.DOB",
		message: "The deprivation-of-liberty order began on {DoLo.DOLO_START}, but the child was born on {DoLo.DOB}.",
		mend:    "Correct the start of the order or the date of birth.",
		check:   rows(DoLo, func(v *view, i int32) bool { return le(v.DoLo.DOLO_START[i], v.DoLo.DOB[i]) }),
	},
	{
		code: "709", since: 2027, query: true, title: "DoLO with an unexpected placement type", flags: on(DoLo, Episodes),
		fields:  "DoLo.DOLO_START DoLo.DOLO_END Episodes.PLACE",
		message: "During the deprivation-of-liberty order from {DoLo.DOLO_START} to {DoLo.DOLO_END} the child was in a placement of type {Episodes.PLACE}; such orders mostly go with K2, Z12 or Z13.",
		mend:    "Check the placement type and the dates of the order. If they are right, be ready to say so.",
		differs: "The sector's checker reads a column that no file has, so it never gives a result.",
		check:   duringOrder(func(place code) bool { return place != cK2 && place != cZ12 && place != cZ13 }),
		dead:    true,
	},
	{
		code: "710", since: 2027, title: "DoLO with a placement type that rules it out", flags: on(DoLo, Episodes),
		fields:  "DoLo.DOLO_START DoLo.DOLO_END Episodes.PLACE",
		message: "During the deprivation-of-liberty order from {DoLo.DOLO_START} to {DoLo.DOLO_END} the child was in a placement of type {Episodes.PLACE}, in which no such order is made.",
		mend:    "Correct the placement type or the dates of the order: secure homes (K1) and custody (R5) have powers of their own, parents (P1) and supported accommodation (K3) cannot lock a child in.",
		differs: "The sector's checker reads a column that no file has, so it never gives a result.",
		check:   duringOrder(func(place code) bool { return place == cK1 || place == cP1 || place == cR5 || place == cK3 }),
		dead:    true,
	},
}

// duringOrder flags orders with both dates and the episodes that they touch, when the placement is one of those that are asked for.
func duringOrder(wrong func(place code) bool) func(*view, *hits) {
	return func(v *view, h *hits) {
		e := &v.Episodes
		start, end := v.DoLo.lenient(DoLoDOLO_START), v.DoLo.lenient(DoLoDOLO_END)
		decom, dec := e.lenient(EpisodesDECOM), e.lenient(EpisodesDEC)
		joined(DoLo, Episodes, func(v *view, i, j int32) bool {
			return wrong(e.PLACE[j]) && (le(start[i], dec[j]) || !start[i].IsZero() && dec[j].IsZero()) && ge(end[i], decom[j])
		})(v, h)
	}
}
