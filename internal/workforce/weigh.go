package workforce

import (
	_ "embed"
	"encoding/json"
	"fmt"

	"throughline/internal/day"
)

//go:embed caseload.json
var shipped []byte

// Standard is how the council weighs cases: points for a case of each kind, and how many points somebody who works full time may hold.
type Standard struct {
	Owner    string       `json:"owner"`  // who answers for it
	Review   day.Day      `json:"review"` // when it is looked at again
	Source   string       `json:"source"`
	FullTime int          `json:"full_time"`               // points
	Amber    int          `json:"amber_percent"`           // of the limit, from which a caseload is called nearly full
	New      int          `json:"newly_qualified_percent"` // of the limit, for somebody in the first year after qualifying
	Weights  map[Work]int `json:"weights"`
}

// Shipped is the standard that the program comes with.
func Shipped() (Standard, error) { return ReadStandard(shipped) }

// ReadStandard reads a standard. One without a limit, or that lacks the weight of a kind of case, is refused.
func ReadStandard(b []byte) (s Standard, err error) {
	if err := json.Unmarshal(b, &s); err != nil {
		return s, fmt.Errorf("caseload standard: %w", err)
	}
	if s.FullTime < 1 || s.Amber < 1 || s.Amber > 100 || s.New < 1 || s.New > 100 {
		return s, fmt.Errorf("caseload standard: full_time must be 1 or more, amber_percent and newly_qualified_percent from 1 to 100")
	}
	for _, w := range works {
		if s.Weights[w] < 1 {
			return s, fmt.Errorf("caseload standard: the weight of %q must be 1 or more", w)
		}
	}
	return s, nil
}

// Limit is how many points somebody may hold who works so many hundredths of full time; less in the first year after qualifying.
func (s Standard) Limit(fte int, job string) int {
	limit := s.FullTime * fte / 100
	if job == newlyQualified {
		limit = limit * s.New / 100
	}
	return limit
}

// newlyQualified is the job of code set worker_job.
const newlyQualified = "newly_qualified"

// Level says how full a caseload is, in a word and a colour that is never shown without it.
func (s Standard) Level(points, limit int) (word, colour string) {
	switch {
	case points > limit:
		return "Over the limit", "red"
	case points*100 >= limit*s.Amber:
		return "Nearly full", "amber"
	}
	return "Has room", "green"
}
