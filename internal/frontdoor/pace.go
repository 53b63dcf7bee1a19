package frontdoor

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"throughline/internal/day"
	"throughline/internal/db"
	"throughline/internal/record"
	"throughline/internal/story"
	"throughline/internal/workday"
)

// Pace is how long referrals of one quality took (SR-010): the quality is that at receipt, by how much was missing from what a good referral has (Quality).
type Pace struct {
	Name      string
	Referrals int // decided for every child
	Hours     int // from receipt to the last decision: the median, in whole hours
	Assessed  int // assessments of their children that were authorised
	Days      int // working days from receipt to the authorisation: the median
}

// band is a quality of referrals: how many things are missing at most.
type band struct {
	name string
	most int
}

var paces = []band{{"Nothing missing", 0}, {"One or two things missing", 2}, {"Three or more missing", 1 << 30}}

// Paces compares how long the referrals of some days took, from their receipt to the decision and on to the end of the assessment, by how complete they came. It
// shows nobody: whoever works at the front door may see it. What is still open is in no figure.
func (r Room) Paces(ctx context.Context, from, to day.Day) (out []Pace, err error) {
	err = r.Desk.DB.Read(ctx, func(t *db.Tx) error {
		all, err := story.OfKind[record.Contact](t)
		if err != nil {
			return err
		}
		var decided []record.Contact
		var children []string
		for _, c := range all {
			if on := day.In(c.Body.Received); c.Body.Screened() || c.Body.Open() || on.Before(from) || on.After(to) {
				continue
			}
			decided = append(decided, c.Body)
			for _, ch := range c.Body.Children {
				children = append(children, ch.Subject)
			}
		}
		done, err := authorised(t, children)
		out = PacesOf(r.Book.Calendars().Working(workday.EW), decided, done)
		return err
	})
	return out, err
}

// PacesOf is the pure part: contacts that were decided, and the day on which each referral's assessment was authorised.
func PacesOf(cal *workday.Calendar, contacts []record.Contact, done map[string]day.Day) []Pace {
	out := make([]Pace, len(paces))
	hours, days := make([][]int, len(paces)), make([][]int, len(paces))
	for _, c := range contacts {
		gaps := len(Quality(c))
		i := slices.IndexFunc(paces, func(b band) bool { return gaps <= b.most })
		hours[i] = append(hours[i], int(Met(c).Sub(c.Received).Hours()))
		for _, ch := range c.Children {
			if on, ok := done[ch.Referral]; ok && ch.Referral != "" {
				days[i] = append(days[i], cal.Between(day.In(c.Received), on))
			}
		}
	}
	for i, p := range paces {
		out[i] = Pace{Name: p.name, Referrals: len(hours[i]), Hours: median(hours[i]), Assessed: len(days[i]), Days: median(days[i])}
	}
	return out
}

// median is the middle one, the lower of two; 0 of none.
func median(all []int) int {
	if len(all) == 0 {
		return 0
	}
	slices.Sort(all)
	return all[(len(all)-1)/2]
}

// authorised are the days on which the assessments of some children were authorised, by referral.
func authorised(t *db.Tx, children []string) (map[string]day.Day, error) {
	out := map[string]day.Day{}
	for part := range slices.Chunk(slices.Compact(slices.Sorted(slices.Values(children))), 500) {
		args, marks := make([]any, len(part)), make([]string, len(part))
		for i, c := range part {
			args[i], marks[i] = c, fmt.Sprintf("$%d", i+1)
		}
		if err := t.Each(func(scan db.Scan) error {
			var rev int64
			var body string
			if err := scan(&rev, &body); err != nil {
				return err
			}
			b, err := record.Decode(record.Assessment{}.KindName(), int(rev), []byte(body))
			if a, ok := b.(record.Assessment); ok && !a.Authorised.IsZero() {
				out[a.Referral] = a.Authorised
			}
			return err
		}, "select rev, cast(body as text) from record where kind = 'assessment' and not withdrawn and subject in ("+strings.Join(marks, ", ")+")", args...); err != nil {
			return nil, err
		}
	}
	return out, nil
}
