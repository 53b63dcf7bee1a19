package figures_test

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"

	"throughline/internal/journeys/journeytest"
)

// "How many assessments were on time last year, and whose were not" is within three clicks of the first page (issue 4, must show 8): the dashboard, on which
// the director begins, the measure, the list. The numbers on the three pages agree.
func TestThreeClicks(t *testing.T) {
	journeytest.One(t, 60, time.Date(2026, time.May, 6, 10, 0, 0, 0, time.UTC), func(t *testing.T, j *journeytest.Journey) {
		p := j.As("director")
		p.Goto(j.URL + "/")
		j.Look(p)
		p.Click("Assessments completed in 45 working days")
		j.Wants(p, "2025/26")
		j.Look(p)
		said := regexp.MustCompile(`\(([\d,]+) of ([\d,]+)\)`).FindStringSubmatch(j.Facts(p)["Value"])
		if said == nil {
			p.Fatalf("the figure is %q", j.Facts(p)["Value"])
		}
		in, of := number(t, said[1]), number(t, said[2])
		if in == of {
			p.Fatalf("all %d are in time: there is nobody whose was not", of)
		}
		p.Click(fmt.Sprintf("Only the %d not in time", of-in))
		j.Wants(p, "Only those not in time. The figure is")
		j.Look(p)
		rows := p.Texts("main tbody tr")
		if len(rows) != of-in {
			p.Errorf("the list has %d rows; %d of %d are in time", len(rows), in, of)
		}
		for _, row := range rows {
			if !strings.Contains(row, "not in time") {
				p.Errorf("a row of the list says %q", row)
			}
		}
	})
}

func number(t *testing.T, s string) int {
	t.Helper()
	n, err := strconv.Atoi(strings.ReplaceAll(s, ",", ""))
	if err != nil {
		t.Fatal(err)
	}
	return n
}
