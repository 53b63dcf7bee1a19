package measure

import (
	"maps"
	"slices"

	"throughline/internal/day"
	"throughline/internal/errs"
	"throughline/internal/record"
	"throughline/internal/record/codes"
	"throughline/internal/story"
)

// notKnown is the key of what is not recorded.
const notKnown = "not known"

// dimensions are what a figure can be grouped by.
var dimensions = map[string]func(s story.Story, c Contribution, asAt day.Day) string{
	"age":       age,
	"ethnicity": func(s story.Story, _ Contribution, _ day.Day) string { return coded("ethnicity", child(s).Ethnicity) },
	"sex":       func(s story.Story, _ Contribution, _ day.Day) string { return coded("sex", child(s).Sex) },
	"team":      team,
}

// Dimensions are the words that a figure can be grouped by.
func Dimensions() []string { return slices.Sorted(maps.Keys(dimensions)) }

func checkDimensions(by []string) error {
	for _, d := range by {
		if dimensions[d] == nil {
			return errs.Field("by", "A figure cannot be grouped by %q; use one of %v", d, Dimensions())
		}
	}
	return nil
}

func keysOf(s story.Story, c Contribution, by []string, asAt day.Day) []string {
	var keys []string
	for _, d := range by {
		keys = append(keys, dimensions[d](s, c, asAt))
	}
	return keys
}

func child(s story.Story) record.Child {
	c, _ := story.First[record.Child](s)
	return c.Body
}

func coded(set, code string) string {
	if code == "" {
		return notKnown
	}
	s, ok := codes.Set(set)
	if !ok {
		return code
	}
	return s.Label(code)
}

// age is the DfE's age band on the day it ended, else on the as-at day.
func age(s story.Story, c Contribution, asAt day.Day) string {
	on := c.Ended
	if on.IsZero() {
		on = asAt
	}
	ch := child(s)
	switch {
	case ch.Birth.IsZero() && ch.Expected.IsZero():
		return notKnown
	case ch.Birth.IsZero() || on.Before(ch.Birth):
		return "unborn"
	}
	switch years := on.Age(ch.Birth); {
	case years < 1:
		return "under 1"
	case years < 5:
		return "1 to 4"
	case years < 10:
		return "5 to 9"
	case years < 16:
		return "10 to 15"
	}
	return "16 and over"
}

// team is the team that the referral went to: the one the record is of, or the referral that the assessment answers.
func team(s story.Story, c Contribution, _ day.Day) string {
	id := c.Record
	if a, ok := story.Find[record.Assessment](s, id); ok {
		id = a.Body.Referral
	}
	if r, ok := story.Find[record.Referral](s, id); ok && r.Body.Team != "" {
		return r.Body.Team
	}
	return notKnown
}
