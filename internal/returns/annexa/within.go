package annexa

import (
	"strconv"
	"strings"

	"throughline/internal/day"
)

// within runs the rules about the rows of one list.
func (c *check) within() {
	c.keys()
	if !c.on.IsZero() {
		c.periods()
	}
	for code, from := range map[string][2]string{
		"L2-order":  {"Assessment start date", "Assessment completion date"},
		"L4-order":  {"Continuous Assessment Start Date", "Continuous Assessment Date of Authorisation"},
		"L5-order":  {"Strategy discussion initiating Section 47 Enquiry Start Date", "Date of Initial Child Protection Conference"},
		"L6-order":  {"CIN Start Date", "CIN Closure Date"},
		"L7-order":  {"Child Protection Plan Start Date", "Child Protection Plan End Date"},
		"L8-order":  {"Date Started to be Looked After", "Date Ceased to be Looked After "},
		"L8-placed": {"Date Started to be Looked After", "Start Date of Most Recent Placement"},
	} {
		c.entries(listOf(code), func(s *Sheet, e *Entry) {
			if e.Field(s.List, from[1]).Day.Before(e.Field(s.List, from[0]).Day) {
				c.flag(code, s, e, from[:])
			}
		})
	}
	for code, pair := range map[string][2]string{
		"L4-outcome":   {"Continuous Assessment Date of Authorisation", "Was the child assessed as requiring LA children’s social care support"},
		"L5-result":    {"Date of Initial Child Protection Conference", "Did the Initial Child Protection Conference Result in a Child Protection Plan"},
		"L6-closure":   {"CIN Closure Date", "Reason for Closure"},
		"L8-ceased":    {"Date Ceased to be Looked After ", "Reason Ceased to be Looked After"},
		"L9-suitable":  {"Type of Accommodation", "Suitability of Accommodation"},
		"L10-reversed": {"Date of Decision that Child Should No Longer be Placed for Adoption", "Reason Why Child No Longer Placed for Adoption"},
		"L11-left":     {"Date of leaving adoption process", "Reason for leaving adoption process"},
	} {
		c.entries(listOf(code), func(s *Sheet, e *Entry) {
			if f, ok := look(s, e, pair[:]...); ok && f[0].Blank() != f[1].Blank() {
				c.flag(code, s, e, pair[:])
			}
		})
	}
	c.counted(3, "L3-same", "L3-fewer", "Date of referral", []string{"Number of Referrals in Last 12 Months"})
	c.counted(5, "L5-same", "L5-fewer", "Strategy discussion initiating Section 47 Enquiry Start Date",
		[]string{"Number of Section 47 Enquiries in the last 12 months", "Number of ICPCs in the last 12 months"})
	c.single()
}

// listOf is the list in the code of a rule: L8-order is of list 8.
func listOf(code string) int {
	n, _, _ := strings.Cut(strings.TrimPrefix(code, "L"), "-")
	i, _ := strconv.Atoi(n) // codes are ours
	return i
}

// keys finds rows that say the same thing twice.
func (c *check) keys() {
	for i, s := range c.w.Sheets {
		if s == nil || s.Has == nil {
			continue
		}
		code, by := "L"+strconv.Itoa(i+1)+"-key", s.List.Key
		switch i + 1 {
		case 6, 7, 8, 9, 10:
			code, by = "L"+strconv.Itoa(i+1)+"-one", s.List.Key[:1]
		}
		first := map[string]int{}
		for j := range s.Entries {
			e := &s.Entries[j]
			if e.Fields[0].Text == "" {
				continue
			}
			r := e.Row(i + 1)
			key := ""
			for _, h := range by {
				key += r.Cell(h).String() + "\x00"
			}
			if n, twice := first[key]; twice {
				c.flag(code, s, e, by, "other", strconv.Itoa(n))
				continue
			}
			first[key] = e.Number
		}
	}
}

// periods finds rows that the list does not ask for any more.
func (c *check) periods() {
	extract := c.on.Time().Format("02/01/2006")
	for _, number := range []int{1, 2, 3, 4, 5, 6, 7, 8, 10, 11} {
		code := "L" + strconv.Itoa(number) + "-period"
		headers := rowFields(code)
		c.entries(number, func(s *Sheet, e *Entry) {
			at := func(i int) day.Day { return e.Field(s.List, headers[i]).Day }
			out := false
			switch number {
			case 5:
				// On which day it was decided that no conference is needed, no column says: after a year it cannot have been in the six months.
				unneeded := Key(e.Field(s.List, "Was an Initial Child Protection Conference deemed unnecessary?").Text) == "Yes"
				out = at(1).IsZero() && unneeded && at(0).Before(c.tw) || at(1).Before(c.six)
			case 10, 11:
				out = at(0).Before(c.tw) || at(0).IsZero() && at(1).Before(c.tw)
			default:
				out = at(len(headers) - 1).Before(c.six)
			}
			if out {
				c.flag(code, s, e, headers, "extract date", extract)
			}
		})
	}
}

