package measure

import (
	"fmt"
	"strings"
	"testing"

	"throughline/internal/clock"
	"throughline/internal/day"
	"throughline/internal/story"
)

func TestJourney(t *testing.T) {
	t.Parallel()
	all := "k child birth:2015-01-01 ethnicity:BCRB; c child_contact date:2023-04-01 outcome:referral referral:r; r referral date:2023-04-02; a assessment referral:r started:2023-04-05; " +
		"e s47_enquiry referral:r started:2023-04-10; i initial_cp_conference referral:r enquiry:e date:2023-04-28; p cp_plan referral:r started:2023-04-28; "
	for name, tt := range map[string]struct{ asAt, records, want string }{
		"all the way":              {"", all + "q care_period started:2023-06-01", "1 1 1 1 1 1 1"},
		"as at the conference":     {"2023-04-28", all + "q care_period started:2023-06-01", "1 1 1 1 1 1 0"},
		"the day before":           {"2023-04-27", all, "1 1 1 1 0 0 0"},
		"advice":                   {"", "c child_contact date:2023-04-01 outcome:advice", "1 0 0 0 0 0 0"},
		"waits":                    {"", "c child_contact date:2023-04-01", "1 0 0 0 0 0 0"},
		"a second about one event": {"", "c child_contact date:2023-04-01 outcome:advice; d child_contact date:2023-04-02 outcome:advice repeats:c", "1 0 0 0 0 0 0"},
		"through the front door":   {"", "r referral date:2023-04-02 contact:x decision:assessment; a assessment referral:r started:2023-04-05", "1 1 1 0 0 0 0"},
		"ended at the door":        {"", "r referral date:2023-04-02 contact:x decision:advice nfa:true", "1 0 0 0 0 0 0"},
		"waits at the door":        {"", "r referral date:2023-04-02 contact:x", "1 0 0 0 0 0 0"},
		"care without a plan":      {"", "r referral date:2023-04-02 contact:x decision:assessment; a assessment referral:r started:2023-04-05; q care_period started:2023-04-06", "1 1 1 0 0 0 1"},
		"care after it was closed": {"", "r referral date:2023-04-02 contact:x decision:assessment closed:2023-05-01; q care_period started:2023-05-02", "1 1 0 0 0 0 0"},
		"care before it":           {"", "r referral date:2023-04-02 contact:x decision:assessment; q care_period started:2023-01-02", "1 1 0 0 0 0 0"},
		"the enquiry of another":   {"", "r referral date:2023-04-02 contact:x decision:assessment; e s47_enquiry referral:s started:2023-04-10", "1 1 0 0 0 0 0"},
		"the year before":          {"", "c child_contact date:2023-03-31 outcome:referral referral:r; r referral date:2023-04-02", "0 0 0 0 0 0 0"},
	} {
		at := day.Must("2024-03-31")
		if tt.asAt != "" {
			at = day.Must(tt.asAt)
		}
		j := newJourney(span{Period: Year(2024).upTo(at), asAt: at, book: clock.Standard()})
		j.add(newFacts().of(story.New("child:1", nil, tell(t, tt.records))), []string{ByEthnicGroup})
		var got []string
		for i, s := range j.close().Steps {
			got = append(got, fmt.Sprint(s.Count))
			if s.Count != len(s.Records) {
				t.Errorf("%s: %s has %d and lists %d", name, s.Name, s.Count, len(s.Records))
			}
			for _, g := range s.Groups {
				if g.Events > g.Base || i == 0 && g.Base != s.Count {
					t.Errorf("%s: %s %+v", name, s.Name, g)
				}
			}
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %s, not %s", name, strings.Join(got, " "), tt.want)
		}
	}
	j := newJourney(span{Period: Year(2024), asAt: Year(2024).To, book: clock.Standard()})
	j.add(newFacts().of(story.New("child:1", nil, tell(t, all))), []string{ByEthnicGroup})
	j.add(newFacts().of(story.New("child:2", nil, tell(t, "c child_contact date:2023-04-01 outcome:advice"))), []string{ByEthnicGroup})
	steps := j.close().Steps
	if s := steps[1]; s.OfBefore != "50.0" || s.Days.Median != "1.0" || len(s.Groups) != 2 || s.Groups[0] != (GroupCount{Black, 1, 1}) || s.Groups[1] != (GroupCount{notKnown, 0, 1}) {
		t.Errorf("%+v", s)
	}
	if s := steps[4]; s.Days.Median != "18.0" || s.OfAll != "50.0" || s.OfBefore != "100.0" {
		t.Errorf("%+v", s)
	}
}
