package borough

import (
	"throughline/internal/day"
	"throughline/internal/record"
)

// Careers of the council's own social workers who have cases. Who comes newly qualified has a first year in the assessed and supported programme; a
// third of those who come do (assumption). A grade of senior practitioners begins on a day, as the workforce census tells of Hackney: none until 2024, 7.5 % of
// social workers in September 2025 (LAIT). Some of those who have been here for three years have it from then on.
const (
	newlyQualified = 0.33
	senior         = 0.17
)

var seniorSince = day.New(2025, 4, 1)

// step is the day on which somebody's job becomes another.
type step struct {
	on  day.Day
	job string
}

// career gives the terms on which somebody is first recorded, on the first day or later, and the steps after it.
func (st *staff) career(p spell, job record.Employment, first day.Day) (record.Employment, []step) {
	if p.agency || job.Job != jobs["social_worker"] {
		return job, nil
	}
	s := st.seed.Stream(p.worker, "career")
	fresh, rises := s.Chance(newlyQualified), s.Chance(senior)
	var steps []step
	if fresh {
		steps = append(steps, step{p.from, "newly_qualified"}, step{p.from.AddMonths(12), job.Job})
	}
	if on := p.from.AddMonths(36); rises {
		if on.Before(seniorSince) {
			on = seniorSince
		}
		steps = append(steps, step{on, "senior_practitioner"})
	}
	begins := job.From
	var later []step
	for _, x := range steps {
		switch {
		case !p.left.IsZero() && !x.on.Before(p.left):
		case x.on.After(first) && x.on.After(begins):
			later = append(later, x)
		default:
			job.Job = x.job
			if job.From = x.on; x.on.After(begins) {
				job.Started = begins
			}
		}
	}
	return job, later
}