// counted checks numbers that are of the child: the same in all its rows, and no fewer than the rows show.
func (c *check) counted(number int, same, fewer, date string, numbers []string) {
	s := c.w.Sheets[number-1]
	if s == nil || s.Has == nil {
		return
	}
	c.entries(number, func(s *Sheet, e *Entry) {
		id := e.Fields[0].Text
		rows := c.by[number-1][id]
		if id == "" || rows[0] == e {
			return
		}
		for _, h := range numbers {
			a, b := rows[0].Field(s.List, h), e.Field(s.List, h)
			if a.Number != nil && b.Number != nil && *a.Number != *b.Number {
				c.flag(same, s, e, numbers, "other", strconv.Itoa(rows[0].Number), "other value", a.String())
				return
			}
		}
	})
	const met = "Date of Initial Child Protection Conference"
	done := map[string]bool{}
	c.entries(number, func(s *Sheet, e *Entry) {
		id := e.Fields[0].Text
		if id == "" || done[id] {
			return
		}
		done[id] = true
		latest := e
		for _, o := range c.by[number-1][id] {
			if o.Field(s.List, date).Day.Compare(latest.Field(s.List, date).Day) > 0 {
				latest = o
			}
		}
		last := latest.Field(s.List, date).Day
		if last.IsZero() {
			return
		}
		shown, conferences := 0, 0
		for _, o := range c.by[number-1][id] {
			if o == latest {
				continue
			}
			if o.Field(s.List, date).Day.Within(last.AddMonths(-12), last) {
				shown++
			}
			if number == 5 && o.Field(s.List, met).Day.Within(last.AddMonths(-12), last) {
				conferences++
			}
		}
		n := latest.Field(s.List, numbers[0]).Number
		short := n != nil && *n < shown
		text := strconv.Itoa(shown)
		if number == 5 {
			m := latest.Field(s.List, numbers[1]).Number
			short = short || m != nil && *m < conferences
			text += " enquiries and " + strconv.Itoa(conferences) + " conferences"
		}
		if short {
			c.flag(fewer, s, latest, numbers, "shown", text)
		}
	})
}

// single runs rules that need one row.
func (c *check) single() {
	flag := func(code string, s *Sheet, e *Entry) { c.flag(code, s, e, rowFields(code)) }
	c.entries(5, func(s *Sheet, e *Entry) {
		if f, ok := look(s, e, rowFields("L5-unnecessary")...); ok && Key(f[0].Text) == "Yes" && !f[1].Day.IsZero() {
			flag("L5-unnecessary", s, e)
		}
	})
	c.entries(6, func(s *Sheet, e *Entry) {
		if f, ok := look(s, e, rowFields("L6-closed")...); ok && f[1].Text != "" && f[0].Day.IsZero() == (Key(f[1].Text) == closedEpisode) {
			flag("L6-closed", s, e)
		}
		if k := Key(e.Field(s.List, "Reason for Closure").Text); k == "RC8" || k == "RC9" {
			flag("L6-assessed", s, e)
		}
	})
	c.entries(7, func(s *Sheet, e *Entry) {
		if f, ok := look(s, e, rowFields("L7-visit")...); ok && f[0].Day.IsZero() && f[1].Text != "" {
			flag("L7-visit", s, e)
		}
	})
	c.entries(8, func(s *Sheet, e *Entry) {
		if k := Key(e.Field(s.List, "Child's Legal Status").Text); k == "V3" || k == "V4" {
			flag("L8-breaks", s, e)
		}
		if f, ok := look(s, e, rowFields("L8-interview")...); ok && f[0].Number != nil && (*f[0].Number > 0) == f[1].Blank() {
			flag("L8-interview", s, e)
		}
		if f, ok := look(s, e, rowFields("L8-accepted")...); ok && Key(f[1].Text) == "Yes" && Key(f[0].Text) != "Yes" {
			flag("L8-accepted", s, e)
		}
		if f, ok := look(s, e, rowFields("L8-where")...); ok && Key(f[0].Text) == "In" {
			if k := Key(f[1].Text); k != "CON" && SetOf("la_of_placement").Code(k) != "" {
				flag("L8-where", s, e)
			}
		}
	})
	c.entries(9, func(s *Sheet, e *Entry) {
		f, ok := look(s, e, rowFields("L9-age")...)
		if !ok || f[1].Number == nil {
			return
		}
		switch age := *f[1].Number; Key(f[0].Text) {
		case eligible, relevant:
			ok = age == 16 || age == 17
		case formerRelevant:
			ok = age >= 18 && age < leaverUntil
		case qualifying:
			ok = age >= 16 && age < leaverUntil
		}
		if !ok {
			flag("L9-age", s, e)
		}
	})
	c.entries(10, func(s *Sheet, e *Entry) {
		var last day.Day
		for _, h := range rowFields("L10-order") {
			d := e.Field(s.List, h).Day
			if d.Before(last) {
				flag("L10-order", s, e)
				return
			}
			if !d.IsZero() {
				last = d
			}
		}
	})
	families := map[string]*Entry{}
	c.entries(11, func(s *Sheet, e *Entry) {
		f, ok := look(s, e, rowFields("L11-couple")...)
		if !ok || f[0].Text == "" || f[1].Number == nil {
			return
		}
		o, again := families[f[0].Text]
		if !again {
			families[f[0].Text] = e
			return
		}
		if n := o.Field(s.List, "No. of children placed").Number; *n != *f[1].Number {
			c.flag("L11-couple", s, e, rowFields("L11-couple"), "other", strconv.Itoa(o.Number), "other value", strconv.Itoa(*n))
		}
	})
}
