package annexa

import (
	"strings"

	"throughline/internal/day"
	"throughline/internal/record"
	"throughline/internal/story"
)

// Adopter makes the rows of list 11 of one adult: everybody who has applied and is on the way, or whose way ended in the last twelve months with an
// order or by leaving. Who has only enquired is not in it.
func Adopter(s story.Story, on day.Day) (rows []Row) {
	adult, ok := story.First[record.Adult](s)
	if !ok {
		return nil
	}
	v := view{Around: Around{On: on}, s: s, twelve: on.AddMonths(-12), seen: map[string]bool{}}
	for _, p := range story.All[record.ProspectiveAdopter](s) {
		b := p.Body
		applied := first([]day.Day{b.Stage1, b.Applied, b.Stage2})
		if applied.IsZero() || !v.begun(applied) {
			continue
		}
		if ended := first([]day.Day{v.till(b.Ordered), v.till(b.Left)}); !ended.IsZero() && !v.touches(v.latest(b.Ordered, b.Left), v.twelve) {
			continue
		}
		r := &Row{List: 11, Subject: s.Subject, Record: p.ID, At: p.At, Cells: make([]Cell, len(Of(11).Columns))}
		r.text("Individual adopter identifier", adopterNumber(s, on))
		r.text("Family identifier", familyOf(b.Family))
		r.code("Gender", gender(record.Child{Sex: adult.Body.Sex}))
		ethnicity := adult.Body.Ethnicity
		if ethnicity == "" {
			ethnicity = "NOBT"
		}
		r.code("Ethnicity", ethnicity)
		switch b.Disability {
		case record.Yes:
			r.code("Disability", "Yes")
		case record.No:
			r.code("Disability", "No")
		}
		r.yes("Is the (prospective) adopter fostering for adoption?", b.FFA == record.Yes)
		for header, d := range map[string]day.Day{
			"Date enquiry received": b.Enquired, "Date Stage 1 started": b.Stage1, "Date Stage 1 ended": b.Stage1End, "Date Stage 2 started": b.Stage2, "Date Stage 2 ended": b.Stage2End,
			"Date adopter matched with child(ren)": b.Matched, "Date child/children placed with adopter(s)": b.Placed, "Date of Adoption Order": b.Ordered,
		} {
			r.day(header, v.till(d))
		}
		if b.Stage1.IsZero() && b.Stage2.IsZero() { // the process of one stage
			r.day("Date application submitted", v.till(b.Applied))
			r.day("Date application approved", v.till(b.Approved))
		}
		if b.Children != nil && v.begun(b.Placed) {
			r.number("No. of children placed", *b.Children)
		}
		if left := v.till(b.Left); !left.IsZero() {
			r.day("Date of leaving adoption process", left)
			r.code("Reason for leaving adoption process", b.LeftReason)
		}
		v.add(r)
	}
	return v.rows
}

// adopterNumber is the council's number of an adult, else that of the record here.
func adopterNumber(s story.Story, on day.Day) string {
	if n := numberOf(s, on); n != "" {
		return strings.TrimPrefix(n, record.AdultSubject+":")
	}
	return s.Subject
}
