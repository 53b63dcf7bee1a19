package annexa

import (
	"slices"
	"strconv"

	"throughline/internal/day"
)

// Columns of which several rules speak.
const (
	caseStatus = "Case status"
	planEnded  = "Child Protection Plan End Date"
	careCeased = "Date Ceased to be Looked After "
	signedOff  = "Continuous Assessment Date of Authorisation"
	familyID   = "Family identifier"
)

// across runs the rules about what lists say of each other. A rule that speaks of a list that the workbook has not finds nothing: that the
// list is missing is a finding of its own.
func (c *check) across() {
	c.persons()
	if c.has(6) {
		c.needed()
	}
	c.statuses()
	if c.has(7) {
		c.conferences()
	}
	if c.has(8, careCeased) {
		c.inCare()
	}
	if c.has(11, familyID) {
		c.families()
	}
}

// each gives the rows of a list that name a child.
func (c *check) each(number int, fn func(s *Sheet, e *Entry, child string)) {
	c.entries(number, func(s *Sheet, e *Entry) {
		if child := e.Fields[0].Text; child != "" {
			fn(s, e, child)
		}
	})
}

// differs finds a row against a rule about several lists.
func (c *check) differs(code string, s *Sheet, e *Entry, more ...string) {
	c.flag(code, s, e, rowFields(code), more...)
}

// stands says whether a list has a row of a child.
func (c *check) stands(number int, child string) bool { return len(c.by[number-1][child]) > 0 }

// open says whether a list has a row of a child without an end.
func (c *check) open(number int, child, end string) bool {
	return slices.ContainsFunc(c.by[number-1][child], func(e *Entry) bool {
		f := e.Field(Of(number), end)
		return f.Day.IsZero() && f.Trouble <= Respelt
	})
}

// still says whether a column of the end is soundly empty.
func still(e *Entry, s *Sheet, end string) bool {
	f := e.Field(s.List, end)
	return f.Trouble == Fine && f.Day.IsZero()
}

// lately says whether a day is within the six months that the lists of what happened cover.
func (c *check) lately(d day.Day) bool { return !c.on.IsZero() && d.Within(c.six, c.on) }

// needed: who has an open assessment, a plan or a time in care stands in the list of children in need, with a status that fits.
func (c *check) needed() {
	statusOf := func(child string) string {
		for _, e := range c.by[5][child] {
			return Key(e.Field(Of(6), caseStatus).Text)
		}
		return ""
	}
	c.each(4, func(s *Sheet, e *Entry, child string) {
		if still(e, s, signedOff) && !c.stands(6, child) {
			c.differs("X-assessment-need", s, e)
		}
	})
	c.each(7, func(s *Sheet, e *Entry, child string) {
		switch is := statusOf(child); {
		case !c.stands(6, child):
			c.differs("X-plan-need", s, e)
		case still(e, s, planEnded) && is != "" && is != protectionPlan && is != lookedAfterChild:
			c.differs("X-plan-status", s, e, "status", is)
		}
	})
	c.each(8, func(s *Sheet, e *Entry, child string) {
		switch is := statusOf(child); {
		case !c.stands(6, child):
			c.differs("X-care-need", s, e)
		case still(e, s, careCeased) && is != "" && is != lookedAfterChild:
			c.differs("X-care-status", s, e, "status", is)
		}
	})
}

// statuses: what the list of children in need says of a child is what the other lists say.
func (c *check) statuses() {
	referred := map[string]map[day.Day]bool{}
	c.each(3, func(s *Sheet, e *Entry, child string) {
		if referred[child] == nil {
			referred[child] = map[day.Day]bool{}
		}
		referred[child][e.Field(s.List, "Date of referral").Day] = true
	})
	c.each(6, func(s *Sheet, e *Entry, child string) {
		switch is := Key(e.Field(s.List, caseStatus).Text); {
		case is == protectionPlan && c.has(7, planEnded) && !c.open(7, child, planEnded):
			c.differs("X-status-plan", s, e)
		case is == lookedAfterChild && c.has(8, careCeased) && !c.open(8, child, careCeased):
			c.differs("X-status-care", s, e)
		case is == openAssessment && c.has(4, signedOff) && !c.open(4, child, signedOff):
			c.differs("X-status-assessment", s, e)
		}
		if began := e.Field(s.List, "CIN Start Date").Day; c.has(3) && c.lately(began) && !referred[child][began] {
			c.differs("X-start-referral", s, e)
		}
	})
}

// conferences: a conference that made a plan is followed by one. A plan of before the period may have ended before it: only a plan of the
// period must be there.
func (c *check) conferences() {
	const met = "Date of Initial Child Protection Conference"
	c.each(5, func(s *Sheet, e *Entry, child string) {
		made := Key(e.Field(s.List, "Did the Initial Child Protection Conference Result in a Child Protection Plan").Text) == "Yes"
		if held := e.Field(s.List, met); made && c.lately(held.Day) && !c.stands(7, child) {
			c.differs("X-result-plan", s, e, met, held.shown())
		}
	})
}

// inCare: an eligible care leaver, and a child who still waits for adoption, are looked after.
func (c *check) inCare() {
	c.each(9, func(s *Sheet, e *Entry, child string) {
		if Key(e.Field(s.List, "Eligibility Category").Text) == eligible && !c.open(8, child, careCeased) {
			c.differs("X-eligible-care", s, e)
		}
	})
	c.each(10, func(s *Sheet, e *Entry, child string) {
		waits := e.Field(s.List, "Date of Adoption Order ").Day.IsZero() && e.Field(s.List, "Date of Decision that Child Should No Longer be Placed for Adoption").Day.IsZero()
		if waits && !c.open(8, child, careCeased) {
			c.differs("X-adoption-care", s, e)
		}
	})
}

// families: the family with whom a child is placed is in the list of adopters.
func (c *check) families() {
	known := map[string]bool{}
	c.entries(11, func(s *Sheet, e *Entry) { known[e.Field(s.List, familyID).Text] = true })
	c.each(10, func(s *Sheet, e *Entry, child string) {
		if f := e.Field(s.List, familyID).Text; f != "" && !known[f] {
			c.differs("X-family", s, e)
		}
	})
}

// persons compares what is said of one child in several rows: every row with the first one that says it.
func (c *check) persons() {
	type told struct {
		text   string
		list   string
		number int
	}
	for _, h := range []struct{ code, header, what string }{
		{"X-person", "Date of Birth", "The date of birth"}, {"X-person", "Gender", "The gender"}, {"X-person", "Ethnicity", "The ethnicity"},
		{"X-disability", "Does the Child have a Disability", "The disability"},
	} {
		first := map[string]told{}
		for number := 1; number < Lists; number++ { // the last list is of adults
			if Of(number).Column(h.header) < 0 {
				continue
			}
			c.entries(number, func(s *Sheet, e *Entry) {
				f, child := e.Field(s.List, h.header), e.Fields[0].Text
				if child == "" || f.Trouble > Respelt || f.Blank() {
					return
				}
				was, again := first[child]
				switch {
				case !again:
					first[child] = told{f.String(), s.List.Sheet, e.Number}
				case was.text != f.String():
					c.flag(h.code, s, e, []string{h.header}, "What", h.what, "here", f.String(), "there", was.text, "other list", was.list, "other", strconv.Itoa(was.number))
				}
			})
		}
	}
}
